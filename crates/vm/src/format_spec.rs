//! The format-specification mini-language: parsing, and laying out of numbers and text.
//!
//! CPython: Python/formatter_unicode.c.

use num_bigint::BigInt;
use num_traits::Signed;

use pyvarium_heap::Ref;

use crate::objects::float_text::{exp_digits, fixed_digits, repr_float};
use crate::stop::{Halt, Res, Stop};
use crate::vm::Vm;

#[derive(Clone, Debug, Default)]
pub struct FormatSpec {
    pub fill: Option<char>,
    pub align: Option<char>,
    pub sign: Option<char>,
    pub no_neg_zero: bool,
    pub alternate: bool,
    pub zero: bool,
    pub width: usize,
    pub grouping: Option<char>,
    pub precision: Option<usize>,
    /// Between every three digits behind the point.
    pub fraction_grouping: Option<char>,
    pub kind: Option<char>,
}

/// Texts of OverflowErrors.
pub const NO_CHARACTER: &str = "%c arg not in range(0x110000)";
pub const TOO_LARGE: &str = "Python int too large to convert to C long";

/// Beyond this the digits of a float would take too long.
const MAX_PRECISION: usize = 1_000_000;

impl Vm {
    /// The specification for formatting `r`, within the limits of the host.
    pub fn format_spec(&mut self, r: Ref, text: &str) -> Res<FormatSpec> {
        let spec = FormatSpec::parse(text).or_else(|message| self.bad_format(r, &message))?;
        self.check_bytes(spec.width as u64)?;
        if spec.kind != Some('s') && spec.precision.is_some_and(|p| p > MAX_PRECISION) && self.heap.text(r).is_none() {
            return Err(Stop::Halt(Box::new(Halt::WorkLimit { what: "a number with millions of digits".to_owned() })));
        }
        Ok(spec)
    }

    /// `message`: a ValueError's text, in which `{type}` stands for the object's type.
    pub fn bad_format<T>(&mut self, r: Ref, message: &str) -> Res<T> {
        let message = message.replace("{type}", &self.type_name(r));
        self.value_err(&message)
    }
}

impl FormatSpec {
    /// Errors are ValueError texts; `{type}` stands for the object's type.
    fn parse(text: &str) -> Result<FormatSpec, String> {
        let mut spec = FormatSpec::default();
        let chars: Vec<char> = text.chars().collect();
        let mut i = 0;
        let at = |i: usize| chars.get(i).copied();
        let is_align = |c: Option<char>| matches!(c, Some('<' | '>' | '=' | '^'));
        if is_align(at(1)) {
            spec.fill = at(0);
            spec.align = at(1);
            i = 2;
        } else if is_align(at(0)) {
            spec.align = at(0);
            i = 1;
        }
        if let Some(c @ ('+' | '-' | ' ')) = at(i) {
            spec.sign = Some(c);
            i += 1;
        }
        if at(i) == Some('z') {
            spec.no_neg_zero = true;
            i += 1;
        }
        if at(i) == Some('#') {
            spec.alternate = true;
            i += 1;
        }
        if at(i) == Some('0') && spec.fill.is_none() {
            spec.zero = true;
            spec.fill = Some('0');
            if spec.align.is_none() {
                spec.align = Some('=');
            }
            i += 1;
        }
        let number = |i: &mut usize| -> Result<Option<usize>, String> {
            let start = *i;
            while at(*i).is_some_and(|c| c.is_ascii_digit()) {
                *i += 1;
            }
            if start == *i {
                return Ok(None);
            }
            let digits: String = chars.get(start..*i).unwrap_or_default().iter().collect();
            match digits.parse::<i64>() {
                Ok(n) => Ok(Some(usize::try_from(n).unwrap_or(usize::MAX))),
                Err(_) => Err("Too many decimal digits in format string".to_owned()),
            }
        };
        spec.width = number(&mut i)?.unwrap_or(0);
        while let Some(c @ (',' | '_')) = at(i) {
            if let Some(old) = spec.grouping {
                if old == c {
                    break;
                }
                return Err("Cannot specify both ',' and '_'.".to_owned());
            }
            spec.grouping = Some(c);
            i += 1;
        }
        if at(i) == Some('.') {
            i += 1;
            spec.precision = number(&mut i)?;
            while let Some(c @ (',' | '_')) = at(i) {
                match spec.fraction_grouping {
                    None => spec.fraction_grouping = Some(c),
                    Some(old) if old != c => return Err("Cannot specify both ',' and '_'.".to_owned()),
                    Some(_) => break,
                }
                i += 1;
            }
            if spec.precision.is_none() && spec.fraction_grouping.is_none() {
                return Err("Format specifier missing precision".to_owned());
            }
        }
        if chars.len() - i.min(chars.len()) > 1 {
            return Err(format!("Invalid format specifier '{text}' for object of type '{{type}}'"));
        }
        spec.kind = at(i);
        if let (Some(g), Some(k)) = (spec.grouping, spec.kind) {
            let fits = matches!(k, 'd' | 'e' | 'f' | 'g' | 'E' | 'G' | '%' | 'F') || (g == '_' && matches!(k, 'b' | 'o' | 'x' | 'X'));
            if !fits {
                return Err(format!("Cannot specify '{g}' with '{k}'."));
            }
        }
        Ok(spec)
    }

