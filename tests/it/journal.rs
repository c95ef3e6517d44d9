//! The journal by its public interface: nothing is lost, nothing is readable, nothing foreign is
//! touched.

use std::fs;
use std::io::{BufRead, BufReader};
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::mpsc::{self, Receiver, RecvTimeoutError};
use std::thread;
use std::time::{Duration, Instant};

use jiff::{SignedDuration, Timestamp};
use proptest::prelude::*;
use rusqlite::Connection;
use sala::classroom::{Came, ConnectionId, Departure, Kind, Record, Said, Scope, Span, Talk};
use sala::journal::{
    Filter, Journal, JournalError, Location, Options, Reader, RecordingStatus, StorageError,
};
use sala::locale::Locale;

use crate::support::journal::*;

#[test]
fn what_was_said_is_there_when_the_journal_is_opened_again() {
    let folder = tempfile::tempdir().unwrap();
    let place = place(&folder);
    let mut action = said(2, "beto", "sorri");
    action.kind = Kind::Action;
    let mut announcement = said(3, "professor", "prova na sexta");
    announcement.kind = Kind::Announcement;
    let lines = [said(1, "ana", "olá, turma 🎉"), action, announcement];
    write(&place, lines.clone().map(Record::Said));
    write(&place, [Record::Said(private(4, "ana", "beto", "oi"))]);
    let expected: Vec<_> = lines.into_iter().chain([private(4, "ana", "beto", "oi")]).collect();
    assert_eq!(conversation(&place, &Filter::default()), expected);
}

#[test]
fn threads_may_share_a_journal() {
    fn shared<T: Send + Sync>() {}
    shared::<Journal>();
}

#[test]
fn entries_begin_end_and_change_name() {
    let folder = tempfile::tempdir().unwrap();
    let place = place(&folder);
    let journal = open(&place);
    for record in [
        came(0, 1, "ana"),
        came(1, 2, "beto"),
        left(5, 1, Departure::Renamed),
        came(5, 1, "aninha"),
        left(9, 2, Departure::Lost),
        left(9, 7, Departure::Quit),
    ] {
        journal.append(record);
    }
    // Whoever can read the answer can read what was appended before.
    journal.append(Record::Said(said(9, "aninha", "oi")));
    history(&journal, "sala", 1);
    journal.append(left(20, 1, Departure::Over));
    journal.close();

    let entries = Reader::open(&place).unwrap().stays(&Filter::default()).unwrap();
    let told: Vec<_> =
        entries.iter().map(|e| (e.who.name().unwrap().as_str(), e.came, e.left)).collect();
    assert_eq!(
        told,
        [
            ("ana", at(0), Some((at(5), Departure::Renamed))),
            ("beto", at(1), Some((at(9), Departure::Lost))),
            ("aninha", at(5), Some((at(20), Departure::Over))),
        ]
    );
    assert_eq!(entries[1].who.from(), Some("10.0.0.2:5000".parse().unwrap()));
}

#[test]
fn an_address_in_both_families_is_one() {
    let folder = tempfile::tempdir().unwrap();
    let place = place(&folder);
    let from = "[::ffff:192.0.2.7]:4000".parse().unwrap();
    let came = Came {
        who: ConnectionId(1),
        name: name("ana"),
        from,
        at: at(0),
        active: 12,
        student: None,
    };
    write(&place, [Record::Came(came)]);
    let entries = Reader::open(&place).unwrap().stays(&Filter::default()).unwrap();
    assert_eq!(entries[0].who.from(), Some("192.0.2.7:4000".parse().unwrap()));
    assert_eq!(entries[0].active, 12);
}

#[test]
fn who_never_left_is_closed_by_the_next_server_at_the_last_known_moment() {
    let folder = tempfile::tempdir().unwrap();
    let place = place(&folder);
    write(&place, [came(0, 1, "ana"), Record::Said(said(30, "ana", "oi"))]);
    let crashed = [Some((at(30), Departure::Crashed))];
    let ends = || {
        let entries = Reader::open(&place).unwrap().stays(&Filter::default()).unwrap();
        entries.iter().map(|entry| entry.left).collect::<Vec<_>>()
    };
    assert_eq!(ends(), crashed, "no server is there to be present in");
    let journal = open(&place);
    assert_eq!(ends(), crashed, "the next server has closed it");
    // The same number is another person now.
    journal.append(left(99, 1, Departure::Quit));
    journal.close();
    assert_eq!(ends(), crashed);
}

