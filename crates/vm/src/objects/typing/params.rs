//! The small companions of type parameters: `P.args` and `P.kwargs`, `NoDefault`, and what evaluates to a value
//! that is known.
//!
//! CPython: Objects/typevarobject.c.

use pyvarium_heap::types::{Layout, flags};
use pyvarium_heap::{Own, Ref};

use crate::args::Args;
use crate::core::{ids, kinds};
use crate::native::{FnDef, GetSetDef, NativeDef, NativeFn, TYPE_DEFAULT, TypeDef};
use crate::protocol::compare::{EQ, NE};
use crate::script;
use crate::signature::Signature;
use crate::slots::SlotId;
use crate::stop::{Flow, Res};
use crate::vm::Vm;

const fn part(name: &'static str, slots: &'static [(SlotId, NativeFn)], new: (&'static str, NativeFn)) -> TypeDef {
    TypeDef {
        name,
        base: Some(ids::OBJECT),
        layout: Layout::Native,
        flags: flags::HAVE_GC | flags::WEAKREFS,
        basicsize: 24,
        slots,
        new: Some(new),
        methods: PART_METHODS,
        getset: PART_GETSET,
        ..TYPE_DEFAULT
    }
}

const PART_METHODS: &[FnDef] = &[FnDef::new("__mro_entries__", "bases, /", super::typevar::no_base)];
const PART_GETSET: &[GetSetDef] = &[GetSetDef::member("__origin__", |vm, a| vm.native_slot(a, 0))];

/// slots: the parameter.
pub static PARAMSPEC_ARGS: TypeDef = part(
    "typing.ParamSpecArgs",
    &[(SlotId::Repr, |vm, a| repr(vm, a, ".args")), (SlotId::RichCompare, compare)],
    ("*args, **kwargs", |vm, a| new(vm, a, "paramspecargs", ids::PARAMSPEC_ARGS)),
);

pub static PARAMSPEC_KWARGS: TypeDef = part(
    "typing.ParamSpecKwargs",
    &[(SlotId::Repr, |vm, a| repr(vm, a, ".kwargs")), (SlotId::RichCompare, compare)],
    ("*args, **kwargs", |vm, a| new(vm, a, "paramspeckwargs", ids::PARAMSPEC_KWARGS)),
);

fn new(vm: &mut Vm, args: &Args, name: &str, ty: crate::native::TypeId) -> Res {
    let bound = vm.bind(&Signature::parse("origin"), name, name, &args.rest())?;
    let own = vm.heap.own(bound.at(0)?);
    Ok(Flow::Value(vm.new_native(ty, &[own.into()], &[])))
}

fn origin(vm: &Vm, r: Ref) -> Ref {
    vm.heap.native(r).and_then(|n| n.slot(0).get()).unwrap_or(vm.one.none)
}

fn repr(vm: &mut Vm, args: &Args, tail: &str) -> Res {
    let tail = vm.new_str(tail);
    vm.run_script(kinds::PARAMSPEC_PART_REPR, &[pyvarium_heap::Slot::borrow(args.at(0)?), tail.into()])
}

/// Args: the part, what stands behind its origin.
pub static PARAMSPEC_PART_REPR: NativeDef = NativeDef {
    name: "repr",
    catches: true,
    resume: |vm, f, answer| {
        script::resume(vm, f, answer, |vm, s| {
            let (this, tail) = (s.at(0)?, s.at(1)?);
            let origin = origin(vm, this);
            let head = if vm.is_exact(origin, ids::PARAMSPEC) {
                let name = vm.heap.native(origin).and_then(|n| n.slot(0).get());
                name.map(|n| vm.heap.str_lossy(n)).unwrap_or_default()
            } else {
                s.repr(vm, origin)?
            };
            let text = format!("{head}{}", vm.heap.str_lossy(tail));
            Ok(vm.new_str(&text))
        })
    },
};

fn compare(vm: &mut Vm, args: &Args) -> Res {
    let (a, b) = (args.at(0)?, args.at(1)?);
    if vm.heap.type_of(a) != vm.heap.type_of(b) || (args.op != EQ && args.op != NE) {
        return vm.not_implemented();
    }
    let (a, b) = (origin(vm, a), origin(vm, b));
    vm.richcompare(a, b, args.op)
}

/// The type of NoDefault.
pub static NO_DEFAULT_TYPE: TypeDef = TypeDef {
    name: "NoDefaultType",
    base: Some(ids::OBJECT),
    layout: Layout::Native,
    basicsize: 16,
    slots: &[(SlotId::Repr, |vm, _| Ok(Flow::Value(vm.new_str("typing.NoDefault"))))],
    new: Some(("*args, **kwargs", |vm, a| {
        if a.len() > 1 {
            return vm.type_err("NoDefaultType takes no arguments");
        }
        let r = vm.no_default();
        vm.own_flow(r)
    })),
    methods: &[FnDef::new("__reduce__", "", |vm, _| Ok(Flow::Value(vm.new_str("NoDefault"))))],
    ..TYPE_DEFAULT
};

/// slots: the value.
pub static CONST_EVALUATOR: TypeDef = TypeDef {
    name: "_typing._ConstEvaluator",
    base: Some(ids::OBJECT),
    layout: Layout::Native,
    flags: flags::HAVE_GC | flags::DISALLOW_INSTANTIATION,
    basicsize: 24,
    slots: &[
        (SlotId::Repr, |vm, a| crate::script::start(vm, kinds::CONST_EVALUATOR_REPR, a)),
        (SlotId::Call, |vm, a| {
            let r = a.at(0)?;
            if a.n_kw > 0 {
                return vm.type_err("constevaluator.__call__() takes no keyword arguments");
            }
            let n = a.len() - 1;
            if n != 1 {
                return vm.type_err(&format!("constevaluator.__call__() takes exactly 1 argument ({n} given)"));
            }
            let format = vm.index(a.at(1)?)?;
            let value = origin(vm, r);
            match format {
                STRING => vm.run_script_of(kinds::TYPE_TEXTS, &[value]),
                _ => vm.own_flow(value),
            }
        }),
    ],
    ..TYPE_DEFAULT
};

/// annotationlib.Format.STRING.
const STRING: i64 = 4;

pub static CONST_EVALUATOR_REPR: NativeDef = NativeDef {
    name: "repr",
    catches: true,
    resume: |vm, f, answer| {
        script::resume(vm, f, answer, |vm, s| {
            let value = origin(vm, s.at(0)?);
            let shown = s.repr(vm, value)?;
            Ok(vm.new_str(&format!("<constevaluator {shown}>")))
        })
    },
};

/// Args: a value, or a tuple of them, as annotations show it.
pub static TYPE_TEXTS: NativeDef = NativeDef {
    name: "repr",
    catches: true,
    resume: |vm, f, answer| {
        script::resume(vm, f, answer, |vm, s| {
            let value = s.at(0)?;
            let Some(items) = vm.heap.tuple(value).map(|t| t.items.iter().filter_map(|s| s.get()).collect::<Vec<_>>()) else {
                let text = super::repr::type_text(vm, s, value)?;
                return Ok(vm.new_str(&text));
            };
            let mut shown = Vec::new();
            for item in items {
                shown.push(super::repr::type_text(vm, s, item)?);
            }
            Ok(vm.new_str(&format!("({})", shown.join(", "))))
        })
    },
};

pub(super) fn const_evaluator(vm: &mut Vm, value: Ref) -> Own {
    let own = vm.heap.own(value);
    vm.new_native(ids::CONST_EVALUATOR, &[own.into()], &[])
}
