//! `dis.Instruction` and `dis.Positions`: named tuples of what is known of one instruction.
//!
//! CPython: Lib/dis.py.

use pyvarium_code::Opcode;
use pyvarium_code::dis::{DisOptions, Instruction, instructions};
use pyvarium_heap::object::{Body, Tuple};
use pyvarium_heap::types::{Layout, flags};
use pyvarium_heap::{Own, Ref, Slot};
use pyvarium_vm::args::Args;
use pyvarium_vm::core::ids;
use pyvarium_vm::native::{GetSetDef, NativeFn, TYPE_DEFAULT, TypeDef, TypeId};
use pyvarium_vm::slots::SlotId;
use pyvarium_vm::{Flow, Res, Stop, Vm, vm_bug};

use crate::dis_unit::DisUnit;

pub const INSTRUCTION: TypeId = TypeId(crate::first::dis::TYPE);
pub const POSITIONS: TypeId = TypeId(crate::first::dis::TYPE + 1);

const FIELDS: &[&str] = &[
    "opname",
    "opcode",
    "arg",
    "argval",
    "argrepr",
    "offset",
    "start_offset",
    "starts_line",
    "line_number",
    "label",
    "positions",
    "cache_info",
];
const POSITION_FIELDS: &[&str] = &["lineno", "end_lineno", "col_offset", "end_col_offset"];

const NAMED: TypeDef = TypeDef {
    base: Some(ids::TUPLE),
    layout: Layout::Tuple,
    flags: flags::HAVE_GC | flags::SEQUENCE | flags::DISALLOW_INSTANTIATION,
    basicsize: 32,
    itemsize: 8,
    ..TYPE_DEFAULT
};

const NO_TEXT: NativeFn = |_, _| Err(Stop::not_supported("str() of an Instruction"));

pub static INSTRUCTION_TYPE: TypeDef = TypeDef {
    name: "dis.Instruction",
    slots: &[(SlotId::Repr, |vm, a| named_repr(vm, a, "Instruction", FIELDS)), (SlotId::Str, NO_TEXT)],
    getset: &[
        GetSetDef::ro("opname", |vm, a| item(vm, a, 0)),
        GetSetDef::ro("opcode", |vm, a| item(vm, a, 1)),
        GetSetDef::ro("arg", |vm, a| item(vm, a, 2)),
        GetSetDef::ro("oparg", |vm, a| item(vm, a, 2)),
        GetSetDef::ro("argval", |vm, a| item(vm, a, 3)),
        GetSetDef::ro("argrepr", |vm, a| item(vm, a, 4)),
        GetSetDef::ro("offset", |vm, a| item(vm, a, 5)),
        GetSetDef::ro("start_offset", |vm, a| item(vm, a, 6)),
        GetSetDef::ro("starts_line", |vm, a| item(vm, a, 7)),
        GetSetDef::ro("line_number", |vm, a| item(vm, a, 8)),
        GetSetDef::ro("label", |vm, a| item(vm, a, 9)),
        GetSetDef::ro("positions", |vm, a| item(vm, a, 10)),
        GetSetDef::ro("cache_info", |vm, a| item(vm, a, 11)),
        // The bytecode here is never specialized.
        GetSetDef::ro("baseopcode", |vm, a| item(vm, a, 1)),
        GetSetDef::ro("baseopname", |vm, a| item(vm, a, 0)),
        GetSetDef::ro("is_jump_target", |vm, a| {
            let label = part(vm, a, 9)?;
            vm.bool_flow(label != vm.one.none)
        }),
        GetSetDef::ro("jump_target", |vm, a| {
            // A jump's argval is its target.
            let jumps = opcode(vm, a)?.is_some_and(Opcode::has_jump);
            if jumps { item(vm, a, 3) } else { vm.none_flow() }
        }),
        GetSetDef::ro("cache_offset", |vm, a| {
            let offset = part(vm, a, 5)?;
            let n = vm.heap.small_int(offset).unwrap_or(0) + 2;
            Ok(Flow::Value(vm.new_int(n)))
        }),
        GetSetDef::ro("end_offset", |vm, a| {
            let offset = part(vm, a, 5)?;
            let caches = opcode(vm, a)?.map_or(0, |op| i64::from(op.caches()));
            let n = vm.heap.small_int(offset).unwrap_or(0) + 2 + 2 * caches;
            Ok(Flow::Value(vm.new_int(n)))
        }),
    ],
    ..NAMED
};

