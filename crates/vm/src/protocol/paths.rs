//! Paths as arguments: str, bytes, or what `__fspath__` makes one; and OSError from a number.
//!
//! CPython: Modules/posixmodule.c (path_converter, PyOS_FSPath), Python/errors.c (PyErr_SetFromErrno).

use pyvarium_heap::{Own, Ref, Slot, Text};

use crate::core::ids;
use crate::exc;
use crate::fs::{Fail, errno};
use crate::objects::os_error;
use crate::stop::{Convert, Res, Stop};
use crate::vm::Vm;

impl Vm {
    /// An OSError of the class that the number stands for, with these file names.
    pub fn os_error(&mut self, errno: i32, names: &[Ref]) -> Stop {
        let class = os_error::class_of(i64::from(errno)).unwrap_or(ids::OS_ERROR);
        let (number, text) = (self.new_int(i64::from(errno)), self.new_str(&errno::text(errno)));
        let e = exc::new_exception(self, class, &[number.r(), text.r()]);
        exc::set_extra(self, e.r(), 0, number.into());
        exc::set_extra(self, e.r(), 1, text.into());
        for (i, name) in names.iter().enumerate() {
            let own = self.heap.own(*name);
            exc::set_extra(self, e.r(), 2 + i, own.into());
        }
        Stop::Raise(e)
    }

    /// A failed operation of the file system as what a native answers.
    pub fn fs_stop(&mut self, fail: impl Into<Fail>, names: &[Ref]) -> Stop {
        match fail.into() {
            Fail::Errno(n) => self.os_error(n, names),
            Fail::Ask(ask) => Stop::Ask(Box::new(ask)),
        }
    }

    /// The bytes of a path: str in UTF-8 with escaped bytes given back, bytes as they are. Another object
    /// with `__fspath__` is converted first.
    pub fn path_bytes(&mut self, r: Ref) -> Res<Vec<u8>> {
        if let Some(text) = self.heap.text(r).cloned() {
            if text.points().any(|p| p == 0) {
                return self.value_err("embedded null byte");
            }
            let mut out = Vec::with_capacity(text.len());
            for (i, p) in text.points().enumerate() {
                match char::from_u32(p) {
                    Some(c) => out.extend_from_slice(c.encode_utf8(&mut [0; 4]).as_bytes()),
                    None if (0xdc80..0xdd00).contains(&p) => out.push(p as u8),
                    None => return Err(self.surrogate_error(r, i)),
                }
            }
            return Ok(out);
        }
        if let Some(bytes) = self.heap.bytes(r).cloned() {
            if bytes.contains(&0) {
                return self.value_err("embedded null byte");
            }
            return Ok(bytes);
        }
        let ty = self.heap.type_of(r);
        let name = self.intern("__fspath__").into_ref();
        if self.lookup_type(ty, name).is_some_and(|method| method != self.one.none) {
            return Err(Stop::Convert(Convert::Path, r));
        }
        let message = format!("expected str, bytes or os.PathLike object, not {}", self.type_name(r));
        self.type_err(&message)
    }

    fn surrogate_error(&mut self, r: Ref, at: usize) -> Stop {
        let parts: [Own; 5] = [
            self.new_str("utf-8"),
            self.heap.own(r),
            self.new_int(at as i64),
            self.new_int(at as i64 + 1),
            self.new_str("surrogates not allowed"),
        ];
        let e = exc::new_exception(self, ids::UNICODE_ENCODE_ERROR, &parts.each_ref().map(Own::r));
        for (i, part) in parts.into_iter().enumerate() {
            exc::set_extra(self, e.r(), i, Slot::from(part));
        }
        Stop::Raise(e)
    }

    /// A path as str: bytes that are no UTF-8 are escaped. CPython: PyUnicode_DecodeFSDefault.
    pub fn path_str(&mut self, bytes: &[u8]) -> Own {
        let mut points = Vec::with_capacity(bytes.len());
        let mut rest = bytes;
        while !rest.is_empty() {
            let (good, bad) = match std::str::from_utf8(rest) {
                Ok(_) => (rest.len(), 0),
                Err(e) => (e.valid_up_to(), 1),
            };
            points.extend(String::from_utf8_lossy(rest.get(..good).unwrap_or_default()).chars().map(u32::from));
            points.extend(rest.iter().skip(good).take(bad).map(|b| 0xdc00 + u32::from(*b)));
            rest = rest.get(good + bad..).unwrap_or_default();
        }
        self.new_text(Text::from_point_slice(&points))
    }

    pub(crate) fn ask_path(&mut self, r: Ref) -> Res {
        let name = self.intern("__fspath__").into_ref();
        self.call_special(r, name, &[])
    }

    pub(crate) fn check_path(&mut self, r: Ref, v: &Own) -> Res<()> {
        if self.heap.text(v.r()).is_some() || self.heap.bytes(v.r()).is_some() {
            return Ok(());
        }
        let (owner, given) = (self.type_name(r), self.type_name(v.r()));
        self.type_err(&format!("expected {owner}.__fspath__() to return str or bytes, not {given}"))
    }
}
