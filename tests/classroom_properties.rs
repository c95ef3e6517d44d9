//! What holds in the classroom whatever is done to it.

#[path = "support/classroom.rs"]
mod classroom;

use std::collections::{BTreeMap, BTreeSet};
use std::net::SocketAddr;
use std::time::Duration;

use classroom::{Event, Play};
use proptest::prelude::*;
use sala::classroom::{
    Audience, Config, Departure, Kind, Limits, Origin, PersonId, Record, Role, RoomId, Said,
};
use sala::locale::Locale;
use sala::name::Name;
use sala::wire::ServerLine;

/// Something done to the class. People are numbers, taken modulo those who have come.
#[derive(Clone, Debug)]
enum Input {
    Connect(u8),
    Attach,
    Line(usize, String),
    Bytes(usize, Vec<u8>),
    TooLong(usize),
    Leave(usize, Departure),
    Pass(Duration),
    End,
}

/// Names that are often alike, taken or impossible.
fn name() -> impl Strategy<Value = String> {
    prop_oneof![
        6 => prop::sample::select(vec![
            "ana", "Ana", "аnа", "beto", "BETO", "zé", "ze", "Marta", "marta", "李", "straße",
            "STRASSE", "lana", "Iana", "_", "-",
        ]).prop_map(str::to_owned),
        1 => prop::sample::select(vec![
            "professor", "PROFESS0R", "sair", "", " ", "a b", "ana!", "[ana]", "(ana)", "/ana",
            "\u{301}a", "aaaaaaaaaaaaaaaaaaaaaaaaa",
        ]).prop_map(str::to_owned),
        2 => "[a-cA-C]{1,2}",
        1 => "\\PC{0,6}",
    ]
}

fn words() -> impl Strategy<Value = String> {
    prop_oneof![
        4 => "[a-z ]{0,8}",
        1 => "\\PC{0,12}",
        1 => any::<String>(),
        1 => prop::sample::select(vec![
            "* + ana entrou", "[ana] oi", "] (", "* . fim", "\x1b[31mx", "\u{202e}x", "a\tb\r",
            "{ $name }", "(3 na sala)",
        ]).prop_map(str::to_owned),
    ]
}

fn line() -> impl Strategy<Value = String> {
    let name = || name().boxed();
    let words = || words().boxed();
    prop_oneof![
        6 => name(),
        5 => words(),
        4 => name().prop_map(|name| format!("/nome {name}")),
        2 => (name(), words()).prop_map(|(name, text)| format!("/msg {name} {text}")),
        3 => (sala_command(), words()).prop_map(|(command, text)| format!("/{command} {text}")),
        6 => desk(),
        1 => words().prop_map(|text| format!("/{text}")),
        1 => words().prop_map(|text| format!("//{text}")),
        1 => Just("sair".to_owned()),
    ]
}

/// Commands of the desk that do something, whoever types them.
fn desk() -> impl Strategy<Value = String> {
    let fixed = prop::sample::select(vec![
        "/grupo azul",
        "/grupo Azul",
        "/grupo b",
        "/grupo sala",
        "/grupos 2",
        "/juntar",
        "/modo upper",
        "/modo lower",
        "/modo tabuada",
        "/modo chat",
        "/palestra on",
        "/palestra off",
        "/trancar sim",
        "/trancar nao",
        "/recados nao",
        "/recados sim",
        "/enquete q | a | b",
        "/enquete",
        "/voto 1",
        "/voto 2",
        "/desafio 2",
        "/desafio 0",
        "12",
        "/mao",
        "/baixar",
        "/atender",
        "/fila",
    ]);
    let on_a_name = prop::sample::select(vec![
        "/silenciar",
        "/silenciar 1",
        "/liberar",
        "/expulsar",
        "/expulsar 1",
        "/atender",
    ]);
    prop_oneof![
        4 => fixed.prop_map(str::to_owned),
        2 => (on_a_name, name()).prop_map(|(command, name)| {
            let (command, minutes) = command.split_once(' ').unwrap_or((command, ""));
            format!("{command} {name} {minutes}")
        }),
        1 => words().prop_map(|words| format!("/grupo {words}")),
        1 => words().prop_map(|words| format!("/mao {words}")),
        1 => words().prop_map(|words| format!("/enquete {words} | {words} | b")),
    ]
}

