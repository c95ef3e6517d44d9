//! The bytes of one connection, in and out, without waiting.
//!
//! Owns the socket, the bytes still to be sent, and a line's first part while the rest is on its
//! way. Must not know what lines mean.

use std::io::{self, ErrorKind, Read, Write};
use std::net::SocketAddr;

use mio::net::TcpStream;
use mio::{Interest, Registry, Token};
use rustix::io::Errno;
use socket2::{Domain, Protocol, SockRef, Type};

use crate::wire::SERVER_LINE_MAX;

use super::channel::Channel;
use super::frames::{Frames, Layers};

/// Bytes read at once; the longest partial line fits in before them.
const READ_SIZE: usize = 256 * 1024;
/// More full reads in a row than a system buffers for one connection: the server sends without
/// end.
const MAX_READS: usize = 256;
/// A partial line longer than this is not expected again.
const USUAL_LINE: usize = 8 * 1024;
/// The receive buffer of a client that does not read: the system makes more of it, but not much.
const SMALL_BUFFER: usize = 4096;

/// What all sockets read into, one after the other.
pub(super) struct Buffer(Vec<u8>);

impl Buffer {
    pub(super) fn new() -> Self {
        Self(vec![0; SERVER_LINE_MAX + READ_SIZE])
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Flow {
    Open,
    /// The other side sends nothing more.
    Ended,
}

pub(super) struct Socket {
    stream: Channel,
    /// The first part of a line whose end has not come.
    partial: Vec<u8>,
    /// What the system has not taken yet.
    out: Vec<u8>,
    /// What stands around the lines of a WebSocket.
    frames: Option<Box<Frames>>,
}

impl Socket {
    /// Begins to connect. It is watched by `registry` under `token`: writable when connected.
    pub(super) fn connect(
        address: SocketAddr,
        small: bool,
        layers: &Layers,
        registry: &Registry,
        token: Token,
    ) -> io::Result<Self> {
        let mut stream = if small { small_stream(address)? } else { TcpStream::connect(address)? };
        registry.register(&mut stream, token, Interest::READABLE | Interest::WRITABLE)?;
        let frames = layers.web.as_ref().map(|place| Box::new(Frames::new(place)));
        let stream = Channel::new(stream, layers.tls.as_ref())?;
        Ok(Self { stream, partial: Vec::new(), out: Vec::new(), frames })
    }

    /// The connection has been made, or not.
    pub(super) fn connected(&self) -> io::Result<()> {
        self.stream.stream.take_error()?.map_or(Ok(()), Err)?;
        // Where the system cannot do it, lines go out a little later.
        let _ = self.stream.stream.set_nodelay(true);
        Ok(())
    }

    /// What is to be sent: append to it, then [`flush`](Self::flush).
    pub(super) fn out(&mut self) -> &mut Vec<u8> {
        &mut self.out
    }

    /// Sends as much as the system takes now.
    pub(super) fn flush(&mut self) -> io::Result<()> {
        let out = match &mut self.frames {
            Some(frames) => {
                frames.send(&mut self.out);
                &mut frames.out
            }
            None => &mut self.out,
        };
        while !out.is_empty() {
            match self.stream.write(out) {
                Ok(count) => drop(out.drain(..count)),
                Err(error) if error.kind() == ErrorKind::WouldBlock => break,
                Err(error) if error.kind() == ErrorKind::Interrupted => {}
                Err(error) => return Err(error),
            }
        }
        self.stream.flush()
    }

    /// Reads what there is and hands it to `take`, which gives how much of it it has used; the
    /// remainder comes again, with more behind it. With `to_the_end` a short read is not the last:
    /// the end of the stream is announced once, maybe together with bytes before it.
    ///
    /// # Errors
    /// The connection is broken, or a line without end is longer than [`SERVER_LINE_MAX`].
    pub(super) fn read(
        &mut self,
        buffer: &mut Buffer,
        to_the_end: bool,
        mut take: impl FnMut(&[u8], &mut Vec<u8>) -> usize,
    ) -> io::Result<Flow> {
        let to_the_end = to_the_end || !self.stream.reads_all();
        for _ in 0..MAX_READS {
            let kept = self.partial.len();
            let room = &mut buffer.0[kept..];
            let (count, asked) = match self.stream.read(room) {
                Ok(0) => return Ok(Flow::Ended),
                Ok(count) => (count, room.len()),
                Err(error) if error.kind() == ErrorKind::WouldBlock => return Ok(Flow::Open),
                Err(error) if error.kind() == ErrorKind::Interrupted => continue,
                Err(error) => return Err(error),
            };
            if let Some(frames) = &mut self.frames {
                let is_open = frames.take(&buffer.0[..count])?;
                take(&frames.lines, &mut self.out);
                frames.lines.clear();
                match is_open {
                    false => return Ok(Flow::Ended),
                    true if count < asked && !to_the_end => return Ok(Flow::Open),
                    true => continue,
                }
            }
            buffer.0[..kept].copy_from_slice(&self.partial);
            self.partial.clear();
            // The list of who is here may be long; lines after it are not.
            self.partial.shrink_to(USUAL_LINE);
            let input = &buffer.0[..kept + count];
            let unused = &input[take(input, &mut self.out)..];
            if unused.len() > SERVER_LINE_MAX {
                return Err(io::Error::new(ErrorKind::InvalidData, "endless line"));
            }
            self.partial.extend_from_slice(unused);
            if count < asked && !to_the_end {
                return Ok(Flow::Open);
            }
        }
        Err(io::Error::new(ErrorKind::InvalidData, "endless lines"))
    }

    /// Says that nothing more will be sent.
    pub(super) fn finish(&mut self) -> io::Result<()> {
        let Some(frames) = &mut self.frames else { return self.stream.finish() };
        frames.finish();
        self.flush()
    }

    /// Stops the events of this connection.
    pub(super) fn unwatch(&mut self, registry: &Registry) -> io::Result<()> {
        registry.deregister(&mut self.stream.stream)
    }

    /// Lets them come again, and lets the system hand over what waits in large pieces.
    pub(super) fn rewatch(&mut self, registry: &Registry, token: Token) -> io::Result<()> {
        SockRef::from(&self.stream.stream).set_recv_buffer_size(READ_SIZE)?;
        registry.register(&mut self.stream.stream, token, Interest::READABLE)
    }
}

/// A stream whose receive buffer is small from the start: later the peer has been promised more.
fn small_stream(address: SocketAddr) -> io::Result<TcpStream> {
    let socket =
        socket2::Socket::new(Domain::for_address(address), Type::STREAM, Some(Protocol::TCP))?;
    socket.set_nonblocking(true)?;
    socket.set_recv_buffer_size(SMALL_BUFFER)?;
    match socket.connect(&address.into()) {
        Err(error) if error.raw_os_error() != Some(Errno::INPROGRESS.raw_os_error()) => Err(error),
        _ => Ok(TcpStream::from_std(socket.into())),
    }
}
