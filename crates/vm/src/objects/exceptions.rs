//! The exception classes.
//!
//! CPython: Objects/exceptions.c.

use pyvarium_heap::object::Exception;
use pyvarium_heap::types::{Layout, flags};
use pyvarium_heap::{Body, Ref, Slot};

use crate::args::Args;
use crate::core::{ids, kinds};
use crate::exc;
use crate::native::{Answer, FnDef, GetSetDef, NativeDef, Next, TYPE_DEFAULT, TypeDef, TypeId};
use crate::objects::exception_state as state;
use crate::slots::SlotId;
use crate::stop::{Flow, Res};
use crate::vm::Vm;
use crate::vm_bug;

pub(crate) const fn exception(name: &'static str, base: TypeId) -> TypeDef {
    let new: Option<(&'static str, crate::native::NativeFn)> = Some(("*args, **kwargs", exception_new));
    TypeDef { new, ..inheriting(name, base) }
}

/// A class with the `__new__` of its base. CPython: MiddlingExtendsException, ComplexExtendsException.
pub(crate) const fn inheriting(name: &'static str, base: TypeId) -> TypeDef {
    TypeDef { name, base: Some(base), layout: Layout::Exception, flags: flags::BASETYPE | flags::HAVE_GC, basicsize: 72, ..TYPE_DEFAULT }
}

pub static BASE_EXCEPTION: TypeDef = TypeDef {
    slots: &[(SlotId::Repr, exception_repr), (SlotId::Str, exception_str), (SlotId::Init, exception_init)],
    new: Some(("*args, **kwargs", exception_new)),
    methods: METHODS,
    getset: GETSET,
    ..inheriting("BaseException", ids::OBJECT)
};
pub static EXCEPTION: TypeDef = exception("Exception", ids::BASE_EXCEPTION);
pub static GENERATOR_EXIT: TypeDef = exception("GeneratorExit", ids::BASE_EXCEPTION);
pub static KEYBOARD_INTERRUPT: TypeDef = exception("KeyboardInterrupt", ids::BASE_EXCEPTION);
pub static SYSTEM_EXIT: TypeDef = TypeDef {
    slots: &[(SlotId::Init, value_init)],
    getset: SYSTEM_EXIT_GETSET,
    basicsize: 80,
    ..inheriting("SystemExit", ids::BASE_EXCEPTION)
};
pub static ARITHMETIC_ERROR: TypeDef = exception("ArithmeticError", ids::EXCEPTION);
pub static FLOATING_POINT_ERROR: TypeDef = exception("FloatingPointError", ids::ARITHMETIC_ERROR);
pub static OVERFLOW_ERROR: TypeDef = exception("OverflowError", ids::ARITHMETIC_ERROR);
pub static ZERO_DIVISION_ERROR: TypeDef = exception("ZeroDivisionError", ids::ARITHMETIC_ERROR);
pub static ASSERTION_ERROR: TypeDef = exception("AssertionError", ids::EXCEPTION);
pub static ATTRIBUTE_ERROR: TypeDef = TypeDef {
    slots: &[(SlotId::Init, keyword_init)],
    getset: ATTRIBUTE_GETSET,
    methods: state::ATTRIBUTE_METHODS,
    basicsize: 88,
    ..inheriting("AttributeError", ids::EXCEPTION)
};
pub static BUFFER_ERROR: TypeDef = exception("BufferError", ids::EXCEPTION);
pub static EOF_ERROR: TypeDef = exception("EOFError", ids::EXCEPTION);
pub static IMPORT_ERROR: TypeDef = TypeDef {
    slots: &[(SlotId::Init, keyword_init), (SlotId::Str, import_error_str)],
    getset: IMPORT_GETSET,
    methods: state::IMPORT_METHODS,
    basicsize: 104,
    ..inheriting("ImportError", ids::EXCEPTION)
};
pub static MODULE_NOT_FOUND_ERROR: TypeDef = TypeDef { basicsize: 104, ..inheriting("ModuleNotFoundError", ids::IMPORT_ERROR) };
pub static LOOKUP_ERROR: TypeDef = exception("LookupError", ids::EXCEPTION);
pub static INDEX_ERROR: TypeDef = exception("IndexError", ids::LOOKUP_ERROR);
pub static KEY_ERROR: TypeDef = TypeDef { slots: &[(SlotId::Str, key_error_str)], ..inheriting("KeyError", ids::LOOKUP_ERROR) };
pub static MEMORY_ERROR: TypeDef = exception("MemoryError", ids::EXCEPTION);
pub static NAME_ERROR: TypeDef =
    TypeDef { slots: &[(SlotId::Init, keyword_init)], getset: NAME_GETSET, basicsize: 80, ..inheriting("NameError", ids::EXCEPTION) };
pub static UNBOUND_LOCAL_ERROR: TypeDef = TypeDef { basicsize: 80, ..inheriting("UnboundLocalError", ids::NAME_ERROR) };
pub static REFERENCE_ERROR: TypeDef = exception("ReferenceError", ids::EXCEPTION);
pub static RUNTIME_ERROR: TypeDef = exception("RuntimeError", ids::EXCEPTION);
pub static NOT_IMPLEMENTED_ERROR: TypeDef = exception("NotImplementedError", ids::RUNTIME_ERROR);
pub static RECURSION_ERROR: TypeDef = exception("RecursionError", ids::RUNTIME_ERROR);
pub static STOP_ITERATION: TypeDef = TypeDef {
    slots: &[(SlotId::Init, value_init)],
    getset: STOP_ITERATION_GETSET,
    basicsize: 80,
    ..inheriting("StopIteration", ids::EXCEPTION)
};
pub static STOP_ASYNC_ITERATION: TypeDef = exception("StopAsyncIteration", ids::EXCEPTION);
pub static INDENTATION_ERROR: TypeDef = inheriting("IndentationError", ids::SYNTAX_ERROR);
pub static INCOMPLETE_INPUT_ERROR: TypeDef = inheriting("_IncompleteInputError", ids::SYNTAX_ERROR);
pub static TAB_ERROR: TypeDef = inheriting("TabError", ids::INDENTATION_ERROR);
pub static SYSTEM_ERROR: TypeDef = exception("SystemError", ids::EXCEPTION);
pub static TYPE_ERROR: TypeDef = exception("TypeError", ids::EXCEPTION);
pub static VALUE_ERROR: TypeDef = exception("ValueError", ids::EXCEPTION);
pub static UNICODE_ERROR: TypeDef = exception("UnicodeError", ids::VALUE_ERROR);
pub static WARNING: TypeDef = exception("Warning", ids::EXCEPTION);
pub static USER_WARNING: TypeDef = exception("UserWarning", ids::WARNING);
pub static DEPRECATION_WARNING: TypeDef = exception("DeprecationWarning", ids::WARNING);
pub static RUNTIME_WARNING: TypeDef = exception("RuntimeWarning", ids::WARNING);
pub static SYNTAX_WARNING: TypeDef = exception("SyntaxWarning", ids::WARNING);

const METHODS: &[FnDef] = &[
    FnDef::new("__reduce__", "", state::reduce),
    FnDef::new("__setstate__", "object, /", state::setstate),
    FnDef::new("with_traceback", "object, /", |vm, a| {
        let (r, tb) = (a.at(0)?, a.at(1)?);
        state::check_traceback(vm, Some(tb))?;
        set(vm, r, Some(tb), |e| &mut e.traceback);
        vm.own_flow(r)
    }),
    FnDef::new("add_note", "object, /", |vm, a| {
        let (r, note) = (a.at(0)?, a.at(1)?);
        if vm.heap.text(note).is_none() {
            let message = format!("add_note() argument must be str, not {}", vm.given_name(note));
            return vm.type_err(&message);
        }
        let there = vm.instance_attr(r, vm.names.notes);
        if there.is_some_and(|n| vm.heap.list(n).is_none()) {
            return vm.type_err("Cannot add note: __notes__ is not a list");
        }
        vm.add_note_object(r, note);
        vm.none_flow()
    }),
];

const GETSET: &[GetSetDef] = &[
    GetSetDef::rw("args", |vm, a| get(vm, a, |e| e.args), state::set_args),
    GetSetDef::rw(
        "__traceback__",
        |vm, a| get(vm, a, |e| e.traceback),
        |vm, a| {
            state::check_traceback(vm, a.get(1))?;
            set_attr(vm, a, |e| &mut e.traceback)
        },
    ),
    GetSetDef::rw(
        "__context__",
        |vm, a| get(vm, a, |e| e.context),
        |vm, a| {
            state::check_linked(vm, a.get(1), "context")?;
            set_attr(vm, a, |e| &mut e.context)
        },
    ),
    GetSetDef::rw(
        "__cause__",
        |vm, a| get(vm, a, |e| e.cause),
        |vm, a| {
            let (r, v) = (a.at(0)?, a.get(1));
            state::check_linked(vm, v, "cause")?;
            vm.set_cause(r, v.unwrap_or(vm.one.none));
            vm.none_flow()
        },
    ),
    GetSetDef::member_rw(
        "__suppress_context__",
        |vm, a| {
            let b = vm.heap.exception(a.at(0)?).is_some_and(|e| e.suppress_context);
            vm.bool_flow(b)
        },
        |vm, a| {
            let b = match a.get(1) {
                None => return vm.type_err("can't delete numeric/char attribute"),
                Some(v) if vm.is_exact(v, ids::BOOL) => v == vm.one.true_,
                Some(_) => return vm.type_err("attribute value type must be bool"),
            };
            if let Some(e) = vm.heap.exception_mut(a.at(0)?) {
                e.suppress_context = b;
            }
            vm.none_flow()
        },
    ),
    GetSetDef::rw(
        "__dict__",
        |vm, a| {
            let d = vm.materialize_dict(a.at(0)?);
            vm.own_flow(d.unwrap_or(vm.one.none))
        },
        state::set_dict,
    ),
];

const STOP_ITERATION_GETSET: &[GetSetDef] = &[GetSetDef::member_rw("value", |vm, a| extra(vm, a, 0), |vm, a| set_extra(vm, a, 0))];
const SYSTEM_EXIT_GETSET: &[GetSetDef] = &[GetSetDef::member_rw("code", |vm, a| extra(vm, a, 0), |vm, a| set_extra(vm, a, 0))];
const NAME_GETSET: &[GetSetDef] = &[GetSetDef::member_rw("name", |vm, a| extra(vm, a, 0), |vm, a| set_extra(vm, a, 0))];
const ATTRIBUTE_GETSET: &[GetSetDef] = &[
    GetSetDef::member_rw("name", |vm, a| extra(vm, a, 0), |vm, a| set_extra(vm, a, 0)),
    GetSetDef::member_rw("obj", |vm, a| extra(vm, a, 1), |vm, a| set_extra(vm, a, 1)),
];
/// Place of `msg` among the extras of an ImportError.
const IMPORT_MSG: usize = 3;

const IMPORT_GETSET: &[GetSetDef] = &[
    GetSetDef::member_rw("name", |vm, a| extra(vm, a, 0), |vm, a| set_extra(vm, a, 0)),
    GetSetDef::member_rw("path", |vm, a| extra(vm, a, 1), |vm, a| set_extra(vm, a, 1)),
    GetSetDef::member_rw("name_from", |vm, a| extra(vm, a, 2), |vm, a| set_extra(vm, a, 2)),
    GetSetDef::member_rw("msg", |vm, a| extra(vm, a, 3), |vm, a| set_extra(vm, a, 3)),
];

fn get(vm: &mut Vm, args: &Args, f: fn(&Exception) -> Slot) -> Res {
    let slot = vm.heap.exception(args.at(0)?).map(f).and_then(|s| s.get());
    vm.own_flow(slot.unwrap_or(vm.one.none))
}

pub(super) fn set(vm: &mut Vm, r: Ref, value: Option<Ref>, place: fn(&mut Exception) -> &mut Slot) {
    let new = match value.filter(|v| *v != vm.one.none) {
        Some(v) => vm.heap.own(v).into(),
        None => Slot::NULL,
    };
    let old = vm.heap.exception_mut(r).map(|e| std::mem::replace(place(e), new));
    if let Some(old) = old {
        vm.heap.release(old);
    }
}

fn set_attr(vm: &mut Vm, args: &Args, place: fn(&mut Exception) -> &mut Slot) -> Res {
    let (r, v) = (args.at(0)?, args.get(1));
    set(vm, r, v, place);
    vm.none_flow()
}

pub fn extra(vm: &mut Vm, args: &Args, i: usize) -> Res {
    let found = exc::extra(vm, args.at(0)?, i);
    vm.own_flow(found.unwrap_or(vm.one.none))
}

pub fn set_extra(vm: &mut Vm, args: &Args, i: usize) -> Res {
    let new = match args.get(1) {
        Some(v) => vm.heap.own(v).into(),
        None => Slot::NULL,
    };
    exc::set_extra(vm, args.at(0)?, i, new);
    vm.none_flow()
}

pub(super) fn exception_new(vm: &mut Vm, args: &Args) -> Res {
    let cls = args.at(0)?;
    let given: Vec<Ref> = args.positional().skip(1).collect();
    let tuple = vm.tuple_from(&given);
    let body = Exception { args: tuple.into(), ..Exception::default() };
    Ok(Flow::Value(vm.alloc_with_body(cls, Body::Exception(std::rc::Rc::new(body)))))
}

pub fn exception_init(vm: &mut Vm, args: &Args) -> Res {
    let r = args.at(0)?;
    if args.n_kw > 0 {
        let name = vm.type_name(r);
        return vm.type_err(&format!("{name}() takes no keyword arguments"));
    }
    let given: Vec<Ref> = args.positional().skip(1).collect();
    let tuple = vm.tuple_from(&given);
    set(vm, r, Some(tuple.r()), |e| &mut e.args);
    vm.heap.decref_own(tuple);
    vm.none_flow()
}

/// StopIteration and SystemExit keep their first argument by another name too.
fn value_init(vm: &mut Vm, args: &Args) -> Res {
    let r = args.at(0)?;
    let given: Vec<Ref> = args.positional().skip(1).collect();
    let system_exit = vm.is_instance_of(r, ids::SYSTEM_EXIT);
    let value: Slot = match given.as_slice() {
        [] => Slot::NULL,
        [one] => vm.heap.own(*one).into(),
        many if system_exit => vm.tuple_from(many).into(),
        [first, ..] => vm.heap.own(*first).into(),
    };
    exc::set_extra(vm, r, 0, value);
    exception_init(vm, args)
}

/// NameError, AttributeError and ImportError take `name` (and `obj`; `path`, `name_from`) by keyword.
fn keyword_init(vm: &mut Vm, args: &Args) -> Res {
    let r = args.at(0)?;
    let import = vm.is_instance_of(r, ids::IMPORT_ERROR);
    let (class, words): (&str, &[&str]) = if import {
        ("ImportError", &["name", "path", "name_from"])
    } else if vm.is_instance_of(r, ids::ATTRIBUTE_ERROR) {
        ("AttributeError", &["name", "obj"])
    } else {
        ("NameError", &["name"])
    };
    let names: Vec<Ref> = args.kwnames.and_then(|k| vm.heap.items(k)).unwrap_or_default().iter().filter_map(|s| s.get()).collect();
    for (i, kw) in names.into_iter().enumerate() {
        let value = args.at(args.n_positional() + i)?;
        let text = vm.heap.str_lossy(kw);
        let Some(place) = words.iter().position(|w| *w == text) else {
            return vm.type_err(&format!("{class}() got an unexpected keyword argument '{text}'"));
        };
        let own = vm.heap.own(value);
        exc::set_extra(vm, r, place, own.into());
    }
    let positional: Vec<Ref> = args.positional().collect();
    if let ([_, msg], true) = (positional.as_slice(), import) {
        let own = vm.heap.own(*msg);
        exc::set_extra(vm, r, 3, own.into());
    }
    exception_init(vm, &Args::new(&positional))
}

fn arguments(vm: &Vm, r: Ref) -> Vec<Ref> {
    let args = vm.heap.exception(r).and_then(|e| e.args.get());
    args.and_then(|a| vm.heap.items(a)).unwrap_or_default().iter().filter_map(|s| s.get()).collect()
}

pub fn exception_str(vm: &mut Vm, args: &Args) -> Res {
    let r = args.at(0)?;
    let given = arguments(vm, r);
    match given.as_slice() {
        [] => Ok(Flow::Value(vm.new_str(""))),
        [one] => vm.str(*one),
        _ => match vm.heap.exception(r).and_then(|e| e.args.get()) {
            Some(tuple) => vm.str(tuple),
            None => Err(vm_bug!("an exception without args")),
        },
    }
}

/// A missing key is shown as it is written. CPython: KeyError_str.
fn key_error_str(vm: &mut Vm, args: &Args) -> Res {
    let given = arguments(vm, args.at(0)?);
    match given.as_slice() {
        [one] => vm.repr(*one),
        _ => exception_str(vm, args),
    }
}

/// `Name(arg)` with one argument, `Name(a, b)` with more.
fn exception_repr(vm: &mut Vm, args: &Args) -> Res {
    let r = args.at(0)?;
    let given = arguments(vm, r);
    let name = vm.name_of_type(vm.heap.type_of(r));
    let shown = match (given.as_slice(), vm.heap.exception(r).and_then(|e| e.args.get())) {
        ([one], _) => *one,
        (_, Some(tuple)) => tuple,
        _ => return Err(vm_bug!("an exception without args")),
    };
    let single = i64::from(given.len() == 1);
    let mark = vm.mark();
    match vm.repr(shown)? {
        Flow::Value(v) => {
            let text = exception_text(&name, &vm.text_of(&v), single == 1);
            vm.heap.decref_own(v);
            Ok(Flow::Value(vm.new_str(&text)))
        }
        Flow::Pushed => {
            let name = vm.new_str(&name);
            vm.adapt(mark, kinds::EXCEPTION_REPR, &[name.into()], &[single])
        }
    }
}

/// The message that was given, as it is now. CPython: ImportError_str.
fn import_error_str(vm: &mut Vm, args: &Args) -> Res {
    match exc::extra(vm, args.at(0)?, IMPORT_MSG) {
        Some(msg) if vm.is_exact(msg, ids::STR) => vm.own_flow(msg),
        _ => exception_str(vm, args),
    }
}

fn exception_text(name: &str, args: &str, single: bool) -> String {
    if single { format!("{name}({args})") } else { format!("{name}{args}") }
}

/// slots: class name; ints: whether there is a single argument.
pub static EXCEPTION_REPR: NativeDef = NativeDef {
    name: "repr",
    catches: false,
    resume: |vm, f, answer| {
        let (Answer::Value(v), Some(name)) = (answer, f.get(0)) else { return Err(vm_bug!("exception repr")) };
        let text = exception_text(&vm.heap.str_lossy(name), &vm.text_of(&v), f.int(0) == 1);
        vm.heap.decref_own(v);
        Ok(Next::Done(vm.new_str(&text)))
    },
};

impl Vm {
    /// `e.add_note(text)`.
    pub fn add_note(&mut self, e: Ref, text: &str) {
        let note = self.new_str(text);
        self.add_note_object(e, note.r());
        self.heap.decref_own(note);
    }

    fn add_note_object(&mut self, e: Ref, note: Ref) {
        let Some(dict) = self.materialize_dict(e) else { return };
        let key = self.names.notes;
        let note = self.heap.own(note);
        match self.dict_get_str(dict, key) {
            Some(list) => self.list_push(list, note.into()),
            None => {
                let list = self.list_from_slots(vec![note.into()]);
                let k = self.heap.own(key);
                self.dict_insert_slots(dict, k.into(), list.into());
            }
        }
    }
}
