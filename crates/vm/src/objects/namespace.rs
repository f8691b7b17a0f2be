//! `types.SimpleNamespace`, and the capsule that nothing here makes.
//!
//! CPython: Objects/namespaceobject.c, Objects/capsule.c.

use pyvarium_heap::Ref;
use pyvarium_heap::object::{Body, Native};
use pyvarium_heap::types::{Layout, flags};
use pyvarium_heap::{Own, Slot};
use std::rc::Rc;

use crate::args::Args;
use crate::core::{ids, kinds};
use crate::native::{FnDef, GetSetDef, NativeDef, TYPE_DEFAULT, TypeDef};
use crate::objects::typing::subst::fail;
use crate::script;
use crate::slots::SlotId;
use crate::stop::{Flow, Res};
use crate::vm::Vm;

pub static CAPSULE: TypeDef = TypeDef {
    name: "PyCapsule",
    base: Some(ids::OBJECT),
    layout: Layout::Native,
    flags: flags::HAVE_GC | flags::DISALLOW_INSTANTIATION,
    basicsize: 64,
    ..TYPE_DEFAULT
};

/// slots: none; the attributes are an attribute dict.
pub static SIMPLE_NAMESPACE: TypeDef = TypeDef {
    name: "types.SimpleNamespace",
    base: Some(ids::OBJECT),
    layout: Layout::Native,
    flags: flags::HAVE_GC | flags::BASETYPE | flags::MANAGED_DICT,
    basicsize: 24,
    slots: &[
        (SlotId::Repr, namespace_repr),
        (SlotId::RichCompare, |vm, a| {
            let (x, y) = (a.at(0)?, a.at(1)?);
            let is = |vm: &Vm, r: Ref| vm.is_instance_of(r, ids::SIMPLE_NAMESPACE);
            match (vm.materialize_dict(x), vm.materialize_dict(y)) {
                (Some(xs), Some(ys)) if is(vm, x) && is(vm, y) => vm.richcompare(xs, ys, a.op),
                _ => vm.not_implemented(),
            }
        }),
        (SlotId::Init, |vm, a| {
            let n = a.n_positional() - 1;
            if n > 1 {
                let name = vm.name_of_type(vm.heap.type_of(a.at(0)?));
                return vm.type_err(&format!("{name} expected at most 1 argument, got {n}"));
            }
            let n_kw = vm.new_int(a.n_kw as i64);
            let mut slots: Vec<Slot> = vec![Slot::borrow(a.at(0)?), a.kwnames.map_or(Slot::NULL, Slot::borrow), n_kw.into()];
            slots.extend(a.items.iter().skip(1).filter_map(|s| s.get()).map(Slot::borrow));
            vm.run_script(kinds::NAMESPACE_INIT, &slots)
        }),
    ],
    new: Some(("*args, **kwargs", |vm, a| {
        let class = a.at(0)?;
        Ok(Flow::Value(new_namespace(vm, class)))
    })),
    methods: &[
        FnDef::new("__reduce__", "", |vm, a| {
            let r = a.at(0)?;
            let (class, dict) = (vm.heap.type_of(r), vm.materialize_dict(r).unwrap_or(vm.one.none));
            Ok(Flow::Value(vm.tuple_from(&[class, vm.one.empty_tuple, dict])))
        }),
        FnDef::new("__replace__", "*args, **kwargs", |vm, a| {
            let n = a.n_positional() - 1;
            if n > 0 {
                return vm.type_err("__replace__() takes no positional arguments");
            }
            let n_kw = vm.new_int(a.n_kw as i64);
            let mut slots: Vec<Slot> = vec![Slot::borrow(a.at(0)?), a.kwnames.map_or(Slot::NULL, Slot::borrow), n_kw.into()];
            slots.extend(a.items.iter().skip(1).filter_map(|s| s.get()).map(Slot::borrow));
            vm.run_script(kinds::NAMESPACE_REPLACE, &slots)
        }),
    ],
    getset: &[GetSetDef::member("__dict__", |vm, a| {
        let r = a.at(0)?;
        let dict = vm.materialize_dict(r).unwrap_or(vm.one.none);
        vm.own_flow(dict)
    })],
    ..TYPE_DEFAULT
};

impl Vm {
    /// A namespace with these attributes, in order.
    pub fn new_namespace(&mut self, entries: Vec<(&str, Own)>) -> Own {
        let class = self.ty(ids::SIMPLE_NAMESPACE);
        let namespace = new_namespace(self, class);
        if let Some(dict) = self.materialize_dict(namespace.r()) {
            for (name, value) in entries {
                self.dict_set_named(dict, name, value);
            }
        }
        namespace
    }
}

fn new_namespace(vm: &mut Vm, class: Ref) -> Own {
    if class == vm.ty(ids::SIMPLE_NAMESPACE) {
        return vm.new_native(ids::SIMPLE_NAMESPACE, &[], &[]);
    }
    vm.alloc_with_body(class, Body::Native(Rc::new(Native::default())))
}

