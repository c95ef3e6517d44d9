//! The proxy: one connection to the target for each that comes, and a row for each read.

use std::net::SocketAddr;
use std::sync::Arc;
use std::time::{Duration, Instant};

use async_channel::Sender;
use async_std::net::{TcpListener, TcpStream};
use async_std::task;
use futures_util::future::try_join;

use crate::link::{Address, Link, LinkReader, LinkWriter, Stream, Trust};
use crate::locale::Locale;

use super::row::{Event, Row, Side};

/// How long the target may take to accept a connection.
const CONNECT_LIMIT: Duration = Duration::from_secs(10);
/// Delay after a failed `accept`, mostly for want of a file descriptor.
const RETRY: Duration = Duration::from_millis(200);

/// Where connections go, and where their rows go.
struct Relay {
    target: Address,
    trust: Trust,
    locale: Locale,
    begun: Instant,
    rows: Sender<Row>,
}

/// Relays every connection to the target until the task is cancelled. The queue of `rows` is the only
/// buffer: a slow reader slows the other side, as without a trace.
pub async fn relay(
    listener: TcpListener,
    target: Address,
    trust: Trust,
    locale: Locale,
    rows: Sender<Row>,
) {
    let relay = Arc::new(Relay { target, trust, locale, begun: Instant::now(), rows });
    let mut connection = 0;
    loop {
        match listener.accept().await {
            Ok((client, from)) => {
                connection += 1;
                let relay = Arc::clone(&relay);
                task::spawn(async move { relay.serve(connection, client, from).await });
            }
            Err(_) => task::sleep(RETRY).await,
        }
    }
}

/// A direction broke; its row is sent.
struct Broken;

impl Relay {
    async fn serve(&self, connection: u64, client: TcpStream, from: SocketAddr) {
        let Ok(trace) = client.local_addr() else { return };
        self.tell(connection, Event::Opened { client: from, trace }).await;
        let client = Link::over(Stream::Tcp(client));
        let server = match Link::connect(&self.target, &self.trust, CONNECT_LIMIT).await {
            Ok(server) => server,
            Err(error) => {
                let why = error.explain(self.locale);
                return self.tell(connection, Event::Unreachable(why)).await;
            }
        };
        let ((from_client, to_client), (from_server, to_server)) = (client.split(), server.split());
        // What waits in the system's buffers hides a client that does not read.
        let _ = to_client.shrink_buffers().and(to_server.shrink_buffers());
        // When one direction breaks, the other cannot go on.
        let _: Result<((), ()), Broken> = try_join(
            self.pass(connection, Side::Client, from_client, to_server),
            self.pass(connection, Side::Server, from_server, to_client),
        )
        .await;
    }

    /// Passes on what one side sends until it ends.
    async fn pass(
        &self,
        connection: u64,
        from: Side,
        mut reader: LinkReader,
        mut writer: LinkWriter,
    ) -> Result<(), Broken> {
        loop {
            let event = match reader.bytes().await {
                Ok([]) => Event::Finished { from },
                Ok(bytes) => Event::Bytes { from, bytes: bytes.to_vec() },
                Err(error) => Event::of_error(from, &error),
            };
            self.tell(connection, event.clone()).await;
            let passed = match event {
                Event::Bytes { bytes, .. } => writer.send_bytes(&bytes).await,
                Event::Finished { .. } => return writer.finish().await.map_err(|_| Broken),
                _ => {
                    let _ = writer.reset_on_close();
                    return Err(Broken);
                }
            };
            if let Err(error) = passed {
                self.tell(connection, Event::of_error(from.other(), &error)).await;
                return Err(Broken);
            }
        }
    }

    async fn tell(&self, connection: u64, event: Event) {
        let row = Row { at: self.begun.elapsed(), connection, person: None, event };
        // If nobody takes rows any more, the relay is about to end.
        let _ = self.rows.send(row).await;
    }
}
