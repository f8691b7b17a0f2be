//! Asynchronous generators and what their methods answer: awaitables that run the generator to its next
//! `yield`, whose value ends the awaiting, while what it awaits itself passes through.
//!
//! CPython: Objects/genobject.c (async_gen_asend_send, async_gen_athrow_send, async_gen_unwrap_value).

use pyvarium_heap::object::GeneratorState;
use pyvarium_heap::types::{Layout, flags};
use pyvarium_heap::{Own, Ref, Slot};

use crate::args::Args;
use crate::core::{ids, kinds};
use crate::exc;
use crate::native::{Answer, FnDef, GetSetDef, NativeDef, Next, TYPE_DEFAULT, TypeDef, TypeId};
use crate::objects::generator;
use crate::protocol::iter::self_iter;
use crate::slots::SlotId;
use crate::stop::{Flow, Res, Stop};
use crate::vm::Vm;
use crate::vm_bug;

pub static ASYNC_GENERATOR: TypeDef = TypeDef {
    name: "async_generator",
    base: Some(ids::OBJECT),
    layout: Layout::Generator,
    flags: flags::HAVE_GC | flags::DISALLOW_INSTANTIATION,
    basicsize: 152,
    slots: &[
        (SlotId::Repr, generator::generator_repr),
        (SlotId::AsyncIter, self_iter),
        (SlotId::Finalize, generator::finalize),
        (SlotId::AsyncNext, |vm, a| step_object(vm, ids::ASYNC_GENERATOR_ASEND, a.at(0)?, vm.one.none, ASEND)),
    ],
    methods: &[
        FnDef::new("asend", "object, /", |vm, a| step_object(vm, ids::ASYNC_GENERATOR_ASEND, a.at(0)?, a.at(1)?, ASEND)),
        FnDef::new("athrow", "typ, val=None, tb=None, /", |vm, a| {
            step_object(vm, ids::ASYNC_GENERATOR_ATHROW, a.at(0)?, a.get(2).filter(|v| *v != vm.one.none).unwrap_or(a.at(1)?), ATHROW)
        }),
        FnDef::new("__sizeof__", "", crate::objects::object::object_sizeof),
        FnDef::new("aclose", "", |vm, a| step_object(vm, ids::ASYNC_GENERATOR_ATHROW, a.at(0)?, vm.one.none, ACLOSE)),
        FnDef::class("__class_getitem__", "object, /", crate::objects::generic_alias::generic_alias),
    ],
    getset: &[
        GetSetDef::rw("__name__", |vm, a| generator::name(vm, a, false), |vm, a| generator::set_name(vm, a, false)),
        GetSetDef::rw("__qualname__", |vm, a| generator::name(vm, a, true), |vm, a| generator::set_name(vm, a, true)),
        GetSetDef::member("ag_running", |vm, a| {
            let running = vm.heap.generator(a.at(0)?).is_some_and(|g| g.is_running_async);
            vm.bool_flow(running)
        }),
        GetSetDef::ro("ag_suspended", |vm, a| generator::state(vm, a, generator::is_suspended)),
        GetSetDef::ro("ag_frame", generator::frame),
        GetSetDef::ro("ag_code", generator::code),
        GetSetDef::ro("ag_await", generator::yield_from),
    ],
    ..TYPE_DEFAULT
};

const STEP_METHODS: &[FnDef] = &[
    FnDef::new("send", "arg, /", |vm, a| match step(vm, a.at(0)?, a.at(1)?) {
        Err(Stop::Exhausted) => Err(Stop::Raise(exc::stop_iteration(vm, None))),
        other => other,
    }),
    FnDef::new("throw", "typ, val=None, tb=None, /", step_throw),
    FnDef::new("close", "", |vm, a| {
        let o = a.at(0)?;
        if state(vm, o) == CLOSED {
            return vm.none_flow();
        }
        let e = exc::new_exception(vm, ids::GENERATOR_EXIT, &[]);
        let mark = vm.mark();
        let args = Args::two(o, e.r());
        let thrown = step_throw(vm, &args);
        vm.heap.decref_own(e);
        let flow = match thrown {
            Ok(Flow::Pushed) => return vm.adapt(mark, kinds::ASYNC_CLOSED, &[], &[]),
            Ok(Flow::Value(v)) => Answer::Value(v),
            Err(Stop::Raise(e)) => Answer::Raised(e),
            Err(Stop::Exhausted) => Answer::Exhausted,
            Err(stop) => return Err(stop),
        };
        closed(vm, flow).map(Flow::Value)
    }),
];

