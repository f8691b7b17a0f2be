//! Code objects: made from a compiled unit, with constants and names interned as CPython does it.
//!
//! CPython: Objects/codeobject.c (_PyCode_New, intern_strings, intern_constants, init_code).

use std::rc::Rc;

use num_bigint::{BigInt, Sign};
use pyvarium_code::{Const, ConstId, Opcode, Unit, exception_table};
use pyvarium_heap::code::{CO_FAST_CELL, CO_FAST_FREE, CO_FAST_LOCAL, Code, HandlerRow, Instr};
use pyvarium_heap::object::Body;
use pyvarium_heap::text::{Interned, Text};
use pyvarium_heap::types::Layout;
use pyvarium_heap::{Own, Ref, Shape, Slot};

use crate::args::Args;
use crate::core::ids;
use crate::native::{FnDef, GetSetDef, TYPE_DEFAULT, TypeDef};
use crate::objects::code_iters;
use crate::slots::SlotId;
use crate::stop::{Flow, Res};
use crate::vm::Vm;
use crate::vm_bug;

pub static CODE: TypeDef = TypeDef {
    name: "code",
    base: Some(ids::OBJECT),
    layout: Layout::Code,
    basicsize: 208,
    itemsize: 2,
    slots: &[
        (SlotId::Repr, code_repr),
        (SlotId::Hash, crate::objects::code_replace::hash),
        (SlotId::RichCompare, crate::objects::code_replace::compare),
    ],
    new: Some(("*args, **kwargs", crate::objects::code_replace::new)),
    methods: &[
        FnDef::new("co_positions", "", code_iters::co_positions),
        FnDef::new("_varname_from_oparg", "oparg", |vm, a| {
            let i = vm.index(a.at(1)?)?;
            let code = code_of(vm, a)?;
            match usize::try_from(i).ok().and_then(|i| code.localsplus.get(i)).and_then(|n| n.get()) {
                Some(name) => vm.own_flow(name),
                None => Err(crate::exc::index_error(vm, "tuple index out of range")),
            }
        }),
        FnDef::new("co_lines", "", code_iters::co_lines),
        FnDef::new("co_branches", "", code_iters::co_branches),
        FnDef::new("replace", crate::objects::code_replace::PARAMS, crate::objects::code_replace::replace),
        FnDef::new("__replace__", "*args, **kwargs", |vm, a| {
            let signature = crate::signature::Signature::parse(crate::objects::code_replace::PARAMS);
            let bound = vm.bind(&signature, "replace", "replace", &a.rest())?.with_first(a.at(0)?);
            crate::objects::code_replace::replace(vm, &bound)
        }),
        FnDef::new("__sizeof__", "", crate::objects::object::object_sizeof),
    ],
    getset: &[
        GetSetDef::member("co_argcount", |vm, a| int(vm, a, |c| i64::from(c.argcount))),
        GetSetDef::member("co_posonlyargcount", |vm, a| int(vm, a, |c| i64::from(c.posonlyargcount))),
        GetSetDef::member("co_kwonlyargcount", |vm, a| int(vm, a, |c| i64::from(c.kwonlyargcount))),
        GetSetDef::member("co_stacksize", |vm, a| int(vm, a, |c| i64::from(c.stacksize))),
        GetSetDef::member("co_flags", |vm, a| int(vm, a, |c| i64::from(c.flags))),
        GetSetDef::member("co_firstlineno", |vm, a| int(vm, a, |c| i64::from(c.firstlineno))),
        GetSetDef::member("co_nlocals", |vm, a| int(vm, a, |c| c.n_locals() as i64)),
        GetSetDef::member("co_names", |vm, a| slot(vm, a, |c| c.names_tuple)),
        GetSetDef::member("co_filename", |vm, a| slot(vm, a, |c| c.filename)),
        GetSetDef::member("co_name", |vm, a| slot(vm, a, |c| c.name)),
        GetSetDef::member("co_qualname", |vm, a| slot(vm, a, |c| c.qualname)),
        GetSetDef::member("co_consts", |vm, a| slot(vm, a, |c| c.consts_tuple)),
        GetSetDef::ro("co_varnames", |vm, a| names(vm, a, CO_FAST_LOCAL)),
        GetSetDef::ro("co_cellvars", |vm, a| names(vm, a, CO_FAST_CELL)),
        GetSetDef::ro("co_freevars", |vm, a| names(vm, a, CO_FAST_FREE)),
        GetSetDef::ro("co_lnotab", |vm, a| {
            let table = lnotab(&*code_of(vm, a)?);
            let table = vm.new_bytes(table);
            vm.warn_then(ids::DEPRECATION_WARNING, "co_lnotab is deprecated, use co_lines instead.", table)
        }),
        GetSetDef::ro("_co_code_adaptive", |vm, a| {
            let adaptive = vm.adaptive.bytes(&*code_of(vm, a)?);
            Ok(Flow::Value(vm.new_bytes(adaptive)))
        }),
        GetSetDef::ro("co_code", |vm, a| bytes(vm, a, |c| c.co_code.clone())),
        GetSetDef::member("co_linetable", |vm, a| bytes(vm, a, |c| c.linetable.clone())),
        GetSetDef::member("co_exceptiontable", |vm, a| bytes(vm, a, |c| c.exceptiontable.clone())),
    ],
    ..TYPE_DEFAULT
};

