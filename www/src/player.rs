//! What the page and the embed share: the model, the workers' session, keys and the clock of play.

use std::cell::RefCell;
use std::rc::Rc;

use gloo::events::{EventListener, EventListenerOptions};
use gloo::timers::callback::Interval;
use pyvarium_protocol::{Move, Outcome, Place, Serial, Wanted, Zoom};
use wasm_bindgen::JsCast;
use web_sys::{HtmlElement, KeyboardEvent};
use yew::prelude::*;

use crate::keys::{self, Do};
use crate::model::{Action, Model, Run, SPEEDS};
use crate::session::Session;
use crate::share;

#[derive(Clone)]
pub struct Player {
    pub model: UseReducerHandle<Model>,
    pub session: Session,
    pub tell: Callback<Action>,
    pub act: Callback<Do>,
    pub go: Callback<Place>,
    pub run: Callback<()>,
    /// To the nearest moment after the one shown, or before it, at which any of this happens.
    pub find: Callback<(Vec<Wanted>, bool)>,
}

/// How far "Go on" raises the limit. Unit: steps.
pub const MORE_STEPS: u64 = 1_000_000;

#[hook]
pub fn use_player() -> Player {
    let model = use_reducer(Model::default);
    let tell = {
        let dispatcher = model.dispatcher();
        use_memo((), move |()| Callback::from(move |action| dispatcher.dispatch(action)))
    };
    let session = {
        let tell = (*tell).clone();
        use_memo((), move |()| {
            let session = Session::new(tell);
            session.listen();
            session
        })
    };
    // Listeners outlive a render; they look here for the newest model.
    let newest = use_memo((), |()| RefCell::new(Rc::new(Model::default())));
    *newest.borrow_mut() = Rc::new((*model).clone());

    let start = {
        let (newest, session) = (newest.clone(), session.clone());
        use_memo((), move |()| {
            Callback::from(move |wanted: Option<Place>| {
                let model = newest.borrow().clone();
                if !model.must_answer() && !matches!(model.run, Run::Compiling) {
                    session.run(model.source.clone(), model.mode, wanted, model.zoom, model.limit, model.units());
                }
            })
        })
    };
    let act = {
        let (newest, session, tell, start) = (newest.clone(), session.clone(), (*tell).clone(), start.clone());
        use_memo((), move |()| Callback::from(move |what| act(&newest.borrow().clone(), &session, &tell, &start, what)))
    };
    let go = {
        let (newest, session, start) = (newest.clone(), session.clone(), start.clone());
        use_memo((), move |()| {
            Callback::from(move |place| {
                let model = newest.borrow().clone();
                if model.has_recording() && !model.is_stale() {
                    session.go(Move::ToPlace(place), model.zoom);
                } else {
                    start.emit(Some(place));
                }
            })
        })
    };
    {
        let act = act.clone();
        let tell = (*tell).clone();
        use_effect_with((), move |()| {
            let listener = EventListener::new_with_options(
                &gloo::utils::window(),
                "keydown",
                EventListenerOptions::enable_prevent_default(),
                move |event| {
                    if let Some(event) = event.dyn_ref::<KeyboardEvent>() {
                        key(event, &act, &tell);
                    }
                },
            );
            move || drop(listener)
        });
    }
    {
        let act = act.clone();
        use_effect_with((model.playing, model.speed), move |(playing, speed)| {
            let millis = SPEEDS.get(*speed).map_or(800, |s| s.1);
            let clock = playing.then(|| Interval::new(millis, move || act.emit(Do::Go(Move::Forward))));
            move || drop(clock)
        });
    }
    {
        // The same moment, told at the other zoom.
        let (newest, session) = (newest.clone(), session.clone());
        use_effect_with(model.zoom, move |zoom| {
            let model = newest.borrow().clone();
            if let Some(view) = model.view.as_ref().filter(|_| model.has_recording()) {
                session.go(Move::To(view.step), *zoom);
            }
        });
    }
    {
        let session = session.clone();
        use_effect_with(model.insides.last().copied(), move |of| session.look_into(*of));
    }
    {
        let session = session.clone();
        use_effect_with((model.show_costs, model.laid), move |(show, _)| session.tell_costs(*show));
    }
    {
        let session = session.clone();
        use_effect_with(model.open_library, move |open| session.open_library(*open));
    }
    let run = start.reform(|()| None);
    let find = {
        let session = session.clone();
        use_memo((), move |()| Callback::from(move |(wanted, back)| session.find(wanted, back)))
    };
    Player { model, find: (*find).clone(), session: (*session).clone(), tell: (*tell).clone(), act: (*act).clone(), go: (*go).clone(), run }
}

