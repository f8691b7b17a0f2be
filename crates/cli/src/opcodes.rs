//! The opcode reference: one page, a paragraph an instruction, from `opcodes.tsv` and the table of opcodes itself.

use std::collections::BTreeMap;
use std::fmt::Write;

use pyvarium_code::Opcode;

const TEXTS: &str = include_str!("opcodes.tsv");

/// By name: what the stack is before and after, and what it does.
fn texts() -> BTreeMap<&'static str, (&'static str, &'static str)> {
    let row = |line: &'static str| {
        let mut parts = line.split('\t');
        Some((parts.next()?, (parts.next()?, parts.next()?)))
    };
    TEXTS.lines().filter(|l| !l.starts_with('#')).filter_map(row).collect()
}

/// The instruction that a specialized or instrumented form stands for.
fn family(op: Opcode) -> &'static str {
    op.base().name()
}

/// `lessons/opcodes.html`.
pub fn page() -> String {
    let texts = texts();
    let mut forms: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
    for op in Opcode::ALL {
        let name = op.name();
        if !texts.contains_key(name) {
            forms.entry(family(*op)).or_default().push(name);
        }
    }
    let mut body = String::new();
    for (name, (stack, text)) in &texts {
        let _ = write!(body, "<h2 id=\"{name}\"><code>{name}</code></h2>\n<p>{}</p>\n", escaped(text));
        if *stack != "--" {
            let _ = writeln!(body, "<p class=\"stack\">Stack: <code>{}</code></p>", escaped(&stack.replace("--", "→")));
        }
        let of = forms.get(name).map(Vec::as_slice).unwrap_or_default();
        if !of.is_empty() {
            let list: Vec<String> = of.iter().map(|f| format!("<code id=\"{f}\">{f}</code>")).collect();
            let _ = writeln!(body, "<p class=\"stack\">After a few runs, or while it is traced, it stands as {}.</p>", list.join(", "));
        }
    }
    format!(
        "<!doctype html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n\
         <meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'self'; img-src 'self' data:; base-uri 'none'; form-action 'none'\">\n\
         <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n<meta name=\"color-scheme\" content=\"light dark\">\n\
         <title>The instructions of CPython 3.14 · Pyvarium</title>\n<link rel=\"stylesheet\" href=\"../static/still.css\">\n</head>\n<body>\n<main>\n\
         <h1>The instructions of CPython 3.14</h1>\n<p>What each instruction does, in a sentence or two. At the right of an arrow stands what the stack is afterwards; its top is at the right. <a href=\"../index.html\">Watch them run</a></p>\n{body}</main>\n</body>\n</html>\n"
    )
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_instruction_is_told_of() {
        let texts = texts();
        let untold: Vec<&str> = Opcode::ALL
            .iter()
            .filter(|op| !texts.contains_key(op.name()) && !texts.contains_key(family(**op)))
            .map(|op| op.name())
            .collect();
        assert!(untold.is_empty(), "{untold:?}");
        let unknown: Vec<&&str> = texts.keys().filter(|name| Opcode::from_name(name).is_none()).collect();
        assert!(unknown.is_empty(), "{unknown:?}");
        let page = page();
        assert!(Opcode::ALL.iter().all(|op| op.name().starts_with("INSTRUMENTED") || page.contains(&format!("id=\"{}\"", op.name()))));
    }
}
