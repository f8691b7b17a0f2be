//! Gathering what an iterable gives: list.extend with its guess of the length, and a list made of
//! anything (PySequence_Fast).
//!
//! CPython: Objects/listobject.c (_list_extend), Objects/abstract.c (PyObject_LengthHint, PySequence_Fast).

use pyvarium_heap::frame::NativeFrame;
use pyvarium_heap::object::{Body, List};
use pyvarium_heap::{Own, Ref, Slot};

use crate::core::{ids, kinds};
use crate::exc;
use crate::native::{Answer, NativeDef, Next};
use crate::slots::SlotId;
use crate::stop::{Flow, Res, Stop};
use crate::vm::Vm;
use crate::vm_bug;

/// Items that one slice of long native work handles.
pub const SLICE: usize = 10_000;
/// The guess where nothing is known.
const DEFAULT_HINT: i64 = 8;

/// What PySequence_Fast says of an object that is not iterable.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
#[repr(i64)]
pub enum NotIterable {
    Join,
    /// The words for an extended slice are those for every slice.
    Assign,
}

const WORDS: [&str; 2] = ["can only join an iterable", "must assign iterable to extended slice"];

impl Vm {
    /// Appends what an iterable gives. CPython: _list_extend.
    pub fn list_extend(&mut self, list: Ref, iterable: Ref) -> Res {
        if self.is_exact(iterable, ids::LIST) || self.is_exact(iterable, ids::TUPLE) {
            let items = self.heap.items(iterable).unwrap_or_default();
            let items = items.iter().filter_map(|s| s.get()).map(Slot::borrow).collect();
            self.extend_known(list, items, true);
            return self.none_flow();
        }
        let known: Option<Vec<Slot>> = match self.heap.body(iterable) {
            Body::Set(s) if self.is_exact(iterable, ids::SET) || self.is_exact(iterable, ids::FROZENSET) => {
                Some(s.iter().map(Slot::borrow).collect())
            }
            Body::Dict(d) if self.is_exact(iterable, ids::DICT) => Some(d.iter().map(|(k, _)| Slot::borrow(k)).collect()),
            _ => self.viewed_items(iterable),
        };
        if let Some(items) = known {
            self.extend_known(list, items, false);
            return self.none_flow();
        }
        self.extend_by_iterator(list, iterable, true)
    }

    /// The items of a dict view; pairs are new and owned.
    fn viewed_items(&mut self, view: Ref) -> Option<Vec<Slot>> {
        let is = |vm: &Vm, id| vm.is_exact(view, id);
        let (keys, values, items) = (is(self, ids::DICT_KEYS), is(self, ids::DICT_VALUES), is(self, ids::DICT_ITEMS));
        if !keys && !values && !items {
            return None;
        }
        let dict = self.heap.native(view)?.slot(0).get()?;
        let pairs: Vec<(Ref, Ref)> = self.heap.dict(dict)?.iter().collect();
        let item = |(k, v)| match (keys, values) {
            (true, _) => Slot::borrow(k),
            (_, true) => Slot::borrow(v),
            _ => Slot::from(self.tuple_from(&[k, v])),
        };
        Some(pairs.into_iter().map(item).collect())
    }

    /// `exact`: room for no more than these in an empty list (list_preallocate_exact). Borrowed slots are counted.
    fn extend_known(&mut self, list: Ref, items: Vec<Slot>, exact: bool) {
        let copies: Vec<Slot> = items.into_iter().map(|s| if s.is_borrowed() { self.heap.copy_slot(s) } else { s }).collect();
        if let Some(l) = self.heap.list_mut(list) {
            let n = l.items.len();
            let m = n + copies.len();
            if exact && n == 0 && l.allocated == 0 {
                // list_resize of an empty list allocates exactly, rounded up to even.
                l.allocated = (m + 1) & !1;
            } else {
                l.allocated = List::allocated_for(l.allocated, n, m);
            }
            l.items.extend(copies);
        }
    }

    /// Without a guess of the length it is as PySequence_Tuple gathers its items.
    fn extend_by_iterator(&mut self, list: Ref, iterable: Ref, guess: bool) -> Res {
        let mark = self.mark();
        let slots = [Slot::borrow(list), Slot::NULL, Slot::borrow(iterable)];
        match self.iter(iterable)? {
            Flow::Value(it) => {
                let _ = self.push_native(kinds::LIST_EXTEND, &[slots[0], it.into(), slots[2]], &[i64::from(guess)])?;
                self.set_top_pc(ASK_LEN)
            }
            Flow::Pushed => self.adapt(mark, kinds::LIST_EXTEND, &slots, &[i64::from(guess)]),
        }
    }

