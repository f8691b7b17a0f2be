//! A moment in words: Markdown, and a page of slides that needs nothing else.

use std::fmt::Write;

use super::super::dom;
use super::svg::{Picture, escaped};

/// What the page says of a moment.
#[derive(Clone)]
pub struct Moment {
    pub step: String,
    pub sentence: String,
    /// Number, text, and whether it runs next or just ran.
    pub lines: Vec<(String, String, bool, bool)>,
    pub output: String,
}

/// Lines shown around the one at hand.
const AROUND: usize = 4;

pub fn moment() -> Moment {
    let all = dom::find(".listing").map(|l| dom::all(&l, ".line")).unwrap_or_default();
    let has = |e: &web_sys::Element, class: &str| e.class_list().contains(class) || dom::within(e, &format!(".{class}")).is_some();
    let at = all.iter().position(|l| has(l, "next-line")).or_else(|| all.iter().position(|l| has(l, "just-line"))).unwrap_or(0);
    let lines = all.iter().skip(at.saturating_sub(AROUND)).take(2 * AROUND + 1).map(|line| {
        let number = dom::within(line, ".number").map(|n| dom::text(&n)).unwrap_or_default();
        let note = dom::within(line, ".note").map(|n| dom::text(&n)).unwrap_or_default();
        let cost = dom::within(line, ".cost").map(|n| dom::text(&n)).unwrap_or_default();
        let whole = dom::text(line);
        let text = whole.strip_prefix(&number).unwrap_or(&whole);
        let text = text.strip_prefix(&*cost).unwrap_or(text);
        let text = text.strip_suffix(&*note).unwrap_or(text).trim_end();
        (number, text.to_owned(), has(line, "next-line"), has(line, "just-line"))
    });
    Moment {
        step: dom::find(".slider .step").map(|s| dom::text(&s)).unwrap_or_default(),
        sentence: sentence("‘", "’"),
        lines: lines.collect(),
        output: dom::find(".output pre").map(|o| dom::text(&o)).unwrap_or_default(),
    }
}

/// What is said of the moment; code stands between these.
pub fn sentence(before: &str, behind: &str) -> String {
    let Some(place) = dom::find(".sentence") else { return String::new() };
    let nodes = place.query_selector("p").ok().flatten().unwrap_or(place).child_nodes();
    let word = |i: u32| -> Option<String> {
        let node = nodes.get(i)?;
        let text = node.text_content().unwrap_or_default();
        Some(if node.node_name() == "CODE" { format!("{before}{text}{behind}") } else { text })
    };
    (0..nodes.length()).filter_map(word).collect()
}

pub fn markdown(link: &str) -> String {
    let m = Moment { sentence: sentence("`", "`"), ..moment() };
    let mut out = format!("### Step {}\n\n```python\n", m.step);
    for (number, text, next, just) in &m.lines {
        let mark = match (next, just) {
            (true, _) => "►",
            (false, true) => "✓",
            _ => " ",
        };
        let _ = writeln!(out, "{mark} {number:>3}  {text}");
    }
    let _ = write!(out, "```\n\n{}\n", m.sentence);
    let mut rows = String::new();
    for frame in dom::find(".stage .frames").map(|f| dom::all(&f, ".frame:not(.watches)")).unwrap_or_default() {
        let whose = dom::within(&frame, ".frame-name").map(|n| dom::text(&n)).unwrap_or_default();
        for row in dom::all(&frame, ".names tr") {
            let name = dom::within(&row, ".slot-name").map(|n| dom::text(&n)).unwrap_or_default();
            let _ = writeln!(rows, "| {whose} | `{name}` | {} |", dom::within(&row, "td").map(|td| said(&td)).unwrap_or_default());
        }
    }
    if !rows.is_empty() {
        let _ = write!(out, "\n| frame | name | object |\n| --- | --- | --- |\n{rows}");
    }
    let cards = dom::find(".stage .heap").map(|h| dom::all(&h, ".card")).unwrap_or_default();
    if !cards.is_empty() {
        out.push_str("\n| object | count | holds |\n| --- | --- | --- |\n");
    }
    for card in cards {
        let count = dom::within(&card, ".count").map(|c| dom::text(&c)).unwrap_or_default();
        let _ = writeln!(out, "| {} | {count} | {} |", title(&card), dom::within(&card, ".parts").map(|p| said(&p)).unwrap_or_default());
    }
    if !m.output.trim().is_empty() {
        let _ = write!(out, "\nOutput so far:\n\n```\n{}\n```\n", m.output.trim_end());
    }
    let _ = write!(out, "\n[Look at this moment]({link})\n");
    out
}

