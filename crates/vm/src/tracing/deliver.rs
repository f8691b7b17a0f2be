//! Calling those who listen, one after the other, the highest tool first.
//!
//! CPython: Python/instrumentation.c (call_one_instrument, call_instrumentation_vector), Python/legacy_tracing.c,
//! Python/sysmodule.c (trace_trampoline, profile_trampoline).

use pyvarium_heap::frame::{Frame, NativeFrame};
use pyvarium_heap::{Own, Ref, Slot};

use crate::core::ids;
use crate::exc;
use crate::native::{Answer, NativeDef, Next};
use crate::stop::{Flow, Res, Stop};
use crate::tracing::{PROFILE_TOOL, TRACE_TOOL, event};
use crate::vm::Vm;

const KEPT: usize = 0;
const CODE: usize = 1;
const FIRST: usize = 2;
const SECOND: usize = 3;
/// What the callback that runs now was made and given.
const HELD: usize = 4;
const HELD_TOO: usize = 5;

const EVENT: usize = 0;
const NEXT_TOOL: usize = 1;
const AT: usize = 2;
/// The line of LINE, the target of jumps.
const TO: usize = 3;
const TOOL: usize = 4;

/// slots: the exception on its way, code, what belongs to the event; ints: event, next tool, offset (code
/// units), line or target.
pub static TELL: NativeDef = NativeDef {
    name: "trace",
    catches: true,
    resume: |vm, f, answer| {
        match answer {
            Answer::Start => {}
            Answer::Value(v) => {
                vm.tracing.busy = vm.tracing.busy.saturating_sub(1);
                answered(vm, f, v)?;
            }
            Answer::Raised(x) => {
                vm.tracing.busy = vm.tracing.busy.saturating_sub(1);
                return Err(failed(vm, f, x));
            }
            Answer::Exhausted => {
                vm.tracing.busy = vm.tracing.busy.saturating_sub(1);
                let x = exc::stop_iteration(vm, None);
                return Err(failed(vm, f, x));
            }
        }
        loop {
            let tool = f.int(NEXT_TOOL);
            if tool < 0 {
                return match f.set(KEPT, Slot::NULL).get() {
                    Some(e) => Err(Stop::Raise(Own::assume(e))),
                    None => Ok(Next::Resume),
                };
            }
            f.set_int(NEXT_TOOL, tool - 1);
            f.set_int(TOOL, tool);
            let (tool, kind, at) = (tool as u8, f.int(EVENT) as u8, f.int(AT) as u32);
            let code = f.get(CODE).and_then(|c| vm.heap.code(c)).map_or(0, |c| c.number);
            if !vm.tracing.wants(code, at, kind, tool) {
                continue;
            }
            let flow = match tool {
                TRACE_TOOL => trace(vm, f, kind),
                PROFILE_TOOL => profile(vm, f, kind),
                _ => monitor(vm, f, tool, kind),
            };
            match flow {
                None => {}
                Some(Ok(Flow::Value(v))) => {
                    vm.tracing.busy = vm.tracing.busy.saturating_sub(1);
                    answered(vm, f, v)?;
                }
                Some(Ok(Flow::Pushed)) => return Ok(Next::Wait),
                Some(Err(Stop::Raise(x))) => {
                    vm.tracing.busy = vm.tracing.busy.saturating_sub(1);
                    return Err(failed(vm, f, x));
                }
                Some(Err(stop)) => return Err(stop),
            }
        }
    },
};

fn hold(vm: &mut Vm, f: &mut NativeFrame, place: usize, own: Own) -> Ref {
    let r = own.r();
    let old = f.set(place, own.into());
    vm.heap.release(old);
    r
}

