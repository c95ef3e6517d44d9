//! A line from the server as coloured text.
//!
//! Only colour is added: without the codes the text is the line as it came, so that reading the
//! screen is reading the protocol.

use std::sync::LazyLock;

use caseless::default_case_fold_str;
use colored::Color;
use regex::Regex;
use unicode_normalization::UnicodeNormalization;

use crate::name::Name;
use crate::paint::Style;
use crate::wire::{Mark, ServerLine};

/// Colours of names, from xterm's 256: each has a contrast above 3 to 1 on black and on white.
const NAMES: [u8; 12] = [166, 136, 64, 28, 30, 32, 26, 63, 98, 134, 163, 168];
const REFUSAL: Color = Color::AnsiColor(160);
const PRIVATE: Color = Color::AnsiColor(133);
const ANNOUNCEMENT: Color = Color::AnsiColor(130);

#[derive(Clone, Copy, Debug)]
pub struct Screen {
    color: bool,
    timestamps: bool,
}

impl Screen {
    pub fn new(color: bool) -> Self {
        Self { color, timestamps: false }
    }

    pub fn with_timestamps(self, timestamps: bool) -> Self {
        Self { timestamps, ..self }
    }

    /// A line of the server, for someone called `own`.
    pub fn line(self, line: &ServerLine, own: Option<&Name>) -> String {
        if !self.color {
            return line.to_string();
        }
        let mut out = Painter { own, out: String::new() };
        out.line(line);
        out.out
    }

    pub fn notice(self, text: &str) -> String {
        self.dim(&format!("-- {text}"))
    }

    /// The local hour and minute and a space, for the start of a line, if that is wanted.
    pub fn time(self) -> String {
        if !self.timestamps {
            return String::new();
        }
        self.dim(&jiff::ZonedDateTime::now().strftime("%H:%M ").to_string())
    }

    pub fn dim(self, text: &str) -> String {
        Style::DIM.painted(text, self.color)
    }

    pub fn prompt(self, text: &str) -> String {
        Style::BOLD.painted(text, self.color)
    }
}

struct Painter<'a> {
    own: Option<&'a Name>,
    out: String,
}

