//! What a person looks for in time: breakpoints, forward and back, and answers to "when?".

use serde::{Deserialize, Serialize};

use crate::{Serial, Step};

#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub enum Wanted {
    /// It is about to begin. `file` as in `Place`.
    Line { file: u32, line: u32 },
    /// It runs next. Unit of `offset`: bytes, as `dis` prints it.
    Instruction { code: Serial, offset: u32 },
    /// A Python function of this name, or of this `__qualname__`, begins. Empty: any.
    Call { name: String },
    /// An exception of this class comes to a handler, or out of the program. Empty: any.
    Raise { class: String },
    /// A global name, or a local one of the running function, is bound anew or unbound.
    Name { name: String },
    /// What stands at the end of this way is another object, or is there, or is gone: `box.items`, `box.items[0]`,
    /// `prices['tea']`.
    Place { path: String },
    /// A name comes to a value whose text is this.
    Value { name: String, text: String },
    /// The content of an object changes; or it is born, or freed.
    Object { serial: Serial },
    /// An object of this class is made.
    Made { class: String },
    /// This is written.
    Output { text: String },
}

/// How far a search has come.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Found {
    At {
        step: Step,
        /// Index into what was wanted.
        which: u32,
    },
    /// Not before the end of what is recorded, or not after its start.
    Nowhere,
    /// The time was up: to be asked again from here.
    NotYet { from: Step },
}
