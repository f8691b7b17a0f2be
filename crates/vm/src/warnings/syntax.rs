//! What the compiler warned of while the program runs (`exec`, `eval`, `compile`), told before the code is
//! handed over. A filter that says "error" turns it into a SyntaxError.
//!
//! CPython: Python/errors.c, _PyErr_EmitSyntaxWarning.

use pyvarium_heap::{Own, Slot};

use crate::core::{ids, kinds};
use crate::native::{Answer, NativeDef, Next};
use crate::objects::syntax_error::SyntaxFacts;
use crate::stop::{Flow, Res, Stop};
use crate::vm::Vm;
use crate::vm_bug;

const MARK: &str = ": SyntaxWarning: ";

impl Vm {
    /// `warnings`: as in `HostAnswer::CodeWarned`.
    pub(crate) fn push_syntax_warnings(&mut self, code: Own, warnings: &str) -> Res<()> {
        let _ = self.push_native(kinds::SYNTAX_WARNINGS, &[code.into()], &[0])?;
        if let Some(pyvarium_heap::frame::Frame::Native(f)) = self.thread.frames.last_mut() {
            f.bytes = warnings.as_bytes().to_vec();
        }
        Ok(())
    }
}

/// slots: the code; ints: the next warning; bytes: the warnings.
pub static SYNTAX_WARNINGS: NativeDef = NativeDef {
    name: "compile",
    catches: true,
    resume: |vm, f, answer| {
        let text = String::from_utf8_lossy(&f.bytes).into_owned();
        let told: Vec<(&str, u32, &str, &str)> = text
            .lines()
            .filter_map(|l| {
                let (place, msg) = l.split_once(MARK)?;
                let (file, line) = place.rsplit_once(':')?;
                // Behind the words stands where an error would be.
                let (msg, place) = msg.split_once('\u{1f}').unwrap_or((msg, ""));
                Some((file, line.parse().ok()?, msg, place))
            })
            .collect();
        let mut answer = answer;
        loop {
            match answer {
                Answer::Start => {}
                Answer::Value(v) => vm.heap.decref_own(v),
                Answer::Raised(e) if vm.is_instance_of(e.r(), ids::SYNTAX_WARNING) => {
                    vm.heap.decref_own(e);
                    let Some((file, line, msg, place)) = told.get((f.int(0) - 1) as usize).copied() else {
                        return Err(vm_bug!("syntax warning"));
                    };
                    let mut parts = place.splitn(4, ' ');
                    let mut number = || parts.next().and_then(|n| n.parse::<i32>().ok());
                    let (offset, end_line, end_offset) = (number(), number(), number());
                    // As an error an escape does not speak of the future.
                    let msg = msg.replace(" Such sequences will not work in the future.", "");
                    let facts = SyntaxFacts {
                        class: "SyntaxError".to_owned(),
                        msg,
                        filename: file.to_owned(),
                        lineno: Some(line),
                        offset,
                        end_lineno: end_line.and_then(|n| u32::try_from(n).ok()),
                        end_offset,
                        text: parts.next().map(|t| t.replace('\u{1e}', "\n")),
                    };
                    let e = vm.new_syntax_error(&facts);
                    return Err(Stop::Raise(e));
                }
                Answer::Raised(e) => return Err(Stop::Raise(e)),
                Answer::Exhausted => return Err(vm_bug!("syntax warning")),
            }
            let i = f.int(0);
            f.set_int(0, i + 1);
            let Some((file, line, msg, _)) = told.get(i as usize).copied() else {
                let code = f.set(0, Slot::NULL).get().ok_or_else(|| vm_bug!("syntax warning"))?;
                return Ok(Next::Done(Own::assume(code)));
            };
            let class = vm.ty(ids::SYNTAX_WARNING);
            match vm.warn_at(class, msg, file, line)? {
                Flow::Value(v) => answer = Answer::Value(v),
                Flow::Pushed => return Ok(Next::Wait),
            }
        }
    },
};
