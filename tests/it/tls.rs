//! The encrypted channel of a real server.

use std::collections::VecDeque;
use std::io::{Read, Write};
use std::net::{Shutdown, TcpStream};
use std::os::unix::fs::PermissionsExt;
use std::process::{Command as Process, Stdio};
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering::Relaxed};
use std::thread;
use std::time::Duration;

use assert_cmd::Command;
use predicates::prelude::*;
use predicates::str::{contains, is_empty, starts_with};
use rustix::process::Signal;

use crate::support::server::{self, PATIENCE, Peer, Server, allow_files};
use crate::support::tls::{self, TLS12, TLS13, TlsClient};

fn server() -> Server {
    server_with(&[])
}

fn server_with(arguments: &[&str]) -> Server {
    let tls = ["--tls-listen", "127.0.0.1:0", "--no-journal"];
    Server::start_with(&[&tls, arguments].concat())
}

/// `sala client` at an address, without a terminal, with a data folder of its own in the server's.
fn client(server: &Server, address: &str) -> Command {
    let mut command = Command::from_std(server::sala());
    command.args(["client", address, "--name", "beto"]).timeout(PATIENCE);
    command.env("SALA_DATA", server.folder.path().join("own"));
    command
}

/// A client that comes in and goes.
fn visit(server: &Server, address: &str) -> Command {
    let mut command = client(server, address);
    command.write_stdin("/sair\n");
    command
}

/// Ana, and that she still talks with the others.
struct Witness(Peer, Peer);

impl Witness {
    fn of(server: &Server) -> Self {
        let ana = TlsClient::open(server, TLS13).join("ana");
        let mut witness = Self(ana, server.join("testemunha"));
        witness.0.await_line("testemunha entrou");
        witness
    }

    fn testify(&mut self) {
        self.0.send("ainda aqui");
        self.1.await_line("[ana] ainda aqui");
        self.1.send("eu também");
        self.0.await_line("[testemunha] eu também");
    }
}

#[test]
fn a_class_speaks_over_both_versions_and_in_the_clear_at_once() {
    let server = server();
    let mut ana = TlsClient::open(&server, TLS13).join("ana");
    let mut caio = TlsClient::open(&server, TLS12).join("caio");
    let mut dora = server.join("dora");
    let mut beto = client(&server, server.ticket());
    beto.write_stdin("oi, turma\n/tabuada 7 2\n/sair\n");
    let expected = "* = ana caio dora (4 na sala)\n> 7 × 1 = 7\n> 7 × 2 = 14\n* . Até logo!\n";
    beto.assert().success().stdout(predicate::str::ends_with(expected)).stderr(is_empty());
    for peer in [&mut ana, &mut caio, &mut dora] {
        peer.await_line("* + beto entrou (4 na sala)");
        peer.expect("[beto] oi, turma");
        peer.expect("* - beto saiu (3 na sala)");
    }
    caio.send("até amanhã");
    ana.expect("[caio] até amanhã");
    dora.expect("[caio] até amanhã");
}

#[test]
fn the_listeners_come_first_then_the_fingerprint_and_the_ticket() {
    let server = server();
    let [plain, tls, board, fingerprint, _, page, ticket] = &server.announced[..] else { panic!() };
    assert_eq!(*plain, format!("Sala aberta em {}", server.address));
    assert_eq!(*tls, format!("Sala aberta em {}", server.tls_address()));
    let fingerprint = fingerprint.strip_prefix("Impressão digital do certificado: ").unwrap();
    let expected = format!("Convite: sala client {}#{fingerprint}", server.tls_address());
    assert_eq!(*ticket, expected);
    assert!(page.ends_with(&server.tls_address().replace("tls://", "https://")), "{page}");
    assert!(board.contains("/quadro#"), "{board}");
    for name in ["cert.pem", "cert.key"] {
        let mode = server.data().join(name).metadata().unwrap().permissions().mode();
        assert_eq!(mode & 0o777, 0o600, "{name}");
    }
    let ticket = server.ticket().split('#').nth(1).unwrap().to_owned();
    let again = Server::start_in(server.stop(), &["--tls-listen", "127.0.0.1:0", "--no-journal"]);
    assert!(again.ticket().ends_with(&ticket), "it is made once");
}

