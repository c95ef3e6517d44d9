//! What a certificate is known by.

use std::fmt;
use std::str::FromStr;

use sha2::{Digest, Sha256};

const SCHEME: &str = "sha256:";

/// The SHA-256 of a whole certificate, in DER. Written `sha256:` and 64 hexadecimal digits.
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct Fingerprint([u8; 32]);

/// A text is not `sha256:` and 64 hexadecimal digits.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("not sha256: and 64 hexadecimal digits")]
pub struct FingerprintError;

impl Fingerprint {
    /// Of a certificate in DER.
    pub fn of(certificate: &[u8]) -> Self {
        Self(Sha256::digest(certificate).into())
    }

    /// As browsers show it: pairs of digits in capitals, with colons.
    pub fn in_browsers(&self) -> String {
        let pairs: Vec<String> = self.0.iter().map(|byte| format!("{byte:02X}")).collect();
        pairs.join(":")
    }
}

impl fmt::Display for Fingerprint {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{SCHEME}{}", hex::encode(self.0))
    }
}

impl fmt::Debug for Fingerprint {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{self}")
    }
}

impl FromStr for Fingerprint {
    type Err = FingerprintError;

    fn from_str(text: &str) -> Result<Self, FingerprintError> {
        let digits = text.strip_prefix(SCHEME).ok_or(FingerprintError)?;
        let mut bytes = [0; 32];
        hex::decode_to_slice(digits, &mut bytes).map_err(|_| FingerprintError)?;
        Ok(Self(bytes))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_is_read_as_it_is_written() {
        let own = Fingerprint::of(b"abc");
        let text = "sha256:ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";
        assert_eq!(own.to_string(), text);
        assert_eq!(text.parse(), Ok(own));
        assert_eq!(text.to_uppercase().replace("SHA", "sha").parse(), Ok(own));
        assert_ne!(Fingerprint::of(b"abd"), own);
    }

    #[test]
    fn nothing_else_is_one() {
        let own = Fingerprint::of(b"abc").to_string();
        for text in
            ["", "sha256:", &own[7..], &own[..70], &format!("{own}0"), &own.replace('b', "x")]
        {
            assert_eq!(text.parse::<Fingerprint>(), Err(FingerprintError), "{text}");
        }
    }
}
