//! The architecture of `docs/ARCHITECTURE.md` as it is built: who imports whom, where the clock
//! and the runtime are named. The source is read as text, which its own style makes possible: a
//! group in a `use` holds names only, and modules are files, but for the tests in a file.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::LazyLock;

use regex::Regex;

use crate::support::source::{self, Source};

/// The parts of the crate and the rank of each.
const RANKS: [(&str, u8); 23] = [
    ("name", 0),
    ("locale", 0),
    ("paint", 0),
    ("platform", 0),
    ("private_file", 0),
    ("wire", 1),
    ("diagram", 1),
    ("roster", 1),
    ("marks", 2),
    ("classroom", 2),
    ("command", 3),
    ("journal", 4),
    ("link", 4),
    ("web", 4),
    ("server", 5),
    ("client", 5),
    ("bot", 5),
    ("load", 5),
    ("replay", 6),
    ("trace", 6),
    ("lab", 6),
    ("cli", 7),
    ("main", 8),
];

/// The highest rank that must not know a runtime, a socket or the time.
const LAST_PURE_RANK: u8 = 3;
/// What the pure ranks must not name.
static IMPURE: LazyLock<Regex> = LazyLock::new(|| {
    regex(r"\b(async_\w+|futures(_\w+)?|socket2|thread|(Tcp|Udp)\w+|Instant|SystemTime)\b|::now\b")
});
/// Where `async_std` may be named; besides, once in `src/cli`.
const ASYNC_STD: [&str; 5] =
    ["src/server/", "src/link/", "src/bot/", "src/trace/relay.rs", "src/lab/grade.rs"];
/// The longest file, its tests not counted: one that tells more than one thing is noticed.
const MAX_LINES: usize = 450;

/// The one file that may import from those that import it: it puts the class together from parts
/// whose methods are the class's.
const WHOLE: [&str; 2] = ["classroom", "class"];

fn regex(pattern: &str) -> Regex {
    Regex::new(pattern).unwrap()
}

/// A file and the paths that it names.
struct File<'a> {
    source: &'a Source,
    /// Its module's path from the crate's root.
    module: Vec<String>,
    /// Its text without comments.
    code: String,
    macros: Vec<String>,
    /// Paths of this crate from its root, each with its line.
    paths: Vec<(Vec<String>, usize)>,
}

/// One file's import of another.
struct Import<'a> {
    from: &'a File<'a>,
    to: Vec<String>,
    line: usize,
}

impl<'a> File<'a> {
    fn new(source: &'a Source) -> Self {
        let path = source.path.strip_prefix("src/").and_then(|path| path.strip_suffix(".rs"));
        let mut module = segments(path.expect("a path below src"), "/");
        if module.last().is_some_and(|last| last == "mod") || module == ["lib"] {
            module.pop();
        }
        let code = regex("//.*").replace_all(&source.code, "").into_owned();
        let own = regex(r"macro_rules!\s+(\w+)");
        let macros = own.captures_iter(&code).map(|found| found[1].to_owned()).collect();
        let mut file = Self { source, module, code, macros, paths: Vec::new() };
        file.paths = file.paths();
        file
    }

    fn paths(&self) -> Vec<(Vec<String>, usize)> {
        let mut paths = Vec::new();
        let path = regex(r"\b(crate|self|super|sala)((?:::\w+)*)::(\{[^}]*\}?|\w+|\*)");
        for found in path.captures_iter(&self.code) {
            let line = self.line(found.get(0).unwrap().start());
            let start = match &found[1] {
                // The program's only file sees the library from outside.
                "sala" if self.module != ["main"] => continue,
                "crate" | "sala" => Vec::new(),
                "self" => self.module.clone(),
                _ => self.above(1),
            };
            let mut base = start;
            for segment in segments(&found[2], "::") {
                match segment.as_str() {
                    "super" => _ = base.pop(),
                    _ => base.push(segment),
                }
            }
            for name in found[3].trim_matches(['{', '}']).split(',').map(str::trim) {
                let name = name.split(' ').next().unwrap_or_default();
                // A list may end with a comma; `self` and `*` are the module itself.
                let name = (!["self", "*"].contains(&name)).then(|| name.to_owned());
                if name.as_deref() != Some("") {
                    paths.push((base.iter().cloned().chain(name).collect(), line));
                }
            }
        }
        for child in regex(r"\bmod (\w+);").captures_iter(&self.code) {
            let used = regex(&format!(r"(?:^|[^:\w]){}::", &child[1]));
            if let Some(used) = used.find(&self.code) {
                let path = [self.module.as_slice(), &[child[1].to_owned()]].concat();
                paths.push((path, self.line(used.end())));
            }
        }
        paths
    }

    fn above(&self, levels: usize) -> Vec<String> {
        self.module[..self.module.len().saturating_sub(levels)].to_vec()
    }

    fn line(&self, at: usize) -> usize {
        self.code[..at].matches('\n').count() + 1
    }

    fn rank(&self) -> Option<u8> {
        // The crate's root stands above all that it is made of.
        self.module.first().map_or(Some(8), |part| rank(part))
    }

