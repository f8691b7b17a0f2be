//! The dis module: what the machine's code objects say, as CPython's dis says it. A stand-in until
//! CPython's own dis.py runs here: the texts are made by natives, so there are no frames of dis.py.
//! Source text and raw bytes are not disassembled.
//!
//! CPython: Lib/dis.py, Lib/opcode.py.

use pyvarium_code::dis::{DisOptions, code_info, dis_text, pretty_flags};
use pyvarium_code::{Opcode, location};
use pyvarium_heap::types::{Layout, flags};
use pyvarium_heap::{Body, Own, Ref, Slot};
use pyvarium_vm::args::Args;
use pyvarium_vm::core::ids;
use pyvarium_vm::native::{FnDef, GetSetDef, Library, ModuleDef, TYPE_DEFAULT, TypeDef, TypeId};
use pyvarium_vm::slots::SlotId;
use pyvarium_vm::{Flow, Res, Stop, Stream, Vm, vm_bug};

use crate::dis_instruction::{INSTRUCTION, POSITIONS, instruction_list};
use crate::dis_unit::DisUnit;
use crate::python_args::PythonSignature;

pub const BYTECODE: TypeId = TypeId(crate::first::dis::TYPE + 2);

pub const LIBRARY: Library = Library {
    types: &[&crate::dis_instruction::INSTRUCTION_TYPE, &crate::dis_instruction::POSITIONS_TYPE, &BYTECODE_TYPE],
    natives: &[],
    modules: &[&DIS],
};

pub static DIS: ModuleDef = ModuleDef {
    name: "dis",
    doc: None,
    functions: &[
        FnDef::new("dis", "*args, **kwargs", dis),
        FnDef::new("disassemble", "*args, **kwargs", disassemble),
        FnDef::new("disco", "*args, **kwargs", disassemble),
        FnDef::new("get_instructions", "*args, **kwargs", get_instructions),
        FnDef::new("code_info", "*args, **kwargs", |vm, a| {
            let bound = CODE_INFO.bind(vm, a)?;
            let text = info_of(vm, required(&bound)?)?;
            Ok(Flow::Value(vm.new_str(&text)))
        }),
        FnDef::new("show_code", "*args, **kwargs", |vm, a| {
            let bound = SHOW_CODE.bind(vm, a)?;
            let text = info_of(vm, required(&bound)?)?;
            write(vm, bound.get(1).copied().flatten(), &format!("{text}\n"))?;
            vm.none_flow()
        }),
        FnDef::new("findlinestarts", "*args, **kwargs", find_line_starts),
        FnDef::new("pretty_flags", "*args, **kwargs", |vm, a| {
            let bound = PRETTY_FLAGS.bind(vm, a)?;
            let n = vm.index(required(&bound)?)?;
            Ok(Flow::Value(vm.new_str(&pretty_flags(n as u32))))
        }),
    ],
    types: &[INSTRUCTION, POSITIONS, BYTECODE],
    exec: Some(exec),
};

const DIS_ARGS: PythonSignature = PythonSignature {
    name: "dis",
    required: &[],
    optional: &["x"],
    keyword_only: &["file", "depth", "show_caches", "adaptive", "show_offsets", "show_positions"],
};
const DISASSEMBLE: PythonSignature = PythonSignature {
    name: "disassemble",
    required: &["co"],
    optional: &["lasti"],
    keyword_only: &["file", "show_caches", "adaptive", "show_offsets", "show_positions"],
};
const GET_INSTRUCTIONS: PythonSignature =
    PythonSignature { name: "get_instructions", required: &["x"], optional: &[], keyword_only: &["first_line", "show_caches", "adaptive"] };
