//! Builtin functions that ask one object one thing.
//!
//! CPython: Python/bltinmodule.c.

use num_traits::Signed;
use pyvarium_heap::object::Body;
use pyvarium_heap::{Slot, Text};

use crate::args::Args;
use crate::core::{ids, kinds};
use crate::slots::SlotId;
use crate::stop::{Flow, Res, Stop};
use crate::vm::Vm;
use crate::vm_bug;

pub fn abs(vm: &mut Vm, args: &Args) -> Res {
    vm.unary_op(SlotId::Absolute, "abs()", args.at(0)?)
}

pub fn radix(vm: &mut Vm, args: &Args, base: u32) -> Res {
    let r = args.at(0)?;
    let Some(n) = vm.bigint(r).map(|n| n.into_owned()) else {
        vm.index_clamped(r)?;
        return Err(vm_bug!("an index that is no int"));
    };
    let prefix = match base {
        2 => "0b",
        8 => "0o",
        _ => "0x",
    };
    let sign = if n.is_negative() { "-" } else { "" };
    let text = format!("{sign}{prefix}{}", n.magnitude().to_str_radix(base));
    Ok(Flow::Value(vm.new_str(&text)))
}

pub fn callable(vm: &mut Vm, args: &Args) -> Res {
    let r = args.at(0)?;
    let yes = vm.heap.as_type(r).is_some() || vm.has_slot(r, SlotId::Call);
    vm.bool_flow(yes)
}

pub fn chr(vm: &mut Vm, args: &Args) -> Res {
    let n = vm.index_clamped(args.at(0)?)?;
    match u32::try_from(n).ok().filter(|n| *n < 0x11_0000) {
        Some(p) => Ok(Flow::Value(vm.new_text(Text::from_point_slice(&[p])))),
        None => vm.value_err("chr() arg not in range(0x110000)"),
    }
}

pub fn ord(vm: &mut Vm, args: &Args) -> Res {
    let r = args.at(0)?;
    match vm.heap.text(r) {
        Some(t) => match (t.len(), t.at(0)) {
            (1, Some(p)) => Ok(Flow::Value(vm.new_int(i64::from(p)))),
            (n, _) => vm.type_err(&format!("ord() expected a character, but string of length {n} found")),
        },
        None if matches!(vm.heap.body(r), Body::Bytes(_) | Body::ByteArray(_)) => {
            let (n, first) = vm.buffer(r).map_or((0, None), |b| (b.len(), b.first().copied()));
            match first.filter(|_| n == 1) {
                Some(b) => Ok(Flow::Value(vm.new_int(i64::from(b)))),
                None => vm.type_err(&format!("ord() expected a character, but string of length {n} found")),
            }
        }
        None => {
            let message = format!("ord() expected string of length 1, but {} found", vm.type_name(r));
            vm.type_err(&message)
        }
    }
}

pub fn dir(vm: &mut Vm, args: &Args) -> Res {
    let Some(r) = args.get(0) else {
        let Flow::Value(names) = locals(vm, args)? else { return Err(vm_bug!("dir")) };
        return vm.run_script(kinds::DIR_LOCALS, &[names.into()]);
    };
    let name = vm.names.dir;
    let has_own = vm.module_dict(r).is_some_and(|d| vm.dict_get_named(d, "__dir__").is_some());
    let module = vm.is_exact(r, ids::MODULE) && !has_own;
    if module {
        let mut names: Vec<String> = vm
            .module_dict(r)
            .and_then(|d| vm.heap.dict(d))
            .map(|d| d.iter().map(|(k, _)| vm.heap.str_lossy(k)).collect())
            .unwrap_or_default();
        names.sort();
        let slots = names.into_iter().map(|n| vm.intern(&n).into()).collect();
        return Ok(Flow::Value(vm.list_from_slots(slots)));
    }
    let mark = vm.mark();
    match vm.call_special(r, name, &[])? {
        Flow::Value(v) => vm.sorted_copy(v),
        Flow::Pushed => vm.adapt(mark, kinds::DIR_SAID, &[], &[]),
    }
}

/// Argument: the namespace whose names are wanted. CPython: Objects/object.c, _dir_locals.
pub static DIR_LOCALS: crate::native::NativeDef = crate::native::NativeDef {
    name: "dir",
    catches: true,
    resume: |vm, f, answer| {
        crate::script::resume(vm, f, answer, |vm, s| {
            let (namespace, name) = (s.at(0)?, vm.names.keys);
            let keys = s.ask(vm, |vm| vm.call_method(namespace, name, &[]))?;
            let sorted = vm.builtin_by_name("sorted");
            let list = s.call(vm, sorted, &[keys])?;
            Ok(vm.heap.own(list))
        })
    },
};

/// What a Python `__dir__` answered is listed and sorted. slots: the answer.
pub static DIR_SAID: crate::native::NativeDef = crate::native::NativeDef {
    name: "dir",
    catches: false,
    resume: |vm, f, answer| {
        let crate::native::Answer::Value(v) = answer else { return Err(crate::vm_bug!("dir")) };
        if f.pc == 2 {
            return Ok(crate::native::Next::Done(v));
        }
        f.pc = 2;
        let r = v.r();
        f.set(0, v.into());
        let sorted = vm.builtin_by_name("sorted");
        match vm.call_args(sorted, &[r])? {
            Flow::Value(list) => Ok(crate::native::Next::Done(list)),
            Flow::Pushed => Ok(crate::native::Next::Wait),
        }
    },
};

