//! The report of an exception as CPython prints it: traceback with carets, chain, notes, hint.
//!
//! CPython: Lib/traceback.py (TracebackException, StackSummary.format), Python/pythonrun.c.

use pyvarium_heap::object::Body;
use pyvarium_heap::{Own, Ref, Slot};

use crate::core::{ids, kinds};
use crate::eval::position::position;
use crate::fs::{Ask, Fail};
use crate::native::{Answer, NativeDef, Next};
use crate::run::carets;
use crate::stop::{Flow, Res};
use crate::vm::Vm;
use crate::vm_bug;

const CAUSE: &str = "\nThe above exception was the direct cause of the following exception:\n\n";
const CONTEXT: &str = "\nDuring handling of the above exception, another exception occurred:\n\n";
/// Repeated frames beyond this many are counted. CPython: _RECURSIVE_CUTOFF.
const RECURSIVE_CUTOFF: usize = 3;

impl Vm {
    /// As `print_exception`, wherever `report` writes.
    pub(super) fn print_exception_now(&mut self, e: Own) -> Res {
        self.print_exception_at(e, 0)
    }

    /// `depth`: groups around it.
    fn print_exception_at(&mut self, e: Own, depth: i64) -> Res {
        // The chain, outermost cause last; each is printed after its own cause or context.
        let mut chain = vec![e.r()];
        let mut links: Vec<i64> = Vec::new();
        let mut at = e.r();
        while let Some(x) = self.heap.exception(at) {
            let next = match (x.cause.get(), x.context.get()) {
                (Some(cause), _) => Some((cause, 1)),
                (None, Some(context)) if !x.suppress_context => Some((context, 2)),
                _ => None,
            };
            match next.filter(|(n, _)| !chain.contains(n)) {
                Some((n, link)) => {
                    chain.push(n);
                    links.push(link);
                    at = n;
                }
                None => break,
            }
        }
        let mut slots: Vec<Slot> = vec![e.into()];
        slots.extend(chain.iter().rev().map(|r| Slot::borrow(*r)));
        links.reverse();
        let mut ints = vec![0, depth, 0, 0];
        ints.extend(links);
        self.push_native(kinds::PRINT_EXCEPTION, &slots, &ints)
    }

    /// Reads the files that a traceback shows lines of, as far as they are there; what the host must give first
    /// otherwise. CPython: Lib/linecache.py.
    fn read_traceback_sources(&mut self, e: Ref) -> Option<Ask> {
        let mut at = self.heap.exception(e).and_then(|x| x.traceback.get());
        while let Some(n) = at.and_then(|t| self.heap.native(t)) {
            let (next, frame) = (n.slot(0).get(), n.slot(1).get());
            at = next;
            let Some(frame) = frame else { continue };
            let (_, _, file) = self.frame_facts(frame);
            if self.sources.contains_key(&file) || file.starts_with('<') {
                continue;
            }
            let path = if file.starts_with('/') { file.clone() } else { format!("{}/{file}", crate::fs::HOME) };
            let Ok(ino) = self.fs.resolve(path.as_bytes(), true) else { continue };
            match self.fs.bytes_of(ino) {
                Ok(bytes) => {
                    let text = String::from_utf8_lossy(&bytes).into_owned();
                    std::rc::Rc::make_mut(&mut self.sources).insert(file, text.into());
                }
                Err(Fail::Ask(ask)) => return Some(ask),
                Err(Fail::Errno(_)) => {}
            }
        }
        None
    }

    /// The frames of a traceback, as printed.
    pub fn traceback_text(&self, tb: Option<Ref>) -> String {
        self.last_entries_text(tb, usize::MAX, Show::Carets)
    }

    /// As C code prints them: no carets. CPython: Python/traceback.c, tb_printinternal.
    pub fn plain_traceback_text(&self, tb: Option<Ref>, lines: bool) -> String {
        self.last_entries_text(tb, 1000, if lines { Show::Lines } else { Show::Places })
    }

