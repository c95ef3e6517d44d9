//! Where lessons come from: those of the kit, which are part of the program, or those of a folder.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::fs;
use std::io;
use std::path::Path;

use include_dir::{Dir, include_dir};

/// The kit's own.
static OWN: Dir<'_> = include_dir!("$CARGO_MANIFEST_DIR/lessons");

/// What programs leave behind in a folder: it belongs to no lesson.
const LEFT_BEHIND: [&str; 2] = ["target", "__pycache__"];

/// The files of all lessons, by their paths from the folder of lessons, with `/` between.
#[derive(Clone, Debug)]
pub struct Shelf {
    files: BTreeMap<String, Cow<'static, [u8]>>,
}

impl Shelf {
    /// The kit's own lessons.
    pub fn own() -> Self {
        let mut files = BTreeMap::new();
        collect_own(&OWN, &mut files);
        Self { files }
    }

    /// The lessons of a folder.
    ///
    /// # Errors
    /// A file or a folder cannot be read.
    pub fn open(folder: &Path) -> io::Result<Self> {
        let mut files = BTreeMap::new();
        collect(folder, "", &mut files)?;
        Ok(Self { files })
    }

    /// The folders that are lessons: `NN-name`, in order, with their numbers.
    pub fn folders(&self) -> Vec<(usize, &str)> {
        let folder = |path: &'_ String| -> Option<usize> {
            let (folder, _) = path.split_once('/')?;
            let (number, _) = folder.split_once('-')?;
            (number.len() == 2).then(|| number.parse().ok())?
        };
        let mut found: Vec<(usize, &str)> = self
            .files
            .keys()
            .filter_map(|path| Some((folder(path)?, path.split('/').next()?)))
            .collect();
        found.dedup();
        found
    }

    /// A file's text, if it is there and is UTF-8.
    pub fn text(&self, path: &str) -> Option<&str> {
        str::from_utf8(self.files.get(path)?).ok()
    }

    /// The files below a folder, by their paths from there.
    pub fn below(&self, folder: &str) -> impl Iterator<Item = (&str, &[u8])> {
        let folder = format!("{folder}/");
        self.files.iter().filter_map(move |(path, bytes)| {
            Some((path.strip_prefix(folder.as_str())?, bytes.as_ref()))
        })
    }
}

fn collect_own(dir: &Dir<'static>, files: &mut BTreeMap<String, Cow<'static, [u8]>>) {
    for file in dir.files() {
        // Embedded paths are those of the repository: UTF-8.
        files.insert(file.path().to_string_lossy().replace('\\', "/"), file.contents().into());
    }
    dir.dirs().for_each(|dir| collect_own(dir, files));
}

fn collect(
    folder: &Path,
    prefix: &str,
    files: &mut BTreeMap<String, Cow<'static, [u8]>>,
) -> io::Result<()> {
    for entry in fs::read_dir(folder)? {
        let entry = entry?;
        let name = entry.file_name().to_string_lossy().into_owned();
        if name.starts_with('.') || LEFT_BEHIND.contains(&name.as_str()) {
            continue;
        }
        let path = format!("{prefix}{name}");
        match entry.file_type()? {
            kind if kind.is_dir() => collect(&entry.path(), &format!("{path}/"), files)?,
            kind if kind.is_file() => {
                files.insert(path, fs::read(entry.path())?.into());
            }
            _ => {}
        }
    }
    Ok(())
}