#[test]
fn without_listen_there_is_the_encrypted_channel_alone() {
    let folder = tempfile::tempdir().unwrap();
    let mut child = server::sala()
        .args(["server", "--tls-listen", "127.0.0.1:0", "--no-journal", "--qr", "--data"])
        .arg(folder.path())
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .unwrap();
    let mut out = child.stdout.take().unwrap();
    let pid = rustix::process::Pid::from_child(&child);
    let mut text = String::new();
    // The ticket is the last line.
    while !text.lines().any(|line| line.starts_with("Convite: ")) || !text.ends_with('\n') {
        let mut bytes = [0; 4096];
        let count = out.read(&mut bytes).unwrap();
        assert!(count > 0, "{text}");
        text.push_str(&String::from_utf8_lossy(&bytes[..count]));
    }
    rustix::process::kill_process(pid, Signal::TERM).unwrap();
    assert!(child.wait().unwrap().success());
    let opened: Vec<&str> = text.lines().filter(|line| line.starts_with("Sala aberta")).collect();
    assert!(matches!(opened[..], [only] if only.contains("tls://127.0.0.1:")), "{text}");
}

#[test]
fn a_certificate_that_nobody_vouches_for_is_shown_and_refused_without_a_terminal() {
    let server = server();
    let address = server.tls_address();
    let fingerprint = server.ticket().split('#').nth(1).unwrap();
    let pin = format!("sala client '{address}#{fingerprint}'");
    visit(&server, address).assert().code(1).stdout(is_empty()).stderr(contains(pin));
    assert!(!server.folder.path().join("own").exists(), "nothing was noted");
}

#[test]
fn a_certificate_that_is_not_the_tickets_is_refused() {
    let server = server();
    let other = format!("sha256:{}", "0".repeat(64));
    let shown = server.ticket().split('#').nth(1).unwrap();
    let words = contains(format!("esperado {other}, recebido {shown}"));
    let ticket = format!("{}#{other}", server.tls_address());
    visit(&server, &ticket).assert().code(1).stdout(is_empty()).stderr(words);
    // Nobody else is asked where a ticket speaks.
    let pem = server.data().join("cert.pem");
    visit(&server, &ticket).arg("--ca").arg(&pem).assert().code(1).stdout(is_empty());
}

#[test]
fn a_file_or_the_system_may_vouch_for_it() {
    let server = server();
    let pem = server.data().join("cert.pem");
    visit(&server, server.tls_address()).arg("--ca").arg(&pem).assert().success();
    visit(&server, server.tls_address()).env("SSL_CERT_FILE", &pem).assert().success();
    let key = server.data().join("cert.key");
    let words = contains("cert.key não servem").and(contains("--ca"));
    visit(&server, server.tls_address()).arg("--ca").arg(&key).assert().code(1).stderr(words);
}

#[test]
fn one_that_has_changed_is_refused_with_what_was_known_and_where() {
    let server = server();
    let own = server.folder.path().join("own");
    std::fs::create_dir(&own).unwrap();
    let known = format!("sha256:{}", "0".repeat(64));
    let place = tls::address(&server);
    std::fs::write(own.join("known_hosts"), format!("a:1 {known}\n{place} {known}\n")).unwrap();
    let shown = server.ticket().split('#').nth(1).unwrap();
    let words = contains(format!("antes {known} ("))
        .and(contains("own/known_hosts, linha 2), agora"))
        .and(contains(shown));
    visit(&server, server.tls_address()).assert().code(1).stdout(is_empty()).stderr(words);
    // The ticket is newer than what was known.
    visit(&server, server.ticket()).assert().success();
    std::fs::write(own.join("known_hosts"), "lixo\n").unwrap();
    let words = contains("linha 1").and(contains("known_hosts"));
    visit(&server, server.tls_address()).assert().code(1).stderr(words);
}

#[test]
fn what_is_no_ticket_is_a_misuse() {
    let server = server();
    let cut = &server.ticket()[..server.ticket().len() - 1];
    visit(&server, cut).assert().code(2).stderr(contains("64 dígitos hexadecimais"));
}

#[test]
fn bots_come_in_by_the_ticket() {
    let server = server();
    let mut command = Command::from_std(server::sala());
    command.args(["bot", "run", "bots/conversa.feature", "--addr", server.ticket()]);
    command.assert().success().stdout(contains("passaram").and(contains("falh").not()));
}

