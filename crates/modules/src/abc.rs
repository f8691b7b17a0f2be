//! The _abc module: what abc.ABCMeta stands on. Which methods are abstract, which classes are registered,
//! and what was already asked.
//!
//! The registry and the two caches hold classes weakly: as places with the serial numbers of their births,
//! so that a class that has died is known as gone without a call-back.
//!
//! CPython: Modules/_abc.c.

use pyvarium_heap::types::{Layout, flags};
use pyvarium_heap::{Own, Ref, Slot};
use pyvarium_vm::args::Args;
use pyvarium_vm::core::ids;
use pyvarium_vm::native::{Answer, FnDef, Kind, Library, ModuleDef, NativeDef, Next, TYPE_DEFAULT, TypeDef, TypeId};
use pyvarium_vm::protocol::set_ops::SetOp;
use pyvarium_vm::{Flow, Res, Stop, Vm, exc, vm_bug};

use crate::ask::{item, value, yes};
use crate::first::abc as first;
use crate::{ask, ask_next};

const ABC_DATA: TypeId = TypeId(first::TYPE);
const INIT: Kind = Kind(first::KIND);
const REGISTER: Kind = Kind(first::KIND + 1);
const INSTANCE_CHECK: Kind = Kind(first::KIND + 2);
const SUBCLASS_CHECK: Kind = Kind(first::KIND + 3);
const WITH_IMPL: Kind = Kind(first::KIND + 4);

pub const LIBRARY: Library = Library {
    types: &[&ABC_DATA_TYPE],
    natives: &[&INIT_FRAME, &REGISTER_FRAME, &INSTANCE_CHECK_FRAME, &SUBCLASS_CHECK_FRAME, &WITH_IMPL_FRAME],
    modules: &[&ABC],
};

pub static ABC: ModuleDef = ModuleDef {
    name: "_abc",
    doc: Some("Module contains faster C implementation of abc.ABCMeta"),
    functions: &[
        FnDef::new("get_cache_token", "", |vm, _| Ok(Flow::Value(vm.new_int(vm.abc_invalidation_counter)))),
        FnDef::new("_abc_init", "object, /", |vm, a| {
            let class = a.at(0)?;
            if vm.heap.as_type(class).is_none() {
                return Err(Stop::not_supported("_abc_init() of an object that is no class"));
            }
            vm.push_native(INIT, &[Slot::borrow(class)], &[0, 0])
        }),
        FnDef::new("_reset_registry", "object, /", |vm, a| with_impl(vm, a, RESET_REGISTRY)),
        FnDef::new("_reset_caches", "object, /", |vm, a| with_impl(vm, a, RESET_CACHES)),
        FnDef::new("_get_dump", "object, /", |vm, a| with_impl(vm, a, DUMP)),
        FnDef::new("_abc_register", "self, subclass, /", |vm, a| {
            let (class, subclass) = (a.at(0)?, a.at(1)?);
            if vm.heap.as_type(subclass).is_none() {
                return vm.type_err("Can only register classes");
            }
            vm.push_native(REGISTER, &[Slot::borrow(class), Slot::borrow(subclass)], &[])
        }),
        FnDef::new("_abc_instancecheck", "self, instance, /", |vm, a| {
            vm.push_native(INSTANCE_CHECK, &[Slot::borrow(a.at(0)?), Slot::borrow(a.at(1)?)], &[])
        }),
        FnDef::new("_abc_subclasscheck", "self, subclass, /", |vm, a| {
            let (class, subclass) = (a.at(0)?, a.at(1)?);
            if vm.heap.as_type(subclass).is_none() {
                return vm.type_err("issubclass() arg 1 must be a class");
            }
            vm.push_native(SUBCLASS_CHECK, &[Slot::borrow(class), Slot::borrow(subclass)], &[0])
        }),
    ],
    types: &[],
    exec: None,
};

