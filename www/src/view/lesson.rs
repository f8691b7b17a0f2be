//! The lesson's text, its moments as links into time, and the question that comes before the run.

use std::rc::Rc;

use pyvarium_protocol::Place;
use pyvarium_protocol::lesson::{Block, Inline, LessonPage, Question};
use yew::prelude::*;

use super::words::words;
use crate::fragment::Fragment;
use crate::model::Action;

#[derive(Properties, PartialEq)]
pub struct Props {
    pub lesson: Rc<LessonPage>,
    pub answered: Option<u32>,
    pub ask: bool,
    pub go: Callback<Place>,
    pub tell: Callback<Action>,
}

#[component]
pub fn Lesson(props: &Props) -> Html {
    html! {
        <div class="lesson" tabindex="0" role="region" aria-label="Lesson">
            <h2>{ &props.lesson.title }</h2>
            if let (true, Some(question)) = (props.ask, &props.lesson.question) { { ask(question, props.answered, &props.tell) } }
            { for props.lesson.text.iter().map(|block| self::block(block, props)) }
        </div>
    }
}

fn ask(question: &Question, answered: Option<u32>, tell: &Callback<Action>) -> Html {
    let right = answered == Some(question.answer);
    html! {
        <fieldset class="question">
            <legend>{ "Before it runs" }</legend>
            <p>{ words(&question.ask) }</p>
            <div class="choices">
                { for question.choices.iter().enumerate().map(|(i, choice)| {
                    let i = i as u32;
                    let choose = tell.reform(move |_| Action::Answer(i));
                    let state = answered.and_then(|a| if i == question.answer { Some("right") } else { (a == i).then_some("wrong") });
                    html! { <button class={classes!("choice", state)} onclick={choose} disabled={answered.is_some()} aria-pressed={(answered == Some(i)).to_string()}>{ if choice.contains('`') { words(choice) } else { html! { choice } } }</button> }
                }) }
            </div>
            if answered.is_some() {
                <p class="reason"><strong>{ if right { "Yes. " } else { "No. " } }</strong>{ words(&question.reason) }</p>
            }
        </fieldset>
    }
}

fn block(block: &Block, props: &Props) -> Html {
    let line = |all: &[Inline]| html! { { for all.iter().map(|i| inline(i, props)) } };
    match block {
        Block::Heading(text) => html! { <h3>{ text }</h3> },
        Block::Paragraph(all) => html! { <p>{ line(all) }</p> },
        Block::List(items) => html! { <ul>{ for items.iter().map(|i| html! { <li>{ line(i) }</li> }) }</ul> },
        Block::Code(text) => html! { <pre>{ text }</pre> },
    }
}

fn inline(inline: &Inline, props: &Props) -> Html {
    match inline {
        Inline::Text(text) => html! { { text } },
        Inline::Code(text) => html! { <code>{ text }</code> },
        Inline::Strong(text) => html! { <strong>{ text }</strong> },
        Inline::Emphasis(text) => html! { <em>{ text }</em> },
        Inline::Moment { label, place } => {
            let place = *place;
            let go = props.go.reform(move |event: MouseEvent| {
                event.prevent_default();
                place
            });
            // A real link, which breaks over lines as text does and can be copied.
            let href = Fragment { lesson: Some(props.lesson.slug.clone()), place: Some(place), ..Fragment::default() }.text();
            html! { <a class="moment" {href} onclick={go} title={format!("go to line {}, time {}", place.line, place.occurrence)}>{ words(label) }</a> }
        }
        Inline::Link { label, href } if href.starts_with("https://") || href.starts_with("http://") => {
            html! { <a href={href.clone()} rel="noopener noreferrer" target="_blank">{ label }</a> }
        }
        Inline::Link { label, .. } => html! { { label } },
    }
}
