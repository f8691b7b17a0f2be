//! One collection, in CPython's order: callbacks of the module, what is unreachable, callbacks of weak
//! references, finalizers, what those brought back to life, the clearing of the rest. It pauses wherever
//! Python code runs.
//!
//! CPython: Python/gc.c (_PyGC_Collect, gc_collect_region, handle_weakrefs, finalize_garbage,
//! handle_resurrected_objects, clear_weakrefs, delete_garbage).

use std::collections::BTreeSet;

use pyvarium_code::Opcode;
use pyvarium_heap::frame::{Frame, NativeFrame};
use pyvarium_heap::object::Body;
use pyvarium_heap::{Own, Ref, Serial, Slot, head_flags};

use crate::core::{ids, kinds};
use crate::gc::{DEBUG_COLLECTABLE, DEBUG_SAVEALL, DEBUG_STATS};
use crate::gc_list::Increment;
use crate::native::{Answer, NativeDef, Next};
use crate::stop::{Flow, Res, Stop};
use crate::vm::{Stream, Vm};
use crate::{exc, vm_bug};

/// Why a collection runs: `gc.collect()`, the end of the interpreter, the number of young objects.
pub(crate) const MANUAL: i64 = 0;
pub(crate) const SHUTDOWN: i64 = 1;
const HEAP: i64 = 2;

const GENERATION: usize = 0;
const REASON: usize = 1;
/// What the collection answers, so far. Unit: objects.
const COLLECTED: usize = 2;
/// The next of what is gone through.
const AT: usize = 3;
/// Objects of an increment. Unit: objects; -1: none was done.
const SIZE: usize = 4;
/// Place and serial of each piece of garbage from here on.
const GARBAGE: usize = 5;

const HELD: usize = 0;
const INFO: usize = 1;
const PHASE: usize = 2;
/// Weak references whose callbacks are to be called, from here on.
const CALLS: usize = 3;

const START: u16 = 0;
const STARTED: u16 = 1;
const LOOK: u16 = 2;
const CALLBACKS: u16 = 3;
const CALLED: u16 = 4;
const FINALIZE: u16 = 5;
const FINALIZED: u16 = 6;
const CLEAR: u16 = 7;
const CLEARED: u16 = 8;
const COUNT: u16 = 9;
const STOPPED: u16 = 10;
const END: u16 = 11;

impl Vm {
    /// Answers how many unreachable objects there were; 0 while another collection is going on.
    pub(crate) fn collect_generation(&mut self, generation: i64, reason: i64) -> Res {
        if self.gc.collecting {
            return Ok(Flow::Value(self.new_int(0)));
        }
        self.gc.collecting = true;
        self.set_gc_threshold();
        self.push_native(kinds::COLLECT, &[Slot::NULL, Slot::NULL, Slot::NULL], &[generation, reason, 0, 0, -1])
    }

    /// After an instruction that looks at the eval breaker: a signal of the host's raises, and the collector runs by
    /// itself if it is due. Answers whether it was started. CPython: CHECK_PERIODIC, _Py_HandlePending.
    #[cold]
    pub(crate) fn handle_pending(&mut self) -> Res<bool> {
        let Some(Frame::Py(frame)) = self.thread.frames.get(self.running) else { return Ok(false) };
        if self.running + 1 != self.thread.frames.len() {
            return Ok(false);
        }
        let Some(ran) = frame.code.instr(frame.last_instr.max(0) as u32) else { return Ok(false) };
        if !matches!(ran.op, Opcode::Resume | Opcode::JumpBackward | Opcode::Call | Opcode::CallKw | Opcode::CallFunctionEx) {
            return Ok(false);
        }
        // What goes on inside a `yield from` or an await is looked at further in.
        if self.interrupted && !(ran.op == Opcode::Resume && ran.arg & 3 >= 2) {
            self.interrupted = false;
            return Err(Stop::Raise(exc::new_exception(self, ids::KEYBOARD_INTERRUPT, &[])));
        }
        if !self.heap.gc.is_due {
            return Ok(false);
        }
        self.heap.gc.is_due = false;
        Ok(!self.gc.disabled && matches!(self.collect_generation(1, HEAP), Ok(Flow::Pushed)))
    }

