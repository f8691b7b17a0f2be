//! Assigning to `__bases__`: the class and all below it get new linearizations and slots, or nothing changes.
//!
//! CPython: Objects/typeobject.c (type_set_bases_unlocked, mro_hierarchy, compatible_for_assignment).

use pyvarium_heap::types::flags;
use pyvarium_heap::{Ref, Slot};

use crate::args::Args;
use crate::core::ids;
use crate::objects::type_attrs::settable;
use crate::stop::Res;
use crate::vm::Vm;

pub fn set_bases(vm: &mut Vm, args: &Args) -> Res {
    let (class, value) = settable(vm, args, "__bases__")?;
    let name = vm.name_of_type(class);
    let Some(bases) = vm.heap.tuple(value).map(|t| t.items.iter().filter_map(|s| s.get()).collect::<Vec<Ref>>()) else {
        let given = vm.type_name(value);
        return vm.type_err(&format!("can only assign tuple to {name}.__bases__, not {given}"));
    };
    if bases.is_empty() {
        return vm.type_err(&format!("can only assign non-empty tuple to {name}.__bases__, not ()"));
    }
    for base in &bases {
        if vm.heap.as_type(*base).is_none() {
            let given = vm.type_name(*base);
            return vm.type_err(&format!("{name}.__bases__ must be tuple of classes, not '{given}'"));
        }
        if vm.is_subtype(*base, class) {
            return vm.type_err("a __bases__ item causes an inheritance cycle");
        }
    }
    let base = vm.best_base(&bases)?;
    vm.check_layout_kept(class, base)?;
    let plan = vm.new_linearizations(class, &bases)?;
    // From here on nothing fails.
    let tuple = vm.heap.own(value);
    let base = vm.heap.own(base);
    let mut released: Vec<Slot> = Vec::new();
    let old_bases: Vec<Ref> = match vm.heap.as_type(class).and_then(|t| t.bases.get()) {
        Some(old) => vm.heap.items(old).unwrap_or_default().iter().filter_map(|s| s.get()).collect(),
        None => Vec::new(),
    };
    for old in old_bases {
        if let Some(t) = vm.heap.as_type_mut(old) {
            t.subclasses.retain(|s| *s != class);
        }
    }
    for new in bases {
        if let Some(t) = vm.heap.as_type_mut(new) {
            t.subclasses.push(class);
        }
    }
    if let Some(t) = vm.heap.as_type_mut(class) {
        released.push(std::mem::replace(&mut t.bases, tuple.into()));
        released.push(std::mem::replace(&mut t.base, base.into()));
    }
    for (ty, mro) in plan {
        let mro = vm.tuple_from(&mro);
        if let Some(t) = vm.heap.as_type_mut(ty) {
            released.push(std::mem::replace(&mut t.mro, mro.into()));
        }
    }
    vm.type_modified(class);
    vm.update_slots_below(class);
    vm.heap.release_all(released.into_iter());
    vm.none_flow()
}

impl Vm {
    /// The new base must have the old one's layout.
    fn check_layout_kept(&mut self, class: Ref, new: Ref) -> Res<()> {
        let old = self.heap.as_type(class).and_then(|t| t.base.get()).unwrap_or(self.ty(ids::OBJECT));
        let (Some(o), Some(n)) = (self.heap.as_type(old), self.heap.as_type(new)) else { return Ok(()) };
        // tp_free: of those that the collector knows it is another.
        let same_dealloc = o.has(flags::HAVE_GC) == n.has(flags::HAVE_GC);
        let features = flags::MANAGED_DICT | flags::WEAKREFS;
        let same_layout = o.layout == n.layout
            && o.basicsize == n.basicsize
            && o.itemsize == n.itemsize
            && o.n_member_slots == n.n_member_slots
            && o.flags & features == n.flags & features
            && (o.n_member_slots == 0 || old == new);
        let what = match (same_dealloc, same_layout) {
            (false, _) => "deallocator",
            (true, false) => "object layout",
            (true, true) => return Ok(()),
        };
        let (new, old) = (self.name_of_type(new), self.name_of_type(old));
        self.type_err(&format!("__bases__ assignment: '{new}' {what} differs from '{old}'"))
    }

    /// The linearizations of a class with new bases and of all below it, worked out before anything changes.
    fn new_linearizations(&mut self, class: Ref, bases: &[Ref]) -> Res<Vec<(Ref, Vec<Ref>)>> {
        let mut plan: Vec<(Ref, Vec<Ref>)> = Vec::new();
        let mut waiting = vec![class];
        while let Some(ty) = waiting.pop() {
            let own_bases: Vec<Ref> = if ty == class {
                bases.to_vec()
            } else {
                let tuple = self.heap.as_type(ty).and_then(|t| t.bases.get());
                tuple.and_then(|b| self.heap.items(b)).unwrap_or_default().iter().filter_map(|s| s.get()).collect()
            };
            let known = |b: Ref| plan.iter().rev().find(|(t, _)| *t == b).map(|(_, mro)| mro.clone());
            let lists: Vec<Option<Vec<Ref>>> = own_bases.iter().map(|b| known(*b)).collect();
            let lists = lists.into_iter().zip(&own_bases).map(|(mro, b)| mro.unwrap_or_else(|| self.mro_of(*b))).collect();
            let mut mro = vec![ty];
            mro.extend(self.c3_of(&own_bases, lists)?);
            plan.push((ty, mro));
            let below = self.heap.as_type(ty).map(|t| t.subclasses.clone()).unwrap_or_default();
            waiting.extend(below.into_iter().rev());
        }
        Ok(plan)
    }
}
