//! Insides over every program: each is a pure function of recording, step and serial, tells of every kind of object
//! without a word missing, and leads on only to what is there; and what a few of them say, to the letter.

use std::collections::BTreeSet;

use pyvarium_cli::program::{self, Kind};
use pyvarium_protocol::inside::{Content, Figure, InsideView, Table};
use pyvarium_protocol::{FrameKind, Move, Serial, StateView, Zoom};
use pyvarium_trace::Recording;

use crate::programs::{MAX_STEPS, programs};

/// One program in so many; they stand in order of their areas.
const EVERY: usize = 5;
/// Looks into a program, and objects looked into at each.
const N_LOOKS: u64 = 2;
const N_OBJECTS: usize = 8;

#[test]
fn an_inside_is_pure_and_leads_only_to_what_is_there() {
    let mut titles = BTreeSet::new();
    for p in programs().iter().step_by(EVERY) {
        let Ok(vm) = program::load(&p.source, "main.py", p.kind) else { continue };
        let mut recording = Recording::new(vm);
        let _ = program::record(&mut recording, MAX_STEPS / 10);
        let n = recording.n_steps();
        for i in 1..=N_LOOKS {
            let step = n * i / (N_LOOKS + 1);
            let since = recording.since(step, Move::To(step), Zoom::Instruction);
            let view = recording.view_since(step, since, Zoom::Instruction);
            let of_frames = view.frames.iter().filter(|f| f.kind == FrameKind::Python).map(|f| f.serial).take(2);
            // Others at each look.
            let stride = (view.objects.len() / N_OBJECTS).max(1);
            let of_objects = view.objects.iter().skip(i as usize).step_by(stride).map(|o| o.serial).take(N_OBJECTS);
            let mut last = None;
            for of in of_frames.chain(of_objects) {
                let inside = recording.inside(of, step, since, Zoom::Instruction, false);
                assert!(inside.alive && !inside.blocks.is_empty() && !inside.says.is_empty(), "{}: step {step}: {inside:?}", p.name);
                check(&p.name, &inside);
                titles.insert(inside.title.clone());
                last = Some((of, inside));
            }
            if let Some((of, inside)) = last {
                assert_eq!(inside, recording.inside(of, step, since, Zoom::Instruction, false), "{}: step {step}", p.name);
            }
        }
    }
    for title in ["frame", "dict", "set", "list", "tuple", "int", "float", "str", "type", "function", "code", "cell", "generator"] {
        assert!(titles.contains(title), "no {title} was looked into");
    }
}

/// Blocks have names of their own, arrows end at rows, rows have a cell for each head.
fn check(name: &str, inside: &InsideView) {
    let titles: BTreeSet<&str> = inside.blocks.iter().map(|b| b.title.as_str()).collect();
    assert_eq!(titles.len(), inside.blocks.len(), "{name}: two blocks of one name: {titles:?}");
    let whole = |t: &Table| t.rows.iter().all(|r| r.cells.len() == t.head.len());
    for block in &inside.blocks {
        let is_well = match &block.figure {
            Figure::Linked { places, table } => {
                whole(table) && places.iter().filter_map(|p| p.to).all(|to| (to as usize) < table.rows.len() + table.n_hidden as usize)
            }
            Figure::Table(table) => whole(table),
            Figure::Cells { .. } | Figure::Walk(_) | Figure::Bits(_) | Figure::Facts(_) => true,
        };
        assert!(is_well, "{name}: {}: {:?}", inside.title, block);
    }
}

struct Look {
    recording: Recording,
}

impl Look {
    fn of(source: &str) -> Look {
        let vm = program::load(source, "main.py", Kind::Script).expect("it loads");
        let mut recording = Recording::new(vm);
        let _ = program::record(&mut recording, 100_000);
        Look { recording }
    }

    /// When `line` has begun for the first time.
    fn view(&self, line: u32) -> StateView {
        let step = self.recording.track().start_of(0, line, 1).expect("the line runs").step;
        self.recording.view_since(step, self.recording.since(step, Move::To(step), Zoom::Line), Zoom::Line)
    }

    fn inside(&self, line: u32, of: Serial) -> InsideView {
        let step = self.view(line).step;
        self.recording.inside(of, step, self.recording.since(step, Move::To(step), Zoom::Line), Zoom::Line, false)
    }

    fn global(&self, line: u32, name: &str) -> Serial {
        let view = self.view(line);
        let slot = view.globals.slots.iter().find(|s| s.name == name).expect("the name is bound");
        slot.value.as_ref().expect("a value").serial
    }
}

fn block<'a>(inside: &'a InsideView, title: &str) -> &'a Figure {
    let titles: Vec<&str> = inside.blocks.iter().map(|b| b.title.as_str()).collect();
    &inside.blocks.iter().find(|b| b.title == title).unwrap_or_else(|| panic!("no {title} in {titles:?}")).figure
}