    fn unknown(&self) -> String {
        let c = self.kind.unwrap_or(' ');
        if c.is_ascii_graphic() {
            format!("Unknown format code '{c}' for object of type '{{type}}'")
        } else {
            format!("Unknown format code '\\x{:x}' for object of type '{{type}}'", c as u32)
        }
    }

    /// A str's own format.
    pub fn text(&self, s: &str) -> Result<String, String> {
        if !matches!(self.kind, None | Some('s')) {
            return Err(self.unknown());
        }
        if let Some(g) = self.grouping {
            return Err(format!("Cannot specify '{g}' with 's'."));
        }
        if let Some(sign) = self.sign {
            return Err(if sign == ' ' {
                "Space not allowed in string format specifier"
            } else {
                "Sign not allowed in string format specifier"
            }
            .to_owned());
        }
        if self.no_neg_zero {
            return Err("Negative zero coercion (z) not allowed in string format specifier".to_owned());
        }
        if self.alternate {
            return Err("Alternate form (#) not allowed in string format specifier".to_owned());
        }
        if self.align == Some('=') && !self.zero {
            return Err("'=' alignment not allowed in string format specifier".to_owned());
        }
        let cut: String = match self.precision {
            Some(p) => s.chars().take(p).collect(),
            None => s.to_owned(),
        };
        let align = if self.align == Some('=') { '<' } else { self.align.unwrap_or('<') };
        Ok(self.pad(&cut, align))
    }

    fn pad(&self, s: &str, align: char) -> String {
        let fill = self.fill.unwrap_or(' ');
        let n = self.width.saturating_sub(s.chars().count());
        let (left, right) = match align {
            '<' => (0, n),
            '^' => (n / 2, n - n / 2),
            _ => (n, 0),
        };
        let mut out: String = std::iter::repeat_n(fill, left).collect();
        out.push_str(s);
        out.extend(std::iter::repeat_n(fill, right));
        out
    }

    /// Sign, prefix and digits put together with padding and grouping.
    fn number(&self, negative: bool, prefix: &str, integer: &str, rest: &str, group: usize) -> String {
        let separated = self.fraction_grouping.map(|c| fraction(rest, c));
        let rest = separated.as_deref().unwrap_or(rest);
        let sign = match (negative, self.sign) {
            (true, _) => "-",
            (false, Some('+')) => "+",
            (false, Some(' ')) => " ",
            _ => "",
        };
        let align = self.align.unwrap_or('>');
        let fixed = sign.len() + prefix.len() + rest.chars().count();
        let mut digits = integer.to_owned();
        // What is no number has no digits to group.
        if let Some(separator) = self.grouping.filter(|_| !integer.is_empty()) {
            let min = if align == '=' && self.fill == Some('0') { self.width.saturating_sub(fixed) } else { 0 };
            digits = grouped(integer, separator, group, min);
        }
        let body_len = fixed + digits.chars().count();
        if align == '=' {
            let fill = self.fill.unwrap_or(' ');
            let padding: String = std::iter::repeat_n(fill, self.width.saturating_sub(body_len)).collect();
            return format!("{sign}{prefix}{padding}{digits}{rest}");
        }
        self.pad(&format!("{sign}{prefix}{digits}{rest}"), align)
    }

