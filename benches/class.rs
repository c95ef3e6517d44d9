//! A class with people in it, for the benches of the classroom and of the registry.

use std::net::SocketAddr;
use std::time::Duration;

use jiff::Timestamp;
use jiff::tz::TimeZone;
use sala::classroom::{Classroom, Config, ConnectionId, Effects, Limits, Now, Origin};
use sala::locale::Locale;

/// The time, which stands still.
pub fn now() -> Now {
    Now { clock: Duration::from_secs(1), wall: Timestamp::UNIX_EPOCH }
}

/// A class without limits with this many people, the first of them `ConnectionId(1)`.
pub fn with(people: u64) -> Classroom {
    let mut class = Classroom::new(Config {
        locale: Locale::PtBr,
        time_zone: TimeZone::UTC,
        limits: Limits::default().lifted(),
        asks_code: false,
        recorded: true,
        seed: 1,
    });
    for number in 1..=people {
        come_in(&mut class, number, &mut Effects::default());
    }
    class
}

/// Someone connects and gives a name.
pub fn come_in(class: &mut Classroom, number: u64, effects: &mut Effects) {
    let from = SocketAddr::from(([127, 0, 0, 1], 50_000));
    let mut cx = effects.context(now(), ConnectionId(number));
    class.connect(&mut cx, Origin::Network { from, encrypted: false });
    class.reply(&mut cx, &format!("pessoa{number}"));
}
