//! What the browser keeps goes into a file and comes back from one: settings, texts, progress.

use wasm_bindgen::{JsCast, JsValue};
use web_sys::HtmlElement;
use yew::prelude::*;

use super::export::{blob, save};
use crate::bridge;
use crate::storage;

#[derive(Properties, PartialEq)]
pub struct Props {
    pub done: Callback<()>,
}

#[component]
pub fn Backup(props: &Props) -> Html {
    let said = use_state(String::new);
    let first = use_node_ref();
    {
        let first = first.clone();
        use_effect_with((), move |()| {
            if let Some(first) = first.cast::<HtmlElement>() {
                let _ = first.focus();
            }
        });
    }
    let out = {
        let said = said.clone();
        Callback::from(move |_: MouseEvent| {
            let done = blob(storage::all().as_bytes(), "application/json").and_then(|b| save("pyvarium.json", &b));
            said.set(if done.is_some() { "Saved." } else { "The browser refuses to save it." }.to_owned());
        })
    };
    let back = {
        let said = said.clone();
        Callback::from(move |_: MouseEvent| {
            let said = said.clone();
            wasm_bindgen_futures::spawn_local(async move {
                let Some(text) = bridge::open_json().await else { return };
                match restore(&text) {
                    // What is on the page is as it was kept before.
                    Some(_) => {
                        let _ = gloo::utils::window().location().reload();
                    }
                    None => said.set("That file is none that was saved here.".to_owned()),
                }
            });
        })
    };
    let close = props.done.reform(|_: MouseEvent| ());
    html! {
        <section class="desk-panel desk-open backup" role="dialog" aria-label="What the browser keeps">
            <h2>{ "What the browser keeps" }</h2>
            <p>{ "Your settings, the texts that you have changed, and the lessons that you have answered are kept in this browser, and nowhere else. They can go into a file, and come back from one, here or in another browser." }</p>
            <div class="row">
                <button ref={first} onclick={out}>{ "Save as a file" }</button>
                <button onclick={back}>{ "Bring back from a file" }</button>
                <button class="quiet" onclick={close}>{ "Close" }</button>
                <span class="said" role="status">{ &*said }</span>
            </div>
        </section>
    }
}

/// None: it is no object of texts.
fn restore(text: &str) -> Option<usize> {
    let object = js_sys::JSON::parse(text).ok()?.dyn_into::<js_sys::Object>().ok()?;
    let all: Vec<(String, String)> = js_sys::Object::entries(&object)
        .iter()
        .map(|pair| {
            let pair = js_sys::Array::from(&pair);
            Some((pair.get(0).as_string()?, JsValue::as_string(&pair.get(1))?))
        })
        .collect::<Option<_>>()?;
    all.iter().for_each(|(name, value)| storage::set(name, value));
    Some(all.len())
}
