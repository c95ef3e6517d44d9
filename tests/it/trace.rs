//! `sala trace`: what it shows of a connection, and what it saves.

use std::fs;
use std::io::{BufRead, BufReader, Read, Write};
use std::net::{Shutdown, TcpListener, TcpStream};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};

use assert_cmd::assert::OutputAssertExt;
use predicates::prelude::*;
use predicates::str::contains;
use rustix::process::{Pid, Signal, kill_process};
use sala::locale::Locale;
use sala::say;
use serde_json::Value;
use tempfile::TempDir;

use crate::support;
use crate::support::server::{PATIENCE, Peer, Server, sala};

/// A running `sala trace` that saves its rows; killed when dropped.
struct Trace {
    child: Child,
    address: String,
    rows: BufReader<Box<dyn Read>>,
    folder: TempDir,
}

impl Trace {
    fn of(target: &str, arguments: &[&str]) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let mut command = sala();
        command.arg("trace");
        for file in ["t.jsonl", "t.svg", "t.html", "t.pcapng"] {
            command.arg("--save").arg(folder.path().join(file));
        }
        let mut child = command
            .args(["--listen", "127.0.0.1:0", target, "--data"])
            .arg(folder.path().join("data"))
            .args(arguments)
            .env("SSLKEYLOGFILE", folder.path().join("keys"))
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        let mut said = String::new();
        BufReader::new(child.stderr.take().unwrap()).read_line(&mut said).unwrap();
        let address = said.split(' ').find(|word| word.starts_with("127.0.0.1:"));
        let address = address.unwrap_or_else(|| panic!("no address in {said:?}")).to_owned();
        let rows = BufReader::new(Box::new(child.stdout.take().unwrap()) as Box<dyn Read>);
        Self { child, address, rows, folder }
    }

    fn connect(&self) -> Peer {
        Peer::tcp(TcpStream::connect(&self.address).unwrap())
    }

    /// Reads on until a row ends with this.
    #[track_caller]
    fn await_row(&mut self, end: &str) -> String {
        let mut row = String::new();
        while !row.trim_end().ends_with(end) {
            row.clear();
            assert_ne!(self.rows.read_line(&mut row).unwrap(), 0, "no row ends with {end:?}");
        }
        row
    }

    fn file(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    /// Ends it as Ctrl-C does; then its files are complete.
    fn end(&mut self) {
        let process = Pid::from_child(&self.child);
        kill_process(process, Signal::INT).unwrap();
        assert!(self.child.wait().unwrap().success());
    }

    /// What the saved rows say, in one field, of the rows that have it.
    fn saved(&self, event: &str, field: &str) -> Vec<String> {
        let text = fs::read_to_string(self.file("t.jsonl")).unwrap();
        let rows = text.lines().map(|line| serde_json::from_str::<Value>(line).unwrap());
        rows.filter(|row| row["event"] == event)
            .map(|row| row[field].as_str().unwrap_or_default().to_owned())
            .collect()
    }
}

