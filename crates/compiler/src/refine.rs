//! A second look at an error: where the parser's view of the line is not CPython's, its words or its place are put right by the
//! tokens around. Each rule says what the parser said. CPython: Grammar/python.gram, the invalid_* rules.

use crate::wording::Finding;

const EQUALS_ADVICE: &str = " here. Maybe you meant '==' instead of '='?";
const COMMA_ADVICE: &str = "invalid syntax. Perhaps you forgot a comma?";
const WALRUS_ADVICE: &str = "invalid syntax. Maybe you meant '==' or ':=' instead of '='?";

struct Line<'a> {
    chars: Vec<char>,
    text: &'a str,
}

fn is_word(c: char) -> bool {
    c.is_alphanumeric() || c == '_'
}

/// Offsets count from 1, as in the finding.
impl Line<'_> {
    fn at(&self, offset: i32) -> Option<char> {
        self.chars.get(usize::try_from(offset).ok()?.checked_sub(1)?).copied()
    }

    fn skip_blanks(&self, mut offset: i32) -> i32 {
        while self.at(offset).is_some_and(|c| c == ' ' || c == '\t') {
            offset += 1;
        }
        offset
    }

    /// Where the word or sign that begins there ends.
    fn token_end(&self, offset: i32) -> i32 {
        let mut end = offset;
        match self.at(offset) {
            Some(c) if is_word(c) => {
                while self.at(end).is_some_and(is_word) {
                    end += 1;
                }
                end
            }
            Some('*') if self.at(offset + 1) == Some('*') => offset + 2,
            Some(_) => offset + 1,
            None => offset + 1,
        }
    }

    fn token_after(&self, offset: i32) -> (i32, i32) {
        let start = self.skip_blanks(self.token_end(offset));
        (start, self.token_end(start))
    }

    fn word(&self, offset: i32) -> String {
        (offset..self.token_end(offset)).filter_map(|at| self.at(at)).collect()
    }

    /// An operand: a name with what is called and taken of it.
    fn operand_end(&self, offset: i32) -> i32 {
        let mut end = self.token_end(offset);
        loop {
            match self.at(end) {
                Some('.') => end = self.token_end(end + 1),
                Some('(' | '[') => end = self.closing(end) + 1,
                _ => return end,
            }
        }
    }

    /// Of the bracket there.
    fn closing(&self, open: i32) -> i32 {
        let mut depth = 0;
        let mut at = open;
        while let Some(c) = self.at(at) {
            match c {
                '(' | '[' | '{' => depth += 1,
                ')' | ']' | '}' => {
                    depth -= 1;
                    if depth == 0 {
                        return at;
                    }
                }
                _ => {}
            }
            at += 1;
        }
        at
    }

    /// Brackets that are open before a place on the line.
    fn open_before(&self, offset: i32) -> Vec<(char, i32)> {
        let mut open = Vec::new();
        let mut quote = None;
        for at in 1..offset {
            let Some(c) = self.at(at) else { break };
            match (quote, c) {
                (Some(q), c) if q == c => quote = None,
                (Some(_), _) => {}
                (None, '"' | '\'') => quote = Some(c),
                (None, '(' | '[' | '{') => open.push((c, at)),
                (None, ')' | ']' | '}') => {
                    open.pop();
                }
                _ => {}
            }
        }
        open
    }

    fn find(&self, word: &str, from: i32, to: i32) -> Option<i32> {
        let n = word.chars().count() as i32;
        (from..=to - n).find(|at| (0..n).zip(word.chars()).all(|(i, c)| self.at(at + i) == Some(c)))
    }

    fn len(&self) -> i32 {
        self.chars.len() as i32
    }
}

pub(crate) fn refine(found: Finding, source: &str) -> Finding {
    let text = crate::report::line_text(source, found.start.0).unwrap_or_default();
    let text = text.trim_end_matches('\n');
    let line = Line { chars: text.chars().collect(), text };
    let (row, start, end) = (found.start.0, found.start.1, found.end.1);
    let done = |msg: &str, start: i32, end: i32| Finding { kind: found.kind, msg: msg.to_owned(), start: (row, start), end: (row, end) };
    if let Some((msg, start, end)) = by_message(&found.msg, start, end, &line) {
        return done(&msg, start, end);
    }
    if found.msg == "expected 'except' or 'finally' block"
        && let Some((row, start)) = else_without_except(source, row)
    {
        let place = |offset| (row, offset);
        return Finding { start: place(start), end: place(start + 4), ..found };
    }
    let ends_with_decorator = source.lines().rfind(|l| !l.trim().is_empty()).is_some_and(|l| l.trim_start().starts_with('@'));
    if found.msg == "invalid syntax" && ends_with_decorator && row as usize > source.trim_end().lines().count() {
        let row = source.matches('\n').count() as u32;
        return Finding { start: (row, 0), end: (row, 0), ..found };
    }
    found
}

