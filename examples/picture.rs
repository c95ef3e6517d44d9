//! A tool, not an example of the library: draws the picture in the README from a real class: a server with the teacher's console in one
//! terminal, a student's client in another, two more students over plain sockets.
//!
//! `make picture` runs it; it writes the SVG to standard output.

use std::fmt::Write as _;
use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::num::NonZero;
use std::path::Path;
use std::sync::{Arc, Condvar, Mutex};
use std::thread;
use std::time::Duration;

use portable_pty::{CommandBuilder, NativePtySystem, PtySize, PtySystem};
use vt100::{Color, Parser};

type Outcome<T> = Result<T, Box<dyn std::error::Error>>;

const PATIENCE: Duration = Duration::from_secs(10);
const COLUMNS: NonZero<u16> = NonZero::new(78).expect("not zero");
const CELL: (f32, f32) = (8.4, 18.0);
const MARGIN: f32 = 16.0;
const BAR: f32 = 28.0;
const INK: &str = "#d7dae0";
const PAPER: &str = "#1b1f27";

/// A terminal with a program in it, and what it shows.
struct Terminal {
    title: String,
    screen: Arc<(Mutex<Parser>, Condvar)>,
    keyboard: Box<dyn Write + Send>,
}

impl Terminal {
    fn open(sala: &Path, home: &Path, rows: u16, arguments: &[&str]) -> Outcome<Self> {
        let size = PtySize { rows, cols: COLUMNS.get(), pixel_width: 0, pixel_height: 0 };
        let rows = NonZero::new(rows).ok_or("a terminal without rows")?;
        let pair = NativePtySystem::default().openpty(size)?;
        let mut command = CommandBuilder::new(sala);
        command.args(arguments);
        command.env("TERM", "xterm-256color");
        command.env_remove("NO_COLOR");
        command.env("HOME", home);
        command.env("XDG_STATE_HOME", home);
        command.env_remove("SALA_DATA");
        pair.slave.spawn_command(command)?;
        let screen = Arc::new((Mutex::new(Parser::new(rows, COLUMNS, 0)), Condvar::new()));
        let mut output = pair.master.try_clone_reader()?;
        let shown = Arc::clone(&screen);
        let master = pair.master;
        let keyboard = master.take_writer()?;
        thread::spawn(move || {
            let _open = master;
            let mut bytes = [0; 4096];
            while let Ok(count @ 1..) = output.read(&mut bytes) {
                shown.0.lock().expect("a parser that does not panic").process(&bytes[..count]);
                shown.1.notify_all();
            }
        });
        let title = format!("sala {}", arguments.join(" "));
        Ok(Self { title, screen, keyboard })
    }

    fn type_line(&mut self, line: &str) -> Outcome<()> {
        self.type_keys(&format!("{line}\r"))
    }

    fn type_keys(&mut self, keys: &str) -> Outcome<()> {
        Ok(self.keyboard.write_all(keys.as_bytes())?)
    }

    /// Waits until the screen shows a text.
    fn wait_for(&self, text: &str) -> Outcome<()> {
        let (parser, changed) = &*self.screen;
        let parser = parser.lock().expect("a parser that does not panic");
        let missing = |parser: &mut Parser| !parser.screen().contents().contains(text);
        let waited = changed.wait_timeout_while(parser, PATIENCE, missing);
        let (parser, waited) = waited.expect("a parser that does not panic");
        if waited.timed_out() {
            let shown = parser.screen().contents();
            return Err(format!("{} does not show {text:?}, but:\n{shown}", self.title).into());
        }
        Ok(())
    }
}

/// A student who has only a socket.
struct Student(BufReader<TcpStream>);

impl Student {
    fn join(address: &str, name: &str) -> Outcome<Self> {
        let mut student = Self(BufReader::new(TcpStream::connect(address)?));
        student.read_line()?;
        student.say(name)?;
        student.read_line()?;
        Ok(student)
    }

    fn say(&mut self, line: &str) -> Outcome<()> {
        Ok(self.0.get_mut().write_all(format!("{line}\n").as_bytes())?)
    }

    fn read_line(&mut self) -> Outcome<String> {
        let mut line = String::new();
        self.0.read_line(&mut line)?;
        Ok(line)
    }
}

