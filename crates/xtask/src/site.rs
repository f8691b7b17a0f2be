//! `dist/`: the site as static files that work under any path of any static host.

use std::fmt::Write as _;
use std::hash::Hasher;
use std::path::{Path, PathBuf};
use std::process::Command;

use crate::run::{root, step};
use crate::toolchain::{self, Toolchain};
use crate::wasm::{TARGET, Wasm, target_dir};
use crate::{library, tools};

pub fn dist() -> PathBuf {
    root().join("dist")
}

/// One of the two worker modules.
struct Module {
    package: &'static str,
    /// cargo's name of the wasm file.
    file: &'static str,
    profile: &'static str,
    optimize: &'static str,
    /// Folder under `dist/`, and its script under `www/`.
    folder: &'static str,
    script: Option<&'static str>,
    /// With its default features.
    whole: bool,
}

const MODULES: &[Module] = &[
    Module {
        package: "pyvarium-worker",
        file: "pyvarium_worker",
        profile: "machine",
        optimize: "-O3",
        folder: "worker",
        script: Some("www/worker/machine.js"),
        whole: true,
    },
    Module {
        package: "pyvarium-compile-worker",
        file: "pyvarium_compile_worker",
        profile: "page",
        optimize: "-Oz",
        folder: "compiler",
        script: Some("www/compiler/compiler.js"),
        whole: false,
    },
    // What the first picture can do without.
    Module { package: "pyvarium-late", file: "pyvarium_late", profile: "page", optimize: "-Oz", folder: "late", script: None, whole: true },
    // Half a megabyte more, for a program with `\N{...}` only.
    Module {
        package: "pyvarium-compile-worker",
        file: "pyvarium_compile_worker",
        profile: "page",
        optimize: "-Oz",
        folder: "compiler/names",
        script: None,
        whole: true,
    },
];

/// wasm features that every browser of the last years has.
const WASM_FEATURES: &[&str] = &[
    "--enable-bulk-memory",
    "--enable-bulk-memory-opt",
    "--enable-mutable-globals",
    "--enable-nontrapping-float-to-int",
    "--enable-sign-ext",
    "--enable-reference-types",
    "--enable-multivalue",
];

pub fn build() -> Result<(), String> {
    let toolchain = toolchain::setup()?;
    let wasm = Wasm::setup(&toolchain)?;
    tools::setup(&toolchain)?;
    page(&wasm)?;
    for module in MODULES {
        build_module(&wasm, module)?;
    }
    pack_library(&library::setup(&toolchain)?)?;
    cut_machine(&toolchain)?;
    lessons(&toolchain)?;
    credits(&toolchain)?;
    precache()?;
    println!("== the site is in {}", dist().display());
    Ok(())
}

fn page(wasm: &Wasm) -> Result<(), String> {
    let mut trunk = Command::new(tools::folder().join("bin").join("trunk"));
    trunk.current_dir(root()).args(["build", "--release", "--offline", "--color", "never"]).env_remove("NO_COLOR");
    step("the page: trunk build (cold: 4 minutes)", wasm.dress(&mut trunk))
}

