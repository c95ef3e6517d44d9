//! The program that plays the classroom, as far as a scenario may ask about it.

use std::fmt::Debug;
use std::time::Duration;

use crate::link::Address;

/// A program whose output, processor time and life are at hand. Its starter implements this: the
/// bots know no processes.
pub trait Program: Debug + Send + Sync {
    /// Has it printed all of these?
    fn has_printed(&self, parts: &[String]) -> bool;

    /// How long it has used a processor, or wanted to, since it was started.
    fn processor_demand(&self) -> Duration;

    /// Is nothing of it left?
    fn has_ended(&self) -> bool;

    /// Kills it and starts it again, on the same data. Takes as long as it needs to listen.
    ///
    /// Gives where it listens now; `None` if it does not.
    fn restart(&self) -> Option<Address>;
}
