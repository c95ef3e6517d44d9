//! A real server that is killed, one whose disk is full, and some whose files are not theirs to write.

use std::fs::{self, File};
use std::io::Write;
use std::os::unix::fs::PermissionsExt;
use std::path::Path;
use std::process::{Command, Stdio};
use std::thread;
use std::time::{Duration, Instant};

use rusqlite::Connection;
use rustix::process::Signal;
use sala::classroom::{Entry, Input};
use sala::journal::{Location, Reader};
use sala::replay::Player;

use crate::support::server::{self, Peer, Server};

/// What the journal's conversation holds, read by the command for people who have the key.
fn recorded(data: &std::path::Path) -> Vec<String> {
    let output = server::sala().args(["log", "show", "--data"]).arg(data).output().unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let text = String::from_utf8(output.stdout).unwrap();
    text.lines().map(|line| line.split("] ").last().unwrap().to_owned()).collect()
}

/// Ana says numbered lines and beto reads them; when each was read.
fn converse(ana: &mut Peer, beto: &mut Peer, lasting: Duration) -> Vec<Instant> {
    let started = Instant::now();
    let mut heard = Vec::new();
    while started.elapsed() < lasting {
        let line = format!("linha {}", heard.len());
        ana.send(&line);
        beto.expect(&format!("[ana] {line}"));
        heard.push(Instant::now());
        // A class, not a flood: what comes faster than the disk takes it has to wait.
        thread::sleep(Duration::from_millis(1));
    }
    heard
}

#[test]
fn what_was_accepted_200_ms_before_a_kill_is_there_after_the_restart() {
    let server = Server::start_with(&["--no-limits", "--record"]);
    let mut ana = server.join("ana");
    let mut beto = server.join("beto");
    let heard = converse(&mut ana, &mut beto, Duration::from_secs(1));
    let killed = Instant::now();
    let folder = server.kill();
    let owed = heard.iter().filter(|at| killed - **at > Duration::from_millis(200)).count();
    assert!(owed > 0);

    let kept = recorded(&folder.path().join("data"));
    assert!(kept.len() >= owed, "{} of {owed} lines are there", kept.len());
    let expected = (0..kept.len()).map(|number| format!("linha {number}"));
    assert!(kept.iter().cloned().eq(expected), "not each one, once, in order");
    let entries = recorded_entries(&folder.path().join("data"));
    let typed = entries.iter().filter_map(|entry| match &entry.input {
        Input::Line { line: Ok(line), .. } if line.starts_with("linha") => Some(line),
        _ => None,
    });
    assert!(typed.eq(kept.iter()), "the recording ends with the journal");

    let server = Server::start_in(folder, &[]);
    let mut caio = server.join("caio");
    caio.send("/historico 1");
    let last = caio.line();
    assert!(last.ends_with(&format!("[ana] {}", kept.last().unwrap())), "{last}");
}

/// The last recording in a data folder.
fn recorded_entries(data: &Path) -> Vec<Entry> {
    let reader = Reader::open(&Location { dir: data.to_owned(), key_file: None }).unwrap();
    let recordings = reader.recordings().unwrap();
    reader.entries(recordings.last().unwrap()).unwrap()
}

#[test]
fn a_normal_stop_loses_nothing() {
    let server = Server::start_with(&["--no-limits"]);
    let mut ana = server.join("ana");
    let mut beto = server.join("beto");
    let heard = converse(&mut ana, &mut beto, Duration::from_millis(300));
    let folder = server.stop();
    let expected = (0..heard.len()).map(|number| format!("linha {number}"));
    assert!(recorded(&folder.path().join("data")).into_iter().eq(expected));
}

