//! Controls of time: buttons with their keys, the slider with the run drawn behind it, the zoom.

use std::rc::Rc;

use pyvarium_protocol::{Move, Timeline, Zoom};
use web_sys::HtmlInputElement;
use yew::prelude::*;

use super::icon;
use super::profile::profile;
use crate::keys::Do;
use crate::marks::Marks;
use crate::model::{Action, SPEEDS};

#[derive(Properties, PartialEq)]
pub struct Props {
    pub marks: Marks,
    pub step: u64,
    pub n_steps: u64,
    pub timeline: Rc<Timeline>,
    pub zoom: Zoom,
    pub open_library: bool,
    pub playing: bool,
    pub speed: usize,
    pub enabled: bool,
    pub act: Callback<Do>,
    pub tell: Callback<Action>,
}

#[component]
pub fn Transport(props: &Props) -> Html {
    let button = |label: &'static str, key: &'static str, d: &'static str, what: Do, off: bool| {
        let act = props.act.reform(move |_: MouseEvent| what);
        html! {
            <button class="control" onclick={act} disabled={!props.enabled || off} title={format!("{label} ({key})")} aria-label={label} aria-keyshortcuts={key}>{ icon::sign(d) }</button>
        }
    };
    let (at_start, at_end) = (props.step == 0, props.step >= props.n_steps);
    let (play_label, play_icon) = if props.playing { ("pause", icon::PAUSE) } else { ("play", icon::PLAY) };
    let search = props.act.reform(|_: MouseEvent| Do::Search);
    let library = props.act.reform(|_: MouseEvent| Do::Library);
    let slower = props.tell.reform(|event: Event| {
        let value = event.target_dyn_into::<web_sys::HtmlSelectElement>().map(|s| s.selected_index()).unwrap_or(1);
        Action::Speed(value.max(0) as usize)
    });
    html! {
        <div class="transport" role="toolbar" aria-label="Time">
            <div class="controls">
                { button("first", "Home", icon::FIRST, Do::Go(Move::First), at_start) }
                { button("back", "ArrowLeft", icon::BACK, Do::Go(Move::Back), at_start) }
                { button(play_label, "Space", play_icon, Do::Play, false) }
                { button("forward", "ArrowRight", icon::FORWARD, Do::Go(Move::Forward), at_end) }
                { button("last", "End", icon::LAST, Do::Go(Move::Last), at_end) }
                <span class="rule"></span>
                { button("over the call", "ArrowDown", icon::OVER, Do::Go(Move::Over), at_end) }
                { button("out of the call", "o", icon::OUT, Do::Go(Move::Out), at_end) }
            </div>
            <button class="control find" onclick={search} title="look for something in time; breakpoints and bookmarks (/)" aria-label="look for something in time" aria-keyshortcuts="/">{ icon::sign(icon::FIND) }</button>
            <Slider marks={props.marks.clone()} step={props.step} n_steps={props.n_steps} timeline={props.timeline.clone()} enabled={props.enabled} act={props.act.clone()} />
            <div class="zoom" role="group" aria-label="Size of a step">
                { zoom_button("call", "v", Zoom::Call, props) }
                { zoom_button("line", "z", Zoom::Line, props) }
                { zoom_button("expression", "x", Zoom::Expression, props) }
                { zoom_button("instruction", "z", Zoom::Instruction, props) }
            </div>
            <button class="library" onclick={library} aria-pressed={props.open_library.to_string()} title="step into CPython's library, too (l)" aria-label="step into the library">{ "lib" }<span class="rest">{ "rary" }</span></button>
            <label class="speed"><span class="visually-hidden">{ "speed" }</span>
                <select onchange={slower} title="speed of play">{ for SPEEDS.iter().enumerate().map(|(i, (name, _))| html! { <option selected={i == props.speed}>{ *name }</option> }) }</select>
            </label>
        </div>
    }
}

fn zoom_button(label: &'static str, key: &'static str, zoom: Zoom, props: &Props) -> Html {
    let choose = props.tell.reform(move |_| Action::Zoom(zoom));
    // `expr`, `instr`.
    let short = if zoom == Zoom::Instruction { 5 } else { 4 };
    html! { <button onclick={choose} aria-pressed={(props.zoom == zoom).to_string()} title={format!("a step is one {label} ({key})")} aria-label={format!("step by {label}")}>{ label.get(..short).unwrap_or(label) }if label.len() > short { <span class="rest">{ label.get(short..) }</span> }</button> }
}

#[derive(Properties, PartialEq)]
pub struct SliderProps {
    pub marks: Marks,
    pub step: u64,
    pub n_steps: u64,
    pub timeline: Rc<Timeline>,
    pub enabled: bool,
    pub act: Callback<Do>,
}

#[component]
pub fn Slider(props: &SliderProps) -> Html {
    let input = use_node_ref();
    let seek = props.act.reform(|event: InputEvent| {
        let value = event.target_dyn_into::<HtmlInputElement>().map_or(0.0, |i| i.value_as_number());
        Do::Go(Move::ToShown(value.max(0.0) as u64))
    });
    {
        // As a property: the attribute stops counting once the slider has been moved.
        let input = input.clone();
        use_effect_with((props.step, props.n_steps), move |(step, n_steps)| {
            if let Some(input) = input.cast::<HtmlInputElement>() {
                input.set_max(&n_steps.to_string());
                input.set_value(&step.to_string());
            }
        });
    }
    html! {
        <div class="slider">
            { profile(&props.timeline, &props.marks, props.n_steps) }
            <input ref={input} type="range" min="0" max={props.n_steps.to_string()} step="1" oninput={seek} disabled={!props.enabled}
                aria-label="moment" aria-valuetext={format!("step {} of {}", props.step, props.n_steps)} />
            <output class="step">{ if props.n_steps > 1 { format!("{} / {}", grouped(props.step), grouped(props.n_steps)) } else { "not run yet".to_owned() } }</output>
        </div>
    }
}

/// 1 234 567, with thin spaces.
fn grouped(n: u64) -> String {
    let digits = n.to_string();
    let mut text = String::new();
    for (i, digit) in digits.chars().enumerate() {
        if i > 0 && (digits.len() - i).is_multiple_of(3) {
            text.push('\u{2009}');
        }
        text.push(digit);
    }
    text
}