const CODE_INFO: PythonSignature = PythonSignature { name: "code_info", required: &["x"], optional: &[], keyword_only: &[] };
const SHOW_CODE: PythonSignature = PythonSignature { name: "show_code", required: &["co"], optional: &[], keyword_only: &["file"] };
const LINE_STARTS: PythonSignature = PythonSignature { name: "findlinestarts", required: &["code"], optional: &[], keyword_only: &[] };
const PRETTY_FLAGS: PythonSignature = PythonSignature { name: "pretty_flags", required: &["flags"], optional: &[], keyword_only: &[] };
const BYTECODE_ARGS: PythonSignature = PythonSignature {
    name: "Bytecode.__init__",
    required: &["x"],
    optional: &[],
    keyword_only: &["first_line", "current_offset", "show_caches", "adaptive", "show_offsets", "show_positions"],
};

fn required(bound: &[Option<Ref>]) -> Res<Ref> {
    bound.first().copied().flatten().ok_or_else(|| vm_bug!("dis without argument"))
}

/// slots: the code, what it was found in; ints: moved lines, current offset, bits of what is shown.
pub static BYTECODE_TYPE: TypeDef = TypeDef {
    name: "dis.Bytecode",
    base: Some(ids::OBJECT),
    layout: Layout::Native,
    flags: flags::BASETYPE | flags::HAVE_GC,
    basicsize: 32,
    slots: &[
        (SlotId::Repr, |vm, a| {
            let Some(x) = vm.heap.native(a.at(0)?).and_then(|n| n.slot(1).get()) else { return Err(vm_bug!("Bytecode")) };
            let Flow::Value(text) = vm.repr(x)? else { return Err(Stop::not_supported("a Bytecode of an object with a Python repr")) };
            let shown = format!("Bytecode({})", vm.text_of(&text));
            vm.heap.decref_own(text);
            Ok(Flow::Value(vm.new_str(&shown)))
        }),
        (SlotId::Iter, |vm, a| {
            let (code, delta) = bytecode(vm, a)?;
            let list = instruction_list(vm, code, delta)?;
            let flow = vm.iter(list.r());
            vm.heap.decref_own(list);
            flow
        }),
    ],
    new: Some(("*args, **kwargs", new_bytecode)),
    methods: &[
        FnDef::new("dis", "", |vm, a| {
            let (code, _) = bytecode(vm, a)?;
            let (offset, shown) = vm.heap.native(a.at(0)?).map_or((-1, 0), |n| (n.int(1), n.int(2)));
            let made = DisUnit::new(vm, code)?;
            let options = DisOptions {
                depth: Some(0),
                lasti: u32::try_from(offset).ok(),
                show_caches: shown & 1 != 0,
                show_offsets: shown & 2 != 0,
                show_positions: shown & 4 != 0,
                ..DisOptions::default()
            };
            let text = made.with(options, |unit, options| dis_text(unit, unit.root, options));
            Ok(Flow::Value(vm.new_str(&text)))
        }),
        FnDef::new("info", "", |vm, a| {
            let (code, _) = bytecode(vm, a)?;
            let text = info_of(vm, code)?;
            Ok(Flow::Value(vm.new_str(&text)))
        }),
    ],
    getset: &[
        GetSetDef::ro("codeobj", |vm, a| vm.native_slot(a, 0)),
        GetSetDef::ro("first_line", |vm, a| {
            let (code, delta) = bytecode(vm, a)?;
            let first = vm.heap.code(code).map_or(0, |c| i64::from(c.firstlineno));
            Ok(Flow::Value(vm.new_int(first + delta)))
        }),
    ],
    ..TYPE_DEFAULT
};

fn bytecode(vm: &Vm, args: &Args) -> Res<(Ref, i64)> {
    let found = vm.heap.native(args.at(0)?).and_then(|n| Some((n.slot(0).get()?, n.int(0))));
    found.ok_or_else(|| vm_bug!("an empty Bytecode"))
}

