//! The server: opened first, then run to the end of the class.

use std::future::Future;
use std::net::SocketAddr;
use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::AtomicU64;
use std::time::Duration;

use async_channel::{Receiver, Sender};
use async_std::future::timeout;
use async_std::net::TcpListener;
use async_std::os::unix::net::UnixListener;
use async_std::task::{self, JoinHandle};
use futures_lite::FutureExt;
use jiff::Timestamp;
use zeroize::Zeroizing;

use crate::classroom::{ClassCode, Config, Meeting, Opened, PassHash, WaysIn};
use crate::journal::{Journal, JournalError, Location, Losses, Opening, Options, default_class};
use crate::link::{CertificateFiles, Fingerprint, allow_open_files};
use crate::locale::Locale;
use crate::name::Name;
use crate::say;
use crate::web::{Hosts, Site};

use super::browser::Browsers;
use super::certificate::{Certificate, CertificateError};
use super::connection::DRAIN;
use super::console::ConsoleDoor;
use super::event::{Event, inbox};
use super::handshake::Handshakes;
use super::hub::Hub;
use super::isolation::{TOLD_AFTER, Visitors, is_for_others};
use super::listen::{self, Acceptor, Door, Exposure, ListenError};
use super::pass;
use super::password::{PasswordFile, Question, checker};
use super::strangers::Strangers;
use super::unattended::Unattended;

/// File name of the console socket in the data folder.
pub const CONSOLE_SOCKET: &str = "console.sock";

/// A server's options.
#[derive(Debug)]
pub struct Setup {
    /// Plain addresses to listen on: `host:port`; port 0 picks a free one.
    pub addresses: Vec<String>,
    /// TLS addresses to listen on.
    pub tls_addresses: Vec<String>,
    /// Addresses of the page, in the clear; `None`: it is not served, at TLS addresses neither.
    pub web: Option<Web>,
    /// The TLS certificate. `None`: the data folder's own, made if it has none.
    pub certificate: Option<CertificateFiles>,
    /// May anyone on the network join: at plain addresses, and at TLS addresses without a class
    /// code?
    pub open: bool,
    /// How many ports to try above one that is taken.
    pub more_ports: u16,
    /// The data folder, with the journal and the console socket; made on first use.
    pub place: Location,
    /// The class.
    pub class: Config,
    /// Which class it is, and whom it admits.
    pub admission: Admission,
    /// The code that is asked for at its door, if one is.
    pub code: Option<ClassCode>,
    /// The journal's options. `None`: the class is not recorded.
    pub journal: Option<Options>,
    /// How long the class goes on without a console. `None`: without end.
    pub linger: Option<Duration>,
}

/// Which class is opened, and whom it admits.
#[derive(Clone, Debug)]
pub struct Admission {
    /// The name of the class.
    pub class: Name,
    /// Is nobody let in who is not in its roster?
    pub roster_only: bool,
    /// Who comes later than this is late.
    pub grace: Duration,
}

impl Default for Admission {
    fn default() -> Self {
        Self { class: default_class(), roster_only: false, grace: Duration::from_secs(10 * 60) }
    }
}

/// Where the page is served in the clear, and by which names.
#[derive(Clone, Debug, Default)]
pub struct Web {
    /// `host:port`; port 0 picks a free one.
    pub addresses: Vec<String>,
    /// How many ports to try above one that is taken.
    pub more_ports: u16,
    /// Names that a server in front of this one answers by.
    pub hosts: Vec<String>,
}

