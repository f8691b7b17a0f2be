//! What the machine asks of its host, and what the host tells it. Requests are recorded with their
//! answers, so that a replay asks nobody.

use pyvarium_code::Unit;

use crate::exc;
use crate::objects::syntax_error::SyntaxFacts;
use crate::stop::Res;
use crate::vm::Vm;

/// One question, asked by the step that returned `StepOutcome::Host`.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub enum HostRequest {
    /// Source to code: `exec`, `eval`, `compile`, a user's import.
    Compile { source: String, filename: String, mode: CompileMode, how: CompileHow },
    /// A line of text, without its end.
    Input { prompt: String },
    /// The bytes of a file of the library, by the key under which the host announced it.
    Library { key: String },
    /// `breakpoint()`: the host says when to go on.
    Breakpoint,
}

#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum CompileMode {
    Exec,
    Eval,
    Single,
    /// A signature as type comments have it.
    FuncType,
}

/// What `compile()` asks for besides the mode.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug, Default)]
pub struct CompileHow {
    pub optimize: u8,
    /// PyCF_* and CO_FUTURE_*; from bit 25 on, five bits: one more than the minor version asked for.
    pub flags: u32,
    /// Each character of the source stands for a byte: its encoding is still to be found.
    pub is_bytes: bool,
    /// The same; the bytes are a marshalled tree.
    pub is_tree: bool,
}

impl HostRequest {
    /// The mode of a compilation and how it is to be done, in words. See the compiler's `Wish`.
    pub fn wish(mode: CompileMode, how: CompileHow) -> String {
        let word = match mode {
            CompileMode::Exec => "exec",
            CompileMode::Eval => "eval",
            CompileMode::Single => "single",
            CompileMode::FuncType => "func_type",
        };
        match how {
            CompileHow { optimize: 0, flags: 0, is_bytes: false, is_tree: false } => word.to_owned(),
            CompileHow { optimize, flags, is_tree: true, .. } => format!("{word} {optimize} {flags} tree"),
            CompileHow { optimize, flags, is_bytes: false, .. } => format!("{word} {optimize} {flags}"),
            CompileHow { optimize, flags, .. } => format!("{word} {optimize} {flags} bytes"),
        }
    }
}

#[derive(Clone, PartialEq, Debug)]
pub enum HostAnswer {
    Code(Unit),
    /// Exception class name, message.
    CompileError {
        class: String,
        message: String,
    },
    /// Code, and what the compiler warned of, one line each: "file:line: SyntaxWarning: text".
    CodeWarned(Unit, String),
    /// The source was refused, with all that is known of the place.
    Refused(Box<SyntaxFacts>),
    Input(String),
    EndOfInput,
    /// A signal came while a line was waited for.
    Interrupted,
    /// From a breakpoint.
    GoOn,
    /// Of the library; None: the host could not get it.
    Library(Option<Vec<u8>>),
}

impl Vm {
    /// Gives the answer to the open request; the next `step` goes on with it. What it sets off may halt
    /// the machine, as a step may; the next `step` says so.
    pub fn answer(&mut self, answer: HostAnswer) -> Res<()> {
        let request = self.request.take();
        if let (Some(HostRequest::Library { key }), HostAnswer::Library(Some(bytes))) = (&request, &answer) {
            self.fs.fill(key, bytes);
        }
        self.n_answers += 1;
        self.n_in_slice = 0;
        if let Err(stop) = self.take_answer(answer) {
            self.halt_with(stop);
        }
        Ok(())
    }

    fn take_answer(&mut self, answer: HostAnswer) -> Res<()> {
        match answer {
            HostAnswer::Code(unit) => {
                let code = self.load_unit(&unit)?;
                self.settle_value(code)
            }
            HostAnswer::CodeWarned(unit, warnings) => {
                let code = self.load_unit(&unit)?;
                self.push_syntax_warnings(code, &warnings)?;
                self.settle_pushed()
            }
            HostAnswer::Refused(facts) => {
                let e = self.new_syntax_error(&facts);
                self.settle_raise(e)
            }
            HostAnswer::Input(line) => {
                let text = self.new_str(&line);
                self.settle_value(text)
            }
            HostAnswer::Library(Some(_)) | HostAnswer::GoOn => {
                let none = self.none();
                self.settle_value(none)
            }
            HostAnswer::Interrupted => {
                self.n_interrupts += 1;
                let e = exc::new_exception(self, crate::core::ids::KEYBOARD_INTERRUPT, &[]);
                self.settle_raise(e)
            }
            HostAnswer::Library(None) => {
                let stop = self.os_error(crate::fs::errno::EIO, &[]);
                match stop {
                    crate::stop::Stop::Raise(e) => self.settle_raise(e),
                    stop => Err(stop),
                }
            }
            HostAnswer::EndOfInput => {
                let text = self.new_str("EOF when reading a line");
                let e = exc::new_exception(self, crate::core::ids::EOF_ERROR, &[text.r()]);
                self.heap.decref_own(text);
                self.settle_raise(e)
            }
            HostAnswer::CompileError { class, message } => {
                let e = self.new_syntax_error(&SyntaxFacts { class, msg: message, ..SyntaxFacts::default() });
                self.settle_raise(e)
            }
        }
    }
}
