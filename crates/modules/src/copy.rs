//! The copy module: `copy`, `deepcopy`, `replace`, `Error`. A stand-in until CPython's own copy.py runs
//! here: the same questions in the same order, but natives ask them, so there are no frames of copy.py.
//!
//! CPython: Lib/copy.py.

use pyvarium_heap::frame::NativeFrame;
use pyvarium_heap::types::{Layout, flags};
use pyvarium_heap::{Own, Ref, Slot};
use pyvarium_vm::args::Args;
use pyvarium_vm::core::ids;
use pyvarium_vm::native::{Answer, FnDef, Kind, Library, ModuleDef, NativeDef, Next, TYPE_DEFAULT, TypeDef, TypeId};
use pyvarium_vm::protocol::dict_ops::DictOp;
use pyvarium_vm::{Flow, Res, Stop, Vm, exc, vm_bug};

use crate::first::copy as first;
use crate::python_args::PythonSignature;

pub const ERROR: TypeId = TypeId(first::TYPE);
const DEEP_LIST: Kind = Kind(first::KIND);
const DEEP_TUPLE: Kind = Kind(first::KIND + 1);
const DEEP_DICT: Kind = Kind(first::KIND + 2);
pub const INSTANCE: Kind = Kind(first::KIND + 3);
const REPLACE: Kind = Kind(first::KIND + 4);

pub const LIBRARY: Library = Library {
    types: &[&ERROR_TYPE],
    natives: &[&DEEP_LIST_FRAME, &DEEP_TUPLE_FRAME, &DEEP_DICT_FRAME, &crate::copy_instance::INSTANCE_FRAME, &REPLACE_FRAME],
    modules: &[&COPY],
};

pub static COPY: ModuleDef = ModuleDef {
    name: "copy",
    doc: None,
    functions: &[
        FnDef::new("copy", "*args, **kwargs", copy),
        FnDef::new("deepcopy", "*args, **kwargs", deepcopy),
        FnDef::new("replace", "*args, **kwargs", replace),
    ],
    types: &[ERROR],
    exec: Some(|vm, module| {
        let error = vm.ty(ERROR);
        let own = vm.heap.own(error);
        if let Some(dict) = vm.module_dict(module) {
            vm.dict_set_named(dict, "error", own);
        }
        Ok(())
    }),
};

const COPY_ARGS: PythonSignature = PythonSignature { name: "copy", required: &["x"], optional: &[], keyword_only: &[] };
const DEEPCOPY_ARGS: PythonSignature =
    PythonSignature { name: "deepcopy", required: &["x"], optional: &["memo", "_nil"], keyword_only: &[] };

pub static ERROR_TYPE: TypeDef = TypeDef {
    name: "copy.Error",
    base: Some(ids::EXCEPTION),
    layout: Layout::Exception,
    flags: flags::BASETYPE | flags::HAVE_GC,
    basicsize: 72,
    ..TYPE_DEFAULT
};

// Slots of all frames here: the original, the memo, what is being made, what is in hand.
pub const X: usize = 0;
pub const MEMO: usize = 1;
pub const Y: usize = 2;
pub const ITEM: usize = 3;
const VALUE: usize = 4;
/// Int of all frames here: how deep the Python calls would be that this stands for.
pub const LEVEL: usize = 0;
const AT: usize = 1;
const SIZE: usize = 2;

/// Types whose values are their own deep copies.
const DEEP_ATOMS: &[TypeId] = &[
    ids::NONE_TYPE,
    ids::ELLIPSIS,
    ids::NOT_IMPLEMENTED_TYPE,
    ids::INT,
    ids::FLOAT,
    ids::BOOL,
    ids::COMPLEX,
    ids::BYTES,
    ids::STR,
    ids::CODE,
    ids::TYPE,
    ids::RANGE,
    ids::BUILTIN_FUNCTION,
    ids::FUNCTION,
    ids::PROPERTY,
];

/// And of those that are only their own shallow copies.
const SHALLOW_ATOMS: &[TypeId] = &[ids::TUPLE, ids::FROZENSET, ids::SLICE, ids::SUPER];

fn is_one_of(vm: &Vm, r: Ref, types: &[TypeId]) -> bool {
    types.iter().any(|t| vm.is_exact(r, *t))
}