fn text(content: &Content) -> String {
    match content {
        Content::Nothing => String::new(),
        Content::Null => "NULL".to_owned(),
        Content::Words(text) | Content::Code(text) | Content::Held { text, .. } => text.clone(),
    }
}

fn column(table: &Table, at: usize) -> Vec<String> {
    table.rows.iter().filter_map(|r| r.cells.get(at)).map(text).collect()
}

#[test]
fn a_dict_tells_its_tombstones_probes_and_rebuildings() {
    let look = Look::of("d = {1: 'a', 2: 'b', 9: 'c'}\ndel d[2]\nd[17] = 'd'\nd[3] = 'e'\nd[4] = 'f'\nx = 9 in d\npass\n");
    let d = look.global(2, "d");
    let Figure::Linked { places, table } = block(&look.inside(3, d), "Index table and entries").clone() else { panic!("no arrows") };
    assert_eq!(places.len(), 8);
    // 9 & 7 is taken by 1: (5 * 1 + 0 + 1) & 7.
    assert_eq!(places.iter().map(|p| text(&p.content)).collect::<Vec<_>>(), ["", "0", "tombstone", "", "", "", "2", ""]);
    assert_eq!(column(&table, 3), ["1", "deleted", "9"]);
    let inside = look.inside(4, d);
    let Figure::Table(probes) = block(&inside, "Look-up") else { panic!("no probes") };
    assert_eq!(column(probes, 3), ["1", "6", "7"]);
    assert_eq!(column(probes, 4), ["entry 0, `1`: another hash", "entry 2, `9`: another hash", "nothing: the place is free"]);
    // Five entries, the hole among them, are all that eight places may hold.
    let inside = look.inside(6, d);
    let Figure::Table(moved) = block(&inside, "Rebuilt") else { panic!("not rebuilt") };
    assert_eq!(column(moved, 0), ["1", "9", "17", "3", "4"]);
    assert_eq!(column(moved, 2), ["1", "9", "6", "3", "4"]);
}

#[test]
fn a_list_tells_its_growth_and_what_moved() {
    let look = Look::of("a = [1, 2]\na.append(3)\na.insert(0, 'x')\npass\n");
    let a = look.global(2, "a");
    let inside = look.inside(3, a);
    let growth = inside.blocks.iter().find(|b| b.title == "Growth").expect("growth");
    assert!(growth.now && growth.note.contains("room for 2 became room for 8"), "{growth:?}");
    let inside = look.inside(4, a);
    let items = inside.blocks.iter().find(|b| b.title == "ob_item").expect("the array");
    assert_eq!(items.note, "An item was put in at 0, and 3 references moved by 1 place.");
}

#[test]
fn numbers_tell_their_digits_and_their_exact_value() {
    let look = Look::of("n = -(2 ** 70)\nf = 0.1\npass\n");
    let Figure::Cells { cells, .. } = block(&look.inside(3, look.global(3, "n")), "Digits").clone() else { panic!("no digits") };
    assert_eq!(cells.iter().map(|c| text(&c.content)).collect::<Vec<_>>(), ["0", "0", "1024"]);
    let Figure::Facts(facts) = block(&look.inside(3, look.global(3, "f")), "Value").clone() else { panic!("no value") };
    let exact = facts.iter().find(|f| f.label == "exactly").map(|f| text(&f.content));
    assert_eq!(exact.as_deref(), Some("0.1000000000000000055511151231257827021181583404541015625"));
}

#[test]
fn a_class_tells_where_a_name_is_found() {
    let source = "class A:\n    def f(self): pass\n    @property\n    def g(self): return 1\nclass B(A):\n    def f(self): pass\nb = B()\nb.g\nb.h = 2\npass\n";
    let look = Look::of(source);
    let Figure::Table(names) = block(&look.inside(8, look.global(8, "B")), "Where names are found").clone() else { panic!("no names") };
    assert_eq!(column(&names, 0), ["f", "f", "g"]);
    assert_eq!(column(&names, 3), ["a function, a non-data descriptor", "hidden by a class before", "a property, a data descriptor"]);
    // The step that looked `g` up.
    let b = look.global(9, "b");
    let end = look.view(9).step;
    let step = (look.view(8).step..=end).find(|s| look.recording.view(*s).sentence.starts_with("LOAD_ATTR")).expect("LOAD_ATTR");
    let inside = look.recording.inside(b, step, step - 1, Zoom::Instruction, false);
    let Figure::Walk(stops) = block(&inside, "Attribute look-up") else { panic!("no walk") };
    assert_eq!(stops.len(), 2);
    assert_eq!(stops[0].note, "its namespace has no `g`");
    assert!(stops[1].note.contains("A data descriptor comes before the object's own names"), "{stops:?}");
}

