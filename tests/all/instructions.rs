//! Every instruction that a compiler can emit is run by a program whose output is the reference's, and so is
//! every form of those that are many in one (operators, intrinsics, special methods).

use std::collections::BTreeSet;
use std::ops::Range;

use pyvarium_cli::program;
use pyvarium_code::Opcode;
use pyvarium_heap::frame::Frame;
use pyvarium_vm::{Halt, StepOutcome};

use crate::programs::{known, programs};

/// What CPython makes while it runs, and never a compiler.
const NEVER_COMPILED: &[Opcode] = &[
    // Stands behind FOR_ITER, which jumps past it.
    Opcode::EndFor,
    // Stands where an instruction keeps its cache.
    Opcode::Cache,
    // The number of no instruction.
    Opcode::Reserved,
    // Ends the frame between `__init__` and its class; here the native frame of the class call does that.
    Opcode::ExitInitCheck,
    // Ends the frame by which C calls Python; here natives wait in frames of their own.
    Opcode::InterpreterExit,
    // Folded into the argument of the instruction that follows.
    Opcode::ExtendedArg,
    // Of sys.monitoring and of the optimizer.
    Opcode::InstrumentedInstruction,
    Opcode::InstrumentedLine,
    Opcode::EnterExecutor,
];

/// Instructions whose argument chooses what they do, and what there is to choose from.
const MANY_IN_ONE: &[(Opcode, Range<u32>)] = &[
    (Opcode::BinaryOp, 0..27),
    (Opcode::CallIntrinsic1, 1..12),
    (Opcode::CallIntrinsic2, 1..6),
    (Opcode::LoadCommonConstant, 0..5),
    (Opcode::LoadSpecial, 0..4),
    (Opcode::ConvertValue, 1..4),
    (Opcode::RaiseVarargs, 0..3),
    (Opcode::IsOp, 0..2),
    (Opcode::ContainsOp, 0..2),
];

#[test]
fn every_instruction_runs() {
    let known = known();
    let mut ran: BTreeSet<(Opcode, u32)> = BTreeSet::new();
    for p in programs().iter().filter(|p| !known.contains_key(&p.name)) {
        let Ok(mut vm) = program::load(&p.source, "main.py", p.kind) else { continue };
        while vm.halted.is_none() && vm.n_steps < 100_000 {
            if let Some(Frame::Py(frame)) = vm.thread.frames.last()
                && let Some(instr) = frame.code.instr(frame.next_instr)
            {
                ran.insert((instr.op, instr.arg));
            }
            if vm.step() == StepOutcome::Host {
                program::answer(&mut vm);
            }
        }
        assert!(!matches!(vm.halted, Some(Halt::NotSupported { .. } | Halt::VmBug { .. })), "{}: {:?}", p.name, vm.halted);
    }
    let mut missing = Vec::new();
    for op in Opcode::ALL.iter().copied().filter(|op| op.base() == *op && !NEVER_COMPILED.contains(op)) {
        let mut args = ran.range((op, 0)..=(op, u32::MAX)).map(|(_, arg)| *arg);
        let many = MANY_IN_ONE.iter().find(|(many, _)| *many == op);
        match many {
            None if args.next().is_none() => missing.push(op.name().to_owned()),
            None => {}
            Some((_, arguments)) => {
                let seen: BTreeSet<u32> = args.collect();
                missing.extend(arguments.clone().filter(|arg| !seen.contains(arg)).map(|arg| format!("{} {arg}", op.name())));
            }
        }
    }
    pyvarium_tests::pinned("never_run", &missing);
}

/// What is missing is named, with its line.
#[test]
fn not_supported_names_thing_and_line() {
    let deep = format!("a = 1\nb = {}1{}\n", "[".repeat(20), " for a in b]".repeat(20));
    for (source, what, line) in [
        ("import os\n\nos.fork()\n", "os.fork", 3),
        ("import _thread\ndef f():\n    lock = _thread.allocate_lock()\n    with lock: lock.acquire()\n\nf()\n", "a deadlock", 4),
        ("import os\n\ndef f():\n    os.pipe()\n\nf()\n", "os.pipe", 4),
        (deep.as_str(), "comprehensions nested", 2),
    ] {
        let halt = match program::load(source, "main.py", program::Kind::Script) {
            Ok(mut vm) => program::run(&mut vm, 1_000_000),
            Err(halt) => Some(halt),
        };
        match halt {
            Some(Halt::NotSupported { what: got, line: at }) => {
                assert!(got.contains(what) && at == Some(line), "{source}: {got}, {at:?}");
            }
            other => panic!("{source}: {other:?}"),
        }
    }
}
