//! Bytes through a buffer: reading and writing of the buffered classes.
//!
//! CPython: Modules/_io/bufferedio.c (_bufferedreader_*, _io_BufferedWriter_write_impl).

use pyvarium_heap::Ref;

use super::buffered::{MODE, POS, READING, SIZE, WRITING, blocking_error, flush_pending, n_ahead, open_raw, rewind_ahead, write_raw};
use super::{fail, fileio, int, none, set_int, size_arg, value};
use crate::core::ids;
use crate::exc;
use crate::script::{Said, Script};
use crate::stop::Stop;
use crate::vm::Vm;

/// One read of the raw stream; None: nothing is there yet. CPython: _bufferedreader_raw_read.
fn read_raw(vm: &mut Vm, s: &mut Script<'_>, raw: Ref, n: i64) -> Said<Option<Ref>> {
    if vm.is_exact(raw, ids::FILE_IO) {
        let data = s.keep(vm, |vm| {
            let bytes = fileio::read(vm, raw, n)?;
            Ok(vm.new_bytes(bytes))
        })?;
        return Ok(Some(data));
    }
    let buffer = s.keep(vm, |vm| Ok(vm.new_bytearray(vec![0; n as usize])))?;
    let answer = s.method(vm, raw, "readinto", &[buffer])?;
    if answer == vm.one.none {
        return Ok(None);
    }
    let got = s.index(vm, answer)?;
    if got < 0 || got > n {
        let message = format!("raw readinto() returned invalid length {got} (should have been between 0 and {n})");
        return fail(exc::raise(vm, ids::OS_ERROR, &message));
    }
    let data = s.keep(vm, |vm| {
        let bytes = vm.heap.bytearray(buffer).and_then(|b| b.get(..got as usize)).unwrap_or_default().to_vec();
        Ok(vm.new_bytes(bytes))
    })?;
    Ok(Some(data))
}

fn bytes_len(vm: &Vm, r: Ref) -> i64 {
    vm.heap.bytes(r).map_or(0, Vec::len) as i64
}

/// Takes at most `n` bytes of what was read ahead to the end of `acc`; answers how many.
fn take(vm: &mut Vm, r: Ref, n: i64, acc: Ref) -> i64 {
    let n = n_ahead(vm, r).min(n).max(0);
    let Some(b) = vm.heap.native_mut(r) else { return 0 };
    let from = b.int(POS) as usize;
    let piece = b.bytes.get(from..from + n as usize).unwrap_or_default().to_vec();
    b.set_int(POS, b.int(POS) + n);
    if let Some(all) = vm.heap.bytearray_mut(acc) {
        all.extend_from_slice(&piece);
    }
    n
}

/// Puts what was read into the empty buffer.
fn fill(vm: &mut Vm, r: Ref, data: Ref) {
    let bytes = vm.heap.bytes(data).cloned().unwrap_or_default();
    if let Some(b) = vm.heap.native_mut(r) {
        b.bytes = bytes;
        b.set_int(POS, 0);
        b.set_int(MODE, READING);
    }
}

fn accumulator(vm: &mut Vm, s: &mut Script<'_>) -> Said<Ref> {
    s.keep(vm, |vm| Ok(vm.new_bytearray(Vec::new())))
}

fn contents(vm: &mut Vm, acc: Ref) -> pyvarium_heap::Own {
    let all = vm.heap.bytearray(acc).cloned().unwrap_or_default();
    vm.new_bytes(all.to_vec())
}

/// Reads `n` bytes, or as many as there are. None: nothing was there yet.
fn read_n(vm: &mut Vm, s: &mut Script<'_>, r: Ref, raw: Ref, n: i64) -> Said<Option<Ref>> {
    let acc = accumulator(vm, s)?;
    let size = int(vm, r, SIZE);
    let taken = s.once(vm, |vm| Ok(take(vm, r, n, acc)))?;
    if taken == n {
        return Ok(Some(acc));
    }
    flush_pending(vm, s, r, raw)?;
    let mut left = n - taken;
    let mut none_yet = taken == 0;
    while left > 0 {
        let direct = left >= size;
        let want = if direct { left / size * size } else { size };
        vm.check_bytes(want as u64)?;
        let Some(data) = read_raw(vm, s, raw, want)? else {
            return Ok(if none_yet { None } else { Some(acc) });
        };
        let got = bytes_len(vm, data);
        if got == 0 {
            break;
        }
        none_yet = false;
        left -= s.once(vm, |vm| {
            if direct {
                let bytes = vm.heap.bytes(data).cloned().unwrap_or_default();
                if let Some(all) = vm.heap.bytearray_mut(acc) {
                    all.extend_from_slice(&bytes);
                }
                Ok(got)
            } else {
                fill(vm, r, data);
                Ok(take(vm, r, left, acc))
            }
        })?;
    }
    Ok(Some(acc))
}

