//! What is deleted from a journal is gone, and a change of keys survives being killed.

use std::collections::HashSet;
use std::fs;
use std::process::{Command, Stdio};
use std::thread;
use std::time::{Duration, Instant};

use assert_cmd::cargo::cargo_bin;
use jiff::{SignedDuration, Timestamp};
use rusqlite::Connection;
use sala::classroom::{
    Came, ConnectionId, Departure, Enrolled, Kind, PassHash, PassRecord, Record, Said, Scope, Talk,
};
use sala::journal::{
    ClassKeeper, Filter, Forgetting, Found, Journal, JournalError, Location, Options, Reader,
    StorageError, Visitor,
};

use crate::support::journal::*;

/// Does any row of the file hold this, the rows of the index included? Nothing in the file is
/// outside of rows: no page is free, and no log is beside it.
fn holds(place: &Location, text: &str) -> bool {
    let connection = by_hand(place);
    let free: i64 =
        connection.pragma_query_value(None, "freelist_count", |row| row.get(0)).unwrap();
    assert_eq!(free, 0);
    for beside in ["journal.db-wal", "journal.db-journal", "journal.db.next"] {
        assert!(!place.dir.join(beside).exists(), "{beside}");
    }
    let tables = "SELECT name FROM sqlite_schema WHERE type = 'table' AND rootpage > 0";
    let tables = strings(&connection, tables);
    assert!(tables.iter().any(|table| table == "words_data"));
    tables.iter().any(|table| {
        let mut statement = connection.prepare(&format!("SELECT * FROM {table}")).unwrap();
        let columns = statement.column_count();
        let mut rows = statement.query([]).unwrap();
        let mut found = false;
        while let Some(row) = rows.next().unwrap() {
            found |= (0..columns).any(|column| {
                let value = row.get_ref(column).unwrap();
                let bytes = value.as_bytes().unwrap_or_default();
                bytes.windows(text.len()).any(|window| window == text.as_bytes())
            });
        }
        found
    })
}

fn strings(connection: &Connection, query: &str) -> Vec<String> {
    let mut statement = connection.prepare(query).unwrap();
    let rows = statement.query_map([], |row| row.get(0)).unwrap();
    rows.collect::<Result<_, _>>().unwrap()
}

fn forget(place: &Location, text: &str) -> Found {
    let forgetting = Forgetting::find(place, name(text)).unwrap();
    let found = forgetting.found().clone();
    forgetting.carry_out("(removido)").unwrap();
    found
}

fn texts(place: &Location) -> Vec<String> {
    conversation(place, &Filter::default()).into_iter().map(|said| said.text).collect()
}

fn notice(seconds: i64, text: &str) -> Record {
    Record::Said(Said { kind: Kind::Notice, ..said(seconds, "sala", text) })
}

