//! Browsers at a real server: the page over HTTP, and the class over WebSocket.

use std::io::{Read, Write};
use std::net::{Shutdown, TcpStream};

use rustix::process::Signal;
use tungstenite::client::IntoClientRequest;
use tungstenite::{Message, WebSocket, client};

use crate::support::server::{PATIENCE, Server};
use crate::support::tls::{TLS12, TLS13, TlsClient};

/// A browser's connection to the class.
struct Browser<S>(WebSocket<S>);

impl<S: Read + Write> Browser<S> {
    fn open(url: &str, stream: S) -> Self {
        let mut request = url.into_client_request().unwrap();
        let origin = url.replacen("ws", "http", 1).replace("/ws", "");
        request.headers_mut().insert("origin", origin.parse().unwrap());
        request.headers_mut().insert("sec-websocket-protocol", "sala".parse().unwrap());
        Self(client(request, stream).unwrap().0)
    }

    fn send(&mut self, line: &str) {
        self.0.send(Message::text(line)).unwrap();
    }

    fn next(&mut self) -> Message {
        self.0.read().unwrap()
    }

    /// Reads until a line has that in it.
    fn await_line(&mut self, part: &str) -> String {
        loop {
            match self.next() {
                Message::Text(line) if line.contains(part) => return line.to_string(),
                Message::Text(_) => {}
                other => panic!("{other:?} instead of {part}"),
            }
        }
    }

    fn join(mut self, name: &str) -> Self {
        self.await_line("? ");
        self.send(name);
        self.await_line("* = ");
        self
    }

    /// Reads the end of the connection, and gives its code.
    fn end(&mut self) -> u16 {
        loop {
            match self.next() {
                Message::Text(_) => {}
                Message::Close(Some(frame)) => return frame.code.into(),
                other => panic!("{other:?} instead of the end"),
            }
        }
    }
}

fn browser(server: &Server) -> Browser<TcpStream> {
    let stream = TcpStream::connect(server.web_address()).unwrap();
    stream.set_read_timeout(Some(PATIENCE)).unwrap();
    Browser::open(&format!("ws://{}/ws", server.web_address()), stream)
}

/// What a server answers to these bytes, to the end.
fn exchange(address: &str, request: &str) -> String {
    let mut stream = TcpStream::connect(address).unwrap();
    stream.set_read_timeout(Some(PATIENCE)).unwrap();
    stream.write_all(request.as_bytes()).unwrap();
    let mut answer = String::new();
    stream.read_to_string(&mut answer).unwrap();
    answer
}

#[test]
fn browsers_and_terminals_are_in_the_same_class() {
    let mut server = Server::start_with(&["--web", "127.0.0.1:0", "--no-journal"]);
    let mut ana = server.join("ana");
    let mut bia = browser(&server).join("bia");
    ana.await_line("* + bia entrou (2 na sala)");
    bia.send("oi de um navegador");
    ana.await_line("[bia] oi de um navegador");
    ana.send("oi de um terminal 👋🏽");
    bia.await_line("[ana] oi de um terminal 👋🏽");
    let long = "x".repeat(4096);
    ana.send(&long);
    assert_eq!(bia.await_line("[ana]").len(), "[ana] ".len() + 4096);
    bia.send("duas\nlinhas");
    bia.await_line("! Uma mensagem é uma linha só");
    bia.send(&"x".repeat(4097));
    bia.await_line("! Linha comprida demais");
    bia.0.send(Message::Ping("eco".into())).unwrap();
    assert_eq!(bia.next(), Message::Pong("eco".into()));

    // A fault ends one connection, with its code, and disturbs nobody.
    let mut caio = browser(&server).join("caio");
    caio.0.send(Message::binary(vec![1])).unwrap();
    assert_eq!(caio.end(), 1003);
    ana.await_line("* - caio perdeu a conexão (2 na sala)");
    // A Close is a loss, unless `sair` comes before it.
    let mut duda = browser(&server).join("duda");
    duda.0.close(None).unwrap();
    duda.0.flush().unwrap();
    ana.await_line("* - duda perdeu a conexão");
    let mut elis = browser(&server).join("elis");
    elis.send("sair");
    elis.await_line("* . Até logo!");
    assert_eq!(elis.end(), 1000);
    ana.await_line("* - elis saiu");

    server.signal(Signal::TERM);
    bia.await_line("* . ");
    assert_eq!(bia.end(), 1000);
    drop(bia);
    ana.rest();
    assert!(server.wait().success());
    let log = server.log();
    assert!(log.contains("foi encerrado com 1003: binary message"), "{log}");
}

