//! Generators and coroutines as objects: next, send, throw, close.
//!
//! CPython: Objects/genobject.c (gen_send_ex2, _gen_throw, gen_close).

use pyvarium_heap::frame::{Frame, Owner};
use pyvarium_heap::object::{Body, Generator, GeneratorKind, GeneratorState};
use pyvarium_heap::types::{Layout, flags};
use pyvarium_heap::{Own, Ref, Slot};

use crate::args::Args;
use crate::core::{ids, kinds};
use crate::exc;
use crate::native::{Answer, FnDef, GetSetDef, NativeDef, Next, TYPE_DEFAULT, TypeDef};
use crate::protocol::iter::self_iter;
use crate::script::{Heard, Said, Script};
use crate::slots::SlotId;
use crate::stop::{Flow, Res, Stop};
use crate::vm::Vm;
use crate::vm_bug;

const METHODS: &[FnDef] = &[
    FnDef::new("send", "object, /", |vm, a| {
        let (g, v) = (a.at(0)?, a.at(1)?);
        exhausted_to_stop(vm, |vm| vm.generator_send(g, v))
    }),
    FnDef::new("throw", "typ, val=None, tb=None, /", throw_method),
    FnDef::new("close", "", |vm, a| vm.generator_close(a.at(0)?)),
    FnDef::new("__sizeof__", "", crate::objects::object::object_sizeof),
    FnDef::class("__class_getitem__", "object, /", crate::objects::generic_alias::generic_alias),
];

const GEN_ATTRS: &[GetSetDef] = &[
    GetSetDef::rw("__name__", |vm, a| name(vm, a, false), |vm, a| set_name(vm, a, false)),
    GetSetDef::rw("__qualname__", |vm, a| name(vm, a, true), |vm, a| set_name(vm, a, true)),
    GetSetDef::ro("gi_running", |vm, a| state(vm, a, |s| s == GeneratorState::Executing)),
    GetSetDef::ro("gi_suspended", |vm, a| state(vm, a, |s| matches!(s, GeneratorState::Suspended | GeneratorState::SuspendedYieldFrom))),
    GetSetDef::ro("gi_frame", frame),
    GetSetDef::ro("gi_code", code),
    GetSetDef::ro("gi_yieldfrom", yield_from),
];

pub static GENERATOR: TypeDef = TypeDef {
    name: "generator",
    base: Some(ids::OBJECT),
    layout: Layout::Generator,
    flags: flags::HAVE_GC | flags::DISALLOW_INSTANTIATION,
    basicsize: 152,
    slots: &[(SlotId::Repr, generator_repr), (SlotId::Iter, self_iter), (SlotId::IterNext, generator_next), (SlotId::Finalize, finalize)],
    methods: METHODS,
    getset: GEN_ATTRS,
    ..TYPE_DEFAULT
};

pub static COROUTINE: TypeDef = TypeDef {
    name: "coroutine",
    base: Some(ids::OBJECT),
    layout: Layout::Generator,
    flags: flags::HAVE_GC | flags::DISALLOW_INSTANTIATION,
    basicsize: 152,
    slots: &[(SlotId::Repr, generator_repr), (SlotId::Await, coroutine_await), (SlotId::Finalize, finalize)],
    methods: METHODS,
    getset: &[
        GetSetDef::rw("__name__", |vm, a| name(vm, a, false), |vm, a| set_name(vm, a, false)),
        GetSetDef::rw("__qualname__", |vm, a| name(vm, a, true), |vm, a| set_name(vm, a, true)),
        GetSetDef::ro("cr_running", |vm, a| state(vm, a, |s| s == GeneratorState::Executing)),
        GetSetDef::ro("cr_suspended", |vm, a| {
            state(vm, a, |s| matches!(s, GeneratorState::Suspended | GeneratorState::SuspendedYieldFrom))
        }),
        GetSetDef::ro("cr_frame", frame),
        GetSetDef::ro("cr_code", code),
        GetSetDef::ro("cr_await", yield_from),
        GetSetDef::member("cr_origin", |vm, a| {
            let origin = vm.heap.generator(a.at(0)?).and_then(|g| g.origin.get());
            vm.own_flow(origin.unwrap_or(vm.one.none))
        }),
    ],
    ..TYPE_DEFAULT
};

