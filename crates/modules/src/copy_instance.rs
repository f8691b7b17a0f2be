//! Copies of objects that are no plain containers: `__copy__` and `__deepcopy__`, then what
//! `__reduce_ex__` says, then its parts put together. An ordinary instance's `__reduce_ex__` is worked
//! out here, as CPython's object has it.
//!
//! CPython: Lib/copy.py (_reconstruct), Objects/typeobject.c (object___reduce_ex__, reduce_newobj).

use pyvarium_heap::frame::NativeFrame;
use pyvarium_heap::types::{Layout, flags};
use pyvarium_heap::{Ref, Slot};
use pyvarium_vm::args::Args;
use pyvarium_vm::core::ids;
use pyvarium_vm::native::{Answer, NativeDef, Next};
use pyvarium_vm::{Flow, Res, Stop, Vm, vm_bug};

use crate::copy::{ITEM, MEMO, X, Y, deep_of, finish, put, remember, value};

// Further slots: what makes the copy, its arguments, the copied arguments, state, items.
const FUNC: usize = 4;
const ARGS: usize = 5;
const NEW_ARGS: usize = 6;
const STATE: usize = 7;
const LIST_ITEMS: usize = 8;
const DICT_ITEMS: usize = 9;
const SLOT_STATE: usize = 10;
const PAIR: usize = 11;
const KEY: usize = 12;

/// Int: which argument or slot is next.
const AT: usize = 1;

// Where the frame is.
const START: u16 = 0;
const GOT_COPIER: u16 = 1;
const COPIED: u16 = 2;
const GOT_REDUCER: u16 = 3;
const REDUCED: u16 = 4;
const NEW_ARGS_GIVEN: u16 = 5;
const ASK_STATE: u16 = 6;
const STATE_GIVEN: u16 = 7;
const ASK_ITEMS: u16 = 8;
const LIST_ITEMS_GIVEN: u16 = 9;
const DICT_ITEMS_GIVEN: u16 = 10;
const DICT_ITERATOR_GIVEN: u16 = 11;
const COPY_ARGS: u16 = 12;
const ARG_COPIED: u16 = 13;
const MAKE: u16 = 14;
const MADE: u16 = 15;
const STATE_COPIED: u16 = 16;
const GOT_SETSTATE: u16 = 17;
const UPDATED: u16 = 18;
const SLOTS: u16 = 19;
const SLOT_SET: u16 = 20;
const NEXT_ITEM: u16 = 21;
const ITEM_GIVEN: u16 = 22;
const ITEM_COPIED: u16 = 23;
const APPENDED: u16 = 24;
const NEXT_PAIR: u16 = 25;
const PAIR_GIVEN: u16 = 26;
const KEY_COPIED: u16 = 27;
const VALUE_COPIED: u16 = 28;
const STORED: u16 = 29;
const END: u16 = 30;

/// slots and ints: as in `crate::copy`; without a memo it is a shallow copy.
pub static INSTANCE_FRAME: NativeDef = NativeDef {
    name: "copy",
    catches: true,
    resume: |vm, f, answer| {
        let mut answer = answer;
        if let (Answer::Raised(e), false) = (&answer, matches!(f.pc, ITEM_GIVEN | PAIR_GIVEN)) {
            return Err(Stop::Raise(pyvarium_heap::Own::assume(e.r())));
        }
        loop {
            match step(vm, f, &mut answer)? {
                Step::Go(pc) => f.pc = pc,
                Step::Ask(pc, flow) => {
                    f.pc = pc;
                    match flow {
                        Flow::Value(v) => answer = Answer::Value(v),
                        Flow::Pushed => return Ok(Next::Wait),
                    }
                }
                Step::End => return end(vm, f),
            }
        }
    },
};

enum Step {
    Go(u16),
    /// Go on there with the answer.
    Ask(u16, Flow),
    End,
}

fn end(vm: &mut Vm, f: &mut NativeFrame) -> Res<Next> {
    if f.get(MEMO).is_some() {
        return finish(vm, f);
    }
    let y = f.set(Y, Slot::NULL);
    match y.get() {
        Some(r) => Ok(Next::Done(pyvarium_heap::Own::assume(r))),
        None => Err(vm_bug!("copy without result")),
    }
}

fn slot(f: &NativeFrame, i: usize) -> Res<Ref> {
    f.get(i).ok_or_else(|| vm_bug!("copy: slot {i} is empty"))
}

