//! The file of accepted certificates: for each classroom a line with `host:port` and fingerprint.

use std::fs::{self, DirBuilder, OpenOptions};
use std::io::{self, Read, Write};
use std::os::unix::fs::{DirBuilderExt, OpenOptionsExt};
use std::path::{Path, PathBuf};

use super::address::host_and_port;
use super::error::LinkError;
use super::fingerprint::Fingerprint;

/// Its name in the data folder.
pub const KNOWN_HOSTS: &str = "known_hosts";

/// The file of known classrooms.
#[derive(Clone, Debug)]
pub struct KnownHosts(PathBuf);

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Known {
    pub(super) fingerprint: Fingerprint,
    /// Line number, from 1.
    pub(super) line: usize,
}

impl KnownHosts {
    /// The file in a data folder. Neither has to exist.
    pub fn within(folder: &Path) -> Self {
        Self(folder.join(KNOWN_HOSTS))
    }

    pub(super) fn path(&self) -> &Path {
        &self.0
    }

    pub(super) fn find(&self, host: &str, port: u16) -> Result<Option<Known>, LinkError> {
        let text = match fs::read_to_string(&self.0) {
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
            text => text.map_err(|error| self.failed(error))?,
        };
        let wanted = key(host, port);
        for (number, line) in text.lines().enumerate() {
            if line.trim().is_empty() || line.starts_with('#') {
                continue;
            }
            let line_error = || LinkError::KnownHostsLine(self.0.clone(), number + 1);
            let (place, fingerprint) = line.split_once(' ').ok_or_else(line_error)?;
            let fingerprint = fingerprint.trim().parse().map_err(|_| line_error())?;
            if place == wanted {
                return Ok(Some(Known { fingerprint, line: number + 1 }));
            }
        }
        Ok(None)
    }

    /// Adds an unknown classroom. The file is readable by its owner only.
    ///
    /// # Errors
    /// The file cannot be written.
    pub fn add(&self, host: &str, port: u16, fingerprint: Fingerprint) -> Result<(), LinkError> {
        let add = || {
            if let Some(folder) = self.0.parent() {
                DirBuilder::new().recursive(true).mode(0o700).create(folder)?;
            }
            let mut options = OpenOptions::new();
            let mut file =
                options.read(true).append(true).create(true).mode(0o600).open(&self.0)?;
            let mut text = Vec::new();
            file.read_to_end(&mut text)?;
            // An editor may have left the last line without its end.
            let end = if text.is_empty() || text.ends_with(b"\n") { "" } else { "\n" };
            // In one write: another client may append at the same time.
            file.write_all(format!("{end}{} {fingerprint}\n", key(host, port)).as_bytes())
        };
        add().map_err(|error| self.failed(error))
    }

    fn failed(&self, error: io::Error) -> LinkError {
        LinkError::KnownHostsFile(self.0.clone(), error)
    }
}

/// Case does not matter in the name of a host.
fn key(host: &str, port: u16) -> String {
    host_and_port(&host.to_lowercase(), port)
}

#[cfg(test)]
mod tests {
    use std::os::unix::fs::PermissionsExt;

    use super::*;

    #[test]
    fn what_was_noted_is_known_and_private() {
        let folder = tempfile::tempdir().unwrap();
        let known = KnownHosts::within(&folder.path().join("data"));
        let [one, other] = [b"1", b"2"].map(|certificate| Fingerprint::of(certificate));
        assert_eq!(known.find("a", 1).unwrap(), None);
        known.add("A", 1, one).unwrap();
        known.add("::1", 1, other).unwrap();
        assert_eq!(known.find("a", 1).unwrap(), Some(Known { fingerprint: one, line: 1 }));
        assert_eq!(known.find("::1", 1).unwrap(), Some(Known { fingerprint: other, line: 2 }));
        assert_eq!(known.find("a", 2).unwrap(), None);
        let mode = |path: &Path| fs::metadata(path).unwrap().permissions().mode() & 0o777;
        assert_eq!(mode(known.path()), 0o600);
        assert_eq!(mode(known.path().parent().unwrap()), 0o700);
    }

    #[test]
    fn a_file_that_was_edited_by_hand_stays_whole() {
        let folder = tempfile::tempdir().unwrap();
        let known = KnownHosts::within(folder.path());
        let fingerprint = Fingerprint::of(b"1");
        fs::write(known.path(), format!("# mine\na:1 {fingerprint}")).unwrap();
        known.add("b", 1, fingerprint).unwrap();
        assert_eq!(known.find("a", 1).unwrap(), Some(Known { fingerprint, line: 2 }));
        assert_eq!(known.find("b", 1).unwrap(), Some(Known { fingerprint, line: 3 }));
    }

    #[test]
    fn a_damaged_line_is_told_by_its_number() {
        let folder = tempfile::tempdir().unwrap();
        let known = KnownHosts::within(folder.path());
        fs::write(known.path(), "# by hand\n\nb:1 sha256:12\n").unwrap();
        assert!(matches!(known.find("a", 1), Err(LinkError::KnownHostsLine(_, 3))));
    }
}
