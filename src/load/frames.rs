//! What a WebSocket puts around a client's lines (RFC 6455), without waiting.

use std::io::{self, ErrorKind};

use crate::link::{TlsSettings, accepted, handshake, mask};
use crate::wire::{FrameReader, Framed, SERVER_LINE_MAX, close, masked_line, pong};

/// Where a class is reached by WebSocket, as `Host` names it.
#[derive(Clone, Debug)]
pub(super) struct Place {
    pub(super) host: String,
    pub(super) port: u16,
}

/// What is spoken above TCP.
#[derive(Clone, Debug, Default)]
pub(super) struct Layers {
    pub(super) tls: Option<TlsSettings>,
    pub(super) web: Option<Place>,
}

/// One client's WebSocket.
pub(super) struct Frames {
    /// What must match the answer to the handshake, and what has come of that.
    key: String,
    head: Vec<u8>,
    /// Once the handshake is done.
    reader: Option<FrameReader>,
    /// Lines that have come whole, each with its end.
    pub(super) lines: Vec<u8>,
    /// What is to be sent, as it goes over the wire.
    pub(super) out: Vec<u8>,
}

impl Frames {
    pub(super) fn new(to: &Place) -> Self {
        let (request, key) = handshake(&to.host, to.port);
        let (head, lines) = (Vec::new(), Vec::new());
        Self { key, head, reader: None, lines, out: request.into_bytes() }
    }

    /// Makes frames of whole lines.
    pub(super) fn send(&mut self, lines: &mut Vec<u8>) {
        for line in lines.split_inclusive(|byte| *byte == b'\n') {
            self.out.extend(masked_line(line.strip_suffix(b"\n").unwrap_or(line), mask()));
        }
        lines.clear();
    }

    /// Says that nothing more will be sent.
    pub(super) fn finish(&mut self) {
        self.out.extend(close(1000, Some(mask())));
    }

    /// Takes bytes that have come; `false`: nothing more will.
    pub(super) fn take(&mut self, mut bytes: &[u8]) -> io::Result<bool> {
        if self.reader.is_none() {
            self.head.extend_from_slice(bytes);
            let Some(used) = accepted(&self.head, &self.key)? else { return Ok(true) };
            let rest = std::mem::take(&mut self.head).split_off(used);
            self.reader = Some(FrameReader::of_client(SERVER_LINE_MAX, rest));
            bytes = &[];
        }
        let invalid = |words: String| io::Error::new(ErrorKind::InvalidData, words);
        let Some(reader) = &mut self.reader else { return Ok(true) };
        while let Some(framed) = reader.next(&mut bytes) {
            match framed {
                Framed::Line(line) => {
                    let line = line.map_err(|error| invalid(error.to_string()))?;
                    self.lines.extend_from_slice(line.as_bytes());
                    self.lines.push(b'\n');
                }
                Framed::Ping(payload) => self.out.extend(pong(payload, Some(mask()))),
                Framed::Pong => {}
                Framed::End(end) => return end.fault.map_or(Ok(false), |why| Err(invalid(why))),
            }
        }
        Ok(true)
    }
}
