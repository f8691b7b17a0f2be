//! `str.format` and `str.format_map`: fields with attributes, items, conversions and nested specs, each
//! of which may be Python's to say.
//!
//! CPython: Objects/stringlib/unicode_format.h (MarkupIterator_next, parse_field, get_field_object).

use pyvarium_heap::frame::NativeFrame;
use pyvarium_heap::{Own, Ref, Slot};

use crate::args::Args;
use crate::core::kinds;
use crate::exc;
use crate::native::{Answer, NativeDef, Next};
use crate::stop::{Flow, Res};
use crate::vm::Vm;
use crate::vm_bug;

/// Specs may hold fields, and the specs of these no more. CPython: MAX_RECURSION.
const MAX_NESTING: i64 = 2;

// Slots: the format, positional arguments (a tuple, or NULL), names (a mapping, or NULL), the object,
// its spec, a whole answer.
const TEXT: usize = 0;
const POSITIONAL: usize = 1;
const NAMED: usize = 2;
const OBJECT: usize = 3;
const SPEC: usize = 4;
/// A str that is the whole answer, if nothing else is put before or behind it.
const WHOLE: usize = 5;
// Integers. Places are characters of the format.
const AT: usize = 0;
const NESTING: usize = 1;
/// Number of the next field without a number; -1 after one with a number, -2 at the start.
const AUTO: usize = 2;
const CONVERSION: usize = 3;
const PATH_FROM: usize = 4;
const PATH_TO: usize = 5;
const SPEC_FROM: usize = 6;
const SPEC_TO: usize = 7;
const EXPANDS: usize = 8;
/// 1: the answer is the text with the state of AUTO.
const IS_NESTED: usize = 9;

const MANUAL: i64 = -1;
const UNDECIDED: i64 = -2;

const NEXT: u16 = 0;
const FIRST: u16 = 1;
const PATH: u16 = 2;
const STEP: u16 = 3;
const CONVERTED: u16 = 4;
const EXPANDED: u16 = 5;
const FORMAT: u16 = 6;
const FORMATTED: u16 = 7;

pub fn format(vm: &mut Vm, args: &Args) -> Res {
    let text = args.at(0)?;
    let positional: Vec<Ref> = args.positional().skip(1).collect();
    let tuple = vm.tuple_from(&positional);
    let names: Vec<Ref> = args.kwnames.and_then(|k| vm.heap.items(k)).unwrap_or_default().iter().filter_map(|s| s.get()).collect();
    let named = vm.new_dict();
    for (i, name) in names.into_iter().enumerate() {
        let value = args.at(args.n_positional() + i)?;
        vm.dict_set_str(named.r(), name, value);
    }
    start(vm, [Slot::borrow(text), tuple.into(), named.into()], 0, UNDECIDED, 0)
}

pub fn format_map(vm: &mut Vm, args: &Args) -> Res {
    start(vm, [Slot::borrow(args.at(0)?), Slot::NULL, Slot::borrow(args.at(1)?)], 0, UNDECIDED, 0)
}

fn start(vm: &mut Vm, slots: [Slot; 3], nesting: i64, auto: i64, is_nested: i64) -> Res {
    vm.push_native(kinds::STR_FORMAT, &slots, &[0, nesting, auto, 0, 0, 0, 0, 0, 0, is_nested])
}

fn characters(vm: &Vm, f: &NativeFrame) -> Vec<char> {
    f.get(TEXT).map(|t| vm.heap.str_lossy(t).chars().collect()).unwrap_or_default()
}

fn piece(chars: &[char], from: i64, to: i64) -> String {
    chars.get(from as usize..to.max(from) as usize).unwrap_or_default().iter().collect()
}

fn put(f: &mut NativeFrame, text: &str) {
    f.bytes.extend_from_slice(text.as_bytes());
}

/// What a step through a format came to.
#[derive(PartialEq, Eq)]
enum Step {
    End,
    Literal,
    Field,
}

/// Literal text up to the next field, whose parts are put into the frame. False at the end.
fn next_field(vm: &mut Vm, f: &mut NativeFrame, chars: &[char]) -> Res<bool> {
    loop {
        match next_step(vm, f, chars)? {
            Step::End => return Ok(false),
            Step::Literal => {}
            Step::Field => return Ok(true),
        }
    }
}