    /// Starts a frame that gathers an iterable's items in a list and then goes on as `kind` with
    /// that list as its answer. `extra` is kept for it in slot 0.
    pub fn collect(&mut self, iterable: Ref, kind: crate::native::Kind, extra: Slot) -> Res {
        let list = self.list_from_slots(Vec::new());
        let mark = self.mark();
        match self.extend_by_iterator(list.r(), iterable, false) {
            Ok(_) => {
                let _ = self.adapt(mark, kinds::ANSWER_INSTEAD, &[list.into()], &[])?;
                self.adapt(mark, kind, &[extra], &[])
            }
            Err(stop) => {
                self.heap.decref_own(list);
                Err(stop)
            }
        }
    }

    /// A list or tuple as it is, a list of the items of anything else. CPython: PySequence_Fast.
    pub fn sequence_fast(&mut self, r: Ref, words: NotIterable) -> Res {
        if self.is_exact(r, ids::LIST) || self.is_exact(r, ids::TUPLE) {
            return self.own_flow(r);
        }
        self.push_native(kinds::SEQUENCE_FAST, &[Slot::borrow(r)], &[words as i64])
    }

    /// CPython: list_preallocate_exact, or list_resize and back.
    fn make_room(&mut self, list: Ref, more: usize) {
        if let Some(l) = self.heap.list_mut(list) {
            let n = l.items.len();
            if l.allocated > 0 {
                l.allocated = List::allocated_for(l.allocated, n, n + more);
            } else if more > 0 {
                l.allocated = (more + 1) & !1;
            }
        }
    }

    fn cut_back(&mut self, list: Ref) {
        if let Some(l) = self.heap.list_mut(list) {
            let n = l.items.len();
            if n < l.allocated {
                l.allocated = List::allocated_for(l.allocated, n, n);
            }
        }
    }
}

// Program counters of LIST_EXTEND.
const GOT_ITERATOR: u16 = 1;
const NEXT: u16 = 2;
const ASK_LEN: u16 = 3;
const GOT_LEN: u16 = 4;
const GOT_HINT: u16 = 5;
const GOT_ITEM: u16 = 6;

/// slots: list, iterator, iterable; ints: whether the length is guessed first.
pub static LIST_EXTEND: NativeDef = NativeDef {
    name: "list.extend",
    catches: true,
    resume: |vm, f, answer| {
        let list = f.get(0).ok_or_else(|| vm_bug!("extend"))?;
        let mut answer = answer;
        loop {
            let taken = std::mem::replace(&mut answer, Answer::Start);
            match f.pc {
                GOT_ITERATOR => match taken {
                    Answer::Value(it) => {
                        f.set(1, it.into());
                        f.pc = ASK_LEN;
                    }
                    Answer::Raised(e) => return Err(Stop::Raise(e)),
                    Answer::Start | Answer::Exhausted => return Err(vm_bug!("extend")),
                },
                ASK_LEN => match ask_hint(vm, f)? {
                    Some(Flow::Value(v)) => answer = Answer::Value(v),
                    Some(Flow::Pushed) => return Ok(Next::Wait),
                    None => {}
                },
                GOT_LEN | GOT_HINT => match taken {
                    // What __len__ cannot say is asked of __length_hint__.
                    Answer::Raised(e) if vm.is_instance_of(e.r(), ids::TYPE_ERROR) => {
                        vm.heap.decref_own(e);
                        match ask_method(vm, f)? {
                            Some(Flow::Value(v)) => answer = Answer::Value(v),
                            Some(Flow::Pushed) => return Ok(Next::Wait),
                            None => {}
                        }
                    }
                    Answer::Raised(e) => return Err(Stop::Raise(e)),
                    Answer::Value(v) => {
                        let hint = hint_from(vm, v)?;
                        vm.make_room(list, hint as usize);
                        f.pc = NEXT;
                    }
                    Answer::Start | Answer::Exhausted => return Err(vm_bug!("extend")),
                },
                GOT_ITEM => match vm.next_answer(taken)? {
                    Some(item) => {
                        vm.list_push(list, item.into());
                        f.pc = NEXT;
                    }
                    None => {
                        if f.int(0) == 1 {
                            vm.cut_back(list);
                        }
                        return Ok(Next::Done(vm.none()));
                    }
                },
                _ => {
                    let it = f.get(1).ok_or_else(|| vm_bug!("extend"))?;
                    f.pc = GOT_ITEM;
                    answer = match vm.next_item(it)? {
                        Some(Flow::Value(item)) => Answer::Value(item),
                        Some(Flow::Pushed) => return Ok(Next::Wait),
                        None => Answer::Exhausted,
                    };
                }
            }
        }
    },
};

