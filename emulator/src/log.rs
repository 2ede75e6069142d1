//! The emulator's log: one line for each thing that happens, on standard error.
//!
//! A thread of its own writes the lines, so that a full pipe never stalls a call; lines that find the
//! queue full are dropped. No token, SDP or address is passed to it.
use std::io::Write as _;
use std::sync::OnceLock;
use std::sync::mpsc::{SyncSender, sync_channel};
use std::time::Instant;

/// Lines that may wait for a slow reader before further ones are dropped.
const QUEUE: usize = 1024;

struct Log {
    lines: SyncSender<String>,
    start: Instant,
}

static LOG: OnceLock<Log> = OnceLock::new();

/// Starts the log. Without this call (`--quiet`) every line is dropped.
pub(crate) fn start() {
    let (lines, queue) = sync_channel::<String>(QUEUE);
    std::thread::spawn(move || {
        for line in queue {
            // A closed standard error does not end a call.
            let _ = writeln!(std::io::stderr(), "{line}");
        }
    });
    let _ = LOG.set(Log { lines, start: Instant::now() });
}

/// Writes one line: seconds since the start, its subject (a session's id, or a part of the emulator), and what happened.
pub(crate) fn line(subject: &str, what: &str) {
    if let Some(log) = LOG.get() {
        let _ = log.lines.try_send(format!("{:9.3}  {subject}  {what}", log.start.elapsed().as_secs_f64()));
    }
}
