//! The attributes of classes: `__name__`, `__mro__`, `__dict__` and their kin; dir().
//!
//! CPython: Objects/typeobject.c, type_getsets and type___dir___impl.

use pyvarium_heap::types::flags;
use pyvarium_heap::{Ref, Slot};

use crate::args::Args;
use crate::core::ids;
use crate::exc;
use crate::native::GetSetDef;
use crate::objects::annotations;
use crate::objects::type_facts::TypeFacts;
use crate::protocol::convert::truth_of_argument;
use crate::stop::{Flow, Res};
use crate::vm::Vm;

pub static GETSET: &[GetSetDef] = &[
    GetSetDef::rw("__name__", get_name, set_name),
    GetSetDef::rw("__qualname__", get_qualname, set_qualname),
    GetSetDef::rw("__module__", get_module, set_module),
    GetSetDef::rw("__bases__", |vm, a| type_slot(vm, a, |t| t.bases), crate::objects::class_bases::set_bases),
    GetSetDef::ro("__mro__", |vm, a| type_slot(vm, a, |t| t.mro)),
    GetSetDef::member("__base__", |vm, a| type_slot(vm, a, |t| t.base)),
    GetSetDef::ro("__dict__", get_dict),
    GetSetDef::rw("__doc__", get_doc, set_doc),
    GetSetDef::member("__basicsize__", |vm, a| fact(vm, a, |f| i64::from(f.basicsize))),
    GetSetDef::member("__itemsize__", |vm, a| fact(vm, a, |f| i64::from(f.itemsize))),
    GetSetDef::member("__flags__", |vm, a| fact(vm, a, |f| i64::from(f.flags))),
    GetSetDef::rw("__annotations__", annotations::class_annotations, annotations::set_class_annotations),
    GetSetDef::rw("__annotate__", annotations::class_annotate, annotations::set_class_annotate),
    GetSetDef::ro("__text_signature__", |vm, a| match vm.native_type_signature(a.at(0)?) {
        Some(text) => Ok(Flow::Value(vm.new_str(&text))),
        None => vm.none_flow(),
    }),
    GetSetDef::member("__dictoffset__", |vm, a| fact(vm, a, |f| i64::from(f.dictoffset))),
    GetSetDef::member("__weakrefoffset__", |vm, a| fact(vm, a, |f| i64::from(f.weakrefoffset))),
    GetSetDef::rw(
        "__type_params__",
        |vm, a| {
            let name = vm.names.type_params;
            let found = vm.heap.as_type(a.at(0)?).filter(|t| t.has(flags::HEAPTYPE)).and_then(|t| t.dict.get());
            let found = found.and_then(|d| vm.dict_get_str(d, name));
            vm.own_flow(found.unwrap_or(vm.one.empty_tuple))
        },
        |vm, a| set_in_dict(vm, a, "__type_params__"),
    ),
    GetSetDef::rw("__abstractmethods__", get_abstract, set_abstract),
];

fn type_slot(vm: &mut Vm, args: &Args, f: fn(&pyvarium_heap::types::Type) -> Slot) -> Res {
    let r = args.at(0)?;
    let slot = vm.heap.as_type(r).map(f).and_then(|s| s.get());
    vm.own_flow(slot.unwrap_or(vm.one.none))
}

fn fact(vm: &mut Vm, args: &Args, f: fn(TypeFacts) -> i64) -> Res {
    let n = f(vm.type_facts(args.at(0)?));
    Ok(Flow::Value(vm.new_int(n)))
}

fn get_name(vm: &mut Vm, args: &Args) -> Res {
    type_slot(vm, args, |t| t.name)
}

fn get_qualname(vm: &mut Vm, args: &Args) -> Res {
    type_slot(vm, args, |t| t.qualname)
}

pub fn settable(vm: &mut Vm, args: &Args, name: &str) -> Res<(Ref, Ref)> {
    let r = args.at(0)?;
    let class = vm.name_of_type(r);
    if vm.heap.as_type(r).is_none_or(|t| !t.has(flags::HEAPTYPE)) {
        return vm.type_err(&format!("cannot set '{name}' attribute of immutable type '{class}'"));
    }
    match args.get(1) {
        Some(v) => Ok((r, v)),
        None => vm.type_err(&format!("cannot delete '{name}' attribute of immutable type '{class}'")),
    }
}

fn set_text(vm: &mut Vm, args: &Args, name: &str, place: fn(&mut pyvarium_heap::types::Type) -> &mut Slot) -> Res {
    let (r, v) = settable(vm, args, name)?;
    if vm.heap.text(v).is_none() {
        let (class, given) = (vm.name_of_type(r), vm.type_name(v));
        return vm.type_err(&format!("can only assign string to {class}.{name}, not '{given}'"));
    }
    if name == "__name__" && vm.heap.text(v).is_some_and(|t| t.points().any(|p| p == 0)) {
        return vm.value_err("type name must not contain null characters");
    }
    let own = vm.heap.own(v);
    let old = vm.heap.as_type_mut(r).map(|t| std::mem::replace(place(t), own.into()));
    if let Some(old) = old {
        vm.heap.release(old);
    }
    vm.none_flow()
}

fn set_name(vm: &mut Vm, args: &Args) -> Res {
    set_text(vm, args, "__name__", |t| &mut t.name)
}

