//! sala

pub mod classroom;
pub mod cli;
pub mod command;
pub mod locale;
pub mod name;
pub mod wire;
