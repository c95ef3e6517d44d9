//! Listeners and their accept loops.

use std::convert::Infallible;
use std::io;
use std::net::{SocketAddr, ToSocketAddrs};
use std::os::unix::net;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use async_channel::Sender;
use async_std::net::{TcpListener, TcpStream};
use async_std::os::unix::net::{UnixListener, UnixStream};
use async_std::task;
use rustix::fs::Mode;
use rustix::process::umask;
use socket2::{Domain, Protocol, Socket, Type};

use crate::classroom::{ConnectionId, Origin};
use crate::link::{self, Stream};
use crate::locale::Locale;
use crate::private_file;
use crate::say;
use crate::web::Scheme;

use super::browser::Browsers;
use super::connection::{Comer, Input, serve};
use super::console::ConsoleDoor;
use super::event::Event;
use super::handshake::Handshakes;
use super::isolation::Visitors;

/// Listen backlog: a whole class may connect at once.
const BACKLOG: i32 = 1024;
/// Delay after a failed `accept`, mostly for want of a file descriptor.
const RETRY: Duration = Duration::from_millis(200);

/// Why an address cannot be listened on.
#[derive(Debug, thiserror::Error)]
#[error("{}", self.explain(Locale::En))]
pub enum ListenError {
    /// The address is not `host:port`.
    Address(String),
    /// There is no such host.
    UnknownHost(String),
    /// Anyone on the network could join there, without `--open`. `true`: the address is encrypted.
    NotOpen(String, bool),
    /// Another program listens there.
    InUse(String),
    /// Only an administrator may listen there.
    Privileged(String),
    /// Any other error.
    Other(String, io::Error),
    /// Another server answers on this console socket.
    ConsoleInUse(PathBuf),
    /// The console socket cannot be made.
    Console(PathBuf, io::Error),
}

impl ListenError {
    fn new(address: &str, source: io::Error) -> Self {
        let address = address.to_owned();
        match source.kind() {
            io::ErrorKind::AddrInUse => Self::InUse(address),
            io::ErrorKind::PermissionDenied => Self::Privileged(address),
            _ => Self::Other(address, source),
        }
    }

    /// What happened and what to do, for people.
    pub fn explain(&self, locale: Locale) -> String {
        match self {
            Self::Address(address) => say!(locale, "listen-address", address = address),
            Self::UnknownHost(address) => {
                say!(locale, "listen-unknown-host", address = address)
            }
            Self::NotOpen(address, false) => {
                say!(locale, "listen-not-open", address = address)
            }
            Self::NotOpen(address, true) => {
                say!(locale, "listen-not-open-tls", address = address)
            }
            Self::InUse(address) => say!(locale, "listen-in-use", address = address),
            Self::Privileged(address) => say!(locale, "listen-privileged", address = address),
            Self::Other(address, source) => {
                say!(locale, "listen-failed", address = address, why = source.to_string())
            }
            Self::ConsoleInUse(socket) => {
                let folder = socket.parent().unwrap_or(socket).display().to_string();
                say!(locale, "data-folder-in-use", path = folder)
            }
            Self::Console(socket, source) => {
                let socket = socket.display().to_string();
                say!(locale, "listen-console-failed", socket = socket, why = source.to_string())
            }
        }
    }
}

/// Who can reach a listener.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Exposure {
    /// Only this machine.
    Machine {
        /// Decides the wording of a refusal.
        encrypted: bool,
    },
    /// Anyone on the network.
    Network,
}

impl Exposure {
    pub(super) fn plain(open: bool) -> Self {
        if open { Self::Network } else { Self::Machine { encrypted: false } }
    }

    pub(super) fn tls(open: bool, has_code: bool) -> Self {
        if open || has_code { Self::Network } else { Self::Machine { encrypted: true } }
    }
}

/// Listens on the first address that `host:port` resolves to. If the port is taken, tries up to
/// `more` ports above it.
pub(super) fn tcp(
    address: &str,
    more: u16,
    exposure: Exposure,
) -> Result<TcpListener, ListenError> {
    let unknown = |error: Option<io::Error>| match error.map(|error| error.kind()) {
        Some(io::ErrorKind::InvalidInput) => ListenError::Address(address.to_owned()),
        _ => ListenError::UnknownHost(address.to_owned()),
    };
    let mut resolved = address.to_socket_addrs().map_err(|error| unknown(Some(error)))?;
    let mut resolved = resolved.next().ok_or_else(|| unknown(None))?;
    if let Exposure::Machine { encrypted } = exposure
        && !resolved.ip().to_canonical().is_loopback()
    {
        return Err(ListenError::NotOpen(address.to_owned(), encrypted));
    }
    let last = resolved.port().saturating_add(more);
    loop {
        match bind(resolved) {
            Err(error) if error.kind() == io::ErrorKind::AddrInUse && resolved.port() < last => {
                resolved.set_port(resolved.port() + 1);
            }
            bound => {
                let failed = |error| ListenError::new(address, error);
                return bound.map(TcpListener::from).map_err(failed);
            }
        }
    }
}

/// A listener in the clear that is not a class's, such as a trace's; otherwise as the server's.
///
/// # Errors
/// The address cannot be listened on; without `open`, also if others than this machine can reach it.
pub fn listen_plain(address: &str, more: u16, open: bool) -> Result<TcpListener, ListenError> {
    tcp(address, more, Exposure::plain(open))
}

