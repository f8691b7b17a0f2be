//! Bytes to `Unit`. One loop over a stack of unfinished containers, so depth costs heap, not stack.

use super::{FLAG_REF, MAX_DEPTH};
use crate::unit::{CodeObject, Const, ConstId, Unit};

/// What is wrong with the bytes. The words are CPython's where it has some.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum MarshalError {
    Eof,
    TooShort,
    NestedTooDeep,
    UnknownType(u8),
    InvalidReference,
    NullObject,
    OutOfRange(&'static str),
    /// A code object's field is not of the type that it must be.
    BadField(&'static str),
    TooManyObjects,
}

impl std::fmt::Display for MarshalError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            MarshalError::Eof => f.write_str("EOF read where object expected"),
            MarshalError::TooShort => f.write_str("marshal data too short"),
            MarshalError::NestedTooDeep => f.write_str("recursion limit exceeded"),
            MarshalError::UnknownType(_) => f.write_str("bad marshal data (unknown type code)"),
            MarshalError::InvalidReference => f.write_str("bad marshal data (invalid reference)"),
            MarshalError::NullObject => f.write_str("NULL object in marshal data for object"),
            MarshalError::OutOfRange(what) => write!(f, "bad marshal data ({what} out of range)"),
            MarshalError::BadField(field) => write!(f, "bad marshal data (code field {field})"),
            MarshalError::TooManyObjects => f.write_str("too many objects"),
        }
    }
}

impl std::error::Error for MarshalError {}

type Result<T> = std::result::Result<T, MarshalError>;

/// Reads one object. Bytes after it are ignored, as `marshal.loads` does.
pub fn loads(bytes: &[u8]) -> Result<Unit> {
    let mut reader = Reader { bytes, objects: Vec::new(), refs: Vec::new(), stack: Vec::new() };
    let root = reader.run()?;
    Ok(Unit { objects: reader.objects, root })
}

/// As `loads`, with the number of bytes that the object took.
pub fn loads_prefix(bytes: &[u8]) -> Result<(Unit, usize)> {
    let mut reader = Reader { bytes, objects: Vec::new(), refs: Vec::new(), stack: Vec::new() };
    let root = reader.run()?;
    let n_left = reader.bytes.len();
    Ok((Unit { objects: reader.objects, root }, bytes.len().saturating_sub(n_left)))
}

struct Reader<'a> {
    bytes: &'a [u8],
    objects: Vec<Const>,
    /// What each reference number names; None while an immutable container is unfinished.
    refs: Vec<Option<ConstId>>,
    stack: Vec<Pending>,
}

enum Shape {
    Tuple,
    List,
    Set,
    FrozenSet,
    Slice,
    Dict,
    Code,
}

/// A container whose items are still being read.
struct Pending {
    shape: Shape,
    id: ConstId,
    ref_index: Option<usize>,
    /// Items still to come; a dict ends at a NULL instead.
    n_left: usize,
    items: Vec<ConstId>,
    header: [u32; 5],
    co_firstlineno: i32,
}

enum Read {
    Whole(ConstId),
    Null,
    Opened,
}

