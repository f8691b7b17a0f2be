//! The page's own wasm module.

fn main() {
    pyvarium_www::start();
}
