//! `TextIOWrapper`: reading.
//!
//! CPython: Modules/_io/textio.c (textiowrapper_read_chunk, _io_TextIOWrapper_read_impl, _textiowrapper_readline).

use pyvarium_heap::{Own, Ref, Slot, Text};

use super::newline::{State, ends_of, line_end, translate};
use super::text::{
    CHUNK, CODEC, DECODED, DECODER, DECODER_STATE, ENDS, ERRORS, HAS_READ1, PARTIAL, PENDING_CR, READABLE, READS, SEEKABLE, SEEN, SNAPSHOT,
    SNAPSHOT_CR, SNAPSHOT_STATE, TELLING, USED, open_buffer, write_pending,
};
use super::{fail, int, set_int, set_slot, size_arg, slot, text_codec, unsupported};
use crate::core::ids;
use crate::exc;
use crate::script::{Said, Script};
use crate::stop::Stop;
use crate::vm::Vm;

fn ready(vm: &mut Vm, s: &mut Script<'_>, r: Ref) -> Said<Ref> {
    let buffer = open_buffer(vm, s, r)?;
    if int(vm, r, READABLE) == 0 {
        return fail(unsupported(vm, "not readable"));
    }
    write_pending(vm, s, r, buffer)?;
    Ok(buffer)
}

fn points_of(vm: &Vm, r: Option<Ref>) -> Vec<u32> {
    r.and_then(|t| vm.heap.text(t)).map(|t| t.points().collect()).unwrap_or_default()
}

/// The decoded text that has not been taken.
fn ahead(vm: &Vm, r: Ref) -> Vec<u32> {
    let used = int(vm, r, USED) as usize;
    match slot(vm, r, DECODED).and_then(|t| vm.heap.text(t)) {
        Some(t) => (used..t.len()).filter_map(|i| t.at(i)).collect(),
        None => Vec::new(),
    }
}

/// Takes up to `n` characters, all if below 0.
fn take(vm: &mut Vm, r: Ref, n: i64) -> Own {
    let all = ahead(vm, r);
    let n = if n < 0 { all.len() } else { all.len().min(n as usize) };
    let used = int(vm, r, USED);
    set_int(vm, r, USED, used + n as i64);
    vm.new_text(Text::from_point_slice(all.get(..n).unwrap_or_default()))
}

/// Decodes bytes and turns line ends; the decoded text as an object.
fn decode(vm: &mut Vm, s: &mut Script<'_>, r: Ref, data: Ref, is_final: bool) -> Said<Ref> {
    let codec = int(vm, r, CODEC);
    let errors = slot(vm, r, ERRORS).unwrap_or(vm.one.none);
    let from_python = match slot(vm, r, DECODER).filter(|_| codec == 0) {
        Some(decoder) => {
            let flag = vm.bool_ref(is_final);
            let text = s.method(vm, decoder, "decode", &[data, flag])?;
            if vm.heap.text(text).is_none() {
                let message = format!("decoder should return a string result, not '{}'", vm.type_name(text));
                return fail(exc::type_error(vm, &message));
            }
            Some(text)
        }
        None => None,
    };
    let decoded = match from_python {
        Some(text) => points_of(vm, Some(text)),
        None => decode_native(vm, s, r, codec, data, is_final, errors)?,
    };
    s.keep(vm, |vm| {
        let points = decoded;
        let reads = int(vm, r, READS);
        let points = if reads == 0 {
            points
        } else {
            let mut state = State { pending_cr: int(vm, r, PENDING_CR) != 0, seen: int(vm, r, SEEN) };
            let out = translate(&points, reads == 2, is_final, &mut state);
            set_int(vm, r, PENDING_CR, i64::from(state.pending_cr));
            set_int(vm, r, SEEN, state.seen);
            out
        };
        Ok(vm.new_text(Text::from_point_slice(&points)))
    })
}

