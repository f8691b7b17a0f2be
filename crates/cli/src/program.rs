//! A program: its text, compiled, laid ready in a fresh machine.

use std::rc::Rc;

use pyvarium_code::{Unit, marshal};
use pyvarium_compiler::{Mode, Options, SyntaxReport, compile_interactive, compile_with_warnings};
use pyvarium_trace::Recording;
use pyvarium_trace::recording::Progress;
use pyvarium_vm::host::{CompileMode, HostAnswer, HostRequest};
use pyvarium_vm::{Config, Halt, StepOutcome, Stop, Stream, Vm};

/// How a text is run.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Kind {
    Script,
    Interactive,
}

/// What a finished run came to.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Finished {
    pub stdout: String,
    pub stderr: String,
    pub halt: Halt,
    pub n_steps: u64,
}

/// Compiles and boots. A syntax error is a machine that has printed it and ends at once.
pub fn load(source: &str, filename: &str, kind: Kind) -> Result<Vm, Halt> {
    let filename = if kind == Kind::Interactive { "<python-input-0>" } else { filename };
    let config = Config { filename: filename.to_owned(), interactive: kind == Kind::Interactive };
    let mut vm = Vm::boot(pyvarium_modules::tables(), config).map_err(halt_of)?;
    Rc::make_mut(&mut vm.sources).insert(filename.to_owned(), source.into());
    let mut units: Vec<Unit> = Vec::new();
    let mut report = None;
    match kind {
        Kind::Script => match compile_with_warnings(source.as_bytes(), filename, Mode::Exec, Options::default()) {
            Ok(compiled) => {
                let warnings = compiled.warning_text(filename, source);
                if !warnings.is_empty() {
                    vm.write_out(Stream::Stderr, &warnings);
                }
                units.push(compiled.unit);
            }
            Err(error) => report = Some(error),
        },
        Kind::Interactive => {
            let input = compile_interactive(source, filename);
            for code in &input.codes {
                units.push(marshal::loads(code).map_err(|e| Halt::VmBug { what: format!("{e:?}") })?);
            }
            report = input.error;
        }
    }
    if let Some(report) = report {
        vm.write_out(Stream::Stderr, &report_text(&report));
        vm.gc.exit_code = 1;
    }
    vm.start(&units).map_err(halt_of)?;
    Ok(vm)
}

fn halt_of(stop: Stop) -> Halt {
    match stop {
        Stop::Halt(halt) => *halt,
        Stop::Raise(_) | Stop::Exhausted => Halt::VmBug { what: "an exception before the program began".into() },
    }
}

/// As CPython prints a SyntaxError that nothing caught.
pub fn report_text(report: &SyntaxReport) -> String {
    let mut out = String::new();
    let line = report.lineno.unwrap_or(0);
    if line > 0 {
        out.push_str(&format!("  File \"{}\", line {line}\n", report.filename));
    }
    if let Some(text) = &report.text {
        // The line without its indentation, with the carets moved along.
        let shown = text.trim_end_matches('\n').trim_end();
        let stripped = shown.trim_start();
        let indent = (shown.chars().count() - stripped.chars().count()) as i32;
        out.push_str(&format!("    {stripped}\n"));
        if let Some(offset) = report.offset.filter(|o| *o >= 1) {
            let same_line = report.end_lineno.is_none_or(|end| end == line);
            let length = stripped.chars().count() as i32;
            let start = (offset - 1 - indent).max(0);
            let end = match report.end_offset {
                Some(end) if same_line && end > offset => end - 1 - indent,
                Some(_) if !same_line => length,
                _ => start + 1,
            };
            let pad: String = stripped.chars().take(start as usize).map(|c| if c.is_whitespace() { c } else { ' ' }).collect();
            let missing = (start as usize).saturating_sub(pad.chars().count());
            out.push_str(&format!("    {pad}{}{}\n", " ".repeat(missing), "^".repeat((end - start).max(1) as usize)));
        }
    }
    out.push_str(&format!("{}: {}\n", report.kind, report.msg));
    out
}

/// The answer to a compilation request; other requests are the caller's.
fn compiled(request: &HostRequest) -> Option<HostAnswer> {
    let HostRequest::Compile { source, filename, mode } = request else { return None };
    let mode = match mode {
        CompileMode::Exec => Mode::Exec,
        CompileMode::Eval => Mode::Eval,
        CompileMode::Single => Mode::Single,
    };
    Some(match compile_with_warnings(source.as_bytes(), filename, mode, Options::default()) {
        Ok(compiled) => HostAnswer::Code(compiled.unit),
        Err(report) => HostAnswer::CompileError { class: report.kind.to_owned(), message: report.msg },
    })
}

/// Answers an open compilation request; other requests are the caller's.
pub fn answer_compile(vm: &mut Vm) -> Result<bool, Halt> {
    match vm.request.as_ref().and_then(compiled) {
        Some(answer) => vm.answer(answer).map_err(halt_of).map(|()| true),
        None => Ok(false),
    }
}

/// Records to the end, to `max_steps`, or to a question that only a person can answer: end of input.
pub fn record(recording: &mut Recording, max_steps: u64) -> Result<(), Halt> {
    loop {
        match recording.record(max_steps.saturating_sub(recording.n_steps())) {
            Progress::More | Progress::Halted(_) => return Ok(()),
            Progress::Host => {
                let answer = recording.head().request.as_ref().and_then(compiled).unwrap_or(HostAnswer::EndOfInput);
                recording.answer(answer).map_err(halt_of)?;
            }
        }
    }
}

/// Runs to the end or to `max_steps`; None if it was not done by then.
pub fn run(vm: &mut Vm, max_steps: u64) -> Option<Halt> {
    let end = vm.n_steps.saturating_add(max_steps);
    loop {
        match vm.step() {
            StepOutcome::Ran => {}
            StepOutcome::Host => match answer_compile(vm) {
                Ok(true) => {}
                Ok(false) => {
                    let ended = vm.answer(HostAnswer::EndOfInput);
                    if let Err(stop) = ended {
                        return Some(halt_of(stop));
                    }
                }
                Err(halt) => return Some(halt),
            },
            StepOutcome::Halted(halt) => return Some(halt),
        }
        if vm.n_steps >= end {
            return None;
        }
    }
}

/// The whole of it: text in, output out.
pub fn run_source(source: &str, filename: &str, kind: Kind, max_steps: u64) -> Finished {
    let mut vm = match load(source, filename, kind) {
        Ok(vm) => vm,
        Err(halt) => return Finished { stdout: String::new(), stderr: String::new(), halt, n_steps: 0 },
    };
    let halt = run(&mut vm, max_steps).unwrap_or(Halt::WorkLimit { what: format!("{max_steps} steps") });
    Finished { stdout: vm.output_text(Stream::Stdout), stderr: vm.output_text(Stream::Stderr), halt, n_steps: vm.n_steps }
}