    pub fn int(&self, n: &BigInt) -> Result<String, String> {
        if !matches!(self.kind, None | Some('b' | 'c' | 'd' | 'n' | 'o' | 'x' | 'X')) {
            return Err(self.unknown());
        }
        if self.precision.is_some() {
            return Err("Precision not allowed in integer format specifier".to_owned());
        }
        if self.no_neg_zero {
            return Err("Negative zero coercion (z) not allowed in integer format specifier".to_owned());
        }
        let magnitude = n.magnitude();
        let (prefix, digits, group) = match self.kind {
            None | Some('d' | 'n') => ("", magnitude.to_str_radix(10), 3),
            Some('b') => ("0b", magnitude.to_str_radix(2), 4),
            Some('o') => ("0o", magnitude.to_str_radix(8), 4),
            Some('x') => ("0x", magnitude.to_str_radix(16), 4),
            Some('X') => ("0X", magnitude.to_str_radix(16).to_uppercase(), 4),
            Some('c') => {
                if self.sign.is_some() {
                    return Err("Sign not allowed with integer format specifier 'c'".to_owned());
                }
                if self.alternate {
                    return Err("Alternate form (#) not allowed with integer format specifier 'c'".to_owned());
                }
                if i64::try_from(n).is_err() {
                    return Err(TOO_LARGE.to_owned());
                }
                let c = u32::try_from(n).ok().and_then(char::from_u32).ok_or(NO_CHARACTER)?;
                return Ok(self.pad(&c.to_string(), self.align.unwrap_or('>')));
            }
            Some(_) => return Err(self.unknown()),
        };
        let prefix = if self.alternate { prefix } else { "" };
        Ok(self.number(n.is_negative(), prefix, &digits, "", group))
    }

    /// A float's format; the kind has been checked.
    pub fn float(&self, v: f64) -> String {
        let kind = self.kind.unwrap_or('r');
        let mut negative = v.is_sign_negative() && !v.is_nan();
        let a = v.abs();
        let upper = kind.is_ascii_uppercase();
        let (mut integer, mut rest) = if !a.is_finite() {
            let word = if a.is_nan() { "nan" } else { "inf" };
            (String::new(), word.to_owned())
        } else {
            let text = match kind.to_ascii_lowercase() {
                'f' => fixed_digits(a, self.precision.unwrap_or(6)),
                '%' => fixed_digits(a * 100.0, self.precision.unwrap_or(6)),
                'e' => exp_digits(a, self.precision.unwrap_or(6)),
                'r' if self.precision.is_none() => repr_float(a),
                'r' => general(a, self.precision.unwrap_or(6).max(1), self.alternate, true),
                _ => general(a, self.precision.unwrap_or(6).max(1), self.alternate, false),
            };
            let split = text.find(['.', 'e']).unwrap_or(text.len());
            let (i, r) = text.split_at(split);
            (i.to_owned(), r.to_owned())
        };
        if self.alternate && a.is_finite() && !rest.contains('.') {
            rest.insert(0, '.');
        }
        if kind == '%' && !rest.ends_with('%') {
            rest.push('%');
        }
        if self.no_neg_zero && a.is_finite() && negative && !integer.chars().chain(rest.chars()).any(|c| c.is_ascii_digit() && c != '0') {
            negative = false;
        }
        if upper {
            integer = integer.to_uppercase();
            rest = rest.to_uppercase();
        }
        self.number(negative, "", &integer, &rest, 3)
    }
}

