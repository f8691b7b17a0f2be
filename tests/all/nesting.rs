//! Sources nested as deep as one likes compile as far as CPython's do, and end in its own exception, never in a crash: here
//! on a stack of one megabyte, which is what a web worker has (natively the compiler takes a larger one when it needs it).

use pyvarium_compiler::{Mode, Options, compile};

const STACK_BYTES: usize = 1 << 20;

fn answer(source: String) -> String {
    let compile = move || match compile(source.as_bytes(), "m.py", Mode::Exec, Options::default()) {
        Ok(_) => "ok".to_owned(),
        Err(report) => format!("{}: {}", report.kind, report.msg),
    };
    std::thread::Builder::new().stack_size(STACK_BYTES).spawn(compile).unwrap().join().unwrap()
}

fn check(source: String, want: &str) {
    let got = answer(source);
    assert!(got.starts_with(want), "{got}, want {want}");
}

#[test]
fn nesting_brackets() {
    let parens = |n: usize| "(".repeat(n) + "1" + &")".repeat(n) + "\n";
    check(parens(200), "ok");
    check(parens(201), "SyntaxError: too many nested parentheses");
    check(parens(10_000), "SyntaxError: too many nested parentheses");
    check("[".repeat(100_000), "SyntaxError: too many nested parentheses");
    check("f(".repeat(150) + &")".repeat(150), "ok");
}

/// Where CPython ends is measured on the reference.
#[test]
fn nesting_chains() {
    let sum = |n: usize| vec!["a"; n].join("+") + "\n";
    check(sum(24_207), "ok");
    check(sum(24_208), "RecursionError: Stack overflow (used 10216 kB) during compilation");
    check(sum(100_000), "RecursionError: Stack overflow (used 10216 kB) during compilation");
    check(vec!["a"; 10_000].join(" and "), "ok");
    check(vec!["a"; 10_000].join(" < "), "ok");
    check(vec!["(a * b - c)"; 10_000].join(" + "), "ok");
    check("a".to_owned() + &".b".repeat(24_206), "ok");
    check("a".to_owned() + &".b".repeat(24_207), "RecursionError: ");
    check("a".to_owned() + &"()".repeat(11_077), "ok");
    check("a".to_owned() + &"()".repeat(100_000), "RecursionError: ");
    check("-".repeat(5968) + "1", "ok");
    check("-".repeat(5969) + "1", "MemoryError: Parser stack overflowed - Python source too complex to parse");
    check("-".repeat(100_000) + "1", "MemoryError: Parser stack overflowed - Python source too complex to parse");
    check("lambda:".repeat(2984) + "1", "ok");
    check("lambda:".repeat(2985) + "1", "MemoryError: ");
    check("1 if a else ".repeat(5968) + "1", "ok");
    check("1 if a else ".repeat(5969) + "1", "MemoryError: ");
    check(vec!["a"; 2985].join("**"), "ok");
    check(vec!["a"; 2986].join("**"), "MemoryError: ");
    check("not ".repeat(100_000) + "b", "MemoryError: ");
}

#[test]
fn nesting_blocks() {
    let blocks = |n: usize, head: &str| {
        let lines: String = (0..n).map(|i| " ".repeat(i) + head + "\n").collect();
        lines + &" ".repeat(n) + "pass\n"
    };
    check(blocks(99, "if a:"), "ok");
    check(blocks(99, "def f():"), "ok");
    check(blocks(100, "if a:"), "IndentationError: too many levels of indentation");
    check("if a: pass\n".to_owned() + &"elif a: pass\n".repeat(1000), "ok");
    check("if a: pass\n".to_owned() + &"elif a: pass\n".repeat(4668), "ok");
    check("if a: pass\n".to_owned() + &"elif a: pass\n".repeat(4669), "RecursionError: Stack overflow");
}

#[test]
fn nesting_comprehensions_and_f_strings() {
    let comprehensions = |n: usize| "[".repeat(n) + "a" + &" for a in b]".repeat(n);
    check(comprehensions(10), "ok");
    check(comprehensions(50), "NotSupported: comprehensions nested");
    let strings = |n: usize| "f'{".repeat(n) + "1" + &"}'".repeat(n);
    check(strings(100), "ok");
    check(strings(1000), "SyntaxError: too many nested ");
}
