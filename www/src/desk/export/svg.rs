//! The picture as it is drawn, as one SVG of its own: boxes, texts, signs and arrows, with no style sheet and no script.

use std::fmt::Write;

use wasm_bindgen::JsCast;
use web_sys::{CssStyleDeclaration, Element, Node, Range};

use super::super::dom::{self, Stage};

/// Around the picture. Unit: CSS pixels.
const MARGIN: f64 = 16.0;
const CAPTION: f64 = 14.0;
/// Characters of a caption's line, by the picture's width.
const LETTER: f64 = 7.2;

pub struct Picture {
    pub width: f64,
    pub height: f64,
    /// What is between `<svg>` and `</svg>`, drawn from 0, 0.
    pub inner: String,
    pub ground: String,
}

impl Picture {
    pub fn text(&self) -> String {
        self.sized(self.width, self.height)
    }

    /// On a sheet of this size.
    pub fn sized(&self, width: f64, height: f64) -> String {
        format!(
            "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"{width:.0}\" height=\"{height:.0}\" viewBox=\"0 0 {width:.0} {height:.0}\"><rect width=\"100%\" height=\"100%\" fill=\"{}\"/>{}</svg>",
            self.ground, self.inner
        )
    }
}

/// Of the stage, with what is said of the moment below it.
pub fn of_stage(stage: &Stage, caption: &str) -> Picture {
    let (right, bottom) = stage.extent();
    let origin = stage.stage.get_bounding_client_rect();
    let at = (origin.left() - f64::from(stage.stage.scroll_left()), origin.top() - f64::from(stage.stage.scroll_top()));
    let mut pen = Pen { out: String::new(), at, zoom: stage.zoom };
    pen.element(&stage.inner);
    for arrow in dom::all(&stage.stage, ".arrow") {
        pen.arrow(&arrow);
    }
    let width = (right + MARGIN).max(320.0);
    let lines = wrapped(caption, ((width - 2.0 * MARGIN) / LETTER) as usize);
    let ink = style(&stage.stage).map(|s| value(&s, "color")).unwrap_or_default();
    for (i, line) in lines.iter().enumerate() {
        let y = bottom + MARGIN + CAPTION * 1.5 * (i as f64 + 1.0);
        let _ = write!(
            pen.out,
            "<text x=\"{MARGIN}\" y=\"{y:.1}\" font-family=\"sans-serif\" font-size=\"{CAPTION}\" fill=\"{ink}\">{}</text>",
            escaped(line)
        );
    }
    let height = bottom + 2.0 * MARGIN + lines.len() as f64 * CAPTION * 1.5;
    let ground = dom::find(".pane-stage").and_then(|p| style(&p)).map(|s| value(&s, "background-color")).unwrap_or_default();
    Picture { width: width.ceil(), height: height.ceil(), inner: pen.out, ground }
}

struct Pen {
    out: String,
    /// What of the window is 0, 0 of the picture.
    at: (f64, f64),
    /// What is written in the style sheet is drawn so much larger.
    zoom: f64,
}

impl Pen {
    fn element(&mut self, element: &Element) {
        let Some(style) = style(element) else { return };
        if value(&style, "display") == "none"
            || value(&style, "visibility") == "hidden"
            || element.matches(".visually-hidden, .enter, .watch-place").unwrap_or(false)
        {
            return;
        }
        if element.tag_name() == "svg" {
            return self.sign(element, &style);
        }
        self.background(element, &style);
        let children = element.child_nodes();
        for node in (0..children.length()).filter_map(|i| children.get(i)) {
            match node.node_type() {
                Node::ELEMENT_NODE => node.dyn_ref::<Element>().into_iter().for_each(|e| self.element(e)),
                Node::TEXT_NODE => self.letters(&node, element, &style),
                _ => {}
            }
        }
    }