#[test]
fn who_is_forgotten_is_nowhere_in_the_file_and_the_others_are_as_they_were() {
    let folder = tempfile::tempdir().unwrap();
    let place = place(&folder);
    write(
        &place,
        [
            came(0, 1, "Heloísa"),
            came(1, 2, "beto"),
            Record::Said(said(2, "Heloísa", "xilofone desafinado")),
            Record::Said(said(3, "beto", "paralelepípedo")),
            Record::Said(private(4, "heloísa", "beto", "quiproquó")),
            Record::Said(private(5, "beto", "HELOÍSA", "zarabatana")),
            Record::Said(private(6, "beto", "caio", "sobre outra coisa")),
            Record::Said(said(7, "heloisa", "sem acento é outra pessoa")),
            notice(8, "Placar: heloísa 3, beto 2"),
            left(60, 1, Departure::Quit),
            left(120, 2, Departure::Quit),
        ],
    );
    assert!(holds(&place, "xilofone") && holds(&place, "zarabatana"), "the test can see it");
    let expected = Found { lines: 3, entries: 1, is_student: false, also: Vec::new() };
    assert_eq!(forget(&place, "hELOÍSA"), expected);

    let folded = "heloísa";
    for text in ["Heloísa", folded, "HELOÍSA", "xilofone", "desafinado", "quiproq", "zarabatana"]
    {
        assert!(!holds(&place, text), "{text}");
    }
    assert!(!holds(&place, "10.0.0.1") && holds(&place, "10.0.0.2"));
    let rest = [
        "paralelepípedo",
        "sobre outra coisa",
        "sem acento é outra pessoa",
        "Placar: (removido) 3, beto 2",
    ];
    assert_eq!(texts(&place), rest);
    assert_eq!(found(&place, "paralelepipedo"), ["paralelepípedo"]);
    assert_eq!(found(&place, "placar removido"), ["Placar: (removido) 3, beto 2"]);
    assert_eq!(found(&place, "xilofone"), [""; 0]);

    let reader = Reader::open(&place).unwrap();
    let entries = reader.stays(&Filter::default()).unwrap();
    assert!(matches!(entries[0].who, Visitor::Forgotten(_)));
    assert_eq!((entries[0].came, entries[0].left), (at(0), Some((at(60), Departure::Quit))));
    assert_eq!(entries[1].who.name(), Some(&name("beto")));
    let nothing = Found { lines: 0, entries: 0, is_student: false, also: Vec::new() };
    assert_eq!(*Forgetting::find(&place, name("heloísa")).unwrap().found(), nothing);
    // The class goes on.
    write(&place, [came(200, 1, "heloísa"), Record::Said(said(201, "heloísa", "de novo"))]);
    assert_eq!(found(&place, "novo"), ["de novo"]);
}

#[test]
fn the_forgotten_are_counted_apart_in_the_attendance() {
    let folder = tempfile::tempdir().unwrap();
    let place = place(&folder);
    write(
        &place,
        [
            came(0, 1, "ana"),
            came(0, 2, "beto"),
            came(0, 3, "caio"),
            left(60, 1, Departure::Quit),
            came(120, 4, "Ana"),
            left(180, 4, Departure::Quit),
            left(300, 2, Departure::Quit),
            left(600, 3, Departure::Quit),
        ],
    );
    assert_eq!(forget(&place, "ana").entries, 2);
    assert_eq!(forget(&place, "beto").entries, 1);
    let presences = Reader::open(&place).unwrap().attendance(&Filter::default(), at(999)).unwrap();
    let told: Vec<_> = presences.iter().map(|p| (p.name.clone(), p.minutes())).collect();
    assert_eq!(told, [(None, 2), (None, 5), (Some(name("caio")), 10)]);
}

#[test]
fn other_names_of_the_same_connection_are_told_and_left() {
    let folder = tempfile::tempdir().unwrap();
    let place = place(&folder);
    let from = |who: u64, name: &str, seconds| {
        let Record::Came(came) = came(seconds, who, name) else { unreachable!() };
        Record::Came(Came { who: ConnectionId(who), ..came })
    };
    write(
        &place,
        [
            from(1, "ana", 0),
            left(10, 1, Departure::Renamed),
            from(1, "aninha", 10),
            left(20, 1, Departure::Renamed),
            from(1, "nina", 20),
            Record::Said(said(25, "nina", "oi")),
            left(30, 1, Departure::Quit),
            // The same number in another class, and somebody else from there.
            from(2, "beto", 0),
        ],
    );
    write(&place, [from(1, "davi", 30)]);
    let found = forget(&place, "aninha");
    assert_eq!(
        found,
        Found { lines: 0, entries: 1, is_student: false, also: vec![name("ana"), name("nina")] }
    );
    assert_eq!(texts(&place), ["oi"]);
    let names = by_hand(&place);
    let names = strings(&names, "SELECT name FROM entries ORDER BY id");
    assert_eq!(names, ["ana", "", "nina", "beto", "davi"]);
}