impl Reader<'_> {
    fn run(&mut self) -> Result<ConstId> {
        loop {
            if self.stack.len() > MAX_DEPTH {
                return Err(MarshalError::NestedTooDeep);
            }
            let mut item = match self.read_object()? {
                Read::Whole(id) => Some(id),
                Read::Null => None,
                Read::Opened => {
                    if self.top_is_done() {
                        self.close()?
                    } else {
                        continue;
                    }
                }
            };
            // Give the finished object to its container, and that one to its own as long as each is full.
            loop {
                let Some(top) = self.stack.last_mut() else {
                    return item.ok_or(MarshalError::NullObject);
                };
                match (item, &top.shape) {
                    (Some(id), _) => top.items.push(id),
                    (None, Shape::Dict) if top.items.len() % 2 == 0 => top.n_left = 0,
                    (None, _) => return Err(MarshalError::NullObject),
                }
                if !matches!(top.shape, Shape::Dict) {
                    top.n_left = top.n_left.saturating_sub(1);
                }
                self.between_code_fields()?;
                if !self.top_is_done() {
                    break;
                }
                item = self.close()?;
            }
        }
    }

    fn top_is_done(&self) -> bool {
        self.stack.last().is_some_and(|top| top.n_left == 0)
    }

    /// co_firstlineno stands as a bare number after the name fields.
    fn between_code_fields(&mut self) -> Result<()> {
        let is_there = matches!(self.stack.last(), Some(Pending { shape: Shape::Code, n_left: 2, .. }));
        if is_there {
            let line = self.long()?;
            if let Some(top) = self.stack.last_mut() {
                top.co_firstlineno = line;
            }
        }
        Ok(())
    }

    fn read_object(&mut self) -> Result<Read> {
        let code = self.byte().map_err(|_| MarshalError::Eof)?;
        let is_ref = code & FLAG_REF != 0;
        let object = match code & !FLAG_REF {
            b'0' => return Ok(Read::Null),
            b'N' => Const::None,
            b'T' => Const::True,
            b'F' => Const::False,
            b'.' => Const::Ellipsis,
            b'S' => Const::StopIteration,
            b'i' => Const::Int(i64::from(self.long()?)),
            b'I' => Const::Int(i64::from_le_bytes(self.array()?)),
            b'l' => self.big_int()?,
            b'g' => Const::Float(f64::from_le_bytes(self.array()?)),
            b'f' => Const::Float(self.float_text()?),
            b'y' => Const::Complex { re: f64::from_le_bytes(self.array()?), im: f64::from_le_bytes(self.array()?) },
            b'x' => Const::Complex { re: self.float_text()?, im: self.float_text()? },
            b's' => {
                let n = self.size("bytes object size")?;
                Const::Bytes(self.take(n)?.to_vec())
            }
            b'u' => self.string("string size", false)?,
            b't' => self.string("string size", true)?,
            b'a' => self.string("string size", false)?,
            b'A' => self.string("string size", true)?,
            b'z' => self.short_string(false)?,
            b'Z' => self.short_string(true)?,
            b'r' => {
                let index = usize::try_from(self.long()?).map_err(|_| MarshalError::InvalidReference)?;
                let target = self.refs.get(index).copied().flatten();
                return target.map(Read::Whole).ok_or(MarshalError::InvalidReference);
            }
            b'(' => {
                let n = self.size("tuple size")?;
                return self.open(Shape::Tuple, n, is_ref, [0; 5]);
            }
            b')' => {
                let n = usize::from(self.byte()?);
                return self.open(Shape::Tuple, n, is_ref, [0; 5]);
            }
            b'[' => {
                let n = self.size("list size")?;
                return self.open(Shape::List, n, is_ref, [0; 5]);
            }
            b'<' => {
                let n = self.size("set size")?;
                return self.open(Shape::Set, n, is_ref, [0; 5]);
            }
            b'>' => {
                let n = self.size("set size")?;
                return self.open(Shape::FrozenSet, n, is_ref, [0; 5]);
            }
            b'{' => return self.open(Shape::Dict, usize::MAX, is_ref, [0; 5]),
            b':' => return self.open(Shape::Slice, 3, is_ref, [0; 5]),
            b'c' => {
                let mut header = [0u32; 5];
                for field in &mut header {
                    *field = u32::from_le_bytes(self.array()?);
                }
                return self.open(Shape::Code, 10, is_ref, header);
            }
            unknown => return Err(MarshalError::UnknownType(unknown)),
        };
        let id = self.push(object)?;
        if is_ref {
            self.refs.push(Some(id));
        }
        Ok(Read::Whole(id))
    }

    fn open(&mut self, shape: Shape, n_left: usize, is_ref: bool, header: [u32; 5]) -> Result<Read> {
        // Every item takes a byte at least, so a size beyond the data is a lie.
        if !matches!(shape, Shape::Dict) && n_left > self.bytes.len() {
            return Err(MarshalError::TooShort);
        }
        // The place is taken first, so that ids follow the order of the stream; it is filled on closing.
        let id = self.push(Const::None)?;
        let is_mutable = matches!(shape, Shape::List | Shape::Set | Shape::Dict);
        let ref_index = is_ref.then_some(self.refs.len());
        if is_ref {
            self.refs.push(is_mutable.then_some(id));
        }
        self.stack.push(Pending { shape, id, ref_index, n_left, items: Vec::new(), header, co_firstlineno: 0 });
        Ok(Read::Opened)
    }

    fn close(&mut self) -> Result<Option<ConstId>> {
        let Some(done) = self.stack.pop() else {
            return Ok(None);
        };
        let id = done.id;
        let ref_index = done.ref_index;
        let object = match done.shape {
            Shape::Tuple => Const::Tuple(done.items),
            Shape::List => Const::List(done.items),
            Shape::Set => Const::Set(done.items),
            Shape::FrozenSet => Const::FrozenSet(done.items),
            Shape::Dict => {
                let pair = |pair: &[ConstId]| match pair {
                    [key, value] => Some((*key, *value)),
                    _ => None,
                };
                Const::Dict(done.items.chunks(2).filter_map(pair).collect())
            }
            Shape::Slice => match done.items.as_slice() {
                [start, stop, step] => Const::Slice { start: *start, stop: *stop, step: *step },
                _ => return Err(MarshalError::BadField("slice")),
            },
            Shape::Code => Const::Code(Box::new(self.code(&done)?)),
        };
        if let Some(place) = self.objects.get_mut(id.0 as usize) {
            *place = object;
        }
        if let Some(slot) = ref_index.and_then(|index| self.refs.get_mut(index)) {
            *slot = Some(id);
        }
        Ok(Some(id))
    }

    fn code(&self, done: &Pending) -> Result<CodeObject> {
        let [co_code, co_consts, co_names, names, kinds, filename, name, qualname, linetable, exceptiontable] = done.items.as_slice()
        else {
            return Err(MarshalError::BadField("count"));
        };
        let [co_argcount, co_posonlyargcount, co_kwonlyargcount, co_stacksize, co_flags] = done.header;
        let code = CodeObject {
            co_argcount,
            co_posonlyargcount,
            co_kwonlyargcount,
            co_stacksize,
            co_flags,
            co_code: self.bytes_of(*co_code, "co_code")?,
            co_consts: self.tuple_of(*co_consts, "co_consts", false)?,
            co_names: self.tuple_of(*co_names, "co_names", true)?,
            co_localsplusnames: self.tuple_of(*names, "co_localsplusnames", true)?,
            co_localspluskinds: self.bytes_of(*kinds, "co_localspluskinds")?,
            co_filename: self.str_of(*filename, "co_filename")?,
            co_name: self.str_of(*name, "co_name")?,
            co_qualname: self.str_of(*qualname, "co_qualname")?,
            co_firstlineno: done.co_firstlineno,
            co_linetable: self.bytes_of(*linetable, "co_linetable")?,
            co_exceptiontable: self.bytes_of(*exceptiontable, "co_exceptiontable")?,
        };
        let n_names = match self.get(code.co_localsplusnames) {
            Some(Const::Tuple(items)) => items.len(),
            _ => 0,
        };
        if n_names != code.co_localspluskinds.len() {
            return Err(MarshalError::BadField("co_localspluskinds"));
        }
        if code.co_code.is_empty() || !code.co_code.len().is_multiple_of(2) {
            return Err(MarshalError::BadField("co_code"));
        }
        Ok(code)
    }

    fn get(&self, id: ConstId) -> Option<&Const> {
        self.objects.get(id.0 as usize)
    }

    fn bytes_of(&self, id: ConstId, field: &'static str) -> Result<Vec<u8>> {
        match self.get(id) {
            Some(Const::Bytes(bytes)) => Ok(bytes.clone()),
            _ => Err(MarshalError::BadField(field)),
        }
    }

    fn str_of(&self, id: ConstId, field: &'static str) -> Result<ConstId> {
        match self.get(id) {
            Some(Const::Str { .. }) => Ok(id),
            _ => Err(MarshalError::BadField(field)),
        }
    }

    fn tuple_of(&self, id: ConstId, field: &'static str, of_str: bool) -> Result<ConstId> {
        let Some(Const::Tuple(items)) = self.get(id) else {
            return Err(MarshalError::BadField(field));
        };
        if of_str {
            for item in items {
                self.str_of(*item, field)?;
            }
        }
        Ok(id)
    }

    fn push(&mut self, object: Const) -> Result<ConstId> {
        let id = u32::try_from(self.objects.len()).map_err(|_| MarshalError::TooManyObjects)?;
        self.objects.push(object);
        Ok(ConstId(id))
    }

    fn take(&mut self, n: usize) -> Result<&[u8]> {
        let (taken, rest) = self.bytes.split_at_checked(n).ok_or(MarshalError::TooShort)?;
        self.bytes = rest;
        Ok(taken)
    }

    fn array<const N: usize>(&mut self) -> Result<[u8; N]> {
        let (taken, rest) = self.bytes.split_first_chunk::<N>().ok_or(MarshalError::TooShort)?;
        self.bytes = rest;
        Ok(*taken)
    }

    fn byte(&mut self) -> Result<u8> {
        self.array::<1>().map(|[byte]| byte)
    }

    fn long(&mut self) -> Result<i32> {
        Ok(i32::from_le_bytes(self.array()?))
    }

    fn size(&mut self, what: &'static str) -> Result<usize> {
        usize::try_from(self.long()?).map_err(|_| MarshalError::OutOfRange(what))
    }

    fn string(&mut self, what: &'static str, interned: bool) -> Result<Const> {
        let n = self.size(what)?;
        let wtf8 = self.take(n)?.to_vec();
        if !crate::text::is_wtf8(&wtf8) {
            return Err(MarshalError::BadField("str"));
        }
        Ok(Const::Str { wtf8, interned })
    }

    fn short_string(&mut self, interned: bool) -> Result<Const> {
        let n = usize::from(self.byte()?);
        let wtf8 = self.take(n)?.to_vec();
        if !wtf8.is_ascii() {
            return Err(MarshalError::BadField("str"));
        }
        Ok(Const::Str { wtf8, interned })
    }

    fn float_text(&mut self) -> Result<f64> {
        let n = usize::from(self.byte()?);
        let text = std::str::from_utf8(self.take(n)?).map_err(|_| MarshalError::BadField("float"))?;
        text.parse().map_err(|_| MarshalError::BadField("float"))
    }

    /// Digits of 15 bits, least significant first; the sign is the count's.
    fn big_int(&mut self) -> Result<Const> {
        let n = self.long()?;
        let n_digits = n.unsigned_abs() as usize;
        if n == i32::MIN || n_digits > self.bytes.len() / 2 {
            return Err(MarshalError::OutOfRange("long size"));
        }
        let mut magnitude_le = Vec::new();
        let (mut bits, mut n_bits) = (0u32, 0u32);
        let mut last = 1;
        for _ in 0..n_digits {
            last = u16::from_le_bytes(self.array()?);
            if last >= 1 << 15 {
                return Err(MarshalError::OutOfRange("digit"));
            }
            bits |= u32::from(last) << n_bits;
            n_bits += 15;
            while n_bits >= 8 {
                magnitude_le.push((bits & 0xff) as u8);
                bits >>= 8;
                n_bits -= 8;
            }
        }
        if last == 0 {
            return Err(MarshalError::OutOfRange("unnormalized long data"));
        }
        magnitude_le.push((bits & 0xff) as u8);
        Ok(int_from_magnitude(n < 0, magnitude_le))
    }
}

/// The one form of an integer: `Int` where it fits.
pub fn int_from_magnitude(negative: bool, mut magnitude_le: Vec<u8>) -> Const {
    while magnitude_le.last() == Some(&0) {
        magnitude_le.pop();
    }
    if magnitude_le.len() <= 8 {
        let magnitude = magnitude_le.iter().rev().fold(0i128, |value, byte| value << 8 | i128::from(*byte));
        if let Ok(value) = i64::try_from(if negative { -magnitude } else { magnitude }) {
            return Const::Int(value);
        }
    }
    Const::BigInt { negative, magnitude_le }
}
