//! The literals of a program. While it runs, CPython still has its syntax tree, and that holds each of them once more than
//! the code does: `sys.getrefcount(1.5)` counts it.
//!
//! CPython: Python/pythonrun.c, pyrun_file, whose arena lives until run_mod is done.

use std::collections::BTreeSet;

use pyvarium_heap::object::Body;
use pyvarium_heap::{Ref, Serial, Slot};

use crate::vm::Vm;

/// The constants of these code objects that stand in the source as they are, one owned slot each: those made since `since`.
pub(super) fn of(vm: &mut Vm, codes: &[Ref], since: Serial) -> Vec<Slot> {
    let mut found = BTreeSet::new();
    let (mut todo, mut done) = (codes.to_vec(), BTreeSet::new());
    let source = vm.sources.get(&vm.config.filename).cloned().unwrap_or_default();
    let written = Written::of(&source);
    while let Some(r) = todo.pop() {
        if !done.insert(r) || vm.heap.is_immortal(r) {
            continue;
        }
        match vm.heap.full_body(r) {
            Body::Code(code) => todo.extend(code.consts.iter().filter_map(|s| s.get())),
            Body::Tuple(tuple) => todo.extend(tuple.items.iter().filter_map(|s| s.get())),
            Body::Set(set) => todo.extend(set.iter()),
            _ if vm.heap.serial(r) < since => {}
            Body::Bytes(_) => {
                found.insert(r);
            }
            Body::Str(text) if written.has_text(&text.to_str_lossy()) => {
                found.insert(r);
            }
            // A sign is an operator: what has one was computed.
            Body::Float(v) if v.is_sign_positive() && written.has_number(*v) => {
                found.insert(r);
            }
            Body::Complex(z) if z.0 == 0.0 && z.1.is_sign_positive() => {
                found.insert(r);
            }
            Body::Int(n) if written.numbers.contains(&n.to_string()) => {
                found.insert(r);
            }
            Body::BigInt(n) if written.numbers.contains(&n.to_string()) => {
                found.insert(r);
            }
            _ => {}
        }
    }
    found.into_iter().map(|r| Slot::own(vm.heap.own(r))).collect()
}

/// The literals that a source has, as far as they can be read off it.
#[derive(Default)]
struct Written {
    /// Of strings that stand side by side what they make together.
    texts: BTreeSet<String>,
    /// Some have escapes in them: any text may be one of these.
    is_open: bool,
    /// Without underscores.
    numbers: BTreeSet<String>,
    /// Their values as floats, as bits.
    floats: BTreeSet<u64>,
}

impl Written {
    fn of(source: &str) -> Written {
        let mut written = Written::default();
        let chars: Vec<char> = source.chars().collect();
        let is_word = |c: char| c.is_alphanumeric() || c == '_';
        let mut at = 0;
        // What stands since the last thing that is neither a string nor the space between two.
        let mut run: Option<String> = None;
        while let Some(c) = chars.get(at).copied() {
            match c {
                '#' => at += chars.iter().skip(at).position(|c| *c == '\n').unwrap_or(chars.len()),
                ' ' | '\t' | '\n' | '\r' | '\\' => at += 1,
                '"' | '\'' => {
                    let (text, end, has_escapes) = string_at(&chars, at);
                    written.is_open |= has_escapes;
                    run.get_or_insert_default().push_str(&text);
                    at = end;
                }
                c if is_word(c) || (c == '.' && chars.get(at + 1).is_some_and(char::is_ascii_digit)) => {
                    let mut end = at;
                    while let Some(c) = chars.get(end).copied()
                        && (is_word(c)
                            || (c == '.' && chars.get(at).is_some_and(|c| !c.is_alphabetic()))
                            || (matches!(c, '+' | '-')
                                && chars.get(at).is_some_and(char::is_ascii_digit)
                                && chars.get(end - 1) == Some(&'e')))
                    {
                        end += 1;
                    }
                    let word: String = chars.get(at..end).unwrap_or_default().iter().collect();
                    at = end;
                    // The prefix of a string.
                    if matches!(chars.get(at), Some('"' | '\'')) && word.len() <= 2 {
                        if word.chars().any(|c| matches!(c, 'f' | 'F' | 't' | 'T')) {
                            // The text around the fields, and what could be a spec.
                            let (text, end, has_escapes) = string_at(&chars, at);
                            written.is_open |= has_escapes;
                            written.texts.extend(text.split(['{', '}', ':']).map(str::to_owned));
                            at = end;
                        }
                        continue;
                    }
                    written.texts.extend(run.take());
                    if word.starts_with(|c: char| c.is_ascii_digit() || c == '.') {
                        let number = word.replace('_', "");
                        written.floats.extend(number.parse::<f64>().map(f64::to_bits));
                        written.numbers.insert(number);
                    }
                }
                _ => {
                    written.texts.extend(run.take());
                    at += 1;
                }
            }
        }
        written.texts.extend(run);
        written
    }

    fn has_text(&self, text: &str) -> bool {
        self.is_open || self.texts.contains(text)
    }

    fn has_number(&self, v: f64) -> bool {
        self.floats.contains(&v.to_bits())
    }
}

/// What stands between the quotes that begin at `at`, where the string ends, whether backslashes are in it.
fn string_at(chars: &[char], at: usize) -> (String, usize, bool) {
    let quote = chars.get(at).copied().unwrap_or('"');
    let n = if chars.get(at..at + 3).is_some_and(|q| q.iter().all(|c| *c == quote)) { 3 } else { 1 };
    let (mut text, mut end, mut has_escapes) = (String::new(), at + n, false);
    while let Some(c) = chars.get(end).copied() {
        if c == quote && (n == 1 || chars.get(end..end + 3).is_some_and(|q| q.iter().all(|c| *c == quote))) {
            return (text, end + n, has_escapes);
        }
        text.push(c);
        end += 1;
        if c == '\\' {
            has_escapes = true;
            text.extend(chars.get(end));
            end += 1;
        }
    }
    (text, end, has_escapes)
}
