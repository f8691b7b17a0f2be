//! A signal of the host's: KeyboardInterrupt at the eval breaker, recorded like every answer, so that seeking finds
//! what running found.

use pyvarium_cli::program::{self, Kind, record};
use pyvarium_trace::{Progress, Recording};
use pyvarium_vm::{Halt, Stream};

/// Records `n_steps`, interrupts, and goes on; again for each number. At most `LIMIT` steps.
fn interrupted(source: &str, at: &[u64]) -> Recording {
    let mut recording = Recording::new(program::load(source, "main.py", Kind::Script).expect("it compiles"));
    for step in at {
        record(&mut recording, *step).expect("it runs");
        assert_eq!(recording.n_steps(), *step, "it had ended before");
        recording.interrupt();
    }
    record(&mut recording, LIMIT).expect("it runs");
    recording
}

const LIMIT: u64 = 20_000;

/// Every step that is looked for is the one that was run.
fn seek_is_run(recording: &mut Recording) {
    let n = recording.n_steps();
    let end = recording.head().clone().state_hash();
    assert_eq!(recording.seek(n).state_hash(), end, "the end");
    for step in [n / 3, n / 2, n * 2 / 3, n.saturating_sub(1)] {
        let mut vm = recording.seek(step);
        assert_eq!(vm.n_steps, step);
        assert_eq!(recording.seek(step).state_hash(), vm.state_hash(), "step {step} found again");
        vm = recording.seek(step + 1);
        assert_eq!(vm.n_steps, (step + 1).min(n));
    }
}

#[test]
fn an_endless_loop_ends_with_the_traceback_of_its_line() {
    let mut recording = interrupted("n = 0\nwhile True:\n    n += 1\n", &[500]);
    assert_eq!(recording.halt(), Some(&Halt::Exit { code: 130 }));
    let stderr = recording.head().output_text(Stream::Stderr);
    assert_eq!(
        stderr,
        "Traceback (most recent call last):\n  File \"main.py\", line 3, in <module>\n    n += 1\n    ^\nKeyboardInterrupt\n"
    );
    seek_is_run(&mut recording);
}

#[test]
fn a_program_that_catches_it_goes_on() {
    let source = "def wait():\n    while True:\n        pass\n\nfor i in range(3):\n    try:\n        wait()\n    except KeyboardInterrupt as e:\n        print('no', i, repr(e))\nprint('done')\n";
    let mut recording = interrupted(source, &[300, 900, 1500]);
    assert_eq!(recording.halt(), Some(&Halt::Exit { code: 0 }));
    let stdout = recording.head().output_text(Stream::Stdout);
    assert_eq!(stdout, "no 0 KeyboardInterrupt()\nno 1 KeyboardInterrupt()\nno 2 KeyboardInterrupt()\ndone\n");
    seek_is_run(&mut recording);
}

#[test]
fn it_runs_finally_and_with_on_its_way_out() {
    let source = "class Lock:\n    def __enter__(self):\n        return self\n    def __exit__(self, kind, *rest):\n        print('left by', kind.__name__)\n\nwith Lock():\n    try:\n        while True:\n            len('abc')\n    finally:\n        print('finally')\n";
    let mut recording = interrupted(source, &[400]);
    assert_eq!(recording.head().output_text(Stream::Stdout), "finally\nleft by KeyboardInterrupt\n");
    assert_eq!(recording.halt(), Some(&Halt::Exit { code: 130 }));
    seek_is_run(&mut recording);
}

#[test]
fn what_has_no_loop_is_interrupted_at_its_next_call() {
    let source = "def f():\n    return 1\n\nx = 1\ny = 2\nz = f()\nprint(z)\n";
    for at in 1..12 {
        let recording = interrupted(source, &[at]);
        let stderr = recording.head().output_text(Stream::Stderr);
        assert!(stderr.ends_with("KeyboardInterrupt\n"), "step {at}: {stderr}");
        assert_eq!(recording.head().output_text(Stream::Stdout), "", "step {at}");
    }
}

#[test]
fn who_waits_for_a_line_is_woken() {
    let source = "try:\n    input('name? ')\nexcept KeyboardInterrupt:\n    print('nobody')\n";
    let mut recording = Recording::new(program::load(source, "main.py", Kind::Script).expect("it compiles"));
    assert_eq!(recording.record(LIMIT), Progress::Host);
    recording.answer(pyvarium_vm::host::HostAnswer::Interrupted).expect("it was asked");
    record(&mut recording, LIMIT).expect("it runs");
    assert_eq!(recording.head().output_text(Stream::Stdout), "name? nobody\n");
    seek_is_run(&mut recording);
}
