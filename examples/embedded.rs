//! A class within a program of one's own: this one ends it when the lesson is over.
//!
//! `cargo run --example embedded -- 45` opens a class for 45 minutes.

use std::error::Error;
use std::path::Path;
use std::time::Duration;

use async_std::task;
use jiff::tz::TimeZone;
use sala::classroom::{Config, Limits};
use sala::journal::Location;
use sala::locale::Locale;
use sala::server::{Admission, Server, ServerError, Setup, Web};

/// A class on this machine, for terminals and browsers, without a journal.
pub fn open(folder: &Path) -> Result<Server, ServerError> {
    let any_port = || vec!["127.0.0.1:0".to_owned()];
    Server::open(Setup {
        addresses: any_port(),
        tls_addresses: Vec::new(),
        web: Some(Web { addresses: any_port(), ..Web::default() }),
        certificate: None,
        open: false,
        more_ports: 0,
        place: Location { dir: folder.to_owned(), key_file: None },
        class: Config {
            locale: Locale::En,
            time_zone: TimeZone::system(),
            limits: Limits::default(),
            asks_code: false,
            recorded: false,
            seed: 7,
        },
        admission: Admission::default(),
        code: None,
        journal: None,
        linger: None,
    })
}

fn main() -> Result<(), Box<dyn Error>> {
    let minutes: u64 = std::env::args().nth(1).map_or(Ok(45), |text| text.parse())?;
    let folder = tempfile::tempdir()?;
    let server = open(folder.path())?;
    println!("terminals: {:?}, browsers: {:?}", server.addresses()?, server.web_addresses()?);
    // The class is over, for everyone in it, when the future that it is given completes.
    task::block_on(server.run(task::sleep(Duration::from_secs(60 * minutes))));
    Ok(())
}
