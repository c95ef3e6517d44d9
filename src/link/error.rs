//! Why there is no connection.

use std::io;
use std::path::PathBuf;

use futures_rustls::rustls;

use crate::locale::Locale;
use crate::say;

use super::address::Address;
use super::known_hosts::KnownHostsError;
use super::trust::{CertificateRejection, tls_error};

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
    KnownHosts(#[from] KnownHostsError),
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
            Self::Certificate(at, rejection) => explain_rejection(at, rejection, locale),
            Self::Ca(path, error) => {
                let (path, error) = (path.display().to_string(), error.to_string());
                say!(locale, "client-link-ca", path = path, error = error)
            }
            Self::KnownHosts(KnownHostsError::File { path, error }) => {
                let (path, error) = (path.display().to_string(), error.to_string());
                say!(locale, "client-known-hosts-file", path = path, error = error)
            }
            Self::KnownHosts(KnownHostsError::Line { path, line }) => {
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
        matches!(self, Self::Certificate(..) | Self::Ca(..) | Self::KnownHosts(_))
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

fn explain_rejection(at: &Address, rejection: &CertificateRejection, locale: Locale) -> String {
    let at = at.place();
    match rejection {
        CertificateRejection::NotPinned { pinned, shown } => {
            let (pinned, shown) = (pinned.to_string(), shown.to_string());
            say!(locale, "client-doubt-not-pinned", at = at, pinned = pinned, shown = shown)
        }
        CertificateRejection::Unknown { shown } => {
            say!(locale, "client-doubt-unknown", at = at, shown = shown.to_string())
        }
        CertificateRejection::Changed { known, shown, file, line } => say!(
            locale,
            "client-doubt-changed",
            at = at,
            known = known.to_string(),
            shown = shown.to_string(),
            file = file.display().to_string(),
            line = *line
        ),
    }
}
