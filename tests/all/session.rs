//! The conversation between page and machine, with CPython's library: several files, signals, breakpoints, and time
//! as the page counts it while the library is closed.

use pyvarium_cli::library;
use pyvarium_cli::program::{self, Kind};
use pyvarium_protocol::{
    Command, Difference, FileChange, FileContent, FrameKind, HostAnswer, HostRequest, Move, Outcome, Place, Program, Reply, StateView,
    ViewUpdate, Zoom, split_files,
};
use pyvarium_trace::Session;

/// A session and what the page knows of it.
struct Page {
    session: Session,
    view: StateView,
}

impl Page {
    fn load(text: &str) -> Page {
        let mut session = Session::new(|| 0.0, pyvarium_modules::tables());
        if let Ok(start) = library::file("start") {
            session = session.with_library(&start);
        }
        let (source, files) = split_files(text);
        let units = program::units(text, Kind::Script).expect("it compiles");
        let program = Program { source, filename: "main.py".to_owned(), units, files, ..Program::default() };
        assert_eq!(session.handle(Command::Load(program)), Reply::Loaded);
        Page { session, view: StateView::default() }
    }

    /// Records to the end or to a question for a person.
    fn run(&mut self) -> Reply {
        loop {
            let reply = self.session.handle(Command::Run { slice_millis: 8 });
            match reply {
                Reply::Progress { .. } => {}
                Reply::Ask(HostRequest::File { key }) => {
                    let bytes = library::file(&key).expect("a file of the library");
                    self.session.handle(Command::Answer(HostAnswer::File(bytes)));
                }
                Reply::Ask(HostRequest::Compile { source, filename, mode }) => {
                    let wish = pyvarium_compiler::Wish::read(&mode).expect("a mode");
                    let compiled = pyvarium_compiler::compile_wish(&source, &filename, wish).expect("it compiles");
                    let unit = pyvarium_protocol::Unit { marshal: compiled.marshal(), warnings: String::new() };
                    self.session.handle(Command::Answer(HostAnswer::Compiled(unit)));
                }
                other => return other,
            }
        }
    }

    fn go(&mut self, how: Move, zoom: Zoom) -> &StateView {
        match self.session.handle(Command::Go { how, zoom }) {
            Reply::View(update) => {
                self.view = match *update {
                    ViewUpdate::Whole(view) => view,
                    ViewUpdate::Since(difference) => Difference::onto(difference, &self.view),
                }
            }
            other => panic!("{how:?}: {other:?}"),
        }
        &self.view
    }

    fn output(&self) -> String {
        self.view.output.iter().map(|s| s.text.as_str()).collect()
    }

    /// File and line of what runs next.
    fn place(&self) -> Option<(String, u32)> {
        let next = self.view.next.as_ref()?;
        Some((next.source.clone()?.name, next.range?.line))
    }
}

const SHOP: &str = "from shop.cart import total\nprint(total([1, 2]))\n# file: shop/__init__.py\n# file: shop/cart.py\ndef total(prices):\n    s = 0\n    for p in prices:\n        s += p\n    return s\n";

#[test]
fn lines_of_every_file_are_places() {
    let mut page = Page::load(SHOP);
    assert!(matches!(page.run(), Reply::Ended { outcome: Outcome::Exited { code: 0 }, .. }));
    page.go(Move::First, Zoom::Line);
    let mut seen = Vec::new();
    for _ in 0..12 {
        page.go(Move::Forward, Zoom::Line);
        seen.extend(page.place());
    }
    let place = |file: &str, line: u32| (file.to_owned(), line);
    let main = "main.py";
    let cart = "shop/cart.py";
    let expected = [(main, 1), (cart, 1), (main, 2), (cart, 2), (cart, 3), (cart, 4), (cart, 3), (cart, 4), (cart, 3), (cart, 5)];
    assert_eq!(seen, expected.map(|(f, l)| place(f, l)));
    // The second further file, by its number.
    let how = Move::ToPlace(Place { file: 2, line: 4, occurrence: 2, after: false });
    let step = page.go(how, Zoom::Line).step;
    assert_eq!(page.place(), Some(place(cart, 4)));
    assert_eq!(page.view.place, Some(Place { file: 2, line: 4, occurrence: 2, after: false }));
    assert!(page.view.notes.iter().any(|n| n.file == 2 && n.line == 2), "{:?}", page.view.notes);
    let frame = page.view.frames.first().expect("a frame");
    assert_eq!((frame.file.as_deref(), frame.line), (Some(cart), Some(4)));
    assert!(page.view.files.is_empty(), "the program's own files are no files that it wrote");
    page.go(Move::To(step), Zoom::Line);
    assert_eq!(page.place(), Some(place(cart, 4)));
}

