//! Notices that another program has moved, removed or changed the files of an open journal: the
//! database goes on with files that it has open, and nobody would find what it writes there.

use std::fs::{self, Metadata};
use std::os::unix::fs::MetadataExt;
use std::path::{Path, PathBuf};
use std::time::SystemTime;

/// What happened to the files since they were last noted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Finding {
    /// Nothing.
    Same,
    /// Something was written that may be harmless.
    Touched,
    /// They are no longer where they were; what is open is whole.
    Gone,
    /// They are shorter than they were.
    Cut,
}

/// The files of an open journal, as they were when it last wrote to them.
#[derive(Debug)]
pub(super) struct FileWatch {
    database: PathBuf,
    /// The write-ahead log.
    log: PathBuf,
    noted: [Option<State>; 2],
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct State {
    file: (u64, u64),
    bytes: u64,
    modified: Option<SystemTime>,
}

impl State {
    fn of(path: &PathBuf) -> Option<Self> {
        let metadata = fs::metadata(path).ok().filter(Metadata::is_file)?;
        let file = (metadata.dev(), metadata.ino());
        Some(Self { file, bytes: metadata.len(), modified: metadata.modified().ok() })
    }
}

impl FileWatch {
    /// Notes the files of the database that was just opened at `path`.
    pub(super) fn new(path: &Path) -> Self {
        let mut log = path.as_os_str().to_owned();
        log.push("-wal");
        let mut watch = Self { database: path.to_owned(), log: log.into(), noted: [None; 2] };
        watch.note();
        watch
    }

    /// Notes the files as they are: the journal has just written to them. It makes none shorter and
    /// replaces none, so what did that meanwhile is still to be found.
    pub(super) fn note(&mut self) {
        for (noted, now) in self.noted.iter_mut().zip([&self.database, &self.log].map(State::of)) {
            let follows = |noted: &State| {
                now.is_some_and(|now| now.file == noted.file && now.bytes >= noted.bytes)
            };
            if noted.as_ref().is_none_or(follows) {
                *noted = now;
            }
        }
    }

    /// Notes that the journal has emptied its log.
    pub(super) fn note_empty_log(&mut self) {
        if let Some(noted) = &mut self.noted[1] {
            noted.bytes = 0;
        }
        self.note();
    }

    /// Finds nothing any more.
    pub(super) fn rest(&mut self) {
        self.noted = [None; 2];
    }

    pub(super) fn look(&self) -> Finding {
        let mut finding = Finding::Same;
        let states = [&self.database, &self.log].map(State::of);
        for (noted, now) in self.noted.into_iter().zip(states) {
            match (noted, now) {
                (None, _) => {}
                (Some(noted), Some(now)) if noted == now => {}
                (Some(noted), Some(now)) if noted.file != now.file => return Finding::Gone,
                (Some(noted), Some(now)) if now.bytes < noted.bytes => return Finding::Cut,
                (Some(_), Some(_)) => finding = Finding::Touched,
                (Some(_), None) => return Finding::Gone,
            }
        }
        finding
    }
}
