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
        } else if c == '#' {
            i = run(i, &|c| c != '\n');
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
            let keyword = is_keyword(&word);
            list.push(Token::Atom { start, end: i, keyword });
        } else if chars.get(i..i + 3) == Some(&['.', '.', '.']) {
            i += 3;
            list.push(Token::Atom { start, end: i, keyword: false });
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

/// Words that make of a segment something else than a value, an operator, a subscript or a call.
fn is_keyword(word: &str) -> bool {
    matches!(
        word,
        "and"
            | "or"
            | "not"
            | "if"
            | "else"
            | "lambda"
            | "in"
            | "is"
            | "await"
            | "for"
            | "yield"
            | "async"
            | "raise"
            | "return"
            | "del"
            | "import"
            | "from"
            | "assert"
            | "with"
            | "class"
            | "def"
            | "while"
            | "try"
            | "global"
            | "nonlocal"
            | "pass"
            | "break"
            | "continue"
            | "except"
            | "finally"
            | "elif"
            | "as"
    )
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
            // Comparison, boolean, conditional, lambda, a statement: none of the shapes.
            Token::Atom { keyword: true, .. } if depth == 0 => return None,
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
    let starts_unary = matches!(list.first(), Some(Token::Op { .. }));
    match root {
        // `-a ** b` is a negation.
        Some((8, ..)) if starts_unary => return None,
        Some((_, start, end)) => return Some(Anchors { start, end: end + usize::from(touches_parenthesis(&chars, &list, start, end)) }),
        None => {}
    }
    // A call or subscript: the last group closes the segment and follows a value.
    let (open, close, follows) = last_group?;
    if close + 1 != chars.len() || !follows || starts_unary || chars.get(open) == Some(&'{') {
        return None;
    }
    Some(Anchors { start: open, end: close + 1 })
}

/// `a+(b)`: parentheses are no part of the right operand's position, so CPython takes the one that
/// touches the operator for its second character. Those of a tuple or a generator are.
fn touches_parenthesis(chars: &[char], list: &[Token], start: usize, end: usize) -> bool {
    if end != start + 1 || chars.get(end) != Some(&'(') {
        return false;
    }
    let mut depth = 0;
    let mut inside = 0;
    for token in list {
        match *token {
            Token::Open { at } if at >= end => depth += 1,
            Token::Close { at } if at > end => {
                depth -= 1;
                if depth == 0 {
                    return at + 1 == chars.len() && inside > 0;
                }
            }
            Token::Op { start, .. } if start > end && depth == 1 && chars.get(start) == Some(&',') => return false,
            Token::Atom { start, end: stop, keyword: true } if start > end && depth == 1 => {
                if chars.get(start..stop).is_some_and(|w| w.iter().collect::<String>() == "for") {
                    return false;
                }
                inside += 1;
            }
            Token::Atom { start, .. } if start > end => inside += 1,
            _ => {}
        }
    }
    false
}

/// The source lines of one traceback entry with what is underlined in them, indented as printed.
/// `lines` run from the first to the last of the instruction, `col` and `end_col` are UTF-8 bytes of
/// the first and of the last. CPython: StackSummary.format_frame_summary.
pub fn entry(lines: &[&str], col: usize, end_col: usize) -> String {
    let (first, last) = (lines.first().copied().unwrap_or_default(), lines.last().copied().unwrap_or_default());
    let chars_of = |line: &str, bytes: usize| line.get(..bytes).map_or(line.chars().count(), |s| s.chars().count());
    let (start, end) = (chars_of(first, col), chars_of(last, end_col));
    let shown = dedent(lines);
    let removed = first.chars().count() - shown.first().map_or(0, Vec::len);
    let place = Place { lines: &shown, start: start.saturating_sub(removed), end: end.saturating_sub(removed) };
    let out = place.underlined();
    let lines: Vec<&str> = out.iter().map(String::as_str).collect();
    dedent(&lines).iter().map(|l| format!("    {}\n", l.iter().collect::<String>())).collect()
}

/// Takes off the white space that all lines begin with; what is blank becomes empty.
/// CPython: textwrap.dedent.
fn dedent(lines: &[&str]) -> Vec<Vec<char>> {
    let all: Vec<Vec<char>> = lines.iter().map(|l| if l.trim().is_empty() { Vec::new() } else { l.chars().collect() }).collect();
    let mut margin: Option<Vec<char>> = None;
    for line in all.iter().filter(|l| !l.is_empty()) {
        let blank: Vec<char> = line.iter().copied().take_while(|c| matches!(c, ' ' | '\t')).collect();
        margin = Some(match margin {
            None => blank,
            Some(m) => m.iter().zip(&blank).take_while(|(a, b)| a == b).map(|(a, _)| *a).collect(),
        });
    }
    let n = margin.map_or(0, |m| m.len());
    all.into_iter().map(|l| l.get(n..).unwrap_or_default().to_vec()).collect()
}

/// A segment of source: `start` in the first line, `end` in the last. Unit: characters.
struct Place<'a> {
    lines: &'a [Vec<char>],
    start: usize,
    end: usize,
}

