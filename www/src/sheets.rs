//! The program's files, and which text the program's pane shows: a part of the model. All files are one
//! text as well, which is what is kept, shared and recorded; here it is taken apart and put together.

use std::rc::Rc;

use pyvarium_protocol::files::is_name;
use pyvarium_protocol::{Cursor, Mode, SourceFile, SourceRef, join_files, split_files};

use crate::model::Model;

/// A file's name and text. Equal names with the same text are the same.
#[derive(Clone, Debug, PartialEq)]
pub struct SourceText {
    pub name: Rc<str>,
    pub text: Rc<str>,
}

/// What the program's pane shows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Sheet {
    /// A file of the program; 0: the main one.
    Own(usize),
    Library,
}

/// The main file's name on its tab and in tracebacks.
const MAIN: &str = "main.py";

/// `co_filename` of the main file.
pub fn filename_of(mode: Mode) -> &'static str {
    match mode {
        Mode::Script => MAIN,
        Mode::Repl => "<python-input-0>",
    }
}

impl Model {
    /// All files' text at once.
    pub fn set_source(&mut self, source: Rc<str>) {
        let (main, further) = split_files(&source);
        let named = std::iter::once((MAIN, main.as_str())).chain(further.iter().map(|f| (f.name.as_str(), f.text.as_str())));
        // A text that stayed the same stays the same object: nobody compares or colours it anew.
        let old = self.files.clone();
        let keep = |(name, text): (&str, &str)| match old.iter().find(|f| *f.name == *name && *f.text == *text) {
            Some(same) => same.clone(),
            None => SourceText { name: Rc::from(name), text: Rc::from(text) },
        };
        self.files = Rc::new(named.map(keep).collect());
        if let Sheet::Own(i) = self.sheet {
            self.sheet = Sheet::Own(i.min(self.files.len() - 1));
        }
        self.source = source;
    }

    /// Puts the files together again, after `change`.
    fn with_files(&mut self, change: impl FnOnce(&mut Vec<SourceFile>)) {
        let (main, mut further) = split_files(&self.source);
        further.insert(0, SourceFile { name: MAIN.to_owned(), text: main });
        change(&mut further);
        let Some((main, further)) = further.split_first() else { return };
        self.set_source(Rc::from(join_files(&main.text, further)));
    }

    /// What the main file is called in tracebacks.
    pub fn main_name(&self) -> &'static str {
        filename_of(self.mode)
    }

    /// The sheet that has this text. None: none of them.
    pub fn sheet_of(&self, source: &SourceRef) -> Option<Sheet> {
        if source.is_library {
            return Some(Sheet::Library);
        }
        if source.name == self.main_name() {
            return Some(Sheet::Own(0));
        }
        self.files.iter().skip(1).position(|f| *f.name == *source.name).map(|i| Sheet::Own(i + 1))
    }

    /// The file of the library that the moment is in.
    pub fn library_wanted(&self) -> Option<&str> {
        let source = self.view.as_ref()?.next.as_ref()?.source.as_ref()?;
        source.is_library.then_some(source.name.as_str())
    }

    /// Does the cursor stand in the text that is shown?
    pub fn is_on_sheet(&self, cursor: &Cursor) -> bool {
        let Some(source) = &cursor.source else { return false };
        match self.sheet {
            Sheet::Library => source.is_library && self.library.as_ref().is_some_and(|l| *l.name == *source.name),
            own => self.sheet_of(source) == Some(own),
        }
    }

    /// Shows the file whose line the moment is in.
    pub fn follow(&mut self) {
        if self.is_stale() || self.naming.is_some() {
            return;
        }
        let Some(view) = &self.view else { return };
        let cursor = view.next.as_ref().or(view.just_run.as_ref());
        if let Some(sheet) = cursor.and_then(|c| c.source.as_ref()).and_then(|s| self.sheet_of(s)) {
            self.followed |= self.sheet != sheet;
            self.editing &= sheet != Sheet::Library;
            self.sheet = sheet;
        }
    }

    /// Why a file cannot be called so.
    pub fn name_fault(&self, file: usize, name: &str) -> Option<&'static str> {
        if !is_name(name) {
            return Some("name it like shop/cart.py");
        }
        let is_taken = self.files.iter().enumerate().any(|(i, f)| i != file && *f.name == *name);
        is_taken.then_some("this name is taken")
    }

    pub fn set_file(&mut self, file: usize, text: &str) {
        self.with_files(|files| {
            if let Some(f) = files.get_mut(file) {
                f.text = text.to_owned();
            }
        });
    }

    /// A new file, whose name is asked for.
    pub fn add_file(&mut self) {
        let names = std::iter::once("module.py".to_owned()).chain((2..).map(|i| format!("module{i}.py")));
        let Some(name) = names.into_iter().find(|n| self.name_fault(usize::MAX, n).is_none()) else { return };
        self.with_files(|files| files.push(SourceFile { name, text: String::new() }));
        let last = self.files.len() - 1;
        self.sheet = Sheet::Own(last);
        self.naming = Some(last);
        self.editing = false;
        self.followed = false;
    }

    pub fn rename_file(&mut self, file: usize, name: String) {
        if file > 0 && self.name_fault(file, &name).is_none() {
            self.with_files(|files| {
                if let Some(f) = files.get_mut(file) {
                    f.name = name;
                }
            });
            self.naming = None;
            // A new file is named first, then written.
            self.editing |= self.files.get(file).is_some_and(|f| f.text.is_empty());
        }
    }

    pub fn remove_file(&mut self, file: usize) {
        if file > 0 && file < self.files.len() {
            self.with_files(|files| {
                files.remove(file);
            });
            self.sheet = Sheet::Own(file - 1);
            self.naming = None;
        }
    }
}