    fn complaint(&self, line: usize, rule: &str) -> String {
        format!("{}:{line}: {rule}", self.source.path)
    }
}

fn segments(path: &str, between: &str) -> Vec<String> {
    path.split(between).filter(|segment| !segment.is_empty()).map(str::to_owned).collect()
}

fn rank(part: &str) -> Option<u8> {
    RANKS.iter().find(|(name, _)| *name == part).map(|(_, rank)| *rank)
}

/// Every breach of every rule.
fn complaints(sources: &[Source]) -> Vec<String> {
    let files: Vec<File<'_>> = sources.iter().map(File::new).collect();
    let mut found = Vec::new();
    let imports = imports(&files, &mut found);
    for file in &files {
        check_form(file, &mut found);
        check_purity(file, &mut found);
    }
    for import in &imports {
        check_rank(import, &mut found);
    }
    check_runtime(&files, &mut found);
    check_circles(&imports, &mut found);
    found.dedup();
    found
}

fn check_form(file: &File<'_>, found: &mut Vec<String>) {
    let mut demand = |kept: bool, rule: &str| {
        if !kept {
            found.push(file.complaint(1, rule));
        }
    };
    let code = &file.source.code;
    demand(file.rank().is_some(), "this part has no rank: give it one in the design");
    demand(code.starts_with("//! "), "a file opens with `//!` and what it owns");
    let lines = code.lines().count();
    let rule = format!("{lines} lines without its tests; a file has at most {MAX_LINES}");
    demand(lines <= MAX_LINES, &rule);
    let nested = regex(r"\buse [\w:]*::\{[^};]*(\{|::)");
    demand(!nested.is_match(&file.code), "a group in a `use` holds names, not paths");
    let inline = regex(r"\bmod \w+\s*\{");
    demand(!inline.is_match(&file.code), "a module is a file of its own");
}

fn check_purity(file: &File<'_>, found: &mut Vec<String>) {
    if file.rank().is_none_or(|rank| rank > LAST_PURE_RANK) {
        return;
    }
    for word in IMPURE.find_iter(&file.code) {
        let rule = format!("ranks 0 to {LAST_PURE_RANK} name no runtime, socket or clock: ");
        found.push(file.complaint(file.line(word.start()), &(rule + word.as_str())));
    }
}

