//! The operations that a type answers (CPython's tp_, nb_, sq_, mp_ and am_ slots) and the dunder
//! names that stand for them. Only names and order; how they are called is `protocol`.
//!
//! CPython: Objects/typeobject.c, slotdefs.

#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug, PartialOrd, Ord)]
#[repr(u8)]
pub enum SlotId {
    Repr,
    Hash,
    Call,
    Str,
    GetAttr,
    SetAttr,
    RichCompare,
    Iter,
    IterNext,
    DescrGet,
    DescrSet,
    Init,
    Finalize,
    Add,
    Subtract,
    Multiply,
    Remainder,
    Divmod,
    Power,
    Negative,
    Positive,
    Absolute,
    Bool,
    Invert,
    Lshift,
    Rshift,
    And,
    Xor,
    Or,
    Int,
    Float,
    InplaceAdd,
    InplaceSubtract,
    InplaceMultiply,
    InplaceRemainder,
    InplacePower,
    InplaceLshift,
    InplaceRshift,
    InplaceAnd,
    InplaceXor,
    InplaceOr,
    FloorDivide,
    TrueDivide,
    InplaceFloorDivide,
    InplaceTrueDivide,
    Index,
    MatrixMultiply,
    InplaceMatrixMultiply,
    Length,
    Subscript,
    AssSubscript,
    Contains,
    /// sq_concat, tried after nb_add.
    Concat,
    /// sq_repeat, tried after nb_multiply.
    Repeat,
    InplaceConcat,
    InplaceRepeat,
    Await,
    AsyncIter,
    AsyncNext,
}

pub const N_SLOTS: usize = SlotId::AsyncNext as usize + 1;

/// How a slot wrapper turns its arguments into the slot's.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Wrap {
    /// self only.
    Unary,
    /// self, other.
    Binary,
    /// self, other: called as (other, self).
    BinaryReflected,
    /// self, other, optional modulus.
    Ternary,
    TernaryReflected,
    /// self, other, with this comparison operator.
    Compare(u8),
    /// self, key.
    Key,
    /// self, key, value.
    KeyValue,
    /// self, key; the slot is called without a value.
    DelKey,
    /// self, name, value.
    SetAttr,
    DelAttr,
    /// self and whatever is given.
    Any,
    /// self, instance, optional owner.
    DescrGet,
    /// self, instance, value.
    DescrSet,
    DescrDelete,
    /// self; StopIteration at the end.
    Next,
}

pub struct SlotName {
    pub name: &'static str,
    pub slot: SlotId,
    pub wrap: Wrap,
}

const fn d(name: &'static str, slot: SlotId, wrap: Wrap) -> SlotName {
    SlotName { name, slot, wrap }
}

