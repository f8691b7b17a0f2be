//! `TypeVar`, `ParamSpec` and `TypeVarTuple`: made by the syntax of type parameters or by a call, with bounds,
//! constraints and defaults that are worked out when first asked for.
//!
//! CPython: Objects/typevarobject.c.

use pyvarium_heap::types::{Layout, flags};
use pyvarium_heap::{Own, Ref, Slot};

use crate::args::Args;
use crate::core::{ids, kinds};
use crate::native::{FnDef, GetSetDef, NativeDef, TYPE_DEFAULT, TypeDef, TypeId};
use crate::protocol::convert::truth_of_argument;
use crate::script::{self, Said, Script};
use crate::signature::Signature;
use crate::slots::SlotId;
use crate::stop::{Flow, Res};
use crate::vm::Vm;

/// Places of the slots of all three.
const NAME: usize = 0;
const BOUND: usize = 1;
const EVALUATE_BOUND: usize = 2;
const CONSTRAINTS: usize = 3;
const EVALUATE_CONSTRAINTS: usize = 4;
const DEFAULT: usize = 5;
const EVALUATE_DEFAULT: usize = 6;

const FLAGS: u32 = flags::HAVE_GC | flags::MANAGED_DICT | flags::WEAKREFS;

/// ints: covariant, contravariant, variance inferred.
pub static TYPEVAR: TypeDef = TypeDef {
    name: "typing.TypeVar",
    base: Some(ids::OBJECT),
    layout: Layout::Native,
    flags: FLAGS,
    basicsize: 80,
    slots: &[(SlotId::Repr, repr), (SlotId::Or, super::alias::make_union)],
    new: Some(("*args, **kwargs", |vm, a| {
        let a = bind(
            vm,
            "typevar",
            "name, *constraints, bound=None, default=None, covariant=False, contravariant=False, infer_variance=False",
            a,
        )?;
        variance(vm, &a)?;
        crate::script::start(vm, kinds::TYPEVAR_NEW, &a)
    })),
    methods: &[
        FnDef::new("__typing_subst__", "arg, /", |vm, a| by_typing(vm, "_typevar_subst", a)),
        FnDef::new("__typing_prepare_subst__", "alias, args, /", |vm, a| crate::script::start(vm, kinds::TYPEVAR_PREPARE, a)),
        FnDef::new("__reduce__", "", |vm, a| vm.native_slot(a, NAME)),
        FnDef::new("has_default", "", has_default),
        FnDef::new("__mro_entries__", "bases, /", no_base),
    ],
    getset: &[
        GetSetDef::member("__name__", |vm, a| vm.native_slot(a, NAME)),
        GetSetDef::member("__covariant__", |vm, a| flag(vm, a, 0)),
        GetSetDef::member("__contravariant__", |vm, a| flag(vm, a, 1)),
        GetSetDef::member("__infer_variance__", |vm, a| flag(vm, a, 2)),
        GetSetDef::ro("__bound__", |vm, a| lazy(vm, a, BOUND)),
        GetSetDef::ro("__constraints__", |vm, a| lazy(vm, a, CONSTRAINTS)),
        GetSetDef::ro("__default__", |vm, a| lazy(vm, a, DEFAULT)),
        GetSetDef::ro("evaluate_bound", |vm, a| evaluator(vm, a, BOUND)),
        GetSetDef::ro("evaluate_constraints", |vm, a| evaluator(vm, a, CONSTRAINTS)),
        GetSetDef::ro("evaluate_default", |vm, a| evaluator(vm, a, DEFAULT)),
    ],
    ..TYPE_DEFAULT
};

