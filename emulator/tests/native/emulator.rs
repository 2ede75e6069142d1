//! Starts the program, and speaks HTTP with it.
use std::process::Stdio;
use std::time::Duration;

use serde_json::{Value, json};
use tokio::io::{AsyncBufReadExt as _, AsyncReadExt as _, AsyncWriteExt as _, BufReader};
use tokio::net::TcpStream;
use tokio::process::{Child, Command};
use tokio::time::{sleep, timeout};

/// Time for anything that should be quick.
pub const SOON: Duration = Duration::from_secs(5);

/// A running emulator; it ends with the test, because its standard input closes.
pub struct Emulator {
    pub child: Child,
    pub address: String,
    pub token: String,
}

/// An HTTP answer.
#[derive(Debug)]
pub struct Answer {
    pub status: u16,
    pub head: String,
    pub body: String,
}

impl Answer {
    pub fn json(&self) -> Value {
        serde_json::from_str(&self.body).unwrap_or_else(|_| panic!("not JSON: {self:?}"))
    }

    pub fn header(&self, name: &str) -> Option<&str> {
        self.head.lines().find_map(|line| {
            let (key, value) = line.split_once(':')?;
            key.eq_ignore_ascii_case(name).then(|| value.trim())
        })
    }
}

/// The program with these arguments, not started.
pub fn program(arguments: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_voisnap-emulator"));
    command
        .args(arguments)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .kill_on_drop(true);
    command
}

impl Emulator {
    pub async fn start(arguments: &[&str]) -> Self {
        let mut command = program(&["--port", "0", "--quiet", "--exit-with-stdin"]);
        let mut child = command.args(arguments).spawn().unwrap();
        let mut lines = BufReader::new(child.stdout.take().unwrap()).lines();
        let ready = lines.next_line().await.unwrap().expect("it reports that it is ready");
        let port = ready
            .strip_prefix("voisnap-emulator ready on http://localhost:")
            .and_then(|rest| rest.strip_suffix('/'));
        let mut emulator =
            Self { child, address: format!("127.0.0.1:{}", port.expect(&ready)), token: String::new() };
        let login =
            emulator.post("/api/v1/auth/login", &[], json!({ "email": "a@b.c", "password": "x" })).await;
        emulator.token = login.json()["accessToken"].as_str().unwrap().to_owned();
        emulator
    }

    /// Sends a request and reads the whole answer.
    pub async fn request(&self, method: &str, path: &str, headers: &[(&str, &str)], body: &str) -> Answer {
        let mut stream = TcpStream::connect(&self.address).await.unwrap();
        let mut request =
            format!("{method} {path} HTTP/1.1\r\nHost: {}\r\nConnection: close\r\n", self.address);
        for (name, value) in headers {
            request += &format!("{name}: {value}\r\n");
        }
        request += &format!("Content-Length: {}\r\n\r\n{body}", body.len());
        stream.write_all(request.as_bytes()).await.unwrap();
        let mut answer = Vec::new();
        timeout(SOON, stream.read_to_end(&mut answer)).await.expect("an answer in time").unwrap();
        let answer = String::from_utf8_lossy(&answer).into_owned();
        let (head, body) = answer.split_once("\r\n\r\n").unwrap();
        let status = head.split(' ').nth(1).unwrap().parse().unwrap();
        Answer { status, head: head.to_owned(), body: body.to_owned() }
    }

    pub async fn get(&self, path: &str) -> Answer {
        self.request("GET", path, &[], "").await
    }

    pub async fn post(&self, path: &str, headers: &[(&str, &str)], body: Value) -> Answer {
        self.request("POST", path, headers, &body.to_string()).await
    }

    /// Requests a session.
    pub async fn request_session(&self, agent: &str) -> Answer {
        let bearer = format!("Bearer {}", self.token);
        let headers = [("Authorization", bearer.as_str()), ("Origin", "https://shop.example")];
        self.post("/api/v1/webrtc/sessions", &headers, json!({ "agentId": agent, "metadata": { "a": 1 } }))
            .await
    }

    /// A session's id and token.
    pub async fn session(&self, agent: &str) -> (String, String) {
        let session = self.request_session(agent).await.json();
        (
            session["sessionId"].as_str().unwrap().to_owned(),
            session["sessionToken"].as_str().unwrap().to_owned(),
        )
    }

    pub async fn report(&self, session: &str) -> Value {
        self.get(&format!("/debug/sessions/{session}")).await.json()
    }

    /// Waits until a session's report is as wanted.
    pub async fn until(&self, session: &str, limit: Duration, wanted: impl Fn(&Value) -> bool) -> Value {
        let polling = async {
            loop {
                let report = self.report(session).await;
                if wanted(&report) {
                    return report;
                }
                sleep(Duration::from_millis(50)).await;
            }
        };
        let Ok(report) = timeout(limit, polling).await else {
            panic!("not in time: {}", self.report(session).await)
        };
        report
    }
}
