//! The options of every subcommand: language and colour.

use std::env;
use std::io::IsTerminal;

use clap::ValueEnum;

use crate::lab::Language;
use crate::locale::{Locale, UnknownLocale};

/// The options of every subcommand.
#[derive(Clone, Copy, Debug, clap::Args)]
pub(super) struct Common {
    /// Language of all messages: pt-BR or en
    #[arg(id = LANG, long, global = true, value_name = "LANG", default_value = Locale::default().tag(), env = LANG_VARIABLE, value_parser = of_people)]
    tongue: Tongue,
    /// When to use colours
    #[arg(long, global = true, value_name = "WHEN", default_value = "auto", env = "SALA_COLOR")]
    pub(super) color: ColorChoice,
}

/// The name of the option `--lang`.
pub(super) const LANG: &str = "lang";
const LANG_VARIABLE: &str = "SALA_LANG";

/// What `--lang` names: what people read or, where a program is begun, what it is written in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Tongue {
    People(Locale),
    Program(Language),
}

fn of_people(text: &str) -> Result<Tongue, UnknownLocale> {
    text.parse().map(Tongue::People)
}

/// A language of either kind.
///
/// # Errors
/// It is neither.
pub(super) fn any_tongue(text: &str) -> Result<Tongue, String> {
    let program = || text.parse().map(Tongue::Program).ok();
    of_people(text)
        .ok()
        .or_else(program)
        .ok_or_else(|| "write python or rust (or, for what is printed, pt-BR or en)".to_owned())
}

impl Common {
    /// The language that people read.
    pub(super) fn lang(self) -> Locale {
        match self.tongue {
            Tongue::People(locale) => locale,
            // The option was used for the other thing; the variable still says which.
            Tongue::Program(_) => {
                env::var(LANG_VARIABLE).ok().and_then(|tag| tag.parse().ok()).unwrap_or_default()
            }
        }
    }
}

/// When to colour.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(super) enum ColorChoice {
    /// On a terminal, unless `NO_COLOR` is set.
    Auto,
    /// Always.
    Always,
    /// Never.
    Never,
}

impl ColorChoice {
    /// Whether to colour what goes to `stream`: <https://no-color.org>.
    pub(super) fn on(self, stream: &impl IsTerminal) -> bool {
        match self {
            Self::Always => true,
            Self::Never => false,
            Self::Auto => {
                let refused = env::var_os("NO_COLOR").is_some_and(|value| !value.is_empty());
                let dumb = env::var_os("TERM").is_some_and(|value| value == "dumb");
                stream.is_terminal() && !refused && !dumb
            }
        }
    }
}
