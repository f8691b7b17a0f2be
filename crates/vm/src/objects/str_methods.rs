//! The methods of str.
//!
//! CPython: Objects/unicodeobject.c, Objects/stringlib/.

use pyvarium_heap::Ref;
use pyvarium_heap::text::Text;

use crate::args::Args;
use crate::core::ids;
use crate::native::FnDef;
use crate::objects::str_search::{affix, count, search};
use crate::objects::str_split::{join, partition, split, splitlines};
use crate::objects::unicode;
use crate::stop::{Flow, Res};
use crate::vm::Vm;

pub static METHODS: &[FnDef] = &[
    FnDef::new("__format__", "format_spec, /", |vm, a| crate::objects::object::with_spec(vm, a, crate::objects::str_::str_format)),
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
    FnDef::new("upper", "", |vm, a| map_text(vm, a, unicode::upper)),
    FnDef::new("lower", "", |vm, a| map_text(vm, a, unicode::lower)),
    FnDef::new("casefold", "", |vm, a| map_text(vm, a, unicode::casefold)),
    FnDef::new("title", "", |vm, a| map_text(vm, a, unicode::title)),
    FnDef::new("capitalize", "", |vm, a| map_text(vm, a, unicode::capitalize)),
    FnDef::new("swapcase", "", |vm, a| map_text(vm, a, unicode::swapcase)),
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
    FnDef::new("isdigit", "", |vm, a| all_chars(vm, a, unicode::is_digit)),
    FnDef::new("isdecimal", "", |vm, a| all_chars(vm, a, unicode::is_decimal)),
    FnDef::new("isnumeric", "", |vm, a| all_chars(vm, a, unicode::is_numeric)),
    FnDef::new("isalpha", "", |vm, a| all_chars(vm, a, unicode::is_alpha)),
    FnDef::new("isalnum", "", |vm, a| all_chars(vm, a, unicode::is_alnum)),
    FnDef::new("isspace", "", |vm, a| all_chars(vm, a, unicode::is_space)),
    FnDef::new("isupper", "", |vm, a| cased(vm, a, unicode::is_upper, |c| unicode::is_lower(c) || unicode::is_title(c))),
    FnDef::new("islower", "", |vm, a| cased(vm, a, unicode::is_lower, |c| unicode::is_upper(c) || unicode::is_title(c))),
    FnDef::new("istitle", "", |vm, a| {
        let s = this(vm, a)?;
        vm.bool_flow(unicode::is_titled(&s))
    }),
    FnDef::new("isascii", "", |vm, a| {
        let yes = vm.heap.text(a.at(0)?).is_some_and(Text::is_ascii);
        vm.bool_flow(yes)
    }),
    FnDef::new("isprintable", "", |vm, a| {
        let s = this(vm, a)?;
        if vm.heap.text(a.at(0)?).is_some_and(|t| t.points().any(|p| char::from_u32(p).is_none())) {
            return vm.bool_flow(false);
        }
        let yes = s.chars().all(|c| c == ' ' || (' '..'\x7f').contains(&c) || (c > '\x7f' && pyvarium_code::printable::is_printable(c)));
        vm.bool_flow(yes)
    }),
    FnDef::new("isidentifier", "", |vm, a| {
        let s = this(vm, a)?;
        vm.bool_flow(is_identifier(&s))
    }),
    FnDef::new("format", "*args, **kwargs", crate::objects::str_format::format),
    FnDef::new("encode", "encoding='utf-8', errors='strict'", |vm, a| {
        vm.check_codec_names("encode", a.get(1), a.get(2))?;
        crate::codecs::go(vm, crate::codecs::Work::StrEncode, a)
    }),
    FnDef::new("translate", "table, /", crate::objects::str_translate::translate),
    FnDef::new("format_map", "mapping, /", crate::objects::str_format::format_map),
    FnDef::stat("maketrans", "x, y=None, z=None, /", crate::objects::str_translate::maketrans),
];

pub(crate) fn this(vm: &Vm, args: &Args) -> Res<String> {
    Ok(vm.heap.str_lossy(args.at(0)?))
}

pub(crate) fn need_text(vm: &mut Vm, r: Ref, what: &str) -> Res<Text> {
    match vm.heap.text(r) {
        Some(t) => Ok(t.clone()),
        None => {
            let given = if what.contains("argument") { vm.given_name(r) } else { vm.type_name(r) };
            vm.type_err(format!("{what} must be str, not {given}").trim_start())
        }
    }
}

pub(crate) fn text_flow(vm: &mut Vm, s: &str) -> Res {
    Ok(Flow::Value(vm.new_str(s)))
}

fn map_text(vm: &mut Vm, args: &Args, f: fn(&str) -> String) -> Res {
    let Some(text) = vm.heap.text(args.at(0)?).cloned() else { return vm.not_implemented() };
    let points: Vec<u32> = text.points().collect();
    if points.iter().all(|p| char::from_u32(*p).is_some()) {
        let out = f(&text.to_str_lossy());
        return text_flow(vm, &out);
    }
    // Surrogates have no case: a character that has none either stands for them meanwhile.
    const STAND_IN: char = '\u{fdd0}';
    let plain: String = points.iter().map(|p| char::from_u32(*p).unwrap_or(STAND_IN)).collect();
    let mut surrogates = points.iter().copied().filter(|p| char::from_u32(*p).is_none_or(|c| c == STAND_IN));
    let mapped = f(&plain);
    let out: Vec<u32> =
        mapped.chars().map(|c| if c == STAND_IN { surrogates.next().unwrap_or(u32::from(c)) } else { u32::from(c) }).collect();
    Ok(Flow::Value(vm.new_text(Text::from_point_slice(&out))))
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
        None => char::from_u32(p).is_some_and(unicode::is_space),
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
            let Some(t) = vm.heap.text(f) else {
                let message = format!("The fill character must be a unicode character, not {}", vm.type_name(f));
                return vm.type_err(&message);
            };
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
    unchanged_or(vm, args, &out)
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
    unchanged_or(vm, args, &out)
}

/// An answer equal to an exact str receiver is that receiver.
fn unchanged_or(vm: &mut Vm, args: &Args, out: &str) -> Res {
    let r = args.at(0)?;
    Ok(Flow::Value(vm.same_or_new_str(r, out)))
}

fn expandtabs(vm: &mut Vm, args: &Args) -> Res {
    let size = match args.get(1) {
        Some(n) => {
            let n = crate::run::sys_functions::c_int(vm, n)?.max(0);
            vm.check_bytes(n as u64)?;
            n as usize
        }
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
    unchanged_or(vm, args, &out)
}

fn all_chars(vm: &mut Vm, args: &Args, f: fn(char) -> bool) -> Res {
    let s = this(vm, args)?;
    vm.bool_flow(!s.is_empty() && s.chars().all(f))
}

fn cased(vm: &mut Vm, args: &Args, wanted: fn(char) -> bool, refused: fn(char) -> bool) -> Res {
    let s = this(vm, args)?;
    vm.bool_flow(s.chars().any(wanted) && !s.chars().any(refused))
}

pub(crate) use unicode::is_identifier;
