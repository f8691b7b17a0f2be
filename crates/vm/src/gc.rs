//! The cyclic collector: finds what only keeps itself alive, runs its finalizers, clears it.
//! Runs when asked (`gc.collect()`) and at the end; automatic runs are a named limitation.
//!
//! CPython: Python/gc.c (update_refs, subtract_refs, move_unreachable, finalize_garbage,
//! delete_garbage).

use std::collections::BTreeMap;

use pyvarium_heap::object::Body;
use pyvarium_heap::{Heap, Ref, Slot, head_flags};

use crate::args::Args;
use crate::core::kinds;
use crate::native::{FnDef, ModuleDef};
use crate::stop::{Flow, Res};
use crate::vm::Vm;

#[derive(Clone, Hash, Debug, Default)]
pub struct GcState {
    pub disabled: bool,
    /// What the process will answer.
    pub exit_code: i32,
    /// Serial of the last object that boot made.
    pub last_serial_at_start: u64,
    /// Live objects after boot, for the host.
    pub n_at_start: usize,
}

impl GcState {
    pub fn at_start(&mut self, heap: &Heap) {
        self.n_at_start = heap.n_live();
        self.last_serial_at_start = heap.iter().map(|r| heap.serial(r).0).max().unwrap_or(0);
    }
}

pub static GC: ModuleDef = ModuleDef {
    name: "gc",
    doc: None,
    functions: &[
        FnDef::new("collect", "generation=2", |vm, _| vm.collect_garbage()),
        FnDef::new("enable", "", |vm, _| {
            vm.gc.disabled = false;
            vm.none_flow()
        }),
        FnDef::new("disable", "", |vm, _| {
            vm.gc.disabled = true;
            vm.none_flow()
        }),
        FnDef::new("isenabled", "", |vm, _| vm.bool_flow(!vm.gc.disabled)),
        FnDef::new("is_tracked", "obj, /", |vm, a| {
            let yes = is_tracked(vm, a.at(0)?);
            vm.bool_flow(yes)
        }),
        FnDef::new("is_finalized", "obj, /", |vm, a| {
            let yes = vm.heap.flags(a.at(0)?) & head_flags::FINALIZED != 0;
            vm.bool_flow(yes)
        }),
        FnDef::new("get_referents", "*args", get_referents),
    ],
    types: &[],
    exec: None,
};

fn is_tracked(vm: &Vm, r: Ref) -> bool {
    match vm.heap.body(r) {
        Body::Tuple(t) => t.items.iter().filter_map(|s| s.get()).any(|x| vm.heap.flags(x) & head_flags::TRACKED != 0),
        _ => vm.heap.flags(r) & head_flags::TRACKED != 0,
    }
}

fn get_referents(vm: &mut Vm, args: &Args) -> Res {
    let mut found = Vec::new();
    for r in args.positional() {
        vm.heap.full_body(r).each_slot(&mut |s| found.extend(s.owned()));
    }
    Ok(Flow::Value(vm.list_from(&found)))
}

impl Vm {
    /// The tracked objects that nothing outside them refers to, in order of birth.
    pub fn unreachable(&self) -> Vec<Ref> {
        let mut counts: BTreeMap<Ref, u32> = BTreeMap::new();
        for r in self.heap.iter() {
            let tracked = self.heap.flags(r) & head_flags::TRACKED != 0 && !self.heap.is_immortal(r);
            if tracked && !matches!(self.heap.full_body(r), Body::Taken) {
                counts.insert(r, self.heap.refcnt(r));
            }
        }
        let all: Vec<Ref> = counts.keys().copied().collect();
        let each = |r: Ref, f: &mut dyn FnMut(Ref)| {
            self.heap.full_body(r).each_slot(&mut |s| {
                if let Some(x) = s.owned() {
                    f(x);
                }
            });
            f(self.heap.type_of(r));
        };
        for r in &all {
            each(*r, &mut |x| {
                if let Some(n) = counts.get_mut(&x) {
                    *n = n.saturating_sub(1);
                }
            });
        }
        let mut reached: Vec<Ref> = counts.iter().filter(|(_, n)| **n > 0).map(|(r, _)| *r).collect();
        while let Some(r) = reached.pop() {
            if counts.remove(&r).is_none() {
                continue;
            }
            each(r, &mut |x| {
                if counts.contains_key(&x) {
                    reached.push(x);
                }
            });
        }
        let mut garbage: Vec<Ref> = counts.into_keys().collect();
        garbage.sort_by_key(|r| self.heap.serial(*r));
        garbage
    }