/// What `coroutine.__await__()` answers. slots: the coroutine.
pub static COROUTINE_WRAPPER: TypeDef = TypeDef {
    name: "coroutine_wrapper",
    base: Some(ids::OBJECT),
    layout: Layout::Native,
    flags: flags::HAVE_GC | flags::DISALLOW_INSTANTIATION,
    basicsize: 24,
    slots: &[
        (SlotId::Iter, self_iter),
        (SlotId::IterNext, |vm, a| {
            let none = vm.one.none;
            let c = wrapped(vm, a)?;
            vm.generator_send(c, none)
        }),
    ],
    methods: &[
        FnDef::new("send", "object, /", |vm, a| {
            let (c, v) = (wrapped(vm, a)?, a.at(1)?);
            exhausted_to_stop(vm, |vm| vm.generator_send(c, v))
        }),
        FnDef::new("throw", "typ, val=None, tb=None, /", |vm, a| {
            let c = wrapped(vm, a)?;
            generator_throw(vm, &a.rest().with_first(c))
        }),
        FnDef::new("close", "", |vm, a| {
            let c = wrapped(vm, a)?;
            vm.generator_close(c)
        }),
    ],
    ..TYPE_DEFAULT
};

fn wrapped(vm: &Vm, args: &Args) -> Res<Ref> {
    vm.heap.native(args.at(0)?).and_then(|n| n.slot(0).get()).ok_or_else(|| vm_bug!("an empty coroutine wrapper"))
}

fn coroutine_await(vm: &mut Vm, args: &Args) -> Res {
    let c = vm.heap.own(args.at(0)?);
    Ok(Flow::Value(vm.new_native(ids::COROUTINE_WRAPPER, &[c.into()], &[])))
}

pub(crate) fn name(vm: &mut Vm, args: &Args, qualified: bool) -> Res {
    let slot = vm.heap.generator(args.at(0)?).map(|g| if qualified { g.qualname } else { g.name }).and_then(|s| s.get());
    vm.own_flow(slot.unwrap_or(vm.one.none))
}

/// CPython: gen_set_name, gen_set_qualname.
pub(crate) fn set_name(vm: &mut Vm, args: &Args, qualified: bool) -> Res {
    let Some(new) = args.get(1).filter(|r| vm.heap.text(*r).is_some()) else {
        let which = if qualified { "__qualname__" } else { "__name__" };
        return vm.type_err(&format!("{which} must be set to a string object"));
    };
    let new = Slot::own(vm.heap.own(new));
    let place = |g: &mut Generator| std::mem::replace(if qualified { &mut g.qualname } else { &mut g.name }, new);
    let old = vm.heap.generator_mut(args.at(0)?).map(place);
    vm.heap.release(old.unwrap_or(new));
    vm.none_flow()
}

/// `__del__`, called by name.
pub(crate) fn finalize(vm: &mut Vm, args: &Args) -> Res {
    let mark = vm.mark();
    match vm.call_finalizer(args.at(0)?)? {
        Flow::Value(v) => {
            vm.heap.decref_own(v);
            vm.none_flow()
        }
        Flow::Pushed => vm.adapt(mark, kinds::ANSWER_NONE, &[], &[]),
    }
}

pub(crate) fn is_suspended(state: GeneratorState) -> bool {
    matches!(state, GeneratorState::Suspended | GeneratorState::SuspendedYieldFrom)
}

pub(crate) fn state(vm: &mut Vm, args: &Args, f: fn(GeneratorState) -> bool) -> Res {
    let yes = vm.heap.generator(args.at(0)?).is_some_and(|g| f(g.state));
    vm.bool_flow(yes)
}

pub(crate) fn code(vm: &mut Vm, args: &Args) -> Res {
    let c = vm.heap.generator(args.at(0)?).and_then(|g| g.code.get());
    vm.own_flow(c.unwrap_or(vm.one.none))
}

