//! The lines of one batch of the hub: each encoded once, with who gets it.

use std::io::Write;
use std::iter;

use crate::classroom::{Audience, ConnectionId, Subscription};
use crate::wire::{Framing, ServerLine, frame_line};

/// A batch ends when one group has this many bytes, so that other senders get their turn.
const MAX_FOR_ONE: usize = 64 * 1024;
/// A batch also ends with this many bytes in all, though each line has few recipients: when a whole
/// class joins at once, each gets a list of who is here.
const MAX_IN_ALL: usize = 1024 * 1024;

/// The lines of a batch, in order.
#[derive(Debug, Default)]
pub struct Batch {
    /// In each framing; as frames only while somebody reads them.
    texts: [Vec<u8>; 2],
    /// Consecutive lines for the same audience, all of them news or none.
    runs: Vec<Run>,
    /// A subscription changed: the next line starts a new run, even for the same audience.
    starts_new_run: bool,
    /// One buffer per subscription and framing, for recipients that no line addresses: nearly all.
    groups: Vec<GroupBuffer>,
}

#[derive(Debug)]
struct Run {
    to: Audience,
    is_news: bool,
    lines: usize,
    /// Where it ends in each framing.
    ends: [usize; 2],
}

#[derive(Debug)]
struct GroupBuffer {
    subscription: Subscription,
    framing: Framing,
    /// How many recipients have both.
    recipients: usize,
    text: Vec<u8>,
}

/// A connection that may be in the audience of a line.
#[derive(Clone, Debug)]
pub struct Recipient {
    pub who: ConnectionId,
    pub subscription: Subscription,
    pub framing: Framing,
    /// Its earlier subscriptions in this batch, each with the run at which it ended.
    pub before: Vec<(usize, Subscription)>,
    /// A line of this batch addresses it, or its subscription changed in it: its text differs from
    /// its group's.
    pub has_own_lines: bool,
}

impl Recipient {
    /// A recipient with that subscription from before this batch.
    pub fn new(who: ConnectionId, subscription: Subscription, framing: Framing) -> Self {
        Self { who, subscription, framing, before: Vec::new(), has_own_lines: false }
    }

    fn subscription_at(&self, run: usize) -> Subscription {
        let before = self.before.iter().find(|(until, _)| run < *until);
        before.map_or(self.subscription, |(_, subscription)| *subscription)
    }
}

impl GroupBuffer {
    fn is_of(&self, subscription: Subscription, framing: Framing) -> bool {
        self.subscription == subscription && self.framing == framing
    }
}

impl Batch {
    /// Counts one more recipient with that subscription and framing.
    pub fn count_in(&mut self, subscription: Subscription, framing: Framing) {
        match self.groups.iter_mut().find(|group| group.is_of(subscription, framing)) {
            Some(group) => group.recipients += 1,
            None => {
                let (recipients, text) = (1, Vec::new());
                self.groups.push(GroupBuffer { subscription, framing, recipients, text });
            }
        }
    }

    pub fn count_out(&mut self, subscription: Subscription, framing: Framing) {
        let group = self.groups.iter_mut().find(|group| group.is_of(subscription, framing));
        if let Some(group) = group {
            group.recipients = group.recipients.saturating_sub(1);
        }
    }

    /// Adds a line; returns its length in bytes, with the line end.
    pub fn push(&mut self, to: Audience, line: &ServerLine) -> usize {
        let starts = self.texts.each_ref().map(Vec::len);
        let [lines, frames] = &mut self.texts;
        // Writing to a vector cannot fail.
        let _ = writeln!(lines, "{line}");
        let length = lines.len() - starts[0];
        if self.groups.iter().any(|group| group.framing == Framing::Frames) {
            frame_line(&lines[starts[0]..lines.len() - 1], frames);
        }
        for group in &mut self.groups {
            if to.includes_others(group.subscription) {
                let framing = group.framing as usize;
                group.text.extend_from_slice(&self.texts[framing][starts[framing]..]);
            }
        }
        let ends = self.texts.each_ref().map(Vec::len);
        let is_news = line.is_news();
        match self.runs.last_mut() {
            Some(run) if (run.to, run.is_news) == (to, is_news) && !self.starts_new_run => {
                run.lines += 1;
                run.ends = ends;
            }
            _ => self.runs.push(Run { to, is_news, lines: 1, ends }),
        }
        self.starts_new_run = false;
        length
    }

