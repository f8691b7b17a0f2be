//! Exception groups: their classes, how they are split, and what `except*` does with them.
//!
//! CPython: Objects/exceptions.c (BaseExceptionGroup_new, exceptiongroup_split_recursive,
//! _PyExc_PrepReraiseStar), Python/ceval.c (_PyEval_ExceptionGroupMatch).

use pyvarium_heap::object::{Body, Exception};
use pyvarium_heap::types::{Layout, flags};
use pyvarium_heap::{Own, Ref, Slot};

use crate::args::Args;
use crate::core::{ids, kinds};
use crate::exc;
use crate::native::{Answer, FnDef, GetSetDef, NativeDef, Next, TYPE_DEFAULT, TypeDef};
use crate::slots::SlotId;
use crate::stop::{Flow, Res};
use crate::vm::Vm;
use crate::vm_bug;

/// extra: message, tuple of exceptions.
pub static BASE_EXCEPTION_GROUP: TypeDef = TypeDef {
    name: "BaseExceptionGroup",
    base: Some(ids::BASE_EXCEPTION),
    layout: Layout::Exception,
    flags: flags::BASETYPE | flags::HAVE_GC,
    basicsize: 88,
    slots: &[(SlotId::Str, group_str), (SlotId::Init, crate::objects::exceptions::exception_init)],
    new: Some(("*args, **kwargs", group_new)),
    methods: &[
        FnDef::new("derive", "excs, /", |vm, a| {
            let (message, excs) = (exc::extra(vm, a.at(0)?, 0).ok_or_else(|| vm_bug!("group"))?, a.at(1)?);
            vm.call_args(vm.ty(ids::BASE_EXCEPTION_GROUP), &[message, excs])
        }),
        FnDef::new("split", "matcher_value, /", |vm, a| {
            check_matcher(vm, a.at(1)?)?;
            vm.split_group(a.at(0)?, a.at(1)?, BOTH)
        }),
        FnDef::new("subgroup", "matcher_value, /", |vm, a| {
            check_matcher(vm, a.at(1)?)?;
            let mark = vm.mark();
            let _ = vm.split_group(a.at(0)?, a.at(1)?, MATCH_ONLY)?;
            vm.adapt(mark, kinds::GROUP_FIRST, &[], &[])
        }),
        FnDef::class("__class_getitem__", "object, /", crate::objects::generic_alias::generic_alias),
    ],
    getset: &[GetSetDef::member("message", |vm, a| extra(vm, a, 0)), GetSetDef::member("exceptions", |vm, a| extra(vm, a, 1))],
    ..TYPE_DEFAULT
};

/// Its bases are BaseExceptionGroup and Exception; `Vm::mend_group_class` adds the second.
pub static EXCEPTION_GROUP: TypeDef = TypeDef {
    name: "ExceptionGroup",
    base: Some(ids::BASE_EXCEPTION_GROUP),
    layout: Layout::Exception,
    flags: flags::BASETYPE | flags::HAVE_GC,
    basicsize: 88,
    ..TYPE_DEFAULT
};

fn extra(vm: &mut Vm, args: &Args, i: usize) -> Res {
    let found = exc::extra(vm, args.at(0)?, i);
    vm.own_flow(found.unwrap_or(vm.one.none))
}

fn group_str(vm: &mut Vm, args: &Args) -> Res {
    let r = args.at(0)?;
    let message = exc::extra(vm, r, 0).map(|m| vm.heap.str_lossy(m)).unwrap_or_default();
    let n = vm.grouped(r).len();
    let s = if n == 1 { "" } else { "s" };
    Ok(Flow::Value(vm.new_str(&format!("{message} ({n} sub-exception{s})"))))
}

fn group_new(vm: &mut Vm, args: &Args) -> Res {
    let cls = args.at(0)?;
    let given: Vec<Ref> = args.positional().skip(1).collect();
    if args.n_kw > 0 {
        let n = args.n_positional() - 1;
        if n == 2 {
            let class = vm.name_of_type(args.at(0)?);
            return vm.type_err(&format!("{class}() takes no keyword arguments"));
        }
        return vm.type_err(&format!("BaseExceptionGroup.__new__() takes exactly 2 arguments ({n} given)"));
    }
    let &[message, excs] = given.as_slice() else {
        let n = given.len();
        return vm.type_err(&format!("BaseExceptionGroup.__new__() takes exactly 2 arguments ({n} given)"));
    };
    if vm.heap.text(message).is_none() {
        let name = vm.type_name(message);
        return vm.type_err(&format!("BaseExceptionGroup.__new__() argument 1 must be str, not {name}"));
    }
    if !vm.has_slot(excs, SlotId::Subscript) || vm.heap.dict(excs).is_some() {
        return vm.type_err("second argument (exceptions) must be a sequence");
    }
    // The class and the arguments wait for the tuple of a sequence that is Python's.
    if vm.heap.items(excs).is_none() {
        let mark = vm.mark();
        let slots = [Slot::borrow(cls), Slot::borrow(message), Slot::borrow(excs)];
        return match vm.call_args(vm.ty(ids::TUPLE), &[excs])? {
            Flow::Value(tuple) => {
                let done = new_group(vm, cls, message, excs, tuple.r());
                vm.heap.decref_own(tuple);
                done
            }
            Flow::Pushed => vm.adapt(mark, kinds::GROUP_NEW, &slots, &[]),
        };
    }
    new_group(vm, cls, message, excs, excs)
}

