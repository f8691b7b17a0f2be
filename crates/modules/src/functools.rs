//! The _functools module: `reduce` and `cmp_to_key` here, `partial` and the cache in files of their own.
//!
//! CPython: Modules/_functoolsmodule.c.

use pyvarium_heap::types::{Layout, flags};
use pyvarium_heap::{Ref, Slot};
use pyvarium_vm::args::Args;
use pyvarium_vm::core::ids;
use pyvarium_vm::native::{Answer, FnDef, GetSetDef, Kind, Library, ModuleDef, NativeDef, Next, TYPE_DEFAULT, TypeDef, TypeId};
use pyvarium_vm::slots::SlotId;
use pyvarium_vm::{Flow, Res, Vm, exc, vm_bug};

use crate::ask::{item, own, own_opt, part, value};
use crate::first::functools as first;
use crate::functools_lru::{LINK_TYPE, LRU_CALL_FRAME, LRU_TYPE};
use crate::functools_partial::{PARTIAL_TYPE, PLACEHOLDER_TYPE};
use crate::{ask, ask_catching, ask_next};

const KEY: TypeId = TypeId(first::TYPE);
pub const PARTIAL: TypeId = TypeId(first::TYPE + 1);
pub const PLACEHOLDER: TypeId = TypeId(first::TYPE + 2);
pub const LRU: TypeId = TypeId(first::TYPE + 3);
pub const LINK: TypeId = TypeId(first::TYPE + 4);

const REDUCE: Kind = Kind(first::KIND);
const KEY_COMPARE: Kind = Kind(first::KIND + 1);
pub const LRU_CALL: Kind = Kind(first::KIND + 2);

pub const LIBRARY: Library = Library {
    types: &[&KEY_TYPE, &PARTIAL_TYPE, &PLACEHOLDER_TYPE, &LRU_TYPE, &LINK_TYPE],
    natives: &[&REDUCE_FRAME, &KEY_COMPARE_FRAME, &LRU_CALL_FRAME],
    modules: &[&FUNCTOOLS],
};

pub static FUNCTOOLS: ModuleDef = ModuleDef {
    name: "_functools",
    doc: Some("Tools that operate on functions."),
    functions: &[
        FnDef::new("reduce", "function, iterable, /, initial=None", |vm, a| {
            let initial = own_opt(vm, a.get(2));
            vm.push_native(REDUCE, &[Slot::borrow(a.at(0)?), Slot::borrow(a.at(1)?), Slot::NULL, initial, Slot::NULL], &[])
        }),
        FnDef::new("cmp_to_key", "mycmp", |vm, a| {
            let cmp = own(vm, a.at(0)?);
            Ok(Flow::Value(vm.new_native(KEY, &[cmp, Slot::NULL], &[])))
        }),
    ],
    types: &[PARTIAL, LRU, PLACEHOLDER],
    exec: Some(|vm, module| {
        let placeholder = vm.new_native(PLACEHOLDER, &[], &[]);
        if let Some(dict) = vm.module_dict(module) {
            vm.dict_set_named(dict, "Placeholder", placeholder);
        }
        Ok(())
    }),
};

/// slots: function, iterable, iterator, the result so far, an item.
pub static REDUCE_FRAME: NativeDef = NativeDef {
    name: "reduce",
    catches: true,
    resume: |vm, f, answer| {
        let (Some(function), Some(iterable)) = (f.get(0), f.get(1)) else { return Err(vm_bug!("reduce")) };
        let mut answer = answer;
        loop {
            match f.pc {
                0 => ask_catching!(f, answer, 1, vm.iter(iterable)),
                1 => match std::mem::replace(&mut answer, Answer::Start) {
                    Answer::Raised(e) if vm.is_instance_of(e.r(), ids::TYPE_ERROR) => {
                        vm.heap.decref_own(e);
                        return vm.type_err("reduce() arg 2 must support iteration");
                    }
                    mut other => {
                        let iterator = value(&mut other)?;
                        f.set(2, iterator.into());
                        f.pc = 2;
                    }
                },
                2 => {
                    let iterator = f.get(2).ok_or_else(|| vm_bug!("reduce"))?;
                    ask_next!(vm, f, answer, 3, iterator);
                }
                3 => match (item(vm, &mut answer)?, f.get(3)) {
                    (None, None) => return vm.type_err("reduce() of empty iterable with no initial value"),
                    (None, Some(_)) => {
                        let result = f.set(3, Slot::NULL).get().ok_or_else(|| vm_bug!("reduce"))?;
                        return Ok(Next::Done(pyvarium_heap::Own::assume(result)));
                    }
                    (Some(first), None) => {
                        f.set(3, first.into());
                        f.pc = 2;
                    }
                    (Some(v), Some(so_far)) => {
                        let r = v.r();
                        f.set(4, v.into());
                        ask!(f, answer, 4, vm.call_args(function, &[so_far, r]));
                    }
                },
                _ => {
                    let result = value(&mut answer)?;
                    let old = f.set(3, result.into());
                    vm.heap.release(old);
                    let used = f.set(4, Slot::NULL);
                    vm.heap.release(used);
                    f.pc = 2;
                }
            }
        }
    },
};

