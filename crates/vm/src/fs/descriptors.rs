//! File descriptors: open files with their place and flags; reading and writing through them.

use std::rc::Rc;

use super::errno::{EBADF, EEXIST, EINVAL, EISDIR, ELOOP, ENOENT, ENOTDIR, ENXIO, ESPIPE};
use super::nodes::{Content, Stat};
use super::{Ask, Fail, Fs, FsRes, Ino, errno};
use crate::vm::{Stream, Vm};

pub const O_WRONLY: i64 = 1;
pub const O_RDWR: i64 = 2;
pub const O_ACCMODE: i64 = 3;
pub const O_CREAT: i64 = 0o100;
pub const O_EXCL: i64 = 0o200;
pub const O_TRUNC: i64 = 0o1000;
pub const O_APPEND: i64 = 0o2000;
pub const O_DIRECTORY: i64 = 0o200_000;
pub const O_NOFOLLOW: i64 = 0o400_000;

/// Unit of the offset: bytes.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub struct OpenFile {
    pub ino: Ino,
    pub offset: u64,
    pub flags: i64,
}

pub type Read<T> = Result<T, Fail>;

/// The largest file that a program can make. Unit: bytes.
const MAX_FILE: u64 = 1 << 30;

impl Fs {
    pub fn open(&mut self, path: &[u8], flags: i64, mode: u32, now: i64) -> Read<i32> {
        let place = self.place(path, flags & O_NOFOLLOW == 0 && flags & (O_CREAT | O_EXCL) != (O_CREAT | O_EXCL))?;
        let writes = flags & O_ACCMODE != 0;
        let ino = match place.found {
            Some(_) if flags & (O_CREAT | O_EXCL) == (O_CREAT | O_EXCL) => return Err(EEXIST.into()),
            Some(ino) => {
                let node = self.node(ino)?;
                match &node.content {
                    Content::Link(_) => return Err(ELOOP.into()),
                    Content::Folder { .. } if writes || flags & O_CREAT != 0 => return Err(EISDIR.into()),
                    Content::Folder { .. } => {}
                    _ if flags & O_DIRECTORY != 0 || place.wants_folder => return Err(ENOTDIR.into()),
                    _ => {}
                }
                if node.mode & 0o400 == 0 && flags & O_ACCMODE != O_WRONLY || writes && node.mode & 0o200 == 0 {
                    return Err(errno::EACCES.into());
                }
                if writes && flags & O_TRUNC != 0 && matches!(node.content, Content::File(_) | Content::Lazy { .. }) {
                    let node = self.node_mut(ino)?;
                    node.content = Content::File(Rc::default());
                    (node.mtime, node.ctime) = (now, now);
                    self.note(("empty", ino));
                }
                ino
            }
            None if flags & O_CREAT == 0 => return Err(ENOENT.into()),
            None => self.create(&place, mode, now)?,
        };
        if writes && let Content::Lazy { key, .. } = &self.node(ino)?.content {
            return Err(Fail::Ask(Ask::Library(key.to_string())));
        }
        let id = self.next_open;
        self.next_open += 1;
        self.open.insert(id, OpenFile { ino, offset: 0, flags });
        let fd = self.lowest_fd(0);
        self.fds.insert(fd, id);
        Ok(fd)
    }

    fn lowest_fd(&self, from: i32) -> i32 {
        (from..).find(|fd| !self.fds.contains_key(fd)).unwrap_or(from)
    }

    pub fn opened(&self, fd: i32) -> FsRes<&OpenFile> {
        self.fds.get(&fd).and_then(|id| self.open.get(id)).ok_or(EBADF)
    }

    fn opened_mut(&mut self, fd: i32) -> FsRes<&mut OpenFile> {
        self.fds.get(&fd).and_then(|id| self.open.get_mut(id)).ok_or(EBADF)
    }

    pub fn close(&mut self, fd: i32) -> FsRes<()> {
        let id = self.fds.remove(&fd).ok_or(EBADF)?;
        if !self.fds.values().any(|other| *other == id)
            && let Some(file) = self.open.remove(&id)
        {
            self.forget(file.ino);
        }
        Ok(())
    }

    pub fn dup(&mut self, fd: i32) -> FsRes<i32> {
        let id = *self.fds.get(&fd).ok_or(EBADF)?;
        let new = self.lowest_fd(0);
        self.fds.insert(new, id);
        Ok(new)
    }

