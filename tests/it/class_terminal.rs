//! `sala server`, `sala console` and `sala demo` in a real terminal, with a real class behind.

use std::net::TcpStream;

use portable_pty::CommandBuilder;
use rustix::process::{Pid, Signal, kill_process};
use sala::classroom::Secret;
use sala::server::PasswordFile;
use tempfile::TempDir;

use crate::support::server::{self, Peer, Server};
use crate::support::terminal::Terminal;

const CTRL_C: &str = "\x03";
const CTRL_D: &str = "\x04";

fn start(arguments: &[&str]) -> Terminal {
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
    Terminal::start(24, 90, command)
}

/// A class with the console in a terminal, and the address that it shows.
fn class(folder: &TempDir) -> (Terminal, String) {
    let data = folder.path().to_str().unwrap();
    let terminal = start(&["server", "--listen", "127.0.0.1:0", "--data", data]);
    terminal.see("* = (0 na sala)");
    let shown = terminal.contents();
    let address = shown.lines().next().unwrap().rsplit(' ').next().unwrap().to_owned();
    (terminal, address)
}

fn join(address: &str, name: &str) -> Peer {
    let mut peer = Peer::tcp(TcpStream::connect(address).unwrap());
    peer.line();
    peer.send(name);
    assert!(peer.line().starts_with("* = "));
    peer
}

#[test]
fn a_server_on_a_terminal_opens_the_console_in_front() {
    let folder = tempfile::tempdir().unwrap();
    let (mut terminal, address) = class(&folder);
    let mut ana = join(&address, "ana");
    terminal.see("* + ana entrou (1 na sala) · 127.0.0.1:");
    terminal.keys("/aviso prova na sexta\r");
    ana.expect("* # professor prova na sexta");
    terminal.keys("/msg a\t bom dia\r");
    ana.expect("(professor) bom dia");
    terminal.keys("/encerrar até amanhã\r");
    assert_eq!(ana.rest(), ["* . A aula terminou: até amanhã"]);
    assert_eq!(terminal.exit_code(), 0);
    terminal.is_restored();
    assert!(TcpStream::connect(&address).is_err(), "its server has ended");
}

#[test]
fn what_the_journal_lost_is_said_when_the_class_is_over() {
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().to_str().unwrap();
    let options = ["--no-limits", "--journal-max", "1"];
    let server = ["server", "--listen", "127.0.0.1:0", "--data", data];
    let mut terminal = start(&[&server[..], &options].concat());
    terminal.see("* = (0 na sala)");
    let shown = terminal.contents();
    let address = shown.lines().next().unwrap().rsplit(' ').next().unwrap();
    let mut ana = join(address, "ana");
    // No faster than the console reads: a slow client is disconnected.
    for part in 0..8 {
        (0..50).for_each(|_| ana.send(&"x".repeat(4000)));
        ana.send(&format!("/msg professor parte {part}"));
        terminal.see(&format!("(ana) parte {part}"));
    }
    terminal.keys("/encerrar\r");
    terminal.see("não ficaram registradas");
    assert_eq!(terminal.exit_code(), 1);
    terminal.is_restored();
}

#[test]
fn every_way_out_of_the_servers_console_asks_first() {
    for keys in [CTRL_D, "/sair\r", "sair\r"] {
        let folder = tempfile::tempdir().unwrap();
        let (mut terminal, address) = class(&folder);
        let mut ana = join(&address, "ana");
        terminal.see("ana entrou");
        terminal.keys(keys);
        terminal.see_last(&["Encerrar a aula para todos? [s/N]"]);
        terminal.keys("n\r");
        terminal.see_last(&["Encerrar a aula para todos? [s/N] n", "professor>"]);
        terminal.keys("seguimos\r");
        ana.expect("[professor] seguimos");
        terminal.see_last(&["professor> seguimos", "professor>"]);
        terminal.keys(keys);
        terminal.see_last(&["Encerrar a aula para todos? [s/N]"]);
        terminal.keys("s\r");
        assert_eq!(ana.rest(), ["* . A aula terminou."]);
        assert_eq!(terminal.exit_code(), 0);
        terminal.is_restored();
    }
}

