//! Which changes in a learner's folder are saves, and not what the program itself writes there.

use std::collections::BTreeMap;
use std::fs;
use std::hash::{DefaultHasher, Hash, Hasher};
use std::io;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};

use notify::event::EventKind;
use notify::{Config, ErrorKind, RecommendedWatcher, RecursiveMode, Watcher};

use crate::lab::{PROGRESS, Sources};
use crate::platform::is_remote;

/// Of larger files, only their size and time count.
const MOST_READ: u64 = 1 << 20;
/// A file that changes in more successive gradings than these is the program's own.
const MOST_REPEATS: u8 = 2;

/// A folder, and what it held when its program began to be graded or was last at rest.
pub(super) struct Saves {
    folder: PathBuf,
    sources: Arc<Mutex<Sources>>,
    watcher: Option<RecommendedWatcher>,
    contents: BTreeMap<PathBuf, Content>,
    /// In how many gradings in a row a file has changed.
    repeats: BTreeMap<PathBuf, u8>,
}

#[derive(PartialEq, Eq)]
struct Content {
    hash: u64,
    is_text: bool,
}

impl Saves {
    /// Takes in what the folder holds; from now on `tell` is called at each change that may be a
    /// save. If the system cannot tell of changes, the error says why.
    pub(super) fn watch(
        folder: &Path,
        tell: impl Fn() + Send + 'static,
    ) -> (Self, notify::Result<()>) {
        let sources = Arc::new(Mutex::new(Sources::default()));
        let known = Arc::clone(&sources);
        let handler = move |event: notify::Result<notify::Event>| {
            let concerns = |path: &PathBuf| {
                known.lock().unwrap_or_else(PoisonError::into_inner).concerns(path)
            };
            // To look at the files is no change of them.
            let is_change = |event: &notify::Event| !matches!(event.kind, EventKind::Access(_));
            if event.is_ok_and(|event| {
                event.need_rescan() || is_change(&event) && event.paths.iter().any(concerns)
            }) {
                tell();
            }
        };
        let watcher = (!is_remote(folder))
            .then(|| RecommendedWatcher::new(handler, Config::default()))
            .transpose();
        let (watcher, result) = match watcher {
            Ok(watcher) => (watcher, Ok(())),
            Err(error) => (None, Err(error)),
        };
        let (contents, repeats) = (BTreeMap::new(), BTreeMap::new());
        let mut saves = Self { folder: folder.to_owned(), sources, watcher, contents, repeats };
        let result = result.and_then(|()| saves.follow());
        saves.contents = saves.look();
        (saves, result)
    }

    /// Does the system tell of changes? If not, somebody has to look now and then.
    pub(super) const fn are_told(&self) -> bool {
        self.watcher.is_some()
    }

    /// Is there a save, while no program runs? Any change is one.
    pub(super) fn at_rest(&mut self) -> bool {
        let now = self.look();
        let before = std::mem::replace(&mut self.contents, now);
        let (before, now) = (&before, &self.contents);
        let mut paths = before.keys().chain(now.keys());
        let is_save = paths.any(|path| before.get(path) != now.get(path));
        self.repeats.retain(|path, _| before.get(path) == now.get(path));
        is_save
    }

    /// Is there a save, to grade again for at once? Files that come into being, or are no text, are
    /// the program's; one that was there may be either's.
    pub(super) fn while_graded(&mut self) -> bool {
        self.is_save_beside_program(|repeats| repeats == 0)
    }

    /// The same when the grading is over.
    pub(super) fn after_graded(&mut self) -> bool {
        if self.is_save_beside_program(|repeats| repeats < MOST_REPEATS) {
            return true;
        }
        let now = self.look();
        let before = std::mem::replace(&mut self.contents, now);
        let (before, now) = (&before, &self.contents);
        self.repeats
            .retain(|path, repeats| *repeats >= MOST_REPEATS || before.get(path) != now.get(path));
        false
    }

    fn is_save_beside_program(&mut self, counts: impl Fn(u8) -> bool) -> bool {
        let now = self.look();
        let mut changed = Vec::new();
        for (path, content) in &now {
            match self.contents.get(path) {
                Some(before) if before == content => {}
                Some(_) if content.is_text => changed.push(path),
                _ => _ = self.repeats.insert(path.clone(), MOST_REPEATS),
            }
        }
        let repeats = |path: &PathBuf| self.repeats.get(path).copied().unwrap_or_default();
        if !changed.iter().any(|path| counts(repeats(path))) {
            return false;
        }
        for path in changed {
            *self.repeats.entry(path.clone()).or_default() += 1;
        }
        self.contents = now;
        true
    }

    /// Reads the sources, and watches where they are now.
    fn look(&mut self) -> BTreeMap<PathBuf, Content> {
        // Without its watcher, somebody looks now and then.
        let _ = self.follow();
        let sources = self.sources.lock().unwrap_or_else(PoisonError::into_inner);
        let files = sources.files.iter().filter(|path| *path != Path::new(PROGRESS));
        files.filter_map(|path| Some((path.clone(), read(&self.folder.join(path)).ok()?))).collect()
    }

    fn follow(&mut self) -> notify::Result<()> {
        let mut result = Ok(());
        let mut sources = Sources::of(&self.folder);
        if let Some(watcher) = &mut self.watcher {
            // Again also those that were watched: a folder may have been replaced.
            let mut watch = |path: &&Path| watcher.watch(path, RecursiveMode::NonRecursive);
            let watched = sources.watched();
            result = watched.iter().map(&mut watch).filter(|one| !is_missing(one)).collect();
            // What has come into a folder before it was watched.
            sources = Sources::of(&self.folder);
        }
        if result.is_err() {
            self.watcher = None;
        }
        *self.sources.lock().unwrap_or_else(PoisonError::into_inner) = sources;
        result
    }
}

/// Is it a folder that is not there, or closed: where a link leads?
fn is_missing(watched: &notify::Result<()>) -> bool {
    use io::ErrorKind::{NotADirectory, NotFound, PermissionDenied};
    watched.as_ref().is_err_and(|error| match &error.kind {
        ErrorKind::PathNotFound => true,
        ErrorKind::Io(error) => {
            matches!(error.kind(), NotFound | NotADirectory | PermissionDenied)
        }
        _ => false,
    })
}

fn read(path: &Path) -> io::Result<Content> {
    let mut hasher = DefaultHasher::new();
    let metadata = fs::metadata(path)?;
    if metadata.len() > MOST_READ {
        (metadata.len(), metadata.modified().ok()).hash(&mut hasher);
        return Ok(Content { hash: hasher.finish(), is_text: false });
    }
    let bytes = fs::read(path)?;
    bytes.hash(&mut hasher);
    Ok(Content { hash: hasher.finish(), is_text: !bytes.contains(&0) })
}