/// Begins to ask for the length; None when the guess was made at once.
fn ask_hint(vm: &mut Vm, f: &mut NativeFrame) -> Res<Option<Flow>> {
    if f.int(0) == 0 {
        f.pc = NEXT;
        return Ok(None);
    }
    let iterable = f.get(2).ok_or_else(|| vm_bug!("extend"))?;
    if !vm.has_slot(iterable, SlotId::Length) {
        return ask_method(vm, f);
    }
    f.pc = GOT_LEN;
    match vm.length(iterable) {
        Ok(flow) => Ok(Some(flow)),
        Err(Stop::Raise(e)) if vm.is_instance_of(e.r(), ids::TYPE_ERROR) => {
            vm.heap.decref_own(e);
            ask_method(vm, f)
        }
        Err(stop) => Err(stop),
    }
}

fn ask_method(vm: &mut Vm, f: &mut NativeFrame) -> Res<Option<Flow>> {
    let (list, iterable) = (f.get(0).ok_or_else(|| vm_bug!("extend"))?, f.get(2).ok_or_else(|| vm_bug!("extend"))?);
    let name = vm.names.length_hint;
    // A TypeError of the method itself means that it does not know.
    let answer = if f.pc == GOT_HINT { None } else { vm.call_special_opt(iterable, name, &[]) };
    f.pc = GOT_HINT;
    match answer {
        Some(Ok(flow)) => return Ok(Some(flow)),
        Some(Err(Stop::Raise(e))) if vm.is_instance_of(e.r(), ids::TYPE_ERROR) => vm.heap.decref_own(e),
        Some(Err(stop)) => return Err(stop),
        None => {}
    }
    vm.make_room(list, DEFAULT_HINT as usize);
    f.pc = NEXT;
    Ok(None)
}

fn hint_from(vm: &mut Vm, v: Own) -> Res<i64> {
    if v.r() == vm.one.not_implemented {
        return Ok(DEFAULT_HINT);
    }
    let n = vm.heap.small_int(v.r());
    let name = vm.type_name(v.r());
    vm.heap.decref_own(v);
    match n {
        Some(n) if n < 0 => vm.value_err("__length_hint__() should return >= 0"),
        // No memory is set aside for a guess: a large one costs nothing.
        Some(n) => Ok(n),
        None => Err(exc::type_error(vm, &format!("__length_hint__ must be an integer, not {name}"))),
    }
}

/// slots: what is gathered, its iterator, the list; ints: the words for what is not iterable.
pub static SEQUENCE_FAST: NativeDef = NativeDef {
    name: "list",
    catches: true,
    resume: |vm, f, answer| {
        let r = f.get(0).ok_or_else(|| vm_bug!("sequence"))?;
        let mut answer = answer;
        if f.pc == 0 {
            f.pc = 1;
            answer = match vm.iter(r) {
                Ok(Flow::Value(it)) => Answer::Value(it),
                Ok(Flow::Pushed) => return Ok(Next::Wait),
                Err(Stop::Raise(e)) => Answer::Raised(e),
                Err(stop) => return Err(stop),
            };
        }
        match (f.pc, answer) {
            // Whatever kept it from having an iterator.
            (1, Answer::Raised(e)) if vm.is_instance_of(e.r(), ids::TYPE_ERROR) => {
                vm.heap.decref_own(e);
                vm.type_err(WORDS.get(f.int(0) as usize).copied().unwrap_or_default())
            }
            (1, Answer::Value(it)) => {
                f.pc = 2;
                let i = it.r();
                f.set(1, it.into());
                let list = vm.list_from_slots(Vec::new());
                let l = list.r();
                f.set(2, list.into());
                match vm.list_extend(l, i)? {
                    Flow::Value(v) => {
                        vm.heap.decref_own(v);
                        f.set(2, Slot::NULL);
                        Ok(Next::Done(Own::assume(l)))
                    }
                    Flow::Pushed => Ok(Next::Wait),
                }
            }
            (_, Answer::Value(v)) => {
                vm.heap.decref_own(v);
                f.set(2, Slot::NULL).get().map(|l| Next::Done(Own::assume(l))).ok_or_else(|| vm_bug!("sequence"))
            }
            (_, Answer::Raised(e)) => Err(Stop::Raise(e)),
            _ => Err(vm_bug!("sequence")),
        }
    },
};
