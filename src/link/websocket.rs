//! The client's side of a WebSocket (RFC 6455): lines go out and come in as they do without one.

use std::future::poll_fn;
use std::io;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::task::Poll;

use httparse::{EMPTY_HEADER, Response, Status};
use tungstenite::handshake::client::generate_key;
use tungstenite::handshake::derive_accept_key;

use crate::wire::{FrameReader, Framed, FramesEnd, SERVER_LINE_MAX, close, masked_line, pong};

use super::address::host_and_port;
use super::stream::Stream;

/// Longest head of the server's answer, in bytes.
const HEAD_MAX: usize = 8 * 1024;
const READ_SIZE: usize = 4096;

/// The sending direction. The reader uses it as well, to answer pings.
#[derive(Debug)]
pub(super) struct FrameWriter {
    stream: Stream,
    state: Mutex<Unsent>,
}

#[derive(Debug, Default)]
struct Unsent {
    /// The line that is not complete.
    partial: Vec<u8>,
    /// Whole frames, which the system has not taken.
    frames: Vec<u8>,
}

/// The receiving direction.
pub(super) struct FramesIn {
    reader: FrameReader,
    writer: Arc<FrameWriter>,
    is_over: bool,
}

/// Opens a WebSocket on a stream to that host; gives what reads it.
///
/// # Errors
/// The connection is broken, or the server refuses.
pub(super) async fn open(stream: &Stream, host: &str, port: u16) -> io::Result<FrameReader> {
    let (request, key) = handshake(host, port);
    write_all(stream, request.as_bytes()).await?;
    let mut received = Vec::new();
    loop {
        let mut bytes = [0; READ_SIZE];
        match read(stream, &mut bytes).await? {
            0 => return Err(io::ErrorKind::UnexpectedEof.into()),
            count => received.extend_from_slice(&bytes[..count]),
        }
        if let Some(used) = accepted(&received, &key)? {
            received.drain(..used);
            return Ok(FrameReader::of_client(SERVER_LINE_MAX, received));
        }
        if received.len() > HEAD_MAX {
            return Err(io::Error::other("no end of the HTTP answer"));
        }
    }
}

/// The request that opens a WebSocket at that host, and the key that its answer must match.
pub(crate) fn handshake(host: &str, port: u16) -> (String, String) {
    let (key, place) = (generate_key(), host_and_port(host, port));
    let request = format!(
        "GET /ws HTTP/1.1\r\nHost: {place}\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n\
         Sec-WebSocket-Key: {key}\r\nSec-WebSocket-Version: 13\r\n\
         Sec-WebSocket-Protocol: sala\r\n\r\n"
    );
    (request, key)
}

/// How long the head of an answer is that accepts the WebSocket; `None` if there is more to come.
pub(crate) fn accepted(received: &[u8], key: &str) -> io::Result<Option<usize>> {
    let mut headers = [EMPTY_HEADER; 64];
    let mut response = Response::new(&mut headers);
    let length = match response.parse(received).map_err(io::Error::other)? {
        Status::Complete(length) => length,
        Status::Partial => return Ok(None),
    };
    let expected = derive_accept_key(key.as_bytes());
    let accepts = response.headers.iter().any(|header| {
        header.name.eq_ignore_ascii_case("sec-websocket-accept")
            && header.value == expected.as_bytes()
    });
    match (response.code, response.reason) {
        (Some(101), _) if accepts => Ok(Some(length)),
        (Some(101), _) => Err(io::Error::other("no WebSocket")),
        (code, reason) => {
            let words = format!("HTTP {} {}", code.unwrap_or(0), reason.unwrap_or_default());
            Err(io::Error::other(words))
        }
    }
}

impl FrameWriter {
    pub(super) fn new(stream: Stream) -> Self {
        Self { stream, state: Mutex::default() }
    }

    fn state(&self) -> MutexGuard<'_, Unsent> {
        // Nothing panics while it holds the lock.
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Sends the lines that these bytes complete, each as a frame.
    pub(super) async fn send(&self, bytes: &[u8]) -> io::Result<()> {
        self.state().add(bytes);
        self.write().await
    }

    /// Says that nothing more will be sent. A WebSocket has no half-open end: the server closes it.
    pub(super) async fn finish(&self) -> io::Result<()> {
        self.state().frames.extend(close(1000, Some(mask())));
        self.write().await
    }

