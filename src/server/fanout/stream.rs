//! A connection's stream, whichever kind of socket it has.

use std::io;
use std::net::Shutdown;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll, Waker};

use async_std::io::{Read, Write};
use async_std::net::TcpStream;
use async_std::os::unix::net::UnixStream;

use super::sealed::Sealed;

/// A stream of bytes both ways. Cloning shares it.
#[derive(Clone, Debug)]
pub enum Stream {
    /// A student's.
    Tcp(TcpStream),
    /// A student's by the encrypted channel.
    Sealed(Arc<Sealed>),
    /// A teacher's console's.
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
            Self::Sealed(stream) => stream.poll_read(context, buffer),
            Self::Unix(stream) => Pin::new(&mut &*stream).poll_read(context, buffer),
        }
    }

    /// Writes as a future does. A sealed stream may hold back what it took, until it is flushed.
    pub fn poll_write(&self, context: &mut Context<'_>, bytes: &[u8]) -> Poll<io::Result<usize>> {
        match self {
            Self::Tcp(stream) => Pin::new(&mut &*stream).poll_write(context, bytes),
            Self::Sealed(stream) => stream.poll_write(context, bytes),
            Self::Unix(stream) => Pin::new(&mut &*stream).poll_write(context, bytes),
        }
    }

    /// Writes what the socket takes without waiting, and gives how much that was. Nobody is woken
    /// when it takes more.
    pub fn write_at_once(&self, bytes: &[u8]) -> io::Result<usize> {
        match self.poll_write(&mut Context::from_waker(Waker::noop()), bytes) {
            Poll::Ready(Err(error)) if error.kind() != io::ErrorKind::Interrupted => Err(error),
            Poll::Ready(Ok(count)) => Ok(count),
            _ => Ok(0),
        }
    }

    /// Gives the socket what is held back.
    pub fn poll_flush(&self, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        match self {
            Self::Sealed(stream) => stream.poll_flush(context),
            Self::Tcp(_) | Self::Unix(_) => Poll::Ready(Ok(())),
        }
    }

    /// Gives the socket what is held back without waiting; `false` if some of it still is.
    pub fn flush_at_once(&self) -> io::Result<bool> {
        match self.poll_flush(&mut Context::from_waker(Waker::noop())) {
            Poll::Ready(Err(error)) if error.kind() != io::ErrorKind::Interrupted => Err(error),
            flushed => Ok(matches!(flushed, Poll::Ready(Ok(())))),
        }
    }

    /// Says to the client that nothing more comes, where the stream has words for it.
    pub fn poll_close(&self, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        match self {
            Self::Sealed(stream) => stream.poll_close(context),
            Self::Tcp(_) | Self::Unix(_) => Poll::Ready(Ok(())),
        }
    }

    /// Ends the stream towards the client.
    pub fn shut(&self) {
        // A connection that is gone has ended already.
        let _ = match self {
            Self::Tcp(stream) => stream.shutdown(Shutdown::Write),
            Self::Sealed(stream) => stream.shut(),
            Self::Unix(stream) => stream.shutdown(Shutdown::Write),
        };
    }
}
