//! TLS sockets of a test's own, which know the server by its certificate's file.

use std::fs;
use std::io::{self, Read, Write};
use std::net::TcpStream;
use std::sync::{Arc, Mutex};
use std::thread;
use std::time::Duration;

use futures_rustls::rustls::crypto::ring;
use futures_rustls::rustls::{
    ClientConfig, ClientConnection, RootCertStore, StreamOwned, SupportedProtocolVersion, version,
};
use rustls_pki_types::pem::PemObject;
use rustls_pki_types::{CertificateDer, ServerName};

use super::server::{PATIENCE, Peer, Server};

pub static TLS12: &SupportedProtocolVersion = &version::TLS12;
pub static TLS13: &SupportedProtocolVersion = &version::TLS13;

/// A TLS stream. Cloning shares it, for one thread at a time.
#[derive(Clone)]
pub struct TlsClient(Arc<Mutex<StreamOwned<ClientConnection, TcpStream>>>);

impl TlsClient {
    /// A connection whose handshake is done.
    pub fn open(server: &Server, version: &'static SupportedProtocolVersion) -> Self {
        Self::offering(server, version, &[]).unwrap()
    }

    /// The same, or why not, where the client offers these protocols.
    pub fn offering(
        server: &Server,
        version: &'static SupportedProtocolVersion,
        protocols: &[&str],
    ) -> io::Result<Self> {
        let mut stream = Self::connect(server, version, protocols);
        stream.conn.complete_io(&mut stream.sock)?;
        Ok(Self(Arc::new(Mutex::new(stream))))
    }

    /// The same over a network on which each flight of the handshake takes so long.
    pub fn open_slowly(
        server: &Server,
        version: &'static SupportedProtocolVersion,
        flight: Duration,
    ) -> io::Result<Self> {
        let mut stream = Self::connect(server, version, &[]);
        let (connection, socket) = (&mut stream.conn, &mut stream.sock);
        while connection.is_handshaking() || connection.wants_write() {
            thread::sleep(flight);
            if connection.wants_write() {
                connection.write_tls(socket)?;
            } else {
                connection.read_tls(socket)?;
                connection.process_new_packets().map_err(io::Error::other)?;
            }
        }
        Ok(Self(Arc::new(Mutex::new(stream))))
    }

    fn connect(
        server: &Server,
        version: &'static SupportedProtocolVersion,
        protocols: &[&str],
    ) -> StreamOwned<ClientConnection, TcpStream> {
        let mut roots = RootCertStore::empty();
        let pem = fs::read(server.data().join("cert.pem")).unwrap();
        roots.add(CertificateDer::from_pem_slice(&pem).unwrap()).unwrap();
        let mut config = ClientConfig::builder_with_provider(Arc::new(ring::default_provider()))
            .with_protocol_versions(&[version])
            .unwrap()
            .with_root_certificates(roots)
            .with_no_client_auth();
        config.alpn_protocols = protocols.iter().map(|it| it.as_bytes().to_vec()).collect();
        let name = ServerName::try_from("127.0.0.1").unwrap();
        let connection = ClientConnection::new(Arc::new(config), name).unwrap();
        let socket = TcpStream::connect(address(server)).unwrap();
        socket.set_read_timeout(Some(PATIENCE)).unwrap();
        socket.set_nodelay(true).unwrap();
        StreamOwned::new(connection, socket)
    }

    /// Says that nothing more will be sent, and goes on reading.
    pub fn finish(&self) {
        let stream = &mut *self.0.lock().unwrap();
        stream.conn.send_close_notify();
        stream.conn.write_tls(&mut stream.sock).unwrap();
    }

    /// Someone in the room, who has read who else is here.
    pub fn join(&self, name: &str) -> Peer {
        let socket = self.0.lock().unwrap().sock.try_clone().unwrap();
        let mut peer = Peer::over(self.clone(), socket);
        let question = peer.line();
        assert!(question.starts_with("? "), "{question}");
        peer.send(name);
        let presence = peer.line();
        assert!(presence.starts_with("* = "), "{presence}");
        peer
    }
}

/// Where the server's encrypted channel is.
pub fn address(server: &Server) -> &str {
    server.tls_address().trim_start_matches("tls://")
}

impl Read for TlsClient {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        self.0.lock().unwrap().read(buffer)
    }
}

impl Write for TlsClient {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.lock().unwrap().write(bytes)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.0.lock().unwrap().flush()
    }
}