/// ints: what the counter was when the negative cache was last cleared, sizes of registry and cache, then
/// pairs of place and serial number: registry, cache, negative cache.
pub static ABC_DATA_TYPE: TypeDef = TypeDef {
    name: "_abc._abc_data",
    base: Some(ids::OBJECT),
    layout: Layout::Native,
    flags: flags::HAVE_GC,
    basicsize: 48,
    doc: Some("Internal state held by ABC machinery."),
    new: Some(("*args, **kwargs", |vm, _| Ok(Flow::Value(new_data(vm))))),
    ..TYPE_DEFAULT
};

const REGISTRY: usize = 0;
const CACHE: usize = 1;
const NEGATIVE: usize = 2;

/// The three weak sets of an abstract base class.
struct Data {
    version: i64,
    sets: [Vec<(i64, i64)>; 3],
}

impl Data {
    fn read(vm: &Vm, data: Ref) -> Data {
        let ints: &[i64] = vm.heap.native(data).map(|n| &*n.ints).unwrap_or_default();
        let at = |i: usize| ints.get(i).copied().unwrap_or(0);
        let mut pairs = ints.get(3..).unwrap_or_default().chunks_exact(2).map(|p| match p {
            [place, serial] => (*place, *serial),
            _ => (0, 0),
        });
        let registry = pairs.by_ref().take(at(1) as usize).collect();
        let cache = pairs.by_ref().take(at(2) as usize).collect();
        Data { version: at(0), sets: [registry, cache, pairs.collect()] }
    }

    fn write(self, vm: &mut Vm, data: Ref) {
        let [registry, cache, negative] = self.sets.map(|s| s.into_iter().filter(|p| alive(vm, *p).is_some()).collect::<Vec<_>>());
        let mut ints = vec![self.version, registry.len() as i64, cache.len() as i64];
        ints.extend(registry.into_iter().chain(cache).chain(negative).flat_map(|(place, serial)| [place, serial]));
        if let Some(n) = vm.heap.native_mut(data) {
            n.ints = ints.into();
        }
    }

    fn has(&self, vm: &Vm, set: usize, class: Ref) -> bool {
        self.sets.get(set).is_some_and(|s| s.contains(&pair(vm, class)))
    }

    fn classes(&self, vm: &Vm, set: usize) -> Vec<Ref> {
        self.sets.get(set).into_iter().flatten().filter_map(|p| alive(vm, *p)).collect()
    }
}

fn pair(vm: &Vm, class: Ref) -> (i64, i64) {
    (i64::from(class.index()), vm.heap.serial(class).0 as i64)
}

fn alive(vm: &Vm, (place, serial): (i64, i64)) -> Option<Ref> {
    let r = Ref::from_index(place as u32)?;
    (vm.heap.serial(r).0 as i64 == serial).then_some(r)
}

fn add(vm: &mut Vm, data: Ref, set: usize, class: Ref) {
    let mut d = Data::read(vm, data);
    let new = pair(vm, class);
    if let Some(s) = d.sets.get_mut(set)
        && !s.contains(&new)
    {
        s.push(new);
    }
    d.write(vm, data);
}

fn clear(vm: &mut Vm, data: Ref, set: usize) {
    let mut d = Data::read(vm, data);
    if let Some(s) = d.sets.get_mut(set) {
        s.clear();
    }
    d.write(vm, data);
}

fn new_data(vm: &mut Vm) -> Own {
    let version = vm.abc_invalidation_counter;
    vm.new_native(ABC_DATA, &[], &[version, 0, 0])
}

/// CPython: _get_impl.
fn ask_impl(vm: &mut Vm, class: Ref) -> Res {
    vm.getattr_str(class, "_abc_impl")
}

fn check_impl(vm: &mut Vm, data: Own) -> Res<Own> {
    if vm.is_exact(data.r(), ABC_DATA) {
        return Ok(data);
    }
    vm.heap.decref_own(data);
    vm.type_err("_abc_impl is set to a wrong type")
}

const RESET_REGISTRY: i64 = 0;
const RESET_CACHES: i64 = 1;
const DUMP: i64 = 2;

fn with_impl(vm: &mut Vm, args: &Args, what: i64) -> Res {
    vm.push_native(WITH_IMPL, &[Slot::borrow(args.at(0)?)], &[what])
}

