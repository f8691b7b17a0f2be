//! How a warning is shown: by `warnings._showwarnmsg` where that module is, else natively on sys.stderr.
//!
//! CPython: Python/_warnings.c (call_show_warning, show_warning).

use pyvarium_heap::frame::NativeFrame;
use pyvarium_heap::{Ref, Slot};

use crate::args::Args;
use crate::core::kinds;
use crate::exc;
use crate::native::{Answer, NativeDef, Next};
use crate::stop::{Flow, Res};
use crate::vm::{Stream, Vm};
use crate::vm_bug;
use crate::warnings::explicit::{CATEGORY, FILENAME, MESSAGE, SOURCE, SOURCE_LINE, TEXT};

impl Vm {
    /// Warnings are shown by `warnings`, which is imported for the first of them. CPython: get_warnings_attr.
    pub(super) fn imports_warnings(&mut self) -> bool {
        !self.is_finalizing() && self.imports.library.is_some() && self.dict_get_named(self.modules, "warnings").is_none()
    }

    /// `f`: the frame of the warning.
    pub(super) fn show_warning(&mut self, f: &NativeFrame) -> Res {
        let place = |i: usize| f.get(i).ok_or_else(|| vm_bug!("a warning without place {i}"));
        let Some(show) = self.warnings_attr("_showwarnmsg") else {
            return self.show_natively(f);
        };
        if !self.is_callable(show.r()) {
            self.heap.decref_own(show);
            return self.type_err("warnings._showwarnmsg() must be set to a callable");
        }
        let Some(class) = self.warnings_attr("WarningMessage") else {
            self.heap.decref_own(show);
            return Err(exc::runtime_error(self, "unable to get warnings.WarningMessage"));
        };
        let (line, none) = (self.new_int(f.int(0)), self.one.none);
        let args = [place(MESSAGE)?, place(CATEGORY)?, place(FILENAME)?, line.r(), none, none];
        let mut slots: Vec<Slot> = vec![show.into(), class.into(), line.into()];
        slots.extend(args.into_iter().chain(f.get(SOURCE)).map(Slot::borrow));
        self.push_native(kinds::SHOW_WARNING, &slots, &[])
    }

    fn show_natively(&mut self, f: &NativeFrame) -> Res {
        let text = |vm: &Vm, i: usize| f.get(i).map(|r| vm.heap.str_lossy(r)).unwrap_or_default();
        let (file, line) = (text(self, FILENAME), f.int(0));
        let category = f.get(CATEGORY).map(|c| self.name_of_type(c)).unwrap_or_default();
        let mut pieces =
            vec![Piece::Text(file.clone()), Piece::Text(format!(":{line}: ")), Piece::Text(category.clone()), Piece::Text(": ".into())];
        if let Some(r) = f.get(TEXT) {
            pieces.push(Piece::Object(r));
        }
        pieces.push(Piece::Text("\n".into()));
        match f.get(SOURCE_LINE) {
            Some(line) => {
                pieces.push(Piece::Object(line));
                pieces.push(Piece::Text("\n".into()));
            }
            None => {
                let source = self.sources.get(&file).and_then(|s| s.split('\n').nth((line as usize).wrapping_sub(1))).map(str::trim);
                if let Some(source) = source.filter(|s| !s.is_empty()) {
                    let source = source.to_owned();
                    pieces.extend([Piece::Text("  ".into()), Piece::Text(source), Piece::Text("\n".into())]);
                }
            }
        }
        // At the end of the interpreter the library that would add the hint is gone.
        if f.get(SOURCE).is_some() && !self.is_finalizing() {
            pieces.push(Piece::Text(format!("{category}: Enable tracemalloc to get the object allocation traceback\n")));
        }
        self.write_stderr(&pieces)
    }

