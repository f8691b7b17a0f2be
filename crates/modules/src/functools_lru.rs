//! The cache of functools.lru_cache: a dict of links, which are a ring in the order of their last use.
//!
//! CPython: Modules/_functoolsmodule.c, lru_cache_object, bounded_lru_cache_wrapper.

use pyvarium_heap::types::{Layout, flags};
use pyvarium_heap::{Own, Ref, Slot};
use pyvarium_vm::args::Args;
use pyvarium_vm::core::ids;
use pyvarium_vm::native::{Answer, FnDef, GetSetDef, NativeDef, Next, TYPE_DEFAULT, TypeDef};
use pyvarium_vm::protocol::dict_ops::DictOp;
use pyvarium_vm::slots::SlotId;
use pyvarium_vm::{Flow, Res, Stop, Vm, vm_bug};

use crate::ask;
use crate::ask::{has_part, int, own, set_int, value};
use crate::functools::{LINK, LRU, LRU_CALL};
use crate::functools_partial::{bind_to_instance, get_dict, new_with_dict, set_dict};

// Slots and integers of the cache object. A link's place is 0 for the cache itself.
const FUNC: usize = 0;
const CACHE: usize = 1;
const INFO_TYPE: usize = 2;
const MAXSIZE: usize = 0;
const TYPED: usize = 1;
const HITS: usize = 2;
const MISSES: usize = 3;
const FIRST: usize = 4;
const LAST: usize = 5;
/// What MAXSIZE is without a limit.
const UNLIMITED: i64 = -1;

pub static LRU_TYPE: TypeDef = TypeDef {
    name: "functools._lru_cache_wrapper",
    base: Some(ids::OBJECT),
    layout: Layout::Native,
    flags: flags::BASETYPE | flags::HAVE_GC | flags::MANAGED_DICT | flags::METHOD_DESCRIPTOR,
    basicsize: 144,
    doc: Some(
        "Create a cached callable that wraps another function.\n\nuser_function:      the function being cached\n\nmaxsize:  0         for no caching\n          None      for unlimited cache size\n          n         for a bounded cache\n\ntyped:    False     cache f(3) and f(3.0) as identical calls\n          True      cache f(3) and f(3.0) as distinct calls\n\ncache_info_type:    namedtuple class with the fields:\n                        hits misses currsize maxsize\n",
    ),
    slots: &[(SlotId::Call, lru_call), (SlotId::DescrGet, bind_to_instance)],
    new: Some(("*args, **kwargs", lru_new)),
    methods: &[
        FnDef::new("cache_info", "", cache_info),
        FnDef::new("cache_clear", "", cache_clear),
        FnDef::new("__reduce__", "", |vm, a| vm.getattr_str(a.at(0)?, "__qualname__")),
        FnDef::new("__copy__", "", |vm, a| vm.own_flow(a.at(0)?)),
        FnDef::new("__deepcopy__", "object, /", |vm, a| vm.own_flow(a.at(0)?)),
    ],
    getset: &[GetSetDef::rw("__dict__", get_dict, set_dict)],
    ..TYPE_DEFAULT
};

// Slots and integers of a link.
const KEY: usize = 0;
const RESULT: usize = 1;
const PREVIOUS: usize = 0;
const NEXT: usize = 1;
const HASH: usize = 2;

pub static LINK_TYPE: TypeDef = TypeDef {
    name: "functools._lru_list_elem",
    base: Some(ids::OBJECT),
    layout: Layout::Native,
    flags: flags::HAVE_GC | flags::DISALLOW_INSTANTIATION,
    basicsize: 56,
    ..TYPE_DEFAULT
};

fn lru_new(vm: &mut Vm, args: &Args) -> Res {
    // Messages name the decorator.
    let sig = pyvarium_vm::signature::Signature::parse("user_function, maxsize, typed, cache_info_type");
    let bound = vm.bind(&sig, "lru_cache", "lru_cache", &args.rest())?;
    let (class, function, maxsize, typed, info) = (args.at(0)?, bound.at(0)?, bound.at(1)?, bound.at(2)?, bound.at(3)?);
    if vm.heap.as_type(function).is_none() && !vm.has_slot(function, SlotId::Call) {
        return vm.type_err("the first argument must be callable");
    }
    let limit = if maxsize == vm.one.none {
        UNLIMITED
    } else if vm.is_instance_of(maxsize, ids::INT) || vm.has_slot(maxsize, SlotId::Index) {
        vm.index(maxsize)?.max(0)
    } else {
        return vm.type_err("maxsize should be integer or None");
    };
    let typed = pyvarium_vm::protocol::convert::truth_of_argument(vm, typed)?;
    let slots = vec![own(vm, function), vm.new_dict().into(), own(vm, info)];
    Ok(Flow::Value(new_with_dict(vm, class, LRU, slots, &[limit, i64::from(typed), 0, 0, 0, 0])))
}

