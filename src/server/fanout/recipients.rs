//! The connections as the hub sees them, and the lines of this batch for each.

use std::collections::HashMap;
use std::mem;

use crate::classroom::{Audience, ConnectionId, Subscription};
use crate::wire::ServerLine;

use super::batch::{Batch, Recipient};
use super::write_handle::WriteHandle;

/// A batch ends when one recipient alone has this many bytes: more at once could overflow the
/// backlog of a client that does read.
const MAX_OWN: usize = 256 * 1024;

#[derive(Debug)]
struct Connected {
    recipient: Recipient,
    write_handle: WriteHandle,
    /// Bytes of the batch that are for this recipient alone.
    own_bytes: usize,
    /// How many lines of news it was not sent since it fell behind.
    left_out: usize,
}

/// What came of the end of a batch.
#[derive(Debug, Default)]
pub struct Flushed {
    /// The connections whose backlog is full.
    pub slow: Vec<ConnectionId>,
    /// Those who have read all that they were sent, and how many lines of news they were not.
    pub caught_up: Vec<(ConnectionId, usize)>,
}

#[derive(Debug, Default)]
pub struct Recipients {
    all: Vec<Connected>,
    /// Position of each in `all`.
    index: HashMap<ConnectionId, usize>,
    batch: Batch,
    /// One recipient has reached [`MAX_OWN`].
    is_one_full: bool,
    /// Reused for the text of recipients that have lines of their own.
    scratch: Vec<u8>,
}

impl Recipients {
    /// Adds a connection, outside any room.
    pub fn add(&mut self, who: ConnectionId, write_handle: WriteHandle) {
        self.index.insert(who, self.all.len());
        let framing = write_handle.framing();
        self.batch.count_in(Subscription::OUTSIDE, framing);
        let recipient = Recipient::new(who, Subscription::OUTSIDE, framing);
        self.all.push(Connected { recipient, write_handle, own_bytes: 0, left_out: 0 });
    }

    /// Changes a connection's subscription, for the lines that follow.
    pub fn subscribe(&mut self, who: ConnectionId, subscription: Subscription) {
        let Some(place) = self.index.get(&who) else { return };
        let recipient = &mut self.all[*place].recipient;
        recipient.before.push((self.batch.next_run(), recipient.subscription));
        recipient.has_own_lines = true;
        self.batch.count_out(recipient.subscription, recipient.framing);
        self.batch.count_in(subscription, recipient.framing);
        recipient.subscription = subscription;
    }

    pub fn push(&mut self, to: Audience, line: &ServerLine) {
        let bytes = self.batch.push(to, line);
        let Some(place) = to.names().and_then(|who| self.index.get(&who)) else { return };
        let connected = &mut self.all[*place];
        connected.recipient.has_own_lines = true;
        if let Audience::One(_) = to {
            connected.own_bytes += bytes;
            self.is_one_full |= connected.own_bytes >= MAX_OWN;
        }
    }

    /// Has the other side of this connection reset it?
    pub fn is_reset(&self, who: ConnectionId) -> bool {
        self.index.get(&who).is_some_and(|place| self.all[*place].write_handle.is_reset())
    }

    /// Must the batch be flushed before anything else is handled?
    pub fn is_batch_full(&self) -> bool {
        self.is_one_full || self.batch.is_full()
    }

    /// Ends the batch: writes each recipient's part. Recipients that are far behind get no news:
    /// only speech and answers may fill a backlog.
    pub fn flush(&mut self) -> Flushed {
        let mut flushed = Flushed::default();
        if self.batch.is_empty() {
            return flushed;
        }
        // Newest first, so that its client can prepare its reply while we write to the others.
        for connected in self.all.iter_mut().rev() {
            let Connected { recipient, write_handle, own_bytes, left_out } = connected;
            let text = if write_handle.is_far_behind() {
                let (text, news) = self.batch.text_without_news(recipient, &mut self.scratch);
                *left_out += news;
                text
            } else {
                if *left_out > 0 && !write_handle.is_behind() {
                    flushed.caught_up.push((recipient.who, mem::take(left_out)));
                }
                self.batch.text_for(recipient, &mut self.scratch)
            };
            if !text.is_empty() && write_handle.send(text).is_err() {
                flushed.slow.push(recipient.who);
            }
            // `Vec::new` does not allocate, and few recipients changed their subscription.
            (recipient.before, recipient.has_own_lines, *own_bytes) = (Vec::new(), false, 0);
        }
        self.is_one_full = false;
        self.batch.clear();
        flushed
    }