/// The old form of the line table: pairs of steps in bytes and in lines. CPython: decode_linetable, emit_delta.
fn lnotab(code: &Code) -> Vec<u8> {
    let (mut out, mut line, mut from) = (Vec::new(), i64::from(code.firstlineno), 0);
    for (i, here) in code.lines.iter().enumerate() {
        let here = i64::from(*here);
        if here == 0 || here == line {
            continue;
        }
        let (mut bytes, mut lines) = (2 * i - from, here - line);
        (from, line) = (2 * i, here);
        while bytes > 255 {
            out.extend([255, 0]);
            bytes -= 255;
        }
        while !(-128..=127).contains(&lines) {
            let step = if lines > 0 { 127 } else { -128 };
            out.extend([bytes as u8, step as i8 as u8]);
            bytes = 0;
            lines -= step;
        }
        out.extend([bytes as u8, lines as i8 as u8]);
    }
    out
}

pub fn code_of(vm: &Vm, args: &Args) -> Res<Rc<Code>> {
    vm.heap.code(args.at(0)?).cloned().ok_or_else(|| vm_bug!("not a code object"))
}

fn int(vm: &mut Vm, args: &Args, f: fn(&Code) -> i64) -> Res {
    let n = f(&*code_of(vm, args)?);
    Ok(Flow::Value(vm.new_int(n)))
}

fn slot(vm: &mut Vm, args: &Args, f: fn(&Code) -> Slot) -> Res {
    let r = f(&*code_of(vm, args)?).get();
    vm.own_flow(r.unwrap_or(vm.one.none))
}

fn bytes(vm: &mut Vm, args: &Args, f: fn(&Code) -> Vec<u8>) -> Res {
    let b = f(&*code_of(vm, args)?);
    Ok(Flow::Value(vm.new_bytes(b)))
}

fn names(vm: &mut Vm, args: &Args, kind: u8) -> Res {
    let code = code_of(vm, args)?;
    let list: Vec<Ref> =
        code.localsplus.iter().zip(&code.localspluskinds).filter(|(_, k)| **k & kind != 0).filter_map(|(s, _)| s.get()).collect();
    Ok(Flow::Value(vm.tuple_from(&list)))
}

fn code_repr(vm: &mut Vm, args: &Args) -> Res {
    let r = args.at(0)?;
    let code = code_of(vm, args)?;
    let text = |s: Slot| s.get().map(|r| vm.heap.str_lossy(r)).unwrap_or_default();
    let out =
        format!("<code object {} at {}, file \"{}\", line {}>", text(code.name), vm.address_text(r), text(code.filename), code.firstlineno);
    Ok(Flow::Value(vm.new_str(&out)))
}