/// `try:` and `else:` with nothing between.
fn else_without_except(source: &str, row: u32) -> Option<(u32, i32)> {
    let lines: Vec<&str> = source.lines().take(row as usize).collect();
    let at = lines.iter().rposition(|line| line.trim_start().starts_with("else"))?;
    let indent = lines[at].len() - lines[at].trim_start().len();
    Some((at as u32 + 1, indent as i32 + 1))
}

#[allow(clippy::too_many_lines)]
fn by_message(msg: &str, start: i32, end: i32, line: &Line) -> Option<(String, i32, i32)> {
    let to = |msg: &str, start, end| Some((msg.to_owned(), start, end));
    let first = line.at(start);
    let trimmed = line.text.trim_start();
    match msg {
        "cannot delete starred" | "cannot use starred expression here" if end == start + 1 && first == Some('*') => {
            to(msg, start, line.operand_end(line.skip_blanks(start + 1)))
        }
        "cannot use a starred expression in a dictionary value" if line.at(start + 1) == Some('*') => {
            to("invalid syntax", start, start + 2)
        }
        "cannot use a starred expression in a dictionary value" => to(msg, start, line.operand_end(line.skip_blanks(start + 1))),
        "cannot use bound with TypeVarTuple" | "cannot use bound with ParamSpec" => {
            to(msg, start, line.operand_end(line.skip_blanks(start + 1)))
        }
        "cannot assign to list comprehension"
        | "cannot assign to set comprehension"
        | "cannot assign to dict comprehension"
        | "cannot assign to await expression" => to(&format!("{msg}{EQUALS_ADVICE}"), start, end),
        "Only single target (not list) can be annotated" => to("only single target (not list) can be annotated", start, end),
        "only single target (not tuple) can be annotated" if !matches!(first, Some('(' | '[')) => to(msg, start, line.operand_end(start)),
        "illegal target for annotation" if first == Some('(') && line.closing(start) == end - 1 => to(msg, start + 1, end - 1),
        "Invalid annotated assignment target" => to("illegal target for annotation", start, end),
        "Expected an import name"
        | "Expected a module name"
        | "Expected an import name or a ')'"
        | "Expected a simple statement"
        | "Exception missing in `raise` statement with cause" => to("invalid syntax", start, end),
        "Expected a pattern" if first == Some('-') => {
            let (start, end) = line.token_after(start);
            to("invalid syntax", start, end)
        }
        "Pattern cannot follow a double star pattern" => to("invalid syntax", start, line.token_end(start)),
        "imaginary number required in complex literal" if first.is_some_and(|c| !c.is_ascii_digit()) => to("invalid syntax", start, end),
        "Positional patterns cannot follow keyword patterns" => to("positional patterns follow keyword patterns", start, end),
        "Multiple exception types must be parenthesized when using `as`" => {
            let name = line.find(" as ", end, line.len() + 1).map_or(end, |at| line.token_end(line.skip_blanks(at + 4)));
            to("multiple exception types must be parenthesized when using 'as'", start, name)
        }
        _ if msg.starts_with("Cannot mix ") => to(&msg.replacen('C', "c", 1), start, end),
        "at least one argument must precede /" if line.at(line.token_after(start).0) != Some(',') => to("invalid syntax", start, end),
        "named arguments must follow bare *" => bare_star(start, end, line),
        "var-keyword argument cannot have default value" | "var-positional argument cannot have default value" => {
            let at = line.find("=", start, line.len() + 1)?;
            to(msg, at, at + 1)
        }
        "expected 'else' after 'if' expression" => {
            let (from, until) = conditional_before(start, line)?;
            to(msg, from, until)
        }
        "Invalid star expression" if first == Some('*') => {
            let (start, end) = line.token_after(start);
            to(msg, start, end)
        }
        "cannot use double starred expression here" if matches!(line.at(line.token_after(start).0), Some(')' | ',')) => {
            let (start, end) = line.token_after(start);
            to("invalid syntax", start, end)
        }
        "f-string: lambda expressions are not allowed without parentheses"
        | "t-string: lambda expressions are not allowed without parentheses" => {
            let colon = line.find(":", start, line.len() + 1)?;
            to(msg, start, colon + 1)
        }
        _ if msg.starts_with("unterminated ") && msg.contains("f-string literal") => {
            let mut from = start;
            while line.at(from - 1).is_some_and(|c| c.is_ascii_alphabetic()) {
                from -= 1;
            }
            to(msg, from, from)
        }
        "f-string: expecting '}', or format specs" | "t-string: expecting '}', or format specs" => {
            let quote = line.text.trim_end().chars().count() as i32;
            to(msg, quote, quote + 1)
        }
        _ if msg.ends_with("expecting '!', or ':', or '}'") && first == Some(' ') => {
            let at = line.skip_blanks(start);
            to(msg, at, line.token_end(at))
        }
        _ if msg.ends_with("expecting a valid expression after '{'") && first == Some('{') && line.at(start + 1) == Some('*') => {
            to(msg, start + 1, line.token_end(start + 1))
        }
        _ if msg.ends_with("conversion type must come right after the exclamation mark") && first == Some(' ') => {
            let at = line.skip_blanks(start);
            to(msg, start - 1, line.token_end(at))
        }
        _ if msg.starts_with("f-string: unmatched") || msg.starts_with("t-string: unmatched") => to(msg, start, start),
        _ if msg.starts_with("closing parenthesis '}'") && line.text.contains("f\"") => to(msg, start, start),
        "unexpected character after line continuation character" => to(msg, start, 0),
        _ if msg.starts_with("(unicode error)") => unicode_error(msg, start, end, line),
        WALRUS_ADVICE if first == Some('(') && line.closing(start) == end - 1 => to(msg, start + 1, end - 1),
        "Type parameter list cannot be empty" => to(msg, start, if trimmed.starts_with("type ") { start + 2 } else { start }),
        "'(' was never closed" => {
            let word = trimmed.split(' ').next().unwrap_or_default();
            let colon = line.find(":", start, line.len() + 1).filter(|at| line.open_before(*at).last() == Some(&('(', start)))?;
            let is_lambda = line.find("lambda", start, colon).is_some() || line.at(colon + 1) == Some('=');
            (matches!(word, "if" | "while" | "with" | "elif" | "for") && !is_lambda)
                .then(|| ("invalid syntax".to_owned(), colon, colon + 1))
        }
        COMMA_ADVICE if trimmed.starts_with("from ") => {
            let (start, end) = line.token_after(start);
            to("invalid syntax", start, end)
        }
        COMMA_ADVICE | "invalid syntax" => loop_without_in(start, line).or_else(|| invalid_syntax(msg, start, end, line)),
        _ => None,
    }
}

