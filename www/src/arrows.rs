//! The arrows: an SVG layer over the stage. It reads from the drawn page where dots and cards are
//! and knows nothing of views: a dot says `data-to`, a card says `data-card`.
//!
//! An arrow is its dot's (`data-key`), so a name that is bound anew keeps its arrow, and the arrow
//! glides. A glide starts from where the arrow is, so it can be interrupted at any time.

use std::cell::RefCell;
use std::collections::HashMap;
use std::rc::Rc;

use gloo::render::{AnimationFrame, request_animation_frame};
use wasm_bindgen::JsCast;
use web_sys::Element;

const GLIDE_MILLIS: f64 = 220.0;
/// Steps that follow each other faster than this (a held key, a dragged slider) do not glide.
const HURRY_MILLIS: f64 = 150.0;
const SVG: &str = "http://www.w3.org/2000/svg";

#[derive(Clone, Copy, PartialEq)]
struct Course {
    from: (f64, f64),
    to: (f64, f64),
    /// Direction in which the arrow enters the card: 1 from its left, -1 from its right.
    side: f64,
    /// Direction in which it leaves its dot.
    lead: f64,
}

/// What a moved arrow does.
#[derive(Clone, Copy, PartialEq)]
pub enum Glide {
    /// It travels.
    Yes,
    /// It is where it belongs at once.
    No,
    /// As `No`, while those that are travelling go on.
    Keep,
}

struct Arrow {
    path: Element,
    start: Course,
    goal: Course,
    now: Course,
    seen: bool,
    /// What the page has of it.
    class: String,
    drawn: Option<Course>,
}

impl Arrow {
    /// Draws it where it is now, if it is not there already.
    fn trace(&mut self) {
        if self.drawn != Some(self.now) {
            let _ = self.path.set_attribute("d", &path_text(self.now));
            self.drawn = Some(self.now);
        }
    }
}

#[derive(Default)]
struct Layer {
    arrows: HashMap<String, Arrow>,
    began: f64,
    drawn_at: f64,
    frame: Option<AnimationFrame>,
}

#[derive(Clone, Default)]
pub struct Arrows(Rc<RefCell<Layer>>);

impl PartialEq for Arrows {
    fn eq(&self, other: &Arrows) -> bool {
        Rc::ptr_eq(&self.0, &other.0)
    }
}

impl Arrows {
    /// Draws anew from what is on `stage`.
    pub fn draw(&self, stage: &Element, svg: &Element, pointed: Option<u64>, how: Glide) {
        let now = js_sys::Date::now();
        let origin = stage.get_bounding_client_rect();
        let (left, top) = (origin.left() - stage.scroll_left() as f64, origin.top() - stage.scroll_top() as f64);
        let mut cards = HashMap::new();
        each(stage, "[data-card]", |card| {
            let rect = card.get_bounding_client_rect();
            cards.insert(card.get_attribute("data-card").unwrap_or_default(), (rect.left() - left, rect.right() - left, rect.top() - top));
        });
        // All is measured first and drawn after: a look at the page behind each change would lay it out anew.
        let mut dots = Vec::new();
        each(stage, "[data-to]", |dot| {
            let to = dot.get_attribute("data-to").unwrap_or_default();
            let Some(&(card_left, card_right, card_top)) = cards.get(&to) else {
                return;
            };
            let rect = dot.get_bounding_client_rect();
            if rect.width() == 0.0 {
                return;
            }
            let from = ((rect.left() + rect.right()) / 2.0 - left, (rect.top() + rect.bottom()) / 2.0 - top);
            let by_left = from.0 < card_left - 4.0;
            let goal = Course {
                from,
                to: (if by_left { card_left - 1.0 } else { card_right + 1.0 }, card_top + 15.0),
                side: if by_left { 1.0 } else { -1.0 },
                lead: if card_right < from.0 { -1.0 } else { 1.0 },
            };
            let lit = pointed.is_some_and(|p| p.to_string() == to);
            let kind = dot.get_attribute("data-kind").unwrap_or_default();
            let changed = dot.closest("tr.changed").ok().flatten().is_some();
            let look = match (lit, pointed.is_some()) {
                (true, _) => " lit",
                (false, true) => " dim",
                (false, false) => "",
            };
            let class = format!("arrow {kind}{}{look}", if changed { " changed" } else { "" });
            dots.push((dot.get_attribute("data-key").unwrap_or_default(), goal, class));
        });
        let mut guard = self.0.borrow_mut();
        let layer = &mut *guard;
        layer.arrows.values_mut().for_each(|a| a.seen = false);
        let mut glides = false;
        let glide = how == Glide::Yes && now - layer.drawn_at > HURRY_MILLIS && !reduced_motion();
        let goes_on = how == Glide::Keep && layer.frame.is_some();
        for (key, goal, class) in dots {
            let arrow = layer.arrows.entry(key).or_insert_with(|| {
                let path = new_path(svg);
                Arrow { path, start: goal, goal, now: goal, seen: true, class: String::new(), drawn: None }
            });
            arrow.seen = true;
            let stays = arrow.goal == goal;
            if !stays {
                arrow.start = if glide { arrow.now } else { goal };
                arrow.goal = goal;
                glides |= glide;
            }
            if !(glide || goes_on && stays) {
                arrow.now = goal;
                arrow.start = goal;
            }
            if arrow.class != class {
                let _ = arrow.path.set_attribute("class", &class);
                arrow.class = class;
            }
            arrow.trace();
        }
        layer.arrows.retain(|_, arrow| {
            if !arrow.seen {
                arrow.path.remove();
            }
            arrow.seen
        });
        if goes_on {
            return;
        }
        layer.drawn_at = now;
        if glides {
            layer.began = now;
            drop(guard);
            self.advance();
        } else {
            layer.frame = None;
        }
    }

