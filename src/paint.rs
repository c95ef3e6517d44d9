//! Text in colour, for terminals.

use colored::Color;

/// How a piece of text looks.
#[derive(Clone, Copy, Debug)]
pub struct Style {
    /// The colour of its letters; `None` is the terminal's own.
    pub color: Option<Color>,
    pub bold: bool,
    pub dim: bool,
    pub italic: bool,
    pub underlined: bool,
    pub reversed: bool,
}

impl Style {
    pub const PLAIN: Self = Self {
        color: None,
        bold: false,
        dim: false,
        italic: false,
        underlined: false,
        reversed: false,
    };
    pub const BOLD: Self = Self { bold: true, ..Self::PLAIN };
    pub const DIM: Self = Self { dim: true, ..Self::PLAIN };

    pub fn of(color: Color) -> Self {
        Self { color: Some(color), ..Self::PLAIN }
    }

    /// Appends `text` in this style (ECMA-48, select graphic rendition). `colored` would do so by
    /// itself, but asks the environment each time, which `--color` has already answered.
    pub fn paint(self, out: &mut String, text: &str) {
        let attributes = [
            (self.bold, "1"),
            (self.dim, "2"),
            (self.italic, "3"),
            (self.underlined, "4"),
            (self.reversed, "7"),
        ];
        let color = self.color.map(|color| color.to_fg_str());
        let set = attributes.iter().filter(|(on, _)| *on).map(|(_, code)| *code);
        let codes: Vec<&str> = set.chain(color.as_deref()).collect();
        if codes.is_empty() || text.is_empty() {
            out.push_str(text);
        } else {
            out.push_str(&format!("\x1b[{}m{text}\x1b[0m", codes.join(";")));
        }
    }

    /// The text in this style, or as it is without `color`.
    pub fn painted(self, text: &str, color: bool) -> String {
        if !color {
            return text.to_owned();
        }
        let mut out = String::new();
        self.paint(&mut out, text);
        out
    }
}
