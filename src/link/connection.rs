//! A connection: made within a time limit, then two directions that are used on their own.

use std::io;
use std::net::{Shutdown, SocketAddr};
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use async_std::future::timeout;
use async_std::net::{TcpStream, ToSocketAddrs};
use async_std::os::unix::net::UnixStream;
use futures_lite::io::{AsyncRead, AsyncReadExt, AsyncWrite, AsyncWriteExt, split};
use futures_rustls::TlsConnector;
use rustls_pki_types::ServerName;
use socket2::{SockRef, TcpKeepalive};

use crate::wire::{Framer, LineError, SERVER_LINE_MAX};

use super::address::Address;
use super::error::LinkError;
use super::fingerprint::Fingerprint;
use super::trust::{Expected, Trust, config, read_roots};

/// A peer that vanished without a word is noticed after about this long.
const KEEPALIVE_IDLE: Duration = Duration::from_secs(10);
const KEEPALIVE_INTERVAL: Duration = Duration::from_secs(5);
const KEEPALIVE_PROBES: u32 = 3;
/// The receive buffer of whoever is to remember little, in bytes.
const SMALL_BUFFER: usize = 4096;
const READ_SIZE: usize = 16 * 1024;

/// A connection that has been made.
pub struct Link {
    reader: LinkReader,
    writer: LinkWriter,
}

impl Link {
    /// Connects to the first of the host's addresses that answers, all within `limit`. `trust`
    /// says whose certificate is accepted, where the address asks for TLS and names none.
    ///
    /// # Errors
    /// When there is no such host, none of its addresses takes the connection in time, or its
    /// certificate is not accepted.
    pub async fn connect(
        address: &Address,
        trust: &Trust,
        limit: Duration,
    ) -> Result<Self, LinkError> {
        let connected = timeout(limit, Self::open(address, trust)).await;
        connected.unwrap_or_else(|_| Err(LinkError::TimedOut(address.clone())))
    }

    async fn open(address: &Address, trust: &Trust) -> Result<Self, LinkError> {
        match address {
            Address::Tcp { host, port } => {
                let stream = reach(address, host, *port).await?;
                let control = control(&stream);
                Ok(Self::over(stream.clone(), stream, control))
            }
            Address::Tls { host, port, pinned } => {
                let expected = expected(host, *port, *pinned, trust)?;
                let stream = reach(address, host, *port).await?;
                let control = control(&stream);
                let tls = tls_handshake(host, expected, stream).await;
                let (input, output) = split(tls.map_err(|error| LinkError::of(address, error))?);
                Ok(Self::over(input, output, control))
            }
            Address::Unix(path) => {
                let stream = UnixStream::connect(path).await;
                let stream = stream.map_err(|error| LinkError::of(address, error))?;
                let socket = stream.clone();
                let control = Control {
                    local: None,
                    shrink_receive_buffer: Box::new(|| Ok(())),
                    finish: Box::new(move || socket.shutdown(Shutdown::Write)),
                    reset_on_close: Box::new(|| Ok(())),
                };
                Ok(Self::over(stream.clone(), stream, control))
            }
        }
    }

    fn over(
        input: impl AsyncRead + Send + Unpin + 'static,
        output: impl AsyncWrite + Send + Unpin + 'static,
        control: Control,
    ) -> Self {
        let reader = LinkReader {
            input: Box::new(input),
            framer: Some(Framer::new(SERVER_LINE_MAX)),
            read: vec![0; READ_SIZE],
            unused: 0..0,
        };
        Self { reader, writer: LinkWriter { output: Box::new(output), control } }
    }

    /// The two directions, each to be used on its own.
    pub fn split(self) -> (LinkReader, LinkWriter) {
        (self.reader, self.writer)
    }
}

/// A socket to the first of a host's addresses that answers.
async fn reach(address: &Address, host: &str, port: u16) -> Result<TcpStream, LinkError> {
    let resolved = (host, port).to_socket_addrs().await;
    let addresses: Vec<SocketAddr> =
        resolved.map_err(|_| LinkError::UnknownHost(address.clone()))?.collect();
    let stream = TcpStream::connect(&*addresses).await.and_then(kept_alive);
    stream.map_err(|error| LinkError::of(address, error))
}

/// What is accepted of a classroom.
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

/// Goes through the handshake of TLS.
async fn tls_handshake(
    host: &str,
    expected: Expected,
    stream: TcpStream,
) -> io::Result<ClientStream> {
    let config = config(expected).map_err(io::Error::other)?;
    // An address of one's own link has its interface behind it, which no certificate names.
    let host = host.split('%').next().unwrap_or(host);
    let name = ServerName::try_from(host.to_owned()).map_err(io::Error::other)?;
    TlsConnector::from(Arc::new(config)).connect(name, stream).await
}

type ClientStream = futures_rustls::client::TlsStream<TcpStream>;

/// A line is sent at once, and a peer that vanished is noticed. Where the system cannot do it,
/// the connection works without.
fn kept_alive(stream: TcpStream) -> io::Result<TcpStream> {
    // The runtime's stream does not lend its socket.
    let stream = std::net::TcpStream::try_from(stream)?;
    let _ = stream.set_nodelay(true);
    let _ = keep_alive(&SockRef::from(&stream));
    Ok(stream.into())
}

