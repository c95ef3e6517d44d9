//! Connections that the class has not heard of yet: handshakes, and requests for the page. Limited in
//! number; failures are logged.

use std::collections::BTreeMap;
use std::convert::Infallible;
use std::net::SocketAddr;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use async_channel::{Receiver, Sender};
use tracing::info;

use crate::classroom::Network;
use crate::locale::Locale;

/// How many may be under way. One more cancels the oldest, the least likely to complete, so that
/// holding many open keeps nobody out. Those whose hello is not complete have places of their own:
/// they cost little and are many, and cancel none of the others.
const WITHOUT_HELLO: Places = Places { all: 4096, from_one: 2048 };
const WITH_HELLO: Places = Places { all: 1024, from_one: 256 };
/// Failures are logged no more often than this.
const TELL_EVERY: Duration = Duration::from_secs(1);

/// The strangers at all listeners. Cloning shares them.
#[derive(Clone)]
pub(super) struct Strangers {
    pub(super) locale: Locale,
    running: Arc<Mutex<Running>>,
}

/// How many may be under way, in all and from one network; a whole class may share one.
struct Places {
    all: usize,
    from_one: usize,
}

#[derive(Default)]
struct Running {
    started: u64,
    without_hello: Group,
    with_hello: Group,
    /// When a failure was last logged.
    told: Option<Instant>,
    untold: u64,
}

/// By number: the network, and a sender whose drop cancels the stranger.
#[derive(Default)]
struct Group(BTreeMap<u64, (Network, Sender<Infallible>)>);

/// A stranger under way, who counts until this is dropped.
pub(super) struct Underway {
    number: u64,
    called_off: Receiver<Infallible>,
    running: Arc<Mutex<Running>>,
}

impl Strangers {
    pub(super) fn new(locale: Locale) -> Self {
        Self { locale, running: Arc::default() }
    }

    /// Counts one more, who counts among those whose hello is not complete.
    pub(super) fn begin(&self, from: SocketAddr) -> Underway {
        begin(&self.running, Network::of(from.ip()))
    }

    /// Logs what `words` say, which are given how many were not logged; or counts it for the next
    /// entry if the last one was a moment ago.
    pub(super) fn tell(&self, words: impl FnOnce(u64) -> String) {
        let mut running = lock(&self.running);
        let now = Instant::now();
        if running.told.is_some_and(|told| now.duration_since(told) < TELL_EVERY) {
            running.untold += 1;
            return;
        }
        running.told = Some(now);
        info!("{}", words(std::mem::take(&mut running.untold)));
    }
}

fn begin(running: &Arc<Mutex<Running>>, from: Network) -> Underway {
    let (caller, called_off) = async_channel::bounded(1);
    let mut all = lock(running);
    all.started += 1;
    let number = all.started;
    all.without_hello.add(number, (from, caller), &WITHOUT_HELLO);
    Underway { number, called_off, running: Arc::clone(running) }
}

impl Group {
    /// Adds one, and cancels the oldest if there are too many.
    fn add(&mut self, number: u64, one: (Network, Sender<Infallible>), places: &Places) {
        let mut of_same = self.0.iter().filter(|(_, (network, _))| *network == one.0);
        let oldest_of_same = of_same.next().map(|(number, _)| *number);
        let oldest = if 1 + of_same.count() >= places.from_one {
            oldest_of_same
        } else if self.0.len() >= places.all {
            self.0.keys().next().copied()
        } else {
            None
        };
        if let Some(oldest) = oldest {
            self.0.remove(&oldest);
        }
        self.0.insert(number, one);
    }
}

impl Underway {
    /// Completes when it must make room for a newer one.
    pub(super) async fn called_off(&self) {
        let _ = self.called_off.recv().await;
    }

    /// The client means it: those who have not said as much cannot take its place.
    pub(super) fn hello_is_complete(&self) {
        let mut all = lock(&self.running);
        if let Some(one) = all.without_hello.0.remove(&self.number) {
            all.with_hello.add(self.number, one, &WITH_HELLO);
        }
    }
}

impl Drop for Underway {
    fn drop(&mut self) {
        let mut all = lock(&self.running);
        all.without_hello.0.remove(&self.number);
        all.with_hello.0.remove(&self.number);
    }
}

fn lock(running: &Mutex<Running>) -> MutexGuard<'_, Running> {
    // Nothing panics while it holds the lock.
    running.lock().unwrap_or_else(PoisonError::into_inner)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn address(last: u16) -> Network {
        Network::of([10, 0, (last >> 8) as u8, last as u8].into())
    }

    #[test]
    fn one_too_many_from_an_address_calls_off_the_oldest_of_it() {
        let running = Arc::default();
        let others = begin(&running, address(1));
        let mut class: Vec<_> =
            (0..WITHOUT_HELLO.from_one).map(|_| begin(&running, address(2))).collect();
        assert!(!class[0].called_off.is_closed());
        class.push(begin(&running, address(2)));
        assert!(class[0].called_off.is_closed());
        assert!(class[1..].iter().chain([&others]).all(|other| !other.called_off.is_closed()));
        drop(class);
        drop(others);
        assert!(lock(&running).without_hello.0.is_empty());
    }

    #[test]
    fn one_too_many_in_all_calls_off_the_oldest() {
        let running = Arc::default();
        let all: Vec<_> =
            (0..=WITHOUT_HELLO.all as u16).map(|n| begin(&running, address(n))).collect();
        assert!(all[0].called_off.is_closed());
        assert!(all[1..].iter().all(|other| !other.called_off.is_closed()));
        assert_eq!(lock(&running).without_hello.0.len(), WITHOUT_HELLO.all);
    }

    #[test]
    fn whoever_has_said_hello_is_called_off_only_by_others_who_have() {
        let running = Arc::default();
        let greet = || {
            let one = begin(&running, address(1));
            one.hello_is_complete();
            one
        };
        let first = greet();
        let silent: Vec<_> = (0..5000).map(|_| begin(&running, address(1))).collect();
        let greeted: Vec<_> = (1..WITH_HELLO.from_one).map(|_| greet()).collect();
        assert!(!first.called_off.is_closed());
        let _last = greet();
        assert!(first.called_off.is_closed());
        drop((first, silent, greeted));
        assert_eq!(lock(&running).with_hello.0.len(), 1);
    }
}
