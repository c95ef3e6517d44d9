//! Directs a run: all clients join, the senders send, the lines still due are awaited, the report is made.

use std::io;
use std::net::{SocketAddr, TcpStream, ToSocketAddrs};
use std::ops::ControlFlow;
use std::time::{Duration, Instant};

use rustix::time::{ClockId, clock_gettime};

use crate::link::{Address, LinkError, allow_open_files, client_tls};

use super::client::Disconnect;
use super::clients::ClientPool;
use super::delivery::{DeliveryTracker, Receiver};
use super::payload::{Payload, Tag};
use super::report::{LoadError, Plan, Progress, Report};

/// Open files besides the clients' connections: the standard streams, the poll, and what the
/// program has of its own.
const OTHER_FILES: u64 = 64;
/// How long the first connection may take.
const CONNECT: Duration = Duration::from_secs(5);
/// How many clients may be joining at once: fewer than a server keeps waiting in its queue.
const MAX_JOINING: usize = 128;
/// When nothing has moved for this long, nothing will.
const STALL: Duration = Duration::from_secs(10);
/// The same once lines were refused: they are the ones that will never come.
const STALL_REFUSED: Duration = Duration::from_secs(2);
/// When nothing has come for this long, the room is quiet.
const QUIET: Duration = Duration::from_millis(250);
/// How long quiet is waited for.
const QUIET_LIMIT: Duration = Duration::from_secs(30);
/// Between two calls of the observer, who may ask for the end.
const TICK: Duration = Duration::from_millis(100);

/// What the observer of a run is told, about ten times a second; it may break off the run.
pub type Observer<'o> = &'o mut dyn FnMut(Progress) -> ControlFlow<()>;

/// Runs a load and gives what was measured. It takes the calling thread until the run is over.
///
/// # Errors
/// Not all clients could join, or the system stands in the way. Whatever the server does wrong
/// after that is in the report.
pub fn run(plan: &Plan, observer: Observer<'_>) -> Result<Report, LoadError> {
    let needed = plan.connections() as u64 + OTHER_FILES;
    allow_open_files(needed).map_err(|allowed| LoadError::FileLimit { needed, allowed })?;
    let address = reach(&plan.addr).map_err(LoadError::Link)?;
    let tag = Tag::random().map_err(LoadError::System)?;
    let receiver = Receiver::new(Payload::new(tag, plan.size), DeliveryTracker::new(plan));
    let tls = client_tls(&plan.addr, &plan.trust).map_err(LoadError::Link)?;
    let pool = ClientPool::new(plan, (address, tls), tag, receiver).map_err(LoadError::System)?;
    let mut run = Run { plan, pool, observer, told: Instant::now() };
    let join = run.join_all()?;
    run.wait_for_quiet().map_err(LoadError::System)?;
    let sending = run.send_all().map_err(LoadError::System)?;
    run.wait_for_quiet().map_err(LoadError::System)?;
    if plan.slow > 0 {
        run.pool.resume_slow();
        run.wait_for_quiet().map_err(LoadError::System)?;
    }
    Ok(run.report(join, &sending))
}

/// The first of the host's addresses that answers.
fn reach(to: &Address) -> Result<SocketAddr, LinkError> {
    let (Address::Tcp { host, port }
    | Address::Ws { host, port }
    | Address::Tls { host, port, .. }
    | Address::Wss { host, port, .. }) = to
    else {
        return Err(LinkError::of(to, io::ErrorKind::Unsupported.into()));
    };
    let resolved = (host.as_str(), *port).to_socket_addrs();
    let resolved = resolved.map_err(|_| LinkError::UnknownHost(to.clone()))?;
    let addresses: Vec<SocketAddr> = resolved.collect();
    if let [only] = addresses[..] {
        // There is nothing to find out, and the server would count one more connection.
        return Ok(only);
    }
    let mut last = LinkError::UnknownHost(to.clone());
    for address in addresses {
        match TcpStream::connect_timeout(&address, CONNECT) {
            Ok(_) => return Ok(address),
            Err(error) => last = LinkError::of(to, error),
        }
    }
    Err(last)
}

/// The processor time that this process has used so far.
fn cpu_time() -> Duration {
    let used = clock_gettime(ClockId::ProcessCPUTime);
    Duration::new(used.tv_sec as u64, used.tv_nsec as u32)
}

struct Run<'r> {
    plan: &'r Plan,
    pool: ClientPool,
    observer: Observer<'r>,
    told: Instant,
}

#[derive(Default)]
struct Sending {
    /// From the start to the last line received.
    took: Duration,
    /// From the start to the end.
    lasted: Duration,
    /// Processor time that this process used meanwhile.
    cpu: Duration,
    /// It ended because nothing moved any more.
    stalled: bool,
    /// It ended because the observer asked for it.
    interrupted: bool,
}

