//! What an operation does when the part that it jumped to has matched or failed.
//!
//! CPython: Modules/_sre/sre_lib.h, the code behind DO_JUMP in SRE(match).

use super::{Codes, Machine, Step, jump};
use crate::sre::chars::{Hay, MAXREPEAT};

impl Machine {
    /// The context goes on with the result of the one that was above it.
    pub(super) fn resume(&mut self, code: Codes, hay: &Hay, to: i64, result: bool, fuel: &mut i64) -> Step {
        let skip = code.n(self.cur.pc);
        match to {
            jump::BRANCH | jump::REPEAT_ONE | jump::MIN_REPEAT_ONE => {
                if result {
                    if self.repeat >= 0 {
                        self.drop_marks();
                    }
                    return Step::Return(true);
                }
                if self.repeat >= 0 {
                    self.take_marks_back(true);
                }
                self.restore();
                match to {
                    jump::BRANCH => {
                        self.cur.pc += skip;
                        self.branch(code, hay)
                    }
                    jump::REPEAT_ONE => {
                        self.cur.at -= 1;
                        self.cur.count -= 1;
                        self.repeat_one(code, hay, fuel)
                    }
                    _ => {
                        self.ptr = self.cur.at;
                        match self.count(code, hay, self.cur.pc + 3, 1, fuel) {
                            None => Step::Bad,
                            Some(0) => {
                                if self.repeat >= 0 {
                                    self.drop_marks();
                                }
                                Step::Return(false)
                            }
                            Some(_) => {
                                self.cur.at += 1;
                                self.cur.count += 1;
                                self.min_repeat_one(code)
                            }
                        }
                    }
                }
            }
            jump::REPEAT => {
                self.repeat = self.rep().prev;
                self.repeats.truncate(self.cur.rep as usize);
                Step::Return(result)
            }
            jump::MAX_UNTIL_1 | jump::MIN_UNTIL_1 => {
                if !result {
                    self.uncount();
                }
                Step::Return(result)
            }
            jump::MAX_UNTIL_2 => {
                let last = self.aside.pop().unwrap_or(-1);
                self.set_rep(|r| r.last = last);
                if result {
                    self.drop_marks();
                    return Step::Return(true);
                }
                self.take_marks_back(false);
                self.restore();
                self.uncount();
                self.repeat = self.rep().prev;
                self.jump_here(code, jump::MAX_UNTIL_3, self.cur.pc)
            }
            jump::MAX_UNTIL_3 => {
                self.repeat = self.cur.rep;
                if !result {
                    self.ptr = self.cur.at;
                }
                Step::Return(result)
            }
            jump::MIN_UNTIL_2 => {
                let held = self.repeat >= 0;
                self.repeat = self.cur.rep;
                if result {
                    if held {
                        self.drop_marks();
                    }
                    return Step::Return(true);
                }
                if held {
                    self.take_marks_back(false);
                }
                self.restore();
                self.ptr = self.cur.at;
                let rep = self.rep();
                let most = code.n(rep.pc + 2);
                if (self.cur.count >= most && most != MAXREPEAT) || self.ptr == rep.last {
                    return Step::Return(false);
                }
                let (count, here) = (self.cur.count, self.ptr);
                self.aside.push(rep.last);
                self.set_rep(|r| {
                    r.count = count;
                    r.last = here;
                });
                self.jump_here(code, jump::MIN_UNTIL_3, rep.pc + 3)
            }
            jump::MIN_UNTIL_3 => {
                let last = self.aside.pop().unwrap_or(-1);
                self.set_rep(|r| r.last = last);
                if !result {
                    self.uncount();
                }
                Step::Return(result)
            }
            jump::POSSESSIVE_1 => {
                if !result {
                    self.ptr = self.cur.at;
                    return Step::Return(false);
                }
                self.cur.count += 1;
                self.possessive(code, true)
            }
            jump::POSSESSIVE_2 => {
                if result {
                    self.drop_marks();
                    self.cur.count += 1;
                    return self.possessive(code, false);
                }
                self.take_marks_back(false);
                self.restore();
                self.ptr = self.cur.at;
                self.possessive_tail(code)
            }
            jump::ATOMIC => {
                if !result {
                    self.ptr = self.cur.at;
                    return Step::Return(false);
                }
                self.cur.pc += skip;
                self.cur.at = self.ptr;
                Step::Go
            }
            jump::ASSERT => {
                if !result {
                    return Step::Return(false);
                }
                self.cur.pc += skip;
                Step::Go
            }
            jump::ASSERT_NOT => {
                if result {
                    if self.repeat >= 0 {
                        self.drop_marks();
                    }
                    return Step::Return(false);
                }
                if self.repeat >= 0 {
                    self.take_marks_back(false);
                }
                self.restore();
                self.cur.pc += skip;
                Step::Go
            }
            _ => Step::Bad,
        }
    }

    /// The item that was tried is not counted.
    pub(super) fn uncount(&mut self) {
        let count = self.cur.count - 1;
        self.set_rep(|r| r.count = count);
        self.ptr = self.cur.at;
    }
}
