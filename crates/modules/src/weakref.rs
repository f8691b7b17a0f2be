//! The _weakref module: references that do not keep alive, and proxies that stand for their
//! referent in every operation. Their lists and their deaths are the heap's (`heap::weak`), the
//! calling of callbacks the eval loop's (`eval::finalize`).
//!
//! CPython: Objects/weakrefobject.c, Modules/_weakref.c.

use std::rc::Rc;

use pyvarium_heap::object::{Body, Native};
use pyvarium_heap::types::{Layout, flags};
use pyvarium_heap::{Own, Ref, Slot};
use pyvarium_vm::args::Args;
use pyvarium_vm::core::{ids, kinds};
use pyvarium_vm::native::{Answer, FnDef, GetSetDef, Kind, Library, ModuleDef, NativeDef, Next, TYPE_DEFAULT, TypeDef, TypeId};
use pyvarium_vm::protocol::compare::{EQ, NE};
use pyvarium_vm::protocol::dict_ops::DictOp;
use pyvarium_vm::slots::SlotId;
use pyvarium_vm::{Flow, Res, Stop, Vm, exc, vm_bug};

use crate::first::weakref as first;
use crate::weakref_proxy::{CALLABLE_PROXY_TYPE, PROXY_TYPE};

const REFERENCE: TypeId = TypeId(first::TYPE);
pub(crate) const PROXY: TypeId = TypeId(first::TYPE + 1);
pub(crate) const CALLABLE_PROXY: TypeId = TypeId(first::TYPE + 2);

const REFERENCE_HASH: Kind = Kind(first::KIND);
const REFERENCE_REPR: Kind = Kind(first::KIND + 1);
const REMOVE_DEAD: Kind = Kind(first::KIND + 2);

pub const LIBRARY: Library = Library {
    types: &[&REFERENCE_TYPE, &PROXY_TYPE, &CALLABLE_PROXY_TYPE],
    natives: &[&REFERENCE_HASH_FRAME, &REFERENCE_REPR_FRAME, &REMOVE_DEAD_FRAME],
    modules: &[&WEAKREF],
};

pub static WEAKREF: ModuleDef = ModuleDef {
    name: "_weakref",
    doc: Some("Weak-reference support module."),
    functions: &[
        FnDef::new("getweakrefcount", "object, /", |vm, a| {
            let r = a.at(0)?;
            let unseen = usize::from(is_subclass_known(vm, r) && basic_refs(vm, r).0.is_none());
            let n = vm.heap.weakrefs(r).len() + unseen;
            Ok(Flow::Value(vm.new_int(n as i64)))
        }),
        FnDef::new("getweakrefs", "object, /", |vm, a| {
            let r = a.at(0)?;
            let plain = vm.ty(REFERENCE);
            let shared = if is_subclass_known(vm, r) { Some(make(vm, Made::Reference(plain), r, None)?) } else { None };
            let list = vm.heap.weakrefs(r).to_vec();
            let list = vm.list_from(&list);
            if let Some(Flow::Value(own)) = shared {
                vm.heap.decref_own(own);
            }
            Ok(Flow::Value(list))
        }),
        FnDef::new("proxy", "object, callback=None, /", |vm, a| {
            let r = a.at(0)?;
            let callable = vm.has_slot(r, SlotId::Call);
            make(vm, Made::Proxy(if callable { CALLABLE_PROXY } else { PROXY }), r, a.get(1))
        }),
        FnDef::new("_remove_dead_weakref", "dct, key, /", remove_dead_weakref),
    ],
    types: &[PROXY, CALLABLE_PROXY, REFERENCE],
    exec: Some(|vm, module| {
        let Some(dict) = vm.module_dict(module) else { return Ok(()) };
        let own = vm.heap.own(vm.ty(REFERENCE));
        vm.dict_set_named(dict, "ref", own);
        Ok(())
    }),
};

