//! The blocks of a code unit in words, as they are before they become bytes: where each goes on, which handler an exception
//! in it reaches, and for each instruction its place in the source.

use std::fmt::Write;

use super::{BlockId, Graph, Op};

/// `block 2 -> 3`: it falls through to block 3. `try -> 5`: what follows is covered by the handler in block 5.
pub(super) fn show(g: &Graph, name: &str) -> String {
    let order: Vec<BlockId> = g.order().into_iter().filter(|id| !g.blocks[*id].instrs.is_empty()).collect();
    let number = |id: Option<BlockId>| {
        let id = g.next_nonempty(id)?;
        order.iter().position(|other| *other == id)
    };
    let mut out = format!("{name}\n");
    for (n, id) in order.iter().enumerate() {
        let block = &g.blocks[*id];
        let next = number(block.next).filter(|_| block.falls_through());
        let next = next.map_or(String::new(), |next| format!(" -> {next}"));
        let handler = if block.is_except_handler { ", handler" } else { "" };
        let cold = if block.is_cold { ", cold" } else { "" };
        // A text takes whatever is written.
        let _ = writeln!(out, "  block {n}{next}{handler}{cold}");
        let mut covered = None;
        for instr in &block.instrs {
            let except = number(instr.except);
            if except != covered {
                let _ = writeln!(out, "    {}", except.map_or("end of try".to_owned(), |at| format!("try -> {at}")));
                covered = except;
            }
            let name = match instr.op {
                Op::Real(op) => op.name().to_owned(),
                pseudo => format!("{pseudo:?}"),
            };
            let arg = match (instr.op.has_target(), number(instr.target)) {
                (true, Some(target)) => format!("block {target}"),
                _ if matches!(instr.op, Op::Real(op) if !op.has_arg()) => String::new(),
                _ => instr.arg.to_string(),
            };
            let loc = instr.loc;
            let place = match loc.line {
                ..1 => String::new(),
                _ => format!("{}:{}-{}:{}", loc.line, loc.col, loc.end_line, loc.end_col),
            };
            let _ = writeln!(out, "    {place:<14} {}", format!("{name:<32} {arg}").trim_end());
        }
    }
    out
}