impl Vm {
    /// The objects of a compiled unit; equal ids become the same object. Answers the root.
    pub fn load_unit(&mut self, unit: &Unit) -> Res<Own> {
        let mut made: Vec<Slot> = vec![Slot::NULL; unit.objects.len()];
        let root = self.load_const(unit, unit.root, &mut made, 0)?;
        // What the table held for itself is let go of; the parts hold what they need.
        self.heap.release_all(made.into_iter());
        Ok(root)
    }

    fn load_const(&mut self, unit: &Unit, id: ConstId, made: &mut Vec<Slot>, depth: u32) -> Res<Own> {
        if let Some(r) = made.get(id.0 as usize).and_then(|s| s.get()) {
            return Ok(self.heap.own(r));
        }
        if depth > 1500 {
            return self.value_err("recursion limit exceeded");
        }
        let Some(constant) = unit.get(id) else { return Err(vm_bug!("no constant {}", id.0)) };
        let own = match constant {
            Const::None => self.none(),
            Const::True => Own::assume(self.one.true_),
            Const::False => Own::assume(self.one.false_),
            Const::Ellipsis => Own::assume(self.one.ellipsis),
            Const::StopIteration => Own::assume(self.ty(ids::STOP_ITERATION)),
            Const::Int(n) => self.new_int(*n),
            Const::BigInt { negative, magnitude_le } => {
                let sign = if *negative { Sign::Minus } else { Sign::Plus };
                self.new_bigint(BigInt::from_bytes_le(sign, magnitude_le))
            }
            Const::Float(v) => self.new_float(*v),
            Const::Complex { re, im } => {
                let ty = self.ty(ids::COMPLEX);
                self.heap.alloc(ty, Body::Complex(Rc::new((*re, *im))), Shape::plain(32))
            }
            Const::Str { wtf8, interned } => {
                let text = Text::from_wtf8(wtf8);
                if *interned { self.intern_text(text, false) } else { self.new_text(text) }
            }
            Const::Bytes(b) => self.new_bytes(b.clone()),
            Const::Tuple(items) => {
                let slots = self.load_all(unit, items, made, depth)?;
                let own = self.tuple_from_slots(slots);
                if own.r() != self.one.empty_tuple {
                    self.heap.set_tracked(own.r(), true);
                }
                own
            }
            Const::FrozenSet(items) => {
                let slots = self.load_all(unit, items, made, depth)?;
                self.constant_frozenset(slots)?
            }
            Const::Slice { start, stop, step } => {
                let slots = self.load_all(unit, &[*start, *stop, *step], made, depth)?;
                self.new_native(ids::SLICE, &slots, &[])
            }
            Const::List(_) | Const::Dict(_) | Const::Set(_) => return self.load_mutable(unit, id, made, depth),
            Const::Code(code) => self.load_code(unit, code, made, depth)?,
        };
        let keep = self.heap.own(own.r());
        if let Some(place) = made.get_mut(id.0 as usize) {
            *place = keep.into();
        }
        Ok(own)
    }

    fn load_all(&mut self, unit: &Unit, ids: &[ConstId], made: &mut Vec<Slot>, depth: u32) -> Res<Vec<Slot>> {
        let mut slots = Vec::with_capacity(ids.len());
        for id in ids {
            slots.push(self.load_const(unit, *id, made, depth + 1)?.into());
        }
        Ok(slots)
    }

