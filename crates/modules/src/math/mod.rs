//! The math module.
//!
//! CPython: Modules/mathmodule.c.

pub mod gamma;

pub mod ints;

pub mod reals;

pub mod sums;

use pyvarium_heap::Ref;
use pyvarium_vm::native::{FnDef, Kind, Library, ModuleDef};
use pyvarium_vm::real::{self, libm};
use pyvarium_vm::{Res, Vm};

use crate::first::math as first;
use reals::{Domain, integral, one, test};

pub const NUMBERS: Kind = Kind(first::KIND);
pub const PROD: Kind = Kind(first::KIND + 1);
pub const SUMPROD: Kind = Kind(first::KIND + 2);

pub const LIBRARY: Library =
    Library { types: &[], natives: &[&sums::NUMBERS_FRAME, &sums::PROD_FRAME, &sums::SUMPROD_FRAME], modules: &[&MATH] };

const UNIT_RANGE: Domain = Domain::Named("expected a number in range from -1 up to 1, got ");
const FINITE: Domain = Domain::Named("expected a finite input, got ");
const ANY: Domain = Domain::Plain;

pub static MATH: ModuleDef = ModuleDef {
    name: "math",
    doc: Some("This module provides access to the mathematical functions\ndefined by the C standard."),
    functions: &[
        FnDef::new("acos", "x, /", |vm, a| one(vm, a, libm::acos, UNIT_RANGE)),
        FnDef::new("acosh", "x, /", |vm, a| one(vm, a, real::acosh, Domain::Named("expected argument value not less than 1, got "))),
        FnDef::new("asin", "x, /", |vm, a| one(vm, a, libm::asin, UNIT_RANGE)),
        FnDef::new("asinh", "x, /", |vm, a| one(vm, a, real::asinh, ANY)),
        FnDef::new("atan", "x, /", |vm, a| one(vm, a, libm::atan, ANY)),
        FnDef::new("atan2", "y, x, /", |vm, a| reals::two(vm, a, libm::atan2)),
        FnDef::new("atanh", "x, /", |vm, a| one(vm, a, libm::atanh, Domain::Named("expected a number between -1 and 1, got "))),
        FnDef::new("cbrt", "x, /", |vm, a| one(vm, a, real::cbrt, ANY)),
        FnDef::new("ceil", "x, /", |vm, a| integral(vm, a, "__ceil__", Some(f64::ceil))),
        FnDef::new("comb", "n, k, /", ints::comb),
        FnDef::new("copysign", "x, y, /", |vm, a| reals::two(vm, a, f64::copysign)),
        FnDef::new("cos", "x, /", |vm, a| one(vm, a, libm::cos, FINITE)),
        FnDef::new("cosh", "x, /", |vm, a| one(vm, a, real::cosh, Domain::Overflows)),
        FnDef::new("degrees", "x, /", |vm, a| one(vm, a, |x| x * (180.0 / core::f64::consts::PI), Domain::Unchecked)),
        FnDef::new("dist", "p, q, /", sums::dist),
        FnDef::new("erf", "x, /", |vm, a| one(vm, a, libm::erf, Domain::Unchecked)),
        FnDef::new("erfc", "x, /", |vm, a| one(vm, a, libm::erfc, Domain::Unchecked)),
        FnDef::new("exp", "x, /", |vm, a| one(vm, a, real::exp, Domain::Overflows)),
        FnDef::new("exp2", "x, /", |vm, a| one(vm, a, real::exp2, Domain::Overflows)),
        FnDef::new("expm1", "x, /", |vm, a| one(vm, a, libm::expm1, Domain::Overflows)),
        FnDef::new("fabs", "x, /", |vm, a| one(vm, a, f64::abs, Domain::Unchecked)),
        FnDef::new("factorial", "n, /", ints::factorial),
        FnDef::new("floor", "x, /", |vm, a| integral(vm, a, "__floor__", Some(f64::floor))),
        FnDef::new("fma", "x, y, z, /", reals::fma),
        FnDef::new("fmod", "x, y, /", reals::fmod),
        FnDef::new("frexp", "x, /", reals::frexp),
        FnDef::new("fsum", "seq, /", sums::fsum),
        FnDef::new("gamma", "x, /", gamma::gamma),
        FnDef::new("gcd", "*args", ints::gcd),
        FnDef::new("hypot", "*args", sums::hypot),
        FnDef::new("isclose", "a, b, *, rel_tol=1e-09, abs_tol=0.0", reals::isclose),
        FnDef::new("isfinite", "x, /", |vm, a| test(vm, a, f64::is_finite)),
        FnDef::new("isinf", "x, /", |vm, a| test(vm, a, f64::is_infinite)),
        FnDef::new("isnan", "x, /", |vm, a| test(vm, a, f64::is_nan)),
        FnDef::new("isqrt", "n, /", ints::isqrt),
        FnDef::new("lcm", "*args", ints::lcm),
        FnDef::new("ldexp", "x, i, /", reals::ldexp),
        FnDef::new("lgamma", "x, /", gamma::lgamma),
        FnDef::new("log", "x, base=<unrepresentable>, /", reals::log),
        FnDef::new("log10", "x, /", |vm, a| reals::logarithm_of(vm, a, libm::log10)),
        FnDef::new("log1p", "x, /", |vm, a| one(vm, a, libm::log1p, Domain::Named("expected argument value > -1, got "))),
        FnDef::new("log2", "x, /", |vm, a| reals::logarithm_of(vm, a, libm::log2)),
        FnDef::new("modf", "x, /", reals::modf),
        FnDef::new("nextafter", "x, y, /, *, steps=None", reals::nextafter),
        FnDef::new("perm", "n, k=None, /", ints::perm),
        FnDef::new("pow", "x, y, /", reals::pow),
        FnDef::new("prod", "iterable, /, *, start=1", sums::prod),
        FnDef::new("radians", "x, /", |vm, a| one(vm, a, |x| x * (core::f64::consts::PI / 180.0), Domain::Unchecked)),
        FnDef::new("remainder", "x, y, /", |vm, a| reals::two(vm, a, libm::remainder)),
        FnDef::new("sin", "x, /", |vm, a| one(vm, a, libm::sin, FINITE)),
        FnDef::new("sinh", "x, /", |vm, a| one(vm, a, libm::sinh, Domain::Overflows)),
        FnDef::new("sqrt", "x, /", |vm, a| one(vm, a, f64::sqrt, Domain::Named("expected a nonnegative input, got "))),
        FnDef::new("sumprod", "p, q, /", sums::sumprod),
        FnDef::new("tan", "x, /", |vm, a| one(vm, a, libm::tan, FINITE)),
        FnDef::new("tanh", "x, /", |vm, a| one(vm, a, libm::tanh, ANY)),
        FnDef::new("trunc", "x, /", |vm, a| integral(vm, a, "__trunc__", None)),
        FnDef::new("ulp", "x, /", reals::ulp),
    ],
    types: &[],
    exec: Some(exec),
};

fn exec(vm: &mut Vm, module: Ref) -> Res<()> {
    let Some(dict) = vm.module_dict(module) else { return Ok(()) };
    let constants = [
        ("pi", core::f64::consts::PI),
        ("e", core::f64::consts::E),
        ("tau", core::f64::consts::TAU),
        ("inf", f64::INFINITY),
        ("nan", f64::NAN),
    ];
    for (name, value) in constants {
        let own = vm.new_float(value);
        vm.dict_set_named(dict, name, own);
    }
    Ok(())
}
