//! Passes are made here: the class knows no chance.

use zeroize::Zeroizing;

use crate::wire::{PASS_ALPHABET, PASS_LENGTH};

/// A pass from the system's randomness, uniformly distributed.
pub(super) fn made() -> Result<Zeroizing<String>, getrandom::Error> {
    let mut bytes = Zeroizing::new([0; PASS_LENGTH]);
    getrandom::fill(&mut *bytes)?;
    // There are 32 letters: five bits of a byte are one.
    Ok(Zeroizing::new(bytes.iter().map(|byte| letter(*byte)).collect()))
}

fn letter(byte: u8) -> char {
    char::from(PASS_ALPHABET[usize::from(byte) % PASS_ALPHABET.len()])
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use crate::wire::is_pass;

    use super::*;

    #[test]
    fn a_pass_has_its_form_and_is_never_the_same() {
        let passes: BTreeSet<String> = (0..100).map(|_| made().unwrap().to_string()).collect();
        assert!(passes.iter().all(|pass| is_pass(pass)));
        assert_eq!(passes.len(), 100);
        let letters: BTreeSet<char> = passes.iter().flat_map(|pass| pass.chars()).collect();
        assert_eq!(letters.len(), PASS_ALPHABET.len());
    }
}
