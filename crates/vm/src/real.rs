//! Real functions that are the same on every host. Exponentials and logarithms are worked out in pairs of floats and
//! rounded once; the others are those of the `libm` crate, which is the C library of CPython's WebAssembly build.

pub use libm;

/// A number as the unevaluated sum of two floats, the first of which is the nearest to it.
#[derive(Clone, Copy, Debug)]
pub struct Pair {
    pub hi: f64,
    pub lo: f64,
}

const LN2: [f64; 3] = [core::f64::consts::LN_2, 2.319_046_813_846_299_6e-17, 5.707_708_438_416_212e-34];

/// The exact sum. CPython: Modules/mathmodule.c, dl_sum.
pub fn sum(a: f64, b: f64) -> Pair {
    let hi = a + b;
    let part = hi - a;
    Pair { hi, lo: (a - (hi - part)) + (b - part) }
}

/// The exact product, where it does not underflow. CPython: dl_mul.
pub fn product(a: f64, b: f64) -> Pair {
    let hi = a * b;
    Pair { hi, lo: a.mul_add(b, -hi) }
}

impl Pair {
    const ONE: Pair = Pair { hi: 1.0, lo: 0.0 };

    fn of(v: f64) -> Pair {
        Pair { hi: v, lo: 0.0 }
    }

    fn add(self, other: Pair) -> Pair {
        let s = sum(self.hi, other.hi);
        let t = sum(self.lo, other.lo);
        let v = sum(s.hi, s.lo + t.hi);
        sum(v.hi, v.lo + t.lo)
    }

    fn neg(self) -> Pair {
        Pair { hi: -self.hi, lo: -self.lo }
    }

    fn mul(self, other: Pair) -> Pair {
        let p = product(self.hi, other.hi);
        sum(p.hi, p.lo + (self.hi * other.lo + self.lo * other.hi))
    }

    fn scale(self, by: f64) -> Pair {
        Pair { hi: self.hi * by, lo: self.lo * by }
    }

    fn div(self, other: Pair) -> Pair {
        let q = self.hi / other.hi;
        let r = self.add(other.mul(Pair::of(q)).neg());
        let q2 = r.hi / other.hi;
        let r = r.add(other.mul(Pair::of(q2)).neg());
        let s = sum(q, q2);
        sum(s.hi, s.lo + r.hi / other.hi)
    }
}

/// n times the logarithm of 2.
fn times_ln2(n: f64) -> Pair {
    let (a, b) = (product(n, LN2[0]), product(n, LN2[1]));
    a.add(b).add(Pair::of(n * LN2[2]))
}

/// The exponential of a pair within ±800.
fn exp_pair(x: Pair) -> f64 {
    let k = (x.hi / LN2[0]).round();
    let r = x.add(times_ln2(k).neg()).scale(1.0 / 512.0);
    // exp(r) - 1 by its series, then squared nine times.
    let mut series = Pair::ONE;
    for n in (2..=11).rev() {
        series = Pair::ONE.add(r.mul(series).div(Pair::of(f64::from(n))));
    }
    let mut e = r.mul(series);
    for _ in 0..9 {
        e = e.scale(2.0).add(e.mul(e));
    }
    let result = Pair::ONE.add(e);
    if k >= -1000.0 {
        return libm::scalbn(result.hi + result.lo, k as i32);
    }
    // Rounded once only, in the place of the smallest floats.
    let small = libm::scalbn(result.hi, k as i32 + 60);
    let unit = libm::scalbn(1.0, -1074 + 60);
    let whole = (small / unit).round_ties_even();
    let rest = (small - whole * unit) + libm::scalbn(result.lo, k as i32 + 60);
    let step = if rest > unit / 2.0 {
        1.0
    } else if rest < -unit / 2.0 {
        -1.0
    } else {
        0.0
    };
    (whole + step) * libm::scalbn(1.0, -1074)
}

/// The logarithm of a positive finite float.
fn log_pair(x: f64) -> Pair {
    let (mut m, mut k) = libm::frexp(x);
    if m < core::f64::consts::FRAC_1_SQRT_2 {
        m *= 2.0;
        k -= 1;
    }
    let s = sum(m, -1.0).div(sum(m, 1.0));
    let square = s.mul(s);
    let mut series = Pair::of(0.0);
    for i in (0..25).rev() {
        let term = Pair::ONE.div(Pair::of(f64::from(2 * i + 1)));
        series = term.add(square.mul(series));
    }
    times_ln2(f64::from(k)).add(s.mul(series).scale(2.0))
}

