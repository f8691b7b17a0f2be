//! Where globals were found last time, so that most look-ups are one glance. CPython has the like beside each instruction:
//! LOAD_GLOBAL_MODULE, LOAD_GLOBAL_BUILTIN.

use pyvarium_heap::dict::Dict;
use pyvarium_heap::object::Body;
use pyvarium_heap::{Heap, Ref, Serial, Slot};

use crate::eval::quick_ops::Scopes;

const SIZE: usize = 1 << 8;

/// Remembered places. A clone starts empty: nothing in it is state.
#[derive(Debug, Default)]
pub(crate) struct GlobalCache {
    /// Shape: `SIZE`, or none yet.
    hints: Vec<Hint>,
}

#[derive(Clone, Copy, Debug, Default)]
struct Hint {
    /// The dict of globals that was asked.
    globals: Serial,
    name: Slot,
    /// Of the entry, in the globals or in the builtins.
    at: u32,
    /// In the builtins; then the globals' version at which they had no such name.
    absent_at: Option<u32>,
}

/// A dict, but none of a class of its own: that may have an answer of its own, too.
#[inline]
fn plain(heap: &Heap, dict: Slot) -> Option<&Dict> {
    match heap.full_body(dict.get()?) {
        Body::Dict(d) => Some(d),
        _ => None,
    }
}

impl Clone for GlobalCache {
    fn clone(&self) -> GlobalCache {
        GlobalCache::default()
    }
}

impl GlobalCache {
    /// The value of a global or builtin. Borrowed. None: it has to be looked for otherwise.
    #[inline]
    pub(crate) fn look_up(&mut self, heap: &Heap, scopes: Scopes, name: Ref) -> Option<Ref> {
        let globals = scopes.globals.get()?;
        let d = plain(heap, scopes.globals)?;
        let at = name.index() as usize % SIZE;
        if let Some(hint) = self.hints.get(at)
            && hint.name.get() == Some(name)
            && hint.globals == heap.serial(globals)
        {
            let table = match hint.absent_at {
                None => Some(d),
                Some(version) if version == d.version() => plain(heap, scopes.builtins),
                Some(_) => None,
            };
            if let Some(entry) = table.and_then(|d| d.entry(hint.at as usize))
                && entry.key.get() == Some(name)
            {
                return entry.value.get();
            }
        }
        self.look_up_slowly(heap, scopes, name, globals, d)
    }

    #[inline(never)]
    fn look_up_slowly(&mut self, heap: &Heap, scopes: Scopes, name: Ref, globals: Ref, d: &Dict) -> Option<Ref> {
        let (table, at, absent_at) = match heap.dict_place(globals, name) {
            Some(at) => (d, at, None),
            None => {
                let builtins = plain(heap, scopes.builtins)?;
                (builtins, heap.dict_place(scopes.builtins.get()?, name)?, Some(d.version()))
            }
        };
        // A name whose hash is not known is not found where it stands.
        if heap.has_hash(name) {
            if self.hints.is_empty() {
                self.hints = vec![Hint::default(); SIZE];
            }
            if let Some(hint) = self.hints.get_mut(name.index() as usize % SIZE) {
                *hint = Hint { globals: heap.serial(globals), name: Slot::borrow(name), at: at as u32, absent_at };
            }
        }
        table.entry(at)?.value.get()
    }
}
