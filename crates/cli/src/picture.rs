//! A moment as plain text: what the page draws, for terminals, tests and diffs. Addresses and
//! serials are left out, because they say nothing to a reader; objects are numbered as they are met.

use std::collections::BTreeMap;
use std::fmt::Write;

use pyvarium_protocol::{FrameKind, FrameView, Named, ObjectView, Parts, Serial, SlotView, StateView, ValueRef};

pub fn picture(view: &StateView) -> String {
    let mut drawing = Drawing { view, numbers: BTreeMap::new(), met: Vec::new(), out: String::new() };
    drawing.draw();
    drawing.out
}

struct Drawing<'a> {
    view: &'a StateView,
    numbers: BTreeMap<Serial, usize>,
    met: Vec<Serial>,
    out: String,
}

impl Drawing<'_> {
    fn line(&mut self, text: &str) {
        self.out.push_str(text);
        self.out.push('\n');
    }

    fn draw(&mut self) {
        let view = self.view;
        let next = view.next.as_ref().and_then(|c| c.range).map(|r| format!(", next line {}", r.line)).unwrap_or_default();
        self.line(&format!("step {}{next}: {}", view.step, view.sentence));
        for frame in &view.frames {
            self.frame(frame);
        }
        if !view.globals.slots.is_empty() {
            self.line("globals");
            self.names(&view.globals.slots);
        }
        if let Some(raised) = &view.raised {
            self.line(&format!("raised: {}", raised.text));
        }
        for probe in &view.probes {
            let places: Vec<String> = probe.places.iter().map(u32::to_string).collect();
            let end = if probe.found { "found" } else { "absent" };
            let line = format!("probe of {}: {} {end}", self.number(probe.object), places.join(" "));
            self.line(&line);
        }
        let mut i = 0;
        self.objects(&mut i);
        let lost: Vec<Serial> =
            view.objects.iter().filter(|o| o.unreachable && !self.numbers.contains_key(&o.serial)).map(|o| o.serial).collect();
        if !lost.is_empty() {
            self.line("alive, but no name leads there");
            for serial in lost {
                self.number(serial);
            }
            self.objects(&mut i);
        }
        if let Some(outcome) = &view.outcome {
            self.line(&format!("outcome: {outcome:?}"));
        }
    }

    /// The cards met, from the i-th on, and those that they lead to.
    fn objects(&mut self, i: &mut usize) {
        while let Some(serial) = self.met.get(*i).copied() {
            *i += 1;
            let object = self.view.objects.iter().find(|o| o.serial == serial);
            if let Some(object) = object {
                self.object(object);
            }
        }
    }

    fn frame(&mut self, frame: &FrameView) {
        if frame.kind == FrameKind::Gap {
            return self.line(&frame.name);
        }
        let line = frame.line.map(|l| format!(" line {l}")).unwrap_or_default();
        let native = if frame.kind == FrameKind::Native { "native " } else { "" };
        self.line(&format!("{native}frame {}{line}", frame.qualname));
        self.names(&frame.locals);
        if !frame.stack.is_empty() {
            let entries: Vec<String> = frame
                .stack
                .iter()
                .map(|e| {
                    let borrowed = if e.borrowed { "~" } else { "" };
                    e.value.as_ref().map_or_else(|| "NULL".to_owned(), |v| borrowed.to_owned() + &self.value(v))
                })
                .collect();
            self.line(&format!("  stack {}", entries.join(" | ")));
        }
        for row in &frame.rows {
            let values: Vec<String> = row.values.iter().map(|v| self.value(v)).collect();
            let borrowed = if row.borrowed { "~" } else { "" };
            self.line(&format!("  {}: {borrowed}{}", row.label, values.join(", ")));
        }
    }

    fn names(&mut self, slots: &[SlotView]) {
        for slot in slots {
            let value = slot.value.as_ref().map_or_else(|| "(no value)".to_owned(), |v| self.value(v));
            let mark = if slot.changed { " *" } else { "" };
            self.line(&format!("  {} -> {value}{mark}", slot.name));
        }
    }

    fn number(&mut self, serial: Serial) -> String {
        let next = self.numbers.len() + 1;
        let number = *self.numbers.entry(serial).or_insert(next);
        if number == next {
            self.met.push(serial);
        }
        format!("#{number}")
    }

    fn value(&mut self, value: &ValueRef) -> String {
        match (&value.inline, &value.folded) {
            (Some(text), _) => text.clone(),
            (_, Some(text)) => format!("… {text}"),
            _ => self.number(value.serial),
        }
    }

    fn fields(&mut self, named: &[Named]) -> String {
        let list: Vec<String> = named
            .iter()
            .map(|n| {
                let value = n.value.as_ref().map_or_else(|| "NULL".to_owned(), |v| self.value(v));
                format!("{}: {value}", n.label)
            })
            .collect();
        list.join(", ")
    }

    fn object(&mut self, object: &ObjectView) {
        let count = if object.immortal { "immortal".to_owned() } else { format!("count {}", object.refcount) };
        let number = self.number(object.serial);
        let mut text = format!("{number} {} ({count})", object.type_name);
        match &object.parts {
            Parts::Plain => {
                let _ = write!(text, " {}", object.text);
            }
            Parts::Sequence { items, allocated, n_hidden, .. } => {
                let items: Vec<String> = items.iter().map(|i| i.as_ref().map_or_else(|| "NULL".to_owned(), |v| self.value(v))).collect();
                let _ = write!(text, " [{}]", items.join(", "));
                if *n_hidden > 0 {
                    let _ = write!(text, " and {n_hidden} more");
                }
                if let Some(allocated) = allocated {
                    let _ = write!(text, " allocated {allocated}");
                }
            }
            Parts::Mapping { entries, indices, .. } => {
                let list: Vec<String> = entries
                    .iter()
                    .map(|e| match (&e.key, &e.value) {
                        (Some(key), Some(value)) => format!("{}: {}", self.value(key), self.value(value)),
                        _ => "(hole)".to_owned(),
                    })
                    .collect();
                let _ = write!(text, " {{{}}} table {}", list.join(", "), indices.len());
            }
            Parts::SetTable { places, used, fill } => {
                let list: Vec<String> =
                    places.iter().enumerate().filter_map(|(i, p)| Some(format!("{i}: {}", self.value(p.key.as_ref()?)))).collect();
                let _ = write!(text, " {{{}}} table {} used {used} fill {fill}", list.join(", "), places.len());
            }
            Parts::Int { negative, digits } => {
                let _ = write!(text, " {} digits {}{digits:?}", object.text, if *negative { "-" } else { "" });
            }
            Parts::Float { exponent, exact, .. } => {
                let _ = write!(text, " {} exponent {exponent} exactly {exact}", object.text);
            }
            Parts::Str { kind, interned, length, .. } => {
                let interned = if *interned { " interned" } else { "" };
                let _ = write!(text, " {} kind {kind} length {length}{interned}", object.text);
            }
            Parts::Fields { named, texts } => {
                let fields = self.fields(named);
                let texts: Vec<String> = texts.iter().map(|t| format!("{}={}", t.label, t.text)).collect();
                let _ = write!(text, " {} ({fields}) {}", object.text, texts.join(" "));
            }
            Parts::Generator { state, frame, .. } => {
                let _ = write!(text, " {}: {state}", object.text);
                self.line(text.trim_end());
                if let Some(frame) = frame {
                    self.frame(frame);
                }
                return;
            }
            Parts::Cell { value } => {
                let value = value.as_ref().map_or_else(|| "empty".to_owned(), |v| self.value(v));
                let _ = write!(text, " {value}");
            }
        }
        let text = text.trim_end().to_owned();
        self.line(&text);
    }
}
