//! The swarm against a real class, and against servers with faults, each of which it must find.

use std::fmt::Display;
use std::io::{BufRead, BufReader, Write};
use std::net::{Shutdown, SocketAddr, TcpListener, TcpStream};
use std::process::{Child, Stdio};
use std::sync::{Arc, Mutex};
use std::thread;

use assert_cmd::Command;
use predicates::prelude::*;
use serde_json::Value;

use crate::support::server::{self, Server};

/// A swarm's command line.
fn swarm(address: impl Display, arguments: &str) -> std::process::Command {
    let mut command = server::sala();
    command.args(["bot", "swarm", "--addr", &address.to_string()]);
    command.args(arguments.split_whitespace());
    command
}

/// Runs a swarm to its end; gives its JSON.
#[track_caller]
fn run(address: impl Display, arguments: &str, code: i32) -> Value {
    let done = Command::from_std(swarm(address, arguments)).arg("--json").assert().code(code);
    serde_json::from_slice(&done.get_output().stdout).unwrap()
}

/// A server that anyone may load.
fn open_class() -> Server {
    Server::start_with(&["--no-limits", "--no-journal"])
}

/// What the report must say.
#[track_caller]
fn says(report: &Value, expected: &[(&str, u64)]) {
    for (key, value) in expected {
        assert_eq!(report[key], *value, "{key} in {report:#}");
    }
}

const CLEAN: [(&str, u64); 7] = [
    ("unsaid", 0),
    ("lost", 0),
    ("repeated", 0),
    ("out_of_order", 0),
    ("garbled", 0),
    ("refused", 0),
    ("connections_lost", 0),
];

#[test]
fn a_real_class_loses_nothing() {
    let server = open_class();
    let report = run(server.address, "--clients 30 --senders 5 --messages 40 --window 16", 0);
    says(&report, &CLEAN);
    says(&report, &[("messages", 200), ("owed", 5800), ("deliveries", 5800), ("clients", 30)]);
    assert!(report["p50_us"].as_u64() <= report["p99_us"].as_u64(), "{report}");
    assert!(report["p99_us"].as_u64() <= report["max_us"].as_u64(), "{report}");
    assert!(report["cpu_us_per_delivery"].as_f64() > Some(0.0), "{report}");
}

#[test]
fn a_class_loses_nothing_over_each_way_in() {
    let options =
        ["--no-limits", "--no-journal", "--web", "127.0.0.1:0", "--tls-listen", "127.0.0.1:0"];
    let server = Server::start_with(&options);
    let web = format!("ws://{}", server.web_address());
    let ticket = server.ticket();
    for address in [web, ticket.to_owned(), ticket.replacen("tls", "wss", 1)] {
        let report = run(&address, "--clients 8 --senders 3 --messages 12 --slow 1 --churn 2", 0);
        says(&report, &CLEAN);
        says(&report, &[("messages", 36)]);
    }
    let stranger = format!("{}#sha256:{}", server.tls_address(), "0".repeat(64));
    let arguments = "--clients 1 --senders 1 --messages 1 --json";
    Command::from_std(swarm(stranger, arguments)).assert().code(1);
}

#[test]
fn where_nobody_listens_or_speaks_nothing_is_owed() {
    let server = open_class();
    let alone = run(server.address, "--clients 1 --senders 1 --messages 100", 0);
    says(&alone, &[("messages", 100), ("owed", 0), ("deliveries", 0)]);
    let silent = run(server.address, "--clients 3 --senders 0 --messages 5", 0);
    says(&silent, &[("messages", 0), ("owed", 0), ("clients", 3)]);
    assert_eq!(silent["p50_us"], Value::Null, "{silent}");
}

#[test]
fn people_read_a_table_in_their_language() {
    let server = open_class();
    for (language, deliveries) in [("pt-BR", "Entregas +12\n"), ("en", "Deliveries +12\n")] {
        let arguments = format!("--lang {language} --clients 4 --senders 2 --messages 2");
        Command::from_std(swarm(server.address, &arguments))
            .assert()
            .success()
            .stdout(predicate::str::is_match(deliveries).unwrap())
            .stderr("");
    }
}

