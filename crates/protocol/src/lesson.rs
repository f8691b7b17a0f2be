//! A lesson as the page reads it: built from its folder, text already a tree, so that the page
//! parses no Markdown and no HTML, and nothing written in a lesson can run.

use serde::{Deserialize, Serialize};

use crate::command::{Mode, Place, Unit};
use crate::state::StateView;

/// `lessons/index.json`.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct LessonIndex {
    pub lessons: Vec<LessonLink>,
}

#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct LessonLink {
    /// Its folder under `lessons/`.
    pub slug: String,
    pub title: String,
}

/// `lessons/<slug>/lesson.json`.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct LessonPage {
    pub slug: String,
    pub title: String,
    /// One a mode; the first is what opens.
    pub programs: Vec<LessonProgram>,
    pub text: Vec<Block>,
    pub question: Option<Question>,
    /// The first picture, of the first program, drawn before any machine is loaded.
    pub first: Option<StateView>,
}

#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct LessonProgram {
    pub mode: Mode,
    pub source: String,
    /// Compiled already: a lesson needs no compiler until its program is edited.
    pub units: Vec<Unit>,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum Block {
    Heading(String),
    Paragraph(Vec<Inline>),
    List(Vec<Vec<Inline>>),
    Code(String),
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum Inline {
    Text(String),
    Code(String),
    Strong(String),
    Emphasis(String),
    /// A link into time.
    Moment {
        label: String,
        place: Place,
    },
    /// Out of the page; only http and https are followed.
    Link {
        label: String,
        href: String,
    },
}

/// Asked before the program may be run.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Question {
    pub ask: String,
    pub choices: Vec<String>,
    /// Index into `choices`.
    pub answer: u32,
    /// Why it is so.
    pub reason: String,
}
