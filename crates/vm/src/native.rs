//! The tables that say what natives do: types, functions, native frames. The vm indexes them; a
//! module adds to them and edits neither heap nor vm.

use pyvarium_heap::frame::NativeFrame;
use pyvarium_heap::types::Layout;
use pyvarium_heap::{Own, Ref};

use crate::args::Args;
use crate::slots::SlotId;
use crate::stop::Res;
use crate::vm::Vm;

/// Every native function, slot and getter has this shape. It may answer at once or push frames;
/// it never runs Python code itself.
pub type NativeFn = fn(&mut Vm, &Args) -> Res;

/// What a native frame is told when it goes on.
#[derive(Debug)]
pub enum Answer {
    Start,
    Value(Own),
    /// Only for kinds that catch.
    Raised(Own),
    /// The iterator that was asked is at its end. Only for kinds that catch.
    Exhausted,
}

/// What a native frame says when it pauses or ends.
#[derive(Debug)]
pub enum Next {
    Done(Own),
    /// Ends an iteration with a value, as a generator's return does.
    Return(Own),
    /// Ends without a value: what is below goes on as if nothing had been.
    Resume,
    /// A frame was pushed above; go on with its answer.
    Wait,
    /// Ends a slice of long work: go on at once, unless the host wants a pause.
    Again,
}

/// A kind of native frame.
pub struct NativeDef {
    /// What the page calls it: `sorted`, `dict look-up`.
    pub name: &'static str,
    pub resume: fn(&mut Vm, &mut NativeFrame, Answer) -> Res<Next>,
    /// Gets exceptions from above as `Answer::Raised`; else they pass through.
    pub catches: bool,
}

/// Index into the table of native frames.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub struct Kind(pub u16);

/// Index into the table of types.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub struct TypeId(pub u16);

/// How a native function is found and bound.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum FnKind {
    /// A module's function, or a method of instances.
    Plain,
    ClassMethod,
    StaticMethod,
}

pub struct FnDef {
    pub name: &'static str,
    /// Parameters in the notation of `crate::signature`, self left out.
    pub params: &'static str,
    pub kind: FnKind,
    pub call: NativeFn,
}

impl FnDef {
    pub const fn new(name: &'static str, params: &'static str, call: NativeFn) -> FnDef {
        FnDef { name, params, kind: FnKind::Plain, call }
    }
    pub const fn class(name: &'static str, params: &'static str, call: NativeFn) -> FnDef {
        FnDef { name, params, kind: FnKind::ClassMethod, call }
    }
    pub const fn stat(name: &'static str, params: &'static str, call: NativeFn) -> FnDef {
        FnDef { name, params, kind: FnKind::StaticMethod, call }
    }
}

/// An attribute that natives compute. `set` gets (self, value), or (self) for a deletion.
pub struct GetSetDef {
    pub name: &'static str,
    pub get: NativeFn,
    pub set: Option<NativeFn>,
    /// Shown as member_descriptor, as CPython's PyMemberDef are.
    pub member: bool,
}

impl GetSetDef {
    pub const fn ro(name: &'static str, get: NativeFn) -> GetSetDef {
        GetSetDef { name, get, set: None, member: false }
    }
    pub const fn rw(name: &'static str, get: NativeFn, set: NativeFn) -> GetSetDef {
        GetSetDef { name, get, set: Some(set), member: false }
    }
    pub const fn member(name: &'static str, get: NativeFn) -> GetSetDef {
        GetSetDef { name, get, set: None, member: true }
    }
    pub const fn member_rw(name: &'static str, get: NativeFn, set: NativeFn) -> GetSetDef {
        GetSetDef { name, get, set: Some(set), member: true }
    }
}

pub struct TypeDef {
    /// As tp_name: with the module in front where it is not builtins.
    pub name: &'static str,
    pub base: Option<TypeId>,
    pub layout: Layout,
    /// Py_TPFLAGS_* of `pyvarium_heap::types::flags`.
    pub flags: u32,
    /// Unit: bytes.
    pub basicsize: u32,
    pub itemsize: u32,
    pub doc: Option<&'static str>,
    pub slots: &'static [(SlotId, NativeFn)],
    /// tp_new, with its parameters; it gets the class before them. None inherits.
    pub new: Option<(&'static str, NativeFn)>,
    pub methods: &'static [FnDef],
    pub getset: &'static [GetSetDef],
}

/// For `..TYPE_DEFAULT` in tables.
pub const TYPE_DEFAULT: TypeDef = TypeDef {
    name: "",
    base: None,
    layout: Layout::Native,
    flags: 0,
    basicsize: 16,
    itemsize: 0,
    doc: None,
    slots: &[],
    new: None,
    methods: &[],
    getset: &[],
};

/// A builtin module: its functions, types and what its start puts into its dict besides.
pub struct ModuleDef {
    pub name: &'static str,
    pub doc: Option<&'static str>,
    pub functions: &'static [FnDef],
    /// Types that appear in the module's dict.
    pub types: &'static [TypeId],
    pub exec: Option<fn(&mut Vm, module: Ref) -> Res<()>>,
}

/// A library's additions, in order.
#[derive(Clone, Copy)]
pub struct Library {
    pub types: &'static [&'static TypeDef],
    pub natives: &'static [&'static NativeDef],
    pub modules: &'static [&'static ModuleDef],
}