    /// Lists, dicts and sets may hold themselves, so they are known before their items. Only `marshal` has them.
    fn load_mutable(&mut self, unit: &Unit, id: ConstId, made: &mut Vec<Slot>, depth: u32) -> Res<Own> {
        let own = match unit.get(id) {
            Some(Const::List(_)) => self.list_from_slots(Vec::new()),
            Some(Const::Dict(_)) => self.new_dict(),
            _ => self.new_set(ids::SET),
        };
        let keep = self.heap.own(own.r());
        if let Some(place) = made.get_mut(id.0 as usize) {
            *place = keep.into();
        }
        match unit.get(id) {
            Some(Const::List(items)) => {
                for item in self.load_all(unit, items, made, depth)? {
                    self.list_push(own.r(), item);
                }
            }
            Some(Const::Dict(pairs)) => {
                for (key, value) in pairs {
                    let key = self.load_const(unit, *key, made, depth + 1)?;
                    let value = self.load_const(unit, *value, made, depth + 1)?;
                    let flow = self.dict_op(crate::protocol::dict_ops::DictOp::Set, own.r(), key.r(), Some(value.r()))?;
                    let done = self.value_of(flow)?;
                    self.heap.decref_own(done);
                    self.heap.decref_own(key);
                    self.heap.decref_own(value);
                }
            }
            Some(Const::Set(items)) => {
                for item in self.load_all(unit, items, made, depth)? {
                    let Some(r) = item.get() else { continue };
                    let flow = self.set_op(crate::protocol::set_ops::SetOp::Add, own.r(), r)?;
                    let done = self.value_of(flow)?;
                    self.heap.decref_own(done);
                    self.heap.release(item);
                }
            }
            _ => return Err(vm_bug!("no mutable constant")),
        }
        Ok(own)
    }

    /// Gives a code object that came from `old` another file name, and those within it. CPython: update_code_filenames.
    pub fn set_code_filename(&mut self, code: Ref, filename: Ref, old: &str) {
        let Some(c) = self.heap.code(code).cloned() else { return };
        if c.filename.get().map(|f| self.heap.str_lossy(f)).as_deref() != Some(old) {
            return;
        }
        let held = self.heap.own(filename);
        let mut changed = (*c).clone();
        let before = std::mem::replace(&mut changed.filename, held.into());
        if let Some(body) = self.heap.body_mut(code) {
            *body = Body::Code(Rc::new(changed));
        }
        self.heap.release(before);
        for inner in c.consts.iter().filter_map(|s| s.get()) {
            self.set_code_filename(inner, filename, old);
        }
    }

    /// A frozenset of constants, in order; of equal ones the first stays.
    fn constant_frozenset(&mut self, slots: Vec<Slot>) -> Res<Own> {
        let set = self.new_set(ids::FROZENSET);
        for slot in slots {
            let Some(r) = slot.get() else { continue };
            let hash = self.constant_hash(r)?;
            let present = self
                .heap
                .set(set.r())
                .is_some_and(|s| s.table().iter().any(|e| e.hash == hash && e.key.get().is_some_and(|k| self.constant_eq(k, r))));
            if present {
                self.heap.release(slot);
            } else if let Some(s) = self.heap.set_mut(set.r()) {
                s.insert_new(hash, slot);
            }
        }
        Ok(set)
    }

    fn constant_eq(&self, a: Ref, b: Ref) -> bool {
        match (self.heap.tuple(a), self.heap.tuple(b)) {
            (Some(x), Some(y)) => {
                x.items.len() == y.items.len()
                    && x.items.iter().zip(&y.items).all(|(p, q)| matches!((p.get(), q.get()), (Some(p), Some(q)) if self.constant_eq(p, q)))
            }
            _ => a == b || self.eq_now(a, b).or_else(|| self.numbers_equal(a, b)).unwrap_or(false),
        }
    }

    /// Equality of numbers of different types; None where one is no number.
    fn numbers_equal(&self, a: Ref, b: Ref) -> Option<bool> {
        let imaginary = |r: Ref| self.complex(r).map_or(0.0, |z| z.1);
        let real = |r: Ref| self.heap.float(r).or(self.complex(r).map(|z| z.0));
        let same = match (real(a), real(b)) {
            (Some(x), Some(y)) => x == y,
            (Some(x), None) => is_whole(x, &*self.bigint(b)?),
            (None, Some(y)) => is_whole(y, &*self.bigint(a)?),
            (None, None) => self.bigint(a)? == self.bigint(b)?,
        };
        Some(same && imaginary(a) == imaginary(b))
    }

