//! The C3 linearization.
//!
//! CPython: Objects/typeobject.c, mro_implementation, pmerge.

use pyvarium_heap::Ref;

use crate::stop::Res;
use crate::vm::Vm;

impl Vm {
    pub fn mro_of(&self, ty: Ref) -> Vec<Ref> {
        let mro = self.heap.as_type(ty).and_then(|t| t.mro.get()).and_then(|m| self.heap.items(m));
        mro.map(|m| m.iter().filter_map(|s| s.get()).collect()).unwrap_or_default()
    }

    /// The bases' order without `ty` itself in front.
    pub fn c3(&mut self, bases: &[Ref]) -> Res<Vec<Ref>> {
        let lists = bases.iter().map(|b| self.mro_of(*b)).collect();
        self.c3_of(bases, lists)
    }

    /// The same with the bases' own orders given.
    pub fn c3_of(&mut self, bases: &[Ref], mut lists: Vec<Vec<Ref>>) -> Res<Vec<Ref>> {
        for (i, base) in bases.iter().enumerate() {
            if bases.get(i + 1..).unwrap_or_default().contains(base) {
                let name = self.name_of_type(*base);
                return self.type_err(&format!("duplicate base class {name}"));
            }
        }
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
}
