//! Looking through time: what is found forward is found backwards, whatever the slices; and the stops of each size of a
//! step are the same in both directions.

use pyvarium_cli::program::{self, Kind};
use pyvarium_protocol::{Command, Found, Move, Program, Reply, Serial, Wanted, Zoom};
use pyvarium_trace::{Recording, Session};

use crate::programs::programs;

struct Page(Session);

impl Page {
    fn of(text: &str, clock: fn() -> f64) -> Page {
        let mut session = Session::new(clock, pyvarium_modules::tables());
        let units = program::units(text, Kind::Script).expect("it compiles");
        let program = Program { source: text.to_owned(), filename: "main.py".to_owned(), units, ..Program::default() };
        assert_eq!(session.handle(Command::Load(program)), Reply::Loaded);
        while let Reply::Progress { .. } = session.handle(Command::Run { slice_millis: 8 }) {}
        Page(session)
    }

    /// The step; how often it had to be asked.
    fn find(&mut self, wanted: &Wanted, from: u64, back: bool) -> (Option<u64>, u32) {
        let mut from = from;
        for n in 1.. {
            match self.0.handle(Command::Find { wanted: vec![wanted.clone()], from, back, slice_millis: 8 }) {
                Reply::Found(Found::At { step, which: 0 }) => return (Some(step), n),
                Reply::Found(Found::Nowhere) => return (None, n),
                Reply::Found(Found::NotYet { from: further }) => {
                    assert!(if back { further < from } else { further > from }, "no progress from {from}");
                    from = further;
                }
                other => panic!("{other:?}"),
            }
        }
        unreachable!()
    }

    fn all(&mut self, wanted: &Wanted) -> Vec<u64> {
        let (mut seen, mut from) = (Vec::new(), 0);
        while let (Some(step), _) = self.find(wanted, from, false) {
            assert!(step > from, "{wanted:?}");
            seen.push(step);
            from = step;
        }
        seen
    }

    fn all_backwards(&mut self, wanted: &Wanted) -> Vec<u64> {
        let (mut seen, mut from) = (Vec::new(), u64::MAX >> 1);
        while let (Some(step), _) = self.find(wanted, from, true) {
            assert!(step < from, "{wanted:?}");
            seen.push(step);
            from = step;
        }
        seen.reverse();
        seen
    }
}

const PROGRAM: &str = "def add(a, b):
    total = a + b
    return total

x = 0
items = []
for i in range(4):
    x = add(x, i)
    items.append(x)
    print('x is', x)
try:
    items[9]
except IndexError:
    y = 'done'
class Box: pass
box = Box()
del x
";

fn name(name: &str) -> Wanted {
    Wanted::Name { name: name.to_owned() }
}

#[test]
fn what_is_found_forward_is_found_backwards() {
    let mut page = Page::of(PROGRAM, || 0.0);
    let wanted = [
        (Wanted::Line { file: 0, line: 2 }, 4),
        (Wanted::Call { name: "add".to_owned() }, 4),
        (Wanted::Raise { class: "IndexError".to_owned() }, 1),
        (Wanted::Raise { class: "KeyError".to_owned() }, 0),
        (Wanted::Raise { class: String::new() }, 1),
        // The first binding, one a turn (but 0 + 0 is the same object), and the end.
        (name("x"), 5),
        (Wanted::Value { name: "x".to_owned(), text: "3".to_owned() }, 1),
        (Wanted::Output { text: "x is".to_owned() }, 4),
        (Wanted::Output { text: "no such text".to_owned() }, 0),
        (Wanted::Made { class: "Box".to_owned() }, 1),
        // Arguments and results: three names, four calls.
        (name("total"), 4),
        (name("a"), 4),
    ];
    for (wanted, n) in wanted {
        let forward = page.all(&wanted);
        // At shutdown names are let go, too.
        let before_end: Vec<u64> = forward.iter().copied().take(n).collect();
        assert_eq!(before_end.len(), n, "{wanted:?}: {forward:?}");
        assert!(forward.len() <= n + 1, "{wanted:?}: {forward:?}");
        assert_eq!(page.all_backwards(&wanted), forward, "{wanted:?}");
    }
}

#[test]
fn an_objects_changes_are_its_birth_its_appends_and_its_death() {
    let mut page = Page::of(PROGRAM, || 0.0);
    let Reply::View(view) = page.0.handle(Command::Go { how: Move::Last, zoom: Zoom::Line }) else { panic!("no view") };
    let text = format!("{view:?}");
    let serial = text.split("name: \"items\"").nth(1).and_then(|t| t.split("Serial(").nth(1)).and_then(|t| t.split(')').next());
    let wanted = Wanted::Object { serial: Serial(serial.and_then(|s| s.parse().ok()).expect("its serial")) };
    let steps = page.all(&wanted);
    assert_eq!(page.all_backwards(&wanted), steps);
    assert!((5..=6).contains(&steps.len()), "birth, four appends, death: {steps:?}");
}