    /// A full collection; answers how many unreachable objects there were.
    pub fn collect_garbage(&mut self) -> Res {
        let garbage = self.unreachable();
        if garbage.is_empty() {
            return Ok(Flow::Value(self.new_int(0)));
        }
        // Held while they are taken apart.
        let slots: Vec<Slot> = garbage.iter().map(|r| Slot::own(self.heap.own(*r))).collect();
        let n = slots.len() as i64;
        self.push_native(kinds::COLLECT, &slots, &[0, n])
    }

    /// tp_clear: lets go of what an object in garbage refers to.
    fn clear_object(&mut self, r: Ref) {
        // Tuples have no tp_clear: they die when what refers to them is gone.
        if matches!(self.heap.body(r), Body::Tuple(_) | Body::Code(_)) {
            return;
        }
        let slots: Vec<Slot> = match self.heap.body_mut(r) {
            Some(Body::List(l)) => {
                let l = std::rc::Rc::make_mut(l);
                l.allocated = 0;
                std::mem::take(&mut l.items).into_iter().rev().collect()
            }
            Some(Body::Dict(d)) => std::rc::Rc::make_mut(d).take().slots().collect(),
            Some(Body::Set(s)) => std::rc::Rc::make_mut(s).take().slots().collect(),
            Some(Body::Cell(c)) => vec![std::mem::replace(c, Slot::NULL)],
            Some(Body::Native(n)) => {
                let n = std::rc::Rc::make_mut(n);
                n.slots.iter_mut().map(|s| std::mem::replace(s, Slot::NULL)).collect()
            }
            Some(Body::Exception(e)) => {
                let e = std::rc::Rc::make_mut(e);
                let all = e.slots().collect();
                e.extra.clear();
                (e.args, e.traceback, e.cause, e.context, e.dict) = (Slot::NULL, Slot::NULL, Slot::NULL, Slot::NULL, Slot::NULL);
                all
            }
            Some(Body::Function(f)) => {
                let f = std::rc::Rc::make_mut(f);
                // Code and names stay until it dies.
                let all = vec![
                    f.globals,
                    f.builtins,
                    f.module,
                    f.defaults,
                    f.kwdefaults,
                    f.doc,
                    f.dict,
                    f.closure,
                    f.annotations,
                    f.annotate,
                    f.typeparams,
                ];
                *f = pyvarium_heap::object::Function { code: f.code, name: f.name, qualname: f.qualname, ..Default::default() };
                all
            }
            Some(Body::Type(t)) => {
                let t = std::rc::Rc::make_mut(t);
                [&mut t.dict, &mut t.bases, &mut t.mro, &mut t.base].into_iter().map(|s| std::mem::replace(s, Slot::NULL)).collect()
            }
            Some(Body::Generator(g)) => {
                let g = std::rc::Rc::make_mut(g);
                let mut all = Vec::new();
                if let Some(frame) = g.frame.take() {
                    frame.each_slot(&mut |s| all.push(s));
                }
                g.state = pyvarium_heap::object::GeneratorState::Cleared;
                all.push(std::mem::replace(&mut g.exc_value, Slot::NULL));
                all
            }
            Some(Body::FrameObject(o)) => {
                let o = std::rc::Rc::make_mut(o);
                let mut all = vec![std::mem::replace(&mut o.back, Slot::NULL)];
                if let Some(frame) = o.frame.take() {
                    frame.each_slot(&mut |s| all.push(s));
                }
                all
            }
            _ => Vec::new(),
        };
        self.heap.release_all(slots.into_iter());
        let mut attrs: Vec<Slot> = Vec::new();
        if let Some(i) = self.heap.instance_mut(r) {
            for (name, value) in std::mem::take(&mut i.attrs.inline) {
                attrs.push(value);
                attrs.push(name);
            }
            attrs.push(std::mem::replace(&mut i.attrs.dict, Slot::NULL));
            attrs.extend(i.members.iter_mut().map(|s| std::mem::replace(s, Slot::NULL)));
        }
        self.heap.release_all(attrs.into_iter());
    }
}

