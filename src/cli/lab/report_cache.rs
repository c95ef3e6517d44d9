//! The verdicts that earlier reports came to, kept in the teacher's data: never in a folder that is
//! graded.

use std::fs::{self, DirBuilder, File};
use std::io;
use std::os::unix::fs::DirBuilderExt;
use std::path::{Path, PathBuf};
use std::time::{Duration, SystemTime};

use crate::marks::Verdict;
use crate::private_file;

/// Their folder in the teacher's data.
const FOLDER: &str = "verdicts";
/// What no report has used for so long is deleted.
const KEPT: Duration = Duration::from_secs(120 * 24 * 60 * 60);

/// Verdicts by the keys of what they depend on.
pub(super) struct Verdicts {
    folder: PathBuf,
}

impl Verdicts {
    /// Those in the teacher's data, in a folder that only its owner may read.
    pub(super) fn open(data: &Path) -> io::Result<Self> {
        let folder = data.join(FOLDER);
        DirBuilder::new().recursive(true).mode(0o700).create(&folder)?;
        let verdicts = Self { folder };
        verdicts.forget_old(SystemTime::now());
        Ok(verdicts)
    }

    /// The verdict for a key, if there is one.
    pub(super) fn read(&self, key: &str) -> Option<Verdict> {
        let path = self.path(key);
        let verdict = serde_json::from_slice(&fs::read(&path).ok()?).ok()?;
        // It is used: without this it is only forgotten sooner.
        let _ = File::options()
            .append(true)
            .open(&path)
            .and_then(|file| file.set_modified(SystemTime::now()));
        Some(verdict)
    }

    /// Keeps a verdict.
    pub(super) fn keep(&self, key: &str, verdict: &Verdict) -> io::Result<()> {
        private_file::write(&self.path(key), &serde_json::to_vec(verdict)?)
    }

    fn path(&self, key: &str) -> PathBuf {
        self.folder.join(format!("{key}.json"))
    }

    fn forget_old(&self, now: SystemTime) {
        let is_old = |path: &PathBuf| {
            let used = fs::metadata(path).and_then(|file| file.modified());
            used.is_ok_and(|used| now.duration_since(used).is_ok_and(|age| age > KEPT))
        };
        let entries = fs::read_dir(&self.folder).into_iter().flatten().flatten();
        // What cannot be deleted is in nobody's way.
        entries.map(|entry| entry.path()).filter(is_old).for_each(|path| _ = fs::remove_file(path));
    }
}

#[cfg(test)]
mod tests {
    use crate::locale::Bilingual;
    use crate::marks::Status;

    use super::*;

    #[test]
    fn a_verdict_is_kept_for_its_key_until_nobody_uses_it() {
        let data = tempfile::tempdir().unwrap();
        let verdicts = Verdicts::open(data.path()).unwrap();
        let mut verdict = Verdict::of([1, 2]);
        verdict.fill(Status::Missing, Bilingual::new(|locale| locale.to_string()));
        verdicts.keep("a", &verdict).unwrap();
        assert_eq!(verdicts.read("a").unwrap().status(), Status::Missing);
        assert!(verdicts.read("b").is_none());
        fs::write(verdicts.path("b"), "{}{").unwrap();
        assert!(verdicts.read("b").is_none());
        verdicts.forget_old(SystemTime::now() + KEPT / 2);
        assert!(verdicts.read("a").is_some());
        verdicts.forget_old(SystemTime::now() + KEPT + Duration::from_secs(60));
        assert!(verdicts.read("a").is_none());
    }
}
