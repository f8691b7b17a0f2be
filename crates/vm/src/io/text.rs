//! `TextIOWrapper`: what it holds, how it is made and unmade, and writing.
//!
//! CPython: Modules/_io/textio.c.

use pyvarium_heap::{Own, Ref, Slot};

use super::base::{IO_TYPE, new};
use super::newline::{ends_number, newline_arg, newlines, written};
use super::text_codec::{self, codec_of};
use super::{CHUNK_SIZE, Io, alloc, fail, fileio, go, int, is_closed, none, set_int, set_slot, slot, unsupported, value};
use crate::args::Args;
use crate::core::ids;
use crate::exc;
use crate::native::{FnDef, GetSetDef, TypeDef};
use crate::script::{Heard, Said, Script};
use crate::signature::Signature;
use crate::slots::SlotId;
use crate::stop::{Flow, Res};
use crate::vm::Vm;

// Slots: the buffer, encoding, errors, decoded text, what it was decoded from, bytes of a character that is
// not whole, encoder and decoder of Python's codecs.
pub const BUFFER: usize = 0;
pub const ENCODING: usize = 1;
pub const ERRORS: usize = 2;
pub const DECODED: usize = 3;
pub const SNAPSHOT: usize = 4;
pub const PARTIAL: usize = 5;
pub const ENCODER: usize = 6;
pub const DECODER: usize = 7;

// Bytes: what waits to be written. Ints:
/// 0: not made yet, 1: in use, 2: detached.
pub const OK: usize = 0;
/// Characters of the decoded text that have been taken.
pub const USED: usize = 1;
const LINE_BUFFERING: usize = 2;
const WRITE_THROUGH: usize = 3;
/// Reading: 0 line ends stay, 1 they are known, 2 they are translated.
pub const READS: usize = 4;
pub const ENDS: usize = 5;
const WRITES: usize = 6;
pub const CODEC: usize = 7;
pub const SEEN: usize = 8;
pub const PENDING_CR: usize = 9;
/// State of the native decoder, and as it was at the snapshot.
pub const DECODER_STATE: usize = 10;
pub const SNAPSHOT_CR: usize = 11;
pub const SNAPSHOT_STATE: usize = 12;
/// Something has been encoded already.
pub const ENCODED: usize = 13;
pub const SEEKABLE: usize = 14;
pub const TELLING: usize = 15;
pub const READABLE: usize = 16;
const WRITABLE: usize = 17;
pub const CHUNK: usize = 18;
pub const HAS_READ1: usize = 19;
/// A standard stream: what is written is seen at once.
const STANDARD: usize = 20;
/// It is closed because it dies.
const FINALIZING: usize = 21;

macro_rules! io_script {
    ($which:ident) => {
        |vm, a| go(vm, Io::$which, a)
    };
}

macro_rules! forward {
    ($name:literal) => {
        FnDef::new($name, "", |vm, a| {
            let mut all = Args::one(a.at(0)?);
            all.push(vm.intern($name).into_ref());
            go(vm, Io::TextForward, &all)
        })
    };
}

