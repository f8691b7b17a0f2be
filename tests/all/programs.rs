//! Every program of `tests/python`: its output is the reference's to the character, or the difference
//! is pinned in `known.txt` (and named in `limitations/`). The laws hold over each of them.

use std::collections::{BTreeMap, BTreeSet, VecDeque};
use std::path::{Path, PathBuf};

use pyvarium_cli::program::{self, Kind};
use pyvarium_heap::frame::Frame;
use pyvarium_trace::{Progress, Recording};
use pyvarium_vm::import::library::LIB;
use pyvarium_vm::native::Kind as NativeKind;
use pyvarium_vm::{Halt, StepOutcome, Stream};

pub const MAX_STEPS: u64 = 2_000_000;

pub struct Program {
    pub name: String,
    pub source: String,
    pub kind: Kind,
    stdout: String,
    stderr: String,
    exit: i32,
}

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("python")
}

/// Every `.py` of a folder that has its golden.
fn add_folder(folder: &Path, prefix: &str, list: &mut Vec<Program>) {
    for entry in std::fs::read_dir(folder).expect("a folder of programs").flatten() {
        let path = entry.path();
        if path.extension().is_none_or(|e| e != "py") || !path.with_extension("out").exists() {
            continue;
        }
        let read = |ext: &str| std::fs::read_to_string(path.with_extension(ext)).unwrap_or_default();
        let stem = path.file_stem().expect("a name").to_string_lossy().into_owned();
        let kind = if stem.ends_with(".repl") { Kind::Interactive } else { Kind::Script };
        let exit = read("exit").trim().parse().unwrap_or(0);
        list.push(Program { name: format!("{prefix}{stem}"), source: read("py"), stdout: read("out"), stderr: read("err"), exit, kind });
    }
}

/// The programs of `tests/python`, those of the lessons, and the variations of these.
pub fn programs() -> Vec<Program> {
    let mut list = Vec::new();
    add_folder(&folder(), "", &mut list);
    let lessons = folder().join("../../lessons");
    for entry in std::fs::read_dir(lessons).expect("lessons").flatten().filter(|e| e.path().is_dir()) {
        add_folder(&entry.path(), &format!("lesson {} ", entry.file_name().to_string_lossy()), &mut list);
    }
    for v in crate::variations::variations() {
        let name = format!("variation {} {}", v.family, v.number);
        list.push(Program { name, source: v.source, kind: Kind::Script, stdout: v.stdout, stderr: v.stderr, exit: v.exit });
    }
    list.sort_by(|a, b| a.name.cmp(&b.name));
    assert!(list.len() > 300, "programs are missing");
    // For whoever works on a few: names, or beginnings of names, with commas between them.
    if let Ok(only) = std::env::var("PYVARIUM_ONLY") {
        list.retain(|p| only.split(',').any(|name| p.name.starts_with(name)));
    }
    list
}

/// `at 0x7f2a9c414b40` as `at 0x...`, as the goldens have it.
fn without_addresses(text: &str) -> String {
    let mut parts = text.split("at 0x");
    let mut out = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        let rest = part.trim_start_matches(|c: char| c.is_ascii_digit() || ('a'..='f').contains(&c));
        out.push_str(if rest.len() == part.len() { "at 0x" } else { "at 0x..." });
        out.push_str(rest);
    }
    out
}

/// What a run came to, in one line: `same`, or what is different.
fn verdict(p: &Program) -> String {
    let max_steps = if p.name == "del__long_chain" { 10 * MAX_STEPS } else { MAX_STEPS };
    let mut done = program::run_source(&p.source, "main.py", p.kind, max_steps);
    // The goldens name files by their place in the script's folder, and addresses not at all.
    for text in [&mut done.stdout, &mut done.stderr] {
        *text = without_addresses(&text.replace("/home/pyvarium/", ""));
    }
    match done.halt {
        Halt::Exit { code } if code == p.exit && done.stdout == p.stdout && done.stderr == p.stderr => "same".to_owned(),
        Halt::Exit { code } => {
            let what = if done.stdout != p.stdout {
                "stdout"
            } else if done.stderr != p.stderr {
                "stderr"
            } else {
                "exit"
            };
            let text = if what == "stdout" {
                done.stdout
            } else if what == "stderr" {
                done.stderr
            } else {
                code.to_string()
            };
            format!("different {what} {:016x}", pyvarium_tests::fingerprint(&text))
        }
        other => format!("{other:?}"),
    }
}

