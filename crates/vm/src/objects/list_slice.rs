//! `l[i:j:k] = ...` and `del l[i:j:k]`.
//!
//! CPython: Objects/listobject.c (list_ass_slice, list_ass_subscript).

use pyvarium_heap::object::List;
use pyvarium_heap::{Ref, Slot};

use crate::native::{Answer, NativeDef, Next};
use crate::stop::{Flow, Res};
use crate::vm::Vm;
use crate::vm_bug;

/// Assigns what was gathered. slots: list; ints: start, step and length of the slice.
pub static ASSIGN_SLICE: NativeDef = NativeDef {
    name: "slice assignment",
    catches: false,
    resume: |vm, f, answer| {
        let (Some(r), Answer::Value(list)) = (f.get(0), answer) else { return Err(vm_bug!("slice assignment")) };
        let n = vm.heap.items(r).map_or(0, <[Slot]>::len) as i64;
        let mut s = crate::objects::slice::Indices { start: f.int(0), step: f.int(1), len: f.int(2) as usize };
        if s.step == 1 {
            // The list may have become shorter meanwhile.
            let end = (s.start + s.len as i64).min(n);
            s.start = s.start.min(n);
            s.len = (end - s.start).max(0) as usize;
        }
        let l = list.r();
        f.set(1, list.into());
        match list_ass_slice(vm, r, s, Some(l))? {
            Flow::Value(v) => Ok(Next::Done(v)),
            Flow::Pushed => Err(vm_bug!("slice assignment")),
        }
    },
};

pub(crate) fn list_ass_slice(vm: &mut Vm, r: Ref, s: crate::objects::slice::Indices, value: Option<Ref>) -> Res {
    let new: Vec<Slot> = match value {
        None => Vec::new(),
        Some(v) => {
            let items = vm.heap.items(v).unwrap_or_default().to_vec();
            items.into_iter().map(|x| vm.heap.copy_slot(x)).collect()
        }
    };
    if s.step != 1 && value.is_some() && new.len() != s.len {
        let (given, wanted) = (new.len(), s.len);
        vm.heap.release_all(new.into_iter());
        return vm.value_err(&format!("attempt to assign sequence of size {given} to extended slice of size {wanted}"));
    }
    let indices: Vec<usize> = s.iter().collect();
    let mut removed: Vec<Slot> = Vec::new();
    if let Some(l) = vm.heap.list_mut(r) {
        let n = l.items.len();
        if s.step == 1 {
            let start = (s.start as usize).min(n);
            let end = (start + s.len).min(n);
            let count = new.len();
            removed = l.items.splice(start..end, new).collect();
            l.allocated = List::allocated_for(l.allocated, n, n - removed.len() + count);
        } else if value.is_some() {
            for (i, slot) in indices.iter().zip(new) {
                if let Some(place) = l.items.get_mut(*i) {
                    removed.push(std::mem::replace(place, slot));
                }
            }
        } else {
            let mut gone: Vec<usize> = indices.clone();
            gone.sort_unstable();
            for i in gone.iter().rev() {
                if *i < l.items.len() {
                    removed.push(l.items.remove(*i));
                }
            }
            removed.reverse();
            l.allocated = List::allocated_for(l.allocated, n, l.items.len());
        }
    }
    // CPython: list_ass_slice releases the old items last to first.
    if s.step == 1 {
        removed.reverse();
    }
    vm.heap.release_all(removed.into_iter());
    vm.none_flow()
}