/// Literal text up to the next brace. A doubled brace is literal text and ends a step.
fn next_step(vm: &mut Vm, f: &mut NativeFrame, chars: &[char]) -> Res<Step> {
    let from = f.int(AT) as usize;
    let rest = chars.get(from..).unwrap_or_default();
    let Some(n) = rest.iter().position(|c| matches!(c, '{' | '}')) else {
        put(f, &rest.iter().collect::<String>());
        f.set_int(AT, chars.len() as i64);
        return Ok(if rest.is_empty() { Step::End } else { Step::Literal });
    };
    let (brace, after) = (rest.get(n).copied(), rest.get(n + 1).copied());
    if brace == Some('}') && after != brace {
        return vm.value_err("Single '}' encountered in format string");
    }
    if after.is_none() {
        return vm.value_err("Single '{' encountered in format string");
    }
    put(f, &rest.iter().take(n + usize::from(after == brace)).collect::<String>());
    f.set_int(AT, (from + n + 1 + usize::from(after == brace)) as i64);
    if after == brace {
        return Ok(Step::Literal);
    }
    parse_field(vm, f, chars)?;
    Ok(Step::Field)
}

/// A step of `string.Formatter.parse`: literal text; name, spec and conversion of a field; where the next step begins.
pub struct Markup {
    pub literal: String,
    pub field: Option<(String, String, Option<char>)>,
    pub at: i64,
}

/// The step at a character of a format; None at its end. CPython: MarkupIterator_next.
pub fn markup(vm: &mut Vm, text: Ref, at: i64) -> Res<Option<Markup>> {
    let chars: Vec<char> = vm.heap.str_lossy(text).chars().collect();
    let mut f = NativeFrame { ints: [at, 0, 0, 0, 0, 0, 0, 0, 0, 0].as_slice().into(), ..NativeFrame::default() };
    let step = next_step(vm, &mut f, &chars)?;
    let literal = String::from_utf8_lossy(&f.bytes).into_owned();
    let field = match step {
        Step::End => return Ok(None),
        Step::Literal => None,
        Step::Field => {
            let name = piece(&chars, f.int(PATH_FROM), f.int(PATH_TO));
            let spec = piece(&chars, f.int(SPEC_FROM), f.int(SPEC_TO));
            Some((name, spec, char::from_u32(f.int(CONVERSION) as u32).filter(|c| *c != '\0')))
        }
    };
    Ok(Some(Markup { literal, field, at: f.int(AT) }))
}

/// A part of a field's name: a number or a text.
pub enum Part {
    Number(i64),
    Name(String),
}

/// What a field's name begins with, and how many characters that are. CPython: field_name_split.
pub fn first_part(vm: &mut Vm, path: &str) -> Res<(Part, i64)> {
    let first: String = path.chars().take_while(|c| !matches!(c, '.' | '[')).collect();
    let n = first.chars().count() as i64;
    Ok((integer(vm, &first)?.map_or(Part::Name(first), Part::Number), n))
}

/// The attribute (true) or item that a path begins with, and how many characters that are; None at the path's end.
/// CPython: FieldNameIterator_next.
pub fn next_part(vm: &mut Vm, path: &str) -> Res<Option<(bool, Part, i64)>> {
    let mut letters = path.chars();
    match letters.next() {
        None => Ok(None),
        Some('.') => {
            let name: String = letters.take_while(|c| !matches!(c, '.' | '[')).collect();
            let n = 1 + name.chars().count() as i64;
            if name.is_empty() {
                return vm.value_err("Empty attribute in format string");
            }
            Ok(Some((true, Part::Name(name), n)))
        }
        Some('[') => {
            let Some((key, _)) = letters.as_str().split_once(']') else { return vm.value_err("Missing ']' in format string") };
            if key.is_empty() {
                return vm.value_err("Empty attribute in format string");
            }
            let n = 2 + key.chars().count() as i64;
            Ok(Some((false, integer(vm, key)?.map_or_else(|| Part::Name(key.to_owned()), Part::Number), n)))
        }
        Some(_) => vm.value_err("Only '.' or '[' may follow ']' in format field specifier"),
    }
}

fn parse_field(vm: &mut Vm, f: &mut NativeFrame, chars: &[char]) -> Res<()> {
    let mut at = f.int(AT) as usize;
    f.set_int(PATH_FROM, at as i64);
    [CONVERSION, SPEC_FROM, SPEC_TO, EXPANDS].into_iter().for_each(|i| f.set_int(i, 0));
    let mut end = None;
    while let Some(&c) = chars.get(at) {
        at += 1;
        match c {
            '{' => return vm.value_err("unexpected '{' in field name"),
            '[' => at += chars.get(at..).unwrap_or_default().iter().take_while(|c| **c != ']').count(),
            '}' | ':' | '!' => {
                end = Some(c);
                break;
            }
            _ => {}
        }
    }
    let Some(end) = end else { return vm.value_err("expected '}' before end of string") };
    f.set_int(PATH_TO, at as i64 - 1);
    f.set_int(AT, at as i64);
    if end == '}' {
        return Ok(());
    }
    if end == '!' {
        let Some(&conversion) = chars.get(at) else { return vm.value_err("end of string while looking for conversion specifier") };
        f.set_int(CONVERSION, i64::from(u32::from(conversion)));
        at += 1;
        if let Some(&c) = chars.get(at) {
            at += 1;
            if c == '}' {
                f.set_int(AT, at as i64);
                return Ok(());
            }
            if c != ':' {
                return vm.value_err("expected ':' after conversion specifier");
            }
        }
    }
    f.set_int(SPEC_FROM, at as i64);
    let mut open = 1;
    while let Some(&c) = chars.get(at) {
        at += 1;
        match c {
            '{' => {
                f.set_int(EXPANDS, 1);
                open += 1;
            }
            '}' => open -= 1,
            _ => {}
        }
        if open == 0 {
            f.set_int(SPEC_TO, at as i64 - 1);
            f.set_int(AT, at as i64);
            return Ok(());
        }
    }
    vm.value_err("unmatched '{' in format spec")
}

