//! The server's certificate: given by files, or made once and kept in the data folder.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use futures_rustls::rustls::crypto::ring;
use futures_rustls::rustls::server::NoServerSessionStorage;
use futures_rustls::rustls::{Error, ServerConfig};
use rustls_pki_types::pem::PemObject;
use rustls_pki_types::{CertificateDer, DnsName, PrivateKeyDer};

use crate::link::{CertificateFiles, Fingerprint};
use crate::locale::Locale;
use crate::say;

/// Why there is no certificate. Paths are of the file concerned.
#[derive(Debug, thiserror::Error)]
#[error("{}", self.explain(Locale::En))]
pub enum CertificateError {
    /// A file cannot be read or written.
    File(PathBuf, io::Error),
    /// The data folder has the first file but not the second.
    Alone(PathBuf, PathBuf),
    /// There is no certificate in the file.
    NoCertificate(PathBuf),
    /// There is no private key in the file.
    NoKey(PathBuf),
    /// Key and certificate do not belong together.
    Mismatch(CertificateFiles),
    /// TLS refuses the certificate, for this reason.
    Unusable(PathBuf, String),
}

impl CertificateError {
    /// What happened and what to do, for people.
    pub fn explain(&self, locale: Locale) -> String {
        let shown = |path: &Path| path.display().to_string();
        match self {
            Self::File(path, error) => {
                say!(locale, "certificate-file", path = shown(path), why = error.to_string())
            }
            Self::Alone(present, missing) => {
                let (present, missing) = (shown(present), shown(missing));
                say!(locale, "certificate-alone", present = present, missing = missing)
            }
            Self::NoCertificate(path) => say!(locale, "certificate-none", path = shown(path)),
            Self::NoKey(path) => say!(locale, "certificate-no-key", path = shown(path)),
            Self::Mismatch(CertificateFiles { certificate, key }) => {
                let (certificate, key) = (shown(certificate), shown(key));
                say!(locale, "certificate-mismatch", certificate = certificate, key = key)
            }
            Self::Unusable(path, why) => {
                say!(locale, "certificate-unusable", path = shown(path), why = why.as_str())
            }
        }
    }
}

/// What browsers and our own WebSocket clients offer by ALPN (RFC 7301).
pub(super) const ALPN_HTTP: &[u8] = b"http/1.1";
/// What other clients may offer; most offer nothing.
const ALPN_WIRE: &[u8] = b"sala";

pub(super) struct Certificate {
    pub(super) config: Arc<ServerConfig>,
    pub(super) own: CertificateDer<'static>,
    pub(super) fingerprint: Fingerprint,
    /// Was it given, so that browsers can know whose it is? A warning clicked through proves nothing.
    pub(super) is_given: bool,
}

impl Certificate {
    /// Opens the given certificate, or else the data folder's, which is made on first use. `page`:
    /// browsers are let in as well.
    pub(super) fn open(
        given: Option<CertificateFiles>,
        folder: &Path,
        page: bool,
    ) -> Result<Self, CertificateError> {
        let is_given = given.is_some();
        let files = given.map_or_else(|| in_folder(folder), Ok)?;
        let CertificateFiles { certificate: path, key } = &files;
        let failed = |path: &PathBuf| {
            let path = path.clone();
            |error| CertificateError::File(path, error)
        };
        let text = fs::read(path).map_err(failed(path))?;
        let chain = CertificateDer::pem_slice_iter(&text).collect::<Result<Vec<_>, _>>();
        let chain = chain.unwrap_or_default();
        let none = || CertificateError::NoCertificate(path.clone());
        let own = chain.first().ok_or_else(none)?.clone();
        let fingerprint = Fingerprint::of(&own);
        let text = zeroize::Zeroizing::new(fs::read(key).map_err(failed(key))?);
        let key = PrivateKeyDer::from_pem_slice(&text)
            .map_err(|_| CertificateError::NoKey(key.clone()))?;
        let mut config = config(chain, key).map_err(|error| match error {
            Error::InconsistentKeys(_) => CertificateError::Mismatch(files.clone()),
            error => CertificateError::Unusable(path.clone(), error.to_string()),
        })?;
        // Who offers nothing of these is refused (RFC 7301, 3.2).
        let protocols = [ALPN_WIRE, ALPN_HTTP].into_iter().take(if page { 2 } else { 1 });
        config.alpn_protocols = protocols.map(<[u8]>::to_vec).collect();
        Ok(Self { config: Arc::new(config), own, fingerprint, is_given })
    }
}

/// TLS 1.3 and 1.2, without session resumption: students connect once per class.
fn config(
    chain: Vec<CertificateDer<'static>>,
    key: PrivateKeyDer<'static>,
) -> Result<ServerConfig, Error> {
    let mut config = ServerConfig::builder_with_provider(Arc::new(ring::default_provider()))
        .with_safe_default_protocol_versions()?
        .with_no_client_auth()
        .with_single_cert(chain, key)?;
    config.session_storage = Arc::new(NoServerSessionStorage {});
    config.send_tls13_tickets = 0;
    Ok(config)
}

/// The data folder's own certificate, made on first use.
fn in_folder(folder: &Path) -> Result<CertificateFiles, CertificateError> {
    let files =
        CertificateFiles { certificate: folder.join("cert.pem"), key: folder.join("cert.key") };
    let exists = |path: &PathBuf| {
        path.try_exists().map_err(|error| CertificateError::File(path.clone(), error))
    };
    let CertificateFiles { certificate, key } = &files;
    let alone = |present: &PathBuf, missing: &PathBuf| {
        CertificateError::Alone(present.clone(), missing.clone())
    };
    match (exists(certificate)?, exists(key)?) {
        (true, true) => {}
        (false, false) => {
            let failed = |error| CertificateError::File(certificate.clone(), error);
            files.make(names()).map_err(failed)?;
        }
        (true, false) => return Err(alone(certificate, key)),
        (false, true) => return Err(alone(key, certificate)),
    }
    Ok(files)
}

/// The names and addresses of this machine, for clients that check them.
fn names() -> Vec<String> {
    let own = whoami::hostname().ok().filter(|name| DnsName::try_from(name.as_str()).is_ok());
    let interfaces = if_addrs::get_if_addrs().unwrap_or_default();
    let addresses = interfaces.iter().map(|interface| interface.ip().to_string());
    let mut names: Vec<String> =
        ["localhost".to_owned()].into_iter().chain(own).chain(addresses).collect();
    names.sort();
    names.dedup();
    names
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_is_made_once_and_is_never_made_beside_half_of_one() {
        let [one, other] = [(); 2].map(|()| tempfile::tempdir().unwrap());
        let open = |folder: &Path| Certificate::open(None, folder, true).map(|own| own.fingerprint);
        let made = open(one.path()).unwrap();
        assert_eq!(open(one.path()).unwrap(), made);
        assert_ne!(open(other.path()).unwrap(), made);
        for (folder, half) in [(&one, "cert.key"), (&other, "cert.pem")] {
            fs::remove_file(folder.path().join(half)).unwrap();
            assert!(matches!(open(folder.path()), Err(CertificateError::Alone(..))));
        }
    }
}
