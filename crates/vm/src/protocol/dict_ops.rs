//! Dict operations: with str keys and other plain values at once, else by the native of
//! `protocol::probe`, which can pause inside the Python `__hash__` and `__eq__` of keys.
//!
//! CPython: Objects/dictobject.c, _Py_dict_lookup, insertdict, PyDict_*.

use pyvarium_heap::dict::{Dict, Found, Probe};
use pyvarium_heap::object::Body;
use pyvarium_heap::{Own, Ref, Shape, Slot};
use std::rc::Rc;

use crate::core::{ids, kinds};
use crate::exc;
use crate::native::{Kind, NativeDef};
use crate::protocol::probe::{Probed, look_up, resume};
use crate::stop::{Flow, Res};
use crate::vm::Vm;
use crate::vm_bug;

/// What is done with the place once it is found.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
#[repr(u8)]
pub enum DictOp {
    /// The value, or KeyError (after `__missing__` for subclasses).
    Get,
    /// The value, or the given default.
    GetDefault,
    Contains,
    Set,
    /// Insert only what is absent; answers what is there then.
    SetDefault,
    Delete,
    /// Take out; KeyError or the default.
    Pop,
    /// The value, or NotImplemented itself for absence (natives look for that).
    Find,
    /// The place among the entries as an int, -1 for absence.
    Place,
}

impl DictOp {
    fn from_int(n: i64) -> Option<DictOp> {
        use DictOp::*;
        [Get, GetDefault, Contains, Set, SetDefault, Delete, Pop, Find, Place].into_iter().find(|op| *op as i64 == n)
    }
}

/// How `protocol::probe` looks into dicts.
pub(crate) struct DictTable;

impl Probed for DictTable {
    const KIND: Kind = kinds::DICT_OP;
    const KEY: &'static str = "dict key";
    type Probe = Probe;

    fn begin(vm: &Vm, table: Ref, hash: i64) -> Option<Probe> {
        vm.heap.dict(table).map(|d| Probe::new(d, hash))
    }

    fn next(vm: &Vm, table: Ref, probe: &mut Probe) -> Option<(usize, Ref)> {
        match vm.heap.dict(table)?.next_candidate(probe) {
            Found::Candidate { index, key } => Some((index, key)),
            Found::Absent => None,
        }
    }

    fn to_ints(probe: Probe) -> [i64; 4] {
        let [hash, slot, perturb] = probe.to_ints();
        [hash, slot, perturb, 0]
    }

    fn from_ints([hash, slot, perturb, _]: [i64; 4]) -> Probe {
        Probe::from_ints([hash, slot, perturb])
    }

    fn size(vm: &Vm, table: Ref) -> usize {
        vm.heap.dict(table).map_or(0, Dict::table_size)
    }

    fn key_at(vm: &Vm, table: Ref, index: usize) -> Option<Ref> {
        vm.heap.dict(table)?.entry(index)?.key.get()
    }

    fn apply(vm: &mut Vm, op: i64, table: Ref, key: Ref, hash: i64, value: Option<Ref>, at: Option<usize>) -> Res {
        let op = DictOp::from_int(op).ok_or_else(|| vm_bug!("dict operation"))?;
        vm.dict_apply(op, table, key, hash, value, at)
    }
}

impl Vm {
    pub fn new_dict(&mut self) -> Own {
        self.dict_from(Dict::default())
    }

    pub fn dict_from(&mut self, dict: Dict) -> Own {
        let ty = self.ty(ids::DICT);
        self.heap.alloc(ty, Body::Dict(Rc::new(dict)), Shape::gc(48))
    }

    /// Value under a name. Borrowed.
    pub fn dict_get_named(&self, dict: Ref, name: &str) -> Option<Ref> {
        let text = pyvarium_heap::Text::from(name);
        self.heap.dict_value_of_text(dict, &text)
    }

    /// Value under a str key. Borrowed. Keys that are not exact str are passed over.
    pub fn dict_get_str(&self, dict: Ref, name: Ref) -> Option<Ref> {
        self.heap.dict_value_hashing(dict, name)
    }

    /// Stores under a str key.
    pub fn dict_set_str(&mut self, dict: Ref, name: Ref, value: Ref) {
        let key = self.heap.own(name).into();
        let value = self.heap.own(value).into();
        self.dict_insert_slots(dict, key, value);
    }

    /// As `dict_set_str`, with owned slots handed over.
    pub fn dict_insert_slots(&mut self, dict: Ref, key: Slot, value: Slot) {
        let Some(name) = key.get() else { return };
        let hash = self.text_hash(name);
        match self.heap.dict_place_hashed(dict, name, hash) {
            Some(index) => {
                let old = self.heap.dict_mut(dict).map(|d| d.replace_value(index, value));
                self.heap.release(key);
                if let Some(old) = old {
                    self.heap.release(old);
                }
            }
            None => {
                let exact = self.is_exact(name, ids::STR);
                if let Some(d) = self.heap.dict_mut(dict) {
                    d.insert_new(hash, key, value, exact);
                }
            }
        }
    }

    pub fn dict_set_named(&mut self, dict: Ref, name: &str, value: Own) {
        let key = self.intern(name);
        self.dict_insert_slots(dict, key.into(), value.into());
    }