fn build_module(wasm: &Wasm, module: &Module) -> Result<(), String> {
    let mut cargo = wasm.cargo();
    cargo.args(["build", "--locked", "--quiet", "-p", module.package, "--target", TARGET, "--profile", module.profile]);
    if !module.whole {
        cargo.arg("--no-default-features");
    }
    step(&format!("{} for wasm, for {}/ (cold: 4 minutes)", module.package, module.folder), &mut cargo)?;
    let built = target_dir().join(TARGET).join(module.profile).join(format!("{}.wasm", module.file));
    let out = dist().join(module.folder);
    std::fs::create_dir_all(&out).map_err(|e| format!("{}: {e}", out.display()))?;
    // Bound and optimized again only when cargo made another file.
    let key = module.folder.replace('/', "-");
    let stamp = target_dir().join(format!("{key}.stamp"));
    let kept = target_dir().join(format!("{key}-bound"));
    let mark = fingerprint(&built)?;
    if std::fs::read_to_string(&stamp).unwrap_or_default() != mark {
        let mut bind = Command::new(tools::folder().join("bin").join("wasm-bindgen"));
        bind.args(["--target", "web", "--no-typescript", "--out-name", module.file, "--out-dir"]).arg(&kept).arg(&built);
        step(&format!("wasm-bindgen {}", module.package), &mut bind)?;
        let bound = kept.join(format!("{}_bg.wasm", module.file));
        let mut optimize = Command::new(tools::npm_bin().join("wasm-opt"));
        optimize.arg(module.optimize).args(WASM_FEATURES).arg(&bound).arg("-o").arg(&bound);
        step(&format!("wasm-opt {} (a minute)", module.package), &mut optimize)?;
        std::fs::write(&stamp, mark).map_err(|e| format!("{}: {e}", stamp.display()))?;
    }
    let name = format!("{}_bg.wasm", module.file);
    copy(&kept.join(&name), &out.join(&name))?;
    // What a module shares with the page it takes from the page's own scripts: each is there once.
    let name = format!("{}.js", module.file);
    let script = std::fs::read_to_string(kept.join(&name)).map_err(|e| format!("{name}: {e}"))?;
    let up = "../".repeat(module.folder.split('/').filter(|part| !part.is_empty()).count());
    // The names under which the wasm asks for them stay.
    let script = ['\'', '"']
        .iter()
        .fold(script, |text, quote| text.replace(&format!("from {quote}./snippets/"), &format!("from {quote}{up}snippets/")));
    std::fs::write(out.join(&name), &script).map_err(|e| format!("{name}: {e}"))?;
    for folder in std::fs::read_dir(kept.join("snippets")).into_iter().flatten().flatten() {
        if !dist().join("snippets").join(folder.file_name()).exists() && script.contains(&*folder.file_name().to_string_lossy()) {
            return Err(format!("{} needs {}, which the page does not have", module.package, folder.path().display()));
        }
    }
    let Some(script) = module.script.map(|script| root().join(script)) else { return Ok(()) };
    let name = script.file_name().map(PathBuf::from).unwrap_or_default();
    copy(&script, &out.join(name))
}

fn copy(from: &Path, to: &Path) -> Result<(), String> {
    std::fs::copy(from, to).map(|_| ()).map_err(|e| format!("{} to {}: {e}", from.display(), to.display()))
}

fn fingerprint(file: &Path) -> Result<String, String> {
    let bytes = std::fs::read(file).map_err(|e| format!("{}: {e}", file.display()))?;
    let mut hasher = std::hash::DefaultHasher::new();
    hasher.write(&bytes);
    Ok(format!("{} {:016x}\n", bytes.len(), hasher.finish()))
}

/// The machine's module in two: what a first step needs, and the rest, which the worker fetches behind it. Which functions
/// those are is seen by recording the lessons' programs.
fn cut_machine(toolchain: &Toolchain) -> Result<(), String> {
    let (bound, cut) = (target_dir().join("worker-bound"), target_dir().join("worker-cut"));
    let (whole, profile) = (bound.join("pyvarium_worker_bg.wasm"), root().join("crates/split/profile.mjs"));
    let (watched, numbers) = (cut.join("watched.wasm"), cut.join("numbers"));
    let (first, rest) = (cut.join("first.wasm"), cut.join("rest.wasm"));
    std::fs::create_dir_all(&cut).map_err(|e| format!("{}: {e}", cut.display()))?;
    let stamp = cut.join("stamp");
    let mark = fingerprint(&whole)? + &fingerprint(&profile)?;
    if std::fs::read_to_string(&stamp).unwrap_or_default() != mark {
        let split = |args: &[&Path]| {
            let mut cargo = toolchain.cargo();
            cargo.args(["run", "--locked", "--quiet", "-p", "pyvarium-split", "--"]).args(args);
            cargo
        };
        step("the machine, watched (cold: a minute)", &mut split(&[Path::new("watch"), &whole, &watched]))?;
        let mut node = Command::new("node");
        node.arg(&profile).arg(&watched).arg("--bound").arg(&bound).arg("--dist").arg(dist()).arg("--lessons").arg(root().join("lessons"));
        let told = node.stderr(std::process::Stdio::inherit()).output().map_err(|e| format!("node: {e}"))?;
        if !told.status.success() {
            return Err(format!("the watched machine ended with {}", told.status));
        }
        std::fs::write(&numbers, told.stdout).map_err(|e| format!("{}: {e}", numbers.display()))?;
        step("the machine, cut in two", &mut split(&[Path::new("cut"), &whole, &numbers, &first, &rest]))?;
        std::fs::write(&stamp, mark).map_err(|e| format!("{}: {e}", stamp.display()))?;
    }
    let out = dist().join("worker");
    copy(&first, &out.join("pyvarium_worker_bg.wasm"))?;
    copy(&rest, &out.join("pyvarium_worker_rest.wasm"))?;
    // What wasm-bindgen wrote knows nothing of it.
    let glue = std::fs::read_to_string(bound.join("pyvarium_worker.js")).map_err(|e| format!("pyvarium_worker.js: {e}"))?;
    let imports = "\"./pyvarium_worker_bg.js\": import0,";
    if glue.matches(imports).count() != 1 {
        return Err("wasm-bindgen writes a module's imports in another way than cut_machine knows".to_owned());
    }
    let glue = glue.replace(imports, &format!("{imports}\n        split: {{ load: () => globalThis.loadRest(wasm) }},"));
    std::fs::write(out.join("pyvarium_worker.js"), glue).map_err(|e| format!("pyvarium_worker.js: {e}"))
}

