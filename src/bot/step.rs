//! What a step of a scenario asks for, as data: who does what.

use std::time::Duration;

use crate::locale::Bilingual;

use super::auto_reply::AutoReply;
use super::pattern::Pattern;

/// One step, with its place in the file.
#[derive(Clone, Debug)]
pub struct Step {
    /// The line of the file, counted from 1.
    pub line: usize,
    /// Does it set the scene (`Dado`, `Given`)? What the scenario is about comes after.
    pub given: bool,
    /// The step as it is written there.
    pub text: String,
    /// The same without its first word, in both languages.
    pub wording: Bilingual,
    /// Who does it, one after the other.
    pub actors: Actors,
    /// What each of them does.
    pub verb: Verb,
}

/// The bots of a step, by the names that the scenario gives them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Actors {
    /// This bot.
    One(String),
    /// Every bot that is connected and reads, but this one.
    All {
        /// The one left out.
        but: Option<String>,
    },
    /// Bots numbered from 1 behind this name.
    Numbered {
        /// The beginning of their names.
        name: String,
        /// How many.
        count: usize,
    },
    /// The step is about no bot in particular.
    Nobody,
}

impl Actors {
    /// The bots that the step names.
    pub fn named(&self) -> Vec<String> {
        match self {
            Self::One(who) | Self::All { but: Some(who) } => vec![who.clone()],
            Self::Numbered { name, count } => {
                (1..=*count).map(|number| format!("{name}{number}")).collect()
            }
            Self::All { but: None } | Self::Nobody => Vec::new(),
        }
    }
}

/// What a bot does, or what it is to read.
#[derive(Clone, Debug)]
pub enum Verb {
    /// Connects, answers the question for a name, and is in the room.
    ComeIn {
        /// The name that it gives, where that is not its own.
        name: Option<String>,
    },
    /// Comes in as a teacher.
    ComeInAsTeacher,
    /// Connects, waits to be greeted, gives a name, and waits until a notice comes or would have.
    Introduce {
        /// The name that it gives, where that is not its own.
        name: Option<String>,
        /// Has a small receive buffer.
        small_buffer: bool,
    },
    /// Connects and says nothing.
    Connect,
    /// Connects, again if it is connected, and comes back by its pass.
    ComeBack,
    /// Sends a line.
    Type {
        /// The line without its end.
        line: String,
        /// How often.
        times: usize,
        /// The bot that reads each line before the next is sent.
        reader: Option<String>,
    },
    /// Sends bytes as they are.
    SendBytes {
        /// The bytes.
        bytes: Vec<u8>,
        /// In how many writes; at least 1.
        pieces: usize,
    },
    /// Lets time pass.
    Wait(Duration),
    /// The classroom is opened with this password for those who want to teach.
    SetPassword(String),
    /// Changes its name in the room to this.
    Rename(String),
    /// Leaves by command and reads to the end.
    Leave {
        /// Its last words; may be empty.
        words: String,
    },
    /// Shuts down its sending direction and reads on.
    StopSending,
    /// Resets its connection.
    Reset,
    /// Ends its connection in order: stops sending, takes what comes, and is gone.
    Close,
    /// Opens another connection, without TLS, sends these bytes, and closes it.
    SendUnencrypted(Vec<u8>),
    /// Stops taking what it is sent off its socket.
    StopReading,
    /// Reads again.
    ReadAgain,
    /// Replies to something by itself from now on. The bot may come in later.
    AutoReply(AutoReply),
    /// Reads a line.
    Read {
        /// Which line.
        pattern: Pattern,
        /// What may stand before it.
        before: Before,
    },
    /// Reads several lines.
    ReadMany {
        /// How many.
        count: usize,
        /// Which lines count; `None`: any.
        pattern: Option<Pattern>,
    },
    /// Reads a notice that names these people, and not itself.
    ReadList {
        /// Who has to be named.
        names: Vec<String>,
        /// Who, beside itself, must not be.
        without: Vec<String>,
    },
    /// Reads all that has come.
    ReadAll,
    /// Receives at least one byte.
    ReceiveAnything,
    /// Receives nothing for this time.
    ExpectSilence(Duration),
    /// Reads no line with this.
    ExpectAbsent {
        /// What must not be in a line.
        part: String,
        /// For how long.
        time: Duration,
    },
    /// Stays connected for this time.
    ExpectOpen(Duration),
    /// Reads the end of its connection.
    ExpectEnd,
    /// The program that plays the classroom prints where the bot comes from.
    ExpectPrinted,
    /// The program uses next to no processor time for this time.
    ExpectIdle(Duration),
    /// The program is killed, and starts again.
    Restart,
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

impl Verb {
    fn enters(&self) -> bool {
        matches!(
            self,
            Self::ComeIn { .. } | Self::ComeInAsTeacher | Self::Introduce { .. } | Self::Connect
        )
    }

    fn departs(&self) -> bool {
        matches!(self, Self::Leave { .. } | Self::Reset | Self::Close | Self::ExpectEnd)
    }

    /// Is it about the program that plays the classroom?
    pub fn needs_program(&self) -> bool {
        matches!(self, Self::ExpectPrinted | Self::ExpectIdle(_) | Self::Restart)
    }
}

impl Step {
    /// The bots that must have come in before this step.
    pub fn presupposes(&self) -> Vec<String> {
        let mut names = match self.verb {
            // A bot that sends without TLS needs no connection of its own.
            Verb::SendUnencrypted(_) => Vec::new(),
            _ if self.verb.enters() || matches!(self.verb, Verb::ComeBack) => Vec::new(),
            _ => self.actors.named(),
        };
        if let Verb::Type { reader: Some(reader), .. } = &self.verb {
            names.push(reader.clone());
        }
        names
    }

    /// The bots that come in by this step.
    pub fn introduces(&self) -> Vec<String> {
        let enters = self.verb.enters() || matches!(self.verb, Verb::ComeBack);
        if enters { self.actors.named() } else { Vec::new() }
    }

    /// The bots that are gone after this step.
    pub fn departs(&self) -> Vec<String> {
        if self.verb.departs() { self.actors.named() } else { Vec::new() }
    }

    /// The names in the room under which bots come in by this step.
    pub fn names_given(&self) -> Vec<String> {
        match &self.verb {
            Verb::ComeIn { name: Some(name) } | Verb::Introduce { name: Some(name), .. } => {
                vec![name.clone()]
            }
            _ => self.introduces(),
        }
    }
}
