//! How a dict takes over what another mapping or an iterable of pairs has.
//!
//! CPython: Objects/dictobject.c (dict_update_arg, dict_merge, PyDict_MergeFromSeq2).

use pyvarium_heap::dict::Dict;
use pyvarium_heap::{Ref, Slot};

use crate::args::Args;
use crate::core::{ids, kinds};
use crate::exc;
use crate::native::{Answer, NativeDef, Next};
use crate::protocol::dict_ops::DictOp;
use crate::slots::SlotId;
use crate::stop::{Flow, Res, Stop};
use crate::vm::Vm;
use crate::vm_bug;

impl Vm {
    /// CPython: PyDict_Copy: a full dict keeps its layout, one with many holes is packed.
    pub fn dict_copy(&mut self, r: Ref) -> pyvarium_heap::Own {
        let copy = match self.heap.dict(r) {
            Some(d) if d.len() >= d.entries().len() * 2 / 3 => d.clone(),
            Some(d) => {
                let mut packed = Dict::with_capacity(d.len(), d.is_unicode());
                for e in d.entries().iter().filter(|e| !e.key.is_null()) {
                    packed.insert_new(e.hash, e.key, e.value, d.is_unicode());
                }
                packed
            }
            None => Dict::default(),
        };
        for slot in copy.slots() {
            if let Some(r) = slot.get() {
                self.heap.incref(r);
            }
        }
        self.dict_from(copy)
    }

    /// `d.update(other)`. CPython: dict_merge, PyDict_MergeFromSeq2.
    pub fn dict_update(&mut self, dict: Ref, other: Ref) -> Res {
        if self.heap.dict(other).is_some() {
            if dict == other || self.heap.dict(other).is_some_and(Dict::is_empty) {
                return self.none_flow();
            }
            // Into an empty dict the other's layout is taken over whole.
            let takes_over = self.heap.dict(dict).is_some_and(|d| d.is_empty() && d.entries().is_empty())
                && self.heap.dict(other).is_some_and(|o| o.len() == o.entries().len());
            if takes_over {
                let mut copy = self.heap.dict(other).cloned().unwrap_or_default();
                if copy.split().is_some() {
                    copy.unshare();
                }
                for slot in copy.slots() {
                    if let Some(r) = slot.get() {
                        self.heap.incref(r);
                    }
                }
                if let Some(d) = self.heap.dict_mut(dict) {
                    d.become_like(copy);
                }
                return self.none_flow();
            }
            let (n_more, unicode) = self.heap.dict(other).map_or((0, false), |d| (d.len(), d.is_unicode()));
            if let Some(d) = self.heap.dict_mut(dict) {
                d.make_room_for(n_more, unicode);
            }
            return self.push_native(kinds::DICT_UPDATE, &[Slot::borrow(dict), Slot::borrow(other)], &[0]);
        }
        let (keys, mark) = (self.names.keys, self.mark());
        match self.getattr_opt(other, keys)? {
            Some(Flow::Value(found)) => {
                self.heap.decref_own(found);
                self.push_native(kinds::DICT_UPDATE_KEYS, &[Slot::borrow(dict), Slot::borrow(other)], &[])
            }
            Some(Flow::Pushed) => self.adapt(mark, kinds::DICT_UPDATE_CHOICE, &[Slot::borrow(dict), Slot::borrow(other)], &[]),
            None => self.update_by_pairs(dict, other),
        }
    }

    fn update_by_pairs(&mut self, dict: Ref, other: Ref) -> Res {
        let mark = self.mark();
        match self.iter(other)? {
            Flow::Value(it) => {
                let _ = self.push_native(kinds::DICT_UPDATE_PAIRS, &[Slot::borrow(dict), it.into()], &[0])?;
                self.set_top_pc(PAIRS_NEXT)
            }
            Flow::Pushed => self.adapt(mark, kinds::DICT_UPDATE_PAIRS, &[Slot::borrow(dict)], &[0]),
        }
    }
}

