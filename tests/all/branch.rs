//! What if: from a moment on a recording goes another way, and what came before is neither run again nor lost. Watched
//! expressions leave no trace.

use pyvarium_cli::program::{self, Kind, record};
use pyvarium_protocol::{Place, Unit, Watched};
use pyvarium_trace::Recording;
use pyvarium_vm::run::edit::Edit;
use pyvarium_vm::{Halt, Stream};

const LIMIT: u64 = 50_000;

fn recorded(source: &str) -> Recording {
    let mut recording = Recording::new(program::load(source, "main.py", Kind::Script).expect("it compiles"));
    record(&mut recording, LIMIT).expect("it runs");
    recording
}

fn unit(text: &str, mode: &str) -> Unit {
    let wish = pyvarium_compiler::Wish::read(mode).expect("a mode");
    let compiled = pyvarium_compiler::compile_wish(text, "<what if>", wish).expect("it compiles");
    Unit { marshal: compiled.marshal(), warnings: String::new() }
}

/// Branches at the `nth` time that `line` is about to run; answers the step at which the text has run.
fn branch(recording: &mut Recording, line: u32, nth: u32, text: &str) -> u64 {
    let at = recording.step_of(Place { line, occurrence: nth, ..Place::default() }).expect("a place");
    let before = recording.seek(at).state_hash();
    let code = pyvarium_code::marshal::loads(&unit(text, "exec").marshal).expect("code");
    let done = recording.branch(at, code).expect("something runs");
    record(recording, LIMIT).expect("it runs");
    assert_eq!(recording.seek(at).state_hash(), before, "the moment itself is as it was");
    let n = recording.n_steps();
    let end = recording.head().clone().state_hash();
    assert_eq!(recording.seek(n).state_hash(), end, "seeking is running");
    for step in [at + 1, done, (done + n) / 2, n.saturating_sub(1)] {
        assert_eq!(recording.seek(step).n_steps, step.min(n));
        assert_eq!(recording.seek(step).state_hash(), recording.seek(step).state_hash());
        // A clone made in the middle of it ends the same.
        let mut copy = recording.seek(step).clone();
        program::run(&mut copy, n.saturating_sub(step.min(n)));
        assert_eq!(copy.state_hash(), end, "resumed at step {step}");
    }
    done
}

fn stdout(recording: &Recording) -> String {
    recording.head().output_text(Stream::Stdout)
}

const LOOP: &str =
    "def f(n):\n    total = 0\n    for i in range(n):\n        total += i\n    return total\n\nx = 3\nprint('x is', x)\nprint(f(x))\n";

#[test]
fn a_name_of_the_module_is_changed_and_the_program_goes_on() {
    let mut recording = recorded(LOOP);
    assert_eq!(stdout(&recording), "x is 3\n3\n");
    branch(&mut recording, 8, 1, "x = 5");
    assert_eq!(stdout(&recording), "x is 5\n10\n");
    assert_eq!(recording.halt(), Some(&Halt::Exit { code: 0 }));
}

#[test]
fn a_local_of_a_function_is_changed_in_the_middle_of_its_loop() {
    let mut recording = recorded(LOOP);
    branch(&mut recording, 4, 3, "total = 100");
    assert_eq!(stdout(&recording), "x is 3\n102\n");
    // And again, from before that.
    branch(&mut recording, 4, 2, "total = -1");
    assert_eq!(stdout(&recording), "x is 3\n2\n");
    // Places behind count as if nothing else had been.
    assert!(recording.step_of(Place { line: 4, occurrence: 3, ..Place::default() }).is_some());
    assert!(recording.step_of(Place { line: 4, occurrence: 4, ..Place::default() }).is_none());
}

#[test]
fn what_is_raised_there_is_the_programs() {
    let mut recording = recorded("try:\n    a = 1\n    b = 2\nexcept ValueError as e:\n    print('caught', e)\nprint('end')\n");
    branch(&mut recording, 3, 1, "raise ValueError('what if')");
    assert_eq!(stdout(&recording), "caught what if\nend\n");
}

#[test]
fn it_may_call_the_programs_own_functions() {
    let mut recording = recorded("log = []\ndef note(x):\n    log.append(x)\n    return x\n\ny = note(1)\nprint(log, y)\n");
    branch(&mut recording, 7, 1, "y = [note(n) for n in (2, 3)]");
    assert_eq!(stdout(&recording), "[1, 2, 3] [2, 3]\n");
}

