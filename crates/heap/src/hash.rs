//! CPython's hash functions for immutable builtin values, 64-bit, `PYTHONHASHSEED=0`.
//! Pure arithmetic: nothing here looks at the store.
//!
//! CPython: Python/pyhash.c (`_Py_HashDouble`, siphash13), Objects/longobject.c (`long_hash`),
//! Objects/tupleobject.c (`tuple_hash`), Objects/setobject.c (`frozenset_hash`).

use num_bigint::{BigInt, Sign};
use num_traits::ToPrimitive;
use siphasher::sip::SipHasher13;
use std::hash::Hasher;

use crate::text::{Text, Units};

const HASH_BITS: u32 = 61;
const MODULUS: u64 = (1 << HASH_BITS) - 1;
const HASH_INF: i64 = 314_159;
/// Multiplier of the imaginary part.
const HASH_IMAG: i64 = 1_000_003;

fn never_minus_one(h: i64) -> i64 {
    if h == -1 { -2 } else { h }
}

/// CPython: Python/pyhash.c, Py_HashBuffer. Empty input hashes to 0.
pub fn hash_bytes(bytes: &[u8]) -> i64 {
    if bytes.is_empty() {
        return 0;
    }
    let mut sip = SipHasher13::new_with_keys(0, 0);
    sip.write(bytes);
    never_minus_one(sip.finish() as i64)
}

/// The hash in a `.pyc` that is checked by its source. CPython: Python/pyhash.c, _Py_KeyedHash.
pub fn keyed_hash(key: u64, bytes: &[u8]) -> u64 {
    let mut sip = SipHasher13::new_with_keys(key, 0);
    sip.write(bytes);
    sip.finish()
}

pub fn hash_text(text: &Text) -> i64 {
    match &text.units {
        Units::One { units, .. } => hash_bytes(units),
        Units::Two(units) => hash_bytes(&units.iter().flat_map(|u| u.to_le_bytes()).collect::<Vec<u8>>()),
        Units::Four(units) => hash_bytes(&units.iter().flat_map(|u| u.to_le_bytes()).collect::<Vec<u8>>()),
    }
}

pub fn hash_i64(n: i64) -> i64 {
    let magnitude = (n.unsigned_abs() % MODULUS) as i64;
    never_minus_one(if n < 0 { -magnitude } else { magnitude })
}

pub fn hash_bigint(n: &BigInt) -> i64 {
    let magnitude = (n.magnitude() % MODULUS).to_i64().unwrap_or(0);
    never_minus_one(if n.sign() == Sign::Minus { -magnitude } else { magnitude })
}

/// `address` stands in for a NaN, which hashes by identity.
pub fn hash_f64(v: f64, address: u64) -> i64 {
    if v.is_infinite() {
        return if v > 0.0 { HASH_INF } else { -HASH_INF };
    }
    if v.is_nan() {
        return hash_pointer(address);
    }
    let (mut m, mut e) = frexp(v.abs());
    let mut x: u64 = 0;
    while m != 0.0 {
        x = ((x << 28) & MODULUS) | x >> (HASH_BITS - 28);
        m *= 268_435_456.0;
        e -= 28;
        let y = m as u64;
        m -= y as f64;
        x += y;
        if x >= MODULUS {
            x -= MODULUS;
        }
    }
    let turn = e.rem_euclid(HASH_BITS as i32) as u32;
    x = ((x << turn) & MODULUS) | x >> (HASH_BITS - turn);
    let x = x as i64;
    never_minus_one(if v < 0.0 { -x } else { x })
}

pub fn hash_complex(re: f64, im: f64, address: u64) -> i64 {
    never_minus_one(hash_f64(re, address).wrapping_add(HASH_IMAG.wrapping_mul(hash_f64(im, address))))
}

/// CPython: Python/pyhash.c, Py_HashPointer: the low bits of an address say little.
pub fn hash_pointer(address: u64) -> i64 {
    never_minus_one(address.rotate_right(4) as i64)
}

/// xxHash-based. CPython: Objects/tupleobject.c, tuple_hash.
pub fn hash_tuple(items: impl ExactSizeIterator<Item = i64>) -> i64 {
    const PRIME_5: u64 = 2_870_177_450_012_600_261;
    let length = items.len() as u64 ^ (PRIME_5 ^ 3_527_539);
    hash_lanes(items, length)
}

/// The same with what is added at the end; a slice adds nothing. CPython: Objects/sliceobject.c, slicehash.
pub fn hash_lanes(items: impl Iterator<Item = i64>, added: u64) -> i64 {
    const PRIME_1: u64 = 11_400_714_785_074_694_791;
    const PRIME_2: u64 = 14_029_467_366_897_019_727;
    const PRIME_5: u64 = 2_870_177_450_012_600_261;
    let mut acc = PRIME_5;
    for lane in items {
        acc = acc.wrapping_add((lane as u64).wrapping_mul(PRIME_2)).rotate_left(31).wrapping_mul(PRIME_1);
    }
    acc = acc.wrapping_add(added);
    if acc == u64::MAX { 1_546_275_796 } else { acc as i64 }
}

/// Order does not matter. CPython: Objects/setobject.c, frozenset_hash.
pub fn hash_frozenset(items: impl Iterator<Item = i64>) -> i64 {
    let (mut hash, mut n) = (0, 0u64);
    for h in items {
        let h = h as u64;
        hash ^= ((h ^ 89_869_747) ^ (h << 16)).wrapping_mul(3_644_798_167);
        n += 1;
    }
    hash ^= (n + 1).wrapping_mul(1_927_868_237);
    hash ^= (hash >> 11) ^ (hash >> 25);
    hash = hash.wrapping_mul(69_069).wrapping_add(907_133_923);
    if hash == u64::MAX { 590_923_713 } else { hash as i64 }
}

/// Splits into a fraction in [0.5, 1) and a power of two.
pub fn frexp(v: f64) -> (f64, i32) {
    if v == 0.0 || !v.is_finite() {
        return (v, 0);
    }
    let bits = v.to_bits();
    let exponent = (bits >> 52 & 0x7FF) as i32;
    if exponent == 0 {
        let (m, e) = frexp(v * 18_014_398_509_481_984.0);
        return (m, e - 54);
    }
    (f64::from_bits(bits & !(0x7FF << 52) | 1022 << 52), exponent - 1022)
}
