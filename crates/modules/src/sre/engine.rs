//! The matcher of regular expressions: runs the code lists that `re._compiler` makes. Its whole state is plain
//! numbers, with a stack of its own, so that a long match can be cut into slices, recorded and gone back in.
//! It knows nothing of Python objects.
//!
//! CPython: Modules/_sre/sre_lib.h (SRE(match), SRE(count), SRE(search)).

mod resume;

mod search;

use super::chars::{Hay, MAXREPEAT, at_position, charset, lower_ascii, lower_unicode, one_wide, op, tests_one, width_of_one};
use super::packed::{Context, Repeat};

/// A code list: four bytes a code, the lowest first.
#[derive(Clone, Copy)]
pub struct Codes<'a>(pub &'a [u8]);

impl Codes<'_> {
    /// Beyond the end there is FAILURE.
    #[inline]
    pub fn at(self, i: i64) -> u32 {
        match self.0.get(4 * i as usize..).and_then(|rest| rest.first_chunk::<4>()) {
            Some(code) => u32::from_le_bytes(*code),
            None => op::FAILURE,
        }
    }

    /// A skip or a count.
    #[inline]
    pub fn n(self, i: i64) -> i64 {
        i64::from(self.at(i))
    }
}

/// What a run came to.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Outcome {
    Match,
    NoMatch,
    /// The fuel is used up; run it again.
    More,
    /// The code list is not one that the compiler makes.
    Error,
}

/// What one instruction came to.
enum Step {
    Go,
    Return(bool),
    Bad,
}

/// Where a context goes on when the one above it has returned. CPython: JUMP_*.
pub mod jump {
    pub const NONE: i64 = 0;
    pub const MAX_UNTIL_1: i64 = 1;
    pub const MAX_UNTIL_2: i64 = 2;
    pub const MAX_UNTIL_3: i64 = 3;
    pub const MIN_UNTIL_1: i64 = 4;
    pub const MIN_UNTIL_2: i64 = 5;
    pub const MIN_UNTIL_3: i64 = 6;
    pub const REPEAT: i64 = 7;
    pub const REPEAT_ONE: i64 = 8;
    pub const MIN_REPEAT_ONE: i64 = 9;
    pub const BRANCH: i64 = 10;
    pub const ASSERT: i64 = 11;
    pub const ASSERT_NOT: i64 = 12;
    pub const POSSESSIVE_1: i64 = 13;
    pub const POSSESSIVE_2: i64 = 14;
    pub const ATOMIC: i64 = 15;
}

/// How a search goes on when a match at one place has failed.
pub mod phase {
    /// A match at the start, no search.
    pub const FIXED: i64 = 0;
    pub const SEARCH: i64 = 1;
    pub const LETTER: i64 = 2;
    pub const PREFIX: i64 = 3;
    pub const CHARSET: i64 = 4;
    pub const FIRST: i64 = 5;
    pub const EACH: i64 = 6;
}

/// The state of a match. Positions are code points (or bytes) from the text's beginning; -1 stands for none.
#[derive(Clone, Debug, Default)]
pub struct Machine {
    pub start: i64,
    pub end: i64,
    /// state->ptr: where the last context ended or the next begins.
    pub ptr: i64,
    pub match_all: bool,
    pub must_advance: bool,
    /// The highest mark that was set.
    pub lastmark: i64,
    /// The group that closed last.
    pub lastindex: i64,
    /// The innermost repeat, an index into `repeats`.
    pub repeat: i64,
    pub phase: i64,
    /// Of a search: where it looks, and how much of the prefix has been found.
    pub looking: i64,
    pub found: i64,
    /// A match is under way.
    pub is_running: bool,
    pub cur: Context,
    pub marks: Vec<i64>,
    pub stack: Vec<Context>,
    /// Marks and places put aside.
    pub aside: Vec<i64>,
    pub repeats: Vec<Repeat>,
}

impl Machine {
    /// CPython: state_init.
    pub fn new(groups: i64, start: i64, end: i64) -> Machine {
        let marks = vec![-1; 2 * groups.max(0) as usize + 2];
        Machine { start, end, ptr: start, lastmark: -1, lastindex: -1, repeat: -1, marks, ..Machine::default() }
    }

