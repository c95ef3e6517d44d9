//! The connections as the hub sees them, and what was said to them in this turn.

use std::collections::HashMap;

use crate::classroom::{Audience, ConnectionId, Subscription};
use crate::wire::ServerLine;

use super::outlet::Outlet;
use super::turn::{Listener, Turn};

/// With so many bytes for one member alone a turn is over: they may well read, but not so much
/// at once.
const FOR_ONE_ALONE: usize = 256 * 1024;

#[derive(Debug)]
struct Member {
    listener: Listener,
    outlet: Outlet,
    /// How many bytes of the turn are for them alone.
    alone: usize,
}

/// Everyone who is connected.
#[derive(Debug, Default)]
pub struct Members {
    all: Vec<Member>,
    /// The place of each in `all`.
    places: HashMap<ConnectionId, usize>,
    turn: Turn,
    /// Does one member have as much of the turn as they may?
    is_one_full: bool,
    /// Room for what one member alone gets.
    room: Vec<u8>,
}

impl Members {
    /// A connection, whose person is outside the room.
    pub fn add(&mut self, who: ConnectionId, outlet: Outlet) {
        self.places.insert(who, self.all.len());
        self.turn.count_in(Subscription::OUTSIDE);
        let listener = Listener::new(who, Subscription::OUTSIDE);
        self.all.push(Member { listener, outlet, alone: 0 });
    }

    /// Someone has another subscription from now on.
    pub fn place(&mut self, who: ConnectionId, subscription: Subscription) {
        let Some(place) = self.places.get(&who) else { return };
        let listener = &mut self.all[*place].listener;
        listener.before.push((self.turn.place(), listener.subscription));
        listener.apart = true;
        self.turn.count_out(listener.subscription);
        self.turn.count_in(subscription);
        listener.subscription = subscription;
    }

    /// Adds a line to the turn.
    pub fn push(&mut self, to: Audience, line: &ServerLine) {
        let bytes = self.turn.push(to, line);
        let Some(place) = to.names().and_then(|who| self.places.get(&who)) else { return };
        let member = &mut self.all[*place];
        member.listener.apart = true;
        if let Audience::One(_) = to {
            member.alone += bytes;
            self.is_one_full |= member.alone >= FOR_ONE_ALONE;
        }
    }

    /// Is it time to end the turn, though there is more to do?
    pub fn is_turn_full(&self) -> bool {
        self.is_one_full || self.turn.is_full()
    }

    /// Ends the turn: gives everyone what is theirs. Those who do not read what they were given
    /// come back.
    pub fn flush(&mut self) -> Vec<ConnectionId> {
        let mut slow = Vec::new();
        if self.turn.is_empty() {
            return slow;
        }
        // Whoever came last is first: while the others are served they make up their answer.
        for Member { listener, outlet, alone } in self.all.iter_mut().rev() {
            let text = self.turn.text_for(listener, &mut self.room);
            if !text.is_empty() && outlet.send(text).is_err() {
                slow.push(listener.who);
            }
            // Most were never anywhere else: an empty list has no room of its own.
            (listener.before, listener.apart, *alone) = (Vec::new(), false, 0);
        }
        self.is_one_full = false;
        self.turn.clear();
        slow
    }

    /// Lets a connection go with what it was owed until now, whatever waits for it already.
    pub fn remove(&mut self, who: ConnectionId) {
        if let Some(Member { listener, outlet, .. }) = self.take(who) {
            outlet.send_last(self.turn.text_for(&listener, &mut self.room));
        }
    }

    /// Lets a connection go that does not read, with a last line behind what waits.
    pub fn remove_slow(&mut self, who: ConnectionId, last: &ServerLine) {
        if let Some(Member { outlet, .. }) = self.take(who) {
            outlet.send_last(format!("{last}\n").as_bytes());
        }
    }

    fn take(&mut self, who: ConnectionId) -> Option<Member> {
        let place = self.places.remove(&who)?;
        let member = self.all.swap_remove(place);
        self.turn.count_out(member.listener.subscription);
        if let Some(moved) = self.all.get(place) {
            self.places.insert(moved.listener.who, place);
        }
        Some(member)
    }
}

#[cfg(test)]
mod tests {
    use std::io::Read;
    use std::os::unix::net::UnixStream;

    use crate::classroom::{Role, RoomId};

    use super::super::outlet::{Backlog, outlet};
    use super::super::stream::Stream;
    use super::*;

