//! `"..." % values`: directives one after the other, each of whose values may be Python's to fetch, to turn
//! into a number or into text. Tried without a frame first; only what asks Python gets one.
//!
//! CPython: Objects/unicodeobject.c (PyUnicode_Format, unicode_format_arg_parse, mainformatlong, formatchar).

use num_bigint::BigInt;
use pyvarium_heap::frame::{Frame, NativeFrame};
use pyvarium_heap::object::Body;
use pyvarium_heap::{Ref, Slot};

use crate::args::Args;
use crate::core::{ids, kinds};
use crate::exc;
use crate::format_spec::FormatSpec;
use crate::native::{Answer, NativeDef, Next};
use crate::slots::SlotId;
use crate::stop::{Convert, Flow, Res, Stop};
use crate::vm::Vm;
use crate::vm_bug;

// Slots: the format, the values, the value of the directive in progress.
const FORMAT: usize = 0;
const VALUES: usize = 1;
const VALUE: usize = 2;
/// A str that is the whole answer, if nothing else is put before or behind it.
const WHOLE: usize = 3;
// Integers. Places are characters of the format.
const AT: usize = 0;
/// Values taken so far.
const USED: usize = 1;
/// 1: a directive has named its value, which stands for all values from then on.
const IS_KEYED: usize = 2;
const FLAGS: usize = 3;
const WIDTH: usize = 4;
/// -1 for none.
const PRECISION: usize = 5;
const KIND: usize = 6;
const CONVERSION: usize = 7;

const SCAN: u16 = 0;
const GOT_VALUE: u16 = 1;
const READ: u16 = 2;
const CONVERT: u16 = 3;
const GOT_TEXT: u16 = 4;
const GOT_NUMBER: u16 = 5;

const F_LEFT: i64 = 1;
const F_SIGN: i64 = 2;
const F_BLANK: i64 = 4;
const F_ALTERNATE: i64 = 8;
const F_ZERO: i64 = 16;

pub fn str_mod(vm: &mut Vm, args: &Args) -> Res {
    let (r, values) = (args.at(0)?, args.at(1)?);
    if vm.heap.text(r).is_none() {
        return vm.not_implemented();
    }
    let mark = vm.mark();
    let mut f = NativeFrame { slots: [Slot::borrow(r), Slot::borrow(values), Slot::NULL].into_iter().collect(), ..NativeFrame::default() };
    match go_on(vm, &mut f, Answer::Start) {
        Ok(Next::Done(v)) => {
            vm.heap.release(f.slot(VALUE));
            vm.heap.release(f.slot(WHOLE));
            Ok(Flow::Value(v))
        }
        Ok(_) => {
            let flow = vm.adapt(mark, kinds::PERCENT, &f.slots, &f.ints)?;
            if let Some(Frame::Native(frame)) = vm.thread.frames.get_mut(mark) {
                frame.pc = f.pc;
                frame.bytes = f.bytes;
            }
            Ok(flow)
        }
        Err(stop) => {
            vm.heap.release(f.slot(VALUE));
            vm.heap.release(f.slot(WHOLE));
            Err(stop)
        }
    }
}

pub static PERCENT: NativeDef = NativeDef { name: "str %", catches: true, resume: go_on };

