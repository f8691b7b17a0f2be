//! Which part of a source line a traceback underlines, and with what: `~` for the range, `^` for the
//! operator, brackets or call parentheses that matter in it.
//!
//! CPython: Lib/traceback.py, _extract_caret_anchors_from_line_segment and _should_show_carets.
//! CPython parses the segment; this reads its tokens, which is enough for the four shapes it looks for.

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Token {
    /// Name, number, string or attribute: something with a value.
    Atom {
        start: usize,
        end: usize,
        keyword: bool,
    },
    Open {
        at: usize,
    },
    Close {
        at: usize,
    },
    Op {
        start: usize,
        end: usize,
    },
}

/// Unit: characters of the segment.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Anchors {
    pub start: usize,
    pub end: usize,
}

fn tokens(chars: &[char]) -> Vec<Token> {
    let mut list = Vec::new();
    let mut i = 0;
    while let Some(&c) = chars.get(i) {
        let start = i;
        let run = |i: usize, f: &dyn Fn(char) -> bool| i + chars.get(i..).unwrap_or_default().iter().take_while(|c| f(**c)).count();
        if c.is_whitespace() || c == '\\' {
            i += 1;
        } else if c == '\'' || c == '"' {
            let triple = chars.get(i..i + 3).is_some_and(|s| s.iter().all(|x| *x == c));
            let n = if triple { 3 } else { 1 };
            i += n;
            while i < chars.len() && !chars.get(i..i + n).is_some_and(|s| s.iter().all(|x| *x == c)) {
                i += if chars.get(i) == Some(&'\\') { 2 } else { 1 };
            }
            i = (i + n).min(chars.len());
            list.push(Token::Atom { start, end: i, keyword: false });
        } else if c.is_alphanumeric() || c == '_' {
            i = run(i, &|c| c.is_alphanumeric() || c == '_');
            let word: String = chars.get(start..i).unwrap_or_default().iter().collect();
            if chars.get(i).is_some_and(|q| *q == '\'' || *q == '"') && word.len() <= 2 {
                continue;
            }
            if c.is_ascii_digit() && chars.get(i) == Some(&'.') {
                i = run(i + 1, &|c| c.is_alphanumeric());
            }
            let keyword = matches!(
                word.as_str(),
                "and" | "or" | "not" | "if" | "else" | "lambda" | "in" | "is" | "await" | "for" | "yield" | "async"
            );
            list.push(Token::Atom { start, end: i, keyword });
        } else if matches!(c, '(' | '[' | '{') {
            list.push(Token::Open { at: i });
            i += 1;
        } else if matches!(c, ')' | ']' | '}') {
            list.push(Token::Close { at: i });
            i += 1;
        } else {
            let two: String = chars.get(i..i + 2).unwrap_or_default().iter().collect();
            i += if matches!(two.as_str(), "**" | "//" | "<<" | ">>" | "==" | "!=" | "<=" | ">=" | ":=" | "->") { 2 } else { 1 };
            list.push(Token::Op { start, end: i });
        }
    }
    list
}

/// Binding strength of a binary operator; the loosest one is the root of the tree.
fn strength(op: &str) -> Option<u8> {
    Some(match op {
        "|" => 1,
        "^" => 2,
        "&" => 3,
        "<<" | ">>" => 4,
        "+" | "-" => 5,
        "*" | "/" | "//" | "%" | "@" => 6,
        "**" => 8,
        _ => return None,
    })
}

