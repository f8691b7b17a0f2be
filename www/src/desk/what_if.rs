//! What if: a statement runs at the moment that is shown, in the frame that runs, and the program goes on from there.

use std::rc::Rc;

use pyvarium_protocol::Command;
use pyvarium_protocol::late::Desk as Given;
use web_sys::{HtmlInputElement, KeyboardEvent};
use yew::prelude::*;

use super::dom;
use super::machine;

#[derive(Properties, PartialEq)]
pub struct Props {
    pub given: Rc<Given>,
    /// What stands in the field at first.
    pub text: String,
    /// What was run, at which moment as the page counts; or nothing was, and the panel is to be closed.
    pub done: Callback<Option<(String, u64)>>,
}

#[component]
pub fn WhatIf(props: &Props) -> Html {
    let input = use_node_ref();
    let fault = use_state(|| None::<String>);
    let busy = use_state(|| false);
    {
        let (input, text) = (input.clone(), props.text.clone());
        use_effect_with((), move |()| {
            if let Some(input) = input.cast::<HtmlInputElement>() {
                input.set_value(&text);
                let _ = input.focus();
                // What is to be typed anew is chosen: the value.
                let from = text.find("= ").map_or(0, |at| at + 2) as u32;
                let _ = input.set_selection_range(from, text.len() as u32);
            }
        });
    }
    let go = {
        let (input, fault, busy, done, given) = (input.clone(), fault.clone(), busy.clone(), props.done.clone(), props.given.clone());
        Callback::from(move |()| {
            let Some(input) = input.cast::<HtmlInputElement>().filter(|_| !*busy) else { return };
            let text = input.value().trim().to_owned();
            if text.is_empty() {
                return;
            }
            busy.set(true);
            let (fault, busy, done, given) = (fault.clone(), busy.clone(), done.clone(), given.clone());
            wasm_bindgen_futures::spawn_local(async move {
                match branch(&given, &text).await {
                    Ok(()) => done.emit(Some((text, given.shown))),
                    Err(why) => {
                        busy.set(false);
                        fault.set(Some(why));
                    }
                }
            });
        })
    };
    let key = {
        let (go, done) = (go.clone(), props.done.clone());
        Callback::from(move |event: KeyboardEvent| match event.key().as_str() {
            "Enter" => go.emit(()),
            "Escape" => done.emit(None),
            _ => {}
        })
    };
    let (press, cancel) = (go.reform(|_: MouseEvent| ()), props.done.reform(|_: MouseEvent| None));
    let frame = dom::find(".stage .frame.running .frame-name").map(|e| dom::text(&e)).unwrap_or_default();
    html! {
        <section class="desk-panel desk-open what-if" role="dialog" aria-label="What if">
            <h2>{ "What if?" }</h2>
            <p>{ "At this moment " }<b>{ format!("(step {})", props.given.shown) }</b>{ ", run this in " }<code>{ frame }</code>{ " and go on from there. What came before stays as it is and does not run again." }</p>
            <div class="row">
                <input ref={input} type="text" aria-label="what to run at this moment" aria-invalid={fault.is_some().to_string()} spellcheck="false" autocapitalize="off" autocomplete="off" placeholder="x = 5" onkeydown={key} />
                <button class="primary" onclick={press} disabled={*busy}>{ "Go on from here" }</button>
                <button class="quiet" onclick={cancel}>{ "Cancel" }</button>
            </div>
            if let Some(fault) = &*fault { <p class="fault" role="alert">{ fault }</p> }
        </section>
    }
}

async fn branch(given: &Given, text: &str) -> Result<(), String> {
    let unit = machine::compile(&format!("{text}\n"), "<what if>", "exec").await?;
    let answer = machine::ask_with(&Command::Branch { step: given.step, unit }, None).await;
    let answer = answer.ok_or_else(|| "the machine did not answer".to_owned())?;
    let has = |name: &str| js_sys::Reflect::has(&answer, &wasm_bindgen::JsValue::from_str(name)).unwrap_or(false);
    if has("Branched") { Ok(()) } else { Err("nothing of the program runs at this moment; go back a step".to_owned()) }
}
