//! The page's files, which are part of the binary.

use std::path::Path;

use include_dir::{Dir, include_dir};
use sha2::{Digest, Sha256};

use crate::locale::Locale;

use super::words::words;

static PAGE: Dir<'_> = include_dir!("$CARGO_MANIFEST_DIR/src/web/page");

/// Served at `/`; its script shows what the address asks for.
const INDEX: &str = "/index.html";
const WORDS: &str = "/words.json";
/// What the page itself is asked for by.
const ENTRANCES: [&str; 3] = ["/", "/quadro", "/board"];

/// A file as a browser gets it.
#[derive(Debug)]
pub(super) struct File {
    path: String,
    pub(super) media_type: &'static str,
    /// What it is recognised by (RFC 9110, 8.8.3).
    pub(super) tag: String,
    pub(super) body: Vec<u8>,
}

/// All files, with the words of that language; `has_code`: of a class that asks for its code.
pub(super) fn files(locale: Locale, has_code: bool) -> Vec<File> {
    let embedded = PAGE.files().map(|file| {
        let path = format!("/{}", file.path().display());
        File::new(path, file.contents().to_vec())
    });
    let words = File::new(WORDS.to_owned(), words(locale, has_code).into_bytes());
    embedded.chain([words]).collect()
}

/// The file at a path.
pub(super) fn find<'a>(files: &'a [File], path: &str) -> Option<&'a File> {
    let path = if ENTRANCES.contains(&path) { INDEX } else { path };
    files.iter().find(|file| file.path == path)
}

impl File {
    /// Does it say which class is open?
    pub(super) fn is_of_class(&self) -> bool {
        [INDEX, WORDS].contains(&self.path.as_str())
    }

    fn new(path: String, body: Vec<u8>) -> Self {
        let extension = Path::new(&path).extension().and_then(|it| it.to_str());
        let media_type = match extension {
            Some("html") => "text/html; charset=utf-8",
            Some("css") => "text/css; charset=utf-8",
            Some("js") => "text/javascript; charset=utf-8",
            Some("json") => "application/json",
            Some("svg") => "image/svg+xml",
            _ => "application/octet-stream",
        };
        let tag = format!("\"{}\"", hex::encode(&Sha256::digest(&body)[..8]));
        Self { path, media_type, tag, body }
    }
}
