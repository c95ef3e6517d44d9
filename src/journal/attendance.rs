//! Attendance: who was here, from when to when and for how long, summed over stays.

use std::collections::BTreeMap;

use jiff::{SignedDuration, Timestamp};

use crate::classroom::Presence;
use crate::name::plain;

use super::tables::{Stay, Visitor, folded};

/// Sums up stays, sorted by their start, between `since` and `until`. The result is in alphabetical
/// order, ignoring accents.
pub(super) fn attendance(
    entries: &[Stay],
    since: Option<Timestamp>,
    until: Timestamp,
) -> Vec<Presence> {
    let mut names: BTreeMap<(String, String), Presence> = BTreeMap::new();
    for entry in entries {
        let first = since.map_or(entry.came, |since| since.max(entry.came));
        let last = entry.left.map_or(until, |(left, _)| left.min(until));
        // The clock may have been set back during the stay.
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
        // Stays of one name may overlap: count only the part after the earlier ones.
        presence.time += last.duration_since(first.max(presence.last)).max(SignedDuration::ZERO);
        presence.last = presence.last.max(last);
        presence.present |= present;
    }
    names.into_values().collect()
}
