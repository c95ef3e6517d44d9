//! What learners are told about each mistake: `mistakes.LANG.txt`, a heading and a text for each.

use crate::locale::Locale;

use super::super::materials::{Files, LessonSource};
use super::mistakes::Mistake;

/// What stands before the name of a mistake.
const HEADING: &str = "# ";

/// What a program's learner is told: the mistake's lesson and name, the language, the text.
pub type Told = (String, String, Locale, String);

pub fn path(lesson: &str, locale: Locale) -> String {
    format!("{lesson}/mistakes.{locale}.txt")
}

/// The texts of a golden file, by the names of the mistakes, in their order.
pub fn sections(file: &str) -> Vec<(&str, &str)> {
    let whole = file.strip_prefix(HEADING).unwrap_or_default();
    let sections = whole.split("\n\n# ").filter_map(|section| section.split_once('\n'));
    sections.map(|(name, text)| (name, text.trim_end())).collect()
}

/// The golden files of a lesson with what is told now; what was not tried stays as it is.
pub fn golden_files(
    source: &LessonSource,
    lesson: &str,
    mistakes: &[Mistake],
    told: &[Told],
) -> Files {
    let mut files = Files::new();
    for locale in Locale::ALL {
        let path = path(lesson, locale);
        let before = sections(source.text(&path).unwrap_or_default());
        let mut written = Vec::new();
        for Mistake { name, .. } in mistakes {
            let now = told
                .iter()
                .find(|told| (&told.0, &told.1, told.2) == (&lesson.to_owned(), name, locale));
            let before = || before.iter().find(|(known, _)| known == name).map(|(_, text)| *text);
            if let Some(text) = now.map(|told| told.3.as_str()).or_else(before) {
                written.push(format!("{HEADING}{name}\n{text}\n"));
            }
        }
        files.insert(path, written.join("\n").into_bytes().into());
    }
    files
}