impl FormatSpec {
    /// A complex number's format. CPython: format_complex_internal.
    pub fn complex(&self, re: f64, im: f64) -> Result<String, String> {
        if !matches!(self.kind, None | Some('e' | 'E' | 'f' | 'F' | 'g' | 'G' | 'n')) {
            return Err(self.unknown());
        }
        if self.fill == Some('0') {
            return Err("Zero padding is not allowed in complex format specifier".to_owned());
        }
        if self.align == Some('=') {
            return Err("'=' alignment flag is not allowed in complex format specifier".to_owned());
        }
        let part = |v: f64, sign| {
            let mut spec = FormatSpec { fill: None, align: None, width: 0, sign, ..self.clone() };
            if self.kind.is_none() && self.precision.is_none() {
                // `repr`'s digits, but no ".0" is added.
                let text = pyvarium_code::text::number_text(v.abs());
                let split = text.find(['.', 'e']).filter(|_| v.is_finite()).unwrap_or(text.len());
                let (whole, rest) = text.split_at(split);
                let point = if self.alternate && v.is_finite() && !rest.contains('.') { "." } else { "" };
                let zero = text.bytes().all(|b| matches!(b, b'0' | b'.'));
                let negative = v.is_sign_negative() && !v.is_nan() && !(self.no_neg_zero && zero);
                return spec.number(
                    negative,
                    "",
                    if v.is_finite() { whole } else { "" },
                    &if v.is_finite() { format!("{point}{rest}") } else { text.clone() },
                    3,
                );
            }
            spec.kind = spec.kind.or(Some('g'));
            spec.float(v)
        };
        let bare = self.kind.is_none();
        let imaginary_only = bare && re == 0.0 && re.is_sign_positive();
        let text = if imaginary_only {
            format!("{}j", part(im, self.sign))
        } else {
            let (open, close) = if bare { ("(", ")") } else { ("", "") };
            format!("{open}{}{}j{close}", part(re, self.sign), part(im, Some('+')))
        };
        Ok(self.pad(&text, self.align.unwrap_or('>')))
    }
}

/// The digits behind the point, three by three.
fn fraction(rest: &str, separator: char) -> String {
    let Some(digits) = rest.strip_prefix('.') else { return rest.to_owned() };
    let n = digits.bytes().take_while(u8::is_ascii_digit).count();
    let (digits, tail) = digits.split_at(n);
    let mut out = String::from(".");
    for (i, c) in digits.chars().enumerate() {
        if i > 0 && i % 3 == 0 {
            out.push(separator);
        }
        out.push(c);
    }
    out + tail
}

/// Digits with separators; zeros in front up to `min` characters.
fn grouped(digits: &str, separator: char, group: usize, min: usize) -> String {
    let mut digits = digits.to_owned();
    loop {
        let mut out: Vec<char> = Vec::new();
        for (i, c) in digits.chars().rev().enumerate() {
            if i > 0 && i % group == 0 {
                out.push(separator);
            }
            out.push(c);
        }
        if out.len() >= min {
            return out.into_iter().rev().collect();
        }
        digits.insert(0, '0');
    }
}

/// `%g`: the shorter of fixed and exponent, trailing zeros gone unless `alternate`.
pub fn general(a: f64, precision: usize, alternate: bool, keep_point: bool) -> String {
    let e = exp_digits(a, precision - 1);
    let exponent: i32 = e.split_once('e').and_then(|(_, x)| x.parse().ok()).unwrap_or(0);
    let limit = precision as i32 - i32::from(keep_point);
    let trim = |s: &str| -> String {
        if alternate || !s.contains('.') {
            return s.to_owned();
        }
        s.trim_end_matches('0').trim_end_matches('.').to_owned()
    };
    if exponent < -4 || exponent >= limit {
        let (mantissa, x) = e.split_once('e').unwrap_or((&e, "+00"));
        return format!("{}e{x}", trim(mantissa));
    }
    let fixed = trim(&fixed_digits(a, (precision as i32 - 1 - exponent).max(0) as usize));
    if keep_point && !fixed.contains('.') { format!("{fixed}.0") } else { fixed }
}
