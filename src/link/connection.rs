//! A client's connection: made within a time limit, then used as two independent directions.

use std::future::poll_fn;
use std::io;
use std::net::SocketAddr;
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use async_std::future::timeout;
use async_std::net::{TcpStream, ToSocketAddrs};
use async_std::os::unix::net::UnixStream;
use futures_rustls::TlsConnector;
use futures_rustls::rustls::ClientConfig;
use rustls_pki_types::ServerName;
use socket2::SockRef;

use crate::wire::{Framer, LineError, SERVER_LINE_MAX};

use super::address::Address;
use super::error::LinkError;
use super::fingerprint::Fingerprint;
use super::stream::{Stream, prepare};
use super::trust::{Expected, Trust, config, read_roots};
use super::websocket::{self, FrameWriter, FramesIn};

/// The smallest useful receive buffer, in bytes.
const SMALL_BUFFER: usize = 4096;
/// A proxy's buffers, in bytes: small enough to hide no slow reader, large enough for its speed.
const PROXY_BUFFER: usize = 32 * 1024;
const READ_SIZE: usize = 16 * 1024;

/// An established connection.
pub struct Link {
    reader: LinkReader,
    writer: LinkWriter,
}

impl Link {
    /// Connects to the first of the host's addresses that answers, within `limit`. `trust` decides on
    /// the certificate if the address uses TLS and has no fingerprint.
    ///
    /// # Errors
    /// There is no such host, none of its addresses accepts in time, or its certificate is rejected.
    pub async fn connect(
        address: &Address,
        trust: &Trust,
        limit: Duration,
    ) -> Result<Self, LinkError> {
        let connected = timeout(limit, Self::open(address, trust)).await;
        connected.unwrap_or_else(|_| Err(LinkError::TimedOut(address.clone())))
    }

    async fn open(address: &Address, trust: &Trust) -> Result<Self, LinkError> {
        let failed = |error| LinkError::of(address, error);
        let stream = match address {
            Address::Tcp { host, port } | Address::Ws { host, port } => {
                Stream::Tcp(open_tcp(address, host, *port).await?)
            }
            Address::Tls { host, port, pinned } | Address::Wss { host, port, pinned } => {
                let (config, name) = tls_settings(address, (host, *port, *pinned), trust)?;
                let socket = open_tcp(address, host, *port).await?;
                let connecting = TlsConnector::from(config).connect(name, socket);
                Stream::tls(connecting.await.map_err(failed)?)
            }
            Address::Unix(path) => Stream::Unix(UnixStream::connect(path).await.map_err(failed)?),
        };
        let mut link = Self::over(stream);
        if let Address::Ws { host, port } | Address::Wss { host, port, .. } = address {
            let stream = &link.writer.stream;
            let reader = websocket::open(stream, host, *port).await.map_err(failed)?;
            let frames = Arc::new(FrameWriter::new(stream.clone()));
            link.reader.frames = Some(Box::new(FramesIn::new(reader, Arc::clone(&frames))));
            link.writer.frames = Some(frames);
        }
        Ok(link)
    }

    /// A connection that is there already.
    pub(crate) fn over(stream: Stream) -> Self {
        let reader = LinkReader {
            stream: stream.clone(),
            framer: Some(Framer::new(SERVER_LINE_MAX)),
            read: vec![0; READ_SIZE],
            unused: 0..0,
            frames: None,
        };
        Self { reader, writer: LinkWriter { stream, frames: None } }
    }

    /// The two directions.
    pub fn split(self) -> (LinkReader, LinkWriter) {
        (self.reader, self.writer)
    }
}

/// A socket to the host's first address that answers.
async fn open_tcp(address: &Address, host: &str, port: u16) -> Result<TcpStream, LinkError> {
    let resolved = (host, port).to_socket_addrs().await;
    let addresses: Vec<SocketAddr> =
        resolved.map_err(|_| LinkError::UnknownHost(address.clone()))?.collect();
    let socket = TcpStream::connect(&*addresses).await;
    let socket = socket.map_err(|error| LinkError::of(address, error))?;
    prepare(&socket);
    Ok(socket)
}