pub static PARAMSPEC: TypeDef = TypeDef {
    name: "typing.ParamSpec",
    base: Some(ids::OBJECT),
    layout: Layout::Native,
    flags: FLAGS,
    basicsize: 56,
    slots: &[(SlotId::Repr, repr), (SlotId::Or, super::alias::make_union)],
    new: Some(("*args, **kwargs", |vm, a| {
        let a = bind(vm, "paramspec", "name, *, bound=None, default=None, covariant=False, contravariant=False, infer_variance=False", a)?;
        variance(vm, &a)?;
        crate::script::start(vm, kinds::PARAMSPEC_NEW, &a)
    })),
    methods: &[
        FnDef::new("__typing_subst__", "arg, /", |vm, a| by_typing(vm, "_paramspec_subst", a)),
        FnDef::new("__typing_prepare_subst__", "alias, args, /", |vm, a| by_typing(vm, "_paramspec_prepare_subst", a)),
        FnDef::new("has_default", "", has_default),
        FnDef::new("__reduce__", "", |vm, a| vm.native_slot(a, NAME)),
        FnDef::new("__mro_entries__", "bases, /", no_base),
    ],
    getset: &[
        GetSetDef::member("__name__", |vm, a| vm.native_slot(a, NAME)),
        GetSetDef::member("__bound__", |vm, a| vm.native_slot(a, BOUND)),
        GetSetDef::member("__covariant__", |vm, a| flag(vm, a, 0)),
        GetSetDef::member("__contravariant__", |vm, a| flag(vm, a, 1)),
        GetSetDef::member("__infer_variance__", |vm, a| flag(vm, a, 2)),
        GetSetDef::ro("args", |vm, a| part_of(vm, a, ids::PARAMSPEC_ARGS)),
        GetSetDef::ro("kwargs", |vm, a| part_of(vm, a, ids::PARAMSPEC_KWARGS)),
        GetSetDef::ro("__default__", |vm, a| lazy(vm, a, DEFAULT)),
        GetSetDef::ro("evaluate_default", |vm, a| evaluator(vm, a, DEFAULT)),
    ],
    ..TYPE_DEFAULT
};

pub static TYPEVARTUPLE: TypeDef = TypeDef {
    name: "typing.TypeVarTuple",
    base: Some(ids::OBJECT),
    layout: Layout::Native,
    flags: FLAGS,
    basicsize: 40,
    slots: &[(SlotId::Repr, repr), (SlotId::Iter, super::generic::unpack_iter)],
    new: Some(("*args, **kwargs", |vm, a| {
        let a = bind(vm, "typevartuple", "name, *, default=None", a)?;
        let module = vm.callers_module();
        let made = new_param(vm, ids::TYPEVARTUPLE, a.at(0)?, [0, 0, 0]);
        fill(vm, made.r(), DEFAULT, a.get(1));
        set_module(vm, made.r(), module);
        Ok(Flow::Value(made))
    })),
    methods: &[
        FnDef::new("__typing_subst__", "arg, /", |vm, _| vm.type_err("Substitution of bare TypeVarTuple is not supported")),
        FnDef::new("__typing_prepare_subst__", "alias, args, /", |vm, a| by_typing(vm, "_typevartuple_prepare_subst", a)),
        FnDef::new("__reduce__", "", |vm, a| vm.native_slot(a, NAME)),
        FnDef::new("has_default", "", has_default),
        FnDef::new("__mro_entries__", "bases, /", no_base),
    ],
    getset: &[
        GetSetDef::member("__name__", |vm, a| vm.native_slot(a, NAME)),
        GetSetDef::ro("__default__", |vm, a| lazy(vm, a, DEFAULT)),
        GetSetDef::ro("evaluate_default", |vm, a| evaluator(vm, a, DEFAULT)),
    ],
    ..TYPE_DEFAULT
};

/// Binds under the name that CPython's messages use; the first argument, the class, is left out.
pub(super) fn bind(vm: &mut Vm, name: &str, params: &'static str, args: &Args) -> Res<Args> {
    let bound = vm.bind(&Signature::parse(params), name, name, &args.rest())?;
    let given = bound.at(0)?;
    if vm.heap.text(given).is_none() {
        let message = format!("{name}() argument 'name' must be str, not {}", vm.given_name(given));
        return vm.type_err(&message);
    }
    Ok(bound)
}