#[test]
fn history_is_the_last_lines_of_a_room_without_the_private_ones() {
    let folder = tempfile::tempdir().unwrap();
    let place = place(&folder);
    let journal = open(&place);
    for i in 0..30 {
        journal.append(Record::Said(said(i, "ana", &format!("linha {i}"))));
        journal.append(Record::Said(private(i, "ana", "beto", "segredo")));
        journal.append(Record::Said(Said { room: name("grupo"), ..said(i, "caio", "outra") }));
    }
    // Some of these are written, some still wait: it makes no difference.
    assert_eq!(history(&journal, "sala", 3), ["linha 27", "linha 28", "linha 29"]);
    assert_eq!(history(&journal, "sala", 1000).len(), 30);
    assert_eq!(history(&journal, "sala", 0), [""; 0]);
    assert_eq!(history(&journal, "vazia", 10), [""; 0]);
    assert_eq!(history(&journal, "grupo", 2), ["outra", "outra"]);
    journal.close();

    let journal = open(&place);
    assert_eq!(history(&journal, "sala", 2), ["linha 28", "linha 29"]);
    journal.append(Record::Said(said(40, "ana", "de volta")));
    assert_eq!(history(&journal, "sala", 2), ["linha 29", "de volta"]);
}

#[test]
fn search_answers_at_once_with_the_newest_of_what_the_asker_could_read() {
    let folder = tempfile::tempdir().unwrap();
    let place = place(&folder);
    let journal = open(&place);
    let in_group = |seconds, text| Said { room: name("grupo"), ..said(seconds, "caio", text) };
    for line in [
        said(1, "ana", "a equação é cedo"),
        in_group(2, "a equação do grupo"),
        private(3, "ana", "beto", "a equação é nossa"),
        private(4, "caio", "davi", "a equação é deles"),
        said(5, "ana", "EQUAÇÃO no meio"),
        said(6, "ana", "outra coisa"),
        said(7, "ana", "equacao no fim"),
    ] {
        journal.append(Record::Said(line));
    }
    // What was appended is found, though nothing has been awaited.
    let beto = Scope(vec![
        span(Talk::Room(name("sala")), 4, None),
        span(Talk::PrivateOf(name("BETO")), 0, None),
    ]);
    assert_eq!(
        search(&journal, beto.clone(), "equacao", 9),
        ["a equação é nossa", "EQUAÇÃO no meio", "equacao no fim"]
    );
    assert_eq!(search(&journal, beto.clone(), "equacao", 2), ["EQUAÇÃO no meio", "equacao no fim"]);
    assert_eq!(search(&journal, beto.clone(), "equa* FIM", 9), ["equacao no fim"]);
    assert_eq!(search(&journal, beto.clone(), "\" OR AND", 9), [""; 0]);
    assert_eq!(search(&journal, beto, "grupo", 9), [""; 0]);
    let moved = Scope(vec![
        span(Talk::Room(name("sala")), 0, Some(2)),
        span(Talk::Room(name("grupo")), 2, Some(5)),
        span(Talk::Room(name("sala")), 7, None),
    ]);
    assert_eq!(
        search(&journal, moved, "equacao", 9),
        ["a equação é cedo", "a equação do grupo", "equacao no fim"]
    );
    let teacher = Scope(vec![span(Talk::EveryRoom, 0, None)]);
    assert_eq!(search(&journal, teacher, "equacao", 9).len(), 4);
    assert_eq!(search(&journal, Scope::default(), "equacao", 9), [""; 0]);
}

#[test]
fn a_scope_with_a_beginning_is_of_this_server_whatever_its_clock_says() {
    let folder = tempfile::tempdir().unwrap();
    let place = place(&folder);
    let now = Timestamp::now();
    let hour = SignedDuration::from_hours(1);
    let spoken = |at, text| Record::Said(Said { at, ..said(0, "ana", text) });
    // The clock was an hour ahead.
    write(&place, [spoken(now + hour, "prova antes")]);
    let journal = open(&place);
    let begun = Timestamp::now();
    journal.append(spoken(begun + hour + hour, "prova depois"));
    let of = Talk::Room(name("sala"));
    let own = Scope(vec![Span { of: of.clone(), from: Some(begun), until: None }]);
    assert_eq!(search(&journal, own.clone(), "prova", 9), ["prova depois"]);
    assert_eq!(history_of(&journal, own, 9).len(), 1);
    assert_eq!(search(&journal, room("sala"), "prova", 9), ["prova depois"]);
}

#[test]
fn recording_goes_on_while_a_question_is_looked_into() {
    let folder = tempfile::tempdir().unwrap();
    let place = place(&folder);
    let journal = open(&place);
    // As a search that takes long.
    let (go_on, held) = mpsc::channel::<()>();
    journal.lines(last_of("sala"), move |_| held.recv().unwrap());
    let (answer, answered) = mpsc::channel();
    journal.lines(last_of("sala"), move |said| answer.send(said).unwrap());
    let asked = Instant::now();
    journal.append(Record::Said(said(0, "ana", "agora")));
    let reader = Reader::open(&place).unwrap();
    while reader.search("agora", &Filter::default()).count() == 0 {
        thread::sleep(Duration::from_millis(1));
    }
    // Whoever asked has been told by now that the journal does not answer.
    thread::sleep(Duration::from_millis(1100).saturating_sub(asked.elapsed()));
    assert!(answered.try_recv().is_err());
    go_on.send(()).unwrap();
    assert_eq!(answered.recv_timeout(WAIT), Err(RecvTimeoutError::Disconnected), "dropped");
    assert_eq!(history(&journal, "sala", 1), ["agora"], "the next is answered");
}

