//! The functions of sys that are more than a line.
//!
//! CPython: Python/sysmodule.c.

use pyvarium_heap::frame::Frame;
use pyvarium_heap::{Ref, Slot};

use crate::args::Args;
use crate::core::{ids, kinds};
use crate::exc;
use crate::native::{Answer, NativeDef, Next};
use crate::stop::{Flow, Res, Stop};
use crate::vm::Vm;
use crate::vm_bug;

pub(super) const CLEAR_TYPE_CACHE: &str =
    "sys._clear_type_cache() is deprecated and scheduled for removal in a future version. Use sys._clear_internal_caches() instead.";

/// A C int. CPython: PyLong_AsInt.
pub(crate) fn c_int(vm: &mut Vm, r: Ref) -> Res<i64> {
    if matches!(vm.heap.body(r), pyvarium_heap::Body::BigInt(_)) {
        return Err(exc::overflow_error(vm, "Python int too large to convert to C int"));
    }
    let n = vm.index(r)?;
    if i32::try_from(n).is_err() {
        return Err(exc::overflow_error(vm, "Python int too large to convert to C int"));
    }
    Ok(n)
}

pub(super) fn getswitchinterval(vm: &mut Vm, _args: &Args) -> Res {
    let seconds = f64::from_bits(vm.sys.switch_interval);
    Ok(Flow::Value(vm.new_float(seconds)))
}

pub(super) fn setswitchinterval(vm: &mut Vm, args: &Args) -> Res {
    let r = args.at(0)?;
    let seconds = match (vm.heap.float(r), vm.heap.small_int(r)) {
        (Some(x), _) => x,
        (None, Some(n)) => n as f64,
        (None, None) => {
            let message = format!("must be real number, not {}", vm.type_name(r));
            return vm.type_err(&message);
        }
    };
    if seconds <= 0.0 {
        return vm.value_err("switch interval must be strictly positive");
    }
    vm.sys.switch_interval = seconds.to_bits();
    vm.none_flow()
}

pub(super) fn set_int_max_str_digits(vm: &mut Vm, args: &Args) -> Res {
    let n = c_int(vm, args.at(0)?)?;
    if n != 0 && n < 640 {
        return vm.value_err("maxdigits must be >= 640 or 0 for unlimited");
    }
    vm.sys.int_max_str_digits = n as usize;
    vm.none_flow()
}

pub(super) fn getframemodulename(vm: &mut Vm, args: &Args) -> Res {
    let depth = match args.get(0) {
        Some(d) => vm.index(d)?.max(0) as usize,
        None => 0,
    };
    let mut python = vm.thread.frames.iter().rev().filter_map(|f| match f {
        Frame::Py(f) => Some(f),
        Frame::Native(_) => None,
    });
    let function = python.nth(depth).and_then(|f| f.function.get());
    match function.and_then(|f| vm.heap.function(f)).and_then(|f| f.module.get()) {
        Some(module) => vm.own_flow(module),
        None => vm.none_flow(),
    }
}

/// The identity of the only thread.
const MAIN_THREAD: i64 = 1;

pub(super) fn current_frames(vm: &mut Vm, _args: &Args) -> Res {
    let dict = vm.new_dict();
    let at = vm.thread.frames.iter().rposition(|f| matches!(f, Frame::Py(_)));
    if let Some(at) = at {
        let frame = vm.frame_object_at(at)?;
        let key = vm.new_int(MAIN_THREAD);
        store(vm, dict.r(), key.r(), frame.r())?;
        vm.heap.decref_own(frame);
        vm.heap.decref_own(key);
    }
    Ok(Flow::Value(dict))
}

pub(super) fn current_exceptions(vm: &mut Vm, _args: &Args) -> Res {
    let dict = vm.new_dict();
    let e = vm.handled_exception().unwrap_or(vm.one.none);
    let key = vm.new_int(MAIN_THREAD);
    store(vm, dict.r(), key.r(), e)?;
    vm.heap.decref_own(key);
    Ok(Flow::Value(dict))
}

fn store(vm: &mut Vm, dict: Ref, key: Ref, value: Ref) -> Res<()> {
    let flow = vm.dict_op(crate::protocol::dict_ops::DictOp::Set, dict, key, Some(value))?;
    let v = vm.value_of(flow)?;
    vm.heap.decref_own(v);
    Ok(())
}