pub static POSITIONS_TYPE: TypeDef = TypeDef {
    name: "dis.Positions",
    slots: &[(SlotId::Repr, |vm, a| named_repr(vm, a, "Positions", POSITION_FIELDS))],
    getset: &[
        GetSetDef::ro("lineno", |vm, a| item(vm, a, 0)),
        GetSetDef::ro("end_lineno", |vm, a| item(vm, a, 1)),
        GetSetDef::ro("col_offset", |vm, a| item(vm, a, 2)),
        GetSetDef::ro("end_col_offset", |vm, a| item(vm, a, 3)),
    ],
    ..NAMED
};

fn part(vm: &Vm, args: &Args, i: usize) -> Res<Ref> {
    let found = vm.heap.items(args.at(0)?).and_then(|items| items.get(i)).and_then(|s| s.get());
    found.ok_or_else(|| vm_bug!("a named tuple without item {i}"))
}

fn item(vm: &mut Vm, args: &Args, i: usize) -> Res {
    let r = part(vm, args, i)?;
    vm.own_flow(r)
}

fn opcode(vm: &Vm, args: &Args) -> Res<Option<Opcode>> {
    let n = vm.heap.small_int(part(vm, args, 1)?);
    Ok(n.and_then(|n| u8::try_from(n).ok()).and_then(Opcode::from_u8).map(Opcode::base))
}

fn named_repr(vm: &mut Vm, args: &Args, name: &str, fields: &[&str]) -> Res {
    let mut shown = Vec::with_capacity(fields.len());
    for (i, field) in fields.iter().enumerate() {
        let r = part(vm, args, i)?;
        let Flow::Value(text) = vm.repr(r)? else { return Err(Stop::not_supported("an Instruction whose argval has a Python repr")) };
        shown.push(format!("{field}={}", vm.text_of(&text)));
        vm.heap.decref_own(text);
    }
    Ok(Flow::Value(vm.new_str(&format!("{name}({})", shown.join(", ")))))
}

fn named(vm: &mut Vm, ty: TypeId, items: Vec<Slot>) -> Own {
    let class = vm.ty(ty);
    vm.alloc_with_body(class, Body::Tuple(std::rc::Rc::new(Tuple { items, hash: None })))
}

/// The instructions of a code object. `line_delta` moves the lines.
pub fn instruction_list(vm: &mut Vm, code: Ref, line_delta: i64) -> Res<Own> {
    let made = DisUnit::new(vm, code)?;
    let Some(object) = made.code() else { return Err(vm_bug!("dis of no code")) };
    // Labels count jumps only here, as get_instructions() knows no exception table.
    let list = made.with(DisOptions::default(), |unit, options| instructions(unit, object, &[], options));
    let mut slots: Vec<Slot> = Vec::with_capacity(list.len());
    for one in list {
        slots.push(instruction(vm, code, &one, line_delta)?.into());
    }
    Ok(vm.list_from_slots(slots))
}

fn instruction(vm: &mut Vm, code: Ref, one: &Instruction, line_delta: i64) -> Res<Own> {
    let number = |vm: &mut Vm, n: Option<i64>| -> Slot {
        match n {
            Some(n) => vm.new_int(n).into(),
            None => vm.none().into(),
        }
    };
    let p = one.position;
    let places = [p.line, p.end_line, p.col, p.end_col].map(|n| number(vm, n.map(i64::from))).to_vec();
    let positions = named(vm, POSITIONS, places);
    let argval = argval(vm, code, one)?;
    let caches = cache_info(vm, code, one);
    let starts_line = Own::assume(vm.bool_ref(one.starts_line));
    let items = vec![
        vm.intern(&one.name()).into(),
        number(vm, Some(i64::from(one.opcode))),
        number(vm, one.arg.map(i64::from)),
        argval,
        vm.new_str(&one.argrepr).into(),
        number(vm, Some(i64::from(one.offset))),
        number(vm, Some(i64::from(one.start_offset))),
        starts_line.into(),
        number(vm, one.line.map(|l| i64::from(l) + line_delta)),
        number(vm, one.label.map(i64::from)),
        positions.into(),
        caches,
    ];
    Ok(named(vm, INSTRUCTION, items))
}