pub fn getattr(vm: &mut Vm, args: &Args) -> Res {
    let (r, name) = (args.at(0)?, args.at(1)?);
    if vm.heap.text(name).is_none() {
        let message = format!("attribute name must be string, not '{}'", vm.type_name(name));
        return vm.type_err(&message);
    }
    let Some(default) = args.get(2) else { return vm.getattr(r, name) };
    let mark = vm.mark();
    match vm.getattr(r, name) {
        Err(Stop::Raise(e)) if vm.is_instance_of(e.r(), ids::ATTRIBUTE_ERROR) => {
            vm.heap.decref_own(e);
            vm.own_flow(default)
        }
        Ok(Flow::Pushed) => vm.adapt(mark, kinds::GETATTR_DEFAULT, &[Slot::borrow(default)], &[]),
        other => other,
    }
}

pub fn hasattr(vm: &mut Vm, args: &Args) -> Res {
    let (r, name) = (args.at(0)?, args.at(1)?);
    if vm.heap.text(name).is_none() {
        let message = format!("attribute name must be string, not '{}'", vm.type_name(name));
        return vm.type_err(&message);
    }
    let mark = vm.mark();
    match vm.getattr_opt(r, name)? {
        Some(Flow::Value(v)) => {
            vm.heap.decref_own(v);
            vm.bool_flow(true)
        }
        Some(Flow::Pushed) => vm.adapt(mark, kinds::HASATTR, &[], &[]),
        None => vm.bool_flow(false),
    }
}

/// Turns "found" or NotImplemented into a bool.
pub static HASATTR: crate::native::NativeDef = crate::native::NativeDef {
    name: "hasattr",
    catches: false,
    resume: |vm, _, answer| match answer {
        crate::native::Answer::Value(v) => {
            let found = v.r() != vm.one.not_implemented;
            vm.heap.decref_own(v);
            Ok(crate::native::Next::Done(pyvarium_heap::Own::assume(vm.bool_ref(found))))
        }
        _ => Err(crate::vm_bug!("hasattr")),
    },
};

pub fn globals(vm: &mut Vm, _args: &Args) -> Res {
    match vm.innermost_py().and_then(|f| f.globals.get()) {
        Some(g) => vm.own_flow(g),
        None => vm.none_flow(),
    }
}

/// PEP 667: a fresh dict in a function, the namespace itself elsewhere; but inside of a comprehension
/// there, a dict of its variables. CPython: Objects/frameobject.c, _PyFrame_GetLocals.
pub fn locals(vm: &mut Vm, _args: &Args) -> Res {
    let Some(frame) = vm.innermost_py() else { return vm.none_flow() };
    let in_comprehension =
        frame.code.localspluskinds.iter().zip(&frame.slots).any(|(k, v)| k & pyvarium_heap::code::CO_FAST_HIDDEN != 0 && !v.is_null());
    if let Some(l) = frame.locals.get().filter(|_| !in_comprehension) {
        return vm.own_flow(l);
    }
    let mut pairs = vm.fast_locals(frame);
    if let Some(extra) = frame.frame_object.get().and_then(|o| crate::objects::frame_locals::extra_of(vm, o)).and_then(|d| vm.heap.dict(d))
    {
        pairs.extend(extra.iter());
    }
    Ok(Flow::Value(vm.dict_of_locals(pairs)))
}

pub fn vars(vm: &mut Vm, args: &Args) -> Res {
    match args.get(0) {
        None => locals(vm, args),
        Some(r) => {
            let name = vm.names.dict;
            match vm.getattr_opt(r, name)? {
                Some(flow) => Ok(flow),
                None => vm.type_err("vars() argument must have __dict__ attribute"),
            }
        }
    }
}

pub fn id(vm: &mut Vm, args: &Args) -> Res {
    let address = vm.heap.address(args.at(0)?);
    Ok(Flow::Value(vm.new_int(address as i64)))
}

pub fn pow(vm: &mut Vm, args: &Args) -> Res {
    let (a, b) = (args.at(0)?, args.at(1)?);
    match args.get(2).filter(|m| *m != vm.one.none) {
        None => vm.binary_op(8, a, b, false),
        Some(m) => vm.power_modulo(a, b, m),
    }
}

pub fn round(vm: &mut Vm, args: &Args) -> Res {
    let r = args.at(0)?;
    let digits = args.get(1).filter(|d| *d != vm.one.none);
    if let Body::Int(_) | Body::BigInt(_) = vm.heap.body(r)
        && vm.is_exact(r, ids::INT)
    {
        return crate::objects::int::rounded(vm, r, digits);
    }
    let name = vm.names.round;
    let given: Vec<_> = digits.into_iter().collect();
    match vm.call_special_opt(r, name, &given) {
        Some(flow) => flow,
        None => {
            let message = format!("type {} doesn't define __round__ method", vm.type_name(r));
            vm.type_err(&message)
        }
    }
}
