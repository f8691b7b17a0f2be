//! Characters for the matcher: the text it reads, the classes and sets of its code lists, and positions such as
//! word boundaries.
//!
//! CPython: Modules/_sre/sre.c (sre_category, sre_lower_*), Modules/_sre/sre_lib.h (SRE(at), SRE(charset)).

use pyvarium_heap::Text;
use pyvarium_heap::text::Units;

use super::engine::Codes;

/// No upper bound of a repeat, as the compiler writes it where words have 64 bits.
pub const MAXREPEAT: i64 = 0xFFFF_FFFF;

/// Numbers of instructions, positions and classes. CPython: Lib/re/_constants.py.
pub mod op {
    pub const FAILURE: u32 = 0;
    pub const SUCCESS: u32 = 1;
    pub const ANY: u32 = 2;
    pub const ANY_ALL: u32 = 3;
    pub const ASSERT: u32 = 4;
    pub const ASSERT_NOT: u32 = 5;
    pub const AT: u32 = 6;
    pub const BRANCH: u32 = 7;
    pub const CATEGORY: u32 = 8;
    pub const CHARSET: u32 = 9;
    pub const BIGCHARSET: u32 = 10;
    pub const GROUPREF: u32 = 11;
    pub const GROUPREF_EXISTS: u32 = 12;
    pub const IN: u32 = 13;
    pub const INFO: u32 = 14;
    pub const JUMP: u32 = 15;
    pub const LITERAL: u32 = 16;
    pub const MARK: u32 = 17;
    pub const MAX_UNTIL: u32 = 18;
    pub const MIN_UNTIL: u32 = 19;
    pub const NOT_LITERAL: u32 = 20;
    pub const NEGATE: u32 = 21;
    pub const RANGE: u32 = 22;
    pub const REPEAT: u32 = 23;
    pub const REPEAT_ONE: u32 = 24;
    pub const MIN_REPEAT_ONE: u32 = 26;
    pub const ATOMIC_GROUP: u32 = 27;
    pub const POSSESSIVE_REPEAT: u32 = 28;
    pub const POSSESSIVE_REPEAT_ONE: u32 = 29;
    pub const GROUPREF_IGNORE: u32 = 30;
    pub const IN_IGNORE: u32 = 31;
    pub const LITERAL_IGNORE: u32 = 32;
    pub const NOT_LITERAL_IGNORE: u32 = 33;
    pub const GROUPREF_LOC_IGNORE: u32 = 34;
    pub const IN_LOC_IGNORE: u32 = 35;
    pub const LITERAL_LOC_IGNORE: u32 = 36;
    pub const NOT_LITERAL_LOC_IGNORE: u32 = 37;
    pub const GROUPREF_UNI_IGNORE: u32 = 38;
    pub const IN_UNI_IGNORE: u32 = 39;
    pub const LITERAL_UNI_IGNORE: u32 = 40;
    pub const NOT_LITERAL_UNI_IGNORE: u32 = 41;
    pub const RANGE_UNI_IGNORE: u32 = 42;
    pub const AT_BEGINNING: u32 = 0;
    pub const AT_BEGINNING_STRING: u32 = 2;
    /// Positions are numbered below this.
    pub const N_AT: u32 = 12;
    /// Classes are numbered below this.
    pub const N_CATEGORIES: u32 = 18;
}

