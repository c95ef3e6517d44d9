//! The client's side of one connection: lines out, lines in, with time limits.
//!
//! Owns addresses, how a connection is made and how its bytes become lines. Must not know what
//! the lines mean, nor who reads them: the client, the bots and the grader all speak through it.

use std::fmt;
use std::io;
use std::net::{Ipv6Addr, Shutdown, SocketAddr};
use std::path::PathBuf;
use std::str::FromStr;
use std::time::Duration;

use async_std::future::timeout;
use async_std::net::{TcpStream, ToSocketAddrs};
use async_std::os::unix::net::UnixStream;
use futures_lite::io::{AsyncRead, AsyncReadExt, AsyncWrite, AsyncWriteExt};
use socket2::{SockRef, TcpKeepalive};

use crate::locale::Locale;
use crate::say;
use crate::wire::{Framer, LineError, SERVER_LINE_MAX};

/// The port of a classroom unless another is named.
pub const DEFAULT_PORT: u16 = 7777;

/// A peer that vanished without a word is noticed after about this long.
const KEEPALIVE_IDLE: Duration = Duration::from_secs(10);
const KEEPALIVE_INTERVAL: Duration = Duration::from_secs(5);
const KEEPALIVE_PROBES: u32 = 3;
const READ_SIZE: usize = 16 * 1024;

/// Where a classroom can be reached.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Address {
    /// By TCP.
    Tcp {
        /// A name or a number.
        host: String,
        /// The port.
        port: u16,
    },
    /// By a Unix socket: the teacher's console.
    Unix(PathBuf),
}

/// Why a text is not an address.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{}", self.explain(Locale::En))]
pub enum AddressError {
    /// Not `host`, `host:port` or `[v6]:port`.
    Invalid(String),
    /// `tls://…`, which this version cannot do.
    Tls,
}

impl AddressError {
    /// The error in one line for a person.
    pub fn explain(&self, locale: Locale) -> String {
        match self {
            Self::Invalid(text) => say!(locale, "client-address-invalid", text = text.as_str()),
            Self::Tls => say!(locale, "client-address-tls"),
        }
    }
}

impl FromStr for Address {
    type Err = AddressError;

    /// Takes `host:port`, `[v6]:port`, a bare host and `:port` of this machine.
    fn from_str(text: &str) -> Result<Self, AddressError> {
        if text.starts_with("tls://") {
            return Err(AddressError::Tls);
        }
        parse_tcp(text).ok_or_else(|| AddressError::Invalid(text.to_owned()))
    }
}

fn parse_tcp(text: &str) -> Option<Address> {
    let (host, port) = if let Some(rest) = text.strip_prefix('[') {
        let (host, rest) = rest.split_once(']')?;
        host.parse::<Ipv6Addr>().ok()?;
        (host, rest.strip_prefix(':'))
    } else if text.parse::<Ipv6Addr>().is_ok() {
        (text, None)
    } else {
        match text.split_once(':') {
            Some(("", port)) => ("127.0.0.1", Some(port)),
            Some((host, port)) => (host, Some(port)),
            None => (text, None),
        }
    };
    let port = match port {
        Some(port) => port.parse().ok().filter(|port| *port != 0)?,
        None => DEFAULT_PORT,
    };
    let is_host = |c: char| c.is_alphanumeric() || matches!(c, '.' | '-' | '_' | ':' | '%');
    let valid = !host.is_empty() && host.len() <= 255 && host.chars().all(is_host);
    valid.then(|| Address::Tcp { host: host.to_owned(), port })
}

impl fmt::Display for Address {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Tcp { host, port } if host.contains(':') => write!(f, "[{host}]:{port}"),
            Self::Tcp { host, port } => write!(f, "{host}:{port}"),
            Self::Unix(path) => write!(f, "{}", path.display()),
        }
    }
}

/// Why there is no connection.
#[derive(Debug, thiserror::Error)]
#[error("{}", self.explain(Locale::En))]
pub enum LinkError {
    /// The host's name is nobody's.
    UnknownHost(Address),
    /// Nothing listens there.
    Refused(Address),
    /// Nothing answered within the time allowed.
    TimedOut(Address),
    /// The operating system says otherwise.
    Failed(Address, io::Error),
}

impl LinkError {
    /// The error in one line for a person.
    pub fn explain(&self, locale: Locale) -> String {
        match self {
            Self::UnknownHost(at) => say!(locale, "client-link-unknown-host", at = at.to_string()),
            Self::Refused(Address::Unix(path)) => {
                say!(locale, "client-link-no-class", at = path.display().to_string())
            }
            Self::Refused(at) => say!(locale, "client-link-refused", at = at.to_string()),
            Self::TimedOut(at) => say!(locale, "client-link-timed-out", at = at.to_string()),
            Self::Failed(at, error) => {
                let (at, error) = (at.to_string(), error.to_string());
                say!(locale, "client-link-failed", at = at, error = error)
            }
        }
    }

