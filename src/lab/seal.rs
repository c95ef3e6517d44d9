//! A certificate made on the spot, for a program that is to speak TLS.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use crate::link::Fingerprint;

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
        let made = rcgen::generate_simple_self_signed(names).map_err(io::Error::other)?;
        let seal = Self {
            certificate: folder.join("cert.pem"),
            key: folder.join("key.pem"),
            fingerprint: Fingerprint::of(made.cert.der()),
        };
        fs::write(&seal.certificate, made.cert.pem())?;
        fs::write(&seal.key, made.signing_key.serialize_pem())?;
        Ok(seal)
    }
}
