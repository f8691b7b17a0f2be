//! `_symtable`: the compiler's symbol table of a source text. The host answers with tuples, of which entries are made here.
//!
//! CPython: Modules/symtablemodule.c, Python/symtable.c (PySTEntry_Type).

use pyvarium_heap::types::{Layout, flags};
use pyvarium_heap::{Own, Ref, Slot};
use pyvarium_vm::args::Args;
use pyvarium_vm::builtins::eval::{filename_text, source_text};
use pyvarium_vm::core::ids;
use pyvarium_vm::host::{CompileHow, CompileMode, HostRequest};
use pyvarium_vm::native::{Answer, FnDef, GetSetDef, Kind, Library, ModuleDef, NativeDef, Next, TYPE_DEFAULT, TypeDef, TypeId};
use pyvarium_vm::slots::SlotId;
use pyvarium_vm::{Flow, Res, Vm, vm_bug};

use crate::first::symtable as first;

const ENTRY: TypeId = TypeId(first::TYPE);
const MAKE: Kind = Kind(first::KIND);

pub const LIBRARY: Library = Library { types: &[&ENTRY_TYPE], natives: &[&MAKE_FRAME], modules: &[&MODULE] };

/// The compiler's word for "the table alone" among the flags.
const ONLY_TABLE: u32 = 0x4000_0000;

const CONSTANTS: &[(&str, i64)] = &[
    ("USE", 16),
    ("DEF_GLOBAL", 1),
    ("DEF_NONLOCAL", 8),
    ("DEF_LOCAL", 2),
    ("DEF_PARAM", 4),
    ("DEF_TYPE_PARAM", 1024),
    ("DEF_FREE_CLASS", 64),
    ("DEF_IMPORT", 128),
    ("DEF_BOUND", 134),
    ("DEF_ANNOT", 256),
    ("DEF_COMP_ITER", 512),
    ("DEF_COMP_CELL", 2048),
    ("TYPE_FUNCTION", 0),
    ("TYPE_CLASS", 1),
    ("TYPE_MODULE", 2),
    ("TYPE_ANNOTATION", 3),
    ("TYPE_TYPE_ALIAS", 4),
    ("TYPE_TYPE_PARAMETERS", 5),
    ("TYPE_TYPE_VARIABLE", 6),
    ("LOCAL", 1),
    ("GLOBAL_EXPLICIT", 2),
    ("GLOBAL_IMPLICIT", 3),
    ("FREE", 4),
    ("CELL", 5),
    ("SCOPE_OFF", 12),
    ("SCOPE_MASK", 15),
];

pub static MODULE: ModuleDef = ModuleDef {
    name: "_symtable",
    doc: None,
    functions: &[FnDef::new("symtable", "source, filename, startstr, /", symtable)],
    types: &[],
    exec: Some(|vm, module| {
        let Some(dict) = vm.module_dict(module) else { return Ok(()) };
        for (name, number) in CONSTANTS {
            let own = vm.new_int(*number);
            vm.dict_set_named(dict, name, own);
        }
        Ok(())
    }),
};

fn symtable(vm: &mut Vm, a: &Args) -> Res {
    let filename = filename_text(vm, a.at(1)?)?;
    let start = a.at(2)?;
    if vm.heap.text(start).is_none() {
        let message = format!("symtable() argument 3 must be str, not {}", vm.given_name(start));
        return vm.type_err(&message);
    }
    let (source, is_bytes) = source_text(vm, a.at(0)?, "symtable", "string or bytes object")?;
    let mode = match vm.heap.str_lossy(start).as_str() {
        "exec" => CompileMode::Exec,
        "eval" => CompileMode::Eval,
        "single" => CompileMode::Single,
        _ => return vm.value_err("symtable() arg 3 must be 'exec' or 'eval' or 'single'"),
    };
    let how = CompileHow { optimize: 0, flags: ONLY_TABLE, is_bytes, is_tree: false };
    vm.request = Some(HostRequest::Compile { source, filename, mode, how });
    vm.push_native(MAKE, &[], &[])
}

