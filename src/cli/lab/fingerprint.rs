//! What a verdict depends on, as a key: as long as none of it changes, the verdict holds.

use std::collections::BTreeMap;
use std::env;
use std::ffi::OsStr;
use std::fs::{self, Metadata};
use std::os::unix::ffi::OsStrExt;
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::{Mutex, PoisonError};
use std::time::UNIX_EPOCH;

use sha2::{Digest, Sha256};

use crate::lab::{ASSIGNMENT, Assignment, Language, LessonSource, PROGRESS, Sources};

use super::grade_folder::program_folder;

/// Of larger files, only their size and time count.
const MOST_READ: u64 = 1 << 20;
/// A folder with more files is graded again each time.
const MOST_FILES: usize = 4000;
/// How machine code begins, and what belongs to it: ELF, Windows (also .NET), Java, Mach-O, libraries,
/// and the debug information of .NET and Mono.
const COMPILED: [&[u8]; 8] = [
    b"\x7fELF",
    b"MZ",
    b"\xca\xfe\xba\xbe",
    b"\xcf\xfa\xed\xfe",
    b"\xce\xfa\xed\xfe",
    b"!<arch>\n",
    b"BSJB",
    b"\x14\xa6\x7f\xfd",
];

/// Makes the keys of verdicts.
pub(super) struct Fingerprints {
    /// Of all that is the same for every folder.
    common: Sha256,
    languages: Vec<Language>,
    /// What is known about each tool that was looked at.
    tools: Mutex<BTreeMap<(String, bool), String>>,
}

impl Fingerprints {
    /// `options` is what else verdicts depend on, such as the number of the last lesson and the box.
    pub(super) fn new(lessons: &LessonSource, options: &[String]) -> Self {
        let mut common = Sha256::new();
        add(&mut common, env!("CARGO_PKG_VERSION"));
        // A kit that was built again may grade otherwise under the same version.
        let own = env::current_exe().and_then(fs::metadata).map(|own| stamp(&own));
        add(&mut common, own.unwrap_or_default());
        for (path, bytes) in lessons.files() {
            add(&mut common, path);
            add(&mut common, bytes);
        }
        options.iter().for_each(|option| add(&mut common, option));
        let languages = lessons.languages().to_vec();
        Self { common, languages, tools: Mutex::default() }
    }

    /// The key of a folder as it is now; none if it holds too much to be compared.
    pub(super) fn of(&self, folder: &Path) -> Option<String> {
        let files = Sources::of(folder).files;
        if files.len() > MOST_FILES {
            return None;
        }
        let assignment = Assignment::read(&program_folder(folder)).ok();
        let mut hasher = self.common.clone();
        let is_built = assignment.as_ref().is_some_and(|own| own.build.is_some());
        for path in files.iter().filter(|path| *path != Path::new(PROGRESS)) {
            add_file(&mut hasher, folder, path, is_built);
        }
        if let Some(assignment) = assignment {
            self.add_commands(&mut hasher, folder, &files, &assignment);
        }
        Some(hex::encode(hasher.finalize()))
    }

    /// What the commands name: tools by their versions, and files also where the folder's own files
    /// are not looked for, as in `target/release`. What is built follows from the rest.
    fn add_commands<'a>(
        &self,
        hasher: &mut Sha256,
        folder: &Path,
        files: impl IntoIterator<Item = &'a PathBuf>,
        assignment: &Assignment,
    ) {
        let commands = [assignment.build.as_deref(), Some(assignment.command.as_str())];
        let own: Vec<String> = commands.into_iter().flatten().flat_map(words).collect();
        if assignment.build.is_none() {
            own.iter().for_each(|word| add_file(hasher, folder, Path::new(word), false));
        }
        let names: Vec<String> = files.into_iter().map(|file| file.display().to_string()).collect();
        let is_used = |language: &&Language| names.iter().any(|name| language.owns(name));
        let tools: Vec<&str> =
            self.languages.iter().filter(is_used).flat_map(Language::tools).collect();
        for word in &tools {
            add(hasher, self.tool(word, true));
        }
        for word in own.iter().filter(|word| !tools.contains(&word.as_str())) {
            add(hasher, self.tool(word, false));
        }
    }

    /// Where a tool is and which it is. One that the lessons name is asked for its version: what is
    /// found may only stand for another, as with rustup and pyenv.
    fn tool(&self, name: &str, is_asked: bool) -> String {
        let mut tools = self.tools.lock().unwrap_or_else(PoisonError::into_inner);
        let look = || {
            let path = found(name)?;
            let stamp = fs::metadata(&path).map(|file| stamp(&file)).unwrap_or_default();
            let version = if is_asked { version(&path) } else { Vec::new() };
            Some(format!("{} {stamp} {}", path.display(), String::from_utf8_lossy(&version)))
        };
        tools
            .entry((name.to_owned(), is_asked))
            .or_insert_with(|| look().unwrap_or_default())
            .clone()
    }
}

/// The words of a command; those of a script that a shell is given, too.
fn words(command: &str) -> Vec<String> {
    let words = shlex::split(command).unwrap_or_default();
    words.iter().flat_map(|word| word.split_whitespace()).map(str::to_owned).collect()
}

/// Adds a part so that no two lists of parts are alike.
fn add(hasher: &mut Sha256, part: impl AsRef<[u8]>) {
    hasher.update((part.as_ref().len() as u64).to_le_bytes());
    hasher.update(part);
}

/// Adds a file's name, whether it may be executed, and what is in it; of what a build makes nothing.
fn add_file(hasher: &mut Sha256, folder: &Path, path: &Path, is_built: bool) {
    let whole = folder.join(path);
    let Ok(metadata) = fs::metadata(&whole) else { return };
    if !metadata.is_file() {
        return;
    }
    let bytes = match metadata.len() {
        0..=MOST_READ => fs::read(&whole).unwrap_or_default(),
        _ => stamp(&metadata).into_bytes(),
    };
    let is_manifest = path.ends_with(ASSIGNMENT);
    if is_built && !is_manifest && COMPILED.iter().any(|head| bytes.starts_with(head)) {
        return;
    }
    add(hasher, path.as_os_str().as_bytes());
    add(hasher, [u8::from(metadata.permissions().mode() & 0o111 != 0)]);
    add(hasher, bytes);
}

/// Size and time of a file.
fn stamp(metadata: &Metadata) -> String {
    let modified = metadata.modified().ok().and_then(|time| time.duration_since(UNIX_EPOCH).ok());
    format!("{} {}", metadata.len(), modified.unwrap_or_default().as_nanos())
}

/// Where the system finds a program by its name, behind all links.
fn found(name: &str) -> Option<PathBuf> {
    if name.is_empty() || name.contains('/') {
        return None;
    }
    let folders = env::var_os("PATH")?;
    let mut paths = env::split_paths(&folders).map(|folder| folder.join(OsStr::new(name)));
    paths.find(|path| path.is_file())
}

fn version(tool: &Path) -> Vec<u8> {
    let mut command = Command::new(tool);
    command.arg("--version").current_dir("/").stdin(Stdio::null());
    command.output().map(|output| output.stdout).unwrap_or_default()
}