pub fn exp(x: f64) -> f64 {
    if x.is_nan() || x == f64::INFINITY {
        return x;
    }
    if x > 709.8 {
        return f64::INFINITY;
    }
    if x < -745.2 {
        return 0.0;
    }
    exp_pair(Pair::of(x))
}

pub fn exp2(x: f64) -> f64 {
    if x.is_nan() || x == f64::INFINITY {
        return x;
    }
    if x >= 1024.0 {
        return f64::INFINITY;
    }
    if x < -1075.0 {
        return 0.0;
    }
    exp_pair(times_ln2(x))
}

pub fn log(x: f64) -> f64 {
    if x.is_nan() || x <= 0.0 || x == f64::INFINITY {
        return libm::log(x);
    }
    log_pair(x).hi
}

pub fn pow(x: f64, y: f64) -> f64 {
    let special = !x.is_finite() || !y.is_finite() || x == 0.0 || y == 0.0 || x == 1.0;
    let whole = y == y.trunc();
    if special || (x < 0.0 && !whole) {
        return libm::pow(x, y);
    }
    let negative = x < 0.0 && y % 2.0 != 0.0;
    let l = log_pair(x.abs());
    let about = y * l.hi;
    let size = if about > 710.0 {
        f64::INFINITY
    } else if about < -746.0 {
        0.0
    } else {
        exp_pair(product(y, l.hi).add(Pair::of(y * l.lo)))
    };
    if negative { -size } else { size }
}

/// CPython: Objects/complexobject.c and Modules/mathmodule.c use the platform's; this is FreeBSD's way, with one
/// rounded estimate and one step of Newton's.
pub fn cbrt(x: f64) -> f64 {
    if x == 0.0 || !x.is_finite() {
        return x + x;
    }
    let size = x.abs();
    let third = |v: f64| ((v.to_bits() >> 32) / 3) as u32;
    let high = if size < f64::MIN_POSITIVE { third(size * 18_014_398_509_481_984.0) + 696_219_795 } else { third(size) + 715_094_163 };
    let mut t = f64::from_bits(u64::from(high) << 32).copysign(x);
    let r = (t * t) * (t / x);
    let low = 1.875_951_824_271_77 + r * (-1.884_979_795_433_771_7 + r * 1.621_429_720_105_354_5);
    t *= low + ((r * r) * r) * (-0.758_397_934_778_766 + r * 0.145_996_192_886_612_45);
    t = f64::from_bits((t.to_bits() + 0x8000_0000) & 0xffff_ffff_c000_0000);
    let r = (x / (t * t) - t) / (t + t + x / (t * t));
    t + t * r
}

pub fn cosh(x: f64) -> f64 {
    let size = x.abs();
    if size < LN2[0] {
        let t = libm::expm1(size);
        return 1.0 + t * t / (2.0 * (1.0 + t));
    }
    if size < 709.78 {
        let t = exp(size);
        return 0.5 * (t + 1.0 / t);
    }
    libm::cosh(x)
}

pub fn acosh(x: f64) -> f64 {
    if x < 2.0 {
        libm::acosh(x)
    } else if x < 67_108_864.0 {
        log(2.0 * x - 1.0 / (x + (x * x - 1.0).sqrt()))
    } else {
        log(x) + LN2[0]
    }
}

pub fn asinh(x: f64) -> f64 {
    let size = x.abs();
    if size >= 67_108_864.0 {
        (log(size) + LN2[0]).copysign(x)
    } else if size >= 2.0 {
        log(2.0 * size + 1.0 / ((size * size + 1.0).sqrt() + size)).copysign(x)
    } else {
        libm::asinh(x)
    }
}

/// The length of a vector as the C library computes it, which is what `abs` of a complex number is.
pub fn hypot(x: f64, y: f64) -> f64 {
    let (x, y) = if x.abs() < y.abs() { (y.abs(), x.abs()) } else { (x.abs(), y.abs()) };
    if x.is_infinite() || y.is_infinite() {
        return f64::INFINITY;
    }
    if x.is_nan() || y == 0.0 {
        return x + y;
    }
    let exponent = |v: f64| (v.to_bits() >> 52) as i32;
    if exponent(x) - exponent(y) > 64 {
        return x + y;
    }
    let (up, down) = (libm::scalbn(1.0, 700), libm::scalbn(1.0, -700));
    let (scale, x, y) = if exponent(x) > 0x3ff + 510 {
        (up, x * down, y * down)
    } else if exponent(y) < 0x3ff - 450 {
        (down, x * up, y * up)
    } else {
        (1.0, x, y)
    };
    let (a, b) = (product(x, x), product(y, y));
    scale * (b.lo + a.lo + b.hi + a.hi).sqrt()
}
