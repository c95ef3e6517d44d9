//! Trust on first use: an unknown certificate is shown to the person, who decides.

use std::io::{self, BufRead, Write};

use crate::link::{Address, CertificateRejection, LinkError, Trust};
use crate::locale::Locale;
use crate::say;

/// Asks about a certificate that was never seen before, and stores it if the person accepts it.
/// `false` if the person does not, or the error is a different one.
pub fn accept(error: &LinkError, trust: &Trust, locale: Locale) -> Result<bool, LinkError> {
    let LinkError::Certificate(at, rejection) = error else { return Ok(false) };
    let (Address::Tls { host, port, .. } | Address::Wss { host, port, .. }) = at else {
        return Ok(false);
    };
    let CertificateRejection::Unknown { shown } = &**rejection else { return Ok(false) };
    let Some(known_hosts) = &trust.known_hosts else { return Ok(false) };
    let news = say!(locale, "client-first-use", at = at.place());
    let question = say!(locale, "client-first-use-question");
    if !is_yes(&ask(&format!("{news}\n  {shown}\n{question}")).unwrap_or_default()) {
        return Ok(false);
    }
    known_hosts.add(host, *port, *shown)?;
    Ok(true)
}

fn ask(question: &str) -> io::Result<String> {
    let mut out = io::stdout().lock();
    write!(out, "{question} ")?;
    out.flush()?;
    let mut answer = String::new();
    io::stdin().lock().read_line(&mut answer)?;
    Ok(answer)
}

/// Whether an answer is a yes in either language.
pub fn is_yes(answer: &str) -> bool {
    ["s", "sim", "y", "yes"].contains(&answer.trim().to_lowercase().as_str())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_a_yes_is_a_yes() {
        assert!(["s", "Sim\n", "y", "YES"].into_iter().all(is_yes));
        assert!(!["", "n", "não", "no", "simples"].into_iter().any(is_yes));
    }
}
