//! `code.replace()`, equality and hash of code objects. The parts that are bytecode are taken as they are.
//!
//! CPython: Objects/codeobject.c (code_replace_impl, code_richcompare, code_hash).

use std::rc::Rc;

use pyvarium_code::exception_table;
use pyvarium_heap::code::{
    CO_FAST_ARG_KW, CO_FAST_ARG_POS, CO_FAST_ARG_VAR, CO_FAST_CELL, CO_FAST_FREE, CO_FAST_LOCAL, CO_VARARGS, CO_VARKEYWORDS, Code,
    HandlerRow,
};
use pyvarium_heap::object::Body;
use pyvarium_heap::{Ref, Shape, Slot};

use crate::args::Args;
use crate::core::ids;
use crate::objects::code::{code_of, decode, unit_lines};
use crate::objects::typing::subst::items_of;
use crate::protocol::compare::{EQ, NE};
use crate::run::sys_functions::c_int;
use crate::stop::{Flow, Res};
use crate::vm::Vm;

pub const PARAMS: &str = "*, co_argcount=-1, co_posonlyargcount=-1, co_kwonlyargcount=-1, co_nlocals=-1, co_stacksize=-1, co_flags=-1, \
co_firstlineno=-1, co_code=None, co_consts=None, co_names=None, co_varnames=None, co_freevars=None, co_cellvars=None, co_filename=None, \
co_name=None, co_qualname=None, co_linetable=None, co_exceptiontable=None";

pub fn replace(vm: &mut Vm, args: &Args) -> Res {
    let old = code_of(vm, args)?;
    let names = |kind: u8| -> Vec<Ref> {
        old.localsplus.iter().zip(&old.localspluskinds).filter(|(_, k)| **k & kind != 0).filter_map(|(s, _)| s.get()).collect()
    };
    let mut numbers = [0; 6];
    let kept = [old.argcount, old.posonlyargcount, old.kwonlyargcount, old.n_locals() as u32, old.stacksize, old.flags];
    for ((i, place), kept) in numbers.iter_mut().enumerate().zip(kept) {
        *place = match args.get(i + 1) {
            Some(r) => c_int(vm, r)?,
            None => i64::from(kept),
        };
    }
    let firstlineno = match args.get(7) {
        Some(line) => c_int(vm, line)?,
        None => i64::from(old.firstlineno),
    };
    let kinds = [ids::BYTES, ids::TUPLE, ids::TUPLE, ids::TUPLE, ids::TUPLE, ids::TUPLE];
    let kinds = kinds.into_iter().chain([ids::STR, ids::STR, ids::STR, ids::BYTES, ids::BYTES]);
    for ((i, kind), name) in (8..19).zip(kinds).zip(PARTS) {
        if let Some(r) = args.get(i).filter(|r| !vm.is_instance_of(*r, kind)) {
            let (wanted, given) = (vm.name_of_type(vm.ty(kind)), vm.given_name(r));
            return vm.type_err(&format!("replace() argument '{name}' must be {wanted}, not {given}"));
        }
    }
    for (n, name) in numbers.iter().zip(NUMBERS) {
        if *n < 0 {
            return vm.value_err(&format!("{name} must be a positive integer"));
        }
    }
    if firstlineno < 0 {
        return vm.value_err("co_firstlineno must be a positive integer");
    }
    let tuple = |vm: &Vm, i: usize, kept: Vec<Ref>| args.get(i).map_or(kept, |t| items_of(vm, t));
    let bytes = |vm: &Vm, i: usize, kept: &[u8]| args.get(i).and_then(|r| vm.buffer(r)).map_or(kept.to_vec(), <[u8]>::to_vec);
    let part = |i: usize, kept: Slot| args.get(i).or(kept.get());
    let parts = Parts {
        numbers,
        firstlineno,
        code: bytes(vm, 8, &old.co_code),
        consts: tuple(vm, 9, old.consts.iter().filter_map(|s| s.get()).collect()),
        names: tuple(vm, 10, old.names.iter().filter_map(|s| s.get()).collect()),
        varnames: tuple(vm, 11, names(CO_FAST_LOCAL)),
        freevars: tuple(vm, 12, names(CO_FAST_FREE)),
        cellvars: tuple(vm, 13, names(CO_FAST_CELL)),
        texts: [part(14, old.filename), part(15, old.name), part(16, old.qualname)],
        linetable: bytes(vm, 17, &old.linetable),
        exceptiontable: bytes(vm, 18, &old.exceptiontable),
    };
    make(vm, parts)
}

const NUMBERS: [&str; 6] = ["co_argcount", "co_posonlyargcount", "co_kwonlyargcount", "co_nlocals", "co_stacksize", "co_flags"];
const PARTS: [&str; 11] = [
    "co_code",
    "co_consts",
    "co_names",
    "co_varnames",
    "co_freevars",
    "co_cellvars",
    "co_filename",
    "co_name",
    "co_qualname",
    "co_linetable",
    "co_exceptiontable",
];

