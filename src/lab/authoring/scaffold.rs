//! The folder of a new lesson: what every lesson has, with what is left to write.

use crate::locale::Locale;
use crate::say;

use super::super::lesson::{LessonError, lessons};
use super::super::materials::{Files, LessonSource};
use super::super::page::renewed;

/// A new lesson's files, in which `NN` is its number and `NOME` its title.
const TEMPLATE: [(&str, &str); 5] = [
    ("lesson.toml", include_str!("template/lesson.toml")),
    ("checks.feature", include_str!("template/checks.feature")),
    ("pt-BR.md", include_str!("template/pt-BR.md")),
    ("en.md", include_str!("template/en.md")),
    ("mistakes.toml", include_str!("template/mistakes.toml")),
];

/// Why there is no new lesson.
#[derive(Debug)]
pub enum ScaffoldError {
    /// It is no name of a lesson's folder.
    Name(String),
    /// A lesson with that number is there: its folder.
    Taken(String),
    /// Another lesson cannot be read.
    Lessons(Vec<LessonError>),
}

impl ScaffoldError {
    /// What is wrong and what to do, for the lesson's author.
    pub fn explain(&self, locale: Locale) -> String {
        match self {
            Self::Name(name) => say!(locale, "lab-new-name", name = name.as_str()),
            Self::Taken(folder) => say!(locale, "lab-new-taken", folder = folder.as_str()),
            Self::Lessons(errors) => {
                errors.iter().map(|error| error.explain(locale)).collect::<Vec<_>>().join("\n")
            }
        }
    }
}

/// The files of a new lesson, whose solutions are those of the lesson before it.
///
/// # Errors
/// The name is not `NN-name`, its number is taken, or the other lessons cannot be read.
pub fn scaffold(source: &LessonSource, name: &str) -> Result<Files, ScaffoldError> {
    let bad_name = || ScaffoldError::Name(name.to_owned());
    let (number, title) = name.split_once('-').ok_or_else(bad_name)?;
    let is_plain = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-';
    if number.len() != 2 || title.is_empty() || !title.chars().all(is_plain) {
        return Err(bad_name());
    }
    let number: usize = number.parse().map_err(|_| bad_name())?;
    let folders = source.folders();
    if let Some((_, taken)) = folders.iter().find(|(other, _)| *other == number) {
        return Err(ScaffoldError::Taken((*taken).to_owned()));
    }
    let mut files = Files::new();
    for (file, text) in TEMPLATE {
        let text = text.replace("NN", &number.to_string()).replace("NOME", title);
        files.insert(format!("{name}/{file}"), text.into_bytes().into());
    }
    if let Some((_, before)) = folders.into_iter().rfind(|(other, _)| *other < number) {
        for language in source.languages() {
            let solution = source.solution(before, language).into_iter();
            files.extend(solution.map(|(file, bytes)| (format!("{name}/solution/{file}"), bytes)));
        }
    }
    // The conversations on its pages are made from its checks.
    let all = lessons(&source.with(files.clone())).map_err(ScaffoldError::Lessons)?;
    for lesson in all.iter().filter(|lesson| lesson.folder == name) {
        for locale in Locale::ALL {
            let page = renewed(lesson, locale).unwrap_or_default();
            files.insert(format!("{name}/{locale}.md"), page.into_bytes().into());
        }
    }
    Ok(files)
}
