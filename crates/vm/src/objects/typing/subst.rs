//! The parameters of an alias, and their replacement: `dict[str, T][int]` is `dict[str, int]`.
//!
//! CPython: Objects/genericaliasobject.c (_Py_make_parameters, _Py_subs_parameters).

use pyvarium_heap::Ref;
use pyvarium_heap::object::Body;

use crate::core::ids;
use crate::script::{Pause, Said, Script};
use crate::slots::SlotId;
use crate::vm::Vm;

pub(crate) fn items_of(vm: &Vm, r: Ref) -> Vec<Ref> {
    vm.heap.items(r).unwrap_or_default().iter().filter_map(|s| s.get()).collect()
}

fn is_sequence(vm: &Vm, r: Ref) -> bool {
    matches!(vm.heap.body(r), Body::Tuple(_) | Body::List(_))
}

/// The distinct type variables among the arguments, in order.
pub(crate) fn make_parameters(vm: &mut Vm, s: &mut Script<'_>, args: &[Ref]) -> Said<Vec<Ref>> {
    let mut found: Vec<Ref> = Vec::new();
    for arg in args {
        if vm.heap.as_type(*arg).is_some() {
            continue;
        }
        if s.attr_opt(vm, *arg, "__typing_subst__")?.is_some() {
            if !found.contains(arg) {
                found.push(*arg);
            }
            continue;
        }
        let below = match s.attr_opt(vm, *arg, "__parameters__")? {
            Some(params) if vm.heap.tuple(params).is_some() => items_of(vm, params),
            None if is_sequence(vm, *arg) => {
                let inner = items_of(vm, *arg);
                make_parameters(vm, s, &inner)?
            }
            _ => Vec::new(),
        };
        for param in below {
            if !found.contains(&param) {
                found.push(param);
            }
        }
    }
    Ok(found)
}

/// CPython: _unpack_args: starred tuples are spread.
fn unpacked(vm: &mut Vm, s: &mut Script<'_>, item: Ref) -> Said<Vec<Ref>> {
    let given = if vm.heap.tuple(item).is_some() { items_of(vm, item) } else { vec![item] };
    let mut all = Vec::new();
    for arg in given {
        if vm.heap.as_type(arg).is_none() {
            let inner = s.attr_opt(vm, arg, "__typing_unpacked_tuple_args__")?.filter(|a| vm.heap.tuple(*a).is_some());
            if let Some(inner) = inner.map(|i| items_of(vm, i))
                && inner.last() != Some(&vm.one.ellipsis)
            {
                all.extend(inner);
                continue;
            }
        }
        all.push(arg);
    }
    Ok(all)
}

/// The alias's arguments with its parameters replaced by `item`.
pub(crate) fn substitute(vm: &mut Vm, s: &mut Script<'_>, this: Ref, args: &[Ref], params: &[Ref], item: Ref) -> Said<Vec<Ref>> {
    if params.is_empty() {
        let shown = s.repr(vm, this)?;
        return fail(vm, &format!("{shown} is not a generic class"));
    }
    let given = unpacked(vm, s, item)?;
    let mut item = s.make(vm, |vm| vm.tuple_from(&given))?;
    for param in params {
        let prepare = s.attr_opt(vm, *param, "__typing_prepare_subst__")?.filter(|p| *p != vm.one.none);
        if let Some(prepare) = prepare {
            let arg = if vm.heap.tuple(item).is_some() {
                item
            } else {
                let one = item;
                s.make(vm, |vm| vm.tuple_from(&[one]))?
            };
            item = s.call(vm, prepare, &[this, arg])?;
        }
    }
    let values = if vm.heap.tuple(item).is_some() { items_of(vm, item) } else { vec![item] };
    if values.len() != params.len() {
        let many = if values.len() > params.len() { "many" } else { "few" };
        let shown = s.repr(vm, this)?;
        return fail(vm, &format!("Too {many} arguments for {shown}; actual {}, expected {}", values.len(), params.len()));
    }
    let mut all = Vec::new();
    for arg in args {
        if vm.heap.as_type(*arg).is_some() {
            all.push(*arg);
            continue;
        }
        if is_sequence(vm, *arg) {
            let inner = items_of(vm, *arg);
            let inner = substitute(vm, s, this, &inner, params, item)?;
            let is_list = vm.heap.tuple(*arg).is_none();
            all.push(s.make(vm, |vm| if is_list { vm.list_from(&inner) } else { vm.tuple_from(&inner) })?);
            continue;
        }
        let unpack = match s.attr_opt(vm, *arg, "__typing_is_unpacked_typevartuple__")? {
            Some(answer) => s.truth(vm, answer)?,
            None => false,
        };
        let new = match s.attr_opt(vm, *arg, "__typing_subst__")? {
            Some(subst) => {
                let value = params.iter().position(|p| p == arg).and_then(|i| values.get(i).copied()).unwrap_or(*arg);
                s.call(vm, subst, &[value])?
            }
            None => subs_tvars(vm, s, *arg, params, &values)?,
        };
        if !unpack {
            all.push(new);
        } else if vm.heap.tuple(new).is_some() {
            all.extend(items_of(vm, new));
        } else {
            let (old, new) = (vm.full_type_name(vm.heap.type_of(*arg)), vm.full_type_name(vm.heap.type_of(new)));
            return fail(vm, &format!("expected __typing_subst__ of {old} objects to return a tuple, not {new}"));
        }
    }
    Ok(all)
}

/// The same within an argument that is an alias itself.
fn subs_tvars(vm: &mut Vm, s: &mut Script<'_>, arg: Ref, params: &[Ref], values: &[Ref]) -> Said<Ref> {
    let below = s.attr_opt(vm, arg, "__parameters__")?.filter(|p| vm.heap.tuple(*p).is_some()).map(|p| items_of(vm, p));
    let Some(below) = below.filter(|b| !b.is_empty()) else { return Ok(arg) };
    let mut subargs = Vec::new();
    for param in below {
        let at = params.iter().position(|p| *p == param);
        match at.and_then(|i| values.get(i).copied()) {
            Some(value) if vm.has_slot(param, SlotId::Iter) && vm.heap.tuple(value).is_some() => subargs.extend(items_of(vm, value)),
            Some(value) => subargs.push(value),
            None => subargs.push(param),
        }
    }
    let key = s.make(vm, |vm| vm.tuple_from(&subargs))?;
    s.ask(vm, |vm| vm.getitem(arg, key))
}

pub(crate) fn fail<T>(vm: &mut Vm, message: &str) -> Said<T> {
    vm.type_err(message).map_err(Pause::from)
}

/// `tuple[...]` with a star before it.
pub(crate) fn is_starred(vm: &Vm, r: Ref) -> bool {
    vm.is_instance_of(r, ids::GENERIC_ALIAS) && vm.heap.native(r).is_some_and(|n| n.int(0) != 0)
}
