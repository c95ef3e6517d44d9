//! `sala client` without a terminal: lines in, lines out, exit codes.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpListener;
use std::process::{Command as Process, Stdio};
use std::thread;
use std::time::{Duration, Instant};

use assert_cmd::Command;
use predicates::prelude::*;
use predicates::str::{contains, is_empty};

use crate::support::scripted_server::{Connection, Server};
use crate::support::{self, server};

fn sala() -> Command {
    let mut command = Command::cargo_bin("sala").unwrap();
    command.timeout(Duration::from_secs(30));
    for variable in ["SALA_LANG", "SALA_ADDR", "SALA_NAME", "SALA_CLASS_CODE", "SALA_COLOR"] {
        command.env_remove(variable);
    }
    command.arg("client");
    command
}

/// Runs the client against a server that does `script` with its one connection.
fn against(script: impl FnOnce(Connection) + Send + 'static) -> (Command, thread::JoinHandle<()>) {
    let server = Server::open();
    let mut command = sala();
    command.arg(server.address());
    (command, thread::spawn(move || script(server.accept())))
}

fn come_in(connection: &mut Connection, name: &str) {
    connection.say("? Qual é o seu nome?");
    connection.hear(name);
    connection.say("* = beto (2 na sala)");
}

#[test]
fn lines_go_in_and_out_until_sair() {
    let (mut client, server) = against(|mut connection| {
        come_in(&mut connection, "ana");
        connection.hear("oi, turma");
        connection.say("[beto] oi, ana");
        connection.hear("/sair");
        connection.say("* . Até logo!");
        connection.close();
    });
    client.args(["--name", "ana"]).write_stdin("oi, turma\n/sair\nnunca\n");
    let expected = "? Qual é o seu nome?\n* = beto (2 na sala)\n[beto] oi, ana\n* . Até logo!\n";
    client.assert().success().stdout(expected).stderr(is_empty());
    server.join().unwrap();
}

#[test]
fn the_name_may_be_the_first_line() {
    let (mut client, server) = against(|mut connection| {
        come_in(&mut connection, "ana");
        connection.hear("sair");
        connection.close();
    });
    client.write_stdin("ana\nsair\n").assert().success();
    server.join().unwrap();
}

#[test]
fn a_byte_order_mark_before_the_input_is_no_letter() {
    let (mut client, server) = against(|mut connection| {
        come_in(&mut connection, "ana");
        connection.hear("/sair");
        connection.say("* . Até logo!");
        connection.close();
    });
    client.write_stdin("\u{feff}ana\n\u{feff}/sair\nnunca\n").assert().success();
    server.join().unwrap();
}

#[test]
fn at_the_end_of_input_it_half_closes_and_reads_to_the_end() {
    let (mut client, server) = against(|mut connection| {
        come_in(&mut connection, "ana");
        connection.hear("oi");
        connection.hear_the_end();
        connection.say("[beto] tarde");
        connection.send(b"* sem fim de linha");
        connection.close();
    });
    client.args(["--name", "ana"]).write_stdin("oi");
    client.assert().success().stdout(contains("[beto] tarde\n* sem fim de linha\n"));
    server.join().unwrap();
}

#[test]
fn nothing_is_sent_before_the_name_is_accepted() {
    let (mut client, server) = against(|mut connection| {
        connection.say("? Qual é o seu nome?");
        connection.hear("ana");
        connection.say("! Nome em uso: escolha outro.");
        connection.say("? Qual é o seu nome?");
        connection.hear("beto");
        connection.say("* = (1 na sala)");
        connection.hear("oi");
        connection.hear_the_end();
    });
    client.write_stdin("ana\nbeto\noi\n").assert().success();
    server.join().unwrap();
}

#[test]
fn the_past_is_asked_for_when_told_so() {
    let (mut client, server) = against(|mut connection| {
        come_in(&mut connection, "ana");
        connection.hear("/historico 5");
        connection.hear_the_end();
    });
    client.args(["--name", "ana", "--history", "5"]).write_stdin("").assert().success();
    server.join().unwrap();
}

#[test]
fn colour_and_time_are_added_when_told_so() {
    let (mut client, server) = against(|mut connection| {
        come_in(&mut connection, "ana");
        connection.hear_the_end();
        connection.say("! Não.");
    });
    client.args(["--name", "ana", "--color", "always", "--timestamps"]).write_stdin("");
    let line = predicate::str::is_match("\x1b\\[2m\\d\\d:\\d\\d \x1b\\[0m\x1b\\[38;5;160m! Não.");
    client.assert().success().stdout(line.unwrap());
    server.join().unwrap();
}

#[test]
fn escape_sequences_of_the_server_are_taken_out() {
    let (mut client, server) = against(|mut connection| {
        come_in(&mut connection, "ana");
        connection.send(b"[beto] \x1b[2Joi\x07\n\xff\xff\n[beto] fim\n");
        connection.hear_the_end();
    });
    client.args(["--name", "ana"]).write_stdin("");
    client
        .assert()
        .success()
        .stdout(contains("[beto] oi\n[beto] fim\n"))
        .stderr(contains("sala: "));
    server.join().unwrap();
}