const fn step_type(name: &'static str) -> TypeDef {
    TypeDef {
        name,
        base: Some(ids::OBJECT),
        layout: Layout::Native,
        flags: flags::HAVE_GC | flags::DISALLOW_INSTANTIATION,
        basicsize: 40,
        slots: &[
            (SlotId::Await, self_iter),
            (SlotId::Iter, self_iter),
            (SlotId::IterNext, |vm, a| {
                let none = vm.one.none;
                step(vm, a.at(0)?, none)
            }),
        ],
        methods: STEP_METHODS,
        ..TYPE_DEFAULT
    }
}

/// slots: generator, value to send; ints: state, kind.
pub static ASYNC_GENERATOR_ASEND: TypeDef = step_type("async_generator_asend");
/// slots: generator, exception to throw; ints: state, kind.
pub static ASYNC_GENERATOR_ATHROW: TypeDef = step_type("async_generator_athrow");
/// What `yield` gives out of an asynchronous generator, to be told from what it awaits. slots: value.
pub static ASYNC_GENERATOR_WRAPPED_VALUE: TypeDef = TypeDef {
    name: "async_generator_wrapped_value",
    base: Some(ids::OBJECT),
    layout: Layout::Native,
    flags: flags::HAVE_GC | flags::DISALLOW_INSTANTIATION,
    basicsize: 24,
    ..TYPE_DEFAULT
};

// Kinds.
const ASEND: i64 = 0;
const ATHROW: i64 = 1;
const ACLOSE: i64 = 2;
// States.
const INIT: i64 = 0;
const ITER: i64 = 1;
const CLOSED: i64 = 2;

fn step_object(vm: &mut Vm, ty: TypeId, generator: Ref, value: Ref, kind: i64) -> Res {
    let mark = vm.mark();
    let told = init_hooks(vm, generator)?;
    let slots = [vm.heap.own(generator).into(), vm.heap.own(value).into()];
    let step = vm.new_native(ty, &slots, &[INIT, kind]);
    match told {
        Flow::Value(v) => {
            vm.heap.decref_own(v);
            Ok(Flow::Value(step))
        }
        Flow::Pushed => vm.adapt(mark, kinds::WARN_THEN, &[step.into()], &[]),
    }
}

/// The first use of a generator: the hooks of `sys.set_asyncgen_hooks` hear of it. CPython: async_gen_init_hooks.
fn init_hooks(vm: &mut Vm, generator: Ref) -> Res {
    let (first, last) = (vm.sys.asyncgen_firstiter.get(), vm.sys.asyncgen_finalizer.get());
    if vm.heap.generator(generator).is_none_or(|g| g.has_hooks) {
        return vm.none_flow();
    }
    let finalizer = last.map_or(Slot::NULL, |hook| Slot::own(vm.heap.own(hook)));
    if let Some(g) = vm.heap.generator_mut(generator) {
        g.has_hooks = true;
        let old = std::mem::replace(&mut g.origin, finalizer);
        vm.heap.release(old);
    }
    match first {
        Some(hook) => vm.call_args(hook, &[generator]),
        None => vm.none_flow(),
    }
}

fn parts(vm: &Vm, o: Ref) -> Res<(Ref, Ref, i64)> {
    let n = vm.heap.native(o).ok_or_else(|| vm_bug!("asend"))?;
    match (n.slot(0).get(), n.slot(1).get()) {
        (Some(g), Some(v)) => Ok((g, v, n.int(1))),
        _ => Err(vm_bug!("asend")),
    }
}

fn state(vm: &Vm, o: Ref) -> i64 {
    vm.heap.native(o).map_or(CLOSED, |n| n.int(0))
}

