//! What the library behind the parser asks of its crate `rustpython-unicode`, through `[patch.crates-io]`.
//!
//! The crate of that name brings a whole Unicode database into the wasm module; the library behind the parser asks two
//! questions of it. Nothing of ours may use this crate directly.

/// The character that `\N{name}` stands for.
pub fn lookup_character(name: &str) -> Option<char> {
    unicode_names2::character(name)
}

pub mod classify {
    /// Whether `repr` shows a character as it is.
    pub fn is_repr_printable(c: char) -> bool {
        c != ' ' && pyvarium_code::text::is_printable(c)
    }
}