fn step(vm: &mut Vm, f: &mut NativeFrame, answer: &mut Answer) -> Res<Step> {
    let x = slot(f, X)?;
    let deep = f.get(MEMO).is_some();
    let cls = vm.heap.type_of(x);
    Ok(match f.pc {
        START => {
            if deep && vm.is_exact(x, ids::METHOD) {
                return method(vm, f);
            }
            let name = vm.intern(if deep { "__deepcopy__" } else { "__copy__" }).into_ref();
            // A shallow copy asks the class.
            match vm.getattr_opt(if deep { x } else { cls }, name)? {
                Some(flow) => Step::Ask(GOT_COPIER, flow),
                None => Step::Go(GOT_REDUCER),
            }
        }
        GOT_COPIER => {
            let copier = value(answer)?;
            if copier.r() == vm.one.not_implemented || copier.r() == vm.one.none {
                return Ok(Step::Go(GOT_REDUCER));
            }
            let given = if deep { slot(f, MEMO)? } else { x };
            Step::Ask(COPIED, vm.call_holding(copier, &Args::one(given))?)
        }
        COPIED => {
            let y = value(answer)?;
            put(vm, f, Y, y.into());
            Step::End
        }
        GOT_REDUCER => reduce(vm, f, x, cls)?,
        REDUCED => reduced(vm, f, answer)?,
        NEW_ARGS_GIVEN => {
            let given = value(answer)?;
            if vm.heap.tuple(given.r()).is_none() {
                let message = format!("__getnewargs__ should return a tuple, not '{}'", vm.type_name(given.r()));
                vm.heap.decref_own(given);
                return vm.type_err(&message);
            }
            let mut all = vec![cls];
            all.extend(vm.heap.items(given.r()).unwrap_or_default().iter().filter_map(|s| s.get()));
            let args = vm.tuple_from(&all);
            vm.heap.decref_own(given);
            put(vm, f, ARGS, args.into());
            Step::Go(ASK_STATE)
        }
        ASK_STATE => {
            let name = vm.intern("__getstate__").into_ref();
            match vm.lookup_type(cls, name) {
                Some(method) => Step::Ask(STATE_GIVEN, vm.call_found(method, x, &[])?),
                None => {
                    let state = default_state(vm, x, cls)?;
                    put(vm, f, STATE, state);
                    Step::Go(ASK_ITEMS)
                }
            }
        }
        STATE_GIVEN => {
            let state = value(answer)?;
            put(vm, f, STATE, state.into());
            Step::Go(ASK_ITEMS)
        }
        ASK_ITEMS => {
            if vm.heap.list(x).is_some() {
                Step::Ask(LIST_ITEMS_GIVEN, vm.iter(x)?)
            } else if vm.heap.dict(x).is_some() {
                let name = vm.intern("items").into_ref();
                Step::Ask(DICT_ITEMS_GIVEN, vm.call_special(x, name, &[])?)
            } else {
                Step::Go(COPY_ARGS)
            }
        }
        LIST_ITEMS_GIVEN => {
            let it = value(answer)?;
            put(vm, f, LIST_ITEMS, it.into());
            Step::Go(COPY_ARGS)
        }
        DICT_ITEMS_GIVEN => {
            let items = value(answer)?;
            let r = items.r();
            put(vm, f, DICT_ITEMS, items.into());
            Step::Ask(DICT_ITERATOR_GIVEN, vm.iter(r)?)
        }
        DICT_ITERATOR_GIVEN => {
            let it = value(answer)?;
            put(vm, f, DICT_ITEMS, it.into());
            Step::Go(COPY_ARGS)
        }
        COPY_ARGS => {
            let args = slot(f, ARGS)?;
            if !deep {
                let own = vm.heap.own(args);
                put(vm, f, NEW_ARGS, own.into());
                return Ok(Step::Go(MAKE));
            }
            if f.get(NEW_ARGS).is_none() {
                let list = vm.list_from(&[]);
                put(vm, f, NEW_ARGS, list.into());
            }
            match vm.heap.items(args).and_then(|i| i.get(f.int(AT) as usize)).and_then(|s| s.get()) {
                None => Step::Go(MAKE),
                Some(arg) => {
                    let own = vm.heap.own(arg);
                    put(vm, f, ITEM, own.into());
                    f.set_int(AT, f.int(AT) + 1);
                    Step::Ask(ARG_COPIED, deep_of(vm, f, ITEM)?)
                }
            }
        }
        ARG_COPIED => {
            let v = value(answer)?;
            vm.list_push(slot(f, NEW_ARGS)?, v.into());
            Step::Go(COPY_ARGS)
        }
        MAKE => {
            let args: Vec<Ref> = vm.heap.items(slot(f, NEW_ARGS)?).unwrap_or_default().iter().filter_map(|s| s.get()).collect();
            Step::Ask(MADE, vm.call_args(slot(f, FUNC)?, &args)?)
        }
        MADE => {
            let y = value(answer)?;
            if deep {
                remember(vm, slot(f, MEMO)?, x, y.r())?;
            }
            put(vm, f, Y, y.into());
            put(vm, f, NEW_ARGS, Slot::NULL);
            match f.get(STATE).filter(|s| *s != vm.one.none) {
                None => Step::Go(NEXT_ITEM),
                Some(_) if deep => Step::Ask(STATE_COPIED, deep_of(vm, f, STATE)?),
                Some(state) => Step::Ask(STATE_COPIED, vm.own_flow(state)?),
            }
        }
        STATE_COPIED => {
            let state = value(answer)?;
            put(vm, f, STATE, state.into());
            let y = slot(f, Y)?;
            // An exception's own __setstate__ sets attributes, as is done here.
            if vm.heap.exception(y).is_some() {
                return update_dict(vm, f);
            }
            let name = vm.intern("__setstate__").into_ref();
            match vm.getattr_opt(y, name)? {
                Some(flow) => Step::Ask(GOT_SETSTATE, flow),
                None => update_dict(vm, f)?,
            }
        }
        GOT_SETSTATE => {
            let setter = value(answer)?;
            if setter.r() == vm.one.not_implemented {
                return update_dict(vm, f);
            }
            Step::Ask(SLOT_SET, vm.call_holding(setter, &Args::one(slot(f, STATE)?))?)
        }
        UPDATED => {
            let done = value(answer)?;
            vm.heap.decref_own(done);
            f.set_int(AT, 0);
            Step::Go(SLOTS)
        }
        SLOTS => {
            let at = f.int(AT) as usize;
            let next = f.get(SLOT_STATE).and_then(|d| vm.heap.dict(d)).and_then(|d| d.iter().nth(at));
            match next {
                None => Step::Go(NEXT_ITEM),
                Some((name, v)) => {
                    f.set_int(AT, at as i64 + 1);
                    Step::Ask(SLOT_SET, vm.setattr(slot(f, Y)?, name, Some(v))?)
                }
            }
        }
        SLOT_SET => {
            let done = value(answer)?;
            vm.heap.decref_own(done);
            Step::Go(if f.get(SLOT_STATE).is_some() { SLOTS } else { NEXT_ITEM })
        }
        NEXT_ITEM | NEXT_PAIR => {
            let (items, given, then) = if f.pc == NEXT_ITEM { (LIST_ITEMS, ITEM_GIVEN, NEXT_PAIR) } else { (DICT_ITEMS, PAIR_GIVEN, END) };
            let Some(it) = f.get(items).filter(|i| *i != vm.one.none) else { return Ok(Step::Go(then)) };
            match vm.next_item(it)? {
                Some(flow) => Step::Ask(given, flow),
                None => Step::Go(then),
            }
        }
        ITEM_GIVEN => {
            let Some(item) = vm.next_answer(std::mem::replace(answer, Answer::Start))? else { return Ok(Step::Go(NEXT_PAIR)) };
            put(vm, f, ITEM, item.into());
            if deep { Step::Ask(ITEM_COPIED, deep_of(vm, f, ITEM)?) } else { Step::Ask(ITEM_COPIED, vm.own_flow(slot(f, ITEM)?)?) }
        }
        ITEM_COPIED => {
            let item = value(answer)?;
            let r = item.r();
            put(vm, f, ITEM, item.into());
            let name = vm.intern("append").into_ref();
            Step::Ask(APPENDED, vm.call_special(slot(f, Y)?, name, &[r])?)
        }
        APPENDED => {
            let done = value(answer)?;
            vm.heap.decref_own(done);
            put(vm, f, ITEM, Slot::NULL);
            Step::Go(NEXT_ITEM)
        }
        PAIR_GIVEN => {
            let Some(pair) = vm.next_answer(std::mem::replace(answer, Answer::Start))? else { return Ok(Step::Go(END)) };
            let parts: Vec<Ref> = vm.heap.items(pair.r()).unwrap_or_default().iter().filter_map(|s| s.get()).collect();
            put(vm, f, PAIR, pair.into());
            let [key, v] = parts.as_slice() else { return Err(Stop::not_supported("dict items that are no pairs")) };
            let (key, v) = (vm.heap.own(*key), vm.heap.own(*v));
            put(vm, f, KEY, key.into());
            put(vm, f, ITEM, v.into());
            if deep { Step::Ask(KEY_COPIED, deep_of(vm, f, KEY)?) } else { Step::Ask(KEY_COPIED, vm.own_flow(slot(f, KEY)?)?) }
        }
        KEY_COPIED => {
            let key = value(answer)?;
            put(vm, f, KEY, key.into());
            if deep { Step::Ask(VALUE_COPIED, deep_of(vm, f, ITEM)?) } else { Step::Ask(VALUE_COPIED, vm.own_flow(slot(f, ITEM)?)?) }
        }
        VALUE_COPIED => {
            let v = value(answer)?;
            let r = v.r();
            put(vm, f, ITEM, v.into());
            Step::Ask(STORED, vm.setitem(slot(f, Y)?, slot(f, KEY)?, Some(r))?)
        }
        STORED => {
            let done = value(answer)?;
            vm.heap.decref_own(done);
            for i in [ITEM, KEY, PAIR] {
                put(vm, f, i, Slot::NULL);
            }
            Step::Go(NEXT_PAIR)
        }
        _ => Step::End,
    })
}

