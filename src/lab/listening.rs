//! Waits until a program listens, by looking at the system: to connect would be a visit.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr, TcpStream};
use std::time::{Duration, Instant};

use listeners::{Listener, Protocol, SocketState};

use super::keeper::Ending;
use super::launch::Launch;
use super::output::Output;
use super::process::Process;
use super::start_failure::StartFailure;

/// How long it has where the machine gives it next to no time.
const STARVED_LIMIT: Duration = Duration::from_secs(60);
/// How long it may listen only elsewhere.
const ELSEWHERE: Duration = Duration::from_secs(2);
/// How long the last of what an ended program has printed is waited for.
const LAST_OUTPUT: Duration = Duration::from_secs(1);
/// After so long it is tried to connect: the processes of some sandboxes cannot be looked into.
const UNSEEN: Duration = Duration::from_secs(3);
const CONNECT_LIMIT: Duration = Duration::from_millis(200);
/// How often it is looked whether it listens where it should.
const GLANCE: Duration = Duration::from_millis(10);
/// A look at the ports of a system with room for many connections may take half as long: so many
/// times as long as it took, nothing is looked at.
const REST: u32 = 5;
/// How often it is looked where else it listens, which takes all processes of the system.
const SURVEY: Duration = Duration::from_millis(500);

#[derive(Debug)]
pub struct Wait<'a> {
    launch: &'a Launch,
    port: u16,
    began: Instant,
    surveyed: Instant,
    /// How long to wait before the next look.
    pub rest: Duration,
    elsewhere_since: Option<Instant>,
}

impl<'a> Wait<'a> {
    pub fn new(launch: &'a Launch, port: u16) -> Self {
        let now = Instant::now();
        Self { launch, port, began: now, surveyed: now, rest: GLANCE, elsewhere_since: None }
    }

    /// Looks: where it listens, or why it never will; `None` while that is open.
    pub fn look(
        &mut self,
        process: &Process,
        output: &Output,
    ) -> Option<Result<SocketAddr, StartFailure>> {
        if let Some(ending) = process.ending() {
            let is_background = ending == Ending::Code(0) && process.is_running();
            output.await_end(if is_background { Duration::ZERO } else { LAST_OUTPUT });
            let failure = StartFailure::of_ending(self.launch, ending, &output.lines());
            return Some(Err(if is_background { StartFailure::Background } else { failure }));
        }
        if process.is_unwatched() {
            return Some(Err(StartFailure::Escaped));
        }
        let began = Instant::now();
        let is_taken = is_taken(self.port);
        self.rest = GLANCE.max(began.elapsed() * REST);
        if !is_taken && self.surveyed.elapsed() < SURVEY {
            return None;
        }
        self.surveyed = Instant::now();
        let sockets = sockets_of(process);
        let of_protocol = |protocol| {
            let own = sockets.iter().filter(move |own| own.protocol == protocol);
            own.map(|own| own.socket)
        };
        let on_port = |socket: &SocketAddr| socket.port() == self.port;
        let mut here = of_protocol(Protocol::TCP).filter(on_port);
        if let Some(address) = here.clone().find_map(reachable) {
            return Some(Ok(address));
        }
        let unreachable = here.next().map(|socket| StartFailure::OtherAddress(socket.ip()));
        let elsewhere = of_protocol(Protocol::TCP).next();
        let elsewhere = elsewhere.map(|socket| StartFailure::Elsewhere(socket.port()));
        let datagrams = of_protocol(Protocol::UDP).find(on_port).map(|_| StartFailure::Datagrams);
        let waited = self.began.elapsed();
        if let Some(failure) = unreachable.or(elsewhere).or(datagrams) {
            let since = *self.elsewhere_since.get_or_insert_with(Instant::now);
            return (since.elapsed() > ELSEWHERE).then_some(Err(failure));
        }
        if waited > UNSEEN && self.is_reachable() {
            return Some(Ok(SocketAddr::from((Ipv4Addr::LOCALHOST, self.port))));
        }
        // Others may use the processor: it is not the program that is slow.
        let limit = self.launch.start_limit;
        let late =
            waited > limit.max(STARVED_LIMIT) || (waited > limit && !process.is_starved(waited));
        late.then_some(Err(StartFailure::NotListening(waited.as_secs())))
    }

    /// Does a program answer there whose socket the system does not show? One that it shows, and that
    /// is not the learner's, belongs to another program.
    fn is_reachable(&self) -> bool {
        let address = SocketAddr::from((Ipv4Addr::LOCALHOST, self.port));
        !is_taken(self.port) && TcpStream::connect_timeout(&address, CONNECT_LIMIT).is_ok()
    }
}

/// Has a process that can be seen this port? If nobody has it, that is soon said.
fn is_taken(port: u16) -> bool {
    listeners::get_process_by_port(port, Protocol::TCP).is_ok()
}

/// Where a program listens, or receives datagrams, as far as the system tells.
fn sockets_of(process: &Process) -> Vec<Listener> {
    let mut all: Vec<Listener> = listeners::get_all().unwrap_or_default().into_iter().collect();
    all.retain(|one| one.protocol == Protocol::UDP || one.state == SocketState::Listen);
    let own = process.own(all.iter().map(|one| one.process.pid));
    all.retain(|one| own.contains(&one.process.pid));
    all.sort_by_key(|one| one.socket);
    all
}

/// The address at which bots reach a listener, if it is where the pages ask for: on 127.0.0.1, or on
/// every address.
fn reachable(socket: SocketAddr) -> Option<SocketAddr> {
    let ip = match socket.ip() {
        // It may take no IPv4.
        IpAddr::V6(ip) if ip.is_unspecified() => Ipv6Addr::LOCALHOST.into(),
        ip if ip.is_unspecified() || ip.to_canonical() == Ipv4Addr::LOCALHOST => {
            IpAddr::V4(Ipv4Addr::LOCALHOST)
        }
        _ => return None,
    };
    Some(SocketAddr::new(ip, socket.port()))
}
