//! A program of several files as one text: the main file, then each further one behind a line `# file: name.py`.
//! So it goes into a link, a lesson or a test.

use serde::{Deserialize, Serialize};

const MARK: &str = "# file: ";

#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct SourceFile {
    /// Relative to the folder of the main file: `shop/cart.py`.
    pub name: String,
    pub text: String,
}

/// The main file's text, and the further files in order.
pub fn split_files(text: &str) -> (String, Vec<SourceFile>) {
    let mut main = String::new();
    let mut files: Vec<SourceFile> = Vec::new();
    for line in text.split_inclusive('\n') {
        let name = line.trim_end().strip_prefix(MARK).filter(|name| is_name(name));
        match (name, files.last_mut()) {
            (Some(name), _) => files.push(SourceFile { name: name.to_owned(), text: String::new() }),
            (None, Some(file)) => file.text.push_str(line),
            (None, None) => main.push_str(line),
        }
    }
    (main, files)
}

/// One text of them all, as `split_files` reads it.
pub fn join_files(main: &str, files: &[SourceFile]) -> String {
    let mut text = main.to_owned();
    for file in files {
        if !text.is_empty() && !text.ends_with('\n') {
            text.push('\n');
        }
        text.push_str(&format!("{MARK}{}\n{}", file.name, file.text));
    }
    text
}

/// A relative path without blanks and without steps upwards.
pub fn is_name(name: &str) -> bool {
    !name.is_empty()
        && !name.starts_with('/')
        && name.split('/').all(|part| !part.is_empty() && part != "." && part != "..")
        && !name.chars().any(char::is_whitespace)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn several_files_are_one_text_and_back() {
        let text = "import shop.cart\n# file: shop/__init__.py\n# file: shop/cart.py\nx = 1\n# file: not a name\n";
        let (main, files) = split_files(text);
        assert_eq!(main, "import shop.cart\n");
        let names: Vec<&str> = files.iter().map(|f| f.name.as_str()).collect();
        assert_eq!(names, ["shop/__init__.py", "shop/cart.py"]);
        assert_eq!(join_files(&main, &files), text);
        assert_eq!(split_files("# file: ../up.py\n").1, []);
    }
}