/// slots: referent (borrowed), callback; ints: whether the hash is known, the hash.
pub static REFERENCE_TYPE: TypeDef = TypeDef {
    name: "weakref.ReferenceType",
    base: Some(ids::OBJECT),
    layout: Layout::Native,
    flags: flags::BASETYPE | flags::HAVE_GC,
    basicsize: 64,
    slots: &[
        (SlotId::Call, reference_call),
        (SlotId::Repr, reference_repr),
        (SlotId::Hash, reference_hash),
        (SlotId::RichCompare, reference_compare),
        (SlotId::Init, reference_init),
    ],
    new: Some(("*args, **kwargs", |vm, a| {
        unpack_args(vm, "__new__", a.n_positional() - 1)?;
        make(vm, Made::Reference(a.at(0)?), a.at(1)?, a.get(2).filter(|_| a.n_positional() > 2))
    })),
    methods: &[FnDef::class("__class_getitem__", "object, /", pyvarium_vm::objects::generic_alias::generic_alias)],
    getset: &[GetSetDef::member("__callback__", |vm, a| {
        let callback = vm.heap.weak_callback(a.at(0)?);
        vm.own_flow(callback.unwrap_or(vm.one.none))
    })],
    ..TYPE_DEFAULT
};

/// CPython: Python/getargs.c, PyArg_UnpackTuple with 1 and 2.
fn unpack_args(vm: &mut Vm, name: &str, given: usize) -> Res<()> {
    match given {
        1 | 2 => Ok(()),
        0 => vm.type_err(&format!("{name} expected at least 1 argument, got 0")),
        n => vm.type_err(&format!("{name} expected at most 2 arguments, got {n}")),
    }
}

fn reference_init(vm: &mut Vm, args: &Args) -> Res {
    if args.n_kw > 0 {
        return vm.type_err("ref() takes no keyword arguments");
    }
    unpack_args(vm, "__init__", args.n_positional().saturating_sub(1))?;
    vm.none_flow()
}

/// What is made: a reference of this class, or a proxy of this type.
#[derive(Clone, Copy)]
enum Made {
    Reference(Ref),
    Proxy(TypeId),
}

/// A weak reference to `r`, or the one that is there already. CPython: get_or_create_weakref.
fn make(vm: &mut Vm, made: Made, r: Ref, callback: Option<Ref>) -> Res {
    if !vm.heap.as_type(vm.heap.type_of(r)).is_some_and(|t| t.has(flags::WEAKREFS)) {
        let message = format!("cannot create weak reference to '{}' object", vm.type_name(r));
        return vm.type_err(&message);
    }
    let callback = callback.filter(|c| *c != vm.one.none);
    let (basic_ref, basic_proxy) = basic_refs(vm, r);
    let (is_plain_ref, is_proxy) = match made {
        Made::Reference(cls) => (cls == vm.ty(REFERENCE), false),
        Made::Proxy(_) => (false, true),
    };
    if callback.is_none() {
        let there = if is_plain_ref { basic_ref } else { basic_proxy.filter(|_| is_proxy) };
        if let Some(there) = there {
            return vm.own_flow(there);
        }
    }
    let held = callback.map_or(Slot::NULL, |c| vm.heap.own(c).into());
    let slots = [Slot::NULL, held];
    let own = match made {
        Made::Proxy(ty) => vm.new_native(ty, &slots, &[]),
        Made::Reference(_) if is_plain_ref => vm.new_native(REFERENCE, &slots, &[]),
        Made::Reference(cls) => {
            vm.alloc_with_body(cls, Body::Native(Rc::new(Native { slots: slots.as_slice().into(), ..Native::default() })))
        }
    };
    let at = match callback {
        None if is_plain_ref => 0,
        None if is_proxy => usize::from(basic_ref.is_some()),
        _ => usize::from(basic_ref.is_some()) + usize::from(basic_proxy.is_some()),
    };
    vm.heap.link_weakref(r, own.r(), at);
    Ok(Flow::Value(own))
}

/// In CPython a class's bases know it by a weak reference; ours have no object for that until it is asked for.
fn is_subclass_known(vm: &Vm, r: Ref) -> bool {
    vm.heap.as_type(r).is_some_and(|t| t.base.get().is_some())
}

/// The reference and the proxy without callbacks, which are shared. CPython: get_basic_refs.
fn basic_refs(vm: &Vm, r: Ref) -> (Option<Ref>, Option<Ref>) {
    let mut list = vm.heap.weakrefs(r).iter().copied().take_while(|w| vm.heap.weak_callback(*w).is_none()).peekable();
    let basic_ref = list.next_if(|w| vm.is_exact(*w, REFERENCE));
    (basic_ref, list.next().filter(|w| is_proxy(vm, *w)))
}

