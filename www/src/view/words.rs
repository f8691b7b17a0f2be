//! Sentences that name things of the program between backticks.

use yew::prelude::*;

pub fn words(text: &str) -> Html {
    let pieces = text.split('`').enumerate().map(|(i, piece)| {
        let piece = piece.to_owned();
        if i % 2 == 1 {
            html! { <code>{ piece }</code> }
        } else {
            html! { { piece } }
        }
    });
    html! { { for pieces } }
}
