//! Tracebacks without the frames of importlib.
//!
//! CPython: Python/import.c, remove_importlib_frames.

use pyvarium_heap::{Ref, Slot};

use crate::core::ids;
use crate::vm::Vm;

const IMPORTLIB: [&str; 2] = ["<frozen importlib._bootstrap>", "<frozen importlib._bootstrap_external>"];

/// Takes chunks of importlib's frames out: all of them for an ImportError, else those that end with a call of
/// `_call_with_frames_removed`.
pub fn remove_importlib_frames(vm: &mut Vm, e: Ref) {
    let always = vm.is_instance_of(e, ids::IMPORT_ERROR);
    let mut chain = Vec::new();
    let mut at = vm.heap.exception(e).and_then(|x| x.traceback.get());
    while let Some((tb, n)) = at.and_then(|t| vm.heap.native(t).map(|n| (t, n))) {
        chain.push((tb, n.slot(1).get()));
        at = n.slot(0).get();
    }
    let mut kept: Vec<Ref> = Vec::new();
    // How many of `kept` stood before the present chunk.
    let mut before = 0;
    let mut inside = false;
    for (tb, frame) in &chain {
        let (_, name, file) = frame.map(|f| vm.frame_facts(f)).unwrap_or_default();
        let now = IMPORTLIB.contains(&file.as_str());
        if now && !inside {
            before = kept.len();
        }
        inside = now;
        if inside && (always || name == "_call_with_frames_removed") {
            kept.truncate(before);
        } else {
            kept.push(*tb);
        }
    }
    if kept.len() == chain.len() {
        return;
    }
    // Held while the links change.
    let held: Vec<Slot> = kept.iter().map(|tb| Slot::own(vm.heap.own(*tb))).collect();
    let mut next = Slot::NULL;
    for tb in kept.iter().rev() {
        let old = vm.heap.native_mut(*tb).and_then(|n| n.slots.get_mut(0)).map(|place| std::mem::replace(place, next));
        if let Some(old) = old {
            vm.heap.release(old);
        }
        next = Slot::own(vm.heap.own(*tb));
    }
    let old = vm.heap.exception_mut(e).map(|x| std::mem::replace(&mut x.traceback, next));
    if let Some(old) = old {
        vm.heap.release(old);
    }
    vm.heap.release_all(held.into_iter());
}
