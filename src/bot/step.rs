//! What a step of a scenario asks for, as data.

use std::time::Duration;

use crate::locale::Locale;

use super::auto_reply::AutoReply;
use super::pattern::Pattern;

/// One step, with its place in the file.
#[derive(Clone, Debug)]
pub struct Step {
    /// The line of the file, counted from 1.
    pub line: usize,
    /// The step as it is written there.
    pub text: String,
    /// The same without its first word, in both languages.
    pub wording: Wording,
    /// What it asks for.
    pub action: Action,
}

/// How a step is written in each language.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Wording {
    /// In Portuguese.
    pub portuguese: String,
    /// In English.
    pub english: String,
}

impl Wording {
    /// The words for the readers of a language.
    pub fn in_words(&self, locale: Locale) -> &str {
        match locale {
            Locale::PtBr => &self.portuguese,
            Locale::En => &self.english,
        }
    }
}

/// What a bot does, or what is to be read. Bots are known by the name that the scenario gives
/// them when they come in.
#[derive(Clone, Debug)]
pub enum Action {
    /// Connects, answers the question for a name, and is in the room.
    ComeIn {
        /// The bot.
        who: String,
        /// The name that it gives.
        name: String,
    },
    /// Comes in as a teacher.
    Teach(String),
    /// So many bots, numbered from 1 behind this name, do the same one after the other.
    Together {
        /// The beginning of their names.
        name: String,
        /// How many.
        count: usize,
        /// What each does.
        action: BulkAction,
    },
    /// Connects, waits to be greeted, gives a name, and waits until a notice comes or would have.
    Introduce {
        /// The bot.
        who: String,
        /// The name that it gives.
        name: String,
        /// Takes little off its socket at a time: it has a small receive buffer.
        small: bool,
    },
    /// Connects and says nothing.
    Connect(String),
    /// Sends a line, so many times.
    Type {
        /// The bot.
        who: String,
        /// The line without its end.
        line: String,
        /// How often.
        times: usize,
        /// Who reads each line before the next is sent, if anyone does.
        reader: Option<String>,
    },
    /// Sends bytes as they are, in so many pieces one after the other.
    SendBytes {
        /// The bot.
        who: String,
        /// The bytes.
        bytes: Vec<u8>,
        /// In how many pieces; at least 1.
        pieces: usize,
    },
    /// Lets time pass.
    Wait(Duration),
    /// Changes its name in the room.
    Rename {
        /// The bot.
        who: String,
        /// The new name.
        name: String,
    },
    /// Leaves by `/sair`, with these last words, and reads to the end.
    Leave {
        /// The bot.
        who: String,
        /// The words; may be empty.
        words: String,
    },
    /// Ends its sending direction and reads on.
    StopSending(String),
    /// Is cut off by a reset.
    CutOff(String),
    /// Ends its connection in good order: stops sending, takes what comes, and is gone.
    Close(String),
    /// Beside its own connection, if it has one: opens another without TLS, sends these bytes, and
    /// closes it.
    SendInTheClear {
        /// The bot.
        who: String,
        /// The bytes.
        bytes: Vec<u8>,
    },
    /// Stops taking what it is sent off its socket.
    StopReading(String),
    /// Reads again.
    ReadAgain(String),
    /// Has a standing order from now on.
    AutoReply(AutoReply),
    /// Reads a line.
    Read {
        /// Who.
        readers: Readers,
        /// Which line.
        pattern: Pattern,
        /// What may stand before it.
        before: Before,
    },
    /// Reads so many lines that match, or just so many lines.
    ReadMany {
        /// The bot.
        who: String,
        /// How many.
        count: usize,
        /// Which lines count.
        pattern: Option<Pattern>,
    },
    /// Reads a notice that names these people, and not itself.
    ReadList {
        /// The bot.
        who: String,
        /// Who has to be named.
        names: Vec<String>,
        /// Who, beside itself, must not be.
        without: Vec<String>,
    },
    /// Reads all that has come.
    ReadAll(String),
    /// Receive at least one byte each.
    Receive(Readers),
    /// Receives nothing for so long.
    Silence {
        /// The bot.
        who: String,
        /// How long.
        time: Duration,
    },
    /// Reads no line with this for so long.
    ExpectAbsent {
        /// The bot.
        who: String,
        /// What must not be in a line.
        part: String,
        /// How long.
        time: Duration,
    },
    /// Its connection is not ended for so long.
    Stay {
        /// The bot.
        who: String,
        /// How long.
        time: Duration,
    },
    /// Reads the end of its connection.
    End(String),
    /// The program that plays the classroom prints where a bot comes from.
    Announced(String),
    /// The program uses next to no processor time for so long.
    ExpectIdle(Duration),
    /// The program is killed, and starts again.
    Restart,
}

