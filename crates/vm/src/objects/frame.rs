//! Frame objects and tracebacks.
//!
//! CPython: Objects/frameobject.c, Python/traceback.c.

use pyvarium_heap::frame::{Frame, Owner, PyFrame};
use pyvarium_heap::types::{Layout, flags};
use pyvarium_heap::{Ref, Serial};

use crate::args::Args;
use crate::core::ids;
use crate::native::{GetSetDef, TYPE_DEFAULT, TypeDef};
use crate::slots::SlotId;
use crate::stop::{Flow, Res, Stop};
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
    getset: &[
        GetSetDef::ro("f_lineno", |vm, a| {
            let line = vm.frame_facts(a.at(0)?).0;
            Ok(Flow::Value(vm.new_int(line)))
        }),
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
    flags: flags::HAVE_GC | flags::DISALLOW_INSTANTIATION,
    basicsize: 40,
    getset: &[
        GetSetDef::rw("tb_next", |vm, a| vm.native_slot(a, 0), |_, _| Err(Stop::not_supported("setting tb_next"))),
        GetSetDef::member("tb_frame", |vm, a| vm.native_slot(a, 1)),
        GetSetDef::member("tb_lasti", |vm, a| int(vm, a, 0)),
        GetSetDef::ro("tb_lineno", |vm, a| int(vm, a, 1)),
    ],
    ..TYPE_DEFAULT
};

fn int(vm: &mut Vm, args: &Args, i: usize) -> Res {
    let n = vm.heap.native(args.at(0)?).map_or(0, |n| n.int(i));
    Ok(Flow::Value(vm.new_int(n)))
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
