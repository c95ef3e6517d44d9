//! The house of `docs/ARCHITECTURE.md` as it is built: who may import whom, how long a file may
//! be, where the clock and the runtime may be named.

use std::collections::{BTreeMap, BTreeSet};

use proc_macro2::{Delimiter, TokenTree};

use crate::support::source::{self, Source, is_punct, line_of};

/// The wings of the house and the rank of each; those not built yet have their place already.
const RANKS: [(&str, u8); 16] = [
    ("name", 0),
    ("locale", 0),
    ("paint", 0),
    ("private_file", 0),
    ("wire", 1),
    ("classroom", 2),
    ("command", 3),
    ("journal", 4),
    ("link", 4),
    ("server", 5),
    ("client", 5),
    ("bot", 5),
    ("load", 5),
    ("lab", 6),
    ("cli", 7),
    ("main", 8),
];

/// The highest rank that must not know a runtime, a socket or the time.
const LAST_PURE_RANK: u8 = 3;
/// What the pure ranks must not name, wherever it stands in a path; `*` ends any name.
const IMPURE: [&[&str]; 15] = [
    &["async_std"],
    &["async_channel"],
    &["async_global_executor"],
    &["async_signal"],
    &["futures"],
    &["futures_lite"],
    &["socket2"],
    &["std", "thread"],
    &["std", "net", "Tcp*"],
    &["std", "net", "Udp*"],
    &["time", "Instant"],
    &["time", "SystemTime"],
    &["Instant", "now"],
    &["SystemTime", "now"],
    &["Timestamp", "now"],
];
/// Where `async_std` may be named; besides, in one place of `src/cli`.
const ASYNC_STD: [&str; 4] = ["src/server/", "src/link/", "src/bot/", "src/lab/grade.rs"];
/// The longest file, its tests not counted.
const MAX_LINES: usize = 450;

/// The one file that may import from those that import it: it puts the class together from parts
/// whose methods are the class's.
const WHOLE: &str = "classroom::class";

type Module = Vec<String>;

/// A path that a file names, from its root or from where it stands.
#[derive(Debug)]
struct Named {
    /// The inline module in which it stands, from the crate's root.
    module: Module,
    segments: Vec<String>,
    line: usize,
}

/// A file and what the rules need to know of it.
struct File<'a> {
    source: &'a Source,
    module: Module,
    /// Its `mod` lines.
    children: Vec<String>,
    macros: Vec<String>,
    named: Vec<Named>,
}

/// One file's import of another.
struct Import<'a> {
    from: &'a File<'a>,
    to: Module,
    line: usize,
}

impl<'a> File<'a> {
    fn new(source: &'a Source) -> Self {
        let path = source.path.strip_prefix("src/").and_then(|path| path.strip_suffix(".rs"));
        let mut module: Module =
            path.expect("a path below src").split('/').map(str::to_owned).collect();
        if module.last().is_some_and(|last| last == "mod") || module == ["lib"] {
            module.pop();
        }
        let mut file =
            Self { source, module, children: Vec::new(), macros: Vec::new(), named: Vec::new() };
        let module = file.module.clone();
        file.read(&module, &source.tokens);
        file
    }

    fn read(&mut self, module: &Module, tokens: &[TokenTree]) {
        let mut at = 0;
        while let Some(token) = tokens.get(at) {
            at += 1;
            match token {
                TokenTree::Group(group) => {
                    self.read(module, &group.stream().into_iter().collect::<Vec<_>>());
                }
                TokenTree::Ident(word) if word == "mod" => at += self.read_mod(module, tokens, at),
                TokenTree::Ident(word) if word == "macro_rules" => {
                    self.macros.extend(tokens.get(at + 1).map(ToString::to_string));
                }
                TokenTree::Ident(word) if word == "use" => {
                    let end = tokens[at..].iter().position(|token| is_punct(token, ';'));
                    let end = at + end.unwrap_or(tokens.len() - at);
                    let mut paths = Vec::new();
                    flatten(&[], &tokens[at..end], &mut paths);
                    let line = line_of(token);
                    self.named.extend(paths.into_iter().map(|segments| Named {
                        module: module.clone(),
                        segments,
                        line,
                    }));
                    at = end;
                }
                TokenTree::Ident(word) if word == "pub" => {
                    at += usize::from(tokens.get(at).is_some_and(is_visibility));
                }
                TokenTree::Ident(_) => {
                    let (segments, length) = path_at(&tokens[at - 1..]);
                    at += length - 1;
                    self.named.push(Named {
                        module: module.clone(),
                        segments,
                        line: line_of(token),
                    });
                }
                _ => {}
            }
        }
    }

