//! A whole lesson folder: its files in, a checked `Lesson` or everything that is wrong with it out.

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};

use crate::error::LessonError;
use crate::front_matter::{self, FrontMatter, matter_line};
use crate::moment::{self, Moment};
use crate::question::{self, Question};
use crate::text::{self, Block, Inline};

const LESSON_FILE: &str = "lesson.md";

/// The texts of a lesson folder by file name: `lesson.md`, `program.py`, `program.out`, ...
pub type Files = BTreeMap<String, String>;

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Lesson {
    pub title: String,
    /// What links name it by: lower-case words joined by `-`.
    pub slug: String,
    /// Its place in the course, from 1.
    pub order: u32,
    /// One a mode; the first is what opens.
    pub programs: Vec<Program>,
    pub text: Vec<Block>,
    /// In the order in which the lesson gives them. Their lines are those of the first program.
    pub moments: Vec<Moment>,
    pub question: Question,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Program {
    pub mode: Mode,
    pub source: String,
    /// What CPython prints.
    pub stdout: String,
    pub stderr: String,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub enum Mode {
    Script,
    Repl,
}

impl Lesson {
    /// The text, and after it the moments as a list of links into time, for a page that shows one column.
    pub fn text_with_moments(&self) -> Vec<Block> {
        let mut blocks = self.text.clone();
        if !self.moments.is_empty() {
            blocks.push(Block::Heading("Moments to look at".to_owned()));
            blocks.push(Block::List(self.moments.iter().map(moment_item).collect()));
        }
        blocks
    }
}

/// Checks everything that can be known without running the program, and the question against the golden output.
pub fn parse_lesson(files: &Files) -> Result<Lesson, Vec<LessonError>> {
    let Some(source) = files.get(LESSON_FILE) else {
        return Err(vec![LessonError::whole(LESSON_FILE, "missing")]);
    };
    let split = front_matter::split(LESSON_FILE, source).map_err(|error| vec![error])?;
    let (matter_text, _) = front_matter::matter_text(LESSON_FILE, source).map_err(|error| vec![error])?;
    let matter = &split.matter;
    let mut errors = Vec::new();

    check_slug(matter, matter_text, &mut errors);
    let programs = programs(files, matter, matter_text, &mut errors);
    let moments = moments(matter, matter_text, programs.first(), &mut errors);
    let text = keep(text::parse(LESSON_FILE, split.body, split.body_line, &moments), &mut errors);
    if text.as_ref().is_some_and(Vec::is_empty) {
        errors.push(LessonError::at(LESSON_FILE, split.body_line, "the lesson has no text"));
    }
    let question = keep(question::resolve(LESSON_FILE, matter_text, matter.question.get_ref()), &mut errors);
    if let (Some(question), Some(program)) = (&question, programs.first())
        && let Err(message) = question.prove(&program.stdout, &program.stderr)
    {
        let line = matter_line(matter_text, matter.question.get_ref().proof.span().start);
        errors.push(LessonError::at(LESSON_FILE, line, format!("the answer is not proved: {message}")));
    }
    match (text, question) {
        (Some(text), Some(question)) if errors.is_empty() => Ok(Lesson {
            title: matter.title.clone(),
            slug: matter.slug.get_ref().clone(),
            order: matter.order,
            programs,
            text,
            moments,
            question,
        }),
        _ => Err(errors),
    }
}

fn check_slug(matter: &FrontMatter, matter_text: &str, errors: &mut Vec<LessonError>) {
    let slug = matter.slug.get_ref();
    let is_word = |word: &str| !word.is_empty() && word.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit());
    if !slug.split('-').all(is_word) {
        let line = matter_line(matter_text, matter.slug.span().start);
        errors.push(LessonError::at(LESSON_FILE, line, format!("slug {slug:?}: lower-case words joined by `-`")));
    }
}

fn programs(files: &Files, matter: &FrontMatter, matter_text: &str, errors: &mut Vec<LessonError>) -> Vec<Program> {
    let mut programs: Vec<Program> = Vec::new();
    let line = matter_line(matter_text, matter.modes.span().start);
    for word in matter.modes.get_ref() {
        let (mode, stem) = match word.as_str() {
            "script" => (Mode::Script, "program"),
            "repl" => (Mode::Repl, "program.repl"),
            other => {
                errors.push(LessonError::at(LESSON_FILE, line, format!("modes are \"script\" and \"repl\", not {other:?}")));
                continue;
            }
        };
        if programs.iter().any(|program| program.mode == mode) {
            errors.push(LessonError::at(LESSON_FILE, line, format!("mode {word:?} is given twice")));
            continue;
        }
        let mut text_of = |suffix: &str, is_needed: bool| {
            let name = format!("{stem}.{suffix}");
            if is_needed && !files.contains_key(&name) {
                errors.push(LessonError::whole(&name, "missing"));
            }
            files.get(&name).cloned().unwrap_or_default()
        };
        let (source, stdout, stderr) = (text_of("py", true), text_of("out", true), text_of("err", false));
        programs.push(Program { mode, source, stdout, stderr });
    }
    if matter.modes.get_ref().is_empty() {
        errors.push(LessonError::at(LESSON_FILE, line, "a lesson has at least one mode"));
    }
    programs
}

fn moments(matter: &FrontMatter, matter_text: &str, program: Option<&Program>, errors: &mut Vec<LessonError>) -> Vec<Moment> {
    let Some(program) = program else {
        return Vec::new();
    };
    let program_name = match program.mode {
        Mode::Script => "program.py",
        Mode::Repl => "program.repl.py",
    };
    let mut names = BTreeSet::new();
    let mut moments = Vec::new();
    for each in &matter.moments {
        let matter = each.get_ref();
        if !names.insert(matter.name.get_ref().clone()) {
            let line = matter_line(matter_text, matter.name.span().start);
            let message = format!("two moments are named `{}`", matter.name.get_ref());
            errors.push(LessonError::at(LESSON_FILE, line, message));
        }
        let resolved = moment::resolve(LESSON_FILE, matter_text, matter, program_name, &program.source);
        moments.extend(keep(resolved, errors));
    }
    moments
}

fn moment_item(moment: &Moment) -> Vec<Inline> {
    let mut item = vec![Inline::Moment { label: moment.title.replace('`', ""), place: moment.place }, Inline::Text(": ".to_owned())];
    // Titles and looks know one mark only, the backtick.
    for (index, piece) in moment.look.split('`').enumerate() {
        match index % 2 {
            0 if piece.is_empty() => {}
            0 => item.push(Inline::Text(piece.to_owned())),
            _ => item.push(Inline::Code(piece.to_owned())),
        }
    }
    item
}

fn keep<T>(result: Result<T, LessonError>, errors: &mut Vec<LessonError>) -> Option<T> {
    result.map_err(|error| errors.push(error)).ok()
}
