//! The order in which a set of constants is walked: the order of its hash table's slots.
//!
//! Hashes are those of 64-bit CPython with PYTHONHASHSEED=0. CPython: Objects/setobject.c, set_add_entry;
//! Python/pyhash.c. A set with a member whose hash is its address (Ellipsis, code) keeps its given order.

use crate::unit::{Const, ConstId, Unit};

const LINEAR_PROBES: usize = 9;
const PERTURB_SHIFT: u32 = 5;

/// `items`: distinct, in the order of insertion.
pub(super) fn iteration_order(unit: &Unit, items: &[ConstId]) -> Vec<ConstId> {
    let hashes: Option<Vec<i64>> = items.iter().map(|id| hash(unit, *id, super::MAX_REPR_DEPTH)).collect();
    let Some(hashes) = hashes else {
        return items.to_vec();
    };
    let mut table: Vec<Option<(i64, ConstId)>> = vec![None; 8];
    let mut n_used = 0;
    for (hash, id) in hashes.into_iter().zip(items) {
        insert(&mut table, hash, *id);
        n_used += 1;
        let mask = table.len() - 1;
        if n_used * 5 >= mask * 3 {
            table = resized(&table, if n_used > 50_000 { n_used * 2 } else { n_used * 4 });
        }
    }
    table.into_iter().flatten().map(|(_, id)| id).collect()
}

fn resized(table: &[Option<(i64, ConstId)>], n_wanted: usize) -> Vec<Option<(i64, ConstId)>> {
    let mut size = 8;
    while size <= n_wanted {
        size <<= 1;
    }
    let mut new = vec![None; size];
    for (hash, id) in table.iter().flatten() {
        insert(&mut new, *hash, *id);
    }
    new
}

fn insert(table: &mut [Option<(i64, ConstId)>], hash: i64, id: ConstId) {
    let mask = table.len() - 1;
    let mut perturb = hash as u64;
    let mut i = hash as usize & mask;
    loop {
        let n_linear = if i + LINEAR_PROBES <= mask { LINEAR_PROBES } else { 0 };
        for slot in table.iter_mut().skip(i).take(n_linear + 1) {
            if slot.is_none() {
                *slot = Some((hash, id));
                return;
            }
        }
        perturb >>= PERTURB_SHIFT;
        i = (i.wrapping_mul(5).wrapping_add(1).wrapping_add(perturb as usize)) & mask;
    }
}

const MODULUS: u64 = (1 << 61) - 1;

fn hash(unit: &Unit, id: ConstId, n_deep: u32) -> Option<i64> {
    let n_deep = n_deep.checked_sub(1)?;
    Some(match unit.get(id)? {
        // CPython: Objects/object.c, none_hash.
        Const::None => 0xfca8_6420,
        Const::True => 1,
        Const::False => 0,
        Const::Int(value) => int_hash(*value < 0, &value.unsigned_abs().to_le_bytes()),
        Const::BigInt { negative, magnitude_le } => int_hash(*negative, magnitude_le),
        Const::Float(value) => float_hash(*value)?,
        Const::Complex { re, im } => {
            let imaginary = (float_hash(*im)? as u64).wrapping_mul(1_000_003);
            not_minus_one((float_hash(*re)? as u64).wrapping_add(imaginary) as i64)
        }
        Const::Str { wtf8, .. } => bytes_hash(&code_units(wtf8)),
        Const::Bytes(bytes) => bytes_hash(bytes),
        Const::Tuple(items) => {
            let hashes: Option<Vec<i64>> = items.iter().map(|id| hash(unit, *id, n_deep)).collect();
            tuple_hash(&hashes?)
        }
        Const::FrozenSet(_)
        | Const::Ellipsis
        | Const::StopIteration
        | Const::List(_)
        | Const::Dict(_)
        | Const::Set(_)
        | Const::Slice { .. }
        | Const::Code(_) => return None,
    })
}

fn not_minus_one(hash: i64) -> i64 {
    if hash == -1 { -2 } else { hash }
}

fn int_hash(negative: bool, magnitude_le: &[u8]) -> i64 {
    let residue = magnitude_le.iter().rev().fold(0u128, |r, b| (r << 8 | u128::from(*b)) % u128::from(MODULUS));
    let hash = residue as i64;
    not_minus_one(if negative { -hash } else { hash })
}