#[test]
fn a_student_is_forgotten_who_never_came_or_came_under_another_name_too() {
    let folder = tempfile::tempdir().unwrap();
    let place = place(&folder);
    let came = |seconds, who, text| {
        let Record::Came(came) = came(seconds, who, text) else { unreachable!() };
        Record::Came(Came { student: Some(name("ana")), ..came })
    };
    let pass = |who, pass| Record::Pass(PassRecord::Of(ConnectionId(who), PassHash::of(pass)));
    let proves = |who| Record::Pass(PassRecord::Proves(ConnectionId(who), PassHash::of("one")));
    write(
        &place,
        [
            came(0, 1, "ana"),
            pass(1, "one"),
            left(10, 1, Departure::Lost),
            came(20, 2, "aninha"),
            proves(2),
            pass(2, "two"),
            came(20, 3, "aninha2"),
            proves(3),
        ],
    );
    let student = |short| Enrolled {
        short: name(short),
        name: short.to_owned(),
        id: None,
        username: None,
        email: None,
    };
    let mut keeper = ClassKeeper::open(&place).unwrap();
    keeper.enrol(&name("default"), &["ana", "zoe"].map(student), &[]).unwrap();
    drop(keeper);
    let zoe = Found { lines: 0, entries: 0, is_student: true, also: Vec::new() };
    assert_eq!(forget(&place, "zoe"), zoe);
    assert!(Forgetting::find(&place, name("zoe")).unwrap().found().is_nothing());
    assert_eq!(forget(&place, "ana").also, [name("aninha"), name("aninha2")]);
    let journal = by_hand(&place);
    let gone = "SELECT name FROM students UNION ALL SELECT student FROM entries
                WHERE student IS NOT NULL";
    assert_eq!(strings(&journal, gone), [""; 0]);
    let bearers = "SELECT coalesce(bearer, '') || '' FROM entries
                   UNION ALL SELECT bearer || '' FROM passes";
    assert_eq!(strings(&journal, bearers), ["", "2", "2", "2"], "none is of the first stay");
}

#[test]
fn nothing_is_forgotten_while_a_server_records_or_somebody_reads() {
    let folder = tempfile::tempdir().unwrap();
    let place = place(&folder);
    assert!(matches!(Forgetting::find(&place, name("ana")), Err(JournalError::Missing(..))));
    assert!(!place.dir.exists());
    let journal = open(&place);
    journal.append(Record::Said(said(0, "ana", "oi")));
    assert!(matches!(Forgetting::find(&place, name("ana")), Err(JournalError::InUse(..))));
    journal.close();

    let reading = by_hand(&place);
    reading.execute_batch("BEGIN; SELECT * FROM lines").unwrap();
    let error = Forgetting::find(&place, name("ana")).unwrap().carry_out("(x)").unwrap_err();
    assert!(matches!(error, JournalError::Storage(_, StorageError::Busy)), "{error:?}");
    drop(reading);
    assert_eq!(texts(&place), ["oi"]);
    assert_eq!(forget(&place, "ana").lines, 1);
    assert_eq!(texts(&place), [""; 0]);
}

/// A journal that keeps what was said for so long.
fn keeping(place: &Location, keep: SignedDuration) -> Journal {
    Journal::open(place, Options { keep: Some(keep), ..Options::default() }, silent).unwrap()
}

fn spoken(at: Timestamp, text: &str) -> Record {
    Record::Said(Said { at, ..said(0, "ana", text) })
}

fn await_that(what: &str, mut condition: impl FnMut() -> bool) {
    let until = Instant::now() + WAIT;
    while !condition() {
        assert!(Instant::now() < until, "{what}");
        thread::sleep(Duration::from_millis(2));
    }
}

