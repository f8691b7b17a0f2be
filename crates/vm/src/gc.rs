//! The cyclic collector: finds what only keeps itself alive, runs its finalizers, clears it.
//! Runs when asked (`gc.collect()`) and at the end; automatic runs are a named limitation.
//!
//! CPython: Python/gc.c (update_refs, subtract_refs, move_unreachable, finalize_garbage,
//! delete_garbage).

use std::rc::Rc;

use pyvarium_heap::frame::NativeFrame;
use pyvarium_heap::object::Body;
use pyvarium_heap::{Heap, Ref, Serial, Slot, head_flags};

use crate::args::Args;
use crate::core::kinds;
use crate::native::{Answer, FnDef, ModuleDef, NativeDef, Next};
use crate::stop::{Flow, Res, Stop};
use crate::vm::Vm;

#[derive(Clone, Hash, Debug, Default)]
pub struct GcState {
    pub disabled: bool,
    /// A collection is going on: another one asked for meanwhile does nothing.
    pub collecting: bool,
    /// What the last collection left, in its order; it may have died since.
    pub survivors: Rc<Vec<(Ref, Serial)>>,
    /// Objects born later are young.
    pub last_seen: Serial,
    /// At the end of the interpreter: sys.stdout and sys.stderr are None by now.
    pub no_stdout: bool,
    pub no_stderr: bool,
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
        FnDef::new("get_referrers", "*args", get_referrers),
        FnDef::new("get_objects", "generation=None", |vm, a| {
            if a.get(0).is_some_and(|g| g != vm.one.none) {
                return Err(Stop::not_supported("gc.get_objects of one generation"));
            }
            let list = vm.gc_list();
            Ok(Flow::Value(vm.list_from(&list)))
        }),
        FnDef::new("get_threshold", "", |vm, _| {
            let numbers = [2000, 10, 0].map(|n| vm.new_int(n).into());
            Ok(Flow::Value(vm.tuple_from_slots(numbers.to_vec())))
        }),
    ],
    types: &[],
    exec: Some(|vm, module| {
        let Some(dict) = vm.module_dict(module) else { return Ok(()) };
        for name in ["garbage", "callbacks"] {
            let list = vm.list_from_slots(Vec::new());
            vm.dict_set_named(dict, name, list);
        }
        Ok(())
    }),
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
        vm.traverse(r, &std::collections::BTreeSet::new(), &mut |x| found.push(x));
    }
    Ok(Flow::Value(vm.list_from(&found)))
}

/// Young objects first, as CPython goes through its generations.
fn get_referrers(vm: &mut Vm, args: &Args) -> Res {
    let wanted: Vec<Ref> = args.positional().collect();
    let (old, young): (Vec<Ref>, Vec<Ref>) = vm.gc_list().into_iter().partition(|r| vm.heap.serial(*r) <= vm.gc.last_seen);
    let mut found = Vec::new();
    for r in young.into_iter().chain(old) {
        let mut refers = false;
        vm.traverse(r, &std::collections::BTreeSet::new(), &mut |x| refers |= wanted.contains(&x));
        if refers {
            found.push(r);
        }
    }
    Ok(Flow::Value(vm.list_from(&found)))
}

impl Vm {
    /// A full collection; answers how many unreachable objects there were.
    pub fn collect_garbage(&mut self) -> Res {
        if self.gc.collecting {
            return Ok(Flow::Value(self.new_int(0)));
        }
        let found = self.deduce_unreachable(self.gc_list());
        self.gc_set_survivors(&found.reachable);
        if found.unreachable.is_empty() {
            return Ok(Flow::Value(self.new_int(0)));
        }
        self.gc.collecting = true;
        let ints = self.named(&found.unreachable);
        self.push_native(kinds::COLLECT, &[Slot::NULL], &ints)
    }

    /// What is alive although nothing outside of it refers to it, of objects born from `first` on, in birth
    /// order: what a full collection would free.
    pub fn unreachable_from(&self, first: Serial) -> Vec<Ref> {
        let list = self.gc_list().into_iter().filter(|r| self.heap.serial(*r) >= first).collect();
        let mut found = self.deduce_unreachable(list).unreachable;
        found.sort_by_key(|r| self.heap.serial(*r));
        found
    }

    /// The integers of a COLLECT frame that name these objects without keeping them alive.
    fn named(&self, garbage: &[Ref]) -> Vec<i64> {
        let mut ints = vec![0, garbage.len() as i64];
        ints.extend(garbage.iter().flat_map(|r| [i64::from(r.index()), self.heap.serial(*r).0 as i64]));
        ints
    }

