//! `Unit` to bytes. An object that is named more than once is written once and referred to.

use std::collections::HashMap;

use super::FLAG_REF;
use crate::unit::{CodeObject, Const, ConstId, Unit};

enum Work<'a> {
    Object(ConstId),
    Long(i32),
    Bytes(&'a [u8], Field),
    Null,
}

/// CPython decides by reference count which objects get FLAG_REF, so bytes may differ from its own while
/// the objects read back are the same. A name outside the unit is written as NULL, which no reader takes.
pub fn dumps(unit: &Unit) -> Vec<u8> {
    write(unit, None)
}

/// As CPython writes a fresh compilation: with FLAG_REF where its objects are shared, cached or interned.
pub fn dumps_compiled(unit: &Unit) -> Vec<u8> {
    let mut shared = Shared { n_tables: HashMap::new(), filename: None };
    for (object, n_uses) in unit.objects.iter().zip(count_uses(unit)) {
        if let (Const::Code(code), 1..) = (object, n_uses) {
            shared.filename = Some(code.co_filename);
            for table in [&code.co_linetable, &code.co_exceptiontable] {
                *shared.n_tables.entry(table).or_default() += 1;
            }
        }
    }
    write(unit, Some(shared))
}

fn write(unit: &Unit, shared: Option<Shared>) -> Vec<u8> {
    let n_uses = count_uses(unit);
    let mut writer = Writer { unit, out: Vec::new(), n_numbers: 0, numbers: HashMap::new(), tables: HashMap::new(), n_uses, shared };
    let mut work = vec![Work::Object(unit.root)];
    while let Some(next) = work.pop() {
        match next {
            Work::Object(id) => writer.object(id, &mut work),
            Work::Long(value) => writer.long(value),
            Work::Bytes(bytes, kind) => writer.field(bytes, kind),
            Work::Null => writer.out.push(b'0'),
        }
    }
    writer.out
}

/// What more than one reference holds, in CPython, besides what the unit shows.
struct Shared<'a> {
    /// Equal tables are one object: how many there are.
    n_tables: HashMap<&'a Vec<u8>, u32>,
    filename: Option<ConstId>,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Field {
    /// Made for the asking, and kept by the code object too.
    Code,
    Kinds,
    Cached,
    Table,
}

/// How often each object is named by those reachable from the root.
fn count_uses(unit: &Unit) -> Vec<u32> {
    let mut n_uses = vec![0u32; unit.objects.len()];
    let mut work = vec![unit.root];
    while let Some(id) = work.pop() {
        let Some(n) = n_uses.get_mut(id.0 as usize) else {
            continue;
        };
        *n += 1;
        if *n > 1 {
            continue;
        }
        match unit.get(id) {
            Some(Const::Tuple(items) | Const::List(items) | Const::Set(items) | Const::FrozenSet(items)) => {
                work.extend(items);
            }
            Some(Const::Dict(pairs)) => work.extend(pairs.iter().flat_map(|(key, value)| [*key, *value])),
            Some(Const::Slice { start, stop, step }) => work.extend([*start, *stop, *step]),
            Some(Const::Code(code)) => work.extend(code_objects(code)),
            Some(
                Const::None
                | Const::True
                | Const::False
                | Const::Ellipsis
                | Const::StopIteration
                | Const::Int(_)
                | Const::BigInt { .. }
                | Const::Float(_)
                | Const::Complex { .. }
                | Const::Str { .. }
                | Const::Bytes(_),
            )
            | None => {}
        }
    }
    n_uses
}

fn code_objects(code: &CodeObject) -> [ConstId; 6] {
    [code.co_consts, code.co_names, code.co_localsplusnames, code.co_filename, code.co_name, code.co_qualname]
}

struct Writer<'a> {
    unit: &'a Unit,
    out: Vec<u8>,
    /// Reference numbers of what was written with FLAG_REF.
    numbers: HashMap<ConstId, usize>,
    n_numbers: usize,
    /// Those of a code object's bytes.
    tables: HashMap<&'a [u8], usize>,
    n_uses: Vec<u32>,
    shared: Option<Shared<'a>>,
}

