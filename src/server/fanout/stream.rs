//! A connection's stream, whichever kind of socket it has.

use std::io;
use std::net::Shutdown;
use std::pin::Pin;
use std::task::{Context, Poll, Waker};

use async_std::io::{Read, Write};
use async_std::net::TcpStream;
use async_std::os::unix::net::UnixStream;

/// A stream of bytes both ways. Cloning shares it.
#[derive(Clone, Debug)]
pub enum Stream {
    /// A student's.
    Tcp(TcpStream),
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
            Self::Unix(stream) => Pin::new(&mut &*stream).poll_read(context, buffer),
        }
    }

    /// Writes as a future does.
    pub fn poll_write(&self, context: &mut Context<'_>, bytes: &[u8]) -> Poll<io::Result<usize>> {
        match self {
            Self::Tcp(stream) => Pin::new(&mut &*stream).poll_write(context, bytes),
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

    /// Ends the stream towards the client.
    pub fn shut(&self) {
        // A connection that is gone has ended already.
        let _ = match self {
            Self::Tcp(stream) => stream.shutdown(Shutdown::Write),
            Self::Unix(stream) => stream.shutdown(Shutdown::Write),
        };
    }
}
