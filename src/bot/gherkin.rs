//! Reads Gherkin: a feature file's lines to scenarios as they are written, in one pass.
//!
//! Each line that is neither blank nor a comment is a tag, a heading, a step, a row of examples,
//! part of a text, or a description; what is none of these is a [`Fault`]. Which steps there are
//! is asked of the registry only to tell a slip from a description.

use std::mem;

use super::document::{Document, Written, WrittenStep};
use super::fault::Fault;
use super::glued;
use super::keyword::{self, Heading, Keyword, Part, is_near_step, nearest_heading};
use super::line::{BREAKS, Place, QUOTES, bare, foreign, is_like_fence, meant, spot};
use super::outline::Table;
use super::registry::{find, is_like_step};

/// What stands above and below a text of several lines.
const FENCES: [&str; 2] = ["\"\"\"", "```"];

/// Reads a file's text; what follows a fault that hides its structure is not read.
pub fn read(text: &str) -> Document<'_> {
    // Files of old systems end their lines with a carriage return alone.
    let end = if text.contains('\n') { '\n' } else { '\r' };
    let text = text.strip_suffix(end).unwrap_or(text);
    let lines = text.split(end).map(|line| line.trim_end_matches('\r')).collect();
    let mut reader =
        Reader { document: Document { lines, ..Document::default() }, ..Reader::default() };
    if let Err(fault) = reader.lines().and_then(|()| reader.end()) {
        // What is wrong may be part of the last step.
        reader.steps().map(Vec::pop);
        reader.document.faults.push(fault);
    }
    reader.document.faults.sort_by_key(|(place, _)| place.line);
    reader.document
}

/// What is wrong, where reading cannot go on.
type Read = Result<(), (Place, Fault)>;

/// A file being read.
#[derive(Default)]
struct Reader<'a> {
    document: Document<'a>,
    /// How many lines have been read.
    at: usize,
    /// What the lines below the last heading belong to, and whether one has come that is no
    /// description: then none may follow.
    block: Option<(Heading, bool)>,
    /// The tags above the next heading, and their line.
    tags: (usize, Vec<String>),
    /// The tags and the background of the feature, and of the rule.
    outer: [(Vec<String>, Vec<WrittenStep>); 2],
    is_ruled: bool,
    /// The line of the first heading.
    first: usize,
    /// May a text stand here?
    after_step: bool,
    /// The line right above if it is a heading in a comment.
    commented: usize,
    /// A line of the description that may be meant as a heading.
    suspect: Option<(usize, &'static Keyword)>,
}

impl<'a> Reader<'a> {
    fn lines(&mut self) -> Read {
        while let Some(&raw) = self.document.lines.get(self.at) {
            self.at += 1;
            self.check_breaks(raw)?;
            let line = meant(raw);
            if line.starts_with('#') {
                self.comment(raw)?;
            } else if !line.is_empty() {
                self.line(raw, &line)?;
                self.commented = 0;
            }
        }
        Ok(())
    }

    fn comment(&mut self, raw: &str) -> Read {
        match keyword::language(raw) {
            Some(tag) if self.block.is_none() && !keyword::is_read(&tag) => {
                Err((self.part(&tag), Fault::Language(tag)))
            }
            _ => {
                let is_heading = keyword::behind_signs(raw).is_some();
                self.commented = if is_heading { self.at } else { self.commented };
                Ok(())
            }
        }
    }

    fn line(&mut self, raw: &'a str, line: &str) -> Read {
        let after_step = mem::take(&mut self.after_step);
        if line.starts_with('@') {
            return self.tags(raw);
        }
        if let Some((keyword, title)) = keyword::heading(raw) {
            return self.heading(self.at, keyword, title);
        }
        if let (above @ 1.., _) = self.tags {
            return match nearest_heading(raw) {
                Some(keyword) => self.slip(self.at, keyword),
                None => Err((self.whole(above), Fault::LooseTags)),
            };
        }
        if let Some(fence) = FENCES.iter().find(|fence| bare(raw).starts_with(*fence)) {
            return self.text(raw, fence, after_step);
        }
        if line.starts_with('|') {
            return self.row(raw);
        }
        match keyword::step(line) {
            Some((part, word, text)) if !self.is_description(text) => self.step(part, word, text),
            _ => self.other(raw, line),
        }
    }

