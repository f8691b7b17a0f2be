//! `marshal`: values to bytes and back, as `.pyc` files hold them.
//!
//! CPython: Python/marshal.c (w_object, w_ref, r_object).

use std::collections::BTreeMap;

use num_bigint::{BigInt, Sign};
use pyvarium_code::marshal::{MarshalError, loads_prefix};
use pyvarium_heap::object::Body;
use pyvarium_heap::text::Interned;
use pyvarium_heap::{Ref, Slot};
use pyvarium_vm::core::ids;
use pyvarium_vm::native::{Answer, FnDef, Kind, Library, ModuleDef, NativeDef, Next};
use pyvarium_vm::{Flow, Res, Vm, exc, vm_bug};

const LOAD: Kind = Kind(crate::first::marshal::KIND);

pub const LIBRARY: Library = Library { types: &[], natives: &[&LOAD_FRAME], modules: &[&MARSHAL] };

const VERSION: i64 = 5;
/// CPython: MAX_MARSHAL_STACK_DEPTH.
const MAX_DEPTH: u32 = 2000;
const FLAG_REF: u8 = 0x80;

pub static MARSHAL: ModuleDef = ModuleDef {
    name: "marshal",
    doc: Some(
        "This module contains functions that can read and write Python values in\na binary format. The format is specific to Python, but \
         independent of\nmachine architecture issues.\n\nNot all Python object types are supported; in general, only objects\nwhose value \
         is independent from a particular invocation of Python can be\nwritten and read by this module. The following types are \
         supported:\nNone, integers, floating-point numbers, strings, bytes, bytearrays,\ntuples, lists, sets, dictionaries, and code \
         objects, where it\nshould be understood that tuples, lists and dictionaries are only\nsupported as long as the values contained \
         therein are themselves\nsupported; and recursive lists and dictionaries should not be written\n(they will cause infinite \
         loops).\n\nVariables:\n\nversion -- indicates the format that the module uses. Version 0 is the\n    historical format, version \
         1 shares interned strings and version 2\n    uses a binary format for floating-point numbers.\n    Version 3 shares common \
         object references (New in version 3.4).\n\nFunctions:\n\ndump() -- write value to a file\nload() -- read value from a \
         file\ndumps() -- marshal value as a bytes object\nloads() -- read value from a bytes-like object",
    ),
    functions: &[
        FnDef::new("dump", "value, file, version=version, /, *, allow_code=True", |vm, a| {
            let bytes = dumped(vm, a.at(0)?, a.get(2), a.get(3))?;
            let bytes = vm.new_bytes(bytes);
            let file = a.at(1)?;
            let write = vm.names.write;
            vm.push_native(LOAD, &[Slot::borrow(file), bytes.into(), Slot::borrow(write)], &[])
        }),
        FnDef::new("load", "file, /, *, allow_code=True", |vm, a| {
            let word = vm.intern("read");
            vm.push_native(LOAD, &[Slot::borrow(a.at(0)?), Slot::NULL, word.into()], &[i64::from(allows(vm, a.get(1)))])
        }),
        FnDef::new("dumps", "value, version=version, /, *, allow_code=True", |vm, a| {
            let bytes = dumped(vm, a.at(0)?, a.get(1), a.get(2))?;
            Ok(Flow::Value(vm.new_bytes(bytes)))
        }),
        FnDef::new("loads", "bytes, /, *, allow_code=True", |vm, a| {
            let bytes = vm.need_bytes(a.at(0)?)?;
            let code = allows(vm, a.get(1));
            loaded(vm, &bytes, code).map(|(flow, _)| flow)
        }),
    ],
    types: &[],
    exec: Some(|vm, module| {
        let Some(dict) = vm.module_dict(module) else { return Ok(()) };
        let version = vm.new_int(VERSION);
        vm.dict_set_named(dict, "version", version);
        Ok(())
    }),
};

fn allows(vm: &Vm, given: Option<Ref>) -> bool {
    given.and_then(|r| vm.truth_now(r)) != Some(false)
}

