//! `TextIOWrapper`: places in a text. What `tell` answers is the place in bytes, which for all native codecs
//! is enough to go back to.
//!
//! CPython: Modules/_io/textio.c (_io_TextIOWrapper_tell_impl, _io_TextIOWrapper_seek_impl).

use pyvarium_heap::Ref;

use super::newline::{State, translate};
use super::text::{
    CODEC, DECODED, DECODER, ENCODED, ENCODER, ERRORS, READABLE, READS, SEEKABLE, SNAPSHOT, SNAPSHOT_CR, SNAPSHOT_STATE, TELLING, USED,
    forget_decoded, open_buffer, write_pending,
};
use super::{fail, int, set_int, slot, text_codec, unsupported, value};
use crate::core::ids;
use crate::exc;
use crate::script::{Said, Script};
use crate::vm::Vm;

pub fn tell(vm: &mut Vm, s: &mut Script<'_>) -> Said {
    let r = s.at(0)?;
    let buffer = open_buffer(vm, s, r)?;
    if int(vm, r, SEEKABLE) == 0 {
        return fail(unsupported(vm, "underlying stream is not seekable"));
    }
    if s.once(vm, |vm| Ok(int(vm, r, TELLING)))? == 0 {
        return fail(exc::raise(vm, ids::OS_ERROR, "telling position disabled by next() call"));
    }
    write_pending(vm, s, r, buffer)?;
    s.method(vm, r, "flush", &[])?;
    let at = s.method(vm, buffer, "tell", &[])?;
    let input = slot(vm, r, SNAPSHOT).and_then(|b| vm.heap.bytes(b)).cloned();
    let (Some(input), true) = (input, int(vm, r, READABLE) != 0) else { return value(vm, at) };
    let at = s.index(vm, at)? - input.len() as i64;
    let used = int(vm, r, USED) as usize;
    if used == 0 {
        return Ok(vm.new_int(at));
    }
    let n = bytes_of_chars(vm, s, r, &input, used)?;
    Ok(vm.new_int(at + n as i64))
}

/// How many bytes of the input the first `used` characters were decoded from.
fn bytes_of_chars(vm: &mut Vm, s: &mut Script<'_>, r: Ref, input: &[u8], used: usize) -> Said<usize> {
    let codec = int(vm, r, CODEC);
    let errors = slot(vm, r, ERRORS).unwrap_or(vm.one.none);
    let (reads, cr, start) = (int(vm, r, READS), int(vm, r, SNAPSHOT_CR) != 0, int(vm, r, SNAPSHOT_STATE));
    // The least number of bytes that gives so many characters, and does not stop within one.
    let (mut low, mut high) = (0, input.len());
    while low < high {
        let middle = (low + high) / 2;
        let mut state = start;
        let (points, _) = text_codec::decode(vm, s, codec, &mut state, input.get(..middle).unwrap_or_default(), false, errors)?;
        let n = if reads == 0 {
            points.len()
        } else {
            let mut newlines = State { pending_cr: cr, seen: 0 };
            translate(&points, reads == 2, false, &mut newlines).len()
        };
        if n < used { low = middle + 1 } else { high = middle }
    }
    Ok(low)
}

pub fn seek(vm: &mut Vm, s: &mut Script<'_>) -> Said {
    let (r, cookie) = (s.at(0)?, s.at(1)?);
    let whence = match s.arg(2) {
        Some(w) => s.index(vm, w)?,
        None => 0,
    };
    let buffer = open_buffer(vm, s, r)?;
    if int(vm, r, SEEKABLE) == 0 {
        return fail(unsupported(vm, "underlying stream is not seekable"));
    }
    let zero = vm.heap.small_int(cookie) == Some(0);
    let mut to = cookie;
    match whence {
        0 => {}
        1 if !zero => return fail(unsupported(vm, "can't do nonzero cur-relative seeks")),
        1 => to = s.method(vm, r, "tell", &[])?,
        2 if !zero => return fail(unsupported(vm, "can't do nonzero end-relative seeks")),
        2 => {
            s.method(vm, r, "flush", &[])?;
            reset(vm, s, r)?;
            let (zero, two) = (vm.new_int(0).into_ref(), vm.new_int(2).into_ref());
            let at = s.method(vm, buffer, "seek", &[zero, two])?;
            let start = vm.heap.small_int(at) == Some(0);
            s.once(vm, |vm| {
                set_int(vm, r, ENCODED, i64::from(!start));
                Ok(0)
            })?;
            return value(vm, at);
        }
        _ => return fail(exc::value_error(vm, &format!("invalid whence ({whence}, should be 0, 1 or 2)"))),
    }
    let n = s.index(vm, to)?;
    if n < 0 {
        return fail(exc::value_error(vm, &format!("negative seek position {n}")));
    }
    s.method(vm, r, "flush", &[])?;
    s.method(vm, buffer, "seek", &[to])?;
    reset(vm, s, r)?;
    s.once(vm, |vm| {
        set_int(vm, r, ENCODED, i64::from(n != 0));
        Ok(0)
    })?;
    value(vm, to)
}

fn reset(vm: &mut Vm, s: &mut Script<'_>, r: Ref) -> Said<()> {
    for place in [ENCODER, DECODER] {
        if let Some(codec) = slot(vm, r, place) {
            s.method(vm, codec, "reset", &[])?;
        }
    }
    s.once(vm, |vm| {
        forget_decoded(vm, r);
        Ok(0)
    })?;
    Ok(())
}

pub fn truncate(vm: &mut Vm, s: &mut Script<'_>) -> Said {
    let r = s.at(0)?;
    let buffer = open_buffer(vm, s, r)?;
    s.method(vm, r, "flush", &[])?;
    let pos = s.arg(1).unwrap_or(vm.one.none);
    let pos = if pos == vm.one.none && slot(vm, r, DECODED).is_some() { s.method(vm, r, "tell", &[])? } else { pos };
    let answer = s.method(vm, buffer, "truncate", &[pos])?;
    value(vm, answer)
}
