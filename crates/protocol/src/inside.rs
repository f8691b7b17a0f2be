//! How CPython keeps one object or one frame: a picture in figures that the page draws without knowing any type.
//! A new layout needs a new teller in the worker, and nothing here and nothing in the page.

use serde::{Deserialize, Serialize};

use crate::object::Family;
use crate::{Serial, Step};

/// The inside of one object or frame at one moment.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct InsideView {
    pub serial: Serial,
    pub step: Step,
    /// `dict`, `frame`.
    pub title: String,
    /// Its text, shortened.
    pub text: String,
    pub family: Family,
    /// None: a frame, or nobody's at this moment.
    pub address: Option<u64>,
    /// None: immortal, or a frame.
    pub refcount: Option<u32>,
    /// It is there at this moment.
    pub alive: bool,
    /// What this layout is for, in a sentence or two.
    pub says: String,
    pub blocks: Vec<Block>,
}

/// A figure under its title.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Block {
    /// The same for the same thing at every moment: the page keeps the block by it.
    pub title: String,
    /// What it shows at this moment, in words; may be empty.
    pub note: String,
    pub figure: Figure,
    /// Of interest at this moment only (a look-up, a resize): drawn first, and marked.
    pub now: bool,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum Figure {
    /// Boxes side by side, the way memory has them.
    Cells {
        cells: Vec<Cell>,
        n_hidden: u32,
    },
    /// A column of places, each with an arrow to a row of the table.
    Linked {
        places: Vec<Cell>,
        table: Table,
    },
    Table(Table),
    /// Stops that are passed one after the other.
    Walk(Vec<Stop>),
    Bits(Vec<BitGroup>),
    Facts(Vec<Fact>),
}

/// What stands in a box.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub enum Content {
    #[default]
    Nothing,
    /// CPython's NULL.
    Null,
    Words(String),
    Code(String),
    /// A reference, with the text of its object.
    Held {
        serial: Serial,
        text: String,
        borrowed: bool,
    },
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub enum Shade {
    #[default]
    Used,
    /// Allocated, not used.
    Spare,
    /// A deletion left it.
    Hole,
    /// The one that matters here.
    Lit,
}

#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Cell {
    pub index: String,
    pub content: Content,
    pub shade: Shade,
    pub changed: bool,
    /// When a look-up came by: first, second, ...
    pub visits: Vec<u32>,
    /// The row that it leads to, in `Figure::Linked`.
    pub to: Option<u32>,
}

#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Table {
    pub head: Vec<String>,
    pub rows: Vec<Row>,
    pub n_hidden: u32,
}

#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Row {
    pub cells: Vec<Content>,
    pub shade: Shade,
    pub changed: bool,
}

#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Stop {
    pub content: Content,
    pub note: String,
    pub state: StopState,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub enum StopState {
    #[default]
    Passed,
    /// Where the walk ends, or stands.
    Here,
    /// Not come to.
    Ahead,
}

/// Neighbouring bits that mean one thing, highest first.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct BitGroup {
    pub label: String,
    pub bits: String,
    pub note: String,
    pub lit: bool,
}

#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Fact {
    pub label: String,
    pub content: Content,
    /// What it means.
    pub note: String,
}
