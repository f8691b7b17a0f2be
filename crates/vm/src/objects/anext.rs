//! `anext(iterator)` and the awaitable that it gives where there is a default: what the iterator's own awaitable
//! does, save that its end is the default.
//!
//! CPython: Python/bltinmodule.c (builtin_anext_impl), Objects/iterobject.c (anextawaitableobject).

use pyvarium_heap::object::{Body, GeneratorKind};
use pyvarium_heap::types::{Layout, flags};
use pyvarium_heap::{Ref, Slot};

use crate::args::Args;
use crate::core::{ids, kinds};
use crate::exc;
use crate::native::{FnDef, NativeDef, TYPE_DEFAULT, TypeDef};
use crate::objects::typing::subst::fail;
use crate::protocol::iter::self_iter;
use crate::script::{self, Heard, Said, Script};
use crate::slots::SlotId;
use crate::stop::{Flow, Res, Stop};
use crate::vm::Vm;
use crate::vm_bug;

/// slots: the awaitable of `__anext__`, the default.
pub static ANEXT_AWAITABLE: TypeDef = TypeDef {
    name: "anext_awaitable",
    base: Some(ids::OBJECT),
    layout: Layout::Native,
    flags: flags::HAVE_GC | flags::DISALLOW_INSTANTIATION,
    basicsize: 32,
    slots: &[
        (SlotId::Await, self_iter),
        (SlotId::Iter, self_iter),
        (SlotId::IterNext, |vm, a| vm.run_script_of(kinds::ANEXT_STEP, &[a.at(0)?])),
    ],
    methods: &[
        FnDef::new("send", "object, /", |vm, a| proxy(vm, a, "send")),
        FnDef::new("throw", "*args", |vm, a| proxy(vm, a, "throw")),
        FnDef::new("close", "", |vm, a| proxy(vm, a, "close")),
    ],
    ..TYPE_DEFAULT
};

/// `anext(x)`, `anext(x, default)`.
pub fn anext(vm: &mut Vm, args: &Args) -> Res {
    let r = args.at(0)?;
    if !vm.has_slot(r, SlotId::AsyncNext) {
        let message = format!("'{}' object is not an async iterator", vm.type_name(r));
        return vm.type_err(&message);
    }
    let name = vm.names.anext;
    let Some(default) = args.get(1) else { return vm.call_special(r, name, &[]) };
    let mark = vm.mark();
    match vm.call_special(r, name, &[])? {
        Flow::Value(v) => {
            let slots = [v.into(), vm.heap.own(default).into()];
            Ok(Flow::Value(vm.new_native(ids::ANEXT_AWAITABLE, &slots, &[])))
        }
        Flow::Pushed => vm.adapt(mark, kinds::ANEXT_DEFAULT, &[Slot::borrow(default)], &[]),
    }
}

/// slots: the default.
pub static ANEXT_DEFAULT: NativeDef = NativeDef {
    name: "anext",
    catches: false,
    resume: |vm, f, answer| {
        let (crate::native::Answer::Value(v), Some(default)) = (answer, f.get(0)) else { return Err(vm_bug!("anext")) };
        let slots = [v.into(), vm.heap.own(default).into()];
        Ok(crate::native::Next::Done(vm.new_native(ids::ANEXT_AWAITABLE, &slots, &[])))
    },
};

fn proxy(vm: &mut Vm, args: &Args, method: &str) -> Res {
    let name = vm.intern(method);
    let mut slots = vec![args.items.first().copied().unwrap_or(Slot::NULL), name.into()];
    slots.extend(args.items.iter().skip(1).filter_map(|s| s.get()).map(Slot::borrow));
    vm.run_script(kinds::ANEXT_STEP, &slots)
}

/// Args: the awaitable; for a method its name and arguments.
pub static ANEXT_STEP: NativeDef = NativeDef {
    name: "anext",
    catches: true,
    resume: |vm, f, answer| {
        script::resume(vm, f, answer, |vm, s| {
            let (this, method) = (s.at(0)?, s.arg(1));
            let parts = vm.heap.native(this).map(|n| (n.slot(0).get(), n.slot(1).get()));
            let Some((Some(wrapped), Some(default))) = parts else { return Err(vm_bug!("anext").into()) };
            let inner = iterator_of(vm, s, wrapped)?;
            let told = match method {
                None => s.hear(vm, |vm| vm.next(inner))?,
                Some(name) => {
                    let args = s.args_from(2);
                    let bound = s.ask(vm, |vm| vm.getattr(inner, name))?;
                    s.hear(vm, |vm| vm.call_args(bound, &args))?
                }
            };
            match told {
                Heard::Value(v) => Ok(vm.heap.own(v)),
                Heard::Exhausted => Err(Stop::Exhausted.into()),
                Heard::Raised(e) if vm.is_instance_of(e, ids::STOP_ASYNC_ITERATION) => {
                    let value = vm.heap.own(default);
                    Err(Stop::Raise(exc::stop_iteration(vm, Some(value))).into())
                }
                Heard::Raised(e) => Err(s.reraise(vm, e)),
            }
        })
    },
};

/// CPython: anextawaitable_getiter.
fn iterator_of(vm: &mut Vm, s: &mut Script<'_>, wrapped: Ref) -> Said<Ref> {
    let coroutine = matches!(vm.heap.body(wrapped), Body::Generator(g) if g.kind == GeneratorKind::Coroutine);
    let await_ = vm.names.await_;
    let awaitable = match coroutine {
        true => wrapped,
        false if vm.has_slot(wrapped, SlotId::Await) => s.ask(vm, |vm| vm.call_special(wrapped, await_, &[]))?,
        false => {
            let message = format!("'{}' object can't be awaited", vm.type_name(wrapped));
            return fail(vm, &message);
        }
    };
    if vm.has_slot(awaitable, SlotId::IterNext) {
        return Ok(awaitable);
    }
    let it = s.ask(vm, |vm| vm.call_special(awaitable, await_, &[]))?;
    if !vm.has_slot(it, SlotId::IterNext) {
        return fail(vm, "__await__() must return an iterable");
    }
    Ok(it)
}