/// CPython: Python/pyhash.c, _Py_HashDouble. A NaN's hash is its address.
fn float_hash(value: f64) -> Option<i64> {
    if value.is_nan() {
        return None;
    }
    if value.is_infinite() {
        return Some(if value > 0.0 { 314_159 } else { -314_159 });
    }
    let bits = value.abs().to_bits();
    let field = (bits >> 52) as i64;
    let fraction = bits & ((1 << 52) - 1);
    // value = mantissa * 2 ** exponent
    let (mantissa, exponent) = if field == 0 { (fraction, -1074) } else { (fraction | 1 << 52, field - 1075) };
    let turn = exponent.rem_euclid(61) as u32;
    let wide = u128::from(mantissa) << turn;
    let hash = (wide % u128::from(MODULUS)) as i64;
    Some(not_minus_one(if value < 0.0 { -hash } else { hash }))
}

/// The string's characters at one, two or four bytes each, as CPython keeps them.
fn code_units(wtf8: &[u8]) -> Vec<u8> {
    let points: Vec<u32> = crate::text::code_points(wtf8).flatten().collect();
    match points.iter().max() {
        None | Some(0..=0xff) => points.iter().map(|p| *p as u8).collect(),
        Some(0x100..=0xffff) => points.iter().flat_map(|p| (*p as u16).to_le_bytes()).collect(),
        Some(_) => points.iter().flat_map(|p| p.to_le_bytes()).collect(),
    }
}

/// CPython: Objects/tupleobject.c, tuple_hash (xxHash).
fn tuple_hash(hashes: &[i64]) -> i64 {
    const PRIME_1: u64 = 11_400_714_785_074_694_791;
    const PRIME_2: u64 = 14_029_467_366_897_019_727;
    const PRIME_5: u64 = 2_870_177_450_012_600_261;
    let mut acc = PRIME_5;
    for lane in hashes {
        acc = acc.wrapping_add((*lane as u64).wrapping_mul(PRIME_2)).rotate_left(31).wrapping_mul(PRIME_1);
    }
    acc = acc.wrapping_add(hashes.len() as u64 ^ (PRIME_5 ^ 3_527_539));
    if acc == u64::MAX { 1_546_275_796 } else { acc as i64 }
}

/// SipHash-1-3 with a zero key; empty is 0.
fn bytes_hash(bytes: &[u8]) -> i64 {
    if bytes.is_empty() {
        return 0;
    }
    let mut v: [u64; 4] = [0x736f_6d65_7073_6575, 0x646f_7261_6e64_6f6d, 0x6c79_6765_6e65_7261, 0x7465_6462_7974_6573];
    let mut words = bytes.chunks_exact(8);
    for word in words.by_ref() {
        absorb(&mut v, word.iter().rev().fold(0, |m, b| m << 8 | u64::from(*b)));
    }
    let tail = words.remainder().iter().rev().fold(0, |m, b| m << 8 | u64::from(*b));
    absorb(&mut v, tail | (bytes.len() as u64) << 56);
    let [v0, v1, v2, v3] = v;
    v = [v0, v1, v2 ^ 0xff, v3];
    for _ in 0..3 {
        v = round(v);
    }
    not_minus_one(v.iter().fold(0, |x, y| x ^ y) as i64)
}

fn absorb(v: &mut [u64; 4], word: u64) {
    let [v0, v1, v2, v3] = *v;
    let [v0, v1, v2, v3] = round([v0, v1, v2, v3 ^ word]);
    *v = [v0 ^ word, v1, v2, v3];
}

fn round([mut a, mut b, mut c, mut d]: [u64; 4]) -> [u64; 4] {
    a = a.wrapping_add(b);
    b = b.rotate_left(13) ^ a;
    a = a.rotate_left(32);
    c = c.wrapping_add(d);
    d = d.rotate_left(16) ^ c;
    a = a.wrapping_add(d);
    d = d.rotate_left(21) ^ a;
    c = c.wrapping_add(b);
    b = b.rotate_left(17) ^ c;
    c = c.rotate_left(32);
    [a, b, c, d]
}
