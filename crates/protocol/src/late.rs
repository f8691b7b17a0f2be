//! What the page and its late module say to each other: props of the components that module draws, and what the person does
//! in them.

use serde::{Deserialize, Serialize};

use crate::command::{Mode, Zoom};
use crate::find::Wanted;
use crate::inside::InsideView;
use crate::layout::Layout;
use crate::{Serial, Step};

/// What the late module is to draw. An inside goes through the page unread.
#[derive(Clone, Debug, PartialEq, Deserialize)]
pub enum Given {
    Inside { view: Box<InsideView>, depth: usize },
    Search { breakpoints: Vec<Wanted>, bookmarks: Vec<(Step, Step)>, file: usize, at: Step, searching: bool },
    Palette {},
    Desk(Desk),
}

/// What the desk knows of the page: it is told of every moment that is shown.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Desk {
    /// What is to be done, by its name, and the number of the wish.
    pub wish: String,
    pub n_wishes: u32,
    pub step: Step,
    /// As the page counts.
    pub shown: Step,
    pub n_shown: Step,
    pub zoom: Zoom,
    /// While it plays: how long a step takes. 0: by hand.
    pub millis: u32,
    pub source: String,
    pub mode: Mode,
    /// Of the lesson; empty: the program is the person's own.
    pub slug: String,
    /// The number of the recording.
    pub recording: u32,
    /// It has come to its end.
    pub has_ended: bool,
    /// And cards have their places in it.
    pub is_recorded: bool,
    pub is_stale: bool,
}

/// What the page says of a component that it does not draw itself.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub enum Told {
    Search { breakpoints: Vec<Wanted>, bookmarks: Vec<(Step, Step)>, file: usize, at: Step, searching: bool },
    Palette {},
    Desk(Desk),
}

/// What the person did.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum Said {
    Inside(Serial),
    /// Where cards stand in the whole recording.
    Layouts(Box<[Layout; 2]>),
    /// It could not be drawn: the module could not be fetched.
    Failed,
    InsideBack,
    InsideClose,
    Breakpoint(Wanted),
    Bookmark(Step, Step),
    CloseSearch,
    ClosePalette,
    Find(Vec<Wanted>, bool),
    GoTo(Step),
    /// As the page counts.
    GoToShown(Step),
    /// A card was moved so far; None: back to its place.
    Moved(Serial, Option<(i32, i32)>),
    /// By its place in the page's table of all that can be done.
    Do(usize),
}
