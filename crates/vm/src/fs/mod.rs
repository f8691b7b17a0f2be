//! The files of the machine: a POSIX-like tree in memory, plain data like everything else in `Vm`. Nothing
//! here touches the host's files. A clone shares all nodes; writing unshares one.
//!
//! Files of CPython's library are lazy: their size is known, their bytes come from the host when somebody
//! first reads them (`Ask::Library`, then `Fs::fill`).

pub mod descriptors;
pub mod errno;
pub mod nodes;
pub mod paths;

use std::collections::BTreeMap;
use std::hash::{Hash, Hasher};
use std::rc::Rc;

pub use descriptors::{OpenFile, Read};
pub use nodes::{Content, Node, Stat};

use crate::vm::Stream;

/// The folder in which programs begin.
pub const HOME: &str = "/home/pyvarium";

/// What the virtual clock shows at the start of a run: 2026-01-01 00:00:00 UTC. Unit: seconds since 1970.
pub const START_SECONDS: i64 = 1_767_225_600;

/// The user that programs run as.
pub const UID: u32 = 1000;

/// Number of a node.
pub type Ino = u64;

/// An error is the number of `errno`.
pub type FsRes<T> = Result<T, i32>;

/// What a read needs of the host first.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub enum Ask {
    /// The bytes of a lazy file.
    Library(String),
    /// A line of standard input.
    Input,
}

/// A failed operation, or one that the host must be asked for first.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Fail {
    Errno(i32),
    Ask(Ask),
}

impl From<i32> for Fail {
    fn from(errno: i32) -> Fail {
        Fail::Errno(errno)
    }
}

#[derive(Clone, Debug)]
pub struct Fs {
    nodes: Rc<BTreeMap<Ino, Rc<Node>>>,
    /// File descriptors: what each stands for. Several may stand for one open file.
    fds: BTreeMap<i32, u32>,
    open: BTreeMap<u32, OpenFile>,
    pub cwd: Ino,
    root: Ino,
    next_ino: Ino,
    next_open: u32,
    umask: u32,
    /// Lines of standard input that came and were not read yet.
    pub input: Vec<u8>,
    pub input_ended: bool,
    /// Bytes of characters that are written in part to stdout and stderr.
    partial: [Vec<u8>; 2],
    /// Of the random bytes that were given.
    entropy: u64,
    /// Of everything that was done: a hash that stands for the tree.
    digest: u64,
}

impl Hash for Fs {
    fn hash<H: Hasher>(&self, state: &mut H) {
        (self.digest, self.cwd, self.next_ino, self.next_open, self.umask, self.entropy).hash(state);
        self.fds.hash(state);
        self.open.hash(state);
        (&self.input, self.input_ended, &self.partial).hash(state);
    }
}

impl Default for Fs {
    fn default() -> Fs {
        Fs::new()
    }
}

impl Fs {
    /// The folders that every program finds, and the standard streams as descriptors 0, 1, 2.
    pub fn new() -> Fs {
        let now = START_SECONDS * 1_000_000_000;
        let mut fs = Fs {
            nodes: Rc::default(),
            fds: BTreeMap::new(),
            open: BTreeMap::new(),
            cwd: 1,
            root: 1,
            next_ino: 1,
            next_open: 3,
            umask: 0o022,
            input: Vec::new(),
            input_ended: false,
            partial: [Vec::new(), Vec::new()],
            entropy: 0x853c_49e6_748f_ea9b,
            digest: 0,
        };
        let root = fs.add_node(Content::folder(1), nodes::S_IFDIR | 0o755, now);
        fs.root = root;
        for folder in ["/dev", "/home", HOME, "/tmp", "/usr", "/usr/local", "/usr/local/lib"] {
            let _ = fs.mkdir(folder.as_bytes(), 0o777, now);
        }
        if let Ok(home) = fs.resolve(HOME.as_bytes(), true) {
            fs.cwd = home;
        }
        let _ = fs.chmod(b"/tmp", 0o1777, true, now);
        for (name, content) in [
            ("null", Content::Null),
            ("stdin", Content::Input),
            ("stdout", Content::Output(Stream::Stdout)),
            ("stderr", Content::Output(Stream::Stderr)),
        ] {
            let ino = fs.add_node(content, nodes::S_IFCHR | 0o620, now);
            let Ok(dev) = fs.resolve(b"/dev", true) else { continue };
            let _ = fs.link_into(dev, name.as_bytes(), ino, now);
            let fd = match name {
                "stdin" => 0,
                "stdout" => 1,
                "stderr" => 2,
                _ => continue,
            };
            fs.open.insert(fd as u32, OpenFile { ino, offset: 0, flags: if fd == 0 { 0 } else { 1 } });
            fs.fds.insert(fd, fd as u32);
        }
        fs
    }

    fn note(&mut self, what: impl Hash) {
        let mut hasher = std::hash::DefaultHasher::new();
        (self.digest, what).hash(&mut hasher);
        self.digest = hasher.finish();
    }

    pub fn node(&self, ino: Ino) -> FsRes<&Node> {
        self.nodes.get(&ino).map(|n| &**n).ok_or(errno::ENOENT)
    }

