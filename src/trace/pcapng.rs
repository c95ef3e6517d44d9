//! Rows as a capture (pcapng, draft-ietf-opsawg-pcapng) that Wireshark and tshark open: the bytes are
//! those that were read, in TCP segments made around them (RFC 9293), one for each row. A TLS target's
//! bytes are there in the clear.

use std::borrow::Cow;
use std::collections::HashMap;
use std::io::{self, Write};
use std::net::{IpAddr, Ipv4Addr, SocketAddr};
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use etherparse::{IpHeaders, IpNumber, Ipv4Header, Ipv6Header, PacketBuilder, TcpHeader};
use pcap_file::pcapng::PcapNgWriter;
use pcap_file::pcapng::blocks::enhanced_packet::{EnhancedPacketBlock, EnhancedPacketOption};
use pcap_file::pcapng::blocks::interface_description::{
    InterfaceDescriptionBlock, InterfaceDescriptionOption,
};
use pcap_file::{DataLink, PcapError};

use super::export::{Export, Output};
use super::row::{Event, Row, Side};

const WINDOW: u16 = u16::MAX;
const HOPS: u8 = 64;
/// Timestamps are in units of 10⁻⁹ s.
const NANOSECONDS: u8 = 9;

pub(super) struct Pcapng {
    file: PcapNgWriter<Output>,
    begun: Duration,
    connections: HashMap<u64, Connection>,
}

/// The next sequence number of each side.
struct Connection {
    client: SocketAddr,
    server: SocketAddr,
    client_next: u32,
    server_next: u32,
}

#[derive(Clone, Copy, Default)]
struct Flags {
    syn: bool,
    ack: bool,
    fin: bool,
    rst: bool,
}

const ACK: Flags = Flags { syn: false, ack: true, fin: false, rst: false };

impl Pcapng {
    pub(super) fn new(out: Output) -> io::Result<Self> {
        let mut file = PcapNgWriter::new(out).map_err(as_io)?;
        let interface = InterfaceDescriptionBlock {
            linktype: DataLink::RAW,
            snaplen: 0,
            options: vec![
                InterfaceDescriptionOption::IfName(Cow::Borrowed("sala trace")),
                InterfaceDescriptionOption::IfTsResol(NANOSECONDS),
            ],
        };
        file.write_pcapng_block(interface).map_err(as_io)?;
        let begun = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
        Ok(Self { file, begun, connections: HashMap::new() })
    }

    /// Writes one segment from a side.
    fn segment(&mut self, row: &Row, from: Side, flags: Flags, payload: &[u8]) -> io::Result<()> {
        let Some(connection) = self.connections.get_mut(&row.connection) else { return Ok(()) };
        let data = connection.packet(from, flags, payload)?;
        let comment = row.person.as_deref().map(|name| EnhancedPacketOption::Comment(name.into()));
        let packet = EnhancedPacketBlock {
            interface_id: 0,
            timestamp: self.begun + row.at,
            original_len: u32::try_from(data.len()).unwrap_or(u32::MAX),
            data: Cow::Owned(data),
            options: comment.into_iter().collect(),
        };
        self.file.write_pcapng_block(packet).map_err(as_io)?;
        self.file.get_mut().flush()
    }
}

impl Connection {
    /// The bytes of an IP packet; counts what it carries.
    fn packet(&mut self, from: Side, flags: Flags, payload: &[u8]) -> io::Result<Vec<u8>> {
        let (source, target, sequence, acknowledged) = match from {
            Side::Client => (self.client, self.server, &mut self.client_next, self.server_next),
            Side::Server => (self.server, self.client, &mut self.server_next, self.client_next),
        };
        let mut tcp = TcpHeader::new(source.port(), target.port(), *sequence, WINDOW);
        (tcp.syn, tcp.fin, tcp.rst) = (flags.syn, flags.fin, flags.rst);
        tcp.psh = !payload.is_empty();
        if flags.ack {
            (tcp.ack, tcp.acknowledgment_number) = (true, acknowledged);
        }
        let length = u32::try_from(payload.len()).unwrap_or(0);
        *sequence = sequence.wrapping_add(length + u32::from(flags.syn) + u32::from(flags.fin));
        let packet = PacketBuilder::ip(ip(source.ip(), target.ip())).tcp_header(tcp);
        let mut data = Vec::with_capacity(packet.size(payload.len()));
        packet.write(&mut data, payload).map_err(io::Error::other)?;
        Ok(data)
    }
}

/// The builder fills in lengths and checksums.
fn ip(source: IpAddr, target: IpAddr) -> IpHeaders {
    match (source, target) {
        (IpAddr::V4(source), IpAddr::V4(target)) => {
            let header = Ipv4Header {
                time_to_live: HOPS,
                protocol: IpNumber::TCP,
                source: source.octets(),
                destination: target.octets(),
                ..Ipv4Header::default()
            };
            IpHeaders::Ipv4(header, Default::default())
        }
        (source, target) => {
            let octets = |ip| match ip {
                IpAddr::V4(ip) => Ipv4Addr::to_ipv6_mapped(&ip).octets(),
                IpAddr::V6(ip) => ip.octets(),
            };
            let header = Ipv6Header {
                hop_limit: HOPS,
                next_header: IpNumber::TCP,
                source: octets(source),
                destination: octets(target),
                ..Ipv6Header::default()
            };
            IpHeaders::Ipv6(header, Default::default())
        }
    }
}

impl Export for Pcapng {
    fn add(&mut self, row: &Row) -> io::Result<()> {
        match &row.event {
            Event::Opened { client, trace } => {
                let connection =
                    Connection { client: *client, server: *trace, client_next: 0, server_next: 0 };
                self.connections.insert(row.connection, connection);
                let syn = Flags { syn: true, ..Flags::default() };
                self.segment(row, Side::Client, syn, &[])?;
                self.segment(row, Side::Server, Flags { ack: true, ..syn }, &[])?;
                self.segment(row, Side::Client, ACK, &[])
            }
            Event::Bytes { from, bytes } => self.segment(row, *from, ACK, bytes),
            Event::Finished { from } => self.segment(row, *from, Flags { fin: true, ..ACK }, &[]),
            Event::Reset { from } => self.reset(row, *from),
            // Nothing was seen of it: a capture has only what goes over the wire.
            Event::Broken { .. } => Ok(()),
            // The client's connection is closed without a byte.
            Event::Unreachable(_) => {
                self.segment(row, Side::Server, Flags { fin: true, ..ACK }, &[])
            }
        }
    }

    fn finish(&mut self) -> io::Result<()> {
        Ok(())
    }
}

impl Pcapng {
    fn reset(&mut self, row: &Row, from: Side) -> io::Result<()> {
        self.segment(row, from, Flags { rst: true, ..ACK }, &[])?;
        self.connections.remove(&row.connection);
        Ok(())
    }
}

fn as_io(error: PcapError) -> io::Error {
    match error {
        PcapError::IoError(error) => error,
        other => io::Error::other(other),
    }
}
