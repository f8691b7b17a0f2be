//! The drawn page, as the desk finds it: small helpers over elements and the stage's parts.

use wasm_bindgen::JsCast;
use web_sys::{DomRect, Element, Event, HtmlElement};

pub const SVG: &str = "http://www.w3.org/2000/svg";

pub fn find(selector: &str) -> Option<Element> {
    gloo::utils::document().query_selector(selector).ok().flatten()
}

pub fn all(root: &Element, selector: &str) -> Vec<Element> {
    let Ok(found) = root.query_selector_all(selector) else { return Vec::new() };
    (0..found.length()).filter_map(|i| found.get(i)?.dyn_into().ok()).collect()
}

pub fn within(root: &Element, selector: &str) -> Option<Element> {
    root.query_selector(selector).ok().flatten()
}

/// Of the event's target and what it lies in, the nearest that is such a one.
pub fn target(event: &Event, selector: &str) -> Option<Element> {
    event.target()?.dyn_into::<Element>().ok()?.closest(selector).ok().flatten()
}

pub fn element(tag: &str, class: &str) -> Option<Element> {
    let made = gloo::utils::document().create_element(tag).ok()?;
    let _ = made.set_attribute("class", class);
    Some(made)
}

pub fn svg_element(tag: &str, attributes: &[(&str, &str)]) -> Option<Element> {
    let made = gloo::utils::document().create_element_ns(Some(SVG), tag).ok()?;
    attributes.iter().for_each(|(name, value)| {
        let _ = made.set_attribute(name, value);
    });
    Some(made)
}

pub fn set(element: &Element, property: &str, value: &str) {
    let style = match (element.dyn_ref::<HtmlElement>(), element.dyn_ref::<web_sys::SvgElement>()) {
        (Some(html), _) => html.style(),
        (None, Some(svg)) => svg.style(),
        (None, None) => return,
    };
    let _ = style.set_property(property, value);
}

pub fn get(element: &Element, property: &str) -> String {
    element.dyn_ref::<HtmlElement>().and_then(|e| e.style().get_property_value(property).ok()).unwrap_or_default()
}

pub fn attribute(element: &Element, name: &str) -> String {
    element.get_attribute(name).unwrap_or_default()
}

pub fn text(element: &Element) -> String {
    element.text_content().unwrap_or_default()
}

/// The stage that is shown, what is drawn in it, and how large. None: an inside fills it, or there is no picture.
pub struct Stage {
    pub stage: Element,
    pub inner: Element,
    /// Its part of the usual size.
    pub zoom: f64,
}

pub fn stage() -> Option<Stage> {
    let stage = find(".stage-room > .stage")?;
    let inner = within(&stage, ".stage-inner")?;
    let zoom = get(&inner, "zoom").parse().unwrap_or(1.0);
    Some(Stage { stage, inner, zoom })
}

impl Stage {
    /// Right and bottom ends of what is drawn, in the coordinates of what scrolls. Unit: CSS pixels on the screen.
    pub fn extent(&self) -> (f64, f64) {
        let mut ends = (0.0_f64, 0.0_f64);
        for part in all(&self.inner, ".card, .frame, .ghost") {
            let rect = self.place(&part);
            ends = (ends.0.max(rect.0 + rect.2), ends.1.max(rect.1 + rect.3));
        }
        ends
    }

    /// Left, top, width, height, from where the stage begins when it is not scrolled.
    pub fn place(&self, part: &Element) -> (f64, f64, f64, f64) {
        let (origin, rect) = (self.stage.get_bounding_client_rect(), part.get_bounding_client_rect());
        let left = rect.left() - origin.left() + f64::from(self.stage.scroll_left());
        let top = rect.top() - origin.top() + f64::from(self.stage.scroll_top());
        (left, top, rect.width(), rect.height())
    }

    pub fn is_in_sight(&self, rect: &DomRect) -> bool {
        let seen = self.stage.get_bounding_client_rect();
        rect.top() < seen.bottom() - 16.0
            && rect.bottom() > seen.top() + 16.0
            && rect.left() < seen.right() - 16.0
            && rect.right() > seen.left() + 16.0
    }

    /// The page draws its arrows anew.
    pub fn has_moved(&self) {
        if let Ok(event) = Event::new(crate::view::stage::MOVED) {
            let _ = self.stage.dispatch_event(&event);
        }
    }
}