#[test]
fn a_search_of_a_long_conversation_ends_with_what_it_has() {
    let folder = tempfile::tempdir().unwrap();
    let place = place(&folder);
    let journal = open(&place);
    for i in 0..20_000 {
        journal.append(Record::Said(said(i, "ana", "sempre as mesmas palavras, dia após dia")));
    }
    journal.append(Record::Said(said(20_000, "ana", "as últimas palavras")));
    let newest = search(&journal, room("sala"), "palavras", 1);
    assert_eq!(newest, ["as últimas palavras"]);
    assert_eq!(search(&journal, room("nenhuma"), "palavras", 9), [""; 0]);
}

#[test]
fn attendance_is_answered_while_the_class_goes_on() {
    let folder = tempfile::tempdir().unwrap();
    let place = place(&folder);
    let ended = Record::Ended(at(-600));
    write(&place, [came(-900, 1, "ontem"), left(-600, 1, Departure::Quit), ended]);
    let journal = open(&place);
    for record in [
        came(0, 1, "Érica"),
        left(600, 1, Departure::Renamed),
        came(600, 1, "eva"),
        came(1200, 2, "érica"),
    ] {
        journal.append(record);
    }
    let presences = attendance(&journal, at(1800)).into_iter();
    let told: Vec<_> = presences
        .map(|p| (p.name.as_ref().unwrap().to_string(), p.first, p.minutes(), p.present))
        .collect();
    assert_eq!(
        told,
        [("érica".to_owned(), at(0), 20, true), ("eva".to_owned(), at(600), 20, true)]
    );
}

#[test]
fn dropping_the_journal_loses_nothing() {
    let folder = tempfile::tempdir().unwrap();
    let place = place(&folder);
    let journal = open(&place);
    for i in 0..10_000 {
        journal.append(Record::Said(said(i, "ana", &format!("linha {i}"))));
    }
    drop(journal);
    assert_eq!(conversation(&place, &Filter::default()).len(), 10_000);
    open(&place);
}

#[test]
fn files_are_for_the_owner_alone() {
    let folder = tempfile::tempdir().unwrap();
    let place = place(&folder);
    let journal = open(&place);
    journal.append(Record::Said(said(0, "ana", "oi")));
    history(&journal, "sala", 1);
    let mode = |path: &Path| fs::metadata(path).unwrap().permissions().mode() & 0o777;
    assert_eq!(mode(&place.dir), 0o700);
    for (path, _) in files(&place.dir) {
        assert_eq!(mode(&path), 0o600, "{path:?}");
    }
    assert!(place.dir.join("journal.key").exists());
}

#[test]
fn no_word_of_the_conversation_can_be_read_without_the_key() {
    let folder = tempfile::tempdir().unwrap();
    let place = place(&folder);
    let journal = open(&place);
    journal.append(came(0, 1, "conceicao"));
    for i in 0..2000 {
        journal.append(Record::Said(said(i, "conceicao", "paralelepipedo")));
    }
    let search = || {
        let key = fs::read_to_string(place.dir.join("journal.key")).unwrap();
        let key = key.trim().to_owned();
        for (path, bytes) in files(&place.dir) {
            let text = String::from_utf8_lossy(&bytes);
            for word in ["paralelepipedo", "conceicao", "CREATE TABLE", "SQLite format"] {
                assert!(!text.contains(word), "{word} is in {path:?}");
            }
            assert_eq!(text.contains(&key), path.ends_with("journal.key"), "{path:?}");
        }
    };
    // While it is written: the write-ahead log and its index are there, too.
    while Reader::open(&place).unwrap().conversation(&Filter::default()).count() < 2000 {
        history(&journal, "sala", 1);
    }
    assert!(place.dir.join("journal.db-wal").exists());
    search();
    journal.close();
    assert!(!place.dir.join("journal.db-wal").exists());
    search();
}

#[test]
fn a_key_file_elsewhere_is_used_and_none_is_made() {
    let folder = tempfile::tempdir().unwrap();
    let key = folder.path().join("key");
    let place = Location { key_file: Some(key.clone()), ..place(&folder) };
    assert!(matches!(refusal(&place), JournalError::KeyFile(..)));
    fs::write(&key, format!("{}\n", "a5".repeat(32))).unwrap();
    for mode in [0o640, 0o604, 0o660] {
        fs::set_permissions(&key, fs::Permissions::from_mode(mode)).unwrap();
        assert!(matches!(refusal(&place), JournalError::KeyExposed(..)));
    }
    fs::set_permissions(&key, fs::Permissions::from_mode(0o600)).unwrap();
    write(&place, [Record::Said(said(0, "ana", "oi"))]);
    assert!(!place.dir.join("journal.key").exists());
    assert_eq!(conversation(&place, &Filter::default()).len(), 1);
    fs::write(&key, "curta").unwrap();
    assert!(matches!(refusal(&place), JournalError::KeyShape(..)));
}