    /// Writes what is unsent. Cancelling it loses nothing.
    async fn write(&self) -> io::Result<()> {
        poll_fn(|context| {
            let frames = &mut self.state().frames;
            while !frames.is_empty() {
                match self.stream.poll_write(context, frames) {
                    Poll::Ready(Ok(0)) => return Poll::Ready(Err(io::ErrorKind::WriteZero.into())),
                    Poll::Ready(Ok(count)) => drop(frames.drain(..count)),
                    Poll::Ready(Err(error)) if error.kind() == io::ErrorKind::Interrupted => {}
                    other => return other.map_ok(|_| ()),
                }
            }
            self.stream.poll_flush(context)
        })
        .await
    }

    /// Answers a ping at once. If others wait to be written, it goes out behind them.
    fn answer(&self, frame: &[u8]) -> io::Result<()> {
        let frames = &mut self.state().frames;
        let is_alone = frames.is_empty();
        frames.extend_from_slice(frame);
        if is_alone {
            let taken = self.stream.write_at_once(frames)?;
            frames.drain(..taken);
            self.stream.flush_at_once()?;
        }
        Ok(())
    }
}

impl Unsent {
    fn add(&mut self, bytes: &[u8]) {
        self.partial.extend_from_slice(bytes);
        let end = memchr::memrchr(b'\n', &self.partial).map_or(0, |end| end + 1);
        for line in self.partial[..end].split_inclusive(|byte| *byte == b'\n') {
            let line = line.strip_suffix(b"\n").unwrap_or(line);
            self.frames.extend(masked_line(line, mask()));
        }
        self.partial.drain(..end);
    }
}

impl FramesIn {
    pub(super) fn new(reader: FrameReader, writer: Arc<FrameWriter>) -> Self {
        Self { reader, writer, is_over: false }
    }

    /// The next whole lines, with their ends; none at the end. Cancelling a call loses nothing.
    ///
    /// # Errors
    /// The connection is broken, or what came is not lines in frames.
    pub(super) async fn lines(&mut self) -> io::Result<Vec<u8>> {
        // What came with the handshake is in the reader already.
        let mut lines = self.take(&[])?;
        while lines.is_empty() && !self.is_over {
            let stream = self.writer.stream.clone();
            lines = poll_fn(|context| {
                let mut bytes = [0; READ_SIZE];
                match stream.poll_read(context, &mut bytes) {
                    Poll::Ready(Ok(0)) => {
                        self.is_over = true;
                        Poll::Ready(Ok(Vec::new()))
                    }
                    Poll::Ready(Ok(count)) => Poll::Ready(self.take(&bytes[..count])),
                    Poll::Ready(Err(error)) => Poll::Ready(Err(error)),
                    Poll::Pending => Poll::Pending,
                }
            })
            .await?;
        }
        Ok(lines)
    }

    fn take(&mut self, mut bytes: &[u8]) -> io::Result<Vec<u8>> {
        let invalid = |words: String| io::Error::new(io::ErrorKind::InvalidData, words);
        let mut lines = Vec::new();
        while !self.is_over
            && let Some(framed) = self.reader.next(&mut bytes)
        {
            match framed {
                Framed::Line(line) => {
                    let line = line.map_err(|error| invalid(error.to_string()))?;
                    lines.extend_from_slice(line.as_bytes());
                    lines.push(b'\n');
                }
                Framed::Ping(payload) => self.writer.answer(&pong(payload, Some(mask())))?,
                Framed::Pong => {}
                Framed::End(FramesEnd { fault: Some(why), .. }) => return Err(invalid(why)),
                Framed::End(_) => self.is_over = true,
            }
        }
        Ok(lines)
    }
}

/// A mask hides nothing; it keeps what is sent from being chosen byte by byte (RFC 6455, 10.3).
pub(crate) fn mask() -> [u8; 4] {
    fastrand::u32(..).to_ne_bytes()
}

pub(super) async fn read(stream: &Stream, buffer: &mut [u8]) -> io::Result<usize> {
    loop {
        match poll_fn(|context| stream.poll_read(context, buffer)).await {
            Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
            count => return count,
        }
    }
}

pub(super) async fn write_all(stream: &Stream, bytes: &[u8]) -> io::Result<()> {
    let mut left = bytes;
    while !left.is_empty() {
        match poll_fn(|context| stream.poll_write(context, left)).await {
            Ok(0) => return Err(io::ErrorKind::WriteZero.into()),
            Ok(count) => left = &left[count..],
            Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
            Err(error) => return Err(error),
        }
    }
    poll_fn(|context| stream.poll_flush(context)).await
}
