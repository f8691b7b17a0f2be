//! The inside of one object or frame, drawn from the real state: blocks of figures that the page draws without knowing
//! any type. This file finds whom it is about and says what every object has; the files beside it tell one layout each.

mod attribute;
mod callable;
mod class;
mod code;
mod cycle;
mod dict;
mod exception;
mod frame;
mod generator;
mod holders;
mod imports;
mod instance;
mod memory;
mod name;
mod number;
mod other;
mod sequence;
mod set;
mod text;
mod words;

use pyvarium_heap::frame::{Frame, PyFrame};
use pyvarium_heap::{Body, Ref, Slot};
use pyvarium_protocol::inside::{Block, Content};
use pyvarium_protocol::{Family, InsideView, Serial, Zoom};
use pyvarium_vm::Vm;

use self::words::held;
use super::just_run::JustRun;
use super::probes::{self, Asked};
use super::{Moment, moment, object};
use crate::recording::Recording;

/// The moment, and whom the picture is about.
struct Case<'a> {
    vm: &'a Vm,
    /// Where the moment's story begins.
    before: Option<&'a Vm>,
    /// One step earlier.
    last: Option<&'a Vm>,
    asked: &'a [Asked],
    /// The object; of a frame its code.
    r: Ref,
}

impl<'a> Case<'a> {
    /// The machine before, if the object was there.
    fn earlier(&self) -> Option<&'a Vm> {
        self.before.filter(|before| before.heap.serial(self.r) == self.vm.heap.serial(self.r))
    }

    /// Does a slot say something else than before?
    fn differs(&self, before: Option<Slot>, now: Slot) -> bool {
        let Some(vm) = self.before else { return false };
        let serial = |vm: &Vm, slot: Slot| slot.get().map(|r| vm.heap.serial(r));
        serial(vm, before.unwrap_or(Slot::NULL)) != serial(self.vm, now)
    }

    fn held(&self, slot: Slot) -> Content {
        held(self.vm, slot)
    }

    fn about(&self, r: Ref) -> Case<'a> {
        Case { r, ..*self }
    }

    /// The look-up that the story made in this table, the latest.
    fn asked(&self) -> Option<&'a Asked> {
        let table = object::serial_of(self.vm, self.r);
        self.asked.iter().rev().find(|a| a.table == table)
    }

    /// The instruction that ran last.
    fn just_run(&self) -> Option<JustRun<'a>> {
        self.last.and_then(JustRun::next)
    }
}

impl Recording {
    /// The inside of an object or frame at a step, told as `view_since` tells its picture. Pure, as that is.
    pub fn inside(&self, of: Serial, step: u64, since: u64, zoom: Zoom, open: bool) -> InsideView {
        let step = step.min(self.n_steps());
        let Moment { before, last, after, told, .. } = moment(self, step, since.min(step), zoom, open);
        let mut asked = told.asked;
        if zoom == Zoom::Instruction
            && let Some(last) = &last
        {
            asked.extend(probes::asked(last, &after));
        }
        let vm = &after;
        let view = InsideView { serial: of, step, ..InsideView::default() };
        let first = self.first_serial();
        let is_own = |serial: u64| serial >= first.0 && (open || !self.track().is_born_inside(serial));
        let of_nobody = |title: &str, text: &str, says: &str, blocks| InsideView {
            title: title.to_owned(),
            text: text.to_owned(),
            family: Family::Module,
            alive: true,
            says: says.to_owned(),
            blocks,
            ..view.clone()
        };
        match of {
            Serial::MEMORY => {
                return of_nobody("memory", "pools and free lists", memory::SAYS, memory::blocks(vm, before.as_ref(), &is_own));
            }
            Serial::IMPORTS => {
                let is_new = |serial: u64| serial >= first.0;
                return of_nobody("modules", "sys.modules and the finders", imports::SAYS, imports::blocks(vm, before.as_ref(), &is_new));
            }
            _ => {}
        }
        let case = |r| Case { vm, before: before.as_ref(), last: last.as_ref(), asked: &asked, r };
        if let Some(frame) = python_frame(vm, of) {
            return match frame.executable.get() {
                Some(code) => of_frame(&case(code), frame, view),
                None => view,
            };
        }
        match vm.heap.iter().find(|r| vm.heap.serial(*r).0 == of.0) {
            Some(r) => of_object(&case(r), view),
            None => InsideView { says: absent(vm, of), ..view },
        }
    }
}

