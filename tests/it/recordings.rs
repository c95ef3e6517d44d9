//! Recorded classes: kept in the journal, played again, and what they lose of who is forgotten.
//!
//! `tests/recordings` holds classes that an earlier program recorded, an entry a line, and what each
//! person there read: marks and names, the wording aside. Every later program must play them to the
//! same; marks that are newer than the recording count as `*`. Where the wire has changed on purpose,
//! its page says so, and the marks are corrected by hand: a hand that is up or down is told by its mark
//! also to whose it is. `UPDATE_RECORDINGS=1 cargo test --test it recordings` makes those that are missing, out of the
//! transcripts of the same name.

use std::collections::{BTreeMap, HashSet};
use std::env;
use std::fmt::Write;
use std::fs;
use std::path::{Path, PathBuf};

use jiff::{SignedDuration, Timestamp};
use proptest::prelude::*;
use sala::classroom::{ConnectionId, Enrolled, Entry, Input, Meeting, Record, Said};
use sala::journal::{ClassKeeper, Forgetting, Journal, Location, Options, Reader};
use sala::locale::Locale;
use sala::name::Name;
use sala::replay::{Player, View};
use sala::wire::ServerLine;

use super::classroom_properties::{configs, input, play};
use super::transcripts;
use crate::support::journal::{by_hand, name, said, write};

fn options() -> Options {
    Options { record: true, ..Options::default() }
}

fn place(folder: &Path) -> Location {
    Location { dir: folder.to_owned(), key_file: None }
}

/// A journal in which this class is recorded.
pub fn record(folder: &Path, entries: &[Entry]) -> Location {
    let place = place(folder);
    place.make_folder().unwrap();
    let journal = Journal::open(&place, options(), |_| ()).unwrap();
    entries.iter().for_each(|entry| journal.record(entry.clone()));
    assert_eq!(journal.close().unrecorded, 0);
    place
}

/// The entries of the last recording.
fn recorded(place: &Location) -> Vec<Entry> {
    let reader = Reader::open(place).unwrap();
    let recordings = reader.recordings().unwrap();
    reader.entries(recordings.last().unwrap()).unwrap()
}

/// A line without its wording.
fn mark(line: &ServerLine) -> String {
    match line {
        ServerLine::Ask { what, .. } => format!("? {what:?}"),
        ServerLine::Joined { name, .. } => format!("* + {name}"),
        ServerLine::Left { name, .. } => format!("* - {name}"),
        ServerLine::Renamed { old, new, .. } => format!("* ~ {old} {new}"),
        ServerLine::Present { names, .. } => {
            let names: Vec<&str> = names.iter().map(Name::as_str).collect();
            format!("* = {}", names.join(" "))
        }
        ServerLine::Action { name, .. } => format!("* @ {name}"),
        ServerLine::Announcement { name, .. } => format!("* # {name}"),
        ServerLine::Missed { lines, left_out, .. } => format!("* < {lines} {left_out}"),
        ServerLine::Pass { .. } => "* &".to_owned(),
        ServerLine::Closing(_) => "* .".to_owned(),
        // To a program that does not know the mark, it is a notice.
        ServerLine::Marked(..) | ServerLine::Notice(_) => "*".to_owned(),
        ServerLine::Speech { name, .. } => format!("[{name}]"),
        ServerLine::Private { from, .. } => format!("({from})"),
        ServerLine::Answer(_) => ">".to_owned(),
        ServerLine::Refusal(_) => "!".to_owned(),
        ServerLine::Unread { number, .. } => format!("! # {number}"),
        other => panic!("no server says {other:?}"),
    }
}

