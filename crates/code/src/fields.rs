//! All fields of the code objects of a unit as text, a line a field, in one spelling with `tests/code/golden.mjs`: what a hash
//! of a code object is taken of, and what a difference is shown in.

use crate::unit::{CO_FAST_CELL, CO_FAST_FREE, CO_FAST_LOCAL, CodeObject, Const, ConstId, Unit};

/// One text a code object, the outer before the inner.
pub fn fields(unit: &Unit) -> Vec<String> {
    let mut out = Vec::new();
    if let Some(code) = unit.root_code() {
        of_code(unit, code, &mut out);
    }
    out
}

fn of_code(unit: &Unit, code: &CodeObject, out: &mut Vec<String>) {
    let consts = unit.tuple(code.co_consts).unwrap_or_default();
    let names = unit.tuple(code.co_names).unwrap_or_default();
    let places = unit.tuple(code.co_localsplusnames).unwrap_or_default();
    let of_kind = |kind: u8| {
        let names: Vec<ConstId> = code.places(kind).filter_map(|i| places.get(i).copied()).collect();
        list(unit, &names)
    };
    out.push(format!(
        "qualname {}\nname {}\ncounts {} {} {}\nflags {:#x}\nnames {}\nvarnames {}\ncellvars {}\nfreevars {}\nconsts {}\ncode {}\n\
         stacksize {}\nfirstlineno {}\nexceptiontable {}\nlinetable {}\n",
        constant(unit, code.co_qualname),
        constant(unit, code.co_name),
        code.co_argcount,
        code.co_posonlyargcount,
        code.co_kwonlyargcount,
        code.co_flags,
        list(unit, names),
        of_kind(CO_FAST_LOCAL),
        of_kind(CO_FAST_CELL),
        of_kind(CO_FAST_FREE),
        list(unit, consts),
        hex(&code.co_code),
        code.co_stacksize,
        code.co_firstlineno,
        hex(&code.co_exceptiontable),
        hex(&code.co_linetable),
    ));
    for id in consts {
        if let Some(inner) = unit.code(*id) {
            of_code(unit, inner, out);
        }
    }
}

fn list(unit: &Unit, ids: &[ConstId]) -> String {
    ids.iter().map(|id| constant(unit, *id)).collect::<Vec<String>>().join(", ")
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

fn plain(bytes: &[u8]) -> String {
    let one = |byte: &u8| match byte {
        b'\\' => "\\x5c".to_owned(),
        32..=126 => char::from(*byte).to_string(),
        _ => format!("\\x{byte:02x}"),
    };
    bytes.iter().map(one).collect()
}

fn constant(unit: &Unit, id: ConstId) -> String {
    match unit.get(id) {
        None => String::new(),
        Some(Const::None) => "None".to_owned(),
        Some(Const::True) => "True".to_owned(),
        Some(Const::False) => "False".to_owned(),
        Some(Const::Ellipsis) => "Ellipsis".to_owned(),
        Some(Const::StopIteration) => "StopIteration".to_owned(),
        Some(Const::Int(value)) => format!("i{}{:#x}", if *value < 0 { "-" } else { "" }, value.unsigned_abs()),
        Some(Const::BigInt { negative, magnitude_le }) => {
            let digits: String = magnitude_le.iter().rev().map(|byte| format!("{byte:02x}")).collect();
            format!("i{}0x{}", if *negative { "-" } else { "" }, digits.trim_start_matches('0'))
        }
        Some(Const::Float(value)) if value.is_nan() => "fnan".to_owned(),
        Some(Const::Float(value)) => format!("f{:016x}", value.to_bits()),
        Some(Const::Complex { re, im }) => format!("c{:016x}{:016x}", re.to_bits(), im.to_bits()),
        Some(Const::Str { wtf8, .. }) => format!("s'{}'", plain(wtf8)),
        Some(Const::Bytes(bytes)) => format!("b'{}'", plain(bytes)),
        Some(Const::Tuple(items) | Const::List(items)) => format!("({})", list(unit, items)),
        Some(Const::FrozenSet(items) | Const::Set(items)) => {
            let mut texts: Vec<String> = items.iter().map(|id| constant(unit, *id)).collect();
            texts.sort();
            format!("frozenset({})", texts.join(", "))
        }
        Some(Const::Slice { start, stop, step }) => format!("slice({})", list(unit, &[*start, *stop, *step])),
        Some(Const::Dict(_)) => "dict".to_owned(),
        Some(Const::Code(code)) => format!("code {}", unit.text(code.co_qualname).unwrap_or_default()),
    }
}
