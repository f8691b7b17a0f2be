//! How the run stands, and what a person chooses between: theme, tab, pane, limit, speed.

use pyvarium_protocol::{Outcome, SyntaxReport};

#[derive(Clone, Debug, Default, PartialEq)]
pub enum Run {
    /// Nothing recorded: the picture, if any, is the stored one.
    #[default]
    Idle,
    Compiling,
    Recording,
    /// Waiting for a line that `input()` asked for.
    Asking {
        prompt: String,
    },
    /// `breakpoint()` stopped the recording.
    Paused,
    Ended(Outcome),
    /// Refused by the compiler before anything ran.
    Refused(SyntaxReport),
    /// A worker died and was replaced.
    Died {
        why: String,
    },
}

impl Theme {
    pub fn next(self) -> Theme {
        match self {
            Theme::System => Theme::Light,
            Theme::Light => Theme::Dark,
            Theme::Dark => Theme::Contrast,
            Theme::Contrast => Theme::System,
        }
    }
}

impl Run {
    pub fn is_busy(&self) -> bool {
        matches!(self, Run::Compiling | Run::Recording)
    }
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Theme {
    #[default]
    System,
    Light,
    Dark,
    Contrast,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Tab {
    #[default]
    Lesson,
    Code,
    Output,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Pane {
    Source,
    Code,
    Output,
    Lesson,
}

impl Pane {
    pub const ALL: [Pane; 4] = [Pane::Source, Pane::Code, Pane::Output, Pane::Lesson];

    /// The class of the page while it is folded.
    pub fn folded_class(self) -> &'static str {
        match self {
            Pane::Source => "fold-source",
            Pane::Code => "fold-code",
            Pane::Output => "fold-output",
            Pane::Lesson => "fold-lesson",
        }
    }
}

/// Limits to choose from. Unit: steps.
pub const LIMITS: [(&str, u64); 4] =
    [("100,000 steps", 100_000), ("a million steps", 1_000_000), ("10 million steps", 10_000_000), ("50 million steps", 50_000_000)];

/// Unit: milliseconds a step.
pub const SPEEDS: [(&str, u32); 4] = [("slow", 1600), ("normal", 800), ("fast", 300), ("fastest", 80)];
