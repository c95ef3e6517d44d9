//! The crate's own source as tokens, for the tests that read it. Comments, attributes and what
//! stands under `#[cfg(test)]` are left out.

use std::fs;
use std::path::Path;

use proc_macro2::{Delimiter, TokenStream, TokenTree};

/// One source file.
#[derive(Debug)]
pub struct Source {
    /// Its path from the root of the package, with `/`.
    pub path: String,
    /// Its text as it stands.
    pub text: String,
    /// What the compiler reads of it when no tests are built.
    pub tokens: Vec<TokenTree>,
    /// How many of its lines are tests.
    pub test_lines: usize,
}

impl Source {
    /// Reads a file's text.
    pub fn new(path: &str, text: &str) -> Self {
        let stream: TokenStream =
            text.parse().unwrap_or_else(|error| panic!("{path} cannot be read as Rust: {error}"));
        let mut test_lines = 0;
        let tokens = product(stream, &mut test_lines);
        Self { path: path.to_owned(), text: text.to_owned(), tokens, test_lines }
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

/// The tokens without attributes and without items under `#[cfg(test)]`, whose lines are counted.
fn product(stream: TokenStream, test_lines: &mut usize) -> Vec<TokenTree> {
    let mut kept = Vec::new();
    let mut tokens = stream.into_iter().peekable();
    while let Some(token) = tokens.next() {
        if is_punct(&token, '#') {
            tokens.next_if(|next| is_punct(next, '!'));
            let attribute = tokens.next_if(
                |next| matches!(next, TokenTree::Group(g) if g.delimiter() == Delimiter::Bracket),
            );
            let Some(attribute) = attribute else {
                kept.push(token);
                continue;
            };
            if attribute.to_string().replace(' ', "") == "[cfg(test)]" {
                let last = tokens.find(ends_item).unwrap_or(attribute);
                *test_lines += last.span().end().line + 1 - token.span().start().line;
            }
            continue;
        }
        kept.push(match token {
            TokenTree::Group(group) => {
                let inner = product(group.stream(), test_lines).into_iter().collect();
                let mut pruned = proc_macro2::Group::new(group.delimiter(), inner);
                pruned.set_span(group.span());
                TokenTree::Group(pruned)
            }
            other => other,
        });
    }
    kept
}

fn ends_item(token: &TokenTree) -> bool {
    is_punct(token, ';')
        || matches!(token, TokenTree::Group(group) if group.delimiter() == Delimiter::Brace)
}

/// Is this that sign?
pub fn is_punct(token: &TokenTree, sign: char) -> bool {
    matches!(token, TokenTree::Punct(punct) if punct.as_char() == sign)
}

/// The line on which a token begins.
pub fn line_of(token: &TokenTree) -> usize {
    token.span().start().line
}
