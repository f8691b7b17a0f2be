//! Frame objects and tracebacks.
//!
//! CPython: Objects/frameobject.c, Python/traceback.c.

use pyvarium_heap::frame::{Frame, Owner, PyFrame};
use pyvarium_heap::object::GeneratorState;
use pyvarium_heap::types::{Layout, flags};
use pyvarium_heap::{Ref, Serial, Slot};

use crate::args::Args;
use crate::core::ids;
use crate::native::{FnDef, GetSetDef, TYPE_DEFAULT, TypeDef};
use crate::run::sys_functions::c_int;
use crate::slots::SlotId;
use crate::stop::{Flow, Res};
use crate::tracing::frame_attrs as attrs;
use crate::vm::{Vm, frame_line};

pub static FRAME: TypeDef = TypeDef {
    name: "frame",
    base: Some(ids::OBJECT),
    layout: Layout::FrameObject,
    flags: flags::HAVE_GC | flags::DISALLOW_INSTANTIATION,
    basicsize: 72,
    slots: &[(SlotId::Repr, |vm, a| {
        let r = a.at(0)?;
        let (line, name, file) = vm.frame_facts(r);
        let text = format!("<frame at {}, file '{file}', line {line}, code {name}>", vm.address_text(r));
        Ok(Flow::Value(vm.new_str(&text)))
    })],
    methods: &[FnDef::new("clear", "", clear), FnDef::new("__sizeof__", "", crate::objects::object::object_sizeof)],
    getset: &[
        GetSetDef::rw("f_lineno", crate::tracing::f_lineno, crate::tracing::set_f_lineno),
        GetSetDef::ro("f_code", |vm, a| {
            let c = vm.heap.frame_object(a.at(0)?).and_then(|f| f.code.get());
            vm.own_flow(c.unwrap_or(vm.one.none))
        }),
        GetSetDef::ro("f_back", f_back),
        GetSetDef::ro("f_lasti", |vm, a| {
            let r = a.at(0)?;
            // A suspended frame's instruction pointer is behind its yield already.
            let suspended = vm.heap.frame_object(r).is_some_and(|o| o.frame.is_none() && vm.frame_position(o.activation).is_none());
            let n = vm.shown_frame(r).map_or(-1, |f| if suspended { i64::from(f.next_instr) } else { i64::from(f.last_instr) });
            Ok(Flow::Value(vm.new_int(n * 2)))
        }),
        GetSetDef::ro("f_globals", |vm, a| {
            let r = a.at(0)?;
            let g = vm.shown_frame(r).and_then(|f| f.globals.get());
            vm.own_flow(g.unwrap_or(vm.one.none))
        }),
        GetSetDef::ro("f_builtins", |vm, a| {
            let r = a.at(0)?;
            let b = vm.shown_frame(r).and_then(|f| f.builtins.get());
            vm.own_flow(b.unwrap_or(vm.one.none))
        }),
        GetSetDef::rw("f_trace", attrs::f_trace, attrs::set_f_trace),
        GetSetDef::member_rw("f_trace_lines", attrs::f_trace_lines, attrs::set_f_trace_lines),
        GetSetDef::rw("f_trace_opcodes", attrs::f_trace_opcodes, attrs::set_f_trace_opcodes),
        GetSetDef::ro("f_locals", crate::objects::frame_locals::f_locals),
        GetSetDef::ro("f_generator", |vm, a| {
            let r = a.at(0)?;
            let owner = vm.shown_frame(r).map(|f| f.owner);
            let ended = vm.heap.frame_object(r).is_some_and(|o| o.frame.is_some());
            match owner {
                Some(Owner::Generator(g)) if !ended => vm.own_flow(g),
                _ => vm.none_flow(),
            }
        }),
    ],
    ..TYPE_DEFAULT
};

