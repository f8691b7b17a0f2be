//! The instructions of one code object, each with what `dis` knows of it. CPython: Lib/dis.py, Instruction.

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};

use super::DisOptions;
use super::const_repr::const_repr;
use crate::exception_table::Entry;
use crate::location::{Position, Positions, co_lines};
use crate::opcode::Opcode;
use crate::tables;
use crate::unit::{CodeObject, Unit};

/// One instruction. Unit of offsets: bytes, as `dis` counts.
#[derive(Clone, PartialEq, Debug)]
pub struct Instruction {
    /// None for a number that is no instruction of 3.14.
    pub op: Option<Opcode>,
    pub opcode: u8,
    /// With its EXTENDED_ARGs folded in; None for an instruction without argument.
    pub arg: Option<i32>,
    /// Names, constants and targets in words; may be empty.
    pub argrepr: String,
    pub offset: u32,
    /// Offset of the first EXTENDED_ARG in front, else `offset`.
    pub start_offset: u32,
    pub starts_line: bool,
    pub line: Option<u32>,
    /// Number of the label in front of it.
    pub label: Option<u32>,
    pub jump_target: Option<u32>,
    pub position: Position,
    /// Unit: code units.
    pub n_caches: u8,
}

impl Instruction {
    pub fn name(&self) -> Cow<'static, str> {
        match self.op {
            Some(op) => Cow::Borrowed(op.name()),
            None => Cow::Owned(format!("<{}>", self.opcode)),
        }
    }
}

struct Raw {
    offset: u32,
    start_offset: u32,
    opcode: u8,
    op: Option<Opcode>,
    arg: Option<i32>,
    n_caches: u8,
}

/// CPython: Lib/dis.py, _unpack_opargs.
fn unpack(co_code: &[u8]) -> Vec<Raw> {
    let mut raws = Vec::new();
    let mut extended = 0i32;
    let mut n_extended = 0u32;
    let mut n_caches_left = 0u8;
    for (unit, pair) in co_code.chunks_exact(2).enumerate() {
        if n_caches_left > 0 {
            n_caches_left -= 1;
            continue;
        }
        let [opcode, byte] = pair else { continue };
        let offset = (unit * 2) as u32;
        let op = Opcode::from_u8(*opcode);
        let base = op.map(Opcode::base);
        n_caches_left = base.map_or(0, Opcode::caches);
        let is_extended = base == Some(Opcode::ExtendedArg);
        let arg = base.is_some_and(Opcode::has_arg).then_some(i32::from(*byte) | extended);
        extended = if is_extended { arg.unwrap_or(0).wrapping_shl(8) } else { 0 };
        let start_offset = if is_extended { offset } else { offset.saturating_sub(n_extended * 2) };
        raws.push(Raw { offset, start_offset, opcode: *opcode, op, arg, n_caches: n_caches_left });
        n_extended = if is_extended { n_extended + 1 } else { 0 };
    }
    raws
}

fn jump_target(raw: &Raw) -> Option<u32> {
    let base = raw.op?.base();
    if !base.has_jump() {
        return None;
    }
    let distance = i64::from(raw.arg?) * 2;
    let end = i64::from(raw.offset) + 2 + 2 * i64::from(raw.n_caches);
    u32::try_from(if base.is_backward_jump() { end - distance } else { end + distance }).ok()
}

/// Offset to label number, counted from 1 in order of place. Unit: bytes. CPython: _make_labels_map.
pub fn labels(code: &CodeObject, entries: &[Entry]) -> BTreeMap<u32, u32> {
    labels_of(&unpack(&code.co_code), entries)
}

fn labels_of(raws: &[Raw], entries: &[Entry]) -> BTreeMap<u32, u32> {
    let jumps = raws.iter().filter_map(jump_target);
    let rows = entries.iter().flat_map(|e| [e.start, e.end, e.target]).map(|unit| unit.saturating_mul(2));
    let places: BTreeSet<u32> = jumps.chain(rows).collect();
    places.into_iter().zip(1..).collect()
}

