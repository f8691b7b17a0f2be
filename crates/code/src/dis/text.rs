//! The lines of `dis.dis(code)`. CPython: Lib/dis.py, Formatter and _disassemble_recursive.

use super::const_repr::const_repr;
use super::instructions::{Instruction, instructions, labels, line_starts};
use super::{DisOptions, MAX_REPR_DEPTH};
use crate::exception_table;
use crate::location::Positions;
use crate::opcode::Opcode;
use crate::tables::cache_format;
use crate::unit::{CodeObject, Const, ConstId, Unit};

const OPNAME_WIDTH: usize = 20;
const OPARG_WIDTH: usize = 5;
const NO_LINENO: &str = "  --";

/// Empty when `id` names no code object. Each line ends in a newline.
pub fn dis_text(unit: &Unit, id: ConstId, options: &DisOptions) -> String {
    let mut out = String::new();
    let depth = options.depth.unwrap_or(u32::MAX).min(MAX_REPR_DEPTH);
    recursive(unit, id, options, depth, &mut out);
    out
}

fn recursive(unit: &Unit, id: ConstId, options: &DisOptions, depth: u32, out: &mut String) {
    let Some(code) = unit.code(id) else { return };
    disassemble(unit, code, options, out);
    let Some(depth) = depth.checked_sub(1) else {
        return;
    };
    let inner = DisOptions { lasti: None, ..*options };
    for item in unit.tuple(code.co_consts).unwrap_or_default() {
        if matches!(unit.get(*item), Some(Const::Code(_))) {
            out.push_str(&format!("\nDisassembly of {}:\n", const_repr(unit, *item, options)));
            recursive(unit, *item, &inner, depth, out);
        }
    }
}

struct Widths {
    lineno: usize,
    offset: usize,
    label: usize,
}

fn disassemble(unit: &Unit, code: &CodeObject, options: &DisOptions, out: &mut String) {
    let entries = exception_table::parse(&code.co_exceptiontable);
    let labels = labels(code, &entries);
    let last_offset = code.co_code.len().saturating_sub(2).max(9999);
    let widths = Widths {
        lineno: if options.show_positions { positions_width(code) } else { lineno_width(code) },
        offset: if options.show_offsets { last_offset.to_string().len() } else { 0 },
        label: 4 + labels.len().to_string().len(),
    };
    for instruction in instructions(unit, code, &entries, options) {
        let caches_end = instruction.offset + 2 * u32::from(instruction.n_caches);
        let is_current = options.lasti.is_some_and(|lasti| (instruction.offset..=caches_end).contains(&lasti));
        line(&instruction, &instruction.name(), is_current, &widths, options, out);
        if options.show_caches {
            cache_lines(code, &instruction, &widths, options, out);
        }
    }
    if entries.is_empty() {
        return;
    }
    out.push_str("ExceptionTable:\n");
    let label = |unit: u32| labels.get(&unit.saturating_mul(2)).copied().unwrap_or(0);
    for e in &entries {
        let (start, end, target) = (label(e.start), label(e.end), label(e.target));
        let lasti = if e.lasti { " lasti" } else { "" };
        out.push_str(&format!("  L{start} to L{end} -> L{target} [{}]{lasti}\n", e.depth));
    }
}

fn cache_lines(code: &CodeObject, of: &Instruction, widths: &Widths, options: &DisOptions, out: &mut String) {
    let mut offset = of.offset;
    for (name, size) in of.op.map(|op| cache_format(op.base().name())).unwrap_or_default() {
        let from = offset as usize + 2;
        let data = code.co_code.get(from..from + 2 * usize::from(*size)).unwrap_or_default();
        // Eight bytes at most.
        let value = data.iter().rev().fold(0u64, |value, byte| value << 8 | u64::from(*byte));
        for i in 0..*size {
            offset += 2;
            let cache = Instruction {
                op: Some(Opcode::Cache),
                opcode: 0,
                arg: Some(0),
                argrepr: if i == 0 { format!("{name}: {value}") } else { String::new() },
                offset,
                start_offset: offset,
                starts_line: false,
                line: None,
                label: None,
                jump_target: None,
                position: of.position,
                n_caches: 0,
            };
            line(&cache, "CACHE", false, widths, options, out);
        }
    }
}

/// CPython: Formatter.print_instruction_line.
fn line(instruction: &Instruction, name: &str, is_current: bool, widths: &Widths, options: &DisOptions, out: &mut String) {
    let Widths { lineno, offset, label } = *widths;
    if lineno > 0 && instruction.starts_line && instruction.offset > 0 {
        out.push('\n');
    }
    let mut fields: Vec<String> = Vec::new();
    if lineno > 0 {
        fields.push(match (options.show_positions, instruction.starts_line, instruction.line) {
            (true, _, _) => format!("{:<lineno$}", position_text(instruction)),
            (false, true, Some(line)) => format!("{line:>lineno$}"),
            (false, true, None) => format!("{NO_LINENO:>lineno$}"),
            (false, false, _) => " ".repeat(lineno),
        });
    }
    fields.push(match instruction.label {
        Some(number) => format!("{:>label$}", format!("L{number}:")),
        None => " ".repeat(label),
    });
    if offset > 0 {
        fields.push(format!("{:>offset$}  ", instruction.offset));
    }
    fields.push(if is_current { "-->" } else { "   " }.to_owned());
    fields.push(format!("{name:<OPNAME_WIDTH$}"));
    if let Some(arg) = instruction.arg {
        // A long name runs into the room of the argument.
        let width = OPARG_WIDTH.saturating_sub(name.len().saturating_sub(OPNAME_WIDTH));
        fields.push(format!("{arg:>width$}"));
        if !instruction.argrepr.is_empty() {
            fields.push(format!("({})", instruction.argrepr));
        }
    }
    out.push_str(fields.join(" ").trim_end_matches(is_python_space));
    out.push('\n');
}

fn is_python_space(c: char) -> bool {
    c.is_whitespace() || ('\x1c'..='\x1f').contains(&c)
}

fn position_text(instruction: &Instruction) -> String {
    let p = instruction.position;
    let fields = [p.line, p.col, p.end_line, p.end_col];
    if fields.iter().all(Option::is_none) {
        return NO_LINENO.to_owned();
    }
    let [line, col, end_line, end_col] = fields.map(|f| f.map_or("?".to_owned(), |n| n.to_string()));
    format!("{line}:{col}-{end_line}:{end_col}")
}

/// CPython: Lib/dis.py, _get_lineno_width.
fn lineno_width(code: &CodeObject) -> usize {
    let starts = line_starts(code);
    // Line 0 counts as no line here: `filter(None, ...)`.
    let Some(last) = starts.values().flatten().filter(|line| **line != 0).max() else {
        return 0;
    };
    let width = last.to_string().len().max(3);
    if starts.values().any(Option::is_none) { width.max(NO_LINENO.len()) } else { width }
}

/// CPython: Lib/dis.py, _get_positions_width.
fn positions_width(code: &CodeObject) -> usize {
    let mut has_value = false;
    let mut width = 0;
    for p in Positions::new(code) {
        let fields = [p.line, p.end_line, p.col, p.end_col];
        has_value |= fields.iter().any(Option::is_some);
        width = width.max(fields.iter().map(|f| f.map_or(1, |n| n.to_string().len())).sum());
    }
    if has_value { 1 + NO_LINENO.len().max(3 + width) } else { 0 }
}
