//! `__reduce__` of builtin types that say themselves how they are made again.
//!
//! CPython: set_reduce, slice_reduce, range_reduce, bytearray_reduce, meth_reduce and their kin.

use pyvarium_heap::object::Body;
use pyvarium_heap::{Ref, Slot};

use crate::args::Args;
use crate::core::{ids, kinds};
use crate::native::NativeDef;
use crate::script;
use crate::stop::{Flow, Res};
use crate::vm::Vm;
use crate::vm_bug;

/// The attributes of an instance of a subclass; None where there are none.
fn state(vm: &mut Vm, r: Ref) -> Ref {
    let none = vm.one.none;
    let has = vm.heap.as_type(vm.heap.type_of(r)).is_some_and(|t| t.has(pyvarium_heap::types::flags::MANAGED_DICT));
    let dict = if has { vm.materialize_dict(r) } else { None };
    dict.filter(|d| vm.heap.dict(*d).is_some_and(|d| !d.is_empty())).unwrap_or(none)
}

/// (class, (list of the items,), state).
pub fn reduce_set(vm: &mut Vm, args: &Args) -> Res {
    let r = args.at(0)?;
    let items: Vec<Ref> = vm.heap.set(r).map(|s| s.iter().collect()).unwrap_or_default();
    let list = vm.list_from(&items);
    let given = vm.tuple_from_slots(vec![list.into()]);
    let (class, state) = (vm.heap.type_of(r), state(vm, r));
    let all = vm.tuple_from(&[class, given.r(), state]);
    vm.heap.decref_own(given);
    Ok(Flow::Value(all))
}

/// (class, (start, stop, step)).
pub fn reduce_slice(vm: &mut Vm, args: &Args) -> Res {
    let r = args.at(0)?;
    let parts: Vec<Ref> =
        vm.heap.native(r).map(|n| n.slots.iter().map(|s| s.get().unwrap_or(vm.one.none)).take(3).collect()).unwrap_or_default();
    let given = vm.tuple_from(&parts);
    let class = vm.heap.type_of(r);
    let all = vm.tuple_from(&[class, given.r()]);
    vm.heap.decref_own(given);
    Ok(Flow::Value(all))
}

/// (range, (start, stop, step)).
pub fn reduce_range(vm: &mut Vm, args: &Args) -> Res {
    let r = args.at(0)?;
    let mut parts: Vec<Slot> = Vec::new();
    for name in ["start", "stop", "step"] {
        let flow = vm.getattr_str(r, name)?;
        parts.push(vm.value_of(flow)?.into());
    }
    let given = vm.tuple_from_slots(parts);
    let class = vm.heap.type_of(r);
    let all = vm.tuple_from(&[class, given.r()]);
    vm.heap.decref_own(given);
    Ok(Flow::Value(all))
}

/// (class, (bytes,), state) from protocol 3 on; before it the bytes as text and "latin-1".
pub fn reduce_bytearray(vm: &mut Vm, args: &Args) -> Res {
    let r = args.at(0)?;
    let protocol = match args.get(1) {
        Some(p) => vm.index(p)?,
        None => 2,
    };
    let bytes = vm.need_buffer(r)?;
    let given = match protocol {
        3.. => {
            let bytes = vm.new_bytes(bytes);
            vm.tuple_from_slots(vec![bytes.into()])
        }
        _ => {
            let text: String = bytes.iter().map(|b| char::from(*b)).collect();
            let parts = [vm.new_str(&text).into(), vm.new_str("latin-1").into()];
            vm.tuple_from_slots(parts.to_vec())
        }
    };
    let (class, state) = (vm.heap.type_of(r), state(vm, r));
    let all = vm.tuple_from(&[class, given.r(), state]);
    vm.heap.decref_own(given);
    Ok(Flow::Value(all))
}

/// Ellipsis and NotImplemented are found by their names.
pub fn reduce_singleton(vm: &mut Vm, args: &Args) -> Res {
    let name = if args.at(0)? == vm.one.ellipsis { "Ellipsis" } else { "NotImplemented" };
    Ok(Flow::Value(vm.intern(name)))
}

/// The name of a module's function; (getattr, (self, name)) of a bound method.
pub fn reduce_builtin(vm: &mut Vm, args: &Args) -> Res {
    let r = args.at(0)?;
    let name = vm.names.name;
    let flow = vm.getattr(r, name)?;
    let name = vm.value_of(flow)?;
    let this = vm.heap.builtin(r).and_then(|b| b.this.get()).filter(|t| *t != vm.one.none && !vm.is_instance_of(*t, ids::MODULE));
    let Some(this) = this else { return Ok(Flow::Value(name)) };
    let getattr = vm.builtin_by_name("getattr");
    let given = vm.tuple_from(&[this, name.r()]);
    vm.heap.decref_own(name);
    let all = vm.tuple_from(&[getattr, given.r()]);
    vm.heap.decref_own(given);
    Ok(Flow::Value(all))
}