/// slots: dict, other dict, key and value on their way (held); ints: next entry, size at the start.
pub static DICT_UPDATE: NativeDef = NativeDef {
    name: "dict.update",
    catches: false,
    resume: |vm, f, answer| {
        let (Some(dict), Some(other)) = (f.get(0), f.get(1)) else { return Err(vm_bug!("update")) };
        if let Answer::Value(v) = answer {
            vm.heap.decref_own(v);
        }
        loop {
            if f.pc == 1 {
                // The pair is in: let go of it, and see whether the insertion set a finalizer off.
                f.pc = 2;
                let (k, v) = (f.set(2, Slot::NULL), f.set(3, Slot::NULL));
                vm.heap.release(k);
                vm.heap.release(v);
            }
            if f.pc == 2 {
                f.pc = 3;
                if vm.heap.pending_finalizer().is_some() {
                    return Ok(Next::Wait);
                }
            }
            if f.pc == 3 {
                f.pc = 0;
                let size = vm.heap.dict(other).map_or(0, |d| d.len()) as i64;
                if size != f.int(1) {
                    return Err(exc::runtime_error(vm, "dict mutated during update"));
                }
            }
            if f.int(0) == 0 {
                f.set_int(1, vm.heap.dict(other).map_or(0, |d| d.len()) as i64);
            }
            let i = f.int(0) as usize;
            let entry = vm.heap.dict(other).and_then(|d| d.entries().get(i)).copied();
            let Some(entry) = entry else { return Ok(Next::Done(vm.none())) };
            f.set_int(0, i as i64 + 1);
            let (Some(key), Some(value)) = (entry.key.get(), entry.value.get()) else { continue };
            let (k, v) = (vm.heap.own(key), vm.heap.own(value));
            f.set(2, k.into());
            f.set(3, v.into());
            f.pc = 1;
            match vm.dict_op_hashed(DictOp::Set, dict, key, Some(value), entry.hash)? {
                Flow::Value(v) => vm.heap.decref_own(v),
                Flow::Pushed => return Ok(Next::Wait),
            }
        }
    },
};

/// slots: dict, what it is updated from. Python has answered its `keys`, or NotImplemented.
pub static DICT_UPDATE_CHOICE: NativeDef = NativeDef {
    name: "dict.update",
    catches: false,
    resume: |vm, f, answer| {
        let (Some(dict), Some(other), Answer::Value(v)) = (f.get(0), f.get(1), answer) else { return Err(vm_bug!("update")) };
        if f.pc == 2 {
            return Ok(Next::Done(v));
        }
        f.pc = 2;
        let has_keys = v.r() != vm.one.not_implemented;
        vm.heap.decref_own(v);
        let flow = if has_keys {
            vm.push_native(kinds::DICT_UPDATE_KEYS, &[Slot::borrow(dict), Slot::borrow(other)], &[])?
        } else {
            vm.update_by_pairs(dict, other)?
        };
        match flow {
            Flow::Value(v) => Ok(Next::Done(v)),
            Flow::Pushed => Ok(Next::Wait),
        }
    },
};

