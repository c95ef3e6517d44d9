//! A door that closes, by the real server and the real client: the class code, the teacher's
//! password, limits.

use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::path::Path;
use std::time::{Duration, Instant};

use assert_cmd::Command;
use portable_pty::CommandBuilder;
use predicates::prelude::*;
use predicates::str::contains;

use crate::support::server::{self, PATIENCE, Server, sala};
use crate::support::terminal::Terminal;

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
    ana.await_line("> Agora: modo conversa");
    ana.send("/who");
    ana.expect("> 1 pessoa na sala: ana");
    console.send("/ajuda");
    console.await_line("> Código da turma: lua-nova-7");
    let log = server.stop_and_read_log();
    assert!(!log.contains(CODE) && !log.contains("sol-nova"), "{log}");
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
    ana.expect(
        "> Houve respostas erradas demais deste endereço: a sua será conferida em 2 segundos.",
    );
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
    let help = Command::from_std(sala())
        .env("SALA_SERVER_CLASS_CODE", CODE)
        .args(["server", "--help"])
        .assert()
        .success();
    help.stdout(contains("SALA_SERVER_CLASS_CODE").and(contains(CODE).not()));
}

#[test]
fn bots_and_swarms_give_the_code() {
    let server = with_code();
    let feature = server.folder.path().join("a.feature");
    let scenario = "# language: pt\nFuncionalidade: f\n  Cenário: c\n    Dado que \"ana\" entra\n    \
                 E \"beto\" entra\n    Quando \"ana\" diz \"oi\"\n    Então \"beto\" lê \"[ana] oi\"\n";
    fs::write(&feature, scenario).unwrap();
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
    assert_eq!(log.matches(code).count(), 1, "once, at the start: {log}");
    let mut ana = server.connect();
    ana.send(code);
    assert!(ana.line().starts_with("? & Boas-vindas"));

    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("code");
    fs::write(&file, "\u{feff}  lua-nova-7\r\nnot this\n").unwrap();
    let option = format!("file:{}", file.display());
    let server = Server::start_in(folder, &["--class-code", &option]);
    join(&server, "ana");
    for server in [server, with_code()] {
        let log = server.stop_and_read_log();
        assert!(!log.contains("nova"), "{log}");
    }
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

const PASSWORD: &str = "abre-te sésamo";

/// `sala server password` for a server's data folder.
fn password(data: &Path) -> Command {
    let mut command = Command::from_std(sala());
    command.timeout(PATIENCE).args(["server", "password", "--data"]).arg(data);
    command
}

#[test]
fn a_password_set_while_the_class_goes_on_makes_a_teacher_who_hears_what_teachers_do() {
    let server = Server::start();
    let mut console = server.console();
    let mut ana = server.join("ana");
    ana.send("/professor");
    assert!(ana.line().starts_with("! Esta sala não tem senha"));
    password(&server.data()).write_stdin(format!("{PASSWORD}\n")).assert().success();
    // All at once, and one answer wrong: what comes behind an answer waits for its outcome.
    let lines =
        ["/professor", "abre-te sesamo", "/aviso cedo", "/professor", PASSWORD, "/aviso oi"];
    ana.send_bytes(format!("{}\n", lines.join("\n")).as_bytes());
    ana.expect("? * Senha:");
    ana.expect("! Senha errada: escreva /professor para tentar de novo.");
    ana.expect("! O comando /aviso é só para quem ensina.");
    ana.expect("? * Senha:");
    assert!(ana.line().starts_with("> Agora você ensina"));
    ana.expect("* = (1 na sala)");
    ana.expect("* * ana ensina nesta aula.");
    assert!(ana.line().starts_with("* Agora ensina, pela senha: ana"));
    console.await_line("* Senha errada em /professor: ana · 127.0.0.1");
    console.await_line("* Agora ensina, pela senha: ana · 127.0.0.1");
    console.expect("* # ana oi");
    let _beto = server.join("beto");
    assert!(ana.line().starts_with("* Conexão de 127.0.0.1:"), "as teachers do");
    assert!(ana.line().starts_with("* + beto entrou (2 na sala) · 127.0.0.1:"));
    (0..40).for_each(|_| ana.send("oi"));
    ana.send("/nome professora");
    ana.expect("* ~ ana professora (novo nome)");

    // The role goes with the connection.
    drop(ana);
    console.await_line("* - professora");
    let mut ana = server.join("ana");
    ana.send("/aviso oi");
    ana.expect("! O comando /aviso é só para quem ensina.");

    let folder = server.stop();
    let log = fs::read_to_string(folder.path().join("stderr")).unwrap();
    assert!(log.contains("Senha errada em /professor: ana") && !log.contains("abre-te"), "{log}");
    let show = Command::from_std(sala())
        .args(["log", "show", "--data"])
        .arg(folder.path().join("data"))
        .assert()
        .success();
    let kept =
        contains("Senha errada em /professor: ana").and(contains("Agora ensina, pela senha: ana"));
    show.stdout(kept.and(contains("abre-te").not()));
}

#[test]
fn students_do_not_read_who_became_a_teacher_in_the_history() {
    let server = Server::start();
    password(&server.data()).write_stdin(PASSWORD).assert().success();
    let mut beto = server.join("beto");
    let mut ana = server.join("ana");
    beto.await_line("ana entrou");
    ana.send_bytes(format!("/professor\n{PASSWORD}\noi\n").as_bytes());
    beto.expect("* * ana ensina nesta aula.");
    beto.expect("[ana] oi");
    beto.send("/historico");
    assert!(beto.line().ends_with(" [ana] oi"), "and nothing else before it");
}

#[test]
fn the_password_comes_from_standard_input_and_is_kept_for_its_owner_alone() {
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().join("data");
    let file = data.join("teacher.password");
    password(&data).write_stdin("curta\n").assert().code(2).stderr(contains("menos de 8"));
    password(&data).write_stdin("").assert().code(2);
    password(&data).write_stdin("x".repeat(5000)).assert().code(2).stderr(contains("1024"));
    password(&data).args(["--data", "x"]).arg(PASSWORD).assert().code(2);
    assert!(!file.exists());
    password(&data)
        .write_stdin(format!("{PASSWORD}\nnot this\n"))
        .assert()
        .success()
        .stdout(contains("/professor").and(contains(file.to_str().unwrap())));
    assert_eq!(fs::metadata(&file).unwrap().permissions().mode() & 0o777, 0o600);
    assert_eq!(fs::metadata(&data).unwrap().permissions().mode() & 0o777, 0o700);
}

#[test]
fn in_a_terminal_the_password_is_asked_for_twice_and_hidden() {
    let folder = tempfile::tempdir().unwrap();
    let start = || {
        let mut command = CommandBuilder::new(assert_cmd::cargo::cargo_bin("sala"));
        command.args(["server", "password"]);
        command.env("SALA_DATA", folder.path().join("data"));
        command.env("TERM", "xterm-256color");
        command.env_remove("SALA_LANG");
        Terminal::start(24, 80, command)
    };
    let mut terminal = start();
    terminal.see_last(&["Senha de quem ensina:"]);
    terminal.keys("abre-te sésamo\r");
    terminal.see_last(&["Senha de quem ensina: **************", "Outra vez:"]);
    terminal.keys("abre-te sesamo\r");
    terminal.see("não são iguais");
    assert_eq!(terminal.exit_code(), 2);
    let mut terminal = start();
    terminal.see_last(&["Senha de quem ensina:"]);
    terminal.keys("abre-te sésamo\r");
    terminal.see_last(&["Outra vez:"]);
    terminal.keys("abre-te sésamo\r");
    terminal.see("Senha guardada em");
    assert_eq!(terminal.exit_code(), 0);
    assert!(!terminal.contents().contains("abre-te"));
    for key in ["\x03", "\x04"] {
        let mut terminal = start();
        terminal.see_last(&["Senha de quem ensina:"]);
        terminal.keys(key);
        terminal.see_last(&["Senha de quem ensina:", "sala: Nada mudou."]);
        assert_eq!(terminal.exit_code(), 1);
        terminal.is_restored();
    }
}

#[test]
fn every_limit_is_an_option_whose_default_is_said() {
    let server = Server::start_with(&["--burst", "2", "--mute-after", "1", "--mute-seconds", "7"]);
    let mut ana = server.join("ana");
    (0..3).for_each(|_| ana.send("oi"));
    ana.expect("! # 4 Linhas demais: espere 7 segundos e envie de novo.");
    let help = Command::from_std(sala()).args(["server", "--help"]).output().unwrap();
    let help = String::from_utf8(help.stdout).unwrap();
    for (option, default) in [
        ("--burst <", "[padrão: 20]"),
        ("--lines-per-second <", "[padrão: 5]"),
        ("--mute-after <", "[padrão: 30]"),
        ("--mute-seconds <", "[padrão: 60]"),
        ("--idle <", "[padrão: nunca]"),
    ] {
        let (_, rest) = help.split_once(option).unwrap();
        let (of_this, _) = rest.split_once("\n      --").unwrap();
        assert!(of_this.contains(default) && of_this.contains("[variável: SALA_"), "{of_this}");
    }
}

#[test]
fn a_class_for_a_network_that_nobody_trusts_is_one_word() {
    let folder = tempfile::tempdir().unwrap();
    let mut command = sala();
    command.args(["server", "--classroom", "--tls-listen", "127.0.0.1:0", "--data"]);
    let server = command
        .arg(folder.path())
        .stdin(std::process::Stdio::piped())
        .stdout(std::process::Stdio::piped())
        .stderr(std::process::Stdio::piped())
        .arg("--attached")
        .spawn()
        .unwrap();
    let mut server = Running(server);
    let lines = std::io::BufRead::lines(std::io::BufReader::new(server.0.stdout.take().unwrap()));
    let lines: Vec<String> =
        lines.map(Result::unwrap).take_while(|line| !line.is_empty()).collect();
    assert!(lines[0].starts_with("Sala aberta em tls://127.0.0.1:"), "{lines:?}");
    assert!(!lines.iter().any(|line| line.starts_with("Sala aberta em 127")), "{lines:?}");
    let ticket = lines.iter().find_map(|line| line.strip_prefix("Convite: sala client ")).unwrap();
    assert!(lines.iter().filter(|line| line.contains('█')).count() > 10, "its drawing");
    let mut said = String::new();
    let mut stderr = std::io::BufReader::new(server.0.stderr.take().unwrap());
    std::io::BufRead::read_line(&mut stderr, &mut said).unwrap();
    let code = said.trim().strip_prefix("Código da turma: ").unwrap();

    let client = |code: &str| {
        let mut command = Command::from_std(sala());
        command.timeout(PATIENCE).args(["client", ticket, "--name", "ana", "--code", code]);
        command.env("SALA_DATA", folder.path().join("student")).write_stdin("/who\n/sair\n");
        command
    };
    client(code).assert().success().stdout(contains("> 1 pessoa na sala: ana"));
    client("abc-def-ghj").assert().failure().code(1).stderr(contains("código"));
    let other = ticket.replace("sha256:", "sha256:00").split_at(ticket.len()).0.to_owned();
    let mut wrong = Command::from_std(sala());
    wrong.timeout(PATIENCE).args(["client", &other, "--name", "ana"]);
    wrong.assert().failure().code(1).stderr(contains("certificado"));
}

/// A process that does not outlive its test.
struct Running(std::process::Child);

impl Drop for Running {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}
