//! Lines in the frames of a WebSocket (RFC 6455): one text message is one line, without its end.

use std::fmt;
use std::io::{self, Read, Write};

use tungstenite::error::{CapacityError, Error};
use tungstenite::protocol::frame::coding::{CloseCode, Data, OpCode};
use tungstenite::protocol::frame::{Frame, FrameHeader};
use tungstenite::protocol::{CloseFrame, Role, WebSocketConfig, WebSocketContext};
use tungstenite::{Bytes, Message};

use super::framer::{Framer, LineError};

/// How the lines of a connection are told apart.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Framing {
    /// Each ends with `\n`.
    Lines,
    /// Each is a text frame of a server.
    Frames,
}

impl Framing {
    /// A line in this framing.
    pub fn encode(self, line: &impl fmt::Display) -> Vec<u8> {
        match self {
            Self::Lines => format!("{line}\n").into_bytes(),
            Self::Frames => {
                let mut frame = Vec::new();
                frame_line(line.to_string().as_bytes(), &mut frame);
                frame
            }
        }
    }
}

/// Longest message in bytes: one that is too long for a line is still answered; beyond this, the
/// connection ends with 1009.
pub const MESSAGE_MAX: usize = 64 * 1024;
/// A line of a browser fits; a longer one takes more while it arrives.
const READ_BUFFER: usize = 256;

/// Splits a stream of bytes into the messages of a WebSocket, however they arrive. A message may come
/// in fragments (RFC 6455, 5.4).
#[derive(Debug)]
pub struct FrameReader {
    context: WebSocketContext,
    max_line: usize,
}

/// What came over a WebSocket.
#[derive(Debug, PartialEq, Eq)]
pub enum Framed {
    /// A line, or why it was dropped.
    Line(Result<String, LineError>),
    /// A ping, to be answered with these bytes.
    Ping(Bytes),
    /// A pong.
    Pong,
    /// The end: nothing that follows means anything.
    End(FramesEnd),
}

/// How a WebSocket ends.
#[derive(Debug, PartialEq, Eq)]
pub struct FramesEnd {
    /// The code to close it with (RFC 6455, 7.4.1).
    pub code: u16,
    /// What the other side did wrong; `None` if it closes the connection itself.
    pub fault: Option<String>,
}

impl FrameReader {
    /// A server's reader, for lines of at most `max_line` bytes; `first` has come already.
    pub fn of_server(max_line: usize, first: Vec<u8>) -> Self {
        Self::new(Role::Server, max_line, MESSAGE_MAX, first)
    }

    /// A client's reader, for lines of at most `max_line` bytes; `first` has come already.
    pub fn of_client(max_line: usize, first: Vec<u8>) -> Self {
        Self::new(Role::Client, max_line, max_line, first)
    }

    fn new(role: Role, max_line: usize, max_message: usize, first: Vec<u8>) -> Self {
        let config = WebSocketConfig::default()
            .read_buffer_size(READ_BUFFER)
            .write_buffer_size(0)
            .max_message_size(Some(max_message))
            .max_frame_size(Some(max_message));
        let context = WebSocketContext::from_partially_read(first, role, Some(config));
        Self { context, max_line }
    }

    /// What comes next in the buffer and `bytes`, which advances past what was used. `None` when all
    /// bytes are used.
    pub fn next(&mut self, bytes: &mut &[u8]) -> Option<Framed> {
        let end = |code, fault| Some(Framed::End(FramesEnd { code, fault }));
        match self.context.read(&mut Unanswered(bytes)) {
            Ok(Message::Text(text)) => Some(Framed::Line(self.line(text.as_str()))),
            Ok(Message::Ping(payload)) => Some(Framed::Ping(payload)),
            Ok(Message::Pong(_) | Message::Frame(_)) => Some(Framed::Pong),
            Ok(Message::Close(Some(frame))) if frame.code == CloseCode::Protocol => {
                end(1002, Some(frame.reason.to_string()))
            }
            Ok(Message::Close(frame)) => end(frame.map_or(1000, |frame| frame.code.into()), None),
            Ok(Message::Binary(_)) => end(1003, Some("binary message".to_owned())),
            Err(Error::Io(_)) => None,
            Err(error) => {
                let code = match error {
                    Error::Utf8(_) => 1007,
                    Error::Capacity(CapacityError::MessageTooLong { .. }) => 1009,
                    _ => 1002,
                };
                end(code, Some(error.to_string()))
            }
        }
    }

