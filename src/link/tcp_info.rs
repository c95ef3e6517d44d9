//! How far the bytes of a TCP connection have come, as Linux tells it. Unlike the ioctl `SIOCOUTQ` its
//! `TCP_INFO` can be read without unsafe code, and counts from the start of the connection.

#[cfg(target_os = "linux")]
use std::sync::LazyLock;

use async_std::net::TcpStream;
#[cfg(target_os = "linux")]
use nix::libc;
#[cfg(target_os = "linux")]
use nix::sys::socket::getsockopt;

/// How far a connection has come, in bytes since it was made.
#[derive(Clone, Copy, Debug)]
pub(super) struct Progress {
    /// Given to the system to send.
    pub(super) written: u64,
    /// Acknowledged by the peer's system.
    pub(super) acknowledged: u64,
}

#[cfg(not(target_os = "linux"))]
pub(super) fn progress(_: &TcpStream) -> Option<Progress> {
    None
}

#[cfg(target_os = "linux")]
pub(super) fn progress(socket: &TcpStream) -> Option<Progress> {
    if !is_complete() {
        return None;
    }
    let info = getsockopt(socket, TcpInfo).ok()?;
    let sent = info.bytes_sent.checked_sub(info.bytes_retrans)?;
    // The acknowledgement of the connection itself counts as a byte.
    let acknowledged = info.bytes_acked.saturating_sub(1);
    Some(Progress { written: sent + u64::from(info.notsent_bytes), acknowledged })
}

/// The start of the kernel's `struct tcp_info` (linux/tcp.h), up to the last field that is used.
#[cfg(target_os = "linux")]
#[repr(C)]
#[derive(Clone, Copy)]
pub struct Info {
    states: [u8; 8],
    counts: [u32; 24],
    rates: [u64; 2],
    bytes_acked: u64,
    bytes_received: u64,
    segments: [u32; 2],
    notsent_bytes: u32,
    rtt_and_segments: [u32; 3],
    rates_and_times: [u64; 4],
    delivered: [u32; 2],
    bytes_sent: u64,
    bytes_retrans: u64,
}

#[cfg(target_os = "linux")]
#[derive(Clone, Copy)]
struct TcpInfo;

#[cfg(target_os = "linux")]
nix::getsockopt_impl!(
    TcpInfo,
    libc::IPPROTO_TCP,
    libc::TCP_INFO,
    Info,
    nix::sys::socket::sockopt::GetStruct<Info>
);

/// Does the kernel know all of [`Info`]? `nix` panics if it fills in less.
#[cfg(target_os = "linux")]
fn is_complete() -> bool {
    static COMPLETE: LazyLock<bool> = LazyLock::new(|| {
        let name = rustix::system::uname();
        let release = name.release().to_string_lossy();
        let mut numbers = release.split(|letter: char| !letter.is_ascii_digit());
        let mut number = || numbers.next()?.parse::<u32>().ok();
        (number(), number()) >= (Some(4), Some(19))
    });
    *COMPLETE
}
