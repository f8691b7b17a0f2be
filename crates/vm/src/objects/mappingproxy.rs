//! `mappingproxy`: a read-only view of a mapping, such as a class's dict.
//!
//! CPython: Objects/descrobject.c (mappingproxy).

use pyvarium_heap::object::Body;
use pyvarium_heap::types::{Layout, flags};
use pyvarium_heap::{Ref, Slot};

use crate::args::Args;
use crate::core::{ids, kinds};
use crate::native::{FnDef, NativeDef, TYPE_DEFAULT, TypeDef};
use crate::script;
use crate::slots::SlotId;
use crate::stop::{Flow, Res};
use crate::vm::Vm;
use crate::vm_bug;

/// NB_OR.
const OR: u8 = 7;

/// slots: the mapping.
pub static MAPPINGPROXY: TypeDef = TypeDef {
    name: "mappingproxy",
    base: Some(ids::OBJECT),
    layout: Layout::Native,
    flags: flags::HAVE_GC | flags::MAPPING | flags::KEYED,
    basicsize: 24,
    slots: &[
        (SlotId::Repr, |vm, a| crate::script::start(vm, kinds::PROXY_REPR, a)),
        (SlotId::Hash, |vm, a| {
            let d = proxied(vm, a.at(0)?)?;
            vm.hash(d)
        }),
        (SlotId::Str, |vm, a| {
            let d = proxied(vm, a.at(0)?)?;
            vm.str(d)
        }),
        (SlotId::RichCompare, |vm, a| {
            let d = proxied(vm, a.at(0)?)?;
            vm.richcompare(d, a.at(1)?, a.op)
        }),
        (SlotId::Iter, |vm, a| {
            let d = proxied(vm, a.at(0)?)?;
            vm.iter(d)
        }),
        (SlotId::Or, |vm, a| {
            let plain = |vm: &Vm, r: Ref| if vm.is_exact(r, ids::MAPPINGPROXY) { proxied(vm, r) } else { Ok(r) };
            let (x, y) = (plain(vm, a.at(0)?)?, plain(vm, a.at(1)?)?);
            vm.binary_op(OR, x, y, false)
        }),
        (SlotId::InplaceOr, |vm, a| {
            let name = vm.type_name(a.at(0)?);
            vm.type_err(&format!("'|=' is not supported by {name}; use '|' instead"))
        }),
        (SlotId::Length, |vm, a| {
            let d = proxied(vm, a.at(0)?)?;
            vm.length(d)
        }),
        (SlotId::Subscript, |vm, a| {
            let d = proxied(vm, a.at(0)?)?;
            vm.getitem(d, a.at(1)?)
        }),
        (SlotId::Contains, |vm, a| {
            let d = proxied(vm, a.at(0)?)?;
            vm.contains(d, a.at(1)?)
        }),
    ],
    new: Some(("mapping", |vm, a| {
        let d = a.at(1)?;
        let is_sequence = matches!(vm.heap.body(d), Body::List(_) | Body::Tuple(_));
        if !vm.has_slot(d, SlotId::Subscript) || is_sequence {
            let given = vm.type_name(d);
            return vm.type_err(&format!("mappingproxy() argument must be a mapping, not {given}"));
        }
        let own = vm.heap.own(d);
        Ok(Flow::Value(vm.new_native(ids::MAPPINGPROXY, &[own.into()], &[])))
    })),
    methods: &[
        FnDef::new("get", "key, default=None, /", |vm, a| {
            let default = a.get(2).unwrap_or(vm.one.none);
            by_name(vm, a, "get", &[a.at(1)?, default])
        }),
        FnDef::new("keys", "", |vm, a| by_name(vm, a, "keys", &[])),
        FnDef::new("values", "", |vm, a| by_name(vm, a, "values", &[])),
        FnDef::new("items", "", |vm, a| by_name(vm, a, "items", &[])),
        FnDef::new("copy", "", |vm, a| by_name(vm, a, "copy", &[])),
        FnDef::class("__class_getitem__", "object, /", crate::objects::generic_alias::generic_alias),
        FnDef::new("__reversed__", "", |vm, a| by_name(vm, a, "__reversed__", &[])),
    ],
    ..TYPE_DEFAULT
};

fn proxied(vm: &Vm, r: Ref) -> Res<Ref> {
    vm.heap.native(r).and_then(|n| n.slot(0).get()).ok_or_else(|| vm_bug!("an empty mappingproxy"))
}

fn by_name(vm: &mut Vm, args: &Args, name: &str, given: &[Ref]) -> Res {
    let d = proxied(vm, args.at(0)?)?;
    let name = vm.intern(name);
    let mut slots: Vec<Slot> = vec![Slot::borrow(d), name.into()];
    slots.extend(given.iter().map(|r| Slot::borrow(*r)));
    vm.run_script(kinds::METHOD_BY_NAME, &slots)
}

/// Args: an object, a method's name, its arguments.
pub static METHOD_BY_NAME: NativeDef = NativeDef {
    name: "call",
    catches: true,
    resume: |vm, f, answer| {
        script::resume(vm, f, answer, |vm, s| {
            let (r, name) = (s.at(0)?, s.at(1)?);
            let method = s.ask(vm, |vm| vm.getattr(r, name))?;
            let args = s.args_from(2);
            let value = s.call(vm, method, &args)?;
            Ok(vm.heap.own(value))
        })
    },
};

/// Args: the proxy.
pub static PROXY_REPR: NativeDef = NativeDef {
    name: "repr",
    catches: true,
    resume: |vm, f, answer| {
        script::resume(vm, f, answer, |vm, s| {
            let d = proxied(vm, s.at(0)?)?;
            let shown = s.ask(vm, |vm| vm.repr(d))?;
            let (head, tail) = (vm.heap.str_lossy(shown), ")");
            Ok(vm.new_str(&format!("mappingproxy({head}{tail}")))
        })
    },
};
