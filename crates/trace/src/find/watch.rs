//! Whether the step that has just been run brought something that is wanted. What has to be compared is kept from the
//! pause before; machines are not.

use pyvarium_heap::frame::{Frame, PyFrame};
use pyvarium_heap::{Change, Ref, Serial, Slot};
use pyvarium_protocol::Wanted;
use pyvarium_vm::Vm;

use super::place;
use crate::view::short_text;

pub struct Watching<'a> {
    list: Vec<One<'a>>,
    needs_journal: bool,
    /// The running Python frame at the last pause.
    frame: Option<Serial>,
    n_frames: usize,
}

struct One<'a> {
    which: u32,
    wanted: &'a Wanted,
    /// What the name meant at the last pause.
    global: Option<Serial>,
    local: Option<Serial>,
}

impl<'a> Watching<'a> {
    pub fn new(slow: &[(u32, &'a Wanted)], vm: &Vm) -> Watching<'a> {
        let list = slow.iter().map(|(which, wanted)| One { which: *which, wanted, global: None, local: None }).collect();
        let needs_journal = slow.iter().any(|(_, w)| matches!(w, Wanted::Object { .. } | Wanted::Made { .. }));
        let mut watching = Watching { list, needs_journal, frame: None, n_frames: 0 };
        watching.keep(vm);
        watching
    }

    /// Before a step.
    pub fn listen(&self, vm: &mut Vm) {
        vm.heap.journal = self.needs_journal.then(Vec::new);
    }

    /// After it: the number of what happened.
    pub fn look(&mut self, vm: &mut Vm) -> Option<u32> {
        let journal = vm.heap.journal.take().unwrap_or_default();
        let found = self.list.iter().find(|one| self.happened(one, vm, &journal)).map(|one| one.which);
        self.keep(vm);
        found
    }

    fn keep(&mut self, vm: &Vm) {
        let frame = vm.innermost_py();
        self.frame = frame.map(|f| f.serial);
        self.n_frames = vm.thread.frames.len();
        for one in &mut self.list {
            if let Wanted::Place { path } = one.wanted {
                one.global = frame.and_then(|_| place::reach(vm, path)).map(|r| vm.heap.serial(r));
            }
            if let Wanted::Name { name } | Wanted::Value { name, .. } = one.wanted {
                one.global = global(vm, name).map(|r| vm.heap.serial(r));
                one.local = frame.and_then(|f| local(vm, f, name)).map(|r| vm.heap.serial(r));
            }
        }
    }

    fn happened(&self, one: &One, vm: &Vm, journal: &[Change]) -> bool {
        match one.wanted {
            Wanted::Instruction { code, offset } => match vm.thread.frames.last() {
                Some(Frame::Py(f)) => f.next_instr * 2 == *offset && f.executable.get().is_some_and(|c| vm.heap.serial(c).0 == code.0),
                _ => false,
            },
            Wanted::Call { name } => match vm.thread.frames.last() {
                Some(Frame::Py(f)) if vm.thread.frames.len() > self.n_frames && Some(f.serial) != self.frame => {
                    let is = |slot: Slot| slot.get().is_some_and(|n| vm.heap.str_lossy(n) == *name);
                    name.is_empty() || is(f.code.name) || is(f.code.qualname)
                }
                _ => false,
            },
            Wanted::Name { name } => self.bound(one, vm, name).is_some(),
            // While another function runs, the same words may lead elsewhere.
            Wanted::Place { path } => {
                let is_same = vm.innermost_py().map(|f| f.serial) == self.frame;
                is_same && place::reach(vm, path).map(|r| vm.heap.serial(r)) != one.global
            }
            Wanted::Value { name, text } => match self.bound(one, vm, name) {
                Some(Some(r)) => short_text(vm, r) == *text,
                _ => false,
            },
            Wanted::Object { serial } => journal.iter().any(|change| match change {
                Change::Born(s, _) | Change::Content(s, _) | Change::Died(s, _) => s.0 == serial.0,
            }),
            Wanted::Made { class } => journal.iter().any(|change| match change {
                // It may be gone again.
                Change::Born(s, r) => vm.heap.serial(*r) == *s && vm.type_name(*r) == *class,
                _ => false,
            }),
            // The track knows these.
            Wanted::Line { .. } | Wanted::Raise { .. } | Wanted::Output { .. } => false,
        }
    }

    /// If the name was bound anew: to what. `Some(None)`: it was unbound.
    fn bound(&self, one: &One, vm: &Vm, name: &str) -> Option<Option<Ref>> {
        let serial = |r: Option<Ref>| r.map(|r| vm.heap.serial(r));
        let now = global(vm, name);
        if serial(now) != one.global {
            return Some(now);
        }
        let frame = vm.innermost_py()?;
        let now = local(vm, frame, name);
        let is_same = Some(frame.serial) == self.frame;
        match is_same {
            true => (serial(now) != one.local).then_some(now),
            // An argument is bound by the call.
            false => (vm.thread.frames.len() > self.n_frames && now.is_some()).then_some(now),
        }
    }
}

pub(super) fn global(vm: &Vm, name: &str) -> Option<Ref> {
    vm.main_namespace().and_then(|dict| vm.dict_get_named(dict, name))
}

pub(super) fn local(vm: &Vm, frame: &PyFrame, name: &str) -> Option<Ref> {
    let at = frame.code.localsplus.iter().position(|n| n.get().is_some_and(|n| vm.heap.text(n).is_some_and(|t| t.is_str(name))))?;
    let value = frame.local(at).get()?;
    match vm.heap.cell(value) {
        Some(inner) => inner.get(),
        None => Some(value),
    }
}