/// slots: class, message, sequence.
pub static GROUP_NEW: NativeDef = NativeDef {
    name: "ExceptionGroup",
    catches: false,
    resume: |vm, f, answer| {
        let (Some(cls), Some(message), Some(excs), Answer::Value(tuple)) = (f.get(0), f.get(1), f.get(2), answer) else {
            return Err(vm_bug!("group"));
        };
        let t = tuple.r();
        f.set(3, tuple.into());
        match new_group(vm, cls, message, excs, t)? {
            Flow::Value(v) => Ok(Next::Done(v)),
            Flow::Pushed => Err(vm_bug!("group")),
        }
    },
};

fn new_group(vm: &mut Vm, cls: Ref, message: Ref, excs: Ref, items: Ref) -> Res {
    let list: Vec<Ref> = vm.heap.items(items).unwrap_or_default().iter().filter_map(|s| s.get()).collect();
    if list.is_empty() {
        return vm.value_err("second argument (exceptions) must be a non-empty sequence");
    }
    let mut has_base = false;
    for (i, e) in list.iter().enumerate() {
        if vm.heap.exception(*e).is_none() {
            return vm.value_err(&format!("Item {i} of second argument (exceptions) is not an exception"));
        }
        has_base |= !vm.is_instance_of(*e, ids::EXCEPTION);
    }
    let (base_group, group, exception) = (vm.ty(ids::BASE_EXCEPTION_GROUP), vm.ty(ids::EXCEPTION_GROUP), vm.ty(ids::EXCEPTION));
    let mut cls = cls;
    if cls == base_group && !has_base {
        cls = group;
    } else if cls == group && has_base {
        return vm.type_err("Cannot nest BaseExceptions in an ExceptionGroup");
    } else if has_base && vm.is_subtype(cls, exception) {
        let name = vm.name_of_type(cls);
        return vm.type_err(&format!("Cannot nest BaseExceptions in '{name}'"));
    }
    let args = vm.tuple_from(&[message, excs]);
    let tuple = vm.tuple_from(&list);
    let extra = [Slot::own(vm.heap.own(message)), tuple.into()];
    let body = Exception { args: args.into(), extra: extra.into_iter().collect(), ..Exception::default() };
    Ok(Flow::Value(vm.alloc_with_body(cls, Body::Exception(std::rc::Rc::new(body)))))
}

fn is_exception_class(vm: &Vm, r: Ref) -> bool {
    vm.heap.as_type(r).is_some() && vm.is_subtype(r, vm.ty(ids::BASE_EXCEPTION))
}

/// CPython: get_matcher_type.
fn check_matcher(vm: &mut Vm, matcher: Ref) -> Res<()> {
    let callable = vm.has_slot(matcher, SlotId::Call) && vm.heap.as_type(matcher).is_none();
    let classes = vm.heap.tuple(matcher).is_some_and(|t| t.items.iter().filter_map(|s| s.get()).all(|c| is_exception_class(vm, c)));
    if callable || classes || is_exception_class(vm, matcher) {
        return Ok(());
    }
    vm.type_err("expected an exception type, a tuple of exception types, or a callable (other than a class)")
}

/// The rest is not wanted.
const MATCH_ONLY: i64 = 0;
const BOTH: i64 = 1;
/// The matcher is a list of exceptions: those very ones match, no groups.
const THESE: i64 = 2;

impl Vm {
    pub fn is_group(&self, r: Ref) -> bool {
        self.heap.exception(r).is_some() && self.is_instance_of(r, ids::BASE_EXCEPTION_GROUP)
    }

    /// The exceptions of a group.
    pub fn grouped(&self, r: Ref) -> Vec<Ref> {
        let tuple = exc::extra(self, r, 1);
        tuple.and_then(|t| self.heap.items(t)).unwrap_or_default().iter().filter_map(|s| s.get()).collect()
    }

