//! A person's or a room's name: validated once, compared once.
//!
//! Owns the rule of what a name may be and when two names are too alike to be in one room.
//! Must not know who bears a name, nor the wire that carries it.

use std::fmt;
use std::str::FromStr;
use std::sync::{Arc, LazyLock};

use caseless::{default_case_fold_str, default_caseless_match_str};
use regex::Regex;
use serde::{Deserialize, Serialize};
use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;
use unicode_security::GeneralSecurityProfile;
use unicode_security::general_security_profile::IdentifierType;
use unicode_segmentation::UnicodeSegmentation;

/// The longest name, in grapheme clusters (UAX #29): what a person counts as letters.
pub const MAX_GRAPHEMES: usize = 24;
/// The longest name, in bytes of UTF-8.
pub const MAX_BYTES: usize = 96;

/// Names that students may not bear: they would pass for the teacher or the server.
const RESERVED: [&str; 7] =
    ["professor", "professora", "teacher", "servidor", "server", "sala", "sair"];

/// A reserved word of as many letters is in no other name, so it counts wherever it stands.
const TELLING: usize = 7;

/// A valid name in normal form C. Cloning shares the text.
#[derive(Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(try_from = "String")]
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
    /// A character other than a letter, mark, digit, `_` or `-`.
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
    /// Validates and normalises a name. What cannot be seen is no part of it.
    ///
    /// # Errors
    /// The first rule that the text breaks.
    pub fn new(text: &str) -> Result<Self, NameError> {
        static CHARACTERS: LazyLock<Regex> = LazyLock::new(|| pattern(r"^[\p{L}\p{M}\p{N}_-]*$"));
        // Among them are letters and marks to Unicode: Hangul fillers, variation selectors.
        static INVISIBLE: LazyLock<Regex> =
            LazyLock::new(|| pattern(r"\p{Default_Ignorable_Code_Point}"));
        static LOOSE_MARKS: LazyLock<Regex> =
            LazyLock::new(|| pattern(r"^\p{M}|[\p{Mn}\p{Me}]{5}"));

        // What is far too long is not looked at.
        if text.len() > 4 * MAX_BYTES {
            return Err(NameError::TooLong);
        }
        let text: String = INVISIBLE.replace_all(text, "").nfc().collect();
        if text.is_empty() {
            return Err(NameError::Empty);
        }
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

    /// The name that someone may have meant by a text that is none: `maria clara` is `maria_clara`.
    /// What may not be in a name parts its words; of an e-mail address only what is before the `@`
    /// is looked at; of too long a text the last words are left out. `None` if the text is a name, or
    /// nothing is left of it that students may bear.
    pub fn proposal(text: &str) -> Option<Self> {
        static OTHERS: LazyLock<Regex> =
            LazyLock::new(|| pattern(r"[^\p{L}\p{M}\p{N}\p{Default_Ignorable_Code_Point}_-]+"));
        let whole = Self::new(text.trim());
        if whole.as_ref().is_ok_and(|name| name.is_ordinary() && text == text.trim()) {
            return None;
        }
        let text: String = text.nfkc().take(4 * MAX_BYTES / 3).collect();
        let text = text.trim().split('@').find(|part| !part.is_empty())?;
        let words = OTHERS.split(text).map(|word| word.trim_matches(SEPARATORS));
        let mut proposed = String::new();
        for word in words.filter(|word| !word.is_empty()) {
            let longer = if proposed.is_empty() {
                word.graphemes(true).take(MAX_GRAPHEMES).collect()
            } else {
                format!("{proposed}_{word}")
            };
            if Self::new(&longer).is_err() {
                break;
            }
            proposed = longer;
        }
        Self::new(&proposed).ok().filter(|name| name.is_ordinary() && !name.is_reserved())
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

    /// Is every character one that names are written with (UTS #39, 3.1)? Small capitals, modifier
    /// letters and mathematical, full-width or enclosed ones only pass for others.
    pub fn is_ordinary(&self) -> bool {
        use IdentifierType::{Inclusion, Limited_Use, Recommended, Uncommon_Use};
        let ordinary = [Recommended, Inclusion, Uncommon_Use, Limited_Use];
        let mut types = self.0.chars().map(GeneralSecurityProfile::identifier_type);
        types.all(|of| of.is_some_and(|of| ordinary.contains(&of)))
    }

    /// Is this a name that only teachers and the server bear, or one that passes for it: the
    /// word, or parts between `-` and `_` that spell it?
    pub fn is_reserved(&self) -> bool {
        static WORDS: LazyLock<Vec<Vec<Letter>>> =
            LazyLock::new(|| RESERVED.iter().map(|word| letters(word)).collect());
        let parts: Vec<_> = self.0.split(SEPARATORS).map(letters).collect();
        (0..parts.len()).any(|start| {
            let runs = (start..parts.len()).map(|end| parts[start..=end].concat());
            runs.into_iter().any(|run| {
                WORDS
                    .iter()
                    .any(|word| spells(&run, word) || word.len() >= TELLING && holds(&run, word))
            })
        })
    }

    /// Does it pass for that name, but for accents, digits, `-` and `_`?
    pub fn passes_for(&self, other: &Self) -> bool {
        let [own, other] = [self, other].map(|name| letters(&name.0.replace(SEPARATORS, "")));
        spells(&own, &other)
    }
}

const SEPARATORS: [char; 2] = ['_', '-'];

/// What a character looks like, in lower case and without accents.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Letter {
    seen: char,
    is_number: bool,
}