    fn line(&self, text: &str) -> Result<String, LineError> {
        if text.contains('\n') {
            return Err(LineError::LineEnd);
        }
        Framer::new(self.max_line).finish(text.as_bytes())
    }
}

/// Bytes that have arrived. What the library answers by itself is dropped: whoever owns the
/// connection answers, so that no answer comes within another frame and only the newest ping has one.
struct Unanswered<'a, 'b>(&'a mut &'b [u8]);

impl Read for Unanswered<'_, '_> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        match self.0.read(buffer) {
            Ok(0) => Err(io::ErrorKind::WouldBlock.into()),
            count => count,
        }
    }
}

impl Write for Unanswered<'_, '_> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

/// Appends a line as a server's frame.
pub fn frame_line(line: &[u8], out: &mut Vec<u8>) {
    let header = FrameHeader { opcode: OpCode::Data(Data::Text), ..FrameHeader::default() };
    // Writing to a vector cannot fail.
    let _ = header.format(line.len() as u64, out);
    out.extend_from_slice(line);
}

/// A server's ping.
pub fn ping() -> Vec<u8> {
    encoded(Frame::ping(Bytes::new()), None)
}

/// The answer to a ping; `mask`: a client's.
pub fn pong(payload: Bytes, mask: Option<[u8; 4]>) -> Vec<u8> {
    encoded(Frame::pong(payload), mask)
}

/// The end of a WebSocket; `mask`: a client's.
pub fn close(code: u16, mask: Option<[u8; 4]>) -> Vec<u8> {
    let frame = CloseFrame { code: code.into(), reason: "".into() };
    encoded(Frame::close(Some(frame)), mask)
}

/// A line as a client's frame.
pub fn masked_line(line: &[u8], mask: [u8; 4]) -> Vec<u8> {
    let line = Bytes::copy_from_slice(line);
    encoded(Frame::message(line, OpCode::Data(Data::Text), true), Some(mask))
}

