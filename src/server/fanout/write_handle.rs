//! The sending side of one connection: bytes go straight into its socket; what the socket does not
//! take waits in a bounded backlog.

use std::future::poll_fn;
use std::io;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::task::{Context, Poll, Waker};

use crate::link::Stream;
use crate::wire::Framing;

/// Most bytes that may wait for a client that does not read.
const MAX_WAITING: usize = 1024 * 1024;
/// With so many waiting, it does not keep up.
const FAR_BEHIND: usize = MAX_WAITING / 4;

/// The hub's end. It never blocks. Dropping it ends the stream once the backlog is written.
#[derive(Debug)]
pub struct WriteHandle(Arc<Shared>);

/// The connection task's end: writes what the socket did not take at once.
#[derive(Debug)]
pub struct Backlog(Arc<Shared>);

/// The backlog would exceed its bound: the client does not read.
#[derive(Debug)]
pub struct Full;

#[derive(Debug)]
struct Shared {
    stream: Stream,
    framing: Framing,
    state: Mutex<State>,
}

#[derive(Debug, Default)]
struct State {
    /// The backlog, from `written` on. It has no capacity while it is empty: most connections are
    /// idle.
    waiting: Vec<u8>,
    written: usize,
    /// The stream has buffered bytes (TLS) that its socket did not take yet.
    held_back: bool,
    /// The hub has dropped its end.
    closing: bool,
    /// The answer to the newest ping, which goes out when nothing waits before it.
    pong: Option<Vec<u8>>,
    broken: Option<io::ErrorKind>,
    /// The task that writes the backlog.
    writer: Option<Waker>,
}

/// Both ends of a stream's sending side.
pub fn write_halves(stream: Stream, framing: Framing) -> (WriteHandle, Backlog) {
    let shared = Arc::new(Shared { stream, framing, state: Mutex::default() });
    (WriteHandle(Arc::clone(&shared)), Backlog(shared))
}

impl Shared {
    fn state(&self) -> MutexGuard<'_, State> {
        // Nothing panics while it holds the lock.
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn send(&self, bytes: &[u8], bound: usize) -> Result<(), Full> {
        let mut state = self.state();
        if state.broken.is_some() {
            return Ok(());
        }
        if state.is_behind() {
            if state.left() + bytes.len() > bound {
                return Err(Full);
            }
            state.keep(bytes);
            return Ok(());
        }
        match self.write_at_once(bytes) {
            Ok((taken, _)) if taken < bytes.len() => state.keep(&bytes[taken..]),
            Ok((_, true)) => {}
            Ok((_, false)) => {
                state.held_back = true;
                state.wake();
            }
            Err(error) => {
                state.broken = Some(error.kind());
                state.wake();
            }
        }
        Ok(())
    }

    /// Returns how many bytes the stream took, and whether its socket has taken all of them.
    fn write_at_once(&self, bytes: &[u8]) -> io::Result<(usize, bool)> {
        Ok((self.stream.write_at_once(bytes)?, self.stream.flush_at_once()?))
    }
}

impl State {
    fn left(&self) -> usize {
        self.waiting.len() - self.written
    }

    fn is_behind(&self) -> bool {
        self.left() > 0 || self.held_back
    }

    fn keep(&mut self, bytes: &[u8]) {
        let was_behind = self.is_behind();
        if self.written > MAX_WAITING / 4 {
            self.waiting.drain(..self.written);
            self.written = 0;
        }
        self.waiting.extend_from_slice(bytes);
        // A writer that was behind already waits for the socket.
        if !was_behind {
            self.wake();
        }
    }

    fn wake(&mut self) {
        if let Some(writer) = self.writer.take() {
            writer.wake();
        }
    }
}

impl WriteHandle {
    /// Sends whole lines. With an empty backlog any amount is accepted.
    ///
    /// # Errors
    /// The backlog would exceed its bound; then nothing of `lines` is sent.
    pub fn send(&self, lines: &[u8]) -> Result<(), Full> {
        self.0.send(lines, MAX_WAITING)
    }

    /// Sends the last lines, however much waits already.
    pub fn send_last(self, lines: &[u8]) {
        let _ = self.0.send(lines, usize::MAX);
    }

    /// How its lines are told apart.
    pub fn framing(&self) -> Framing {
        self.0.framing
    }

    /// Has the other side reset the connection?
    pub fn is_reset(&self) -> bool {
        self.0.stream.is_reset()
    }

    /// Does so much wait that news are left out?
    pub(super) fn is_far_behind(&self) -> bool {
        self.0.state().left() > FAR_BEHIND
    }

    /// Has the socket not taken all that was sent?
    pub(super) fn is_behind(&self) -> bool {
        self.0.state().is_behind()
    }
}

impl Drop for WriteHandle {
    /// Wakes the writer, which finishes the backlog and ends.
    fn drop(&mut self) {
        let mut state = self.0.state();
        state.closing = true;
        state.wake();
    }
}

impl Backlog {
    /// Pings the other side, unless it does not keep up: then the system notices when it is gone.
    /// `false`: it does not.
    pub fn ping(&self, frame: &[u8]) -> bool {
        !self.0.state().is_behind() && self.0.send(frame, MAX_WAITING).is_ok()
    }