/// What a name looks like to someone who takes digits for letters and `i` for `l`.
fn letters(text: &str) -> Vec<Letter> {
    let text = plain(text);
    let letters = text.chars().flat_map(|c| {
        let seen: Vec<char> = look(c).chars().map(|c| if c == 'i' { 'l' } else { c }).collect();
        seen.into_iter().map(move |seen| Letter { seen, is_number: c.is_numeric() })
    });
    letters.collect()
}

/// A character's look-alike among the plain letters, if it has one in either case.
fn look(c: char) -> String {
    const DIGITS: [&str; 10] = ["o", "l", "z", "e", "a", "s", "g", "t", "b", "g"];
    if let Some(digit) = c.to_digit(10) {
        return DIGITS[digit as usize].to_owned();
    }
    let of = |text: &str| plain(&skeleton(text));
    let lower = of(c.encode_utf8(&mut [0; 4]));
    let upper = of(&c.to_uppercase().to_string());
    if upper.is_ascii() && !lower.is_ascii() { upper } else { lower }
}

/// Do the letters spell the word, whatever number stands before or behind it?
fn spells(letters: &[Letter], word: &[Letter]) -> bool {
    letters.len().checked_sub(word.len()).is_some_and(|rest| {
        (0..=rest).any(|start| {
            let (before, rest) = letters.split_at(start);
            let (middle, behind) = rest.split_at(word.len());
            let same = middle.iter().zip(word).all(|(own, other)| own.seen == other.seen);
            same && before.iter().chain(behind).all(|letter| letter.is_number)
        })
    })
}

/// Does the word stand anywhere among the letters, however often each is repeated?
fn holds(letters: &[Letter], word: &[Letter]) -> bool {
    let once = |letters: &[Letter]| {
        let mut seen: Vec<char> = letters.iter().map(|letter| letter.seen).collect();
        seen.dedup();
        seen.into_iter().collect::<String>()
    };
    once(letters).contains(&once(word))
}

/// The forms by which two names are compared: nobody may come in with a name that is like
/// another's in any of them.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
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

/// The text with other words for the names in it, whole words that `instead` knows; `None` if there is
/// none.
pub fn with_names_replaced(
    text: &str,
    mut instead: impl FnMut(&str, &Name) -> Option<String>,
) -> Option<String> {
    let of_a_word = |c: char| c.is_alphanumeric() || is_combining_mark(c) || "_-".contains(c);
    let (mut replaced, mut found) = (String::new(), false);
    for piece in text.split_inclusive(|c| !of_a_word(c)) {
        let word = piece.trim_end_matches(|c| !of_a_word(c));
        match Name::new(word).ok().and_then(|name| instead(word, &name)) {
            Some(other) => {
                found = true;
                replaced += &other;
                replaced += &piece[word.len()..];
            }
            None => replaced += piece,
        }
    }
    found.then_some(replaced)
}

/// A text as it is looked up: case-folded, without accents.
pub fn plain(text: &str) -> String {
    default_case_fold_str(text).nfd().filter(|c| !is_combining_mark(*c)).collect()
}

/// The candidate that someone who typed `text` may have meant.
pub fn nearest<'a>(text: &str, candidates: impl Iterator<Item = &'a str>) -> Option<&'a str> {
    let text = plain(text);
    candidates
        .map(|candidate| (strsim::jaro_winkler(&text, &plain(candidate)), candidate))
        .filter(|(likeness, _)| *likeness > NEAR)
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

impl TryFrom<String> for Name {
    type Error = NameError;

    fn try_from(text: String) -> Result<Self, NameError> {
        Self::new(&text)
    }
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

    #[test]
    fn a_text_that_is_no_name_has_one_that_may_be_meant() {
        for (text, proposed) in [
            ("maria clara", Some("maria_clara")),
            ("  Zé  da   Silva ", Some("Zé_da_Silva")),
            ("mc.souza@escola.br", Some("mc_souza")),
            ("Maria Clara de Souza Albuquerque", Some("Maria_Clara_de_Souza")),
            ("joão!", Some("joão")),
            ("d'ávila", Some("d_ávila")),
            (" ana", Some("ana")),
            ("ａｎａ", Some("ana")),
            ("Pneumoultramicroscopicossilicovulcano", Some("Pneumoultramicroscopicos")),
            ("ana", None),
            ("", None),
            ("!?", None),
            ("a professora", None),
            ("😀", None),
        ] {
            let name = Name::proposal(text);
            assert_eq!(name.as_ref().map(Name::as_str), proposed, "{text}");
        }
    }

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
    fn what_cannot_be_seen_is_no_part_of_a_name() {
        for hidden in ["\u{feff}", "\u{200b}", "\u{202e}", "\u{ad}", "\u{fe0f}", "\u{e0061}"] {
            assert_eq!(name(&format!("{hidden}an{hidden}a{hidden}")).as_str(), "ana");
        }
        assert_eq!(name("علی\u{200c}رضا").as_str(), "علیرضا");
    }