/// CPython: _bufferedreader_read_all.
fn read_all(vm: &mut Vm, s: &mut Script<'_>, r: Ref, raw: Ref) -> Said {
    let acc = accumulator(vm, s)?;
    let taken = s.once(vm, |vm| Ok(take(vm, r, i64::MAX, acc)))?;
    flush_pending(vm, s, r, raw)?;
    s.once(vm, |vm| {
        super::buffered::forget_ahead(vm, r);
        Ok(0)
    })?;
    if vm.is_exact(raw, ids::FILE_IO) {
        s.once(vm, |vm| {
            let bytes = fileio::read(vm, raw, -1)?;
            if let Some(all) = vm.heap.bytearray_mut(acc) {
                all.extend_from_slice(&bytes);
            }
            Ok(0)
        })?;
        return Ok(contents(vm, acc));
    }
    if let Some(readall) = s.attr_opt(vm, raw, "readall")? {
        let data = s.ask(vm, |vm| vm.call_args(readall, &[]))?;
        if data != vm.one.none && vm.heap.bytes(data).is_none() {
            return fail(exc::type_error(vm, "readall() should return bytes"));
        }
        if taken == 0 {
            return value(vm, data);
        }
        let bytes = vm.heap.bytes(data).cloned().unwrap_or_default();
        s.once(vm, |vm| {
            if let Some(all) = vm.heap.bytearray_mut(acc) {
                all.extend_from_slice(&bytes);
            }
            Ok(0)
        })?;
        return Ok(contents(vm, acc));
    }
    let mut some = taken > 0;
    loop {
        let data = s.method(vm, raw, "read", &[])?;
        if data != vm.one.none && vm.heap.bytes(data).is_none() {
            return fail(exc::type_error(vm, "read() should return bytes"));
        }
        if data == vm.one.none || bytes_len(vm, data) == 0 {
            return if some { Ok(contents(vm, acc)) } else { value(vm, data) };
        }
        some = true;
        s.once(vm, |vm| {
            let bytes = vm.heap.bytes(data).cloned().unwrap_or_default();
            if let Some(all) = vm.heap.bytearray_mut(acc) {
                all.extend_from_slice(&bytes);
            }
            Ok(0)
        })?;
    }
}

pub fn read(vm: &mut Vm, s: &mut Script<'_>) -> Said {
    let r = s.at(0)?;
    let n = size_arg(vm, s, 1)?;
    if n < -1 {
        return fail(exc::value_error(vm, "read length must be non-negative or -1"));
    }
    let raw = open_raw(vm, s, r, "read of closed file")?;
    if n == -1 {
        return read_all(vm, s, r, raw);
    }
    match read_n(vm, s, r, raw, n)? {
        Some(acc) => Ok(contents(vm, acc)),
        None => none(vm),
    }
}

/// At most one read of the raw stream.
fn read_once(vm: &mut Vm, s: &mut Script<'_>, r: Ref, raw: Ref, n: i64) -> Said<Ref> {
    let acc = accumulator(vm, s)?;
    let taken = s.once(vm, |vm| Ok(take(vm, r, n, acc)))?;
    if taken > 0 || n == 0 {
        return Ok(acc);
    }
    flush_pending(vm, s, r, raw)?;
    s.once(vm, |vm| {
        super::buffered::forget_ahead(vm, r);
        Ok(0)
    })?;
    if let Some(data) = read_raw(vm, s, raw, n)? {
        s.once(vm, |vm| {
            let bytes = vm.heap.bytes(data).cloned().unwrap_or_default();
            if let Some(all) = vm.heap.bytearray_mut(acc) {
                all.extend_from_slice(&bytes);
            }
            Ok(0)
        })?;
    }
    Ok(acc)
}

pub fn read1(vm: &mut Vm, s: &mut Script<'_>) -> Said {
    let r = s.at(0)?;
    let n = match s.arg(1) {
        Some(n) => s.index(vm, n)?,
        None => -1,
    };
    let raw = open_raw(vm, s, r, "read of closed file")?;
    let n = if n < 0 { int(vm, r, SIZE) } else { n };
    vm.check_bytes(n as u64)?;
    let acc = read_once(vm, s, r, raw, n)?;
    Ok(contents(vm, acc))
}

fn into(vm: &mut Vm, s: &mut Script<'_>, once: bool) -> Said {
    let (r, buffer) = (s.at(0)?, s.at(1)?);
    let raw = open_raw(vm, s, r, "readinto of closed file")?;
    let Some(n) = vm.writable_len(buffer) else {
        let name = if once { "readinto1" } else { "readinto" };
        let message = format!("{name}() argument must be read-write bytes-like object, not {}", vm.given_name(buffer));
        return fail(exc::type_error(vm, &message));
    };
    let acc = if once { Some(read_once(vm, s, r, raw, n as i64)?) } else { read_n(vm, s, r, raw, n as i64)? };
    let Some(acc) = acc else { return none(vm) };
    let got = s.once(vm, |vm| {
        let bytes = vm.heap.bytearray(acc).cloned().unwrap_or_default();
        vm.write_buffer(buffer, &bytes);
        Ok(bytes.len() as i64)
    })?;
    Ok(vm.new_int(got))
}

pub fn readinto(vm: &mut Vm, s: &mut Script<'_>) -> Said {
    into(vm, s, false)
}

