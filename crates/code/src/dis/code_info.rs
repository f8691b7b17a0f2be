//! The text of `dis.show_code`. CPython: Lib/dis.py, _format_code_info.

use super::{DisOptions, const_repr};
use crate::unit::{CO_FAST_CELL, CO_FAST_FREE, CO_FAST_LOCAL, CodeObject, ConstId, Unit};

/// CPython: Lib/dis.py, COMPILER_FLAG_NAMES.
const FLAG_NAMES: &[(u32, &str)] = &[
    (0x1, "OPTIMIZED"),
    (0x2, "NEWLOCALS"),
    (0x4, "VARARGS"),
    (0x8, "VARKEYWORDS"),
    (0x10, "NESTED"),
    (0x20, "GENERATOR"),
    (0x40, "NOFREE"),
    (0x80, "COROUTINE"),
    (0x100, "ITERABLE_COROUTINE"),
    (0x200, "ASYNC_GENERATOR"),
    (0x400_0000, "HAS_DOCSTRING"),
    (0x800_0000, "METHOD"),
];

/// Empty when `id` names no code object; the lines carry no newline after the last.
pub fn code_info(unit: &Unit, id: ConstId, options: &DisOptions) -> String {
    let Some(code) = unit.code(id) else {
        return String::new();
    };
    let text = |id| unit.text(id).unwrap_or_default();
    let mut lines = vec![
        format!("Name:              {}", text(code.co_name)),
        format!("Filename:          {}", text(code.co_filename)),
        format!("Argument count:    {}", code.co_argcount),
        format!("Positional-only arguments: {}", code.co_posonlyargcount),
        format!("Kw-only arguments: {}", code.co_kwonlyargcount),
        format!("Number of locals:  {}", code.co_nlocals()),
        format!("Stack size:        {}", code.co_stacksize),
        format!("Flags:             {}", pretty_flags(code.co_flags)),
    ];
    let consts = unit.tuple(code.co_consts).unwrap_or_default();
    list(&mut lines, "Constants:", consts.iter().map(|id| const_repr(unit, *id, options)));
    let names = unit.tuple(code.co_names).unwrap_or_default();
    list(&mut lines, "Names:", names.iter().map(|id| text(*id).into_owned()));
    list(&mut lines, "Variable names:", places(unit, code, CO_FAST_LOCAL));
    list(&mut lines, "Free variables:", places(unit, code, CO_FAST_FREE));
    list(&mut lines, "Cell variables:", places(unit, code, CO_FAST_CELL));
    lines.join("\n")
}

fn list(lines: &mut Vec<String>, title: &str, items: impl Iterator<Item = String>) {
    let mut items = items.enumerate().peekable();
    if items.peek().is_some() {
        lines.push(title.to_owned());
        lines.extend(items.map(|(i, item)| format!("{i:4}: {item}")));
    }
}

fn places(unit: &Unit, code: &CodeObject, kind: u8) -> impl Iterator<Item = String> {
    let names: &[ConstId] = unit.tuple(code.co_localsplusnames).unwrap_or_default();
    code.places(kind).filter_map(|i| names.get(i)).filter_map(|id| unit.text(*id)).map(|name| name.into_owned())
}

/// CPython: Lib/dis.py, pretty_flags.
pub fn pretty_flags(flags: u32) -> String {
    if flags == 0 {
        return "0x0".to_owned();
    }
    let set = (0..32).map(|bit| 1u32 << bit).filter(|bit| flags & bit != 0);
    let name = |bit: u32| {
        let known = FLAG_NAMES.iter().find(|(flag, _)| *flag == bit);
        known.map_or_else(|| format!("{bit:#x}"), |(_, name)| (*name).to_owned())
    };
    set.map(name).collect::<Vec<_>>().join(", ")
}
