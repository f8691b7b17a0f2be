//! The import system. CPython's own `importlib` does the work, frozen in the library's pack; here stands what
//! C does around it: the statement, `__import__`, relative names, and the start.
//!
//! CPython: Python/import.c, Python/ceval.c (_PyEval_ImportName).

pub mod builtin;
pub mod from;
pub mod level;
pub mod library;
pub mod origin;
pub mod start;
pub mod trim;

use std::hash::{Hash, Hasher};
use std::rc::Rc;

use pyvarium_heap::{Ref, Slot};

use crate::args::Args;
use crate::stop::{Flow, Res, Stop};
use crate::vm::Vm;

pub use builtin::is_importable;

/// What the interpreter holds for importing. CPython: struct _import_state.
#[derive(Clone, Debug, Default)]
pub struct Imports {
    /// CPython's library; without it there are builtin modules only.
    pub library: Option<Rc<library::Library>>,
    /// The module `_frozen_importlib`, and the builtin `__import__`. Owned.
    pub importlib: Slot,
    pub import_func: Slot,
    /// dict: the builtins of the start. Owned. CPython: interp->builtins_copy.
    pub builtins_copy: Slot,
    /// `sys.path[0]` of the start. Empty: a REPL.
    pub script_folder: Rc<str>,
    /// How often the import lock is held.
    pub lock_depth: u32,
    /// sys's namespace, whoever is in sys.modules; None before it is made and at the very end. Held by the module,
    /// and then by the end of the program. CPython: interp->sysdict.
    pub sys_dict: Option<Ref>,
}

impl Hash for Imports {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.importlib.hash(state);
        self.import_func.hash(state);
        self.builtins_copy.hash(state);
        self.lock_depth.hash(state);
    }
}

impl Vm {
    /// IMPORT_NAME. The caller keeps the arguments alive. CPython: Python/ceval.c, _PyEval_ImportName.
    pub(crate) fn import_name(&mut self, name: Ref, fromlist: Ref, level: Ref) -> Res {
        let frame = self.py_frame()?;
        let (globals, builtins, locals) = (frame.globals, frame.builtins.get(), frame.locals);
        let key = self.names.import;
        let found = match builtins.filter(|b| self.heap.dict(*b).is_some()) {
            Some(b) => self.dict_get_str(b, key),
            None => {
                let none = self.one.none;
                let args = [builtins.unwrap_or(none), name, globals.get().unwrap_or(none), locals.get().unwrap_or(none), fromlist, level];
                return self.run_script_of(crate::core::kinds::IMPORT_BY_MAPPING, &args);
            }
        };
        let Some(function) = found else {
            return Err(crate::exc::raise(self, crate::core::ids::IMPORT_ERROR, "__import__ not found"));
        };
        if self.imports.import_func.get().is_none_or(|own| own == function) {
            let level = i64::from(self.heap.small_int(level).unwrap_or(0) as i32);
            return self.import_module_level(name, globals, Slot::borrow(fromlist), level);
        }
        let none = self.one.none;
        let (globals, locals) = (globals.get().unwrap_or(none), locals.get().unwrap_or(none));
        self.call_args(function, &[name, globals, locals, fromlist, level])
    }

    /// A call of one of importlib's functions.
    pub(crate) fn call_importlib(&mut self, function: &str, args: &[Ref]) -> Res {
        let found = self.imports.importlib.get().and_then(|m| self.module_dict(m)).and_then(|d| self.dict_get_named(d, function));
        match found {
            Some(f) => self.call_args(f, args),
            None => Err(Stop::not_supported(format!("importlib.{function}"))),
        }
    }
}

/// Bound: name, globals, locals, fromlist, level. CPython: builtin___import___impl.
pub fn dunder_import(vm: &mut Vm, args: &Args) -> Res {
    let level = match args.get(4) {
        Some(level) => vm.index(level)?,
        None => 0,
    };
    let globals = args.get(1).filter(|g| *g != vm.one.none).map_or(Slot::NULL, Slot::borrow);
    let fromlist = args.get(3).map_or(Slot::NULL, Slot::borrow);
    vm.import_module_level(args.at(0)?, globals, fromlist, level)
}

/// A module by its absolute name, as C code imports it.
pub fn import_absolute(vm: &mut Vm, name: &str) -> Res {
    let name = vm.intern(name).into_ref();
    // Interned by the machine: immortal.
    match vm.import_module_level(name, Slot::NULL, Slot::NULL, 0)? {
        Flow::Value(v) => Ok(Flow::Value(v)),
        Flow::Pushed => Ok(Flow::Pushed),
    }
}