fn cache_info(vm: &mut Vm, args: &Args) -> Res {
    let r = args.at(0)?;
    let (info, cache) = (has_part(vm, r, INFO_TYPE)?, has_part(vm, r, CACHE)?);
    let size = vm.heap.dict(cache).map_or(0, |d| d.len()) as i64;
    let (hits, misses) = (vm.new_int(int(vm, r, HITS)), vm.new_int(int(vm, r, MISSES)));
    let limit = match int(vm, r, MAXSIZE) {
        UNLIMITED => vm.none(),
        n => vm.new_int(n),
    };
    let size = vm.new_int(size);
    let given = [hits.r(), misses.r(), limit.r(), size.r()];
    let held = vec![hits.into(), misses.into(), limit.into(), size.into()];
    crate::functools_partial::hold_call(vm, info, &Args::new(&given), held)
}

fn cache_clear(vm: &mut Vm, args: &Args) -> Res {
    let r = args.at(0)?;
    let cache = has_part(vm, r, CACHE)?;
    // The links are let go of in the order of the ring.
    let mut links = Vec::new();
    let mut place = int(vm, r, FIRST);
    while let Some(link) = Ref::from_index(place as u32) {
        links.push(own(vm, link));
        place = int(vm, link, NEXT);
    }
    for i in [HITS, MISSES, FIRST, LAST] {
        set_int(vm, r, i, 0);
    }
    let old = vm.heap.dict_mut(cache).map(|d| d.take());
    if let Some(old) = old {
        vm.heap.release_all(old.slots());
    }
    vm.heap.release_all(links.into_iter());
    vm.none_flow()
}

/// Takes a link out of the ring.
fn unlink(vm: &mut Vm, r: Ref, link: Ref) {
    let (before, after) = (int(vm, link, PREVIOUS), int(vm, link, NEXT));
    match Ref::from_index(before as u32) {
        Some(b) => set_int(vm, b, NEXT, after),
        None => set_int(vm, r, FIRST, after),
    }
    match Ref::from_index(after as u32) {
        Some(a) => set_int(vm, a, PREVIOUS, before),
        None => set_int(vm, r, LAST, before),
    }
}

/// Puts a link where the most recently used one is.
fn append(vm: &mut Vm, r: Ref, link: Ref) {
    let last = int(vm, r, LAST);
    let place = i64::from(link.index());
    match Ref::from_index(last as u32) {
        Some(l) => set_int(vm, l, NEXT, place),
        None => set_int(vm, r, FIRST, place),
    }
    set_int(vm, link, PREVIOUS, last);
    set_int(vm, link, NEXT, 0);
    set_int(vm, r, LAST, place);
}

/// CPython: lru_cache_make_key.
fn make_key(vm: &mut Vm, args: &Args, typed: bool) -> Own {
    let positional: Vec<Ref> = args.positional().collect();
    let values: Vec<Ref> = args.items.iter().skip(args.n_positional()).filter_map(|s| s.get()).collect();
    if !typed
        && values.is_empty()
        && let [only] = positional[..]
        && (vm.is_exact(only, ids::STR) || vm.is_exact(only, ids::INT))
    {
        return vm.heap.own(only);
    }
    let names: Vec<Ref> = args.kwnames.and_then(|k| vm.heap.items(k)).unwrap_or_default().iter().filter_map(|s| s.get()).collect();
    let mut all = positional.clone();
    if !values.is_empty() {
        // No argument is this type: it parts the positional ones from the keywords.
        all.push(vm.ty(LINK));
        all.extend(names.into_iter().zip(&values).flat_map(|(k, v)| [k, *v]));
    }
    if typed {
        all.extend(positional.iter().chain(&values).map(|v| vm.heap.type_of(*v)).collect::<Vec<_>>());
    }
    vm.tuple_from(&all)
}

fn lru_call(vm: &mut Vm, args: &Args) -> Res {
    let r = args.at(0)?;
    let given = args.rest();
    if int(vm, r, MAXSIZE) == 0 {
        let misses = int(vm, r, MISSES);
        set_int(vm, r, MISSES, misses + 1);
        let function = has_part(vm, r, FUNC)?;
        return vm.call(function, &given);
    }
    let key = make_key(vm, &given, int(vm, r, TYPED) != 0);
    let mut slots = vec![Slot::borrow(r), key.into(), Slot::NULL, given.kwnames.map_or(Slot::NULL, Slot::borrow)];
    slots.extend(given.items.iter().copied());
    vm.push_native(LRU_CALL, &slots, &[0, given.n_kw as i64])
}