    /// The run from which a new subscription counts.
    pub fn next_run(&mut self) -> usize {
        self.starts_new_run = true;
        self.runs.len()
    }

    pub fn is_empty(&self) -> bool {
        self.runs.is_empty()
    }

    /// Has it reached one of its limits?
    pub fn is_full(&self) -> bool {
        self.groups.iter().any(|group| group.text.len() >= MAX_FOR_ONE)
            || self.texts[0].len() >= MAX_IN_ALL
    }

    /// The recipient's part, assembled in `scratch` if its group's buffer is not it.
    pub fn text_for<'a>(&'a self, recipient: &Recipient, scratch: &'a mut Vec<u8>) -> &'a [u8] {
        if !recipient.has_own_lines {
            let Recipient { subscription, framing, .. } = *recipient;
            let group = self.groups.iter().find(|group| group.is_of(subscription, framing));
            return group.map_or(&[], |group| &group.text);
        }
        scratch.clear();
        for (_, text) in self.runs_for(recipient) {
            scratch.extend_from_slice(text);
        }
        scratch
    }

    /// The recipient's part without the news, and how many lines these are.
    pub fn text_without_news<'a>(
        &self,
        recipient: &Recipient,
        scratch: &'a mut Vec<u8>,
    ) -> (&'a [u8], usize) {
        scratch.clear();
        let mut left_out = 0;
        for (run, text) in self.runs_for(recipient) {
            if run.is_news {
                left_out += run.lines;
            } else {
                scratch.extend_from_slice(text);
            }
        }
        (scratch, left_out)
    }

    /// The runs for a recipient, each with its text.
    fn runs_for(&self, recipient: &Recipient) -> impl Iterator<Item = (&Run, &[u8])> {
        let framing = recipient.framing as usize;
        let text = &self.texts[framing];
        let starts = iter::once(0).chain(self.runs.iter().map(move |run| run.ends[framing]));
        let runs = self.runs.iter().zip(starts).enumerate();
        runs.filter(|(place, (run, _))| {
            run.to.includes(recipient.who, recipient.subscription_at(*place))
        })
        .map(move |(_, (run, start))| (run, &text[start..run.ends[framing]]))
    }

    /// Starts the next batch. Buffers are kept for it, up to the size of a usual batch.
    pub fn clear(&mut self) {
        for text in &mut self.texts {
            text.clear();
            text.shrink_to(MAX_IN_ALL);
        }
        self.groups.retain(|group| group.recipients > 0);
        self.groups.iter_mut().for_each(|group| group.text.clear());
        self.runs.clear();
        self.starts_new_run = false;
    }
}

#[cfg(test)]
mod tests {
    use crate::classroom::{Role, RoomId};

    use super::*;

    const ANA: ConnectionId = ConnectionId(1);
    const BETO: ConnectionId = ConnectionId(2);

    fn say(batch: &mut Batch, to: Audience, text: &str) {
        batch.push(to, &ServerLine::Answer(text.to_owned()));
    }

    fn heard(batch: &Batch, recipient: Recipient) -> Vec<String> {
        let text = batch.text_for(&recipient, &mut Vec::new()).to_vec();
        String::from_utf8(text).unwrap().lines().map(|line| line[2..].to_owned()).collect()
    }

    const IN: Subscription = Subscription { role: Role::Student, room: Some(RoomId::MAIN) };
    const TEACHER: Subscription = Subscription { role: Role::Teacher, ..IN };

    fn room(but: Option<ConnectionId>) -> Audience {
        Audience::Room { room: RoomId::MAIN, but }
    }

    fn named(who: ConnectionId, subscription: Subscription) -> Recipient {
        Recipient { has_own_lines: true, ..Recipient::new(who, subscription, Framing::Lines) }
    }

    fn of_everyone() -> Batch {
        let mut batch = Batch::default();
        for subscription in [Subscription::OUTSIDE, IN, TEACHER] {
            batch.count_in(subscription, Framing::Lines);
            batch.count_in(subscription, Framing::Frames);
        }
        say(&mut batch, room(Some(ANA)), "a");
        say(&mut batch, room(Some(ANA)), "b");
        say(&mut batch, Audience::One(BETO), "c");
        say(&mut batch, room(Some(BETO)), "d");
        say(&mut batch, Audience::TEACHERS, "e");
        say(&mut batch, Audience::Students { room: RoomId::MAIN, but: None }, "f");
        say(&mut batch, Audience::All, "g");
        say(&mut batch, Audience::CLASS, "h");
        batch
    }

