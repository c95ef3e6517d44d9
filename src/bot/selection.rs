//! Which scenarios are wanted, by their tags.

use std::iter::Peekable;
use std::str::{FromStr, SplitWhitespace};

use super::scenario::Scenario;

/// Tags of scenarios that are played only when they are named.
const ONLY_NAMED: [&str; 2] = ["demo", "slow"];

/// The longest expression, in bytes.
const MAX_LENGTH: usize = 500;

/// A wish for scenarios: a tag expression such as `@talk and not @slow`, or none.
#[derive(Clone, Debug, Default)]
pub struct Selection(Option<Wish>);

#[derive(Clone, Debug)]
enum Wish {
    Tag(String),
    Not(Box<Wish>),
    All(Vec<Wish>),
    Any(Vec<Wish>),
}

/// The text is not a tag expression.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("not a tag expression: write one like '@talk and not (@slow or @demo)'")]
pub struct BadSelection;

impl FromStr for Selection {
    type Err = BadSelection;

    fn from_str(text: &str) -> Result<Self, BadSelection> {
        // The parser goes as deep as the parentheses do.
        let short = Some(text).filter(|text| text.len() <= MAX_LENGTH).ok_or(BadSelection)?;
        let spaced = short.replace('(', " ( ").replace(')', " ) ");
        let mut words = spaced.split_whitespace().peekable();
        let wish = any(&mut words).filter(|_| words.next().is_none());
        wish.map(|wish| Self(Some(wish))).ok_or(BadSelection)
    }
}

type Words<'a> = Peekable<SplitWhitespace<'a>>;

fn any(words: &mut Words<'_>) -> Option<Wish> {
    let mut wishes = vec![all(words)?];
    while words.next_if_eq(&"or").is_some() {
        wishes.push(all(words)?);
    }
    Some(Wish::Any(wishes))
}

fn all(words: &mut Words<'_>) -> Option<Wish> {
    let mut wishes = vec![one(words)?];
    while words.next_if_eq(&"and").is_some() {
        wishes.push(one(words)?);
    }
    Some(Wish::All(wishes))
}

fn one(words: &mut Words<'_>) -> Option<Wish> {
    match words.next()? {
        "not" => Some(Wish::Not(Box::new(one(words)?))),
        "(" => any(words).filter(|_| words.next() == Some(")")),
        tag => tag.strip_prefix('@').filter(|tag| !tag.is_empty()).map(|tag| Wish::Tag(tag.into())),
    }
}

impl Selection {
    /// Is this scenario wanted?
    pub fn admits(&self, scenario: &Scenario) -> bool {
        self.held_back(scenario).is_none() && self.wants(scenario)
    }

    /// Does it have the tags that are wanted, whether or not it waits to be named?
    pub fn wants(&self, scenario: &Scenario) -> bool {
        self.0.as_ref().is_none_or(|tags| holds(tags, &scenario.tags))
    }

    /// The tag for which a scenario is played only when it is named, unless it was.
    pub fn held_back<'s>(&self, scenario: &'s Scenario) -> Option<&'s str> {
        let tags = scenario.tags.iter().map(String::as_str);
        tags.filter(|tag| ONLY_NAMED.contains(tag))
            .find(|tag| !self.0.as_ref().is_some_and(|wish| names(wish, tag)))
    }
}

fn holds(wish: &Wish, tags: &[String]) -> bool {
    match wish {
        Wish::Tag(tag) => tags.contains(tag),
        Wish::Not(wish) => !holds(wish, tags),
        Wish::All(wishes) => wishes.iter().all(|wish| holds(wish, tags)),
        Wish::Any(wishes) => wishes.iter().any(|wish| holds(wish, tags)),
    }
}

/// Does a wish name a tag, other than to leave it out?
fn names(wish: &Wish, tag: &str) -> bool {
    match wish {
        Wish::Tag(own) => own == tag,
        Wish::Not(_) => false,
        Wish::All(wishes) | Wish::Any(wishes) => wishes.iter().any(|wish| names(wish, tag)),
    }
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use super::*;

    fn admits(wish: &str, tags: &str) -> bool {
        let scenario = Scenario {
            file: Path::new("a.feature").into(),
            line: 1,
            feature: String::new(),
            name: String::new(),
            tags: tags.split_whitespace().map(str::to_owned).collect(),
            steps: Vec::new(),
        };
        let wish = if wish.is_empty() { Selection::default() } else { wish.parse().unwrap() };
        wish.admits(&scenario)
    }

    #[test]
    fn an_expression_chooses() {
        assert!(admits("", "talk"));
        assert!(admits("@talk and not @door", "talk"));
        assert!(!admits("@talk and not @door", "talk door"));
        assert!(admits("@talk or @door", "door"));
        assert!("talk and".parse::<Selection>().is_err());
        assert!(("(".repeat(60_000) + "@a").parse::<Selection>().is_err());
    }

    #[test]
    fn slow_ones_and_the_demo_wait_to_be_named() {
        assert!(!admits("", "slow"));
        assert!(!admits("@talk", "talk slow"));
        assert!(!admits("@talk and not @demo", "talk slow"));
        assert!(admits("@slow", "slow"));
        assert!(admits("@talk and (@slow or not @slow)", "talk slow"));
    }
}
