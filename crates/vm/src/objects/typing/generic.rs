//! `Generic`, and what the syntax of type parameters needs of `typing`.
//!
//! CPython: Objects/typevarobject.c (generic_class_getitem, _Py_subscript_generic, unpack).

use pyvarium_heap::types::{Layout, flags};
use pyvarium_heap::{Ref, Slot};

use crate::args::Args;
use crate::core::{ids, kinds};
use crate::native::{FnDef, NativeDef, TYPE_DEFAULT, TypeDef};
use crate::objects::typing::subst::items_of;
use crate::script::{self, Said, Script};
use crate::stop::Res;
use crate::vm::Vm;

pub static GENERIC: TypeDef = TypeDef {
    name: "typing.Generic",
    base: Some(ids::OBJECT),
    layout: Layout::Object,
    flags: flags::BASETYPE | flags::HAVE_GC,
    basicsize: 16,
    methods: &[
        FnDef::class("__class_getitem__", "*args, **kwargs", |vm, a| with_class(vm, a, "_generic_class_getitem")),
        FnDef::class("__init_subclass__", "*args, **kwargs", |vm, a| with_class(vm, a, "_generic_init_subclass")),
    ],
    ..TYPE_DEFAULT
};

/// Calls a function of `typing` with the class and all that was given.
fn with_class(vm: &mut Vm, args: &Args, function: &str) -> Res {
    let mut slots: Vec<Slot> = vec![vm.intern(function).into(), args.kwnames.map_or(Slot::NULL, Slot::borrow)];
    let n_kw = vm.new_int(args.n_kw as i64);
    slots.push(n_kw.into());
    slots.extend(args.items.iter().filter_map(|s| s.get()).map(Slot::borrow));
    vm.run_script(kinds::GENERIC_CALL, &slots)
}

/// Args: the function's name, kwnames, number of keywords, its arguments.
pub static GENERIC_CALL: NativeDef = NativeDef {
    name: "Generic",
    catches: true,
    resume: |vm, f, answer| {
        script::resume(vm, f, answer, |vm, s| {
            let (name, n_kw) = (s.at(0)?, s.at(2)?);
            let (name, n_kw) = (vm.heap.str_lossy(name), vm.heap.small_int(n_kw).unwrap_or_default() as usize);
            let function = s.typing_attr(vm, &name)?;
            let kwnames = s.arg(1);
            let args = Args { kwnames, n_kw, ..Args::new(&s.args_from(3)) };
            let value = s.ask(vm, |vm| vm.call(function, &args))?;
            Ok(vm.heap.own(value))
        })
    },
};

/// `Unpack[x]`.
fn unpack(vm: &mut Vm, s: &mut Script<'_>, r: Ref) -> Said<Ref> {
    let unpack = s.typing_attr(vm, "Unpack")?;
    s.ask(vm, |vm| vm.getitem(unpack, r))
}

/// A tuple of parameters in which each TypeVarTuple is unpacked.
pub(super) fn unpack_typevartuples(vm: &mut Vm, s: &mut Script<'_>, params: Ref) -> Said<Ref> {
    let items = items_of(vm, params);
    if !items.iter().any(|p| vm.is_exact(*p, ids::TYPEVARTUPLE)) {
        return Ok(params);
    }
    let mut all = Vec::new();
    for item in items {
        all.push(if vm.is_exact(item, ids::TYPEVARTUPLE) { unpack(vm, s, item)? } else { item });
    }
    s.make(vm, |vm| vm.tuple_from(&all))
}

/// tp_iter of TypeVarTuple and of aliases: `*Ts` gives `Unpack[Ts]` once.
pub(super) fn unpack_iter(vm: &mut Vm, args: &Args) -> Res {
    crate::script::start(vm, kinds::UNPACK_ITER, args)
}

pub static UNPACK_ITER: NativeDef = NativeDef {
    name: "Unpack",
    catches: true,
    resume: |vm, f, answer| {
        script::resume(vm, f, answer, |vm, s| {
            let this = s.at(0)?;
            let one = unpack(vm, s, this)?;
            let tuple = s.make(vm, |vm| vm.tuple_from(&[one]))?;
            let it = s.ask(vm, |vm| vm.iter(tuple))?;
            Ok(vm.heap.own(it))
        })
    },
};

/// INTRINSIC_SUBSCRIPT_GENERIC. Args: the tuple of parameters.
pub static SUBSCRIPT_GENERIC: NativeDef = NativeDef {
    name: "Generic[...]",
    catches: true,
    resume: |vm, f, answer| {
        script::resume(vm, f, answer, |vm, s| {
            let params = s.at(0)?;
            let params = unpack_typevartuples(vm, s, params)?;
            let generic = vm.ty(ids::GENERIC);
            let alias = s.typing(vm, "_GenericAlias", &[generic, params])?;
            Ok(vm.heap.own(alias))
        })
    },
};