pub static TEXT_IO_WRAPPER: TypeDef = TypeDef {
    name: "_io.TextIOWrapper",
    base: Some(ids::TEXT_IO_BASE),
    basicsize: 208,
    new: Some(("*args, **kwargs", new)),
    slots: &[
        (SlotId::Init, |vm, a| {
            let sig = Signature::parse("buffer, encoding=None, errors=None, newline=None, line_buffering=False, write_through=False");
            let bound = vm.bind(&sig, "TextIOWrapper", "TextIOWrapper", &a.rest())?.with_first(a.at(0)?);
            go(vm, Io::TextInit, &bound)
        }),
        (SlotId::Repr, io_script!(TextRepr)),
        (SlotId::IterNext, io_script!(TextNext)),
    ],
    methods: &[
        FnDef::new(
            "reconfigure",
            "*, encoding=None, errors=None, newline=<unrepresentable>, line_buffering=None, write_through=None",
            io_script!(TextReconfigure),
        ),
        FnDef::new("detach", "", io_script!(TextDetach)),
        FnDef::new("write", "text, /", write_plain),
        FnDef::new("read", "size=-1, /", io_script!(TextRead)),
        FnDef::new("readline", "size=-1, /", io_script!(TextReadline)),
        FnDef::new("flush", "", io_script!(TextFlush)),
        FnDef::new("close", "", io_script!(TextClose)),
        forward!("fileno"),
        forward!("seekable"),
        forward!("readable"),
        forward!("writable"),
        forward!("isatty"),
        FnDef::new("seek", "cookie, whence=0, /", io_script!(TextSeek)),
        FnDef::new("tell", "", io_script!(TextTell)),
        FnDef::new("truncate", "pos=None, /", io_script!(TextTruncate)),
        FnDef::new("__reduce__", "", fileio::cannot_pickle),
        FnDef::new("__reduce_ex__", "protocol, /", fileio::cannot_pickle),
    ],
    getset: &[
        GetSetDef::member("encoding", |vm, a| shown(vm, a, ENCODING)),
        GetSetDef::member("buffer", |vm, a| shown(vm, a, BUFFER)),
        GetSetDef::member_rw("_finalizing", super::base::get_finalizing::<FINALIZING>, super::base::set_finalizing::<FINALIZING>),
        GetSetDef::member("line_buffering", |vm, a| {
            let yes = int(vm, a.at(0)?, LINE_BUFFERING) != 0;
            vm.bool_flow(yes)
        }),
        GetSetDef::member("write_through", |vm, a| {
            let yes = int(vm, a.at(0)?, WRITE_THROUGH) != 0;
            vm.bool_flow(yes)
        }),
        GetSetDef::ro("name", |vm, a| {
            let buffer = plain_buffer(vm, a.at(0)?)?;
            vm.getattr_str(buffer, "name")
        }),
        GetSetDef::ro("closed", |vm, a| {
            let buffer = plain_buffer(vm, a.at(0)?)?;
            vm.getattr_str(buffer, "closed")
        }),
        GetSetDef::ro("newlines", |vm, a| {
            plain_buffer(vm, a.at(0)?)?;
            let seen = int(vm, a.at(0)?, SEEN);
            Ok(Flow::Value(newlines(vm, seen)))
        }),
        GetSetDef::ro("errors", |vm, a| {
            plain_buffer(vm, a.at(0)?)?;
            shown(vm, a, ERRORS)
        }),
        GetSetDef::rw(
            "_CHUNK_SIZE",
            |vm, a| {
                plain_buffer(vm, a.at(0)?)?;
                let n = int(vm, a.at(0)?, CHUNK);
                Ok(Flow::Value(vm.new_int(n)))
            },
            |vm, a| {
                plain_buffer(vm, a.at(0)?)?;
                let n = vm.index(a.at(1)?)?;
                if n <= 0 {
                    return vm.value_err("a strictly positive integer is required");
                }
                set_int(vm, a.at(0)?, CHUNK, n);
                vm.none_flow()
            },
        ),
    ],
    ..IO_TYPE
};

fn shown(vm: &mut Vm, a: &Args, i: usize) -> Res {
    let found = slot(vm, a.at(0)?, i);
    vm.own_flow(found.unwrap_or(vm.one.none))
}

/// The buffer of one in use. CPython: CHECK_ATTACHED.
pub fn plain_buffer(vm: &mut Vm, r: Ref) -> Res<Ref> {
    match (int(vm, r, OK), slot(vm, r, BUFFER)) {
        (1, Some(buffer)) => Ok(buffer),
        (2, _) => vm.value_err("underlying buffer has been detached"),
        _ => vm.value_err("I/O operation on uninitialized object"),
    }
}

pub fn buffer_of(vm: &mut Vm, r: Ref) -> Said<Ref> {
    Ok(plain_buffer(vm, r)?)
}