    /// Reads what stands after `mod`; gives how many tokens it took.
    fn read_mod(&mut self, module: &Module, tokens: &[TokenTree], at: usize) -> usize {
        let Some(name) = tokens.get(at).map(ToString::to_string) else { return 0 };
        match tokens.get(at + 1) {
            Some(TokenTree::Group(body)) if body.delimiter() == Delimiter::Brace => {
                let inner = [module.as_slice(), &[name]].concat();
                self.read(&inner, &body.stream().into_iter().collect::<Vec<_>>());
                2
            }
            _ => {
                self.children.push(name);
                1
            }
        }
    }

    fn wing(&self) -> Option<&str> {
        self.module.first().map(String::as_str)
    }

    fn rank(&self) -> Option<u8> {
        // The crate's root stands above all that it is made of.
        self.wing().map_or(Some(8), rank)
    }

    fn complaint(&self, line: usize, rule: &str) -> String {
        format!("{}:{line}: {rule}", self.source.path)
    }
}

/// Is this the `(super)` of `pub(super)`?
fn is_visibility(token: &TokenTree) -> bool {
    let TokenTree::Group(group) = token else { return false };
    let first = group.stream().into_iter().next().map(|token| token.to_string());
    group.delimiter() == Delimiter::Parenthesis
        && matches!(first.as_deref(), Some("crate" | "super" | "self" | "in"))
}

/// The path at the head of the tokens, and how many of them it takes.
fn path_at(tokens: &[TokenTree]) -> (Vec<String>, usize) {
    let mut segments = vec![tokens[0].to_string()];
    let mut length = 1;
    while let [a, b, TokenTree::Ident(next), ..] = &tokens[length..]
        && is_punct(a, ':')
        && is_punct(b, ':')
    {
        segments.push(next.to_string());
        length += 3;
    }
    (segments, length)
}

/// Every path of a `use`.
fn flatten(prefix: &[String], tokens: &[TokenTree], paths: &mut Vec<Vec<String>>) {
    for branch in tokens.split(|token| is_punct(token, ',')) {
        let mut path = prefix.to_vec();
        let mut grouped = false;
        for token in branch {
            match token {
                TokenTree::Ident(word) if word == "as" => break,
                TokenTree::Ident(word) => path.push(word.to_string()),
                TokenTree::Group(group) => {
                    grouped = true;
                    flatten(&path, &group.stream().into_iter().collect::<Vec<_>>(), paths);
                }
                _ => {}
            }
        }
        if !grouped && path.len() > prefix.len() {
            // `use super::{self, …}` names the folder itself.
            if path.len() > 1 && path.last().is_some_and(|last| last == "self") {
                path.pop();
            }
            paths.push(path);
        }
    }
}

fn rank(wing: &str) -> Option<u8> {
    RANKS.iter().find(|(name, _)| *name == wing).map(|(_, rank)| *rank)
}

/// Every breach of every rule.
fn complaints(sources: &[Source]) -> Vec<String> {
    let files: Vec<File<'_>> = sources.iter().map(File::new).collect();
    let mut found = Vec::new();
    let imports = imports(&files, &mut found);
    for file in &files {
        check_alone(file, &mut found);
        check_purity(file, &mut found);
    }
    for import in &imports {
        check_import(import, &mut found);
    }
    check_runtime(&files, &mut found);
    check_circles(&imports, &mut found);
    found.dedup();
    found
}

