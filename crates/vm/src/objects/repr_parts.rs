//! The repr of an object out of fixed texts and the reprs of its parts, for native types of libraries:
//! `deque([1, 2], maxlen=3)`, `operator.itemgetter(1)`.
//!
//! CPython: PyUnicode_FromFormat with %R, Objects/object.c (Py_ReprEnter).

use pyvarium_heap::frame::Frame;
use pyvarium_heap::{Ref, Slot};

use crate::core::kinds;
use crate::native::{Answer, NativeDef, Next};
use crate::stop::{Flow, Res};
use crate::vm::Vm;
use crate::vm_bug;

impl Vm {
    /// `texts`: what stands before each part, then what follows the last. `owner` inside itself is `inside`.
    pub fn repr_of_parts(&mut self, owner: Ref, inside: &str, texts: &[String], parts: &[Ref]) -> Res {
        if self.is_in_own_repr(owner) {
            return Ok(Flow::Value(self.new_str(inside)));
        }
        let texts: Vec<Slot> = texts.iter().map(|t| self.new_str(t).into()).collect();
        let (texts, parts) = (self.list_from_slots(texts), self.list_from(parts));
        self.push_native(kinds::REPR_PARTS, &[Slot::borrow(owner), texts.into(), parts.into()], &[0])
    }

    /// CPython: Py_ReprEnter, for objects whose repr is a `REPR_PARTS` frame.
    pub fn is_in_own_repr(&self, owner: Ref) -> bool {
        let is_ours = |f: &Frame| matches!(f, Frame::Native(n) if n.kind == kinds::REPR_PARTS.0 && n.get(0) == Some(owner));
        self.repr_stack.contains(&owner) || self.thread.frames.iter().any(is_ours)
    }
}

/// slots: owner, list of texts, list of parts; ints: the next part; bytes: the text so far.
pub static REPR_PARTS: NativeDef = NativeDef {
    name: "repr",
    catches: false,
    resume: |vm, f, answer| {
        let (Some(owner), Some(texts), Some(parts)) = (f.get(0), f.get(1), f.get(2)) else { return Err(vm_bug!("repr")) };
        let mut answer = answer;
        vm.repr_stack.push(owner);
        let result = loop {
            if let Answer::Value(v) = std::mem::replace(&mut answer, Answer::Start) {
                let text = vm.text_of(&v);
                f.bytes.extend_from_slice(text.as_bytes());
                vm.heap.decref_own(v);
            }
            let i = f.int(0) as usize;
            let at = |vm: &Vm, list: Ref| vm.heap.items(list).and_then(|items| items.get(i)?.get());
            if let Some(text) = at(vm, texts) {
                f.bytes.extend_from_slice(vm.heap.str_lossy(text).as_bytes());
            }
            let Some(part) = at(vm, parts) else {
                let text = pyvarium_heap::Text::from_wtf8(&f.bytes);
                break Ok(Next::Done(vm.new_text(text)));
            };
            f.set_int(0, i as i64 + 1);
            match vm.repr(part) {
                Ok(Flow::Value(v)) => answer = Answer::Value(v),
                Ok(Flow::Pushed) => break Ok(Next::Wait),
                Err(stop) => break Err(stop),
            }
        };
        vm.repr_stack.pop();
        result
    },
};
