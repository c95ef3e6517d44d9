//! What the clients send: every line can be told from every other.
//!
//! A line of client 7 of the run `qvzk` is received by the others as
//!
//! ```text
//! [qvzk00007] qvzk 00007 0000042 000001234567abcdefghi…
//! ```
//!
//! tag, sender, number of the line, microseconds since the run began, and padding up to the size
//! asked for. Fields have fixed widths, so a line is checked byte by byte and read without
//! a search.

use std::io;
use std::ops::Range;

/// Letters of which none is confusable with another, with a digit, or as a pair with a third.
const TAG_LETTERS: [u8; 16] = *b"bcdfghkpqstvxyza";
const TAG: usize = 4;
const NUMBER: usize = 5;
const SEQUENCE: usize = 7;
const STAMP: usize = 12;

/// The shortest text that holds all fields, in bytes.
pub const MIN_SIZE: usize = TAG + 1 + NUMBER + 1 + SEQUENCE + 1 + STAMP;

/// Where a line begins with the tag of its author's name.
const OPENING: Range<usize> = 0..TAG + 1;
const AUTHOR: Range<usize> = OPENING.end..OPENING.end + NUMBER;
const TEXT: usize = AUTHOR.end + 2;
const SENDER: Range<usize> = after(TEXT + TAG, NUMBER);
const SEQUENCED: Range<usize> = after(SENDER.end, SEQUENCE);
const STAMPED: Range<usize> = after(SEQUENCED.end, STAMP);

/// The field that follows another's end by one byte.
const fn after(end: usize, width: usize) -> Range<usize> {
    end + 1..end + 1 + width
}

/// The tag of one run: two runs in one class ignore each other's lines.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Tag([u8; TAG]);

impl Tag {
    pub(super) fn random() -> io::Result<Self> {
        let mut bytes = [0; TAG];
        getrandom::fill(&mut bytes)?;
        Ok(Self(bytes.map(|byte| TAG_LETTERS[usize::from(byte) % TAG_LETTERS.len()])))
    }

    /// The name of a client, counted from 0: letters and digits, which every server accepts.
    pub(super) fn name(self, client: usize) -> String {
        let tag: String = self.0.iter().map(|letter| char::from(*letter)).collect();
        format!("{tag}{:0NUMBER$}", client + 1)
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Message {
    /// Who sent it, counted from 0.
    pub(super) sender: usize,
    /// Which of the sender's lines it is, counted from 0.
    pub(super) sequence: u32,
    /// When it was sent, in microseconds since the run began.
    pub(super) at_us: u64,
}

/// What a line of the server turned out to be.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Parsed {
    /// Exactly what a client of this run sent.
    Message(Message),
    /// Of this run, but not as it was sent, or not by whom.
    Garbled,
    /// Somebody else's.
    Foreign,
}

/// Writes and reads the lines of one run.
pub(super) struct Payload {
    /// A line as the others receive it, its numbers zero.
    pattern: Vec<u8>,
}

impl Payload {
    /// For texts of `size` bytes, at least [`MIN_SIZE`].
    pub(super) fn new(tag: Tag, size: usize) -> Self {
        let zeros = |width| "0".repeat(width);
        let (name, number) = (tag.name(0), zeros(NUMBER));
        let text = [&name[..TAG], &number, &zeros(SEQUENCE), &zeros(STAMP)].join(" ");
        let mut pattern = format!("[{name}] {text}").into_bytes();
        pattern.extend((b'a'..=b'z').cycle().take(size.saturating_sub(MIN_SIZE)));
        pattern[AUTHOR].copy_from_slice(number.as_bytes());
        Self { pattern }
    }

    /// Appends a line as its sender sends it, with its end.
    pub(super) fn write(&self, message: Message, out: &mut Vec<u8>) {
        let start = out.len();
        out.extend_from_slice(&self.pattern[TEXT..]);
        let text = &mut out[start..];
        put(&mut text[SENDER.start - TEXT..SENDER.end - TEXT], message.sender as u64 + 1);
        put(&mut text[SEQUENCED.start - TEXT..SEQUENCED.end - TEXT], message.sequence.into());
        put(&mut text[STAMPED.start - TEXT..STAMPED.end - TEXT], message.at_us);
        out.push(b'\n');
    }

    pub(super) fn read(&self, line: &[u8]) -> Parsed {
        let pattern = &self.pattern[..];
        let as_sent = line.len() == pattern.len()
            && line[OPENING] == pattern[OPENING]
            && line[AUTHOR.end..SENDER.start] == pattern[AUTHOR.end..SENDER.start]
            && line[AUTHOR] == line[SENDER]
            && line[SENDER.end] == b' '
            && line[SEQUENCED.end] == b' '
            && line[STAMPED.end..] == pattern[STAMPED.end..];
        let message = as_sent.then(|| {
            Some(Message {
                sender: get(&line[SENDER])?.checked_sub(1)? as usize,
                sequence: get(&line[SEQUENCED])? as u32,
                at_us: get(&line[STAMPED])?,
            })
        });
        match message.flatten() {
            Some(message) => Parsed::Message(message),
            None if self.is_ours(line) => Parsed::Garbled,
            None => Parsed::Foreign,
        }
    }

