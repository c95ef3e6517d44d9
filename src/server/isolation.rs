//! Whether anybody reaches the class from another machine: networks for guests often keep their devices
//! from each other, and then nobody in the room knows why no phone comes in.

use std::net::SocketAddr;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use async_channel::Sender;
use async_std::net::{TcpListener, TcpStream};
use async_std::task::sleep;

use super::event::Event;

/// After how long it is told that nobody has come.
pub(super) const TOLD_AFTER: Duration = Duration::from_secs(60);

/// Notes whether someone has connected from another machine. Cloning shares the note.
#[derive(Clone, Debug, Default)]
pub(super) struct Visitors(Arc<AtomicBool>);

impl Visitors {
    /// Someone has connected: from another machine, unless they have the address of this one.
    pub(super) fn note(&self, stream: &TcpStream, from: SocketAddr) {
        let own = stream.local_addr().map(|own| own.ip().to_canonical());
        if !from.ip().is_loopback() && own.is_ok_and(|own| own != from.ip()) {
            self.0.store(true, Ordering::Relaxed);
        }
    }

    /// Has the teachers told if nobody has come by then.
    pub(super) async fn expect(self, within: Duration, inbox: Sender<Event>) {
        sleep(within).await;
        if !self.0.load(Ordering::Relaxed) {
            // A closed inbox means that the class is over.
            let _ = inbox.send(Event::NobodyCame).await;
        }
    }
}

/// Can other machines connect to this one?
pub(super) fn is_for_others(listener: &TcpListener) -> bool {
    listener.local_addr().is_ok_and(|address| !address.ip().to_canonical().is_loopback())
}