#[test]
fn two_swarms_and_a_person_do_not_mind_each_other() {
    let server = open_class();
    let mut ana = server.join("ana");
    let start = || -> Child {
        let mut command = swarm(server.address, "--clients 9 --senders 3 --messages 60 --json");
        command.stdout(Stdio::piped()).spawn().unwrap()
    };
    let swarms = [start(), start()];
    ana.await_line("] ");
    ana.send("boa tarde, robôs");
    for swarm in swarms {
        let done = swarm.wait_with_output().unwrap();
        assert!(done.status.success(), "{done:?}");
        says(&serde_json::from_slice(&done.stdout).unwrap(), &CLEAN);
    }
}

#[test]
fn bots_that_never_read_delay_nobody() {
    let server = open_class();
    let load = "--clients 5 --senders 1 --messages 2000 --size 4096 --slow 2";
    let report = run(server.address, load, 0);
    says(&report, &CLEAN);
    says(&report, &[("slow", 2), ("deliveries", 8000)]);
}

#[test]
fn visitors_come_and_go_and_nobody_misses_a_line() {
    let server = open_class();
    let report =
        run(server.address, "--clients 5 --senders 2 --messages 50 --rate 100 --churn 8", 0);
    says(&report, &CLEAN);
    assert!(report["visits"].as_u64() >= Some(1), "{report}");
    assert!(report["deliveries"].as_u64() > report["owed"].as_u64(), "{report}");
}

#[test]
fn joins_are_spread_and_lines_are_paced() {
    let server = open_class();
    let load = "--clients 5 --senders 1 --messages 11 --rate 20 --ramp 1";
    let report = run(server.address, load, 0);
    // The first is at the start, so one less has to be waited for.
    assert!(report["join_s"].as_f64() >= Some(0.8), "{report}");
    assert!(report["speaking_s"].as_f64() >= Some(0.5), "{report}");
}

#[test]
fn lines_that_the_server_refuses_are_explained() {
    let server = Server::start_with(&["--no-journal"]);
    let load = "--lang en --clients 3 --senders 1 --messages 40";
    Command::from_std(swarm(server.address, load))
        .assert()
        .code(1)
        .stdout(predicate::str::is_match(r"Refused by the server +(19|20)\n").unwrap())
        .stderr(predicate::str::contains("--no-limits"))
        .stderr(predicate::str::contains("Devagar"));
}

#[test]
fn bots_that_are_not_let_in_are_explained() {
    let server = Server::start_with(&["--no-journal", "--max-people", "3"]);
    Command::from_std(swarm(server.address, "--clients 5 --senders 1 --messages 1"))
        .assert()
        .code(1)
        .stdout("")
        .stderr(
            predicate::str::contains("A sala está cheia").and(
                predicate::str::contains("--no-limits").and(predicate::str::contains(" de 5 ")),
            ),
        );
}

#[test]
fn a_server_that_is_not_there_is_said_in_one_line() {
    let free = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap();
    Command::from_std(swarm(free, "--clients 2 --senders 1 --messages 1"))
        .assert()
        .code(1)
        .stdout("")
        .stderr(predicate::str::is_match(format!(r"\Asala: [^\n]*{free}[^\n]*\n\z")).unwrap());
}

#[test]
fn an_interrupted_run_still_tells_what_it_measured() {
    let server = open_class();
    let mut ana = server.join("ana");
    let mut command = swarm(server.address, "--clients 3 --senders 1 --messages 9 --rate 0.01");
    let child =
        command.arg("--json").stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
    ana.await_line("] ");
    let pid = rustix::process::Pid::from_child(&child);
    rustix::process::kill_process(pid, rustix::process::Signal::INT).unwrap();
    let done = child.wait_with_output().unwrap();
    assert_eq!(done.status.code(), Some(1));
    let report: Value = serde_json::from_slice(&done.stdout).unwrap();
    assert_eq!(report["interrupted"], true, "{report}");
    says(&report, &[("messages", 1), ("unsaid", 8)]);
}

