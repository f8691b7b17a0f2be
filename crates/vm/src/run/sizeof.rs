//! sys.getsizeof: bytes as a 64-bit CPython counts them.

use pyvarium_heap::Ref;
use pyvarium_heap::object::Body;
use pyvarium_heap::types::{Layout, flags};

use crate::objects::int::DIGIT_BITS;
use crate::vm::Vm;

/// Unit: bytes. sizeof(PyHeapTypeObject), sizeof(PyTypeObject), and the keys that instances share: a table of 64
/// places with room for 42 names.
const TYPE_SIZE: u64 = 936;
const STATIC_TYPE_SIZE: u64 = 416;
const SHARED_KEYS_SIZE: u64 = 32 + 64 + 42 * 16;

impl Vm {
    /// `__sizeof__`, without the GC header. Unit: bytes.
    pub fn sizeof(&self, r: Ref) -> u64 {
        let ty = self.heap.as_type(self.heap.type_of(r));
        let basic = u64::from(ty.map_or(16, |t| t.basicsize));
        match self.heap.body(r) {
            Body::Int(n) => 24 + 4 * u64::from((64 - n.unsigned_abs().leading_zeros()).div_ceil(30).max(1)),
            Body::BigInt(n) => 24 + 4 * n.bits().div_ceil(DIGIT_BITS),
            // The one-character strings of Latin-1 beyond ASCII have their UTF-8 at hand: two bytes and an end.
            Body::Str(t) if t.len() == 1 && self.heap.is_immortal(r) && !t.is_ascii() => u64::from(crate::intern::text_size(t)) + 3,
            Body::Str(t) => u64::from(crate::intern::text_size(t)),
            Body::Bytes(b) => 33 + b.len() as u64,
            Body::Tuple(t) => basic + 8 * t.items.len() as u64,
            Body::List(l) => basic + 8 * l.allocated as u64,
            Body::Dict(d) => basic + d.keys_size_bytes() as u64,
            Body::Set(s) => basic + s.table_size_bytes() as u64,
            Body::ByteArray(b) if b.is_empty() => basic,
            Body::ByteArray(b) => basic + b.len() as u64 + 1,
            Body::Code(c) => basic + 2 * c.instrs.len() as u64,
            Body::Generator(g) => {
                let code = g.code.get().and_then(|c| self.heap.code(c));
                basic + 8 * code.map_or(0, |c| c.n_localsplus() as u64 + c.stacksize as u64)
            }
            Body::Type(t) if t.has(flags::HEAPTYPE) && t.has(flags::MANAGED_DICT) && t.layout == Layout::Object => {
                TYPE_SIZE + SHARED_KEYS_SIZE
            }
            Body::Type(t) if t.has(flags::HEAPTYPE) => TYPE_SIZE,
            Body::Type(_) => STATIC_TYPE_SIZE,
            _ => basic,
        }
    }

    /// What `sys.getsizeof` adds for objects that the collector knows.
    pub fn gc_header_size(&self, r: Ref) -> u64 {
        // A static type has no header, although its class says so.
        let is_static = self.heap.as_type(r).is_some_and(|t| !t.has(flags::HEAPTYPE));
        let gc = !is_static && self.heap.as_type(self.heap.type_of(r)).is_some_and(|t| t.has(flags::HAVE_GC));
        let managed = self.has_managed_dict(r);
        if gc { 16 + if managed { 16 } else { 0 } } else { 0 }
    }
}
