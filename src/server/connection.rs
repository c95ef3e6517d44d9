//! One connection: a reader that feeds the hub and a writer that empties an outbox.

use std::convert::Infallible;
use std::io;
use std::time::Duration;

use async_channel::{Receiver, Sender};
use async_std::io::prelude::*;
use async_std::io::{Read, Write};
use async_std::task::{sleep, yield_now};
use futures_lite::FutureExt;
use futures_lite::future::zip;

use crate::classroom::{Departure, Origin, PersonId};
use crate::wire::{CLIENT_LINE_MAX, Framer};

use super::event::Event;
use super::outbox::{Outgoing, outbox};

/// How long a connection that is being closed may take to read what it is owed.
pub(super) const DRAIN: Duration = Duration::from_secs(3);
/// How long it is read on after that: to close a socket with unread bytes would reset it, and
/// the other side could lose the last lines.
const LINGER: Duration = Duration::from_secs(1);

const READ_BUFFER: usize = 4096;

/// Serves a connection until both sides are done with it. `shut` ends the stream towards the
/// client. Nothing but `inbox` is ever waited for on behalf of the class.
pub(super) async fn serve(
    who: PersonId,
    origin: Origin,
    input: impl Read + Unpin,
    output: impl Write + Unpin,
    shut: impl FnOnce(),
    inbox: Sender<Event>,
) {
    let (outbox, outgoing, closed) = outbox();
    // An inbox that is closed means that the class is over: then there is nothing to serve.
    if inbox.send(Event::Connected { who, origin, outbox }).await.is_err() {
        return;
    }
    let (written, all_written) = async_channel::bounded::<Infallible>(1);
    let reading = async {
        let how = read(who, input, &inbox).await;
        let _ = inbox.send(Event::Gone { who, how }).await;
    };
    let lingering = async {
        let _ = all_written.recv().await;
        sleep(LINGER).await;
    };
    let writing = async {
        if write(outgoing, output, closed).await.is_err() {
            let _ = inbox.send(Event::Gone { who, how: Departure::Lost }).await;
        }
        shut();
        drop(written);
    };
    zip(reading.or(lingering), writing).await;
}

/// Feeds the hub until the stream ends, and says how it did. A partial last line is dropped, and
/// so is what comes when the class is over: to be read is all that it is good for.
async fn read(who: PersonId, mut input: impl Read + Unpin, inbox: &Sender<Event>) -> Departure {
    let mut framer = Framer::new(CLIENT_LINE_MAX);
    let mut buffer = vec![0; READ_BUFFER];
    loop {
        let mut bytes = match input.read(&mut buffer).await {
            Ok(0) => return Departure::Ended,
            Ok(count) => &buffer[..count],
            Err(error) if error.kind() == io::ErrorKind::Interrupted => continue,
            Err(_) => return Departure::Lost,
        };
        while let Some(line) = framer.next_line(&mut bytes) {
            if inbox.send(Event::Line { who, line }).await.is_err() {
                // Nothing else here waits any more, and the writers need their turn.
                yield_now().await;
            }
        }
    }
}

/// Writes until the outbox is closed and empty. From its closing on the client has [`DRAIN`].
async fn write(
    mut outgoing: Outgoing,
    mut output: impl Write + Unpin,
    closed: Receiver<Infallible>,
) -> io::Result<()> {
    let writing = async {
        let mut batch = Vec::new();
        while outgoing.next_batch(&mut batch).await {
            output.write_all(&batch).await?;
        }
        output.flush().await
    };
    let patience = async {
        let _ = closed.recv().await;
        sleep(DRAIN).await;
        Err(io::ErrorKind::TimedOut.into())
    };
    writing.or(patience).await
}
