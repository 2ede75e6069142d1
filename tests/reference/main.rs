//! The connection machine against ASP.NET Core's own SignalR server: the reference hub beside the repository.
//!
//! A plain `cargo test` leaves these out; `npm test` runs them where the reference hub is, and the same scenarios in the
//! browser's shell (`src/browser/reference.rs`).

#![cfg(not(target_arch = "wasm32"))]
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::doc_markdown)]

mod client;
mod native;
#[macro_use]
mod scenarios;
mod server;
mod shell;
mod socket;

use std::{
    pin::pin,
    task::{Context, Poll, Waker},
    time::{Duration, Instant},
};

use client::{Client, Seen};
use native::NativeShell;
use server::NativeServer;
use shell::Shell;
use voisnap_webrtc::signalr::{Connection, Millis};

/// The native shell blocks where the browser's waits, so its futures are done when they are polled.
impl Shell for NativeShell {
    type Server = NativeServer;

    fn new(_: &NativeServer, client: Client) -> Self {
        Self::new(client)
    }

    fn act(&mut self, act: impl FnOnce(&mut Connection, Millis)) {
        self.act(act);
    }

    fn seen(&self) -> Seen {
        self.client.seen.clone()
    }

    fn forget(&mut self) {
        self.client.seen.events.clear();
        self.client.seen.completed.clear();
    }

    async fn until(&mut self, done: impl Fn(&Seen) -> bool) {
        let limit = Instant::now() + Duration::from_secs(20);
        while !done(&self.client.seen) {
            assert!(Instant::now() < limit, "{}", self.client.seen);
            self.turn(Duration::from_millis(100));
        }
    }

    async fn go_dead(&mut self) {
        self.go_dead();
    }

    fn refusal(&self) -> Option<u16> {
        self.refusal
    }
}

fn blocking(future: impl Future<Output = ()>) {
    let mut context = Context::from_waker(Waker::noop());
    assert_eq!(pin!(future).poll(&mut context), Poll::Ready(()));
}

macro_rules! natively {
    ($($scenario:ident)*) => {
        $(
            #[test]
            #[ignore = "needs the reference hub: npm test -- --only=native"]
            fn $scenario() {
                blocking(scenarios::$scenario::<NativeShell>());
            }
        )*
    };
}

each_scenario!(natively);
