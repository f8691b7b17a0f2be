//! Where a search may begin: by the first character, a prefix or a set that the pattern's code tells of.
//!
//! CPython: Modules/_sre/sre_lib.h, SRE(search).

use super::{Codes, Machine, Outcome, phase};
use crate::sre::chars::{Hay, charset, op};

const INFO_PREFIX: i64 = 1;
const INFO_LITERAL: i64 = 2;
const INFO_CHARSET: i64 = 4;

impl Machine {
    /// Looks for the next place where the pattern may match and begins a match there (None), or ends the search.
    pub(super) fn next_place(&mut self, code: Codes, hay: &Hay, fuel: &mut i64) -> Option<Outcome> {
        let has_info = code.at(0) == op::INFO;
        let (flags, least) = if has_info { (code.n(2), code.n(3)) } else { (0, 0) };
        let body = if has_info { 1 + code.n(1) } else { 0 };
        let (length, skip) = if flags & INFO_PREFIX != 0 { (code.n(5), code.n(6)) } else { (0, 0) };
        let before = self.looking;
        *fuel -= 1;
        if self.phase == phase::SEARCH {
            self.looking = self.start;
            if self.start > self.end || (least > 0 && self.end - self.start < least) {
                return Some(Outcome::NoMatch);
            }
            self.phase = match length {
                1 => phase::LETTER,
                2.. => phase::PREFIX,
                _ if flags & INFO_CHARSET != 0 => phase::CHARSET,
                _ => phase::FIRST,
            };
            self.found = 0;
            if self.phase == phase::PREFIX && length > self.end - self.looking {
                return Some(Outcome::NoMatch);
            }
            if self.phase != phase::FIRST {
                self.must_advance = false;
            }
        } else if self.phase != phase::PREFIX {
            // The match at the last place failed.
            if self.phase == phase::FIRST {
                self.must_advance = false;
                let anchored = matches!(code.at(body + 1), op::AT_BEGINNING | op::AT_BEGINNING_STRING);
                self.phase = phase::EACH;
                if code.at(body) == op::AT && anchored {
                    return Some(Outcome::NoMatch);
                }
            }
            let last = if self.phase == phase::EACH && least > 1 { (self.end - (least - 1)).max(self.start) } else { self.end };
            if self.phase == phase::EACH && self.looking >= last {
                return Some(Outcome::NoMatch);
            }
            self.looking += 1;
            self.forget_groups();
        }
        let found = match self.phase {
            phase::LETTER => {
                let letter = code.at(7);
                self.look_for(hay, |c| c == letter)
            }
            phase::PREFIX => self.look_for_prefix(code, hay, length),
            phase::CHARSET => self.look_for(hay, |c| charset(code, 5, c)),
            _ => true,
        };
        *fuel -= (self.looking - before).max(0) / 8;
        if !found {
            return Some(Outcome::NoMatch);
        }
        let (start, skipped) = match self.phase {
            phase::LETTER => (self.looking, skip),
            phase::PREFIX => (self.looking - (length - 1), skip),
            _ => (self.looking, 0),
        };
        self.start = start;
        self.ptr = start + skipped;
        if flags & INFO_LITERAL != 0 {
            return Some(Outcome::Match);
        }
        self.begin(code, body + 2 * skipped, self.phase == phase::FIRST);
        None
    }

    pub(super) fn look_for(&mut self, hay: &Hay, wanted: impl Fn(u32) -> bool) -> bool {
        while self.looking < self.end && !wanted(hay.at(self.looking)) {
            self.looking += 1;
        }
        self.looking < self.end
    }

    /// Knuth, Morris and Pratt's search with the overlap table of the code list. Ends on the prefix's last character.
    pub(super) fn look_for_prefix(&mut self, code: Codes, hay: &Hay, length: i64) -> bool {
        let prefix = |i: i64| code.at(7 + i);
        let overlap = |i: i64| code.n(7 + length - 1 + i);
        if self.found > 0 {
            // After a match that failed.
            self.looking += 1;
            if self.looking >= self.end {
                return false;
            }
            self.forget_groups();
            self.found = overlap(self.found);
        }
        loop {
            if self.found == 0 {
                let first = prefix(0);
                while self.looking < self.end && hay.at(self.looking) != first {
                    self.looking += 1;
                }
                self.looking += 1;
                if self.looking >= self.end {
                    return false;
                }
                self.found = 1;
            }
            if hay.at(self.looking) == prefix(self.found) {
                self.found += 1;
                if self.found == length {
                    return true;
                }
                self.looking += 1;
                if self.looking >= self.end {
                    return false;
                }
            } else {
                self.found = overlap(self.found);
            }
        }
    }
}
