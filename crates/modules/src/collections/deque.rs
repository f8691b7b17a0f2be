//! `deque`: a row of items with two ends.
//!
//! The items stand in the object's slots behind some empty ones, so that both ends are near; the blocks of
//! CPython's are not imitated.

use pyvarium_heap::object::Native;
use pyvarium_heap::types::{Layout, flags};
use pyvarium_heap::{Own, Ref, Slot};
use pyvarium_vm::args::Args;
use pyvarium_vm::core::{ids, kinds};
use pyvarium_vm::native::{FnDef, GetSetDef, NativeDef, Next, TYPE_DEFAULT, TypeDef};
use pyvarium_vm::objects::generic_alias::generic_alias;
use pyvarium_vm::slots::SlotId;
use pyvarium_vm::{Flow, Res, Vm, exc, vm_bug};

use super::deque_iter::{deque_iter, deque_reversed};
use super::deque_search::{deque_contains, deque_count, deque_index, deque_remove, deque_richcompare};
use super::{DEQUE, DEQUE_CHECK, DEQUE_EXTEND};
use crate::ask::{int, item, own, set_int, value};
use crate::{ask, ask_next};

// Integers: the limit (-1: none), a number that changes with every change, the empty slots in front.
const MAXLEN: usize = 0;
pub const STATE: usize = 1;
const FRONT: usize = 2;
/// Where in its block the first item would stand in CPython, less the centre: what `__sizeof__` counts.
const FROM_CENTRE: usize = 3;
/// CPython: BLOCKLEN, CENTER. Unit: items.
const BLOCK: i64 = 64;
const CENTRE: i64 = 32;
/// Two links and the items. Unit: bytes.
const BLOCK_BYTES: i64 = 8 * (BLOCK + 2);

