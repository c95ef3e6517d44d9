//! Bytes to lines: limited in length while reading, checked as UTF-8, cleaned.

use std::borrow::Cow;

use serde::{Deserialize, Serialize};

use super::clean;

/// Longest line from a client, in bytes without its end.
pub const CLIENT_LINE_MAX: usize = 4096;
/// Longest line that a client accepts from a server, in bytes without its end.
pub const SERVER_LINE_MAX: usize = 256 * 1024;

/// Splits a stream of bytes into lines of bytes, however they arrive. It buffers at most `max` bytes of
/// a line and discards the rest of a longer one as it arrives.
#[derive(Debug)]
pub struct Splitter {
    max: usize,
    partial: Vec<u8>,
    overflowed: bool,
}

impl Splitter {
    /// A splitter for lines of at most `max` bytes without their `\n`.
    pub fn new(max: usize) -> Self {
        Self { max, partial: Vec::new(), overflowed: false }
    }

    /// The next complete line of the buffer and `bytes`, which advances past what was used. `None` when
    /// all bytes are used.
    ///
    /// # Errors
    /// [`LineError::TooLong`], in place of the line.
    pub fn next_line<'a>(
        &mut self,
        bytes: &mut &'a [u8],
    ) -> Option<Result<Cow<'a, [u8]>, LineError>> {
        let Some(end) = memchr::memchr(b'\n', bytes) else {
            self.hold(bytes);
            *bytes = &[];
            return None;
        };
        let (head, rest) = bytes.split_at(end);
        *bytes = &rest[1..];
        if self.partial.is_empty() && !self.overflowed && head.len() <= self.max {
            return Some(Ok(Cow::Borrowed(head)));
        }
        self.hold(head);
        let line = std::mem::take(&mut self.partial);
        let overflowed = std::mem::take(&mut self.overflowed);
        Some(if overflowed { Err(LineError::TooLong) } else { Ok(Cow::Owned(line)) })
    }

    /// The unfinished line; empty if it is already too long.
    pub fn partial(&self) -> &[u8] {
        &self.partial
    }

    fn hold(&mut self, bytes: &[u8]) {
        if self.overflowed || self.partial.len() + bytes.len() > self.max {
            self.overflowed = true;
            self.partial = Vec::new();
        } else {
            self.partial.extend_from_slice(bytes);
        }
    }
}

/// Splits a stream of bytes into cleaned lines of text of at most `max` bytes. A line ends with `\n` or
/// `\r\n`.
#[derive(Debug)]
pub struct Framer {
    max: usize,
    splitter: Splitter,
}

/// Why a line was dropped. The next one can be read.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, thiserror::Error)]
pub enum LineError {
    /// Longer than the framer's limit.
    #[error("line too long")]
    TooLong,
    /// Not UTF-8.
    #[error("line is not UTF-8")]
    NotUtf8,
    /// A frame that holds the end of a line.
    #[error("line end within a frame")]
    LineEnd,
}

impl Framer {
    /// A framer for lines of at most `max` bytes.
    pub fn new(max: usize) -> Self {
        // One byte more than the limit: it may be the `\r` of the line's end.
        Self { max, splitter: Splitter::new(max + 1) }
    }

    /// The next complete line of the buffer and `bytes`, which advances past what was used. `None` when
    /// all bytes are used.
    pub fn next_line(&mut self, bytes: &mut &[u8]) -> Option<Result<String, LineError>> {
        let line = self.splitter.next_line(bytes)?;
        Some(line.and_then(|line| self.finish(&line)))
    }

    /// The unfinished line at the end of a stream, if it is valid.
    pub fn into_partial(self) -> Option<String> {
        let partial = self.splitter.partial();
        (!partial.is_empty()).then(|| self.finish(partial).ok()).flatten()
    }

    /// The line that these bytes are.
    pub(super) fn finish(&self, line: &[u8]) -> Result<String, LineError> {
        let line = line.strip_suffix(b"\r").unwrap_or(line);
        if line.len() > self.max {
            return Err(LineError::TooLong);
        }
        let text = str::from_utf8(line).map_err(|_| LineError::NotUtf8)?;
        Ok(clean(text).into_owned())
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn lines(max: usize, pieces: &[&[u8]]) -> Vec<Result<String, LineError>> {
        let mut framer = Framer::new(max);
        let mut out = Vec::new();
        for piece in pieces {
            let mut bytes = *piece;
            while let Some(line) = framer.next_line(&mut bytes) {
                out.push(line);
            }
        }
        out
    }

    #[test]
    fn fragmented_and_coalesced_lines_are_the_same_lines() {
        let whole = lines(99, &[b"ana\noi\r\n\n"]);
        assert_eq!(whole, [Ok("ana".into()), Ok("oi".into()), Ok(String::new())]);
        assert_eq!(lines(99, &[b"a", b"na\no", b"i\r", b"\n", b"\n"]), whole);
    }

    #[test]
    fn a_line_of_exactly_the_limit_passes_with_either_end() {
        assert_eq!(lines(3, &[b"abc\nabc\r\n"]), [Ok("abc".into()), Ok("abc".into())]);
        assert_eq!(lines(3, &[b"abc", b"\r", b"\n"]), [Ok("abc".into())]);
        assert_eq!(lines(3, &[b"abcd\n", b"abcd", b"\n"]), [const { Err(LineError::TooLong) }; 2]);
    }

    #[test]
    fn an_endless_line_holds_no_memory_and_the_next_line_is_read() {
        let mut framer = Framer::new(10);
        for _ in 0..1000 {
            assert_eq!(framer.next_line(&mut &[b'x'; 1000][..]), None);
            assert!(framer.splitter.partial.capacity() <= 16);
        }
        let mut rest: &[u8] = b"x\noi\n";
        assert_eq!(framer.next_line(&mut rest), Some(Err(LineError::TooLong)));
        assert_eq!(framer.next_line(&mut rest), Some(Ok("oi".into())));
    }

    proptest! {
        #[test]
        fn any_bytes_in_any_split_give_the_same_lines(
            bytes in proptest::collection::vec(
                prop_oneof![3 => any::<u8>(), 1 => Just(b'\n'), 1 => Just(b'\r')], 0..200),
            cuts in proptest::collection::vec(0usize..200, 0..8),
            max in 0usize..20,
        ) {
            let mut cuts: Vec<usize> = cuts.iter().map(|cut| cut % (bytes.len() + 1)).collect();
            cuts.extend([0, bytes.len()]);
            cuts.sort_unstable();
            let pieces: Vec<&[u8]> = cuts.windows(2).map(|w| &bytes[w[0]..w[1]]).collect();
            prop_assert_eq!(lines(max, &pieces), lines(max, &[&bytes]));
        }
    }
}
