//! `split`, `splitlines`, `partition`, `join` and their kin.
//!
//! CPython: Objects/unicodeobject.c, Objects/stringlib/split.h, join.h.

use pyvarium_heap::{Ref, Slot};

use crate::args::Args;
use crate::core::{ids, kinds};
use crate::native::{Answer, NativeDef, Next};
use crate::objects::str_methods::{need_text, this};
use crate::stop::{Flow, Res};
use crate::vm::Vm;
use crate::vm_bug;

/// The receiver itself, where it is the only part.
fn list_of(vm: &mut Vm, args: &Args, parts: Vec<String>) -> Res {
    let r = args.at(0)?;
    let slots: Vec<Slot> = match parts.as_slice() {
        [only] => vec![vm.same_or_new_str(r, only).into()],
        _ => parts.into_iter().map(|p| vm.new_str(&p).into()).collect(),
    };
    Ok(Flow::Value(vm.list_from_slots(slots)))
}

pub(crate) fn split(vm: &mut Vm, args: &Args, from_right: bool) -> Res {
    let s = this(vm, args)?;
    let max = match args.get(2) {
        Some(m) => vm.index(m)?,
        None => -1,
    };
    let limit = usize::try_from(max).unwrap_or(usize::MAX);
    let sep = args.get(1).filter(|r| *r != vm.one.none);
    let mut parts: Vec<String> = Vec::new();
    match sep {
        None => {
            let space = crate::objects::unicode::is_space;
            if from_right {
                let mut rest = s.trim_end_matches(space);
                while !rest.is_empty() {
                    if parts.len() == limit {
                        parts.push(rest.to_owned());
                        break;
                    }
                    match rest.rfind(space) {
                        Some(i) => {
                            let after = rest.get(i..).unwrap_or_default();
                            let skip = after.chars().next().map_or(0, char::len_utf8);
                            parts.push(after.get(skip..).unwrap_or_default().to_owned());
                            rest = rest.get(..i).unwrap_or_default().trim_end_matches(space);
                        }
                        None => {
                            parts.push(rest.to_owned());
                            break;
                        }
                    }
                }
                parts.reverse();
            } else {
                let mut rest = s.trim_start_matches(space);
                while !rest.is_empty() {
                    if parts.len() == limit {
                        parts.push(rest.to_owned());
                        break;
                    }
                    let end = rest.find(space).unwrap_or(rest.len());
                    parts.push(rest.get(..end).unwrap_or_default().to_owned());
                    rest = rest.get(end..).unwrap_or_default().trim_start_matches(space);
                }
            }
        }
        Some(sep) => {
            let sep = match vm.heap.text(sep) {
                Some(t) => t.to_str_lossy().into_owned(),
                None => {
                    let message = format!("must be str or None, not {}", vm.type_name(sep));
                    return vm.type_err(&message);
                }
            };
            if sep.is_empty() {
                return vm.value_err("empty separator");
            }
            if from_right {
                parts = s.rsplitn(limit.saturating_add(1), sep.as_str()).map(str::to_owned).collect();
                parts.reverse();
            } else {
                parts = s.splitn(limit.saturating_add(1), sep.as_str()).map(str::to_owned).collect();
            }
        }
    }
    if sep.is_none() && limit == 0 {
        // The rest is cut out, even if that is all.
        let slots: Vec<Slot> = parts.into_iter().map(|p| vm.new_str(&p).into()).collect();
        return Ok(Flow::Value(vm.list_from_slots(slots)));
    }
    list_of(vm, args, parts)
}

