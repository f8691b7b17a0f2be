//! The hand on the stage: cards are dragged, the ground is pushed about, the picture is drawn larger and smaller; a map
//! where it is larger than its pane; and the picture follows what changes. It works on the drawn page, and tells it only
//! where a card has been put down.

use std::cell::RefCell;
use std::rc::Rc;

use gloo::events::{EventListener, EventListenerOptions, EventListenerPhase};
use gloo::timers::callback::Timeout;
use pyvarium_protocol::Serial;
use pyvarium_protocol::late::Said;
use wasm_bindgen::JsCast;
use web_sys::{Element, Event, KeyboardEvent, PointerEvent, TouchEvent, WheelEvent};
use yew::Callback;

use super::dom::{self, Stage};
use super::flight::Picture;
use super::map;
use crate::arrows::reduced_motion;
use crate::storage;
use crate::view::stage::BY_HAND;

/// A press that moves less than this is a click. Unit: CSS pixels.
const CLICK: f64 = 4.0;
/// A card that is put down this near to its place stands there.
const NEAR: i32 = 8;
const KEY_STEP: i32 = 16;
/// Moments that follow each other faster than this are not dwelt on. Unit: milliseconds.
const HURRY: f64 = 150.0;
const LEAST: f64 = 0.25;
const MOST: f64 = 2.0;
const FACTOR: f64 = 1.2;

enum Held {
    Card { serial: Serial, room: Element, base: (i32, i32), shift: (i32, i32) },
    Ground { scroll: (i32, i32) },
    Map,
}

#[derive(Default)]
struct State {
    /// What is held, and where it was taken up.
    held: Option<(Held, (f64, f64))>,
    has_moved: bool,
    /// Two fingers: how far apart they were, and how large the picture.
    pinch: Option<(f64, f64)>,
    follows: bool,
    step: u64,
    picture: Picture,
    /// When the page was last drawn, by the browser's clock; and what is done when it has been still for a while.
    looked_at: f64,
    rest: Option<Timeout>,
}

pub struct Hand {
    state: Rc<RefCell<State>>,
    _listeners: Vec<EventListener>,
}

