//! `int | str`.
//!
//! CPython: Objects/unionobject.c.

use pyvarium_heap::types::{Layout, flags};
use pyvarium_heap::{Own, Ref, Slot};

use crate::args::Args;
use crate::core::{ids, kinds};
use crate::native::{FnDef, GetSetDef, NativeDef, TYPE_DEFAULT, TypeDef};
use crate::objects::generic_alias::{hash_of, parameters};
use crate::objects::typing::repr::type_text;
use crate::objects::typing::subst::{self, fail, items_of};
use crate::protocol::compare::{EQ, NE};
use crate::script::{self, Heard, Said, Script};
use crate::slots::SlotId;
use crate::stop::{Flow, Res};
use crate::vm::Vm;

const ARGS: usize = 0;
const HASHABLE: usize = 1;
const UNHASHABLE: usize = 2;
const PARAMETERS: usize = 3;

/// slots: members (a tuple), those that have a hash (a frozenset), those that have none (a tuple, or
/// nothing), parameters once known.
pub static UNION: TypeDef = TypeDef {
    name: "typing.Union",
    base: Some(ids::OBJECT),
    layout: Layout::Native,
    flags: flags::HAVE_GC | flags::DISALLOW_INSTANTIATION | flags::WEAKREFS | flags::KEYED,
    basicsize: 56,
    slots: &[
        (SlotId::Repr, |vm, a| crate::script::start(vm, kinds::UNION_REPR, a)),
        (SlotId::Hash, |vm, a| crate::script::start(vm, kinds::UNION_HASH, a)),
        (SlotId::GetAttr, |vm, a| vm.generic_getattr(a.at(0)?, a.at(1)?)),
        (SlotId::RichCompare, |vm, a| {
            let (x, y) = (a.at(0)?, a.at(1)?);
            if !vm.is_exact(y, ids::UNION) || (a.op != EQ && a.op != NE) {
                return vm.not_implemented();
            }
            let negate = Own::assume(vm.bool_ref(a.op == NE));
            vm.run_script(kinds::UNION_COMPARE, &[Slot::borrow(x), Slot::borrow(y), negate.into()])
        }),
        (SlotId::Subscript, |vm, a| crate::script::start(vm, kinds::UNION_GETITEM, a)),
        (SlotId::Or, union_or),
    ],
    methods: &[
        FnDef::new("__mro_entries__", "bases, /", |vm, a| vm.run_script_of(kinds::UNION_AS_BASE, &[a.at(0)?])),
        FnDef::class("__class_getitem__", "args, /", |vm, a| {
            let args = a.at(1)?;
            let members = if vm.heap.tuple(args).is_some() { items_of(vm, args) } else { vec![args] };
            if members.is_empty() {
                return vm.type_err("Cannot take a Union of no types.");
            }
            vm.run_script_of(kinds::UNION_CHECKED, &members)
        }),
    ],
    getset: &[
        GetSetDef::member("__args__", |vm, a| vm.native_slot(a, ARGS)),
        GetSetDef::ro("__name__", |vm, _| Ok(Flow::Value(vm.new_str("Union")))),
        GetSetDef::ro("__qualname__", |vm, _| Ok(Flow::Value(vm.new_str("Union")))),
        GetSetDef::ro("__origin__", |vm, _| {
            let union = vm.ty(ids::UNION);
            vm.own_flow(union)
        }),
        GetSetDef::ro("__parameters__", |vm, a| crate::script::start(vm, kinds::UNION_PARAMETERS, a)),
    ],
    ..TYPE_DEFAULT
};

fn members(vm: &Vm, union: Ref) -> Vec<Ref> {
    part(vm, union, ARGS)
}

fn part(vm: &Vm, union: Ref, i: usize) -> Vec<Ref> {
    let tuple = vm.heap.native(union).and_then(|n| n.slot(i).get());
    tuple.map(|t| items_of(vm, t)).unwrap_or_default()
}

