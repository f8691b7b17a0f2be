//! `type X = ...`: an alias whose value is worked out when first asked for.
//!
//! CPython: Objects/typevarobject.c (typealias).

use pyvarium_heap::types::{Layout, flags};
use pyvarium_heap::{Own, Ref, Slot};

use crate::args::Args;
use crate::core::{ids, kinds};
use crate::native::{FnDef, GetSetDef, NativeDef, TYPE_DEFAULT, TypeDef};
use crate::objects::generic_alias::generic_alias;
use crate::objects::typing::subst::{fail, items_of};
use crate::objects::typing::typevar::bind;
use crate::script;
use crate::slots::SlotId;
use crate::stop::{Flow, Res};
use crate::vm::Vm;

const NAME: usize = 0;
const PARAMS: usize = 1;
const COMPUTE: usize = 2;
const VALUE: usize = 3;
const MODULE: usize = 4;

/// slots: name, parameters, the function that computes the value, the value, module.
pub static TYPE_ALIAS: TypeDef = TypeDef {
    name: "typing.TypeAliasType",
    base: Some(ids::OBJECT),
    layout: Layout::Native,
    flags: flags::HAVE_GC,
    basicsize: 56,
    slots: &[
        (SlotId::Repr, |vm, a| vm.native_slot(a, NAME)),
        (SlotId::Iter, super::generic::unpack_iter),
        (SlotId::Or, crate::objects::union::union_or),
        (SlotId::Subscript, |vm, a| {
            if slot(vm, a.at(0)?, PARAMS).is_none() {
                return vm.type_err("Only generic type aliases are subscriptable");
            }
            generic_alias(vm, a)
        }),
    ],
    new: Some(("*args, **kwargs", |vm, a| {
        let a = bind(vm, "typealias", "name, value, *, type_params=None", a)?;
        if a.get(2).is_some_and(|p| vm.heap.tuple(p).is_none()) {
            return vm.type_err("type_params must be a tuple");
        }
        crate::script::start(vm, kinds::TYPE_ALIAS_NEW, &a)
    })),
    methods: &[FnDef::new("__reduce__", "", |vm, a| vm.native_slot(a, NAME))],
    getset: &[
        GetSetDef::member("__name__", |vm, a| vm.native_slot(a, NAME)),
        GetSetDef::ro("__parameters__", |vm, a| match slot(vm, a.at(0)?, PARAMS) {
            None => vm.own_flow(vm.one.empty_tuple),
            Some(params) => vm.run_script_of(kinds::TYPE_ALIAS_PARAMS, &[params]),
        }),
        GetSetDef::ro("__type_params__", |vm, a| {
            let params = slot(vm, a.at(0)?, PARAMS).unwrap_or(vm.one.empty_tuple);
            vm.own_flow(params)
        }),
        GetSetDef::ro("__value__", |vm, a| match slot(vm, a.at(0)?, VALUE) {
            Some(value) => vm.own_flow(value),
            None => crate::script::start(vm, kinds::TYPE_ALIAS_VALUE, a),
        }),
        GetSetDef::ro("evaluate_value", |vm, a| {
            let r = a.at(0)?;
            match (slot(vm, r, COMPUTE), slot(vm, r, VALUE)) {
                (Some(function), _) => vm.own_flow(function),
                (None, value) => Ok(Flow::Value(super::params::const_evaluator(vm, value.unwrap_or(vm.one.none)))),
            }
        }),
        GetSetDef::ro("__module__", |vm, a| {
            let r = a.at(0)?;
            let computed = slot(vm, r, COMPUTE).and_then(|f| vm.heap.function(f)).and_then(|f| f.module.get());
            let module = slot(vm, r, MODULE).or(computed).unwrap_or(vm.one.none);
            vm.own_flow(module)
        }),
    ],
    ..TYPE_DEFAULT
};

fn slot(vm: &Vm, r: Ref, i: usize) -> Option<Ref> {
    vm.heap.native(r).and_then(|n| n.slot(i).get())
}

fn new_alias(vm: &mut Vm, parts: [Option<Ref>; 5]) -> Own {
    let slots = parts.map(|p| p.map_or(Slot::NULL, |r| vm.heap.own(r).into()));
    vm.new_native(ids::TYPE_ALIAS, &slots, &[])
}

/// Args: name, value, parameters. CPython: typealias_check_type_params.
pub static TYPE_ALIAS_NEW: NativeDef = NativeDef {
    name: "TypeAliasType",
    catches: true,
    resume: |vm, f, answer| {
        script::resume(vm, f, answer, |vm, s| {
            let params = s.arg(2).filter(|p| !items_of(vm, *p).is_empty());
            let mut default_seen = false;
            for param in params.map(|p| items_of(vm, p)).unwrap_or_default() {
                let default = s.ask(vm, |vm| vm.type_param_default(param))?;
                if default != vm.no_default() {
                    default_seen = true;
                } else if default_seen {
                    let shown = s.repr(vm, param)?;
                    return fail(vm, &format!("non-default type parameter '{shown}' follows default type parameter"));
                }
            }
            let module = vm.callers_module();
            Ok(new_alias(vm, [Some(s.at(0)?), params, None, Some(s.at(1)?), Some(module)]))
        })
    },
};

/// Args: the tuple of parameters.
pub static TYPE_ALIAS_PARAMS: NativeDef = NativeDef {
    name: "type alias",
    catches: true,
    resume: |vm, f, answer| {
        script::resume(vm, f, answer, |vm, s| {
            let params = s.at(0)?;
            let params = super::generic::unpack_typevartuples(vm, s, params)?;
            Ok(vm.heap.own(params))
        })
    },
};

/// Args: the alias.
pub static TYPE_ALIAS_VALUE: NativeDef = NativeDef {
    name: "type alias",
    catches: true,
    resume: |vm, f, answer| {
        script::resume(vm, f, answer, |vm, s| {
            let this = s.at(0)?;
            let compute = slot(vm, this, COMPUTE).unwrap_or(vm.one.none);
            let value = s.call(vm, compute, &[])?;
            let own = vm.heap.own(value);
            if let Some(old) = vm.heap.native_mut(this).map(|n| n.set_slot(VALUE, own.into())) {
                vm.heap.release(old);
            }
            Ok(vm.heap.own(value))
        })
    },
};

impl Vm {
    /// INTRINSIC_TYPEALIAS of (name, parameters or None, function).
    pub(crate) fn make_type_alias(&mut self, parts: Ref) -> Own {
        let items = items_of(self, parts);
        let at = |i: usize| items.get(i).copied();
        let params = at(1).filter(|p| *p != self.one.none && !items_of(self, *p).is_empty());
        new_alias(self, [at(0), params, at(2), None, None])
    }
}

/// `T | x`: takes what `x | y` of classes does not, such as a str. CPython: typevarobject.c, make_union.
pub(super) fn make_union(vm: &mut Vm, args: &Args) -> Res {
    vm.run_script_of(kinds::UNION_CHECKED, &[args.at(0)?, args.at(1)?])
}
