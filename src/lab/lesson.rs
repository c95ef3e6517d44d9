//! A lesson as data: what it asks for, in which sentences, and the scenarios that check it.

use std::collections::BTreeMap;
use std::path::Path;
use std::sync::Arc;

use serde::Deserialize;

use crate::bot::{Scenario, read};
use crate::locale::{Bilingual, Locale};
use crate::say;

use super::materials::{Language, LessonSource};
use super::topics::{ANY, SIGHTS};

/// Words in a scenario that are other ones at each grading, so that nothing stale can pass.
const CHANGING: [&str; 2] = ["$palavra1", "$palavra2"];

/// A lesson.
#[derive(Clone, Debug)]
pub struct Lesson {
    /// Its number, from 1.
    pub number: usize,
    /// The name of its folder.
    pub folder: String,
    /// What `lesson.toml` says.
    pub manifest: Manifest,
    /// Its page in Portuguese and in English, in Markdown.
    pages: Bilingual,
    /// Its scenarios, as they are written.
    feature: String,
    /// Which lesson teaches each topic, over all lessons.
    taught: Arc<BTreeMap<String, usize>>,
    /// The languages that are known.
    pub languages: Arc<[Language]>,
}

/// What `lesson.toml` says.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Manifest {
    /// Its title.
    pub title: Bilingual,
    /// How long it takes, about.
    pub minutes: u32,
    /// What one needs to have done, or to have at hand.
    pub needs: Bilingual,
    /// The check that it is about: a starter fails it.
    pub about: String,
    /// Is the program to speak TLS, with the certificate that it is given?
    #[serde(default)]
    pub tls: bool,
    /// The likely causes of failures that it explains: [`TOPICS`](super::TOPICS).
    #[serde(default)]
    pub teaches: Vec<String>,
    /// From a nudge to nearly the answer.
    pub hints: Vec<Bilingual>,
    /// What is checked, in this order.
    pub checks: Vec<Check>,
}

/// Something that a lesson asks for.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Check {
    /// The tag of its scenarios.
    pub id: String,
    /// What is asked for, in the words of the page.
    pub sentence: Bilingual,
    /// Where to look, by what was seen: each key has words of `TOPICS` and `SIGHTS`, and perhaps
    /// [`ANY`].
    #[serde(default)]
    pub look: BTreeMap<String, Bilingual>,
    /// The lesson to read again then, if it is another one.
    pub reread: Option<usize>,
    /// Good practice that is not asked for: never a failure.
    #[serde(default)]
    pub remark: bool,
}

impl Check {
    /// Where to look when this was seen.
    pub fn look_for(&self, seen: &str) -> Option<&Bilingual> {
        let has = |keys: &str, key: &str| keys.split(' ').any(|one| one == key);
        let find = |key: &str| self.look.iter().find(|(keys, _)| has(keys, key));
        let any = || find(ANY).filter(|_| SIGHTS.contains(&seen));
        find(seen).or_else(any).map(|(_, words)| words)
    }
}

/// What is wrong with a lesson's files.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{}", self.explain(Locale::En))]
pub enum LessonError {
    /// A file is not there, or is not UTF-8.
    Missing(String),
    /// `lesson.toml` is not as it has to be: where, and why.
    Manifest(String, String),
    /// The scenarios cannot be read: all that is wrong with them.
    Feature(Vec<String>),
}

impl LessonError {
    /// What is wrong and where, for its author: a line for each thing.
    pub fn explain(&self, locale: Locale) -> String {
        match self {
            Self::Missing(path) => say!(locale, "lab-lesson-missing", path = path.as_str()),
            Self::Manifest(path, why) => {
                let why = why.split_whitespace().collect::<Vec<_>>().join(" ");
                say!(locale, "lab-lesson-sheet", path = path.as_str(), why = why)
            }
            Self::Feature(errors) => errors.join("\n"),
        }
    }
}

