//! `list[int]`: what annotations are made of.
//!
//! CPython: Objects/genericaliasobject.c.

use pyvarium_heap::object::{Body, Native};
use pyvarium_heap::types::{Layout, flags};
use pyvarium_heap::{Own, Ref, Slot};
use std::rc::Rc;

use crate::args::Args;
use crate::core::{ids, kinds};
use crate::native::{FnDef, GetSetDef, NativeDef, TYPE_DEFAULT, TypeDef};
use crate::objects::typing::repr::{item_text, type_text};
use crate::objects::typing::subst::{self, is_starred, items_of};
use crate::objects::union::union_or;
use crate::protocol::compare::{EQ, NE};
use crate::protocol::iter::self_iter;
use crate::script::{self, Said, Script};
use crate::slots::SlotId;
use crate::stop::{Flow, Res, Stop};
use crate::vm::Vm;
use crate::vm_bug;

const PARAMETERS: usize = 2;

/// slots: origin, arguments (a tuple), parameters once known; ints: starred.
pub static GENERIC_ALIAS: TypeDef = TypeDef {
    name: "types.GenericAlias",
    base: Some(ids::OBJECT),
    layout: Layout::Native,
    flags: flags::HAVE_GC | flags::BASETYPE | flags::WEAKREFS | flags::KEYED,
    basicsize: 64,
    slots: &[
        (SlotId::Repr, |vm, a| crate::script::start(vm, kinds::ALIAS_REPR, a)),
        (SlotId::Hash, |vm, a| crate::script::start(vm, kinds::ALIAS_HASH, a)),
        (SlotId::RichCompare, alias_compare),
        (SlotId::GetAttr, alias_getattr),
        (SlotId::Call, alias_call),
        (SlotId::Subscript, |vm, a| crate::script::start(vm, kinds::ALIAS_GETITEM, a)),
        (SlotId::Iter, |vm, a| {
            let own = vm.heap.own(a.at(0)?);
            Ok(Flow::Value(vm.new_native(ids::GENERIC_ALIAS_ITERATOR, &[own.into()], &[])))
        }),
        (SlotId::Or, union_or),
    ],
    new: Some(("*args, **kwargs", |vm, a| {
        if a.n_kw > 0 {
            return vm.type_err("GenericAlias() takes no keyword arguments");
        }
        let n = a.len() - 1;
        if n != 2 {
            return vm.type_err(&format!("GenericAlias expected 2 arguments, got {n}"));
        }
        let (class, origin, args) = (a.at(0)?, a.at(1)?, a.at(2)?);
        Ok(Flow::Value(new_alias(vm, class, origin, args, false)))
    })),
    methods: &[
        FnDef::new("__mro_entries__", "bases, /", |vm, a| {
            let (origin, _) = parts(vm, a.at(0)?)?;
            Ok(Flow::Value(vm.tuple_from(&[origin])))
        }),
        FnDef::new("__instancecheck__", "instance, /", |vm, _| vm.type_err("isinstance() argument 2 cannot be a parameterized generic")),
        FnDef::new("__subclasscheck__", "subclass, /", |vm, _| vm.type_err("issubclass() argument 2 cannot be a parameterized generic")),
        FnDef::new("__reduce__", "", reduce),
        FnDef::new("__dir__", "", |vm, a| crate::script::start(vm, kinds::ALIAS_DIR, a)),
    ],
    getset: &[
        GetSetDef::member("__origin__", |vm, a| vm.native_slot(a, 0)),
        GetSetDef::member("__args__", |vm, a| vm.native_slot(a, 1)),
        GetSetDef::member("__unpacked__", |vm, a| {
            let yes = is_starred(vm, a.at(0)?);
            vm.bool_flow(yes)
        }),
        GetSetDef::ro("__parameters__", |vm, a| crate::script::start(vm, kinds::ALIAS_PARAMETERS, a)),
        GetSetDef::ro("__typing_unpacked_tuple_args__", |vm, a| {
            let r = a.at(0)?;
            let (origin, args) = parts(vm, r)?;
            if is_starred(vm, r) && origin == vm.ty(ids::TUPLE) { vm.own_flow(args) } else { vm.none_flow() }
        }),
    ],
    ..TYPE_DEFAULT
};