    /// What is alive although nothing outside of it refers to it, of objects born from `first` on, in birth
    /// order: what a full collection would free.
    pub fn unreachable_from(&self, first: Serial) -> Vec<Ref> {
        let list = self.gc_list().into_iter().filter(|r| self.heap.serial(*r) >= first).collect();
        let mut found = self.deduce_unreachable(list).unreachable;
        found.sort_by_key(|r| self.heap.serial(*r));
        found
    }

    /// The garbage at `i`; None beyond its end, Some(None) for one that has died.
    fn garbage_at(&self, f: &NativeFrame, i: usize) -> Option<Option<Ref>> {
        let (index, serial) = (f.ints.get(GARBAGE + 2 * i)?, f.ints.get(GARBAGE + 1 + 2 * i)?);
        Some(Ref::from_index(*index as u32).filter(|r| self.is_still(*r, Serial(*serial as u64))))
    }

    fn garbage_left(&self, f: &NativeFrame) -> Vec<Ref> {
        (0..).map_while(|i| self.garbage_at(f, i)).flatten().collect()
    }

    /// Names these objects in the frame without keeping them alive.
    fn set_garbage(&self, f: &mut NativeFrame, garbage: &[Ref]) {
        f.ints.truncate(GARBAGE);
        f.ints.extend(garbage.iter().flat_map(|r| [i64::from(r.index()), self.heap.serial(*r).0 as i64]));
        f.set_int(AT, 0);
    }

    /// What the generation's collection takes for garbage.
    fn gc_look(&mut self, f: &mut NativeFrame) -> Vec<Ref> {
        match f.int(GENERATION) {
            0 => {
                let garbage = self.gc_region_of_young();
                if let Some(count) = self.gc.old_counts.get_mut(self.gc.visited) {
                    *count += 1;
                }
                garbage
            }
            1 => match self.gc_increment() {
                Increment::Done => Vec::new(),
                Increment::Collect { list, size } => {
                    f.set_int(SIZE, size);
                    self.gc_region(list)
                }
            },
            _ => {
                // Only what comes next may be young: the counts are 0 from here on.
                self.gc.old_counts = [0; 2];
                self.gc_region_of_all()
            }
        }
    }

    /// Kills all weak references to what is garbage, and those that are garbage themselves. References with
    /// callbacks that are not garbage are kept for the call. CPython: handle_weakrefs.
    fn gc_take_callbacks(&mut self, garbage: &[Ref]) -> Vec<Slot> {
        let mut calls = Vec::new();
        let mut members: Option<BTreeSet<Ref>> = None;
        for r in garbage {
            if self.heap.is_weakref(*r) {
                self.heap.unlink_weakref(*r);
            }
            self.forget_subclass(*r);
            for weakref in self.heap.weakrefs(*r).to_vec() {
                self.heap.unlink_weakref(weakref);
                let members = members.get_or_insert_with(|| garbage.iter().copied().collect());
                if self.heap.weak_callback(weakref).is_some() && !members.contains(&weakref) {
                    calls.push(Slot::own(self.heap.own(weakref)));
                }
            }
        }
        calls
    }

    /// A class in garbage is unknown to its bases from now on, which knew it by a weak reference.
    fn forget_subclass(&mut self, r: Ref) {
        let bases = self.heap.as_type(r).and_then(|t| t.bases.get()).and_then(|b| self.heap.items(b)).unwrap_or_default();
        let bases: Vec<Ref> = bases.iter().filter_map(|s| s.get()).collect();
        for base in bases {
            if let Some(t) = self.heap.as_type_mut(base) {
                t.subclasses.retain(|c| *c != r);
            }
        }
    }

    /// CPython: clear_weakrefs.
    fn gc_clear_weakrefs(&mut self, garbage: &[Ref]) {
        for r in garbage {
            if self.heap.is_weakref(*r) {
                self.heap.unlink_weakref(*r);
            }
            for weakref in self.heap.weakrefs(*r).to_vec() {
                self.heap.unlink_weakref(weakref);
            }
        }
    }

