//! What the browser holds for a call and must be released should the wasm fail, reported to whoever watches.

use js_sys::Object;
use std::rc::Rc;
use web_sys::js_sys;

/// The kind of a resource.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ResourceKind {
    /// A `MediaStream` of the SDK's own, or the promise of one while the browser asks its user.
    Microphone,
    /// An `RTCPeerConnection`.
    Peer,
    /// A `WebSocket`.
    Socket,
}

/// A change of what a call holds.
pub enum ResourceChange<'a> {
    /// The call holds it from here on.
    Added(ResourceKind, &'a Object),
    /// The call has released it.
    Removed(&'a Object),
}

/// Receives every change.
pub(super) type Watcher = Rc<dyn Fn(ResourceChange<'_>)>;

/// A resource that is reported as held until this is dropped.
pub(super) struct Held {
    object: Object,
    watcher: Option<Watcher>,
}

impl Held {
    pub(super) fn new(kind: ResourceKind, object: &Object, watcher: Option<Watcher>) -> Self {
        if let Some(watcher) = &watcher {
            watcher(ResourceChange::Added(kind, object));
        }
        Self { object: object.clone(), watcher }
    }
}

impl Drop for Held {
    fn drop(&mut self) {
        if let Some(watcher) = &self.watcher {
            watcher(ResourceChange::Removed(&self.object));
        }
    }
}