#[test]
fn a_refused_name_is_a_failure_and_no_line_is_taken_for_another() {
    for (refusal, closes) in [("! Nome em uso.", false), ("! Um nome só tem letras.", true)] {
        let (mut client, server) = against(move |mut connection| {
            connection.say("? Qual é o seu nome?");
            connection.hear("ana");
            connection.say(refusal);
            if closes {
                connection.close();
            } else {
                connection.say("? Qual é o seu nome?");
                connection.hear_the_end();
            }
        });
        client.args(["--name", "ana"]).write_stdin("oi\n/sair\n");
        client.assert().code(1).stdout(contains(refusal)).stderr(contains("--name"));
        server.join().unwrap();
    }
}

#[test]
fn a_refused_name_from_the_input_is_a_failure_too() {
    let (mut client, server) = against(|mut connection| {
        connection.say("? Qual é o seu nome?");
        connection.hear("a b");
        connection.say("! Um nome só tem letras.");
        connection.close();
    });
    client.write_stdin("a b\noi\n").assert().code(1).stderr(contains("nome"));
    server.join().unwrap();
}

#[test]
fn a_close_on_purpose_is_no_failure_and_a_lost_connection_is_one() {
    for (last_words, code) in [("* . A aula terminou.", 0), ("[beto] o", 1)] {
        let server = Server::open();
        let (reader, _writer) = std::io::pipe().unwrap();
        let mut client = Process::new(assert_cmd::cargo::cargo_bin("sala"));
        client.args(["client", &server.address(), "--name", "ana"]);
        client.stdin(reader).stdout(Stdio::piped()).stderr(Stdio::piped());
        let client = client.spawn().unwrap();
        let mut connection = server.accept_as("ana");
        connection.say(last_words);
        connection.close();
        let output = client.wait_with_output().unwrap();
        assert_eq!(output.status.code(), Some(code), "{last_words}");
        assert!(String::from_utf8_lossy(&output.stdout).contains(last_words));
        assert_eq!(output.stderr.is_empty(), code == 0);
    }
}

#[test]
fn an_output_that_nobody_reads_is_no_failure() {
    let server = Server::open();
    let mut client = Process::new(assert_cmd::cargo::cargo_bin("sala"));
    client.args(["client", &server.address(), "--name", "ana"]);
    let (reader, _writer) = std::io::pipe().unwrap();
    client.stdin(reader).stdout(Stdio::piped()).stderr(Stdio::piped());
    let mut client = client.spawn().unwrap();
    let mut connection = server.accept_as("ana");
    let mut output = BufReader::new(client.stdout.take().unwrap());
    output.read_line(&mut String::new()).unwrap();
    drop(output);
    // Until the client is gone and with it the connection.
    while client.try_wait().unwrap().is_none() {
        connection.say("[beto] oi");
        thread::yield_now();
    }
    let mut words = String::new();
    client.stderr.take().unwrap().read_to_string(&mut words).unwrap();
    assert_eq!((client.wait().unwrap().code(), words.as_str()), (Some(0), ""));
}

#[test]
fn what_cannot_be_is_said_in_one_line() {
    let free = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().to_string();
    for (args, code, words) in [
        (&["nenhures:porta"][..], 2, "não é uma porta"),
        (&["nenhures/porta"], 2, "Endereço inválido"),
        (&["tls://127.0.0.1:7778#sha256:12"], 2, "Convite inválido"),
        (&["a.invalid:7777"], 1, "Não encontro a máquina"),
        (&[free.as_str()], 1, "Ninguém atende"),
        (&["--name", "a b"], 2, "sem espaços"),
        (&["--name", ""], 2, "vazio"),
        (&["--lang", "xx"], 2, "pt-BR ou en"),
        (&["--lang", "en", &free], 1, "Nobody answers"),
        (&["--history", "muitas"], 2, "--history"),
    ] {
        let one_line = predicate::function(|text: &str| text.lines().count() == 1);
        let command = sala().args(args).write_stdin("").assert();
        command.code(code).stdout(is_empty()).stderr(contains(words).and(one_line));
    }
}

#[test]
fn a_console_without_a_class_says_so() {
    let folder = tempfile::tempdir().unwrap();
    let mut console = Command::cargo_bin("sala").unwrap();
    console.env_remove("SALA_LANG").args(["console", "--data"]).arg(folder.path());
    console.write_stdin("").assert().code(1).stderr(contains("sala server"));
}

#[test]
fn the_console_is_asked_nothing_and_ends_with_its_input() {
    let folder = tempfile::tempdir().unwrap();
    let listener =
        std::os::unix::net::UnixListener::bind(folder.path().join("console.sock")).unwrap();
    let server = thread::spawn(move || {
        let (mut stream, _) = listener.accept().unwrap();
        std::io::Write::write_all(&mut stream, "* = ana (1 na sala)\n".as_bytes()).unwrap();
        let mut heard = String::new();
        stream.read_to_string(&mut heard).unwrap();
        heard
    });
    let mut console = Command::cargo_bin("sala").unwrap();
    console.args(["console", "--data"]).arg(folder.path()).write_stdin("/who\n");
    console.assert().success().stdout("* = ana (1 na sala)\n");
    assert_eq!(server.join().unwrap(), "/who\n");
}

