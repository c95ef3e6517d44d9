//! The page: what browsers ask for and what they get, as functions of bytes.
//!
//! Owns HTTP/1.1 as far as a page needs it, the checks of who may open a WebSocket, and the page's
//! files in `page/`. Must not know sockets, time or the class: the server reads and writes.

mod files;
mod hosts;
mod qr;
mod request;
mod response;
mod site;
mod words;

pub use hosts::{Hosts, Scheme};
pub use request::is_http;
pub use response::Status;
pub use site::{Answer, Site};
