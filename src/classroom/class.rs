//! The class itself: its people and its settings, and small questions about them.

use std::time::Duration;

use jiff::Timestamp;
use jiff::tz::TimeZone;
use serde::{Deserialize, Serialize, Serializer};
use sha2::{Digest, Sha256};

use crate::locale::Locale;
use crate::name::{Name, NameError};
use crate::say;
use crate::wire::Asked;

use super::arrivals::Arrivals;
use super::attempts::Attempts;
use super::connections::{Connection, Connections, Origin, Present};
use super::context::{Context, Now};
use super::crowd::Crowd;
use super::effect::{Audience, Effect, Subscription};
use super::entry::Opened;
use super::groups::Rooms;
use super::ids::{ConnectionId, MemberId, Role, RoomId};
use super::limits::{Admission, Limits};
use super::meeting::Meeting;
use super::members::Members;
use super::network::Network;
use super::pass::Passes;
use super::poll::Poll;
use super::queue::HelpQueue;
use super::quiz::Quiz;
use super::settings::Settings;
use super::zone;

/// How a class is set up.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Config {
    /// What the class speaks.
    pub locale: Locale,
    /// Where its clock hangs.
    #[serde(with = "zone")]
    pub time_zone: TimeZone,
    /// Its bounds.
    pub limits: Limits,
    /// Is a class code asked for at the door? Who serves the class knows it.
    pub asks_code: bool,
    /// Is a journal kept? Newcomers are told before they give a name.
    pub recorded: bool,
    /// What its chance comes from.
    pub seed: u64,
}

/// The class.
#[derive(Clone, Debug, Serialize)]
pub struct Classroom {
    pub(super) config: Config,
    /// `None` before it is opened, and in recordings of before there were meetings.
    pub(super) meeting: Option<Meeting>,
    pub(super) connections: Connections,
    pub(super) rooms: Rooms,
    /// Of those who are away.
    pub(super) members: Members,
    pub(super) passes: Passes,
    pub(super) settings: Settings,
    pub(super) queue: HelpQueue,
    pub(super) poll: Option<Poll>,
    pub(super) quiz: Option<Quiz>,
    /// Comings and goings that are not told one by one.
    pub(super) crowd: Crowd,
    /// Those who come in, by network.
    pub(super) arrivals: Arrivals,
    /// Class codes that were tried: is it the right one?
    pub(super) codes: Attempts<bool>,
    /// Whose answers to the question for the teacher's password wait.
    pub(super) passwords: Attempts<()>,
    #[serde(serialize_with = "seed_of")]
    pub(super) chance: fastrand::Rng,
}

impl Classroom {
    /// An empty class.
    pub fn new(config: Config) -> Self {
        Self {
            chance: fastrand::Rng::with_seed(config.seed),
            config,
            meeting: None,
            connections: Connections::default(),
            rooms: Rooms::new(),
            members: Members::default(),
            passes: Passes::default(),
            settings: Settings::default(),
            queue: HelpQueue::default(),
            poll: None,
            quiz: None,
            crowd: Crowd::default(),
            arrivals: Arrivals::default(),
            codes: Attempts::default(),
            passwords: Attempts::default(),
        }
    }

    /// Begins as its opening says.
    pub fn begin(&mut self, opened: &Opened) {
        self.meeting = opened.meeting.clone();
        self.restore_passes(&opened.passes);
    }

    /// The short name of who in the roster somebody says that they are.
    pub(super) fn short_name(&self, text: &str) -> Option<&Name> {
        Some(&self.meeting.as_ref()?.student(text)?.short)
    }

    /// The name that someone's answer is, or stands for in the class list.
    pub(super) fn meant_by(&self, text: &str) -> Result<Name, NameError> {
        self.short_name(text).map_or_else(|| Name::new(text.trim_end()), |name| Ok(name.clone()))
    }

    /// The name that a teacher has unless they choose another.
    pub(super) fn teacher_name(&self) -> Name {
        Name::new(&say!(self.locale(), "teacher-name")).expect("the catalogue's name is valid")
    }

    pub(super) fn is_roster_only(&self) -> bool {
        self.meeting.as_ref().is_some_and(|meeting| meeting.roster_only)
    }

    /// Is there a roster, and someone not in it?
    pub(super) fn is_stranger(&self, present: &Present) -> bool {
        let has_roster = self.meeting.as_ref().is_some_and(|meeting| !meeting.roster.is_empty());
        has_roster && present.member.student.is_none()
    }

    /// A digest of all that the class is: the same in every process that has applied the same
    /// entries. Whoever knows it knows nothing of the class.
    pub fn digest(&self) -> [u8; 32] {
        let state = postcard::to_stdvec(self).expect("to serialise into memory does not fail");
        Sha256::digest(state).into()
    }

    /// What the class speaks.
    pub fn locale(&self) -> Locale {
        self.config.locale
    }

    /// How many people are in the class, consoles left out.
    pub fn count(&self) -> usize {
        self.connections.students()
    }

