//! Expressions that a person watches: each is worked out in a copy of the machine that is thrown away, so that nothing it
//! does is done.

use pyvarium_code::marshal;
use pyvarium_protocol::{Unit, Watched};

use crate::recording::Recording;
use crate::view::short_text;

/// One that takes longer is given up. Unit: steps.
const MAX_STEPS: u64 = 50_000;
/// Unit: characters.
const MAX_TEXT: usize = 160;

impl Recording {
    /// Shape: one an expression, each compiled as `eval` would.
    pub fn watched(&self, step: u64, units: &[Unit]) -> Vec<Watched> {
        let vm = self.shown(step);
        if vm.halted.is_some() || vm.is_at_end() || vm.innermost_py().is_none() || vm.request.is_some() {
            return units.iter().map(|_| Watched { text: "nothing runs any more".to_owned(), is_value: false }).collect();
        }
        let watch = |unit: &Unit| {
            let text = |text: &str, is_value: bool| Watched { text: text.to_owned(), is_value };
            let Ok(unit) = marshal::loads(&unit.marshal) else { return text("it could not be read", false) };
            match vm.watched(&unit, MAX_STEPS) {
                None => text("it asks for an answer, or takes too long", false),
                Some((copy, raised, true)) => text(&short_text(&copy, raised), false),
                Some((copy, value, false)) => text(&shortened(copy.heap.str_lossy(value)), true),
            }
        };
        units.iter().map(watch).collect()
    }
}

fn shortened(text: String) -> String {
    match text.char_indices().nth(MAX_TEXT) {
        Some((end, _)) => format!("{}…", text.get(..end).unwrap_or_default()),
        None => text,
    }
}
