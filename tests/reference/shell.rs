//! What a shell offers the scenarios: a server to meet, and a client that lives over real sockets in real time.

use super::client::{Client, Seen};
use voisnap_webrtc::{
    signalr::{Connection, Input, Millis},
    wire::RawJson,
};

/// The reference hub, in a process of its own. It ends with the value.
pub(crate) trait Server: Sized {
    /// Starts it with these command line options.
    async fn start(options: &[&str]) -> Self;

    /// Where it listens, without a slash at the end.
    fn url(&self) -> String;

    /// Kills it and starts another in its place, which knows nothing of what was before.
    async fn restart(&mut self);

    /// Posts nothing to one of its endpoints.
    async fn post(&self, path: &str);

    /// Where it listens behind a line that can go dead.
    fn line(&self) -> String;

    /// Its conformance hub.
    fn hub(&self, query: &str) -> String {
        format!("{}/hubs/conformance{query}", self.url())
    }
}

/// Does what a client's connection asks for.
pub(crate) trait Shell: Sized {
    type Server: Server;

    /// A shell around a client of `server` that was not started yet.
    fn new(server: &Self::Server, client: Client) -> Self;

    /// Lets `act` use the connection, and does what it then asks for.
    fn act(&mut self, act: impl FnOnce(&mut Connection, Millis));

    fn seen(&self) -> Seen;

    /// Forgets the events and outcomes so far.
    fn forget(&mut self);

    /// Runs until `done`, at most 20 s.
    async fn until(&mut self, done: impl Fn(&Seen) -> bool);

    /// The network takes the sockets that are open, and tells neither end. New ones pass.
    async fn go_dead(&mut self);

    /// The status with which the last socket was refused, in a shell that gets to see it.
    fn refusal(&self) -> Option<u16>;

    fn start(&mut self) {
        self.act(|hub, now| hub.handle(now, Input::Start));
    }

    /// Starts, and runs until the handshake is answered.
    async fn connect(&mut self) {
        self.start();
        self.until(Seen::is_connected).await;
    }

    fn invoke(&mut self, target: &str, arguments: &str) {
        let arguments = RawJson::parse(arguments).expect("JSON");
        self.act(|hub, now| {
            hub.invoke(now, target, &arguments, None).expect("sent");
        });
    }

    /// Invokes, and runs until there is an outcome.
    async fn outcome(&mut self, target: &str, arguments: &str) -> String {
        let before = self.seen().completed.len();
        self.invoke(target, arguments);
        self.until(|seen| seen.completed.len() > before).await;
        self.seen().completed.swap_remove(before)
    }

    fn stop(&mut self) {
        self.act(|hub, now| hub.handle(now, Input::Stop));
        assert!(self.seen().ended.is_some());
    }
}
