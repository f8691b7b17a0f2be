//! attrgetter, itemgetter and methodcaller: callables that fetch.
//!
//! CPython: Modules/_operator.c, itemgetterobject, attrgetterobject, methodcallerobject.

use pyvarium_heap::frame::NativeFrame;
use pyvarium_heap::types::{Layout, flags};
use pyvarium_heap::{Own, Ref, Slot};
use pyvarium_vm::args::Args;
use pyvarium_vm::core::ids;
use pyvarium_vm::native::{FnDef, NativeDef, Next, TYPE_DEFAULT, TypeDef, TypeId};
use pyvarium_vm::slots::SlotId;
use pyvarium_vm::{Flow, Res, Stop, Vm, vm_bug};

use crate::ask;
use crate::ask::{own, part, value};
use crate::first::operator as first;
use crate::operator::GETTER_CALL;

pub const ITEMGETTER: TypeId = TypeId(first::TYPE);
pub const ATTRGETTER: TypeId = TypeId(first::TYPE + 1);
pub const METHODCALLER: TypeId = TypeId(first::TYPE + 2);

const GETTER: TypeDef = TypeDef { base: Some(ids::OBJECT), layout: Layout::Native, flags: flags::HAVE_GC, basicsize: 40, ..TYPE_DEFAULT };

/// slots: the keys.
pub static ITEMGETTER_TYPE: TypeDef = TypeDef {
    name: "operator.itemgetter",
    new: Some(("*args, **kwargs", |vm, a| getter_new(vm, a, ITEMGETTER, "itemgetter"))),
    slots: &[(SlotId::Call, |vm, a| getter_call(vm, a, "itemgetter")), (SlotId::Repr, getter_repr)],
    methods: &[FnDef::new("__reduce__", "", getter_reduce)],
    ..GETTER
};

/// slots: the names, a tuple of names for a dotted one.
pub static ATTRGETTER_TYPE: TypeDef = TypeDef {
    name: "operator.attrgetter",
    new: Some(("*args, **kwargs", |vm, a| getter_new(vm, a, ATTRGETTER, "attrgetter"))),
    slots: &[(SlotId::Call, |vm, a| getter_call(vm, a, "attrgetter")), (SlotId::Repr, getter_repr)],
    methods: &[FnDef::new("__reduce__", "", getter_reduce)],
    ..GETTER
};

/// slots: name, tuple of arguments, tuple of keyword names, the keyword values.
pub static METHODCALLER_TYPE: TypeDef = TypeDef {
    name: "operator.methodcaller",
    new: Some(("*args, **kwargs", methodcaller_new)),
    slots: &[(SlotId::Call, methodcaller_call), (SlotId::Repr, methodcaller_repr)],
    methods: &[FnDef::new("__reduce__", "", methodcaller_reduce)],
    ..GETTER
};

fn keys(vm: &Vm, r: Ref) -> Vec<Ref> {
    vm.heap.native(r).map(|n| n.slots.iter().filter_map(|s| s.get()).collect()).unwrap_or_default()
}

fn getter_new(vm: &mut Vm, args: &Args, ty: TypeId, name: &str) -> Res {
    if args.n_kw > 0 {
        return vm.type_err(&format!("{name}() takes no keyword arguments"));
    }
    let given: Vec<Ref> = args.positional().skip(1).collect();
    if given.is_empty() {
        return vm.type_err(&format!("{name} expected 1 argument, got 0"));
    }
    if ty == ATTRGETTER && given.iter().any(|r| vm.heap.text(*r).is_none()) {
        return vm.type_err("attribute name must be a string");
    }
    let mut slots = Vec::new();
    for key in given {
        let text = vm.heap.str_lossy(key);
        slots.push(match ty == ATTRGETTER {
            true if text.contains('.') => {
                let names: Vec<Slot> = text.split('.').map(|n| vm.intern(n).into()).collect();
                vm.tuple_from_slots(names).into()
            }
            true => {
                let key = vm.heap.own(key);
                vm.intern_ref(key, false).into()
            }
            false => own(vm, key),
        });
    }
    Ok(Flow::Value(vm.new_native(ty, &slots, &[])))
}

