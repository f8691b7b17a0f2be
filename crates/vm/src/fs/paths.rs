//! From a path to a node: component by component, through links.
//!
//! POSIX: path resolution; Linux: path_resolution(7).

use super::errno::{EACCES, ELOOP, ENAMETOOLONG, ENOENT, ENOTDIR};
use super::nodes::Content;
use super::{Fs, FsRes, Ino};

/// Where a path leads: the folder, the last name in it, and what is there.
#[derive(Clone, Debug)]
pub struct Place {
    pub dir: Ino,
    pub name: Vec<u8>,
    pub found: Option<Ino>,
    /// The path ends in a slash.
    pub wants_folder: bool,
}

/// Links that one path may go through. Linux: MAXSYMLINKS.
const MAX_LINKS: usize = 40;

const MAX_NAME: usize = 255;

impl Fs {
    /// The node that a path names.
    pub fn resolve(&self, path: &[u8], follow: bool) -> FsRes<Ino> {
        let place = self.place(path, follow)?;
        let found = place.found.ok_or(ENOENT)?;
        if place.wants_folder && !self.node(found)?.is_folder() {
            return Err(ENOTDIR);
        }
        Ok(found)
    }

    /// The place of a path's last component, which need not be there yet.
    pub fn place(&self, path: &[u8], follow: bool) -> FsRes<Place> {
        if path.is_empty() {
            return Err(ENOENT);
        }
        if path.len() >= 4096 {
            return Err(ENAMETOOLONG);
        }
        let mut todo: Vec<Vec<u8>> = components(path);
        let mut at = if path.starts_with(b"/") { self.root } else { self.cwd };
        let wants_folder = path.ends_with(b"/");
        let mut n_links = 0;
        if todo.is_empty() {
            return Ok(Place { dir: at, name: b"/".to_vec(), found: Some(at), wants_folder: false });
        }
        loop {
            let Some(name) = todo.pop() else { return Err(ENOENT) };
            let last = todo.is_empty();
            let folder = self.node(at)?;
            let Content::Folder { entries, parent } = &folder.content else { return Err(ENOTDIR) };
            if folder.mode & 0o100 == 0 {
                return Err(EACCES);
            }
            if name.len() > MAX_NAME {
                return Err(ENAMETOOLONG);
            }
            let found = match name.as_slice() {
                b"." => Some(at),
                b".." => Some(*parent),
                _ => entries.get(&name).map(|e| e.ino),
            };
            let link = match found.map(|ino| self.node(ino)).transpose()? {
                Some(node) => match &node.content {
                    Content::Link(target) if !last || follow || wants_folder => Some(target.clone()),
                    _ => None,
                },
                None => None,
            };
            match (found, link) {
                (_, Some(target)) => {
                    n_links += 1;
                    if n_links > MAX_LINKS {
                        return Err(ELOOP);
                    }
                    if target.starts_with(b"/") {
                        at = self.root;
                    }
                    let mut parts = components(&target);
                    if parts.is_empty() && last {
                        return Ok(Place { dir: at, name: b"/".to_vec(), found: Some(at), wants_folder });
                    }
                    todo.append(&mut parts);
                }
                (found, None) if last => return Ok(Place { dir: at, name, found, wants_folder }),
                (Some(ino), None) => at = ino,
                (None, None) => return Err(ENOENT),
            }
        }
    }
}

/// Last first.
fn components(path: &[u8]) -> Vec<Vec<u8>> {
    path.split(|b| *b == b'/').filter(|c| !c.is_empty()).rev().map(<[u8]>::to_vec).collect()
}
