//! The sys module, as far as it goes yet.
//!
//! CPython: Python/sysmodule.c.

use pyvarium_heap::Ref;
use pyvarium_heap::types::flags;

use crate::args::Args;
use crate::core::ids;
use crate::exc;
use crate::native::{FnDef, ModuleDef};
use crate::run::sys_functions as f;
use crate::stop::{Flow, Res, Stop};
use crate::vm::Vm;

pub static SYS: ModuleDef = ModuleDef {
    name: "sys",
    doc: None,
    functions: &[
        FnDef::new("getrefcount", "object, /", |vm, a| {
            let n = vm.heap.refcnt(a.at(0)?);
            Ok(Flow::Value(vm.new_int(i64::from(n))))
        }),
        FnDef::new("getsizeof", "object, default=0", crate::run::sizeof::getsizeof),
        FnDef::new("intern", "string, /", |vm, a| {
            let r = a.at(0)?;
            if !vm.is_exact(r, ids::STR) {
                let message = if vm.heap.text(r).is_some() {
                    format!("can't intern {}", vm.type_name(r))
                } else {
                    format!("intern() argument must be str, not {}", vm.given_name(r))
                };
                return vm.type_err(&message);
            }
            let own = vm.heap.own(r);
            Ok(Flow::Value(vm.intern_ref(own, false)))
        }),
        FnDef::new("exit", "status=None, /", |vm, a| {
            let given: Vec<Ref> = a.get(0).filter(|c| *c != vm.one.none).into_iter().collect();
            let e = exc::new_exception(vm, ids::SYSTEM_EXIT, &given);
            if let Some(code) = given.first() {
                let own = vm.heap.own(*code);
                exc::set_extra(vm, e.r(), 0, own.into());
            }
            Err(Stop::Raise(e))
        }),
        FnDef::new("getrecursionlimit", "", |vm, _| {
            let n = i64::from(vm.recursion_limit);
            Ok(Flow::Value(vm.new_int(n)))
        }),
        FnDef::new("setrecursionlimit", "limit, /", |vm, a| {
            let n = f::c_int(vm, a.at(0)?)?;
            if n < 1 {
                return vm.value_err("recursion limit must be greater or equal than 1");
            }
            vm.recursion_limit = n as u32;
            vm.none_flow()
        }),
        FnDef::new("exc_info", "", exc_info),
        FnDef::new("exception", "", |vm, _| {
            let e = vm.handled_exception();
            vm.own_flow(e.unwrap_or(vm.one.none))
        }),
        FnDef::new("_getframe", "depth=0, /", getframe),
        FnDef::new("displayhook", "object, /", |vm, a| vm.display(a.at(0)?)),
        FnDef::new("excepthook", "exctype, value, traceback, /", super::uncaught::excepthook),
        FnDef::new("unraisablehook", "unraisable, /", super::unraisable::unraisablehook),
        FnDef::new("getdefaultencoding", "", |vm, _| Ok(Flow::Value(vm.intern("utf-8")))),
        FnDef::new("getfilesystemencoding", "", |vm, _| Ok(Flow::Value(vm.intern("utf-8")))),
        FnDef::new("getfilesystemencodeerrors", "", |vm, _| Ok(Flow::Value(vm.intern("surrogateescape")))),
        FnDef::new("getswitchinterval", "", f::getswitchinterval),
        FnDef::new("setswitchinterval", "interval, /", f::setswitchinterval),
        FnDef::new("getdlopenflags", "", |vm, _| Ok(Flow::Value(vm.new_int(vm.sys.dlopen_flags)))),
        FnDef::new("setdlopenflags", "flags, /", |vm, a| {
            vm.sys.dlopen_flags = vm.index(a.at(0)?)?;
            vm.none_flow()
        }),
        FnDef::new("get_int_max_str_digits", "", |vm, _| Ok(Flow::Value(vm.new_int(vm.sys.int_max_str_digits as i64)))),
        FnDef::new("set_int_max_str_digits", "maxdigits", f::set_int_max_str_digits),
        FnDef::new("get_coroutine_origin_tracking_depth", "", |vm, _| Ok(Flow::Value(vm.new_int(vm.sys.coroutine_origin_depth)))),
        FnDef::new("set_coroutine_origin_tracking_depth", "depth", |vm, a| {
            let depth = vm.index(a.at(0)?)?;
            if depth < 0 {
                return vm.value_err("depth must be >= 0");
            }
            vm.sys.coroutine_origin_depth = depth;
            vm.none_flow()
        }),
        FnDef::new("getunicodeinternedsize", "*, _only_immortal=False", |vm, _| Ok(Flow::Value(vm.new_int(vm.interned.len() as i64)))),
        FnDef::new("getallocatedblocks", "", |vm, _| Ok(Flow::Value(vm.new_int(vm.heap.n_live() as i64)))),
        FnDef::new("is_finalizing", "", |vm, _| vm.bool_flow(vm.is_finalizing())),
        FnDef::new("is_remote_debug_enabled", "", |vm, _| vm.bool_flow(false)),
        FnDef::new("is_stack_trampoline_active", "", |vm, _| vm.bool_flow(false)),
        FnDef::new("activate_stack_trampoline", "backend, /", |vm, a| {
            let r = a.at(0)?;
            if vm.heap.text(r).is_none() {
                let message = format!("activate_stack_trampoline() argument must be str, not {}", vm.given_name(r));
                return vm.type_err(&message);
            }
            vm.value_err("perf trampoline not available")
        }),
        FnDef::new("deactivate_stack_trampoline", "", |vm, _| vm.none_flow()),
        FnDef::new("_is_gil_enabled", "", |vm, _| vm.bool_flow(true)),
        FnDef::new("_is_interned", "string, /", |vm, a| {
            let r = a.at(0)?;
            let Some(text) = vm.heap.text(r) else {
                let message = format!("_is_interned() argument must be str, not {}", vm.given_name(r));
                return vm.type_err(&message);
            };
            let yes = text.interned != Default::default();
            vm.bool_flow(yes)
        }),
        FnDef::new("_is_immortal", "op, /", |vm, a| {
            let yes = vm.heap.is_immortal(a.at(0)?);
            vm.bool_flow(yes)
        }),
        FnDef::new("_clear_internal_caches", "", |vm, _| vm.none_flow()),
        FnDef::new("_clear_type_cache", "", |vm, _| {
            let none = vm.none();
            vm.warn_then(ids::DEPRECATION_WARNING, f::CLEAR_TYPE_CACHE, none)
        }),
        FnDef::new("_clear_type_descriptors", "type, /", |vm, a| {
            let r = a.at(0)?;
            let Some(t) = vm.heap.as_type(r) else {
                let message = format!("_clear_type_descriptors() argument must be type, not {}", vm.given_name(r));
                return vm.type_err(&message);
            };
            let Some(dict) = t.dict.get().filter(|_| t.has(flags::HEAPTYPE)) else { return vm.type_err("argument is immutable") };
            for name in ["__dict__", "__weakref__"] {
                let name = vm.intern(name).into_ref();
                vm.dict_del_str(dict, name);
            }
            vm.type_modified(r);
            vm.none_flow()
        }),
        FnDef::new("_get_cpu_count_config", "", |vm, _| Ok(Flow::Value(vm.new_int(-1)))),
        FnDef::new("_debugmallocstats", "", |vm, _| vm.none_flow()),
        FnDef::new("_getframemodulename", "depth=0", f::getframemodulename),
        FnDef::new("_current_frames", "", f::current_frames),
        FnDef::new("_current_exceptions", "", f::current_exceptions),
        FnDef::new("call_tracing", "func, args, /", f::call_tracing),
        FnDef::new("settrace", "function, /", crate::tracing::settrace),
        FnDef::new("gettrace", "", |vm, _| crate::tracing::gettrace(vm, false)),
        FnDef::new("setprofile", "function, /", crate::tracing::setprofile),
        FnDef::new("getprofile", "", |vm, _| crate::tracing::gettrace(vm, true)),
        FnDef::new("_settraceallthreads", "arg, /", crate::tracing::settrace),
        FnDef::new("_setprofileallthreads", "arg, /", crate::tracing::setprofile),
        FnDef::new("audit", "*args", f::audit),
        FnDef::new("addaudithook", "hook", f::addaudithook),
        FnDef::new("breakpointhook", "*args, **kwargs", super::breakpoint::breakpointhook),
        FnDef::new("get_asyncgen_hooks", "", f::get_asyncgen_hooks),
        FnDef::new("set_asyncgen_hooks", "firstiter=None, finalizer=None", f::set_asyncgen_hooks),
    ],
    types: &[],
    exec: Some(exec),
};

