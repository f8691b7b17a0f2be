//! Counting every slot again: does each object's reference count say what the slots say?
//! A check for tests; nothing in a run depends on it.

use std::collections::BTreeMap;

use pyvarium_heap::frame::Frame;
use pyvarium_heap::{Ref, Slot};

use crate::vm::Vm;

impl Vm {
    /// Objects whose count differs from the number of owning slots, one line each.
    pub fn audit(&self) -> Vec<String> {
        let mut counted: BTreeMap<Ref, u32> = BTreeMap::new();
        let mut count = |slot: Slot| {
            if let Some(r) = slot.owned() {
                *counted.entry(r).or_default() += 1;
            }
        };
        for r in self.heap.iter() {
            self.heap.full_body(r).each_slot(&mut count);
            count(Slot::counted(self.heap.type_of(r)));
        }
        self.heap.each_dying_slot(&mut count);
        for frame in &self.thread.frames {
            match frame {
                Frame::Py(f) => {
                    f.each_slot(&mut count);
                    // A running generator is held by its frame.
                    if let pyvarium_heap::frame::Owner::Generator(g) = f.owner {
                        count(Slot::counted(g));
                    }
                }
                Frame::Native(f) => f.slots.iter().for_each(|s| count(*s)),
            }
        }
        self.thread.exc_info.iter().for_each(|s| count(*s));
        count(Slot::counted(self.modules));
        [self.gc.garbage, self.gc.callbacks, self.gc.exit_functions].into_iter().for_each(&mut count);
        count(self.thread.context);
        self.warnings.slots().into_iter().for_each(&mut count);
        self.sys.slots().for_each(&mut count);
        self.tracing.slots().for_each(&mut count);
        count(self.imports.importlib);
        count(self.imports.import_func);
        count(self.imports.builtins_copy);
        [self.codecs.search_path, self.codecs.cache, self.codecs.handlers, self.tree_singles].into_iter().for_each(&mut count);
        let mut wrong = Vec::new();
        for r in self.heap.iter() {
            let (said, found) = (self.heap.refcnt(r), counted.get(&r).copied().unwrap_or(0));
            if !self.heap.is_immortal(r) && said != found {
                wrong.push(format!("{} #{}: count {said}, slots {found}", self.type_name(r), self.heap.serial(r).0));
            }
        }
        wrong
    }

    /// Mortal objects born after `serial` that are still there.
    pub fn survivors(&self, serial: u64) -> Vec<String> {
        self.heap
            .iter()
            .filter(|r| !self.heap.is_immortal(*r) && self.heap.serial(*r).0 > serial)
            .map(|r| {
                let text = self.heap.text(r).map(|t| format!(" {:?}", t.to_str_lossy())).unwrap_or_default();
                format!("{} #{}{text}", self.type_name(r), self.heap.serial(r).0)
            })
            .collect()
    }
}
