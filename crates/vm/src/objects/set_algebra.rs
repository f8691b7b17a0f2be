//! What sets do with other sets and iterables: union, intersection, difference, in place or not.
//! All of them walk one collection and ask or change another; the walk is one native frame.
//!
//! CPython: Objects/setobject.c (set_intersection, set_difference, set_symmetric_difference, ...).

use pyvarium_heap::frame::NativeFrame;
use pyvarium_heap::set::Set;
use pyvarium_heap::{Own, Ref, Slot};

use crate::args::Args;
use crate::core::{ids, kinds};
use crate::native::{Answer, NativeDef, Next};
use crate::protocol::dict_ops::DictOp;
use crate::protocol::set_ops::SetOp;
use crate::stop::{Flow, Res, Stop};
use crate::vm::Vm;
use crate::vm_bug;

/// What a walk does with each key.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
#[repr(i64)]
pub enum Walk {
    /// Into the result if the target has it.
    Keep,
    /// Into the result if the target does not have it.
    Drop,
    /// Out of the target.
    Discard,
    /// Out of the target if it is there, else into it.
    Toggle,
    /// False if the target does not have it.
    AllIn,
    /// False if the target has it.
    NoneIn,
}

const WALKS: [Walk; 6] = [Walk::Keep, Walk::Drop, Walk::Discard, Walk::Toggle, Walk::AllIn, Walk::NoneIn];

// Slots of the walk.
const WALKED: usize = 0;
const TARGET: usize = 1;
const RESULT: usize = 2;
const KEY: usize = 3;
// Its integers: the kind, the next place, the key's hash and whether that is known.
const PLACE: usize = 1;
const HASH: usize = 2;
const IS_HASHED: usize = 3;
// Its program counter.
const NEXT: u16 = 0;
const ITERATOR: u16 = 1;
const GOT: u16 = 2;
const HASHED: u16 = 3;
const ASK: u16 = 4;
const ASKED: u16 = 5;
const ADDED: u16 = 6;
const LET_GO: u16 = 7;

impl Vm {
    fn is_set(&self, r: Ref) -> bool {
        self.heap.set(r).is_some()
    }

    fn set_len(&self, r: Ref) -> usize {
        self.heap.set(r).map_or(0, Set::len)
    }

    /// An empty set of the type that operations on `like` answer. CPython: make_new_set_basetype.
    fn new_set_like(&mut self, like: Ref) -> Own {
        let frozen = self.is_instance_of(like, ids::FROZENSET);
        self.new_set(if frozen { ids::FROZENSET } else { ids::SET })
    }

    pub(crate) fn set_copy(&mut self, r: Ref) -> Own {
        let copy = self.new_set_like(r);
        self.set_fill_from(copy.r(), r);
        copy
    }

    /// Walks a set or dict, which are looked through place by place, or an iterator.
    fn walk(&mut self, what: Walk, walked: Slot, target: Ref, result: Slot) -> Res {
        self.push_native(kinds::SET_WALK, &[walked, Slot::borrow(target), result], &[what as i64, 0, 0, 0])
    }

    /// Walks whatever can be iterated over.
    pub(crate) fn walk_over(&mut self, what: Walk, iterable: Ref, target: Ref, result: Slot) -> Res {
        if self.is_set(iterable) {
            return self.walk(what, Slot::borrow(iterable), target, result);
        }
        let mark = self.mark();
        match self.iter(iterable) {
            Ok(Flow::Value(it)) => self.walk(what, it.into(), target, result),
            Ok(Flow::Pushed) => self.adapt(mark, kinds::SET_WALK, &[Slot::NULL, Slot::borrow(target), result], &[what as i64, 0, 0, 0]),
            Err(stop) => {
                self.heap.release(result);
                Err(stop)
            }
        }
    }