/// The callback of a tool of sys.monitoring; None: it has none.
fn monitor(vm: &mut Vm, f: &mut NativeFrame, tool: u8, kind: u8) -> Option<Res> {
    let callback = vm.tracing.callbacks.get(&(tool, kind))?.get()?;
    let code = f.get(CODE)?;
    let number = if kind == event::LINE { f.int(TO) } else { f.int(AT) * 2 };
    let number = vm.new_int(number);
    let mut args = vec![code, hold(vm, f, HELD, number)];
    if matches!(kind, event::JUMP | event::BRANCH_LEFT | event::BRANCH_RIGHT) {
        let to = vm.new_int(f.int(TO) * 2);
        args.push(hold(vm, f, HELD_TOO, to));
    }
    args.extend([f.get(FIRST), f.get(SECOND)].into_iter().flatten());
    vm.tracing.busy += 1;
    Some(vm.call_args(callback, &args))
}

/// The event that a frame of `TELL` is about.
pub(super) fn event_of(f: &NativeFrame) -> u8 {
    f.int(EVENT) as u8
}

/// The frame that is told of: the Python frame below.
fn frame_below(vm: &mut Vm) -> Option<Ref> {
    let at = vm.thread.frames.iter().rposition(|f| matches!(f, Frame::Py(_)))?;
    let own = vm.frame_object_at(at).ok()?;
    let r = own.r();
    // The frame holds it too.
    vm.heap.decref_own(own);
    Some(r)
}

/// sys.settrace's function, or the frame's own.
fn trace(vm: &mut Vm, f: &mut NativeFrame, kind: u8) -> Option<Res> {
    let function = vm.tracing.trace_func.get()?;
    let frame = frame_below(vm)?;
    let (own, lines, opcodes) = vm.heap.frame_object(frame).map(|o| (o.trace.get(), o.trace_lines, o.trace_opcodes))?;
    let code = f.get(CODE).and_then(|c| vm.heap.code(c)).map_or(0, |c| c.number);
    let (what, arg) = match kind {
        event::PY_START | event::PY_RESUME | event::PY_THROW => ("call", None),
        event::PY_RETURN | event::PY_YIELD => ("return", f.get(FIRST)),
        event::PY_UNWIND => ("return", None),
        event::RAISE | event::STOP_ITERATION => {
            let e = f.get(FIRST)?;
            let (ty, tb) = (vm.heap.type_of(e), vm.heap.exception(e).and_then(|x| x.traceback.get()).unwrap_or(vm.one.none));
            let triple = vm.tuple_from(&[ty, e, tb]);
            ("exception", Some(hold(vm, f, HELD_TOO, triple)))
        }
        event::LINE => ("line", None),
        event::INSTRUCTION => ("opcode", None),
        event::JUMP => {
            // Back on the same line is a line of its own.
            let lines = f.get(CODE).and_then(|c| vm.heap.code(c)).cloned().map(|c| vm.tracing.lines.of(&c))?;
            let (at, to) = (f.int(AT), f.int(TO));
            if to > at || lines.line_at(at) != lines.line_at(to) || lines.line_at(to) < 0 {
                return None;
            }
            ("line", None)
        }
        _ => return None,
    };
    match what {
        "line" if !lines => return None,
        "line" => {}
        "opcode" if !opcodes => {
            let events = vm.tracing.local.get(&(code, TRACE_TOOL)).copied().unwrap_or(0);
            vm.tracing.set_local(code, TRACE_TOOL, events & !(1 << event::INSTRUCTION));
            return None;
        }
        "opcode" => {}
        _ if opcodes => vm.trace_opcodes(code),
        _ => {}
    }
    let callback = if what == "call" { function } else { own? };
    let held = vm.heap.own(callback);
    hold(vm, f, HELD, held);
    let word = vm.intern(what);
    let (none, word_ref) = (vm.one.none, word.r());
    vm.tracing.busy += 1;
    let flow = vm.call_args(callback, &[frame, word_ref, arg.unwrap_or(none)]);
    vm.heap.decref_own(word);
    Some(flow)
}

