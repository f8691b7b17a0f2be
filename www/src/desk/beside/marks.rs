//! What is different between two stages, as they are drawn: names that mean something else, or that share their object with
//! other names.

use std::collections::{BTreeMap, BTreeSet};

use web_sys::Element;

use super::super::dom;

struct Name {
    row: Element,
    text: String,
    serial: String,
}

/// By frame and name; a frame's place is counted from the outermost.
fn names(stage: &Element) -> BTreeMap<(String, String), Name> {
    let mut found = BTreeMap::new();
    let frames = dom::all(stage, ".frames > .frame:not(.watches):not(.native)");
    let n = frames.len();
    for (i, frame) in frames.iter().enumerate() {
        let whose = dom::within(frame, ".frame-name").map(|e| dom::text(&e)).unwrap_or_default();
        for row in dom::all(frame, ".names tr") {
            let name = dom::within(&row, ".slot-name").map(|e| dom::text(&e)).unwrap_or_default();
            let held = dom::within(&row, ".dot, .inline");
            let serial =
                held.as_ref().map(|h| [dom::attribute(h, "data-to"), dom::attribute(h, "data-inline")].concat()).unwrap_or_default();
            let text = held.filter(|h| h.class_list().contains("inline")).map(|h| dom::text(&h)).unwrap_or_default();
            found.insert((format!("{whose} {}", n - i), name), Name { row, text, serial });
        }
    }
    found
}

/// Marks them in both, and answers which names these are.
pub fn mark(a: &Element, b: &Element) -> Vec<String> {
    let (mine, its) = (names(a), names(b));
    let partners = |all: &BTreeMap<(String, String), Name>, of: &Name| -> BTreeSet<(String, String)> {
        all.iter().filter(|(_, n)| !n.serial.is_empty() && n.serial == of.serial).map(|(k, _)| k.clone()).collect()
    };
    let mut different = Vec::new();
    for key in mine.keys().chain(its.keys()).collect::<BTreeSet<_>>() {
        let differs = match (mine.get(key), its.get(key)) {
            (Some(x), Some(y)) => x.text != y.text || partners(&mine, x) != partners(&its, y),
            _ => true,
        };
        for name in mine.get(key).into_iter().chain(its.get(key)) {
            let _ = name.row.class_list().toggle_with_force("differs", differs);
        }
        if differs {
            different.push(key.1.clone());
        }
    }
    different
}

pub fn clear(a: &Element) {
    for row in dom::all(a, "tr.differs") {
        let _ = row.class_list().remove_1("differs");
    }
}
