//! The page's state and the one reducer that changes it. No browser and no worker in here: what
//! must be done outside is done by `app` when it sees the state.

use std::collections::BTreeSet;
use std::rc::Rc;

use pyvarium_protocol::lesson::{LessonLink, LessonPage};
use pyvarium_protocol::{Limits, LineCost, Mode, Place, Serial, StateView, Timeline, Unit, Zoom};
use yew::Reducible;

pub use crate::action::{Action, Shifts};
pub use crate::choices::{LIMITS, Pane, Run, SPEEDS, Tab, Theme};
use crate::fold;
use crate::late::RawInside;
use crate::layout::{self, Layout};
use crate::marks::Marks;
use crate::sheets::{Sheet, SourceText};

#[derive(Clone, PartialEq)]
pub struct Model {
    pub lessons: Rc<Vec<LessonLink>>,
    pub lesson: Option<Rc<LessonPage>>,
    /// All files as one text: see `pyvarium_protocol::files`.
    pub source: Rc<str>,
    /// The same, taken apart.
    pub files: Rc<Vec<SourceText>>,
    /// What the program's pane shows.
    pub sheet: Sheet,
    /// The file of CPython's library that is looked into, once it has come.
    pub library: Option<SourceText>,
    /// That text came by following the run, not because somebody asked for it.
    pub followed: bool,
    /// The file whose name is being typed.
    pub naming: Option<usize>,
    pub mode: Mode,
    /// What the recording was made of; the text may have been edited since.
    pub recorded: Option<Rc<str>>,
    pub run: Run,
    /// The program has been sent a signal.
    pub interrupted: bool,
    pub n_steps: u64,
    /// As the page counts: see `StateView::shown_step`.
    pub n_shown: u64,
    /// As it was sent.
    pub whole: Option<Rc<StateView>>,
    /// As it is drawn.
    pub view: Option<Rc<StateView>>,
    pub drawn: Rc<Vec<Serial>>,
    /// Small immutables inside their slots, and drawn as objects.
    pub layouts: Rc<[Layout; 2]>,
    /// The layouts are those of the whole recording.
    pub laid: bool,
    /// Its number.
    pub recording: u32,
    /// Why the last move led nowhere.
    pub missed: Option<String>,
    pub timeline: Rc<Timeline>,
    pub zoom: Zoom,
    /// Whether CPython's library is stepped into.
    pub open_library: bool,
    pub playing: bool,
    /// Index into `SPEEDS`.
    pub speed: usize,
    /// What was chosen as the answer to the lesson's question.
    pub answered: Option<u32>,
    pub open: Rc<BTreeSet<Serial>>,
    /// Whose insides are looked at, each entered from the one before; the last fills the stage.
    pub insides: Rc<Vec<Serial>>,
    pub inside: Option<RawInside>,
    pub marks: Marks,
    /// The panel of time is there; a search is under way; the palette is there.
    pub search: bool,
    pub searching: bool,
    pub palette: bool,
    /// The margin of costs is there; what it says.
    pub show_costs: bool,
    pub costs: Rc<Vec<LineCost>>,
    pub shared: bool,
    /// Cards that the person has moved.
    pub moved: Rc<Shifts>,
    /// What the late module's desk is asked to do, and how often it was asked for anything.
    pub wish: (&'static str, u32),
    pub is_first_visit: bool,
    /// What a link wants open once the recording is there.
    pub linked: Rc<BTreeSet<Serial>>,
    pub linked_inside: Option<Serial>,
    /// Whose references are lit up.
    pub pointed: Option<Serial>,
    pub small_as_objects: bool,
    /// A run stops after so many. Unit: steps.
    pub limit: u64,
    pub theme: Theme,
    pub tab: Tab,
    pub folded: Rc<BTreeSet<Pane>>,
    pub editing: bool,
    /// Where to go when the recording is there.
    pub wanted: Option<Place>,
}

impl Default for Model {
    fn default() -> Model {
        Model {
            lessons: Rc::default(),
            lesson: None,
            source: Rc::from(""),
            files: Rc::default(),
            sheet: Sheet::Own(0),
            library: None,
            naming: None,
            followed: false,
            mode: Mode::Script,
            recorded: None,
            run: Run::Idle,
            interrupted: false,
            n_steps: 0,
            n_shown: 0,
            whole: None,
            view: None,
            drawn: Rc::default(),
            layouts: Rc::default(),
            laid: false,
            recording: 0,
            missed: None,
            timeline: Rc::default(),
            zoom: Zoom::Line,
            open_library: false,
            playing: false,
            speed: 1,
            answered: None,
            open: Rc::default(),
            insides: Rc::default(),
            inside: None,
            marks: Marks::default(),
            search: false,
            searching: false,
            palette: false,
            show_costs: false,
            costs: Rc::default(),
            shared: false,
            moved: Rc::default(),
            wish: ("", 0),
            is_first_visit: false,
            linked: Rc::default(),
            linked_inside: None,
            pointed: None,
            small_as_objects: false,
            limit: Limits::default().n_steps,
            theme: Theme::System,
            tab: Tab::Lesson,
            folded: Rc::default(),
            editing: false,
            wanted: None,
        }
    }
}

impl Model {
    /// The question stands before the first run.
    pub fn must_answer(&self) -> bool {
        self.answered.is_none() && self.lesson.as_ref().is_some_and(|l| l.question.is_some()) && self.is_untouched()
    }