/// slots: the file, what is written, the method's name, what was read, the object; ints: whether code is allowed,
/// bytes read too far. Reads all that the file has, and puts the file back to where the object ended.
static LOAD_FRAME: NativeDef = NativeDef {
    name: "marshal",
    catches: false,
    resume: |vm, f, answer| {
        let (Some(file), Some(method)) = (f.get(0), f.get(2)) else { return Err(vm_bug!("marshal")) };
        match (f.pc, answer) {
            (0, Answer::Start) => {
                f.pc = if f.get(1).is_some() { 9 } else { 1 };
                let args: Vec<Ref> = f.get(1).into_iter().collect();
                wait(vm.call_special(file, method, &args)?)
            }
            (9, Answer::Value(v)) => Ok(Next::Done(v)),
            (1, Answer::Value(data)) => {
                let Some(bytes) = vm.buffer(data.r()).map(<[u8]>::to_vec) else {
                    let message = format!("file.read() returned not bytes but {}", vm.type_name(data.r()));
                    vm.heap.decref_own(data);
                    return vm.type_err(&message);
                };
                vm.heap.decref_own(data);
                let (flow, n) = loaded(vm, &bytes, f.int(0) == 1)?;
                let Flow::Value(value) = flow else { return Err(vm_bug!("marshal")) };
                if n == bytes.len() {
                    return Ok(Next::Done(value));
                }
                f.set(3, value.into());
                f.pc = 2;
                let back = vm.new_int(n as i64 - bytes.len() as i64);
                let held = back.r();
                f.set(4, back.into());
                let seek = vm.intern("seek").into_ref();
                let whence = vm.new_int(1);
                wait(vm.call_special(file, seek, &[held, whence.r()])?)
            }
            (2, Answer::Value(v)) => {
                vm.heap.decref_own(v);
                let value = f.set(3, Slot::NULL).get().ok_or_else(|| vm_bug!("marshal"))?;
                Ok(Next::Done(pyvarium_heap::Own::assume(value)))
            }
            _ => Err(vm_bug!("marshal")),
        }
    },
};

fn wait(flow: Flow) -> Res<Next> {
    Ok(match flow {
        Flow::Value(v) => Next::Done(v),
        Flow::Pushed => Next::Wait,
    })
}

/// The object, and how many bytes it took.
fn loaded(vm: &mut Vm, bytes: &[u8], code: bool) -> Res<(Flow, usize)> {
    match loads_prefix(bytes) {
        Ok((unit, n)) => {
            if !code && unit.objects.iter().any(|o| matches!(o, pyvarium_code::Const::Code(_))) {
                return vm.value_err("unmarshalling code objects is disallowed");
            }
            let value = vm.load_unit(&unit)?;
            Ok((Flow::Value(value), n))
        }
        Err(error @ (MarshalError::Eof | MarshalError::TooShort)) => Err(exc::raise(vm, ids::EOF_ERROR, &error.to_string())),
        Err(error @ MarshalError::NullObject) => vm.type_err(&error.to_string()),
        Err(error) => vm.value_err(&error.to_string()),
    }
}

fn dumped(vm: &mut Vm, value: Ref, version: Option<Ref>, code: Option<Ref>) -> Res<Vec<u8>> {
    let version = match version {
        Some(v) => vm.index(v)?,
        None => VERSION,
    };
    let mut writer = Writer { out: Vec::new(), seen: BTreeMap::new(), version, code: allows(vm, code) };
    match writer.object(vm, value, 0) {
        Ok(()) => Ok(writer.out),
        Err(Fault::Unmarshallable) => vm.value_err("unmarshallable object"),
        Err(Fault::TooDeep) => vm.value_err("object too deeply nested to marshal"),
        Err(Fault::Code) => vm.value_err("marshalling code objects is disallowed"),
    }
}

