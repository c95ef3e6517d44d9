//! Where a journal is: its folder, files, lock and key.

use std::fs::{self, DirBuilder, File, OpenOptions, TryLockError};
use std::io;
use std::os::unix::fs::{DirBuilderExt, OpenOptionsExt, PermissionsExt};
use std::path::{Path, PathBuf};
use std::thread;
use std::time::Duration;

use crate::private_file;

use super::error::JournalError;
use super::key::Key;

/// Where a journal is: data folder and key.
#[derive(Clone, Debug)]
pub struct Location {
    /// The data folder; made, for its owner only, when a journal is first opened.
    pub dir: PathBuf,
    /// A file with the key. `None`: the key is made on first use and kept in the folder.
    pub key_file: Option<PathBuf>,
}

/// A locked folder. The lock ends with this value, and with the process when that is killed.
#[derive(Debug)]
pub(super) struct Claim(File);

impl Drop for Claim {
    /// To close the file is not enough: a child that another thread has just forked holds a copy of
    /// it until it runs its own program.
    fn drop(&mut self) {
        _ = self.0.unlock();
    }
}

impl Location {
    pub(super) fn database(&self) -> PathBuf {
        self.dir.join("journal.db")
    }

    /// The copy that becomes the database when the key is changed.
    pub(super) fn next_database(&self) -> PathBuf {
        self.dir.join("journal.db.next")
    }

    pub(super) fn key_path(&self) -> PathBuf {
        self.key_file.clone().unwrap_or_else(|| self.dir.join("journal.key"))
    }

    /// The file of the key that will replace the current one: beside the key's file itself, even if
    /// that is reached through a link.
    pub(super) fn next_key_path(&self) -> PathBuf {
        let path = self.key_path();
        let mut next = fs::canonicalize(&path).unwrap_or(path).into_os_string();
        next.push(".next");
        next.into()
    }

    /// Holds the fingerprint of the journal's key, or two while the key is changed. SQLCipher
    /// reports a wrong key, a damaged file and a foreign file alike; this tells them apart.
    fn key_id(&self) -> PathBuf {
        self.dir.join("journal.db.key-id")
    }

    fn lock_path(&self) -> PathBuf {
        self.dir.join("journal.lock")
    }

    /// Makes the folder, accessible to its owner only, unless it exists.
    ///
    /// # Errors
    /// It cannot be made, or others than its owner may write in it: they could put another key, console
    /// or certificate there.
    pub fn make_folder(&self) -> Result<(), JournalError> {
        let failed = |error| JournalError::Folder(self.dir.clone(), error);
        DirBuilder::new().recursive(true).mode(0o700).create(&self.dir).map_err(failed)?;
        let mode = fs::metadata(&self.dir).map_err(failed)?.permissions().mode();
        if mode & 0o022 != 0 {
            return Err(JournalError::FolderExposed(self.dir.clone()));
        }
        Ok(())
    }

    /// Makes the folder if need be and locks it for the one process that writes.
    pub(super) fn claim(&self) -> Result<Claim, JournalError> {
        let failed = |path: &Path, error| JournalError::Folder(path.to_owned(), error);
        self.make_folder()?;
        let path = self.lock_path();
        let file = open_private(&path).map_err(|error| failed(&path, error))?;
        // A reader looks for a moment whether the lock is taken (`is_claimed`).
        for _ in 0..10 {
            match file.try_lock() {
                Ok(()) => return Ok(Claim(file)),
                Err(TryLockError::Error(error)) => return Err(failed(&path, error)),
                Err(TryLockError::WouldBlock) => thread::sleep(Duration::from_millis(20)),
            }
        }
        Err(JournalError::InUse(self.dir.clone()))
    }

    /// Does a process write here now?
    pub(super) fn is_claimed(&self) -> bool {
        let lock = File::open(self.lock_path());
        lock.is_ok_and(|file| matches!(file.try_lock_shared(), Err(TryLockError::WouldBlock)))
    }

    /// Locks a place for the one process that writes, if there is a journal.
    pub(super) fn claim_journal(&self) -> Result<Claim, JournalError> {
        if !self.has_database()? {
            return Err(JournalError::Missing(self.dir.clone()));
        }
        self.claim()
    }

    /// Makes what a new journal needs and gives its key; `None` if there is a journal. The folder
    /// must be claimed.
    pub(super) fn begin(&self) -> Result<Option<Key>, JournalError> {
        if self.has_database()? {
            return Ok(None);
        }
        let path = self.key_path();
        let key = if self.key_file.is_none() && !exists(&path)? {
            Key::make(&path)?
        } else {
            Key::read(&path)?
        };
        self.make_database(&key)?;
        Ok(Some(key))
    }

