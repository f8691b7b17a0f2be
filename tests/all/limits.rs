//! Programs that ask for too much end in CPython's exception or in the host's limit, named, and soon;
//! never in a crash. What is merely long pauses again and again, so that the host can stop it.

use std::time::{Duration, Instant};

use pyvarium_cli::program::{self, Kind};
use pyvarium_trace::{Progress, Recording};
use pyvarium_vm::{Halt, StepOutcome, Stream, Vm};

/// Unit: bytes.
const MEMORY: u64 = 64 << 20;
/// What a debug build may take, on a busy machine.
const SOON: Duration = Duration::from_secs(8);

fn load(source: &str) -> Vm {
    let mut vm = program::load(source, "main.py", Kind::Script).expect("it loads");
    vm.memory_limit = MEMORY;
    vm
}

/// How a program ends within so many pauses; None if it has not ended.
fn end_of(source: &str, max_pauses: u64) -> (Option<Halt>, String) {
    let mut vm = load(source);
    let start = Instant::now();
    let mut halt = None;
    for _ in 0..max_pauses {
        match vm.step() {
            StepOutcome::Ran => {}
            StepOutcome::Host => program::answer(&mut vm),
            StepOutcome::Halted(end) => {
                halt = Some(end);
                break;
            }
        }
    }
    assert!(start.elapsed() < SOON, "{source}: {:?}", start.elapsed());
    (halt, vm.output_text(Stream::Stdout) + &vm.output_text(Stream::Stderr))
}

#[test]
fn too_much_memory() {
    for source in [
        "[0] * 10**9",
        "(1, 2) * 10**9",
        "'x' * 10**10",
        "b'x' * 10**10",
        "bytearray(10**10)",
        "1 << 10**12",
        "'x'.ljust(10**10)",
        "b'x'.rjust(10**10)",
        "'x'.zfill(10**10)",
        "'\\t'.expandtabs(2**31 - 1)",
        "b'\\t'.expandtabs(2**31 - 1)",
        "f'{1:>{10**10}}'",
        "f'{1.5:{10**10}}'",
        "format('x', '10000000000')",
        "'%*d' % (10**10, 1)",
        "'%10000000000s' % 1",
        "'ab'.join(['a' * 10**7] * 100)",
        "('a' * 10**7).replace('a', 'b' * 1000)",
        "(b'a' * 10**7).replace(b'a', b'b' * 1000)",
        "s = ''\nwhile True: s += 'a' * 10**7",
        "l = []\nwhile True: l.append('a' * 10**6)",
        "l = []\nwhile True: l.append([0] * 1000)",
        "list(range(10**9))",
        "tuple(range(10**9))",
        "set(range(10**9))",
        "dict.fromkeys(range(10**9))",
        "sorted(range(10**9))",
        "import itertools\nlist(itertools.repeat(0))",
        "[*range(10**9)]",
        "a, *b = range(10**9)",
        "d = {}\nfor i in range(10**9): d[i] = i",
    ] {
        let (halt, output) = end_of(source, 12_000_000);
        assert!(matches!(halt, Some(Halt::MemoryLimit { .. })), "{source}: {halt:?} {output}");
    }
}

/// Of what CPython itself refuses at once, it is CPython's exception.
#[test]
fn memory_errors_are_pythons() {
    for (source, want) in [
        ("[0] * 2**62", "MemoryError\n"),
        ("(0,) * 2**62", "MemoryError\n"),
        ("'xx' * 2**62", "OverflowError: repeated string is too long\n"),
        ("b'xx' * 2**62", "OverflowError: repeated bytes are too long\n"),
        ("'x' * 2**64", "OverflowError: cannot fit 'int' into an index-sized integer\n"),
    ] {
        let (_, output) = end_of(source, 1_000);
        assert!(output.ends_with(want), "{source}: {output}");
    }
}

#[test]
fn work_that_cannot_be_cut_is_refused_at_once() {
    for source in [
        "10 ** 10 ** 10",
        "2 ** 10 ** 9",
        "pow(3, 10**9)",
        "x = 3 ** 10**6\nwhile True: x *= x",
        "import math\nmath.factorial(10**8)",
        "f'{1/3:.100000000f}'",
    ] {
        let start = Instant::now();
        let (halt, output) = end_of(source, 1_000);
        assert!(matches!(halt, Some(Halt::WorkLimit { .. } | Halt::MemoryLimit { .. })), "{source}: {halt:?} {output}");
        assert!(start.elapsed() < Duration::from_secs(3), "{source}: {:?}", start.elapsed());
    }
}

