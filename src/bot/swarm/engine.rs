//! Directs a run: all come in, the senders speak, what is owed is waited for, the report is made.

use std::io;
use std::net::{SocketAddr, TcpStream, ToSocketAddrs};
use std::ops::ControlFlow;
use std::time::{Duration, Instant};

use crate::link::{Address, LinkError};

use super::crowd::Crowd;
use super::ear::Ear;
use super::ledger::Ledger;
use super::limits::{cpu_time, make_room_for};
use super::pace::Pace;
use super::payload::{Payload, Tag};
use super::plan::Plan;
use super::report::{Progress, Report, SwarmError};
use super::robot::Loss;
use super::talk::{Next, Talk};

/// How long the first connection may take.
const CONNECT: Duration = Duration::from_secs(5);
/// So many bots may be half-way in: less than a server keeps waiting at its door.
const HALF_WAY: usize = 128;
/// When nothing has moved for so long, nothing will.
const STALL: Duration = Duration::from_secs(10);
/// The same once lines were refused: they are what is waited for in vain.
const STALL_REFUSED: Duration = Duration::from_secs(2);
/// When nothing has come for so long, the room is quiet; but it is not waited for longer than
/// this.
const QUIET: Duration = Duration::from_millis(250);
const QUIET_LIMIT: Duration = Duration::from_secs(30);
/// Between two calls of the observer, who may ask for the end.
const TICK: Duration = Duration::from_millis(100);

/// What the observer of a run is told, about ten times a second; it may break the run off.
pub type Observer<'o> = &'o mut dyn FnMut(Progress) -> ControlFlow<()>;

/// Runs a swarm and gives what was measured. It takes the calling thread until the run is over.
///
/// # Errors
/// When not all bots could come in, or the system stands in the way. Whatever the server does
/// wrong after that is in the report.
pub fn run(plan: &Plan, observer: Observer<'_>) -> Result<Report, SwarmError> {
    make_room_for(plan.bots())?;
    let address = reach(&plan.addr).map_err(SwarmError::Link)?;
    let tag = Tag::random().map_err(SwarmError::System)?;
    let ear = Ear::new(Payload::new(tag, plan.size), Ledger::new(plan));
    let crowd = Crowd::new(plan, address, tag, ear).map_err(SwarmError::System)?;
    let mut engine = Engine { plan, crowd, observer, told: Instant::now() };
    let join = engine.gather()?;
    engine.quiet_down().map_err(SwarmError::System)?;
    let talk = engine.speak().map_err(SwarmError::System)?;
    engine.quiet_down().map_err(SwarmError::System)?;
    if plan.slow > 0 {
        engine.crowd.slow_read_after_all();
        engine.quiet_down().map_err(SwarmError::System)?;
    }
    Ok(engine.report(join, &talk))
}

