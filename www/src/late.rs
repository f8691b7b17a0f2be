//! The components of the late module in their hosts, and what the page and that module say to each other, as values of
//! the browser.

use std::cell::Cell;
use std::rc::Rc;

use js_sys::Function;
use pyvarium_protocol::late::{Given, Said};
use pyvarium_protocol::{InsideView, Move, Serial, Step, Wanted};
use wasm_bindgen::JsValue;
use web_sys::Element;
use yew::{AppHandle, Callback, Html, component};

use crate::desk::{Desk, Props as DeskProps};
use crate::keys::{self, Do};
use crate::marks::Marks;
use crate::model::Action;
use crate::view::inside::{Inside, Props as InsideProps};
use crate::view::palette::{Palette, Props as PaletteProps};
use crate::view::search::{Props as SearchProps, Search};

/// An inside as the machine's worker sent it: the page only hands it on.
#[derive(Clone, Debug, PartialEq)]
pub struct RawInside {
    pub serial: Serial,
    pub value: JsValue,
}

impl RawInside {
    /// None: the answer is another one.
    pub fn of(answer: &JsValue) -> Option<RawInside> {
        let get = |from: &JsValue, name: &str| js_sys::Reflect::get(from, &JsValue::from_str(name)).ok();
        let value = get(answer, "Inside").filter(JsValue::is_object)?;
        let serial = get(&value, "serial")?.as_f64()?;
        Some(RawInside { serial: Serial(serial as u64), value })
    }

    /// As `Given::Inside`.
    pub fn props(&self, depth: usize) -> JsValue {
        let (inner, outer) = (js_sys::Object::new(), js_sys::Object::new());
        let set = |on: &js_sys::Object, name: &str, value: &JsValue| {
            let _ = js_sys::Reflect::set(on, &JsValue::from_str(name), value);
        };
        set(&inner, "view", &self.value);
        set(&inner, "depth", &JsValue::from_f64(depth as f64));
        set(&outer, "Inside", &inner);
        outer.into()
    }
}

/// Of an action that a component tells; None: it tells no such thing.
fn said(action: Action) -> Option<Said> {
    Some(match action {
        Action::Inside(serial) => Said::Inside(serial),
        Action::InsideBack => Said::InsideBack,
        Action::InsideClose => Said::InsideClose,
        Action::Breakpoint(wanted) => Said::Breakpoint(wanted),
        Action::Bookmark(step, shown) => Said::Bookmark(step, shown),
        Action::Search(false) => Said::CloseSearch,
        Action::Palette(false) => Said::ClosePalette,
        _ => return None,
    })
}

enum Handle {
    Inside(AppHandle<Inside>),
    Search(AppHandle<Search>),
    Palette(AppHandle<Palette>),
    Desk(AppHandle<Desk>),
}

/// A component in its host.
pub struct Mounted {
    handle: Handle,
    say: Callback<Said>,
}

/// Draws nothing.
#[component]
fn Nobody() -> Html {
    Html::default()
}

/// Yew numbers the trees that it draws and looks at an event by the number of the tree that it comes from. This module
/// counts anew, though its trees stand within the page's: it leaves out the numbers that the page may have given.
fn count_behind_the_page() {
    thread_local! {
        static IS_DONE: Cell<bool> = const { Cell::new(false) };
    }
    if IS_DONE.replace(true) {
        return;
    }
    for _ in 0..N_OF_THE_PAGE {
        if let Ok(host) = gloo::utils::document().create_element("div") {
            yew::Renderer::<Nobody>::with_root(host).render().destroy();
        }
    }
}

/// More than it ever has: one for itself, one for each element that it would draw elsewhere.
const N_OF_THE_PAGE: u32 = 32;

impl Mounted {
    pub fn new(host: Element, props: JsValue, say: Function) -> Option<Mounted> {
        count_behind_the_page();
        let say = Callback::from(move |said: Said| {
            if let Ok(said) = serde_wasm_bindgen::to_value(&said) {
                let _ = say.call1(&JsValue::NULL, &said);
            }
        });
        let handle = match serde_wasm_bindgen::from_value(props).ok()? {
            Given::Inside { view, depth } => Handle::Inside(yew::Renderer::with_root_and_props(host, inside(view, depth, &say)).render()),
            Given::Search { breakpoints, bookmarks, file, at, searching } => {
                let props = search(breakpoints, bookmarks, file, at, searching, &say);
                Handle::Search(yew::Renderer::with_root_and_props(host, props).render())
            }
            Given::Palette {} => Handle::Palette(yew::Renderer::with_root_and_props(host, palette(&say)).render()),
            Given::Desk(desk) => {
                Handle::Desk(yew::Renderer::with_root_and_props(host, DeskProps { given: Rc::new(desk), say: say.clone() }).render())
            }
        };
        Some(Mounted { handle, say })
    }

    pub fn update(&mut self, props: JsValue) {
        let Ok(given) = serde_wasm_bindgen::from_value(props) else { return };
        match (&mut self.handle, given) {
            (Handle::Inside(handle), Given::Inside { view, depth }) => handle.update(inside(view, depth, &self.say)),
            (Handle::Search(handle), Given::Search { breakpoints, bookmarks, file, at, searching }) => {
                handle.update(search(breakpoints, bookmarks, file, at, searching, &self.say));
            }
            (Handle::Desk(handle), Given::Desk(desk)) => handle.update(DeskProps { given: Rc::new(desk), say: self.say.clone() }),
            // Another component is another host's.
            _ => {}
        }
    }

    pub fn unmount(self) {
        match self.handle {
            Handle::Inside(handle) => handle.destroy(),
            Handle::Search(handle) => handle.destroy(),
            Handle::Palette(handle) => handle.destroy(),
            Handle::Desk(handle) => handle.destroy(),
        }
    }
}

fn tell(say: &Callback<Said>) -> Callback<Action> {
    let say = say.clone();
    Callback::from(move |action| said(action).into_iter().for_each(|said| say.emit(said)))
}

fn act(say: &Callback<Said>) -> Callback<Do> {
    let say = say.clone();
    Callback::from(move |what| match what {
        Do::Go(Move::To(step)) => say.emit(Said::GoTo(step)),
        what => keys::all().position(|(_, _, w)| w == what).into_iter().for_each(|at| say.emit(Said::Do(at))),
    })
}

fn find(say: &Callback<Said>) -> Callback<(Vec<Wanted>, bool)> {
    say.reform(|(wanted, back)| Said::Find(wanted, back))
}

fn inside(view: Box<InsideView>, depth: usize, say: &Callback<Said>) -> InsideProps {
    InsideProps { view: Rc::from(view), depth, find: find(say), tell: tell(say) }
}

fn search(
    breakpoints: Vec<Wanted>,
    bookmarks: Vec<(Step, Step)>,
    file: usize,
    at: Step,
    searching: bool,
    say: &Callback<Said>,
) -> SearchProps {
    let marks = Marks { breakpoints: Rc::new(breakpoints), bookmarks: Rc::new(bookmarks.into_iter().collect()) };
    SearchProps { marks, file, at, searching, find: find(say), act: act(say), tell: tell(say) }
}

fn palette(say: &Callback<Said>) -> PaletteProps {
    PaletteProps { act: act(say), tell: tell(say) }
}