/// What is done to the socket itself.
fn control(stream: &TcpStream) -> Control {
    let (socket, own, small) = (stream.clone(), stream.clone(), stream.clone());
    Control {
        local: stream.local_addr().ok(),
        shrink_receive_buffer: Box::new(move || {
            let socket = SockRef::from(&small);
            // A peer whose bytes find no room looks like one that has vanished.
            socket.set_keepalive(false)?;
            socket.set_recv_buffer_size(SMALL_BUFFER)
        }),
        finish: Box::new(move || socket.shutdown(Shutdown::Write)),
        reset_on_close: Box::new(move || SockRef::from(&own).set_linger(Some(Duration::ZERO))),
    }
}

/// Has the system probe a silent connection, so that its end is noticed after 25 seconds.
pub(crate) fn keep_alive(socket: &SockRef<'_>) -> io::Result<()> {
    let probes = TcpKeepalive::new()
        .with_time(KEEPALIVE_IDLE)
        .with_interval(KEEPALIVE_INTERVAL)
        .with_retries(KEEPALIVE_PROBES);
    socket.set_tcp_keepalive(&probes)
}

/// What came from the other side.
#[derive(Debug)]
pub enum Received {
    /// A line, cleaned.
    Line(String),
    /// A line that could not be read; the next one can.
    Dropped(LineError),
    /// The other side sends nothing more.
    Ended,
    /// The connection broke.
    Broken(io::Error),
}

/// The lines that come.
pub struct LinkReader {
    input: Box<dyn AsyncRead + Send + Unpin>,
    /// `None` when the stream has ended.
    framer: Option<Framer>,
    read: Vec<u8>,
    /// The part of `read` that has not become lines yet.
    unused: std::ops::Range<usize>,
}

impl LinkReader {
    /// The next bytes as they come; none at the end of the stream. Not to be mixed with
    /// [`next`](Self::next). A call that is dropped before it is ready loses nothing.
    ///
    /// # Errors
    /// When the connection is broken.
    pub async fn bytes(&mut self) -> io::Result<&[u8]> {
        let count = loop {
            match self.input.read(&mut self.read).await {
                Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
                count => break count?,
            }
        };
        Ok(&self.read[..count])
    }

    /// The next line. An unfinished one is delivered at the end of the stream. A call that is
    /// dropped before it is ready loses nothing.
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
            match self.input.read(&mut self.read).await {
                Ok(0) => {
                    let partial = self.framer.take().and_then(Framer::into_partial);
                    return partial.map_or(Received::Ended, Received::Line);
                }
                Ok(count) => self.unused = 0..count,
                Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
                Err(error) => return Received::Broken(error),
            }
        }
    }
}

/// The way to send lines.
pub struct LinkWriter {
    output: Box<dyn AsyncWrite + Send + Unpin>,
    control: Control,
}

/// What is done to a socket beside reading and writing.
struct Control {
    local: Option<SocketAddr>,
    /// Makes the receive buffer small.
    shrink_receive_buffer: SocketCall,
    /// Ends the sending direction; closing the runtime's stream does not.
    finish: SocketCall,
    /// Has the socket say farewell by a reset, where its kind knows one.
    reset_on_close: SocketCall,
}

type SocketCall = Box<dyn Fn() -> io::Result<()> + Send>;

impl LinkWriter {
    /// Sends one line; its end is added here.
    ///
    /// # Errors
    /// When the connection is broken.
    pub async fn send(&mut self, line: &str) -> io::Result<()> {
        self.send_bytes(format!("{line}\n").as_bytes()).await
    }

    /// Sends bytes as they are.
    ///
    /// # Errors
    /// When the connection is broken.
    pub async fn send_bytes(&mut self, bytes: &[u8]) -> io::Result<()> {
        self.output.write_all(bytes).await?;
        self.output.flush().await
    }

    /// Where this side of the connection is, if it has an address.
    pub fn local_address(&self) -> Option<SocketAddr> {
        self.control.local
    }

    /// Has the system keep little of what comes until it is read.
    ///
    /// # Errors
    /// When the system does not let it be done so.
    pub fn shrink_receive_buffer(&self) -> io::Result<()> {
        (self.control.shrink_receive_buffer)()
    }

    /// Says that nothing more will be sent; what comes can still be read.
    ///
    /// # Errors
    /// When the connection is broken.
    pub async fn finish(&mut self) -> io::Result<()> {
        self.output.close().await?;
        (self.control.finish)()
    }

    /// Gives the connection up: once its reader is dropped as well, the other side gets a reset
    /// (over TCP) instead of an orderly end.
    ///
    /// # Errors
    /// When the system does not let it be done so.
    pub fn reset_on_close(self) -> io::Result<()> {
        (self.control.reset_on_close)()
    }
}

/// Waits for a while.
pub async fn sleep(duration: Duration) {
    async_std::task::sleep(duration).await;
}
