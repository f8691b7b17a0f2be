//! The methods of str.
//!
//! CPython: Objects/unicodeobject.c, Objects/stringlib/.

use pyvarium_heap::text::Text;
use pyvarium_heap::{Ref, Slot};

use crate::args::Args;
use crate::core::{ids, kinds};
use crate::native::{Answer, FnDef, NativeDef, Next};
use crate::objects::str_::find;
use crate::stop::{Flow, Res};
use crate::vm::Vm;
use crate::vm_bug;

pub static METHODS: &[FnDef] = &[
    FnDef::new("__format__", "format_spec, /", crate::objects::str_::str_format),
    FnDef::new("__sizeof__", "", |vm, a| {
        let n = vm.sizeof(a.at(0)?);
        Ok(Flow::Value(vm.new_int(n as i64)))
    }),
    FnDef::new("__getnewargs__", "", |vm, a| {
        // Always of exact strings: a subclass that is copied is made from them.
        let units = vm.heap.text(a.at(0)?).map(|t| t.units.clone());
        let plain = vm.new_text(Text::from_units(units.unwrap_or(Text::from("").units)));
        Ok(Flow::Value(vm.tuple_from_slots(vec![plain.into()])))
    }),
    FnDef::new("upper", "", |vm, a| map_text(vm, a, |s| s.to_uppercase())),
    FnDef::new("lower", "", |vm, a| map_text(vm, a, |s| s.to_lowercase())),
    FnDef::new("casefold", "", |vm, a| map_text(vm, a, |s| s.to_lowercase().replace('ß', "ss"))),
    FnDef::new("title", "", |vm, a| map_text(vm, a, title)),
    FnDef::new("capitalize", "", |vm, a| map_text(vm, a, capitalize)),
    FnDef::new("swapcase", "", |vm, a| map_text(vm, a, swapcase)),
    FnDef::new("strip", "chars=None, /", |vm, a| strip(vm, a, true, true)),
    FnDef::new("lstrip", "chars=None, /", |vm, a| strip(vm, a, true, false)),
    FnDef::new("rstrip", "chars=None, /", |vm, a| strip(vm, a, false, true)),
    FnDef::new("split", "sep=None, maxsplit=-1", |vm, a| split(vm, a, false)),
    FnDef::new("rsplit", "sep=None, maxsplit=-1", |vm, a| split(vm, a, true)),
    FnDef::new("splitlines", "keepends=False", splitlines),
    FnDef::new("partition", "sep, /", |vm, a| partition(vm, a, false)),
    FnDef::new("rpartition", "sep, /", |vm, a| partition(vm, a, true)),
    FnDef::new("join", "iterable, /", join),
    FnDef::new("replace", "old, new, /, count=-1", replace),
    FnDef::new("find", "sub, start=None, end=None, /", |vm, a| search(vm, a, false, false)),
    FnDef::new("rfind", "sub, start=None, end=None, /", |vm, a| search(vm, a, true, false)),
    FnDef::new("index", "sub, start=None, end=None, /", |vm, a| search(vm, a, false, true)),
    FnDef::new("rindex", "sub, start=None, end=None, /", |vm, a| search(vm, a, true, true)),
    FnDef::new("count", "sub, start=None, end=None, /", count),
    FnDef::new("startswith", "prefix, start=None, end=None, /", |vm, a| affix(vm, a, true)),
    FnDef::new("endswith", "suffix, start=None, end=None, /", |vm, a| affix(vm, a, false)),
    FnDef::new("removeprefix", "prefix, /", |vm, a| remove_affix(vm, a, true)),
    FnDef::new("removesuffix", "suffix, /", |vm, a| remove_affix(vm, a, false)),
    FnDef::new("center", "width, fillchar=' ', /", |vm, a| justify(vm, a, '^')),
    FnDef::new("ljust", "width, fillchar=' ', /", |vm, a| justify(vm, a, '<')),
    FnDef::new("rjust", "width, fillchar=' ', /", |vm, a| justify(vm, a, '>')),
    FnDef::new("zfill", "width, /", zfill),
    FnDef::new("expandtabs", "tabsize=8", expandtabs),
    FnDef::new("isdigit", "", |vm, a| all_chars(vm, a, |c| c.is_ascii_digit() || matches!(c, '\u{b2}' | '\u{b3}' | '\u{b9}'))),
    FnDef::new("isdecimal", "", |vm, a| all_chars(vm, a, |c| c.is_ascii_digit())),
    FnDef::new("isnumeric", "", |vm, a| all_chars(vm, a, char::is_numeric)),
    FnDef::new("isalpha", "", |vm, a| all_chars(vm, a, char::is_alphabetic)),
    FnDef::new("isalnum", "", |vm, a| all_chars(vm, a, char::is_alphanumeric)),
    FnDef::new("isspace", "", |vm, a| all_chars(vm, a, char::is_whitespace)),
    FnDef::new("isupper", "", |vm, a| cased(vm, a, char::is_uppercase, char::is_lowercase)),
    FnDef::new("islower", "", |vm, a| cased(vm, a, char::is_lowercase, char::is_uppercase)),
    FnDef::new("istitle", "", |vm, a| {
        let s = this(vm, a)?;
        let yes = s.chars().any(char::is_alphabetic) && title(&s) == s;
        vm.bool_flow(yes)
    }),
    FnDef::new("isascii", "", |vm, a| {
        let yes = vm.heap.text(a.at(0)?).is_some_and(Text::is_ascii);
        vm.bool_flow(yes)
    }),
    FnDef::new("isprintable", "", |vm, a| {
        let s = this(vm, a)?;
        let yes = s.chars().all(|c| c == ' ' || (' '..'\x7f').contains(&c) || (c > '\x7f' && pyvarium_code::printable::is_printable(c)));
        vm.bool_flow(yes)
    }),
    FnDef::new("isidentifier", "", |vm, a| {
        let s = this(vm, a)?;
        let mut chars = s.chars();
        let yes = chars.next().is_some_and(|c| c == '_' || c.is_alphabetic()) && chars.all(|c| c == '_' || c.is_alphanumeric());
        vm.bool_flow(yes)
    }),
    FnDef::new("format", "*args, **kwargs", crate::objects::str_format::format),
    FnDef::new("encode", "encoding='utf-8', errors='strict'", |vm, a| {
        vm.check_codec_names("encode", a.get(1), a.get(2))?;
        let b = vm.encode(a.at(0)?, a.get(1), a.get(2))?;
        Ok(Flow::Value(vm.new_bytes(b)))
    }),
    FnDef::new("translate", "table, /", crate::objects::str_translate::translate),
    FnDef::new("format_map", "mapping, /", crate::objects::str_format::format_map),
    FnDef::stat("maketrans", "x, y=None, z=None, /", crate::objects::str_translate::maketrans),
];

