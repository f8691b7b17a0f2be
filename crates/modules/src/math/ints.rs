//! Functions of whole numbers.
//!
//! CPython: Modules/mathmodule.c (math_gcd_impl, math_lcm_impl, math_factorial, math_perm_impl, math_comb_impl).

use num_bigint::BigInt;
use num_integer::Integer;
use num_traits::{One, Signed, ToPrimitive, Zero};
use pyvarium_heap::Ref;
use pyvarium_vm::args::Args;
use pyvarium_vm::{Flow, Res, Vm, exc};

fn integer(vm: &mut Vm, r: Ref) -> Res<BigInt> {
    match vm.bigint(r).map(|n| n.into_owned()) {
        Some(n) => Ok(n),
        // Asks for its __index__, or raises.
        None => vm.index_clamped(r).map(BigInt::from),
    }
}

fn answer(vm: &mut Vm, n: BigInt) -> Res {
    Ok(Flow::Value(vm.new_bigint(n)))
}

pub fn gcd(vm: &mut Vm, args: &Args) -> Res {
    let mut result = BigInt::from(0);
    for r in args.positional() {
        result = result.gcd(&integer(vm, r)?);
    }
    answer(vm, result)
}

pub fn lcm(vm: &mut Vm, args: &Args) -> Res {
    let mut result = BigInt::from(1);
    for r in args.positional() {
        let n = integer(vm, r)?;
        result = result.lcm(&n).abs();
    }
    answer(vm, result)
}

pub fn factorial(vm: &mut Vm, args: &Args) -> Res {
    let n = integer(vm, args.at(0)?)?;
    if n.is_negative() {
        return vm.value_err("factorial() not defined for negative values");
    }
    let Some(n) = n.to_i64() else {
        return Err(exc::overflow_error(vm, "factorial() argument should not exceed 9223372036854775807"));
    };
    vm.check_work((n as u64).saturating_mul(16), "a huge factorial")?;
    answer(vm, range_product(2, n as u64))
}

/// The product of the whole numbers between, in halves so that the factors are of like size.
fn range_product(from: u64, to: u64) -> BigInt {
    if from > to {
        return BigInt::one();
    }
    if to - from < 8 {
        return (from..=to).fold(BigInt::one(), |product, n| product * n);
    }
    let middle = from + (to - from) / 2;
    range_product(from, middle) * range_product(middle + 1, to)
}

pub fn isqrt(vm: &mut Vm, args: &Args) -> Res {
    let n = integer(vm, args.at(0)?)?;
    if n.is_negative() {
        return vm.value_err("isqrt() argument must be nonnegative");
    }
    answer(vm, n.sqrt())
}

/// n and k, both not negative; None where k is larger than n.
fn counts(vm: &mut Vm, n: BigInt, k: BigInt) -> Res<Option<(BigInt, BigInt)>> {
    if n.is_negative() {
        return vm.value_err("n must be a non-negative integer");
    }
    if k.is_negative() {
        return vm.value_err("k must be a non-negative integer");
    }
    Ok(if k > n { None } else { Some((n, k)) })
}

/// n (n - 1) ... (n - k + 1).
fn falling(n: &BigInt, k: u64) -> BigInt {
    if k <= 8 {
        return (0..k).fold(BigInt::one(), |product, i| product * (n - i));
    }
    let half = k / 2;
    falling(n, half) * falling(&(n - half), k - half)
}

pub fn perm(vm: &mut Vm, args: &Args) -> Res {
    let Some(k) = args.get(1).filter(|k| *k != vm.one.none) else { return factorial(vm, &Args::one(args.at(0)?)) };
    let (n, k) = (integer(vm, args.at(0)?)?, integer(vm, k)?);
    let Some((n, k)) = counts(vm, n, k)? else { return answer(vm, BigInt::zero()) };
    let Some(k) = k.to_i64() else {
        return Err(exc::overflow_error(vm, "k must not exceed 9223372036854775807"));
    };
    vm.check_work((k as u64).saturating_mul(n.bits()), "a huge number of permutations")?;
    let product = falling(&n, k as u64);
    answer(vm, product)
}

pub fn comb(vm: &mut Vm, args: &Args) -> Res {
    let (n, k) = (integer(vm, args.at(0)?)?, integer(vm, args.at(1)?)?);
    let Some((n, k)) = counts(vm, n, k)? else { return answer(vm, BigInt::zero()) };
    let rest = &n - &k;
    let k = if rest < k { rest } else { k };
    let Some(k) = k.to_i64() else {
        return Err(exc::overflow_error(vm, "min(n - k, k) must not exceed 9223372036854775807"));
    };
    vm.check_work((k as u64).saturating_mul(n.bits()), "a huge number of combinations")?;
    let product = falling(&n, k as u64) / range_product(2, k as u64);
    answer(vm, product)
}