fn go_on(vm: &mut Vm, f: &mut NativeFrame, answer: Answer) -> Res<Next> {
    let mut answer = answer;
    let text = f.get(FORMAT).map(|t| vm.heap.str_lossy(t)).unwrap_or_default();
    let format: Vec<char> = text.chars().collect();
    loop {
        let taken = match std::mem::replace(&mut answer, Answer::Start) {
            Answer::Raised(e) => return Err(refused(vm, f, e)),
            Answer::Value(v) => Some(v),
            Answer::Start | Answer::Exhausted => None,
        };
        let flow = match f.pc {
            SCAN => match scan(vm, f, &format)? {
                Scanned::End => return finish(vm, f),
                Scanned::Literal => None,
                Scanned::Named(flow) => Some(flow),
                Scanned::Directive => {
                    f.pc = READ;
                    None
                }
            },
            GOT_VALUE => {
                let v = taken.ok_or_else(|| vm_bug!("str %"))?;
                let old = f.set(VALUE, v.into());
                vm.heap.release(old);
                f.set_int(IS_KEYED, 1);
                f.set_int(USED, 0);
                f.pc = READ;
                None
            }
            READ => {
                read(vm, f, &format)?;
                None
            }
            CONVERT => Some(convert(vm, f)?),
            GOT_TEXT => {
                let v = taken.ok_or_else(|| vm_bug!("str %"))?;
                let s = vm.text_of(&v);
                // The last value's text is taken as it is, if nothing stands before it.
                if f.bytes.is_empty() && f.int(AT) as usize == format.len() {
                    let own = vm.heap.own(v.r());
                    let old = f.set(WHOLE, own.into());
                    vm.heap.release(old);
                }
                vm.heap.decref_own(v);
                put(vm, f, &s)?;
                None
            }
            _ => {
                let (v, r) = (taken.ok_or_else(|| vm_bug!("str %"))?, f.get(VALUE).ok_or_else(|| vm_bug!("str %"))?);
                if let Err(stop) = vm.check_conversion(Convert::from_int(f.int(CONVERSION)), r, &v) {
                    vm.heap.decref_own(v);
                    return Err(match stop {
                        Stop::Raise(e) => refused(vm, f, e),
                        stop => stop,
                    });
                }
                let old = f.set(VALUE, v.into());
                vm.heap.release(old);
                f.pc = CONVERT;
                None
            }
        };
        match flow {
            Some(Flow::Pushed) => return Ok(Next::Wait),
            Some(Flow::Value(v)) => answer = Answer::Value(v),
            None => {}
        }
    }
}

enum Scanned {
    End,
    Literal,
    Directive,
    /// The value is asked for by its name.
    Named(Flow),
}

/// Literal text up to the next directive, and the name that it may begin with.
fn scan(vm: &mut Vm, f: &mut NativeFrame, format: &[char]) -> Res<Scanned> {
    let from = f.int(AT) as usize;
    let rest = format.get(from..).unwrap_or_default();
    let n = rest.iter().position(|c| *c == '%').unwrap_or(rest.len());
    let literal: String = rest.iter().take(n).collect();
    f.bytes.extend_from_slice(literal.as_bytes());
    if n == rest.len() {
        return Ok(Scanned::End);
    }
    f.set_int(AT, (from + n + 1) as i64);
    match rest.get(n + 1) {
        Some('%') => {
            f.bytes.push(b'%');
            f.set_int(AT, (from + n + 2) as i64);
            return Ok(Scanned::Literal);
        }
        Some('(') => {}
        _ => return Ok(Scanned::Directive),
    }
    let values = f.get(VALUES).ok_or_else(|| vm_bug!("str %"))?;
    if !is_mapping(vm, values) {
        return vm.type_err("format requires a mapping");
    }
    let named = rest.get(n + 2..).unwrap_or_default();
    let mut depth = 1;
    let end = named.iter().position(|c| {
        depth += match c {
            '(' => 1,
            ')' => -1,
            _ => 0,
        };
        depth == 0
    });
    let Some(end) = end else { return vm.value_err("incomplete format key") };
    f.set_int(AT, (from + n + 2 + end + 1) as i64);
    f.pc = GOT_VALUE;
    let name: String = named.iter().take(end).collect();
    let key = vm.new_str(&name);
    let mark = vm.mark();
    match vm.getitem(values, key.r()) {
        Ok(Flow::Pushed) => vm.adapt(mark, kinds::HOLD, &[key.into()], &[]).map(Scanned::Named),
        done => {
            vm.heap.decref_own(key);
            done.map(Scanned::Named)
        }
    }
}

/// CPython: PyMapping_Check, without tuple and str.
fn is_mapping(vm: &Vm, values: Ref) -> bool {
    vm.has_slot(values, SlotId::Subscript) && vm.heap.tuple(values).is_none() && vm.heap.text(values).is_none()
}

