//! `_warnings.warn_explicit`: registry, filters, action.
//!
//! CPython: Python/_warnings.c (warn_explicit, get_filter, already_warned, update_registry).

use pyvarium_heap::frame::NativeFrame;
use pyvarium_heap::{Own, Ref, Slot};

use crate::args::Args;
use crate::core::{ids, kinds};
use crate::exc;
use crate::native::{Answer, NativeDef, Next};
use crate::protocol::dict_ops::DictOp;
use crate::stop::{Flow, Res, Stop};
use crate::vm::Vm;
use crate::vm_bug;

// Slots of the frame. Int 0: the line; 1: the next filter; 2: whether the filters are those of the context.
pub(super) const CATEGORY: usize = 0;
pub(super) const MESSAGE: usize = 1;
pub(super) const FILENAME: usize = 2;
pub(super) const MODULE: usize = 3;
pub(super) const REGISTRY: usize = 4;
pub(super) const SOURCE: usize = 5;
pub(super) const SOURCE_LINE: usize = 6;
pub(super) const TEXT: usize = 7;
const KEY: usize = 8;
const FILTERS: usize = 9;
const ITEM: usize = 10;
const ALT_KEY: usize = 11;
pub(super) const N_PLACES: usize = 12;

const LINE: usize = 0;
const NEXT: usize = 1;
const OF_CONTEXT: usize = 2;

const START: u16 = 0;
const GOT_LINE: u16 = 1;
const IS_WARNING: u16 = 2;
const GOT_TEXT: u16 = 3;
const GOT_MESSAGE: u16 = 4;
const GOT_KEY: u16 = 5;
const FIND_FILTERS: u16 = 6;
const CONTEXT_FILTERS: u16 = 7;
const GLOBAL_FILTERS: u16 = 8;
const NEXT_FILTER: u16 = 9;
const MATCHED_TEXT: u16 = 10;
const MATCHED_MODULE: u16 = 11;
const IS_SUBCLASS: u16 = 12;
const ACT: u16 = 13;
const STORED: u16 = 14;
const ALT_FOUND: u16 = 15;
const ALT_STORED: u16 = 16;
const SHOW: u16 = 17;
const SHOWN: u16 = 18;
const UNKNOWN_ACTION: u16 = 19;
const UNKNOWN_ITEM: u16 = 20;
const LOADER_LINE: u16 = 21;
const IMPORTED: u16 = 22;

/// Bound: message, category, filename, lineno, module, registry, module_globals, source.
pub(super) fn warn_explicit(vm: &mut Vm, args: &Args) -> Res {
    let none = vm.one.none;
    let filename = args.at(2)?;
    if vm.heap.text(filename).is_none() {
        let message = format!("warn_explicit() argument 'filename' must be str, not {}", vm.given_name(filename));
        return vm.type_err(&message);
    }
    let line = vm.index(args.at(3)?)?;
    if let Some(globals) = args.get(6).filter(|g| *g != none && vm.heap.dict(*g).is_none()) {
        let message = format!("module_globals must be a dict, not '{}'", vm.type_name(globals));
        return vm.type_err(&message);
    }
    let mut slots = [Slot::NULL; N_PLACES];
    let given = [
        (CATEGORY, args.get(1)),
        (MESSAGE, args.get(0)),
        (FILENAME, Some(filename)),
        (MODULE, args.get(4)),
        (REGISTRY, args.get(5)),
        (SOURCE, args.get(7).filter(|s| *s != none)),
        // The globals stand here until the line is known.
        (SOURCE_LINE, args.get(6).filter(|g| *g != none)),
    ];
    for (i, r) in given {
        if let (Some(slot), Some(r)) = (slots.get_mut(i), r) {
            *slot = vm.heap.own(r).into();
        }
    }
    vm.push_native(kinds::WARN_EXPLICIT, &slots, &[line])
}

impl Vm {
    /// A warning at a place that is known, without a registry. CPython: PyErr_WarnExplicitObject.
    pub(crate) fn warn_at(&mut self, category: Ref, message: &str, filename: &str, line: u32) -> Res {
        let mut slots = [Slot::NULL; N_PLACES];
        let (category, message, filename) = (self.heap.own(category), self.new_str(message), self.new_str(filename));
        for (i, own) in [(CATEGORY, category), (MESSAGE, message), (FILENAME, filename)] {
            if let Some(slot) = slots.get_mut(i) {
                *slot = own.into();
            }
        }
        self.push_native(kinds::WARN_EXPLICIT, &slots, &[i64::from(line)])
    }
}