    const ANA: ConnectionId = ConnectionId(1);
    const BETO: ConnectionId = ConnectionId(2);
    const CAIO: ConnectionId = ConnectionId(3);

    const IN: Subscription = Subscription { role: Role::Student, room: Some(RoomId::MAIN) };

    /// A connection's own end, and the other side.
    type Ends = (Backlog, UnixStream);

    fn connect(members: &mut Members, who: ConnectionId) -> Ends {
        let (own, other) = UnixStream::pair().unwrap();
        other.set_nonblocking(true).unwrap();
        let (outlet, backlog) = outlet(Stream::Unix(own.into()));
        members.add(who, outlet);
        (backlog, other)
    }

    fn say(members: &mut Members, to: Audience, text: &str) {
        members.push(to, &ServerLine::Answer(text.to_owned()));
    }

    /// What has come to the other side, without the marks.
    fn heard(ends: &mut Ends) -> String {
        let mut bytes = Vec::new();
        // It would block, once all is read.
        let _ = ends.1.read_to_end(&mut bytes);
        String::from_utf8(bytes).unwrap().replace("> ", "").replace('\n', " ").trim().to_owned()
    }

    #[test]
    fn a_turn_reaches_those_who_were_there_those_who_came_and_those_who_went() {
        let mut members = Members::default();
        let [mut ana, mut beto, mut caio] = [ANA, BETO, CAIO].map(|who| connect(&mut members, who));
        members.place(ANA, IN);
        members.place(CAIO, IN);
        say(&mut members, Audience::Room { room: RoomId::MAIN, but: Some(ANA) }, "1");
        members.place(BETO, IN);
        say(&mut members, Audience::One(BETO), "2");
        say(&mut members, Audience::Room { room: RoomId::MAIN, but: Some(BETO) }, "3");
        members.remove(CAIO);
        assert_eq!(heard(&mut caio), "1 3", "what was said until they went, at once");
        say(&mut members, Audience::Room { room: RoomId::MAIN, but: None }, "4");
        assert_eq!(heard(&mut ana), "", "the turn is not over");
        assert!(members.flush().is_empty());
        assert_eq!([heard(&mut ana), heard(&mut beto), heard(&mut caio)], ["3 4", "2 4", ""]);
    }

    #[test]
    fn the_next_turn_begins_with_nothing_and_with_everyone_who_came() {
        let mut members = Members::default();
        let mut ana = connect(&mut members, ANA);
        members.place(ANA, IN);
        say(&mut members, Audience::One(ANA), "1");
        members.flush();
        members.flush();
        say(&mut members, Audience::Room { room: RoomId::MAIN, but: Some(BETO) }, "2");
        members.flush();
        assert_eq!(heard(&mut ana), "1 2");
    }

    #[test]
    fn one_who_does_not_read_delays_nobody_and_is_let_go_with_the_reason_behind_whole_lines() {
        let mut members = Members::default();
        let (ana, mut other) = connect(&mut members, ANA);
        let mut beto = connect(&mut members, BETO);
        members.place(ANA, IN);
        members.place(BETO, IN);
        let line = "x".repeat(40_000);
        let slow = (0..).find_map(|_| {
            say(&mut members, Audience::Room { room: RoomId::MAIN, but: None }, &line);
            let slow = members.flush();
            assert_eq!(heard(&mut beto), line);
            (!slow.is_empty()).then_some(slow)
        });
        assert_eq!(slow, Some(vec![ANA]));
        members.remove_slow(ANA, &ServerLine::Closing("slow".to_owned()));
        other.set_nonblocking(false).unwrap();
        let reader = std::thread::spawn(move || {
            let mut text = String::new();
            other.read_to_string(&mut text).unwrap();
            text
        });
        futures_lite::future::block_on(ana.finish()).unwrap();
        drop(ana);
        let text = reader.join().unwrap();
        let lines: Vec<&str> = text.lines().collect();
        let (last, lines) = lines.split_last().unwrap();
        assert_eq!(*last, "* . slow");
        assert!(lines.iter().all(|other| other.len() == line.len() + 2));
    }

    #[test]
    fn a_turn_is_full_when_one_member_has_much_alone() {
        let mut members = Members::default();
        let _ana = connect(&mut members, ANA);
        let line = "x".repeat(1021);
        let count = (1..).find(|_| {
            say(&mut members, Audience::One(ANA), &line);
            members.is_turn_full()
        });
        assert_eq!(count, Some(256));
        members.flush();
        assert!(!members.is_turn_full());
    }
}