/// The buffer, if it is open.
pub fn open_buffer(vm: &mut Vm, s: &mut Script<'_>, r: Ref) -> Said<Ref> {
    let buffer = buffer_of(vm, r)?;
    // A buffer of ours over a file of ours says so at once.
    let closed = match vm.heap.native(buffer).and_then(|n| n.slot(super::buffered::RAW).get()) {
        Some(raw) if is_ours(vm, buffer) && vm.is_exact(raw, ids::FILE_IO) => is_closed(vm, s, raw)?,
        _ => is_closed(vm, s, buffer)?,
    };
    if closed { fail(super::closed_error(vm)) } else { Ok(buffer) }
}

pub fn is_ours(vm: &Vm, buffer: Ref) -> bool {
    [ids::BUFFERED_READER, ids::BUFFERED_WRITER, ids::BUFFERED_RANDOM].iter().any(|id| vm.is_exact(buffer, *id))
}

fn text_arg(vm: &mut Vm, r: Option<Ref>, name: &str) -> Said<()> {
    if let Some(r) = r
        && vm.heap.text(r).is_none()
    {
        let message = format!("TextIOWrapper() argument '{name}' must be str or None, not {}", vm.given_name(r));
        return fail(exc::type_error(vm, &message));
    }
    Ok(())
}

/// Finds the codec: one of ours, or Python's encoder and decoder.
fn choose_codec(vm: &mut Vm, s: &mut Script<'_>, r: Ref, encoding: Ref, errors: Ref) -> Said<()> {
    let name = vm.heap.str_lossy(encoding);
    let codec = codec_of(&name);
    if codec == 0 {
        let import = vm.dict_get_named(vm.builtins, "__import__");
        let Some(import) = import else { return fail(exc::lookup_error(vm, &format!("unknown encoding: {name}"))) };
        let codecs = s.keep(vm, |vm| Ok(vm.intern("codecs")))?;
        let module = s.ask(vm, |vm| vm.call_args(import, &[codecs]))?;
        let info = s.method(vm, module, "lookup", &[encoding])?;
        for (place, which) in [(ENCODER, "incrementalencoder"), (DECODER, "incrementaldecoder")] {
            let made = s.method(vm, info, which, &[errors])?;
            s.once(vm, |vm| {
                let own = vm.heap.own(made);
                set_slot(vm, r, place, own.into());
                Ok(0)
            })?;
        }
    }
    s.once(vm, |vm| {
        for (place, v) in [(ENCODING, encoding), (ERRORS, errors)] {
            let own = vm.heap.own(v);
            set_slot(vm, r, place, own.into());
        }
        for (i, n) in [(CODEC, codec), (DECODER_STATE, 0)] {
            set_int(vm, r, i, n);
        }
        Ok(0)
    })?;
    Ok(())
}