#[test]
fn when_the_disk_is_full_the_class_goes_on_and_the_teacher_is_told() {
    let mut server = Server::start_with(&["--no-limits", "--journal-max", "1", "--record"]);
    let mut console = server.console();
    let mut ana = server.join("ana");
    let mut beto = server.join("beto");
    let long = "x".repeat(4000);
    let mut told = false;
    // More than a mebibyte of speech, which the teacher reads as well.
    for _ in 0..400 {
        ana.send(&long);
        beto.expect(&format!("[ana] {long}"));
        while let line = console.line()
            && !line.starts_with("[ana] ")
        {
            told |= line.starts_with("* O registro parou: o disco está cheio");
        }
    }
    if !told {
        console.await_line("* O registro parou: o disco está cheio");
    }
    ana.send("ainda estamos aqui");
    beto.expect("[ana] ainda estamos aqui");
    ana.send("/historico 1");
    ana.await_line("[ana] ainda estamos aqui");

    server.signal(Signal::TERM);
    assert_eq!(server.wait().code(), Some(1));
    let log = server.log();
    assert!(log.contains("não ficaram registradas"), "{log}");
    assert!(!recorded(&server.data()).is_empty());
    assert!(Player::new(recorded_entries(&server.data())).is_some());
}

/// The journal in the hands of another program that has the key.
fn other_program(data: &std::path::Path) -> Connection {
    let connection = Connection::open(data.join("journal.db")).unwrap();
    let key = std::fs::read_to_string(data.join("journal.key")).unwrap();
    connection.execute_batch(&format!("PRAGMA key = \"x'{}'\"", key.trim())).unwrap();
    connection
}

#[test]
fn when_another_program_locks_the_journal_the_class_goes_on_and_nothing_is_lost() {
    let server = Server::start();
    let mut console = server.console();
    let mut ana = server.join("ana");
    let mut beto = server.join("beto");
    ana.send("antes");
    beto.expect("[ana] antes");
    let other = other_program(&server.data());
    other.execute_batch("BEGIN IMMEDIATE").unwrap();
    ana.send("durante");
    beto.expect("[ana] durante");
    console.await_line("* O registro parou: outro programa está bloqueando o arquivo");
    ana.send("ainda");
    beto.expect("[ana] ainda");
    other.execute_batch("ROLLBACK").unwrap();
    console.await_line("* O registro voltou");
    drop(other);
    let folder = server.stop();
    assert_eq!(recorded(&folder.path().join("data")), ["antes", "durante", "ainda"]);
}

/// What a server says that cannot be opened in this folder: one line.
fn refusal(mut server: Command, data: &std::path::Path) -> String {
    let server = server.args(["server", "--listen", "127.0.0.1:0", "--data"]).arg(data);
    let output = server.stdin(Stdio::null()).output().unwrap();
    assert_eq!(output.status.code(), Some(1), "{output:?}");
    assert!(output.stdout.is_empty(), "{output:?}");
    let words = String::from_utf8(output.stderr).unwrap();
    assert_eq!(words.lines().count(), 1, "{words}");
    words
}

#[test]
fn a_journal_that_another_program_locks_is_not_opened_nor_touched() {
    let folder = Server::start().stop();
    let data = folder.path().join("data");
    let other = other_program(&data);
    other.execute_batch("BEGIN EXCLUSIVE").unwrap();
    let words = refusal(server::sala(), &data);
    assert!(words.contains("outro programa está bloqueando o arquivo"), "{words}");
    other.execute_batch("ROLLBACK").unwrap();
    drop(other);
    Server::start_in(folder, &[]).stop();
}

/// `sala` for which permissions count, whoever runs the tests: root may write anywhere.
fn sala_without_privileges() -> Command {
    let sala = server::sala();
    if !rustix::process::geteuid().is_root() {
        return sala;
    }
    let mut command = Command::new("setpriv");
    command.arg("--bounding-set=-dac_override,-dac_read_search").arg(sala.get_program());
    for (name, value) in sala.get_envs() {
        match value {
            Some(value) => command.env(name, value),
            None => command.env_remove(name),
        };
    }
    command
}

