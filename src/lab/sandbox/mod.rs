//! A box for each folder that somebody else has written, by bubblewrap.
//!
//! The outer box has a network of its own, in which only the loopback is, and a file system in memory
//! for what the folder's program writes; the grader runs there, and sees all else as it is. The inner
//! box is around each start of a program: it sees the system and what is installed, and can write to
//! its copy and its data; its processes see each other only, and end together.

mod copy;
mod filter;
mod limits;
mod obstacle;
mod toolchains;

use std::env;
use std::ffi::OsString;
use std::fs;
use std::io;
use std::os::unix::fs::{DirBuilderExt, MetadataExt, lchown};
use std::os::unix::process::CommandExt;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use rustix::process::getuid;

use crate::platform::HAS_BOXES;

pub use copy::NotCopied;
pub use limits::{Excess, Limits};
pub use obstacle::Obstacle;
use toolchains::{SYSTEM, Toolchains};

/// The variable by which the grader in a box knows that it is there, and what may be taken.
const MARK: &str = "SALA_LAB_BOX";
/// The user and group that programs run as when the administrator grades: those of nobody.
const NOBODY: u32 = 65534;
/// How many processes of the box are between its keeper and a program: bubblewrap, the first process
/// inside, and the keeper there.
pub const LAYERS: usize = 3;
/// How much of a box's room a copy may fill: some is left for what is built.
const COPY_SHARE: u64 = 2;
/// Nothing is fetched, and nothing is told to anybody.
const OFFLINE: [(&str, &str); 9] = [
    ("CARGO_NET_OFFLINE", "true"),
    ("CARGO_BUILD_JOBS", "2"),
    ("GOPROXY", "off"),
    ("GOTOOLCHAIN", "local"),
    ("GOFLAGS", "-p=2"),
    ("npm_config_offline", "true"),
    ("PIP_NO_INDEX", "1"),
    ("DOTNET_CLI_TELEMETRY_OPTOUT", "1"),
    ("DOTNET_NOLOGO", "1"),
];
/// The folders that tools fill while they build, in the box's cache.
const CACHES: [(&str, &str); 7] = [
    ("XDG_CACHE_HOME", ""),
    ("CARGO_HOME", "cargo"),
    ("GOCACHE", "go-build"),
    ("GOPATH", "go"),
    ("DOTNET_CLI_HOME", "dotnet"),
    ("NUGET_PACKAGES", "nuget"),
    ("npm_config_cache", "npm"),
];

/// How boxes are made here.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Sandbox {
    bubblewrap: PathBuf,
    /// What a program may take.
    pub limits: Limits,
    toolchains: Toolchains,
}

/// What a program in a box can reach, besides its copy.
#[derive(Clone, Copy, Debug, Default)]
pub struct Reach<'a> {
    /// The folder whose place must not be looked into.
    pub hidden: Option<&'a Path>,
    /// Folders that it can write to.
    pub writable: &'a [&'a Path],
    /// Files that it can read.
    pub readable: &'a [&'a Path],
}

impl Sandbox {
    /// Makes a box to see whether this machine can.
    ///
    /// # Errors
    /// It cannot.
    pub fn find(limits: Limits) -> Result<Self, Obstacle> {
        if !HAS_BOXES {
            return Err(Obstacle::NotLinux);
        }
        let sandbox = Self::here(limits).ok_or(Obstacle::NoBubblewrap)?;
        sandbox.make_place()?;
        let failed = |error: io::Error| Obstacle::Other(error.to_string());
        let mut trial = sandbox.around(["lab".into(), "try-sandbox".into()]).map_err(failed)?;
        let tried = trial.stdin(Stdio::null()).output().map_err(failed)?;
        if tried.status.success() {
            return Ok(sandbox);
        }
        let words = String::from_utf8_lossy(&tried.stderr);
        let last = words.lines().rfind(|line| !line.trim().is_empty()).unwrap_or_default();
        Err(Obstacle::of_failure(last, is_root()))
    }

