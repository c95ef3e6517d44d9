//! `lessons/cliente.py`, with the real server and in a real terminal.

use assert_cmd::Command;
use portable_pty::CommandBuilder;
use predicates::prelude::*;
use predicates::str::{contains, ends_with, is_empty};

use crate::support::server::{PATIENCE, Server};
use crate::support::terminal::Terminal;
use crate::support::tls::{TLS13, TlsClient};
use crate::support::{python, scripted_server};

const CLIENT: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/lessons/cliente.py");

fn python() -> Command {
    let mut command = Command::new("python3");
    command.env("PATH", python::path());
    command
}

fn client(address: &str) -> Command {
    let mut command = python();
    command.args([CLIENT, address]).timeout(PATIENCE);
    command
}

fn server() -> Server {
    Server::start_with(&["--tls-listen", "127.0.0.1:0", "--no-journal", "--no-limits"])
}

#[test]
fn it_comes_in_talks_and_leaves_in_the_clear_and_by_the_ticket() {
    let server = server();
    let mut ana = TlsClient::open(&server, TLS13).join("ana");
    for address in [server.address.to_string(), server.ticket().to_owned()] {
        let expected = "? & Boas-vindas à sala! Qual é o seu nome?\n* = ana (2 na sala)\n\
                        > 3 × 1 = 3\n> 3 × 2 = 6\n* . Até logo!\n";
        client(&address)
            .write_stdin("beto\noi, coração\n/tabuada 3 2\nsair\n")
            .assert()
            .success()
            .stdout(expected)
            .stderr(is_empty());
        ana.expect("* + beto entrou (2 na sala)");
        ana.expect("[beto] oi, coração");
        ana.expect("* - beto saiu (1 na sala)");
    }
}

#[test]
fn at_the_end_of_its_input_it_reads_to_the_end() {
    let server = server();
    for address in [server.address.to_string(), server.ticket().to_owned()] {
        let asks = format!("beto\n{}", "/tabuada 7 100\n".repeat(100));
        let assert = client(&address).write_stdin(asks).assert().success().stderr(is_empty());
        let lines = String::from_utf8(assert.get_output().stdout.clone()).unwrap();
        assert_eq!(lines.lines().count(), 2 + 100 * 100, "{address}");
        assert!(lines.ends_with("> 7 × 100 = 700\n"));
    }
}

#[test]
fn a_byte_order_mark_before_the_input_is_no_letter() {
    let server = server();
    let mut ana = server.join("ana");
    client(&server.address.to_string()).write_stdin("\u{feff}sair\n").assert().success();
    client(&server.address.to_string()).write_stdin("\u{feff}beto\noi\nsair\n").assert().success();
    ana.expect("* + beto entrou (2 na sala)");
    ana.expect("[beto] oi");
}

#[test]
fn it_trusts_the_ticket_and_no_other_certificate() {
    let server = server();
    let other = format!("{}#sha256:{}", server.tls_address(), "0".repeat(64));
    let words = contains("não é o do convite").and(contains("sha256:"));
    client(&other).write_stdin("beto\n").assert().code(1).stdout(is_empty()).stderr(words);
    let words = contains("use o convite").or(contains("convite inteiro"));
    client(server.tls_address()).write_stdin("beto\n").assert().code(1).stderr(words);
    // What vouches for the certificate is asked where there is no ticket.
    client(server.tls_address())
        .env("SSL_CERT_FILE", server.data().join("cert.pem"))
        .write_stdin("beto\nsair\n")
        .assert()
        .success()
        .stdout(ends_with("* . Até logo!\n"));
}

#[test]
fn what_cannot_be_is_said_in_one_line() {
    for (address, code) in [
        ("", 2),
        ("host:porta", 2),
        ("tls://host:1#sha256:12", 2),
        ("host:1#sha256:12", 2),
        ("127.0.0.1:1", 1),
    ] {
        let assert = client(address).write_stdin("").assert().code(code).stdout(is_empty());
        let words = String::from_utf8(assert.get_output().stderr.clone()).unwrap();
        assert!(words.starts_with("cliente: ") && words.lines().count() == 1, "{words}");
    }
    python().arg(CLIENT).assert().code(2).stderr(contains("--help"));
}

#[test]
fn nothing_that_comes_moves_or_hides_what_is_on_the_screen() {
    let script = scripted_server::Server::open();
    let address = script.address();
    let server = std::thread::spawn(move || {
        let mut connection = script.accept();
        connection
            .send("\x1b[2Jlimpo\x1b]0;x\x07 \u{202e}reves\u{9b}31m\ta\rb\u{2028}\n".as_bytes());
        connection.send(b"\xff sem fim");
        connection.close();
    });
    let shown = "limpo reves31m ab\n\u{fffd} sem fim\n";
    client(&address).write_stdin("").assert().success().stdout(shown);
    server.join().unwrap();
}

#[test]
fn an_answer_that_is_secret_is_not_shown() {
    let script = scripted_server::Server::open();
    let mut command = CommandBuilder::new("python3");
    command.args([CLIENT, &script.address()]);
    let mut terminal = Terminal::start(24, 80, command);
    let mut connection = script.accept();
    connection.say("? # Código da turma:");
    terminal.see("? # Código da turma:");
    terminal.keys("segredo\r");
    connection.hear("segredo");
    connection.say("? Qual é o seu nome?");
    terminal.see("? Qual é o seu nome?");
    terminal.keys("ana\r");
    connection.hear("ana");
    terminal.see("ana");
    connection.say("? * Senha:");
    terminal.see("? * Senha:");
    terminal.keys("outro segredo\r");
    connection.hear("outro segredo");
    connection.say("* . Até logo!");
    connection.close();
    assert_eq!(terminal.exit_code(), 0);
    terminal.see("Até logo!");
    let shown = terminal.contents();
    assert!(!shown.contains("segredo"), "{shown}");
    terminal.is_restored();
}
