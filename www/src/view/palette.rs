//! Everything that can be done, with its key: typed at, chosen from, done.

use web_sys::HtmlInputElement;
use yew::prelude::*;

use crate::keys::{self, Do, shown};
use crate::model::Action;

#[derive(Properties, PartialEq)]
pub struct Props {
    pub act: Callback<Do>,
    pub tell: Callback<Action>,
}

#[component]
pub fn Palette(props: &Props) -> Html {
    let text = use_state(String::new);
    let at = use_state(|| 0usize);
    let input = use_node_ref();
    {
        let input = input.clone();
        use_effect_with((), move |()| {
            let before = gloo::utils::document().active_element();
            if let Some(input) = input.cast::<HtmlInputElement>() {
                let _ = input.focus();
            }
            // Back to where the keys went.
            move || {
                if let Some(before) = before.and_then(|e| wasm_bindgen::JsCast::dyn_into::<web_sys::HtmlElement>(e).ok()) {
                    let _ = before.focus();
                }
            }
        });
    }
    let rows: Vec<(&str, &str, Do)> = keys::all().filter(|(name, key, what)| *what != Do::Palette && fits(name, key, &text)).collect();
    let chosen = (*at).min(rows.len().saturating_sub(1));
    let pick = {
        let (act, tell) = (props.act.clone(), props.tell.clone());
        move |what: Do| {
            tell.emit(Action::Palette(false));
            act.emit(what);
        }
    };
    let close = props.tell.reform(|_: MouseEvent| Action::Palette(false));
    let pressed = {
        let (rows, at, tell, pick) = (rows.clone(), at.clone(), props.tell.clone(), pick.clone());
        Callback::from(move |event: KeyboardEvent| {
            let n = rows.len().max(1);
            match event.key().as_str() {
                "Escape" => tell.emit(Action::Palette(false)),
                "ArrowDown" => at.set((chosen + 1) % n),
                "ArrowUp" => at.set((chosen + n - 1) % n),
                "Enter" => {
                    if let Some((_, _, what)) = rows.get(chosen) {
                        pick(*what);
                    }
                }
                // The list is all there is to go to.
                "Tab" => {}
                _ => return,
            }
            event.prevent_default();
            event.stop_propagation();
        })
    };
    let typed = {
        let (text, at) = (text.clone(), at.clone());
        Callback::from(move |event: InputEvent| {
            text.set(event.target_dyn_into::<HtmlInputElement>().map(|i| i.value()).unwrap_or_default());
            at.set(0);
        })
    };
    html! {
        <div class="palette-ground" onclick={close}>
            <div class="palette" role="dialog" aria-modal="true" aria-label="Everything that can be done" onclick={|e: MouseEvent| e.stop_propagation()} onkeydown={pressed}>
                <input ref={input} type="text" role="combobox" aria-expanded="true" aria-controls="palette-list" aria-activedescendant={format!("palette-{chosen}")}
                    placeholder="what to do" aria-label="what to do" value={(*text).clone()} oninput={typed} spellcheck="false" autocapitalize="off" />
                <ul id="palette-list" role="listbox" aria-label="actions">
                    { for rows.iter().enumerate().map(|(i, (name, key, what))| {
                        let (pick, what) = (pick.clone(), *what);
                        html! {
                            <li key={*name} id={format!("palette-{i}")} role="option" aria-selected={(i == chosen).to_string()} onclick={move |_: MouseEvent| pick(what)}>
                                <span>{ *name }</span>
                                if !key.is_empty() { <kbd>{ shown(key) }</kbd> }
                            </li>
                        }
                    }) }
                </ul>
                if rows.is_empty() { <p class="empty">{ "Nothing of that name." }</p> }
            </div>
        </div>
    }
}

/// Each word that was typed is found in the name; or it is the key.
fn fits(name: &str, key: &str, text: &str) -> bool {
    let name = name.to_lowercase();
    key == text || text.to_lowercase().split_whitespace().all(|word| name.contains(word))
}
