//! TLS handshakes: each in its connection's task, limited in time and number. The class hears of a
//! connection only after its handshake.

use std::io;
use std::net::{Shutdown, SocketAddr};
use std::sync::Arc;
use std::time::{Duration, Instant};

use async_std::future::timeout;
use async_std::net::TcpStream;
use futures_lite::{AsyncReadExt, AsyncWriteExt, FutureExt};
use futures_rustls::LazyConfigAcceptor;
use futures_rustls::rustls::server::Acceptor;
use futures_rustls::server::TlsStream;

use crate::classroom::Origin;
use crate::link::Stream;
use crate::say;
use crate::web::{Scheme, is_http};
use crate::wire::ServerLine;

use super::browser::Browsers;
use super::certificate::{ALPN_HTTP, Certificate};
use super::connection::{Comer, HANDSHAKE, Input, LINGER};
use super::strangers::{Strangers, Underway};

/// A TLS client speaks first. One that is silent for this long is told so in the clear.
const SILENCE: Duration = Duration::from_secs(5);
/// How long a handshake may take.
const LIMIT: Duration = Duration::from_secs(10);

/// The handshakes of all listeners. Cloning shares them.
#[derive(Clone)]
pub(super) struct Handshakes {
    certificate: Arc<Certificate>,
    strangers: Strangers,
    /// Who sends a browser without TLS to https; `None`: no page is served.
    browsers: Option<Browsers>,
}

enum Failure {
    Silent,
    /// The client does not speak TLS.
    Plain,
    Late,
    /// It was cancelled for a newer one.
    CalledOff,
    Broken(io::Error),
}

impl Handshakes {
    pub(super) fn new(
        certificate: Certificate,
        strangers: Strangers,
        browsers: Option<Browsers>,
    ) -> Self {
        Self { certificate: Arc::new(certificate), strangers, browsers }
    }

    /// Runs a handshake, and lets a browser ask for the page. `None`: what failed was logged, or
    /// nobody comes into the class.
    pub(super) async fn run(&self, stream: TcpStream, from: SocketAddr) -> Option<Comer> {
        let underway = self.strangers.begin(from);
        let called_off = async {
            underway.called_off().await;
            Err(Failure::CalledOff)
        };
        let done = self.shake_hands(stream, from, &underway).or(called_off).await;
        let stream = done.map_err(|failure| self.tell(from, &failure)).ok()?;
        drop(underway);
        let origin = |encrypted| Origin::Network { from, encrypted };
        let is_browser = stream.get_ref().1.alpn_protocol() == Some(ALPN_HTTP);
        let stream = Stream::tls(stream);
        match &self.browsers {
            Some(browsers) if is_browser => {
                let input = browsers.run(&stream, from, Scheme::Https).await?;
                Some(Comer { stream, input, origin: origin(self.certificate.is_given) })
            }
            _ => Some(Comer { stream, input: Input::lines(), origin: origin(true) }),
        }
    }

    async fn shake_hands(
        &self,
        stream: TcpStream,
        from: SocketAddr,
        underway: &Underway,
    ) -> Result<TlsStream<TcpStream>, Failure> {
        let began = Instant::now();
        let mut first = [0];
        let failure = match timeout(SILENCE, stream.peek(&mut first)).await {
            Ok(Ok(0)) => return Err(Failure::Broken(io::ErrorKind::UnexpectedEof.into())),
            Ok(Ok(_)) if first == [HANDSHAKE] => {
                let left = LIMIT.saturating_sub(began.elapsed());
                let shaken = timeout(left, async {
                    let hello = LazyConfigAcceptor::new(Acceptor::default(), stream).await?;
                    underway.hello_is_complete();
                    hello.into_stream(Arc::clone(&self.certificate.config)).await
                });
                let shaken = shaken.await;
                return shaken.map_err(|_| Failure::Late)?.map_err(Failure::Broken);
            }
            Ok(Ok(_)) => {
                if let Some(browsers) = &self.browsers
                    && has_request(&stream).await
                {
                    browsers.run(&Stream::Tcp(stream), from, Scheme::HttpForHttps).await;
                    return Err(Failure::Plain);
                }
                Failure::Plain
            }
            Ok(Err(error)) => return Err(Failure::Broken(error)),
            Err(_) => Failure::Silent,
        };
        // The client may not read it.
        let _ = timeout(LINGER, self.explain_in_the_clear(stream)).await;
        Err(failure)
    }

    /// Tells a client without TLS, perhaps a person with `nc`, what this address speaks.
    async fn explain_in_the_clear(&self, mut stream: TcpStream) -> io::Result<()> {
        let line = ServerLine::Closing(say!(self.strangers.locale, "handshake-plain"));
        stream.write_all(format!("{line}\n").as_bytes()).await?;
        stream.shutdown(Shutdown::Write)?;
        // Closing a socket with unread bytes would reset it, and the line could be lost.
        while stream.read(&mut [0; 512]).await? > 0 {}
        Ok(())
    }

    fn tell(&self, from: SocketAddr, failure: &Failure) {
        let locale = self.strangers.locale;
        let why = match failure {
            Failure::Silent => say!(locale, "handshake-failed-silent"),
            Failure::Plain => say!(locale, "handshake-failed-plain"),
            Failure::Late => say!(locale, "handshake-failed-late"),
            Failure::CalledOff => say!(locale, "handshake-failed-called-off"),
            Failure::Broken(error) => error.to_string(),
        };
        let from = from.to_string();
        self.strangers.tell(|untold| {
            say!(locale, "handshake-failed", address = from, why = why, untold = untold)
        });
    }
}

/// Has a browser sent a request in the clear?
async fn has_request(stream: &TcpStream) -> bool {
    let mut first = [0; 16];
    stream.peek(&mut first).await.is_ok_and(|count| is_http(&first[..count]))
}