#[test]
fn another_key_is_refused_and_changes_nothing() {
    let folder = tempfile::tempdir().unwrap();
    let place = place(&folder);
    write(&place, [Record::Said(said(0, "ana", "oi"))]);
    let right = fs::read(place.dir.join("journal.key")).unwrap();
    fs::write(place.dir.join("journal.key"), "0f".repeat(32)).unwrap();
    let before = files(&place.dir);
    assert!(matches!(refusal(&place), JournalError::WrongKey(..)));
    assert!(matches!(Reader::open(&place), Err(JournalError::WrongKey(..))));
    assert_eq!(files(&place.dir), before);
    fs::write(place.dir.join("journal.key"), right).unwrap();
    assert_eq!(conversation(&place, &Filter::default()).len(), 1);
}

#[test]
fn a_lost_key_is_not_replaced() {
    let folder = tempfile::tempdir().unwrap();
    let place = place(&folder);
    write(&place, [Record::Said(said(0, "ana", "oi"))]);
    fs::remove_file(place.dir.join("journal.key")).unwrap();
    let before = files(&place.dir);
    assert!(matches!(refusal(&place), JournalError::KeyGone(..)));
    assert!(matches!(Reader::open(&place), Err(JournalError::KeyGone(..))));
    assert_eq!(files(&place.dir), before);
}

#[test]
fn a_damaged_journal_is_said_to_be_and_left_as_it_is() {
    let folder = tempfile::tempdir().unwrap();
    let place = place(&folder);
    write(&place, (0..5000).map(|i| Record::Said(said(i, "ana", &format!("linha {i}")))));
    let whole = fs::read(database(&place)).unwrap();
    let end = whole.len();
    assert!(end > 100 * 4096);
    for position in [0, 20, 100, 4096, end / 2, end - 1] {
        let mut bytes = whole.clone();
        bytes[position] ^= 0x10;
        fs::write(database(&place), &bytes).unwrap();
        let error = refusal(&place);
        let damaged = JournalError::Storage(database(&place), StorageError::Damaged);
        assert_eq!(error.to_string(), damaged.to_string(), "at {position}");
        assert_eq!(fs::read(database(&place)).unwrap(), bytes, "at {position}");
    }
    fs::write(database(&place), &whole[..end / 2]).unwrap();
    assert!(matches!(refusal(&place), JournalError::Storage(_, StorageError::Damaged)));
    assert_eq!(fs::read(database(&place)).unwrap(), whole[..end / 2]);
    fs::write(database(&place), &whole).unwrap();
    assert_eq!(conversation(&place, &Filter::default()).len(), 5000);
}

#[test]
fn reading_past_damage_says_so() {
    let folder = tempfile::tempdir().unwrap();
    let place = place(&folder);
    write(&place, (0..5000).map(|i| Record::Said(said(i, "ana", &format!("linha {i}")))));
    let mut bytes = fs::read(database(&place)).unwrap();
    for page in bytes.chunks_mut(4096).skip(2) {
        page[9] ^= 1;
    }
    fs::write(database(&place), &bytes).unwrap();
    let reader = Reader::open(&place).unwrap();
    let error = reader.conversation(&Filter::default()).find_map(Result::err).unwrap();
    assert!(matches!(error, JournalError::Storage(_, StorageError::Damaged)), "{error:?}");
    assert_eq!(reader.conversation(&Filter::default()).filter(Result::is_err).count(), 1);
}

#[test]
fn a_foreign_file_is_not_touched() {
    let folder = tempfile::tempdir().unwrap();
    let place = place(&folder);
    fs::create_dir(&place.dir).unwrap();
    let other = Connection::open(database(&place)).unwrap();
    other.execute_batch("CREATE TABLE receitas (bolo)").unwrap();
    drop(other);
    let before = fs::read(database(&place)).unwrap();
    assert!(matches!(refusal(&place), JournalError::Foreign(..)));
    assert!(matches!(Reader::open(&place), Err(JournalError::Foreign(..))));
    assert_eq!(fs::read(database(&place)).unwrap(), before);
    assert!(!place.dir.join("journal.key").exists());

    fs::remove_file(database(&place)).unwrap();
    fs::create_dir(database(&place)).unwrap();
    assert!(matches!(refusal(&place), JournalError::Foreign(..)));
}

#[test]
fn an_encrypted_database_of_another_program_is_foreign_and_a_later_one_is_newer() {
    let folder = tempfile::tempdir().unwrap();
    let place = place(&folder);
    write(&place, []);
    by_hand(&place).execute_batch("PRAGMA user_version = 99").unwrap();
    assert!(matches!(refusal(&place), JournalError::Newer(..)));
    assert!(matches!(Reader::open(&place), Err(JournalError::Newer(..))));
    by_hand(&place).execute_batch("PRAGMA application_id = 7").unwrap();
    assert!(matches!(refusal(&place), JournalError::Foreign(..)));
    assert!(matches!(Reader::open(&place), Err(JournalError::Foreign(..))));
}

#[test]
fn a_folder_is_written_by_one_sala_at_a_time() {
    let folder = tempfile::tempdir().unwrap();
    let place = place(&folder);
    let journal = open(&place);
    assert!(matches!(refusal(&place), JournalError::InUse(..)));
    journal.close();
    open(&place);
    open(&place);
}

