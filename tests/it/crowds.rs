//! Crowds that come and go, in a class without sockets: what they cost those who stay.

use std::collections::BTreeSet;
use std::time::Duration;

use sala::classroom::{Config, ConnectionId, Departure, Limits, Origin, Record};
use sala::locale::Locale;
use sala::name::Name;
use sala::wire::ServerLine;

use crate::support::classroom::{self, Event, Play};

const CONSOLE: ConnectionId = ConnectionId(0);
const ANA: ConnectionId = ConnectionId(1);

/// A class with a console and ana, who is in, and everything that came out of it since.
struct Class {
    play: Play,
    next: u64,
    log: Vec<Event>,
}

impl Class {
    fn new(limits: Limits) -> Self {
        let config = Config { limits, ..classroom::config(Locale::En) };
        let mut class = Self { play: Play::new(config), next: 1, log: Vec::new() };
        class.play.connect(CONSOLE, Origin::Console);
        class.come("10.0.0.1", "ana");
        class.log.clear();
        class
    }

    /// Someone connects from there and gives that name.
    fn come(&mut self, host: &str, name: &str) -> ConnectionId {
        let who = ConnectionId(self.next);
        self.next += 1;
        let from = format!("{host}:{}", 4000 + self.next).parse().unwrap();
        self.log.extend(self.play.connect(who, Origin::Network { from, encrypted: false }));
        self.types(who, name);
        who
    }

    fn types(&mut self, who: ConnectionId, line: &str) {
        self.log.extend(self.play.bytes(who, format!("{line}\n").as_bytes()));
    }

    fn goes(&mut self, who: ConnectionId) {
        if self.play.classroom.name(who).is_some() || !self.log.contains(&Event::Closed(who)) {
            self.log.extend(self.play.leave(who, Departure::Lost));
        }
    }

    fn pass(&mut self, millis: u64) {
        self.log.extend(self.play.pass(Duration::from_millis(millis)));
    }

    fn is_in(&self, who: ConnectionId) -> bool {
        self.play.classroom.name(who).is_some()
    }

    fn read_by(&self, reader: ConnectionId) -> Vec<String> {
        let lines = self.log.iter().filter_map(|event| match event {
            Event::Reads(who, line) if *who == reader => Some(line.to_string()),
            _ => None,
        });
        lines.collect()
    }

    fn records(&self) -> usize {
        self.log.iter().filter(|event| matches!(event, Event::Recorded(_))).count()
    }
}

/// Ten seconds of visits from one address, a hundred a second, each with twenty lines.
fn flood(class: &mut Class, name: impl Fn(usize) -> String) {
    for visit in 0..1000 {
        let who = class.come("10.0.0.2", &name(visit));
        (0..20).for_each(|_| class.types(who, "buy"));
        class.goes(who);
        class.pass(10);
    }
}

#[test]
fn a_flood_of_visits_is_less_than_thirty_lines_a_second_to_read_and_little_to_record() {
    for (names, locked) in [(1000, false), (50, false), (300, false), (300, true)] {
        let mut class = Class::new(Limits::default());
        if locked {
            // Prepared names: they were here before the door was locked.
            flood(&mut class, |visit| format!("w{}", visit % names));
            class.pass(200_000);
            class.types(CONSOLE, "/lock yes");
            class.log.clear();
        }
        flood(&mut class, |visit| format!("w{}", visit % names));
        for reader in [CONSOLE, ANA] {
            let lines = class.read_by(reader);
            assert!(lines.len() < 300, "{names} names, {locked}: {}", lines.len());
        }
        assert!(class.records() < 700, "{}", class.records());
        class.pass(10_000);
        assert!(class.play.classroom.is_settled());
        if !locked {
            for reader in [CONSOLE, ANA] {
                let lines = class.read_by(reader);
                let (last, sums) = (lines.last().unwrap(), lines.join("\n"));
                assert!(last.starts_with("* = ") && last.ends_with("(1 here)"), "{last}");
                assert!(sums.contains(" people came in"), "{sums}");
            }
        }
    }
}

#[test]
fn a_class_of_two_hundred_behind_one_address_comes_in_at_once_and_each_says_a_line() {
    let mut class = Class::new(Limits::default());
    let names: Vec<String> = (0..200).map(|number| format!("a{number}")).collect();
    let people: Vec<ConnectionId> = names.iter().map(|name| class.come("10.0.0.2", name)).collect();
    assert!(people.iter().all(|who| class.is_in(*who)));
    people.iter().for_each(|who| class.types(*who, "oi"));
    let said = class.read_by(ANA).iter().filter(|line| line.ends_with("] oi")).count();
    assert_eq!(said, 200);
    class.pass(4000);
    // Who is here is known from the marks alone.
    let last = class.read_by(ANA).last().map(|line| ServerLine::parse(line));
    let Some(ServerLine::Present { names: here, text }) = last else { panic!("{last:?}") };
    assert_eq!(text, "(201 here)");
    let expected: BTreeSet<Name> = names.iter().map(|name| Name::new(name).unwrap()).collect();
    assert_eq!(here.into_iter().collect::<BTreeSet<_>>(), expected);
}

