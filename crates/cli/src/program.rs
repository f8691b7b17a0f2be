//! A program: its text, compiled, laid ready in a fresh machine.

use std::rc::Rc;

use crate::library;
use pyvarium_code::{Unit, marshal};
use pyvarium_compiler::{Mode, Options, SyntaxReport, SyntaxWarning, Wish, compile_interactive, compile_wish, compile_with_warnings};
use pyvarium_protocol::split_files;
use pyvarium_trace::{Progress, Recording};
use pyvarium_vm::host::{CompileMode, HostAnswer, HostRequest};
use pyvarium_vm::objects::syntax_error::SyntaxFacts;
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

/// Compiles and boots. A text of several files is laid ready as these. A syntax error is a machine that has printed it and ends at once.
pub fn load(source: &str, filename: &str, kind: Kind) -> Result<Vm, Halt> {
    let filename = if kind == Kind::Interactive { "<python-input-0>" } else { filename };
    let config = Config { filename: filename.to_owned(), interactive: kind == Kind::Interactive };
    let mut vm = fresh(config)?;
    let (main, files) = split_files(source);
    let source = main.as_str();
    for file in &files {
        vm.lay_file(&file.name, &file.text).map_err(halt_of)?;
    }
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
            // No exception of Python's: a limit of ours.
            Err(error) if error.kind == "NotSupported" => {
                return Err(Halt::NotSupported { what: error.msg, line: error.lineno });
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

thread_local! {
    /// The machine as its start leaves it. One a thread: a Vm does not leave its own.
    static STARTED: std::cell::OnceCell<Result<Vm, Halt>> = const { std::cell::OnceCell::new() };
}

/// A machine before its program: a copy of one that has gone through CPython's start, or, where no library was
/// made, one with builtin modules only.
pub fn fresh(config: Config) -> Result<Vm, Halt> {
    let start = || match library::start() {
        Some(library) => Vm::boot_with_library(pyvarium_modules::tables(), library).map_err(halt_of),
        None => Vm::boot(pyvarium_modules::tables(), Config::default()).map_err(halt_of),
    };
    let mut vm = STARTED.with(|cell| cell.get_or_init(start).clone())?;
    vm.configure(config).map_err(halt_of)?;
    Ok(vm)
}

/// The compiled program as the page hands it to the machine.
pub fn units(source: &str, kind: Kind) -> Result<Vec<pyvarium_protocol::Unit>, SyntaxReport> {
    let (source, _) = split_files(source);
    let source = source.as_str();
    match kind {
        Kind::Script => {
            let compiled = compile_with_warnings(source.as_bytes(), "main.py", Mode::Exec, Options::default())?;
            let warnings = compiled.warning_text("main.py", source);
            Ok(vec![pyvarium_protocol::Unit { marshal: compiled.marshal(), warnings }])
        }
        Kind::Interactive => {
            let filename = "<python-input-0>";
            let input = compile_interactive(source, filename);
            if let Some(error) = input.error {
                return Err(error);
            }
            let text = |warnings: &[SyntaxWarning]| warnings.iter().map(|w| w.text(filename, None)).collect::<String>();
            let mut units: Vec<pyvarium_protocol::Unit> = Vec::new();
            for (i, marshal) in input.codes.into_iter().enumerate() {
                let warnings = input.code_warnings.get(i).map(|w| text(w)).unwrap_or_default();
                units.push(pyvarium_protocol::Unit { marshal, warnings });
            }
            if let Some(first) = units.first_mut() {
                first.warnings = text(&input.warnings) + &first.warnings;
            }
            Ok(units)
        }
    }
}

fn halt_of(stop: Stop) -> Halt {
    match stop {
        Stop::Halt(halt) => *halt,
        Stop::Raise(_) | Stop::Exhausted | Stop::Ask(_) | Stop::Convert(..) => {
            Halt::VmBug { what: "an exception before the program began".into() }
        }
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
        // A place within the indentation is not shown.
        if let Some(offset) = report.offset.filter(|o| *o > indent) {
            let same_line = report.end_lineno.is_none_or(|end| end == line);
            let length = stripped.chars().count() as i32;
            let start = offset - 1 - indent;
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

/// The answer to a request for which nobody has to be asked: compilations, and the end of all input.
pub fn answer_to(vm: &Vm, request: &HostRequest) -> Result<HostAnswer, Halt> {
    let (source, filename, mode) = match request {
        HostRequest::Compile { source, filename, mode, how } => (source, filename, (mode, how)),
        HostRequest::Input { .. } => return Ok(HostAnswer::EndOfInput),
        HostRequest::Breakpoint => return Ok(HostAnswer::GoOn),
        HostRequest::Library { key } => {
            let bytes = library::file(key).map_err(|what| Halt::NotSupported { what, line: None })?;
            return Ok(HostAnswer::Library(Some(bytes)));
        }
    };
    let (mode, how) = mode;
    let mode = match mode {
        CompileMode::Exec => Mode::Exec,
        CompileMode::Eval => Mode::Eval,
        CompileMode::Single => Mode::Single,
        CompileMode::FuncType => Mode::FuncType,
    };
    let wish = Wish {
        mode,
        options: Options::of_flags(how.optimize, how.flags),
        is_bytes: how.is_bytes && !how.is_tree,
        is_tree: how.is_tree,
        shows: None,
    };
    match compile_wish(source, filename, wish) {
        Ok(compiled) => {
            let warnings = compiled.warnings_with_places(filename);
            Ok(if warnings.is_empty() { HostAnswer::Code(compiled.unit) } else { HostAnswer::CodeWarned(compiled.unit, warnings) })
        }
        Err(report) if report.kind == "NotSupported" => Err(Halt::NotSupported { what: report.msg, line: vm.current_line() }),
        Err(report) => Ok(HostAnswer::Refused(Box::new(SyntaxFacts {
            class: report.kind.to_owned(),
            msg: report.msg,
            filename: report.filename.into(),
            lineno: report.lineno,
            offset: report.offset,
            text: report.text,
            end_lineno: report.end_lineno,
            end_offset: report.end_offset,
        }))),
    }
}

/// Answers an open request as `answer_to` does. What cannot be compiled here halts the machine.
pub fn answer(vm: &mut Vm) {
    let Some(request) = vm.request.clone() else { return };
    let done = match answer_to(vm, &request) {
        Ok(answer) => vm.answer(answer).map_err(halt_of),
        Err(halt) => Err(halt),
    };
    if let Err(halt) = done {
        vm.halted = Some(halt);
    }
}

/// Records to the end or to `max_steps`; asks no person: input is at its end.
pub fn record(recording: &mut Recording, max_steps: u64) -> Result<(), Halt> {
    loop {
        match recording.record(max_steps.saturating_sub(recording.n_steps())) {
            Progress::More | Progress::Halted(_) => return Ok(()),
            Progress::Host => {
                let Some(request) = recording.head().request.clone() else { return Ok(()) };
                let answer = answer_to(recording.head(), &request)?;
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
            StepOutcome::Host => answer(vm),
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
