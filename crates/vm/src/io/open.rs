//! `open`, `open_code`, `text_encoding`, and the standard streams.
//!
//! CPython: Modules/_io/_iomodule.c, Python/pylifecycle.c (create_stdio).

use pyvarium_heap::{Own, Ref};

use super::{BUFFER_SIZE, buffered, fail, fileio, text, value};
use crate::args::Args;
use crate::core::ids;
use crate::exc;
use crate::script::{Heard, Said, Script};
use crate::stop::{Flow, Res};
use crate::vm::Vm;

struct Mode {
    /// For the raw stream.
    raw: String,
    reads: bool,
    updates: bool,
    text: bool,
    binary: bool,
}

fn parse(vm: &mut Vm, mode: &str) -> Res<Mode> {
    let has = |c: char| mode.contains(c);
    for (i, c) in mode.char_indices() {
        if !"xrwa+tb".contains(c) || mode.get(i + 1..).is_some_and(|rest| rest.contains(c)) {
            return vm.value_err(&format!("invalid mode: '{mode}'"));
        }
    }
    if has('t') && has('b') {
        return vm.value_err("can't have text and binary mode at once");
    }
    if "xrwa".chars().filter(|c| has(*c)).count() > 1 {
        return vm.value_err("must have exactly one of create/read/write/append mode");
    }
    let raw = "xrwa+".chars().filter(|c| has(*c)).collect();
    Ok(Mode { raw, reads: has('r'), updates: has('+'), text: has('t'), binary: has('b') })
}

/// file, mode, buffering, encoding, errors, newline, closefd, opener.
pub fn open(vm: &mut Vm, s: &mut Script<'_>) -> Said {
    let file = s.at(0)?;
    let none = vm.one.none;
    let file = if vm.is_instance_of(file, ids::INT) { file } else { fileio::path_of(vm, s, file)? };
    let words = ["", "mode", "", "encoding", "errors", "newline"];
    for i in [1, 3, 4, 5] {
        if let Some(v) = s.arg(i)
            && vm.heap.text(v).is_none()
            && (v != none || i == 1)
        {
            let wanted = if i == 1 { "str" } else { "str or None" };
            let name = words.get(i).copied().unwrap_or_default();
            let message = format!("open() argument '{name}' must be {wanted}, not {}", vm.given_name(v));
            return fail(exc::type_error(vm, &message));
        }
    }
    let mode_text = s.arg(1).map_or_else(|| "r".to_owned(), |m| vm.heap.str_lossy(m));
    let mut buffering = match s.arg(2) {
        Some(b) => s.index(vm, b)?,
        None => -1,
    };
    let mode = parse(vm, &mode_text)?;
    for (i, name) in [(3, "an encoding"), (4, "an errors"), (5, "a newline")] {
        if mode.binary && s.some(vm, i).is_some() {
            return fail(exc::value_error(vm, &format!("binary mode doesn't take {name} argument")));
        }
    }
    let closefd = s.arg(6).unwrap_or(vm.one.true_);
    let opener = s.arg(7).unwrap_or(none);
    let raw_mode = s.keep(vm, |vm| Ok(vm.new_str(&mode.raw)))?;
    let file_type = vm.ty(ids::FILE_IO);
    let raw = s.ask(vm, |vm| vm.call_args(file_type, &[file, raw_mode, closefd, opener]))?;
    let mode_object = match s.arg(1) {
        Some(m) => m,
        None => s.keep(vm, |vm| Ok(vm.intern("r")))?,
    };
    match finish(vm, s, raw, &mode, mode_object, &mut buffering) {
        Err(crate::script::Pause::Stop(crate::stop::Stop::Raise(e))) => {
            // The file does not stay open.
            let kept = s.keep(vm, |_| Ok(e))?;
            s.hear_method(vm, raw, "close", &[])?;
            super::again(vm, kept)
        }
        done => done,
    }
}

fn finish(vm: &mut Vm, s: &mut Script<'_>, raw: Ref, mode: &Mode, mode_object: Ref, buffering: &mut i64) -> Said {
    let line_buffering = *buffering == 1 && !mode.binary;
    if *buffering < 0 || line_buffering {
        *buffering = BUFFER_SIZE;
    }
    if *buffering == 0 {
        if !mode.binary {
            return fail(exc::value_error(vm, "can't have unbuffered text I/O"));
        }
        return value(vm, raw);
    }
    let class = match (mode.updates, mode.reads) {
        (true, _) => ids::BUFFERED_RANDOM,
        (_, true) => ids::BUFFERED_READER,
        _ => ids::BUFFERED_WRITER,
    };
    let class = vm.ty(class);
    let size = s.keep(vm, |vm| Ok(vm.new_int(*buffering)))?;
    let buffer = s.ask(vm, |vm| vm.call_args(class, &[raw, size]))?;
    if mode.binary {
        return value(vm, buffer);
    }
    let (none, class) = (vm.one.none, vm.ty(ids::TEXT_IO_WRAPPER));
    let line = vm.bool_ref(line_buffering);
    let given: Vec<Ref> = [3, 4, 5].into_iter().map(|i| s.arg(i).unwrap_or(none)).collect();
    let &[encoding, errors, newline] = given.as_slice() else { return fail(crate::vm_bug!("open")) };
    let wrapper = s.hear(vm, |vm| vm.call_args(class, &[buffer, encoding, errors, newline, line]))?;
    let wrapper = match wrapper {
        Heard::Value(w) => w,
        Heard::Raised(e) => return super::again(vm, e),
        Heard::Exhausted => return fail(crate::vm_bug!("open")),
    };
    s.once(vm, |vm| {
        super::set_attr(vm, wrapper, "mode", mode_object)?;
        Ok(0)
    })?;
    let _ = mode.text;
    value(vm, wrapper)
}

/// CPython: _io_open_code_impl: the file in binary mode.
pub fn open_code(vm: &mut Vm, a: &Args) -> Res {
    let path = a.at(0)?;
    if vm.heap.text(path).is_none() {
        let message = format!("open_code() argument 'path' must be str, not {}", vm.given_name(path));
        return vm.type_err(&message);
    }
    let mode = vm.intern("rb").into_ref();
    let mut all = Args::two(path, mode);
    all.items.resize(8, Default::default());
    super::go(vm, super::Io::Open, &all)
}

pub fn text_encoding(vm: &mut Vm, a: &Args) -> Res {
    let r = a.at(0)?;
    if r == vm.one.none {
        return Ok(Flow::Value(vm.intern("locale")));
    }
    vm.own_flow(r)
}

impl Vm {
    /// One of the standard streams, with all its layers.
    pub fn standard_stream(&mut self, fd: i32) -> Res<Own> {
        let (name, errors) = match fd {
            0 => ("<stdin>", "surrogateescape"),
            1 => ("<stdout>", "surrogateescape"),
            _ => ("<stderr>", "backslashreplace"),
        };
        let raw = fileio::of_fd(self, fd, fd > 0, name)?;
        let ty = if fd == 0 { ids::BUFFERED_READER } else { ids::BUFFERED_WRITER };
        let buffer = buffered::over(self, ty, raw, BUFFER_SIZE);
        text::over(self, buffer, fd > 0, errors, if fd == 0 { "r" } else { "w" }, fd > 0)
    }
}
