//! What a browser gets, as bytes.

use std::fmt::Write;

use crate::locale::Locale;
use crate::say;

/// Everything comes from here, and nothing else may show this page. The icon is in the page itself; the words in it are no script.
const POLICY: &str = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; \
    connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'; \
    require-trusted-types-for 'script'; trusted-types 'none'";

/// How a request was answered (RFC 9110, 15).
#[expect(missing_docs, reason = "the names are the standard's")]
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Status {
    SwitchingProtocols,
    Ok,
    NotModified,
    PermanentRedirect,
    BadRequest,
    /// A foreign `Origin`.
    Forbidden,
    NotFound,
    MethodNotAllowed,
    RequestTimeout,
    /// A foreign `Host`.
    MisdirectedRequest,
    UpgradeRequired,
    HeadTooLarge,
}

impl Status {
    /// Its number and the standard's words.
    pub fn line(self) -> &'static str {
        match self {
            Self::SwitchingProtocols => "101 Switching Protocols",
            Self::Ok => "200 OK",
            Self::NotModified => "304 Not Modified",
            Self::PermanentRedirect => "308 Permanent Redirect",
            Self::BadRequest => "400 Bad Request",
            Self::Forbidden => "403 Forbidden",
            Self::NotFound => "404 Not Found",
            Self::MethodNotAllowed => "405 Method Not Allowed",
            Self::RequestTimeout => "408 Request Timeout",
            Self::MisdirectedRequest => "421 Misdirected Request",
            Self::UpgradeRequired => "426 Upgrade Required",
            Self::HeadTooLarge => "431 Request Header Fields Too Large",
        }
    }

    /// Is it worth a line in the log? What is not found is no attack.
    pub fn is_refusal(self) -> bool {
        self.line().starts_with('4') && self != Self::NotFound
    }

    /// What to do about it, in one line for a person.
    fn explain(self, locale: Locale) -> String {
        match self {
            Self::NotFound => say!(locale, "web-not-found"),
            Self::MethodNotAllowed => say!(locale, "web-method"),
            Self::RequestTimeout => say!(locale, "web-late"),
            Self::MisdirectedRequest => say!(locale, "web-host"),
            Self::Forbidden => say!(locale, "web-origin"),
            Self::UpgradeRequired => say!(locale, "web-upgrade"),
            Self::HeadTooLarge => say!(locale, "web-large"),
            Self::PermanentRedirect => say!(locale, "web-redirect"),
            _ => say!(locale, "web-bad-request"),
        }
    }
}

/// The head of an answer, to which headers are added.
pub(super) struct Head(String);

impl Head {
    pub(super) fn new(status: Status) -> Self {
        Self(format!("HTTP/1.1 {}\r\n", status.line()))
    }

    pub(super) fn with(mut self, name: &str, value: &str) -> Self {
        // Writing to a string cannot fail.
        let _ = write!(self.0, "{name}: {value}\r\n");
        self
    }

    /// With what every answer tells a browser, for a body of this kind and length.
    pub(super) fn of_body(self, media_type: &str, length: usize, keep_alive: bool) -> Self {
        self.with("Content-Type", media_type)
            .with("Content-Length", &length.to_string())
            .with("Content-Security-Policy", POLICY)
            .with("X-Content-Type-Options", "nosniff")
            .with("Referrer-Policy", "no-referrer")
            .with("Cross-Origin-Resource-Policy", "same-origin")
            .with("Connection", if keep_alive { "keep-alive" } else { "close" })
    }

    pub(super) fn end(self) -> Vec<u8> {
        (self.0 + "\r\n").into_bytes()
    }
}

/// A refusal: one line of text; the connection ends with it. `head`: without its body.
pub(super) fn refusal(
    status: Status,
    locale: Locale,
    location: Option<&str>,
    head: bool,
) -> Vec<u8> {
    let body = status.explain(locale) + "\n";
    let mut answer = Head::new(status).of_body("text/plain; charset=utf-8", body.len(), false);
    answer = match status {
        Status::MethodNotAllowed => answer.with("Allow", "GET, HEAD"),
        Status::UpgradeRequired => {
            answer.with("Upgrade", "websocket").with("Sec-WebSocket-Version", "13")
        }
        _ => answer,
    };
    if let Some(location) = location {
        answer = answer.with("Location", location);
    }
    let mut bytes = answer.end();
    if !head {
        bytes.extend_from_slice(body.as_bytes());
    }
    bytes
}
