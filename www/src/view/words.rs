//! Sentences that name things of the program between backticks, and stress a word between stars.

use yew::prelude::*;

pub fn words(text: &str) -> Html {
    let pieces = text.split('`').enumerate().map(|(i, piece)| {
        let piece = piece.to_owned();
        if i % 2 == 1 {
            html! { <code>{ piece }</code> }
        } else {
            html! { { emphasized(&piece) } }
        }
    });
    html! { { for pieces } }
}

/// `*word*`, outside of code.
fn emphasized(text: &str) -> Html {
    if text.matches('*').count() % 2 == 1 {
        return html! { { text } };
    }
    let pieces = text.split('*').enumerate().map(|(i, piece)| {
        if i % 2 == 1 {
            html! { <em>{ piece }</em> }
        } else {
            html! { { piece } }
        }
    });
    html! { { for pieces } }
}
