//! How far a connection has come.

/// How far a TCP connection has come, in bytes since it was made.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Progress {
    /// Given to the system to send.
    pub(crate) written: u64,
    /// Acknowledged by the peer's system.
    pub(crate) acknowledged: u64,
}
