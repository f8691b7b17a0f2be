//! `_sre.SRE_Scanner`: one match after the other, which is also what `finditer` calls.
//!
//! CPython: Modules/_sre/sre.c (pattern_scanner, _sre_SRE_Scanner_match_impl, _sre_SRE_Pattern_finditer_impl).

use pyvarium_heap::types::{Layout, flags};
use pyvarium_heap::{Own, Ref};
use pyvarium_vm::args::Args;
use pyvarium_vm::core::ids;
use pyvarium_vm::native::{FnDef, GetSetDef, TYPE_DEFAULT, TypeDef};
use pyvarium_vm::{Flow, Res, Vm, vm_bug};

use super::SCANNER;
use super::engine::Machine;
use super::pattern::{int, slot};
use super::run::{self, Op};

// Slots.
const STRING: usize = 0;
const PATTERN: usize = 1;
// Ints: the bounds, whether it has come to its end, then the matcher.
const POS: usize = 0;
const ENDPOS: usize = 1;
const ENDED: usize = 2;
const MACHINE: usize = 3;

pub static SCANNER_TYPE: TypeDef = TypeDef {
    name: "_sre.SRE_Scanner",
    base: Some(ids::OBJECT),
    layout: Layout::Native,
    flags: flags::HAVE_GC | flags::IMMUTABLE | flags::DISALLOW_INSTANTIATION,
    basicsize: 320,
    methods: &[
        FnDef::new("match", "", |vm, a| turn(vm, a, Op::ScannerMatch)),
        FnDef::new("search", "", |vm, a| turn(vm, a, Op::ScannerSearch)),
    ],
    getset: &[GetSetDef::member("pattern", |vm, a| vm.native_slot(a, PATTERN))],
    ..TYPE_DEFAULT
};

pub fn scanner(vm: &mut Vm, args: &Args) -> Res {
    make(vm, args).map(Flow::Value)
}

fn make(vm: &mut Vm, args: &Args) -> Res<Own> {
    let (pattern, string) = (args.at(0)?, args.at(1)?);
    let (pos, endpos) = run::bounds(vm, args)?;
    let (m, pos, endpos) = run::machine(vm, pattern, string, pos, endpos)?;
    let slots = [vm.heap.own(string).into(), vm.heap.own(pattern).into()];
    let mut ints = vec![pos, endpos, 0];
    m.pack(&mut ints);
    Ok(vm.new_native(SCANNER, &slots, &ints))
}

/// `iter(scanner.search, None)`.
pub fn finditer(vm: &mut Vm, args: &Args) -> Res {
    let made = make(vm, args)?;
    let search = vm.getattr_str(made.r(), "search");
    vm.heap.decref_own(made);
    match search? {
        Flow::Value(search) => {
            let none = vm.none();
            Ok(Flow::Value(vm.new_native(ids::CALLABLE_ITERATOR, &[search.into(), none.into()], &[])))
        }
        Flow::Pushed => Err(vm_bug!("scanner.search")),
    }
}

fn turn(vm: &mut Vm, args: &Args, op: Op) -> Res {
    let scanner = args.at(0)?;
    if int(vm, scanner, ENDED) != 0 {
        return vm.none_flow();
    }
    let (Some(string), Some(pattern)) = (slot(vm, scanner, STRING), slot(vm, scanner, PATTERN)) else { return Err(vm_bug!("scanner")) };
    let mut m = Machine::unpack(vm.heap.native(scanner).and_then(|n| n.ints.get(MACHINE..)).unwrap_or_default());
    m.reset(op == Op::ScannerSearch);
    let bounds = (int(vm, scanner, POS), int(vm, scanner, ENDPOS));
    run::scan(vm, pattern, string, scanner, op, &m, bounds)
}

/// The state after a turn.
pub fn store(vm: &mut Vm, scanner: Ref, m: &Machine, ended: bool) {
    if let Some(n) = vm.heap.native_mut(scanner) {
        n.set_int(ENDED, i64::from(ended));
        n.ints.truncate(MACHINE);
        let mut settled = m.clone();
        settled.reset(true);
        settled.pack(&mut n.ints);
    }
}
