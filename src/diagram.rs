//! Draws a conversation as a sequence diagram: plain SVG without scripts, for light and dark screens
//! and for paper.

use std::fmt::{self, Display, Write};
use std::time::Duration;

use serde::{Deserialize, Serialize};

/// Width of a drawing in pixels, and of one without times, which stands in a text; the height follows
/// from the number of rows.
const WIDTH: usize = 1200;
const NARROW: usize = 760;
/// How far from the edges the first and the last lifeline stand.
const LEFT: usize = 150;
const RIGHT: usize = 90;
/// Height of the heading with the lifelines' names, and of a row.
const HEADING: usize = 64;
const ROW: usize = 26;
/// Width of a character of the texts, in tenths of a pixel.
const CHARACTER: usize = 75;
/// A longer silence gets a row of its own.
const SILENCE: Duration = Duration::from_secs(1);
/// How far apart the copies of one line may be.
const FAN: Duration = Duration::from_millis(50);

/// A conversation to draw.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub struct Diagram {
    pub title: String,
    /// Who takes part, from left to right.
    pub lifelines: Vec<String>,
    /// In the order of time.
    pub events: Vec<Event>,
    /// A line below the drawing, such as what was left out.
    pub footer: Option<String>,
    /// Without times: it shows what is to happen.
    pub untimed: bool,
}

/// One row of a diagram.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Event {
    /// Since the beginning of the conversation.
    pub at: Duration,
    pub kind: Kind,
    /// One line, shortened where it does not fit.
    pub text: String,
    /// What a pointer that rests on the row shows.
    pub tooltip: String,
}

/// What a row shows. Lifelines are named by their index.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Kind {
    /// An arrow from one lifeline to others: a line that several read is one fan.
    Sent { from: usize, to: Vec<usize> },
    /// An arrow that should have come and did not.
    Missing { from: usize, to: usize },
    /// A text at a lifeline, such as what a program printed.
    Note { at: usize },
    /// The end of what a lifeline sends to another.
    End { from: usize, to: usize },
}

impl Event {
    fn touches(&self, lifeline: usize) -> bool {
        match &self.kind {
            Kind::Sent { from, to } => *from == lifeline || to.contains(&lifeline),
            Kind::Missing { from, to } | Kind::End { from, to } => [*from, *to].contains(&lifeline),
            Kind::Note { at } => *at == lifeline,
        }
    }
}

impl Diagram {
    /// Adds what happened next. Another copy of a line joins the fan of the first, unless its reader
    /// did something in between.
    pub fn add(&mut self, event: Event) {
        let Kind::Sent { from, to } = &event.kind else { return self.events.push(event) };
        let lately = |other: &&mut Event| event.at.saturating_sub(other.at) <= FAN;
        let touches = |other: &Event| to.iter().any(|reader| other.touches(*reader));
        let apart =
            self.events.iter_mut().rev().take_while(lately).take_while(|other| !touches(other));
        let copies = apart.filter_map(|other| match &mut other.kind {
            Kind::Sent { from: same, to } if same == from && other.text == event.text => Some(to),
            _ => None,
        });
        // The same line may be sent several times: its reader gets the first one first.
        match copies.last() {
            Some(readers) => readers.extend(to),
            None => self.events.push(event),
        }
    }

    /// The conversation in words, a line for each event: for people who do not see the drawing.
    fn description(&self) -> String {
        let name = |index: &usize| self.lifelines[*index].as_str();
        let words = |event: &Event| {
            let (from, to) = match &event.kind {
                Kind::Sent { from, to } => (name(from), to.iter().map(name).collect()),
                Kind::End { from, to } | Kind::Missing { from, to } => (name(from), vec![name(to)]),
                Kind::Note { at } => (name(at), Vec::new()),
            };
            let line = format!("{from} → {}: {}", to.join(", "), event.text);
            if self.untimed { line } else { format!("{} {line}", Seconds(event.at)) }
        };
        self.events.iter().map(words).collect::<Vec<_>>().join("\n")
    }

    /// The drawing, a complete SVG document.
    pub fn to_svg(&self) -> String {
        let mut svg = String::with_capacity(1024 + 512 * self.events.len());
        // Writing to a string cannot fail.
        let _ = self.write(&mut svg);
        svg
    }