const COPYRIGHT: &str = "Copyright (c) 2001 Python Software Foundation.\nAll Rights Reserved.\n\nCopyright (c) 2000 BeOpen.com.\n\
    All Rights Reserved.\n\nCopyright (c) 1995-2001 Corporation for National Research Initiatives.\nAll Rights Reserved.\n\n\
    Copyright (c) 1991-1995 Stichting Mathematisch Centrum, Amsterdam.\nAll Rights Reserved.";

fn exc_info(vm: &mut Vm, _args: &Args) -> Res {
    let none = vm.one.none;
    let Some(e) = vm.handled_exception() else { return Ok(Flow::Value(vm.tuple_from(&[none, none, none]))) };
    let ty = vm.heap.type_of(e);
    let tb = vm.heap.exception(e).and_then(|x| x.traceback.get()).unwrap_or(none);
    Ok(Flow::Value(vm.tuple_from(&[ty, e, tb])))
}

fn getframe(vm: &mut Vm, args: &Args) -> Res {
    let depth = match args.get(0) {
        Some(d) => usize::try_from(vm.index(d)?.max(0)).unwrap_or(usize::MAX),
        None => 0,
    };
    let at = vm
        .thread
        .frames
        .iter()
        .enumerate()
        .rev()
        .filter(|(_, f)| matches!(f, pyvarium_heap::frame::Frame::Py(_)))
        .nth(depth)
        .map(|(i, _)| i);
    match at {
        Some(at) => Ok(Flow::Value(vm.frame_object_at(at)?)),
        None => vm.value_err("call stack is not deep enough"),
    }
}