/// slots: the garbage, held; ints: the next one, their number.
pub static COLLECT: crate::native::NativeDef = crate::native::NativeDef {
    name: "gc.collect",
    catches: true,
    resume: |vm, f, answer| {
        use crate::native::{Answer, Next};
        match answer {
            Answer::Value(v) => vm.heap.decref_own(v),
            Answer::Raised(e) => {
                let at = f.get(f.int(0) as usize - 1).unwrap_or(vm.one.none);
                match vm.write_unraisable(e, at)? {
                    Flow::Value(v) => vm.heap.decref_own(v),
                    Flow::Pushed => return Ok(Next::Wait),
                }
            }
            Answer::Start | Answer::Exhausted => {}
        }
        loop {
            let i = f.int(0) as usize;
            match f.pc {
                // Finalizers, in order of birth.
                0 => {
                    let Some(r) = f.get(i) else {
                        f.pc = 1;
                        f.set_int(0, 0);
                        continue;
                    };
                    f.set_int(0, i as i64 + 1);
                    if let Some(flow) = vm.finalize_in_gc(r) {
                        match flow {
                            Ok(Flow::Value(v)) => vm.heap.decref_own(v),
                            Ok(Flow::Pushed) => return Ok(Next::Wait),
                            Err(crate::stop::Stop::Raise(e)) => match vm.write_unraisable(e, r)? {
                                Flow::Value(v) => vm.heap.decref_own(v),
                                Flow::Pushed => return Ok(Next::Wait),
                            },
                            Err(stop) => return Err(stop),
                        }
                    }
                }
                // What a finalizer took back into use, with all it reaches, stays.
                1 => {
                    f.pc = 2;
                    let held: Vec<Ref> = f.slots.iter().filter_map(|s| s.get()).collect();
                    let dead = vm.still_unreachable(&held);
                    let keep: Vec<usize> = (0..f.slots.len()).filter(|i| f.get(*i).is_some_and(|r| !dead.contains(&r))).collect();
                    for i in keep {
                        let slot = f.set(i, Slot::NULL);
                        vm.heap.release(slot);
                    }
                }
                // Clear one at a time; a finalizer may come between.
                2 => {
                    if i >= f.slots.len() {
                        return Ok(Next::Done(vm.new_int(f.int(1))));
                    }
                    f.pc = 3;
                    if let Some(r) = f.get(i) {
                        vm.clear_object(r);
                        if vm.heap.pending_finalizer().is_some() {
                            return Ok(Next::Wait);
                        }
                    }
                }
                _ => {
                    f.pc = 2;
                    f.set_int(0, i as i64 + 1);
                    let slot = f.set(i, Slot::NULL);
                    vm.heap.release(slot);
                    if vm.heap.pending_finalizer().is_some() {
                        return Ok(Next::Wait);
                    }
                }
            }
        }
    },
};

impl Vm {
    fn finalize_in_gc(&mut self, r: Ref) -> Option<Res> {
        if self.heap.flags(r) & head_flags::FINALIZED != 0 {
            return None;
        }
        if matches!(self.heap.body(r), Body::Generator(_)) {
            self.heap.set_flag(r, head_flags::FINALIZED, true);
            return Some(self.generator_close(r));
        }
        let has_del = self.heap.as_type(self.heap.type_of(r)).is_some_and(|t| t.has(pyvarium_heap::types::flags::HAS_DEL));
        if !has_del {
            return None;
        }
        self.heap.set_flag(r, head_flags::FINALIZED, true);
        let (ty, name) = (self.heap.type_of(r), self.names.del);
        let method = self.lookup_type(ty, name)?;
        Some(self.call_found(method, r, &[]))
    }

    /// Of the held garbage, what is still referred to only from within (and by the holder).
    fn still_unreachable(&self, held: &[Ref]) -> Vec<Ref> {
        let mut counts: BTreeMap<Ref, u32> = held.iter().map(|r| (*r, self.heap.refcnt(*r).saturating_sub(1))).collect();
        let each = |r: Ref, f: &mut dyn FnMut(Ref)| {
            self.heap.full_body(r).each_slot(&mut |s| {
                if let Some(x) = s.owned() {
                    f(x);
                }
            });
            f(self.heap.type_of(r));
        };
        for r in held {
            each(*r, &mut |x| {
                if let Some(n) = counts.get_mut(&x) {
                    *n = n.saturating_sub(1);
                }
            });
        }
        let mut reached: Vec<Ref> = counts.iter().filter(|(_, n)| **n > 0).map(|(r, _)| *r).collect();
        while let Some(r) = reached.pop() {
            if counts.remove(&r).is_some() {
                each(r, &mut |x| {
                    if counts.contains_key(&x) {
                        reached.push(x);
                    }
                });
            }
        }
        counts.into_keys().collect()
    }
}
