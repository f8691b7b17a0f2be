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
                crate::objects::buffer_wrapper::ask_python(self, r, crate::stop::Convert::Buffer)?;
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
        let v = memoryview::view(self, r).filter(|v| !v.readonly && !v.released)?;
        Some(v.n_bytes() as usize)
    }

    /// Writes bytes into the beginning of an object that `writable_len` has measured.
    pub fn write_buffer(&mut self, r: Ref, bytes: &[u8]) {
        let Some(v) = memoryview::view(self, r) else { return memoryview::write(self, r, 0, bytes) };
        let Ok(base) = memoryview::base_of(self, r) else { return };
        for (at, chunk) in v.places().into_iter().zip(bytes.chunks(v.format.size())) {
            memoryview::write(self, base, at, chunk);
        }
    }
}
