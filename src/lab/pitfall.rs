//! What beginners in a language run into: `languages.toml` says by which facts it is recognised.

use std::fs;
use std::path::Path;

use regex::Regex;

use crate::locale::Bilingual;

use super::keeper::Ending;
use super::lesson::Lesson;
use super::materials::{Language, Pitfall};
use super::output::OutputLine;
use super::sources::Sources;

/// What stands in the words of a pitfall for the place in the learner's own files.
const PLACE: &str = "{place}";
/// The longest file that is looked into, in bytes.
const LONGEST: u64 = 1024 * 1024;
/// What a shell adds to the signal that has ended what it ran.
const BY_SHELL: i32 = 128;

/// What is known about a failure.
#[derive(Debug)]
pub struct Evidence<'a> {
    /// The program's folder.
    pub folder: &'a Path,
    /// The check that failed, but for a step that only sets the scene.
    pub check: Option<&'a str>,
    /// What was seen: of `TOPICS` and `SIGHTS`.
    pub seen: &'a str,
    /// How the program has ended, if that is what went wrong.
    pub ending: Option<Ending>,
    /// What it has printed.
    pub said: &'a [OutputLine],
}

impl Evidence<'_> {
    /// What to tell about the first pitfall of the program's language that all facts agree with.
    pub fn pitfall(&self, lesson: &Lesson) -> Option<Bilingual> {
        let files = Sources::of(self.folder).files;
        let names: Vec<&str> = files.iter().filter_map(|file| file.to_str()).collect();
        // In a folder with programs in several languages it is not known which one was started.
        let is_written_in = |language: &&Language| names.iter().any(|name| language.writes(name));
        let mut languages = lesson.languages.iter().filter(is_written_in);
        let language = languages.next().filter(|_| languages.next().is_none())?;
        let own = names.iter().filter(|name| language.writes(name));
        let texts: Vec<(&str, String)> =
            own.filter_map(|name| Some((*name, self.text(name)?))).collect();
        language.pitfalls.iter().find_map(|pitfall| self.told(pitfall, &texts))
    }

    fn text(&self, name: &str) -> Option<String> {
        let path = self.folder.join(name);
        let is_short = fs::metadata(&path).is_ok_and(|metadata| metadata.len() <= LONGEST);
        is_short.then(|| fs::read(path).ok())?.map(|text| String::from_utf8_lossy(&text).into())
    }

    fn told(&self, pitfall: &Pitfall, texts: &[(&str, String)]) -> Option<Bilingual> {
        let has = |words: &str, word: &str| words.split(' ').any(|one| one == word);
        let fits = |wanted: &Option<String>, fact: Option<&str>| match wanted {
            Some(words) => fact.is_some_and(|fact| has(words, fact)),
            None => true,
        };
        let is_case = fits(&pitfall.check, self.check)
            && fits(&pitfall.seen, Some(self.seen))
            && fits(&pitfall.ending, self.ending.map(word).as_deref())
            && pitfall.said.as_ref().is_none_or(|said| self.has_said(said));
        let place = is_case.then(|| place(pitfall, texts)).flatten()?;
        let words = |tag| pitfall.words.get(tag).map_or("", String::as_str);
        Some(Bilingual::new(|locale| words(locale.tag()).replace(PLACE, &place)))
    }

    fn has_said(&self, pattern: &str) -> bool {
        let Ok(pattern) = Regex::new(pattern) else { return false };
        let mut errors = self.said.iter().filter(|line| line.error);
        errors.any(|line| pattern.is_match(&String::from_utf8_lossy(&line.line)))
    }
}

/// An ending as `languages.toml` writes it.
fn word(ending: Ending) -> String {
    match ending {
        Ending::Code(code @ 129..=159) => format!("signal-{}", code - BY_SHELL),
        Ending::Code(code) => format!("code-{code}"),
        Ending::Signal(signal) => format!("signal-{signal}"),
    }
}

/// Where the source has what a pitfall asks for, empty if it asks for nothing; none if the source
/// speaks against it.
fn place(pitfall: &Pitfall, texts: &[(&str, String)]) -> Option<String> {
    let pattern = |pattern: &String| Regex::new(pattern).ok();
    if let Some(without) = &pitfall.without {
        let without = pattern(without)?;
        if texts.iter().any(|(_, text)| without.is_match(text)) {
            return None;
        }
    }
    let Some(source) = &pitfall.source else { return Some(String::new()) };
    let source = pattern(source)?;
    let mut found = texts.iter().flat_map(|(name, text)| {
        let line = |at: usize| 1 + text[..at].matches('\n').count();
        source.find_iter(text).map(move |found| format!("{name}:{}", line(found.start())))
    });
    found.nth(pitfall.times.saturating_sub(1))
}
