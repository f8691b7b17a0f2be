//! "Exception ignored ...": what has nowhere to go, told by sys.unraisablehook.
//!
//! CPython: Python/errors.c (format_unraisable_v, make_unraisable_hook_args, write_unraisable_exc_file).

use pyvarium_heap::frame::NativeFrame;
use pyvarium_heap::{Own, Ref, Slot};

use crate::args::Args;
use crate::core::{ids, kinds};
use crate::native::{Answer, NativeDef, Next};
use crate::stop::{Flow, Res, Stop};
use crate::vm::Vm;
use crate::vm_bug;
use crate::warnings::Piece;

impl Vm {
    /// Reports an exception that has nowhere to go; `r` is the object that was dying.
    pub fn write_unraisable(&mut self, e: Own, r: Ref) -> Res {
        if let Some(g) = self.heap.generator(r) {
            let never_run =
                g.kind == pyvarium_heap::object::GeneratorKind::Coroutine && g.state == pyvarium_heap::object::GeneratorState::Created;
            return self.write_unraisable_in(e, if never_run { "finalizing coroutine" } else { "closing generator" }, r);
        }
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
        // What was raised without a frame is shown where the program stands. CPython: format_unraisable_v.
        let has_traceback = self.heap.exception(e.r()).is_none_or(|x| !x.traceback.is_null());
        let at = self.thread.frames.iter().rposition(|frame| matches!(frame, pyvarium_heap::frame::Frame::Py(_)));
        if let (false, Some(at)) = (has_traceback, at) {
            self.add_traceback_entry_of(e.r(), at)?;
        }
        let (held, what) = (self.heap.own(shown), self.new_str(&format!("Exception ignored {what} ")));
        self.push_native(kinds::UNRAISABLE, &[e.into(), held.into(), what.into()], &[])
    }

    /// As `write_unraisable_at`, with nothing named.
    pub fn write_unraisable_text(&mut self, e: Own, message: &str) -> Res {
        let has_traceback = self.heap.exception(e.r()).is_none_or(|x| !x.traceback.is_null());
        let at = self.thread.frames.iter().rposition(|frame| matches!(frame, pyvarium_heap::frame::Frame::Py(_)));
        if let (false, Some(at)) = (has_traceback, at) {
            self.add_traceback_entry_of(e.r(), at)?;
        }
        let message = self.new_str(message);
        let flow = self.push_native(kinds::UNRAISABLE, &[e.into(), Slot::borrow(self.one.none), message.into()], &[])?;
        if let Some(pyvarium_heap::frame::Frame::Native(f)) = self.thread.frames.last_mut() {
            f.pc = MESSAGE_IS_WHOLE;
        }
        Ok(flow)
    }
}

const EXCEPTION: usize = 0;
const SHOWN: usize = 1;
/// The words in front of what is shown, then the whole message.
const MESSAGE: usize = 2;

const START: u16 = 0;
const NAMED: u16 = 1;
const HOOKED: u16 = 2;
const PRINT: u16 = 3;
const TOLD: u16 = 4;
const END: u16 = 5;
/// As `START`, with a message that is whole.
const MESSAGE_IS_WHOLE: u16 = 6;
const HOOK_NAMED: u16 = 7;