/// slots: the alias, until it was given.
pub static GENERIC_ALIAS_ITERATOR: TypeDef = TypeDef {
    name: "generic_alias_iterator",
    base: Some(ids::OBJECT),
    layout: Layout::Native,
    flags: flags::HAVE_GC | flags::DISALLOW_INSTANTIATION,
    basicsize: 24,
    slots: &[
        (SlotId::Iter, self_iter),
        (SlotId::IterNext, |vm, a| {
            let it = a.at(0)?;
            let Some(alias) = vm.heap.native(it).and_then(|n| n.slot(0).get()) else { return Err(Stop::Exhausted) };
            let (origin, args) = parts(vm, alias)?;
            let class = vm.ty(ids::GENERIC_ALIAS);
            let starred = new_alias(vm, class, origin, args, true);
            if let Some(old) = vm.heap.native_mut(it).map(|n| n.set_slot(0, Slot::NULL)) {
                vm.heap.release(old);
            }
            Ok(Flow::Value(starred))
        }),
    ],
    methods: &[FnDef::new("__reduce__", "", |vm, a| {
        let alias = vm.heap.native(a.at(0)?).and_then(|n| n.slot(0).get());
        let iter = vm.builtin_by_name("iter");
        let given = vm.tuple_from(&[alias.unwrap_or(vm.one.empty_tuple)]);
        let all = vm.tuple_from(&[iter, given.r()]);
        vm.heap.decref_own(given);
        Ok(Flow::Value(all))
    })],
    ..TYPE_DEFAULT
};

/// `__class_getitem__` of the builtin containers. CPython: Py_GenericAlias.
pub fn generic_alias(vm: &mut Vm, args: &Args) -> Res {
    let (origin, key) = (args.at(0)?, args.at(1)?);
    let class = vm.ty(ids::GENERIC_ALIAS);
    Ok(Flow::Value(new_alias(vm, class, origin, key, false)))
}

fn new_alias(vm: &mut Vm, class: Ref, origin: Ref, args: Ref, starred: bool) -> Own {
    let given = match vm.heap.tuple(args) {
        Some(_) => vm.heap.own(args),
        None => vm.tuple_from(&[args]),
    };
    let origin = vm.heap.own(origin);
    let (slots, ints) = ([origin.into(), given.into(), Slot::NULL], [i64::from(starred)]);
    if class == vm.ty(ids::GENERIC_ALIAS) {
        return vm.new_native(ids::GENERIC_ALIAS, &slots, &ints);
    }
    let body = Native { slots: slots[..].into(), ints: ints[..].into(), bytes: Vec::new() };
    vm.alloc_with_body(class, Body::Native(Rc::new(body)))
}

fn parts(vm: &Vm, r: Ref) -> Res<(Ref, Ref)> {
    let n = vm.heap.native(r);
    n.and_then(|n| Some((n.slot(0).get()?, n.slot(1).get()?))).ok_or_else(|| vm_bug!("an empty generic alias"))
}

/// Args: the alias.
pub static ALIAS_REPR: NativeDef = NativeDef {
    name: "repr",
    catches: true,
    resume: |vm, f, answer| {
        script::resume(vm, f, answer, |vm, s| {
            let this = s.at(0)?;
            let (origin, args) = parts(vm, this)?;
            let head = type_text(vm, s, origin)?;
            let mut shown = Vec::new();
            for item in items_of(vm, args) {
                shown.push(item_text(vm, s, item)?);
            }
            let inside = if shown.is_empty() { "()".to_owned() } else { shown.join(", ") };
            let star = if is_starred(vm, this) { "*" } else { "" };
            Ok(vm.new_str(&format!("{star}{head}[{inside}]")))
        })
    },
};

/// Args: the alias.
pub static ALIAS_HASH: NativeDef = NativeDef {
    name: "hash",
    catches: true,
    resume: |vm, f, answer| {
        script::resume(vm, f, answer, |vm, s| {
            let (origin, args) = parts(vm, s.at(0)?)?;
            let (x, y) = (hash_of(vm, s, origin)?, hash_of(vm, s, args)?);
            Ok(vm.new_int(x ^ y))
        })
    },
};

pub(crate) fn hash_of(vm: &mut Vm, s: &mut Script<'_>, r: Ref) -> Said<i64> {
    let n = s.ask(vm, |vm| vm.hash(r))?;
    let own = vm.heap.own(n);
    Ok(vm.hash_from(own))
}

