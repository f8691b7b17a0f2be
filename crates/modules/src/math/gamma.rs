//! The gamma function and its logarithm, by Lanczos' approximation.
//!
//! CPython: Modules/mathmodule.c (m_tgamma, m_lgamma, lanczos_sum, m_sinpi).

use core::f64::consts::PI;

use pyvarium_vm::args::Args;
use pyvarium_vm::real::{self, libm};
use pyvarium_vm::{Res, Vm};

use super::reals::{float, range_error};
use pyvarium_vm::objects::float_text::repr_float;

/// Lanczos' parameter and coefficients, for 13 terms; as in Boost's `lanczos13m53`.
const G: f64 = 6.024_680_040_776_73;
const G_LESS_HALF: f64 = 5.524_680_040_776_73;
const NUMERATOR: [f64; 13] = [
    23_531_376_880.410_76,
    42_919_803_642.649_1,
    35_711_959_237.355_67,
    17_921_034_426.037_21,
    6_039_542_586.352_028,
    1_439_720_407.311_721_7,
    248_874_557.862_054_15,
    31_426_415.585_400_194,
    2_876_370.628_935_372_4,
    186_056.265_395_223_5,
    8_071.672_002_365_816,
    210.824_277_751_579_36,
    2.506_628_274_631_000_2,
];
/// x (x + 1) ... (x + 11), multiplied out.
const DENOMINATOR: [f64; 13] = [
    0.0,
    39_916_800.0,
    120_543_840.0,
    150_917_976.0,
    105_258_076.0,
    45_995_730.0,
    13_339_535.0,
    2_637_558.0,
    357_423.0,
    32_670.0,
    1_925.0,
    66.0,
    1.0,
];
const LOG_PI: f64 = 1.144_729_885_849_400_2;
/// Whole numbers up to here have an exact value.
const N_EXACT: f64 = 23.0;

/// What a result is beside a number.
enum Odd {
    Domain,
    Range,
}

fn lanczos_sum(x: f64) -> f64 {
    let (mut num, mut den) = (0.0, 0.0);
    let terms = NUMERATOR.iter().zip(DENOMINATOR);
    if x < 5.0 {
        for (n, d) in terms.rev() {
            num = num * x + n;
            den = den * x + d;
        }
    } else {
        for (n, d) in terms {
            num = num / x + n;
            den = den / x + d;
        }
    }
    num / den
}

fn sin_pi(x: f64) -> f64 {
    let y = x.abs() % 2.0;
    let r = match (2.0 * y).round() as i32 {
        0 => libm::sin(PI * y),
        1 => libm::cos(PI * (y - 0.5)),
        // Written so that the zero at 1 has its sign.
        2 => libm::sin(PI * (1.0 - y)),
        3 => -libm::cos(PI * (y - 1.5)),
        _ => libm::sin(PI * (y - 2.0)),
    };
    1f64.copysign(x) * r
}

fn gamma_of(x: f64) -> Result<f64, Odd> {
    if !x.is_finite() {
        return if x == f64::NEG_INFINITY { Err(Odd::Domain) } else { Ok(x) };
    }
    if x == 0.0 {
        return Err(Odd::Domain);
    }
    if x == x.floor() {
        if x < 0.0 {
            return Err(Odd::Domain);
        }
        if x <= N_EXACT {
            return Ok((2..x as u64).map(|n| n as f64).product());
        }
    }
    let size = x.abs();
    let finite = |r: f64| if r.is_infinite() { Err(Odd::Range) } else { Ok(r) };
    if size < 1e-20 {
        return finite(1.0 / x);
    }
    if size > 200.0 {
        return if x < 0.0 { Ok(0.0 / sin_pi(x)) } else { Err(Odd::Range) };
    }
    let y = size + G_LESS_HALF;
    // The error of that sum.
    let z = if size > G_LESS_HALF { (y - size) - G_LESS_HALF } else { (y - G_LESS_HALF) - size };
    let z = z * G / y;
    let mut r;
    if x < 0.0 {
        r = -PI / sin_pi(size) / size * real::exp(y) / lanczos_sum(size);
        r -= z * r;
        if size < 140.0 {
            r /= real::pow(y, size - 0.5);
        } else {
            let root = real::pow(y, size / 2.0 - 0.25);
            r /= root;
            r /= root;
        }
    } else {
        r = lanczos_sum(size) / real::exp(y);
        r += z * r;
        if size < 140.0 {
            r *= real::pow(y, size - 0.5);
        } else {
            let root = real::pow(y, size / 2.0 - 0.25);
            r *= root;
            r *= root;
        }
    }
    finite(r)
}

fn lgamma_of(x: f64) -> Result<f64, Odd> {
    if !x.is_finite() {
        return Ok(if x.is_nan() { x } else { f64::INFINITY });
    }
    if x == x.floor() && x <= 2.0 {
        return if x <= 0.0 { Err(Odd::Domain) } else { Ok(0.0) };
    }
    let size = x.abs();
    if size < 1e-20 {
        return Ok(-real::log(size));
    }
    let mut r = real::log(lanczos_sum(size)) - G;
    r += (size - 0.5) * (real::log(size + G - 0.5) - 1.0);
    if x < 0.0 {
        r = LOG_PI - real::log(sin_pi(size).abs()) - real::log(size) - r;
    }
    if r.is_infinite() { Err(Odd::Range) } else { Ok(r) }
}

fn answer(vm: &mut Vm, x: f64, result: Result<f64, Odd>) -> Res {
    match result {
        Ok(r) => float(vm, r),
        Err(Odd::Range) => range_error(vm),
        Err(Odd::Domain) => vm.value_err(&format!("expected a noninteger or positive integer, got {}", repr_float(x))),
    }
}

pub fn gamma(vm: &mut Vm, args: &Args) -> Res {
    let x = vm.real(args.at(0)?)?;
    answer(vm, x, gamma_of(x))
}

pub fn lgamma(vm: &mut Vm, args: &Args) -> Res {
    let x = vm.real(args.at(0)?)?;
    answer(vm, x, lgamma_of(x))
}
