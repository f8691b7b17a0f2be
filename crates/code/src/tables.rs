//! What the small numeric arguments of some instructions mean, by CPython's names. Data only.

/// BINARY_OP: name and symbol. CPython: Include/opcode.h.
pub const BINARY_OPS: &[(&str, &str)] = &[
    ("NB_ADD", "+"),
    ("NB_AND", "&"),
    ("NB_FLOOR_DIVIDE", "//"),
    ("NB_LSHIFT", "<<"),
    ("NB_MATRIX_MULTIPLY", "@"),
    ("NB_MULTIPLY", "*"),
    ("NB_REMAINDER", "%"),
    ("NB_OR", "|"),
    ("NB_POWER", "**"),
    ("NB_RSHIFT", ">>"),
    ("NB_SUBTRACT", "-"),
    ("NB_TRUE_DIVIDE", "/"),
    ("NB_XOR", "^"),
    ("NB_INPLACE_ADD", "+="),
    ("NB_INPLACE_AND", "&="),
    ("NB_INPLACE_FLOOR_DIVIDE", "//="),
    ("NB_INPLACE_LSHIFT", "<<="),
    ("NB_INPLACE_MATRIX_MULTIPLY", "@="),
    ("NB_INPLACE_MULTIPLY", "*="),
    ("NB_INPLACE_REMAINDER", "%="),
    ("NB_INPLACE_OR", "|="),
    ("NB_INPLACE_POWER", "**="),
    ("NB_INPLACE_RSHIFT", ">>="),
    ("NB_INPLACE_SUBTRACT", "-="),
    ("NB_INPLACE_TRUE_DIVIDE", "/="),
    ("NB_INPLACE_XOR", "^="),
    ("NB_SUBSCR", "[]"),
];

/// COMPARE_OP: the operator is `arg >> 5`; bit 16 asks for a bool.
pub const COMPARE_OPS: &[&str] = &["<", "<=", "==", "!=", ">", ">="];

/// CALL_INTRINSIC_1. CPython: Include/internal/pycore_intrinsics.h.
pub const INTRINSICS_1: &[&str] = &[
    "INTRINSIC_1_INVALID",
    "INTRINSIC_PRINT",
    "INTRINSIC_IMPORT_STAR",
    "INTRINSIC_STOPITERATION_ERROR",
    "INTRINSIC_ASYNC_GEN_WRAP",
    "INTRINSIC_UNARY_POSITIVE",
    "INTRINSIC_LIST_TO_TUPLE",
    "INTRINSIC_TYPEVAR",
    "INTRINSIC_PARAMSPEC",
    "INTRINSIC_TYPEVARTUPLE",
    "INTRINSIC_SUBSCRIPT_GENERIC",
    "INTRINSIC_TYPEALIAS",
];

/// CALL_INTRINSIC_2.
pub const INTRINSICS_2: &[&str] = &[
    "INTRINSIC_2_INVALID",
    "INTRINSIC_PREP_RERAISE_STAR",
    "INTRINSIC_TYPEVAR_WITH_BOUND",
    "INTRINSIC_TYPEVAR_WITH_CONSTRAINTS",
    "INTRINSIC_SET_FUNCTION_TYPE_PARAMS",
    "INTRINSIC_SET_TYPEPARAM_DEFAULT",
];

/// LOAD_SPECIAL.
pub const SPECIAL_METHODS: &[&str] = &["__enter__", "__exit__", "__aenter__", "__aexit__"];

/// LOAD_COMMON_CONSTANT: builtin names, and how `dis` writes them.
pub const COMMON_CONSTANTS: &[(&str, &str)] = &[
    ("AssertionError", "AssertionError"),
    ("NotImplementedError", "NotImplementedError"),
    ("tuple", "tuple"),
    ("all", "<built-in function all>"),
    ("any", "<built-in function any>"),
];

/// SET_FUNCTION_ATTRIBUTE: one bit each.
pub const FUNCTION_ATTRIBUTES: &[&str] = &["defaults", "kwdefaults", "annotations", "closure", "annotate"];

/// CONVERT_VALUE.
pub const CONVERSIONS: &[&str] = &["", "str", "repr", "ascii"];

/// Names of the inline cache fields and their size in code units. CPython: Lib/opcode.py, _cache_format.
pub fn cache_format(base_name: &str) -> &'static [(&'static str, u8)] {
    match base_name {
        "LOAD_GLOBAL" => &[("counter", 1), ("index", 1), ("module_keys_version", 1), ("builtin_keys_version", 1)],
        "BINARY_OP" => &[("counter", 1), ("descr", 4)],
        "LOAD_ATTR" => &[("counter", 1), ("version", 2), ("keys_version", 2), ("descr", 4)],
        "STORE_ATTR" => &[("counter", 1), ("version", 2), ("index", 1)],
        "CALL" | "CALL_KW" => &[("counter", 1), ("func_version", 2)],
        "TO_BOOL" => &[("counter", 1), ("version", 2)],
        "UNPACK_SEQUENCE"
        | "COMPARE_OP"
        | "CONTAINS_OP"
        | "FOR_ITER"
        | "LOAD_SUPER_ATTR"
        | "STORE_SUBSCR"
        | "SEND"
        | "JUMP_BACKWARD"
        | "POP_JUMP_IF_TRUE"
        | "POP_JUMP_IF_FALSE"
        | "POP_JUMP_IF_NONE"
        | "POP_JUMP_IF_NOT_NONE" => &[("counter", 1)],
        _ => &[],
    }
}