pub(crate) fn splitlines(vm: &mut Vm, args: &Args) -> Res {
    let s = this(vm, args)?;
    let keep = args.get(1).is_some_and(|k| vm.truth_now(k) == Some(true));
    let mut parts = Vec::new();
    let mut line = String::new();
    let mut chars = s.chars().peekable();
    while let Some(c) = chars.next() {
        let ends = matches!(c, '\n' | '\r' | '\x0b' | '\x0c' | '\x1c' | '\x1d' | '\x1e' | '\u{85}' | '\u{2028}' | '\u{2029}');
        if !ends {
            line.push(c);
            continue;
        }
        if keep {
            line.push(c);
        }
        if c == '\r' && chars.peek() == Some(&'\n') {
            let n = chars.next();
            if keep {
                line.extend(n);
            }
        }
        parts.push(std::mem::take(&mut line));
    }
    if !line.is_empty() {
        parts.push(line);
    }
    list_of(vm, args, parts)
}

pub(crate) fn partition(vm: &mut Vm, args: &Args, from_right: bool) -> Res {
    let s = this(vm, args)?;
    let sep = need_text(vm, args.at(1)?, "")?.to_str_lossy().into_owned();
    if sep.is_empty() {
        return vm.value_err("empty separator");
    }
    let found = if from_right { s.rsplit_once(&sep) } else { s.split_once(&sep) };
    // Both are handed on as they are: the receiver where nothing was found, and the separator.
    let (this, sep_ref) = (args.at(0)?, args.at(1)?);
    let own = |vm: &mut Vm, r: Ref| Slot::own(vm.heap.own(r));
    let new = |vm: &mut Vm, text: &str| Slot::from(vm.new_str(text));
    let slots = match found {
        Some((a, b)) => vec![new(vm, a), own(vm, sep_ref), new(vm, b)],
        None if from_right => vec![new(vm, ""), new(vm, ""), own(vm, this)],
        None => vec![own(vm, this), new(vm, ""), new(vm, "")],
    };
    Ok(Flow::Value(vm.tuple_from_slots(slots)))
}

pub(crate) fn join(vm: &mut Vm, args: &Args) -> Res {
    let (sep, iterable) = (args.at(0)?, args.at(1)?);
    if vm.is_exact(iterable, ids::LIST) || vm.is_exact(iterable, ids::TUPLE) {
        return join_items(vm, sep, iterable);
    }
    let mark = vm.mark();
    match vm.sequence_fast(iterable, crate::objects::sequence::NotIterable::Join)? {
        Flow::Value(list) => {
            let done = join_items(vm, sep, list.r());
            vm.heap.decref_own(list);
            done
        }
        Flow::Pushed => vm.adapt(mark, kinds::JOIN, &[Slot::borrow(sep)], &[]),
    }
}

fn join_items(vm: &mut Vm, sep: Ref, seq: Ref) -> Res {
    let items: Vec<Ref> = vm.heap.items(seq).unwrap_or_default().iter().filter_map(|s| s.get()).collect();
    for (i, item) in items.iter().enumerate() {
        if vm.heap.text(*item).is_none() {
            let message = format!("sequence item {i}: expected str instance, {} found", vm.type_name(*item));
            return vm.type_err(&message);
        }
    }
    if let [one] = items.as_slice()
        && vm.is_exact(*one, ids::STR)
    {
        return vm.own_flow(*one);
    }
    let mut parts = Vec::with_capacity(items.len() * 2);
    for (i, item) in items.into_iter().enumerate() {
        if i > 0 {
            parts.push(sep);
        }
        parts.push(item);
    }
    let bytes: u64 = parts.iter().filter_map(|r| vm.heap.text(*r)).map(|t| t.len() as u64 * u64::from(t.kind())).sum();
    vm.check_bytes(bytes)?;
    let text = vm.concat_texts(&parts);
    Ok(Flow::Value(vm.new_text(text)))
}

/// slots: separator.
pub static JOIN: NativeDef = NativeDef {
    name: "str.join",
    catches: false,
    resume: |vm, f, answer| {
        let (Some(sep), Answer::Value(list)) = (f.get(0), answer) else { return Err(vm_bug!("join")) };
        let r = list.r();
        f.set(1, list.into());
        match join_items(vm, sep, r)? {
            Flow::Value(v) => Ok(Next::Done(v)),
            Flow::Pushed => Err(vm_bug!("join")),
        }
    },
};