fn check_runtime(files: &[File<'_>], found: &mut Vec<String>) {
    let runtime = regex(r"\basync_std\b");
    let elsewhere = |file: &&File<'_>| !ASYNC_STD.iter().any(|it| file.source.path.starts_with(it));
    let mut in_cli = false;
    for file in files.iter().filter(elsewhere) {
        for word in runtime.find_iter(&file.code) {
            let is_first = file.source.path.starts_with("src/cli/") && !in_cli;
            in_cli |= is_first;
            if !is_first {
                let rule = "async_std is not for this file; in src/cli it is named once";
                found.push(file.complaint(file.line(word.start()), rule));
            }
        }
    }
}

/// What each file imports of the crate.
fn imports<'a>(files: &'a [File<'a>], found: &mut Vec<String>) -> Vec<Import<'a>> {
    let modules: BTreeSet<&[String]> = files.iter().map(|file| file.module.as_slice()).collect();
    let macros: BTreeMap<&str, &[String]> = files
        .iter()
        .flat_map(|file| file.macros.iter().map(|name| (name.as_str(), file.module.as_slice())))
        .collect();
    let mut imports = Vec::new();
    for from in files {
        for (path, line) in &from.paths {
            let known = (1..=path.len()).rev().find(|end| modules.contains(&path[..*end]));
            let owner = known
                .map(|end| &path[..end])
                .or_else(|| path.first().and_then(|name| macros.get(name.as_str())).copied());
            match owner {
                Some(to) if to != from.module => {
                    imports.push(Import { from, to: to.to_vec(), line: *line });
                }
                Some(_) => {}
                None => found.push(from.complaint(*line, "imports from the crate's root")),
            }
        }
    }
    imports
}

fn check_rank(import: &Import<'_>, found: &mut Vec<String>) {
    let (Some(from), Some(to)) = (import.from.module.first(), import.to.first()) else { return };
    let (Some(own), Some(other)) = (rank(from), rank(to)) else { return };
    if from != to && other >= own {
        let to = import.to.join("::");
        let rule = format!("rank {own} imports only from lower ranks, not {to} of rank {other}");
        found.push(import.from.complaint(import.line, &rule));
    }
}

fn check_circles(imports: &[Import<'_>], found: &mut Vec<String>) {
    let mut edges: BTreeMap<&[String], BTreeSet<&[String]>> = BTreeMap::new();
    for import in imports.iter().filter(|import| import.from.module != WHOLE) {
        edges.entry(&import.from.module).or_default().insert(&import.to);
    }
    // A file that imports nothing that is left, or that nothing imports, is in no circle.
    loop {
        let before = edges.len();
        let importers: BTreeSet<&[String]> = edges.keys().copied().collect();
        edges.values_mut().for_each(|to| to.retain(|to| importers.contains(to)));
        let imported: BTreeSet<&[String]> = edges.values().flatten().copied().collect();
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
fn the_architecture_is_as_it_was_drawn() {
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

/// The complaints about a small crate, each file opened as it should be.
fn complaints_about(files: &[(&str, &str)]) -> String {
    let source = |(path, text): &(&str, &str)| Source::new(path, &format!("//! A file.\n{text}"));
    complaints(&files.iter().map(source).collect::<Vec<_>>()).join("\n")
}

#[test]
fn an_import_from_a_higher_or_the_same_rank_is_found() {
    let with = |path, text| {
        complaints_about(&[
            ("src/name.rs", "pub struct Name;"),
            ("src/locale.rs", "#[macro_export] macro_rules! say { () => {} }"),
            ("src/server/mod.rs", "pub struct Hub;"),
            ("src/client/mod.rs", "pub struct Screen;"),
            (path, text),
        ])
    };
    assert_eq!(with("src/cli/mod.rs", "use crate::server::Hub; use crate::name::Name;"), "");
    assert_eq!(with("src/command.rs", "fn f() { crate::say!() } // crate::server::Hub"), "");
    for (path, text, place) in [
        ("src/classroom.rs", "\nuse crate::server::Hub;", "src/classroom.rs:3: rank 2"),
        ("src/classroom.rs", "use crate::{say, client};", "src/classroom.rs:2: rank 2"),
        ("src/bot.rs", "use crate::client::{\n    Screen,\n};", "src/bot.rs:2: rank 5"),
        ("src/bot.rs", "fn f(x: crate::client::Screen) {}", "src/bot.rs:2: rank 5"),
        ("src/bot.rs", "fn f() { vec![crate::server::Hub]; }", "src/bot.rs:2: rank 5"),
        ("src/bot/a.rs", "pub use super::super::server::*;", "src/bot/a.rs:2: rank 5"),
        ("src/bot.rs", "use crate::Thing;", "src/bot.rs:2: imports from the crate's root"),
        ("src/bot.rs", "mod inner { }", "src/bot.rs:1: a module is a file"),
        ("src/bot.rs", "use crate::{name::Name};", "src/bot.rs:2: imports from the crate's root"),
        ("src/annex.rs", "", "src/annex.rs:1: this part has no rank"),
    ] {
        let found = with(path, text);
        assert!(found.starts_with(place), "{text} gives {found:?}");
    }
    let two = [("src/name.rs", "use crate::say;"), ("src/locale.rs", "macro_rules! say { }")];
    assert!(complaints_about(&two).starts_with("src/name.rs:2: rank 0"), "macros have owners");
}

#[test]
fn circles_within_a_folder_are_found() {
    let with = |a, b| {
        complaints_about(&[
            ("src/wire/mod.rs", "mod a; pub(crate) mod b; pub use b::B; struct Own;"),
            ("src/wire/a.rs", a),
            ("src/wire/b.rs", b),
        ])
    };
    assert_eq!(with("pub(super) struct A;", "use super::a::A; pub struct B;"), "");
    assert_eq!(with("use super::b::B;\nuse super::Own;", "pub struct B;"), "");
    let circle = with("use crate::wire::b::B;", "fn f() { super::a::g() }");
    assert!(circle.contains("circle: wire::a, wire::b"), "{circle}");
    let above = with("", "use super::Own;");
    assert!(above.contains("circle: wire, wire::b"), "{above}");
}

#[test]
fn runtimes_sockets_and_clocks_are_found_where_they_must_not_be() {
    for text in [
        "use async_std::task;",
        "use std::{fmt, thread};",
        "use std::net::{SocketAddr, TcpStream};",
        "use std::time::{Duration, Instant};",
        "fn f() { println!(\"{}\", Timestamp::now()); }",
        "fn f() { async_channel::bounded(1); }",
    ] {
        let found = complaints_about(&[("src/classroom/clock.rs", text)]);
        assert!(found.starts_with("src/classroom/clock.rs:2: ranks 0 to 3"), "{text}: {found}");
        let tests = format!("#[cfg(test)]\nmod tests {{\n{text}\n}}\n");
        assert_eq!(complaints_about(&[("src/classroom/clock.rs", &tests)]), "");
        let behind = complaints_about(&[("src/classroom/clock.rs", &(tests + text))]);
        assert!(behind.contains(": ranks 0 to 3"), "{text}: {behind}");
    }
    assert_eq!(complaints_about(&[("src/wire.rs", "use std::net::SocketAddr; // async_std")]), "");
    assert_eq!(complaints_about(&[("src/server/hub.rs", "use async_std::task;")]), "");
    assert_eq!(complaints_about(&[("src/cli/mod.rs", "use async_std::{net, task};")]), "");
    let client = complaints_about(&[("src/client/prompt.rs", "use async_std::io;")]);
    assert!(client.starts_with("src/client/prompt.rs:2: async_std"), "{client}");
    let twice = "use async_std::task;\nfn f() { async_std::task::block_on(g()) }";
    let twice = complaints_about(&[("src/cli/mod.rs", twice)]);
    assert!(twice.starts_with("src/cli/mod.rs:3: async_std"), "{twice}");
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
