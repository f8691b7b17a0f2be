//! What the program wrote up to the moment shown, and the line that it waits for.

use pyvarium_protocol::{OutputSegment, Stream};
use web_sys::{Element, HtmlInputElement};
use yew::prelude::*;

#[derive(Properties, PartialEq)]
pub struct Props {
    pub output: Vec<OutputSegment>,
    /// Set while `input()` waits.
    pub asking: Option<String>,
    pub answer: Callback<Option<String>>,
}

#[component]
pub fn Output(props: &Props) -> Html {
    let pane = use_node_ref();
    let field = use_node_ref();
    {
        let pane = pane.clone();
        use_effect_with(props.output.clone(), move |_| {
            if let Some(pane) = pane.cast::<Element>() {
                pane.set_scroll_top(pane.scroll_height());
            }
        });
    }
    {
        // Whoever is asked can type at once; the prompt may be the same as before.
        let field = field.clone();
        let asked = props.asking.as_ref().map(|_| props.output.iter().map(|s| s.text.len()).sum::<usize>());
        use_effect_with(asked, move |asked| {
            if let (Some(_), Some(field)) = (asked, field.cast::<HtmlInputElement>()) {
                field.set_value("");
                let _ = field.focus();
            }
        });
    }
    let submit = {
        let (field, answer) = (field.clone(), props.answer.clone());
        Callback::from(move |event: SubmitEvent| {
            event.prevent_default();
            if let Some(field) = field.cast::<HtmlInputElement>() {
                answer.emit(Some(field.value()));
            }
        })
    };
    let end = props.answer.reform(|_| None);
    html! {
        <div class="output" ref={pane} tabindex="0" role="region" aria-label="Output">
            <pre>{ for props.output.iter().map(|s| html! { <span class={stream_class(s.stream)}>{ &s.text }</span> }) }</pre>
            if props.output.is_empty() && props.asking.is_none() { <p class="empty">{ "nothing written yet" }</p> }
            if let Some(prompt) = &props.asking {
                <form class="input" onsubmit={submit}>
                    <label><span class="visually-hidden">{ "the line for input() " }{ prompt }</span><input ref={field} type="text" placeholder="type a line" autocomplete="off" autocapitalize="off" spellcheck="false" /></label>
                    <button type="submit">{ "Enter" }</button>
                    <button type="button" class="quiet" onclick={end} title="nothing more comes: EOFError, as Ctrl+D gives">{ "End of input" }</button>
                </form>
            }
        </div>
    }
}

fn stream_class(stream: Stream) -> &'static str {
    match stream {
        Stream::Stdout => "stdout",
        Stream::Stderr => "stderr",
        Stream::Stdin => "stdin",
    }
}