    /// Makes ready for the next match from `start`. CPython: state_reset.
    pub fn reset(&mut self, search: bool) {
        self.forget_groups();
        self.repeat = -1;
        self.stack.clear();
        self.aside.clear();
        self.repeats.clear();
        self.ptr = self.start;
        self.is_running = false;
        self.phase = if search { phase::SEARCH } else { phase::FIXED };
    }

    fn forget_groups(&mut self) {
        self.lastmark = -1;
        self.lastindex = -1;
    }

    /// The span of a group from 1 on; None where it took no part.
    pub fn group(&self, group: i64) -> Option<(i64, i64)> {
        let i = 2 * (group - 1);
        if i >= self.lastmark {
            return None;
        }
        let (from, to) = (self.mark(i), self.mark(i + 1));
        (from >= 0 && to >= 0).then_some((from, to))
    }

    fn mark(&self, i: i64) -> i64 {
        self.marks.get(i as usize).copied().unwrap_or(-1)
    }

    /// Goes on until a result is there or the fuel is used up.
    pub fn run(&mut self, code: Codes, hay: &Hay, fuel: &mut i64) -> Outcome {
        if self.phase == phase::FIXED {
            if !self.is_running
                && let Step::Return(false) = self.begin(code, 0, true)
            {
                return Outcome::NoMatch;
            }
            return self.run_match(code, hay, fuel);
        }
        loop {
            if !self.is_running {
                match self.next_place(code, hay, fuel) {
                    Some(Outcome::Match) => return Outcome::Match,
                    Some(_) => {
                        return Outcome::NoMatch;
                    }
                    None => {}
                }
                if !self.is_running {
                    // The place was refused at once.
                    continue;
                }
            }
            match self.run_match(code, hay, fuel) {
                Outcome::NoMatch => {}
                done => return done,
            }
        }
    }

    /// Begins a match at `ptr`.
    fn begin(&mut self, code: Codes, pc: i64, toplevel: bool) -> Step {
        self.cur = Context { jump: jump::NONE, toplevel, ..Context::default() };
        self.is_running = true;
        let step = self.enter(code, pc);
        if let Step::Return(_) = step {
            self.is_running = false;
        }
        step
    }

    fn run_match(&mut self, code: Codes, hay: &Hay, fuel: &mut i64) -> Outcome {
        loop {
            if *fuel <= 0 {
                return Outcome::More;
            }
            *fuel -= 1;
            let mut step = self.step(code, hay, fuel);
            while let Step::Return(result) = step {
                let to = self.cur.jump;
                match self.stack.pop() {
                    Some(below) => self.cur = below,
                    None => {
                        self.is_running = false;
                        return if result { Outcome::Match } else { Outcome::NoMatch };
                    }
                }
                step = self.resume(code, hay, to, result, fuel);
            }
            if let Step::Bad = step {
                return Outcome::Error;
            }
        }
    }

    /// CPython: the label `entrance`.
    fn enter(&mut self, code: Codes, pc: i64) -> Step {
        self.cur.at = self.ptr;
        self.cur.pc = pc;
        if code.at(pc) == op::INFO {
            if code.at(pc + 3) != 0 && self.end - self.cur.at < code.n(pc + 3) {
                return Step::Return(false);
            }
            self.cur.pc += code.n(pc + 1) + 1;
        }
        Step::Go
    }

    /// CPython: DO_JUMP, and with another `toplevel` DO_JUMP0.
    fn jump(&mut self, code: Codes, to: i64, pc: i64, toplevel: bool) -> Step {
        self.stack.push(self.cur);
        self.cur = Context { jump: to, toplevel, ..Context::default() };
        self.enter(code, pc)
    }

    fn jump_here(&mut self, code: Codes, to: i64, pc: i64) -> Step {
        let toplevel = self.cur.toplevel;
        self.jump(code, to, pc, toplevel)
    }

    fn save(&mut self) {
        self.cur.lastmark = self.lastmark;
        self.cur.lastindex = self.lastindex;
    }

