//! Builds for wasm32: with the target where the toolchain has it or rustup can fetch it, else with
//! std built from source by Debian's toolchain. Its environment never reaches a native build.

use std::path::{Path, PathBuf};
use std::process::Command;

use crate::run::{cache, output, root, step};
use crate::toolchain::Toolchain;
use crate::tools;

pub const TARGET: &str = "wasm32-unknown-unknown";

/// How a wasm build is called.
pub struct Wasm {
    toolchain: Toolchain,
    /// Set where std comes from source.
    linker: Option<PathBuf>,
}

impl Wasm {
    pub fn setup(toolchain: &Toolchain) -> Result<Wasm, String> {
        claim()?;
        let wasm = |linker| Wasm { toolchain: toolchain.clone(), linker };
        if toolchain.is_debian() {
            let linker = rust_lld().ok_or("no rust-lld: it comes with rustup's toolchain (or Debian's lld)")?;
            return Ok(wasm(Some(linker)));
        }
        let sysroot = output("rustc", &["--print", "sysroot"]).unwrap_or_default();
        if !Path::new(sysroot.trim()).join("lib/rustlib").join(TARGET).exists() {
            step(&format!("rustup target add {TARGET}"), Command::new("rustup").args(["target", "add", TARGET]))?;
        }
        Ok(wasm(None))
    }

    /// The environment of a wasm build, on a command that calls cargo by itself (trunk, wasm-pack).
    pub fn dress<'a>(&self, command: &'a mut Command) -> &'a mut Command {
        for name in ["CARGO", "RUSTUP_TOOLCHAIN", "RUSTC", "RUSTDOC", "RUSTFLAGS"] {
            command.env_remove(name);
        }
        let path = std::env::var("PATH").unwrap_or_default();
        let path = if self.linker.is_some() { format!("/usr/bin:{path}") } else { path };
        command.env("PATH", tools::path(&path)).env("CARGO_TARGET_DIR", target_dir());
        if let Some(linker) = &self.linker {
            command
                .env("RUSTC", "/usr/bin/rustc")
                .env("RUSTC_BOOTSTRAP", "1")
                .env("CARGO_UNSTABLE_BUILD_STD", "std,panic_abort")
                .env("CARGO_TARGET_WASM32_UNKNOWN_UNKNOWN_LINKER", linker);
        }
        command
    }

    pub fn cargo(&self) -> Command {
        let mut command = self.toolchain.cargo();
        self.dress(&mut command);
        command
    }
}

pub fn target_dir() -> PathBuf {
    cache().join("target-wasm")
}

/// Modules have the same file names in every checkout that shares the folder, so that cargo takes another checkout's
/// for its own: what the last checkout built of ours is built again in this one.
fn claim() -> Result<(), String> {
    let (stamp, here) = (target_dir().join("checkout"), root().display().to_string());
    if std::fs::read_to_string(&stamp).is_ok_and(|last| last == here) {
        return Ok(());
    }
    let profiles = std::fs::read_dir(target_dir().join(TARGET)).into_iter().flatten().flatten();
    let units = profiles.flat_map(|profile| std::fs::read_dir(profile.path().join(".fingerprint")).into_iter().flatten().flatten());
    for unit in units.filter(|unit| unit.file_name().to_string_lossy().starts_with("pyvarium")) {
        std::fs::remove_dir_all(unit.path()).map_err(|e| format!("{}: {e}", unit.path().display()))?;
    }
    std::fs::create_dir_all(target_dir()).and_then(|()| std::fs::write(&stamp, here)).map_err(|e| format!("{}: {e}", stamp.display()))
}

/// rustup's linker serves the Debian compiler too.
fn rust_lld() -> Option<PathBuf> {
    let host = "x86_64-unknown-linux-gnu";
    let home = std::env::var_os("RUSTUP_HOME").map(PathBuf::from);
    let home = home.or_else(|| std::env::var_os("HOME").map(|h| PathBuf::from(h).join(".rustup")))?;
    let toolchains = std::fs::read_dir(home.join("toolchains")).into_iter().flatten().flatten();
    let in_rustup = toolchains.map(|t| t.path().join("lib/rustlib").join(host).join("bin/rust-lld")).find(|p| p.exists());
    let elsewhere = ["/usr/bin/rust-lld", "/usr/bin/lld", "/usr/bin/wasm-ld"].map(PathBuf::from).into_iter().find(|p| p.exists());
    in_rustup.or(elsewhere)
}
