//! The meaning of a line from the server, and its text.

use std::fmt;

use serde::Serialize;

use crate::name::Name;

use super::mark::Mark;
use super::return_line::is_pass;

/// A line from the server, without its end.
///
/// For every line that the server makes, [`ServerLine::parse`] is the inverse of [`fmt::Display`]. A
/// [`Notice`](Self::Notice) is always the server's own words and never starts with one of the marks
/// `+ - ~ = @ # & < .` or a [`Mark`] and a space. `text` is all that follows; of those who join, leave or are here it has
/// the count.
#[expect(missing_docs, reason = "the forms name the fields")]
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub enum ServerLine {
    /// `? text`, `? # text`, `? * text`: a question for `what`; the next line sent answers it. `? & text`
    /// asks for the name, too, in a class that has passes.
    Ask { what: Asked, has_passes: bool, text: String },
    /// `* + NAME text`: someone came in.
    Joined { name: Name, text: String },
    /// `* - NAME text`: someone left.
    Left { name: Name, text: String },
    /// `* ~ OLD NEW text`: someone changed name.
    Renamed { old: Name, new: Name, text: String },
    /// `* = NAME NAME … (text)`: who is here, except the reader.
    Present { names: Vec<Name>, text: String },
    /// `* @ NAME text`: an action.
    Action { name: Name, text: String },
    /// `* # NAME text`: an announcement by a teacher.
    Announcement { name: Name, text: String },
    /// `* & PASS text`: the reader's pass, a secret, by which they come back as who they are.
    Pass { pass: String, text: String },
    /// `* < M K text`: someone came back by their pass; the next M lines are the last ones that they
    /// missed, without K before those.
    Missed { lines: usize, left_out: usize, text: String },
    /// `* . text`: the connection is closed on purpose.
    Closing(String),
    /// `* ^ text` and its like: what goes on in the class.
    Marked(Mark, String),
    /// `* text`: any other notice.
    Notice(String),
    /// `[NAME] text`: speech to the room.
    Speech { name: Name, text: String },
    /// `(FROM) text`: a private message.
    Private { from: Name, text: String },
    /// `> text`: a line of the answer to a command.
    Answer(String),
    /// `! text`: a refusal.
    Refusal(String),
    /// `! # NUMBER text`: this line of the reader's connection, counted from 1, was one too many and
    /// not looked at. It may be sent again later.
    Unread { number: u64, text: String },
    /// A line that is not of this protocol, unchanged.
    Other(String),
}

/// What a question asks for. A client must hide the answer to a secret while it is typed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub enum Asked {
    /// The person's name.
    Name,
    /// The class code, a secret.
    Code,
    /// The teacher's password, a secret.
    Password,
}

impl ServerLine {
    /// Parses a line; any that is not of the protocol is [`ServerLine::Other`].
    pub fn parse(line: &str) -> Self {
        let parsed = match line.split_at_checked(2) {
            Some(("? ", text)) => Some(Self::parse_question(text)),
            Some(("* ", text)) => Some(Self::parse_notice(text)),
            Some(("> ", text)) => Some(Self::Answer(text.to_owned())),
            Some(("! ", text)) => Some(Self::parse_refusal(text)),
            _ => Self::parse_speech(line),
        };
        parsed.unwrap_or_else(|| Self::Other(line.to_owned()))
    }

    /// Is it news of the server's, rather than what someone says or is answered? Whoever falls behind
    /// can do without.
    pub fn is_news(&self) -> bool {
        matches!(
            self,
            Self::Joined { .. } | Self::Left { .. } | Self::Renamed { .. } | Self::Notice(_)
        )
    }

    /// Is it one of those that someone who comes back by their pass is shown, if they missed it? Both
    /// sides count them.
    pub fn is_kept(&self) -> bool {
        matches!(
            self,
            Self::Speech { .. }
                | Self::Private { .. }
                | Self::Action { .. }
                | Self::Announcement { .. }
        )
    }

