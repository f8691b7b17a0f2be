//! Where a way of names, attributes and items leads, without running Python code: `box.items[0]`. Properties and
//! `__getattr__` are no places.

use pyvarium_heap::Ref;
use pyvarium_vm::Vm;

use super::watch::{global, local};
use crate::view::{member_names, short_text};

/// None: the way ends nowhere.
pub fn reach(vm: &Vm, path: &str) -> Option<Ref> {
    let end = path.find(['.', '[']).unwrap_or(path.len());
    let (name, mut rest) = (path.get(..end)?.trim(), path.get(end..)?);
    let frame = vm.innermost_py()?;
    let mut at = local(vm, frame, name).or_else(|| global(vm, name))?;
    while !rest.is_empty() {
        if let Some(behind) = rest.strip_prefix('.') {
            let end = behind.find(['.', '[']).unwrap_or(behind.len());
            at = attribute(vm, at, behind.get(..end)?.trim())?;
            rest = behind.get(end..)?;
        } else {
            let inner = rest.strip_prefix('[')?;
            let end = inner.find(']')?;
            at = item(vm, at, inner.get(..end)?.trim())?;
            rest = inner.get(end + 1..)?;
        }
    }
    Some(at)
}

/// The object's own, or else its class's.
fn attribute(vm: &Vm, of: Ref, name: &str) -> Option<Ref> {
    let members = member_names(vm, of);
    if let (Some(i), Some(instance)) = (members.iter().position(|m| m == name), vm.heap.instance(of)) {
        return instance.members.get(i)?.get();
    }
    let own = |of: Ref| match vm.heap.as_type(of) {
        Some(class) => class.dict.get().and_then(|d| vm.dict_get_named(d, name)),
        None => vm.instance_attr_named(of, name),
    };
    own(of).or_else(|| own(vm.heap.type_of(of)))
}

/// `0`, `-1`, `'tea'`: as the key is written.
fn item(vm: &Vm, of: Ref, key: &str) -> Option<Ref> {
    if let Some(items) = vm.heap.items(of) {
        let at: i64 = key.parse().ok()?;
        let at = if at < 0 { at + items.len() as i64 } else { at };
        return items.get(usize::try_from(at).ok()?)?.get();
    }
    let key = key.replace('"', "'");
    let entries = vm.heap.dict(of)?.entries();
    entries.iter().find(|e| e.key.get().is_some_and(|k| short_text(vm, k) == key))?.value.get()
}
