//! Text of constants the way `repr` writes it: str, bytes, float, complex and integers of any size.

pub use crate::printable::is_printable;

/// UTF-8 in which the three-byte forms of surrogates may stand too.
pub fn is_wtf8(bytes: &[u8]) -> bool {
    code_points(bytes).all(|point| point.is_some())
}

/// Code points of WTF-8; None (and the end) at a byte that is none.
pub fn code_points(mut bytes: &[u8]) -> impl Iterator<Item = Option<u32>> + '_ {
    std::iter::from_fn(move || {
        let first = *bytes.first()?;
        let n = match first {
            0..=0x7f => 1,
            0xc2..=0xdf => 2,
            0xe0..=0xef => 3,
            0xf0..=0xf4 => 4,
            _ => 0,
        };
        let Some((head, rest)) = bytes.split_at_checked(n).filter(|(head, _)| !head.is_empty()) else {
            bytes = &[];
            return Some(None);
        };
        let point = match (std::str::from_utf8(head), head) {
            (Ok(text), _) => text.chars().next().map(u32::from),
            (Err(_), [0xed, b @ 0xa0..=0xbf, c @ 0x80..=0xbf]) => Some(0xd000 | u32::from(b & 63) << 6 | u32::from(c & 63)),
            (Err(_), _) => None,
        };
        bytes = if point.is_some() { rest } else { &[] };
        Some(point)
    })
}

/// CPython: Objects/unicodeobject.c, unicode_repr.
pub fn str_repr(wtf8: &[u8]) -> String {
    let quote = quote_for(wtf8);
    let mut out = String::with_capacity(wtf8.len() + 2);
    out.push(quote);
    for point in code_points(wtf8).flatten() {
        match char::from_u32(point) {
            Some('\n') => out.push_str("\\n"),
            Some('\r') => out.push_str("\\r"),
            Some('\t') => out.push_str("\\t"),
            Some('\\') => out.push_str("\\\\"),
            Some(c) if c == quote => out.extend(['\\', c]),
            Some(c) if is_printable(c) => out.push(c),
            _ if point < 0x100 => out.push_str(&format!("\\x{point:02x}")),
            _ if point < 0x10000 => out.push_str(&format!("\\u{point:04x}")),
            _ => out.push_str(&format!("\\U{point:08x}")),
        }
    }
    out.push(quote);
    out
}

/// CPython: Objects/bytesobject.c, PyBytes_Repr.
pub fn bytes_repr(bytes: &[u8]) -> String {
    let quote = quote_for(bytes);
    let mut out = format!("b{quote}");
    for byte in bytes {
        match byte {
            b'\n' => out.push_str("\\n"),
            b'\r' => out.push_str("\\r"),
            b'\t' => out.push_str("\\t"),
            b'\\' => out.push_str("\\\\"),
            byte if char::from(*byte) == quote => out.extend(['\\', quote]),
            b' '..=b'~' => out.push(char::from(*byte)),
            byte => out.push_str(&format!("\\x{byte:02x}")),
        }
    }
    out.push(quote);
    out
}

fn quote_for(bytes: &[u8]) -> char {
    if bytes.contains(&b'\'') && !bytes.contains(&b'"') { '"' } else { '\'' }
}

/// CPython: Objects/floatobject.c, float_repr.
pub fn float_repr(value: f64) -> String {
    let text = number_text(value);
    let is_bare = text.bytes().all(|b| b.is_ascii_digit() || b == b'-');
    if is_bare { text + ".0" } else { text }
}

/// CPython: Objects/complexobject.c, complex_repr.
pub fn complex_repr(re: f64, im: f64) -> String {
    if re == 0.0 && re.is_sign_positive() {
        return format!("{}j", number_text(im));
    }
    let sign = if im.is_nan() || im.is_sign_positive() { "+" } else { "" };
    format!("({}{sign}{}j)", number_text(re), number_text(im))
}

/// The shortest digits that read back, as format code `r` without a forced ".0". CPython: Python/pystrtod.c.
pub fn number_text(value: f64) -> String {
    if value.is_nan() {
        return "nan".to_owned();
    }
    if value.is_infinite() {
        return if value < 0.0 { "-inf" } else { "inf" }.to_owned();
    }
    let scientific = format!("{:e}", value.abs());
    let (mantissa, exponent) = scientific.split_once('e').unwrap_or((&scientific, "0"));
    let exponent: i32 = exponent.parse().unwrap_or(0);
    let sign = if value.is_sign_negative() { "-" } else { "" };
    if !(-4..16).contains(&exponent) {
        let exponent_sign = if exponent < 0 { '-' } else { '+' };
        return format!("{sign}{mantissa}e{exponent_sign}{:02}", exponent.unsigned_abs());
    }
    let digits = mantissa.replace('.', "");
    let n_whole = exponent + 1;
    if n_whole <= 0 {
        return format!("{sign}0.{}{digits}", "0".repeat(n_whole.unsigned_abs() as usize));
    }
    match digits.split_at_checked(n_whole as usize) {
        Some((whole, "")) => format!("{sign}{whole}"),
        Some((whole, part)) => format!("{sign}{whole}.{part}"),
        None => format!("{sign}{digits}{}", "0".repeat(n_whole as usize - digits.len())),
    }
}

/// Decimal digits of a magnitude in bytes, least significant first. Costs the square of its length.
pub fn decimal(negative: bool, magnitude_le: &[u8]) -> String {
    const BASE: u64 = 1_000_000_000;
    let mut limbs: Vec<u32> = Vec::new();
    for byte in magnitude_le.iter().rev() {
        let mut carry = u64::from(*byte);
        for limb in &mut limbs {
            let value = u64::from(*limb) * 256 + carry;
            *limb = (value % BASE) as u32;
            carry = value / BASE;
        }
        if carry > 0 {
            limbs.push(carry as u32);
        }
    }
    let mut out = String::from(if negative { "-" } else { "" });
    let mut rest = limbs.iter().rev();
    out.push_str(&rest.next().copied().unwrap_or(0).to_string());
    for limb in rest {
        out.push_str(&format!("{limb:09}"));
    }
    out
}