    pub fn set_union(&mut self, so: Ref, other: Ref) -> Res {
        let copy = self.set_copy(so);
        if so == other {
            return Ok(Flow::Value(copy));
        }
        let mark = self.mark();
        match self.set_update(copy.r(), other) {
            Ok(Flow::Value(v)) => {
                self.heap.decref_own(v);
                Ok(Flow::Value(copy))
            }
            Ok(Flow::Pushed) => self.adapt(mark, kinds::ANSWER_INSTEAD, &[copy.into()], &[]),
            Err(stop) => {
                self.heap.decref_own(copy);
                Err(stop)
            }
        }
    }

    pub fn set_intersection(&mut self, so: Ref, other: Ref) -> Res {
        if so == other {
            return Ok(Flow::Value(self.set_copy(so)));
        }
        let result = self.new_set_like(so);
        // Of two sets the smaller one is walked.
        if self.is_set(other) && self.set_len(other) > self.set_len(so) {
            return self.walk(Walk::Keep, Slot::borrow(so), other, result.into());
        }
        self.walk_over(Walk::Keep, other, so, result.into())
    }

    pub fn set_difference(&mut self, so: Ref, other: Ref) -> Res {
        let size = match (self.heap.set(other), self.heap.dict(other)) {
            (Some(s), _) => Some(s.len()),
            (None, Some(d)) if self.is_exact(other, ids::DICT) => Some(d.len()),
            _ => None,
        };
        // A small or unknown other is taken out of a copy.
        if size.is_none_or(|n| self.set_len(so) >> 2 > n) {
            let copy = self.set_copy(so);
            let r = copy.r();
            let mark = self.mark();
            return match self.set_difference_update(r, other) {
                Ok(Flow::Value(v)) => {
                    self.heap.decref_own(v);
                    Ok(Flow::Value(copy))
                }
                Ok(Flow::Pushed) => self.adapt(mark, kinds::ANSWER_INSTEAD, &[copy.into()], &[]),
                Err(stop) => {
                    self.heap.decref_own(copy);
                    Err(stop)
                }
            };
        }
        let result = self.new_set_like(so);
        self.walk(Walk::Drop, Slot::borrow(so), other, result.into())
    }

    pub fn set_difference_update(&mut self, so: Ref, other: Ref) -> Res {
        if so == other {
            let old = self.heap.set_mut(so).map(Set::take).unwrap_or_default();
            let slots: Vec<Slot> = old.slots().collect();
            self.heap.release_all(slots.into_iter());
            return self.none_flow();
        }
        if self.is_set(other) && self.set_len(other) >> 3 > self.set_len(so) {
            let mark = self.mark();
            let common = self.set_intersection(so, other);
            return self.then(mark, common, DISCARD_IT, so);
        }
        self.walk_over(Walk::Discard, other, so, Slot::NULL)
    }

    pub fn set_symmetric_difference(&mut self, so: Ref, other: Ref) -> Res {
        let result = self.new_set_like(so);
        let mark = self.mark();
        let filled = match self.set_update(result.r(), other) {
            Ok(Flow::Value(v)) => {
                self.heap.decref_own(v);
                Ok(Flow::Value(result))
            }
            Ok(Flow::Pushed) => self.adapt(mark, kinds::ANSWER_INSTEAD, &[result.into()], &[]),
            Err(stop) => {
                self.heap.decref_own(result);
                Err(stop)
            }
        };
        self.then(mark, filled, TOGGLE_IN_IT, so)
    }

    pub fn set_symmetric_difference_update(&mut self, so: Ref, other: Ref) -> Res {
        if so == other {
            return self.set_difference_update(so, so);
        }
        if self.is_set(other) || self.is_exact(other, ids::DICT) {
            return self.walk(Walk::Toggle, Slot::borrow(other), so, Slot::NULL);
        }
        let set = self.new_set_like(so);
        let mark = self.mark();
        let filled = match self.set_update(set.r(), other) {
            Ok(Flow::Value(v)) => {
                self.heap.decref_own(v);
                Ok(Flow::Value(set))
            }
            Ok(Flow::Pushed) => self.adapt(mark, kinds::ANSWER_INSTEAD, &[set.into()], &[]),
            Err(stop) => {
                self.heap.decref_own(set);
                Err(stop)
            }
        };
        self.then(mark, filled, TOGGLE_FROM_IT, so)
    }

