//! The wire: bytes to UTF-8 lines of limited length, and lines to and from their meaning.
//!
//! Owns the text protocol of `docs/PROTOCOL.md`. Must not know sockets, people or the classroom:
//! everything here is a pure function of bytes.

mod clean;
mod framer;
mod frames;
mod client_line;
mod mark;
mod prefix;
mod return_line;
mod server_line;

pub use clean::clean;
pub use client_line::{ClientLine, is_blank, without_bom};
pub use framer::{CLIENT_LINE_MAX, Framer, LineError, SERVER_LINE_MAX, Splitter};
pub use frames::{
    FrameReader, Framed, FramesEnd, Framing, MESSAGE_MAX, close, frame_line, masked_line, ping,
    pong,
};
pub use mark::Mark;
pub use prefix::Prefix;
pub use return_line::{PASS_ALPHABET, PASS_LENGTH, Return, is_pass, key_of_board};
pub use server_line::{Asked, ServerLine};