pub static DEQUE_TYPE: TypeDef = TypeDef {
    name: "collections.deque",
    base: Some(ids::OBJECT),
    layout: Layout::Native,
    flags: flags::BASETYPE | flags::HAVE_GC | flags::SEQUENCE | flags::WEAKREFS,
    basicsize: 72,
    doc: Some("A list-like sequence optimized for data accesses near its endpoints."),
    slots: &[
        (SlotId::Repr, deque_repr),
        (SlotId::RichCompare, deque_richcompare),
        (SlotId::Iter, deque_iter),
        (SlotId::Init, deque_init),
        (SlotId::Length, |vm, a| {
            let n = len(vm, a.at(0)?);
            Ok(Flow::Value(vm.new_int(n as i64)))
        }),
        (SlotId::Subscript, |vm, a| {
            let (r, i) = (a.at(0)?, place(vm, a)?);
            match get(vm, r, i) {
                Some(v) => vm.own_flow(v),
                None => Err(exc::index_error(vm, "deque index out of range")),
            }
        }),
        (SlotId::AssSubscript, deque_ass_item),
        (SlotId::Contains, deque_contains),
        (SlotId::Concat, deque_concat),
        (SlotId::Repeat, deque_repeat),
        (SlotId::InplaceConcat, |vm, a| {
            let r = a.at(0)?;
            let mark = vm.mark();
            match extend(vm, r, a.at(1)?, RIGHT)? {
                Flow::Value(_) => vm.own_flow(r),
                Flow::Pushed => vm.adapt(mark, kinds::ANSWER_INSTEAD, &[Slot::borrow(r)], &[]),
            }
        }),
        (SlotId::InplaceRepeat, |vm, a| {
            let (r, n) = (a.at(0)?, vm.index(a.at(1)?)?);
            repeat_in_place(vm, r, n)?;
            vm.own_flow(r)
        }),
    ],
    new: Some(("*args, **kwargs", |vm, a| {
        let own = crate::ask::new_of(vm, a.at(0)?, DEQUE, &[], &[-1, 0, 0]);
        Ok(Flow::Value(own))
    })),
    methods: &[
        FnDef::new("append", "item, /", |vm, a| {
            let item = own(vm, a.at(1)?);
            push(vm, a.at(0)?, item, RIGHT);
            vm.none_flow()
        }),
        FnDef::new("appendleft", "item, /", |vm, a| {
            let item = own(vm, a.at(1)?);
            push(vm, a.at(0)?, item, LEFT);
            vm.none_flow()
        }),
        FnDef::new("clear", "", |vm, a| {
            clear(vm, a.at(0)?);
            vm.none_flow()
        }),
        FnDef::new("__copy__", "", deque_copy),
        FnDef::new("copy", "", deque_copy),
        FnDef::new("count", "value, /", deque_count),
        FnDef::new("extend", "iterable, /", |vm, a| extend(vm, a.at(0)?, a.at(1)?, RIGHT)),
        FnDef::new("extendleft", "iterable, /", |vm, a| extend(vm, a.at(0)?, a.at(1)?, LEFT)),
        FnDef::new("index", "value, start=0, stop=None, /", deque_index),
        FnDef::new("insert", "index, value, /", deque_insert),
        FnDef::new("pop", "", |vm, a| pop_or_raise(vm, a, RIGHT)),
        FnDef::new("popleft", "", |vm, a| pop_or_raise(vm, a, LEFT)),
        FnDef::new("__reduce__", "", deque_reduce),
        FnDef::new("__sizeof__", "", |vm, a| {
            let r = a.at(0)?;
            let n_blocks = (left_index(vm, r) + len(vm, r) as i64 + BLOCK - 1) / BLOCK;
            let n = vm.sizeof(r) as i64 + n_blocks.max(1) * BLOCK_BYTES;
            Ok(Flow::Value(vm.new_int(n)))
        }),
        FnDef::new("remove", "value, /", deque_remove),
        FnDef::new("__reversed__", "", deque_reversed),
        FnDef::new("reverse", "", |vm, a| {
            let r = a.at(0)?;
            if let Some((n, front)) = parts_mut(vm, r)
                && let Some(items) = n.slots.get_mut(front..)
            {
                items.reverse();
            }
            vm.none_flow()
        }),
        FnDef::new("rotate", "n=1, /", |vm, a| {
            let n = match a.get(1) {
                Some(n) => vm.index(n)?,
                None => 1,
            };
            rotate(vm, a.at(0)?, n);
            vm.none_flow()
        }),
        FnDef::class("__class_getitem__", "object, /", generic_alias),
    ],
    getset: &[GetSetDef::ro("maxlen", |vm, a| match int(vm, a.at(0)?, MAXLEN) {
        -1 => vm.none_flow(),
        n => Ok(Flow::Value(vm.new_int(n))),
    })],
    ..TYPE_DEFAULT
};

pub const RIGHT: bool = true;
pub const LEFT: bool = false;

fn front(vm: &Vm, r: Ref) -> usize {
    int(vm, r, FRONT) as usize
}

pub fn len(vm: &Vm, r: Ref) -> usize {
    vm.heap.native(r).map_or(0, |n| n.slots.len()).saturating_sub(front(vm, r))
}

pub fn get(vm: &Vm, r: Ref, i: i64) -> Option<Ref> {
    let i = usize::try_from(i).ok()?;
    vm.heap.native(r)?.slots.get(front(vm, r) + i)?.get()
}

pub fn items(vm: &Vm, r: Ref) -> Vec<Ref> {
    let front = front(vm, r);
    vm.heap.native(r).map(|n| n.slots.iter().skip(front).filter_map(|s| s.get()).collect()).unwrap_or_default()
}

fn parts_mut(vm: &mut Vm, r: Ref) -> Option<(&mut Native, usize)> {
    let front = front(vm, r);
    vm.heap.native_mut(r).map(|n| (n, front))
}

fn left_index(vm: &Vm, r: Ref) -> i64 {
    int(vm, r, FROM_CENTRE) + CENTRE
}