    fn parse_question(text: &str) -> Self {
        let (what, has_passes, text) = match text.split_at_checked(2) {
            Some(("# ", rest)) => (Asked::Code, false, rest),
            Some(("* ", rest)) => (Asked::Password, false, rest),
            Some(("& ", rest)) => (Asked::Name, true, rest),
            _ => (Asked::Name, false, text),
        };
        Self::Ask { what, has_passes, text: text.to_owned() }
    }

    fn parse_notice(text: &str) -> Self {
        let marked = match text.split_at_checked(2) {
            Some(("+ ", rest)) => named(rest).map(|(name, text)| Self::Joined { name, text }),
            Some(("- ", rest)) => named(rest).map(|(name, text)| Self::Left { name, text }),
            Some(("@ ", rest)) => named(rest).map(|(name, text)| Self::Action { name, text }),
            Some(("# ", rest)) => named(rest).map(|(name, text)| Self::Announcement { name, text }),
            Some(("~ ", rest)) => Self::parse_renamed(rest),
            Some(("= ", rest)) => Self::parse_present(rest),
            Some(("& ", rest)) => Self::parse_pass(rest),
            Some(("< ", rest)) => Self::parse_missed(rest),
            Some((". ", rest)) => Some(Self::Closing(rest.to_owned())),
            _ => Mark::split(text).map(|(mark, rest)| Self::Marked(mark, rest.to_owned())),
        };
        marked.unwrap_or_else(|| Self::Notice(text.to_owned()))
    }

    fn parse_refusal(text: &str) -> Self {
        let unread = || {
            let (number, text) = text.strip_prefix("# ")?.split_once(' ')?;
            Some(Self::Unread { number: number.parse().ok()?, text: text.to_owned() })
        };
        unread().unwrap_or_else(|| Self::Refusal(text.to_owned()))
    }

    fn parse_renamed(text: &str) -> Option<Self> {
        let (old, rest) = text.split_once(' ')?;
        let (new, text) = named(rest)?;
        Some(Self::Renamed { old: Name::new(old).ok()?, new, text })
    }

    fn parse_present(text: &str) -> Option<Self> {
        let (names, text) = text.split_at(text.find('(')?);
        let names = names.split_whitespace().map(Name::new).collect::<Result<_, _>>().ok()?;
        Some(Self::Present { names, text: text.to_owned() })
    }

    fn parse_pass(text: &str) -> Option<Self> {
        let (pass, text) = text.split_once(' ')?;
        is_pass(pass).then(|| Self::Pass { pass: pass.to_owned(), text: text.to_owned() })
    }

    fn parse_missed(text: &str) -> Option<Self> {
        let (lines, rest) = text.split_once(' ')?;
        let (left_out, text) = rest.split_once(' ')?;
        let (lines, left_out) = (lines.parse().ok()?, left_out.parse().ok()?);
        Some(Self::Missed { lines, left_out, text: text.to_owned() })
    }

    fn parse_speech(line: &str) -> Option<Self> {
        if let Some(rest) = line.strip_prefix('[') {
            let (name, text) = rest.split_once("] ")?;
            return Some(Self::Speech { name: Name::new(name).ok()?, text: text.to_owned() });
        }
        let (from, text) = line.strip_prefix('(')?.split_once(") ")?;
        Some(Self::Private { from: Name::new(from).ok()?, text: text.to_owned() })
    }
}

fn named(text: &str) -> Option<(Name, String)> {
    let (name, text) = text.split_once(' ')?;
    Some((Name::new(name).ok()?, text.to_owned()))
}

