//! When a lost connection is tried again: a pure function, so that every schedule can be tested.

/// The first delay after the immediate attempt; each further one is twice as long.
const FIRST: u64 = 500;

/// The longest delay. A caller waits behind it, so it is far below the official client's 30 s.
const LONGEST: u64 = 8_000;

/// The delay in milliseconds before reconnect attempt number `attempt` (0: the first, made at once), or `None`
/// to give up: when the connection has been away (`elapsed`) for `limit`.
///
/// Delays after the first are spread by ±25 % with `seed`, so that the clients of a restarted server do not return
/// all at once. A server's `hint` (it is busy, try later) is the least delay. No delay passes the limit.
pub fn delay(attempt: u32, elapsed: u64, limit: u64, seed: u64, hint: Option<u64>) -> Option<u64> {
    let left = limit.checked_sub(elapsed).filter(|&left| left > 0)?;
    let base = match attempt {
        0 => 0,
        n => LONGEST.min(FIRST << (n - 1).min(8)),
    };
    let spread = base / 2;
    let delay = base - base / 4 + mix(seed.wrapping_add(attempt.into())) % (spread + 1);
    Some(delay.max(hint.unwrap_or_default()).min(left))
}

/// Stafford's variant 13 of the 64-bit finaliser, as in SplitMix64: neighbouring seeds give unrelated numbers.
const fn mix(seed: u64) -> u64 {
    let z = seed.wrapping_add(0x9E37_79B9_7F4A_7C15);
    let z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
    let z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
    z ^ (z >> 31)
}

#[cfg(test)]
mod tests {
    use super::delay;

    #[test]
    fn the_first_attempt_is_immediate_and_the_others_grow() {
        for seed in 0..1_000 {
            assert_eq!(delay(0, 0, 60_000, seed, None), Some(0));
            for (attempt, base) in
                [(1, 500), (2, 1_000), (3, 2_000), (4, 4_000), (5, 8_000), (u32::MAX, 8_000)]
            {
                let delay = delay(attempt, 0, 60_000, seed, None);
                let expected = base * 3 / 4..=base * 5 / 4;
                assert!(delay.is_some_and(|delay| expected.contains(&delay)), "{attempt}: {delay:?}");
            }
        }
    }

    #[test]
    fn seeds_spread_the_delays() {
        let mut delays: Vec<_> = (0..100).map(|seed| delay(3, 0, 60_000, seed, None)).collect();
        delays.sort_unstable();
        delays.dedup();
        assert!(delays.len() > 80, "{} different delays", delays.len());
    }

    #[test]
    fn a_hint_is_the_least_delay_and_the_limit_the_longest() {
        assert_eq!(delay(0, 0, 60_000, 1, Some(5_000)), Some(5_000));
        assert_eq!(delay(0, 58_000, 60_000, 1, Some(5_000)), Some(2_000));
        assert_eq!(delay(3, 59_999, 60_000, 1, None), Some(1));
        assert_eq!(delay(3, 60_000, 60_000, 1, None), None);
        assert_eq!(delay(0, 70_000, 60_000, 1, None), None);
    }
}