    /// ExceptionGroup is an Exception too.
    pub(crate) fn mend_group_class(&mut self) {
        self.mend_bases(
            &[ids::EXCEPTION_GROUP, ids::BASE_EXCEPTION_GROUP, ids::EXCEPTION, ids::BASE_EXCEPTION, ids::OBJECT],
            &[ids::BASE_EXCEPTION_GROUP, ids::EXCEPTION],
        );
        self.mend_bases(
            &[ids::UNSUPPORTED_OPERATION, ids::OS_ERROR, ids::VALUE_ERROR, ids::EXCEPTION, ids::BASE_EXCEPTION, ids::OBJECT],
            &[ids::OS_ERROR, ids::VALUE_ERROR],
        );
    }

    /// A native class with two bases. The first of `mro` is the class, the second of `bases` does not know it yet.
    fn mend_bases(&mut self, mro: &[crate::native::TypeId], bases: &[crate::native::TypeId]) {
        let list = |vm: &Vm, all: &[crate::native::TypeId]| all.iter().map(|id| vm.ty(*id)).collect::<Vec<Ref>>();
        let (mro, bases) = (list(self, mro), list(self, bases));
        let (Some(group), Some(exception)) = (mro.first().copied(), bases.get(1).copied()) else { return };
        let (mro, bases) = (self.tuple_from(&mro), self.tuple_from(&bases));
        let old = self
            .heap
            .as_type_mut(group)
            .map(|t| (std::mem::replace(&mut t.mro, mro.into()), std::mem::replace(&mut t.bases, bases.into())));
        if let Some((mro, bases)) = old {
            self.heap.release(mro);
            self.heap.release(bases);
        }
        if let Some(t) = self.heap.as_type_mut(exception) {
            t.subclasses.push(group);
        }
    }

    /// Answers a pair: the part that matches and the rest, None for nothing.
    fn split_group(&mut self, e: Ref, matcher: Ref, how: i64) -> Res {
        self.push_native(kinds::GROUP_SPLIT, &[Slot::borrow(e), Slot::borrow(matcher)], &[how, 0])
    }

    fn pair(&mut self, a: Option<Ref>, b: Option<Ref>) -> Own {
        let none = self.one.none;
        self.tuple_from(&[a.unwrap_or(none), b.unwrap_or(none)])
    }

    /// Part of a group has its traceback, cause, context and notes. CPython: exceptiongroup_subset.
    fn like_group(&mut self, part: Ref, whole: Ref) {
        let Some(x) = self.heap.exception(whole) else { return };
        let (tb, context, cause) = (x.traceback, x.context, x.cause);
        let copies = [tb, context, cause].map(|s| self.heap.copy_slot(s));
        let old = self.heap.exception_mut(part).map(|x| {
            // Whatever the cause is, it was set.
            x.suppress_context = true;
            let [tb, context, cause] = copies;
            [std::mem::replace(&mut x.traceback, tb), std::mem::replace(&mut x.context, context), std::mem::replace(&mut x.cause, cause)]
        });
        self.heap.release_all(old.unwrap_or_default().into_iter());
        let notes = self.instance_attr(whole, self.names.notes);
        let items: Vec<Ref> = notes.and_then(|n| self.heap.items(n)).unwrap_or_default().iter().filter_map(|s| s.get()).collect();
        if notes.is_some()
            && let Some(d) = self.materialize_dict(part)
        {
            let list = self.list_from(&items);
            let key = self.names.notes;
            let own = self.heap.own(key);
            self.dict_insert_slots(d, own.into(), list.into());
        }
    }

    /// One group around these exceptions, without a message.
    fn wrap_exceptions(&mut self, excs: Ref) -> Res<Own> {
        let (cls, message) = (self.ty(ids::BASE_EXCEPTION_GROUP), self.one.empty_str);
        match new_group(self, cls, message, excs, excs)? {
            Flow::Value(v) => Ok(v),
            Flow::Pushed => Err(vm_bug!("group")),
        }
    }
}

/// Answers the first of a pair.
pub static GROUP_FIRST: NativeDef = NativeDef {
    name: "subgroup",
    catches: false,
    resume: |vm, _, answer| {
        let Answer::Value(pair) = answer else { return Err(vm_bug!("subgroup")) };
        let first = vm.heap.items(pair.r()).and_then(|p| p.first()).and_then(|s| s.get()).unwrap_or(vm.one.none);
        let own = vm.heap.own(first);
        vm.heap.decref_own(pair);
        Ok(Next::Done(own))
    },
};