#[test]
fn a_folder_or_a_file_that_may_not_be_written_is_told_in_one_line() {
    let server = Server::start();
    let mut ana = server.join("ana");
    ana.send("oi");
    ana.send("/historico");
    ana.await_line("[ana] oi");
    let folder = server.stop();
    let data = folder.path().join("data");
    let allow = |path: &std::path::Path, mode| {
        std::fs::set_permissions(path, std::fs::Permissions::from_mode(mode)).unwrap();
    };
    let database = data.join("journal.db");
    allow(&database, 0o400);
    let words = refusal(sala_without_privileges(), &data);
    assert!(words.contains("não é permitido escrever no arquivo"), "{words}");
    allow(&data, 0o500);
    let words = refusal(sala_without_privileges(), &data);
    assert!(words.contains("Permission denied"), "{words}");
    // Who only reads needs no more.
    let mut log = sala_without_privileges();
    let output = log.args(["log", "show", "--data"]).arg(&data).output().unwrap();
    assert!(String::from_utf8(output.stdout).unwrap().ends_with("[ana] oi\n"));
    allow(&data, 0o700);
    allow(&database, 0o600);
    Server::start_in(folder, &[]).stop();
}

#[test]
fn the_journal_holds_no_word_that_can_be_read_without_its_key() {
    let server = Server::start();
    let mut ana = server.join("anacleto");
    ana.send("palavra-secretíssima");
    ana.send("/historico");
    ana.await_line("palavra-secretíssima");
    let folder = server.stop();
    for file in std::fs::read_dir(folder.path().join("data")).unwrap() {
        let path = file.unwrap().path();
        let bytes = std::fs::read(&path).unwrap_or_default();
        for word in ["palavra", "anacleto", "CREATE TABLE"] {
            let found = bytes.windows(word.len()).any(|window| window == word.as_bytes());
            assert!(!found, "{word} can be read in {}", path.display());
        }
    }
}

/// What another program may do to the files of a running class's journal.
fn take_away(data: &std::path::Path, how: &str) {
    let database = data.join("journal.db");
    match how {
        "removed" => fs::remove_file(database).unwrap(),
        "its log removed" => fs::remove_file(data.join("journal.db-wal")).unwrap(),
        "renamed" => fs::rename(database, data.join("old.db")).unwrap(),
        "replaced" => {
            fs::write(data.join("other"), "other").unwrap();
            fs::rename(data.join("other"), database).unwrap();
        }
        "truncated" => drop(File::options().write(true).truncate(true).open(database).unwrap()),
        "overwritten" => {
            let mut file = File::options().write(true).open(database).unwrap();
            file.write_all(&[b'x'; 8192]).unwrap();
        }
        "folder removed" => fs::remove_dir_all(data).unwrap(),
        "folder renamed" => fs::rename(data, data.with_extension("old")).unwrap(),
        _ => panic!("{how}"),
    }
}

#[test]
fn a_journal_whose_files_are_taken_away_goes_on_elsewhere_and_that_is_told_once() {
    let ways = ["removed", "its log removed", "renamed", "replaced", "truncated", "overwritten"];
    for how in ways.into_iter().chain(["folder removed", "folder renamed"]) {
        let mut server = Server::start();
        let data = server.data();
        let mut teacher = server.console();
        let mut ana = server.join("ana");
        teacher.await_line("ana entrou");
        ana.send("antes");
        ana.send("/historico");
        ana.await_line("[ana] antes");
        take_away(&data, how);
        // Nobody says anything: it is noticed all the same.
        let at = Instant::now();
        teacher.await_line("Outro programa");
        assert!(at.elapsed() < Duration::from_secs(5), "{how}");
        ana.send("depois");
        ana.send("/historico");
        ana.await_line("[ana] antes");
        ana.await_line("[ana] depois");
        server.signal(Signal::TERM);
        assert_eq!(server.wait().code(), Some(1), "{how}");
        let rescued = data.with_extension("rescued-1");
        let log = server.log();
        assert_eq!(log.matches("Outro programa").count(), 1, "{how}: {log}");
        assert!(log.lines().last().unwrap().ends_with(&format!("{}.", rescued.display())), "{log}");
        assert_eq!(recorded(&rescued), ["antes", "depois"], "{how}");
    }
}

