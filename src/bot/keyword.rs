//! The words of Gherkin in Portuguese and English.

use std::sync::LazyLock;

use crate::locale::Locale;
use crate::name::plain;

use super::line::{bare, meant};

/// What a heading begins.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Heading {
    /// The file's subject.
    Feature,
    /// Scenarios that belong together.
    Rule,
    /// Steps for each of the scenarios below.
    Background,
    /// A scenario.
    Scenario,
    /// A scenario for each row of its examples.
    Outline,
    /// Rows for the scenario above.
    Examples,
}

/// The words of headings in Portuguese and English. Capitals and accents make no difference.
const HEADINGS: [(Heading, [&[&str]; 2]); 6] = [
    (
        Heading::Feature,
        [&["Funcionalidade", "Característica"], &["Feature", "Business Need", "Ability"]],
    ),
    (Heading::Rule, [&["Regra"], &["Rule"]]),
    (Heading::Background, [&["Contexto", "Cenário de Fundo", "Fundo"], &["Background"]]),
    (Heading::Scenario, [&["Cenário", "Exemplo"], &["Scenario", "Example"]]),
    (
        Heading::Outline,
        [
            &["Esquema do Cenário", "Delineação do Cenário"],
            &["Scenario Outline", "Scenario Template"],
        ],
    ),
    (Heading::Examples, [&["Exemplos", "Cenários"], &["Examples", "Scenarios"]]),
];

/// What the word of a step says about it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Part {
    /// It sets the scene.
    Given,
    /// It is what the scenario is about.
    Event,
    /// As the step above.
    Same,
}

/// The words with which a step begins.
const STEPS: [(Part, &[&str]); 3] = [
    (Part::Given, &["Dado", "Dada", "Dados", "Dadas", "Given"]),
    (Part::Event, &["Quando", "Então", "When", "Then"]),
    (Part::Same, &["E", "Mas", "And", "But", "*"]),
];

/// Colons, and what looks like one.
const COLONS: [char; 5] = [':', '：', '﹕', '∶', '꞉'];

/// How many letters of a heading may be wrong for it to be known.
const MOST_SLIPS: usize = 2;

/// A word of a heading.
#[derive(Debug)]
pub struct Keyword {
    /// As it is shown to people.
    pub shown: &'static str,
    /// What it begins.
    pub heading: Heading,
    /// Its language.
    pub locale: Locale,
    plain: String,
}

static KEYWORDS: LazyLock<Vec<Keyword>> = LazyLock::new(|| {
    let languages = HEADINGS.iter().flat_map(|(heading, words)| {
        words.iter().zip(Locale::ALL).map(|(words, locale)| (*heading, *words, locale))
    });
    let keywords = languages.flat_map(|(heading, words, locale)| {
        words.iter().map(move |shown| Keyword { shown, heading, locale, plain: plain(shown) })
    });
    keywords.collect()
});

/// The heading on a line, and what stands behind its colon.
pub fn heading(line: &str) -> Option<(&'static Keyword, &str)> {
    let (before, behind) = split_colon(line)?;
    let word = plain(&meant(before));
    let keyword = KEYWORDS.iter().find(|keyword| keyword.plain == word)?;
    Some((keyword, behind.trim()))
}

/// What stands before a line's heading and is no word: `1.`, `+`, `**`, `##`.
pub fn behind_signs(line: &str) -> Option<&str> {
    let from = line.find(char::is_alphabetic)?;
    let signs = bare(&line[..from]);
    (!signs.is_empty() && heading(&line[from..]).is_some()).then_some(signs)
}

/// The heading that a line without one is probably meant to have: its colon is missing, or its
/// word is misspelt.
pub fn nearest_heading(line: &str) -> Option<&'static Keyword> {
    let line = line
        .find(char::is_alphabetic)
        .filter(|_| behind_signs(line).is_some())
        .map_or(line, |from| &line[from..]);
    let line = plain(&meant(line));
    let begins = |keyword: &&Keyword| {
        let behind = line.strip_prefix(&keyword.plain);
        behind.is_some_and(|behind| !behind.starts_with(char::is_alphanumeric))
    };
    let without_colon = KEYWORDS.iter().filter(begins).max_by_key(|one| one.plain.len());
    without_colon.or_else(|| {
        let (word, _) = line.split_once(':')?;
        let slips = |keyword: &&Keyword| strsim::osa_distance(word.trim(), &keyword.plain);
        KEYWORDS.iter().min_by_key(slips).filter(|keyword| slips(keyword) <= MOST_SLIPS)
    })
}

/// A line that begins with the word of a step: what that says, the word, and what is to happen.
///
/// A colon behind the word makes no difference.
pub fn step(line: &str) -> Option<(Part, &str, &str)> {
    let (word, text) = line.split_once(' ')?;
    let key = plain(word.trim_end_matches(COLONS));
    let is = |(_, words): &&(Part, &[&str])| words.iter().any(|known| plain(known) == key);
    STEPS.iter().find(is).map(|(part, _)| (*part, word, text))
}

/// Is the first word of a line the word of a step with a slip in it?
pub fn is_near_step(line: &str) -> bool {
    let word = plain(line.split(' ').next().unwrap_or(line));
    let known = STEPS.iter().flat_map(|(_, words)| *words).map(|known| plain(known));
    // In a short word, a slip makes another word.
    known.filter(|known| known.len() > 3).any(|known| strsim::osa_distance(&word, &known) == 1)
}

/// The language that a comment names: `# language: pt`.
pub fn language(line: &str) -> Option<String> {
    let (before, tag) = split_colon(line)?;
    let word = meant(before);
    let word = word.strip_prefix('#')?.trim();
    word.eq_ignore_ascii_case("language").then(|| meant(tag))
}

/// Is it the tag of a language that is read, such as `pt`, `pt-BR`, `PT_br` or `en-GB`?
pub fn is_read(tag: &str) -> bool {
    let language = tag.split(['-', '_']).next().unwrap_or_default();
    ["pt", "en"].iter().any(|own| language.eq_ignore_ascii_case(own))
}

fn split_colon(line: &str) -> Option<(&str, &str)> {
    line.split_once(COLONS)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn headings_are_known_in_both_languages_however_they_are_typed() {
        let found = |line| heading(line).map(|(keyword, title)| (keyword.shown, title));
        assert_eq!(found("  CENÁRIO : a: b "), Some(("Cenário", "a: b")));
        assert_eq!(found("Esquema\u{a0}do Cena\u{301}rio：x"), Some(("Esquema do Cenário", "x")));
        assert_eq!(found("scenario outline:"), Some(("Scenario Outline", "")));
        assert_eq!(found("Regras da sala: poucas"), None);
        let near = |line| nearest_heading(line).map(|keyword| keyword.shown);
        assert_eq!(near("Cenário de Fundo x"), Some("Cenário de Fundo"));
        assert_eq!(near("Exemplos"), Some("Exemplos"));
        assert_eq!(near("Cenaro: x"), Some("Cenário"));
        assert_eq!(near("Regras da sala"), None);
        assert_eq!(language("  #\u{a0}LANGUAGE : pt-BR "), Some("pt-BR".to_owned()));
        assert!(is_read("PT_br") && is_read("en-GB") && !is_read("fr") && !is_read(""));
    }
}