/// slots: class; ints: what is done with its data.
pub static WITH_IMPL_FRAME: NativeDef = NativeDef {
    name: "_abc",
    catches: false,
    resume: |vm, f, answer| {
        let mut answer = answer;
        loop {
            if f.pc == 0 {
                let class = f.get(0).ok_or_else(|| vm_bug!("_abc"))?;
                ask!(f, answer, 1, ask_impl(vm, class));
                continue;
            }
            let data = value(&mut answer)?;
            let data = check_impl(vm, data)?;
            let r = data.r();
            let done = match f.int(0) {
                RESET_REGISTRY => {
                    clear(vm, r, REGISTRY);
                    vm.none()
                }
                RESET_CACHES => {
                    clear(vm, r, CACHE);
                    clear(vm, r, NEGATIVE);
                    vm.none()
                }
                _ => dump(vm, r)?,
            };
            vm.heap.decref_own(data);
            return Ok(Next::Done(done));
        }
    },
};

fn dump(vm: &mut Vm, data: Ref) -> Res<Own> {
    let d = Data::read(vm, data);
    let mut parts: Vec<Slot> = Vec::new();
    for set in [REGISTRY, CACHE, NEGATIVE] {
        let own = vm.new_set(ids::SET);
        for class in d.classes(vm, set) {
            match vm.set_op(SetOp::Add, own.r(), class)? {
                Flow::Value(none) => vm.heap.decref_own(none),
                Flow::Pushed => return Err(Stop::not_supported("_get_dump() of classes with a Python __hash__")),
            }
        }
        parts.push(own.into());
    }
    parts.push(vm.new_int(d.version).into());
    Ok(vm.tuple_from_slots(parts))
}

/// slots: class, abstract names, pairs of the class's dict, iterator over a base's abstract names, a name,
/// an attribute; ints: next pair, next base. CPython: compute_abstract_methods, _abc__abc_init.
pub static INIT_FRAME: NativeDef = NativeDef {
    name: "_abc_init",
    catches: true,
    resume: |vm, f, answer| {
        let bug = || vm_bug!("_abc_init");
        let class = f.get(0).ok_or_else(bug)?;
        let mut answer = answer;
        loop {
            match f.pc {
                0 => {
                    let dict = vm.heap.as_type(class).and_then(|t| t.dict.get()).ok_or_else(bug)?;
                    let flat: Vec<Ref> = vm.heap.dict(dict).map(|d| d.iter().flat_map(|(k, v)| [k, v]).collect()).unwrap_or_default();
                    let pairs = vm.list_from(&flat);
                    let abstracts = vm.new_set(ids::FROZENSET);
                    f.set(1, abstracts.into());
                    f.set(2, pairs.into());
                    f.pc = 1;
                }
                1 => {
                    release(vm, &mut answer);
                    let i = f.int(0) as usize;
                    let attribute = f.get(2).and_then(|l| vm.heap.items(l)?.get(2 * i + 1)?.get());
                    let Some(attribute) = attribute else {
                        f.pc = 3;
                        continue;
                    };
                    f.set_int(0, i as i64 + 1);
                    ask!(f, answer, 2, vm.is_any_abstract(&[attribute]));
                }
                2 => {
                    let i = f.int(0) as usize - 1;
                    f.pc = 1;
                    if yes(vm, &mut answer)? {
                        let key = f.get(2).and_then(|l| vm.heap.items(l)?.get(2 * i)?.get()).ok_or_else(bug)?;
                        let set = f.get(1).ok_or_else(bug)?;
                        ask!(f, answer, 1, vm.set_op(SetOp::Add, set, key));
                    }
                }
                3 => {
                    let i = f.int(1) as usize;
                    let base = vm.heap.as_type(class).and_then(|t| t.bases.get()).and_then(|b| vm.heap.items(b)?.get(i)?.get());
                    let Some(base) = base else {
                        f.pc = 8;
                        continue;
                    };
                    f.set_int(1, i as i64 + 1);
                    let name = vm.names.abstractmethods;
                    if let Some(flow) = vm.getattr_opt(base, name)? {
                        ask!(f, answer, 4, Ok(flow));
                    }
                }
                4 => {
                    let names = value(&mut answer)?;
                    if names.r() == vm.one.not_implemented {
                        f.pc = 3;
                        continue;
                    }
                    let r = names.r();
                    let old = f.set(5, names.into());
                    vm.heap.release(old);
                    ask!(f, answer, 5, vm.iter(r));
                }
                5 => {
                    let iterator = value(&mut answer)?;
                    let old = f.set(3, iterator.into());
                    vm.heap.release(old);
                    let names = f.set(5, Slot::NULL);
                    vm.heap.release(names);
                    f.pc = 6;
                }
                6 => {
                    release(vm, &mut answer);
                    let iterator = f.get(3).ok_or_else(bug)?;
                    ask_next!(vm, f, answer, 7, iterator);
                }
                7 => match item(vm, &mut answer)? {
                    None => {
                        let old = f.set(3, Slot::NULL);
                        vm.heap.release(old);
                        f.pc = 3;
                    }
                    Some(key) => {
                        let r = key.r();
                        let old = f.set(4, key.into());
                        vm.heap.release(old);
                        f.pc = 6;
                        if let Some(flow) = vm.getattr_opt(class, r)? {
                            ask!(f, answer, 9, Ok(flow));
                        }
                    }
                },
                8 => {
                    let (name, abstracts) = (vm.names.abstractmethods, f.get(1).ok_or_else(bug)?);
                    ask!(f, answer, 11, vm.setattr(class, name, Some(abstracts)));
                }
                9 => {
                    let attribute = value(&mut answer)?;
                    if attribute.r() == vm.one.not_implemented {
                        f.pc = 6;
                        continue;
                    }
                    let r = attribute.r();
                    let old = f.set(5, attribute.into());
                    vm.heap.release(old);
                    ask!(f, answer, 10, vm.is_any_abstract(&[r]));
                }
                10 => {
                    f.pc = 6;
                    if yes(vm, &mut answer)? {
                        let (set, key) = (f.get(1).ok_or_else(bug)?, f.get(4).ok_or_else(bug)?);
                        ask!(f, answer, 6, vm.set_op(SetOp::Add, set, key));
                    }
                }
                11 => {
                    release(vm, &mut answer);
                    let data = new_data(vm);
                    let r = data.r();
                    let old = f.set(5, data.into());
                    vm.heap.release(old);
                    let name = vm.intern("_abc_impl").into_ref();
                    ask!(f, answer, 12, vm.setattr(class, name, Some(r)));
                }
                _ => {
                    let none = value(&mut answer)?;
                    take_flags(vm, class)?;
                    return Ok(Next::Done(none));
                }
            }
        }
    },
};