    /// Answers a ping; an answer that still waits is replaced.
    pub fn pong(&self, frame: Vec<u8>) {
        let mut state = self.0.state();
        state.pong = Some(frame);
        state.wake();
    }

    /// Adds the last frame after the hub has dropped its end.
    pub fn close(&self, frame: &[u8]) {
        let _ = self.0.send(frame, usize::MAX);
    }

    /// Writes the backlog as it fills, until the hub drops its end.
    ///
    /// # Errors
    /// The connection is broken.
    pub async fn write(&self) -> io::Result<()> {
        poll_fn(|context| self.poll_write(context, false)).await
    }

    /// Writes what is left after the hub has dropped its end.
    ///
    /// # Errors
    /// The connection is broken.
    pub async fn finish(&self) -> io::Result<()> {
        poll_fn(|context| self.poll_write(context, true)).await
    }

    fn poll_write(&self, context: &mut Context<'_>, to_the_end: bool) -> Poll<io::Result<()>> {
        let mut state = self.0.state();
        loop {
            if let Some(kind) = state.broken {
                return Poll::Ready(Err(kind.into()));
            }
            if state.closing && !to_the_end {
                return Poll::Ready(Ok(()));
            }
            if state.closing && !state.is_behind() {
                return self.0.stream.poll_close(context);
            }
            state.writer = Some(context.waker().clone());
            let stepped = if state.left() > 0 {
                let written = self.0.stream.poll_write(context, &state.waiting[state.written..]);
                written.map_ok(Some)
            } else if state.held_back {
                self.0.stream.poll_flush(context).map_ok(|()| None)
            } else if let Some(pong) = state.pong.take() {
                state.keep(&pong);
                continue;
            } else {
                return Poll::Pending;
            };
            match stepped {
                Poll::Pending => return Poll::Pending,
                Poll::Ready(Ok(Some(0))) => state.broken = Some(io::ErrorKind::WriteZero),
                Poll::Ready(Ok(Some(count))) => {
                    state.written += count;
                    state.held_back = true;
                }
                Poll::Ready(Ok(None)) => state.held_back = false,
                Poll::Ready(Err(error)) if error.kind() == io::ErrorKind::Interrupted => {}
                Poll::Ready(Err(error)) => state.broken = Some(error.kind()),
            }
            if state.left() == 0 {
                (state.waiting, state.written) = (Vec::new(), 0);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use std::io::Read;
    use std::os::unix::net::UnixStream;
    use std::thread::{self, JoinHandle};

    use futures_lite::future::{block_on, poll_once};

    use super::*;

    fn pair() -> (WriteHandle, Backlog, UnixStream) {
        let (own, other) = UnixStream::pair().unwrap();
        let (write_handle, backlog) = write_halves(Stream::Unix(own.into()), Framing::Lines);
        (write_handle, backlog, other)
    }

    fn read_all(mut other: UnixStream) -> JoinHandle<Vec<u8>> {
        thread::spawn(move || {
            let mut bytes = Vec::new();
            other.read_to_end(&mut bytes).unwrap();
            bytes
        })
    }

    /// Sends that line until the backlog would exceed its bound; returns how many bytes.
    pub(super) fn fill(write_handle: &WriteHandle, line: &[u8]) -> usize {
        (0..).take_while(|_| write_handle.send(line).is_ok()).count() * line.len()
    }

    #[test]
    fn what_the_socket_takes_never_waits() {
        let (write_handle, backlog, mut other) = pair();
        write_handle.send(b"a\n").unwrap();
        write_handle.send(b"c\n").unwrap();
        assert_eq!(backlog.0.state().waiting.capacity(), 0);
        drop(write_handle);
        block_on(backlog.write()).unwrap();
        block_on(backlog.finish()).unwrap();
        drop(backlog);
        let mut text = String::new();
        other.read_to_string(&mut text).unwrap();
        assert_eq!(text, "a\nc\n");
    }

    #[test]
    fn what_it_does_not_take_waits_up_to_the_bound_and_comes_whole() {
        let (write_handle, backlog, other) = pair();
        let line = [b"x".repeat(99_999), b"\n".to_vec()].concat();
        let sent = fill(&write_handle, &line);
        assert!(backlog.0.state().left() > MAX_WAITING - line.len());
        assert!(backlog.0.state().left() <= MAX_WAITING);
        assert!(block_on(poll_once(backlog.write())).is_none(), "nobody reads");
        write_handle.send_last(b"conex\xc3\xa3o lenta\n");
        let reader = read_all(other);
        block_on(backlog.finish()).unwrap();
        assert_eq!(backlog.0.state().waiting.capacity(), 0);
        drop(backlog);
        let read = reader.join().unwrap();
        assert_eq!(read.len(), sent + "conexão lenta\n".len());
        assert!(read[..sent].chunks(line.len()).all(|chunk| chunk == line));
    }

    #[test]
    fn with_an_empty_backlog_any_amount_is_accepted_and_last_lines_always() {
        let (write_handle, backlog, other) = pair();
        let much = [b"x".repeat(2 * MAX_WAITING), b"\n".to_vec()].concat();
        write_handle.send(&much).unwrap();
        assert!(write_handle.send(b"a\n").is_err());
        write_handle.send_last(b"b\n");
        let reader = read_all(other);
        block_on(backlog.finish()).unwrap();
        drop(backlog);
        assert_eq!(reader.join().unwrap(), [&much[..], b"b\n"].concat());
    }

    #[test]
    fn a_writer_that_waits_is_woken_for_what_the_socket_did_not_take() {
        let (write_handle, backlog, mut other) = pair();
        let line = [b"x".repeat(999_999), b"\n".to_vec()].concat();
        let writer = thread::spawn(move || block_on(backlog.write()));
        let reader = thread::spawn(move || {
            let mut count = 0;
            let mut buffer = [0; 65_536];
            while let Ok(read @ 1..) = other.read(&mut buffer) {
                count += read;
            }
            count
        });
        for _ in 0..20 {
            while write_handle.send(&line).is_err() {
                thread::yield_now();
            }
        }
        // Drop only when all is written: `write` may leave some of it to `finish`.
        while write_handle.0.state().left() > 0 {
            thread::yield_now();
        }
        drop(write_handle);
        writer.join().unwrap().unwrap();
        assert_eq!(reader.join().unwrap(), 20 * line.len());
    }

    #[test]
    fn a_broken_connection_is_the_writers_to_tell() {
        let (write_handle, backlog, other) = pair();
        drop(other);
        write_handle.send(b"a\n").unwrap();
        write_handle.send(b"b\n").unwrap();
        assert!(block_on(backlog.write()).is_err());
    }
}

#[cfg(test)]
mod tls_tests {
    use std::thread;
    use std::time::Duration;

    use async_std::future::timeout;
    use async_std::net::TcpListener;
    use futures_lite::future::{block_on, poll_once, zip};
    use futures_rustls::TlsAcceptor;

    use crate::link::{Address, Link, LinkReader, Trust};
    use crate::server::certificate::Certificate;

    use super::tests::fill;
    use super::*;

    /// Far longer than anything takes.
    const LIMIT: Duration = Duration::from_secs(20);

    /// Both ends of a connection after its handshake, and its client.
    fn pair() -> (WriteHandle, Backlog, LinkReader) {
        let folder = tempfile::tempdir().unwrap();
        let Certificate { config, fingerprint, .. } =
            Certificate::open(None, folder.path(), true).unwrap();
        let acceptor = TlsAcceptor::from(config);
        let listener = block_on(TcpListener::bind("127.0.0.1:0")).unwrap();
        let own = listener.local_addr().unwrap();
        let (host, port) = (own.ip().to_string(), own.port());
        let address = Address::Tls { host, port, pinned: Some(fingerprint) };
        let trust = Trust::default();
        let accept = async { acceptor.accept(listener.accept().await.unwrap().0).await.unwrap() };
        let (client, stream) = block_on(zip(Link::connect(&address, &trust, LIMIT), accept));
        let (write_handle, backlog) = write_halves(Stream::tls(stream), Framing::Lines);
        (write_handle, backlog, client.unwrap().split().0)
    }

    /// Reads that many bytes, or to the end, which must come in TLS's own words.
    fn read(client: &mut LinkReader, count: usize) -> Vec<u8> {
        let mut bytes = Vec::new();
        while bytes.len() < count {
            match block_on(timeout(LIMIT, client.bytes())).unwrap().unwrap() {
                [] => break,
                some => bytes.extend_from_slice(some),
            }
        }
        bytes
    }

    #[test]
    fn what_it_holds_back_is_written_by_the_writer_and_the_bound_holds() {
        let (write_handle, backlog, mut client) = pair();
        let line = [b"x".repeat(999), b"\n".to_vec()].concat();
        let sent = fill(&write_handle, &line);
        assert!(block_on(poll_once(backlog.write())).is_none(), "nobody reads");
        write_handle.send_last(b"* . slow\n");
        let reader = thread::spawn(move || read(&mut client, usize::MAX));
        block_on(backlog.finish()).unwrap();
        drop(backlog);
        let read = reader.join().unwrap();
        assert_eq!(read.len(), sent + "* . slow\n".len());
        assert!(read[..sent].chunks(line.len()).all(|chunk| chunk == line));
    }

    #[test]
    fn a_writer_that_waits_is_woken_for_what_is_held_back() {
        let (write_handle, backlog, mut client) = pair();
        let writer = thread::spawn(move || block_on(backlog.write()));
        for _ in 0..20 {
            // Once the socket is full, TLS holds back what came last, and nothing else waits.
            let mut sent = 0;
            while !write_handle.is_behind() {
                write_handle.send(&[b'x'; 1000]).unwrap();
                sent += 1000;
            }
            // It comes without anything being sent behind it.
            assert_eq!(read(&mut client, sent).len(), sent);
        }
        drop(write_handle);
        writer.join().unwrap().unwrap();
    }
}