    /// Of a limited number of entries the last are shown.
    fn last_entries_text(&self, tb: Option<Ref>, limit: usize, show: Show) -> String {
        let limit = self.traceback_limit().map_or(limit, |n| n.max(0) as usize);
        let mut n_entries = 0;
        let mut at = tb;
        while let Some(n) = at.and_then(|r| self.heap.native(r)) {
            n_entries += 1;
            at = n.slot(0).get();
        }
        self.entries_text(tb, usize::saturating_sub(n_entries, limit), limit, show)
    }

    /// sys.tracebacklimit, where it is a number.
    fn traceback_limit(&self) -> Option<i64> {
        let limit = self.dict_get_named(self.sys_dict()?, "tracebacklimit")?;
        self.heap.small_int(limit)
    }

    fn entries_text(&self, tb: Option<Ref>, skip: usize, limit: usize, show: Show) -> String {
        let Some(mut at) = tb else { return String::new() };
        let mut i = 0;
        let mut out = String::new();
        let mut last: Option<(String, i64, String)> = None;
        let mut count = 0;
        while let Some(n) = self.heap.native(at) {
            let (next, frame, lasti, line) = (n.slot(0).get(), n.slot(1).get(), n.int(0), n.int(1));
            i += 1;
            if let Some(frame) = frame.filter(|_| i > skip && i <= skip.saturating_add(limit)) {
                let (_, name, file) = self.frame_facts(frame);
                let key = (file.clone(), line, name.clone());
                if last.as_ref() == Some(&key) {
                    count += 1;
                } else {
                    repeated(&mut out, count);
                    count = 1;
                    last = Some(key);
                }
                if count <= RECURSIVE_CUTOFF {
                    out.push_str(&self.frame_entry(frame, &name, &file, lasti, line, show));
                }
            }
            match next {
                Some(n) => at = n,
                None => break,
            }
        }
        repeated(&mut out, count);
        out
    }

    fn frame_entry(&self, frame: Ref, name: &str, file: &str, lasti: i64, line: i64, show: Show) -> String {
        let code = self.heap.frame_object(frame).and_then(|f| f.code.get()).and_then(|c| self.heap.code(c));
        let p = code.filter(|_| lasti >= 0).map(|c| position(c, (lasti / 2) as u32)).unwrap_or_default();
        let line = p.line.map_or(line, i64::from);
        let mut out = format!("  File \"{file}\", line {line}, in {name}\n");
        if show == Show::Places {
            return out;
        }
        let Some(source) = self.sources.get(file) else { return out };
        let first = usize::try_from(line - 1).unwrap_or(usize::MAX);
        let n = p.end_line.map_or(1, |end| (i64::from(end) - line + 1).max(1) as usize);
        let mut lines: Vec<&str> = source.split('\n').skip(first).take(n).map(str::trim_end).collect();
        if lines.iter().all(|l| l.is_empty()) {
            return out;
        }
        lines.resize(n, "");
        match (p.col, p.end_col) {
            (Some(col), Some(end_col)) if show == Show::Carets => out.push_str(&carets::entry(&lines, col as usize, end_col as usize)),
            _ => out.push_str(&format!("    {}\n", lines.first().copied().unwrap_or_default().trim())),
        }
        out
    }

    /// `Name: text`, with the module in front where it is not builtins or `__main__`.
    fn exception_line(&self, e: Ref, text: &str) -> String {
        let ty = self.heap.type_of(e);
        let (module, name) = (self.type_module(ty), self.type_qualname(ty));
        let name = if module == "builtins" || module == "__main__" { name } else { format!("{module}.{name}") };
        let hint = self.hint(e);
        if text.is_empty() && hint.is_empty() { format!("{name}\n") } else { format!("{name}: {text}{hint}\n") }
    }

