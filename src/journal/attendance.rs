//! Who was here, from when to when and for how long: a sum over entries.

use std::collections::BTreeMap;

use jiff::{SignedDuration, Timestamp};

use crate::classroom::Presence;
use crate::name::plain;

use super::tables::{Entry, Visitor, folded};

/// Sums up entries, which come in the order of their beginning, within `since` and `until`.
/// Alphabetical, accents aside, as a register is.
pub(super) fn attendance(
    entries: &[Entry],
    since: Option<Timestamp>,
    until: Timestamp,
) -> Vec<Presence> {
    let mut names: BTreeMap<(String, String), Presence> = BTreeMap::new();
    for entry in entries {
        let first = since.map_or(entry.came, |since| since.max(entry.came));
        let last = entry.left.map_or(until, |(left, _)| left.min(until));
        // A clock that was set back while they were here.
        let last = last.max(first);
        let present = entry.left.is_none();
        let (name, order) = match &entry.who {
            Visitor::Known { name, .. } => {
                let folded = folded(name);
                (Some(name.clone()), (plain(&folded), folded))
            }
            Visitor::Forgotten(number) => (None, (String::new(), number.to_string())),
        };
        let presence = names.entry(order).or_insert_with(|| Presence {
            name: name.clone(),
            first,
            last: first,
            time: SignedDuration::ZERO,
            present,
        });
        presence.name = name;
        // Every earlier stay began before this one: only what is after the last of them is new.
        presence.time += last.duration_since(first.max(presence.last)).max(SignedDuration::ZERO);
        presence.last = presence.last.max(last);
        presence.present |= present;
    }
    names.into_values().collect()
}
