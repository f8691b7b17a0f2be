//! `code.replace()`, equality and hash of code objects. The parts that are bytecode are taken as they are.
//!
//! CPython: Objects/codeobject.c (code_replace_impl, code_richcompare, code_hash).

use std::rc::Rc;

use pyvarium_code::exception_table;
use pyvarium_heap::code::{CO_FAST_CELL, CO_FAST_FREE, CO_FAST_LOCAL, Code, HandlerRow};
use pyvarium_heap::object::Body;
use pyvarium_heap::{Ref, Shape, Slot};

use crate::args::Args;
use crate::core::ids;
use crate::objects::code::{code_of, decode, quieted, unit_lines};
use crate::objects::typing::subst::items_of;
use crate::protocol::compare::{EQ, NE};
use crate::stop::{Flow, Res};
use crate::vm::Vm;

pub const PARAMS: &str = "*, co_argcount=-1, co_posonlyargcount=-1, co_kwonlyargcount=-1, co_nlocals=-1, co_stacksize=-1, co_flags=-1, \
co_firstlineno=-1, co_code=None, co_consts=None, co_names=None, co_varnames=None, co_freevars=None, co_cellvars=None, co_filename=None, \
co_name=None, co_qualname=None, co_linetable=None, co_exceptiontable=None";

/// A number or a part of a code object.
type Number = fn(&mut Code) -> &mut u32;
type Part = fn(&mut Code) -> &mut Slot;

pub fn replace(vm: &mut Vm, args: &Args) -> Res {
    let mut code = (*code_of(vm, args)?).clone();
    let numbers: [(usize, Number); 5] = [
        (1, |c| &mut c.argcount),
        (2, |c| &mut c.posonlyargcount),
        (3, |c| &mut c.kwonlyargcount),
        (5, |c| &mut c.stacksize),
        (6, |c| &mut c.flags),
    ];
    for (i, place) in numbers {
        if let Some(r) = args.get(i) {
            *place(&mut code) = vm.index(r)? as u32;
        }
    }
    if let Some(n) = args.get(4) {
        let n = vm.index(n)?;
        if n != code.n_locals() as i64 {
            return vm.value_err("code: co_nlocals != len(co_varnames)");
        }
    }
    if let Some(line) = args.get(7) {
        code.firstlineno = vm.index(line)? as i32;
    }
    for (i, name, kind) in [(9, "co_consts", ids::TUPLE), (10, "co_names", ids::TUPLE), (11, "co_varnames", ids::TUPLE)]
        .into_iter()
        .chain([(12, "co_freevars", ids::TUPLE), (13, "co_cellvars", ids::TUPLE), (14, "co_filename", ids::STR), (15, "co_name", ids::STR)])
        .chain([
            (16, "co_qualname", ids::STR),
            (8, "co_code", ids::BYTES),
            (17, "co_linetable", ids::BYTES),
            (18, "co_exceptiontable", ids::BYTES),
        ])
    {
        if let Some(r) = args.get(i).filter(|r| !vm.is_instance_of(*r, kind)) {
            let (wanted, given) = (vm.name_of_type(vm.ty(kind)), vm.type_name(r));
            return vm.type_err(&format!("replace() argument '{name}' must be {wanted}, not {given}"));
        }
    }
    // From here on nothing fails: the parts are counted.
    for (i, kind) in [(11, CO_FAST_LOCAL), (13, CO_FAST_CELL), (12, CO_FAST_FREE)] {
        let Some(given) = args.get(i).map(|t| items_of(vm, t)) else { continue };
        let places: Vec<usize> =
            (0..code.localspluskinds.len()).filter(|k| code.localspluskinds.get(*k).is_some_and(|x| x & kind != 0)).collect();
        if places.len() != given.len() {
            return Err(crate::stop::Stop::not_supported("code.replace() of another number of variables"));
        }
        for (place, name) in places.into_iter().zip(given) {
            if let Some(slot) = code.localsplus.get_mut(place) {
                *slot = Slot::borrow(name);
            }
        }
    }
    let names: Vec<Ref> = code.localsplus.iter().filter_map(|s| s.get()).collect();
    code.localsplusnames = vm.tuple_from(&names).into();
    let parts: [(usize, Part); 5] = [
        (9, |c| &mut c.consts_tuple),
        (10, |c| &mut c.names_tuple),
        (14, |c| &mut c.filename),
        (15, |c| &mut c.name),
        (16, |c| &mut c.qualname),
    ];
    for (i, place) in parts {
        let slot = args.get(i).or(place(&mut code).get()).map_or(Slot::NULL, |r| vm.heap.own(r).into());
        *place(&mut code) = slot;
    }
    let bytes = |vm: &Vm, i: usize| args.get(i).and_then(|r| vm.buffer(r)).map(<[u8]>::to_vec);
    if let Some(given) = bytes(vm, 8) {
        code.instrs = decode(&given);
        code.co_code = given;
    }
    if let Some(given) = bytes(vm, 17) {
        code.linetable = given;
    }
    if let Some(given) = bytes(vm, 18) {
        let row =
            |e: exception_table::Entry| HandlerRow { start: e.start, end: e.end, target: e.target, depth: e.depth, push_lasti: e.lasti };
        code.handlers = exception_table::parse(&given).into_iter().map(row).collect();
        code.exceptiontable = given;
    }
    code.lines = unit_lines(&code.linetable, code.firstlineno);
    code.instrs = quieted(std::mem::take(&mut code.instrs), &code.lines);
    let borrowed = |vm: &Vm, tuple: Slot| tuple.get().map(|t| items_of(vm, t)).unwrap_or_default().into_iter().map(Slot::borrow).collect();
    code.consts = borrowed(vm, code.consts_tuple);
    code.names = borrowed(vm, code.names_tuple);
    code.localsplus = borrowed(vm, code.localsplusnames);
    code.number = vm.n_codes;
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