impl fmt::Display for ServerLine {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Ask { what: Asked::Name, has_passes: false, text } => write!(f, "? {text}"),
            Self::Ask { what: Asked::Name, has_passes: true, text } => write!(f, "? & {text}"),
            Self::Ask { what: Asked::Code, text, .. } => write!(f, "? # {text}"),
            Self::Ask { what: Asked::Password, text, .. } => write!(f, "? * {text}"),
            Self::Joined { name, text } => write!(f, "* + {name} {text}"),
            Self::Left { name, text } => write!(f, "* - {name} {text}"),
            Self::Renamed { old, new, text } => write!(f, "* ~ {old} {new} {text}"),
            Self::Present { names, text } => {
                f.write_str("* = ")?;
                for name in names {
                    f.write_str(name.as_str())?;
                    f.write_str(" ")?;
                }
                f.write_str(text)
            }
            Self::Action { name, text } => write!(f, "* @ {name} {text}"),
            Self::Announcement { name, text } => write!(f, "* # {name} {text}"),
            Self::Pass { pass, text } => write!(f, "* & {pass} {text}"),
            Self::Missed { lines, left_out, text } => write!(f, "* < {lines} {left_out} {text}"),
            Self::Closing(text) => write!(f, "* . {text}"),
            Self::Marked(mark, text) => write!(f, "* {} {text}", mark.sign()),
            Self::Notice(text) => write!(f, "* {text}"),
            Self::Speech { name, text } => write!(f, "[{name}] {text}"),
            Self::Private { from, text } => write!(f, "({from}) {text}"),
            Self::Answer(text) => write!(f, "> {text}"),
            Self::Refusal(text) => write!(f, "! {text}"),
            Self::Unread { number, text } => write!(f, "! # {number} {text}"),
            Self::Other(text) => f.write_str(text),
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn every_form_of_the_design_is_read() {
        let ana = Name::new("ana").unwrap();
        let beto = Name::new("beto").unwrap();
        let text = |text: &str| text.to_owned();
        let asks =
            |what, has_passes, words| ServerLine::Ask { what, has_passes, text: text(words) };
        let marked = |mark, words| ServerLine::Marked(mark, text(words));
        for (line, expected) in [
            ("? Seu nome?", asks(Asked::Name, false, "Seu nome?")),
            ("? & Seu nome?", asks(Asked::Name, true, "Seu nome?")),
            ("? &Seu nome?", asks(Asked::Name, false, "&Seu nome?")),
            ("? # Código:", asks(Asked::Code, false, "Código:")),
            ("? * Senha:", asks(Asked::Password, false, "Senha:")),
            (
                "* & abcdefghijklmnopqrstuvwx27 guarde",
                ServerLine::Pass { pass: text("abcdefghijklmnopqrstuvwx27"), text: text("guarde") },
            ),
            ("* & abc guarde", ServerLine::Notice(text("& abc guarde"))),
            (
                "* < 2 10 linhas",
                ServerLine::Missed { lines: 2, left_out: 10, text: text("linhas") },
            ),
            ("* < 2 linhas", ServerLine::Notice(text("< 2 linhas"))),
            ("* + ana entrou", ServerLine::Joined { name: ana.clone(), text: text("entrou") }),
            ("* - ana saiu", ServerLine::Left { name: ana.clone(), text: text("saiu") }),
            (
                "* ~ ana beto (novo nome)",
                ServerLine::Renamed {
                    old: ana.clone(),
                    new: beto.clone(),
                    text: text("(novo nome)"),
                },
            ),
            (
                "* = ana beto (3 na sala)",
                ServerLine::Present { names: vec![ana.clone(), beto], text: text("(3 na sala)") },
            ),
            ("* = (1 na sala)", ServerLine::Present { names: vec![], text: text("(1 na sala)") }),
            ("* @ ana sorri", ServerLine::Action { name: ana.clone(), text: text("sorri") }),
            ("* # ana prova", ServerLine::Announcement { name: ana.clone(), text: text("prova") }),
            ("* . Fim.", ServerLine::Closing(text("Fim."))),
            ("* ^ ana (1 na fila) por quê?", marked(Mark::HandUp, "ana (1 na fila) por quê?")),
            ("* \\ ana 2 (fim)", marked(Mark::QuizResult, "ana 2 (fim)")),
            ("* ^ana", ServerLine::Notice(text("^ana"))),
            ("* Agora é a vez de ana.", ServerLine::Notice(text("Agora é a vez de ana."))),
            ("[ana] oi", ServerLine::Speech { name: ana.clone(), text: text("oi") }),
            ("(ana) oi", ServerLine::Private { from: ana, text: text("oi") }),
            ("> 7 × 8 = 56", ServerLine::Answer(text("7 × 8 = 56"))),
            ("! Não.", ServerLine::Refusal(text("Não."))),
            ("! # 21 Devagar.", ServerLine::Unread { number: 21, text: text("Devagar.") }),
            ("Welcome!", ServerLine::Other(text("Welcome!"))),
        ] {
            assert_eq!(ServerLine::parse(line), expected);
            assert_eq!(expected.to_string(), line);
        }
    }

