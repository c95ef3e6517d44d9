//! Copies a folder that somebody has handed in: what is graded is never the folder itself.

use std::fs::{self, File, Metadata, OpenOptions};
use std::io::{self, Read};
use std::os::unix::fs::{DirBuilderExt, OpenOptionsExt, PermissionsExt, symlink};
use std::path::{Path, PathBuf};

use rustix::fs::OFlags;

use super::super::progress::PROGRESS;

/// How many files and folders a copy may have.
const MAX_ENTRIES: usize = 200_000;
/// What versions are kept in: nothing is built or started from there.
const VERSIONS: [&str; 3] = [".git", ".hg", ".svn"];
/// What marks a folder that is filled anew when it is gone (<https://bford.info/cachedir/>).
const CACHE_TAG: &str = "CACHEDIR.TAG";

/// Why a folder was not copied.
#[derive(Debug)]
pub enum NotCopied {
    /// It has more bytes than may be, or more files and folders.
    TooLarge,
    /// This could not be read or written.
    File(PathBuf, io::Error),
}

/// A copy that is being made.
struct Copy<'a> {
    from: &'a Path,
    to: &'a Path,
    /// How many bytes and entries may still come.
    bytes: u64,
    entries: usize,
}

/// Copies a folder to a place where nothing is yet, at most so many bytes of it. Left out is what
/// nobody builds or starts: versions, caches, the notes of progress, links that lead out of the folder,
/// and whatever is no file, folder or link.
pub fn copy(from: &Path, to: &Path, bytes: u64) -> Result<(), NotCopied> {
    let whole = from.canonicalize().map_err(|error| NotCopied::File(from.to_owned(), error))?;
    let mut copy = Copy { from: &whole, to, bytes, entries: MAX_ENTRIES };
    let mut folders = vec![PathBuf::new()];
    while let Some(folder) = folders.pop() {
        copy.folder(&folder, &mut folders)?;
    }
    Ok(())
}

impl Copy<'_> {
    /// Copies what is in a folder; the folders in it are put down for later.
    fn folder(&mut self, folder: &Path, later: &mut Vec<PathBuf>) -> Result<(), NotCopied> {
        let from = self.from.join(folder);
        let failed = |error| NotCopied::File(from.clone(), error);
        let mut builder = fs::DirBuilder::new();
        builder.mode(0o755).create(self.to.join(folder)).map_err(failed)?;
        for entry in fs::read_dir(&from).map_err(failed)? {
            let entry = entry.map_err(failed)?;
            let name = entry.file_name();
            let is_own = folder.as_os_str().is_empty() && name == PROGRESS;
            if is_own || VERSIONS.iter().any(|versions| name == *versions) {
                continue;
            }
            self.entries = self.entries.checked_sub(1).ok_or(NotCopied::TooLarge)?;
            let relative = folder.join(name);
            let kind = entry.file_type().map_err(failed)?;
            if kind.is_dir() && !entry.path().join(CACHE_TAG).is_file() {
                later.push(relative);
            } else if kind.is_file() || kind.is_symlink() {
                let copied =
                    if kind.is_file() { self.file(&relative) } else { self.link(&relative) };
                copied.map_err(|error| NotCopied::File(entry.path(), error))?;
                if self.bytes == 0 {
                    return Err(NotCopied::TooLarge);
                }
            }
        }
        Ok(())
    }

    fn file(&mut self, relative: &Path) -> io::Result<()> {
        // It may have become something else meanwhile, such as a pipe that nobody writes to.
        let flags = OFlags::NOFOLLOW | OFlags::NONBLOCK;
        let flags = i32::try_from(flags.bits()).unwrap_or_default();
        let from =
            OpenOptions::new().read(true).custom_flags(flags).open(self.from.join(relative))?;
        let metadata = from.metadata()?;
        if !metadata.is_file() {
            return Ok(());
        }
        // A file may be long and take no room; its copy would.
        if metadata.len() >= self.bytes {
            self.bytes = 0;
            return Ok(());
        }
        let to = File::create_new(self.to.join(relative))?;
        self.bytes -= io::copy(&mut (&from).take(self.bytes), &mut &to)?;
        finish(&to, &metadata)
    }

    /// A link that stays in the folder leads to the same place of the copy.
    fn link(&self, relative: &Path) -> io::Result<()> {
        let from = self.from.join(relative);
        let target = fs::read_link(&from)?;
        let inside = from.canonicalize().ok();
        let inside = inside.as_ref().and_then(|target| target.strip_prefix(self.from).ok());
        match inside {
            Some(_) if target.is_relative() => symlink(&target, self.to.join(relative)),
            Some(inside) => symlink(self.to.join(inside), self.to.join(relative)),
            None => Ok(()),
        }
    }
}