pub(crate) fn frame(vm: &mut Vm, args: &Args) -> Res {
    let g = args.at(0)?;
    match vm.heap.generator(g).map(|x| x.state) {
        None | Some(GeneratorState::Cleared) => vm.none_flow(),
        Some(GeneratorState::Executing) => {
            let at = vm.thread.frames.iter().position(|f| matches!(f, Frame::Py(p) if p.owner == Owner::Generator(g)));
            match at {
                Some(at) => Ok(Flow::Value(vm.frame_object_at(at)?)),
                None => vm.none_flow(),
            }
        }
        Some(_) => match vm.frame_object_of(g) {
            Some(own) => Ok(Flow::Value(own)),
            None => vm.none_flow(),
        },
    }
}

/// The iterator that a `yield from` or `await` waits for: on top of the suspended stack.
pub(crate) fn yield_from(vm: &mut Vm, args: &Args) -> Res {
    let inner = vm
        .heap
        .generator(args.at(0)?)
        .filter(|g| g.state == GeneratorState::SuspendedYieldFrom)
        .and_then(|g| g.frame.as_ref()?.slots.last()?.get());
    vm.own_flow(inner.unwrap_or(vm.one.none))
}

pub(crate) fn generator_repr(vm: &mut Vm, args: &Args) -> Res {
    let r = args.at(0)?;
    let Some(g) = vm.heap.generator(r) else { return Err(vm_bug!("not a generator")) };
    let kind = match g.kind {
        GeneratorKind::Generator => "generator",
        GeneratorKind::Coroutine => "coroutine",
        GeneratorKind::AsyncGenerator => "async_generator",
    };
    let name = g.qualname.get().map(|q| vm.heap.str_lossy(q)).unwrap_or_default();
    let text = format!("<{kind} object {name} at {}>", vm.address_text(r));
    Ok(Flow::Value(vm.new_str(&text)))
}

fn generator_next(vm: &mut Vm, args: &Args) -> Res {
    let none = vm.one.none;
    vm.generator_send(args.at(0)?, none)
}

/// For methods called by name: the end is a StopIteration. (A frame's end arrives as one by itself.)
fn exhausted_to_stop(vm: &mut Vm, f: impl FnOnce(&mut Vm) -> Res) -> Res {
    match f(vm) {
        Err(Stop::Exhausted) => Err(Stop::Raise(exc::stop_iteration(vm, None))),
        other => other,
    }
}

impl Vm {
    /// CPython: gen_send_ex2.
    pub fn generator_send(&mut self, g: Ref, value: Ref) -> Res {
        let Some(x) = self.heap.generator(g) else { return Err(vm_bug!("not a generator")) };
        let (state, kind) = (x.state, x.kind);
        let what = match kind {
            GeneratorKind::Generator => "generator",
            GeneratorKind::Coroutine => "coroutine",
            GeneratorKind::AsyncGenerator => "async generator",
        };
        match state {
            GeneratorState::Created => {
                if value != self.one.none {
                    let message = format!("can't send non-None value to a just-started {what}");
                    return self.type_err(&message);
                }
                // RETURN_GENERATOR is behind it; POP_TOP takes the first sent value.
                let v = self.heap.own(value);
                self.resume_generator(g, Some(v))
            }
            GeneratorState::Suspended | GeneratorState::SuspendedYieldFrom => {
                let v = self.heap.own(value);
                self.resume_generator(g, Some(v))
            }
            GeneratorState::Executing => self.value_err(&format!("{what} already executing")),
            GeneratorState::Cleared if kind == GeneratorKind::Coroutine => {
                Err(exc::runtime_error(self, "cannot reuse already awaited coroutine"))
            }
            GeneratorState::Cleared => Err(Stop::Exhausted),
        }
    }

    /// CPython: gen_close. Answers None, or what the generator returned.
    pub fn generator_close(&mut self, g: Ref) -> Res {
        let Some(x) = self.heap.generator(g) else { return Err(vm_bug!("not a generator")) };
        match x.state {
            GeneratorState::Executing => self.value_err("generator already executing"),
            GeneratorState::Cleared => self.none_flow(),
            GeneratorState::Created => {
                self.clear_generator(g);
                self.none_flow()
            }
            GeneratorState::Suspended | GeneratorState::SuspendedYieldFrom => self.push_native(kinds::GEN_CLOSE, &[Slot::borrow(g)], &[]),
        }
    }

