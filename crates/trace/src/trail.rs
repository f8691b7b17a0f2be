//! A run as the lines that it came by, each with a mark of the state there: two runs are laid side by side by them. The mark
//! says what names mean and which of them mean one object, and what was written; it says no address and no count, which
//! differ between runs that do the same.

use std::collections::BTreeMap;
use std::hash::{DefaultHasher, Hash, Hasher};

use pyvarium_heap::frame::Frame;
use pyvarium_heap::{Body, Ref, Slot};
use pyvarium_protocol::TrailStop;
use pyvarium_vm::Vm;

use crate::recording::Recording;
use crate::view::short_text;

/// Lines followed from the start; objects looked at for one mark.
const MAX_STOPS: usize = 1000;
const MAX_OBJECTS: usize = 400;
/// What a number of the browser's holds.
const BITS: u64 = (1 << 52) - 1;

impl Recording {
    /// In the order of time; the last stop is the end of the program's own code, with line 0.
    pub fn trail(&self, open: bool) -> Vec<TrailStop> {
        let shown = |step: u64| if open { step } else { self.track().own_from_step(step) };
        let end = self.track().end().unwrap_or(self.n_steps());
        let lines = self.track().line_starts().take_while(|l| l.step < end).take(MAX_STOPS);
        let stops: Vec<(u64, u32, u32, u32)> = lines.map(|l| (l.step, l.file, l.line, l.depth)).chain([(end, 0, 0, 0)]).collect();
        let machines = self.shown_each(stops.iter().map(|s| s.0));
        let stop = |((step, file, line, depth), vm): (&(u64, u32, u32, u32), &Vm)| TrailStop {
            step: *step,
            shown: shown(*step),
            file: *file,
            line: *line,
            depth: *depth,
            mark: mark(vm) & BITS,
        };
        stops.iter().zip(&machines).map(stop).collect()
    }
}

fn mark(vm: &Vm) -> u64 {
    let mut eye = Eye { vm, known: BTreeMap::new(), hasher: DefaultHasher::new() };
    for frame in &vm.thread.frames {
        let Frame::Py(f) = frame else { continue };
        f.code.qualname.get().map(|n| vm.heap.str_lossy(n)).hash(&mut eye.hasher);
        for (i, name) in f.code.localsplus.iter().enumerate() {
            let value = f.local(i);
            let value = value.get().and_then(|r| vm.heap.cell(r)).unwrap_or(value);
            eye.name(*name, value);
        }
    }
    if let Some(d) = vm.main_namespace().and_then(|r| vm.heap.dict(r)) {
        for entry in d.entries() {
            let is_own = entry.key.get().is_some_and(|k| !vm.heap.str_lossy(k).starts_with("__"));
            if is_own {
                eye.name(entry.key, entry.value);
            }
        }
    }
    for (_, text) in vm.output.iter() {
        text.hash(&mut eye.hasher);
    }
    eye.hasher.finish()
}

struct Eye<'a> {
    vm: &'a Vm,
    /// Objects in the order in which they were come to.
    known: BTreeMap<Ref, usize>,
    hasher: DefaultHasher,
}

impl Eye<'_> {
    fn name(&mut self, name: Slot, value: Slot) {
        name.get().map(|n| self.vm.heap.str_lossy(n)).hash(&mut self.hasher);
        self.value(value);
    }

    /// Without recursion: what an object holds is looked at behind it.
    fn value(&mut self, slot: Slot) {
        let mut queue = vec![slot];
        while let Some(slot) = queue.pop() {
            let Some(r) = slot.get() else {
                0u8.hash(&mut self.hasher);
                continue;
            };
            let n = self.known.len();
            if let Some(at) = self.known.get(&r) {
                at.hash(&mut self.hasher);
                continue;
            }
            if n >= MAX_OBJECTS {
                return;
            }
            self.known.insert(r, n);
            self.object(r, &mut queue);
        }
    }

    fn object(&mut self, r: Ref, queue: &mut Vec<Slot>) {
        let vm = self.vm;
        vm.name_of_type(vm.heap.type_of(r)).hash(&mut self.hasher);
        match vm.heap.body(r) {
            Body::List(_) | Body::Tuple(_) | Body::Dict(_) | Body::Set(_) | Body::Instance(_) | Body::Cell(_) | Body::Extended(_) => {
                vm.heap.full_body(r).each_slot(&mut |s| queue.push(s));
            }
            Body::Exception(_) | Body::Int(_) | Body::BigInt(_) | Body::Float(_) | Body::Complex(_) | Body::Str(_) | Body::Bytes(_) => {
                short_text(vm, r).hash(&mut self.hasher);
            }
            Body::Function(f) => f.qualname.get().map(|n| vm.heap.str_lossy(n)).hash(&mut self.hasher),
            _ => {}
        }
    }
}