#[test]
fn a_file_of_forty_lines_goes_through_in_its_order() {
    for limits in [&[][..], &["--burst", "3", "--lines-per-second", "3"]] {
        let class = server::Server::start_with(limits);
        let mut beto = class.join("beto");
        let lines: Vec<String> = (1..=40).map(|number| format!("linha {number}")).collect();
        let address = class.address.to_string();
        let file = lines.join("\n");
        let client = thread::spawn(move || {
            sala().arg(address).args(["--name", "ana"]).write_stdin(file).assert().success();
        });
        beto.expect("* + ana entrou (2 na sala)");
        for line in lines {
            beto.expect(&format!("[ana] {line}"));
        }
        client.join().unwrap();
    }
}

#[test]
fn what_was_refused_is_told_and_is_a_failure() {
    for (lang, words) in [("pt-BR", "talvez não tenha sido dita"), ("en", "may not have been said")]
    {
        let (mut client, server) = against(|mut connection| {
            come_in(&mut connection, "ana");
            connection.hear("oi");
            connection.say("! Só quem ensina fala agora.");
            connection.hear_the_end();
        });
        client.args(["--name", "ana", "--lang", lang]).write_stdin("oi\n");
        client.assert().code(1).stderr(contains(words));
        server.join().unwrap();
    }
}

#[test]
fn a_refused_line_goes_again_before_the_next_and_its_end_is_told() {
    let (mut client, server) = against(|mut connection| {
        come_in(&mut connection, "ana");
        connection.hear("um");
        connection.hear("dois");
        connection.say("! # 2 Devagar.");
        connection.hear("um");
        connection.say("! # 4 Devagar.");
        connection.close();
    });
    client.args(["--name", "ana"]).write_stdin("um\ndois\n");
    client.assert().code(1).stderr(contains("1 linha não foi enviada").and(contains("\n> um\n")));
    server.join().unwrap();
}

#[test]
fn what_was_on_its_way_when_the_connection_broke_is_perhaps_not_delivered() {
    let (mut client, server) = against(|mut connection| {
        come_in(&mut connection, "ana");
        connection.hear("oi");
        connection.say("[beto] chegou");
        // More than is in the buffers of this side: what is unread when it closes resets it.
        connection.fill_up();
    });
    let long = "x".repeat(60_000);
    client.args(["--name", "ana"]).write_stdin(format!("oi\n{}", format!("{long}\n").repeat(100)));
    let told =
        contains("Talvez").and(contains(format!("\n> {long}\n"))).and(contains("> oi").not());
    client.assert().code(1).stderr(told);
    server.join().unwrap();
}

/// A class and a client in a network of their own, in which the test pulls the cable.
const CUT: &str = r#"
    ip link set lo up || exit 9
    "$SALA" server --listen 127.0.0.1:7777 --data "$DATA" </dev/null >"$DATA.out" 2>&1 & class=$!
    until grep -q Sala "$DATA.out"; do sleep 0.1; done
    (read -r _ <"$DATA.cut"; ip link set lo down; echo cut) &
    "$SALA" client 127.0.0.1:7777 --name ana
    echo "$?"
    kill "$class"
"#;

#[test]
fn a_network_that_is_cut_is_noticed_within_30_seconds_and_doubtful_lines_are_told() {
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().join("class");
    let cut = folder.path().join("class.cut");
    rustix::fs::mknodat(rustix::fs::CWD, &cut, rustix::fs::FileType::Fifo, 0o600.into(), 0)
        .unwrap();
    let mut client = Process::new("unshare")
        .args(["--map-root-user", "--net", "sh", "-c", CUT])
        .env("SALA", assert_cmd::cargo::cargo_bin("sala"))
        .env("DATA", &data)
        .env_remove("SALA_LANG")
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    let mut stdin = client.stdin.take().unwrap();
    let mut lines = BufReader::new(client.stdout.take().unwrap()).lines().map(Result::unwrap);
    let Some(_) = lines.next().filter(|line| line.starts_with("? ")) else {
        client.wait().unwrap();
        return support::skip(
            "a network of its own",
            "apt-get install iproute2 util-linux, and allow unshare --map-root-user --net",
        );
    };
    stdin.write_all(b"/ping\n").unwrap();
    while !lines.next().unwrap().starts_with("! ") {}
    std::fs::write(&cut, "\n").unwrap();
    assert_eq!(lines.next().unwrap(), "cut");
    let at = Instant::now();
    stdin.write_all(b"perdida um\nperdida dois\n").unwrap();
    assert_eq!(lines.next().unwrap(), "1");
    assert!(at.elapsed() < Duration::from_secs(30), "{:?}", at.elapsed());
    let mut words = String::new();
    client.stderr.take().unwrap().read_to_string(&mut words).unwrap();
    assert!(words.contains("Talvez 2 linhas"), "{words}");
    assert!(words.contains("> perdida um\n> perdida dois\n"), "{words}");
    assert!(!words.contains("/ping"), "{words}");
    client.wait().unwrap();
}
