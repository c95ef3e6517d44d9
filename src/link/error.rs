//! Why there is no connection.

use std::io;
use std::path::PathBuf;

use futures_rustls::rustls::{self, CertificateError, OtherError};

use crate::locale::Locale;
use crate::say;

use super::address::Address;
use super::fingerprint::Fingerprint;

/// Why there is no connection.
#[derive(Debug, thiserror::Error)]
#[error("{}", self.explain(Locale::En))]
pub enum LinkError {
    /// There is no such host.
    UnknownHost(Address),
    /// Nothing listens there.
    Refused(Address),
    /// Nothing answered within the time allowed.
    TimedOut(Address),
    /// It does not speak TLS.
    NotTls(Address),
    /// Its certificate is not accepted.
    Certificate(Address, Box<CertificateRejection>),
    /// The file of authorities cannot be read.
    Ca(PathBuf, io::Error),
    /// The file of accepted certificates cannot be read or written.
    KnownHostsFile(PathBuf, io::Error),
    /// This line of it, counted from 1, is not `host:port` and a fingerprint.
    KnownHostsLine(PathBuf, usize),
    /// Any other error of the system.
    Failed(Address, io::Error),
}

impl LinkError {
    /// The error in one line for a person.
    pub fn explain(&self, locale: Locale) -> String {
        match self {
            Self::UnknownHost(at) => say!(locale, "client-link-unknown-host", at = at.place()),
            Self::Refused(at @ Address::Unix(_)) => {
                say!(locale, "client-link-no-class", at = at.place())
            }
            Self::Refused(at) => say!(locale, "client-link-refused", at = at.place()),
            Self::TimedOut(at) => say!(locale, "client-link-timed-out", at = at.place()),
            Self::NotTls(at) => say!(locale, "client-link-not-tls", at = at.place()),
            Self::Certificate(at, rejection) => rejection.explain(at, locale),
            Self::Ca(path, error) => {
                let (path, error) = (path.display().to_string(), error.to_string());
                say!(locale, "client-link-ca", path = path, error = error)
            }
            Self::KnownHostsFile(path, error) => {
                let (path, error) = (path.display().to_string(), error.to_string());
                say!(locale, "client-known-hosts-file", path = path, error = error)
            }
            Self::KnownHostsLine(path, line) => {
                let path = path.display().to_string();
                say!(locale, "client-known-hosts-line", path = path, line = *line)
            }
            Self::Failed(at, error) => {
                let (at, error) = (at.place(), error.to_string());
                say!(locale, "client-link-failed", at = at, error = error)
            }
        }
    }

    /// Would another attempt fail in the same way, because this side rejects the certificate?
    pub fn is_final(&self) -> bool {
        use LinkError::{Ca, Certificate, KnownHostsFile, KnownHostsLine};
        matches!(self, Certificate(..) | Ca(..) | KnownHostsFile(..) | KnownHostsLine(..))
    }

    /// The error for a failed attempt to connect.
    pub(crate) fn of(address: &Address, error: io::Error) -> Self {
        let address = address.clone();
        if let Some(rejection) = CertificateRejection::behind(&error) {
            return Self::Certificate(address, Box::new(rejection.clone()));
        }
        if let Some(rustls::Error::InvalidMessage(_)) = tls_error(&error) {
            return Self::NotTls(address);
        }
        match (error.kind(), &address) {
            (io::ErrorKind::ConnectionRefused, _) | (io::ErrorKind::NotFound, Address::Unix(_)) => {
                Self::Refused(address)
            }
            (io::ErrorKind::TimedOut, _) => Self::TimedOut(address),
            _ => Self::Failed(address, error),
        }
    }
}

/// Why the certificate that a classroom showed is rejected.
#[expect(missing_docs, reason = "the variants name the fields")]
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{self:?}")]
pub enum CertificateRejection {
    /// It is not the one that the ticket pins.
    NotPinned { pinned: Fingerprint, shown: Fingerprint },
    /// No authority has signed it, and it was never accepted before.
    Unknown { shown: Fingerprint },
    /// Another one was accepted before, noted in this line of the file, counted from 1.
    Changed { known: Fingerprint, shown: Fingerprint, file: PathBuf, line: usize },
}

impl CertificateRejection {
    fn explain(&self, at: &Address, locale: Locale) -> String {
        let at = at.place();
        match self {
            Self::NotPinned { pinned, shown } => {
                let (pinned, shown) = (pinned.to_string(), shown.to_string());
                say!(
                    locale,
                    "client-certificate-not-pinned",
                    at = at,
                    pinned = pinned,
                    shown = shown
                )
            }
            Self::Unknown { shown } => {
                say!(locale, "client-certificate-unknown", at = at, shown = shown.to_string())
            }
            Self::Changed { known, shown, file, line } => say!(
                locale,
                "client-certificate-changed",
                at = at,
                known = known.to_string(),
                shown = shown.to_string(),
                file = file.display().to_string(),
                line = *line
            ),
        }
    }

    /// The rejection that caused a handshake's error, if one did.
    fn behind(error: &io::Error) -> Option<&Self> {
        match tls_error(error)? {
            rustls::Error::InvalidCertificate(CertificateError::Other(OtherError(rejection))) => {
                rejection.downcast_ref()
            }
            _ => None,
        }
    }
}

/// The TLS error behind an I/O error.
fn tls_error(error: &io::Error) -> Option<&rustls::Error> {
    error.get_ref()?.downcast_ref()
}