/// slots: tb_next, tb_frame; ints: tb_lasti (bytes), tb_lineno.
pub static TRACEBACK: TypeDef = TypeDef {
    name: "traceback",
    base: Some(ids::OBJECT),
    layout: Layout::Native,
    flags: flags::HAVE_GC,
    basicsize: 40,
    new: Some(("tb_next, tb_frame, tb_lasti, tb_lineno", new_traceback)),
    methods: &[FnDef::new("__dir__", "", |vm, _| {
        let names = ["tb_frame", "tb_next", "tb_lasti", "tb_lineno"].map(|n| vm.intern(n).into());
        Ok(Flow::Value(vm.list_from_slots(names.to_vec())))
    })],
    getset: &[
        GetSetDef::rw("tb_next", |vm, a| vm.native_slot(a, 0), set_next),
        GetSetDef::member("tb_frame", |vm, a| vm.native_slot(a, 1)),
        GetSetDef::member("tb_lasti", |vm, a| int(vm, a, 0)),
        GetSetDef::ro("tb_lineno", line),
    ],
    ..TYPE_DEFAULT
};

fn int(vm: &mut Vm, args: &Args, i: usize) -> Res {
    let n = vm.heap.native(args.at(0)?).map_or(0, |n| n.int(i));
    Ok(Flow::Value(vm.new_int(n)))
}

/// The line that was given, or that of the instruction. CPython: tb_lineno_get.
fn line(vm: &mut Vm, args: &Args) -> Res {
    let Some((frame, lasti, line)) = vm.heap.native(args.at(0)?).map(|n| (n.slot(1).get(), n.int(0), n.int(1))) else {
        return vm.none_flow();
    };
    if line != -1 {
        return Ok(Flow::Value(vm.new_int(line)));
    }
    let code = frame.and_then(|f| vm.heap.frame_object(f)).and_then(|o| o.code.get()).and_then(|c| vm.heap.code(c));
    let found = code.and_then(|c| if lasti < 0 { Some(c.firstlineno as u32) } else { c.lines.get(lasti as usize / 2).copied() });
    match found.filter(|n| *n > 0) {
        Some(n) => Ok(Flow::Value(vm.new_int(i64::from(n)))),
        None => vm.none_flow(),
    }
}

/// CPython: tb_new_impl.
fn new_traceback(vm: &mut Vm, args: &Args) -> Res {
    let (next, frame) = (args.at(1)?, args.at(2)?);
    if !vm.is_exact(frame, ids::FRAME) {
        let message = format!("traceback() argument 'tb_frame' must be frame, not {}", vm.given_name(frame));
        return vm.type_err(&message);
    }
    let numbers = [c_int(vm, args.at(3)?)?, c_int(vm, args.at(4)?)?];
    let next = match next == vm.one.none {
        true => Slot::NULL,
        false if vm.is_exact(next, ids::TRACEBACK) => vm.heap.own(next).into(),
        false => {
            let message = format!("expected traceback object or None, got '{}'", vm.type_name(next));
            return vm.type_err(&message);
        }
    };
    let frame = vm.heap.own(frame).into();
    Ok(Flow::Value(vm.new_native(ids::TRACEBACK, &[next, frame], &numbers)))
}

/// CPython: tb_next_set.
fn set_next(vm: &mut Vm, args: &Args) -> Res {
    let this = args.at(0)?;
    let Some(new) = args.get(1) else { return vm.type_err("can't delete tb_next attribute") };
    let new = if new == vm.one.none { None } else { Some(new) };
    if let Some(new) = new.filter(|r| !vm.is_exact(*r, ids::TRACEBACK)) {
        let message = format!("expected traceback object, got '{}'", vm.type_name(new));
        return vm.type_err(&message);
    }
    let mut cursor = new;
    while let Some(tb) = cursor {
        if tb == this {
            return vm.value_err("traceback loop detected");
        }
        cursor = vm.heap.native(tb).and_then(|n| n.slot(0).get());
    }
    let new = new.map_or(Slot::NULL, |r| vm.heap.own(r).into());
    let old = vm.heap.native_mut(this).map(|n| n.set_slot(0, new));
    vm.heap.release(old.unwrap_or(new));
    vm.none_flow()
}