/// slots: dict, mapping, the list of its keys, key and value on their way; ints: next key.
pub static DICT_UPDATE_KEYS: NativeDef = NativeDef {
    name: "dict.update",
    catches: false,
    resume: |vm, f, answer| {
        let bug = || vm_bug!("update");
        let (dict, other) = (f.get(0).ok_or_else(bug)?, f.get(1).ok_or_else(bug)?);
        let mut got = match answer {
            Answer::Value(v) => Some(v),
            _ => None,
        };
        loop {
            match f.pc {
                0 => {
                    f.pc = 1;
                    let keys = vm.names.keys;
                    match vm.call_method(other, keys, &[])? {
                        Flow::Value(v) => got = Some(v),
                        Flow::Pushed => return Ok(Next::Wait),
                    }
                }
                1 => {
                    f.pc = 2;
                    let keys = got.take().ok_or_else(bug)?;
                    let k = keys.r();
                    f.set(5, keys.into());
                    match vm.call_args(vm.ty(ids::LIST), &[k])? {
                        Flow::Value(v) => got = Some(v),
                        Flow::Pushed => return Ok(Next::Wait),
                    }
                }
                2 => {
                    f.set(2, got.take().ok_or_else(bug)?.into());
                    f.pc = 3;
                }
                3 => {
                    let list = f.get(2).ok_or_else(bug)?;
                    let key = vm.heap.items(list).and_then(|k| k.get(f.int(0) as usize)).and_then(|s| s.get());
                    let Some(key) = key else { return Ok(Next::Done(vm.none())) };
                    f.pc = 4;
                    match vm.getitem(other, key)? {
                        Flow::Value(v) => got = Some(v),
                        Flow::Pushed => return Ok(Next::Wait),
                    }
                }
                4 => {
                    let value = got.take().ok_or_else(bug)?;
                    let v = value.r();
                    f.set(4, value.into());
                    let list = f.get(2).ok_or_else(bug)?;
                    let key = vm.heap.items(list).and_then(|k| k.get(f.int(0) as usize)).and_then(|s| s.get()).ok_or_else(bug)?;
                    f.pc = 5;
                    match vm.dict_op(DictOp::Set, dict, key, Some(v))? {
                        Flow::Value(v) => got = Some(v),
                        Flow::Pushed => return Ok(Next::Wait),
                    }
                }
                _ => {
                    if let Some(v) = got.take() {
                        vm.heap.decref_own(v);
                    }
                    let value = f.set(4, Slot::NULL);
                    vm.heap.release(value);
                    f.set_int(0, f.int(0) + 1);
                    f.pc = 3;
                }
            }
        }
    },
};

/// slots: dict, the pairs' iterator, a pair, the pair as a list or tuple; ints: number of the pair.
/// CPython: PyDict_MergeFromSeq2.
pub static DICT_UPDATE_PAIRS: NativeDef = NativeDef {
    name: "dict.update",
    catches: true,
    resume: |vm, f, answer| {
        let bug = || vm_bug!("update");
        let dict = f.get(0).ok_or_else(bug)?;
        let mut answer = answer;
        loop {
            let taken = std::mem::replace(&mut answer, Answer::Start);
            match f.pc {
                PAIRS_ITER => match taken {
                    Answer::Value(v) => {
                        f.set(1, v.into());
                        f.pc = PAIRS_NEXT;
                    }
                    Answer::Raised(e) => return Err(Stop::Raise(e)),
                    _ => return Err(bug()),
                },
                PAIRS_NEXT => {
                    f.pc = PAIRS_GOT;
                    answer = match vm.next_item(f.get(1).ok_or_else(bug)?)? {
                        Some(Flow::Value(v)) => Answer::Value(v),
                        Some(Flow::Pushed) => return Ok(Next::Wait),
                        None => Answer::Exhausted,
                    };
                }
                PAIRS_GOT => {
                    let Some(pair) = vm.next_answer(taken)? else { return Ok(Next::Done(vm.none())) };
                    let r = pair.r();
                    f.set(2, pair.into());
                    f.pc = PAIRS_FAST;
                    if vm.is_exact(r, ids::LIST) || vm.is_exact(r, ids::TUPLE) {
                        answer = Answer::Value(vm.heap.own(r));
                    } else if !vm.has_slot(r, SlotId::Iter) && !vm.is_sequence(r) {
                        let stop = exc::type_error(vm, "object is not iterable");
                        if let Stop::Raise(e) = &stop {
                            let note = format!("Cannot convert dictionary update sequence element #{} to a sequence", f.int(0));
                            vm.add_note(e.r(), &note);
                        }
                        return Err(stop);
                    } else {
                        match vm.call_args(vm.ty(ids::LIST), &[r])? {
                            Flow::Value(v) => answer = Answer::Value(v),
                            Flow::Pushed => return Ok(Next::Wait),
                        }
                    }
                }
                PAIRS_FAST => {
                    let fast = match taken {
                        Answer::Value(v) => v,
                        Answer::Raised(e) => return Err(Stop::Raise(e)),
                        _ => return Err(bug()),
                    };
                    let (r, i) = (fast.r(), f.int(0));
                    f.set(3, fast.into());
                    let parts: Vec<Ref> = vm.heap.items(r).unwrap_or_default().iter().filter_map(|s| s.get()).collect();
                    let &[k, v] = parts.as_slice() else {
                        let n = parts.len();
                        return vm.value_err(&format!("dictionary update sequence element #{i} has length {n}; 2 is required"));
                    };
                    let (k, v) = (vm.heap.own(k), vm.heap.own(v));
                    let (key, value) = (k.r(), v.r());
                    f.set(4, k.into());
                    f.set(5, v.into());
                    f.pc = PAIRS_SET;
                    match vm.dict_op(DictOp::Set, dict, key, Some(value))? {
                        Flow::Value(v) => answer = Answer::Value(v),
                        Flow::Pushed => return Ok(Next::Wait),
                    }
                }
                _ => {
                    match taken {
                        Answer::Value(v) => vm.heap.decref_own(v),
                        Answer::Raised(e) => return Err(Stop::Raise(e)),
                        Answer::Start | Answer::Exhausted => {}
                    }
                    let done: Vec<Slot> = [4, 5, 3, 2].into_iter().map(|i| f.set(i, Slot::NULL)).collect();
                    vm.heap.release_all(done.into_iter());
                    f.set_int(0, f.int(0) + 1);
                    f.pc = PAIRS_NEXT;
                    if vm.heap.pending_finalizer().is_some() {
                        return Ok(Next::Wait);
                    }
                }
            }
        }
    },
};