    /// Removes a connection, after sending its part of the batch, even if its backlog is full.
    pub fn remove(&mut self, who: ConnectionId) {
        if let Some(Connected { recipient, write_handle, .. }) = self.take(who) {
            write_handle.send_last(self.batch.text_for(&recipient, &mut self.scratch));
        }
    }

    /// Removes a connection whose backlog is full. `last` follows what waits.
    pub fn remove_slow(&mut self, who: ConnectionId, last: &ServerLine) {
        if let Some(Connected { write_handle, .. }) = self.take(who) {
            let last = write_handle.framing().encode(last);
            write_handle.send_last(&last);
        }
    }

    fn take(&mut self, who: ConnectionId) -> Option<Connected> {
        let place = self.index.remove(&who)?;
        let connected = self.all.swap_remove(place);
        self.batch.count_out(connected.recipient.subscription, connected.recipient.framing);
        if let Some(moved) = self.all.get(place) {
            self.index.insert(moved.recipient.who, place);
        }
        Some(connected)
    }
}

#[cfg(test)]
mod tests {
    use std::io::{BufRead, BufReader, Read};
    use std::os::unix::net::UnixStream;

    use futures_lite::future::poll_once;

    use crate::classroom::{Role, RoomId};
    use crate::link::Stream;
    use crate::wire::Framing;

    use super::super::write_handle::{Backlog, write_halves};
    use super::*;

    const ANA: ConnectionId = ConnectionId(1);
    const BETO: ConnectionId = ConnectionId(2);
    const CAIO: ConnectionId = ConnectionId(3);

    const IN: Subscription = Subscription { role: Role::Student, room: Some(RoomId::MAIN) };

    /// A connection's own end, and the other side.
    type Ends = (Backlog, UnixStream);

    fn connect(recipients: &mut Recipients, who: ConnectionId) -> Ends {
        let (own, other) = UnixStream::pair().unwrap();
        other.set_nonblocking(true).unwrap();
        let (write_handle, backlog) = write_halves(Stream::Unix(own.into()), Framing::Lines);
        recipients.add(who, write_handle);
        (backlog, other)
    }

    fn say(recipients: &mut Recipients, to: Audience, text: &str) {
        recipients.push(to, &ServerLine::Answer(text.to_owned()));
    }

    /// What the other side has received, without the marks.
    fn heard(ends: &mut Ends) -> String {
        let mut bytes = Vec::new();
        // Ends by `WouldBlock` once all is read.
        let _ = ends.1.read_to_end(&mut bytes);
        String::from_utf8(bytes).unwrap().replace("> ", "").replace('\n', " ").trim().to_owned()
    }

    #[test]
    fn a_batch_reaches_those_who_stay_who_join_and_who_leave() {
        let mut recipients = Recipients::default();
        let [mut ana, mut beto, mut caio] =
            [ANA, BETO, CAIO].map(|who| connect(&mut recipients, who));
        recipients.subscribe(ANA, IN);
        recipients.subscribe(CAIO, IN);
        say(&mut recipients, Audience::Room { room: RoomId::MAIN, but: Some(ANA) }, "1");
        recipients.subscribe(BETO, IN);
        say(&mut recipients, Audience::One(BETO), "2");
        say(&mut recipients, Audience::Room { room: RoomId::MAIN, but: Some(BETO) }, "3");
        recipients.remove(CAIO);
        assert_eq!(heard(&mut caio), "1 3", "what was said until they went, at once");
        say(&mut recipients, Audience::Room { room: RoomId::MAIN, but: None }, "4");
        assert_eq!(heard(&mut ana), "", "the batch is not over");
        assert!(recipients.flush().slow.is_empty());
        assert_eq!([heard(&mut ana), heard(&mut beto), heard(&mut caio)], ["3 4", "2 4", ""]);
    }