fn bind(address: SocketAddr) -> io::Result<std::net::TcpListener> {
    let socket = Socket::new(Domain::for_address(address), Type::STREAM, Some(Protocol::TCP))?;
    socket.set_reuse_address(true)?;
    if address.is_ipv6() {
        // IPv4 addresses are listened on and announced separately.
        socket.set_only_v6(true)?;
    }
    socket.set_nonblocking(true)?;
    socket.bind(&address.into())?;
    socket.listen(BACKLOG)?;
    Ok(socket.into())
}

/// Makes the console socket, for its owner only, replacing one that a dead server left.
pub(super) fn console(socket: &Path) -> Result<UnixListener, ListenError> {
    let failed = |source| ListenError::Console(socket.to_owned(), source);
    if net::UnixStream::connect(socket).is_ok() {
        return Err(ListenError::ConsoleInUse(socket.to_owned()));
    }
    private_file::remove_if_there(socket).map_err(failed)?;
    // The mode must hold from the moment the socket exists.
    let before = umask(Mode::RWXG | Mode::RWXO | Mode::XUSR);
    let listener = net::UnixListener::bind(socket);
    umask(before);
    Ok(listener.map_err(failed)?.into())
}

/// What is spoken at a listener.
#[derive(Clone)]
pub(super) enum Door {
    /// The wire, in the clear.
    Plain,
    /// The wire by TLS, and the page if it is served.
    Tls(Handshakes),
    /// The page, in the clear.
    Web(Browsers),
}

/// Accepts connections and starts their tasks.
#[derive(Clone, Debug)]
pub(super) struct Acceptor {
    pub(super) inbox: Sender<Event>,
    /// The next connection's number, over all listeners.
    pub(super) next: Arc<AtomicU64>,
    /// Held by every connection; closes when the last one has ended.
    pub(super) alive: Sender<Infallible>,
    pub(super) visitors: Visitors,
}

impl Acceptor {
    /// Accepts TCP connections until the task is cancelled.
    pub(super) async fn admit_network(self, listener: TcpListener, door: Door) {
        let admit = |(stream, from): (TcpStream, SocketAddr)| {
            link::prepare(&stream);
            // An IPv4 address may come mapped into IPv6.
            let from = SocketAddr::new(from.ip().to_canonical(), from.port());
            self.visitors.note(&stream, from);
            match door.clone() {
                Door::Plain => {
                    let origin = Origin::Network { from, encrypted: false };
                    self.admit(origin, Stream::Tcp(stream));
                }
                Door::Tls(handshakes) => {
                    self.admit_stranger(async move { handshakes.run(stream, from).await });
                }
                Door::Web(browsers) => self.admit_stranger(async move {
                    let stream = Stream::Tcp(stream);
                    let input = browsers.run(&stream, from, Scheme::Http).await?;
                    let origin = Origin::Network { from, encrypted: false };
                    Some(Comer { stream, input, origin })
                }),
            }
        };
        self.accept_all(|| listener.accept(), admit).await;
    }

    /// Accepts consoles until the task is cancelled.
    pub(super) async fn admit_consoles(self, listener: UnixListener, door: ConsoleDoor) {
        let door = Arc::new(door);
        let admit = |(stream, _): (UnixStream, _)| {
            let door = Arc::clone(&door);
            self.admit_stranger(async move {
                let stream = door.admit(stream).await.ok().flatten()?;
                let (stream, input) = (Stream::Unix(stream), Input::lines());
                Some(Comer { stream, input, origin: Origin::Console })
            });
        };
        self.accept_all(|| listener.accept(), admit).await;
    }

    /// Failed `accept`s never end the listener. Connections that were gone before they were accepted
    /// are ignored; other failures, such as a lack of file descriptors, are reported once until an
    /// `accept` succeeds again.
    async fn accept_all<C, F>(&self, accept: impl Fn() -> F, admit: impl Fn(C))
    where
        F: Future<Output = io::Result<C>>,
    {
        use io::ErrorKind::{ConnectionAborted, ConnectionReset, Interrupted};
        let was_gone = |error: &io::Error| {
            matches!(error.kind(), ConnectionAborted | ConnectionReset | Interrupted)
        };
        let mut told = false;
        loop {
            match accept().await {
                Ok(connection) => {
                    told = false;
                    admit(connection);
                    // Those who are connected have their turn, however many wait.
                    task::yield_now().await;
                }
                Err(error) if was_gone(&error) => {}
                Err(error) => {
                    if !std::mem::replace(&mut told, true) {
                        let _ = self.inbox.send(Event::AcceptFailed(error.to_string())).await;
                    }
                    task::sleep(RETRY).await;
                }
            }
        }
    }

    /// Has a stranger come as far as the class in the connection's own task: a slow one delays nobody,
    /// and one who fails never reaches the hub. The end of the class does not wait for strangers.
    fn admit_stranger(&self, coming: impl Future<Output = Option<Comer>> + Send + 'static) {
        let (who, inbox) = (self.next_connection(), self.inbox.clone());
        let alive = self.alive.downgrade();
        task::spawn(async move {
            // What it took is given back: most connections stay for long and are idle.
            if let Some(Comer { stream, input, origin }) = Box::pin(coming).await
                && let Some(alive) = alive.upgrade()
            {
                serve(who, origin, stream, input, inbox).await;
                drop(alive);
            }
        });
    }

    fn admit(&self, origin: Origin, stream: Stream) {
        let (who, acceptor) = (self.next_connection(), self.clone());
        task::spawn(async move {
            serve(who, origin, stream, Input::lines(), acceptor.inbox).await;
            drop(acceptor.alive);
        });
    }

    fn next_connection(&self) -> ConnectionId {
        ConnectionId(self.next.fetch_add(1, Ordering::Relaxed))
    }
}