fn release(vm: &mut Vm, answer: &mut Answer) {
    if let Answer::Value(v) = std::mem::replace(answer, Answer::Start) {
        vm.heap.decref_own(v);
    }
}

const COLLECTION_FLAGS: u32 = flags::SEQUENCE | flags::MAPPING;

/// `__abc_tpflags__` says what `match` takes the instances for.
fn take_flags(vm: &mut Vm, class: Ref) -> Res<()> {
    let Some(dict) = vm.heap.as_type(class).and_then(|t| t.dict.get()) else { return Ok(()) };
    let Some(given) = vm.dict_get_named(dict, "__abc_tpflags__") else { return Ok(()) };
    let bits = if vm.is_exact(given, ids::INT) { vm.heap.small_int(given) } else { None };
    let name = vm.intern("__abc_tpflags__");
    vm.dict_del_str(dict, name.r());
    vm.type_modified(class);
    let Some(bits) = bits else { return Ok(()) };
    let bits = bits as u32 & COLLECTION_FLAGS;
    if bits == COLLECTION_FLAGS {
        return vm.type_err("__abc_tpflags__ cannot be both Py_TPFLAGS_SEQUENCE and Py_TPFLAGS_MAPPING");
    }
    if let Some(t) = vm.heap.as_type_mut(class) {
        t.flags |= bits;
    }
    Ok(())
}

