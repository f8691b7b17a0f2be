//! The _collections module: `deque`, `defaultdict`, the getter of named tuples, counting.
//!
//! CPython: Modules/_collectionsmodule.c.

use pyvarium_heap::types::{Layout, flags};
use pyvarium_heap::{Ref, Slot};
use pyvarium_vm::args::Args;
use pyvarium_vm::core::ids;
use pyvarium_vm::native::{FnDef, GetSetDef, Kind, Library, ModuleDef, NativeDef, Next, TYPE_DEFAULT, TypeDef, TypeId};
use pyvarium_vm::protocol::dict_ops::DictOp;
use pyvarium_vm::slots::SlotId;
use pyvarium_vm::{Flow, Res, Vm, exc, vm_bug};

use crate::ask::{has_part, int, item, own, own_opt, set_part, value};
use crate::first::collections as first;
use crate::{ask, ask_next};

mod defaultdict;
mod deque;
mod deque_iter;
mod deque_search;
mod ordered;
mod ordered_update;

const fn ty(i: u16) -> TypeId {
    TypeId(first::TYPE + i)
}

const fn kind(i: u16) -> Kind {
    Kind(first::KIND + i)
}

pub const DEQUE: TypeId = ty(0);
pub const DEQUE_ITERATOR: TypeId = ty(1);
pub const DEQUE_REVERSE_ITERATOR: TypeId = ty(2);
pub const DEFAULTDICT: TypeId = ty(3);
pub const TUPLEGETTER: TypeId = ty(4);
pub const ODICT: TypeId = ty(5);
pub const ODICT_KEYS: TypeId = ty(6);
pub const ODICT_VALUES: TypeId = ty(7);
pub const ODICT_ITEMS: TypeId = ty(8);
pub const ODICT_ITERATOR: TypeId = ty(9);

pub const DEQUE_EXTEND: Kind = kind(0);
pub const DEQUE_SEARCH: Kind = kind(1);
pub const DEQUE_COMPARE: Kind = kind(2);
pub const DEFAULTDICT_MISSING: Kind = kind(3);
pub const DEFAULTDICT_REPR: Kind = kind(4);
pub const COUNT_ELEMENTS: Kind = kind(5);
pub const DEQUE_CHECK: Kind = kind(6);
pub const ODICT_MOVE: Kind = kind(7);
pub const ODICT_EQUAL: Kind = kind(8);
pub const ODICT_UPDATE: Kind = kind(9);
pub const ODICT_OR: Kind = kind(10);
pub const ODICT_VIEW_REPR: Kind = kind(11);

pub const LIBRARY: Library = Library {
    types: &[
        &deque::DEQUE_TYPE,
        &deque_iter::DEQUE_ITERATOR_TYPE,
        &deque_iter::DEQUE_REVERSE_ITERATOR_TYPE,
        &defaultdict::DEFAULTDICT_TYPE,
        &TUPLEGETTER_TYPE,
        &ordered::ODICT_TYPE,
        &ordered::ODICT_KEYS_TYPE,
        &ordered::ODICT_VALUES_TYPE,
        &ordered::ODICT_ITEMS_TYPE,
        &ordered::ODICT_ITERATOR_TYPE,
    ],
    natives: &[
        &deque::DEQUE_EXTEND_FRAME,
        &deque_search::DEQUE_SEARCH_FRAME,
        &deque_search::DEQUE_COMPARE_FRAME,
        &defaultdict::MISSING_FRAME,
        &defaultdict::REPR_FRAME,
        &COUNT_ELEMENTS_FRAME,
        &deque::DEQUE_CHECK_FRAME,
        &ordered::ODICT_MOVE_FRAME,
        &ordered::ODICT_EQUAL_FRAME,
        &ordered_update::ODICT_UPDATE_FRAME,
        &ordered::ODICT_OR_FRAME,
        &ordered::ODICT_VIEW_REPR_FRAME,
    ],
    modules: &[&COLLECTIONS],
};

