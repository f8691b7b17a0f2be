//! The _io module: files, buffers and text over the machine's own file system.
//!
//! Whatever may call Python is a script (`crate::script`); what an object holds is in its `Native` body.
//! CPython: Modules/_io.

pub mod base;
pub mod buffered;
pub mod buffered_ops;
pub mod bytesio;
pub mod fileio;
pub mod newline;
pub mod open;
pub mod pair;
pub mod stringio;
pub mod text;
pub mod text_codec;
pub mod text_read;
pub mod text_seek;

use std::rc::Rc;

use pyvarium_heap::object::{Body, Extended, Instance, Native};
use pyvarium_heap::types::flags;
use pyvarium_heap::{Own, Ref, Shape, Slot};

use crate::args::Args;
use crate::core::{ids, kinds};
use crate::exc;
use crate::native::{FnDef, ModuleDef};
use crate::script::{Pause, Run, Said, Script, start};
use crate::stop::{Flow, Res, Stop};
use crate::vm::Vm;

/// How much is read and buffered at once. Unit: bytes.
pub const BUFFER_SIZE: i64 = 131_072;
/// Of text layers. Unit: bytes.
pub const CHUNK_SIZE: i64 = 8192;

macro_rules! scripts {
    ($($id:ident $run:path;)*) => {
        /// The scripts of this module.
        #[derive(Clone, Copy, PartialEq, Eq, Debug)]
        #[repr(i64)]
        pub enum Io { $($id,)* }
        static RUNS: &[Run] = &[$($run,)*];
    };
}

scripts! {
    BaseTell base::tell;
    BaseFlush base::flush;
    BaseClose base::close;
    BaseDel base::del;
    FileDeallocWarn fileio::dealloc_warn;
    BufferedDeallocWarn buffered::dealloc_warn;
    BaseCheckClosed base::check_closed;
    BaseCheckSeekable base::check_seekable;
    BaseCheckReadable base::check_readable;
    BaseCheckWritable base::check_writable;
    BaseIsatty base::isatty;
    BaseEnter base::enter;
    BaseIter base::iter;
    BaseExit base::exit;
    BaseNext base::next;
    BaseReadline base::readline;
    BaseReadlines base::readlines;
    BaseWritelines base::writelines;
    RawRead base::raw_read;
    RawReadall base::raw_readall;
    BufferedBaseReadinto base::buffered_readinto;
    BufferedBaseReadinto1 base::buffered_readinto1;
    FileInit fileio::init;
    FileClose fileio::close;
    BufferedInit buffered::init;
    BufferedClose buffered::close;
    BufferedFlush buffered::flush;
    BufferedForward buffered::forward;
    BufferedDetach buffered::detach;
    BufferedRepr buffered::repr;
    BufferedTell buffered::tell;
    BufferedSeek buffered::seek;
    BufferedTruncate buffered::truncate;
    BufferedRead buffered_ops::read;
    BufferedRead1 buffered_ops::read1;
    BufferedPeek buffered_ops::peek;
    BufferedReadinto buffered_ops::readinto;
    BufferedReadinto1 buffered_ops::readinto1;
    BufferedReadline buffered_ops::readline;
    BufferedNext buffered_ops::next;
    BufferedWrite buffered_ops::write;
    PairInit pair::init;
    PairForward pair::forward;
    PairClose pair::close;
    PairClosed pair::closed;
    Open open::open;
    TextInit text::init;
    TextReconfigure text::reconfigure;
    TextClose text::close;
    TextFlush text::flush;
    TextDetach text::detach;
    TextForward text::forward;
    TextRepr text::repr;
    TextWrite text::write;
    TextRead text_read::read;
    TextReadline text_read::readline;
    TextNext text_read::next;
    TextTell text_seek::tell;
    TextSeek text_seek::seek;
    TextTruncate text_seek::truncate;
    StringNew stringio::init;
    StringNext stringio::next;
    NewlineDecode newline::decode;
    NewlineGetstate newline::getstate;
    NewlineSetstate newline::setstate;
    NewlineReset newline::reset;
    BytesWritelines bytesio::writelines;
    InputFrom crate::builtins::eval::input_from;
    PrintTo crate::builtins::print::print_to;
}

/// Starts one of the scripts.
pub fn go(vm: &mut Vm, which: Io, args: &Args) -> Res {
    let all = numbered(vm, which, args);
    start(vm, kinds::IO, &all)
}

/// The number of the script travels behind the arguments, as a small int, which is immortal.
fn numbered(vm: &mut Vm, which: Io, args: &Args) -> Args {
    let mut all = args.clone();
    all.kwnames = None;
    all.n_kw = 0;
    let number = vm.new_int(which as i64).into_ref();
    all.items.push(Slot::borrow(number));
    all
}

fn run(vm: &mut Vm, s: &mut Script<'_>) -> Said {
    let which = s.arg(s.n_args() - 1).and_then(|r| vm.heap.small_int(r)).unwrap_or(-1);
    match RUNS.get(which as usize) {
        Some(run) => run(vm, s),
        None => Err(crate::vm_bug!("no script {which}").into()),
    }
}

crate::script_frame!(IO, "file", run);

