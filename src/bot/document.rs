//! A feature file as it is written, before its steps are understood.

use crate::locale::Locale;

use super::fault::Fault;
use super::line::Place;
use super::outline::Table;

/// A file as it is written.
#[derive(Debug, Default)]
pub struct Document<'a> {
    /// Its lines, without their ends.
    pub lines: Vec<&'a str>,
    /// The language of its first heading.
    pub language: Locale,
    /// Its title.
    pub feature: &'a str,
    /// Its scenarios, in order.
    pub scenarios: Vec<Written<'a>>,
    /// What is wrong with it, as far as it could be read.
    pub faults: Vec<(Place, Fault)>,
}

/// A scenario as it is written.
#[derive(Debug)]
pub struct Written<'a> {
    /// The line of its title.
    pub line: usize,
    /// Its title.
    pub title: &'a str,
    /// Its tags, with those of its feature and its rule.
    pub tags: Vec<String>,
    /// Its steps, those of the backgrounds first.
    pub steps: Vec<WrittenStep>,
    /// Its tables of examples.
    pub tables: Vec<Table>,
    /// How many of them are of the backgrounds.
    pub backgrounds: usize,
    /// Is it one that has examples?
    pub is_outline: bool,
}

/// A step as it is written.
#[derive(Clone, Debug)]
pub struct WrittenStep {
    /// Its line.
    pub line: usize,
    /// Does it set the scene?
    pub given: bool,
    /// The word with which it begins.
    pub keyword: String,
    /// What is to happen.
    pub text: String,
    /// The lines of the text below it, with their places; blank ones are left out.
    pub doc: Option<Vec<(usize, String)>>,
}