/// CPython's library as the machine's worker fetches it, a file at a time.
fn pack_library(folder: &Path) -> Result<(), String> {
    for file in files_below(folder).iter().filter(|f| f.extension().is_some_and(|e| e == "gz")) {
        let name = file.strip_prefix(folder).map_err(|e| e.to_string())?;
        let to = dist().join("lib").join(name);
        if let Some(parent) = to.parent() {
            std::fs::create_dir_all(parent).map_err(|e| format!("{}: {e}", parent.display()))?;
        }
        copy(file, &to)?;
    }
    Ok(())
}

/// The lessons as the page reads them; made by running them.
fn lessons(toolchain: &Toolchain) -> Result<(), String> {
    let mut cargo = toolchain.cargo();
    cargo.args(["run", "--locked", "--quiet", "-p", "pyvarium-cli", "--", "lesson", "build", "lessons"]).arg(dist().join("lessons"));
    step("lessons (cold: 2 minutes)", &mut cargo)
}

/// Who made what the site contains. Crates come from cargo's own list of what is linked for wasm.
fn credits(toolchain: &Toolchain) -> Result<(), String> {
    let mut text = String::from(
        "Pyvarium, MIT OR Apache-2.0, contains the work of others:\n\n\
         CPython 3.14 (Python Software Foundation License 2), (c) 2001 Python Software Foundation: the modules below lib/ are its standard\n\
         library, compiled; its behaviour and its instruction set are what is shown here, by code of our own.\n\
         Unicode Character Database (Unicode License v3): names and properties of characters.\n\
         CodeMirror 6, Lezer, style-mod, w3c-keyname, crelt (MIT): the editor.\n\nRust crates:\n",
    );
    for package in ["pyvarium-www", "pyvarium-late", "pyvarium-worker", "pyvarium-compile-worker"] {
        let mut cargo = toolchain.cargo();
        cargo.args(["tree", "--locked", "--quiet", "-p", package, "-e", "normal", "--target", TARGET, "--prefix", "none", "--no-dedupe"]);
        let out = cargo.args(["--format", "{p} ({l})"]).output().map_err(|e| format!("cargo tree: {e}"))?;
        text.push_str(&String::from_utf8_lossy(&out.stdout));
    }
    let (head, crates) = text.split_once("Rust crates:\n").unwrap_or((&text, ""));
    let mut names: Vec<&str> = crates.lines().filter(|l| !l.is_empty() && !l.contains("(/")).collect();
    names.sort_unstable();
    names.dedup();
    let all = format!("{head}Rust crates:\n{}\n", names.join("\n"));
    std::fs::write(dist().join("credits.txt"), all).map_err(|e| format!("credits.txt: {e}"))
}

pub fn files_below(folder: &Path) -> Vec<PathBuf> {
    let mut list = Vec::new();
    for entry in std::fs::read_dir(folder).into_iter().flatten().flatten() {
        let path = entry.path();
        if path.is_dir() {
            list.extend(files_below(&path));
        } else {
            list.push(path);
        }
    }
    list.sort();
    list
}

/// What the service worker keeps for use without a network.
fn precache() -> Result<(), String> {
    let dist = dist();
    let mut hasher = std::hash::DefaultHasher::new();
    let mut list = String::new();
    for file in files_below(&dist) {
        let name = file.strip_prefix(&dist).map(|p| p.to_string_lossy().into_owned()).unwrap_or_default();
        // The library's modules are kept as they are fetched.
        let fetched = name.starts_with("lib/") && name != "lib/start.gz";
        if matches!(name.as_str(), "precache.json" | "sw.js") || fetched {
            continue;
        }
        hasher.write(name.as_bytes());
        hasher.write(&std::fs::read(&file).map_err(|e| format!("{name}: {e}"))?);
        let comma = if list.is_empty() { "" } else { "," };
        let _ = write!(list, "{comma}\n    \"{name}\"");
    }
    let text = format!("{{\n  \"version\": \"{:016x}\",\n  \"files\": [{list}\n  ]\n}}\n", hasher.finish());
    std::fs::write(dist.join("precache.json"), text).map_err(|e| format!("precache.json: {e}"))
}