    fn write(&self, svg: &mut String) -> fmt::Result {
        let (rows, width) = (self.rows(), self.width());
        let bottom = HEADING + ROW * (rows.len() + 1);
        let height = bottom + 2 * ROW;
        writeln!(
            svg,
            "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {width} {height}\" \
             style=\"width:100%;max-width:{width}px;height:auto\" role=\"group\" aria-labelledby=\"title description\">\n\
             <title id=\"title\">{}</title>\n<desc id=\"description\">{}</desc>\n{STYLE}\n\
             <rect class=\"paper\" width=\"{width}\" height=\"{height}\"/>",
            xml_escaped(&self.title),
            xml_escaped(&self.description()),
        )?;
        for (index, name) in self.lifelines.iter().enumerate() {
            let (x, name) = (self.x(index), xml_escaped(&fitting(name, self.columns())));
            writeln!(
                svg,
                "<line class=\"life\" x1=\"{x}\" y1=\"{HEADING}\" x2=\"{x}\" y2=\"{bottom}\"/>\n\
                 <text class=\"name\" x=\"{x}\" y=\"{}\">{name}</text>\n\
                 <text class=\"name\" x=\"{x}\" y=\"{}\">{name}</text>",
                HEADING - 18,
                bottom + 18,
            )?;
        }
        for (index, row) in rows.iter().enumerate() {
            let y = HEADING + ROW * (index + 1);
            match row {
                Row::Silence(length) => silence(svg, y, *length)?,
                Row::Event(event) => self.event(svg, y, event)?,
            }
        }
        if let Some(footer) = &self.footer {
            let y = bottom + ROW + 16;
            writeln!(
                svg,
                "<text class=\"time\" x=\"20\" y=\"{y}\">{}</text>",
                xml_escaped(footer)
            )?;
        }
        svg.push_str("</svg>\n");
        Ok(())
    }

    /// The events, and the silences between them.
    fn rows(&self) -> Vec<Row<'_>> {
        let mut rows = Vec::with_capacity(self.events.len());
        let mut before: Option<Duration> = None;
        for event in &self.events {
            let silence = before.and_then(|before| event.at.checked_sub(before));
            rows.extend(silence.filter(|length| *length >= SILENCE).map(Row::Silence));
            rows.push(Row::Event(event));
            before = Some(event.at);
        }
        rows
    }

    fn event(&self, svg: &mut String, y: usize, event: &Event) -> fmt::Result {
        let (class, from, to) = match &event.kind {
            Kind::Sent { from, to } => ("sent", *from, &to[..]),
            Kind::Missing { from, to } => ("missing", *from, std::slice::from_ref(to)),
            Kind::End { from, to } => ("end", *from, std::slice::from_ref(to)),
            Kind::Note { at } => ("note", *at, &[][..]),
        };
        writeln!(svg, "<g class=\"{class}\"><title>{}</title>", xml_escaped(&event.tooltip))?;
        if !self.untimed {
            let (y, at) = (y + 4, Seconds(event.at));
            writeln!(svg, "<text class=\"time\" x=\"20\" y=\"{y}\">{at}</text>")?;
        }
        let start = self.x(from);
        let ends: Vec<usize> = to.iter().map(|to| self.x(*to)).collect();
        let left = ends.iter().copied().fold(start, usize::min);
        let right = ends.iter().copied().fold(start, usize::max);
        if left < right {
            writeln!(svg, "<line x1=\"{left}\" y1=\"{y}\" x2=\"{right}\" y2=\"{y}\"/>")?;
        }
        for end in &ends {
            head(svg, *end, y, *end > start, matches!(event.kind, Kind::End { .. }))?;
        }
        let (first, last) = (self.x(0), self.x(self.lifelines.len() - 1));
        let text = fitting(&event.text, (last + RIGHT - 10 - first) * 10 / CHARACTER);
        let half = text.chars().count() * CHARACTER / 20;
        let center = usize::midpoint(first, last);
        let middle = usize::midpoint(left, right).clamp(
            (first - 50 + half).min(center),
            (self.width() - 10).saturating_sub(half).max(center),
        );
        let raised = if ends.is_empty() { y + 4 } else { y - 6 };
        writeln!(
            svg,
            "<text class=\"text\" x=\"{middle}\" y=\"{raised}\">{}</text></g>",
            xml_escaped(&text)
        )
    }

    fn width(&self) -> usize {
        if self.untimed { NARROW } else { WIDTH }
    }

    fn x(&self, lifeline: usize) -> usize {
        let first = if self.untimed { RIGHT } else { LEFT };
        let last = self.lifelines.len().saturating_sub(1).max(1);
        first + (self.width() - RIGHT - first) * lifeline / last
    }

    /// How many characters a lifeline's name may have.
    fn columns(&self) -> usize {
        self.width() / (self.lifelines.len().max(1) + 1) * 10 / CHARACTER
    }
}

enum Row<'a> {
    Event(&'a Event),
    Silence(Duration),
}

/// The head of an arrow, or the bar at which a stream ends.
fn head(svg: &mut String, x: usize, y: usize, rightward: bool, bar: bool) -> fmt::Result {
    if bar {
        let (top, bottom) = (y - 6, y + 6);
        return writeln!(svg, "<line x1=\"{x}\" y1=\"{top}\" x2=\"{x}\" y2=\"{bottom}\"/>");
    }
    let back = if rightward { x - 9 } else { x + 9 };
    let (top, bottom) = (y - 4, y + 4);
    writeln!(svg, "<path d=\"M{x} {y}L{back} {top}V{bottom}Z\"/>")
}

fn silence(svg: &mut String, y: usize, length: Duration) -> fmt::Result {
    let y = y + 4;
    writeln!(svg, "<text class=\"time\" x=\"20\" y=\"{y}\">⋮ {}</text>", Seconds(length))
}

/// Seconds with three decimals.
struct Seconds(Duration);

