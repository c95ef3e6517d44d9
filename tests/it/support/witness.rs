//! A witness of a class: knows from the records what it must be, and from the lines what each
//! person knows of it, and fails when the two do not agree.

use std::collections::{BTreeMap, BTreeSet};
use std::net::SocketAddr;
use std::time::Duration;

use sala::classroom::{
    Audience, ClassCode, Config, ConnectionId, Departure, Kind, Origin, PasswordCheck, Record,
    Role, RoomId, Said, Secret, WaysIn,
};
use sala::name::Name;
use sala::wire::ServerLine;

use super::classroom::{Event, Play, journal_answer};

/// The code of those classes that have one.
pub const CODE: &str = "lua-nova-7";
/// The teacher's password.
pub const PASSWORD: &str = "abre-te sésamo";

/// Something done to the class. People are numbers, taken modulo those who have come.
#[derive(Clone, Debug)]
pub enum Input {
    Connect(u8),
    Attach,
    Bytes(usize, Vec<u8>),
    Leave(usize, Departure),
    Pass(Duration),
    End,
}

/// What one person knows of the class from the lines that they read.
#[derive(Debug, Default)]
struct View {
    teacher: bool,
    /// The others, and oneself once in; nobody before `* =`.
    present: Option<BTreeSet<Name>>,
    own: Option<Name>,
    speech: Vec<(Name, String)>,
    /// How many of the lines that come next they missed before.
    missed: usize,
    closed: bool,
}

/// The class as it must be, from what the journal was told, and as each person sees it.
pub struct Witness {
    pub play: Play,
    views: BTreeMap<ConnectionId, View>,
    /// Where each person in a room was put, and as what.
    places: BTreeMap<ConnectionId, (Role, RoomId)>,
    stays: BTreeMap<ConnectionId, Name>,
    /// For each person in the room, what they must have heard since they came.
    heard: BTreeMap<ConnectionId, Vec<(Name, String)>>,
    connected: u64,
    records: Vec<Record>,
    /// Those who must know the code of the class to come in, and have not typed it yet.
    strangers: BTreeSet<ConnectionId>,
    /// Does the class have the code?
    pub has_code: bool,
    /// Whose line is being played, if it is a line.
    speaker: Option<ConnectionId>,
    /// Has the class ended?
    pub over: bool,
}

impl Witness {
    /// A witness of an empty class, which has [`CODE`] if it asks for one.
    pub fn new(config: Config) -> Self {
        let code = config.asks_code.then(|| ClassCode::new(CODE).unwrap());
        Self {
            strangers: BTreeSet::new(),
            has_code: config.asks_code,
            play: Play::with(config, WaysIn { code, ..WaysIn::default() }),
            views: BTreeMap::new(),
            places: BTreeMap::new(),
            stays: BTreeMap::new(),
            heard: BTreeMap::new(),
            connected: 0,
            records: Vec::new(),
            speaker: None,
            over: false,
        }
    }

    /// Does something to the class, and looks whether all is well.
    pub fn does(&mut self, input: Input) {
        self.speaker = None;
        let events = match input {
            Input::Connect(_) | Input::Attach => self.connect(&input),
            Input::Bytes(who, bytes) => self.bytes(who, &[&bytes, b"\n".as_slice()].concat()),
            Input::Leave(who, how) => match self.someone(who) {
                Some(who) => self.play.leave(who, how),
                None => Vec::new(),
            },
            Input::Pass(time) => self.play.pass(time),
            Input::End => self.play.end(),
        };
        for event in events {
            self.happens(event);
        }
        self.check();
    }

    fn connect(&mut self, input: &Input) -> Vec<Event> {
        let who = ConnectionId(self.connected);
        self.connected += 1;
        let origin = match input {
            Input::Connect(host) => {
                let port = 4000 + u16::try_from(who.0).unwrap();
                let from = SocketAddr::from(([10, 0, 0, *host], port));
                Origin::Network { from, encrypted: host % 2 == 0 }
            }
            _ => Origin::Console,
        };
        let teacher = origin == Origin::Console;
        if self.has_code && !teacher {
            self.strangers.insert(who);
        }
        self.views.insert(who, View { teacher, ..View::default() });
        self.heard.insert(who, Vec::new());
        self.play.connect(who, origin)
    }

    fn someone(&self, number: usize) -> Option<ConnectionId> {
        let count = usize::try_from(self.connected).unwrap();
        (count > 0).then(|| ConnectionId((number % count) as u64))
    }

