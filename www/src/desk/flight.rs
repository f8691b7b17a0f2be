//! What moves when a moment follows another: a value goes from the stack to the name that is bound, from a name to the
//! stack, with a call into its frame, with a return out of it; frames that an exception leaves go one by one; what was
//! freed falls apart; the collector's visits are seen. It compares the page as it was drawn with the page as it is
//! drawn, draws on a layer of its own, and may be interrupted at any time.

use std::collections::{BTreeMap, BTreeSet};

use js_sys::{Array, Object, Reflect};
use wasm_bindgen::JsValue;
use web_sys::Element;

use super::dom::{self, Stage};
use crate::arrows::reduced_motion;

/// Unit: milliseconds.
const FLIGHT: f64 = 280.0;
const LATER: f64 = 90.0;
const SHARDS: usize = 8;
/// More than this at once explain nothing.
const MOST: usize = 16;
const MOST_VISITS: usize = 60;

/// Left, top, width, height, as the stage scrolls. Unit: CSS pixels.
type Spot = (f64, f64, f64, f64);

/// A value as it is drawn in a slot: whose it is (by serial), what is said of it, and where.
#[derive(Clone)]
struct Value {
    serial: String,
    text: String,
    spot: Spot,
}

/// A frame as it is drawn.
#[derive(Clone)]
struct Frame {
    /// `g` for the globals.
    key: String,
    spot: Spot,
    names: BTreeMap<String, Value>,
    /// Names in their order.
    order: Vec<String>,
    stack: Vec<Value>,
    read: BTreeSet<String>,
}

/// The stage at one moment.
#[derive(Default)]
pub struct Picture {
    step: u64,
    /// Innermost first; the globals last.
    frames: Vec<Frame>,
    cards: BTreeMap<String, (Spot, bool, bool)>,
}

impl Picture {
    /// Looks at the page without a motion.
    pub fn take(&mut self, stage: &Stage, step: u64) {
        *self = look(stage, step);
        if let Some(layer) = layer(stage) {
            layer.set_inner_html("");
        }
    }

    /// Looks at the page; what differs from this picture is shown as motion. `pace`: how long a motion takes, 1 as usual.
    pub fn follow(&mut self, stage: &Stage, step: u64, pace: f64) {
        if self.step == step && !self.frames.is_empty() {
            // The same moment, drawn otherwise: cards may have been moved.
            *self = look(stage, step);
            return;
        }
        let now = look(stage, step);
        let is_next = step > self.step && !self.frames.is_empty();
        let is_calm = !reduced_motion();
        if let Some(layer) = layer(stage) {
            layer.set_inner_html("");
            if is_next && is_calm {
                Motion { layer, pace, n: 0 }.all(self, &now, stage);
            }
        }
        *self = now;
    }
}

fn look(stage: &Stage, step: u64) -> Picture {
    let value = |at: &Element| -> Value {
        let held = dom::within(at, ".dot, .inline").unwrap_or_else(|| at.clone());
        let serial = [dom::attribute(&held, "data-to"), dom::attribute(&held, "data-inline")].concat();
        Value { serial, text: dom::text(&held), spot: stage.place(&held) }
    };
    let mut frames = Vec::new();
    for section in dom::all(&stage.inner, ".frames > .frame:not(.watches)") {
        let is_globals = section.class_list().contains("globals");
        let key = match is_globals {
            true => "g".to_owned(),
            false => dom::within(&section, "[data-enter]").map(|e| dom::attribute(&e, "data-enter")).unwrap_or_default(),
        };
        if key.is_empty() {
            continue;
        }
        let mut frame =
            Frame { key, spot: stage.place(&section), names: BTreeMap::new(), order: Vec::new(), stack: Vec::new(), read: BTreeSet::new() };
        for row in dom::all(&section, ".names tr") {
            let name = dom::within(&row, ".slot-name").map(|e| dom::text(&e)).unwrap_or_default();
            if let Some(cell) = dom::within(&row, "td").filter(|td| dom::within(td, ".dot, .inline").is_some()) {
                if row.class_list().contains("read") {
                    frame.read.insert(name.clone());
                }
                frame.order.push(name.clone());
                frame.names.insert(name, value(&cell));
            }
        }
        // The page has the top first.
        frame.stack = dom::all(&section, ".stack-entry").iter().rev().map(value).collect();
        frames.push(frame);
    }
    // The globals are drawn first, and are the outermost.
    if frames.first().is_some_and(|f| f.key == "g") {
        frames.rotate_left(1);
    }
    let card = |card: &Element| {
        let class = card.class_list();
        let is_visited =
            ["f-container", "f-instance", "f-callable", "f-class", "f-module", "f-exception"].iter().any(|c| class.contains(c));
        (dom::attribute(card, "data-card"), (stage.place(card), class.contains("unreachable"), is_visited))
    };
    let cards = dom::all(&stage.inner, "[data-card]").iter().map(card).collect();
    Picture { step, frames, cards }
}

