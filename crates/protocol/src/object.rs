//! An object as a card: what its head says, and its parts by family of layout.

use serde::{Deserialize, Serialize};

use crate::Serial;
use crate::state::FrameView;

/// A reference as it sits in a slot: whom it points to, and the text of a small immutable that may
/// be drawn inside the slot for calm.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct ValueRef {
    pub serial: Serial,
    /// `5`, `'abc'`, `None`: only for small immutables.
    pub inline: Option<String>,
    /// The object is folded away: draw a dashed arrow that says so. Its short text.
    pub folded: Option<String>,
}

/// Decides hue and shape of the card.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum Family {
    Number,
    Text,
    Container,
    Callable,
    Class,
    Instance,
    Frame,
    Exception,
    Module,
    #[default]
    Other,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub enum Change {
    #[default]
    None,
    /// Born in this step.
    Born,
    /// Its content changed.
    Content,
    /// Only its reference count changed.
    Count,
}

#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct ObjectView {
    pub serial: Serial,
    /// What `id()` says. Reused after a death.
    pub address: u64,
    pub type_name: String,
    pub type_serial: Serial,
    pub family: Family,
    pub immortal: bool,
    /// As `sys.getrefcount` would see it from outside, without its own argument. 0 if immortal.
    pub refcount: u32,
    /// `repr` as far as it can be told without running Python code, shortened.
    pub text: String,
    pub parts: Parts,
    pub change: Change,
    /// This step read it.
    pub read: bool,
    /// Alive only by a cycle: no name, frame or other object that can be reached leads here.
    pub unreachable: bool,
    /// May be drawn inside the slot that names it.
    pub small: bool,
    /// A class or function of CPython's library, or an object that the library has made.
    pub library: bool,
}

/// A label and what it points to: one line of a card.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Named {
    pub label: String,
    pub value: Option<ValueRef>,
    /// This step changed it.
    pub changed: bool,
}

/// A label and its text: a field that is no reference.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Text {
    pub label: String,
    pub text: String,
}

/// One line of a dict's `dk_entries`. Key None: a hole that a deletion left.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Entry {
    pub key: Option<ValueRef>,
    pub value: Option<ValueRef>,
    /// Decimal.
    pub hash: String,
    pub changed: bool,
}

/// One place of a set's table.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct SetPlace {
    pub key: Option<ValueRef>,
    /// Decimal.
    pub hash: String,
    /// A deletion left it: looked past, never ended at.
    pub dummy: bool,
}

#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub enum Parts {
    /// Nothing inside.
    #[default]
    Plain,
    /// list, tuple.
    Sequence {
        items: Vec<Option<ValueRef>>,
        /// Places of the array of a list; None for a tuple. Unit: items.
        allocated: Option<u32>,
        /// Items left out of the middle; `items` then holds `head` ones and the tail.
        n_hidden: u32,
        head: u32,
    },
    Mapping {
        entries: Vec<Entry>,
        /// dk_indices: index of an entry, -1 empty, -2 dummy. Empty: the shared empty table.
        indices: Vec<i32>,
        n_hidden: u32,
    },
    SetTable {
        places: Vec<SetPlace>,
        used: u32,
        fill: u32,
    },
    Int {
        negative: bool,
        /// 30-bit digits, lowest first.
        digits: Vec<u32>,
    },
    Float {
        negative: bool,
        /// Biased, 0..=2047.
        exponent: u32,
        /// 52 characters of 0 and 1.
        fraction: String,
        /// The exact decimal value.
        exact: String,
    },
    Str {
        /// Bytes a character: 1, 2 or 4.
        kind: u32,
        interned: bool,
        /// Unit: characters.
        length: u64,
        /// Decimal; None while not computed.
        hash: Option<String>,
    },
    /// Fields that are references (`__code__`, `__defaults__`, `__mro__`, attributes) and fields that are text
    /// (`co_flags`, a generator's state): functions, code, classes, instances, modules, methods, exceptions.
    Fields {
        named: Vec<Named>,
        texts: Vec<Text>,
    },
    /// A generator or coroutine, its suspended frame hanging on it.
    Generator {
        state: String,
        frame: Option<Box<FrameView>>,
        named: Vec<Named>,
    },
    Cell {
        value: Option<ValueRef>,
    },
}
