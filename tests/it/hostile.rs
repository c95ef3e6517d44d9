//! Crowds that would bring a class down, against a real server.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::{SocketAddr, TcpStream};
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering::Relaxed};
use std::thread;
use std::time::Duration;

use rustix::process::Signal;
use socket2::{Domain, Socket, Type};

use crate::support::server::{PATIENCE, Peer, Server, allow_files, sala};
use crate::support::tls::{TLS13, TlsClient};

/// A connection from another address of this machine, with room for so many unread bytes.
fn connect_from(own: [u8; 4], to: SocketAddr, room: Option<usize>) -> TcpStream {
    let socket = Socket::new(Domain::IPV4, Type::STREAM, None).unwrap();
    if let Some(room) = room {
        socket.set_recv_buffer_size(room).unwrap();
    }
    socket.bind(&SocketAddr::from((own, 0)).into()).unwrap();
    socket.connect(&to.into()).unwrap();
    let stream = TcpStream::from(socket);
    stream.set_read_timeout(Some(PATIENCE)).unwrap();
    stream
}

/// What ana says is what beto reads, in order and once.
fn converse(ana: &mut Peer, beto: &mut Peer, lines: std::ops::Range<usize>) {
    for number in lines {
        ana.send(&format!("linha {number}"));
        let heard = beto.await_line("[ana] ");
        assert_eq!(heard, format!("[ana] linha {number}"));
    }
}

#[test]
fn a_thousand_connections_from_one_address_take_its_share_and_no_more() {
    allow_files(4096);
    let server = Server::start_with(&["--no-journal"]);
    let mut ana = server.join("ana");
    let mut beto = server.join("beto");
    // One machine, whatever its loopback address.
    let crowd: Vec<TcpStream> =
        (0..1000).map(|_| connect_from([127, 0, 0, 3], server.address, None)).collect();
    converse(&mut ana, &mut beto, 0..10);
    let answers = crowd.iter().map(|stream| {
        let mut line = String::new();
        BufReader::new(stream).read_line(&mut line).unwrap();
        line
    });
    let (asked, refused): (Vec<_>, Vec<_>) = answers.partition(|line| line.starts_with("? "));
    assert_eq!((asked.len(), refused.len()), (200, 800));
    assert!(refused.iter().all(|line| line.starts_with("* . Já há conexões demais")));
    converse(&mut ana, &mut beto, 10..11);
    drop(crowd);
    let mut caio = loop {
        let mut peer = Peer::tcp(connect_from([127, 0, 0, 1], server.address, None));
        if peer.line().starts_with("? ") {
            break peer;
        }
    };
    caio.send("caio\ncheguei");
    beto.await_line("[caio] cheguei");
}

#[test]
fn a_storm_of_resets_leaves_nobody_behind_and_costs_nobody_a_line() {
    let server = Server::start_with(&["--no-limits", "--no-journal"]);
    let mut ana = server.join("ana");
    let mut beto = server.join("beto");
    let address = server.address;
    let storm = thread::spawn(move || {
        for number in 0..2000 {
            let mut peer = Peer::tcp(connect_from([127, 0, 0, 4], address, None));
            // Some go before they are asked, some half-way, some from the room.
            match number % 4 {
                0 => {}
                1 => peer.send_bytes(b"metade"),
                2 => peer.send(&format!("raio{number}")),
                _ => {
                    peer.send(&format!("raio{number}\noi"));
                    peer.await_line("* = ");
                }
            }
            peer.reset();
        }
    });
    let mut said = 0;
    while !storm.is_finished() {
        converse(&mut ana, &mut beto, said..said + 1);
        said += 1;
    }
    storm.join().unwrap();
    assert!(said > 0);
    let mut console = server.console();
    loop {
        // A reset that is still on its way.
        console.send("/who");
        if console.await_line("na sala").contains("2 pessoas na sala") {
            break;
        }
        console.await_line("* - ");
    }
    converse(&mut ana, &mut beto, said..said + 10);
}

/// Reads to the end: how many lines ana said, and the last line.
fn read_to_the_end(stream: &TcpStream) -> (usize, String) {
    let (mut said, mut last) = (0, String::new());
    for line in BufReader::with_capacity(64 * 1024, stream).lines() {
        last = line.unwrap();
        said += usize::from(last.starts_with("[ana] "));
    }
    (said, last)
}