    /// "Did you mean ...?" CPython: traceback._compute_suggestion_error.
    fn hint(&self, e: Ref) -> String {
        let Some(x) = self.heap.exception(e) else { return String::new() };
        if self.is_instance_of(e, ids::IMPORT_ERROR) {
            return self.import_hint(e);
        }
        let Some(name) = crate::exc::extra(self, e, 0).filter(|n| self.heap.text(*n).is_some()).map(|n| self.heap.str_lossy(n)) else {
            return String::new();
        };
        if self.is_instance_of(e, ids::ATTRIBUTE_ERROR) {
            let Some(obj) = crate::exc::extra(self, e, 1) else { return String::new() };
            let names = if self.heap.as_type(obj).is_some() { self.class_dir(obj) } else { self.dir_names(obj) };
            let visible = names.iter().map(String::as_str).filter(|n| name.starts_with('_') || !n.starts_with('_'));
            return crate::suggest::closest(&name, visible).map(|s| format!(". Did you mean: '{s}'?")).unwrap_or_default();
        }
        if !self.is_instance_of(e, ids::NAME_ERROR) {
            return String::new();
        }
        // Names of the innermost frame of the traceback: locals, globals, builtins.
        let mut tb = x.traceback.get();
        let mut frame = None;
        while let Some(n) = tb.and_then(|t| self.heap.native(t)) {
            frame = n.slot(1).get();
            tb = n.slot(0).get();
        }
        let mut names: Vec<String> = Vec::new();
        let mut keys = |dict: Option<Ref>| {
            if let Some(d) = dict.and_then(|d| self.heap.dict(d)) {
                names.extend(d.iter().map(|(k, _)| self.heap.str_lossy(k)));
            }
        };
        let shown = frame.and_then(|f| self.shown_frame(f));
        // In a method: the attribute of that name.
        if let Some(f) = shown {
            let place = f.code.localsplus.iter().position(|n| n.get().is_some_and(|n| self.heap.str_lossy(n) == "self"));
            if let Some(this) = place.and_then(|i| f.slots.get(i)).and_then(|s| s.get())
                && self.has_plain_attribute(this, &name)
            {
                return format!(". Did you mean: 'self.{name}'?");
            }
        }
        if let Some(f) = shown {
            keys(f.locals.get());
        }
        if let Some(f) = shown {
            let locals: Vec<String> = f
                .code
                .localsplus
                .iter()
                .zip(&f.slots)
                .filter(|(_, v)| !v.is_null())
                .filter_map(|(n, _)| n.get())
                .map(|n| self.heap.str_lossy(n))
                .collect();
            names.splice(0..0, locals);
            let globals = f.globals.get();
            let mut more: Vec<String> = Vec::new();
            for dict in [globals, Some(self.builtins)] {
                if let Some(d) = dict.and_then(|d| self.heap.dict(d)) {
                    more.extend(d.iter().map(|(k, _)| self.heap.str_lossy(k)));
                }
            }
            names.extend(more);
        }
        if let Some(s) = crate::suggest::closest(&name, names.iter().map(String::as_str)) {
            return format!(". Did you mean: '{s}'?");
        }
        if crate::import::is_importable(&name) { format!(". Did you forget to import '{name}'?") } else { String::new() }
    }
}

impl Vm {
    /// Of `from module import name`: a name that the module has, or the package that it is in.
    fn import_hint(&self, e: Ref) -> String {
        let text = |i: usize| crate::exc::extra(self, e, i).filter(|r| self.heap.text(*r).is_some()).map(|r| self.heap.str_lossy(r));
        let (Some(module), Some(wrong)) = (text(0), text(2)) else { return String::new() };
        let top = module.split('.').next().unwrap_or_default();
        let Some(module) = self.dict_get_named(self.modules, top) else { return String::new() };
        let names = self.dir_names(module);
        let visible = names.iter().map(String::as_str).filter(|n| wrong.starts_with('_') || !n.starts_with('_'));
        crate::suggest::closest(&wrong, visible).map(|s| format!(". Did you mean: '{s}'?")).unwrap_or_default()
    }

