//! The sending side of one connection: straight into its socket while that takes the bytes, behind
//! what already waits when it does not.

use std::future::poll_fn;
use std::io;
use std::ops::Range;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::task::{Context, Poll, Waker};

use super::stream::Stream;

/// How many bytes may wait for a client that does not read.
const MAX_WAITING: usize = 1024 * 1024;

/// The hub's end. Nothing here ever waits.
#[derive(Debug)]
pub struct Outlet(Arc<Shared>);

/// The connection's end: writes what the socket did not take at once.
#[derive(Debug)]
pub struct Backlog(Arc<Shared>);

/// The client does not read: what it is owed has reached the bound.
#[derive(Debug)]
pub struct Full;

#[derive(Debug)]
struct Shared {
    stream: Stream,
    state: Mutex<State>,
}

#[derive(Debug, Default)]
struct State {
    /// What waits, from `written` on. It has no room while nothing does.
    waiting: Vec<u8>,
    written: usize,
    /// Nothing more will be sent.
    closing: bool,
    broken: Option<io::ErrorKind>,
    /// The task that writes what waits.
    writer: Option<Waker>,
}

/// Both ends of a socket's sending side.
pub fn outlet(stream: Stream) -> (Outlet, Backlog) {
    let shared = Arc::new(Shared { stream, state: Mutex::default() });
    (Outlet(Arc::clone(&shared)), Backlog(shared))
}

impl Shared {
    fn state(&self) -> MutexGuard<'_, State> {
        // Nothing panics while it holds the lock.
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl State {
    fn left(&self) -> usize {
        self.waiting.len() - self.written
    }

    /// Has the rest of these parts wait, `taken` bytes of which the socket has.
    fn keep(&mut self, bytes: &[u8], parts: &[Range<usize>], mut taken: usize) {
        let was_empty = self.left() == 0;
        if self.written > MAX_WAITING / 4 {
            self.waiting.drain(..self.written);
            self.written = 0;
        }
        for part in parts {
            let skipped = taken.min(part.len());
            taken -= skipped;
            self.waiting.extend_from_slice(&bytes[part.start + skipped..part.end]);
        }
        // A writer that has something to write waits for the socket already.
        if was_empty {
            self.wake();
        }
    }

    fn wake(&mut self) {
        if let Some(writer) = self.writer.take() {
            writer.wake();
        }
    }
}

impl Outlet {
    /// Sends parts of some bytes, each a number of whole lines.
    ///
    /// # Errors
    /// When too much waits already; then none of it is sent.
    pub fn send(&self, bytes: &[u8], parts: &[Range<usize>]) -> Result<(), Full> {
        let mut state = self.0.state();
        if state.closing || state.broken.is_some() {
            return Ok(());
        }
        let all = parts.iter().map(Range::len).sum::<usize>();
        if state.left() > 0 {
            if state.left() + all > MAX_WAITING {
                return Err(Full);
            }
            state.keep(bytes, parts, 0);
            return Ok(());
        }
        match self.0.stream.write_at_once(bytes, parts) {
            Ok(taken) if taken == all => {}
            Ok(taken) => state.keep(bytes, parts, taken),
            Err(error) => {
                state.broken = Some(error.kind());
                state.wake();
            }
        }
        Ok(())
    }

    /// Sends the last line, whatever waits already.
    pub fn send_last(self, line: &[u8]) {
        let part = 0..line.len();
        self.0.state().keep(line, std::slice::from_ref(&part), 0);
    }
}

impl Drop for Outlet {
    /// Lets the writer finish what waits.
    fn drop(&mut self) {
        let mut state = self.0.state();
        state.closing = true;
        state.wake();
    }
}

impl Backlog {
    /// Writes what waits whenever something does, until the hub lets go of its end.
    ///
    /// # Errors
    /// When the connection is broken.
    pub async fn write(&self) -> io::Result<()> {
        poll_fn(|context| self.poll_write(context, false)).await
    }

    /// Writes what is left when the hub has let go.
    ///
    /// # Errors
    /// When the connection is broken.
    pub async fn finish(&self) -> io::Result<()> {
        poll_fn(|context| self.poll_write(context, true)).await
    }

    fn poll_write(&self, context: &mut Context<'_>, to_the_end: bool) -> Poll<io::Result<()>> {
        let mut state = self.0.state();
        loop {
            if let Some(kind) = state.broken {
                return Poll::Ready(Err(kind.into()));
            }
            if state.closing && (!to_the_end || state.left() == 0) {
                return Poll::Ready(Ok(()));
            }
            state.writer = Some(context.waker().clone());
            if state.left() == 0 {
                return Poll::Pending;
            }
            let written = self.0.stream.poll_write(context, &state.waiting[state.written..]);
            match written {
                Poll::Pending => return Poll::Pending,
                Poll::Ready(Ok(0)) => state.broken = Some(io::ErrorKind::WriteZero),
                Poll::Ready(Ok(count)) => state.written += count,
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

    use futures_lite::future::{block_on, poll_once};

    use super::*;

    fn pair() -> (Outlet, Backlog, UnixStream) {
        let (own, other) = UnixStream::pair().unwrap();
        let (outlet, backlog) = outlet(Stream::Unix(own.into()));
        (outlet, backlog, other)
    }

    fn send(outlet: &Outlet, bytes: &[u8]) -> Result<(), Full> {
        outlet.send(bytes, &[0..bytes.len()])
    }

    #[test]
    fn what_the_socket_takes_never_waits_and_parts_keep_their_order() {
        let (outlet, backlog, mut other) = pair();
        outlet.send(b"a\nb\nc\n", &[0..2, 4..6]).unwrap();
        drop(outlet);
        block_on(backlog.write()).unwrap();
        block_on(backlog.finish()).unwrap();
        drop(backlog);
        let mut text = String::new();
        other.read_to_string(&mut text).unwrap();
        assert_eq!(text, "a\nc\n");
    }

    #[test]
    fn what_it_does_not_take_waits_up_to_the_bound_and_comes_whole() {
        let (outlet, backlog, mut other) = pair();
        let line = [b"x".repeat(99_999), b"\n".to_vec()].concat();
        let mut sent = 0;
        while send(&outlet, &line).is_ok() {
            sent += line.len();
        }
        assert!(backlog.0.state().left() > MAX_WAITING - line.len());
        assert!(backlog.0.state().left() <= MAX_WAITING);
        assert!(block_on(poll_once(backlog.write())).is_none(), "nobody reads");
        outlet.send_last(b"conex\xc3\xa3o lenta\n");
        let reader = std::thread::spawn(move || {
            let mut bytes = Vec::new();
            other.read_to_end(&mut bytes).unwrap();
            bytes
        });
        block_on(backlog.finish()).unwrap();
        assert_eq!(backlog.0.state().waiting.capacity(), 0);
        drop(backlog);
        let read = reader.join().unwrap();
        assert_eq!(read.len(), sent + "conexão lenta\n".len());
        assert!(read[..sent].chunks(line.len()).all(|chunk| chunk == line));
    }

    #[test]
    fn a_broken_connection_is_the_writers_to_tell() {
        let (outlet, backlog, other) = pair();
        drop(other);
        send(&outlet, b"a\n").unwrap();
        send(&outlet, b"b\n").unwrap();
        assert!(block_on(backlog.write()).is_err());
    }
}
