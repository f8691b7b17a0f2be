//! A view as its difference to the one sent before. Sender and receiver keep the last whole view; commands
//! strictly alternate with replies, so both have the same one.

use serde::{Deserialize, Serialize};

use crate::Serial;
use crate::object::ObjectView;
use crate::state::{OutputSegment, StateView};

#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Difference {
    /// The new view, but of `objects` only those that are new or differ, and of `output` only what comes
    /// behind what is kept.
    pub view: StateView,
    /// Objects of the last view that are not on stage any more.
    pub gone: Vec<Serial>,
    /// Leading segments of the last view's output that stay.
    pub n_segments: u32,
    /// Bytes that stay of the segment behind them; the first new segment goes on with it.
    pub n_bytes: u32,
    /// The files are those of the last view.
    pub same_files: bool,
}

impl Difference {
    pub fn between(last: &StateView, mut view: StateView) -> Difference {
        let mut gone = Vec::new();
        let mut changed = Vec::new();
        let mut old = last.objects.iter().peekable();
        for object in std::mem::take(&mut view.objects) {
            while let Some(before) = old.next_if(|o| o.serial < object.serial) {
                gone.push(before.serial);
            }
            let same = old.next_if(|o| o.serial == object.serial).is_some_and(|o| *o == object);
            if !same {
                changed.push(object);
            }
        }
        gone.extend(old.map(|o| o.serial));
        view.objects = changed;
        let n_segments = last.output.iter().zip(&view.output).take_while(|(a, b)| a == b).count();
        view.output.drain(..n_segments);
        let n_bytes = match (last.output.get(n_segments), view.output.first_mut()) {
            (Some(old), Some(new)) if old.stream == new.stream && new.text.starts_with(&old.text) => {
                new.text.drain(..old.text.len());
                old.text.len()
            }
            _ => 0,
        };
        let same_files = view.files == last.files;
        if same_files {
            view.files = Vec::new();
        }
        Difference { view, gone, n_segments: n_segments as u32, n_bytes: n_bytes as u32, same_files }
    }

    /// The whole view again.
    pub fn onto(self, last: &StateView) -> StateView {
        let mut view = self.view;
        let mut objects: Vec<ObjectView> = Vec::with_capacity(last.objects.len() + view.objects.len());
        let mut changed = std::mem::take(&mut view.objects).into_iter().peekable();
        for old in &last.objects {
            while let Some(new) = changed.next_if(|o| o.serial < old.serial) {
                objects.push(new);
            }
            match changed.next_if(|o| o.serial == old.serial) {
                Some(new) => objects.push(new),
                None if self.gone.binary_search(&old.serial).is_ok() => {}
                None => objects.push(old.clone()),
            }
        }
        objects.extend(changed);
        view.objects = objects;
        if self.same_files {
            view.files.clone_from(&last.files);
        }
        let n = (self.n_segments as usize).min(last.output.len());
        let mut output: Vec<OutputSegment> = last.output.iter().take(n).cloned().collect();
        if let (Some(old), Some(new)) = (last.output.get(n), view.output.first_mut())
            && let Some(kept) = old.text.get(..self.n_bytes as usize)
        {
            new.text.insert_str(0, kept);
        }
        output.append(&mut view.output);
        view.output = output;
        view
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::state::Stream;

    fn view(step: u64, objects: &[(u64, &str)], output: &[(Stream, &str)]) -> StateView {
        let object = |(serial, text): &(u64, &str)| ObjectView { serial: Serial(*serial), text: (*text).into(), ..ObjectView::default() };
        let segment = |(stream, text): &(Stream, &str)| OutputSegment { stream: *stream, text: (*text).into() };
        StateView {
            step,
            objects: objects.iter().map(object).collect(),
            output: output.iter().map(segment).collect(),
            ..StateView::default()
        }
    }

    #[test]
    fn a_difference_put_onto_the_last_view_is_the_new_one() {
        let views = [
            view(0, &[], &[]),
            view(1, &[(3, "a"), (7, "b")], &[(Stream::Stdout, "one\n")]),
            view(2, &[(1, "x"), (3, "a"), (7, "c"), (9, "d")], &[(Stream::Stdout, "one\ntwo\n")]),
            view(3, &[(9, "d")], &[(Stream::Stdout, "one\ntwo\n"), (Stream::Stderr, "no\n")]),
            view(4, &[(2, "e"), (10, "f")], &[(Stream::Stderr, "one")]),
        ];
        for last in &views {
            for new in &views {
                assert_eq!(Difference::between(last, new.clone()).onto(last), *new, "from {} to {}", last.step, new.step);
            }
        }
    }

    #[test]
    fn what_stays_is_not_sent() {
        let last = view(1, &[(3, "a"), (7, "b")], &[(Stream::Stdout, "long")]);
        let new = view(2, &[(3, "a"), (7, "c")], &[(Stream::Stdout, "longer")]);
        let difference = Difference::between(&last, new);
        assert_eq!(difference.view.objects.len(), 1);
        assert_eq!(difference.view.output[0].text, "er");
    }
}
