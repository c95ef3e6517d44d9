//! What a WebSocket has besides lines (RFC 6455): pings, and how it ends.

use std::net::SocketAddr;
use std::sync::Arc;
use std::sync::atomic::{AtomicU16, Ordering};
use std::time::Duration;

use async_std::task::sleep;

use crate::say;
use crate::wire::{FrameReader, Framed, FramesEnd, LineError, close, ping, pong};

use super::fanout::Backlog;
use super::strangers::Strangers;

/// A browser is pinged this often: what stands in between, such as a proxy, sees that it is in use.
pub(super) const PING: Duration = Duration::from_secs(15);
/// With so many pings unanswered, the other side is gone.
const UNANSWERED: u16 = 2;
/// The end that nobody is to blame for (RFC 6455, 7.4.1).
const NORMAL: u16 = 1000;

/// The reading side of a WebSocket.
pub(super) struct WebSocket {
    reader: FrameReader,
    from: SocketAddr,
    strangers: Strangers,
    heartbeat: Arc<Heartbeat>,
}

/// Whether the other side is still there, and how to take leave of it.
pub(super) struct Heartbeat {
    unanswered: AtomicU16,
    code: AtomicU16,
}

impl WebSocket {
    pub(super) fn new(reader: FrameReader, from: SocketAddr, strangers: Strangers) -> Self {
        let (unanswered, code) = (AtomicU16::new(0), AtomicU16::new(NORMAL));
        Self { reader, from, strangers, heartbeat: Arc::new(Heartbeat { unanswered, code }) }
    }

    pub(super) fn heartbeat(&self) -> Arc<Heartbeat> {
        Arc::clone(&self.heartbeat)
    }

    /// Takes bytes that have come, none at the end of the stream; `false`: nothing more will.
    pub(super) fn take(
        &mut self,
        mut bytes: &[u8],
        lines: &mut Vec<Result<String, LineError>>,
        backlog: &Backlog,
    ) -> bool {
        if bytes.is_empty() {
            return false;
        }
        self.heartbeat.unanswered.store(0, Ordering::Relaxed);
        while let Some(framed) = self.reader.next(&mut bytes) {
            match framed {
                Framed::Line(line) => lines.push(line),
                Framed::Ping(payload) => backlog.pong(pong(payload, None)),
                Framed::Pong => {}
                Framed::End(end) => {
                    self.end(&end);
                    return false;
                }
            }
        }
        true
    }

    fn end(&self, end: &FramesEnd) {
        self.heartbeat.code.store(end.code, Ordering::Relaxed);
        let Some(why) = &end.fault else { return };
        let (locale, from) = (self.strangers.locale, self.from.to_string());
        let code = end.code.to_string();
        self.strangers.tell(|untold| {
            let why = why.as_str();
            say!(
                locale,
                "web-socket-ended",
                address = from,
                code = code,
                why = why,
                untold = untold
            )
        });
    }
}

impl Heartbeat {
    /// Pings until the other side has answered none for too long. One that does not keep up is not
    /// pinged: it would answer late.
    pub(super) async fn stops(&self, backlog: &Backlog, interval: Duration) {
        let frame = ping();
        loop {
            sleep(interval).await;
            if self.unanswered.load(Ordering::Relaxed) >= UNANSWERED {
                return;
            }
            if backlog.ping(&frame) {
                self.unanswered.fetch_add(1, Ordering::Relaxed);
            }
        }
    }

    /// The frame that ends the connection.
    pub(super) fn last_frame(&self) -> Vec<u8> {
        close(self.code.load(Ordering::Relaxed), None)
    }
}

#[cfg(test)]
mod tests {
    use std::io::Read;
    use std::os::unix::net::UnixStream;

    use async_std::future::timeout;
    use futures_lite::future::block_on;

    use crate::link::Stream;
    use crate::locale::Locale;
    use crate::wire::Framing;

    use super::super::fanout::{WriteHandle, write_halves};
    use super::*;

    fn pair() -> (WebSocket, WriteHandle, Backlog, UnixStream) {
        let (own, other) = UnixStream::pair().unwrap();
        let (write_handle, backlog) = write_halves(Stream::Unix(own.into()), Framing::Frames);
        let reader = FrameReader::of_server(99, Vec::new());
        let strangers = Strangers::new(Locale::En);
        let socket = WebSocket::new(reader, ([127, 0, 0, 1], 1).into(), strangers);
        (socket, write_handle, backlog, other)
    }

    #[test]
    fn who_answers_no_ping_is_gone_and_who_answers_stays() {
        let (socket, _write_handle, backlog, mut other) = pair();
        let heartbeat = socket.heartbeat();
        block_on(heartbeat.stops(&backlog, Duration::from_millis(1)));
        let mut pings = [0; 4];
        other.read_exact(&mut pings).unwrap();
        assert_eq!(pings, [0x89, 0, 0x89, 0]);

        let (mut socket, _write_handle, backlog, mut other) = pair();
        let heartbeat = socket.heartbeat();
        let answers = std::thread::spawn(move || {
            for _ in 0..20 {
                other.read_exact(&mut [0; 2]).unwrap();
                // A pong without a payload, masked.
                assert!(socket.take(&[0x8a, 0x80, 1, 2, 3, 4], &mut Vec::new(), &pair().2));
            }
        });
        block_on(async {
            let stops = heartbeat.stops(&backlog, Duration::from_millis(20));
            let stopped = timeout(Duration::from_secs(60), stops);
            stopped.await.expect("it stops when nobody answers any more");
        });
        answers.join().unwrap();
    }

    #[test]
    fn of_several_pings_only_the_newest_is_answered_and_never_within_a_frame() {
        let (mut socket, write_handle, backlog, mut other) = pair();
        // Nobody reads: what is sent waits.
        let line = Framing::Frames.encode(&"x".repeat(100_000));
        let sent = (0..).take_while(|_| write_handle.send(&line).is_ok()).count() * line.len();
        for number in b"123" {
            assert!(socket.take(&[0x89, 0x81, 0, 0, 0, 0, *number], &mut Vec::new(), &backlog));
        }
        assert!(!backlog.ping(&ping()), "who does not keep up is not pinged");
        let reader = std::thread::spawn(move || {
            let mut bytes = vec![0; sent + 3];
            other.read_exact(&mut bytes).unwrap();
            bytes.split_off(sent)
        });
        let writing = std::thread::spawn(move || block_on(backlog.write()));
        assert_eq!(reader.join().unwrap(), [0x8a, 1, b'3']);
        drop(write_handle);
        writing.join().unwrap().unwrap();
    }
}