#[test]
fn a_search_in_slices_finds_the_same() {
    use std::cell::Cell;
    thread_local!(static NOW: Cell<f64> = const { Cell::new(0.0) });
    // Each look at the clock takes its time.
    let clock = || NOW.with(|now| now.replace(now.get() + 5.0));
    let text = "n = 0\nfor i in range(3000):\n    n += 1\nlate = n\nfor i in range(3000):\n    n -= 1\n";
    let mut sliced = Page::of(text, clock);
    let (step, n_asked) = sliced.find(&name("late"), 0, false);
    assert!(n_asked > 2, "asked {n_asked} times");
    assert_eq!(Page::of(text, || 0.0).find(&name("late"), 0, false), (step, 1));
    let (back, n_asked) = sliced.find(&name("late"), 40_000, true);
    assert_eq!(back, step);
    assert!(n_asked > 1, "asked {n_asked} times");
}

/// Law: going back at any size of a step stops where going forward did.
#[test]
fn stops_are_the_same_in_both_directions() {
    for p in programs().iter().step_by(40) {
        let Ok(vm) = program::load(&p.source, "main.py", p.kind) else { continue };
        let mut recording = Recording::new(vm);
        let _ = program::record(&mut recording, 3000);
        for zoom in [Zoom::Call, Zoom::Line, Zoom::Expression, Zoom::Instruction] {
            let mut stops = vec![0];
            while let Some(last) = stops.last().copied().filter(|s| *s < recording.n_steps() && stops.len() < 60) {
                let next = recording.target(last, Move::Forward, zoom, true).expect("forward");
                assert!(next > last, "{}: {zoom:?} stays at {last}", p.name);
                stops.push(next);
            }
            for pair in stops.windows(2) {
                // The end of what is recorded is a stop from before it only.
                if pair[1] < recording.n_steps() {
                    assert_eq!(
                        recording.target(pair[1], Move::Back, zoom, true),
                        Some(pair[0]),
                        "{}: {zoom:?} back from {}",
                        p.name,
                        pair[1]
                    );
                }
            }
        }
    }
}

#[test]
fn a_lines_cost_is_what_ran_in_it() {
    let text = "def f(n):\n    return n + 1\n\nx = 0\nfor i in range(10):\n    x = f(x)\n";
    let mut page = Page::of(text, || 0.0);
    let Reply::Costs(costs) = page.0.handle(Command::Costs) else { panic!("no costs") };
    let of = |line: u32| costs.iter().find(|c| c.line == line).map(|c| (c.n_runs, c.n_instructions));
    assert_eq!(of(2).map(|c| c.0), Some(10));
    assert_eq!(of(6).map(|c| c.0), Some(10));
    assert_eq!(of(4), Some((1, 2)), "LOAD_SMALL_INT, STORE_NAME");
    // LOAD_FAST_BORROW, LOAD_SMALL_INT, BINARY_OP, RETURN_VALUE; of the RESUME before it the caller's line.
    assert_eq!(of(2).map(|c| c.1), Some(40));
    let all: u64 = costs.iter().map(|c| c.n_instructions).sum();
    let Reply::Ended { n_steps, .. } = page.0.handle(Command::Run { slice_millis: 8 }) else { panic!("not ended") };
    assert!(all <= n_steps && all + 3 > n_steps, "{all} of {n_steps}");
}

#[test]
fn an_attribute_a_slot_and_an_item_are_places() {
    let text = "class P:\n    __slots__ = ('x',)\nclass Q:\n    pass\np = P()\np.x = [1]\nq = Q()\nq.p = p\nd = {'tea': 300}\nxs = [0, 1]\nfor i in range(3):\n    p.x = [i]\n    xs[-1] = i * 1000\nd['tea'] = 400\ndel q.p\n";
    let mut page = Page::of(text, || 0.0);
    let place = |path: &str| Wanted::Place { path: path.to_owned() };
    for (path, n) in
        [("p.x", 4), ("q.p.x", 5), ("q.p", 2), ("xs[1]", 4), ("xs[-1]", 4), ("d[\"tea\"]", 2), ("d['no']", 0), ("nobody.x", 0), ("p..", 0)]
    {
        let all = page.all(&place(path));
        // In the end all names are let go, which is no change of the place itself but of the way to it.
        assert!(all.len() == n || all.len() == n + 1, "{path}: {all:?}");
        assert_eq!(page.all_backwards(&place(path)), all, "{path}");
    }
}
