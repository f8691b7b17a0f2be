//! Nodes of the tree: what a file, a folder or a device is, and the operations that change the tree.

use std::collections::BTreeMap;
use std::rc::Rc;

use super::errno::{EEXIST, EINVAL, EISDIR, ENOENT, ENOTDIR, ENOTEMPTY, EPERM};
use super::paths::Place;
use super::{Fs, FsRes, Ino, errno};
use crate::vm::Stream;

pub const S_IFMT: u32 = 0o170000;
pub const S_IFDIR: u32 = 0o040000;
pub const S_IFCHR: u32 = 0o020000;
pub const S_IFREG: u32 = 0o100000;
pub const S_IFLNK: u32 = 0o120000;

#[derive(Clone, Copy, Debug)]
pub struct Entry {
    pub ino: Ino,
    /// Folders list their entries in the order in which they came.
    pub order: u64,
}

#[derive(Clone, Debug)]
pub enum Content {
    Folder {
        entries: Rc<BTreeMap<Vec<u8>, Entry>>,
        parent: Ino,
    },
    File(Rc<Vec<u8>>),
    /// Unit of the size: bytes.
    Lazy {
        key: Rc<str>,
        size: u64,
    },
    Link(Rc<[u8]>),
    Null,
    Input,
    Output(Stream),
}

impl Content {
    pub fn folder(parent: Ino) -> Content {
        Content::Folder { entries: Rc::default(), parent }
    }
}

/// Times: nanoseconds since 1970.
#[derive(Clone, Debug)]
pub struct Node {
    pub content: Content,
    pub mode: u32,
    pub nlink: u32,
    pub uid: u32,
    pub gid: u32,
    pub atime: i64,
    pub mtime: i64,
    pub ctime: i64,
}

#[derive(Clone, Copy, Debug)]
pub struct Stat {
    pub mode: u32,
    pub ino: Ino,
    pub nlink: u32,
    pub uid: u32,
    pub gid: u32,
    pub size: u64,
    pub atime: i64,
    pub mtime: i64,
    pub ctime: i64,
}

impl Node {
    pub fn size(&self) -> u64 {
        match &self.content {
            Content::Folder { .. } => 4096,
            Content::File(bytes) => bytes.len() as u64,
            Content::Lazy { size, .. } => *size,
            Content::Link(target) => target.len() as u64,
            Content::Null | Content::Input | Content::Output(_) => 0,
        }
    }

    pub fn is_folder(&self) -> bool {
        matches!(self.content, Content::Folder { .. })
    }
}

impl Fs {
    pub fn stat_of(&self, ino: Ino) -> FsRes<Stat> {
        let n = self.node(ino)?;
        let (nlink, size) = (n.nlink + u32::from(n.is_folder()), n.size());
        Ok(Stat { mode: n.mode, ino, nlink, uid: n.uid, gid: n.gid, size, atime: n.atime, mtime: n.mtime, ctime: n.ctime })
    }

    pub fn stat(&self, path: &[u8], follow: bool) -> FsRes<Stat> {
        self.stat_of(self.resolve(path, follow)?)
    }

    /// Names in a folder, in the order in which they came.
    pub fn names(&self, ino: Ino) -> FsRes<Vec<(Vec<u8>, Ino)>> {
        let Content::Folder { entries, .. } = &self.node(ino)?.content else { return Err(ENOTDIR) };
        let mut all: Vec<_> = entries.iter().map(|(name, e)| (e.order, name.clone(), e.ino)).collect();
        all.sort_by_key(|(order, ..)| *order);
        Ok(all.into_iter().map(|(_, name, ino)| (name, ino)).collect())
    }

    pub(super) fn link_into(&mut self, dir: Ino, name: &[u8], ino: Ino, now: i64) -> FsRes<()> {
        let order = self.next_ino;
        self.next_ino += 1;
        let folder = self.node_mut(dir)?;
        let Content::Folder { entries, .. } = &mut folder.content else { return Err(ENOTDIR) };
        Rc::make_mut(entries).insert(name.to_vec(), Entry { ino, order });
        (folder.mtime, folder.ctime) = (now, now);
        let node = self.node_mut(ino)?;
        node.nlink += 1;
        node.ctime = now;
        self.note(("link", dir, name, ino));
        Ok(())
    }