pub(crate) fn is_proxy(vm: &Vm, r: Ref) -> bool {
    vm.is_exact(r, PROXY) || vm.is_exact(r, CALLABLE_PROXY)
}

/// The referent, counted, so that it lives on while it is asked something.
fn held(vm: &mut Vm, weakref: Ref) -> Option<Own> {
    let r = vm.heap.referent(weakref)?;
    Some(vm.heap.own(r))
}

/// Lets go of what was held for the sake of an operation when that has ended.
pub(crate) fn holding(vm: &mut Vm, mark: usize, held: impl IntoIterator<Item = Own>, flow: Res) -> Res {
    let slots: Vec<Slot> = held.into_iter().map(Slot::from).collect();
    match flow {
        Ok(Flow::Pushed) => vm.adapt(mark, kinds::HOLD, &slots, &[]),
        done => {
            vm.heap.release_all(slots.into_iter());
            done
        }
    }
}

/// CPython: weakref_vectorcall.
fn reference_call(vm: &mut Vm, args: &Args) -> Res {
    if args.n_kw > 0 {
        return vm.type_err("weakref() takes no keyword arguments");
    }
    if args.len() > 1 {
        let n = args.len() - 1;
        return vm.type_err(&format!("weakref expected 0 arguments, got {n}"));
    }
    match held(vm, args.at(0)?) {
        Some(own) => Ok(Flow::Value(own)),
        None => vm.none_flow(),
    }
}

fn reference_hash(vm: &mut Vm, args: &Args) -> Res {
    let r = args.at(0)?;
    let known = vm.heap.native(r).filter(|n| n.int(0) != 0).map(|n| n.int(1));
    if let Some(hash) = known {
        return Ok(Flow::Value(vm.new_int(hash)));
    }
    let Some(own) = held(vm, r) else { return vm.type_err("weak object has gone away") };
    let mark = vm.mark();
    match vm.hash(own.r()) {
        Ok(Flow::Pushed) => vm.adapt(mark, REFERENCE_HASH, &[Slot::borrow(r), own.into()], &[]),
        Ok(Flow::Value(v)) => {
            vm.heap.decref_own(own);
            keep_hash(vm, r, &v);
            Ok(Flow::Value(v))
        }
        Err(stop) => {
            vm.heap.decref_own(own);
            Err(stop)
        }
    }
}

fn keep_hash(vm: &mut Vm, r: Ref, v: &Own) {
    let hash = vm.heap.small_int(v.r()).unwrap_or(0);
    if let Some(n) = vm.heap.native_mut(r) {
        n.set_int(0, 1);
        n.set_int(1, hash);
    }
}

/// slots: reference, referent.
pub static REFERENCE_HASH_FRAME: NativeDef = NativeDef {
    name: "weakref hash",
    catches: false,
    resume: |vm, f, answer| match (answer, f.get(0)) {
        (Answer::Value(v), Some(r)) => {
            keep_hash(vm, r, &v);
            Ok(Next::Done(v))
        }
        _ => Err(vm_bug!("weakref hash")),
    },
};

/// References to live objects compare as these do; dead ones by identity.
fn reference_compare(vm: &mut Vm, args: &Args) -> Res {
    let (a, b) = (args.at(0)?, args.at(1)?);
    let both = [a, b].iter().all(|r| vm.is_instance_of(*r, REFERENCE));
    if !both || (args.op != EQ && args.op != NE) {
        return vm.not_implemented();
    }
    match (held(vm, a), held(vm, b)) {
        (Some(x), Some(y)) => {
            let mark = vm.mark();
            let flow = vm.richcompare(x.r(), y.r(), args.op);
            holding(vm, mark, [x, y], flow)
        }
        (x, y) => {
            x.into_iter().chain(y).for_each(|own| vm.heap.decref_own(own));
            vm.bool_flow((a == b) == (args.op == EQ))
        }
    }
}

