//! What an agent's name selects: `agt_test_NAME` names one row, and the row says what each room does in that call.
//!
//! A room reads the field that concerns it and knows no scenario by name. A new scenario is a new row; a new behavior is a
//! field (or a variant) in [`behavior`](self::behavior), the row that sets it, and one place in the room that obeys it.
mod behavior;
mod call;
mod hub;
mod rest;
mod row;

use std::fmt::Write as _;

pub(crate) use self::behavior::{
    Admission, AfterAnswer, AnswerSdp, Candidates, Dtmf, Expiry, Fields, Handshake, Negotiation, OnConnect,
    OnEnd, Reach, Reply, Retry, Scenario, Sound, Step, Transcripts,
};
use self::row::Row;

/// Every scenario, in the order in which a call meets them.
pub(crate) fn rows() -> impl Iterator<Item = &'static Row> {
    [rest::ROWS, hub::ROWS, call::ROWS].into_iter().flatten()
}

/// The part of an agent's name that selects the scenario: what follows `agt_test_`, if the name begins with that.
pub(crate) fn name(agent_id: &str) -> Option<&str> {
    agent_id.strip_prefix("agt_test_")
}

/// The behaviour that an agent's name selects. `None`: it begins with `agt_test_`, but no row has the rest of it.
pub(crate) fn of(agent_id: &str) -> Option<Scenario> {
    let Some(name) = name(agent_id) else { return Some(Scenario::ORDINARY) };
    rows().find_map(|row| row.scenario(name))
}

/// The rows as text, for `--help`.
pub(crate) fn help() -> String {
    let width = rows().map(|row| row.name.len()).max().unwrap_or_default();
    let mut text =
        "Scenarios (request the agent agt_test_NAME; a number in a name may be another):".to_owned();
    for row in rows() {
        // Writing into a string cannot fail.
        let _ = write!(text, "\n  {:width$}  {}", row.name, row.description);
    }
    text
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use serde_json::Value;

    use super::*;

    #[test]
    fn every_row_is_found_by_its_name_and_differs_from_the_others() {
        let mut seen = vec![Scenario::ORDINARY];
        for row in rows() {
            let scenario = of(&format!("agt_test_{}", row.name)).unwrap();
            assert!(!seen.contains(&scenario), "{}", row.name);
            seen.push(scenario);
        }
    }

    #[test]
    fn a_name_may_hold_another_number() {
        let refusal = |status| Reply::Refusal(status, Retry::Seconds(2));
        assert_eq!(of("agt_test_status_503").unwrap().reply, refusal(503));
        assert_eq!(of("agt_test_slow_20").unwrap().delay, Duration::from_millis(20));
        assert_eq!(of("agt_01HXK8Z3MNPQRS"), Some(Scenario::ORDINARY));
        for unknown in ["agt_test_nonsense", "agt_test_status_9", "agt_test_slow_x", "agt_test_html_1"] {
            assert_eq!(of(unknown), None, "{unknown}");
        }
    }

    #[test]
    fn labels_are_short_and_no_two_alike() {
        let mut seen = Vec::new();
        for row in rows() {
            assert!((3..=42).contains(&row.label.len()), "{}", row.label);
            assert!(!row.label.contains('_'), "{}", row.label);
            assert!(!seen.contains(&row.label), "{}", row.label);
            seen.push(row.label);
        }
    }

    #[test]
    fn the_json_in_the_rows_is_valid() {
        for row in rows() {
            let scenario = of(&format!("agt_test_{}", row.name)).unwrap();
            assert!(serde_json::from_str::<Vec<Value>>(scenario.ice_servers).is_ok(), "{}", row.name);
            let steps = scenario.on_offer.iter().filter_map(|step| match step {
                Step::Emit(_, payload) => Some(*payload),
                _ => None,
            });
            let after = match scenario.after_answer {
                AfterAnswer::Emit(_, payload) => Some(payload),
                _ => None,
            };
            for payload in steps.chain(after) {
                assert!(serde_json::from_str::<Value>(payload).is_ok(), "{}: {payload}", row.name);
            }
        }
    }

    #[test]
    fn the_readme_lists_every_row() {
        let readme = include_str!("../../README.md");
        let listed: Vec<_> = readme.lines().filter(|line| line.starts_with("| `")).collect();
        for row in rows() {
            let line = format!("| `{}` | {} |", row.name, row.description);
            assert!(listed.contains(&line.as_str()), "missing: {line}");
        }
    }
}