/// Bound: name, bound, default, the three variances. CPython: the checks of typevar_new_impl.
fn variance(vm: &mut Vm, bound: &Args) -> Res<[i64; 3]> {
    let mut given = [0; 3];
    for (i, place) in given.iter_mut().enumerate() {
        *place = match bound.get(3 + i) {
            Some(r) => i64::from(truth_of_argument(vm, r)?),
            None => 0,
        };
    }
    match given {
        [1, 1, _] => vm.value_err("Bivariant types are not supported."),
        [1, _, 1] | [_, 1, 1] => vm.value_err("Variance cannot be specified with infer_variance."),
        _ => Ok(given),
    }
}

/// Args: name, bound, default, variances, constraints...
pub static TYPEVAR_NEW: NativeDef = NativeDef {
    name: "TypeVar",
    catches: true,
    resume: |vm, f, answer| {
        script::resume(vm, f, answer, |vm, s| {
            let bound = checked_bound(vm, s)?;
            let constraints = s.args_from(6);
            if constraints.len() == 1 {
                vm.type_err::<()>("A single constraint is not allowed")?;
            }
            if !constraints.is_empty() && bound.is_some() {
                vm.type_err::<()>("Constraints cannot be combined with bound=...")?;
            }
            let made = made_param(vm, s, ids::TYPEVAR, bound)?;
            if !constraints.is_empty() {
                let tuple = vm.tuple_from(&constraints);
                put(vm, made.r(), CONSTRAINTS, tuple.into());
            }
            Ok(made)
        })
    },
};

/// Args: name, bound, default, variances.
pub static PARAMSPEC_NEW: NativeDef = NativeDef {
    name: "ParamSpec",
    catches: true,
    resume: |vm, f, answer| {
        script::resume(vm, f, answer, |vm, s| {
            let bound = checked_bound(vm, s)?;
            made_param(vm, s, ids::PARAMSPEC, bound)
        })
    },
};

fn checked_bound(vm: &mut Vm, s: &mut Script<'_>) -> Said<Option<Ref>> {
    match s.arg(1).filter(|b| *b != vm.one.none) {
        Some(bound) => {
            let message = s.make(vm, |vm| vm.new_str("Bound must be a type."))?;
            s.typing(vm, "_type_check", &[bound, message]).map(Some)
        }
        None => Ok(None),
    }
}

fn made_param(vm: &mut Vm, s: &Script<'_>, ty: TypeId, bound: Option<Ref>) -> Said {
    let mut variance = [0; 3];
    for (i, place) in variance.iter_mut().enumerate() {
        *place = i64::from(s.arg(3 + i).is_some_and(|r| vm.truth_now(r).unwrap_or(true)));
    }
    let (name, module) = (s.at(0)?, vm.callers_module());
    let made = new_param(vm, ty, name, variance);
    fill(vm, made.r(), BOUND, bound);
    fill(vm, made.r(), DEFAULT, s.arg(2));
    set_module(vm, made.r(), module);
    Ok(made)
}

/// A bare one. CPython: typevar_alloc and its twins.
pub fn new_param(vm: &mut Vm, ty: TypeId, name: Ref, variance: [i64; 3]) -> Own {
    let name = vm.heap.own(name);
    let mut slots = [Slot::NULL; 7];
    if let Some(place) = slots.first_mut() {
        *place = name.into();
    }
    vm.new_native(ty, &slots, &variance)
}

fn fill(vm: &mut Vm, r: Ref, place: usize, value: Option<Ref>) {
    if let Some(value) = value {
        let own = vm.heap.own(value);
        put(vm, r, place, own.into());
    }
}

fn put(vm: &mut Vm, r: Ref, place: usize, value: Slot) {
    match vm.heap.native_mut(r).map(|n| n.set_slot(place, value)) {
        Some(old) => vm.heap.release(old),
        None => vm.heap.release(value),
    }
}

