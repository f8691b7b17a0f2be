//! Panes that fold and handles that resize them. Sizes are shares of the page's main area, kept in
//! CSS variables and in the browser's storage; no other component knows of them.

use wasm_bindgen::JsCast;
use web_sys::{Element, HtmlElement, KeyboardEvent, PointerEvent};
use yew::prelude::*;

use crate::model::{Action, Pane};
use crate::storage;

#[derive(Properties, PartialEq)]
pub struct TitleProps {
    pub pane: Pane,
    pub folded: bool,
    pub tell: Callback<Action>,
    pub children: Html,
    /// Stands at the right.
    #[prop_or_default]
    pub tools: Html,
}

#[component]
pub fn PaneTitle(props: &TitleProps) -> Html {
    let pane = props.pane;
    let fold = props.tell.reform(move |_| Action::Fold(pane));
    html! {
        <h2 class="pane-title">
            <button class="fold" onclick={fold} aria-expanded={(!props.folded).to_string()} title={if props.folded { "unfold" } else { "fold" }}>
                <svg class="chevron" viewBox="0 0 8 8" aria-hidden="true"><path d="M2 1l4 3-4 3" /></svg>
                <span>{ props.children.clone() }</span>
            </button>
            <span class="tools">{ props.tools.clone() }</span>
        </h2>
    }
}

/// What a handle moves: the name of its CSS variable, and from which edge its share is counted.
#[derive(Clone, Copy, PartialEq)]
pub enum Handle {
    Left,
    Right,
    Source,
    Output,
}

impl Handle {
    const ALL: [Handle; 4] = [Handle::Left, Handle::Right, Handle::Source, Handle::Output];

    fn name(self) -> &'static str {
        match self {
            Handle::Left => "left",
            Handle::Right => "right",
            Handle::Source => "source",
            Handle::Output => "output",
        }
    }

    /// As the style sheet has it.
    fn usual(self) -> f64 {
        match self {
            Handle::Left => 0.275,
            Handle::Right => 0.185,
            Handle::Source => 0.42,
            Handle::Output => 0.2,
        }
    }

    fn is_vertical(self) -> bool {
        matches!(self, Handle::Left | Handle::Right)
    }

    fn is_from_far_edge(self) -> bool {
        matches!(self, Handle::Right | Handle::Output)
    }
}

const LEAST: f64 = 0.1;
const MOST: f64 = 0.7;
const KEY_STEP: f64 = 0.02;

#[derive(Properties, PartialEq)]
pub struct SplitterProps {
    pub handle: Handle,
    pub label: &'static str,
}

#[component]
pub fn Splitter(props: &SplitterProps) -> Html {
    let handle = props.handle;
    let down = Callback::from(|event: PointerEvent| {
        if let Some(target) = event.target_dyn_into::<Element>() {
            let _ = target.set_pointer_capture(event.pointer_id());
            event.prevent_default();
        }
    });
    let moved = Callback::from(move |event: PointerEvent| {
        let Some(target) = event.target_dyn_into::<Element>() else { return };
        if target.has_pointer_capture(event.pointer_id())
            && let Some(share) = share_at(handle, &target, f64::from(event.client_x()), f64::from(event.client_y()))
        {
            set(handle, share);
            let _ = target.set_attribute("aria-valuenow", &percent(share.clamp(LEAST, MOST)));
        }
    });
    let key = Callback::from(move |event: KeyboardEvent| {
        let grow = match (event.key().as_str(), handle.is_vertical()) {
            ("ArrowRight", true) | ("ArrowDown", false) => 1.0,
            ("ArrowLeft", true) | ("ArrowUp", false) => -1.0,
            _ => return,
        };
        let Some(target) = event.target_dyn_into::<Element>() else { return };
        let rect = target.get_bounding_client_rect();
        let at = ((rect.left() + rect.right()) / 2.0, (rect.top() + rect.bottom()) / 2.0);
        if let Some(share) = share_at(handle, &target, at.0, at.1) {
            set(handle, share + grow * KEY_STEP * if handle.is_from_far_edge() { -1.0 } else { 1.0 });
        }
        event.prevent_default();
    });
    let share = storage::get(&format!("size.{}", handle.name())).and_then(|s| s.parse::<f64>().ok()).unwrap_or(handle.usual());
    html! {
        <div class={classes!("splitter", handle.name())} role="separator" tabindex="0" aria-valuenow={percent(share)} aria-valuemin={percent(LEAST)} aria-valuemax={percent(MOST)} aria-label={props.label} title={format!("{}: drag, or arrow keys", props.label)}
            aria-orientation={if handle.is_vertical() { "vertical" } else { "horizontal" }} onpointerdown={down} onpointermove={moved} onkeydown={key}></div>
    }
}

/// Sets the sizes that the person left behind.
pub fn restore() {
    for handle in Handle::ALL {
        if let Some(share) = storage::get(&format!("size.{}", handle.name())).and_then(|s| s.parse().ok()) {
            set(handle, share);
        }
    }
}

fn set(handle: Handle, share: f64) {
    let share = share.clamp(LEAST, MOST);
    if let Ok(root) = gloo::utils::document_element().dyn_into::<HtmlElement>() {
        let _ = root.style().set_property(&format!("--share-{}", handle.name()), &format!("{share:.4}"));
    }
    storage::set(&format!("size.{}", handle.name()), &format!("{share:.4}"));
}

fn percent(share: f64) -> String {
    format!("{:.0}", share * 100.0)
}

fn share_at(handle: Handle, target: &Element, x: f64, y: f64) -> Option<f64> {
    let area = target.closest(if handle.is_vertical() { "main" } else { ".left" }).ok()??.get_bounding_client_rect();
    let share = if handle.is_vertical() { (x - area.left()) / area.width() } else { (y - area.top()) / area.height() };
    Some(if handle.is_from_far_edge() { 1.0 - share } else { share })
}