fn set_left_index(vm: &mut Vm, r: Ref, at: i64) {
    set_int(vm, r, FROM_CENTRE, at.rem_euclid(BLOCK) - CENTRE);
}

fn changed(vm: &mut Vm, r: Ref) {
    let state = int(vm, r, STATE);
    set_int(vm, r, STATE, state.wrapping_add(1));
}

/// Takes an item from an end. The slot is owned.
fn pop(vm: &mut Vm, r: Ref, right: bool) -> Option<Slot> {
    if len(vm, r) == 0 {
        return None;
    }
    let (n, front) = parts_mut(vm, r)?;
    let taken = if right { n.slots.pop() } else { n.slots.get_mut(front).map(|s| std::mem::replace(s, Slot::NULL)) };
    let mut front = if right { front } else { front + 1 };
    // Room in front that is larger than what is behind it is given back.
    if front > 64 && front * 2 > n.slots.len() {
        n.slots.drain(..front - 8);
        front = 8;
    }
    set_int(vm, r, FRONT, front as i64);
    let (at, left) = (left_index(vm, r), len(vm, r) as i64);
    // The last block is not given back: its middle is the beginning again.
    match right {
        true if left == 0 && at == 0 => set_left_index(vm, r, CENTRE),
        true => {}
        false if left == 0 && at == BLOCK - 1 => set_left_index(vm, r, CENTRE),
        false => set_left_index(vm, r, at + 1),
    }
    changed(vm, r);
    taken
}

/// Adds an owned item at an end; beyond the limit one falls out at the other.
pub fn push(vm: &mut Vm, r: Ref, item: Slot, right: bool) {
    let Some((n, mut front)) = parts_mut(vm, r) else { return };
    if right {
        n.slots.push(item);
    } else {
        if front == 0 {
            front = 8 + n.slots.len() / 2;
            n.slots.insert_many(0, std::iter::repeat_n(Slot::NULL, front));
        }
        front -= 1;
        if let Some(place) = n.slots.get_mut(front) {
            *place = item;
        }
        let at = left_index(vm, r);
        set_left_index(vm, r, at - 1);
    }
    set_int(vm, r, FRONT, front as i64);
    let limit = int(vm, r, MAXLEN);
    if limit >= 0 && len(vm, r) as i64 > limit {
        if let Some(old) = pop(vm, r, !right) {
            vm.heap.release(old);
        }
    } else {
        changed(vm, r);
    }
}

fn pop_or_raise(vm: &mut Vm, args: &Args, right: bool) -> Res {
    match pop(vm, args.at(0)?, right).and_then(|s| s.get()) {
        Some(v) => Ok(Flow::Value(Own::assume(v))),
        None => Err(exc::index_error(vm, "pop from an empty deque")),
    }
}

pub fn clear(vm: &mut Vm, r: Ref) {
    if len(vm, r) == 0 {
        return;
    }
    let old = vm.heap.native_mut(r).map(|n| std::mem::take(&mut n.slots)).unwrap_or_default();
    set_int(vm, r, FRONT, 0);
    set_left_index(vm, r, CENTRE);
    changed(vm, r);
    vm.heap.release_all(old.into_iter());
}

pub fn rotate(vm: &mut Vm, r: Ref, by: i64) {
    let n = len(vm, r);
    if n <= 1 {
        return;
    }
    let by = by.rem_euclid(n as i64) as usize;
    if by == 0 {
        return;
    }
    if let Some((native, front)) = parts_mut(vm, r)
        && let Some(items) = native.slots.get_mut(front..)
    {
        items.rotate_right(by);
    }
    let shortest = if by * 2 > n { by as i64 - n as i64 } else { by as i64 };
    let at = left_index(vm, r);
    set_left_index(vm, r, at - shortest);
    changed(vm, r);
}

/// Takes the item at a place out.
pub fn take(vm: &mut Vm, r: Ref, i: usize) -> Option<Slot> {
    let (n, front) = parts_mut(vm, r)?;
    let taken = (front + i < n.slots.len()).then(|| n.slots.remove(front + i));
    changed(vm, r);
    taken
}

