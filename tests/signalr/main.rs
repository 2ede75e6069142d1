//! The SignalR client, natively and on virtual time. `tests/conformance.md` maps the official client's own cases
//! to these tests, one module for each of its files, and `own_cases` for ours.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::doc_markdown)]
#![cfg(not(target_arch = "wasm32"))]

mod bench;
mod http_connection;
mod hub_connection;
mod hub_connection_events;
mod json_hub_protocol;
mod own_cases;
mod reconnect;
mod stateful_reconnect;
mod web_socket_transport;

/// The table names tests, and a test that was renamed would leave it lying.
#[test]
fn conformance_table_names_tests_that_exist() {
    let sources = [
        include_str!("own_cases.rs"),
        include_str!("hub_connection.rs"),
        include_str!("hub_connection_events.rs"),
        include_str!("stateful_reconnect.rs"),
        include_str!("http_connection.rs"),
        include_str!("json_hub_protocol.rs"),
        include_str!("reconnect.rs"),
        include_str!("web_socket_transport.rs"),
        include_str!("../../src/signalr/url.rs"),
        include_str!("../reference/scenarios/ends.rs"),
        include_str!("../reference/scenarios/messages.rs"),
        include_str!("../reference/scenarios/recovery.rs"),
    ]
    .concat();
    let is_name =
        |text: &&str| text.contains('_') && text.chars().all(|char| char.is_alphanumeric() || char == '_');
    let quoted = include_str!("../conformance.md").split('`').skip(1).step_by(2);
    let names: Vec<_> = quoted.map(|name| name.rsplit("::").next().unwrap_or(name)).filter(is_name).collect();
    assert!(names.len() > 100, "{}", names.len());
    for name in names {
        assert!(
            [format!("fn {name}("), format!("fn {name}<")].iter().any(|start| sources.contains(start)),
            "{name}"
        );
    }
}
