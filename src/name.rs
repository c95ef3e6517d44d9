//! A person's or a room's name: validated once, compared once.
//!
//! Owns the rule of what a name may be and when two names are too alike to be in one room.
//! Must not know who bears a name, nor the wire that carries it.

use std::fmt;
use std::str::FromStr;
use std::sync::{Arc, LazyLock};

use caseless::{default_case_fold_str, default_caseless_match_str};
use regex::Regex;
use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;
use unicode_segmentation::UnicodeSegmentation;

/// The longest name, in grapheme clusters (UAX #29): what a person counts as letters.
pub const MAX_GRAPHEMES: usize = 24;
/// The longest name, in bytes of UTF-8.
pub const MAX_BYTES: usize = 96;

/// Names that students may not bear: they would pass for the teacher or the server.
const RESERVED: [&str; 7] =
    ["professor", "professora", "teacher", "servidor", "server", "sala", "sair"];

/// A valid name in normal form C. Cloning shares the text.
#[derive(Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Name(Arc<str>);

/// Why a text is not a name.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum NameError {
    /// Nothing was given.
    #[error("a name cannot be empty")]
    Empty,
    /// More than [`MAX_GRAPHEMES`] grapheme clusters or [`MAX_BYTES`] bytes.
    #[error("a name has at most {MAX_GRAPHEMES} letters")]
    TooLong,
    /// A character other than a letter, mark, digit, `_` or `-`, or one that cannot be seen.
    #[error("a name has only letters, digits, _ and -")]
    Character,
    /// A combining mark with no letter to stand on, or more than four on one (UTS #39, 5.4).
    #[error("an accent in a name stands on a letter, at most four on one")]
    Marks,
}

impl NameError {
    /// The key of the sentence that tells a person which rule the text broke; it takes `max`,
    /// [`MAX_GRAPHEMES`].
    pub fn key(self) -> &'static str {
        match self {
            Self::Empty => "name-empty",
            Self::TooLong => "name-too-long",
            Self::Character => "name-character",
            Self::Marks => "name-marks",
        }
    }
}

impl Name {
    /// Validates and normalises a name.
    ///
    /// # Errors
    /// The first rule that the text breaks.
    pub fn new(text: &str) -> Result<Self, NameError> {
        // Letters that show nothing (Hangul fillers, variation selectors) would make names that
        // look empty or the same: they are out, though they are letters or marks to Unicode.
        static CHARACTERS: LazyLock<Regex> = LazyLock::new(|| {
            pattern(r"^[[\p{L}\p{M}\p{N}_-]--\p{Default_Ignorable_Code_Point}]*$")
        });
        static LOOSE_MARKS: LazyLock<Regex> =
            LazyLock::new(|| pattern(r"^\p{M}|[\p{Mn}\p{Me}]{5}"));

        if text.is_empty() {
            return Err(NameError::Empty);
        }
        // Normal form C may triple the bytes at most; nothing longer can shrink into the limit.
        if text.len() > 4 * MAX_BYTES {
            return Err(NameError::TooLong);
        }
        let text: String = text.nfc().collect();
        if text.len() > MAX_BYTES || text.graphemes(true).count() > MAX_GRAPHEMES {
            return Err(NameError::TooLong);
        }
        if !CHARACTERS.is_match(&text) {
            return Err(NameError::Character);
        }
        if LOOSE_MARKS.is_match(&text) {
            return Err(NameError::Marks);
        }
        Ok(Self(text.into()))
    }

    /// The text as it is shown.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// What the name is compared by.
    pub fn confusable(&self) -> Confusable {
        let folded = default_case_fold_str(&self.0);
        Confusable {
            skeleton: default_case_fold_str(&skeleton(&self.0)),
            folded_skeleton: default_case_fold_str(&skeleton(&folded)),
            folded,
        }
    }

    /// Are they one name, case aside? Two that only look alike are not.
    pub fn is_same(&self, other: &Self) -> bool {
        default_caseless_match_str(&self.0, &other.0)
    }

    /// Is this a name, or the look-alike of one, that only teachers and the server bear?
    pub fn is_reserved(&self) -> bool {
        static RESERVED_CONFUSABLE: LazyLock<Vec<Confusable>> = LazyLock::new(|| {
            RESERVED.iter().map(|text| Name((*text).into()).confusable()).collect()
        });
        // An accent more or less is a disguise as well, also on a letter that only looks the same,
        // and so is a number or a dash at either end.
        let seen = plain(&skeleton(&plain(&self.0)));
        let is_trim = |c: char| c.is_numeric() || matches!(c, '_' | '-');
        [self.0.as_ref(), seen.as_str()].into_iter().any(|text| {
            let confusable = Name(text.trim_matches(is_trim).into()).confusable();
            RESERVED_CONFUSABLE.iter().any(|reserved| reserved.is_confusable_with(&confusable))
        })
    }
}

/// The forms by which two names are compared: nobody may come in with a name that is like
/// another's in any of them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Confusable {
    /// Case-folded (Unicode default, toCasefold): `Ana` is `ana`.
    pub folded: String,
    /// The skeleton of confusable characters (UTS #39, section 4), case-folded: `PROFESS0R` is
    /// `professor`.
    pub skeleton: String,
    /// The same of the folded name: a capital Cyrillic `А` is `a` in neither of the others.
    pub folded_skeleton: String,
}

