//! A lesson folder, read and checked: front matter, text, program, moments, question.
//!
//! Pure functions over the texts of the folder's files. Nothing here reads a file, runs a program, or knows the vm;
//! and no HTML leaves this crate, for the text becomes a tree of plain strings.
//!
//! `lessons/README.md` tells authors the format.

mod error;
mod front_matter;
mod lesson;
mod moment;
mod question;
mod text;

pub use error::LessonError;
pub use lesson::{Files, Lesson, Mode, Program, parse_lesson};
pub use moment::{Moment, Place};
pub use question::{Proof, Question, Stream};
pub use text::{Block, Inline};
