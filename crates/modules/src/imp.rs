//! `_imp`: what importlib asks of the interpreter: builtin and frozen modules, the import lock.
//!
//! CPython: Python/import.c. There is one thread of imports, so the lock is a counter.

use pyvarium_heap::hash::keyed_hash;
use pyvarium_heap::{Ref, Slot};
use pyvarium_vm::args::Args;
use pyvarium_vm::core::ids;
use pyvarium_vm::import::library::{FROZEN, MAGIC};
use pyvarium_vm::native::{FnDef, Library, ModuleDef};
use pyvarium_vm::{Flow, Res, Stop, Vm, exc};

pub const LIBRARY: Library = Library { types: &[], natives: &[], modules: &[&IMP] };

pub static IMP: ModuleDef = ModuleDef {
    name: "_imp",
    doc: Some("(Extremely) low-level import machinery bits as used by importlib."),
    functions: &[
        FnDef::new("extension_suffixes", "", |vm, _| Ok(Flow::Value(vm.list_from(&[])))),
        FnDef::new("lock_held", "", |vm, _| {
            let held = vm.imports.lock_depth > 0;
            vm.bool_flow(held)
        }),
        FnDef::new("acquire_lock", "", |vm, _| {
            vm.imports.lock_depth += 1;
            vm.none_flow()
        }),
        FnDef::new("release_lock", "", |vm, _| match vm.imports.lock_depth {
            0 => Err(exc::runtime_error(vm, "not holding the import lock")),
            _ => {
                vm.imports.lock_depth -= 1;
                vm.none_flow()
            }
        }),
        FnDef::new("find_frozen", "name, /, *, withdata=False", find_frozen),
        FnDef::new("get_frozen_object", "name, data=None, /", get_frozen_object),
        FnDef::new("is_frozen_package", "name, /", |vm, a| match frozen(vm, a.at(0)?, "is_frozen_package")? {
            Some(f) => vm.bool_flow(f.is_package),
            None => Err(no_such_frozen(vm, a.at(0)?)),
        }),
        FnDef::new("create_builtin", "spec, /", create_builtin),
        FnDef::new("init_frozen", "name, /", |_, _| Err(Stop::not_supported("_imp.init_frozen"))),
        FnDef::new("is_builtin", "name, /", |vm, a| {
            let name = text(vm, a.at(0)?, "is_builtin")?;
            let n = match vm.tables.module(&name) {
                None => 0,
                // sys and builtins cannot be initialized again.
                Some(_) if name == "sys" || name == "builtins" => -1,
                Some(_) => 1,
            };
            Ok(Flow::Value(vm.new_int(n)))
        }),
        FnDef::new("is_frozen", "name, /", |vm, a| {
            let yes = frozen(vm, a.at(0)?, "is_frozen")?.is_some();
            vm.bool_flow(yes)
        }),
        FnDef::new("_frozen_module_names", "", |vm, _| {
            let names: Vec<Slot> = FROZEN.iter().map(|f| Slot::own(vm.intern(f.name))).collect();
            Ok(Flow::Value(vm.list_from_slots(names)))
        }),
        FnDef::new("_override_frozen_modules_for_tests", "override, /", |vm, _| vm.none_flow()),
        FnDef::new("_override_multi_interp_extensions_check", "override, /", |vm, _| {
            Err(exc::runtime_error(vm, "_imp._override_multi_interp_extensions_check() cannot be used in the main interpreter"))
        }),
        FnDef::new("create_dynamic", "spec, file=None, /", |vm, _| {
            Err(exc::raise(vm, ids::IMPORT_ERROR, "dynamic modules are not supported"))
        }),
        FnDef::new("exec_dynamic", "mod, /", |vm, _| Ok(Flow::Value(vm.new_int(0)))),
        FnDef::new("exec_builtin", "mod, /", exec_builtin),
        FnDef::new("_fix_co_filename", "code, path, /", fix_co_filename),
        FnDef::new("source_hash", "/, key, source", |vm, a| {
            let key = vm.index(a.at(0)?)?;
            let bytes = vm.need_bytes(a.at(1)?)?;
            let hash = keyed_hash(key as u64, &bytes);
            Ok(Flow::Value(vm.new_bytes(hash.to_le_bytes().to_vec())))
        }),
    ],
    types: &[],
    exec: Some(|vm, module| {
        let Some(dict) = vm.module_dict(module) else { return Ok(()) };
        let text = vm.intern("default");
        vm.dict_set_named(dict, "check_hash_based_pycs", text);
        let token = vm.new_int(i64::from(MAGIC));
        vm.dict_set_named(dict, "pyc_magic_number_token", token);
        Ok(())
    }),
};