#[test]
fn the_library_is_one_step_until_it_is_opened() {
    let text = "import copy\na = [[1], 2]\nb = copy.deepcopy(a)\nprint(b)\n";
    let mut page = Page::load(text);
    let Reply::Ended { n_steps, n_shown, .. } = page.run() else { panic!("it does not end") };
    assert!(n_shown < 60 && n_steps > 10 * n_shown, "{n_shown} of {n_steps}");
    // Every moment that the page counts is the program's own.
    for shown in 0..=n_shown {
        let view = page.go(Move::ToShown(shown), Zoom::Instruction);
        assert_eq!((view.shown_step, view.n_shown), (shown, n_shown));
        assert!(view.frames.iter().all(|f| f.file.is_none()), "step {shown}: {:?}", view.frames);
    }
    // A call of the library is told as that of a native, in the program's own words.
    page.go(Move::ToPlace(Place { file: 0, line: 4, occurrence: 1, after: false }), Zoom::Line);
    assert_eq!(page.view.sentence.matches("`y`").count(), 0, "{}", page.view.sentence);
    assert!(page.view.sentence.contains("`b` "), "{}", page.view.sentence);
    let before = page.view.step;
    page.go(Move::Back, Zoom::Instruction);
    page.go(Move::Back, Zoom::Instruction);
    assert_eq!(page.place(), Some(("main.py".to_owned(), 3)));
    page.go(Move::Forward, Zoom::Instruction);
    page.go(Move::Forward, Zoom::Instruction);
    assert_eq!(page.view.step, before);
    // Opened, the same steps lead through it.
    page.session.handle(Command::OpenLibrary { open: true });
    page.go(Move::ToPlace(Place { file: 0, line: 3, occurrence: 1, after: false }), Zoom::Line);
    page.go(Move::Forward, Zoom::Line);
    assert_eq!(page.view.n_shown, n_steps);
    let next = page.view.next.clone().and_then(|c| c.source).expect("a file");
    assert_eq!((next.name.as_str(), next.is_library), ("copy.py", true));
    // Closed again, that moment is one of the call's.
    let inside = page.view.step;
    page.session.handle(Command::OpenLibrary { open: false });
    assert!(page.go(Move::To(inside), Zoom::Line).step < inside);
    assert_eq!(page.place(), Some(("main.py".to_owned(), 3)));
}

#[test]
fn frames_of_the_library_are_folded_under_what_they_call() {
    let text = "import re\ndef up(m):\n    return m[0].upper()\nprint(re.sub('b', up, 'abc'))\nimport functools\n@functools.cache\ndef f(n):\n    return n\nclass C:\n    @functools.cached_property\n    def p(self):\n        return 1\nprint(C().p)\n";
    let mut page = Page::load(text);
    page.run();
    page.go(Move::ToPlace(Place { file: 0, line: 12, occurrence: 1, after: false }), Zoom::Line);
    let kinds: Vec<(FrameKind, &str)> = page.view.frames.iter().map(|f| (f.kind.clone(), f.name.as_str())).collect();
    assert!(kinds.contains(&(FrameKind::Gap, "1 frame of the library")), "{kinds:?}");
    assert_eq!(kinds.iter().filter(|(kind, _)| *kind == FrameKind::Python).count(), 2, "{kinds:?}");
    page.session.handle(Command::OpenLibrary { open: true });
    page.go(Move::ToPlace(Place { file: 0, line: 12, occurrence: 1, after: false }), Zoom::Line);
    assert!(page.view.frames.iter().any(|f| f.file.as_deref() == Some("functools.py")), "{:?}", page.view.frames);
}

