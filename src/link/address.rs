//! Where a classroom can be reached, as people write it.

use std::fmt;
use std::net::{Ipv4Addr, Ipv6Addr};
use std::path::PathBuf;
use std::str::FromStr;

use crate::locale::Locale;
use crate::say;

use super::fingerprint::Fingerprint;

/// Default port of a plain address.
pub const DEFAULT_PORT: u16 = 7777;
/// Default port of a TLS address.
pub const DEFAULT_TLS_PORT: u16 = 7778;

/// Default port of the page in the clear.
pub const DEFAULT_WEB_PORT: u16 = 7780;

/// What stands before a ticket where the server shows it.
const COMMAND: &str = "sala client ";
const TLS: &str = "tls://";
const WS: &str = "ws://";
const WSS: &str = "wss://";
/// The only place of a WebSocket; it need not be named.
const SOCKET: [&str; 2] = ["/ws", "/"];

/// Where a classroom can be reached. A host is a name or a number.
#[expect(missing_docs, reason = "the variants name the fields")]
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Address {
    /// By TCP.
    Tcp { host: String, port: u16 },
    /// By TLS. Pinned to the only accepted certificate it is a ticket; otherwise
    /// [`Trust`](super::Trust) decides.
    Tls { host: String, port: u16, pinned: Option<Fingerprint> },
    /// By WebSocket, as browsers do, in the clear.
    Ws { host: String, port: u16 },
    /// By WebSocket and TLS.
    Wss { host: String, port: u16, pinned: Option<Fingerprint> },
    /// By a Unix socket: the teacher's console.
    Unix(PathBuf),
}

/// Why a text is not an address.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{}", self.explain(Locale::En))]
pub enum AddressError {
    /// Not `host`, `host:port` or `[v6]:port`, with or without `tls://`, `ws://` or `wss://` before it.
    Invalid(String),
    /// A number alone: a port without its host.
    OnlyPort(String),
    /// What follows the host is no port, 1 to 65535.
    Port(String),
    /// What follows the `#` of a ticket is not a fingerprint.
    Fingerprint(String),
}

impl AddressError {
    /// The error in one line for a person.
    pub fn explain(&self, locale: Locale) -> String {
        match self {
            Self::Invalid(text) => say!(locale, "client-address-invalid", text = text.as_str()),
            Self::OnlyPort(port) => say!(locale, "client-address-only-port", port = port.as_str()),
            Self::Port(text) => say!(locale, "client-address-port", text = text.as_str()),
            Self::Fingerprint(text) => {
                say!(locale, "client-address-fingerprint", text = text.as_str())
            }
        }
    }
}

impl Address {
    /// The address without the fingerprint.
    pub fn place(&self) -> String {
        match self {
            Self::Tcp { host, port } => host_and_port(host, *port),
            Self::Tls { host, port, .. } => format!("{TLS}{}", host_and_port(host, *port)),
            Self::Ws { host, port } => format!("{WS}{}", host_and_port(host, *port)),
            Self::Wss { host, port, .. } => format!("{WSS}{}", host_and_port(host, *port)),
            Self::Unix(path) => path.display().to_string(),
        }
    }
}

/// `host:port`, or `[v6]:port`.
pub(super) fn host_and_port(host: &str, port: u16) -> String {
    if host.contains(':') { format!("[{host}]:{port}") } else { format!("{host}:{port}") }
}

impl FromStr for Address {
    type Err = AddressError;

    /// Takes `host:port`, `[v6]:port`, a bare host and `:port` of this machine; each also after
    /// `tls://` and `wss://`, and then with `#sha256:…` behind it, or `ws://`; a ticket also with the
    /// command before it, as the server shows it.
    fn from_str(text: &str) -> Result<Self, AddressError> {
        let text = text.trim();
        let text = text.strip_prefix(COMMAND).unwrap_or(text);
        let without_path =
            |place| SOCKET.iter().find_map(|path| str::strip_suffix(place, path)).unwrap_or(place);
        if let Some(place) = text.strip_prefix(WS) {
            let (host, port) = parse(without_path(place), text, DEFAULT_WEB_PORT)?;
            return Ok(Self::Ws { host, port });
        }
        let is_wss = text.starts_with(WSS);
        let Some(rest) = text.strip_prefix(TLS).or(text.strip_prefix(WSS)) else {
            let (host, port) = parse(text, text, DEFAULT_PORT)?;
            return Ok(Self::Tcp { host, port });
        };
        let (place, pinned) = match rest.split_once('#') {
            Some((place, pinned)) => (place, Some(pinned)),
            None => (rest, None),
        };
        let place = if is_wss { without_path(place) } else { place };
        let (host, port) = parse(place, text, DEFAULT_TLS_PORT)?;
        let pinned = pinned.map(str::parse).transpose();
        let pinned = pinned.map_err(|_| AddressError::Fingerprint(text.to_owned()))?;
        Ok(if is_wss { Self::Wss { host, port, pinned } } else { Self::Tls { host, port, pinned } })
    }
}

