//! The client's side of a connection, against raw sockets.

use std::io::{Read, Write};
use std::net::TcpListener;
use std::os::unix::net::UnixListener;
use std::thread;
use std::time::Duration;

use futures_lite::future::block_on;
use sala::link::{Address, Link, LinkError, Received, Trust};
use sala::wire::{LineError, SERVER_LINE_MAX};

const LIMIT: Duration = Duration::from_secs(20);

/// What a client hears of `bytes`, until the end.
fn heard(pieces: &'static [&'static [u8]]) -> Vec<String> {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let address: Address = listener.local_addr().unwrap().to_string().parse().unwrap();
    let server = thread::spawn(move || {
        let (mut stream, _) = listener.accept().unwrap();
        stream.set_nodelay(true).unwrap();
        for piece in pieces {
            stream.write_all(piece).unwrap();
        }
    });
    let lines = block_on(async {
        let (mut reader, _writer) =
            Link::connect(&address, &Trust::default(), LIMIT).await.unwrap().split();
        let mut lines = Vec::new();
        loop {
            match reader.next().await {
                Received::Line(line) => lines.push(line),
                Received::Dropped(LineError::TooLong) => lines.push("too long".into()),
                Received::Dropped(LineError::NotUtf8 | LineError::LineEnd) => {
                    lines.push("not UTF-8".into())
                }
                Received::Ended => return lines,
                Received::Broken(error) => panic!("{error}"),
            }
        }
    });
    server.join().unwrap();
    lines
}

#[test]
fn lines_come_whole_however_they_are_sent() {
    assert_eq!(heard(&[b"[a] b\n[c", b"] d\r\n"]), ["[a] b", "[c] d"]);
    assert_eq!(heard(&[b"? no", b"me"]), ["? nome"], "the unfinished last line");
    assert_eq!(heard(&[b"\xff\nfim\n"]), ["not UTF-8", "fim"]);
    assert_eq!(heard(&[]), [""; 0]);
}

#[test]
fn a_line_may_be_long_but_not_endless() {
    const LONG: &[u8] = &[b'x'; SERVER_LINE_MAX];
    assert_eq!(heard(&[LONG, b"\n"])[0].len(), SERVER_LINE_MAX);
    assert_eq!(heard(&[LONG, b"xx\nfim\n"]), ["too long", "fim"]);
}

#[test]
fn what_is_sent_arrives_and_a_half_close_leaves_the_other_half() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("socket");
    let tcp = TcpListener::bind("127.0.0.1:0").unwrap();
    let unix = UnixListener::bind(&path).unwrap();
    let tcp_address: Address = tcp.local_addr().unwrap().to_string().parse().unwrap();
    let over_tcp = thread::spawn(move || echo(tcp.accept().unwrap().0));
    let over_unix = thread::spawn(move || echo(unix.accept().unwrap().0));
    for address in [tcp_address, Address::Unix(path)] {
        block_on(async {
            let (mut reader, mut writer) =
                Link::connect(&address, &Trust::default(), LIMIT).await.unwrap().split();
            writer.send("oi").await.unwrap();
            writer.send("tchau").await.unwrap();
            writer.finish().await.unwrap();
            assert!(matches!(reader.next().await, Received::Line(line) if line == "oi"));
            assert!(matches!(reader.next().await, Received::Line(line) if line == "tchau"));
            assert!(matches!(reader.next().await, Received::Ended));
            assert!(matches!(reader.next().await, Received::Ended));
        });
    }
    over_tcp.join().unwrap();
    over_unix.join().unwrap();
}

/// Reads to the end, then says it all again.
fn echo(mut stream: impl Read + Write) {
    let mut bytes = Vec::new();
    stream.read_to_end(&mut bytes).unwrap();
    stream.write_all(&bytes).unwrap();
}

#[test]
fn every_address_of_a_host_is_tried() {
    // The name has an address of either kind on most machines; only one of them listens.
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let port = listener.local_addr().unwrap().port();
    let address = Address::Tcp { host: "localhost".into(), port };
    assert!(block_on(Link::connect(&address, &Trust::default(), LIMIT)).is_ok());
}

#[test]
fn what_cannot_be_reached_says_why() {
    let free = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap();
    let refused: Address = free.to_string().parse().unwrap();
    let unknown: Address = "a.invalid:1".parse().unwrap();
    let nothing = Address::Unix("/nowhere/console.sock".into());
    let error = |address| block_on(Link::connect(address, &Trust::default(), LIMIT)).err().unwrap();
    assert!(matches!(error(&refused), LinkError::Refused(_)));
    assert!(matches!(error(&unknown), LinkError::UnknownHost(_)));
    assert!(matches!(error(&nothing), LinkError::Refused(_)));
    let no_time =
        block_on(Link::connect(&unknown, &Trust::default(), Duration::ZERO)).err().unwrap();
    assert!(matches!(no_time, LinkError::TimedOut(_)));
}

#[test]
fn a_reset_is_not_an_end() {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let address: Address = listener.local_addr().unwrap().to_string().parse().unwrap();
    block_on(async {
        let (mut reader, mut writer) =
            Link::connect(&address, &Trust::default(), LIMIT).await.unwrap().split();
        let (stream, _) = listener.accept().unwrap();
        writer.send("isto ninguém lê").await.unwrap();
        stream.peek(&mut [0]).unwrap();
        // Closing with something unread resets the connection.
        drop(stream);
        assert!(matches!(reader.next().await, Received::Broken(_)));
    });
}