    /// What a person may do; a stranger is a student.
    pub fn role(&self, who: ConnectionId) -> Role {
        self.connections.get(who).map_or(Role::Student, |connection| connection.role())
    }

    /// What decides which lines a connection receives now; `None` once it is closed.
    pub fn subscription(&self, who: ConnectionId) -> Option<Subscription> {
        self.connections.get(who).map(Connection::subscription)
    }

    pub(super) fn present(&self, who: ConnectionId) -> Option<&Present> {
        self.connections.get(who)?.present()
    }

    /// The name of someone who is in a room.
    pub fn name(&self, who: ConnectionId) -> Option<&Name> {
        self.present(who).map(|present| &present.name)
    }

    /// What this connection was asked for and has not answered yet.
    pub fn asked(&self, who: ConnectionId) -> Option<Asked> {
        self.connections.get(who)?.asked()
    }

    /// The connections that an audience is made of, in the order of arrival. An audience of one
    /// is that one, even if it was just closed: what it is told last must still find it.
    pub fn audience(&self, to: Audience) -> impl Iterator<Item = ConnectionId> {
        let one = if let Audience::One(one) = to { Some(one) } else { None };
        let members = self.connections.iter().filter(move |(who, connection)| {
            one.is_none() && to.includes(*who, connection.subscription())
        });
        one.into_iter().chain(members.map(|(who, _)| who))
    }

    /// Counts a line against its sender's bucket and, unless it is free, that of their network's
    /// newcomers: the words that refuse it if it is one too many.
    pub fn admit_line(&mut self, now: Now, who: ConnectionId, is_free: bool) -> Option<String> {
        let (flood, locale) = (self.config.limits.flood, self.config.locale);
        let connection = self.connections.get_mut(who)?;
        connection.heard_at = now.clock;
        let flood = flood.filter(|_| connection.role() != Role::Teacher)?;
        let (origin, arrivals) = (connection.origin, &mut self.arrivals);
        let (bucket, arrival) = connection.bucket_mut();
        let is_paid = || match (origin, arrival) {
            (Origin::Network { from, .. }, Some(arrival)) if !is_free => {
                arrivals.pay(now.clock, Network::of(from.ip()), arrival)
            }
            _ => true,
        };
        match bucket.take(now.clock, &flood, is_paid) {
            Admission::Pass => None,
            Admission::TooFast => Some(say!(locale, "line-too-fast")),
            Admission::Muted(left) => {
                Some(say!(locale, "line-muted", seconds = whole_seconds(left)))
            }
        }
    }

    /// From here on someone gets the lines for where and what they are now.
    pub(super) fn subscribe(&mut self, cx: &mut Context<'_>) {
        let Some(connection) = self.connections.get(cx.who) else { return };
        let subscription = connection.subscription();
        if let Some(present) = connection.present() {
            self.passes.subscribe(present.member.id, cx.who, subscription);
        }
        cx.effects.push(Effect::Subscribe(cx.who, subscription));
    }

    /// The address of someone who came over the network.
    pub(super) fn address(&self, who: ConnectionId) -> Option<std::net::SocketAddr> {
        match self.connections.get(who)?.origin {
            Origin::Network { from, .. } => Some(from),
            Origin::Console => None,
        }
    }

    pub(super) fn room(&self, who: ConnectionId) -> RoomId {
        self.present(who).map_or(RoomId::MAIN, |present| present.room)
    }

    pub(super) fn member(&self, who: ConnectionId) -> Option<MemberId> {
        self.present(who).map(|present| present.member.id)
    }

    /// The name of a room, unless it is the main one.
    pub(super) fn group(&self, room: RoomId) -> Option<Name> {
        (room != RoomId::MAIN).then(|| self.rooms.name(room))
    }

    /// How many people a room has, in words.
    pub(super) fn here(&self, room: RoomId) -> String {
        let count = self.rooms.people(room);
        match self.group(room) {
            None => say!(self.locale(), "here", count = count),
            Some(name) => say!(self.locale(), "here-group", count = count, room = name.as_str()),
        }
    }

    /// How many people the class has, in words.
    pub(super) fn in_class(&self) -> String {
        say!(self.locale(), "here", count = self.count())
    }

    /// A time in words, in whole minutes, rounded up.
    pub(super) fn minutes(&self, time: Duration) -> String {
        say!(self.locale(), "minutes", count = time.as_secs().div_ceil(60).max(1))
    }

    pub(super) fn hour(&self, at: Timestamp) -> String {
        self.config.time_zone.to_datetime(at).strftime("%H:%M").to_string()
    }
}

/// A time in whole seconds, rounded up.
pub(super) fn whole_seconds(time: Duration) -> u64 {
    time.as_secs() + u64::from(time.subsec_nanos() > 0)
}

/// All that decides what chance comes to next.
pub(super) fn seed_of<S: Serializer>(
    chance: &fastrand::Rng,
    serializer: S,
) -> Result<S::Ok, S::Error> {
    chance.get_seed().serialize(serializer)
}