    pub fn dup2(&mut self, fd: i32, to: i32) -> FsRes<()> {
        let id = *self.fds.get(&fd).ok_or(EBADF)?;
        if fd != to {
            let _ = self.close(to);
            self.fds.insert(to, id);
        }
        Ok(())
    }

    pub fn fstat(&self, fd: i32) -> FsRes<Stat> {
        self.stat_of(self.opened(fd)?.ino)
    }

    /// A standard stream: a terminal to look at, which it is not.
    pub fn is_device(&self, fd: i32) -> FsRes<bool> {
        let node = self.node(self.opened(fd)?.ino)?;
        Ok(matches!(node.content, Content::Input | Content::Output(_) | Content::Null))
    }

    /// The output stream that a descriptor stands for, if nothing of a character waits there.
    pub fn output_of(&self, fd: i32) -> Option<Stream> {
        let Content::Output(stream) = self.node(self.opened(fd).ok()?.ino).ok()?.content else { return None };
        self.partial.get(usize::from(stream == Stream::Stderr)).filter(|p| p.is_empty()).map(|_| stream)
    }

    pub fn lseek(&mut self, fd: i32, offset: i64, whence: i64) -> FsRes<u64> {
        let file = self.opened(fd)?;
        let node = self.node(file.ino)?;
        if matches!(node.content, Content::Input | Content::Output(_)) {
            return Err(ESPIPE);
        }
        let from = match whence {
            0 => 0,
            1 => file.offset as i64,
            2 => node.size() as i64,
            3 | 4 if offset >= node.size() as i64 || offset < 0 => return Err(ENXIO),
            3 => 0,
            4 => node.size() as i64 - offset,
            _ => return Err(EINVAL),
        };
        let to = from.checked_add(offset).filter(|n| *n >= 0).ok_or(EINVAL)? as u64;
        self.opened_mut(fd)?.offset = to;
        Ok(to)
    }

    /// The bytes of a file, or what must be asked for first.
    pub fn bytes_of(&self, ino: Ino) -> Read<Rc<Vec<u8>>> {
        match &self.node(ino)?.content {
            Content::File(bytes) => Ok(bytes.clone()),
            Content::Lazy { key, .. } => Err(Fail::Ask(Ask::Library(key.to_string()))),
            Content::Folder { .. } => Err(EISDIR.into()),
            _ => Ok(Rc::default()),
        }
    }

    /// At most `n` bytes from the file's place on; None: up to its end.
    pub fn read(&mut self, fd: i32, n: Option<u64>) -> Read<Vec<u8>> {
        let file = self.opened(fd)?;
        if file.flags & O_ACCMODE == O_WRONLY {
            return Err(EBADF.into());
        }
        let (ino, offset) = (file.ino, file.offset);
        if matches!(self.node(ino)?.content, Content::Input) {
            return self.read_input(n);
        }
        let out = self.read_at(ino, offset, n)?;
        self.opened_mut(fd)?.offset = offset + out.len() as u64;
        Ok(out)
    }

    pub fn pread(&self, fd: i32, n: u64, offset: u64) -> Read<Vec<u8>> {
        let file = self.opened(fd)?;
        if file.flags & O_ACCMODE == O_WRONLY {
            return Err(EBADF.into());
        }
        self.read_at(file.ino, offset, Some(n))
    }

    fn read_at(&self, ino: Ino, offset: u64, n: Option<u64>) -> Read<Vec<u8>> {
        let bytes = self.bytes_of(ino)?;
        let from = (offset as usize).min(bytes.len());
        let to = n.map_or(bytes.len(), |n| from.saturating_add(n as usize).min(bytes.len()));
        Ok(bytes.get(from..to).unwrap_or_default().to_vec())
    }

    /// What a terminal gives: one line at a time.
    fn read_input(&mut self, n: Option<u64>) -> Read<Vec<u8>> {
        let wants_all = n.is_none();
        if !self.input_ended && (wants_all || self.input.is_empty()) {
            return Err(Fail::Ask(Ask::Input));
        }
        let line =
            if wants_all { self.input.len() } else { self.input.iter().position(|b| *b == b'\n').map_or(self.input.len(), |i| i + 1) };
        let n = n.map_or(line, |n| line.min(n as usize));
        Ok(self.input.drain(..n).collect())
    }

