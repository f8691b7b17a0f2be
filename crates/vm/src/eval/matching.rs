//! Patterns: mappings, sequences, keys, classes.
//!
//! CPython: Python/ceval.c, _PyEval_MatchKeys, _PyEval_MatchClass.

use pyvarium_heap::types::flags;
use pyvarium_heap::{Body, Own, Ref, Shape, Slot};

use crate::core::{ids, kinds};
use crate::eval::settle::Signal;
use crate::native::{Answer, NativeDef, Next};
use crate::protocol::attr::Method;
use crate::protocol::dict_ops::DictOp;
use crate::stop::{Flow, Res};
use crate::vm::Vm;
use crate::vm_bug;

impl Vm {
    /// Stack: subject, which stays.
    pub(crate) fn op_match_flag(&mut self, flag: u32) -> Res<Signal> {
        let subject = self.peek(0)?;
        let ty = self.heap.type_of(subject);
        let yes = self.heap.as_type(ty).is_some_and(|t| t.has(flag));
        let r = self.bool_ref(yes);
        self.push_own(Own::assume(r))?;
        Ok(Signal::Go)
    }

    /// Stack: subject, keys; pushes a tuple of values or None.
    pub(crate) fn op_match_keys(&mut self) -> Res<Signal> {
        let (subject, keys) = (self.peek(1)?, self.peek(0)?);
        let slots = [Slot::borrow(subject), Slot::borrow(keys), Slot::NULL, Slot::NULL];
        let flow = self.push_native(kinds::MATCH_KEYS, &slots, &[0, 0])?;
        self.replace(0, flow)
    }

    /// Stack: subject, class, names; pushes a tuple of attributes or None.
    pub(crate) fn op_match_class(&mut self, n_positional: usize) -> Res<Signal> {
        let (subject, class, names) = (self.peek(2)?, self.peek(1)?, self.peek(0)?);
        if self.heap.as_type(class).is_none() {
            return self.type_err("called match pattern must be a class");
        }
        let slots = [Slot::borrow(subject), Slot::borrow(class), Slot::borrow(names), Slot::NULL];
        let flow = self.push_native(kinds::MATCH_CLASS, &slots, &[n_positional as i64, 0])?;
        self.replace(3, flow)
    }
}

/// A dict is looked into; any other mapping is asked by its `get`, with an object of our own as the default.
/// slots: subject, keys, `get`, the default, values...; ints: the next key, whether `get` wants the subject.
pub static MATCH_KEYS: NativeDef = NativeDef {
    name: "mapping pattern",
    catches: false,
    resume: |vm, f, answer| {
        let (Some(subject), Some(keys)) = (f.get(0), f.get(1)) else { return Err(vm_bug!("mapping pattern")) };
        let mut got = match answer {
            Answer::Value(v) => Some(v),
            _ => None,
        };
        if f.pc == 0 {
            f.pc = 2;
            if !vm.is_exact(subject, ids::DICT) && !vm.heap.items(keys).unwrap_or_default().is_empty() {
                match vm.get_method(subject, vm.names.get_word)? {
                    Method::Unbound(method) => {
                        f.set(2, method.into());
                        f.set_int(1, 1);
                    }
                    Method::Bound(method) => {
                        f.set(2, method.into());
                    }
                    Method::Pushed => {
                        f.pc = 1;
                        return Ok(Next::Wait);
                    }
                }
            }
        }
        if f.pc == 1 {
            f.set(2, got.take().ok_or_else(|| vm_bug!("mapping pattern"))?.into());
            f.pc = 2;
        }
        if f.get(2).is_some() && f.get(3).is_none() {
            let object = vm.ty(ids::OBJECT);
            let default = vm.heap.alloc(object, Body::Plain, Shape::plain(16));
            f.set(3, default.into());
        }
        loop {
            if let Some(v) = got.take() {
                if v.r() == vm.one.not_implemented && f.get(2).is_none() || Some(v.r()) == f.get(3) {
                    vm.heap.decref_own(v);
                    return Ok(Next::Done(vm.none()));
                }
                f.slots.push(v.into());
                f.set_int(0, f.int(0) + 1);
            }
            let i = f.int(0) as usize;
            let all = vm.heap.items(keys).unwrap_or_default();
            let Some(key) = all.get(i).and_then(|s| s.get()) else {
                let values: Vec<Slot> = f.slots.drain(4..).collect();
                return Ok(Next::Done(vm.tuple_from_slots(values)));
            };
            let seen = all.iter().take(i).filter_map(|s| s.get()).any(|k| k == key || vm.eq_now(k, key) == Some(true));
            if seen {
                let flow = vm.repr(key)?;
                let text = vm.value_of(flow)?;
                let message = format!("mapping pattern checks duplicate key ({})", vm.text_of(&text));
                vm.heap.decref_own(text);
                return vm.value_err(&message);
            }
            let flow = match (f.get(2), f.get(3)) {
                (Some(get), Some(default)) if f.int(1) == 1 => vm.call_args(get, &[subject, key, default])?,
                (Some(get), Some(default)) => vm.call_args(get, &[key, default])?,
                _ => vm.dict_op(DictOp::Find, subject, key, None)?,
            };
            match flow {
                Flow::Value(v) => got = Some(v),
                Flow::Pushed => return Ok(Next::Wait),
            }
        }
    },
};

