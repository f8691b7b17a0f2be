//! A reference as it is drawn in a slot: a dot that an arrow leaves, or, for calm, the text of a
//! small immutable. The rule never breaks: nothing but small immutables is drawn inside a slot.

use pyvarium_protocol::ValueRef;
use yew::prelude::*;

/// How slots are drawn, for all of the stage.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Look {
    pub small_as_objects: bool,
}

#[derive(Clone, Copy, PartialEq)]
pub enum Hold {
    Counted,
    Borrowed,
}

/// `key` names the slot for all time: the arrow is the slot's.
pub fn value(v: Option<&ValueRef>, key: String, hold: Hold, look: Look) -> Html {
    let kind = match hold {
        Hold::Counted => "counted",
        Hold::Borrowed => "borrowed",
    };
    match v {
        None => html! { <span class="null" title="NULL: the slot is empty">{ "·" }</span> },
        Some(ValueRef { folded: Some(text), serial, .. }) => {
            let text = text.trim_start_matches('<').trim_end_matches('>');
            html! { <button class="inline folded" data-inline={serial.0.to_string()} title="folded away: show it as an object">{ text }</button> }
        }
        Some(ValueRef { inline: Some(text), serial, .. }) if !look.small_as_objects => {
            html! { <button class={classes!("inline", class_of(text))} data-inline={serial.0.to_string()} title="an object like any other: show it as one">{ text }</button> }
        }
        Some(v) => html! { <span class={classes!("dot", kind)} data-to={v.serial.0.to_string()} data-key={key} data-kind={kind}></span> },
    }
}

fn class_of(text: &str) -> &'static str {
    match text.bytes().next() {
        Some(b'\'' | b'"') => "t-text",
        Some(b'b') if text.len() > 1 && matches!(text.as_bytes().get(1), Some(b'\'' | b'"')) => "t-text",
        _ => "t-number",
    }
}