    /// The garbage of a COLLECT frame at `i`; None beyond its end, Some(None) for one that has died.
    fn garbage_at(&self, f: &NativeFrame, i: usize) -> Option<Option<Ref>> {
        let (index, serial) = (f.ints.get(2 + 2 * i)?, f.ints.get(3 + 2 * i)?);
        Some(Ref::from_index(*index as u32).filter(|r| self.is_still(*r, Serial(*serial as u64))))
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

/// slots: the object at hand, held; ints: the next one, their number, then place and serial of each.
pub static COLLECT: NativeDef = NativeDef {
    name: "gc.collect",
    catches: true,
    resume: |vm, f, answer| {
        match answer {
            Answer::Value(v) => vm.heap.decref_own(v),
            Answer::Raised(e) => {
                let at = f.get(0).unwrap_or(vm.one.none);
                match vm.write_unraisable(e, at)? {
                    Flow::Value(v) => vm.heap.decref_own(v),
                    Flow::Pushed => return Ok(Next::Wait),
                }
            }
            Answer::Start | Answer::Exhausted => {}
        }
        loop {
            if matches!(f.pc, LET_GO_FINALIZED | LET_GO_CLEARED) {
                let held = f.set(0, Slot::NULL);
                let kept = held.get().map(|r| (r, vm.heap.serial(r)));
                vm.heap.release(held);
                match kept {
                    Some((r, serial)) if f.pc == LET_GO_CLEARED && vm.is_still(r, serial) => vm.gc_add_survivor(r),
                    _ => {}
                }
                f.pc -= 1;
                if vm.heap.pending_finalizer().is_some() {
                    return Ok(Next::Wait);
                }
                continue;
            }
            let i = f.int(0);
            let next = vm.garbage_at(f, i as usize);
            f.set_int(0, i + 1);
            match (f.pc, next) {
                (FINALIZE, Some(Some(r))) => {
                    if !vm.wants_finalizer_in_gc(r) {
                        continue;
                    }
                    let own = vm.heap.own(r);
                    f.set(0, own.into());
                    f.pc = LET_GO_FINALIZED;
                    match vm.finalize_in_gc(r) {
                        Ok(Flow::Value(v)) => vm.heap.decref_own(v),
                        Ok(Flow::Pushed) => return Ok(Next::Wait),
                        Err(Stop::Raise(e)) => match vm.write_unraisable(e, r)? {
                            Flow::Value(v) => vm.heap.decref_own(v),
                            Flow::Pushed => return Ok(Next::Wait),
                        },
                        Err(stop) => return Err(stop),
                    }
                }
                // What a finalizer took back into use, with all it reaches, stays.
                (FINALIZE, None) => {
                    f.pc = CLEAR;
                    let left: Vec<Ref> = (0..).map_while(|i| vm.garbage_at(f, i)).flatten().collect();
                    let found = vm.deduce_unreachable(left);
                    found.reachable.iter().for_each(|r| vm.gc_add_survivor(*r));
                    f.ints = vm.named(&found.unreachable).into();
                }
                // Clear one at a time; a finalizer may come between.
                (CLEAR, Some(Some(r))) => {
                    let own = vm.heap.own(r);
                    f.set(0, own.into());
                    f.pc = LET_GO_CLEARED;
                    vm.clear_object(r);
                    if vm.heap.pending_finalizer().is_some() {
                        return Ok(Next::Wait);
                    }
                }
                (_, Some(_)) => {}
                (_, None) => {
                    vm.gc.collecting = false;
                    return Ok(Next::Done(vm.new_int(f.int(1))));
                }
            }
        }
    },
};

const FINALIZE: u16 = 0;
const LET_GO_FINALIZED: u16 = 1;
const CLEAR: u16 = 2;
const LET_GO_CLEARED: u16 = 3;

impl Vm {
    fn wants_finalizer_in_gc(&self, r: Ref) -> bool {
        let has_del = || self.heap.as_type(self.heap.type_of(r)).is_some_and(|t| t.has(pyvarium_heap::types::flags::HAS_DEL));
        self.heap.flags(r) & head_flags::FINALIZED == 0 && (matches!(self.heap.body(r), Body::Generator(_)) || has_del())
    }

    fn finalize_in_gc(&mut self, r: Ref) -> Res {
        self.heap.set_flag(r, head_flags::FINALIZED, true);
        self.call_finalizer(r)
    }
}
