//! The SignalR client, natively and on virtual time. `tests/conformance.md` maps the official client's own cases
//! to these tests: `hc` HubConnection, `rc` Reconnect, `ht` HttpConnection, `jp` JsonHubProtocol,
//! `tf` TextMessageFormat, `ws` WebSocketTransport, `at` AccessTokenHttpClient, `ex` cases of our own.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::doc_markdown)]
#![cfg(not(target_arch = "wasm32"))]

mod bench;
mod ex;
mod hc;
mod hc_on;
mod hc_stateful;
mod ht;
mod jp;
mod rc;
mod ws;

/// The table names tests, and a test that was renamed would leave it lying.
#[test]
fn conformance_table_names_tests_that_exist() {
    let sources = [
        include_str!("ex.rs"),
        include_str!("hc.rs"),
        include_str!("hc_on.rs"),
        include_str!("hc_stateful.rs"),
        include_str!("ht.rs"),
        include_str!("jp.rs"),
        include_str!("rc.rs"),
        include_str!("ws.rs"),
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
