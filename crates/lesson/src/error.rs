//! What is wrong with a lesson, and where. Errors are collected, so that an author mends them in one go.

use std::fmt;

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LessonError {
    /// Inside the lesson's folder.
    pub file: String,
    /// From 1; None when the whole file is meant.
    pub line: Option<u32>,
    pub message: String,
}

impl LessonError {
    pub(crate) fn at(file: &str, line: u32, message: impl Into<String>) -> Self {
        Self { file: file.to_owned(), line: Some(line), message: message.into() }
    }

    pub(crate) fn whole(file: &str, message: impl Into<String>) -> Self {
        Self { file: file.to_owned(), line: None, message: message.into() }
    }
}

impl fmt::Display for LessonError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.line {
            Some(line) => write!(f, "{}:{line}: {}", self.file, self.message),
            None => write!(f, "{}: {}", self.file, self.message),
        }
    }
}

impl std::error::Error for LessonError {}

/// The line, from 1, on which a byte of the text lies.
pub(crate) fn line_of(text: &str, byte: usize) -> u32 {
    let before = text.as_bytes().get(..byte).unwrap_or(text.as_bytes());
    1 + before.iter().filter(|b| **b == b'\n').count() as u32
}
