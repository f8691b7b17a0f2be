//! `complex(...)`: of a string, of numbers, of what Python says is one.
//!
//! CPython: Objects/complexobject.c (actual_complex_new, complex_new_impl, try_complex_special_method).

use std::rc::Rc;

use pyvarium_heap::object::Body;
use pyvarium_heap::{Ref, Slot};

use crate::args::Args;
use crate::core::{ids, kinds};
use crate::native::NativeDef;
use crate::objects::complex::Complex;
use crate::objects::float_text::parse_float;
use crate::objects::typing::subst::fail;
use crate::script::{self, Said, Script};
use crate::slots::SlotId;
use crate::stop::{Flow, Res};
use crate::vm::Vm;

/// A class as error messages that use `%T` name it.
fn full_name(vm: &Vm, r: Ref) -> String {
    let ty = vm.heap.type_of(r);
    vm.full_type_name(ty)
}

/// The value of a number that needs no asking.
fn known(vm: &mut Vm, r: Ref) -> Res<Option<f64>> {
    match vm.heap.body(r) {
        Body::Float(x) if vm.is_exact(r, ids::FLOAT) => Ok(Some(*x)),
        Body::Int(_) | Body::BigInt(_) if vm.is_exact(r, ids::INT) || vm.is_exact(r, ids::BOOL) => Ok(Some(vm.float_from_int(r)?)),
        _ => Ok(None),
    }
}

/// An underscore that is not between two digits. CPython: _Py_string_to_number_with_underscores.
fn has_odd_underscore(text: &str) -> bool {
    let text: Vec<char> = text.trim().chars().collect();
    let is_digit = |i: Option<usize>| i.and_then(|i| text.get(i)).is_some_and(char::is_ascii_digit);
    text.iter().enumerate().any(|(i, c)| *c == '_' && !(is_digit(i.checked_sub(1)) && is_digit(Some(i + 1))))
}

/// A single argument by position has more freedom than one by name.
pub(super) fn complex_new(vm: &mut Vm, args: &Args) -> Res {
    let cls = args.at(0)?;
    let given = args.rest();
    let single = given.n_kw == 0 && given.len() == 1;
    let signature = crate::signature::Signature::parse("real=0, imag=0");
    let bound = vm.bind(&signature, "complex", "complex", &given)?.with_first(cls);
    let args = &bound;
    if let (Some(r), true) = (args.get(1), single) {
        if cls == vm.ty(ids::COMPLEX) && vm.is_exact(r, ids::COMPLEX) {
            return vm.own_flow(r);
        }
        if let Some(t) = vm.heap.text(r) {
            return match parse_complex(&t.to_str_lossy()) {
                Some(z) => made(vm, cls, z),
                None if has_odd_underscore(&t.to_str_lossy()) => {
                    let shown = vm.repr(r)?;
                    let shown = vm.value_of(shown)?;
                    let message = format!("could not convert string to complex: {}", vm.text_of(&shown));
                    vm.heap.decref_own(shown);
                    vm.value_err(&message)
                }
                None => vm.value_err("complex() arg is a malformed string"),
            };
        }
    }
    let mut parts = [0.0; 2];
    let mut all = true;
    for (part, given) in parts.iter_mut().zip([args.get(1), args.get(2)]) {
        if let Some(r) = given {
            match known(vm, r)? {
                Some(x) => *part = x,
                None => all = false,
            }
        }
    }
    if all {
        return made(vm, cls, (parts[0], parts[1]));
    }
    let mut slots: Vec<Slot> = args.items.to_vec();
    if !single {
        slots.push(Slot::borrow(cls));
    }
    vm.run_script(kinds::COMPLEX_NEW, &slots)
}

fn made(vm: &mut Vm, cls: Ref, z: Complex) -> Res {
    if cls == vm.ty(ids::COMPLEX) {
        return Ok(Flow::Value(vm.new_complex(z.0, z.1)));
    }
    Ok(Flow::Value(vm.alloc_with_body(cls, Body::Complex(Rc::new(z)))))
}

fn parts_of(vm: &Vm, r: Ref) -> Option<Complex> {
    match vm.heap.body(r) {
        Body::Complex(z) => Some(**z),
        _ => None,
    }
}

/// CPython: try_complex_special_method.
fn special(vm: &mut Vm, s: &mut Script<'_>, r: Ref) -> Said<Option<Ref>> {
    let (name, ty) = (vm.intern("__complex__").into_ref(), vm.heap.type_of(r));
    if vm.lookup_type(ty, name).is_none() {
        return Ok(None);
    }
    let z = s.ask(vm, |vm| vm.call_special(r, name, &[]))?;
    if vm.is_exact(z, ids::COMPLEX) {
        return Ok(Some(z));
    }
    let message = format!("__complex__ returned non-complex (type {})", vm.type_name(z));
    if parts_of(vm, z).is_none() {
        return fail(vm, &message);
    }
    let message = format!(
        "{message}.  The ability to return an instance of a strict subclass of complex is deprecated, and may be removed in a \
         future version of Python."
    );
    s.ask(vm, |vm| vm.warn(ids::DEPRECATION_WARNING, &message))?;
    Ok(Some(z))
}

fn is_real(vm: &Vm, r: Ref) -> bool {
    vm.has_slot(r, SlotId::Float) || vm.has_slot(r, SlotId::Index)
}

/// CPython: PyNumber_Float, of what is no string.
fn real(vm: &mut Vm, s: &mut Script<'_>, r: Ref) -> Said<f64> {
    let float = vm.ty(ids::FLOAT);
    let x = s.ask(vm, |vm| vm.call_args(float, &[r]))?;
    Ok(vm.heap.float(x).unwrap_or_default())
}