#[test]
fn holders_come_to_the_count() {
    let look = Look::of("a = []\nb = [a, a]\nc = {'k': a}\npass\n");
    let a = look.global(4, "a");
    let inside = look.inside(4, a);
    let held = inside.blocks.iter().find(|b| b.title == "Who holds it").expect("holders");
    assert_eq!(held.note, "4 counted references: its count is 4.");
    let Figure::Table(table) = &held.figure else { panic!("no table") };
    let mut places = column(table, 1);
    places.sort();
    assert_eq!(places, ["[0]", "[1]", "`a`", "value of `'k'`"]);
}

#[test]
fn who_is_not_there_is_said_to_be_so() {
    let look = Look::of("a = [1]\na = None\npass\n");
    let a = look.global(2, "a");
    assert!(look.inside(2, a).alive);
    let gone = look.inside(3, a);
    assert!(!gone.alive && gone.says.contains("gone"), "{gone:?}");
    let unborn = look.inside(1, a);
    assert!(!unborn.alive && unborn.says.contains("not born yet"), "{unborn:?}");
}

#[test]
fn a_cycle_is_reckoned_as_the_collector_does() {
    let look = Look::of("a = []\nb = [a]\na.append(b)\nc = []\ndel b\ndel a\npass\n");
    let a = look.global(4, "a");
    let gc = |line: u32| {
        let inside = look.inside(line, a);
        let block = inside.blocks.iter().find(|b| b.title == "Its cycle").expect("a cycle").clone();
        let Figure::Table(table) = block.figure else { panic!("no table") };
        (column(&table, 1), column(&table, 2), column(&table, 3), block.note)
    };
    let (counts, within, rest, note) = gc(4);
    assert_eq!((counts, within, rest), (vec!["2".to_owned(); 2], vec!["− 1".to_owned(); 2], vec!["1".to_owned(); 2]));
    assert!(note.contains("Something outside holds one of these"), "{note}");
    let (_, _, rest, note) = gc(7);
    assert_eq!(rest, ["0", "0"]);
    assert!(note.contains("the collector will find them"), "{note}");
    let c = look.inside(5, look.global(5, "c"));
    assert!(c.blocks.iter().all(|b| b.title != "Its cycle"));
}

#[test]
fn a_name_is_walked_from_the_inside_outwards() {
    let look = Look::of("x = 1\ndef f():\n    return len\nf()\nclass C:\n    y = x\npass\n");
    let end = look.recording.n_steps();
    let walks: Vec<(String, Vec<String>)> = (1..=end)
        .filter_map(|step| {
            let view = look.recording.view(step);
            let frame = view.frames.iter().find(|f| f.kind == FrameKind::Python)?.serial;
            let inside = look.recording.inside(frame, step, step - 1, Zoom::Instruction, false);
            let block = inside.blocks.into_iter().find(|b| b.title == "Name look-up")?;
            let Figure::Walk(stops) = block.figure else { return None };
            Some((block.note, stops.into_iter().map(|s| format!("{}: {}", text(&s.content), s.note)).collect()))
        })
        .collect();
    let of = |name: &str| walks.iter().find(|(note, _)| note.starts_with(name)).map(|(_, stops)| stops.clone()).unwrap_or_default();
    assert_eq!(of("`len`"), ["globals: has no `len`", "builtins: has `len`: `<builtin_function_or_method len>`"]);
    assert_eq!(of("`x`"), ["the namespace here: has no `x`", "globals: has `x`: `1`", "builtins: not asked any more"]);
}

#[test]
fn memory_and_modules_are_nobodys_insides() {
    let source = "a = [1]\nx = (1.5, a)\ndel a, x\ny = (2.5, None)\nimport math\n";
    let mut recording = Recording::new(program::load(source, "main.py", Kind::Script).expect("it compiles"));
    program::record(&mut recording, MAX_STEPS).expect("it runs");
    let n = recording.n_steps();
    let mut titles = BTreeSet::new();
    for step in 0..=n {
        let since = recording.since(step, Move::To(step), Zoom::Line);
        for of in [Serial::MEMORY, Serial::IMPORTS] {
            let inside = recording.inside(of, step, since, Zoom::Line, false);
            assert!(inside.alive && !inside.says.is_empty());
            check("memory and modules", &inside);
            titles.extend(inside.blocks.iter().map(|b| b.title.clone()));
            assert_eq!(inside, recording.inside(of, step, since, Zoom::Line, false));
        }
    }
    for title in ["Size classes", "Addresses used again", "Freed blocks of 64 bytes", "sys.modules", "Whom an import asks", "All in all"] {
        assert!(titles.contains(title), "no {title} in {titles:?}");
    }
}
