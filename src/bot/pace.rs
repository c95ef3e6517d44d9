//! How fast bots act.

use std::time::Duration;

/// What a person needs before the first key, and for each letter.
const THINKING: Duration = Duration::from_millis(700);
const LETTER: Duration = Duration::from_millis(45);
/// The longest that others wait for a line.
const LONGEST: Duration = Duration::from_millis(3500);

/// How fast bots act.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Pace {
    /// As fast as they can; only a step that lets time pass does so.
    AtOnce,
    /// As fast as people or, waits included, some times faster.
    Human {
        /// 1 is a person's speed.
        speed: f64,
    },
}

impl Pace {
    /// How long it takes to type a text.
    pub fn typing(self, text: &str) -> Duration {
        let letters = u32::try_from(text.chars().count()).unwrap_or(u32::MAX);
        self.scaled(THINKING.saturating_add(LETTER.saturating_mul(letters)).min(LONGEST))
    }

    /// How long one thinks before doing anything else.
    pub fn thinking(self) -> Duration {
        self.scaled(THINKING)
    }

    /// How long a wait of the scenario is.
    pub fn wait(self, time: Duration) -> Duration {
        match self {
            Self::AtOnce => time,
            Self::Human { .. } => self.scaled(time),
        }
    }

    fn scaled(self, time: Duration) -> Duration {
        match self {
            Self::AtOnce => Duration::ZERO,
            Self::Human { speed } => time.div_f64(speed),
        }
    }
}
