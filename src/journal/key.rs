//! The journal's key: made once, then read; its fingerprint tells it from others.

use std::fs::File;
use std::io::{self, Read};
use std::os::unix::fs::PermissionsExt;
use std::path::Path;

use sha2::{Digest, Sha256};
use zeroize::Zeroizing;

use crate::private_file;

use super::error::JournalError;

const KEY_BYTES: usize = 32;
/// Longer files hold something else and are not read to their end.
const FILE_MAX: u64 = 1024;

/// The 256 bits that the database is encrypted with.
pub(super) struct Key(Zeroizing<[u8; KEY_BYTES]>);

impl Key {
    /// Makes a new key and keeps it in `path`, readable by its owner only.
    pub(super) fn make(path: &Path) -> Result<Self, JournalError> {
        let failed = |error| JournalError::Folder(path.to_owned(), error);
        let mut key = Zeroizing::new([0; KEY_BYTES]);
        getrandom::fill(key.as_mut()).map_err(|error| failed(io::Error::other(error)))?;
        let key = Self(key);
        key.write(path)?;
        Ok(key)
    }

    /// Keeps it in `path`, readable by its owner only.
    pub(super) fn write(&self, path: &Path) -> Result<(), JournalError> {
        let mut text = self.text();
        text.push('\n');
        let written = private_file::write(path, text.as_bytes());
        written.map_err(|error| JournalError::Folder(path.to_owned(), error))
    }

    /// Reads a key: 64 hexadecimal digits, spaces and line ends around them allowed.
    pub(super) fn read(path: &Path) -> Result<Self, JournalError> {
        let failed = |error| JournalError::KeyFile(path.to_owned(), error);
        let file = File::open(path).map_err(failed)?;
        let metadata = file.metadata().map_err(failed)?;
        // A pipe (`--key-file <(pass show sala)`) cannot be read by others.
        if metadata.is_file() && metadata.permissions().mode() & 0o077 != 0 {
            return Err(JournalError::KeyExposed(path.to_owned()));
        }
        let mut text = Zeroizing::new(Vec::new());
        file.take(FILE_MAX).read_to_end(&mut text).map_err(failed)?;
        let mut key = Zeroizing::new([0; KEY_BYTES]);
        hex::decode_to_slice(text.trim_ascii(), key.as_mut())
            .map_err(|_| JournalError::KeyShape(path.to_owned()))?;
        Ok(Self(key))
    }

    /// Identifies the key without revealing it.
    pub(super) fn fingerprint(&self) -> String {
        let digest = Sha256::new().chain_update(b"sala journal key\n").chain_update(*self.0);
        hex::encode(&digest.finalize()[..8])
    }

    /// The statement that opens the database with this key.
    pub(super) fn pragma(&self) -> Zeroizing<String> {
        Zeroizing::new(format!("PRAGMA key = \"x'{}'\"", *self.text()))
    }

    /// The statement that makes the database at `path` known as `name`, with this key.
    pub(super) fn attach(&self, path: &str, name: &str) -> Zeroizing<String> {
        let path = path.replace('\'', "''");
        Zeroizing::new(format!("ATTACH '{path}' AS {name} KEY \"x'{}'\"", *self.text()))
    }

    /// The statement that changes the database's key to this one.
    pub(super) fn rekey_pragma(&self) -> Zeroizing<String> {
        Zeroizing::new(format!("PRAGMA rekey = \"x'{}'\"", *self.text()))
    }

    fn text(&self) -> Zeroizing<String> {
        Zeroizing::new(hex::encode(*self.0))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn fingerprints_tell_keys_apart_and_do_not_hold_them() {
        let one = Key(Zeroizing::new([1; KEY_BYTES]));
        let two = Key(Zeroizing::new([2; KEY_BYTES]));
        assert_ne!(one.fingerprint(), two.fingerprint());
        assert_eq!(one.fingerprint(), Key(Zeroizing::new([1; KEY_BYTES])).fingerprint());
        assert_eq!(one.fingerprint().len(), 16);
        assert!(!one.pragma().contains(&one.fingerprint()));
    }

    #[test]
    fn only_sixty_four_hexadecimal_digits_are_a_key() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("key");
        let digits = "0123456789abcdefABCDEF0123456789".repeat(2);
        for (text, good) in [
            (digits.clone(), true),
            (format!(" {digits}\r\n"), true),
            (String::new(), false),
            (digits[1..].to_owned(), false),
            (format!("{digits}00"), false),
            (digits.replace('f', "g"), false),
            ("x".repeat(5000), false),
        ] {
            private_file::write(&path, text.as_bytes()).unwrap();
            assert_eq!(Key::read(&path).is_ok(), good, "{text:?}");
        }
    }
}
