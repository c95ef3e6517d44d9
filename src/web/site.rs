//! The site of a class: the answer to each request.

use crate::locale::Locale;

use super::files::{File, files, find};
use super::hosts::{Hosts, Scheme};
use super::qr;
use super::request::{Request, SUBPROTOCOL};
use super::response::{Head, Status, refusal};

/// Where the wire is reached by WebSocket.
const SOCKET: &str = "/ws";
/// The QR code of the address that the browser itself has used.
const QR: &str = "/qr.svg";
/// The page and its words belong to the class that is open now.
const ASK_AGAIN: &str = "no-cache";
/// Everything else is only as old as a minute.
const SHORTLY: &str = "max-age=60";

/// What a request leads to.
#[derive(Debug)]
pub enum Answer {
    /// The whole answer.
    Response {
        /// What was decided.
        status: Status,
        /// What to send.
        bytes: Vec<u8>,
        /// How many bytes the request took, if another may follow it.
        next: Option<usize>,
    },
    /// The connection goes on as a WebSocket.
    WebSocket {
        /// What to send.
        bytes: Vec<u8>,
        /// How many bytes the request took.
        used: usize,
    },
}

/// What a class shows to browsers.
#[derive(Debug)]
pub struct Site {
    locale: Locale,
    hosts: Hosts,
    files: Vec<File>,
}

impl Site {
    /// A site in that language, of a class with or without a code, which answers by those names.
    pub fn new(locale: Locale, has_code: bool, hosts: Hosts) -> Self {
        Self { locale, hosts, files: files(locale, has_code) }
    }

    /// The answer to the request at the beginning of `bytes`; `None` if there is more of it to come.
    pub fn answer(&self, bytes: &[u8], scheme: Scheme) -> Option<Answer> {
        let request = match Request::parse(bytes) {
            Ok(request) => request?,
            Err(status) => return Some(self.refuse(status)),
        };
        let refuse = |status| {
            let bytes = refusal(status, self.locale, None, request.method == "HEAD");
            Answer::Response { status, bytes, next: None }
        };
        Some(self.decide(&request, scheme).unwrap_or_else(refuse))
    }

    /// The answer to a request that cannot be read or is too slow.
    pub fn refuse(&self, status: Status) -> Answer {
        Answer::Response { status, bytes: refusal(status, self.locale, None, false), next: None }
    }

    fn decide(&self, request: &Request<'_>, scheme: Scheme) -> Result<Answer, Status> {
        let host = request.host()?;
        if !self.hosts.include(host) {
            return Err(Status::MisdirectedRequest);
        }
        if scheme == Scheme::HttpForHttps {
            let status = Status::PermanentRedirect;
            let location = format!("https://{host}{}", request.target);
            let bytes = refusal(status, self.locale, Some(&location), request.method == "HEAD");
            return Ok(Answer::Response { status, bytes, next: None });
        }
        if request.header("origin").is_some_and(|from| !self.hosts.admit(from, host, scheme)) {
            return Err(Status::Forbidden);
        }
        match request.method {
            "GET" if request.path == SOCKET => {
                let mut head = Head::new(Status::SwitchingProtocols)
                    .with("Upgrade", "websocket")
                    .with("Connection", "Upgrade")
                    .with("Sec-WebSocket-Accept", &request.accepted()?);
                if request.offers_subprotocol() {
                    head = head.with("Sec-WebSocket-Protocol", SUBPROTOCOL);
                }
                Ok(Answer::WebSocket { bytes: head.end(), used: request.length })
            }
            "GET" | "HEAD" if request.path == QR => {
                let page = format!("{}://{host}/", scheme.name());
                let drawn = qr::drawn(&page).ok_or(Status::NotFound)?;
                Ok(Self::serve(request, &File::new(QR.to_owned(), drawn.into_bytes())))
            }
            "GET" | "HEAD" => {
                let file = find(&self.files, request.path).ok_or(Status::NotFound)?;
                Ok(Self::serve(request, file))
            }
            _ => Err(Status::MethodNotAllowed),
        }
    }

