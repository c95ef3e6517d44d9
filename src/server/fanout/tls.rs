//! A TLS stream that its reader, its writer and the hub share.

use std::io;
use std::net::Shutdown;
use std::pin::Pin;
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::task::{Context, Poll};

use async_std::net::TcpStream;
use futures_lite::{AsyncRead, AsyncWrite};
use futures_rustls::server::TlsStream;

/// A TLS stream after its handshake. It keeps what it has encrypted and the socket did not take,
/// at most 64 KiB, until it is flushed.
#[derive(Debug)]
pub struct SharedTls {
    /// Held for as long as it takes to read or write without waiting.
    stream: Mutex<TlsStream<TcpStream>>,
    socket: TcpStream,
}

impl SharedTls {
    /// Makes a stream shareable.
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

#[cfg(test)]
mod tests {
    use std::io::Read;
    use std::sync::Arc;
    use std::thread::{self, JoinHandle};

    use async_std::net::TcpListener;
    use futures_lite::future::{block_on, poll_once};
    use futures_rustls::TlsAcceptor;
    use futures_rustls::rustls::crypto::ring;
    use futures_rustls::rustls::{
        ClientConfig, ClientConnection, RootCertStore, ServerConfig, StreamOwned,
    };
    use rustls_pki_types::{PrivateKeyDer, ServerName};

    use super::super::stream::Stream;
    use super::super::write_handle::{Backlog, WriteHandle, write_halves};
    use super::*;

    type Client = StreamOwned<ClientConnection, std::net::TcpStream>;

    /// Both ends of a connection after its handshake, and its client.
    fn pair() -> (WriteHandle, Backlog, Client) {
        let own = rcgen::generate_simple_self_signed(["localhost".to_owned()]).unwrap();
        let certificate = own.cert.der().clone();
        let key = PrivateKeyDer::try_from(own.signing_key.serialize_der()).unwrap();
        let provider = Arc::new(ring::default_provider());
        let server = ServerConfig::builder_with_provider(Arc::clone(&provider))
            .with_safe_default_protocol_versions()
            .unwrap()
            .with_no_client_auth()
            .with_single_cert(vec![certificate.clone()], key)
            .unwrap();
        let mut roots = RootCertStore::empty();
        roots.add(certificate).unwrap();
        let client = ClientConfig::builder_with_provider(provider)
            .with_safe_default_protocol_versions()
            .unwrap()
            .with_root_certificates(roots)
            .with_no_client_auth();
        let name = ServerName::try_from("localhost").unwrap();
        let client = ClientConnection::new(Arc::new(client), name).unwrap();

        let listener = block_on(TcpListener::bind("127.0.0.1:0")).unwrap();
        let socket = std::net::TcpStream::connect(listener.local_addr().unwrap()).unwrap();
        // Far longer than anything takes: whoever waits for this has failed.
        socket.set_read_timeout(Some(std::time::Duration::from_secs(20))).unwrap();
        let mut client = StreamOwned::new(client, socket);
        let client = thread::spawn(move || {
            client.conn.complete_io(&mut client.sock).unwrap();
            client
        });
        let stream = block_on(async {
            let (socket, _) = listener.accept().await.unwrap();
            TlsAcceptor::from(Arc::new(server)).accept(socket).await.unwrap()
        });
        let (write_handle, backlog) = write_halves(Stream::Tls(Arc::new(SharedTls::new(stream))));
        (write_handle, backlog, client.join().unwrap())
    }

    /// Reads to the end, which must come in TLS's own words.
    fn read_all(mut client: Client) -> JoinHandle<Vec<u8>> {
        thread::spawn(move || {
            let mut bytes = Vec::new();
            client.read_to_end(&mut bytes).unwrap();
            bytes
        })
    }

    #[test]
    fn what_it_holds_back_is_written_by_the_writer_and_the_bound_holds() {
        let (write_handle, backlog, client) = pair();
        let line = [b"x".repeat(999), b"\n".to_vec()].concat();
        let mut sent = 0;
        while write_handle.send(&line).is_ok() {
            sent += line.len();
        }
        assert!(block_on(poll_once(backlog.write())).is_none(), "nobody reads");
        write_handle.send_last(b"* . slow\n");
        let reader = read_all(client);
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
            client.read_exact(&mut vec![0; sent]).unwrap();
        }
        drop(write_handle);
        writer.join().unwrap().unwrap();
    }
}