fn new_bytecode(vm: &mut Vm, args: &Args) -> Res {
    let cls = args.at(0)?;
    if cls != vm.ty(BYTECODE) {
        return Err(Stop::not_supported("subclasses of dis.Bytecode"));
    }
    let bound = BYTECODE_ARGS.bind(vm, &args.rest())?;
    let given = |i: usize| bound.get(i).copied().flatten();
    let x = required(&bound)?;
    let code = code_of(vm, x)?;
    let delta = line_delta(vm, code, given(1))?;
    let offset = match given(2).filter(|r| *r != vm.one.none) {
        Some(r) => vm.index(r)?,
        None => -1,
    };
    refuse_adaptive(vm, given(4))?;
    let mut shown = 0;
    for (i, bit) in [(3, 1), (5, 2), (6, 4)] {
        if truth(vm, given(i))? {
            shown |= bit;
        }
    }
    let slots = [code, x].map(|r| Slot::own(vm.heap.own(r)));
    Ok(Flow::Value(vm.new_native(BYTECODE, &slots, &[delta, offset, shown])))
}

fn line_delta(vm: &mut Vm, code: Ref, first_line: Option<Ref>) -> Res<i64> {
    match first_line.filter(|r| *r != vm.one.none) {
        None => Ok(0),
        Some(r) => Ok(vm.index(r)? - vm.heap.code(code).map_or(0, |c| i64::from(c.firstlineno))),
    }
}

fn truth(vm: &Vm, given: Option<Ref>) -> Res<bool> {
    match given {
        None => Ok(false),
        Some(r) => vm.truth_now(r).ok_or_else(|| Stop::not_supported("dis with an option whose truth is Python's")),
    }
}

fn refuse_adaptive(vm: &Vm, given: Option<Ref>) -> Res<()> {
    if truth(vm, given)? {
        return Err(Stop::not_supported("dis of adaptive code"));
    }
    Ok(())
}

/// Writes as print(file=...) would.
fn write(vm: &mut Vm, file: Option<Ref>, text: &str) -> Res<()> {
    let stream = match file.filter(|f| *f != vm.one.none) {
        None => Stream::Stdout,
        Some(f) => vm.stream_of(f).ok_or_else(|| Stop::not_supported("dis to a file object"))?,
    };
    vm.write_out(stream, text);
    Ok(())
}

/// The code behind a function, method, generator and so on. CPython: the first half of dis.dis.
fn find_code(vm: &mut Vm, x: Ref) -> Option<Ref> {
    let inner = match vm.heap.body(x) {
        Body::Method(function, _) => function.get(),
        Body::Native(n) if vm.is_exact(x, ids::CLASSMETHOD) || vm.is_exact(x, ids::STATICMETHOD) => n.slot(0).get(),
        _ => None,
    };
    let x = inner.unwrap_or(x);
    match vm.heap.body(x) {
        Body::Function(f) => f.code.get(),
        Body::Generator(g) => g.code.get(),
        Body::Code(_) => Some(x),
        _ => None,
    }
}

/// CPython: _get_code_object.
fn code_of(vm: &mut Vm, x: Ref) -> Res<Ref> {
    if vm.heap.text(x).is_some() {
        return Err(Stop::not_supported("dis of source text"));
    }
    match find_code(vm, x) {
        Some(code) => Ok(code),
        None => dont_know(vm, x),
    }
}

fn dont_know<T>(vm: &mut Vm, x: Ref) -> Res<T> {
    let message = format!("don't know how to disassemble {} objects", vm.type_name(x));
    vm.type_err(&message)
}

fn info_of(vm: &mut Vm, x: Ref) -> Res<String> {
    let code = code_of(vm, x)?;
    let made = DisUnit::new(vm, code)?;
    Ok(made.with(DisOptions::default(), |unit, options| code_info(unit, unit.root, options)))
}

fn dis(vm: &mut Vm, args: &Args) -> Res {
    let bound = DIS_ARGS.bind(vm, args)?;
    let given = |i: usize| bound.get(i).copied().flatten();
    let Some(x) = given(0).filter(|x| *x != vm.one.none) else {
        return Err(Stop::not_supported("dis of the last traceback"));
    };
    let depth = match given(2).filter(|d| *d != vm.one.none) {
        Some(d) => Some(vm.index(d)?.max(0) as u32),
        None => None,
    };
    refuse_adaptive(vm, given(4))?;
    let options = DisOptions {
        depth,
        show_caches: truth(vm, given(3))?,
        show_offsets: truth(vm, given(5))?,
        show_positions: truth(vm, given(6))?,
        ..DisOptions::default()
    };
    let mut out = String::new();
    let result = text_of(vm, x, &options, 0, &mut out);
    write(vm, given(1), &out)?;
    result?;
    vm.none_flow()
}