    fn wants_finalizer_in_gc(&self, r: Ref) -> bool {
        let has_del = || self.heap.as_type(self.heap.type_of(r)).is_some_and(|t| t.has(pyvarium_heap::types::flags::HAS_DEL));
        self.heap.flags(r) & head_flags::FINALIZED == 0 && (matches!(self.heap.body(r), Body::Generator(_)) || has_del())
    }

    fn finalize_in_gc(&mut self, r: Ref) -> Res {
        self.heap.set_flag(r, head_flags::FINALIZED, true);
        self.call_finalizer(r)
    }

    /// CPython: show_stats_each_generations.
    fn gc_tell_start(&mut self, generation: i64) {
        let [first, second] = [self.gc.visited, 1 - self.gc.visited]
            .map(|space| self.gc.old.get(space).map_or(0, |list| self.gc_in_space(list, space).len()));
        let (young, frozen) = (self.gc_young().len(), self.gc_alive(&self.gc.permanent).len());
        let text = format!(
            "gc: collecting generation {generation}...\ngc: objects in each generation: {young} {first} {second}\n\
             gc: objects in permanent generation: {frozen}\n"
        );
        self.write_out(Stream::Stderr, &text);
    }
}

fn discard(vm: &mut Vm, answer: &mut Answer) {
    match std::mem::replace(answer, Answer::Start) {
        Answer::Value(v) => vm.heap.decref_own(v),
        Answer::Raised(e) => vm.heap.decref_own(e),
        Answer::Start | Answer::Exhausted => {}
    }
}

/// What a call that may fail came to, as an answer to it.
fn as_answer(flow: Res) -> Res<Option<Answer>> {
    match flow {
        Ok(Flow::Value(v)) => Ok(Some(Answer::Value(v))),
        Ok(Flow::Pushed) => Ok(None),
        Err(Stop::Raise(e)) => Ok(Some(Answer::Raised(e))),
        Err(Stop::Exhausted) => Ok(Some(Answer::Exhausted)),
        Err(halt) => Err(halt),
    }
}