/// A bare `*` in a lambda is told of at what comes behind it.
fn bare_star(start: i32, end: i32, line: &Line) -> Option<(String, i32, i32)> {
    let msg = "named arguments must follow bare *".to_owned();
    let (next, next_end) = line.token_after(start);
    let (after, after_end) = if line.at(next) == Some(',') { line.token_after(next) } else { (next, next_end) };
    if line.at(after) == Some('/') {
        return Some(("/ must be ahead of *".to_owned(), after, after + 1));
    }
    let is_second = line.find("*", 1, start).is_some();
    let is_lambda = line.find("lambda", 1, start).is_some();
    match is_lambda {
        true => Some((msg, after, after_end)),
        false if is_second => Some(("invalid syntax".to_owned(), start, end)),
        false => None,
    }
}

/// `a if b` before a place: from where to where.
fn conditional_before(place: i32, line: &Line) -> Option<(i32, i32)> {
    let depth = line.open_before(place).len();
    let until = {
        let mut at = place;
        while at > 1 && line.at(at - 1).is_none_or(|c| c == ' ') {
            at -= 1;
        }
        at
    };
    let word =
        (1..until).rev().find(|at| line.open_before(*at).len() == depth && line.word(*at) == "if" && line.at(at - 1) == Some(' '))?;
    let mut from = word - 1;
    while from > 1 && line.at(from - 1) == Some(' ') {
        from -= 1;
    }
    while from > 1 {
        let c = line.at(from - 1)?;
        let is_deeper = line.open_before(from - 1).len() > depth;
        if !is_deeper && matches!(c, '=' | ',' | '(' | '[' | '{' | ':' | ';') && line.open_before(from).len() >= depth {
            break;
        }
        from -= 1;
    }
    from = line.skip_blanks(from);
    if matches!(line.word(from).as_str(), "return" | "yield" | "print") && line.at(line.token_end(from)) == Some(' ') {
        from = line.token_after(from).0;
    }
    Some((from, until))
}

