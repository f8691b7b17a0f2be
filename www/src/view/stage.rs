//! The stage: frames at the left, objects to the right, arrows over both, the sentence below.

use std::cell::Cell;
use std::collections::BTreeSet;
use std::rc::Rc;

use gloo::events::EventListener;
use pyvarium_protocol::{FrameKind, Serial, StateView, Wanted};
use wasm_bindgen::JsCast;
use wasm_bindgen::closure::Closure;
use web_sys::{Element, HtmlElement};
use yew::prelude::*;

use super::card::{Card, short_address};
use super::frames::{Frame, Globals};
use super::room::Room;
use super::value::Look;
use crate::arrows::{Arrows, Glide};
use crate::layout::{self, GAP, Layout, Lodging, Tenant, USUAL};
use crate::model::{Action, Shifts};

#[derive(Properties, PartialEq)]
pub struct Props {
    pub view: Rc<StateView>,
    pub drawn: Rc<Vec<Serial>>,
    pub layout: Layout,
    pub open: Rc<BTreeSet<Serial>>,
    pub pointed: Option<Serial>,
    /// Cards that the person has moved from their places.
    pub moved: Rc<Shifts>,
    pub show_stack: bool,
    pub look: Look,
    pub find: Callback<(Vec<Wanted>, bool)>,
    pub tell: Callback<Action>,
}

/// Unit: CSS pixels, as in the style sheet: frames and margins; between two columns.
const AROUND: u32 = 276;
const COLUMN_GAP: u32 = 40;
const SMALLEST: f64 = 0.86;
/// The event by which the late module tells that cards have moved.
pub const MOVED: &str = "cardsmoved";
/// The attribute of a stage whose size the person has chosen.
pub const BY_HAND: &str = "data-by-hand";

#[component]
pub fn Stage(props: &Props) -> Html {
    let stage = use_node_ref();
    let svg = use_node_ref();
    let arrows = use_memo((), |()| Arrows::default());
    let pointed = props.pointed;
    let wanted = use_memo((), |()| Cell::new(0));
    wanted.set(AROUND + layout::width(&props.layout, COLUMN_GAP));
    {
        let (stage, svg, arrows, wanted) = (stage.clone(), svg.clone(), arrows.clone(), wanted.clone());
        use_effect(move || {
            if let (Some(stage), Some(svg)) = (stage.cast::<Element>(), svg.cast::<Element>()) {
                fit(&stage, wanted.get());
                arrows.draw(&stage, &svg, pointed.map(|s| s.0), Glide::Yes);
            }
        });
    }
    {
        let (stage, svg) = (stage.clone(), svg.clone());
        use_effect_with((), move |()| {
            // The late module moves cards and zooms, and says so.
            let moved = stage.cast::<Element>().map(|target| {
                let (stage, svg, arrows) = (stage.clone(), svg.clone(), arrows.clone());
                EventListener::new(&target, MOVED, move |_| {
                    if let (Some(stage), Some(svg)) = (stage.cast::<Element>(), svg.cast::<Element>()) {
                        arrows.draw(&stage, &svg, None, Glide::Keep);
                    }
                })
            });
            let redraw = {
                let stage = stage.clone();
                Closure::<dyn FnMut()>::new(move || {
                    if let (Some(stage), Some(svg)) = (stage.cast::<Element>(), svg.cast::<Element>()) {
                        fit(&stage, wanted.get());
                        arrows.draw(&stage, &svg, None, Glide::No);
                    }
                })
            };
            let observer = web_sys::ResizeObserver::new(redraw.as_ref().unchecked_ref()).ok();
            if let (Some(observer), Some(stage)) = (&observer, stage.cast::<Element>()) {
                observer.observe(&stage);
                if let Some(inner) = stage.first_element_child() {
                    observer.observe(&inner);
                }
            }
            move || {
                if let Some(observer) = observer {
                    observer.disconnect();
                }
                drop(redraw);
                drop(moved);
            }
        });
    }
    let view = &props.view;
    let running = view.frames.iter().position(|f| f.kind == FrameKind::Python).unwrap_or(0);
    let columns = layout::rows(&props.layout, &props.view, &props.drawn);
    // Values inside slots say whom they stand for; a press on one draws it as the object that it is.
    let unfold = {
        let tell = props.tell.clone();
        Callback::from(move |event: MouseEvent| {
            let pressed = event.target_dyn_into::<Element>().and_then(|t| t.closest("[data-inline]").ok().flatten());
            if let Some(serial) = pressed.and_then(|p| p.get_attribute("data-inline")).and_then(|s| s.parse().ok()) {
                tell.emit(Action::Toggle(Serial(serial)));
            }
        })
    };
    html! {
        <div class="stage-room">
        <div class="stage" data-raised={view.raised.as_ref().filter(|r| r.unwinding).map(|r| r.text.clone())} onclick={unfold} ref={stage} tabindex="0" role="region" aria-label="Stage: frames and objects">
            <div class="stage-inner">
                // The module's names stand first: they stay for the whole run, and no call moves them.
                <div class="frames">
                    <Globals key="globals" ended={view.outcome.is_some()} globals={view.globals.clone()} look={props.look} />
                    { for view.frames.iter().enumerate().map(|(i, frame)| html! {
                        <Frame key={frame.serial.0} frame={frame.clone()} running={i == running} show_stack={props.show_stack} look={props.look} tell={props.tell.clone()} />
                    }) }
                    <div class="watch-place" key="watches"></div>
                </div>
                <div class="heap">
                    { for columns.iter().enumerate().map(|(c, rows)| {
                        let shape = props.layout.columns.get(c).cloned().unwrap_or_default();
                        let mut bottom = 0;
                        html! {
                            <div class={classes!("column", (rows.is_empty() && shape.width == 0).then_some("unused"))} key={c}>
                                <Room width={shape.width} height=0 />
                                { for rows.iter().enumerate().map(|(r, place)| {
                                    let (top, height) = shape.places.get(r).copied().unwrap_or((bottom + if r > 0 { GAP } else { 0 }, USUAL));
                                    let above = top.saturating_sub(bottom);
                                    bottom = top + height;
                                    let (child, shift) = match place {
                                        Some(Tenant::Card(serial)) => (card(props, *serial), props.moved.get(serial).copied()),
                                        Some(Tenant::Freed(ghost)) => (freed(ghost), props.moved.get(&ghost.serial).copied()),
                                        None => (Html::default(), None),
                                    };
                                    html! { <Room key={r} width=0 {above} {height} {shift}>{ child }</Room> }
                                }) }
                            </div>
                        }
                    }) }
                </div>
            </div>
            <svg class="arrows" ref={svg} aria-hidden="true">
                <defs>
                    <marker id="arrow-head" viewBox="0 0 8 8" refX="7" refY="4" markerWidth="8" markerHeight="8" markerUnits="userSpaceOnUse" orient="auto">
                        <path d="M0 0.5L8 4L0 7.5z" />
                    </marker>
                </defs>
            </svg>
        </div>
        // The late module's: tools, the map, what flies.
        <div class="hand"></div>
        </div>
    }
}