    fn serve(request: &Request<'_>, file: &File) -> Answer {
        let is_known = request.has_tag(&file.tag);
        let status = if is_known { Status::NotModified } else { Status::Ok };
        let keep_alive = request.keeps_alive();
        let caching = if file.is_of_class() { ASK_AGAIN } else { SHORTLY };
        let head = Head::new(status)
            .of_body(file.media_type, file.body.len(), keep_alive)
            .with("ETag", &file.tag)
            .with("Cache-Control", caching);
        let mut bytes = head.end();
        if !is_known && request.method == "GET" {
            bytes.extend_from_slice(&file.body);
        }
        Answer::Response { status, bytes, next: keep_alive.then_some(request.length) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const WEBSOCKET: &str = "Upgrade: websocket\r\nConnection: keep-alive, Upgrade\r\n\
        Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13\r\n";

    fn site() -> Site {
        let hosts = Hosts { given: vec!["turma.example".to_owned()], ..Hosts::default() };
        Site::new(Locale::En, false, hosts)
    }

    fn of(answer: Option<Answer>) -> (String, Option<usize>) {
        match answer {
            None => ("more".to_owned(), None),
            Some(Answer::Response { bytes, next, .. }) => (String::from_utf8(bytes).unwrap(), next),
            Some(Answer::WebSocket { bytes, used }) => {
                (String::from_utf8(bytes).unwrap(), Some(used))
            }
        }
    }

    /// The answer to a request with these lines after the first.
    fn answer(line: &str, headers: &str, scheme: Scheme) -> String {
        of(site().answer(format!("{line} HTTP/1.1\r\n{headers}\r\n").as_bytes(), scheme)).0
    }

    fn status(line: &str, headers: &str) -> String {
        let answer = answer(line, headers, Scheme::Http);
        answer.split_whitespace().nth(1).unwrap_or_default().to_owned()
    }

    #[test]
    fn what_is_not_served_gets_its_status_and_one_line() {
        let host = "Host: localhost:7780\r\n";
        for (line, headers, expected) in [
            ("GET /", host, "200"),
            ("HEAD /index.html?x", host, "200"),
            ("GET /quadro", host, "200"),
            ("GET /board", host, "200"),
            ("GET /words.json", host, "200"),
            ("GET /../Cargo.toml", host, "404"),
            ("GET /%2e%2e/mod.rs", host, "404"),
            ("GET //index.html", host, "404"),
            ("POST /", host, "405"),
            ("OPTIONS *", host, "405"),
            ("POST /ws", host, "405"),
            ("GET /", "", "400"),
            ("GET /", "Host: localhost\r\nHost: localhost\r\n", "400"),
            ("GET /", "Host : localhost\r\n", "400"),
            ("GET / x", host, "400"),
            ("GET /", "Host: evil.example\r\n", "421"),
            ("GET /", "Host: localhost:7780\r\nOrigin: null\r\n", "403"),
            ("GET /", "Host: localhost:7780\r\nOrigin: http://localhost:7780\r\n", "200"),
            ("GET /ws", host, "426"),
            ("HEAD /ws", host, "404"),
        ] {
            assert_eq!(status(line, headers), expected, "{line} {headers}");
            let whole = answer(line, headers, Scheme::Http);
            let body = whole.split_once("\r\n\r\n").unwrap().1;
            let lines = if expected == "200" || line.starts_with("HEAD") { 0 } else { 1 };
            assert!(expected == "200" || body.matches('\n').count() == lines, "{whole}");
        }
        let long = format!("{host}X: {}\r\n", "x".repeat(8 * 1024));
        assert_eq!(status("GET /", &long), "431");
        let many = format!("{host}{}", "X: y\r\n".repeat(100));
        assert_eq!(status("GET /", &many), "431");
        let endless = "GET /".to_owned() + &"x".repeat(8 * 1024);
        assert!(of(site().answer(endless.as_bytes(), Scheme::Http)).0.starts_with("HTTP/1.1 431"));
        assert_eq!(of(site().answer(b"GET / HTTP/1.1\r\nHost: loc", Scheme::Http)).0, "more");
        assert!(of(site().answer(b"\x16\x03\x01\x02", Scheme::Http)).0.starts_with("HTTP/1.1 400"));
    }

    #[test]
    fn every_answer_keeps_foreign_code_out() {
        for (line, headers) in [
            ("GET /", "Host: localhost\r\n"),
            ("GET /index.html", "Host: localhost\r\n"),
            ("GET /none", "Host: localhost\r\n"),
            ("GET /", "Host: evil.example\r\n"),
        ] {
            let answer = answer(line, headers, Scheme::Http);
            let policy = answer.lines().find(|it| it.starts_with("Content-Security-Policy: "));
            let policy = policy.expect("a policy");
            assert!(policy.contains("default-src 'none'; script-src 'self';"), "{policy}");
            assert!(policy.contains("frame-ancestors 'none'"), "{policy}");
            assert!(!policy.contains("unsafe") && !policy.contains('*'), "{policy}");
            assert!(answer.contains("\r\nX-Content-Type-Options: nosniff\r\n"));
            assert!(answer.contains("\r\nReferrer-Policy: no-referrer\r\n"));
            assert!(!answer.to_lowercase().contains("set-cookie"));
        }
    }

    #[test]
    fn a_file_that_has_not_changed_is_not_sent_again() {
        let host = "Host: localhost\r\n";
        let first = answer("GET /", host, Scheme::Http);
        let tag = first.lines().find_map(|line| line.strip_prefix("ETag: ")).unwrap();
        let known = answer("GET /", &format!("{host}If-None-Match: W/{tag}\r\n"), Scheme::Http);
        assert!(known.starts_with("HTTP/1.1 304 ") && known.ends_with("\r\n\r\n"), "{known}");
        let head = answer("HEAD /", host, Scheme::Http);
        assert_eq!(first.split_once("\r\n\r\n").unwrap().0, head.trim_end());
    }

    #[test]
    fn another_request_may_follow_unless_one_has_a_body_or_is_the_last() {
        let next = |headers: &str| {
            let text = format!("GET / HTTP/1.1\r\nHost: localhost\r\n{headers}\r\nGET");
            of(site().answer(text.as_bytes(), Scheme::Http)).1
        };
        assert_eq!(next(""), Some("GET / HTTP/1.1\r\nHost: localhost\r\n\r\n".len()));
        assert_eq!(next("Connection: close\r\n"), None);
        assert_eq!(next("Content-Length: 3\r\n"), None);
        assert_eq!(next("Transfer-Encoding: chunked\r\n"), None);
    }

    /// The example of RFC 6455, 1.3.
    #[test]
    fn a_websocket_opens_with_the_standards_key() {
        let headers = format!("Host: localhost\r\n{WEBSOCKET}");
        let opened = answer("GET /ws", &headers, Scheme::Http);
        assert!(opened.starts_with("HTTP/1.1 101 "), "{opened}");
        assert!(opened.contains("\r\nSec-WebSocket-Accept: s3pPLMBiTxaQ9kYGzzhZRbK+xOo=\r\n"));
        assert!(
            !opened.contains("Sec-WebSocket-Protocol") && !opened.contains("Extensions"),
            "{opened}"
        );
        let offered = format!("{headers}Sec-WebSocket-Protocol: chat, sala\r\n");
        let opened = answer("GET /ws", &offered, Scheme::Http);
        assert!(opened.contains("\r\nSec-WebSocket-Protocol: sala\r\n"), "{opened}");
        for (change, to, expected) in [
            ("Version: 13", "Version: 8", "426"),
            ("Version: 13", "Version: x", "426"),
            ("websocket\r\n", "h2c\r\n", "426"),
            ("keep-alive, Upgrade", "keep-alive", "426"),
            ("dGhlIHNhbXBsZSBub25jZQ==", "curto", "400"),
            ("Sec-WebSocket-Key", "X", "400"),
            ("localhost\r\n", "localhost\r\nOrigin: http://evil.example\r\n", "403"),
            ("localhost\r\n", "evil.example\r\nOrigin: http://evil.example\r\n", "421"),
            ("localhost\r\n", "localhost\r\nOrigin: https://localhost\r\n", "403"),
            ("localhost\r\n", "localhost\r\nOrigin: http://localhost\r\n", "101"),
            ("localhost\r\n", "turma.example\r\nOrigin: https://turma.example\r\n", "101"),
        ] {
            assert_eq!(status("GET /ws", &headers.replace(change, to)), expected, "{to}");
        }
        assert_eq!(status("GET /ws?x", &headers), "101");
        let old = format!("GET /ws HTTP/1.0\r\n{headers}\r\n");
        assert!(of(site().answer(old.as_bytes(), Scheme::Http)).0.starts_with("HTTP/1.1 400"));
    }

    #[test]
    fn whoever_forgets_the_s_of_https_is_sent_there_but_nowhere_else() {
        let sent = answer("GET /quadro?a=b", "Host: 10.0.0.7:7778\r\n", Scheme::HttpForHttps);
        assert!(sent.starts_with("HTTP/1.1 308 "), "{sent}");
        assert!(sent.contains("\r\nLocation: https://10.0.0.7:7778/quadro?a=b\r\n"), "{sent}");
        let foreign = answer("GET /", "Host: evil.example\r\n", Scheme::HttpForHttps);
        assert!(foreign.starts_with("HTTP/1.1 421 ") && !foreign.contains("Location"), "{foreign}");
    }
}
