//! A browser's request: its line and its headers.

use httparse::{EMPTY_HEADER, Header};
use tungstenite::handshake::derive_accept_key;

use super::response::Status;

/// Longest head of a request, in bytes.
const HEAD_MAX: usize = 8 * 1024;
const HEADERS_MAX: usize = 64;
/// The version of the WebSocket protocol (RFC 6455, 4.1).
const VERSION: &str = "13";
/// The subprotocol that our clients may offer.
pub(super) const SUBPROTOCOL: &str = "sala";

const METHODS: [&str; 9] =
    ["GET", "HEAD", "POST", "PUT", "DELETE", "OPTIONS", "PATCH", "TRACE", "CONNECT"];

/// Do these first bytes look like a request?
pub fn is_http(bytes: &[u8]) -> bool {
    let is_of = |method: &&str| {
        bytes.strip_prefix(method.as_bytes()).is_some_and(|rest| rest.first() == Some(&b' '))
    };
    METHODS.iter().any(is_of)
}

/// The complete head of a request.
#[derive(Debug)]
pub(super) struct Request<'a> {
    pub(super) method: &'a str,
    /// Its path without what follows a `?`.
    pub(super) path: &'a str,
    /// Its path with all that follows.
    pub(super) target: &'a str,
    /// HTTP/1.1, not 1.0.
    is_1_1: bool,
    headers: Vec<Header<'a>>,
    /// How many bytes it takes.
    pub(super) length: usize,
}

impl<'a> Request<'a> {
    /// The head at the beginning of `bytes`; `None` if there is more of it to come.
    pub(super) fn parse(bytes: &'a [u8]) -> Result<Option<Self>, Status> {
        let mut headers = [EMPTY_HEADER; HEADERS_MAX];
        let mut parsed = httparse::Request::new(&mut headers);
        let length = match parsed.parse(bytes) {
            Ok(httparse::Status::Complete(length)) if length <= HEAD_MAX => length,
            Ok(httparse::Status::Partial) if bytes.len() < HEAD_MAX => return Ok(None),
            Ok(_) | Err(httparse::Error::TooManyHeaders) => return Err(Status::HeadTooLarge),
            Err(_) => return Err(Status::BadRequest),
        };
        let (Some(method), Some(target), Some(version)) =
            (parsed.method, parsed.path, parsed.version)
        else {
            return Err(Status::BadRequest);
        };
        let path = target.split('?').next().unwrap_or(target);
        let headers = parsed.headers.to_vec();
        Ok(Some(Self { method, path, target, is_1_1: version == 1, headers, length }))
    }

    /// A header's value; `None` if it is missing or no text.
    pub(super) fn header(&self, name: &str) -> Option<&'a str> {
        self.headers_of(name).next()
    }

    fn headers_of(&self, name: &str) -> impl Iterator<Item = &'a str> {
        let of = self.headers.iter().filter(move |header| header.name.eq_ignore_ascii_case(name));
        of.filter_map(|header| str::from_utf8(header.value).ok()).map(str::trim)
    }

    /// The one host that it names (RFC 9112, 3.2).
    pub(super) fn host(&self) -> Result<&'a str, Status> {
        let mut hosts = self.headers_of("host");
        match (hosts.next(), hosts.next()) {
            (Some(host), None) => Ok(host),
            _ => Err(Status::BadRequest),
        }
    }

    /// Is that one of the words, separated by commas, of a header?
    fn has(&self, name: &str, word: &str) -> bool {
        let words = self.headers_of(name).flat_map(|value| value.split(','));
        words.map(str::trim).any(|other| other.eq_ignore_ascii_case(word))
    }

    /// May another request follow on its connection?
    pub(super) fn keeps_alive(&self) -> bool {
        // A body would be taken for the next request.
        let has_body = self.header("transfer-encoding").is_some()
            || self.header("content-length").is_some_and(|length| length != "0");
        self.is_1_1 && !has_body && !self.has("connection", "close")
    }

    /// Has the browser a file of that tag already?
    pub(super) fn has_tag(&self, tag: &str) -> bool {
        let words = self.headers_of("if-none-match").flat_map(|value| value.split(','));
        words
            .map(|word| word.trim().trim_start_matches("W/"))
            .any(|word| word == tag || word == "*")
    }

    /// Does it offer our subprotocol?
    pub(super) fn offers_subprotocol(&self) -> bool {
        self.has("sec-websocket-protocol", SUBPROTOCOL)
    }

    /// The key that answers its WebSocket handshake (RFC 6455, 4.2.1).
    pub(super) fn accepted(&self) -> Result<String, Status> {
        let upgrades = self.has("upgrade", "websocket") && self.has("connection", "upgrade");
        if !upgrades || self.header("sec-websocket-version") != Some(VERSION) {
            return Err(Status::UpgradeRequired);
        }
        match self.header("sec-websocket-key").filter(|nonce| is_nonce(nonce)) {
            Some(nonce) if self.is_1_1 => Ok(derive_accept_key(nonce.as_bytes())),
            _ => Err(Status::BadRequest),
        }
    }
}

/// Is it 16 bytes in Base64?
fn is_nonce(text: &str) -> bool {
    let is_digit = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'+' || byte == b'/';
    let digits = text.strip_suffix("==");
    digits.is_some_and(|digits| digits.len() == 22 && digits.bytes().all(is_digit))
}
