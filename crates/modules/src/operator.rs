//! The _operator module: Python's operators as functions.
//!
//! CPython: Modules/_operator.c.

use pyvarium_heap::types::SlotImpl;
use pyvarium_heap::{Own, Ref, Slot};
use pyvarium_vm::args::Args;
use pyvarium_vm::core::ids;
use pyvarium_vm::native::{Answer, FnDef, Kind, Library, ModuleDef, NativeDef, Next};
use pyvarium_vm::protocol::compare::{EQ, GE, GT, LE, LT, NE};
use pyvarium_vm::slots::SlotId;
use pyvarium_vm::stop::Convert;
use pyvarium_vm::{Flow, Res, Stop, Vm, exc, vm_bug};

use crate::ask::{item, value, yes};
use crate::first::operator as first;
use crate::operator_getters::{ATTRGETTER_TYPE, GETTER_CALL_FRAME, ITEMGETTER_TYPE, METHODCALLER_TYPE};
use crate::{ask, ask_catching, ask_next};

const NOT: Kind = Kind(first::KIND);
const SEARCH: Kind = Kind(first::KIND + 1);
const LENGTH_HINT: Kind = Kind(first::KIND + 2);
pub const GETTER_CALL: Kind = Kind(first::KIND + 3);

pub const LIBRARY: Library = Library {
    types: &[&ITEMGETTER_TYPE, &ATTRGETTER_TYPE, &METHODCALLER_TYPE],
    natives: &[&NOT_FRAME, &SEARCH_FRAME, &LENGTH_HINT_FRAME, &GETTER_CALL_FRAME],
    modules: &[&OPERATOR],
};

macro_rules! binary {
    ($name:literal $index:literal) => {
        FnDef::new($name, "a, b, /", |vm, a| vm.binary_op($index, a.at(0)?, a.at(1)?, false))
    };
}

macro_rules! inplace {
    ($name:literal $index:literal) => {
        FnDef::new($name, "a, b, /", |vm, a| vm.binary_op($index, a.at(0)?, a.at(1)?, true))
    };
}

macro_rules! compare {
    ($name:literal $op:ident) => {
        FnDef::new($name, "a, b, /", |vm, a| vm.richcompare(a.at(0)?, a.at(1)?, $op))
    };
}

macro_rules! unary {
    ($name:literal $slot:ident $what:literal) => {
        FnDef::new($name, "a, /", |vm, a| vm.unary_op(SlotId::$slot, $what, a.at(0)?))
    };
}

pub static OPERATOR: ModuleDef = ModuleDef {
    name: "_operator",
    doc: Some(
        "Operator interface.\n\nThis module exports a set of functions implemented in C corresponding\nto the intrinsic operators of Python.  For example, operator.add(x, y)\nis equivalent to the expression x+y.",
    ),
    functions: &[
        FnDef::new("truth", "a, /", |vm, a| vm.truth(a.at(0)?)),
        FnDef::new("contains", "a, b, /", |vm, a| vm.contains(a.at(0)?, a.at(1)?)),
        FnDef::new("indexOf", "a, b, /", |vm, a| search(vm, a, INDEX)),
        FnDef::new("countOf", "a, b, /", |vm, a| search(vm, a, COUNT)),
        FnDef::new("is_", "a, b, /", |vm, a| vm.bool_flow(a.at(0)? == a.at(1)?)),
        FnDef::new("is_not", "a, b, /", |vm, a| vm.bool_flow(a.at(0)? != a.at(1)?)),
        FnDef::new("is_none", "a, /", |vm, a| vm.bool_flow(a.at(0)? == vm.one.none)),
        FnDef::new("is_not_none", "a, /", |vm, a| vm.bool_flow(a.at(0)? != vm.one.none)),
        binary!("add" 0),
        binary!("sub" 10),
        binary!("mul" 5),
        binary!("matmul" 4),
        binary!("floordiv" 2),
        binary!("truediv" 11),
        binary!("mod" 6),
        unary!("neg" Negative "unary -"),
        unary!("pos" Positive "unary +"),
        unary!("abs" Absolute "abs()"),
        unary!("inv" Invert "unary ~"),
        unary!("invert" Invert "unary ~"),
        binary!("lshift" 3),
        binary!("rshift" 9),
        FnDef::new("not_", "a, /", |vm, a| {
            let mark = vm.mark();
            match vm.truth(a.at(0)?)? {
                Flow::Value(v) => {
                    let yes = v.r() == vm.one.true_;
                    vm.bool_flow(!yes)
                }
                Flow::Pushed => vm.adapt(mark, NOT, &[], &[]),
            }
        }),
        binary!("and_" 1),
        binary!("xor" 12),
        binary!("or_" 7),
        inplace!("iadd" 0),
        inplace!("isub" 10),
        inplace!("imul" 5),
        inplace!("imatmul" 4),
        inplace!("ifloordiv" 2),
        inplace!("itruediv" 11),
        inplace!("imod" 6),
        inplace!("ilshift" 3),
        inplace!("irshift" 9),
        inplace!("iand" 1),
        inplace!("ixor" 12),
        inplace!("ior" 7),
        FnDef::new("concat", "a, b, /", |vm, a| concat(vm, a, false)),
        FnDef::new("iconcat", "a, b, /", |vm, a| concat(vm, a, true)),
        FnDef::new("getitem", "a, b, /", |vm, a| vm.getitem(a.at(0)?, a.at(1)?)),
        FnDef::new("setitem", "a, b, c, /", |vm, a| vm.setitem(a.at(0)?, a.at(1)?, Some(a.at(2)?))),
        FnDef::new("delitem", "a, b, /", |vm, a| vm.setitem(a.at(0)?, a.at(1)?, None)),
        binary!("pow" 8),
        inplace!("ipow" 8),
        compare!("eq" EQ),
        compare!("ne" NE),
        compare!("lt" LT),
        compare!("le" LE),
        compare!("gt" GT),
        compare!("ge" GE),
        FnDef::new("index", "a, /", index),
        FnDef::new("length_hint", "obj, default=0, /", length_hint),
        FnDef::new("call", "*args, **kwargs", |vm, a| {
            if a.n_positional() == 0 {
                return vm.type_err("call expected at least 1 argument, got 0");
            }
            vm.call(a.at(0)?, &a.rest())
        }),
        FnDef::new("_compare_digest", "a, b, /", compare_digest),
    ],
    types: &[crate::operator_getters::ITEMGETTER, crate::operator_getters::ATTRGETTER, crate::operator_getters::METHODCALLER],
    exec: None,
};

