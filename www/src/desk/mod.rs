//! The desk: what the page can do beside showing a moment. It lives in the late module, is told of every moment that is
//! shown, works on the drawn page, and asks the machine through the page (`machine`).

mod dom;
mod export;
mod flight;
mod hand;
mod machine;
mod map;
mod watch;
mod what_if;

use std::rc::Rc;

use gloo::events::EventListener;
use pyvarium_protocol::late::{Desk as Given, Said};
use yew::prelude::*;

use self::export::Export;
use self::hand::Hand;
use self::watch::Watches;
use self::what_if::WhatIf;
use crate::keys::{self, Do};

#[derive(Properties, PartialEq)]
pub struct Props {
    pub given: Rc<Given>,
    pub say: Callback<Said>,
}

/// What lies open on the desk.
#[derive(Clone, PartialEq)]
enum Panel {
    None,
    /// What stands in its field.
    WhatIf(String),
    Export,
}

#[component]
pub fn Desk(props: &Props) -> Html {
    let given = &props.given;
    let hand = use_memo((), |()| Hand::new(props.say.clone()));
    let panel = use_state_eq(|| Panel::None);
    let n_watch = use_state_eq(|| 0u32);
    // What was run aside in this recording, and when.
    let branches = use_state(Vec::<(String, u64)>::new);
    {
        let (hand, panel, n_watch, wish) = (hand.clone(), panel.clone(), n_watch.clone(), given.wish.clone());
        use_effect_with(given.n_wishes, move |_| match wish.as_str() {
            "close" => panel.set(Panel::None),
            "export" => panel.set(Panel::Export),
            "watch" => n_watch.set(*n_watch + 1),
            "what-if" => panel.set(Panel::WhatIf(String::new())),
            wish => {
                hand.wish(wish);
            }
        });
    }
    {
        let (hand, step, millis) = (hand.clone(), given.step, given.millis);
        use_effect(move || hand.look(step, millis));
    }
    {
        let branches = branches.clone();
        use_effect_with((given.source.clone(), given.n_shown == 0), move |_| branches.set(Vec::new()));
    }
    {
        let (say, panel) = (props.say.clone(), panel.clone());
        use_effect_with((), move |()| {
            let document = gloo::utils::document();
            // The tools of the stage say what they wish for, as a key would.
            let pressed = EventListener::new(&document, "click", move |event| {
                let Some(wish) = dom::target(event, "[data-wish]").map(|e| dom::attribute(&e, "data-wish")) else { return };
                let at = keys::all().position(|(_, _, what)| matches!(what, Do::Desk(name) if name == wish));
                at.into_iter().for_each(|at| say.emit(Said::Do(at)));
            });
            // A name that is pressed twice is to name something else.
            let twice = EventListener::new(&document, "dblclick", move |event| {
                let Some(row) = dom::target(event, ".stage .names tr").filter(|_| dom::target(event, ".slot-name").is_some()) else {
                    return;
                };
                let name = dom::within(&row, ".slot-name").map(|e| dom::text(&e)).unwrap_or_default();
                let value = dom::within(&row, "td .inline").map(|e| dom::text(&e)).unwrap_or_default();
                panel.set(Panel::WhatIf(format!("{name} = {value}")));
            });
            move || drop((pressed, twice))
        });
    }
    let run_again = props.say.reform(|_: MouseEvent| Said::Do(keys::all().position(|(_, _, what)| what == Do::Run).unwrap_or(0)));
    let done = {
        let (panel, branches) = (panel.clone(), branches.clone());
        Callback::from(move |what: Option<(String, u64)>| {
            panel.set(Panel::None);
            if let Some((text, at)) = what {
                let mut all: Vec<(String, u64)> = branches.iter().filter(|b| b.1 < at).cloned().collect();
                all.push((text, at));
                branches.set(all);
            }
        })
    };
    let close = {
        let panel = panel.clone();
        Callback::from(move |()| panel.set(Panel::None))
    };
    let told = dom::find(".stage-room > .hand").filter(|_| !branches.is_empty()).map(|place| {
        let chips = html! {
            <div class="branches" role="status">
                { for branches.iter().map(|(text, at)| html! { <span class="branch" title={format!("run at step {at}: from there on the recording is not the program's own")}>{ format!("what if, step {at}: ") }<code>{ text }</code></span> }) }
                <button class="small" onclick={run_again} title="records the program as it is (r)">{ "As it is" }</button>
            </div>
        };
        create_portal(chips, place)
    });
    html! {
        <>
            <Watches slug={given.slug.clone()} step={given.step} is_recorded={given.is_recorded} n_asked={*n_watch} />
            { told.unwrap_or_default() }
            { match &*panel {
                Panel::None => Html::default(),
                Panel::Export => html! { <Export given={given.clone()} say={props.say.clone()} done={close} /> },
                Panel::WhatIf(text) => html! { <WhatIf key={text.clone()} given={given.clone()} text={text.clone()} {done} /> },
            } }
        </>
    }
}
