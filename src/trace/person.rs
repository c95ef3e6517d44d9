//! Whose connection it is: the name with which a client answered.

use std::collections::{HashMap, VecDeque};

use crate::name::Name;
use crate::wire::{Asked, CLIENT_LINE_MAX, Framer, SERVER_LINE_MAX, ServerLine};

use super::row::{Event, Row, Side};

/// A few more than the questions before somebody is in.
const MAX_EARLY: usize = 8;

/// The rows, each with its person's name as far as it is known by then.
pub fn with_names(rows: impl Iterator<Item = Row>) -> impl Iterator<Item = Row> {
    let mut people: HashMap<u64, Person> = HashMap::new();
    rows.map(move |row| {
        let person = people.entry(row.connection).or_insert_with(Person::new);
        Row { person: person.follow(&row.event), ..row }
    })
}

/// Follows one connection to learn its person's name.
struct Person {
    from_client: Framer,
    from_server: Framer,
    /// What the client's next line answers.
    asked: Option<Asked>,
    /// Lines sent before the question that they answer.
    early: VecDeque<String>,
    /// Somebody who is in the room answers nothing any more.
    is_in: bool,
    name: Option<Name>,
}

impl Person {
    fn new() -> Self {
        Self {
            from_client: Framer::new(CLIENT_LINE_MAX),
            from_server: Framer::new(SERVER_LINE_MAX),
            asked: None,
            early: VecDeque::new(),
            is_in: false,
            name: None,
        }
    }

    /// Takes what happened; returns the name.
    fn follow(&mut self, event: &Event) -> Option<String> {
        let (framer, mut bytes) = match event {
            Event::Bytes { from: Side::Client, bytes } => (&mut self.from_client, &bytes[..]),
            Event::Bytes { from: Side::Server, bytes } => (&mut self.from_server, &bytes[..]),
            _ => return self.shown(),
        };
        let mut lines = Vec::new();
        while let Some(line) = framer.next_line(&mut bytes) {
            lines.extend(line);
        }
        for line in lines {
            match event {
                Event::Bytes { from: Side::Client, .. } => self.said(line),
                _ => self.told(ServerLine::parse(&line)),
            }
        }
        self.shown()
    }

    /// A server that never asks in the kit's way is taken to ask for the name first.
    fn shown(&self) -> Option<String> {
        let first = || Name::new(self.early.front()?.trim()).ok();
        self.name.clone().or_else(first).map(|name| name.to_string())
    }

    fn said(&mut self, line: String) {
        match self.asked.take() {
            Some(asked) => self.answered(asked, &line),
            None if !self.is_in && self.early.len() < MAX_EARLY => self.early.push_back(line),
            None => {}
        }
    }

    fn answered(&mut self, asked: Asked, line: &str) {
        if asked == Asked::Name {
            self.name = Name::new(line.trim()).ok();
        }
    }

    fn told(&mut self, line: ServerLine) {
        match line {
            ServerLine::Ask { what, .. } => match self.early.pop_front() {
                Some(line) => self.answered(what, &line),
                None => self.asked = Some(what),
            },
            ServerLine::Present { .. } => self.is_in = true,
            ServerLine::Renamed { old, new, .. } if self.name.as_ref() == Some(&old) => {
                self.name = Some(new);
            }
            _ => {}
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn name_after(lines: &[(Side, &str)]) -> Option<String> {
        let mut person = Person::new();
        lines.iter().fold(None, |_, (from, text)| {
            person.follow(&Event::Bytes { from: *from, bytes: text.as_bytes().to_vec() })
        })
    }

    #[test]
    fn the_answer_to_the_question_is_the_name() {
        use Side::{Client, Server};
        assert_eq!(name_after(&[(Client, "ana\noi\n")]).as_deref(), Some("ana"));
        let asked = [(Server, "? # código\n"), (Client, "segredo\n"), (Server, "? nome\n")];
        assert_eq!(name_after(&asked), None);
        let answered = [&asked[..], &[(Client, "an"), (Client, "a\r\n")]].concat();
        assert_eq!(name_after(&answered).as_deref(), Some("ana"));
        let early = [(Client, "segredo\nana\n"), (Server, "? # código\n? nome\n")];
        assert_eq!(
            name_after(&[&early[..], &[(Server, "* = (1)\n"), (Client, "oi\n")]].concat())
                .as_deref(),
            Some("ana")
        );
        let renamed = [&answered[..], &[(Server, "* ~ ana bia agora se chama bia\n")]].concat();
        assert_eq!(name_after(&renamed).as_deref(), Some("bia"));
        let refused = [
            (Server, "? nome\n"),
            (Client, "ana\n"),
            (Server, "! usado\n? nome\n"),
            (Client, "bia\n"),
        ];
        assert_eq!(name_after(&refused).as_deref(), Some("bia"));
    }
}