fn copy(vm: &mut Vm, args: &Args) -> Res {
    let bound = COPY_ARGS.bind(vm, args)?;
    let Some(x) = bound.first().copied().flatten() else { return Err(vm_bug!("copy of nothing")) };
    if is_one_of(vm, x, DEEP_ATOMS) || is_one_of(vm, x, SHALLOW_ATOMS) || vm.heap.as_type(x).is_some() {
        return vm.own_flow(x);
    }
    if is_one_of(vm, x, &[ids::LIST, ids::DICT, ids::SET, ids::BYTEARRAY]) {
        let name = vm.intern("copy").into_ref();
        return vm.call_special(x, name, &[]);
    }
    vm.push_native(INSTANCE, &[Slot::borrow(x)], &[2])
}

fn deepcopy(vm: &mut Vm, args: &Args) -> Res {
    let bound = DEEPCOPY_ARGS.bind(vm, args)?;
    let Some(x) = bound.first().copied().flatten() else { return Err(vm_bug!("deepcopy of nothing")) };
    match bound.get(1).copied().flatten().filter(|m| *m != vm.one.none) {
        Some(memo) if vm.is_exact(memo, ids::DICT) => deep(vm, x, Slot::borrow(memo), 0),
        Some(_) => Err(Stop::not_supported("deepcopy with a memo that is no dict")),
        None if is_one_of(vm, x, DEEP_ATOMS) => vm.own_flow(x),
        None => {
            let memo = vm.new_dict();
            start(vm, x, memo.into(), 0)
        }
    }
}

/// `deepcopy(x, memo)`; the caller keeps both alive, unless `memo` owns.
pub fn deep(vm: &mut Vm, x: Ref, memo: Slot, level: i64) -> Res {
    if is_one_of(vm, x, DEEP_ATOMS) {
        return vm.own_flow(x);
    }
    let Some(dict) = memo.get() else { return Err(vm_bug!("deepcopy without memo")) };
    match remembered(vm, dict, x)? {
        Some(y) => vm.own_flow(y),
        None => start(vm, x, memo, level),
    }
}

fn start(vm: &mut Vm, x: Ref, memo: Slot, level: i64) -> Res {
    // Python's deepcopy calls itself by way of a second function.
    if i64::from(vm.thread.depth) + level + 2 > i64::from(vm.recursion_limit) {
        vm.heap.release(memo);
        return Err(exc::recursion_error(vm, "maximum recursion depth exceeded"));
    }
    let kind = if vm.is_exact(x, ids::LIST) {
        DEEP_LIST
    } else if vm.is_exact(x, ids::TUPLE) {
        DEEP_TUPLE
    } else if vm.is_exact(x, ids::DICT) {
        DEEP_DICT
    } else {
        if vm.heap.as_type(x).is_some() {
            vm.heap.release(memo);
            return vm.own_flow(x);
        }
        INSTANCE
    };
    vm.push_native(kind, &[Slot::borrow(x), memo], &[level + 2])
}

fn id_of(vm: &mut Vm, x: Ref) -> Own {
    let address = vm.heap.address(x);
    vm.new_int(address as i64)
}

fn memo_op(vm: &mut Vm, op: DictOp, memo: Ref, x: Ref, value: Option<Ref>) -> Res<Own> {
    let key = id_of(vm, x);
    let flow = vm.dict_op(op, memo, key.r(), value);
    vm.heap.decref_own(key);
    match flow? {
        Flow::Value(v) => Ok(v),
        Flow::Pushed => Err(Stop::not_supported("a memo whose keys Python compares")),
    }
}

/// The copy that the memo knows; the memo keeps it.
fn remembered(vm: &mut Vm, memo: Ref, x: Ref) -> Res<Option<Ref>> {
    let found = memo_op(vm, DictOp::Find, memo, x, None)?;
    let r = found.r();
    vm.heap.decref_own(found);
    Ok(Some(r).filter(|r| *r != vm.one.not_implemented))
}

pub fn remember(vm: &mut Vm, memo: Ref, x: Ref, y: Ref) -> Res<()> {
    let done = memo_op(vm, DictOp::Set, memo, x, Some(y))?;
    vm.heap.decref_own(done);
    Ok(())
}

/// The end of a deepcopy: a copy that is not the original is remembered, and the original kept alive as
/// long as the memo. CPython: _keep_alive.
pub fn finish(vm: &mut Vm, f: &mut NativeFrame) -> Res<Next> {
    let (Some(x), Some(memo), Some(y)) = (f.get(X), f.get(MEMO), f.get(Y)) else { return Err(vm_bug!("deepcopy without result")) };
    if x != y {
        remember(vm, memo, x, y)?;
        match remembered(vm, memo, memo)? {
            Some(list) => {
                let own = vm.heap.own(x);
                vm.list_push(list, own.into());
            }
            None => {
                let list = vm.list_from(&[x]);
                remember(vm, memo, memo, list.r())?;
                vm.heap.decref_own(list);
            }
        }
    }
    match f.set(Y, Slot::NULL) {
        slot if slot.is_borrowed() => Ok(Next::Done(vm.heap.own(y))),
        _ => Ok(Next::Done(Own::assume(y))),
    }
}

