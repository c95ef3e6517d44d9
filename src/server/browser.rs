//! Browsers before the class hears of them: their requests, until one of these opens a WebSocket.

use std::future::poll_fn;
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use async_std::future::timeout;
use async_std::io;
use futures_lite::FutureExt;

use crate::link::Stream;
use crate::say;
use crate::web::{Answer, Scheme, Site, Status};
use crate::wire::{CLIENT_LINE_MAX, FrameReader};

use super::connection::{Input, LINGER, poll_read};
use super::strangers::Strangers;
use super::websocket::WebSocket;

const LIMIT: Duration = Duration::from_secs(10);

/// The browsers at all listeners. Cloning shares them.
#[derive(Clone)]
pub(super) struct Browsers {
    site: Arc<Site>,
    strangers: Strangers,
    /// How long a request may take to arrive, and its answer to be read.
    limit: Duration,
}

impl Browsers {
    pub(super) fn new(site: Site, strangers: Strangers) -> Self {
        Self { site: Arc::new(site), strangers, limit: LIMIT }
    }

    /// Answers requests. Gives what reads the WebSocket that one of them opens, if one does.
    pub(super) async fn run(
        &self,
        stream: &Stream,
        from: SocketAddr,
        scheme: Scheme,
    ) -> Option<Input> {
        let underway = self.strangers.begin(from);
        let called_off = async {
            underway.called_off().await;
            self.tell(from, say!(self.strangers.locale, "web-called-off"));
            Ok(None)
        };
        // Of a broken connection there is nothing to tell: it has said nothing in the class.
        let reader = self.serve(stream, from, scheme).or(called_off).await.ok()??;
        Some(Input::Frames(Box::new(WebSocket::new(reader, from, self.strangers.clone()))))
    }

    async fn serve(
        &self,
        stream: &Stream,
        from: SocketAddr,
        scheme: Scheme,
    ) -> io::Result<Option<FrameReader>> {
        let mut received = Vec::new();
        for is_first in std::iter::once(true).chain(std::iter::repeat(false)) {
            let answer = match timeout(self.limit, self.next(stream, scheme, &mut received)).await {
                Ok(answer) => answer?,
                // One that asks for nothing more just leaves.
                Err(_) if !is_first && received.is_empty() => break,
                Err(_) => Some(self.site.refuse(Status::RequestTimeout)),
            };
            match answer {
                None => break,
                Some(Answer::WebSocket { bytes, used }) => {
                    io::timeout(self.limit, write(stream, &bytes)).await?;
                    received.drain(..used);
                    return Ok(Some(FrameReader::of_server(CLIENT_LINE_MAX, received)));
                }
                Some(Answer::Response { status, bytes, next }) => {
                    if status.is_refusal() {
                        self.tell(from, status.line().to_owned());
                    }
                    io::timeout(self.limit, write(stream, &bytes)).await?;
                    let Some(used) = next else { break };
                    received.drain(..used);
                }
            }
        }
        let _ = timeout(LINGER, drain(stream)).await;
        Ok(None)
    }

    /// The answer to the next request; `None` at the end of the stream.
    async fn next(
        &self,
        stream: &Stream,
        scheme: Scheme,
        received: &mut Vec<u8>,
    ) -> io::Result<Option<Answer>> {
        loop {
            if !received.is_empty()
                && let Some(answer) = self.site.answer(received, scheme)
            {
                return Ok(Some(answer));
            }
            if read(stream, received).await? == 0 {
                return Ok(None);
            }
        }
    }

    fn tell(&self, from: SocketAddr, why: String) {
        let (locale, from) = (self.strangers.locale, from.to_string());
        self.strangers
            .tell(|untold| say!(locale, "web-refused", address = from, why = why, untold = untold));
    }
}

async fn read(stream: &Stream, into: &mut Vec<u8>) -> io::Result<usize> {
    poll_fn(|context| {
        poll_read(stream, context, |bytes| {
            into.extend_from_slice(bytes);
            bytes.len()
        })
    })
    .await
}

async fn write(stream: &Stream, mut bytes: &[u8]) -> io::Result<()> {
    while !bytes.is_empty() {
        match poll_fn(|context| stream.poll_write(context, bytes)).await? {
            0 => return Err(io::ErrorKind::WriteZero.into()),
            count => bytes = &bytes[count..],
        }
    }
    poll_fn(|context| stream.poll_flush(context)).await
}

/// Ends our side and reads to the end: closing a socket with unread bytes would reset it, and the
/// answer could be lost.
async fn drain(stream: &Stream) -> io::Result<()> {
    poll_fn(|context| stream.poll_close(context)).await?;
    stream.shut()?;
    while read(stream, &mut Vec::new()).await? > 0 {}
    Ok(())
}

#[cfg(test)]
mod tests {
    use std::io::{Read, Write};
    use std::net::{TcpListener, TcpStream};
    use std::thread;

    use futures_lite::future::block_on;

    use crate::locale::Locale;
    use crate::web::Hosts;

    use super::*;

    #[test]
    fn a_request_that_does_not_come_whole_in_its_time_is_answered_408() {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let mut slow = TcpStream::connect(listener.local_addr().unwrap()).unwrap();
        let (stream, from) = listener.accept().unwrap();
        slow.write_all(b"GET / HTTP/1.1\r\nHost: local").unwrap();
        let reader = thread::spawn(move || {
            let mut answer = String::new();
            slow.read_to_string(&mut answer).unwrap();
            answer
        });
        let site = Site::new(Locale::En, false, Hosts::default());
        let browsers = Browsers::new(site, Strangers::new(Locale::En));
        let browsers = Browsers { limit: Duration::from_millis(20), ..browsers };
        let stream = Stream::Tcp(stream.into());
        assert!(block_on(browsers.run(&stream, from, Scheme::Http)).is_none());
        let answer = reader.join().unwrap();
        assert!(answer.starts_with("HTTP/1.1 408 Request Timeout\r\n"), "{answer}");
        assert_eq!(answer.split("\r\n\r\n").nth(1).unwrap().lines().count(), 1, "{answer}");
    }
}
