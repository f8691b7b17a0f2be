//! Filling an OrderedDict: item after item is stored, so that a subclass sees each.
//!
//! CPython: Objects/odictobject.c, mutablemapping_update.

use pyvarium_heap::{Ref, Slot};
use pyvarium_vm::args::Args;
use pyvarium_vm::core::ids;
use pyvarium_vm::native::{Answer, NativeDef, Next};
use pyvarium_vm::protocol::dict_ops::DictOp;
use pyvarium_vm::{Res, Vm, vm_bug};

use super::{ODICT, ODICT_UPDATE};
use crate::ask::{item, own, own_opt, value};
use crate::{ask, ask_next};

/// `self` and what it is updated with: one optional positional argument, then keywords.
pub fn update_from_args(vm: &mut Vm, args: &Args) -> Res {
    let r = args.at(0)?;
    let n = args.n_positional() - 1;
    let names: Vec<Ref> = args.kwnames.and_then(|k| vm.heap.items(k)).unwrap_or_default().iter().filter_map(|s| s.get()).collect();
    let mut keywords = None;
    if args.n_kw > 0 {
        let d = vm.new_dict();
        for (i, name) in names.into_iter().enumerate() {
            let v = args.at(1 + n + i)?;
            vm.dict_set_str(d.r(), name, v);
        }
        keywords = Some(d);
    }
    let given = args.get(1).filter(|_| n == 1);
    let none = vm.one.none;
    let kw = keywords.as_ref().map(|d| d.r());
    let flow = start_update(vm, r, given, kw, none);
    if let Some(d) = keywords {
        vm.heap.decref_own(d);
    }
    flow
}

/// Updates `r`, then answers `result`.
pub fn start_update(vm: &mut Vm, r: Ref, given: Option<Ref>, keywords: Option<Ref>, result: Ref) -> Res {
    let (target, given, keywords, result) = (own(vm, r), own_opt(vm, given), own_opt(vm, keywords), own(vm, result));
    vm.push_native(ODICT_UPDATE, &[target, given, keywords, result, Slot::NULL, Slot::NULL, Slot::NULL], &[])
}

const BEGIN: u16 = 0;
const GOT_KEYS: u16 = 1;
const GOT_ITERATOR: u16 = 2;
const NEXT: u16 = 3;
const GOT_ITEM: u16 = 4;
const GOT_VALUE: u16 = 5;
const GOT_PAIR: u16 = 6;
const STORED: u16 = 7;