/// The place that a subscript names, beyond the ends too.
fn place(vm: &mut Vm, args: &Args) -> Res<i64> {
    let (r, key) = (args.at(0)?, args.at(1)?);
    if !vm.is_instance_of(key, ids::INT) && !vm.has_slot(key, SlotId::Index) {
        let message = format!("sequence index must be integer, not '{}'", vm.type_name(key));
        return vm.type_err(&message);
    }
    if matches!(vm.heap.body(key), pyvarium_heap::object::Body::BigInt(_)) {
        let message = format!("cannot fit '{}' into an index-sized integer", vm.type_name(key));
        return Err(exc::index_error(vm, &message));
    }
    let i = vm.index(key)?;
    Ok(if i < 0 { i + len(vm, r) as i64 } else { i })
}

fn deque_ass_item(vm: &mut Vm, args: &Args) -> Res {
    let (r, i) = (args.at(0)?, place(vm, args)?);
    if get(vm, r, i).is_none() {
        return Err(exc::index_error(vm, "deque index out of range"));
    }
    let old = match args.get(2) {
        Some(v) => {
            let new = own(vm, v);
            parts_mut(vm, r).and_then(|(n, front)| n.slots.get_mut(front + i as usize).map(|s| std::mem::replace(s, new)))
        }
        None => take(vm, r, i as usize),
    };
    vm.heap.release(old.unwrap_or(Slot::NULL));
    vm.none_flow()
}

fn deque_init(vm: &mut Vm, args: &Args) -> Res {
    let sig = pyvarium_vm::signature::Signature::parse("iterable=None, maxlen=None");
    let r = args.at(0)?;
    let bound = vm.bind(&sig, "deque", "deque", &args.rest())?;
    let mut limit = -1;
    if let Some(given) = bound.get(1).filter(|g| *g != vm.one.none) {
        if !vm.is_instance_of(given, ids::INT) {
            return vm.type_err("an integer is required");
        }
        limit = vm.index(given)?;
        if limit < 0 {
            return vm.value_err("maxlen must be non-negative");
        }
    }
    set_int(vm, r, MAXLEN, limit);
    clear(vm, r);
    match bound.get(0) {
        Some(iterable) => extend(vm, r, iterable, RIGHT),
        None => vm.none_flow(),
    }
}

pub fn extend(vm: &mut Vm, r: Ref, iterable: Ref, right: bool) -> Res {
    if r == iterable {
        for v in items(vm, r) {
            let v = own(vm, v);
            push(vm, r, v, right);
        }
        return vm.none_flow();
    }
    vm.push_native(DEQUE_EXTEND, &[Slot::borrow(r), Slot::borrow(iterable), Slot::NULL], &[i64::from(right)])
}

/// slots: deque, iterable, iterator; ints: which end.
pub static DEQUE_EXTEND_FRAME: NativeDef = NativeDef {
    name: "deque.extend",
    catches: true,
    resume: |vm, f, answer| {
        let (Some(r), Some(iterable)) = (f.get(0), f.get(1)) else { return Err(vm_bug!("deque.extend")) };
        let mut answer = answer;
        loop {
            match f.pc {
                0 => ask!(f, answer, 1, vm.iter(iterable)),
                1 => {
                    let iterator = value(&mut answer)?;
                    f.set(2, iterator.into());
                    f.pc = 2;
                }
                2 => {
                    let iterator = f.get(2).ok_or_else(|| vm_bug!("deque.extend"))?;
                    ask_next!(vm, f, answer, 3, iterator);
                }
                _ => match item(vm, &mut answer)? {
                    Some(v) => {
                        push(vm, r, v.into(), f.int(0) == 1);
                        f.pc = 2;
                    }
                    None => return Ok(Next::Done(vm.none())),
                },
            }
        }
    },
};

