//! Markdown to a tree of plain strings. Raw HTML is refused, as is what the page cannot draw; nothing is dropped
//! silently. A link `[words](#name)` leads to the moment of that name.

use pulldown_cmark::{CodeBlockKind, Event, Parser, Tag, TagEnd};
use serde::{Deserialize, Serialize};

use crate::error::{LessonError, line_of};
use crate::moment::{Moment, Place};

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Block {
    Heading(String),
    Paragraph(Vec<Inline>),
    List(Vec<Vec<Inline>>),
    Code(String),
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Inline {
    Text(String),
    Code(String),
    Strong(String),
    Emphasis(String),
    Moment { label: String, place: Place },
    Link { label: String, href: String },
}

/// `first_line`: the line of the file on which `markdown` begins.
pub(crate) fn parse(file: &str, markdown: &str, first_line: u32, moments: &[Moment]) -> Result<Vec<Block>, LessonError> {
    let mut reader = Reader { moments, blocks: Vec::new(), inlines: Vec::new(), items: None, open: Vec::new(), code: None };
    for (event, range) in Parser::new(markdown).into_offset_iter() {
        let line = first_line + line_of(markdown, range.start) - 1;
        reader.event(event).map_err(|message| LessonError::at(file, line, message))?;
    }
    Ok(reader.blocks)
}

struct Reader<'a> {
    moments: &'a [Moment],
    blocks: Vec<Block>,
    /// Of the paragraph, heading or item under way.
    inlines: Vec<Inline>,
    items: Option<Vec<Vec<Inline>>>,
    /// Strong, emphasis and links that are open: what they will be, and their text so far.
    open: Vec<(Span, String)>,
    /// The code block under way.
    code: Option<String>,
}

enum Span {
    Strong,
    Emphasis,
    Link(String),
}

impl Reader<'_> {
    fn event(&mut self, event: Event<'_>) -> Result<(), String> {
        match event {
            Event::Start(tag) => self.start(tag),
            Event::End(tag) => self.end(tag),
            Event::Text(text) => {
                match (&mut self.code, self.open.last_mut()) {
                    (Some(code), _) => code.push_str(&text),
                    (None, Some((_, inner))) => inner.push_str(&text),
                    (None, None) => self.push_text(&text),
                }
                Ok(())
            }
            Event::Code(text) => {
                match self.open.last_mut() {
                    Some((_, inner)) => inner.push_str(&text),
                    None => self.inlines.push(Inline::Code(text.into_string())),
                }
                Ok(())
            }
            Event::SoftBreak | Event::HardBreak => {
                match self.open.last_mut() {
                    Some((_, inner)) => inner.push(' '),
                    None => self.push_text(" "),
                }
                Ok(())
            }
            Event::Html(_) | Event::InlineHtml(_) => Err("raw HTML: write it as `code`".to_owned()),
            Event::Rule => Err("a rule cannot be drawn here".to_owned()),
            Event::InlineMath(_) | Event::DisplayMath(_) => Err("formulas cannot be drawn here".to_owned()),
            Event::FootnoteReference(_) => Err("footnotes cannot be drawn here".to_owned()),
            Event::TaskListMarker(_) => Err("task lists cannot be drawn here".to_owned()),
        }
    }

    /// Neighbouring pieces become one, so that a tree has one form only.
    fn push_text(&mut self, text: &str) {
        if let Some(Inline::Text(last)) = self.inlines.last_mut() {
            last.push_str(text);
        } else {
            self.inlines.push(Inline::Text(text.to_owned()));
        }
    }

    fn start(&mut self, tag: Tag<'_>) -> Result<(), String> {
        match tag {
            Tag::Paragraph | Tag::Heading { .. } | Tag::Item => Ok(()),
            Tag::List(_) if self.items.is_none() => {
                self.items = Some(Vec::new());
                Ok(())
            }
            Tag::List(_) => Err("a list within a list cannot be drawn here".to_owned()),
            Tag::CodeBlock(CodeBlockKind::Fenced(_) | CodeBlockKind::Indented) if self.items.is_none() => {
                self.code = Some(String::new());
                Ok(())
            }
            Tag::CodeBlock(_) => Err("a code block within a list cannot be drawn here".to_owned()),
            Tag::Strong => self.open_span(Span::Strong),
            Tag::Emphasis => self.open_span(Span::Emphasis),
            Tag::Link { dest_url, .. } => self.open_span(Span::Link(dest_url.into_string())),
            Tag::HtmlBlock => Err("raw HTML: write it as `code`".to_owned()),
            Tag::Image { .. } => Err("pictures cannot be drawn here: the stage is the picture".to_owned()),
            other => Err(format!("{other:?} cannot be drawn here")),
        }
    }

    fn open_span(&mut self, span: Span) -> Result<(), String> {
        if self.open.is_empty() {
            self.open.push((span, String::new()));
            Ok(())
        } else {
            Err("strong, emphasis and links cannot stand within each other here".to_owned())
        }
    }

    fn end(&mut self, tag: TagEnd) -> Result<(), String> {
        match tag {
            TagEnd::Paragraph if self.items.is_none() => {
                let inlines = std::mem::take(&mut self.inlines);
                self.blocks.push(Block::Paragraph(inlines));
            }
            TagEnd::Heading(_) => {
                let text = std::mem::take(&mut self.inlines).into_iter().map(plain).collect();
                self.blocks.push(Block::Heading(text));
            }
            TagEnd::Item => {
                let inlines = std::mem::take(&mut self.inlines);
                if let Some(items) = &mut self.items {
                    items.push(inlines);
                }
            }
            TagEnd::List(_) => self.blocks.extend(self.items.take().map(Block::List)),
            TagEnd::CodeBlock => self.blocks.extend(self.code.take().map(Block::Code)),
            TagEnd::Strong | TagEnd::Emphasis | TagEnd::Link => {
                if let Some((span, text)) = self.open.pop() {
                    let inline = self.close_span(span, text)?;
                    self.inlines.push(inline);
                }
            }
            // Paragraphs of a list item run on; everything else was refused at its start.
            _ => {}
        }
        Ok(())
    }

    fn close_span(&self, span: Span, text: String) -> Result<Inline, String> {
        match span {
            Span::Strong => Ok(Inline::Strong(text)),
            Span::Emphasis => Ok(Inline::Emphasis(text)),
            Span::Link(href) if href.starts_with("https://") || href.starts_with("http://") => Ok(Inline::Link { label: text, href }),
            Span::Link(href) => match href.strip_prefix('#') {
                Some(name) => match self.moments.iter().find(|moment| moment.name == name) {
                    Some(moment) => Ok(Inline::Moment { label: text, place: moment.place }),
                    None => Err(format!("no moment is named `{name}`")),
                },
                None => Err(format!("a link leads to https://, http:// or #moment, not to {href:?}")),
            },
        }
    }
}

fn plain(inline: Inline) -> String {
    match inline {
        Inline::Text(text) | Inline::Code(text) | Inline::Strong(text) | Inline::Emphasis(text) => text,
        Inline::Moment { label, .. } | Inline::Link { label, .. } => label,
    }
}
