//! Side by side: a second run, of the same text read otherwise or of another text, moves with the page's own. Where the two
//! first differ is marked.

mod align;
mod marks;

use std::rc::Rc;

use pyvarium_protocol::late::{Desk as Given, Said};
use pyvarium_protocol::lesson::{LessonPage, LessonProgram};
use pyvarium_protocol::{Command, Mode, Move, TrailStop, split_files};
use web_sys::HtmlTextAreaElement;
use yew::prelude::*;

use self::align::{Alignment, Difference, Side, align};
use super::dom;
use super::machine;
use super::survey::survey;
use crate::app;
use crate::model::{Action, Model, Run};
use crate::player::Player;
use crate::session::Session;
use crate::view::output::Output;

#[derive(Properties, PartialEq)]
pub struct Props {
    pub given: Rc<Given>,
    pub say: Callback<Said>,
    /// The text as it was recorded before it was edited.
    pub before: Option<Rc<str>>,
    pub done: Callback<()>,
}

#[component]
pub fn Beside(props: &Props) -> Html {
    let model = use_reducer(Model::default);
    let tell = {
        let dispatcher = model.dispatcher();
        use_memo((), move |()| Callback::from(move |action| dispatcher.dispatch(action)))
    };
    let session = {
        let tell = (*tell).clone();
        use_memo((), move |()| Session::new(tell))
    };
    let found = use_state_eq(|| None::<Rc<Found>>);
    let given = &props.given;
    let start = {
        let (session, tell, found) = (session.clone(), (*tell).clone(), found.clone());
        Callback::from(move |(source, mode): (Rc<str>, Mode)| {
            found.set(None);
            let program = LessonProgram { mode, source: source.to_string(), units: Vec::new() };
            tell.emit(Action::Lesson(Rc::new(LessonPage { programs: vec![program], ..LessonPage::default() }), None));
            session.run(source, mode, None, pyvarium_protocol::Zoom::Line, 200_000, None);
        })
    };
    // Both recorded: their ways are laid side by side.
    {
        let (found, session, tell, n_shown) = (found.clone(), session.clone(), (*tell).clone(), model.n_shown);
        let is_ready = matches!(model.run, Run::Ended(_)) && given.is_recorded;
        let texts = (given.source.clone(), model.source.clone());
        use_effect_with((is_ready, texts), move |(is_ready, (mine, its))| {
            let (mine, its) = (mine.clone(), its.clone());
            if *is_ready {
                wasm_bindgen_futures::spawn_local(async move {
                    if let Some(layouts) = survey(Some(&session), n_shown, &Default::default(), || true).await {
                        tell.emit(Action::Layouts(Box::new(layouts)));
                    }
                    let a = machine::ask::<Vec<TrailStop>>(&Command::Trail, "Trail").await;
                    let b = machine::ask_of::<Vec<TrailStop>>(&session, &Command::Trail, "Trail").await;
                    if let (Some(a), Some(b)) = (a, b) {
                        let (a, b) = (side(a, &mine), side(b, &its));
                        let alignment = align(&a, &b);
                        found.set(Some(Rc::new(Found { mine: a, its: b, alignment })));
                    }
                });
            }
        });
    }
    // The page moves, and this run with it.
    {
        let session = session.clone();
        use_effect_with((given.step, (*found).clone()), move |(step, found)| {
            let at = found.as_ref().and_then(|f| f.at(*step)).and_then(|i| Some((i, found.as_ref()?.alignment.partner(i)?)));
            if let (Some(found), Some((_, j))) = (found, at)
                && let Some(stop) = found.its.stops.get(j)
            {
                session.go(Move::To(stop.step), pyvarium_protocol::Zoom::Line);
            }
        });
    }
    let different = use_state_eq(Vec::<String>::new);
    {
        let different = different.clone();
        // After both have been drawn.
        use_effect(move || {
            let stage = |s: &str| dom::find(s);
            let (Some(a), Some(b)) = (stage(".pane-stage .stage"), stage(".pane-beside .stage")) else { return };
            different.set(marks::mark(&a, &b));
        });
    }
    use_effect_with((), |()| {
        || {
            if let Some(stage) = dom::find(".pane-stage .stage") {
                marks::clear(&stage);
            }
        }
    });
    let Some(place) = dom::find("main") else { return Html::default() };
    let player = Player {
        model: model.clone(),
        session: (*session).clone(),
        tell: (*tell).clone(),
        act: Callback::noop(),
        go: Callback::noop(),
        run: Callback::noop(),
        find: Callback::noop(),
    };
    let close = props.done.reform(|_: MouseEvent| ());
    let body = match model.lesson {
        None => html! { <Choose given={given.clone()} before={props.before.clone()} {start} /> },
        Some(_) => html! {
            <>
                { app::notice(&player) }
                { verdict(found.as_deref(), given, &different, &props.say) }
                <div class="beside-source">{ app::source(&player) }</div>
                { app::stage(&player) }
                { app::sentence(&player) }
                <Output output={model.view.as_ref().map(|v| v.output.clone()).unwrap_or_default()} asking={None::<String>} answer={Callback::noop()} />
            </>
        },
    };
    let how = match (model.lesson.is_some(), model.mode) {
        (false, _) => "side by side",
        (true, Mode::Repl) => "beside: as typed at the prompt (REPL)",
        (true, Mode::Script) => "beside: as a script",
    };
    let pane = html! {
        <section class="pane pane-beside" aria-label="The run beside">
            <h2 class="pane-title"><span class="beside-title">{ how }</span><span class="tools"><button class="quiet small" onclick={close} title="close it">{ "Close" }</button></span></h2>
            { body }
        </section>
    };
    create_portal(pane, place)
}