/// Waits for the table in tuples.
static MAKE_FRAME: NativeDef = NativeDef {
    name: "compile",
    catches: false,
    resume: |vm, _, answer| {
        let Answer::Value(data) = answer else { return Err(vm_bug!("symtable")) };
        let made = entry(vm, data.r());
        vm.heap.decref_own(data);
        Ok(Next::Done(made?))
    },
};

// Slots of an entry.
const NAME: usize = 0;
const SYMBOLS: usize = 1;
const VARNAMES: usize = 2;
const CHILDREN: usize = 3;
// Ints of an entry.
const TYPE: usize = 0;
const LINE: usize = 1;
const NESTED: usize = 2;

fn entry(vm: &mut Vm, data: Ref) -> Res<Own> {
    let items: Vec<Ref> = vm.heap.items(data).unwrap_or_default().iter().filter_map(|s| s.get()).collect();
    let [name, kind, line, nested, varnames, symbols, children] = items.as_slice() else { return Err(vm_bug!("a block in tuples")) };
    let ints = [*kind, *line, *nested].map(|n| vm.heap.small_int(n).unwrap_or(0));
    let dict = vm.new_dict();
    let pairs: Vec<Ref> = vm.heap.items(*symbols).unwrap_or_default().iter().filter_map(|s| s.get()).collect();
    for pair in pairs.chunks(2) {
        if let [key, flags] = pair {
            vm.dict_set_str(dict.r(), *key, *flags);
        }
    }
    let list = vm.list_from_slots(Vec::new());
    let inner: Vec<Ref> = vm.heap.items(*children).unwrap_or_default().iter().filter_map(|s| s.get()).collect();
    for child in inner {
        let made = entry(vm, child)?;
        vm.list_push(list.r(), made.into());
    }
    let slots = [Slot::own(vm.heap.own(*name)), dict.into(), Slot::own(vm.heap.own(*varnames)), list.into()];
    Ok(vm.new_native(ENTRY, &slots, &ints))
}

fn slot(vm: &mut Vm, a: &Args, at: usize) -> Res {
    match vm.heap.native(a.at(0)?).and_then(|n| n.slot(at).get()) {
        Some(value) => vm.own_flow(value),
        None => Err(vm_bug!("an entry without its parts")),
    }
}

fn int(vm: &mut Vm, a: &Args, at: usize) -> Res {
    let n = vm.heap.native(a.at(0)?).and_then(|n| n.ints.get(at).copied()).unwrap_or(0);
    Ok(Flow::Value(vm.new_int(n)))
}

static ENTRY_TYPE: TypeDef = TypeDef {
    name: "symtable entry",
    base: Some(ids::OBJECT),
    layout: Layout::Native,
    flags: flags::DISALLOW_INSTANTIATION,
    basicsize: 136,
    slots: &[(SlotId::Repr, |vm, a| {
        let r = a.at(0)?;
        let name = vm.heap.native(r).and_then(|n| n.slot(NAME).get()).map(|n| vm.heap.str_lossy(n)).unwrap_or_default();
        let line = vm.heap.native(r).and_then(|n| n.ints.get(LINE).copied()).unwrap_or(0);
        let text = format!("<symtable entry {name}({}), line {line}>", vm.heap.address(r));
        Ok(Flow::Value(vm.new_str(&text)))
    })],
    getset: &[
        GetSetDef::member("id", |vm, a| {
            // CPython's is the address of the block's node.
            let address = vm.heap.address(a.at(0)?);
            Ok(Flow::Value(vm.new_int(address as i64)))
        }),
        GetSetDef::member("name", |vm, a| slot(vm, a, NAME)),
        GetSetDef::member("symbols", |vm, a| slot(vm, a, SYMBOLS)),
        GetSetDef::member("varnames", |vm, a| slot(vm, a, VARNAMES)),
        GetSetDef::member("children", |vm, a| slot(vm, a, CHILDREN)),
        GetSetDef::member("nested", |vm, a| int(vm, a, NESTED)),
        GetSetDef::member("type", |vm, a| int(vm, a, TYPE)),
        GetSetDef::member("lineno", |vm, a| int(vm, a, LINE)),
    ],
    ..TYPE_DEFAULT
};
