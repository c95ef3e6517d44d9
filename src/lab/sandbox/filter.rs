//! The system calls that no program in a box may make. They take memory that is not counted for any
//! process, or reach the grader's keys. A chat server needs none of them; a program that tries is told
//! that the system does not have the call, and can fall back to another one.

/// The architecture as the kernel's audit calls it, and the numbers of these calls there: `shmget`,
/// `memfd_create`, `memfd_secret`, `io_uring_setup`, `add_key`, `request_key`, `keyctl`, `bpf`,
/// `userfaultfd`, `perf_event_open`.
#[cfg(target_arch = "x86_64")]
const CALLS: Option<(u32, [u32; 10])> =
    Some((0xc000_003e, [29, 319, 447, 425, 248, 249, 250, 321, 323, 298]));
#[cfg(target_arch = "aarch64")]
const CALLS: Option<(u32, [u32; 10])> =
    Some((0xc000_00b7, [194, 279, 447, 425, 217, 218, 219, 280, 282, 241]));
#[cfg(not(any(target_arch = "x86_64", target_arch = "aarch64")))]
const CALLS: Option<(u32, [u32; 10])> = None;

/// From here on numbers are those of another convention (x32).
const OTHER_CONVENTION: u32 = 0x4000_0000;
/// Where the kernel shows a filter the number of a call, and the architecture.
const NUMBER_AT: u32 = 0;
const ARCHITECTURE_AT: u32 = 4;
/// Instructions of the classic packet filter: load a word, jump if it is equal, or not less; return.
const LOAD: u16 = 0x20;
const JUMP_IF_EQUAL: u16 = 0x15;
const JUMP_IF_NOT_LESS: u16 = 0x35;
const RETURN: u16 = 0x06;
const ALLOW: u32 = 0x7fff_0000;
/// The call fails with `ENOSYS`.
const UNKNOWN_CALL: u32 = 0x0005_0000 | 38;

/// The filter in the form that bubblewrap takes, where the numbers are known.
pub fn filter() -> Option<Vec<u8>> {
    let (architecture, calls) = CALLS?;
    // Each jump that fails goes on; one that does not skips what is left before the refusal.
    let mut left = u8::try_from(calls.len()).ok()?;
    let mut filter = vec![
        (LOAD, 0, 0, ARCHITECTURE_AT),
        (JUMP_IF_EQUAL, 0, left + 3, architecture),
        (LOAD, 0, 0, NUMBER_AT),
        (JUMP_IF_NOT_LESS, left + 1, 0, OTHER_CONVENTION),
    ];
    for call in calls {
        filter.push((JUMP_IF_EQUAL, left, 0, call));
        left -= 1;
    }
    filter.extend([(RETURN, 0, 0, ALLOW), (RETURN, 0, 0, UNKNOWN_CALL)]);
    let bytes = filter.into_iter().flat_map(|(code, yes, no, value)| {
        let [low, high] = code.to_ne_bytes();
        let [a, b, c, d] = value.to_ne_bytes();
        [low, high, yes, no, a, b, c, d]
    });
    Some(bytes.collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What the kernel makes of a call.
    fn verdict(architecture: u32, number: u32) -> u32 {
        let filter = filter().unwrap();
        let (mut at, mut word) = (0, 0);
        loop {
            let bytes: [u8; 8] = filter[8 * at..][..8].try_into().unwrap();
            let [low, high, yes, no, a, b, c, d] = bytes;
            let value = u32::from_ne_bytes([a, b, c, d]);
            at += 1;
            let jumps = match u16::from_ne_bytes([low, high]) {
                LOAD => {
                    word = if value == NUMBER_AT { number } else { architecture };
                    continue;
                }
                JUMP_IF_EQUAL => word == value,
                JUMP_IF_NOT_LESS => word >= value,
                _ => return value,
            };
            at += usize::from(if jumps { yes } else { no });
        }
    }

    #[test]
    fn only_the_calls_that_are_named_are_refused() {
        let Some((architecture, calls)) = CALLS else { return };
        for number in 0..600 {
            let refused = calls.contains(&number);
            let expected = if refused { UNKNOWN_CALL } else { ALLOW };
            assert_eq!(verdict(architecture, number), expected, "{number}");
            assert_eq!(verdict(0x4000_0003, number), UNKNOWN_CALL);
            assert_eq!(verdict(architecture, OTHER_CONVENTION + number), UNKNOWN_CALL);
        }
    }
}
