//! What of the heap is on stage: from names, stacks and native frames along references, in the
//! order of birth. Objects that explain nothing by themselves (a function's code, a builtin's
//! inside) are folded until a name leads to them.

use std::collections::{BTreeMap, BTreeSet, VecDeque};

use pyvarium_heap::{Change as HeapChange, Ref, Serial as HeapSerial, Slot};
use pyvarium_protocol::{Change, ObjectView, Serial, ValueRef};
use pyvarium_vm::Vm;

use super::{object, text};

/// More cards than this fold.
const MAX_OBJECTS: usize = 600;
/// In a larger heap nobody looks for what is unreachable.
const MAX_SEARCHED: usize = 50_000;

pub struct Scene<'a> {
    pub vm: &'a Vm,
    /// The machine one step earlier.
    pub before: Option<&'a Vm>,
    /// By serial, whether CPython's library made the object, or the start of the interpreter.
    made_by_library: &'a dyn Fn(u64) -> bool,
    changes: BTreeMap<Ref, Change>,
    objects: BTreeMap<Ref, Option<ObjectView>>,
    queue: VecDeque<Ref>,
    unreachable: BTreeSet<Ref>,
}

impl<'a> Scene<'a> {
    pub fn new(vm: &'a Vm, before: Option<&'a Vm>, journal: &[HeapChange], made_by_library: &'a dyn Fn(u64) -> bool) -> Scene<'a> {
        let mut changes = BTreeMap::new();
        for change in journal {
            match *change {
                HeapChange::Born(_, r) => changes.insert(r, Change::Born),
                HeapChange::Content(_, r) => match changes.get(&r) {
                    Some(Change::Born) => None,
                    _ => changes.insert(r, Change::Content),
                },
                HeapChange::Died(_, r) => changes.remove(&r),
            };
        }
        Scene { vm, before, made_by_library, changes, objects: BTreeMap::new(), queue: VecDeque::new(), unreachable: BTreeSet::new() }
    }

    pub fn serial(&self, r: Ref) -> Serial {
        Serial(self.vm.heap.serial(r).0)
    }

    pub fn is_made_by_library(&self, r: Ref) -> bool {
        (self.made_by_library)(self.vm.heap.serial(r).0)
    }

    /// A reference whose object comes on stage.
    pub fn value(&mut self, slot: Slot) -> Option<ValueRef> {
        slot.get().map(|r| self.value_ref(r))
    }

    pub fn value_ref(&mut self, r: Ref) -> ValueRef {
        if !self.objects.contains_key(&r) {
            if self.objects.len() >= MAX_OBJECTS {
                return self.stub(r);
            }
            self.objects.insert(r, None);
            self.queue.push_back(r);
        }
        let inline = object::is_small(self.vm, r).then(|| text::short(self.vm, r));
        ValueRef { serial: self.serial(r), inline, folded: None }
    }

    /// A reference to an object that stays folded, unless it is on stage already.
    pub fn folded(&mut self, r: Ref) -> ValueRef {
        if self.objects.contains_key(&r) || object::is_small(self.vm, r) {
            return self.value_ref(r);
        }
        self.stub(r)
    }

    /// The stage is full, or the object explains nothing there.
    fn stub(&self, r: Ref) -> ValueRef {
        let short = text::short(self.vm, r);
        let inline = object::is_small(self.vm, r).then(|| short.clone());
        ValueRef { serial: self.serial(r), inline, folded: Some(short) }
    }

    /// What only a cycle keeps alive: no name leads there any more. `is_own`: by serial, whether the program made it.
    pub fn add_unreachable(&mut self, first: HeapSerial, is_own: impl Fn(u64) -> bool) {
        if self.vm.heap.n_live() > MAX_SEARCHED {
            return;
        }
        for r in self.vm.unreachable_from(first) {
            if !is_own(self.vm.heap.serial(r).0) {
                continue;
            }
            self.unreachable.insert(r);
            self.value_ref(r);
        }
    }

    pub fn is_unreachable(&self, r: Ref) -> bool {
        self.unreachable.contains(&r)
    }

    /// How the step changed an object.
    pub fn change_of(&self, r: Ref) -> Change {
        if let Some(change) = self.changes.get(&r) {
            return *change;
        }
        let heap = &self.vm.heap;
        match self.before {
            Some(before) if before.heap.serial(r) == heap.serial(r) && before.heap.refcnt(r) != heap.refcnt(r) => Change::Count,
            _ => Change::None,
        }
    }

    /// Whether a slot says something else than one step earlier.
    pub fn differs(&self, before: Option<Slot>, now: Slot) -> bool {
        let Some(vm) = self.before else { return false };
        let serial = |vm: &Vm, slot: Slot| slot.get().map(|r| vm.heap.serial(r));
        serial(vm, before.unwrap_or(Slot::NULL)) != serial(self.vm, now)
    }

    /// The machine one step earlier, if this object was there.
    pub fn earlier(&self, r: Ref) -> Option<&'a Vm> {
        self.before.filter(|before| before.heap.serial(r) == self.vm.heap.serial(r))
    }

    /// Follows every reference and hands the cards out in birth order.
    pub fn finish(mut self) -> Vec<ObjectView> {
        while let Some(r) = self.queue.pop_front() {
            let view = object::view(&mut self, r);
            self.objects.insert(r, Some(view));
        }
        let mut objects: Vec<ObjectView> = self.objects.into_values().flatten().collect();
        objects.sort_by_key(|o| o.serial);
        objects
    }
}