    /// The box that this process is in; its folders are made.
    ///
    /// # Errors
    /// They cannot be made.
    pub fn entered() -> io::Result<Option<Self>> {
        let Some(limits) = env::var_os(MARK).and_then(|mark| parse(mark.to_str()?)) else {
            return Ok(None);
        };
        for folder in ["work", "home", "cache", "cache/cargo", "tmp", "shm"] {
            let folder = place().join(folder);
            fs::create_dir_all(&folder)?;
            give(&folder)?;
        }
        filter::filter().map_or(Ok(()), |filter| fs::write(calls(), filter))?;
        Ok(Self::here(limits))
    }

    fn here(limits: Limits) -> Option<Self> {
        let folders = env::var_os("PATH")?;
        let mut all = env::split_paths(&folders).map(|folder| folder.join("bwrap"));
        let bubblewrap = all.find(|file| file.is_absolute() && file.is_file())?;
        Some(Self {
            bubblewrap,
            limits,
            toolchains: Toolchains::find(&home(), |name| env::var_os(name)),
        })
    }

    /// The folder in which boxes show their files: an empty one, for nothing is ever in it outside a box.
    fn make_place(&self) -> Result<(), Obstacle> {
        let place = place();
        // It may be there.
        let _ = fs::DirBuilder::new().mode(0o755).create(&place);
        let is_own = fs::symlink_metadata(&place)
            .is_ok_and(|found| found.is_dir() && found.uid() == getuid().as_raw());
        if is_own { Ok(()) } else { Err(Obstacle::Taken(place)) }
    }

    /// What starts `sala` with these arguments in an outer box.
    ///
    /// # Errors
    /// This binary is not found any more.
    pub fn around(&self, arguments: impl IntoIterator<Item = OsString>) -> io::Result<Command> {
        let (place, own) = (place(), env::current_exe()?);
        let mut command = Command::new(&self.bubblewrap);
        if !is_root() {
            command.arg("--unshare-user");
        }
        command.args(["--unshare-net", "--die-with-parent", "--dev-bind", "/", "/"]);
        let limits = format!("{} {}", self.limits.memory, self.limits.disk);
        command.args(["--size", &self.limits.disk.to_string(), "--tmpfs"]).arg(&place);
        command.arg("--dir").arg(place.join("tools"));
        for (at, tool) in self.tools().enumerate() {
            command.arg("--ro-bind").arg(tool).arg(staged(at));
        }
        command.arg("--ro-bind").arg(own).arg(sala());
        command.args(["--setenv", MARK, &limits, "--"]).arg(sala()).args(arguments);
        Ok(command)
    }

    fn tools(&self) -> impl Iterator<Item = &PathBuf> {
        self.toolchains.places.iter().chain(&self.toolchains.crates)
    }

    /// The words that start an inner box, before those of the program that runs in it.
    pub fn inside(&self, folder: &Path, reach: Reach<'_>) -> Vec<OsString> {
        let mut words = Words(vec![self.bubblewrap.clone().into()]);
        words.options(&["--unshare-user", "--disable-userns", "--unshare-pid", "--unshare-ipc"]);
        words.options(&["--unshare-uts", "--unshare-cgroup-try", "--die-with-parent"]);
        words.options(&["--proc", "/proc", "--dev", "/dev"]);
        for folder in SYSTEM.map(Path::new) {
            match fs::read_link(folder) {
                Ok(target) => words.add("--symlink", &[&target, folder]),
                Err(_) if folder.is_dir() => words.add("--ro-bind", &[folder, folder]),
                Err(_) => {}
            }
        }
        let place = place();
        words.add("--bind", &[&place.join("tmp"), Path::new("/tmp")]);
        words.add("--bind", &[&place.join("shm"), Path::new("/dev/shm")]);
        for own in ["home", "cache"].map(|name| place.join(name)) {
            words.add("--bind", &[&own, &own]);
        }
        let crates = place.join("cache/cargo/registry");
        for (at, tool) in self.tools().enumerate() {
            let is_crates = at == self.toolchains.places.len();
            words.add("--ro-bind", &[&staged(at), if is_crates { &crates } else { tool }]);
        }
        reach.hidden.filter(|hidden| self.shows(hidden)).into_iter().for_each(|hidden| {
            words.add("--tmpfs", &[hidden]);
        });
        words.add("--ro-bind", &[&sala(), &sala()]);
        for own in [&[folder], reach.writable].concat() {
            words.add("--bind", &[own, own]);
        }
        reach.readable.iter().for_each(|own| words.add("--ro-bind", &[own, own]));
        words.options(&["--remount-ro", "/dev", "--remount-ro", "/"]);
        words.add("--chdir", &[folder]);
        words.add("--", &[&sala()]);
        let (memory, disk) = (self.limits.memory.to_string(), self.limits.disk.to_string());
        words.options(&["lab", "keep", "--in-box", &memory, &disk, "--"]);
        words.0
    }