    pub fn set_intersection_update(&mut self, so: Ref, other: Ref) -> Res {
        let mark = self.mark();
        let common = self.set_intersection(so, other);
        self.then(mark, common, SWAP, so)
    }

    pub fn set_issubset(&mut self, so: Ref, other: Ref) -> Res {
        if !self.is_set(other) {
            let mark = self.mark();
            let common = self.set_intersection(so, other);
            return self.then(mark, common, COUNT, so);
        }
        if self.set_len(so) > self.set_len(other) {
            return self.bool_flow(false);
        }
        self.walk(Walk::AllIn, Slot::borrow(so), other, Slot::NULL)
    }

    pub fn set_issuperset(&mut self, so: Ref, other: Ref) -> Res {
        if self.is_set(other) {
            return self.set_issubset(other, so);
        }
        self.walk_over(Walk::AllIn, other, so, Slot::NULL)
    }

    pub fn set_isdisjoint(&mut self, so: Ref, other: Ref) -> Res {
        if so == other {
            let empty = self.set_len(so) == 0;
            return self.bool_flow(empty);
        }
        let exact = self.is_exact(other, ids::SET) || self.is_exact(other, ids::FROZENSET);
        if exact && self.set_len(other) > self.set_len(so) {
            return self.walk(Walk::NoneIn, Slot::borrow(so), other, Slot::NULL);
        }
        self.walk_over(Walk::NoneIn, other, so, Slot::NULL)
    }

    /// CPython: set_swap_bodies.
    fn set_swap(&mut self, a: Ref, b: Ref) {
        let x = self.heap.set_mut(a).map(Set::take).unwrap_or_default();
        let y = self.heap.set_mut(b).map(|s| std::mem::replace(s, x)).unwrap_or_default();
        if let Some(s) = self.heap.set_mut(a) {
            *s = y;
            s.hash = None;
        }
    }

    /// Does something with a set as soon as it is there.
    fn then(&mut self, mark: usize, set: Res, what: i64, so: Ref) -> Res {
        match set? {
            Flow::Value(v) => {
                let _ = self.push_native(kinds::SET_THEN, &[Slot::borrow(so), v.into()], &[what])?;
                self.set_top_pc(2)
            }
            Flow::Pushed => self.adapt(mark, kinds::SET_THEN, &[Slot::borrow(so), Slot::NULL], &[what]),
        }
    }

    fn walk_key(&mut self, f: &mut NativeFrame, key: Own, hash: Option<i64>) {
        f.set(KEY, key.into());
        f.set_int(HASH, hash.unwrap_or(0));
        f.set_int(IS_HASHED, i64::from(hash.is_some()));
    }

    /// Whether the target has the key at hand; for Discard and Toggle it is taken out.
    fn walk_ask(&mut self, f: &NativeFrame, what: Walk) -> Res {
        let (Some(target), Some(key)) = (f.get(TARGET), f.get(KEY)) else { return Err(vm_bug!("set operation")) };
        let hash = f.int(HASH);
        if self.is_set(target) {
            let op = if matches!(what, Walk::Discard | Walk::Toggle) { SetOp::TakeOut } else { SetOp::Contains };
            return self.set_op_hashed(op, target, key, hash);
        }
        if self.is_exact(target, ids::DICT) && f.int(IS_HASHED) == 1 {
            return self.dict_op_hashed(DictOp::Contains, target, key, None, hash);
        }
        self.contains(target, key)
    }

    fn walk_add(&mut self, f: &NativeFrame) -> Res {
        let to = f.get(RESULT).or(f.get(TARGET));
        let (Some(to), Some(key)) = (to, f.get(KEY)) else { return Err(vm_bug!("set operation")) };
        // What a dict view has is added as any key is: its hash is asked for again.
        let of_set = f.get(RESULT).is_none() || f.get(TARGET).is_some_and(|t| self.is_set(t) || self.is_exact(t, ids::DICT));
        match f.int(IS_HASHED) {
            1 if of_set => self.set_op_hashed(SetOp::Add, to, key, f.int(HASH)),
            _ => self.set_op(SetOp::Add, to, key),
        }
    }

