//! Sources nested as deep as one likes end in CPython's own exception or a plain limit, never in a crash: here
//! on a stack of one megabyte, which is what a web worker has.

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

#[test]
fn nesting_chains() {
    let sum = |n: usize| vec!["a"; n].join("+") + "\n";
    check(sum(250), "ok");
    check(sum(1000), "NotSupported: an expression nested 999 levels deep");
    check(sum(100_000), "RecursionError: Stack overflow during compilation");
    check(vec!["a"; 10_000].join(" and "), "ok");
    check(vec!["a"; 10_000].join(" < "), "ok");
    check("a".to_owned() + &".b".repeat(250), "ok");
    check("a".to_owned() + &"()".repeat(100_000), "RecursionError: ");
    check("-".repeat(250) + "1", "ok");
    check("-".repeat(100_000) + "1", "MemoryError: Parser stack overflowed - Python source too complex to parse");
    check("lambda:".repeat(250) + "1", "ok");
    check("lambda:".repeat(100_000) + "1", "MemoryError: ");
    check("1 if a else ".repeat(250) + "1", "ok");
    check(vec!["a"; 100_000].join("**"), "MemoryError: ");
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
    check("if a: pass\n".to_owned() + &"elif a: pass\n".repeat(2000), "NotSupported: a chain of more than 1500 elif");
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