/// Asks; goes on at `pc` with the answer.
macro_rules! ask {
    ($f:ident, $got:ident, $pc:expr, $flow:expr) => {{
        $f.pc = $pc;
        match $flow? {
            Flow::Value(v) => $got = Some(v),
            Flow::Pushed => return Ok(Next::Wait),
        }
    }};
}

fn put(vm: &mut Vm, f: &mut NativeFrame, i: usize, own: Own) {
    let old = f.set(i, own.into());
    vm.heap.release(old);
}

/// The truth of an answer, at once or asked for.
macro_rules! truth {
    ($vm:ident, $f:ident, $got:ident) => {{
        let v = $got.take().ok_or_else(|| vm_bug!("warning"))?;
        match $vm.truth_now(v.r()) {
            Some(b) => {
                $vm.heap.decref_own(v);
                b
            }
            None => match $vm.truth_of_own(v)? {
                Flow::Value(v) => v.r() == $vm.one.true_,
                Flow::Pushed => return Ok(Next::Wait),
            },
        }
    }};
}

pub static WARN_EXPLICIT: NativeDef = NativeDef {
    name: "warn_explicit",
    catches: false,
    resume: |vm, f, answer| {
        let mut got = match answer {
            Answer::Value(v) => Some(v),
            _ => None,
        };
        loop {
            match f.pc {
                START => match source_line(vm, f)? {
                    Some(Flow::Value(v)) => {
                        got = Some(v);
                        f.pc = LOADER_LINE;
                    }
                    Some(Flow::Pushed) => {
                        f.pc = LOADER_LINE;
                        return Ok(Next::Wait);
                    }
                    None => f.pc = GOT_LINE,
                },
                LOADER_LINE => {
                    let v = got.take().ok_or_else(|| vm_bug!("warning"))?;
                    let text = vm.heap.text(v.r()).map(|t| t.to_str_lossy().into_owned());
                    vm.heap.decref_own(v);
                    let line = text.and_then(|t| t.lines().nth((f.int(LINE) - 1).max(0) as usize).map(str::to_owned));
                    if let Some(line) = line {
                        let own = vm.new_str(&line);
                        put(vm, f, SOURCE_LINE, own);
                    }
                    f.pc = GOT_LINE;
                }
                GOT_LINE => {
                    let none = vm.one.none;
                    if f.get(MODULE) == Some(none) {
                        return Ok(Next::Done(vm.none()));
                    }
                    if f.get(REGISTRY).is_some_and(|r| r != none && vm.heap.dict(r).is_none()) {
                        return vm.type_err("'registry' must be a dict or None");
                    }
                    if f.get(REGISTRY) == Some(none) {
                        f.set(REGISTRY, Slot::NULL);
                    }
                    if f.get(MODULE).is_none() {
                        let file = f.get(FILENAME).map(|n| vm.heap.str_lossy(n)).unwrap_or_default();
                        let name = if file.is_empty() { "<unknown>" } else { file.strip_suffix(".py").unwrap_or(&file) };
                        let own = vm.new_str(name);
                        put(vm, f, MODULE, own);
                    }
                    let (message, class) = (at(f, MESSAGE)?, vm.ty(ids::WARNING));
                    ask!(f, got, IS_WARNING, vm.check_class(message, class, false));
                }
                IS_WARNING => {
                    let message = at(f, MESSAGE)?;
                    if truth!(vm, f, got) {
                        let class = vm.heap.own(vm.heap.type_of(message));
                        put(vm, f, CATEGORY, class);
                        ask!(f, got, GOT_TEXT, vm.str(message));
                    } else {
                        let own = vm.heap.own(message);
                        put(vm, f, TEXT, own);
                        let category = at(f, CATEGORY)?;
                        ask!(f, got, GOT_MESSAGE, vm.call_args(category, &[message]));
                    }
                }
                GOT_TEXT | GOT_MESSAGE => {
                    let v = got.take().ok_or_else(|| vm_bug!("warning"))?;
                    put(vm, f, if f.pc == GOT_TEXT { TEXT } else { MESSAGE }, v);
                    let line = vm.new_int(f.int(LINE));
                    let key = vm.tuple_from(&[at(f, TEXT)?, at(f, CATEGORY)?, line.r()]);
                    vm.heap.decref_own(line);
                    let key_ref = key.r();
                    put(vm, f, KEY, key);
                    match f.get(REGISTRY) {
                        Some(registry) if is_current(vm, registry) => {
                            ask!(f, got, GOT_KEY, vm.dict_op(DictOp::Find, registry, key_ref, None));
                        }
                        _ => f.pc = FIND_FILTERS,
                    }
                }
                GOT_KEY => {
                    if got.as_ref().is_some_and(|v| v.r() == vm.one.not_implemented) {
                        got = None;
                    } else if truth!(vm, f, got) {
                        return Ok(Next::Done(vm.none()));
                    }
                    f.pc = FIND_FILTERS;
                }
                FIND_FILTERS => {
                    let context = vm.warnings.context.get().and_then(|var| vm.context_value(var));
                    match context.filter(|c| *c != vm.one.none) {
                        Some(context) => ask!(f, got, CONTEXT_FILTERS, vm.getattr_str(context, "_filters")),
                        None => f.pc = GLOBAL_FILTERS,
                    }
                }
                CONTEXT_FILTERS => {
                    let v = got.take().ok_or_else(|| vm_bug!("warning"))?;
                    if vm.heap.list(v.r()).is_none() {
                        vm.heap.decref_own(v);
                        return vm.value_err("_filters of warnings._warnings_context must be a list");
                    }
                    put(vm, f, FILTERS, v);
                    f.set_int(NEXT, 0);
                    f.set_int(OF_CONTEXT, 1);
                    f.pc = NEXT_FILTER;
                }
                GLOBAL_FILTERS => {
                    if let Some(filters) = vm.warnings_attr("filters") {
                        let old = std::mem::replace(&mut vm.warnings.filters, filters.into());
                        vm.heap.release(old);
                    }
                    let Some(filters) = vm.warnings.filters.get().filter(|l| vm.heap.list(*l).is_some()) else {
                        return vm.value_err("_warnings.filters must be a list");
                    };
                    let own = vm.heap.own(filters);
                    put(vm, f, FILTERS, own);
                    f.set_int(NEXT, 0);
                    f.set_int(OF_CONTEXT, 0);
                    f.pc = NEXT_FILTER;
                }
                NEXT_FILTER => {
                    let (filters, i) = (at(f, FILTERS)?, f.int(NEXT));
                    let Some(item) = vm.heap.list(filters).and_then(|l| l.items.get(i as usize)).and_then(|s| s.get()) else {
                        let old = f.set(ITEM, Slot::NULL);
                        vm.heap.release(old);
                        f.pc = ACT;
                        continue;
                    };
                    let own = vm.heap.own(item);
                    put(vm, f, ITEM, own);
                    f.set_int(NEXT, i + 1);
                    if vm.heap.tuple(item).is_none_or(|t| t.items.len() != 5) {
                        let whose = if f.int(OF_CONTEXT) == 1 { "_warnings_context" } else { "filters" };
                        return vm.value_err(&format!("warnings.{whose} item {i} isn't a 5-tuple"));
                    }
                    let action = field(vm, f, 0)?;
                    if vm.heap.text(action).is_none() {
                        let message = format!("action must be a string, not '{}'", vm.type_name(action));
                        return vm.type_err(&message);
                    }
                    let text = at(f, TEXT)?;
                    let pattern = field(vm, f, 1)?;
                    ask!(f, got, MATCHED_TEXT, check_matched(vm, pattern, text));
                }
                // CPython asks for all three before it decides; what was asked is a bit of the answer.
                MATCHED_TEXT => {
                    let yes = truth!(vm, f, got);
                    f.set_int(3, i64::from(yes));
                    let (module, pattern) = (at(f, MODULE)?, field(vm, f, 3)?);
                    ask!(f, got, MATCHED_MODULE, check_matched(vm, pattern, module));
                }
                MATCHED_MODULE => {
                    let yes = truth!(vm, f, got);
                    f.set_int(3, f.int(3) & i64::from(yes));
                    let (category, wanted) = (at(f, CATEGORY)?, field(vm, f, 2)?);
                    ask!(f, got, IS_SUBCLASS, vm.check_class(category, wanted, true));
                }
                IS_SUBCLASS => {
                    let yes = truth!(vm, f, got);
                    let line = field(vm, f, 4)?;
                    let Some(n) = vm.heap.small_int(line) else { return vm.type_err("an integer is required") };
                    let good = f.int(3) & i64::from(yes) == 1 && (n == 0 || n == f.int(LINE));
                    f.pc = if good { ACT } else { NEXT_FILTER };
                }
                ACT => {
                    let action = match f.get(ITEM) {
                        Some(_) => field(vm, f, 0)?,
                        // No filter of the context: the global ones. None of those: the default.
                        None if f.int(OF_CONTEXT) == 1 => {
                            f.pc = GLOBAL_FILTERS;
                            continue;
                        }
                        None => default_action(vm)?,
                    };
                    let action = vm.heap.str_lossy(action);
                    let code = match action.as_str() {
                        "error" => {
                            let e = vm.heap.own(at(f, MESSAGE)?);
                            if vm.heap.exception(e.r()).is_none() {
                                vm.heap.decref_own(e);
                                return vm.type_err("exceptions must derive from BaseException");
                            }
                            vm.set_context(e.r());
                            return Err(Stop::Raise(e));
                        }
                        "ignore" => return Ok(Next::Done(vm.none())),
                        "always" | "all" => {
                            f.pc = SHOW;
                            continue;
                        }
                        "once" => 1,
                        "module" => 2,
                        "default" => 3,
                        _ => 4,
                    };
                    f.set_int(4, code);
                    match f.get(REGISTRY) {
                        Some(registry) => {
                            let (key, yes) = (at(f, KEY)?, vm.one.true_);
                            ask!(f, got, STORED, vm.dict_op(DictOp::Set, registry, key, Some(yes)));
                        }
                        None => f.pc = STORED,
                    }
                }
                STORED => {
                    drop_answer(vm, &mut got);
                    match f.int(4) {
                        1 | 2 => {}
                        3 => {
                            f.pc = SHOW;
                            continue;
                        }
                        _ => {
                            let action = match f.get(ITEM) {
                                Some(_) => field(vm, f, 0)?,
                                None => default_action(vm)?,
                            };
                            ask!(f, got, UNKNOWN_ACTION, vm.repr(action));
                            continue;
                        }
                    }
                    if f.get(REGISTRY).is_none() {
                        if f.int(4) == 2 {
                            f.pc = SHOW;
                            continue;
                        }
                        let once = once_registry(vm)?;
                        put(vm, f, REGISTRY, once);
                    }
                    let (registry, alt) = (at(f, REGISTRY)?, vm.tuple_from(&[at(f, TEXT)?, at(f, CATEGORY)?]));
                    let alt_ref = alt.r();
                    put(vm, f, ALT_KEY, alt);
                    if is_current(vm, registry) {
                        ask!(f, got, ALT_FOUND, vm.dict_op(DictOp::Find, registry, alt_ref, None));
                    } else {
                        got = Some(Own::assume(vm.one.not_implemented));
                        f.pc = ALT_FOUND;
                    }
                }
                ALT_FOUND => {
                    let absent = got.as_ref().is_some_and(|v| v.r() == vm.one.not_implemented);
                    if !absent && truth!(vm, f, got) {
                        return Ok(Next::Done(vm.none()));
                    }
                    let (registry, key, yes) = (at(f, REGISTRY)?, at(f, ALT_KEY)?, vm.one.true_);
                    ask!(f, got, ALT_STORED, vm.dict_op(DictOp::Set, registry, key, Some(yes)));
                }
                ALT_STORED => {
                    drop_answer(vm, &mut got);
                    f.pc = SHOW;
                }
                SHOW if vm.imports_warnings() => ask!(f, got, IMPORTED, vm.import_by_native("warnings")),
                SHOW | IMPORTED => {
                    drop_answer(vm, &mut got);
                    ask!(f, got, SHOWN, vm.show_warning(f));
                }
                SHOWN => {
                    return Ok(Next::Done(got.take().unwrap_or_else(|| vm.none())));
                }
                UNKNOWN_ACTION => {
                    let v = got.take().ok_or_else(|| vm_bug!("warning"))?;
                    put(vm, f, ALT_KEY, v);
                    let item = f.get(ITEM).unwrap_or(vm.one.none);
                    ask!(f, got, UNKNOWN_ITEM, vm.repr(item));
                }
                _ => {
                    let v = got.take().ok_or_else(|| vm_bug!("warning"))?;
                    let (action, item) = (vm.heap.str_lossy(at(f, ALT_KEY)?), vm.text_of(&v));
                    vm.heap.decref_own(v);
                    return Err(exc::runtime_error(vm, &format!("Unrecognized action ({action}) in warnings.filters:\n {item}")));
                }
            }
        }
    },
};

