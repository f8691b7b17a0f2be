//! `find`, `index`, `count`, `startswith` and their kin: where one text lies in another.
//!
//! CPython: Objects/unicodeobject.c (any_find_slice, unicode_count_impl, tailmatch).

use pyvarium_heap::Ref;

use crate::args::Args;
use crate::objects::str_::find;
use crate::objects::str_methods::need_text;
use crate::stop::{Flow, Res};
use crate::vm::Vm;

/// Start and end arguments, cut to the text. Unit: code points.
fn bounds(vm: &mut Vm, args: &Args, len: usize) -> Res<(usize, usize)> {
    let mut ends = [0i64, len as i64];
    for (i, end) in ends.iter_mut().enumerate() {
        if let Some(r) = args.get(2 + i).filter(|r| *r != vm.one.none) {
            let mut v = vm.slice_bound(r)?;
            if v < 0 {
                v = (v + len as i64).max(0);
            }
            *end = v;
        }
    }
    // A start beyond the end finds nothing, not even nothing.
    Ok((ends[0].min(len as i64 + 1) as usize, ends[1].min(len as i64) as usize))
}

pub(crate) fn search(vm: &mut Vm, args: &Args, from_right: bool, raises: bool) -> Res {
    let name = match (from_right, raises) {
        (false, false) => "find()",
        (true, false) => "rfind()",
        (false, true) => "index()",
        (true, true) => "rindex()",
    };
    let needle = need_text(vm, args.at(1)?, &format!("{name} argument 1"))?;
    let Some(hay) = vm.heap.text(args.at(0)?).cloned() else { return vm.not_implemented() };
    let (start, end) = bounds(vm, args, hay.len())?;
    let found = if start > end {
        None
    } else if from_right {
        let last = (end + 1).checked_sub(needle.len());
        last.and_then(|last| (start..last).rev().find(|i| find(&hay, &needle, *i, i + needle.len()) == Some(*i)))
    } else {
        find(&hay, &needle, start, end)
    };
    match found {
        Some(i) => Ok(Flow::Value(vm.new_int(i as i64))),
        None if raises => vm.value_err("substring not found"),
        None => Ok(Flow::Value(vm.new_int(-1))),
    }
}

pub(crate) fn count(vm: &mut Vm, args: &Args) -> Res {
    let needle = need_text(vm, args.at(1)?, "count() argument 1")?;
    let Some(hay) = vm.heap.text(args.at(0)?).cloned() else { return vm.not_implemented() };
    let (mut start, end) = bounds(vm, args, hay.len())?;
    if needle.is_empty() {
        let n = if start > end { 0 } else { end - start + 1 };
        return Ok(Flow::Value(vm.new_int(n as i64)));
    }
    let mut n = 0;
    while start <= end
        && let Some(i) = find(&hay, &needle, start, end)
    {
        n += 1;
        start = i + needle.len();
    }
    Ok(Flow::Value(vm.new_int(n)))
}

pub(crate) fn affix(vm: &mut Vm, args: &Args, prefix: bool) -> Res {
    let name = if prefix { "startswith" } else { "endswith" };
    let Some(hay) = vm.heap.text(args.at(0)?).cloned() else { return vm.not_implemented() };
    let (start, end) = bounds(vm, args, hay.len())?;
    let what = args.at(1)?;
    let candidates: Vec<Ref> = match vm.heap.tuple(what) {
        Some(t) => t.items.iter().filter_map(|s| s.get()).collect(),
        None => vec![what],
    };
    for c in candidates {
        let Some(t) = vm.heap.text(c) else {
            let given = vm.type_name(c);
            let message = if c == what {
                format!("{name} first arg must be str or a tuple of str, not {given}")
            } else {
                format!("tuple for {name} must only contain str, not {given}")
            };
            return vm.type_err(&message);
        };
        if start <= end && t.len() <= end - start {
            let at = if prefix { start } else { end - t.len() };
            if hay.slice(at, at + t.len()) == *t {
                return vm.bool_flow(true);
            }
        }
    }
    vm.bool_flow(false)
}