/// The text that is matched.
#[derive(Clone, Copy)]
pub enum Hay<'a> {
    One(&'a [u8]),
    Two(&'a [u16]),
    Four(&'a [u32]),
}

impl<'a> Hay<'a> {
    pub fn of_text(text: &'a Text) -> Hay<'a> {
        match &text.units {
            Units::One { units, .. } => Hay::One(units),
            Units::Two(units) => Hay::Two(units),
            Units::Four(units) => Hay::Four(units),
        }
    }

    #[inline]
    pub fn at(&self, i: i64) -> u32 {
        let i = i as usize;
        match self {
            Hay::One(units) => units.get(i).map(|u| u32::from(*u)),
            Hay::Two(units) => units.get(i).map(|u| u32::from(*u)),
            Hay::Four(units) => units.get(i).copied(),
        }
        .unwrap_or(u32::MAX)
    }
}

/// The instruction consumes exactly one character.
#[inline]
pub fn one_wide(what: u32) -> bool {
    matches!(
        what,
        op::LITERAL
            | op::NOT_LITERAL
            | op::ANY
            | op::ANY_ALL
            | op::CATEGORY
            | op::IN
            | op::IN_IGNORE
            | op::IN_LOC_IGNORE
            | op::IN_UNI_IGNORE
            | op::LITERAL_IGNORE
            | op::NOT_LITERAL_IGNORE
            | op::LITERAL_LOC_IGNORE
            | op::NOT_LITERAL_LOC_IGNORE
            | op::LITERAL_UNI_IGNORE
            | op::NOT_LITERAL_UNI_IGNORE
    )
}

/// Operands of a one-wide instruction. Unit: codes.
#[inline]
pub fn width_of_one(code: Codes, what: u32, pc: i64) -> i64 {
    match what {
        op::ANY | op::ANY_ALL => 0,
        op::IN | op::IN_IGNORE | op::IN_LOC_IGNORE | op::IN_UNI_IGNORE => code.n(pc),
        _ => 1,
    }
}

/// `pc` is behind the instruction's number.
#[inline]
pub fn tests_one(code: Codes, what: u32, pc: i64, c: u32) -> bool {
    match what {
        op::LITERAL => c == code.at(pc),
        op::NOT_LITERAL => c != code.at(pc),
        op::ANY => c != u32::from(b'\n'),
        op::ANY_ALL => true,
        op::CATEGORY => category(code.at(pc), c),
        op::IN => charset(code, pc + 1, c),
        op::IN_IGNORE => charset(code, pc + 1, lower_ascii(c)),
        op::IN_UNI_IGNORE => charset(code, pc + 1, lower_unicode(c)),
        op::IN_LOC_IGNORE => {
            let (lo, up) = (lower_ascii(c), upper_ascii(c));
            charset(code, pc + 1, lo) || (up != lo && charset(code, pc + 1, up))
        }
        op::LITERAL_IGNORE => lower_ascii(c) == code.at(pc),
        op::NOT_LITERAL_IGNORE => lower_ascii(c) != code.at(pc),
        op::LITERAL_UNI_IGNORE => lower_unicode(c) == code.at(pc),
        op::NOT_LITERAL_UNI_IGNORE => lower_unicode(c) != code.at(pc),
        op::LITERAL_LOC_IGNORE => same_in_locale(code.at(pc), c),
        op::NOT_LITERAL_LOC_IGNORE => !same_in_locale(code.at(pc), c),
        _ => false,
    }
}

fn same_in_locale(pattern: u32, c: u32) -> bool {
    c == pattern || lower_ascii(c) == pattern || upper_ascii(c) == pattern
}

/// Whether a set, which begins at `pc` and ends with FAILURE, holds the character.
pub fn charset(code: Codes, pc: i64, c: u32) -> bool {
    let mut pc = pc;
    let mut ok = true;
    loop {
        let what = code.at(pc);
        pc += 1;
        let (hit, size) = match what {
            op::FAILURE => return !ok,
            op::NEGATE => {
                ok = !ok;
                continue;
            }
            op::LITERAL => (c == code.at(pc), 1),
            op::CATEGORY => (category(code.at(pc), c), 1),
            op::CHARSET => (c < 256 && bit(code, pc, c), 8),
            op::RANGE => (within(code, pc, c), 2),
            op::RANGE_UNI_IGNORE => (within(code, pc, c) || within(code, pc, upper_unicode(c)), 2),
            op::BIGCHARSET => {
                let blocks = code.n(pc);
                let index = pc + 1;
                let hit = c < 0x1_0000 && {
                    let entry = c >> 8;
                    let block = code.at(index + i64::from(entry / 4)) >> (8 * (entry % 4)) & 0xFF;
                    bit(code, index + 64 + i64::from(block) * 8, c & 255)
                };
                (hit, 1 + 64 + blocks * 8)
            }
            _ => return false,
        };
        if hit {
            return ok;
        }
        pc += size;
    }
}

fn bit(code: Codes, pc: i64, c: u32) -> bool {
    code.at(pc + i64::from(c / 32)) >> (c & 31) & 1 != 0
}

fn within(code: Codes, pc: i64, c: u32) -> bool {
    code.at(pc) <= c && c <= code.at(pc + 1)
}

fn category(which: u32, c: u32) -> bool {
    let inside = match which / 2 {
        0 => is_ascii(c, |b| b.is_ascii_digit()),
        1 => is_ascii(c, |b| matches!(b, 9..=13 | 32)),
        2 | 4 => is_word(c),
        3 => c == u32::from(b'\n'),
        5 => is_unicode(c, pyvarium_code::unicode::is_decimal),
        6 => is_unicode_space(c),
        7 => is_unicode_word(c),
        8 => matches!(c, 0xA..=0xD | 0x1C..=0x1E | 0x85 | 0x2028 | 0x2029),
        _ => return false,
    };
    inside == which.is_multiple_of(2)
}

fn is_ascii(c: u32, test: impl Fn(u8) -> bool) -> bool {
    u8::try_from(c).is_ok_and(test)
}

fn is_unicode(c: u32, test: impl Fn(char) -> bool) -> bool {
    char::from_u32(c).is_some_and(test)
}

fn is_word(c: u32) -> bool {
    is_ascii(c, |b| b.is_ascii_alphanumeric() || b == b'_')
}

fn is_unicode_word(c: u32) -> bool {
    if c < 128 { is_word(c) } else { is_unicode(c, pyvarium_code::unicode::is_alnum) }
}

fn is_unicode_space(c: u32) -> bool {
    matches!(c, 9..=13 | 0x1C..=0x20 | 0x85 | 0xA0 | 0x1680 | 0x2000..=0x200A | 0x2028 | 0x2029 | 0x202F | 0x205F | 0x3000)
}

/// Whether a place in the text is of the wanted kind.
pub fn at_position(which: u32, hay: &Hay, at: i64, end: i64) -> bool {
    let newline = u32::from(b'\n');
    let word: fn(u32) -> bool = if which >= 10 { is_unicode_word } else { is_word };
    let boundary = || (at > 0 && word(hay.at(at - 1))) != (at < end && word(hay.at(at)));
    match which {
        0 | 2 => at == 0,
        1 => at == 0 || hay.at(at - 1) == newline,
        3 | 8 | 10 => end != 0 && boundary(),
        4 | 9 | 11 => !boundary(),
        5 => at == end || (end - at == 1 && hay.at(at) == newline),
        6 => at == end || hay.at(at) == newline,
        7 => at == end,
        _ => false,
    }
}

pub fn lower_ascii(c: u32) -> u32 {
    u8::try_from(c).map_or(c, |b| u32::from(b.to_ascii_lowercase()))
}

fn upper_ascii(c: u32) -> u32 {
    u8::try_from(c).map_or(c, |b| u32::from(b.to_ascii_uppercase()))
}

/// CPython: Py_UNICODE_TOLOWER, one to one.
pub fn lower_unicode(c: u32) -> u32 {
    if c < 128 {
        return lower_ascii(c);
    }
    char::from_u32(c).and_then(|c| c.to_lowercase().next()).map_or(c, u32::from)
}

/// CPython: Py_UNICODE_TOUPPER.
pub fn upper_unicode(c: u32) -> u32 {
    if c < 128 {
        return upper_ascii(c);
    }
    char::from_u32(c).and_then(|c| c.to_uppercase().next()).map_or(c, u32::from)
}
