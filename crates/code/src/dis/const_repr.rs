//! `repr()` of a constant, as `dis` shows it. CPython: Objects/*.c, the tp_repr of each type.

use super::DisOptions;
use super::set_order::iteration_order;
use crate::text;
use crate::unit::{Const, ConstId, Unit};

/// Deeper nesting is shown as `...`, so that a hostile unit cannot exhaust the stack.
pub const MAX_REPR_DEPTH: u32 = 200;

pub fn const_repr(unit: &Unit, id: ConstId, options: &DisOptions) -> String {
    if let Some(text) = (options.const_text)(id) {
        return text;
    }
    let mut out = String::new();
    write(unit, id, options, MAX_REPR_DEPTH, &mut out);
    out
}

fn write(unit: &Unit, id: ConstId, options: &DisOptions, n_deep: u32, out: &mut String) {
    let (Some(object), Some(n_deep)) = (unit.get(id), n_deep.checked_sub(1)) else {
        out.push_str("...");
        return;
    };
    let mut items = |open: &str, items: &[ConstId], close: &str| {
        out.push_str(open);
        for (i, item) in items.iter().enumerate() {
            if i > 0 {
                out.push_str(", ");
            }
            write(unit, *item, options, n_deep, out);
        }
        out.push_str(close);
    };
    match object {
        Const::None => out.push_str("None"),
        Const::True => out.push_str("True"),
        Const::False => out.push_str("False"),
        Const::Ellipsis => out.push_str("Ellipsis"),
        Const::StopIteration => out.push_str("<class 'StopIteration'>"),
        Const::Int(value) => out.push_str(&value.to_string()),
        Const::BigInt { negative, magnitude_le } => out.push_str(&text::decimal(*negative, magnitude_le)),
        Const::Float(value) => out.push_str(&text::float_repr(*value)),
        Const::Complex { re, im } => out.push_str(&text::complex_repr(*re, *im)),
        Const::Str { wtf8, .. } => out.push_str(&text::str_repr(wtf8)),
        Const::Bytes(bytes) => out.push_str(&text::bytes_repr(bytes)),
        Const::Tuple(all) => items("(", all, if all.len() == 1 { ",)" } else { ")" }),
        Const::List(all) => items("[", all, "]"),
        Const::Set(all) if all.is_empty() => out.push_str("set()"),
        Const::FrozenSet(all) if all.is_empty() => out.push_str("frozenset()"),
        Const::Set(all) => items("{", &iteration_order(unit, all), "}"),
        Const::FrozenSet(all) => items("frozenset({", &iteration_order(unit, all), "})"),
        Const::Dict(pairs) => {
            out.push('{');
            for (i, (key, value)) in pairs.iter().enumerate() {
                if i > 0 {
                    out.push_str(", ");
                }
                write(unit, *key, options, n_deep, out);
                out.push_str(": ");
                write(unit, *value, options, n_deep, out);
            }
            out.push('}');
        }
        Const::Slice { start, stop, step } => items("slice(", &[*start, *stop, *step], ")"),
        Const::Code(code) => {
            let name = unit.text(code.co_name).unwrap_or_default();
            let filename = unit.text(code.co_filename).unwrap_or_default();
            let address = (options.address)(id);
            let line = code.co_firstlineno;
            // CPython: Objects/codeobject.c, code_repr: line 0 is shown as -1.
            let line = if line == 0 { -1 } else { line };
            out.push_str(&format!("<code object {name} at {address}, file \"{filename}\", line {line}>"));
        }
    }
}