    /// Writes to whatever sys.stderr is, one write a piece; what fails is not told. Answers None.
    pub(crate) fn write_stderr(&mut self, pieces: &[Piece]) -> Res {
        let sys = self.imports.sys_dict;
        let file = sys.and_then(|d| self.dict_get_str(d, self.names.stderr));
        let plain: Option<String> = pieces
            .iter()
            .map(|p| match p {
                Piece::Text(t) => Some(t.clone()),
                Piece::Object(r) => self.heap.text(*r).map(|t| t.to_str_lossy().into_owned()),
            })
            .collect();
        match (file, plain) {
            (Some(file), Some(text)) if self.stream_of(file).is_some() => {
                let stream = self.stream_of(file).unwrap_or(Stream::Stderr);
                self.write_out(stream, &text);
                self.none_flow()
            }
            (Some(file), _) if file != self.one.none => {
                let mut slots = vec![Slot::borrow(file)];
                for piece in pieces {
                    slots.push(match piece {
                        Piece::Text(t) => self.new_str(t).into(),
                        Piece::Object(r) => self.heap.own(*r).into(),
                    });
                }
                self.push_native(kinds::WRITE_STDERR, &slots, &[1])
            }
            _ => self.none_flow(),
        }
    }
}

/// What is written at once: a text of the machine's, or the str of an object.
pub(crate) enum Piece {
    Text(String),
    Object(Ref),
}

/// slots: `_showwarnmsg`, WarningMessage, the line, then the arguments of WarningMessage.
pub static SHOW_WARNING: NativeDef = NativeDef {
    name: "show warning",
    catches: false,
    resume: |vm, f, answer| {
        let (Some(show), Some(class)) = (f.get(0), f.get(1)) else { return Err(vm_bug!("show warning")) };
        let flow = match (f.pc, answer) {
            (0, _) => {
                f.pc = 1;
                let args = Args { items: f.slots.iter().skip(3).copied().collect(), ..Args::default() };
                match vm.call(class, &args)? {
                    Flow::Value(v) => {
                        f.pc = 2;
                        vm.call_with(show, v)?
                    }
                    Flow::Pushed => return Ok(Next::Wait),
                }
            }
            (1, Answer::Value(message)) => {
                f.pc = 2;
                vm.call_with(show, message)?
            }
            (_, Answer::Value(v)) => return Ok(Next::Done(v)),
            _ => return Err(vm_bug!("show warning")),
        };
        match flow {
            Flow::Value(v) => Ok(Next::Done(v)),
            Flow::Pushed => Ok(Next::Wait),
        }
    },
};

impl Vm {
    /// Calls with one argument that only this call keeps alive.
    pub fn call_with(&mut self, callable: Ref, arg: pyvarium_heap::Own) -> Res {
        let mark = self.mark();
        match self.call_args(callable, &[arg.r()]) {
            Ok(Flow::Pushed) => self.adapt(mark, kinds::HOLD, &[arg.into()], &[]),
            done => {
                self.heap.decref_own(arg);
                done
            }
        }
    }
}

/// slots: the file, then what is written; ints: the next of it.
pub static WRITE_STDERR: NativeDef = NativeDef {
    name: "write to stderr",
    catches: true,
    resume: |vm, f, answer| {
        let mut got = match answer {
            Answer::Value(v) => Some(v),
            Answer::Raised(e) => {
                vm.heap.decref_own(e);
                return Ok(Next::Done(vm.none()));
            }
            Answer::Start => None,
            Answer::Exhausted => return Err(vm_bug!("write to stderr")),
        };
        loop {
            let (file, i) = (f.get(0).ok_or_else(|| vm_bug!("write to stderr"))?, f.int(0));
            let flow = match f.pc {
                // The str of what is written next.
                0 => {
                    if let Some(v) = got.take() {
                        vm.heap.decref_own(v);
                    }
                    let Some(object) = f.get(i as usize) else { return Ok(Next::Done(vm.none())) };
                    f.pc = 1;
                    vm.str(object)
                }
                _ => {
                    let text = got.take().ok_or_else(|| vm_bug!("write to stderr"))?;
                    let old = f.set(i as usize, text.into());
                    vm.heap.release(old);
                    f.pc = 0;
                    f.set_int(0, i + 1);
                    let (write, text) = (vm.names.write, f.get(i as usize).ok_or_else(|| vm_bug!("write to stderr"))?);
                    vm.call_method(file, write, &[text])
                }
            };
            match flow {
                Ok(Flow::Value(v)) => got = Some(v),
                Ok(Flow::Pushed) => return Ok(Next::Wait),
                Err(crate::stop::Stop::Raise(e)) => {
                    vm.heap.decref_own(e);
                    return Ok(Next::Done(vm.none()));
                }
                Err(stop) => return Err(stop),
            }
        }
    },
};
