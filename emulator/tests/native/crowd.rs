//! Many calls at once in one process.
use std::time::{Duration, Instant};

use crate::caller::Caller;
use crate::emulator::Emulator;

/// Calls at once, unless `VOISNAP_CROWD` says otherwise.
const CALLS: usize = 30;
const TIME: Duration = Duration::from_secs(3);

/// Resident memory in KiB and processor time in clock ticks of a process, where the system reports them.
fn use_of(process: u32) -> Option<(u64, u64)> {
    let status = std::fs::read_to_string(format!("/proc/{process}/status")).ok()?;
    let memory = status
        .lines()
        .find_map(|line| line.strip_prefix("VmRSS:"))?
        .split_whitespace()
        .next()?
        .parse()
        .ok()?;
    let stat = std::fs::read_to_string(format!("/proc/{process}/stat")).ok()?;
    let times: Vec<u64> =
        stat.rsplit(')').next()?.split_whitespace().skip(11).take(2).filter_map(|t| t.parse().ok()).collect();
    Some((memory, times.iter().sum()))
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn many_calls_at_once() {
    let calls = std::env::var("VOISNAP_CROWD").ok().and_then(|text| text.parse().ok()).unwrap_or(CALLS);
    let emulator = Emulator::start(&[]).await;
    let process = emulator.child.id().unwrap();
    let before = use_of(process);
    let mut callers = Vec::new();
    for _ in 0..calls {
        callers.push(Caller::call(&emulator, "agt_1").await);
    }
    let start = Instant::now();
    let tasks: Vec<_> = callers
        .into_iter()
        .map(|mut caller| {
            tokio::spawn(async move {
                caller.until(Duration::from_secs(20), "media", |caller| caller.connected).await;
                caller.go_on(TIME).await;
                caller
            })
        })
        .collect();
    let mut audio = Vec::new();
    let mut callers = Vec::new();
    for task in tasks {
        let caller = task.await.unwrap();
        audio.push(caller.packets);
        callers.push(caller);
    }
    if let (Some((memory_before, time_before)), Some((memory, time))) = (before, use_of(process)) {
        let seconds = start.elapsed().as_secs_f64();
        println!(
            "{calls} calls: {} KiB each, {:.1} % of one core each, {} to {} packets received in {TIME:?}",
            (memory - memory_before) / calls as u64,
            (time - time_before) as f64 / seconds / calls as f64,
            audio.iter().min().unwrap(),
            audio.iter().max().unwrap(),
        );
    }
    let expected = usize::try_from(TIME.as_millis() / 20).unwrap();
    assert!(audio.iter().all(|packets| *packets > expected * 8 / 10), "{audio:?}");
    let sessions: Vec<_> = callers.iter().map(|caller| caller.session.clone()).collect();
    for caller in callers {
        caller.leave().await;
    }
    for session in sessions {
        emulator.until(&session, Duration::from_secs(10), |report| report["ended"] == true).await;
    }
}