impl Run<'_> {
    /// Has all clients join; gives how long that took.
    fn join_all(&mut self) -> Result<Duration, LoadError> {
        let of = self.plan.connections();
        let start = Instant::now();
        let pace = Pace::new(start, of as f64 / self.plan.ramp.as_secs_f64());
        let (mut moved, mut joined) = (start, 0);
        loop {
            let now = Instant::now();
            let mut due = pace.due(self.pool.started as u64);
            while self.pool.started < of && self.pool.joining() < MAX_JOINING && due <= now {
                self.pool.start_next();
                due = pace.due(self.pool.started as u64);
            }
            if let Some(disconnect) = self.pool.first_disconnect.take() {
                return Err(self.turned_away(disconnect));
            }
            if self.pool.joined == of {
                return Ok(start.elapsed());
            }
            if self.pool.joined != joined || self.pool.joining() == 0 {
                (moved, joined) = (now, self.pool.joined);
            } else if now - moved > STALL {
                return Err(LoadError::Silent { joined, of });
            }
            if self.tell(now, Progress::Joining { joined, of }) {
                return Err(LoadError::Interrupted);
            }
            let wake = if due > now { due } else { now + TICK };
            self.step(now, wake).map_err(LoadError::System)?;
        }
    }

    fn turned_away(&self, disconnect: Disconnect) -> LoadError {
        let (joined, of) = (self.pool.joined, self.plan.connections());
        match disconnect {
            Disconnect::Broken(error) => LoadError::Link(LinkError::of(&self.plan.addr, error)),
            Disconnect::Closed(Some(words)) => LoadError::TurnedAway { words, joined, of },
            Disconnect::Closed(None) => LoadError::ClosedDoor { joined, of },
        }
    }

    /// Reads until nothing has come for a while.
    fn wait_for_quiet(&mut self) -> io::Result<()> {
        let start = Instant::now();
        loop {
            let now = Instant::now();
            let quiet_at = self.pool.receiver.last().max(start) + QUIET;
            let progress = self.progress();
            if now >= quiet_at || now >= start + QUIET_LIMIT || self.tell(now, progress) {
                return Ok(());
            }
            self.step(now, quiet_at)?;
        }
    }

    /// Has the senders send all their lines, and waits until they have arrived or nothing moves.
    fn send_all(&mut self) -> io::Result<Sending> {
        let (start, used) = (Instant::now(), cpu_time());
        let mut sending = Sending::default();
        let mut schedule = SendSchedule::new(start, self.plan);
        let mut visits = Visits { pace: Pace::new(start, self.plan.churn as f64), left: 0 };
        let (mut moved, mut seen) = (start, 0);
        loop {
            let now = Instant::now();
            let next = schedule.send_due(now, self.plan, &mut self.pool);
            let over = next == Next::Never;
            let mut wake = if let Next::At(due) = next { due } else { now + TICK };
            let waiting = self.pool.receiver.tracker.in_flight() > 0
                || over && self.plan.churn > 0 && self.pool.is_any_in_transit();
            if over && !waiting {
                break;
            }
            if self.plan.churn > 0 && !over {
                wake = wake.min(visits.end_due(now, self.plan, &mut self.pool));
            }
            let timeout = if self.pool.receiver.refused > 0 { STALL_REFUSED } else { STALL };
            sending.stalled = waiting && now - moved > timeout;
            sending.interrupted = self.tell(now, self.progress());
            if sending.stalled || sending.interrupted {
                break;
            }
            self.step(now, wake)?;
            let received = self.pool.receiver.tracker.counts().received;
            if received != seen {
                (moved, seen) = (self.pool.receiver.last(), received);
                sending.took = moved - start;
            } else if !waiting {
                moved = now;
            }
        }
        (sending.cpu, sending.lasted) = (cpu_time() - used, start.elapsed());
        Ok(sending)
    }

    /// Does what events call for, until `wake` or for a tick.
    fn step(&mut self, now: Instant, wake: Instant) -> io::Result<()> {
        self.pool.step(wake.saturating_duration_since(now).min(TICK))
    }

    fn progress(&self) -> Progress {
        let received = self.pool.receiver.tracker.counts().received;
        Progress::Speaking { received, of: self.plan.owed() }
    }

    /// Tells the observer, if it is time to; is the run to end?
    fn tell(&mut self, now: Instant, progress: Progress) -> bool {
        if now - self.told < TICK {
            return false;
        }
        self.told = now;
        (self.observer)(progress).is_break()
    }

    fn report(&self, join: Duration, sending: &Sending) -> Report {
        let (plan, pool, receiver) = (self.plan, &self.pool, &self.pool.receiver);
        let counts = receiver.tracker.counts();
        let deliveries = counts.received + counts.by_visitors;
        let (join_s, speaking_s) = (join.as_secs_f64(), sending.took.as_secs_f64());
        let cpu_s = sending.cpu.as_secs_f64();
        let per_second =
            |count: f64, seconds: f64| if seconds > 0.0 { count / seconds } else { 0.0 };
        let measured = |value: u64| (!receiver.latency.is_empty()).then_some(value);
        Report {
            clients: plan.clients,
            senders: plan.senders,
            size_bytes: plan.size,
            messages: counts.sent,
            unsaid: plan.lines() - counts.sent,
            owed: counts.owed,
            deliveries,
            lost: receiver.tracker.lost(),
            repeated: counts.repeated,
            out_of_order: counts.out_of_order,
            garbled: counts.garbled,
            p50_us: measured(receiver.latency.value_at_quantile(0.5)),
            p99_us: measured(receiver.latency.value_at_quantile(0.99)),
            max_us: measured(receiver.latency.max()),
            join_s,
            joins_per_s: per_second(pool.joined as f64, join_s),
            speaking_s,
            deliveries_per_s: per_second(deliveries as f64, speaking_s),
            connections_lost: pool.disconnects,
            first_loss: pool.first_disconnect.as_ref().and_then(Disconnect::words),
            refused: receiver.refused,
            first_refusal: receiver.first_refusal.clone(),
            slow: plan.slow,
            slow_cut: pool.slow_disconnected(),
            visits: pool.visits,
            cpu_s,
            cpu_us_per_delivery: (deliveries > 0).then(|| cpu_s * 1e6 / deliveries as f64),
            cpu_share: per_second(cpu_s, sending.lasted.as_secs_f64()),
            stalled: sending.stalled,
            interrupted: sending.interrupted,
        }
    }
}