#[test]
fn a_place_under_a_file_is_refused() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("arquivo");
    fs::write(&file, "").unwrap();
    let place = Location { dir: file.join("data"), key_file: None };
    assert!(matches!(refusal(&place), JournalError::Folder(..)));
    assert!(matches!(Reader::open(&place), Err(JournalError::Folder(..))));
}

#[test]
fn reading_makes_nothing() {
    let folder = tempfile::tempdir().unwrap();
    let place = place(&folder);
    assert!(matches!(Reader::open(&place), Err(JournalError::Missing(..))));
    assert!(!place.dir.exists());
    write(&place, [Record::Said(said(0, "ana", "oi"))]);
    let before = files(&place.dir);
    assert_eq!(conversation(&place, &Filter::default()).len(), 1);
    assert_eq!(files(&place.dir), before);
}

#[test]
fn every_refusal_is_one_line_in_both_languages() {
    let path = PathBuf::from("/pasta");
    let io = || std::io::Error::other("motivo");
    for error in [
        JournalError::Folder(path.clone(), io()),
        JournalError::InUse(path.clone()),
        JournalError::Missing(path.clone()),
        JournalError::KeyGone(path.clone(), path.clone()),
        JournalError::KeyFile(path.clone(), io()),
        JournalError::KeyShape(path.clone()),
        JournalError::KeyExposed(path.clone()),
        JournalError::WrongKey(path.clone(), path.clone()),
        JournalError::KeySame(path.clone()),
        JournalError::KeyFixed(path.clone()),
        JournalError::Foreign(path.clone()),
        JournalError::Newer(path.clone()),
        JournalError::Storage(path.clone(), StorageError::Full),
        JournalError::Storage(path.clone(), StorageError::ReadOnly),
        JournalError::Storage(path.clone(), StorageError::Damaged),
        JournalError::Storage(path.clone(), StorageError::Busy),
        JournalError::Storage(path, StorageError::Other("motivo".to_owned())),
    ] {
        for locale in Locale::ALL {
            let line = error.explain(locale);
            assert!(line.contains("/pasta") && !line.contains(['\n', '{']), "{line}");
        }
        assert_ne!(error.explain(Locale::PtBr), error.explain(Locale::En));
    }
    for (report, words) in [
        (RecordingStatus::Unrecorded(1), "1 linha não foi"),
        (RecordingStatus::Unrecorded(2000), "2000 linhas não foram"),
        (RecordingStatus::Stopped(StorageError::Full), "o disco está cheio"),
    ] {
        let line = report.explain(Locale::PtBr);
        assert!(line.contains(words), "{line}");
    }
}

/// A journal that may grow to half a mebibyte, and what it reports.
fn small(place: &Location) -> (Journal, Receiver<RecordingStatus>) {
    let (told, reports) = mpsc::channel();
    let options = Options { max_bytes: Some(512 * 1024), ..Options::default() };
    let report = move |report| drop(told.send(report));
    (Journal::open(place, options, report).unwrap(), reports)
}

#[test]
fn a_full_disk_is_told_once_and_writing_goes_on_when_there_is_room() {
    let folder = tempfile::tempdir().unwrap();
    let place = place(&folder);
    write(&place, (0..20_000).map(|i| Record::Said(said(i, "ana", &format!("velha {i}")))));
    let (journal, reports) = small(&place);
    for i in 0..2000 {
        journal.append(Record::Said(said(i, "ana", &format!("nova {i}"))));
    }
    assert_eq!(reports.recv_timeout(WAIT), Ok(RecordingStatus::Stopped(StorageError::Full)));
    assert_eq!(history(&journal, "sala", 2), ["nova 1998", "nova 1999"], "what waits is known");
    // Some tries more, and nothing more is said.
    assert!(reports.recv_timeout(Duration::from_millis(2500)).is_err());
    by_hand(&place)
        .execute_batch(
            "BEGIN; INSERT INTO words (words) VALUES ('delete-all');
             DELETE FROM lines WHERE text LIKE 'velha%'; COMMIT",
        )
        .unwrap();
    assert_eq!(reports.recv_timeout(WAIT), Ok(RecordingStatus::Resumed));
    assert_eq!(journal.close().unrecorded, 0);
    assert!(reports.recv().is_err(), "nothing else is told");
    assert_eq!(conversation(&place, &Filter::default()).len(), 2000);
    assert_eq!(found(&place, "nova 1234"), ["nova 1234"]);
}

#[test]
fn a_full_journal_that_keeps_nothing_long_makes_room_by_itself() {
    let folder = tempfile::tempdir().unwrap();
    let place = place(&folder);
    let (told, reports) = mpsc::channel();
    // Room for less than is said, and it may be forgotten as soon as it is old.
    let keep = Some(SignedDuration::from_secs(3));
    let options = Options { max_bytes: Some(512 * 1024), keep, ..Options::default() };
    let journal = Journal::open(&place, options, move |report| drop(told.send(report))).unwrap();
    let text = "x".repeat(2000);
    let spoken = |text: &str| Record::Said(Said { at: Timestamp::now(), ..said(0, "ana", text) });
    for _ in 0..400 {
        journal.append(spoken(&text));
    }
    assert_eq!(reports.recv_timeout(WAIT), Ok(RecordingStatus::Stopped(StorageError::Full)));
    assert_eq!(reports.recv_timeout(WAIT), Ok(RecordingStatus::Resumed));
    journal.append(spoken("agora"));
    assert_eq!(journal.close().unrecorded, 0);
    assert_eq!(found(&place, "agora"), ["agora"]);
}