    fn background(&mut self, element: &Element, style: &CssStyleDeclaration) {
        let rect = element.get_bounding_client_rect();
        let (x, y, w, h) = (rect.left() - self.at.0, rect.top() - self.at.1, rect.width(), rect.height());
        if w < 0.5 || h < 0.5 {
            return;
        }
        let fill = value(style, "background-color");
        let border = |side: &str| {
            (pixels(&value(style, &format!("border-{side}-width"))) * self.zoom, value(style, &format!("border-{side}-color")))
        };
        let (top, left, bottom) = (border("top"), border("left"), border("bottom"));
        let dashes = if value(style, "border-top-style") == "dashed" { " stroke-dasharray=\"4 3\"" } else { "" };
        let radius = match value(style, "border-top-left-radius") {
            r if r.ends_with('%') => w / 2.0,
            r => pixels(&r) * self.zoom,
        };
        let is_box = top.0 > 0.0 && left.0 > 0.0 && bottom.0 > 0.0;
        if is_seen(&fill) || is_box {
            let fill = if is_seen(&fill) { &fill } else { "none" };
            let half = if is_box { top.0 / 2.0 } else { 0.0 };
            let stroke = if is_box { format!(" stroke=\"{}\" stroke-width=\"{:.1}\"{dashes}", top.1, top.0) } else { String::new() };
            let _ = write!(
                self.out,
                "<rect x=\"{:.1}\" y=\"{:.1}\" width=\"{:.1}\" height=\"{:.1}\" rx=\"{radius:.1}\" fill=\"{fill}\"{stroke}/>",
                x + half,
                y + half,
                w - 2.0 * half,
                h - 2.0 * half
            );
        }
        for (is_drawn, line, colour) in [(top.0 > 0.0, y, &top.1), (bottom.0 > 0.0, y + h, &bottom.1)] {
            if is_drawn && !is_box && is_seen(colour) {
                let _ = write!(self.out, "<path d=\"M{x:.1} {line:.1}h{w:.1}\" stroke=\"{colour}\"/>");
            }
        }
        // The bar at the left of what just changed or runs.
        let shadow = value(style, "box-shadow");
        if shadow.contains("inset") && shadow.contains("3px 0px 0px") {
            let colour = shadow.split(')').next().map(|c| format!("{c})")).unwrap_or_default();
            let _ = write!(self.out, "<rect x=\"{x:.1}\" y=\"{y:.1}\" width=\"3\" height=\"{h:.1}\" fill=\"{colour}\"/>");
        }
    }

    fn letters(&mut self, node: &Node, parent: &Element, style: &CssStyleDeclaration) {
        let text = node.text_content().unwrap_or_default();
        if text.trim().is_empty() {
            return;
        }
        let Ok(range) = Range::new() else { return };
        let size = pixels(&value(style, "font-size")) * self.zoom;
        let clip = parent.get_bounding_client_rect();
        let hides = value(style, "overflow-x") == "hidden";
        for (line, left, top, width, height) in lines(&range, node, &text) {
            let (mut line, mut width) = (line, width);
            if hides && left + width > clip.right() + 1.0 {
                let fits = ((clip.right() - left) / width * line.chars().count() as f64) as usize;
                line = format!("{}…", line.chars().take(fits.saturating_sub(1)).collect::<String>());
                width = clip.right() - left;
            }
            let line = line.trim_end();
            let _ = write!(
                self.out,
                "<text x=\"{:.1}\" y=\"{:.1}\" font-family=\"{}\" font-size=\"{size:.1}\"{}{} fill=\"{}\" textLength=\"{width:.1}\" lengthAdjust=\"spacingAndGlyphs\">{}</text>",
                left - self.at.0,
                top - self.at.1 + height / 2.0 + size * 0.35,
                if value(style, "font-family").contains("mono") {
                    "ui-monospace, Menlo, Consolas, monospace"
                } else {
                    "system-ui, sans-serif"
                },
                if pixels(&value(style, "font-weight")) >= 600.0 { " font-weight=\"600\"" } else { "" },
                if value(style, "font-style") == "italic" { " font-style=\"italic\"" } else { "" },
                value(style, "color"),
                escaped(line)
            );
        }
    }

