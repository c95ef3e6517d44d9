//! A real server from outside: the teacher's console, the log, stopping, and lack of descriptors.

use std::io::{BufRead, BufReader};
use std::net::TcpStream;
use std::os::unix::fs::PermissionsExt;
use std::process::Command;

use rustix::process::Signal;

use crate::support::server::{self, Peer, Server};

#[test]
fn the_console_sees_connections_entries_and_departures_with_their_address() {
    let server = Server::start();
    let mut console = server.console();
    let mut ana = server.connect();
    let from = format!("127.0.0.1:{}", ana.port());
    console.expect(&format!("* Conexão de {from} (0 na sala)"));
    ana.send("ana");
    ana.expect("* = (1 na sala)");
    console.expect(&format!("* + ana entrou (1 na sala) · {from}"));
    console.send("/who");
    console.expect("> 1 pessoa na sala");
    let line = console.line();
    assert!(line.starts_with(&format!("> ana · {from} · desde ")), "{line}");
    ana.send("/sair até já");
    console.expect(&format!("* - ana saiu · «até já» (0 na sala) · {from}"));
    let log = server.stop_and_read_log();
    for line in [format!("Conexão de {from}"), format!("ana entrou (1 na sala) · {from}")] {
        assert!(log.contains(&line), "{line} is not in the log");
    }
}

#[test]
fn the_console_speaks_to_one_to_all_and_is_not_counted() {
    let server = Server::start();
    let mut console = server.console();
    let mut ana = server.join("ana");
    let mut beto = server.join("beto");
    ana.expect("* + beto entrou (2 na sala)");
    console.await_line("beto entrou");
    console.send("/msg ana veja a página 12");
    ana.expect("(professor) veja a página 12");
    console.expect("> (para ana) veja a página 12");
    console.send("/aviso prova na sexta");
    ana.expect("* # professor prova na sexta");
    beto.expect("* # professor prova na sexta");
    console.send("bom dia");
    beto.expect("[professor] bom dia");
    ana.expect("[professor] bom dia");
    beto.send("/msg professor tenho uma dúvida");
    beto.expect("> (para professor) tenho uma dúvida");
    console.expect("(beto) tenho uma dúvida");
    beto.send("/aviso eu também posso?");
    beto.expect("! O comando /aviso é só para quem ensina.");
    let log = server.stop_and_read_log();
    assert!(!log.contains("tenho uma dúvida"), "a private message is in the log");
}

#[test]
fn the_console_may_go_and_come_back_and_end_the_class() {
    let mut server = Server::start();
    let mut ana = server.join("ana");
    let mut console = server.console();
    console.send("/sair");
    console.expect("* . Até logo!");
    assert!(console.rest().is_empty());
    let mut console = server.console();
    console.send("/encerrar bom feriado");
    ana.expect("* . A aula terminou: bom feriado");
    assert!(ana.rest().is_empty());
    assert_eq!(console.rest(), ["* . A aula terminou: bom feriado"]);
    assert!(server.wait().success());
    assert!(!server.data().join("console.sock").exists());
}

#[test]
fn the_console_is_for_nobody_else() {
    let server = Server::start();
    let mode =
        |path: &str| server.data().join(path).metadata().unwrap().permissions().mode() & 0o777;
    assert_eq!(mode("console.sock"), 0o600);
    assert_eq!(mode(""), 0o700);
}

#[test]
fn a_signal_ends_the_class_for_everyone_and_the_server_exits_well() {
    for signal in [Signal::INT, Signal::TERM] {
        let mut server = Server::start();
        let mut ana = server.join("ana");
        let mut stranger = server.connect();
        server.signal(signal);
        assert_eq!(ana.rest(), ["* . A aula terminou."]);
        assert_eq!(stranger.rest(), ["* . A aula terminou."]);
        assert!(server.wait().success());
    }
}

#[test]
fn whoever_is_still_talking_at_the_end_reads_all_that_they_are_owed() {
    let mut server = Server::start_with(&["--no-limits", "--no-journal"]);
    let mut ana = server.join("ana");
    let mut beto = server.join("beto");
    let mut console = server.console();
    for n in 0..300 {
        console.send(&format!("{n} {}", "x".repeat(2000)));
    }
    beto.await_line("[professor] 299 ");
    let mut talking = ana.socket().try_clone().unwrap();
    let talker = std::thread::spawn(move || {
        // Until the server closes.
        while std::io::Write::write_all(&mut talking, b"ainda falando\n").is_ok() {}
    });
    beto.await_line("[ana] ainda falando");
    server.signal(Signal::TERM);
    let mut owed = Vec::new();
    while owed.last().is_none_or(|line: &String| !line.starts_with("* . ")) {
        owed.push(ana.line());
    }
    assert_eq!(owed.iter().filter(|line| line.starts_with("[professor] ")).count(), 300);
    assert_eq!(owed.last().unwrap(), "* . A aula terminou.");
    drop(beto);
    assert!(server.wait().success());
    talker.join().unwrap();
}

