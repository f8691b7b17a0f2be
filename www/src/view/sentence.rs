//! What just happened, in words. On a touch screen a swipe over it goes a step forward or back: the
//! stage itself scrolls.

use pyvarium_protocol::Move;
use yew::prelude::*;

use super::words::words;
use crate::keys::Do;

/// Unit: CSS pixels.
const SWIPE: i32 = 40;

#[derive(Properties, PartialEq)]
pub struct Props {
    pub text: String,
    /// The instruction that it is about, if it is about one.
    #[prop_or_default]
    pub opname: Option<String>,
    pub act: Callback<Do>,
}

#[component]
pub fn Sentence(props: &Props) -> Html {
    let from = use_mut_ref(|| 0);
    let start = {
        let from = from.clone();
        Callback::from(move |event: TouchEvent| *from.borrow_mut() = event.changed_touches().get(0).map_or(0, |t| t.client_x()))
    };
    let end = {
        let act = props.act.clone();
        Callback::from(move |event: TouchEvent| {
            let moved = event.changed_touches().get(0).map_or(0, |t| t.client_x()) - *from.borrow();
            if moved.abs() >= SWIPE {
                act.emit(Do::Go(if moved < 0 { Move::Forward } else { Move::Back }));
            }
        })
    };
    html! { <p class="sentence" aria-live="polite" ontouchstart={start} ontouchend={end}>{ words(&props.text) }
        if let Some(name) = &props.opname { <a class="opname" href={format!("lessons/opcodes.html#{name}")} target="_blank" title="what this instruction does, in the reference">{ name }</a> }
    </p> }
}
