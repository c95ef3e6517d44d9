//! What one bot sent and received, in order, and how far it has read.

use std::collections::BTreeSet;
use std::time::Instant;

use crate::wire::{SERVER_LINE_MAX, ServerLine, Splitter};

use super::pattern::Pattern;

/// How many bytes and lines of one conversation are taken; a server that sends without end is
/// cut short.
const MAX_BYTES: usize = 32 * 1024 * 1024;
const MAX_LINES: usize = 500_000;

/// One thing that went through a bot's connection.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Entry {
    /// The bot sent these bytes.
    Sent(Vec<u8>),
    /// The bot ended its connection, or its side of it.
    Parted(Parting),
    /// A line came, here without its `\n`.
    Received(Vec<u8>),
    /// A line came that is longer than a client takes.
    TooLong,
    /// The other side ended the connection.
    Ended,
    /// The connection broke.
    Broken(String),
    /// More came than a conversation can be.
    TooMuch,
}

/// How a bot ends its connection.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Parting {
    /// It sends nothing more, and reads on.
    Half,
    /// In good order.
    Whole,
    /// By a reset.
    Reset,
}

/// The whole of it.
#[derive(Debug)]
pub struct Transcript {
    entries: Vec<Entry>,
    /// When each was noted.
    times: Vec<Instant>,
    splitter: Splitter,
    /// The first entry that has not been read.
    cursor: usize,
    /// The entries that a step has waited for and read; those between were passed over.
    read: BTreeSet<usize>,
    /// How much came on it.
    lines: usize,
    bytes: usize,
    /// The bot has sent something on it.
    has_spoken: bool,
    /// Nothing more will come.
    over: bool,
    /// Because more came than a conversation can be.
    flooded: bool,
    /// The server marks its notices, as ours does.
    marked: bool,
}

impl Default for Transcript {
    fn default() -> Self {
        Self {
            entries: Vec::new(),
            times: Vec::new(),
            splitter: Splitter::new(SERVER_LINE_MAX),
            cursor: 0,
            read: BTreeSet::new(),
            lines: 0,
            bytes: 0,
            has_spoken: false,
            over: false,
            flooded: false,
            marked: false,
        }
    }
}

impl Transcript {
    /// Notes what was sent.
    pub fn sent(&mut self, bytes: &[u8]) {
        self.end_question();
        self.note(Entry::Sent(bytes.to_vec()));
    }

    /// Notes that the bot ends its connection.
    pub fn parted(&mut self, parting: Parting) {
        self.note(Entry::Parted(parting));
    }

    fn note(&mut self, entry: Entry) {
        self.entries.push(entry);
        self.times.push(Instant::now());
    }

    /// A question may stand there without an end of line, as a prompt does. Once it is answered it
    /// is a line.
    fn end_question(&mut self) {
        if !self.has_spoken {
            self.end_partial();
        }
        self.has_spoken = true;
    }

    /// Takes a line under way for a line.
    fn end_partial(&mut self) {
        if !self.splitter.partial().is_empty() {
            self.note(Entry::Received(self.splitter.partial().to_vec()));
            self.splitter = Splitter::new(SERVER_LINE_MAX);
            self.lines += 1;
        }
    }

    /// Takes what came; gives the lines that it completed.
    pub fn came(&mut self, mut bytes: &[u8]) -> Vec<String> {
        let mut lines = Vec::new();
        if self.over {
            return lines;
        }
        self.bytes += bytes.len();
        while let Some(line) = self.splitter.next_line(&mut bytes) {
            self.lines += 1;
            self.note(line.map_or(Entry::TooLong, |line| {
                lines.push(String::from_utf8_lossy(&line).into_owned());
                Entry::Received(line.into_owned())
            }));
        }
        self.marked = self.marked || lines.iter().any(|line| is_marked(line));
        if self.bytes > MAX_BYTES || self.lines > MAX_LINES {
            self.note(Entry::TooMuch);
            (self.over, self.flooded) = (true, true);
        }
        lines
    }