    pub(crate) fn constant_hash(&mut self, r: Ref) -> Res<i64> {
        if let Some(h) = self.hash_now(r) {
            return Ok(h);
        }
        if self.heap.tuple(r).is_some() {
            let items: Vec<Ref> = self.heap.items(r).unwrap_or_default().iter().filter_map(|s| s.get()).collect();
            let mut hashes = Vec::with_capacity(items.len());
            for item in items {
                hashes.push(self.constant_hash(item)?);
            }
            return Ok(pyvarium_heap::hash::hash_tuple(hashes.into_iter()));
        }
        let flow = self.hash(r)?;
        let v = self.value_of(flow)?;
        Ok(self.hash_from(v))
    }

    fn load_code(&mut self, unit: &Unit, code: &pyvarium_code::CodeObject, made: &mut Vec<Slot>, depth: u32) -> Res<Own> {
        let consts_tuple = self.load_const(unit, code.co_consts, made, depth + 1)?;
        self.intern_constants(consts_tuple.r());
        let mut load = |vm: &mut Vm, id: ConstId| vm.load_const(unit, id, made, depth + 1);
        let names_tuple = load(self, code.co_names)?;
        let localsplusnames = load(self, code.co_localsplusnames)?;
        let filename = load(self, code.co_filename)?;
        let name = load(self, code.co_name)?;
        let qualname = load(self, code.co_qualname)?;
        let instrs = quieted(decode(&code.co_code), &unit_lines(&code.co_linetable, code.co_firstlineno));
        self.make_names_immortal(&instrs, [names_tuple.r(), localsplusnames.r()], name.r(), consts_tuple.r());
        let borrow = |vm: &Vm, tuple: &Own| -> Vec<Slot> {
            vm.heap.items(tuple.r()).unwrap_or_default().iter().filter_map(|s| s.get()).map(Slot::borrow).collect()
        };
        let handlers = exception_table::parse(&code.co_exceptiontable)
            .into_iter()
            .map(|e| HandlerRow { start: e.start, end: e.end, target: e.target, depth: e.depth, push_lasti: e.lasti })
            .collect();
        let body = Code {
            number: self.n_codes,
            argcount: code.co_argcount,
            posonlyargcount: code.co_posonlyargcount,
            kwonlyargcount: code.co_kwonlyargcount,
            stacksize: code.co_stacksize,
            flags: code.co_flags,
            firstlineno: code.co_firstlineno,
            consts: borrow(self, &consts_tuple),
            names: borrow(self, &names_tuple),
            localsplus: borrow(self, &localsplusnames),
            consts_tuple: consts_tuple.into(),
            names_tuple: names_tuple.into(),
            localsplusnames: localsplusnames.into(),
            filename: filename.into(),
            name: name.into(),
            qualname: qualname.into(),
            localspluskinds: code.co_localspluskinds.clone(),
            co_code: code.co_code.clone(),
            linetable: code.co_linetable.clone(),
            exceptiontable: code.co_exceptiontable.clone(),
            instrs,
            handlers,
            lines: unit_lines(&code.co_linetable, code.co_firstlineno),
        };
        self.n_codes += 1;
        let ty = self.ty(ids::CODE);
        let size = 208 + code.co_code.len() as u32;
        Ok(self.heap.alloc(ty, Body::Code(Rc::new(body)), Shape::plain(size)))
    }

    /// Identifiers are interned for good: names, and the keywords of calls and patterns, which are constants. CPython:
    /// intern_strings, and of what comes from source Parser/pegen.c, _PyPegen_new_identifier.
    fn make_names_immortal(&mut self, instrs: &[Instr], tuples: [Ref; 2], name: Ref, consts: Ref) {
        let mut keywords = Vec::new();
        let mut constant = None;
        for instr in instrs.iter().filter(|i| i.op != Opcode::Cache) {
            let constants = self.heap.items(consts).unwrap_or_default();
            match instr.op {
                Opcode::LoadConst => constant = constants.get(instr.arg as usize).and_then(|s| s.get()),
                Opcode::CallKw | Opcode::ImportName | Opcode::MatchClass => keywords.extend(constant.take()),
                _ => constant = None,
            }
        }
        let mut all = vec![name];
        for tuple in tuples.into_iter().chain(keywords) {
            all.extend(self.heap.items(tuple).unwrap_or_default().iter().filter_map(|s| s.get()));
        }
        for name in all {
            if self.heap.text(name).is_some_and(|t| t.interned == Interned::Mortal) {
                let own = self.heap.own(name);
                let own = self.intern_ref(own, true);
                self.heap.decref_own(own);
            }
        }
    }

