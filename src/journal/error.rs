//! The journal's errors, with the sentences that people read.

use std::io;
use std::path::{Path, PathBuf};

use rusqlite::ErrorCode;

use crate::locale::Locale;
use crate::say;

/// Why a journal cannot be opened or read. Paths are of the file or folder concerned.
#[derive(Debug, thiserror::Error)]
#[error("{}", self.explain(Locale::En))]
pub enum JournalError {
    /// The data folder cannot be made or used.
    Folder(PathBuf, io::Error),
    /// Others than its owner may write in the data folder.
    FolderExposed(PathBuf),
    /// Another sala uses this data folder.
    InUse(PathBuf),
    /// There is no journal to read.
    Missing(PathBuf),
    /// The key (first path) that sala made is gone, but the journal (second) is there.
    KeyGone(PathBuf, PathBuf),
    /// The key file cannot be read.
    KeyFile(PathBuf, io::Error),
    /// The key file holds something else.
    KeyShape(PathBuf),
    /// Others than its owner may read the key file.
    KeyExposed(PathBuf),
    /// The key (first path) does not open the journal (second).
    WrongKey(PathBuf, PathBuf),
    /// The new key equals the old one.
    KeySame(PathBuf),
    /// The key was read from a pipe, which cannot be given another one.
    KeyFixed(PathBuf),
    /// The file is not a journal of sala's.
    Foreign(PathBuf),
    /// A later sala wrote this journal.
    Newer(PathBuf),
    /// The class of that name is archived.
    Archived(String),
    /// The class of that name has no roster, and would let nobody in.
    NoRoster(String),
    /// There is no class of that name.
    NoClass(String),
    /// There is a class of that name.
    ClassTaken(String),
    /// The journal's file cannot be read or written.
    Storage(PathBuf, StorageError),
    /// The system gives the journal no thread.
    Thread(io::Error),
}

impl JournalError {
    pub(super) fn storage(database: &Path, error: &rusqlite::Error) -> Self {
        Self::Storage(database.to_owned(), StorageError::from(error))
    }

    /// The error for a file that could not be written, moved or removed.
    pub(super) fn file(path: &Path, error: io::Error) -> Self {
        let reason = match error.kind() {
            io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded => StorageError::Full,
            io::ErrorKind::ReadOnlyFilesystem => StorageError::ReadOnly,
            _ => return Self::Folder(path.to_owned(), error),
        };
        Self::Storage(path.to_owned(), reason)
    }

    /// One line: what happened, where, what to do now.
    pub fn explain(&self, locale: Locale) -> String {
        let shown = |path: &Path| path.display().to_string();
        match self {
            Self::Folder(path, error) => {
                let reason = error.to_string();
                say!(locale, "journal-error-folder", path = shown(path), reason = reason)
            }
            Self::FolderExposed(dir) => {
                say!(locale, "journal-error-folder-exposed", path = shown(dir))
            }
            Self::InUse(dir) => say!(locale, "data-folder-in-use", path = shown(dir)),
            Self::Missing(dir) => say!(locale, "journal-error-missing", path = shown(dir)),
            Self::KeyGone(key, database) => {
                let database = shown(database);
                say!(locale, "journal-error-key-gone", key = shown(key), path = database)
            }
            Self::KeyFile(path, error) => {
                let reason = error.to_string();
                say!(locale, "journal-error-key-file", path = shown(path), reason = reason)
            }
            Self::KeyShape(path) => say!(locale, "journal-error-key-shape", path = shown(path)),
            Self::KeyExposed(path) => {
                say!(locale, "journal-error-key-exposed", path = shown(path))
            }
            Self::WrongKey(key, database) => {
                let database = shown(database);
                say!(locale, "journal-error-wrong-key", key = shown(key), path = database)
            }
            Self::KeySame(path) => say!(locale, "journal-error-key-same", path = shown(path)),
            Self::KeyFixed(path) => say!(locale, "journal-error-key-fixed", path = shown(path)),
            Self::Foreign(database) => {
                say!(locale, "journal-error-foreign", path = shown(database))
            }
            Self::Archived(class) => say!(locale, "journal-error-archived", class = class.as_str()),
            Self::NoRoster(class) => say!(locale, "server-no-roster", class = class.as_str()),
            Self::NoClass(class) => say!(locale, "journal-error-no-class", class = class.as_str()),
            Self::ClassTaken(class) => {
                say!(locale, "journal-error-class-taken", class = class.as_str())
            }
            Self::Newer(database) => say!(locale, "journal-error-newer", path = shown(database)),
            Self::Storage(database, reason) => {
                let reason = reason.explain(locale);
                say!(locale, "journal-error-storage", path = shown(database), reason = reason)
            }
            Self::Thread(error) => {
                say!(locale, "journal-error-thread", reason = error.to_string())
            }
        }
    }
}