pub static COLLECTIONS: ModuleDef = ModuleDef {
    name: "_collections",
    doc: Some(
        "High performance data structures.\n- deque:        ordered collection accessible from endpoints only\n- defaultdict:  dict subclass with a default value factory\n",
    ),
    functions: &[FnDef::new("_count_elements", "mapping, iterable, /", |vm, a| {
        vm.push_native(COUNT_ELEMENTS, &[Slot::borrow(a.at(0)?), Slot::borrow(a.at(1)?)], &[])
    })],
    types: &[DEQUE, DEFAULTDICT, ODICT, DEQUE_ITERATOR, DEQUE_REVERSE_ITERATOR, TUPLEGETTER],
    exec: Some(|vm, _| {
        // The factory has a place of its own behind the dict.
        let class = vm.ty(DEFAULTDICT);
        if let Some(t) = vm.heap.as_type_mut(class) {
            t.n_member_slots = 1;
        }
        Ok(())
    }),
};

/// slots: documentation; ints: index.
pub static TUPLEGETTER_TYPE: TypeDef = TypeDef {
    name: "collections._tuplegetter",
    base: Some(ids::OBJECT),
    layout: Layout::Native,
    flags: flags::HAVE_GC,
    basicsize: 32,
    slots: &[(SlotId::DescrGet, tuplegetter_get), (SlotId::DescrSet, tuplegetter_set), (SlotId::Repr, tuplegetter_repr)],
    new: Some(("index, doc, /", |vm, a| {
        let index = vm.index(a.at(1)?)?;
        let doc = own(vm, a.at(2)?);
        Ok(Flow::Value(vm.new_native(TUPLEGETTER, &[doc], &[index])))
    })),
    methods: &[FnDef::new("__reduce__", "", |vm, a| {
        let r = a.at(0)?;
        let (index, doc) = (vm.new_int(int(vm, r, 0)), has_part(vm, r, 0)?);
        let doc = own(vm, doc);
        let args = vm.tuple_from_slots(vec![index.into(), doc]);
        let class = vm.heap.type_of(r);
        let class = own(vm, class);
        Ok(Flow::Value(vm.tuple_from_slots(vec![class, args.into()])))
    })],
    getset: &[GetSetDef::member_rw(
        "__doc__",
        |vm, a| vm.native_slot(a, 0),
        |vm, a| {
            let doc = own_opt(vm, a.get(1));
            set_part(vm, a.at(0)?, 0, doc);
            vm.none_flow()
        },
    )],
    ..TYPE_DEFAULT
};

fn tuplegetter_get(vm: &mut Vm, args: &Args) -> Res {
    let (r, instance) = (args.at(0)?, args.at(1)?);
    let index = int(vm, r, 0);
    if vm.heap.tuple(instance).is_none() {
        if instance == vm.one.none {
            return vm.own_flow(r);
        }
        let given = vm.type_name(instance);
        return vm.type_err(&format!("descriptor for index '{index}' for tuple subclasses doesn't apply to '{given}' object"));
    }
    match vm.heap.items(instance).and_then(|items| items.get(usize::try_from(index).ok()?)?.get()) {
        Some(v) => vm.own_flow(v),
        None => Err(exc::index_error(vm, "tuple index out of range")),
    }
}

fn tuplegetter_set(vm: &mut Vm, args: &Args) -> Res {
    let message = if args.get(2).is_some() { "can't set attribute" } else { "can't delete attribute" };
    Err(exc::raise(vm, ids::ATTRIBUTE_ERROR, message))
}

fn tuplegetter_repr(vm: &mut Vm, args: &Args) -> Res {
    let r = args.at(0)?;
    let doc = has_part(vm, r, 0)?;
    let texts = [format!("{}({}, ", vm.name_of_type(vm.heap.type_of(r)), int(vm, r, 0)), ")".to_owned()];
    vm.repr_of_parts(r, "...", &texts, &[doc])
}

// Places of counting.
const ITERATED: u16 = 1;
const NEXT_ITEM: u16 = 2;
const GOT_ITEM: u16 = 3;
const GOT_OLD: u16 = 4;
const GOT_SUM: u16 = 5;
const STORED: u16 = 6;
const GOT_GETTER: u16 = 7;
const GOT_HASH: u16 = 8;

