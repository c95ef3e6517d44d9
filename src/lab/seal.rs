//! A certificate made on the spot, for a program that is to speak TLS.

use std::io;
use std::path::{Path, PathBuf};

use crate::link::{CertificateFiles, Fingerprint};

/// A certificate and its key, in PEM, and what the certificate is known by.
#[derive(Clone, Debug)]
pub struct Seal {
    /// The file with the certificate.
    pub certificate: PathBuf,
    /// The file with the key.
    pub key: PathBuf,
    /// The certificate's.
    pub fingerprint: Fingerprint,
}

impl Seal {
    /// Makes one in a folder.
    ///
    /// # Errors
    /// It cannot be made or written.
    pub fn new(folder: &Path) -> io::Result<Self> {
        let names = vec!["localhost".to_owned(), "127.0.0.1".to_owned()];
        let (certificate, key) = (folder.join("cert.pem"), folder.join("key.pem"));
        let files = CertificateFiles { certificate, key };
        let fingerprint = files.make(names)?;
        Ok(Self { certificate: files.certificate, key: files.key, fingerprint })
    }
}
