//! Conversations with the classroom, word for word, in both languages.
//!
//! A transcript is a file of `tests/transcripts/LANGUAGE`. Lines that do something:
//!
//! ```text
//! ana> oi                    ana types a line
//! - ana connects             also: from 10.0.0.9:4000, over TLS
//! - password abre-te         what a teacher is asked for
//! - prof attaches            a teacher's console
//! - ana hangs up             also: is lost, is slow
//! - ana sends 5000 letters   also: sends bytes 6f ff
//! - 30 times ana> oi
//! - 61 s pass                also: min, h
//! - ana answers the quiz      also: is wrong in
//! - class recorded           before anyone comes; also: people 2, per-address 1, naming 5, idle 10, code lua-nova, ticket T, board KEY
//! - the server stops
//! ```
//!
//! Below each stands what comes of it: `beto< [ana] oi` is read by beto, `= …` is what else the
//! classroom asks for. `#` opens a comment. `UPDATE_TRANSCRIPTS=1 cargo test --test it transcripts::`
//! rewrites what comes of each line; read what it wrote.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::time::Duration;
use std::{env, fs};

use sala::classroom::{
    ClassCode, Config, ConnectionId, Departure, Entry, Origin, PassHash, PassRecord, PasswordCheck,
    Record, Role, Secret, WaysIn,
};
use sala::command::{find, rows};
use sala::locale::Locale;
use sala::say;
use sala::wire::{ClientLine, ServerLine};

use crate::support::classroom::{self, Event, Play};

/// A transcript being played.
struct Stage {
    config: Config,
    ways_in: WaysIn,
    play: Play,
    /// Who is who: a person's place here is their connection's number.
    labels: Vec<String>,
    /// What the journal would keep.
    records: Vec<Record>,
    /// The factors that the quiz last asked for.
    asked: Option<(i64, i64)>,
    /// The teacher's password.
    password: Option<Secret>,
    seen: Seen,
}

/// What was typed and read, to know what no transcript has shown yet.
#[derive(Default)]
struct Seen {
    typed: BTreeSet<String>,
    read: BTreeSet<String>,
}

impl Stage {
    fn new(locale: Locale) -> Self {
        let config = classroom::config(locale);
        Self {
            play: Play::new(config.clone()),
            config,
            ways_in: WaysIn::default(),
            labels: Vec::new(),
            records: Vec::new(),
            asked: None,
            password: None,
            seen: Seen::default(),
        }
    }

    /// Does what a line of a transcript says; gives the lines that come of it.
    fn step(&mut self, line: &str) -> Vec<String> {
        let events = match line.strip_prefix("- ") {
            Some(direction) => self.direct(direction),
            None => self.type_line(line),
        };
        self.told(events)
    }

    fn direct(&mut self, direction: &str) -> Vec<Event> {
        let words: Vec<&str> = direction.split(' ').collect();
        match words.as_slice() {
            ["class", settings @ ..] => self.set_up(settings),
            ["password", ..] => {
                let (_, password) = direction.split_once(' ').unwrap();
                self.password = Some(Secret::new(password));
            }
            ["the", "server", "stops"] => return self.play.end(),
            [count, "times", ..] => {
                let (_, line) = direction.split_once(" times ").unwrap();
                let count: usize = count.parse().unwrap();
                return (0..count).flat_map(|_| self.type_line(line)).collect();
            }
            [count, unit, "pass"] => {
                let seconds = ["s", "min", "h"].iter().position(|name| name == unit).unwrap();
                let count: u64 = count.parse().unwrap();
                return self.play.pass(Duration::from_secs(count * [1, 60, 3600][seconds]));
            }
            [label, "connects"] => {
                let number = self.labels.len() + 1;
                return self.arrive(label, &format!("10.0.0.{number}:{}", 4000 + number), false);
            }
            [label, "connects", "from", address] => return self.arrive(label, address, false),
            [label, "connects", "over", "TLS"] => {
                let number = self.labels.len() + 1;
                return self.arrive(label, &format!("10.0.0.{number}:{}", 4000 + number), true);
            }
            [label, "attaches"] => {
                self.labels.push((*label).to_owned());
                return self.play.connect(self.who(label), Origin::Console);
            }
            [label, "hangs", "up"] => return self.play.leave(self.who(label), Departure::Ended),
            [label, "is", "lost"] => return self.play.leave(self.who(label), Departure::Lost),
            [label, "is", "slow"] => return self.play.leave(self.who(label), Departure::Slow),
            [label, "answers", "the", "quiz"] => return self.answer(label, 0),
            [label, "is", "wrong", "in", "the", "quiz"] => return self.answer(label, 1),
            [label, "sends", count, "letters"] => {
                let line = format!("{}\n", "a".repeat(count.parse().unwrap()));
                return self.play.bytes(self.who(label), line.as_bytes());
            }
            [label, "sends", "bytes", bytes @ ..] => {
                let bytes = bytes.iter().map(|byte| u8::from_str_radix(byte, 16).unwrap());
                let line: Vec<u8> = bytes.chain([b'\n']).collect();
                return self.play.bytes(self.who(label), &line);
            }
            _ => panic!("nobody knows how to do this: {direction}"),
        }
        Vec::new()
    }

