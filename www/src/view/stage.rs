//! The stage: frames at the left, objects to the right, arrows over both, the sentence below.

use std::collections::BTreeSet;
use std::rc::Rc;

use pyvarium_protocol::{FrameKind, Serial, StateView};
use wasm_bindgen::JsCast;
use wasm_bindgen::closure::Closure;
use web_sys::Element;
use yew::prelude::*;

use super::card::Card;
use super::frames::{Frame, Globals};
use super::value::Look;
use crate::arrows::Arrows;
use crate::layout::Layout;
use crate::model::Action;

#[derive(Properties, PartialEq)]
pub struct Props {
    pub view: Rc<StateView>,
    pub drawn: Rc<Vec<Serial>>,
    pub layout: Rc<Layout>,
    pub open: Rc<BTreeSet<Serial>>,
    pub pointed: Option<Serial>,
    pub show_stack: bool,
    pub look: Look,
    pub tell: Callback<Action>,
}

#[component]
pub fn Stage(props: &Props) -> Html {
    let stage = use_node_ref();
    let svg = use_node_ref();
    let arrows = use_memo((), |()| Arrows::default());
    let pointed = props.pointed;
    {
        let (stage, svg, arrows) = (stage.clone(), svg.clone(), arrows.clone());
        use_effect(move || {
            if let (Some(stage), Some(svg)) = (stage.cast::<Element>(), svg.cast::<Element>()) {
                arrows.draw(&stage, &svg, pointed.map(|s| s.0), true);
            }
        });
    }
    {
        let (stage, svg) = (stage.clone(), svg.clone());
        use_effect_with((), move |()| {
            let redraw = {
                let stage = stage.clone();
                Closure::<dyn FnMut()>::new(move || {
                    if let (Some(stage), Some(svg)) = (stage.cast::<Element>(), svg.cast::<Element>()) {
                        arrows.draw(&stage, &svg, None, false);
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
            }
        });
    }
    let view = &props.view;
    let running = view.frames.iter().position(|f| f.kind == FrameKind::Python).unwrap_or(0);
    let columns = props.layout.columns(&props.drawn);
    html! {
        <div class="stage" ref={stage} tabindex="0" role="region" aria-label="Stage: frames and objects">
            <div class="stage-inner">
                <div class="frames">
                    { for view.frames.iter().enumerate().map(|(i, frame)| html! {
                        <Frame key={frame.serial.0} frame={frame.clone()} running={i == running} show_stack={props.show_stack} look={props.look} />
                    }) }
                    <Globals globals={view.globals.clone()} look={props.look} />
                </div>
                <div class="heap">
                    { for columns.iter().enumerate().filter(|(_, rows)| !rows.is_empty()).map(|(c, rows)| html! {
                        <div class="column" key={c}>
                            { for rows.iter().enumerate().map(|(r, place)| match place {
                                Some(serial) => card(props, *serial),
                                None => html! { <div class="vacant" key={format!("vacant{r}")}></div> },
                            }) }
                        </div>
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
    }
}

fn card(props: &Props, serial: Serial) -> Html {
    let Some(object) = props.view.objects.iter().find(|o| o.serial == serial) else {
        return Html::default();
    };
    let probe = props.view.probes.iter().rev().find(|p| p.object == serial).cloned();
    let open = props.open.contains(&serial) || probe.is_some();
    html! {
        <Card key={serial.0} object={object.clone()} {probe} {open} lit={props.pointed == Some(serial)} look={props.look} tell={props.tell.clone()} />
    }
}
