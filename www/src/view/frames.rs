//! Frames, innermost on top, natives greyed; the module's names last.

use pyvarium_protocol::{FrameKind, FrameView, GlobalsView, SlotKind, SlotView};
use yew::prelude::*;

use super::icon;
use super::value::{Hold, Look, value};
use crate::model::Action;

#[derive(Properties, PartialEq)]
pub struct Props {
    pub frame: FrameView,
    pub running: bool,
    pub show_stack: bool,
    pub look: Look,
    pub tell: Callback<Action>,
}

#[component]
pub fn Frame(props: &Props) -> Html {
    let frame = &props.frame;
    let native = frame.kind == FrameKind::Native;
    let serial = frame.serial;
    let enter = props.tell.reform(move |_: MouseEvent| Action::Inside(serial));
    if frame.kind == FrameKind::Gap {
        return html! { <p class="frame-gap">{ &frame.name }</p> };
    }
    html! {
        <section class={classes!("frame", native.then_some("native"), props.running.then_some("running"))} aria-label={format!("frame of {}", frame.name)}>
            <header>
                <span class="frame-name" title={frame.qualname.clone()}>{ &frame.name }</span>
                if native { <span class="tag">{ "native" }</span> }
                if let Some(line) = frame.line { { place(frame.file.as_deref(), line) } }
                if !native { <button class="enter" onclick={enter} data-enter={frame.serial.0.to_string()} title="its inside, on the whole stage (i)" aria-label="inside of this frame">{ icon::sign(icon::ENTER) }</button> }
            </header>
            { inside(frame, props.show_stack, props.look) }
        </section>
    }
}

/// The number stays in sight where the file's name does not fit.
fn place(file: Option<&str>, line: u32) -> Html {
    match file {
        Some(file) => {
            let short = file.rsplit('/').next().unwrap_or(file).to_owned();
            html! { <span class="frame-line" title={format!("{file}, line {line}")}><span class="frame-file">{ short }</span>{ format!(":{line}") }</span> }
        }
        None => html! { <span class="frame-line">{ format!("line {line}") }</span> },
    }
}

fn inside(frame: &FrameView, show_stack: bool, look: Look) -> Html {
    let id = frame.serial.0;
    html! {
        <>
            { slots(&format!("f{id}"), &frame.locals, look) }
            if !frame.rows.is_empty() {
                <table class="rows"><tbody>
                    { for frame.rows.iter().enumerate().map(|(r, row)| html! {
                        <tr>
                            <th scope="row">{ &row.label }</th>
                            <td>
                                { &row.text }
                                { for row.values.iter().enumerate().map(|(i, v)| value(Some(v), format!("n{id}.{r}.{i}"), if row.borrowed { Hold::Borrowed } else { Hold::Counted }, look)) }
                            </td>
                        </tr>
                    }) }
                </tbody></table>
            }
            if show_stack && !frame.stack.is_empty() {
                <div class="stack" aria-label="value stack, top first">
                    <span class="stack-title">{ "stack" }</span>
                    { for frame.stack.iter().enumerate().rev().map(|(i, entry)| html! {
                        <span class={classes!("stack-entry", entry.borrowed.then_some("borrowed"))} title={if entry.borrowed { "borrowed: not counted" } else { "" }}>
                            { value(entry.value.as_ref(), format!("s{id}.{i}"), if entry.borrowed { Hold::Borrowed } else { Hold::Counted }, look) }
                        </span>
                    }) }
                </div>
            }
        </>
    }
}

/// A frame that hangs on its generator.
pub fn suspended(frame: &FrameView, look: Look) -> Html {
    html! {
        <div class="suspended">
            <span class="frame-line">{ frame.line.map_or_else(String::new, |l| format!("paused at line {l}")) }</span>
            { inside(frame, true, look) }
        </div>
    }
}

fn slots(owner: &str, slots: &[SlotView], look: Look) -> Html {
    if slots.is_empty() {
        return Html::default();
    }
    html! {
        <table class="rows names"><tbody>
            { for slots.iter().enumerate().map(|(i, slot)| html! {
                <tr key={format!("{i}.{}", slot.name)} class={classes!(slot.changed.then_some("changed"), slot.read.then_some("read"))}>
                    <th scope="row">
                        <span class="slot-name" title={slot.name.clone()}>{ &slot.name }</span>
                        if let Some(kind) = kind_text(slot.kind) { <span class="tag">{ kind }</span> }
                    </th>
                    <td>
                        if slot.value.is_none() {
                            <span class="unbound" title="not bound: reading it raises">{ "unbound" }</span>
                        } else {
                            { value(slot.value.as_ref(), format!("{owner}.{}", slot.name), if slot.borrowed { Hold::Borrowed } else { Hold::Counted }, look) }
                        }
                    </td>
                </tr>
            }) }
        </tbody></table>
    }
}

fn kind_text(kind: SlotKind) -> Option<&'static str> {
    match kind {
        SlotKind::Local | SlotKind::Name | SlotKind::Global => None,
        SlotKind::Cell => Some("cell"),
        SlotKind::Free => Some("free"),
    }
}

#[derive(Properties, PartialEq)]
pub struct GlobalsProps {
    /// The program has ended: its names are no more.
    pub ended: bool,
    pub globals: GlobalsView,
    pub look: Look,
}

#[component]
pub fn Globals(props: &GlobalsProps) -> Html {
    html! {
        <section class="frame globals" aria-label="globals">
            <header><span class="frame-name">{ "globals" }</span><span class="frame-line">{ "__main__" }</span></header>
            if props.globals.slots.is_empty() { <p class="empty">{ if props.ended { "every name is gone" } else { "no names yet" } }</p> }
            { slots("g", &props.globals.slots, props.look) }
        </section>
    }
}
