//! The server as a whole: opened first, then run to the end of the class.

use std::future::Future;
use std::net::SocketAddr;
use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::AtomicU64;

use async_channel::{Receiver, Sender};
use async_std::future::timeout;
use async_std::net::TcpListener;
use async_std::os::unix::net::UnixListener;
use async_std::task::{self, JoinHandle};
use futures_lite::FutureExt;

use crate::classroom::{Classroom, Config};
use crate::journal::{Journal, JournalError, Location, Options};
use crate::link::{CertificateFiles, Fingerprint};
use crate::locale::Locale;
use crate::say;

use super::certificate::{Certificate, CertificateError};
use super::connection::DRAIN;
use super::event::{Event, inbox};
use super::handshake::Handshakes;
use super::hub::Hub;
use super::listen::{self, Acceptor, Exposure, ListenError};
use super::password::{PasswordFile, Question, checker};

/// The name of the console's socket in the data folder.
pub const CONSOLE_SOCKET: &str = "console.sock";

/// What a server is made of.
#[derive(Debug)]
pub struct Setup {
    /// Where to listen: `host:port`, port 0 for a free one.
    pub addresses: Vec<String>,
    /// Where to listen for the encrypted channel.
    pub tls_addresses: Vec<String>,
    /// The certificate to show there; else the data folder's own, made if it has none.
    pub certificate: Option<CertificateFiles>,
    /// May strangers from the network come in: to the plain addresses at all, to the encrypted
    /// ones where no code is asked for?
    pub open: bool,
    /// How many more ports may be tried where one is taken.
    pub more_ports: u16,
    /// The data folder, of the journal and the console's socket; made if it is not there.
    pub place: Location,
    /// The class.
    pub class: Config,
    /// How the journal is kept, if one is: if the class is recorded.
    pub journal: Option<Options>,
}

/// Why a server could not be opened.
#[derive(Debug, thiserror::Error)]
pub enum ServerError {
    /// It cannot listen.
    #[error(transparent)]
    Listen(#[from] ListenError),
    /// It has no certificate for the encrypted channel.
    #[error(transparent)]
    Certificate(#[from] CertificateError),
    /// Its journal cannot be kept.
    #[error(transparent)]
    Journal(#[from] JournalError),
    /// The system gives it no thread to check passwords.
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

/// A server that has its addresses and its journal, and takes nobody in yet.
pub struct Server {
    listeners: Vec<TcpListener>,
    tls: Option<Tls>,
    console: UnixListener,
    socket: PathBuf,
    class: Config,
    journal: Option<Journal>,
    passwords: Sender<Question>,
    inbox: (Sender<Event>, Receiver<Event>),
}

/// The encrypted channel.
struct Tls {
    listeners: Vec<TcpListener>,
    certificate: Certificate,
}

impl Server {
    /// Listens and opens the journal.
    ///
    /// # Errors
    /// The first thing that cannot be had, and why. Then nothing is left behind.
    pub fn open(setup: Setup) -> Result<Self, ServerError> {
        let listen = |addresses: &[String], exposure| -> Result<Vec<_>, _> {
            addresses
                .iter()
                .map(|address| listen::tcp(address, setup.more_ports, exposure))
                .collect()
        };
        let listeners = listen(&setup.addresses, Exposure::plain(setup.open))?;
        let exposure = Exposure::tls(setup.open, setup.class.code.is_some());
        let tls_listeners = listen(&setup.tls_addresses, exposure)?;
        setup.place.make_folder()?;
        let tls = if tls_listeners.is_empty() {
            None
        } else {
            let certificate = Certificate::open(setup.certificate, &setup.place.dir)?;
            Some(Tls { listeners: tls_listeners, certificate })
        };
        let socket = setup.place.dir.join(CONSOLE_SOCKET);
        let console = listen::console(&socket)?;
        let inbox = inbox();
        let file = PasswordFile::within(&setup.place.dir);
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
        let class = setup.class;
        Ok(Self { listeners, tls, console, socket, class, journal, passwords, inbox })
    }

    /// The addresses that it listens on in the clear, in the order asked for.
    ///
    /// # Errors
    /// The system does not know them any more.
    pub fn addresses(&self) -> std::io::Result<Vec<SocketAddr>> {
        self.listeners.iter().map(TcpListener::local_addr).collect()
    }

    /// The addresses of the encrypted channel, in the order asked for.
    ///
    /// # Errors
    /// The system does not know them any more.
    pub fn tls_addresses(&self) -> std::io::Result<Vec<SocketAddr>> {
        let listeners = self.tls.iter().flat_map(|tls| &tls.listeners);
        listeners.map(TcpListener::local_addr).collect()
    }

    /// What its certificate is known by, if there is an encrypted channel.
    pub fn fingerprint(&self) -> Option<Fingerprint> {
        self.tls.as_ref().map(|tls| tls.certificate.fingerprint)
    }

    /// Runs the class until a teacher ends it or `stop` is done: nobody new comes in, everyone
    /// is told, what they are owed is drained for at most 3 seconds, the journal is written.
    /// Gives back how many records the journal lost.
    pub async fn run(self, stop: impl Future<Output = ()>) -> u64 {
        let (sender, receiver) = self.inbox;
        let (alive, all_gone) = async_channel::bounded(1);
        let acceptor = Acceptor { inbox: sender.clone(), next: Arc::new(AtomicU64::new(1)), alive };
        let mut listening: Vec<JoinHandle<()>> = Vec::new();
        for listener in self.listeners {
            listening.push(task::spawn(acceptor.clone().admit_network(listener)));
        }
        if let Some(Tls { listeners, certificate }) = self.tls {
            let handshakes = Handshakes::new(certificate.acceptor, self.class.locale);
            for listener in listeners {
                let admitting = acceptor.clone().admit_tls(listener, handshakes.clone());
                listening.push(task::spawn(admitting));
            }
        }
        listening.push(task::spawn(acceptor.admit_consoles(self.console)));

        let classroom = Classroom::new(self.class);
        let hub = Hub::new(classroom, self.journal, self.passwords, sender.clone(), receiver);
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
        // A console that a teacher starts from now on must not find this server.
        let _ = std::fs::remove_file(&self.socket);
        let _ = timeout(DRAIN, all_gone.recv()).await;
        match journal {
            Some(journal) => task::spawn_blocking(|| journal.close()).await,
            None => 0,
        }
    }
}