impl Hand {
    pub fn new(say: Callback<Said>) -> Hand {
        let follows = storage::get("follow").as_deref() != Some("no");
        let state = Rc::new(RefCell::new(State { follows, ..State::default() }));
        let document = gloo::utils::document();
        let strict = EventListenerOptions { phase: EventListenerPhase::Capture, passive: false };
        let mut listeners = Vec::new();
        let mut listen = |name: &'static str, heard: Box<dyn Fn(&Event)>| {
            listeners.push(EventListener::new_with_options(&document, name, strict, move |event| heard(event)));
        };
        let on = |f: fn(&Rc<RefCell<State>>, &Callback<Said>, &Event)| -> Box<dyn Fn(&Event)> {
            let (state, say) = (state.clone(), say.clone());
            Box::new(move |event| f(&state, &say, event))
        };
        listen("pointerdown", on(|state, _, event| take(state, event)));
        listen("pointermove", on(|state, _, event| carry(state, event)));
        listen("pointerup", on(put_down));
        listen("pointercancel", on(put_down));
        listen("click", on(|state, _, event| after(state, event)));
        listen("keydown", on(|_, say, event| nudge(say, event)));
        listen("wheel", on(|_, _, event| wheel(event)));
        listen("touchstart", on(|state, _, event| pinch(state, event)));
        listen("touchmove", on(|state, _, event| pinch(state, event)));
        listen(
            "scroll",
            on(|_, _, _| {
                if let Some(stage) = dom::stage() {
                    map::look(&stage);
                }
            }),
        );
        let hand = Hand { state, _listeners: listeners };
        hand.set_tools();
        hand
    }

    /// The page has drawn another moment, or the same one anew. `millis`: how long a moment stays while it plays; 0: by hand.
    pub fn look(&self, step: u64, millis: u32) {
        self.set_tools();
        let Some(stage) = dom::stage() else { return };
        let is_new = std::mem::replace(&mut self.state.borrow_mut().step, step) != step;
        if is_new && self.state.borrow().follows && self.state.borrow().held.is_none() {
            follow(&stage);
        }
        let hurries = {
            let mut state = self.state.borrow_mut();
            let now = js_sys::Date::now();
            now - std::mem::replace(&mut state.looked_at, now) < HURRY
        };
        if hurries {
            // A held key or a dragged slider: what is on stage is looked at when it has come to rest.
            let state = Rc::downgrade(&self.state);
            let rest = Timeout::new(HURRY as u32, move || {
                if let (Some(state), Some(stage)) = (state.upgrade(), dom::stage()) {
                    state.borrow_mut().picture.take(&stage, step);
                    map::draw(&stage);
                }
            });
            self.state.borrow_mut().rest = Some(rest);
            return;
        }
        self.state.borrow_mut().rest = None;
        let pace = if millis == 0 { 1.0 } else { (f64::from(millis) / 600.0).clamp(0.12, 1.6) };
        if let Some(root) = gloo::utils::document().document_element() {
            dom::set(&root, "--pace", &format!("{pace:.2}"));
        }
        self.state.borrow_mut().picture.follow(&stage, step, pace);
        map::draw(&stage);
    }

    /// Answers whether the wish was for the hand.
    pub fn wish(&self, wish: &str) -> bool {
        let Some(stage) = dom::stage() else { return false };
        let seen = stage.stage.get_bounding_client_rect();
        let middle = ((seen.left() + seen.right()) / 2.0, (seen.top() + seen.bottom()) / 2.0);
        match wish {
            "zoom-in" => zoom(&stage, stage.zoom * FACTOR, middle),
            "zoom-out" => zoom(&stage, stage.zoom / FACTOR, middle),
            "zoom-usual" => {
                let _ = stage.stage.remove_attribute(BY_HAND);
                dom::set(&stage.inner, "zoom", "1");
            }
            "fit" => fit(&stage),
            "follow" => {
                let follows = !self.state.borrow().follows;
                self.state.borrow_mut().follows = follows;
                storage::set("follow", if follows { "yes" } else { "no" });
            }
            _ => return false,
        }
        self.set_tools();
        if let Some(stage) = dom::stage() {
            stage.has_moved();
            map::draw(&stage);
        }
        true
    }

    /// The page makes the place of the tools anew whenever the stage comes back.
    fn set_tools(&self) {
        let Some(place) = dom::find(".stage-room > .hand") else { return };
        if dom::within(&place, ".stage-tools").is_none() {
            let _ = place.insert_adjacent_html("beforeend", TOOLS);
        }
        if let Some(follow) = dom::within(&place, "[data-wish=follow]") {
            let _ = follow.set_attribute("aria-pressed", if self.state.borrow().follows { "true" } else { "false" });
        }
    }
}

const TOOLS: &str = concat!(
    r#"<svg class="map" role="img" aria-label="map of the stage: drag in it"></svg>"#,
    r#"<div class="stage-tools" role="toolbar" aria-label="Stage">"#,
    r#"<button data-wish="zoom-out" title="smaller (-)" aria-label="draw smaller">−</button>"#,
    r#"<button data-wish="zoom-in" title="larger (+)" aria-label="draw larger">+</button>"#,
    r#"<button data-wish="fit" title="the whole stage (f)">Fit</button>"#,
    r#"<button data-wish="follow" title="keep what changes in sight (F)">Follow</button></div>"#,
);

const NOT_GROUND: &str = ".card, .frame, .ghost, button, a, input, select, .watches";

fn take(state: &Rc<RefCell<State>>, event: &Event) {
    let Some(pointer) = event.dyn_ref::<PointerEvent>() else { return };
    state.borrow_mut().has_moved = false;
    let at = (f64::from(pointer.client_x()), f64::from(pointer.client_y()));
    if let Some(map) = dom::target(event, ".stage-room .map") {
        event.prevent_default();
        let _ = map.set_pointer_capture(pointer.pointer_id());
        state.borrow_mut().held = Some((Held::Map, at));
        map::go(at);
        return;
    }
    if dom::target(event, ".stage-room > .stage").is_none() || pointer.pointer_type() == "touch" {
        return;
    }
    let Some(stage) = dom::stage() else { return };
    let header = dom::target(event, ".card > header").filter(|_| dom::target(event, ".count, .enter").is_none());
    if let (Some(header), 0) = (header, pointer.button()) {
        let card = header.parent_element();
        let serial = card.as_ref().and_then(|c| dom::attribute(c, "data-card").parse().ok());
        if let (Some(room), Some(serial)) = (card.and_then(|c| c.closest(".room").ok().flatten()), serial) {
            let base = shift_of(&room);
            state.borrow_mut().held = Some((Held::Card { serial: Serial(serial), room, base, shift: base }, at));
        }
    } else if pointer.button() == 1 || (pointer.button() == 0 && dom::target(event, NOT_GROUND).is_none()) {
        let scroll = (stage.stage.scroll_left(), stage.stage.scroll_top());
        state.borrow_mut().held = Some((Held::Ground { scroll }, at));
    }
}