/// Whoever builds looks at times, and starts what may be executed; nothing else is kept.
fn finish(to: &File, metadata: &Metadata) -> io::Result<()> {
    let mode = metadata.permissions().mode() & 0o777 | 0o600;
    to.set_permissions(fs::Permissions::from_mode(mode))?;
    to.set_modified(metadata.modified()?)
}

#[cfg(test)]
mod tests {
    use std::os::unix::ffi::OsStrExt;
    use std::os::unix::net::UnixListener;
    use std::process::Command;

    use super::*;

    /// What is in a copy of a folder, by its path from there.
    fn copied(from: &Path, bytes: u64) -> Result<Vec<(PathBuf, Metadata)>, NotCopied> {
        let to = tempfile::tempdir().unwrap();
        let to = to.path().join("copy");
        copy(from, &to, bytes)?;
        let (mut all, mut folders) = (Vec::new(), vec![to.clone()]);
        while let Some(folder) = folders.pop() {
            for entry in fs::read_dir(folder).unwrap().map(Result::unwrap) {
                let metadata = entry.metadata().unwrap();
                if metadata.is_dir() {
                    folders.push(entry.path());
                }
                // Links are seen as the program sees them.
                let metadata = fs::metadata(entry.path()).unwrap_or(metadata);
                all.push((entry.path().strip_prefix(&to).unwrap().to_owned(), metadata));
            }
        }
        all.sort_by(|a, b| a.0.cmp(&b.0));
        Ok(all)
    }

    fn names(copied: &[(PathBuf, Metadata)]) -> Vec<&[u8]> {
        copied.iter().map(|(path, _)| path.as_os_str().as_bytes()).collect()
    }

    #[test]
    fn what_no_program_needs_is_left_out_and_nothing_leads_out() {
        let folder = tempfile::tempdir().unwrap();
        let at = |name: &str| folder.path().join(name);
        for name in ["src/deep", ".git/objects", "target/debug", "own"] {
            fs::create_dir_all(at(name)).unwrap();
        }
        let files = ["src/deep/a\nb", ".git/objects/1", "target/CACHEDIR.TAG", "lab-progress.toml"];
        files.iter().for_each(|name| fs::write(at(name), "x").unwrap());
        fs::write(at("own/lab-progress.toml"), "its own").unwrap();
        fs::write(at("run"), "#!/bin/sh\n").unwrap();
        fs::set_permissions(at("run"), fs::Permissions::from_mode(0o6755)).unwrap();
        fs::hard_link(at("run"), at("again")).unwrap();
        Command::new("mkfifo").arg(at("pipe")).status().unwrap();
        let _socket = UnixListener::bind(at("socket")).unwrap();
        let links = [
            ("near", "run".into()),
            ("whole", at("src")),
            ("far", "/etc/passwd".into()),
            ("up", "../..".into()),
            ("device", "/dev/zero".into()),
            ("loop", "loop".into()),
            ("src/deep/out", "../../../x".into()),
        ];
        links.iter().for_each(|(name, to): &(&str, PathBuf)| symlink(to, at(name)).unwrap());

        let copied = copied(folder.path(), 1000).unwrap();
        let expected: [&[u8]; 9] = [
            b"again",
            b"near",
            b"own",
            b"own/lab-progress.toml",
            b"run",
            b"src",
            b"src/deep",
            b"src/deep/a\nb",
            b"whole",
        ];
        assert_eq!(names(&copied), expected);
        let of = |name: &str| &copied.iter().find(|(path, _)| path == Path::new(name)).unwrap().1;
        assert_eq!(of("run").permissions().mode() & 0o7777, 0o755);
        assert_eq!(
            of("run").modified().unwrap(),
            fs::metadata(at("run")).unwrap().modified().unwrap()
        );
        assert!(of("near").is_file() && of("whole").is_dir());
    }

    #[test]
    fn a_folder_that_is_too_large_is_not_copied() {
        let folder = tempfile::tempdir().unwrap();
        for name in 0..10 {
            fs::write(folder.path().join(name.to_string()), "xxxxxxxxxx").unwrap();
        }
        assert_eq!(copied(folder.path(), 101).unwrap().len(), 10);
        assert!(matches!(copied(folder.path(), 100), Err(NotCopied::TooLarge)));
        // One that takes no room, and would.
        let long = File::create(folder.path().join("long")).unwrap();
        long.set_len(1 << 40).unwrap();
        assert!(matches!(copied(folder.path(), 1 << 30), Err(NotCopied::TooLarge)));
    }
}