/// The one object that a getter is called with.
fn one_argument(vm: &mut Vm, args: &Args, name: &str) -> Res<Ref> {
    let is_method = name == "methodcaller";
    if args.n_kw > 0 && (!is_method || args.n_positional() == 2) {
        return vm.type_err(&format!("{name}() takes no keyword arguments"));
    }
    match args.n_positional() - 1 {
        1 => args.at(1),
        n => vm.type_err(&format!("{name} expected 1 argument, got {n}")),
    }
}

fn getter_call(vm: &mut Vm, args: &Args, name: &str) -> Res {
    let object = one_argument(vm, args, name)?;
    let getter = args.at(0)?;
    let keys = keys(vm, getter);
    // A single key asks nothing afterwards.
    if let [key] = keys[..]
        && vm.heap.tuple(key).is_none_or(|_| name == "itemgetter")
    {
        return if name == "itemgetter" { vm.getitem(object, key) } else { vm.getattr(object, key) };
    }
    vm.push_native(GETTER_CALL, &[Slot::borrow(getter), Slot::borrow(object), Slot::NULL], &[0, 0])
}

/// slots: getter, object, what a dotted name has led to so far, then the results; ints: the next key, the
/// next part of a dotted name.
pub static GETTER_CALL_FRAME: NativeDef = NativeDef {
    name: "getter",
    catches: false,
    resume: |vm, f, answer| {
        let (Some(getter), Some(object)) = (f.get(0), f.get(1)) else { return Err(vm_bug!("getter")) };
        let is_items = vm.is_exact(getter, ITEMGETTER);
        let n = vm.heap.native(getter).map_or(0, |n| n.slots.len());
        let mut answer = answer;
        loop {
            if f.pc == 1 {
                let got = value(&mut answer)?;
                take(vm, f, getter, is_items, got)?;
            }
            let i = f.int(0) as usize;
            if i >= n {
                let mut results: Vec<Slot> = f.slots.drain(3..).collect();
                return Ok(Next::Done(match (results.pop(), results.is_empty() && n == 1) {
                    (Some(only), true) => Own::assume(only.get().ok_or_else(|| vm_bug!("getter"))?),
                    (last, _) => {
                        results.extend(last);
                        vm.tuple_from_slots(results)
                    }
                }));
            }
            let key = part(vm, getter, i).ok_or_else(|| vm_bug!("getter"))?;
            let from = f.get(2).unwrap_or(object);
            let name = match vm.heap.tuple(key) {
                Some(t) if !is_items => t.items.get(f.int(1) as usize).and_then(|s| s.get()).ok_or_else(|| vm_bug!("getter"))?,
                _ => key,
            };
            ask!(f, answer, 1, if is_items { vm.getitem(from, name) } else { vm.getattr(from, name) });
        }
    },
};

/// What has come is a result, or the object that the rest of a dotted name is asked of.
fn take(vm: &mut Vm, f: &mut NativeFrame, getter: Ref, is_items: bool, got: Own) -> Res<()> {
    let key = part(vm, getter, f.int(0) as usize).ok_or_else(|| vm_bug!("getter"))?;
    let n_names = if is_items { 1 } else { vm.heap.tuple(key).map_or(1, |t| t.items.len()) };
    f.set_int(1, f.int(1) + 1);
    if (f.int(1) as usize) < n_names {
        let old = f.set(2, got.into());
        vm.heap.release(old);
    } else {
        f.slots.push(got.into());
        let old = f.set(2, Slot::NULL);
        vm.heap.release(old);
        f.set_int(0, f.int(0) + 1);
        f.set_int(1, 0);
    }
    Ok(())
}

/// The keys as they were given: dotted names whole.
fn given(vm: &mut Vm, getter: Ref) -> Vec<Slot> {
    let is_items = vm.is_exact(getter, ITEMGETTER);
    let mut all = Vec::new();
    for key in keys(vm, getter) {
        let names: Option<Vec<String>> = match vm.heap.tuple(key) {
            Some(t) if !is_items => Some(t.items.iter().filter_map(|s| s.get()).map(|n| vm.heap.str_lossy(n)).collect()),
            _ => None,
        };
        all.push(match names {
            Some(names) => vm.new_str(&names.join(".")).into(),
            None => own(vm, key),
        });
    }
    all
}