/// The next value. Borrowed.
fn take(vm: &mut Vm, f: &mut NativeFrame) -> Res<Ref> {
    let used = f.int(USED);
    f.set_int(USED, used + 1);
    let values = f.get(VALUES);
    let value = match values.and_then(|v| vm.heap.tuple(v)) {
        _ if f.int(IS_KEYED) == 1 => f.get(VALUE).filter(|_| used == 0),
        Some(t) => t.items.get(used as usize).and_then(|s| s.get()),
        None => values.filter(|_| used == 0),
    };
    match value {
        Some(v) => Ok(v),
        None => vm.type_err("not enough arguments for format string"),
    }
}

/// Flags, width, precision and kind. Ends with the value in its slot.
fn read(vm: &mut Vm, f: &mut NativeFrame, format: &[char]) -> Res<()> {
    let mut at = f.int(AT) as usize;
    let mut flags = 0;
    while let Some(c) = format.get(at) {
        flags |= match c {
            '-' => F_LEFT,
            '+' => F_SIGN,
            ' ' => F_BLANK,
            '#' => F_ALTERNATE,
            '0' => F_ZERO,
            _ => break,
        };
        at += 1;
    }
    let mut width = number(vm, f, format, &mut at, "width too big")?.unwrap_or(0);
    if width < 0 {
        flags |= F_LEFT;
        width = width.saturating_neg();
    }
    let mut precision = -1;
    if format.get(at) == Some(&'.') {
        at += 1;
        precision = number(vm, f, format, &mut at, "precision too big")?.unwrap_or(0).max(0);
    }
    if matches!(format.get(at), Some('h' | 'l' | 'L')) {
        at += 1;
    }
    let Some(kind) = format.get(at).copied() else { return vm.value_err("incomplete format") };
    f.set_int(AT, at as i64 + 1);
    for (i, n) in [(FLAGS, flags), (WIDTH, width), (PRECISION, precision), (KIND, i64::from(u32::from(kind)))] {
        f.set_int(i, n);
    }
    let value = take(vm, f)?;
    if f.get(VALUE) != Some(value) {
        let old = f.set(VALUE, Slot::borrow(value));
        vm.heap.release(old);
    }
    vm.check_bytes(width as u64)?;
    f.pc = CONVERT;
    Ok(())
}

/// Digits, or a star whose number is the next value.
fn number(vm: &mut Vm, f: &mut NativeFrame, format: &[char], at: &mut usize, too_big: &str) -> Res<Option<i64>> {
    if format.get(*at) == Some(&'*') {
        *at += 1;
        let value = take(vm, f)?;
        if !vm.is_instance_of(value, ids::INT) {
            return vm.type_err("* wants int");
        }
        let fits = |n: &i64| !too_big.starts_with("prec") || i32::try_from(*n).is_ok();
        let Some(n) = vm.heap.small_int(value).filter(fits) else {
            let wanted = if too_big.starts_with("prec") { "int" } else { "ssize_t" };
            return Err(exc::overflow_error(vm, &format!("Python int too large to convert to C {wanted}")));
        };
        return Ok(Some(n));
    }
    let from = *at;
    let mut n: Option<i64> = Some(0);
    while let Some(d) = format.get(*at).and_then(|c| c.to_digit(10)) {
        n = n.and_then(|n| n.checked_mul(10)?.checked_add(i64::from(d)));
        *at += 1;
    }
    match n {
        Some(n) => Ok((*at > from).then_some(n)),
        None => vm.value_err(too_big),
    }
}

fn kind_of(f: &NativeFrame) -> char {
    u32::try_from(f.int(KIND)).ok().and_then(char::from_u32).unwrap_or('?')
}

