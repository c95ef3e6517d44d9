//! How connections, members and rooms are told apart, and what a role may do.

/// One connection of the server's lifetime, never used twice.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct ConnectionId(pub u64);

/// A person of this class, over all their names and connections.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(super) struct MemberId(pub(super) u64);

/// A room of the class, never used for another one.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct RoomId(pub(super) u64);

impl RoomId {
    /// Where everyone is who went nowhere else.
    pub const MAIN: Self = Self(0);
}

/// What a connection may do.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Role {
    /// Talks, asks, leaves.
    Student,
    /// Also leads the class.
    Teacher,
}