pub(super) fn set_module(vm: &mut Vm, r: Ref, module: Ref) {
    let key = vm.names.module;
    // An object with room for attributes takes them.
    let _ = vm.set_instance_attr(r, key, Some(module));
}

fn slot(vm: &Vm, r: Ref, i: usize) -> Option<Ref> {
    vm.heap.native(r).and_then(|n| n.slot(i).get())
}

fn flag(vm: &mut Vm, args: &Args, i: usize) -> Res {
    let yes = vm.heap.native(args.at(0)?).is_some_and(|n| n.int(i) != 0);
    vm.bool_flow(yes)
}

fn repr(vm: &mut Vm, args: &Args) -> Res {
    let r = args.at(0)?;
    let Some(name) = slot(vm, r, NAME) else { return vm.none_flow() };
    let (co, contra, infer) = vm.heap.native(r).map_or((0, 0, 0), |n| (n.int(0), n.int(1), n.int(2)));
    if infer != 0 || vm.is_exact(r, ids::TYPEVARTUPLE) {
        return vm.own_flow(name);
    }
    let sign = match (co, contra) {
        (0, 0) => "~",
        (0, _) => "-",
        _ => "+",
    };
    let text = format!("{sign}{}", vm.heap.str_lossy(name));
    Ok(Flow::Value(vm.new_str(&text)))
}

pub(super) fn no_base(vm: &mut Vm, args: &Args) -> Res {
    let ty = vm.heap.type_of(args.at(0)?);
    let name = vm.name_of_type(ty);
    vm.type_err(&format!("Cannot subclass an instance of {name}"))
}

fn has_default(vm: &mut Vm, args: &Args) -> Res {
    let r = args.at(0)?;
    let no_default = vm.no_default();
    let given = slot(vm, r, DEFAULT).is_some_and(|d| d != no_default);
    let yes = given || slot(vm, r, EVALUATE_DEFAULT).is_some();
    vm.bool_flow(yes)
}

/// A bound, constraints or default, worked out now if need be, then kept.
fn lazy(vm: &mut Vm, args: &Args, place: usize) -> Res {
    let r = args.at(0)?;
    if let Some(known) = slot(vm, r, place) {
        return vm.own_flow(known);
    }
    if slot(vm, r, place + 1).is_none() {
        return match place {
            CONSTRAINTS => vm.own_flow(vm.one.empty_tuple),
            DEFAULT => {
                let none = vm.no_default();
                vm.own_flow(none)
            }
            _ => vm.none_flow(),
        };
    }
    let place = vm.new_int(place as i64);
    vm.run_script(kinds::TYPEVAR_LAZY, &[Slot::borrow(r), place.into()])
}

/// Args: the parameter, the place of its value.
pub static TYPEVAR_LAZY: NativeDef = NativeDef {
    name: "type parameter",
    catches: true,
    resume: |vm, f, answer| {
        script::resume(vm, f, answer, |vm, s| {
            let (r, place) = (s.at(0)?, s.at(1)?);
            let place = vm.heap.small_int(place).unwrap_or_default() as usize;
            let evaluate = slot(vm, r, place + 1).unwrap_or(vm.one.none);
            let value = s.call(vm, evaluate, &[])?;
            fill(vm, r, place, Some(value));
            Ok(vm.heap.own(value))
        })
    },
};

fn evaluator(vm: &mut Vm, args: &Args, place: usize) -> Res {
    let r = args.at(0)?;
    if let Some(function) = slot(vm, r, place + 1) {
        return vm.own_flow(function);
    }
    match slot(vm, r, place) {
        Some(value) => Ok(Flow::Value(super::params::const_evaluator(vm, value))),
        None => vm.none_flow(),
    }
}

fn part_of(vm: &mut Vm, args: &Args, ty: TypeId) -> Res {
    let own = vm.heap.own(args.at(0)?);
    Ok(Flow::Value(vm.new_native(ty, &[own.into()], &[])))
}