impl Painter<'_> {
    fn line(&mut self, line: &ServerLine) {
        match line {
            ServerLine::Ask { .. } => Style::BOLD.paint(&mut self.out, &line.to_string()),
            ServerLine::Joined { name, text } => self.notice("* + ", &[name], text),
            ServerLine::Left { name, text } => self.notice("* - ", &[name], text),
            ServerLine::Renamed { old, new, text } => self.notice("* ~ ", &[old, new], text),
            ServerLine::Present { names, text } => {
                self.notice("* = ", &names.iter().collect::<Vec<_>>(), text);
            }
            ServerLine::Closing(_)
            | ServerLine::Notice(_)
            | ServerLine::Pass { .. }
            | ServerLine::Missed { .. } => {
                Style::DIM.paint(&mut self.out, &line.to_string());
            }
            ServerLine::Marked(mark, text) => self.marked(*mark, text),
            ServerLine::Action { name, text } => {
                self.signed("* @ ", name, " ", text, Style { italic: true, ..Style::PLAIN });
            }
            ServerLine::Announcement { name, text } => {
                let style = Style { bold: true, color: Some(ANNOUNCEMENT), ..Style::PLAIN };
                self.signed("* # ", name, " ", text, style);
            }
            ServerLine::Speech { name, text } => self.signed("[", name, "] ", text, Style::PLAIN),
            ServerLine::Private { from, text } => {
                self.signed("(", from, ") ", text, Style::of(PRIVATE));
            }
            ServerLine::Answer(text) => {
                Style::DIM.paint(&mut self.out, "> ");
                self.answer(text);
            }
            ServerLine::Refusal(_) | ServerLine::Unread { .. } => {
                Style::of(REFUSAL).paint(&mut self.out, &line.to_string());
            }
            ServerLine::Other(text) => self.out.push_str(text),
        }
    }

    fn notice(&mut self, mark: &str, names: &[&Name], text: &str) {
        Style::DIM.paint(&mut self.out, mark);
        for name in names {
            self.name(name);
            self.out.push(' ');
        }
        Style::DIM.paint(&mut self.out, text);
    }

    /// What goes on: what is meant for everyone to act on stands out, the rest is dim.
    fn marked(&mut self, mark: Mark, text: &str) {
        let style = match mark {
            Mark::Poll | Mark::QuizQuestion | Mark::Turn => {
                Style { bold: true, color: Some(ANNOUNCEMENT), ..Style::PLAIN }
            }
            Mark::PollResult | Mark::QuizResult | Mark::Points => Style::of(ANNOUNCEMENT),
            Mark::HandUp => Style::of(PRIVATE),
            _ => Style::DIM,
        };
        style.paint(&mut self.out, &format!("* {} ", mark.sign()));
        self.text(text, style);
    }

    /// What a person says: the mark in the style of the text, the name in its own.
    fn signed(&mut self, before: &str, name: &Name, after: &str, text: &str, style: Style) {
        style.paint(&mut self.out, before);
        self.name(name);
        style.paint(&mut self.out, after);
        self.text(text, style);
    }

    fn name(&mut self, name: &Name) {
        let style = if is_own(self.own, name.as_str()) {
            Style { bold: true, underlined: true, ..Style::PLAIN }
        } else {
            Style { bold: true, color: Some(color_of(name)), ..Style::PLAIN }
        };
        style.paint(&mut self.out, name.as_str());
    }

    /// A text in which the own name stands out.
    fn text(&mut self, text: &str, style: Style) {
        static WORDS: LazyLock<Regex> =
            LazyLock::new(|| Regex::new(r"[\p{L}\p{M}\p{N}_-]+").expect("a valid pattern"));
        let own = self.own;
        let mut done = 0;
        for word in WORDS.find_iter(text).filter(|word| is_own(own, word.as_str())) {
            style.paint(&mut self.out, &text[done..word.start()]);
            let mention = Style { bold: true, reversed: true, ..style };
            mention.paint(&mut self.out, word.as_str());
            done = word.end();
        }
        style.paint(&mut self.out, &text[done..]);
    }

    /// An answer, which may be a line of the past: `12:34 [ana] oi`, `22/11 12:34 [ana] oi`.
    fn answer(&mut self, text: &str) {
        static PAST: LazyLock<Regex> = LazyLock::new(|| {
            Regex::new(r"^((?:[0-9/]{5} )?[0-9:]{5} )(?:[\[(]|\* )").expect("a valid pattern")
        });
        let Some(time) = PAST.captures(text).and_then(|found| found.get(1)) else {
            self.out.push_str(text);
            return;
        };
        let (time, line) = text.split_at(time.end());
        Style::DIM.paint(&mut self.out, time);
        self.line(&ServerLine::parse(line));
    }
}

fn is_own(own: Option<&Name>, word: &str) -> bool {
    let folded = |text: &str| default_case_fold_str(&text.nfc().collect::<String>());
    own.is_some_and(|own| folded(word) == folded(own.as_str()))
}