#[test]
fn a_server_that_dies_ends_the_run() {
    let server = open_class();
    let mut ana = server.join("ana");
    let mut command = swarm(server.address, "--clients 4 --senders 1 --messages 9 --rate 0.01");
    let child =
        command.arg("--json").stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
    ana.await_line("] ");
    server.kill();
    let done = child.wait_with_output().unwrap();
    assert_eq!(done.status.code(), Some(1));
    let report: Value = serde_json::from_slice(&done.stdout).unwrap();
    says(&report, &[("connections_lost", 4), ("unsaid", 8)]);
}

#[test]
fn the_limit_of_open_files_is_raised_or_the_way_to_raise_it_is_said() {
    let server = open_class();
    let limited = |limit: &str| {
        let mut command = server::sala();
        let program = command.get_program().to_owned();
        command = std::process::Command::new("sh");
        let script = format!("{limit} && exec \"$0\" \"$@\"");
        command.args(["-c", &script]).arg(program);
        command.args(["bot", "swarm", "--addr", &server.address.to_string()]);
        command.args(["--clients", "100", "--senders", "1", "--messages", "2"]);
        Command::from_std(command)
    };
    limited("ulimit -S -n 60").assert().success();
    limited("ulimit -n 60").assert().code(1).stderr(predicate::str::contains("ulimit -n 164"));
}

#[test]
fn what_cannot_be_asked_for_is_one_line_and_exit_code_2() {
    let rest = "--senders 1 --messages 1";
    for (arguments, words) in [
        (format!("--clients 1 {rest} --size 30"), "31 a 4096"),
        (format!("--clients 1 {rest} --size 4097"), "31 a 4096"),
        (format!("--clients 0 {rest}"), "--clients"),
        (format!("--clients 1 {rest} --window 0"), "--window"),
        (format!("--clients 1 {rest} --rate=-1"), "--rate"),
        (format!("--clients 1 {rest} --rate NaN"), "--rate"),
        (format!("--clients 19000 {rest} --churn 999 --slow 2"), "20000"),
        ("--clients 2 --senders 3 --messages 1".to_owned(), "--senders 3"),
    ] {
        Command::from_std(swarm(SocketAddr::from(([127, 0, 0, 1], 1)), &arguments))
            .assert()
            .code(2)
            .stdout("")
            .stderr(predicate::str::is_match(r"\Asala: [^\n]+\n\z").unwrap())
            .stderr(predicate::str::contains(words));
    }
}

#[test]
fn it_explains_itself_with_examples() {
    for command in [&["bot", "--help"][..], &["bot", "swarm", "--help"]] {
        Command::from_std(server::sala())
            .args(command)
            .assert()
            .success()
            .stdout(predicate::str::contains("Exemplos:"));
    }
}

/// Every key that the help names is in the JSON, and no other.
#[test]
fn the_keys_are_those_that_the_help_names() {
    let server = open_class();
    let report = run(server.address, "--clients 2 --senders 1 --messages 1", 0);
    let help = Command::from_std(server::sala()).args(["bot", "swarm", "--help"]).output();
    let help = String::from_utf8(help.unwrap().stdout).unwrap();
    let (_, after) = help.split_once("uma linha: ").unwrap();
    let (named, _) = after.split_once('.').unwrap();
    let mut named: Vec<&str> = named.split(',').map(str::trim).collect();
    named.sort_unstable();
    assert_eq!(named, report.as_object().unwrap().keys().collect::<Vec<_>>());
}

/// What a faulty server does, once, to one of the listeners.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Fault {
    None,
    Drop,
    Repeat,
    Swap,
    Author,
    Text,
    HangUp,
    Echo,
}

/// A small chat server; its question has no line of its own and its lines end as on Windows.
struct Faulty {
    fault: Fault,
    /// With which line of speech, counted from 1.
    at: usize,
    /// Who is in, by their names.
    people: Vec<(String, TcpStream)>,
    spoken: usize,
    /// A line that waits for the next one.
    held: String,
}

impl Faulty {
    fn start(fault: Fault, at: usize) -> SocketAddr {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let address = listener.local_addr().unwrap();
        let room = Self { fault, at, people: Vec::new(), spoken: 0, held: String::new() };
        let room = Arc::new(Mutex::new(room));
        thread::spawn(move || {
            for stream in listener.incoming() {
                let room = Arc::clone(&room);
                thread::spawn(move || Self::serve(&stream.unwrap(), &room));
            }
        });
        address
    }