/// Calls a function of `typing` with all arguments.
pub(super) fn by_typing(vm: &mut Vm, function: &str, args: &Args) -> Res {
    let mut slots: Vec<Slot> = vec![vm.intern(function).into()];
    slots.extend(args.positional().map(Slot::borrow));
    vm.run_script(kinds::TYPING_CALL, &slots)
}

/// Args: the function's name, its arguments.
pub static TYPING_CALL: NativeDef = NativeDef {
    name: "typing",
    catches: true,
    resume: |vm, f, answer| {
        script::resume(vm, f, answer, |vm, s| {
            let name = s.at(0)?;
            let (name, args) = (vm.heap.str_lossy(name), s.args_from(1));
            let value = s.typing(vm, &name, &args)?;
            Ok(vm.heap.own(value))
        })
    },
};

/// Args: the type variable, the alias, its arguments. CPython: typevar_typing_prepare_subst_impl.
pub static TYPEVAR_PREPARE: NativeDef = NativeDef {
    name: "TypeVar.__typing_prepare_subst__",
    catches: true,
    resume: |vm, f, answer| {
        script::resume(vm, f, answer, |vm, s| {
            let (this, alias, args) = (s.at(0)?, s.at(1)?, s.at(2)?);
            let params = s.attr(vm, alias, "__parameters__")?;
            let index = s.ask(vm, |vm| {
                let name = vm.intern("index").into_ref();
                vm.call_special(params, name, &[this])
            })?;
            let index = vm.heap.small_int(index).unwrap_or_default();
            let n = s.ask(vm, |vm| vm.length(args))?;
            let n = vm.heap.small_int(n).unwrap_or_default();
            if index < n {
                return Ok(vm.heap.own(args));
            }
            if index == n {
                let default = s.ask(vm, |vm| lazy(vm, &Args::one(this), DEFAULT))?;
                if default != vm.no_default() {
                    let more = s.make(vm, |vm| vm.tuple_from(&[default]))?;
                    let all = s.ask(vm, |vm| vm.binary_op(0, args, more, false))?;
                    return Ok(vm.heap.own(all));
                }
            }
            let alias = s.str(vm, alias)?;
            Err(vm
                .type_err::<()>(&format!("Too few arguments for {alias}; actual {n}, expected at least {}", index + 1))
                .map_or_else(|stop| stop.into(), |()| crate::vm_bug!("TypeVar").into()))
        })
    },
};

impl Vm {
    /// The default of a parameter, if this is one. CPython: get_type_param_default.
    pub(super) fn type_param_default(&mut self, r: Ref) -> Res {
        let is_param = [ids::TYPEVAR, ids::PARAMSPEC, ids::TYPEVARTUPLE].into_iter().any(|ty| self.is_exact(r, ty));
        if !is_param {
            return self.not_a_param(r);
        }
        lazy(self, &Args::one(r), DEFAULT)
    }

    fn not_a_param(&mut self, r: Ref) -> Res {
        self.type_err_of("Expected a type param, got ", r, "")
    }

    /// CALL_INTRINSIC_1 and _2: a parameter of the syntax.
    pub(crate) fn make_type_param(&mut self, ty: TypeId, name: Ref, bound: Option<Ref>, constraints: Option<Ref>) -> Own {
        let made = new_param(self, ty, name, [0, 0, 1]);
        fill(self, made.r(), EVALUATE_BOUND, bound);
        fill(self, made.r(), EVALUATE_CONSTRAINTS, constraints);
        made
    }

    /// CPython: _Py_set_typeparam_default.
    pub(crate) fn set_type_param_default(&mut self, param: Ref, evaluate: Ref) -> Res {
        let is_param = [ids::TYPEVAR, ids::PARAMSPEC, ids::TYPEVARTUPLE].into_iter().any(|ty| self.is_exact(param, ty));
        if !is_param {
            return self.not_a_param(param);
        }
        fill(self, param, EVALUATE_DEFAULT, Some(evaluate));
        self.own_flow(param)
    }
}