/// What each connection read, by its place in the order of arrival, and what the class was in the end.
fn marks(entries: &[Entry]) -> String {
    let mut player = Player::new(entries.to_vec()).unwrap();
    let mut views: BTreeMap<ConnectionId, (View, Vec<String>)> = BTreeMap::new();
    while let Some((entry, effects)) = player.step() {
        let entry = entry.clone();
        if let Input::Connected { who, .. } = entry.input {
            let view = View::new(HashSet::from([who]), player.class());
            views.insert(who, (view, Vec::new()));
        }
        for (view, read) in views.values_mut() {
            read.extend(view.lines(&entry, &effects).iter().map(mark));
        }
    }
    let mut text = String::new();
    for (who, (_, read)) in &mut views {
        // Of how many lines an answer is belongs to its wording.
        read.dedup_by(|line, before| line == ">" && before == ">");
        writeln!(text, "{}:", who.0).unwrap();
        read.iter().for_each(|line| writeln!(text, "  {line}").unwrap());
    }
    let class = player.class();
    writeln!(text, "in the end {} are there:", class.count()).unwrap();
    for who in views.keys().filter(|who| class.name(**who).is_some()) {
        writeln!(text, "  {} {} {:?}", who.0, class.name(*who).unwrap(), class.role(*who)).unwrap();
    }
    class.state().iter().for_each(|line| writeln!(text, "  {line}").unwrap());
    text
}

fn golden() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/recordings")
}

/// The recordings that are kept, by the transcripts that they were made of.
const KEPT: [&str; 6] =
    ["09-limits", "16-groups", "18-moderation", "19-poll", "20-quiz", "28-arrivals"];

#[test]
fn what_an_earlier_program_recorded_plays_to_the_same_marks_and_names() {
    for name in KEPT {
        let (path, expected) =
            (golden().join(format!("{name}.entries")), golden().join(format!("{name}.marks")));
        if !path.exists() {
            assert!(env::var_os("UPDATE_RECORDINGS").is_some(), "no {}", path.display());
            let transcript = format!("tests/transcripts/pt-BR/{name}.txt");
            let entries = transcripts::entries(Path::new(&transcript), Locale::PtBr);
            let lines = entries.iter().map(|entry| hex::encode(entry.to_bytes()) + "\n");
            fs::write(&path, lines.collect::<String>()).unwrap();
            fs::write(&expected, marks(&entries)).unwrap();
        }
        assert_eq!(marks(&read(&path)), fs::read_to_string(expected).unwrap(), "{name}");
    }
}

/// The entries in a file.
fn read(path: &Path) -> Vec<Entry> {
    let text = fs::read_to_string(path).unwrap();
    let entry = |line| Entry::from_bytes(&hex::decode(line).unwrap()).unwrap();
    text.lines().map(entry).collect()
}

/// The recordings that are kept, with their names.
pub fn kept() -> impl Iterator<Item = (&'static str, Vec<Entry>)> {
    KEPT.into_iter().map(|name| (name, read(&golden().join(format!("{name}.entries")))))
}

#[test]
fn a_recorded_class_is_read_as_it_was_and_another_one_follows_it() {
    let folder = tempfile::tempdir().unwrap();
    let first = transcripts::entries(Path::new("tests/transcripts/en/16-groups.txt"), Locale::En);
    let second = transcripts::entries(Path::new("tests/transcripts/en/20-quiz.txt"), Locale::En);
    record(folder.path(), &first);
    let place = record(folder.path(), &second);
    let reader = Reader::open(&place).unwrap();
    let recordings = reader.recordings().unwrap();
    let read: Vec<_> = recordings.iter().map(|one| reader.entries(one).unwrap()).collect();
    assert_eq!(read, [first, second]);
    assert_eq!(recordings[0].entries, read[0].len());
}