#[test]
fn a_console_may_leave_a_class_that_goes_on() {
    let server = Server::start();
    let data = server.data();
    let mut terminal = start(&["console", "--data", data.to_str().unwrap(), "--lang", "en"]);
    terminal.see("* = (0 na sala)");
    let mut ana = server.join("ana");
    terminal.see("ana entrou");
    terminal.keys("/sair\r");
    assert_eq!(terminal.exit_code(), 0);
    terminal.is_restored();
    let mut beto = server.join("beto");
    ana.expect("* + beto entrou (2 na sala)");
    beto.send("/sair");
}

#[test]
fn a_server_that_cannot_open_says_why_and_leaves_the_terminal_alone() {
    let server = Server::start();
    let address = server.address.to_string();
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().to_str().unwrap();
    let mut terminal = start(&["server", "--listen", &address, "--data", data]);
    terminal.see("já está em uso");
    assert_eq!(terminal.exit_code(), 1);
    terminal.is_restored();
}

/// A demonstration without bots in a terminal, and the class's address that it shows.
fn demo() -> (Terminal, String) {
    let terminal = start(&["demo", "--name", "ana", "--port", "0", "--no-bots"]);
    terminal.see("(1 na sala)");
    let shown = terminal.contents();
    let line = shown.lines().find(|line| line.contains("sala client 127.0.0.1:")).unwrap();
    let address = line.rsplit(' ').next().unwrap().to_owned();
    assert!(shown.contains(&format!("nc {}", address.replace(':', " "))), "{shown}");
    (terminal, address)
}

#[test]
fn the_end_of_a_demonstration_is_the_end_of_its_server() {
    let (terminal, address) = demo();
    let mut beto = join(&address, "beto");
    signal(&terminal, Signal::KILL);
    // Whether ana's leaving is heard before depends on who notices first.
    assert_eq!(beto.rest().last().unwrap(), "* . A aula terminou.");
}

#[test]
fn the_demo_is_a_class_with_the_person_in_it() {
    let (mut terminal, address) = demo();
    let mut beto = join(&address, "beto");
    terminal.see("beto entrou");
    terminal.keys("oi, beto\r");
    beto.expect("[ana] oi, beto");
    beto.send("oi!");
    terminal.see("[beto] oi!");
    terminal.keys(CTRL_C);
    terminal.see_last(&["-- Ctrl-C outra vez sai da sala.", "ana>"]);
    terminal.keys(CTRL_C);
    assert_eq!(beto.line(), "* - ana saiu (1 na sala)");
    assert_eq!(terminal.exit_code(), 0);
    terminal.is_restored();
    assert_eq!(beto.rest(), ["* . A aula terminou."]);
}

#[test]
fn the_demos_bots_play_their_script_and_answer_the_person() {
    let mut terminal = start(&["demo", "--name", "ana", "--port", "0", "--speed", "100"]);
    terminal.see("* + Bia entrou (2 na sala)");
    terminal.see("[Bia] Oi, Caio!");
    terminal.see("[Duda] CINQUENTA E SEIS!");
    terminal.see("[Bia] A Duda saiu com /sair.");
    terminal.keys("bia, tudo bem?\r");
    terminal.see("[Bia] Estou ouvindo, ana.");
    terminal.keys("/msg bia psiu\r");
    terminal.see("(Bia) Estou ouvindo, ana.");
    terminal.keys("/sair\r");
    assert_eq!(terminal.exit_code(), 0);
    terminal.is_restored();
}

#[test]
fn a_script_that_stops_is_said_beside_the_prompt_and_the_class_goes_on() {
    let folder = tempfile::tempdir().unwrap();
    let script = folder.path().join("aula.feature");
    let text = "Feature: x\n  Scenario: y\n    Given \"bia\" comes in\n    And \"bia\" leaves\n    And \"bia\" says \"oi\"\n";
    std::fs::write(&script, text).unwrap();
    let script = script.to_str().unwrap();
    let mut terminal =
        start(&["demo", "--name", "ana", "--port", "0", "--speed", "100", "--script", script]);
    terminal.see("aula.feature:5");
    terminal.keys("/who\r");
    terminal.see("> 1 pessoa na sala: ana");
    terminal.keys("/sair\r");
    assert_eq!(terminal.exit_code(), 0);
}

fn signal(terminal: &Terminal, signal: Signal) {
    let front = Pid::from_raw(i32::try_from(terminal.process()).unwrap()).unwrap();
    kill_process(front, signal).unwrap();
}

