//! Linux: sockets, processes and file systems.

use std::fs;
use std::io;
use std::os::fd::AsFd;
use std::path::Path;
use std::sync::LazyLock;
use std::time::Duration;

use nix::libc;
use nix::sys::socket::getsockopt;

use super::progress::Progress;

/// Boxes are made of its namespaces.
pub(crate) const HAS_BOXES: bool = true;
/// What a process leaves behind becomes the child of whoever asked for it.
pub(crate) const ADOPTS_ORPHANS: bool = true;

/// File systems of other machines (NFS, SMB, 9P as in WSL, FUSE), whose changes the system does not
/// tell of: `statfs(2)`.
const REMOTE: [u32; 6] = [0x6969, 0x517b, 0xfe53_4d42, 0xff53_4d42, 0x0102_1997, 0x6573_5546];

/// How long a peer may acknowledge nothing of what was sent, or have no room for it: `tcp(7)`,
/// `TCP_USER_TIMEOUT`.
pub(crate) fn limit_unacknowledged(socket: impl AsFd, limit: Duration) -> io::Result<()> {
    let milliseconds = u32::try_from(limit.as_millis()).unwrap_or(u32::MAX);
    Ok(rustix::net::sockopt::set_tcp_user_timeout(socket, milliseconds)?)
}

/// How far a TCP connection has come. Unlike the ioctl `SIOCOUTQ`, `TCP_INFO` can be read without unsafe
/// code, and counts from the start of the connection.
pub(crate) fn progress(socket: impl AsFd) -> Option<Progress> {
    if !is_complete() {
        return None;
    }
    let info = getsockopt(&socket, Counters).ok()?;
    let sent = info.bytes_sent.checked_sub(info.bytes_retrans)?;
    // The acknowledgement of the connection itself counts as a byte.
    let acknowledged = info.bytes_acked.saturating_sub(1);
    Some(Progress { written: sent + u64::from(info.notsent_bytes), acknowledged })
}

/// The start of the kernel's `struct tcp_info` (linux/tcp.h), up to the last field that is used.
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

#[derive(Clone, Copy)]
struct Counters;

nix::getsockopt_impl!(
    Counters,
    libc::IPPROTO_TCP,
    libc::TCP_INFO,
    Info,
    nix::sys::socket::sockopt::GetStruct<Info>
);

/// Does the kernel know all of [`Info`]? `nix` panics if it fills in less.
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

/// Closes all files but standard input, output and error.
pub(crate) fn close_inherited_files() {
    let open = fs::read_dir("/proc/self/fd").into_iter().flatten().flatten();
    let numbers = open.filter_map(|entry| entry.file_name().to_str()?.parse::<i32>().ok());
    let others: Vec<i32> = numbers.filter(|number| *number > 2).collect();
    // The list's own is closed already.
    others.into_iter().for_each(|number| _ = nix::unistd::close(number));
}

/// Makes this process the parent of what its descendants leave behind.
pub(crate) fn adopt_orphans() -> io::Result<()> {
    Ok(rustix::process::set_child_subreaper(Some(rustix::process::getpid()))?)
}

/// Is it on another machine, whose changes are not told of?
pub(crate) fn is_remote(folder: &Path) -> bool {
    let kind = rustix::fs::statfs(folder).map(|system| i128::from(system.f_type) & 0xffff_ffff);
    kind.is_ok_and(|kind| REMOTE.iter().any(|remote| i128::from(*remote) == kind))
}
