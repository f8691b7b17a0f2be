//! The C3 linearization, and the assignment of bases, which does it anew.
//!
//! CPython: Objects/typeobject.c, mro_implementation, pmerge, type_set_bases.

use pyvarium_heap::types::flags;
use pyvarium_heap::{Ref, Slot};

use crate::stop::Res;
use crate::vm::Vm;

impl Vm {
    pub fn mro_of(&self, ty: Ref) -> Vec<Ref> {
        let mro = self.heap.as_type(ty).and_then(|t| t.mro.get()).and_then(|m| self.heap.items(m));
        mro.map(|m| m.iter().filter_map(|s| s.get()).collect()).unwrap_or_default()
    }

    /// The bases' order without `ty` itself in front.
    pub fn c3(&mut self, bases: &[Ref]) -> Res<Vec<Ref>> {
        for (i, base) in bases.iter().enumerate() {
            if bases.get(i + 1..).unwrap_or_default().contains(base) {
                let name = self.name_of_type(*base);
                return self.type_err(&format!("duplicate base class {name}"));
            }
        }
        let mut lists: Vec<Vec<Ref>> = bases.iter().map(|b| self.mro_of(*b)).collect();
        lists.push(bases.to_vec());
        let mut result = Vec::new();
        loop {
            lists.retain(|l| !l.is_empty());
            if lists.is_empty() {
                return Ok(result);
            }
            let in_tail = |c: Ref| lists.iter().any(|l| l.get(1..).unwrap_or_default().contains(&c));
            let candidate = lists.iter().filter_map(|l| l.first().copied()).find(|c| !in_tail(*c));
            match candidate {
                Some(c) => {
                    result.push(c);
                    for list in &mut lists {
                        if list.first() == Some(&c) {
                            list.remove(0);
                        }
                    }
                }
                None => {
                    let mut heads: Vec<Ref> = Vec::new();
                    for head in lists.iter().filter_map(|l| l.first().copied()) {
                        if !heads.contains(&head) {
                            heads.push(head);
                        }
                    }
                    let names: Vec<String> = heads.iter().map(|h| self.name_of_type(*h)).collect();
                    let message = format!("Cannot create a consistent method resolution order (MRO) for bases {}", names.join(", "));
                    return self.type_err(&message);
                }
            }
        }
    }

    /// `cls.__bases__ = (...)`. CPython: type_set_bases.
    pub(crate) fn set_bases(&mut self, cls: Ref, new: Ref) -> Res<()> {
        let name = self.name_of_type(cls);
        let Some(tuple) = self.heap.tuple(new) else {
            let given = self.type_name(new);
            return self.type_err(&format!("can only assign tuple to {name}.__bases__, not {given}"));
        };
        let bases: Vec<Ref> = tuple.items.iter().filter_map(|s| s.get()).collect();
        if bases.is_empty() {
            return self.type_err(&format!("can only assign non-empty tuple to {name}.__bases__, not ()"));
        }
        for base in &bases {
            if self.heap.as_type(*base).is_none() {
                let given = self.type_name(*base);
                return self.type_err(&format!("{name}.__bases__ must be tuple of classes, not '{given}'"));
            }
            if self.is_subtype(*base, cls) {
                return self.type_err("a __bases__ item causes an inheritance cycle");
            }
        }
        let best = self.best_base(&bases)?;
        let old_base = self.heap.as_type(cls).and_then(|t| t.base.get()).unwrap_or(best);
        let shape = |vm: &Vm, b: Ref| {
            let t = vm.heap.as_type(b);
            t.map(|t| (t.layout, t.n_member_slots, t.flags & (flags::HEAPTYPE | flags::MANAGED_DICT | flags::WEAKREFS)))
        };
        if shape(self, best) != shape(self, old_base) {
            let (new, old) = (self.name_of_type(best), self.name_of_type(old_base));
            return self.type_err(&format!("__bases__ assignment: '{new}' object layout differs from '{old}'"));
        }
        // The orders of the class and of all below it, or nothing is changed.
        let old_bases = self.heap.as_type(cls).map(|t| t.bases).unwrap_or_default();
        let (new_slot, new_base) = (Slot::own(self.heap.own(new)), Slot::own(self.heap.own(best)));
        let base_slot = self.heap.as_type_mut(cls).map(|t| {
            t.bases = new_slot;
            std::mem::replace(&mut t.base, new_base)
        });
        let mut changed: Vec<(Ref, Slot)> = Vec::new();
        if let Err(stop) = self.renew_mro(cls, &mut changed) {
            for (class, old) in changed.into_iter().rev() {
                let new = self.heap.as_type_mut(class).map(|t| std::mem::replace(&mut t.mro, old));
                self.heap.release(new.unwrap_or_default());
            }
            let new = self.heap.as_type_mut(cls).map(|t| {
                t.bases = old_bases;
                std::mem::replace(&mut t.base, base_slot.unwrap_or_default())
            });
            self.heap.release(new_slot);
            self.heap.release(new.unwrap_or_default());
            return Err(stop);
        }
        let before: Vec<Ref> =
            old_bases.get().and_then(|b| self.heap.items(b)).unwrap_or_default().iter().filter_map(|s| s.get()).collect();
        for base in before {
            if let Some(t) = self.heap.as_type_mut(base) {
                t.subclasses.retain(|s| *s != cls);
            }
        }
        for base in bases {
            if let Some(t) = self.heap.as_type_mut(base) {
                t.subclasses.push(cls);
            }
        }
        self.type_modified(cls);
        self.update_slots_below(cls);
        let gone: Vec<Slot> = changed.into_iter().map(|(_, old)| old).chain([old_bases, base_slot.unwrap_or_default()]).collect();
        self.heap.release_all(gone.into_iter());
        Ok(())
    }

    /// Works out the order of a class and of those below it anew. CPython: mro_hierarchy.
    fn renew_mro(&mut self, cls: Ref, changed: &mut Vec<(Ref, Slot)>) -> Res<()> {
        let mut todo = vec![cls];
        while let Some(class) = todo.pop() {
            let bases = self.heap.as_type(class).and_then(|t| t.bases.get());
            let bases: Vec<Ref> = bases.and_then(|b| self.heap.items(b)).unwrap_or_default().iter().filter_map(|s| s.get()).collect();
            let mut order = vec![class];
            order.extend(self.c3(&bases)?);
            let mro = self.tuple_from(&order);
            if let Some(t) = self.heap.as_type_mut(class) {
                let old = std::mem::replace(&mut t.mro, mro.into());
                changed.push((class, old));
                todo.extend(t.subclasses.iter().rev());
            }
        }
        Ok(())
    }
}
