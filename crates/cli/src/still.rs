//! A lesson for a reader without script: a static page with its text, its program and the first picture
//! as plain SVG.

use std::collections::BTreeMap;
use std::fmt::Write;

use pyvarium_protocol::{Block, Inline, LessonPage, ObjectView, Parts, Serial, SlotView, StateView, ValueRef};

/// Unit: pixels of the drawing.
const ROW: u32 = 24;
const GAP: u32 = 16;
const COLUMN: u32 = 240;
const WIDTH: u32 = 184;
/// Letters that fit a row.
const LETTERS: usize = 22;

/// `lessons/<slug>/index.html`.
pub fn page(lesson: &LessonPage) -> String {
    let mut body = String::new();
    for block in &lesson.text {
        match block {
            Block::Heading(text) => put(&mut body, &format!("<h2>{}</h2>\n", escaped(text))),
            Block::Paragraph(inlines) => put(&mut body, &format!("<p>{}</p>\n", all(inlines))),
            Block::List(items) => {
                let items: String = items.iter().map(|item| format!("<li>{}</li>", all(item))).collect();
                put(&mut body, &format!("<ul>{items}</ul>\n"));
            }
            Block::Code(text) => put(&mut body, &format!("<pre>{}</pre>\n", escaped(text))),
        }
    }
    let question = lesson.question.as_ref().map(|q| {
        let choices: String = q.choices.iter().map(|c| format!("<li><code>{}</code></li>", escaped(c))).collect();
        format!("<h2>What do you think?</h2>\n<p>{}</p>\n<ul>{choices}</ul>\n", inline_code(&q.ask))
    });
    let program = lesson.programs.first().map(|p| p.source.as_str()).unwrap_or_default();
    let picture = lesson
        .first
        .as_ref()
        .map(|view| format!("<figure>{}<figcaption>{}</figcaption></figure>\n", drawing(view), inline_code(&view.sentence)));
    format!(
        "<!doctype html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n\
         <meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'self'; img-src 'self' data:; base-uri 'none'; form-action 'none'\">\n\
         <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n<meta name=\"color-scheme\" content=\"light dark\">\n\
         <title>{title} · Pyvarium</title>\n<link rel=\"stylesheet\" href=\"../../static/still.css\">\n</head>\n<body>\n<main>\n<h1>{title}</h1>\n\
         <p><a href=\"../../index.html#v=1&amp;lesson={slug}\">Step through it, instruction by instruction</a></p>\n\
         <pre class=\"program\">{program}</pre>\n{picture}{question}{body}\
         <p><a href=\"../index.html\">All lessons</a></p>\n</main>\n</body>\n</html>\n",
        title = escaped(&lesson.title),
        slug = escaped(&lesson.slug),
        program = escaped(program),
        picture = picture.unwrap_or_default(),
        question = question.unwrap_or_default(),
    )
}

/// `lessons/index.html`: the way to all of them.
pub fn index(lessons: &[(String, String)]) -> String {
    let items: String =
        lessons.iter().map(|(slug, title)| format!("<li><a href=\"{}/index.html\">{}</a></li>\n", escaped(slug), escaped(title))).collect();
    format!(
        "<!doctype html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n\
         <meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'self'; img-src 'self' data:; base-uri 'none'; form-action 'none'\">\n\
         <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n<meta name=\"color-scheme\" content=\"light dark\">\n\
         <title>Lessons · Pyvarium</title>\n<link rel=\"stylesheet\" href=\"../static/still.css\">\n</head>\n<body>\n<main>\n<h1>Lessons</h1>\n<ul>\n{items}</ul>\n</main>\n</body>\n</html>\n"
    )
}

fn put(out: &mut String, text: &str) {
    out.push_str(text);
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}

/// Backticks mark code, as on the page.
fn inline_code(text: &str) -> String {
    let parts = text.split('`').enumerate().map(|(i, part)| match i % 2 {
        1 => format!("<code>{}</code>", escaped(part)),
        _ => escaped(part),
    });
    parts.collect()
}