    /// hasattr, as far as no Python code is asked.
    fn has_plain_attribute(&self, r: Ref, name: &str) -> bool {
        let r = match self.heap.body(r) {
            Body::Cell(held) => match held.get() {
                Some(inner) => inner,
                None => return false,
            },
            _ => r,
        };
        self.dir_names(r).iter().any(|n| n == name)
    }
}

fn repeated(out: &mut String, count: usize) {
    if count > RECURSIVE_CUTOFF {
        let n = count - RECURSIVE_CUTOFF;
        let s = if n == 1 { "" } else { "s" };
        out.push_str(&format!("  [Previous line repeated {n} more time{s}]\n"));
    }
}

/// Groups within groups that are still printed. CPython: TracebackException.max_group_depth.
const MAX_GROUP_DEPTH: i64 = 10;
const MAX_GROUP_WIDTH: usize = 15;
/// How much an entry of a traceback shows.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Show {
    Places,
    Lines,
    Carets,
}

const HEADER: &str = "Traceback (most recent call last):\n";

/// Lines within groups have a margin. CPython: _ExceptionPrintContext.emit.
fn emit(vm: &mut Vm, depth: i64, margin: char, text: &str) {
    if depth == 0 {
        return vm.report(text);
    }
    let indent = "  ".repeat(depth as usize);
    let lines: String = text.split_inclusive('\n').map(|line| format!("{indent}{margin} {line}")).collect();
    vm.report(&lines);
}