/// Over all that scrolls.
fn layer(stage: &Stage) -> Option<Element> {
    if let Some(layer) = dom::within(&stage.stage, ":scope > .flights") {
        return Some(layer);
    }
    let layer = dom::element("div", "flights")?;
    let _ = layer.set_attribute("aria-hidden", "true");
    stage.stage.append_child(&layer).ok()?;
    Some(layer)
}

struct Motion {
    layer: Element,
    pace: f64,
    n: usize,
}

impl Motion {
    fn all(&mut self, old: &Picture, new: &Picture, stage: &Stage) {
        let raised = dom::attribute(&stage.stage, "data-raised");
        self.frees(old, new, stage);
        let gone: Vec<&Frame> = old.frames.iter().filter(|f| f.key != "g" && !new.frames.iter().any(|n| n.key == f.key)).collect();
        for (i, frame) in gone.iter().enumerate() {
            let delay = i as f64 * LATER * 1.6;
            match raised.is_empty() {
                true => self.leaves("return", "leaving", frame.spot, delay),
                false => self.leaves("unwind", "leaving unwound", frame.spot, delay),
            }
        }
        for (i, frame) in new.frames.iter().enumerate() {
            match old.frames.iter().find(|f| f.key == frame.key) {
                Some(before) => self.changes(before, frame, gone.first().filter(|_| i == 0).copied(), old),
                None => self.arguments(frame, old),
            }
        }
    }

    /// A call: what lay on the caller's stack goes to the names of the new frame, one after the other.
    fn arguments(&mut self, frame: &Frame, old: &Picture) {
        let Some(caller) = old.frames.first() else { return };
        let mut n = 0.0;
        for name in &frame.order {
            let Some(to) = frame.names.get(name) else { continue };
            if let Some(from) = caller.stack.iter().rev().find(|v| v.serial == to.serial && !v.serial.is_empty()) {
                self.flies("argument", &from.clone(), to.spot, n * LATER);
                n += 1.0;
            }
        }
    }

    fn changes(&mut self, before: &Frame, now: &Frame, returned: Option<&Frame>, old: &Picture) {
        // To a name: from the stack of the frame that ran.
        for (name, to) in &now.names {
            if before.names.get(name).is_some_and(|v| v.serial == to.serial) || to.serial.is_empty() {
                continue;
            }
            let stacks = old.frames.iter().take(2).flat_map(|f| f.stack.iter().rev());
            if let Some(from) = stacks.into_iter().find(|v| v.serial == to.serial) {
                self.flies("bind", &from.clone(), to.spot, 0.0);
            }
        }
        // To the stack: out of a frame that has returned, or from a name.
        if now.stack.len() > before.stack.len() || returned.is_some() {
            let Some(top) = now.stack.last().filter(|v| !v.serial.is_empty()) else { return };
            let carried = returned.and_then(|f| f.stack.last().map(|v| v.spot).or(Some(f.spot)));
            let named = old.frames.iter().filter(|f| f.key == now.key || f.key == "g");
            let read = named.flat_map(|f| f.names.iter().filter(|(name, _)| now.read.contains(*name) || f.key == "g")).map(|(_, v)| v);
            match carried {
                Some(from) => self.flies("result", &Value { spot: from, ..top.clone() }, top.spot, 0.0),
                None => {
                    if let Some(from) = read.into_iter().find(|v| v.serial == top.serial) {
                        self.flies("load", &from.clone(), top.spot, 0.0);
                    }
                }
            }
        }
    }

    /// What was freed falls apart. If the collector found it, its visits come first.
    fn frees(&mut self, old: &Picture, new: &Picture, stage: &Stage) {
        let freed: Vec<(&String, &(Spot, bool, bool))> = old.cards.iter().filter(|(serial, _)| !new.cards.contains_key(*serial)).collect();
        if dom::within(&stage.inner, ".ghost").is_none() && !freed.iter().any(|(_, card)| card.1) {
            return;
        }
        let collected = freed.iter().any(|(_, card)| card.1);
        let mut delay = 0.0;
        if collected {
            for (spot, unreachable, _) in old.cards.values().filter(|c| c.2).take(MOST_VISITS) {
                self.visits(*spot, *unreachable, delay);
                delay += 45.0;
            }
        }
        for (_, (spot, ..)) in freed.iter().take(MOST) {
            self.falls_apart(*spot, delay);
        }
    }