    /// Makes what a new journal with this key needs. The folder must be claimed, and empty.
    pub(super) fn begin_with(&self, key: &Key) -> Result<(), JournalError> {
        if self.key_file.is_none() {
            key.write(&self.key_path())?;
        }
        self.make_database(key)
    }

    /// Writes the files beside the database again that are gone, of an open journal with this key;
    /// `false` if none was.
    pub(super) fn restore(&self, key: &Key) -> Result<bool, JournalError> {
        let own_key_is_gone = self.key_file.is_none() && !exists(&self.key_path())?;
        if own_key_is_gone {
            key.write(&self.key_path())?;
        }
        let id_is_gone = !exists(&self.key_id())?;
        if id_is_gone {
            self.note_keys(&[key])?;
        }
        Ok(own_key_is_gone || id_is_gone)
    }

    fn make_database(&self, key: &Key) -> Result<(), JournalError> {
        self.note_keys(&[key])?;
        let database = self.database();
        open_private(&database).map_err(|error| JournalError::Folder(database, error))?;
        Ok(())
    }

    /// The keys at hand that the journal may have been written with, at least one.
    pub(super) fn keys(&self) -> Result<Keys, JournalError> {
        if !self.has_database()? {
            return Err(JournalError::Missing(self.dir.clone()));
        }
        let database = self.database();
        let Ok(known) = fs::read_to_string(self.key_id()) else {
            return Err(JournalError::Foreign(database));
        };
        let (path, next) = (self.key_path(), self.next_key_path());
        let next = exists(&next)?.then_some(next);
        if self.key_file.is_none() && next.is_none() && !exists(&path)? {
            return Err(JournalError::KeyGone(path, database));
        }
        let under_way = known.split_whitespace().count() > 1;
        let mut fitting = Vec::new();
        let mut refusal = JournalError::WrongKey(path.clone(), database);
        for path in [Some(path), next].into_iter().flatten() {
            match Key::read(&path) {
                Ok(key) if known.split_whitespace().any(|id| id == key.fingerprint()) => {
                    fitting.push(key);
                }
                Ok(_) => {}
                Err(error) => refusal = error,
            }
        }
        if fitting.is_empty() { Err(refusal) } else { Ok(Keys { fitting, under_way }) }
    }

    /// Stores the fingerprints of the keys that the journal may have been written with.
    pub(super) fn note_keys(&self, keys: &[&Key]) -> Result<(), JournalError> {
        let path = self.key_id();
        let ids: Vec<_> = keys.iter().map(|key| key.fingerprint()).collect();
        let written = private_file::write(&path, ids.join("\n").as_bytes());
        written.map_err(|error| JournalError::Folder(path, error))
    }

    /// Completes an interrupted change of keys. `key` is the one that the journal is written with.
    /// The folder must be claimed.
    pub(super) fn settle(&self, key: &Key) -> Result<(), JournalError> {
        let failed = |path: &Path, error| JournalError::Folder(path.to_owned(), error);
        if fs::read_to_string(self.key_id()).is_ok_and(|known| known.trim() != key.fingerprint()) {
            self.note_keys(&[key])?;
        }
        let copy = self.next_database();
        private_file::remove_if_there(&copy).map_err(|error| failed(&copy, error))?;
        let next = self.next_key_path();
        if !exists(&next)? {
            return Ok(());
        }
        let settled = if Key::read(&next)?.fingerprint() == key.fingerprint() {
            let path = self.key_path();
            private_file::replace(&next, &fs::canonicalize(&path).unwrap_or(path))
        } else {
            private_file::remove_if_there(&next)
        };
        settled.map_err(|error| failed(&next, error))
    }

    /// Is there a journal? A server killed at its very start leaves an empty file.
    fn has_database(&self) -> Result<bool, JournalError> {
        let path = self.database();
        match fs::metadata(&path) {
            Ok(metadata) => Ok(metadata.len() > 0 || !metadata.is_file()),
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(false),
            Err(error) => Err(JournalError::Folder(path, error)),
        }
    }
}

/// Keys that may fit a journal.
pub(super) struct Keys {
    /// At least one whose fingerprint is known.
    pub(super) fitting: Vec<Key>,
    /// A change of keys was interrupted: a key that does not open the file may still be valid.
    pub(super) under_way: bool,
}

fn exists(path: &Path) -> Result<bool, JournalError> {
    path.try_exists().map_err(|error| JournalError::KeyFile(path.to_owned(), error))
}

/// Opens or makes a file with mode 0600.
pub(super) fn open_private(path: &Path) -> io::Result<File> {
    OpenOptions::new().read(true).write(true).create(true).truncate(false).mode(0o600).open(path)
}