/// Args: the union.
pub static UNION_REPR: NativeDef = NativeDef {
    name: "repr",
    catches: true,
    resume: |vm, f, answer| {
        script::resume(vm, f, answer, |vm, s| {
            let this = s.at(0)?;
            let mut shown = Vec::new();
            for member in members(vm, this) {
                shown.push(type_text(vm, s, member)?);
            }
            Ok(vm.new_str(&shown.join(" | ")))
        })
    },
};

/// Args: the union. The same whatever the order.
pub static UNION_HASH: NativeDef = NativeDef {
    name: "hash",
    catches: true,
    resume: |vm, f, answer| {
        script::resume(vm, f, answer, |vm, s| {
            let this = s.at(0)?;
            let unhashable = part(vm, this, UNHASHABLE);
            for member in &unhashable {
                hash_of(vm, s, *member)?;
            }
            if !unhashable.is_empty() {
                return fail(vm, &format!("union contains {} unhashable elements", unhashable.len()));
            }
            let set = vm.heap.native(this).and_then(|n| n.slot(HASHABLE).get()).unwrap_or(vm.one.none);
            let n = hash_of(vm, s, set)?;
            Ok(vm.new_int(n))
        })
    },
};

/// Args: two unions, whether to ask for the opposite.
pub static UNION_COMPARE: NativeDef = NativeDef {
    name: "==",
    catches: true,
    resume: |vm, f, answer| {
        script::resume(vm, f, answer, |vm, s| {
            let (x, y, negate) = (s.at(0)?, s.at(1)?, s.at(2)?);
            let set = |vm: &Vm, r: Ref| vm.heap.native(r).and_then(|n| n.slot(HASHABLE).get()).unwrap_or(vm.one.none);
            let (xs, ys) = (set(vm, x), set(vm, y));
            let mut equal = s.says(vm, |vm| vm.richcompare_bool(xs, ys, EQ))?;
            let (xs, ys) = (part(vm, x, UNHASHABLE), part(vm, y, UNHASHABLE));
            equal = equal && xs.len() == ys.len();
            for (these, those) in [(&xs, &ys), (&ys, &xs)] {
                for member in these {
                    equal = equal && contains(vm, s, those, *member)?;
                }
            }
            Ok(Own::assume(vm.bool_ref(equal != (negate == vm.one.true_))))
        })
    },
};

fn contains(vm: &mut Vm, s: &mut Script<'_>, list: &[Ref], r: Ref) -> Said<bool> {
    for other in list {
        let other = *other;
        if s.says(vm, |vm| vm.richcompare_bool(other, r, EQ))? {
            return Ok(true);
        }
    }
    Ok(false)
}

/// Args: the union.
pub static UNION_PARAMETERS: NativeDef = NativeDef {
    name: "__parameters__",
    catches: true,
    resume: |vm, f, answer| {
        script::resume(vm, f, answer, |vm, s| {
            let this = s.at(0)?;
            let params = parameters(vm, s, this, ARGS, PARAMETERS)?;
            Ok(vm.heap.own(params))
        })
    },
};

/// Args: the union, the key. CPython: union_getitem.
pub static UNION_GETITEM: NativeDef = NativeDef {
    name: "Union.__getitem__",
    catches: true,
    resume: |vm, f, answer| {
        script::resume(vm, f, answer, |vm, s| {
            let (this, key) = (s.at(0)?, s.at(1)?);
            let params = s.ask(vm, |vm| vm.run_script_of(kinds::UNION_PARAMETERS, &[this]))?;
            let (args, params) = (members(vm, this), items_of(vm, params));
            let new = subst::substitute(vm, s, this, &args, &params, key)?;
            let mut new = new.into_iter();
            let Some(mut union) = new.next() else { return fail(vm, "Cannot take a Union of no types.") };
            for member in new {
                let left = union;
                union = s.ask(vm, |vm| vm.binary_op(OR, left, member, false))?;
            }
            Ok(vm.heap.own(union))
        })
    },
};

/// NB_OR.
const OR: u8 = 7;

/// A class statement with a union among its bases.
pub static UNION_AS_BASE: NativeDef = NativeDef {
    name: "Union.__mro_entries__",
    catches: true,
    resume: |vm, f, answer| {
        script::resume(vm, f, answer, |vm, s| {
            let this = s.at(0)?;
            let shown = s.repr(vm, this)?;
            fail(vm, &format!("Cannot subclass {shown}"))
        })
    },
};

