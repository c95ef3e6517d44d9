//! Coming back by a pass: over real connections, after a crash, and by the kit's own clients.

use std::net::Shutdown;
use std::time::{Duration, Instant};

use portable_pty::CommandBuilder;
use sala::wire::is_pass;

use crate::support::scripted_server;
use crate::support::server::{Peer, Server};
use crate::support::terminal::Terminal;

const PASS: &str = "abcdefghijklmnopqrstuvwx27";

fn pass_of(peer: &mut Peer) -> String {
    peer.send("/passe");
    let line = peer.await_line("* & ");
    let pass = line.split(' ').nth(2).unwrap();
    assert!(is_pass(pass), "{line}");
    pass.to_owned()
}

fn back(server: &Server, line: &str) -> Peer {
    let mut peer = server.connect();
    peer.send(line);
    peer.await_line("* < ");
    peer
}

#[test]
fn lines_written_to_a_dead_socket_follow_once_and_the_ghost_is_closed_at_once() {
    let server = Server::start_with(&["--no-journal"]);
    let (mut ana, mut beto) = (server.join("ana"), server.join("beto"));
    let pass = pass_of(&mut ana);
    beto.send("um\n/msg ana dois\n/eu três");
    beto.expect("> (para ana) dois");
    // Ana's program has read one of them when its connection dies, and nobody notices.
    let began = Instant::now();
    let mut back = server.connect();
    back.send(&format!("ana {pass} 1"));
    for line in ["* = beto (2 na sala)", "* < 2 0 As 2 linhas que você perdeu:"] {
        back.expect(line);
    }
    for line in ["(beto) dois", "* @ beto três"] {
        back.expect(line);
    }
    assert!(began.elapsed() < Duration::from_secs(10), "no timeout is waited for");
    assert_eq!(
        ana.rest(),
        [
            "[beto] um",
            "(beto) dois",
            "* @ beto três",
            "* . Você voltou por outra conexão; esta se encerra."
        ]
    );
    // Two connections race with one pass: one is in, the other is told.
    let mut other = server.connect();
    other.send(&format!("ana {pass} 3"));
    other.await_line("* < 0 0 ");
    assert!(back.rest().last().unwrap().starts_with("* . "));
    other.send("sair");
    beto.expect("* - ana saiu (1 na sala)");
}

#[test]
fn after_a_crash_a_pass_brings_back_who_they_are_and_after_the_end_of_a_class_it_does_not() {
    let server = Server::start();
    let mut ana = server.join("ana");
    let pass = pass_of(&mut ana);
    // What was asked for later is on disk later.
    ana.send("oi\n/historico 1");
    ana.await_line("[ana] oi");
    let server = Server::start_in(server.kill(), &[]);
    let mut eva = server.connect();
    eva.send("ana");
    assert!(eva.line().starts_with("! Nome em uso por quem caiu"));
    let mut ana = back(&server, &format!("ana {pass} 4"));
    ana.send("oi\n/historico 1");
    ana.await_line("[ana] oi");
    let server = Server::start_in(server.stop(), &[]);
    let mut ana = server.connect();
    ana.send(&format!("ana {pass} 4\n/who"));
    ana.expect("* = (1 na sala)");
    ana.expect("> 1 pessoa na sala: ana");
}

#[test]
fn the_client_asks_for_a_pass_where_there_are_any_hides_it_and_comes_back_by_it() {
    let script = scripted_server::Server::open();
    let data = tempfile::tempdir().unwrap();
    let mut command = CommandBuilder::new(assert_cmd::cargo::cargo_bin("sala"));
    command.args(["client", &script.address(), "--name", "ana", "--history", "3"]);
    command.env("TERM", "xterm-256color");
    command.env("SALA_DATA", data.path());
    let mut terminal = Terminal::start(24, 80, command);
    let mut connection = script.accept();
    connection.say("? & Qual é o seu nome?");
    connection.hear("ana");
    connection.say("* = beto (2 na sala)");
    connection.hear("/passe");
    connection.hear("/historico 3");
    connection.say(&format!("* & {PASS} guarde"));
    connection.say("[beto] um");
    terminal.see("[beto] um");
    assert!(!terminal.contents().contains("abcdef"), "{}", terminal.contents());
    connection.close();
    let mut connection = script.accept();
    connection.say("? & Qual é o seu nome?");
    connection.hear(&format!("ana {PASS} 1"));
    connection.say("* = beto (2 na sala)");
    connection.say("* < 1 0 A linha que você perdeu:");
    connection.say("[beto] dois");
    connection.hear("/passe");
    terminal.see("[beto] dois");
    terminal.keys("voltei\r");
    connection.hear("voltei");
    // A student's own server asks in another way, and is not told of passes.
    connection.close();
    let mut connection = script.accept_as("ana");
    terminal.keys("oi\r");
    assert_eq!(connection.next().as_deref(), Some("/historico 3"));
    connection.hear("oi");
}

#[test]
fn the_lesson_client_comes_back_by_its_pass_too() {
    let script = scripted_server::Server::open();
    let mut command = CommandBuilder::new("python3");
    let client = concat!(env!("CARGO_MANIFEST_DIR"), "/lessons/cliente.py");
    command.args([client, &script.address()]);
    let mut terminal = Terminal::start(24, 80, command);
    let mut connection = script.accept();
    connection.say("? & Qual é o seu nome?");
    terminal.see("Qual é o seu nome?");
    terminal.keys("ana\r");
    connection.hear("ana");
    connection.say("* = beto (2 na sala)");
    connection.hear("/passe");
    connection.say(&format!("* & {PASS} guarde"));
    connection.say("(beto) um");
    terminal.see("(beto) um");
    assert!(!terminal.contents().contains("abcdef"), "{}", terminal.contents());
    connection.close();
    let mut connection = script.accept();
    connection.say("? & Qual é o seu nome?");
    connection.hear(&format!("ana {PASS} 1"));
    connection.say("* = beto (2 na sala)");
    connection.say("* < 1 0 A linha que você perdeu:");
    connection.say("[beto] dois");
    terminal.see("[beto] dois");
    connection.hear("/passe");
    terminal.keys("sair\r");
    connection.hear("sair");
}

#[test]
fn a_class_full_of_ghosts_locks_nobody_out() {
    let server = Server::start_with(&["--no-journal", "--max-people", "3"]);
    let mut ghosts: Vec<(Peer, String)> = ["ana", "beto", "caio"]
        .into_iter()
        .map(|name| {
            let mut peer = server.join(name);
            let pass = pass_of(&mut peer);
            (peer, format!("{name} {pass}"))
        })
        .collect();
    let mut eva = server.connect();
    eva.send("eva");
    eva.expect("* . A sala está cheia: tente de novo mais tarde.");
    let all: Vec<Peer> = ghosts.iter().map(|(_, line)| back(&server, line)).collect();
    assert_eq!(all.len(), 3);
    for (ghost, _) in &mut ghosts {
        assert!(ghost.rest().last().unwrap().starts_with("* . "));
        let _ = ghost.socket().shutdown(Shutdown::Both);
    }
}
