//! The math module.
//!
//! CPython: Modules/mathmodule.c.

use num_bigint::BigInt;
use num_integer::Integer;
use num_traits::Signed;
use pyvarium_heap::{Body, Ref};
use pyvarium_vm::args::Args;
use pyvarium_vm::native::{FnDef, Library, ModuleDef};
use pyvarium_vm::{Flow, Res, Vm, exc};

pub const LIBRARY: Library = Library { types: &[], natives: &[], modules: &[&MATH] };

pub static MATH: ModuleDef = ModuleDef {
    name: "math",
    doc: None,
    functions: &[
        FnDef::new("sqrt", "x, /", |vm, a| real(vm, a, "nonnegative", |x| if x < 0.0 { None } else { Some(x.sqrt()) })),
        FnDef::new("sin", "x, /", |vm, a| real(vm, a, "finite", |x| x.is_finite().then(|| x.sin()))),
        FnDef::new("cos", "x, /", |vm, a| real(vm, a, "finite", |x| x.is_finite().then(|| x.cos()))),
        FnDef::new("fabs", "x, /", |vm, a| real(vm, a, "finite", |x| Some(x.abs()))),
        FnDef::new("floor", "x, /", |vm, a| to_int(vm, a, f64::floor)),
        FnDef::new("ceil", "x, /", |vm, a| to_int(vm, a, f64::ceil)),
        FnDef::new("trunc", "x, /", |vm, a| to_int(vm, a, f64::trunc)),
        FnDef::new("isnan", "x, /", |vm, a| test(vm, a, f64::is_nan)),
        FnDef::new("isinf", "x, /", |vm, a| test(vm, a, f64::is_infinite)),
        FnDef::new("isfinite", "x, /", |vm, a| test(vm, a, f64::is_finite)),
        FnDef::new("gcd", "*args", gcd),
        FnDef::new("factorial", "n, /", factorial),
        FnDef::new("isqrt", "n, /", isqrt),
        FnDef::new("isclose", "a, b, *, rel_tol=1e-09, abs_tol=0.0", isclose),
    ],
    types: &[],
    exec: Some(exec),
};

fn exec(vm: &mut Vm, module: Ref) -> Res<()> {
    let Some(dict) = vm.module_dict(module) else { return Ok(()) };
    let constants = [
        ("pi", std::f64::consts::PI),
        ("e", std::f64::consts::E),
        ("tau", std::f64::consts::TAU),
        ("inf", f64::INFINITY),
        ("nan", f64::NAN),
    ];
    for (name, value) in constants {
        let own = vm.new_float(value);
        vm.dict_set_named(dict, name, own);
    }
    Ok(())
}

fn real(vm: &mut Vm, args: &Args, wanted: &str, f: fn(f64) -> Option<f64>) -> Res {
    let x = vm.real(args.at(0)?)?;
    match f(x) {
        Some(v) => Ok(Flow::Value(vm.new_float(v))),
        None => vm.value_err(&format!("expected a {wanted} input, got {}", pyvarium_vm::objects::float_text::repr_float(x))),
    }
}

fn test(vm: &mut Vm, args: &Args, f: fn(f64) -> bool) -> Res {
    let x = vm.real(args.at(0)?)?;
    vm.bool_flow(f(x))
}

fn to_int(vm: &mut Vm, args: &Args, f: fn(f64) -> f64) -> Res {
    let r = args.at(0)?;
    if matches!(vm.heap.body(r), Body::Int(_) | Body::BigInt(_)) {
        return vm.own_flow(r);
    }
    let x = vm.real(r)?;
    let n = pyvarium_vm::objects::float::trunc_to_int(vm, f(x))?;
    Ok(Flow::Value(vm.new_bigint(n)))
}

fn integer(vm: &mut Vm, r: Ref) -> Res<BigInt> {
    match vm.bigint(r).map(|n| n.into_owned()) {
        Some(n) => Ok(n),
        // Asks for its __index__, or raises.
        None => vm.index_clamped(r).map(BigInt::from),
    }
}

fn gcd(vm: &mut Vm, args: &Args) -> Res {
    let mut result = BigInt::from(0);
    for r in args.positional() {
        let n = integer(vm, r)?;
        result = result.gcd(&n);
    }
    Ok(Flow::Value(vm.new_bigint(result)))
}

fn factorial(vm: &mut Vm, args: &Args) -> Res {
    let n = integer(vm, args.at(0)?)?;
    if n.is_negative() {
        return vm.value_err("factorial() not defined for negative values");
    }
    let Ok(n) = u64::try_from(&n) else {
        return Err(exc::overflow_error(vm, "factorial() argument should not exceed 9223372036854775807"));
    };
    vm.check_work(n.saturating_mul(16), "a huge factorial")?;
    let mut result = BigInt::from(1);
    for k in 2..=n {
        result *= k;
    }
    Ok(Flow::Value(vm.new_bigint(result)))
}

fn isqrt(vm: &mut Vm, args: &Args) -> Res {
    let n = integer(vm, args.at(0)?)?;
    if n.is_negative() {
        return vm.value_err("isqrt() argument must be nonnegative");
    }
    Ok(Flow::Value(vm.new_bigint(n.sqrt())))
}

fn isclose(vm: &mut Vm, args: &Args) -> Res {
    let (a, b) = (vm.real(args.at(0)?)?, vm.real(args.at(1)?)?);
    let given = |vm: &mut Vm, i: usize, default: f64| args.get(i).map_or(Ok(default), |r| vm.real(r));
    let (rel, abs) = (given(vm, 2, 1e-9)?, given(vm, 3, 0.0)?);
    if rel < 0.0 || abs < 0.0 {
        return vm.value_err("tolerances must be non-negative");
    }
    let close = a == b || (a.is_finite() && b.is_finite() && ((a - b).abs() <= (rel * a.abs().max(b.abs())).max(abs)));
    vm.bool_flow(close)
}