/// Args: the namespace, kwnames, number of keywords, a mapping if one was given, the keywords' values.
pub static NAMESPACE_INIT: NativeDef = NativeDef {
    name: "SimpleNamespace",
    catches: true,
    resume: |vm, f, answer| {
        script::resume(vm, f, answer, |vm, s| {
            let (this, n_kw) = (s.at(0)?, s.at(2)?);
            let n_kw = vm.heap.small_int(n_kw).unwrap_or_default() as usize;
            let given = s.args_from(3);
            let Some(dict) = vm.materialize_dict(this) else { return Err(crate::vm_bug!("a namespace without dict").into()) };
            if given.len() > n_kw
                && let Some(mapping) = given.first().copied()
            {
                let class = vm.ty(ids::DICT);
                let dict_of =
                    s.ask(vm, |vm| if vm.is_exact(mapping, ids::DICT) { vm.own_flow(mapping) } else { vm.call_args(class, &[mapping]) })?;
                let keys: Vec<Ref> = vm.heap.dict(dict_of).map(|d| d.iter().map(|(k, _)| k).collect()).unwrap_or_default();
                if keys.into_iter().any(|k| vm.heap.text(k).is_none()) {
                    return fail(vm, "keywords must be strings");
                }
                s.ask(vm, |vm| vm.dict_update(dict, dict_of))?;
            }
            let names = s.arg(1).map(|k| subst_items(vm, k)).unwrap_or_default();
            s.act(vm, |vm| {
                for (name, value) in names.into_iter().zip(given.iter().skip(given.len() - n_kw)) {
                    vm.dict_set_str(dict, name, *value);
                }
                Ok(())
            })?;
            Ok(vm.none())
        })
    },
};

fn subst_items(vm: &Vm, r: Ref) -> Vec<Ref> {
    crate::objects::typing::subst::items_of(vm, r)
}

/// Args: the namespace, kwnames, number of keywords, the keywords' values.
pub static NAMESPACE_REPLACE: NativeDef = NativeDef {
    name: "SimpleNamespace.__replace__",
    catches: true,
    resume: |vm, f, answer| {
        script::resume(vm, f, answer, |vm, s| {
            let this = s.at(0)?;
            let class = vm.heap.type_of(this);
            let new = s.call(vm, class, &[])?;
            let names = s.arg(1).map(|k| subst_items(vm, k)).unwrap_or_default();
            let given = s.args_from(3);
            let (Some(from), Some(to)) = (vm.materialize_dict(this), vm.materialize_dict(new)) else {
                return Err(crate::vm_bug!("a namespace without dict").into());
            };
            s.ask(vm, |vm| vm.dict_update(to, from))?;
            s.act(vm, |vm| {
                for (name, value) in names.into_iter().zip(given) {
                    vm.dict_set_str(to, name, value);
                }
                Ok(())
            })?;
            Ok(vm.heap.own(new))
        })
    },
};

impl Vm {
    fn repr_running(&self, r: Ref) -> bool {
        let is = |f: &pyvarium_heap::frame::Frame| matches!(f, pyvarium_heap::frame::Frame::Native(n) if n.kind == kinds::NAMESPACE_REPR.0 && n.get(0) == Some(r));
        self.repr_stack.contains(&r) || self.thread.frames.iter().any(is)
    }
}

fn namespace_repr(vm: &mut Vm, args: &Args) -> Res {
    let r = args.at(0)?;
    let name = if vm.is_exact(r, ids::SIMPLE_NAMESPACE) { "namespace".to_owned() } else { vm.type_name(r) };
    if vm.repr_running(r) {
        return Ok(Flow::Value(vm.new_str(&format!("{name}(...)"))));
    }
    vm.run_script_of(kinds::NAMESPACE_REPR, &[r])
}

/// Args: the namespace.
pub static NAMESPACE_REPR: NativeDef = NativeDef {
    name: "repr",
    catches: true,
    resume: |vm, f, answer| {
        script::resume(vm, f, answer, |vm, s| {
            let this = s.at(0)?;
            let name = if vm.is_exact(this, ids::SIMPLE_NAMESPACE) { "namespace".to_owned() } else { vm.type_name(this) };
            let Some(dict) = vm.materialize_dict(this) else { return Err(crate::vm_bug!("a namespace without dict").into()) };
            let keys = s.make(vm, |vm| {
                let keys: Vec<Ref> = vm.heap.dict(dict).map(|d| d.iter().map(|(k, _)| k).collect()).unwrap_or_default();
                vm.list_from(&keys)
            })?;
            let mut shown = Vec::new();
            for key in subst_items(vm, keys) {
                let Some(text) = vm.heap.text(key).filter(|t| !t.is_empty()).map(|t| t.to_str_lossy().into_owned()) else { continue };
                let value = s.ask(vm, |vm| {
                    vm.repr_stack.push(this);
                    let told = match vm.dict_get_str(dict, key) {
                        Some(value) => vm.repr(value),
                        None => Err(crate::exc::key_error(vm, key)),
                    };
                    vm.repr_stack.pop();
                    told
                })?;
                shown.push(format!("{text}={}", vm.heap.str_lossy(value)));
            }
            Ok(vm.new_str(&format!("{name}({})", shown.join(", "))))
        })
    },
};