    /// Ends a generator that never runs again.
    fn clear_generator(&mut self, g: Ref) {
        let frame = self.heap.generator_mut(g).and_then(|x| {
            x.state = GeneratorState::Cleared;
            x.frame.take()
        });
        if let Some(mut frame) = frame {
            frame.last_instr = frame.next_instr as i32;
            if let Some(object) = frame.frame_object.owned().filter(|o| self.heap.refcnt(*o) > 1) {
                let list = self.heap.give_frame(object, frame, Slot::NULL);
                self.heap.release_all(list.into_iter());
                return;
            }
            let mut list = Vec::new();
            frame.each_slot(&mut |s| list.push(s));
            self.heap.release_all(list.into_iter());
        }
    }
}

/// slots: generator. Closes what it waits for, throws GeneratorExit into it, and sees what comes.
pub static GEN_CLOSE: NativeDef = NativeDef {
    name: "generator.close",
    catches: true,
    resume: |vm, f, answer| {
        let g = f.get(0).ok_or_else(|| vm_bug!("close"))?;
        let mut answer = answer;
        loop {
            match f.pc {
                0 => {
                    f.pc = 1;
                    let inner = vm
                        .heap
                        .generator(g)
                        .filter(|x| x.state == GeneratorState::SuspendedYieldFrom)
                        .and_then(|x| x.frame.as_ref()?.slots.last()?.get());
                    if let Some(inner) = inner {
                        let result = if matches!(vm.heap.body(inner), Body::Generator(_)) {
                            vm.generator_close(inner)
                        } else {
                            let close = vm.names.close;
                            match vm.getattr_opt(inner, close)? {
                                Some(Flow::Value(m)) => vm.call_holding(m, &Args::default()),
                                Some(Flow::Pushed) => {
                                    f.pc = 10;
                                    return Ok(Next::Wait);
                                }
                                None => vm.none_flow(),
                            }
                        };
                        answer = match result {
                            Ok(Flow::Value(v)) => Answer::Value(v),
                            Ok(Flow::Pushed) => return Ok(Next::Wait),
                            Err(Stop::Raise(e)) => Answer::Raised(e),
                            Err(stop) => return Err(stop),
                        };
                    }
                }
                // A Python descriptor has answered `close`, or that there is none.
                10 => {
                    f.pc = 1;
                    if let Answer::Value(m) = std::mem::replace(&mut answer, Answer::Start) {
                        if m.r() == vm.one.not_implemented {
                            answer = Answer::Value(m);
                            continue;
                        }
                        answer = match vm.call_holding(m, &Args::default()) {
                            Ok(Flow::Value(v)) => Answer::Value(v),
                            Ok(Flow::Pushed) => return Ok(Next::Wait),
                            Err(Stop::Raise(e)) => Answer::Raised(e),
                            Err(stop) => return Err(stop),
                        };
                    }
                }
                1 => {
                    f.pc = 2;
                    let e = match std::mem::replace(&mut answer, Answer::Start) {
                        Answer::Raised(e) => e,
                        Answer::Value(v) => {
                            vm.heap.decref_own(v);
                            exc::new_exception(vm, ids::GENERATOR_EXIT, &[])
                        }
                        Answer::Start | Answer::Exhausted => exc::new_exception(vm, ids::GENERATOR_EXIT, &[]),
                    };
                    match vm.throw_into_generator(g, e)? {
                        Flow::Value(v) => answer = Answer::Value(v),
                        Flow::Pushed => return Ok(Next::Wait),
                    }
                }
                _ => {
                    return match answer {
                        Answer::Value(v) => {
                            vm.heap.decref_own(v);
                            let what = match vm.heap.generator(g).map(|x| x.kind) {
                                Some(GeneratorKind::Coroutine) => "coroutine",
                                Some(GeneratorKind::AsyncGenerator) => "async generator",
                                _ => "generator",
                            };
                            Err(exc::runtime_error(vm, &format!("{what} ignored GeneratorExit")))
                        }
                        Answer::Exhausted => Ok(Next::Done(vm.none())),
                        Answer::Raised(e) if exc::is_stop_iteration(vm, e.r()) => {
                            let v = exc::stop_iteration_value(vm, e.r()).unwrap_or_else(|| vm.none());
                            vm.heap.decref_own(e);
                            Ok(Next::Done(v))
                        }
                        Answer::Raised(e) if vm.is_instance_of(e.r(), ids::GENERATOR_EXIT) => {
                            vm.heap.decref_own(e);
                            Ok(Next::Done(vm.none()))
                        }
                        Answer::Raised(e) => Err(Stop::Raise(e)),
                        Answer::Start => Err(vm_bug!("close")),
                    };
                }
            }
        }
    },
};

