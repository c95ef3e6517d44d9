//! A recorded class, played again: forward, entry by entry, or from any time on.
//!
//! Owns the way from entries to what each person saw. Must not know where the entries are kept, how
//! fast they are shown, nor on what.

mod drawing;
mod feature;
mod player;
mod showing;
mod view;

pub use drawing::drawing;
pub use feature::{Feature, feature};
pub use player::Player;
pub use showing::{Moment, Seen, Showing};
pub use view::View;