    /// Is what follows a step's word part of a description? Where no steps can be, it is unless it
    /// is plainly meant as one.
    fn is_description(&self, text: &str) -> bool {
        let outside = matches!(self.block, Some((Heading::Feature | Heading::Rule, false)));
        outside && !text.contains(['"', '“', '”', '«']) && find(text).is_none()
    }

    fn tags(&mut self, raw: &str) -> Read {
        let words = raw.split_whitespace().map(bare).filter(|word| !word.is_empty());
        for word in words.take_while(|word| !word.starts_with('#')) {
            let tags = word.strip_prefix('@').unwrap_or_default().split('@');
            if !tags.clone().all(|tag| !tag.is_empty() && !tag.contains([',', ';'])) {
                return Err((self.part(word), Fault::Tag(word.to_owned())));
            }
            self.tags.1.extend(tags.map(str::to_owned));
        }
        self.tags.0 = self.at;
        Ok(())
    }

    fn heading(&mut self, line: usize, keyword: &'static Keyword, title: &'a str) -> Read {
        let (above, tags) = mem::take(&mut self.tags);
        let block = self.block.replace((keyword.heading, false)).map(|(heading, _)| heading);
        self.suspect = None;
        if let Some(part) = glued::in_title(keyword.heading, title) {
            let found = (self.part(part), Fault::InTitle(part.to_owned()));
            // Where no heading is read, or no header, the lines below are in the wrong place.
            if keyword::step(part).is_none() {
                return Err(found);
            }
            self.document.faults.push(found);
        }
        if block.is_none() {
            self.document.language = keyword.locale;
            self.first = line;
            if keyword.heading != Heading::Feature && self.document.faults.is_empty() {
                let fault = match self.commented {
                    0 => (self.whole(line), Fault::Start),
                    above => (self.whole(above), Fault::Commented),
                };
                self.document.faults.push(fault);
            }
        }
        match (keyword.heading, block) {
            (Heading::Feature, None) => {
                self.document.feature = title;
                self.outer[0].0 = tags;
            }
            (Heading::Rule, _) => {
                self.is_ruled = true;
                self.outer[1] = (tags, Vec::new());
            }
            (Heading::Background, _) if !tags.is_empty() => {
                return Err((self.whole(above), Fault::LooseTags));
            }
            (Heading::Background, None | Some(Heading::Feature | Heading::Rule)) => {}
            (Heading::Scenario | Heading::Outline, _) => {
                let steps: Vec<_> =
                    self.outer.iter().flat_map(|(_, steps)| steps).cloned().collect();
                let outer = self.outer.iter().flat_map(|(tags, _)| tags).cloned();
                self.document.scenarios.push(Written {
                    line,
                    title,
                    tags: outer.chain(tags).collect(),
                    backgrounds: steps.len(),
                    steps,
                    tables: Vec::new(),
                    is_outline: keyword.heading == Heading::Outline,
                });
            }
            (Heading::Examples, Some(Heading::Scenario | Heading::Outline | Heading::Examples)) => {
                if let Some(scenario) = self.document.scenarios.last_mut() {
                    scenario.tables.push(Table { line, tags, ..Table::default() });
                }
            }
            _ => return Err((self.whole(line), Fault::Misplaced(keyword.heading))),
        }
        Ok(())
    }

    /// Takes a line for the heading that it is probably meant to be, and says so.
    fn slip(&mut self, line: usize, keyword: &'static Keyword) -> Read {
        let raw = self.document.lines[line - 1];
        if let Some(signs) = keyword::behind_signs(raw) {
            let place = Place { line, span: spot(raw, signs) };
            self.fault(place, Fault::BeforeHeading(signs.to_owned()));
            return self.heading(line, keyword, "");
        }
        self.slipped(line, raw.split(':').next().unwrap_or(raw), Fault::Heading(keyword.shown));
        self.heading(line, keyword, "")
    }

    /// Notes that a line does not begin as it should: a letter may only look like the right one.
    fn slipped(&mut self, line: usize, head: &str, fault: Fault) {
        let (part, fault) = match foreign(head) {
            Some(sign) => (sign, Fault::Lookalike(sign.to_owned())),
            None => (bare(head), fault),
        };
        let span = spot(self.document.lines[line - 1], part);
        self.fault(Place { line, span }, fault);
    }

    /// What stands here shows what a line above was meant to be.
    fn suspected(&mut self) -> Read {
        self.suspect.take().map_or(Ok(()), |(line, keyword)| self.slip(line, keyword))
    }