/// The lessons of a source, in order.
///
/// # Errors
/// Everything that is wrong with any of them.
pub fn lessons(source: &LessonSource) -> Result<Vec<Lesson>, Vec<LessonError>> {
    let (mut read, mut errors) = (Vec::new(), Vec::new());
    let languages: Arc<[Language]> = source.languages().into();
    for (number, folder) in source.folders() {
        match Lesson::read(source, number, folder, &languages) {
            Ok(lesson) => read.push(lesson),
            Err(error) => errors.push(error),
        }
    }
    if !errors.is_empty() {
        return Err(errors);
    }
    let taught = read.iter().flat_map(|lesson: &Lesson| {
        lesson.manifest.teaches.iter().map(|topic| (topic.clone(), lesson.number))
    });
    let taught: Arc<BTreeMap<String, usize>> = Arc::new(taught.collect());
    read.iter_mut().for_each(|lesson| lesson.taught = Arc::clone(&taught));
    Ok(read)
}

impl Lesson {
    fn read(
        source: &LessonSource,
        number: usize,
        folder: &str,
        languages: &Arc<[Language]>,
    ) -> Result<Self, LessonError> {
        let text = |name: &str| {
            let path = format!("{folder}/{name}");
            let text = source.text(&path).map(str::to_owned);
            text.ok_or(LessonError::Missing(path))
        };
        let manifest =
            toml::from_str(&text("lesson.toml")?).map_err(|error: toml::de::Error| {
                LessonError::Manifest(format!("{folder}/lesson.toml"), error.to_string())
            })?;
        let pages = [text("pt-BR.md")?, text("en.md")?];
        let pages = Bilingual::new(|locale| pages[locale as usize].clone());
        let feature = text("checks.feature")?;
        // Known when all lessons are.
        let taught = Arc::default();
        let (folder, languages) = (folder.to_owned(), Arc::clone(languages));
        Ok(Self { number, folder, manifest, pages, feature, taught, languages })
    }

    /// Its title.
    pub fn title(&self, locale: Locale) -> &str {
        self.manifest.title.in_words(locale)
    }

    /// Its page, in Markdown.
    pub fn page(&self, locale: Locale) -> &str {
        self.pages.in_words(locale)
    }

    /// Its scenarios as they are written, in order.
    ///
    /// # Errors
    /// Everything that is wrong with them; of the kit's own lessons a test has read them.
    pub fn written_scenarios(&self) -> Result<Vec<Scenario>, LessonError> {
        self.parse(&self.feature)
    }

    /// Its scenarios with changing words of this moment.
    ///
    /// # Errors
    /// As for [`Self::written_scenarios`].
    pub fn scenarios(&self) -> Result<Vec<Scenario>, LessonError> {
        let word = |_: &str| std::iter::repeat_with(fastrand::lowercase).take(8).collect();
        self.scenarios_with(word)
    }

    /// Its scenarios, always with the same words in place of the changing ones.
    ///
    /// # Errors
    /// As for [`Self::written_scenarios`].
    pub fn fixed_scenarios(&self) -> Result<Vec<Scenario>, LessonError> {
        self.scenarios_with(|changing| changing.trim_start_matches('$').to_owned())
    }

    fn scenarios_with(&self, word: impl Fn(&str) -> String) -> Result<Vec<Scenario>, LessonError> {
        let fill = |feature: String, changing: &&str| feature.replace(changing, &word(changing));
        let feature = CHANGING.iter().fold(self.feature.clone(), fill);
        self.parse(&feature)
    }

    /// The scenarios of a check.
    pub fn of_check<'s>(&self, scenarios: &'s [Scenario], check: &Check) -> Vec<&'s Scenario> {
        scenarios.iter().filter(|scenario| scenario.tags.contains(&check.id)).collect()
    }

    /// The lesson that teaches a topic, if one does.
    pub fn lesson_about(&self, topic: &str) -> Option<usize> {
        self.taught.get(topic).copied()
    }

    /// The check of that name.
    pub fn check(&self, id: &str) -> Option<&Check> {
        self.manifest.checks.iter().find(|check| check.id == id)
    }

    fn parse(&self, feature: &str) -> Result<Vec<Scenario>, LessonError> {
        let path = format!("{}/checks.feature", self.folder);
        read(Path::new(&path), feature).map_err(|errors| {
            LessonError::Feature(errors.iter().map(|error| error.draw(Locale::En)).collect())
        })
    }
}
