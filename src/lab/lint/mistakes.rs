//! The broken programs of a lesson: `broken/mistakes.toml`.

use serde::Deserialize;

use super::super::lesson::Lesson;
use super::super::shelf::Shelf;

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Mistakes {
    mistake: Vec<Mistake>,
}

/// A broken program.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Mistake {
    /// Its file.
    pub file: String,
    /// The check that it fails.
    pub fails: String,
    /// What is wrong with it: for whoever reads it.
    #[serde(rename = "about")]
    _about: String,
}

/// The broken programs of a lesson.
///
/// # Errors
/// Why the file that lists them cannot be used.
pub fn mistakes(shelf: &Shelf, lesson: &Lesson) -> Result<Vec<Mistake>, String> {
    let text = shelf.text(&format!("{}/broken/mistakes.toml", lesson.folder));
    let mistakes: Result<Mistakes, _> = toml::from_str(text.unwrap_or_default());
    mistakes
        .map(|mistakes| mistakes.mistake)
        .map_err(|error| error.to_string().split_whitespace().collect::<Vec<_>>().join(" "))
}
