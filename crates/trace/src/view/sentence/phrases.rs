//! How a sentence names objects: by value, by a name that leads there, by type; and the phrases that many opcodes share.

use pyvarium_heap::frame::Frame;
use pyvarium_heap::object::GeneratorKind;
use pyvarium_heap::{Body, Ref, Slot};
use pyvarium_vm::{Stream, Vm};

use crate::view::just_run::JustRun;
use crate::view::{object, text};

/// What came to stdout between the two, short.
pub(super) fn written(before: &Vm, after: &Vm) -> Option<String> {
    let all = |vm: &Vm| -> String {
        let from = before.output.len().saturating_sub(1);
        vm.output.get(from..).unwrap_or_default().iter().filter(|(s, _)| *s == Stream::Stdout).map(|(_, t)| t.as_str()).collect()
    };
    let new = all(after).get(all(before).len()..)?.trim_end_matches('\n').replace('\n', " ⏎ ").replace('`', "'");
    let is_long = new.chars().count() > MAX_WRITTEN;
    let short: String = new.chars().take(MAX_WRITTEN).collect();
    (!new.is_empty()).then(|| if is_long { short + "…" } else { short })
}

/// Unit: characters.
pub(super) const MAX_WRITTEN: usize = 60;

/// An object as a reader would point at it: by value if it is small, by a name that leads to it, by its type.
pub(super) fn what(ran: &JustRun, r: Ref) -> String {
    let vm = ran.vm;
    if object::is_small(vm, r) {
        return format!("`{}`", text::short(vm, r));
    }
    if let Some(name) = name_of(ran, r) {
        let kind = vm.type_name(r);
        let own = text::name(vm, r);
        return match kind.as_str() {
            "function" | "type" | "builtin_function_or_method" if !own.is_empty() && own != "<lambda>" => format!("`{own}`"),
            "function" | "module" => format!("`{name}`"),
            _ => format!("the {kind} that `{name}` names"),
        };
    }
    match text::name(vm, r) {
        name if name.is_empty() => with_article(&vm.type_name(r)),
        name => format!("`{name}`"),
    }
}

pub(super) fn with_article(noun: &str) -> String {
    let noun = if noun == "type" { "class" } else { noun };
    let article = if noun.starts_with(['a', 'e', 'i', 'o', 'A', 'E', 'I', 'O']) { "an" } else { "a" };
    format!("{article} {noun}")
}

pub(super) fn name_of(ran: &JustRun, r: Ref) -> Option<String> {
    let vm = ran.vm;
    let locals = ran.frame.code.localsplus.iter().enumerate();
    for (i, name) in locals {
        let slot = ran.frame.local(i);
        let inner = slot.get().and_then(|c| vm.heap.cell(c)).and_then(Slot::get);
        if slot.get() == Some(r) || inner == Some(r) {
            return name.get().map(|n| vm.heap.str_lossy(n)).filter(|n| !n.starts_with('.'));
        }
    }
    let globals = ran.frame.globals.get().and_then(|g| vm.heap.dict(g))?;
    globals.iter().find(|(_, v)| *v == r).map(|(k, _)| vm.heap.str_lossy(k)).filter(|n| !n.starts_with("__"))
}

/// What the count of an object came to, where that is worth a word.
pub(super) fn count(ran: &JustRun, after: &Vm, r: Ref) -> String {
    let (old, new) = (ran.vm.heap.refcnt(r), after.heap.refcnt(r));
    if ran.vm.heap.is_immortal(r) {
        return " It is immortal: nothing counts it.".to_owned();
    }
    if after.heap.serial(r) != ran.vm.heap.serial(r) {
        return " That was its last reference: it is freed.".to_owned();
    }
    match new.cmp(&old) {
        std::cmp::Ordering::Greater => format!(" Its count rises to {new}."),
        std::cmp::Ordering::Less => format!(" Its count falls to {new}."),
        std::cmp::Ordering::Equal => format!(" Its count stays {new}."),
    }
}

/// What now lies on top of the stack of the frame that ran, if the frame is still the running one.
pub(super) fn pushed(ran: &JustRun, after: &Vm) -> Option<String> {
    let Some(Frame::Py(f)) = after.thread.frames.last() else { return None };
    if f.serial != ran.frame.serial {
        return None;
    }
    let r = f.stack().last()?.get()?;
    Some(format!("`{}`", text::short(after, r)))
}

/// Where control went: into a Python function, into a native, or on.
pub(super) fn entered(ran: &JustRun, after: &Vm) -> Option<String> {
    match after.thread.frames.last() {
        Some(Frame::Py(f)) if f.serial != ran.frame.serial && after.thread.frames.len() > ran.vm.thread.frames.len() => {
            Some(f.code.qualname.get().map(|n| after.heap.str_lossy(n)).unwrap_or_default())
        }
        _ => None,
    }
}

/// The innermost native frame between the instruction and the Python function that it entered.
pub(super) fn through(ran: &JustRun, after: &Vm) -> Option<&'static str> {
    let above = after.thread.frames.get(ran.vm.thread.frames.len()..)?;
    above.iter().rev().find_map(|f| match f {
        Frame::Native(f) => after.tables.native(pyvarium_vm::native::Kind(f.kind)).map(|def| def.name),
        Frame::Py(_) => None,
    })
}

pub(super) fn finish(ran: &JustRun, after: &Vm, begun: String, done: &str) -> String {
    if let Some(name) = entered(ran, after) {
        let by = through(ran, after).map(|n| format!("{n} waits, and ")).unwrap_or_default();
        return format!("{begun}: {by}a frame for `{name}` is pushed.");
    }
    match pushed(ran, after) {
        Some(result) => format!("{begun} and {done} {result}."),
        None => format!("{begun}."),
    }
}

