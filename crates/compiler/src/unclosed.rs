//! A bracket that is never closed is CPython's complaint only if nothing on its own line is wrong before: an
//! operator where an operand must begin is "invalid syntax" there. This looks for that one mistake.
//!
//! CPython: Parser/pegen_errors.c (_PyPegen_tokenize_full_source_to_check_for_errors).

/// Longest first.
const OPERATORS: &[&str] = &[
    "//=", ">>=", "<<=", "**=", "->", ":=", "==", "!=", "<=", ">=", "<>", "//", "<<", ">>", "+=", "-=", "*=", "/=", "%=", "&=", "|=", "^=",
    "@=", ":", "=", ";", ".", ">", "<", "!", "&", "^", "|", "/", "%", ",", "@",
];

/// Offsets, from 1, of the operator in the place of an operand; `open`: offset of the bracket that stays open.
pub(crate) fn misplaced_operator(line: &[char], open: i32) -> Option<(i32, i32)> {
    let at = usize::try_from(open).ok()?.checked_sub(1)?;
    let before: String = line.get(..at)?.iter().collect();
    let is_subscript =
        line.get(at) == Some(&'[') && before.ends_with(|c: char| c.is_alphanumeric() || matches!(c, '_' | ')' | ']' | '"' | '\''));
    let is_def = before.trim_start().starts_with("def ") || before.trim_start().starts_with("async ");
    let mut starts_operand = true;
    let mut is_first = true;
    let mut i = at + 1;
    while let Some(&c) = line.get(i) {
        let rest: String = line.get(i..)?.iter().take(3).collect();
        match c {
            ' ' | '\t' => {}
            // What lies deeper, or in text, is not looked at.
            '(' | '[' | '{' | '"' | '\'' | '#' | '\\' | ')' | ']' | '}' => return None,
            _ if starts_operand => {
                let found = OPERATORS.iter().find(|op| rest.starts_with(**op));
                let is_number = c == '.' && line.get(i + 1).is_some_and(char::is_ascii_digit);
                let is_allowed = is_number || rest == "..." || (is_subscript && c == ':') || (is_def && c == '/');
                if let Some(op) = found.filter(|op| !is_allowed && (**op != "," || is_first)) {
                    let offset = i as i32 + 1;
                    return Some((offset, offset + op.len() as i32));
                }
                starts_operand = c == ',';
                is_first = false;
            }
            ',' => starts_operand = true,
            _ => {}
        }
        i += 1;
    }
    None
}