fn reference_repr(vm: &mut Vm, args: &Args) -> Res {
    let r = args.at(0)?;
    let Some(own) = held(vm, r) else {
        let text = format!("<weakref at {}; dead>", vm.address_text(r));
        return Ok(Flow::Value(vm.new_str(&text)));
    };
    let ty = vm.heap.type_of(own.r());
    let key = vm.names.name;
    let mark = vm.mark();
    let flow = match vm.lookup_type(ty, key) {
        Some(found) => vm.descr_get(found, Some(own.r()), ty),
        None => vm.none_flow(),
    };
    match flow {
        Ok(Flow::Pushed) => vm.adapt(mark, REFERENCE_REPR, &[Slot::borrow(r), own.into()], &[]),
        Ok(Flow::Value(name)) => {
            let text = repr_text(vm, r, own.r(), name);
            vm.heap.decref_own(own);
            Ok(Flow::Value(text))
        }
        Err(stop) => {
            vm.heap.decref_own(own);
            Err(stop)
        }
    }
}

fn repr_text(vm: &mut Vm, r: Ref, referent: Ref, name: Own) -> Own {
    let shown = vm.heap.text(name.r()).map(|t| format!(" ({})", t.to_str_lossy())).unwrap_or_default();
    vm.heap.decref_own(name);
    let (at, ty, to) = (vm.address_text(r), vm.type_name(referent), vm.address_text(referent));
    vm.new_str(&format!("<weakref at {at}; to '{ty}' at {to}{shown}>"))
}

/// slots: reference, referent. The name that a Python property answers.
pub static REFERENCE_REPR_FRAME: NativeDef = NativeDef {
    name: "weakref repr",
    catches: false,
    resume: |vm, f, answer| match (answer, f.get(0), f.get(1)) {
        (Answer::Value(name), Some(r), Some(referent)) => Ok(Next::Done(repr_text(vm, r, referent, name))),
        _ => Err(vm_bug!("weakref repr")),
    },
};

/// Takes a dead reference out of a dict. CPython: _PyDict_DelItemIf with is_dead_weakref.
fn remove_dead_weakref(vm: &mut Vm, args: &Args) -> Res {
    let (dict, key) = (args.at(0)?, args.at(1)?);
    if vm.heap.dict(dict).is_none() {
        let message = format!("_remove_dead_weakref() argument 1 must be dict, not {}", vm.given_name(dict));
        return vm.type_err(&message);
    }
    vm.push_native(REMOVE_DEAD, &[Slot::borrow(dict), Slot::borrow(key)], &[])
}

/// slots: dict, key; ints: the key's hash.
pub static REMOVE_DEAD_FRAME: NativeDef = NativeDef {
    name: "weakref removal",
    catches: true,
    resume: |vm, f, answer| {
        let (Some(dict), Some(key)) = (f.get(0), f.get(1)) else { return Err(vm_bug!("weakref removal")) };
        let mut answer = answer;
        loop {
            let flow = match (f.pc, answer) {
                (0, _) => vm.hash(key)?,
                (1, Answer::Value(v)) => {
                    let hash = vm.hash_from(v);
                    f.set_int(0, hash);
                    vm.dict_op_hashed(DictOp::Place, dict, key, None, hash)?
                }
                (2, Answer::Value(v)) => {
                    let place = vm.heap.small_int(v.r()).and_then(|n| usize::try_from(n).ok());
                    vm.heap.decref_own(v);
                    let value = place.and_then(|i| vm.heap.dict(dict)?.entry(i)?.value.get());
                    let (Some(place), Some(r)) = (place, value) else { return Ok(Next::Done(vm.none())) };
                    if !vm.heap.is_weakref(r) {
                        return vm.type_err("not a weakref");
                    }
                    if vm.heap.referent(r).is_none()
                        && let Some(e) = vm.heap.dict_mut(dict).and_then(|d| d.remove(place))
                    {
                        vm.heap.release_all([e.key, e.value].into_iter());
                    }
                    return Ok(Next::Done(vm.none()));
                }
                (_, Answer::Raised(e)) => return Err(Stop::Raise(e)),
                _ => return Err(vm_bug!("weakref removal")),
            };
            f.pc += 1;
            match flow {
                Flow::Value(v) => answer = Answer::Value(v),
                Flow::Pushed => return Ok(Next::Wait),
            }
        }
    },
};

/// What every proxy says of a dead referent.
pub(crate) fn gone(vm: &mut Vm) -> Stop {
    exc::raise(vm, ids::REFERENCE_ERROR, "weakly-referenced object no longer exists")
}
