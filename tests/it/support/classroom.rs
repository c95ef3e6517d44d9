//! A classroom with a clock that a test moves, and what comes out of it for each person.

use std::collections::{BTreeMap, BTreeSet};
use std::time::Duration;

use jiff::tz::{self, TimeZone};
use jiff::{SignedDuration, Timestamp};
use sala::classroom::{
    Attended, Audience, Came, ClassCode, Classroom, Config, ConnectionId, Departure, Effect,
    Effects, Entry, Input, JournalAnswer, JournalQuery, Left, Limits, NodeId, Now, Opened, Origin,
    PassHash, PasswordCheck, Record, Register, Role, RoomId, Said, Secret, Sitting, Sought,
    Subscription, WaysIn,
};
use sala::command;
use sala::locale::Locale;
use sala::wire::{CLIENT_LINE_MAX, Framer, LineError, Mark, PASS_LENGTH, ServerLine};

/// What comes out of the classroom, effect by effect and reader by reader.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Event {
    /// A line reaches this person.
    Reads(ConnectionId, ServerLine),
    /// They are in that room from now on, in that role.
    Placed(ConnectionId, Role, RoomId),
    /// Their answer is to be checked.
    Checks { who: ConnectionId, answer: Option<Secret> },
    /// What was held for this person comes next.
    Released(ConnectionId),
    /// Their connection is closed.
    Closed(ConnectionId),
    /// The journal is told.
    Recorded(Record),
    /// The journal is asked.
    Asked { who: ConnectionId, query: JournalQuery },
    /// The class is over.
    Ended,
}

/// What a journal that keeps these records answers.
pub fn journal_answer(records: &[Record], query: JournalQuery) -> JournalAnswer {
    let lines = |sought: &Sought| {
        let found = records.iter().filter_map(|record| match record {
            Record::Said(said) if sought.holds(said) && said.text.contains(&sought.words) => {
                Some(said)
            }
            _ => None,
        });
        let mut last: Vec<Said> = found.rev().take(sought.limit).cloned().collect();
        last.reverse();
        last
    };
    match query {
        JournalQuery::History(sought) => JournalAnswer::History(lines(&sought)),
        JournalQuery::Search(sought) => JournalAnswer::Found(lines(&sought)),
        JournalQuery::Attendance { now, .. } => JournalAnswer::Attendance(register(records, now)),
    }
}

/// A stay, as the entries tell it.
struct Stay<'r> {
    came: &'r Came,
    left: Option<&'r Left>,
}

fn stays(records: &[Record]) -> impl Iterator<Item = Stay<'_>> {
    records.iter().enumerate().filter_map(|(place, record)| match record {
        Record::Came(came) => {
            let left = records[place..].iter().find_map(|record| match record {
                Record::Left(left) if left.who == came.who => Some(left),
                _ => None,
            });
            Some(Stay { came, left })
        }
        _ => None,
    })
}

/// The register of the one meeting that these records are of.
fn register(records: &[Record], now: Timestamp) -> Register {
    let stays: Vec<Attended> = stays(records)
        .map(|Stay { came, left }| Attended {
            meeting: 0,
            student: came.student.as_ref().map(|short| short.confusable().folded),
            name: Some(came.name.clone()),
            forgotten: String::new(),
            came: came.at,
            left: left.map(|left| left.at),
        })
        .collect();
    let opened = stays.first().map_or(now, |stay| stay.came);
    Register::new(vec![Sitting { opened, until: now, goes_on: true }], &[], &stays)
}

/// The pass of that number, from 0: `passeaaaa…`, `passebaaa…`.
pub fn pass_number(number: usize) -> String {
    let letters = [number / 26 % 26, number % 26].map(|letter| char::from(b'a' + letter as u8));
    format!("passe{}{}", String::from_iter(letters), "z".repeat(PASS_LENGTH - 7))
}

