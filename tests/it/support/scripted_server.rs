//! A server that says what a test tells it to, one connection after the other.

use std::io::{BufRead, BufReader, Write};
use std::net::{Shutdown, TcpListener, TcpStream};
use std::time::Duration;

/// Far longer than anything takes: a test that waits for this has failed.
const LIMIT: Duration = Duration::from_secs(20);

pub struct Server {
    listener: TcpListener,
}

impl Server {
    pub fn open() -> Self {
        Self { listener: TcpListener::bind("127.0.0.1:0").unwrap() }
    }

    pub fn address(&self) -> String {
        self.listener.local_addr().unwrap().to_string()
    }

    /// The next connection.
    pub fn accept(&self) -> Connection {
        let (stream, _) = self.listener.accept().unwrap();
        stream.set_read_timeout(Some(LIMIT)).unwrap();
        Connection { lines: BufReader::new(stream) }
    }

    /// The next connection, in which `name` is asked for, given and taken.
    pub fn accept_as(&self, name: &str) -> Connection {
        let mut connection = self.accept();
        connection.say("? Qual é o seu nome?");
        connection.hear(name);
        connection.say("* = beto (2 na sala)");
        connection
    }
}

pub struct Connection {
    lines: BufReader<TcpStream>,
}

impl Connection {
    pub fn say(&mut self, line: &str) {
        self.send(format!("{line}\n").as_bytes());
    }

    pub fn send(&mut self, bytes: &[u8]) {
        // A client that has left hears nothing more.
        let _ = self.lines.get_mut().write_all(bytes);
    }

    /// The next line; `None` when the client sends nothing more.
    pub fn next(&mut self) -> Option<String> {
        let mut line = String::new();
        let read = self.lines.read_line(&mut line).unwrap();
        (read > 0).then(|| line.trim_end_matches('\n').to_owned())
    }

    /// Waits for this line, which must be the next.
    pub fn hear(&mut self, expected: &str) {
        assert_eq!(self.next().as_deref(), Some(expected));
    }

    /// Waits for the end of what the client sends.
    pub fn hear_the_end(&mut self) {
        assert_eq!(self.next(), None);
    }

    /// Leaves what comes unread until no more fits.
    pub fn fill_up(&self) {
        let mut bytes = vec![0; 1 << 20];
        let mut count = 0;
        loop {
            let now = self.lines.get_ref().peek(&mut bytes).unwrap();
            if now == std::mem::replace(&mut count, now) {
                return;
            }
            std::thread::sleep(Duration::from_millis(300));
        }
    }

    pub fn close(self) {
        let _ = self.lines.get_ref().shutdown(Shutdown::Both);
    }
}
