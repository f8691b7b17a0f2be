//! What the page opens: the list of lessons, the one that the address names, a program of one's own.

use std::rc::Rc;

use gloo::events::EventListener;
use pyvarium_protocol::lesson::{Block, Inline, LessonIndex, LessonPage, LessonProgram};
use yew::prelude::*;

use crate::bridge;
use crate::fragment::Fragment;
use crate::model::{Action, Model, Run};
use crate::player::Player;
use crate::share;
use crate::storage;

/// The list of lessons, and the one that the fragment names; again when the fragment changes.
#[hook]
pub fn use_lessons(player: &Player) {
    let tell = player.tell.clone();
    use_effect_with((), move |()| {
        {
            let tell = tell.clone();
            wasm_bindgen_futures::spawn_local(async move {
                let lessons = bridge::fetch::<LessonIndex>("lessons/index.json").await.unwrap_or_default().lessons;
                let mut fragment = read_fragment();
                // Whoever names nothing finds what they left.
                if fragment == Fragment::default() {
                    fragment = storage::get("last").map(|last| Fragment::parse(&last)).unwrap_or_default();
                }
                let mut fragment = share::unpacked(fragment).await;
                if fragment.lesson.is_none() && fragment.code.is_none() {
                    fragment.lesson = lessons.first().map(|l| l.slug.clone());
                }
                tell.emit(Action::Lessons(lessons));
                open(fragment, tell);
            });
        }
        let dropped = tell.clone();
        bridge::on_drop(move |text| share::opened(text, dropped.clone()));
        let listener = EventListener::new(&gloo::utils::window(), "hashchange", move |_| {
            let tell = tell.clone();
            wasm_bindgen_futures::spawn_local(async move { open(share::unpacked(read_fragment()).await, tell) });
        });
        move || drop(listener)
    });
    let (wanted, go) = (player.model.wanted, player.go.clone());
    let ready = player.model.lesson.is_some() && !player.model.must_answer();
    let tell = player.tell.clone();
    use_effect_with((wanted, ready), move |(wanted, ready)| {
        if let (Some(place), true) = (wanted, ready) {
            tell.emit(Action::Want(None));
            go.emit(*place);
        }
    });
}

pub fn open(fragment: Fragment, tell: Callback<Action>) {
    let place = fragment.place;
    if let Some(code) = fragment.code {
        let own = LessonPage {
            title: "Your program".to_owned(),
            text: own_text(),
            programs: vec![LessonProgram { mode: fragment.mode.unwrap_or_default(), source: code, units: Vec::new() }],
            ..LessonPage::default()
        };
        tell.emit(Action::Lesson(Rc::new(own), None));
        tell.emit(Action::Linked(fragment.zoom, fragment.open, fragment.inside));
        tell.emit(Action::AllMoved(fragment.moved));
        tell.emit(Action::Want(place));
        return;
    }
    let Some(slug) = fragment.lesson else { return };
    wasm_bindgen_futures::spawn_local(async move {
        // Slugs are folder names; anything else would leave `lessons/`.
        if !slug.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-') {
            return;
        }
        match bridge::fetch::<LessonPage>(&format!("lessons/{slug}/lesson.json")).await {
            Ok(lesson) => {
                let kept = storage::get(&format!("text.{slug}")).map(Rc::from);
                tell.emit(Action::Lesson(Rc::new(lesson), kept));
                if let Some(mode) = fragment.mode {
                    tell.emit(Action::Mode(mode));
                }
                tell.emit(Action::Linked(fragment.zoom, fragment.open, fragment.inside));
                tell.emit(Action::AllMoved(fragment.moved));
                tell.emit(Action::Want(place));
            }
            Err(why) => tell.emit(Action::Run(Run::Died { why: format!("the lesson could not be read: {why}") })),
        }
    });
}

/// What stands where a lesson's text would.
fn own_text() -> Vec<Block> {
    let text = |t: &str| Inline::Text(t.to_owned());
    let key = |k: &str, what: &str| vec![Inline::Code(k.to_owned()), text(" "), text(what)];
    vec![
        Block::Paragraph(vec![text(
            "Run it, then go through it in both directions. Share makes a link to this program and to the moment shown.",
        )]),
        Block::Heading("Keys".to_owned()),
        Block::List(vec![
            key("r", "runs the program"),
            key("e", "edits it, Escape leaves the editor"),
            key("→", "and ← go forward and back"),
            key("↓", "goes over a call, o out of it"),
            key("Home", "and End go to the first and last moment"),
            key("p", "plays and pauses"),
            key("g", "goes on from a breakpoint, s stops the program"),
            key("l", "steps into CPython's library, too"),
            key("z", "changes between lines and instructions"),
            key("i", "looks into the object or frame that is pointed at, Escape leaves it"),
            key("n", "runs to the next breakpoint, N back to the one before"),
            key("?", "lists everything that can be done"),
        ]),
    ]
}

pub fn fragment_of(model: &Model) -> Fragment {
    let untouched = model.lesson.as_ref().filter(|l| !l.slug.is_empty() && model.is_untouched());
    Fragment {
        lesson: untouched.map(|l| l.slug.clone()),
        code: untouched.is_none().then(|| model.source.to_string()),
        mode: Some(model.mode),
        place: model.view.as_ref().and_then(|v| v.place),
        zoom: Some(model.zoom),
        open: (*model.open).clone(),
        inside: model.insides.last().copied(),
        moved: (*model.moved).clone(),
        packed: None,
    }
}

pub fn read_fragment() -> Fragment {
    Fragment::parse(&gloo::utils::window().location().hash().unwrap_or_default())
}

pub fn set_fragment(fragment: &Fragment) {
    storage::set("last", &fragment.text());
    if let Ok(history) = gloo::utils::window().history() {
        let _ = history.replace_state_with_url(&wasm_bindgen::JsValue::NULL, "", Some(&fragment.text()));
    }
}