/// CPython: set_collection_flag_recursive.
fn set_flag_below(vm: &mut Vm, class: Ref, flag: u32) {
    let mut below = vec![class];
    while let Some(class) = below.pop() {
        let Some(t) = vm.heap.as_type(class) else { continue };
        if !t.has(flags::HEAPTYPE) || t.flags & COLLECTION_FLAGS == flag {
            continue;
        }
        if let Some(t) = vm.heap.as_type_mut(class) {
            t.flags = t.flags & !COLLECTION_FLAGS | flag;
            below.extend(t.subclasses.iter().copied());
        }
    }
}

/// slots: class, subclass. CPython: _abc__abc_register_impl.
pub static REGISTER_FRAME: NativeDef = NativeDef {
    name: "_abc_register",
    catches: false,
    resume: |vm, f, answer| {
        let (Some(class), Some(subclass)) = (f.get(0), f.get(1)) else { return Err(vm_bug!("_abc_register")) };
        let mut answer = answer;
        loop {
            match f.pc {
                0 => ask!(f, answer, 1, vm.check_class(subclass, class, true)),
                1 => {
                    if yes(vm, &mut answer)? {
                        return Ok(Next::Done(vm.heap.own(subclass)));
                    }
                    ask!(f, answer, 2, vm.check_class(class, subclass, true));
                }
                2 => {
                    if yes(vm, &mut answer)? {
                        return Err(exc::runtime_error(vm, "Refusing to create an inheritance cycle"));
                    }
                    ask!(f, answer, 3, ask_impl(vm, class));
                }
                _ => {
                    let data = value(&mut answer)?;
                    let data = check_impl(vm, data)?;
                    add(vm, data.r(), REGISTRY, subclass);
                    vm.heap.decref_own(data);
                    vm.abc_invalidation_counter += 1;
                    let flag = vm.heap.as_type(class).map_or(0, |t| t.flags & COLLECTION_FLAGS);
                    if flag != 0 {
                        set_flag_below(vm, subclass, flag);
                    }
                    return Ok(Next::Done(vm.heap.own(subclass)));
                }
            }
        }
    },
};

/// slots: class, instance, the class's data, `instance.__class__`. CPython: _abc__abc_instancecheck_impl.
pub static INSTANCE_CHECK_FRAME: NativeDef = NativeDef {
    name: "_abc_instancecheck",
    catches: false,
    resume: |vm, f, answer| {
        let (Some(class), Some(instance)) = (f.get(0), f.get(1)) else { return Err(vm_bug!("_abc_instancecheck")) };
        let mut answer = answer;
        loop {
            match f.pc {
                0 => ask!(f, answer, 1, ask_impl(vm, class)),
                1 => {
                    let data = value(&mut answer)?;
                    let data = check_impl(vm, data)?;
                    f.set(2, data.into());
                    ask!(f, answer, 2, vm.getattr_str(instance, "__class__"));
                }
                2 => {
                    let found = value(&mut answer)?;
                    let subclass = found.r();
                    f.set(3, found.into());
                    let data = Data::read(vm, f.get(2).ok_or_else(|| vm_bug!("_abc_instancecheck"))?);
                    if data.has(vm, CACHE, subclass) {
                        return Ok(Next::Done(Own::assume(vm.one.true_)));
                    }
                    let same = vm.heap.type_of(instance) == subclass;
                    if same && data.version == vm.abc_invalidation_counter && data.has(vm, NEGATIVE, subclass) {
                        return Ok(Next::Done(Own::assume(vm.one.false_)));
                    }
                    let name = vm.names.subclasscheck;
                    ask!(f, answer, if same { 5 } else { 3 }, vm.call_method(class, name, &[subclass]));
                }
                // `__class__` says something else than the type does: ask for both.
                3 => {
                    let result = value(&mut answer)?;
                    let r = result.r();
                    let old = f.set(4, result.into());
                    vm.heap.release(old);
                    ask!(f, answer, 4, vm.truth(r));
                }
                4 => {
                    if yes(vm, &mut answer)? {
                        let result = f.set(4, Slot::NULL).get().ok_or_else(|| vm_bug!("_abc_instancecheck"))?;
                        return Ok(Next::Done(Own::assume(result)));
                    }
                    let subtype = vm.heap.type_of(instance);
                    let name = vm.names.subclasscheck;
                    ask!(f, answer, 5, vm.call_method(class, name, &[subtype]));
                }
                _ => return Ok(Next::Done(value(&mut answer)?)),
            }
        }
    },
};

