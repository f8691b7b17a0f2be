//! What the program has made of the file system, at the moment shown: a tree of paths, and the content of one file. A
//! program that touches no file has no such panel.

use pyvarium_protocol::{FileChange, FileContent, FileView};
use yew::prelude::*;

/// Unit: bytes.
const HEX_ROW: usize = 16;

#[derive(Properties, PartialEq)]
pub struct Props {
    pub files: Vec<FileView>,
}

#[component]
pub fn Files(props: &Props) -> Html {
    // Whom the person chose; else the one that was written last.
    let chosen = use_state(|| None::<String>);
    let newest = use_mut_ref(|| None::<String>);
    if let Some(file) = props.files.iter().find(|f| matches!(f.change, FileChange::Made | FileChange::Written)) {
        *newest.borrow_mut() = Some(file.name.clone());
    }
    if props.files.is_empty() {
        return Html::default();
    }
    let has = |name: &&String| props.files.iter().any(|f| f.name == **name);
    let newest = newest.borrow().clone();
    let open = (*chosen).as_ref().filter(has).or(newest.as_ref().filter(has)).cloned();
    let mut folders: Vec<&str> = Vec::new();
    let mut rows: Vec<Html> = Vec::new();
    for file in &props.files {
        let (path, name) = split(&file.name);
        let shared = folders.iter().zip(&path).take_while(|(a, b)| a == b).count();
        folders.truncate(shared);
        for folder in path.iter().skip(shared) {
            rows.push(html! { <li class={format!("folder depth-{}", folders.len().min(4))}>{ format!("{folder}/") }</li> });
            folders.push(folder);
        }
        let is_open = open.as_ref() == Some(&file.name);
        let choose = {
            let (chosen, name) = (chosen.clone(), file.name.clone());
            Callback::from(move |_: MouseEvent| chosen.set(Some(name.clone())))
        };
        let (class, said) = match file.change {
            FileChange::None => (None, ""),
            FileChange::Made => (Some("made"), "new"),
            FileChange::Written => (Some("written"), "changed"),
            FileChange::Removed => (Some("removed"), "removed"),
        };
        rows.push(html! {
            <li key={file.name.clone()} class={classes!("file", class)}>
                <button class={format!("file-open depth-{}", path.len().min(4))} onclick={choose} aria-pressed={is_open.to_string()}>
                    <span class="file-path">{ name }</span>
                    if !said.is_empty() { <span class="tag">{ said }</span> }
                    <span class="file-size">{ size(file.n_bytes) }</span>
                </button>
            </li>
        });
    }
    let shown = props.files.iter().find(|f| Some(&f.name) == open.as_ref());
    html! {
        <section class="files" aria-label="Files that the program wrote">
            <h3>{ "files" }</h3>
            <ul>{ for rows }</ul>
            if let Some(file) = shown { { content(file) } }
        </section>
    }
}

/// Folders and the name itself.
fn split(path: &str) -> (Vec<&str>, &str) {
    match path.rsplit_once('/') {
        Some((folders, name)) => (folders.split('/').enumerate().map(|(i, f)| if i == 0 && f.is_empty() { "" } else { f }).collect(), name),
        None => (Vec::new(), path),
    }
}

fn content(file: &FileView) -> Html {
    let label = format!("content of {}", file.name);
    let (text, shown) = match &file.content {
        FileContent::Text(text) => (text.clone(), text.len()),
        FileContent::Bytes(bytes) => (hex(bytes), bytes.len()),
    };
    let rest = file.n_bytes.saturating_sub(shown as u64);
    let is_hex = matches!(file.content, FileContent::Bytes(_));
    html! {
        <>
            if file.n_bytes == 0 {
                <p class="empty">{ format!("{} is empty", file.name) }</p>
            } else {
                <pre class={classes!("file-content", is_hex.then_some("hex"), (file.change == FileChange::Removed).then_some("removed"))} tabindex="0" role="region" aria-label={label}>{ text }</pre>
            }
            if rest > 0 { <p class="empty">{ format!("⋯ {} more", size(rest)) }</p> }
        </>
    }
}

/// Offset, sixteen bytes, and what of them is ASCII.
fn hex(bytes: &[u8]) -> String {
    let mut out = String::new();
    for (i, row) in bytes.chunks(HEX_ROW).enumerate() {
        let digits: Vec<String> = row.iter().map(|b| format!("{b:02x}")).collect();
        let text: String = row.iter().map(|b| if (0x20..0x7f).contains(b) { char::from(*b) } else { '.' }).collect();
        out += &format!("{:04x}  {:<47}  {text}\n", i * HEX_ROW, digits.join(" "));
    }
    out
}

fn size(n: u64) -> String {
    match n {
        1 => "1 byte".to_owned(),
        0..=9_999 => format!("{n} bytes"),
        _ => format!("{} KB", n / 1000),
    }
}
