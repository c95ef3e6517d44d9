//! Rows as a page: a filter by connection and person, and the bytes behind each row. The page needs
//! nothing from elsewhere and can be read without scripts.

use std::io;

use crate::bot::escaped;
use crate::diagram::xml_escaped;
use crate::locale::Locale;
use crate::say;

use super::export::{Export, Output, write_now};
use super::row::{Event, Row, Side};
use super::svg::hex_dump;

const STYLE: &str = include_str!("html/style.css");
const SCRIPT: &str = include_str!("html/filter.js");

pub(super) struct Html {
    out: Output,
    locale: Locale,
}

impl Html {
    pub(super) fn new(mut out: Output, locale: Locale) -> io::Result<Self> {
        let word = |key: &str| xml_escaped(&say!(locale, key));
        let title = word("trace-title");
        let head = format!(
            "<!doctype html>\n<html lang=\"{lang}\">\n<meta charset=\"utf-8\">\n\
             <meta name=\"viewport\" content=\"width=device-width\">\n<title>{title}</title>\n\
             <style>\n{STYLE}</style>\n<h1>{title}</h1>\n\
             <form hidden><label>{connection} <select name=\"connection\"><option value=\"\">{all}\
             </select></label>\n<label>{person} <select name=\"person\"><option value=\"\">{all}\
             </select></label></form>\n<table>\n<thead><tr><th>{time}<th>{connection}<th>{person}\
             <th><th>{bytes}</thead>\n<tbody>\n",
            lang = locale,
            all = word("trace-all"),
            connection = word("trace-connection"),
            person = word("trace-person"),
            time = word("trace-time"),
            bytes = word("trace-bytes"),
        );
        write_now(&mut out, &head)?;
        Ok(Self { out, locale })
    }

    /// The row's kind, its arrow, and what stands in its last cell.
    fn cells(&self, event: &Event) -> (&'static str, &'static str, String) {
        match event {
            Event::Opened { client, .. } => {
                let words = say!(self.locale, "trace-opened", client = client.to_string());
                ("opened", "", xml_escaped(&words))
            }
            Event::Unreachable(why) => ("broken", Side::Server.arrow(), xml_escaped(why)),
            Event::Bytes { from, bytes } => {
                let (text, dump) = (xml_escaped(&escaped(bytes)), xml_escaped(&hex_dump(bytes)));
                let class = if *from == Side::Client { "client" } else { "server" };
                let count = bytes.len();
                let cell = format!(
                    "<details><summary>{text} <small>{count} B</small></summary>\
                     <pre>{dump}</pre></details>"
                );
                (class, from.arrow(), cell)
            }
            Event::Finished { from } => {
                let words = format!("FIN · {}", say!(self.locale, "trace-finished"));
                ("finished", from.arrow(), xml_escaped(&words))
            }
            Event::Reset { from } => {
                let words = format!("RST · {}", say!(self.locale, "trace-reset"));
                ("broken", from.arrow(), xml_escaped(&words))
            }
            Event::Broken { from, why } => ("broken", from.arrow(), xml_escaped(why)),
        }
    }
}

impl Export for Html {
    fn add(&mut self, row: &Row) -> io::Result<()> {
        let (class, arrow, cell) = self.cells(&row.event);
        let (at, connection) = (row.at.as_secs_f64(), row.connection);
        let person = xml_escaped(row.person.as_deref().unwrap_or_default());
        let row = format!(
            "<tr class=\"{class}\" data-connection=\"{connection}\" data-person=\"{person}\">\
             <td>{at:.4}<td class=\"c{color}\">{connection}<td>{person}<td>{arrow}<td>{cell}</td>\n",
            color = connection % 6,
        );
        write_now(&mut self.out, &row)
    }

    fn finish(&mut self) -> io::Result<()> {
        write_now(&mut self.out, &format!("</table>\n<script>\n{SCRIPT}</script>\n"))
    }
}