/// Args: a generator, a GeneratorExit. What the generator waits for is closed before it is thrown in; an error of
/// that is thrown instead. CPython: _gen_throw, gen_close_iter.
fn throw_exit(vm: &mut Vm, s: &mut Script<'_>) -> Said {
    let (g, e) = (s.at(0)?, s.at(1)?);
    let inner = |vm: &Vm| vm.heap.generator(g).and_then(|x| x.frame.as_ref()?.slots.last()?.get()).unwrap_or(vm.one.none);
    let is_generator = s.once(vm, |vm| Ok(i64::from(matches!(vm.heap.body(inner(vm)), Body::Generator(_)))))? != 0;
    let closed = if is_generator {
        s.hear(vm, |vm| vm.generator_close(inner(vm)))?
    } else {
        let method = s.hear(vm, |vm| {
            let close = vm.names.close;
            match vm.getattr_opt(inner(vm), close)? {
                Some(flow) => Ok(flow),
                None => vm.not_implemented(),
            }
        })?;
        match method {
            Heard::Value(m) if m != vm.one.not_implemented => s.hear(vm, |vm| vm.call_args(m, &[]))?,
            other => other,
        }
    };
    let thrown = match closed {
        Heard::Raised(other) => other,
        _ => e,
    };
    let done = s.hear(vm, |vm| {
        let own = vm.heap.own(thrown);
        vm.throw_into_generator(g, own)
    })?;
    match done {
        Heard::Value(v) => Ok(vm.heap.own(v)),
        Heard::Raised(e) => Err(s.reraise(vm, e)),
        Heard::Exhausted => Err(Stop::Exhausted.into()),
    }
}

crate::script_frame!(THROW_EXIT, "generator.throw", throw_exit);

/// Raises into the frame below as soon as it runs. slots: the exception.
pub static THROW: NativeDef = NativeDef {
    name: "throw",
    catches: false,
    resume: |_, f, _| match f.set(0, Slot::NULL).get() {
        Some(e) => Err(Stop::Raise(Own::assume(e))),
        None => Err(vm_bug!("throw")),
    },
};

/// Three arguments are deprecated. CPython: gen_throw.
fn throw_method(vm: &mut Vm, args: &Args) -> Res {
    if args.get(2).is_none() && args.get(3).is_none() {
        return generator_throw(vm, args);
    }
    let mark = vm.mark();
    let told = vm.warn(ids::DEPRECATION_WARNING, THREE_ARGUMENTS)?;
    match told {
        Flow::Value(v) => {
            vm.heap.decref_own(v);
            generator_throw(vm, args)
        }
        Flow::Pushed => {
            let slots: Vec<Slot> = args.items.iter().map(|s| s.get().map_or(Slot::NULL, Slot::borrow)).collect();
            vm.adapt(mark, kinds::THROW_WARNED, &slots, &[])
        }
    }
}

const THREE_ARGUMENTS: &str = "the (type, exc, tb) signature of throw() is deprecated, use the single-arg signature instead.";