fn set_state(vm: &mut Vm, o: Ref, state: i64) {
    if let Some(n) = vm.heap.native_mut(o) {
        n.set_int(0, state);
    }
}

fn set_running(vm: &mut Vm, g: Ref, on: bool) {
    if let Some(x) = vm.heap.generator_mut(g) {
        x.is_running_async = on;
    }
}

/// What a kind is called in messages: `anext`, and awaited.
fn words(kind: i64) -> (&'static str, &'static str) {
    match kind {
        ASEND => ("anext()", "__anext__()/asend()"),
        ATHROW => ("athrow()", "aclose()/athrow()"),
        _ => ("aclose()", "aclose()/athrow()"),
    }
}

/// The checks before the first step. Some: there is nothing to run.
fn begin(vm: &mut Vm, o: Ref) -> Res<Option<Stop>> {
    let (g, _, kind) = parts(vm, o)?;
    let (own_name, reused) = words(kind);
    match state(vm, o) {
        CLOSED => return Ok(Some(exc::runtime_error(vm, &format!("cannot reuse already awaited {reused}")))),
        ITER => return Ok(None),
        _ => {}
    }
    if vm.heap.generator(g).is_some_and(|x| x.is_running_async) {
        set_state(vm, o, CLOSED);
        return Ok(Some(exc::runtime_error(vm, &format!("{own_name}: asynchronous generator is already running"))));
    }
    if kind != ASEND && vm.heap.generator(g).is_some_and(|x| x.is_closed) {
        set_state(vm, o, CLOSED);
        return Ok(Some(Stop::Raise(exc::new_exception(vm, ids::STOP_ASYNC_ITERATION, &[]))));
    }
    Ok(None)
}

/// CPython: async_gen_asend_send, async_gen_athrow_send.
fn step(vm: &mut Vm, o: Ref, arg: Ref) -> Res {
    let (g, value, kind) = parts(vm, o)?;
    let first = state(vm, o) == INIT;
    let finished = vm.heap.generator(g).is_some_and(|x| x.state == GeneratorState::Cleared);
    if kind != ASEND && finished && state(vm, o) != CLOSED {
        set_state(vm, o, CLOSED);
        return Err(Stop::Exhausted);
    }
    if let Some(stop) = begin(vm, o)? {
        return Err(stop);
    }
    let none = vm.one.none;
    if first && kind != ASEND && arg != none {
        return Err(exc::runtime_error(vm, "can't send non-None value to a just-started coroutine"));
    }
    set_state(vm, o, ITER);
    set_running(vm, g, true);
    let mark = vm.mark();
    let flow = match (first, kind) {
        (true, ASEND) => vm.generator_send(g, if arg == none { value } else { arg }),
        (true, ATHROW) => generator::generator_throw(vm, &Args::two(g, value)),
        (true, _) => {
            if let Some(x) = vm.heap.generator_mut(g) {
                x.is_closed = true;
            }
            let e = exc::new_exception(vm, ids::GENERATOR_EXIT, &[]);
            generator::throw(vm, g, e)
        }
        (false, _) => vm.generator_send(g, arg),
    };
    stepped(vm, mark, o, flow)
}

/// `throw()` of such an awaitable. CPython: async_gen_asend_throw, async_gen_athrow_throw.
fn step_throw(vm: &mut Vm, args: &Args) -> Res {
    let o = args.at(0)?;
    if let Some(stop) = begin(vm, o)? {
        return Err(stop);
    }
    let (g, ..) = parts(vm, o)?;
    set_state(vm, o, ITER);
    set_running(vm, g, true);
    let mark = vm.mark();
    let flow = generator::generator_throw(vm, &Args { items: args.rest().with_first(g).items, ..Args::default() });
    stepped(vm, mark, o, flow)
}

/// What a step of the generator means, at once or when it is there.
fn stepped(vm: &mut Vm, mark: usize, o: Ref, flow: Res) -> Res {
    let answer = match flow {
        Ok(Flow::Pushed) => return vm.adapt(mark, kinds::ASYNC_STEP, &[Slot::borrow(o)], &[]),
        Ok(Flow::Value(v)) => Answer::Value(v),
        Err(Stop::Raise(e)) => Answer::Raised(e),
        Err(Stop::Exhausted) => Answer::Exhausted,
        Err(stop) => return Err(stop),
    };
    match unwrap(vm, o, answer)? {
        Next::Done(v) => Ok(Flow::Value(v)),
        Next::Return(v) => Err(Stop::Raise(exc::stop_iteration(vm, Some(v)))),
        _ => Err(vm_bug!("asend")),
    }
}