    fn advance(&self) {
        let again = self.clone();
        let pace = pace();
        let frame = request_animation_frame(move |_| {
            let more = {
                let mut layer = again.0.borrow_mut();
                let part = ((js_sys::Date::now() - layer.began) / (GLIDE_MILLIS * pace)).clamp(0.0, 1.0);
                let eased = 1.0 - (1.0 - part).powi(3);
                for arrow in layer.arrows.values_mut().filter(|a| a.now != a.goal) {
                    arrow.now = if part < 1.0 { between(arrow.start, arrow.goal, eased) } else { arrow.goal };
                    arrow.trace();
                }
                part < 1.0
            };
            if more {
                again.advance();
            }
        });
        self.0.borrow_mut().frame = Some(frame);
    }
}

/// While it plays, motion takes as long as the steps leave it (see the late module's `hand`).
fn pace() -> f64 {
    let root = gloo::utils::document_element().dyn_into::<web_sys::HtmlElement>().ok();
    root.and_then(|r| r.style().get_property_value("--pace").ok()?.parse().ok()).unwrap_or(1.0)
}

fn between(a: Course, b: Course, part: f64) -> Course {
    let mix = |x: f64, y: f64| x + (y - x) * part;
    Course {
        from: (mix(a.from.0, b.from.0), mix(a.from.1, b.from.1)),
        to: (mix(a.to.0, b.to.0), mix(a.to.1, b.to.1)),
        side: mix(a.side, b.side),
        lead: mix(a.lead, b.lead),
    }
}

fn path_text(course: Course) -> String {
    let ((x1, y1), (x2, y2)) = (course.from, course.to);
    let reach = ((x2 - x1).abs() * 0.45).clamp(20.0, 140.0);
    format!("M{x1:.1} {y1:.1}C{:.1} {y1:.1} {:.1} {y2:.1} {x2:.1} {y2:.1}", x1 + course.lead * reach, x2 - course.side * reach)
}

fn new_path(svg: &Element) -> Element {
    let document = gloo::utils::document();
    match document.create_element_ns(Some(SVG), "path") {
        Ok(path) => {
            let _ = path.set_attribute("marker-end", "url(#arrow-head)");
            let _ = svg.append_child(&path);
            path
        }
        // No browser refuses this; without it an arrow is drawn nowhere.
        Err(_) => svg.clone(),
    }
}

fn each(root: &Element, selector: &str, mut f: impl FnMut(Element)) {
    let Ok(found) = root.query_selector_all(selector) else { return };
    for i in 0..found.length() {
        if let Some(element) = found.get(i).and_then(|n| n.dyn_into().ok()) {
            f(element);
        }
    }
}

pub fn reduced_motion() -> bool {
    gloo::utils::window().match_media("(prefers-reduced-motion: reduce)").ok().flatten().is_some_and(|m| m.matches())
}