#[test]
fn a_certificate_may_be_given_and_must_be_whole() {
    let maker = server();
    let [pem, key] = ["cert.pem", "cert.key"].map(|name| {
        let path = maker.data().join(name);
        path.to_str().unwrap().to_owned()
    });
    let given = server_with(&["--cert", &pem, "--key", &key]);
    assert_eq!(given.ticket().split('#').nth(1), maker.ticket().split('#').nth(1));
    let other = server();
    let others = other.data().join("cert.key").to_str().unwrap().to_owned();
    let nothing = "/nowhere/cert.pem";
    for (arguments, code, words) in [
        (vec!["--cert", &pem, "--key", &others], 1, "não é a do certificado"),
        (vec!["--cert", &key, "--key", &key], 1, "BEGIN CERTIFICATE"),
        (vec!["--cert", &pem, "--key", &pem], 1, "BEGIN PRIVATE KEY"),
        (vec!["--cert", nothing, "--key", &key], 1, nothing),
        (vec!["--cert", &pem], 2, "--key"),
        (vec!["--key", &key], 2, "--cert"),
    ] {
        let folder = tempfile::tempdir().unwrap();
        let mut command = Command::from_std(server::sala());
        command.args(["server", "--tls-listen", "127.0.0.1:0", "--data"]).arg(folder.path());
        let assert = command.args(arguments).timeout(PATIENCE).assert();
        assert.code(code).stdout(is_empty()).stderr(starts_with("sala: ").and(contains(words)));
        assert!(!folder.path().join("console.sock").exists());
    }
    let mut command = Command::from_std(server::sala());
    command.args(["server", "--cert", &pem, "--key", &key]).assert().code(2);
}

#[test]
fn plain_text_at_the_encrypted_channel_is_answered_and_closed() {
    let server = server();
    let mut witness = Witness::of(&server);
    let answer = |bytes: &[u8]| {
        let mut stream = TcpStream::connect(tls::address(&server)).unwrap();
        stream.set_read_timeout(Some(PATIENCE)).unwrap();
        stream.write_all(bytes).unwrap();
        let mut text = Vec::new();
        // It ends, if need be by a reset.
        let _ = stream.read_to_end(&mut text);
        String::from_utf8(text).unwrap()
    };
    assert!(answer(b"ana\noi\n").starts_with("* . Este endereço é do canal cifrado"));
    // A browser that asks in the clear is sent to the page.
    assert!(answer(b"GET / HTTP/1.1\r\nHost: localhost\r\n\r\n").starts_with("HTTP/1.1 308 "));
    // What begins like TLS and goes on otherwise gets no words of ours.
    assert_eq!(answer(&[&[0x16, 3, 1, 0, 200][..], &[0xaa; 200]].concat()), "");
    witness.testify();
    let mut console = server.console();
    console.send("/who");
    console.await_line("2 pessoas");
    let log = server.stop_and_read_log();
    assert!(log.contains("do outro lado não se fala TLS"), "{log}");
}

#[test]
fn a_tls_hello_in_the_clear_is_closed_at_once_and_logged() {
    let server = server();
    let mut console = server.console();
    let mut stream = TcpStream::connect(server.address).unwrap();
    let port = stream.local_addr().unwrap().port();
    stream.write_all(&[0x16, 3, 1, 2, 0, 1, 0, 1, 0xfc]).unwrap();
    let mut peer = Peer::tcp(stream);
    assert!(peer.line().starts_with("? "));
    assert!(peer.line().starts_with("* . Este endereço não usa TLS"));
    assert!(peer.rest().is_empty());
    console.await_line(&format!("127.0.0.1:{port} tentou TLS em um endereço"));
    console.await_line("0 na sala");
    // Our own client says what is the matter.
    let address = format!("tls://{}", server.address);
    visit(&server, &address).assert().code(1).stderr(contains("não fala pelo canal cifrado"));
}

#[test]
fn slow_handshakes_hold_nobody_up() {
    let server = server();
    let mut witness = Witness::of(&server);
    let half_open: Vec<TcpStream> = (0..400)
        .map(|n| {
            let mut stream = TcpStream::connect(tls::address(&server)).unwrap();
            // Some have begun, and some say nothing.
            if n % 2 == 0 {
                stream.write_all(&[0x16, 3, 1]).unwrap();
            }
            stream
        })
        .collect();
    witness.testify();
    visit(&server, server.ticket()).assert().success();
    // More than may be under way from one address: the first one had to go.
    let mut first = &half_open[0];
    first.set_read_timeout(Some(PATIENCE)).unwrap();
    assert!(matches!(first.read(&mut [0; 16]), Ok(0) | Err(_)));
    witness.testify();
    // Nobody waits for the rest at the end.
    let mut server = server;
    server.signal(Signal::TERM);
    assert!(server.wait().success());
    assert!(witness.0.rest().last().unwrap().starts_with("* . A aula terminou"));
}