/// sys.setprofile's function. CPython: sys_profile_call_or_return for what C calls are told of.
fn profile(vm: &mut Vm, f: &mut NativeFrame, kind: u8) -> Option<Res> {
    let function = vm.tracing.profile_func.get()?;
    let frame = frame_below(vm)?;
    let (what, arg) = match kind {
        event::PY_START | event::PY_RESUME | event::PY_THROW => ("call", None),
        event::PY_RETURN | event::PY_YIELD => ("return", f.get(FIRST)),
        event::PY_UNWIND => ("return", None),
        event::CALL | event::C_RETURN | event::C_RAISE => {
            let callable = f.get(FIRST)?;
            let shown = if vm.is_exact(callable, ids::BUILTIN_FUNCTION) {
                callable
            } else if vm.is_exact(callable, ids::METHOD_DESCRIPTOR) {
                let this = f.get(SECOND).filter(|s| Some(*s) != vm.tracing.missing.get())?;
                let ty = vm.heap.type_of(this);
                match vm.descr_get(callable, Some(this), ty) {
                    Ok(Flow::Value(bound)) => hold(vm, f, HELD_TOO, bound),
                    _ => return None,
                }
            } else {
                return None;
            };
            let what = match kind {
                event::CALL => "c_call",
                event::C_RETURN => "c_return",
                _ => "c_exception",
            };
            (what, Some(shown))
        }
        _ => return None,
    };
    let held = vm.heap.own(function);
    hold(vm, f, HELD, held);
    let word = vm.intern(what);
    let (none, word_ref) = (vm.one.none, word.r());
    vm.tracing.busy += 1;
    let flow = vm.call_args(function, &[frame, word_ref, arg.unwrap_or(none)]);
    vm.heap.decref_own(word);
    Some(flow)
}

/// What a callback answered.
fn answered(vm: &mut Vm, f: &mut NativeFrame, v: Own) -> Res<()> {
    let (tool, kind, at) = (f.int(TOOL) as u8, f.int(EVENT) as u8, f.int(AT) as u32);
    match tool {
        TRACE_TOOL => {
            // What a trace function answers traces the frame from now on.
            if v.r() != vm.one.none
                && let Some(frame) = frame_below(vm)
            {
                let old = vm.heap.frame_object_mut(frame).map(|o| std::mem::replace(&mut o.trace, v.into()));
                if let Some(old) = old {
                    vm.heap.release(old);
                }
                return Ok(());
            }
        }
        PROFILE_TOOL => {}
        _ if vm.tracing.disable.get() == Some(v.r()) => {
            let by = if matches!(kind, event::C_RETURN | event::C_RAISE) { event::CALL } else { kind };
            if by >= event::N_LOCAL {
                let old = vm.tracing.callbacks.remove(&(tool, kind));
                if let Some(old) = old {
                    vm.heap.release(old);
                }
                let name = event::NAMES.get(kind as usize).copied().unwrap_or("");
                vm.heap.decref_own(v);
                let kept = f.set(KEPT, Slot::NULL);
                vm.heap.release(kept);
                return vm.value_err(&format!("Cannot disable {name} events. Callback removed."));
            }
            let code = f.get(CODE).and_then(|c| vm.heap.code(c)).map_or(0, |c| c.number);
            vm.tracing.disabled.insert((code, at, by, tool));
        }
        _ => {}
    }
    vm.heap.decref_own(v);
    Ok(())
}

/// A callback raised: a trace or profile function is let go of.
fn failed(vm: &mut Vm, f: &mut NativeFrame, x: Own) -> Stop {
    match f.int(TOOL) as u8 {
        TRACE_TOOL => {
            vm.set_trace(None);
            if let Some(frame) = frame_below(vm) {
                let old = vm.heap.frame_object_mut(frame).map(|o| std::mem::replace(&mut o.trace, Slot::NULL));
                if let Some(old) = old {
                    vm.heap.release(old);
                }
            }
        }
        PROFILE_TOOL => vm.set_profile(None),
        _ => {}
    }
    let kept = f.set(KEPT, Slot::NULL);
    vm.heap.release(kept);
    Stop::Raise(x)
}
