//! sys.getsizeof: bytes as a 64-bit CPython counts them.

use pyvarium_heap::Ref;
use pyvarium_heap::object::Body;

use crate::objects::int::DIGIT_BITS;
use crate::vm::Vm;

impl Vm {
    /// `__sizeof__`, without the GC header. Unit: bytes.
    pub fn sizeof(&self, r: Ref) -> u64 {
        let ty = self.heap.as_type(self.heap.type_of(r));
        let basic = u64::from(ty.map_or(16, |t| t.basicsize));
        match self.heap.body(r) {
            Body::Int(n) => 24 + 4 * u64::from((64 - n.unsigned_abs().leading_zeros()).div_ceil(30).max(1)),
            Body::BigInt(n) => 24 + 4 * n.bits().div_ceil(DIGIT_BITS),
            Body::Str(t) => u64::from(crate::intern::text_size(t)),
            Body::Bytes(b) => 33 + b.len() as u64,
            Body::Tuple(t) => basic + 8 * t.items.len() as u64,
            Body::List(l) => basic + 8 * l.allocated as u64,
            Body::Dict(d) => basic + d.keys_size_bytes() as u64,
            Body::Set(s) => basic + s.table_size_bytes() as u64,
            _ => basic,
        }
    }

    /// What `sys.getsizeof` adds for objects that the collector knows.
    pub fn gc_header_size(&self, r: Ref) -> u64 {
        let gc = self.heap.as_type(self.heap.type_of(r)).is_some_and(|t| t.has(pyvarium_heap::types::flags::HAVE_GC));
        let managed = self.has_managed_dict(r);
        if gc { 16 + if managed { 16 } else { 0 } } else { 0 }
    }
}
