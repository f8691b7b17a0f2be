//! `types.SimpleNamespace`: a bare dict with attributes.
//!
//! CPython: Objects/namespaceobject.c.

use pyvarium_heap::object::Native;
use pyvarium_heap::types::{Layout, flags};
use pyvarium_heap::{Body, Own, Ref, Slot};

use crate::args::Args;
use crate::core::{ids, kinds};
use crate::native::{Answer, FnDef, GetSetDef, NativeDef, Next, TYPE_DEFAULT, TypeDef};
use crate::slots::SlotId;
use crate::stop::{Flow, Res};
use crate::vm::Vm;
use crate::vm_bug;

/// slots: the dict of its attributes.
pub static SIMPLE_NAMESPACE: TypeDef = TypeDef {
    name: "types.SimpleNamespace",
    base: Some(ids::OBJECT),
    layout: Layout::Native,
    flags: flags::BASETYPE | flags::HAVE_GC,
    basicsize: 24,
    doc: Some("A simple attribute-based namespace."),
    slots: &[(SlotId::Repr, repr), (SlotId::RichCompare, compare), (SlotId::Init, init)],
    new: Some(("*args, **kwargs", |vm, a| {
        let cls = a.at(0)?;
        let dict = vm.new_dict();
        let body = Native { slots: [Slot::from(dict)].into_iter().collect(), ..Native::default() };
        Ok(Flow::Value(vm.alloc_with_body(cls, Body::Native(std::rc::Rc::new(body)))))
    })),
    methods: &[
        FnDef::new("__reduce__", "", |vm, a| {
            let r = a.at(0)?;
            let (class, dict, empty) = (vm.heap.type_of(r), attributes(vm, r)?, vm.one.empty_tuple);
            Ok(Flow::Value(vm.tuple_from(&[class, empty, dict])))
        }),
        FnDef::new("__replace__", "*args, **kwargs", replace),
    ],
    getset: &[GetSetDef::member("__dict__", |vm, a| vm.native_slot(a, 0))],
    ..TYPE_DEFAULT
};

fn attributes(vm: &Vm, r: Ref) -> Res<Ref> {
    vm.heap.native(r).and_then(|n| n.slot(0).get()).ok_or_else(|| vm_bug!("a namespace without dict"))
}

impl Vm {
    pub fn new_namespace(&mut self, entries: Vec<(&str, Own)>) -> Own {
        let dict = self.new_dict();
        for (name, value) in entries {
            self.dict_set_named(dict.r(), name, value);
        }
        self.new_native(ids::SIMPLE_NAMESPACE, &[dict.into()], &[])
    }
}

fn keywords(vm: &Vm, args: &Args) -> Vec<(Ref, Ref)> {
    let names = args.kwnames.and_then(|k| vm.heap.items(k)).unwrap_or_default();
    let values = args.items.iter().skip(args.n_positional());
    names.iter().zip(values).filter_map(|(n, v)| Some((n.get()?, v.get()?))).collect()
}

/// CPython: namespace_init.
fn init(vm: &mut Vm, args: &Args) -> Res {
    let r = args.at(0)?;
    if args.n_positional() > 2 {
        let message = format!("{} expected at most 1 argument, got {}", vm.name_of_type(vm.heap.type_of(r)), args.n_positional() - 1);
        return vm.type_err(&message);
    }
    match args.get(1).filter(|_| args.n_positional() == 2) {
        None => {
            let dict = attributes(vm, r)?;
            for (name, value) in keywords(vm, args) {
                vm.dict_set_str(dict, name, value);
            }
            vm.none_flow()
        }
        Some(given) => {
            let temporary = vm.new_dict();
            let mut slots = vec![Slot::borrow(r), temporary.into(), Slot::borrow(given)];
            for (name, value) in keywords(vm, args) {
                slots.extend([Slot::borrow(name), Slot::borrow(value)]);
            }
            vm.push_native(kinds::NAMESPACE_INIT, &slots, &[])
        }
    }
}

/// slots: the namespace, a dict for what is given, what is given, then names and values.
pub static NAMESPACE_INIT: NativeDef = NativeDef {
    name: "SimpleNamespace",
    catches: false,
    resume: |vm, f, answer| {
        let (Some(r), Some(temporary), Some(given)) = (f.get(0), f.get(1), f.get(2)) else { return Err(vm_bug!("namespace")) };
        match answer {
            Answer::Start => match vm.dict_update(temporary, given)? {
                Flow::Value(v) => vm.heap.decref_own(v),
                Flow::Pushed => return Ok(Next::Wait),
            },
            Answer::Value(v) => vm.heap.decref_own(v),
            _ => return Err(vm_bug!("namespace")),
        }
        let found: Vec<(Ref, Ref)> = vm.heap.dict(temporary).map(|d| d.iter().collect()).unwrap_or_default();
        if found.iter().any(|(k, _)| vm.heap.text(*k).is_none()) {
            return vm.type_err("keywords must be strings");
        }
        let dict = attributes(vm, r)?;
        for (name, value) in found {
            vm.dict_set_str(dict, name, value);
        }
        let mut i = 3;
        while let (Some(name), Some(value)) = (f.get(i), f.get(i + 1)) {
            vm.dict_set_str(dict, name, value);
            i += 2;
        }
        Ok(Next::Done(vm.none()))
    },
};

