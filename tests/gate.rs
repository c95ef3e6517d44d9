//! A door that closes, by the real server and the real client: the class code.

#[path = "support/server.rs"]
mod server;

use std::fs;
use std::time::{Duration, Instant};

use assert_cmd::Command;
use predicates::prelude::*;
use predicates::str::contains;

use server::{PATIENCE, Server, sala};

const CODE: &str = "lua-nova-7";

fn with_code() -> Server {
    Server::start_with(&["--class-code", CODE])
}

/// Someone in the room, who was asked for the code first.
fn join(server: &Server, name: &str) -> server::Peer {
    let mut peer = server.connect();
    peer.send(CODE);
    assert!(peer.line().starts_with("? "));
    peer.send(name);
    assert!(peer.line().starts_with("* = "));
    peer
}

fn client(server: &Server) -> Command {
    let mut command = Command::from_std(sala());
    command.timeout(PATIENCE).args(["client", &server.address.to_string(), "--name", "ana"]);
    command
}

#[test]
fn who_knows_the_code_comes_in_and_the_teacher_alone_is_told_it() {
    let server = with_code();
    let mut console = server.console();
    let mut ana = join(&server, "ana");
    let mut beto = server.connect();
    beto.send("sol-nova-7");
    beto.expect("! Esse não é o código da turma: confira e escreva de novo.");
    beto.expect("? # Código da turma:");
    ana.send("/ajuda");
    ana.await_line("todos leem");
    ana.send("/who");
    ana.expect("> 1 pessoa na sala: ana");
    console.send("/ajuda");
    console.await_line("> Código da turma: lua-nova-7");
    let log = server.stop_and_read_log();
    assert_eq!(log.matches(CODE).count(), 1, "once, at the start: {log}");
    assert!(!log.contains("sol-nova"), "{log}");
}

#[test]
fn a_guesser_waits_and_a_class_behind_the_same_address_still_gets_in() {
    let server = with_code();
    let mut console = server.console();
    let mut guesser = server.connect();
    (0..3).for_each(|_| guesser.send("1234"));
    assert_eq!(guesser.rest().len(), 5, "two refusals, two questions, the end");
    let mut guesser = server.connect();
    (0..2).for_each(|_| guesser.send("1234"));
    console.await_line("Cinco códigos errados de 127.0.0.1");
    let mut ana = server.connect();
    let began = Instant::now();
    // All at once, as a script does that does not wait to be asked.
    ana.send_bytes(format!("{CODE}\nana\noi, turma\n/sair\n").as_bytes());
    ana.finish();
    ana.expect("> Houve códigos errados demais deste endereço: a sua vez chega em 2 segundos.");
    let rest = ana.rest();
    assert!(began.elapsed() >= Duration::from_secs(2), "{:?}", began.elapsed());
    assert_eq!(rest.last().unwrap(), "* . Até logo!", "{rest:?}");
    console.await_line("[ana] oi, turma");
}

#[test]
fn the_client_gives_the_code_by_itself_and_says_when_it_is_wrong() {
    let server = with_code();
    let script = "oi\n/sair\n";
    client(&server)
        .args(["--code", "LUA NOVA 7"])
        .write_stdin(script)
        .assert()
        .success()
        .stdout(contains("* . Até logo!"));
    client(&server).env("SALA_CLASS_CODE", CODE).write_stdin(script).assert().success();
    client(&server).write_stdin(format!("{CODE}\n{script}")).assert().success();
    client(&server)
        .args(["--code", "sol-nova-7"])
        .write_stdin(script)
        .assert()
        .code(1)
        .stderr(contains("A sala não aceitou o código da turma").and(contains("--code")));
    client(&server).write_stdin("sol\n").assert().code(1).stderr(contains("código da turma"));
    let help = Command::from_std(sala())
        .env("SALA_CLASS_CODE", CODE)
        .args(["client", "--help"])
        .assert()
        .success();
    help.stdout(contains("SALA_CLASS_CODE").and(contains(CODE).not()));
}

#[test]
fn bots_and_swarms_give_the_code() {
    let server = with_code();
    let feature = server.folder.path().join("a.feature");
    let story = "# language: pt\nFuncionalidade: f\n  Cenário: c\n    Dado que \"ana\" entra\n    \
                 E \"beto\" entra\n    Quando \"ana\" diz \"oi\"\n    Então \"beto\" lê \"[ana] oi\"\n";
    fs::write(&feature, story).unwrap();
    let bot = |action: &str| {
        let mut command = Command::from_std(sala());
        command.timeout(PATIENCE).args(["bot", action, "--addr", &server.address.to_string()]);
        command
    };
    let swarm = ["--clients", "5", "--senders", "1", "--messages", "3"];
    bot("run").arg(&feature).args(["--code", CODE]).assert().success();
    bot("swarm").args(swarm).env("SALA_CLASS_CODE", CODE).assert().success();
    bot("run").arg(&feature).args(["--code", "sol-nova"]).assert().code(1);
}

#[test]
fn the_code_is_made_or_read_from_a_file() {
    let server = Server::start_with(&["--class-code", "auto"]);
    let log = server.log();
    let code = log.lines().find_map(|line| line.strip_prefix("Código da turma: ")).unwrap();
    let mut ana = server.connect();
    ana.send(code);
    assert!(ana.line().starts_with("? Boas-vindas"));

    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("code");
    fs::write(&file, "  lua-nova-7\r\nnot this\n").unwrap();
    let option = format!("file:{}", file.display());
    let server = Server::start_in(folder, &["--class-code", &option]);
    join(&server, "ana");
}

#[test]
fn a_code_that_cannot_be_is_said_so_in_one_line() {
    let folder = tempfile::tempdir().unwrap();
    let empty = folder.path().join("empty");
    fs::write(&empty, "\nlua-nova-7\n").unwrap();
    let open = |code: &str| {
        let mut command = Command::from_std(sala());
        command.timeout(PATIENCE).args(["server", "--listen", "127.0.0.1:0", "--no-journal"]);
        command.arg("--data").arg(folder.path().join("data")).args(["--class-code", code]);
        command.assert()
    };
    let one_line = || predicate::function(|text: &str| text.lines().count() == 1);
    open("abc").code(2).stderr(contains("pelo menos 4").and(one_line()));
    open("file:/nowhere").code(1).stderr(contains("/nowhere").and(one_line()));
    let empty = format!("file:{}", empty.display());
    open(&empty).code(2).stderr(contains("pelo menos 4").and(one_line()));
}
