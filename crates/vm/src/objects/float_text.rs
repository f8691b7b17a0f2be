//! Floats as text: shortest repr, fixed and exponent forms; and back.
//!
//! CPython: Python/pystrtod.c, Objects/floatobject.c (float_from_string).

/// `repr`: the shortest digits that read back the same.
pub fn repr_float(v: f64) -> String {
    if v.is_nan() {
        return "nan".to_owned();
    }
    if v.is_infinite() {
        return if v > 0.0 { "inf" } else { "-inf" }.to_owned();
    }
    let sci = format!("{v:e}");
    let (mantissa, exponent) = sci.split_once('e').unwrap_or((&sci, "0"));
    let exponent: i32 = exponent.parse().unwrap_or(0);
    if (-4..16).contains(&exponent) {
        let plain = format!("{v}");
        return if plain.contains('.') { plain } else { format!("{plain}.0") };
    }
    let sign = if exponent < 0 { '-' } else { '+' };
    format!("{mantissa}e{sign}{:02}", exponent.abs())
}

/// `%.{precision}f` of a finite value.
pub fn fixed_digits(v: f64, precision: usize) -> String {
    format!("{v:.precision$}")
}

/// `%.{precision}e` of a finite value: at least two exponent digits.
pub fn exp_digits(v: f64, precision: usize) -> String {
    let sci = format!("{v:.precision$e}");
    let (mantissa, exponent) = sci.split_once('e').unwrap_or((&sci, "0"));
    let exponent: i32 = exponent.parse().unwrap_or(0);
    let sign = if exponent < 0 { '-' } else { '+' };
    format!("{mantissa}e{sign}{:02}", exponent.abs())
}

/// What `float("...")` takes: white space around, underscores between digits, inf and nan.
pub fn parse_float(text: &str) -> Option<f64> {
    let t = text.trim_matches(|c: char| c.is_whitespace());
    let ok_underscores = t.char_indices().filter(|(_, c)| *c == '_').all(|(i, _)| {
        let digit = |c: Option<char>| c.is_some_and(|c| c.is_ascii_digit());
        digit(t.get(..i).and_then(|s| s.chars().next_back())) && digit(t.get(i + 1..).and_then(|s| s.chars().next()))
    });
    if !ok_underscores || t.is_empty() {
        return None;
    }
    let plain: String = t.chars().filter(|c| *c != '_').collect::<String>().to_ascii_lowercase();
    let unsigned = plain.trim_start_matches(['+', '-']);
    let named = matches!(unsigned, "inf" | "infinity" | "nan");
    let numeric = unsigned.starts_with(|c: char| c.is_ascii_digit() || c == '.') && unsigned.chars().any(|c| c.is_ascii_digit());
    if !(named || numeric) || plain.len() - unsigned.len() > 1 {
        return None;
    }
    plain.parse().ok()
}