impl Confusable {
    /// The three forms.
    pub fn forms(&self) -> [&str; 3] {
        [&self.folded, &self.skeleton, &self.folded_skeleton]
    }

    /// Could one be taken for the other?
    pub fn is_confusable_with(&self, other: &Self) -> bool {
        self.forms().iter().zip(other.forms()).any(|(own, other)| *own == other)
    }
}

/// How alike two texts must be (Jaro-Winkler, 0 to 1) for one to be offered for the other.
const NEAR: f64 = 0.75;

/// A text as it is looked up: case-folded, without accents.
pub fn plain(text: &str) -> String {
    default_case_fold_str(text).nfd().filter(|c| !is_combining_mark(*c)).collect()
}

/// The candidate that someone who typed `text` may have meant.
pub fn nearest<'a>(text: &str, candidates: impl Iterator<Item = &'a str>) -> Option<&'a str> {
    let text = plain(text);
    candidates
        .map(|candidate| (strsim::jaro_winkler(&text, &plain(candidate)), candidate))
        .filter(|(confusable, _)| *confusable > NEAR)
        .max_by(|a, b| a.0.total_cmp(&b.0))
        .map(|(_, candidate)| candidate)
}

fn skeleton(text: &str) -> String {
    unicode_security::skeleton(text).collect()
}

/// Patterns are constants of this file.
fn pattern(text: &str) -> Regex {
    Regex::new(text).expect("a valid pattern")
}

impl FromStr for Name {
    type Err = NameError;

    fn from_str(text: &str) -> Result<Self, NameError> {
        Self::new(text)
    }
}

impl fmt::Display for Name {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(&self.0)
    }
}

impl fmt::Debug for Name {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Name({})", self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn name(text: &str) -> Name {
        Name::new(text).unwrap()
    }

    fn alike(a: &str, b: &str) -> bool {
        name(a).confusable().is_confusable_with(&name(b).confusable())
    }

    #[test]
    fn letters_of_any_script_digits_and_two_signs_make_a_name() {
        for text in ["ana", "José", "Conceição", "李雷", "ana_2-b", "Ωmega", "हिन्दी"]
        {
            assert_eq!(name(text).as_str(), text);
        }
    }

    #[test]
    fn a_decomposed_name_is_composed() {
        assert_eq!(name("Jose\u{301}").as_str(), "José");
    }

    #[test]
    fn what_breaks_a_rule_says_which() {
        assert_eq!(Name::new(""), Err(NameError::Empty));
        assert_eq!(Name::new(&"a".repeat(25)), Err(NameError::TooLong));
        assert_eq!(Name::new(&"é".repeat(24)).map(|n| n.as_str().len()), Ok(48));
        assert_eq!(Name::new(&"𝒜".repeat(25)), Err(NameError::TooLong));
        for text in ["bob!!", "b b", " ana", "a\tb", "a\u{202e}b", "🎉", "a]b", "a\u{200b}b"] {
            assert_eq!(Name::new(text), Err(NameError::Character), "{text:?}");
        }
        assert_eq!(Name::new("\u{3164}"), Err(NameError::Character), "an invisible letter");
        assert_eq!(Name::new("\u{301}a"), Err(NameError::Marks));
        assert_eq!(Name::new(&format!("a{}", "\u{0316}".repeat(5))), Err(NameError::Marks));
    }

    #[test]
    fn case_and_look_alikes_are_the_same_name_but_accents_are_not() {
        assert!(alike("Ana", "aNA"));
        assert!(alike("ana", "аnа"), "Cyrillic а");
        assert!(alike("ana", "АNА"), "capital Cyrillic А");
        assert!(alike("lana", "Iana"));
        assert!(alike("STRASSE", "straße"));
        assert!(!alike("jose", "josé"));
        assert!(!alike("ana", "ano"));
    }

    #[test]
    fn one_name_is_another_only_if_no_more_than_case_differs() {
        assert!(name("STRASSE").is_same(&name("straße")));
        assert!(name("Érica").is_same(&name("éRICA")));
        assert!(!name("ana").is_same(&name("аnа")), "Cyrillic а");
        assert!(!name("érica").is_same(&name("erica")));
    }

    #[test]
    fn the_nearest_is_offered_whatever_its_accents_and_nothing_far() {
        let names = ["ana", "Conceição", "beto"];
        assert_eq!(nearest("conceicao", names.into_iter()), Some("Conceição"));
        assert_eq!(nearest("anna", names.into_iter()), Some("ana"));
        assert_eq!(nearest("zulmira", names.into_iter()), None);
    }

    #[test]
    fn reserved_names_are_found_behind_their_disguises() {
        for text in [
            "professor",
            "PROFESSORA",
            "Teacher",
            "servid0r",
            "PROFESS0R",
            "ѕаlа",
            "sair",
            "prófessor",
            "professо́r",
            "Prōfessоr",
            "sérvidоr",
            "professor_",
            "-sala-",
            "teacher2",
        ] {
            assert!(name(text).is_reserved(), "{text}");
        }
        assert!(!name("profa").is_reserved());
    }
}