/// self, buffer, encoding, errors, newline, line_buffering, write_through.
pub fn init(vm: &mut Vm, s: &mut Script<'_>) -> Said {
    let (r, buffer) = (s.at(0)?, s.at(1)?);
    let (encoding, errors) = (s.some(vm, 2), s.some(vm, 3));
    text_arg(vm, encoding, "encoding")?;
    text_arg(vm, errors, "errors")?;
    let newline = newline_arg(vm, s.arg(4), "TextIOWrapper")?;
    let line_buffering = match s.arg(5) {
        Some(v) => s.truth(vm, v)?,
        None => false,
    };
    let write_through = match s.arg(6) {
        Some(v) => s.truth(vm, v)?,
        None => false,
    };
    let encoding = match encoding {
        Some(e) if !vm.heap.text(e).is_some_and(|t| t.is_str("locale")) => e,
        _ => s.keep(vm, |vm| Ok(vm.intern("UTF-8")))?,
    };
    let errors = match errors {
        Some(e) => e,
        None => s.keep(vm, |vm| Ok(vm.intern("strict")))?,
    };
    choose_codec(vm, s, r, encoding, errors)?;
    let readable = able(vm, s, buffer, "readable")?;
    let writable = able(vm, s, buffer, "writable")?;
    let seekable = able(vm, s, buffer, "seekable")?;
    let has_read1 = if is_ours(vm, buffer) { true } else { s.attr_opt(vm, buffer, "read1")?.is_some() };
    let at_start = if seekable && writable {
        let at = s.method(vm, buffer, "tell", &[])?;
        vm.heap.small_int(at) == Some(0)
    } else {
        true
    };
    s.once(vm, |vm| {
        let own = vm.heap.own(buffer);
        set_slot(vm, r, BUFFER, own.into());
        for i in [DECODED, SNAPSHOT, PARTIAL] {
            set_slot(vm, r, i, Slot::NULL);
        }
        for (i, n) in [
            (OK, 1),
            (USED, 0),
            (LINE_BUFFERING, i64::from(line_buffering)),
            (WRITE_THROUGH, i64::from(write_through)),
            (READS, i64::from(newline.universal) + i64::from(newline.translates)),
            (ENDS, ends_number(newline.ends)),
            (WRITES, newline.writes),
            (SEEN, 0),
            (PENDING_CR, 0),
            (ENCODED, i64::from(!at_start)),
            (SEEKABLE, i64::from(seekable)),
            (TELLING, i64::from(seekable)),
            (READABLE, i64::from(readable)),
            (WRITABLE, i64::from(writable)),
            (CHUNK, CHUNK_SIZE),
            (HAS_READ1, i64::from(has_read1)),
        ] {
            set_int(vm, r, i, n);
        }
        let raw = slot(vm, buffer, super::buffered::RAW).filter(|_| is_ours(vm, buffer));
        let standard = raw.is_some_and(|raw| fileio::is_standard(vm, raw));
        set_int(vm, r, STANDARD, i64::from(standard));
        Ok(0)
    })?;
    none(vm)
}

fn able(vm: &mut Vm, s: &mut Script<'_>, buffer: Ref, name: &str) -> Said<bool> {
    if is_ours(vm, buffer)
        && let Some(raw) = slot(vm, buffer, super::buffered::RAW)
        && vm.is_exact(raw, ids::FILE_IO)
        && int(vm, raw, fileio::FD) >= 0
    {
        return Ok(match name {
            "readable" => !vm.is_exact(buffer, ids::BUFFERED_WRITER) && int(vm, raw, fileio::READABLE) != 0,
            "writable" => !vm.is_exact(buffer, ids::BUFFERED_READER) && int(vm, raw, fileio::WRITABLE) != 0,
            _ => fileio::seekable(vm, raw),
        });
    }
    let answer = s.method(vm, buffer, name, &[])?;
    s.truth(vm, answer)
}

/// self, encoding, errors, newline, line_buffering, write_through.
pub fn reconfigure(vm: &mut Vm, s: &mut Script<'_>) -> Said {
    let r = s.at(0)?;
    let (encoding, errors, newline) = (s.some(vm, 1), s.some(vm, 2), s.arg(3));
    buffer_of(vm, r)?;
    for (given, name) in [(encoding, "encoding"), (errors, "errors")] {
        if let Some(v) = given
            && vm.heap.text(v).is_none()
        {
            let message = format!("reconfigure() argument '{name}' must be str or None, not {}", vm.given_name(v));
            return fail(exc::type_error(vm, &message));
        }
    }
    let read = s.once(vm, |vm| Ok(i64::from(slot(vm, r, DECODED).is_some())))? != 0;
    if read && (encoding.is_some() || errors.is_some() || newline.is_some()) {
        return fail(unsupported(vm, "It is not possible to set the encoding or newline of stream after the first read"));
    }
    let newline = newline.map(|n| newline_arg(vm, Some(n), "reconfigure")).transpose()?;
    let line_buffering = match s.some(vm, 4) {
        Some(v) => i64::from(s.truth(vm, v)?),
        None => int(vm, r, LINE_BUFFERING),
    };
    let write_through = match s.some(vm, 5) {
        Some(v) => i64::from(s.truth(vm, v)?),
        None => int(vm, r, WRITE_THROUGH),
    };
    s.method(vm, r, "flush", &[])?;
    if encoding.is_some() || errors.is_some() {
        let errors = match (errors, encoding) {
            (Some(e), _) => e,
            (None, Some(_)) => s.keep(vm, |vm| Ok(vm.intern("strict")))?,
            (None, None) => slot(vm, r, ERRORS).unwrap_or(vm.one.none),
        };
        let encoding = match encoding {
            Some(e) if !vm.heap.text(e).is_some_and(|t| t.is_str("locale")) => e,
            Some(_) => s.keep(vm, |vm| Ok(vm.intern("UTF-8")))?,
            None => slot(vm, r, ENCODING).unwrap_or(vm.one.none),
        };
        choose_codec(vm, s, r, encoding, errors)?;
    }
    s.once(vm, |vm| {
        if let Some(n) = newline {
            set_int(vm, r, READS, i64::from(n.universal) + i64::from(n.translates));
            set_int(vm, r, ENDS, ends_number(n.ends));
            set_int(vm, r, WRITES, n.writes);
        }
        set_int(vm, r, LINE_BUFFERING, line_buffering);
        set_int(vm, r, WRITE_THROUGH, write_through);
        Ok(0)
    })?;
    none(vm)
}

