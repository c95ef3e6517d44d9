//! Automatic replies: what a bot says by itself when something happens.

use crate::command::typed;
use crate::locale::Locale;
use crate::name::plain;
use crate::wire::ServerLine;

use super::pattern::mentions;

/// What one bot says by itself.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AutoReply {
    /// The bot.
    pub who: String,
    /// When it is to speak.
    pub trigger: Trigger,
    /// What it says then; `$nome` or `$name` stands for the person who triggered it.
    pub text: String,
}

/// What a bot replies to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Trigger {
    /// Someone comes in.
    Arrival,
    /// Someone says the bot's name, or sends it a private message.
    Call,
    /// Someone says this, in any case and with or without accents.
    Word(String),
}

/// A reply to be sent.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reply {
    /// The line to send.
    pub line: String,
    /// The same as others read it; it triggers no reply.
    pub read: String,
}

impl AutoReply {
    /// What the bot, whose name in the room is `own`, sends on reading this line.
    pub fn answer(&self, own: &str, line: &str) -> Option<Reply> {
        let (name, to_sender) = match (&self.trigger, ServerLine::parse(line)) {
            (Trigger::Arrival, ServerLine::Joined { name, .. }) => (name, false),
            (Trigger::Call, ServerLine::Speech { name, text }) if mentions(&text, own) => {
                (name, false)
            }
            (Trigger::Call, ServerLine::Private { from, .. }) => (from, true),
            (Trigger::Word(word), ServerLine::Speech { name, text })
                if plain(&text).contains(&plain(word)) =>
            {
                (name, false)
            }
            _ => return None,
        };
        let text = self.text.replace("$nome", name.as_str()).replace("$name", name.as_str());
        let text = text.trim_end();
        // What begins with `//` is read without the first of them.
        let said = text.strip_prefix('/').unwrap_or(text);
        Some(if to_sender {
            Reply {
                line: format!("{} {name} {said}", typed("msg", Locale::PtBr)),
                read: format!("({own}) {said}"),
            }
        } else {
            Reply { line: text.to_owned(), read: format!("[{own}] {said}") }
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn answer(trigger: Trigger, text: &str, line: &str) -> Option<String> {
        let reply = AutoReply { who: "Bia".into(), trigger, text: text.into() };
        reply.answer("Bia", line).map(|reply| reply.line)
    }

    #[test]
    fn an_arrival_is_greeted_by_name() {
        let greet = |line| answer(Trigger::Arrival, "Oi, $nome!", line);
        assert_eq!(greet("* + ana entrou (2 na sala)").as_deref(), Some("Oi, ana!"));
        assert_eq!(greet("* - ana saiu (1 na sala)"), None);
    }

    #[test]
    fn a_call_is_answered_where_it_was_made() {
        let called = |line| answer(Trigger::Call, "Sim, $name?", line);
        assert_eq!(called("[ana] ei, bia!").as_deref(), Some("Sim, ana?"));
        assert_eq!(called("(ana) psiu").as_deref(), Some("/msg ana Sim, ana?"));
        assert_eq!(called("[ana] ninguém sabia"), None);
        assert_eq!(called("* @ ana chama Bia"), None);
    }

    #[test]
    fn what_others_will_read_is_known() {
        let reply = AutoReply { who: "Bia".into(), trigger: Trigger::Call, text: "//who ".into() };
        let read = |line| reply.answer("Bia", line).unwrap().read;
        assert_eq!(read("[ana] bia"), "[Bia] /who");
        assert_eq!(read("(ana) oi"), "(Bia) /who");
    }

    #[test]
    fn a_word_is_heard_in_any_case() {
        let heard = |line| answer(Trigger::Word("Tabuada".into()), "/tabuada", line);
        assert!(heard("[ana] o que é TABUADA?").is_some());
        assert!(heard("[ana] nada").is_none());
    }
}