/// A comprehension's `for` without its `in`.
fn loop_without_in(start: i32, line: &Line) -> Option<(String, i32, i32)> {
    let at = (2..=line.len())
        .find(|at| line.word(*at) == "for" && !line.at(at - 1).is_some_and(is_word) && !line.open_before(*at).is_empty())?;
    let mut next = line.token_after(at).0;
    loop {
        let c = line.at(next)?;
        if !is_word(c) || c.is_ascii_digit() {
            return None;
        }
        next = line.token_after(next).0;
        if line.at(next) == Some(',') {
            next = line.token_after(next).0;
            continue;
        }
        break;
    }
    let is_missing = line.word(next) != "in" && !matches!(line.at(next), Some('.' | '[' | '(') | None);
    (is_missing && start <= next).then(|| ("'in' expected after for-loop variables".to_owned(), next, line.token_end(next)))
}

fn unicode_error(msg: &str, start: i32, end: i32, line: &Line) -> Option<(String, i32, i32)> {
    let mut from = start;
    while line.at(from - 1).is_some_and(|c| matches!(c, 'u' | 'U' | 'b' | 'B')) {
        from -= 1;
    }
    let quote = line.at(start).filter(|c| matches!(c, '"' | '\''))?;
    let until = match end - start {
        0 | 1 => (start + 1..=line.len()).find(|at| line.at(*at) == Some(quote))? + 1,
        _ => end,
    };
    Some((msg.to_owned(), from, until))
}

fn invalid_syntax(msg: &str, start: i32, end: i32, line: &Line) -> Option<(String, i32, i32)> {
    let to = |msg: &str, start, end| Some((msg.to_owned(), start, end));
    let trimmed = line.text.trim_start();
    let before: String = line.chars.iter().take(start.max(1) as usize - 1).collect();
    let before = before.trim_end();
    if msg == COMMA_ADVICE {
        // Only in brackets does CPython think of a comma.
        let is_template = line.find("{", 1, start).is_some();
        let is_bare = !is_template && line.open_before(end).is_empty() && line.text.contains('=');
        let (second, second_end) = line.token_after(start);
        return if is_bare && line.open_before(start).is_empty() { to("invalid syntax", second, second_end) } else { None };
    }
    let word = line.word(start);
    if before.ends_with(" else") && before.contains(" if ") && line.at(start).is_none() {
        return to("expected expression after 'else', but statement is given", start, end);
    }
    if matches!(line.at(start), Some(')' | ']')) {
        if before.ends_with("[*") || before.ends_with(", *") {
            return to("Invalid star expression", start, end);
        }
        if let Some((from, until)) = conditional_before(start, line)
            && line.find(" for ", 1, start).is_none()
            && line.find(" else ", from, start).is_none()
            && line.open_before(start).last().is_some_and(|(_, open)| *open < from)
        {
            return to("expected 'else' after 'if' expression", from, until);
        }
    }
    if word == "not" && !before.is_empty() {
        let (start, end) = line.token_after(start);
        return to("invalid syntax", start, end);
    }
    if before.ends_with("->") {
        let at = before.chars().count() as i32 - 1;
        return to("expected ':'", at, at + 2);
    }
    if trimmed.starts_with("class ") && line.find(" for ", start, end).is_some() {
        let at = line.find(" for ", start, end)? + 1;
        return to(msg, at, at + 3);
    }
    if trimmed.starts_with("type ") && before.trim_start() == "type" && word.chars().next().is_some_and(char::is_alphabetic) {
        let (start, end) = line.token_after(start);
        return to(msg, start, end);
    }
    let head = before.trim_start();
    if matches!(head, "else" | "try" | "finally") {
        return to("expected ':'", start, end);
    }
    if let Some(name) = head.strip_prefix("async ").unwrap_or(head).strip_prefix("def ")
        && !name.trim().is_empty()
        && name.trim().chars().all(is_word)
        && line.at(start) != Some('(')
    {
        return to("expected '('", start, end);
    }
    None
}
