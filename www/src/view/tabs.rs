//! Tabs over the program: one a file, and one for the library's file that the moment is in. There are none while the
//! program is one file.

use std::rc::Rc;

use web_sys::{Element, HtmlInputElement};
use yew::prelude::*;

use crate::model::Action;
use crate::sheets::{Sheet, SourceText};

#[derive(Properties, PartialEq)]
pub struct Props {
    pub files: Rc<Vec<SourceText>>,
    pub library: Option<Rc<str>>,
    pub shown: Sheet,
    /// Whose line runs next.
    pub running: Option<Sheet>,
    /// The file whose name is being typed, and what is wrong with a name for it.
    pub naming: Option<usize>,
    pub fault_of: Callback<(usize, String), Option<&'static str>>,
    /// Files can be added, named and taken away.
    pub can_change: bool,
    pub tell: Callback<Action>,
}

#[component]
pub fn Tabs(props: &Props) -> Html {
    let row = use_node_ref();
    {
        let row = row.clone();
        use_effect_with((props.shown, props.library.clone()), move |_| {
            let tab = row.cast::<Element>().and_then(|row| Some((row.query_selector("[aria-selected=true]").ok()??, row)));
            if let Some((tab, row)) = tab {
                let (inner, outer) = (tab.get_bounding_client_rect(), row.get_bounding_client_rect());
                let by = if inner.left() < outer.left() { inner.left() - outer.left() } else { (inner.right() - outer.right()).max(0.0) };
                row.set_scroll_left(row.scroll_left() + by as i32);
            }
        });
    }
    let tab = |sheet: Sheet, label: &str, title: Option<&'static str>| {
        let choose = props.tell.reform(move |_: MouseEvent| Action::Sheet(sheet));
        let rename = props.tell.reform(move |_: MouseEvent| match sheet {
            Sheet::Own(i) => Action::Naming(Some(i)),
            Sheet::Library => Action::Naming(None),
        });
        let is_running = props.running == Some(sheet);
        html! {
            <button role="tab" class={classes!("file-tab", (sheet == Sheet::Library).then_some("of-library"), is_running.then_some("running"))} aria-selected={(props.shown == sheet).to_string()}
                onclick={choose} ondblclick={if props.can_change { Some(rename) } else { None }} {title}>
                { label }
                if is_running { <span class="visually-hidden">{ ", runs now" }</span> }
            </button>
        }
    };
    let files = props.files.iter().enumerate().map(|(i, file)| {
        if props.naming == Some(i) {
            return html! { <Name key={format!("name{i}")} file={i} name={file.name.clone()} fault_of={props.fault_of.clone()} tell={props.tell.clone()} /> };
        }
        html! { <span key={file.name.to_string()} role="presentation">{ tab(Sheet::Own(i), &file.name, (i > 0 && props.can_change).then_some("double-click to rename")) }</span> }
    });
    let add = props.tell.reform(|_: MouseEvent| Action::AddFile);
    html! {
        <div class="file-tabs">
            <div class="file-row" ref={row} role="tablist" aria-label="Files">
                { for files }
                if let Some(name) = &props.library { { tab(Sheet::Library, name, Some("CPython's library: read only")) } }
            </div>
            if props.can_change && props.naming.is_none() {
                <button class="quiet small" onclick={add} title="add a file to the program" aria-label="add a file">{ "+" }</button>
            }
        </div>
    }
}

#[derive(Properties, PartialEq)]
pub struct ToolsProps {
    /// The file that is shown, not the main one.
    pub file: usize,
    pub is_empty: bool,
    pub tell: Callback<Action>,
}

/// What can be done with a further file.
#[component]
pub fn FileTools(props: &ToolsProps) -> Html {
    // A file with text in it goes at the second press.
    let sure = use_state(|| false);
    let file = props.file;
    let rename = props.tell.reform(move |_: MouseEvent| Action::Naming(Some(file)));
    let remove = {
        let (sure, tell, is_empty) = (sure.clone(), props.tell.clone(), props.is_empty);
        Callback::from(move |_: MouseEvent| {
            if is_empty || *sure {
                tell.emit(Action::RemoveFile(file));
            } else {
                sure.set(true);
            }
        })
    };
    let forget = {
        let sure = sure.clone();
        Callback::from(move |_: FocusEvent| sure.set(false))
    };
    html! {
        <>
            <button class="quiet small" onclick={rename} title="give this file another name">{ "Rename" }</button>
            <button class={classes!("quiet", "small", sure.then_some("sure"))} onclick={remove} onblur={forget} title="take this file out of the program">{ if *sure { "Remove for good?" } else { "Remove" } }</button>
        </>
    }
}

#[derive(Properties, PartialEq)]
struct NameProps {
    file: usize,
    name: Rc<str>,
    fault_of: Callback<(usize, String), Option<&'static str>>,
    tell: Callback<Action>,
}

/// A file's name, being typed.
#[component]
fn Name(props: &NameProps) -> Html {
    let field = use_node_ref();
    let fault = use_state(|| None::<&'static str>);
    {
        // Set once: as an attribute it would come back at every keystroke.
        let (field, name) = (field.clone(), props.name.clone());
        use_effect_with((), move |()| {
            if let Some(field) = field.cast::<HtmlInputElement>() {
                field.set_value(&name);
                let _ = field.focus();
                field.select();
            }
        });
    }
    let file = props.file;
    let typed = {
        let (fault, fault_of) = (fault.clone(), props.fault_of.clone());
        Callback::from(move |event: InputEvent| {
            let name = event.target_dyn_into::<HtmlInputElement>().map(|i| i.value()).unwrap_or_default();
            fault.set(fault_of.emit((file, name)));
        })
    };
    let done = {
        let (field, tell) = (field.clone(), props.tell.clone());
        move || {
            if let Some(field) = field.cast::<HtmlInputElement>() {
                tell.emit(Action::RenameFile(file, field.value()));
            }
        }
    };
    let submit = {
        let done = done.clone();
        Callback::from(move |event: SubmitEvent| {
            event.prevent_default();
            done();
        })
    };
    let leave = {
        let tell = props.tell.clone();
        Callback::from(move |_: FocusEvent| {
            done();
            tell.emit(Action::Naming(None));
        })
    };
    let key = {
        let tell = props.tell.clone();
        Callback::from(move |event: KeyboardEvent| {
            if event.key() == "Escape" {
                tell.emit(Action::Naming(None));
            }
        })
    };
    html! {
        <form class="file-name" onsubmit={submit}>
            <input ref={field} type="text" aria-label="name of the file" aria-invalid={fault.is_some().to_string()} title={(*fault).unwrap_or("Enter: done")}
                oninput={typed} onblur={leave} onkeydown={key} autocomplete="off" spellcheck="false" size="14" />
            if let Some(fault) = *fault { <span class="file-fault" role="alert">{ fault }</span> }
        </form>
    }
}
