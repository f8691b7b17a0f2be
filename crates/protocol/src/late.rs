//! What the page and its late module say to each other: props of the components that module draws, and what the person does
//! in them.

use serde::{Deserialize, Serialize};

use crate::find::Wanted;
use crate::inside::InsideView;
use crate::{Serial, Step};

/// What the late module is to draw. An inside goes through the page unread.
#[derive(Clone, Debug, PartialEq, Deserialize)]
pub enum Given {
    Inside { view: Box<InsideView>, depth: usize },
    Search { breakpoints: Vec<Wanted>, bookmarks: Vec<(Step, Step)>, file: usize, at: Step, searching: bool },
    Palette {},
}

/// What the page says of a component that it does not draw itself.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub enum Told {
    Search { breakpoints: Vec<Wanted>, bookmarks: Vec<(Step, Step)>, file: usize, at: Step, searching: bool },
    Palette {},
}

/// What the person did.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum Said {
    Inside(Serial),
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
    /// By its place in the page's table of all that can be done.
    Do(usize),
}