#[test]
fn a_journal_that_is_taken_away_in_the_middle_of_a_conversation_loses_nothing() {
    for how in ["removed", "renamed", "replaced", "folder removed"] {
        let mut server = Server::start_with(&["--no-limits"]);
        let data = server.data();
        let mut ana = server.join("ana");
        let mut beto = server.join("beto");
        let (taken, folder) = (how.to_owned(), data.clone());
        let taking = thread::spawn(move || {
            thread::sleep(Duration::from_millis(300));
            take_away(&folder, &taken);
        });
        let heard = converse(&mut ana, &mut beto, Duration::from_secs(1));
        taking.join().unwrap();
        server.signal(Signal::TERM);
        assert_eq!(server.wait().code(), Some(1), "{how}");
        let expected: Vec<String> =
            (0..heard.len()).map(|number| format!("linha {number}")).collect();
        assert_eq!(recorded(&data.with_extension("rescued-1")), expected, "{how}");
    }
}

#[test]
fn what_was_not_in_memory_is_lost_with_a_truncated_journal_and_that_is_said() {
    let mut server = Server::start_with(&["--no-limits"]);
    let data = server.data();
    let mut ana = server.join("ana");
    // More than the database keeps in memory and in its log.
    for number in 0..3000 {
        ana.send(&format!("{number} {}", "x".repeat(4000)));
        if number % 100 == 0 {
            ana.send("/historico 1");
            ana.await_line("> ");
        }
    }
    ana.send("/historico 1");
    ana.await_line("2999 x");
    let mut teacher = server.console();
    take_away(&data, "truncated");
    teacher.await_line("sem o que foi registrado antes");
    ana.send("depois");
    ana.send("/historico");
    ana.await_line("[ana] depois");
    server.signal(Signal::TERM);
    assert_eq!(server.wait().code(), Some(1));
    assert_eq!(recorded(&data.with_extension("rescued-1")), ["depois"]);
}

#[test]
fn a_key_that_is_removed_is_written_again() {
    let server = Server::start();
    let data = server.data();
    let mut teacher = server.console();
    let mut ana = server.join("ana");
    ana.send("oi");
    ana.send("/historico");
    ana.await_line("[ana] oi");
    fs::remove_file(data.join("journal.key")).unwrap();
    teacher.await_line("chave do registro");
    let folder = server.stop();
    assert_eq!(recorded(&folder.path().join("data")), ["oi"]);
}

#[test]
fn a_journal_that_was_only_touched_stays_where_it_is() {
    let server = Server::start();
    let mut ana = server.join("ana");
    ana.send("oi");
    ana.send("/historico");
    ana.await_line("[ana] oi");
    let file = File::options().write(true).open(server.data().join("journal.db")).unwrap();
    file.set_modified(std::time::SystemTime::UNIX_EPOCH).unwrap();
    ana.send("ainda");
    ana.send("/historico");
    ana.await_line("[ana] ainda");
    let folder = server.stop();
    assert_eq!(recorded(&folder.path().join("data")), ["oi", "ainda"]);
}

#[test]
fn a_folder_that_others_may_write_in_is_refused() {
    for mode in [0o777, 0o775, 0o1777] {
        let folder = tempfile::tempdir().unwrap();
        fs::set_permissions(folder.path(), fs::Permissions::from_mode(mode)).unwrap();
        let words = refusal(server::sala(), folder.path());
        assert!(words.contains("chmod go-w"), "{words}");
        assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 0);
    }
}