/// Classes nested in each other deeper than this are refused.
const MAX_CLASSES: u32 = 100;

fn text_of(vm: &mut Vm, x: Ref, options: &DisOptions, depth: u32, out: &mut String) -> Res<()> {
    if depth > MAX_CLASSES {
        return Err(Stop::not_supported("dis of classes nested in each other"));
    }
    if let Some(code) = find_code(vm, x) {
        let made = DisUnit::new(vm, code)?;
        out.push_str(&made.with(*options, |unit, options| dis_text(unit, unit.root, options)));
        return Ok(());
    }
    let dict = if let Some(ty) = vm.heap.as_type(x) {
        ty.dict.get()
    } else if vm.is_instance_of(x, ids::MODULE) {
        vm.module_dict(x)
    } else if vm.has_managed_dict(x) {
        vm.materialize_dict(x)
    } else {
        None
    };
    let Some(dict) = dict else {
        if vm.heap.text(x).is_some() || vm.buffer(x).is_some() {
            return Err(Stop::not_supported("dis of source text or raw bytes"));
        }
        return dont_know(vm, x);
    };
    let mut items: Vec<(String, Ref)> = vm
        .heap
        .dict(dict)
        .map(|d| d.iter().collect::<Vec<_>>())
        .unwrap_or_default()
        .into_iter()
        .map(|(k, v)| (vm.heap.str_lossy(k), v))
        .collect();
    items.sort_by(|a, b| a.0.cmp(&b.0));
    for (name, member) in items {
        let have_code = [ids::METHOD, ids::FUNCTION, ids::CODE, ids::CLASSMETHOD, ids::STATICMETHOD, ids::TYPE];
        if !have_code.iter().any(|t| vm.is_instance_of(member, *t)) {
            continue;
        }
        out.push_str(&format!("Disassembly of {name}:\n"));
        match text_of(vm, member, options, depth + 1, out) {
            Err(Stop::Raise(e)) if vm.is_instance_of(e.r(), ids::TYPE_ERROR) => {
                let text = vm.str(e.r())?;
                let text = vm.value_of(text)?;
                out.push_str(&format!("Sorry: {}\n", vm.text_of(&text)));
                vm.heap.decref_own(text);
                vm.heap.decref_own(e);
            }
            other => other?,
        }
        out.push('\n');
    }
    Ok(())
}

fn disassemble(vm: &mut Vm, args: &Args) -> Res {
    let bound = DISASSEMBLE.bind(vm, args)?;
    let given = |i: usize| bound.get(i).copied().flatten();
    let code = required(&bound)?;
    if vm.heap.code(code).is_none() {
        return Err(Stop::not_supported("dis.disassemble of anything but code"));
    }
    let lasti = match given(1) {
        Some(r) => u32::try_from(vm.index(r)?).ok(),
        None => None,
    };
    refuse_adaptive(vm, given(4))?;
    let options = DisOptions {
        depth: Some(0),
        lasti,
        show_caches: truth(vm, given(3))?,
        show_offsets: truth(vm, given(5))?,
        show_positions: truth(vm, given(6))?,
        ..DisOptions::default()
    };
    let made = DisUnit::new(vm, code)?;
    let text = made.with(options, |unit, options| dis_text(unit, unit.root, options));
    write(vm, given(2), &text)?;
    vm.none_flow()
}

fn get_instructions(vm: &mut Vm, args: &Args) -> Res {
    let bound = GET_INSTRUCTIONS.bind(vm, args)?;
    let given = |i: usize| bound.get(i).copied().flatten();
    let x = required(&bound)?;
    refuse_adaptive(vm, given(3))?;
    let code = code_of(vm, x)?;
    let delta = line_delta(vm, code, given(1))?;
    let list = instruction_list(vm, code, delta)?;
    let flow = vm.iter(list.r());
    vm.heap.decref_own(list);
    flow
}

