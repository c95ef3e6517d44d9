//! A TLS stream that its reader, its writer and the hub share.

use std::io;
use std::net::Shutdown;
use std::pin::Pin;
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::task::{Context, Poll};

use async_std::net::TcpStream;
use futures_lite::{AsyncRead, AsyncWrite};
use futures_rustls::server::TlsStream;

/// A TLS stream after its handshake. What it has encrypted and its socket did not take, at most
/// 64 KiB, it holds back until it is flushed.
#[derive(Debug)]
pub struct Sealed {
    /// Held for as long as it takes to read or write without waiting.
    stream: Mutex<TlsStream<TcpStream>>,
    socket: TcpStream,
}

impl Sealed {
    /// Shares a stream.
    pub fn new(stream: TlsStream<TcpStream>) -> Self {
        let socket = stream.get_ref().0.clone();
        Self { stream: Mutex::new(stream), socket }
    }

    fn stream(&self) -> MutexGuard<'_, TlsStream<TcpStream>> {
        // Nothing panics while it holds the lock.
        self.stream.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Reads as a future does.
    pub fn poll_read(
        &self,
        context: &mut Context<'_>,
        buffer: &mut [u8],
    ) -> Poll<io::Result<usize>> {
        Pin::new(&mut *self.stream()).poll_read(context, buffer)
    }

    /// Encrypts as a future writes.
    pub fn poll_write(&self, context: &mut Context<'_>, bytes: &[u8]) -> Poll<io::Result<usize>> {
        Pin::new(&mut *self.stream()).poll_write(context, bytes)
    }

    /// Gives the socket what is held back.
    pub fn poll_flush(&self, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut *self.stream()).poll_flush(context)
    }

    /// Says to the client that nothing more comes.
    pub fn poll_close(&self, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut *self.stream()).poll_close(context)
    }

    /// Ends the socket's side.
    pub fn shut(&self) -> io::Result<()> {
        self.socket.shutdown(Shutdown::Write)
    }
}