fn exec(vm: &mut Vm, module: Ref) -> Res<()> {
    let Some(dict) = vm.module_dict(module) else { return Ok(()) };
    let maxsize = vm.new_int(i64::MAX);
    vm.dict_set_named(dict, "maxsize", maxsize);
    let max_unicode = vm.new_int(0x10_FFFF);
    vm.dict_set_named(dict, "maxunicode", max_unicode);
    for (name, text) in [
        ("platform", "linux"),
        ("byteorder", "little"),
        ("version", "3.14.2 (main, Dec  5 2025, 00:00:00) [Pyvarium]"),
        ("copyright", COPYRIGHT),
    ] {
        let own = vm.new_str(text);
        vm.dict_set_named(dict, name, own);
    }
    for (fd, name, original) in [(0, "stdin", "__stdin__"), (1, "stdout", "__stdout__"), (2, "stderr", "__stderr__")] {
        let own = vm.standard_stream(fd)?;
        let twice = vm.heap.own(own.r());
        vm.dict_set_named(dict, name, own);
        vm.dict_set_named(dict, original, twice);
    }
    let filename = vm.config.filename.clone();
    let argv0 = vm.new_str(if vm.config.interactive { "" } else { &filename });
    let argv = vm.list_from_slots(vec![argv0.into()]);
    vm.dict_set_named(dict, "argv", argv);
    let modules = vm.heap.own(vm.modules);
    vm.dict_set_named(dict, "modules", modules);
    super::sys_names::fill(vm, dict);
    super::sys_names::keep_hooks(vm, dict);
    // A module that is reached through sys only.
    let monitoring = vm.make_builtin_module("sys.monitoring")?;
    let (modules, name) = (vm.modules, vm.intern("sys.monitoring").into_ref());
    vm.dict_del_str(modules, name);
    vm.dict_set_named(dict, "monitoring", monitoring);
    Ok(())
}