const PAIRS_ITER: u16 = 1;
const PAIRS_NEXT: u16 = 2;
const PAIRS_GOT: u16 = 3;
const PAIRS_FAST: u16 = 4;
const PAIRS_SET: u16 = 5;

/// `dict(...)` and `d.update(...)`: one optional positional, then keywords.
pub(super) fn update_from_args(vm: &mut Vm, args: &Args, name: &str) -> Res {
    let r = args.at(0)?;
    let n = args.n_positional() - 1;
    if n > 1 {
        return vm.type_err(&format!("{name} expected at most 1 argument, got {n}"));
    }
    let names: Vec<Ref> = args.kwnames.and_then(|k| vm.heap.items(k)).unwrap_or_default().iter().filter_map(|s| s.get()).collect();
    let kwargs = if names.is_empty() {
        None
    } else {
        let d = vm.new_dict();
        for (i, key) in names.into_iter().enumerate() {
            let value = args.at(1 + n + i)?;
            vm.dict_set_str(d.r(), key, value);
        }
        Some(d)
    };
    match (args.get(1).filter(|_| n == 1), kwargs) {
        (None, None) => vm.none_flow(),
        (Some(other), None) => vm.dict_update(r, other),
        (None, Some(kw)) => {
            let k = kw.r();
            let mark = vm.mark();
            match vm.dict_update(r, k)? {
                Flow::Pushed => vm.adapt(mark, kinds::HOLD, &[kw.into()], &[]),
                done => {
                    vm.heap.decref_own(kw);
                    Ok(done)
                }
            }
        }
        (Some(other), Some(kw)) => {
            let k = kw.r();
            let mark = vm.mark();
            match vm.dict_update(r, other)? {
                Flow::Value(v) => {
                    vm.heap.decref_own(v);
                    match vm.dict_update(r, k)? {
                        Flow::Pushed => vm.adapt(mark, kinds::HOLD, &[kw.into()], &[]),
                        done => {
                            vm.heap.decref_own(kw);
                            Ok(done)
                        }
                    }
                }
                Flow::Pushed => vm.adapt(mark, kinds::UPDATE_THEN, &[Slot::borrow(r), kw.into()], &[]),
            }
        }
    }
}

/// After the positional argument of `update`: the keywords. slots: dict, keyword dict.
pub static UPDATE_THEN: NativeDef = NativeDef {
    name: "dict.update",
    catches: false,
    resume: |vm, f, answer| {
        let (Answer::Value(v), Some(dict), Some(kw)) = (answer, f.get(0), f.get(1)) else { return Err(vm_bug!("update")) };
        if f.pc == 2 {
            return Ok(Next::Done(v));
        }
        f.pc = 2;
        vm.heap.decref_own(v);
        match vm.dict_update(dict, kw)? {
            Flow::Value(v) => Ok(Next::Done(v)),
            Flow::Pushed => Ok(Next::Wait),
        }
    },
};