fn main() -> Outcome<()> {
    let sala = std::env::args().nth(1).ok_or("usage: picture path/to/sala")?;
    let sala = std::fs::canonicalize(sala)?;
    let folder = tempfile::tempdir()?;
    let home = folder.path();
    let mut desk = Terminal::open(&sala, home, 20, &["server"])?;
    desk.wait_for("Sala aberta em")?;
    let address = "127.0.0.1:7777";
    let mut ana = Terminal::open(&sala, home, 18, &["client", address, "--name", "ana"])?;
    ana.wait_for("(1 na sala)")?;
    let mut beto = Student::join(address, "beto")?;
    ana.wait_for("beto entrou")?;
    let mut bia = Student::join(address, "Conceição")?;
    ana.wait_for("Conceição entrou")?;
    desk.type_line("bom dia, turma! hoje: sockets")?;
    ana.wait_for("hoje: sockets")?;
    beto.say("bom dia!")?;
    ana.wait_for("bom dia!")?;
    ana.type_line("/tabuada 7 3")?;
    ana.wait_for("7 × 3 = 21")?;
    bia.say("/upper consegui, ana!")?;
    ana.wait_for("CONSEGUI, ANA!")?;
    desk.type_line("/msg ana veja a página 12")?;
    ana.wait_for("página 12")?;
    bia.say("/eu sorri")?;
    ana.wait_for("Conceição sorri")?;
    beto.say("sair")?;
    ana.wait_for("beto saiu")?;
    desk.type_line("/aviso prova na sexta")?;
    ana.wait_for("prova na sexta")?;
    ana.type_keys("professor: e a nota da")?;
    ana.wait_for("e a nota da")?;
    desk.wait_for("beto saiu")?;
    println!("{}", picture(&[&desk, &ana]));
    ana.type_keys("\u{3}\u{4}")?;
    desk.type_line("/encerrar")?;
    Ok(())
}

fn picture(terminals: &[&Terminal]) -> String {
    let width = f32::from(COLUMNS.get()) * CELL.0 + 2.0 * MARGIN;
    let mut body = String::new();
    let mut top = 0.0;
    for terminal in terminals {
        let parser = terminal.screen.0.lock().expect("a parser that does not panic");
        let screen = parser.screen();
        let rows = screen.size().0.get();
        let height = f32::from(rows) * CELL.1 + BAR + MARGIN;
        let _ = write!(
            body,
            r##"<g transform="translate(0 {top})"><rect width="{width}" height="{height}" rx="8" fill="{PAPER}"/>
<text x="{}" y="19" fill="#8b93a1" text-anchor="middle">{}</text>"##,
            width / 2.0,
            escape(&terminal.title),
        );
        for row in 0..rows {
            draw_row(&mut body, screen, row);
        }
        body.push_str("</g>\n");
        top += height + MARGIN;
    }
    format!(
        r#"<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {}" font-family="ui-monospace, 'DejaVu Sans Mono', Menlo, Consolas, monospace" font-size="14">
{body}</svg>"#,
        top - MARGIN,
    )
}

/// Draws a row in runs of cells that look the same.
fn draw_row(body: &mut String, screen: &vt100::Screen, row: u16) {
    let mut column = 0;
    while column < COLUMNS.get() {
        let start = column;
        let Some(first) = screen.cell(row, start) else { return };
        let style = (first.fgcolor(), first.bold(), first.dim(), first.inverse());
        let mut text = String::new();
        while let Some(cell) = screen
            .cell(row, column)
            .filter(|cell| (cell.fgcolor(), cell.bold(), cell.dim(), cell.inverse()) == style)
        {
            match cell.contents() {
                "" if cell.is_wide_continuation() => {}
                "" => text.push(' '),
                contents => text.push_str(contents),
            }
            column += 1;
        }
        if text.trim().is_empty() {
            continue;
        }
        let x = MARGIN + f32::from(start) * CELL.0;
        let y = BAR + f32::from(row) * CELL.1 + 14.0;
        let weight = if style.1 { r#" font-weight="bold""# } else { "" };
        let opacity = if style.2 { r#" opacity="0.6""# } else { "" };
        let _ = writeln!(
            body,
            r#"<text x="{x}" y="{y}" fill="{}"{weight}{opacity} xml:space="preserve">{}</text>"#,
            colour(style.0),
            escape(&text),
        );
    }
}

fn colour(colour: Color) -> String {
    const BASIC: [&str; 16] = [
        "#5c6370", "#e06c75", "#98c379", "#e5c07b", "#61afef", "#c678dd", "#56b6c2", "#d7dae0",
        "#7f848e", "#ff7b86", "#b1e18b", "#ffd68a", "#7cc4ff", "#de8ff2", "#6fd3df", "#ffffff",
    ];
    match colour {
        Color::Default => INK.to_owned(),
        Color::Idx(index @ 0..16) => BASIC[usize::from(index)].to_owned(),
        // xterm's cube of 6 × 6 × 6 and its 24 greys.
        Color::Idx(index @ 16..232) => {
            let level = |step: u8| if step == 0 { 0 } else { 55 + 40 * step };
            let index = index - 16;
            let (r, g, b) = (level(index / 36), level(index / 6 % 6), level(index % 6));
            format!("#{r:02x}{g:02x}{b:02x}")
        }
        Color::Idx(index) => {
            let grey = 8 + 10 * (index - 232);
            format!("#{grey:02x}{grey:02x}{grey:02x}")
        }
        Color::Rgb(r, g, b) => format!("#{r:02x}{g:02x}{b:02x}"),
    }
}

fn escape(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;")
}