/// Hands what waits to the buffer. CPython: _textiowrapper_writeflush.
pub fn write_pending(vm: &mut Vm, s: &mut Script<'_>, r: Ref, buffer: Ref) -> Said<()> {
    let waiting = s.once(vm, |vm| Ok(vm.heap.native(r).map_or(0, |n| n.bytes.len() as i64)))?;
    if waiting == 0 {
        return Ok(());
    }
    let data = s.keep(vm, |vm| {
        let bytes = vm.heap.native_mut(r).map(|n| std::mem::take(&mut n.bytes)).unwrap_or_default();
        Ok(vm.new_bytes(bytes))
    })?;
    s.method(vm, buffer, "write", &[data])?;
    Ok(())
}

impl Vm {
    /// Which of the output streams a text stream is, if what is written to it may go there at once.
    pub fn plain_output(&self, r: Ref) -> Option<crate::vm::Stream> {
        if !self.is_exact(r, ids::TEXT_IO_WRAPPER) {
            return None;
        }
        let n = self.heap.native(r)?;
        if n.int(STANDARD) == 0 || n.int(OK) != 1 || n.int(WRITES) != 0 || n.int(CODEC) != text_codec::UTF8 || !n.bytes.is_empty() {
            return None;
        }
        let buffer = n.slot(BUFFER).get()?;
        let b = self.heap.native(buffer)?;
        let raw = b.slot(super::buffered::RAW).get().filter(|_| b.bytes.is_empty() && self.is_exact(buffer, ids::BUFFERED_WRITER))?;
        self.fs.output_of(int(self, raw, fileio::FD) as i32)
    }
}

impl Vm {
    /// A stream that a line of input may be asked for at once: the standard one, with nothing read ahead.
    pub fn plain_input(&self, r: Ref) -> bool {
        let Some(n) = self.heap.native(r).filter(|_| self.is_exact(r, ids::TEXT_IO_WRAPPER)) else { return false };
        let ahead = n.slot(DECODED).get().and_then(|t| self.heap.text(t)).is_some_and(|t| n.int(USED) < t.len() as i64);
        let raw = n
            .slot(BUFFER)
            .get()
            .and_then(|b| self.heap.native(b))
            .filter(|b| super::buffered::IDLE == b.int(super::buffered::MODE) || b.bytes.len() as i64 == b.int(super::buffered::POS));
        let fd = raw.and_then(|b| b.slot(super::buffered::RAW).get()).map_or(-1, |raw| int(self, raw, fileio::FD));
        n.int(OK) == 1 && !ahead && fd == 0 && self.fs.input.is_empty() && !self.fs.input_ended
    }
}

/// Writing to a standard stream needs no script.
fn write_plain(vm: &mut Vm, a: &Args) -> Res {
    let (r, given) = (a.at(0)?, a.at(1)?);
    if let Some(t) = vm.heap.text(given)
        && let Some(out) = t.to_str()
        && let Some(stream) = vm.plain_output(r)
    {
        let (n, out) = (t.len(), out.into_owned());
        vm.write_out(stream, &out);
        return Ok(Flow::Value(vm.new_int(n as i64)));
    }
    go(vm, Io::TextWrite, a)
}