/// `list …94848`
fn title(card: &web_sys::Element) -> String {
    let part = |s: &str| dom::within(card, s).map(|e| dom::text(&e)).unwrap_or_default();
    [part(".type"), part(".card-name"), part(".address")].iter().filter(|p| !p.is_empty()).cloned().collect::<Vec<_>>().join(" ")
}

/// Its text, with the object's name where an arrow leaves.
fn said(at: &web_sys::Element) -> String {
    let mut words = Vec::new();
    fn walk(node: &web_sys::Node, words: &mut Vec<String>) {
        use wasm_bindgen::JsCast;
        let Some(element) = node.dyn_ref::<web_sys::Element>() else {
            let text = node.text_content().unwrap_or_default();
            words.extend((!text.trim().is_empty()).then(|| text.trim().to_owned()));
            return;
        };
        if element.class_list().contains("dot") {
            let to = dom::find(&format!(".stage [data-card=\"{}\"]", dom::attribute(element, "data-to")));
            words.push(format!("→ {}", to.map(|c| title(&c)).unwrap_or_default()));
            return;
        }
        if element.class_list().contains("index") {
            return;
        }
        let children = node.child_nodes();
        (0..children.length()).filter_map(|i| children.get(i)).for_each(|n| walk(&n, words));
    }
    walk(at, &mut words);
    words.join(" ").replace('|', "\\|")
}

/// One page, without anything from elsewhere: a slide a moment, by keys; printed, a page a moment.
pub fn slides(title: &str, all: &[(Picture, Moment)]) -> String {
    let mut out = format!(
        "<!doctype html><html lang=\"en\"><head><meta charset=\"utf-8\"><meta name=\"viewport\" content=\"width=device-width, initial-scale=1\"><title>{0}</title><style>{STYLE}</style></head><body><h1>{0}</h1><main>",
        escaped(title)
    );
    for (i, (picture, m)) in all.iter().enumerate() {
        let _ = write!(
            out,
            "<section{}><div class=\"side\"><p class=\"step\">{} / {}</p><pre>",
            if i == 0 { " class=\"shown\"" } else { "" },
            i + 1,
            all.len()
        );
        for (number, text, next, just) in &m.lines {
            let class = if *next {
                "next"
            } else if *just {
                "just"
            } else {
                ""
            };
            let _ = write!(out, "<span class=\"{class}\"><i>{number:>3}</i>  {}</span>", escaped(text));
        }
        let _ = write!(out, "</pre><p class=\"says\">{}</p>", escaped(&m.sentence));
        if !m.output.trim().is_empty() {
            let _ = write!(out, "<pre class=\"output\">{}</pre>", escaped(m.output.trim_end()));
        }
        let picture = picture.text().replacen("width=", "data-width=", 1).replacen("height=", "data-height=", 1);
        let _ = write!(out, "</div><figure>{picture}</figure></section>");
    }
    let _ = write!(out, "</main><nav><button>◀</button><span></span><button>▶</button></nav><script>{SCRIPT}</script></body></html>");
    out
}

const STYLE: &str = "body{margin:0;font:16px/1.5 system-ui,sans-serif;background:#f8f9fa;color:#1a1e24}h1{font-size:18px;margin:0;padding:12px 24px}section{display:none;grid-template-columns:minmax(260px,30%) 1fr;gap:24px;padding:0 24px 64px}section.shown{display:grid}figure{margin:0}figure svg{width:100%;height:auto;max-height:82vh;border-radius:8px}pre{font:14px/1.7 ui-monospace,Menlo,Consolas,monospace;overflow:auto;margin:0 0 12px}pre span{display:block}pre i{color:#667080}.next{background:#ffdf8c}.just{box-shadow:inset 3px 0 #0f7a5f}.output{background:#fff;border:1px solid #d5dae0;border-radius:6px;padding:8px}.step{color:#4d5663;margin:0 0 8px}nav{position:fixed;left:24px;bottom:16px;display:flex;gap:12px;align-items:center}nav button{font:inherit;padding:6px 16px}@media(max-width:760px){section{grid-template-columns:1fr}}@media print{section{display:grid;page-break-after:always}nav{display:none}}";
const SCRIPT: &str = "const all=[...document.querySelectorAll('section')],[back,forth]=document.querySelectorAll('nav button'),at=document.querySelector('nav span');let n=0;function go(to){n=Math.max(0,Math.min(all.length-1,to));all.forEach((s,i)=>s.classList.toggle('shown',i===n));at.textContent=`${n+1} / ${all.length}`}back.onclick=()=>go(n-1);forth.onclick=()=>go(n+1);addEventListener('keydown',e=>{if(['ArrowRight',' ','PageDown'].includes(e.key))go(n+1);if(['ArrowLeft','PageUp'].includes(e.key))go(n-1);if(e.key==='Home')go(0);if(e.key==='End')go(all.length-1)});go(0)";