fn check_alone(file: &File<'_>, found: &mut Vec<String>) {
    if file.rank().is_none() {
        found.push(file.complaint(1, "this wing has no rank: give it one in the design"));
    }
    if !file.source.text.starts_with("//! ") {
        found.push(file.complaint(1, "a file opens with `//!` and what it owns"));
    }
    let lines = file.source.text.lines().count() - file.source.test_lines;
    if lines > MAX_LINES {
        let rule = format!("{lines} lines without its tests; a file has at most {MAX_LINES}");
        found.push(file.complaint(1, &rule));
    }
}

fn check_purity(file: &File<'_>, found: &mut Vec<String>) {
    if file.rank().is_none_or(|rank| rank > LAST_PURE_RANK) {
        return;
    }
    for named in &file.named {
        for forbidden in IMPURE {
            if named.segments.windows(forbidden.len()).any(|part| fits(part, forbidden)) {
                let rule = format!(
                    "ranks 0 to {LAST_PURE_RANK} name no runtime, socket or clock: {}",
                    named.segments.join("::")
                );
                found.push(file.complaint(named.line, &rule));
            }
        }
    }
}

fn fits(part: &[String], forbidden: &[&str]) -> bool {
    part.iter().zip(forbidden).all(|(segment, pattern)| match pattern.strip_suffix('*') {
        Some(head) => segment.starts_with(head),
        None => segment == pattern,
    })
}