/// What a classroom's certificate must be.
fn expected(
    host: &str,
    port: u16,
    pinned: Option<Fingerprint>,
    trust: &Trust,
) -> Result<Expected, LinkError> {
    if let Some(pinned) = pinned {
        return Ok(Expected::Pinned(pinned));
    }
    let read =
        |path: &PathBuf| read_roots(path).map_err(|error| LinkError::Ca(path.clone(), error));
    let roots = trust.ca.as_ref().map(read).transpose()?;
    let (known, file) = match &trust.known_hosts {
        Some(known_hosts) => (known_hosts.find(host, port)?, known_hosts.path().to_owned()),
        None => (None, PathBuf::new()),
    };
    Ok(Expected::Trusted { known, file, roots })
}

/// How a client checks the server's certificate, and the server's name.
pub(crate) type TlsSettings = (Arc<ClientConfig>, ServerName<'static>);

/// The settings of a client at an address; `None` if it is none of TLS.
///
/// # Errors
/// What is known of certificates cannot be read, or the host is no name.
pub(crate) fn client_tls(
    address: &Address,
    trust: &Trust,
) -> Result<Option<TlsSettings>, LinkError> {
    match address {
        Address::Tls { host, port, pinned } | Address::Wss { host, port, pinned } => {
            tls_settings(address, (host, *port, *pinned), trust).map(Some)
        }
        _ => Ok(None),
    }
}

fn tls_settings(
    address: &Address,
    (host, port, pinned): (&str, u16, Option<Fingerprint>),
    trust: &Trust,
) -> Result<TlsSettings, LinkError> {
    let failed = |error| LinkError::of(address, error);
    let expected = expected(host, port, pinned, trust)?;
    let mut config =
        config(expected, trust.log_keys).map_err(|error| failed(io::Error::other(error)))?;
    if matches!(address, Address::Wss { .. }) {
        config.alpn_protocols = vec![b"http/1.1".to_vec()];
    }
    // No certificate has the interface of a link-local address (`fe80::1%eth0`).
    let host = host.split('%').next().unwrap_or(host);
    let name = ServerName::try_from(host.to_owned());
    Ok((Arc::new(config), name.map_err(|error| failed(io::Error::other(error)))?))
}

/// What the server sent.
#[derive(Debug)]
pub enum Received {
    /// A line, cleaned.
    Line(String),
    /// A line that was dropped; the stream goes on.
    Dropped(LineError),
    /// End of stream.
    Ended,
    /// The connection broke.
    Broken(io::Error),
}

/// The receiving direction.
pub struct LinkReader {
    stream: Stream,
    /// `None` at the end of the stream.
    framer: Option<Framer>,
    read: Vec<u8>,
    /// The part of `read` not yet split into lines.
    unused: std::ops::Range<usize>,
    /// What reads the frames of a WebSocket.
    frames: Option<Box<FramesIn>>,
}

impl LinkReader {
    /// The next bytes; none at the end of the stream. Do not mix with [`next`](Self::next).
    /// Cancelling a call loses nothing.
    ///
    /// # Errors
    /// The connection is broken.
    pub async fn bytes(&mut self) -> io::Result<&[u8]> {
        let count = self.fill().await?;
        Ok(&self.read[..count])
    }

    async fn fill(&mut self) -> io::Result<usize> {
        match &mut self.frames {
            None => websocket::read(&self.stream, &mut self.read).await,
            Some(frames) => {
                self.read = frames.lines().await?;
                Ok(self.read.len())
            }
        }
    }

    /// How many bytes the peer's system has acknowledged since the connection was made, also after its
    /// end; `None` if the system does not tell.
    pub fn acknowledged(&self) -> Option<u64> {
        Some(self.stream.progress()?.acknowledged)
    }

    /// The next line; at the end of the stream also an unterminated one. Cancelling a call loses
    /// nothing.
    pub async fn next(&mut self) -> Received {
        loop {
            let Some(framer) = &mut self.framer else {
                return Received::Ended;
            };
            let mut bytes = &self.read[self.unused.clone()];
            let line = framer.next_line(&mut bytes);
            self.unused.start = self.unused.end - bytes.len();
            match line {
                Some(Ok(line)) => return Received::Line(line),
                Some(Err(error)) => return Received::Dropped(error),
                None => {}
            }
            match self.fill().await {
                Ok(0) => {
                    let partial = self.framer.take().and_then(Framer::into_partial);
                    return partial.map_or(Received::Ended, Received::Line);
                }
                Ok(count) => self.unused = 0..count,
                Err(error) => return Received::Broken(error),
            }
        }
    }
}

/// The sending direction.
pub struct LinkWriter {
    stream: Stream,
    /// What writes the frames of a WebSocket.
    frames: Option<Arc<FrameWriter>>,
}

impl LinkWriter {
    /// Sends one line, given without its end.
    ///
    /// # Errors
    /// The connection is broken.
    pub async fn send(&mut self, line: &str) -> io::Result<()> {
        self.send_bytes(format!("{line}\n").as_bytes()).await
    }

    /// Sends bytes as they are; by WebSocket, the lines that they complete.
    ///
    /// # Errors
    /// The connection is broken.
    pub async fn send_bytes(&mut self, bytes: &[u8]) -> io::Result<()> {
        match &self.frames {
            None => websocket::write_all(&self.stream, bytes).await,
            Some(frames) => frames.send(bytes).await,
        }
    }

    /// How many bytes the system was given to send since the connection was made, TLS's own included;
    /// `None` if it does not tell.
    pub fn written(&self) -> Option<u64> {
        Some(self.stream.progress()?.written)
    }

    /// This side's address, if it is a TCP connection.
    pub fn local_address(&self) -> Option<SocketAddr> {
        self.stream.tcp()?.local_addr().ok()
    }

    /// Makes the socket's receive buffer small, so that the sender soon notices a reader that has
    /// paused.
    ///
    /// # Errors
    /// The system refuses.
    pub fn shrink_receive_buffer(&self) -> io::Result<()> {
        let Some(socket) = self.stream.tcp().map(SockRef::from) else { return Ok(()) };
        // A peer whose probes find no room looks like one that has vanished.
        socket.set_keepalive(false)?;
        socket.set_recv_buffer_size(SMALL_BUFFER)
    }

    /// Makes both buffers of the socket small, so that what one side does not read soon slows the
    /// other down.
    ///
    /// # Errors
    /// The system refuses.
    pub fn shrink_buffers(&self) -> io::Result<()> {
        let Some(socket) = self.stream.tcp().map(SockRef::from) else { return Ok(()) };
        socket.set_recv_buffer_size(PROXY_BUFFER)?;
        socket.set_send_buffer_size(PROXY_BUFFER)
    }

    /// Ends the sending direction; what comes can still be read.
    ///
    /// # Errors
    /// The connection is broken.
    pub async fn finish(&mut self) -> io::Result<()> {
        if let Some(frames) = &self.frames {
            return frames.finish().await;
        }
        poll_fn(|context| self.stream.poll_close(context)).await?;
        self.stream.shut()
    }

    /// Gives the connection up: once its reader is dropped as well, a TCP peer gets a reset instead
    /// of an orderly end.
    ///
    /// # Errors
    /// The system refuses.
    pub fn reset_on_close(self) -> io::Result<()> {
        let socket = self.stream.tcp().map(SockRef::from);
        socket.map_or(Ok(()), |socket| socket.set_linger(Some(Duration::ZERO)))
    }
}

/// Sleeps, on the runtime's timer.
pub async fn sleep(duration: Duration) {
    async_std::task::sleep(duration).await;
}