#[test]
fn beyond_that_two_a_second_come_in_in_their_order_and_their_time_for_a_name_stands_still() {
    let mut class = Class::new(Limits { per_address: 3, people: 1000, ..Limits::default() });
    let [a, b, c, d] = ["a", "b", "c", "d"].map(|name| {
        let who = class.come("10.0.0.2", name);
        class.goes(who);
        who
    });
    // One of them has come and gone, which took three places.
    assert!([a, b, c, d].iter().all(|who| class.log.contains(&Event::Closed(*who))));
    let [e, f] = ["e", "f"].map(|name| class.come("10.0.0.2", name));
    class.types(e, "oi");
    assert!(!class.is_in(e) && !class.is_in(f));
    assert!(class.read_by(e).last().unwrap().starts_with("> Many people are coming in"));
    class.pass(500);
    assert!(class.is_in(e) && !class.is_in(f), "{:?}", class.read_by(e));
    assert_eq!(class.read_by(ANA).last().unwrap(), "[e] oi", "what was held comes behind the name");
    class.pass(500);
    assert!(class.is_in(f));
    let other = class.come("10.0.0.3", "g");
    assert!(class.is_in(other), "other networks do not wait");
}

#[test]
fn who_comes_back_does_not_wait_behind_strangers_once_a_minute() {
    let mut class = Class::new(Limits { per_address: 4, people: 1000, ..Limits::default() });
    let beto = class.come("10.0.0.2", "beto");
    for name in ["a", "b"] {
        let who = class.come("10.0.0.2", name);
        class.goes(who);
    }
    let waits = class.come("10.0.0.2", "c");
    assert!(!class.is_in(waits));
    class.goes(beto);
    let beto = class.come("10.0.0.2", "beto");
    assert!(class.is_in(beto));
    class.types(beto, "voltei");
    assert_eq!(class.read_by(ANA).last().unwrap(), "[beto] voltei");
    class.goes(beto);
    let beto = class.come("10.0.0.2", "beto");
    assert!(!class.is_in(beto));
}

#[test]
fn too_many_who_wait_are_closed_without_the_mark_that_forbids_to_try_again() {
    let mut class = Class::new(Limits { per_address: 300, ..Limits::default() });
    let all: Vec<ConnectionId> =
        (0..290).map(|number| class.come("10.0.0.2", &format!("w{number}"))).collect();
    all.iter().for_each(|who| class.goes(*who));
    let all: Vec<ConnectionId> =
        (0..250).map(|number| class.come("10.0.0.2", &format!("x{number}"))).collect();
    let closed: Vec<&ConnectionId> =
        all.iter().filter(|who| class.log.contains(&Event::Closed(**who))).collect();
    assert!(!closed.is_empty());
    for who in closed {
        assert!(!class.read_by(*who).iter().any(|line| line.starts_with("* . ")));
    }
}

#[test]
fn a_locked_door_lets_those_in_who_were_in_and_nobody_who_only_passed_by() {
    let mut class = Class::new(Limits::default());
    let [passer, sitter, beto] =
        ["passer", "sitter", "beto"].map(|name| class.come("10.0.0.2", name));
    class.goes(passer);
    class.pass(61_000);
    class.goes(sitter);
    class.types(CONSOLE, "/lock yes");
    class.goes(beto);
    let [passer, sitter, beto] =
        ["passer", "sitter", "beto"].map(|name| class.come("10.0.0.2", name));
    assert_eq!([passer, sitter, beto].map(|who| class.is_in(who)), [false, true, true]);
    // A stranger in front of a locked door is news, a crowd of them a number.
    class.log.clear();
    for number in 0..500 {
        class.come("10.0.0.2", &format!("w{number}"));
    }
    class.pass(2000);
    let told = class.read_by(CONSOLE);
    assert!(told.len() < 30, "{told:?}");
    assert!(told.last().unwrap().contains(" notices about connections"), "{told:?}");
}

#[test]
fn what_someone_says_on_leaving_is_never_summed_up() {
    let mut class = Class::new(Limits::default());
    for number in 0..100 {
        let who = class.come(&format!("10.0.1.{number}"), &format!("w{number}"));
        class.types(who, &format!("/exit bye-{number}-"));
    }
    let read = class.read_by(ANA);
    for number in 0..100 {
        assert!(read.iter().any(|line| line.contains(&format!("bye-{number}-"))), "{read:?}");
    }
}

#[test]
fn without_limits_everyone_comes_in_and_is_told_one_by_one() {
    let mut class = Class::new(Limits::default().lifted());
    for number in 0..300 {
        let who = class.come("10.0.0.2", &format!("w{number}"));
        assert!(class.is_in(who));
        class.goes(who);
    }
    let told = class.read_by(ANA);
    assert_eq!(told.len(), 600);
    let came = class.log.iter().filter(|event| matches!(event, Event::Recorded(Record::Came(_))));
    assert_eq!(came.count(), 300);
}
