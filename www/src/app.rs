//! The page, put together. What must happen outside the model happens here: fetching lessons, the
//! fragment, the theme, what the browser keeps.

use std::rc::Rc;

use gloo::events::EventListener;
use gloo::timers::callback::Timeout;
use pyvarium_protocol::lesson::{Block, Inline, LessonIndex, LessonPage, LessonProgram};
use pyvarium_protocol::{Cursor, FrameKind, Move, StackEntryView, StateView};
use yew::prelude::*;

use crate::bridge;
use crate::fragment::{Fragment, zoom_name};
use crate::keys::{self, Do};
use crate::late::{Said, Told};
use crate::model::{Action, Model, Pane, Run, Tab, Theme};
use crate::player::{MORE_STEPS, Player, use_player};
use crate::share;
use crate::sheets::{Sheet, SourceText};
use crate::storage;
use crate::view::bar::Bar;
use crate::view::bytecode::Bytecode;
use crate::view::files::Files;
use crate::view::host::Host;
use crate::view::lesson::Lesson;
use crate::view::notice::Notice;
use crate::view::output::Output;
use crate::view::panes::{self, Handle, PaneTitle, Splitter};
use crate::view::sentence::Sentence;
use crate::view::source::Source;
use crate::view::stage::Stage;
use crate::view::tabs::{FileTools, Tabs};
use crate::view::transport::Transport;
use crate::view::value::Look;

const KEEP_MILLIS: u32 = 250;

#[component]
pub fn App() -> Html {
    let player = use_player();
    let model = &*player.model;
    use_lessons(&player);
    use_theme(model, &player.tell);
    use_kept_text(model);
    use_panes(model, &player.tell);
    use_own_program(&player);
    use_library(&player);

    let choose = {
        let tell = player.tell.clone();
        Callback::from(move |slug: String| {
            if slug.is_empty() {
                return;
            }
            let fragment = Fragment { lesson: Some(slug), ..Fragment::default() };
            set_fragment(&fragment);
            open(fragment, tell.clone());
        })
    };
    let share = player.act.reform(|()| Do::Share);
    let pending = model.must_answer();
    let tab = |label: &'static str, tab: Tab| {
        let choose = player.tell.reform(move |_| Action::Tab(tab));
        html! { <button role="tab" onclick={choose} aria-selected={(model.tab == tab).to_string()}>{ label }</button> }
    };
    let tab_class = match model.tab {
        Tab::Lesson => "tab-lesson",
        Tab::Code => "tab-code",
        Tab::Output => "tab-output",
    };
    let folded: Vec<&str> = Pane::ALL.iter().filter(|p| model.folded.contains(p)).map(|p| p.folded_class()).collect();
    html! {
        <div class={classes!("page", tab_class, folded)} data-run={run_name(model)} data-step={step_text(model)} data-zoom={zoom_name(model.zoom)} data-told={model.view.as_ref().map(|v| zoom_name(v.zoom))}>
            <Bar lessons={model.lessons.clone()} slug={model.lesson.as_ref().map(|l| l.slug.clone())} own={model.lesson.as_ref().is_some_and(|l| l.slug.is_empty())} mode={model.mode} theme={model.theme}
                small_as_objects={model.small_as_objects} limit={model.limit} can_run={!pending && !model.run.is_busy()} why_not={pending.then_some("answer the question first")}
                shared={model.shared} {choose} run={player.run.clone()} {share} tell={player.tell.clone()} />
            <main>
                <div class="left">
                    <section class="pane pane-source" aria-label="Source">{ source_title(&player) }{ tabs(&player, true) }{ source(&player) }</section>
                    <Splitter handle={Handle::Source} label="size of the program's pane" />
                    <div class="pane pane-code">{ bytecode(&player) }</div>
                    <Splitter handle={Handle::Output} label="size of the output's pane" />
                    <div class="pane pane-output">{ output(&player) }</div>
                </div>
                <div class="pane pane-stage">
                    <Splitter handle={Handle::Left} label="width of the left panes" />
                    { notice(&player) }{ stage(&player) }{ search(&player) }{ sentence(&player) }
                    <Splitter handle={Handle::Right} label="width of the lesson's pane" />
                </div>
                <div class="pane pane-lesson">{ title(&player, Pane::Lesson, html! { "lesson" }, Html::default()) }{ lesson(&player) }</div>
                <div class="tabs" role="tablist" aria-label="Panes">{ tab("Lesson", Tab::Lesson) }{ tab("Code", Tab::Code) }{ tab("Output", Tab::Output) }</div>
            </main>
            <footer>{ transport(&player) }</footer>
            if model.palette { <Given told={Told::Palette {}} hear={hear(&player)} /> }
        </div>
    }
}

