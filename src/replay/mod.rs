//! A recorded class, played again: forward, entry by entry, or from any time on.
//!
//! Owns the way from entries to what each person saw. Must not know where the entries are kept, how
//! fast they are shown, nor on what.

mod player;
mod view;

pub use player::Player;
pub use view::View;