    fn flies(&mut self, kind: &str, value: &Value, to: Spot, delay: f64) {
        if self.n >= MOST {
            return;
        }
        self.n += 1;
        let text = if value.text.is_empty() { "●" } else { &value.text };
        let Some(flight) = self.put("flight", kind, value.spot, text) else { return };
        let (from, to) = (middle(value.spot), middle(to));
        let (dx, dy) = (to.0 - from.0, to.1 - from.1);
        let there = format!("translate({dx:.0}px, {dy:.0}px)");
        let frames = [
            &[("transform", "translate(0, 0)"), ("opacity", "1")][..],
            &[("transform", &*there), ("opacity", "1"), ("offset", "0.9")][..],
            &[("transform", &*there), ("opacity", "0")][..],
        ];
        self.play(&flight, &frames, FLIGHT, delay, "cubic-bezier(.2,.7,.3,1)");
    }

    fn leaves(&mut self, kind: &str, class: &str, spot: Spot, delay: f64) {
        let Some(frame) = self.put(class, kind, spot, "") else { return };
        let away = if kind == "unwind" { "translateX(-36px)" } else { "translateY(-18px)" };
        let frames = [&[("opacity", "1"), ("transform", "none")][..], &[("opacity", "0"), ("transform", away)][..]];
        self.play(&frame, &frames, FLIGHT, delay, "ease-in");
    }

    fn visits(&mut self, spot: Spot, unreachable: bool, delay: f64) {
        let class = if unreachable { "visited unreachable" } else { "visited" };
        let Some(ring) = self.put(class, "visit", spot, "") else { return };
        let frames = [&[("opacity", "0")][..], &[("opacity", "1"), ("offset", "0.3")][..], &[("opacity", "0")][..]];
        self.play(&ring, &frames, FLIGHT * 1.6, delay, "ease-out");
    }

    fn falls_apart(&mut self, spot: Spot, delay: f64) {
        let (left, top, width, height) = spot;
        let (columns, rows) = (SHARDS / 2, 2);
        let (w, h) = (width / columns as f64, height / rows as f64);
        for i in 0..columns * rows {
            let (column, row) = ((i % columns) as f64, (i / columns) as f64);
            let Some(shard) = self.put("shard", "fall", (left + column * w, top + row * h, w, h), "") else { return };
            // Outwards and down, each its own way, always the same.
            let (dx, turn) = ((column - (columns as f64 - 1.0) / 2.0) * 14.0, (i as f64 * 37.0) % 50.0 - 25.0);
            let to = format!("translate({dx:.0}px, {:.0}px) rotate({turn:.0}deg)", 26.0 + row * 22.0);
            let frames = [&[("transform", "none"), ("opacity", ".9")][..], &[("transform", &*to), ("opacity", "0")][..]];
            self.play(&shard, &frames, FLIGHT * 1.4, delay + row * 30.0, "ease-in");
        }
    }

    fn put(&self, class: &str, kind: &str, (left, top, width, height): Spot, text: &str) -> Option<Element> {
        let made = dom::element("div", class)?;
        let _ = made.set_attribute("data-kind", kind);
        made.set_text_content(Some(text));
        dom::set(&made, "left", &format!("{left:.1}px"));
        dom::set(&made, "top", &format!("{top:.1}px"));
        if text.is_empty() {
            dom::set(&made, "width", &format!("{width:.1}px"));
            dom::set(&made, "height", &format!("{height:.1}px"));
        }
        self.layer.append_child(&made).ok()?;
        Some(made)
    }

    /// It stays invisible when it has been played; the next moment takes it away.
    fn play(&self, element: &Element, frames: &[&[(&str, &str)]], millis: f64, delay: f64, easing: &str) {
        let list = Array::new();
        for frame in frames {
            let object = Object::new();
            for (name, value) in *frame {
                let _ = Reflect::set(&object, &JsValue::from_str(name), &JsValue::from_str(value));
            }
            list.push(&object);
        }
        let options = Object::new();
        let set = |name: &str, value: JsValue| {
            let _ = Reflect::set(&options, &JsValue::from_str(name), &value);
        };
        set("duration", JsValue::from_f64(millis * self.pace));
        set("delay", JsValue::from_f64(delay * self.pace));
        set("easing", JsValue::from_str(easing));
        set("fill", JsValue::from_str("both"));
        if let Ok(animate) = Reflect::get(element, &JsValue::from_str("animate"))
            && let Ok(animate) = wasm_bindgen::JsCast::dyn_into::<js_sys::Function>(animate)
        {
            let _ = animate.call2(element, &list, &options);
        }
    }
}

fn middle((left, top, width, height): Spot) -> (f64, f64) {
    (left + width / 2.0, top + height / 2.0)
}