    fn walk_end(&mut self, f: &mut NativeFrame, what: Walk) -> Own {
        if what == Walk::Discard
            && let Some(s) = f.get(TARGET).and_then(|t| self.heap.set_mut(t))
            && s.fill() - s.len() > (s.table().len() - 1) / 4
        {
            let wanted = if s.len() > 50_000 { s.len() * 2 } else { s.len() * 4 };
            s.resize(wanted);
        }
        match f.set(RESULT, Slot::NULL).get() {
            Some(result) => Own::assume(result),
            None if matches!(what, Walk::AllIn | Walk::NoneIn) => Own::assume(self.one.true_),
            None => self.none(),
        }
    }
}

pub static SET_WALK: NativeDef = NativeDef {
    name: "set operation",
    catches: true,
    resume: |vm, f, answer| {
        let bug = || vm_bug!("set operation");
        let what = WALKS.get(f.int(0) as usize).copied().ok_or_else(bug)?;
        let mut answer = answer;
        loop {
            let taken = std::mem::replace(&mut answer, Answer::Start);
            match (f.pc, taken) {
                (GOT, got) => match vm.next_answer(got)? {
                    Some(key) => {
                        let is_set = f.get(TARGET).is_some_and(|t| vm.is_set(t));
                        vm.walk_key(f, key, None);
                        f.pc = if is_set { HASHED } else { ASK };
                        if let (HASHED, Some(key)) = (f.pc, f.get(KEY)) {
                            answer = match vm.hash(key) {
                                Ok(Flow::Value(v)) => Answer::Value(v),
                                Ok(Flow::Pushed) => return Ok(Next::Wait),
                                Err(Stop::Raise(e)) => Answer::Raised(e),
                                Err(stop) => return Err(stop),
                            };
                        }
                    }
                    None => return Ok(Next::Done(vm.walk_end(f, what))),
                },
                (HASHED, Answer::Raised(e)) => {
                    let key = f.get(KEY).ok_or_else(bug)?;
                    return Err(match what {
                        Walk::Keep => Stop::Raise(e),
                        _ => vm.unhashable_key(key, e, "set element"),
                    });
                }
                (_, Answer::Raised(e)) => return Err(Stop::Raise(e)),
                (NEXT, _) => {
                    let walked = f.get(WALKED).ok_or_else(bug)?;
                    let from = f.int(PLACE) as usize;
                    let entry = match (vm.heap.set(walked), vm.heap.dict(walked)) {
                        (Some(s), _) => s.next_entry(from),
                        (None, Some(d)) => d.entries().iter().enumerate().skip(from).find_map(|(i, e)| Some((i, e.key.get()?, e.hash))),
                        (None, None) => {
                            f.pc = GOT;
                            answer = match vm.next_item(walked)? {
                                Some(Flow::Value(v)) => Answer::Value(v),
                                Some(Flow::Pushed) => return Ok(Next::Wait),
                                None => Answer::Exhausted,
                            };
                            continue;
                        }
                    };
                    let Some((i, key, hash)) = entry else { return Ok(Next::Done(vm.walk_end(f, what))) };
                    f.set_int(PLACE, i as i64 + 1);
                    let key = vm.heap.own(key);
                    vm.walk_key(f, key, Some(hash));
                    f.pc = ASK;
                }
                (ITERATOR, Answer::Value(it)) => {
                    f.set(WALKED, it.into());
                    f.pc = NEXT;
                }
                (HASHED, Answer::Value(v)) => {
                    let hash = vm.hash_from(v);
                    f.set_int(HASH, hash);
                    f.set_int(IS_HASHED, 1);
                    f.pc = ASK;
                }
                (ASK, _) => {
                    f.pc = ASKED;
                    match vm.walk_ask(f, what)? {
                        Flow::Value(v) => answer = Answer::Value(v),
                        Flow::Pushed => return Ok(Next::Wait),
                    }
                }
                (ASKED, Answer::Value(v)) => {
                    let there = v.r() == vm.one.true_;
                    vm.heap.decref_own(v);
                    let add = match what {
                        Walk::AllIn if !there => return Ok(Next::Done(Own::assume(vm.one.false_))),
                        Walk::NoneIn if there => return Ok(Next::Done(Own::assume(vm.one.false_))),
                        Walk::AllIn | Walk::NoneIn | Walk::Discard => false,
                        Walk::Keep => there,
                        Walk::Drop | Walk::Toggle => !there,
                    };
                    f.pc = LET_GO;
                    if add {
                        f.pc = ADDED;
                        match vm.walk_add(f)? {
                            Flow::Value(v) => answer = Answer::Value(v),
                            Flow::Pushed => return Ok(Next::Wait),
                        }
                    }
                }
                (ADDED, Answer::Value(v)) => {
                    vm.heap.decref_own(v);
                    f.pc = LET_GO;
                }
                (LET_GO, _) => {
                    f.pc = NEXT;
                    let key = f.set(KEY, Slot::NULL);
                    vm.heap.release(key);
                    // All of the target has been found: the iterator is not asked again.
                    let (Some(walked), Some(target)) = (f.get(WALKED), f.get(TARGET)) else { return Err(bug()) };
                    let full = f.get(RESULT).is_some_and(|r| vm.set_len(r) >= vm.set_len(target));
                    if what == Walk::Keep && full && vm.is_set(target) && !vm.is_set(walked) && vm.heap.dict(walked).is_none() {
                        return Ok(Next::Done(vm.walk_end(f, what)));
                    }
                    if vm.heap.pending_finalizer().is_some() {
                        return Ok(Next::Wait);
                    }
                }
                _ => return Err(bug()),
            }
        }
    },
};