/// Draws a little smaller where the recording's columns would not fit, the same for all of its steps.
fn fit(stage: &Element, wanted: u32) {
    let Some(inner) = stage.first_element_child().and_then(|e| e.dyn_into::<HtmlElement>().ok()) else { return };
    if stage.has_attribute(BY_HAND) {
        return;
    }
    // A stored picture has no layout yet: it is as wide as it came out.
    let wanted = match inner.style().get_property_value("zoom").as_deref() {
        Ok("") | Err(_) if wanted <= AROUND => u32::try_from(inner.scroll_width()).unwrap_or(wanted),
        _ => wanted,
    };
    let part = (f64::from(stage.client_width()) / f64::from(wanted.max(1))).clamp(SMALLEST, 1.0);
    let text = format!("{:.2}", (part * 50.0).floor() / 50.0);
    if inner.style().get_property_value("zoom").ok().as_deref() != Some(text.as_str()) {
        let _ = inner.style().set_property("zoom", &text);
    }
}

fn freed(ghost: &Lodging) -> Html {
    html! {
        <div class="ghost" key={format!("freed{}", ghost.serial.0)} aria-label={format!("a {} was freed", ghost.type_name)} role="note">
            <span class="type">{ &ghost.type_name }</span><span>{ "freed" }</span><span class="address" title="the address can be used again">{ short_address(ghost.address) }</span>
        </div>
    }
}

fn card(props: &Props, serial: Serial) -> Html {
    let Some(object) = props.view.objects.iter().find(|o| o.serial == serial) else {
        return Html::default();
    };
    let probe = props.view.probes.iter().rev().find(|p| p.object == serial).cloned();
    let open = props.open.contains(&serial) || probe.is_some();
    html! {
        <Card key={serial.0} object={object.clone()} {probe} {open} type_drawn={props.drawn.contains(&object.type_serial)} lit={props.pointed == Some(serial)} look={props.look} find={props.find.clone()} tell={props.tell.clone()} />
    }
}
