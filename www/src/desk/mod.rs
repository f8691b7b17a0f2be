//! The desk: what the page can do beside showing a moment. It lives in the late module, is told of every moment that is
//! shown, works on the drawn page, and asks the machine through the page (`machine`).

mod dom;
mod hand;
mod map;

use std::rc::Rc;

use pyvarium_protocol::late::{Desk as Given, Said};
use yew::prelude::*;

use self::hand::Hand;
use crate::keys;

#[derive(Properties, PartialEq)]
pub struct Props {
    pub given: Rc<Given>,
    pub say: Callback<Said>,
}

#[component]
pub fn Desk(props: &Props) -> Html {
    let given = &props.given;
    let hand = use_memo((), |()| Hand::new(props.say.clone()));
    {
        let hand = hand.clone();
        use_effect_with(given.n_wishes, {
            let wish = given.wish.clone();
            move |_| {
                hand.wish(&wish);
            }
        });
    }
    {
        let (hand, step) = (hand.clone(), given.step);
        use_effect(move || hand.look(step));
    }
    {
        // The tools of the stage say what they wish for, as a key would.
        let say = props.say.clone();
        use_effect_with((), move |()| {
            let pressed = gloo::events::EventListener::new(&gloo::utils::document(), "click", move |event| {
                let Some(wish) = dom::target(event, "[data-wish]").map(|e| dom::attribute(&e, "data-wish")) else { return };
                let at = keys::all().position(|(_, _, what)| matches!(what, keys::Do::Desk(name) if name == wish));
                at.into_iter().for_each(|at| say.emit(Said::Do(at)));
            });
            move || drop(pressed)
        });
    }
    Html::default()
}
