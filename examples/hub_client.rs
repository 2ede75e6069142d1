//! The pure client under remote control, for the side by side run with the official one (`tests/compare`): settings and
//! commands come as lines of JSON, and what the client says leaves as lines of JSON texts.

#![cfg_attr(target_arch = "wasm32", no_main)]
#![cfg(not(target_arch = "wasm32"))]
#![allow(clippy::print_stdout, clippy::expect_used, clippy::panic)]

#[allow(dead_code, reason = "the tests use all of it")]
#[path = "../tests/reference/client.rs"]
mod client;
#[allow(dead_code, reason = "the tests use all of it")]
#[path = "../tests/reference/native.rs"]
mod native;
#[path = "../tests/reference/socket.rs"]
mod socket;

use std::{
    io::stdin,
    sync::mpsc::{TryRecvError, channel},
    thread,
    time::Duration,
};

use client::Client;
use native::NativeShell;
use serde_json::Value;
use voisnap_webrtc::{
    signalr::{Config, Input, ReconnectPolicy},
    wire::RawJson,
};

/// How long the sockets are listened to before commands are looked for.
const TURN: Duration = Duration::from_millis(5);

fn text<'a>(line: &'a Value, name: &str) -> &'a str {
    line[name].as_str().unwrap_or_default()
}

fn client(settings: &Value) -> Client {
    let number = |name: &str| settings[name].as_u64().and_then(|number| u32::try_from(number).ok());
    let change = |config: &mut Config| {
        config.negotiate = settings["negotiate"] == true;
        config.stateful_reconnect = settings["stateful"] == true;
        config.reconnect = number("reconnectFor").map(|for_ms| ReconnectPolicy { for_ms });
        config.server_timeout = number("serverTimeout").unwrap_or(config.server_timeout);
        config.connect_timeout = number("connectTimeout").unwrap_or(config.connect_timeout);
    };
    let client = Client::new(text(settings, "url"), change);
    if settings["protocol"] == "jsonx" {
        return client.tampering(|frame| Some(frame.replace(r#""json""#, r#""jsonx""#)));
    }
    client
}

fn say(words: &str) {
    println!("{}", Value::from(words));
}

fn obey(shell: &mut NativeShell, command: &Value) {
    let arguments = || RawJson::parse(&command["arguments"].to_string()).expect("JSON");
    let target = text(command, "target");
    match text(command, "do") {
        "start" => shell.act(|hub, now| hub.handle(now, Input::Start)),
        "stop" => shell.act(|hub, now| hub.handle(now, Input::Stop)),
        "invoke" => shell.act(|hub, now| match hub.invoke(now, target, &arguments(), None) {
            Ok(id) => say(&format!("invoked {}", id.0)),
            Err(error) => say(&format!("refused {error:?}")),
        }),
        "send" => shell.act(|hub, now| match hub.send(now, target, &arguments()) {
            Ok(()) => say("sent"),
            Err(error) => say(&format!("refused {error:?}")),
        }),
        other => panic!("there is no command {other}"),
    }
}

fn main() {
    let (sender, commands) = channel();
    thread::spawn(move || {
        for line in stdin().lines().map_while(Result::ok) {
            if sender.send(serde_json::from_str::<Value>(&line).expect("JSON")).is_err() {
                return;
            }
        }
    });
    let settings = commands.recv().expect("settings");
    let mut shell = NativeShell::new(client(&settings));
    text(&settings, "token").clone_into(&mut shell.client.token);
    let mut said = 0;
    loop {
        match commands.try_recv() {
            Ok(command) => obey(&mut shell, &command),
            Err(TryRecvError::Empty) => shell.turn(TURN),
            Err(TryRecvError::Disconnected) => return,
        }
        for words in &shell.client.seen.told[said..] {
            say(words);
        }
        said = shell.client.seen.told.len();
    }
}