/// slots: class, subclass, the class's data, the classes that are asked next; ints: next of them.
/// CPython: _abc__abc_subclasscheck_impl.
pub static SUBCLASS_CHECK_FRAME: NativeDef = NativeDef {
    name: "_abc_subclasscheck",
    catches: false,
    resume: |vm, f, answer| {
        let bug = || vm_bug!("_abc_subclasscheck");
        let (Some(class), Some(subclass)) = (f.get(0), f.get(1)) else { return Err(bug()) };
        let mut answer = answer;
        loop {
            match f.pc {
                0 => ask!(f, answer, 1, ask_impl(vm, class)),
                1 => {
                    let data = value(&mut answer)?;
                    let data = check_impl(vm, data)?;
                    let r = data.r();
                    f.set(2, data.into());
                    let mut d = Data::read(vm, r);
                    if d.has(vm, CACHE, subclass) {
                        return Ok(Next::Done(Own::assume(vm.one.true_)));
                    }
                    if d.version < vm.abc_invalidation_counter {
                        d.version = vm.abc_invalidation_counter;
                        if let Some(s) = d.sets.get_mut(NEGATIVE) {
                            s.clear();
                        }
                        d.write(vm, r);
                    } else if d.has(vm, NEGATIVE, subclass) {
                        return Ok(Next::Done(Own::assume(vm.one.false_)));
                    }
                    let hook = vm.intern("__subclasshook__").into_ref();
                    ask!(f, answer, 2, vm.call_method(class, hook, &[subclass]));
                }
                2 => {
                    let said = value(&mut answer)?;
                    let r = said.r();
                    vm.heap.decref_own(said);
                    if r == vm.one.true_ || r == vm.one.false_ {
                        return found(vm, f.get(2), subclass, r == vm.one.true_);
                    }
                    if r != vm.one.not_implemented {
                        return Err(exc::assertion_error(vm, "__subclasshook__ must return either False, True, or NotImplemented"));
                    }
                    if vm.mro_of(subclass).contains(&class) {
                        return found(vm, f.get(2), subclass, true);
                    }
                    let d = Data::read(vm, f.get(2).ok_or_else(bug)?);
                    if d.has(vm, REGISTRY, subclass) {
                        return Ok(Next::Done(Own::assume(vm.one.true_)));
                    }
                    let registered = d.classes(vm, REGISTRY);
                    let list = vm.list_from(&registered);
                    f.set(3, list.into());
                    f.pc = 3;
                }
                // A subclass of a registered class, or (5) of a subclass?
                3 | 5 => {
                    let next = f.get(3).and_then(|l| vm.heap.items(l)?.get(f.int(0) as usize)?.get());
                    let Some(next) = next else {
                        if f.pc == 5 {
                            return found(vm, f.get(2), subclass, false);
                        }
                        let name = vm.intern("__subclasses__").into_ref();
                        ask!(f, answer, 7, vm.call_method(class, name, &[]));
                        continue;
                    };
                    f.set_int(0, f.int(0) + 1);
                    ask!(f, answer, f.pc + 1, vm.check_class(subclass, next, true));
                }
                4 | 6 => {
                    if yes(vm, &mut answer)? {
                        return found(vm, f.get(2), subclass, true);
                    }
                    f.pc -= 1;
                }
                _ => {
                    let list = value(&mut answer)?;
                    let is_list = vm.is_instance_of(list.r(), ids::LIST);
                    let old = f.set(3, list.into());
                    vm.heap.release(old);
                    if !is_list {
                        return vm.type_err("__subclasses__() must return a list");
                    }
                    f.set_int(0, 0);
                    f.pc = 5;
                }
            }
        }
    },
};

fn found(vm: &mut Vm, data: Option<Ref>, subclass: Ref, yes: bool) -> Res<Next> {
    if let Some(data) = data {
        add(vm, data, if yes { CACHE } else { NEGATIVE }, subclass);
    }
    Ok(Next::Done(Own::assume(vm.bool_ref(yes))))
}