    /// Is it signed by a client of this run, or does somebody else repeat one?
    fn is_ours(&self, line: &[u8]) -> bool {
        let signed = line.starts_with(&self.pattern[OPENING])
            && line.get(AUTHOR).and_then(get).is_some()
            && line.get(AUTHOR.end) == Some(&b']');
        signed || memchr::memmem::find(line, &self.pattern[TEXT..TEXT + TAG + 1]).is_some()
    }
}

fn put(field: &mut [u8], mut number: u64) {
    for digit in field.iter_mut().rev() {
        *digit = b'0' + (number % 10) as u8;
        number /= 10;
    }
}

fn get(field: &[u8]) -> Option<u64> {
    let mut number = 0;
    for digit in field.iter().map(|byte| byte.wrapping_sub(b'0')) {
        if digit > 9 {
            return None;
        }
        number = number * 10 + u64::from(digit);
    }
    Some(number)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::super::report::MAX_CLIENTS;
    use super::*;
    use crate::name::Name;

    const QVZK: Tag = Tag(*b"qvzk");

    /// The line as the others receive it.
    fn line(payload: &Payload, message: Message) -> Vec<u8> {
        let mut line = format!("[{}] ", QVZK.name(message.sender)).into_bytes();
        payload.write(message, &mut line);
        assert_eq!(line.pop(), Some(b'\n'));
        line
    }

    #[test]
    fn a_line_looks_as_documented() {
        let payload = Payload::new(QVZK, MIN_SIZE + 3);
        let message = Message { sender: 6, sequence: 42, at_us: 1_234_567 };
        let line = String::from_utf8(line(&payload, message)).unwrap();
        assert_eq!(line, "[qvzk00007] qvzk 00007 0000042 000001234567abc");
    }

    #[test]
    fn no_two_names_of_a_run_are_confusable_and_every_one_is_a_name() {
        let confusable = |text: &str| Name::new(text).unwrap().confusable();
        let letters: Vec<String> =
            TAG_LETTERS.iter().map(|letter| char::from(*letter).to_string()).collect();
        let digits = (0..10).map(|digit: u8| digit.to_string());
        let signs: Vec<_> =
            letters.into_iter().chain(digits).map(|sign| confusable(&sign)).collect();
        for (at, one) in signs.iter().enumerate() {
            assert!(one.folded_skeleton.chars().count() == 1, "{one:?} is more than one sign");
            assert!(!signs[at + 1..].iter().any(|other| one.is_confusable_with(other)), "{one:?}");
        }
        for _ in 0..100 {
            let name = Name::new(&Tag::random().unwrap().name(MAX_CLIENTS - 1)).unwrap();
            assert!(name.as_str().ends_with("20000") && !name.is_reserved(), "{name}");
        }
    }

    #[test]
    fn lines_of_others_are_foreign() {
        let payload = Payload::new(QVZK, 64);
        for line in [
            "[ana] oi",
            "[qvzf00001] qvzf 00001",
            "[]",
            "[qvzk] oi",
            "[qvzk00001a] oi",
            "[qvzka00001] oi",
            "",
        ] {
            assert_eq!(payload.read(line.as_bytes()), Parsed::Foreign, "{line}");
        }
    }

    proptest! {
        #[test]
        fn what_is_written_is_read(
            sender in 0..MAX_CLIENTS,
            sequence in 0_u32..10_000_000,
            at_us in 0_u64..1_000_000_000_000,
            size in MIN_SIZE..4096_usize,
        ) {
            let payload = Payload::new(QVZK, size);
            let message = Message { sender, sequence, at_us };
            let line = line(&payload, message);
            prop_assert_eq!(line.len(), TEXT + size);
            prop_assert_eq!(payload.read(&line), Parsed::Message(message));
        }

        #[test]
        fn a_byte_that_changed_is_never_read_as_that_line(at in 0_usize..76, with: u8) {
            let payload = Payload::new(QVZK, 64);
            let message = Message { sender: 41, sequence: 99, at_us: 123 };
            let mut line = line(&payload, message);
            prop_assume!(line[at] != with);
            line[at] = with;
            match payload.read(&line) {
                Parsed::Message(read) => {
                    prop_assert_ne!(read, message);
                    prop_assert_eq!(read.sender, message.sender, "two fields say who");
                }
                Parsed::Garbled => {}
                Parsed::Foreign => prop_assert!(false, "it is still of this run"),
            }
        }

        #[test]
        fn nothing_that_comes_breaks_it(line in any::<Vec<u8>>(), cut in 0_usize..76) {
            let payload = Payload::new(QVZK, 64);
            payload.read(&line);
            let whole = payload.pattern.clone();
            prop_assert_ne!(payload.read(&whole[..cut]), Parsed::Message(Message { sender: 0, sequence: 0, at_us: 0 }));
        }
    }
}
