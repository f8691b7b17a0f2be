//! Set operations: the look-up of `protocol::probe`, and what is done at the place found.
//!
//! CPython: Objects/setobject.c (set_add_entry, set_contains_entry, set_discard_entry).

use pyvarium_heap::set::{SetFound, SetProbe};
use pyvarium_heap::{Ref, Slot};

use crate::core::{ids, kinds};
use crate::exc;
use crate::native::{Kind, NativeDef};
use crate::protocol::probe::{Probed, look_up, resume};
use crate::slots::SlotId;
use crate::stop::Res;
use crate::vm::Vm;

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
#[repr(u8)]
pub enum SetOp {
    /// Holds a reference of its own on the key meanwhile.
    Add,
    Contains,
    Discard,
    Remove,
    /// As `Add`, with the caller's reference.
    AddTaken,
    /// As `Discard`, and answers whether it was there.
    TakeOut,
}

impl SetOp {
    fn from_int(n: i64) -> SetOp {
        use SetOp::*;
        [Add, Contains, Discard, Remove, TakeOut].into_iter().find(|op| *op as i64 == n).unwrap_or(AddTaken)
    }
}

/// How `protocol::probe` looks into sets.
struct SetTable;

impl Probed for SetTable {
    const KIND: Kind = kinds::SET_OP;
    const KEY: &'static str = "set element";
    type Probe = SetProbe;

    fn begin(vm: &Vm, table: Ref, hash: i64) -> Option<SetProbe> {
        vm.heap.set(table).map(|s| SetProbe::new(s, hash))
    }

    fn next(vm: &Vm, table: Ref, probe: &mut SetProbe) -> Option<(usize, Ref)> {
        match vm.heap.set(table)?.next_candidate(probe) {
            SetFound::Candidate { index, key } => Some((index, key)),
            SetFound::Absent { .. } => None,
        }
    }

    fn to_ints(probe: SetProbe) -> [i64; 4] {
        probe.to_ints()
    }

    fn from_ints(ints: [i64; 4]) -> SetProbe {
        SetProbe::from_ints(ints)
    }

    fn size(vm: &Vm, table: Ref) -> usize {
        vm.heap.set(table).map_or(0, |s| s.table().len())
    }

    fn key_at(vm: &Vm, table: Ref, index: usize) -> Option<Ref> {
        vm.heap.set(table)?.table().get(index)?.key.get()
    }

    fn apply(vm: &mut Vm, op: i64, table: Ref, key: Ref, hash: i64, _: Option<Ref>, at: Option<usize>) -> Res {
        vm.set_apply(SetOp::from_int(op), table, key, hash, at)
    }
}

impl Vm {
    /// A look-up with an effect; Python `__hash__` and `__eq__` of keys pause it.
    pub fn set_op(&mut self, op: SetOp, set: Ref, key: Ref) -> Res {
        // A set is looked for as the frozenset of its items. CPython: set_contains_key, set_discard_key.
        let by_items = matches!(op, SetOp::Contains | SetOp::Discard | SetOp::Remove)
            && self.is_instance_of(key, ids::SET)
            && !self.has_slot(key, SlotId::Hash);
        let hash = if by_items { Some(crate::objects::set::hash_of_items(self, key)) } else { self.hash_now(key) };
        look_up::<SetTable>(self, op as i64, set, key, None, hash, |vm| [vm.set_key_slot(op, key), Slot::NULL])
    }

    pub fn set_op_hashed(&mut self, op: SetOp, set: Ref, key: Ref, hash: i64) -> Res {
        look_up::<SetTable>(self, op as i64, set, key, None, Some(hash), |vm| [vm.set_key_slot(op, key), Slot::NULL])
    }

    fn set_key_slot(&mut self, op: SetOp, key: Ref) -> Slot {
        if op == SetOp::Add { self.heap.own(key).into() } else { Slot::borrow(key) }
    }

    fn set_apply(&mut self, op: SetOp, set: Ref, key: Ref, hash: i64, at: Option<usize>) -> Res {
        match (op, at) {
            (SetOp::Contains, at) => self.bool_flow(at.is_some()),
            (SetOp::Add | SetOp::AddTaken, Some(_)) | (SetOp::Discard, None) => self.none_flow(),
            (SetOp::Add | SetOp::AddTaken, None) => {
                let own = self.heap.own(key);
                if let Some(s) = self.heap.set_mut(set) {
                    s.insert_new(hash, own.into());
                }
                self.none_flow()
            }
            (SetOp::TakeOut, None) => self.bool_flow(false),
            (SetOp::Discard | SetOp::Remove | SetOp::TakeOut, Some(i)) => {
                let old = self.heap.set_mut(set).and_then(|s| s.remove(i));
                if let Some(old) = old {
                    self.heap.release(old);
                }
                if op == SetOp::TakeOut { self.bool_flow(true) } else { self.none_flow() }
            }
            (SetOp::Remove, None) => Err(exc::key_error(self, key)),
        }
    }
}

pub static SET_OP: NativeDef = NativeDef { name: "set look-up", catches: true, resume: resume::<SetTable> };
