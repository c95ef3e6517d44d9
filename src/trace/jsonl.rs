//! Rows as JSON, one object a line.

use std::io;

use serde::Serialize;

use crate::bot::escaped;

use super::export::{Export, Output, write_now};
use super::row::{Event, Row, Side};

pub(super) struct Jsonl(pub(super) Output);

/// `at_s` is in seconds; `text` has the escapes of the bots, `hex` the bytes as they are.
#[derive(Serialize)]
struct Object<'a> {
    at_s: f64,
    connection: u64,
    #[serde(skip_serializing_if = "Option::is_none")]
    person: Option<&'a str>,
    event: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    from: Option<&'static str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    text: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    hex: Option<String>,
}

impl Export for Jsonl {
    fn add(&mut self, row: &Row) -> io::Result<()> {
        let (event, from, text, hex) = match &row.event {
            Event::Opened { client, .. } => ("opened", None, Some(client.to_string()), None),
            Event::Unreachable(why) => ("unreachable", None, Some(why.clone()), None),
            Event::Bytes { from, bytes } => {
                ("bytes", Some(*from), Some(escaped(bytes)), Some(hex::encode(bytes)))
            }
            Event::Finished { from } => ("finished", Some(*from), None, None),
            Event::Reset { from } => ("reset", Some(*from), None, None),
            Event::Broken { from, why } => ("broken", Some(*from), Some(why.clone()), None),
        };
        let from = from.map(|side| match side {
            Side::Client => "client",
            Side::Server => "server",
        });
        let (at_s, person) = (row.at.as_secs_f64(), row.person.as_deref());
        let object = Object { at_s, connection: row.connection, person, event, from, text, hex };
        write_now(&mut self.0, &format!("{}\n", serde_json::to_string(&object)?))
    }

    fn finish(&mut self) -> io::Result<()> {
        Ok(())
    }
}
