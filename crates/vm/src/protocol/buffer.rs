//! Bytes-like arguments: bytes, bytearray, memoryview; to read from, and to write into.
//!
//! CPython: Objects/abstract.c, PyObject_GetBuffer.

use pyvarium_heap::Ref;

use crate::core::ids;
use crate::objects::memoryview;
use crate::stop::Res;
use crate::vm::Vm;

impl Vm {
    /// The bytes of any object that shows bytes.
    pub fn bytes_of(&self, r: Ref) -> Option<Vec<u8>> {
        match self.buffer(r) {
            Some(b) => Some(b.to_vec()),
            None if self.is_exact(r, ids::MEMORYVIEW) => Some(memoryview::contents(self, r)),
            None => None,
        }
    }

    /// As `bytes_of`; TypeError where the object shows none.
    pub fn need_bytes(&mut self, r: Ref) -> Res<Vec<u8>> {
        match self.bytes_of(r) {
            Some(b) => Ok(b),
            None => {
                let message = format!("a bytes-like object is required, not '{}'", self.type_name(r));
                self.type_err(&message)
            }
        }
    }

    /// How many bytes can be written into an object; None: it cannot be written into.
    pub fn writable_len(&self, r: Ref) -> Option<usize> {
        if let Some(b) = self.heap.bytearray(r) {
            return Some(b.len());
        }
        if self.is_exact(r, ids::MEMORYVIEW) {
            let n = self.heap.native(r)?;
            self.heap.bytearray(n.slot(0).get()?)?;
            return Some(n.int(2) as usize);
        }
        None
    }

    /// Writes bytes into the beginning of an object that `writable_len` has measured.
    pub fn write_buffer(&mut self, r: Ref, bytes: &[u8]) {
        let (target, start, step) = match self.heap.native(r).filter(|_| self.is_exact(r, ids::MEMORYVIEW)) {
            Some(n) => match n.slot(0).get() {
                Some(target) => (target, n.int(0), n.int(1)),
                None => return,
            },
            None => (r, 0, 1),
        };
        let Some(array) = self.heap.bytearray_mut(target) else { return };
        for (i, byte) in bytes.iter().enumerate() {
            if let Some(place) = array.get_mut((start + i as i64 * step) as usize) {
                *place = *byte;
            }
        }
    }
}