    /// Is this a part of what every box shows?
    fn shows(&self, folder: &Path) -> bool {
        let all = SYSTEM.iter().map(Path::new).chain(self.tools().map(PathBuf::as_path));
        all.filter(|shown| folder.starts_with(shown) && folder != *shown).count() > 0
    }

    /// The whole environment of a program.
    pub fn variables(&self) -> Vec<(&'static str, OsString)> {
        let (home, cache) = (place().join("home"), place().join("cache"));
        let mut all = self.toolchains.variables.clone();
        all.push(("HOME", home.into()));
        all.extend(OFFLINE.map(|(name, value)| (name, value.into())));
        all.extend(CACHES.map(|(name, folder)| (name, cache.join(folder).into())));
        all
    }

    /// Copies a folder that was handed in, in place of an earlier copy; gives where it is now.
    ///
    /// # Errors
    /// It is too large, or a file of it cannot be read.
    pub fn take_in(&self, folder: &Path) -> Result<PathBuf, NotCopied> {
        let name = folder.file_name().unwrap_or("program".as_ref());
        let copy = place().join("work").join(name);
        let failed = |error| NotCopied::File(copy.clone(), error);
        if copy.exists() {
            fs::remove_dir_all(&copy).map_err(failed)?;
        }
        copy::copy(folder, &copy, self.limits.disk / COPY_SHARE)?;
        give_all(&copy).map_err(failed)?;
        Ok(copy)
    }
}

/// Words of a command line.
struct Words(Vec<OsString>);

impl Words {
    fn options(&mut self, words: &[&str]) {
        self.0.extend(words.iter().map(OsString::from));
    }

    fn add(&mut self, option: &str, paths: &[&Path]) {
        self.0.push(option.into());
        self.0.extend(paths.iter().map(|path| path.as_os_str().to_owned()));
    }
}

/// Makes what starts a box run as nobody, if the administrator grades.
pub fn as_nobody(command: &mut Command) -> &mut Command {
    if is_root() { command.uid(NOBODY).gid(NOBODY) } else { command }
}

/// Makes a file or a folder the program's, if it runs as nobody.
pub fn give(path: &Path) -> io::Result<()> {
    if is_root() { lchown(path, Some(NOBODY), Some(NOBODY)) } else { Ok(()) }
}

/// The same with all that is in it.
fn give_all(folder: &Path) -> io::Result<()> {
    if !is_root() {
        return Ok(());
    }
    let mut later = vec![folder.to_owned()];
    while let Some(path) = later.pop() {
        give(&path)?;
        if fs::symlink_metadata(&path)?.is_dir() {
            let entries = fs::read_dir(&path)?.collect::<io::Result<Vec<_>>>()?;
            later.extend(entries.into_iter().map(|entry| entry.path()));
        }
    }
    Ok(())
}

/// Where a box has its files.
pub fn place() -> PathBuf {
    format!("/tmp/sala-box-{}", getuid().as_raw()).into()
}

/// Where a box has what is installed outside the system, until an inner box shows it in its place.
fn staged(at: usize) -> PathBuf {
    place().join("tools").join(at.to_string())
}

/// Where a box has the filter of its programs' calls, if there is one.
pub fn calls() -> PathBuf {
    place().join("calls")
}

/// Where a box has this binary.
fn sala() -> PathBuf {
    place().join("sala")
}

fn home() -> PathBuf {
    env::var_os("HOME").map_or_else(|| "/nonexistent".into(), PathBuf::from)
}

fn is_root() -> bool {
    getuid().is_root()
}

/// The limits that stand in the mark.
fn parse(mark: &str) -> Option<Limits> {
    let (memory, disk) = mark.split_once(' ')?;
    Some(Limits { memory: memory.parse().ok()?, disk: disk.parse().ok()? })
}