/// May this stand in a union without being asked by `typing`?
fn is_unionable(vm: &Vm, r: Ref) -> bool {
    r == vm.one.none
        || vm.heap.as_type(r).is_some()
        || vm.is_instance_of(r, ids::GENERIC_ALIAS)
        || vm.is_exact(r, ids::UNION)
        || vm.is_exact(r, ids::TYPE_ALIAS)
}

/// `X | Y`. CPython: _Py_union_type_or.
pub fn union_or(vm: &mut Vm, args: &Args) -> Res {
    let (a, b) = (args.at(0)?, args.at(1)?);
    // A union takes anything that `typing` lets pass. CPython: union_or.
    let takes_all = vm.is_exact(a, ids::UNION) || vm.is_exact(b, ids::UNION);
    if !takes_all && (!is_unionable(vm, a) || !is_unionable(vm, b)) {
        return vm.not_implemented();
    }
    vm.run_script_of(kinds::UNION_CHECKED, &[a, b])
}

/// Args: what becomes the members, each of which `typing` may have to check. CPython: _Py_union_from_tuple.
pub static UNION_CHECKED: NativeDef = NativeDef {
    name: "|",
    catches: true,
    resume: |vm, f, answer| {
        script::resume(vm, f, answer, |vm, s| {
            let mut built = Built::default();
            let set = s.make(vm, |vm| vm.new_set(ids::FROZENSET))?;
            for arg in s.args_from(0) {
                if vm.is_exact(arg, ids::UNION) {
                    for member in members(vm, arg) {
                        built.add(vm, s, set, member)?;
                    }
                    continue;
                }
                let arg = if arg == vm.one.none { vm.ty(ids::NONE_TYPE) } else { arg };
                let arg = if is_unionable(vm, arg) {
                    arg
                } else {
                    let message = s.make(vm, |vm| vm.new_str("Union[arg, ...]: each arg must be a type."))?;
                    s.typing(vm, "_type_check", &[arg, message])?
                };
                built.add(vm, s, set, arg)?;
            }
            if let [one] = built.all.as_slice() {
                return Ok(vm.heap.own(*one));
            }
            let unhashable = if built.unhashable.is_empty() { Slot::NULL } else { vm.tuple_from(&built.unhashable).into() };
            let (all, set) = (vm.tuple_from(&built.all), vm.heap.own(set));
            Ok(vm.new_native(ids::UNION, &[all.into(), set.into(), unhashable, Slot::NULL], &[]))
        })
    },
};

/// The union of classes that differ.
pub fn union_of_classes(vm: &mut Vm, classes: &[Ref]) -> pyvarium_heap::Own {
    let set = vm.new_set(ids::FROZENSET);
    for class in classes {
        // Classes hash by identity.
        let hash = pyvarium_heap::hash::hash_pointer(vm.heap.address(*class));
        let own = vm.heap.own(*class);
        if let Some(s) = vm.heap.set_mut(set.r()) {
            s.insert_new(hash, own.into());
        }
    }
    let all = vm.tuple_from(classes);
    vm.new_native(ids::UNION, &[all.into(), set.into(), Slot::NULL, Slot::NULL], &[])
}

#[derive(Default)]
struct Built {
    all: Vec<Ref>,
    unhashable: Vec<Ref>,
}

impl Built {
    /// CPython: unionbuilder_add_single_unchecked.
    fn add(&mut self, vm: &mut Vm, s: &mut Script<'_>, set: Ref, member: Ref) -> Said<()> {
        let hash = s.hear(vm, |vm| vm.hash(member))?;
        let Heard::Value(_) = hash else {
            if !contains(vm, s, &self.unhashable, member)? {
                self.unhashable.push(member);
                self.all.push(member);
            }
            return Ok(());
        };
        let known = s.says(vm, |vm| vm.contains(set, member))?;
        if !known {
            s.ask(vm, |vm| vm.set_op(crate::protocol::set_ops::SetOp::Add, set, member))?;
            self.all.push(member);
        }
        Ok(())
    }
}