/// Anchors by line and display column: from, to.
type Marks = Option<((usize, usize), (usize, usize))>;

impl Place<'_> {
    fn line(&self, i: usize) -> &[char] {
        self.lines.get(i).map_or(&[], Vec::as_slice)
    }

    fn last(&self) -> usize {
        self.lines.len().saturating_sub(1)
    }

    fn segment(&self) -> Vec<char> {
        let mut all: Vec<char> = self.lines.join(&'\n');
        all.truncate((all.len() + self.end).saturating_sub(self.line(self.last()).len()));
        all.drain(..self.start.min(all.len()));
        all
    }

    fn marks(&self, segment: &[char]) -> Marks {
        let found = anchors(&segment.iter().collect::<String>())?;
        let at = |offset: usize| {
            let before = segment.get(..offset).unwrap_or_default();
            let line = before.iter().filter(|c| **c == '\n').count();
            let col = before.iter().rev().take_while(|c| **c != '\n').count() + if line == 0 { self.start } else { 0 };
            (line, width(self.line(line).get(..col).unwrap_or_default()))
        };
        Some((at(found.start), at(found.end)))
    }

    fn underlined(&self) -> Vec<String> {
        let segment = self.segment();
        let marks = self.marks(&segment);
        let show = self.should_show(&segment, marks.is_some());
        let mut wanted = std::collections::BTreeSet::from([0, self.last()]);
        for line in marks.iter().flat_map(|(a, b)| [a.0, b.0]) {
            wanted.extend((line.saturating_sub(1)..=line + 1).filter(|l| *l <= self.last()));
        }
        let mut out = Vec::new();
        let mut before: Option<usize> = None;
        for line in wanted {
            match before.map_or(1, |b| line - b) {
                2 => self.put(line - 1, show, marks, &mut out),
                n if n > 2 => out.push(format!("...<{} lines>...", n - 1)),
                _ => {}
            }
            self.put(line, show, marks, &mut out);
            before = Some(line);
        }
        out
    }

    fn put(&self, line: usize, show: bool, marks: Marks, out: &mut Vec<String>) {
        let chars = self.line(line);
        out.push(chars.iter().collect());
        if !show {
            return;
        }
        let blank = chars.iter().take_while(|c| c.is_whitespace()).count();
        let n = width(if line == self.last() { chars.get(..self.end).unwrap_or(chars) } else { chars });
        let from = width(self.line(0).get(..self.start).unwrap_or_default());
        let caret = |col: usize| match marks {
            _ if col < blank || (line == 0 && col < from) => ' ',
            Some((a, b)) if (line, col) < a || (line, col) >= b => '~',
            _ => '^',
        };
        out.push((0..n).map(caret).collect());
    }

    /// CPython: _should_show_carets. A call that is all of `return f(...)` or `name = f(...)` needs none.
    fn should_show(&self, segment: &[char], anchored: bool) -> bool {
        let before: String = self.line(0).get(..self.start).unwrap_or_default().iter().collect();
        let after: String = self.line(self.last()).get(self.end..).unwrap_or_default().iter().collect();
        let (before, after) = (before.trim(), after.trim());
        // The parentheses of a call reach to the end; an operator may stand before a closing one too.
        let found = anchors(&segment.iter().collect::<String>()).filter(|_| anchored);
        let is_call = found.is_some_and(|a| a.end == segment.len() && segment.get(a.start) == Some(&'('));
        if is_call && (after.is_empty() || after.starts_with(['#', ';'])) {
            // What stands before the parenthesis that the last one closes.
            let mut depth = 0;
            let open = segment.iter().rposition(|c| {
                depth += i32::from(*c == ')') - i32::from(*c == '(');
                depth == 0
            });
            let function: String = segment.get(..open.unwrap_or(0)).unwrap_or_default().iter().collect();
            let target = before.strip_suffix('=').map(str::trim).unwrap_or_default();
            if (before == "return" && is_name(&function)) || is_name(target) {
                return false;
            }
        }
        anchored || !before.is_empty() || !after.is_empty()
    }
}

fn is_name(text: &str) -> bool {
    let text = text.trim();
    !text.is_empty() && !text.starts_with(|c: char| c.is_numeric()) && text.chars().all(|c| c.is_alphanumeric() || c == '_')
}

/// Columns on a screen. CPython: _display_width.
fn width(chars: &[char]) -> usize {
    chars.iter().map(|c| if is_wide(*c) { 2 } else { 1 }).sum()
}

/// East_Asian_Width is Wide or Fullwidth, by block.
fn is_wide(c: char) -> bool {
    matches!(u32::from(c),
        0x1100..=0x115F | 0x2E80..=0x303E | 0x3041..=0x33FF | 0x3400..=0x4DBF | 0x4E00..=0xA4CF | 0xAC00..=0xD7A3 | 0xF900..=0xFAFF
        | 0xFE30..=0xFE6F | 0xFF01..=0xFF60 | 0xFFE0..=0xFFE6 | 0x1F300..=0x1F64F | 0x1F680..=0x1F6FC | 0x1F900..=0x1F9FF
        | 0x20000..=0x3FFFD)
}
