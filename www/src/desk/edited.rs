//! The text was edited while its program was recorded: it goes on in the new text from the moment that is shown.

use pyvarium_protocol::late::Desk as Given;
use pyvarium_protocol::{Command, CompileRequest, Mode, split_files};

use super::machine;
use crate::sheets::filename_of;

/// Errors: why not, in words. `before`: the text that is recorded.
pub async fn go_on(given: &Given, before: &str) -> Result<(), String> {
    if given.mode == Mode::Repl {
        return Err("what was typed at the prompt has run already; only a script can be edited and gone on in".to_owned());
    }
    let ((old, old_files), (new, new_files)) = (split_files(before), split_files(&given.source));
    if old_files != new_files {
        return Err("another file than the main one was edited: run the program anew".to_owned());
    }
    let request = CompileRequest::Program { source: new.clone(), filename: filename_of(given.mode).to_owned(), mode: given.mode };
    let unit = machine::compile_all(&request).await?.pop().ok_or("there is nothing to run")?;
    let command = Command::Edit { step: given.step, unit, lines: lines(&old, &new), source: new };
    let answer = machine::ask_with(&command, Some(&given.source)).await.ok_or("the machine did not answer")?;
    let part = |of: &wasm_bindgen::JsValue, name: &str| js_sys::Reflect::get(of, &wasm_bindgen::JsValue::from_str(name)).ok();
    match part(&answer, "Refused").and_then(|r| part(&r, "why")).and_then(|why| why.as_string()) {
        Some(why) => Err(format!("{why}; go back a step, or run it anew")),
        None => Ok(()),
    }
}

/// Where lines were and where they are: those before the first change and behind the last one, and in between as many as
/// stand in the same blocks as before. Numbers from 1.
fn lines(old: &str, new: &str) -> Vec<(u32, u32)> {
    let (a, b): (Vec<&str>, Vec<&str>) = (old.lines().collect(), new.lines().collect());
    let same = a.iter().zip(&b).take_while(|(x, y)| x == y).count();
    let rest = a.len().min(b.len()) - same;
    let same_end = a.iter().rev().zip(b.iter().rev()).take(rest).take_while(|(x, y)| x == y).count();
    let inner = (a.len() - same - same_end).min(b.len() - same - same_end);
    let pairs = (0..same + inner).map(|i| (i, i)).chain((0..same_end).map(|i| (a.len() - same_end + i, b.len() - same_end + i)));
    let stands_same = |(i, j): &(usize, usize)| blocks(&a, *i) == blocks(&b, *j);
    pairs.filter(stands_same).map(|(i, j)| (i as u32 + 1, j as u32 + 1)).collect()
}

/// Indentation, and the first words of the lines that a line stands within.
fn blocks<'a>(lines: &[&'a str], at: usize) -> (usize, Vec<&'a str>) {
    let indent = |line: &str| line.len() - line.trim_start().len();
    let own = lines.get(at).map_or(0, |l| indent(l));
    let mut least = own;
    let mut found = Vec::new();
    for line in lines.iter().take(at).rev().filter(|l| !l.trim().is_empty() && !l.trim_start().starts_with('#')) {
        if indent(line) < least {
            least = indent(line);
            let word = line.trim_start().split(|c: char| !c.is_alphanumeric()).next().unwrap_or_default();
            found.push(word);
        }
    }
    (own, found)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_are_found_again_where_they_stand_in_the_same_blocks() {
        let old = "x = 1\nfor i in xs:\n    a(i)\n    b(i)\nend()\n";
        assert_eq!(lines(old, &old.replace("a(i)", "c(i)")), [(1, 1), (2, 2), (3, 3), (4, 4), (5, 5)]);
        assert_eq!(lines(old, &old.replace("    a(i)\n", "    a(i)\n    c(i)\n")), [(1, 1), (2, 2), (3, 3), (4, 5), (5, 6)]);
        // Out of the loop: nobody who stands there could go on.
        assert_eq!(lines(old, &old.replace("    b(i)", "b(i)")), [(1, 1), (2, 2), (3, 3), (5, 5)]);
        assert_eq!(lines(old, &old.replace("for i in xs", "while f()")), [(1, 1), (2, 2), (5, 5)]);
    }
}
