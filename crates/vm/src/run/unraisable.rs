//! "Exception ignored ...": what a finalizer raised.
//!
//! CPython: Python/errors.c, write_unraisable_exc and format_unraisable.

use pyvarium_heap::{Own, Ref, Slot};

use crate::core::kinds;
use crate::native::{Answer, NativeDef, Next};
use crate::stop::{Flow, Res};
use crate::vm::{Stream, Vm};
use crate::vm_bug;

impl Vm {
    /// Reports an exception that has nowhere to go; `r` is the object that was dying.
    pub fn write_unraisable(&mut self, e: Own, r: Ref) -> Res {
        let (ty, name) = (self.heap.type_of(r), self.names.del);
        let shown = self.lookup_type(ty, name).unwrap_or(r);
        self.write_unraisable_in(e, "calling deallocator", shown)
    }

    /// As `write_unraisable`, with the words for what was being done to `shown`.
    pub fn write_unraisable_in(&mut self, e: Own, what: &str, shown: Ref) -> Res {
        self.write_unraisable_at(e, &format!("while {what}"), shown)
    }

    /// As `write_unraisable_in`, where CPython says "on".
    pub fn write_unraisable_on(&mut self, e: Own, what: &str, shown: Ref) -> Res {
        self.write_unraisable_at(e, &format!("on {what}"), shown)
    }

    /// As `write_unraisable`, in other words.
    pub fn write_unraisable_at(&mut self, e: Own, what: &str, shown: Ref) -> Res {
        let held = self.heap.own(shown);
        let what = self.new_str(what);
        self.push_native(kinds::UNRAISABLE, &[e.into(), held.into(), Slot::NULL, what.into()], &[])
    }
}

/// slots: exception, what is named, unused, the words for what was being done.
pub static UNRAISABLE: NativeDef = NativeDef {
    name: "unraisablehook",
    catches: true,
    resume: |vm, f, answer| {
        let (Some(e), Some(shown)) = (f.get(0), f.get(1)) else { return Err(vm_bug!("unraisable")) };
        let text = match answer {
            Answer::Value(v) if f.pc == 1 => {
                let s = vm.text_of(&v);
                vm.heap.decref_own(v);
                s
            }
            Answer::Raised(x) if f.pc == 1 => {
                vm.heap.decref_own(x);
                "<object repr() failed>".to_owned()
            }
            Answer::Start => {
                f.pc = 1;
                match vm.repr(shown)? {
                    Flow::Value(v) => {
                        let s = vm.text_of(&v);
                        vm.heap.decref_own(v);
                        s
                    }
                    Flow::Pushed => return Ok(Next::Wait),
                }
            }
            Answer::Value(v) => return Ok(Next::Done(v)),
            Answer::Raised(e) => {
                vm.heap.decref_own(e);
                return Ok(Next::Done(vm.none()));
            }
            Answer::Exhausted => return Err(vm_bug!("unraisable")),
        };
        let what = f.get(3).map(|w| vm.heap.str_lossy(w)).unwrap_or_default();
        vm.write_out(Stream::Stderr, &format!("Exception ignored {what} {text}:\n"));
        f.pc = 2;
        let own = vm.heap.own(e);
        let _ = f.set(2, Slot::NULL);
        match vm.print_exception(own)? {
            Flow::Value(v) => Ok(Next::Done(v)),
            Flow::Pushed => Ok(Next::Wait),
        }
    },
};