/// When the next line is to be sent.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Next {
    /// When the rate asks for it.
    At(Instant),
    /// When the slowest client has received more.
    WindowOpens,
    /// Everything that can be sent has been.
    Never,
}

/// Which sender sends when: in turns, as fast as the rate and the window allow.
struct SendSchedule {
    turn: usize,
    pace: Option<Pace>,
    /// The window holds back lines that are due.
    held_back: bool,
    /// Whose lines are to be flushed.
    unflushed: Vec<usize>,
}

impl SendSchedule {
    fn new(start: Instant, plan: &Plan) -> Self {
        Self {
            turn: 0,
            pace: plan.rate.map(|rate| Pace::new(start, rate)),
            held_back: false,
            unflushed: Vec::with_capacity(plan.window),
        }
    }

    /// Sends what is due and fits into the window.
    fn send_due(&mut self, now: Instant, plan: &Plan, pool: &mut ClientPool) -> Next {
        let next = loop {
            let Some(sender) = self.next_sender(plan, pool) else { break Next::Never };
            let due = self.pace.map(|pace| pace.due(pool.receiver.tracker.counts().sent));
            if let Some(due) = due.filter(|due| *due > now) {
                self.held_back = false;
                break Next::At(due);
            }
            // Where nobody receives nothing is in flight, and still nobody floods the server.
            let in_flight = pool.receiver.tracker.in_flight().max(self.unflushed.len() as u64);
            if in_flight >= plan.window as u64 {
                self.held_back = true;
                break Next::WindowOpens;
            }
            // A line that the window held back counts from when it was due: a server that stalls
            // does not hide behind the window that it fills.
            let at = due.filter(|_| self.held_back).unwrap_or(now);
            pool.send(sender, at);
            self.unflushed.push(sender);
            self.turn = (sender + 1) % plan.senders;
        };
        self.unflushed.drain(..).for_each(|sender| pool.flush(sender));
        next
    }

    /// The next sender that is in the room and has lines left.
    fn next_sender(&self, plan: &Plan, pool: &ClientPool) -> Option<usize> {
        let mut turns = (self.turn..plan.senders).chain(0..self.turn);
        turns.find(|sender| {
            pool.is_in(*sender) && pool.receiver.tracker.sent_by(*sender) < plan.messages
        })
    }
}

/// When the next visitor leaves, to come back.
struct Visits {
    pace: Pace,
    /// How often it was a visitor's turn to leave.
    left: u64,
}

impl Visits {
    /// Has the visitors leave that are due to; gives when the next one is.
    fn end_due(&mut self, now: Instant, plan: &Plan, pool: &mut ClientPool) -> Instant {
        while self.pace.due(self.left) <= now {
            let visitor = plan.clients + (self.left % plan.churn as u64) as usize;
            // One that is still on its way skips its turn.
            if pool.is_in(visitor) {
                pool.leave(visitor);
            }
            self.left += 1;
        }
        self.pace.due(self.left)
    }
}

/// A number of things per second. It does not slip: what comes late does not put off what follows.
#[derive(Clone, Copy, Debug)]
struct Pace {
    start: Instant,
    per_second: f64,
}

impl Pace {
    fn new(start: Instant, per_second: f64) -> Self {
        Self { start, per_second }
    }

    /// When the next is due after `done` of them.
    fn due(&self, done: u64) -> Instant {
        // What is due in decades is never due.
        let seconds = (done as f64 / self.per_second).min(1e9);
        self.start + Duration::from_secs_f64(seconds)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_pace_has_even_distances_from_the_start() {
        let start = Instant::now();
        let pace = Pace::new(start, 4.0);
        assert_eq!(pace.due(0), start);
        assert_eq!(pace.due(6), start + Duration::from_millis(1500));
    }

    #[test]
    fn an_endless_or_an_infinite_pace_is_no_trouble() {
        let start = Instant::now();
        assert!(Pace::new(start, 1e-300).due(5) > start + Duration::from_secs(1_000_000));
        assert_eq!(Pace::new(start, f64::INFINITY).due(5), start);
    }
}
