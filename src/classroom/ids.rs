//! How connections, members and rooms are told apart, and what a role may do.

use serde::{Deserialize, Serialize};

/// A server that takes part in the class, by the number that the class knows it by.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct NodeId(pub u32);

impl NodeId {
    /// The only one of a class that has one server.
    pub const ONLY: Self = Self(0);
}

/// One connection of the class, never used twice: its [node](NodeId) in the upper half, its number
/// there in the lower. A name and no more: the order of arrival is that of the entries.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
pub struct ConnectionId(pub u64);

impl ConnectionId {
    /// The connection of that number at a node.
    pub fn at(node: NodeId, number: u32) -> Self {
        Self(u64::from(node.0) << 32 | u64::from(number))
    }
}

/// A person of this class, over all their names and connections.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize)]
pub(super) struct MemberId(pub(super) u64);

/// A room of the class, never used for another one.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize)]
pub struct RoomId(pub(super) u64);

impl RoomId {
    /// Where everyone is who went nowhere else.
    pub const MAIN: Self = Self(0);
}

/// What a connection may do.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub enum Role {
    /// Shows what goes on, and is nobody.
    Board,
    /// Talks, asks, leaves.
    Student,
    /// Also leads the class.
    Teacher,
}