const WHOLE: u16 = 0;
const TOLD: u16 = 1;
const PARTS: u16 = 2;
const PART: u16 = 3;
const DERIVE: u16 = 4;
const DERIVED: u16 = 5;

/// slots: exception, matcher, list of matches, list of the rest, group of matches, group of the rest;
/// ints: how it matches, next exception or side.
pub static GROUP_SPLIT: NativeDef = NativeDef {
    name: "split",
    catches: false,
    resume: |vm, f, answer| {
        let bug = || vm_bug!("split");
        let (e, matcher, how) = (f.get(0).ok_or_else(bug)?, f.get(1).ok_or_else(bug)?, f.int(0));
        let mut got = match answer {
            Answer::Value(v) => Some(v),
            _ => None,
        };
        loop {
            match f.pc {
                WHOLE => {
                    f.pc = TOLD;
                    let known = if how == THESE {
                        Some(!vm.is_group(e) && vm.heap.items(matcher).unwrap_or_default().iter().any(|s| s.get() == Some(e)))
                    } else if vm.heap.tuple(matcher).is_some() || vm.heap.as_type(matcher).is_some() {
                        Some(vm.exception_matches(e, matcher)?)
                    } else {
                        None
                    };
                    got = match known {
                        Some(b) => Some(Own::assume(vm.bool_ref(b))),
                        None => {
                            let mark = vm.mark();
                            match vm.call_args(matcher, &[e])? {
                                Flow::Value(v) => match vm.truth_of_own(v)? {
                                    Flow::Value(b) => Some(b),
                                    Flow::Pushed => return Ok(Next::Wait),
                                },
                                Flow::Pushed => {
                                    let _ = vm.adapt(mark, kinds::TRUTH_OF, &[], &[])?;
                                    return Ok(Next::Wait);
                                }
                            }
                        }
                    };
                }
                TOLD => {
                    if got.take().is_some_and(|v| v.r() == vm.one.true_) {
                        return Ok(Next::Done(vm.pair(Some(e), None)));
                    }
                    if !vm.is_group(e) {
                        return Ok(Next::Done(vm.pair(None, Some(e))));
                    }
                    for i in [2, 3] {
                        let list = vm.list_from_slots(Vec::new());
                        f.set(i, list.into());
                    }
                    f.pc = PARTS;
                }
                PARTS => match vm.grouped(e).get(f.int(1) as usize).copied() {
                    Some(part) => {
                        f.pc = PART;
                        let _ = vm.split_group(part, matcher, how)?;
                        return Ok(Next::Wait);
                    }
                    None => {
                        f.set_int(1, 0);
                        f.pc = DERIVE;
                    }
                },
                PART => {
                    let pair = got.take().ok_or_else(bug)?;
                    let sides: Vec<Ref> = vm.heap.items(pair.r()).unwrap_or_default().iter().filter_map(|s| s.get()).collect();
                    for (i, part) in sides.into_iter().enumerate() {
                        if part != vm.one.none
                            && let Some(list) = f.get(2 + i)
                        {
                            let own = vm.heap.own(part);
                            vm.list_push(list, own.into());
                        }
                    }
                    vm.heap.decref_own(pair);
                    f.set_int(1, f.int(1) + 1);
                    f.pc = PARTS;
                }
                // A group of each side's exceptions, as the group itself wants it.
                DERIVE => {
                    let side = f.int(1) as usize;
                    if side == 2 {
                        let pair = vm.pair(f.get(4), f.get(5));
                        return Ok(Next::Done(pair));
                    }
                    let list = f.get(2 + side).ok_or_else(bug)?;
                    let empty = vm.heap.items(list).is_none_or(<[Slot]>::is_empty);
                    if empty || (side == 1 && how != BOTH) {
                        f.set_int(1, side as i64 + 1);
                        continue;
                    }
                    f.pc = DERIVED;
                    let name = vm.intern("derive").into_ref();
                    match vm.call_method(e, name, &[list])? {
                        Flow::Value(v) => got = Some(v),
                        Flow::Pushed => return Ok(Next::Wait),
                    }
                }
                _ => {
                    let part = got.take().ok_or_else(bug)?;
                    if !vm.is_group(part.r()) {
                        vm.heap.decref_own(part);
                        return vm.type_err("derive must return an instance of BaseExceptionGroup");
                    }
                    vm.like_group(part.r(), e);
                    let side = f.int(1);
                    f.set(4 + side as usize, part.into());
                    f.set_int(1, side + 1);
                    f.pc = DERIVE;
                }
            }
        }
    },
};