    /// A family's sign, or another that is drawn in lines.
    fn sign(&mut self, svg: &Element, style: &CssStyleDeclaration) {
        let rect = svg.get_bounding_client_rect();
        let _ = write!(
            self.out,
            "<svg x=\"{:.1}\" y=\"{:.1}\" width=\"{:.1}\" height=\"{:.1}\" viewBox=\"{}\" fill=\"none\" stroke=\"{}\" stroke-width=\"1.6\" stroke-linecap=\"round\" stroke-linejoin=\"round\">{}</svg>",
            rect.left() - self.at.0,
            rect.top() - self.at.1,
            rect.width(),
            rect.height(),
            dom::attribute(svg, "viewBox"),
            value(style, "color"),
            svg.inner_html()
        );
    }

    fn arrow(&mut self, path: &Element) {
        let (Some(style), course) = (style(path), dom::attribute(path, "d")) else { return };
        let (colour, width) = (value(&style, "stroke"), value(&style, "stroke-width"));
        let dashes = match value(&style, "stroke-dasharray") {
            d if d.is_empty() || d == "none" => String::new(),
            d => format!(" stroke-dasharray=\"{}\"", d.replace("px", "")),
        };
        let _ = write!(self.out, "<path d=\"{course}\" fill=\"none\" stroke=\"{colour}\" stroke-width=\"{}\"{dashes}/>", pixels(&width));
        // `... cx cy x y`: the head points the way in which the curve comes in.
        let numbers: Vec<f64> =
            course.split(|c: char| !(c.is_ascii_digit() || c == '.' || c == '-')).filter_map(|n| n.parse().ok()).collect();
        if let [.., cx, _, x, y] = numbers.as_slice() {
            let back = if cx < x { -7.0 } else { 7.0 };
            let _ = write!(self.out, "<path d=\"M{x:.1} {y:.1}l{back} -3.5v7z\" fill=\"{colour}\"/>");
        }
    }
}

/// The lines of a text as the browser has broken it: text, left, top, width, height.
fn lines(range: &Range, node: &Node, text: &str) -> Vec<(String, f64, f64, f64, f64)> {
    let mut found: Vec<(String, f64, f64, f64, f64)> = Vec::new();
    let n_units = text.encode_utf16().count() as u32;
    let _ = range.set_start(node, 0);
    let _ = range.set_end(node, n_units);
    let whole = range.get_bounding_client_rect();
    if range.get_client_rects().is_none_or(|r| r.length() <= 1) {
        return vec![(text.to_owned(), whole.left(), whole.top(), whole.width(), whole.height())];
    }
    let mut at = 0;
    for letter in text.chars() {
        let n = letter.len_utf16() as u32;
        let _ = range.set_start(node, at);
        let _ = range.set_end(node, at + n);
        at += n;
        let rect = range.get_bounding_client_rect();
        match found.last_mut() {
            Some(last) if (last.2 - rect.top()).abs() < 2.0 => {
                last.0.push(letter);
                last.3 = rect.right() - last.1;
            }
            _ => found.push((letter.to_string(), rect.left(), rect.top(), rect.width(), rect.height())),
        }
    }
    found
}

fn style(element: &Element) -> Option<CssStyleDeclaration> {
    gloo::utils::window().get_computed_style(element).ok().flatten()
}

fn value(style: &CssStyleDeclaration, name: &str) -> String {
    style.get_property_value(name).unwrap_or_default()
}

fn pixels(text: &str) -> f64 {
    text.trim_end_matches("px").parse().unwrap_or(0.0)
}

fn is_seen(colour: &str) -> bool {
    !colour.is_empty() && colour != "transparent" && !colour.ends_with(", 0)")
}

pub fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}

fn wrapped(text: &str, width: usize) -> Vec<String> {
    let mut lines: Vec<String> = Vec::new();
    for word in text.split_whitespace() {
        match lines.last_mut() {
            Some(line) if line.chars().count() + 1 + word.chars().count() <= width => {
                line.push(' ');
                line.push_str(word);
            }
            _ => lines.push(word.to_owned()),
        }
    }
    lines
}
