//! A stand-in until the real `_io`: what importlib reads its files with. Delete this file with its line in `parts!`.
use pyvarium_heap::Slot;
use pyvarium_vm::core::ids;
use pyvarium_vm::native::{FnDef, Library, ModuleDef, TYPE_DEFAULT, TypeDef, TypeId};
use pyvarium_vm::{Flow, Stop};

const FILE: TypeId = TypeId(crate::first::io::TYPE);
pub const LIBRARY: Library = Library { types: &[&FILE_TYPE], natives: &[], modules: &[&IO] };
pub static IO: ModuleDef = ModuleDef {
    name: "_io",
    doc: None,
    functions: &[FnDef::new("open_code", "path", |vm, a| {
        Ok(Flow::Value({
            let p = vm.heap.own(a.at(0)?);
            vm.new_native(FILE, &[Slot::own(p)], &[])
        }))
    })],
    types: &[FILE],
    exec: None,
};
static FILE_TYPE: TypeDef = TypeDef {
    name: "_io.FileIO",
    base: Some(ids::OBJECT),
    basicsize: 32,
    methods: &[
        FnDef::new("__enter__", "", |vm, a| vm.own_flow(a.at(0)?)),
        FnDef::new("__exit__", "*args", |vm, _| vm.none_flow()),
        FnDef::new("read", "", |vm, a| {
            let p = vm.heap.native(a.at(0)?).and_then(|n| n.slot(0).get()).map(|p| vm.heap.str_lossy(p)).unwrap_or_default();
            let fd = vm.fs.open(p.as_bytes(), 0, 0, 0);
            let fd = match fd {
                Ok(fd) => fd,
                Err(e) => return Err(Stop::bug(format!("{p}: {e:?}"))),
            };
            let r = vm.fs.read(fd, None);
            let _ = vm.fs.close(fd);
            match r {
                Ok(b) => Ok(Flow::Value(vm.new_bytes(b))),
                Err(pyvarium_vm::fs::Fail::Ask(ask)) => Err(Stop::Ask(Box::new(ask.clone()))),
                Err(e) => Err(Stop::bug(format!("{p}: {e:?}"))),
            }
        }),
    ],
    ..TYPE_DEFAULT
};