/// A class being played, as a server does it.
pub struct Play {
    pub classroom: Classroom,
    /// All that has happened to it.
    pub entries: Vec<Entry>,
    ways_in: WaysIn,
    secrets: BTreeMap<ConnectionId, Secret>,
    /// How many lines each connection has sent.
    lines: BTreeMap<ConnectionId, u64>,
    clock: Duration,
    alarms: BTreeSet<Duration>,
    framers: BTreeMap<ConnectionId, Framer>,
    open: BTreeSet<ConnectionId>,
    /// What each connection is subscribed to, as far as effects were looked at.
    subscriptions: BTreeMap<ConnectionId, Subscription>,
    /// What those send for whom it is held.
    held: BTreeMap<ConnectionId, Vec<u8>>,
    /// The passes that were made, the latest last.
    passes: Vec<String>,
    /// The class has ended: its owner asks it nothing more.
    over: bool,
}

/// The class of most tests.
pub fn config(locale: Locale) -> Config {
    // São Paulo without its past summer times: the tests need no time zone database.
    let time_zone = TimeZone::fixed(tz::offset(-3));
    let limits = Limits::default();
    Config { locale, time_zone, limits, asks_code: false, recorded: false, seed: 7 }
}

impl Play {
    /// An empty class at nine on a Monday morning.
    pub fn new(config: Config) -> Self {
        Self::with(config, WaysIn::default())
    }

    /// The same with a code or tickets.
    pub fn with(config: Config, ways_in: WaysIn) -> Self {
        let mut play = Self {
            classroom: Classroom::new(config.clone()),
            entries: Vec::new(),
            ways_in,
            secrets: BTreeMap::new(),
            lines: BTreeMap::new(),
            clock: Duration::from_secs(1000),
            alarms: BTreeSet::new(),
            framers: BTreeMap::new(),
            open: BTreeSet::new(),
            subscriptions: BTreeMap::new(),
            held: BTreeMap::new(),
            passes: Vec::new(),
            over: false,
        };
        play.enter(Input::Opened(Box::new(Opened {
            version: "test".to_owned(),
            config,
            passes: Vec::new(),
            meeting: None,
        })));
        play
    }

    /// The time that the class is told.
    pub fn now(&self) -> Now {
        let start: Timestamp = "2026-03-02T12:00:00Z".parse().unwrap();
        let passed = self.clock - Duration::from_secs(1000);
        Now::new(self.clock, start + SignedDuration::try_from(passed).unwrap())
    }

    /// Someone connects.
    pub fn connect(&mut self, who: ConnectionId, origin: Origin) -> Vec<Event> {
        self.open.insert(who);
        self.subscriptions.insert(who, Subscription::OUTSIDE);
        self.framers.insert(who, Framer::new(CLIENT_LINE_MAX));
        self.enter(Input::Connected { who, origin })
    }

    /// Bytes come from someone, also after their connection was closed: they may have been read
    /// before.
    pub fn bytes(&mut self, who: ConnectionId, mut bytes: &[u8]) -> Vec<Event> {
        let Some(mut framer) = self.framers.remove(&who) else { return Vec::new() };
        let mut events = Vec::new();
        if let Some(held) = self.held.get_mut(&who) {
            held.extend_from_slice(bytes);
            bytes = &[];
        }
        while let Some(line) = framer.next_line(&mut bytes) {
            if self.over {
                break;
            }
            events.extend(self.line(who, line));
            if let Some(held) = self.held.get_mut(&who) {
                held.extend_from_slice(bytes);
                break;
            }
        }
        self.framers.insert(who, framer);
        events
    }

    fn line(&mut self, who: ConnectionId, line: Result<String, LineError>) -> Vec<Event> {
        let number = self.lines.entry(who).or_default();
        *number += 1;
        let line = (who, *number, line);
        let taken = command::intake(&self.classroom, self.now(), line, &self.ways_in);
        let Some((input, secret)) = taken else { return Vec::new() };
        self.secrets.extend(secret.map(|secret| (who, secret)));
        self.enter(input)
    }

    /// Someone's connection ends from their side.
    pub fn leave(&mut self, who: ConnectionId, how: Departure) -> Vec<Event> {
        self.enter(Input::Gone { who, how })
    }

    /// The server is told to stop.
    pub fn end(&mut self) -> Vec<Event> {
        self.enter(Input::Stop)
    }

    /// Time passes, and the classroom is woken when it asked to be.
    pub fn pass(&mut self, time: Duration) -> Vec<Event> {
        let until = self.clock + time;
        let mut events = Vec::new();
        while let Some(alarm) = self.alarms.first().copied().filter(|alarm| *alarm <= until) {
            self.alarms.remove(&alarm);
            self.clock = self.clock.max(alarm);
            events.extend(self.enter(Input::Tick));
        }
        self.clock = until;
        events
    }