    fn set_up(&mut self, settings: &[&str]) {
        assert!(self.labels.is_empty(), "a class is set up before anyone comes");
        match settings {
            ["recorded"] => self.config.recorded = true,
            ["code", code] => {
                self.config.asks_code = true;
                self.ways_in.code = Some(ClassCode::new(code).unwrap());
            }
            ["board", key] => self.ways_in.board = Some(PassHash::of(key)),
            ["ticket", ticket] => self.ways_in.tickets = vec![(*ticket).to_owned()],
            ["people", count] => self.config.limits.people = count.parse().unwrap(),
            ["per-address", count] => self.config.limits.per_address = count.parse().unwrap(),
            ["idle", minutes] => {
                let minutes: u64 = minutes.parse().unwrap();
                self.config.limits.idle = Some(Duration::from_secs(60 * minutes));
            }
            ["naming", seconds] => {
                self.config.limits.naming = Duration::from_secs(seconds.parse().unwrap());
            }
            _ => panic!("a class cannot be set up so: {settings:?}"),
        }
        self.play = Play::with(self.config.clone(), self.ways_in.clone());
    }

    fn arrive(&mut self, label: &str, address: &str, encrypted: bool) -> Vec<Event> {
        self.labels.push(label.to_owned());
        let from = address.parse().unwrap_or_else(|_| panic!("no address: {address}"));
        self.play.connect(self.who(label), Origin::Network { from, encrypted })
    }

    fn type_line(&mut self, line: &str) -> Vec<Event> {
        let (label, text) = line.split_once('>').unwrap_or_else(|| panic!("what is this? {line}"));
        let text = text.strip_prefix(' ').unwrap_or(text);
        self.seen.typed.insert(text.to_owned());
        self.play.bytes(self.who(label), format!("{text}\n").as_bytes())
    }

    /// Someone types the answer to the question that was last asked, or `off` more.
    fn answer(&mut self, label: &str, off: i64) -> Vec<Event> {
        let (a, b) = self.asked.expect("a quiz is on");
        self.type_line(&format!("{label}> {}", a * b + off))
    }

    /// The last person of that label: one may come again.
    fn who(&self, label: &str) -> ConnectionId {
        let place = self.labels.iter().rposition(|known| known == label);
        ConnectionId(place.unwrap_or_else(|| panic!("nobody is called {label}")) as u64)
    }

    fn label(&self, who: ConnectionId) -> &str {
        usize::try_from(who.0).ok().and_then(|place| self.labels.get(place)).unwrap()
    }

    /// The events as lines; equal ones one after the other are counted.
    fn told(&mut self, events: Vec<Event>) -> Vec<String> {
        let mut lines: Vec<(usize, String)> = Vec::new();
        for event in events {
            for line in self.tell(event) {
                match lines.last_mut() {
                    Some((count, last)) if *last == line => *count += 1,
                    _ => lines.push((1, line)),
                }
            }
        }
        let counted = lines.into_iter().map(|(count, line)| match count {
            1 => line,
            _ => format!("{line}   (× {count})"),
        });
        counted.collect()
    }