/// `(getattr, (object, name))`.
fn attribute_of(vm: &mut Vm, object: Ref, name: Ref) -> Res {
    let getattr = vm.builtin_by_name("getattr");
    let given = vm.tuple_from(&[object, name]);
    let all = vm.tuple_from(&[getattr, given.r()]);
    vm.heap.decref_own(given);
    Ok(Flow::Value(all))
}

/// Of a descriptor: its class and its name. CPython: descr_reduce.
pub fn reduce_descriptor(vm: &mut Vm, args: &Args) -> Res {
    let mut parts = Vec::new();
    for name in ["__objclass__", "__name__"] {
        let flow = vm.getattr_str(args.at(0)?, name)?;
        parts.push(vm.value_of(flow)?);
    }
    let [class, name] = parts.as_slice() else { return Err(vm_bug!("descriptor")) };
    let call = attribute_of(vm, class.r(), name.r());
    parts.into_iter().for_each(|own| vm.heap.decref_own(own));
    call
}

/// Of a slot of an object: the object and the slot's name. CPython: wrapper_reduce.
pub fn reduce_wrapper(vm: &mut Vm, args: &Args) -> Res {
    let r = args.at(0)?;
    let (this, name) = (vm.heap.builtin(r).and_then(|b| b.this.get()), vm.names.name);
    let flow = vm.getattr(r, name)?;
    let name = vm.value_of(flow)?;
    let call = attribute_of(vm, this.unwrap_or(vm.one.none), name.r());
    vm.heap.decref_own(name);
    call
}

/// Of a method: its object and its function's name. CPython: method_reduce.
pub fn reduce_method(vm: &mut Vm, args: &Args) -> Res {
    vm.run_script_of(kinds::REDUCE_METHOD, &[args.at(0)?])
}

/// Args: the method.
pub static REDUCE_METHOD: NativeDef = NativeDef {
    name: "__reduce__",
    catches: true,
    resume: |vm, f, answer| {
        script::resume(vm, f, answer, |vm, s| {
            let Body::Method(function, this) = vm.heap.body(s.at(0)?) else { return Err(vm_bug!("not a method").into()) };
            let (Some(function), Some(this)) = (function.get(), this.get()) else { return Err(vm_bug!("an empty method").into()) };
            let name = s.attr(vm, function, "__name__")?;
            let call = s.ask(vm, |vm| attribute_of(vm, this, name))?;
            Ok(vm.heap.own(call))
        })
    },
};

/// `string.templatelib._template_unpickle` with strings and interpolations. CPython: template_reduce.
pub fn reduce_template(vm: &mut Vm, args: &Args) -> Res {
    vm.run_script_of(kinds::REDUCE_TEMPLATE, &[args.at(0)?])
}

/// Args: the template.
pub static REDUCE_TEMPLATE: NativeDef = NativeDef {
    name: "__reduce__",
    catches: true,
    resume: |vm, f, answer| {
        script::resume(vm, f, answer, |vm, s| {
            let this = s.at(0)?;
            let parts: Vec<Ref> =
                vm.heap.native(this).map(|n| n.slots.iter().take(2).filter_map(|s| s.get()).collect()).unwrap_or_default();
            let module = s.ask(vm, |vm| vm.import_by_native("string.templatelib"))?;
            let module = s.attr(vm, module, "templatelib")?;
            let function = s.attr(vm, module, "_template_unpickle")?;
            let given = s.make(vm, |vm| vm.tuple_from(&parts))?;
            Ok(vm.tuple_from(&[function, given]))
        })
    },
};

/// (class, (value, expression, conversion, format spec)). CPython: interpolation_reduce.
pub fn reduce_interpolation(vm: &mut Vm, args: &Args) -> Res {
    let r = args.at(0)?;
    let parts: Vec<Ref> = vm.heap.native(r).map(|n| n.slots.iter().filter_map(|s| s.get()).collect()).unwrap_or_default();
    let given = vm.tuple_from(&parts);
    let class = vm.heap.type_of(r);
    let all = vm.tuple_from(&[class, given.r()]);
    vm.heap.decref_own(given);
    Ok(Flow::Value(all))
}