/// What is decoded, and from which state, is noted: the stream goes on to the next one.
fn decode_native(vm: &mut Vm, s: &mut Script<'_>, r: Ref, codec: i64, data: Ref, is_final: bool, errors: Ref) -> Said<Vec<u32>> {
    let all = s.make(vm, |vm| {
        let mut all = slot(vm, r, PARTIAL).and_then(|p| vm.heap.bytes(p)).cloned().unwrap_or_default();
        all.extend(vm.bytes_of(data).unwrap_or_default());
        vm.new_bytes(all)
    })?;
    let bytes = vm.heap.bytes(all).cloned().unwrap_or_default();
    let mut state = s.once(vm, |vm| Ok(int(vm, r, DECODER_STATE)))?;
    let (points, rest) = text_codec::decode(vm, s, codec, &mut state, &bytes, is_final, errors)?;
    s.act(vm, |vm| {
        set_int(vm, r, DECODER_STATE, state);
        let rest: Slot = if rest.is_empty() { Slot::NULL } else { vm.new_bytes(rest).into() };
        set_slot(vm, r, PARTIAL, rest);
        Ok(())
    })?;
    Ok(points)
}

/// Reads and decodes one more piece. False: the end.
fn read_chunk(vm: &mut Vm, s: &mut Script<'_>, r: Ref, buffer: Ref, hint: i64) -> Said<bool> {
    let size = int(vm, r, CHUNK).max(hint);
    let size = s.keep(vm, |vm| Ok(vm.new_int(size)))?;
    let name = if int(vm, r, HAS_READ1) != 0 { "read1" } else { "read" };
    let data = s.method(vm, buffer, name, &[size])?;
    let Some(bytes) = vm.bytes_of(data) else {
        let message = format!("underlying {name}() should have returned a bytes-like object, not '{}'", vm.type_name(data));
        return fail(exc::type_error(vm, &message));
    };
    // Where the decoder stood before, for `tell`.
    s.once(vm, |vm| {
        let mut input = slot(vm, r, PARTIAL).and_then(|p| vm.heap.bytes(p)).cloned().unwrap_or_default();
        input.extend_from_slice(&bytes);
        let input = vm.new_bytes(input);
        set_slot(vm, r, SNAPSHOT, input.into());
        let (cr, state) = (int(vm, r, PENDING_CR), int(vm, r, DECODER_STATE));
        set_int(vm, r, SNAPSHOT_CR, cr);
        set_int(vm, r, SNAPSHOT_STATE, state);
        Ok(0)
    })?;
    let text = decode(vm, s, r, data, bytes.is_empty())?;
    let n = vm.heap.text(text).map_or(0, Text::len);
    s.once(vm, |vm| {
        let own = vm.heap.own(text);
        set_slot(vm, r, DECODED, own.into());
        set_int(vm, r, USED, 0);
        Ok(0)
    })?;
    Ok(!bytes.is_empty() || n > 0)
}

fn joined(vm: &mut Vm, list: Ref) -> Own {
    let parts: Vec<Ref> = vm.heap.items(list).unwrap_or_default().iter().filter_map(|p| p.get()).collect();
    match parts.as_slice() {
        [] => Own::assume(vm.one.empty_str),
        [one] => vm.heap.own(*one),
        many => {
            let text = vm.concat_texts(many);
            vm.new_text(text)
        }
    }
}

/// Takes characters into the list of parts; answers how many.
fn take_into(vm: &mut Vm, s: &mut Script<'_>, r: Ref, list: Ref, n: i64) -> Said<i64> {
    s.once(vm, |vm| {
        let text = take(vm, r, n);
        let len = vm.heap.text(text.r()).map_or(0, Text::len);
        if len == 0 {
            vm.heap.decref_own(text);
        } else {
            vm.list_push(list, text.into());
        }
        Ok(len as i64)
    })
}

pub fn read(vm: &mut Vm, s: &mut Script<'_>) -> Said {
    let r = s.at(0)?;
    let n = size_arg(vm, s, 1)?;
    let buffer = ready(vm, s, r)?;
    let list = s.keep(vm, |vm| Ok(vm.list_from_slots(Vec::new())))?;
    if n < 0 {
        let data = s.method(vm, buffer, "read", &[])?;
        if data == vm.one.none {
            return fail(exc::raise(vm, ids::BLOCKING_IO_ERROR, "Read returned None."));
        }
        if vm.bytes_of(data).is_none() {
            let message = format!("a bytes-like object is required, not '{}'", vm.type_name(data));
            return fail(exc::type_error(vm, &message));
        }
        let text = decode(vm, s, r, data, true)?;
        take_into(vm, s, r, list, -1)?;
        s.once(vm, |vm| {
            if vm.heap.text(text).is_some_and(|t| !t.is_empty()) {
                let own = vm.heap.own(text);
                vm.list_push(list, own.into());
            }
            // Something has been read, and nothing is ahead.
            let empty = vm.one.empty_str;
            set_slot(vm, r, DECODED, Slot::borrow(empty));
            set_slot(vm, r, SNAPSHOT, Slot::NULL);
            set_int(vm, r, USED, 0);
            Ok(0)
        })?;
        return Ok(joined(vm, list));
    }
    let mut left = n - take_into(vm, s, r, list, n)?;
    while left > 0 {
        if !read_chunk(vm, s, r, buffer, left)? {
            break;
        }
        left -= take_into(vm, s, r, list, left)?;
    }
    Ok(joined(vm, list))
}