#[test]
fn a_watched_expression_is_worked_out_and_leaves_no_trace() {
    let source = "class A:\n    def __repr__(self):\n        print('seen')\n        return f'<A {self.n}>'\na = A()\na.n = 1\nxs = [1, 2, 3]\ndef f(k):\n    return k + 1\nprint(f(41))\n";
    let recording = recorded(source);
    let at = recording.step_of(Place { line: 9, occurrence: 1, ..Place::default() }).expect("a place");
    let before = recording.seek(at).state_hash();
    let texts = [
        "k * 2",
        "xs.pop()",
        "a",
        "len(xs)",
        "nothing",
        "1 // 0",
        "[c for c in 'ab']",
        "f(k) + sum(xs)",
        "input()",
        "all(1 for _ in iter(int, 1))",
    ];
    let units: Vec<Unit> = texts.iter().map(|t| unit(t, "eval")).collect();
    let said = recording.watched(at, &units);
    let words: Vec<&str> = said.iter().map(|w| w.text.as_str()).collect();
    assert_eq!(
        words,
        [
            "82",
            "3",
            "<A 1>",
            "3",
            "NameError(\"name 'nothing' is not defined\")",
            "ZeroDivisionError('division by zero')",
            "['a', 'b']",
            "48",
            "it asks for an answer, or takes too long",
            "it asks for an answer, or takes too long",
        ]
    );
    assert_eq!(said.iter().filter(|w| !w.is_value).count(), 4);
    assert_eq!(recording.seek(at).state_hash(), before);
    assert_eq!(stdout(&recording), "42\n", "what it printed is nowhere");
    let end = recording.watched(recording.n_steps(), &units[..1]);
    assert_eq!(end, [Watched { text: "nothing runs any more".to_owned(), is_value: false }]);
}

/// The same text with one line replaced, gone on in from the `nth` time that `line` is about to run.
fn edit(recording: &mut Recording, source: &str, line: u32, nth: u32, from: &str, to: &str) -> Result<(), String> {
    let text = source.replace(from, to);
    assert_ne!(text, source);
    let at = recording.step_of(Place { line, occurrence: nth, ..Place::default() }).expect("a place");
    let before = recording.seek(at).state_hash();
    let compiled =
        pyvarium_compiler::compile_wish(&text, "main.py", pyvarium_compiler::Wish::read("exec").expect("a mode")).expect("it compiles");
    let code = pyvarium_code::marshal::loads(&compiled.marshal()).expect("code");
    let lines = (1..=source.lines().count() as u32).map(|l| (l, l)).collect();
    recording.edit(at, code, Edit { source: text, lines })?;
    record(recording, LIMIT).expect("it runs");
    assert_eq!(recording.seek(at).state_hash(), before, "the moment itself is as it was");
    let n = recording.n_steps();
    let end = recording.head().clone().state_hash();
    assert_eq!(recording.seek(n).state_hash(), end, "seeking is running");
    assert_eq!(recording.seek(at + 3).n_steps, at + 3);
    Ok(())
}

#[test]
fn a_line_is_edited_and_the_program_goes_on_in_the_new_text() {
    // In the middle of a loop of a function that was called in a line that stays as it is.
    let mut recording = recorded(LOOP);
    edit(&mut recording, LOOP, 4, 2, "total += i", "total += 10 * i").expect("it can be");
    assert_eq!(stdout(&recording), "x is 3\n30\n");
    // A line of the module that is still to come, and one that is about to run.
    let mut recording = recorded(LOOP);
    edit(&mut recording, LOOP, 8, 1, "print('x is', x)", "print('x was', x + 1)").expect("it can be");
    assert_eq!(stdout(&recording), "x was 4\n3\n");
    // New names of the function; the loop's header while it runs.
    let mut recording = recorded(LOOP);
    edit(&mut recording, LOOP, 4, 1, "total += i", "half = i / 2; total += half").expect("it can be");
    assert_eq!(stdout(&recording), "x is 3\n1.5\n");
    // A function that does not run: its next call is the new one.
    let source = "def f():\n    return 1\n\nprint(f())\nprint(f())\n";
    let mut recording = recorded(source);
    edit(&mut recording, source, 5, 1, "return 1", "return 2").expect("it can be");
    assert_eq!(stdout(&recording), "1\n2\n");
}

#[test]
fn what_cannot_be_carried_over_is_refused_and_nothing_is_changed() {
    let source = "def f(a):\n    def g():\n        return a\n    return g\n\ng = f(1)\nprint(g())\n";
    let mut recording = recorded(source);
    let n = recording.n_steps();
    let refused = edit(&mut recording, source, 7, 1, "return a\n", "return 5\n");
    assert!(refused.unwrap_err().contains("f.<locals>.g is there already"));
    assert_eq!(recording.n_steps(), n);
    assert_eq!(stdout(&recording), "1\n");
    // The caller is in the middle of the line that is another one now.
    let source = "def f(a):\n    return a\nprint(f(2))\n";
    let refused = edit(&mut recorded(source), source, 2, 1, "f(2)", "f(2) + 1");
    assert!(refused.unwrap_err().contains("<module> stands"));
}
