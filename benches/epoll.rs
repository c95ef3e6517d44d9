//! A chat room as lean as it gets: one thread, one epoll, no rules, no journal, no bounds worth
//! the name. What sala is compared with (`make bench`): about what the machine can do.
//!
//! Every line is encoded once; after each round of events every guest gets, by one write, all
//! that was said in it.
//!
//!     cargo run --release --example epoll 127.0.0.1:0

use std::io::{self, ErrorKind, Read, Write};
use std::net::SocketAddr;

use mio::net::{TcpListener, TcpStream};
use mio::{Events, Interest, Poll, Token};

const DOOR: Token = Token(usize::MAX);
const QUESTION: &[u8] = "? Qual é o seu nome?\n".as_bytes();
const LONGEST: usize = 4096;
/// A guest for whom more than this waits is shown out.
const PATIENCE: usize = 16 * 1024 * 1024;

struct Guest {
    socket: TcpStream,
    /// Empty until it is given.
    name: Vec<u8>,
    /// The line under way.
    begun: Vec<u8>,
    /// What the socket did not take.
    waiting: Vec<u8>,
    /// How many bytes of the round were said before they came in.
    missed: usize,
    spoke: bool,
}

#[derive(Default)]
struct Room {
    guests: Vec<Option<Guest>>,
    count: usize,
    /// All that was said in this round, and where each line ends and who does not get it.
    said: Vec<u8>,
    lines: Vec<(usize, usize)>,
    gone: Vec<usize>,
}

fn main() -> io::Result<()> {
    let address = std::env::args().nth(1).unwrap_or_else(|| "127.0.0.1:0".to_owned());
    let address: SocketAddr = address.parse().map_err(io::Error::other)?;
    let mut door = TcpListener::bind(address)?;
    println!("open at {}", door.local_addr()?);
    let mut poll = Poll::new()?;
    poll.registry().register(&mut door, DOOR, Interest::READABLE)?;
    let mut events = Events::with_capacity(1024);
    let (mut room, mut buffer) = (Room::default(), vec![0; 64 * 1024]);
    loop {
        match poll.poll(&mut events, None) {
            Err(error) if error.kind() == ErrorKind::Interrupted => continue,
            polled => polled?,
        }
        for event in &events {
            match event.token() {
                DOOR => {
                    while let Ok((socket, _)) = door.accept() {
                        room.admit(socket, &poll)?;
                    }
                }
                Token(place) => {
                    if event.is_writable() {
                        room.write(place, &[]);
                    }
                    if event.is_readable() {
                        room.read(place, &mut buffer);
                    }
                }
            }
        }
        room.end_round();
    }
}

impl Room {
    fn admit(&mut self, mut socket: TcpStream, poll: &Poll) -> io::Result<()> {
        let free = self.guests.iter().position(Option::is_none);
        let place = free.unwrap_or(self.guests.len());
        let interest = Interest::READABLE | Interest::WRITABLE;
        poll.registry().register(&mut socket, Token(place), interest)?;
        socket.set_nodelay(true)?;
        let [name, begun, waiting] = [const { Vec::new() }; 3];
        let guest = Guest { socket, name, begun, waiting, missed: 0, spoke: false };
        if free.is_none() {
            self.guests.push(None);
        }
        self.guests[place] = Some(guest);
        self.write(place, QUESTION);
        Ok(())
    }

    fn read(&mut self, place: usize, buffer: &mut [u8]) {
        while let Some(guest) = &mut self.guests[place] {
            let count = match guest.socket.read(buffer) {
                Err(error) if error.kind() == ErrorKind::Interrupted => continue,
                Err(error) if error.kind() == ErrorKind::WouldBlock => return,
                Ok(count @ 1..) => count,
                _ => return self.gone.push(place),
            };
            let mut begun = std::mem::take(&mut guest.begun);
            begun.extend_from_slice(&buffer[..count]);
            let mut rest = &begun[..];
            while let Some(end) = memchr::memchr(b'\n', rest) {
                self.hear(place, rest[..end].trim_ascii_end());
                rest = &rest[end + 1..];
            }
            let rest = begun.len() - rest.len();
            begun.drain(..rest);
            if begun.len() > LONGEST {
                return self.gone.push(place);
            }
            if let Some(guest) = &mut self.guests[place] {
                guest.begun = begun;
            }
            if count < buffer.len() {
                return;
            }
        }
    }

