//! The `pyvarium` command: run, dis and trace, on a file or standard input; and lesson folders.

use std::io::{Read, Write};
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use pyvarium_cli::lessons;
use pyvarium_cli::picture::picture;
use pyvarium_cli::program::{self, Kind};
use pyvarium_protocol::{Move, Place, Zoom};
use pyvarium_trace::Recording;
use pyvarium_vm::Halt;

const USAGE: &str = "usage: pyvarium <command> [options] [FILE]

commands (FILE may be left out or '-': standard input):
  run [--repl] FILE          run a program; --repl takes it as typed into the REPL
  dis FILE                   what dis.dis prints of it
      --stage NAME           or a stage before it, as CPython's library shows it: tokens, ast, symtable; as the compiler has it: tree,
                             folded, scopes, blocks; bytecode (dis); fields (all that the code objects hold); marshal (bytes of a .pyc's body)
  compile FILE [OUT]         write what CPython's py_compile writes (default: FILE with .pyc)
  trace [--repl] FILE        what the page draws, line by line
      --instructions         at every instruction
      --step N               at step N only
      --at LINE[:N][+]       when LINE begins for the N-th time; +: when it has run
  lesson check [FOLDER...]   run lessons and prove what they say (default: lessons/)
  lesson build FOLDER OUT    write the lessons under FOLDER as the page reads them
  library build ZIP OUT      compile CPython's library out of its python_stdlib.zip
";

fn main() -> ExitCode {
    let args: Vec<String> = std::env::args().skip(1).collect();
    let Some((command, rest)) = args.split_first() else { return usage() };
    if command == "lesson" {
        return lesson(rest);
    }
    if command == "library" {
        return library(rest);
    }
    if command == "compile" {
        return compile(rest);
    }
    let repl = rest.iter().any(|a| a == "--repl");
    let kind = if repl { Kind::Interactive } else { Kind::Script };
    let takes_value = |a: &str| matches!(a, "--step" | "--at" | "--stage");
    let is_value = |i: usize| i > 0 && rest.get(i - 1).is_some_and(|a| takes_value(a));
    let file = rest.iter().enumerate().find(|(i, a)| !a.starts_with("--") && !is_value(*i)).map(|(_, a)| a.as_str());
    let (name, source) = match read(file) {
        Ok(read) => read,
        Err(message) => {
            eprintln!("pyvarium: {message}");
            return ExitCode::from(2);
        }
    };
    let option = |name: &str| rest.iter().position(|a| a == name).map(|i| rest.get(i + 1).cloned().unwrap_or_default());
    match command.as_str() {
        "run" => run(&source, &name, kind),
        "dis" => dis(&source, &name, option("--stage").as_deref().unwrap_or("dis")),
        "trace" => match trace(&source, &name, kind, option("--step"), option("--at"), rest.iter().any(|a| a == "--instructions")) {
            Ok(()) => ExitCode::SUCCESS,
            Err(message) => {
                eprintln!("pyvarium: {message}");
                ExitCode::from(2)
            }
        },
        _ => usage(),
    }
}

/// Steps that a trace records at most.
const TRACE_STEPS: u64 = 10_000_000;

fn trace(source: &str, name: &str, kind: Kind, step: Option<String>, at: Option<String>, instructions: bool) -> Result<(), String> {
    let vm = program::load(source, name, kind).map_err(|halt| format!("{halt:?}"))?;
    let mut recording = Recording::new(vm);
    program::record(&mut recording, TRACE_STEPS).map_err(|halt| format!("{halt:?}"))?;
    if let Some(step) = step {
        let step = step.parse().map_err(|_| format!("--step wants a number, not {step:?}"))?;
        print!("{}", picture(&recording.view(step)));
        return Ok(());
    }
    if let Some(at) = at {
        let place = place(&at).ok_or_else(|| format!("--at wants LINE[:N][+], not {at:?}"))?;
        let step = recording.step_of(place).ok_or_else(|| format!("the program never comes to {at}"))?;
        print!("{}", picture(&recording.view_since(step, recording.since(step, Move::First, Zoom::Line), Zoom::Line)));
        return Ok(());
    }
    let zoom = if instructions { Zoom::Instruction } else { Zoom::Line };
    let mut step = 0;
    loop {
        let mut out = picture(&recording.view_since(step, recording.since(step, Move::Forward, zoom), zoom));
        out.push('\n');
        if std::io::stdout().write_all(out.as_bytes()).is_err() || step >= recording.n_steps() {
            return Ok(());
        }
        step = recording.target(step, Move::Forward, zoom, false).unwrap_or(u64::MAX);
    }
}

fn place(text: &str) -> Option<Place> {
    let (text, after) = text.strip_suffix('+').map_or((text, false), |t| (t, true));
    let (line, occurrence) = text.split_once(':').unwrap_or((text, "1"));
    Some(Place { file: 0, line: line.parse().ok()?, occurrence: occurrence.parse().ok()?, after })
}

fn lesson(args: &[String]) -> ExitCode {
    match args.iter().map(String::as_str).collect::<Vec<_>>().as_slice() {
        ["check", given @ ..] => {
            let mut given: Vec<PathBuf> = given.iter().map(PathBuf::from).collect();
            if given.is_empty() {
                given.push(PathBuf::from("lessons"));
            }
            let is_lesson = |path: &PathBuf| path.join("lesson.md").is_file();
            let folders: Vec<PathBuf> =
                given.into_iter().flat_map(|p| if is_lesson(&p) { vec![p] } else { lessons::folders(&p) }).collect();
            let wrong: Vec<String> = folders.iter().flat_map(|folder| lessons::check(folder)).collect();
            wrong.iter().for_each(|line| eprintln!("{line}"));
            println!("{} lessons, {} findings", folders.len(), wrong.len());
            if wrong.is_empty() && !folders.is_empty() { ExitCode::SUCCESS } else { ExitCode::from(1) }
        }
        ["build", from, to] => match lessons::build(Path::new(from), Path::new(to)) {
            Ok(n) => {
                println!("{n} lessons written to {to}");
                ExitCode::SUCCESS
            }
            Err(message) => {
                eprintln!("pyvarium: {message}");
                ExitCode::from(1)
            }
        },
        _ => usage(),
    }
}

fn library(args: &[String]) -> ExitCode {
    let ["build", zip, out] = args.iter().map(String::as_str).collect::<Vec<_>>()[..] else { return usage() };
    match pyvarium_cli::library::build(Path::new(zip), Path::new(out)) {
        Ok(written) => {
            written.refused.iter().for_each(|line| eprintln!("not compiled: {line}"));
            println!("{} modules written to {out}", written.n_files);
            ExitCode::SUCCESS
        }
        Err(message) => {
            eprintln!("pyvarium: {message}");
            ExitCode::from(1)
        }
    }
}

fn compile(args: &[String]) -> ExitCode {
    let args: Vec<&String> = args.iter().filter(|a| !a.starts_with('-')).collect();
    let (file, out) = match args[..] {
        [file] => (Path::new(file), Path::new(file).with_extension("pyc")),
        [file, out] => (Path::new(file), PathBuf::from(out)),
        _ => return usage(),
    };
    match pyvarium_cli::compiled::write(file, &out) {
        Ok(warnings) => {
            eprint!("{warnings}");
            ExitCode::SUCCESS
        }
        Err(message) => {
            eprint!("{message}");
            ExitCode::from(1)
        }
    }
}

fn usage() -> ExitCode {
    eprint!("{USAGE}");
    ExitCode::from(2)
}

fn read(file: Option<&str>) -> Result<(String, String), String> {
    let mut bytes = Vec::new();
    let name = match file {
        None | Some("-") => {
            std::io::stdin().read_to_end(&mut bytes).map_err(|e| format!("cannot read standard input: {e}"))?;
            "<stdin>".to_owned()
        }
        Some(path) => {
            bytes = std::fs::read(path).map_err(|e| format!("cannot read {path}: {e}"))?;
            path.to_owned()
        }
    };
    String::from_utf8(bytes).map(|s| (name.clone(), s)).map_err(|_| format!("{name} is not UTF-8"))
}

fn run(source: &str, name: &str, kind: Kind) -> ExitCode {
    let finished = program::run_source(source, name, kind, u64::MAX);
    // A closed pipe is the reader's choice.
    let _ = std::io::stdout().write_all(finished.stdout.as_bytes());
    let _ = std::io::stderr().write_all(finished.stderr.as_bytes());
    match finished.halt {
        Halt::Exit { code } => ExitCode::from(code as u8),
        Halt::NotSupported { what, line } => {
            let place = line.map(|l| format!(" (line {l})")).unwrap_or_default();
            eprintln!("NotSupported: {what}{place}");
            ExitCode::from(3)
        }
        Halt::MemoryLimit { asked } => {
            eprintln!("MemoryLimit: the program asked for {asked} bytes");
            ExitCode::from(3)
        }
        Halt::WorkLimit { what } => {
            eprintln!("WorkLimit: {what}");
            ExitCode::from(3)
        }
        Halt::VmBug { what } => {
            eprintln!("VmBug: {what}");
            ExitCode::from(4)
        }
    }
}

fn dis(source: &str, name: &str, stage: &str) -> ExitCode {
    use pyvarium_compiler::{Mode, Options, Stage, compile_unit, show};
    let bytes = source.as_bytes();
    let unit = || compile_unit(bytes, name, Mode::Exec, Options::default());
    if let (Ok(_), Some(shown)) = (unit(), pyvarium_cli::stages::show(bytes, name, stage)) {
        return match shown {
            Ok(text) => {
                // A closed pipe is the reader's choice.
                let _ = std::io::stdout().write_all(text.as_bytes());
                ExitCode::SUCCESS
            }
            Err(message) => {
                eprint!("{message}");
                ExitCode::from(1)
            }
        };
    }
    let shown = match stage {
        "tokens" | "ast" | "symtable" => unit().map(|_| String::new()),
        "marshal" => unit().map(|unit| pyvarium_cli::stages::hex(&pyvarium_code::marshal::dumps_compiled(&unit))),
        "tree" => show(bytes, name, Stage::Tree),
        "folded" => show(bytes, name, Stage::Folded),
        "scopes" => show(bytes, name, Stage::Scopes),
        "blocks" => show(bytes, name, Stage::Blocks),
        "fields" => unit().map(|unit| pyvarium_code::fields::fields(&unit).concat()),
        "dis" | "bytecode" => unit().map(|unit| pyvarium_code::dis::dis_text(&unit, unit.root, &pyvarium_code::dis::DisOptions::default())),
        _ => return usage(),
    };
    match shown {
        Ok(text) => {
            // A closed pipe is the reader's choice.
            let _ = std::io::stdout().write_all(text.as_bytes());
            ExitCode::SUCCESS
        }
        Err(report) => {
            eprint!("{}", program::report_text(&report));
            ExitCode::from(1)
        }
    }
}
