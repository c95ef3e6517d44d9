//! One connection's task: reads lines for the hub and writes the backlog.
//!
//! A connection's lines end with `\n`, or each is a frame of a WebSocket (RFC 6455). Everything else is
//! the same for both.

use std::convert::Infallible;
use std::future::{pending, poll_fn};
use std::io;
use std::task::{Context, Poll};
use std::time::Duration;

use async_channel::Sender;
use async_std::future::timeout;
use async_std::task::{sleep, yield_now};
use futures_lite::FutureExt;
use futures_lite::future::zip;

use crate::classroom::{ConnectionId, Departure, Origin};
use crate::link::Stream;
use crate::wire::{CLIENT_LINE_MAX, Framer, Framing, LineError};

use super::event::Event;
use super::fanout::{Backlog, write_halves};
use super::websocket::{PING, WebSocket};

/// How long a closing connection may take to read its backlog.
pub(super) const DRAIN: Duration = Duration::from_secs(3);
/// How long input is still read after that: closing a socket with unread bytes would reset it, and
/// the client could lose the last lines.
pub(super) const LINGER: Duration = Duration::from_secs(1);

const READ_BUFFER: usize = 4096;

/// First byte of a TLS handshake record; the next one is 3.
pub(super) const HANDSHAKE: u8 = 0x16;

/// What splits a connection's bytes into lines.
pub(super) enum Input {
    Lines(Framer),
    Frames(Box<WebSocket>),
}

/// A connection that has come as far as the class.
pub(super) struct Comer {
    pub(super) stream: Stream,
    pub(super) input: Input,
    pub(super) origin: Origin,
}

impl Input {
    pub(super) fn lines() -> Self {
        Self::Lines(Framer::new(CLIENT_LINE_MAX))
    }

    fn framing(&self) -> Framing {
        match self {
            Self::Lines(_) => Framing::Lines,
            Self::Frames(_) => Framing::Frames,
        }
    }
}

/// Serves a connection until both directions have ended. Of the class it waits only for `inbox`.
pub(super) async fn serve(
    who: ConnectionId,
    origin: Origin,
    stream: Stream,
    mut input: Input,
    inbox: Sender<Event>,
) {
    let (write_handle, backlog) = write_halves(stream.clone(), input.framing());
    // A closed inbox means that the class is over.
    if inbox.send(Event::Connected { who, origin, write_handle }).await.is_err() {
        return;
    }
    let (written, all_written) = async_channel::bounded::<Infallible>(1);
    let heartbeat = match &input {
        Input::Frames(socket) => Some(socket.heartbeat()),
        Input::Lines(_) => None,
    };
    let silence = async {
        match &heartbeat {
            Some(heartbeat) => heartbeat.stops(&backlog, PING).await,
            None => pending().await,
        }
        Departure::Lost
    };
    let reading = async {
        let how = read(who, &stream, &mut input, &backlog, &inbox).or(silence).await;
        let _ = inbox.send(Event::Gone { who, how }).await;
        if heartbeat.is_some() {
            // The other side may still read why it ends.
            let is_more = |bytes: &[u8]| !bytes.is_empty();
            let more = || poll_fn(|context| poll_read(&stream, context, is_more));
            while more().await.unwrap_or(false) {}
        }
    };
    let lingering = async {
        let _ = all_written.recv().await;
        sleep(LINGER).await;
    };
    let writing = async {
        let last = || heartbeat.as_ref().map(|heartbeat| heartbeat.last_frame());
        if write(&backlog, last).await.is_err() {
            let _ = inbox.send(Event::Gone { who, how: Departure::Lost }).await;
        }
        // Fails only if the connection has ended already.
        let _ = stream.shut();
        drop(written);
    };
    zip(reading.or(lingering), writing).await;
}

/// Sends lines to the hub until the stream ends; returns how it ended. Drops an unterminated last
/// line. After the class has ended, input is read and discarded so that closing does not reset the
/// connection.
async fn read(
    who: ConnectionId,
    stream: &Stream,
    input: &mut Input,
    backlog: &Backlog,
    inbox: &Sender<Event>,
) -> Departure {
    let mut is_first = true;
    let mut numbers = 1..;
    loop {
        let mut lines = Vec::new();
        let mut take = |bytes: &[u8]| input.take(bytes, &mut lines, backlog);
        let heard = match poll_fn(|context| poll_read(stream, context, &mut take)).await {
            Ok(Heard::TlsHello)
                if is_first && inbox.send(Event::TlsHello { who }).await.is_ok() =>
            {
                return Departure::Over;
            }
            Ok(heard) => heard,
            Err(_) => return Departure::Lost,
        };
        is_first = false;
        for (line, number) in lines.into_iter().zip(&mut numbers) {
            if inbox.send(Event::Line { who, number, line }).await.is_err() {
                // Nothing here waits any more: let the writers run.
                yield_now().await;
            }
        }
        if let Heard::End(how) = heard {
            return how;
        }
    }
}

enum Heard {
    /// The end of what the client says.
    End(Departure),
    /// The start of a TLS handshake.
    TlsHello,
    /// Any other bytes.
    Text,
}

impl Input {
    /// Splits bytes that have come into lines; none have come at the end of the stream.
    fn take(
        &mut self,
        mut bytes: &[u8],
        lines: &mut Vec<Result<String, LineError>>,
        backlog: &Backlog,
    ) -> Heard {
        match self {
            Self::Lines(framer) => {
                let heard = match bytes {
                    [] => Heard::End(Departure::Ended),
                    [HANDSHAKE, 3, ..] => Heard::TlsHello,
                    _ => Heard::Text,
                };
                while let Some(line) = framer.next_line(&mut bytes) {
                    lines.push(line);
                }
                heard
            }
            // Who does not say that they leave is lost, however politely the frames end.
            Self::Frames(socket) => match socket.take(bytes, lines, backlog) {
                true => Heard::Text,
                false => Heard::End(Departure::Lost),
            },
        }
    }
}

/// Reads once and has `take` look at the bytes. The buffer is on the stack, so an idle connection
/// has none.
pub(super) fn poll_read<T>(
    stream: &Stream,
    context: &mut Context<'_>,
    mut take: impl FnMut(&[u8]) -> T,
) -> Poll<io::Result<T>> {
    let mut buffer = [0; READ_BUFFER];
    loop {
        match stream.poll_read(context, &mut buffer) {
            Poll::Ready(Err(error)) if error.kind() == io::ErrorKind::Interrupted => {}
            Poll::Ready(Ok(count)) => return Poll::Ready(Ok(take(&buffer[..count]))),
            Poll::Ready(Err(error)) => return Poll::Ready(Err(error)),
            Poll::Pending => return Poll::Pending,
        }
    }
}

/// Writes the backlog until the hub drops its end, then the last frame if there is one; from then
/// on the client has [`DRAIN`].
async fn write(backlog: &Backlog, last: impl FnOnce() -> Option<Vec<u8>>) -> io::Result<()> {
    backlog.write().await?;
    if let Some(frame) = last() {
        backlog.close(&frame);
    }
    timeout(DRAIN, backlog.finish()).await.unwrap_or_else(|_| Err(io::ErrorKind::TimedOut.into()))
}
