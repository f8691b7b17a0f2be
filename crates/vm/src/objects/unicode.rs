//! What kind of character a code point is, and its other cases, by Unicode 16.
//!
//! CPython: Objects/unicodectype.c.

use super::unicode_data as data;
use super::unicode_data::Range;

fn inside(ranges: &[Range], c: char) -> bool {
    let p = u32::from(c);
    let at = ranges.partition_point(|(_, last)| *last < p);
    ranges.get(at).is_some_and(|(first, _)| *first <= p)
}

/// Letters that later versions of Unicode have: the library that we are built with may know them.
fn is_later(c: char) -> bool {
    matches!(c, '\u{a7ce}' | '\u{a7cf}' | '\u{a7d2}' | '\u{a7d4}' | '\u{a7f1}' | '\u{16ea0}'..='\u{16eb8}' | '\u{16ebb}'..='\u{16ed3}')
}

pub fn is_alpha(c: char) -> bool {
    if c.is_ascii() { c.is_ascii_alphabetic() } else { inside(data::ALPHA, c) }
}

/// The value of a decimal digit.
pub fn decimal(c: char) -> Option<u32> {
    if c.is_ascii() {
        return c.to_digit(10);
    }
    let p = u32::from(c);
    let at = data::DECIMAL.partition_point(|zero| *zero <= p).checked_sub(1)?;
    data::DECIMAL.get(at).map(|zero| p - zero).filter(|n| *n < 10)
}

pub fn is_decimal(c: char) -> bool {
    decimal(c).is_some()
}

pub fn is_digit(c: char) -> bool {
    is_decimal(c) || inside(data::DIGIT, c)
}

pub fn is_numeric(c: char) -> bool {
    is_digit(c) || inside(data::NUMERIC, c)
}

pub fn is_alnum(c: char) -> bool {
    is_alpha(c) || is_numeric(c)
}

pub fn is_space(c: char) -> bool {
    c.is_whitespace() || ('\x1c'..='\x1f').contains(&c)
}

pub fn is_upper(c: char) -> bool {
    c.is_uppercase() && !is_later(c)
}

pub fn is_lower(c: char) -> bool {
    (c.is_lowercase() || c == '\u{295}') && !is_later(c)
}

pub fn is_title(c: char) -> bool {
    inside(data::TITLE_CASE, c)
}

fn is_cased(c: char) -> bool {
    is_upper(c) || is_lower(c) || is_title(c)
}

/// What a name may begin with.
pub fn is_start(c: char) -> bool {
    c == '_' || (is_alpha(c) && !inside(data::NOT_START, c)) || inside(data::START_ONLY, c)
}

pub fn is_continue(c: char) -> bool {
    is_start(c) || inside(data::CONTINUE_ONLY, c)
}

/// `str.isidentifier`.
pub fn is_identifier(s: &str) -> bool {
    let mut chars = s.chars();
    chars.next().is_some_and(is_start) && chars.all(is_continue)
}

fn found(table: &'static [(u32, &'static str)], c: char) -> Option<&'static str> {
    let at = table.binary_search_by_key(&u32::from(c), |(p, _)| *p).ok()?;
    table.get(at).map(|(_, text)| *text)
}

fn push_upper(out: &mut String, c: char) {
    // Two letters that got their upper case later.
    if is_later(c) || matches!(c, '\u{a7d3}' | '\u{a7d5}') { out.push(c) } else { out.extend(c.to_uppercase()) }
}

fn push_lower(out: &mut String, c: char) {
    if is_later(c) { out.push(c) } else { out.extend(c.to_lowercase()) }
}

fn push_title(out: &mut String, c: char) {
    match found(data::TITLE, c) {
        Some(text) => out.push_str(text),
        None => push_upper(out, c),
    }
}

pub fn upper(s: &str) -> String {
    let mut out = String::with_capacity(s.len());
    s.chars().for_each(|c| push_upper(&mut out, c));
    out
}

/// A sigma at the end of a word has a form of its own: the library knows where.
pub fn lower(s: &str) -> String {
    if !s.chars().any(is_later) {
        return s.to_lowercase();
    }
    let mut out = String::with_capacity(s.len());
    s.chars().for_each(|c| push_lower(&mut out, c));
    out
}

pub fn casefold(s: &str) -> String {
    let mut out = String::with_capacity(s.len());
    for c in s.chars() {
        match found(data::FOLD, c) {
            Some(text) => out.push_str(text),
            None => push_lower(&mut out, c),
        }
    }
    out
}

/// CPython: do_title.
pub fn title(s: &str) -> String {
    let (mut out, mut in_word) = (String::with_capacity(s.len()), false);
    for (i, c) in s.char_indices() {
        if in_word {
            lower_at(&mut out, s, i, c)
        } else {
            push_title(&mut out, c)
        }
        in_word = is_cased(c);
    }
    out
}

/// CPython: do_capitalize.
pub fn capitalize(s: &str) -> String {
    let mut out = String::with_capacity(s.len());
    for (i, c) in s.char_indices() {
        if i == 0 { push_title(&mut out, c) } else { lower_at(&mut out, s, i, c) }
    }
    out
}

/// CPython: do_swapcase.
pub fn swapcase(s: &str) -> String {
    let mut out = String::with_capacity(s.len());
    for (i, c) in s.char_indices() {
        if is_upper(c) {
            lower_at(&mut out, s, i, c);
        } else if is_lower(c) {
            push_upper(&mut out, c);
        } else {
            out.push(c);
        }
    }
    out
}

/// The lower case of the character at `i`, which for a sigma depends on its neighbours. CPython: lower_ucs4.
fn lower_at(out: &mut String, s: &str, i: usize, c: char) {
    if c == 'Σ' {
        // The library's own rule, asked of the text up to here and a little further.
        let before = s.get(..i).unwrap_or_default().chars().count();
        out.extend(s.to_lowercase().chars().nth(before + longer_before(s, i)));
    } else {
        push_lower(out, c);
    }
}

/// How many characters the texts before `i` grow by when lowered.
fn longer_before(s: &str, i: usize) -> usize {
    s.get(..i).unwrap_or_default().chars().map(|c| c.to_lowercase().count() - 1).sum()
}

/// CPython: unicode_istitle_impl.
pub fn is_titled(s: &str) -> bool {
    let (mut cased, mut previous) = (false, false);
    for c in s.chars() {
        if is_upper(c) || is_title(c) {
            if previous {
                return false;
            }
            (cased, previous) = (true, true);
        } else if is_lower(c) {
            if !previous {
                return false;
            }
            cased = true;
        } else {
            previous = false;
        }
    }
    cased
}

/// Digits of any script as those of ASCII, and spaces as the space. CPython: _PyUnicode_TransformDecimalAndSpaceToASCII.
pub fn plain_digits(s: &str) -> String {
    if s.is_ascii() {
        return s.to_owned();
    }
    let plain = |c: char| match decimal(c) {
        Some(n) => char::from_digit(n, 10).unwrap_or(c),
        None if is_space(c) => ' ',
        None => c,
    };
    s.chars().map(plain).collect()
}