#[test]
fn what_is_older_than_may_be_is_deleted_at_opening_and_entries_stay() {
    let folder = tempfile::tempdir().unwrap();
    let place = place(&folder);
    let now = Timestamp::now();
    let days = |days: i64| now - SignedDuration::from_hours(24 * days);
    let old = (0..1500).map(|i| spoken(days(40), &format!("xilofone {i}")));
    write(&place, [came(0, 1, "ana"), left(60, 1, Departure::Quit)].into_iter().chain(old));
    write(&place, [spoken(days(31), "demais"), spoken(days(29), "ainda não")]);
    let journal = keeping(&place, SignedDuration::from_hours(24 * 30));
    journal.append(spoken(now, "agora"));
    await_that("the old ones go", || texts(&place) == ["ainda não", "agora"]);
    assert_eq!(history(&journal, "sala", 9), ["ainda não", "agora"]);
    assert_eq!(search(&journal, room("sala"), "xilofone", 9), [""; 0]);
    journal.close();

    assert_eq!(Reader::open(&place).unwrap().stays(&Filter::default()).unwrap().len(), 1);
    by_hand(&place).execute_batch("VACUUM").unwrap();
    assert!(!holds(&place, "xilofone") && holds(&place, "agora"));
    write(&place, [spoken(now, "depois")]);
    assert_eq!(found(&place, "depois"), ["depois"]);
}

#[test]
fn what_becomes_too_old_while_the_class_goes_on_is_deleted_and_the_newer_found() {
    let folder = tempfile::tempdir().unwrap();
    let place = place(&folder);
    let now = Timestamp::now();
    write(&place, (0..10).map(|_| spoken(now - SignedDuration::from_hours(1), "antes")));
    let journal = keeping(&place, SignedDuration::from_millis(500));
    let begun = Timestamp::now();
    journal.append(spoken(begun, "passa"));
    // It is recorded when this is answered.
    history(&journal, "sala", 1);
    await_that("all are gone", || texts(&place).is_empty());
    // No line is left, so that numbers begin anew; the new ones are this server's all the same.
    journal.append(spoken(begun + SignedDuration::from_hours(1), "fica"));
    let own =
        Scope(vec![sala::classroom::Span { of: Talk::EveryRoom, from: Some(begun), until: None }]);
    assert_eq!(search(&journal, own, "fica", 9), ["fica"]);
    assert_eq!(texts(&place), ["fica"]);
}

#[test]
fn deleting_much_does_not_hold_up_what_is_said() {
    let folder = tempfile::tempdir().unwrap();
    let place = place(&folder);
    let now = Timestamp::now();
    let old = now - SignedDuration::from_hours(48);
    write(&place, (0..20_000).map(|i| spoken(old, &format!("uma linha antiga, a número {i}"))));
    let journal = keeping(&place, SignedDuration::from_hours(24));
    let reader = Reader::open(&place).unwrap();
    journal.append(spoken(now, "nova"));
    await_that("the new one is there", || reader.search("nova", &Filter::default()).count() == 1);
    let left = reader.search("antiga", &Filter::default()).count();
    assert!(left > 0, "the old ones were not waited for");
    assert_eq!(journal.close().unrecorded, 0, "nor are they at the end");
}

#[test]
fn a_change_of_keys_that_is_killed_leaves_a_journal_that_opens() {
    let folder = tempfile::tempdir().unwrap();
    let place = place(&folder);
    write(&place, (0..5000).map(|i| Record::Said(said(i, "ana", &format!("linha {i}")))));
    let rekey = || {
        let mut command = Command::new(cargo_bin("sala"));
        command.args(["log", "rekey", "--data"]).arg(&place.dir);
        command.stdin(Stdio::null()).stderr(Stdio::null());
        command
    };
    let key = || fs::read(place.dir.join("journal.key")).unwrap();
    // How long it takes here.
    let begun = Instant::now();
    let first = key();
    assert!(rekey().status().unwrap().success());
    let whole = begun.elapsed();
    assert_ne!(key(), first);

    let mut keys = HashSet::from([key()]);
    let mut killed = 0;
    for part in 1..=24 {
        let mut child = rekey().spawn().unwrap();
        thread::sleep(whole * part / 22);
        child.kill().unwrap();
        killed += u32::from(!child.wait().unwrap().success());
        // As it was left, and by whoever opens it next.
        assert_eq!(conversation(&place, &Filter::default()).len(), 5000, "killed at {part} of 22");
        drop(open(&place));
        assert_eq!(conversation(&place, &Filter::default()).len(), 5000);
        assert!(!place.dir.join("journal.db.next").exists());
        keys.insert(key());
    }
    assert!(killed > 0);
}