/// The directive's text, now or later; or a number for its value first.
fn convert(vm: &mut Vm, f: &mut NativeFrame) -> Res {
    let value = f.get(VALUE).ok_or_else(|| vm_bug!("str %"))?;
    f.pc = GOT_TEXT;
    match kind_of(f) {
        's' => vm.str(value),
        'r' => vm.repr(value),
        'a' => vm.ascii(value),
        kind @ ('d' | 'i' | 'u' | 'x' | 'X' | 'o') => {
            let whole = matches!(kind, 'd' | 'i' | 'u');
            let n = match vm.heap.body(value) {
                Body::Float(v) if whole => {
                    let v = *v;
                    Some(crate::objects::float::trunc_to_int(vm, v)?)
                }
                _ => vm.bigint(value).map(|n| n.into_owned()),
            };
            match n {
                Some(n) => {
                    let text = vm.int_directive(f, &n)?;
                    Ok(Flow::Value(vm.new_str(&text)))
                }
                None if whole && vm.has_slot(value, SlotId::Int) && vm.heap.text(value).is_none() => ask(vm, f, Convert::Int, value),
                None if vm.has_slot(value, SlotId::Index) => ask(vm, f, Convert::Index, value),
                None => Err(wrong_type(vm, f)),
            }
        }
        'e' | 'E' | 'f' | 'F' | 'g' | 'G' => match vm.real(value) {
            Ok(v) => {
                let text = spec_of(f).float(v);
                Ok(Flow::Value(vm.new_str(&text)))
            }
            Err(Stop::Convert(how, r)) => ask(vm, f, how, r),
            Err(stop) => Err(stop),
        },
        'c' => {
            let text = match (vm.heap.text(value), vm.heap.small_int(value)) {
                (Some(t), _) if t.len() == 1 => t.to_str_lossy().into_owned(),
                (Some(t), _) => {
                    let n = t.len();
                    return vm.type_err(&format!("%c requires an int or a unicode character, not a string of length {n}"));
                }
                (None, Some(n)) => match u32::try_from(n).ok().filter(|n| *n < 0x11_0000) {
                    Some(n) => char::from_u32(n).unwrap_or('\u{FFFD}').to_string(),
                    None => return Err(exc::overflow_error(vm, "%c arg not in range(0x110000)")),
                },
                (None, None) if matches!(vm.heap.body(value), Body::BigInt(_)) => {
                    return Err(exc::overflow_error(vm, "%c arg not in range(0x110000)"));
                }
                (None, None) if vm.has_slot(value, SlotId::Index) => return ask(vm, f, Convert::Index, value),
                (None, None) => return Err(wrong_type(vm, f)),
            };
            Ok(Flow::Value(vm.new_str(&text)))
        }
        other => {
            let shown = if ('\u{1f}'..='~').contains(&other) { other } else { '?' };
            let message = format!("unsupported format character '{shown}' (0x{:x}) at index {}", u32::from(other), f.int(AT) - 1);
            vm.value_err(&message)
        }
    }
}

fn ask(vm: &mut Vm, f: &mut NativeFrame, how: Convert, r: Ref) -> Res {
    f.pc = GOT_NUMBER;
    f.set_int(CONVERSION, how as i64);
    vm.ask_conversion(how, r)
}

fn wrong_type(vm: &mut Vm, f: &NativeFrame) -> Stop {
    let kind = kind_of(f);
    let given = f.get(VALUE).map(|v| vm.type_name(v)).unwrap_or_default();
    let message = match kind {
        'c' => format!("%c requires an int or a unicode character, not {given}"),
        'd' | 'i' | 'u' => format!("%{kind} format: a real number is required, not {given}"),
        _ => format!("%{kind} format: an integer is required, not {given}"),
    };
    exc::type_error(vm, &message)
}

/// A TypeError of `__int__` or `__index__` means that the value was of the wrong type.
fn refused(vm: &mut Vm, f: &NativeFrame, e: pyvarium_heap::Own) -> Stop {
    let is_number = f.pc == GOT_NUMBER && !matches!(kind_of(f), 'e' | 'E' | 'f' | 'F' | 'g' | 'G');
    if is_number && vm.is_instance_of(e.r(), ids::TYPE_ERROR) {
        vm.heap.decref_own(e);
        return wrong_type(vm, f);
    }
    Stop::Raise(e)
}

