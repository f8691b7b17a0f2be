//! Names of characters, for the parser's `\N{...}`, through `[patch.crates-io]`.
//!
//! The table is half a megabyte that few programs need, so a wasm module can be built without it. It then knows
//! no name, and says that it was asked, so that the compiler can tell "no such name" from "no table here".

#[cfg(feature = "table")]
mod aliases;

use std::sync::atomic::{AtomicBool, Ordering};

static WAS_ASKED: AtomicBool = AtomicBool::new(false);

/// The character of that name, if the table is here.
pub fn character(name: &str) -> Option<char> {
    WAS_ASKED.store(true, Ordering::Relaxed);
    #[cfg(feature = "table")]
    return exact(&name.to_ascii_uppercase());
    #[cfg(not(feature = "table"))]
    {
        let _ = name;
        None
    }
}

/// Whether a name was asked for, without a table, since the last time that this was called.
pub fn was_asked_in_vain() -> bool {
    WAS_ASKED.swap(false, Ordering::Relaxed) && !cfg!(feature = "table")
}

/// The table forgives missing blanks and hyphens; CPython forgives only case. CPython: Modules/unicodedata.c,
/// _getcode.
#[cfg(feature = "table")]
fn exact(name: &str) -> Option<char> {
    if let Ok(at) = aliases::ALIASES.binary_search_by(|(alias, _)| (*alias).cmp(name)) {
        return aliases::ALIASES.get(at).map(|(_, c)| *c);
    }
    let found = unicode_names2_table::character(name)?;
    let own_name = unicode_names2_table::name(found)?.to_string();
    (own_name == name).then_some(found)
}
