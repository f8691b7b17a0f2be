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
    let plain = crate::objects::unicode::plain_digits(text);
    let t = plain.trim_matches(crate::objects::unicode::is_space);
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

/// What `float.fromhex("...")` takes. Too large is infinite.
pub fn parse_hex(text: &str) -> Option<f64> {
    let t = text.trim_matches(|c: char| c.is_ascii_whitespace() || c == '\x0b').to_ascii_lowercase();
    let (negative, rest) = match t.strip_prefix('-') {
        Some(rest) => (true, rest),
        None => (false, t.strip_prefix('+').unwrap_or(&t)),
    };
    let sign = |v: f64| if negative { -v } else { v };
    match rest {
        "inf" | "infinity" => return Some(sign(f64::INFINITY)),
        "nan" => return Some(sign(f64::NAN)),
        _ => {}
    }
    let rest = rest.strip_prefix("0x").unwrap_or(rest);
    let (digits, exponent) = match rest.split_once('p') {
        Some((digits, e)) => {
            let plain = e.strip_prefix(['+', '-']).unwrap_or(e);
            if plain.is_empty() || !plain.bytes().all(|b| b.is_ascii_digit()) {
                return None;
            }
            // An exponent beyond any float is as good as its bound.
            let size = plain.parse::<i64>().unwrap_or(i64::MAX).min(1 << 40);
            (digits, if e.starts_with('-') { -size } else { size })
        }
        None => (rest, 0),
    };
    let (whole, part) = digits.split_once('.').unwrap_or((digits, ""));
    if whole.is_empty() && part.is_empty() || !whole.bytes().chain(part.bytes()).all(|b| b.is_ascii_hexdigit()) {
        return None;
    }
    let all = format!("0{whole}{part}");
    let mantissa = num_bigint::BigUint::parse_bytes(all.as_bytes(), 16)?;
    let exponent = exponent - 4 * part.len() as i64;
    if mantissa.bits() as i64 + exponent < -2000 {
        return Some(sign(0.0));
    }
    Some(sign(crate::objects::int::scale(&mantissa, exponent).unwrap_or(f64::INFINITY)))
}