/// `2 > 1` is asked; larger objects are told in words.
pub(super) fn expression(a: &str, sign: &str, b: &str) -> String {
    let inner = |text: &str| text.strip_prefix('`').and_then(|t| t.strip_suffix('`')).filter(|t| !t.contains('`')).map(str::to_owned);
    match (inner(a), inner(b)) {
        (Some(a), Some(b)) => format!("`{a} {sign} {b}` is worked out"),
        _ => format!("{} `{sign}` {b} is worked out", capital(a)),
    }
}

pub(super) fn called(ran: &JustRun, after: &Vm, callable: &str, this: Option<Ref>, arguments: &str, is_line: bool) -> String {
    let on = this.map(|r| format!(" on {}", what(ran, r))).unwrap_or_default();
    let begun = match is_line {
        true => format!("{} is called{on} with {arguments}", capital(callable)),
        false => format!("{} calls {callable}{on} with {arguments}", ran.op.name()),
    };
    if entered(ran, after).is_some() {
        return finish(ran, after, begun, "gets");
    }
    if let Some(text) = written(ran.vm, after) {
        return format!("{begun}. It writes `{text}`.");
    }
    let size = size(ran, after, this);
    match pushed(ran, after) {
        Some(result) if result == "`None`" && (is_line || !size.is_empty()) => format!("{begun}.{size}"),
        _ => finish(ran, after, begun, if is_line { "gives" } else { "gets" }) + &size,
    }
}

/// How long a container has become, if the instruction changed that.
pub(super) fn size(ran: &JustRun, after: &Vm, container: Option<Ref>) -> String {
    let Some(r) = container else { return String::new() };
    let length = |vm: &Vm| match vm.heap.body(r) {
        Body::List(l) => Some(l.items.len()),
        Body::Dict(d) => Some(d.len()),
        Body::Set(s) => Some(s.len()),
        _ => None,
    };
    match (length(ran.vm), length(after)) {
        (Some(old), Some(new)) if old != new && after.heap.serial(r) == ran.vm.heap.serial(r) => match new {
            0 => " It is empty now.".to_owned(),
            1 => " It has one item now.".to_owned(),
            n => format!(" It has {n} items now."),
        },
        _ => String::new(),
    }
}

pub(super) fn pushed_kind(after: &Vm) -> Option<&'static str> {
    let Some(Frame::Py(f)) = after.thread.frames.last() else { return None };
    Some(match after.heap.generator(f.stack().last()?.get()?)?.kind {
        GeneratorKind::Generator => "generator",
        GeneratorKind::Coroutine => "coroutine",
        GeneratorKind::AsyncGenerator => "async generator",
    })
}

/// `a, b and c`; of more than `max` only the number.
pub(super) fn list(values: &[String], max: usize) -> String {
    match values {
        [] => arguments(0),
        [one] => one.clone(),
        [head @ .., last] if values.len() <= max => format!("{} and {last}", head.join(", ")),
        _ => arguments(values.len()),
    }
}

pub(super) fn value(ran: &JustRun, r: Ref) -> String {
    match object::is_small(ran.vm, r) {
        true => format!("`{}`", text::short(ran.vm, r)),
        false => match ran.vm.type_name(r).as_str() {
            "module" => {
                format!("the module {}", text::short(ran.vm, r).trim_start_matches("<module ").trim_end_matches('>').replace('\'', "`"))
            }
            kind => with_article(kind),
        },
    }
}

pub(super) fn result(ran: &JustRun, after: &Vm) -> String {
    let Some(Frame::Py(f)) = after.thread.frames.last() else { return "nothing".to_owned() };
    match f.stack().last().and_then(|s| s.get()) {
        Some(r) if f.serial == ran.frame.serial => match object::is_small(after, r) {
            true => format!("`{}`", text::short(after, r)),
            false => format!("{} `{}`", with_article(&after.type_name(r)), text::short(after, r)),
        },
        _ => "nothing".to_owned(),
    }
}

pub(super) fn bound(ran: &JustRun, after: &Vm, name: &str, old: Option<Ref>, new: Option<Ref>) -> String {
    let Some(new) = new else { return format!("`{name}` is bound.") };
    let already = name_of(ran, new).filter(|n| n != name && new != ran.vm.one.none);
    let what = match already {
        Some(other) if object::is_small(ran.vm, new) => format!("{}, the object that `{other}` names", value(ran, new)),
        Some(other) => format!("the {} that `{other}` names", ran.vm.type_name(new)),
        None => value(ran, new),
    };
    let mut said = format!("`{name}` now names {what}.");
    match old.filter(|o| *o != new && !ran.vm.heap.is_immortal(*o)) {
        Some(old) if after.heap.serial(old) != ran.vm.heap.serial(old) => {
            said.push_str(&format!(" The {} that it named before had no other reference and is freed.", ran.vm.type_name(old)));
        }
        Some(old) => {
            said.push_str(&format!(" The {} that it named before keeps a count of {}.", ran.vm.type_name(old), after.heap.refcnt(old)));
        }
        None => {}
    }
    said
}

pub(super) fn values(n: usize) -> String {
    match n {
        0 => "no values".to_owned(),
        1 => "one value".to_owned(),
        n => format!("{n} values"),
    }
}

pub(super) fn arguments(n: usize) -> String {
    match n {
        0 => "no arguments".to_owned(),
        1 => "one argument".to_owned(),
        n => format!("{n} arguments"),
    }
}

pub(super) fn capital(text: &str) -> String {
    let mut chars = text.chars();
    chars.next().map(|c| c.to_uppercase().collect::<String>() + chars.as_str()).unwrap_or_default()
}
