//! The `pyvarium` command: run and dis, on a file or standard input.

use std::io::{Read, Write};
use std::process::ExitCode;

use pyvarium_cli::program::{self, Kind};
use pyvarium_vm::Halt;

const USAGE: &str = "usage: pyvarium <command> [FILE]

commands (FILE may be left out or '-': standard input):
  run [--repl] FILE   run a program; --repl takes it as typed into the REPL
  dis FILE            what dis.dis prints of it
";

fn main() -> ExitCode {
    let args: Vec<String> = std::env::args().skip(1).collect();
    let Some((command, rest)) = args.split_first() else { return usage() };
    let repl = rest.iter().any(|a| a == "--repl");
    let file = rest.iter().find(|a| !a.starts_with("--")).map(String::as_str);
    let (name, source) = match read(file) {
        Ok(read) => read,
        Err(message) => {
            eprintln!("pyvarium: {message}");
            return ExitCode::from(2);
        }
    };
    match command.as_str() {
        "run" => run(&source, &name, if repl { Kind::Interactive } else { Kind::Script }),
        "dis" => dis(&source, &name),
        _ => usage(),
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

fn dis(source: &str, name: &str) -> ExitCode {
    use pyvarium_compiler::{Mode, Options, compile_unit};
    match compile_unit(source.as_bytes(), name, Mode::Exec, Options::default()) {
        Ok(unit) => {
            print!("{}", pyvarium_code::dis::dis_text(&unit, unit.root, &pyvarium_code::dis::DisOptions::default()));
            ExitCode::SUCCESS
        }
        Err(report) => {
            eprint!("{}", program::report_text(&report));
            ExitCode::from(1)
        }
    }
}