fn set_qualname(vm: &mut Vm, args: &Args) -> Res {
    set_text(vm, args, "__qualname__", |t| &mut t.qualname)
}

fn get_module(vm: &mut Vm, args: &Args) -> Res {
    let r = args.at(0)?;
    let module = vm.names.module;
    let own = vm.heap.as_type(r).filter(|t| t.has(flags::HEAPTYPE)).and_then(|t| t.dict.get()).and_then(|d| vm.dict_get_str(d, module));
    match own {
        Some(m) => vm.own_flow(m),
        None => {
            let text = vm.type_module(r);
            Ok(Flow::Value(vm.intern(&text)))
        }
    }
}

fn set_in_dict(vm: &mut Vm, args: &Args, name: &str) -> Res {
    let (r, v) = settable(vm, args, name)?;
    if let Some(dict) = vm.heap.as_type(r).and_then(|t| t.dict.get()) {
        let key = vm.intern(name).into_ref();
        vm.dict_set_str(dict, key, v);
    }
    vm.type_modified(r);
    vm.none_flow()
}

fn set_module(vm: &mut Vm, args: &Args) -> Res {
    set_in_dict(vm, args, "__module__")
}

fn set_doc(vm: &mut Vm, args: &Args) -> Res {
    set_in_dict(vm, args, "__doc__")
}

fn get_doc(vm: &mut Vm, args: &Args) -> Res {
    let r = args.at(0)?;
    let native = vm.heap.as_type(r).filter(|t| !t.has(flags::HEAPTYPE)).map(|t| crate::native::TypeId(t.def));
    if let Some(text) = native.and_then(|id| vm.native_type_doc(id)) {
        return Ok(Flow::Value(vm.new_str(&text)));
    }
    let doc = vm.names.doc;
    let found = vm.heap.as_type(r).and_then(|t| t.dict.get()).and_then(|d| vm.dict_get_str(d, doc));
    match found {
        Some(d) => vm.descr_get(d, None, r),
        None => vm.none_flow(),
    }
}

fn get_dict(vm: &mut Vm, args: &Args) -> Res {
    let r = args.at(0)?;
    match vm.heap.as_type(r).and_then(|t| t.dict.get()) {
        Some(d) => {
            let own = vm.heap.own(d);
            Ok(Flow::Value(vm.new_native(ids::MAPPINGPROXY, &[own.into()], &[])))
        }
        None => vm.none_flow(),
    }
}

fn get_abstract(vm: &mut Vm, args: &Args) -> Res {
    let r = args.at(0)?;
    let name = vm.names.abstractmethods;
    let found = vm.heap.as_type(r).and_then(|t| t.dict.get()).and_then(|d| vm.dict_get_str(d, name));
    match found {
        Some(v) if r != vm.ty(ids::TYPE) => vm.own_flow(v),
        _ => Err(exc::attribute_error(vm, "__abstractmethods__", r, name)),
    }
}

fn set_abstract(vm: &mut Vm, args: &Args) -> Res {
    let (r, key) = (args.at(0)?, vm.names.abstractmethods);
    let Some(dict) = vm.heap.as_type(r).filter(|t| t.has(flags::HEAPTYPE)).and_then(|t| t.dict.get()) else {
        return settable(vm, args, "__abstractmethods__").map(|_| Flow::Pushed);
    };
    let is_abstract = match args.get(1) {
        Some(v) => truth_of_argument(vm, v)?,
        None => false,
    };
    match args.get(1) {
        Some(v) => vm.dict_set_str(dict, key, v),
        None if vm.dict_del_str(dict, key) => {}
        None => return Err(exc::attribute_error(vm, "__abstractmethods__", r, key)),
    }
    if let Some(t) = vm.heap.as_type_mut(r) {
        if is_abstract {
            t.flags |= flags::IS_ABSTRACT;
        } else {
            t.flags &= !flags::IS_ABSTRACT;
        }
    }
    vm.type_modified(r);
    vm.none_flow()
}

impl Vm {
    /// Names of a class and its bases, sorted.
    pub fn class_dir(&self, ty: Ref) -> Vec<String> {
        let mut names = std::collections::BTreeSet::new();
        for class in self.mro_of(ty) {
            if let Some(dict) = self.heap.as_type(class).and_then(|t| t.dict.get()).and_then(|d| self.heap.dict(d)) {
                names.extend(dict.iter().map(|(k, _)| self.heap.str_lossy(k)));
            }
        }
        names.into_iter().collect()
    }

    /// CPython: object___dir___impl: the instance's names and its class's.
    pub fn dir_names(&self, r: Ref) -> Vec<String> {
        let mut names: std::collections::BTreeSet<String> = self.class_dir(self.heap.type_of(r)).into_iter().collect();
        if let Some(dict) = self.existing_dict(r).and_then(|d| self.heap.dict(d)) {
            names.extend(dict.iter().map(|(k, _)| self.heap.str_lossy(k)));
        }
        if let Some(instance) = self.heap.instance(r) {
            names.extend(
                instance.attrs.inline.iter().filter(|(_, v)| !v.is_null()).filter_map(|(n, _)| n.get()).map(|n| self.heap.str_lossy(n)),
            );
        }
        names.into_iter().collect()
    }
}
