//! What the browser keeps for the person: theme, panes, typed text; and the library's source, fetched when it is looked into.

use gloo::timers::callback::Timeout;
use yew::prelude::*;

use std::rc::Rc;

use crate::bridge;
use crate::fragment::Fragment;
use crate::model::{Action, Model, Pane, Theme};
use crate::opening::{fragment_of, set_fragment};
use crate::player::Player;
use crate::sheets::SourceText;
use crate::storage;
use crate::view::panes;

const KEEP_MILLIS: u32 = 250;

#[hook]
pub fn use_theme(model: &Model, tell: &Callback<Action>) {
    let settled = use_mut_ref(|| false);
    {
        let tell = tell.clone();
        use_effect_with((), move |()| match storage::get("theme").as_deref() {
            Some("light") => tell.emit(Action::Theme(Theme::Light)),
            Some("dark") => tell.emit(Action::Theme(Theme::Dark)),
            Some("contrast") => tell.emit(Action::Theme(Theme::Contrast)),
            _ => {}
        });
    }
    use_effect_with(model.theme, move |theme| {
        if !std::mem::replace(&mut *settled.borrow_mut(), true) {
            // The first render knows no choice yet; `boot.js` has set the stored one.
            return;
        }
        let root = gloo::utils::document_element();
        let name = match theme {
            Theme::System => None,
            Theme::Light => Some("light"),
            Theme::Dark => Some("dark"),
            Theme::Contrast => Some("contrast"),
        };
        match name {
            Some(name) => {
                let _ = root.set_attribute("data-theme", name);
                storage::set("theme", name);
            }
            None => {
                let _ = root.remove_attribute("data-theme");
                storage::remove("theme");
            }
        }
    });
}

/// The source of the library's file that the moment is in, fetched when it is first seen.
#[hook]
pub fn use_library(player: &Player) {
    let tell = player.tell.clone();
    let wanted = player.model.library_wanted().map(str::to_owned);
    use_effect_with(wanted, move |wanted| {
        let Some(name) = wanted.clone() else { return };
        wasm_bindgen_futures::spawn_local(async move {
            let text = bridge::fetch_library(&name).await.unwrap_or_else(|| format!("# {name} could not be fetched.\n"));
            tell.emit(Action::LibraryText(SourceText { name: Rc::from(name), text: Rc::from(text) }));
        });
    });
}

/// A program of one's own lives in the fragment: a reload, or a link that is copied, keeps what was typed.
#[hook]
pub fn use_own_program(player: &Player) {
    let waiting = use_mut_ref(|| None::<Timeout>);
    let model = player.model.clone();
    let own = model.lesson.as_ref().is_some_and(|l| l.slug.is_empty()) && !model.is_untouched();
    use_effect_with((own, model.source.clone()), move |(own, _)| {
        // Browsers refuse to have their address changed at every keystroke.
        *waiting.borrow_mut() =
            own.then(|| Timeout::new(KEEP_MILLIS, move || set_fragment(&Fragment { place: None, ..fragment_of(&model) })));
    });
}

/// Panes stay as the person left them.
#[hook]
pub fn use_panes(model: &Model, tell: &Callback<Action>) {
    let settled = use_mut_ref(|| false);
    {
        let tell = tell.clone();
        use_effect_with((), move |()| {
            panes::restore();
            if storage::get("toured").is_none() {
                storage::set("toured", "offered");
                tell.emit(Action::FirstVisit);
            }
            let kept = storage::get("folded").unwrap_or_default();
            for pane in Pane::ALL.into_iter().filter(|p| kept.split(' ').any(|k| k == p.folded_class())) {
                tell.emit(Action::Fold(pane));
            }
        });
    }
    use_effect_with(model.folded.clone(), move |folded| {
        if std::mem::replace(&mut *settled.borrow_mut(), true) {
            storage::set("folded", &folded.iter().map(|p| p.folded_class()).collect::<Vec<_>>().join(" "));
        }
    });
}

/// What was typed is there after a reload; the lesson's own text takes no place.
#[hook]
pub fn use_kept_text(model: &Model) {
    let lesson = model.lesson.clone();
    use_effect_with(model.source.clone(), move |source| {
        let Some(lesson) = lesson.filter(|l| !l.slug.is_empty()) else { return };
        let key = format!("text.{}", lesson.slug);
        if lesson.programs.iter().any(|p| *p.source == **source) {
            storage::remove(&key);
        } else {
            storage::set(&key, source);
        }
    });
}

/// Which lessons' questions have been answered.
#[hook]
pub fn use_progress(model: &Model) {
    let slug = model.lesson.as_ref().map(|l| l.slug.clone()).filter(|s| !s.is_empty());
    use_effect_with((slug, model.answered), |(slug, answered)| {
        if let (Some(slug), Some(choice)) = (slug, answered) {
            storage::set(&format!("done.{slug}"), &choice.to_string());
        }
    });
}
