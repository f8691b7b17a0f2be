//! Number tokens, and what is wrong with them. CPython: Parser/lexer/lexer.c, the part about numbers and verify_end_of_number.

use super::lexer::{Found, Kind, Lexer, is_digit};

/// Where the number's scan begins: at its first digit, or behind a point.
#[derive(Clone, Copy)]
pub(super) enum Number {
    Digits(i32),
    Fraction(i32),
}

type Scan = Result<i32, Kind>;

fn byte(c: i32) -> u8 {
    u8::try_from(c).unwrap_or(0)
}

fn is_name(c: i32) -> bool {
    byte(c).is_ascii_alphanumeric() || byte(c) == b'_'
}

impl Lexer<'_> {
    pub(super) fn number(&mut self, from: Number) -> Found {
        let start = self.cur - 1 - usize::from(matches!(from, Number::Fraction(_)));
        match self.scan_number(from) {
            Ok(Some(c)) => {
                self.back(c);
                (Kind::Number, Some((start, self.cur)))
            }
            Ok(None) => (Kind::Number, Some((start, self.cur))),
            Err(kind) => (kind, None),
        }
    }

    /// The character behind the number, which was read; None: nothing is to be put back.
    fn scan_number(&mut self, from: Number) -> Result<Option<i32>, Kind> {
        let mut c = match from {
            Number::Fraction(c) => return self.fraction(c),
            Number::Digits(c) => c,
        };
        if byte(c) != b'0' {
            c = self.digits()?;
            if byte(c) == b'.' {
                c = self.next();
                return self.fraction(c);
            }
            return self.exponent_or_end(c);
        }
        c = self.next();
        match byte(c) {
            b'x' | b'X' => return self.radix("hexadecimal", 16),
            b'o' | b'O' => return self.radix("octal", 8),
            b'b' | b'B' => return self.radix("binary", 2),
            _ => {}
        }
        loop {
            if byte(c) == b'_' {
                c = self.next();
                if !is_digit(c) {
                    self.back(c);
                    return Err(self.complain("invalid decimal literal"));
                }
            }
            if byte(c) != b'0' {
                break;
            }
            c = self.next();
        }
        let zeros_end = self.cur;
        let mut is_nonzero = false;
        let start = self.number_start();
        if is_digit(c) {
            is_nonzero = true;
            c = self.digits()?;
        }
        if byte(c) == b'.' {
            c = self.next();
            return self.fraction(c);
        }
        if matches!(byte(c), b'e' | b'E' | b'j' | b'J') {
            return self.exponent_or_end(c);
        }
        if is_nonzero {
            self.back(c);
            let (from, to) = (start + 1 - self.line_start, zeros_end - self.line_start);
            let msg = "leading zeros in decimal integer literals are not permitted; use an 0o prefix for octal integers";
            return Err(self.complain_at(msg, from as i32, to as i32));
        }
        self.verify_end(c, "decimal")?;
        Ok(Some(c))
    }

    fn number_start(&self) -> usize {
        let mut at = self.cur - 1;
        while at > self.line_start && self.bytes.get(at - 1).is_some_and(|b| b.is_ascii_digit() || *b == b'_') {
            at -= 1;
        }
        at
    }

    fn radix(&mut self, kind: &str, radix: u8) -> Result<Option<i32>, Kind> {
        let is_good = |c: i32| match radix {
            16 => byte(c).is_ascii_hexdigit(),
            _ => is_digit(c) && byte(c) - b'0' < radix,
        };
        let mut c = self.next();
        loop {
            if byte(c) == b'_' {
                c = self.next();
            }
            if !is_good(c) {
                if is_digit(c) {
                    return Err(self.complain(format!("invalid digit '{}' in {kind} literal", char::from(byte(c)))));
                }
                self.back(c);
                return Err(self.complain(format!("invalid {kind} literal")));
            }
            while is_good(c) {
                c = self.next();
            }
            if byte(c) != b'_' {
                break;
            }
        }
        if is_digit(c) {
            return Err(self.complain(format!("invalid digit '{}' in {kind} literal", char::from(byte(c)))));
        }
        self.verify_end(c, kind)?;
        Ok(Some(c))
    }

    /// CPython: tok_decimal_tail.
    fn digits(&mut self) -> Scan {
        loop {
            let mut c = self.next();
            while is_digit(c) {
                c = self.next();
            }
            if byte(c) != b'_' {
                return Ok(c);
            }
            c = self.next();
            if !is_digit(c) {
                self.back(c);
                return Err(self.complain("invalid decimal literal"));
            }
        }
    }

    fn fraction(&mut self, mut c: i32) -> Result<Option<i32>, Kind> {
        if is_digit(c) {
            c = self.digits()?;
        }
        self.exponent_or_end(c)
    }

    fn exponent_or_end(&mut self, mut c: i32) -> Result<Option<i32>, Kind> {
        if matches!(byte(c), b'e' | b'E') {
            let e = c;
            c = self.next();
            if matches!(byte(c), b'+' | b'-') {
                c = self.next();
                if !is_digit(c) {
                    self.back(c);
                    return Err(self.complain("invalid decimal literal"));
                }
            } else if !is_digit(c) {
                self.back(c);
                self.verify_end(e, "decimal")?;
                self.back(e);
                return Ok(None);
            }
            c = self.digits()?;
        }
        if matches!(byte(c), b'j' | b'J') {
            c = self.next();
            self.verify_end(c, "imaginary")?;
        } else {
            self.verify_end(c, "decimal")?;
        }
        Ok(Some(c))
    }

    /// Words may follow a number at once; other letters may not. CPython: verify_end_of_number.
    fn verify_end(&mut self, c: i32, kind: &str) -> Result<(), Kind> {
        let rest = self.bytes.get(self.cur..).unwrap_or_default();
        let is_word = |tail: &[u8]| rest.starts_with(tail) && !rest.get(tail.len()).is_some_and(|b| is_name(i32::from(*b)) || *b >= 128);
        let allowed = match byte(c) {
            b'a' => is_word(b"nd"),
            b'e' => is_word(b"lse"),
            b'f' => is_word(b"or"),
            b'i' => matches!(rest.first(), Some(b'f' | b'n' | b's')),
            b'o' => is_word(b"r"),
            b'n' => is_word(b"ot"),
            _ => false,
        };
        if !allowed && (0..128).contains(&c) && is_name(c) {
            self.back(c);
            return Err(self.complain(format!("invalid {kind} literal")));
        }
        Ok(())
    }
}
