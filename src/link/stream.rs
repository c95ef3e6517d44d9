//! A connection's stream of any kind, shared by those who read it and those who write it.

use std::io;
use std::net::Shutdown;
use std::pin::Pin;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::task::{Context, Poll, Waker};
use std::time::Duration;

use async_std::net::TcpStream;
use async_std::os::unix::net::UnixStream;
use futures_lite::{AsyncRead, AsyncWrite};
use futures_rustls::TlsStream;
use socket2::{SockRef, TcpKeepalive};

use crate::platform::{Progress, limit_unacknowledged, progress};

/// A silent connection is probed: a peer that vanished is noticed after 25 seconds.
const KEEPALIVE_IDLE: Duration = Duration::from_secs(10);
const KEEPALIVE_INTERVAL: Duration = Duration::from_secs(5);
const KEEPALIVE_PROBES: u32 = 3;
/// How long a peer may acknowledge nothing of what was sent, or have no room for it.
const UNACKNOWLEDGED_LIMIT: Duration = Duration::from_secs(25);

/// A stream of bytes in both directions. A clone is the same stream.
#[derive(Clone, Debug)]
pub(crate) enum Stream {
    /// In the clear.
    Tcp(TcpStream),
    /// TLS after its handshake. It keeps what it has encrypted and the socket did not take, at
    /// most 64 KiB, until it is flushed.
    Tls(Arc<SharedTls>),
    /// A socket of this machine: the teacher's console.
    Unix(UnixStream),
}

/// A TLS stream and its socket.
#[derive(Debug)]
pub(crate) struct SharedTls {
    /// Locked only while reading or writing without waiting.
    stream: Mutex<TlsStream<TcpStream>>,
    socket: TcpStream,
}

impl SharedTls {
    fn lock(&self) -> MutexGuard<'_, TlsStream<TcpStream>> {
        // Nothing panics while it holds the lock.
        self.stream.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Stream {
    /// A TLS stream of either side.
    pub(crate) fn tls(stream: impl Into<TlsStream<TcpStream>>) -> Self {
        let stream = stream.into();
        let socket = stream.get_ref().0.clone();
        Self::Tls(Arc::new(SharedTls { stream: Mutex::new(stream), socket }))
    }

    pub(crate) fn tcp(&self) -> Option<&TcpStream> {
        match self {
            Self::Tcp(socket) => Some(socket),
            Self::Tls(tls) => Some(&tls.socket),
            Self::Unix(_) => None,
        }
    }

    /// How far it has come; `None` if the system does not tell.
    pub(super) fn progress(&self) -> Option<Progress> {
        match self.tcp() {
            Some(socket) => progress(socket),
            // What is written to a socket of this machine has arrived.
            None => Some(Progress { written: 0, acknowledged: 0 }),
        }
    }

    /// Reads as a future does.
    pub(crate) fn poll_read(
        &self,
        context: &mut Context<'_>,
        buffer: &mut [u8],
    ) -> Poll<io::Result<usize>> {
        match self {
            Self::Tcp(stream) => Pin::new(&mut &*stream).poll_read(context, buffer),
            Self::Tls(tls) => Pin::new(&mut *tls.lock()).poll_read(context, buffer),
            Self::Unix(stream) => Pin::new(&mut &*stream).poll_read(context, buffer),
        }
    }

    /// Writes as a future does. A TLS stream may buffer what it took until it is flushed.
    pub(crate) fn poll_write(
        &self,
        context: &mut Context<'_>,
        bytes: &[u8],
    ) -> Poll<io::Result<usize>> {
        match self {
            Self::Tcp(stream) => Pin::new(&mut &*stream).poll_write(context, bytes),
            Self::Tls(tls) => Pin::new(&mut *tls.lock()).poll_write(context, bytes),
            Self::Unix(stream) => Pin::new(&mut &*stream).poll_write(context, bytes),
        }
    }

    /// Writes what the socket takes without waiting; returns how many bytes. No task is woken when it
    /// takes more.
    pub(crate) fn write_at_once(&self, bytes: &[u8]) -> io::Result<usize> {
        match self.poll_write(&mut Context::from_waker(Waker::noop()), bytes) {
            Poll::Ready(Err(error)) if error.kind() != io::ErrorKind::Interrupted => Err(error),
            Poll::Ready(Ok(count)) => Ok(count),
            _ => Ok(0),
        }
    }

    /// Writes what TLS has buffered.
    pub(crate) fn poll_flush(&self, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        match self {
            Self::Tls(tls) => Pin::new(&mut *tls.lock()).poll_flush(context),
            Self::Tcp(_) | Self::Unix(_) => Poll::Ready(Ok(())),
        }
    }

    /// Writes what TLS has buffered, without waiting; `false` if some of it is left.
    pub(crate) fn flush_at_once(&self) -> io::Result<bool> {
        match self.poll_flush(&mut Context::from_waker(Waker::noop())) {
            Poll::Ready(Err(error)) if error.kind() != io::ErrorKind::Interrupted => Err(error),
            flushed => Ok(matches!(flushed, Poll::Ready(Ok(())))),
        }
    }

    /// Sends TLS's end of stream, if it is TLS.
    pub(crate) fn poll_close(&self, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        match self {
            Self::Tls(tls) => Pin::new(&mut *tls.lock()).poll_close(context),
            Self::Tcp(_) | Self::Unix(_) => Poll::Ready(Ok(())),
        }
    }

    /// Has the other side reset the connection? Who has only ended their side still reads.
    pub(crate) fn is_reset(&self) -> bool {
        let error = |socket: &TcpStream| SockRef::from(socket).take_error();
        self.tcp().is_some_and(|socket| !matches!(error(socket), Ok(None)))
    }

    /// Shuts the sending direction of the socket down. Closing the runtime's stream does not.
    pub(crate) fn shut(&self) -> io::Result<()> {
        match self {
            Self::Tcp(socket) => socket.shutdown(Shutdown::Write),
            Self::Tls(tls) => tls.socket.shutdown(Shutdown::Write),
            Self::Unix(socket) => socket.shutdown(Shutdown::Write),
        }
    }
}

/// Has the system send each write at once and probe a silent connection. Where it cannot, the
/// connection works without.
pub(crate) fn prepare(socket: &TcpStream) {
    let _ = socket.set_nodelay(true);
    let probes = TcpKeepalive::new()
        .with_time(KEEPALIVE_IDLE)
        .with_interval(KEEPALIVE_INTERVAL)
        .with_retries(KEEPALIVE_PROBES);
    let _ = SockRef::from(socket).set_tcp_keepalive(&probes);
    // No probes are sent while something waits for its acknowledgement.
    let _ = limit_unacknowledged(socket, UNACKNOWLEDGED_LIMIT);
}