/// slots: exception, what is named, the words.
pub static UNRAISABLE: NativeDef = NativeDef {
    name: "unraisablehook",
    catches: true,
    resume: |vm, f, answer| {
        let mut answer = answer;
        loop {
            let e = f.get(EXCEPTION).ok_or_else(|| vm_bug!("unraisable"))?;
            let flow = match f.pc {
                START => {
                    f.pc = NAMED;
                    match f.get(SHOWN) {
                        Some(shown) => vm.repr(shown),
                        None => Err(vm_bug!("unraisable")),
                    }
                }
                NAMED | HOOK_NAMED => {
                    let named = match std::mem::replace(&mut answer, Answer::Start) {
                        Answer::Value(v) => {
                            let text = vm.text_of(&v);
                            vm.heap.decref_own(v);
                            Some(text)
                        }
                        Answer::Raised(x) => {
                            vm.heap.decref_own(x);
                            None
                        }
                        Answer::Start | Answer::Exhausted => return Err(vm_bug!("unraisable")),
                    };
                    let words = f.get(MESSAGE).map(|w| vm.heap.str_lossy(w)).unwrap_or_default();
                    let message = match named {
                        Some(named) => {
                            let own = vm.new_str(&format!("{words}{named}"));
                            Slot::from(own)
                        }
                        // Words that cannot be made are left out.
                        None if f.pc == NAMED => Slot::NULL,
                        None => Slot::from(vm.new_str(&format!("{words}<object repr() failed>"))),
                    };
                    let old = f.set(MESSAGE, message);
                    vm.heap.release(old);
                    if f.pc == HOOK_NAMED {
                        f.set_int(0, 1);
                        f.pc = PRINT;
                        continue;
                    }
                    f.pc = MESSAGE_IS_WHOLE;
                    continue;
                }
                MESSAGE_IS_WHOLE => match vm.sys_hook("unraisablehook").flatten() {
                    Some(hook) if hook != vm.one.none => {
                        f.pc = HOOKED;
                        let args = hook_args(vm, e, f);
                        let held = vm.heap.own(hook);
                        let old = f.set(SHOWN, held.into());
                        vm.heap.release(old);
                        vm.call_with(hook, args)
                    }
                    _ => {
                        f.pc = PRINT;
                        continue;
                    }
                },
                HOOKED => match std::mem::replace(&mut answer, Answer::Start) {
                    Answer::Raised(x) => {
                        let old = f.set(EXCEPTION, x.into());
                        vm.heap.release(old);
                        let words = vm.new_str("Exception ignored in sys.unraisablehook: ");
                        let old = f.set(MESSAGE, words.into());
                        vm.heap.release(old);
                        f.pc = HOOK_NAMED;
                        match f.get(SHOWN) {
                            Some(hook) => vm.repr(hook),
                            None => Err(vm_bug!("unraisable")),
                        }
                    }
                    Answer::Value(v) => return Ok(Next::Done(v)),
                    Answer::Start | Answer::Exhausted => return Err(vm_bug!("unraisable")),
                },
                PRINT => {
                    f.pc = TOLD;
                    vm.str(e)
                }
                TOLD => {
                    f.pc = END;
                    let text = match std::mem::replace(&mut answer, Answer::Start) {
                        Answer::Value(v) => {
                            let text = vm.text_of(&v);
                            vm.heap.decref_own(v);
                            text
                        }
                        Answer::Raised(x) => {
                            vm.heap.decref_own(x);
                            "<exception str() failed>".to_owned()
                        }
                        Answer::Start | Answer::Exhausted => return Err(vm_bug!("unraisable")),
                    };
                    let pieces = report(vm, f, e, &text);
                    vm.write_stderr(&pieces)
                }
                _ => {
                    if let Answer::Raised(x) = answer {
                        vm.heap.decref_own(x);
                        return Ok(Next::Done(vm.none()));
                    }
                    return Ok(match answer {
                        Answer::Value(v) => Next::Done(v),
                        _ => Next::Done(vm.none()),
                    });
                }
            };
            match flow {
                Ok(Flow::Value(v)) => answer = Answer::Value(v),
                Ok(Flow::Pushed) => return Ok(Next::Wait),
                Err(Stop::Raise(x)) => answer = Answer::Raised(x),
                Err(stop) => return Err(stop),
            }
        }
    },
};

/// What the report says, a piece a write. CPython: write_unraisable_exc_file.
fn report(vm: &mut Vm, f: &NativeFrame, e: Ref, text: &str) -> Vec<Piece> {
    let mut pieces = Vec::new();
    let tb = vm.heap.exception(e).and_then(|x| x.traceback.get());
    if let Some(message) = f.get(MESSAGE) {
        let end = if f.int(0) == 1 { "\n" } else { ":\n" };
        pieces.extend([Piece::Text(vm.heap.str_lossy(message)), Piece::Text(end.to_owned())]);
    }
    let frames = vm.plain_traceback_text(tb, !vm.modules_are_gone());
    if !frames.is_empty() {
        pieces.push(Piece::Text(format!("Traceback (most recent call last):\n{frames}")));
    }
    let ty = vm.heap.type_of(e);
    let (module, name) = (vm.type_module(ty), vm.type_qualname(ty));
    let name = if module == "builtins" || module == "__main__" { name } else { format!("{module}.{name}") };
    pieces.extend([name.as_str(), ": ", text, "\n"].map(|t| Piece::Text(t.to_owned())));
    pieces
}

/// CPython: make_unraisable_hook_args.
fn hook_args(vm: &mut Vm, e: Ref, f: &NativeFrame) -> Own {
    let tb = vm.heap.exception(e).and_then(|x| x.traceback.get()).unwrap_or(vm.one.none);
    let (ty, none) = (vm.heap.type_of(e), vm.one.none);
    let message = f.get(MESSAGE).unwrap_or(none);
    let items = [ty, e, tb, message, none].map(|r| vm.heap.own(r).into()).to_vec();
    vm.new_structseq(ids::UNRAISABLE_HOOK_ARGS, items)
}

/// Bound: the arguments as the hook gets them.
pub(super) fn unraisablehook(vm: &mut Vm, args: &Args) -> Res {
    let given = args.at(0)?;
    if !vm.is_exact(given, ids::UNRAISABLE_HOOK_ARGS) {
        return vm.type_err("sys.unraisablehook argument type must be UnraisableHookArgs");
    }
    let field = |vm: &Vm, i: usize| vm.structseq_item(given, i).filter(|r| *r != vm.one.none);
    let Some(e) = field(vm, 1) else { return vm.none_flow() };
    let message = field(vm, 3);
    let slots = [Some(e), None, message].map(|r| r.map_or(Slot::NULL, |r| vm.heap.own(r).into()));
    let _ = vm.push_native(kinds::UNRAISABLE, &slots, &[])?;
    vm.set_top_pc(PRINT)
}