    fn hear(&mut self, place: usize, line: &[u8]) {
        let Some(guest) = &mut self.guests[place] else { return };
        if !guest.name.is_empty() {
            guest.spoke = true;
            for part in [b"[", &guest.name[..], b"] ", line, b"\n"] {
                self.said.extend_from_slice(part);
            }
            return self.lines.push((self.said.len(), place));
        }
        if line.is_empty() || line.contains(&b' ') {
            return self.gone.push(place);
        }
        self.count += 1;
        let here = self.guests.iter().flatten().filter(|guest| !guest.name.is_empty());
        let mut list = b"* = ".to_vec();
        here.for_each(|guest| list.extend(guest.name.iter().chain(b" ")));
        list.extend(format!("({} na sala)\n", self.count).bytes());
        self.write(place, &list);
        self.announce(place, b"* + ", line, "entrou");
        if let Some(guest) = &mut self.guests[place] {
            (guest.name, guest.missed) = (line.to_vec(), self.said.len());
        }
    }

    fn announce(&mut self, but: usize, sign: &[u8], name: &[u8], what: &str) {
        let what = format!(" {what} ({} na sala)\n", self.count);
        self.said.extend([sign, name, what.as_bytes()].concat());
        self.lines.push((self.said.len(), but));
    }

    fn end_round(&mut self) {
        loop {
            for place in std::mem::take(&mut self.gone) {
                if let Some(guest) = self.guests[place].take_if(|guest| !guest.name.is_empty()) {
                    self.count -= 1;
                    self.announce(place, b"* - ", &guest.name, "saiu");
                }
                self.guests[place] = None;
            }
            if self.said.is_empty() {
                return;
            }
            let (said, lines) = (std::mem::take(&mut self.said), std::mem::take(&mut self.lines));
            let mut own = Vec::new();
            for place in 0..self.guests.len() {
                let Some(guest) = &mut self.guests[place] else { continue };
                let missed = std::mem::take(&mut guest.missed);
                if guest.name.is_empty() {
                    continue;
                }
                if !std::mem::take(&mut guest.spoke) {
                    self.write(place, &said[missed..]);
                    continue;
                }
                own.clear();
                let mut start = 0;
                for (end, but) in &lines {
                    if start >= missed && *but != place {
                        own.extend_from_slice(&said[start..*end]);
                    }
                    start = *end;
                }
                self.write(place, &own);
            }
            // Nothing was said meanwhile, and the next round needs as much space.
            (self.said, self.lines) = (said, lines);
            self.said.clear();
            self.lines.clear();
        }
    }

    /// Writes what waits and these bytes behind it; what the socket does not take waits.
    fn write(&mut self, place: usize, bytes: &[u8]) {
        let Some(guest) = &mut self.guests[place] else { return };
        let mut fresh = bytes;
        if !guest.waiting.is_empty() {
            guest.waiting.extend_from_slice(std::mem::take(&mut fresh));
        }
        let owed = if guest.waiting.is_empty() { fresh } else { &guest.waiting };
        if owed.is_empty() {
            return;
        }
        let taken = match guest.socket.write(owed) {
            Ok(taken) => taken,
            Err(error)
                if matches!(error.kind(), ErrorKind::WouldBlock | ErrorKind::Interrupted) =>
            {
                0
            }
            Err(_) => return self.gone.push(place),
        };
        if guest.waiting.is_empty() {
            guest.waiting.extend_from_slice(&fresh[taken..]);
        } else {
            guest.waiting.drain(..taken);
        }
        if guest.waiting.len() > PATIENCE {
            self.gone.push(place);
        }
    }
}
