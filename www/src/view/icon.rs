//! Small drawings: the sign of each family of objects, and of each control.

use pyvarium_protocol::Family;
use yew::prelude::*;

/// Family by shape; the hue comes from the card's class. Never one of them alone.
pub fn family(family: Family) -> Html {
    let d = match family {
        Family::Number => "M3 8h10M8 3v10",
        Family::Text => "M3 4h10M8 4v9",
        Family::Container => "M5 3H3v10h2M11 3h2v10h-2",
        Family::Callable => "M6 3C4 5 4 11 6 13M10 3c2 2 2 8 0 10",
        Family::Class => "M8 2l6 6-6 6-6-6z",
        Family::Instance => "M8 3a5 5 0 1 0 .01 0",
        Family::Frame => "M3 3h10v10H3zM3 6h10",
        Family::Exception => "M8 2l6.5 11.5h-13zM8 7v3",
        Family::Module => "M3 5l5-2 5 2v6l-5 2-5-2zM8 3v10",
        Family::Other => "M8 6.5a1.5 1.5 0 1 0 .01 0",
    };
    sign(d)
}

pub fn sign(d: &'static str) -> Html {
    html! {
        <svg class="sign" viewBox="0 0 16 16" aria-hidden="true" focusable="false"><path {d} /></svg>
    }
}

pub const ENTER: &str = "M9 3h4v4M13 3L9 7M7 13H3V9M3 13l4-4";
pub const FIND: &str = "M7 3a4 4 0 1 0 .01 0M10 10l4 4";
pub const FIRST: &str = "M4 3v10M13 3L6 8l7 5z";
pub const BACK: &str = "M11 3L4 8l7 5z";
pub const FORWARD: &str = "M5 3l7 5-7 5z";
pub const LAST: &str = "M12 3v10M3 3l7 5-7 5z";
pub const PLAY: &str = "M4 2l10 6-10 6z";
pub const PAUSE: &str = "M5 3v10M11 3v10";
pub const OVER: &str = "M2 11c1-7 11-7 12 0M14 6v5h-5M8 12.5v.5";
pub const OUT: &str = "M8 13V3M4 7l4-4 4 4M3 14h10";
