//! What a server prints when it opens: its addresses and tickets.

use std::io::{self, Write};
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr};

use qrcode::render::unicode::Dense1x2;
use qrcode::{EcLevel, QrCode};

use crate::link::{Address, Fingerprint};
use crate::locale::Locale;
use crate::say;

pub(super) struct Announcement {
    pub(super) plain: Vec<SocketAddr>,
    pub(super) tls: Vec<SocketAddr>,
    pub(super) fingerprint: Option<Fingerprint>,
    /// Whether to draw the first ticket as a QR code.
    pub(super) qr: bool,
}

impl Announcement {
    /// One line per listener, ending with its address, plain ones first; then, for those on every
    /// address, the machine's own addresses; then the fingerprint and the tickets.
    pub(super) fn print(&self, out: &mut impl Write, locale: Locale) -> io::Result<()> {
        let shown = |tls: bool, address: SocketAddr| {
            if tls { format!("tls://{address}") } else { address.to_string() }
        };
        let listeners = [(false, &self.plain), (true, &self.tls)];
        for (tls, all) in listeners {
            for address in all {
                writeln!(out, "{}", say!(locale, "server-open", address = shown(tls, *address)))?;
            }
        }
        for (tls, all) in listeners {
            for address in all.iter().flat_map(in_network) {
                let address = shown(tls, address);
                writeln!(out, "{}", say!(locale, "server-open-network", address = address))?;
            }
        }
        let Some(fingerprint) = self.fingerprint else { return Ok(()) };
        let words = say!(locale, "server-fingerprint", fingerprint = fingerprint.to_string());
        writeln!(out, "{words}")?;
        let tickets = self.tickets();
        if let Some(ticket) = tickets.first().filter(|_| self.qr) {
            writeln!(out, "{}", drawn(ticket))?;
        }
        // Last, so that a small terminal still shows them.
        for ticket in &tickets {
            writeln!(out, "{}", say!(locale, "server-ticket", ticket = ticket.as_str()))?;
        }
        Ok(())
    }

    /// A ticket for each TLS address: the address and the certificate to expect there.
    pub(super) fn tickets(&self) -> Vec<String> {
        let ticket = |address: SocketAddr| {
            let (host, port) = (address.ip().to_string(), address.port());
            Address::Tls { host, port, pinned: self.fingerprint }.to_string()
        };
        self.tls.iter().flat_map(reachable).map(ticket).collect()
    }
}

/// Where a listener can be reached: one on every address at the machine's own addresses, or at
/// loopback if there are none.
fn reachable(address: &SocketAddr) -> Vec<SocketAddr> {
    if !address.ip().is_unspecified() {
        return vec![*address];
    }
    let own = in_network(address);
    if !own.is_empty() {
        return own;
    }
    let port = address.port();
    vec![match address {
        SocketAddr::V4(_) => (Ipv4Addr::LOCALHOST, port).into(),
        SocketAddr::V6(_) => (Ipv6Addr::LOCALHOST, port).into(),
    }]
}

/// The machine's own addresses, for a listener on every address.
fn in_network(address: &SocketAddr) -> Vec<SocketAddr> {
    if !address.ip().is_unspecified() {
        return Vec::new();
    }
    let own = if_addrs::get_if_addrs().unwrap_or_default();
    let own = own.iter().map(if_addrs::Interface::ip);
    let of_family = own.filter(|ip| ip.is_ipv4() == address.is_ipv4() && is_for_others(ip));
    of_family.map(|ip| SocketAddr::new(ip, address.port())).collect()
}

/// Whether others can use it; a link-local one needs their interface's name, too.
fn is_for_others(ip: &IpAddr) -> bool {
    let of_link = matches!(ip, IpAddr::V6(ip) if ip.is_unicast_link_local());
    !ip.is_loopback() && !of_link
}

/// A ticket as a QR code, for a dark terminal.
fn drawn(ticket: &str) -> String {
    // A ticket is far below the capacity of a QR code.
    match QrCode::with_error_correction_level(ticket, EcLevel::L) {
        Ok(code) => {
            let mut drawing = code.render::<Dense1x2>();
            drawing.dark_color(Dense1x2::Light).light_color(Dense1x2::Dark).build()
        }
        Err(error) => error.to_string(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn printed(announcement: &Announcement) -> String {
        let mut out = Vec::new();
        announcement.print(&mut out, Locale::En).unwrap();
        String::from_utf8(out).unwrap()
    }

    #[test]
    fn plain_listeners_come_first_and_tickets_last() {
        let fingerprint = Fingerprint::of(b"abc");
        let announcement = Announcement {
            plain: vec!["127.0.0.1:7777".parse().unwrap()],
            tls: vec!["127.0.0.1:7778".parse().unwrap(), "[::1]:7778".parse().unwrap()],
            fingerprint: Some(fingerprint),
            qr: false,
        };
        let expected = format!(
            "Classroom open at 127.0.0.1:7777\n\
             Classroom open at tls://127.0.0.1:7778\n\
             Classroom open at tls://[::1]:7778\n\
             Fingerprint of the certificate: {fingerprint}\n\
             Ticket: sala client tls://127.0.0.1:7778#{fingerprint}\n\
             Ticket: sala client tls://[::1]:7778#{fingerprint}\n"
        );
        assert_eq!(printed(&announcement), expected);
        let drawn = printed(&Announcement { qr: true, ..announcement });
        let (words, tickets) = expected.split_at(expected.find("Ticket").unwrap());
        let drawing = drawn.strip_prefix(words).unwrap().strip_suffix(tickets).unwrap();
        assert!(drawing.lines().count() > 20 && drawing.contains('█'), "{drawing}");
        assert!(drawing.lines().all(|line| !line.is_empty()), "an empty line ends the words");
    }

    #[test]
    fn a_listener_on_every_address_has_a_ticket_for_each_that_others_can_use() {
        let everywhere = "0.0.0.0:7778".parse().unwrap();
        let reachable = reachable(&everywhere);
        assert!(!reachable.is_empty());
        assert!(reachable.iter().all(|at| !at.ip().is_unspecified() && at.port() == 7778));
    }
}
