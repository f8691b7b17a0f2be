//! Which insides are looked at: entered one from another, left one by one or all at once.

use std::rc::Rc;

use pyvarium_protocol::Serial;

use crate::model::Model;

/// Ways longer than this forget their beginning.
const LONGEST: usize = 50;

impl Model {
    pub fn enter(&mut self, serial: Serial) {
        if !self.has_recording() || self.insides.last() == Some(&serial) {
            return;
        }
        let mut way = (*self.insides).clone();
        if way.len() >= LONGEST {
            way.remove(0);
        }
        way.push(serial);
        self.insides = Rc::new(way);
        self.pointed = None;
    }

    /// To the inside before, or to the stage.
    pub fn leave(&mut self) {
        let mut way = (*self.insides).clone();
        way.pop();
        if way.is_empty() {
            self.inside = None;
        }
        self.insides = Rc::new(way);
    }

    pub fn close_insides(&mut self) {
        self.insides = Rc::default();
        self.inside = None;
    }
}
