//! Picks the Rust toolchain. The workspace needs rustc 1.96; where the one on PATH is older and rustup
//! cannot fetch another, Debian's `rustc-web` packages have it.

use std::process::Command;

use crate::run::{cache, output, root, step};

const NEEDED: (u32, u32) = (1, 96);

/// How cargo is called for native builds.
#[derive(Clone, Debug)]
pub struct Toolchain {
    /// Debian's pair in /usr/bin instead of the one on PATH.
    debian: bool,
}

impl Toolchain {
    pub fn is_debian(&self) -> bool {
        self.debian
    }

    pub fn cargo(&self) -> Command {
        let mut command = Command::new(if self.debian { "/usr/bin/cargo" } else { "cargo" });
        command.current_dir(root()).env("CARGO_TARGET_DIR", cache().join("target"));
        // Set by the cargo that runs this program; the other toolchain must not see them.
        for name in ["CARGO", "RUSTUP_TOOLCHAIN", "RUSTC", "RUSTDOC", "RUSTFLAGS"] {
            command.env_remove(name);
        }
        if self.debian {
            let path = std::env::var("PATH").unwrap_or_default();
            command.env("PATH", format!("/usr/bin:{path}")).env("RUSTC", "/usr/bin/rustc").env("RUSTDOC", "/usr/bin/rustdoc");
        }
        command
    }
}

fn version(program: &str) -> Option<(u32, u32)> {
    let text = output(program, &["--version"])?;
    let mut parts = text.split_whitespace().nth(1)?.split('.');
    Some((parts.next()?.parse().ok()?, parts.next()?.parse().ok()?))
}

/// Finds a toolchain, or installs one. Says what it does.
pub fn setup() -> Result<Toolchain, String> {
    if version("rustc").is_some_and(|v| v >= NEEDED) {
        // Debian's own, first on PATH: rustup has no say there.
        let debian = output("rustc", &["--print", "sysroot"]).is_some_and(|s| s.trim() == "/usr") && debian_is_ready();
        println!("== toolchain: rustc on PATH{}", if debian { ", Debian's" } else { "" });
        return Ok(Toolchain { debian });
    }
    if !debian_is_ready() {
        println!("== toolchain: rustc on PATH is older than {}.{}; installing Debian's (about a minute)", NEEDED.0, NEEDED.1);
        step("apt-get update", Command::new("apt-get").arg("update").arg("-q"))?;
        let packages = ["rustc-web", "cargo-web", "rust-web-src", "rust-web-clippy"];
        step("apt-get install", Command::new("apt-get").args(["install", "-y", "-q", "--no-install-recommends"]).args(packages))?;
    }
    if debian_is_ready() {
        println!("== toolchain: Debian's rustc-web in /usr/bin");
        return Ok(Toolchain { debian: true });
    }
    Err(format!("no rustc {}.{} or later: install one with rustup, or Debian's rustc-web", NEEDED.0, NEEDED.1))
}

fn debian_is_ready() -> bool {
    version("/usr/bin/rustc").is_some_and(|v| v >= NEEDED) && std::path::Path::new("/usr/bin/cargo-clippy").exists()
}