/// The set becomes the one that was made.
const SWAP: i64 = 0;
/// What was made is taken out of the set.
const DISCARD_IT: i64 = 1;
/// The set is toggled in what was made, which is the answer.
const TOGGLE_IN_IT: i64 = 2;
/// What was made is toggled in the set.
const TOGGLE_FROM_IT: i64 = 3;
/// Are both of the same length?
const COUNT: i64 = 4;

/// slots: the set, the one that was made for it; ints: what to do with it.
pub static SET_THEN: NativeDef = NativeDef {
    name: "set operation",
    catches: false,
    resume: |vm, f, answer| {
        let bug = || vm_bug!("set operation");
        let so = f.get(0).ok_or_else(bug)?;
        match (f.pc, answer) {
            (1, Answer::Value(v)) => {
                f.set(1, v.into());
            }
            (2, _) => {}
            (_, Answer::Value(v)) => {
                vm.heap.decref_own(v);
                let made = f.set(1, Slot::NULL);
                return match (f.int(0), made.get()) {
                    (TOGGLE_IN_IT, Some(made)) => Ok(Next::Done(Own::assume(made))),
                    _ => {
                        vm.heap.release(made);
                        Ok(Next::Done(vm.none()))
                    }
                };
            }
            _ => return Err(bug()),
        }
        f.pc = 3;
        let made = f.get(1).ok_or_else(bug)?;
        let _ = match f.int(0) {
            SWAP => {
                vm.set_swap(so, made);
                return Ok(Next::Done(vm.none()));
            }
            COUNT => return Ok(Next::Done(Own::assume(vm.bool_ref(vm.set_len(so) == vm.set_len(made))))),
            DISCARD_IT => vm.walk(Walk::Discard, Slot::borrow(made), so, Slot::NULL)?,
            TOGGLE_IN_IT => vm.walk(Walk::Toggle, Slot::borrow(so), made, Slot::NULL)?,
            _ => vm.walk(Walk::Toggle, Slot::borrow(made), so, Slot::NULL)?,
        };
        Ok(Next::Wait)
    },
};

/// What a method with several iterables does with each.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
#[repr(i64)]
pub enum Each {
    Union,
    Intersection,
    Difference,
    Update,
    IntersectionUpdate,
    DifferenceUpdate,
}