/// What a code object is made of.
struct Parts {
    /// Counts of arguments, positional-only ones and keyword-only ones; of locals; size of the stack; flags.
    numbers: [i64; 6],
    firstlineno: i64,
    code: Vec<u8>,
    consts: Vec<Ref>,
    names: Vec<Ref>,
    varnames: Vec<Ref>,
    freevars: Vec<Ref>,
    cellvars: Vec<Ref>,
    /// File name, name, qualified name.
    texts: [Option<Ref>; 3],
    linetable: Vec<u8>,
    exceptiontable: Vec<u8>,
}

/// `types.CodeType(...)`. CPython: code_new_impl.
pub fn new(vm: &mut Vm, args: &Args) -> Res {
    let n = args.n_positional().saturating_sub(1);
    if args.n_kw > 0 {
        return vm.type_err("code() takes no keyword arguments");
    }
    if !(16..=18).contains(&n) {
        let (how, limit) = if n < 16 { ("at least", 16) } else { ("at most", 18) };
        return vm.type_err(&format!("code expected {how} {limit} arguments, got {n}"));
    }
    let mut numbers = [0; 6];
    for (i, place) in numbers.iter_mut().enumerate() {
        *place = c_int(vm, args.at(i + 1)?)?;
    }
    let kinds = [
        (7, ids::BYTES),
        (8, ids::TUPLE),
        (9, ids::TUPLE),
        (10, ids::TUPLE),
        (11, ids::STR),
        (12, ids::STR),
        (13, ids::STR),
        (14, ids::INT),
        (15, ids::BYTES),
        (16, ids::BYTES),
        (17, ids::TUPLE),
        (18, ids::TUPLE),
    ];
    let mut firstlineno = 0;
    for (i, kind) in kinds {
        let Some(r) = args.get(i) else { continue };
        if kind == ids::INT {
            firstlineno = c_int(vm, r)?;
        } else if !vm.is_instance_of(r, kind) {
            let (wanted, given) = (vm.name_of_type(vm.ty(kind)), vm.type_name(r));
            return vm.type_err(&format!("code() argument {i} must be {wanted}, not {given}"));
        }
    }
    for (n, name) in numbers.iter().zip(["argcount", "posonlyargcount", "kwonlyargcount", "nlocals"]) {
        if *n < 0 {
            return vm.value_err(&format!("code: {name} must not be negative"));
        }
    }
    let tuple = |vm: &Vm, i: usize| args.get(i).map(|t| items_of(vm, t)).unwrap_or_default();
    let bytes = |vm: &Vm, i: usize| args.get(i).and_then(|r| vm.buffer(r)).unwrap_or_default().to_vec();
    let parts = Parts {
        numbers,
        firstlineno,
        code: bytes(vm, 7),
        consts: tuple(vm, 8),
        names: tuple(vm, 9),
        varnames: tuple(vm, 10),
        freevars: tuple(vm, 17),
        cellvars: tuple(vm, 18),
        texts: [args.get(11), args.get(12), args.get(13)],
        linetable: bytes(vm, 15),
        exceptiontable: bytes(vm, 16),
    };
    make(vm, parts)
}

