//! Where cards stand on the stage: data only. Who finds the places is the page's late module, who draws by them the page.

use serde::{Deserialize, Serialize};

use crate::Serial;

/// Columns on the stage: names point into the first, what those objects hold stands to the right.
pub const N_COLUMNS: usize = 7;

/// Unit: CSS pixels. The least that is kept free.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Shape {
    pub width: u32,
    /// Top and height, from above to below.
    pub places: Vec<(u32, u32)>,
}

/// A card's place for all of its life. Several may have one in turn.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Lodging {
    pub serial: Serial,
    pub column: u32,
    pub row: u32,
    /// How lasting it is, 0 the most.
    pub class: u32,
    /// What is told of it when it has just been freed.
    pub type_name: String,
    pub address: u64,
}

#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Layout {
    /// By serial, ascending.
    pub lodgings: Vec<Lodging>,
    /// Shape: N_COLUMNS.
    pub columns: Vec<Shape>,
}