#[test]
fn a_signal_with_500_people_of_whom_50_do_not_read_costs_the_others_nothing() {
    allow_files(4096);
    let mut server = Server::start_with(&["--no-limits", "--no-journal"]);
    let mut console = server.console();
    let mut ana = server.join("ana");
    let join = |name: String, room| {
        let mut peer = Peer::tcp(connect_from([127, 0, 0, 1], server.address, room));
        peer.send(&name);
        peer.await_line("* = ");
        peer
    };
    let slow: Vec<Peer> = (0..50).map(|n| join(format!("surdo{n}"), Some(4096))).collect();
    let readers: Vec<_> = (0..449)
        .map(|n| {
            let peer = join(format!("aluno{n}"), None);
            thread::spawn(move || read_to_the_end(peer.socket()))
        })
        .collect();
    console.await_line("(500 na sala)");
    let mut listening = ana.socket().try_clone().unwrap();
    let listener = thread::spawn(move || _ = listening.read_to_end(&mut Vec::new()));
    // When the first of the slow ones is disconnected, almost as much waits for the others.
    let lines = format!("{}\n", "x".repeat(4000)).repeat(8);
    let (mut said, mut is_over) = (0, false);
    while !is_over {
        ana.send_bytes(lines.as_bytes());
        let mut heard = 0;
        while heard < 8 {
            let line = console.line();
            is_over |= line.contains("conexão lenta");
            heard += usize::from(line.starts_with("[ana] "));
        }
        said += heard;
    }
    server.signal(Signal::TERM);
    for reader in readers {
        assert_eq!(reader.join().unwrap(), (said, "* . A aula terminou.".to_owned()));
    }
    assert!(server.wait().success(), "{}", server.log());
    listener.join().unwrap();
    drop(slow);
}

/// Someone who connects, names themselves anew, says twenty lines and goes.
fn visit(server: &Server, encrypted: bool, name: &str) {
    let text = format!("{name}\n{}", "compre\n".repeat(20));
    // A refused connection may be closed while it is still sending.
    if encrypted {
        let _ = TlsClient::open(server, TLS13).write_all(text.as_bytes());
    } else if let Ok(mut stream) = TcpStream::connect(server.address) {
        let _ = stream.write_all(text.as_bytes());
    }
}

/// How many lines ana says in a flood: at most the ten that she has at once.
const LINES: usize = 5;

/// What ana says reaches beto while others come and go by so many connections at once, and neither
/// he nor the console reads much else; gives what the journal has afterwards.
fn a_class_in_a_flood(connections: usize, encrypted: bool, prepare: &[&str]) -> String {
    let server = Server::start_with(&["--tls-listen", "127.0.0.1:0"]);
    let mut console = server.console();
    let (mut ana, mut beto) = (server.join("ana"), server.join("beto"));
    prepare.iter().for_each(|line| console.send(line));
    let (over, visits) = (AtomicBool::new(false), AtomicUsize::new(0));
    let (mut besides, mut told) = (0, 0);
    thread::scope(|scope| {
        for _ in 0..connections {
            scope.spawn(|| {
                while !over.load(Relaxed) {
                    visit(&server, encrypted, &format!("w{}", visits.fetch_add(1, Relaxed)));
                }
            });
        }
        for number in 0..LINES {
            let before = visits.load(Relaxed);
            while visits.load(Relaxed) < before + 2 * connections.min(40) {
                thread::sleep(Duration::from_millis(1));
            }
            ana.send(&format!("linha {number}"));
            while beto.line() != format!("[ana] linha {number}") {
                besides += 1;
            }
            console.send("/who");
            while !console.line().starts_with("> ") {
                told += 1;
            }
        }
        over.store(true, Relaxed);
    });
    assert!(besides < 300 && told < 400, "{besides} lines besides, {told} told to the console");
    let folder = server.stop();
    let mut export = sala();
    let exported = export.args(["log", "export", "--data"]).arg(folder.path().join("data"));
    let text = String::from_utf8(exported.output().unwrap().stdout).unwrap();
    assert!(text.lines().count() < 700, "{}", text.lines().count());
    text
}

#[test]
fn a_flood_of_visits_drowns_nobody_and_all_that_the_class_says_is_recorded() {
    allow_files(4096);
    for (connections, encrypted) in [(1, false), (150, false), (4, true)] {
        let recorded = a_class_in_a_flood(connections, encrypted, &[]);
        for number in 0..LINES {
            assert!(recorded.contains(&format!("linha {number}")), "{connections} {encrypted}");
        }
    }
    let recorded = a_class_in_a_flood(4, false, &["/trancar sim"]);
    assert!(recorded.contains(&format!("linha {}", LINES - 1)) && !recorded.contains("compre"));
}
