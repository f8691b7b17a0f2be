//! Breakpoints and bookmarks: what a person has marked in a program's time, and how it is named.

use std::collections::BTreeMap;
use std::rc::Rc;

use pyvarium_protocol::{Step, Wanted};

use crate::model::Model;

/// Breakpoints and bookmarks, apart from the recording: most of them outlive it.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Marks {
    pub breakpoints: Rc<Vec<Wanted>>,
    /// By step, the same as the page counts it.
    pub bookmarks: Rc<BTreeMap<Step, Step>>,
}

impl Marks {
    pub fn toggle(&mut self, wanted: Wanted) {
        let mut list = (*self.breakpoints).clone();
        match list.iter().position(|w| *w == wanted) {
            Some(at) => {
                list.remove(at);
            }
            None => list.push(wanted),
        }
        list.sort();
        self.breakpoints = Rc::new(list);
    }

    pub fn bookmark(&mut self, step: Step, shown: Step) {
        let mut all = (*self.bookmarks).clone();
        if all.remove(&step).is_none() {
            all.insert(step, shown);
        }
        self.bookmarks = Rc::new(all);
    }

    /// Of a new recording: objects, code and steps are others.
    pub fn forget_recording(&mut self) {
        let stays = |w: &&Wanted| !matches!(w, Wanted::Instruction { .. } | Wanted::Object { .. });
        self.breakpoints = Rc::new(self.breakpoints.iter().filter(stays).cloned().collect());
        self.bookmarks = Rc::default();
    }

    /// Lines of a file with a breakpoint.
    pub fn lines(&self, file: Option<usize>) -> Vec<u32> {
        let of = |w: &Wanted| match w {
            Wanted::Line { file: f, line } if Some(*f as usize) == file => Some(*line),
            _ => None,
        };
        self.breakpoints.iter().filter_map(of).collect()
    }
}

impl Model {
    /// The line that runs next, as a breakpoint.
    pub fn line_at_hand(&self) -> Option<Wanted> {
        let view = self.view.as_ref().filter(|_| !self.is_stale())?;
        let next = view.next.as_ref()?;
        match self.sheet_of(next.source.as_ref()?)? {
            crate::sheets::Sheet::Own(file) => Some(Wanted::Line { file: file as u32, line: next.range?.line }),
            crate::sheets::Sheet::Library => None,
        }
    }
}

/// `line 12`, `x changes`.
pub fn label(wanted: &Wanted) -> String {
    match wanted {
        Wanted::Line { file: 0, line } => format!("line {line}"),
        Wanted::Line { file, line } => format!("file {}, line {line}", file + 1),
        Wanted::Instruction { offset, .. } => format!("instruction {offset}"),
        Wanted::Call { name } if name.is_empty() => "any call".to_owned(),
        Wanted::Call { name } => format!("call of {name}"),
        Wanted::Raise { class } if class.is_empty() => "any exception".to_owned(),
        Wanted::Raise { class } => class.clone(),
        Wanted::Name { name } => format!("{name} changes"),
        Wanted::Place { path } => format!("{path} changes"),
        Wanted::Value { name, text } => format!("{name} is {text}"),
        Wanted::Object { .. } => "this object changes".to_owned(),
        Wanted::Made { class } => format!("a {class} is made"),
        Wanted::Output { text } => format!("output “{}”", text.replace('\n', "⏎")),
    }
}

/// What can be asked for by typing, in the order of the list.
pub const KINDS: [(&str, &str, &str); 8] = [
    ("output", "is written", "a piece of the output"),
    ("call", "is called", "a function's name"),
    ("raise", "is raised", "an exception's class"),
    ("name", "changes", "x, x.attribute, x[0]"),
    ("value", "has a value", "name == value"),
    ("line", "begins (line)", "a line's number"),
    ("made", "is made (class)", "a class's name"),
    ("any", "is called or raised", "leave empty for any"),
];

/// None: what was typed cannot be looked for that way.
pub fn wanted(kind: &str, text: &str, file: usize) -> Option<Vec<Wanted>> {
    let typed = text.trim();
    let one = |w: Wanted| Some(vec![w]);
    let name = typed.to_owned();
    match kind {
        "call" => one(Wanted::Call { name }),
        "raise" => one(Wanted::Raise { class: name }),
        "any" => Some(vec![Wanted::Call { name: name.clone() }, Wanted::Raise { class: name }]),
        _ if typed.is_empty() => None,
        "output" => one(Wanted::Output { text: text.replace("\\n", "\n") }),
        "name" if typed.contains(['.', '[']) => one(Wanted::Place { path: name }),
        "name" => one(Wanted::Name { name }),
        "made" => one(Wanted::Made { class: name }),
        "value" => {
            let (name, value) = typed.split_once("==").or_else(|| typed.split_once('='))?;
            one(Wanted::Value { name: name.trim().to_owned(), text: value.trim().replace('"', "'") })
        }
        "line" => one(Wanted::Line { file: file as u32, line: typed.parse().ok()? }),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_typed_becomes_what_is_wanted() {
        let line = Wanted::Line { file: 1, line: 12 };
        assert_eq!(wanted("line", " 12 ", 1), Some(vec![line]));
        assert_eq!(wanted("line", "twelve", 0), None);
        assert_eq!(wanted("name", "", 0), None);
        assert_eq!(wanted("value", "x == \"a\"", 0), Some(vec![Wanted::Value { name: "x".into(), text: "'a'".into() }]));
        assert_eq!(wanted("raise", "", 0), Some(vec![Wanted::Raise { class: String::new() }]));
    }

    #[test]
    fn a_breakpoint_is_set_and_cleared() {
        let mut marks = Marks::default();
        marks.toggle(Wanted::Line { file: 0, line: 3 });
        marks.toggle(Wanted::Line { file: 0, line: 1 });
        marks.toggle(Wanted::Object { serial: pyvarium_protocol::Serial(7) });
        assert_eq!(marks.lines(Some(0)), [1, 3]);
        marks.toggle(Wanted::Line { file: 0, line: 3 });
        marks.forget_recording();
        assert_eq!(*marks.breakpoints, [Wanted::Line { file: 0, line: 1 }]);
    }
}
