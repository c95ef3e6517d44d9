//! The configuration file: below variables and options, and each mistake with its place.

use std::fs;
use std::net::TcpStream;
use std::process::Command;

use assert_cmd::assert::OutputAssertExt;
use predicates::prelude::*;
use predicates::str::{contains, is_match};
use tempfile::TempDir;

use crate::support::server::{Peer, Server, sala};

/// A folder with a person's own `sala/config.toml`.
fn person(options: &str) -> TempDir {
    let folder = tempfile::tempdir().unwrap();
    fs::create_dir(folder.path().join("sala")).unwrap();
    fs::write(folder.path().join("sala/config.toml"), options).unwrap();
    folder
}

fn sala_of(person: &TempDir) -> Command {
    let mut command = sala();
    command.env("XDG_CONFIG_HOME", person.path());
    command
}

fn row(option: &str, value: &str, source: &str) -> impl Predicate<str> {
    is_match(format!(r"(?m)^{option} +{value} +{source}$")).unwrap()
}

#[test]
fn a_file_is_below_variables_and_they_are_below_the_command_line() {
    let person = person("lang = \"en\"\nidle = 45\nburst = 7\nmute-after = 9\nqr = false\n");
    let mut command = sala_of(&person);
    command.env("SALA_BURST", "8").env("SALA_MUTE_AFTER", "10");
    command.args(["config", "show", "--mute-after", "11", "--class-code", "segredo"]);
    let place = format!("{}/sala/config.toml", person.path().display());
    command
        .assert()
        .success()
        .stdout(row("idle", "45", &format!("{place}:2")))
        .stdout(row("burst", "8", "SALA_BURST"))
        .stdout(row("mute-after", "11", "command line"))
        .stdout(row("max-people", "1000", "built in"))
        .stdout(contains("segredo").not());
}

#[test]
fn what_one_option_needs_may_stand_in_another_place() {
    let person = person("tls-listen = \"127.0.0.1:0\"");
    let mut command = sala_of(&person);
    command.args(["config", "show", "--qr"]).assert().success().stdout(row("qr", "true", ".*"));
    // The file says that the class is encrypted; --qr alone would be refused.
    sala().args(["config", "show", "--qr"]).assert().code(2).stderr(contains("--tls-listen"));
}

#[test]
fn a_class_and_its_tools_follow_the_file() {
    let data = tempfile::tempdir().unwrap();
    let place = data.path().join("7A");
    let person = person(&format!("lang = \"en\"\ndata = {place:?}\nclass-code = \"123456\"\n"));
    let mut password = assert_cmd::Command::from_std(sala_of(&person));
    password.args(["server", "password"]).write_stdin("open sesame\n");
    password.assert().success().stdout(contains("7A/").and(contains("saved")));
    sala_of(&person).args(["log", "entries"]).assert().failure().stderr(contains("7A"));
    sala_of(&person).args(["lab", "list"]).assert().success().stdout(contains("Many at once"));
    // What is typed wins: this class has a folder of its own.
    let server = Server::start_command(sala_of(&person), tempfile::tempdir().unwrap(), &[]);
    assert!(server.announced[0].contains("Classroom open"), "{:?}", server.announced);
    let mut ana = Peer::tcp(TcpStream::connect(server.address).unwrap());
    assert!(ana.line().starts_with("? # "));
    assert!(fs::exists(server.data()).unwrap() && !fs::exists(place.join("journal.db")).unwrap());
}

#[test]
fn every_mistake_is_told_with_its_line() {
    for (option, words) in [
        ("idle = \"soon\"", "soon não serve para --idle <MINUTOS>"),
        ("idle = 0", "use um número de 1 a 10080"),
        ("lisen = \"127.0.0.1:0\"", "lisen"),
        ("attached = true", "attached"),
        ("config = \"x\"", "config"),
        ("classroom = 3", "true"),
        ("data = { a = 1 }", "data"),
        ("[server]", "server"),
        ("idle = [", "]"),
        ("idle = 3\nidle = 4", "duplicate key"),
    ] {
        let person = person(&format!("# comment\n\n{option}\n"));
        let place = if words == "duplicate key" { "config.toml:4: " } else { "config.toml:3: " };
        let one_line = is_match(r"\Asala: [^\n]+\n\z").unwrap();
        let mut command = sala_of(&person);
        let done = command.arg("server").stdin(std::process::Stdio::null()).assert().code(2);
        done.stderr(contains(place)).stderr(contains(words)).stderr(one_line);
    }
    sala().args(["server", "--config", "/no/such"]).assert().code(2).stderr(contains("/no/such"));
}

#[test]
fn the_example_has_every_option_and_changes_nothing() {
    let output = sala().args(["config", "example"]).output().unwrap();
    let text = String::from_utf8(output.stdout).unwrap();
    let is_option = |line: &&str| line.starts_with("# ") && line.contains(" = ");
    // An option without a default shows what kind of value it takes, in capitals.
    let has_default = |line: &&str| {
        line.chars().any(|c| "0123456789".contains(c))
            || line.contains("false")
            || line.contains("auto\"")
    };
    let options: Vec<_> =
        text.lines().filter(is_option).filter(has_default).map(|line| &line[2..]).collect();
    assert!(options.len() > 10, "{options:?}");
    let shown = |person: &TempDir| {
        let output = sala_of(person).args(["config", "show"]).output().unwrap();
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
        let rows = String::from_utf8(output.stdout).unwrap();
        let rows = rows.lines().map(|row| row.split_whitespace().take(2).map(str::to_owned));
        rows.map(Iterator::collect).collect::<Vec<Vec<_>>>()
    };
    assert_eq!(shown(&person(&options.join("\n"))), shown(&person(&text)));
}