fn check_runtime(files: &[File<'_>], found: &mut Vec<String>) {
    let mut in_cli = BTreeSet::new();
    for file in files {
        let path = file.source.path.as_str();
        if ASYNC_STD.iter().any(|place| path.starts_with(place)) {
            continue;
        }
        let places = file.named.iter().filter(|named| named.segments[0] == "async_std");
        for line in places.map(|named| named.line) {
            if path.starts_with("src/cli/") {
                in_cli.insert((path, line));
            } else {
                found.push(file.complaint(line, "async_std is not for this file"));
            }
        }
    }
    for (path, line) in in_cli.into_iter().skip(1) {
        found.push(format!("{path}:{line}: async_std is named in one place of src/cli only"));
    }
}

/// What each file imports of the crate.
fn imports<'a>(files: &'a [File<'a>], found: &mut Vec<String>) -> Vec<Import<'a>> {
    let modules: BTreeSet<&Module> = files.iter().map(|file| &file.module).collect();
    let macros: BTreeMap<&str, &Module> = files
        .iter()
        .flat_map(|file| file.macros.iter().map(|name| (name.as_str(), &file.module)))
        .collect();
    let mut imports = Vec::new();
    for from in files {
        for named in &from.named {
            let Some(path) = absolute(from, named) else { continue };
            let known = (0..=path.len()).rev().find(|end| modules.contains(&path[..*end].to_vec()));
            let mut to = path[..known.unwrap_or(0)].to_vec();
            if to.is_empty() {
                let owner = path.first().and_then(|name| macros.get(name.as_str()));
                let Some(owner) = owner else {
                    found.push(from.complaint(named.line, "imports from the crate's root"));
                    continue;
                };
                to.clone_from(owner);
            }
            if to != from.module {
                imports.push(Import { from, to, line: named.line });
            }
        }
    }
    imports
}

/// A named path from the crate's root, if it is of this crate.
fn absolute(file: &File<'_>, named: &Named) -> Option<Vec<String>> {
    let (first, rest) = named.segments.split_first()?;
    let start: &[String] = match first.as_str() {
        "crate" => return Some(rest.to_vec()),
        // The program's only file sees the library from outside.
        "sala" if file.module == ["main"] => return Some(rest.to_vec()),
        "self" => &named.module,
        "super" => {
            let ups = named.segments.iter().take_while(|segment| *segment == "super").count();
            let start = &named.module[..named.module.len().checked_sub(ups)?];
            return Some([start, &named.segments[ups..]].concat());
        }
        _ if file.children.contains(first) => {
            return Some([file.module.as_slice(), &named.segments].concat());
        }
        _ => return None,
    };
    // A bare `self` is a method's.
    (!rest.is_empty()).then(|| [start, rest].concat())
}

fn check_import(import: &Import<'_>, found: &mut Vec<String>) {
    let (Some(from), Some(to)) = (import.from.wing(), import.to.first()) else { return };
    let (Some(own), Some(other)) = (rank(from), rank(to)) else { return };
    if from != to && other >= own {
        let to = import.to.join("::");
        let rule = format!("rank {own} imports only from lower ranks, not {to} of rank {other}");
        found.push(import.from.complaint(import.line, &rule));
    }
}

fn check_circles(imports: &[Import<'_>], found: &mut Vec<String>) {
    let mut edges: BTreeMap<&Module, BTreeSet<&Module>> = BTreeMap::new();
    for import in imports.iter().filter(|import| import.from.module.join("::") != WHOLE) {
        edges.entry(&import.from.module).or_default().insert(&import.to);
    }
    // Whoever imports nothing that is left, or is imported by nobody, is in no circle.
    loop {
        let before = edges.len();
        let importers: BTreeSet<&Module> = edges.keys().copied().collect();
        edges.values_mut().for_each(|to| to.retain(|to| importers.contains(to)));
        let imported: BTreeSet<&Module> = edges.values().flatten().copied().collect();
        edges.retain(|from, to| !to.is_empty() && imported.contains(from));
        if edges.len() == before {
            break;
        }
    }
    if !edges.is_empty() {
        let names: Vec<String> = edges.keys().map(|module| module.join("::")).collect();
        found.push(format!("src: these import each other in a circle: {}", names.join(", ")));
    }
}

#[test]
fn the_house_stands_as_it_was_drawn() {
    let found = complaints(&source::of_the_crate());
    assert!(found.is_empty(), "\n{}\n", found.join("\n"));
}

#[test]
fn the_imports_of_the_crate_are_seen() {
    let sources = source::of_the_crate();
    let files: Vec<File<'_>> = sources.iter().map(File::new).collect();
    let imports = imports(&files, &mut Vec::new());
    for (from, to) in [
        ("command", "classroom"),
        ("server", "journal"),
        ("classroom", "locale"),
        ("wire::framer", "wire::clean"),
        ("main", "cli"),
    ] {
        let seen = |import: &Import<'_>| {
            let own = import.from.module.join("::");
            own.starts_with(from) && import.to.join("::").starts_with(to)
        };
        assert!(imports.iter().any(seen), "{from} imports {to}");
    }
}

/// The complaints about a small house, each file opened as it should be.
fn complaints_about(files: &[(&str, &str)]) -> String {
    let sources: Vec<Source> = files
        .iter()
        .map(|(path, text)| Source::new(path, &format!("//! A file.\n{text}")))
        .collect();
    complaints(&sources).join("\n")
}

#[test]
fn an_import_from_a_higher_or_the_same_rank_is_found() {
    let house = |path, text| {
        complaints_about(&[
            ("src/name.rs", "pub struct Name;"),
            ("src/locale.rs", "#[macro_export] macro_rules! say { () => {} }"),
            ("src/wire/mod.rs", "pub struct Line;"),
            ("src/server/mod.rs", "pub struct Hub;"),
            ("src/client/mod.rs", "pub struct Screen;"),
            (path, text),
        ])
    };
    assert_eq!(house("src/cli/mod.rs", "use crate::server::Hub; use crate::name::Name;"), "");
    assert_eq!(house("src/command.rs", "fn f() { crate::say!() }"), "");
    for (path, text, place) in [
        ("src/classroom.rs", "\nuse crate::server::Hub;", "src/classroom.rs:3: rank 2"),
        ("src/classroom.rs", "use crate::{name::Name, client::{self}};", "src/classroom.rs:2"),
        ("src/bot.rs", "fn f(x: crate::client::Screen) {}", "src/bot.rs:2: rank 5"),
        ("src/bot.rs", "fn f() { vec![crate::server::Hub]; }", "src/bot.rs:2: rank 5"),
        ("src/bot.rs", "pub use super::server::Hub;", "src/bot.rs:2: rank 5"),
        ("src/bot.rs", "mod inner { use super::super::server::Hub; }", "src/bot.rs:2: rank 5"),
        ("src/bot.rs", "use crate::Thing;", "src/bot.rs:2: imports from the crate's root"),
        ("src/annex.rs", "", "src/annex.rs:1: this wing has no rank"),
    ] {
        let found = house(path, text);
        assert!(found.starts_with(place), "{text} gives {found:?}");
    }
    let two = [("src/name.rs", "use crate::say;"), ("src/locale.rs", "macro_rules! say { }")];
    assert!(complaints_about(&two).starts_with("src/name.rs:2: rank 0"), "macros have owners");
}

#[test]
fn circles_within_a_folder_are_found() {
    let house = |a, b| {
        complaints_about(&[
            ("src/wire/mod.rs", "mod a; pub(crate) mod b; pub use b::B; struct Own;"),
            ("src/wire/a.rs", a),
            ("src/wire/b.rs", b),
        ])
    };
    assert_eq!(house("pub(super) struct A;", "use super::a::A; pub struct B;"), "");
    assert_eq!(house("use super::{Own, b::B};", "pub struct B;"), "");
    let circle = house("use crate::wire::b::B;", "fn f() { super::a::g() }");
    assert!(circle.contains("circle: wire::a, wire::b"), "{circle}");
    let above = house("", "use super::Own;");
    assert!(above.contains("circle: wire, wire::b"), "{above}");
}

#[test]
fn runtimes_sockets_and_clocks_are_found_where_they_must_not_be() {
    for text in [
        "use async_std::task;",
        "use std::{fmt, thread};",
        "use std::net::{SocketAddr, TcpStream};",
        "fn f() { std::time::Instant::now(); }",
        "use std::time as t; fn f() { t::SystemTime::now(); }",
        "use std::time::{Duration, Instant};",
        "fn f() { println!(\"{}\", Timestamp::now()); }",
        "fn f() { async_channel::bounded(1); }",
    ] {
        let found = complaints_about(&[("src/classroom/clock.rs", text)]);
        assert!(found.starts_with("src/classroom/clock.rs:2: ranks 0 to 3"), "{text}: {found}");
        let tests = format!("#[cfg(test)]\nmod tests {{ {text} }}");
        assert_eq!(complaints_about(&[("src/classroom/clock.rs", &tests)]), "");
    }
    assert_eq!(complaints_about(&[("src/wire.rs", "use std::net::SocketAddr; // async_std")]), "");
    assert_eq!(complaints_about(&[("src/server/hub.rs", "use async_std::task;")]), "");
    assert_eq!(complaints_about(&[("src/cli/mod.rs", "use async_std::{net, task};")]), "");
    let client = complaints_about(&[("src/client/prompt.rs", "use async_std::io;")]);
    assert_eq!(client, "src/client/prompt.rs:2: async_std is not for this file");
    let twice = "use async_std::task;\nfn f() { async_std::task::block_on(g()) }";
    let twice = complaints_about(&[("src/cli/mod.rs", twice)]);
    assert_eq!(twice, "src/cli/mod.rs:3: async_std is named in one place of src/cli only");
}

#[test]
fn a_long_file_and_one_without_its_words_are_found() {
    let long = "fn f() {}\n".repeat(MAX_LINES);
    let found = complaints_about(&[("src/name.rs", &long)]);
    assert!(found.contains("451 lines without its tests"), "{found}");
    let tests = format!("#[cfg(test)]\nmod tests {{\n{long}}}\n");
    assert_eq!(complaints_about(&[("src/name.rs", &tests)]), "");
    let silent = complaints(&[Source::new("src/name.rs", "// A comment.\n")]);
    assert_eq!(silent, ["src/name.rs:1: a file opens with `//!` and what it owns"]);
}