fn this(vm: &Vm, args: &Args) -> Res<String> {
    Ok(vm.heap.str_lossy(args.at(0)?))
}

fn need_text(vm: &mut Vm, r: Ref, what: &str) -> Res<Text> {
    match vm.heap.text(r) {
        Some(t) => Ok(t.clone()),
        None => {
            let message = format!("{what} must be str, not {}", vm.type_name(r));
            vm.type_err(&message)
        }
    }
}

fn text_flow(vm: &mut Vm, s: &str) -> Res {
    Ok(Flow::Value(vm.new_str(s)))
}

fn map_text(vm: &mut Vm, args: &Args, f: fn(&str) -> String) -> Res {
    let s = this(vm, args)?;
    let out = f(&s);
    text_flow(vm, &out)
}

fn title(s: &str) -> String {
    let mut out = String::new();
    let mut in_word = false;
    for c in s.chars() {
        if in_word {
            out.extend(c.to_lowercase())
        } else {
            out.extend(c.to_uppercase())
        }
        in_word = c.is_alphabetic();
    }
    out
}

fn capitalize(s: &str) -> String {
    let mut chars = s.chars();
    match chars.next() {
        Some(c) => c.to_uppercase().chain(chars.as_str().to_lowercase().chars()).collect(),
        None => String::new(),
    }
}

