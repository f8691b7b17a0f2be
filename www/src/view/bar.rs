//! The bar: name, which lesson, script or REPL, run, share, settings, theme.

use std::rc::Rc;

use pyvarium_protocol::Mode;
use pyvarium_protocol::lesson::LessonLink;
use web_sys::HtmlSelectElement;
use yew::prelude::*;

use crate::model::{Action, LIMITS, Theme};
use crate::storage;

#[derive(Properties, PartialEq)]
pub struct Props {
    pub lessons: Rc<Vec<LessonLink>>,
    pub slug: Option<String>,
    /// The program is no lesson's.
    pub own: bool,
    pub mode: Mode,
    pub theme: Theme,
    pub small_as_objects: bool,
    pub limit: u64,
    pub can_run: bool,
    pub why_not: Option<&'static str>,
    pub shared: bool,
    pub choose: Callback<String>,
    pub run: Callback<()>,
    pub share: Callback<()>,
    pub tell: Callback<Action>,
}

#[component]
pub fn Bar(props: &Props) -> Html {
    let choose = props.choose.reform(|event: Event| event.target_dyn_into::<HtmlSelectElement>().map(|s| s.value()).unwrap_or_default());
    let mode = |label: &'static str, mode: Mode, title: &'static str| {
        let set = props.tell.reform(move |_| Action::Mode(mode));
        html! { <button onclick={set} aria-pressed={(props.mode == mode).to_string()} {title}>{ label }</button> }
    };
    let run = props.run.reform(|_| ());
    let share = props.share.reform(|_| ());
    let small = !props.small_as_objects;
    let toggle_small = props.tell.reform(move |_| Action::SmallAsObjects(small));
    let limit = props.tell.reform(|event: Event| {
        let chosen = event.target_dyn_into::<HtmlSelectElement>().and_then(|s| LIMITS.get(usize::try_from(s.selected_index()).ok()?));
        Action::Limit(chosen.map_or(LIMITS[1].1, |l| l.1))
    });
    let theme_name = match props.theme {
        Theme::System => "system",
        Theme::Light => "light",
        Theme::Dark => "dark",
        Theme::Contrast => "contrast",
    };
    let next_theme = props.theme.next();
    let theme = props.tell.reform(move |_| Action::Theme(next_theme));
    let palette = props.tell.reform(|_| Action::Palette(true));
    html! {
        <header class="bar">
            <h1>{ "Pyvarium" }</h1>
            <label class="choose"><span class="visually-hidden">{ "lesson" }</span>
                <select onchange={choose}>
                    if props.own { <option value="" selected=true>{ "Your program" }</option> }
                    { for props.lessons.iter().map(|l| html! { <option value={l.slug.clone()} selected={Some(&l.slug) == props.slug.as_ref()}>{ &l.title }{ if is_done(&l.slug) { " ✓" } else { "" } }</option> }) }
                </select>
            </label>
            <button class="run" onclick={run} disabled={!props.can_run} title={props.why_not.unwrap_or("run the program (r, or Ctrl+Enter in the editor)")}>{ "Run" }</button>
            <div class="mode" role="group" aria-label="How the text is read">
                { mode("script", Mode::Script, "as a file: one code object") }
                { mode("REPL", Mode::Repl, "as typed at the prompt: one code object a statement") }
            </div>
            <span class="spring"></span>
            <label class="limit wide" title="a run stops after so many instructions, and can go on from there">{ "stop after " }
                <select onchange={limit}>{ for LIMITS.iter().map(|(name, n)| html! { <option selected={*n == props.limit}>{ *name }</option> }) }</select>
            </label>
            <button class="quiet wide" onclick={toggle_small} aria-pressed={props.small_as_objects.to_string()} title="draw ints, short strings and None as the objects that they are">{ "ints as objects" }</button>
            <button class="quiet" onclick={share} title="copy a link to this program and this moment">{ if props.shared { "Copied" } else { "Share" } }</button>
            <button class="quiet" onclick={palette} title="everything that can be done, with its key (Ctrl+K or ?)">{ "Actions" }</button>
            <button class="quiet" onclick={theme} title="light, dark, high contrast, or as the system has it (t)">{ format!("Theme: {theme_name}") }</button>
        </header>
    }
}

/// Its question has been answered, some time.
fn is_done(slug: &str) -> bool {
    storage::get(&format!("done.{slug}")).is_some()
}
