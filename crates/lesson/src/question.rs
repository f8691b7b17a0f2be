//! The question that is asked before the program may run. Its answer is not believed: it is a line of the output.

use serde::{Deserialize, Serialize};

use crate::error::LessonError;
use crate::front_matter::{QuestionMatter, matter_line};

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Question {
    pub ask: String,
    pub choices: Vec<String>,
    /// Index into `choices`.
    pub answer: u32,
    /// Why it is so.
    pub reason: String,
    pub proof: Proof,
}

/// The line of output, of the lesson's first mode, that shows the answer.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Proof {
    pub stream: Stream,
    /// From 1.
    pub line: u32,
    /// What the line is, to the character; the answer itself where the lesson gives nothing else.
    pub text: String,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Stream {
    Stdout,
    Stderr,
}

impl Question {
    /// Does a run that printed this prove the answer? Else: what stands there instead.
    pub fn prove(&self, stdout: &str, stderr: &str) -> Result<(), String> {
        let output = match self.proof.stream {
            Stream::Stdout => stdout,
            Stream::Stderr => stderr,
        };
        let index = (self.proof.line as usize).saturating_sub(1);
        match output.lines().nth(index) {
            Some(line) if line == self.proof.text => Ok(()),
            Some(line) => Err(format!("line {} of the output is {line:?}, not {:?}", self.proof.line, self.proof.text)),
            None => Err(format!("the output has no line {}", self.proof.line)),
        }
    }
}

pub(crate) fn resolve(file: &str, matter_text: &str, matter: &QuestionMatter) -> Result<Question, LessonError> {
    let answer = matter.answer.get_ref();
    let wrong = |byte: usize, message: String| Err(LessonError::at(file, matter_line(matter_text, byte), message));
    let answer_byte = matter.answer.span().start;
    if matter.choices.len() < 2 {
        return wrong(answer_byte, "a question has at least two choices".to_owned());
    }
    if (1..matter.choices.len()).any(|i| matter.choices.iter().skip(i).any(|c| Some(c) == matter.choices.get(i - 1))) {
        return wrong(answer_byte, "two choices are the same".to_owned());
    }
    let Some(index) = matter.choices.iter().position(|choice| choice == answer) else {
        return wrong(answer_byte, format!("the answer {answer:?} is none of the choices"));
    };
    let proof = matter.proof.get_ref();
    let proof_byte = matter.proof.span().start;
    let stream = match proof.stream.as_str() {
        "stdout" => Stream::Stdout,
        "stderr" => Stream::Stderr,
        other => {
            return wrong(proof_byte, format!("a proof's stream is \"stdout\" or \"stderr\", not {other:?}"));
        }
    };
    if proof.line == 0 {
        return wrong(proof_byte, "lines count from 1".to_owned());
    }
    if matter.reason.trim().is_empty() {
        return wrong(answer_byte, "the reason is empty".to_owned());
    }
    Ok(Question {
        ask: matter.ask.clone(),
        choices: matter.choices.clone(),
        answer: index as u32,
        reason: matter.reason.clone(),
        proof: Proof { stream, line: proof.line, text: proof.text.clone().unwrap_or_else(|| answer.clone()) },
    })
}
