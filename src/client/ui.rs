//! How a session is shown.

use std::io;

use crate::name::Name;
use crate::wire::ServerLine;

use super::session::Session;

/// What shows a session to the person.
pub trait Ui {
    fn line(&mut self, line: &ServerLine, own: Option<&Name>) -> io::Result<()>;
    /// A line from elsewhere, as it is.
    fn aside(&mut self, text: &str) -> io::Result<()>;
    fn notice(&mut self, text: &str) -> io::Result<()>;
    fn changed(&mut self, session: &Session, connected: bool);
    /// Offers lines to be sent again.
    fn give_back(&mut self, lines: Vec<String>);
}