impl<'a> Writer<'a> {
    fn object(&mut self, id: ConstId, work: &mut Vec<Work<'a>>) {
        let Some(object) = self.unit.get(id) else {
            self.out.push(b'0');
            return;
        };
        let single = match object {
            Const::None => Some(b'N'),
            Const::True => Some(b'T'),
            Const::False => Some(b'F'),
            Const::Ellipsis => Some(b'.'),
            Const::StopIteration => Some(b'S'),
            _ => None,
        };
        if let Some(code) = single {
            self.out.push(code);
            return;
        }
        if let Some(number) = self.numbers.get(&id) {
            self.out.push(b'r');
            self.long(*number as i32);
            return;
        }
        if let (Const::Bytes(bytes), true) = (object, self.shared.is_some())
            && bytes.len() < 2
        {
            return self.field(bytes, Field::Cached);
        }
        let is_shared = self.n_uses.get(id.0 as usize).is_some_and(|n| *n > 1) || self.is_held(id, object);
        let flag = if is_shared { FLAG_REF } else { 0 };
        if is_shared {
            self.numbers.insert(id, self.n_numbers);
            self.n_numbers += 1;
        }
        self.complex(object, flag, work);
    }

    /// Cached or interned by CPython, or held by who compiles.
    fn is_held(&self, id: ConstId, object: &Const) -> bool {
        let Some(shared) = &self.shared else { return false };
        match object {
            Const::Int(value) => (-5..=256).contains(value),
            Const::Str { interned: true, .. } => true,
            // One character of Latin-1, or none.
            Const::Str { wtf8, .. } => wtf8.len() < 2 || matches!(wtf8[..], [0xc2..=0xc3, _]) || shared.filename == Some(id),
            Const::Tuple(items) => items.is_empty(),
            Const::Code(_) => id == self.unit.root,
            _ => false,
        }
    }

    fn field(&mut self, bytes: &'a [u8], kind: Field) {
        let Some(shared) = &self.shared else { return self.sized(b's', bytes) };
        let is_one = bytes.is_empty()
            || kind == Field::Cached
            || (kind == Field::Table && shared.n_tables.get(&bytes.to_vec()).is_some_and(|n| *n > 1));
        if is_one && let Some(number) = self.tables.get(bytes) {
            let number = *number as i32;
            self.out.push(b'r');
            return self.long(number);
        }
        if is_one {
            self.tables.insert(bytes, self.n_numbers);
        }
        let flag = if is_one || kind == Field::Code { FLAG_REF } else { 0 };
        self.n_numbers += usize::from(flag != 0);
        self.sized(b's' | flag, bytes);
    }

    fn complex(&mut self, object: &'a Const, flag: u8, work: &mut Vec<Work<'a>>) {
        match object {
            Const::None | Const::True | Const::False | Const::Ellipsis | Const::StopIteration => {}
            Const::Int(value) => match i32::try_from(*value) {
                Ok(value) => {
                    self.out.push(b'i' | flag);
                    self.long(value);
                }
                Err(_) => {
                    self.digits(flag, *value < 0, &value.unsigned_abs().to_le_bytes());
                }
            },
            Const::BigInt { negative, magnitude_le } => self.digits(flag, *negative, magnitude_le),
            Const::Float(value) => {
                self.out.push(b'g' | flag);
                self.out.extend(value.to_le_bytes());
            }
            Const::Complex { re, im } => {
                self.out.push(b'y' | flag);
                self.out.extend(re.to_le_bytes());
                self.out.extend(im.to_le_bytes());
            }
            Const::Str { wtf8, interned } => self.string(flag, wtf8, *interned),
            Const::Bytes(bytes) => self.sized(b's' | flag, bytes),
            Const::Tuple(items) => {
                match u8::try_from(items.len()) {
                    Ok(n) => self.out.extend([b')' | flag, n]),
                    Err(_) => self.size(b'(' | flag, items.len()),
                }
                work.extend(items.iter().rev().map(|id| Work::Object(*id)));
            }
            Const::List(items) => self.items(b'[' | flag, items, work),
            Const::Set(items) => self.set(b'<' | flag, items, work),
            Const::FrozenSet(items) => self.set(b'>' | flag, items, work),
            Const::Dict(pairs) => {
                self.out.push(b'{' | flag);
                work.push(Work::Null);
                for (key, value) in pairs.iter().rev() {
                    work.extend([Work::Object(*value), Work::Object(*key)]);
                }
            }
            Const::Slice { start, stop, step } => {
                self.out.push(b':' | flag);
                work.extend([Work::Object(*step), Work::Object(*stop), Work::Object(*start)]);
            }
            Const::Code(code) => self.code(flag, code, work),
        }
    }