pub fn value(answer: &mut Answer) -> Res<Own> {
    match std::mem::replace(answer, Answer::Start) {
        Answer::Value(v) => Ok(v),
        Answer::Raised(e) => Err(Stop::Raise(e)),
        Answer::Start | Answer::Exhausted => Err(vm_bug!("copy")),
    }
}

/// Asks for a deep copy of what a slot holds, in the name of this frame.
pub fn deep_of(vm: &mut Vm, f: &NativeFrame, slot: usize) -> Res {
    let (Some(item), Some(memo)) = (f.get(slot), f.get(MEMO)) else { return Err(vm_bug!("deepcopy of nothing")) };
    deep(vm, item, Slot::borrow(memo), f.int(LEVEL))
}

/// Puts a value in a slot and lets go of what was there.
pub fn put(vm: &mut Vm, f: &mut NativeFrame, slot: usize, value: Slot) {
    let old = f.set(slot, value);
    vm.heap.release(old);
}

pub static DEEP_LIST_FRAME: NativeDef =
    NativeDef { name: "deepcopy", catches: false, resume: |vm, f, answer| deep_sequence(vm, f, answer, false) };

pub static DEEP_TUPLE_FRAME: NativeDef =
    NativeDef { name: "deepcopy", catches: false, resume: |vm, f, answer| deep_sequence(vm, f, answer, true) };

/// A list remembers its copy before its items are copied; a tuple cannot. CPython: _deepcopy_list, _deepcopy_tuple.
fn deep_sequence(vm: &mut Vm, f: &mut NativeFrame, mut answer: Answer, tuple: bool) -> Res<Next> {
    let (Some(x), Some(memo)) = (f.get(X), f.get(MEMO)) else { return Err(vm_bug!("deepcopy")) };
    if f.pc == 0 {
        f.pc = 1;
        let y = vm.list_from(&[]);
        if !tuple {
            remember(vm, memo, x, y.r())?;
        }
        f.set(Y, y.into());
    } else {
        take_copy(vm, f, &mut answer)?;
    }
    let at = |f: &NativeFrame| f.int(AT) as usize;
    while let Some(item) = vm.heap.items(x).and_then(|items| items.get(at(f))).and_then(|s| s.get()) {
        let own = vm.heap.own(item);
        put(vm, f, ITEM, own.into());
        match deep_of(vm, f, ITEM)? {
            Flow::Value(v) => {
                answer = Answer::Value(v);
                take_copy(vm, f, &mut answer)?;
            }
            Flow::Pushed => return Ok(Next::Wait),
        }
    }
    put(vm, f, ITEM, Slot::NULL);
    if !tuple {
        return finish(vm, f);
    }
    // The copying of an item may have copied this tuple.
    let made = f.get(Y).ok_or_else(|| vm_bug!("deepcopy"))?;
    let same = vm.heap.items(x).map(|s| s.iter().map(|s| s.get()).collect::<Vec<_>>())
        == vm.heap.items(made).map(|s| s.iter().map(|s| s.get()).collect::<Vec<_>>());
    let y = match remembered(vm, memo, x)? {
        Some(known) => vm.heap.own(known),
        None if same => vm.heap.own(x),
        None => {
            let items = vm.heap.list_mut(made).map(|l| std::mem::take(&mut l.items)).unwrap_or_default();
            vm.tuple_from_slots(items)
        }
    };
    put(vm, f, Y, y.into());
    finish(vm, f)
}

fn take_copy(vm: &mut Vm, f: &mut NativeFrame, answer: &mut Answer) -> Res<()> {
    let v = value(answer)?;
    match f.get(Y) {
        Some(list) => vm.list_push(list, v.into()),
        None => return Err(vm_bug!("deepcopy of a sequence")),
    }
    f.set_int(AT, f.int(AT) + 1);
    Ok(())
}