/// Args: the alias.
pub static ALIAS_PARAMETERS: NativeDef = NativeDef {
    name: "__parameters__",
    catches: true,
    resume: |vm, f, answer| {
        script::resume(vm, f, answer, |vm, s| {
            let this = s.at(0)?;
            let params = parameters(vm, s, this, 1, PARAMETERS)?;
            Ok(vm.heap.own(params))
        })
    },
};

/// The parameters of an alias or union, kept in a slot once known.
pub(crate) fn parameters(vm: &mut Vm, s: &mut Script<'_>, this: Ref, args: usize, place: usize) -> Said<Ref> {
    let known = |vm: &Vm, i: usize| vm.heap.native(this).and_then(|n| n.slot(i).get());
    let Some(args) = known(vm, args) else { return Err(vm_bug!("an empty alias").into()) };
    let args = items_of(vm, args);
    // Whether they are known is asked once: they may become known meanwhile.
    let found = s.ask(vm, |vm| vm.own_flow(known(vm, place).unwrap_or(vm.one.none)))?;
    if found != vm.one.none {
        return Ok(found);
    }
    let params = subst::make_parameters(vm, s, &args)?;
    let tuple = s.make(vm, |vm| vm.tuple_from(&params))?;
    s.act(vm, |vm| {
        let own = vm.heap.own(tuple);
        if let Some(old) = vm.heap.native_mut(this).map(|n| n.set_slot(place, own.into())) {
            vm.heap.release(old);
        }
        Ok(())
    })?;
    Ok(tuple)
}

/// Args: the alias, the key.
pub static ALIAS_GETITEM: NativeDef = NativeDef {
    name: "GenericAlias.__getitem__",
    catches: true,
    resume: |vm, f, answer| {
        script::resume(vm, f, answer, |vm, s| {
            let (this, key) = (s.at(0)?, s.at(1)?);
            let params = s.ask(vm, |vm| vm.run_script_of(kinds::ALIAS_PARAMETERS, &[this]))?;
            let (origin, args) = parts(vm, this)?;
            let (args, params) = (items_of(vm, args), items_of(vm, params));
            let new = subst::substitute(vm, s, this, &args, &params, key)?;
            let new = s.make(vm, |vm| vm.tuple_from(&new))?;
            let (class, starred) = (vm.ty(ids::GENERIC_ALIAS), is_starred(vm, this));
            Ok(new_alias(vm, class, origin, new, starred))
        })
    },
};

fn alias_call(vm: &mut Vm, args: &Args) -> Res {
    let (origin, _) = parts(vm, args.at(0)?)?;
    let n_kw = vm.new_int(args.n_kw as i64);
    let mut slots: Vec<Slot> = vec![Slot::borrow(origin), args.kwnames.map_or(Slot::NULL, Slot::borrow), n_kw.into()];
    slots.extend(args.items.iter().filter_map(|s| s.get()).map(Slot::borrow));
    vm.run_script(kinds::ALIAS_CALL, &slots)
}

/// Args: origin, kwnames, number of keywords, the alias, its arguments. The instance is told by `__orig_class__`
/// how it was made, if it can be.
pub static ALIAS_CALL: NativeDef = NativeDef {
    name: "GenericAlias.__call__",
    catches: true,
    resume: |vm, f, answer| {
        script::resume(vm, f, answer, |vm, s| {
            let (origin, n_kw, alias) = (s.at(0)?, s.at(2)?, s.at(3)?);
            let n_kw = vm.heap.small_int(n_kw).unwrap_or_default() as usize;
            let args = Args { kwnames: s.arg(1), n_kw, ..Args::new(&s.args_from(4)) };
            let made = s.ask(vm, |vm| vm.call(origin, &args))?;
            let told = s.hear(vm, |vm| {
                let name = vm.intern("__orig_class__").into_ref();
                vm.setattr(made, name, Some(alias))
            })?;
            if let script::Heard::Raised(e) = told
                && !vm.is_instance_of(e, ids::ATTRIBUTE_ERROR)
                && !vm.is_instance_of(e, ids::TYPE_ERROR)
            {
                return Err(s.reraise(vm, e));
            }
            Ok(vm.heap.own(made))
        })
    },
};