/// A frame of the thread, or one that hangs on a generator.
fn python_frame(vm: &Vm, of: Serial) -> Option<&PyFrame> {
    let running = vm.thread.frames.iter().find_map(|f| match f {
        Frame::Py(f) if f.serial.0 == of.0 => Some(&**f),
        _ => None,
    });
    running.or_else(|| {
        let frame_of = |r| vm.heap.generator(r).and_then(|g| g.frame.as_deref());
        vm.heap.iter().filter_map(frame_of).find(|f| f.serial.0 == of.0)
    })
}

fn absent(vm: &Vm, of: Serial) -> String {
    match of.0 < vm.heap.n_serials() {
        true => "It is gone at this moment: its last reference was let go, or its frame has returned. Step back to find it.".to_owned(),
        false => "It is not born yet at this moment. Step forward to find it.".to_owned(),
    }
}

fn of_frame(case: &Case, frame: &PyFrame, view: InsideView) -> InsideView {
    let name = frame.code.qualname.get().map(|n| case.vm.heap.str_lossy(n)).unwrap_or_default();
    InsideView {
        title: "frame".to_owned(),
        text: name,
        family: Family::Frame,
        alive: true,
        says: frame::SAYS.to_owned(),
        blocks: frame::blocks(case, frame),
        ..view
    }
}

fn of_object(case: &Case, view: InsideView) -> InsideView {
    let (vm, r) = (case.vm, case.r);
    let (says, mut blocks) = layout(case);
    blocks.extend(cycle::block(vm, r));
    blocks.push(holders::block(vm, r));
    blocks.push(other::head(vm, r));
    InsideView {
        title: vm.name_of_type(vm.heap.type_of(r)),
        text: super::text::short(vm, r),
        family: object::family(vm, r),
        address: Some(vm.heap.address(r)),
        refcount: (!vm.heap.is_immortal(r)).then(|| vm.heap.refcnt(r)),
        alive: true,
        says,
        blocks,
        ..view
    }
}

/// What the layout is for, and its figures.
fn layout(case: &Case) -> (String, Vec<Block>) {
    let plain = |(says, blocks): (&str, Vec<Block>)| (says.to_owned(), blocks);
    match case.vm.heap.body(case.r) {
        Body::Dict(d) => plain((dict::SAYS, dict::blocks(case, d))),
        Body::Set(s) => plain((set::SAYS, set::blocks(case, s))),
        Body::List(l) => plain((sequence::LIST_SAYS, sequence::list(case, l))),
        Body::Tuple(t) => plain((sequence::TUPLE_SAYS, sequence::tuple(case, &t.items))),
        Body::Int(n) => plain((number::INT_SAYS, number::int(case, &(*n).into()))),
        Body::BigInt(n) => plain((number::INT_SAYS, number::int(case, n))),
        Body::Float(v) => plain((number::FLOAT_SAYS, number::float(*v))),
        Body::Str(t) => plain((text::STR_SAYS, text::str_(t))),
        Body::Bytes(b) => plain((text::BYTES_SAYS, text::bytes(b))),
        Body::ByteArray(b) => plain((text::BYTES_SAYS, text::bytes(b))),
        Body::Type(t) => plain((class::SAYS, class::blocks(case, t))),
        Body::Instance(i) => plain((instance::SAYS, instance::blocks(case, i))),
        Body::Function(f) => plain((callable::FUNCTION_SAYS, callable::function(case, f))),
        Body::Method(function, this) => plain((callable::METHOD_SAYS, callable::method(case, *function, *this))),
        Body::Code(c) => plain((code::SAYS, code::blocks(case, c))),
        Body::Cell(slot) => plain((callable::CELL_SAYS, callable::cell(case, *slot))),
        Body::Generator(g) => plain((generator::SAYS, generator::blocks(case, g))),
        Body::Exception(_) => plain((exception::SAYS, exception::blocks(case))),
        Body::Extended(x) => {
            let mut blocks = instance::blocks(case, &x.instance);
            blocks.extend(match &x.inner {
                Body::Dict(d) => dict::blocks(case, d),
                Body::Set(s) => set::blocks(case, s),
                Body::List(l) => sequence::list(case, l),
                Body::Tuple(t) => sequence::tuple(case, &t.items),
                Body::Int(n) => number::int(case, &(*n).into()),
                Body::BigInt(n) => number::int(case, n),
                Body::Float(v) => number::float(*v),
                Body::Str(t) => text::str_(t),
                Body::Type(t) => class::blocks(case, t),
                Body::Exception(_) => exception::blocks(case),
                _ => other::fields(case),
            });
            plain((instance::EXTENDED_SAYS, blocks))
        }
        _ => plain((other::SAYS, other::fields(case))),
    }
}