    /// The text is the lesson's own, of the mode that is chosen.
    pub fn is_untouched(&self) -> bool {
        self.lesson.as_ref().is_some_and(|l| program_of(l, self.mode).is_some_and(|p| *p == *self.source))
    }

    /// The program's code, if it came with the lesson and was not edited.
    pub fn units(&self) -> Option<Vec<Unit>> {
        let programs = &self.lesson.as_ref()?.programs;
        let own = programs.iter().find(|p| p.mode == self.mode && *p.source == *self.source)?;
        Some(own.units.clone()).filter(|units| !units.is_empty())
    }

    /// The text differs from what is on stage.
    pub fn is_stale(&self) -> bool {
        match (&self.recorded, &self.lesson) {
            (Some(text), _) => *text != self.source,
            // The stored first picture is of the lesson's own text.
            (None, Some(lesson)) => lesson.programs.first().is_none_or(|p| *p.source != *self.source),
            (None, None) => false,
        }
    }

    pub fn has_recording(&self) -> bool {
        self.recorded.is_some() && self.n_steps > 0
    }

    /// On a first visit, before anything was asked of the desk.
    pub fn offers_tour(&self) -> bool {
        self.is_first_visit && self.wish.1 == 0 && self.lesson.is_some() && !self.has_recording()
    }

    /// A program is at work, or waits.
    pub fn can_stop(&self) -> bool {
        matches!(self.run, Run::Recording | Run::Asking { .. } | Run::Paused)
    }

    pub fn layout(&self) -> &Layout {
        let [calm, all] = &*self.layouts;
        if self.small_as_objects { all } else { calm }
    }

    /// `view` as the worker sent it.
    fn show(&mut self, view: StateView) {
        self.whole = Some(Rc::new(view));
        self.draw();
    }

    /// From the whole view to the one that is drawn, where what nobody asked for is folded away.
    fn draw(&mut self) {
        let Some(whole) = self.whole.clone() else { return };
        let view = fold::away((*whole).clone(), &self.open);
        self.drawn = Rc::new(layout::drawn(&view, self.small_as_objects));
        self.missed = None;
        self.view = Some(Rc::new(view));
    }