fn alias_compare(vm: &mut Vm, args: &Args) -> Res {
    let (x, y) = (args.at(0)?, args.at(1)?);
    let alias = |vm: &Vm, r: Ref| vm.is_instance_of(r, ids::GENERIC_ALIAS);
    if !alias(vm, x) || !alias(vm, y) || (args.op != EQ && args.op != NE) {
        return vm.not_implemented();
    }
    if is_starred(vm, x) != is_starred(vm, y) {
        return vm.bool_flow(args.op == NE);
    }
    let negate = Own::assume(vm.bool_ref(args.op == NE));
    vm.run_script(kinds::ALIAS_COMPARE, &[Slot::borrow(x), Slot::borrow(y), negate.into()])
}

/// Args: two aliases, whether to ask for the opposite.
pub static ALIAS_COMPARE: NativeDef = NativeDef {
    name: "==",
    catches: true,
    resume: |vm, f, answer| {
        script::resume(vm, f, answer, |vm, s| {
            let (x, y, negate) = (s.at(0)?, s.at(1)?, s.at(2)?);
            let ((a, xs), (b, ys)) = (parts(vm, x)?, parts(vm, y)?);
            let mut equal = s.says(vm, |vm| vm.richcompare_bool(a, b, EQ))?;
            if equal {
                equal = s.says(vm, |vm| vm.richcompare_bool(xs, ys, EQ))?;
            }
            Ok(Own::assume(vm.bool_ref(equal != (negate == vm.one.true_))))
        })
    },
};

/// What an alias answers itself.
const OWN: &[&str] = &[
    "__class__",
    "__origin__",
    "__args__",
    "__unpacked__",
    "__parameters__",
    "__typing_unpacked_tuple_args__",
    "__mro_entries__",
    "__reduce_ex__",
    "__reduce__",
];

/// What it has not, although its origin may.
const BLOCKED: &[&str] = &["__copy__", "__deepcopy__", "__bases__"];

/// What an alias does not have itself its origin answers. CPython: ga_getattro.
fn alias_getattr(vm: &mut Vm, args: &Args) -> Res {
    let (r, name) = (args.at(0)?, args.at(1)?);
    let text = vm.heap.str_lossy(name);
    if vm.heap.text(name).is_none() || OWN.contains(&text.as_str()) || BLOCKED.contains(&text.as_str()) {
        return vm.generic_getattr(r, name);
    }
    let (origin, _) = parts(vm, r)?;
    vm.getattr(origin, name)
}

/// Args: the alias. CPython: ga_dir: the origin's names and the alias's own.
pub static ALIAS_DIR: NativeDef = NativeDef {
    name: "dir",
    catches: true,
    resume: |vm, f, answer| {
        script::resume(vm, f, answer, |vm, s| {
            let (origin, _) = parts(vm, s.at(0)?)?;
            let dir = s.ask(vm, |vm| {
                let dir = vm.builtin_by_name("dir");
                vm.call_args(dir, &[origin])
            })?;
            let mut names = items_of(vm, dir);
            for own in OWN {
                let name = vm.intern(own).into_ref();
                if !names.iter().any(|n| vm.heap.str_lossy(*n) == *own) {
                    names.push(name);
                }
            }
            Ok(vm.list_from(&names))
        })
    },
};

/// CPython: ga_reduce.
fn reduce(vm: &mut Vm, args: &Args) -> Res {
    let r = args.at(0)?;
    let (origin, given) = parts(vm, r)?;
    let class = vm.ty(ids::GENERIC_ALIAS);
    if is_starred(vm, r) {
        let plain = new_alias(vm, class, origin, given, false);
        let it = vm.new_native(ids::GENERIC_ALIAS_ITERATOR, &[plain.into()], &[]);
        let (next, one) = (vm.builtin_by_name("next"), vm.tuple_from(&[it.r()]));
        vm.heap.decref_own(it);
        let all = vm.tuple_from(&[next, one.r()]);
        vm.heap.decref_own(one);
        return Ok(Flow::Value(all));
    }
    let two = vm.tuple_from(&[origin, given]);
    let all = vm.tuple_from(&[class, two.r()]);
    vm.heap.decref_own(two);
    Ok(Flow::Value(all))
}

impl Vm {
    /// A builtin as the builtins module has it now; None if it was taken away.
    pub(crate) fn builtin_by_name(&self, name: &str) -> Ref {
        self.dict_get_named(self.builtins, name).unwrap_or(self.one.none)
    }
}
