//! The browser's shell with nothing but a hub's connection in it, on the scenarios that the native shell runs too: real
//! sockets, requests and timers of this browser, and ASP.NET Core's own SignalR server.
//!
//! A page cannot start a server: `npm test` keeps one at `VOISNAP_REFERENCE_URL` that starts reference hubs.

#[path = "client.rs"]
mod client;
#[path = "scenarios/mod.rs"]
#[macro_use]
mod scenarios;
#[path = "shell.rs"]
mod shell;

use self::{
    client::{Client, Seen},
    shell::{Server, Shell},
};
use gloo_net::http::Request;
use gloo_timers::callback::Timeout;
use std::{
    cell::{Cell, RefCell},
    collections::VecDeque,
    future::{poll_fn, ready},
    rc::Rc,
    task::{Poll, Waker},
};
use voisnap_webrtc::{
    AudioOutput, AudioSource,
    browser::{Driver, Machine, Sources},
    call::{ConnectionId, Effect, Input, Output},
    signalr::{self, Connection},
    time::Millis,
};
use wasm_bindgen_futures::spawn_local;
use wasm_bindgen_test::wasm_bindgen_test;

/// A client of a hub, in the place of a call.
struct HubMachine {
    client: Client,
    outputs: VecDeque<Output>,
    /// The test that waits for what comes next. The driver has the machine, so it is shared.
    waiting: Rc<RefCell<Option<Waker>>>,
}

impl HubMachine {
    fn act(&mut self, now: Millis, act: impl FnOnce(&mut Connection, Millis)) {
        let effects = self.client.act(now, act);
        self.put(effects);
    }

    fn put(&mut self, effects: Vec<signalr::Effect>) {
        self.outputs.extend(
            effects
                .into_iter()
                .map(|effect| Output::Effect(Effect::Hub { connection: ConnectionId(0), effect })),
        );
        if let Some(waker) = self.waiting.take() {
            waker.wake();
        }
    }
}

impl Machine for HubMachine {
    fn handle(&mut self, now: Millis, input: Input<'_>) {
        let effects = match input {
            Input::Hub { input, .. } => self.client.handle(now, input),
            Input::Timeout => self.client.handle(now, signalr::Input::Timeout),
            _ => return,
        };
        self.put(effects);
    }

    fn poll_output(&mut self) -> Option<Output> {
        self.outputs.pop_front()
    }

    fn deadline(&self) -> Option<Millis> {
        self.client.hub.deadline()
    }

    fn is_running(&self) -> bool {
        false
    }

    fn has_ended(&self) -> bool {
        self.client.seen.ended.is_some()
    }
}

/// A reference hub that was started for a test.
struct RemoteServer {
    name: String,
    url: String,
    line: String,
}

/// Sends the keeper of reference hubs a command.
async fn command(path: &str, options: &[&str]) -> String {
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
        let answer = command("/start", options).await;
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
        command(&format!("/restart/{}", self.name), &[]).await;
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
            command(&path, &[]).await;
        });
    }
}

struct BrowserShell {
    driver: Rc<Driver<HubMachine>>,
    waiting: Rc<RefCell<Option<Waker>>>,
    server: String,
}

impl Shell for BrowserShell {
    type Server = RemoteServer;

    fn new(server: &RemoteServer, client: Client) -> Self {
        let waiting = Rc::default();
        let machine = HubMachine { client, outputs: VecDeque::new(), waiting: Rc::clone(&waiting) };
        let sources = Sources {
            access_token: Rc::new(|| Box::pin(ready(Err(None)))),
            session: None,
            audio: AudioSource::Default,
            output: AudioOutput::None,
        };
        Self { driver: Driver::new(machine, sources), waiting, server: server.name.clone() }
    }

    fn act(&mut self, act: impl FnOnce(&mut Connection, Millis)) {
        self.driver.with_machine(|machine, now| machine.act(now, act));
    }

    fn seen(&self) -> Seen {
        self.driver.machine().client.seen.clone()
    }

    fn forget(&mut self) {
        self.driver.with_machine(|machine, _| {
            machine.client.seen.events.clear();
            machine.client.seen.completed.clear();
        });
    }

    async fn until(&mut self, done: impl Fn(&Seen) -> bool) {
        let late = Rc::new(Cell::new(false));
        let (passed, waiting) = (Rc::clone(&late), Rc::clone(&self.waiting));
        let _limit = Timeout::new(20_000, move || {
            passed.set(true);
            if let Some(waker) = waiting.take() {
                waker.wake();
            }
        });
        poll_fn(|context| {
            let machine = self.driver.machine();
            if done(&machine.client.seen) {
                return Poll::Ready(());
            }
            assert!(!late.get(), "{}", machine.client.seen);
            *self.waiting.borrow_mut() = Some(context.waker().clone());
            Poll::Pending
        })
        .await;
    }

    async fn go_dead(&mut self) {
        command(&format!("/freeze/{}", self.server), &[]).await;
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
