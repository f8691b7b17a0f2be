//! The inside of one object or frame, filling the stage: what the worker tells of it, figure by figure. A reference in
//! it leads on to the inside of that object; the way back is kept.

use std::rc::Rc;

use pyvarium_protocol::inside::Block;
use pyvarium_protocol::{InsideView, Serial, Wanted};
use wasm_bindgen::JsCast;
use web_sys::Element;
use yew::prelude::*;

use super::card::{family_class, short_address};
use super::figures::figure;
use super::icon;
use super::words::words;
use crate::arrows::{Arrows, Glide};
use crate::model::Action;

#[derive(Properties, PartialEq)]
pub struct Props {
    pub view: Rc<InsideView>,
    /// How many insides lie below this one.
    pub depth: usize,
    pub find: Callback<(Vec<Wanted>, bool)>,
    pub tell: Callback<Action>,
}

#[component]
pub fn Inside(props: &Props) -> Html {
    let root = use_node_ref();
    let svg = use_node_ref();
    let arrows = use_memo((), |()| Arrows::default());
    {
        let (root, svg) = (root.clone(), svg.clone());
        use_effect(move || {
            if let (Some(root), Some(svg)) = (root.cast::<Element>(), svg.cast::<Element>()) {
                arrows.draw(&root, &svg, None, Glide::Yes);
            }
        });
    }
    let view = &props.view;
    let back = props.tell.reform(|_: MouseEvent| Action::InsideBack);
    let serial = view.serial;
    let changed = |back: bool| props.find.reform(move |_: MouseEvent| (vec![Wanted::Object { serial }], back));
    let is_frame = view.alive && view.address.is_none();
    let close = props.tell.reform(|_: MouseEvent| Action::InsideClose);
    // A reference leads on.
    let lead = {
        let tell = props.tell.clone();
        Callback::from(move |event: MouseEvent| {
            let target = event.target().and_then(|t| t.dyn_into::<Element>().ok());
            let held = target.and_then(|t| t.closest("[data-held]").ok().flatten()).and_then(|h| h.get_attribute("data-held"));
            if let Some(serial) = held.and_then(|s| s.parse().ok()) {
                tell.emit(Action::Inside(Serial(serial)));
            }
        })
    };
    html! {
        <section class={classes!("inside", family_class(view.family))} data-inside={view.serial.0.to_string()} data-step={view.step.to_string()} aria-label={format!("Inside of a {}", view.title)}>
            <header>
                if props.depth > 0 {
                    <button class="quiet" onclick={back} title="the inside before this one (Backspace)">{ icon::sign(icon::BACK) }<span class="visually-hidden">{ "one inside back" }</span></button>
                }
                <h2><span class="sort">{ icon::family(view.family) }{ &view.title }</span><code>{ &view.text }</code></h2>
                <span class="head-facts">
                    if let Some(address) = view.address { <span title={format!("id() is {address}")}>{ short_address(address) }</span> }
                    if let Some(count) = view.refcount { <span class="count" title={format!("reference count {count}")}>{ count }</span> }
                </span>
                if !is_frame {
                    <span class="changes" role="group" aria-label="when it changed">
                        <button class="quiet" onclick={changed(true)} title="back to its last change">{ "◀" }</button>
                        <span>{ "changed" }</span>
                        <button class="quiet" onclick={changed(false)} title="on to its next change">{ "▶" }</button>
                    </span>
                }
                <button class="leave" onclick={close} title="back to the stage (Escape)">{ "Stage" }</button>
            </header>
            <div class="inside-body" ref={root} onclick={lead} tabindex="0" role="region" aria-label={format!("How CPython keeps this {}", view.title)}>
                <p class="says">{ words(&view.says) }</p>
                <div class="blocks">
                    { for view.blocks.iter().map(block) }
                </div>
                <svg class="arrows" ref={svg} aria-hidden="true">
                    <defs>
                        <marker id="arrow-head" viewBox="0 0 8 8" refX="7" refY="4" markerWidth="8" markerHeight="8" markerUnits="userSpaceOnUse" orient="auto">
                            <path d="M0 0.5L8 4L0 7.5z" />
                        </marker>
                    </defs>
                </svg>
            </div>
        </section>
    }
}

fn block(block: &Block) -> Html {
    html! {
        <article key={block.title.clone()} class={classes!("inside-block", block.now.then_some("now"))} data-block={block.title.clone()}>
            <h3>{ &block.title }</h3>
            if !block.note.is_empty() { <p class="note">{ words(&block.note) }</p> }
            { figure(&block.figure) }
        </article>
    }
}
