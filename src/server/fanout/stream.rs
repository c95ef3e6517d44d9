//! A connection's stream of any kind.

use std::io;
use std::net::Shutdown;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll, Waker};

use async_std::io::{Read, Write};
use async_std::net::TcpStream;
use async_std::os::unix::net::UnixStream;

use super::tls::SharedTls;

/// A stream of bytes in both directions. A clone is the same stream.
#[derive(Clone, Debug)]
pub enum Stream {
    /// A student, in the clear.
    Tcp(TcpStream),
    /// A student, over TLS.
    Tls(Arc<SharedTls>),
    /// The teacher's console.
    Unix(UnixStream),
}

impl Stream {
    /// Reads as a future does.
    pub fn poll_read(
        &self,
        context: &mut Context<'_>,
        buffer: &mut [u8],
    ) -> Poll<io::Result<usize>> {
        match self {
            Self::Tcp(stream) => Pin::new(&mut &*stream).poll_read(context, buffer),
            Self::Tls(stream) => stream.poll_read(context, buffer),
            Self::Unix(stream) => Pin::new(&mut &*stream).poll_read(context, buffer),
        }
    }

    /// Writes as a future does. A TLS stream may buffer what it took until it is flushed.
    pub fn poll_write(&self, context: &mut Context<'_>, bytes: &[u8]) -> Poll<io::Result<usize>> {
        match self {
            Self::Tcp(stream) => Pin::new(&mut &*stream).poll_write(context, bytes),
            Self::Tls(stream) => stream.poll_write(context, bytes),
            Self::Unix(stream) => Pin::new(&mut &*stream).poll_write(context, bytes),
        }
    }

    /// Writes what the socket takes without waiting; returns how many bytes. No task is woken when it
    /// takes more.
    pub fn write_at_once(&self, bytes: &[u8]) -> io::Result<usize> {
        match self.poll_write(&mut Context::from_waker(Waker::noop()), bytes) {
            Poll::Ready(Err(error)) if error.kind() != io::ErrorKind::Interrupted => Err(error),
            Poll::Ready(Ok(count)) => Ok(count),
            _ => Ok(0),
        }
    }

    /// Writes what TLS has buffered.
    pub fn poll_flush(&self, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        match self {
            Self::Tls(stream) => stream.poll_flush(context),
            Self::Tcp(_) | Self::Unix(_) => Poll::Ready(Ok(())),
        }
    }

    /// Writes what TLS has buffered, without waiting; `false` if some of it is left.
    pub fn flush_at_once(&self) -> io::Result<bool> {
        match self.poll_flush(&mut Context::from_waker(Waker::noop())) {
            Poll::Ready(Err(error)) if error.kind() != io::ErrorKind::Interrupted => Err(error),
            flushed => Ok(matches!(flushed, Poll::Ready(Ok(())))),
        }
    }

    /// Sends TLS's end of stream, if it is TLS.
    pub fn poll_close(&self, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        match self {
            Self::Tls(stream) => stream.poll_close(context),
            Self::Tcp(_) | Self::Unix(_) => Poll::Ready(Ok(())),
        }
    }

    /// Shuts the sending direction down.
    pub fn shut(&self) {
        // Fails only if the connection has ended already.
        let _ = match self {
            Self::Tcp(stream) => stream.shutdown(Shutdown::Write),
            Self::Tls(stream) => stream.shut(),
            Self::Unix(stream) => stream.shutdown(Shutdown::Write),
        };
    }
}