/// One line, its end included. Empty at the end.
fn line(vm: &mut Vm, s: &mut Script<'_>, r: Ref, buffer: Ref, limit: i64) -> Said<Ref> {
    let ends = ends_of(int(vm, r, ENDS));
    let list = s.keep(vm, |vm| Ok(vm.list_from_slots(Vec::new())))?;
    let mut have = 0;
    loop {
        let room = if limit < 0 { i64::MAX } else { limit - have };
        // Negative: the end of the line was found.
        let got = s.once(vm, |vm| {
            let used = int(vm, r, USED) as usize;
            let found = match slot(vm, r, DECODED).and_then(|t| vm.heap.text(t)) {
                // The common line is found without a copy of what follows.
                Some(t) if ends == super::newline::Ends::Lf => (used..t.len()).find(|i| t.at(*i) == Some(10)).map(|i| i + 1 - used),
                Some(_) => line_end(&ahead(vm, r), ends),
                None => None,
            };
            let n = found.map_or(i64::MAX, |n| n as i64).min(room);
            let done = found.is_some_and(|f| f as i64 <= room);
            let text = vm
                .heap
                .text(slot(vm, r, DECODED).unwrap_or(vm.one.empty_str))
                .map(|t| t.slice(used.min(t.len()), used.saturating_add(n as usize).min(t.len())));
            let Some(text) = text.filter(|t| !t.is_empty()) else { return Ok(0) };
            let len = text.len() as i64;
            set_int(vm, r, USED, used as i64 + len);
            let own = vm.new_text(text);
            vm.list_push(list, own.into());
            Ok(if done { -len } else { len })
        })?;
        have += got.abs();
        if got < 0 || limit >= 0 && have >= limit {
            break;
        }
        // Chunks that decode to nothing are no end.
        let mut more = true;
        while more && s.once(vm, |vm| Ok(i64::from(ahead(vm, r).is_empty())))? != 0 {
            more = read_chunk(vm, s, r, buffer, 0)?;
        }
        if !more {
            s.once(vm, |vm| {
                set_slot(vm, r, SNAPSHOT, Slot::NULL);
                Ok(0)
            })?;
            break;
        }
    }
    s.keep(vm, |vm| Ok(joined(vm, list)))
}

pub fn readline(vm: &mut Vm, s: &mut Script<'_>) -> Said {
    let r = s.at(0)?;
    let limit = match s.arg(1) {
        Some(_) => size_arg(vm, s, 1)?,
        None => -1,
    };
    let buffer = ready(vm, s, r)?;
    let line = line(vm, s, r, buffer, limit)?;
    super::value(vm, line)
}

/// CPython: textiowrapper_iternext.
pub fn next(vm: &mut Vm, s: &mut Script<'_>) -> Said {
    let r = s.at(0)?;
    super::text::buffer_of(vm, r)?;
    s.once(vm, |vm| {
        set_int(vm, r, TELLING, 0);
        Ok(0)
    })?;
    let text = if vm.is_exact(r, ids::TEXT_IO_WRAPPER) {
        let buffer = ready(vm, s, r)?;
        line(vm, s, r, buffer, -1)?
    } else {
        let text = s.method(vm, r, "readline", &[])?;
        if vm.heap.text(text).is_none() {
            let message = format!("readline() should have returned a str object, not '{}'", vm.type_name(text));
            return fail(exc::raise(vm, ids::OS_ERROR, &message));
        }
        text
    };
    if vm.heap.text(text).is_none_or(Text::is_empty) {
        s.once(vm, |vm| {
            let seekable = int(vm, r, SEEKABLE);
            set_slot(vm, r, SNAPSHOT, Slot::NULL);
            set_int(vm, r, TELLING, seekable);
            Ok(0)
        })?;
        return Err(Stop::Exhausted.into());
    }
    super::value(vm, text)
}
