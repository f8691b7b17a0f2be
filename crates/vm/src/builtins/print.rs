//! print(): each object's str in turn, then one write.
//!
//! CPython: Python/bltinmodule.c, builtin_print_impl.

use pyvarium_heap::Slot;

use crate::args::Args;
use crate::core::{ids, kinds};
use crate::native::{Answer, NativeDef, Next};
use crate::script::{Said, Script};
use crate::stop::{Flow, Res};
use crate::vm::{Stream, Vm};
use crate::vm_bug;

/// Bound: sep, end, file, flush, then the objects.
pub fn print(vm: &mut Vm, args: &Args) -> Res {
    let mut words = [" ".to_owned(), "\n".to_owned()];
    for (i, (word, name)) in words.iter_mut().zip(["sep", "end"]).enumerate() {
        if let Some(r) = args.get(i).filter(|r| *r != vm.one.none) {
            match vm.heap.text(r) {
                Some(t) => *word = t.to_str_lossy().into_owned(),
                None => {
                    let message = format!("{name} must be None or a string, not {}", vm.type_name(r));
                    return vm.type_err(&message);
                }
            }
        }
    }
    let file = match args.get(2).filter(|f| *f != vm.one.none) {
        Some(f) => f,
        None => match vm.sys_attr("stdout") {
            Some(f) if f == vm.one.none => return vm.none_flow(),
            Some(f) => f,
            None => return Err(crate::exc::runtime_error(vm, "lost sys.stdout")),
        },
    };
    let Some(stream) = vm.stream_of(file).filter(|_| !has_surrogates(vm, args)) else {
        let mut all = Args::one(file);
        all.items.extend(args.items.iter().copied());
        if let Some(f) = all.items.get_mut(3) {
            *f = Slot::borrow(file);
        }
        return crate::io::go(vm, crate::io::Io::PrintTo, &all);
    };
    // Plain objects at once; the first with Python text starts a frame.
    let objects: Vec<Slot> = args.items.iter().skip(4).copied().collect();
    let [sep, end] = words;
    let mut out = String::new();
    let mut all_now = true;
    for (i, object) in objects.iter().filter_map(|s| s.get()).enumerate() {
        let plain = vm.is_exact(object, ids::STR)
            || vm.is_exact(object, ids::INT)
            || vm.is_exact(object, ids::FLOAT)
            || vm.is_exact(object, ids::BOOL)
            || object == vm.one.none;
        if !plain {
            all_now = false;
            break;
        }
        if i > 0 {
            out.push_str(&sep);
        }
        if let Flow::Value(v) = vm.str(object)? {
            out.push_str(&vm.text_of(&v));
            vm.heap.decref_own(v);
        }
    }
    if all_now {
        out.push_str(&end);
        vm.write_out(stream, &out);
        return vm.none_flow();
    }
    let (sep, end) = (vm.new_str(&sep), vm.new_str(&end));
    let mut slots: Vec<Slot> = vec![sep.into(), end.into()];
    slots.extend(objects);
    vm.push_native(kinds::PRINT, &slots, &[0, i64::from(stream == Stream::Stderr)])
}

impl Vm {
    /// Which of the standard streams an object is, if what is written to it may go there at once.
    pub fn stream_of(&self, r: pyvarium_heap::Ref) -> Option<Stream> {
        self.plain_output(r)
    }

    /// An attribute of the sys module. CPython: PySys_GetObject.
    pub fn sys_attr(&self, name: &str) -> Option<pyvarium_heap::Ref> {
        let sys = self.imports.sys_dict?;
        self.dict_get_named(sys, name)
    }
}

/// Text that cannot be written in UTF-8 is the stream's concern.
fn has_surrogates(vm: &Vm, args: &Args) -> bool {
    args.items.iter().filter_map(|s| s.get()).any(|r| vm.heap.text(r).is_some_and(|t| !t.is_ascii() && t.to_str().is_none()))
}

