//! sys.getsizeof: bytes as a 64-bit CPython counts them.
//!
//! CPython: Python/sysmodule.c (_PySys_GetSizeOf), the types' __sizeof__.

use pyvarium_heap::object::Body;
use pyvarium_heap::types::{Layout, flags};
use pyvarium_heap::{Ref, Slot};

use crate::args::Args;
use crate::core::{ids, kinds};
use crate::native::{Answer, NativeDef, Next};
use crate::objects::int::DIGIT_BITS;
use crate::stop::{Flow, Res, Stop};
use crate::vm::Vm;
use crate::vm_bug;

/// Unit: bytes. sizeof(PyHeapTypeObject), sizeof(PyTypeObject), and the keys that instances share: a table of 64
/// places with room for 42 names.
const TYPE_SIZE: u64 = 936;
const STATIC_TYPE_SIZE: u64 = 416;
const SHARED_KEYS_SIZE: u64 = 32 + 64 + 42 * 16;

impl Vm {
    /// `__sizeof__`, without the GC header. Unit: bytes.
    pub fn sizeof(&self, r: Ref) -> u64 {
        let facts = self.type_facts(self.heap.type_of(r));
        let basic = u64::from(facts.basicsize);
        match self.heap.body(r) {
            Body::Int(n) => 24 + 4 * u64::from((64 - n.unsigned_abs().leading_zeros()).div_ceil(30).max(1)),
            Body::BigInt(n) => 24 + 4 * n.bits().div_ceil(DIGIT_BITS),
            // The one-character strings of Latin-1 beyond ASCII have their UTF-8 at hand: two bytes and an end.
            Body::Str(t) if t.len() == 1 && self.heap.is_immortal(r) && !t.is_ascii() => u64::from(crate::intern::text_size(t)) + 3,
            Body::Str(t) => u64::from(crate::intern::text_size(t)),
            Body::Bytes(b) => 33 + b.len() as u64,
            Body::Tuple(t) => basic + 8 * t.items.len() as u64,
            // While it is sorted, `allocated` is -1, and CPython counts with it.
            Body::List(l) => basic.wrapping_add((l.allocated as u64).wrapping_mul(8)),
            // Values in the places of the class's keys, which belong to the class.
            Body::Dict(d) if d.split().is_some_and(|c| self.heap.as_type(c).is_some()) => {
                let class = d.split().and_then(|c| self.heap.as_type(c));
                basic + 8 * class.map_or(0, |t| t.shared_keys.len() as u64 + u64::from(t.shared_room))
            }
            Body::Dict(d) => basic + d.keys_size_bytes() as u64,
            Body::Set(s) => basic + s.table_size_bytes() as u64,
            Body::ByteArray(b) => basic + b.allocated() as u64,
            Body::Native(_) if self.is_exact(r, ids::MEMORYVIEW) => basic + 24,
            // The code list of a pattern, and the marks of a match.
            Body::Native(n) if facts.itemsize == 4 => basic + n.bytes.len() as u64,
            Body::Native(n) if facts.itemsize == 8 => basic + 8 * n.ints.len().saturating_sub(4) as u64,
            Body::Code(c) => basic + 2 * c.instrs.len() as u64,
            Body::Generator(g) => {
                let code = g.code.get().and_then(|c| self.heap.code(c));
                basic + 8 * code.map_or(0, |c| c.n_localsplus() as u64 + c.stacksize as u64)
            }
            Body::FrameObject(o) => {
                let code = o.code.get().and_then(|c| self.heap.code(c));
                basic + 8 * code.map_or(0, |c| c.n_localsplus() as u64 + u64::from(c.stacksize))
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
        if is_static { 0 } else { self.type_facts(self.heap.type_of(r)).preheader() }
    }
}

/// sys.getsizeof: what `__sizeof__` answers, and what lies in front of the object.
pub(super) fn getsizeof(vm: &mut Vm, args: &Args) -> Res {
    let r = args.at(0)?;
    vm.push_native(kinds::GETSIZEOF, &[Slot::borrow(r), args.get(1).map_or(Slot::NULL, Slot::borrow)], &[])
}

/// slots: the object, the default.
pub static GETSIZEOF: NativeDef = NativeDef {
    name: "getsizeof",
    catches: true,
    resume: |vm, f, answer| {
        let r = f.get(0).ok_or_else(|| vm_bug!("getsizeof"))?;
        let result = match answer {
            Answer::Start => {
                let name = vm.names.sizeof;
                match vm.call_special(r, name, &[]) {
                    Ok(Flow::Pushed) => return Ok(Next::Wait),
                    Ok(Flow::Value(v)) => Ok(v),
                    Err(stop) => Err(stop),
                }
            }
            Answer::Value(v) => Ok(v),
            Answer::Raised(e) => Err(Stop::Raise(e)),
            Answer::Exhausted => Err(vm_bug!("getsizeof")),
        };
        let result = result.and_then(|v| {
            let n = vm.heap.small_int(v.r());
            vm.heap.decref_own(v);
            match n {
                None => vm.type_err("an integer is required"),
                Some(n) if n < 0 => vm.value_err("__sizeof__() should return >= 0"),
                Some(n) => Ok(n + vm.gc_header_size(r) as i64),
            }
        });
        match (result, f.get(1)) {
            (Ok(n), _) => Ok(Next::Done(vm.new_int(n))),
            (Err(Stop::Raise(e)), Some(default)) if vm.is_instance_of(e.r(), ids::TYPE_ERROR) => {
                vm.heap.decref_own(e);
                Ok(Next::Done(vm.heap.own(default)))
            }
            (Err(stop), _) => Err(stop),
        }
    },
};