/// Args: class, real part, imaginary part; one more where they were not given as one number.
pub static COMPLEX_NEW: NativeDef = NativeDef {
    name: "complex",
    catches: true,
    resume: |vm, f, answer| {
        script::resume(vm, f, answer, |vm, s| {
            let cls = s.at(0)?;
            let z = match (s.arg(1), s.arg(2)) {
                (Some(r), None) if s.n_args() == 3 => one(vm, s, r)?,
                (re, im) => two(vm, s, re, im)?,
            };
            match made(vm, cls, z)? {
                Flow::Value(v) => Ok(v),
                Flow::Pushed => Err(crate::vm_bug!("complex").into()),
            }
        })
    },
};

fn one(vm: &mut Vm, s: &mut Script<'_>, r: Ref) -> Said<Complex> {
    if let Some(z) = special(vm, s, r)? {
        return Ok(parts_of(vm, z).unwrap_or_default());
    }
    // CPython: PyFloat_AsDouble, which asks no subclass of float.
    if let Some(x) = vm.heap.float(r) {
        return Ok((x, 0.0));
    }
    if is_real(vm, r) {
        return Ok((real(vm, s, r)?, 0.0));
    }
    let message = format!("complex() argument must be a string or a number, not {}", full_name(vm, r));
    fail(vm, &message)
}

/// Parts that are complex themselves are deprecated.
fn two(vm: &mut Vm, s: &mut Script<'_>, re: Option<Ref>, im: Option<Ref>) -> Said<Complex> {
    let must_be_real = |vm: &Vm, name: &str, r: Ref| format!("complex() argument '{name}' must be a real number, not {}", full_name(vm, r));
    let special = match re {
        Some(r) => special(vm, s, r)?,
        None => None,
    };
    if let Some(r) = re.filter(|r| special.is_none() && !is_real(vm, *r)) {
        let message = must_be_real(vm, "real", r);
        return fail(vm, &message);
    }
    if let Some(r) = im.filter(|r| !is_real(vm, *r) && parts_of(vm, *r).is_none()) {
        let message = must_be_real(vm, "imag", r);
        return fail(vm, &message);
    }
    let mut z = match (special, re) {
        (Some(z), Some(r)) => {
            if !is_real(vm, r) {
                let message = must_be_real(vm, "real", r);
                s.ask(vm, |vm| vm.warn(ids::DEPRECATION_WARNING, &message))?;
            }
            parts_of(vm, z).unwrap_or_default()
        }
        (_, Some(r)) => (real(vm, s, r)?, 0.0),
        _ => (0.0, 0.0),
    };
    let Some(r) = im else { return Ok(z) };
    let from_real = z.1;
    match parts_of(vm, r) {
        Some(w) => {
            let message = must_be_real(vm, "imag", r);
            s.ask(vm, |vm| vm.warn(ids::DEPRECATION_WARNING, &message))?;
            z = (z.0 - w.1, w.0);
        }
        None => z.1 = real(vm, s, r)?,
    }
    if special.is_some() {
        z.1 += from_real;
    }
    Ok(z)
}

pub(super) fn from_number(vm: &mut Vm, args: &Args) -> Res {
    let (cls, r) = (args.at(0)?, args.at(1)?);
    if cls == vm.ty(ids::COMPLEX) && vm.is_exact(r, ids::COMPLEX) {
        return vm.own_flow(r);
    }
    vm.run_script(kinds::COMPLEX_FROM_NUMBER, &[Slot::borrow(cls), Slot::borrow(r)])
}

/// Args: class, number. CPython: complex_from_number, PyComplex_AsCComplex.
pub static COMPLEX_FROM_NUMBER: NativeDef = NativeDef {
    name: "complex.from_number",
    catches: true,
    resume: |vm, f, answer| {
        script::resume(vm, f, answer, |vm, s| {
            let (cls, r) = (s.at(0)?, s.at(1)?);
            let z = match parts_of(vm, r) {
                Some(z) => z,
                None => match special(vm, s, r)? {
                    Some(z) => parts_of(vm, z).unwrap_or_default(),
                    None if is_real(vm, r) => (real(vm, s, r)?, 0.0),
                    None => {
                        let message = format!("must be real number, not {}", vm.type_name(r));
                        return fail(vm, &message);
                    }
                },
            };
            let plain = s.make(vm, |vm| vm.new_complex(z.0, z.1))?;
            if cls == vm.ty(ids::COMPLEX) {
                return Ok(vm.heap.own(plain));
            }
            let own = s.call(vm, cls, &[plain])?;
            Ok(vm.heap.own(own))
        })
    },
};

/// CPython: complex_from_string_inner.
fn parse_complex(text: &str) -> Option<Complex> {
    let plain = crate::objects::unicode::plain_digits(text);
    let trimmed = plain.trim_matches(crate::objects::unicode::is_space);
    let inner = match trimmed.strip_prefix('(') {
        Some(rest) => rest.strip_suffix(')')?.trim_matches(crate::objects::unicode::is_space),
        None => trimmed,
    };
    if inner.contains(crate::objects::unicode::is_space) {
        return None;
    }
    let unit = |s: &str| match s {
        "" | "+" => Some(1.0),
        "-" => Some(-1.0),
        s => parse_float(s),
    };
    let Some(before) = inner.strip_suffix(['j', 'J']) else { return Some((parse_float(inner)?, 0.0)) };
    // The last sign that is not an exponent's starts the imaginary part.
    let mut split = 0;
    let mut previous = ' ';
    for (i, c) in before.char_indices() {
        if matches!(c, '+' | '-') && i > 0 && !matches!(previous, 'e' | 'E') {
            split = i;
        }
        previous = c;
    }
    let (re, im) = before.split_at(split);
    Some((if re.is_empty() { 0.0 } else { parse_float(re)? }, unit(im)?))
}