pub static NOT_FRAME: NativeDef = NativeDef {
    name: "not",
    catches: false,
    resume: |vm, _, answer| {
        let mut answer = answer;
        let no = !yes(vm, &mut answer)?;
        Ok(Next::Done(Own::assume(vm.bool_ref(no))))
    },
};

fn index(vm: &mut Vm, args: &Args) -> Res {
    let r = args.at(0)?;
    if vm.is_exact(r, ids::INT) {
        return vm.own_flow(r);
    }
    if let Some(n) = vm.bigint(r).map(|n| n.into_owned()) {
        return Ok(Flow::Value(vm.new_bigint(n)));
    }
    if vm.has_slot(r, SlotId::Index) {
        return Err(Stop::Convert(Convert::Index, r));
    }
    let message = format!("'{}' object cannot be interpreted as an integer", vm.type_name(r));
    vm.type_err(&message)
}

/// CPython: Objects/abstract.c, PySequence_Concat and PySequence_InPlaceConcat.
fn concat(vm: &mut Vm, args: &Args, inplace: bool) -> Res {
    let (a, b) = (args.at(0)?, args.at(1)?);
    let slots: &[SlotId] = if inplace { &[SlotId::InplaceConcat, SlotId::Concat] } else { &[SlotId::Concat] };
    for slot in slots {
        if let SlotImpl::Native(i) = vm.slot_of(a, *slot) {
            return vm.call_slot_function(i, &Args::two(a, b));
        }
    }
    let adds = vm.has_slot(a, SlotId::Add) || vm.has_slot(b, SlotId::Add);
    if adds && vm.is_sequence(a) && vm.is_sequence(b) {
        return vm.binary_op(0, a, b, inplace);
    }
    let message = format!("'{}' object can't be concatenated", vm.type_name(a));
    vm.type_err(&message)
}

const INDEX: i64 = 0;
const COUNT: i64 = 1;

fn search(vm: &mut Vm, args: &Args, what: i64) -> Res {
    vm.push_native(SEARCH, &[Slot::borrow(args.at(0)?), Slot::borrow(args.at(1)?)], &[what, 0, 0])
}

/// slots: what is searched, what for, the iterator, an item; ints: index or count, items seen, items equal.
/// CPython: Objects/abstract.c, _PySequence_IterSearch.
pub static SEARCH_FRAME: NativeDef = NativeDef {
    name: "search",
    catches: true,
    resume: |vm, f, answer| {
        let (Some(sequence), Some(wanted)) = (f.get(0), f.get(1)) else { return Err(vm_bug!("search")) };
        let mut answer = answer;
        loop {
            match f.pc {
                0 => ask_catching!(f, answer, 1, vm.iter(sequence)),
                1 => match std::mem::replace(&mut answer, Answer::Start) {
                    Answer::Raised(e) if vm.is_instance_of(e.r(), ids::TYPE_ERROR) => {
                        vm.heap.decref_own(e);
                        let message = format!("argument of type '{}' is not iterable", vm.type_name(sequence));
                        return vm.type_err(&message);
                    }
                    mut other => {
                        let iterator = value(&mut other)?;
                        f.set(2, iterator.into());
                        f.pc = 2;
                    }
                },
                2 => {
                    let iterator = f.get(2).ok_or_else(|| vm_bug!("search"))?;
                    ask_next!(vm, f, answer, 3, iterator);
                }
                3 => match item(vm, &mut answer)? {
                    None if f.int(0) == COUNT => return Ok(Next::Done(vm.new_int(f.int(2)))),
                    None => return vm.value_err("sequence.index(x): x not in sequence"),
                    Some(v) => {
                        let r = v.r();
                        f.set(3, v.into());
                        ask!(f, answer, 4, vm.richcompare_bool(r, wanted, EQ));
                    }
                },
                _ => {
                    let equal = yes(vm, &mut answer)?;
                    let old = f.set(3, Slot::NULL);
                    vm.heap.release(old);
                    if equal && f.int(0) == INDEX {
                        return Ok(Next::Done(vm.new_int(f.int(1))));
                    }
                    f.set_int(1, f.int(1) + 1);
                    f.set_int(2, f.int(2) + i64::from(equal));
                    f.pc = 2;
                }
            }
        }
    },
};

