//! All bots of a swarm on one poll: who is in, and what became of those who are not.

use std::io::{self, ErrorKind};
use std::net::SocketAddr;
use std::time::{Duration, Instant};

use mio::{Events, Poll};

use super::ear::Ear;
use super::payload::Tag;
use super::plan::Plan;
use super::robot::{Loss, Pass, Robot, Role, State};
use super::socket::Buffer;

/// Events taken from the system at once.
const EVENTS: usize = 1024;

/// All bots of a swarm.
pub(super) struct Crowd {
    address: SocketAddr,
    poll: Poll,
    events: Events,
    buffer: Buffer,
    robots: Vec<Robot>,
    /// What they hear.
    pub(super) ear: Ear,
    /// Bots that came in, counted once each.
    pub(super) joined: usize,
    /// Bots that set out, counted once each.
    pub(super) set_out: usize,
    /// How often a visitor left and came back.
    pub(super) visits: usize,
    /// Connections that ended though they were not to end.
    pub(super) losses: u64,
    /// Why the first of them ended.
    pub(super) first_loss: Option<Loss>,
}

impl Crowd {
    /// Bots that have not set out.
    ///
    /// # Errors
    /// The system has no poll.
    pub(super) fn new(plan: &Plan, address: SocketAddr, tag: Tag, ear: Ear) -> io::Result<Self> {
        let role = |number| match number {
            _ if number < plan.clients => Role::Stays,
            _ if number < plan.clients + plan.churn => Role::Visits,
            _ => Role::Slow,
        };
        let pass = |number| Pass { code: plan.code.clone(), name: tag.name(number) };
        let robot = |number| Robot::new(number, pass(number), role(number));
        Ok(Self {
            address,
            poll: Poll::new()?,
            events: Events::with_capacity(EVENTS),
            buffer: Buffer::new(),
            robots: (0..plan.bots()).map(robot).collect(),
            ear,
            joined: 0,
            set_out: 0,
            visits: 0,
            losses: 0,
            first_loss: None,
        })
    }

    /// The next bot that has never been in sets out.
    pub(super) fn next_sets_out(&mut self) {
        self.set_out += 1;
        self.send_out(self.set_out - 1);
    }

    /// How many bots have set out and have never been in.
    pub(super) fn half_way(&self) -> usize {
        self.set_out - self.joined
    }

    fn send_out(&mut self, number: usize) {
        let gone = self.robots[number].set_out(self.address, self.poll.registry());
        self.keep(number, gone);
    }

    /// Is that bot in the room?
    pub(super) fn is_in(&self, number: usize) -> bool {
        self.robots[number].state() == State::In
    }

    /// Is any bot between setting out or leaving and being in?
    pub(super) fn is_any_on_its_way(&self) -> bool {
        let rests = [State::In, State::Deaf, State::CutOff];
        self.robots.iter().any(|robot| !rests.contains(&robot.state()))
    }

    /// That bot says its next line, as if at this moment; [`flush`](Self::flush) sends it.
    pub(super) fn say(&mut self, number: usize, at: Instant) {
        if let Some(voice) = self.robots[number].voice() {
            self.ear.say(number, at, voice);
        }
    }

    /// Sends what that bot said; what the system does not take now is sent when it does.
    pub(super) fn flush(&mut self, number: usize) {
        let sent = self.robots[number].flush();
        self.keep(number, sent);
    }

    /// That bot leaves, to come back.
    pub(super) fn leave(&mut self, number: usize) {
        let left = self.robots[number].leave();
        self.keep(number, left);
    }

    /// The bots that never read do so after all, to find out who of them was cut off.
    pub(super) fn slow_read_after_all(&mut self) {
        for number in 0..self.robots.len() {
            if self.robots[number].role() == Role::Slow {
                let done = self.robots[number].read_after_all(self.poll.registry());
                self.keep(number, done);
            }
        }
    }

    /// How many of the bots that never read the server has cut off.
    pub(super) fn slow_cut(&self) -> usize {
        let slow = self.robots.iter().filter(|robot| robot.role() == Role::Slow);
        slow.filter(|robot| robot.state() == State::CutOff).count()
    }

    /// Waits for events, no longer than `wait`, and does what they call for.
    ///
    /// # Errors
    /// The system does not let it wait.
    pub(super) fn step(&mut self, wait: Duration) -> io::Result<()> {
        match self.poll.poll(&mut self.events, Some(wait)) {
            Err(error) if error.kind() == ErrorKind::Interrupted => return Ok(()),
            polled => polled?,
        }
        let events = std::mem::replace(&mut self.events, Events::with_capacity(0));
        for event in &events {
            let number = event.token().0;
            let before = self.robots[number].state();
            let woken = self.robots[number].wake(event, &mut self.buffer, &mut self.ear);
            self.keep(number, woken);
            let now = self.robots[number].state();
            if now != before {
                self.moved(number, now);
            }
        }
        self.events = events;
        Ok(())
    }

    /// A bot is somewhere else than before.
    fn moved(&mut self, number: usize, to: State) {
        match to {
            State::In => {
                // Nobody leaves before everybody has been in.
                let first = self.joined < self.robots.len();
                *(if first { &mut self.joined } else { &mut self.visits }) += 1;
                if self.robots[number].role() == Role::Slow {
                    let deaf = self.robots[number].go_deaf(self.poll.registry());
                    self.keep(number, deaf);
                }
            }
            State::Away => self.send_out(number),
            _ => {}
        }
    }

    /// Notes a connection that is gone.
    fn keep(&mut self, number: usize, done: Result<(), Loss>) {
        if let Err(loss) = done {
            self.losses += 1;
            self.first_loss.get_or_insert(loss);
            self.ear.ledger.cut_off(number);
        }
    }
}