    /// Notes the end of the connection, and why if it broke.
    pub fn ended(&mut self, broken: Option<String>) {
        self.note(broken.map_or(Entry::Ended, Entry::Broken));
        self.over = true;
    }

    /// Begins a new connection of the same bot: what came before it has been read.
    pub fn begin_connection(&mut self) {
        *self = Self {
            cursor: self.entries.len(),
            entries: std::mem::take(&mut self.entries),
            times: std::mem::take(&mut self.times),
            read: std::mem::take(&mut self.read),
            marked: self.marked,
            ..Self::default()
        };
    }

    /// Will nothing more come?
    pub fn is_over(&self) -> bool {
        self.over
    }

    /// Did more come than a conversation can be?
    pub fn is_flooded(&self) -> bool {
        self.flooded
    }

    /// How many lines have come on this connection.
    pub fn lines(&self) -> usize {
        self.lines
    }

    /// Has anything come on this connection?
    pub fn has_received(&self) -> bool {
        self.bytes > 0
    }

    /// Has the bot sent something on this connection?
    pub fn has_spoken(&self) -> bool {
        self.has_spoken
    }

    /// Everything, in order.
    pub fn entries(&self) -> &[Entry] {
        &self.entries
    }

    /// Everything from an entry on.
    pub fn since(&self, from: usize) -> &[Entry] {
        self.entries.get(from..).unwrap_or_default()
    }

    /// The lines that the bot has sent, each in one piece, without their ends; empty ones left out.
    pub fn said(&self) -> impl Iterator<Item = &str> {
        let sent = self.entries.iter().filter_map(|entry| match entry {
            Entry::Sent(bytes) => str::from_utf8(bytes).ok(),
            _ => None,
        });
        sent.map(str::trim_end).filter(|line| !line.is_empty())
    }

    /// Has the bot sent this line?
    pub fn has_sent(&self, line: &str) -> bool {
        self.said().any(|said| said == line.trim_end())
    }

    /// When the bot sent this line last, as it is, with a `\n` and nothing else.
    pub fn sent_at(&self, line: &str) -> Option<Instant> {
        let is_it = |entry: &Entry| match entry {
            Entry::Sent(bytes) => bytes.strip_suffix(b"\n") == Some(line.as_bytes()),
            _ => false,
        };
        let at = self.entries.iter().rposition(is_it)?;
        self.times.get(at).copied()
    }

    /// When each entry was noted.
    pub fn times(&self) -> &[Instant] {
        &self.times
    }

    /// A line under way, which has no end yet.
    pub fn partial(&self) -> &[u8] {
        self.splitter.partial()
    }

    /// The first entry that has not been read.
    pub fn cursor(&self) -> usize {
        self.cursor
    }

    /// Has a step waited for this entry and read it?
    pub fn was_read(&self, entry: usize) -> bool {
        self.read.contains(&entry)
    }

    /// Is this line what a pattern waits for?
    pub fn fits(&self, pattern: &Pattern, line: &[u8]) -> bool {
        pattern.matches(line, self.marked)
    }

    /// The last pass that came, and how many of the lines that are kept came behind it.
    pub fn pass(&self) -> Option<(String, usize)> {
        let mut last = None;
        for (_, line) in self.unread(0) {
            match ServerLine::parse(&String::from_utf8_lossy(line)) {
                ServerLine::Pass { pass, .. } => last = Some((pass, 0)),
                line if line.is_kept() => last.iter_mut().for_each(|(_, read)| *read += 1),
                _ => {}
            }
        }
        last
    }

    /// Was the bot asked for its name by a server that has passes?
    pub fn offers_passes(&self) -> bool {
        self.unread(0).any(|(_, line)| line.starts_with(b"? & "))
    }

    /// The lines from an entry on, with their places.
    pub fn unread(&self, from: usize) -> impl Iterator<Item = (usize, &[u8])> {
        self.entries.iter().enumerate().skip(from).filter_map(|(at, entry)| match entry {
            Entry::Received(line) => Some((at, line.as_slice())),
            _ => None,
        })
    }

