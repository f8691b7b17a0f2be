//! `re.Pattern` and `_sre.compile`.
//!
//! CPython: Modules/_sre/sre.c (_sre_compile_impl, pattern_repr, pattern_hash, pattern_richcompare).

use pyvarium_heap::types::{Layout, flags};
use pyvarium_heap::{Ref, Slot};
use pyvarium_vm::args::Args;
use pyvarium_vm::core::ids;
use pyvarium_vm::native::{Answer, FnDef, GetSetDef, NativeDef, Next, TYPE_DEFAULT, TypeDef};
use pyvarium_vm::objects::generic_alias::generic_alias;
use pyvarium_vm::protocol::compare::{EQ, NE};
use pyvarium_vm::slots::SlotId;
use pyvarium_vm::{Flow, Res, Vm, exc, vm_bug};

use super::run::{self, Op};
use super::{PATTERN, PATTERN_DIFFERS, PATTERN_REPR, validate};

// Slots.
pub const GROUPINDEX: usize = 0;
pub const INDEXGROUP: usize = 1;
pub const SOURCE: usize = 2;
// Ints.
const FLAGS: usize = 0;
pub const GROUPS: usize = 1;
/// 1 for bytes, 0 for str, -1 where the pattern is None.
pub const IS_BYTES: usize = 2;

/// The bytes of the body are the code list.
pub static PATTERN_TYPE: TypeDef = TypeDef {
    name: "re.Pattern",
    base: Some(ids::OBJECT),
    layout: Layout::Native,
    flags: flags::HAVE_GC | flags::IMMUTABLE | flags::DISALLOW_INSTANTIATION | flags::WEAKREFS,
    basicsize: 96,
    itemsize: 4,
    doc: Some("Compiled regular expression object."),
    slots: &[(SlotId::Repr, repr), (SlotId::Hash, hash), (SlotId::RichCompare, compare)],
    methods: &[
        FnDef::new("match", "string, pos=0, endpos=sys.maxsize", |vm, a| run::start(vm, a, Op::Match)),
        FnDef::new("fullmatch", "string, pos=0, endpos=sys.maxsize", |vm, a| run::start(vm, a, Op::FullMatch)),
        FnDef::new("search", "string, pos=0, endpos=sys.maxsize", |vm, a| run::start(vm, a, Op::Search)),
        FnDef::new("sub", "repl, string, count=0", |vm, a| run::substitute(vm, a, Op::Sub)),
        FnDef::new("subn", "repl, string, count=0", |vm, a| run::substitute(vm, a, Op::Subn)),
        FnDef::new("findall", "string, pos=0, endpos=sys.maxsize", |vm, a| run::start(vm, a, Op::FindAll)),
        FnDef::new("split", "string, maxsplit=0", run::split),
        FnDef::new("finditer", "string, pos=0, endpos=sys.maxsize", super::scanner::finditer),
        FnDef::new("scanner", "string, pos=0, endpos=sys.maxsize", super::scanner::scanner),
        FnDef::new("__copy__", "", |vm, a| vm.own_flow(a.at(0)?)),
        FnDef::new("__deepcopy__", "memo, /", |vm, a| vm.own_flow(a.at(0)?)),
        FnDef::class("__class_getitem__", "object, /", generic_alias),
    ],
    getset: &[
        GetSetDef::member("pattern", |vm, a| vm.native_slot(a, SOURCE)),
        GetSetDef::member("flags", |vm, a| number(vm, a, FLAGS)),
        GetSetDef::member("groups", |vm, a| number(vm, a, GROUPS)),
        GetSetDef::ro("groupindex", |vm, a| {
            let index = vm.heap.native(a.at(0)?).and_then(|n| n.slot(GROUPINDEX).get());
            let Some(index) = index else { return Ok(Flow::Value(vm.new_dict())) };
            let own = vm.heap.own(index);
            Ok(Flow::Value(vm.new_native(ids::MAPPINGPROXY, &[own.into()], &[])))
        }),
    ],
    ..TYPE_DEFAULT
};

fn number(vm: &mut Vm, args: &Args, i: usize) -> Res {
    let n = vm.heap.native(args.at(0)?).map_or(0, |n| n.int(i));
    Ok(Flow::Value(vm.new_int(n)))
}