/// `[(name, size, data), ...]` of the inline caches, or None.
fn cache_info(vm: &mut Vm, code: Ref, one: &Instruction) -> Slot {
    let format = one.op.map(|op| pyvarium_code::tables::cache_format(op.base().name())).unwrap_or_default();
    let mut at = one.offset as usize + 2;
    let mut entries: Vec<Slot> = Vec::new();
    for (name, size) in format {
        let end = at + 2 * usize::from(*size);
        let data = vm.heap.code(code).and_then(|c| c.co_code.get(at..end)).unwrap_or_default().to_vec();
        let parts = vec![vm.intern(name).into(), vm.new_int(i64::from(*size)).into(), vm.new_bytes(data).into()];
        entries.push(vm.tuple_from_slots(parts).into());
        at = end;
    }
    if entries.is_empty() { vm.none().into() } else { vm.list_from_slots(entries).into() }
}

/// CPython: ArgResolver.get_argval_argrepr.
fn argval(vm: &mut Vm, code: Ref, one: &Instruction) -> Res<Slot> {
    let Some(arg) = one.arg else { return Ok(vm.none().into()) };
    let plain = i64::from(arg);
    let Some(base) = one.op.map(Opcode::base) else { return Ok(vm.new_int(plain).into()) };
    let at = arg as usize;
    let Some(c) = vm.heap.code(code).cloned() else { return Err(vm_bug!("dis of no code")) };
    let own = |vm: &mut Vm, slot: Option<&Slot>| slot.map(|s| vm.heap.copy_slot(*s)).unwrap_or(Slot::NULL);
    let found = if base.has_const() {
        own(vm, c.consts.get(at))
    } else if base.has_name() {
        let index = match base {
            Opcode::LoadGlobal | Opcode::LoadAttr => at >> 1,
            Opcode::LoadSuperAttr => at >> 2,
            _ => at,
        };
        own(vm, c.names.get(index))
    } else if base.has_jump() {
        return Ok(vm.new_int(i64::from(one.jump_target.unwrap_or(0))).into());
    } else if matches!(
        base,
        Opcode::LoadFastLoadFast | Opcode::LoadFastBorrowLoadFastBorrow | Opcode::StoreFastLoadFast | Opcode::StoreFastStoreFast
    ) {
        let pair = vec![own(vm, c.localsplus.get(at >> 4)), own(vm, c.localsplus.get(at & 15))];
        return Ok(vm.tuple_from_slots(pair).into());
    } else if base.has_local() || base.has_free() {
        own(vm, c.localsplus.get(at))
    } else {
        match base {
            Opcode::CompareOp => {
                let symbol = pyvarium_code::tables::COMPARE_OPS.get(at >> 5).copied().unwrap_or_default();
                return Ok(vm.new_str(symbol).into());
            }
            Opcode::ConvertValue => builtin(vm, ["", "str", "repr", "ascii"].get(at).copied().unwrap_or_default()),
            Opcode::LoadCommonConstant => {
                let names = ["AssertionError", "NotImplementedError", "tuple", "all", "any"];
                builtin(vm, names.get(at).copied().unwrap_or_default())
            }
            _ => return Ok(vm.new_int(plain).into()),
        }
    };
    Ok(if found.is_null() { vm.none().into() } else { found })
}

fn builtin(vm: &mut Vm, name: &str) -> Slot {
    let key = vm.intern(name).into_ref();
    match vm.dict_get_str(vm.builtins, key) {
        Some(r) => vm.heap.own(r).into(),
        None => Slot::NULL,
    }
}