/// The file, then what `print` was given: sep, end, file, flush, objects.
/// CPython: PyFile_WriteObject, PyFile_WriteString.
pub fn print_to(vm: &mut Vm, s: &mut Script<'_>) -> Said {
    let file = s.at(0)?;
    let word = |s: &Script<'_>, vm: &Vm, i: usize| s.some(vm, i);
    let (sep, end) = (word(s, vm, 1), word(s, vm, 2));
    let n = s.n_args() - 1;
    let mark = s.mark();
    let mut i = s.turn(vm)?;
    while 5 + (i as usize) < n {
        if i > 0 {
            let sep = match sep {
                Some(sep) => sep,
                None => vm.intern(" ").into_ref(),
            };
            s.method(vm, file, "write", &[sep])?;
        }
        let object = s.at(5 + i as usize)?;
        let write = s.attr(vm, file, "write")?;
        let text = s.ask(vm, |vm| vm.str(object))?;
        s.ask(vm, |vm| vm.call_args(write, &[text]))?;
        i += 1;
        s.set_int(mark, i);
        s.rewind(vm, mark + 1, 0);
    }
    let end = match end {
        Some(end) => end,
        None => vm.intern("\n").into_ref(),
    };
    s.method(vm, file, "write", &[end])?;
    if let Some(flush) = s.arg(4)
        && s.truth(vm, flush)?
    {
        s.method(vm, file, "flush", &[])?;
    }
    Ok(vm.none())
}

/// slots: sep, end, objects...; ints: next object, stream. As in CPython each text is written as it
/// comes, so that a `__str__` that prints is heard in between.
pub static PRINT: NativeDef = NativeDef {
    name: "print",
    catches: false,
    resume: |vm, f, answer| {
        let stream = if f.int(1) == 0 { Stream::Stdout } else { Stream::Stderr };
        let word = |vm: &Vm, f: &pyvarium_heap::frame::NativeFrame, i: usize| f.get(i).map(|r| vm.heap.str_lossy(r)).unwrap_or_default();
        if let Answer::Value(v) = answer {
            put(vm, f, stream, v);
        }
        loop {
            let i = f.int(0);
            let Some(object) = f.get(i as usize + 2) else {
                let end = word(vm, f, 1);
                vm.write_out(stream, &end);
                return Ok(Next::Done(vm.none()));
            };
            if i > 0 && f.pc == 0 {
                let sep = word(vm, f, 0);
                vm.write_out(stream, &sep);
            }
            f.pc = 1;
            match vm.str(object)? {
                Flow::Value(v) => put(vm, f, stream, v),
                Flow::Pushed => return Ok(Next::Wait),
            }
        }
    },
};

fn put(vm: &mut Vm, f: &mut pyvarium_heap::frame::NativeFrame, stream: Stream, v: pyvarium_heap::Own) {
    let text = vm.text_of(&v);
    vm.write_out(stream, &text);
    vm.heap.decref_own(v);
    f.set_int(0, f.int(0) + 1);
    f.pc = 0;
}

impl Vm {
    /// sys.displayhook: what a REPL shows of an expression's value.
    pub fn display(&mut self, r: pyvarium_heap::Ref) -> Res {
        if r == self.one.none {
            return self.none_flow();
        }
        self.push_native(kinds::DISPLAY, &[Slot::borrow(r)], &[])
    }
}

/// slots: the value. CPython: Python/sysmodule.c, sys_displayhook.
pub static DISPLAY: NativeDef = NativeDef {
    name: "displayhook",
    catches: false,
    resume: |vm, f, answer| {
        let r = f.get(0).ok_or_else(|| vm_bug!("display"))?;
        let text = match answer {
            Answer::Value(v) => v,
            _ => {
                let (builtins, name, none) = (vm.builtins, vm.names.underscore, vm.one.none);
                vm.dict_set_str(builtins, name, none);
                match vm.repr(r)? {
                    Flow::Value(v) => v,
                    Flow::Pushed => return Ok(Next::Wait),
                }
            }
        };
        let line = format!("{}\n", vm.text_of(&text));
        vm.heap.decref_own(text);
        vm.write_out(Stream::Stdout, &line);
        let (builtins, name) = (vm.builtins, vm.names.underscore);
        vm.dict_set_str(builtins, name, r);
        Ok(Next::Done(vm.none()))
    },
};