fn find_line_starts(vm: &mut Vm, args: &Args) -> Res {
    let bound = LINE_STARTS.bind(vm, args)?;
    let x = required(&bound)?;
    let Some(code) = vm.heap.code(x).cloned() else { return dont_know(vm, x) };
    let mut slots: Vec<Slot> = Vec::new();
    let mut last = Some(None);
    for range in location::line_ranges(&code.linetable, code.firstlineno, code.co_code.len()) {
        if last == Some(Some(range.line)) {
            continue;
        }
        last = Some(Some(range.line));
        let line = match range.line {
            Some(line) => vm.new_int(i64::from(line)),
            None => vm.none(),
        };
        let pair = vec![vm.new_int(i64::from(range.start)).into(), line.into()];
        slots.push(vm.tuple_from_slots(pair).into());
    }
    let list = vm.list_from_slots(slots);
    let flow = vm.iter(list.r());
    vm.heap.decref_own(list);
    flow
}

/// CPython's compiler knows these by numbers above a byte. CPython: Lib/_opcode_metadata.py.
const PSEUDO: &[&str] = &[
    "ANNOTATIONS_PLACEHOLDER",
    "JUMP",
    "JUMP_IF_FALSE",
    "JUMP_IF_TRUE",
    "JUMP_NO_INTERRUPT",
    "LOAD_CLOSURE",
    "POP_BLOCK",
    "SETUP_CLEANUP",
    "SETUP_FINALLY",
    "SETUP_WITH",
    "STORE_FAST_MAYBE_NULL",
];
/// These come first in opmap.
const FIRST: &[(i64, &str)] = &[(0, "CACHE"), (17, "RESERVED"), (128, "RESUME"), (254, "INSTRUMENTED_LINE"), (255, "ENTER_EXECUTOR")];
/// The first number of an instrumented instruction.
const FIRST_INSTRUMENTED: i64 = 234;
const FIRST_PSEUDO: i64 = 256;

fn opmap() -> Vec<(i64, &'static str)> {
    let mut map = FIRST.to_vec();
    for op in Opcode::ALL {
        let n = i64::from(*op as u8);
        let own = op.base() == *op || n >= FIRST_INSTRUMENTED;
        if own && !map.iter().any(|(known, _)| *known == n) {
            map.push((n, op.name()));
        }
    }
    map.extend(PSEUDO.iter().zip(FIRST_PSEUDO..).map(|(name, n)| (n, *name)));
    map
}

fn exec(vm: &mut Vm, module: Ref) -> Res<()> {
    let Some(dict) = vm.module_dict(module) else { return Err(vm_bug!("dis without dict")) };
    let map = opmap();
    let names = vm.new_dict();
    for (n, name) in &map {
        let number = vm.new_int(*n);
        vm.dict_set_named(names.r(), name, number);
    }
    vm.dict_set_named(dict, "opmap", names);
    let last = map.iter().map(|(n, _)| *n).max().unwrap_or(0);
    let mut list: Vec<Slot> = Vec::new();
    for n in 0..=last {
        // Specialized instructions have names too, but no place in opmap.
        let known = map.iter().find(|(known, _)| *known == n).map(|(_, name)| *name);
        let own: Own = match known.or_else(|| u8::try_from(n).ok().and_then(Opcode::from_u8).map(Opcode::name)) {
            Some(name) => vm.intern(name),
            None => vm.new_str(&format!("<{n}>")),
        };
        list.push(own.into());
    }
    let list = vm.list_from_slots(list);
    vm.dict_set_named(dict, "opname", list);
    let symbols = pyvarium_code::tables::COMPARE_OPS.iter().map(|s| vm.new_str(s).into()).collect();
    let symbols = vm.tuple_from_slots(symbols);
    vm.dict_set_named(dict, "cmp_op", symbols);
    for (name, n) in [("HAVE_ARGUMENT", 43), ("EXTENDED_ARG", 69)] {
        let own = vm.new_int(n);
        vm.dict_set_named(dict, name, own);
    }
    Ok(())
}