/// slots: the awaitable.
pub static ASYNC_STEP: NativeDef = NativeDef {
    name: "async generator",
    catches: true,
    resume: |vm, f, answer| {
        let o = f.get(0).ok_or_else(|| vm_bug!("asend"))?;
        unwrap(vm, o, answer)
    },
};

/// CPython: async_gen_unwrap_value, and the ends of async_gen_athrow_send.
fn unwrap(vm: &mut Vm, o: Ref, answer: Answer) -> Res<Next> {
    let (g, _, kind) = parts(vm, o)?;
    let e = match answer {
        Answer::Value(v) if !vm.is_exact(v.r(), ids::ASYNC_GENERATOR_WRAPPED_VALUE) => return Ok(Next::Done(v)),
        Answer::Value(wrapped) => {
            set_running(vm, g, false);
            set_state(vm, o, CLOSED);
            if kind == ACLOSE {
                vm.heap.decref_own(wrapped);
                return Err(exc::runtime_error(vm, "async generator ignored GeneratorExit"));
            }
            let value = vm.heap.native(wrapped.r()).and_then(|n| n.slot(0).get()).unwrap_or(vm.one.none);
            let own = vm.heap.own(value);
            vm.heap.decref_own(wrapped);
            return Ok(Next::Return(own));
        }
        Answer::Raised(e) => e,
        Answer::Exhausted | Answer::Start => exc::new_exception(vm, ids::STOP_ASYNC_ITERATION, &[]),
    };
    set_running(vm, g, false);
    set_state(vm, o, CLOSED);
    let ends = vm.is_instance_of(e.r(), ids::STOP_ASYNC_ITERATION) || vm.is_instance_of(e.r(), ids::GENERATOR_EXIT);
    if ends && let Some(x) = vm.heap.generator_mut(g) {
        x.is_closed = true;
    }
    if ends && kind == ACLOSE {
        vm.heap.decref_own(e);
        return Err(Stop::Exhausted);
    }
    Err(Stop::Raise(e))
}

/// The end of `close()`: the generator had to end.
fn closed(vm: &mut Vm, answer: Answer) -> Res<Own> {
    match answer {
        Answer::Value(v) => {
            vm.heap.decref_own(v);
            Err(exc::runtime_error(vm, "coroutine ignored GeneratorExit"))
        }
        Answer::Raised(e) => {
            let ends = [ids::STOP_ITERATION, ids::STOP_ASYNC_ITERATION, ids::GENERATOR_EXIT];
            if !ends.into_iter().any(|id| vm.is_instance_of(e.r(), id)) {
                return Err(Stop::Raise(e));
            }
            vm.heap.decref_own(e);
            Ok(vm.none())
        }
        Answer::Exhausted | Answer::Start => Ok(vm.none()),
    }
}

pub static ASYNC_CLOSED: NativeDef = NativeDef { name: "close", catches: true, resume: |vm, _, answer| closed(vm, answer).map(Next::Done) };

impl Vm {
    /// CALL_INTRINSIC_1 ASYNC_GEN_WRAP.
    pub fn wrap_async_value(&mut self, value: Ref) -> Own {
        let own = self.heap.own(value);
        self.new_native(ids::ASYNC_GENERATOR_WRAPPED_VALUE, &[own.into()], &[])
    }
}

/// `aiter(x)`. CPython: PyObject_GetAIter.
pub fn aiter(vm: &mut Vm, args: &Args) -> Res {
    let r = args.at(0)?;
    if !vm.has_slot(r, SlotId::AsyncIter) {
        let message = format!("'{}' object is not an async iterable", vm.type_name(r));
        return vm.type_err(&message);
    }
    let name = vm.names.aiter;
    vm.call_special(r, name, &[])
}