fn getter_repr(vm: &mut Vm, args: &Args) -> Res {
    let r = args.at(0)?;
    let name = vm.type_name(r);
    let keys = given(vm, r);
    let refs: Vec<Ref> = keys.iter().filter_map(|s| s.get()).collect();
    let mut texts: Vec<String> = (0..refs.len()).map(|i| if i == 0 { format!("{name}(") } else { ", ".to_owned() }).collect();
    texts.push(")".to_owned());
    let flow = vm.repr_of_parts(r, &format!("{name}(...)"), &texts, &refs);
    vm.heap.release_all(keys.into_iter());
    flow
}

fn getter_reduce(vm: &mut Vm, args: &Args) -> Res {
    let r = args.at(0)?;
    let keys = given(vm, r);
    let keys = vm.tuple_from_slots(keys);
    let class = vm.heap.type_of(r);
    let class = own(vm, class);
    Ok(Flow::Value(vm.tuple_from_slots(vec![class, keys.into()])))
}

fn methodcaller_new(vm: &mut Vm, args: &Args) -> Res {
    let Some(name) = args.positional().nth(1) else {
        return vm.type_err("methodcaller needs at least one argument, the method name");
    };
    if vm.heap.text(name).is_none() {
        return vm.type_err("method name must be a string");
    }
    let positional: Vec<Ref> = args.positional().skip(2).collect();
    let name = vm.heap.own(name);
    let name = vm.intern_ref(name, false);
    let tuple = vm.tuple_from(&positional);
    let mut slots = vec![name.into(), tuple.into(), Slot::NULL];
    if let Some(names) = args.kwnames.filter(|_| args.n_kw > 0) {
        let names = own(vm, names);
        if let Some(place) = slots.get_mut(2) {
            *place = names;
        }
        for v in args.items.iter().skip(args.n_positional()).filter_map(|s| s.get()) {
            slots.push(own(vm, v));
        }
    }
    Ok(Flow::Value(vm.new_native(METHODCALLER, &slots, &[])))
}

/// The method's name, positional arguments, names of keywords, their values.
type MethodArguments = (Ref, Vec<Ref>, Option<Ref>, Vec<Ref>);

fn method_arguments(vm: &Vm, r: Ref) -> Res<MethodArguments> {
    let name = part(vm, r, 0).ok_or_else(|| vm_bug!("methodcaller"))?;
    let refs =
        |r: Option<Ref>| -> Vec<Ref> { r.and_then(|t| vm.heap.items(t)).unwrap_or_default().iter().filter_map(|s| s.get()).collect() };
    Ok((name, refs(part(vm, r, 1)), part(vm, r, 2), keys(vm, r).into_iter().skip(if part(vm, r, 2).is_some() { 3 } else { 2 }).collect()))
}

fn methodcaller_call(vm: &mut Vm, args: &Args) -> Res {
    let object = one_argument(vm, args, "methodcaller")?;
    let (name, positional, kwnames, values) = method_arguments(vm, args.at(0)?)?;
    let mut all = Args::new(&positional);
    all.items.extend(values.iter().map(|r| Slot::borrow(*r)));
    all.kwnames = kwnames;
    all.n_kw = values.len();
    vm.call_method_args(object, name, &all)
}

fn methodcaller_repr(vm: &mut Vm, args: &Args) -> Res {
    let r = args.at(0)?;
    let (name, positional, kwnames, values) = method_arguments(vm, r)?;
    let keywords: Vec<String> =
        kwnames.and_then(|k| vm.heap.items(k)).unwrap_or_default().iter().filter_map(|s| s.get()).map(|k| vm.heap.str_lossy(k)).collect();
    let ty = vm.type_name(r);
    let mut texts = vec![format!("{ty}(")];
    texts.extend(positional.iter().map(|_| ", ".to_owned()));
    texts.extend(keywords.iter().map(|k| format!(", {k}=")));
    texts.push(")".to_owned());
    let mut parts = vec![name];
    parts.extend(positional);
    parts.extend(values);
    vm.repr_of_parts(r, &format!("{ty}(...)"), &texts, &parts)
}

fn methodcaller_reduce(vm: &mut Vm, args: &Args) -> Res {
    let r = args.at(0)?;
    let (name, positional, kwnames, _) = method_arguments(vm, r)?;
    if kwnames.is_some() {
        return Err(Stop::not_supported("pickling a methodcaller with keyword arguments"));
    }
    let mut all = vec![name];
    all.extend(positional);
    let all = vm.tuple_from(&all);
    let class = vm.heap.type_of(r);
    let class = own(vm, class);
    Ok(Flow::Value(vm.tuple_from_slots(vec![class, all.into()])))
}