/// slots: comparison function, object.
pub static KEY_TYPE: TypeDef = TypeDef {
    name: "functools.KeyWrapper",
    base: Some(ids::OBJECT),
    layout: Layout::Native,
    flags: flags::HAVE_GC | flags::DISALLOW_INSTANTIATION,
    basicsize: 32,
    slots: &[(SlotId::Call, key_call), (SlotId::RichCompare, key_compare)],
    getset: &[GetSetDef::member_rw(
        "obj",
        |vm, a| vm.native_slot(a, 1),
        |vm, a| {
            let value = own_opt(vm, a.get(1));
            crate::ask::set_part(vm, a.at(0)?, 1, value);
            vm.none_flow()
        },
    )],
    ..TYPE_DEFAULT
};

fn key_call(vm: &mut Vm, args: &Args) -> Res {
    let key = args.at(0)?;
    let bound = bind_one(vm, &args.rest(), "K", "obj")?;
    let (cmp, object) = (crate::ask::has_part(vm, key, 0)?, own(vm, bound));
    let cmp = own(vm, cmp);
    Ok(Flow::Value(vm.new_native(KEY, &[cmp, object], &[])))
}

/// One argument that may be given by name. CPython: PyArg_ParseTupleAndKeywords("O:K").
fn bind_one(vm: &mut Vm, args: &Args, function: &str, name: &'static str) -> Res<Ref> {
    if args.len() > 1 {
        return vm.type_err(&format!("{function}() takes at most 1 argument ({} given)", args.len()));
    }
    let sig = pyvarium_vm::signature::Signature::parse(name);
    let bound = vm.bind(&sig, function, function, args)?;
    bound.at(0)
}

fn key_compare(vm: &mut Vm, args: &Args) -> Res {
    let (a, b) = (args.at(0)?, args.at(1)?);
    if !vm.is_exact(b, KEY) {
        return vm.type_err("other argument must be K instance");
    }
    let (Some(x), Some(y), Some(cmp)) = (part(vm, a, 1), part(vm, b, 1), part(vm, a, 0)) else {
        return Err(exc::raise(vm, ids::ATTRIBUTE_ERROR, "object"));
    };
    vm.push_native(KEY_COMPARE, &[Slot::borrow(cmp), Slot::borrow(x), Slot::borrow(y), Slot::NULL], &[i64::from(args.op)])
}

/// slots: comparison function, two objects, what it answered; ints: operator.
pub static KEY_COMPARE_FRAME: NativeDef = NativeDef {
    name: "cmp_to_key",
    catches: false,
    resume: |vm, f, answer| {
        let (Some(cmp), Some(x), Some(y)) = (f.get(0), f.get(1), f.get(2)) else { return Err(vm_bug!("cmp_to_key")) };
        let mut answer = answer;
        loop {
            match f.pc {
                0 => ask!(f, answer, 1, vm.call_args(cmp, &[x, y])),
                1 => {
                    let result = value(&mut answer)?;
                    let r = result.r();
                    f.set(3, result.into());
                    // -5 to 256 live for ever.
                    let zero = vm.new_int(0).into_ref();
                    ask!(f, answer, 2, vm.richcompare(r, zero, f.int(0) as u8));
                }
                _ => return Ok(Next::Done(value(&mut answer)?)),
            }
        }
    },
};