/// A number in a field; None for a name.
fn integer(vm: &mut Vm, text: &str) -> Res<Option<i64>> {
    if text.is_empty() || !text.chars().all(|c| c.is_ascii_digit()) {
        return Ok(None);
    }
    match text.parse::<i64>() {
        Ok(n) => Ok(Some(n)),
        Err(_) => vm.value_err("Too many decimal digits in format string"),
    }
}

/// The argument that a field begins with.
fn first_object(vm: &mut Vm, f: &mut NativeFrame, chars: &[char]) -> Res {
    let (from, to) = (f.int(PATH_FROM), f.int(PATH_TO));
    let path = piece(chars, from, to);
    let first: String = path.chars().take_while(|c| !matches!(c, '.' | '[')).collect();
    f.set_int(PATH_FROM, from + first.chars().count() as i64);
    let mut index = integer(vm, &first)?;
    if first.is_empty() || index.is_some() {
        let auto = f.int(AUTO);
        match (first.is_empty(), auto) {
            (true, MANUAL) => {
                return vm.value_err("cannot switch from manual field specification to automatic field numbering");
            }
            (false, 0..) => {
                return vm.value_err("cannot switch from automatic field numbering to manual field specification");
            }
            (true, _) => {
                index = Some(auto.max(0));
                f.set_int(AUTO, auto.max(0) + 1);
            }
            (false, _) => f.set_int(AUTO, MANUAL),
        }
    }
    match (index, f.get(POSITIONAL), f.get(NAMED)) {
        (Some(_), None, _) => vm.value_err("Format string contains positional fields"),
        (Some(i), Some(tuple), _) => match vm.heap.items(tuple).and_then(|t| t.get(i as usize)).and_then(|s| s.get()) {
            Some(r) => vm.own_flow(r),
            None => Err(exc::index_error(vm, &format!("Replacement index {i} out of range for positional args tuple"))),
        },
        (None, _, Some(named)) => {
            let key = vm.new_str(&first);
            hold(vm, key, |vm, key| vm.getitem(named, key))
        }
        (None, _, None) => Err(vm_bug!("format")),
    }
}

/// Something done with an object that only this keeps alive.
fn hold(vm: &mut Vm, own: Own, what: impl FnOnce(&mut Vm, Ref) -> Res) -> Res {
    let mark = vm.mark();
    match what(vm, own.r()) {
        Ok(Flow::Pushed) => vm.adapt(mark, kinds::HOLD, &[own.into()], &[]),
        done => {
            vm.heap.decref_own(own);
            done
        }
    }
}

/// The next attribute or item of the path; None when there is no more.
fn path_step(vm: &mut Vm, f: &mut NativeFrame, chars: &[char]) -> Res<Option<Flow>> {
    let object = f.get(OBJECT).ok_or_else(|| vm_bug!("format"))?;
    let (from, to) = (f.int(PATH_FROM), f.int(PATH_TO));
    let Some((is_attribute, part, n)) = next_part(vm, &piece(chars, from, to))? else { return Ok(None) };
    f.set_int(PATH_FROM, from + n);
    let key = match part {
        Part::Number(n) => vm.new_int(n),
        Part::Name(name) => vm.new_str(&name),
    };
    let flow =
        if is_attribute { hold(vm, key, |vm, key| vm.getattr(object, key))? } else { hold(vm, key, |vm, key| vm.getitem(object, key))? };
    Ok(Some(flow))
}

fn convert(vm: &mut Vm, f: &NativeFrame) -> Res<Option<Flow>> {
    let object = f.get(OBJECT).ok_or_else(|| vm_bug!("format"))?;
    Ok(Some(match char::from_u32(f.int(CONVERSION) as u32).unwrap_or_default() {
        '\0' => return Ok(None),
        'r' => vm.repr(object)?,
        's' => vm.str(object)?,
        'a' => vm.ascii(object)?,
        c if c > ' ' && c < '\x7f' => return vm.value_err(&format!("Unknown conversion specifier {c}")),
        c => return vm.value_err(&format!("Unknown conversion specifier \\x{:x}", u32::from(c))),
    }))
}

