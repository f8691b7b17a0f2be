// The few things that wasm-bindgen has no words for: fetched JSON, and a module loaded on demand.

export async function fetchJson(path) {
  const answer = await fetch(new URL(path, document.baseURI));
  if (!answer.ok) throw new Error(`${path}: ${answer.status}`);
  return answer.json();
}

let editor;

export async function openEditor(host, text, label, changed) {
  editor ??= await import(new URL("editor.js", document.baseURI).href);
  return editor.create(host, text, label, changed);
}

export const replaceText = (view, text) => editor.replace(view, text);
export const markEditor = (view, just, next) => editor.mark(view, just, next);
export const faultEditor = (view, at) => editor.showFault(view, at);
export const focusEditor = (view) => editor.focus(view);
