//! The page, put together. What must happen outside the model happens in the hooks of `opening` and `keep`.

use std::rc::Rc;

use pyvarium_protocol::late::{Desk, Said, Told};
use pyvarium_protocol::{Cursor, FrameKind, Move, StackEntryView, StateView, Zoom};
use yew::prelude::*;

use crate::fragment::{Fragment, zoom_name};
use crate::keep::{use_kept_text, use_library, use_own_program, use_panes, use_progress, use_theme};
use crate::keys::{self, Do};
use crate::model::{Action, Model, Pane, Run, SPEEDS, Tab};
use crate::opening::{open, set_fragment, use_lessons};
use crate::player::{MORE_STEPS, Player, use_player};
use crate::sheets::Sheet;
use crate::view::bar::Bar;
use crate::view::bytecode::Bytecode;
use crate::view::files::Files;
use crate::view::host::Host;
use crate::view::lesson::Lesson;
use crate::view::notice::Notice;
use crate::view::output::Output;
use crate::view::panes::{Handle, PaneTitle, Splitter};
use crate::view::sentence::Sentence;
use crate::view::source::Source;
use crate::view::stage::Stage;
use crate::view::tabs::{FileTools, Tabs};
use crate::view::transport::Transport;
use crate::view::value::Look;

#[component]
pub fn App() -> Html {
    let player = use_player();
    let model = &*player.model;
    use_lessons(&player);
    use_theme(model, &player.tell);
    use_kept_text(model);
    use_progress(model);
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
                    { notice(&player) }{ stage(&player) }{ offer(&player) }{ search(&player) }{ sentence(&player) }
                    <Splitter handle={Handle::Right} label="width of the lesson's pane" />
                </div>
                <div class="pane pane-lesson">{ title(&player, Pane::Lesson, html! { "lesson" }, Html::default()) }{ lesson(&player) }</div>
                <div class="tabs" role="tablist" aria-label="Panes">{ tab("Lesson", Tab::Lesson) }{ tab("Code", Tab::Code) }{ tab("Output", Tab::Output) }</div>
            </main>
            <footer>{ transport(&player) }</footer>
            if model.palette { <Given told={Told::Palette {}} hear={hear(&player)} /> }
            { desk(&player) }
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
                    <Bytecode code={code.clone()} forms={view.forms.clone()} raised={view.raised.as_ref().filter(|r| r.unwinding).map(|r| r.at)} just={view.just_run.clone()} next={view.next.clone()} marks={model.marks.clone()} find={player.find.clone()} tell={player.tell.clone()} />
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
            stop={Callback::from(move |()| stop.stop())} go_on={Callback::from(move |()| more.go_on(MORE_STEPS))} go_on_edited={player.act.reform(|()| Do::Desk("edited"))} leave_breakpoint={Callback::from(move |()| leave.leave_breakpoint())} />
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
            <Stage view={view.clone()} drawn={model.drawn.clone()} layout={model.layout().clone()} open={model.open.clone()} pointed={model.pointed} moved={model.moved.clone()}
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

/// On a first visit: the tour.
fn offer(player: &Player) -> Html {
    if !player.model.offers_tour() {
        return Html::default();
    }
    let (take, leave) = (player.act.reform(|_: MouseEvent| Do::Desk("tour")), player.tell.reform(|_: MouseEvent| Action::NoTour));
    html! { <aside class="offer" aria-label="first visit"><span>{ "New here?" }</span><button class="small" onclick={take}>{ "Take the tour" }</button><button class="quiet small" onclick={leave}>{ "No, thank you" }</button></aside> }
}

/// What the late module does beside the page's own parts: from the first recording on, or when it is first asked for.
pub fn desk(player: &Player) -> Html {
    let model = &*player.model;
    let (wish, n_wishes) = model.wish;
    if !model.has_recording() && n_wishes == 0 {
        return Html::default();
    }
    let view = model.view.as_ref();
    let told = Told::Desk(Desk {
        wish: wish.to_owned(),
        n_wishes,
        step: view.map_or(0, |v| v.step),
        shown: view.map_or(0, |v| v.shown_step),
        n_shown: model.n_shown,
        zoom: model.zoom,
        millis: if model.playing { SPEEDS.get(model.speed).map_or(0, |s| s.1) } else { 0 },
        source: model.source.to_string(),
        mode: model.mode,
        slug: model.lesson.as_ref().map(|l| l.slug.clone()).unwrap_or_default(),
        recording: model.recording,
        has_ended: matches!(model.run, Run::Ended(_)),
        is_recorded: model.has_recording() && model.laid,
        is_stale: model.is_stale(),
    });
    html! { <Given key="desk" {told} hear={hear(player)} /> }
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
        Said::Failed => {
            let no_layouts = Action::Layouts(Box::default());
            [Action::InsideClose, Action::Search(false), Action::Palette(false), no_layouts].into_iter().for_each(|a| tell.emit(a));
            tell.emit(Action::Missed("that part of the page could not be fetched; try again".to_owned()));
        }
        Said::Layouts(layouts) => tell.emit(Action::Layouts(layouts)),
        Said::Inside(serial) => tell.emit(Action::Inside(serial)),
        Said::InsideBack => tell.emit(Action::InsideBack),
        Said::InsideClose => tell.emit(Action::InsideClose),
        Said::Breakpoint(wanted) => tell.emit(Action::Breakpoint(wanted)),
        Said::Bookmark(step, shown) => tell.emit(Action::Bookmark(step, shown)),
        Said::CloseSearch => tell.emit(Action::Search(false)),
        Said::ClosePalette => tell.emit(Action::Palette(false)),
        Said::Find(wanted, back) => find.emit((wanted, back)),
        Said::GoTo(step) => session.go(Move::To(step), zoom),
        Said::GoToShown(step) => session.go(Move::ToShown(step), zoom),
        Said::Moved(serial, shift) => tell.emit(Action::Moved(serial, shift)),
        Said::Do(at) => keys::all().nth(at).into_iter().for_each(|(_, _, what)| act.emit(what)),
    })
}

pub fn sentence(player: &Player) -> Html {
    let view = player.model.view.as_ref();
    let text = view.map(|v| v.sentence.clone()).unwrap_or_default();
    let of = |v: &StateView| {
        let (just, code) = (v.just_run.as_ref()?, v.code.as_ref()?);
        Some(code.instructions.iter().find(|i| just.code == code.serial && i.offset == just.offset)?.opname.clone())
    };
    let opname = view.filter(|v| v.zoom == Zoom::Instruction).and_then(|v| of(v));
    html! { <Sentence {text} {opname} act={player.act.clone()} /> }
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
