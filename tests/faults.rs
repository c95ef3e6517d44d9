//! A real server that is killed, and one whose disk is full.

#[path = "support/server.rs"]
mod support;

use std::time::{Duration, Instant};

use rustix::process::Signal;
use support::{Peer, Server};

/// What the journal's conversation holds, read by the command for people who have the key.
fn recorded(data: &std::path::Path) -> Vec<String> {
    let output = support::sala().args(["log", "show", "--data"]).arg(data).output().unwrap();
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
    }
    heard
}

#[test]
fn what_was_accepted_200_ms_before_a_kill_is_there_after_the_restart() {
    let server = Server::start_with(&["--no-limits"]);
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

    let server = Server::start_in(folder, &[]);
    let mut caio = server.join("caio");
    caio.send("/historico 1");
    let last = caio.line();
    assert!(last.ends_with(&format!("[ana] {}", kept.last().unwrap())), "{last}");
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
    let mut server = Server::start_with(&["--no-limits", "--journal-max", "1"]);
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
