//! A sentence of a lesson, in both languages.

use serde::Deserialize;

use crate::locale::Locale;

/// A sentence in both languages.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Words {
    /// In Portuguese.
    #[serde(rename = "pt-BR")]
    pub portuguese: String,
    /// In English.
    #[serde(rename = "en")]
    pub english: String,
}

impl Words {
    /// The sentence for the readers of a language.
    pub fn in_words(&self, locale: Locale) -> &str {
        match locale {
            Locale::PtBr => &self.portuguese,
            Locale::En => &self.english,
        }
    }
}