#[test]
fn a_log_that_nobody_reads_does_not_hold_up_the_class() {
    let folder = tempfile::tempdir().unwrap();
    let mut child = server::sala()
        .args(["server", "--listen", "127.0.0.1:0", "--no-journal", "--data"])
        .arg(folder.path())
        .stdin(std::process::Stdio::null())
        .stdout(std::process::Stdio::piped())
        .stderr(std::process::Stdio::piped())
        .spawn()
        .unwrap();
    let line = BufReader::new(child.stdout.take().unwrap()).lines().next().unwrap().unwrap();
    let address = line.rsplit(' ').next().unwrap();
    // Two lines of log each, into a pipe that holds 64 KiB.
    for _ in 0..1000 {
        Peer::tcp(TcpStream::connect(address).unwrap()).line();
    }
    let mut ana = Peer::tcp(TcpStream::connect(address).unwrap());
    ana.await_line("? ");
    ana.send("ana");
    ana.expect("* = (1 na sala)");
    let pid = rustix::process::Pid::from_child(&child);
    rustix::process::kill_process(pid, Signal::TERM).unwrap();
    assert_eq!(ana.rest(), ["* . A aula terminou."]);
    assert!(child.wait().unwrap().success());
}

#[test]
fn someone_who_does_not_read_cannot_hold_the_end_up() {
    let mut server = Server::start_with(&["--no-limits", "--no-journal"]);
    let mut ana = server.join("ana");
    let mut beto = server.join("beto");
    let _slow: Vec<Peer> = (0..3).map(|n| server.join(&format!("surdo{n}"))).collect();
    beto.await_line("(5 na sala)");
    // When the first one is let go, almost as much waits for the others.
    let line = "x".repeat(4000);
    loop {
        ana.send(&line);
        if beto.line().contains("conexão lenta") {
            break;
        }
    }
    server.signal(Signal::TERM);
    assert!(server.wait().success());
}

#[test]
fn what_was_held_for_the_journal_fills_nobody_beyond_the_bound() {
    let server = Server::start_with(&["--no-limits"]);
    let mut beto = server.join("beto");
    let mut ana = server.join("ana");
    beto.expect("* + ana entrou (2 na sala)");
    // Far more than sockets hold, asked for while the journal may still think of the first.
    ana.send_bytes(format!("/historico\n{}", "/tabuada 7 100\n".repeat(10_000)).as_bytes());
    beto.expect("* - ana saiu: conexão lenta (1 na sala)");
    assert!(ana.rest().last().is_some_and(|last| last.starts_with("* . ")));
}

#[test]
fn a_lack_of_descriptors_keeps_newcomers_out_and_nobody_else() {
    let sala = server::sala();
    let mut limited = Command::new("sh");
    limited.args(["-c", r#"ulimit -n 40; exec "$0" "$@""#]).arg(sala.get_program());
    let server = Server::start_command(limited, tempfile::tempdir().unwrap(), &["--no-journal"]);
    let mut console = server.console();
    let mut ana = server.join("ana");
    let crowd: Vec<_> = (0..40).map(|_| TcpStream::connect(server.address).unwrap()).collect();
    console.await_line("* Ninguém consegue entrar por enquanto");
    ana.send("/who");
    ana.expect("> 1 pessoa na sala: ana");
    drop(crowd);
    server.join("beto");
    ana.expect("* + beto entrou (2 na sala)");
}

#[test]
fn every_listener_says_where_it_is() {
    let folder = tempfile::tempdir().unwrap();
    let mut child = server::sala()
        .args(["server", "--listen", "127.0.0.1:0", "--listen", "0.0.0.0:0", "--open"])
        .arg("--no-journal")
        .args(["--lang", "en", "--data"])
        .arg(folder.path())
        .stdin(std::process::Stdio::null())
        .stdout(std::process::Stdio::piped())
        .stderr(std::process::Stdio::null())
        .spawn()
        .unwrap();
    let mut lines = BufReader::new(child.stdout.take().unwrap()).lines().map(Result::unwrap);
    for address in ["127.0.0.1:", "0.0.0.0:"] {
        let line = lines.next().unwrap();
        assert!(line.starts_with(&format!("Classroom open at {address}")), "{line}");
        let port: u16 = line.rsplit(':').next().unwrap().parse().unwrap();
        let mut peer = Peer::tcp(TcpStream::connect(("127.0.0.1", port)).unwrap());
        peer.expect("? & Welcome to the classroom! What is your name?");
    }
    child.kill().unwrap();
    child.wait().unwrap();
}