/// Natives that take item after item pause every ten thousand.
#[test]
fn long_work_is_cut() {
    for source in [
        "sum(range(10**6))",
        "max(range(10**6))",
        "min(range(10**6), key=None)",
        "all(range(1, 10**6))",
        "any(map(bool, [0] * 10**6))",
        "list(range(10**6))",
        "tuple(range(10**6))",
        "set(range(10**6))",
        "10**9 in iter(range(10**6))",
        "list(filter(None, [0] * 10**6))",
        "sorted(range(10**6), key=lambda x: 0)",
        "x, *y = iter(range(10**6))",
        "import itertools\nlist(itertools.accumulate(range(10**6)))",
        "import itertools\nlist(itertools.chain(range(10**6)))",
    ] {
        let mut vm = load(source);
        vm.memory_limit = 1 << 30;
        let mut longest = Duration::ZERO;
        let mut n_within = 0;
        let mut before = vm.n_steps;
        loop {
            let start = Instant::now();
            if vm.step() != StepOutcome::Ran {
                break;
            }
            longest = longest.max(start.elapsed());
            n_within += u64::from(vm.n_steps == before);
            before = vm.n_steps;
            if vm.n_slices >= 40 {
                break;
            }
        }
        assert!(n_within >= 30 || source.contains("key=lambda"), "{source}: {n_within} pauses within a step");
        assert!(longest < Duration::from_secs(1), "{source}: {longest:?}");
    }
}

/// A checkpoint may lie within one instruction's native work; seeking is the same as running there.
#[test]
fn seek_around_long_natives() {
    let source = "x = sum(range(300000))\ny = max(range(300000))\nz = sorted(range(50000, 0, -1))[0]\nprint(x, y, z)\n";
    let mut walker = load(source);
    let mut recording = Recording::new(walker.clone());
    while recording.record(1_000_000) == Progress::More {}
    assert!(recording.n_checkpoints() > 5, "{} checkpoints", recording.n_checkpoints());
    for step in 1..=recording.n_steps() {
        while walker.n_steps < step {
            walker.step();
        }
        assert_eq!(recording.seek(step).state_hash(), walker.clone().state_hash(), "step {step}");
    }
}

/// Depth costs no Rust stack, or one that is bounded: here a megabyte, which is what the page has.
#[test]
fn depth_is_pythons() {
    std::thread::Builder::new().stack_size(1 << 20).spawn(depths).expect("a thread").join().expect("no depth is too deep");
}

fn depths() {
    for source in [
        "t = int\nfor i in range(50000): t = (t,)\ntry: isinstance(1, t)\n",
        "t = int\nfor i in range(50000): t = list[t]\ntry: repr(t)\n",
        "class A: pass\na = A()\nA.__call__ = a\ntry: a()\n",
        "it = iter([1])\nfor i in range(30000): it = map(abs, it)\ntry: next(it)\n",
        "class H:\n    def __hash__(self): return hash(self)\ntry: {H()}\n",
        "class I:\n    def __iter__(self): return iter(self)\ntry: list(I())\n",
        "class B:\n    def __bool__(self): return bool(self)\ntry: not B()\n",
        "class M(dict):\n    def __missing__(self, k): return self[k + 1]\ntry: M()[0]\n",
    ] {
        let whole = format!("{source}except RecursionError: print('deep')\n");
        let (halt, output) = end_of(&whole, 10_000_000);
        assert_eq!((halt, output.as_str()), (Some(Halt::Exit { code: 0 }), "deep\n"), "{source}");
    }
    for (source, want) in [
        ("class N: pass\nh = None\nfor i in range(200000):\n    n = N(); n.next = h; h = n\nh = n = None\nprint('freed')\n", "freed\n"),
        ("l = None\nfor i in range(200000): l = [l]\nl = None\nprint('freed')\n", "freed\n"),
        ("t = ()\nfor i in range(200000): t = (t, 1)\nt = None\nprint('freed')\n", "freed\n"),
        ("d = None\nfor i in range(200000): d = {1: d}\nd = None\nprint('freed')\n", "freed\n"),
        ("g = None\ndef f(x): yield x\nfor i in range(50000): g = f(g)\ng = None\nprint('freed')\n", "freed\n"),
        ("f = None\ndef make(x): return lambda: x\nfor i in range(50000): f = make(f)\nf = None\nprint('freed')\n", "freed\n"),
        (
            "class D:\n    n = 0\n    def __init__(self, x): self.x = x\n    def __del__(self): D.n += 1\nd = None\nfor i in range(5000): d = D(d)\nd = None\nprint(D.n)\n",
            "5000\n",
        ),
        (
            "l = []\nfor i in range(100000): l = [l]\ntry: repr(l)\nexcept RecursionError as e: print(type(e).__name__)\n",
            "RecursionError\n",
        ),
        (
            "a = []; b = []\nfor i in range(100000): a = [a]; b = [b]\ntry: a == b\nexcept RecursionError as e: print(type(e).__name__)\n",
            "RecursionError\n",
        ),
        (
            "t = ()\nfor i in range(100000): t = (t,)\ntry: hash(t)\nexcept RecursionError as e: print(type(e).__name__)\n",
            "RecursionError\n",
        ),
    ] {
        let (halt, output) = end_of(source, 10_000_000);
        assert_eq!((halt, output.as_str()), (Some(Halt::Exit { code: 0 }), want), "{source}");
    }
}
