//! A small generator of random numbers: the same seed gives the same run on every machine.

pub(crate) struct Random {
    state: u64,
    given: std::vec::IntoIter<u64>,
}

impl Random {
    pub(crate) fn new(seed: u64) -> Self {
        Self { state: seed, given: vec![].into_iter() }
    }

    /// Takes these numbers first, so that a property test can choose and shrink them.
    #[cfg_attr(not(test), expect(dead_code, reason = "the long run needs no shrinking"))]
    pub(crate) fn of(given: Vec<u64>) -> Self {
        Self { state: 0, given: given.into_iter() }
    }

    /// SplitMix64.
    pub(crate) fn next(&mut self) -> u64 {
        if let Some(given) = self.given.next() {
            return given;
        }
        self.state = self.state.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let z = (self.state ^ (self.state >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        let z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        z ^ (z >> 31)
    }

    /// Below `limit`, which is not 0.
    #[expect(clippy::cast_possible_truncation, reason = "below a usize")]
    pub(crate) fn below(&mut self, limit: usize) -> usize {
        (self.next() % limit as u64) as usize
    }

    /// True once in `times`.
    pub(crate) fn one_in(&mut self, times: usize) -> bool {
        self.below(times) == 0
    }

    pub(crate) fn pick<'a, T: ?Sized>(&mut self, from: &[&'a T]) -> &'a T {
        from[self.below(from.len())]
    }
}
