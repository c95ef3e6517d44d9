//! The teacher's password: its argon2 hash in the data folder, and the thread that checks answers.

use std::fs::File;
use std::io::{self, Read};
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};
use std::thread;

use argon2::Argon2;
use argon2::password_hash::phc::PasswordHash;
use argon2::password_hash::{Error, PasswordHasher, PasswordVerifier};
use async_channel::Sender;
use unicode_normalization::UnicodeNormalization;
use zeroize::Zeroizing;

use crate::classroom::{ConnectionId, PasswordCheck, Secret};
use crate::locale::Locale;
use crate::private_file;
use crate::say;
use crate::wire::clean;

use super::event::Event;

/// Minimum number of characters.
pub const MIN_PASSWORD: usize = 8;
/// Maximum number of bytes: a password is typed on one line.
pub const MAX_PASSWORD: usize = 1024;

/// How many answers may wait to be checked; the last one waits some seconds.
const WAITING: usize = 64;
/// Longer files hold something else and are not read to their end.
const FILE_MAX: u64 = 1024;

/// The file with the password's hash.
#[derive(Clone, Debug)]
pub struct PasswordFile(PathBuf);

/// Why a password cannot be set or checked. Paths are of the file.
#[derive(Debug, thiserror::Error)]
#[error("{}", self.explain(Locale::En))]
pub enum PasswordError {
    /// Fewer than [`MIN_PASSWORD`] characters.
    TooShort,
    /// More than [`MAX_PASSWORD`] bytes.
    TooLong,
    /// It has characters that cannot be typed on a line.
    Control,
    /// The file cannot be written or read.
    File(PathBuf, io::Error),
    /// Others than its owner may read the file.
    Exposed(PathBuf),
    /// The file holds no hash, or the hash cannot be made.
    Hash(PathBuf, Error),
}

impl PasswordError {
    /// What happened and what to do, for people.
    pub fn explain(&self, locale: Locale) -> String {
        let shown = |path: &Path| path.display().to_string();
        match self {
            Self::TooShort => say!(locale, "password-too-short", min = MIN_PASSWORD),
            Self::TooLong => say!(locale, "password-too-long", max = MAX_PASSWORD),
            Self::Control => say!(locale, "password-control"),
            Self::File(path, source) => {
                say!(locale, "password-file", path = shown(path), why = source.to_string())
            }
            Self::Exposed(path) => say!(locale, "password-exposed", path = shown(path)),
            Self::Hash(path, source) => {
                say!(locale, "password-damaged", path = shown(path), why = source.to_string())
            }
        }
    }
}

impl PasswordFile {
    /// The file in a data folder.
    pub fn within(folder: &Path) -> Self {
        Self(folder.join("teacher.password"))
    }

    /// Its path.
    pub fn path(&self) -> &Path {
        &self.0
    }

    /// Stores the hash of a password, replacing an earlier one. The folder must exist. A running
    /// server uses the new one at once.
    ///
    /// # Errors
    /// It is no valid password, or cannot be stored.
    pub fn set(&self, password: &Secret) -> Result<(), PasswordError> {
        let password = normal(password);
        if password.chars().count() < MIN_PASSWORD {
            return Err(PasswordError::TooShort);
        }
        if password.len() > MAX_PASSWORD {
            return Err(PasswordError::TooLong);
        }
        // The wire would change it, so it could never match.
        if clean(&password) != password.as_str() {
            return Err(PasswordError::Control);
        }
        let hash = Argon2::default().hash_password(password.as_bytes());
        let hash = hash.map_err(|source| self.hash_error(source))?;
        private_file::write(&self.0, format!("{hash}\n").as_bytes())
            .map_err(|source| self.failed(source))
    }

    /// Checks an answer; without one, whether a password is set.
    pub(super) fn check(&self, answer: Option<&Secret>) -> Result<PasswordCheck, PasswordError> {
        let Some(text) = self.read()? else { return Ok(PasswordCheck::NotSet) };
        let hash = PasswordHash::new(text.trim()).map_err(|error| self.hash_error(error.into()))?;
        let Some(answer) = answer else { return Ok(PasswordCheck::Set) };
        match Argon2::default().verify_password(normal(answer).as_bytes(), &hash) {
            Ok(()) => Ok(PasswordCheck::Right),
            Err(Error::PasswordInvalid) => Ok(PasswordCheck::Wrong),
            Err(source) => Err(self.hash_error(source)),
        }
    }