pub fn readinto1(vm: &mut Vm, s: &mut Script<'_>) -> Said {
    into(vm, s, true)
}

/// What is ahead without taking it: at least something, where there is something.
pub fn peek(vm: &mut Vm, s: &mut Script<'_>) -> Said {
    let r = s.at(0)?;
    let raw = open_raw(vm, s, r, "peek of closed file")?;
    flush_pending(vm, s, r, raw)?;
    if s.once(vm, |vm| Ok(n_ahead(vm, r)))? == 0
        && let Some(data) = read_raw(vm, s, raw, int(vm, r, SIZE))?
    {
        s.once(vm, |vm| {
            fill(vm, r, data);
            Ok(0)
        })?;
    }
    let bytes =
        vm.heap.native(r).filter(|n| n.int(MODE) == READING).and_then(|n| n.bytes.get(n.int(POS) as usize..)).unwrap_or_default().to_vec();
    Ok(vm.new_bytes(bytes))
}

fn line(vm: &mut Vm, s: &mut Script<'_>, r: Ref, raw: Ref, limit: i64) -> Said<Ref> {
    let acc = accumulator(vm, s)?;
    flush_pending(vm, s, r, raw)?;
    let mut have = 0;
    loop {
        // Negative: the line's end was found.
        let got = s.once(vm, |vm| {
            let ahead = n_ahead(vm, r);
            let room = if limit < 0 { ahead } else { ahead.min(limit - have) };
            let found = vm.heap.native(r).and_then(|n| {
                let from = n.int(POS) as usize;
                n.bytes.get(from..from + room as usize)?.iter().position(|b| *b == b'\n')
            });
            Ok(match found {
                Some(i) => -take(vm, r, i as i64 + 1, acc),
                None => take(vm, r, room, acc),
            })
        })?;
        have += got.abs();
        if got < 0 || limit >= 0 && have >= limit {
            return Ok(acc);
        }
        let Some(data) = read_raw(vm, s, raw, int(vm, r, SIZE))? else { return Ok(acc) };
        if bytes_len(vm, data) == 0 {
            return Ok(acc);
        }
        s.once(vm, |vm| {
            fill(vm, r, data);
            Ok(0)
        })?;
    }
}

pub fn readline(vm: &mut Vm, s: &mut Script<'_>) -> Said {
    let r = s.at(0)?;
    let limit = size_arg(vm, s, 1)?;
    let raw = open_raw(vm, s, r, "readline of closed file")?;
    let acc = line(vm, s, r, raw, limit)?;
    Ok(contents(vm, acc))
}

pub fn next(vm: &mut Vm, s: &mut Script<'_>) -> Said {
    let r = s.at(0)?;
    let exact = vm.is_exact(r, ids::BUFFERED_READER) || vm.is_exact(r, ids::BUFFERED_RANDOM);
    if !exact {
        return super::base::next(vm, s);
    }
    let raw = open_raw(vm, s, r, "readline of closed file")?;
    let acc = line(vm, s, r, raw, -1)?;
    if vm.heap.bytearray(acc).is_none_or(|b| b.is_empty()) {
        return Err(Stop::Exhausted.into());
    }
    Ok(contents(vm, acc))
}

/// CPython: _io_BufferedWriter_write_impl.
pub fn write(vm: &mut Vm, s: &mut Script<'_>) -> Said {
    let (r, buffer) = (s.at(0)?, s.at(1)?);
    let raw = super::buffered::raw_of(vm, r)?;
    if vm.heap.text(buffer).is_some() {
        return fail(exc::type_error(vm, "a bytes-like object is required, not 'str'"));
    }
    let bytes = vm.need_bytes(buffer)?;
    if super::is_closed(vm, s, raw)? {
        return fail(exc::value_error(vm, "write to closed file"));
    }
    let n = bytes.len() as i64;
    rewind_ahead(vm, s, r, raw)?;
    let size = int(vm, r, SIZE);
    let fits = s.once(vm, |vm| {
        let waiting = vm.heap.native(r).filter(|b| b.int(MODE) == WRITING).map_or(0, |b| b.bytes.len() as i64);
        Ok(i64::from(waiting + n <= size))
    })? != 0;
    if !fits {
        flush_pending(vm, s, r, raw)?;
    }
    // What does not fit into the empty buffer goes on its way at once.
    let mut done = 0;
    while n - done > size {
        let data = s.keep(vm, |vm| Ok(vm.new_bytes(bytes.get(done as usize..).unwrap_or_default().to_vec())))?;
        match write_raw(vm, s, raw, data)? {
            Some(m) => done += m,
            None => return fail(blocking_error(vm, done)),
        }
    }
    s.once(vm, |vm| {
        if let Some(b) = vm.heap.native_mut(r) {
            if b.int(MODE) != WRITING {
                b.bytes.clear();
            }
            b.bytes.extend_from_slice(bytes.get(done as usize..).unwrap_or_default());
        }
        set_int(vm, r, MODE, WRITING);
        Ok(0)
    })?;
    if fileio::is_standard(vm, raw) {
        flush_pending(vm, s, r, raw)?;
    }
    Ok(vm.new_int(n))
}
