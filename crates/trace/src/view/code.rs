//! A code object line by line, as `dis` prints it.

use pyvarium_code::dis::{DisOptions, instructions};
use pyvarium_code::exception_table;
use pyvarium_heap::Ref;
use pyvarium_heap::code::Code;
use pyvarium_protocol::{CodeView, FormView, HandlerView, InstructionView, Serial};
use pyvarium_vm::Vm;
use pyvarium_vm::objects::code_unit::address_of;

/// What the instructions that have run a few times have become.
pub fn forms(vm: &Vm, code: &Code) -> Vec<FormView> {
    let forms = vm.specialized(code).into_iter();
    forms
        .map(|s| {
            let name = s.form.name();
            let suffix = name.strip_prefix(s.form.base().name()).unwrap_or(name).trim_start_matches('_').to_owned();
            FormView { offset: s.offset, suffix, left: s.left }
        })
        .collect()
}

/// None where `r` is no code object.
pub fn view(vm: &Vm, r: Ref) -> Option<CodeView> {
    let made = vm.unit_of(r)?;
    let code = made.unit.root_code()?;
    let address = |id| address_of(vm, &made.refs, id);
    let options = DisOptions { address: &address, ..DisOptions::default() };
    let entries = exception_table::parse(&code.co_exceptiontable);
    let list = instructions(&made.unit, code, &entries, &options);
    let text = |id| made.unit.text(id).unwrap_or_default().into_owned();
    Some(CodeView {
        serial: Serial(vm.heap.serial(r).0),
        name: text(code.co_name),
        filename: text(code.co_filename),
        first_line: u32::try_from(code.co_firstlineno).unwrap_or(0),
        instructions: list
            .into_iter()
            .map(|i| InstructionView {
                offset: i.offset,
                label: i.label.map(|n| format!("L{n}")),
                opname: i.name().into_owned(),
                arg: i.arg.and_then(|a| u32::try_from(a).ok()),
                argrepr: i.argrepr,
                line: i.line.filter(|_| i.starts_line),
                target: i.jump_target,
            })
            .collect(),
        handlers: entries
            .iter()
            .map(|e| HandlerView { start: e.start * 2, end: e.end * 2, target: e.target * 2, depth: e.depth, lasti: e.lasti })
            .collect(),
    })
}