    fn read(&self) -> Result<Option<String>, PasswordError> {
        let file = match File::open(&self.0) {
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
            file => file.map_err(|source| self.failed(source))?,
        };
        let metadata = file.metadata().map_err(|source| self.failed(source))?;
        if metadata.permissions().mode() & 0o077 != 0 {
            return Err(PasswordError::Exposed(self.0.clone()));
        }
        let mut text = String::new();
        file.take(FILE_MAX).read_to_string(&mut text).map_err(|source| self.failed(source))?;
        Ok(Some(text))
    }

    fn failed(&self, source: io::Error) -> PasswordError {
        PasswordError::File(self.0.clone(), source)
    }

    fn hash_error(&self, source: Error) -> PasswordError {
        PasswordError::Hash(self.0.clone(), source)
    }
}

/// Normalizes, so that every keyboard's spelling gives the same bytes, and trims spaces.
fn normal(password: &Secret) -> Zeroizing<String> {
    Zeroizing::new(password.reveal().trim().nfc().collect())
}

/// An answer to check; `None` asks whether a password is set.
pub(super) type Question = (ConnectionId, Option<Secret>);

/// Starts the thread that checks answers, one at a time: argon2 takes time and memory by design.
/// Results go to the hub's inbox; the thread ends with the hub.
pub(super) fn checker(
    file: PasswordFile,
    locale: Locale,
    inbox: Sender<Event>,
) -> io::Result<Sender<Question>> {
    let (questions, asked) = async_channel::bounded::<Question>(WAITING);
    thread::Builder::new().name("password".to_owned()).spawn(move || {
        while let Ok((who, answer)) = asked.recv_blocking() {
            let checked = file.check(answer.as_ref());
            let check =
                checked.unwrap_or_else(|error| PasswordCheck::Failed(error.explain(locale)));
            if inbox.send_blocking(Event::PasswordChecked { who, check }).is_err() {
                return;
            }
        }
    })?;
    Ok(questions)
}

#[cfg(test)]
mod tests {
    use std::fs;

    use super::*;

    fn check(file: &PasswordFile, answer: &str) -> PasswordCheck {
        file.check(Some(&Secret::new(answer))).unwrap()
    }

    #[test]
    fn a_password_is_known_again_and_the_file_does_not_hold_it() {
        let folder = tempfile::tempdir().unwrap();
        let file = PasswordFile::within(folder.path());
        assert_eq!(file.check(None).unwrap(), PasswordCheck::NotSet);
        assert_eq!(check(&file, "sésamo-abre"), PasswordCheck::NotSet);
        file.set(&Secret::new(" sésamo-abre\r")).unwrap();
        assert_eq!(file.check(None).unwrap(), PasswordCheck::Set);
        for answer in ["sésamo-abre", "se\u{301}samo-abre ", "  sésamo-abre"] {
            assert_eq!(check(&file, answer), PasswordCheck::Right, "{answer}");
        }
        for answer in ["", "sesamo-abre", "sésamo-abre!"] {
            assert_eq!(check(&file, answer), PasswordCheck::Wrong, "{answer}");
        }
        let text = fs::read_to_string(file.path()).unwrap();
        assert!(text.starts_with("$argon2id$") && !text.contains("abre"), "{text}");
        assert_eq!(fs::metadata(file.path()).unwrap().permissions().mode() & 0o777, 0o600);
        file.set(&Secret::new("outra senha")).unwrap();
        assert_eq!(check(&file, "sésamo-abre"), PasswordCheck::Wrong);
    }

    #[test]
    fn what_cannot_be_a_password_is_not_kept() {
        let folder = tempfile::tempdir().unwrap();
        let file = PasswordFile::within(folder.path());
        let set = |text: &str| file.set(&Secret::new(text)).unwrap_err();
        assert!(matches!(set("sete777"), PasswordError::TooShort));
        assert!(matches!(set("       sete777       "), PasswordError::TooShort));
        assert!(matches!(set(&"x".repeat(1025)), PasswordError::TooLong));
        assert!(matches!(set("abre-te\x1bsésamo"), PasswordError::Control));
        assert!(matches!(set("abre-te\u{202e}sésamo"), PasswordError::Control));
        assert!(!file.path().exists());
    }

    #[test]
    fn a_file_that_is_damaged_or_open_to_others_opens_nothing() {
        let folder = tempfile::tempdir().unwrap();
        let file = PasswordFile::within(folder.path());
        for text in ["", "abre-te sésamo", "$argon2id$v=19$"] {
            private_file::write(file.path(), text.as_bytes()).unwrap();
            assert!(matches!(file.check(None), Err(PasswordError::Hash(..))), "{text}");
        }
        file.set(&Secret::new("abre-te sésamo")).unwrap();
        fs::set_permissions(file.path(), fs::Permissions::from_mode(0o640)).unwrap();
        assert!(matches!(file.check(None), Err(PasswordError::Exposed(..))));
    }
}
