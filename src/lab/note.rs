//! Small files in a learner's folder, read whole.

use std::fs::{self, File};
use std::io::{self, Read};
use std::path::Path;

/// The largest that is read, in bytes.
const MAX_BYTES: u64 = 64 * 1024;

/// The text of a file. What is no regular file is not opened: it might never end, or never begin.
pub fn read(path: &Path) -> io::Result<String> {
    let metadata = fs::metadata(path)?;
    if !metadata.is_file() || metadata.len() > MAX_BYTES {
        return Err(io::Error::new(io::ErrorKind::InvalidInput, "not a small regular file"));
    }
    let mut text = String::new();
    File::open(path)?.take(MAX_BYTES).read_to_string(&mut text)?;
    Ok(text)
}

#[cfg(test)]
mod tests {
    use crate::private_file::write;

    use super::*;

    #[test]
    fn what_never_ends_is_not_read() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("lab.toml");
        assert_eq!(read(&path).unwrap_err().kind(), io::ErrorKind::NotFound);
        std::os::unix::fs::symlink("/dev/zero", &path).unwrap();
        assert_eq!(read(&path).unwrap_err().kind(), io::ErrorKind::InvalidInput);
        fs::remove_file(&path).unwrap();
        write(&path, b"a").unwrap();
        write(&path, b"b").unwrap();
        assert_eq!(read(&path).unwrap(), "b");
        write(&path, "x".repeat(70_000).as_bytes()).unwrap();
        assert!(read(&path).is_err());
    }
}