const EACH: [Each; 6] = [Each::Union, Each::Intersection, Each::Difference, Each::Update, Each::IntersectionUpdate, Each::DifferenceUpdate];

/// `s.union(*others)` and its like. `args`: the set, the others.
pub fn each(vm: &mut Vm, args: &Args, what: Each) -> Res {
    let so = args.at(0)?;
    let mut slots = vec![Slot::borrow(so), Slot::NULL];
    if matches!(what, Each::Union) || (args.len() == 1 && matches!(what, Each::Intersection | Each::Difference | Each::IntersectionUpdate))
    {
        slots = vec![Slot::borrow(so), vm.set_copy(so).into()];
    }
    slots.extend(args.positional().skip(1).map(Slot::borrow));
    vm.push_native(kinds::SET_EACH, &slots, &[what as i64, 0])
}

/// slots: the set, the result so far, the others; ints: what to do, the next of them.
pub static SET_EACH: NativeDef = NativeDef {
    name: "set operation",
    catches: false,
    resume: |vm, f, answer| {
        let bug = || vm_bug!("set operation");
        let what = EACH.get(f.int(0) as usize).copied().ok_or_else(bug)?;
        let so = f.get(0).ok_or_else(bug)?;
        let mut got = match answer {
            Answer::Value(v) => Some(v),
            _ => None,
        };
        loop {
            if let Some(v) = got.take() {
                // A new set, or None where the present one was changed.
                if vm.is_set(v.r()) {
                    let old = f.set(1, v.into());
                    vm.heap.release(old);
                } else {
                    vm.heap.decref_own(v);
                }
            }
            let i = f.int(1) as usize;
            let Some(other) = f.get(2 + i) else {
                let made = f.set(1, Slot::NULL);
                return match (what, made.get()) {
                    (Each::Union | Each::Intersection | Each::Difference, Some(made)) => Ok(Next::Done(Own::assume(made))),
                    (Each::IntersectionUpdate, Some(r)) => {
                        vm.set_swap(so, r);
                        vm.heap.release(made);
                        Ok(Next::Done(vm.none()))
                    }
                    _ => Ok(Next::Done(vm.none())),
                };
            };
            f.set_int(1, i as i64 + 1);
            let made = f.get(1);
            let flow = match what {
                Each::Union if other == so => continue,
                Each::Union => vm.set_update(made.ok_or_else(bug)?, other)?,
                Each::Intersection | Each::IntersectionUpdate => vm.set_intersection(made.unwrap_or(so), other)?,
                Each::Difference => match made {
                    None => vm.set_difference(so, other)?,
                    Some(made) => vm.set_difference_update(made, other)?,
                },
                Each::Update => vm.set_update(so, other)?,
                Each::DifferenceUpdate => vm.set_difference_update(so, other)?,
            };
            match flow {
                Flow::Value(v) => got = Some(v),
                Flow::Pushed => return Ok(Next::Wait),
            }
        }
    },
};

/// An operator between two sets; NotImplemented for anything else.
pub fn operator(vm: &mut Vm, args: &Args, f: fn(&mut Vm, Ref, Ref) -> Res) -> Res {
    let (a, b) = (args.at(0)?, args.at(1)?);
    if !vm.is_set(a) || !vm.is_set(b) {
        return vm.not_implemented();
    }
    f(vm, a, b)
}

/// As `operator`, in place: the answer is the set itself.
pub fn in_place(vm: &mut Vm, args: &Args, f: fn(&mut Vm, Ref, Ref) -> Res) -> Res {
    let (a, b) = (args.at(0)?, args.at(1)?);
    if !vm.is_set(b) {
        return vm.not_implemented();
    }
    let mark = vm.mark();
    match f(vm, a, b)? {
        Flow::Value(v) => {
            vm.heap.decref_own(v);
            vm.own_flow(a)
        }
        Flow::Pushed => vm.adapt(mark, kinds::ANSWER_INSTEAD, &[Slot::borrow(a)], &[]),
    }
}
