//! `_thread` for a program of one thread: locks that only their owner waits for, and thread-local data.
//! Further threads are refused as CPython refuses them where the system has none.
//!
//! CPython: Modules/_threadmodule.c.

use pyvarium_heap::Ref;
use pyvarium_heap::types::{Layout, flags};
use pyvarium_vm::args::Args;
use pyvarium_vm::core::ids;
use pyvarium_vm::native::{FnDef, Library, ModuleDef, TYPE_DEFAULT, TypeDef, TypeId};
use pyvarium_vm::slots::SlotId;
use pyvarium_vm::{Flow, Res, Stop, Vm, exc};

use crate::first::thread as first;

const LOCK: TypeId = TypeId(first::TYPE);
const RLOCK: TypeId = TypeId(first::TYPE + 1);
const LOCAL: TypeId = TypeId(first::TYPE + 2);
const HANDLE: TypeId = TypeId(first::TYPE + 3);

pub const LIBRARY: Library = Library { types: &[&LOCK_TYPE, &RLOCK_TYPE, &LOCAL_TYPE, &HANDLE_TYPE], natives: &[], modules: &[&THREAD] };

/// What `get_ident` answers for the one thread there is.
const MAIN_IDENT: i64 = 0x7f00_0000_0740;
/// Unit: seconds.
const TIMEOUT_MAX: f64 = 9_223_372_036.0;

pub static THREAD: ModuleDef = ModuleDef {
    name: "_thread",
    doc: Some(
        "This module provides primitive operations to write multi-threaded programs.\nThe 'threading' module provides a more convenient \
         interface.",
    ),
    functions: &[
        FnDef::new("start_new_thread", "function, args, kwargs={}, /", refuse),
        FnDef::new("start_new", "function, args, kwargs={}, /", refuse),
        FnDef::new("start_joinable_thread", "function, handle=None, daemon=True", refuse),
        FnDef::new("daemon_threads_allowed", "", |vm, _| vm.bool_flow(true)),
        FnDef::new("allocate_lock", "", |vm, _| Ok(Flow::Value(vm.new_native(LOCK, &[], &[0])))),
        FnDef::new("allocate", "", |vm, _| Ok(Flow::Value(vm.new_native(LOCK, &[], &[0])))),
        FnDef::new("exit_thread", "", exit),
        FnDef::new("exit", "", exit),
        FnDef::new("interrupt_main", "signum=signal.SIGINT, /", |vm, _| {
            let e = exc::new_exception(vm, ids::KEYBOARD_INTERRUPT, &[]);
            Err(Stop::Raise(e))
        }),
        FnDef::new("get_ident", "", ident),
        FnDef::new("get_native_id", "", |vm, _| Ok(Flow::Value(vm.new_int(1)))),
        FnDef::new("_count", "", |vm, _| Ok(Flow::Value(vm.new_int(0)))),
        FnDef::new("stack_size", "size=0, /", |vm, _| Ok(Flow::Value(vm.new_int(0)))),
        FnDef::new("_shutdown", "", |vm, _| vm.none_flow()),
        FnDef::new("_make_thread_handle", "ident, /", |vm, a| {
            let ident = vm.index(a.at(0)?)?;
            Ok(Flow::Value(vm.new_native(HANDLE, &[], &[ident, 0])))
        }),
        FnDef::new("_get_main_thread_ident", "", ident),
        FnDef::new("_is_main_interpreter", "", |vm, _| vm.bool_flow(true)),
    ],
    types: &[RLOCK, LOCAL, HANDLE],
    exec: Some(|vm, module| {
        let Some(dict) = vm.module_dict(module) else { return Ok(()) };
        for (name, id) in [("LockType", LOCK), ("lock", LOCK), ("error", ids::RUNTIME_ERROR)] {
            let ty = vm.heap.own(vm.ty(id));
            vm.dict_set_named(dict, name, ty);
        }
        let longest = vm.new_float(TIMEOUT_MAX);
        vm.dict_set_named(dict, "TIMEOUT_MAX", longest);
        Ok(())
    }),
};

fn refuse(vm: &mut Vm, _args: &Args) -> Res {
    Err(exc::runtime_error(vm, "can't start new thread"))
}

fn exit(vm: &mut Vm, _args: &Args) -> Res {
    let e = exc::new_exception(vm, ids::SYSTEM_EXIT, &[]);
    Err(Stop::Raise(e))
}

fn ident(vm: &mut Vm, _args: &Args) -> Res {
    Ok(Flow::Value(vm.new_int(MAIN_IDENT)))
}

