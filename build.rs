//! Puts together what the program has of the lessons: pages, checks and starters, which follow from
//! the solutions. No solution and no mistake is part of it. Also the words of `sala --version`.

// It is used by the program as well.
#[allow(dead_code, unused_imports)]
#[path = "src/lab/materials/mod.rs"]
mod materials;

use std::path::{Path, PathBuf};
use std::process::Command;
use std::{env, fs, io};

use materials::{Files, LessonSource, SourceError};

/// What a learner's lesson has besides its starters.
const FOR_LEARNERS: [&str; 4] = ["lesson.toml", "checks.feature", "pt-BR.md", "en.md"];

fn main() -> io::Result<()> {
    println!("cargo::rerun-if-changed=lessons");
    println!("cargo::rerun-if-changed=src/lab/materials");
    println!("cargo::rustc-env=LONG_VERSION={}", long_version());
    let folder = PathBuf::from(env::var_os("OUT_DIR").unwrap_or_default()).join("lessons");
    match LessonSource::open(Path::new("lessons")).and_then(|source| for_learners(&source)) {
        Ok(files) => write(&files, &folder),
        Err(error) => {
            println!("cargo::error=lessons: {error:?}");
            Ok(())
        }
    }
}

/// Version, commit, target and features, in one line.
fn long_version() -> String {
    println!("cargo::rerun-if-env-changed=SALA_COMMIT");
    let [version, target, features] = ["CARGO_PKG_VERSION", "TARGET", "CARGO_CFG_FEATURE"]
        .map(|name| env::var(name).unwrap_or_default());
    let features = features.split(',').filter(|&it| it != "default").collect::<Vec<_>>().join(" ");
    let features = if features.is_empty() { "none".to_owned() } else { features };
    // With its commit, a debug build would compile everything again after each of them.
    let build = match env::var("PROFILE").is_ok_and(|profile| profile == "debug") {
        true => "debug build".to_owned(),
        false => format!("commit {}", commit().unwrap_or_else(|| "unknown".to_owned())),
    };
    format!("{version} ({build}, {target}, features: {features})")
}

/// The commit that is built: as the builder says, as `cargo package` wrote it down, or as git knows.
fn commit() -> Option<String> {
    if let Some(given) = env::var("SALA_COMMIT").ok().filter(|given| !given.is_empty()) {
        return Some(given);
    }
    if let Ok(packaged) = fs::read_to_string(".cargo_vcs_info.json") {
        let (_, hash) = packaged.split_once("\"sha1\": \"")?;
        return hash.get(..12).map(str::to_owned);
    }
    // A source tree without git may lie within another repository.
    if !fs::exists(".git").is_ok_and(|is_there| is_there) {
        return None;
    }
    let git = |arguments: &[&str]| {
        let output = Command::new("git").args(arguments).output().ok()?;
        output.status.success().then(|| String::from_utf8_lossy(&output.stdout).trim().to_owned())
    };
    println!("cargo::rerun-if-changed={}", git(&["rev-parse", "--git-path", "logs/HEAD"])?);
    git(&["rev-parse", "--short=12", "HEAD"])
}

fn for_learners(source: &LessonSource) -> Result<Files, SourceError> {
    let mut files = Files::new();
    let mut paths = vec!["languages.toml".to_owned()];
    for (_, lesson) in source.folders() {
        paths.extend(FOR_LEARNERS.map(|name| format!("{lesson}/{name}")));
        for language in source.languages() {
            let starter = source.starter(lesson, language)?.into_iter();
            files.extend(starter.map(|(name, bytes)| (format!("{lesson}/starter/{name}"), bytes)));
        }
    }
    let kept =
        paths.into_iter().filter_map(|path| Some((source.files().get(&path)?.clone(), path)));
    files.extend(kept.map(|(bytes, path)| (path, bytes)));
    Ok(files)
}

fn write(files: &Files, folder: &Path) -> io::Result<()> {
    if folder.exists() {
        fs::remove_dir_all(folder)?;
    }
    for (path, bytes) in files {
        let path = folder.join(path);
        path.parent().map_or(Ok(()), fs::create_dir_all)?;
        fs::write(path, bytes)?;
    }
    Ok(())
}