/// slots: OrderedDict, what it is updated with, keywords, the answer, iterator, key, value or pair; ints: 1 when
/// the iterator gives keys of what is in slot 1.
pub static ODICT_UPDATE_FRAME: NativeDef = NativeDef {
    name: "OrderedDict.update",
    catches: true,
    resume: |vm, f, answer| {
        let bug = || vm_bug!("OrderedDict.update");
        let r = f.get(0).ok_or_else(bug)?;
        let mut answer = answer;
        loop {
            match f.pc {
                BEGIN => {
                    let Some(given) = f.get(1) else {
                        // Then the keywords.
                        let keywords = f.set(2, Slot::NULL);
                        if keywords.is_null() {
                            let result = f.set(3, Slot::NULL).get().ok_or_else(bug)?;
                            return Ok(Next::Done(pyvarium_heap::Own::assume(result)));
                        }
                        f.set(1, keywords);
                        continue;
                    };
                    f.set_int(0, 0);
                    if vm.is_exact(given, ids::DICT) || vm.is_exact(given, ODICT) {
                        let flat: Vec<(Ref, Ref)> = vm.heap.dict(given).map(|d| d.iter().collect()).unwrap_or_default();
                        let pairs: Vec<Slot> = flat.into_iter().map(|(k, v)| vm.tuple_from(&[k, v]).into()).collect();
                        let pairs = vm.list_from_slots(pairs);
                        let old = f.set(6, pairs.into());
                        vm.heap.release(old);
                        let list = f.get(6).ok_or_else(bug)?;
                        ask!(f, answer, GOT_ITERATOR, vm.iter(list));
                        continue;
                    }
                    let keys = vm.names.keys;
                    match vm.getattr_opt(given, keys)? {
                        Some(flow) => ask!(f, answer, GOT_KEYS, Ok(flow)),
                        None => ask!(f, answer, GOT_ITERATOR, vm.iter(given)),
                    }
                }
                GOT_KEYS => {
                    let method = value(&mut answer)?;
                    let given = f.get(1).ok_or_else(bug)?;
                    if method.r() == vm.one.not_implemented {
                        ask!(f, answer, GOT_ITERATOR, vm.iter(given));
                        continue;
                    }
                    f.set_int(0, 1);
                    ask!(f, answer, GOT_PAIR, vm.call_holding(method, &Args::default()));
                }
                // The keys of a mapping have come, or a pair as a tuple.
                GOT_PAIR => {
                    let got = value(&mut answer)?;
                    let g = got.r();
                    let old = f.set(6, got.into());
                    vm.heap.release(old);
                    if f.int(0) == 1 && f.get(4).is_none() {
                        ask!(f, answer, GOT_ITERATOR, vm.iter(g));
                        continue;
                    }
                    store_pair(vm, f, &mut answer)?;
                    if f.pc == STORED && matches!(answer, Answer::Start) {
                        return Ok(Next::Wait);
                    }
                }
                GOT_ITERATOR => {
                    let iterator = value(&mut answer)?;
                    let old = f.set(4, iterator.into());
                    vm.heap.release(old);
                    f.pc = NEXT;
                }
                NEXT => {
                    let iterator = f.get(4).ok_or_else(bug)?;
                    ask_next!(vm, f, answer, GOT_ITEM, iterator);
                }
                GOT_ITEM => {
                    let Some(got) = item(vm, &mut answer)? else {
                        for i in [4, 1] {
                            let old = f.set(i, Slot::NULL);
                            vm.heap.release(old);
                        }
                        f.pc = BEGIN;
                        continue;
                    };
                    let g = got.r();
                    if f.int(0) == 1 {
                        let old = f.set(5, got.into());
                        vm.heap.release(old);
                        let given = f.get(1).ok_or_else(bug)?;
                        ask!(f, answer, GOT_VALUE, vm.getitem(given, g));
                        continue;
                    }
                    let old = f.set(6, got.into());
                    vm.heap.release(old);
                    let tuple = vm.ty(ids::TUPLE);
                    ask!(f, answer, GOT_PAIR, vm.call_args(tuple, &[g]));
                }
                GOT_VALUE => {
                    let v = value(&mut answer)?;
                    let old = f.set(6, v.into());
                    vm.heap.release(old);
                    let (k, v) = (f.get(5).ok_or_else(bug)?, f.get(6).ok_or_else(bug)?);
                    ask!(f, answer, STORED, store(vm, r, k, v));
                }
                _ => {
                    let none = value(&mut answer)?;
                    vm.heap.decref_own(none);
                    f.pc = NEXT;
                }
            }
        }
    },
};

fn store(vm: &mut Vm, r: Ref, key: Ref, v: Ref) -> Res {
    if vm.is_exact(r, ODICT) { vm.dict_op(DictOp::Set, r, key, Some(v)) } else { vm.setitem(r, key, Some(v)) }
}

/// Stores the pair in slot 6. The answer is there at once, or waited for.
fn store_pair(vm: &mut Vm, f: &mut pyvarium_heap::frame::NativeFrame, answer: &mut Answer) -> Res<()> {
    let r = f.get(0).ok_or_else(|| vm_bug!("OrderedDict.update"))?;
    let pair: Vec<Ref> = f.get(6).and_then(|p| vm.heap.items(p)).unwrap_or_default().iter().filter_map(|s| s.get()).collect();
    let (key, v) = match pair[..] {
        [key, v] => (key, v),
        [] => return vm.value_err("need more than 0 values to unpack"),
        [_] => return vm.value_err("need more than 1 value to unpack"),
        _ => return vm.value_err("too many values to unpack (expected 2)"),
    };
    f.pc = STORED;
    if let pyvarium_vm::Flow::Value(v) = store(vm, r, key, v)? {
        *answer = Answer::Value(v);
    }
    Ok(())
}