/// `type(x)(x.__func__, deepcopy(x.__self__, memo))`. CPython: _deepcopy_method.
fn method(vm: &mut Vm, f: &mut NativeFrame) -> Res<Step> {
    let x = slot(f, X)?;
    let pyvarium_heap::Body::Method(function, this) = vm.heap.body(x) else { return Err(vm_bug!("not a method")) };
    let (Some(function), Some(this)) = (function.get(), this.get()) else { return Err(vm_bug!("an empty method")) };
    let make = vm.heap.type_of(x);
    let (make, args) = (vm.heap.own(make), vm.tuple_from(&[function, this]));
    put(vm, f, FUNC, make.into());
    put(vm, f, ARGS, args.into());
    Ok(Step::Go(COPY_ARGS))
}

/// Who says how the object is taken apart: a `__reduce_ex__` or `__reduce__` of the class, or we.
fn reduce(vm: &mut Vm, f: &mut NativeFrame, x: Ref, cls: Ref) -> Res<Step> {
    for name in ["__reduce_ex__", "__reduce__"] {
        let key = vm.intern(name).into_ref();
        if let Some(method) = vm.lookup_type(cls, key) {
            let protocol = vm.new_int(4);
            let given = if name == "__reduce_ex__" { vec![protocol.r()] } else { Vec::new() };
            return Ok(Step::Ask(REDUCED, vm.call_found(method, x, &given)?));
        }
    }
    let layout = vm.heap.as_type(cls).map_or(Layout::Native, |t| t.layout);
    let heap_type = vm.heap.as_type(cls).is_some_and(|t| t.has(flags::HEAPTYPE));
    match layout {
        Layout::Set => {
            let items: Vec<Ref> = vm.heap.set(x).map(|s| s.table().iter().filter_map(|e| e.key.get()).collect()).unwrap_or_default();
            let list = vm.list_from(&items);
            let args = vm.tuple_from_slots(vec![list.into()]);
            by_class(vm, f, x, cls, args.into())
        }
        Layout::ByteArray => {
            let b = vm.buffer(x).unwrap_or_default().to_vec();
            let b = vm.new_bytes(b);
            let args = vm.tuple_from_slots(vec![b.into()]);
            by_class(vm, f, x, cls, args.into())
        }
        Layout::Exception => {
            let special = [ids::IMPORT_ERROR, ids::OS_ERROR, ids::ATTRIBUTE_ERROR, ids::NAME_ERROR, ids::UNICODE_ERROR, ids::SYNTAX_ERROR];
            if special.iter().any(|t| vm.is_instance_of(x, *t)) {
                return Err(Stop::not_supported(format!("copying {}", vm.type_name(x))));
            }
            let args = vm.heap.exception(x).map(|e| e.args).unwrap_or(Slot::NULL);
            let args = vm.heap.copy_slot(args);
            by_class(vm, f, x, cls, args)
        }
        Layout::Native if vm.is_exact(x, ids::SLICE) => {
            let parts = vm.heap.native(x).map(|n| n.slots.to_vec()).unwrap_or_default();
            let parts = parts.into_iter().take(3).map(|s| vm.heap.copy_slot(s)).collect();
            let args = vm.tuple_from_slots(parts);
            by_class(vm, f, x, cls, args.into())
        }
        _ if heap_type || layout == Layout::Object => new_object(vm, f, x, cls, layout),
        Layout::Generator | Layout::FrameObject | Layout::Cell => cannot(vm, x),
        _ => {
            const REFUSED: &[pyvarium_vm::native::TypeId] = &[
                ids::MODULE,
                ids::TRACEBACK,
                ids::MEMORYVIEW,
                ids::DICT_KEYS,
                ids::DICT_VALUES,
                ids::DICT_ITEMS,
                ids::MAPPINGPROXY,
                ids::STATICMETHOD,
                ids::CLASSMETHOD,
            ];
            if REFUSED.iter().any(|t| vm.is_exact(x, *t)) {
                return cannot(vm, x);
            }
            Err(Stop::not_supported(format!("copying a {}", vm.type_name(x))))
        }
    }
}

