//! int by its 30-bit digits, float by its IEEE 754 fields.
//!
//! CPython: Include/cpython/longintrepr.h, Objects/longobject.c (`lv_tag`), Objects/floatobject.c.

use pyvarium_heap::BigInt;
use pyvarium_protocol::Parts;
use pyvarium_protocol::inside::{Block, Figure};
use pyvarium_vm::objects::code_unit::int_digits;

use super::Case;
use super::words::*;
use crate::view::number;

pub const INT_SAYS: &str = "An int has no fixed size: it is a row of digits, each of 30 bits, the lowest first. Its value is the sum of the digits, each \
                            times a power of 2 to the 30.";
pub const FLOAT_SAYS: &str = "A float is 64 bits: a sign, an exponent and a fraction. Most decimal fractions have no exact place among the numbers that \
                              these can say, so the nearest one is taken.";

const MAX_DIGITS: usize = 100;
/// CPython: Include/internal/pycore_runtime_structs.h, _PY_NSMALLNEGINTS, _PY_NSMALLPOSINTS.
const SMALL: std::ops::RangeInclusive<i64> = -5..=256;

pub fn int(case: &Case, n: &BigInt) -> Vec<Block> {
    let digits = int_digits(n);
    let is_negative = n.sign() == pyvarium_heap::Sign::Minus;
    let is_zero = *n == BigInt::ZERO;
    let array = digits.iter().take(MAX_DIGITS).enumerate().map(|(i, d)| cell(format!("ob_digit[{i}]"), code(d.to_string()))).collect();
    let rows = digits.iter().take(MAX_DIGITS).enumerate().map(|(i, d)| {
        let weight = if i == 0 { "1".to_owned() } else { format!("2^{}", 30 * i) };
        row(vec![code(i.to_string()), code(format!("{d:030b}")), code(d.to_string()), code(weight)])
    });
    let digits_table = Figure::Table(table(&["digit", "its 30 bits", "value", "times"], rows.collect()));
    let sign = match (is_zero, is_negative) {
        (true, _) => (1, "zero"),
        (_, true) => (2, "negative"),
        _ => (0, "positive"),
    };
    let n_digits = if is_zero { 0 } else { digits.len() };
    let mut facts = vec![number(
        "lv_tag",
        n_digits << 3 | sign.0,
        format!("{} and the sign in one number: {}, {}", "how many digits", counted(n_digits, "digit"), sign.1),
    )];
    facts.push(number("bytes", case.vm.sizeof(case.r), "a header of 24, and 4 a digit"));
    let small = i64::try_from(n).ok().filter(|n| SMALL.contains(n) && case.vm.heap.is_immortal(case.r));
    facts.push(match small {
        Some(n) => {
            fact("small int", words("yes"), format!("made once at start-up and kept for good: every {n} of this run is this very object"))
        }
        None => fact("small int", words("no"), "only −5 to 256 are made once; another int of this value may be another object"),
    });
    vec![
        block(
            "Digits",
            format!("{}{} of 30 bits.", if is_negative { "Negative; " } else { "" }, counted(digits.len(), "digit")),
            cells(array),
        ),
        block("What they come to", "", digits_table),
        block("Header", "", Figure::Facts(facts)),
    ]
}

pub fn float(v: f64) -> Vec<Block> {
    let Parts::Float { negative, exponent, fraction, exact } = number::float(v) else { return Vec::new() };
    let (kind, formula) = match exponent {
        0x7FF if v.is_nan() => ("not a number", "all exponent bits set, and some of the fraction".to_owned()),
        0x7FF => ("infinity", "all exponent bits set, none of the fraction".to_owned()),
        0 if v == 0.0 => ("zero", "all bits clear but the sign".to_owned()),
        0 => ("subnormal", "0.fraction × 2^−1022: below the smallest normal number the leading 1 is given up".to_owned()),
        e => ("normal", format!("1.fraction × 2^{}", i64::from(e) - 1023)),
    };
    let figure = vec![
        bits("sign", if negative { "1" } else { "0" }.to_owned(), if negative { "minus" } else { "plus" }, false),
        bits("exponent", format!("{exponent:011b}"), format!("{exponent}, of which 1023 is taken off"), true),
        bits("fraction", fraction, "behind a 1 that is not kept", false),
    ];
    let mut facts =
        vec![fact("kind", words(kind), formula), fact("exactly", code(exact), "the value of these 64 bits, to the last decimal")];
    if v.is_finite() {
        facts.push(fact("repr", code(number::plain(v)), "the shortest decimal that leads back to these bits"));
        facts.push(fact("next below", code(number::plain(v.next_down())), ""));
        facts.push(fact("next above", code(number::plain(v.next_up())), "between these neighbours there is no other float"));
    }
    vec![block("64 bits", "", Figure::Bits(figure)), block("Value", "", Figure::Facts(facts))]
}
