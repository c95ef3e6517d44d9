//! What can go wrong with a journal, in words for the person who has to put it right.

use std::fmt;
use std::io;
use std::path::{Path, PathBuf};

use rusqlite::ErrorCode;

use crate::locale::Locale;
use crate::say;

/// Why a journal could not be opened or read.
#[derive(Debug, thiserror::Error)]
#[error("{}", self.explain(Locale::En))]
pub enum JournalError {
    /// The data folder cannot be made or used.
    Folder {
        /// The folder, or the file in it that could not be used.
        path: PathBuf,
        /// What the system says.
        error: io::Error,
    },
    /// Another sala writes in this folder.
    InUse {
        /// The folder.
        dir: PathBuf,
    },
    /// There is no journal to read.
    Missing {
        /// The folder looked in.
        dir: PathBuf,
    },
    /// The key was made by sala and is no longer there, but the journal is.
    KeyGone {
        /// Where the key was.
        key: PathBuf,
        /// The journal that cannot be read without it.
        database: PathBuf,
    },
    /// The key file cannot be read.
    KeyFile {
        /// The file.
        path: PathBuf,
        /// What the system says.
        error: io::Error,
    },
    /// The key file holds something else.
    KeyShape {
        /// The file.
        path: PathBuf,
    },
    /// Others than its owner may read the key file.
    KeyExposed {
        /// The file.
        path: PathBuf,
    },
    /// The journal was written with another key.
    WrongKey {
        /// The file with the key that was tried.
        key: PathBuf,
        /// The journal.
        database: PathBuf,
    },
    /// The new key is the one that the journal has already.
    KeySame {
        /// The file with it.
        path: PathBuf,
    },
    /// What the key was read from (a pipe) cannot be given another one.
    KeyFixed {
        /// Where the key was read from.
        path: PathBuf,
    },
    /// A file of another program, or of nobody, stands where the journal should be.
    Foreign {
        /// The file.
        database: PathBuf,
    },
    /// A later sala wrote this journal.
    Newer {
        /// The journal.
        database: PathBuf,
    },
    /// The file of the journal gives trouble.
    Storage {
        /// The journal.
        database: PathBuf,
        /// What kind of trouble.
        trouble: StorageError,
    },
    /// The system gives the journal no thread.
    Thread(io::Error),
}

impl JournalError {
    pub(super) fn storage(database: &Path, error: &rusqlite::Error) -> Self {
        Self::Storage { database: database.to_owned(), trouble: StorageError::from(error) }
    }

    /// A file of the folder could not be written, moved or removed.
    pub(super) fn file(path: &Path, error: io::Error) -> Self {
        let trouble = match error.kind() {
            io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded => StorageError::Full,
            io::ErrorKind::ReadOnlyFilesystem => StorageError::ReadOnly,
            _ => return Self::Folder { path: path.to_owned(), error },
        };
        Self::Storage { database: path.to_owned(), trouble }
    }

    /// One line: what happened, where, what to do now.
    pub fn explain(&self, locale: Locale) -> String {
        let shown = |path: &Path| path.display().to_string();
        match self {
            Self::Folder { path, error } => {
                let reason = error.to_string();
                say!(locale, "journal-error-folder", path = shown(path), reason = reason)
            }
            Self::InUse { dir } => say!(locale, "data-folder-in-use", path = shown(dir)),
            Self::Missing { dir } => say!(locale, "journal-error-missing", path = shown(dir)),
            Self::KeyGone { key, database } => {
                let database = shown(database);
                say!(locale, "journal-error-key-gone", key = shown(key), path = database)
            }
            Self::KeyFile { path, error } => {
                let reason = error.to_string();
                say!(locale, "journal-error-key-file", path = shown(path), reason = reason)
            }
            Self::KeyShape { path } => say!(locale, "journal-error-key-shape", path = shown(path)),
            Self::KeyExposed { path } => {
                say!(locale, "journal-error-key-exposed", path = shown(path))
            }
            Self::WrongKey { key, database } => {
                let database = shown(database);
                say!(locale, "journal-error-wrong-key", key = shown(key), path = database)
            }
            Self::KeySame { path } => say!(locale, "journal-error-key-same", path = shown(path)),
            Self::KeyFixed { path } => say!(locale, "journal-error-key-fixed", path = shown(path)),
            Self::Foreign { database } => {
                say!(locale, "journal-error-foreign", path = shown(database))
            }
            Self::Newer { database } => say!(locale, "journal-error-newer", path = shown(database)),
            Self::Storage { database, trouble } => {
                let trouble = trouble.explain(locale);
                say!(locale, "journal-error-storage", path = shown(database), trouble = trouble)
            }
            Self::Thread(error) => {
                say!(locale, "journal-error-thread", reason = error.to_string())
            }
        }
    }
}

/// What keeps the journal's file from being written or read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum StorageError {
    /// No room is left on the disk, or the journal has grown as far as it may.
    Full,
    /// The file may not be written.
    ReadOnly,
    /// What the file holds is not what was written there.
    Damaged,
    /// Another program keeps the file locked.
    Busy,
    /// Anything else, as the database says it.
    Other(String),
}

impl StorageError {
    /// What it is and what to do about it.
    pub fn explain(&self, locale: Locale) -> String {
        match self {
            Self::Full => say!(locale, "journal-trouble-full"),
            Self::ReadOnly => say!(locale, "journal-trouble-read-only"),
            Self::Damaged => say!(locale, "journal-trouble-damaged"),
            Self::Busy => say!(locale, "journal-trouble-busy"),
            Self::Other(reason) => say!(locale, "journal-trouble-other", reason = reason.as_str()),
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

/// What the journal has to say while a class goes on: each told once for each change.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum RecordingStatus {
    /// Nothing can be written now. What is to be recorded waits, and writing is tried again.
    Stopped(StorageError),
    /// All that waited has been written.
    Resumed,
    /// Too much waited: so many records were given up since the journal was opened. Told at the
    /// first, whenever they have doubled, and when writing works again.
    Unrecorded(u64),
}

impl RecordingStatus {
    /// The sentence for the teacher.
    pub fn explain(&self, locale: Locale) -> String {
        match self {
            Self::Stopped(trouble) => {
                say!(locale, "journal-report-stopped", trouble = trouble.explain(locale))
            }
            Self::Resumed => say!(locale, "journal-report-resumed"),
            Self::Unrecorded(count) => say!(locale, "journal-report-unrecorded", count = *count),
        }
    }
}

impl fmt::Display for RecordingStatus {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.explain(Locale::En))
    }
}
