//! From an SVG to points: a PNG, or the frames of a GIF.

use js_sys::{Function, Promise};
use wasm_bindgen::{Clamped, JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::{Blob, CanvasRenderingContext2d, HtmlCanvasElement, HtmlImageElement};

use super::svg::Picture;

/// Of a GIF, at most. Unit: points.
const MOST_WIDE: f64 = 960.0;
/// How long each frame of a GIF stays. Unit: a hundredth of a second.
const STAY: u16 = 110;

/// Drawn on a canvas of this size, `scale` times as large.
async fn canvas(svg: &str, width: f64, height: f64, scale: f64) -> Option<(HtmlCanvasElement, CanvasRenderingContext2d)> {
    let image = HtmlImageElement::new().ok()?;
    image.set_src(&format!("data:image/svg+xml;charset=utf-8,{}", String::from(js_sys::encode_uri_component(svg))));
    JsFuture::from(image.decode()).await.ok()?;
    let canvas: HtmlCanvasElement = gloo::utils::document().create_element("canvas").ok()?.dyn_into().ok()?;
    canvas.set_width((width * scale).round() as u32);
    canvas.set_height((height * scale).round() as u32);
    let context: CanvasRenderingContext2d = canvas.get_context("2d").ok()??.dyn_into().ok()?;
    context.draw_image_with_html_image_element_and_dw_and_dh(&image, 0.0, 0.0, width * scale, height * scale).ok()?;
    Some((canvas, context))
}

pub async fn png(picture: &Picture) -> Option<Blob> {
    let (canvas, _) = canvas(&picture.text(), picture.width, picture.height, 2.0).await?;
    let promise = Promise::new(&mut |resolve: Function, _| {
        let _ = canvas.to_blob(&resolve);
    });
    JsFuture::from(promise).await.ok()?.dyn_into().ok()
}

/// An animation of all pictures, each on a sheet that holds the largest.
pub async fn gif(pictures: &[Picture]) -> Option<Vec<u8>> {
    let most = |of: fn(&Picture) -> f64| pictures.iter().map(of).fold(1.0, f64::max);
    let (width, height) = (most(|p| p.width), most(|p| p.height));
    let scale = (MOST_WIDE / width).min(1.0);
    let (w, h) = ((width * scale).round() as u16, (height * scale).round() as u16);
    let mut bytes = Vec::new();
    let mut encoder = gif::Encoder::new(&mut bytes, w, h, &[]).ok()?;
    encoder.set_repeat(gif::Repeat::Infinite).ok()?;
    for (i, picture) in pictures.iter().enumerate() {
        let (_, context) = canvas(&picture.sized(width, height), width, height, scale).await?;
        let Clamped(mut points) = context.get_image_data(0.0, 0.0, f64::from(w), f64::from(h)).ok()?.data();
        let mut frame = gif::Frame::from_rgba_speed(w, h, &mut points, 20);
        frame.delay = if i + 1 == pictures.len() { STAY * 2 } else { STAY };
        encoder.write_frame(&frame).ok()?;
        // The page stays alive meanwhile.
        super::rest(0).await;
    }
    drop(encoder);
    Some(bytes)
}

pub fn blob(bytes: &[u8], kind: &str) -> Option<Blob> {
    let parts = js_sys::Array::of1(&js_sys::Uint8Array::from(bytes));
    let options = web_sys::BlobPropertyBag::new();
    options.set_type(kind);
    Blob::new_with_u8_array_sequence_and_options(&JsValue::from(parts), &options).ok()
}