    fn restore(&mut self) {
        self.lastmark = self.cur.lastmark;
        self.lastindex = self.cur.lastindex;
    }

    fn put_marks_aside(&mut self) {
        let n = (self.cur.lastmark + 1).max(0) as usize;
        let marks = self.marks.get(..n).unwrap_or_default();
        self.aside.extend_from_slice(marks);
    }

    fn take_marks_back(&mut self, keep: bool) {
        let n = (self.cur.lastmark + 1).max(0) as usize;
        let from = self.aside.len().saturating_sub(n);
        if let (Some(marks), Some(aside)) = (self.marks.get_mut(..n), self.aside.get(from..)) {
            marks.copy_from_slice(aside);
        }
        if !keep {
            self.aside.truncate(from);
        }
    }

    fn drop_marks(&mut self) {
        let n = (self.cur.lastmark + 1).max(0) as usize;
        self.aside.truncate(self.aside.len().saturating_sub(n));
    }

    fn rep(&self) -> Repeat {
        self.repeats.get(self.cur.rep as usize).copied().unwrap_or_default()
    }

    fn set_rep(&mut self, set: impl FnOnce(&mut Repeat)) {
        if let Some(rep) = self.repeats.get_mut(self.cur.rep as usize) {
            set(rep);
        }
    }

    /// One instruction.
    fn step(&mut self, code: Codes, hay: &Hay, fuel: &mut i64) -> Step {
        let what = code.at(self.cur.pc);
        self.cur.pc += 1;
        let (pc, at) = (self.cur.pc, self.cur.at);
        let skip = code.n(pc);
        if one_wide(what) {
            if at >= self.end || !tests_one(code, what, pc, hay.at(at)) {
                return Step::Return(false);
            }
            self.cur.pc += width_of_one(code, what, pc);
            self.cur.at += 1;
            return Step::Go;
        }
        match what {
            op::MARK => {
                self.set_mark(skip);
                self.cur.pc += 1;
                Step::Go
            }
            op::SUCCESS => {
                if self.cur.toplevel && ((self.match_all && at != self.end) || (self.must_advance && at == self.start)) {
                    return Step::Return(false);
                }
                self.ptr = at;
                Step::Return(true)
            }
            op::FAILURE => Step::Return(false),
            op::AT => {
                if !at_position(code.at(pc), hay, at, self.end) {
                    return Step::Return(false);
                }
                self.cur.pc += 1;
                Step::Go
            }
            op::JUMP | op::INFO => {
                self.cur.pc += skip;
                Step::Go
            }
            op::BRANCH => {
                self.save();
                if self.repeat >= 0 {
                    self.put_marks_aside();
                }
                self.branch(code, hay)
            }
            op::REPEAT_ONE | op::MIN_REPEAT_ONE | op::POSSESSIVE_REPEAT_ONE => self.begin_repeat_one(code, hay, what, fuel),
            op::REPEAT => {
                self.repeats.push(Repeat { count: -1, pc, prev: self.repeat, last: -1 });
                self.repeat = self.repeats.len() as i64 - 1;
                self.cur.rep = self.repeat;
                self.ptr = at;
                self.jump_here(code, jump::REPEAT, pc + skip)
            }
            op::MAX_UNTIL | op::MIN_UNTIL => self.until(code, what == op::MAX_UNTIL),
            op::POSSESSIVE_REPEAT => {
                self.ptr = at;
                self.cur.count = 0;
                self.possessive(code, true)
            }
            op::ATOMIC_GROUP => {
                self.ptr = at;
                self.jump(code, jump::ATOMIC, pc + 1, false)
            }
            op::ASSERT => {
                if at < code.n(pc + 1) {
                    return Step::Return(false);
                }
                self.ptr = at - code.n(pc + 1);
                self.jump(code, jump::ASSERT, pc + 2, false)
            }
            op::ASSERT_NOT => {
                if at < code.n(pc + 1) {
                    self.cur.pc += skip;
                    return Step::Go;
                }
                self.ptr = at - code.n(pc + 1);
                self.save();
                if self.repeat >= 0 {
                    self.put_marks_aside();
                }
                self.jump(code, jump::ASSERT_NOT, pc + 2, false)
            }
            op::GROUPREF | op::GROUPREF_IGNORE | op::GROUPREF_UNI_IGNORE | op::GROUPREF_LOC_IGNORE => self.group_again(what, skip, hay),
            op::GROUPREF_EXISTS => {
                let there = self.group(skip + 1).is_some_and(|(from, to)| from <= to);
                self.cur.pc += if there { 2 } else { code.n(pc + 1) };
                Step::Go
            }
            _ => Step::Bad,
        }
    }

