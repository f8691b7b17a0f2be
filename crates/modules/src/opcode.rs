//! The `_opcode` module: what CPython says of its instructions. Instructions are taken by number, specialized and
//! instrumented ones and those of the compiler alone among them.
//!
//! CPython: Modules/_opcode.c, Python/compile.c (PyCompile_OpcodeStackEffectWithJump).

use std::ops::RangeInclusive;

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

/// The larger one where it is not said whether the instruction jumps.
fn effect(opcode: i32, arg: i64, jumps: Option<bool>) -> Option<i64> {
    if opcode == UNPACK_EX {
        return Some((arg & 0xFF) + (arg >> 8));
    }
    // The compiler's own: what an exception finds on the stack is there only if one comes.
    let less = match (opcode, jumps) {
        (SETUP_CLEANUP, Some(false)) => 2,
        (SETUP_FINALLY | SETUP_WITH, Some(false)) => 1,
        _ => 0,
    };
    let row = EFFECTS.iter().find(|row| i32::from(row.0) == opcode)?;
    Some(i64::from(row.1) + i64::from(row.2) * arg + i64::from(row.3) * (arg & 1) - less)
}

const UNPACK_EX: i32 = 118;
const SETUP_CLEANUP: i32 = 263;
const SETUP_FINALLY: i32 = 264;
const SETUP_WITH: i32 = 265;

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

/// Instruction; what it does to the stack's depth; how much more for each unit of its argument, and for its lowest bit.
#[rustfmt::skip]
const EFFECTS: &[(u16, i8, i8, i8)] = &[
    (0, 0, 0, 0), (1, -2, 0, 0), (2, -1, 0, 0), (4, -3, 0, 0), (5, 0, 0, 0), (6, 0, 0, 0), (7, -1, 0, 0), (8, -2, 0, 0),
    (9, -1, 0, 0), (10, -1, 0, 0), (11, -1, 0, 0), (12, 0, 0, 0), (13, -1, 0, 0), (14, 0, 0, 0), (15, 1, 0, 0),
    (16, 0, 0, 0), (17, 0, 0, 0), (18, 1, 0, 0), (19, 0, 0, 0), (20, -1, 0, 0), (21, 1, 0, 0), (22, 1, 0, 0), (23, 0, 0, 0),
    (24, 1, 0, 0), (25, 1, 0, 0), (26, 1, 0, 0), (27, 0, 0, 0), (28, 0, 0, 0), (29, -1, 0, 0), (30, -1, 0, 0),
    (31, -1, 0, 0), (32, 1, 0, 0), (33, 1, 0, 0), (34, 1, 0, 0), (35, 0, 0, 0), (36, 0, 0, 0), (37, -4, 0, 0),
    (38, -3, 0, 0), (39, 0, 0, 0), (40, 0, 0, 0), (41, 0, 0, 0), (42, 0, 0, 0), (43, 1, 0, 0), (44, -1, 0, 0),
    (45, -1, 0, -1), (46, 1, -1, 0), (47, 1, -2, 0), (48, 1, -1, 0), (49, 1, -1, 0), (50, 1, -1, 0), (51, 1, -1, 0),
    (52, -1, -1, 0), (53, 0, 0, 0), (54, -1, 0, 0), (55, -2, -1, 0), (56, -1, 0, 0), (57, -1, 0, 0), (58, 0, 0, 0),
    (59, 1, 0, 0), (60, 0, 0, 0), (61, -1, 0, 0), (62, 0, 0, 0), (63, 0, 0, 0), (64, 0, 0, 0), (65, 0, 0, 0), (66, -1, 0, 0),
    (67, -1, 0, 0), (68, -2, 0, 0), (69, 0, 0, 0), (70, 1, 0, 0), (71, 0, 0, 0), (72, 1, 0, 0), (73, -1, 0, 0),
    (74, -1, 0, 0), (75, 0, 0, 0), (76, 0, 0, 0), (77, 0, 0, 0), (78, -1, 0, 0), (79, -1, 0, 0), (80, 0, 0, 1),
    (81, 1, 0, 0), (82, 1, 0, 0), (83, 1, 0, 0), (84, 1, 0, 0), (85, 1, 0, 0), (86, 1, 0, 0), (87, 2, 0, 0), (88, 1, 0, 0),
    (89, 2, 0, 0), (90, 0, 0, 0), (91, 0, 0, 0), (92, 1, 0, 1), (93, 1, 0, 0), (94, 1, 0, 0), (95, 1, 0, 0), (96, -2, 0, 1),
    (97, 0, 0, 0), (98, -2, 0, 0), (99, -2, 0, 0), (100, -1, 0, 0), (101, -1, 0, 0), (102, -1, 0, 0), (103, -1, 0, 0),
    (104, 0, -1, 0), (105, -1, 0, 0), (106, 0, 0, 0), (107, -1, 0, 0), (108, -1, 0, 0), (109, -1, 0, 0), (110, -2, 0, 0),
    (111, -1, 0, 0), (112, -1, 0, 0), (113, 0, 0, 0), (114, -2, 0, 0), (115, -1, 0, 0), (116, -1, 0, 0), (117, 0, 0, 0),
    (119, -1, 1, 0), (120, 0, 0, 0), (128, 0, 0, 0), (234, -1, 0, 0), (235, -1, 0, 0), (236, -1, 0, 0), (237, 1, 0, 0),
    (238, 0, 0, 0), (239, 0, 0, 0), (240, 0, 0, 0), (241, -1, 0, 0), (242, -1, 0, 0), (243, -1, 0, 0), (244, -1, 0, 0),
    (245, 0, 0, 0), (246, 0, 0, 0), (247, 0, 0, 0), (248, -2, 0, 0), (249, -2, 0, 1), (250, -1, -1, 0), (251, -2, -1, 0),
    (252, -3, 0, 0), (253, 0, 0, 0), (254, 0, 0, 0), (255, 0, 0, 0), (256, 0, 0, 0), (257, 0, 0, 0), (258, 0, 0, 0),
    (259, 0, 0, 0), (260, 0, 0, 0), (261, 1, 0, 0), (262, 0, 0, 0), (263, 2, 0, 0), (264, 1, 0, 0), (265, 1, 0, 0),
    (266, -1, 0, 0),
];