    /// Takes a name away; the node goes with its last name, once nobody has it open.
    fn unlink_from(&mut self, dir: Ino, name: &[u8], now: i64) -> FsRes<()> {
        let folder = self.node_mut(dir)?;
        let Content::Folder { entries, .. } = &mut folder.content else { return Err(ENOTDIR) };
        let Some(entry) = Rc::make_mut(entries).remove(name) else { return Err(ENOENT) };
        (folder.mtime, folder.ctime) = (now, now);
        let node = self.node_mut(entry.ino)?;
        node.nlink = node.nlink.saturating_sub(1);
        node.ctime = now;
        self.note(("unlink", dir, name));
        self.forget(entry.ino);
        Ok(())
    }

    /// A node without names that nobody has open is gone.
    pub(super) fn forget(&mut self, ino: Ino) {
        let unnamed = self.node(ino).is_ok_and(|n| n.nlink == 0);
        if unnamed && !self.open.values().any(|o| o.ino == ino) && ino != self.cwd {
            Rc::make_mut(&mut self.nodes).remove(&ino);
        }
    }

    pub fn set_umask(&mut self, mask: u32) -> u32 {
        std::mem::replace(&mut self.umask, mask & 0o777)
    }

    pub(super) fn may_write(&self, ino: Ino) -> FsRes<()> {
        if self.node(ino)?.mode & 0o200 == 0 { Err(errno::EACCES) } else { Ok(()) }
    }

    fn new_name(&self, path: &[u8]) -> FsRes<Place> {
        let place = self.place(path, false)?;
        if place.found.is_some() {
            return Err(EEXIST);
        }
        self.may_write(place.dir)?;
        Ok(place)
    }

    pub fn mkdir(&mut self, path: &[u8], mode: u32, now: i64) -> FsRes<()> {
        let place = self.new_name(path)?;
        let mode = S_IFDIR | (mode & 0o777 & !self.umask);
        let ino = self.add_node(Content::folder(place.dir), mode, now);
        self.link_into(place.dir, &place.name, ino, now)
    }

    /// A new, empty file.
    pub(super) fn create(&mut self, place: &Place, mode: u32, now: i64) -> FsRes<Ino> {
        self.may_write(place.dir)?;
        if place.wants_folder {
            return Err(EISDIR);
        }
        let mode = S_IFREG | (mode & 0o7777 & !self.umask);
        let ino = self.add_node(Content::File(Rc::default()), mode, now);
        self.link_into(place.dir, &place.name, ino, now)?;
        Ok(ino)
    }

    pub fn symlink(&mut self, target: &[u8], path: &[u8], now: i64) -> FsRes<()> {
        if target.is_empty() {
            return Err(ENOENT);
        }
        let place = self.new_name(path)?;
        let ino = self.add_node(Content::Link(target.into()), S_IFLNK | 0o777, now);
        self.note(("target", target));
        self.link_into(place.dir, &place.name, ino, now)
    }

    pub fn link(&mut self, from: &[u8], path: &[u8], follow: bool, now: i64) -> FsRes<()> {
        let ino = self.resolve(from, follow)?;
        if self.node(ino)?.is_folder() {
            return Err(EPERM);
        }
        let place = self.new_name(path)?;
        self.link_into(place.dir, &place.name, ino, now)
    }

    pub fn readlink(&self, path: &[u8]) -> FsRes<Vec<u8>> {
        match &self.node(self.resolve(path, false)?)?.content {
            Content::Link(target) => Ok(target.to_vec()),
            _ => Err(EINVAL),
        }
    }

    pub fn rmdir(&mut self, path: &[u8], now: i64) -> FsRes<()> {
        let place = self.place(path, false)?;
        let ino = place.found.ok_or(ENOENT)?;
        let Content::Folder { entries, .. } = &self.node(ino)?.content else { return Err(ENOTDIR) };
        if place.name == b"." {
            return Err(EINVAL);
        }
        if !entries.is_empty() {
            return Err(ENOTEMPTY);
        }
        if ino == self.root {
            return Err(errno::EBUSY);
        }
        self.may_write(place.dir)?;
        self.unlink_from(place.dir, &place.name, now)
    }