/// Int: whether it is locked.
static LOCK_TYPE: TypeDef = TypeDef {
    name: "_thread.lock",
    base: Some(ids::OBJECT),
    layout: Layout::Native,
    flags: flags::HAVE_GC | flags::IMMUTABLE,
    basicsize: 32,
    doc: Some(
        "A lock object is a synchronization primitive.  To create a lock,\ncall threading.Lock().  Methods are:\n\nacquire() -- lock the \
         lock, possibly blocking until it can be obtained\nrelease() -- unlock of the lock\nlocked() -- test whether the lock is currently \
         locked\n\nA lock is not owned by the thread that locked it; another thread may\nunlock it.  A thread attempting to lock a lock \
         that it has already locked\nwill block until another thread unlocks it.  Deadlocks may ensue.",
    ),
    slots: &[(SlotId::Repr, |vm, a| {
        let r = a.at(0)?;
        let state = if int(vm, r, 0) == 1 { "locked" } else { "unlocked" };
        let (name, address) = (vm.type_name(r), vm.heap.address(r));
        Ok(Flow::Value(vm.new_str(&format!("<{state} {name} object at {address:#x}>"))))
    })],
    new: Some(("", |vm, _| Ok(Flow::Value(vm.new_native(LOCK, &[], &[0]))))),
    methods: &[
        FnDef::new("acquire_lock", "blocking=True, timeout=-1", acquire_lock),
        FnDef::new("acquire", "blocking=True, timeout=-1", acquire_lock),
        FnDef::new("release_lock", "", release_lock),
        FnDef::new("release", "", release_lock),
        FnDef::new("locked_lock", "", locked),
        FnDef::new("locked", "", locked),
        FnDef::new("__enter__", "", acquire_lock),
        FnDef::new("__exit__", "*exc_info", release_lock),
        FnDef::new("_at_fork_reinit", "", |vm, a| {
            set_int(vm, a.at(0)?, 0, 0);
            vm.none_flow()
        }),
    ],
    ..TYPE_DEFAULT
};

fn int(vm: &Vm, r: Ref, i: usize) -> i64 {
    vm.heap.native(r).map_or(0, |n| n.int(i))
}

fn set_int(vm: &mut Vm, r: Ref, i: usize, value: i64) {
    if let Some(n) = vm.heap.native_mut(r) {
        n.set_int(i, value);
    }
}

/// How long may be waited. Unit: nanoseconds; None without end. CPython: lock_acquire_parse_args.
fn patience(vm: &mut Vm, args: &Args) -> Res<Option<u64>> {
    let blocking = match args.get(1) {
        Some(b) => vm.truth_now(b).unwrap_or(true),
        None => true,
    };
    let timeout = match args.get(2) {
        Some(t) => vm.heap.float(t).or(vm.heap.small_int(t).map(|n| n as f64)),
        None => Some(-1.0),
    };
    let Some(timeout) = timeout else {
        let message =
            format!("'{}' object cannot be interpreted as an integer or float", args.get(2).map(|t| vm.type_name(t)).unwrap_or_default());
        return vm.type_err(&message);
    };
    if !blocking && timeout != -1.0 {
        return vm.value_err("can't specify a timeout for a non-blocking call");
    }
    if timeout < 0.0 && timeout != -1.0 {
        return vm.value_err("timeout value must be a non-negative number");
    }
    if timeout > TIMEOUT_MAX {
        return Err(exc::overflow_error(vm, "timeout value is too large"));
    }
    Ok(match (blocking, timeout) {
        (false, _) => Some(0),
        (true, t) if t < 0.0 => None,
        (true, t) => Some((t * 1e9) as u64),
    })
}

fn acquire_lock(vm: &mut Vm, args: &Args) -> Res {
    let r = args.at(0)?;
    let patience = patience(vm, args)?;
    if int(vm, r, 0) == 0 {
        set_int(vm, r, 0, 1);
        return vm.bool_flow(true);
    }
    match patience {
        Some(nanos) => {
            vm.clock_nanos += nanos;
            vm.bool_flow(false)
        }
        None => Err(Stop::not_supported("waiting for a lock that no other thread can release (a deadlock)")),
    }
}

fn release_lock(vm: &mut Vm, args: &Args) -> Res {
    let r = args.at(0)?;
    if int(vm, r, 0) == 0 {
        return Err(exc::runtime_error(vm, "release unlocked lock"));
    }
    set_int(vm, r, 0, 0);
    vm.none_flow()
}

fn locked(vm: &mut Vm, args: &Args) -> Res {
    let yes = int(vm, args.at(0)?, 0) > 0;
    vm.bool_flow(yes)
}