#[test]
fn requests_follow_each_other_on_a_connection_and_a_refusal_ends_it() {
    let server = Server::start_with(&["--web", "127.0.0.1:0", "--no-journal"]);
    let address = server.web_address();
    let request = |path: &str| format!("GET {path} HTTP/1.1\r\nHost: {address}\r\n\r\n");
    let both = [request("/"), request("/words.json"), request("/nada"), request("/")].concat();
    let answers = exchange(address, &both);
    let statuses: Vec<&str> =
        answers.lines().filter(|line| line.starts_with("HTTP/1.1 ")).collect();
    assert_eq!(statuses, ["HTTP/1.1 200 OK", "HTTP/1.1 200 OK", "HTTP/1.1 404 Not Found"]);
    assert!(answers.ends_with("\r\n\r\nNão há nada neste endereço: a sala está em /.\n"));
    let foreign = exchange(address, "GET /ws HTTP/1.1\r\nHost: evil.example\r\n\r\n");
    assert!(foreign.starts_with("HTTP/1.1 421 Misdirected Request\r\n"), "{foreign}");
    // One that says nothing and goes is nobody's concern.
    TcpStream::connect(address).unwrap().shutdown(Shutdown::Write).unwrap();
    let log = server.stop_and_read_log();
    assert!(log.contains("foi recusado: 421 Misdirected Request"), "{log}");
}

#[test]
fn at_the_encrypted_address_the_protocol_decides_between_the_page_and_the_wire() {
    let server = Server::start_with(&["--tls-listen", "127.0.0.1:0", "--no-journal"]);
    let address = server.tls_address().trim_start_matches("tls://").to_owned();
    for version in [TLS12, TLS13] {
        let open = |protocols: &[&str]| TlsClient::offering(&server, version, protocols);
        let mut terminal = open(&[]).unwrap().join("ana");
        let mut wire = open(&["sala"]).unwrap().join("bia");
        let stream = open(&["h2", "http/1.1"]).unwrap();
        let mut caio = Browser::open(&format!("wss://{address}/ws"), stream).join("caio");
        caio.send("pelo navegador");
        terminal.await_line("[caio] pelo navegador");
        wire.send("pelo terminal");
        caio.await_line("[bia] pelo terminal");
        assert!(open(&["h2"]).is_err(), "no protocol in common");
        for peer in [&mut terminal, &mut wire] {
            peer.send("sair");
            peer.await_line("* . ");
        }
        caio.send("sair");
        assert_eq!(caio.end(), 1000);
    }
    let request = format!("GET /quadro HTTP/1.1\r\nHost: {address}\r\n\r\n");
    let sent = exchange(&address, &request);
    assert!(sent.starts_with("HTTP/1.1 308 "), "{sent}");
    assert!(sent.contains(&format!("\r\nLocation: https://{address}/quadro\r\n")), "{sent}");
    assert!(exchange(&address, "ana\n").starts_with("* . "));

    let server = Server::start_with(&["--tls-listen", "127.0.0.1:0", "--no-web", "--no-journal"]);
    assert!(TlsClient::offering(&server, TLS13, &["http/1.1"]).is_err());
    TlsClient::offering(&server, TLS13, &[]).unwrap().join("ana");
}

/// An address of this machine that is not loopback; `None` where there is none.
fn own_address() -> Option<std::net::IpAddr> {
    // Nothing is sent: the system only looks for the way.
    let socket = std::net::UdpSocket::bind("0.0.0.0:0").ok()?;
    socket.connect("192.0.2.1:9").ok()?;
    let own = socket.local_addr().ok()?.ip();
    (!own.is_loopback() && !own.is_unspecified()).then_some(own)
}

#[test]
fn the_desk_beyond_loopback_is_only_for_browsers_that_can_know_the_certificate() {
    let Some(own) = own_address() else { return };
    let listen = format!("{own}:0");
    let options = ["--tls-listen", &listen, "--class-code", "lua-nova-7", "--no-journal"];
    let asks = |server: &Server| {
        server.set_password("abre-te sésamo");
        let address = server.tls_address().trim_start_matches("tls://").to_owned();
        let stream = TlsClient::offering(server, TLS13, &["http/1.1"]).unwrap();
        let mut browser = Browser::open(&format!("wss://{address}/ws"), stream);
        browser.await_line("? # ");
        browser.send("lua-nova-7");
        browser.await_line("? & ");
        browser.send("marta");
        browser.await_line("* = ");
        browser.send("/professor");
        loop {
            match browser.next() {
                Message::Text(line) if line.starts_with("? * ") => return true,
                Message::Text(line) if line.starts_with("! ") => return false,
                _ => {}
            }
        }
    };
    // Its own certificate: a browser can only be clicked past its warning.
    let server = Server::start_with(&options);
    assert!(!asks(&server));
    let files = ["cert.pem", "cert.key"].map(|file| server.data().join(file));
    let [certificate, key] = files.each_ref().map(|file| file.to_str().unwrap());
    let options = [&options[..], &["--cert", certificate, "--key", key]].concat();
    assert!(asks(&Server::start_in(server.stop(), &options)));
}