/// Every name of the table but those that end the class, which would end most runs early.
fn sala_command() -> impl Strategy<Value = &'static str> {
    let names = sala::command::rows().filter(|row| row.english != "close");
    prop::sample::select(names.flat_map(|row| row.names).copied().collect::<Vec<_>>())
}

fn input() -> impl Strategy<Value = Input> {
    let who = || 0usize..12;
    let how = prop::sample::select(vec![Departure::Ended, Departure::Lost, Departure::Slow]);
    prop_oneof![
        10 => (0u8..4).prop_map(Input::Connect),
        2 => Just(Input::Attach),
        60 => (who(), line()).prop_map(|(who, line)| Input::Line(who, line)),
        2 => (who(), any::<Vec<u8>>()).prop_map(|(who, bytes)| Input::Bytes(who, bytes)),
        1 => who().prop_map(Input::TooLong),
        5 => (who(), how).prop_map(|(who, how)| Input::Leave(who, how)),
        5 => (0u64..40_000).prop_map(|ms| Input::Pass(Duration::from_millis(ms))),
        1 => (who(), Just("/encerrar agora".to_owned()))
            .prop_map(|(who, line)| Input::Line(who, line)),
        1 => Just(Input::End),
    ]
}

fn configs() -> impl Strategy<Value = Config> {
    let bounds = (2usize..20, 1usize..8, any::<bool>());
    (prop::sample::select(Locale::ALL.to_vec()), any::<bool>(), bounds).prop_map(
        |(locale, recorded, (people, per_address, flood))| Config {
            recorded,
            limits: Limits { people, per_address, flood, naming: Duration::from_secs(60) },
            ..classroom::config(locale)
        },
    )
}

/// What one person knows of the class from the lines that they read.
#[derive(Debug, Default)]
struct View {
    teacher: bool,
    /// The others, and oneself once in; nobody before `* =`.
    present: Option<BTreeSet<Name>>,
    own: Option<Name>,
    speech: Vec<(Name, String)>,
    closed: bool,
}

/// The class as it must be, from what the journal was told, and as each person sees it.
struct Witness {
    play: Play,
    views: BTreeMap<PersonId, View>,
    /// Where each person in a room was put, and as what.
    places: BTreeMap<PersonId, (Role, RoomId)>,
    stays: BTreeMap<PersonId, Name>,
    /// For each person in the room, what they must have heard since they came.
    heard: BTreeMap<PersonId, Vec<(Name, String)>>,
    connected: u64,
    records: Vec<Record>,
    /// Whose line is being played, if it is a line.
    speaker: Option<PersonId>,
    over: bool,
}