#[test]
fn files_are_those_of_the_moment() {
    let text = "import os\nos.mkdir('data')\nwith open('data/a.txt', 'w') as f:\n    f.write('one\\n')\nwith open('b.bin', 'wb') as f:\n    f.write(bytes([0, 255]))\nwith open('data/a.txt', 'a') as f:\n    f.write('two\\n')\nos.remove('b.bin')\nprint('end')\n";
    let mut page = Page::load(text);
    page.run();
    let mut at = |line: u32| {
        page.go(Move::ToPlace(Place { file: 0, line, occurrence: 1, after: false }), Zoom::Line);
        page.view.files.iter().map(|f| (f.name.clone(), f.content.clone(), f.change)).collect::<Vec<_>>()
    };
    let one = |s: &str| FileContent::Text(s.to_owned());
    assert_eq!(at(3), []);
    assert_eq!(at(5), [("data/a.txt".to_owned(), one("one\n"), FileChange::Written)]);
    assert_eq!(at(7).last(), Some(&("data/a.txt".to_owned(), one("one\n"), FileChange::None)));
    assert_eq!(at(7).first(), Some(&("b.bin".to_owned(), FileContent::Bytes(vec![0, 255]), FileChange::Written)));
    let gone = ("b.bin".to_owned(), FileContent::Bytes(vec![0, 255]), FileChange::Removed);
    assert_eq!(at(10), [gone, ("data/a.txt".to_owned(), one("one\ntwo\n"), FileChange::None)]);
    assert_eq!(at(5), [("data/a.txt".to_owned(), one("one\n"), FileChange::Written)], "and back");
}

#[test]
fn a_signal_wakes_who_waits_and_ends_who_loops() {
    let mut page =
        Page::load("try:\n    input('? ')\nexcept KeyboardInterrupt:\n    print('woken')\nbreakpoint()\nwhile True:\n    pass\n");
    assert!(matches!(page.run(), Reply::Ask(HostRequest::Input { .. })));
    assert!(matches!(page.session.handle(Command::Interrupt), Reply::Progress { .. }));
    assert_eq!(page.run(), Reply::Ask(HostRequest::Breakpoint));
    page.go(Move::Last, Zoom::Line);
    assert_eq!(page.output(), "? woken\n");
    assert_eq!(page.view.just_run.clone().and_then(|c| c.range).map(|r| r.line), Some(5));
    page.session.handle(Command::Answer(HostAnswer::GoOn));
    // It runs for a while.
    page.session.handle(Command::Run { slice_millis: 0 });
    assert!(matches!(page.session.handle(Command::Interrupt), Reply::Progress { .. }));
    assert!(matches!(page.run(), Reply::Ended { outcome: Outcome::Exited { code: 130 }, .. }));
    page.go(Move::Last, Zoom::Line);
    let text = page.output();
    assert!(text.ends_with("line 7, in <module>\n    pass\nKeyboardInterrupt\n"), "{text}");
    assert!(matches!(page.session.handle(Command::Interrupt), Reply::Refused { .. }));
}

#[test]
fn a_limit_is_raised_by_going_on() {
    let mut page = Page::load("n = 0\nwhile True:\n    n += 1\n");
    assert!(matches!(page.run(), Reply::Ended { outcome: Outcome::StepLimit { .. }, .. }));
    page.session.handle(Command::GoOn { n_steps: 1000 });
    page.session.handle(Command::Interrupt);
    assert!(matches!(page.run(), Reply::Ended { outcome: Outcome::Exited { code: 130 }, .. }));
}

#[test]
fn what_was_typed_stands_among_the_output() {
    let mut page = Page::load("a = input('1? ')\nb = input()\nprint(a, b)\nc = input('3? ')\n");
    for line in ["one", "zwei"] {
        assert!(matches!(page.run(), Reply::Ask(HostRequest::Input { .. })));
        page.session.handle(Command::Answer(HostAnswer::Input(line.to_owned())));
    }
    assert!(matches!(page.run(), Reply::Ask(HostRequest::Input { .. })));
    page.session.handle(Command::Answer(HostAnswer::EndOfInput));
    page.run();
    let mut at = |how: Move| {
        page.go(how, Zoom::Line);
        page.output()
    };
    assert!(at(Move::Last).starts_with("1? one\nzwei\none zwei\n3? Traceback"));
    assert_eq!(at(Move::ToPlace(Place { file: 0, line: 2, occurrence: 1, after: false })), "1? one\n");
    assert_eq!(at(Move::ToPlace(Place { file: 0, line: 3, occurrence: 1, after: false })), "1? one\nzwei\n");
    assert_eq!(at(Move::First), "");
}