    fn step(&mut self, part: Part, word: &str, text: &str) -> Read {
        self.suspected()?;
        let line = self.at;
        if let Some(fence) = FENCES.iter().find(|fence| text.ends_with(*fence)) {
            return Err((self.part(fence), Fault::Glued((*fence).to_owned())));
        }
        let tables = self.document.scenarios.last().map(|scenario| &scenario.tables[..]);
        if let (Some((Heading::Examples, false)), Some([.., table])) = (self.block, tables) {
            return self.mistaken(table.line, ["Cenário", "Scenario"]);
        }
        if part == Part::Given && self.commented > 0 {
            return Err((self.whole(self.commented), Fault::Commented));
        }
        let Some(steps) = self.steps() else {
            let fault = if self.block.is_none() { Fault::Start } else { Fault::StepOutside };
            return Err((self.whole(self.at), fault));
        };
        let given = match part {
            Part::Given => true,
            Part::Event => false,
            Part::Same => steps.last().is_none_or(|above| above.given),
        };
        let (keyword, text) = (word.to_owned(), text.to_owned());
        steps.push(WrittenStep { line, given, keyword, text, doc: None });
        self.begin();
        self.after_step = true;
        Ok(())
    }

    /// A heading with the word of another one, which reads alike.
    fn mistaken(&self, line: usize, meant: [&'static str; 2]) -> Read {
        Err((self.whole(line), Fault::Heading(meant[self.document.language as usize])))
    }

    /// The steps to which one that stands here belongs.
    fn steps(&mut self) -> Option<&mut Vec<WrittenStep>> {
        match self.block?.0 {
            Heading::Background => Some(&mut self.outer[usize::from(self.is_ruled)].1),
            Heading::Scenario | Heading::Outline => {
                self.document.scenarios.last_mut().map(|scenario| &mut scenario.steps)
            }
            Heading::Feature | Heading::Rule | Heading::Examples => None,
        }
    }

    /// A description may not stand here any more.
    fn begin(&mut self) {
        self.block = self.block.map(|(heading, _)| (heading, true));
    }

    /// A line that begins with no word of the language: a description, or a slip.
    fn other(&mut self, raw: &str, line: &str) -> Read {
        // A misspelt word may stand before the step, a mark as in a list, or a sentence.
        let starts = line.match_indices(' ').map(|(at, _)| at + 1);
        let mut texts = [0].into_iter().chain(starts).map(|start| &line[start..]).enumerate();
        let is_near = is_near_step(line);
        let is_slip = |at, text: &str| at < 3 && text.starts_with(QUOTES) || at == 1 && is_near;
        let is_step =
            |at, text: &str| find(text).is_some() || is_slip(at, text) && is_like_step(text);
        if let Some((_, text)) = texts.find(|(at, text)| is_step(*at, text)) {
            if self.steps().is_some() {
                let word = raw.split_whitespace().next().unwrap_or(raw);
                self.slipped(self.at, word, Fault::NoKeyword(line.to_owned()));
            }
            return self.step(Part::Same, "", text);
        }
        let near = nearest_heading(raw);
        match (self.block, near) {
            (Some((_, false)), _) => {
                self.suspect = near.map(|near| (self.at, near)).or(self.suspect);
                Ok(())
            }
            (_, Some(near)) => self.slip(self.at, near),
            (None, None) => Err((self.whole(self.at), Fault::Start)),
            _ if is_like_fence(raw) => Err((self.whole(self.at), Fault::Fence)),
            (Some(_), None) => match foreign(raw) {
                Some(sign) => Err((self.part(sign), Fault::Lookalike(sign.to_owned()))),
                None => Err((self.whole(self.at), Fault::Unknown(line.to_owned()))),
            },
        }
    }

    /// A text of several lines, which belongs to the step above.
    fn text(&mut self, raw: &str, fence: &str, after_step: bool) -> Read {
        let opened = self.at;
        if !after_step {
            return Err((self.whole(opened), Fault::LooseText));
        }
        let indentation: String = raw.chars().take_while(|c| c.is_whitespace()).collect();
        let mut doc = Vec::new();
        let mut behind = bare(&bare(raw)[fence.len()..]);
        while behind.is_empty() {
            let Some(&raw) = self.document.lines.get(self.at) else { return self.unclosed(opened) };
            self.at += 1;
            self.check_breaks(raw)?;
            let line = bare(raw);
            match line.strip_prefix(fence) {
                Some("") => {
                    if let Some(step) = self.steps().and_then(|steps| steps.last_mut()) {
                        step.doc = Some(doc);
                    }
                    return Ok(());
                }
                Some(words) => behind = bare(words),
                None if keyword::step(&meant(raw))
                    .is_some_and(|(.., step)| find(step).is_some()) =>
                {
                    return self.unclosed(opened);
                }
                None if line.is_empty() => {}
                None => doc.push((self.at, self.unindented(raw, &indentation)?)),
            }
        }
        Err((self.part(behind), Fault::BesideFence))
    }

    /// A line of a text, indented as against the signs around it.
    fn unindented(&self, raw: &str, indentation: &str) -> Result<String, (Place, Fault)> {
        let blank = &raw[..raw.len() - raw.trim_start().len()];
        let common = raw.strip_prefix(indentation);
        let text = common.or_else(|| indentation.starts_with(blank).then(|| raw.trim_start()));
        let place = Place { line: self.at, span: 0..blank.len() };
        text.map(str::to_owned).ok_or((place, Fault::Indentation))
    }

    /// A text that does not end before here: a line in it may be meant to end it.
    fn unclosed(&self, opened: usize) -> Read {
        let inside = (opened + 1..=self.at).zip(&self.document.lines[opened..]);
        let ends: Vec<usize> =
            inside.filter(|(_, raw)| is_like_fence(raw)).map(|(line, _)| line).collect();
        match ends[..] {
            // A pair of them is part of the text.
            [.., end] if ends.len() % 2 == 1 => Err((self.whole(end), Fault::Fence)),
            _ => Err((self.whole(opened), Fault::OpenText)),
        }
    }

    fn row(&mut self, raw: &str) -> Read {
        self.suspected()?;
        let scenario = self.document.scenarios.last_mut();
        let table = match (self.block, scenario) {
            (Some((Heading::Examples, _)), Some(scenario)) => scenario.tables.last_mut(),
            (Some((Heading::Scenario, false)), Some(scenario)) => {
                let line = scenario.line;
                return self.mistaken(line, ["Exemplos", "Examples"]);
            }
            _ => None,
        };
        let Some(table) = table else {
            return Err((self.whole(self.at), Fault::LooseTable));
        };
        table.take(self.at, raw).map_err(|(span, fault)| (Place { line: self.at, span }, fault))?;
        self.begin();
        Ok(())
    }

    /// Looks at what is only known at the end.
    fn end(&mut self) -> Read {
        if let (above @ 1.., _) = self.tags {
            return Err((self.whole(above), Fault::LooseTags));
        }
        if self.block.is_none() {
            return Err((self.whole(1), Fault::Empty));
        }
        let mut faults = Vec::new();
        for scenario in &self.document.scenarios {
            if scenario.steps.len() == scenario.backgrounds {
                faults.push((scenario.line, Fault::NoSteps));
            } else if scenario.is_outline && scenario.tables.is_empty() {
                faults.push((scenario.line, Fault::NoRows));
            }
            let empty = scenario.tables.iter().filter(|table| table.rows.is_empty());
            faults.extend(empty.map(|table| (table.line, Fault::NoRows)));
        }
        if self.document.scenarios.is_empty() {
            faults.push((self.first, Fault::NoScenarios));
        }
        // A slip in a heading takes the lines below from where they belong.
        let harmless = |(_, fault): &(_, Fault)| matches!(fault, Fault::NoKeyword(_));
        if self.document.faults.iter().all(harmless) {
            faults.into_iter().for_each(|(line, fault)| self.fault(self.whole(line), fault));
        }
        Ok(())
    }

    /// Notes a fault, and goes on.
    fn fault(&mut self, place: Place, fault: Fault) {
        self.document.faults.push((place, fault));
    }

    fn check_breaks(&self, raw: &str) -> Read {
        let sign = raw.chars().find(|sign| BREAKS.contains(sign)).map(String::from);
        sign.map_or(Ok(()), |sign| Err((self.part(&sign), Fault::Break(sign))))
    }

    /// All of a line but the blanks around it.
    fn whole(&self, line: usize) -> Place {
        Place { line, span: spot(self.document.lines[line - 1], "") }
    }

    /// A part of the line that was read last.
    fn part(&self, part: &str) -> Place {
        Place { line: self.at, span: spot(self.document.lines[self.at - 1], part) }
    }
}