    fn node_mut(&mut self, ino: Ino) -> FsRes<&mut Node> {
        Rc::make_mut(&mut self.nodes).get_mut(&ino).map(Rc::make_mut).ok_or(errno::ENOENT)
    }

    fn add_node(&mut self, content: Content, mode: u32, now: i64) -> Ino {
        let ino = self.next_ino;
        self.next_ino += 1;
        let node = Node { content, mode, nlink: 0, uid: UID, gid: UID, atime: now, mtime: now, ctime: now };
        Rc::make_mut(&mut self.nodes).insert(ino, Rc::new(node));
        ino
    }

    /// A file whose bytes the host has. Its folders are made. Unit of the size: bytes; of the time: seconds since 1970.
    pub fn add_lazy(&mut self, path: &str, size: u64, key: &str, mtime: i64) -> FsRes<()> {
        let now = mtime * 1_000_000_000;
        let (folder, name) = path.rsplit_once('/').unwrap_or(("", path));
        let dir = self.make_folders(folder.as_bytes(), now)?;
        let content = Content::Lazy { key: key.into(), size };
        let ino = self.add_node(content, nodes::S_IFREG | 0o644, now);
        self.link_into(dir, name.as_bytes(), ino, now)
    }

    /// A folder, and those that it is in. Unit of the time: seconds since 1970.
    pub fn add_folder(&mut self, path: &str, mtime: i64) -> FsRes<()> {
        self.make_folders(path.as_bytes(), mtime * 1_000_000_000).map(|_| ())
    }

    /// A file with these bytes, its folders made; for hosts that lay files ready.
    pub fn add_file(&mut self, path: &str, bytes: &[u8], now: i64) -> FsRes<()> {
        let (folder, name) = path.rsplit_once('/').unwrap_or((".", path));
        let dir = self.make_folders(folder.as_bytes(), now)?;
        let ino = self.add_node(Content::File(Rc::new(bytes.to_vec())), nodes::S_IFREG | 0o644, now);
        self.note(("add", path, bytes));
        self.link_into(dir, name.as_bytes(), ino, now)
    }

    fn make_folders(&mut self, path: &[u8], now: i64) -> FsRes<Ino> {
        if let Ok(ino) = self.resolve(path, true) {
            return Ok(ino);
        }
        let parent = match path.iter().rposition(|b| *b == b'/') {
            Some(0) | None => b"/",
            Some(at) => path.get(..at).unwrap_or(b"/"),
        };
        self.make_folders(parent, now)?;
        self.mkdir(path, 0o777, now)?;
        self.resolve(path, true)
    }

    /// The bytes of all lazy files with this key are here.
    pub fn fill(&mut self, key: &str, bytes: &[u8]) {
        let shared = Rc::new(bytes.to_vec());
        let nodes = Rc::make_mut(&mut self.nodes);
        for node in nodes.values_mut() {
            if matches!(&node.content, Content::Lazy { key: own, .. } if &**own == key) {
                Rc::make_mut(node).content = Content::File(shared.clone());
            }
        }
        self.note(("fill", key));
    }

    /// Takes in what the host answered to an `Ask::Input`: a line without its end, or None at the end of input.
    pub fn feed_input(&mut self, line: Option<&str>) {
        match line {
            Some(line) => {
                self.input.extend_from_slice(line.as_bytes());
                self.input.push(b'\n');
            }
            None => self.input_ended = true,
        }
    }

    /// Random bytes: the same in every run. Algorithm: SplitMix64.
    pub fn random_bytes(&mut self, n: usize) -> Vec<u8> {
        let mut out = Vec::with_capacity(n + 8);
        while out.len() < n {
            self.entropy = self.entropy.wrapping_add(0x9e37_79b9_7f4a_7c15);
            let mut z = self.entropy;
            z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
            z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
            out.extend_from_slice(&(z ^ (z >> 31)).to_le_bytes());
        }
        out.truncate(n);
        out
    }

    /// Runs something with paths seen from another folder.
    pub fn seen_from<T>(&mut self, folder: Ino, act: impl FnOnce(&mut Fs) -> T) -> T {
        let cwd = std::mem::replace(&mut self.cwd, folder);
        let done = act(self);
        self.cwd = cwd;
        done
    }

    /// Every regular file below a folder that holds bytes: path and bytes, in order of the paths.
    pub fn listing(&self, under: &str) -> Vec<(String, Rc<Vec<u8>>)> {
        let mut out = Vec::new();
        if let Ok(ino) = self.resolve(under.as_bytes(), true) {
            self.list_below(ino, under.trim_end_matches('/'), &mut out);
        }
        out.sort_by(|a, b| a.0.cmp(&b.0));
        out
    }

    fn list_below(&self, ino: Ino, path: &str, out: &mut Vec<(String, Rc<Vec<u8>>)>) {
        let Ok(node) = self.node(ino) else { return };
        match &node.content {
            Content::Folder { entries, .. } => {
                for (name, entry) in entries.iter() {
                    self.list_below(entry.ino, &format!("{path}/{}", String::from_utf8_lossy(name)), out);
                }
            }
            Content::File(bytes) => out.push((path.to_owned(), bytes.clone())),
            _ => {}
        }
    }
}
