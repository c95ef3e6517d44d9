//! One bot on the stage: its connection and what it has seen.

use std::convert::Infallible;
use std::io;
use std::mem;

use async_channel::{Receiver, Sender};
use async_std::task;
use futures_lite::FutureExt;

use crate::link::{Link, LinkReader, LinkWriter};

use super::transcript::Transcript;

/// Something that came over the connection of the actor of that number.
pub struct Heard {
    /// Whose connection.
    pub actor: usize,
    /// Which of its connections, one after the other.
    pub visit: usize,
    /// What came.
    pub what: Came,
}

/// What comes over a connection.
pub enum Came {
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
    number: usize,
    writer: Option<LinkWriter>,
    ear: Ear,
    heard: Sender<Heard>,
}

/// The reading side of a connection.
enum Ear {
    /// There is no connection.
    None,
    /// A task reads.
    Open { stop: Sender<Infallible> },
    /// The task has been told to stop.
    Stopping,
    /// Nobody reads.
    Closed(LinkReader),
}

impl Actor {
    /// A bot without a connection, which is to report what it hears.
    pub fn new(who: &str, number: usize, heard: Sender<Heard>) -> Self {
        Self {
            who: who.to_owned(),
            name: who.to_owned(),
            transcript: Transcript::default(),
            visit: 0,
            number,
            writer: None,
            ear: Ear::None,
            heard,
        }
    }

    /// Takes a new connection, and begins to read.
    pub fn connected(&mut self, link: Link) {
        let (reader, writer) = link.split();
        self.visit += 1;
        self.transcript.begin_anew();
        self.writer = Some(writer);
        self.listen(reader);
    }

    /// Does it take what it is sent?
    pub fn is_reading(&self) -> bool {
        matches!(self.ear, Ear::Open { .. })
    }

    /// Has it a way to send?
    pub fn is_connected(&self) -> bool {
        self.writer.is_some()
    }

    /// Sends bytes.
    ///
    /// # Errors
    /// When the connection is broken, or there is none.
    pub async fn send(&mut self, bytes: &[u8]) -> io::Result<()> {
        self.transcript.sent(bytes);
        match &mut self.writer {
            Some(writer) => writer.send_bytes(bytes).await,
            None => Err(io::ErrorKind::NotConnected.into()),
        }
    }

    /// Ends the sending direction.
    ///
    /// # Errors
    /// When the connection is broken.
    pub async fn finish(&mut self) -> io::Result<()> {
        match &mut self.writer {
            Some(writer) => writer.finish().await,
            None => Ok(()),
        }
    }

    /// Tells the task that reads to stop; [`Came::Stopped`] is the last that it reports.
    pub fn stop_reading(&mut self) {
        if let Ear::Open { stop } = mem::replace(&mut self.ear, Ear::Stopping) {
            drop(stop);
        }
    }

    /// Keeps the reader that nobody uses now.
    pub fn stopped(&mut self, reader: LinkReader) {
        self.ear = Ear::Closed(reader);
    }

    /// Notes that the connection has ended: nobody reads from it any more.
    pub fn deaf(&mut self) {
        self.ear = Ear::None;
    }

    /// Is a task reading, or about to stop?
    pub fn is_listening(&self) -> bool {
        matches!(self.ear, Ear::Open { .. } | Ear::Stopping)
    }

    /// Reads again, if it had stopped.
    pub fn read_again(&mut self) {
        match mem::replace(&mut self.ear, Ear::None) {
            Ear::Closed(reader) => self.listen(reader),
            other => self.ear = other,
        }
    }

    /// Breaks the connection with a reset. To be called when nobody is listening.
    ///
    /// # Errors
    /// When the system does not let it be done so.
    pub fn cut_off(&mut self) -> io::Result<()> {
        self.ear = Ear::None;
        self.writer.take().map_or(Ok(()), LinkWriter::forsake)
    }

    fn listen(&mut self, reader: LinkReader) {
        let (stop, stopped) = async_channel::bounded(1);
        let report = Report { actor: self.number, visit: self.visit, heard: self.heard.clone() };
        task::spawn(listen(reader, report, stopped));
        self.ear = Ear::Open { stop };
    }
}

/// Where a connection's reader reports to.
struct Report {
    actor: usize,
    visit: usize,
    heard: Sender<Heard>,
}

impl Report {
    async fn of(&self, what: Came) {
        // Nobody listens any more when the scenario is over.
        let _ = self.heard.send(Heard { actor: self.actor, visit: self.visit, what }).await;
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
            None => return report.of(Came::Stopped(reader)).await,
            Some(Ok(bytes)) if bytes.is_empty() => return report.of(Came::End(None)).await,
            Some(Ok(bytes)) => report.of(Came::Bytes(bytes)).await,
            Some(Err(error)) => return report.of(Came::End(Some(error.to_string()))).await,
        }
    }
}