fn cannot(vm: &mut Vm, x: Ref) -> Res<Step> {
    let message = match vm.is_exact(x, ids::MEMORYVIEW) {
        true => "cannot pickle memoryview objects".to_owned(),
        false => format!("cannot pickle '{}' object", vm.type_name(x)),
    };
    vm.type_err(&message)
}

/// `(type(x), args, state)`.
fn by_class(vm: &mut Vm, f: &mut NativeFrame, x: Ref, cls: Ref, args: Slot) -> Res<Step> {
    let make = vm.heap.own(cls);
    put(vm, f, FUNC, make.into());
    put(vm, f, ARGS, args);
    let state = default_state(vm, x, cls)?;
    put(vm, f, STATE, state);
    Ok(Step::Go(COPY_ARGS))
}

/// `(copyreg.__newobj__, (cls, *newargs), state, listitems, dictitems)`.
fn new_object(vm: &mut Vm, f: &mut NativeFrame, x: Ref, cls: Ref, layout: Layout) -> Res<Step> {
    let name = vm.intern("__new__").into_ref();
    let new = vm.getattr(cls, name)?;
    let new = vm.value_of(new)?;
    put(vm, f, FUNC, new.into());
    let [with_keywords, plain] = ["__getnewargs_ex__", "__getnewargs__"].map(|n| vm.intern(n).into_ref());
    if vm.lookup_type(cls, with_keywords).is_some() {
        return Err(Stop::not_supported("__getnewargs_ex__"));
    }
    if let Some(method) = vm.lookup_type(cls, plain) {
        return Ok(Step::Ask(NEW_ARGS_GIVEN, vm.call_found(method, x, &[])?));
    }
    if !matches!(layout, Layout::Object | Layout::List | Layout::Dict) {
        return Err(Stop::not_supported(format!("copying a {}", vm.type_name(x))));
    }
    let args = vm.tuple_from(&[cls]);
    put(vm, f, ARGS, args.into());
    Ok(Step::Go(ASK_STATE))
}