#[test]
fn a_clock_that_is_set_back_changes_no_order_and_no_stay_is_shorter_than_nothing() {
    let folder = tempfile::tempdir().unwrap();
    let place = place(&folder);
    let journal = open(&place);
    let hour = 3600;
    for record in [
        came(hour, 1, "ana"),
        came(hour + 60, 2, "beto"),
        Record::Said(said(hour + 60, "ana", "prova um")),
        // An hour back.
        Record::Said(said(120, "beto", "prova dois")),
        left(180, 2, Departure::Quit),
        came(240, 3, "caio"),
        Record::Said(said(300, "caio", "prova três")),
        left(360, 1, Departure::Quit),
        left(540, 3, Departure::Quit),
    ] {
        journal.append(record);
    }
    let lines = ["prova um", "prova dois", "prova três"];
    assert_eq!(history(&journal, "sala", 9), lines);
    assert_eq!(search(&journal, room("sala"), "prova", 9), lines);
    assert_eq!(search(&journal, room("sala"), "prova", 2), lines[1..]);
    let presences = attendance(&journal, at(2 * hour));
    let minutes: Vec<_> = presences.iter().map(|presence| presence.minutes()).collect();
    assert_eq!(minutes, [0, 0, 5]);
    journal.close();
    assert_eq!(found(&place, "prova"), lines);
    let presences = Reader::open(&place).unwrap().attendance(&Filter::default(), at(600)).unwrap();
    assert!(presences.iter().all(|presence| presence.last >= presence.first));
    let minutes: Vec<_> = presences.iter().map(|presence| presence.minutes()).collect();
    assert_eq!(minutes, [0, 0, 5]);
}

#[test]
fn what_cannot_be_written_at_the_end_is_counted() {
    let folder = tempfile::tempdir().unwrap();
    let place = place(&folder);
    let (journal, reports) = small(&place);
    let text = "x".repeat(4000);
    let mut appended = 0;
    while reports.try_recv().is_err() {
        journal.append(Record::Said(said(appended, "ana", &text)));
        appended += 1;
    }
    let lost = journal.close().unrecorded;
    let kept = conversation(&place, &Filter::default());
    assert!(lost > 0);
    assert_eq!(kept.len() as u64 + lost, appended as u64);
    assert!(kept.iter().map(|said| said.at).eq((0..kept.len()).map(|i| at(i as i64))));
}

#[test]
fn beyond_sixty_four_mebibytes_lines_are_counted_and_told() {
    let folder = tempfile::tempdir().unwrap();
    let place = place(&folder);
    let (journal, reports) = small(&place);
    journal.append(came(0, 1, "ana"));
    let text = "x".repeat(4096);
    let appended = 17_500; // 68 MiB
    for i in 0..appended {
        journal.append(Record::Said(said(i, "ana", &text)));
    }
    assert_eq!(reports.recv_timeout(WAIT), Ok(RecordingStatus::Stopped(StorageError::Full)));
    let RecordingStatus::Unrecorded(told) = reports.recv_timeout(WAIT).unwrap() else {
        panic!("the loss is told next");
    };
    assert!((1..2000).contains(&told), "{told}");
    // Leaving is small, and an end for what was recorded: it still finds room.
    journal.append(left(5, 1, Departure::Quit));
    let lost = journal.close().unrecorded;
    let kept = conversation(&place, &Filter::default()).len() as u64;
    // The entry is written or not, as the leaving is: the disk is full.
    assert!((appended as u64..=appended as u64 + 2).contains(&(kept + lost)), "{kept} + {lost}");
}

#[test]
fn a_reader_sees_what_is_written_meanwhile() {
    let folder = tempfile::tempdir().unwrap();
    let place = place(&folder);
    let journal = open(&place);
    let reader = Reader::open(&place).unwrap();
    for i in 0..50 {
        journal.append(came(i, i as u64, "ana"));
        journal.append(Record::Said(said(i, "ana", "oi")));
    }
    while reader.conversation(&Filter::default()).count() < 50 {
        history(&journal, "sala", 1);
    }
    let entries = reader.stays(&Filter::default()).unwrap();
    assert!(entries.iter().all(|entry| entry.left.is_none()), "they are still here");
    // A listing that is read slowly holds nothing up, and goes on to what came after.
    let mut lines = reader.conversation(&Filter::default());
    lines.next().unwrap().unwrap();
    assert_eq!(journal.close().unrecorded, 0);
    assert_eq!(lines.count(), 49);
    let journal = open(&place);
    journal.append(Record::Said(said(99, "ana", "de novo")));
    journal.close();
    assert_eq!(reader.conversation(&Filter::default()).count(), 51);
}

