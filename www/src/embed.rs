//! `embed.html`: stage, code and one line of transport. The program comes by the fragment or, from
//! `<pyvarium-snippet>`, by a message of the page around; nothing else that page says is listened to.

use std::rc::Rc;

use gloo::events::EventListener;
use js_sys::Reflect;
use pyvarium_protocol::lesson::{LessonPage, LessonProgram};
use pyvarium_protocol::{Mode, Move};
use wasm_bindgen::{JsCast, JsValue};
use web_sys::MessageEvent;
use yew::prelude::*;

use crate::app::{asked, desk, notice, run_name, sentence, source, stage, step_text, tabs, transport};
use crate::keep::use_library;
use crate::keys::Do;
use crate::model::{Action, Run};
use crate::opening::read_fragment;
use crate::player::use_player;

#[component]
pub fn Embed() -> Html {
    let player = use_player();
    use_library(&player);
    {
        let tell = player.tell.clone();
        use_effect_with((), move |()| {
            let told = tell.clone();
            wasm_bindgen_futures::spawn_local(async move {
                let fragment = crate::share::unpacked(read_fragment()).await;
                if let Some(code) = fragment.code {
                    told.emit(program(code, fragment.mode.unwrap_or_default()));
                    told.emit(Action::Want(fragment.place));
                }
            });
            let listener = EventListener::new(&gloo::utils::window(), "message", move |event| {
                if let Some(action) = event.dyn_ref::<MessageEvent>().and_then(hear) {
                    tell.emit(action);
                }
            });
            say_ready();
            move || drop(listener)
        });
    }
    {
        // The picture must speak before any click: record at once, and stand at the wanted place.
        let (run, go, wanted) = (player.run.clone(), player.go.clone(), player.model.wanted);
        use_effect_with(player.model.lesson.clone(), move |lesson| {
            if lesson.is_some() {
                match wanted {
                    Some(place) => go.emit(place),
                    None => run.emit(()),
                }
            }
        });
    }
    {
        // Where nobody asked for a place, the last line says most. At the very end everything is freed.
        let (act, asked) = (player.act.clone(), read_fragment().place.is_some());
        let ended = matches!(player.model.run, Run::Ended(_));
        use_effect_with(ended, move |ended| {
            if *ended && !asked {
                act.emit(Do::Go(Move::Last));
            }
        });
        let (act, stepped_back) = (player.act.clone(), use_mut_ref(|| false));
        let at_end = player.model.view.as_ref().is_some_and(|v| v.outcome.is_some());
        use_effect_with((ended, at_end), move |(ended, at_end)| {
            if *ended && *at_end && !asked && !std::mem::replace(&mut *stepped_back.borrow_mut(), true) {
                act.emit(Do::Go(Move::Back));
            }
        });
    }
    html! {
        <div class="page embedded" data-run={run_name(&player.model)} data-step={step_text(&player.model)}>
            <main>
                <section class="pane pane-source" aria-label="Source">{ tabs(&player, false) }{ source(&player) }</section>
                <div class="pane pane-stage">{ notice(&player) }{ asked(&player) }{ stage(&player) }{ sentence(&player) }</div>
            </main>
            <footer>{ transport(&player) }</footer>
            { desk(&player) }
        </div>
    }
}

fn program(code: String, mode: Mode) -> Action {
    Action::Lesson(
        Rc::new(LessonPage { programs: vec![LessonProgram { mode, source: code, units: Vec::new() }], ..LessonPage::default() }),
        None,
    )
}

/// `{pyvarium: 1, code: "...", mode: "script" | "repl"}` from the page around.
fn hear(event: &MessageEvent) -> Option<Action> {
    let parent = gloo::utils::window().parent().ok().flatten()?;
    if JsValue::from(event.source()?) != JsValue::from(parent) {
        return None;
    }
    let data = event.data();
    let get = |name: &str| Reflect::get(&data, &JsValue::from_str(name)).ok();
    if get("pyvarium")?.as_f64()? != 1.0 {
        return None;
    }
    let mode = if get("mode")?.as_string().as_deref() == Some("repl") { Mode::Repl } else { Mode::Script };
    Some(program(get("code")?.as_string()?, mode))
}

fn say_ready() {
    let Some(parent) = gloo::utils::window().parent().ok().flatten() else {
        return;
    };
    let message = js_sys::Object::new();
    let _ = Reflect::set(&message, &JsValue::from_str("pyvarium"), &JsValue::from_f64(1.0));
    let _ = Reflect::set(&message, &JsValue::from_str("ready"), &JsValue::TRUE);
    // Tells only that we are here; whoever holds the frame may know that.
    let _ = parent.post_message(&message, "*");
}
