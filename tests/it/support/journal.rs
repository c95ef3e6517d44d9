//! A journal in a folder of its own, what goes into it and what is in it.

use std::fs;
use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::sync::mpsc;
use std::time::Duration;

use jiff::{SignedDuration, Timestamp};
use rusqlite::Connection;
use sala::classroom::{
    Came, ConnectionId, Departure, Kind, Left, Presence, Record, Said, Scope, Sought, Span, Talk,
};
use sala::journal::{Filter, Journal, JournalError, Location, Options, Reader, RecordingStatus};
use sala::name::Name;
use tempfile::TempDir;

pub const WAIT: Duration = Duration::from_secs(20);

pub fn name(text: &str) -> Name {
    Name::new(text).unwrap()
}

/// Seconds after the beginning of a class.
pub fn at(seconds: i64) -> Timestamp {
    "2026-11-23T14:00:00Z".parse::<Timestamp>().unwrap() + SignedDuration::from_secs(seconds)
}

pub fn said(seconds: i64, from: &str, text: &str) -> Said {
    let (room, from) = (name("sala"), name(from));
    Said { at: at(seconds), room, kind: Kind::Speech, from, to: None, text: text.to_owned() }
}

pub fn private(seconds: i64, from: &str, to: &str, text: &str) -> Said {
    Said { kind: Kind::Private, to: Some(name(to)), ..said(seconds, from, text) }
}

pub fn came(seconds: i64, who: u64, text: &str) -> Record {
    let from = SocketAddr::from(([10, 0, 0, who as u8], 5000));
    Record::Came(Came {
        who: ConnectionId(who),
        name: name(text),
        from,
        at: at(seconds),
        active: 1,
        student: None,
    })
}

pub fn left(seconds: i64, who: u64, how: Departure) -> Record {
    Record::Left(Left { who: ConnectionId(who), at: at(seconds), how })
}

pub fn place(folder: &TempDir) -> Location {
    Location { dir: folder.path().join("data"), key_file: None }
}

pub fn silent(report: RecordingStatus) {
    panic!("nothing was to be reported: {report:?}");
}

pub fn open(place: &Location) -> Journal {
    Journal::open(place, Options::default(), silent).unwrap()
}

pub fn refusal(place: &Location) -> JournalError {
    Journal::open(place, Options::default(), silent).unwrap_err()
}

pub fn write(place: &Location, records: impl IntoIterator<Item = Record>) {
    let journal = open(place);
    records.into_iter().for_each(|record| journal.append(record));
    assert_eq!(journal.close().unrecorded, 0);
}

pub fn conversation(place: &Location, filter: &Filter) -> Vec<Said> {
    let reader = Reader::open(place).unwrap();
    reader.conversation(filter).collect::<Result<_, _>>().unwrap()
}

pub fn found(place: &Location, words: &str) -> Vec<String> {
    let reader = Reader::open(place).unwrap();
    reader.search(words, &Filter::default()).map(|said| said.unwrap().text).collect()
}

/// All that was ever said to everyone in a room.
pub fn room(text: &str) -> Scope {
    Scope(vec![Span { of: Talk::Room(name(text)), from: None, until: None }])
}

/// A span between two seconds of the class.
pub fn span(of: Talk, from: i64, until: Option<i64>) -> Span {
    Span { of, from: Some(at(from)), until: until.map(at) }
}

/// Who is in the present meeting, or was.
pub fn attendance(journal: &Journal, now: Timestamp) -> Vec<Presence> {
    let (answer, register) = mpsc::channel();
    journal.attendance(1, now, move |register| answer.send(register).unwrap());
    let register = register.recv_timeout(WAIT).unwrap();
    register.attendees.into_iter().filter_map(|mut who| who.presences.pop().flatten()).collect()
}

/// The last line of a room.
pub fn last_of(text: &str) -> Sought {
    Sought { scope: room(text), limit: 1, ..Sought::default() }
}

pub fn history_of(journal: &Journal, scope: Scope, limit: usize) -> Vec<Said> {
    let (answer, lines) = mpsc::channel();
    let sought = Sought { scope, limit, ..Sought::default() };
    journal.lines(sought, move |said| answer.send(said).unwrap());
    lines.recv_timeout(WAIT).unwrap()
}

pub fn history(journal: &Journal, text: &str, limit: usize) -> Vec<String> {
    history_of(journal, room(text), limit).into_iter().map(|said| said.text).collect()
}

pub fn search(journal: &Journal, scope: Scope, words: &str, limit: usize) -> Vec<String> {
    let (answer, lines) = mpsc::channel();
    let sought = Sought { scope, words: words.to_owned(), limit, ..Sought::default() };
    journal.lines(sought, move |said| answer.send(said).unwrap());
    lines.recv_timeout(WAIT).unwrap().into_iter().map(|said| said.text).collect()
}

pub fn database(place: &Location) -> PathBuf {
    place.dir.join("journal.db")
}

/// Every file of the folder, with what is in it.
pub fn files(dir: &Path) -> Vec<(PathBuf, Vec<u8>)> {
    let paths = fs::read_dir(dir).unwrap().map(|file| file.unwrap().path());
    let mut files: Vec<_> = paths.map(|path| (path.clone(), fs::read(path).unwrap())).collect();
    files.sort();
    files
}

/// The journal as another program would open it that has the key.
pub fn by_hand(place: &Location) -> Connection {
    let connection = Connection::open(database(place)).unwrap();
    let key = fs::read_to_string(place.dir.join("journal.key")).unwrap();
    connection.execute_batch(&format!("PRAGMA key = \"x'{}'\"", key.trim())).unwrap();
    connection
}
