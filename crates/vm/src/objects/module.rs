//! Modules.
//!
//! CPython: Objects/moduleobject.c.

use pyvarium_heap::object::{Body, Native};
use pyvarium_heap::types::{Layout, flags};
use pyvarium_heap::{Own, Ref, Slot};
use std::rc::Rc;

use crate::args::Args;
use crate::core::{ids, kinds};
use crate::exc;
use crate::native::{FnDef, GetSetDef, NativeDef, TYPE_DEFAULT, TypeDef};
use crate::objects::annotations;
use crate::script;
use crate::signature::Signature;
use crate::slots::SlotId;
use crate::stop::{Flow, Res, Stop};
use crate::vm::Vm;

/// slots: the namespace dict.
pub static MODULE: TypeDef = TypeDef {
    name: "module",
    base: Some(ids::OBJECT),
    layout: Layout::Native,
    flags: flags::BASETYPE | flags::HAVE_GC,
    basicsize: 56,
    slots: &[(SlotId::Repr, module_repr), (SlotId::GetAttr, module_getattr), (SlotId::Init, module_init)],
    new: Some(("*args, **kwargs", |vm, a| {
        let class = a.at(0)?;
        let dict = vm.new_dict();
        if class == vm.ty(ids::MODULE) {
            return Ok(Flow::Value(vm.new_native(ids::MODULE, &[dict.into()], &[])));
        }
        let body = Native { slots: [Slot::from(dict)][..].into(), ..Native::default() };
        Ok(Flow::Value(vm.alloc_with_body(class, Body::Native(Rc::new(body)))))
    })),
    methods: &[FnDef::new("__dir__", "", |vm, a| crate::script::start(vm, kinds::MODULE_DIR, a))],
    getset: &[
        GetSetDef::member("__dict__", |vm, a| vm.native_slot(a, 0)),
        GetSetDef::rw("__annotations__", annotations::module_annotations, annotations::set_module_annotations),
        GetSetDef::rw("__annotate__", annotations::module_annotate, annotations::set_module_annotate),
    ],
    ..TYPE_DEFAULT
};

impl Vm {
    pub fn new_module(&mut self, name: &str) -> Own {
        let dict = self.new_dict();
        let text = self.intern(name);
        self.dict_set_named(dict.r(), "__name__", text);
        for key in ["__doc__", "__package__", "__loader__", "__spec__"] {
            let none = self.none();
            self.dict_set_named(dict.r(), key, none);
        }
        self.new_native(ids::MODULE, &[dict.into()], &[])
    }

    pub fn module_dict(&self, module: Ref) -> Option<Ref> {
        self.heap.native(module).and_then(|n| n.slot(0).get())
    }

    fn module_name(&self, module: Ref) -> Option<String> {
        let dict = self.module_dict(module)?;
        Some(self.heap.str_lossy(self.dict_get_str(dict, self.names.name)?))
    }
}

/// CPython: module___init___impl.
fn module_init(vm: &mut Vm, args: &Args) -> Res {
    let r = args.at(0)?;
    let bound = vm.bind(&Signature::parse("name, doc=None"), "module", "module", &args.rest())?;
    let name = bound.at(0)?;
    if vm.heap.text(name).is_none() {
        let message = format!("module() argument 'name' must be str, not {}", vm.given_name(name));
        return vm.type_err(&message);
    }
    let Some(dict) = vm.module_dict(r) else { return vm.none_flow() };
    let none = vm.one.none;
    let doc = bound.get(1).unwrap_or(none);
    for (key, value) in [("__name__", name), ("__doc__", doc), ("__package__", none), ("__loader__", none), ("__spec__", none)] {
        let own = vm.heap.own(value);
        vm.dict_set_named(dict, key, own);
    }
    vm.none_flow()
}

/// Args: the module. Its `__dir__` says what dir() shows.
pub static MODULE_DIR: NativeDef = NativeDef {
    name: "dir",
    catches: true,
    resume: |vm, f, answer| {
        script::resume(vm, f, answer, |vm, s| {
            let this = s.at(0)?;
            let dict = s.attr(vm, this, "__dict__")?;
            if let Some(own) = vm.dict_get_named(dict, "__dir__") {
                let names = s.call(vm, own, &[])?;
                return Ok(vm.heap.own(names));
            }
            let keys: Vec<Ref> = vm.heap.dict(dict).map(|d| d.iter().map(|(k, _)| k).collect()).unwrap_or_default();
            Ok(vm.list_from(&keys))
        })
    },
};

fn module_repr(vm: &mut Vm, args: &Args) -> Res {
    if !vm.imports.importlib.is_null() {
        return vm.call_importlib("_module_repr", &[args.at(0)?]);
    }
    let name = vm.module_name(args.at(0)?).unwrap_or_else(|| "?".to_owned());
    let text = if name == "__main__" { "<module '__main__'>".to_owned() } else { format!("<module '{name}' (built-in)>") };
    Ok(Flow::Value(vm.new_str(&text)))
}

/// CPython: _Py_module_getattro_impl: the namespace, then its `__getattr__`.
fn module_getattr(vm: &mut Vm, args: &Args) -> Res {
    let (r, name) = (args.at(0)?, args.at(1)?);
    let Some(dict) = vm.module_dict(r) else { return vm.generic_getattr(r, name) };
    if let Some(v) = vm.dict_get_str(dict, name) {
        return vm.own_flow(v);
    }
    let ty = vm.heap.type_of(r);
    if let Some(descr) = vm.lookup_type(ty, name) {
        return vm.descr_get(descr, Some(r), ty);
    }
    let hook = vm.names.getattr;
    if let Some(f) = vm.dict_get_str(dict, hook) {
        return vm.call_args(f, &[name]);
    }
    let (module, text) = (vm.module_name(r).unwrap_or_default(), vm.heap.str_lossy(name));
    if vm.tables.module(&module).is_some() && crate::builtins::known_missing(&module, &text) {
        return Err(Stop::not_supported(format!("{module}.{text}")));
    }
    if vm.imports.importlib.is_null() {
        return Err(exc::attribute_error(vm, &format!("module '{module}' has no attribute '{text}'"), r, name));
    }
    vm.module_has_no(r, name)
}