/// The directive in the terms of `format`. Its own padding is of text.
fn spec_of(f: &NativeFrame) -> FormatSpec {
    let flags = f.int(FLAGS);
    let has = |flag: i64| flags & flag != 0;
    let zero = has(F_ZERO) && !has(F_LEFT);
    let kind = kind_of(f);
    FormatSpec {
        fill: zero.then_some('0'),
        align: Some(if has(F_LEFT) {
            '<'
        } else if zero {
            '='
        } else {
            '>'
        }),
        sign: if has(F_SIGN) {
            Some('+')
        } else if has(F_BLANK) {
            Some(' ')
        } else {
            None
        },
        alternate: has(F_ALTERNATE),
        width: f.int(WIDTH) as usize,
        precision: usize::try_from(f.int(PRECISION)).ok(),
        kind: Some(if matches!(kind, 'i' | 'u') { 'd' } else { kind }),
        ..FormatSpec::default()
    }
}

impl Vm {
    fn int_directive(&mut self, f: &NativeFrame, n: &BigInt) -> Res<String> {
        let mut spec = spec_of(f);
        if spec.kind == Some('d') && n.bits() > 2000 {
            let _ = self.decimal_text(n)?;
        }
        let Some(min_digits) = spec.precision.take() else { return Ok(spec.int(n).unwrap_or_default()) };
        self.check_bytes(min_digits as u64)?;
        // Zeros first, up to the digits asked for; then the width.
        let bare = FormatSpec { width: 0, fill: None, align: None, ..spec.clone() }.int(n).unwrap_or_default();
        let at = bare.find(|c: char| !matches!(c, '-' | '+' | ' ')).unwrap_or(0);
        let (sign, rest) = bare.split_at(at);
        let (prefix, digits) = rest.split_at(if spec.alternate && spec.kind != Some('d') { 2 } else { 0 });
        let zeros = "0".repeat(min_digits.saturating_sub(digits.len()));
        let inner = format!("{zeros}{digits}");
        let width = spec.width.saturating_sub(sign.len() + prefix.len());
        Ok(match spec.align {
            Some('=') => format!("{sign}{prefix}{inner:0>width$}"),
            Some('<') => format!("{:<1$}", format!("{sign}{prefix}{inner}"), spec.width),
            _ => format!("{:>1$}", format!("{sign}{prefix}{inner}"), spec.width),
        })
    }
}

/// The text of a directive joins what is made so far; text kinds are cut and padded now.
fn put(vm: &mut Vm, f: &mut NativeFrame, s: &str) -> Res<()> {
    f.pc = SCAN;
    let kind = kind_of(f);
    if !matches!(kind, 's' | 'r' | 'a' | 'c') {
        f.bytes.extend_from_slice(s.as_bytes());
        return vm.check_bytes(f.bytes.len() as u64);
    }
    let spec = FormatSpec { sign: None, alternate: false, fill: None, kind: None, ..spec_of(f) };
    let spec = FormatSpec {
        align: Some(if spec.align == Some('<') { '<' } else { '>' }),
        precision: spec.precision.filter(|_| kind != 'c'),
        ..spec
    };
    f.bytes.extend_from_slice(spec.text(s).unwrap_or_default().as_bytes());
    vm.check_bytes(f.bytes.len() as u64)
}

fn finish(vm: &mut Vm, f: &mut NativeFrame) -> Res<Next> {
    let values = f.get(VALUES).ok_or_else(|| vm_bug!("str %"))?;
    let n_given = vm.heap.tuple(values).map_or(1, |t| t.items.len() as i64);
    if f.int(USED) < n_given && !is_mapping(vm, values) {
        return vm.type_err("not all arguments converted during string formatting");
    }
    let text = String::from_utf8_lossy(&f.bytes).into_owned();
    let format = f.get(FORMAT).filter(|r| !vm.heap.str_lossy(*r).contains('%'));
    Ok(Next::Done(match f.get(WHOLE).or(format) {
        Some(whole) => vm.written_str(whole, &text),
        None => vm.new_str(&text),
    }))
}
