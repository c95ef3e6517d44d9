//! The class as the scenario will make it: bots from this machine, without limits, quickly.
//!
//! It is played twice at once, at another pace, on another day, and from other ports. What both plays
//! agree on is what a scenario may expect.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::net::{Ipv4Addr, SocketAddr};
use std::time::Duration;

use jiff::Timestamp;

use crate::classroom::{
    Classroom, Config, ConnectionId, Effect, Effects, Entry, Input, Limits, NodeId, Now, Origin,
    PassHash, PasswordCheck, Secret, Subscription, WaysIn,
};
use crate::command::intake;
use crate::wire::{LineError, ServerLine};

/// How long an input takes in each of the plays: far less, and far more than it does.
const PACES: [Duration; 2] = [Duration::from_micros(50), Duration::from_millis(40)];
/// When each of them takes place, in seconds since 1970, and the first of its ports.
const DAYS: [i64; 2] = [1_000_000_000, 1_600_031_415];
const PORTS: [u16; 2] = [20_000, 40_000];

/// What comes to a bot.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Heard {
    Line(ServerLine),
    /// Its pass.
    Pass,
    /// Lines that nobody can foretell.
    Anything,
    /// The journal's answer, some time before the answer to its next line.
    Journal,
    /// The end of its connection.
    End,
}

/// What came of something, for each connection that it came to.
pub(super) type Outcome = BTreeMap<ConnectionId, Vec<Heard>>;

/// Both plays.
#[derive(Clone, Debug)]
pub(super) struct Stage([Play; 2]);

#[derive(Clone, Debug)]
struct Play {
    class: Classroom,
    now: Now,
    pace: Duration,
    port: u16,
    entries: u64,
    wake_at: Option<Duration>,
    places: BTreeMap<ConnectionId, Subscription>,
    /// How many lines each connection has sent.
    sent: HashMap<ConnectionId, u64>,
    /// How many lines of those that are kept came since the bot of a connection got its pass.
    read: HashMap<ConnectionId, u64>,
    /// The password for teaching, if there is one.
    password: Option<Secret>,
    /// Whose lines wait.
    held: BTreeSet<ConnectionId>,
    /// The answers that the class has yet to ask for.
    answers: HashMap<ConnectionId, Secret>,
    passes: u64,
}

impl Stage {
    /// A class like that one, as the scenario opens it.
    pub(super) fn new(config: &Config, password: Option<&str>) -> Self {
        let config = Config {
            limits: Limits::default().lifted(),
            asks_code: false,
            recorded: true,
            ..config.clone()
        };
        Self([0, 1].map(|play| Play {
            class: Classroom::new(config.clone()),
            now: Now {
                clock: Duration::ZERO,
                wall: Timestamp::from_second(DAYS[play]).unwrap_or_default(),
            },
            pace: PACES[play],
            port: PORTS[play],
            entries: 0,
            wake_at: None,
            places: BTreeMap::new(),
            sent: HashMap::new(),
            read: HashMap::new(),
            password: password.map(Secret::new),
            held: BTreeSet::new(),
            answers: HashMap::new(),
            passes: 0,
        }))
    }

    /// Someone connects, as a teacher or not.
    pub(super) fn connect(&mut self, who: ConnectionId, teaches: bool) -> Outcome {
        self.agree(|play| {
            play.port += 1;
            let from = SocketAddr::from((Ipv4Addr::LOCALHOST, play.port));
            let network = Origin::Network { from, encrypted: false };
            let origin = if teaches { Origin::Console } else { network };
            play.places.insert(who, Subscription::OUTSIDE);
            play.enter(Input::Connected { who, origin })
        })
    }

    /// Someone's line.
    pub(super) fn line(&mut self, who: ConnectionId, line: &Result<String, LineError>) -> Outcome {
        self.agree(|play| play.line(who, line.clone()))
    }

    /// Someone comes back as the bearer of a pass, who had that connection.
    pub(super) fn come_back(
        &mut self,
        who: ConnectionId,
        old: ConnectionId,
        name: &str,
        hash: PassHash,
    ) -> Outcome {
        self.agree(|play| {
            let read = play.read.remove(&old);
            play.read.extend(read.map(|read| (who, read)));
            play.sent.insert(who, 1);
            play.enter(Input::Returned { who, number: 1, name: name.to_owned(), hash, read })
        })
    }

    /// Something that is no line.
    pub(super) fn input(&mut self, input: &Input) -> Outcome {
        self.agree(|play| play.enter(input.clone()))
    }

    /// Time passes.
    pub(super) fn pause(&mut self, time: Duration) -> Outcome {
        self.agree(|play| play.pause(time))
    }

    /// Do someone's lines wait for something?
    pub(super) fn holds(&self, who: ConnectionId) -> bool {
        self.0.iter().any(|play| play.held.contains(&who))
    }

    /// The class of the faster play.
    pub(super) fn class(&self) -> &Classroom {
        &self.0[0].class
    }

    /// The hash of the pass that was made last.
    pub(super) fn pass(&self) -> PassHash {
        pass(self.0[0].passes)
    }

