//! The browser's shell with nothing but a hub's connection in it, on the scenarios that the native shell runs too: real
//! sockets, requests and timers of this browser, and ASP.NET Core's own SignalR server (`tests/reference`).
//!
//! A page cannot start a server: `npm test` keeps one at `VOISNAP_REFERENCE_URL` that starts reference hubs.

#[path = "../../tests/reference/client.rs"]
mod client;
#[path = "../../tests/reference/scenarios/mod.rs"]
#[macro_use]
mod scenarios;
#[path = "../../tests/reference/shell.rs"]
mod shell;

use self::{
    client::{Client, Seen},
    shell::{Server, Shell},
};
use super::Driver;
use crate::{
    api::CallOptions,
    call::{self, ConnectionId, Input, Output},
    queue::Queue,
    signalr::{Connection, Effect, Millis},
};
use gloo_net::http::Request;
use gloo_timers::callback::Timeout;
use std::{
    cell::Cell,
    future::poll_fn,
    ops::Deref,
    rc::Rc,
    task::{Poll, Waker},
};
use wasm_bindgen_futures::spawn_local;
use wasm_bindgen_test::wasm_bindgen_test;

/// What a driver drives in the crate's own tests: a call, or in its place a client of a hub.
pub(super) struct Machine {
    call: call::Machine,
    client: Option<Client>,
    outputs: Queue<Output>,
    /// The test that waits for what comes next.
    waiting: Option<Waker>,
}

impl Machine {
    pub(super) fn new(config: call::Config) -> Self {
        Self { call: call::Machine::new(config), client: None, outputs: Queue::default(), waiting: None }
    }

    pub(super) fn handle(&mut self, now: Millis, input: Input<'_>) {
        let Some(client) = &mut self.client else { return self.call.handle(now, input) };
        let effects = match input {
            Input::Hub { input, .. } => client.handle(now, input),
            Input::Timeout => client.handle(now, crate::signalr::Input::Timeout),
            _ => return,
        };
        self.put(effects);
    }

    pub(super) fn poll_output(&mut self) -> Option<Output> {
        self.outputs.pop().or_else(|| self.call.poll_output())
    }

    pub(super) fn deadline(&self) -> Option<Millis> {
        self.client.as_ref().map_or_else(|| self.call.deadline(), |client| client.hub.deadline())
    }

    fn put(&mut self, effects: Vec<Effect>) {
        for effect in effects {
            self.outputs.push(Output::Effect(call::Effect::Hub { connection: ConnectionId(0), effect }));
        }
        if let Some(waker) = self.waiting.take() {
            waker.wake();
        }
    }

    fn client(&mut self) -> &mut Client {
        self.client.as_mut().expect("this driver has a client")
    }
}

/// What a call tells of itself.
impl Deref for Machine {
    type Target = call::Machine;

    fn deref(&self) -> &call::Machine {
        &self.call
    }
}

/// A reference hub that was started for a test.
struct RemoteServer {
    name: String,
    url: String,
    line: String,
}

/// Asks the keeper of reference hubs for something.
async fn ask(path: &str, options: &[&str]) -> String {
    let Some(keeper) = option_env!("VOISNAP_REFERENCE_URL") else {
        panic!("These tests need a reference hub: run them by `npm test`.");
    };
    let request = Request::post(&format!("{keeper}{path}")).body(options.join(" ")).expect("a request");
    let answer = request.send().await.expect("the keeper of reference hubs answers");
    let text = answer.text().await.expect("text");
    assert!(answer.ok(), "{path}: {text}");
    text
}

impl Server for RemoteServer {
    async fn start(options: &[&str]) -> Self {
        let answer = ask("/start", options).await;
        let mut parts = answer.split(' ').map(str::to_owned);
        let mut next = || parts.next().expect("name, URL and line");
        Self { name: next(), url: next(), line: next() }
    }

    fn url(&self) -> String {
        self.url.clone()
    }

    fn line(&self) -> String {
        self.line.clone()
    }

    async fn restart(&mut self) {
        ask(&format!("/restart/{}", self.name), &[]).await;
    }

    async fn post(&self, path: &str) {
        let request = Request::post(&format!("{}{path}", self.url)).send().await;
        assert!(request.expect("it answers").ok());
    }
}

impl Drop for RemoteServer {
    fn drop(&mut self) {
        let path = format!("/stop/{}", self.name);
        spawn_local(async move {
            ask(&path, &[]).await;
        });
    }
}

struct BrowserShell {
    driver: Rc<Driver>,
    server: String,
}

impl Shell for BrowserShell {
    type Server = RemoteServer;

    fn new(server: &RemoteServer, client: Client) -> Self {
        let options = CallOptions::new("agt_none").token("none");
        let (config, sources) = options.parse().expect("the options are valid");
        let driver = Driver::new(config, sources);
        driver.machine.borrow_mut().client = Some(client);
        Self { driver, server: server.name.clone() }
    }

    fn act(&mut self, act: impl FnOnce(&mut Connection, Millis)) {
        let now = self.driver.clock.now();
        let mut machine = self.driver.machine.borrow_mut();
        let effects = machine.client().act(now, act);
        machine.put(effects);
        drop(machine);
        // The driver carries out what is there after every input.
        self.driver.dispatch(Input::Wake);
    }

    fn seen(&self) -> Seen {
        self.driver.machine.borrow_mut().client().seen.clone()
    }

    fn forget(&mut self) {
        let mut machine = self.driver.machine.borrow_mut();
        let seen = &mut machine.client().seen;
        seen.events.clear();
        seen.completed.clear();
    }

    async fn until(&mut self, done: impl Fn(&Seen) -> bool) {
        let late = Rc::new(Cell::new(false));
        let (passed, driver) = (Rc::clone(&late), Rc::clone(&self.driver));
        let _limit = Timeout::new(20_000, move || {
            passed.set(true);
            driver.machine.borrow_mut().put(vec![]);
        });
        poll_fn(|context| {
            let mut machine = self.driver.machine.borrow_mut();
            if done(&machine.client().seen) {
                return Poll::Ready(());
            }
            assert!(!late.get(), "{}", machine.client().seen);
            machine.waiting = Some(context.waker().clone());
            Poll::Pending
        })
        .await;
    }

    async fn go_dead(&mut self) {
        ask(&format!("/freeze/{}", self.server), &[]).await;
    }

    /// No browser tells.
    fn refusal(&self) -> Option<u16> {
        None
    }
}

macro_rules! in_the_browser {
    ($($scenario:ident)*) => {
        $(
            #[wasm_bindgen_test]
            #[ignore = "needs the reference hub: npm test -- --only=wasm-chromium,wasm-firefox"]
            async fn $scenario() {
                scenarios::$scenario::<BrowserShell>().await;
            }
        )*
    };
}

each_scenario!(in_the_browser);