    fn name() -> impl Strategy<Value = Name> {
        "[\\p{L}\\p{N}_-]{1,8}".prop_filter_map("a name", |text| Name::new(&text).ok())
    }

    fn mark() -> impl Strategy<Value = Mark> {
        use Mark::*;
        proptest::sample::select(vec![
            HandUp,
            HandDown,
            Turn,
            Poll,
            Votes,
            PollResult,
            QuizQuestion,
            Points,
            QuizResult,
            Setting,
            Groups,
            Teaches,
            Code,
        ])
    }

    fn asked(what: Asked, has_passes: bool, text: String) -> ServerLine {
        ServerLine::Ask { what, has_passes, text }
    }

    fn server_line() -> impl Strategy<Value = ServerLine> {
        let text = || "\\PC{0,30}";
        let own_words = text().prop_filter("the server's words", |text: &String| {
            let is_mark =
                |sign: &str| sign.len() == 1 && sign.chars().all(|c| c.is_ascii_punctuation());
            !text.split_once(' ').is_some_and(|(sign, _)| is_mark(sign))
        });
        let question =
            text().prop_filter("a question", |text: &String| !text.starts_with(['#', '*', '&']));
        let refusal = text().prop_filter("a refusal", |text: &String| !text.starts_with('#'));
        prop_oneof![
            question.prop_map(|text| asked(Asked::Name, false, text)),
            text().prop_map(|text| asked(Asked::Name, true, text)),
            text().prop_map(|text| asked(Asked::Code, false, text)),
            text().prop_map(|text| asked(Asked::Password, false, text)),
            ("[a-z2-7]{26}", text()).prop_map(|(pass, text)| ServerLine::Pass { pass, text }),
            (any::<usize>(), any::<usize>(), text()).prop_map(|(lines, left_out, text)| {
                ServerLine::Missed { lines, left_out, text }
            }),
            (name(), text()).prop_map(|(name, text)| ServerLine::Joined { name, text }),
            (name(), text()).prop_map(|(name, text)| ServerLine::Left { name, text }),
            (name(), name(), text()).prop_map(|(old, new, text)| ServerLine::Renamed {
                old,
                new,
                text
            }),
            (proptest::collection::vec(name(), 0..4), text()).prop_map(|(names, text)| {
                ServerLine::Present { names, text: format!("({text}") }
            }),
            (name(), text()).prop_map(|(name, text)| ServerLine::Action { name, text }),
            (name(), text()).prop_map(|(name, text)| ServerLine::Announcement { name, text }),
            text().prop_map(ServerLine::Closing),
            (mark(), text()).prop_map(|(mark, text)| ServerLine::Marked(mark, text)),
            own_words.prop_map(ServerLine::Notice),
            (name(), text()).prop_map(|(name, text)| ServerLine::Speech { name, text }),
            (name(), text()).prop_map(|(from, text)| ServerLine::Private { from, text }),
            text().prop_map(ServerLine::Answer),
            refusal.prop_map(ServerLine::Refusal),
            (any::<u64>(), text()).prop_map(|(number, text)| ServerLine::Unread { number, text }),
        ]
    }

    proptest! {
        #[test]
        fn every_server_line_survives_its_text(line in server_line()) {
            prop_assert_eq!(ServerLine::parse(&line.to_string()), line);
        }

        #[test]
        fn any_text_can_be_read(text in any::<String>()) {
            ServerLine::parse(&text);
        }
    }
}