#[test]
fn who_is_forgotten_is_in_no_recorded_roster_and_the_rest_plays_as_before() {
    let class = |text: &str| {
        let file = tempfile::NamedTempFile::new().unwrap();
        fs::write(file.path(), text).unwrap();
        let mut entries = transcripts::entries(file.path(), Locale::PtBr);
        let at = entries[0].at.wall;
        let Input::Opened(opened) = &mut entries[0].input else { panic!("no opening") };
        let name = |text: &str| Name::new(text).unwrap();
        let enrolled = |short: &str, full: &str, id: &str| Enrolled {
            short: name(short),
            name: full.to_owned(),
            id: Some(id.to_owned()),
            username: None,
            email: None,
        };
        opened.meeting = Some(Meeting {
            class: name("7A"),
            opened: at,
            roster: vec![
                enrolled("maria_clara", "Maria Clara Souza", "20261001"),
                enrolled("beto", "Roberto Reis", "20261002"),
            ],
            roster_only: true,
            grace: std::time::Duration::ZERO,
        });
        entries
    };
    let before = class("- m connects\nm> maria clara souza\n- b connects\nb> 20261002\nb> oi\n");
    let folder = tempfile::tempdir().unwrap();
    let place = record(folder.path(), &before);
    let after = forget(&place, "maria_clara");
    let kept = format!("{after:?}").to_lowercase();
    for gone in ["maria", "souza", "20261001"] {
        assert!(!kept.contains(gone), "{gone}: {kept}");
    }
    assert!(kept.contains("roberto"), "the others stay");
    // The answer is a name now: nobody has to be told which one it stands for.
    let told = "  * ~ maria_clara maria_clara\n";
    assert!(marks(&before).contains(told));
    let rest = marks(&before).replace(told, "").replace("maria_clara", "removed-1");
    assert_eq!(rest, marks(&after));
}

#[test]
fn a_class_goes_to_any_place_as_if_it_had_been_played_to_there() {
    let entries = play_of(300);
    let mut player = Player::new(entries.clone()).unwrap();
    for place in [0, 5, 290, 120, 121, 0, usize::MAX] {
        player.go_to(place);
        let mut other = Player::new(entries.clone()).unwrap();
        while other.place() < place.min(entries.len()) {
            other.step();
        }
        assert_eq!(player.class().digest(), other.class().digest(), "{place}");
    }
}

/// A class of so many lines.
pub fn play_of(lines: usize) -> Vec<Entry> {
    let mut text = "- ana connects\nana> ana\n- beto connects\nbeto> beto\n".to_owned();
    for number in 0..lines {
        writeln!(text, "- 1 s pass\n{} {number}", ["ana> oi", "beto> olá"][number % 2]).unwrap();
    }
    let file = tempfile::NamedTempFile::new().unwrap();
    fs::write(file.path(), text).unwrap();
    transcripts::entries(file.path(), Locale::PtBr)
}

/// Forgets a name; gives what is left of the last recording.
fn forget(place: &Location, name: &str) -> Vec<Entry> {
    let forgetting = Forgetting::find(place, Name::new(name).unwrap()).unwrap();
    forgetting.carry_out("(removed)").unwrap();
    recorded(place)
}

/// Turns the journal into one from before there were classes.
fn without_classes(place: &Location) {
    let columns = [
        ("passes", "bearer"),
        ("entries", "meeting"),
        ("entries", "bearer"),
        ("entries", "student"),
        ("lines", "meeting"),
        ("recordings", "meeting"),
    ];
    let journal = by_hand(place);
    let drop = |what: String| journal.execute_batch(&format!("DROP {what}")).unwrap();
    for index in ["moves_entry", "entries_meeting", "entries_bearer", "lines_meeting"] {
        drop(format!("INDEX {index}"));
    }
    for table in ["classes", "meetings", "moves", "students"] {
        drop(format!("TABLE {table}"));
    }
    for (table, column) in columns {
        journal.execute_batch(&format!("ALTER TABLE {table} DROP COLUMN {column}")).unwrap();
    }
    journal.execute_batch("PRAGMA user_version = 2").unwrap();
}