    /// String constants that look like names are interned. CPython: intern_constants.
    fn intern_constants(&mut self, tuple: Ref) {
        let items = self.heap.items(tuple).unwrap_or_default().to_vec();
        for (i, item) in items.into_iter().enumerate() {
            let Some(r) = item.get() else { continue };
            if self.heap.tuple(r).is_some() {
                self.intern_constants(r);
                continue;
            }
            let name_like = self.heap.text(r).is_some_and(|t| {
                t.interned == Interned::Not && t.as_ascii().is_some_and(|s| s.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'_'))
            });
            if name_like {
                let own = self.heap.own(r);
                let twin = self.intern_ref(own, false);
                let old = self.heap.tuple_mut(tuple).and_then(|t| t.items.get_mut(i)).map(|place| std::mem::replace(place, twin.into()));
                if let Some(old) = old {
                    self.heap.release(old);
                }
            }
        }
    }
}

/// Shape: one a code unit; 0 where there is no line.
pub(crate) fn unit_lines(linetable: &[u8], firstlineno: i32) -> Vec<u32> {
    let rows = pyvarium_code::location::rows(linetable, firstlineno);
    rows.flat_map(|row| std::iter::repeat_n(row.position.line.unwrap_or(0), row.n_units as usize)).collect()
}

/// Is a float exactly this int?
fn is_whole(x: f64, n: &BigInt) -> bool {
    x.fract() == 0.0 && num_traits::FromPrimitive::from_f64(x).is_some_and(|x: BigInt| x == *n)
}

/// Marks the instructions after which a recording has nothing to note.
pub(crate) fn quieted(mut instrs: Vec<Instr>, lines: &[u32]) -> Vec<Instr> {
    let line = |unit: usize| lines.get(unit).copied().unwrap_or(0);
    for at in 0..instrs.len() {
        let Some(instr) = instrs.get(at).copied() else { continue };
        let next = at + usize::from(instr.len);
        let same = line(next) == 0 || line(next) == line(at + usize::from(instr.n_extended));
        let begins = matches!(instr.op, Opcode::Resume | Opcode::ReturnGenerator);
        let handles = instrs.get(next).is_none_or(|next| next.op == Opcode::PushExcInfo);
        if let Some(place) = instrs.get_mut(at) {
            place.quiet = same && !begins && !handles;
        }
    }
    instrs
}

/// Folds EXTENDED_ARGs in; every code unit that begins or continues an instruction gets it.
pub(crate) fn decode(co_code: &[u8]) -> Vec<Instr> {
    let units: Vec<(u8, u8)> = co_code.chunks(2).map(|c| (c.first().copied().unwrap_or(0), c.get(1).copied().unwrap_or(0))).collect();
    let mut instrs = Vec::with_capacity(units.len());
    let mut i = 0;
    while i < units.len() {
        let start = i;
        let mut arg: u32 = 0;
        let at = |i: usize| units.get(i).copied().unwrap_or((0, 0));
        while at(i).0 == Opcode::ExtendedArg as u8 {
            arg = (arg | u32::from(at(i).1)) << 8;
            i += 1;
        }
        let (number, low) = at(i);
        arg |= u32::from(low);
        let op = Opcode::from_u8(number).map_or(Opcode::Nop, Opcode::base);
        let end = i + 1 + usize::from(op.caches());
        for unit in start..end.min(units.len()) {
            let n_extended = i.saturating_sub(unit) as u8;
            instrs.push(Instr { op, len: (end - unit.min(i)) as u8, n_extended, arg, quiet: false });
        }
        i = end;
    }
    instrs
}
