//! What annotations are made of beside classes: type variables, the `type` statement's aliases, `Generic`,
//! and the modules `_typing` and `_types` that give them out.
//!
//! CPython: Objects/typevarobject.c, Modules/_typingmodule.c, Modules/_typesmodule.c.

pub mod alias;
pub mod generic;
pub mod modules;
pub mod params;
pub mod repr;
pub mod subst;
pub mod typevar;

use crate::stop::Res;
use crate::vm::Vm;

impl Vm {
    /// A module that a native needs. CPython: PyImport_ImportModule.
    pub(crate) fn import_by_native(&mut self, name: &str) -> Res {
        crate::import::import_absolute(self, name)
    }

    /// `__module__` of the function that runs. CPython: typevarobject.c, caller.
    pub(crate) fn callers_module(&mut self) -> pyvarium_heap::Ref {
        let name = self.names.name;
        let found = self.innermost_py().and_then(|f| {
            let of_function = f.function.get().and_then(|g| self.heap.function(g)).and_then(|g| g.module.get());
            of_function.or_else(|| self.dict_get_str(f.globals.get()?, name))
        });
        found.unwrap_or(self.one.none)
    }
}
