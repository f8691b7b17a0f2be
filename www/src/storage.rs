//! What the browser keeps for the person: typed text and choices. A browser that refuses storage
//! only forgets; nothing here fails.

fn store() -> Option<web_sys::Storage> {
    gloo::utils::window().local_storage().ok().flatten()
}

pub fn get(key: &str) -> Option<String> {
    store()?.get_item(&format!("pyvarium.{key}")).ok().flatten()
}

pub fn set(key: &str, value: &str) {
    if let Some(store) = store() {
        let _ = store.set_item(&format!("pyvarium.{key}"), value);
    }
}

pub fn remove(key: &str) {
    if let Some(store) = store() {
        let _ = store.remove_item(&format!("pyvarium.{key}"));
    }
}