fn exact_copy(vm: &mut Vm, r: Ref) -> Own {
    let items: Vec<Slot> = items(vm, r).into_iter().map(|v| own(vm, v)).collect();
    let limit = int(vm, r, MAXLEN);
    vm.new_native(DEQUE, &items, &[limit, 0, 0])
}

/// A copy that is asked of the class. CPython: deque_copy.
fn deque_copy(vm: &mut Vm, args: &Args) -> Res {
    let r = args.at(0)?;
    if vm.is_exact(r, DEQUE) {
        return Ok(Flow::Value(exact_copy(vm, r)));
    }
    let class = vm.heap.type_of(r);
    let mark = vm.mark();
    let flow = match int(vm, r, MAXLEN) {
        -1 => vm.call_args(class, &[r])?,
        limit => {
            let limit = vm.new_int(limit);
            let given = Args::two(r, limit.r());
            crate::functools_partial::hold_call(vm, class, &given, vec![limit.into()])?
        }
    };
    match flow {
        Flow::Value(v) => check_deque(vm, class, v).map(Flow::Value),
        Flow::Pushed => vm.adapt(mark, DEQUE_CHECK, &[Slot::borrow(class)], &[]),
    }
}

fn check_deque(vm: &mut Vm, class: Ref, made: Own) -> Res<Own> {
    if vm.is_instance_of(made.r(), DEQUE) {
        return Ok(made);
    }
    let message = format!("{}() must return a deque, not {}", vm.message_name(class), vm.type_name(made.r()));
    vm.heap.decref_own(made);
    vm.type_err(&message)
}

/// slots: a class that made what arrives; then what is repeated or extended and given instead.
/// ints: how often it is repeated.
pub static DEQUE_CHECK_FRAME: NativeDef = NativeDef {
    name: "deque.copy",
    catches: false,
    resume: |vm, f, answer| {
        let class = f.get(0).ok_or_else(|| vm_bug!("deque.copy"))?;
        let mut answer = answer;
        let made = value(&mut answer)?;
        if f.pc == 3 {
            vm.heap.decref_own(made);
            let copy = f.set(1, Slot::NULL).get().ok_or_else(|| vm_bug!("deque.copy"))?;
            return Ok(Next::Done(Own::assume(copy)));
        }
        let made = check_deque(vm, class, made)?;
        match f.int(0) {
            REPEAT => {
                if let Err(stop) = repeat_in_place(vm, made.r(), f.int(1)) {
                    vm.heap.decref_own(made);
                    return Err(stop);
                }
                Ok(Next::Done(made))
            }
            CONCAT => {
                let (r, other) = (made.r(), f.get(2).ok_or_else(|| vm_bug!("deque.copy"))?);
                f.set(1, made.into());
                f.pc = 3;
                match extend(vm, r, other, RIGHT)? {
                    Flow::Value(_) => {
                        let copy = f.set(1, Slot::NULL).get().ok_or_else(|| vm_bug!("deque.copy"))?;
                        Ok(Next::Done(Own::assume(copy)))
                    }
                    Flow::Pushed => Ok(Next::Wait),
                }
            }
            _ => Ok(Next::Done(made)),
        }
    },
};

const REPEAT: i64 = 1;
const CONCAT: i64 = 2;

fn deque_concat(vm: &mut Vm, args: &Args) -> Res {
    let (r, other) = (args.at(0)?, args.at(1)?);
    if !vm.is_instance_of(other, DEQUE) {
        let message = format!("can only concatenate deque (not \"{}\") to deque", vm.type_name(other));
        return vm.type_err(&message);
    }
    let class = vm.heap.type_of(r);
    let mark = vm.mark();
    match deque_copy(vm, &Args::one(r))? {
        Flow::Value(copy) => {
            let c = copy.r();
            for v in items(vm, other) {
                let v = own(vm, v);
                push(vm, c, v, RIGHT);
            }
            Ok(Flow::Value(copy))
        }
        Flow::Pushed => vm.adapt(mark, DEQUE_CHECK, &[Slot::borrow(class), Slot::NULL, Slot::borrow(other)], &[CONCAT]),
    }
}