pub fn source(player: &Player) -> Html {
    let model = &*player.model;
    let shown = model.view.as_ref().filter(|_| !model.is_stale());
    let range = |cursor: &Option<Cursor>| cursor.as_ref().filter(|c| model.is_on_sheet(c)).and_then(|c| c.range);
    let (fault, file) = match (&model.run, model.sheet) {
        (Run::Refused(report), Sheet::Own(0)) => (Some(report.clone()), Some(0)),
        (_, Sheet::Own(file)) => (None, Some(file)),
        (_, Sheet::Library) => (None, None),
    };
    let text = match file {
        Some(i) => model.files.get(i).map(|f| f.text.clone()),
        None => model.library.as_ref().map(|l| l.text.clone()),
    };
    let costs = match model.show_costs && !model.is_stale() {
        true => model.costs.iter().filter(|c| Some(c.file as usize) == file).copied().collect(),
        false => Vec::new(),
    };
    let notes = |v: &Rc<StateView>| v.notes.iter().filter(|n| Some(n.file as usize) == file).cloned().collect::<Vec<_>>();
    html! {
        <Source source={text.unwrap_or_default()} {file} just={shown.and_then(|v| range(&v.just_run))} next={shown.and_then(|v| range(&v.next))} {fault}
            notes={shown.map(notes).unwrap_or_default()} stops={model.marks.lines(file)} costs={costs} find={player.find.clone()}
            editing={model.editing && file.is_some()} focus={!model.followed} tell={player.tell.clone()} />
    }
}

/// Nothing, while one file is all there is.
pub fn tabs(player: &Player, can_change: bool) -> Html {
    let model = player.model.clone();
    let library = model.library.as_ref().map(|l| l.name.clone()).filter(|_| model.open_library || model.sheet == Sheet::Library);
    if model.files.len() < 2 && library.is_none() {
        return Html::default();
    }
    let running = model.view.as_ref().filter(|_| !model.is_stale()).and_then(|v| model.sheet_of(v.next.as_ref()?.source.as_ref()?));
    let (files, shown, naming) = (model.files.clone(), model.sheet, model.naming);
    let fault_of = Callback::from(move |(file, name): (usize, String)| model.name_fault(file, &name));
    html! { <Tabs {files} {library} {shown} {running} {naming} {fault_of} {can_change} tell={player.tell.clone()} /> }
}

/// How the run stands, in a word, for the style sheet and for whoever looks from outside.
pub fn run_name(model: &Model) -> &'static str {
    match &model.run {
        Run::Idle => "idle",
        Run::Compiling => "compiling",
        Run::Recording => "recording",
        Run::Asking { .. } => "asking",
        Run::Paused => "paused",
        Run::Ended(_) if model.laid => "ended",
        Run::Ended(_) => "surveying",
        Run::Refused(_) => "refused",
        Run::Died { .. } => "died",
    }
}

/// As the slider counts.
pub fn step_text(model: &Model) -> Option<String> {
    model.view.as_ref().map(|v| v.shown_step.to_string())
}

fn title(player: &Player, pane: Pane, children: Html, tools: Html) -> Html {
    html! { <PaneTitle {pane} folded={player.model.folded.contains(&pane)} tell={player.tell.clone()} {tools}>{ children }</PaneTitle> }
}