impl Drop for Trace {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// A server that accepts one connection.
fn target() -> (TcpListener, String) {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = listener.local_addr().unwrap().to_string();
    (listener, address)
}

fn exactly(stream: &mut TcpStream, count: usize) -> Vec<u8> {
    stream.set_read_timeout(Some(PATIENCE)).unwrap();
    let mut bytes = vec![0; count];
    stream.read_exact(&mut bytes).unwrap();
    bytes
}

#[test]
fn each_read_is_a_row_with_its_exact_bytes() {
    let (listener, address) = target();
    let mut trace = Trace::of(&address, &[]);
    let mut ana = trace.connect();
    let (mut server, _) = listener.accept().unwrap();
    ana.send_bytes(b"ana\noi\r\n\xff\x1b[2J");
    assert_eq!(exactly(&mut server, 13), b"ana\noi\r\n\xff\x1b[2J");
    let row = trace.await_row(r"→ ana\noi\r\n\xff\e[2J");
    assert!(row.contains("#1   ana"), "{row}");
    server.write_all("[beto] dois\n[beto] em um só segmento\n".as_bytes()).unwrap();
    trace.await_row(r"← [beto] dois\n[beto] em um só segmento\n");
    ana.expect("[beto] dois");
    ana.finish();
    trace.await_row(&format!("→ FIN · {}", say!(Locale::PtBr, "trace-finished")));
    // One direction has ended; the other goes on.
    server.write_all(b"ainda\n").unwrap();
    ana.await_line("ainda");
    drop(server);
    trace.await_row(&format!("← FIN · {}", say!(Locale::PtBr, "trace-finished")));
    trace.end();
    assert_eq!(trace.saved("bytes", "hex")[0], hex::encode(b"ana\noi\r\n\xff\x1b[2J"));
    assert_eq!(trace.saved("finished", "from"), ["client", "server"]);
}

#[test]
fn a_reset_is_shown_and_passed_on_both_ways() {
    let (listener, address) = target();
    let mut trace = Trace::of(&address, &[]);
    for client_resets in [true, false] {
        let mut client = trace.connect();
        let (server, _) = listener.accept().unwrap();
        let mut server = Peer::tcp(server);
        client.send("oi");
        server.expect("oi");
        let (resets, mut other) = if client_resets { (client, server) } else { (server, client) };
        resets.reset();
        let mut one = [0];
        let ended = (&mut other.socket()).read(&mut one).unwrap_err();
        assert_eq!(ended.kind(), std::io::ErrorKind::ConnectionReset);
        assert_eq!(other.next(), None);
    }
    trace.end();
    assert_eq!(trace.saved("reset", "from"), ["client", "server"]);
}

#[test]
fn a_target_that_cannot_be_reached_is_one_clear_row() {
    let (listener, address) = target();
    drop(listener);
    let mut trace = Trace::of(&address, &["--lang", "en"]);
    assert_eq!(trace.connect().next(), None, "the client is closed");
    trace.end();
    let told = trace.saved("unreachable", "text");
    assert!(told.len() == 1 && told[0].contains(&address), "{told:?}");
}

#[test]
fn a_class_by_tls_is_shown_in_the_clear_with_its_peoples_names_and_keys() {
    let server = Server::start_with(&["--tls-listen", "127.0.0.1:0"]);
    let mut trace = Trace::of(server.ticket(), &[]);
    let mut ana = trace.connect();
    ana.await_line("?");
    ana.send("ana");
    ana.await_line("* =");
    ana.send("oi, turma");
    let mut beto = server.join("beto");
    ana.await_line("* + beto");
    beto.send("olá");
    ana.expect("[beto] olá");
    assert!(trace.await_row(r"[beto] olá\n").contains("#1   ana"));
    trace.end();
    assert!(fs::read_to_string(trace.file("keys")).unwrap().contains("CLIENT_TRAFFIC_SECRET_0"));
    let page = fs::read_to_string(trace.file("t.html")).unwrap();
    assert!(page.contains("data-connection=\"1\" data-person=\"ana\""), "{page}");
    assert!(page.contains("oi, turma") && page.ends_with("</script>\n"), "{page}");
}

#[test]
fn a_client_that_does_not_read_is_not_hidden() {
    let (listener, address) = target();
    let trace = Trace::of(&address, &[]);
    let client = trace.connect();
    let (mut server, _) = listener.accept().unwrap();
    server.set_nonblocking(true).unwrap();
    let mut written = 0;
    let mut stalls = 0;
    // What the four sockets between them hold, and no more: the trace itself holds one read.
    while stalls < 20 {
        match server.write(&[b'x'; 4096]) {
            Ok(count) => (written, stalls) = (written + count, 0),
            Err(_) => {
                stalls += 1;
                // The kernel needs a moment to move what fits.
                std::thread::sleep(std::time::Duration::from_millis(25));
            }
        }
        assert!(written < 16 * 1024 * 1024, "the trace takes whatever comes");
    }
    drop(client);
}

#[test]
fn the_capture_opens_in_tshark() {
    if support::lacks("tshark", "tshark") {
        return;
    }
    let (listener, address) = target();
    let mut trace = Trace::of(&address, &[]);
    let mut ana = trace.connect();
    let (mut server, _) = listener.accept().unwrap();
    server.write_all("? Qual é o seu nome?\n".as_bytes()).unwrap();
    ana.await_line("?");
    ana.send("ana");
    assert_eq!(exactly(&mut server, 4), b"ana\n");
    ana.finish();
    trace.await_row(&format!("→ FIN · {}", say!(Locale::PtBr, "trace-finished")));
    server.shutdown(Shutdown::Both).unwrap();
    assert_eq!(ana.next(), None);
    trace.end();
    let capture = trace.file("t.pcapng");
    let read = |arguments: &[&str]| {
        let output =
            Command::new("tshark").arg("-r").arg(&capture).args(arguments).output().unwrap();
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
        String::from_utf8(output.stdout).unwrap()
    };
    let stream = read(&["-q", "-z", "follow,tcp,raw,0"]);
    let lines: Vec<&str> = stream.lines().map(str::trim).collect();
    assert!(lines.contains(&hex::encode("? Qual é o seu nome?\n").as_str()), "{stream}");
    assert!(lines.contains(&hex::encode("ana\n").as_str()), "{stream}");
    assert_eq!(
        read(&["-Y", "tcp.analysis.flags || tcp.checksum.status == 0"]),
        "",
        "a sound stream"
    );
    assert_eq!(read(&["-Y", "tcp.flags.fin == 1"]).lines().count(), 2);
}

#[test]
fn a_file_that_cannot_be_written_is_told_before_anything_is_traced() {
    let refused = |file: &Path, code: i32, words: String| {
        sala().args(["trace", ":7", "--save"]).arg(file).assert().code(code).stderr(
            contains(words).and(predicate::function(|text: &str| text.lines().count() == 1)),
        );
    };
    let folder = tempfile::tempdir().unwrap();
    refused(&folder.path().join("none/t.svg"), 1, "none/t.svg".to_owned());
    refused(&folder.path().join("t.txt"), 2, ".pcapng".to_owned());
    sala().args(["trace", "a:b"]).assert().code(2).stderr(contains("a:b"));
    sala()
        .args(["trace", ":7", "--listen", "0.0.0.0:0"])
        .assert()
        .code(1)
        .stderr(contains("--open"));
}

#[test]
fn a_diagram_says_what_it_leaves_out() {
    let (listener, address) = target();
    let mut trace = Trace::of(&address, &["--lang", "en"]);
    let mut client = trace.connect();
    let (mut server, _) = listener.accept().unwrap();
    for number in 0..2100 {
        let line = format!("{number}\n");
        client.send_bytes(line.as_bytes());
        exactly(&mut server, line.len());
        trace.await_row(&format!(r"→ {number}\n"));
    }
    drop((client, server));
    trace.end();
    let svg = fs::read_to_string(trace.file("t.svg")).unwrap();
    assert_eq!(svg.matches("<g class=").count(), 2000);
    assert!(svg.contains("more rows are left out"), "{}", &svg[svg.len() - 400..]);
}

#[test]
fn rows_that_nobody_reads_end_the_trace_and_complete_its_files() {
    let (listener, address) = target();
    let mut trace = Trace::of(&address, &[]);
    trace.rows = BufReader::new(Box::new(std::io::empty()));
    let client = trace.connect();
    assert!(trace.child.wait().unwrap().success());
    let svg = fs::read_to_string(trace.file("t.svg")).unwrap();
    assert!(svg.ends_with("</svg>\n"), "{svg}");
    drop((listener, client));
}