/// Who is to read a line.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Readers {
    /// This bot.
    One(String),
    /// Every bot that is connected and reads, but this one.
    Everyone {
        /// The one left out.
        but: Option<String>,
    },
}

/// What may stand between the line that was read last and the one that is waited for.
#[derive(Clone, Debug)]
pub enum Before {
    /// Anything.
    Anything,
    /// Nothing: it is the next line.
    Nothing,
    /// Anything but this.
    Not(Pattern),
}

impl Action {
    /// The bots that must have come in before this step.
    pub fn presupposes(&self) -> Vec<&str> {
        match self {
            Self::Type { who, reader: Some(reader), .. } => vec![who, reader],
            Self::Type { who, .. }
            | Self::SendBytes { who, .. }
            | Self::Rename { who, .. }
            | Self::Leave { who, .. }
            | Self::StopSending(who)
            | Self::CutOff(who)
            | Self::Close(who)
            | Self::StopReading(who)
            | Self::ReadAgain(who)
            | Self::Read { readers: Readers::One(who), .. }
            | Self::Read { readers: Readers::Everyone { but: Some(who) }, .. }
            | Self::ReadMany { who, .. }
            | Self::ReadList { who, .. }
            | Self::ReadAll(who)
            | Self::Receive(Readers::One(who) | Readers::Everyone { but: Some(who) })
            | Self::Silence { who, .. }
            | Self::ExpectAbsent { who, .. }
            | Self::Stay { who, .. }
            | Self::Announced(who)
            | Self::End(who) => vec![who],
            Self::ComeIn { .. }
            | Self::Introduce { .. }
            | Self::Teach(_)
            | Self::Together { .. }
            | Self::Connect(_)
            | Self::SendInTheClear { .. }
            | Self::Wait(_)
            | Self::AutoReply(_)
            | Self::Read { .. }
            | Self::Receive(_)
            | Self::ExpectIdle(_)
            | Self::Restart => Vec::new(),
        }
    }

    /// Is it about the program that plays the classroom?
    pub fn needs_program(&self) -> bool {
        matches!(self, Self::Announced(_) | Self::ExpectIdle(_) | Self::Restart)
    }

    /// The bots that come in by this step.
    pub fn introduces(&self) -> Vec<String> {
        match self {
            Self::ComeIn { who, .. }
            | Self::Introduce { who, .. }
            | Self::Teach(who)
            | Self::Connect(who) => vec![who.clone()],
            Self::Together { name, count, action: BulkAction::ComeIn | BulkAction::Connect } => {
                numbered(name, *count).collect()
            }
            _ => Vec::new(),
        }
    }

    /// The bots that are not there any more after this step.
    pub fn departs(&self) -> Vec<String> {
        match self {
            Self::Leave { who, .. } | Self::CutOff(who) | Self::Close(who) | Self::End(who) => {
                vec![who.clone()]
            }
            Self::Together { name, count, action: BulkAction::CutOff } => {
                numbered(name, *count).collect()
            }
            _ => Vec::new(),
        }
    }
}

/// What many bots may do together.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum BulkAction {
    /// Connect, answer the question for a name, and are in the room.
    ComeIn,
    /// Connect and say nothing.
    Connect,
    /// Reset their connections.
    CutOff,
}

/// The names of so many bots that do something together.
pub fn numbered(name: &str, count: usize) -> impl Iterator<Item = String> {
    (1..=count).map(move |number| format!("{name}{number}"))
}
