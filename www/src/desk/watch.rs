//! Watched expressions, beside the names: worked out anew at each moment that is shown, in a copy of the machine.

use std::rc::Rc;

use pyvarium_protocol::{Command, Step, Unit, Watched};
use web_sys::{HtmlInputElement, KeyboardEvent};
use yew::prelude::*;

use super::dom;
use super::machine;
use crate::storage;

#[derive(Properties, PartialEq)]
pub struct Props {
    pub slug: String,
    pub step: Step,
    /// How much is recorded: while the machine records, it is not asked.
    pub is_recorded: bool,
    /// Another one means: to the field where expressions are typed.
    pub n_asked: u32,
}

#[derive(Clone, PartialEq)]
struct Watch {
    text: Rc<str>,
    /// None until it is compiled; then the code, or why there is none.
    unit: Option<Result<Rc<Unit>, String>>,
}

#[component]
pub fn Watches(props: &Props) -> Html {
    let key = format!("watch.{}", props.slug);
    let list = use_state_eq(|| kept(&key));
    let values = use_state_eq(Vec::<Watched>::new);
    let is_open = use_state_eq(|| false);
    let input = use_node_ref();
    {
        let list = list.clone();
        use_effect_with(key.clone(), move |key| list.set(kept(key)));
    }
    {
        let (is_open, input) = (is_open.clone(), input.clone());
        use_effect_with(props.n_asked, move |n| {
            if *n > 0 {
                is_open.set(true);
                // After the field has been drawn.
                gloo::timers::callback::Timeout::new(0, move || {
                    if let Some(input) = input.cast::<HtmlInputElement>() {
                        let _ = input.focus();
                    }
                })
                .forget();
            }
        });
    }
    {
        let newest = use_mut_ref(|| 0u32);
        let (list, values) = (list.clone(), values.clone());
        use_effect_with((props.step, props.is_recorded, (*list).clone()), move |(step, is_recorded, _)| {
            *newest.borrow_mut() += 1;
            let (mine, step, is_recorded) = (*newest.borrow(), *step, *is_recorded);
            wasm_bindgen_futures::spawn_local(async move {
                let mut all = (*list).clone();
                let mut is_new = false;
                for watch in all.iter_mut().filter(|w| w.unit.is_none()) {
                    watch.unit = Some(machine::compile(&watch.text, "<watch>", "eval").await.map(Rc::new));
                    is_new = true;
                }
                if *newest.borrow() != mine {
                    return;
                }
                if is_new {
                    list.set(all);
                    return;
                }
                if all.is_empty() || !is_recorded {
                    return;
                }
                let units: Vec<Unit> = all.iter().filter_map(|w| w.unit.as_ref()?.as_ref().ok()).map(|u| (**u).clone()).collect();
                let Some(mut said) = machine::ask::<Vec<Watched>>(&Command::Watch { step, units }, "Watched").await else { return };
                if *newest.borrow() != mine {
                    return;
                }
                said.reverse();
                let value = |watch: &Watch| match &watch.unit {
                    Some(Err(why)) => Watched { text: why.clone(), is_value: false },
                    _ => said.pop().unwrap_or_default(),
                };
                values.set(all.iter().map(value).collect());
            });
        });
    }
    let Some(place) = dom::find(".stage-room .watch-place").filter(|_| *is_open || !list.is_empty()) else { return Html::default() };
    let change = {
        let list = list.clone();
        Callback::from(move |all: Vec<Watch>| {
            keep(&key, &all);
            list.set(all);
        })
    };
    let typed = {
        let (list, change, is_open) = (list.clone(), change.clone(), is_open.clone());
        Callback::from(move |event: KeyboardEvent| {
            let Some(input) = event.target_dyn_into::<HtmlInputElement>() else { return };
            match event.key().as_str() {
                "Enter" => {
                    let text = input.value().trim().to_owned();
                    input.set_value("");
                    if !text.is_empty() && !list.iter().any(|w| *w.text == *text) {
                        let mut all = (*list).clone();
                        all.push(Watch { text: text.into(), unit: None });
                        change.emit(all);
                    }
                }
                "Escape" => {
                    is_open.set(false);
                    let _ = input.blur();
                }
                _ => {}
            }
        })
    };
    let row = |i: usize, watch: &Watch| {
        let value = values.get(i).cloned().unwrap_or_default();
        let (list, change) = (list.clone(), change.clone());
        let remove = Callback::from(move |_: MouseEvent| {
            let mut all = (*list).clone();
            if i < all.len() {
                all.remove(i);
            }
            change.emit(all);
        });
        html! {
            <li key={watch.text.to_string()} class={classes!("watch", (!value.is_value).then_some("no-value"))}>
                <code class="watch-text" title={watch.text.to_string()}>{ &*watch.text }</code>
                <button class="quiet" onclick={remove} title="watch it no longer" aria-label={format!("watch {} no longer", watch.text)}>{ "×" }</button>
                <code class="watch-value" title={value.text.clone()}>{ if value.is_value || value.text.is_empty() { value.text.clone() } else { format!("raises {}", value.text) } }</code>
            </li>
        }
    };
    let panel = html! {
        <section class="frame watches" aria-label="watched expressions">
            <header><span class="frame-name plain">{ "watched" }</span><span class="frame-line" title="each is worked out in a copy of the machine that is thrown away: nothing it does is done">{ "no trace" }</span></header>
            <ul>{ for list.iter().enumerate().map(|(i, w)| row(i, w)) }</ul>
            <input ref={input} type="text" placeholder="an expression" aria-label="expression to watch" spellcheck="false" autocapitalize="off" autocomplete="off" onkeydown={typed} />
        </section>
    };
    create_portal(panel, place)
}

fn kept(key: &str) -> Vec<Watch> {
    let kept = storage::get(key).unwrap_or_default();
    kept.lines().filter(|l| !l.is_empty()).map(|l| Watch { text: Rc::from(l), unit: None }).collect()
}

fn keep(key: &str, all: &[Watch]) {
    match all {
        [] => storage::remove(key),
        all => storage::set(key, &all.iter().map(|w| &*w.text).collect::<Vec<_>>().join("\n")),
    }
}
