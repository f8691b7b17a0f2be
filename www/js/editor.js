// The editor: CodeMirror 6 behind four functions. It knows nothing of machines or views.
//
// It lives in a shadow root because there CodeMirror's styles are constructed sheets, which the
// page's Content-Security-Policy allows; in the document it would write <style> elements.
import { closeBrackets, closeBracketsKeymap } from "@codemirror/autocomplete";
import { defaultKeymap, history, historyKeymap, indentWithTab } from "@codemirror/commands";
import { python } from "@codemirror/lang-python";
import { bracketMatching, HighlightStyle, indentOnInput, indentUnit, syntaxHighlighting } from "@codemirror/language";
import { EditorState, StateEffect, StateField } from "@codemirror/state";
import { Decoration, drawSelection, EditorView, keymap, lineNumbers } from "@codemirror/view";
import { tags } from "@lezer/highlight";

const setMarks = StateEffect.define();
const setFault = StateEffect.define();

// Marks name lines from 1 and columns in UTF-8 bytes, as co_positions() does.
const utf8 = new TextEncoder();
function charFromByte(text, byte) {
  let bytes = 0;
  for (let i = 0; i < text.length; ) {
    if (bytes >= byte) return i;
    const char = String.fromCodePoint(text.codePointAt(i));
    bytes += utf8.encode(char).length;
    i += char.length;
  }
  return text.length;
}

function place(doc, line, col) {
  if (line < 1 || line > doc.lines) return null;
  const at = doc.line(line);
  return at.from + charFromByte(at.text, col);
}

function decorations(doc, { just, next }) {
  const found = [];
  const add = (range, name) => {
    if (!range || range.line < 1 || range.line > doc.lines) return;
    found.push(Decoration.line({ class: `${name}-line` }).range(doc.line(range.line).from));
    const from = place(doc, range.line, range.col);
    const to = place(doc, range.end_line, range.end_col);
    if (from !== null && to !== null && to > from) found.push(Decoration.mark({ class: `${name}-part` }).range(from, to));
  };
  add(just, "just");
  add(next, "next");
  return Decoration.set(found, true);
}

const marks = StateField.define({
  create: () => Decoration.none,
  update(value, tr) {
    for (const effect of tr.effects) if (effect.is(setMarks)) return decorations(tr.state.doc, effect.value);
    // What was typed makes the marks of the old program wrong.
    return tr.docChanged ? Decoration.none : value;
  },
  provide: (field) => EditorView.decorations.from(field),
});

const fault = StateField.define({
  create: () => Decoration.none,
  update(value, tr) {
    for (const effect of tr.effects) {
      if (!effect.is(setFault)) continue;
      const at = effect.value;
      if (!at || at.line < 1 || at.line > tr.state.doc.lines) return Decoration.none;
      const line = tr.state.doc.line(at.line);
      const from = Math.min(line.from + at.col, line.to);
      const to = Math.min(Math.max(from + 1, line.from + at.end_col), line.to);
      const all = [Decoration.line({ class: "fault-line" }).range(line.from)];
      if (to > from) all.push(Decoration.mark({ class: "fault-part" }).range(from, to));
      return Decoration.set(all, true);
    }
    return tr.docChanged ? Decoration.none : value;
  },
  provide: (field) => EditorView.decorations.from(field),
});

const colours = HighlightStyle.define([
  { tag: [tags.keyword, tags.operatorKeyword, tags.controlKeyword], color: "var(--code-keyword)" },
  { tag: [tags.string, tags.special(tags.string)], color: "var(--code-text)" },
  { tag: [tags.number, tags.bool, tags.null], color: "var(--code-number)" },
  { tag: tags.comment, color: "var(--code-comment)", fontStyle: "italic" },
  { tag: [tags.definition(tags.function(tags.variableName)), tags.definition(tags.className)], color: "var(--code-name)" },
]);

const look = EditorView.theme({
  "&": { height: "100%", color: "var(--ink)", backgroundColor: "transparent", fontSize: "var(--code-size)" },
  "&.cm-focused": { outline: "none" },
  ".cm-scroller": { fontFamily: "var(--mono)", lineHeight: "1.6" },
  ".cm-content": { padding: "0 0 8px", caretColor: "var(--ink)" },
  ".cm-line": { padding: "0 16px 0 0" },
  ".cm-cursor": { borderLeftColor: "var(--ink)" },
  ".cm-gutters": { backgroundColor: "transparent", color: "var(--faint)", border: "none" },
  ".cm-lineNumbers .cm-gutterElement": { minWidth: "40px", padding: "0 12px 0 0" },
  "&.cm-focused > .cm-scroller > .cm-selectionLayer .cm-selectionBackground, .cm-selectionBackground": { backgroundColor: "var(--select)" },
  ".next-line": { backgroundColor: "var(--next-soft)" },
  ".just-line": { boxShadow: "inset 3px 0 0 var(--just)" },
  ".next-part": { backgroundColor: "var(--next-mark)", borderRadius: "3px" },
  ".just-part": { borderBottom: "2px solid var(--just)" },
  ".fault-line": { backgroundColor: "var(--fault-soft)" },
  ".fault-part": { textDecoration: "underline wavy var(--fault)" },
});

/** Makes an editor in `host`; `changed(text)` is called after each edit. */
export function create(host, text, label, changed) {
  const root = host.shadowRoot ?? host.attachShadow({ mode: "open" });
  root.replaceChildren();
  const view = new EditorView({
    root,
    parent: root,
    state: EditorState.create({
      doc: text,
      extensions: [
        lineNumbers(), history(), drawSelection(), indentOnInput(), bracketMatching(), closeBrackets(), indentUnit.of("    "),
        python(), syntaxHighlighting(colours), look, marks, fault,
        EditorView.contentAttributes.of({ "aria-label": label, tabindex: "0", spellcheck: "false", autocapitalize: "off", autocorrect: "off" }),
        // Ctrl+Enter runs the program: it is the page's.
        keymap.of([{ key: "Mod-Enter", run: () => true }, ...closeBracketsKeymap, ...defaultKeymap, ...historyKeymap, indentWithTab]),
        EditorView.updateListener.of((update) => { if (update.docChanged) changed(update.state.doc.toString()); }),
      ],
    }),
  });
  return view;
}

export function replace(view, text) {
  if (view.state.doc.toString() === text) return;
  view.dispatch({ changes: { from: 0, to: view.state.doc.length, insert: text } });
}

export function mark(view, just, next) {
  view.dispatch({ effects: setMarks.of({ just, next }) });
  if (next && next.line >= 1 && next.line <= view.state.doc.lines) {
    view.dispatch({ effects: EditorView.scrollIntoView(view.state.doc.line(next.line).from, { y: "nearest", yMargin: 24 }) });
  }
}

/** `at`: {line, col, end_col} with columns in characters from 0, or null. */
export function showFault(view, at) {
  view.dispatch({ effects: setFault.of(at) });
}

export function focus(view) {
  view.focus();
}
