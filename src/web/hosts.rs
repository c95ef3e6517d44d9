//! Which names the page answers by: a foreign page cannot reach a class by a name of its own that
//! leads to this machine.

use std::net::{Ipv4Addr, Ipv6Addr};

use futures_rustls::rustls::client::verify_server_name;
use futures_rustls::rustls::server::ParsedCertificate;
use rustls_pki_types::{CertificateDer, ServerName};

/// How a request has come.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Scheme {
    /// In the clear.
    Http,
    /// By TLS.
    Https,
    /// In the clear, where only TLS is spoken.
    HttpForHttps,
}

impl Scheme {
    pub(super) fn name(self) -> &'static str {
        if self == Self::Https { "https" } else { "http" }
    }
}

/// The names that the page answers by, besides numbers.
#[derive(Clone, Debug, Default)]
pub struct Hosts {
    /// This machine's own.
    pub machine: Option<String>,
    /// Those given for a server in front of this one.
    pub given: Vec<String>,
    /// The certificate that names more.
    pub certificate: Option<CertificateDer<'static>>,
}

impl Hosts {
    /// May a request name this host? It is as in `Host`, with or without a port.
    pub(super) fn include(&self, authority: &str) -> bool {
        let Some(host) = host(authority) else { return false };
        let is = |name: &str| host.eq_ignore_ascii_case(name);
        let is_number = host.parse::<Ipv4Addr>().is_ok() || host.parse::<Ipv6Addr>().is_ok();
        let is_machine =
            self.machine.as_ref().is_some_and(|name| is(name) || is(&format!("{name}.local")));
        is_number || is("localhost") || is_machine || self.is_given(host) || self.is_certified(host)
    }

    /// May a page at `origin` reach the class by a request that names `authority`?
    pub(super) fn admit(&self, origin: &str, authority: &str, scheme: Scheme) -> bool {
        let Some((from, place)) = origin.split_once("://") else { return false };
        let is_behind = |host| from.eq_ignore_ascii_case("https") && self.is_given(host);
        let is_own = from.eq_ignore_ascii_case(scheme.name());
        (is_own || host(authority).is_some_and(is_behind)) && place.eq_ignore_ascii_case(authority)
    }

    fn is_given(&self, host: &str) -> bool {
        self.given.iter().any(|name| name.eq_ignore_ascii_case(host))
    }

    fn is_certified(&self, host: &str) -> bool {
        let parsed = self.certificate.as_ref().map(ParsedCertificate::try_from);
        let (Some(Ok(parsed)), Ok(name)) = (parsed, ServerName::try_from(host)) else {
            return false;
        };
        verify_server_name(&parsed, &name).is_ok()
    }
}

/// The host of `host:port`, or of `[v6]:port` without its brackets.
fn host(authority: &str) -> Option<&str> {
    let (host, port) = match authority.strip_prefix('[') {
        Some(rest) => {
            let (host, rest) = rest.split_once(']')?;
            host.parse::<Ipv6Addr>().ok()?;
            (host, rest.strip_prefix(':').or(rest.is_empty().then_some("0")))
        }
        None => authority
            .split_once(':')
            .map_or((authority, Some("0")), |(host, port)| (host, Some(port))),
    };
    port?.parse::<u16>().ok()?;
    (!host.is_empty()).then_some(host)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn hosts() -> Hosts {
        let own = rcgen::generate_simple_self_signed(["aula.escola.example".to_owned()]).unwrap();
        Hosts {
            machine: Some("laboratorio".to_owned()),
            given: vec!["turma.example".to_owned()],
            certificate: Some(own.cert.der().clone()),
        }
    }

    #[test]
    fn numbers_the_machines_names_and_those_of_the_certificate_are_its_own() {
        let hosts = hosts();
        for own in [
            "127.0.0.1",
            "10.0.0.7:7780",
            "[::1]",
            "[fd00::7]:443",
            "localhost:7780",
            "LocalHost",
            "laboratorio",
            "Laboratorio.local:7778",
            "aula.escola.example:7778",
            "turma.example",
        ] {
            assert!(hosts.include(own), "{own}");
        }
        for foreign in [
            "",
            "evil.example",
            "127.0.0.1.evil.example",
            "localhost.evil.example",
            "::1",
            "[::1",
            "[evil]",
            "localhost:x",
            "localhost:99999",
            "escola.example",
            "laboratorio.local.x",
            ":80",
        ] {
            assert!(!hosts.include(foreign), "{foreign}");
        }
        assert!(!Hosts::default().include("laboratorio"));
    }

    #[test]
    fn a_page_reaches_only_the_class_that_it_came_from() {
        let hosts = hosts();
        for (origin, host, scheme, admitted) in [
            ("http://127.0.0.1:7780", "127.0.0.1:7780", Scheme::Http, true),
            ("http://127.0.0.1:7781", "127.0.0.1:7780", Scheme::Http, false),
            ("http://localhost:7780", "127.0.0.1:7780", Scheme::Http, false),
            ("https://127.0.0.1:7780", "127.0.0.1:7780", Scheme::Http, false),
            ("https://10.0.0.7:7778", "10.0.0.7:7778", Scheme::Https, true),
            ("http://10.0.0.7:7778", "10.0.0.7:7778", Scheme::Https, false),
            ("https://turma.example", "turma.example", Scheme::Http, true),
            ("HTTP://LOCALHOST", "localhost", Scheme::Http, true),
            ("null", "127.0.0.1:7780", Scheme::Http, false),
            ("", "127.0.0.1:7780", Scheme::Http, false),
            ("http://127.0.0.1:7780.evil.example", "127.0.0.1:7780", Scheme::Http, false),
            ("file://", "127.0.0.1:7780", Scheme::Http, false),
        ] {
            assert_eq!(hosts.admit(origin, host, scheme), admitted, "{origin} {host}");
        }
    }
}
