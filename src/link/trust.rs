//! Which certificates are accepted: the ticket's; otherwise one accepted before, or one signed by an
//! authority of the system or of a file. Any other is rejected, and a person decides.

use std::io;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use futures_rustls::rustls::client::danger::{
    HandshakeSignatureValid, ServerCertVerified, ServerCertVerifier,
};
use futures_rustls::rustls::client::{Resumption, WebPkiServerVerifier};
use futures_rustls::rustls::crypto::{
    CryptoProvider, ring, verify_tls12_signature, verify_tls13_signature,
};
use futures_rustls::rustls::{
    CertificateError, ClientConfig, DigitallySignedStruct, Error, OtherError, RootCertStore,
    SignatureScheme,
};
use rustls_pki_types::pem::PemObject;
use rustls_pki_types::{CertificateDer, ServerName, UnixTime};

use super::fingerprint::Fingerprint;
use super::known_hosts::{Known, KnownHosts};

/// Which certificates are accepted if the address has no fingerprint.
#[derive(Clone, Debug, Default)]
pub struct Trust {
    /// A PEM file of authorities. `None`: the system's.
    pub ca: Option<PathBuf>,
    /// The certificates accepted before.
    pub known_hosts: Option<KnownHosts>,
}

/// Why a certificate is rejected.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum CertificateRejection {
    /// It is not the ticket's.
    #[error("{shown} instead of the ticket's {pinned}")]
    NotPinned {
        /// What the ticket says.
        pinned: Fingerprint,
        /// What the classroom showed.
        shown: Fingerprint,
    },
    /// No authority has signed it, and it was never accepted before.
    #[error("{shown} is not known")]
    Unknown {
        /// What the classroom showed.
        shown: Fingerprint,
    },
    /// Another one was accepted before.
    #[error("{shown} instead of {known}, line {line} of {}", file.display())]
    Changed {
        /// What was accepted before.
        known: Fingerprint,
        /// What the classroom showed.
        shown: Fingerprint,
        /// Where it is noted.
        file: PathBuf,
        /// The line there, counted from 1.
        line: usize,
    },
}

impl CertificateRejection {
    /// The rejection that caused a handshake's error, if one did.
    pub(super) fn behind(error: &io::Error) -> Option<&Self> {
        match tls_error(error)? {
            Error::InvalidCertificate(CertificateError::Other(OtherError(rejection))) => {
                rejection.downcast_ref()
            }
            _ => None,
        }
    }
}

/// The TLS error behind an I/O error.
pub(super) fn tls_error(error: &io::Error) -> Option<&Error> {
    error.get_ref()?.downcast_ref()
}

/// What one classroom's certificate must be.
#[derive(Debug)]
pub(super) enum Expected {
    /// This one certificate.
    Pinned(Fingerprint),
    /// The known one, or one that an authority has signed.
    Trusted {
        known: Option<Known>,
        /// The file of known ones.
        file: PathBuf,
        /// Authorities in place of the system's.
        roots: Option<RootCertStore>,
    },
}

/// The authorities in a PEM file.
///
/// # Errors
/// It cannot be read, or holds none.
pub(super) fn read_roots(path: &Path) -> io::Result<RootCertStore> {
    let bad = |error: String| io::Error::new(io::ErrorKind::InvalidData, error);
    let certificates = CertificateDer::pem_slice_iter(&std::fs::read(path)?)
        .collect::<Result<Vec<_>, _>>()
        .map_err(|error| bad(error.to_string()))?;
    let mut roots = RootCertStore::empty();
    for certificate in certificates {
        roots.add(certificate).map_err(|error| bad(error.to_string()))?;
    }
    if roots.is_empty() {
        return Err(bad("no BEGIN CERTIFICATE".to_owned()));
    }
    Ok(roots)
}

/// A client's TLS settings.
///
/// # Errors
/// Never in practice: the library would have to lack ciphers for every version.
pub(super) fn config(expected: Expected) -> Result<ClientConfig, Error> {
    let provider = Arc::new(ring::default_provider());
    let verifier = Verifier { expected, provider: Arc::clone(&provider) };
    let mut config = ClientConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()?
        .dangerous()
        .with_custom_certificate_verifier(Arc::new(verifier))
        .with_no_client_auth();
    // Every connection's certificate is verified.
    config.resumption = Resumption::disabled();
    Ok(config)
}

/// Decides on the certificate. That the server has its key is still proved by signature.
#[derive(Debug)]
struct Verifier {
    expected: Expected,
    provider: Arc<CryptoProvider>,
}

impl Verifier {
    /// A verifier by authorities, if there are any.
    fn authorities(&self, roots: Option<&RootCertStore>) -> Option<Arc<WebPkiServerVerifier>> {
        let roots = roots.cloned().unwrap_or_else(|| {
            let mut roots = RootCertStore::empty();
            // Unreadable certificates of the system are skipped.
            roots.add_parsable_certificates(rustls_native_certs::load_native_certs().certs);
            roots
        });
        let provider = Arc::clone(&self.provider);
        WebPkiServerVerifier::builder_with_provider(Arc::new(roots), provider).build().ok()
    }
}

impl ServerCertVerifier for Verifier {
    fn verify_server_cert(
        &self,
        certificate: &CertificateDer<'_>,
        intermediates: &[CertificateDer<'_>],
        server: &ServerName<'_>,
        ocsp: &[u8],
        now: UnixTime,
    ) -> Result<ServerCertVerified, Error> {
        let shown = Fingerprint::of(certificate);
        let rejection = match &self.expected {
            Expected::Pinned(pinned) if *pinned == shown => None,
            Expected::Pinned(pinned) => {
                Some(CertificateRejection::NotPinned { pinned: *pinned, shown })
            }
            Expected::Trusted { known: Some(known), .. } if known.fingerprint == shown => None,
            Expected::Trusted { known, file, roots } => {
                let is_signed = self.authorities(roots.as_ref()).is_some_and(|authorities| {
                    let verified = authorities.verify_server_cert(
                        certificate,
                        intermediates,
                        server,
                        ocsp,
                        now,
                    );
                    verified.is_ok()
                });
                let (file, rejection) = (file.clone(), CertificateRejection::Unknown { shown });
                let rejection = known.map_or(rejection, |Known { fingerprint: known, line }| {
                    CertificateRejection::Changed { known, shown, file, line }
                });
                (!is_signed).then_some(rejection)
            }
        };
        match rejection {
            None => Ok(ServerCertVerified::assertion()),
            Some(rejection) => Err(CertificateError::Other(OtherError(Arc::new(rejection))).into()),
        }
    }

    fn verify_tls12_signature(
        &self,
        message: &[u8],
        certificate: &CertificateDer<'_>,
        signature: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, Error> {
        let algorithms = &self.provider.signature_verification_algorithms;
        verify_tls12_signature(message, certificate, signature, algorithms)
    }

    fn verify_tls13_signature(
        &self,
        message: &[u8],
        certificate: &CertificateDer<'_>,
        signature: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, Error> {
        let algorithms = &self.provider.signature_verification_algorithms;
        verify_tls13_signature(message, certificate, signature, algorithms)
    }

    fn supported_verify_schemes(&self) -> Vec<SignatureScheme> {
        self.provider.signature_verification_algorithms.supported_schemes()
    }
}