fn encoded(mut frame: Frame, mask: Option<[u8; 4]>) -> Vec<u8> {
    frame.header_mut().mask = mask;
    let mut out = Vec::with_capacity(frame.len());
    // Writing to a vector cannot fail.
    let _ = frame.format(&mut out);
    out
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const MASK: [u8; 4] = [0x37, 0xfa, 0x21, 0x3d];

    /// A client's frame: its first byte, and its payload, masked (RFC 6455, 5.2 and 5.3).
    fn frame(first: u8, payload: &[u8]) -> Vec<u8> {
        let mut frame = vec![first];
        match payload.len() {
            length @ 0..=125 => frame.push(0x80 | length as u8),
            length @ 126..=0xffff => {
                frame.push(0x80 | 126);
                frame.extend((length as u16).to_be_bytes());
            }
            length => {
                frame.push(0x80 | 127);
                frame.extend((length as u64).to_be_bytes());
            }
        }
        frame.extend(MASK);
        frame.extend(payload.iter().zip(MASK.iter().cycle()).map(|(byte, mask)| byte ^ mask));
        frame
    }

    /// What a server makes of these pieces.
    fn read(pieces: &[&[u8]]) -> Vec<Framed> {
        let mut reader = FrameReader::of_server(8, Vec::new());
        let mut all = Vec::new();
        for piece in pieces {
            let mut bytes = *piece;
            while let Some(framed) = reader.next(&mut bytes) {
                let is_end = matches!(framed, Framed::End(_));
                all.push(framed);
                if is_end {
                    return all;
                }
            }
        }
        all
    }

    fn line(text: &str) -> Framed {
        Framed::Line(Ok(text.to_owned()))
    }

    /// The code by which a connection ends at once, if it is somebody's fault.
    fn fault(bytes: &[u8]) -> Option<u16> {
        match read(&[bytes]).as_slice() {
            [Framed::End(FramesEnd { code, fault: Some(_) })] => Some(*code),
            _ => None,
        }
    }

    /// The examples of RFC 6455, 5.7.
    #[test]
    fn the_standards_examples_are_read_and_written() {
        let hello = [0x81, 0x85, 0x37, 0xfa, 0x21, 0x3d, 0x7f, 0x9f, 0x4d, 0x51, 0x58];
        assert_eq!(read(&[&hello]), [line("Hello")]);
        assert_eq!(masked_line(b"Hello", MASK), hello);
        let mut unmasked = Vec::new();
        frame_line(b"Hello", &mut unmasked);
        assert_eq!(unmasked, [0x81, 0x05, 0x48, 0x65, 0x6c, 0x6c, 0x6f]);
        let pinged = read(&[&frame(0x89, b"Hello")]);
        assert_eq!(pinged, [Framed::Ping(Bytes::from_static(b"Hello"))]);
        let answer = pong(Bytes::from_static(b"Hello"), Some(MASK));
        assert_eq!(answer, [&[0x8a], &hello[1..]].concat());
        assert_eq!(ping(), [0x89, 0]);
        assert_eq!(close(1000, None), [0x88, 2, 0x03, 0xe8]);
    }

    #[test]
    fn lengths_are_written_in_the_shortest_form() {
        for (length, head) in [
            (0, &[0x81, 0][..]),
            (125, &[0x81, 125]),
            (126, &[0x81, 126, 0, 126]),
            (65_535, &[0x81, 126, 0xff, 0xff]),
            (65_536, &[0x81, 127, 0, 0, 0, 0, 0, 1, 0, 0]),
        ] {
            let mut out = Vec::new();
            frame_line(&vec![b'x'; length], &mut out);
            assert_eq!((&out[..head.len()], out.len()), (head, head.len() + length));
        }
    }

    #[test]
    fn a_message_in_fragments_is_one_line_also_around_a_ping() {
        let pieces = [frame(0x01, b"o"), frame(0x89, b"?"), frame(0x00, b"i"), frame(0x80, b"!")];
        let ping = Framed::Ping(Bytes::from_static(b"?"));
        assert_eq!(read(&[&pieces.concat()]), [ping, line("oi!")]);
        let empty = [frame(0x01, b""), frame(0x80, b"")].concat();
        assert_eq!(read(&[&empty]), [line("")]);
        // A character may be cut in two.
        let cut = [frame(0x01, b"\xc3"), frame(0x80, b"\xa3")].concat();
        assert_eq!(read(&[&cut]), [line("ã")]);
    }

    #[test]
    fn what_is_no_line_is_dropped_and_the_connection_goes_on() {
        let bytes =
            [frame(0x81, b"a\nb"), frame(0x81, b"123456789"), frame(0x81, b"ok\r")].concat();
        let dropped = |error| Framed::Line(Err(error));
        let expected = [dropped(LineError::LineEnd), dropped(LineError::TooLong), line("ok")];
        assert_eq!(read(&[&bytes]), expected);
        let longest = frame(0x81, &[b'x'; MESSAGE_MAX]);
        assert_eq!(read(&[&longest]), [dropped(LineError::TooLong)]);
    }

    #[test]
    fn each_violation_ends_the_connection_with_its_code() {
        let half = |first, rest: &[u8]| [frame(0x01, b"x"), frame(first, rest)].concat();
        for (bytes, code, what) in [
            (frame(0x82, b"x"), 1003, "binary"),
            ([frame(0x02, b"x"), frame(0x80, b"y")].concat(), 1003, "binary in fragments"),
            (frame(0x81, b"\xff\xfe"), 1007, "not UTF-8"),
            (frame(0x81, b"\xed\xa0\x80"), 1007, "a surrogate"),
            (half(0x80, b"\xc3"), 1007, "half a character"),
            (frame(0x88, b"\x03\xe8\xff"), 1007, "a reason that is not UTF-8"),
            (vec![0x81, 0x01, b'x'], 1002, "not masked"),
            (frame(0x80, b"x"), 1002, "a continuation of nothing"),
            (half(0x81, b"y"), 1002, "a message within another"),
            (frame(0x83, b"x"), 1002, "an opcode that is reserved"),
            (frame(0x8b, b""), 1002, "a control opcode that is reserved"),
            (frame(0xc1, b"x"), 1002, "a bit that is reserved"),
            (frame(0x09, b""), 1002, "a ping in fragments"),
            (frame(0x89, &[b'x'; 126]), 1002, "a ping that is too long"),
            (frame(0x88, b"\x03"), 1002, "half a code"),
            (frame(0x88, b"\x03\xed"), 1002, "a code that is never sent"),
            (frame(0x88, b"\x00\x00"), 1002, "a code that is none"),
            (frame(0x81, &[b'x'; MESSAGE_MAX + 1]), 1009, "too large"),
            (half(0x80, &[b'x'; MESSAGE_MAX]), 1009, "too large in fragments"),
            ([&[0x81, 0xff, 0x7f][..], &[0xff; 7], &MASK].concat(), 1009, "far too large"),
        ] {
            assert_eq!(fault(&bytes), Some(code), "{what}");
        }
    }

    #[test]
    fn a_close_is_answered_with_its_own_code() {
        for (payload, code) in
            [(&b""[..], 1000), (b"\x03\xe8", 1000), (b"\x03\xe9tchau", 1001), (b"\x0f\xa0", 4000)]
        {
            let bytes = [frame(0x88, payload), frame(0x81, b"never")].concat();
            assert_eq!(read(&[&bytes]), [Framed::End(FramesEnd { code, fault: None })]);
        }
    }

    #[test]
    fn a_client_takes_what_a_server_frames_and_nothing_masked() {
        let mut bytes = Vec::new();
        frame_line("? Nome?".as_bytes(), &mut bytes);
        let mut reader = FrameReader::of_client(8, bytes);
        assert_eq!(reader.next(&mut &[][..]), Some(line("? Nome?")));
        assert_eq!(reader.next(&mut &[][..]), None);
        let masked = frame(0x81, b"x");
        let end = reader.next(&mut &masked[..]);
        assert!(matches!(end, Some(Framed::End(FramesEnd { code: 1002, .. }))), "{end:?}");
    }

    proptest! {
        #[test]
        fn frames_in_any_split_give_the_same_messages(
            frames in proptest::collection::vec(
                (prop::sample::select(vec![0x81_u8, 0x01, 0x80, 0x89, 0x8a, 0x88, 0x82]),
                    proptest::collection::vec(any::<u8>(), 0..20)), 0..6),
            cuts in proptest::collection::vec(0usize..200, 0..8),
        ) {
            let bytes: Vec<u8> =
                frames.iter().flat_map(|(first, payload)| frame(*first, payload)).collect();
            let mut cuts: Vec<usize> = cuts.iter().map(|cut| cut % (bytes.len() + 1)).collect();
            cuts.extend([0, bytes.len()]);
            cuts.sort_unstable();
            let pieces: Vec<&[u8]> = cuts.windows(2).map(|w| &bytes[w[0]..w[1]]).collect();
            prop_assert_eq!(read(&pieces), read(&[&bytes]));
        }
    }
}
