//! A recorded class as a scenario that passes when it is played: what people did, under other names,
//! and what came of it.
//!
//! What is expected is not what was recorded but what the class of the scenario says, which has no
//! limits, another clock, and bots from one machine. Of what happened by the clock, as much is kept as
//! pauses of a minute or two can bring about.

mod cast;
mod expectations;
mod presence;
mod script;
mod stage;
mod writer;

use std::collections::BTreeSet;

use crate::locale::Locale;

use self::writer::Writer;
use super::player::Player;

/// A scenario, and how much of the class is in it.
#[derive(Debug)]
pub struct Feature {
    /// The text of its file.
    pub text: String,
    /// How many entries at the end of the class have no room in it.
    pub left_out: usize,
}

/// Writes the scenario of a class, in that language; the class speaks its own.
pub fn feature(player: &Player, title: &str, locale: Locale) -> Feature {
    let mut come_back = BTreeSet::new();
    // Who comes back by a pass asks for it on coming in, which may be before anyone knows.
    loop {
        let mut writer = Writer::new(player, title, locale, &come_back);
        let left_out = writer.write(player.entries());
        let (text, returned) = writer.finish();
        if returned.is_subset(&come_back) {
            return Feature { text, left_out };
        }
        come_back.extend(returned);
    }
}
