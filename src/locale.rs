//! What people read: Brazilian Portuguese unless asked otherwise, and English.
//!
//! Owns the two Fluent catalogues and the way to a sentence in them. Must not know who is spoken
//! to, nor when: every other module asks here for words and decides itself what to say.

use std::env::var;
use std::fmt;
use std::str::FromStr;
use std::sync::LazyLock;

use fluent_bundle::concurrent::FluentBundle;
use fluent_bundle::{FluentArgs, FluentResource};
use serde::{Deserialize, Serialize};
use unic_langid::LanguageIdentifier;

/// A language that the kit speaks.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub enum Locale {
    /// Brazilian Portuguese.
    #[default]
    PtBr,
    /// English.
    En,
}

type Catalogue = FluentBundle<FluentResource>;

/// The files of a language, one for each part of the house that speaks.
macro_rules! files {
    ($folder:literal) => {
        [
            include_str!(concat!("locale/", $folder, "/names.ftl")),
            include_str!(concat!("locale/", $folder, "/classroom.ftl")),
            include_str!(concat!("locale/", $folder, "/commands.ftl")),
            include_str!(concat!("locale/", $folder, "/server.ftl")),
            include_str!(concat!("locale/", $folder, "/page.ftl")),
            include_str!(concat!("locale/", $folder, "/journal.ftl")),
            include_str!(concat!("locale/", $folder, "/client.ftl")),
            include_str!(concat!("locale/", $folder, "/bot.ftl")),
            include_str!(concat!("locale/", $folder, "/swarm.ftl")),
            include_str!(concat!("locale/", $folder, "/trace.ftl")),
            include_str!(concat!("locale/", $folder, "/lab.ftl")),
            include_str!(concat!("locale/", $folder, "/marks.ftl")),
            include_str!(concat!("locale/", $folder, "/cli.ftl")),
        ]
    };
}

static PT_BR: LazyLock<Catalogue> = LazyLock::new(|| catalogue("pt-BR", &files!("pt-BR")));
static EN: LazyLock<Catalogue> = LazyLock::new(|| catalogue("en", &files!("en")));

impl Locale {
    /// Every language, the default first.
    pub const ALL: [Self; 2] = [Self::PtBr, Self::En];

    /// The language of the system's messages: English where its locale is English, otherwise the default
    /// (also for `C`, `POSIX`, none, or a language that the kit does not speak).
    pub fn of_system() -> Self {
        // The first that says something counts (POSIX, 8.2).
        let set = ["LC_ALL", "LC_MESSAGES", "LANG"].into_iter().filter_map(|name| var(name).ok());
        let tag = set.into_iter().find(|tag| !tag.is_empty()).unwrap_or_default();
        match tag.split(['_', '.', '@']).next() {
            Some("en") => Self::En,
            _ => Self::default(),
        }
    }

    /// The language's tag (BCP 47), as `--lang` takes it.
    pub fn tag(self) -> &'static str {
        match self {
            Self::PtBr => "pt-BR",
            Self::En => "en",
        }
    }

    /// A number as the language writes it: with a comma or a point.
    pub fn decimal(self, number: impl fmt::Display) -> String {
        match self {
            Self::PtBr => number.to_string().replace('.', ","),
            Self::En => number.to_string(),
        }
    }

    /// The sentence under `key`, filled with `args`; prefer [`say!`](crate::say).
    ///
    /// A key that the catalogue lacks comes back as it is: a test holds that none is missing,
    /// and a strange word is better than no class.
    pub fn sentence(self, key: &str, args: Option<&FluentArgs<'_>>) -> String {
        let catalogue = match self {
            Self::PtBr => &*PT_BR,
            Self::En => &*EN,
        };
        let Some(pattern) = catalogue.get_message(key).and_then(|message| message.value()) else {
            return key.to_owned();
        };
        catalogue.format_pattern(pattern, args, &mut Vec::new()).into_owned()
    }
}

/// A sentence in both languages.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Bilingual {
    #[serde(rename = "pt-BR")]
    portuguese: String,
    #[serde(rename = "en")]
    english: String,
}

impl Bilingual {
    /// What `words` says in each language.
    pub fn new(words: impl Fn(Locale) -> String) -> Self {
        Self { portuguese: words(Locale::PtBr), english: words(Locale::En) }
    }

    /// The sentence for the readers of a language.
    pub fn in_words(&self, locale: Locale) -> &str {
        match locale {
            Locale::PtBr => &self.portuguese,
            Locale::En => &self.english,
        }
    }
}

/// Reads a catalogue. What is wrong in it is left out here and found by `tests/it/catalogues.rs`.
fn catalogue(tag: &str, files: &[&str]) -> Catalogue {
    let language: LanguageIdentifier = tag.parse().unwrap_or_default();
    let mut bundle = FluentBundle::new_concurrent(vec![language]);
    // Isolation marks would be bidi controls on the wire.
    bundle.set_use_isolating(false);
    for file in files {
        let read = FluentResource::try_new((*file).to_owned());
        bundle.add_resource_overriding(read.unwrap_or_else(|(partial, _)| partial));
    }
    bundle
}

/// The language asked for is not one that the kit speaks.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("there is no such language here: use pt-BR or en")]
pub struct UnknownLocale;

impl FromStr for Locale {
    type Err = UnknownLocale;

    /// Takes a tag in any case, and the bare `pt`.
    fn from_str(tag: &str) -> Result<Self, UnknownLocale> {
        match tag.to_lowercase().as_str() {
            "pt-br" | "pt_br" | "pt" => Ok(Self::PtBr),
            "en" => Ok(Self::En),
            _ => Err(UnknownLocale),
        }
    }
}

impl fmt::Display for Locale {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.tag())
    }
}

/// A sentence in a language: `say!(locale, "joined", count = 3)`.
#[macro_export]
macro_rules! say {
    ($locale:expr, $key:expr) => {
        $crate::locale::Locale::sentence($locale, $key, None)
    };
    ($locale:expr, $key:expr, $($name:ident = $value:expr),+ $(,)?) => {{
        let mut args = fluent_bundle::FluentArgs::new();
        $(args.set(stringify!($name), $value);)+
        $crate::locale::Locale::sentence($locale, $key, Some(&args))
    }};
}