impl Display for Seconds {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:.3} s", self.0.as_secs_f64())
    }
}

/// The text, or its beginning and `…`, in at most this many characters.
fn fitting(text: &str, characters: usize) -> String {
    match text.char_indices().nth(characters) {
        Some(_) => text.chars().take(characters.saturating_sub(1)).chain(['…']).collect(),
        None => text.to_owned(),
    }
}

/// A text as XML 1.0 allows it, and HTML: marks escaped, forbidden characters replaced.
pub(crate) fn xml_escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\n' => out.push('\n'),
            c if c.is_control() || matches!(c, '\u{fffe}' | '\u{ffff}') => out.push('\u{fffd}'),
            c => out.push(c),
        }
    }
    out
}

/// Colours stand in it as they are: not every viewer of SVG knows CSS variables.
const STYLE: &str = "<style>
text{font:12.5px ui-monospace,Menlo,Consolas,monospace;fill:#1f2430;white-space:pre}
.paper{fill:#fff}
.life{stroke:#8a919e;stroke-dasharray:2 4}
.name{font-weight:bold;font-size:14px;text-anchor:middle}
.time,.end .text{fill:#6b7280}
.time{font-size:11.5px}
.text{text-anchor:middle;stroke:#fff;stroke-width:4px;paint-order:stroke;stroke-linejoin:round}
.sent line,.end line{stroke:#1d5fb4;stroke-width:1.5}
.sent path{fill:#1d5fb4}
.missing line{stroke:#c0182b;stroke-width:1.5;stroke-dasharray:7 5}
.missing path,.missing .text{fill:#c0182b}
.note .text{fill:#8a5a00}
g:hover .text{text-decoration:underline}
@media screen and (prefers-color-scheme:dark){
text{fill:#e4e7ed}
.paper{fill:#171a21}
.text{stroke:#171a21}
.time,.end .text{fill:#9aa1ae}
.sent line,.end line{stroke:#7db4ff}
.sent path{fill:#7db4ff}
.missing line{stroke:#ff8088}
.missing path,.missing .text{fill:#ff8088}
.note .text{fill:#f0bf5a}
}
</style>";

#[cfg(test)]
mod tests {
    use super::*;

    fn event(at: u64, kind: Kind, text: &str) -> Event {
        let (text, at) = (text.to_owned(), Duration::from_millis(at));
        Event { at, kind, tooltip: format!("{} bytes", text.len()), text }
    }

    fn diagram(events: Vec<Event>) -> Diagram {
        let lifelines = ["ana", "beto", "servidor"].map(str::to_owned).to_vec();
        Diagram { title: "aula".to_owned(), lifelines, events, ..Diagram::default() }
    }

    #[test]
    fn a_fan_is_one_line_with_a_head_for_each_reader() {
        let svg = diagram(vec![event(0, Kind::Sent { from: 2, to: vec![0, 1] }, "oi")]).to_svg();
        assert_eq!(svg.matches("<path").count(), 2);
        assert_eq!(svg.matches("class=\"text\"").count(), 1);
    }

    #[test]
    fn a_line_that_is_sent_three_times_is_three_fans() {
        let mut diagram = diagram(Vec::new());
        for reader in [0, 0, 0, 1, 1, 1] {
            diagram.add(event(0, Kind::Sent { from: 2, to: vec![reader] }, "oi"));
        }
        let kinds: Vec<_> = diagram.events.iter().map(|event| event.kind.clone()).collect();
        assert_eq!(kinds, vec![Kind::Sent { from: 2, to: vec![0, 1] }; 3]);
    }

    #[test]
    fn a_silence_gets_a_row() {
        let sent = || Kind::Sent { from: 0, to: vec![2] };
        let svg = diagram(vec![event(0, sent(), "a"), event(3500, sent(), "b")]).to_svg();
        assert!(svg.contains("⋮ 3.500 s"), "{svg}");
        let svg = diagram(vec![event(0, sent(), "a"), event(900, sent(), "b")]).to_svg();
        assert!(!svg.contains('⋮'), "{svg}");
    }

    #[test]
    fn nothing_in_a_text_is_markup_or_forbidden() {
        let hostile = "</text><script>\"&\u{0}\u{1b}\u{ffff}";
        let mut diagram = diagram(vec![event(0, Kind::Note { at: 1 }, hostile)]);
        diagram.title = hostile.to_owned();
        diagram.lifelines[0] = hostile.to_owned();
        let svg = diagram.to_svg();
        assert!(!svg.contains("<script"), "{svg}");
        // A blank stands between attributes.
        let attributes = regex::Regex::new(r#"="[^"]*"\w"#).unwrap();
        assert!(!attributes.is_match(&svg), "{svg}");
        assert!(!svg.contains(['\0', '\x1b', '\u{ffff}']), "{svg}");
    }

    #[test]
    fn a_long_text_is_shortened() {
        let sent = Kind::Missing { from: 2, to: 0 };
        let svg = diagram(vec![event(0, sent, &"x".repeat(4096))]).to_svg();
        assert!(svg.contains("x…</text>") && svg.len() < 8192, "{svg}");
    }
}
