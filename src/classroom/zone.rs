//! Time zones as they are kept: by name, with the rules that the program brings along, so that a
//! class has the same hours on every machine.

use jiff::Timestamp;
use jiff::fmt::serde::tz::required;
use jiff::fmt::temporal::DateTimeParser;
use jiff::tz::{TimeZone, TimeZoneDatabase};
use serde::de::Error;
use serde::{Deserialize, Deserializer, Serializer};

/// The program's own rules for a zone of the system; one without a name keeps the offset that it has
/// at that moment.
pub fn bundled(zone: TimeZone, at: Timestamp) -> TimeZone {
    let own = zone.iana_name().and_then(|name| TimeZoneDatabase::bundled().get(name).ok());
    own.unwrap_or_else(|| TimeZone::fixed(zone.to_offset(at)))
}

pub(super) fn serialize<S: Serializer>(zone: &TimeZone, to: S) -> Result<S::Ok, S::Error> {
    required::serialize(zone, to)
}

pub(super) fn deserialize<'de, D: Deserializer<'de>>(from: D) -> Result<TimeZone, D::Error> {
    let text = String::deserialize(from)?;
    let parsed = DateTimeParser::new().parse_time_zone_with(&TimeZoneDatabase::bundled(), text);
    parsed.map_err(Error::custom)
}
