//! A code object of the heap as a plain `Unit` again, for `dis` text and for views.

use pyvarium_code::unit::{CodeObject, Const, ConstId, Unit};
use pyvarium_heap::code::Code;
use pyvarium_heap::{BigInt, Body, Ref};

use crate::core::ids;
use crate::vm::Vm;

/// A unit whose root is one code object, and which object of the heap each constant was.
pub struct HeapUnit {
    pub unit: Unit,
    /// Shape: one a constant of the unit.
    pub refs: Vec<Option<Ref>>,
}

/// Constants nested deeper than this are left out; the compiler makes none.
const MAX_DEPTH: u32 = 200;

impl Vm {
    /// None where `r` is no code object.
    pub fn unit_of(&self, r: Ref) -> Option<HeapUnit> {
        self.heap.code(r)?;
        let mut made = HeapUnit { unit: Unit { objects: Vec::new(), root: ConstId(0) }, refs: Vec::new() };
        made.unit.root = self.unit_const(&mut made, r, 0)?;
        Some(made)
    }

    fn unit_const(&self, made: &mut HeapUnit, r: Ref, depth: u32) -> Option<ConstId> {
        if depth > MAX_DEPTH {
            return None;
        }
        let all = |made: &mut HeapUnit, items: Vec<Ref>| -> Option<Vec<ConstId>> {
            items.into_iter().map(|item| self.unit_const(made, item, depth + 1)).collect()
        };
        let constant = match self.heap.body(r) {
            _ if r == self.one.none => Const::None,
            _ if r == self.one.true_ => Const::True,
            _ if r == self.one.false_ => Const::False,
            _ if r == self.one.ellipsis => Const::Ellipsis,
            Body::Int(n) => Const::Int(*n),
            Body::BigInt(n) => {
                let (sign, magnitude_le) = n.to_bytes_le();
                Const::BigInt { negative: sign == pyvarium_heap::Sign::Minus, magnitude_le }
            }
            Body::Float(v) => Const::Float(*v),
            Body::Complex(z) => Const::Complex { re: z.0, im: z.1 },
            Body::Str(text) => Const::Str {
                wtf8: text.to_str_lossy().into_owned().into_bytes(),
                interned: text.interned != pyvarium_heap::text::Interned::Not,
            },
            Body::Bytes(b) => Const::Bytes(b.to_vec()),
            Body::Tuple(t) => {
                let items = t.items.iter().filter_map(|s| s.get()).collect();
                Const::Tuple(all(made, items)?)
            }
            Body::Set(s) => {
                let items = s.iter().collect();
                Const::FrozenSet(all(made, items)?)
            }
            Body::Native(n) if self.heap.type_of(r) == self.ty(ids::SLICE) => {
                let items = n.slots.iter().filter_map(|s| s.get()).collect();
                match all(made, items)?.as_slice() {
                    [start, stop, step] => Const::Slice { start: *start, stop: *stop, step: *step },
                    _ => return None,
                }
            }
            Body::Code(code) => Const::Code(Box::new(self.unit_code(made, code, depth)?)),
            _ => return None,
        };
        made.refs.push(Some(r));
        made.unit.push(constant)
    }

    fn unit_code(&self, made: &mut HeapUnit, code: &Code, depth: u32) -> Option<CodeObject> {
        let mut part = |slot: pyvarium_heap::Slot| self.unit_const(made, slot.get()?, depth + 1);
        Some(CodeObject {
            co_argcount: code.argcount,
            co_posonlyargcount: code.posonlyargcount,
            co_kwonlyargcount: code.kwonlyargcount,
            co_stacksize: code.stacksize,
            co_flags: code.flags,
            co_code: code.co_code.clone(),
            co_consts: part(code.consts_tuple)?,
            co_names: part(code.names_tuple)?,
            co_localsplusnames: part(code.localsplusnames)?,
            co_localspluskinds: code.localspluskinds.clone(),
            co_filename: part(code.filename)?,
            co_name: part(code.name)?,
            co_qualname: part(code.qualname)?,
            co_firstlineno: code.firstlineno,
            co_linetable: code.linetable.clone(),
            co_exceptiontable: code.exceptiontable.clone(),
        })
    }
}

/// The address that a `<code object ...>` constant shows.
pub fn address_of(vm: &Vm, refs: &[Option<Ref>], id: ConstId) -> String {
    match refs.get(id.0 as usize).copied().flatten() {
        Some(r) => vm.address_text(r),
        None => "0x...".to_owned(),
    }
}

/// 30-bit digits, lowest first, as CPython keeps an int.
pub fn int_digits(n: &BigInt) -> Vec<u32> {
    let mut digits = Vec::new();
    let mut pending: u64 = 0;
    let mut n_bits = 0;
    for word in n.magnitude().iter_u32_digits() {
        pending |= u64::from(word) << n_bits;
        n_bits += 32;
        while n_bits >= 30 {
            digits.push((pending & 0x3FFF_FFFF) as u32);
            pending >>= 30;
            n_bits -= 30;
        }
    }
    if pending > 0 {
        digits.push(pending as u32);
    }
    while digits.last() == Some(&0) {
        digits.pop();
    }
    digits
}