    #[test]
    fn the_next_batch_starts_empty_with_the_same_recipients() {
        let mut recipients = Recipients::default();
        let mut ana = connect(&mut recipients, ANA);
        recipients.subscribe(ANA, IN);
        say(&mut recipients, Audience::One(ANA), "1");
        recipients.flush();
        recipients.flush();
        say(&mut recipients, Audience::Room { room: RoomId::MAIN, but: Some(BETO) }, "2");
        recipients.flush();
        assert_eq!(heard(&mut ana), "1 2");
    }

    #[test]
    fn a_client_that_does_not_read_delays_nobody_and_is_told_the_reason_behind_whole_lines() {
        let mut recipients = Recipients::default();
        let (ana, mut other) = connect(&mut recipients, ANA);
        let mut beto = connect(&mut recipients, BETO);
        recipients.subscribe(ANA, IN);
        recipients.subscribe(BETO, IN);
        let line = "x".repeat(40_000);
        let slow = (0..).find_map(|_| {
            say(&mut recipients, Audience::Room { room: RoomId::MAIN, but: None }, &line);
            let slow = recipients.flush().slow;
            assert_eq!(heard(&mut beto), line);
            (!slow.is_empty()).then_some(slow)
        });
        assert_eq!(slow, Some(vec![ANA]));
        recipients.remove_slow(ANA, &ServerLine::Closing("slow".to_owned()));
        other.set_nonblocking(false).unwrap();
        let reader = std::thread::spawn(move || {
            let mut text = String::new();
            other.read_to_string(&mut text).unwrap();
            text
        });
        futures_lite::future::block_on(ana.finish()).unwrap();
        drop(ana);
        let text = reader.join().unwrap();
        let lines: Vec<&str> = text.lines().collect();
        let (last, lines) = lines.split_last().unwrap();
        assert_eq!(*last, "* . slow");
        assert!(lines.iter().all(|other| other.len() == line.len() + 2));
    }

    #[test]
    fn whoever_falls_behind_misses_news_which_are_counted_and_keeps_the_connection() {
        let mut recipients = Recipients::default();
        let (ana, other) = connect(&mut recipients, ANA);
        recipients.subscribe(ANA, IN);
        let everyone = Audience::Room { room: RoomId::MAIN, but: None };
        let news = ServerLine::Notice("x".repeat(9_998));
        for _ in 0..1000 {
            recipients.push(everyone, &news);
            assert!(recipients.flush().slow.is_empty());
        }
        say(&mut recipients, everyone, "oi");
        recipients.flush();
        let reader = std::thread::spawn(move || {
            other.set_nonblocking(false).unwrap();
            BufReader::new(other)
                .lines()
                .map(Result::unwrap)
                .take_while(|line| line != "> fim")
                .count()
        });
        // Until she has read all of it, nobody tells her anything.
        let left_out = loop {
            assert!(futures_lite::future::block_on(poll_once(ana.write())).is_none());
            say(&mut recipients, everyone, "e agora?");
            if let [(who, left_out)] = recipients.flush().caught_up[..] {
                assert_eq!(who, ANA);
                break left_out;
            }
        };
        say(&mut recipients, everyone, "fim");
        recipients.flush();
        assert!(left_out > 900, "{left_out}");
        assert!(reader.join().unwrap() > 1000 - left_out);
    }

    #[test]
    fn a_batch_is_full_when_one_recipient_has_much_alone() {
        let mut recipients = Recipients::default();
        let _ana = connect(&mut recipients, ANA);
        let line = "x".repeat(1021);
        let count = (1..).find(|_| {
            say(&mut recipients, Audience::One(ANA), &line);
            recipients.is_batch_full()
        });
        assert_eq!(count, Some(256));
        recipients.flush();
        assert!(!recipients.is_batch_full());
    }
}