    fn bytes(&mut self, number: usize, bytes: &[u8]) -> Vec<Event> {
        self.speaker = self.someone(number);
        if letters(&String::from_utf8_lossy(bytes)).contains(&letters(CODE)) {
            self.speaker.map(|who| self.strangers.remove(&who));
        }
        self.speaker.map_or_else(Vec::new, |who| self.play.bytes(who, bytes))
    }

    fn happens(&mut self, event: Event) {
        match event {
            Event::Reads(who, line) => self.reads(who, line),
            Event::Placed(who, role, room) => {
                let before = self.places.insert(who, (role, room));
                assert_ne!(before, Some((role, room)), "{who:?} was there already");
            }
            Event::Released(who) => self.speaker = Some(who),
            Event::Checks { who, answer } => {
                let check = match answer {
                    None => PasswordCheck::Set,
                    Some(answer) if answer == Secret::new(PASSWORD) => PasswordCheck::Right,
                    Some(_) => PasswordCheck::Wrong,
                };
                for event in self.play.password_checked(who, check) {
                    self.happens(event);
                }
            }
            Event::Closed(who) => {
                self.places.remove(&who);
                let view = self.views.get_mut(&who).unwrap();
                assert!(!view.closed, "{who:?} is closed twice");
                view.closed = true;
            }
            Event::Recorded(record) => self.recorded(record),
            Event::Asked { who, query } => {
                assert!(!self.views[&who].closed, "the journal is asked for someone gone");
                let answer = journal_answer(&self.records, query);
                for event in self.play.answer(who, answer) {
                    self.happens(event);
                }
            }
            Event::Ended => self.over = true,
        }
    }

    fn reads(&mut self, who: ConnectionId, line: ServerLine) {
        // Beyond that, comings and goings are summed up until everyone is told who is here.
        let exact = self.play.classroom.is_settled();
        let text = line.to_string();
        assert!(!text.contains(is_harmful), "{text:?} could harm a terminal");
        assert_eq!(ServerLine::parse(&text), line, "{text:?} is read as another line");
        assert!(!matches!(line, ServerLine::Other(_)), "{text:?} is not of the protocol");
        let view = self.views.get_mut(&who).expect("whoever reads has connected");
        assert!(!view.closed, "{who:?} was closed before {text:?}");
        if view.missed > 0 {
            assert!(line.is_kept(), "{text:?} cannot be missed");
            view.missed -= 1;
            return;
        }
        match line {
            ServerLine::Missed { lines, .. } => view.missed = lines,
            ServerLine::Present { names, text } => {
                view.present = Some(names.into_iter().collect());
                view.counts(&text);
            }
            ServerLine::Ask { .. }
            | ServerLine::Refusal(_)
            | ServerLine::Unread { .. }
            | ServerLine::Closing(_) => {}
            // How long it takes until an answer is looked at, or until they come in.
            ServerLine::Answer(_) if view.present.is_none() => {}
            _ if view.present.is_none() => panic!("{who:?} has no name and reads {text:?}"),
            ServerLine::Joined { name, text } => {
                let came = view.present.as_mut().unwrap().insert(name.clone());
                assert!(came || !exact, "{name} came twice");
                if exact {
                    view.counts(&text);
                }
            }
            ServerLine::Left { name, text } => {
                let left = view.present.as_mut().unwrap().remove(&name);
                assert!(left || !exact, "{name} was not here");
                if exact {
                    view.counts(&text);
                }
            }
            ServerLine::Renamed { old, new, .. } => view.renamed(&old, new, exact),
            ServerLine::Speech { name, text } => {
                assert_ne!(self.speaker, Some(who), "{who:?} hears their own {text:?}");
                view.speech.push((name, text));
            }
            ServerLine::Action { .. } | ServerLine::Announcement { .. } => {
                assert_ne!(self.speaker, Some(who), "{who:?} reads what they did: {text:?}");
            }
            _ => {}
        }
    }

    fn recorded(&mut self, record: Record) {
        self.records.push(record.clone());
        match record {
            Record::Came(came) => {
                assert!(!self.strangers.contains(&came.who), "{came:?} without the code");
                assert_eq!(self.stays.insert(came.who, came.name.clone()), None, "came twice");
                assert_eq!(came.active, self.stays.len(), "the count of {came:?}");
                self.views.get_mut(&came.who).unwrap().own = Some(came.name);
            }
            Record::Left(left) => {
                assert!(self.stays.remove(&left.who).is_some(), "{left:?} without a beginning");
            }
            Record::Pass(_) | Record::Moved(_) | Record::Ended(_) => {}
            Record::Said(said) => {
                if said.kind == Kind::Speech {
                    self.was_said(&said);
                }
            }
        }
    }