fn text(vm: &mut Vm, r: Ref, function: &str) -> Res<String> {
    match vm.heap.text(r) {
        Some(t) => Ok(t.to_str_lossy().into_owned()),
        None => {
            // Those that take more than one count them.
            let which = if matches!(function, "find_frozen" | "get_frozen_object") { " 1" } else { "" };
            let message = format!("{function}() argument{which} must be str, not {}", vm.given_name(r));
            vm.type_err(&message)
        }
    }
}

fn frozen(vm: &mut Vm, name: Ref, function: &str) -> Res<Option<pyvarium_vm::import::library::FrozenName>> {
    let name = text(vm, name, function)?;
    Ok(FROZEN.iter().find(|f| f.name == name).copied())
}

fn no_such_frozen(vm: &mut Vm, name: Ref) -> Stop {
    let shown = vm.heap.str_lossy(name);
    let stop = exc::raise(vm, ids::IMPORT_ERROR, &format!("No such frozen object named '{shown}'"));
    if let Stop::Raise(e) = &stop {
        let own = vm.heap.own(name);
        exc::set_extra(vm, e.r(), 0, own.into());
    }
    stop
}

/// (data, is a package, the name it was frozen from), or None.
fn find_frozen(vm: &mut Vm, args: &Args) -> Res {
    let Some(found) = frozen(vm, args.at(0)?, "find_frozen")? else { return vm.none_flow() };
    let with_data = match args.get(1) {
        Some(w) => pyvarium_vm::protocol::convert::truth_of_argument(vm, w)?,
        None => false,
    };
    let data = match vm.frozen_bytes(found.name).filter(|_| with_data) {
        Some(bytes) => {
            let bytes = vm.new_bytes(bytes.to_vec());
            let view = pyvarium_vm::objects::memoryview::plain_memory_of(vm, bytes.r());
            vm.heap.decref_own(bytes);
            vm.value_of(view?)?
        }
        None => vm.none(),
    };
    let package = vm.bool_ref(found.is_package);
    let origin = vm.intern(found.origin).into_ref();
    let answer = vm.tuple_from(&[data.r(), package, origin]);
    vm.heap.decref_own(data);
    Ok(Flow::Value(answer))
}

fn get_frozen_object(vm: &mut Vm, args: &Args) -> Res {
    let name = text(vm, args.at(0)?, "get_frozen_object")?;
    if let Some(data) = args.get(1).filter(|d| *d != vm.one.none) {
        let bytes = vm.need_buffer(data)?;
        return match vm.code_of_bytes(&bytes)? {
            Some(code) => Ok(Flow::Value(code)),
            None => Err(exc::raise(vm, ids::IMPORT_ERROR, &format!("Frozen object named '{name}' is invalid"))),
        };
    }
    match vm.frozen_code(&name)? {
        Some(code) => Ok(Flow::Value(code)),
        None => Err(no_such_frozen(vm, args.at(0)?)),
    }
}

fn create_builtin(vm: &mut Vm, args: &Args) -> Res {
    let spec = args.at(0)?;
    let name = match vm.getattr_str(spec, "name")? {
        Flow::Value(v) => v,
        Flow::Pushed => return Err(Stop::not_supported("a spec whose name Python computes")),
    };
    let word = vm.heap.str_lossy(name.r());
    vm.heap.decref_own(name);
    if word == "sys" || word == "builtins" {
        return Ok(Flow::Value(vm.builtin_module(&word)?));
    }
    match vm.tables.module(&word) {
        Some(_) => Ok(Flow::Value(vm.create_builtin_module(&word)?)),
        None => vm.none_flow(),
    }
}

fn exec_builtin(vm: &mut Vm, args: &Args) -> Res {
    let module = args.at(0)?;
    let name = vm.names.name;
    let name = vm.module_dict(module).and_then(|d| vm.dict_get_str(d, name)).map(|n| vm.heap.str_lossy(n));
    if let Some(name) = name.filter(|n| n != "sys" && n != "builtins") {
        vm.exec_builtin_module(&name, module)?;
    }
    Ok(Flow::Value(vm.new_int(0)))
}

/// The code object gets another file name, and all within it that had the same. CPython: update_code_filenames.
fn fix_co_filename(vm: &mut Vm, args: &Args) -> Res {
    let (code, path) = (args.at(0)?, args.at(1)?);
    if vm.heap.code(code).is_none() || vm.heap.text(path).is_none() {
        return vm.type_err("_fix_co_filename() wants a code object and a str");
    }
    let old = vm.heap.code(code).and_then(|c| c.filename.get()).map(|f| vm.heap.str_lossy(f)).unwrap_or_default();
    if old != vm.heap.str_lossy(path) {
        vm.set_code_filename(code, path, &old);
    }
    vm.none_flow()
}