#[test]
fn a_recording_from_before_there_were_classes_goes_with_its_class() {
    let file = tempfile::NamedTempFile::new().unwrap();
    fs::write(file.path(), "- ana connects\nana> ana\n- 60 s pass\nana> oi\n").unwrap();
    let entries = transcripts::entries(file.path(), Locale::PtBr);
    let last = entries.last().unwrap().at.wall;
    let folder = tempfile::tempdir().unwrap();
    let place = record(folder.path(), &entries);
    write(&place, [Record::Said(Said { at: last, ..said(0, "ana", "oi") })]);
    without_classes(&place);
    assert_eq!(Reader::open(&place).unwrap().recordings().unwrap().len(), 1);
    let keeper = ClassKeeper::open(&place).unwrap();
    let class = keeper.find(&name("default")).unwrap();
    keeper.forget(&class).unwrap();
    assert_eq!(Reader::open(&place).unwrap().recordings().unwrap(), []);
}

#[test]
fn who_is_forgotten_is_in_no_line_of_the_recording_and_the_rest_plays_as_before() {
    let text = "\
- ana connects
ana> Ana
- prof attaches
- beto connects
beto> beto
- outro connects
outro> Аnа
outro> caio
ana> moro na rua das flores
ana> /msg beto segredo
beto> oi, ana! ANA?
beto> /msg ANA entre nós
prof> /expulsar ana 1 por falar demais
- volta connects
volta> ana
- 61 s pass
- de_novo connects
de_novo> ana
de_novo> /nome ANA
prof> /silenciar ana
de_novo> escondido
prof> /liberar ana
prof> /desafio 2
de_novo> 10
de_novo> /sair adeus, rua das flores
- caio connects
";
    let file = tempfile::NamedTempFile::new().unwrap();
    fs::write(file.path(), text).unwrap();
    let before = transcripts::entries(file.path(), Locale::PtBr);
    let folder = tempfile::tempdir().unwrap();
    let place = record(folder.path(), &before);
    let after = forget(&place, "ana");
    let kept = format!("{after:?}").to_lowercase();
    for gone in
        ["ana\"", "ana ", "ana!", "flores", "segredo", "entre", "falar", "escond", "10.0.0.1"]
    {
        assert!(!kept.contains(gone), "{gone}: {kept}");
    }
    assert!(kept.contains("removed-1"));
    assert_eq!(with_another_name(&marks(&before), "ana"), marks(&after).to_lowercase());
    let other = forget(&place, "beto");
    assert!(format!("{other:?}").contains("removed-2"));
}

/// The marks with `removed-1` in place of a name.
fn with_another_name(marks: &str, name: &str) -> String {
    let name = regex::Regex::new(&format!(r"(?i)\b{name}\b")).unwrap();
    name.replace_all(marks, "removed-1").to_lowercase()
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 12, ..ProptestConfig::default() })]

    #[test]
    fn whoever_is_forgotten_the_rest_plays_as_before(
        config in configs(),
        inputs in prop::collection::vec(input(), 0..80),
    ) {
        let before = play(config, inputs).play.entries;
        let folder = tempfile::tempdir().unwrap();
        let place = record(folder.path(), &before);
        let after = forget(&place, "beto");
        prop_assert_eq!(with_another_name(&marks(&before), "beto"), marks(&after).to_lowercase());
    }
}

#[test]
fn words_that_are_too_old_go_and_so_do_recordings_that_are() {
    let folder = tempfile::tempdir().unwrap();
    let before = play_of(300);
    let place = record(folder.path(), &before);
    // Recordings of years ago, and one that goes on.
    let keep = Some(SignedDuration::from_hours(24));
    let options = Options { keep, ..options() };
    let journal = Journal::open(&place, options, |_| ()).unwrap();
    let mut live: Vec<Entry> = play_of(2);
    live.iter_mut().skip(3).for_each(|entry| entry.at.wall = Timestamp::now());
    live.iter().for_each(|entry| journal.record(entry.clone()));
    let reader = Reader::open(&place).unwrap();
    let deadline = std::time::Instant::now() + std::time::Duration::from_secs(20);
    while reader.recordings().unwrap().len() != 1 {
        assert!(std::time::Instant::now() < deadline, "the old one is still there");
        std::thread::sleep(std::time::Duration::from_millis(5));
    }
    drop(journal);
    let kept = recorded(&place);
    assert_eq!(marks(&kept), marks(&live));
}
