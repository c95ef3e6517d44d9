//! The page's files, which are part of the binary.

use std::path::Path;

use include_dir::{Dir, include_dir};
use sha2::{Digest, Sha256};

use crate::locale::Locale;

use super::words::words;

static PAGE: Dir<'_> = include_dir!("$CARGO_MANIFEST_DIR/src/web/page");

const INDEX: &str = "/index.html";
const BOARD: &str = "/board.html";
const WORDS: &str = "/words.json";
/// What the pages are asked for by.
const ENTRANCES: [(&str, &str); 3] = [("/", INDEX), ("/quadro", BOARD), ("/board", BOARD)];
/// Where a page has the words, so that they are there with it.
const PLACE: &str = r#"<script id="words" type="application/json">{}</script>"#;

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
    let words = words(locale, has_code);
    // Nothing in it ends the element.
    let place = PLACE.replace("{}", &words.replace('<', "\\u003c"));
    let embedded = PAGE.files().map(|file| {
        let path = format!("/{}", file.path().display());
        let body = match file.contents_utf8().filter(|_| path.ends_with(".html")) {
            Some(page) => page.replace(PLACE, &place).into_bytes(),
            None => file.contents().to_vec(),
        };
        File::new(path, body)
    });
    embedded.chain([File::new(WORDS.to_owned(), words.clone().into_bytes())]).collect()
}

/// The file at a path.
pub(super) fn find<'a>(files: &'a [File], path: &str) -> Option<&'a File> {
    let entrance = ENTRANCES.iter().find(|(entrance, _)| *entrance == path);
    let path = entrance.map_or(path, |(_, file)| *file);
    files.iter().find(|file| file.path == path)
}

impl File {
    /// Does it say which class is open?
    pub(super) fn is_of_class(&self) -> bool {
        [INDEX, BOARD, WORDS].contains(&self.path.as_str())
    }

    pub(super) fn new(path: String, body: Vec<u8>) -> Self {
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