fn source_title(player: &Player) -> Html {
    let model = &*player.model;
    let (edit, back) = (player.tell.reform(|_| Action::Edit(true)), player.tell.reform(|_| Action::Edit(false)));
    let own = model.lesson.as_ref().and_then(|l| crate::model::program_of(l, model.mode).map(Rc::<str>::from));
    let restore = own.filter(|own| *own != model.source).map(|own| {
        let restore = player.tell.reform(move |_| Action::Source(own.clone()));
        html! { <button class="quiet small" onclick={restore} title="the lesson's own program again">{ "Restore" }</button> }
    });
    let add = player.tell.reform(|_| Action::AddFile);
    let costs = player.act.reform(|_| Do::Costs);
    let further = match model.sheet {
        Sheet::Own(i) if i > 0 && model.naming.is_none() => model.files.get(i).map(|f| (i, f.text.clone())),
        _ => None,
    };
    let tools = html! {
        <>
            { restore.unwrap_or_default() }
            if let Some((file, text)) = further {
                <FileTools key={file} {file} is_empty={text.trim().is_empty()} tell={player.tell.clone()} />
            }
            if model.files.len() < 2 && model.lesson.is_some() && model.sheet != Sheet::Library {
                <button class="quiet small" onclick={add} title="add a file to the program, to be imported" aria-label="add a file">{ "+ file" }</button>
            }
            if model.has_recording() && model.sheet != Sheet::Library && !model.editing {
                <button class="quiet small" onclick={costs} aria-pressed={model.show_costs.to_string()} title="what each line has cost: instructions (k)">{ "Cost" }</button>
            }
            if model.sheet == Sheet::Library {
                <span class="fact">{ "read only" }</span>
            } else if model.editing {
                <button class="quiet small" onclick={back} title="back to looking (Escape)">{ "Done" }</button>
            } else {
                <button class="quiet small" onclick={edit} title="edit the program (e)">{ "Edit" }</button>
            }
        </>
    };
    title(player, Pane::Source, html! { "program" }, tools)
}

fn bytecode(player: &Player) -> Html {
    let model = &*player.model;
    let legend =
        html! { <span class="legend"><span class="key-just">{ "just ran" }</span><span class="key-next">{ "runs next" }</span></span> };
    match model.view.as_ref().and_then(|v| v.code.as_ref().map(|c| (v, c))) {
        Some((view, code)) => html! {
            <>
                { title(player, Pane::Code, html! { <>{ "bytecode of " }<code>{ &code.name }</code></> }, legend) }
                <div class="code-and-stack">
                    <Bytecode code={code.clone()} just={view.just_run.clone()} next={view.next.clone()} marks={model.marks.clone()} find={player.find.clone()} tell={player.tell.clone()} />
                    { value_stack(view) }
                </div>
            </>
        },
        None => {
            html! { <>{ title(player, Pane::Code, html! { "bytecode" }, Html::default()) }<p class="empty">{ if model.view.as_ref().is_some_and(|v| v.step > 0) { "nothing runs any more" } else { "run the program to see its instructions" } }</p></> }
        }
    }
}

/// The running frame's value stack, top first: what each entry is, in a word. Its arrows are on the stage.
fn value_stack(view: &StateView) -> Html {
    let Some(frame) = view.frames.iter().find(|f| f.kind == FrameKind::Python) else { return Html::default() };
    let word = |entry: &StackEntryView| match &entry.value {
        None => "NULL".to_owned(),
        Some(v) => match v.inline.as_ref().or(v.folded.as_ref()) {
            Some(text) => text.clone(),
            None => view.objects.iter().find(|o| o.serial == v.serial).map_or_else(|| "object".to_owned(), |o| o.type_name.clone()),
        },
    };
    html! {
        <div class="value-stack" tabindex="0" role="region" aria-label="Value stack, top first">
            <h3>{ "stack" }</h3>
            if frame.stack.is_empty() { <p class="empty">{ "empty" }</p> }
            <ol>{ for frame.stack.iter().rev().map(|e| html! { <li class={classes!(e.borrowed.then_some("borrowed"))} title={if e.borrowed { "borrowed: not counted" } else { "" }}>{ word(e) }</li> }) }</ol>
        </div>
    }
}

fn output(player: &Player) -> Html {
    let model = &*player.model;
    let asking = match &model.run {
        Run::Asking { prompt } => Some(prompt.clone()),
        _ => None,
    };
    let session = player.session.clone();
    let answer = Callback::from(move |line| session.input(line));
    html! {
        <>
            { title(player, Pane::Output, html! { "output" }, Html::default()) }
            <Output output={model.view.as_ref().map(|v| v.output.clone()).unwrap_or_default()} {asking} {answer} />
            <Files files={model.view.as_ref().map(|v| v.files.clone()).unwrap_or_default()} />
        </>
    }
}

/// What the program wrote and the field for the line that it waits for, where there is no pane for them.
pub fn asked(player: &Player) -> Html {
    let model = &*player.model;
    let Run::Asking { prompt } = &model.run else { return Html::default() };
    let session = player.session.clone();
    let answer = Callback::from(move |line| session.input(line));
    let output = model.view.as_ref().map(|v| v.output.clone()).unwrap_or_default();
    html! { <div class="asked"><Output {output} asking={prompt.clone()} {answer} /></div> }
}