/// slots: the exception (held), then the chain, innermost first; ints: next of the chain, depth of groups,
/// next exception of a group, whether a group was printed, then the links of the chain (1 cause, 2 context).
/// Answers whether a group was printed. CPython: TracebackException.format.
pub static PRINT_EXCEPTION: NativeDef = NativeDef {
    name: "excepthook",
    catches: true,
    resume: |vm, f, answer| {
        const ELEMENT: u16 = 0;
        const TEXT: u16 = 1;
        const MEMBER: u16 = 2;
        const PRINTED: u16 = 3;
        const NOTES: u16 = 4;
        let mut got = match answer {
            Answer::Value(v) => Some(v),
            Answer::Raised(e) => {
                vm.heap.decref_own(e);
                let one_note = f.get(f.int(0) as usize + 1).and_then(|e| next_note(vm, e, 0)).is_none_or(|(_, one)| one);
                let words = match (f.pc, one_note) {
                    (4, true) => "<note str() failed>",
                    (4, false) => "<__notes__ repr() failed>",
                    _ => "<exception str() failed>",
                };
                Some(vm.new_str(words))
            }
            Answer::Start | Answer::Exhausted => None,
        };
        loop {
            let (i, outer) = (f.int(0) as usize, f.int(1));
            let Some(e) = f.get(i + 1) else {
                let printed = f.int(3) != 0;
                return Ok(Next::Done(Own::assume(vm.bool_ref(printed))));
            };
            let group = vm.is_group(e);
            let depth = if group { outer.max(1) } else { outer };
            match f.pc {
                ELEMENT => {
                    if let Some(answer) = got.take() {
                        vm.heap.decref_own(answer);
                    }
                    if let Some(ask) = vm.read_traceback_sources(e) {
                        vm.ask_host(&ask);
                        return Ok(Next::Wait);
                    }
                    if i > 0 {
                        let separator = if f.int(i + 3) == 1 { CAUSE } else { CONTEXT };
                        emit(vm, outer, '|', separator);
                    }
                    if group && outer > MAX_GROUP_DEPTH {
                        emit(vm, outer, '|', &format!("... (max_group_depth is {MAX_GROUP_DEPTH})\n"));
                        f.set_int(0, i as i64 + 1);
                        continue;
                    }
                    let tb = vm.heap.exception(e).and_then(|x| x.traceback.get());
                    let frames = vm.traceback_text(tb);
                    if !frames.is_empty() || (tb.is_some() && group) {
                        let (head, margin) = match group {
                            true => (format!("Exception Group {HEADER}"), if outer == 0 { '+' } else { '|' }),
                            false => (HEADER.to_owned(), '|'),
                        };
                        emit(vm, depth, margin, &head);
                        emit(vm, depth, '|', &frames);
                    }
                    f.pc = TEXT;
                    match vm.str(e)? {
                        Flow::Value(v) => got = Some(v),
                        Flow::Pushed => return Ok(Next::Wait),
                    }
                }
                TEXT => {
                    let text = got.take().ok_or_else(|| vm_bug!("excepthook"))?;
                    let line = vm.syntax_error_report(e).unwrap_or_else(|| vm.exception_line(e, &vm.text_of(&text)));
                    vm.heap.decref_own(text);
                    emit(vm, depth, '|', &line);
                    f.set_int(2, 0);
                    f.pc = NOTES;
                }
                NOTES => {
                    if let Some(v) = got.take() {
                        let note = vm.text_of(&v);
                        vm.heap.decref_own(v);
                        emit(vm, depth, '|', &format!("{note}\n"));
                    }
                    let k = f.int(2);
                    f.set_int(2, k + 1);
                    let flow = match next_note(vm, e, k as usize) {
                        Some((note, true)) => Some(vm.str(note)?),
                        Some((notes, false)) => Some(vm.repr(notes)?),
                        None => None,
                    };
                    match flow {
                        Some(Flow::Value(v)) => {
                            got = Some(v);
                            continue;
                        }
                        Some(Flow::Pushed) => return Ok(Next::Wait),
                        None => {}
                    }
                    f.pc = ELEMENT;
                    if group {
                        f.set_int(2, 0);
                        f.set_int(3, 1);
                        f.pc = MEMBER;
                    } else {
                        f.set_int(0, i as i64 + 1);
                    }
                }
                MEMBER => {
                    let (members, k) = (vm.grouped(e), f.int(2) as usize);
                    let n = members.len().min(MAX_GROUP_WIDTH + 1);
                    if k >= n {
                        f.set_int(0, i as i64 + 1);
                        f.pc = ELEMENT;
                        continue;
                    }
                    let title = if k < MAX_GROUP_WIDTH { (k + 1).to_string() } else { "...".to_owned() };
                    let (indent, join) = ("  ".repeat(depth as usize), if k == 0 { "+-" } else { "  " });
                    vm.report(&format!("{indent}{join}+---------------- {title} ----------------\n"));
                    f.pc = PRINTED;
                    match members.get(k).filter(|_| k < MAX_GROUP_WIDTH) {
                        Some(member) => {
                            let own = vm.heap.own(*member);
                            let _ = vm.print_exception_at(own, depth + 1)?;
                            return Ok(Next::Wait);
                        }
                        None => {
                            let left = members.len() - MAX_GROUP_WIDTH;
                            let s = if left == 1 { "" } else { "s" };
                            emit(vm, depth + 1, '|', &format!("and {left} more exception{s}\n"));
                            got = Some(Own::assume(vm.one.false_));
                        }
                    }
                }
                _ => {
                    // The line below the last one, unless a group inside has drawn it.
                    let closed = got.take().is_some_and(|v| v.r() == vm.one.true_);
                    let k = f.int(2) + 1;
                    f.set_int(2, k);
                    f.pc = MEMBER;
                    if k as usize >= vm.grouped(e).len().min(MAX_GROUP_WIDTH + 1) && !closed {
                        let indent = "  ".repeat(depth as usize + 1);
                        vm.report(&format!("{indent}+------------------------------------\n"));
                    }
                }
            }
        }
    },
};

/// Note `k` of an exception, and whether it is one: notes that are no sequence are shown whole.
fn next_note(vm: &Vm, e: Ref, k: usize) -> Option<(Ref, bool)> {
    let notes = vm.instance_attr(e, vm.names.notes)?;
    match vm.heap.items(notes) {
        Some(items) => Some((items.get(k)?.get()?, true)),
        None => (k == 0 && notes != vm.one.none).then_some((notes, false)),
    }
}
