//! Futures that nobody waits for.

use std::pin::Pin;
use wasm_bindgen_futures::spawn_local;

/// Runs a future, from the next microtask on. Boxed, so that the executor is compiled once and not for each future.
pub(super) fn spawn(future: impl Future<Output = ()> + 'static) {
    let future: Pin<Box<dyn Future<Output = ()>>> = Box::pin(future);
    spawn_local(future);
}