    /// False where it was not there.
    pub fn dict_del_str(&mut self, dict: Ref, name: Ref) -> bool {
        let hash = self.text_hash(name);
        let Some(index) = self.heap.dict_place_hashed(dict, name, hash) else { return false };
        let entry = self.heap.dict_mut(dict).and_then(|d| d.remove(index));
        if let Some(entry) = entry {
            self.heap.release(entry.key);
            self.heap.release(entry.value);
        }
        true
    }

    /// The general operation. `value`: what to set, or the default.
    pub fn dict_op(&mut self, op: DictOp, dict: Ref, key: Ref, value: Option<Ref>) -> Res {
        let hash = self.hash_now(key);
        look_up::<DictTable>(self, op as i64, dict, key, value, hash, |vm| vm.dict_op_slots(op, key, value))
    }

    /// As `dict_op`, when the hash is known.
    pub fn dict_op_hashed(&mut self, op: DictOp, dict: Ref, key: Ref, value: Option<Ref>, hash: i64) -> Res {
        look_up::<DictTable>(self, op as i64, dict, key, value, Some(hash), |vm| vm.dict_op_slots(op, key, value))
    }

    /// Storing holds key and value from the start (CPython: setitem_take2); other operations borrow.
    fn dict_op_slots(&mut self, op: DictOp, key: Ref, value: Option<Ref>) -> [Slot; 2] {
        if op == DictOp::Set {
            return [self.heap.own(key).into(), value.map_or(Slot::NULL, |v| self.heap.own(v).into())];
        }
        [Slot::borrow(key), value.map_or(Slot::NULL, Slot::borrow)]
    }

    /// Starts a fresh native frame at another place of its program.
    pub fn set_top_pc(&mut self, pc: u16) -> Res {
        match self.thread.frames.last_mut() {
            Some(pyvarium_heap::frame::Frame::Native(f)) => {
                f.pc = pc;
                Ok(Flow::Pushed)
            }
            _ => Err(vm_bug!("no native frame on top")),
        }
    }

    fn dict_apply(&mut self, op: DictOp, dict: Ref, key: Ref, hash: i64, value: Option<Ref>, at: Option<usize>) -> Res {
        let there = at.and_then(|i| self.heap.dict(dict)?.entry(i)?.value.get());
        match (op, there, at) {
            (DictOp::Get | DictOp::GetDefault | DictOp::Find, Some(v), _) => self.own_flow(v),
            (DictOp::Get, None, _) => self.dict_missing(dict, key),
            (DictOp::GetDefault, None, _) => self.own_flow(value.unwrap_or(self.one.none)),
            (DictOp::Find, None, _) => self.not_implemented(),
            (DictOp::Place, _, at) => Ok(Flow::Value(self.new_int(at.map_or(-1, |i| i as i64)))),
            (DictOp::Contains, there, _) => self.bool_flow(there.is_some()),
            (DictOp::Set, Some(_), Some(index)) => {
                let new = match value {
                    Some(v) => self.heap.own(v).into(),
                    None => return Err(vm_bug!("nothing to store")),
                };
                let old = self.heap.dict_mut(dict).map(|d| d.replace_value(index, new));
                if let Some(old) = old {
                    self.heap.release(old);
                }
                self.none_flow()
            }
            (DictOp::SetDefault, Some(v), _) => self.own_flow(v),
            (DictOp::Set | DictOp::SetDefault, ..) => {
                let stored = value.unwrap_or(self.one.none);
                let k = self.heap.own(key).into();
                let v = self.heap.own(stored).into();
                let exact = self.is_exact(key, ids::STR);
                if let Some(d) = self.heap.dict_mut(dict) {
                    d.insert_new(hash, k, v, exact);
                }
                if op == DictOp::Set { self.none_flow() } else { self.own_flow(stored) }
            }
            (DictOp::Delete, _, Some(index)) => {
                let entry = self.heap.dict_mut(dict).and_then(|d| d.remove(index));
                if let Some(entry) = entry {
                    self.heap.release_all([entry.key, entry.value].into_iter());
                }
                self.none_flow()
            }
            (DictOp::Pop, Some(_), Some(index)) => {
                let entry = self.heap.dict_mut(dict).and_then(|d| d.remove(index));
                match entry.map(|e| (e.key, e.value.get())) {
                    Some((k, Some(v))) => {
                        self.heap.release(k);
                        Ok(Flow::Value(Own::assume(v)))
                    }
                    _ => Err(vm_bug!("pop lost its entry")),
                }
            }
            (DictOp::Pop, ..) => match value {
                Some(default) => self.own_flow(default),
                None => Err(exc::key_error(self, key)),
            },
            (DictOp::Delete, ..) => Err(exc::key_error(self, key)),
        }
    }

    /// CPython: dict_subscript: `__missing__` of a subclass, else KeyError.
    fn dict_missing(&mut self, dict: Ref, key: Ref) -> Res {
        if !self.is_exact(dict, ids::DICT) {
            let name = self.names.missing;
            if let Some(flow) = self.call_special_opt(dict, name, &[key]) {
                return flow;
            }
        }
        Err(exc::key_error(self, key))
    }
}

pub static DICT_OP: NativeDef = NativeDef { name: "dict look-up", catches: true, resume: resume::<DictTable> };
