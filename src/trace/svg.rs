//! Rows as a sequence diagram, drawn when the trace ends.

use std::io::{self, Write};

use crate::bot::escaped;
use crate::diagram::{self, Diagram, Kind};
use crate::locale::Locale;
use crate::say;

use super::export::{Export, Output};
use super::row::{Event, Row, Side};

/// A larger diagram is no longer read; the rows beyond are counted.
const MAX_ROWS: usize = 2000;
/// More lifelines than these stand too close to be read.
const MAX_LIFELINES: usize = 24;
/// The server's own lifeline is the first.
const SERVER: usize = 0;

pub(super) struct Svg {
    out: Output,
    locale: Locale,
    diagram: Diagram,
    /// The connection of each lifeline after the server's.
    connections: Vec<u64>,
    left_out: usize,
}

impl Svg {
    pub(super) fn new(out: Output, locale: Locale) -> Self {
        let diagram = Diagram {
            title: say!(locale, "trace-title"),
            lifelines: vec![say!(locale, "picture-server")],
            ..Diagram::default()
        };
        Self { out, locale, diagram, connections: Vec::new(), left_out: 0 }
    }

    /// The connection's lifeline; a new one if there is room. It bears the person's name once known.
    fn lifeline(&mut self, row: &Row) -> Option<usize> {
        let index = self.connections.iter().position(|connection| *connection == row.connection);
        let index = index.map(|index| index + 1).or_else(|| {
            let room = self.diagram.lifelines.len() < MAX_LIFELINES;
            room.then(|| {
                self.connections.push(row.connection);
                self.diagram.lifelines.push(format!("#{}", row.connection));
                self.connections.len()
            })
        })?;
        if let Some(person) = &row.person {
            self.diagram.lifelines[index] = format!("{person} #{}", row.connection);
        }
        Some(index)
    }

    fn event(&self, row: &Row, lifeline: usize) -> diagram::Event {
        let (from_client, from_server) = ((lifeline, SERVER), (SERVER, lifeline));
        let ends = |side: Side| if side == Side::Client { from_client } else { from_server };
        let arrow = |(from, to)| Kind::Sent { from, to: vec![to] };
        let end = |(from, to)| Kind::End { from, to };
        let (kind, text, tooltip) = match &row.event {
            Event::Opened { client, .. } => {
                let words = say!(self.locale, "trace-opened", client = client.to_string());
                (arrow(from_client), words.clone(), words)
            }
            Event::Unreachable(why) => (end(from_server), why.clone(), why.clone()),
            Event::Bytes { from, bytes } => (arrow(ends(*from)), escaped(bytes), hex_dump(bytes)),
            Event::Finished { from } => {
                (end(ends(*from)), "FIN".to_owned(), say!(self.locale, "trace-finished"))
            }
            Event::Reset { from } => {
                (end(ends(*from)), "RST".to_owned(), say!(self.locale, "trace-reset"))
            }
            Event::Broken { from, why } => (end(ends(*from)), why.clone(), why.clone()),
        };
        let tooltip = format!("#{} {tooltip}", row.connection);
        diagram::Event { at: row.at, kind, text, tooltip }
    }
}

impl Export for Svg {
    fn left_out(&self) -> usize {
        self.left_out
    }

    fn add(&mut self, row: &Row) -> io::Result<()> {
        let full = self.diagram.events.len() == MAX_ROWS;
        let Some(lifeline) = (!full).then(|| self.lifeline(row)).flatten() else {
            self.left_out += 1;
            return Ok(());
        };
        let event = self.event(row, lifeline);
        self.diagram.add(event);
        Ok(())
    }

    fn finish(&mut self) -> io::Result<()> {
        if self.left_out > 0 {
            let words = say!(self.locale, "trace-left-out", count = self.left_out);
            self.diagram.footer = Some(words);
        }
        self.out.write_all(self.diagram.to_svg().as_bytes())?;
        self.out.flush()
    }
}

/// Offsets, bytes and what they show, sixteen a line.
pub(super) fn hex_dump(bytes: &[u8]) -> String {
    let line = |(index, chunk): (usize, &[u8])| {
        let hex: Vec<String> = chunk.iter().map(|byte| format!("{byte:02x}")).collect();
        let seen = |byte: &u8| if (0x20..0x7f).contains(byte) { char::from(*byte) } else { '.' };
        let text: String = chunk.iter().map(seen).collect();
        format!("{:04x}  {:<47}  {text}", index * 16, hex.join(" "))
    };
    bytes.chunks(16).enumerate().map(line).collect::<Vec<_>>().join("\n")
}