/// CPython: _io_TextIOWrapper_write_impl.
pub fn write(vm: &mut Vm, s: &mut Script<'_>) -> Said {
    let (r, text) = (s.at(0)?, s.at(1)?);
    let Some(t) = vm.heap.text(text) else {
        let message = format!("write() argument must be str, not {}", vm.given_name(text));
        return fail(exc::type_error(vm, &message));
    };
    let points: Vec<u32> = t.points().collect();
    let n = points.len();
    let buffer = open_buffer(vm, s, r)?;
    if int(vm, r, WRITABLE) == 0 {
        return fail(unsupported(vm, "not writable"));
    }
    let has_end = points.iter().any(|p| *p == 10 || *p == 13);
    let standard = int(vm, r, STANDARD) != 0;
    let through = int(vm, r, WRITE_THROUGH) != 0 || standard;
    let flushes = int(vm, r, LINE_BUFFERING) != 0 && has_end;
    let points = written(points, int(vm, r, WRITES));
    let codec = int(vm, r, CODEC);
    let errors = slot(vm, r, ERRORS).unwrap_or(vm.one.none);
    let data = match slot(vm, r, ENCODER).filter(|_| codec == 0) {
        Some(encoder) => {
            let piece = s.keep(vm, |vm| Ok(vm.new_text(pyvarium_heap::Text::from_point_slice(&points))))?;
            s.method(vm, encoder, "encode", &[piece])?
        }
        None => {
            let first = s.once(vm, |vm| Ok(int(vm, r, ENCODED)))? == 0;
            let bytes = text_codec::encode(vm, s, codec, first, &points, errors)?;
            s.keep(vm, |vm| {
                set_int(vm, r, ENCODED, 1);
                Ok(vm.new_bytes(bytes))
            })?
        }
    };
    let Some(bytes) = vm.heap.bytes(data).cloned() else {
        let message = format!("encoder should return a bytes object, not '{}'", vm.type_name(data));
        return fail(exc::type_error(vm, &message));
    };
    let chunk = int(vm, r, CHUNK);
    let full = s.once(vm, |vm| {
        let waiting = vm.heap.native(r).map_or(0, |n| n.bytes.len());
        Ok(i64::from((waiting + bytes.len()) as i64 > chunk))
    })? != 0;
    if full {
        write_pending(vm, s, r, buffer)?;
    }
    let waiting = s.once(vm, |vm| {
        let Some(n) = vm.heap.native_mut(r) else { return Ok(0) };
        n.bytes.extend_from_slice(&bytes);
        Ok(n.bytes.len() as i64)
    })?;
    if waiting >= chunk || flushes || through {
        write_pending(vm, s, r, buffer)?;
    }
    if flushes {
        s.method(vm, buffer, "flush", &[])?;
    }
    s.once(vm, |vm| {
        forget_decoded(vm, r);
        Ok(0)
    })?;
    Ok(vm.new_int(n as i64))
}

/// What was read ahead is forgotten, and the decoder begins anew.
pub fn forget_decoded(vm: &mut Vm, r: Ref) {
    for i in [DECODED, SNAPSHOT, PARTIAL] {
        set_slot(vm, r, i, Slot::NULL);
    }
    set_int(vm, r, USED, 0);
    set_int(vm, r, PENDING_CR, 0);
    set_int(vm, r, DECODER_STATE, 0);
}

pub fn flush(vm: &mut Vm, s: &mut Script<'_>) -> Said {
    let r = s.at(0)?;
    let buffer = open_buffer(vm, s, r)?;
    s.once(vm, |vm| {
        let seekable = int(vm, r, SEEKABLE);
        set_int(vm, r, TELLING, seekable);
        Ok(0)
    })?;
    write_pending(vm, s, r, buffer)?;
    let done = s.method(vm, buffer, "flush", &[])?;
    value(vm, done)
}

