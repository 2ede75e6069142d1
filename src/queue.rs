//! First in, first out.

/// A queue of a few entries over a `Vec`. The ring of a `VecDeque` costs half a kilobyte of wasm for each type of entry,
/// which is more than it saves: what waits here is taken in the same turn.
#[derive(Debug)]
pub(crate) struct Queue<T>(Vec<T>);

impl<T> Default for Queue<T> {
    fn default() -> Self {
        Self(Vec::new())
    }
}

impl<T> Queue<T> {
    pub(crate) fn push(&mut self, entry: T) {
        self.0.push(entry);
    }

    pub(crate) fn pop(&mut self) -> Option<T> {
        if self.0.is_empty() { None } else { Some(self.0.remove(0)) }
    }

    pub(crate) const fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}
