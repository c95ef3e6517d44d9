//! Who plays whom: a bot for each person, under another name.

use std::collections::{BTreeSet, HashMap};

use crate::classroom::{ConnectionId, PassHash};
use crate::name::{Name, with_names_replaced};

/// A bot.
#[derive(Clone, Debug)]
pub(super) struct Bot {
    /// What the scenario calls it, in quotes.
    pub(super) who: String,
    /// What it is called in the room, as far as it knows itself.
    pub(super) name: String,
    /// Its connection on the stage, which bears the number of the recorded one.
    pub(super) connection: ConnectionId,
    pub(super) is_here: bool,
    /// The pass that it got when it came in last.
    pub(super) pass: Option<PassHash>,
    /// Something that nobody can foretell may have come to it.
    pub(super) is_unsure: bool,
}

/// The bots, in the order in which they came, and what people are called in the scenario.
#[derive(Clone, Debug)]
pub(super) struct Cast {
    pub(super) bots: Vec<Bot>,
    /// By the folded name.
    names: HashMap<String, String>,
    word: String,
    used: BTreeSet<String>,
}

impl Cast {
    /// Nobody yet. People are called by that word and a number, in the order of their names here.
    pub(super) fn new(names: &[&Name], word: &str) -> Self {
        let renamed = |(at, name): (usize, &&Name)| (folded(name), format!("{word}{}", at + 1));
        let names: HashMap<String, String> = names.iter().enumerate().map(renamed).collect();
        Self { bots: Vec::new(), names, word: word.to_owned(), used: BTreeSet::new() }
    }

    /// What someone of that name is called.
    pub(super) fn name(&self, name: &Name) -> String {
        self.names.get(&folded(name)).cloned().unwrap_or_else(|| self.word.clone())
    }

    /// A text with the names of people replaced, but for the word of its command.
    pub(super) fn renamed(&self, text: &str) -> String {
        let is_command = text.trim_start().starts_with('/');
        let words = if is_command { text.find(' ').unwrap_or(text.len()) } else { 0 };
        let (command, words) = text.split_at(words);
        let instead = |_: &str, name: &Name| self.names.get(&folded(name)).cloned();
        let words = with_names_replaced(words, instead).unwrap_or_else(|| words.to_owned());
        format!("{command}{words}")
    }

    /// The bot of that connection, if it is there by it.
    pub(super) fn bot(&self, connection: ConnectionId) -> Option<usize> {
        self.bots.iter().position(|bot| bot.is_here && bot.connection == connection)
    }

    /// The bot for the person who has that name now: one that has left, or a new one.
    pub(super) fn casting(&mut self, name: &str, connection: ConnectionId) -> usize {
        let gone = self.bots.iter().position(|bot| !bot.is_here && bot.name == name);
        if let Some(bot) = gone {
            self.bots[bot].connection = connection;
            return bot;
        }
        let numbers = (2..).map(|number| format!("{name}-{number}"));
        let free =
            [name.to_owned()].into_iter().chain(numbers).find(|who| !self.used.contains(who));
        let who = free.unwrap_or_default();
        self.bots.push(Bot {
            who: format!("\"{who}\""),
            name: name.to_owned(),
            connection,
            is_here: false,
            pass: None,
            is_unsure: false,
        });
        self.used.insert(who);
        self.bots.len() - 1
    }
}

fn folded(name: &Name) -> String {
    name.confusable().folded
}
