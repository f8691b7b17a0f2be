//! The panel of time: look for something earlier or later, and what is marked: breakpoints and bookmarks.

use pyvarium_protocol::{Move, Step, Wanted};
use web_sys::{HtmlInputElement, HtmlSelectElement};
use yew::prelude::*;

use crate::keys::Do;
use crate::marks::{KINDS, Marks, label, wanted};
use crate::model::Action;

#[derive(Properties, PartialEq)]
pub struct Props {
    pub marks: Marks,
    /// Of the file that is shown.
    pub file: usize,
    /// The step of the moment shown.
    pub at: Step,
    pub searching: bool,
    pub find: Callback<(Vec<Wanted>, bool)>,
    pub act: Callback<Do>,
    pub tell: Callback<Action>,
}

#[component]
pub fn Search(props: &Props) -> Html {
    let kind = use_state(|| 0usize);
    let text = use_state(String::new);
    let input = use_node_ref();
    {
        let input = input.clone();
        use_effect_with((), move |()| {
            if let Some(input) = input.cast::<HtmlInputElement>() {
                let _ = input.focus();
            }
        });
    }
    let (name, _, hint) = KINDS.get(*kind).copied().unwrap_or(KINDS[0]);
    let now = wanted(name, &text, props.file);
    let go = |back: bool| {
        let (find, now) = (props.find.clone(), now.clone());
        Callback::from(move |()| {
            if let Some(now) = &now {
                find.emit((now.clone(), back));
            }
        })
    };
    let (earlier, later) = (go(true), go(false));
    let keys = {
        let (earlier, later, tell) = (earlier.clone(), later.clone(), props.tell.clone());
        Callback::from(move |event: KeyboardEvent| match event.key().as_str() {
            "Enter" if event.shift_key() => earlier.emit(()),
            "Enter" => later.emit(()),
            "Escape" => tell.emit(Action::Search(false)),
            _ => {}
        })
    };
    let choose = {
        let kind = kind.clone();
        Callback::from(move |event: Event| {
            let at = event.target_dyn_into::<HtmlSelectElement>().and_then(|s| usize::try_from(s.selected_index()).ok());
            kind.set(at.unwrap_or(0));
        })
    };
    let typed = {
        let text = text.clone();
        Callback::from(move |event: InputEvent| {
            text.set(event.target_dyn_into::<HtmlInputElement>().map(|i| i.value()).unwrap_or_default());
        })
    };
    let keep = {
        let (now, tell) = (now.clone(), props.tell.clone());
        Callback::from(move |_: MouseEvent| now.iter().flatten().for_each(|w| tell.emit(Action::Breakpoint(w.clone()))))
    };
    let close = props.tell.reform(|_: MouseEvent| Action::Search(false));
    let off = now.is_none();
    html! {
        <section class="search" aria-label="Look for something in time">
            <div class="search-row" role="search">
                <input ref={input} type="text" value={(*text).clone()} oninput={typed} onkeydown={keys} placeholder={hint} aria-label="what to look for" spellcheck="false" autocapitalize="off" />
                <select onchange={choose} aria-label="how it shows">{ for KINDS.iter().enumerate().map(|(i, k)| html! { <option selected={i == *kind}>{ k.1 }</option> }) }</select>
                <button class="earlier" disabled={off} onclick={earlier.reform(|_: MouseEvent| ())} title="the nearest moment before this one (Shift+Enter)">{ "Earlier" }</button>
                <button class="later" disabled={off} onclick={later.reform(|_: MouseEvent| ())} title="the nearest moment after this one (Enter)">{ "Later" }</button>
                <button class="quiet keep" disabled={off} onclick={keep} title="keep it as a breakpoint: n runs to the next one, N back">{ "Break here" }</button>
                if props.searching { <span class="searching" role="status">{ "looking" }</span> }
                <button class="quiet close" onclick={close} title="close (Escape)">{ "Close" }</button>
            </div>
            <div class="search-marks">
                if props.marks.breakpoints.is_empty() && props.marks.bookmarks.is_empty() {
                    <p class="empty">{ "No breakpoints, no bookmarks. Press a line's number to break there; m marks this moment." }</p>
                }
                { for props.marks.breakpoints.iter().map(|w| breakpoint(w, props)) }
                { for props.marks.bookmarks.iter().map(|(step, shown)| bookmark(*step, *shown, props)) }
            </div>
        </section>
    }
}

fn breakpoint(w: &Wanted, props: &Props) -> Html {
    let find = |back: bool| {
        let (find, w) = (props.find.clone(), w.clone());
        Callback::from(move |_: MouseEvent| find.emit((vec![w.clone()], back)))
    };
    let clear = {
        let w = w.clone();
        props.tell.reform(move |_: MouseEvent| Action::Breakpoint(w.clone()))
    };
    let name = label(w);
    html! {
        <span class="mark breakpoint" key={name.clone()}>
            <button class="quiet" onclick={find(true)} aria-label={format!("back to {name}")} title="run back to it">{ "◀" }</button>
            <span class="mark-name">{ &name }</span>
            <button class="quiet" onclick={find(false)} aria-label={format!("on to {name}")} title="run on to it">{ "▶" }</button>
            <button class="quiet" onclick={clear} aria-label={format!("clear {name}")} title="clear it">{ "×" }</button>
        </span>
    }
}

fn bookmark(step: Step, shown: Step, props: &Props) -> Html {
    let go = props.act.reform(move |_: MouseEvent| Do::Go(Move::To(step)));
    let clear = props.tell.reform(move |_: MouseEvent| Action::Bookmark(step, shown));
    html! {
        <span class={classes!("mark", "bookmark", (step == props.at).then_some("here"))} key={format!("step{step}")}>
            <button class="quiet mark-name" onclick={go} title="go to this moment">{ format!("step {shown}") }</button>
            <button class="quiet" onclick={clear} aria-label={format!("clear the bookmark at step {shown}")} title="clear it">{ "×" }</button>
        </span>
    }
}