/// CPython: namespace_replace.
fn replace(vm: &mut Vm, args: &Args) -> Res {
    let r = args.at(0)?;
    if args.n_positional() > 1 {
        return vm.type_err("__replace__() takes no positional arguments");
    }
    let class = vm.heap.type_of(r);
    let found: Vec<(Ref, Ref)> = vm.heap.dict(attributes(vm, r)?).map(|d| d.iter().collect()).unwrap_or_default();
    let mut all = Args::default();
    let mut names = Vec::new();
    let given = keywords(vm, args);
    let changed = |name: Ref, vm: &Vm| given.iter().find(|(n, _)| vm.heap.text(*n) == vm.heap.text(name)).map(|(_, v)| *v);
    for (name, value) in &found {
        names.push(*name);
        all.items.push(Slot::borrow(changed(*name, vm).unwrap_or(*value)));
    }
    for (name, value) in &given {
        if !found.iter().any(|(n, _)| vm.heap.text(*n) == vm.heap.text(*name)) {
            names.push(*name);
            all.items.push(Slot::borrow(*value));
        }
    }
    let kwnames = vm.tuple_from(&names);
    all.kwnames = Some(kwnames.r());
    all.n_kw = names.len();
    let mark = vm.mark();
    match vm.call(class, &all) {
        Ok(Flow::Pushed) => vm.adapt(mark, kinds::HOLD, &[kwnames.into()], &[]),
        done => {
            vm.heap.decref_own(kwnames);
            done
        }
    }
}

fn compare(vm: &mut Vm, args: &Args) -> Res {
    let (a, b) = (args.at(0)?, args.at(1)?);
    if !vm.is_instance_of(a, ids::SIMPLE_NAMESPACE) || !vm.is_instance_of(b, ids::SIMPLE_NAMESPACE) {
        return vm.not_implemented();
    }
    let (x, y) = (attributes(vm, a)?, attributes(vm, b)?);
    vm.richcompare(x, y, args.op)
}

/// CPython: namespace_repr.
fn repr(vm: &mut Vm, args: &Args) -> Res {
    let r = args.at(0)?;
    let name = if vm.is_exact(r, ids::SIMPLE_NAMESPACE) { "namespace".to_owned() } else { vm.name_of_type(vm.heap.type_of(r)) };
    let inside = vm.repr_stack.contains(&r)
        || vm
            .thread
            .frames
            .iter()
            .any(|f| matches!(f, pyvarium_heap::frame::Frame::Native(n) if n.kind == kinds::NAMESPACE_REPR.0 && n.get(0) == Some(r)));
    if inside {
        return Ok(Flow::Value(vm.new_str(&format!("{name}(...)"))));
    }
    let dict = attributes(vm, r)?;
    let keys: Vec<Ref> = vm.heap.dict(dict).map(|d| d.iter().map(|(k, _)| k).collect()).unwrap_or_default();
    let keys: Vec<Ref> = keys.into_iter().filter(|k| vm.heap.text(*k).is_some_and(|t| !t.is_empty())).collect();
    let keys = vm.list_from(&keys);
    let _ = vm.push_native(kinds::NAMESPACE_REPR, &[Slot::borrow(r), keys.into()], &[0])?;
    if let Some(pyvarium_heap::frame::Frame::Native(f)) = vm.thread.frames.last_mut() {
        f.bytes = format!("{name}(").into_bytes();
    }
    Ok(Flow::Pushed)
}

/// slots: the namespace, its names; ints: the next name; bytes: the text so far.
pub static NAMESPACE_REPR: NativeDef = NativeDef {
    name: "repr",
    catches: false,
    resume: |vm, f, answer| {
        let (Some(r), Some(keys)) = (f.get(0), f.get(1)) else { return Err(vm_bug!("namespace repr")) };
        let mut got = match answer {
            Answer::Value(v) => Some(v),
            _ => None,
        };
        vm.repr_stack.push(r);
        let result = loop {
            if let Some(v) = got.take() {
                let text = vm.text_of(&v);
                f.bytes.extend_from_slice(text.as_bytes());
                vm.heap.decref_own(v);
            }
            let i = f.int(0);
            f.set_int(0, i + 1);
            let Some(key) = vm.heap.items(keys).and_then(|k| k.get(i as usize)).and_then(|s| s.get()) else {
                f.bytes.push(b')');
                break Ok(Next::Done(vm.new_text(pyvarium_heap::Text::from_wtf8(&f.bytes))));
            };
            let Some(value) = attributes(vm, r).ok().and_then(|d| vm.dict_get_str(d, key)) else { continue };
            let separator = if f.bytes.last() == Some(&b'(') { "" } else { ", " };
            f.bytes.extend_from_slice(format!("{separator}{}=", vm.heap.str_lossy(key)).as_bytes());
            match vm.repr(value) {
                Ok(Flow::Value(v)) => got = Some(v),
                Ok(Flow::Pushed) => break Ok(Next::Wait),
                Err(stop) => break Err(stop),
            }
        };
        vm.repr_stack.pop();
        result
    },
};
