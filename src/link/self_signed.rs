//! Self-signed certificates: clients know them by their fingerprints.

use std::io;
use std::path::PathBuf;

use rcgen::{CertificateParams, DnType, KeyPair};
use zeroize::Zeroizing;

use crate::private_file;

use super::fingerprint::Fingerprint;

/// A certificate and its key, both in PEM.
#[derive(Clone, Debug)]
pub struct CertificateFiles {
    /// The certificate, followed by those that vouch for it.
    pub certificate: PathBuf,
    /// The private key.
    pub key: PathBuf,
}

impl CertificateFiles {
    /// Makes a certificate for these names. It does not expire: if it is deleted, another is made.
    ///
    /// # Errors
    /// It cannot be made or written.
    pub fn make(&self, names: Vec<String>) -> io::Result<Fingerprint> {
        let mut parameters = CertificateParams::new(names).map_err(io::Error::other)?;
        parameters.distinguished_name.push(DnType::CommonName, "sala");
        let key = KeyPair::generate().map_err(io::Error::other)?;
        let certificate = parameters.self_signed(&key).map_err(io::Error::other)?;
        private_file::write(&self.key, Zeroizing::new(key.serialize_pem()).as_bytes())?;
        private_file::write(&self.certificate, certificate.pem().as_bytes())?;
        Ok(Fingerprint::of(certificate.der()))
    }
}