pub static IO_MODULE: ModuleDef = ModuleDef {
    name: "_io",
    doc: Some("The io module provides the Python interfaces to stream handling."),
    functions: &[
        FnDef::new("open", "file, mode='r', buffering=-1, encoding=None, errors=None, newline=None, closefd=True, opener=None", |vm, a| {
            go(vm, Io::Open, a)
        }),
        FnDef::new("open_code", "path", open::open_code),
        FnDef::new("text_encoding", "encoding, stacklevel=2, /", open::text_encoding),
    ],
    types: &[
        ids::IO_BASE,
        ids::RAW_IO_BASE,
        ids::BUFFERED_IO_BASE,
        ids::TEXT_IO_BASE,
        ids::FILE_IO,
        ids::BYTES_IO,
        ids::BUFFERED_READER,
        ids::BUFFERED_WRITER,
        ids::BUFFERED_RANDOM,
        ids::BUFFERED_RW_PAIR,
        ids::TEXT_IO_WRAPPER,
        ids::STRING_IO,
        ids::NEWLINE_DECODER,
    ],
    exec: Some(|vm, module| {
        let Some(dict) = vm.module_dict(module) else { return Ok(()) };
        let n = vm.new_int(BUFFER_SIZE);
        vm.dict_set_named(dict, "DEFAULT_BUFFER_SIZE", n);
        for (name, id) in [("UnsupportedOperation", ids::UNSUPPORTED_OPERATION), ("BlockingIOError", ids::BLOCKING_IO_ERROR)] {
            let ty = vm.ty(id);
            let own = vm.heap.own(ty);
            vm.dict_set_named(dict, name, own);
        }
        Ok(())
    }),
};

/// Features of all classes here.
pub const FLAGS: u32 = flags::BASETYPE | flags::HAVE_GC | flags::MANAGED_DICT | flags::WEAKREFS;

/// A new instance with room for attributes.
pub fn alloc(vm: &mut Vm, cls: Ref) -> Own {
    let (size, members) = vm.heap.as_type(cls).map_or((64, 0), |t| (t.basicsize, t.n_member_slots));
    let instance = Instance { members: smallvec::smallvec![Slot::NULL; members as usize], ..Instance::default() };
    let body = Body::Extended(Rc::new(Extended { inner: Body::Native(Rc::new(Native::default())), instance }));
    vm.heap.alloc(cls, body, Shape::gc(size))
}

pub fn int(vm: &Vm, r: Ref, i: usize) -> i64 {
    vm.heap.native(r).map_or(0, |n| n.int(i))
}

pub fn set_int(vm: &mut Vm, r: Ref, i: usize, value: i64) {
    if let Some(n) = vm.heap.native_mut(r) {
        n.set_int(i, value);
    }
}

pub fn slot(vm: &Vm, r: Ref, i: usize) -> Option<Ref> {
    vm.heap.native(r).and_then(|n| n.slot(i).get())
}

pub fn set_slot(vm: &mut Vm, r: Ref, i: usize, value: Slot) {
    let old = vm.heap.native_mut(r).map(|n| n.set_slot(i, value));
    vm.heap.release(old.unwrap_or_default());
}

pub fn unsupported(vm: &mut Vm, what: &str) -> Stop {
    exc::raise(vm, ids::UNSUPPORTED_OPERATION, what)
}

pub fn fail<T>(stop: Stop) -> Said<T> {
    Err(Pause::Stop(stop))
}

pub fn none(vm: &Vm) -> Said {
    Ok(vm.none())
}

pub fn closed_error(vm: &mut Vm) -> Stop {
    exc::value_error(vm, "I/O operation on closed file.")
}

/// Whether a stream is closed, by its own word.
pub fn is_closed(vm: &mut Vm, s: &mut Script<'_>, r: Ref) -> Said<bool> {
    if vm.is_exact(r, ids::FILE_IO) {
        return Ok(s.once(vm, |vm| Ok(i64::from(int(vm, r, fileio::FD) < 0)))? != 0);
    }
    let closed = s.attr(vm, r, "closed")?;
    s.truth(vm, closed)
}

/// A size argument: None and what is left out are -1. CPython: _Py_convert_optional_to_ssize_t.
pub fn size_arg(vm: &mut Vm, s: &mut Script<'_>, i: usize) -> Said<i64> {
    match s.some(vm, i) {
        None => Ok(-1),
        Some(r) => {
            if !vm.has_slot(r, crate::slots::SlotId::Index) {
                let message = format!("argument should be integer or None, not '{}'", vm.type_name(r));
                return fail(exc::type_error(vm, &message));
            }
            s.index(vm, r)
        }
    }
}

/// As `size_arg`, for natives that answer at once.
pub fn plain_size(vm: &mut Vm, a: &Args, i: usize) -> Res<i64> {
    match a.get(i).filter(|r| *r != vm.one.none) {
        None => Ok(-1),
        Some(r) => {
            if !vm.has_slot(r, crate::slots::SlotId::Index) {
                let message = format!("argument should be integer or None, not '{}'", vm.type_name(r));
                return vm.type_err(&message);
            }
            vm.index(r)
        }
    }
}

/// An exception that was heard, raised again.
pub fn again<T>(vm: &mut Vm, e: Ref) -> Said<T> {
    Err(Pause::Stop(Stop::Raise(vm.heap.own(e))))
}

pub fn value(vm: &mut Vm, r: Ref) -> Said {
    Ok(vm.heap.own(r))
}

/// `name` as an attribute of the instance's own.
pub fn set_attr(vm: &mut Vm, r: Ref, name: &str, value: Ref) -> Res<()> {
    let key = vm.intern(name).into_ref();
    vm.set_instance_attr(r, key, Some(value))?;
    Ok(())
}

pub fn flow_none(vm: &mut Vm) -> Res {
    Ok(Flow::Value(vm.none()))
}
