//! The command line as people meet it: help, and every mistake in one clear line.

use std::io::{BufRead, BufReader};
use std::net::{TcpListener, TcpStream};
use std::process::{Output, Stdio};
use std::time::Instant;

use assert_cmd::Command;
use predicates::prelude::*;

use crate::support::server::{self, PATIENCE, Peer, Server};

fn sala(arguments: &[&str]) -> Command {
    let mut command = Command::from_std(server::sala());
    command.args(arguments);
    command
}

/// One line, in words, that begins with the program's name: no panic, no trace, no second line.
fn one_line() -> impl Predicate<str> {
    predicate::str::is_match(r"\Asala: [^\n]+\n\z")
        .unwrap()
        .and(predicate::str::contains("panic").not())
}

/// A command fails with this exit code and one line that holds these words.
fn fails(arguments: &[&str], code: i32, words: &str) {
    sala(arguments)
        .assert()
        .code(code)
        .stdout("")
        .stderr(one_line())
        .stderr(predicate::str::contains(words));
}

#[test]
fn every_command_explains_itself_with_examples_in_both_languages() {
    for command in ["server", "console", "client", "bot", "log", "demo", "config", "completions"] {
        for (language, words) in
            [("pt-BR", ["Exemplos:", "Uso: sala"]), ("en", ["Examples:", "Usage: sala"])]
        {
            let page = sala(&[command, "--help", "--lang", language]).assert().success();
            let [examples, usage] = words.map(predicate::str::contains);
            page.stdout(examples.and(usage));
        }
    }
    sala(&["--version"]).assert().success().stdout(predicate::str::starts_with("sala 0."));
}

#[test]
fn the_language_is_the_systems_unless_something_else_is_asked_for() {
    for (variable, value, words) in [
        ("LC_ALL", "C", "Uso:"),
        ("LC_ALL", "POSIX", "Uso:"),
        ("LC_ALL", "", "Uso:"),
        ("LC_ALL", "de_DE.UTF-8", "Uso:"),
        ("LC_ALL", "en_GB.UTF-8", "Usage:"),
        ("LC_ALL", "pt_PT@euro", "Uso:"),
        ("SALA_LANG", "en", "Usage:"),
    ] {
        let contains = predicate::str::contains(words);
        sala(&["--help"]).env(variable, value).assert().success().stdout(contains);
    }
    let mut command = sala(&["lab", "list"]);
    command.env("LC_ALL", "").env("LC_MESSAGES", "en_US.UTF-8").env("LANG", "pt_BR.UTF-8");
    command.assert().success().stdout(predicate::str::contains("Many at once"));
}

#[test]
fn completions_are_made_for_every_shell() {
    for shell in ["bash", "zsh", "fish", "elvish", "powershell"] {
        sala(&["completions", shell])
            .assert()
            .success()
            .stdout(predicate::str::contains("attendance"));
    }
}

#[test]
fn misuse_is_one_line_and_exit_code_2() {
    for (arguments, words) in [
        (&["--lang", "xx", "client"][..], "pt-BR ou en"),
        (&["client", "--lang", "xx"], "pt-BR ou en"),
        (&["--color", "sometimes", "client"], "sometimes"),
        (&["aula"], "aula"),
        (&["server", "--listen", "foo", "--no-journal"], "foo"),
        (&["server", "--listen", "127.0.0.1:99999", "--no-journal"], "127.0.0.1:99999"),
        (&["server", "--listen", ""], "--listen"),
        (&["server", "--listen", "0.0.0.0:0", "--no-journal"], "--open"),
        (&["server", "--listen", "127.0.0.1:0,[::]:0", "--no-journal"], "--open"),
        (&["server", "--tls-listen", "0.0.0.0:0", "--no-journal"], "--class-code auto"),
        (&["server", "--burst", "0"], "--burst"),
        (&["server", "--idle", "0"], "--idle"),
        (&["server", "--threads", "0"], "--threads"),
        (&["client", "127.0.0.1:porta"], "127.0.0.1:porta"),
        (&["client", "--name", "bob!!"], "--name \"bob!!\""),
        (&["client", "--name", ""], "--name"),
        (&["demo", "--name", "b b"], "--name \"b b\""),
        (&["demo", "--speed", "0"], "--speed"),
        (&["demo", "--script", "nowhere.feature"], "nowhere.feature"),
        (&["demo", "--script", "bots/conversa.feature"], "bots/conversa.feature"),
        (&["log", "show", "--since", "ontem"], "ontem"),
        (&["completions", "tcsh"], "tcsh"),
    ] {
        let folder = tempfile::tempdir().unwrap();
        let mut command = sala(arguments);
        command
            .env("SALA_DATA", folder.path())
            .assert()
            .code(2)
            .stdout("")
            .stderr(one_line().and(predicate::str::contains(words)));
    }
}

#[test]
fn a_port_that_is_taken_is_said_in_both_languages() {
    let taken = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = taken.local_addr().unwrap().to_string();
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().to_str().unwrap();
    let arguments = ["server", "--listen", &address, "--data", data];
    fails(&arguments, 1, &format!("O endereço {address} já está em uso"));
    let arguments = [&arguments[..], &["--lang", "en"]].concat();
    fails(&arguments, 1, &format!("The address {address} is already in use"));
}

#[test]
fn a_connection_that_cannot_be_made_says_why() {
    let free = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().to_string();
    fails(&["client", &free], 1, &free);
    fails(&["client", "nowhere.invalid:7777"], 1, "nowhere.invalid");
    let folder = tempfile::tempdir().unwrap();
    fails(&["console", "--data", folder.path().to_str().unwrap()], 1, "console.sock");
}