    /// The journal answers.
    pub fn answer(&mut self, who: ConnectionId, answer: JournalAnswer) -> Vec<Event> {
        let (mut effects, now) = (Effects::default(), self.now());
        self.classroom.answer(&mut effects.context(now, who), answer);
        self.happens(effects)
    }

    /// The password was checked.
    pub fn password_checked(&mut self, who: ConnectionId, check: PasswordCheck) -> Vec<Event> {
        self.enter(Input::SecretChecked { who, check })
    }

    fn make_pass(&mut self, who: ConnectionId) -> Vec<Event> {
        let pass = pass_number(self.passes.len());
        let hash = PassHash::of(&pass);
        self.passes.push(pass);
        self.enter(Input::PassMade { who, hash })
    }

    /// Makes the next entry of the class.
    fn enter(&mut self, input: Input) -> Vec<Event> {
        let seq = self.entries.len() as u64;
        let entry = Entry { seq, at: self.now(), node: NodeId::ONLY, input };
        let mut effects = Effects::default();
        self.classroom.apply(&entry, &mut effects);
        self.entries.push(entry);
        self.happens(effects)
    }

    /// Does what the effects ask, as the server does: each goes to the audience of that moment.
    fn happens(&mut self, mut effects: Effects) -> Vec<Event> {
        let mut events = Vec::new();
        let mut released = Vec::new();
        for effect in effects.drain() {
            match effect {
                Effect::Send(to, line) => {
                    let one = if let Audience::One(one) = to { Some(one) } else { None };
                    let others = self.subscriptions.iter().filter(|(who, subscription)| {
                        one.is_none() && to.includes(**who, **subscription)
                    });
                    let readers = one.into_iter().chain(others.map(|(who, _)| *who));
                    events.extend(readers.map(|who| Event::Reads(who, line.clone())));
                }
                Effect::Subscribe(who, subscription) => {
                    self.subscriptions.insert(who, subscription);
                    let Subscription { role, room } = subscription;
                    // A board is in none.
                    events.extend(room.map(|room| Event::Placed(who, role, room)));
                }
                Effect::Record(record) => events.push(Event::Recorded(record)),
                Effect::AskJournal(who, query) => events.push(Event::Asked { who, query: *query }),
                Effect::SeekPassword(who) => events.push(Event::Checks { who, answer: None }),
                Effect::CheckPassword(who) => {
                    let answer = self.secrets.remove(&who);
                    assert!(answer.is_some(), "{who:?} gave no answer");
                    events.push(Event::Checks { who, answer });
                }
                Effect::TellCode(who) => {
                    let code = self.ways_in.code.iter();
                    let line =
                        |code: &ClassCode| ServerLine::Marked(Mark::Code, code.reveal().to_owned());
                    events.extend(code.map(|code| Event::Reads(who, line(code))));
                }
                Effect::TellWaysIn(who) => {
                    let lines = self.ways_in.lines(self.classroom.locale());
                    events.extend(lines.map(|line| Event::Reads(who, ServerLine::Answer(line))));
                }
                Effect::MakePass(who) => events.extend(self.make_pass(who)),
                Effect::GivePass(who, text) => {
                    let pass = self.passes.last().cloned().unwrap();
                    events.push(Event::Reads(who, ServerLine::Pass { pass, text }));
                }
                Effect::Hold(who) => _ = self.held.entry(who).or_default(),
                Effect::Release(who) => {
                    released.push((who, self.held.remove(&who).unwrap_or_default()));
                }
                Effect::Close(who) => {
                    assert!(self.open.remove(&who), "{who:?} is closed twice");
                    self.subscriptions.remove(&who);
                    self.held.remove(&who);
                    events.push(Event::Closed(who));
                }
                Effect::End => {
                    self.over = true;
                    events.push(Event::Ended);
                }
                Effect::WakeAt(when) => _ = self.alarms.insert(when),
            }
        }
        // Others have been told by then of all that came of this entry.
        for (who, held) in released {
            events.push(Event::Released(who));
            events.extend(self.bytes(who, &held));
        }
        events
    }
}
