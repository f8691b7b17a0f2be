//! CPython's own library, compiled: what `pyvarium library build` writes and the machine's hosts read.
//!
//! A folder with `start.gz` (the frozen modules, and the names and sizes of all files) and, one each, the
//! files themselves: `os.py.gz` and `os.pyc.gz`. Nothing of it is in the repository: the sources come out of
//! the pinned npm package `pyodide` (PSF licence).

use std::collections::BTreeMap;
use std::io::{Read, Write};
use std::path::{Path, PathBuf};
use std::rc::Rc;

use flate2::Compression;
use flate2::read::GzDecoder;
use flate2::write::GzEncoder;
use pyvarium_compiler::{Mode, Options, compile_with_warnings};
use pyvarium_vm::import::library::{FROZEN, LIB, Library, LibraryFile, MAGIC, MTIME, READY};

/// Folders and files of the npm package that are not CPython's library.
const NOT_CPYTHONS: &[&str] = &["_pyodide/", "pyodide/", "site-packages/", "_sysconfigdata", "pyodide_js"];

/// What was written.
#[derive(Debug, Default)]
pub struct Written {
    pub n_files: usize,
    /// Files that the compiler refuses; they stay as source.
    pub refused: Vec<String>,
}

/// Compiles every module of a zip of CPython's `Lib` into `out`.
pub fn build(zip: &Path, out: &Path) -> Result<Written, String> {
    let sources = sources(zip)?;
    std::fs::create_dir_all(out).map_err(|e| format!("{}: {e}", out.display()))?;
    let mut written = Written::default();
    let mut library = Library::default();
    for (name, source) in &sources {
        let filename = format!("{LIB}/{name}");
        let stem = name.strip_suffix(".py").unwrap_or(name);
        let pyc = match compile_with_warnings(source, &filename, Mode::Exec, Options::default()) {
            Ok(compiled) => {
                let mut bytes = MAGIC.to_le_bytes().to_vec();
                bytes.extend([0; 4]);
                bytes.extend((MTIME as u32).to_le_bytes());
                bytes.extend((source.len() as u32).to_le_bytes());
                bytes.extend(compiled.marshal());
                Some(bytes)
            }
            Err(report) => {
                written.refused.push(format!("{name}: {}: {}", report.kind, report.msg));
                None
            }
        };
        library
            .files
            .insert(name.clone(), LibraryFile { n_source: source.len() as u64, n_code: pyc.as_ref().map_or(0, |b| b.len() as u64) });
        write(out, &format!("{name}.gz"), source)?;
        if let Some(bytes) = pyc {
            let key = format!("{stem}.pyc");
            if READY.contains(&key.as_str()) {
                library.ready.insert(key, bytes.as_slice().into());
            }
            write(out, &format!("{stem}.pyc.gz"), &bytes)?;
        }
        written.n_files += 1;
    }
    for frozen in FROZEN {
        let path = frozen.path();
        let source = sources.get(&path).ok_or_else(|| format!("no {path} in {}", zip.display()))?;
        let compiled = compile_with_warnings(source, &frozen.filename(), Mode::Exec, Options::default())
            .map_err(|report| format!("{path}: {}: {}", report.kind, report.msg))?;
        library.frozen.insert(frozen.name.to_owned(), compiled.marshal().into());
    }
    write(out, "start.gz", &library.to_bytes())?;
    Ok(written)
}

/// The sources of a zip of `Lib`, by path.
pub fn sources(zip: &Path) -> Result<BTreeMap<String, Vec<u8>>, String> {
    let file = std::fs::File::open(zip).map_err(|e| format!("{}: {e}", zip.display()))?;
    let mut archive = zip::ZipArchive::new(file).map_err(|e| format!("{}: {e}", zip.display()))?;
    let mut sources = BTreeMap::new();
    for i in 0..archive.len() {
        let mut entry = archive.by_index(i).map_err(|e| format!("{}: {e}", zip.display()))?;
        let name = entry.name().to_owned();
        if !name.ends_with(".py") || NOT_CPYTHONS.iter().any(|n| name.starts_with(n)) {
            continue;
        }
        let mut bytes = Vec::new();
        entry.read_to_end(&mut bytes).map_err(|e| format!("{name}: {e}"))?;
        sources.insert(name, bytes);
    }
    Ok(sources)
}

fn write(out: &Path, name: &str, bytes: &[u8]) -> Result<(), String> {
    let path = out.join(name);
    if let Some(folder) = path.parent() {
        std::fs::create_dir_all(folder).map_err(|e| format!("{}: {e}", folder.display()))?;
    }
    let mut gz = GzEncoder::new(Vec::new(), Compression::best());
    let packed = gz.write_all(bytes).and_then(|()| gz.finish()).map_err(|e| format!("{name}: {e}"))?;
    std::fs::write(&path, packed).map_err(|e| format!("{}: {e}", path.display()))
}

/// Where the library lies: `PYVARIUM_LIBRARY`, else the cache folder that `cargo xtask setup` fills.
pub fn folder() -> PathBuf {
    if let Some(given) = std::env::var_os("PYVARIUM_LIBRARY") {
        return PathBuf::from(given);
    }
    let home = || std::env::var_os("HOME").map(|home| PathBuf::from(home).join(".cache").join("pyvarium"));
    std::env::var_os("PYVARIUM_CACHE").map(PathBuf::from).or_else(home).unwrap_or_default().join("library")
}

fn read(name: &str) -> Result<Vec<u8>, String> {
    let path = folder().join(format!("{name}.gz"));
    let packed = std::fs::read(&path).map_err(|e| format!("{}: {e}: `cargo xtask setup` makes it", path.display()))?;
    let mut bytes = Vec::new();
    GzDecoder::new(packed.as_slice()).read_to_end(&mut bytes).map_err(|e| format!("{}: {e}", path.display()))?;
    Ok(bytes)
}

/// What a machine is started with; None where no library was made.
pub fn start() -> Option<Rc<Library>> {
    let bytes = read("start").ok()?;
    Library::from_bytes(&bytes).map(Rc::new)
}

/// The bytes of one file: `os.py`, `json/decoder.pyc`.
pub fn file(key: &str) -> Result<Vec<u8>, String> {
    read(key)
}
