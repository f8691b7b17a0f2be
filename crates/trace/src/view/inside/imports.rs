//! Modules: what `sys.modules` has, and whom an import asks, in which order.
//!
//! CPython: Lib/importlib/_bootstrap.py (_find_spec), Lib/importlib/_bootstrap_external.py (PathFinder).

use pyvarium_heap::Ref;
use pyvarium_protocol::inside::{Block, Figure, Row, Shade, StopState, Table};
use pyvarium_vm::Vm;

use super::words::*;

pub const SAYS: &str = "An import first looks into `sys.modules`. Only if the name is not there are the finders asked, one after the other, until one                         of them knows the module; then its code runs once, and it is kept.";

const MAX_ROWS: usize = 60;

/// `is_own`: by serial, whether an object was made since the program began.
pub fn blocks(vm: &Vm, before: Option<&Vm>, is_own: &dyn Fn(u64) -> bool) -> Vec<Block> {
    let entries = |vm: &Vm| -> Vec<(String, Ref)> {
        let all = vm.heap.dict(vm.modules).map(|d| d.entries()).unwrap_or_default();
        all.iter().filter_map(|e| Some((vm.heap.str_lossy(e.key.get()?), e.value.get()?))).collect()
    };
    let was: Vec<String> = before.map(|b| entries(b).into_iter().map(|e| e.0).collect()).unwrap_or_default();
    let all = entries(vm);
    let row = |(name, module): &(String, Ref)| {
        let is_new = is_own(vm.heap.serial(*module).0);
        Row {
            cells: vec![code(name.clone()), reference(vm, *module), words(origin(vm, *module))],
            shade: if is_new { Shade::Lit } else { Shade::Used },
            changed: before.is_some() && !was.contains(name),
        }
    };
    let (own, others): (Vec<_>, Vec<_>) = all.iter().rev().partition(|(_, m)| is_own(vm.heap.serial(*m).0));
    let n_all = own.len() + others.len();
    let rows: Vec<Row> = own.into_iter().chain(others).take(MAX_ROWS).map(row).collect();
    let n_hidden = (n_all - rows.len()) as u32;
    let note = "Those that came since the program began are marked and stand first; the others belong to the start of the interpreter.";
    let modules = Table { n_hidden, ..table(&["name", "module", "from"], rows) };
    let mut list = vec![
        block("Whom an import asks", "In this order, until one knows the name.", finders(vm)),
        block("sys.modules", note, Figure::Table(modules)),
    ];
    if let Some(path) = vm.sys_attr("path").and_then(|p| vm.heap.items(p)) {
        let cells_of = path
            .iter()
            .enumerate()
            .map(|(i, s)| cell(i, s.get().map_or(pyvarium_protocol::inside::Content::Null, |r| code(crate::view::short_text(vm, r)))));
        list.push(block(
            "sys.path",
            "Where the path finder looks, in this order. The first is the folder of the program.",
            cells(cells_of.collect()),
        ));
    }
    list
}

fn finders(vm: &Vm) -> Figure {
    let mut stops = vec![stop(code("sys.modules"), "is the name there already? Then that is it", StopState::Passed)];
    let path = vm.sys_attr("meta_path").and_then(|p| vm.heap.items(p)).unwrap_or_default();
    for finder in path.iter().filter_map(|s| s.get()) {
        let text = crate::view::short_text(vm, finder);
        let says = match () {
            () if text.contains("BuiltinImporter") => "modules that are compiled into the interpreter: sys, builtins, math",
            () if text.contains("FrozenImporter") => "modules whose code is frozen into the interpreter: importlib itself, os, site",
            () if text.contains("PathFinder") => "goes through sys.path: for each folder, a package, a module, its compiled file",
            () => "a finder of the program's own",
        };
        stops.push(stop(reference(vm, finder), says, StopState::Passed));
    }
    stops.push(stop(code("ModuleNotFoundError"), "if none of them knows it", StopState::Ahead));
    Figure::Walk(stops)
}

fn origin(vm: &Vm, module: Ref) -> String {
    let text = |name: &str| vm.instance_attr_named(module, name).filter(|r| vm.heap.text(*r).is_some()).map(|r| vm.heap.str_lossy(r));
    let spec = vm.instance_attr_named(module, "__spec__");
    let of_spec =
        spec.and_then(|s| vm.instance_attr_named(s, "origin")).filter(|r| vm.heap.text(*r).is_some()).map(|r| vm.heap.str_lossy(r));
    text("__file__").or(of_spec).unwrap_or_else(|| "the interpreter".to_owned())
}