    fn set_mark(&mut self, i: i64) {
        if i & 1 != 0 {
            self.lastindex = i / 2 + 1;
        }
        if i > self.lastmark {
            for between in (self.lastmark + 1)..i {
                if let Some(mark) = self.marks.get_mut(between as usize) {
                    *mark = -1;
                }
            }
            self.lastmark = i;
        }
        if let Some(mark) = self.marks.get_mut(i as usize) {
            *mark = self.cur.at;
        }
    }

    fn group_again(&mut self, what: u32, group: i64, hay: &Hay) -> Step {
        let fold: fn(u32) -> u32 = match what {
            op::GROUPREF => |c| c,
            op::GROUPREF_UNI_IGNORE => lower_unicode,
            _ => lower_ascii,
        };
        let Some((from, to)) = self.group(group + 1).filter(|(from, to)| from <= to) else { return Step::Return(false) };
        for p in from..to {
            if self.cur.at >= self.end || fold(hay.at(self.cur.at)) != fold(hay.at(p)) {
                return Step::Return(false);
            }
            self.cur.at += 1;
        }
        self.cur.pc += 1;
        Step::Go
    }

    /// Tries the alternatives from the present one on.
    fn branch(&mut self, code: Codes, hay: &Hay) -> Step {
        loop {
            let (pc, at) = (self.cur.pc, self.cur.at);
            let skip = code.n(pc);
            if skip == 0 {
                if self.repeat >= 0 {
                    self.drop_marks();
                }
                return Step::Return(false);
            }
            let hopeless = match code.at(pc + 1) {
                op::LITERAL => at >= self.end || hay.at(at) != code.at(pc + 2),
                op::IN => at >= self.end || !charset(code, pc + 3, hay.at(at)),
                _ => false,
            };
            if !hopeless {
                self.ptr = at;
                return self.jump_here(code, jump::BRANCH, pc + 1);
            }
            self.cur.pc += skip;
        }
    }

    /// How often the one-character item at `pc` matches from `ptr` on; None if it is no such item.
    fn count(&self, code: Codes, hay: &Hay, pc: i64, most: i64, fuel: &mut i64) -> Option<i64> {
        let (what, from) = (code.at(pc), self.ptr);
        let end = if most < self.end - from && most != MAXREPEAT { from + most } else { self.end };
        let mut at = from;
        if what == op::ANY_ALL {
            at = end.max(from);
        } else if one_wide(what) {
            while at < end && tests_one(code, what, pc + 1, hay.at(at)) {
                at += 1;
            }
        } else if what != op::FAILURE {
            return None;
        }
        *fuel -= (at - from) / 8;
        Some(at - from)
    }

    fn begin_repeat_one(&mut self, code: Codes, hay: &Hay, what: u32, fuel: &mut i64) -> Step {
        let (pc, at) = (self.cur.pc, self.cur.at);
        let (least, most) = (code.n(pc + 1), code.n(pc + 2));
        if least > self.end - at {
            return Step::Return(false);
        }
        self.ptr = at;
        let lazy = what == op::MIN_REPEAT_ONE;
        let counted = if lazy && least == 0 { Some(0) } else { self.count(code, hay, pc + 3, if lazy { least } else { most }, fuel) };
        let Some(count) = counted else { return Step::Bad };
        if count < least {
            return Step::Return(false);
        }
        self.cur.count = count;
        self.cur.at += count;
        let at = self.cur.at;
        let tail = pc + code.n(pc);
        let stuck = self.cur.toplevel && self.must_advance && at == self.start;
        let whole = if lazy { !(self.cur.toplevel && self.match_all && at != self.end) } else { at == self.end };
        if code.at(tail) == op::SUCCESS && whole && !stuck {
            self.ptr = at;
            return Step::Return(true);
        }
        if what == op::POSSESSIVE_REPEAT_ONE {
            self.cur.pc = tail;
            return Step::Go;
        }
        self.save();
        if self.repeat >= 0 {
            self.put_marks_aside();
        }
        if lazy { self.min_repeat_one(code) } else { self.repeat_one(code, hay, fuel) }
    }

