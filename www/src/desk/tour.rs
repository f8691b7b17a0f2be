//! The tour: what stands where, in six stops, each beside what it is about.

use wasm_bindgen::JsCast;
use web_sys::{HtmlElement, KeyboardEvent};
use yew::prelude::*;

use super::dom;
use crate::storage;

/// Where, and what is said there.
const STOPS: [(&str, &str, &str); 6] = [
    (
        ".pane-source",
        "The program",
        "What runs next is marked; what just ran has a bar at its left. Press Edit, or e, and change it: it runs here, nothing is sent anywhere.",
    ),
    (
        ".stage-room, .pane-stage",
        "The stage",
        "Names at the left; the objects that they name at the right. A name is no box: an arrow leaves it. The number on a card is its reference count.",
    ),
    (
        ".transport .controls",
        "Time",
        "Forward and back, as far as you like: the arrow keys step, the space bar plays. Nothing is run twice, it is all recorded.",
    ),
    (
        ".slider",
        "The whole run",
        "Drag it, and the stage follows. The hills are calls within calls; marks are output, exceptions and what was freed.",
    ),
    (
        ".transport .zoom",
        "How big a step is",
        "A call, a line, an expression, or one instruction of the bytecode: one recording, looked at more closely.",
    ),
    (
        ".bar",
        "All the rest",
        "Actions (or the key ?) lists everything that can be done: breakpoints, what if, watch, side by side, export. Now try it.",
    ),
];
/// Unit: CSS pixels.
const ROOM: f64 = 12.0;
const WIDE: f64 = 320.0;
const HIGH: f64 = 170.0;

#[derive(Properties, PartialEq)]
pub struct Props {
    pub done: Callback<()>,
}

#[component]
pub fn Tour(props: &Props) -> Html {
    let at = use_state_eq(|| 0usize);
    let card = use_node_ref();
    let ring = use_node_ref();
    let (place, title, text) = STOPS.get(*at).copied().unwrap_or(STOPS[0]);
    {
        let (card, ring) = (card.clone(), ring.clone());
        use_effect_with(*at, move |_| {
            storage::set("toured", "yes");
            let (Some(card), Some(ring)) = (card.cast::<HtmlElement>(), ring.cast::<HtmlElement>()) else { return };
            let shown = place.split(", ").filter_map(dom::find).find(|e| e.get_bounding_client_rect().width() > 0.0);
            let Some(rect) = shown.map(|e| e.get_bounding_client_rect()) else { return };
            for (name, value) in [("left", rect.left()), ("top", rect.top()), ("width", rect.width()), ("height", rect.height())] {
                dom::set(&ring, name, &format!("{value:.0}px"));
            }
            let root = gloo::utils::document_element();
            let (width, height) = (f64::from(root.client_width()), f64::from(root.client_height()));
            // Beside it, where there is room; else over its lower end.
            let left = if rect.right() + WIDE + 2.0 * ROOM < width {
                rect.right() + ROOM
            } else {
                (rect.left() + ROOM).min(width - WIDE - ROOM).max(ROOM)
            };
            let top = if rect.right() + WIDE + 2.0 * ROOM < width {
                rect.top() + ROOM
            } else if rect.top() > HIGH + 2.0 * ROOM {
                rect.top() - HIGH - ROOM
            } else {
                rect.bottom() + ROOM
            };
            dom::set(&card, "left", &format!("{left:.0}px"));
            dom::set(&card, "top", &format!("{:.0}px", top.clamp(ROOM, (height - HIGH - ROOM).max(ROOM))));
            if let Ok(Some(next)) = card.query_selector(".primary")
                && let Some(next) = next.dyn_ref::<HtmlElement>()
            {
                let _ = next.focus();
            }
        });
    }
    let is_last = *at + 1 == STOPS.len();
    let go = |by: isize| {
        let (at, done) = (at.clone(), props.done.clone());
        move |_: MouseEvent| match at.checked_add_signed(by) {
            Some(next) if next < STOPS.len() => at.set(next),
            _ => done.emit(()),
        }
    };
    let key = {
        let (at, done) = (at.clone(), props.done.clone());
        Callback::from(move |event: KeyboardEvent| {
            match event.key().as_str() {
                "ArrowRight" if *at + 1 < STOPS.len() => at.set(*at + 1),
                "ArrowLeft" => at.set(at.saturating_sub(1)),
                "Escape" => done.emit(()),
                _ => return,
            }
            event.stop_propagation();
            event.prevent_default();
        })
    };
    let end = props.done.reform(|_: MouseEvent| ());
    html! {
        <>
            <div class="tour-ring" ref={ring}></div>
            <section class="tour desk-open" ref={card} role="dialog" aria-label="Tour" onkeydown={key}>
                <h2>{ title }</h2>
                <p>{ text }</p>
                <div class="row">
                    <span class="said">{ format!("{} of {}", *at + 1, STOPS.len()) }</span>
                    <button class="quiet" onclick={end}>{ "End the tour" }</button>
                    if *at > 0 { <button onclick={go(-1)}>{ "Back" }</button> }
                    <button class="primary" onclick={go(1)}>{ if is_last { "Done" } else { "Next" } }</button>
                </div>
            </section>
        </>
    }
}