    fn forget(&mut self) {
        self.recorded = None;
        self.run = Run::Idle;
        self.interrupted = false;
        self.n_steps = 0;
        self.n_shown = 0;
        self.layouts = Rc::default();
        self.laid = false;
        self.missed = None;
        self.timeline = Rc::default();
        self.open = Rc::default();
        self.pointed = None;
        self.insides = Rc::default();
        self.inside = None;
        self.costs = Rc::default();
        self.playing = false;
    }
}

/// What a lesson has for this mode: its own program, else the first one's text read that way.
pub fn program_of(lesson: &LessonPage, mode: Mode) -> Option<&str> {
    let own = lesson.programs.iter().find(|p| p.mode == mode);
    own.or(lesson.programs.first()).map(|p| p.source.as_str())
}

impl Reducible for Model {
    type Action = Action;

    fn reduce(self: Rc<Self>, action: Action) -> Rc<Self> {
        let mut model = (*self).clone();
        match action {
            Action::Lessons(lessons) => model.lessons = Rc::new(lessons),
            Action::Lesson(lesson, kept) => {
                model.forget();
                model.moved = Rc::default();
                model.answered = None;
                model.whole = None;
                model.view = None;
                model.drawn = Rc::default();
                model.mode = lesson.programs.first().map(|p| p.mode).unwrap_or_default();
                let own = program_of(&lesson, model.mode).unwrap_or_default();
                model.sheet = Sheet::Own(0);
                model.naming = None;
                // What stands in a lesson's place for a program of one's own says less than the program.
                model.tab = if lesson.slug.is_empty() { Tab::Code } else { Tab::Lesson };
                let own = own.to_owned();
                model.set_source(kept.unwrap_or_else(|| Rc::from(own.as_str())));
                if *own == *model.source
                    && let Some(first) = &lesson.first
                {
                    model.show(first.clone());
                }
                model.lesson = Some(lesson);
            }
            Action::Source(source) => {
                if let Run::Refused(_) = model.run {
                    model.run = Run::Idle;
                }
                model.set_source(source);
            }
            Action::FileText(file, text) => {
                if let Run::Refused(_) = model.run {
                    model.run = Run::Idle;
                }
                model.set_file(file, &text);
            }
            Action::Sheet(sheet) => {
                model.sheet = sheet;
                model.followed = false;
                model.naming = None;
                if sheet == Sheet::Library {
                    model.editing = false;
                }
            }
            Action::AddFile => model.add_file(),
            Action::Naming(file) => model.naming = file.filter(|i| *i > 0),
            Action::RenameFile(file, name) => model.rename_file(file, name),
            Action::RemoveFile(file) => model.remove_file(file),
            Action::LibraryText(text) => model.library = Some(text),
            Action::Mode(mode) => {
                // A lesson's own text changes with the mode; what was typed stays.
                if model.is_untouched()
                    && let Some(own) = model.lesson.as_ref().and_then(|l| program_of(l, mode))
                {
                    let own = own.to_owned();
                    model.set_source(Rc::from(own.as_str()));
                }
                model.mode = mode;
            }
            Action::Run(run) => {
                // What a dead machine had recorded is gone; the last picture stays.
                if let Run::Died { .. } = run {
                    model.recorded = None;
                    model.playing = false;
                }
                // On a phone, the field stands in the output's tab.
                if let Run::Asking { .. } = run {
                    model.tab = Tab::Output;
                }
                // It is the main file that was refused.
                if let Run::Refused(_) = run {
                    model.sheet = Sheet::Own(0);
                }
                if !run.is_busy() {
                    model.interrupted = false;
                }
                model.run = run;
            }
            Action::Recorded(source) => {
                model.forget();
                model.marks.forget_recording();
                model.searching = false;
                model.open = std::mem::take(&mut model.linked);
                model.insides = Rc::new(model.linked_inside.take().into_iter().collect());
                model.recorded = Some(source);
                model.recording += 1;
                model.run = Run::Recording;
            }
            Action::Steps(n_steps, n_shown) => {
                model.n_steps = n_steps;
                model.n_shown = n_shown;
            }
            Action::Interrupted => {
                model.interrupted = true;
                if matches!(model.run, Run::Asking { .. } | Run::Paused) {
                    model.run = Run::Recording;
                }
            }
            Action::View(view) => {
                model.n_steps = model.n_steps.max(view.n_steps);
                model.n_shown = view.n_shown;
                // A view from before the restart must not stop the play that has just been asked for.
                // Play ends where the program does: what the interpreter then lets go is one more step, by hand.
                if view.step >= view.program_end.unwrap_or(view.n_steps)
                    && !matches!(model.run, Run::Recording)
                    && model.view.as_ref().is_some_and(|old| old.step < view.step)
                {
                    model.playing = false;
                }
                model.show(*view);
                model.follow();
            }
            Action::Timeline(timeline) => model.timeline = Rc::new(timeline),
            Action::Layouts(layouts) => {
                model.layouts = Rc::new(*layouts);
                model.laid = true;
            }
            Action::Missed(why) => {
                model.missed = Some(why);
                model.playing = false;
            }
            Action::Zoom(zoom) => model.zoom = zoom,
            Action::Library(open) => model.open_library = open,
            Action::Play(playing) => model.playing = playing,
            Action::Speed(speed) => model.speed = speed.min(SPEEDS.len() - 1),
            Action::Answer(choice) => model.answered = Some(choice),
            Action::Toggle(serial) => {
                let mut open = (*model.open).clone();
                if !open.remove(&serial) {
                    open.insert(serial);
                }
                model.open = Rc::new(open);
                model.draw();
            }
            Action::Point(serial) => model.pointed = serial,
            Action::Inside(serial) => model.enter(serial),
            Action::Breakpoint(wanted) => model.marks.toggle(wanted),
            Action::Bookmark(step, shown) => model.marks.bookmark(step, shown),
            Action::Search(on) => model.search = on,
            Action::Searching(on) => model.searching = on,
            Action::Palette(on) => model.palette = on,
            Action::ShowCosts(on) => model.show_costs = on,
            Action::Costs(costs) => model.costs = Rc::new(costs),
            Action::Shared(on) => model.shared = on,
            Action::Moved(serial, shift) => {
                let moved = Rc::make_mut(&mut model.moved);
                match shift {
                    Some(shift) => moved.insert(serial, shift),
                    None => moved.remove(&serial),
                };
            }
            Action::FirstVisit => model.is_first_visit = true,
            Action::NoTour => model.is_first_visit = false,
            Action::AllMoved(shifts) => model.moved = Rc::new(shifts),
            Action::Wish(what) => model.wish = (what, model.wish.1 + 1),
            Action::Rebased(source) => {
                model.recorded = Some(source);
                model.run = Run::Recording;
                model.laid = false;
            }
            Action::InsideBack => model.leave(),
            Action::InsideClose => model.close_insides(),
            Action::InsideTold(view) => {
                if model.insides.last() == Some(&view.serial) {
                    model.inside = Some(view);
                }
            }
            Action::SmallAsObjects(on) => {
                model.small_as_objects = on;
                model.draw();
            }
            Action::Limit(limit) => model.limit = limit.max(1),
            Action::Theme(theme) => model.theme = theme,
            Action::Tab(tab) => model.tab = tab,
            Action::Fold(pane) => {
                let mut folded = (*model.folded).clone();
                if !folded.remove(&pane) {
                    folded.insert(pane);
                }
                model.folded = Rc::new(folded);
            }
            Action::Edit(editing) => {
                model.editing = editing && model.sheet != Sheet::Library;
                model.followed = false;
                model.naming = None;
            }
            Action::Want(place) => model.wanted = place,
            Action::Linked(zoom, open, inside) => {
                model.linked_inside = inside;
                model.zoom = zoom.unwrap_or(model.zoom);
                model.linked = Rc::new(open);
            }
        }
        Rc::new(model)
    }
}