/// UTF-8 in which a lone surrogate stands as three bytes.
fn wtf8(text: &pyvarium_heap::Text) -> Vec<u8> {
    let mut out = Vec::with_capacity(text.len());
    for point in (0..text.len()).filter_map(|i| text.at(i)) {
        match char::from_u32(point) {
            Some(c) => out.extend(c.encode_utf8(&mut [0; 4]).as_bytes()),
            None => out.extend([0xe0 | (point >> 12) as u8, 0x80 | (point >> 6 & 0x3f) as u8, 0x80 | (point & 0x3f) as u8]),
        }
    }
    out
}

enum Fault {
    Unmarshallable,
    TooDeep,
    Code,
}

struct Writer {
    out: Vec<u8>,
    /// Where each object that somebody else holds too was written.
    seen: BTreeMap<Ref, u32>,
    version: i64,
    code: bool,
}

impl Writer {
    fn long(&mut self, n: i64) {
        self.out.extend((n as i32).to_le_bytes());
    }

    /// The size in one byte or in four.
    fn sized(&mut self, flag: u8, short: Option<u8>, long: u8, bytes: &[u8]) {
        match short {
            Some(code) if bytes.len() < 256 => self.out.extend([code | flag, bytes.len() as u8]),
            _ => {
                self.out.push(long | flag);
                self.long(bytes.len() as i64);
            }
        }
        self.out.extend(bytes);
    }

    fn object(&mut self, vm: &Vm, r: Ref, depth: u32) -> Result<(), Fault> {
        if depth > MAX_DEPTH {
            return Err(Fault::TooDeep);
        }
        let one = &vm.one;
        for (known, code) in [(one.none, b'N'), (one.false_, b'F'), (one.true_, b'T'), (one.ellipsis, b'.')] {
            if r == known {
                self.out.push(code);
                return Ok(());
            }
        }
        if r == vm.ty(ids::STOP_ITERATION) {
            self.out.push(b'S');
            return Ok(());
        }
        let mut flag = 0;
        if self.version >= 3 && (vm.heap.is_immortal(r) || vm.heap.refcnt(r) > 1) {
            if let Some(index) = self.seen.get(&r).copied() {
                self.out.push(b'r');
                self.long(i64::from(index));
                return Ok(());
            }
            self.seen.insert(r, self.seen.len() as u32);
            flag = FLAG_REF;
        }
        self.complex_object(vm, r, flag, depth)
    }

    fn items(&mut self, vm: &Vm, items: &[Ref], depth: u32) -> Result<(), Fault> {
        items.iter().try_for_each(|item| self.object(vm, *item, depth + 1))
    }