fn swapcase(s: &str) -> String {
    s.chars().flat_map(|c| if c.is_uppercase() { c.to_lowercase().collect::<Vec<_>>() } else { c.to_uppercase().collect() }).collect()
}

fn strip(vm: &mut Vm, args: &Args, left: bool, right: bool) -> Res {
    let r = args.at(0)?;
    let chars = match args.get(1).filter(|c| *c != vm.one.none) {
        None => None,
        Some(c) => match vm.heap.text(c) {
            Some(t) => Some(t.points().collect::<Vec<u32>>()),
            None => {
                let name = if left && right {
                    "strip"
                } else if left {
                    "lstrip"
                } else {
                    "rstrip"
                };
                return vm.type_err(&format!("{name} arg must be None or str"));
            }
        },
    };
    let Some(text) = vm.heap.text(r) else { return vm.not_implemented() };
    let drop = |p: u32| match &chars {
        Some(set) => set.contains(&p),
        None => char::from_u32(p).is_some_and(|c| c.is_whitespace() || ('\x1c'..='\x1f').contains(&c)),
    };
    let points: Vec<u32> = text.points().collect();
    let start = if left { points.iter().take_while(|p| drop(**p)).count() } else { 0 };
    let end = if right { points.len() - points.iter().rev().take_while(|p| drop(**p)).count() } else { points.len() };
    if start == 0 && end == points.len() && vm.is_exact(r, ids::STR) {
        return vm.own_flow(r);
    }
    let cut = text.slice(start, end.max(start));
    Ok(Flow::Value(vm.new_text(cut)))
}

fn list_of(vm: &mut Vm, parts: impl IntoIterator<Item = String>) -> Res {
    let slots: Vec<Slot> = parts.into_iter().map(|p| vm.new_str(&p).into()).collect();
    Ok(Flow::Value(vm.list_from_slots(slots)))
}

fn split(vm: &mut Vm, args: &Args, from_right: bool) -> Res {
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
            let space = |c: char| c.is_whitespace() || ('\x1c'..='\x1f').contains(&c);
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
            let sep = need_text(vm, sep, "must be str or None, not")?.to_str_lossy().into_owned();
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
    list_of(vm, parts)
}

fn splitlines(vm: &mut Vm, args: &Args) -> Res {
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
    list_of(vm, parts)
}

fn partition(vm: &mut Vm, args: &Args, from_right: bool) -> Res {
    let s = this(vm, args)?;
    let sep = need_text(vm, args.at(1)?, "must be str, not")?.to_str_lossy().into_owned();
    if sep.is_empty() {
        return vm.value_err("empty separator");
    }
    let found = if from_right { s.rsplit_once(&sep) } else { s.split_once(&sep) };
    let parts = match found {
        Some((a, b)) => [a.to_owned(), sep.clone(), b.to_owned()],
        None if from_right => [String::new(), String::new(), s.clone()],
        None => [s.clone(), String::new(), String::new()],
    };
    let slots: Vec<Slot> = parts.iter().map(|p| vm.new_str(p).into()).collect();
    Ok(Flow::Value(vm.tuple_from_slots(slots)))
}