#[test]
fn someone_who_does_not_read_is_closed_and_delays_nobody() {
    let server = server_with(&["--no-limits"]);
    let mut ana = TlsClient::open(&server, TLS13).join("ana");
    let mut beto = TlsClient::open(&server, TLS12).join("beto");
    let mut slow = TlsClient::open(&server, TLS13).join("surdo");
    beto.await_line("surdo entrou");
    let line = "x".repeat(4000);
    let mut heard = 0;
    loop {
        ana.send(&line);
        if beto.line().contains("conexão lenta") {
            break;
        }
        heard += 1;
        assert!(heard < 10_000, "nobody was let go");
    }
    // What was owed comes whole, up to the reason.
    let owed = read_until_broken(&mut slow);
    assert!(owed.iter().take(owed.len() - 1).all(|owed| owed.ends_with(&line)));
}

/// Reads to the end, also to one without TLS's own words for it, and gives the whole lines.
fn read_until_broken(peer: &mut Peer) -> Vec<String> {
    let mut lines = Vec::new();
    while let Some(line) = peer.next() {
        lines.push(line);
    }
    lines
}

#[test]
fn all_that_is_owed_comes_to_whoever_closes_their_side() {
    let server = server_with(&["--no-limits"]);
    for version in [TLS13, TLS12] {
        let stream = TlsClient::open(&server, version);
        let mut ana = stream.join("ana");
        ana.send_bytes("/tabuada 7 100\n".repeat(500).as_bytes());
        stream.finish();
        // An end without close_notify would be an error here.
        let lines = ana.rest();
        assert_eq!(lines.len(), 50_000);
        assert_eq!(lines.last().unwrap(), "> 7 × 100 = 700");
    }
}

#[test]
fn a_signal_ends_the_class_with_tls_own_words() {
    let mut server = server();
    let mut ana = TlsClient::open(&server, TLS13).join("ana");
    let mut beto = TlsClient::open(&server, TLS12).join("beto");
    ana.await_line("beto entrou");
    server.signal(Signal::TERM);
    assert_eq!(ana.rest(), ["* . A aula terminou."]);
    assert_eq!(beto.rest(), ["* . A aula terminou."]);
    assert!(server.wait().success());
}

#[test]
fn openssl_comes_in_where_it_is_installed() {
    let server = server();
    let Ok(mut openssl) = Process::new("openssl")
        .args(["s_client", "-quiet", "-connect", tls::address(&server)])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
    else {
        return;
    };
    let mut ana = server.join("ana");
    let mut input = openssl.stdin.take().unwrap();
    input.write_all("beto\noi pelo openssl\n".as_bytes()).unwrap();
    ana.await_line("[beto] oi pelo openssl");
    ana.send("oi, beto");
    let mut output = openssl.stdout.take().unwrap();
    let reading = thread::spawn(move || {
        let mut text = String::new();
        output.read_to_string(&mut text).unwrap();
        text
    });
    ana.send("/sair");
    ana.await_line("* . Até logo!");
    input.write_all(b"/sair\n").unwrap();
    let text = reading.join().unwrap();
    assert!(text.contains("[ana] oi, beto"), "{text}");
    openssl.wait().unwrap();
}

#[test]
fn a_half_closed_socket_without_tls_own_words_is_a_lost_connection() {
    let server = server();
    let mut console = server.console();
    let ana = TlsClient::open(&server, TLS13).join("ana");
    ana.socket().shutdown(Shutdown::Write).unwrap();
    console.await_line("ana perdeu a conexão");
}

#[test]
fn half_hellos_of_the_same_address_keep_no_real_handshake_out() {
    allow_files(8192);
    let server = server();
    let to = tls::address(&server).to_owned();
    let (over, made) = (AtomicBool::new(false), AtomicUsize::new(0));
    thread::scope(|scope| {
        scope.spawn(|| {
            let mut held = VecDeque::new();
            while !over.load(Relaxed) {
                let mut half = TcpStream::connect(&to).unwrap();
                half.write_all(b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03").unwrap();
                held.push_back(half);
                // Those that the server has closed by now are ours to close, too.
                if held.len() > 2500 {
                    held.pop_front();
                }
                made.fetch_add(1, Relaxed);
                // Five thousand a second at the most.
                thread::sleep(Duration::from_micros(150));
            }
        });
        while made.load(Relaxed) < 2000 {
            thread::yield_now();
        }
        let flight = Duration::from_millis(100);
        for (name, version) in [("ana", TLS13), ("beto", TLS12)] {
            let stream = TlsClient::open_slowly(&server, version, flight);
            stream.map(|stream| stream.join(name)).unwrap();
        }
        over.store(true, Relaxed);
    });
}