/// CPython: frame_clear_impl, frame_tp_clear.
fn clear(vm: &mut Vm, args: &Args) -> Res {
    let r = args.at(0)?;
    let Some(o) = vm.heap.frame_object(r) else { return vm.none_flow() };
    let (ended, activation, generator) = (o.frame.is_some(), o.activation, o.generator);
    if !ended {
        if vm.frame_position(activation).is_some() {
            return Err(crate::exc::runtime_error(vm, "cannot clear an executing frame"));
        }
        let suspended = generator.and_then(|g| Some((g, vm.heap.generator(g)?.state)));
        return match suspended {
            Some((_, GeneratorState::Suspended | GeneratorState::SuspendedYieldFrom)) => {
                Err(crate::exc::runtime_error(vm, "cannot clear a suspended frame"))
            }
            Some((g, GeneratorState::Created)) => crate::objects::generator::finalize(vm, &Args::one(g)),
            _ => vm.none_flow(),
        };
    }
    let mut taken = Vec::new();
    if let Some(o) = vm.heap.frame_object_mut(r) {
        taken.push(std::mem::replace(&mut o.trace, Slot::NULL));
        taken.push(std::mem::replace(&mut o.extra_locals, Slot::NULL));
        if let Some(frame) = o.frame.as_deref_mut() {
            taken.extend(frame.slots.iter_mut().map(std::mem::take));
            taken.push(std::mem::replace(&mut frame.locals, Slot::NULL));
        }
    }
    vm.heap.release_all(taken.into_iter());
    vm.none_flow()
}

fn f_back(vm: &mut Vm, args: &Args) -> Res {
    let r = args.at(0)?;
    let Some(o) = vm.heap.frame_object(r) else { return vm.none_flow() };
    if o.frame.is_some() {
        let back = o.back.get();
        return vm.own_flow(back.unwrap_or(vm.one.none));
    }
    let activation = o.activation;
    let at = vm.frame_position(activation);
    let below = at.and_then(|at| vm.thread.frames.get(..at)?.iter().rposition(|f| matches!(f, Frame::Py(_))));
    match below {
        Some(at) => Ok(Flow::Value(vm.frame_object_at(at)?)),
        None => vm.none_flow(),
    }
}

impl Vm {
    fn frame_position(&self, activation: Serial) -> Option<usize> {
        self.thread.frames.iter().position(|f| matches!(f, Frame::Py(p) if p.serial == activation))
    }

    /// The activation behind a frame object: its own after the end, else the running one.
    pub fn shown_frame(&self, r: Ref) -> Option<&PyFrame> {
        let o = self.heap.frame_object(r)?;
        if let Some(f) = &o.frame {
            return Some(f);
        }
        match self.frame_position(o.activation).and_then(|at| self.thread.frames.get(at)) {
            Some(Frame::Py(f)) => Some(f),
            _ => {
                let suspended = self.heap.generator(o.generator?)?.frame.as_deref();
                suspended.filter(|f| f.serial == o.activation)
            }
        }
    }

    /// As `shown_frame`, to write into.
    pub fn shown_frame_mut(&mut self, r: Ref) -> Option<&mut PyFrame> {
        let o = self.heap.frame_object(r)?;
        let (activation, generator, ended) = (o.activation, o.generator, o.frame.is_some());
        if ended {
            return self.heap.frame_object_mut(r)?.frame.as_deref_mut();
        }
        match self.frame_position(activation) {
            Some(at) => match self.thread.frames.get_mut(at) {
                Some(Frame::Py(f)) => Some(f),
                _ => None,
            },
            None => self.heap.generator_mut(generator?)?.frame.as_deref_mut().filter(|f| f.serial == activation),
        }
    }

    /// Line, code name and file name.
    pub fn frame_facts(&self, r: Ref) -> (i64, String, String) {
        let line = self.shown_frame(r).and_then(frame_line).map_or(-1, i64::from);
        let code = self.heap.frame_object(r).and_then(|f| f.code.get()).and_then(|c| self.heap.code(c));
        let text = |s: Option<Ref>| s.map(|r| self.heap.str_lossy(r)).unwrap_or_default();
        match code {
            Some(c) => (line, text(c.name.get()), text(c.filename.get())),
            None => (line, String::new(), String::new()),
        }
    }
}
