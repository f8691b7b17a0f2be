//! Dict operations: with str keys and other plain values at once, else by a native frame that can
//! pause inside the Python `__hash__` and `__eq__` of keys.
//!
//! CPython: Objects/dictobject.c, _Py_dict_lookup, insertdict, PyDict_*.

use pyvarium_heap::dict::{Dict, Found, Probe};
use pyvarium_heap::object::Body;
use pyvarium_heap::{Own, Ref, Shape, Slot};
use std::rc::Rc;

use crate::core::{ids, kinds};
use crate::exc;
use crate::native::{Answer, NativeDef, Next};
use crate::protocol::compare::EQ;
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
}

impl DictOp {
    fn from_int(n: i64) -> Option<DictOp> {
        use DictOp::*;
        [Get, GetDefault, Contains, Set, SetDefault, Delete, Pop, Find].into_iter().find(|op| *op as i64 == n)
    }
}

enum Search {
    Found(usize),
    Absent,
    /// Compare this entry's key in Python, then go on with the probe.
    Ask {
        index: usize,
        key: Ref,
        probe: Probe,
    },
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
        self.dict_get_text(dict, &text)
    }

    /// Value under a str key. Borrowed. Keys that are not exact str are passed over.
    pub fn dict_get_str(&self, dict: Ref, name: Ref) -> Option<Ref> {
        let text = self.heap.text(name)?;
        match text.hash {
            Some(hash) => self.heap.dict(dict)?.entry(self.dict_find_str(dict, name, hash)?)?.value.get(),
            None => self.dict_get_text(dict, text),
        }
    }

    fn dict_get_text(&self, dict: Ref, text: &pyvarium_heap::Text) -> Option<Ref> {
        let d = self.heap.dict(dict)?;
        let hash = text.hash.unwrap_or_else(|| pyvarium_heap::hash::hash_text(text));
        let mut probe = Probe::new(d, hash);
        loop {
            match d.next_candidate(&mut probe) {
                Found::Absent => return None,
                Found::Candidate { index, key } => {
                    if self.heap.text(key).is_some_and(|t| t == text) {
                        return d.entry(index)?.value.get();
                    }
                }
            }
        }
    }

    pub(crate) fn dict_find_str(&self, dict: Ref, name: Ref, hash: i64) -> Option<usize> {
        let (d, text) = (self.heap.dict(dict)?, self.heap.text(name)?);
        let mut probe = Probe::new(d, hash);
        loop {
            match d.next_candidate(&mut probe) {
                Found::Absent => return None,
                Found::Candidate { index, key } => {
                    if key == name || self.heap.text(key).is_some_and(|t| t == text) {
                        return Some(index);
                    }
                }
            }
        }
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
        match self.dict_find_str(dict, name, hash) {
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
        let Some(index) = self.dict_find_str(dict, name, hash) else { return false };
        let entry = self.heap.dict_mut(dict).and_then(|d| d.remove(index));
        if let Some(entry) = entry {
            self.heap.release(entry.key);
            self.heap.release(entry.value);
        }
        true
    }

    /// The general operation. `value`: what to set, or the default.
    pub fn dict_op(&mut self, op: DictOp, dict: Ref, key: Ref, value: Option<Ref>) -> Res {
        let Some(hash) = self.hash_now(key) else {
            let [key, value] = self.dict_op_slots(op, key, value);
            let slots = [Slot::borrow(dict), key, value];
            return self.push_native(kinds::DICT_OP, &slots, &[op as i64]);
        };
        self.dict_op_hashed(op, dict, key, value, hash)
    }

    /// As `dict_op`, when the hash is known.
    pub fn dict_op_hashed(&mut self, op: DictOp, dict: Ref, key: Ref, value: Option<Ref>, hash: i64) -> Res {
        let Some(d) = self.heap.dict(dict) else { return Err(vm_bug!("not a dict")) };
        let probe = Probe::new(d, hash);
        match self.dict_search(dict, key, probe) {
            Search::Found(index) => self.dict_apply(op, dict, key, hash, value, Some(index)),
            Search::Absent => self.dict_apply(op, dict, key, hash, value, None),
            Search::Ask { index, key: candidate, probe } => {
                let held = self.heap.own(candidate);
                let [key, value] = self.dict_op_slots(op, key, value);
                let slots = [Slot::borrow(dict), key, value, held.into()];
                let [h, s, p] = probe.to_ints();
                let _ = self.push_native(kinds::DICT_OP, &slots, &[op as i64, h, s, p, index as i64])?;
                self.set_top_pc(2)
            }
        }
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

    fn dict_search(&self, dict: Ref, key: Ref, mut probe: Probe) -> Search {
        let Some(d) = self.heap.dict(dict) else { return Search::Absent };
        loop {
            match d.next_candidate(&mut probe) {
                Found::Absent => return Search::Absent,
                Found::Candidate { index, key: candidate } => {
                    if candidate == key {
                        return Search::Found(index);
                    }
                    match self.eq_now(candidate, key) {
                        Some(true) => return Search::Found(index),
                        Some(false) => {}
                        None => return Search::Ask { index, key: candidate, probe },
                    }
                }
            }
        }
    }

    fn dict_apply(&mut self, op: DictOp, dict: Ref, key: Ref, hash: i64, value: Option<Ref>, at: Option<usize>) -> Res {
        let there = at.and_then(|i| self.heap.dict(dict)?.entry(i)?.value.get());
        match (op, there, at) {
            (DictOp::Get | DictOp::GetDefault | DictOp::Find, Some(v), _) => self.own_flow(v),
            (DictOp::Get, None, _) => self.dict_missing(dict, key),
            (DictOp::GetDefault, None, _) => self.own_flow(value.unwrap_or(self.one.none)),
            (DictOp::Find, None, _) => self.not_implemented(),
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

/// slots: dict, key, value, the candidate key that is being compared (held);
/// ints: operation, probe (hash, place, perturb), index of the candidate.
pub static DICT_OP: NativeDef = NativeDef {
    name: "dict look-up",
    catches: true,
    resume: |vm, f, answer| {
        let (Some(dict), Some(key)) = (f.get(0), f.get(1)) else { return Err(vm_bug!("dict look-up")) };
        let op = DictOp::from_int(f.int(0)).ok_or_else(|| vm_bug!("dict operation"))?;
        let value = f.get(2);
        let mut answered = match answer {
            Answer::Value(v) => Some(v),
            Answer::Raised(e) if f.pc == 1 => return Err(vm.unhashable_key(key, e, "dict key")),
            Answer::Raised(e) => return Err(crate::stop::Stop::Raise(e)),
            Answer::Start | Answer::Exhausted => None,
        };
        loop {
            match f.pc {
                // Ask for the hash.
                0 => {
                    f.pc = 1;
                    match vm.hash(key) {
                        Ok(Flow::Value(v)) => answered = Some(v),
                        Ok(Flow::Pushed) => return Ok(Next::Wait),
                        Err(crate::stop::Stop::Raise(e)) => return Err(vm.unhashable_key(key, e, "dict key")),
                        Err(stop) => return Err(stop),
                    }
                }
                // The hash is here: begin to probe.
                1 => {
                    let v = answered.take().ok_or_else(|| vm_bug!("no hash"))?;
                    let hash = vm.hash_from(v);
                    let Some(d) = vm.heap.dict(dict) else { return Err(vm_bug!("not a dict")) };
                    let [h, s, p] = Probe::new(d, hash).to_ints();
                    [h, s, p].into_iter().enumerate().for_each(|(i, n)| f.set_int(i + 1, n));
                    f.pc = 4;
                }
                // Compare the held candidate. CPython holds it over the call; so do we.
                2 => {
                    let candidate = f.get(3).ok_or_else(|| vm_bug!("no candidate"))?;
                    f.pc = 3;
                    f.set_int(5, vm.heap.dict(dict).map_or(0, |d| d.table_size() as i64));
                    match vm.richcompare_bool(candidate, key, EQ)? {
                        Flow::Value(v) => answered = Some(v),
                        Flow::Pushed => return Ok(Next::Wait),
                    }
                }
                3 => {
                    let v = answered.take().ok_or_else(|| vm_bug!("no comparison"))?;
                    let equal = v.r() == vm.one.true_;
                    let held = f.set(3, Slot::NULL);
                    let index = f.int(4) as usize;
                    let hash = f.int(1);
                    // The comparison may have changed the dict: then look from the start again.
                    let d = vm.heap.dict(dict).ok_or_else(|| vm_bug!("not a dict"))?;
                    let same = d.table_size() as i64 == f.int(5) && d.entry(index).is_some_and(|e| e.key.get() == held.get());
                    let restart = (!same).then(|| Probe::new(d, hash).to_ints());
                    vm.heap.release(held);
                    if let Some(ints) = restart {
                        ints.into_iter().enumerate().for_each(|(i, n)| f.set_int(i + 1, n));
                        f.pc = 4;
                    } else if equal {
                        return finish(vm, f, vm_apply(op, dict, key, hash, value, Some(index)));
                    } else {
                        f.pc = 4;
                    }
                }
                4 => {
                    let probe = Probe::from_ints([f.int(1), f.int(2), f.int(3)]);
                    match vm.dict_search(dict, key, probe) {
                        Search::Found(index) => return finish(vm, f, vm_apply(op, dict, key, f.int(1), value, Some(index))),
                        Search::Absent => return finish(vm, f, vm_apply(op, dict, key, f.int(1), value, None)),
                        Search::Ask { index, key: candidate, probe } => {
                            let held = vm.heap.own(candidate);
                            f.set(3, held.into());
                            let [h, s, p] = probe.to_ints();
                            [h, s, p, index as i64].into_iter().enumerate().for_each(|(i, n)| f.set_int(i + 1, n));
                            f.pc = 2;
                        }
                    }
                }
                // `__missing__` was called; its value is the answer.
                _ => return answered.take().map(Next::Done).ok_or_else(|| vm_bug!("no value")),
            }
        }
    },
};

type Apply = (DictOp, Ref, Ref, i64, Option<Ref>, Option<usize>);

fn vm_apply(op: DictOp, dict: Ref, key: Ref, hash: i64, value: Option<Ref>, at: Option<usize>) -> Apply {
    (op, dict, key, hash, value, at)
}

fn finish(vm: &mut Vm, f: &mut pyvarium_heap::frame::NativeFrame, apply: Apply) -> Res<Next> {
    f.pc = 5;
    let (op, dict, key, hash, value, at) = apply;
    match vm.dict_apply(op, dict, key, hash, value, at)? {
        Flow::Value(v) => Ok(Next::Done(v)),
        Flow::Pushed => Ok(Next::Wait),
    }
}