/// What `except*` catches of an exception. CPython: _PyEval_ExceptionGroupMatch. Answers (match, rest).
pub fn match_star(vm: &mut Vm, e: Ref, wanted: Ref) -> Res {
    if e == vm.one.none {
        return Ok(Flow::Value(vm.pair(None, None)));
    }
    let group = vm.ty(ids::BASE_EXCEPTION_GROUP);
    let classes: Vec<Ref> = match vm.heap.tuple(wanted) {
        Some(t) => t.items.iter().filter_map(|s| s.get()).collect(),
        None => vec![wanted],
    };
    if classes.iter().any(|c| !is_exception_class(vm, *c)) {
        return vm.type_err("catching classes that do not inherit from BaseException is not allowed");
    }
    if classes.iter().any(|c| vm.is_subtype(*c, group)) {
        return vm.type_err("catching ExceptionGroup with except* is not allowed. Use except instead.");
    }
    let is_group = vm.is_group(e);
    if vm.exception_matches(e, wanted)? {
        if is_group {
            return Ok(Flow::Value(vm.pair(Some(e), None)));
        }
        // A single exception is caught in a group, whose traceback begins here.
        let tuple = vm.tuple_from(&[e]);
        let wrapped = vm.wrap_exceptions(tuple.r());
        vm.heap.decref_own(tuple);
        let wrapped = wrapped?;
        vm.add_traceback_entry(wrapped.r())?;
        let pair = vm.pair(Some(wrapped.r()), None);
        vm.heap.decref_own(wrapped);
        return Ok(Flow::Value(pair));
    }
    if !is_group {
        return Ok(Flow::Value(vm.pair(None, Some(e))));
    }
    let name = vm.intern("split").into_ref();
    vm.call_method(e, name, &[wanted])
}

/// Raised again as it was: nothing of it was changed. CPython: is_same_exception_metadata.
fn is_reraised(vm: &Vm, a: Ref, b: Ref) -> bool {
    let (Some(x), Some(y)) = (vm.heap.exception(a), vm.heap.exception(b)) else { return false };
    x.traceback.get() == y.traceback.get() && x.cause.get() == y.cause.get() && x.context.get() == y.context.get()
}

fn leaves(vm: &Vm, e: Ref, found: &mut Vec<Ref>) {
    let mut todo = vec![e];
    while let Some(e) = todo.pop() {
        if vm.is_group(e) {
            todo.extend(vm.grouped(e));
        } else {
            found.push(e);
        }
    }
}

/// What is raised after the clauses of an `except*`: what they raised, with what nobody caught.
/// CPython: _PyExc_PrepReraiseStar.
pub fn prepare_reraise(vm: &mut Vm, original: Ref, list: Ref) -> Res {
    let all: Vec<Ref> = vm.heap.items(list).unwrap_or_default().iter().filter_map(|s| s.get()).filter(|e| *e != vm.one.none).collect();
    if !vm.is_group(original) {
        // It was wrapped, and at most one clause ran.
        return vm.own_flow(all.first().copied().unwrap_or(vm.one.none));
    }
    let (again, new): (Vec<Ref>, Vec<Ref>) = all.into_iter().partition(|e| is_reraised(vm, *e, original));
    let raised = vm.list_from(&new);
    let mut keep = Vec::new();
    again.iter().for_each(|e| leaves(vm, *e, &mut keep));
    let keep = vm.list_from(&keep);
    let slots: [Slot; 2] = [raised.into(), keep.into()];
    let (r, k) = (original, slots[1]);
    let mark = vm.mark();
    let _ = vm.push_native(kinds::GROUP_SPLIT, &[Slot::borrow(r), k.get().map_or(Slot::NULL, Slot::borrow)], &[THESE, 0])?;
    vm.adapt(mark, kinds::PREPARE_RERAISE, &slots, &[])
}

/// slots: what was raised, what is raised again.
pub static PREPARE_RERAISE: NativeDef = NativeDef {
    name: "except*",
    catches: false,
    resume: |vm, f, answer| {
        let (Some(raised), Answer::Value(pair)) = (f.get(0), answer) else { return Err(vm_bug!("except*")) };
        let again = vm.heap.items(pair.r()).and_then(|p| p.first()).and_then(|s| s.get()).filter(|r| *r != vm.one.none);
        if let Some(again) = again {
            let own = vm.heap.own(again);
            vm.list_push(raised, own.into());
        }
        vm.heap.decref_own(pair);
        let all: Vec<Ref> = vm.heap.items(raised).unwrap_or_default().iter().filter_map(|s| s.get()).collect();
        Ok(Next::Done(match all.as_slice() {
            [] => vm.none(),
            [one] => vm.heap.own(*one),
            _ => vm.wrap_exceptions(raised)?,
        }))
    },
};
