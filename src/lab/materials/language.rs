//! The programming languages that lessons have programs in: `languages.toml`.

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

    /// The kind of a program with these files.
    pub fn kind<'a>(&self, files: impl IntoIterator<Item = &'a str>) -> Option<&ProgramKind> {
        let files: Vec<&str> = files.into_iter().collect();
        self.programs.iter().find(|kind| files.contains(&kind.main.as_str()))
    }
}