/// slots: the object at hand, held; what the module's callbacks are told: info, phase; weak references to be
/// called. ints: see above.
pub static COLLECT: NativeDef = NativeDef {
    name: "gc.collect",
    catches: true,
    resume: |vm, f, answer| {
        let mut answer = answer;
        if let Answer::Raised(e) = answer {
            let (what, shown) = match f.pc {
                STARTED | STOPPED => ("calling GC callback", f.get(HELD)),
                CALLED => ("calling weakref callback", f.get(CALLS + f.int(AT) as usize).and_then(|w| vm.heap.weak_callback(w))),
                _ => ("calling deallocator", f.get(HELD)),
            };
            let shown = shown.unwrap_or(vm.one.none);
            let flow = match f.pc {
                STARTED | STOPPED => vm.write_unraisable_in(e, what, shown)?,
                CALLED => vm.write_unraisable_on(e, what, shown)?,
                _ => vm.write_unraisable(e, shown)?,
            };
            match flow {
                Flow::Value(v) => answer = Answer::Value(v),
                Flow::Pushed => return Ok(Next::Wait),
            }
        }
        loop {
            match f.pc {
                // The module's callbacks hear of the start, and later of the end.
                START | COUNT => {
                    let is_start = f.pc == START;
                    if !is_start {
                        count(vm, f);
                    }
                    f.set_int(AT, 0);
                    f.pc = if is_start { STARTED } else { STOPPED };
                    let callbacks = vm.gc.callbacks.get().filter(|_| f.int(REASON) != SHUTDOWN);
                    if callbacks.and_then(|c| vm.heap.items(c)).is_some_and(|l| !l.is_empty()) {
                        let info = vm.info_for_callbacks(f.int(GENERATION), f.int(COLLECTED));
                        let phase = vm.new_str(if is_start { "start" } else { "stop" });
                        f.set(INFO, info.into());
                        f.set(PHASE, phase.into());
                    }
                }
                STARTED | STOPPED => {
                    discard(vm, &mut answer);
                    let held = f.set(HELD, Slot::NULL);
                    vm.heap.release(held);
                    let at = f.int(AT);
                    f.set_int(AT, at + 1);
                    let list = vm.gc.callbacks.get().and_then(|c| vm.heap.items(c)).unwrap_or_default();
                    match (list.get(at as usize).and_then(|s| s.get()), f.get(INFO), f.get(PHASE)) {
                        (Some(callback), Some(info), Some(phase)) => {
                            let own = vm.heap.own(callback);
                            f.set(HELD, own.into());
                            let flow = vm.call_args(callback, &[phase, info]);
                            match as_answer(flow)? {
                                Some(Answer::Raised(e)) => match vm.write_unraisable_in(e, "calling GC callback", callback)? {
                                    Flow::Value(v) => answer = Answer::Value(v),
                                    Flow::Pushed => return Ok(Next::Wait),
                                },
                                Some(got) => answer = got,
                                None => return Ok(Next::Wait),
                            }
                        }
                        _ => {
                            let told = [f.set(INFO, Slot::NULL), f.set(PHASE, Slot::NULL)];
                            vm.heap.release_all(told.into_iter());
                            f.pc = if f.pc == STARTED { LOOK } else { END };
                        }
                    }
                }
                LOOK => {
                    if vm.gc_debugs(DEBUG_STATS) {
                        vm.gc_tell_start(f.int(GENERATION));
                    }
                    let garbage = vm.gc_look(f);
                    if vm.gc_debugs(DEBUG_COLLECTABLE) {
                        for r in &garbage {
                            let text = format!("gc: collectable <{} {}>\n", vm.type_name(*r), vm.address_text(*r));
                            vm.write_out(Stream::Stderr, &text);
                        }
                    }
                    let calls = vm.gc_take_callbacks(&garbage);
                    vm.set_garbage(f, &garbage);
                    f.slots.truncate(CALLS);
                    f.slots.extend(calls);
                    f.pc = CALLBACKS;
                }
                CALLBACKS => {
                    let at = f.int(AT) as usize;
                    let Some(weakref) = f.get(CALLS + at) else {
                        f.set_int(AT, 0);
                        f.pc = FINALIZE;
                        continue;
                    };
                    f.pc = CALLED;
                    let callback = vm.heap.weak_callback(weakref).ok_or_else(|| vm_bug!("a callback that is gone"))?;
                    let flow = vm.call_args(callback, &[weakref]);
                    match as_answer(flow)? {
                        Some(Answer::Raised(e)) => match vm.write_unraisable_on(e, "calling weakref callback", callback)? {
                            Flow::Value(v) => answer = Answer::Value(v),
                            Flow::Pushed => return Ok(Next::Wait),
                        },
                        Some(got) => answer = got,
                        None => return Ok(Next::Wait),
                    }
                }
                CALLED => {
                    discard(vm, &mut answer);
                    let at = f.int(AT);
                    f.set_int(AT, at + 1);
                    let held = f.set(CALLS + at as usize, Slot::NULL);
                    let kept = held.get().map(|r| (r, vm.heap.serial(r)));
                    vm.heap.release(held);
                    match kept {
                        Some((r, serial)) if vm.is_still(r, serial) => vm.gc_keep_last(r),
                        _ => f.set_int(COLLECTED, f.int(COLLECTED) + 1),
                    }
                    f.pc = CALLBACKS;
                    if vm.heap.pending_finalizer().is_some() {
                        return Ok(Next::Wait);
                    }
                }
                FINALIZE => {
                    let at = f.int(AT);
                    f.set_int(AT, at + 1);
                    match vm.garbage_at(f, at as usize) {
                        Some(Some(r)) if vm.wants_finalizer_in_gc(r) => {
                            let own = vm.heap.own(r);
                            f.set(HELD, own.into());
                            f.pc = FINALIZED;
                            let flow = vm.finalize_in_gc(r);
                            match as_answer(flow)? {
                                Some(Answer::Raised(e)) => match vm.write_unraisable(e, r)? {
                                    Flow::Value(v) => answer = Answer::Value(v),
                                    Flow::Pushed => return Ok(Next::Wait),
                                },
                                Some(got) => answer = got,
                                None => return Ok(Next::Wait),
                            }
                        }
                        Some(_) => {}
                        // What a finalizer took back into use, with all it reaches, stays.
                        None => {
                            let left = vm.garbage_left(f);
                            let found = vm.deduce_unreachable(left);
                            vm.gc_keep(&found.reachable);
                            vm.gc_clear_weakrefs(&found.unreachable);
                            f.set_int(COLLECTED, f.int(COLLECTED) + found.unreachable.len() as i64);
                            vm.set_garbage(f, &found.unreachable);
                            f.pc = CLEAR;
                        }
                    }
                }
                FINALIZED | CLEARED => {
                    discard(vm, &mut answer);
                    let held = f.set(HELD, Slot::NULL);
                    let kept = held.get().map(|r| (r, vm.heap.serial(r)));
                    vm.heap.release(held);
                    match kept {
                        Some((r, serial)) if f.pc == CLEARED && vm.is_still(r, serial) => vm.gc_keep(&[r]),
                        _ => {}
                    }
                    f.pc = if f.pc == CLEARED { CLEAR } else { FINALIZE };
                    if vm.heap.pending_finalizer().is_some() {
                        return Ok(Next::Wait);
                    }
                }
                // Clear one at a time; a finalizer may come between.
                CLEAR => {
                    let at = f.int(AT);
                    f.set_int(AT, at + 1);
                    match vm.garbage_at(f, at as usize) {
                        Some(Some(r)) if vm.gc_debugs(DEBUG_SAVEALL) => {
                            let (garbage, _) = vm.gc_lists();
                            vm.list_append(garbage, r);
                            vm.gc_keep(&[r]);
                        }
                        Some(Some(r)) => {
                            let own = vm.heap.own(r);
                            f.set(HELD, own.into());
                            f.pc = CLEARED;
                            vm.clear_object(r);
                            if vm.heap.pending_finalizer().is_some() {
                                return Ok(Next::Wait);
                            }
                        }
                        Some(None) => {}
                        None => f.pc = COUNT,
                    }
                }
                _ => {
                    vm.gc.collecting = false;
                    vm.set_gc_threshold();
                    if vm.gc_debugs(DEBUG_STATS) {
                        let text = format!("gc: done, {} unreachable, 0 uncollectable, 0.0000s elapsed\n", f.int(COLLECTED));
                        vm.write_out(Stream::Stderr, &text);
                    }
                    if f.int(REASON) == HEAP {
                        return Ok(Next::Resume);
                    }
                    return Ok(Next::Done(vm.new_int(f.int(COLLECTED))));
                }
            }
        }
    },
};

