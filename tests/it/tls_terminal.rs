//! The encrypted channel in a real terminal: first use, reconnection, and the teacher's screen.

use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::path::PathBuf;

use portable_pty::CommandBuilder;

use crate::support::server::{self, Server};
use crate::support::terminal::Terminal;
use crate::support::tls;

fn server_at(port: &str, folder: tempfile::TempDir) -> Server {
    let address = format!("127.0.0.1:{port}");
    Server::start_in(folder, &["--tls-listen", &address, "--no-journal"])
}

fn server() -> Server {
    server_at("0", tempfile::tempdir().unwrap())
}

fn port(server: &Server) -> String {
    server.tls_address().rsplit(':').next().unwrap().to_owned()
}

fn start(rows: u16, columns: u16, arguments: &[&str]) -> Terminal {
    let sala = server::sala();
    let mut command = CommandBuilder::new(sala.get_program());
    command.args(arguments);
    for (name, value) in sala.get_envs() {
        match value {
            Some(value) => command.env(name, value),
            None => command.env_remove(name),
        }
    }
    command.env("TERM", "xterm-256color");
    Terminal::start(rows, columns, command)
}

/// A client whose data is beside the server's.
fn client(server: &Server, address: &str) -> Terminal {
    let own = own(server);
    let name = ["--name", "ana", "--history", "0", "--data"];
    start(24, 100, &[&["client", address][..], &name, &[own.to_str().unwrap()]].concat())
}

fn own(server: &Server) -> PathBuf {
    server.folder.path().join("own")
}

fn known(server: &Server) -> String {
    fs::read_to_string(own(server).join("known_hosts")).unwrap_or_default()
}

fn leave(mut terminal: Terminal) {
    terminal.keys("/sair\r");
    assert_eq!(terminal.exit_code(), 0, "{}", terminal.contents());
}

#[test]
fn at_first_use_the_person_decides_and_is_not_asked_again() {
    let server = server();
    let fingerprint = server.ticket().split('#').nth(1).unwrap();
    let mut terminal = client(&server, server.tls_address());
    terminal.see(fingerprint);
    terminal.see("É o mesmo? [s/N]");
    terminal.keys("\r");
    assert_eq!(terminal.exit_code(), 1, "no answer is a no");
    assert_eq!(known(&server), "");

    let mut terminal = client(&server, server.tls_address());
    terminal.see("É o mesmo? [s/N]");
    terminal.keys("sim\r");
    terminal.see("* = (1 na sala)");
    let mode = own(&server).join("known_hosts").metadata().unwrap().permissions().mode();
    assert_eq!(mode & 0o777, 0o600);
    assert_eq!(known(&server), format!("{} {fingerprint}\n", tls::address(&server)));
    leave(terminal);

    let terminal = client(&server, server.tls_address());
    terminal.see("* = (1 na sala)");
    assert!(!terminal.contents().contains("[s/N]"), "{}", terminal.contents());
    leave(terminal);
}

#[test]
fn whoever_comes_back_trusts_the_same_certificate_and_no_other() {
    let server = server();
    let port = port(&server);
    let mut terminal = client(&server, server.ticket());
    terminal.see("* = (1 na sala)");
    let server = server_at(&port, server.kill());
    terminal
        .wait("second coming", |screen| screen.contents().matches("* = (1 na sala)").count() == 2);

    let folder = server.kill();
    for name in ["cert.pem", "cert.key"] {
        fs::remove_file(folder.path().join("data").join(name)).unwrap();
    }
    let server = server_at(&port, folder);
    terminal.see("não é o do convite");
    assert_eq!(terminal.exit_code(), 1);
    let mut console = server.console();
    console.send("/who");
    console.await_line("Ninguém na sala");
}

#[test]
fn the_teachers_terminal_shows_the_ticket_and_its_drawing() {
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().to_str().unwrap();
    let arguments = ["server", "--tls-listen", "127.0.0.1:0", "--qr", "--no-journal", "--data"];
    let mut terminal = start(50, 160, &[&arguments[..], &[data]].concat());
    terminal.see("* = (0 na sala)");
    terminal.see("Convite: sala client tls://127.0.0.1:");
    assert!(terminal.contents().contains("▄▄▄▄▄"), "{}", terminal.contents());
    terminal.keys("/encerrar\r");
    assert_eq!(terminal.exit_code(), 0, "{}", terminal.contents());
}