/// The part of an expression that gets `^`: the operator of a binary operation, the brackets of a
/// subscript, the parentheses of a call.
pub fn anchors(segment: &str) -> Option<Anchors> {
    let chars: Vec<char> = segment.chars().collect();
    let list = tokens(&chars);
    let text = |a: usize, b: usize| chars.get(a..b).unwrap_or_default().iter().collect::<String>();
    let mut depth = 0;
    let mut root: Option<(u8, usize, usize)> = None;
    let mut after_value = false;
    let mut last_open = None;
    let mut last_group = None;
    let mut opened_after_value = false;
    for token in &list {
        match *token {
            Token::Open { at } => {
                if depth == 0 {
                    last_open = Some(at);
                    opened_after_value = after_value;
                }
                depth += 1;
                after_value = false;
            }
            Token::Close { at } => {
                depth -= 1;
                if depth == 0 {
                    last_group = last_open.map(|o| (o, at, opened_after_value));
                }
                after_value = true;
            }
            Token::Atom { keyword: true, start, end } if depth == 0 => {
                if text(start, end) != "await" {
                    // Comparison, boolean, conditional, lambda: none of the shapes.
                    return None;
                }
                return None;
            }
            Token::Atom { .. } => after_value = true,
            Token::Op { start, end } if depth == 0 => {
                let op = text(start, end);
                if op == "." {
                    after_value = false;
                    continue;
                }
                match strength(&op) {
                    Some(s) if after_value => {
                        // Left to right, so the last of the loosest; `**` groups from the right.
                        let looser = root.is_none_or(|(r, ..)| s < r || (s == r && s != 8));
                        if looser {
                            root = Some((s, start, end));
                        }
                    }
                    Some(_) => {}
                    None if op == "~" => {}
                    None => return None,
                }
                after_value = false;
            }
            Token::Op { .. } => after_value = false,
        }
    }
    if let Some((_, start, end)) = root {
        return Some(Anchors { start, end });
    }
    // A call or subscript: the last group closes the segment and follows a value.
    let (open, close, follows) = last_group?;
    let starts_unary = matches!(list.first(), Some(Token::Op { .. }));
    if close + 1 != chars.len() || !follows || starts_unary {
        return None;
    }
    Some(Anchors { start: open, end: close + 1 })
}

/// The line under the source line, or None. `start` and `end`: characters of the stripped line.
pub fn underline(line: &str, start: usize, end: usize, one_line: bool) -> Option<String> {
    let chars: Vec<char> = line.chars().collect();
    let end = end.min(chars.len());
    if start >= end {
        return None;
    }
    let segment: String = chars.get(start..end).unwrap_or_default().iter().collect();
    let found = if one_line { anchors(&segment) } else { None };
    let before: String = chars.get(..start).unwrap_or_default().iter().collect();
    let after: String = chars.get(end..).unwrap_or_default().iter().collect();
    let is_call = found.is_some() && segment.ends_with(')') && found.is_some_and(|a| a.end == segment.chars().count());
    if is_call && after.trim().is_empty() {
        let head = before.trim_end();
        let name_only = segment.split('(').next().is_some_and(|f| f.chars().all(|c| c.is_alphanumeric() || c == '_'));
        // `return f(...)` and `x = f(...)`: the whole line says it already.
        let is_assignment = head.ends_with('=') && !head.ends_with("==") && simple_target(head.trim_end_matches('='));
        if (head == "return" && name_only) || is_assignment || head.is_empty() && !is_statement_with_anchor(&segment) {
            return None;
        }
    }
    let whole = before.trim().is_empty() && after.trim().is_empty();
    if found.is_none() && whole {
        return None;
    }
    let mut out = String::new();
    for c in before.chars() {
        out.push(if c == '\t' { '\t' } else { ' ' });
    }
    for i in 0..segment.chars().count() {
        let strong = found.is_none_or(|a| (a.start..a.end).contains(&i));
        out.push(if strong { '^' } else { '~' });
    }
    Some(out)
}

/// What may stand left of `=` in a plain assignment.
fn simple_target(head: &str) -> bool {
    !head.trim_end().ends_with(['+', '-', '*', '/', '%', '&', '|', '^', '<', '>', '@', '!', ':']) && !head.contains('(')
}

/// A call that is a statement of its own still gets its carets.
fn is_statement_with_anchor(_segment: &str) -> bool {
    true
}
