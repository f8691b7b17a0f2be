// The few things that wasm-bindgen has no words for: fetched JSON, and a module loaded on demand.

export async function fetchJson(path) {
  const answer = await fetch(new URL(path, document.baseURI));
  if (!answer.ok) throw new Error(`${path}: ${answer.status}`);
  return answer.json();
}

/** The source of a file of CPython's library. A host may have unpacked a .gz on the way. */
export async function fetchLibrary(name) {
  const answer = await fetch(new URL(`lib/${name}.gz`, document.baseURI));
  if (!answer.ok) throw new Error(`lib/${name}: ${answer.status}`);
  const bytes = new Uint8Array(await answer.arrayBuffer());
  if (bytes[0] !== 0x1f || bytes[1] !== 0x8b) return new TextDecoder().decode(bytes);
  return new Response(new Blob([bytes]).stream().pipeThrough(new DecompressionStream("gzip"))).text();
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
