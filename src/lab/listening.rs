//! Waits until a program listens, by looking at the system: to connect would be a visit.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr, TcpStream};
use std::time::{Duration, Instant};

use listeners::{Listener, Protocol, SocketState};

use crate::locale::Locale;
use crate::say;

use super::keeper::Ending;
use super::output::{Output, last_words, shown};
use super::process::Process;

/// How long a program has to begin to listen.
const LIMIT: Duration = Duration::from_secs(10);
/// How long it has where the machine gives it next to no time.
const STARVED_LIMIT: Duration = Duration::from_secs(60);
/// How long it may listen only elsewhere.
const ELSEWHERE: Duration = Duration::from_secs(3);
/// How long the last of what an ended program has printed is waited for.
const LAST_OUTPUT: Duration = Duration::from_secs(1);
/// After so long it is tried to connect: the processes of some sandboxes cannot be looked into.
const UNSEEN: Duration = Duration::from_secs(3);
const CONNECT_LIMIT: Duration = Duration::from_millis(200);
/// How often it is looked whether it listens where it should.
pub const GLANCE: Duration = Duration::from_millis(10);
/// How often it is looked where else it listens, which takes all processes of the system.
const SURVEY: Duration = Duration::from_millis(500);
/// What systems say of a port that somebody else has.
const IN_USE: [&str; 5] = [
    "address already in use",
    "eaddrinuse",
    "addrinuse",
    "endereço já em uso",
    "only one usage of each socket address",
];

/// Why a program cannot be graded at all.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum StartFailure {
    /// The folder that it is started in is gone.
    NoFolder(String),
    /// There is no such program.
    NotFound(String),
    /// The system does not start it: what, and why.
    NotStarted(String, String),
    /// What builds it failed.
    NotBuilt(Ending),
    /// What builds it did not come to an end: after how many seconds.
    BuildTooLong(u64),
    /// It has ended before it listened: how, and what it said last.
    Ended(Ending, Option<String>),
    /// It has ended its keeper, or starts processes faster than they can be ended.
    Escaped,
    /// The port that it wants is somebody else's.
    PortInUse,
    /// It listens on this port, and not on the one that it was given.
    Elsewhere(u16),
    /// It runs and does not listen: after how many seconds.
    NotListening(u64),
}

impl StartFailure {
    /// What happened and what to do, in one line for a person.
    pub fn explain(&self, locale: Locale) -> String {
        match self {
            Self::NoFolder(path) => say!(locale, "lab-no-folder", path = path.as_str()),
            Self::NotFound(program) => say!(locale, "lab-not-found", program = program.as_str()),
            Self::NotStarted(program, why) => {
                say!(locale, "lab-not-started", program = program.as_str(), why = why.as_str())
            }
            Self::NotBuilt(ending) => {
                say!(locale, "lab-not-built", ending = ending.explain(locale))
            }
            Self::BuildTooLong(seconds) => {
                say!(locale, "lab-build-too-long", seconds = *seconds)
            }
            Self::Ended(ending, None) => {
                say!(locale, "lab-ended-at-once", ending = ending.explain(locale))
            }
            Self::Ended(ending, Some(words)) => {
                let ending = ending.explain(locale);
                say!(locale, "lab-ended-saying", ending = ending, words = words.as_str())
            }
            Self::Escaped => say!(locale, "lab-escaped"),
            Self::PortInUse => say!(locale, "lab-port-in-use"),
            Self::Elsewhere(port) => say!(locale, "lab-elsewhere", port = port.to_string()),
            Self::NotListening(seconds) => say!(locale, "lab-not-listening", seconds = *seconds),
        }
    }
}

impl Ending {
    /// How a program has ended, in words.
    pub fn explain(&self, locale: Locale) -> String {
        match self {
            Self::Code(code) => say!(locale, "lab-ending-code", code = code.to_string()),
            Self::Signal(signal) => {
                say!(locale, "lab-ending-signal", signal = signal.to_string())
            }
        }
    }
}