    /// The tail after `count` items, or after fewer.
    fn repeat_one(&mut self, code: Codes, hay: &Hay, fuel: &mut i64) -> Step {
        let pc = self.cur.pc;
        let (tail, least) = (pc + code.n(pc), code.n(pc + 1));
        if code.at(tail) == op::LITERAL {
            let letter = code.at(tail + 1);
            let before = self.cur.count;
            while self.cur.count >= least && (self.cur.at >= self.end || hay.at(self.cur.at) != letter) {
                self.cur.at -= 1;
                self.cur.count -= 1;
            }
            *fuel -= (before - self.cur.count) / 8;
        }
        if self.cur.count < least {
            if self.repeat >= 0 {
                self.drop_marks();
            }
            return Step::Return(false);
        }
        self.ptr = self.cur.at;
        self.jump_here(code, jump::REPEAT_ONE, tail)
    }

    fn min_repeat_one(&mut self, code: Codes) -> Step {
        let pc = self.cur.pc;
        let most = code.n(pc + 2);
        if most == MAXREPEAT || self.cur.count <= most {
            self.ptr = self.cur.at;
            return self.jump_here(code, jump::MIN_REPEAT_ONE, pc + code.n(pc));
        }
        if self.repeat >= 0 {
            self.drop_marks();
        }
        Step::Return(false)
    }

    /// The end of a repeated item: once more, or the tail.
    fn until(&mut self, code: Codes, greedy: bool) -> Step {
        if self.repeat < 0 {
            return Step::Bad;
        }
        self.cur.rep = self.repeat;
        self.ptr = self.cur.at;
        let rep = self.rep();
        let count = rep.count + 1;
        self.cur.count = count;
        if count < code.n(rep.pc + 1) {
            self.set_rep(|r| r.count = count);
            return self.jump_here(code, if greedy { jump::MAX_UNTIL_1 } else { jump::MIN_UNTIL_1 }, rep.pc + 3);
        }
        if !greedy {
            self.repeat = rep.prev;
            self.save();
            if self.repeat >= 0 {
                self.put_marks_aside();
            }
            return self.jump_here(code, jump::MIN_UNTIL_2, self.cur.pc);
        }
        let most = code.n(rep.pc + 2);
        if (count < most || most == MAXREPEAT) && self.ptr != rep.last {
            self.set_rep(|r| r.count = count);
            self.save();
            self.put_marks_aside();
            self.aside.push(rep.last);
            let here = self.ptr;
            self.set_rep(|r| r.last = here);
            return self.jump_here(code, jump::MAX_UNTIL_2, rep.pc + 3);
        }
        self.repeat = rep.prev;
        self.jump_here(code, jump::MAX_UNTIL_3, self.cur.pc)
    }

    /// One more of a possessive repeat, or its tail.
    fn possessive(&mut self, code: Codes, first: bool) -> Step {
        let pc = self.cur.pc;
        if self.cur.count < code.n(pc + 1) {
            return self.jump(code, jump::POSSESSIVE_1, pc + 3, false);
        }
        // `at` is where the item before this one began.
        if first {
            self.cur.at = -1;
        }
        let most = code.n(pc + 2);
        if (self.cur.count < most || most == MAXREPEAT) && self.ptr != self.cur.at {
            self.save();
            self.put_marks_aside();
            self.cur.at = self.ptr;
            return self.jump(code, jump::POSSESSIVE_2, pc + 3, false);
        }
        self.possessive_tail(code)
    }

    fn possessive_tail(&mut self, code: Codes) -> Step {
        self.cur.pc += code.n(self.cur.pc) + 1;
        self.cur.at = self.ptr;
        Step::Go
    }
}