fn all(inlines: &[Inline]) -> String {
    let one = |inline: &Inline| match inline {
        Inline::Text(text) => escaped(text),
        Inline::Code(text) => format!("<code>{}</code>", escaped(text)),
        Inline::Strong(text) => format!("<strong>{}</strong>", escaped(text)),
        Inline::Emphasis(text) => format!("<em>{}</em>", escaped(text)),
        // Without a machine there is no time to travel in.
        Inline::Moment { label, .. } => format!("<strong>{}</strong>", escaped(label)),
        Inline::Link { label, href } if href.starts_with("https://") || href.starts_with("http://") => {
            format!("<a href=\"{}\">{}</a>", escaped(href), escaped(label))
        }
        Inline::Link { label, .. } => escaped(label),
    };
    inlines.iter().map(one).collect()
}

/// One line inside a box, and where its arrow goes.
struct Row {
    label: String,
    text: String,
    to: Option<Serial>,
}

struct Card {
    x: u32,
    y: u32,
    title: String,
    badge: String,
    rows: Vec<Row>,
}

fn row(label: &str, value: Option<&ValueRef>) -> Row {
    match value {
        None => Row { label: label.to_owned(), text: "unbound".to_owned(), to: None },
        Some(v) => match v.inline.as_ref().or(v.folded.as_ref()) {
            Some(text) => Row { label: label.to_owned(), text: text.clone(), to: None },
            None => Row { label: label.to_owned(), text: String::new(), to: Some(v.serial) },
        },
    }
}

fn rows_of(object: &ObjectView) -> Vec<Row> {
    const MAX: usize = 8;
    let mut rows: Vec<Row> = match &object.parts {
        Parts::Sequence { items, .. } => items.iter().enumerate().map(|(i, v)| row(&i.to_string(), v.as_ref())).collect(),
        Parts::Mapping { entries, .. } => {
            let key = |v: &ValueRef| v.inline.clone().or(v.folded.clone()).unwrap_or_else(|| "key".to_owned());
            entries.iter().filter_map(|e| Some(row(&key(e.key.as_ref()?), e.value.as_ref()))).collect()
        }
        Parts::SetTable { places, .. } => places.iter().filter(|p| p.key.is_some()).map(|p| row("", p.key.as_ref())).collect(),
        // What is folded away says nothing in a still picture.
        Parts::Fields { named, .. } | Parts::Generator { named, .. } => {
            let shown = named.iter().filter(|n| n.value.as_ref().is_none_or(|v| v.folded.is_none()));
            shown.map(|n| row(&n.label, n.value.as_ref())).collect()
        }
        Parts::Cell { value } => vec![row("cell", value.as_ref())],
        _ => vec![Row { label: object.text.clone(), text: String::new(), to: None }],
    };
    let n = rows.len();
    rows.truncate(MAX);
    if n > MAX {
        rows.push(Row { label: format!("{} more", n - MAX), text: String::new(), to: None });
    }
    rows
}