pub fn int(vm: &Vm, pattern: Ref, i: usize) -> i64 {
    vm.heap.native(pattern).map_or(0, |n| n.int(i))
}

pub fn slot(vm: &Vm, r: Ref, i: usize) -> Option<Ref> {
    vm.heap.native(r).and_then(|n| n.slot(i).get())
}

pub fn compile(vm: &mut Vm, args: &Args) -> Res {
    let (pattern, code) = (args.at(0)?, args.at(2)?);
    let pattern_flags = i64::from(c_int(vm, args.at(1)?)?);
    for (i, wanted, name) in [(2, ids::LIST, "list"), (4, ids::DICT, "dict"), (5, ids::TUPLE, "tuple")] {
        if i == 4 {
            vm.index(args.at(3)?)?;
        }
        let given = args.at(i)?;
        if !vm.is_instance_of(given, wanted) {
            let parameter = ["code", "groups", "groupindex", "indexgroup"].get(i - 2).copied().unwrap_or_default();
            let message = format!("compile() argument '{parameter}' must be {name}, not {}", vm.given_name(given));
            return vm.type_err(&message);
        }
    }
    let groups = vm.index(args.at(3)?)?;
    let items: Vec<Ref> = vm.heap.items(code).unwrap_or_default().iter().filter_map(|s| s.get()).collect();
    let mut bytes = Vec::with_capacity(items.len() * 4);
    for item in items {
        let Some(n) = vm.bigint(item).map(|n| n.into_owned()) else {
            return vm.type_err("an integer is required");
        };
        match u64::try_from(&n).map(u32::try_from) {
            Ok(Ok(n)) => bytes.extend(n.to_le_bytes()),
            Ok(Err(_)) => return Err(exc::overflow_error(vm, "regular expression code size limit exceeded")),
            Err(_) if n.sign() == num_bigint::Sign::Minus => {
                return Err(exc::overflow_error(vm, "can't convert negative value to unsigned int"));
            }
            Err(_) => return Err(exc::overflow_error(vm, "Python int too large to convert to C unsigned long")),
        }
    }
    let is_bytes = if pattern == vm.one.none { -1 } else { i64::from(run::is_bytes(vm, pattern)?) };
    if !validate::is_valid(&bytes, groups) {
        return Err(exc::raise(vm, ids::RUNTIME_ERROR, "invalid SRE code"));
    }
    let named = vm.heap.dict(args.at(4)?).is_some_and(|d| !d.is_empty());
    let (groupindex, indexgroup) = (args.at(4)?, args.at(5)?);
    let mut slots = [Slot::NULL, Slot::NULL, vm.heap.own(pattern).into()];
    if named {
        slots[0] = vm.heap.own(groupindex).into();
        if vm.heap.items(indexgroup).is_some_and(|t| !t.is_empty()) {
            slots[1] = vm.heap.own(indexgroup).into();
        }
    }
    let own = vm.new_native(PATTERN, &slots, &[pattern_flags, groups, is_bytes]);
    if let Some(n) = vm.heap.native_mut(own.r()) {
        n.bytes = bytes;
    }
    Ok(Flow::Value(own))
}

/// An argument that C keeps as an int. CPython: PyLong_AsInt.
pub fn c_int(vm: &mut Vm, r: Ref) -> Res<i32> {
    match i32::try_from(vm.index_clamped(r)?) {
        Ok(n) => Ok(n),
        Err(_) => Err(exc::overflow_error(vm, "Python int too large to convert to C int")),
    }
}

const FLAG_NAMES: [(i64, &str); 8] = [
    (2, "re.IGNORECASE"),
    (4, "re.LOCALE"),
    (8, "re.MULTILINE"),
    (16, "re.DOTALL"),
    (32, "re.UNICODE"),
    (64, "re.VERBOSE"),
    (128, "re.DEBUG"),
    (256, "re.ASCII"),
];
const LOCALE_UNICODE_ASCII: i64 = 4 | 32 | 256;
const UNICODE: i64 = 32;

fn repr(vm: &mut Vm, args: &Args) -> Res {
    let pattern = args.at(0)?;
    let source = slot(vm, pattern, SOURCE).ok_or_else(|| vm_bug!("a pattern without source"))?;
    let mark = vm.mark();
    match vm.repr(source)? {
        Flow::Value(v) => {
            let text = repr_with(vm, pattern, &vm.text_of(&v));
            vm.heap.decref_own(v);
            Ok(Flow::Value(vm.new_str(&text)))
        }
        Flow::Pushed => vm.adapt(mark, PATTERN_REPR, &[Slot::borrow(pattern)], &[]),
    }
}