    /// The lines from an entry on, then what has come of one that has no end yet.
    pub fn pending(&self, from: usize) -> impl Iterator<Item = &[u8]> {
        let partial = Some(self.partial()).filter(|partial| !partial.is_empty());
        self.unread(from).map(|(_, line)| line).chain(partial)
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

    /// Moves past all that has come, and past what has come of a line that has no end yet: what
    /// follows of it counts as another.
    pub fn read_all(&mut self) {
        self.end_partial();
        self.cursor = self.entries.len();
    }

    /// Moves past an entry that was waited for: it and all before it have been read.
    pub fn read_to(&mut self, entry: usize) {
        self.cursor = entry + 1;
        self.read.insert(entry);
    }
}

/// How many of a bot's last entries a tail has.
const TAIL: usize = 20;

/// What one bot saw last.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TranscriptTail {
    /// The bot.
    pub who: String,
    /// How many entries there were before those that are here.
    pub earlier: usize,
    /// What went through its connection last, in order.
    pub entries: Vec<Entry>,
    /// When each of them did.
    pub times: Vec<Instant>,
    /// What has come of a line that has no end yet.
    pub partial: Vec<u8>,
}

impl TranscriptTail {
    /// The end of a transcript.
    pub fn new(who: &str, transcript: &Transcript) -> Self {
        let entries = transcript.entries();
        let earlier = entries.len().saturating_sub(TAIL);
        Self {
            who: who.to_owned(),
            earlier,
            entries: entries[earlier..].to_vec(),
            times: transcript.times()[earlier..].to_vec(),
            partial: transcript.partial().to_vec(),
        }
    }
}

fn is_marked(line: &str) -> bool {
    matches!(
        ServerLine::parse(line),
        ServerLine::Joined { .. } | ServerLine::Left { .. } | ServerLine::Present { .. }
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    fn heard(transcript: &Transcript) -> Vec<&[u8]> {
        transcript.unread(0).map(|(_, line)| line).collect()
    }

    #[test]
    fn a_prompt_without_an_end_is_a_line_once_it_is_answered() {
        let mut transcript = Transcript::default();
        transcript.came(b"oi!\nnome: ");
        assert!(heard(&transcript) == [b"oi!"] && transcript.has_received());
        transcript.sent(b"ana\n");
        transcript.came(b"* = (1)\n[beto] o");
        transcript.sent(b"oi\n");
        transcript.came(b"i\n");
        assert_eq!(heard(&transcript), [&b"oi!"[..], b"nome: ", b"* = (1)", b"[beto] oi"]);
    }

    #[test]
    fn what_comes_after_all_was_read_is_new() {
        let mut transcript = Transcript::default();
        transcript.came(b"* ana\n> ");
        transcript.read_all();
        assert!(transcript.partial().is_empty());
        transcript.came(b"[bob] oi\n");
        let unread: Vec<_> = transcript.unread(transcript.cursor()).map(|(_, line)| line).collect();
        assert_eq!(unread, [b"[bob] oi"]);
        assert_eq!(transcript.times().len(), transcript.entries().len());
    }

    #[test]
    fn a_server_without_end_is_cut_short_and_what_is_sent_does_not_count() {
        let mut transcript = Transcript::default();
        (0..=MAX_LINES).for_each(|_| transcript.sent(b"x\n"));
        assert!(!transcript.is_over());
        let line = [vec![b'x'; 99_999], b"\n".to_vec()].concat();
        for _ in 0..=MAX_BYTES / line.len() {
            transcript.came(&line);
        }
        assert!(transcript.is_over() && transcript.is_flooded());
        let entries = transcript.entries().len();
        transcript.came(&line);
        assert_eq!(transcript.entries().len(), entries);
        transcript.begin_connection();
        assert!(!transcript.is_over());
    }
}
