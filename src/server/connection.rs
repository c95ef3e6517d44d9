//! One connection: reads for the hub, and writes what the socket did not take at once.

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

/// How long a connection that is being closed may take to read what it is owed.
pub(super) const DRAIN: Duration = Duration::from_secs(3);
/// How long it is read on after that: to close a socket with unread bytes would reset it, and
/// the other side could lose the last lines.
pub(super) const LINGER: Duration = Duration::from_secs(1);

const READ_BUFFER: usize = 4096;

/// What a TLS record of a handshake begins with.
pub(super) const HANDSHAKE: u8 = 0x16;

/// Serves a connection until both sides are done with it. Nothing but `inbox` is ever waited for
/// on behalf of the class.
pub(super) async fn serve(who: ConnectionId, origin: Origin, stream: Stream, inbox: Sender<Event>) {
    let (write_handle, backlog) = write_halves(stream.clone());
    // An inbox that is closed means that the class is over: then there is nothing to serve.
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

/// Feeds the hub until the stream ends, and says how it did. A partial last line is dropped, and
/// so is what comes when the class is over: to be read is all that it is good for.
async fn read(who: ConnectionId, stream: &Stream, inbox: &Sender<Event>) -> Departure {
    let mut framer = Framer::new(CLIENT_LINE_MAX);
    let mut is_first = true;
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
        for line in lines {
            if inbox.send(Event::Line { who, line }).await.is_err() {
                // Nothing else here waits any more, and the writers need their turn.
                yield_now().await;
            }
        }
    }
}

/// What was read at once.
enum Heard {
    /// Nothing, and nothing more will come.
    Nothing,
    /// Bytes as a client sends them first that speaks TLS.
    TlsHello,
    /// Any others.
    Text,
}

/// Reads once and cuts what came into lines. The buffer is there only meanwhile: an idle
/// connection has none.
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
                    _ if is_hello(bytes) => Heard::TlsHello,
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

/// Writes what waits until the hub lets go. From then on the client has [`DRAIN`].
async fn write(backlog: &Backlog) -> io::Result<()> {
    backlog.write().await?;
    timeout(DRAIN, backlog.finish()).await.unwrap_or_else(|_| Err(io::ErrorKind::TimedOut.into()))
}

/// Is this how a client begins that speaks TLS?
fn is_hello(bytes: &[u8]) -> bool {
    bytes.starts_with(&[HANDSHAKE, 3])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_hello_is_told_from_text() {
        assert!(is_hello(&[0x16, 3, 1, 2, 0]));
        for text in [&b""[..], b"ana\n", b"\x16", b"GET / HTTP/1.1"] {
            assert!(!is_hello(text));
        }
    }
}
