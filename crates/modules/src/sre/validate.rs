//! Whether a code list is one that `re._compiler` could have made. The matcher would come to no harm with another,
//! but CPython refuses it.
//!
//! CPython: Modules/_sre/sre.c (_validate, _validate_inner, _validate_charset).

use super::chars::{MAXREPEAT, op};
use super::engine::Codes;

const MAXGROUPS: i64 = 1_073_741_823;
/// Parts within parts; the compiler's own recursion ends sooner.
const MAX_DEPTH: u32 = 1_000;

pub fn is_valid(bytes: &[u8], groups: i64) -> bool {
    let code = Codes(bytes);
    let end = (bytes.len() / 4) as i64;
    (0..=MAXGROUPS).contains(&groups)
        && end > 0
        && code.at(end - 1) == op::SUCCESS
        && Walk { code, at: 0, end: end - 1, groups }.part(MAX_DEPTH).is_some()
}

/// Reads codes up to `end`; None is a refusal.
struct Walk<'a> {
    code: Codes<'a>,
    at: i64,
    end: i64,
    groups: i64,
}

impl Walk<'_> {
    fn next(&mut self) -> Option<u32> {
        if self.at >= self.end {
            return None;
        }
        self.at += 1;
        Some(self.code.at(self.at - 1))
    }

    /// A distance from its own place. Answers where it leads.
    fn skip(&mut self, less: i64) -> Option<i64> {
        let here = self.at;
        let skip = i64::from(self.next()?);
        (skip - less <= self.end - here).then_some(here + skip)
    }

    fn inner(&self, from: i64, to: i64, depth: u32) -> Option<()> {
        if from > to || from < 0 || to > self.end {
            return None;
        }
        Walk { code: self.code, at: from, end: to, groups: self.groups }.part(depth.checked_sub(1)?)
    }

    fn expect(&mut self, wanted: &[u32]) -> Option<()> {
        let got = self.next()?;
        wanted.contains(&got).then_some(())
    }

    fn pass(&mut self, n: i64) -> Option<()> {
        if n < 0 || n > self.end - self.at {
            return None;
        }
        self.at += n;
        Some(())
    }

    fn part(mut self, depth: u32) -> Option<()> {
        while self.at < self.end {
            let what = self.next()?;
            match what {
                op::MARK => {
                    let mark = i64::from(self.next()?);
                    if mark > 2 * self.groups + 1 {
                        return None;
                    }
                }
                op::SUCCESS | op::FAILURE | op::ANY | op::ANY_ALL => {}
                op::LITERAL
                | op::NOT_LITERAL
                | op::LITERAL_IGNORE
                | op::NOT_LITERAL_IGNORE
                | op::LITERAL_UNI_IGNORE
                | op::NOT_LITERAL_UNI_IGNORE
                | op::LITERAL_LOC_IGNORE
                | op::NOT_LITERAL_LOC_IGNORE => {
                    self.next()?;
                }
                op::AT => {
                    if self.next()? >= op::N_AT {
                        return None;
                    }
                }
                op::IN | op::IN_IGNORE | op::IN_UNI_IGNORE | op::IN_LOC_IGNORE => {
                    let to = self.skip(0)?;
                    self.set_up_to(to)?;
                }
                op::INFO => self.info()?,
                op::BRANCH => self.branch(depth)?,
                op::REPEAT_ONE | op::MIN_REPEAT_ONE | op::POSSESSIVE_REPEAT_ONE => {
                    let to = self.skip(0)?;
                    self.bounds()?;
                    self.inner(self.at, to - 1, depth)?;
                    self.at = to - 1;
                    self.expect(&[op::SUCCESS])?;
                }
                op::REPEAT | op::POSSESSIVE_REPEAT => {
                    let to = self.skip(0)?;
                    self.bounds()?;
                    self.inner(self.at, to, depth)?;
                    self.at = to;
                    self.expect(if what == op::REPEAT { &[op::MAX_UNTIL, op::MIN_UNTIL] } else { &[op::SUCCESS] })?;
                }
                op::ATOMIC_GROUP => {
                    let to = self.skip(0)?;
                    self.inner(self.at, to - 1, depth)?;
                    self.at = to - 1;
                    self.expect(&[op::SUCCESS])?;
                }
                op::GROUPREF | op::GROUPREF_IGNORE | op::GROUPREF_UNI_IGNORE | op::GROUPREF_LOC_IGNORE => self.known_group()?,
                op::GROUPREF_EXISTS => self.choice(depth)?,
                op::ASSERT | op::ASSERT_NOT => {
                    let to = self.skip(0)?;
                    self.next()?;
                    self.inner(self.at, to - 1, depth)?;
                    self.at = to - 1;
                    self.expect(&[op::SUCCESS])?;
                }
                _ => return None,
            }
        }
        Some(())
    }

    fn known_group(&mut self) -> Option<()> {
        (i64::from(self.next()?) < self.groups).then_some(())
    }

    fn bounds(&mut self) -> Option<()> {
        let (least, most) = (i64::from(self.next()?), i64::from(self.next()?));
        (least <= most && most <= MAXREPEAT).then_some(())
    }

    /// A set and the FAILURE behind it, before `to`.
    fn set_up_to(&mut self, to: i64) -> Option<()> {
        if to - 1 < self.at || self.code.at(to - 1) != op::FAILURE {
            return None;
        }
        Walk { code: self.code, at: self.at, end: to - 1, groups: self.groups }.set()?;
        self.at = to;
        Some(())
    }

    fn set(mut self) -> Option<()> {
        while self.at < self.end {
            match self.next()? {
                op::NEGATE => {}
                op::LITERAL => self.pass(1)?,
                op::RANGE | op::RANGE_UNI_IGNORE => self.pass(2)?,
                op::CHARSET => self.pass(8)?,
                op::BIGCHARSET => {
                    let blocks = self.next()?;
                    let table = self.at;
                    self.pass(64)?;
                    let known = |i: i64| self.code.at(table + i).to_le_bytes().iter().all(|b| u32::from(*b) < blocks);
                    if !(0..64).all(known) {
                        return None;
                    }
                    self.pass(i64::from(blocks) * 8)?;
                }
                op::CATEGORY => {
                    if self.next()? >= op::N_CATEGORIES {
                        return None;
                    }
                }
                _ => return None,
            }
        }
        Some(())
    }

    fn info(&mut self) -> Option<()> {
        let to = self.skip(0)?;
        let flags = self.next()?;
        self.pass(2)?;
        let (prefix, literal, charset) = (flags & 1 != 0, flags & 2 != 0, flags & 4 != 0);
        if flags > 7 || (prefix && charset) || (literal && !prefix) {
            return None;
        }
        if prefix {
            let length = i64::from(self.next()?);
            self.next()?;
            if length > to - self.at {
                return None;
            }
            self.at += length;
            if length > to - self.at || !(0..length).all(|i| self.code.n(self.at + i) < length) {
                return None;
            }
            self.at += length;
        }
        if charset {
            self.set_up_to(to)?;
        }
        (self.at == to).then_some(())
    }

    fn branch(&mut self, depth: u32) -> Option<()> {
        let mut target = None;
        loop {
            let here = self.at;
            let to = self.skip(0)?;
            if to == here {
                break;
            }
            self.inner(self.at, to - 2, depth)?;
            self.at = to - 2;
            self.expect(&[op::JUMP])?;
            let leads = self.skip(0)?;
            if *target.get_or_insert(leads) != leads {
                return None;
            }
        }
        (target == Some(self.at)).then_some(())
    }

    /// `(?(group)yes|no)`; the first distance is counted from the group's number.
    fn choice(&mut self, depth: u32) -> Option<()> {
        self.known_group()?;
        let to = self.skip(1)? - 1;
        let jump = to - 2;
        if jump >= self.at && self.code.at(jump) == op::JUMP {
            self.inner(self.at, jump, depth)?;
            self.at = jump + 1;
            let end = self.skip(0)?;
            self.inner(self.at, end, depth)?;
            self.at = end;
        } else {
            self.inner(self.at, to, depth)?;
            self.at = to;
        }
        Some(())
    }
}