fn drawing(view: &StateView) -> String {
    let slots = |slots: &[SlotView]| slots.iter().map(|s| row(&s.name, s.value.as_ref())).collect::<Vec<_>>();
    let mut names = vec![("globals".to_owned(), slots(&view.globals.slots))];
    for frame in view.frames.iter().filter(|f| !f.locals.is_empty()) {
        names.push((frame.name.clone(), slots(&frame.locals)));
    }
    // Objects stand by how many arrows they are away, in birth order.
    let mut depth: BTreeMap<Serial, u32> = BTreeMap::new();
    let mut waiting: Vec<(Serial, u32)> = names.iter().flat_map(|(_, rows)| rows.iter().filter_map(|r| Some((r.to?, 1)))).collect();
    while let Some((serial, d)) = waiting.pop() {
        if depth.get(&serial).is_some_and(|old| *old <= d) {
            continue;
        }
        depth.insert(serial, d);
        if let Some(object) = view.objects.iter().find(|o| o.serial == serial) {
            waiting.extend(rows_of(object).iter().filter_map(|r| Some((r.to?, d + 1))));
        }
    }
    let mut bottoms: BTreeMap<u32, u32> = BTreeMap::new();
    let mut place = |column: u32, n_rows: usize| {
        let bottom = bottoms.entry(column).or_insert(GAP);
        let y = *bottom;
        *bottom += ROW * (n_rows as u32 + 1) + GAP;
        (GAP + column * COLUMN, y)
    };
    let mut boxes: Vec<(Option<Serial>, Card)> = Vec::new();
    for (title, rows) in names {
        let (x, y) = place(0, rows.len());
        boxes.push((None, Card { x, y, title, badge: String::new(), rows }));
    }
    for object in &view.objects {
        let Some(d) = depth.get(&object.serial) else { continue };
        let rows = rows_of(object);
        let (x, y) = place((*d).min(4), rows.len());
        let badge = if object.immortal { "∞".to_owned() } else { object.refcount.to_string() };
        boxes.push((Some(object.serial), Card { x, y, title: object.type_name.clone(), badge, rows }));
    }
    let width = bottoms.keys().max().map_or(COLUMN, |c| GAP * 2 + c * COLUMN + WIDTH);
    let height = bottoms.values().max().copied().unwrap_or(GAP);
    let mut out = format!(
        "<svg width=\"{width}\" height=\"{height}\" viewBox=\"0 0 {width} {height}\" role=\"img\" aria-label=\"names, objects and arrows\">"
    );
    put(
        &mut out,
        "<defs><marker id=\"head\" viewBox=\"0 0 8 8\" refX=\"7\" refY=\"4\" markerWidth=\"8\" markerHeight=\"8\" orient=\"auto\"><path class=\"head\" d=\"M0 0 8 4 0 8z\"/></marker></defs>",
    );
    let starts: BTreeMap<Serial, (u32, u32)> = boxes.iter().filter_map(|(s, c)| Some(((*s)?, (c.x, c.y + ROW / 2)))).collect();
    for (serial, card) in &boxes {
        let kind = if serial.is_some() { "card" } else { "names" };
        let h = ROW * (card.rows.len() as u32 + 1);
        let _ = write!(out, "<g class=\"{kind}\"><rect x=\"{}\" y=\"{}\" width=\"{WIDTH}\" height=\"{h}\" rx=\"8\"/>", card.x, card.y);
        let _ = write!(out, "<text class=\"title\" x=\"{}\" y=\"{}\">{}</text>", card.x + 10, card.y + 16, escaped(&card.title));
        let _ = write!(out, "<text class=\"badge\" x=\"{}\" y=\"{}\">{}</text>", card.x + WIDTH - 10, card.y + 16, escaped(&card.badge));
        for (i, row) in card.rows.iter().enumerate() {
            let y = card.y + ROW * (i as u32 + 1) + 16;
            let label = short(&row.label, LETTERS);
            let text = short(&row.text, LETTERS.saturating_sub(label.chars().count() + 1));
            let _ = write!(out, "<text x=\"{}\" y=\"{y}\">{}</text>", card.x + 10, escaped(&label));
            let _ = write!(out, "<text class=\"value\" x=\"{}\" y=\"{y}\">{}</text>", card.x + WIDTH - 10, escaped(&text));
        }
        put(&mut out, "</g>");
    }
    for (_, card) in &boxes {
        for (i, row) in card.rows.iter().enumerate() {
            let Some((x, y)) = row.to.and_then(|serial| starts.get(&serial)).copied() else { continue };
            let (from_x, from_y) = (card.x + WIDTH - 14, card.y + ROW * (i as u32 + 1) + 12);
            let bend = if x > from_x { (x - from_x) / 2 } else { COLUMN / 4 };
            // An arrow back or within a column swings out to the right and comes home from there.
            let (end_x, end_bend) = if x > from_x { (x, x - bend) } else { (x + WIDTH, x + WIDTH + bend) };
            let _ = write!(
                out,
                "<circle cx=\"{from_x}\" cy=\"{from_y}\" r=\"4\"/><path class=\"arrow\" marker-end=\"url(#head)\" d=\"M{from_x} {from_y}C{} {from_y} {end_bend} {y} {end_x} {y}\"/>",
                from_x + bend
            );
        }
    }
    out + "</svg>"
}

fn short(text: &str, max: usize) -> String {
    if text.chars().count() <= max { text.to_owned() } else { text.chars().take(max.saturating_sub(1)).collect::<String>() + "…" }
}