#[test]
fn filters_choose_by_time_and_by_name() {
    let folder = tempfile::tempdir().unwrap();
    let place = place(&folder);
    let lines = [
        said(10, "Ana", "a"),
        private(20, "beto", "ana", "b"),
        said(30, "beto", "c"),
        said(40, "ANA", "d"),
        said(50, "aná", "e"),
    ];
    write(&place, lines.map(Record::Said));
    write(&place, [came(10, 1, "Ana"), left(20, 1, Departure::Quit), came(30, 2, "beto")]);
    let texts = |filter: &Filter| {
        conversation(&place, filter).into_iter().map(|said| said.text).collect::<String>()
    };
    let ana = Filter { with: Some(name("aNa")), ..Filter::default() };
    assert_eq!(texts(&ana), "abd");
    let middle = Filter { since: Some(at(20)), until: Some(at(40)), ..Filter::default() };
    assert_eq!(texts(&middle), "bc");
    assert_eq!(texts(&Filter { with: ana.with.clone(), ..middle.clone() }), "b");

    let reader = Reader::open(&place).unwrap();
    let names = |filter: &Filter| {
        let entries = reader.stays(filter).unwrap().into_iter();
        entries.map(|entry| entry.who.name().unwrap().to_string()).collect::<Vec<_>>().join(" ")
    };
    assert_eq!(names(&ana), "Ana");
    let from = |seconds| Filter { since: Some(at(seconds)), ..Filter::default() };
    let until = |seconds| Filter { until: Some(at(seconds)), ..Filter::default() };
    assert_eq!(names(&from(15)), "Ana beto", "a stay that touches the time");
    assert_eq!(names(&from(21)), "beto");
    assert_eq!(names(&until(30)), "Ana");
}

#[test]
fn search_ignores_accents_case_and_syntax() {
    let folder = tempfile::tempdir().unwrap();
    let place = place(&folder);
    let texts = [
        "A equação é fácil",
        "EQUACAO difícil",
        "tabuada do sete",
        "tabuadas: 7 × 8 = 56",
        "viva 🎉 \"aspas\" AND OR NOT",
        "Equac\u{327}a\u{303}o decomposta",
    ];
    write(&place, texts.iter().enumerate().map(|(i, t)| Record::Said(said(i as i64, "ana", t))));
    for (words, expected) in [
        ("equacao", vec![0, 1, 5]),
        ("EQUAÇÃO", vec![0, 1, 5]),
        ("facil equação", vec![0]),
        ("tabuada", vec![2]),
        ("tabuad*", vec![2, 3]),
        ("TABUAD* sete", vec![2]),
        ("7 8", vec![3]),
        ("🎉", vec![4]),
        ("🎉 viva", vec![4]),
        ("🎉 tabuada", vec![]),
        ("=", vec![3]),
        ("\"aspas\"", vec![4]),
        ("AND", vec![4]),
        ("aspas\" OR \"sete", vec![]),
        ("text:sete", vec![]),
        ("(sete", vec![2]),
        ("se*te", vec![]),
        ("-sete", vec![2]),
        ("^tabuada", vec![2]),
        ("NEAR(a b)", vec![]),
        ("a* ' ; DROP", vec![]),
        ("% _", vec![]),
    ] {
        let expected: Vec<_> = expected.into_iter().map(|i: usize| texts[i].to_owned()).collect();
        assert_eq!(found(&place, words), expected, "{words}");
    }
}

#[test]
fn long_conversations_are_read_whole_and_in_order() {
    let folder = tempfile::tempdir().unwrap();
    let place = place(&folder);
    let lines: Vec<_> = (0..3500).map(|i| said(i, "ana", &format!("linha {i}"))).collect();
    write(&place, lines.iter().cloned().map(Record::Said));
    assert_eq!(conversation(&place, &Filter::default()), lines);
    assert_eq!(found(&place, "linha").len(), 3500);
}

#[test]
fn attendance_counts_every_minute_once() {
    let folder = tempfile::tempdir().unwrap();
    let place = place(&folder);
    let journal = open(&place);
    let minute = 60;
    for record in [
        came(0, 1, "Érica"),
        left(10 * minute, 1, Departure::Lost),
        came(5 * minute, 2, "érica"),
        left(20 * minute, 2, Departure::Quit),
        came(30 * minute, 3, "érica"),
        left(40 * minute, 3, Departure::Quit),
        came(0, 4, "zeca"),
        left(29, 4, Departure::Quit),
        came(10 * minute, 5, "beto"),
        came(15 * minute, 6, "beto"),
        left(16 * minute, 6, Departure::Quit),
    ] {
        journal.append(record);
    }
    let reader = Reader::open(&place).unwrap();
    while reader.stays(&Filter::default()).unwrap().len() < 6 {
        history(&journal, "sala", 1);
    }
    let told = |filter: &Filter, now| {
        let presences = reader.attendance(filter, now).unwrap().into_iter();
        let told = presences.map(|p| {
            (p.name.as_ref().unwrap().to_string(), p.first, p.last, p.minutes(), p.present)
        });
        told.collect::<Vec<_>>()
    };
    let now = at(60 * minute);
    assert_eq!(
        told(&Filter::default(), now),
        [
            ("beto".to_owned(), at(10 * minute), now, 50, true),
            ("érica".to_owned(), at(0), at(40 * minute), 30, false),
            ("zeca".to_owned(), at(0), at(29), 0, false),
        ]
    );
    let some =
        Filter { since: Some(at(8 * minute)), until: Some(at(35 * minute)), ..Filter::default() };
    assert_eq!(
        told(&some, now),
        [
            ("beto".to_owned(), at(10 * minute), at(35 * minute), 25, true),
            ("érica".to_owned(), at(8 * minute), at(35 * minute), 17, false),
        ]
    );
    let erica = Filter { with: Some(name("ÉRICA")), ..Filter::default() };
    assert_eq!(told(&erica, now).len(), 1);
}

