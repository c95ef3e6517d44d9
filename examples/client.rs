//! A client in 40 lines: what the class says goes to standard output, and each line of standard
//! input to the class.
//!
//! `cargo run --example client -- 127.0.0.1:7777`

use std::error::Error;
use std::io::{BufRead, BufReader, Write, stdin};
use std::net::{Shutdown, TcpStream};
use std::thread;

use sala::wire::{CLIENT_LINE_MAX, ServerLine, clean};

fn main() -> Result<(), Box<dyn Error>> {
    let address = std::env::args().nth(1).unwrap_or_else(|| "127.0.0.1:7777".to_owned());
    let mut server = TcpStream::connect(address)?;
    let lines = BufReader::new(server.try_clone()?).lines();

    let reading = thread::spawn(move || {
        for line in lines.map_while(Result::ok) {
            // A program that shows a line must not let it move the cursor or ring the bell.
            let line = clean(&line);
            match ServerLine::parse(&line) {
                ServerLine::Speech { name, text } => println!("{name}: {text}"),
                ServerLine::Private { from, text } => println!("{from} (to you): {text}"),
                _ => println!("{line}"),
            }
        }
    });
    for line in stdin().lines() {
        let line = line?;
        if line.len() > CLIENT_LINE_MAX {
            eprintln!("a line has at most {CLIENT_LINE_MAX} bytes; this one was not sent");
            continue;
        }
        writeln!(server, "{line}")?;
    }
    // The class still answers what was sent; when it has, it closes its side.
    server.shutdown(Shutdown::Write)?;
    reading.join().map_err(|_| "the reader panicked")?;
    Ok(())
}