#[derive(Debug)]
pub struct Wait {
    port: u16,
    began: Instant,
    surveyed: Instant,
    elsewhere_since: Option<Instant>,
}

impl Wait {
    pub fn new(port: u16) -> Self {
        let now = Instant::now();
        Self { port, began: now, surveyed: now, elsewhere_since: None }
    }

    /// Looks: where it listens, or why it never will; `None` while that is open.
    pub fn look(
        &mut self,
        process: &Process,
        output: &Output,
    ) -> Option<Result<SocketAddr, StartFailure>> {
        if let Some(ending) = process.ending() {
            output.await_end(LAST_OUTPUT);
            return Some(Err(of_ending(ending, output)));
        }
        if process.is_unwatched() {
            return Some(Err(StartFailure::Escaped));
        }
        if !is_taken(self.port) && self.surveyed.elapsed() < SURVEY {
            return None;
        }
        self.surveyed = Instant::now();
        let sockets = sockets_of(process);
        if let Some(socket) = sockets.iter().find(|socket| socket.port() == self.port) {
            return Some(Ok(reachable(*socket)));
        }
        let waited = self.began.elapsed();
        if let Some(socket) = sockets.first() {
            let since = *self.elsewhere_since.get_or_insert_with(Instant::now);
            let elsewhere = StartFailure::Elsewhere(socket.port());
            return (since.elapsed() > ELSEWHERE).then_some(Err(elsewhere));
        }
        if waited > UNSEEN && self.is_reachable() {
            return Some(Ok(SocketAddr::from((Ipv4Addr::LOCALHOST, self.port))));
        }
        // Others may use the processor: it is not the program that is slow.
        let late = waited > STARVED_LIMIT || (waited > LIMIT && !process.is_starved(waited));
        late.then_some(Err(StartFailure::NotListening(waited.as_secs())))
    }

    /// Does somebody unseen answer there? Whoever is seen and not the program's is somebody else.
    fn is_reachable(&self) -> bool {
        let address = SocketAddr::from((Ipv4Addr::LOCALHOST, self.port));
        !is_taken(self.port) && TcpStream::connect_timeout(&address, CONNECT_LIMIT).is_ok()
    }
}

/// Has a process that can be seen this port? If nobody has it, that is soon said.
fn is_taken(port: u16) -> bool {
    listeners::get_process_by_port(port, Protocol::TCP).is_ok()
}

fn sockets_of(process: &Process) -> Vec<SocketAddr> {
    let listens = |listener: &Listener| {
        listener.protocol == Protocol::TCP && listener.state == SocketState::Listen
    };
    let mut all: Vec<Listener> = listeners::get_all().unwrap_or_default().into_iter().collect();
    all.retain(listens);
    let own = process.own(all.iter().map(|listener| listener.process.pid));
    all.retain(|listener| own.contains(&listener.process.pid));
    let mut sockets: Vec<SocketAddr> = all.iter().map(|listener| listener.socket).collect();
    sockets.sort();
    sockets
}

/// The address at which a listener can be reached from this machine.
fn reachable(socket: SocketAddr) -> SocketAddr {
    let ip = match socket.ip() {
        // It may take no IPv4.
        IpAddr::V6(ip) if ip.is_unspecified() => Ipv6Addr::LOCALHOST.into(),
        ip if ip.is_unspecified() => Ipv4Addr::LOCALHOST.into(),
        ip => ip,
    };
    SocketAddr::new(ip, socket.port())
}

fn of_ending(ending: Ending, output: &Output) -> StartFailure {
    let lines = output.lines();
    let in_use = lines.iter().any(|said| {
        let line = String::from_utf8_lossy(&said.line).to_lowercase();
        IN_USE.iter().any(|words| line.contains(words))
    });
    if in_use {
        return StartFailure::PortInUse;
    }
    let errors = || lines.iter().filter(|said| said.error);
    let last = || errors().next_back().map(|said| shown(&String::from_utf8_lossy(&said.line)));
    StartFailure::Ended(ending, last_words(&lines).or_else(last))
}