    /// Writes at the file's place. Some: these bytes are for a stream.
    fn write_file(&mut self, fd: i32, bytes: &[u8], at: Option<u64>, now: i64) -> FsRes<Option<Stream>> {
        let file = self.opened(fd)?;
        if file.flags & O_ACCMODE == 0 {
            return Err(EBADF);
        }
        let (ino, appends) = (file.ino, file.flags & O_APPEND != 0);
        let mut offset = at.unwrap_or(file.offset);
        let node = self.node_mut(ino)?;
        match &mut node.content {
            Content::Output(stream) => Ok(Some(*stream)),
            Content::Null => Ok(None),
            Content::File(old) => {
                if appends {
                    offset = old.len() as u64;
                }
                let end = offset + bytes.len() as u64;
                if end > MAX_FILE {
                    return Err(errno::EFBIG);
                }
                let old = Rc::make_mut(old);
                let from = offset as usize;
                if old.len() < from && !bytes.is_empty() {
                    old.resize(from, 0);
                }
                let overlap = (old.len() - from.min(old.len())).min(bytes.len());
                if let (Some(place), Some(new)) = (old.get_mut(from..from + overlap), bytes.get(..overlap)) {
                    place.copy_from_slice(new);
                }
                old.extend_from_slice(bytes.get(overlap..).unwrap_or_default());
                (node.mtime, node.ctime) = (now, now);
                self.note(("write", ino, offset, bytes));
                if at.is_none() {
                    self.opened_mut(fd)?.offset = end;
                }
                Ok(None)
            }
            _ => Err(EBADF),
        }
    }

    pub fn truncate(&mut self, ino: Ino, size: u64, now: i64) -> Read<()> {
        if size > MAX_FILE {
            return Err(errno::EFBIG.into());
        }
        let _ = self.bytes_of(ino)?;
        let node = self.node_mut(ino)?;
        let Content::File(bytes) = &mut node.content else { return Err(EINVAL.into()) };
        Rc::make_mut(bytes).resize(size as usize, 0);
        (node.mtime, node.ctime) = (now, now);
        self.note(("truncate", ino, size));
        Ok(())
    }

    pub fn ftruncate(&mut self, fd: i32, size: u64, now: i64) -> Read<()> {
        let file = self.opened(fd)?;
        if file.flags & O_ACCMODE == 0 {
            return Err(EINVAL.into());
        }
        self.truncate(file.ino, size, now)
    }
}

impl Vm {
    /// What the virtual clock shows. Unit: nanoseconds since 1970.
    pub fn now(&self) -> i64 {
        super::START_SECONDS * 1_000_000_000 + self.clock_nanos as i64
    }

    /// Writes to a descriptor; what is for a standard stream goes to the output.
    pub fn fd_write(&mut self, fd: i32, bytes: &[u8], at: Option<u64>) -> FsRes<usize> {
        let now = self.now();
        if let Some(stream) = self.fs.write_file(fd, bytes, at, now)? {
            let mut all = std::mem::take(self.fs.partial.get_mut(usize::from(stream == Stream::Stderr)).ok_or(EBADF)?);
            all.extend_from_slice(bytes);
            let (text, rest) = whole_text(&all);
            if let Some(place) = self.fs.partial.get_mut(usize::from(stream == Stream::Stderr)) {
                *place = rest;
            }
            self.write_out(stream, &text);
        }
        Ok(bytes.len())
    }
}

/// The text of the whole characters, and the bytes of a last one that is not whole yet.
fn whole_text(bytes: &[u8]) -> (String, Vec<u8>) {
    let cut = match std::str::from_utf8(bytes) {
        Ok(text) => return (text.to_owned(), Vec::new()),
        Err(e) if e.error_len().is_none() => e.valid_up_to(),
        Err(_) => {
            let tail = (1..4).find(|n| {
                bytes
                    .len()
                    .checked_sub(*n)
                    .and_then(|at| bytes.get(at..))
                    .is_some_and(|t| matches!(std::str::from_utf8(t), Err(e) if e.error_len().is_none()))
            });
            bytes.len() - tail.unwrap_or(0)
        }
    };
    let (head, rest) = bytes.split_at_checked(cut).unwrap_or((bytes, &[]));
    (String::from_utf8_lossy(head).into_owned(), rest.to_vec())
}
