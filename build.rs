//! Puts together what the program has of the lessons: pages, checks and starters, which follow from
//! the solutions. No solution and no mistake is part of it.

// It is used by the program as well.
#[allow(dead_code, unused_imports)]
#[path = "src/lab/materials/mod.rs"]
mod materials;

use std::path::{Path, PathBuf};
use std::{env, fs, io};

use materials::{Files, LessonSource, SourceError};

/// What a learner's lesson has besides its starters.
const FOR_LEARNERS: [&str; 4] = ["lesson.toml", "checks.feature", "pt-BR.md", "en.md"];

fn main() -> io::Result<()> {
    println!("cargo::rerun-if-changed=lessons");
    println!("cargo::rerun-if-changed=src/lab/materials");
    let folder = PathBuf::from(env::var_os("OUT_DIR").unwrap_or_default()).join("lessons");
    match LessonSource::open(Path::new("lessons")).and_then(|source| for_learners(&source)) {
        Ok(files) => write(&files, &folder),
        Err(error) => {
            println!("cargo::error=lessons: {error:?}");
            Ok(())
        }
    }
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
