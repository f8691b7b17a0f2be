//! The place of a component that the late module draws: the module is fetched when the first such place is there.

use std::cell::RefCell;
use std::rc::Rc;

use wasm_bindgen::JsValue;
use web_sys::Element;
use yew::prelude::*;

use crate::bridge::Late;
use crate::late::Said;

#[derive(Properties, PartialEq)]
pub struct Props {
    /// A `late::Given`.
    pub given: JsValue,
    pub hear: Callback<Said>,
}

/// What is drawn there, once the module has come, and what is to be drawn.
#[derive(Default)]
struct Place {
    late: Option<Late>,
    given: JsValue,
    is_gone: bool,
}

#[component]
pub fn Host(props: &Props) -> Html {
    let host = use_node_ref();
    let place = use_memo((), |()| Rc::new(RefCell::new(Place::default())));
    let hear = use_mut_ref(|| props.hear.clone());
    *hear.borrow_mut() = props.hear.clone();
    {
        let place = place.clone();
        use_effect_with(props.given.clone(), move |given| {
            let mut place = place.borrow_mut();
            place.given = given.clone();
            if let Some(late) = &place.late {
                late.update(given);
            }
        });
    }
    {
        let (host, place) = (host.clone(), place.clone());
        use_effect_with((), move |()| {
            let opened = place.clone();
            wasm_bindgen_futures::spawn_local(async move {
                let Some(host) = host.cast::<Element>() else { return };
                let first = opened.borrow().given.clone();
                let hear = move |said| hear.borrow().emit(said);
                let Some(late) = Late::mount(&host, &first, hear).await else { return };
                let mut place = opened.borrow_mut();
                if place.is_gone {
                    late.unmount();
                    return;
                }
                if place.given != first {
                    late.update(&place.given);
                }
                place.late = Some(late);
            });
            move || {
                let mut place = place.borrow_mut();
                place.is_gone = true;
                if let Some(late) = place.late.take() {
                    late.unmount();
                }
            }
        });
    }
    html! { <div class="late" ref={host}></div> }
}