#[test]
fn a_data_folder_that_cannot_be_used_is_said() {
    let file = tempfile::NamedTempFile::new().unwrap();
    let under = file.path().join("data");
    let under = under.to_str().unwrap();
    for options in [&[][..], &["--no-journal"]] {
        let arguments = ["server", "--listen", "127.0.0.1:0", "--data", under];
        fails(&[&arguments[..], options].concat(), 1, under);
    }
}

#[test]
fn a_folder_serves_one_class_at_a_time() {
    for option in ["--no-limits", "--no-journal"] {
        let server = Server::start_with(&[option]);
        let data = server.data();
        let arguments =
            ["server", "--listen", "127.0.0.1:0", option, "--data", data.to_str().unwrap()];
        fails(&arguments, 1, data.to_str().unwrap());
        server.join("ana");
    }
}

#[test]
fn an_output_that_nobody_reads_is_no_failure() {
    for arguments in [&["completions", "bash"][..], &["--help"], &["server", "--help"]] {
        let mut child = server::sala()
            .args(arguments)
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        drop(child.stdout.take());
        let Output { status, stderr, .. } = child.wait_with_output().unwrap();
        assert!(status.success(), "{arguments:?}: {status}");
        assert!(stderr.is_empty(), "{}", String::from_utf8_lossy(&stderr));
    }
}

#[test]
fn the_demo_without_a_terminal_reads_lines_and_ends_with_them() {
    let output = sala(&["demo", "--name", "ana", "--port", "0"])
        .write_stdin("oi\n/tabuada 7\n")
        .assert()
        .success();
    let output = output.get_output();
    let said = String::from_utf8_lossy(&output.stdout);
    assert!(said.starts_with("? & Boas-vindas"), "{said}");
    assert!(said.contains("> 7 × 10 = 70\n"), "{said}");
    let words = String::from_utf8_lossy(&output.stderr);
    let address = words.lines().find_map(|line| line.split("sala client ").nth(1)).unwrap();
    let port = address.strip_prefix("127.0.0.1:").unwrap();
    assert!(words.contains(&format!("nc 127.0.0.1 {port}")), "{words}");
    assert!(TcpStream::connect(address).is_err(), "its server has ended");
}

#[test]
fn the_demo_leaves_nothing_behind_even_when_it_is_interrupted() {
    let folder = tempfile::tempdir().unwrap();
    let is_empty = || std::fs::read_dir(folder.path()).unwrap().next().is_none();
    let mut child = server::sala()
        .args(["demo", "--name", "ana", "--port", "0"])
        .env("TMPDIR", folder.path())
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    let mut said = String::new();
    let mut words = BufReader::new(child.stderr.take().unwrap());
    while !said.contains("sala client ") {
        assert!(words.read_line(&mut said).unwrap() > 0, "it did not open: {said}");
    }
    let address = said.trim().rsplit(' ').next().unwrap();
    let mut others = Peer::tcp(TcpStream::connect(address).unwrap());
    others.await_line("? ");
    assert!(!is_empty());
    rustix::process::kill_process(
        rustix::process::Pid::from_child(&child),
        rustix::process::Signal::TERM,
    )
    .unwrap();
    child.wait().unwrap();
    assert_eq!(others.rest().last().unwrap(), "* . A aula terminou.");
    let ended = Instant::now();
    while !is_empty() {
        assert!(ended.elapsed() < PATIENCE, "it is still there");
        std::thread::yield_now();
    }
}

#[test]
fn the_demo_takes_the_next_free_port_and_says_so() {
    let taken = TcpListener::bind("127.0.0.1:0").unwrap();
    let port = taken.local_addr().unwrap().port().to_string();
    sala(&["demo", "--name", "ana", "--lang", "en", "--port", &port])
        .write_stdin("/sair\n")
        .assert()
        .success()
        .stderr(predicate::str::contains(format!("Port {port} is in use; this classroom uses ")))
        .stdout(predicate::str::contains("* . See you!"));
}

#[test]
fn the_demo_without_a_terminal_plays_its_script_to_the_end() {
    for (lang, last) in
        [("pt-BR", "[Bia] A Duda saiu com /sair."), ("en", "[Bea] Dora left with /exit.")]
    {
        let output = sala(&["demo", "--name", "ana", "--port", "0", "--lang", lang])
            .write_stdin("oi\n")
            .assert()
            .success();
        let said = String::from_utf8_lossy(&output.get_output().stdout).into_owned();
        assert!(said.lines().last().unwrap().starts_with(last), "{said}");
    }
    sala(&["demo", "--name", "ana", "--port", "0", "--no-bots"])
        .write_stdin("")
        .assert()
        .success()
        .stdout(predicate::str::contains("entrou").not());
}

#[test]
fn a_script_of_ones_own_is_played_and_if_it_fails_so_does_the_demo() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("aula.feature");
    let script = |step: &str| {
        let text =
            format!("Feature: x\n  Scenario: y\n    Given \"zoe\" comes in\n    And {step}\n");
        std::fs::write(&path, text).unwrap();
        let arguments = ["demo", "--name", "ana", "--port", "0", "--lang", "en", "--script"];
        let mut command = sala(&arguments);
        command.arg(&path).write_stdin("");
        command
    };
    script("\"zoe\" says \"hello\"")
        .assert()
        .success()
        .stdout(predicate::str::contains("[zoe] hello"));
    script("\"zoe\" changes name to \"ana\"")
        .assert()
        .code(1)
        .stderr(predicate::str::contains("aula.feature:4"));
}
