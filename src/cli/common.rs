//! The options of every subcommand: language and colour.

use std::env;
use std::io::IsTerminal;

use clap::ValueEnum;

use crate::locale::Locale;

/// The options of every subcommand.
#[derive(Clone, Copy, Debug, clap::Args)]
pub(super) struct Common {
    /// Language of all messages: pt-BR or en
    #[arg(long, global = true, value_name = "LANG", default_value_t, env = "SALA_LANG")]
    lang: Locale,
    /// When to use colours
    #[arg(long, global = true, value_name = "WHEN", default_value = "auto", env = "SALA_COLOR")]
    pub(super) color: ColorChoice,
}

impl Common {
    /// The language of all messages.
    pub(super) fn lang(self) -> Locale {
        self.lang
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