    #[test]
    fn each_hears_what_is_for_them_in_order() {
        let batch = of_everyone();
        assert_eq!(heard(&batch, named(ANA, IN)), ["d", "f", "g", "h"]);
        assert_eq!(heard(&batch, named(BETO, IN)), ["a", "b", "c", "f", "g", "h"]);
    }

    #[test]
    fn a_groups_buffer_equals_the_text_assembled_for_one_recipient() {
        let batch = of_everyone();
        let subscriptions = [
            (IN, vec!["a", "b", "d", "f", "g", "h"]),
            (TEACHER, vec!["a", "b", "d", "e", "g", "h"]),
            (Subscription::OUTSIDE, vec!["g"]),
        ];
        for (subscription, expected) in subscriptions {
            for has_own_lines in [false, true] {
                let recipient = Recipient::new(ConnectionId(3), subscription, Framing::Lines);
                let recipient = Recipient { has_own_lines, ..recipient };
                assert_eq!(heard(&batch, recipient.clone()), expected, "{subscription:?}");
                let framed = Recipient { framing: Framing::Frames, ..recipient };
                let mut scratch = Vec::new();
                let frames: Vec<u8> = expected
                    .iter()
                    .flat_map(|line| [0x81, 3, b'>', b' ', line.as_bytes()[0]])
                    .collect();
                assert_eq!(batch.text_for(&framed, &mut scratch), frames);
            }
        }
    }

    #[test]
    fn a_recipient_that_moves_gets_each_rooms_lines_while_in_it_and_its_own_always() {
        let mut batch = Batch::default();
        batch.count_in(IN, Framing::Lines);
        let mut beto = named(BETO, Subscription::OUTSIDE);
        say(&mut batch, Audience::One(BETO), "question");
        say(&mut batch, room(None), "before");
        beto.before.push((batch.next_run(), beto.subscription));
        beto.subscription = IN;
        say(&mut batch, room(None), "inside");
        beto.before.push((batch.next_run(), beto.subscription));
        beto.subscription = Subscription { role: Role::Teacher, room: None };
        say(&mut batch, room(None), "after");
        say(&mut batch, Audience::TEACHERS, "news");
        assert_eq!(heard(&batch, beto), ["question", "inside", "news"]);
        assert_eq!(heard(&batch, named(ANA, IN)), ["before", "inside", "after"]);
    }

    #[test]
    fn news_can_be_left_out_and_is_counted() {
        let mut batch = of_everyone();
        let news = |text: &str| ServerLine::Notice(text.to_owned());
        for (to, text) in [(Audience::CLASS, "i"), (Audience::CLASS, "j"), (room(Some(ANA)), "k")] {
            batch.push(to, &news(text));
        }
        say(&mut batch, Audience::CLASS, "l");
        let mut scratch = Vec::new();
        let (text, left_out) = batch.text_without_news(&named(ANA, IN), &mut scratch);
        assert_eq!((text, left_out), (b"> d\n> f\n> g\n> h\n> l\n".as_slice(), 2));
        let framed = Recipient { framing: Framing::Frames, ..named(ANA, IN) };
        let (text, left_out) = batch.text_without_news(&framed, &mut scratch);
        assert_eq!((text.len(), left_out), (25, 2));
    }

    #[test]
    fn a_group_without_recipients_is_removed_with_the_batch() {
        let mut batch = of_everyone();
        batch.count_out(TEACHER, Framing::Lines);
        assert_eq!(
            heard(&batch, Recipient::new(ConnectionId(3), TEACHER, Framing::Lines)).len(),
            6
        );
        batch.clear();
        assert_eq!(batch.groups.len(), 5);
    }

    #[test]
    fn a_batch_is_full_by_one_groups_bytes_or_by_all_bytes() {
        let full_after = |to| {
            let mut batch = Batch::default();
            batch.count_in(IN, Framing::Lines);
            let line = "x".repeat(1021);
            (1..).find(|_| {
                say(&mut batch, to, &line);
                batch.is_full()
            })
        };
        assert_eq!(full_after(room(None)), Some(64));
        assert_eq!(full_after(Audience::One(ANA)), Some(1024));
    }
}
