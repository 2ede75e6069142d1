//! A local Voisnap for developing and testing: the documented REST call, the `WebRtcHub`, and an agent that speaks and listens.
//!
//! Each room uses only the rooms below it; `tests/native/rooms.rs` compares this list with the code.
//!
//! ```text
//! main                           starts and ends the process
//! server                         one HTTP server: the API, pages, CORS
//! rest, hub                      the REST calls; the SignalR server
//! call                           the running calls, a task each
//! session                        what outlives a hub connection: waiting events, the end, the log
//! rtc                            the UDP sockets, and the WebRTC peer of a call
//! event                          what a client receives
//! agent                          greets, listens, replies; pure
//! cli, http, token               the command line; problem details and CORS; access tokens
//! scenario, opus, id, stamp, log
//! ```
#![cfg_attr(test, allow(clippy::unwrap_used, clippy::expect_used, clippy::panic))]

mod agent;
mod call;
mod cli;
mod event;
mod http;
mod hub;
mod id;
mod log;
mod opus;
mod rest;
mod rtc;
mod scenario;
mod server;
mod session;
mod stamp;
mod token;

use std::io::{self, Write as _};
use std::net::{IpAddr, SocketAddr};
use std::process::ExitCode;
use std::sync::Arc;
use std::time::Duration;

use axum::serve::ListenerExt as _;
use clap::Parser as _;
use tokio::io::AsyncReadExt as _;
use tokio::net::TcpListener;
use tokio::sync::Notify;
use tokio::time::sleep;

use crate::call::{Calls, Settings};
use crate::cli::Options;
use crate::hub::state::Hub;
use crate::rest::state::Rest;
use crate::rtc::sockets::Sockets;
use crate::session::store::Sessions;

/// How long answers may delay the end of the process: the request that ends it is answered too.
const LAST_ANSWERS: Duration = Duration::from_millis(500);

fn main() -> ExitCode {
    let options = Options::parse();
    if !options.quiet {
        log::start();
    }
    str0m::crypto::from_feature_flags().install_process_default();
    let outcome = tokio::runtime::Builder::new_multi_thread()
        .enable_all()
        .build()
        .map_err(|error| error.to_string())
        .and_then(|runtime| {
            let outcome = runtime.block_on(run(options));
            // No call is waited for: calls end as in a crash.
            runtime.shutdown_background();
            outcome
        });
    match outcome {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            let _ = writeln!(io::stderr(), "voisnap-emulator: {error}");
            ExitCode::FAILURE
        }
    }
}

/// Serves until it is stopped.
async fn run(options: Options) -> Result<(), String> {
    let (host, port) = (options.host, options.port);
    let listener = TcpListener::bind((host, port)).await.map_err(|error| bind_error(&error, host, port))?;
    let address = listener.local_addr().map_err(|error| error.to_string())?;
    let sockets = Sockets::open(options.media_address.clone())
        .await
        .map_err(|error| format!("no socket for media: {error}"))?;
    let exit_with_stdin = options.exit_with_stdin;
    let settings = Settings { barge_in: !options.no_barge_in, linger: options.linger };
    let calls = Calls::new(sockets, settings);
    let (options, sessions, shutdown) =
        (Arc::new(options), Arc::<Sessions>::default(), Arc::<Notify>::default());
    let hub = Arc::new(Hub::new(options.clone(), sessions.clone(), calls));
    let rest = Arc::new(Rest { options: options.clone(), sessions, shutdown: shutdown.clone() });
    let router = server::router(&options, rest::routes(rest).merge(hub::routes(hub)));
    let stop_signal = stop_signal().map_err(|error| error.to_string())?;
    // A small message must not wait for the acknowledgement of the one before it.
    let listener = listener.tap_io(|connection| {
        let _ = connection.set_nodelay(true);
    });
    writeln!(io::stdout(), "voisnap-emulator ready on {}", url(address))
        .map_err(|error| error.to_string())?;
    let stopping = Arc::new(Notify::new());
    let ending = {
        let (shutdown, stopping) = (shutdown, stopping.clone());
        async move {
            tokio::select! {
                () = shutdown.notified() => {}
                () = stop_signal => {}
                () = stdin_closed(), if exit_with_stdin => {}
            }
            stopping.notify_one();
        }
    };
    tokio::select! {
        served = async { axum::serve(listener, router).with_graceful_shutdown(ending).await } => {
            served.map_err(|error| error.to_string())
        }
        // Requests that a scenario never answers.
        () = async { stopping.notified().await; sleep(LAST_ANSWERS).await } => Ok(()),
    }
}

fn bind_error(error: &io::Error, host: IpAddr, port: u16) -> String {
    match error.kind() {
        io::ErrorKind::AddrInUse => {
            format!("port {port} on {host} is in use; choose another with --port, or 0 for any free one")
        }
        io::ErrorKind::AddrNotAvailable => format!("{host} is not an address of this machine"),
        io::ErrorKind::PermissionDenied => {
            format!("port {port} is reserved to the system; choose one above 1023")
        }
        _ => format!("cannot listen on {host} port {port}: {error}"),
    }
}

/// Where a browser on this machine finds the emulator. A page from `localhost` may use the microphone.
fn url(address: SocketAddr) -> String {
    let ip = address.ip();
    if ip.is_loopback() || ip.is_unspecified() {
        format!("http://localhost:{}/", address.port())
    } else {
        format!("http://{address}/")
    }
}

/// Completes at Ctrl-C or at a supervisor's signal. It listens at once, not only when it is awaited.
#[cfg(unix)]
fn stop_signal() -> io::Result<impl Future<Output = ()>> {
    use tokio::signal::unix::{SignalKind, signal};
    let (mut interrupt, mut terminate) = (signal(SignalKind::interrupt())?, signal(SignalKind::terminate())?);
    Ok(async move {
        tokio::select! {
            _ = interrupt.recv() => {}
            _ = terminate.recv() => {}
        }
    })
}

/// Completes at Ctrl-C. It listens at once, not only when it is awaited.
#[cfg(windows)]
fn stop_signal() -> io::Result<impl Future<Output = ()>> {
    let mut interrupt = tokio::signal::windows::ctrl_c()?;
    Ok(async move {
        interrupt.recv().await;
    })
}

/// Completes when the process that started the emulator is gone.
async fn stdin_closed() {
    let mut stdin = tokio::io::stdin();
    let mut ignored = [0; 256];
    while stdin.read(&mut ignored).await.is_ok_and(|count| count > 0) {}
}