/// The first of the host's addresses that answers.
fn reach(to: &Address) -> Result<SocketAddr, LinkError> {
    let Address::Tcp { host, port } = to else {
        return Err(LinkError::of(to, io::ErrorKind::Unsupported.into()));
    };
    let resolved = (host.as_str(), *port).to_socket_addrs();
    let resolved = resolved.map_err(|_| LinkError::UnknownHost(to.clone()))?;
    let addresses: Vec<SocketAddr> = resolved.collect();
    if let [only] = addresses[..] {
        // Nothing is to be found out, and the server would count one more connection.
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

struct Engine<'r> {
    plan: &'r Plan,
    crowd: Crowd,
    observer: Observer<'r>,
    /// When the observer was told last.
    told: Instant,
}

impl Engine<'_> {
    /// Has all bots come in; gives how long that took.
    fn gather(&mut self) -> Result<Duration, SwarmError> {
        let of = self.plan.bots();
        let start = Instant::now();
        let pace = Pace::new(start, of as f64 / self.plan.ramp.as_secs_f64());
        let (mut moved, mut joined) = (start, 0);
        loop {
            let now = Instant::now();
            let mut due = pace.due(self.crowd.set_out as u64);
            while self.crowd.set_out < of && self.crowd.half_way() < HALF_WAY && due <= now {
                self.crowd.next_sets_out();
                due = pace.due(self.crowd.set_out as u64);
            }
            if let Some(loss) = self.crowd.first_loss.take() {
                return Err(self.turned_away(loss));
            }
            if self.crowd.joined == of {
                return Ok(start.elapsed());
            }
            if self.crowd.joined != joined || self.crowd.half_way() == 0 {
                (moved, joined) = (now, self.crowd.joined);
            } else if now - moved > STALL {
                return Err(SwarmError::Silent { joined, of });
            }
            if self.tell(now, Progress::Joining { joined, of }) {
                return Err(SwarmError::Interrupted);
            }
            let wake = if due > now { due } else { now + TICK };
            self.step(now, wake).map_err(SwarmError::System)?;
        }
    }

    fn turned_away(&self, loss: Loss) -> SwarmError {
        let (joined, of) = (self.crowd.joined, self.plan.bots());
        match loss {
            Loss::Broken(error) => SwarmError::Link(LinkError::of(&self.plan.addr, error)),
            Loss::Ended(Some(words)) => SwarmError::TurnedAway { words, joined, of },
            Loss::Ended(None) => SwarmError::ClosedDoor { joined, of },
        }
    }

    /// Reads until nothing has come for a while.
    fn quiet_down(&mut self) -> io::Result<()> {
        let start = Instant::now();
        loop {
            let now = Instant::now();
            let quiet_at = self.crowd.ear.last().max(start) + QUIET;
            let received = self.crowd.ear.ledger.counts().received;
            let progress = Progress::Speaking { received, of: self.plan.owed() };
            if now >= quiet_at || now >= start + QUIET_LIMIT || self.tell(now, progress) {
                return Ok(());
            }
            self.step(now, quiet_at)?;
        }
    }

    /// Has the senders say all they have to say, and waits until it has arrived or nothing moves.
    fn speak(&mut self) -> io::Result<Talk> {
        let (start, used) = (Instant::now(), cpu_time());
        let mut talk = Talk::new(start, self.plan);
        let visiting = Pace::new(start, self.plan.churn as f64);
        let (mut moved, mut heard) = (start, 0);
        loop {
            let now = Instant::now();
            let next = talk.say(now, self.plan, &mut self.crowd);
            let over = next == Next::Never;
            let mut wake = if let Next::At(due) = next { due } else { now + TICK };
            let waited_for = self.crowd.ear.ledger.in_flight() > 0
                || over && self.plan.churn > 0 && self.crowd.is_any_on_its_way();
            if over && !waited_for {
                break;
            }
            if self.plan.churn > 0 && !over {
                wake = wake.min(self.visit(&visiting, &mut talk.left, now));
            }
            let patience = if self.crowd.ear.refused > 0 { STALL_REFUSED } else { STALL };
            talk.stalled = waited_for && now - moved > patience;
            let counts = self.crowd.ear.ledger.counts();
            let (received, of) = (counts.received, self.plan.owed());
            talk.interrupted = self.tell(now, Progress::Speaking { received, of });
            if talk.stalled || talk.interrupted {
                break;
            }
            self.step(now, wake)?;
            let news = self.crowd.ear.ledger.counts().received;
            if news != heard {
                (moved, heard) = (self.crowd.ear.last(), news);
                talk.took = moved - start;
            } else if !waited_for {
                moved = now;
            }
        }
        (talk.cpu, talk.lasted) = (cpu_time() - used, start.elapsed());
        Ok(talk)
    }

    /// Has the visitors leave that are due to; gives when the next one is.
    fn visit(&mut self, pace: &Pace, left: &mut u64, now: Instant) -> Instant {
        while pace.due(*left) <= now {
            let visitor = self.plan.clients + (*left % self.plan.churn as u64) as usize;
            // One that is still on its way skips its turn.
            if self.crowd.is_in(visitor) {
                self.crowd.leave(visitor);
            }
            *left += 1;
        }
        pace.due(*left)
    }

    /// Does what events call for, until `wake` or for a tick.
    fn step(&mut self, now: Instant, wake: Instant) -> io::Result<()> {
        self.crowd.step(wake.saturating_duration_since(now).min(TICK))
    }

    /// Tells the observer, if it is time to; is the run to end?
    fn tell(&mut self, now: Instant, progress: Progress) -> bool {
        if now - self.told < TICK {
            return false;
        }
        self.told = now;
        (self.observer)(progress).is_break()
    }

    fn report(&self, join: Duration, talk: &Talk) -> Report {
        let (plan, crowd, ear) = (self.plan, &self.crowd, &self.crowd.ear);
        let counts = ear.ledger.counts();
        let deliveries = counts.received + counts.overheard;
        let (join_s, speaking_s) = (join.as_secs_f64(), talk.took.as_secs_f64());
        let cpu_s = talk.cpu.as_secs_f64();
        let per_second =
            |count: f64, seconds: f64| if seconds > 0.0 { count / seconds } else { 0.0 };
        let heard = |value: u64| (!ear.latency.is_empty()).then_some(value);
        Report {
            clients: plan.clients,
            senders: plan.senders,
            size_bytes: plan.size,
            messages: counts.said,
            unsaid: plan.lines() - counts.said,
            owed: counts.owed,
            deliveries,
            lost: ear.ledger.lost(),
            repeated: counts.repeated,
            out_of_order: counts.out_of_order,
            garbled: counts.garbled,
            p50_us: heard(ear.latency.value_at_quantile(0.5)),
            p99_us: heard(ear.latency.value_at_quantile(0.99)),
            max_us: heard(ear.latency.max()),
            join_s,
            joins_per_s: per_second(crowd.joined as f64, join_s),
            speaking_s,
            deliveries_per_s: per_second(deliveries as f64, speaking_s),
            connections_lost: crowd.losses,
            first_loss: crowd.first_loss.as_ref().and_then(Loss::words),
            refused: ear.refused,
            first_refusal: ear.first_refusal.clone(),
            slow: plan.slow,
            slow_cut: crowd.slow_cut(),
            visits: crowd.visits,
            cpu_s,
            cpu_us_per_delivery: (deliveries > 0).then(|| cpu_s * 1e6 / deliveries as f64),
            cpu_share: per_second(cpu_s, talk.lasted.as_secs_f64()),
            stalled: talk.stalled,
            interrupted: talk.interrupted,
        }
    }
}
