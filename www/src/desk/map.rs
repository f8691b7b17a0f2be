//! The map: the whole stage in small, and which part of it is in sight. Not there while all of it is.

use super::dom::{self, Stage};

/// Unit: CSS pixels.
const WIDTH: f64 = 148.0;
const HEIGHT: f64 = 110.0;
const SLACK: i32 = 24;

/// How much smaller it is.
fn scale(stage: &Stage) -> f64 {
    let (width, height) = size(stage);
    (WIDTH / width).min(HEIGHT / height)
}

fn size(stage: &Stage) -> (f64, f64) {
    (f64::from(stage.stage.scroll_width()).max(1.0), f64::from(stage.stage.scroll_height()).max(1.0))
}

/// All anew: cards have come, gone or moved.
pub fn draw(stage: &Stage) {
    let Some(map) = dom::find(".stage-room > .hand > .map") else { return };
    let (element, scrolls) = (&stage.stage, |whole: i32, seen: i32| whole > seen + SLACK);
    let is_needed = scrolls(element.scroll_width(), element.client_width()) || scrolls(element.scroll_height(), element.client_height());
    let _ = map.class_list().toggle_with_force("shown", is_needed);
    map.set_inner_html("");
    if !is_needed {
        return;
    }
    let (scale, (width, height)) = (scale(stage), size(stage));
    let _ = map.set_attribute("width", &format!("{:.0}", width * scale));
    let _ = map.set_attribute("height", &format!("{:.0}", height * scale));
    for part in dom::all(&stage.inner, ".card, .frame") {
        let (x, y, w, h) = stage.place(&part);
        let all = dom::attribute(&part, "class");
        let family = all.split(' ').filter(|c| c.starts_with("f-"));
        let (frame, running) = (all.contains("frame").then_some("of-frame"), all.contains("running").then_some("is-running"));
        let class = family.chain(frame).chain(running).collect::<Vec<_>>().join(" ");
        let of = |value: f64| format!("{:.1}", value * scale);
        let rect = dom::svg_element(
            "rect",
            &[("class", &format!("on-map {class}")), ("x", &of(x)), ("y", &of(y)), ("width", &of(w)), ("height", &of(h)), ("rx", "1")],
        );
        if let Some(rect) = rect {
            let _ = map.append_child(&rect);
        }
    }
    if let Some(seen) = dom::svg_element("rect", &[("class", "seen"), ("rx", "2")]) {
        let _ = map.append_child(&seen);
    }
    look(stage);
}

/// The stage has been scrolled.
pub fn look(stage: &Stage) {
    let Some(seen) = dom::find(".stage-room > .hand > .map > .seen") else { return };
    let scale = scale(stage);
    let put = |name: &str, value: i32| {
        let _ = seen.set_attribute(name, &format!("{:.1}", f64::from(value) * scale));
    };
    put("x", stage.stage.scroll_left());
    put("y", stage.stage.scroll_top());
    put("width", stage.stage.client_width());
    put("height", stage.stage.client_height());
}

/// Brings what lies there on the map into the middle of the stage. Unit of `at`: CSS pixels of the window.
pub fn go(at: (f64, f64)) {
    let (Some(stage), Some(map)) = (dom::stage(), dom::find(".stage-room > .hand > .map")) else { return };
    let (rect, scale) = (map.get_bounding_client_rect(), scale(&stage));
    let to = ((at.0 - rect.left()) / scale, (at.1 - rect.top()) / scale);
    stage.stage.set_scroll_left((to.0 - f64::from(stage.stage.client_width()) / 2.0) as i32);
    stage.stage.set_scroll_top((to.1 - f64::from(stage.stage.client_height()) / 2.0) as i32);
    look(&stage);
}