    pub fn unlink(&mut self, path: &[u8], now: i64) -> FsRes<()> {
        let place = self.place(path, false)?;
        let ino = place.found.ok_or(ENOENT)?;
        if self.node(ino)?.is_folder() {
            return Err(EISDIR);
        }
        if place.wants_folder {
            return Err(ENOTDIR);
        }
        self.may_write(place.dir)?;
        self.unlink_from(place.dir, &place.name, now)
    }

    /// CPython's rename and replace are both rename(2).
    pub fn rename(&mut self, from: &[u8], to: &[u8], now: i64) -> FsRes<()> {
        let (old, new) = (self.place(from, false)?, self.place(to, false)?);
        let ino = old.found.ok_or(ENOENT)?;
        let is_folder = self.node(ino)?.is_folder();
        if (old.wants_folder || new.wants_folder) && !is_folder {
            return Err(ENOTDIR);
        }
        self.may_write(old.dir)?;
        self.may_write(new.dir)?;
        if is_folder {
            // Not into itself.
            let mut up = new.dir;
            loop {
                if up == ino {
                    return Err(EINVAL);
                }
                match &self.node(up)?.content {
                    Content::Folder { parent, .. } if *parent != up => up = *parent,
                    _ => break,
                }
            }
        }
        if let Some(there) = new.found {
            if there == ino {
                return Ok(());
            }
            match (&self.node(there)?.content, is_folder) {
                (Content::Folder { entries, .. }, true) if entries.is_empty() => {}
                (Content::Folder { .. }, true) => return Err(ENOTEMPTY),
                (Content::Folder { .. }, false) => return Err(EISDIR),
                (_, true) => return Err(ENOTDIR),
                (_, false) => {}
            }
            self.unlink_from(new.dir, &new.name, now)?;
        }
        self.link_into(new.dir, &new.name, ino, now)?;
        self.unlink_from(old.dir, &old.name, now)?;
        if let Content::Folder { parent, .. } = &mut self.node_mut(ino)?.content {
            *parent = new.dir;
        }
        Ok(())
    }

    pub fn chmod(&mut self, path: &[u8], mode: u32, follow: bool, now: i64) -> FsRes<()> {
        let ino = self.resolve(path, follow)?;
        self.chmod_node(ino, mode, now)
    }

    pub fn chmod_node(&mut self, ino: Ino, mode: u32, now: i64) -> FsRes<()> {
        let node = self.node_mut(ino)?;
        node.mode = node.mode & S_IFMT | mode & 0o7777;
        node.ctime = now;
        self.note(("mode", ino, mode));
        Ok(())
    }

    pub fn set_owner(&mut self, ino: Ino, uid: i64, gid: i64, now: i64) -> FsRes<()> {
        let node = self.node_mut(ino)?;
        if uid >= 0 {
            node.uid = uid as u32;
        }
        if gid >= 0 {
            node.gid = gid as u32;
        }
        node.ctime = now;
        self.note(("owner", ino, uid, gid));
        Ok(())
    }

    pub fn set_times(&mut self, ino: Ino, atime: i64, mtime: i64, now: i64) -> FsRes<()> {
        let node = self.node_mut(ino)?;
        (node.atime, node.mtime, node.ctime) = (atime, mtime, now);
        self.note(("times", ino, atime, mtime));
        Ok(())
    }

    pub fn chdir(&mut self, path: &[u8]) -> FsRes<()> {
        let ino = self.resolve(path, true)?;
        if !self.node(ino)?.is_folder() {
            return Err(ENOTDIR);
        }
        self.cwd = ino;
        Ok(())
    }

    /// The path of the current folder.
    pub fn getcwd(&self) -> FsRes<Vec<u8>> {
        let mut parts: Vec<Vec<u8>> = Vec::new();
        let mut at = self.cwd;
        while at != self.root {
            let Content::Folder { parent, .. } = &self.node(at)?.content else { return Err(ENOENT) };
            let Content::Folder { entries, .. } = &self.node(*parent)?.content else { return Err(ENOENT) };
            let name = entries.iter().find(|(_, e)| e.ino == at).map(|(name, _)| name.clone()).ok_or(ENOENT)?;
            parts.push(name);
            at = *parent;
        }
        parts.reverse();
        let mut out = b"/".to_vec();
        out.extend(parts.join(&b'/'));
        Ok(out)
    }
}
