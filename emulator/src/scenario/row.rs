//! One scenario: its name, its description, and the behavior of the call.
use std::ops::RangeInclusive;

use super::behavior::Scenario;

/// A scenario with its name and its description.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Row {
    /// What follows `agt_test_`; an example where the name holds a number.
    pub name: &'static str,
    /// What happens, after the room in which it does.
    pub description: &'static str,
    kind: Kind,
}

#[derive(Clone, Copy, Debug)]
enum Kind {
    Fixed(&'static Scenario),
    /// The first and the last number that the end of the name may hold, and the scenario for it.
    Numbered(u64, u64, fn(u64) -> Scenario),
}

/// A row for one name.
pub(super) const fn fixed(name: &'static str, description: &'static str, scenario: &'static Scenario) -> Row {
    Row { name, description, kind: Kind::Fixed(scenario) }
}

/// A row for every name that ends with one of these numbers.
pub(super) const fn numbered(
    name: &'static str,
    description: &'static str,
    numbers: RangeInclusive<u64>,
    scenario: fn(u64) -> Scenario,
) -> Row {
    Row { name, description, kind: Kind::Numbered(*numbers.start(), *numbers.end(), scenario) }
}

impl Row {
    /// The scenario, if this row has the name.
    pub(crate) fn scenario(&self, name: &str) -> Option<Scenario> {
        match self.kind {
            Kind::Fixed(scenario) => (self.name == name).then_some(*scenario),
            Kind::Numbered(first, last, scenario) => {
                let stem = self.name.trim_end_matches(|letter: char| letter.is_ascii_digit());
                let number = name.strip_prefix(stem)?.parse().ok()?;
                (first..=last).contains(&number).then(|| scenario(number))
            }
        }
    }
}

/// A status code out of a name.
#[expect(clippy::cast_possible_truncation, reason = "a row admits numbers up to 599")]
pub(super) const fn status(number: u64) -> u16 {
    number as u16
}