fn join(vm: &mut Vm, args: &Args) -> Res {
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

fn replace(vm: &mut Vm, args: &Args) -> Res {
    let r = args.at(0)?;
    let s = this(vm, args)?;
    let old = need_text(vm, args.at(1)?, "replace() argument 1")?.to_str_lossy().into_owned();
    let new = need_text(vm, args.at(2)?, "replace() argument 2")?.to_str_lossy().into_owned();
    let count = match args.get(3) {
        Some(c) => vm.index(c)?,
        None => -1,
    };
    let times = usize::try_from(count).unwrap_or(usize::MAX);
    let n = s.matches(old.as_str()).take(times).count() as u64;
    vm.check_bytes(n.saturating_mul(new.len() as u64))?;
    let out = if count < 0 { s.replace(&old, &new) } else { s.replacen(&old, &new, times) };
    if out == s && vm.is_exact(r, ids::STR) {
        return vm.own_flow(r);
    }
    text_flow(vm, &out)
}

/// Start and end arguments, cut to the text. Unit: code points.
fn bounds(vm: &mut Vm, args: &Args, len: usize) -> Res<(usize, usize)> {
    let mut ends = [0i64, len as i64];
    for (i, end) in ends.iter_mut().enumerate() {
        if let Some(r) = args.get(2 + i).filter(|r| *r != vm.one.none) {
            let mut v = vm.index_clamped(r)?;
            if v < 0 {
                v = (v + len as i64).max(0);
            }
            *end = v;
        }
    }
    // A start beyond the end finds nothing, not even nothing.
    Ok((ends[0].min(len as i64 + 1) as usize, ends[1].min(len as i64) as usize))
}

fn search(vm: &mut Vm, args: &Args, from_right: bool, raises: bool) -> Res {
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

fn count(vm: &mut Vm, args: &Args) -> Res {
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

fn affix(vm: &mut Vm, args: &Args, prefix: bool) -> Res {
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

fn remove_affix(vm: &mut Vm, args: &Args, prefix: bool) -> Res {
    let r = args.at(0)?;
    let name = if prefix { "removeprefix()" } else { "removesuffix()" };
    let affix = need_text(vm, args.at(1)?, &format!("{name} argument"))?.to_str_lossy().into_owned();
    let s = this(vm, args)?;
    let cut = if prefix { s.strip_prefix(&affix) } else { s.strip_suffix(&affix) };
    match cut {
        Some(out) if !affix.is_empty() => text_flow(vm, out),
        _ => vm.str(r),
    }
}

fn justify(vm: &mut Vm, args: &Args, align: char) -> Res {
    let width = vm.size(args.at(1)?)?;
    let fill = match args.get(2) {
        None => ' ',
        Some(f) => {
            let t = need_text(vm, f, "The fill character")?;
            match (t.len(), t.at(0).and_then(char::from_u32)) {
                (1, Some(c)) => c,
                _ => return vm.type_err("The fill character must be exactly one character long"),
            }
        }
    };
    let s = this(vm, args)?;
    let n = s.chars().count();
    let pad = width.saturating_sub(n);
    // CPython puts the odd one left when the width is odd too.
    let left = match align {
        '<' => 0,
        '>' => pad,
        _ => pad / 2 + (pad & width & 1),
    };
    let out: String = std::iter::repeat_n(fill, left).chain(s.chars()).chain(std::iter::repeat_n(fill, pad - left)).collect();
    text_flow(vm, &out)
}

fn zfill(vm: &mut Vm, args: &Args) -> Res {
    let width = vm.size(args.at(1)?)?;
    let s = this(vm, args)?;
    let (sign, rest) = match s.chars().next() {
        Some(c @ ('+' | '-')) => (c.to_string(), s.get(1..).unwrap_or_default().to_owned()),
        _ => (String::new(), s.clone()),
    };
    let pad = width.saturating_sub(s.chars().count());
    let out = format!("{sign}{}{rest}", "0".repeat(pad));
    text_flow(vm, &out)
}

fn expandtabs(vm: &mut Vm, args: &Args) -> Res {
    let size = match args.get(1) {
        Some(n) => vm.size(n)?,
        None => 8,
    };
    let s = this(vm, args)?;
    vm.check_bytes((s.matches('\t').count() as u64).saturating_mul(size as u64))?;
    let mut out = String::new();
    let mut column = 0;
    for c in s.chars() {
        match c {
            '\t' => {
                let n = if size == 0 { 0 } else { size - column % size };
                out.extend(std::iter::repeat_n(' ', n));
                column += n;
            }
            '\n' | '\r' => {
                out.push(c);
                column = 0;
            }
            _ => {
                out.push(c);
                column += 1;
            }
        }
    }
    text_flow(vm, &out)
}

fn all_chars(vm: &mut Vm, args: &Args, f: fn(char) -> bool) -> Res {
    let s = this(vm, args)?;
    vm.bool_flow(!s.is_empty() && s.chars().all(f))
}

fn cased(vm: &mut Vm, args: &Args, wanted: fn(char) -> bool, refused: fn(char) -> bool) -> Res {
    let s = this(vm, args)?;
    vm.bool_flow(s.chars().any(wanted) && !s.chars().any(refused))
}
