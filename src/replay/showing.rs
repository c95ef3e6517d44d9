//! A class as somebody saw it, moment by moment.

use std::collections::{HashSet, VecDeque};
use std::fmt::{self, Display, Formatter};

use crate::classroom::{ConnectionId, Effect, Entry, Input, Now};
use crate::wire::{ServerLine, clean};

use super::player::Player;
use super::view::View;

/// How many entries are looked through for what was last seen before a place.
const LOOK_BACK: usize = 4096;

/// A recorded class, and whose eyes see it.
#[derive(Debug)]
pub struct Showing {
    player: Player,
    view: View,
}

/// What they saw at one time.
#[derive(Debug)]
pub struct Moment {
    /// When.
    pub at: Now,
    /// What, in its order.
    pub seen: Vec<Seen>,
    /// Did the class end with it?
    pub is_end: bool,
}

/// A line that somebody saw.
#[derive(Clone, Debug)]
pub enum Seen {
    /// It was theirs, under this name if they had one.
    Typed(Option<String>, String),
    /// They read it.
    Read(ServerLine),
}

/// Without characters that would move a terminal's cursor.
impl Display for Seen {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        match self {
            Self::Typed(name, line) => {
                write!(f, "{}> {}", name.as_deref().unwrap_or("?"), clean(line))
            }
            Self::Read(line) => write!(f, "{line}"),
        }
    }
}

impl Showing {
    /// Begins at the player's place.
    pub fn new(player: Player, who: HashSet<ConnectionId>) -> Self {
        let view = View::new(who, player.class());
        Self { player, view }
    }

    /// The class, at the entry that is next.
    pub fn player(&self) -> &Player {
        &self.player
    }

    /// The next moment at which they saw something, or the class ended.
    pub fn next_moment(&mut self) -> Option<Moment> {
        loop {
            let next = self.player.entries().get(self.player.place())?;
            let typed = typed(next, &self.view).map(|(who, line)| {
                let name = self.player.class().name(who);
                Seen::Typed(name.map(|name| name.as_str().to_owned()), line.to_owned())
            });
            let (entry, effects) = self.player.step()?;
            let read = self.view.lines(entry, &effects).into_iter().map(Seen::Read);
            let seen: Vec<Seen> = typed.into_iter().chain(read).collect();
            let is_end = effects.contains(&Effect::End);
            if !seen.is_empty() || is_end {
                return Some(Moment { at: entry.at, seen, is_end });
            }
        }
    }

    /// Goes to the place before that entry; gives what was last seen before it, at most so many
    /// moments.
    pub fn go_to(&mut self, place: usize, moments: usize) -> Vec<Moment> {
        let place = place.min(self.player.entries().len());
        self.player.go_to(place.saturating_sub(LOOK_BACK));
        self.view.look_again(self.player.class());
        let mut last = VecDeque::with_capacity(moments);
        while self.player.place() < place
            && let Some(moment) = self.next_moment()
        {
            // The last one looked at may lie behind the place.
            if self.player.place() <= place {
                if last.len() == moments {
                    last.pop_front();
                }
                last.push_back(moment);
            }
        }
        if self.player.place() != place {
            self.player.go_to(place);
            self.view.look_again(self.player.class());
        }
        last.into()
    }
}

/// What one of these people typed, if that is what happened.
fn typed<'e>(entry: &'e Entry, view: &View) -> Option<(ConnectionId, &'e str)> {
    match &entry.input {
        Input::Line { who, line: Ok(line), .. } if view.is_of(*who) => Some((*who, line)),
        Input::SecretGiven { who, .. } if view.is_of(*who) => Some((*who, "***")),
        _ => None,
    }
}
