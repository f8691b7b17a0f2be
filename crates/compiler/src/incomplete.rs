//! Is a text that cannot be compiled only not at its end yet? CPython says so if its tokenizer had to look beyond the
//! text before the parser failed. The parser here is not CPython's; so a token that nothing allows is put behind the
//! text, and what counts is whether the first complaint is about that one.
//!
//! CPython: Parser/pegen.c (_PyPegen_run_parser, _is_end_of_source), Lib/codeop.py.

use ruff_python_ast::{Mod, Stmt};
use ruff_python_parser::{Mode as ParserMode, ParseErrorType, ParseOptions, parse_unchecked};
use ruff_text_size::Ranged;

use crate::compile::{Mode, Options};
use crate::report::SyntaxReport;

/// No token of Python.
const NO_TOKEN: &str = "$";

/// The error of a text that may go on; None where more text would not help. `text`: as it is given to the parser.
pub(crate) fn report(text: &str, filename: &str, mode: Mode, found: &SyntaxReport) -> Option<SyntaxReport> {
    if found.is_from_tree() || found.lineno.is_none() || found.msg.starts_with("multiple statements") {
        return None;
    }
    let last = text.split_inclusive('\n').next_back().unwrap_or_default();
    let line = text.split_inclusive('\n').count() as u32;
    let place = at_end(text, mode, &found.msg)?;
    let (start, end) = match place {
        Place::Token(start, end) => {
            let column = |at: usize| at as i32 - (text.len() - last.len()) as i32 + 1;
            ((line, column(start)), (line, column(end)))
        }
        Place::End => ((line, last.chars().count() as i32), (line, -1)),
        Place::Start => ((found.lineno?, found.offset?), (found.lineno?, -1)),
    };
    Some(SyntaxReport::at("_IncompleteInputError", "incomplete input", filename, text, start, end))
}

/// Where CPython puts it.
enum Place {
    /// Byte offsets of the token that ends the text.
    Token(usize, usize),
    End,
    /// Where the text in quotes begins that nobody ends.
    Start,
}

fn at_end(text: &str, mode: Mode, msg: &str) -> Option<Place> {
    let ends_line = text.ends_with('\n');
    if msg.starts_with("unterminated") {
        let is_template = msg.contains("f-string") || msg.contains("t-string");
        let is_open = if msg.contains("triple-quoted") { true } else { (!ends_line || text.ends_with("\\\n")) && !is_template };
        let is_first =
            first_error(text, mode).is_some_and(|(_, words)| words.contains("nterminated") || words.contains("issing closing quote"));
        return (is_open && is_first).then_some(Place::Start);
    }
    if msg.starts_with("unexpected EOF") {
        return Some(Place::End);
    }
    if ["unmatched", "closing parenthesis", "invalid decimal", "unindent", "unexpected"].iter().any(|m| msg.starts_with(m)) {
        return None;
    }
    // Within the last block: dedents have no place of their own in the parser's complaints.
    let gap = if ends_line { "" } else { "\n" };
    let before = text.split('\n').rfind(|line| !line.trim().is_empty()).unwrap_or_default();
    let indent = before.get(..before.len() - before.trim_start().len()).unwrap_or_default();
    let (at, _) = first_error(&format!("{text}{gap}{indent}{NO_TOKEN}"), mode)?;
    let last = last_token(text);
    match last {
        Some(start) if at == start => Some(Place::Token(start, text.len())),
        Some(start) if at > start => Some(Place::End),
        None if at >= text.len() => Some(Place::End),
        _ => None,
    }
}

/// Where the token begins that touches the end of the text: the tokenizer looked behind it.
fn last_token(text: &str) -> Option<usize> {
    let line_start = text.rfind('\n').map_or(0, |at| at + 1);
    let line = text.get(line_start..)?;
    let last = line.chars().next_back()?;
    if last.is_whitespace() || line.contains('#') {
        return None;
    }
    let is_word = |c: char| c.is_alphanumeric() || c == '_';
    let start = if is_word(last) { line.trim_end_matches(is_word).len() } else { line.len() - last.len_utf8() };
    Some(line_start + start)
}

/// Byte offset and words of the parser's first complaint.
fn first_error(text: &str, mode: Mode) -> Option<(usize, String)> {
    let options = ParseOptions::from(if mode == Mode::Eval { ParserMode::Expression } else { ParserMode::Module });
    let parsed = parse_unchecked(text, options);
    let place = |error: &ruff_python_parser::ParseError| match &error.error {
        // The place of a bracket that is not closed is the bracket's; it is missed at the end.
        ParseErrorType::Lexical(what) if what.to_string().contains("EOF") => text.len(),
        _ => error.location.start().to_usize(),
    };
    // What CPython looks into only when the call is whole.
    let later = |what: &ParseErrorType| {
        what.to_string().contains(" argument cannot follow ") || what.to_string().contains("unpacking cannot follow ")
    };
    parsed.errors().iter().filter(|e| !later(&e.error)).map(|e| (place(e), e.error.to_string())).min_by_key(|(at, _)| *at)
}

/// In mode `single` a block ends with a line of its own; at the end of the text dedents are made up, unless the caller
/// does not want that. CPython: Parser/pegen.c, initialize_token.
pub(crate) fn unended_block(tree: &Mod, text: &str, filename: &str, options: Options) -> Option<SyntaxReport> {
    let Mod::Module(module) = tree else { return None };
    let last = module.body.last().filter(|_| !text.ends_with('\n'))?;
    let is_block = matches!(
        last,
        Stmt::FunctionDef(_)
            | Stmt::ClassDef(_)
            | Stmt::For(_)
            | Stmt::While(_)
            | Stmt::If(_)
            | Stmt::With(_)
            | Stmt::Match(_)
            | Stmt::Try(_)
    );
    let line_start = text.get(..last.end().to_usize())?.rfind('\n').map_or(0, |at| at + 1);
    let is_indented = text.get(line_start..).is_some_and(|line| line.starts_with([' ', '\t']));
    if !is_block || (is_indented && !options.dont_imply_dedent) {
        return None;
    }
    let line = text.lines().count() as u32;
    Some(SyntaxReport::at("SyntaxError", "invalid syntax", filename, text, (line, 0), (line, 0)))
}