pub fn close(vm: &mut Vm, s: &mut Script<'_>) -> Said {
    let r = s.at(0)?;
    let buffer = buffer_of(vm, r)?;
    if is_closed(vm, s, buffer)? {
        return none(vm);
    }
    if s.once(vm, |vm| Ok(int(vm, r, FINALIZING)))? != 0 {
        s.hear_method(vm, buffer, "_dealloc_warn", &[r])?;
    }
    let flushed = s.hear_method(vm, r, "flush", &[])?;
    let done = s.hear_method(vm, buffer, "close", &[])?;
    match (flushed, done) {
        (Heard::Raised(e), _) | (_, Heard::Raised(e)) => super::again(vm, e),
        (_, Heard::Value(v)) => value(vm, v),
        _ => none(vm),
    }
}

pub fn detach(vm: &mut Vm, s: &mut Script<'_>) -> Said {
    let r = s.at(0)?;
    let buffer = buffer_of(vm, r)?;
    s.method(vm, r, "flush", &[])?;
    let kept = s.keep(vm, |vm| Ok(vm.heap.own(buffer)))?;
    s.once(vm, |vm| {
        set_int(vm, r, OK, 2);
        set_slot(vm, r, BUFFER, Slot::NULL);
        Ok(0)
    })?;
    value(vm, kept)
}

pub fn forward(vm: &mut Vm, s: &mut Script<'_>) -> Said {
    let (r, name) = (s.at(0)?, s.at(1)?);
    let buffer = buffer_of(vm, r)?;
    let method = s.ask(vm, |vm| vm.getattr(buffer, name))?;
    let answer = s.ask(vm, |vm| vm.call_args(method, &[]))?;
    value(vm, answer)
}

/// CPython: textiowrapper_repr.
pub fn repr(vm: &mut Vm, s: &mut Script<'_>) -> Said {
    let r = s.at(0)?;
    let mut out = format!("<{}", vm.type_name(r));
    for name in ["name", "mode"] {
        match s.hear(vm, |vm| vm.getattr_str(r, name))? {
            Heard::Value(v) => {
                let shown = s.ask(vm, |vm| vm.repr(v))?;
                out.push_str(&format!(" {name}={}", vm.heap.str_lossy(shown)));
            }
            Heard::Raised(e) if vm.is_instance_of(e, ids::ATTRIBUTE_ERROR) || vm.is_instance_of(e, ids::VALUE_ERROR) => {}
            Heard::Raised(e) => return super::again(vm, e),
            Heard::Exhausted => {}
        }
    }
    let encoding = slot(vm, r, ENCODING).map(|e| crate::objects::str_::repr_text(vm, e)).unwrap_or_default();
    out.push_str(&format!(" encoding={encoding}>"));
    Ok(vm.new_str(&out))
}

/// A text stream over a buffered one, for the standard streams.
pub fn over(vm: &mut Vm, buffer: Own, writes: bool, errors: &str, mode: &str, line_buffering: bool) -> Res<Own> {
    let cls = vm.ty(ids::TEXT_IO_WRAPPER);
    let own = alloc(vm, cls);
    let r = own.r();
    let (encoding, errors) = (vm.intern("utf-8"), vm.intern(errors));
    set_slot(vm, r, BUFFER, buffer.into());
    set_slot(vm, r, ENCODING, encoding.into());
    set_slot(vm, r, ERRORS, errors.into());
    for (i, n) in [
        (OK, 1),
        (LINE_BUFFERING, i64::from(line_buffering)),
        (READS, if writes { 0 } else { 2 }),
        (CODEC, text_codec::UTF8),
        (READABLE, i64::from(!writes)),
        (WRITABLE, i64::from(writes)),
        (CHUNK, CHUNK_SIZE),
        (HAS_READ1, 1),
        (STANDARD, i64::from(writes)),
    ] {
        set_int(vm, r, i, n);
    }
    let mode = vm.intern(mode);
    super::set_attr(vm, r, "mode", mode.r())?;
    vm.heap.decref_own(mode);
    Ok(own)
}