/// In the order in which CPython puts wrappers into a type's dict.
pub static SLOT_NAMES: &[SlotName] = &[
    d("__getattribute__", SlotId::GetAttr, Wrap::Binary),
    d("__getattr__", SlotId::GetAttr, Wrap::Binary),
    d("__setattr__", SlotId::SetAttr, Wrap::SetAttr),
    d("__delattr__", SlotId::SetAttr, Wrap::DelAttr),
    d("__repr__", SlotId::Repr, Wrap::Unary),
    d("__hash__", SlotId::Hash, Wrap::Unary),
    d("__call__", SlotId::Call, Wrap::Any),
    d("__str__", SlotId::Str, Wrap::Unary),
    d("__lt__", SlotId::RichCompare, Wrap::Compare(0)),
    d("__le__", SlotId::RichCompare, Wrap::Compare(1)),
    d("__eq__", SlotId::RichCompare, Wrap::Compare(2)),
    d("__ne__", SlotId::RichCompare, Wrap::Compare(3)),
    d("__gt__", SlotId::RichCompare, Wrap::Compare(4)),
    d("__ge__", SlotId::RichCompare, Wrap::Compare(5)),
    d("__iter__", SlotId::Iter, Wrap::Unary),
    d("__next__", SlotId::IterNext, Wrap::Next),
    d("__get__", SlotId::DescrGet, Wrap::DescrGet),
    d("__set__", SlotId::DescrSet, Wrap::DescrSet),
    d("__delete__", SlotId::DescrSet, Wrap::DescrDelete),
    d("__init__", SlotId::Init, Wrap::Any),
    d("__del__", SlotId::Finalize, Wrap::Unary),
    d("__await__", SlotId::Await, Wrap::Unary),
    d("__aiter__", SlotId::AsyncIter, Wrap::Unary),
    d("__anext__", SlotId::AsyncNext, Wrap::Unary),
    d("__add__", SlotId::Add, Wrap::Binary),
    d("__radd__", SlotId::Add, Wrap::BinaryReflected),
    d("__sub__", SlotId::Subtract, Wrap::Binary),
    d("__rsub__", SlotId::Subtract, Wrap::BinaryReflected),
    d("__mul__", SlotId::Multiply, Wrap::Binary),
    d("__rmul__", SlotId::Multiply, Wrap::BinaryReflected),
    d("__mod__", SlotId::Remainder, Wrap::Binary),
    d("__rmod__", SlotId::Remainder, Wrap::BinaryReflected),
    d("__divmod__", SlotId::Divmod, Wrap::Binary),
    d("__rdivmod__", SlotId::Divmod, Wrap::BinaryReflected),
    d("__pow__", SlotId::Power, Wrap::Ternary),
    d("__rpow__", SlotId::Power, Wrap::TernaryReflected),
    d("__neg__", SlotId::Negative, Wrap::Unary),
    d("__pos__", SlotId::Positive, Wrap::Unary),
    d("__abs__", SlotId::Absolute, Wrap::Unary),
    d("__bool__", SlotId::Bool, Wrap::Unary),
    d("__invert__", SlotId::Invert, Wrap::Unary),
    d("__lshift__", SlotId::Lshift, Wrap::Binary),
    d("__rlshift__", SlotId::Lshift, Wrap::BinaryReflected),
    d("__rshift__", SlotId::Rshift, Wrap::Binary),
    d("__rrshift__", SlotId::Rshift, Wrap::BinaryReflected),
    d("__and__", SlotId::And, Wrap::Binary),
    d("__rand__", SlotId::And, Wrap::BinaryReflected),
    d("__xor__", SlotId::Xor, Wrap::Binary),
    d("__rxor__", SlotId::Xor, Wrap::BinaryReflected),
    d("__or__", SlotId::Or, Wrap::Binary),
    d("__ror__", SlotId::Or, Wrap::BinaryReflected),
    d("__int__", SlotId::Int, Wrap::Unary),
    d("__float__", SlotId::Float, Wrap::Unary),
    d("__iadd__", SlotId::InplaceAdd, Wrap::Binary),
    d("__isub__", SlotId::InplaceSubtract, Wrap::Binary),
    d("__imul__", SlotId::InplaceMultiply, Wrap::Binary),
    d("__imod__", SlotId::InplaceRemainder, Wrap::Binary),
    d("__ipow__", SlotId::InplacePower, Wrap::Ternary),
    d("__ilshift__", SlotId::InplaceLshift, Wrap::Binary),
    d("__irshift__", SlotId::InplaceRshift, Wrap::Binary),
    d("__iand__", SlotId::InplaceAnd, Wrap::Binary),
    d("__ixor__", SlotId::InplaceXor, Wrap::Binary),
    d("__ior__", SlotId::InplaceOr, Wrap::Binary),
    d("__floordiv__", SlotId::FloorDivide, Wrap::Binary),
    d("__rfloordiv__", SlotId::FloorDivide, Wrap::BinaryReflected),
    d("__truediv__", SlotId::TrueDivide, Wrap::Binary),
    d("__rtruediv__", SlotId::TrueDivide, Wrap::BinaryReflected),
    d("__ifloordiv__", SlotId::InplaceFloorDivide, Wrap::Binary),
    d("__itruediv__", SlotId::InplaceTrueDivide, Wrap::Binary),
    d("__index__", SlotId::Index, Wrap::Unary),
    d("__matmul__", SlotId::MatrixMultiply, Wrap::Binary),
    d("__rmatmul__", SlotId::MatrixMultiply, Wrap::BinaryReflected),
    d("__imatmul__", SlotId::InplaceMatrixMultiply, Wrap::Binary),
    d("__len__", SlotId::Length, Wrap::Unary),
    d("__getitem__", SlotId::Subscript, Wrap::Key),
    d("__setitem__", SlotId::AssSubscript, Wrap::KeyValue),
    d("__delitem__", SlotId::AssSubscript, Wrap::DelKey),
    d("__add__", SlotId::Concat, Wrap::Binary),
    d("__mul__", SlotId::Repeat, Wrap::Binary),
    d("__rmul__", SlotId::Repeat, Wrap::Binary),
    d("__contains__", SlotId::Contains, Wrap::Key),
    d("__iadd__", SlotId::InplaceConcat, Wrap::Binary),
    d("__imul__", SlotId::InplaceRepeat, Wrap::Binary),
];
