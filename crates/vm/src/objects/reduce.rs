//! How an object says what it is made of: `__reduce__`, `__reduce_ex__`, `__getstate__` of `object`.
//!
//! CPython: Objects/typeobject.c (object___reduce_ex__, reduce_newobj, object_getstate_default).

use pyvarium_heap::types::flags;
use pyvarium_heap::{Ref, Slot};

use crate::args::Args;
use crate::core::{ids, kinds};
use crate::native::NativeDef;
use crate::objects::typing::subst::{fail, items_of};
use crate::script::{self, Said, Script};
use crate::stop::Res;
use crate::vm::Vm;

pub fn getstate(vm: &mut Vm, args: &Args) -> Res {
    vm.run_script_of(kinds::OBJECT_GETSTATE, &[args.at(0)?])
}

pub fn reduce(vm: &mut Vm, args: &Args) -> Res {
    let zero = vm.new_int(0);
    vm.run_script(kinds::OBJECT_REDUCE, &[Slot::borrow(args.at(0)?), zero.into()])
}

pub fn reduce_ex(vm: &mut Vm, args: &Args) -> Res {
    let protocol = vm.index(args.at(1)?)?;
    let protocol = vm.new_int(protocol);
    vm.run_script(kinds::OBJECT_REDUCE_EX, &[Slot::borrow(args.at(0)?), protocol.into()])
}

/// Args: the object.
pub static OBJECT_GETSTATE: NativeDef = NativeDef {
    name: "__getstate__",
    catches: true,
    resume: |vm, f, answer| {
        script::resume(vm, f, answer, |vm, s| {
            let this = s.at(0)?;
            let state = state_of(vm, s, this, false)?;
            Ok(vm.heap.own(state))
        })
    },
};

/// CPython: object_getstate_default. `required`: the class must not keep what nobody can see.
fn state_of(vm: &mut Vm, s: &mut Script<'_>, this: Ref, required: bool) -> Said<Ref> {
    let class = vm.heap.type_of(this);
    let itemsize = vm.heap.as_type(class).map_or(0, |t| t.itemsize);
    let name = vm.name_of_type(class);
    if required && itemsize != 0 {
        return fail(vm, &format!("cannot pickle {name} objects"));
    }
    let has_dict = crate::objects::class_slots::keeps_dict(vm, class);
    let state = match has_dict.then(|| vm.materialize_dict_if_any(this)).flatten() {
        Some(dict) => s.make(vm, |vm| vm.dict_copy(dict))?,
        None => vm.one.none,
    };
    let names = slots_to_copy(vm, s, class)?;
    if required {
        let n_slots = names.len();
        let (basicsize, own) = vm.heap.as_type(class).map_or((0, 0), |t| (t.basicsize, t.n_member_slots));
        let native = vm.heap.as_type(class).and_then(|t| vm.tables.types.get(t.def as usize)).map_or(0, |d| d.basicsize);
        // What a native base keeps for itself cannot be taken along.
        let plain = 16 + 8 * n_slots as u32;
        let _ = own;
        if basicsize > plain && native > 16 {
            return fail(vm, &format!("cannot pickle '{name}' object"));
        }
    }
    let found = s.make(vm, |vm| vm.new_dict())?;
    for name in names {
        if let Some(value) = s.ask_unless(vm, ids::ATTRIBUTE_ERROR, |vm| vm.getattr(this, name))? {
            s.act(vm, |vm| {
                vm.dict_set_str(found, name, value);
                Ok(())
            })?;
        }
    }
    if vm.heap.dict(found).is_some_and(|d| d.is_empty()) {
        return Ok(state);
    }
    s.make(vm, |vm| vm.tuple_from(&[state, found]))
}

/// The names of `__slots__`, as copyreg keeps them with the class.
fn slots_to_copy(vm: &mut Vm, s: &mut Script<'_>, class: Ref) -> Said<Vec<Ref>> {
    let key = vm.intern("__slotnames__").into_ref();
    let known = vm.heap.as_type(class).and_then(|t| t.dict.get()).and_then(|d| vm.dict_get_str(d, key));
    let found = s.ask(vm, |vm| vm.own_flow(known.unwrap_or(vm.one.not_implemented)))?;
    if found != vm.one.not_implemented {
        return Ok(if vm.heap.items(found).is_some() { items_of(vm, found) } else { Vec::new() });
    }
    let module = s.ask(vm, |vm| vm.import_by_native("copyreg"))?;
    let function = s.attr(vm, module, "_slotnames")?;
    let names = s.call(vm, function, &[class])?;
    if names != vm.one.none && vm.heap.items(names).is_none() {
        return fail(vm, "copyreg._slotnames didn't return a list or None");
    }
    Ok(if names == vm.one.none { Vec::new() } else { items_of(vm, names) })
}

/// Args: the object, the protocol. CPython: object___reduce_ex___impl.
pub static OBJECT_REDUCE_EX: NativeDef = NativeDef {
    name: "__reduce_ex__",
    catches: true,
    resume: |vm, f, answer| {
        script::resume(vm, f, answer, |vm, s| {
            let (this, protocol) = (s.at(0)?, s.at(1)?);
            let key = vm.names.reduce;
            if let Some(own) = s.attr_opt(vm, this, "__reduce__")? {
                let class = s.attr(vm, this, "__class__")?;
                let theirs = s.attr(vm, class, "__reduce__")?;
                let object = vm.ty(ids::OBJECT);
                let plain = vm.heap.as_type(object).and_then(|t| t.dict.get()).and_then(|d| vm.dict_get_str(d, key));
                if Some(theirs) != plain {
                    let value = s.call(vm, own, &[])?;
                    return Ok(vm.heap.own(value));
                }
            }
            let value = s.ask(vm, |vm| vm.run_script_of(kinds::OBJECT_REDUCE, &[this, protocol]))?;
            Ok(vm.heap.own(value))
        })
    },
};