/// Int: how often its owner holds it.
static RLOCK_TYPE: TypeDef = TypeDef {
    name: "_thread.RLock",
    base: Some(ids::OBJECT),
    layout: Layout::Native,
    flags: flags::BASETYPE | flags::HAVE_GC,
    basicsize: 48,
    slots: &[(SlotId::Repr, |vm, a| {
        let r = a.at(0)?;
        let n = int(vm, r, 0);
        let (state, owner) = if n > 0 { ("locked", MAIN_IDENT) } else { ("unlocked", 0) };
        let (name, address) = (vm.type_name(r), vm.heap.address(r));
        Ok(Flow::Value(vm.new_str(&format!("<{state} {name} object owner={owner} count={n} at {address:#x}>"))))
    })],
    new: Some(("", |vm, _| Ok(Flow::Value(vm.new_native(RLOCK, &[], &[0]))))),
    methods: &[
        FnDef::new("acquire", "blocking=True, timeout=-1", acquire_rlock),
        FnDef::new("release", "", release_rlock),
        FnDef::new("locked", "", locked),
        FnDef::new("_is_owned", "", locked),
        FnDef::new("_recursion_count", "", |vm, a| {
            let n = int(vm, a.at(0)?, 0);
            Ok(Flow::Value(vm.new_int(n)))
        }),
        FnDef::new("_acquire_restore", "state, /", |vm, a| {
            let count = vm.heap.items(a.at(1)?).and_then(|s| s.first()?.get()).and_then(|n| vm.heap.small_int(n));
            set_int(vm, a.at(0)?, 0, count.unwrap_or(1));
            vm.none_flow()
        }),
        FnDef::new("_release_save", "", |vm, a| {
            let r = a.at(0)?;
            let n = int(vm, r, 0);
            if n == 0 {
                return Err(exc::runtime_error(vm, "cannot release un-acquired lock"));
            }
            set_int(vm, r, 0, 0);
            let numbers = [vm.new_int(n).into(), vm.new_int(MAIN_IDENT).into()];
            Ok(Flow::Value(vm.tuple_from_slots(numbers.to_vec())))
        }),
        FnDef::new("__enter__", "", acquire_rlock),
        FnDef::new("__exit__", "*exc_info", release_rlock),
        FnDef::new("_at_fork_reinit", "", |vm, a| {
            set_int(vm, a.at(0)?, 0, 0);
            vm.none_flow()
        }),
    ],
    ..TYPE_DEFAULT
};

fn acquire_rlock(vm: &mut Vm, args: &Args) -> Res {
    let r = args.at(0)?;
    patience(vm, args)?;
    let n = int(vm, r, 0);
    set_int(vm, r, 0, n + 1);
    vm.bool_flow(true)
}

fn release_rlock(vm: &mut Vm, args: &Args) -> Res {
    let r = args.at(0)?;
    match int(vm, r, 0) {
        0 => Err(exc::runtime_error(vm, "cannot release un-acquired lock")),
        n => {
            set_int(vm, r, 0, n - 1);
            vm.none_flow()
        }
    }
}

/// Its attributes are the one thread's.
static LOCAL_TYPE: TypeDef = TypeDef {
    name: "_thread._local",
    base: Some(ids::OBJECT),
    layout: Layout::Native,
    flags: flags::BASETYPE | flags::HAVE_GC | flags::MANAGED_DICT | flags::WEAKREFS,
    basicsize: 64,
    doc: Some("Thread-local data"),
    new: Some(("*args, **kwargs", new_local)),
    ..TYPE_DEFAULT
};

fn new_local(vm: &mut Vm, args: &Args) -> Res {
    let class = args.at(0)?;
    let plain = vm.slot(class, SlotId::Init) == vm.slot(vm.ty(ids::OBJECT), SlotId::Init);
    if args.len() > 1 && plain {
        return vm.type_err("Initialization arguments are not supported");
    }
    Ok(Flow::Value(vm.alloc_instance(class)))
}

/// Ints: ident, whether it has ended.
static HANDLE_TYPE: TypeDef = TypeDef {
    name: "_thread._ThreadHandle",
    base: Some(ids::OBJECT),
    layout: Layout::Native,
    basicsize: 24,
    new: Some(("", |vm, _| Ok(Flow::Value(vm.new_native(HANDLE, &[], &[0, 0]))))),
    methods: &[
        FnDef::new("join", "timeout=None, /", |vm, _| vm.none_flow()),
        FnDef::new("is_done", "", |vm, a| {
            let done = int(vm, a.at(0)?, 1) == 1;
            vm.bool_flow(done)
        }),
        FnDef::new("_set_done", "", |vm, a| {
            set_int(vm, a.at(0)?, 1, 1);
            vm.none_flow()
        }),
    ],
    getset: &[pyvarium_vm::native::GetSetDef::ro("ident", |vm, a| {
        let n = int(vm, a.at(0)?, 0);
        Ok(Flow::Value(vm.new_int(n)))
    })],
    ..TYPE_DEFAULT
};