/// The host and the port of a place; an error quotes the whole address.
fn parse(place: &str, whole: &str, default_port: u16) -> Result<(String, u16), AddressError> {
    let invalid = || AddressError::Invalid(whole.to_owned());
    if !place.is_empty() && place.bytes().all(|byte| byte.is_ascii_digit()) {
        return Err(AddressError::OnlyPort(place.to_owned()));
    }
    // A fingerprint belongs to `tls://`.
    let (host, port) = split(place).filter(|_| !place.contains('#')).ok_or_else(invalid)?;
    let is_host = |c: char| c.is_alphanumeric() || matches!(c, '.' | '-' | '_' | ':' | '%');
    let is_number = host.chars().all(|c| c.is_ascii_digit() || c == '.');
    let is_valid = !host.is_empty() && host.len() <= 255 && host.chars().all(is_host);
    if !is_valid || (is_number && host.parse::<Ipv4Addr>().is_err()) {
        return Err(invalid());
    }
    let port = match port {
        Some(port) => port.parse().ok().filter(|port| *port != 0),
        None => Some(default_port),
    };
    Ok((host.to_owned(), port.ok_or_else(|| AddressError::Port(whole.to_owned()))?))
}

/// The host, and what stands for its port if something does.
fn split(text: &str) -> Option<(&str, Option<&str>)> {
    if let Some(rest) = text.strip_prefix('[') {
        let (host, rest) = rest.split_once(']')?;
        host.parse::<Ipv6Addr>().ok()?;
        return match rest {
            "" => Some((host, None)),
            _ => Some((host, Some(rest.strip_prefix(':')?))),
        };
    }
    if text.parse::<Ipv6Addr>().is_ok() {
        return Some((text, None));
    }
    Some(match text.split_once(':') {
        Some(("", port)) => ("127.0.0.1", Some(port)),
        // A scheme of another protocol is no host.
        Some((_, rest)) if rest.starts_with("//") => return None,
        Some((host, port)) => (host, Some(port)),
        None => (text, None),
    })
}

/// As it can be parsed again: with the fingerprint, a ticket.
impl fmt::Display for Address {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.place())?;
        match self {
            Self::Tls { pinned: Some(pinned), .. } | Self::Wss { pinned: Some(pinned), .. } => {
                write!(f, "#{pinned}")
            }
            _ => Ok(()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn tcp(host: &str, port: u16) -> Result<Address, AddressError> {
        Ok(Address::Tcp { host: host.to_owned(), port })
    }

    fn tls(host: &str, port: u16, pinned: Option<Fingerprint>) -> Result<Address, AddressError> {
        Ok(Address::Tls { host: host.to_owned(), port, pinned })
    }

    #[test]
    fn an_address_is_a_host_with_or_without_a_port() {
        assert_eq!("sala.example:80".parse(), tcp("sala.example", 80));
        assert_eq!("127.0.0.1".parse(), tcp("127.0.0.1", 7777));
        assert_eq!("[::1]:80".parse(), tcp("::1", 80));
        assert_eq!("::1".parse(), tcp("::1", 7777));
        assert_eq!(":80".parse(), tcp("127.0.0.1", 80));
        assert_eq!("[::1]:80".parse::<Address>().unwrap().to_string(), "[::1]:80");
        assert_eq!("tls://sala.example".parse(), tls("sala.example", 7778, None));
        assert_eq!("tls://[::1]:80".parse(), tls("::1", 80, None));
        let ws = |host: &str, port| Ok(Address::Ws { host: host.to_owned(), port });
        assert_eq!("ws://sala.example".parse(), ws("sala.example", 7780));
        assert_eq!("ws://[::1]:80/ws".parse(), ws("::1", 80));
        let wss = Address::Wss { host: "10.0.0.1".to_owned(), port: 7778, pinned: None };
        assert_eq!("wss://10.0.0.1/".parse(), Ok(wss.clone()));
        assert_eq!(wss.to_string(), "wss://10.0.0.1:7778");
    }

    #[test]
    fn a_ticket_is_an_address_with_the_certificate_to_expect() {
        let pinned = Fingerprint::of(b"abc");
        let text = format!("tls://10.0.0.1:80#{pinned}");
        let ticket: Address = text.parse().unwrap();
        assert_eq!(Ok(&ticket), tls("10.0.0.1", 80, Some(pinned)).as_ref());
        assert_eq!(ticket.to_string(), text);
        assert_eq!(format!(" sala client {text}\n").parse(), Ok(ticket.clone()), "as it is shown");
        assert_eq!(ticket.place(), "tls://10.0.0.1:80");
    }

    #[test]
    fn what_is_no_address_is_refused() {
        for text in [
            "",
            "a b",
            "ws://",
            "ws://a/b",
            "wss://a/ws/ws",
            "[::1",
            "[::1]7",
            "x/y",
            "tls://",
            "http://host",
            "127.0.0:7",
        ] {
            assert_eq!(text.parse::<Address>(), Err(AddressError::Invalid(text.into())), "{text}");
        }
        for text in ["host:", "host:0", "host:99999", "host:x", "a:b:c"] {
            assert_eq!(text.parse::<Address>(), Err(AddressError::Port(text.into())), "{text}");
        }
        assert_eq!("7791".parse::<Address>(), Err(AddressError::OnlyPort("7791".into())));
        let pinned = Fingerprint::of(b"abc");
        let plain = format!("10.0.0.1:80#{pinned}");
        assert_eq!(plain.parse::<Address>(), Err(AddressError::Invalid(plain)));
        for text in ["tls://host:1#", "tls://host:1#sha256:12", "tls://host:1#md5:12"] {
            let refused = Err(AddressError::Fingerprint(text.into()));
            assert_eq!(text.parse::<Address>(), refused, "{text}");
        }
    }
}
