//! One bot: its connection and what it has seen.

use std::convert::Infallible;
use std::io;
use std::mem;
use std::net::SocketAddr;

use async_channel::{Receiver, Sender};
use async_std::task;
use futures_lite::FutureExt;

use crate::link::{Link, LinkReader, LinkWriter};

use super::transcript::Transcript;

/// Something that came over the connection of the actor of that number.
pub struct ReaderEvent {
    /// Whose connection.
    pub actor: usize,
    /// Which of its connections, one after the other.
    pub visit: usize,
    /// What came.
    pub what: EventKind,
}

/// What comes over a connection.
pub enum EventKind {
    /// Bytes.
    Bytes(Vec<u8>),
    /// Its end, and why if it broke.
    End(Option<String>),
    /// The bot has stopped reading.
    Stopped(LinkReader),
}

/// A bot.
pub struct Actor {
    /// What the scenario calls it.
    pub who: String,
    /// Its name in the room.
    pub name: String,
    /// What it has seen.
    pub transcript: Transcript,
    /// Counts its connections.
    pub visit: usize,
    /// Is it to be connected, as far as the scenario goes?
    pub is_here: bool,
    /// Where its connection comes from.
    pub address: Option<SocketAddr>,
    number: usize,
    writer: Option<LinkWriter>,
    reader: ReaderState,
    events_tx: Sender<ReaderEvent>,
}

/// The reading side of a connection.
enum ReaderState {
    /// There is no connection.
    None,
    /// A task reads.
    Reading { _stop: Sender<Infallible> },
    /// The task has been told to stop.
    Stopping,
    /// Nobody reads.
    Paused(LinkReader),
}

impl Actor {
    /// A bot without a connection, which is to report what it hears.
    pub fn new(who: &str, number: usize, events_tx: Sender<ReaderEvent>) -> Self {
        Self {
            who: who.to_owned(),
            name: who.to_owned(),
            transcript: Transcript::default(),
            visit: 0,
            is_here: false,
            address: None,
            number,
            writer: None,
            reader: ReaderState::None,
            events_tx,
        }
    }

    /// Takes a new connection, and begins to read.
    pub fn connected(&mut self, link: Link) {
        let (reader, writer) = link.split();
        self.visit += 1;
        self.is_here = true;
        self.transcript.begin_connection();
        self.address = writer.local_address();
        self.writer = Some(writer);
        self.listen(reader);
    }

    /// Has it stopped reading, because it was told to?
    pub fn is_paused(&self) -> bool {
        matches!(self.reader, ReaderState::Paused(_))
    }

    /// The way to send, if there is one; to be given back to [`keep`](Self::keep).
    pub fn take_writer(&mut self) -> Option<LinkWriter> {
        self.writer.take().filter(|_| !self.transcript.is_over())
    }

    /// Keeps a way to send that was taken.
    pub fn keep(&mut self, writer: LinkWriter) {
        self.writer = Some(writer);
    }

    /// Tells the task that reads to stop; [`EventKind::Stopped`] is the last that it reports.
    pub fn stop_reading(&mut self) {
        if matches!(self.reader, ReaderState::Reading { .. }) {
            // To drop its sender is to tell it.
            self.reader = ReaderState::Stopping;
        }
    }

    /// Keeps the reader that nobody uses now.
    pub fn stopped(&mut self, reader: LinkReader) {
        self.reader = ReaderState::Paused(reader);
    }

    /// Notes that the connection has ended: nobody reads from it any more.
    pub fn ended(&mut self) {
        self.reader = ReaderState::None;
    }

    /// Is a task reading, or about to stop?
    pub fn is_reading(&self) -> bool {
        matches!(self.reader, ReaderState::Reading { .. } | ReaderState::Stopping)
    }

    /// Reads again, if it had paused; `false` when there is no connection.
    pub fn read_again(&mut self) -> bool {
        match mem::replace(&mut self.reader, ReaderState::None) {
            ReaderState::Paused(reader) => self.listen(reader),
            other => self.reader = other,
        }
        self.is_reading()
    }

    /// Breaks the connection with a reset. To be called when nobody is listening.
    ///
    /// # Errors
    /// When the system does not let it be done so.
    pub fn reset(&mut self) -> io::Result<()> {
        self.reader = ReaderState::None;
        self.writer.take().map_or(Ok(()), LinkWriter::reset_on_close)
    }

    /// Has the system keep little of what comes on its connection.
    ///
    /// # Errors
    /// When the system does not let it be done so.
    pub fn shrink_receive_buffer(&self) -> io::Result<()> {
        self.writer.as_ref().map_or(Ok(()), LinkWriter::shrink_receive_buffer)
    }

    /// Gives its connection up as it is. To be called when nobody is listening.
    pub fn let_go(&mut self) {
        self.reader = ReaderState::None;
        self.writer = None;
    }

    fn listen(&mut self, reader: LinkReader) {
        let (stop, stopped) = async_channel::bounded(1);
        let report =
            Report { actor: self.number, visit: self.visit, events_tx: self.events_tx.clone() };
        task::spawn(listen(reader, report, stopped));
        self.reader = ReaderState::Reading { _stop: stop };
    }
}

/// Where a connection's reader reports to.
struct Report {
    actor: usize,
    visit: usize,
    events_tx: Sender<ReaderEvent>,
}

impl Report {
    async fn of(&self, what: EventKind) {
        // Nobody listens any more when the scenario is over.
        let _ =
            self.events_tx.send(ReaderEvent { actor: self.actor, visit: self.visit, what }).await;
    }
}

/// Reports what comes until the connection ends, or until told to stop.
async fn listen(mut reader: LinkReader, report: Report, stop: Receiver<Infallible>) {
    loop {
        let bytes = async { Some(reader.bytes().await.map(<[u8]>::to_vec)) };
        let stopped = async {
            // It is closed, never sent to.
            let _ = stop.recv().await;
            None
        };
        match stopped.or(bytes).await {
            None => return report.of(EventKind::Stopped(reader)).await,
            Some(Ok(bytes)) if bytes.is_empty() => return report.of(EventKind::End(None)).await,
            Some(Ok(bytes)) => report.of(EventKind::Bytes(bytes)).await,
            Some(Err(error)) => return report.of(EventKind::End(Some(error.to_string()))).await,
        }
    }
}