/// Bound: func, args. CPython: _PyEval_CallTracing.
pub(super) fn call_tracing(vm: &mut Vm, args: &Args) -> Res {
    let (function, given) = (args.at(0)?, args.at(1)?);
    let Some(tuple) = vm.heap.tuple(given) else {
        let message = format!("call_tracing() argument 2 must be tuple, not {}", vm.given_name(given));
        return vm.type_err(&message);
    };
    let items: Vec<Ref> = tuple.items.iter().filter_map(|s| s.get()).collect();
    vm.call_args(function, &items)
}

/// Bound: event, arguments. CPython: sys_audit.
pub(super) fn audit(vm: &mut Vm, args: &Args) -> Res {
    let Some(event) = args.get(0) else { return vm.type_err("audit expected at least 1 argument, got 0") };
    if vm.heap.text(event).is_none() {
        let message = format!("audit() argument 1 must be str, not {}", vm.given_name(event));
        return vm.type_err(&message);
    }
    if vm.sys.audit_hooks.is_empty() {
        return vm.none_flow();
    }
    let rest: Vec<Ref> = args.positional().skip(1).collect();
    let tuple = vm.tuple_from(&rest);
    vm.push_native(kinds::AUDIT, &[Slot::borrow(event), tuple.into()], &[0])
}

/// slots: the event, its arguments, a hook to add then; ints: the next hook.
pub static AUDIT: NativeDef = NativeDef {
    name: "audit",
    catches: true,
    resume: |vm, f, answer| {
        let (Some(event), Some(args)) = (f.get(0), f.get(1)) else { return Err(vm_bug!("audit")) };
        match answer {
            Answer::Start | Answer::Exhausted => {}
            Answer::Value(v) => vm.heap.decref_own(v),
            // A hook that refuses another one is obeyed in silence.
            Answer::Raised(e) if f.get(2).is_some() && vm.is_instance_of(e.r(), ids::RUNTIME_ERROR) => {
                vm.heap.decref_own(e);
                return Ok(Next::Done(vm.none()));
            }
            Answer::Raised(e) => return Err(Stop::Raise(e)),
        }
        loop {
            let i = f.int(0);
            f.set_int(0, i + 1);
            let Some(hook) = vm.sys.audit_hooks.get(i as usize).and_then(|s| s.get()) else {
                if let Some(hook) = f.get(2) {
                    let own = vm.heap.own(hook);
                    vm.sys.audit_hooks.push(own.into());
                }
                return Ok(Next::Done(vm.none()));
            };
            match vm.call_args(hook, &[event, args])? {
                Flow::Value(v) => vm.heap.decref_own(v),
                Flow::Pushed => return Ok(Next::Wait),
            }
        }
    },
};

pub(super) fn addaudithook(vm: &mut Vm, args: &Args) -> Res {
    let hook = args.at(0)?;
    let (event, tuple) = (vm.new_str("sys.addaudithook"), vm.tuple_from(&[]));
    vm.push_native(kinds::AUDIT, &[event.into(), tuple.into(), Slot::borrow(hook)], &[0])
}

pub(super) fn get_asyncgen_hooks(vm: &mut Vm, _args: &Args) -> Res {
    let hooks = [vm.sys.asyncgen_firstiter, vm.sys.asyncgen_finalizer].map(|s| s.get().unwrap_or(vm.one.none));
    let items = hooks.map(|r| vm.heap.own(r).into()).to_vec();
    Ok(Flow::Value(vm.new_structseq(ids::SYS_ASYNCGEN_HOOKS, items)))
}

/// Bound: firstiter, finalizer. CPython: sys_set_asyncgen_hooks.
pub(super) fn set_asyncgen_hooks(vm: &mut Vm, args: &Args) -> Res {
    let (first, last) = (args.get(0), args.get(1));
    for (hook, name) in [(last, "finalizer"), (first, "firstiter")] {
        if let Some(hook) = hook.filter(|h| *h != vm.one.none && !vm.is_callable(*h)) {
            let message = format!("callable {name} expected, got {}", vm.type_name(hook));
            return vm.type_err(&message);
        }
    }
    if let Some(hook) = last {
        let new = if hook == vm.one.none { Slot::NULL } else { vm.heap.own(hook).into() };
        let old = std::mem::replace(&mut vm.sys.asyncgen_finalizer, new);
        vm.heap.release(old);
    }
    if let Some(hook) = first {
        let new = if hook == vm.one.none { Slot::NULL } else { vm.heap.own(hook).into() };
        let old = std::mem::replace(&mut vm.sys.asyncgen_firstiter, new);
        vm.heap.release(old);
    }
    vm.none_flow()
}

/// What it would start, pdb, is not here: a page's recording is the debugger. CPython: sys_breakpointhook.
pub(super) fn breakpointhook(vm: &mut Vm, _args: &Args) -> Res {
    vm.none_flow()
}