    fn code(&mut self, flag: u8, code: &'a CodeObject, work: &mut Vec<Work<'a>>) {
        self.out.push(b'c' | flag);
        for field in [code.co_argcount, code.co_posonlyargcount, code.co_kwonlyargcount, code.co_stacksize, code.co_flags] {
            self.out.extend(field.to_le_bytes());
        }
        // Last first: the work list is a stack.
        work.extend([
            Work::Bytes(&code.co_exceptiontable, Field::Table),
            Work::Bytes(&code.co_linetable, Field::Table),
            Work::Long(code.co_firstlineno),
            Work::Object(code.co_qualname),
            Work::Object(code.co_name),
            Work::Object(code.co_filename),
            Work::Bytes(&code.co_localspluskinds, Field::Kinds),
            Work::Object(code.co_localsplusnames),
            Work::Object(code.co_names),
            Work::Object(code.co_consts),
            Work::Bytes(&code.co_code, Field::Code),
        ]);
    }

    fn items(&mut self, code: u8, items: &[ConstId], work: &mut Vec<Work<'a>>) {
        self.size(code, items.len());
        work.extend(items.iter().rev().map(|id| Work::Object(*id)));
    }

    /// In the order of their own marshalled bytes, each written as one that others hold too. CPython: w_complex_object.
    fn set(&mut self, code: u8, items: &'a [ConstId], work: &mut Vec<Work<'a>>) {
        if self.shared.is_none() {
            return self.items(code, items, work);
        }
        // CPython's list of them for the sorting holds each once more.
        for id in items {
            if let Some(n) = self.n_uses.get_mut(id.0 as usize) {
                *n += 1;
            }
        }
        let mut sorted: Vec<(Vec<u8>, ConstId)> = items.iter().map(|id| (self.alone(*id), *id)).collect();
        sorted.sort();
        self.size(code, items.len());
        work.extend(sorted.into_iter().rev().map(|(_, id)| Work::Object(id)));
    }

    fn alone(&self, id: ConstId) -> Vec<u8> {
        let unit = self.unit;
        let mut writer = Writer {
            unit,
            out: Vec::new(),
            n_numbers: 0,
            numbers: HashMap::new(),
            tables: HashMap::new(),
            n_uses: self.n_uses.clone(),
            shared: Some(Shared { n_tables: HashMap::new(), filename: None }),
        };
        let mut work = vec![Work::Object(id)];
        while let Some(Work::Object(id)) = work.pop() {
            writer.object(id, &mut work);
        }
        writer.out
    }

    fn string(&mut self, flag: u8, wtf8: &[u8], interned: bool) {
        if !wtf8.is_ascii() {
            return self.sized(if interned { b't' } else { b'u' } | flag, wtf8);
        }
        match u8::try_from(wtf8.len()) {
            Ok(n) => {
                self.out.extend([if interned { b'Z' } else { b'z' } | flag, n]);
                self.out.extend(wtf8);
            }
            Err(_) => self.sized(if interned { b'A' } else { b'a' } | flag, wtf8),
        }
    }

    /// Digits of 15 bits, least significant first; the sign is the count's.
    fn digits(&mut self, flag: u8, negative: bool, magnitude_le: &[u8]) {
        let mut digits: Vec<u16> = Vec::new();
        let (mut bits, mut n_bits) = (0u32, 0u32);
        for byte in magnitude_le {
            bits |= u32::from(*byte) << n_bits;
            n_bits += 8;
            if n_bits >= 15 {
                digits.push((bits & 0x7fff) as u16);
                bits >>= 15;
                n_bits -= 15;
            }
        }
        digits.push(bits as u16);
        while digits.last() == Some(&0) {
            digits.pop();
        }
        self.out.push(b'l' | flag);
        let n = digits.len() as i32;
        self.long(if negative { -n } else { n });
        for digit in digits {
            self.out.extend(digit.to_le_bytes());
        }
    }

    fn sized(&mut self, code: u8, bytes: &[u8]) {
        self.size(code, bytes.len());
        self.out.extend(bytes);
    }

    fn size(&mut self, code: u8, n: usize) {
        self.out.push(code);
        self.long(n as i32);
    }

    fn long(&mut self, value: i32) {
        self.out.extend(value.to_le_bytes());
    }
}