/// slots: cache, key, result, keyword names, arguments...; ints: the key's hash, number of keywords.
pub static LRU_CALL_FRAME: NativeDef = NativeDef {
    name: "lru_cache",
    catches: false,
    resume: |vm, f, answer| {
        let bug = || vm_bug!("lru_cache");
        let (r, key) = (f.get(0).ok_or_else(bug)?, f.get(1).ok_or_else(bug)?);
        let cache = has_part(vm, r, CACHE)?;
        let bounded = int(vm, r, MAXSIZE) != UNLIMITED;
        let mut answer = answer;
        loop {
            match f.pc {
                0 => ask!(f, answer, 1, vm.hash(key)),
                1 => {
                    let hash = value(&mut answer)?;
                    let hash = vm.hash_from(hash);
                    f.set_int(0, hash);
                    // The cache is never its own value: it says that nothing was found.
                    ask!(f, answer, 2, vm.dict_op_hashed(DictOp::GetDefault, cache, key, Some(cache), hash));
                }
                2 => {
                    let found = value(&mut answer)?;
                    if found.r() != cache {
                        let hits = int(vm, r, HITS);
                        set_int(vm, r, HITS, hits + 1);
                        if !bounded {
                            return Ok(Next::Done(found));
                        }
                        unlink(vm, r, found.r());
                        append(vm, r, found.r());
                        let result = has_part(vm, found.r(), RESULT)?;
                        let result = vm.heap.own(result);
                        vm.heap.decref_own(found);
                        return Ok(Next::Done(result));
                    }
                    vm.heap.decref_own(found);
                    let misses = int(vm, r, MISSES);
                    set_int(vm, r, MISSES, misses + 1);
                    let items = f.slots.iter().skip(4).map(|s| s.get().map_or(Slot::NULL, Slot::borrow)).collect();
                    let args = Args { items, kwnames: f.get(3), n_kw: f.int(1) as usize, op: 0 };
                    let function = has_part(vm, r, FUNC)?;
                    ask!(f, answer, 3, vm.call(function, &args));
                }
                3 => {
                    let result = value(&mut answer)?;
                    let kept = result.r();
                    f.set(2, result.into());
                    if bounded {
                        // The call may have put the same key in.
                        ask!(f, answer, 4, vm.dict_op_hashed(DictOp::GetDefault, cache, key, Some(cache), f.int(0)));
                    } else {
                        ask!(f, answer, 6, vm.dict_op_hashed(DictOp::Set, cache, key, Some(kept), f.int(0)));
                    }
                }
                4 => {
                    let found = value(&mut answer)?;
                    let there = found.r() != cache;
                    vm.heap.decref_own(found);
                    if there {
                        return finish(f.set(2, Slot::NULL));
                    }
                    let full = vm.heap.dict(cache).map_or(0, |d| d.len()) as i64 >= int(vm, r, MAXSIZE);
                    let oldest = Ref::from_index(int(vm, r, FIRST) as u32).filter(|_| full);
                    match oldest {
                        None => f.pc = 5,
                        Some(link) => {
                            // Out of the ring first: the look-up may call Python, which may use the cache.
                            unlink(vm, r, link);
                            let (old_key, hash) = (has_part(vm, link, KEY)?, int(vm, link, HASH));
                            ask!(f, answer, 5, vm.dict_op_hashed(DictOp::Pop, cache, old_key, Some(cache), hash));
                        }
                    }
                }
                5 => {
                    if let Answer::Value(dropped) = std::mem::replace(&mut answer, Answer::Start) {
                        // Kept until the new one is in.
                        f.slots.push(dropped.into());
                    }
                    let result = f.get(2).ok_or_else(bug)?;
                    let (k, v) = (own(vm, key), own(vm, result));
                    let link = vm.new_native(LINK, &[k, v], &[0, 0, f.int(0)]);
                    let l = link.r();
                    let flow = vm.dict_op_hashed(DictOp::Set, cache, key, Some(l), f.int(0));
                    append(vm, r, l);
                    vm.heap.decref_own(link);
                    ask!(f, answer, 6, flow);
                }
                _ => {
                    let none = value(&mut answer)?;
                    vm.heap.decref_own(none);
                    return finish(f.set(2, Slot::NULL));
                }
            }
        }
    },
};

fn finish(result: Slot) -> Res<Next> {
    result.get().map(|r| Next::Done(Own::assume(r))).ok_or_else(|| Stop::bug("lru_cache without a result"))
}
