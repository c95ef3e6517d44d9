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
    CertificateError, ClientConfig, DigitallySignedStruct, Error, KeyLogFile, OtherError,
    RootCertStore, SignatureScheme,
};
use rustls_pki_types::pem::PemObject;
use rustls_pki_types::{CertificateDer, ServerName, UnixTime};

use super::error::CertificateRejection;
use super::fingerprint::Fingerprint;
use super::known_hosts::{Known, KnownHosts};

/// Which certificates are accepted if the address has no fingerprint.
#[derive(Clone, Debug, Default)]
pub struct Trust {
    /// A PEM file of authorities. `None`: the system's.
    pub ca: Option<PathBuf>,
    /// The certificates accepted before.
    pub known_hosts: Option<KnownHosts>,
    /// Whether to append the session's keys to the file that `SSLKEYLOGFILE` names: who has them reads
    /// what is recorded.
    pub log_keys: bool,
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
pub(super) fn config(expected: Expected, log_keys: bool) -> Result<ClientConfig, Error> {
    let provider = Arc::new(ring::default_provider());
    let verifier = Verifier { expected, provider: Arc::clone(&provider) };
    let mut config = ClientConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()?
        .dangerous()
        .with_custom_certificate_verifier(Arc::new(verifier))
        .with_no_client_auth();
    // Every connection's certificate is verified.
    config.resumption = Resumption::disabled();
    if log_keys {
        config.key_log = Arc::new(KeyLogFile::new());
    }
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