/// CPython: PyUnstable_Code_NewWithPosOnlyArgs, _PyCode_Validate.
fn make(vm: &mut Vm, parts: Parts) -> Res {
    let [argcount, posonlyargcount, kwonlyargcount, nlocals, stacksize, flags] = parts.numbers;
    for name in parts.names.iter().chain(&parts.varnames).chain(&parts.freevars).chain(&parts.cellvars) {
        if vm.heap.text(*name).is_none() {
            let message = format!("name tuples must contain only strings, not '{}'", vm.type_name(*name));
            return vm.type_err(&message);
        }
    }
    if nlocals != parts.varnames.len() as i64 {
        return vm.value_err("code: co_nlocals != len(co_varnames)");
    }
    if argcount < posonlyargcount || stacksize < 0 || flags < 0 {
        return Err(crate::exc::raise(vm, ids::SYSTEM_ERROR, "Objects/codeobject.c:436: bad argument to internal function"));
    }
    if !parts.code.len().is_multiple_of(2) {
        return vm.value_err("code: co_code is malformed");
    }
    let starred = flags & i64::from(CO_VARARGS) != 0;
    let named = flags & i64::from(CO_VARKEYWORDS) != 0;
    if argcount + kwonlyargcount + i64::from(starred) + i64::from(named) > nlocals {
        return vm.value_err("code: co_varnames is too small");
    }
    // A captured argument is a local and a cell in one place.
    let by_keyword = argcount + kwonlyargcount;
    let argument = |i: i64| match i {
        _ if i < posonlyargcount => CO_FAST_ARG_POS,
        _ if i < argcount => CO_FAST_ARG_POS | CO_FAST_ARG_KW,
        _ if i < by_keyword => CO_FAST_ARG_KW,
        _ if i == by_keyword && starred => CO_FAST_ARG_VAR | CO_FAST_ARG_POS,
        _ if i == by_keyword + i64::from(starred) && named => CO_FAST_ARG_VAR | CO_FAST_ARG_KW,
        _ => 0,
    };
    let locals = (0..).zip(&parts.varnames);
    let mut places: Vec<(Ref, u8)> = locals.map(|(i, n)| (*n, CO_FAST_LOCAL | argument(i))).collect();
    for name in &parts.cellvars {
        match places.iter_mut().find(|(n, _)| vm.same_str(Some(*n), *name)) {
            Some((_, kind)) => *kind |= CO_FAST_CELL,
            None => places.push((*name, CO_FAST_CELL)),
        }
    }
    places.extend(parts.freevars.iter().map(|n| (*n, CO_FAST_FREE)));
    let all: Vec<Ref> = places.iter().map(|(n, _)| *n).collect();
    let [consts_tuple, names_tuple, localsplusnames] = [&parts.consts, &parts.names, &all].map(|items| Slot::own(vm.tuple_from(items)));
    let [filename, name, qualname] = parts.texts.map(|r| r.map_or(Slot::NULL, |r| vm.heap.own(r).into()));
    let borrowed = |items: &[Ref]| items.iter().map(|r| Slot::borrow(*r)).collect();
    let row = |e: exception_table::Entry| HandlerRow { start: e.start, end: e.end, target: e.target, depth: e.depth, push_lasti: e.lasti };
    let code = Code {
        number: vm.n_codes,
        argcount: argcount as u32,
        posonlyargcount: posonlyargcount as u32,
        kwonlyargcount: kwonlyargcount as u32,
        stacksize: stacksize as u32,
        flags: flags as u32,
        firstlineno: parts.firstlineno as i32,
        consts_tuple,
        names_tuple,
        localsplusnames,
        filename,
        name,
        qualname,
        consts: borrowed(&parts.consts),
        names: borrowed(&parts.names),
        localsplus: borrowed(&all),
        localspluskinds: places.iter().map(|(_, kind)| *kind).collect(),
        instrs: decode(&parts.code),
        co_code: parts.code,
        handlers: exception_table::parse(&parts.exceptiontable).into_iter().map(row).collect(),
        exceptiontable: parts.exceptiontable,
        lines: unit_lines(&parts.linetable, parts.firstlineno as i32),
        linetable: parts.linetable,
    };
    vm.n_codes += 1;
    let (ty, size) = (vm.ty(ids::CODE), 208 + code.co_code.len() as u32);
    Ok(Flow::Value(vm.heap.alloc(ty, Body::Code(Rc::new(code)), Shape::plain(size))))
}

pub fn compare(vm: &mut Vm, args: &Args) -> Res {
    let (x, y) = (args.at(0)?, args.at(1)?);
    let (Some(a), Some(b)) = (vm.heap.code(x).cloned(), vm.heap.code(y).cloned()) else { return vm.not_implemented() };
    if args.op != EQ && args.op != NE {
        return vm.not_implemented();
    }
    let numbers = |c: &Code| (c.argcount, c.posonlyargcount, c.kwonlyargcount, c.flags, c.firstlineno);
    let bytes = numbers(&a) == numbers(&b)
        && a.co_code == b.co_code
        && a.linetable == b.linetable
        && a.exceptiontable == b.exceptiontable
        && a.localspluskinds == b.localspluskinds;
    let objects =
        [(a.name, b.name), (a.consts_tuple, b.consts_tuple), (a.names_tuple, b.names_tuple), (a.localsplusnames, b.localsplusnames)];
    let same = bytes && objects.iter().all(|(p, q)| matches!((p.get(), q.get()), (Some(p), Some(q)) if vm.same_constants(p, q)));
    vm.bool_flow(same == (args.op == EQ))
}

pub fn hash(vm: &mut Vm, args: &Args) -> Res {
    let code = code_of(vm, args)?;
    let mut parts: Vec<i64> = Vec::new();
    for slot in [code.name, code.names_tuple, code.localsplusnames] {
        if let Some(r) = slot.get() {
            parts.push(vm.constant_hash(r)?);
        }
    }
    parts.extend([i64::from(code.argcount), i64::from(code.kwonlyargcount), i64::from(code.flags), i64::from(code.firstlineno)]);
    parts.push(pyvarium_heap::hash::hash_bytes(&code.co_code));
    Ok(Flow::Value(vm.new_int(pyvarium_heap::hash::hash_tuple(parts.into_iter()))))
}

impl Vm {
    /// Equal constants of the same types. CPython: _PyCode_ConstantKey.
    fn same_constants(&self, a: Ref, b: Ref) -> bool {
        if a == b {
            return true;
        }
        if self.heap.type_of(a) != self.heap.type_of(b) {
            return false;
        }
        match (self.heap.tuple(a), self.heap.tuple(b)) {
            (Some(x), Some(y)) => {
                let pair = |(p, q): (&Slot, &Slot)| matches!((p.get(), q.get()), (Some(p), Some(q)) if self.same_constants(p, q));
                x.items.len() == y.items.len() && x.items.iter().zip(&y.items).all(pair)
            }
            _ => match (self.heap.float(a), self.heap.float(b)) {
                (Some(x), Some(y)) => x.to_bits() == y.to_bits(),
                _ => self.eq_now(a, b).unwrap_or(false),
            },
        }
    }
}
