//! First in, first out.

/// A queue of a few entries over a `Vec`: what waits here is taken in the same turn. The ring of a `VecDeque` costs half a
/// kilobyte of wasm for each type of entry.
#[derive(Debug)]
pub(crate) struct Queue<T> {
    /// Those that were taken are gone from their places, until all are.
    entries: Vec<Option<T>>,
    taken: usize,
}

impl<T> Default for Queue<T> {
    fn default() -> Self {
        Self { entries: Vec::new(), taken: 0 }
    }
}

impl<T> Queue<T> {
    pub(crate) fn push(&mut self, entry: T) {
        self.entries.push(Some(entry));
    }

    pub(crate) fn pop(&mut self) -> Option<T> {
        let entry = self.entries.get_mut(self.taken).and_then(Option::take);
        self.taken += 1;
        if self.is_empty() {
            self.entries.clear();
            self.taken = 0;
        }
        entry
    }

    pub(crate) const fn is_empty(&self) -> bool {
        self.taken >= self.entries.len()
    }
}

#[cfg(test)]
mod tests {
    use super::Queue;

    #[test]
    fn gives_what_it_was_given_in_order_and_keeps_no_place_for_it() {
        let mut queue = Queue::default();
        assert_eq!(queue.pop(), None);
        for round in 0..3 {
            queue.push(round);
            queue.push(round + 10);
            assert_eq!(queue.pop(), Some(round));
            queue.push(round + 20);
            assert!(!queue.is_empty());
            assert_eq!((queue.pop(), queue.pop(), queue.pop()), (Some(round + 10), Some(round + 20), None));
            assert!(queue.is_empty() && queue.entries.is_empty());
        }
    }
}