    fn complex_object(&mut self, vm: &Vm, r: Ref, flag: u8, depth: u32) -> Result<(), Fault> {
        let exact = |id| vm.is_exact(r, id);
        let refs = |slots: &[Slot]| slots.iter().filter_map(|s| s.get()).collect::<Vec<Ref>>();
        match vm.heap.body(r) {
            Body::Int(n) if exact(ids::INT) => self.int(flag, *n),
            Body::BigInt(n) if exact(ids::INT) => self.big(flag, n),
            Body::Float(v) if exact(ids::FLOAT) => {
                self.out.push(b'g' | flag);
                self.out.extend(v.to_le_bytes());
            }
            Body::Complex(z) if exact(ids::COMPLEX) => {
                self.out.push(b'y' | flag);
                self.out.extend(z.0.to_le_bytes());
                self.out.extend(z.1.to_le_bytes());
            }
            Body::Str(t) if exact(ids::STR) => {
                let interned = t.interned != Interned::Not;
                if t.is_ascii() && self.version >= 4 {
                    let bytes = wtf8(t);
                    let (short, long) = if interned { (b'Z', b'A') } else { (b'z', b'a') };
                    self.sized(flag, Some(short), long, &bytes);
                } else {
                    let bytes = wtf8(t);
                    self.sized(flag, None, if interned && self.version >= 1 { b't' } else { b'u' }, &bytes);
                }
            }
            Body::Bytes(b) if exact(ids::BYTES) => self.sized(flag, None, b's', b),
            Body::ByteArray(b) => self.sized(flag, None, b's', b),
            Body::Tuple(t) if exact(ids::TUPLE) => {
                let items = refs(&t.items);
                if self.version >= 4 && items.len() < 256 {
                    self.out.extend([b')' | flag, items.len() as u8]);
                } else {
                    self.out.push(b'(' | flag);
                    self.long(items.len() as i64);
                }
                return self.items(vm, &items, depth);
            }
            Body::List(l) if exact(ids::LIST) => {
                let items = refs(&l.items);
                self.out.push(b'[' | flag);
                self.long(items.len() as i64);
                return self.items(vm, &items, depth);
            }
            Body::Dict(d) if exact(ids::DICT) => {
                self.out.push(b'{' | flag);
                let pairs: Vec<(Ref, Ref)> = d.iter().collect();
                for (key, value) in pairs {
                    self.items(vm, &[key, value], depth)?;
                }
                self.out.push(b'0');
            }
            Body::Set(s) if exact(ids::SET) || exact(ids::FROZENSET) => {
                self.out.push(if exact(ids::SET) { b'<' } else { b'>' } | flag);
                // In the order of their bytes, so that equal sets are written alike.
                let mut parts: Vec<(Vec<u8>, Ref)> = Vec::new();
                for item in s.iter() {
                    let mut alone = Writer { out: Vec::new(), seen: BTreeMap::new(), version: self.version, code: self.code };
                    alone.object(vm, item, depth + 1)?;
                    parts.push((alone.out, item));
                }
                parts.sort_by(|a, b| a.0.cmp(&b.0));
                self.long(parts.len() as i64);
                return self.items(vm, &parts.iter().map(|p| p.1).collect::<Vec<_>>(), depth);
            }
            Body::Code(_) if !self.code => return Err(Fault::Code),
            Body::Code(c) => return self.code_object(vm, c, flag, depth),
            Body::Native(n) if exact(ids::SLICE) && self.version >= 5 => {
                self.out.push(b':' | flag);
                let items = refs(&n.slots);
                return self.items(vm, &items, depth);
            }
            _ => return Err(Fault::Unmarshallable),
        }
        Ok(())
    }

    fn int(&mut self, flag: u8, n: i64) {
        match i32::try_from(n) {
            Ok(n) => {
                self.out.push(b'i' | flag);
                self.long(i64::from(n));
            }
            Err(_) => self.big(flag, &BigInt::from(n)),
        }
    }

    /// Digits of 15 bits. CPython: w_PyLong.
    fn big(&mut self, flag: u8, n: &BigInt) {
        let mut digits = Vec::new();
        let mut rest = n.magnitude().clone();
        let mask = num_bigint::BigUint::from(0x7fff_u32);
        while rest != num_bigint::BigUint::ZERO {
            digits.push(u16::try_from(&rest & &mask).unwrap_or(0));
            rest >>= 15u32;
        }
        self.out.push(b'l' | flag);
        let n_digits = digits.len() as i64;
        self.long(if n.sign() == Sign::Minus { -n_digits } else { n_digits });
        for digit in digits {
            self.out.extend(digit.to_le_bytes());
        }
    }

    fn code_object(&mut self, vm: &Vm, c: &pyvarium_heap::code::Code, flag: u8, depth: u32) -> Result<(), Fault> {
        self.out.push(b'c' | flag);
        for n in [c.argcount, c.posonlyargcount, c.kwonlyargcount, c.stacksize, c.flags] {
            self.long(i64::from(n));
        }
        self.sized(0, None, b's', &c.co_code);
        let parts = |slots: &[Slot]| slots.iter().filter_map(|s| s.get()).collect::<Vec<Ref>>();
        self.items(vm, &parts(&[c.consts_tuple, c.names_tuple, c.localsplusnames]), depth)?;
        self.sized(0, None, b's', &c.localspluskinds);
        self.items(vm, &parts(&[c.filename, c.name, c.qualname]), depth)?;
        self.long(i64::from(c.firstlineno));
        self.sized(0, None, b's', &c.linetable);
        self.sized(0, None, b's', &c.exceptiontable);
        Ok(())
    }
}
