//! What a connection is still owed: bounded in bytes, in order, and never waited for.

use std::convert::Infallible;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use async_channel::{Receiver, Sender};

/// How many bytes may wait for a client that does not read.
const MAX_WAITING: usize = 1024 * 1024;
/// How many bytes go into one write.
const BATCH: usize = 64 * 1024;

/// The hub's end. Dropping it lets the writer finish what waits.
#[derive(Debug)]
pub(super) struct Outbox {
    queue: Sender<Arc<[u8]>>,
    waiting: Arc<AtomicUsize>,
    _open: Sender<Infallible>,
}

/// The writer's end.
#[derive(Debug)]
pub(super) struct Outgoing {
    queue: Receiver<Arc<[u8]>>,
    waiting: Arc<AtomicUsize>,
    in_flight: usize,
}

/// The client does not read: what it is owed has reached the bound.
#[derive(Debug)]
pub(super) struct Full;

/// An empty outbox: the hub's end, the writer's end, and what closes when the hub drops its end.
pub(super) fn outbox() -> (Outbox, Outgoing, Receiver<Infallible>) {
    let (sender, queue) = async_channel::unbounded();
    let (open, closed) = async_channel::bounded(1);
    let waiting = Arc::new(AtomicUsize::new(0));
    let outbox = Outbox { queue: sender, waiting: Arc::clone(&waiting), _open: open };
    (outbox, Outgoing { queue, waiting, in_flight: 0 }, closed)
}

impl Outbox {
    /// Adds a line, unless the client has too much to read already.
    pub(super) fn push(&self, line: &Arc<[u8]>) -> Result<(), Full> {
        if self.waiting.load(Ordering::Relaxed) + line.len() > MAX_WAITING {
            return Err(Full);
        }
        self.push_last(line);
        Ok(())
    }

    /// Adds a line in any case: the last one.
    pub(super) fn push_last(&self, line: &Arc<[u8]>) {
        self.waiting.fetch_add(line.len(), Ordering::Relaxed);
        // The writer is gone if its connection broke; the hub is about to hear of it.
        let _ = self.queue.try_send(Arc::clone(line));
    }
}

impl Outgoing {
    /// Waits for lines and puts as many as fit one write into `batch`, in place of what was in
    /// it. `false` when there will be none any more.
    pub(super) async fn next_batch(&mut self, batch: &mut Vec<u8>) -> bool {
        self.waiting.fetch_sub(self.in_flight, Ordering::Relaxed);
        batch.clear();
        let Ok(line) = self.queue.recv().await else { return false };
        batch.extend_from_slice(&line);
        while batch.len() < BATCH
            && let Ok(line) = self.queue.try_recv()
        {
            batch.extend_from_slice(&line);
        }
        self.in_flight = batch.len();
        true
    }
}

#[cfg(test)]
mod tests {
    use futures_lite::future::block_on;

    use super::*;

    fn line(text: &str) -> Arc<[u8]> {
        text.as_bytes().into()
    }

    #[test]
    fn what_waits_comes_in_one_batch_and_in_order() {
        let (outbox, mut outgoing, _closed) = outbox();
        for text in ["a\n", "b\n", "c\n"] {
            outbox.push(&line(text)).unwrap();
        }
        drop(outbox);
        let mut batch = Vec::new();
        assert!(block_on(outgoing.next_batch(&mut batch)));
        assert_eq!(batch, b"a\nb\nc\n");
        assert!(!block_on(outgoing.next_batch(&mut batch)));
    }

    #[test]
    fn a_full_outbox_refuses_until_its_batch_is_written() {
        let (outbox, mut outgoing, _closed) = outbox();
        let half: Arc<[u8]> = vec![b'x'; MAX_WAITING / 2].into();
        outbox.push(&half).unwrap();
        outbox.push(&half).unwrap();
        assert!(outbox.push(&half).is_err());
        let mut batch = Vec::new();
        block_on(outgoing.next_batch(&mut batch));
        assert!(outbox.push(&half).is_err(), "the batch is not written yet");
        block_on(outgoing.next_batch(&mut batch));
        assert!(outbox.push(&half).is_ok());
    }
}