    fn tell(&mut self, event: Event) -> Vec<String> {
        match event {
            Event::Reads(who, line) => {
                self.seen.read.insert(line.to_string());
                self.asked = question(&line.to_string()).or(self.asked);
                vec![format!("{}< {line}", self.label(who))]
            }
            Event::Placed(..) => Vec::new(),
            Event::Released(_) => Vec::new(),
            Event::Checks { who, answer } => {
                let told = match &answer {
                    None => "= is there a password?".to_owned(),
                    Some(_) => format!("= the password of {} is checked", self.label(who)),
                };
                let check = match (&self.password, answer) {
                    (None, _) => PasswordCheck::NotSet,
                    (Some(_), None) => PasswordCheck::Set,
                    (Some(right), Some(answer)) if *right == answer => PasswordCheck::Right,
                    _ => PasswordCheck::Wrong,
                };
                let events = self.play.password_checked(who, check);
                let events = events.into_iter().flat_map(|event| self.tell(event));
                [told].into_iter().chain(events.collect::<Vec<_>>()).collect()
            }
            Event::Closed(who) => vec![format!("= {} is closed", self.label(who))],
            Event::Ended => vec!["= the class ends".to_owned()],
            Event::Recorded(record) => {
                let line = self.entry(&record);
                self.records.push(record);
                vec![line]
            }
            Event::Asked { who, query } => {
                let answer = classroom::journal_answer(&self.records, query);
                let answer = self.play.answer(who, answer);
                answer.into_iter().flat_map(|event| self.tell(event)).collect()
            }
        }
    }

    fn entry(&self, record: &Record) -> String {
        match record {
            Record::Came(came) => {
                format!("= journal: {} came from {}, {} active", came.name, came.from, came.active)
            }
            Record::Left(left) => {
                format!("= journal: {} left, {}", self.label(left.who), left.how.code())
            }
            Record::Pass(PassRecord::Of(who, _)) => {
                format!("= journal: a pass of {}", self.label(*who))
            }
            Record::Pass(PassRecord::Void(_)) => "= journal: a pass is void".to_owned(),
            Record::Pass(PassRecord::Proves(who, _)) => {
                format!("= journal: a pass shows who {} is", self.label(*who))
            }
            Record::Moved(moved) => {
                format!("= journal: {} is in {}", self.label(moved.who), moved.room)
            }
            Record::Ended(_) => "= journal: the meeting is over".to_owned(),
            Record::Said(said) => {
                let to = said.to.as_ref().map_or(String::new(), |to| format!(" to {to}"));
                format!("= journal: {} of {}{to}: {}", said.kind.code(), said.from, said.text)
            }
        }
    }
}

/// The factors in a question of the quiz: `… 7 × 8?`
fn question(line: &str) -> Option<(i64, i64)> {
    let (before, after) = line.strip_suffix('?')?.split_once(" × ")?;
    Some((before.rsplit(' ').next()?.parse().ok()?, after.parse().ok()?))
}

/// Is this a line that comes of another?
fn is_outcome(line: &str) -> bool {
    let word = line.split(' ').next().unwrap_or_default();
    word == "=" || (word.ends_with('<') && word.len() > 1)
}

/// Plays a transcript: the text as it should be, and what was seen.
fn played(locale: Locale, text: &str) -> (String, Seen) {
    let mut stage = Stage::new(locale);
    let mut written = String::new();
    for line in text.lines().filter(|line| !is_outcome(line)) {
        written.push_str(line);
        written.push('\n');
        if !line.is_empty() && !line.starts_with('#') {
            for outcome in stage.step(line) {
                written.push_str(&outcome);
                written.push('\n');
            }
        }
    }
    (written, stage.seen)
}

/// The entries of a class that went as that transcript says.
pub fn entries(path: &Path, locale: Locale) -> Vec<Entry> {
    let mut stage = Stage::new(locale);
    let text = fs::read_to_string(path).unwrap();
    let steps = text.lines().filter(|line| !is_outcome(line) && !line.starts_with('#'));
    steps.filter(|line| !line.is_empty()).for_each(|line| _ = stage.step(line));
    stage.play.entries
}

pub fn transcripts(locale: Locale) -> Vec<PathBuf> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/transcripts");
    let entries = fs::read_dir(folder.join(locale.tag())).unwrap();
    let mut paths: Vec<PathBuf> = entries.map(|entry| entry.unwrap().path()).collect();
    paths.sort();
    assert!(!paths.is_empty());
    paths
}