#[test]
fn a_class_outlives_its_consoles_which_come_back_to_it_until_one_ends_it() {
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().to_str().unwrap();
    let password = "abre-te sésamo";
    PasswordFile::within(folder.path()).set(&Secret::new(password)).unwrap();
    let (mut terminal, address) = class(&folder);
    let mut ana = join(&address, "ana");
    terminal.see("ana entrou");
    terminal.close();
    assert_eq!(terminal.exit_code(), 0);
    let mut beto = join(&address, "beto");
    ana.expect("* + beto entrou (2 na sala)");
    ana.send("ainda aqui");
    beto.expect("[ana] ainda aqui");
    // Who opens the class again is offered its console.
    let mut again = start(&["server", "--listen", "127.0.0.1:0", "--data", data]);
    again.see("Já há uma aula aberta");
    again.keys("\r");
    // The account may be everyone's: a console that comes back gives the password.
    again.see("Senha de quem ensina:");
    again.keys("abre-te cérebro\r");
    again.see("Senha errada.");
    again.keys(&format!("{password}\r"));
    again.see_last(&["* = ana beto (2 na sala)", "professor>"]);
    signal(&again, Signal::KILL);
    beto.send("e agora?");
    ana.expect("[beto] e agora?");
    let mut console = start(&["console", "--data", data]);
    console.see("Senha de quem ensina:");
    console.keys(&format!("{password}\r"));
    console.see_last(&["* = ana beto (2 na sala)", "professor>"]);
    assert!(!console.contents().contains(password));
    console.keys("/encerrar\r");
    assert_eq!(ana.rest(), ["* . A aula terminou."]);
    assert_eq!(console.exit_code(), 0);
}

#[test]
fn a_signal_to_the_console_in_front_ends_the_class() {
    let folder = tempfile::tempdir().unwrap();
    let (mut terminal, address) = class(&folder);
    let mut ana = join(&address, "ana");
    terminal.see("ana entrou");
    signal(&terminal, Signal::TERM);
    assert_eq!(ana.rest(), ["* . A aula terminou."]);
    assert_eq!(terminal.exit_code(), 0);
}

/// A process that nobody else ends when a test fails.
struct EndOnDrop(Pid);

impl Drop for EndOnDrop {
    fn drop(&mut self) {
        let _ = kill_process(self.0, Signal::KILL);
    }
}

#[test]
fn a_class_behind_the_shell_outlives_its_terminal() {
    let folder = tempfile::tempdir().unwrap();
    let sala = server::sala();
    let mut command = CommandBuilder::new("bash");
    // Job control puts it in the background of the terminal; the shell's end hangs it up.
    let run =
        "set -m; \"$0\" server --listen 127.0.0.1:0 --data \"$1\" & echo $! > \"$1.pid\"; read";
    command.args([
        "-c".as_ref(),
        run.as_ref(),
        sala.get_program(),
        folder.path().join("d").as_os_str(),
    ]);
    command.env_remove("SALA_LANG");
    let mut terminal = Terminal::start(24, 90, command);
    terminal.see("Sala aberta em ");
    let pid = std::fs::read_to_string(folder.path().join("d.pid")).unwrap();
    let class = EndOnDrop(Pid::from_raw(pid.trim().parse().unwrap()).unwrap());
    let shown = terminal.contents();
    let address = shown.lines().next().unwrap().rsplit(' ').next().unwrap();
    let mut ana = join(address, "ana");
    terminal.see("ana entrou");
    terminal.close();
    terminal.exit_code();
    let mut beto = join(address, "beto");
    ana.expect("* + beto entrou (2 na sala)");
    kill_process(class.0, Signal::HUP).unwrap();
    beto.send("ainda aqui");
    ana.expect("[beto] ainda aqui");
    kill_process(class.0, Signal::TERM).unwrap();
    assert_eq!(ana.rest(), ["* . A aula terminou."]);
    // It has ended: its number may become another's.
    std::mem::forget(class);
}

#[test]
fn a_demonstration_ends_with_its_terminal() {
    let mut terminal = start(&["demo", "--name", "ana", "--port", "0", "--no-bots"]);
    terminal.see("(1 na sala)");
    let shown = terminal.contents();
    let line = shown.lines().find(|line| line.contains("sala client 127.0.0.1:")).unwrap();
    let mut beto = join(line.rsplit(' ').next().unwrap(), "beto");
    terminal.see("beto entrou");
    terminal.close();
    assert_eq!(beto.rest(), ["* - ana saiu (1 na sala)", "* . A aula terminou."]);
    assert_eq!(terminal.exit_code(), 0);
}
