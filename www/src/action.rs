//! All that changes the page's state.

use std::collections::{BTreeMap, BTreeSet};
use std::rc::Rc;

use pyvarium_protocol::lesson::{LessonLink, LessonPage};
use pyvarium_protocol::{LineCost, Mode, Place, Serial, StateView, Step, Timeline, Wanted, Zoom};

use crate::choices::{Pane, Run, Tab, Theme};
use crate::late::RawInside;
use crate::layout::Layout;
use crate::sheets::{Sheet, SourceText};

/// Cards that the person has moved: how far. Unit: CSS pixels.
pub type Shifts = BTreeMap<Serial, (i32, i32)>;

pub enum Action {
    Lessons(Vec<LessonLink>),
    Lesson(Rc<LessonPage>, Option<Rc<str>>),
    Source(Rc<str>),
    /// The text of one file.
    FileText(usize, Rc<str>),
    Sheet(Sheet),
    AddFile,
    /// Begins to name a file; None: as it was.
    Naming(Option<usize>),
    RenameFile(usize, String),
    RemoveFile(usize),
    /// A file of the library has come.
    LibraryText(SourceText),
    Mode(Mode),
    Run(Run),
    /// Recording of this text begins.
    Recorded(Rc<str>),
    /// How many there are, and how many the page counts.
    Steps(u64, u64),
    Interrupted,
    View(Box<StateView>),
    Timeline(Timeline),
    /// The recording has been looked through.
    Layouts(Box<[Layout; 2]>),
    /// A move that led nowhere, and why.
    Missed(String),
    Zoom(Zoom),
    Library(bool),
    Play(bool),
    Speed(usize),
    Answer(u32),
    Toggle(Serial),
    Point(Option<Serial>),
    /// Looks into an object or a frame.
    Inside(Serial),
    InsideBack,
    InsideClose,
    /// The machine has told of it.
    InsideTold(RawInside),
    /// Sets or clears one.
    Breakpoint(Wanted),
    /// The step, and the same as the page counts it.
    Bookmark(Step, Step),
    Search(bool),
    Searching(bool),
    Palette(bool),
    ShowCosts(bool),
    Costs(Vec<LineCost>),
    /// The link has been copied.
    Shared(bool),
    /// A card, and how far; None: back to its place.
    Moved(Serial, Option<(i32, i32)>),
    AllMoved(Shifts),
    FirstVisit,
    NoTour,
    /// The late module's desk is to do this.
    Wish(&'static str),
    /// The recording goes another way from a moment on; this is the text that runs now.
    Rebased(Rc<str>),
    SmallAsObjects(bool),
    Limit(u64),
    Theme(Theme),
    Tab(Tab),
    Fold(Pane),
    Edit(bool),
    Want(Option<Place>),
    /// What a link says beside the place.
    Linked(Option<Zoom>, BTreeSet<Serial>, Option<Serial>),
}