pub fn notice(player: &Player) -> Html {
    let model = &*player.model;
    let (stop, more, leave) = (player.session.clone(), player.session.clone(), player.session.clone());
    // The person may look at another moment.
    let there = model.view.as_ref().filter(|v| v.step == v.n_steps);
    let line = there.and_then(|v| v.frames.iter().find(|f| f.kind == FrameKind::Python)?.line);
    html! {
        <Notice run={model.run.clone()} interrupted={model.interrupted} n_steps={model.n_steps} {line} missed={model.missed.clone()} stale={model.is_stale()} rerun={player.run.clone()}
            stop={Callback::from(move |()| stop.stop())} go_on={Callback::from(move |()| more.go_on(MORE_STEPS))} leave_breakpoint={Callback::from(move |()| leave.leave_breakpoint())} />
    }
}

pub fn stage(player: &Player) -> Html {
    let model = &*player.model;
    if let Some(inside) = &model.inside {
        return html! { <Host key="inside" given={inside.props(model.insides.len().saturating_sub(1))} hear={hear(player)} /> };
    }
    let look = Look { small_as_objects: model.small_as_objects };
    match &model.view {
        Some(view) => html! {
            <Stage view={view.clone()} drawn={model.drawn.clone()} layout={model.layout().clone()} open={model.open.clone()} pointed={model.pointed}
                show_stack=true {look} find={player.find.clone()} tell={player.tell.clone()} />
        },
        None => html! { <div class="stage bare"><p class="empty">{ "Run the program, and its frames and objects stand here." }</p></div> },
    }
}

fn search(player: &Player) -> Html {
    let model = &*player.model;
    if !model.search {
        return Html::default();
    }
    let file = if let Sheet::Own(file) = model.sheet { file } else { 0 };
    let bookmarks = model.marks.bookmarks.iter().map(|(step, shown)| (*step, *shown)).collect();
    let told = Told::Search {
        breakpoints: (*model.marks.breakpoints).clone(),
        bookmarks,
        file,
        at: model.view.as_ref().map_or(0, |v| v.step),
        searching: model.searching,
    };
    html! { <Given {told} hear={hear(player)} /> }
}

#[derive(Properties, PartialEq)]
struct GivenProps {
    told: Told,
    hear: Callback<Said>,
}

/// The same words are the same value: the late module draws only what is new.
#[component]
fn Given(props: &GivenProps) -> Html {
    let given = use_memo(props.told.clone(), |told| serde_wasm_bindgen::to_value(told).unwrap_or_default());
    html! { <Host given={(*given).clone()} hear={props.hear.clone()} /> }
}

/// What the person does in a component of the late module.
fn hear(player: &Player) -> Callback<Said> {
    let (tell, act, find, session, zoom) =
        (player.tell.clone(), player.act.clone(), player.find.clone(), player.session.clone(), player.model.zoom);
    Callback::from(move |said| match said {
        Said::Inside(serial) => tell.emit(Action::Inside(serial)),
        Said::InsideBack => tell.emit(Action::InsideBack),
        Said::InsideClose => tell.emit(Action::InsideClose),
        Said::Breakpoint(wanted) => tell.emit(Action::Breakpoint(wanted)),
        Said::Bookmark(step, shown) => tell.emit(Action::Bookmark(step, shown)),
        Said::CloseSearch => tell.emit(Action::Search(false)),
        Said::ClosePalette => tell.emit(Action::Palette(false)),
        Said::Find(wanted, back) => find.emit((wanted, back)),
        Said::GoTo(step) => session.go(Move::To(step), zoom),
        Said::Do(at) => keys::all().nth(at).into_iter().for_each(|(_, _, what)| act.emit(what)),
    })
}

pub fn sentence(player: &Player) -> Html {
    let text = player.model.view.as_ref().map(|v| v.sentence.clone()).unwrap_or_default();
    html! { <Sentence {text} act={player.act.clone()} /> }
}

fn lesson(player: &Player) -> Html {
    let model = &*player.model;
    match &model.lesson {
        Some(lesson) => html! {
            <Lesson lesson={lesson.clone()} answered={model.answered} ask={model.is_untouched()} go={player.go.clone()} tell={player.tell.clone()} />
        },
        None => Html::default(),
    }
}

pub fn transport(player: &Player) -> Html {
    let model = &*player.model;
    // With nothing recorded the first press records, from the start, whatever the stored picture shows.
    let (step, n_steps) = match &model.view {
        Some(view) if model.has_recording() => (view.shown_step, model.n_shown),
        _ => (0, model.n_steps.max(1)),
    };
    html! {
        <Transport marks={model.marks.clone()} {step} {n_steps} timeline={model.timeline.clone()} zoom={model.zoom} open_library={model.open_library} playing={model.playing} speed={model.speed}
            enabled={!model.must_answer() && model.run != Run::Compiling} act={player.act.clone()} tell={player.tell.clone()} />
    }
}

