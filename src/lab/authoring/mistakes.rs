//! The broken programs of a lesson: `mistakes.toml` reads them as changes of its solution.

use std::fmt::Write;

use serde::Deserialize;
use similar::TextDiff;

use super::super::materials::{Edit, LessonSource, SourceError, apply};

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Manifest {
    #[serde(default)]
    mistake: Vec<Mistake>,
}

/// A broken program.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Mistake {
    /// What it is called.
    pub name: String,
    /// The check that it fails.
    pub fails: String,
    /// What is wrong with it, for its readers.
    pub about: String,
    /// The file with all of it, from the lesson's folder, if edits would be longer.
    pub file: Option<String>,
    /// What it changes in the solution.
    #[serde(default, rename = "edit")]
    pub edits: Vec<Edit>,
}

/// The broken programs of a lesson.
///
/// # Errors
/// `mistakes.toml` is not as it has to be.
pub fn mistakes(source: &LessonSource, lesson: &str) -> Result<Vec<Mistake>, SourceError> {
    let path = format!("{lesson}/mistakes.toml");
    let manifest = toml::from_str(source.text(&path).unwrap_or_default());
    let manifest: Manifest =
        manifest.map_err(|error| SourceError::Form(path, error.to_string()))?;
    Ok(manifest.mistake)
}

impl Mistake {
    /// The whole broken program: the name of its file, and its text.
    ///
    /// # Errors
    /// There is no solution in the first language, the edits do not fit it, or the file is missing.
    pub fn program(
        &self,
        source: &LessonSource,
        lesson: &str,
    ) -> Result<(String, String), SourceError> {
        let (name, solution) = base(source, lesson)?;
        let text = match &self.file {
            None => apply(solution, &self.edits).map_err(|error| {
                SourceError::Edit(format!("{lesson}/mistakes.toml, {}", self.name), error)
            })?,
            Some(file) => {
                let path = format!("{lesson}/{file}");
                let text = source.text(&path).map(str::to_owned);
                text.ok_or_else(|| SourceError::Form(path, "no such file".to_owned()))?
            }
        };
        Ok((name.to_owned(), text))
    }

    /// What it changes in the solution, as a unified diff.
    ///
    /// # Errors
    /// Those of [`Mistake::program`].
    pub fn change(&self, source: &LessonSource, lesson: &str) -> Result<String, SourceError> {
        let (_, solution) = base(source, lesson)?;
        let (_, program) = self.program(source, lesson)?;
        Ok(TextDiff::from_lines(solution, &program).unified_diff().context_radius(1).to_string())
    }
}

/// What mistakes are changes of: the main file of the solution in the first language.
pub fn base<'a>(source: &'a LessonSource, lesson: &str) -> Result<(&'a str, &'a str), SourceError> {
    let base = source.languages().first().and_then(|language| source.main(lesson, language));
    base.ok_or_else(|| SourceError::Form(format!("{lesson}/solution"), "no program".to_owned()))
}

/// `mistakes.toml` with these mistakes.
pub fn written(mistakes: &[Mistake]) -> String {
    let mut text = String::new();
    for mistake in mistakes {
        let Mistake { name, fails, about, file, edits } = mistake;
        // Writing to a string cannot fail.
        let _ = write!(text, "\n[[mistake]]\nname = {}\n", quoted(name));
        let _ = write!(text, "fails = {}\nabout = {}\n", quoted(fails), quoted(about));
        if let Some(file) = file {
            let _ = writeln!(text, "file = {}", quoted(file));
        }
        text.push_str(&written_edits("mistake.edit", edits));
    }
    text.trim_start().to_owned()
}

/// Edits as tables of that name, each after an empty line.
pub fn written_edits(table: &str, edits: &[Edit]) -> String {
    let written = |edit: &Edit| {
        let (find, replace) = (literal(&edit.find), literal(&edit.replace));
        format!("\n[[{table}]]\nfind = {find}\nreplace = {replace}\n")
    };
    edits.iter().map(written).collect()
}

/// A TOML string that looks as the program does, wherever TOML allows it.
fn literal(text: &str) -> String {
    let whole_lines = text.contains('\n');
    let plain = |c: char| c == '\n' || c == '\t' || !c.is_control();
    match text {
        _ if !text.chars().all(plain) || text.contains("'''") || text.ends_with('\'') => {
            quoted(text)
        }
        _ if whole_lines => format!("'''\n{text}'''"),
        _ if text.contains('\'') => format!("'''{text}'''"),
        _ => format!("'{text}'"),
    }
}

fn quoted(text: &str) -> String {
    let escaped = text.chars().map(|c| match c {
        '"' | '\\' => format!("\\{c}"),
        '\n' => "\\n".to_owned(),
        c if c.is_control() => format!("\\u{:04X}", u32::from(c)),
        c => c.to_string(),
    });
    format!("\"{}\"", escaped.collect::<String>())
}
