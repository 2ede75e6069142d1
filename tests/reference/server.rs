//! The reference hub as a child process of the native tests.

use std::{
    io::{BufRead, BufReader},
    process::{Child, Command, Stdio},
};

use crate::{shell::Server, socket::post};

const PROGRAM: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../shared/tools/reference-hub/reference-hub");

/// The reference hub, on a port of its own.
pub(crate) struct NativeServer {
    process: Child,
    port: u16,
    options: Vec<String>,
}

impl Server for NativeServer {
    async fn start(options: &[&str]) -> Self {
        let options: Vec<String> = options.iter().map(ToString::to_string).collect();
        let (process, port) = launch(0, &options);
        Self { process, port, options }
    }

    fn url(&self) -> String {
        format!("http://127.0.0.1:{}", self.port)
    }

    /// The shell itself can go dead.
    fn line(&self) -> String {
        self.url()
    }

    async fn restart(&mut self) {
        self.kill();
        (self.process, _) = launch(self.port, &self.options);
    }

    async fn post(&self, path: &str) {
        post(&format!("{}{path}", self.url()), None).expect("it answers");
    }
}

impl NativeServer {
    fn kill(&mut self) {
        // It may have ended as it was told to.
        let _ = self.process.kill();
        self.process.wait().expect("it was started");
    }
}

impl Drop for NativeServer {
    fn drop(&mut self) {
        self.kill();
    }
}

/// Starts the process (port 0: any that is free), and waits until it says where it listens.
fn launch(port: u16, options: &[String]) -> (Child, u16) {
    let mut process = Command::new(PROGRAM)
        .args(["--url", &format!("http://127.0.0.1:{port}")])
        .args(options)
        .stdout(Stdio::piped())
        .spawn()
        .expect("the reference hub stands beside the repository");
    let lines = BufReader::new(process.stdout.take().expect("piped")).lines();
    let ready = lines.map_while(Result::ok).find(|line| line.contains("ready on")).expect("it comes up");
    let port = ready.rsplit(':').next().and_then(|port| port.trim_end_matches('/').parse().ok());
    (process, port.expect("a port"))
}
