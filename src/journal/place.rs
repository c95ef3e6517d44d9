//! Where a journal is: its folder, the files in it, the lock, the key.

use std::fs::{self, DirBuilder, File, OpenOptions, TryLockError};
use std::io;
use std::os::unix::fs::{DirBuilderExt, OpenOptionsExt};
use std::path::{Path, PathBuf};
use std::thread;
use std::time::Duration;

use super::error::JournalError;
use super::key::{Key, write_private};

/// Where a journal is: data folder and key.
#[derive(Clone, Debug)]
pub struct Place {
    /// The data folder; made, for its owner alone, when a journal is first opened in it.
    pub dir: PathBuf,
    /// A file with the key; without it the key is made on first use and kept in the folder.
    pub key_file: Option<PathBuf>,
}

impl Place {
    pub(super) fn database(&self) -> PathBuf {
        self.dir.join("journal.db")
    }

    fn key_path(&self) -> PathBuf {
        self.key_file.clone().unwrap_or_else(|| self.dir.join("journal.key"))
    }

    /// The fingerprint of the key that the journal was begun with: a wrong key, a damaged file
    /// and a file of another program are all one error to the database.
    fn key_id(&self) -> PathBuf {
        self.dir.join("journal.db.key-id")
    }

    fn lock_path(&self) -> PathBuf {
        self.dir.join("journal.lock")
    }

    /// Makes the folder, which only its owner may enter, if it is not there.
    ///
    /// # Errors
    /// It cannot be made.
    pub fn make_folder(&self) -> Result<(), JournalError> {
        let made = DirBuilder::new().recursive(true).mode(0o700).create(&self.dir);
        made.map_err(|error| JournalError::Folder { path: self.dir.clone(), error })
    }

    /// Makes the folder if need be and locks it for the one process that writes. The lock goes
    /// with the file that is given back, also when the process is killed.
    pub(super) fn claim(&self) -> Result<File, JournalError> {
        let failed = |path: &Path, error| JournalError::Folder { path: path.to_owned(), error };
        self.make_folder()?;
        let path = self.lock_path();
        let file = private_file(&path).map_err(|error| failed(&path, error))?;
        // A reader looks for a moment whether the lock is taken (`is_claimed`).
        for _ in 0..10 {
            match file.try_lock() {
                Ok(()) => return Ok(file),
                Err(TryLockError::Error(error)) => return Err(failed(&path, error)),
                Err(TryLockError::WouldBlock) => thread::sleep(Duration::from_millis(20)),
            }
        }
        Err(JournalError::InUse { dir: self.dir.clone() })
    }

    /// Does a process write here now?
    pub(super) fn is_claimed(&self) -> bool {
        let lock = File::open(self.lock_path());
        lock.is_ok_and(|file| matches!(file.try_lock_shared(), Err(TryLockError::WouldBlock)))
    }

    /// The key to write with, made if this is to be a new journal. The folder must be claimed.
    pub(super) fn key_for_writing(&self) -> Result<Key, JournalError> {
        if self.has_database()? {
            return self.key_for_reading();
        }
        let path = self.key_path();
        let key = if self.key_file.is_none() && !exists(&path)? {
            Key::make(&path)?
        } else {
            Key::read(&path)?
        };
        let key_id = self.key_id();
        write_private(&key_id, key.fingerprint().as_bytes())
            .map_err(|error| JournalError::Folder { path: key_id, error })?;
        let database = self.database();
        private_file(&database).map_err(|error| JournalError::Folder { path: database, error })?;
        Ok(key)
    }

    /// The key that the journal was begun with.
    pub(super) fn key_for_reading(&self) -> Result<Key, JournalError> {
        if !self.has_database()? {
            return Err(JournalError::Missing { dir: self.dir.clone() });
        }
        let database = self.database();
        let Ok(key_id) = fs::read_to_string(self.key_id()) else {
            return Err(JournalError::Foreign { database });
        };
        let path = self.key_path();
        if self.key_file.is_none() && !exists(&path)? {
            return Err(JournalError::KeyGone { key: path, database });
        }
        let key = Key::read(&path)?;
        if key_id.trim() == key.fingerprint() {
            Ok(key)
        } else {
            Err(JournalError::WrongKey { key: path, database })
        }
    }

    /// Is something kept here? An empty file is what a sala that was killed at its very
    /// beginning leaves.
    fn has_database(&self) -> Result<bool, JournalError> {
        let path = self.database();
        match fs::metadata(&path) {
            Ok(metadata) => Ok(metadata.len() > 0 || !metadata.is_file()),
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(false),
            Err(error) => Err(JournalError::Folder { path, error }),
        }
    }
}

fn exists(path: &Path) -> Result<bool, JournalError> {
    path.try_exists().map_err(|error| JournalError::KeyFile { path: path.to_owned(), error })
}

fn private_file(path: &Path) -> io::Result<File> {
    OpenOptions::new().read(true).write(true).create(true).truncate(false).mode(0o600).open(path)
}
