//! A class whose teacher's window was closed: it goes on, and ends by itself when no console comes back.

use std::collections::HashSet;
use std::time::Duration;

use crate::classroom::ConnectionId;

/// How long before the end the class is told.
pub(super) const WARNING: Duration = Duration::from_secs(5 * 60);

/// The consoles of a class, and for how long it has had none.
#[derive(Debug)]
pub(super) struct Unattended {
    /// How long the class goes on without a console; `None`: for as long as it likes.
    linger: Option<Duration>,
    consoles: HashSet<ConnectionId>,
    /// When the last console went.
    since: Duration,
    warned: bool,
}

/// What is to be done.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Due {
    /// The class is told that it ends after so long.
    Warning(Duration),
    End,
}

impl Unattended {
    /// A class that opens at zero on its clock, and has no console yet.
    pub(super) fn new(linger: Option<Duration>) -> Self {
        Self { linger, consoles: HashSet::new(), since: Duration::ZERO, warned: false }
    }

    pub(super) fn come(&mut self, console: ConnectionId) {
        self.consoles.insert(console);
    }

    /// Someone has gone, who may have been a console.
    pub(super) fn gone(&mut self, who: ConnectionId, clock: Duration) {
        if self.consoles.remove(&who) && self.consoles.is_empty() {
            (self.since, self.warned) = (clock, false);
        }
    }

    /// When something is to be done next.
    pub(super) fn deadline(&self) -> Option<Duration> {
        let end = self.since + self.linger.filter(|_| self.consoles.is_empty())?;
        Some(if self.warned { end } else { end.saturating_sub(WARNING).max(self.since) })
    }

    /// What is to be done now.
    pub(super) fn due(&mut self, clock: Duration) -> Option<Due> {
        self.deadline().filter(|at| *at <= clock)?;
        if std::mem::replace(&mut self.warned, true) {
            return Some(Due::End);
        }
        let end = self.since + self.linger?;
        Some(Due::Warning(end.saturating_sub(clock)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const MINUTE: Duration = Duration::from_secs(60);
    const CONSOLE: ConnectionId = ConnectionId(1);

    #[test]
    fn a_class_without_a_console_is_warned_and_ends() {
        let mut class = Unattended::new(Some(30 * MINUTE));
        class.come(CONSOLE);
        assert_eq!(class.deadline(), None);
        class.gone(ConnectionId(7), 10 * MINUTE);
        assert_eq!(class.deadline(), None, "someone else has gone");
        class.gone(CONSOLE, 10 * MINUTE);
        assert_eq!(class.deadline(), Some(35 * MINUTE));
        assert_eq!(class.due(34 * MINUTE), None);
        assert_eq!(class.due(36 * MINUTE), Some(Due::Warning(4 * MINUTE)));
        assert_eq!((class.due(39 * MINUTE), class.deadline()), (None, Some(40 * MINUTE)));
        assert_eq!(class.due(40 * MINUTE), Some(Due::End));
    }

    #[test]
    fn a_console_that_comes_back_keeps_the_class() {
        let mut class = Unattended::new(Some(2 * MINUTE));
        class.come(CONSOLE);
        class.gone(CONSOLE, MINUTE);
        assert_eq!(class.due(MINUTE), Some(Due::Warning(2 * MINUTE)));
        class.come(CONSOLE);
        assert_eq!((class.due(9 * MINUTE), class.deadline()), (None, None));
        class.gone(CONSOLE, 9 * MINUTE);
        assert_eq!(class.due(9 * MINUTE), Some(Due::Warning(2 * MINUTE)), "it is told again");
    }

    #[test]
    fn a_class_that_was_opened_for_good_needs_no_console() {
        let mut class = Unattended::new(None);
        class.come(CONSOLE);
        class.gone(CONSOLE, MINUTE);
        assert_eq!((class.due(999 * MINUTE), class.deadline()), (None, None));
    }
}
