//! The Python of the tests: a virtual environment, which starts several times faster than an
//! interpreter behind a shim or with packages that are loaded at each start.

use std::ffi::OsString;
use std::path::Path;
use std::process::{Command, Stdio};
use std::sync::LazyLock;
use std::{env, fs};

/// `PATH` with that Python before everything else, or as it is where none can be made.
pub fn path() -> &'static OsString {
    static PATH: LazyLock<OsString> = LazyLock::new(|| {
        let path = env::var_os("PATH").unwrap_or_default();
        let programs = virtual_environment().then(|| Path::new(FOLDER).join("bin"));
        env::join_paths(programs.into_iter().chain(env::split_paths(&path))).unwrap()
    });
    &PATH
}

const FOLDER: &str = concat!(env!("CARGO_TARGET_TMPDIR"), "/python");

/// Is it there, or can it be made?
fn virtual_environment() -> bool {
    // Not through a link to an interpreter that is gone.
    if Path::new(FOLDER).join("bin/python3").exists() {
        return true;
    }
    let _ = fs::remove_dir_all(FOLDER);
    // Tests in other processes may be making it, too.
    let folder = tempfile::tempdir_in(env!("CARGO_TARGET_TMPDIR")).unwrap();
    let made = Command::new("python3")
        .args(["-m", "venv", "--without-pip", "--symlinks"])
        .arg(folder.path())
        .stderr(Stdio::null())
        .status();
    made.is_ok_and(|status| status.success())
        && (fs::rename(folder.keep(), FOLDER).is_ok() || Path::new(FOLDER).exists())
}
