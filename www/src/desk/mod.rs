//! The desk: what the page can do beside showing a moment. It lives in the late module, is told of every moment that is
//! shown, works on the drawn page, and asks the machine through the page (`machine`).

mod backup;
mod beside;
mod dom;
mod edited;
mod export;
mod film;
mod flight;
mod growth;
mod hand;
mod machine;
mod map;
mod survey;
mod tour;
mod watch;
mod what_if;

use std::rc::Rc;

use gloo::events::EventListener;
use pyvarium_protocol::late::{Desk as Given, Said};
use pyvarium_protocol::layout::Layout;
use yew::prelude::*;

use self::backup::Backup;
use self::beside::Beside;
use self::export::Export;
use self::growth::Growth;
use self::hand::Hand;
use self::tour::Tour;
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
    Growth,
    Tour,
    Backup,
    /// Why something could not be done.
    Said(String),
}

#[component]
pub fn Desk(props: &Props) -> Html {
    let given = &props.given;
    let hand = use_memo((), |()| Hand::new(props.say.clone()));
    let panel = use_state_eq(|| Panel::None);
    let is_beside = use_state_eq(|| false);
    // The text that was recorded before the one that is there now.
    let recorded = use_mut_ref(|| (None::<Rc<str>>, None::<Rc<str>>));
    {
        let mut recorded = recorded.borrow_mut();
        if given.is_recorded && !given.is_stale && recorded.1.as_deref() != Some(&*given.source) {
            recorded.0 = recorded.1.replace(given.source.as_str().into());
        }
    }
    let n_watch = use_state_eq(|| 0u32);
    // What was run aside in this recording, and when.
    let branches = use_state(Vec::<(String, u64)>::new);
    {
        let (hand, panel, n_watch, is_beside, wish) = (hand.clone(), panel.clone(), n_watch.clone(), is_beside.clone(), given.wish.clone());
        let (given, recorded, branches) = (given.clone(), recorded.clone(), branches.clone());
        use_effect_with(given.n_wishes, move |_| match wish.as_str() {
            "close" => panel.set(Panel::None),
            "beside" => is_beside.set(!*is_beside),
            "edited" => {
                let before = recorded.borrow().1.clone().unwrap_or_default();
                wasm_bindgen_futures::spawn_local(async move {
                    match edited::go_on(&given, &before).await {
                        Ok(()) => {
                            let mut all: Vec<(String, u64)> = branches.iter().filter(|b| b.1 < given.shown).cloned().collect();
                            all.push(("the new text".to_owned(), given.shown));
                            branches.set(all);
                        }
                        Err(why) => panel.set(Panel::Said(why)),
                    }
                });
            }
            "tour" => panel.set(Panel::Tour),
            "backup" => panel.set(Panel::Backup),
            "growth" => panel.set(Panel::Growth),
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
        // Who stands where, once all is recorded; again when the library is opened, as time is counted otherwise then.
        let kept = use_mut_ref(|| (0u32, <[Layout; 2]>::default()));
        let newest = use_mut_ref(|| 0u32);
        let say = props.say.clone();
        use_effect_with((given.recording, given.has_ended, given.n_shown), move |(recording, has_ended, n_shown)| {
            *newest.borrow_mut() += 1;
            let (mine, recording, n_shown) = (*newest.borrow(), *recording, *n_shown);
            if kept.borrow().0 != recording {
                *kept.borrow_mut() = (recording, Default::default());
            }
            if *has_ended {
                wasm_bindgen_futures::spawn_local(async move {
                    let before = kept.borrow().1.clone();
                    let goes_on = || *newest.borrow() == mine;
                    if let Some(layouts) = survey::survey(None, n_shown, &before, goes_on).await {
                        kept.borrow_mut().1.clone_from(&layouts);
                        say.emit(Said::Layouts(Box::new(layouts)));
                    }
                });
            }
        });
    }
    {
        let branches = branches.clone();
        use_effect_with(given.recording, move |_| branches.set(Vec::new()));
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
    let no_beside = {
        let is_beside = is_beside.clone();
        Callback::from(move |()| is_beside.set(false))
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
            if *is_beside { <Beside given={given.clone()} say={props.say.clone()} before={recorded.borrow().0.clone().or_else(|| recorded.borrow().1.clone())} done={no_beside} /> }
            { match &*panel {
                Panel::None => Html::default(),
                Panel::Export => html! { <Export given={given.clone()} say={props.say.clone()} done={close} /> },
                Panel::Said(why) => html! {
                    <section class="desk-panel desk-open" role="alertdialog" aria-label="It cannot go on from here">
                        <h2>{ "It cannot go on from here" }</h2>
                        <p>{ format!("{why}.") }</p>
                        <div class="row"><button class="quiet" onclick={close.reform(|_: MouseEvent| ())}>{ "Close" }</button></div>
                    </section>
                },
                Panel::Tour => html! { <Tour done={close} /> },
                Panel::Backup => html! { <Backup done={close} /> },
                Panel::Growth => html! { <Growth given={given.clone()} done={close} /> },
                Panel::WhatIf(text) => html! { <WhatIf key={text.clone()} given={given.clone()} text={text.clone()} {done} /> },
            } }
        </>
    }
}
