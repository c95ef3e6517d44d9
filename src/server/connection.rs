//! One connection's task: reads lines for the hub and writes the backlog.

use std::convert::Infallible;
use std::future::poll_fn;
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
use crate::wire::{CLIENT_LINE_MAX, Framer, LineError};

use super::event::Event;
use super::fanout::{Backlog, write_halves};

/// How long a closing connection may take to read its backlog.
pub(super) const DRAIN: Duration = Duration::from_secs(3);
/// How long input is still read after that: closing a socket with unread bytes would reset it, and
/// the client could lose the last lines.
pub(super) const LINGER: Duration = Duration::from_secs(1);

const READ_BUFFER: usize = 4096;

/// First byte of a TLS handshake record; the next one is 3.
pub(super) const HANDSHAKE: u8 = 0x16;

/// Serves a connection until both directions have ended. Of the class it waits only for `inbox`.
pub(super) async fn serve(who: ConnectionId, origin: Origin, stream: Stream, inbox: Sender<Event>) {
    let (write_handle, backlog) = write_halves(stream.clone());
    // A closed inbox means that the class is over.
    if inbox.send(Event::Connected { who, origin, write_handle }).await.is_err() {
        return;
    }
    let (written, all_written) = async_channel::bounded::<Infallible>(1);
    let reading = async {
        let how = read(who, &stream, &inbox).await;
        let _ = inbox.send(Event::Gone { who, how }).await;
    };
    let lingering = async {
        let _ = all_written.recv().await;
        sleep(LINGER).await;
    };
    let writing = async {
        if write(&backlog).await.is_err() {
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
async fn read(who: ConnectionId, stream: &Stream, inbox: &Sender<Event>) -> Departure {
    let mut framer = Framer::new(CLIENT_LINE_MAX);
    let mut is_first = true;
    let mut numbers = 1..;
    loop {
        let mut lines = Vec::new();
        match poll_fn(|context| poll_lines(stream, context, &mut framer, &mut lines)).await {
            Ok(Heard::Nothing) => return Departure::Ended,
            Ok(Heard::TlsHello)
                if is_first && inbox.send(Event::TlsHello { who }).await.is_ok() =>
            {
                return Departure::Over;
            }
            Ok(_) => is_first = false,
            Err(_) => return Departure::Lost,
        }
        for (line, number) in lines.into_iter().zip(&mut numbers) {
            if inbox.send(Event::Line { who, number, line }).await.is_err() {
                // Nothing here waits any more: let the writers run.
                yield_now().await;
            }
        }
    }
}

enum Heard {
    /// End of stream.
    Nothing,
    /// The start of a TLS handshake.
    TlsHello,
    /// Any other bytes.
    Text,
}

/// Reads once and splits the bytes into lines. The buffer is on the stack, so an idle connection
/// has none.
fn poll_lines(
    stream: &Stream,
    context: &mut Context<'_>,
    framer: &mut Framer,
    lines: &mut Vec<Result<String, LineError>>,
) -> Poll<io::Result<Heard>> {
    let mut buffer = [0; READ_BUFFER];
    loop {
        match stream.poll_read(context, &mut buffer) {
            Poll::Ready(Err(error)) if error.kind() == io::ErrorKind::Interrupted => {}
            Poll::Ready(Ok(count)) => {
                let mut bytes = &buffer[..count];
                let heard = match bytes {
                    [] => Heard::Nothing,
                    [HANDSHAKE, 3, ..] => Heard::TlsHello,
                    _ => Heard::Text,
                };
                while let Some(line) = framer.next_line(&mut bytes) {
                    lines.push(line);
                }
                return Poll::Ready(Ok(heard));
            }
            Poll::Ready(Err(error)) => return Poll::Ready(Err(error)),
            Poll::Pending => return Poll::Pending,
        }
    }
}

/// Writes the backlog until the hub drops its end; from then on the client has [`DRAIN`].
async fn write(backlog: &Backlog) -> io::Result<()> {
    backlog.write().await?;
    timeout(DRAIN, backlog.finish()).await.unwrap_or_else(|_| Err(io::ErrorKind::TimedOut.into()))
}
