//! Where the log of a server goes: to standard error, and to a file once nobody reads that.

use std::fs::{File, OpenOptions};
use std::io::{self, Write};
use std::os::unix::fs::OpenOptionsExt;
use std::path::{Path, PathBuf};

const NAME: &str = "server.log";

/// Standard error, then `server.log` in the data folder, for its owner only: the window that a server
/// was opened in may be closed before the class ends.
#[derive(Debug)]
pub(super) struct Log {
    path: PathBuf,
    file: Option<File>,
}

impl Log {
    pub(super) fn new(folder: &Path) -> Self {
        Self { path: folder.join(NAME), file: None }
    }
}

impl Write for Log {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let file = match &mut self.file {
            Some(file) => file,
            None => match io::stderr().write(bytes) {
                Err(error) if error.kind() == io::ErrorKind::BrokenPipe => {
                    let file = OpenOptions::new()
                        .append(true)
                        .create(true)
                        .mode(0o600)
                        .open(&self.path)?;
                    self.file.insert(file)
                }
                written => return written,
            },
        };
        file.write(bytes)
    }

    fn flush(&mut self) -> io::Result<()> {
        match &mut self.file {
            Some(file) => file.flush(),
            None => io::stderr().flush(),
        }
    }
}
