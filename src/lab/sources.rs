//! The files of a learner's folder that are the learner's own: of any ending, also behind links, but
//! not what tools keep there.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Component, Path, PathBuf};

/// Folders that tools fill; hidden ones count as such too.
const ASIDE: [&str; 6] = ["target", "node_modules", "venv", "__pycache__", "bin", "obj"];
/// The most that is looked at: a home folder is no program's.
const MOST_FILES: usize = 5000;

/// What a folder holds.
#[derive(Debug, Default)]
pub struct Sources {
    /// The files, by their paths below the folder.
    pub files: BTreeSet<PathBuf>,
    /// The folders in which a change of theirs is seen: those of links' targets, too.
    pub folders: BTreeSet<PathBuf>,
}

impl Sources {
    /// Looks. What cannot be read is as if it were not there.
    pub fn of(folder: &Path) -> Self {
        let mut sources = Self::default();
        sources.add(folder, Path::new(""));
        sources
    }

    fn add(&mut self, root: &Path, below: &Path) {
        let folder = root.join(below);
        // A link may lead back to a folder that was seen.
        let real = folder.canonicalize().is_ok_and(|real| self.folders.insert(real));
        let entries = fs::read_dir(folder).into_iter().flatten().flatten();
        for entry in entries.take_while(|_| real) {
            let below = below.join(entry.file_name());
            let Ok(kind) = fs::metadata(entry.path()) else { continue };
            if is_aside(&below) || self.files.len() >= MOST_FILES {
                continue;
            }
            if kind.is_dir() {
                self.add(root, &below);
            } else if kind.is_file() {
                let target = entry.path().canonicalize().ok();
                self.folders.extend(target.as_deref().and_then(Path::parent).map(Path::to_owned));
                self.files.insert(below);
            }
        }
    }
}

/// Is there a file of this name, wherever below the folder?
pub fn named(folder: &Path, name: &Path) -> bool {
    Sources::of(folder).files.iter().any(|file| file.ends_with(name))
}

/// Is it hidden, or in a folder that tools fill? As seen from the program's folder.
pub fn is_aside(path: &Path) -> bool {
    path.components().any(|part| match part {
        Component::Normal(name) => {
            name.as_encoded_bytes().starts_with(b".") || ASIDE.iter().any(|aside| name == *aside)
        }
        _ => false,
    })
}