impl Witness {
    fn new(config: Config) -> Self {
        Self {
            play: Play::new(config),
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

    fn does(&mut self, input: Input) {
        self.speaker = None;
        let events = match input {
            Input::Connect(_) | Input::Attach => self.connect(&input),
            Input::Line(who, line) => self.bytes(who, format!("{line}\n").as_bytes()),
            Input::Bytes(who, bytes) => self.bytes(who, &[&bytes, b"\n".as_slice()].concat()),
            Input::TooLong(who) => self.bytes(who, format!("{}\n", "x".repeat(5000)).as_bytes()),
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
        let who = PersonId(self.connected);
        self.connected += 1;
        let origin = match input {
            Input::Connect(host) => {
                let port = 4000 + u16::try_from(who.0).unwrap();
                Origin::Network(SocketAddr::from(([10, 0, 0, *host], port)))
            }
            _ => Origin::Console,
        };
        let teacher = origin == Origin::Console;
        self.views.insert(who, View { teacher, ..View::default() });
        self.heard.insert(who, Vec::new());
        self.play.connect(who, origin)
    }

    fn someone(&self, number: usize) -> Option<PersonId> {
        let count = usize::try_from(self.connected).unwrap();
        (count > 0).then(|| PersonId((number % count) as u64))
    }

    fn bytes(&mut self, number: usize, bytes: &[u8]) -> Vec<Event> {
        self.speaker = self.someone(number);
        self.speaker.map_or_else(Vec::new, |who| self.play.bytes(who, bytes))
    }

    fn happens(&mut self, event: Event) {
        match event {
            Event::Reads(who, line) => self.reads(who, line),
            Event::Placed(who, role, room) => {
                let before = self.places.insert(who, (role, room));
                assert_ne!(before, Some((role, room)), "{who:?} was there already");
            }
            Event::Closed(who) => {
                self.places.remove(&who);
                let view = self.views.get_mut(&who).unwrap();
                assert!(!view.closed, "{who:?} is closed twice");
                view.closed = true;
            }
            Event::Recorded(record) => self.recorded(record),
            Event::Asked { who, question } => {
                assert!(!self.views[&who].closed, "the journal is asked for someone gone");
                let answer = classroom::journal_answer(&self.records, question);
                for event in self.play.answer(who, answer) {
                    self.happens(event);
                }
            }
            Event::Ended => self.over = true,
        }
    }

    fn reads(&mut self, who: PersonId, line: ServerLine) {
        let text = line.to_string();
        assert!(!text.contains(is_harmful), "{text:?} could harm a terminal");
        assert_eq!(ServerLine::parse(&text), line, "{text:?} is read as another line");
        assert!(!matches!(line, ServerLine::Other(_)), "{text:?} is not of the protocol");
        let view = self.views.get_mut(&who).expect("whoever reads has connected");
        assert!(!view.closed, "{who:?} was closed before {text:?}");
        match line {
            ServerLine::Present { names, text } => {
                view.present = Some(names.into_iter().collect());
                let unseen = usize::from(!view.teacher);
                view.counts(&text, unseen);
            }
            ServerLine::Ask { .. } | ServerLine::Refusal(_) | ServerLine::Closing(_) => {}
            _ if view.present.is_none() => panic!("{who:?} has no name and reads {text:?}"),
            ServerLine::Joined { name, text } => {
                assert!(view.present.as_mut().unwrap().insert(name.clone()), "{name} came twice");
                view.counts(&text, usize::from(!view.teacher));
            }
            ServerLine::Left { name, text } => {
                assert!(view.present.as_mut().unwrap().remove(&name), "{name} was not here");
                view.counts(&text, usize::from(!view.teacher));
            }
            ServerLine::Renamed { old, new, .. } => view.renamed(&old, new),
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
                assert_eq!(self.stays.insert(came.who, came.name.clone()), None, "came twice");
                assert_eq!(came.active, self.stays.len(), "the count of {came:?}");
                self.views.get_mut(&came.who).unwrap().own = Some(came.name);
            }
            Record::Left(left) => {
                assert!(self.stays.remove(&left.who).is_some(), "{left:?} without a beginning");
            }
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
        assert_eq!(Some(&said.from), self.play.classroom.name(speaker));
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
            let here = |other| view.teacher || self.places[other].1 == self.places[who].1;
            let others = self.stays.keys().filter(|other| *other != who && here(*other));
            let others = others.map(|other| (other, &self.stays[other]));
            let others: BTreeSet<Name> = others.map(|(_, name)| name.clone()).collect();
            assert_eq!(*present, others, "who is here, as {who:?} knows");
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
                let alike = name.likeness().is_like(&other.likeness());
                assert!(teachers || !alike, "{name} and {other} are alike");
            }
            assert!(*role == Role::Teacher || !name.is_reserved(), "{name} is reserved");
        }
    }
}

impl View {
    /// The count in a text is that of the people whom this person knows to be here.
    fn counts(&self, text: &str, unseen: usize) {
        // The last number in parentheses: farewells may hold others.
        let count = text.rsplit_once('(').and_then(|(_, rest)| rest.split(' ').next());
        let known = self.present.as_ref().map_or(0, BTreeSet::len) + unseen;
        assert_eq!(count.and_then(|count| count.parse().ok()), Some(known), "in {text:?}");
    }

    fn renamed(&mut self, old: &Name, new: Name) {
        if self.own.as_ref() == Some(old) {
            self.own = Some(new);
            return;
        }
        let present = self.present.as_mut().unwrap();
        assert!(present.remove(old), "{old} was not here");
        present.insert(new);
    }
}

fn is_harmful(c: char) -> bool {
    c.is_control() || matches!(c, '\u{2028}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 300, ..ProptestConfig::default() })]

    #[test]
    fn whatever_is_done_the_class_keeps_its_promises(
        config in configs(),
        inputs in prop::collection::vec(input(), 0..120),
    ) {
        let mut witness = Witness::new(config);
        // Most runs have two people and a teacher in the room from the start.
        let start = [
            Input::Connect(0),
            Input::Line(0, "ana".to_owned()),
            Input::Attach,
            Input::Connect(1),
            Input::Line(2, "beto".to_owned()),
        ];
        for input in start.into_iter().chain(inputs) {
            if witness.over {
                break;
            }
            witness.does(input);
        }
    }
}