/// slots: generator, type, value, traceback.
pub static THROW_WARNED: NativeDef = NativeDef {
    name: "generator.throw",
    catches: true,
    resume: |vm, f, answer| match (answer, f.pc) {
        (Answer::Value(told), 1) => {
            f.pc = 2;
            vm.heap.decref_own(told);
            let args = Args { items: f.slots.iter().copied().collect(), ..Args::default() };
            match generator_throw(vm, &args)? {
                Flow::Value(v) => Ok(Next::Done(v)),
                Flow::Pushed => Ok(Next::Wait),
            }
        }
        (Answer::Value(v), _) => Ok(Next::Done(v)),
        (Answer::Raised(e), _) => Err(Stop::Raise(e)),
        (Answer::Exhausted, _) => Err(Stop::Exhausted),
        (Answer::Start, _) => Err(vm_bug!("throw")),
    },
};

/// CPython: _gen_throw.
pub(crate) fn generator_throw(vm: &mut Vm, args: &Args) -> Res {
    let (g, ty) = (args.at(0)?, args.at(1)?);
    let base = vm.ty(ids::BASE_EXCEPTION);
    if args.get(3).is_some_and(|tb| tb != vm.one.none && !vm.is_exact(tb, ids::TRACEBACK)) {
        return vm.type_err("throw() third argument must be a traceback object");
    }
    if vm.heap.exception(ty).is_some() {
        if args.get(2).is_some_and(|v| v != vm.one.none) {
            return vm.type_err("instance exception may not have a separate value");
        }
        let e = vm.heap.own(ty);
        return throw(vm, g, e);
    }
    if vm.heap.as_type(ty).is_some() && vm.is_subtype(ty, base) {
        let value = args.get(2).filter(|v| *v != vm.one.none);
        if let Some(v) = value.filter(|v| vm.heap.exception(*v).is_some()) {
            let e = vm.heap.own(v);
            return throw(vm, g, e);
        }
        let given: Vec<Ref> = value.into_iter().collect();
        let mark = vm.mark();
        return match vm.call_args(ty, &given)? {
            Flow::Value(e) => throw(vm, g, e),
            Flow::Pushed => vm.adapt(mark, kinds::GEN_THROW, &[Slot::borrow(g)], &[]),
        };
    }
    let message = format!("exceptions must be classes or instances deriving from BaseException, not {}", vm.type_name(ty));
    vm.type_err(&message)
}

/// Throws the exception that a class call made. slots: generator.
pub static GEN_THROW: NativeDef = NativeDef {
    name: "generator.throw",
    catches: true,
    resume: |vm, f, answer| match (answer, f.pc) {
        (Answer::Value(e), 1) => {
            f.pc = 2;
            let g = f.get(0).ok_or_else(|| vm_bug!("throw"))?;
            match throw(vm, g, e)? {
                Flow::Value(v) => Ok(Next::Done(v)),
                Flow::Pushed => Ok(Next::Wait),
            }
        }
        (Answer::Value(v), _) => Ok(Next::Done(v)),
        (Answer::Raised(e), _) => Err(Stop::Raise(e)),
        (Answer::Exhausted, _) => Err(Stop::Exhausted),
        (Answer::Start, _) => Err(vm_bug!("throw")),
    },
};

pub(crate) fn throw(vm: &mut Vm, g: Ref, e: Own) -> Res {
    let Some(x) = vm.heap.generator(g) else { return Err(vm_bug!("not a generator")) };
    match x.state {
        GeneratorState::Executing => {
            vm.heap.decref_own(e);
            vm.value_err("generator already executing")
        }
        GeneratorState::Cleared if x.kind == GeneratorKind::Coroutine => {
            vm.heap.decref_own(e);
            Err(exc::runtime_error(vm, "cannot reuse already awaited coroutine"))
        }
        GeneratorState::Cleared => Err(Stop::Raise(e)),
        GeneratorState::Created | GeneratorState::Suspended => vm.throw_into_generator(g, e),
        GeneratorState::SuspendedYieldFrom => {
            let inner = x.frame.as_ref().and_then(|f| f.slots.last()?.get());
            match inner {
                Some(_) if vm.is_instance_of(e.r(), ids::GENERATOR_EXIT) => vm.run_script(kinds::THROW_EXIT, &[Slot::borrow(g), e.into()]),
                // The inner generator gets it first; what it does reaches the outer's SEND.
                Some(inner) if matches!(vm.heap.body(inner), Body::Generator(_)) => vm.throw_through(g, inner, e),
                Some(inner) => throw_at_method(vm, g, inner, e),
                None => vm.throw_into_generator(g, e),
            }
        }
    }
}