/// A name's colour, the same in every client and in any case: picked by a hash (FNV-1a).
fn color_of(name: &Name) -> Color {
    let hash = name
        .confusable()
        .folded
        .bytes()
        .fold(0x811c_9dc5_u32, |hash, byte| (hash ^ u32::from(byte)).wrapping_mul(0x0100_0193));
    Color::AnsiColor(NAMES[hash as usize % NAMES.len()])
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn name(text: &str) -> Name {
        Name::new(text).unwrap()
    }

    fn colored(line: &str) -> String {
        Screen::new(true).line(&ServerLine::parse(line), Some(&name("ana")))
    }

    fn stripped(text: &str) -> String {
        Regex::new("\x1b\\[[0-9;]*m").unwrap().replace_all(text, "").into_owned()
    }

    /// The contrast (WCAG 2) of a colour of the xterm cube with black and with white.
    fn contrasts(code: u8) -> (f64, f64) {
        let level = |step: u8| if step == 0 { 0.0 } else { f64::from(55 + 40 * step) / 255.0 };
        let linear =
            |v: f64| if v <= 0.039_28 { v / 12.92 } else { ((v + 0.055) / 1.055).powf(2.4) };
        let cube = code - 16;
        let [r, g, b] = [cube / 36, cube / 6 % 6, cube % 6].map(|step| linear(level(step)));
        let luminance = 0.2126 * r + 0.7152 * g + 0.0722 * b;
        ((luminance + 0.05) / 0.05, 1.05 / (luminance + 0.05))
    }

    #[test]
    fn every_colour_is_legible_on_black_and_on_white() {
        let fixed = [REFUSAL, PRIVATE, ANNOUNCEMENT].map(|color| match color {
            Color::AnsiColor(code) => code,
            other => panic!("not of the cube: {other:?}"),
        });
        for code in NAMES.into_iter().chain(fixed) {
            let (black, white) = contrasts(code);
            assert!(black > 3.0 && white > 3.0, "{code}: {black:.1} {white:.1}");
        }
    }

    #[test]
    fn a_name_has_one_colour_in_any_case() {
        assert_eq!(color_of(&name("Beto")), color_of(&name("BETO")));
        let names = ["ana", "beto", "caio", "dora", "eva", "fábio", "gil", "hugo"];
        let mut colors: Vec<_> = names.map(|n| color_of(&name(n)).to_fg_str()).into();
        colors.sort();
        colors.dedup();
        assert!(colors.len() >= 5, "{colors:?}");
    }

    #[test]
    fn without_colour_the_text_is_the_line() {
        let line = ServerLine::parse("[beto] oi, ana");
        assert_eq!(Screen::new(false).line(&line, Some(&name("ana"))), "[beto] oi, ana");
        assert_eq!(Screen::new(false).notice("oi"), "-- oi");
    }

    #[test]
    fn the_own_name_and_mentions_are_marked() {
        let mention = "\x1b[1;7mAna\x1b[0m";
        assert!(colored("[beto] oi, Ana!").contains(mention));
        assert!(!colored("[beto] oi, Anabela-ana").contains("\x1b[1;7m"), "not a word of its own");
        assert!(colored("* ~ ana aninha (novo nome)").contains("\x1b[1;4mana\x1b[0m"));
    }

    #[test]
    fn kinds_of_lines_look_different() {
        assert!(colored("! Não.").starts_with("\x1b[38;5;160m"));
        assert!(colored("* Agora é a vez de ana.").starts_with("\x1b[2m"));
        assert!(colored("(beto) oi").starts_with("\x1b[38;5;133m("));
        assert_eq!(colored("> 7 × 8 = 56"), "\x1b[2m> \x1b[0m7 × 8 = 56");
        let past = colored("> 12:34 [beto] oi");
        assert!(past.contains(&colored("[beto] oi")) && past.contains("\x1b[2m12:34 "), "{past:?}");
    }

    proptest! {
        #[test]
        fn colour_is_all_that_is_added(
            mark in "(\\? |\\? \\* |\\* [-+~=@#.] |\\* |\\[|\\(|> |! |> 10:00 \\[|)",
            rest in "(ana|beto|\\PC)?[\\])]? ?(ana|\\PC){0,9}\\(?(ana|\\PC){0,9}",
        ) {
            let line = ServerLine::parse(&format!("{mark}{rest}"));
            let text = Screen::new(true).line(&line, Some(&name("ana")));
            // A line of the past is read again, and a name is then normalised.
            let same = |text: &str| text.nfc().collect::<String>();
            prop_assert_eq!(same(&stripped(&text)), same(&line.to_string()));
        }
    }
}