pub fn known() -> BTreeMap<String, String> {
    let text = std::fs::read_to_string(folder().join("known.txt")).unwrap_or_default();
    text.lines().filter(|l| !l.starts_with('#')).filter_map(|l| l.split_once(": ")).map(|(n, v)| (n.to_owned(), v.to_owned())).collect()
}

#[test]
fn output_is_the_references() {
    let known = known();
    let mut lines = Vec::new();
    let mut wrong = Vec::new();
    let mut n_same = 0;
    for p in programs() {
        let got = verdict(&p);
        if got == "same" {
            n_same += 1;
        } else {
            lines.push(format!("{}: {got}", p.name));
        }
        let expected = known.get(&p.name).map_or("same", String::as_str);
        if got != expected {
            wrong.push(format!("{}: expected {expected}, got {got}", p.name));
        }
    }
    println!("{n_same} programs the same as the reference, {} pinned", lines.len());
    if std::env::var_os("PYVARIUM_BLESS").is_some() {
        let head = "# Programs whose output is not yet the reference's: what the machine answers today. Written by\n# PYVARIUM_BLESS=1 cargo xtask test; see limitations/python.md. A line that is no longer true fails the test.\n";
        std::fs::write(folder().join("known.txt"), format!("{head}{}\n", lines.join("\n"))).expect("known.txt");
        return;
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// Steps that a resumed clone runs beside its original before the two are compared.
const BESIDE: u64 = 3_000;

/// Law: a clone made at a pause runs to the same state; one a program, to the same end.
#[test]
fn a_clone_at_any_pause_ends_the_same() {
    for p in programs() {
        let Ok(mut vm) = program::load(&p.source, "main.py", p.kind) else { continue };
        let end = {
            let mut whole = vm.clone();
            program::run(&mut whole, MAX_STEPS);
            (whole.state_hash(), whole.n_steps)
        };
        // Every pause of a short program, some twenty of a long one; which ones depends on the program.
        let stride = (end.1 / 20).max(1);
        let mut next = u64::from(p.name.bytes().map(u32::from).sum::<u32>()) % stride;
        let mut beside: VecDeque<(u64, u64, u64)> = VecDeque::new();
        while vm.n_steps < end.1 && vm.halted.is_none() {
            while let Some((_, hash, from)) = beside.pop_front_if(|b| b.0 <= vm.n_steps) {
                assert_eq!(vm.state_hash(), hash, "{}: resumed at step {from}, now at {}", p.name, vm.n_steps);
            }
            if vm.n_steps >= next {
                next = vm.n_steps + stride;
                let mut copy = vm.clone();
                program::run(&mut copy, BESIDE);
                beside.push_back((vm.n_steps + BESIDE, copy.state_hash(), vm.n_steps));
            }
            if vm.step() == StepOutcome::Host {
                program::answer(&mut vm);
            }
        }
        let last = vm.state_hash();
        assert!(vm.halted.is_none() || last == end.0, "{}: another end", p.name);
        for (_, hash, from) in beside.iter().filter(|b| b.0 >= end.1 && vm.halted.is_some()) {
            assert_eq!(*hash, last, "{}: resumed at step {from}, at the end", p.name);
        }
    }
}

/// Law: the same with native frames on the stack. Every place at which a program of the tests has a native
/// waiting is resumed from; natives that never wait in any of them are pinned by name.
#[test]
fn a_clone_inside_every_native_ends_the_same() {
    /// A place of a native is resumed from in so many programs.
    const TIMES: u32 = 2;
    /// Instructions of the program's own, and of all with the library's.
    const OWN_STEPS: u64 = 30_000;
    const ALL_STEPS: u64 = 300_000;
    let mut places: BTreeMap<(u16, u16), u32> = BTreeMap::new();
    let mut names: BTreeSet<&str> = BTreeSet::new();
    for p in programs() {
        let Ok(mut vm) = program::load(&p.source, "main.py", p.kind) else { continue };
        names.extend(vm.tables.natives.iter().map(|n| n.name));
        let mut end = None;
        let mut here = BTreeSet::new();
        let mut n_own = 0;
        while vm.halted.is_none() && n_own < OWN_STEPS && vm.n_steps < ALL_STEPS {
            n_own += u64::from(!is_in_library(&vm));
            let mut is_new = false;
            for frame in vm.thread.frames.iter().rev().take(12) {
                if let Frame::Native(f) = frame
                    && here.insert((f.kind, f.pc))
                {
                    let times = places.entry((f.kind, f.pc)).or_default();
                    *times += 1;
                    is_new |= *times <= TIMES;
                }
            }
            if is_new {
                let end = *end.get_or_insert_with(|| {
                    let mut whole = program::load(&p.source, "main.py", p.kind).expect("it loads");
                    program::run(&mut whole, MAX_STEPS);
                    whole.state_hash()
                });
                let mut copy = vm.clone();
                program::run(&mut copy, MAX_STEPS.saturating_sub(vm.n_steps));
                assert_eq!(copy.state_hash(), end, "{}: resumed at step {}", p.name, vm.n_steps);
            }
            if vm.step() == StepOutcome::Host {
                program::answer(&mut vm);
            }
        }
    }
    let vm = program::load("", "main.py", Kind::Script).expect("it loads");
    for (kind, _) in places.keys() {
        if let Some(def) = vm.tables.native(NativeKind(*kind)) {
            names.remove(def.name);
        }
    }
    println!("{} places of natives resumed from", places.len());
    // No program starts this one: see `branch`.
    names.remove("what if");
    pyvarium_tests::pinned("unpaused", &names.into_iter().map(str::to_owned).collect::<Vec<_>>());
}

#[test]
fn counts_are_those_of_the_slots() {
    let mut wrong = Vec::new();
    for p in programs() {
        let Ok(mut vm) = program::load(&p.source, "main.py", p.kind) else { continue };
        let mut next = 0;
        while vm.halted.is_none() && vm.n_steps < 20_000 {
            if vm.n_steps >= next {
                // Closer at the beginning; where exactly depends on the program.
                next = vm.n_steps + 1 + vm.n_steps * 4 + u64::from(p.name.bytes().last().unwrap_or(0) % 7);
                let found = vm.audit();
                if let Some(first) = found.first() {
                    wrong.push(format!(
                        "{} at step {} (line {:?}): {} objects, {first}",
                        p.name,
                        vm.n_steps,
                        vm.current_line(),
                        found.len()
                    ));
                    break;
                }
            }
            if vm.step() == StepOutcome::Host {
                program::answer(&mut vm);
            }
        }
    }
    pyvarium_tests::pinned("counts", &wrong);
}

/// Law: seeking to a step is the same as running to it.
#[test]
fn seek_equals_run() {
    for p in programs() {
        let Ok(vm) = program::load(&p.source, "main.py", p.kind) else { continue };
        let mut walker = vm.clone();
        let mut recording = Recording::new(vm);
        while recording.record(MAX_STEPS.saturating_sub(recording.n_steps())) == Progress::Host {
            let request = recording.head().request.clone().expect("a request");
            match program::answer_to(recording.head(), &request) {
                Ok(answer) => recording.answer(answer).expect("answered"),
                Err(_) => break,
            }
        }
        let n = recording.n_steps();
        let stride = (n / 12).max(1);
        let mut at = stride;
        while at < n {
            while walker.n_steps < at && walker.halted.is_none() {
                if walker.step() == StepOutcome::Host {
                    program::answer(&mut walker);
                }
            }
            assert_eq!(recording.seek(at).state_hash(), walker.clone().state_hash(), "{}: step {at}", p.name);
            at += stride;
        }
    }
}

/// The instruction that runs next is one of CPython's library.
fn is_in_library(vm: &pyvarium_vm::Vm) -> bool {
    let file = vm.innermost_py().and_then(|f| f.code.filename.get()).and_then(|r| vm.heap.text(r));
    file.is_some_and(|t| t.to_str_lossy().starts_with(LIB) || t.to_str_lossy().starts_with("<frozen "))
}

/// Law: when the interpreter has ended, nothing mortal of the run is left.
#[test]
fn nothing_mortal_survives() {
    let mut wrong = Vec::new();
    for p in programs() {
        let Ok(mut vm) = program::load(&p.source, "main.py", p.kind) else { continue };
        let booted = vm.gc.last_serial_at_start;
        let halt = program::run(&mut vm, MAX_STEPS);
        if matches!(halt, Some(Halt::Exit { .. })) {
            let left = vm.survivors(booted);
            if let Some(first) = left.first() {
                wrong.push(format!("{}: {} left, {first}", p.name, left.len()));
            }
        }
        assert!(!vm.output_text(Stream::Stderr).contains("VmBug"), "{}", p.name);
    }
    pyvarium_tests::pinned("survivors", &wrong);
}