#[derive(PartialEq)]
struct Found {
    mine: Side,
    its: Side,
    alignment: Alignment,
}

impl PartialEq for Side {
    fn eq(&self, other: &Side) -> bool {
        self.stops == other.stops && self.files == other.files
    }
}

impl Found {
    /// The page's stop at or before this step.
    fn at(&self, step: u64) -> Option<usize> {
        self.mine.stops.partition_point(|s| s.step <= step).checked_sub(1)
    }
}

fn side(stops: Vec<TrailStop>, source: &str) -> Side {
    let (main, files) = split_files(source);
    let lines = |text: &str| text.lines().map(|l| l.trim().to_owned()).collect::<Vec<_>>();
    Side { stops, files: std::iter::once(lines(&main)).chain(files.iter().map(|f| lines(&f.text))).collect() }
}

/// Where the two first differ, and how it stands at this moment.
fn verdict(found: Option<&Found>, given: &Given, different: &[String], say: &Callback<Said>) -> Html {
    let Some(found) = found else { return html! { <p class="verdict">{ "recording" }</p> } };
    let Some((i, j, difference)) = found.alignment.first else {
        return html! { <p class="verdict same" role="status">{ "The two runs do the same from their first line to their end." }</p> };
    };
    let stop = |side: &Side, i: usize| side.stops.get(i).copied().unwrap_or_default();
    let (mine, its) = (stop(&found.mine, i), stop(&found.its, j));
    let line = |side: &Side, stop: &TrailStop| {
        if stop.line == 0 { "its end".to_owned() } else { format!("line {}: {}", stop.line, side.text(stop)) }
    };
    let text = match difference {
        Difference::State => {
            let before = i.checked_sub(1).map(|i| stop(&found.mine, i)).filter(|s| s.line > 0);
            let cause = before.map(|s| format!("line {}", s.line)).unwrap_or_else(|| "the start".to_owned());
            format!("First difference: after {cause} the two are not the same any more.")
        }
        Difference::Line => format!("First difference: here comes {}; beside comes {}.", line(&found.mine, &mine), line(&found.its, &its)),
    };
    let here = match given.step {
        step if step < mine.step => "At this moment they are still the same.".to_owned(),
        _ if different.is_empty() => "At this moment no name differs.".to_owned(),
        _ => format!("At this moment these differ: {}.", different.join(", ")),
    };
    let go = say.reform(move |_: MouseEvent| Said::GoTo(mine.step));
    html! {
        <div class={classes!("verdict", (given.step >= mine.step).then_some("differs"))} role="status">
            <p>{ text }{ " " }{ here }</p>
            <button class="small" onclick={go}>{ "Go there" }</button>
        </div>
    }
}

#[derive(Properties, PartialEq)]
struct ChooseProps {
    given: Rc<Given>,
    before: Option<Rc<str>>,
    start: Callback<(Rc<str>, Mode)>,
}

/// What is to run beside.
#[component]
fn Choose(props: &ChooseProps) -> Html {
    let text = use_node_ref();
    let given = &props.given;
    {
        let (text, source) = (text.clone(), given.source.clone());
        use_effect_with((), move |()| {
            if let Some(text) = text.cast::<HtmlTextAreaElement>() {
                text.set_value(&source);
                let _ = text.focus();
            }
        });
    }
    let other = if given.mode == Mode::Script { Mode::Repl } else { Mode::Script };
    let source: Rc<str> = given.source.as_str().into();
    let as_other = {
        let source = source.clone();
        props.start.reform(move |_: MouseEvent| (source.clone(), other))
    };
    let as_before = props.before.clone().filter(|b| **b != *source).map(|before| {
        let mode = given.mode;
        let start = props.start.reform(move |_: MouseEvent| (before.clone(), mode));
        html! { <button onclick={start}>{ "The text as it was before it was edited" }</button> }
    });
    let as_typed = {
        let (text, mode) = (text.clone(), given.mode);
        props.start.reform(move |_: MouseEvent| (text.cast::<HtmlTextAreaElement>().map(|t| t.value()).unwrap_or_default().into(), mode))
    };
    html! {
        <div class="choose-beside">
            <p>{ "A second run stands beside this one and moves with it; where the two first differ is marked." }</p>
            <button onclick={as_other}>{ if other == Mode::Repl { "The same text, as typed at the prompt (REPL)" } else { "The same text, as a script" } }</button>
            { as_before.unwrap_or_default() }
            <label for="beside-text">{ "Or this text:" }</label>
            <textarea id="beside-text" ref={text} spellcheck="false" autocapitalize="off" rows="12" />
            <button class="primary" onclick={as_typed}>{ "Run it beside" }</button>
        </div>
    }
}