    /// What the system's error means for whoever wants to connect.
    pub(crate) fn of(address: &Address, error: io::Error) -> Self {
        let address = address.clone();
        match (error.kind(), &address) {
            (io::ErrorKind::ConnectionRefused, _) | (io::ErrorKind::NotFound, Address::Unix(_)) => {
                Self::Refused(address)
            }
            (io::ErrorKind::TimedOut, _) => Self::TimedOut(address),
            _ => Self::Failed(address, error),
        }
    }
}

/// A connection that has been made.
pub struct Link {
    reader: LinkReader,
    writer: LinkWriter,
}

impl Link {
    /// Connects to the first of the host's addresses that answers, all within `limit`.
    ///
    /// # Errors
    /// When there is no such host, or none of its addresses takes the connection in time.
    pub async fn connect(address: &Address, limit: Duration) -> Result<Self, LinkError> {
        let connected = timeout(limit, Self::open(address)).await;
        connected.unwrap_or_else(|_| Err(LinkError::TimedOut(address.clone())))
    }

    async fn open(address: &Address) -> Result<Self, LinkError> {
        match address {
            Address::Tcp { host, port } => {
                let resolved = (host.as_str(), *port).to_socket_addrs().await;
                let addresses: Vec<SocketAddr> =
                    resolved.map_err(|_| LinkError::UnknownHost(address.clone()))?.collect();
                let stream = TcpStream::connect(&*addresses).await.and_then(kept_alive);
                let stream = stream.map_err(|error| LinkError::of(address, error))?;
                let (socket, own) = (stream.clone(), stream.clone());
                let control = Control {
                    finish: Box::new(move || socket.shutdown(Shutdown::Write)),
                    forsake: Box::new(move || SockRef::from(&own).set_linger(Some(Duration::ZERO))),
                };
                Ok(Self::over(stream.clone(), stream, control))
            }
            Address::Unix(path) => {
                let stream = UnixStream::connect(path).await;
                let stream = stream.map_err(|error| LinkError::of(address, error))?;
                let socket = stream.clone();
                let control = Control {
                    finish: Box::new(move || socket.shutdown(Shutdown::Write)),
                    forsake: Box::new(|| Ok(())),
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

/// A line is sent at once, and a peer that vanished is noticed. Where the system cannot do it,
/// the connection works without.
fn kept_alive(stream: TcpStream) -> io::Result<TcpStream> {
    // The runtime's stream does not lend its socket.
    let stream = std::net::TcpStream::try_from(stream)?;
    let _ = stream.set_nodelay(true);
    let _ = keep_alive(&SockRef::from(&stream));
    Ok(stream.into())
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
    /// Ends the sending direction; closing the runtime's stream does not.
    finish: Act,
    /// Has the socket say farewell by a reset, where its kind knows one.
    forsake: Act,
}

type Act = Box<dyn Fn() -> io::Result<()> + Send>;

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
    pub fn forsake(self) -> io::Result<()> {
        (self.control.forsake)()
    }
}

/// Waits for a while.
pub async fn pause(duration: Duration) {
    async_std::task::sleep(duration).await;
}

#[cfg(test)]
mod tests {
    use super::*;

    fn tcp(host: &str, port: u16) -> Result<Address, AddressError> {
        Ok(Address::Tcp { host: host.to_owned(), port })
    }

    #[test]
    fn an_address_is_a_host_with_or_without_a_port() {
        assert_eq!("sala.example:80".parse(), tcp("sala.example", 80));
        assert_eq!("127.0.0.1".parse(), tcp("127.0.0.1", 7777));
        assert_eq!("[::1]:80".parse(), tcp("::1", 80));
        assert_eq!("::1".parse(), tcp("::1", 7777));
        assert_eq!(":80".parse(), tcp("127.0.0.1", 80));
        assert_eq!("[::1]:80".parse::<Address>().unwrap().to_string(), "[::1]:80");
    }

    #[test]
    fn what_is_no_address_is_refused() {
        for text in ["", "a b", "host:", "host:0", "host:99999", "host:x", "[::1", "a:b:c", "x/y"] {
            assert_eq!(text.parse::<Address>(), Err(AddressError::Invalid(text.into())), "{text}");
        }
        assert_eq!("tls://host:1".parse::<Address>(), Err(AddressError::Tls));
    }
}
