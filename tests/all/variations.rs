//! The 240 seeded variations of the sixteen programs: output as stored from the reference, seek equal to run, and a
//! clone that ends the same. What is not so yet is pinned in `tests/python/variations*.txt`.

#[path = "../variations/read.rs"]
mod read;

use pyvarium_cli::program::{self, Kind};
use pyvarium_trace::Recording;
use pyvarium_vm::Halt;

const MAX_STEPS: u64 = 200_000;

#[test]
fn variations_print_what_the_reference_prints() {
    let all = read::variations();
    assert!(all.len() >= 220, "only {} variations", all.len());
    let mut findings = Vec::new();
    for v in &all {
        let done = program::run_source(&v.source, "main.py", Kind::Script, MAX_STEPS);
        let what = match done.halt {
            Halt::Exit { .. } if done.stdout != v.stdout => "stdout differs".to_owned(),
            Halt::Exit { .. } if done.stderr != v.stderr => "stderr differs".to_owned(),
            Halt::Exit { code } if code != v.exit => format!("exit is {code}"),
            Halt::Exit { .. } => continue,
            other => format!("{other:?}"),
        };
        findings.push(format!("{} {}: {what}", v.family, v.number));
    }
    pyvarium_tests::pinned("variations", &findings);
}

#[test]
fn variations_seek_and_resume() {
    for v in read::variations() {
        let Ok(vm) = program::load(&v.source, "main.py", Kind::Script) else { continue };
        let mut whole = vm.clone();
        program::run(&mut whole, MAX_STEPS);
        let mut recording = Recording::new(vm);
        recording.record(MAX_STEPS);
        let n = recording.n_steps();
        for part in [3, 2] {
            let mut resumed = recording.seek(n / part).clone();
            assert_eq!(resumed.n_steps, n / part, "{} {}", v.family, v.number);
            program::run(&mut resumed, MAX_STEPS.saturating_sub(n / part));
            assert_eq!(resumed.state_hash(), whole.state_hash(), "{} {}: from {}", v.family, v.number, n / part);
        }
    }
}