/// The inner iterator is no generator: its `throw` gets the exception, if it has one.
fn throw_at_method(vm: &mut Vm, g: Ref, inner: Ref, e: Own) -> Res {
    let name = vm.intern("throw").into_ref();
    let mark = vm.mark();
    match vm.getattr_opt(inner, name)? {
        None => vm.throw_into_generator(g, e),
        Some(Flow::Pushed) => vm.adapt(mark, kinds::THROW_METHOD, &[Slot::borrow(g), e.into()], &[]),
        Some(Flow::Value(method)) => throw_by(vm, g, method, e),
    }
}

fn throw_by(vm: &mut Vm, g: Ref, method: Own, e: Own) -> Res {
    vm.resume_at_send(g)?;
    let mark = vm.mark();
    let args = Args::one(e.r());
    match vm.call_holding(method, &args) {
        Ok(Flow::Pushed) => vm.adapt(mark, kinds::HOLD, &[e.into()], &[]),
        Ok(Flow::Value(v)) => {
            vm.heap.decref_own(e);
            vm.push_native(kinds::GIVE, &[v.into()], &[])
        }
        Err(Stop::Raise(new)) => {
            vm.heap.decref_own(e);
            vm.push_native(kinds::THROW, &[new.into()], &[])
        }
        Err(stop) => Err(stop),
    }
}

/// slots: generator, exception. A Python descriptor answers the inner iterator's `throw`, or NotImplemented.
pub static THROW_METHOD: NativeDef = NativeDef {
    name: "generator.throw",
    catches: true,
    resume: |vm, f, answer| match (answer, f.pc) {
        (Answer::Value(method), 1) => {
            f.pc = 2;
            let (Some(g), Some(e)) = (f.get(0), f.set(1, Slot::NULL).owned()) else { return Err(vm_bug!("throw")) };
            let done = if method.r() == vm.one.not_implemented {
                vm.heap.decref_own(method);
                vm.throw_into_generator(g, Own::assume(e))
            } else {
                throw_by(vm, g, method, Own::assume(e))
            };
            match done? {
                Flow::Value(v) => Ok(Next::Done(v)),
                Flow::Pushed => Ok(Next::Wait),
            }
        }
        (Answer::Value(v), _) => Ok(Next::Done(v)),
        (Answer::Raised(e), _) => Err(Stop::Raise(e)),
        (Answer::Exhausted, _) => Err(Stop::Exhausted),
        (Answer::Start, _) => Err(vm_bug!("throw")),
    },
};

/// Gives the frame below its value. slots: the value.
pub static GIVE: NativeDef = NativeDef {
    name: "send",
    catches: false,
    resume: |_, f, _| match f.set(0, Slot::NULL).get() {
        Some(v) => Ok(Next::Done(Own::assume(v))),
        None => Err(vm_bug!("give")),
    },
};

impl Vm {
    /// The outer frame stands on the stack, waiting as its SEND does, while the inner is thrown into.
    fn throw_through(&mut self, g: Ref, inner: Ref, e: Own) -> Res {
        self.resume_at_send(g)?;
        match throw(self, inner, e) {
            Err(Stop::Raise(e)) => self.push_native(kinds::THROW, &[e.into()], &[]),
            other => other,
        }
    }

    fn resume_at_send(&mut self, g: Ref) -> Res<()> {
        let _ = self.resume_generator(g, None)?;
        if let Some(pyvarium_heap::frame::Frame::Py(f)) = self.thread.frames.last_mut() {
            // Back at the SEND that the yield came through, whose value has been taken off.
            let yields_at = f.last_instr.max(0) as u32;
            let send = (0..yields_at).rev().find(|at| {
                let instr = f.code.instr(*at);
                instr.is_some_and(|i| i.op == pyvarium_code::Opcode::Send && at + u32::from(i.len) == yields_at)
            });
            f.last_instr = send.unwrap_or(yields_at) as i32;
            f.next_instr = yields_at;
            f.awaiting = pyvarium_heap::frame::Await::Send;
        }
        Ok(())
    }
}