/// slots: subject, class, keyword names, the tuple of all names, values...; ints: positional, next.
pub static MATCH_CLASS: NativeDef = NativeDef {
    name: "class pattern",
    catches: false,
    resume: |vm, f, answer| {
        let (Some(subject), Some(class), Some(kwnames)) = (f.get(0), f.get(1), f.get(2)) else { return Err(vm_bug!("class pattern")) };
        let mut got = match answer {
            Answer::Value(v) => Some(v),
            _ => None,
        };
        loop {
            match f.pc {
                0 => {
                    f.pc = 1;
                    match vm.check_class(subject, class, false)? {
                        Flow::Value(v) => got = Some(v),
                        Flow::Pushed => return Ok(Next::Wait),
                    }
                }
                1 => {
                    let yes = got.take().is_some_and(|v| v.r() == vm.one.true_);
                    if !yes {
                        return Ok(Next::Done(vm.none()));
                    }
                    let names = match_names(vm, class, f.int(0) as usize, kwnames)?;
                    match names {
                        Some((names, match_self)) => {
                            if match_self {
                                let own = vm.heap.own(subject);
                                f.slots.push(own.into());
                            }
                            f.set(3, names.into());
                        }
                        None => return Ok(Next::Done(vm.none())),
                    }
                    f.pc = 2;
                }
                2 => {
                    let names = f.get(3).ok_or_else(|| vm_bug!("class pattern"))?;
                    let name = vm.heap.items(names).and_then(|n| n.get(f.int(1) as usize)).and_then(|s| s.get());
                    let Some(name) = name else {
                        let values: Vec<Slot> = f.slots.drain(4..).collect();
                        return Ok(Next::Done(vm.tuple_from_slots(values)));
                    };
                    f.pc = 3;
                    match vm.getattr_opt(subject, name)? {
                        Some(Flow::Value(v)) => got = Some(v),
                        Some(Flow::Pushed) => return Ok(Next::Wait),
                        None => return Ok(Next::Done(vm.none())),
                    }
                }
                _ => {
                    let v = got.take().ok_or_else(|| vm_bug!("class pattern"))?;
                    if v.r() == vm.one.not_implemented {
                        return Ok(Next::Done(vm.none()));
                    }
                    f.slots.push(v.into());
                    f.set_int(1, f.int(1) + 1);
                    f.pc = 2;
                }
            }
        }
    },
};

/// The attribute names to read, and whether the subject itself is the first value.
fn match_names(vm: &mut Vm, class: Ref, n_positional: usize, kwnames: Ref) -> Res<Option<(Own, bool)>> {
    let kw: Vec<Ref> = vm.heap.items(kwnames).unwrap_or_default().iter().filter_map(|s| s.get()).collect();
    let mut names: Vec<Ref> = Vec::new();
    let mut match_self = false;
    if n_positional > 0 {
        let match_args = vm.names.match_args;
        let found = vm.lookup_type(class, match_args);
        let class_name = vm.name_of_type(class);
        match found {
            Some(tuple) => {
                let Some(items) = vm.heap.tuple(tuple).map(|t| t.items.clone()) else {
                    let t = vm.type_name(tuple);
                    return vm.type_err(&format!("{class_name}.__match_args__ must be a tuple (got {t})"));
                };
                if items.len() < n_positional {
                    let s = if items.len() == 1 { "" } else { "s" };
                    return vm
                        .type_err(&format!("{class_name}() accepts {} positional sub-pattern{s} ({n_positional} given)", items.len()));
                }
                names.extend(items.iter().take(n_positional).filter_map(|s| s.get()));
            }
            None => {
                match_self = vm.heap.as_type(class).is_some_and(|t| t.has(flags::MATCH_SELF));
                let allowed = usize::from(match_self);
                if n_positional > allowed {
                    let s = if allowed == 1 { "" } else { "s" };
                    return vm.type_err(&format!("{class_name}() accepts {allowed} positional sub-pattern{s} ({n_positional} given)"));
                }
            }
        }
    }
    for name in kw {
        if names.iter().any(|n| *n == name || vm.heap.text(*n) == vm.heap.text(name)) {
            let (class_name, text) = (vm.name_of_type(class), vm.heap.str_lossy(name));
            return vm.type_err(&format!("{class_name}() got multiple sub-patterns for attribute '{text}'"));
        }
        names.push(name);
    }
    Ok(Some((vm.tuple_from(&names), match_self)))
}