    fn serve(mut stream: &TcpStream, room: &Mutex<Self>) -> Option<()> {
        stream.write_all(b"name? ").ok()?;
        let mut lines = BufReader::new(stream).lines();
        let name = lines.next()?.ok()?;
        let mut own = stream.try_clone().ok()?;
        {
            let mut room = room.lock().unwrap();
            own.write_all(b"* hello\r\n").ok()?;
            room.people.push((name.clone(), own));
        }
        for line in lines.map_while(Result::ok) {
            room.lock().unwrap().speech(&name, &line);
        }
        Some(())
    }

    fn speech(&mut self, author: &str, text: &str) {
        self.spoken += 1;
        let faulty = self.spoken == self.at;
        let line = format!("[{author}] {text}\r\n");
        let last = self.people.iter().rposition(|(name, _)| name != author).unwrap();
        for (at, (name, stream)) in self.people.iter_mut().enumerate() {
            let held = if at == last { std::mem::take(&mut self.held) } else { String::new() };
            let line = match self.fault {
                Fault::Echo if faulty => line.clone(),
                _ if name == author => continue,
                Fault::Drop if faulty && at == last => continue,
                Fault::Swap if faulty && at == last => {
                    self.held = line.clone();
                    continue;
                }
                Fault::Repeat if faulty && at == last => line.repeat(2),
                Fault::Author if faulty && at == last => line.replacen(author, "ana", 1),
                // No tag has these letters.
                Fault::Text if faulty && at == last => line.replace("defg", "deeg"),
                Fault::HangUp if faulty && at == last => {
                    stream.write_all(b"* . Chega.\r\n").unwrap();
                    stream.shutdown(Shutdown::Both).unwrap();
                    continue;
                }
                _ => line.clone(),
            };
            // Whoever was hung up on takes nothing more.
            let _ = stream.write_all((line + &held).as_bytes());
        }
    }
}

#[test]
fn every_fault_of_a_server_is_found_and_named() {
    for (fault, found) in [
        (Fault::None, &[][..]),
        (Fault::Drop, &[("lost", 1), ("deliveries", 39)]),
        (Fault::Repeat, &[("repeated", 1), ("deliveries", 40)]),
        (Fault::Swap, &[("out_of_order", 1), ("deliveries", 40)]),
        (Fault::Author, &[("garbled", 1), ("lost", 1)]),
        (Fault::Text, &[("garbled", 1), ("lost", 1)]),
        (Fault::HangUp, &[("connections_lost", 1), ("lost", 16)]),
        (Fault::Echo, &[("repeated", 1), ("deliveries", 40)]),
    ] {
        let address = Faulty::start(fault, 5);
        let code = i32::from(fault != Fault::None);
        let report = run(address, "--clients 3 --senders 1 --messages 20", code);
        let named = |key| found.iter().any(|(found, _)| *found == key);
        let rest: Vec<_> = CLEAN.into_iter().filter(|(key, _)| !named(*key)).collect();
        says(&report, &[found, &rest].concat());
        if fault == Fault::HangUp {
            assert_eq!(report["first_loss"], "Chega.", "{report}");
        }
    }
}

#[test]
fn a_last_line_that_never_comes_is_not_waited_for_without_end() {
    let address = Faulty::start(Fault::Drop, 20);
    let report = run(address, "--clients 3 --senders 1 --messages 20", 1);
    says(&report, &[("lost", 1), ("deliveries", 39), ("unsaid", 0)]);
    assert_eq!(report["stalled"], true, "{report}");
}

#[test]
fn whoever_answers_and_is_no_chat_is_said() {
    let silent = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = silent.local_addr().unwrap();
    Command::from_std(swarm(address, "--lang en --clients 2 --senders 1 --messages 1"))
        .assert()
        .code(1)
        .stdout("")
        .stderr(predicate::str::is_match(r"\Asala: [^\n]*sala protocol[^\n]*\n\z").unwrap());
}