/// CPython: _deepcopy_dict. A value is copied before its key.
pub static DEEP_DICT_FRAME: NativeDef = NativeDef {
    name: "deepcopy",
    catches: false,
    resume: |vm, f, answer| {
        let (Some(x), Some(memo)) = (f.get(X), f.get(MEMO)) else { return Err(vm_bug!("deepcopy")) };
        let mut answer = answer;
        loop {
            let flow = match f.pc {
                0 => {
                    let y = vm.new_dict();
                    remember(vm, memo, x, y.r())?;
                    f.set(Y, y.into());
                    f.set_int(SIZE, vm.heap.dict(x).map_or(0, |d| d.len()) as i64);
                    f.pc = 1;
                    continue;
                }
                1 => {
                    let Some(d) = vm.heap.dict(x) else { return Err(vm_bug!("deepcopy of a dict")) };
                    if d.len() as i64 != f.int(SIZE) {
                        return Err(exc::runtime_error(vm, "dictionary changed size during iteration"));
                    }
                    let from = f.int(AT) as usize;
                    let next = d.entries().iter().enumerate().skip(from).find_map(|(i, e)| Some((i, e.key.get()?, e.value.get()?)));
                    let Some((i, key, item)) = next else {
                        put(vm, f, ITEM, Slot::NULL);
                        put(vm, f, VALUE, Slot::NULL);
                        return finish(vm, f);
                    };
                    f.set_int(AT, i as i64 + 1);
                    let (key, item) = (vm.heap.own(key), vm.heap.own(item));
                    put(vm, f, ITEM, key.into());
                    put(vm, f, VALUE, item.into());
                    f.pc = 2;
                    deep_of(vm, f, VALUE)?
                }
                2 => {
                    let v = value(&mut answer)?;
                    f.set(VALUE + 1, v.into());
                    f.pc = 3;
                    deep_of(vm, f, ITEM)?
                }
                3 => {
                    let key = value(&mut answer)?;
                    let k = key.r();
                    f.set(VALUE + 2, key.into());
                    f.pc = 4;
                    let (Some(y), Some(v)) = (f.get(Y), f.get(VALUE + 1)) else { return Err(vm_bug!("deepcopy of a dict")) };
                    vm.dict_op(DictOp::Set, y, k, Some(v))?
                }
                _ => {
                    let done = value(&mut answer)?;
                    vm.heap.decref_own(done);
                    put(vm, f, VALUE + 1, Slot::NULL);
                    put(vm, f, VALUE + 2, Slot::NULL);
                    f.pc = 1;
                    continue;
                }
            };
            match flow {
                Flow::Value(v) => answer = Answer::Value(v),
                Flow::Pushed => return Ok(Next::Wait),
            }
        }
    },
};

/// slots: the class's `__replace__`, once it is known; then the object, kwnames and values.
fn replace(vm: &mut Vm, args: &Args) -> Res {
    if args.n_positional() != 1 {
        let n = args.n_positional();
        return vm.type_err(&match n {
            0 => "replace() missing 1 required positional argument: 'obj'".to_owned(),
            n => format!("replace() takes 1 positional argument but {n} were given"),
        });
    }
    let obj = args.at(0)?;
    let cls = vm.heap.type_of(obj);
    let name = vm.intern("__replace__").into_ref();
    let Some(method) = vm.lookup_type(cls, name) else {
        let message = format!("replace() does not support {} objects", vm.type_name(obj));
        if vm.heap.as_type(cls).is_some_and(|t| t.has(flags::HEAPTYPE)) || !vm.is_exact(obj, ids::CODE) {
            return vm.type_err(&message);
        }
        return Err(Stop::not_supported("code.__replace__"));
    };
    let mark = vm.mark();
    match vm.descr_get(method, None, cls)? {
        Flow::Value(function) => vm.call_holding(function, args),
        Flow::Pushed => {
            let mut slots = vec![Slot::NULL, args.kwnames.map_or(Slot::NULL, Slot::borrow)];
            slots.extend(args.items.iter().copied());
            vm.adapt(mark, REPLACE, &slots, &[args.n_kw as i64])
        }
    }
}

/// slots: what is called, kwnames, arguments; ints: number of keywords.
pub static REPLACE_FRAME: NativeDef = NativeDef {
    name: "replace",
    catches: false,
    resume: |vm, f, answer| {
        let Answer::Value(v) = answer else { return Err(vm_bug!("replace")) };
        if f.pc == 2 {
            return Ok(Next::Done(v));
        }
        let function = v.r();
        f.set(0, v.into());
        f.pc = 2;
        let items = f.slots.iter().skip(2).copied().collect();
        let args = Args { items, kwnames: f.get(1), n_kw: f.int(0) as usize, op: 0 };
        match vm.call(function, &args)? {
            Flow::Value(v) => Ok(Next::Done(v)),
            Flow::Pushed => Ok(Next::Wait),
        }
    },
};
