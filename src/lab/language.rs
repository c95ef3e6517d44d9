//! The programming languages that starters and solutions are written in.

use std::fmt;
use std::str::FromStr;

/// A programming language that the lessons have starters in. A learner may use any other.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Language {
    /// Python, its standard library only.
    Python,
    /// Rust, its standard library only, but for TLS.
    Rust,
}

/// It is not one of them.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("use python or rust")]
pub struct UnknownLanguage;

impl Language {
    /// All of them.
    pub const ALL: [Self; 2] = [Self::Python, Self::Rust];

    /// The file that a program in it begins with, unless it is a project of `cargo`.
    pub fn file(self) -> &'static str {
        match self {
            Self::Python => "servidor.py",
            Self::Rust => "servidor.rs",
        }
    }

    /// Is this file, named from the program's folder, part of a program in it?
    pub fn owns(self, file: &str) -> bool {
        let of_rust = |file: &str| file.ends_with(".rs") || file.starts_with("Cargo.");
        match self {
            Self::Python => file.ends_with(".py"),
            Self::Rust => of_rust(file),
        }
    }

    /// How a program of these files is built, if it has to be, and how it is started.
    pub fn commands<'a>(
        self,
        mut files: impl Iterator<Item = &'a str>,
    ) -> (Option<&'static str>, &'static str) {
        match self {
            Self::Python => (None, "python3 servidor.py"),
            Self::Rust if files.any(|file| file == "Cargo.toml") => {
                (Some("cargo build --quiet --locked"), "target/debug/servidor")
            }
            Self::Rust => (Some("rustc --edition 2021 -O servidor.rs"), "./servidor"),
        }
    }
}

impl fmt::Display for Language {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Python => "python",
            Self::Rust => "rust",
        })
    }
}

impl FromStr for Language {
    type Err = UnknownLanguage;

    fn from_str(text: &str) -> Result<Self, UnknownLanguage> {
        let known = |language: &Self| language.to_string() == text.to_lowercase();
        Self::ALL.into_iter().find(known).ok_or(UnknownLanguage)
    }
}
