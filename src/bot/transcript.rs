//! What one bot sent and received, in order, and how far it has read.

use crate::wire::{SERVER_LINE_MAX, Splitter};

/// How many bytes and lines of one conversation are taken; a server that sends without end is
/// cut short.
const MAX_BYTES: usize = 32 * 1024 * 1024;
const MAX_ENTRIES: usize = 500_000;

/// One thing that went through a bot's connection.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Entry {
    /// The bot sent these bytes.
    Sent(Vec<u8>),
    /// A line came, here without its `\n`.
    Heard(Vec<u8>),
    /// A line came that is longer than a client takes.
    TooLong,
    /// The other side ended the connection.
    Ended,
    /// The connection broke.
    Broken(String),
    /// More came than a conversation can be.
    TooMuch,
}

/// The whole of it.
#[derive(Debug)]
pub struct Transcript {
    entries: Vec<Entry>,
    splitter: Splitter,
    /// The first entry that has not been read.
    cursor: usize,
    bytes: usize,
    /// Nothing more will come.
    over: bool,
}

impl Default for Transcript {
    fn default() -> Self {
        Self {
            entries: Vec::new(),
            splitter: Splitter::new(SERVER_LINE_MAX),
            cursor: 0,
            bytes: 0,
            over: false,
        }
    }
}

impl Transcript {
    /// Notes what was sent.
    pub fn sent(&mut self, bytes: &[u8]) {
        self.entries.push(Entry::Sent(bytes.to_vec()));
    }

    /// Takes what came; gives the lines that it completed.
    pub fn came(&mut self, mut bytes: &[u8]) -> Vec<String> {
        let mut lines = Vec::new();
        if self.over {
            return lines;
        }
        self.bytes += bytes.len();
        while let Some(line) = self.splitter.next_line(&mut bytes) {
            self.entries.push(line.map_or(Entry::TooLong, |line| {
                lines.push(String::from_utf8_lossy(&line).into_owned());
                Entry::Heard(line.into_owned())
            }));
        }
        if self.bytes > MAX_BYTES || self.entries.len() > MAX_ENTRIES {
            self.entries.push(Entry::TooMuch);
            self.over = true;
        }
        lines
    }

    /// Notes the end of the connection, and why if it broke.
    pub fn ended(&mut self, broken: Option<String>) {
        self.entries.push(broken.map_or(Entry::Ended, Entry::Broken));
        self.over = true;
    }

    /// Begins a new connection of the same bot: what came before it has been read.
    pub fn begin_anew(&mut self) {
        self.splitter = Splitter::new(SERVER_LINE_MAX);
        self.cursor = self.entries.len();
        self.over = false;
    }

    /// Will nothing more come?
    pub fn is_over(&self) -> bool {
        self.over
    }

    /// Did more come than a conversation can be?
    pub fn is_flooded(&self) -> bool {
        self.entries.last() == Some(&Entry::TooMuch)
    }

    /// Has anything come on this connection?
    pub fn has_received(&self) -> bool {
        !self.splitter.partial().is_empty() || self.unread(self.cursor).next().is_some()
    }

    /// Everything, in order.
    pub fn entries(&self) -> &[Entry] {
        &self.entries
    }

    /// A line under way, which has no end yet.
    pub fn partial(&self) -> &[u8] {
        self.splitter.partial()
    }

    /// The first entry that has not been read.
    pub fn cursor(&self) -> usize {
        self.cursor
    }

    /// The lines from an entry on, with their places.
    pub fn unread(&self, from: usize) -> impl Iterator<Item = (usize, &[u8])> {
        self.entries.iter().enumerate().skip(from).filter_map(|(at, entry)| match entry {
            Entry::Heard(line) => Some((at, line.as_slice())),
            _ => None,
        })
    }

    /// The first line from an entry on of which something can be made, with its place. `from`
    /// moves past what was looked at, so that no line is looked at twice.
    pub fn find<T>(
        &self,
        from: &mut usize,
        made: impl Fn(&[u8]) -> Option<T>,
    ) -> Option<(usize, T)> {
        let found = self.unread(*from).find_map(|(at, line)| made(line).map(|made| (at, made)));
        *from = found.as_ref().map_or(self.entries.len(), |(at, _)| at + 1);
        found
    }

    /// Moves past an entry: it and all before it have been read.
    pub fn read_to(&mut self, entry: usize) {
        self.cursor = entry + 1;
    }
}
