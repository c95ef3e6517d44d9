//! A client's stream, plain or by TLS, without waiting.

use std::io::{self, ErrorKind, Read, Write};
use std::net::Shutdown;
use std::sync::Arc;

use futures_rustls::rustls::ClientConnection;
use mio::net::TcpStream;

use crate::link::TlsSettings;

pub(super) struct Channel {
    pub(super) stream: TcpStream,
    tls: Option<Box<ClientConnection>>,
}

impl Channel {
    pub(super) fn new(stream: TcpStream, settings: Option<&TlsSettings>) -> io::Result<Self> {
        let secured = |(config, name): &TlsSettings| {
            ClientConnection::new(Arc::clone(config), name.clone()).map_err(io::Error::other)
        };
        let tls = settings.map(secured).transpose()?.map(Box::new);
        Ok(Self { stream, tls })
    }

    /// Has a read that gave less than was asked for read all that there is? Of TLS it is one record.
    pub(super) fn reads_all(&self) -> bool {
        self.tls.is_none()
    }

    /// Says that nothing more will be sent.
    pub(super) fn finish(&mut self) -> io::Result<()> {
        match &mut self.tls {
            Some(tls) => {
                tls.send_close_notify();
                self.flush()
            }
            None => self.stream.shutdown(Shutdown::Write),
        }
    }
}

impl Read for Channel {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        let Some(tls) = &mut self.tls else { return self.stream.read(into) };
        loop {
            match tls.reader().read(into) {
                Err(error) if error.kind() == ErrorKind::WouldBlock => {}
                done => return done,
            }
            if tls.read_tls(&mut self.stream)? == 0 {
                return Err(ErrorKind::UnexpectedEof.into());
            }
            tls.process_new_packets().map_err(io::Error::other)?;
        }
    }
}

impl Write for Channel {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let Some(tls) = &mut self.tls else { return self.stream.write(bytes) };
        match tls.writer().write(bytes)? {
            0 => {
                self.flush()?;
                Err(ErrorKind::WouldBlock.into())
            }
            count => Ok(count),
        }
    }

    /// Sends what is encrypted, as much as the system takes now.
    fn flush(&mut self) -> io::Result<()> {
        let Some(tls) = &mut self.tls else { return Ok(()) };
        while tls.wants_write() {
            match tls.write_tls(&mut self.stream) {
                Err(error) if error.kind() == ErrorKind::WouldBlock => break,
                Err(error) if error.kind() == ErrorKind::Interrupted => {}
                done => _ = done?,
            }
        }
        Ok(())
    }
}
