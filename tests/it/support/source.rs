//! The crate's own source, for the tests that read it.

use std::fs;
use std::path::Path;

use regex::Regex;

/// One source file.
#[derive(Debug)]
pub struct Source {
    /// Its path from the root of the package, with `/`.
    pub path: String,
    /// Its text without the modules of its tests.
    pub code: String,
}

impl Source {
    /// Reads a file's text.
    pub fn new(path: &str, text: &str) -> Self {
        let tests = Regex::new(r"(?ms)^#\[cfg\(test\)\]\nmod \w+ \{$.*?^\}$").unwrap();
        Self { path: path.to_owned(), code: tests.replace_all(text, "").into_owned() }
    }
}

/// Every `.rs` file under `src`, by path.
pub fn of_the_crate() -> Vec<Source> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut found = Vec::new();
    let mut folders = vec![root.join("src")];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(&folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|ending| ending == "rs") {
                let name = path.strip_prefix(root).unwrap().to_str().unwrap().replace('\\', "/");
                found.push(Source::new(&name, &fs::read_to_string(&path).unwrap()));
            }
        }
    }
    found.sort_by(|a, b| a.path.cmp(&b.path));
    assert!(found.len() > 10, "the sources were not found");
    found
}