    /// Everyone in the speaker's room hears it, or the teachers if it is for them.
    fn was_said(&mut self, said: &Said) {
        let speaker = self.speaker.expect("only a line is speech");
        // By now they may have another name, if several of their lines were held.
        let own = self.views[&speaker].own.as_ref();
        assert_eq!(Some(&said.from), own.or(self.play.classroom.name(speaker)));
        let (_, room) = self.places[&speaker];
        for (who, (role, place)) in &self.places {
            let hears = match said.to {
                Some(_) => *role == Role::Teacher,
                None => *place == room,
            };
            if *who != speaker && hears {
                let heard = self.heard.get_mut(who).unwrap();
                heard.push((said.from.clone(), said.text.clone()));
            }
        }
    }

    /// What must hold after every input.
    fn check(&self) {
        for (who, view) in &self.views {
            assert_eq!(view.speech, self.heard[who], "what {who:?} heard, in its order");
        }
        if self.over {
            assert!(self.stays.is_empty(), "whoever was here has left: {:?}", self.stays);
            return;
        }
        let classroom = &self.play.classroom;
        assert_eq!(classroom.count(), self.stays.len());
        for (who, view) in &self.views {
            let inside = self.stays.contains_key(who) || (view.teacher && !view.closed);
            assert_eq!(view.present.is_some() && !view.closed, inside, "{who:?} is inside");
            let Some(present) = view.present.as_ref().filter(|_| !view.closed) else { continue };
            // A teacher knows of the class, a student of the room.
            let teaches = self.places[who].0 == Role::Teacher;
            let here = |other| teaches || self.places[other].1 == self.places[who].1;
            let others = self.stays.keys().filter(|other| *other != who && here(*other));
            let others = others.map(|other| (other, &self.stays[other]));
            let others: BTreeSet<Name> = others.map(|(_, name)| name.clone()).collect();
            if classroom.is_settled() {
                assert_eq!(*present, others, "who is here, as {who:?} knows");
            }
        }
        self.check_names();
    }

    fn check_names(&self) {
        let classroom = &self.play.classroom;
        let everyone = classroom.audience(Audience::All);
        let named: Vec<(Role, &Name)> =
            everyone.filter_map(|who| Some((classroom.role(who), classroom.name(who)?))).collect();
        for (place, (role, name)) in named.iter().enumerate() {
            for (other_role, other) in &named[place + 1..] {
                // Teachers may share a name: a message to it reaches each of them.
                let teachers = *role == Role::Teacher && *other_role == Role::Teacher;
                let alike = name.confusable().is_confusable_with(&other.confusable());
                assert!(teachers || !alike, "{name} and {other} are alike");
            }
            assert!(*role == Role::Teacher || !name.is_reserved(), "{name} is reserved");
        }
    }
}

impl View {
    /// The count in a text is that of the people whom this person knows to be here.
    fn counts(&self, text: &str) {
        // The last number in parentheses: farewells may hold others.
        let count = text.rsplit_once('(').and_then(|(_, rest)| rest.split(' ').next());
        let known = self.present.as_ref().map_or(0, BTreeSet::len) + usize::from(!self.teacher);
        assert_eq!(count.and_then(|count| count.parse().ok()), Some(known), "in {text:?}");
    }

    fn renamed(&mut self, old: &Name, new: Name, exact: bool) {
        // Those who came back by a pass may have given a name that is theirs no more.
        let is_others = self.present.as_ref().is_some_and(|present| present.contains(old));
        if self.own.as_ref() == Some(old) || (self.own.is_none() && !is_others) {
            self.own = Some(new);
            return;
        }
        let present = self.present.as_mut().unwrap();
        assert!(present.remove(old) || !exact, "{old} was not here");
        present.insert(new);
    }
}

/// What a code is compared by.
fn letters(text: &str) -> String {
    sala::name::plain(text).chars().filter(|c| c.is_alphanumeric()).collect()
}

/// Could it move, colour or hide what a terminal shows, or is it a mark that is never seen?
pub fn is_harmful(c: char) -> bool {
    let is_mark =
        matches!(c, '\u{ad}' | '\u{61c}' | '\u{200b}' | '\u{200e}' | '\u{200f}' | '\u{feff}');
    is_mark || c.is_control() || matches!(c, '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{206f}')
}
