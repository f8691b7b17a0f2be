//! Pictures over every program: a picture is a pure function of the recording and the step, it is whole
//! (what an arrow points to is on stage, or said to be folded away), and it survives being sent as a
//! difference.

use std::collections::BTreeSet;

use pyvarium_cli::program;
use pyvarium_protocol::{Difference, Move, Serial, StateView, Zoom};
use pyvarium_trace::Recording;
use serde_json::Value;

use crate::programs::{MAX_STEPS, programs};

const N_LOOKS: u64 = 12;

#[test]
fn a_view_is_pure_whole_and_sent_as_a_difference() {
    for p in programs() {
        let Ok(vm) = program::load(&p.source, "main.py", p.kind) else { continue };
        let mut recording = Recording::new(vm);
        // A limit leaves a recording too.
        let _ = program::record(&mut recording, MAX_STEPS / 10);
        let n = recording.n_steps();
        let before = recording.head().clone().state_hash();
        let look = |step: u64, zoom: Zoom| recording.view_since(step, recording.since(step, Move::To(step), zoom), zoom);
        let mut seen: Vec<(u64, Zoom, StateView)> = Vec::new();
        for i in 0..=N_LOOKS {
            let step = n * i / N_LOOKS;
            for zoom in [Zoom::Line, Zoom::Instruction] {
                let view = look(step, zoom);
                whole(&p.name, &view);
                if let Some((_, _, last)) = seen.last() {
                    assert_eq!(Difference::between(last, view.clone()).onto(last), view, "{}: step {step}", p.name);
                }
                seen.push((step, zoom, view));
            }
        }
        for (step, zoom, view) in seen.iter().rev() {
            assert_eq!(look(*step, *zoom), *view, "{}: step {step} looked at again", p.name);
        }
        assert_eq!(recording.head().clone().state_hash(), before, "{}: looking changed the machine", p.name);
    }
}

/// Every reference that is not said to be folded leads to a card of the picture.
fn whole(name: &str, view: &StateView) {
    let objects: BTreeSet<Serial> = view.objects.iter().map(|o| o.serial).collect();
    assert_eq!(objects.len(), view.objects.len(), "{name}: step {}: an object twice", view.step);
    assert!(view.objects.is_sorted_by_key(|o| o.serial), "{name}: step {}: not in birth order", view.step);
    let mut missing = Vec::new();
    references(&serde_json::to_value(view).expect("serializable"), &mut |serial| {
        if !objects.contains(&Serial(serial)) {
            missing.push(serial);
        }
    });
    assert!(missing.is_empty(), "{name}: step {}: arrows to nothing: {missing:?}", view.step);
}

fn references(value: &Value, found: &mut impl FnMut(u64)) {
    match value {
        Value::Object(fields) => {
            if fields.len() == 3
                && let (Some(serial), Some(_), Some(Value::Null)) = (fields.get("serial"), fields.get("inline"), fields.get("folded"))
            {
                found(serial.as_u64().expect("a serial"));
            }
            fields.values().for_each(|v| references(v, found));
        }
        Value::Array(items) => items.iter().for_each(|v| references(v, found)),
        _ => {}
    }
}