/// All instructions, inline caches left out. `entries`: see `exception_table::parse`.
pub fn instructions(unit: &Unit, code: &CodeObject, entries: &[Entry], options: &DisOptions) -> Vec<Instruction> {
    let raws = unpack(&code.co_code);
    let labels = labels_of(&raws, entries);
    let line_starts = line_starts(code);
    let mut positions = Positions::new(code);
    let mut line = None;
    let mut out = Vec::with_capacity(raws.len());
    for raw in raws {
        let starts_line = line_starts.get(&raw.offset);
        if let Some(start) = starts_line {
            line = *start;
        }
        let position = positions.next().unwrap_or_default();
        for _ in 0..raw.n_caches {
            positions.next();
        }
        let target = jump_target(&raw);
        out.push(Instruction {
            op: raw.op,
            opcode: raw.opcode,
            arg: raw.arg,
            argrepr: argrepr(unit, code, &raw, target, &labels, options),
            offset: raw.offset,
            start_offset: raw.start_offset,
            starts_line: starts_line.is_some(),
            line,
            label: labels.get(&raw.offset).copied(),
            jump_target: target,
            position,
            n_caches: raw.n_caches,
        });
    }
    out
}

/// CPython: Lib/dis.py, findlinestarts.
pub(super) fn line_starts(code: &CodeObject) -> BTreeMap<u32, Option<u32>> {
    co_lines(code).into_iter().map(|range| (range.start, range.line)).collect()
}

/// CPython: Lib/dis.py, ArgResolver.get_argval_argrepr.
fn argrepr(unit: &Unit, code: &CodeObject, raw: &Raw, target: Option<u32>, labels: &BTreeMap<u32, u32>, options: &DisOptions) -> String {
    let (Some(op), Some(arg)) = (raw.op, raw.arg) else {
        return String::new();
    };
    let base = op.base();
    let arg = arg as u32;
    let at = arg as usize;
    let name = |index: u32| item_text(unit, code.co_names, index);
    let local = |index: u32| item_text(unit, code.co_localsplusnames, index);
    let or_null = |text: String, extra: &str| {
        if arg & 1 == 1 && !text.is_empty() { text + extra } else { text }
    };
    if base.has_const() {
        let id = unit.tuple(code.co_consts).and_then(|items| items.get(at)).copied();
        return id.map(|id| const_repr(unit, id, options)).unwrap_or_default();
    }
    if base.has_name() {
        return match base {
            Opcode::LoadGlobal => or_null(name(arg >> 1), " + NULL"),
            Opcode::LoadAttr => or_null(name(arg >> 1), " + NULL|self"),
            Opcode::LoadSuperAttr => or_null(name(arg >> 2), " + NULL|self"),
            _ => name(arg),
        };
    }
    if base.has_jump() {
        let preposition = if base == Opcode::EndAsyncFor { "from" } else { "to" };
        let label = target.and_then(|target| labels.get(&target));
        return label.map(|label| format!("{preposition} L{label}")).unwrap_or_default();
    }
    let entry = |table: &[&str]| table.get(at).copied().unwrap_or_default().to_owned();
    match base {
        Opcode::LoadFastLoadFast | Opcode::LoadFastBorrowLoadFastBorrow | Opcode::StoreFastLoadFast | Opcode::StoreFastStoreFast => {
            format!("{}, {}", local(arg >> 4), local(arg & 15))
        }
        _ if base.has_local() || base.has_free() => local(arg),
        Opcode::CompareOp => {
            let symbol = tables::COMPARE_OPS.get(at >> 5).copied().unwrap_or_default();
            if arg & 16 != 0 { format!("bool({symbol})") } else { symbol.to_owned() }
        }
        Opcode::ConvertValue => entry(tables::CONVERSIONS),
        Opcode::SetFunctionAttribute => {
            let set = tables::FUNCTION_ATTRIBUTES.iter().enumerate().filter(|(bit, _)| arg >> bit & 1 == 1);
            set.map(|(_, name)| *name).collect::<Vec<_>>().join(", ")
        }
        Opcode::BinaryOp => tables::BINARY_OPS.get(at).map(|(_, symbol)| *symbol).unwrap_or_default().to_owned(),
        Opcode::CallIntrinsic1 => entry(tables::INTRINSICS_1),
        Opcode::CallIntrinsic2 => entry(tables::INTRINSICS_2),
        Opcode::LoadCommonConstant => tables::COMMON_CONSTANTS.get(at).map(|(_, repr)| *repr).unwrap_or_default().to_owned(),
        Opcode::LoadSpecial => entry(tables::SPECIAL_METHODS),
        Opcode::IsOp => if arg != 0 { "is not" } else { "is" }.to_owned(),
        Opcode::ContainsOp => if arg != 0 { "not in" } else { "in" }.to_owned(),
        _ => String::new(),
    }
}

fn item_text(unit: &Unit, tuple: crate::unit::ConstId, index: u32) -> String {
    let id = unit.tuple(tuple).and_then(|items| items.get(index as usize)).copied();
    id.and_then(|id| unit.text(id)).map(Cow::into_owned).unwrap_or_default()
}
