//! The `_opcode` module: what CPython says of its instructions. Instructions are taken by number, specialized and
//! instrumented ones and those of the compiler alone among them.
//!
//! CPython: Modules/_opcode.c, Python/compile.c (PyCompile_OpcodeStackEffectWithJump).

use std::ops::RangeInclusive;

use pyvarium_code::stack_effect::effect;
use pyvarium_code::tables::{BINARY_OPS, INTRINSICS_1, INTRINSICS_2, SPECIAL_METHODS};
use pyvarium_heap::Slot;
use pyvarium_vm::args::Args;
use pyvarium_vm::core::ids;
use pyvarium_vm::native::{FnDef, Library, ModuleDef};
use pyvarium_vm::{Flow, Res, Vm, exc};

pub const LIBRARY: Library = Library { types: &[], natives: &[], modules: &[&OPCODE] };

pub static OPCODE: ModuleDef = ModuleDef {
    name: "_opcode",
    doc: Some("Opcode support module."),
    functions: &[
        FnDef::new("stack_effect", "opcode, oparg=None, /, *, jump=None", stack_effect),
        FnDef::new("is_valid", "opcode", |vm, a| is_one_of(vm, a, VALID)),
        FnDef::new("has_arg", "opcode", |vm, a| is_one_of(vm, a, HAS_ARG)),
        FnDef::new("has_const", "opcode", |vm, a| is_one_of(vm, a, HAS_CONST)),
        FnDef::new("has_name", "opcode", |vm, a| is_one_of(vm, a, HAS_NAME)),
        FnDef::new("has_jump", "opcode", |vm, a| is_one_of(vm, a, HAS_JUMP)),
        FnDef::new("has_free", "opcode", |vm, a| is_one_of(vm, a, HAS_FREE)),
        FnDef::new("has_local", "opcode", |vm, a| is_one_of(vm, a, HAS_LOCAL)),
        FnDef::new("has_exc", "opcode", |vm, a| is_one_of(vm, a, HAS_EXC)),
        FnDef::new("get_specialization_stats", "", |vm, _| vm.none_flow()),
        FnDef::new("get_nb_ops", "", |vm, _| {
            let mut pairs: Vec<Slot> = Vec::new();
            for (name, symbol) in BINARY_OPS {
                let pair = vec![vm.new_str(name).into(), vm.new_str(symbol).into()];
                pairs.push(vm.tuple_from_slots(pair).into());
            }
            Ok(Flow::Value(vm.list_from_slots(pairs)))
        }),
        FnDef::new("get_intrinsic1_descs", "", |vm, _| names(vm, INTRINSICS_1)),
        FnDef::new("get_intrinsic2_descs", "", |vm, _| names(vm, INTRINSICS_2)),
        FnDef::new("get_special_method_names", "", |vm, _| names(vm, SPECIAL_METHODS)),
        FnDef::new("get_executor", "code, offset", |vm, a| {
            let code = a.at(0)?;
            if !vm.is_exact(code, ids::CODE) {
                let message = format!("expected a code object, not '{}'", vm.type_name(code));
                return vm.type_err(&message);
            }
            Err(exc::raise(vm, ids::RUNTIME_ERROR, "Executors are not available in this build"))
        }),
    ],
    types: &[],
    exec: Some(|vm, module| {
        let Some(dict) = vm.module_dict(module) else { return Ok(()) };
        for name in ["ENABLE_SPECIALIZATION", "ENABLE_SPECIALIZATION_FT"] {
            let one = vm.new_int(1);
            vm.dict_set_named(dict, name, one);
        }
        Ok(())
    }),
};

fn names(vm: &mut Vm, of: &[&str]) -> Res {
    let slots = of.iter().map(|name| vm.new_str(name).into()).collect();
    Ok(Flow::Value(vm.list_from_slots(slots)))
}

fn is_one_of(vm: &mut Vm, args: &Args, ranges: &[RangeInclusive<i32>]) -> Res {
    let opcode = crate::sre::pattern::c_int(vm, args.at(0)?)?;
    vm.bool_flow(ranges.iter().any(|range| range.contains(&opcode)))
}

fn stack_effect(vm: &mut Vm, args: &Args) -> Res {
    let opcode = crate::sre::pattern::c_int(vm, args.at(0)?)?;
    let none = vm.one.none;
    let arg = match args.get(1).filter(|r| *r != none) {
        Some(r) => i64::from(crate::sre::pattern::c_int(vm, r)?),
        None => 0,
    };
    let jumps = match args.get(2).unwrap_or(none) {
        r if r == none => None,
        r if r == vm.one.true_ => Some(true),
        r if r == vm.one.false_ => Some(false),
        _ => return vm.value_err("stack_effect: jump must be False, True or None"),
    };
    match effect(opcode, arg, jumps) {
        Some(effect) => Ok(Flow::Value(vm.new_int(effect))),
        None => vm.value_err("invalid opcode or oparg"),
    }
}

const VALID: &[RangeInclusive<i32>] = &[0..=120, 128..=211, 234..=266];
const HAS_ARG: &[RangeInclusive<i32>] = &[
    44..=120,
    128..=128,
    143..=153,
    155..=195,
    197..=197,
    200..=200,
    209..=211,
    237..=237,
    239..=239,
    241..=245,
    247..=251,
    253..=253,
    255..=255,
    257..=261,
    263..=266,
];
const HAS_CONST: &[RangeInclusive<i32>] = &[82..=82, 190..=191];
const HAS_NAME: &[RangeInclusive<i32>] =
    &[61..=61, 64..=65, 72..=73, 80..=80, 91..=93, 96..=96, 110..=110, 115..=116, 179..=179, 189..=189, 194..=195, 200..=200, 249..=249];
const HAS_JUMP: &[RangeInclusive<i32>] = &[68..=68, 70..=70, 75..=77, 100..=103, 106..=106, 172..=176, 237..=237, 248..=248, 257..=260];
const HAS_FREE: &[RangeInclusive<i32>] = &[62..=62, 90..=90, 97..=97, 111..=111];
const HAS_LOCAL: &[RangeInclusive<i32>] = &[3..=3, 63..=63, 83..=89, 112..=114, 261..=261, 266..=266];
const HAS_EXC: &[RangeInclusive<i32>] = &[263..=265];
