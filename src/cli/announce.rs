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
    pub(super) web: Vec<SocketAddr>,
    /// Whether browsers get the page at the TLS addresses as well.
    pub(super) has_page: bool,
    pub(super) fingerprint: Option<Fingerprint>,
    /// The key of the boards, if there is a page.
    pub(super) board: Option<String>,
    /// Whether to draw the first way in by TLS as a QR code: the page's, or a ticket.
    pub(super) qr: bool,
}

impl Announcement {
    /// One line per listener, ending with its address: the wire in the clear, by TLS, the page; then,
    /// for those on every address, the machine's own addresses; then the fingerprint, as the tickets
    /// and as browsers show it, where to find the page, and the tickets.
    pub(super) fn print(&self, out: &mut impl Write, locale: Locale) -> io::Result<()> {
        let listeners = [("", &self.plain), ("tls://", &self.tls), ("http://", &self.web)];
        for (scheme, all) in listeners {
            for address in all {
                let address = format!("{scheme}{address}");
                writeln!(out, "{}", say!(locale, "server-open", address = address))?;
            }
        }
        for (scheme, all) in listeners {
            for address in all.iter().flat_map(in_network) {
                let address = format!("{scheme}{address}");
                writeln!(out, "{}", say!(locale, "server-open-network", address = address))?;
            }
        }
        if let Some(board) = self.board_page(locale) {
            writeln!(out, "{}", say!(locale, "server-board", page = board))?;
        }
        let Some(fingerprint) = self.fingerprint else { return Ok(()) };
        let words = say!(locale, "server-fingerprint", fingerprint = fingerprint.to_string());
        writeln!(out, "{words}")?;
        if self.has_page {
            let shown = fingerprint.in_browsers();
            writeln!(out, "{}", say!(locale, "server-fingerprint-browser", fingerprint = shown))?;
        }
        let (pages, tickets) = (self.pages(), self.tickets());
        if let Some(way_in) = pages.first().or(tickets.first()).filter(|_| self.qr) {
            writeln!(out, "{}", drawn(way_in))?;
        }
        for page in &pages {
            writeln!(out, "{}", say!(locale, "server-page", page = page.as_str()))?;
        }
        // Last, so that a small terminal still shows them.
        for ticket in &tickets {
            writeln!(out, "{}", say!(locale, "server-ticket", ticket = ticket.as_str()))?;
        }
        Ok(())
    }

    /// The page of a board, where students find theirs: its QR code leads there.
    fn board_page(&self, locale: Locale) -> Option<String> {
        let in_clear =
            self.web.iter().flat_map(reachable).map(|address| format!("http://{address}"));
        let page = self.pages().into_iter().chain(in_clear).next()?;
        let key = self.board.as_deref()?;
        Some(format!("{page}/{}#{key}", say!(locale, "server-board-path")))
    }

    /// The page at each TLS address.
    fn pages(&self) -> Vec<String> {
        let addresses = self.tls.iter().filter(|_| self.has_page);
        addresses.flat_map(reachable).map(|address| format!("https://{address}")).collect()
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

/// A way in as a QR code, for a dark terminal.
fn drawn(way_in: &str) -> String {
    // It is far below the capacity of a QR code.
    match QrCode::with_error_correction_level(way_in, EcLevel::L) {
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
        let shown = fingerprint.in_browsers();
        assert!(shown.starts_with("BA:78:16:BF:") && shown.len() == 95, "{shown}");
        let announcement = Announcement {
            plain: vec!["127.0.0.1:7777".parse().unwrap()],
            tls: vec!["127.0.0.1:7778".parse().unwrap(), "[::1]:7778".parse().unwrap()],
            web: vec!["127.0.0.1:7780".parse().unwrap()],
            has_page: true,
            board: Some("abc".to_owned()),
            fingerprint: Some(fingerprint),
            qr: false,
        };
        let expected = format!(
            "Classroom open at 127.0.0.1:7777\n\
             Classroom open at tls://127.0.0.1:7778\n\
             Classroom open at tls://[::1]:7778\n\
             Classroom open at http://127.0.0.1:7780\n\
             Board for the wall: https://127.0.0.1:7778/board#abc\n\
             Fingerprint of the certificate: {fingerprint}\n\
             The same as browsers show it: {shown}\n\
             In a browser: https://127.0.0.1:7778\n\
             In a browser: https://[::1]:7778\n\
             Ticket: sala client tls://127.0.0.1:7778#{fingerprint}\n\
             Ticket: sala client tls://[::1]:7778#{fingerprint}\n"
        );
        assert_eq!(printed(&announcement), expected);
        let drawn = printed(&Announcement { qr: true, ..announcement });
        let (words, tickets) = expected.split_at(expected.find("In a browser").unwrap());
        let drawing = drawn.strip_prefix(words).unwrap().strip_suffix(tickets).unwrap();
        assert!(drawing.lines().count() > 15 && drawing.contains('█'), "{drawing}");
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