/// Why a server cannot be opened.
#[derive(Debug, thiserror::Error)]
pub enum ServerError {
    /// It cannot listen.
    #[error(transparent)]
    Listen(#[from] ListenError),
    /// It has no certificate for TLS.
    #[error(transparent)]
    Certificate(#[from] CertificateError),
    /// It cannot open its journal.
    #[error(transparent)]
    Journal(#[from] JournalError),
    /// The system refuses a thread for passwords.
    #[error("no thread to check passwords: {0}")]
    Thread(std::io::Error),
}

impl ServerError {
    /// What happened and what to do, for people.
    pub fn explain(&self, locale: Locale) -> String {
        match self {
            Self::Listen(error) => error.explain(locale),
            Self::Certificate(error) => error.explain(locale),
            Self::Journal(error) => error.explain(locale),
            Self::Thread(error) => say!(locale, "server-failed", why = error.to_string()),
        }
    }
}

/// A server that listens but does not accept connections yet.
pub struct Server {
    listeners: Vec<TcpListener>,
    tls: Option<Tls>,
    web: Option<Vec<TcpListener>>,
    /// The names given for the page.
    hosts: Vec<String>,
    console: UnixListener,
    socket: PathBuf,
    opened: Opened,
    ways_in: WaysIn,
    journal: Option<Journal>,
    /// What lets a board in, if the page is served.
    board: Option<Zeroizing<String>>,
    /// After how long it is told that nobody has come from another machine.
    nobody_after: Duration,
    passwords: Sender<Question>,
    console_door: ConsoleDoor,
    linger: Option<Duration>,
    inbox: (Sender<Event>, Receiver<Event>),
}

struct Tls {
    listeners: Vec<TcpListener>,
    certificate: Certificate,
}

impl Server {
    /// Listens and opens the journal.
    ///
    /// # Errors
    /// The first thing that fails. Then nothing is left behind.
    pub fn open(setup: Setup) -> Result<Self, ServerError> {
        // With fewer than are needed newcomers wait for a descriptor.
        let _ = allow_open_files(0);
        let listen = |addresses: &[String], more, exposure| -> Result<Vec<_>, _> {
            addresses.iter().map(|address| listen::tcp(address, more, exposure)).collect()
        };
        let (more, plain) = (setup.more_ports, Exposure::plain(setup.open));
        let listeners = listen(&setup.addresses, more, plain)?;
        let exposure = Exposure::tls(setup.open, setup.code.is_some());
        let tls_listeners = listen(&setup.tls_addresses, more, exposure)?;
        let web = setup.web.as_ref();
        let web = web.map(|web| listen(&web.addresses, web.more_ports, plain)).transpose()?;
        let hosts = setup.web.map(|web| web.hosts).unwrap_or_default();
        setup.place.make_folder()?;
        let tls = if tls_listeners.is_empty() {
            None
        } else {
            let certificate =
                Certificate::open(setup.certificate, &setup.place.dir, web.is_some())?;
            Some(Tls { listeners: tls_listeners, certificate })
        };
        let socket = setup.place.dir.join(CONSOLE_SOCKET);
        let console = listen::console(&socket)?;
        let inbox = inbox();
        let file = PasswordFile::within(&setup.place.dir);
        let console_door =
            ConsoleDoor::new(file.clone(), setup.class.locale, setup.linger.is_some());
        let passwords = checker(file, setup.class.locale, inbox.0.clone());
        let passwords = passwords.map_err(ServerError::Thread).inspect_err(|_| {
            let _ = std::fs::remove_file(&socket);
        })?;
        let open = |options: Options| {
            let news = inbox.0.clone();
            // The hub is gone only when the class is over.
            Journal::open(&setup.place, options, move |report| {
                _ = news.send_blocking(Event::Journal(report));
            })
        };
        let journal = setup.journal.map(open).transpose().inspect_err(|_| {
            let _ = std::fs::remove_file(&socket);
        })?;
        // Without chance there are no passes either: that is told when someone wants one.
        let board = web.is_some().then(pass::made).and_then(Result::ok);
        let key = board.as_deref().map(|key| PassHash::of(key));
        let ways_in = WaysIn { code: setup.code, board: key, ..WaysIn::default() };
        let opening = journal.as_ref().map(|journal| journal.opening().clone());
        let opened = opened(setup.class, setup.admission, opening);
        Ok(Self {
            listeners,
            tls,
            web,
            hosts,
            console,
            socket,
            opened,
            ways_in,
            board,
            nobody_after: TOLD_AFTER,
            journal,
            passwords,
            console_door,
            linger: setup.linger,
            inbox,
        })
    }

    /// The plain addresses, in the order of [`Setup::addresses`].
    ///
    /// # Errors
    /// The system cannot tell them.
    pub fn addresses(&self) -> std::io::Result<Vec<SocketAddr>> {
        self.listeners.iter().map(TcpListener::local_addr).collect()
    }

    /// The TLS addresses, in the order of [`Setup::tls_addresses`].
    ///
    /// # Errors
    /// The system cannot tell them.
    pub fn tls_addresses(&self) -> std::io::Result<Vec<SocketAddr>> {
        let listeners = self.tls.iter().flat_map(|tls| &tls.listeners);
        listeners.map(TcpListener::local_addr).collect()
    }

    /// The page's addresses in the clear, in the order of [`Web::addresses`].
    ///
    /// # Errors
    /// The system cannot tell them.
    pub fn web_addresses(&self) -> std::io::Result<Vec<SocketAddr>> {
        self.web.iter().flatten().map(TcpListener::local_addr).collect()
    }

    /// Is the page served at all?
    pub fn has_page(&self) -> bool {
        self.web.is_some()
    }

    /// The certificate's fingerprint, if it listens for TLS.
    pub fn fingerprint(&self) -> Option<Fingerprint> {
        self.tls.as_ref().map(|tls| tls.certificate.fingerprint)
    }

    /// The key in the address of a board of this class, if the page is served.
    pub fn board_key(&self) -> Option<&str> {
        self.board.as_ref().map(|key| key.as_str())
    }

    /// The meeting that it holds.
    pub fn meeting(&self) -> Option<&Meeting> {
        self.opened.meeting.as_ref()
    }

    /// Does the meeting go on after a crash?
    pub fn goes_on(&self) -> bool {
        self.journal.as_ref().is_some_and(|journal| journal.opening().goes_on)
    }

    /// Has the teachers of a class that others can reach told after this time, not a minute, that nobody
    /// has come.
    pub fn expect_others_within(&mut self, time: Duration) {
        self.nobody_after = time;
    }

    /// Has the class show its teachers these tickets.
    pub fn show_tickets(&mut self, tickets: Vec<String>) {
        self.ways_in.tickets = tickets;
    }

    /// Runs the class until a teacher ends it or `stop` completes. Then it stops accepting, tells
    /// everyone, drains backlogs for at most 3 seconds and closes the journal. Returns what
    /// the journal lost.
    pub async fn run(self, stop: impl Future<Output = ()>) -> Losses {
        let (sender, receiver) = self.inbox;
        let (alive, all_gone) = async_channel::bounded(1);
        let (next, visitors) = (Arc::new(AtomicU64::new(1)), Visitors::default());
        let acceptor = Acceptor { inbox: sender.clone(), next, alive, visitors: visitors.clone() };
        let strangers = Strangers::new(self.opened.config.locale);
        let hosts = Hosts {
            machine: whoami::hostname().ok(),
            given: self.hosts,
            certificate: self.tls.as_ref().map(|tls| tls.certificate.own.clone()),
        };
        let browsers = self.web.is_some().then(|| {
            let site = Site::new(self.opened.config.locale, self.ways_in.code.is_some(), hosts);
            Browsers::new(site, strangers.clone())
        });
        let mut doors: Vec<(TcpListener, Door)> =
            self.listeners.into_iter().map(|listener| (listener, Door::Plain)).collect();
        if let Some(Tls { listeners, certificate }) = self.tls {
            let handshakes = Handshakes::new(certificate, strangers, browsers.clone());
            let door = Door::Tls(handshakes);
            doors.extend(listeners.into_iter().map(|listener| (listener, door.clone())));
        }
        if let (Some(listeners), Some(browsers)) = (self.web, browsers) {
            let door = Door::Web(browsers);
            doors.extend(listeners.into_iter().map(|listener| (listener, door.clone())));
        }
        let is_open = doors.iter().any(|(listener, _)| is_for_others(listener));
        let admit = |(listener, door)| task::spawn(acceptor.clone().admit_network(listener, door));
        let mut listening: Vec<JoinHandle<()>> = doors.into_iter().map(admit).collect();
        listening.push(task::spawn(acceptor.admit_consoles(self.console, self.console_door)));
        if is_open {
            let expected = visitors.expect(self.nobody_after, sender.clone());
            listening.push(task::spawn(expected));
        }

        let class = (self.opened, self.ways_in);
        let unattended = Unattended::new(self.linger);
        let hub =
            Hub::new(class, unattended, self.journal, self.passwords, sender.clone(), receiver);
        let hub = task::spawn(hub.run());
        let stopping = async {
            stop.await;
            let _ = sender.send(Event::Stop).await;
            std::future::pending().await
        };
        let journal = hub.or(stopping).await;

        for listener in listening {
            listener.cancel().await;
        }
        // A console started from now on must not find this server.
        let _ = std::fs::remove_file(&self.socket);
        let _ = timeout(DRAIN, all_gone.recv()).await;
        match journal {
            Some(journal) => task::spawn_blocking(|| journal.close()).await,
            None => Losses::default(),
        }
    }
}

/// How the class begins, as far as its journal, if it has one, knows of it.
fn opened(config: Config, admission: Admission, opening: Option<Opening>) -> Opened {
    let Admission { class, roster_only, grace } = admission;
    let opening = opening.unwrap_or_else(|| Opening::new(class, Timestamp::now()));
    let Opening { class, opened, roster, passes, .. } = opening;
    let meeting = Meeting { class, opened, roster, roster_only, grace };
    let version = env!("CARGO_PKG_VERSION").to_owned();
    Opened { version, config, passes, meeting: Some(meeting) }
}
