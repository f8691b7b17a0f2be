//! The URL fragment: version, lesson or program text, mode, place, zoom and open cards. Nothing else of
//! the page's state is in it, and what it cannot read it leaves alone.
//!
//! `#v=1&lesson=mutable-default&at=4.2&zoom=instruction&open=1204.1207` or `#v=1&mode=repl&at=1.1a&code=...` (percent-encoded); `z=` instead of `code=`:
//! compressed.

use std::collections::BTreeSet;

use pyvarium_protocol::{Mode, Place, Serial, Zoom};

use crate::model::Shifts;

#[derive(Clone, Debug, Default, PartialEq)]
pub struct Fragment {
    pub lesson: Option<String>,
    pub code: Option<String>,
    /// The same, compressed: see `crate::share`.
    pub packed: Option<String>,
    pub mode: Option<Mode>,
    pub place: Option<Place>,
    pub zoom: Option<Zoom>,
    /// Serials, as this version of the machine gives them.
    pub open: BTreeSet<Serial>,
    /// Whose inside fills the stage.
    pub inside: Option<Serial>,
    /// Cards that were moved, and how far.
    pub moved: Shifts,
}

const VERSION: &str = "1";
/// More open cards than this are not told of.
const MAX_OPEN: usize = 32;

impl Fragment {
    pub fn parse(text: &str) -> Fragment {
        let mut fragment = Fragment::default();
        for pair in text.trim_start_matches('#').split('&') {
            let Some((key, value)) = pair.split_once('=') else { continue };
            match key {
                // A version that we do not know may mean anything by its fields.
                "v" if value != VERSION => return Fragment::default(),
                "lesson" => fragment.lesson = decode(value),
                "code" => fragment.code = decode(value),
                "z" => fragment.packed = Some(value.to_owned()),
                "mode" => fragment.mode = if value == "repl" { Some(Mode::Repl) } else { Some(Mode::Script) },
                "zoom" => fragment.zoom = Some(zoom_from_name(value)),
                "open" => fragment.open = value.split('.').filter_map(|s| s.parse().ok().map(Serial)).take(MAX_OPEN).collect(),
                "moved" => fragment.moved = value.split('~').filter_map(shift_from_text).take(MAX_OPEN).collect(),
                "inside" => fragment.inside = value.parse().ok().map(Serial),
                "at" => fragment.place = decode(value).as_deref().and_then(place_from_text),
                _ => {}
            }
        }
        fragment
    }

    pub fn text(&self) -> String {
        let mut text = format!("#v={VERSION}");
        if let Some(lesson) = &self.lesson {
            text += &format!("&lesson={}", encode(lesson));
        }
        if let Some(mode) = self.mode {
            text += if mode == Mode::Repl { "&mode=repl" } else { "&mode=script" };
        }
        if let Some(place) = self.place {
            let file = if place.file > 0 { format!("{}:", place.file) } else { String::new() };
            text += &format!("&at={file}{}.{}{}", place.line, place.occurrence, if place.after { "a" } else { "" });
        }
        if let Some(zoom) = self.zoom.filter(|z| *z != Zoom::Line) {
            text += &format!("&zoom={}", zoom_name(zoom));
        }
        if !self.open.is_empty() {
            let serials: Vec<String> = self.open.iter().take(MAX_OPEN).map(|s| s.0.to_string()).collect();
            text += &format!("&open={}", serials.join("."));
        }
        if let Some(inside) = self.inside {
            text += &format!("&inside={}", inside.0);
        }
        if !self.moved.is_empty() {
            let all: Vec<String> = self.moved.iter().take(MAX_OPEN).map(|(s, (x, y))| format!("{}.{x}.{y}", s.0)).collect();
            text += &format!("&moved={}", all.join("~"));
        }
        if let Some(packed) = &self.packed {
            text += &format!("&z={packed}");
        } else if let Some(code) = &self.code {
            text += &format!("&code={}", encode(code));
        }
        text
    }
}

pub fn zoom_name(zoom: Zoom) -> &'static str {
    match zoom {
        Zoom::Call => "call",
        Zoom::Line => "line",
        Zoom::Expression => "expression",
        Zoom::Instruction => "instruction",
    }
}

fn zoom_from_name(name: &str) -> Zoom {
    let all = [Zoom::Call, Zoom::Expression, Zoom::Instruction];
    all.into_iter().find(|z| zoom_name(*z) == name).unwrap_or(Zoom::Line)
}

/// `12.3`: before line 12 runs for the third time; `12.3a`: after it; `1:12.3`: line 12 of the first further file.
pub fn place_from_text(text: &str) -> Option<Place> {
    let (text, after) = text.strip_suffix('a').map_or((text, false), |text| (text, true));
    let (file, text) = text.split_once(':').unwrap_or(("0", text));
    let (line, occurrence) = text.split_once('.').unwrap_or((text, "1"));
    Some(Place { file: file.parse().ok()?, line: line.parse().ok()?, occurrence: occurrence.parse().ok()?, after })
}

/// `1204.-40.12`: the card with this serial, so many pixels to the right and down.
fn shift_from_text(text: &str) -> Option<(Serial, (i32, i32))> {
    let mut parts = text.split('.');
    let (serial, x, y) = (parts.next()?.parse().ok()?, parts.next()?.parse().ok()?, parts.next()?.parse().ok()?);
    Some((Serial(serial), (x, y)))
}

fn encode(text: &str) -> String {
    String::from(js_sys::encode_uri_component(text))
}

fn decode(text: &str) -> Option<String> {
    js_sys::decode_uri_component(text).ok().map(String::from)
}