fn act(model: &Model, session: &Session, tell: &Callback<Action>, start: &Callback<Option<Place>>, what: Do) {
    let fresh = !model.has_recording() && !model.run.is_busy();
    match what {
        Do::Run => start.emit(None),
        Do::Zoom => tell.emit(Action::Zoom(if model.zoom == Zoom::Line { Zoom::Instruction } else { Zoom::Line })),
        Do::ZoomTo(zoom) => tell.emit(Action::Zoom(if model.zoom == zoom { Zoom::Line } else { zoom })),
        Do::Library => tell.emit(Action::Library(!model.open_library)),
        Do::GoOn => match &model.run {
            Run::Paused => session.leave_breakpoint(),
            Run::Ended(Outcome::StepLimit { .. } | Outcome::Stopped) => session.go_on(MORE_STEPS),
            _ => {}
        },
        Do::Stop if model.can_stop() => session.stop(),
        Do::Stop => {}
        Do::Find { back } => session.find((*model.marks.breakpoints).clone(), back),
        Do::Search => tell.emit(Action::Search(!model.search)),
        Do::Breakpoint => model.line_at_hand().into_iter().for_each(|w| tell.emit(Action::Breakpoint(w))),
        Do::Bookmark => {
            if let Some(view) = model.view.as_ref().filter(|_| model.has_recording()) {
                tell.emit(Action::Bookmark(view.step, view.shown_step));
            }
        }
        Do::Edit => tell.emit(Action::Edit(true)),
        Do::Theme => tell.emit(Action::Theme(model.theme.next())),
        Do::SmallAsObjects => tell.emit(Action::SmallAsObjects(!model.small_as_objects)),
        Do::Inside => pointed_at().into_iter().for_each(|serial| tell.emit(Action::Inside(serial))),
        Do::Whole(of) => tell.emit(Action::Inside(of)),
        Do::Palette => tell.emit(Action::Palette(!model.palette)),
        Do::Costs => tell.emit(Action::ShowCosts(!model.show_costs)),
        Do::Share => share::share(model, tell),
        Do::Desk("unmove") => tell.emit(Action::AllMoved(Default::default())),
        Do::Desk(what) => tell.emit(Action::Wish(what)),
        Do::OpenFile => share::open_file(tell.clone()),
        Do::SaveFile => share::save_file(model),
        Do::Go(_) if fresh => start.emit(None),
        Do::Go(how) => session.go(how, model.zoom),
        Do::Play => {
            let at_end = model.view.as_ref().is_some_and(|v| v.step >= v.program_end.unwrap_or(v.n_steps));
            if fresh {
                start.emit(None);
            } else if !model.playing && at_end {
                session.go(Move::First, model.zoom);
            }
            tell.emit(Action::Play(!model.playing));
        }
    }
}

/// Keys belong to the page unless the person types or holds a control that uses them.
fn key(event: &KeyboardEvent, act: &Callback<Do>, tell: &Callback<Action>) {
    if event.alt_key() || event.meta_key() {
        return;
    }
    if event.ctrl_key() {
        let what = match event.key().as_str() {
            "Enter" => Some(Do::Run),
            "k" => Some(Do::Palette),
            "o" => Some(Do::OpenFile),
            "s" => Some(Do::SaveFile),
            _ => None,
        };
        if let Some(what) = what {
            event.prevent_default();
            act.emit(what);
        }
        return;
    }
    let target = event.target().and_then(|t| t.dyn_into::<HtmlElement>().ok());
    let within = |selector: &str| target.as_ref().is_some_and(|t| t.closest(selector).ok().flatten().is_some());
    if within("input:not([type=range]), textarea, select, .editor") {
        if event.key() == "Escape" && within(".editor") {
            tell.emit(Action::Edit(false));
        }
        return;
    }
    if event.key().starts_with("Arrow") && within("[role=separator]") {
        return;
    }
    if event.key() == " " && within("button") {
        return;
    }
    if event.key() == "Escape" && leave(tell) {
        event.prevent_default();
        return;
    }
    if event.key() == "Backspace" && on_page(".inside") {
        event.prevent_default();
        tell.emit(Action::InsideBack);
        return;
    }
    if let Some(what) = keys::find(&event.key(), event.shift_key()) {
        event.prevent_default();
        act.emit(what);
    }
}

fn on_page(selector: &str) -> bool {
    gloo::utils::document().query_selector(selector).ok().flatten().is_some()
}

/// Escape closes what lies uppermost.
fn leave(tell: &Callback<Action>) -> bool {
    // What the late module has open, it closes itself.
    if on_page(".desk-open") {
        tell.emit(Action::Wish("close"));
        return true;
    }
    let uppermost = [(".palette", Action::Palette(false)), (".search", Action::Search(false)), (".inside", Action::InsideClose)];
    match uppermost.into_iter().find(|(selector, _)| on_page(selector)) {
        Some((_, action)) => {
            tell.emit(action);
            true
        }
        None => false,
    }
}

/// The card or frame that is focused or pointed at.
fn pointed_at() -> Option<Serial> {
    let document = gloo::utils::document();
    let find = |selector: &str| document.query_selector(selector).ok().flatten();
    let at = find(".card:focus-within, .frame:focus-within").or_else(|| find(".card:hover, .frame:hover"))?;
    let serial = at.query_selector("[data-enter]").ok().flatten()?.get_attribute("data-enter")?;
    serial.parse().ok().map(Serial)
}
