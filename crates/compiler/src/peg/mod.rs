//! What CPython says of a text that is no Python: its tokenizer and its parser again, with the rules that look for mistakes. Every text
//! is read here first; what builds the tree then knows that it is right.
//!
//! CPython: Parser/pegen.c (_PyPegen_run_parser), Parser/pegen_errors.c.

mod complain;
mod grammar;
mod lexer;
mod machine;
mod number;
mod strings;
mod template;

use std::collections::HashMap;

use crate::compile::{Mode, Options};
use crate::report::SyntaxReport;
use lexer::{Kind, Lexer};
use machine::{Failure, Parser};

/// What was seen of a text that is right, besides that.
#[derive(Default, Debug)]
pub(crate) struct Taken {
    /// Where `<>` stands for `!=`.
    pub diamonds: Vec<usize>,
    /// Comments that tell types, by the place of the statement or parameter.
    pub comments: HashMap<(i32, i32), String>,
    pub ignores: Vec<(u32, String)>,
    /// Of a function's type: from where to where each part goes, the result last.
    pub signature: Vec<[(u32, i32); 2]>,
}

/// What is wrong with the text, if CPython's parser does not take it.
pub(crate) fn check(text: &str, filename: &str, mode: Mode, options: Options) -> Result<Taken, SyntaxReport> {
    unicode_names2::was_asked_in_vain();
    let is_open = mode == Mode::Exec && !text.is_empty() && !text.ends_with('\n');
    let failure = match is_open {
        true => Parser::new(&format!("{text}\n"), mode, options).run(),
        false => Parser::new(text, mode, options).run(),
    };
    let failure = match failure {
        Ok(taken) => return Ok(taken),
        Err(failure) => failure,
    };
    Err(match failure {
        Failure::Overflow => {
            let msg = "Parser stack overflowed - Python source too complex to parse";
            SyntaxReport::without_place("MemoryError", msg.to_owned(), filename)
        }
        Failure::Error(e) if e.msg.contains("unknown Unicode character name") && unicode_names2::was_asked_in_vain() => {
            SyntaxReport::not_supported("\\N{...} (this module is without the table of names)".to_owned(), e.line, filename)
        }
        Failure::Error(e) => SyntaxReport {
            lineno: Some(e.line),
            offset: Some(e.col),
            end_lineno: Some(e.end_line),
            end_offset: Some(e.end_col),
            text: Some(e.text),
            is_from_parser: !e.is_from_tokenizer,
            ..SyntaxReport::without_place(e.kind, e.msg, filename)
        },
    })
}

/// Kind, text, and line, column, end line, end column.
pub(crate) type Told = (&'static str, String, [i64; 4]);

/// The tokens of a text that is right: kind as `tokenize` names it, text, and place.
pub(crate) fn tokens(text: &str, filename: &str, mode: Mode) -> Result<Vec<Told>, SyntaxReport> {
    check(text, filename, mode, Options::default())?;
    let text = if text.ends_with('\n') { text.to_owned() } else { format!("{text}\n") };
    let mut lexer = Lexer::new(&text, false);
    let mut all = Vec::new();
    loop {
        let token = lexer.token();
        let kind = match token.kind {
            Kind::End => "ENDMARKER",
            Kind::Name => "NAME",
            Kind::Number => "NUMBER",
            Kind::String => "STRING",
            Kind::Newline => "NEWLINE",
            Kind::Indent => "INDENT",
            Kind::Dedent => "DEDENT",
            Kind::Op(_) => "OP",
            Kind::TemplateStart(b'f') => "FSTRING_START",
            Kind::TemplateMiddle(b'f') => "FSTRING_MIDDLE",
            Kind::TemplateEnd(b'f') => "FSTRING_END",
            Kind::TemplateStart(_) => "TSTRING_START",
            Kind::TemplateMiddle(_) => "TSTRING_MIDDLE",
            Kind::TemplateEnd(_) => "TSTRING_END",
            Kind::TypeComment => "TYPE_COMMENT",
            Kind::Error => return Ok(all),
        };
        let words = text.get(token.start..token.end).unwrap_or_default().to_owned();
        let place = [i64::from(token.line), i64::from(token.col), i64::from(token.end_line), i64::from(token.end_col)];
        all.push((kind, words, place));
        if token.kind == Kind::End {
            return Ok(all);
        }
    }
}

#[cfg(test)]
mod tests {
    use std::path::{Path, PathBuf};

    use super::check;
    use crate::compile::{Mode, Options};

    fn files(folder: &Path, out: &mut Vec<PathBuf>) {
        for entry in std::fs::read_dir(folder).into_iter().flatten().flatten() {
            let path = entry.path();
            if path.is_dir() {
                files(&path, out);
            } else if path.extension().is_some_and(|e| e == "py") {
                out.push(path);
            }
        }
    }

    /// `PYVARIUM_ACCEPT`: a folder of programs that are right.
    #[test]
    fn programs_that_are_right_are_taken() {
        let tests = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../tests");
        let given = std::env::var_os("PYVARIUM_ACCEPT").map(PathBuf::from);
        let mut all = Vec::new();
        files(&given.unwrap_or_else(|| tests.join("dis")), &mut all);
        let mut refused = Vec::new();
        for path in &all {
            let Ok(text) = std::fs::read_to_string(path) else { continue };
            if let Err(report) = check(&text, "m.py", Mode::Exec, Options::default()) {
                refused.push(format!("{} {} {:?}", path.display(), report.msg, report.lineno));
            }
        }
        assert!(refused.is_empty() && all.len() > 50, "{} of {}: {refused:#?}", refused.len(), all.len());
    }
}