/// slots: mapping, iterable, iterator, the mapping's own `get` (empty for a dict's), key, old count, new count.
/// CPython: _collections__count_elements_impl.
pub static COUNT_ELEMENTS_FRAME: NativeDef = NativeDef {
    name: "_count_elements",
    catches: true,
    resume: |vm, f, answer| {
        let (Some(mapping), Some(iterable)) = (f.get(0), f.get(1)) else { return Err(vm_bug!("_count_elements")) };
        let mut answer = answer;
        loop {
            match f.pc {
                0 => ask!(f, answer, ITERATED, vm.iter(iterable)),
                ITERATED => {
                    let iterator = value(&mut answer)?;
                    f.set(2, iterator.into());
                    f.set(6, Slot::NULL);
                    if is_plain(vm, mapping) {
                        f.pc = NEXT_ITEM;
                    } else {
                        ask!(f, answer, GOT_GETTER, vm.getattr_str(mapping, "get"));
                    }
                }
                GOT_GETTER => {
                    let getter = value(&mut answer)?;
                    f.set(3, getter.into());
                    f.pc = NEXT_ITEM;
                }
                NEXT_ITEM => {
                    let iterator = f.get(2).ok_or_else(|| vm_bug!("_count_elements"))?;
                    ask_next!(vm, f, answer, GOT_ITEM, iterator);
                }
                GOT_ITEM => {
                    let Some(key) = item(vm, &mut answer)? else { return Ok(Next::Done(vm.none())) };
                    let k = key.r();
                    f.set(4, key.into());
                    let zero = vm.new_int(0).into_ref();
                    match f.get(3) {
                        Some(getter) => ask!(f, answer, GOT_OLD, vm.call_args(getter, &[k, zero])),
                        None => ask!(f, answer, GOT_HASH, vm.hash(k)),
                    }
                }
                GOT_HASH => {
                    let hash = value(&mut answer)?;
                    let hash = vm.hash_from(hash);
                    f.set_int(0, hash);
                    let (key, zero) = (f.get(4).ok_or_else(|| vm_bug!("_count_elements"))?, vm.new_int(0).into_ref());
                    ask!(f, answer, GOT_OLD, vm.dict_op_hashed(DictOp::GetDefault, mapping, key, Some(zero), hash));
                }
                GOT_OLD => {
                    let old = value(&mut answer)?;
                    let o = old.r();
                    f.set(5, old.into());
                    let one = vm.new_int(1).into_ref();
                    ask!(f, answer, GOT_SUM, vm.binary_op(0, o, one, false));
                }
                GOT_SUM => {
                    let sum = value(&mut answer)?;
                    let s = sum.r();
                    f.set(6, sum.into());
                    let key = f.get(4).ok_or_else(|| vm_bug!("_count_elements"))?;
                    ask!(
                        f,
                        answer,
                        STORED,
                        match f.get(3) {
                            Some(_) => vm.setitem(mapping, key, Some(s)),
                            None => vm.dict_op_hashed(DictOp::Set, mapping, key, Some(s), f.int(0)),
                        }
                    );
                }
                _ => {
                    let none = value(&mut answer)?;
                    vm.heap.decref_own(none);
                    for i in [6, 5, 4] {
                        let old = f.set(i, Slot::NULL);
                        vm.heap.release(old);
                    }
                    f.pc = NEXT_ITEM;
                }
            }
        }
    },
};

/// A dict, or a subclass that reads and stores as dict does.
fn is_plain(vm: &mut Vm, mapping: Ref) -> bool {
    if vm.heap.dict(mapping).is_none() {
        return false;
    }
    let (ty, dict) = (vm.heap.type_of(mapping), vm.ty(ids::DICT));
    ["get", "__setitem__"].into_iter().all(|name| {
        let name = vm.intern(name).into_ref();
        vm.lookup_type(ty, name) == vm.lookup_type(dict, name)
    })
}