    fn agree(&mut self, mut input: impl FnMut(&mut Play) -> Outcome) -> Outcome {
        let [fast, slow] = &mut self.0;
        let (fast, mut slow) = (input(fast), input(slow));
        let mut outcome: Outcome = fast
            .into_iter()
            .map(|(who, heard)| (who, common(heard, slow.remove(&who).unwrap_or_default())))
            .collect();
        outcome.extend(slow.into_keys().map(|who| (who, vec![Heard::Anything])));
        outcome
    }
}

/// What came of one thing, and of another that was done after it.
pub(super) fn merged(mut outcome: Outcome, later: Outcome) -> Outcome {
    for (who, heard) in later {
        outcome.entry(who).or_default().extend(heard);
    }
    outcome
}

/// What is in both, in this order; what is in one of them alone may be anything.
fn common(own: Vec<Heard>, other: Vec<Heard>) -> Vec<Heard> {
    let (mut common, mut from) = (Vec::new(), 0);
    for heard in own {
        let same = other[from..].iter().position(|other| *other == heard);
        if same != Some(0) && common.last() != Some(&Heard::Anything) {
            common.push(Heard::Anything);
        }
        if let Some(at) = same {
            from += at + 1;
            common.push(heard);
        }
    }
    if from < other.len() {
        common.push(Heard::Anything);
    }
    common
}

fn pass(number: u64) -> PassHash {
    PassHash::of(&number.to_string())
}

impl Play {
    fn pass_time(&mut self, time: Duration) {
        self.now.clock += time;
        self.now.wall += time;
    }

    /// Applies an input a moment later.
    fn enter(&mut self, input: Input) -> Outcome {
        let mut outcome = self.pause(self.pace);
        self.apply(input, &mut outcome);
        outcome
    }

    fn line(&mut self, who: ConnectionId, line: Result<String, LineError>) -> Outcome {
        let mut outcome = self.pause(self.pace);
        let number = self.sent.entry(who).or_default();
        *number += 1;
        let line = (who, *number, line);
        if let Some((input, secret)) = intake(&self.class, self.now, line, &WaysIn::default()) {
            self.answers.extend(secret.map(|secret| (who, secret)));
            self.apply(input, &mut outcome);
        }
        outcome
    }

    fn pause(&mut self, time: Duration) -> Outcome {
        let mut outcome = Outcome::new();
        let until = self.now.clock + time;
        while let Some(at) = self.wake_at.take_if(|at| *at <= until) {
            self.pass_time(at.saturating_sub(self.now.clock));
            self.apply(Input::Tick, &mut outcome);
        }
        self.pass_time(until.saturating_sub(self.now.clock));
        outcome
    }

    fn apply(&mut self, input: Input, outcome: &mut Outcome) {
        let entry = Entry { seq: self.entries, at: self.now, node: NodeId::ONLY, input };
        self.entries += 1;
        let mut effects = Effects::default();
        self.class.apply(&entry, &mut effects);
        for effect in effects.drain() {
            self.carry_out(effect, outcome);
        }
    }

    /// Does what a server does.
    fn carry_out(&mut self, effect: Effect, outcome: &mut Outcome) {
        let mut hear = |who, heard| outcome.entry(who).or_default().push(heard);
        match effect {
            Effect::Send(to, line) => {
                for (who, _) in self.places.iter().filter(|(who, at)| to.includes(**who, **at)) {
                    if line.is_kept() {
                        *self.read.entry(*who).or_default() += 1;
                    }
                    hear(*who, Heard::Line(line.clone()));
                }
            }
            Effect::Subscribe(who, place) => _ = self.places.insert(who, place),
            Effect::Close(who) => {
                self.places.remove(&who);
                hear(who, Heard::End);
            }
            Effect::End => {
                for who in std::mem::take(&mut self.places).into_keys() {
                    hear(who, Heard::End);
                }
            }
            Effect::AskJournal(who, _) => hear(who, Heard::Journal),
            Effect::TellWaysIn(who) => hear(who, Heard::Anything),
            Effect::GivePass(who, _) => {
                self.read.insert(who, 0);
                hear(who, Heard::Pass);
            }
            Effect::MakePass(who) => {
                self.passes += 1;
                self.apply(Input::PassMade { who, hash: pass(self.passes) }, outcome);
            }
            Effect::SeekPassword(who) => {
                let is_set = self.password.is_some();
                let check = if is_set { PasswordCheck::Set } else { PasswordCheck::NotSet };
                self.apply(Input::SecretChecked { who, check }, outcome);
            }
            Effect::CheckPassword(who) => {
                let is_right = self.answers.remove(&who) == self.password;
                let check = if is_right { PasswordCheck::Right } else { PasswordCheck::Wrong };
                self.apply(Input::SecretChecked { who, check }, outcome);
            }
            Effect::WakeAt(at) => {
                self.wake_at = Some(self.wake_at.map_or(at, |before| before.min(at)));
            }
            Effect::Hold(who) => _ = self.held.insert(who),
            Effect::Release(who) => _ = self.held.remove(&who),
            Effect::Record(_) | Effect::TellCode(_) => {}
        }
    }
}