/// See the slots and integers above; bytes: the text so far.
pub static STR_FORMAT: NativeDef = NativeDef {
    name: "str.format",
    catches: false,
    resume: |vm, f, answer| {
        let mut got = match answer {
            Answer::Value(v) => Some(v),
            _ => None,
        };
        let chars = characters(vm, f);
        loop {
            match f.pc {
                NEXT => {
                    if f.int(NESTING) > MAX_NESTING - 1 {
                        return vm.value_err("Max string recursion exceeded");
                    }
                    if !next_field(vm, f, &chars)? {
                        let text = String::from_utf8_lossy(&f.bytes).into_owned();
                        let whole = f.get(WHOLE).or_else(|| f.get(TEXT).filter(|_| !chars.iter().any(|c| matches!(c, '{' | '}'))));
                        let text = match whole {
                            Some(whole) => vm.written_str(whole, &text),
                            None => vm.new_str(&text),
                        };
                        if f.int(IS_NESTED) == 0 {
                            return Ok(Next::Done(text));
                        }
                        let auto = vm.new_int(f.int(AUTO));
                        return Ok(Next::Done(vm.tuple_from_slots(vec![text.into(), auto.into()])));
                    }
                    f.pc = FIRST;
                    match first_object(vm, f, &chars)? {
                        Flow::Value(v) => got = Some(v),
                        Flow::Pushed => return Ok(Next::Wait),
                    }
                }
                FIRST | STEP => {
                    let v = got.take().ok_or_else(|| vm_bug!("format"))?;
                    let old = f.set(OBJECT, v.into());
                    vm.heap.release(old);
                    f.pc = PATH;
                }
                PATH => {
                    f.pc = STEP;
                    match path_step(vm, f, &chars)? {
                        Some(Flow::Value(v)) => got = Some(v),
                        Some(Flow::Pushed) => return Ok(Next::Wait),
                        None => {
                            f.pc = CONVERTED;
                            match convert(vm, f)? {
                                Some(Flow::Value(v)) => got = Some(v),
                                Some(Flow::Pushed) => return Ok(Next::Wait),
                                None => {}
                            }
                        }
                    }
                }
                CONVERTED => {
                    if let Some(v) = got.take() {
                        let old = f.set(OBJECT, v.into());
                        vm.heap.release(old);
                    }
                    let spec = piece(&chars, f.int(SPEC_FROM), f.int(SPEC_TO));
                    let spec = vm.new_str(&spec);
                    if f.int(EXPANDS) == 0 {
                        f.set(SPEC, spec.into());
                        f.pc = FORMAT;
                        continue;
                    }
                    f.pc = EXPANDED;
                    let slots =
                        [spec.into(), f.get(POSITIONAL).map_or(Slot::NULL, Slot::borrow), f.get(NAMED).map_or(Slot::NULL, Slot::borrow)];
                    let _ = start(vm, slots, f.int(NESTING) + 1, f.int(AUTO), 1)?;
                    return Ok(Next::Wait);
                }
                EXPANDED => {
                    let pair = got.take().ok_or_else(|| vm_bug!("format"))?;
                    let parts: Vec<Ref> = vm.heap.items(pair.r()).unwrap_or_default().iter().filter_map(|s| s.get()).collect();
                    let &[spec, auto] = parts.as_slice() else { return Err(vm_bug!("format")) };
                    f.set_int(AUTO, vm.heap.small_int(auto).unwrap_or(UNDECIDED));
                    let own = vm.heap.own(spec);
                    f.set(SPEC, own.into());
                    vm.heap.decref_own(pair);
                    f.pc = FORMAT;
                }
                FORMAT => {
                    f.pc = FORMATTED;
                    let object = f.get(OBJECT).ok_or_else(|| vm_bug!("format"))?;
                    match vm.format(object, f.get(SPEC))? {
                        Flow::Value(v) => got = Some(v),
                        Flow::Pushed => return Ok(Next::Wait),
                    }
                }
                _ => {
                    let v = got.take().ok_or_else(|| vm_bug!("format"))?;
                    let text = vm.text_of(&v);
                    // The last field's text is taken as it is, if nothing stands before it.
                    if f.bytes.is_empty() && f.int(AT) as usize == chars.len() {
                        let own = vm.heap.own(v.r());
                        let old = f.set(WHOLE, own.into());
                        vm.heap.release(old);
                    }
                    put(f, &text);
                    vm.heap.decref_own(v);
                    let done = [f.set(OBJECT, Slot::NULL), f.set(SPEC, Slot::NULL)];
                    vm.heap.release_all(done.into_iter());
                    f.pc = NEXT;
                    if vm.heap.pending_finalizer().is_some() {
                        return Ok(Next::Wait);
                    }
                }
            }
        }
    },
};
