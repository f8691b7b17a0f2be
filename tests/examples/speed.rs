//! How fast the machine runs and records, and what a recording costs: one line for each program of
//! `tests/speed`. `cargo run --release -p pyvarium-tests --example speed [name...]`.

use std::path::Path;
use std::sync::OnceLock;
use std::time::Instant;

use pyvarium_cli::program::{self, Kind};
use pyvarium_trace::{Progress, Recording};
use pyvarium_vm::{StepOutcome, Vm};

/// The page's budget is for programs of this size. Unit: steps.
const MAX_STEPS: u64 = 10_000_000;
/// Unit: steps, as the page records a slice at a time.
const SLICE: u64 = 50_000;

fn main() {
    let only: Vec<String> = std::env::args().skip(1).collect();
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("speed");
    let mut files: Vec<_> = std::fs::read_dir(folder).expect("tests/speed").flatten().map(|e| e.path()).collect();
    files.sort();
    println!("{:<10} {:>9} {:>10} {:>10} {:>12} {:>8}", "program", "steps", "step M/s", "record M/s", "MB a M steps", "seek ms");
    for path in files {
        let name = path.file_stem().map(|s| s.to_string_lossy().into_owned()).unwrap_or_default();
        if !only.is_empty() && !only.contains(&name) {
            continue;
        }
        let source = std::fs::read_to_string(&path).expect("a program");
        let vm = program::load(&source, "main.py", Kind::Script).expect("it loads");
        let (n, seconds) = run(vm.clone());
        let before = resident_bytes();
        let (recording, recording_seconds) = record(vm);
        let bytes = resident_bytes().saturating_sub(before);
        println!(
            "{name:<10} {n:>9} {:>10.1} {:>10.1} {:>12.1} {:>8.1}",
            n as f64 / seconds / 1e6,
            recording.n_steps() as f64 / recording_seconds / 1e6,
            bytes as f64 / recording.n_steps() as f64,
            slowest_seek_millis(&recording),
        );
    }
}

#[inline(never)]
fn run(mut vm: Vm) -> (u64, f64) {
    let start = seconds_on_cpu();
    while vm.n_steps < MAX_STEPS && vm.run(MAX_STEPS, u64::MAX, &mut ()).0 == StepOutcome::Ran {}
    (vm.n_steps, seconds_on_cpu() - start)
}

#[inline(never)]
fn record(vm: Vm) -> (Recording, f64) {
    let start = seconds_on_cpu();
    let mut recording = Recording::new(vm);
    while recording.n_steps() < MAX_STEPS && recording.record(SLICE) == Progress::More {}
    (recording, seconds_on_cpu() - start)
}

#[inline(never)]
fn slowest_seek_millis(recording: &Recording) -> f64 {
    let mut slowest: f64 = 0.0;
    for i in 0..40 {
        let start = Instant::now();
        let vm = recording.seek(recording.n_steps() * (i * 7919 % 1000) / 1000);
        slowest = slowest.max(start.elapsed().as_secs_f64() * 1e3);
        drop(vm);
    }
    slowest
}

/// What this process has had of a processor, so that a busy machine does not count; where the system does not
/// tell, the time since it was first asked.
fn seconds_on_cpu() -> f64 {
    static START: OnceLock<Instant> = OnceLock::new();
    let start = START.get_or_init(Instant::now);
    let text = std::fs::read_to_string("/proc/self/schedstat").unwrap_or_default();
    match text.split_whitespace().next().and_then(|nanos| nanos.parse::<f64>().ok()) {
        Some(nanos) => nanos / 1e9,
        None => start.elapsed().as_secs_f64(),
    }
}

/// Memory of this process; 0 where the system does not tell.
fn resident_bytes() -> u64 {
    let text = std::fs::read_to_string("/proc/self/statm").unwrap_or_default();
    text.split_whitespace().nth(1).and_then(|n| n.parse::<u64>().ok()).unwrap_or(0) * 4096
}