/// The attributes: a dict, or a pair of it and the values of `__slots__`, or nothing. CPython: object_getstate_default.
fn default_state(vm: &mut Vm, x: Ref, cls: Ref) -> Res<Slot> {
    let managed = vm.has_managed_dict(x) || vm.heap.exception(x).is_some();
    let empty = match vm.heap.instance(x) {
        Some(i) => i.attrs.inline.is_empty() && i.attrs.dict.get().and_then(|d| vm.heap.dict(d)).is_none_or(|d| d.is_empty()),
        None => vm.existing_dict(x).and_then(|d| vm.heap.dict(d)).is_none_or(|d| d.is_empty()),
    };
    let dict = if managed && !empty { vm.materialize_dict(x) } else { None };
    let mut slots = None;
    for name in slot_names(vm, cls) {
        let found = match vm.getattr_opt(x, name)? {
            Some(Flow::Value(v)) => v,
            Some(Flow::Pushed) => return Err(Stop::not_supported("copying an object whose slots Python looks up")),
            None => continue,
        };
        let values = match slots {
            Some(d) => d,
            None => {
                let d = vm.new_dict().into_ref();
                slots = Some(d);
                d
            }
        };
        vm.dict_set_str(values, name, found.r());
        vm.heap.decref_own(found);
    }
    let dict = match dict {
        Some(d) => Slot::own(vm.heap.own(d)),
        None => Slot::NULL,
    };
    match slots {
        None => Ok(dict),
        Some(values) => {
            let first = if dict.is_null() { Slot::own(vm.none()) } else { dict };
            Ok(vm.tuple_from_slots(vec![first, Slot::counted(values)]).into())
        }
    }
}