    #[test]
    fn what_breaks_a_rule_says_which() {
        assert_eq!(Name::new(""), Err(NameError::Empty));
        assert_eq!(Name::new(&"a".repeat(25)), Err(NameError::TooLong));
        assert_eq!(Name::new(&"é".repeat(24)).map(|n| n.as_str().len()), Ok(48));
        assert_eq!(Name::new(&"𝒜".repeat(25)), Err(NameError::TooLong));
        for text in ["bob!!", "b b", " ana", "a\tb", "🎉", "a]b", "a\u{1b}b"] {
            assert_eq!(Name::new(text), Err(NameError::Character), "{text:?}");
        }
        assert_eq!(Name::new("\u{3164}\u{200b}"), Err(NameError::Empty), "an invisible letter");
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
    fn names_are_written_with_ordinary_letters_of_any_script() {
        for text in [
            "João",
            "Zoë",
            "Müller",
            "Nguyễn",
            "Łukasz",
            "Øyvind",
            "Þór",
            "Işık",
            "Əli",
            "Ɛlorm",
            "Ольга",
            "Ґалина",
            "Ελένη",
            "Արամ",
            "სალომე",
            "小明",
            "佐々木",
            "𠮷田",
            "サクラ",
            "김철수",
            "محمد",
            "יוסף",
            "שָׁלוֹם",
            "हरि",
            "லக்ஷ்மி",
            "สมชาย",
            "ጤና",
            "ᏣᎳᎩ",
            "ᐃᓄᒃ",
            "ana2",
            "ana_2-b",
            "९",
            "x̄",
        ] {
            assert!(name(text).is_ordinary() && !name(text).is_reserved(), "{text}");
        }
        for text in [
            "ᴘʀᴏꜰ",
            "ᵖʳᵒᶠ",
            "prof\u{36c}",
            "ₛₐₗₐ",
            "𝐩𝐫𝐨𝐟",
            "𝓼𝓪𝓵𝓪",
            "𝙎𝙖𝙡𝙖",
            "ｓａｌａ",
            "ⓢⓐⓛⓐ",
            "🄰",
            "ſala",
            "ª",
            "x²",
            "½",
            "Ⅷ",
            "ℓ",
            "ʀ",
            "ĳ",
        ] {
            assert!(Name::new(text).is_err() || !name(text).is_ordinary(), "{text}");
        }
    }

    #[test]
    fn reserved_names_are_found_behind_their_disguises() {
        for text in [
            // Case, look-alikes, accents.
            "professor",
            "PROFESSORA",
            "Teacher",
            "ѕаlа",
            "sair",
            "saIr",
            "prófessor",
            "professо́r",
            "Prōfessоr",
            "sérvidоr",
            "prøfessor",
            "ŧeacher",
            "Тeacher",
            "тeacher",
            "τεαcher",
            "prοfeßor",
            "ꓢꓮꓡꓮ",
            "p̲r̲o̲f̲e̲s̲s̲o̲r̲",
            "s̶a̶l̶a̶",
            "şalá",
            "Ѕerver",
            // Digits for letters, and about them.
            "servid0r",
            "PROFESS0R",
            "pr0f3ss0r4",
            "pr0fe550r",
            "t34ch3r",
            "5erv1dor",
            "54l4",
            "5a1r",
            "teacher2",
            "sala10",
            "54l410",
            "007server",
            "pr٥fessor",
            // Parts, and parts of a part.
            "professor_",
            "-sala-",
            "ana-professora",
            "o_professor",
            "teacher-ana",
            "sala_2",
            "p-r-o-f_essor",
            "pro_fessor_bia",
            "5_a_l_a",
            "professorbia",
            "MrTeacher1",
            "professores",
            "professsor",
            "profesor",
            "PROFFESSOR",
        ] {
            assert!(name(text).is_reserved(), "{text}");
        }
        for text in [
            "profa",
            "Salazar",
            "Rosalane",
            "salma",
            "Sara",
            "Observer",
            "ala",
            "servi",
            "ana5ala",
            "Iara",
            "Teach",
            "professe",
            "saira",
            "sasha-irina",
        ] {
            assert!(!name(text).is_reserved(), "{text}");
        }
    }

    #[test]
    fn who_passes_for_a_teacher_is_like_them_but_for_accents_and_digits() {
        for text in ["carlos", "Cárlos", "C4RL0S", "carlos2", "_car-los_", "сarlos"] {
            assert!(name(text).passes_for(&name("Carlos")), "{text}");
        }
        for text in ["carla", "carlos-eduardo", "ocarlos", "carlota"] {
            assert!(!name(text).passes_for(&name("Carlos")), "{text}");
        }
    }
}