/// The list of lessons, and the one that the fragment names; again when the fragment changes.
#[hook]
fn use_lessons(player: &Player) {
    let tell = player.tell.clone();
    use_effect_with((), move |()| {
        {
            let tell = tell.clone();
            wasm_bindgen_futures::spawn_local(async move {
                let lessons = bridge::fetch::<LessonIndex>("lessons/index.json").await.unwrap_or_default().lessons;
                let mut fragment = share::unpacked(read_fragment()).await;
                if fragment.lesson.is_none() && fragment.code.is_none() {
                    fragment.lesson = lessons.first().map(|l| l.slug.clone());
                }
                tell.emit(Action::Lessons(lessons));
                open(fragment, tell);
            });
        }
        let dropped = tell.clone();
        bridge::on_drop(move |text| share::opened(text, dropped.clone()));
        let listener = EventListener::new(&gloo::utils::window(), "hashchange", move |_| {
            let tell = tell.clone();
            wasm_bindgen_futures::spawn_local(async move { open(share::unpacked(read_fragment()).await, tell) });
        });
        move || drop(listener)
    });
    let (wanted, go) = (player.model.wanted, player.go.clone());
    let ready = player.model.lesson.is_some() && !player.model.must_answer();
    let tell = player.tell.clone();
    use_effect_with((wanted, ready), move |(wanted, ready)| {
        if let (Some(place), true) = (wanted, ready) {
            tell.emit(Action::Want(None));
            go.emit(*place);
        }
    });
}

pub fn open(fragment: Fragment, tell: Callback<Action>) {
    let place = fragment.place;
    if let Some(code) = fragment.code {
        let own = LessonPage {
            title: "Your program".to_owned(),
            text: own_text(),
            programs: vec![LessonProgram { mode: fragment.mode.unwrap_or_default(), source: code, units: Vec::new() }],
            ..LessonPage::default()
        };
        tell.emit(Action::Lesson(Rc::new(own), None));
        tell.emit(Action::Linked(fragment.zoom, fragment.open));
        tell.emit(Action::Want(place));
        return;
    }
    let Some(slug) = fragment.lesson else { return };
    wasm_bindgen_futures::spawn_local(async move {
        // Slugs are folder names; anything else would leave `lessons/`.
        if !slug.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-') {
            return;
        }
        match bridge::fetch::<LessonPage>(&format!("lessons/{slug}/lesson.json")).await {
            Ok(lesson) => {
                let kept = storage::get(&format!("text.{slug}")).map(Rc::from);
                tell.emit(Action::Lesson(Rc::new(lesson), kept));
                if let Some(mode) = fragment.mode {
                    tell.emit(Action::Mode(mode));
                }
                tell.emit(Action::Linked(fragment.zoom, fragment.open));
                tell.emit(Action::Want(place));
            }
            Err(why) => tell.emit(Action::Run(Run::Died { why: format!("the lesson could not be read: {why}") })),
        }
    });
}

/// What stands where a lesson's text would.
fn own_text() -> Vec<Block> {
    let text = |t: &str| Inline::Text(t.to_owned());
    let key = |k: &str, what: &str| vec![Inline::Code(k.to_owned()), text(" "), text(what)];
    vec![
        Block::Paragraph(vec![text(
            "Run it, then go through it in both directions. Share makes a link to this program and to the moment shown.",
        )]),
        Block::Heading("Keys".to_owned()),
        Block::List(vec![
            key("r", "runs the program"),
            key("e", "edits it, Escape leaves the editor"),
            key("→", "and ← go forward and back"),
            key("↓", "goes over a call, o out of it"),
            key("Home", "and End go to the first and last moment"),
            key("p", "plays and pauses"),
            key("g", "goes on from a breakpoint, s stops the program"),
            key("l", "steps into CPython's library, too"),
            key("z", "changes between lines and instructions"),
            key("i", "looks into the object or frame that is pointed at, Escape leaves it"),
            key("n", "runs to the next breakpoint, N back to the one before"),
            key("?", "lists everything that can be done"),
        ]),
    ]
}