fn at(f: &NativeFrame, i: usize) -> Res<Ref> {
    f.get(i).ok_or_else(|| vm_bug!("a warning without place {i}"))
}

/// Entry `i` of the filter that is looked at.
fn field(vm: &Vm, f: &NativeFrame, i: usize) -> Res<Ref> {
    vm.heap.tuple(at(f, ITEM)?).and_then(|t| t.items.get(i)).and_then(|s| s.get()).ok_or_else(|| vm_bug!("filter"))
}

fn drop_answer(vm: &mut Vm, got: &mut Option<Own>) {
    if let Some(v) = got.take() {
        vm.heap.decref_own(v);
    }
}

/// None matches everything, a plain str itself, anything else by its `match`. CPython: check_matched.
fn check_matched(vm: &mut Vm, pattern: Ref, text: Ref) -> Res {
    if pattern == vm.one.none {
        return vm.bool_flow(true);
    }
    if vm.is_exact(pattern, ids::STR) {
        let same = vm.heap.text(text).is_some() && vm.heap.text(pattern) == vm.heap.text(text);
        return vm.bool_flow(same);
    }
    let name = vm.intern("match").into_ref();
    vm.call_method(pattern, name, &[text])
}

/// Is the registry of the present filters? One of older filters is emptied. CPython: already_warned.
fn is_current(vm: &mut Vm, registry: Ref) -> bool {
    let version = vm.dict_get_named(registry, "version").and_then(|v| vm.heap.small_int(v));
    if version == Some(vm.warnings.version) {
        return true;
    }
    let taken = vm.heap.dict_mut(registry).map(|d| d.take()).unwrap_or_default();
    let slots: Vec<Slot> = taken.slots().collect();
    vm.heap.release_all(slots.into_iter());
    let version = vm.new_int(vm.warnings.version);
    vm.dict_set_named(registry, "version", version);
    false
}

