//! What the machine's worker has told of moments: the newest view, and code objects, which it sends once.

use std::collections::BTreeMap;

use pyvarium_protocol::{CodeView, Serial, StateView, ViewUpdate};

/// What the machine knows to be here: the view sent last, and every code object sent since the start.
#[derive(Default)]
pub struct Heard {
    last: StateView,
    codes: BTreeMap<Serial, CodeView>,
}

impl Heard {
    pub fn view(&mut self, update: ViewUpdate) -> StateView {
        let mut view = match update {
            ViewUpdate::Whole(view) => view,
            ViewUpdate::Since(difference) => difference.onto(&self.last),
        };
        if let Some(code) = &mut view.code {
            match self.codes.get(&code.serial) {
                Some(known) => *code = known.clone(),
                None => {
                    self.codes.insert(code.serial, code.clone());
                }
            }
        }
        self.last = view.clone();
        view
    }
}