/// After the clearing: what each generation's collection ends with.
fn count(vm: &mut Vm, f: &NativeFrame) {
    match f.int(GENERATION) {
        0 => {}
        1 if f.int(SIZE) >= 0 => vm.gc_increment_done(f.int(SIZE)),
        1 => {}
        _ => {
            vm.heap.gc.young = 0;
            vm.gc.old_counts = [0; 2];
            vm.gc_completed();
        }
    }
    // An increment that only marks, or has nothing to do, is not counted.
    if f.int(GENERATION) == 1 && f.int(SIZE) < 0 {
        return;
    }
    if let Some(stats) = vm.gc.stats.get_mut(f.int(GENERATION) as usize) {
        stats.collections += 1;
        stats.collected += f.int(COLLECTED);
    }
}

impl Vm {
    /// A weak reference that outlived its callback goes to the end of the visited space.
    fn gc_keep_last(&mut self, r: Ref) {
        for list in &mut self.gc.old {
            if list.iter().any(|(x, _)| *x == r) {
                std::rc::Rc::make_mut(list).retain(|(x, _)| *x != r);
            }
        }
        self.gc_keep(&[r]);
    }

    fn list_append(&mut self, list: Ref, r: Ref) {
        let own: Own = self.heap.own(r);
        let mut item = Some(own);
        if let Some(l) = self.heap.list_mut(list)
            && let Some(own) = item.take()
        {
            let n = l.items.len();
            l.allocated = pyvarium_heap::object::List::allocated_for(l.allocated, n, n + 1);
            l.items.push(own.into());
        }
        if let Some(own) = item {
            self.heap.decref_own(own);
        }
    }
}