/// Why the journal's file cannot be read or written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum StorageError {
    /// The disk is full, or the journal has reached its maximum size.
    Full,
    /// The file is read-only.
    ReadOnly,
    /// The file's content was changed or damaged.
    Damaged,
    /// Another program keeps the file locked.
    Busy,
    /// Any other error, in the database's words.
    Other(String),
}

impl StorageError {
    /// What it is and what to do about it.
    pub fn explain(&self, locale: Locale) -> String {
        match self {
            Self::Full => say!(locale, "storage-full"),
            Self::ReadOnly => say!(locale, "storage-read-only"),
            Self::Damaged => say!(locale, "storage-damaged"),
            Self::Busy => say!(locale, "storage-busy"),
            Self::Other(reason) => say!(locale, "storage-other", reason = reason.as_str()),
        }
    }
}

impl From<&rusqlite::Error> for StorageError {
    fn from(error: &rusqlite::Error) -> Self {
        match error.sqlite_error_code() {
            Some(ErrorCode::DiskFull) => Self::Full,
            Some(ErrorCode::ReadOnly) => Self::ReadOnly,
            Some(ErrorCode::NotADatabase | ErrorCode::DatabaseCorrupt) => Self::Damaged,
            Some(ErrorCode::DatabaseBusy | ErrorCode::DatabaseLocked) => Self::Busy,
            _ => Self::Other(error.to_string()),
        }
    }
}

/// What teachers are told about recording, once for each change.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum RecordingStatus {
    /// Writing fails. Records wait, and writing is retried.
    Stopped(StorageError),
    /// All that waited has been written.
    Resumed,
    /// Too much waited: this many records were lost since the journal was opened. Told at the first
    /// loss, whenever losses have doubled, and when writing works again.
    Unrecorded(u64),
    /// Another program has moved, removed or changed the files. The journal goes on in this folder, with
    /// all that it held or without.
    Moved(PathBuf, bool),
    /// Another program has removed the key. It is there again.
    KeyRestored,
    /// The files are no longer the journal's, but no folder can be made to go on in, because of this.
    Gone(String),
}

impl RecordingStatus {
    /// The sentence for the teacher.
    pub fn explain(&self, locale: Locale) -> String {
        match self {
            Self::Stopped(reason) => {
                say!(locale, "recording-stopped", reason = reason.explain(locale))
            }
            Self::Resumed => say!(locale, "recording-resumed"),
            Self::Moved(dir, true) => {
                say!(locale, "recording-moved", path = dir.display().to_string())
            }
            Self::Moved(dir, false) => {
                say!(locale, "recording-moved-without", path = dir.display().to_string())
            }
            Self::KeyRestored => say!(locale, "recording-key-restored"),
            Self::Gone(reason) => say!(locale, "recording-gone", reason = reason.as_str()),
            Self::Unrecorded(count) => say!(locale, "recording-unrecorded", count = *count),
        }
    }
}

/// What a journal could not keep, or not where it was to be kept.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Losses {
    /// How many records were never written.
    pub unrecorded: u64,
    /// Another program has moved, removed or changed its files. The last folder in which it went on;
    /// `None` within: there was none.
    pub displaced: Option<Option<PathBuf>>,
}

impl Losses {
    /// A sentence for each loss; none if nothing was lost.
    pub fn explain(&self, locale: Locale) -> Vec<String> {
        let unrecorded = (self.unrecorded > 0)
            .then(|| say!(locale, "journal-end-unrecorded", count = self.unrecorded));
        let displaced = self.displaced.as_ref().map(|dir| match dir {
            Some(dir) => say!(locale, "journal-end-moved", path = dir.display().to_string()),
            None => say!(locale, "journal-end-gone"),
        });
        unrecorded.into_iter().chain(displaced).collect()
    }
}
