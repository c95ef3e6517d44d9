//! The programming languages that lessons have programs in: `languages.toml`.

use std::collections::BTreeMap;
use std::env;
use std::path::PathBuf;

use serde::Deserialize;

/// The kit's own, for a folder of lessons that has no such file.
pub(super) const KIT: &str = include_str!("../../../lessons/languages.toml");

/// A programming language that lessons have programs in. A learner may use any other.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Language {
    /// What `--in` takes.
    pub id: String,
    /// What people call it.
    pub name: String,
    /// The files that belong to a program in it: names with one `*`.
    files: Vec<String>,
    /// What a program in it can consist of; the first whose main file is there counts.
    #[serde(rename = "program")]
    programs: Vec<ProgramKind>,
    /// What beginners in it run into, what is most certain first.
    #[serde(default, rename = "pitfall")]
    pub pitfalls: Vec<Pitfall>,
}

/// What beginners in a language run into, and the facts by which it is recognised: all that are
/// given have to agree. Several words in one value are parted by spaces: any of them will do.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Pitfall {
    /// The checks that fail for it.
    pub check: Option<String>,
    /// What is seen of it: a topic, or what was seen where nothing says why.
    pub seen: Option<String>,
    /// How the program ends for it: `code-0`, `signal-13`.
    pub ending: Option<String>,
    /// What a line on standard error has: a regular expression.
    pub said: Option<String>,
    /// What the source has: a regular expression.
    pub source: Option<String>,
    /// How often.
    #[serde(default = "once")]
    pub times: usize,
    /// What the source nowhere has: a regular expression.
    pub without: Option<String>,
    /// What it is and what to do, by the tags of languages; `{place}` stands for the place of
    /// `source`.
    pub words: BTreeMap<String, String>,
}

fn once() -> usize {
    1
}

/// How a program is built and started that begins with a certain file.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ProgramKind {
    /// That file, from the program's folder.
    pub main: String,
    /// How it is built, if it has to be; as typed.
    pub build: Option<String>,
    /// How it is started; as typed.
    pub run: String,
    /// The folder that the build fills, if it is worth keeping.
    pub cache: Option<String>,
    /// Debian's packages that have what builds and starts it, with spaces between.
    pub package: String,
    /// The last lesson that can be passed in this way, if it is not the last one.
    pub up_to: Option<usize>,
}

impl ProgramKind {
    /// The commands that build and start it, but for the programs that the build makes.
    fn tools(&self) -> impl Iterator<Item = &str> {
        let commands = self.build.iter().chain([&self.run]);
        let tools = commands.filter_map(|command| command.split_whitespace().next());
        tools.filter(|tool| !tool.contains('/'))
    }

    /// Are all its tools in `PATH`?
    pub fn is_usable(&self) -> bool {
        let path = env::var_os("PATH").unwrap_or_default();
        let folders: Vec<PathBuf> = env::split_paths(&path).collect();
        let is_there = |tool: &str| folders.iter().any(|folder| folder.join(tool).is_file());
        self.tools().all(is_there)
    }
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Sheet {
    #[serde(rename = "language")]
    languages: Vec<Language>,
}

/// The languages of a `languages.toml`.
pub(super) fn parse(text: &str) -> Result<Vec<Language>, String> {
    let sheet: Sheet = toml::from_str(text).map_err(|error| error.to_string())?;
    if sheet.languages.is_empty() {
        return Err("no [[language]]".to_owned());
    }
    Ok(sheet.languages)
}

impl Language {
    /// Does this file, named from the program's folder, belong to a program in it?
    pub fn owns(&self, file: &str) -> bool {
        self.files.iter().any(|pattern| match pattern.split_once('*') {
            Some((before, after)) => {
                let ends = file.strip_prefix(before).is_some_and(|rest| rest.ends_with(after));
                ends && file.len() >= before.len() + after.len()
            }
            None => pattern == file,
        })
    }

    /// Is this file, by its ending, written in it?
    pub fn writes(&self, file: &str) -> bool {
        self.files
            .iter()
            .any(|pattern| pattern.strip_prefix('*').is_some_and(|end| file.ends_with(end)))
    }

    /// The packages that have a tool which its programs need.
    pub fn package_of(&self, tool: &str) -> Option<&str> {
        let kind = self.programs.iter().find(|kind| kind.tools().any(|own| own == tool))?;
        Some(&kind.package)
    }

    /// The tool without which a program with these files cannot pass a lesson on this machine, though
    /// it can pass earlier ones.
    pub fn tool_wanted<'a>(
        &self,
        files: impl IntoIterator<Item = &'a str>,
        lesson: usize,
    ) -> Option<&str> {
        let here = self.kind(files).filter(|kind| kind.up_to.is_some_and(|last| lesson > last))?;
        let mut alike = self.programs.iter().filter(|kind| kind.main == here.main);
        alike.find(|kind| kind.up_to.is_none())?.tools().next()
    }

    /// Every tool that its programs need.
    pub fn tools(&self) -> impl Iterator<Item = &str> {
        self.programs.iter().flat_map(ProgramKind::tools)
    }

    /// The kind of a program with these files; of several for one main file, the first whose tools
    /// are on this machine, if there is one.
    pub fn kind<'a>(&self, files: impl IntoIterator<Item = &'a str>) -> Option<&ProgramKind> {
        let files: Vec<&str> = files.into_iter().collect();
        let first = self.programs.iter().find(|kind| files.contains(&kind.main.as_str()))?;
        let mut alike = self.programs.iter().filter(|kind| kind.main == first.main);
        alike.find(|kind| kind.is_usable()).or(Some(first))
    }
}