/// The names of member slots, those of the nearest class first. CPython: copyreg._slotnames.
fn slot_names(vm: &Vm, cls: Ref) -> Vec<Ref> {
    let mro = vm.heap.as_type(cls).and_then(|t| t.mro.get());
    let classes: Vec<Ref> = mro.and_then(|m| vm.heap.items(m)).unwrap_or_default().iter().filter_map(|s| s.get()).collect();
    let mut names = Vec::new();
    for class in classes {
        let Some(dict) = vm.heap.as_type(class).filter(|t| t.has(flags::HEAPTYPE)).and_then(|t| t.dict.get()) else { continue };
        let entries: Vec<(Ref, Ref)> = vm.heap.dict(dict).map(|d| d.iter().collect()).unwrap_or_default();
        names.extend(
            entries.into_iter().filter(|(_, v)| vm.is_exact(*v, ids::MEMBER_DESCRIPTOR) && vm.heap.native(*v).is_some()).map(|(k, _)| k),
        );
    }
    names
}

/// What `__reduce_ex__` answered.
fn reduced(vm: &mut Vm, f: &mut NativeFrame, answer: &mut Answer) -> Res<Step> {
    let rv = value(answer)?;
    if vm.heap.text(rv.r()).is_some() {
        vm.heap.decref_own(rv);
        let x = slot(f, X)?;
        let own = vm.heap.own(x);
        put(vm, f, Y, own.into());
        return Ok(Step::End);
    }
    let parts = match vm.heap.tuple(rv.r()) {
        Some(t) if (2..=5).contains(&t.items.len()) => t.items.clone(),
        _ => return Err(Stop::not_supported("a __reduce_ex__ that answers no tuple of two to five")),
    };
    for (part, place) in parts.into_iter().zip([FUNC, ARGS, STATE, LIST_ITEMS, DICT_ITEMS]) {
        let own = vm.heap.copy_slot(part);
        put(vm, f, place, own);
    }
    vm.heap.decref_own(rv);
    if vm.heap.tuple(slot(f, ARGS)?).is_none() {
        return Err(Stop::not_supported("a __reduce_ex__ with arguments that are no tuple"));
    }
    Ok(Step::Go(COPY_ARGS))
}

/// `y.__dict__.update(state)`, after the slots' part has been taken off.
fn update_dict(vm: &mut Vm, f: &mut NativeFrame) -> Res<Step> {
    let state = slot(f, STATE)?;
    let pair = vm.heap.tuple(state).filter(|t| t.items.len() == 2).map(|t| t.items.clone());
    let mut state = state;
    if let Some(parts) = pair {
        let mut parts = parts.into_iter().map(|s| vm.heap.copy_slot(s)).collect::<Vec<_>>().into_iter();
        let (dict, slots) = (parts.next().unwrap_or(Slot::NULL), parts.next().unwrap_or(Slot::NULL));
        put(vm, f, SLOT_STATE, slots);
        put(vm, f, STATE, dict);
        state = slot(f, STATE)?;
        if f.get(SLOT_STATE).is_some_and(|d| vm.heap.dict(d).is_none() && d != vm.one.none) {
            return Err(Stop::not_supported("a slot state that is no dict"));
        }
    }
    f.set_int(AT, 0);
    if state == vm.one.none {
        return Ok(Step::Go(SLOTS));
    }
    let y = slot(f, Y)?;
    match vm.materialize_dict(y) {
        Some(dict) => Ok(Step::Ask(UPDATED, vm.dict_update(dict, state)?)),
        None => {
            let message = format!("'{}' object has no attribute '__dict__'", vm.type_name(y));
            Err(pyvarium_vm::exc::raise(vm, ids::ATTRIBUTE_ERROR, &message))
        }
    }
}
