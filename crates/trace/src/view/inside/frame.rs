//! A frame: its row of places for locals, cells and the value stack, and where it stands in its code.
//!
//! CPython: Include/internal/pycore_interpframe_structs.h (_PyInterpreterFrame).

use pyvarium_heap::code::{CO_FAST_CELL, CO_FAST_FREE};
use pyvarium_heap::frame::{Frame, Owner, PyFrame};
use pyvarium_protocol::inside::{Block, Cell, Content, Figure, Shade};
use pyvarium_vm::Vm;

use super::Case;
use super::code::handlers;
use super::words::*;

pub const SAYS: &str = "A frame is one call under way: a row of places, first for the locals, then for the cells of names shared with other functions, \
                        then for the value stack, and a note of the instruction that ran last.";

pub fn blocks(case: &Case, f: &PyFrame) -> Vec<Block> {
    let vm = case.vm;
    let before = case.before.and_then(|b| same(b, f));
    let name = |i: usize| f.code.localsplus.get(i).and_then(|n| n.get()).map(|n| vm.heap.str_lossy(n)).unwrap_or_default();
    let mut list = Vec::new();
    let places = (0..f.n_localsplus()).map(|i| {
        let slot = f.local(i);
        let kind = f.code.localspluskinds.get(i).copied().unwrap_or(0);
        let tag = if kind & CO_FAST_FREE != 0 {
            " (free)"
        } else if kind & CO_FAST_CELL != 0 {
            " (cell)"
        } else {
            ""
        };
        Cell {
            shade: if slot.is_null() { Shade::Spare } else { Shade::Used },
            changed: before.is_some_and(|b| case.differs(Some(b.local(i)), slot)),
            ..cell(format!("{}{tag}", name(i)), case.held(slot))
        }
    });
    let places: Vec<Cell> = places.collect();
    if !places.is_empty() {
        list.push(block("localsplus", "One place a name, found by number. NULL: not bound.", cells(places)));
    }
    let stack = f.stack();
    let used = stack.iter().enumerate().map(|(i, slot)| Cell {
        changed: before.is_some_and(|b| b.stack().get(i).is_none() || case.differs(b.stack().get(i).copied(), *slot)),
        shade: if i + 1 == stack.len() { Shade::Lit } else { Shade::Used },
        ..cell(i, case.held(*slot))
    });
    let free = (stack.len()..f.code.stacksize as usize).map(|i| Cell { shade: Shade::Spare, ..cell(i, Content::Nothing) });
    list.push(block(
        "Value stack",
        format!("{} in use of {} that the compiler reckoned.", counted(stack.len(), "place"), f.code.stacksize),
        cells(used.chain(free).collect()),
    ));
    if !f.code.handlers.is_empty() {
        let raised = matches!(vm.thread.frames.last(), Some(Frame::Py(top)) if top.serial == f.serial)
            && f.code.instr(f.next_instr).is_some_and(|i| i.op == pyvarium_code::Opcode::PushExcInfo);
        let at = u32::try_from(f.last_instr).ok();
        let note = match raised {
            true => "An exception was raised: the lit row led to the handler.",
            false => "The lit rows cover the instruction that ran last: were it to raise, the first of them would catch.",
        };
        list.push(Block { now: raised, ..block("Exception table", note, handlers(&f.code, at)) });
    }
    let at = |units: i64| if units < 0 { words("before the first") } else { code((units * 2).to_string()) };
    let back = vm.thread.frames.iter().rev().skip_while(|g| !matches!(g, Frame::Py(g) if g.serial == f.serial)).skip(1);
    let back = back.into_iter().find_map(|g| match g {
        Frame::Py(g) => Some(&**g),
        Frame::Native(_) => None,
    });
    let caller = match (back, f.owner) {
        (Some(g), _) => {
            let name = g.code.qualname.get().map(|n| vm.heap.str_lossy(n)).unwrap_or_default();
            Content::Held { serial: pyvarium_protocol::Serial(g.serial.0), text: format!("frame of {name}"), borrowed: true }
        }
        (None, _) => Content::Null,
    };
    let owner = match f.owner {
        Owner::Thread => fact("owner", words("the thread"), "it ends when it returns"),
        Owner::Generator(g) => fact("owner", reference(vm, g), "a generator keeps it while it is suspended"),
    };
    let facts = vec![
        fact("f_lasti", at(f.last_instr.into()), "offset of the instruction that ran last, in bytes"),
        fact("runs next", at(f.next_instr.into()), "where it goes on"),
        fact("f_executable", case.held(f.executable), "its code"),
        fact("f_funcobj", case.held(f.function), "the function that was called"),
        fact("previous", caller, "the frame that called it"),
        owner,
    ];
    list.push(block("Header", "", Figure::Facts(facts)));
    list
}

/// The same activation in another state of the machine.
fn same<'a>(vm: &'a Vm, f: &PyFrame) -> Option<&'a PyFrame> {
    super::python_frame(vm, pyvarium_protocol::Serial(f.serial.0))
}
