//! The class statement: `__build_class__(func, name, *bases, metaclass=None, **kwds)`.
//!
//! CPython: Python/bltinmodule.c (builtin___build_class__, update_bases).

use pyvarium_heap::object::Body;
use pyvarium_heap::{Ref, Slot};
use smallvec::SmallVec;

use crate::args::Args;
use crate::core::{ids, kinds};
use crate::exc;
use crate::native::NativeDef;
use crate::objects::typing::subst::{fail, items_of};
use crate::script::{self, Said, Script};
use crate::slots::SlotId;
use crate::stop::{Flow, Res};
use crate::vm::Vm;
use crate::vm_bug;

pub fn build_class(vm: &mut Vm, args: &Args) -> Res {
    let n = args.n_positional();
    if n < 2 {
        return vm.type_err("__build_class__: not enough arguments");
    }
    let (function, name) = (args.at(0)?, args.at(1)?);
    if vm.heap.function(function).is_none() {
        return vm.type_err("__build_class__: func must be a function");
    }
    if vm.heap.text(name).is_none() {
        return vm.type_err("__build_class__: name is not a string");
    }
    let bases: Vec<Ref> = args.positional().skip(2).collect();
    let names: Vec<Ref> = args.kwnames.map(|k| items_of(vm, k)).unwrap_or_default();
    let (mut meta, mut kwnames, mut kwvalues) = (None, Vec::new(), Vec::new());
    for (i, kw) in names.into_iter().enumerate() {
        let value = args.at(n + i)?;
        if vm.heap.text(kw).is_some_and(|t| t.is_str("metaclass")) {
            meta = Some(value);
        } else {
            kwnames.push(kw);
            kwvalues.push(value);
        }
    }
    let bases = vm.tuple_from(&bases);
    let kwtuple: Slot = if kwnames.is_empty() { Slot::NULL } else { vm.tuple_from(&kwnames).into() };
    let mut slots = vec![Slot::borrow(function), Slot::borrow(name), bases.into(), meta.map_or(Slot::NULL, Slot::borrow), kwtuple];
    slots.extend(kwvalues.into_iter().map(Slot::borrow));
    vm.run_script(kinds::BUILD_CLASS, &slots)
}

/// Args: function, name, bases as written, metaclass, kwnames, keyword values...
pub static BUILD_CLASS: NativeDef = NativeDef {
    name: "__build_class__",
    catches: true,
    resume: |vm, f, answer| {
        script::resume(vm, f, answer, |vm, s| {
            let (function, name, written, kwnames) = (s.at(0)?, s.at(1)?, s.at(2)?, s.arg(4));
            let kw: Vec<Slot> = s.args_from(5).into_iter().map(Slot::borrow).collect();
            let with_keywords = |first: &[Ref]| {
                let mut items: SmallVec<[Slot; 6]> = first.iter().map(|r| Slot::borrow(*r)).collect();
                items.extend(kw.iter().copied());
                Args { items, kwnames, n_kw: kw.len(), op: 0 }
            };
            let bases = update_bases(vm, s, written)?;
            let base_list = items_of(vm, bases);
            let given = s.arg(3);
            let is_class = given.is_none_or(|m| vm.heap.as_type(m).is_some());
            let mut meta = match (given, base_list.first()) {
                (Some(m), _) => m,
                (None, Some(base)) => vm.heap.type_of(*base),
                (None, None) => vm.ty(ids::TYPE),
            };
            if is_class {
                // Worked out once: the bases may get another class while the body runs.
                let first = meta;
                meta = s.ask(vm, |vm| {
                    let winner = vm.winning_metaclass(first, &base_list)?;
                    vm.own_flow(winner)
                })?;
            }
            let namespace = match s.attr_opt(vm, meta, "__prepare__")? {
                Some(prepare) => s.ask(vm, |vm| vm.call(prepare, &with_keywords(&[name, bases])))?,
                None => s.make(vm, |vm| vm.new_dict())?,
            };
            if !vm.has_slot(namespace, SlotId::Subscript) {
                let shown = if is_class { vm.name_of_type(meta) } else { "<metaclass>".to_owned() };
                let given = vm.type_name(namespace);
                return fail(vm, &format!("{shown}.__prepare__() must return a mapping, not {given}"));
            }
            let cell = s.ask(vm, |vm| run_body(vm, function, namespace))?;
            if bases != written {
                s.ask(vm, |vm| {
                    let key = vm.intern("__orig_bases__").into_ref();
                    vm.setitem(namespace, key, Some(written))
                })?;
            }
            let class = s.ask(vm, |vm| vm.call(meta, &with_keywords(&[name, bases, namespace])))?;
            if vm.heap.as_type(class).is_some() {
                check_cell(vm, s, cell, class, name)?;
            }
            Ok(vm.heap.own(class))
        })
    },
};

/// What is no class among the bases may say what stands for it.
fn update_bases(vm: &mut Vm, s: &mut Script<'_>, written: Ref) -> Said<Ref> {
    let (mut all, mut changed) = (Vec::new(), false);
    for base in items_of(vm, written) {
        if vm.heap.as_type(base).is_some() {
            all.push(base);
            continue;
        }
        let Some(entries) = s.attr_opt(vm, base, "__mro_entries__")? else {
            all.push(base);
            continue;
        };
        let new = s.call(vm, entries, &[written])?;
        if vm.heap.tuple(new).is_none() {
            return fail(vm, "__mro_entries__ must return a tuple");
        }
        changed = true;
        all.extend(items_of(vm, new));
    }
    if changed { s.make(vm, |vm| vm.tuple_from(&all)) } else { Ok(written) }
}

/// Runs the class's body in the namespace. It answers its class cell, or None.
fn run_body(vm: &mut Vm, function: Ref, namespace: Ref) -> Res {
    let (code, globals, builtins) = match vm.heap.body(function) {
        Body::Function(x) => (x.code.get(), x.globals.get(), x.builtins.get()),
        _ => (None, None, None),
    };
    let (Some(code), Some(globals), Some(builtins)) = (code, globals, builtins) else { return Err(vm_bug!("__build_class__")) };
    let locals = Slot::own(vm.heap.own(namespace));
    let held = Slot::own(vm.heap.own(function));
    vm.push_code_frame(code, globals, builtins, locals, held)?;
    Ok(Flow::Pushed)
}

/// `__class__` of the methods must have become this class.
fn check_cell(vm: &mut Vm, s: &mut Script<'_>, cell: Ref, class: Ref, name: Ref) -> Said<()> {
    let Body::Cell(content) = vm.heap.body(cell) else { return Ok(()) };
    let content = content.get();
    if content == Some(class) {
        return Ok(());
    }
    let (class, name) = (s.repr(vm, class)?, s.repr(vm, name)?);
    match content {
        None => {
            let message = format!("__class__ not set defining {name} as {class}. Was __classcell__ propagated to type.__new__?");
            Err(exc::runtime_error(vm, &message).into())
        }
        Some(other) => {
            let other = s.repr(vm, other)?;
            fail(vm, &format!("__class__ set to {other} defining {name} as {class}"))
        }
    }
}
