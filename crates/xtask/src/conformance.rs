//! How much of CPython is kept: every program of `tests/python` is run as a script of its own, through finalization,
//! and its stdout, stderr and exit are compared with the reference's, character by character.

use std::collections::BTreeMap;
use std::io::Read;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use crate::golden;
use crate::run::{cache, root, step};
use crate::toolchain;

/// No program of the tests takes near as long.
const LIMIT: Duration = Duration::from_secs(120);

struct Outcome {
    name: String,
    /// What differs; None where all is equal.
    differs: Option<String>,
}

pub fn run() -> Result<(), String> {
    let toolchain = toolchain::setup()?;
    step("build the pyvarium command", toolchain.cargo().args(["build", "--locked", "-q", "--release", "-p", "pyvarium-cli"]))?;
    let command = cache().join("target").join("release").join("pyvarium");
    let folder = root().join("tests").join("python");
    let programs = programs(&folder)?;
    println!("== {} programs of tests/python", programs.len());
    let outcomes = run_all(&command, &programs)?;
    report(&outcomes)
}

/// The source side, measured by an example of the tests: `code` (code objects) or `syntax` (errors). Further words go to it.
pub fn source_side(example: &str, args: &[String]) -> Result<(), String> {
    let toolchain = toolchain::setup()?;
    let reference = golden::reference()?;
    let script = root().join("tests").join(example).join("golden.mjs");
    let mut cargo = toolchain.cargo();
    cargo.args(["run", "--locked", "-q", "-p", "pyvarium-tests", "--example", example, "--"]).args(args);
    cargo.env("PYVARIUM_STDLIB", reference.with_file_name("python_stdlib.zip"));
    cargo.env("PYVARIUM_PYODIDE", &reference).env("PYVARIUM_ORACLE", script);
    step(&format!("conformance {example}"), &mut cargo)
}

/// Every `.py` that has its golden.
fn programs(folder: &Path) -> Result<Vec<PathBuf>, String> {
    let entries = std::fs::read_dir(folder).map_err(|e| format!("cannot read {}: {e}", folder.display()))?;
    let mut list: Vec<PathBuf> = entries.flatten().map(|e| e.path()).collect();
    list.retain(|path| path.extension().is_some_and(|e| e == "py") && path.with_extension("out").exists());
    list.sort();
    Ok(list)
}

fn run_all(command: &Path, programs: &[PathBuf]) -> Result<Vec<Outcome>, String> {
    let next = AtomicUsize::new(0);
    let outcomes = Mutex::new(Vec::new());
    let workers = std::thread::available_parallelism().map_or(2, |n| n.get());
    let scratch = std::env::temp_dir().join(format!("pyvarium-conformance-{}", std::process::id()));
    std::thread::scope(|scope| {
        for worker in 0..workers {
            let (next, outcomes, scratch) = (&next, &outcomes, scratch.join(worker.to_string()));
            scope.spawn(move || {
                while let Some(path) = programs.get(next.fetch_add(1, Ordering::Relaxed)) {
                    let name = path.file_stem().unwrap_or_default().to_string_lossy().into_owned();
                    let differs = compare(command, path, &scratch).unwrap_or_else(Some);
                    if let Ok(mut list) = outcomes.lock() {
                        list.push(Outcome { name, differs });
                    }
                }
            });
        }
    });
    let _ = std::fs::remove_dir_all(&scratch);
    let mut list = outcomes.into_inner().map_err(|e| e.to_string())?;
    list.sort_by(|a, b| a.name.cmp(&b.name));
    Ok(list)
}

/// What differs between a run and the goldens beside the program. An error is a run that did not come about.
fn compare(command: &Path, program: &Path, scratch: &Path) -> Result<Option<String>, String> {
    std::fs::create_dir_all(scratch).map_err(|e| format!("{}: {e}", scratch.display()))?;
    let main = scratch.join("main.py");
    std::fs::copy(program, &main).map_err(|e| format!("{}: {e}", main.display()))?;
    let mut child = Command::new(command);
    child.arg("run").current_dir(scratch).stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped());
    if program.to_string_lossy().ends_with(".repl.py") {
        child.arg("--repl");
    }
    let mut child = child.arg("main.py").spawn().map_err(|e| format!("cannot start {}: {e}", command.display()))?;
    let (mut out, mut err) = (child.stdout.take().ok_or("no stdout")?, child.stderr.take().ok_or("no stderr")?);
    let reader = std::thread::spawn(move || {
        let mut bytes = Vec::new();
        err.read_to_end(&mut bytes).map(|_| bytes)
    });
    let reader_of_out = std::thread::spawn(move || {
        let mut bytes = Vec::new();
        out.read_to_end(&mut bytes).map(|_| bytes)
    });
    let end = Instant::now() + LIMIT;
    let status = loop {
        match child.try_wait().map_err(|e| e.to_string())? {
            Some(status) => break status,
            None if Instant::now() > end => {
                let _ = child.kill();
                let _ = child.wait();
                return Ok(Some("it does not end".to_owned()));
            }
            None => std::thread::sleep(Duration::from_millis(2)),
        }
    };
    let joined = |thread: std::thread::JoinHandle<std::io::Result<Vec<u8>>>| match thread.join() {
        Ok(Ok(bytes)) => Ok(bytes),
        _ => Err("its output cannot be read".to_owned()),
    };
    let (stdout, stderr) = (joined(reader_of_out)?, joined(reader)?);
    let golden = |extension: &str| std::fs::read(program.with_extension(extension)).unwrap_or_default();
    let exit: i32 = String::from_utf8_lossy(&golden("exit")).trim().parse().unwrap_or(0);
    let mut differs = Vec::new();
    if stdout != golden("out") {
        differs.push("stdout".to_owned());
    }
    if stderr != golden("err") {
        differs.push("stderr".to_owned());
    }
    match status.code() {
        Some(code) if code == exit => {}
        Some(code) => differs.push(format!("exit {code} instead of {exit}")),
        None => differs.push(format!("ended by {status}")),
    }
    Ok(if differs.is_empty() { None } else { Some(differs.join(", ")) })
}

/// By area, the part of a name before `__`: passed of total; then the names that differ.
fn report(outcomes: &[Outcome]) -> Result<(), String> {
    let mut areas: BTreeMap<&str, (usize, usize)> = BTreeMap::new();
    for outcome in outcomes {
        let area = outcome.name.split_once("__").map_or("other", |(area, _)| area);
        let (passed, total) = areas.entry(area).or_default();
        *passed += usize::from(outcome.differs.is_none());
        *total += 1;
    }
    let width = areas.keys().map(|area| area.len()).max().unwrap_or(0);
    for (area, (passed, total)) in &areas {
        println!("{area:<width$}  {passed:>4}/{total}");
    }
    let failing: Vec<&Outcome> = outcomes.iter().filter(|o| o.differs.is_some()).collect();
    println!("{:<width$}  {:>4}/{}", "total", outcomes.len() - failing.len(), outcomes.len());
    for outcome in &failing {
        println!("differs: {} ({})", outcome.name, outcome.differs.as_deref().unwrap_or_default());
    }
    match failing.len() {
        _ if outcomes.is_empty() => Err("no programs".to_owned()),
        0 => Ok(()),
        n => Err(format!("{n} of {} programs differ from CPython", outcomes.len())),
    }
}