fn deque_repeat(vm: &mut Vm, args: &Args) -> Res {
    let (r, times) = (args.at(0)?, args.at(1)?);
    if !vm.is_instance_of(times, ids::INT) && !vm.has_slot(times, SlotId::Index) {
        return vm.not_implemented();
    }
    let n = vm.index(times)?;
    let class = vm.heap.type_of(r);
    let mark = vm.mark();
    match deque_copy(vm, &Args::one(r))? {
        Flow::Value(copy) => {
            if let Err(stop) = repeat_in_place(vm, copy.r(), n) {
                vm.heap.decref_own(copy);
                return Err(stop);
            }
            Ok(Flow::Value(copy))
        }
        Flow::Pushed => vm.adapt(mark, DEQUE_CHECK, &[Slot::borrow(class), Slot::NULL], &[REPEAT, n]),
    }
}

/// CPython: deque_inplace_repeat.
fn repeat_in_place(vm: &mut Vm, r: Ref, n: i64) -> Res<()> {
    let given = items(vm, r);
    if given.is_empty() || n == 1 {
        return Ok(());
    }
    if n <= 0 {
        clear(vm, r);
        return Ok(());
    }
    let limit = int(vm, r, MAXLEN);
    let size = given.len() as i64;
    let times = if limit >= 0 && size.saturating_mul(n) > limit { (limit + size - 1) / size } else { n };
    vm.check_bytes((size as u64).saturating_mul(times.max(0) as u64).saturating_mul(8))?;
    for _ in 1..times {
        for v in &given {
            let v = own(vm, *v);
            push(vm, r, v, RIGHT);
        }
    }
    Ok(())
}

fn deque_insert(vm: &mut Vm, args: &Args) -> Res {
    let r = args.at(0)?;
    let n = len(vm, r) as i64;
    let at = vm.index(args.at(1)?)?;
    if n == int(vm, r, MAXLEN) {
        return Err(exc::index_error(vm, "deque already at its maximum size"));
    }
    let v = own(vm, args.at(2)?);
    let at = if at < 0 { (at + n).max(0) } else { at.min(n) };
    if at == 0 || at == n {
        push(vm, r, v, at != 0 || n == 0);
    } else if let Some((native, front)) = parts_mut(vm, r) {
        native.slots.insert(front + at as usize, v);
        changed(vm, r);
    }
    vm.none_flow()
}

fn deque_repr(vm: &mut Vm, args: &Args) -> Res {
    let r = args.at(0)?;
    let given = items(vm, r);
    let list = vm.list_from(&given);
    let name = vm.name_of_type(vm.heap.type_of(r));
    let end = match int(vm, r, MAXLEN) {
        -1 => ")".to_owned(),
        n => format!(", maxlen={n})"),
    };
    let flow = vm.repr_of_parts(r, "[...]", &[format!("{name}("), end], &[list.r()]);
    vm.heap.decref_own(list);
    flow
}

fn deque_reduce(vm: &mut Vm, args: &Args) -> Res {
    let r = args.at(0)?;
    let class = vm.heap.type_of(r);
    let state = match vm.heap.instance(r).is_some_and(|i| !i.attrs.inline.is_empty() || !i.attrs.dict.is_null()) {
        true => vm.materialize_dict(r).unwrap_or(vm.one.none),
        false => vm.one.none,
    };
    let flow = deque_iter(vm, &Args::one(r))?;
    let iterator = vm.value_of(flow)?;
    let empty = vm.one.empty_tuple;
    let given = match int(vm, r, MAXLEN) {
        -1 => own(vm, empty),
        n => {
            let limit = vm.new_int(n);
            let none = own(vm, empty);
            vm.tuple_from_slots(vec![none, limit.into()]).into()
        }
    };
    let parts = vec![own(vm, class), given, own(vm, state), iterator.into()];
    Ok(Flow::Value(vm.tuple_from_slots(parts)))
}
