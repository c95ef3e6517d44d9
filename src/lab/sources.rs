//! The files of a learner's folder that are the learner's own: of any ending, also behind links, but
//! not what tools keep there.

use std::collections::BTreeSet;
use std::ffi::OsStr;
use std::fs;
use std::path::{Component, Path, PathBuf};

/// Folders that tools fill; hidden ones count as such too.
const ASIDE: [&str; 5] = ["target", "node_modules", "venv", "__pycache__", "obj"];
/// The most that is looked at: a home folder is no program's.
const MOST_FILES: usize = 5000;
/// How many links may lead to one another, as on Linux.
const MOST_LINKS: usize = 40;

/// What a folder holds.
#[derive(Debug, Default)]
pub struct Sources {
    /// The files, by their paths below the folder.
    pub files: BTreeSet<PathBuf>,
    /// The real folders whose entries count.
    folders: BTreeSet<PathBuf>,
    /// The links on the way to what is linked, and where they lead.
    linked: BTreeSet<PathBuf>,
}

impl Sources {
    /// Looks. What cannot be read is as if it were not there.
    pub fn of(folder: &Path) -> Self {
        let mut sources = Self::default();
        sources.add(folder, Path::new(""));
        sources
    }

    fn add(&mut self, root: &Path, below: &Path) {
        let Ok(folder) = root.join(below).canonicalize() else { return };
        // A link may lead back to a folder that was seen.
        if !self.folders.insert(folder.clone()) {
            return;
        }
        for entry in fs::read_dir(folder).into_iter().flatten().flatten() {
            let (name, below) = (entry.file_name(), below.join(entry.file_name()));
            if entry.file_type().is_ok_and(|kind| kind.is_symlink()) {
                self.follow(&entry.path());
            }
            let Ok(kind) = fs::metadata(entry.path()) else { continue };
            if self.files.len() >= MOST_FILES {
                return;
            }
            if kind.is_dir() && !is_aside(Path::new(&name)) {
                self.add(root, &below);
            } else if kind.is_file() && !is_of_an_editor(&name) {
                self.files.insert(below);
            }
        }
    }

    /// Notes each link on an absolute path, and what they lead to in the end, which may be missing.
    fn follow(&mut self, path: &Path) {
        let mut real = PathBuf::new();
        let mut left: Vec<PathBuf> = reversed(path);
        let mut links = 0;
        while let Some(part) = left.pop() {
            if part == Path::new("..") {
                real.pop();
                continue;
            }
            let next = real.join(part);
            match fs::read_link(&next) {
                Ok(target) if links < MOST_LINKS => {
                    links += 1;
                    self.linked.insert(next);
                    left.extend(reversed(&target));
                }
                _ => real = next,
            }
        }
        self.linked.insert(real);
    }

    /// The folders in which each change is seen.
    pub fn watched(&self) -> BTreeSet<&Path> {
        let around = self.linked.iter().filter_map(|path| path.parent());
        self.folders.iter().map(PathBuf::as_path).chain(around).collect()
    }

    /// May something at this absolute path be a change of the sources?
    pub fn concerns(&self, path: &Path) -> bool {
        let is_inside = || path.parent().is_some_and(|folder| self.folders.contains(folder));
        let name = path.file_name().unwrap_or_default();
        let counts = || !is_of_an_editor(name) && !ASIDE.iter().any(|aside| name == *aside);
        self.linked.contains(path) || is_inside() && counts()
    }
}

/// The parts of a path, the last first.
fn reversed(path: &Path) -> Vec<PathBuf> {
    path.components().rev().map(|part| PathBuf::from(part.as_os_str())).collect()
}

/// Is it what an editor keeps beside a file that is open: a copy, a lock?
fn is_of_an_editor(name: &OsStr) -> bool {
    let name = name.as_encoded_bytes();
    let swap =
        name.starts_with(b".") && name.rsplit(|byte| *byte == b'.').next().is_some_and(is_swap);
    swap || name.ends_with(b"~") || name.starts_with(b"#") || name.starts_with(b".#")
}

/// Vim's, nano's and Kate's.
fn is_swap(ending: &[u8]) -> bool {
    ending == b"kate-swp" || ending.len() == 3 && ending.starts_with(b"sw")
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
