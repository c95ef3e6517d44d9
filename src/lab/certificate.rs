//! A certificate made on the spot, for a program that has to speak TLS.

use std::io;
use std::path::{Path, PathBuf};

use crate::link::{CertificateFiles, Fingerprint};

/// A certificate and its key, as PEM files.
#[derive(Clone, Debug)]
pub struct TestCertificate {
    /// The file with the certificate.
    pub certificate: PathBuf,
    /// The file with the key.
    pub key: PathBuf,
    /// What a client recognises the certificate by.
    pub fingerprint: Fingerprint,
}

impl TestCertificate {
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
