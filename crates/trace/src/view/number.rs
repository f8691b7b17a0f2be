//! Floats by their IEEE 754 fields, and their exact decimal value.

use pyvarium_heap::BigInt;
use pyvarium_protocol::Parts;

const FRACTION_BITS: u32 = 52;
/// Exponent of the lowest fraction bit of a number with biased exponent 1.
const LOWEST: i32 = -1074;

pub fn plain(v: f64) -> String {
    pyvarium_code::text::float_repr(v)
}

pub fn float(v: f64) -> Parts {
    let bits = v.to_bits();
    let exponent = (bits >> FRACTION_BITS & 0x7FF) as u32;
    let fraction = format!("{:052b}", bits & ((1 << FRACTION_BITS) - 1));
    Parts::Float { negative: v.is_sign_negative(), exponent, fraction, exact: exact(v) }
}

/// Every binary fraction ends in decimal too: m / 2^k is m * 5^k / 10^k.
fn exact(v: f64) -> String {
    if !v.is_finite() {
        return plain(v);
    }
    let bits = v.to_bits();
    let biased = (bits >> FRACTION_BITS & 0x7FF) as i32;
    let fraction = bits & ((1 << FRACTION_BITS) - 1);
    let (mantissa, power) = match biased {
        0 => (fraction, LOWEST),
        _ => (fraction | 1 << FRACTION_BITS, biased - 1 + LOWEST),
    };
    let sign = if v.is_sign_negative() { "-" } else { "" };
    let zeros = if mantissa == 0 { 0 } else { (mantissa.trailing_zeros() as i32).min((-power).max(0)) };
    let (mantissa, power) = (BigInt::from(mantissa >> zeros), power + zeros);
    if mantissa == BigInt::ZERO {
        return format!("{sign}0");
    }
    if power >= 0 {
        return format!("{sign}{}", mantissa << power);
    }
    let n_decimals = power.unsigned_abs() as usize;
    let digits = (mantissa * BigInt::from(5).pow(power.unsigned_abs())).to_string();
    let digits = format!("{digits:0>width$}", width = n_decimals + 1);
    let (whole, decimals) = digits.split_at(digits.len() - n_decimals);
    format!("{sign}{whole}.{decimals}")
}

#[cfg(test)]
mod tests {
    use super::exact;

    #[test]
    fn exact_values() {
        assert_eq!(exact(0.5), "0.5");
        assert_eq!(exact(0.1), "0.1000000000000000055511151231257827021181583404541015625");
        assert_eq!(exact(-3.0), "-3");
        assert_eq!(exact(1e23), "99999999999999991611392");
        assert_eq!(exact(-0.0), "-0");
        assert!(exact(5e-324).starts_with("0.0000") && exact(5e-324).ends_with("625"));
    }
}