fn carry(state: &Rc<RefCell<State>>, event: &Event) {
    let Some(pointer) = event.dyn_ref::<PointerEvent>() else { return };
    let mut state = state.borrow_mut();
    let State { held, has_moved, .. } = &mut *state;
    let Some((held, from)) = held else { return };
    let at = (f64::from(pointer.client_x()), f64::from(pointer.client_y()));
    let by = (at.0 - from.0, at.1 - from.1);
    if !*has_moved && by.0.hypot(by.1) < CLICK {
        return;
    }
    *has_moved = true;
    event.prevent_default();
    let Some(stage) = dom::stage() else { return };
    match held {
        Held::Card { room, base, shift, .. } => {
            *shift = (base.0 + (by.0 / stage.zoom).round() as i32, base.1 + (by.1 / stage.zoom).round() as i32);
            let _ = room.class_list().add_1("held");
            dom::set(room, "transform", &format!("translate({}px, {}px)", shift.0, shift.1));
            stage.has_moved();
        }
        Held::Ground { scroll } => {
            let _ = stage.stage.class_list().add_1("pushed");
            stage.stage.set_scroll_left(scroll.0 - by.0 as i32);
            stage.stage.set_scroll_top(scroll.1 - by.1 as i32);
        }
        Held::Map => map::go(at),
    }
}

fn put_down(state: &Rc<RefCell<State>>, say: &Callback<Said>, _: &Event) {
    let Some((held, _)) = state.borrow_mut().held.take() else { return };
    if let Some(stage) = dom::stage() {
        let _ = stage.stage.class_list().remove_1("pushed");
        map::draw(&stage);
    }
    if let Held::Card { serial, room, shift, .. } = held {
        let _ = room.class_list().remove_1("held");
        if state.borrow().has_moved {
            say.emit(Said::Moved(serial, settled(shift)));
            if settled(shift).is_none() {
                dom::set(&room, "transform", "");
            }
        }
    }
}

fn settled(shift: (i32, i32)) -> Option<(i32, i32)> {
    (shift.0.abs() > NEAR || shift.1.abs() > NEAR).then_some(shift)
}

/// What was dragged has not been clicked.
fn after(state: &Rc<RefCell<State>>, event: &Event) {
    if std::mem::take(&mut state.borrow_mut().has_moved) && dom::target(event, ".stage-room > .stage").is_some() {
        event.stop_propagation();
        event.prevent_default();
    }
}

/// Shift and an arrow move the card that has the focus.
fn nudge(say: &Callback<Said>, event: &Event) {
    let Some(key) = event.dyn_ref::<KeyboardEvent>().filter(|k| k.shift_key()) else { return };
    let by = match key.key().as_str() {
        "ArrowRight" => (KEY_STEP, 0),
        "ArrowLeft" => (-KEY_STEP, 0),
        "ArrowDown" => (0, KEY_STEP),
        "ArrowUp" => (0, -KEY_STEP),
        _ => return,
    };
    let Some(card) = dom::target(event, ".stage-room .card") else { return };
    let (Ok(serial), Some(room)) = (dom::attribute(&card, "data-card").parse(), card.closest(".room").ok().flatten()) else { return };
    event.prevent_default();
    event.stop_propagation();
    let base = shift_of(&room);
    let shift = (base.0 + by.0, base.1 + by.1);
    say.emit(Said::Moved(Serial(serial), (shift != (0, 0)).then_some(shift)));
}