/// Where two texts part: the line and what stands there.
fn difference(text: &str, played: &str) -> String {
    let (mut old, mut new) = (text.lines(), played.lines());
    for line in 1.. {
        let (written, heard) = (old.next(), new.next());
        if written != heard {
            let show = |line: Option<&str>| line.unwrap_or("(the end)").to_owned();
            return format!("{line}:\n  written: {}\n  played:  {}", show(written), show(heard));
        }
    }
    unreachable!("the texts differ")
}

#[test]
fn the_classroom_says_what_the_transcripts_say() {
    let update = env::var_os("UPDATE_TRANSCRIPTS").is_some();
    let mut found = Vec::new();
    for locale in Locale::ALL {
        for path in transcripts(locale) {
            let text = fs::read_to_string(&path).unwrap();
            let (played, _) = played(locale, &text);
            if update {
                fs::write(&path, played).unwrap();
            } else if text != played {
                found.push(format!("{}:{}", path.display(), difference(&text, &played)));
            }
        }
    }
    let hint = "UPDATE_TRANSCRIPTS=1 writes what is said now";
    assert!(found.is_empty(), "\n{}\n{hint}\n", found.join("\n"));
}

#[test]
fn both_languages_have_the_same_transcripts() {
    let names = |locale| {
        let paths = transcripts(locale).into_iter();
        paths.map(|path| path.file_name().unwrap().to_owned()).collect::<Vec<_>>()
    };
    assert_eq!(names(Locale::PtBr), names(Locale::En));
}

#[test]
fn every_command_and_each_of_its_refusals_is_in_a_transcript() {
    for locale in Locale::ALL {
        let mut seen = Seen::default();
        for path in transcripts(locale) {
            let (_, of_one) = played(locale, &fs::read_to_string(path).unwrap());
            seen.typed.extend(of_one.typed);
            seen.read.extend(of_one.read);
        }
        let missing = missing(locale, &seen);
        assert!(missing.is_empty(), "{locale}: no transcript shows {missing:#?}");
    }
}

/// What of the table nobody typed or read.
fn missing(locale: Locale, seen: &Seen) -> Vec<String> {
    let mut missing = Vec::new();
    let mut want = |refusal: String| {
        let line = ServerLine::Refusal(refusal).to_string();
        if !seen.read.contains(&line) {
            missing.push(line);
        }
    };
    for row in rows() {
        if ["", "a b c d e f"].iter().any(|args| !row.admits(args)) {
            want(say!(locale, "command-usage", usage = row.usage(locale)));
        }
        if row.role == Role::Teacher {
            want(say!(locale, "command-for-teachers", name = row.shown_name(locale)));
        }
    }
    for row in rows() {
        let used = |line: &String| match ClientLine::parse(line) {
            ClientLine::Command { name, args } => {
                find(name).is_some_and(|found| found.names == row.names) && row.admits(args)
            }
            _ => false,
        };
        if !seen.typed.iter().any(used) {
            missing.push(format!("/{} in use", row.shown_name(locale)));
        }
        for name in row.names() {
            let typed = |line: &String| matches!(ClientLine::parse(line), ClientLine::Command { name: n, .. } if n == name);
            if !seen.typed.iter().any(typed) {
                missing.push(format!("/{name}"));
            }
        }
        missing.extend(row.bare.filter(|bare| !seen.typed.contains(*bare)).map(str::to_owned));
    }
    missing
}

#[test]
fn what_no_transcript_shows_is_missed() {
    let (_, seen) = played(Locale::En, "- ana connects\nana> ana\nana> /upper\nana> /who\n");
    let missing = missing(Locale::En, &seen);
    for what in ["/upper in use", "/quem", "sair", "! Type it like this: /nick NAME"] {
        assert!(missing.iter().any(|missed| missed == what), "{what}");
    }
    for what in ["/who in use", "/who", "! Type it like this: /upper TEXT"] {
        assert!(!missing.iter().any(|missed| missed == what), "{what}");
    }
}

#[test]
fn a_wrong_transcript_is_found() {
    let right = "- ana connects\nana< ? & Boas-vindas à sala! Qual é o seu nome?\n";
    assert_eq!(played(Locale::PtBr, right).0, right);
    for wrong in [
        "- ana connects\n",
        "- ana connects\nana< ? Nome?\n",
        "- ana connects\nana< ? & Boas-vindas à sala! Qual é o seu nome?\nana< * =\n",
    ] {
        assert_ne!(played(Locale::PtBr, wrong).0, wrong);
    }
}