fn record() -> impl Strategy<Value = Said> {
    let a_name = || prop::sample::select(vec!["ana", "Zé", "日本", "x_-1", "ÿŷ"]);
    let moment = -1_000_000_000_000_000..1_000_000_000_000_000_i64;
    let kind = prop::sample::select(Kind::ALL.to_vec());
    (moment, kind, a_name(), prop::option::of(a_name()), any::<String>()).prop_map(
        |(at, kind, from, to, text)| Said {
            at: Timestamp::from_microsecond(at).unwrap(),
            room: name("sala"),
            kind,
            from: name(from),
            to: to.map(name),
            text,
        },
    )
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(32))]

    #[test]
    fn any_conversation_is_read_back_as_it_was(lines in prop::collection::vec(record(), 0..40)) {
        let folder = tempfile::tempdir().unwrap();
        let place = place(&folder);
        let (first, second) = lines.split_at(lines.len() / 2);
        write(&place, first.iter().cloned().map(Record::Said));
        write(&place, second.iter().cloned().map(Record::Said));
        prop_assert_eq!(conversation(&place, &Filter::default()), lines);
    }

    #[test]
    fn any_words_can_be_searched_for(words in any::<String>()) {
        let folder = tempfile::tempdir().unwrap();
        let place = place(&folder);
        write(&place, [Record::Said(said(0, "ana", &words))]);
        // Whatever is looked for, the answer is no error.
        prop_assert!(found(&place, &words).len() <= 1);
    }
}

/// Not a test by itself: the process that the next test kills.
#[test]
fn a_process_to_be_killed() {
    let Some(dir) = std::env::var_os("SALA_TEST_KILLED") else { return };
    let journal = open(&Location { dir: dir.into(), key_file: None });
    journal.append(came(0, 1, "ana"));
    for i in 0.. {
        let accepted = Timestamp::now();
        journal.append(Record::Said(Said { at: accepted, ..said(0, "ana", &format!("{i}")) }));
        println!("accepted {}", accepted.as_microsecond());
        thread::sleep(Duration::from_millis(1));
    }
}

#[test]
fn what_was_accepted_200_ms_before_a_kill_is_there_afterwards() {
    // Wherever between two commits that is.
    for after in [290, 450, 580, 777] {
        kill_and_look(SignedDuration::from_millis(after));
    }
}

fn kill_and_look(after: SignedDuration) {
    let folder = tempfile::tempdir().unwrap();
    let place = place(&folder);
    let mut child = Command::new(std::env::current_exe().unwrap())
        .args(["--exact", "journal::a_process_to_be_killed", "--nocapture"])
        .env("SALA_TEST_KILLED", &place.dir)
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    let mut told = BufReader::new(child.stdout.take().unwrap()).lines().filter_map(|line| {
        let moment = line.unwrap().strip_prefix("accepted ")?.parse().unwrap();
        Some(Timestamp::from_microsecond(moment).unwrap())
    });
    let mut accepted = vec![told.next().unwrap()];
    while accepted.last().unwrap().duration_since(accepted[0]) < after {
        accepted.push(told.next().unwrap());
    }
    let killed = Timestamp::now();
    child.kill().unwrap();
    child.wait().unwrap();
    accepted.extend(told);
    let promised = killed - SignedDuration::from_millis(200);

    let kept = conversation(&place, &Filter::default());
    let numbers: Vec<_> = kept.iter().map(|said| said.text.parse::<usize>().unwrap()).collect();
    assert_eq!(numbers, (0..kept.len()).collect::<Vec<_>>(), "none is missing in between");
    let last = kept.last().unwrap().at;
    let due = accepted.iter().rfind(|at| **at < promised).unwrap();
    assert!(last >= *due, "{} was promised, the last is {last}", due);

    // The next server closes what the killed one left open, and nothing is lost by that.
    write(&place, []);
    assert_eq!(conversation(&place, &Filter::default()).len(), kept.len());
    let entries = Reader::open(&place).unwrap().stays(&Filter::default()).unwrap();
    assert_eq!(entries[0].left, Some((last, Departure::Crashed)));
}
