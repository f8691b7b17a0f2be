//! Random programs: the output of each seed is the reference's, by its fingerprint in `tests/random/seeds.txt`
//! (`cargo xtask golden random` asks for them), and the law of clones holds over each.
//!
//! A seed that fails: `cargo run -p pyvarium-random-python SEED > main.py`, then the same file by
//! `node tests/oracle/run.mjs --print main.py` and by `pyvarium run main.py`.

use std::path::Path;

use pyvarium_cli::program::{self, Kind};
use pyvarium_random_python::{N_SEEDS, SKIPPED, fingerprint, program};
use pyvarium_vm::{Halt, StepOutcome};

use crate::programs::MAX_STEPS;

#[test]
fn random_programs_print_what_the_reference_prints() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("random/seeds.txt");
    let text = std::fs::read_to_string(path).expect("seeds.txt");
    let mut wrong = Vec::new();
    let mut n_seeds = 0;
    for line in text.lines() {
        let (seed, wanted) = line.split_once(' ').expect("a seed and its fingerprint");
        let seed: u64 = seed.parse().expect("a number");
        n_seeds += 1;
        let done = program::run_source(&program(seed), "main.py", Kind::Script, MAX_STEPS);
        let got = match done.halt {
            Halt::Exit { code } => format!("{:016x}", fingerprint(&done.stdout, &done.stderr, code)),
            other => format!("{other:?}"),
        };
        if got != wanted {
            wrong.push(format!("seed {seed}: expected {wanted}, got {got}"));
        }
    }
    assert_eq!(n_seeds, N_SEEDS - SKIPPED.len() as u64, "`cargo xtask golden random` writes seeds.txt");
    assert!(wrong.is_empty(), "{} of {n_seeds}:\n{}", wrong.len(), wrong.join("\n"));
}

/// A clone made at some pauses of each program runs to the same end.
#[test]
fn a_clone_of_a_random_program_ends_the_same() {
    for seed in (0..N_SEEDS).filter(|seed| !SKIPPED.contains(seed)) {
        let Ok(mut vm) = program::load(&program(seed), "main.py", Kind::Script) else { continue };
        let end = {
            let mut whole = vm.clone();
            program::run(&mut whole, MAX_STEPS);
            (whole.state_hash(), whole.n_steps)
        };
        let stride = (end.1 / 4).max(1);
        let mut next = seed % stride;
        while vm.n_steps < end.1 && vm.halted.is_none() {
            if vm.n_steps >= next {
                next = vm.n_steps + stride;
                let mut copy = vm.clone();
                program::run(&mut copy, MAX_STEPS.saturating_sub(vm.n_steps));
                assert_eq!(copy.state_hash(), end.0, "seed {seed}: resumed at step {}", vm.n_steps);
            }
            if vm.step() == StepOutcome::Host {
                program::answer(&mut vm);
            }
        }
    }
}