/// Args: the object, the protocol. CPython: _common_reduce, reduce_newobj.
pub static OBJECT_REDUCE: NativeDef = NativeDef {
    name: "__reduce__",
    catches: true,
    resume: |vm, f, answer| {
        script::resume(vm, f, answer, |vm, s| {
            let (this, protocol) = (s.at(0)?, s.at(1)?);
            let n = vm.heap.small_int(protocol).unwrap_or_default();
            let copyreg = s.ask(vm, |vm| vm.import_by_native("copyreg"))?;
            if n < 2 {
                let function = s.attr(vm, copyreg, "_reduce_ex")?;
                let value = s.call(vm, function, &[this, protocol])?;
                return Ok(vm.heap.own(value));
            }
            let class = vm.heap.type_of(this);
            let key = vm.names.new;
            if vm.lookup_type(class, key).is_none() || vm.heap.as_type(class).is_some_and(|t| t.has(flags::DISALLOW_INSTANTIATION)) {
                let name = vm.message_name(class);
                return fail(vm, &format!("cannot pickle '{name}' object"));
            }
            let (args, kwargs) = new_arguments(vm, s, this)?;
            let own_args = args.is_some();
            let none = vm.one.none;
            let (function, call) = match kwargs.filter(|k| vm.heap.dict(*k).is_some_and(|d| !d.is_empty())) {
                None => {
                    let mut all = vec![class];
                    all.extend(args.map(|a| items_of(vm, a)).unwrap_or_default());
                    (s.attr(vm, copyreg, "__newobj__")?, s.make(vm, |vm| vm.tuple_from(&all))?)
                }
                Some(kwargs) => {
                    let args = args.unwrap_or(vm.one.empty_tuple);
                    (s.attr(vm, copyreg, "__newobj_ex__")?, s.make(vm, |vm| vm.tuple_from(&[class, args, kwargs]))?)
                }
            };
            let is_list = vm.is_instance_of(this, ids::LIST);
            let is_dict = vm.is_instance_of(this, ids::DICT);
            let state = match s.attr_opt(vm, this, "__getstate__")? {
                Some(getstate) if is_objects_getstate(vm, getstate) => state_of(vm, s, this, !own_args && !is_list && !is_dict)?,
                Some(getstate) => s.call(vm, getstate, &[])?,
                None => none,
            };
            let list_items = if is_list { s.ask(vm, |vm| vm.iter(this))? } else { none };
            let dict_items = if is_dict {
                let items = s.attr(vm, this, "items")?;
                let items = s.call(vm, items, &[])?;
                s.ask(vm, |vm| vm.iter(items))?
            } else {
                none
            };
            Ok(vm.tuple_from(&[function, call, state, list_items, dict_items]))
        })
    },
};

fn is_objects_getstate(vm: &Vm, method: Ref) -> bool {
    let function = vm.heap.builtin(method).and_then(|b| vm.tables.functions.get(b.function as usize));
    function.is_some_and(|f| f.qualname == "object.__getstate__")
}

/// CPython: _PyObject_GetNewArguments.
fn new_arguments(vm: &mut Vm, s: &mut Script<'_>, this: Ref) -> Said<(Option<Ref>, Option<Ref>)> {
    let class = vm.heap.type_of(this);
    let ex = vm.intern("__getnewargs_ex__").into_ref();
    if vm.lookup_type(class, ex).is_some() {
        let pair = s.ask(vm, |vm| vm.call_special(this, ex, &[]))?;
        if vm.heap.tuple(pair).is_none() {
            let given = vm.type_name(pair);
            return fail(vm, &format!("__getnewargs_ex__ should return a tuple, not '{given}'"));
        }
        let items = items_of(vm, pair);
        let [args, kwargs] = items.as_slice() else {
            return Err(
                crate::exc::value_error(vm, &format!("__getnewargs_ex__ should return a tuple of length 2, not {}", items.len())).into()
            );
        };
        for (part, word, fits) in [(args, "tuple", vm.heap.tuple(*args).is_some()), (kwargs, "dict", vm.heap.dict(*kwargs).is_some())] {
            if !fits {
                let (given, place) = (vm.type_name(*part), if word == "tuple" { "first" } else { "second" });
                return fail(vm, &format!("{place} item of the tuple returned by __getnewargs_ex__ must be a {word}, not '{given}'"));
            }
        }
        return Ok((Some(*args), Some(*kwargs)));
    }
    let plain = vm.intern("__getnewargs__").into_ref();
    if vm.lookup_type(class, plain).is_some() {
        let args = s.ask(vm, |vm| vm.call_special(this, plain, &[]))?;
        if vm.heap.tuple(args).is_none() {
            let given = vm.type_name(args);
            return fail(vm, &format!("__getnewargs__ should return a tuple, not '{given}'"));
        }
        return Ok((Some(args), None));
    }
    Ok((None, None))
}

impl Vm {
    /// The attribute dict, unless there are no attributes at all.
    fn materialize_dict_if_any(&mut self, r: Ref) -> Option<Ref> {
        let dict = self.materialize_dict(r)?;
        self.heap.dict(dict).is_some_and(|d| !d.is_empty()).then_some(dict)
    }
}
