//! Coming back by a pass: over real connections, after a crash, and by the kit's own clients.

use std::io::{Read, Write};
use std::net::{Shutdown, TcpStream};
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
    let mut racers = [back, server.connect()];
    racers[1].send(&format!("ana {pass} 3"));
    let mut third = server.connect();
    third.send(&format!("ana {pass} 3"));
    racers[1].await_line("* < 0 0 ");
    third.await_line("* < 0 0 ");
    beto.send("quem ficou?");
    let ends = racers.into_iter().chain([third]).map(|mut racer| {
        loop {
            let line = racer.line();
            if line.starts_with("* . ") {
                break None;
            }
            if line == "[beto] quem ficou?" {
                break Some(racer);
            }
        }
    });
    let mut here: Vec<Peer> = ends.flatten().collect();
    assert_eq!(here.len(), 1, "one of them is in");
    here[0].send("sair");
    beto.expect("* - ana saiu (1 na sala)");
}

/// How often the connection is cut, and by what it is drawn how much of it is read before.
const CUTS: usize = 150;
const SEED: u64 = 5;

/// Comes back, and reads so many bytes or up to the end of a line with this; gives the lines that
/// came whole.
fn glimpse(server: &Server, answer: &str, bytes: usize, last: &str) -> (TcpStream, Vec<String>) {
    let mut stream = TcpStream::connect(server.address).unwrap();
    writeln!(stream, "{answer}").unwrap();
    let mut read = Vec::new();
    while read.len() < bytes && !(read.ends_with(b"\n") && is_last_line(&read, last)) {
        let mut byte = [0];
        stream.read_exact(&mut byte).unwrap();
        read.push(byte[0]);
    }
    let whole = read.iter().rposition(|byte| *byte == b'\n').map_or(0, |at| at + 1);
    let text = str::from_utf8(&read[..whole]).unwrap();
    (stream, text.lines().map(str::to_owned).collect())
}

fn is_last_line(read: &[u8], last: &str) -> bool {
    String::from_utf8_lossy(read).trim_end().ends_with(last)
}

#[test]
fn wherever_the_connection_is_cut_what_was_missed_follows_once_and_in_order() {
    let server = Server::start_with(&["--no-journal", "--no-limits"]);
    let (mut ana, mut beto) = (server.join("ana"), server.join("beto"));
    let pass = pass_of(&mut ana);
    let mut chance = fastrand::Rng::with_seed(SEED);
    let (mut said, mut read): (Vec<String>, Vec<String>) = (Vec::new(), Vec::new());
    // Some of the connections that are cut stay open on the server's side.
    let mut ghosts = Vec::new();
    for number in 0..=CUTS {
        beto.send(&format!("fala {number}\n/msg ana recado {number}\n/eu faz {number}\n/who"));
        // Ana comes back, and is cut off, while that is said.
        let bytes = if number == CUTS { usize::MAX } else { chance.usize(0..400) };
        let (answer, last) =
            (format!("ana {pass} {}", read.len()), format!("* @ beto faz {number}"));
        let (connection, lines) = glimpse(&server, &answer, bytes, &last);
        let kept = |line: &String| ["[", "(", "* @ "].iter().any(|mark| line.starts_with(mark));
        read.extend(lines.into_iter().filter(kept));
        said.push(format!("[beto] fala {number}"));
        loop {
            match beto.line() {
                line if line.starts_with("> (para ana)") => {
                    said.push(format!("(beto) recado {number}"));
                }
                line if line.starts_with("> ") => break,
                _ => {}
            }
        }
        said.push(last);
        if chance.bool() {
            ghosts.push(connection);
        }
    }
    assert_eq!(read, said);
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
