//! What must not be seen: the class code, a pass, and a password on its way to be checked.

use std::fmt;

use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use subtle::ConstantTimeEq;
use zeroize::Zeroizing;

use crate::locale::Locale;
use crate::name::plain;
use crate::say;
use crate::wire::key_of_board;

/// A text that no debug output shows, which is wiped from memory when it is no longer used.
#[derive(Clone)]
pub struct Secret(Zeroizing<String>);

impl Secret {
    /// Hides a text.
    pub fn new(text: &str) -> Self {
        Self(Zeroizing::new(text.to_owned()))
    }

    /// The text itself.
    pub fn reveal(&self) -> &str {
        &self.0
    }
}

/// In a time that tells nothing of either.
impl PartialEq for Secret {
    fn eq(&self, other: &Self) -> bool {
        digest(&self.0).ct_eq(&digest(&other.0)).into()
    }
}

impl Eq for Secret {}

impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Secret")
    }
}

/// All that the class knows of a pass: its SHA-256.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct PassHash(pub [u8; 32]);

impl PassHash {
    /// That of a pass.
    pub fn of(pass: &str) -> Self {
        Self(Sha256::digest(pass).into())
    }
}

impl fmt::Debug for PassHash {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("PassHash")
    }
}

/// The fewest letters and digits of a class code.
pub const MIN_CODE: usize = 4;
/// The most bytes of one.
pub const MAX_CODE: usize = 64;

/// The code that opens the door of a class. Case, accents, spaces and punctuation do not matter:
/// it is read out loud and copied from a board.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ClassCode {
    shown: Secret,
    folded: Secret,
}

/// Why a text is no class code.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum CodeError {
    /// Fewer than [`MIN_CODE`] letters and digits.
    #[error("a class code has at least {MIN_CODE} letters or digits")]
    TooShort,
    /// More than [`MAX_CODE`] bytes.
    #[error("a class code has at most {MAX_CODE} bytes")]
    TooLong,
    /// Something that cannot be typed on a line.
    #[error("a class code has no control characters")]
    Control,
}

impl CodeError {
    /// The key of the sentence for people; it takes `min` and `max`, [`MIN_CODE`] and
    /// [`MAX_CODE`].
    pub fn key(self) -> &'static str {
        match self {
            Self::TooShort => "code-too-short",
            Self::TooLong => "code-too-long",
            Self::Control => "code-control",
        }
    }
}

impl ClassCode {
    /// The code that a text is, spaces around it left out.
    ///
    /// # Errors
    /// The first rule that the text breaks.
    pub fn new(text: &str) -> Result<Self, CodeError> {
        let text = text.trim();
        if text.len() > MAX_CODE {
            return Err(CodeError::TooLong);
        }
        if text.contains(char::is_control) {
            return Err(CodeError::Control);
        }
        let folded = fold(text);
        if folded.chars().count() < MIN_CODE {
            return Err(CodeError::TooShort);
        }
        Ok(Self { shown: Secret::new(text), folded: Secret::new(&folded) })
    }

    /// The code as a teacher reads it out.
    pub fn reveal(&self) -> &str {
        self.shown.reveal()
    }

    /// Is this the code? The comparison takes the same time for every text of a length.
    pub fn admits(&self, text: &str) -> bool {
        // What is far too long for a code is not folded.
        text.len() <= 4 * MAX_CODE && self.folded == Secret::new(&fold(text))
    }
}

/// All that the class is told of an answer that is secret.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Answer {
    /// Nothing was typed.
    Blank,
    /// It is the class code.
    Right,
    /// It is not the class code.
    Wrong,
    /// It is yet to be checked; whoever took it in keeps it until the class asks for that.
    Unchecked,
}

/// How to join the class, as those who serve it know: no entry and no state holds it.
#[derive(Clone, Debug, Default)]
pub struct WaysIn {
    /// The code that is asked for at the door, if one is.
    pub code: Option<ClassCode>,
    /// The tickets by which students join, if there are any.
    pub tickets: Vec<String>,
    /// The key by which a board shows what goes on, if there are boards.
    pub board: Option<PassHash>,
}

impl WaysIn {
    /// Is this the first answer of a board, with the right key?
    pub fn is_board(&self, answer: &str) -> bool {
        let key = key_of_board(answer).map(PassHash::of);
        self.board.zip(key).is_some_and(|(own, given)| own == given)
    }

    /// In words, a line each.
    pub fn lines(&self, locale: Locale) -> impl Iterator<Item = String> {
        let code = self.code.iter();
        let code = code.map(move |code| say!(locale, "class-code", code = code.reveal()));
        let tickets = self.tickets.iter();
        code.chain(
            tickets.map(move |ticket| say!(locale, "server-ticket", ticket = ticket.as_str())),
        )
    }
}

fn fold(text: &str) -> String {
    plain(text).chars().filter(|c| c.is_alphanumeric()).collect()
}

/// To compare digests tells nothing of how long the texts are, nor where they part.
fn digest(text: &str) -> [u8; 32] {
    Sha256::digest(text).into()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_code_is_the_same_however_it_is_typed() {
        let code = ClassCode::new(" Lua-Nova 7 ").unwrap();
        assert_eq!(code.reveal(), "Lua-Nova 7");
        for text in ["Lua-Nova 7", "lua nova 7", "LUANOVA7", "  lua-nova-7\r", "lüa nóva 7"] {
            assert!(code.admits(text), "{text:?}");
        }
        for text in ["", "lua-nova", "lua-nova-77", "lua-nova-8", &"lua-nova-7".repeat(100)] {
            assert!(!code.admits(text), "{text:?}");
        }
    }

    #[test]
    fn what_is_no_code_says_why() {
        assert_eq!(ClassCode::new("a-b-c").err(), Some(CodeError::TooShort));
        assert_eq!(ClassCode::new("").err(), Some(CodeError::TooShort));
        assert_eq!(ClassCode::new(&"a".repeat(65)).err(), Some(CodeError::TooLong));
        assert_eq!(ClassCode::new("ab\u{1b}cd").err(), Some(CodeError::Control));
    }

    #[test]
    fn secrets_are_not_shown() {
        let code = ClassCode::new("lua-nova-7").unwrap();
        assert!(!format!("{code:?} {:?}", Secret::new("lua")).contains("lua"));
    }
}
