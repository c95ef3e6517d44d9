//! The likely causes of a step's failure, and their words.

use crate::locale::Locale;
use crate::say;

/// A likely cause: each is told only where what the bots saw leaves no doubt.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Cause {
    /// The line came, but its `\n` has not.
    WithoutEnd,
    /// The line stands in one with others.
    Glued,
    /// A hidden character is in the line.
    Unseen,
    /// The line came with a `\r` before its `\n`.
    CarriageReturn,
    /// Only capitals and small letters, or accents, differ.
    Letters,
    /// Only spaces differ.
    Spaces,
    /// What was said came in another form of speech.
    Form {
        /// The line that came.
        got: String,
        /// The line as it should be.
        form: String,
    },
    /// The letters came in another encoding.
    Encoding,
    /// Only the beginning of the line came.
    CutShort(String),
    /// The line came before one that was expected earlier: its number.
    Order(usize),
    /// The line came once, and an earlier step has read it: its number.
    ReadAlready(usize),
    /// The line that came has this and something else in it.
    Part,
    /// A notice came, but does not begin with `*`.
    Unmarked(String),
    /// The list of who is there names its reader.
    OwnName(String),
    /// The line with `*` does not name everyone as a whole word.
    Unnamed {
        /// Who is not named.
        missing: String,
        /// The line that came.
        got: String,
    },
    /// The bot waits for what it said itself.
    OwnSpeech,
    /// Nobody tells who comes in that they are in.
    NoEntrance,
    /// The line came to someone else, and not to this bot.
    Elsewhere {
        /// To whom it came.
        reached: String,
        /// To whom it did not.
        missed: String,
    },
    /// The line came, but another one that was not expected came first.
    Extra,
    /// The speaker's own words came back.
    Echo,
    /// The server refused what was sent.
    Refusal(String),
    /// The server said why it closes.
    Farewell(String),
    /// The server closed right after it was sent this.
    ClosedAfter(String),
    /// The server says it in other words, or in another language.
    Words,
    /// Someone said it, and nobody else has read it: who.
    NotRelayed(String),
    /// The server has closed the connection of someone who was to be heard: who.
    HungUp(String),
    /// Nothing came to this bot, which has said nothing.
    NotGreeted(String),
    /// The same, though others were greeted.
    OthersGreeted {
        /// One of those who were.
        greeted: String,
        /// Who was not.
        missed: String,
    },
    /// Nothing at all has ever come to this bot.
    Silent,
    /// An empty line where the name was to be brought no answer and no end.
    EmptyName,
    /// What the bot sent last has no `\n`: the server waits for the rest.
    Unfinished,
    /// The server sends without end.
    Flood,
}

impl Cause {
    /// The cause, and what to do about it in the server.
    pub fn explain(&self, locale: Locale) -> String {
        match self {
            Self::WithoutEnd => say!(locale, "bot-cause-without-end"),
            Self::Glued => say!(locale, "bot-cause-glued"),
            Self::Unseen => say!(locale, "bot-cause-unseen"),
            Self::CarriageReturn => say!(locale, "bot-cause-carriage-return"),
            Self::Letters => say!(locale, "bot-cause-letters"),
            Self::Spaces => say!(locale, "bot-cause-spaces"),
            Self::Form { got, form } => {
                say!(locale, "bot-cause-form", got = got.as_str(), form = form.as_str())
            }
            Self::Encoding => say!(locale, "bot-cause-encoding"),
            Self::CutShort(got) => say!(locale, "bot-cause-cut-short", got = got.as_str()),
            Self::Order(number) => say!(locale, "bot-cause-order", number = *number),
            Self::ReadAlready(number) => say!(locale, "bot-cause-read-already", number = *number),
            Self::Part => say!(locale, "bot-cause-part"),
            Self::Unmarked(got) => say!(locale, "bot-cause-unmarked", got = got.as_str()),
            Self::OwnName(got) => say!(locale, "bot-cause-own-name", got = got.as_str()),
            Self::Unnamed { missing, got } => {
                say!(locale, "bot-cause-unnamed", missing = missing.as_str(), got = got.as_str())
            }
            Self::OwnSpeech => say!(locale, "bot-cause-own-speech"),
            Self::NoEntrance => say!(locale, "bot-cause-no-entrance"),
            Self::Elsewhere { reached, missed } => {
                let (reached, missed) = (reached.as_str(), missed.as_str());
                say!(locale, "bot-cause-elsewhere", reached = reached, missed = missed)
            }
            Self::Extra => say!(locale, "bot-cause-extra"),
            Self::Echo => say!(locale, "bot-cause-echo"),
            Self::Refusal(words) => say!(locale, "bot-cause-refusal", words = words.as_str()),
            Self::Farewell(words) => say!(locale, "bot-cause-farewell", words = words.as_str()),
            Self::ClosedAfter(line) => say!(locale, "bot-cause-closed-after", line = line.as_str()),
            Self::NotRelayed(who) => say!(locale, "bot-cause-not-relayed", who = who.as_str()),
            Self::HungUp(who) => say!(locale, "bot-cause-hung-up", who = who.as_str()),
            Self::NotGreeted(who) => say!(locale, "bot-cause-not-greeted", who = who.as_str()),
            Self::OthersGreeted { greeted, missed } => {
                let (greeted, missed) = (greeted.as_str(), missed.as_str());
                say!(locale, "bot-cause-others-greeted", greeted = greeted, missed = missed)
            }
            Self::Words => say!(locale, "bot-cause-words"),
            Self::Silent => say!(locale, "bot-cause-silent"),
            Self::EmptyName => say!(locale, "bot-cause-empty-name"),
            Self::Unfinished => say!(locale, "bot-cause-unfinished"),
            Self::Flood => say!(locale, "bot-cause-flood"),
        }
    }

    /// The same, with what the author of the scenario may have to do.
    pub fn explain_to_author(&self, locale: Locale) -> String {
        let advice = match self {
            Self::Part => say!(locale, "bot-advice-part"),
            Self::Order(_) => say!(locale, "bot-advice-order"),
            _ => return self.explain(locale),
        };
        format!("{} {advice}", self.explain(locale))
    }
}