pub fn fragment_of(model: &Model) -> Fragment {
    let untouched = model.lesson.as_ref().filter(|l| !l.slug.is_empty() && model.is_untouched());
    Fragment {
        lesson: untouched.map(|l| l.slug.clone()),
        code: untouched.is_none().then(|| model.source.to_string()),
        mode: Some(model.mode),
        place: model.view.as_ref().and_then(|v| v.place),
        zoom: Some(model.zoom),
        open: (*model.open).clone(),
        packed: None,
    }
}

pub fn read_fragment() -> Fragment {
    Fragment::parse(&gloo::utils::window().location().hash().unwrap_or_default())
}

pub fn set_fragment(fragment: &Fragment) {
    if let Ok(history) = gloo::utils::window().history() {
        let _ = history.replace_state_with_url(&wasm_bindgen::JsValue::NULL, "", Some(&fragment.text()));
    }
}

#[hook]
fn use_theme(model: &Model, tell: &Callback<Action>) {
    let settled = use_mut_ref(|| false);
    {
        let tell = tell.clone();
        use_effect_with((), move |()| match storage::get("theme").as_deref() {
            Some("light") => tell.emit(Action::Theme(Theme::Light)),
            Some("dark") => tell.emit(Action::Theme(Theme::Dark)),
            _ => {}
        });
    }
    use_effect_with(model.theme, move |theme| {
        if !std::mem::replace(&mut *settled.borrow_mut(), true) {
            // The first render knows no choice yet; `boot.js` has set the stored one.
            return;
        }
        let root = gloo::utils::document_element();
        let name = match theme {
            Theme::System => None,
            Theme::Light => Some("light"),
            Theme::Dark => Some("dark"),
        };
        match name {
            Some(name) => {
                let _ = root.set_attribute("data-theme", name);
                storage::set("theme", name);
            }
            None => {
                let _ = root.remove_attribute("data-theme");
                storage::remove("theme");
            }
        }
    });
}

/// The source of the library's file that the moment is in, fetched when it is first seen.
#[hook]
pub fn use_library(player: &Player) {
    let tell = player.tell.clone();
    let wanted = player.model.library_wanted().map(str::to_owned);
    use_effect_with(wanted, move |wanted| {
        let Some(name) = wanted.clone() else { return };
        wasm_bindgen_futures::spawn_local(async move {
            let text = bridge::fetch_library(&name).await.unwrap_or_else(|| format!("# {name} could not be fetched.\n"));
            tell.emit(Action::LibraryText(SourceText { name: Rc::from(name), text: Rc::from(text) }));
        });
    });
}

/// A program of one's own lives in the fragment: a reload, or a link that is copied, keeps what was typed.
#[hook]
fn use_own_program(player: &Player) {
    let waiting = use_mut_ref(|| None::<Timeout>);
    let model = player.model.clone();
    let own = model.lesson.as_ref().is_some_and(|l| l.slug.is_empty()) && !model.is_untouched();
    use_effect_with((own, model.source.clone()), move |(own, _)| {
        // Browsers refuse to have their address changed at every keystroke.
        *waiting.borrow_mut() =
            own.then(|| Timeout::new(KEEP_MILLIS, move || set_fragment(&Fragment { place: None, ..fragment_of(&model) })));
    });
}

/// Panes stay as the person left them.
#[hook]
fn use_panes(model: &Model, tell: &Callback<Action>) {
    let settled = use_mut_ref(|| false);
    {
        let tell = tell.clone();
        use_effect_with((), move |()| {
            panes::restore();
            let kept = storage::get("folded").unwrap_or_default();
            for pane in Pane::ALL.into_iter().filter(|p| kept.split(' ').any(|k| k == p.folded_class())) {
                tell.emit(Action::Fold(pane));
            }
        });
    }
    use_effect_with(model.folded.clone(), move |folded| {
        if std::mem::replace(&mut *settled.borrow_mut(), true) {
            storage::set("folded", &folded.iter().map(|p| p.folded_class()).collect::<Vec<_>>().join(" "));
        }
    });
}

/// What was typed is there after a reload; the lesson's own text takes no place.
#[hook]
fn use_kept_text(model: &Model) {
    let lesson = model.lesson.clone();
    use_effect_with(model.source.clone(), move |source| {
        let Some(lesson) = lesson.filter(|l| !l.slug.is_empty()) else { return };
        let key = format!("text.{}", lesson.slug);
        if lesson.programs.iter().any(|p| *p.source == **source) {
            storage::remove(&key);
        } else {
            storage::set(&key, source);
        }
    });
}