/// `translate(12px, -8px)`
fn shift_of(room: &Element) -> (i32, i32) {
    let text = dom::get(room, "transform");
    let inner = text.strip_prefix("translate(").and_then(|t| t.strip_suffix(')')).unwrap_or_default();
    let mut parts = inner.split(',').map(|p| p.trim().trim_end_matches("px").parse::<f64>().unwrap_or(0.0) as i32);
    (parts.next().unwrap_or(0), parts.next().unwrap_or(0))
}

fn wheel(event: &Event) {
    let Some(wheel) = event.dyn_ref::<WheelEvent>().filter(|w| w.ctrl_key()) else { return };
    if dom::target(event, ".stage-room").is_none() {
        return;
    }
    event.prevent_default();
    let Some(stage) = dom::stage() else { return };
    let factor = (-wheel.delta_y() / 300.0).clamp(-0.5, 0.5).exp();
    zoom(&stage, stage.zoom * factor, (f64::from(wheel.client_x()), f64::from(wheel.client_y())));
    stage.has_moved();
    map::draw(&stage);
}

fn pinch(state: &Rc<RefCell<State>>, event: &Event) {
    let Some(touch) = event.dyn_ref::<TouchEvent>().filter(|_| dom::target(event, ".stage-room > .stage").is_some()) else { return };
    let touches = touch.touches();
    let (Some(a), Some(b), 2) = (touches.get(0), touches.get(1), touches.length()) else {
        state.borrow_mut().pinch = None;
        return;
    };
    let Some(stage) = dom::stage() else { return };
    let ((ax, ay), (bx, by)) = ((f64::from(a.client_x()), f64::from(a.client_y())), (f64::from(b.client_x()), f64::from(b.client_y())));
    let apart = (ax - bx).hypot(ay - by).max(1.0);
    event.prevent_default();
    let began = *state.borrow_mut().pinch.get_or_insert((apart, stage.zoom));
    zoom(&stage, began.1 * apart / began.0, ((ax + bx) / 2.0, (ay + by) / 2.0));
    stage.has_moved();
    map::draw(&stage);
}

/// The point of the picture that lies at `at` stays there.
fn zoom(stage: &Stage, to: f64, at: (f64, f64)) {
    let to = to.clamp(LEAST, MOST);
    let seen = stage.stage.get_bounding_client_rect();
    let at = (at.0 - seen.left(), at.1 - seen.top());
    let (x, y) = (f64::from(stage.stage.scroll_left()) + at.0, f64::from(stage.stage.scroll_top()) + at.1);
    let part = to / stage.zoom;
    let _ = stage.stage.set_attribute(BY_HAND, "");
    dom::set(&stage.inner, "zoom", &format!("{to:.3}"));
    stage.stage.set_scroll_left((x * part - at.0).round() as i32);
    stage.stage.set_scroll_top((y * part - at.1).round() as i32);
}

fn fit(stage: &Stage) {
    let (right, bottom) = stage.extent();
    let (width, height) = (f64::from(stage.stage.client_width()), f64::from(stage.stage.client_height()));
    let part = ((width - 12.0) / right.max(1.0)).min((height - 12.0) / bottom.max(1.0));
    zoom(stage, (stage.zoom * part).min(1.0), (0.0, 0.0));
    stage.stage.set_scroll_left(0);
    stage.stage.set_scroll_top(0);
}

/// Scrolls only where nothing of what changed is in sight.
fn follow(stage: &Stage) {
    let changed = dom::all(&stage.inner, ".card.born, .card.content-changed, .frame tr.changed, .ghost");
    let first = match changed.first() {
        Some(first) if !changed.iter().any(|c| stage.is_in_sight(&c.get_bounding_client_rect())) => first.clone(),
        _ => return,
    };
    let (left, top, width, height) = stage.place(&first);
    let (view_width, view_height) = (f64::from(stage.stage.client_width()), f64::from(stage.stage.client_height()));
    let options = web_sys::ScrollToOptions::new();
    options.set_left((left + width / 2.0 - view_width / 2.0).max(0.0));
    options.set_top((top + height / 2.0 - view_height / 2.0).max(0.0));
    options.set_behavior(if reduced_motion() { web_sys::ScrollBehavior::Instant } else { web_sys::ScrollBehavior::Smooth });
    stage.stage.scroll_to_with_scroll_to_options(&options);
}