/// CPython: get_default_action.
fn default_action(vm: &mut Vm) -> Res<Ref> {
    if let Some(action) = vm.warnings_attr("defaultaction") {
        if vm.heap.text(action.r()).is_none() {
            let message = format!("_warnings.defaultaction must be a string, not '{}'", vm.type_name(action.r()));
            vm.heap.decref_own(action);
            return vm.type_err(&message);
        }
        let old = std::mem::replace(&mut vm.warnings.default_action, action.into());
        vm.heap.release(old);
    }
    vm.warnings.default_action.get().ok_or_else(|| vm_bug!("no default action"))
}

/// CPython: get_once_registry.
fn once_registry(vm: &mut Vm) -> Res<Own> {
    if let Some(registry) = vm.warnings_attr("onceregistry") {
        if vm.heap.dict(registry.r()).is_none() {
            let message = format!("_warnings.onceregistry must be a dict, not '{}'", vm.type_name(registry.r()));
            vm.heap.decref_own(registry);
            return vm.type_err(&message);
        }
        let old = std::mem::replace(&mut vm.warnings.once_registry, registry.into());
        vm.heap.release(old);
    }
    match vm.warnings.once_registry.get() {
        Some(r) => Ok(vm.heap.own(r)),
        None => Err(vm_bug!("no once registry")),
    }
}

/// The line as the module's loader has it. CPython: get_source_line.
fn source_line(vm: &mut Vm, f: &mut NativeFrame) -> Res<Option<Flow>> {
    let Some(globals) = f.get(SOURCE_LINE) else { return Ok(None) };
    let loader = vm.dict_get_named(globals, "__loader__").filter(|l| *l != vm.one.none);
    let name = vm.dict_get_named(globals, "__name__");
    let old = f.set(SOURCE_LINE, Slot::NULL);
    let flow = match (loader, name) {
        (Some(loader), Some(name)) => {
            let word = vm.intern("get_source").into_ref();
            let held = vm.heap.own(name);
            let flow = vm.call_method(loader, word, &[name]);
            vm.heap.decref_own(held);
            Some(flow)
        }
        _ => None,
    };
    vm.heap.release(old);
    flow.transpose()
}
