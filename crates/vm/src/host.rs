//! What the machine asks of its host, and what the host tells it. Requests are recorded with their
//! answers, so that a replay asks nobody.

use pyvarium_code::Unit;

use crate::exc;
use crate::stop::Res;
use crate::vm::Vm;

/// One question, asked by the step that returned `StepOutcome::Host`.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub enum HostRequest {
    /// Source to code: `exec`, `eval`, `compile`, a user's import.
    Compile { source: String, filename: String, mode: CompileMode },
    /// A line of text, without its end.
    Input { prompt: String },
}

#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum CompileMode {
    Exec,
    Eval,
    Single,
}

#[derive(Clone, PartialEq, Debug)]
pub enum HostAnswer {
    Code(Unit),
    /// Exception class name, message.
    CompileError {
        class: String,
        message: String,
    },
    Input(String),
    EndOfInput,
}

impl Vm {
    /// Gives the answer to the open request; the next `step` goes on with it.
    pub fn answer(&mut self, answer: HostAnswer) -> Res<()> {
        self.request = None;
        self.n_answers += 1;
        match answer {
            HostAnswer::Code(unit) => {
                let code = self.load_unit(&unit)?;
                self.settle_value(code)
            }
            HostAnswer::Input(line) => {
                let text = self.new_str(&line);
                self.settle_value(text)
            }
            HostAnswer::EndOfInput => {
                let e = exc::new_exception(self, crate::core::ids::EOF_ERROR, &[]);
                self.settle_raise(e)
            }
            HostAnswer::CompileError { message, .. } => {
                let text = self.new_str(&message);
                let e = exc::new_exception(self, crate::core::ids::SYNTAX_ERROR, &[text.r()]);
                self.heap.decref_own(text);
                self.settle_raise(e)
            }
        }
    }
}
