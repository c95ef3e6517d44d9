//! What was said, kept once for all who may have missed it.
//!
//! A line costs the same however many may miss it: who was sent which of the lines follows from where
//! they were when it was said.

use std::collections::VecDeque;

use serde::Serialize;

use crate::wire::ServerLine;

use super::effect::{Audience, Subscription};
use super::ids::ConnectionId;

/// How many bytes of lines are kept for all together.
pub(super) const MAX_KEPT: usize = 4 * 1024 * 1024;
/// What a kept line takes besides its text, about.
pub(super) const OVERHEAD: usize = 128;

/// The lines, the latest last, and how many there were for those in each place.
#[derive(Clone, Debug, Default, Serialize)]
pub(super) struct SharedHistory {
    lines: VecDeque<(Audience, ServerLine)>,
    /// The number of the first of them.
    first: u64,
    bytes: usize,
    /// For those whom no line named, by where they are; those places that someone is at.
    counts: Vec<(Subscription, i64)>,
}

/// Where someone was, one place after the other.
#[derive(Clone, Debug, Serialize)]
pub(super) struct Reader {
    /// From which line on they had that connection and that subscription.
    places: VecDeque<(u64, ConnectionId, Subscription)>,
    /// How many lines they were sent, less the count of the place where they are.
    beside: i64,
}

impl SharedHistory {
    /// Someone who has been sent nothing, and is there from now on.
    pub(super) fn reader(&mut self, who: ConnectionId, at: Subscription) -> Reader {
        let places = VecDeque::from([(self.next(), who, at)]);
        Reader { places, beside: -self.count(at) }
    }

    /// From now on someone is there.
    pub(super) fn place(&mut self, reader: &mut Reader, who: ConnectionId, at: Subscription) {
        let sent = self.sent(reader);
        let next = self.next();
        if reader.places.back().is_some_and(|(from, ..)| *from == next) {
            reader.places.pop_back();
        }
        reader.places.push_back((next, who, at));
        while reader.places.get(1).is_some_and(|(from, ..)| *from <= self.first) {
            reader.places.pop_front();
        }
        reader.beside = sent - self.count(at);
    }

    /// Forgets the places where nobody is any more.
    pub(super) fn forget_places<'a>(&mut self, readers: impl Iterator<Item = &'a Reader>) {
        let here: Vec<Subscription> = readers.map(Reader::subscription).collect();
        self.counts.retain(|(place, _)| here.contains(place));
    }

    /// How many lines someone was sent.
    pub(super) fn sent(&mut self, reader: &Reader) -> i64 {
        reader.beside + self.count(reader.subscription())
    }

    /// How many bytes the lines take.
    #[cfg(test)]
    pub(super) fn bytes(&self) -> usize {
        self.bytes
    }

    fn count(&mut self, at: Subscription) -> i64 {
        if let Some((_, count)) = self.counts.iter().find(|(place, _)| *place == at) {
            return *count;
        }
        self.counts.push((at, 0));
        0
    }

    /// The number of the next line.
    fn next(&self) -> u64 {
        self.first + self.lines.len() as u64
    }

    /// Keeps a line. `named` is the reader whose connection the audience names, if that is one.
    pub(super) fn keep(&mut self, to: Audience, line: &ServerLine, named: Option<&mut Reader>) {
        for (place, count) in &mut self.counts {
            *count += i64::from(to.includes_others(*place));
        }
        if let Some(reader) = named {
            let at = reader.subscription();
            let is_sent = to.includes(reader.who(), at);
            reader.beside += i64::from(is_sent) - i64::from(to.includes_others(at));
        }
        self.bytes += size(line);
        self.lines.push_back((to, line.clone()));
        while self.bytes > MAX_KEPT
            && let Some((_, oldest)) = self.lines.pop_front()
        {
            self.bytes -= size(&oldest);
            self.first += 1;
        }
    }

    /// The last lines that someone was sent, the latest last: those that are still kept, at most so
    /// many and so many bytes.
    pub(super) fn last(&self, reader: &Reader, most: usize, bytes: usize) -> Vec<ServerLine> {
        let mut places = reader.places.iter().rev().peekable();
        let sent = self.lines.iter().enumerate().rev().filter_map(|(at, (to, line))| {
            let number = self.first + at as u64;
            while places.next_if(|(from, ..)| *from > number).is_some() {}
            let (_, who, at) = places.peek()?;
            to.includes(*who, *at).then_some(line)
        });
        let mut left = bytes;
        let fitting = sent.take(most).map_while(|line| {
            left = left.checked_sub(size(line))?;
            Some(line.clone())
        });
        let mut lines: Vec<ServerLine> = fitting.collect();
        lines.reverse();
        lines
    }
}

impl Reader {
    /// Their connection, or their last one.
    pub(super) fn who(&self) -> ConnectionId {
        self.places.back().map_or(ConnectionId(0), |(_, who, _)| *who)
    }

    pub(super) fn subscription(&self) -> Subscription {
        self.places.back().map_or(Subscription::OUTSIDE, |(.., at)| *at)
    }
}

/// How many bytes a kept line takes.
fn size(line: &ServerLine) -> usize {
    let text = match line {
        ServerLine::Speech { text, .. }
        | ServerLine::Private { text, .. }
        | ServerLine::Action { text, .. }
        | ServerLine::Announcement { text, .. } => text.len(),
        _ => 0,
    };
    text + OVERHEAD
}
