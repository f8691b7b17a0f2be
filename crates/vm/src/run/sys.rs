//! The sys module, as far as it goes yet.
//!
//! CPython: Python/sysmodule.c.

use pyvarium_heap::Ref;

use crate::args::Args;
use crate::core::ids;
use crate::exc;
use crate::native::{FnDef, ModuleDef};
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
        FnDef::new("getsizeof", "object, default=0", |vm, a| {
            let r = a.at(0)?;
            let n = vm.sizeof(r) + vm.gc_header_size(r);
            Ok(Flow::Value(vm.new_int(n as i64)))
        }),
        FnDef::new("intern", "string, /", |vm, a| {
            let r = a.at(0)?;
            if !vm.is_exact(r, ids::STR) {
                let message = format!("can't intern {}", vm.type_name(r));
                return vm.type_err(&message);
            }
            let own = vm.heap.own(r);
            Ok(Flow::Value(vm.intern_ref(own, false)))
        }),
        FnDef::new("exit", "status=None, /", |vm, a| {
            let given: Vec<Ref> = a.get(0).into_iter().collect();
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
            let n = vm.index(a.at(0)?)?;
            if n < 1 {
                return vm.value_err("recursion limit must be greater or equal than 1");
            }
            if n > 4000 {
                return Err(Stop::not_supported("a recursion limit above 4,000"));
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
    ],
    types: &[],
    exec: Some(exec),
};

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
        ("copyright", "See the credits of this site."),
    ] {
        let own = vm.new_str(text);
        vm.dict_set_named(dict, name, own);
    }
    for (name, stream) in [("stdout", 0), ("stderr", 1), ("__stdout__", 0), ("__stderr__", 1)] {
        let own = vm.new_native(ids::STREAM, &[], &[stream]);
        vm.dict_set_named(dict, name, own);
    }
    let filename = vm.config.filename.clone();
    let argv0 = vm.new_str(if vm.config.interactive { "" } else { &filename });
    let argv = vm.list_from_slots(vec![argv0.into()]);
    vm.dict_set_named(dict, "argv", argv);
    let modules = vm.heap.own(vm.modules);
    vm.dict_set_named(dict, "modules", modules);
    super::sys_names::fill(vm, dict);
    Ok(())
}
