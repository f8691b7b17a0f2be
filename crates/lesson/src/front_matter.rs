//! The TOML between two lines `+++` at the top of `lesson.md`. Only its shape is checked here, not its sense.

use serde::Deserialize;
use toml::Spanned;

use crate::error::{LessonError, line_of};

const FENCE: &str = "+++";

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct FrontMatter {
    pub title: String,
    pub slug: Spanned<String>,
    pub order: u32,
    pub modes: Spanned<Vec<String>>,
    pub question: Spanned<QuestionMatter>,
    #[serde(default)]
    pub moments: Vec<Spanned<MomentMatter>>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct QuestionMatter {
    pub ask: String,
    pub choices: Vec<String>,
    pub answer: Spanned<String>,
    pub reason: String,
    pub proof: Spanned<ProofMatter>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct ProofMatter {
    pub stream: String,
    pub line: u32,
    pub text: Option<String>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct MomentMatter {
    pub name: Spanned<String>,
    pub title: String,
    pub at: Spanned<String>,
    pub nth_line: Option<u32>,
    pub occurrence: Option<u32>,
    pub when: Option<String>,
    pub look: String,
}

/// A lesson file cut in two.
pub(crate) struct Split<'a> {
    pub matter: FrontMatter,
    pub body: &'a str,
    /// The line of the file, from 1, on which the body begins.
    pub body_line: u32,
}

/// Spans in the front matter count from the line after the first fence.
pub(crate) fn matter_line(matter_text: &str, byte: usize) -> u32 {
    line_of(matter_text, byte) + 1
}

pub(crate) fn matter_text<'a>(file: &str, text: &'a str) -> Result<(&'a str, &'a str), LessonError> {
    let missing = || LessonError::at(file, 1, "the file must begin with front matter between two lines `+++`");
    let rest = text.strip_prefix(FENCE).and_then(|t| t.strip_prefix('\n')).ok_or_else(missing)?;
    let (matter, body) = rest.split_once("\n+++\n").ok_or_else(missing)?;
    Ok((matter, body))
}

pub(crate) fn split<'a>(file: &str, text: &'a str) -> Result<Split<'a>, LessonError> {
    let (matter, body) = matter_text(file, text)?;
    let body_line = line_of(text, text.len() - body.len());
    match toml::from_str(matter) {
        Ok(parsed) => Ok(Split { matter: parsed, body, body_line }),
        Err(error) => {
            let line = matter_line(matter, error.span().map_or(0, |span| span.start));
            Err(LessonError::at(file, line, error.message()))
        }
    }
}
