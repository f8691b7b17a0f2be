//! The errno module: the numbers of Linux.
//!
//! CPython: Modules/errnomodule.c.

use pyvarium_vm::fs::errno;
use pyvarium_vm::native::{Library, ModuleDef};
use pyvarium_vm::{Flow, vm_bug};

pub const LIBRARY: Library = Library { types: &[], natives: &[], modules: &[&ERRNO] };

pub static ERRNO: ModuleDef = ModuleDef {
    name: "errno",
    doc: Some(
        "This module makes available standard errno system symbols.\n\nThe value of each symbol is the corresponding integer value,\ne.g., on most \
         systems, errno.ENOENT equals the integer 2.\n\nThe dictionary errno.errorcode maps numeric codes to symbol names,\ne.g., \
         errno.errorcode[2] could be the string 'ENOENT'.\n\nSymbols that are not relevant to the underlying system are not defined.\n\nTo map error \
         codes to error messages, use the function os.strerror(),\ne.g. os.strerror(2) could return 'No such file or directory'.",
    ),
    functions: &[],
    types: &[],
    exec: Some(|vm, module| {
        let Some(dict) = vm.module_dict(module) else { return Ok(()) };
        let codes = vm.new_dict();
        for (name, number, _) in errno::ALL {
            let own = vm.new_int(i64::from(*number));
            // Of two names one is the number's.
            if matches!(*name, "EWOULDBLOCK" | "EDEADLK" | "EOPNOTSUPP") {
                vm.dict_set_named(dict, name, own);
                continue;
            }
            let text = vm.new_str(name);
            match vm.setitem(codes.r(), own.r(), Some(text.r()))? {
                Flow::Value(v) => vm.heap.decref_own(v),
                Flow::Pushed => return Err(vm_bug!("an int as a key")),
            }
            vm.heap.decref_own(text);
            vm.dict_set_named(dict, name, own);
        }
        vm.dict_set_named(dict, "errorcode", codes);
        Ok(())
    }),
};