fn length_hint(vm: &mut Vm, args: &Args) -> Res {
    let r = args.at(0)?;
    let default = match args.get(1) {
        Some(d) => {
            if !vm.is_instance_of(d, ids::INT) && !vm.has_slot(d, SlotId::Index) {
                let message = format!("'{}' object cannot be interpreted as an integer", vm.type_name(d));
                return vm.type_err(&message);
            }
            vm.index(d)?
        }
        None => 0,
    };
    vm.push_native(LENGTH_HINT, &[Slot::borrow(r)], &[default])
}

/// slots: object; ints: default. CPython: Objects/abstract.c, PyObject_LengthHint.
pub static LENGTH_HINT_FRAME: NativeDef = NativeDef {
    name: "length_hint",
    catches: true,
    resume: |vm, f, answer| {
        let r = f.get(0).ok_or_else(|| vm_bug!("length_hint"))?;
        let mut answer = answer;
        loop {
            match f.pc {
                0 if vm.has_slot(r, SlotId::Length) => ask_catching!(f, answer, 1, vm.length(r)),
                0 => f.pc = 2,
                1 => match std::mem::replace(&mut answer, Answer::Start) {
                    Answer::Value(v) => return Ok(Next::Done(v)),
                    Answer::Raised(e) if vm.is_instance_of(e.r(), ids::TYPE_ERROR) => {
                        vm.heap.decref_own(e);
                        f.pc = 2;
                    }
                    Answer::Raised(e) => return Err(Stop::Raise(e)),
                    Answer::Start | Answer::Exhausted => return Err(vm_bug!("length_hint")),
                },
                2 => {
                    let name = vm.names.length_hint;
                    match vm.call_special_opt(r, name, &[]) {
                        None => return Ok(Next::Done(vm.new_int(f.int(0)))),
                        Some(flow) => ask_catching!(f, answer, 3, flow),
                    }
                }
                _ => match std::mem::replace(&mut answer, Answer::Start) {
                    Answer::Value(v) if v.r() == vm.one.not_implemented => return Ok(Next::Done(vm.new_int(f.int(0)))),
                    Answer::Value(v) => {
                        if !vm.is_instance_of(v.r(), ids::INT) {
                            let message = format!("__length_hint__ must be an integer, not {}", vm.type_name(v.r()));
                            vm.heap.decref_own(v);
                            return vm.type_err(&message);
                        }
                        let n = vm.index(v.r());
                        vm.heap.decref_own(v);
                        return match n? {
                            n if n < 0 => vm.value_err("__length_hint__() should return >= 0"),
                            n => Ok(Next::Done(vm.new_int(n))),
                        };
                    }
                    Answer::Raised(e) if vm.is_instance_of(e.r(), ids::TYPE_ERROR) => {
                        vm.heap.decref_own(e);
                        return Ok(Next::Done(vm.new_int(f.int(0))));
                    }
                    Answer::Raised(e) => return Err(Stop::Raise(e)),
                    Answer::Start | Answer::Exhausted => return Err(vm_bug!("length_hint")),
                },
            }
        }
    },
};

fn compare_digest(vm: &mut Vm, args: &Args) -> Res {
    let (a, b) = (args.at(0)?, args.at(1)?);
    if let (Some(x), Some(y)) = (vm.heap.text(a), vm.heap.text(b)) {
        let (x, y) = (x.to_str_lossy(), y.to_str_lossy());
        if !x.is_ascii() || !y.is_ascii() {
            return vm.type_err("comparing strings with non-ASCII characters is not supported");
        }
        return vm.bool_flow(x == y);
    }
    let bytes = |r: Ref| vm.heap.body(r).plain_bytes().cloned();
    if let (Some(x), Some(y)) = (bytes(a), bytes(b)) {
        return vm.bool_flow(x == y);
    }
    let first = [a, b].into_iter().find(|r| bytes(*r).is_none()).unwrap_or(b);
    let message = if bytes(a).is_none() && bytes(b).is_none() {
        format!("unsupported operand types(s) or combination of types: '{}' and '{}'", vm.type_name(a), vm.type_name(b))
    } else {
        format!("a bytes-like object is required, not '{}'", vm.type_name(first))
    };
    Err(exc::type_error(vm, &message))
}