/// slots: the pattern.
pub static REPR_FRAME: NativeDef = NativeDef {
    name: "re.Pattern.__repr__",
    catches: false,
    resume: |vm, f, answer| {
        let (Some(pattern), Answer::Value(v)) = (f.get(0), answer) else { return Err(vm_bug!("repr of a pattern")) };
        let text = repr_with(vm, pattern, &vm.text_of(&v));
        vm.heap.decref_own(v);
        Ok(Next::Done(vm.new_str(&text)))
    },
};

fn repr_with(vm: &Vm, pattern: Ref, source: &str) -> String {
    let mut rest = int(vm, pattern, FLAGS);
    if int(vm, pattern, IS_BYTES) == 0 && rest & LOCALE_UNICODE_ASCII == UNICODE {
        rest &= !UNICODE;
    }
    let mut names = Vec::new();
    for (flag, name) in FLAG_NAMES {
        if rest & flag != 0 {
            names.push(name.to_owned());
            rest &= !flag;
        }
    }
    if rest != 0 {
        names.push(format!("0x{:x}", rest as u32));
    }
    let source: String = source.chars().take(200).collect();
    if names.is_empty() { format!("re.compile({source})") } else { format!("re.compile({source}, {})", names.join("|")) }
}

fn hash(vm: &mut Vm, args: &Args) -> Res {
    let pattern = args.at(0)?;
    let source = slot(vm, pattern, SOURCE).ok_or_else(|| vm_bug!("a pattern without source"))?;
    let Some(own_hash) = vm.hash_now(source) else {
        return Err(pyvarium_vm::Stop::not_supported("hash of a pattern whose text has a Python __hash__"));
    };
    let Some(n) = vm.heap.native(pattern) else { return Err(vm_bug!("pattern")) };
    let code = pyvarium_heap::hash::hash_bytes(&n.bytes);
    let mixed = own_hash ^ code ^ n.int(FLAGS) ^ n.int(IS_BYTES) ^ (n.bytes.len() / 4) as i64;
    Ok(Flow::Value(vm.new_int(if mixed == -1 { -2 } else { mixed })))
}

fn compare(vm: &mut Vm, args: &Args) -> Res {
    let (a, b) = (args.at(0)?, args.at(1)?);
    if (args.op != EQ && args.op != NE) || !vm.is_exact(b, PATTERN) {
        return vm.not_implemented();
    }
    if a == b {
        return vm.bool_flow(args.op == EQ);
    }
    let same = match (vm.heap.native(a), vm.heap.native(b)) {
        (Some(x), Some(y)) => x.int(FLAGS) == y.int(FLAGS) && x.int(IS_BYTES) == y.int(IS_BYTES) && x.bytes == y.bytes,
        _ => false,
    };
    let (Some(x), Some(y)) = (slot(vm, a, SOURCE), slot(vm, b, SOURCE)) else { return Err(vm_bug!("a pattern without source")) };
    if !same {
        return vm.bool_flow(args.op == NE);
    }
    let mark = vm.mark();
    match vm.richcompare_bool(x, y, EQ)? {
        Flow::Value(v) => {
            let equal = v.r() == vm.one.true_;
            vm.heap.decref_own(v);
            vm.bool_flow(equal == (args.op == EQ))
        }
        Flow::Pushed if args.op == EQ => Ok(Flow::Pushed),
        Flow::Pushed => vm.adapt(mark, PATTERN_DIFFERS, &[], &[]),
    }
}

/// `!=` of patterns whose texts Python compares.
pub static DIFFERS_FRAME: NativeDef = NativeDef {
    name: "re.Pattern.__ne__",
    catches: false,
    resume: |vm, _, answer| {
        let Answer::Value(v) = answer else { return Err(vm_bug!("patterns compared")) };
        let equal = v.r() == vm.one.true_;
        vm.heap.decref_own(v);
        let differs = vm.bool_ref(!equal);
        Ok(Next::Done(vm.heap.own(differs)))
    },
};
