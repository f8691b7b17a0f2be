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

const through = (bytes, stream) => new Response(new Blob([bytes]).stream().pipeThrough(stream)).arrayBuffer();

/** Deflated, as base64 with the letters of an address. */
export async function deflate(text) {
  const bytes = new Uint8Array(await through(new TextEncoder().encode(text), new CompressionStream("deflate-raw")));
  let binary = "";
  for (const byte of bytes) binary += String.fromCharCode(byte);
  return btoa(binary).replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "");
}

export async function inflate(packed) {
  const binary = atob(packed.replaceAll("-", "+").replaceAll("_", "/"));
  const bytes = Uint8Array.from(binary, (char) => char.charCodeAt(0));
  return new TextDecoder().decode(await through(bytes, new DecompressionStream("deflate-raw")));
}

const MOST_BYTES = 1 << 20;
const textOf = async (file) => (file && file.size <= MOST_BYTES ? new TextDecoder("utf-8", { fatal: true }).decode(await file.arrayBuffer()) : undefined);

export function openFile(kinds) {
  const input = document.createElement("input");
  input.type = "file";
  input.accept = kinds ?? ".py,text/x-python,text/plain";
  return new Promise((resolve) => {
    input.addEventListener("change", () => resolve(textOf(input.files[0])));
    input.addEventListener("cancel", () => resolve());
    input.click();
  });
}

export function saveFile(name, text) {
  const link = document.createElement("a");
  link.href = URL.createObjectURL(new Blob([text], { type: "text/x-python" }));
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 1000);
}

export function onDrop(dropped) {
  const isFile = (event) => event.dataTransfer?.types.includes("Files");
  addEventListener("dragover", (event) => isFile(event) && event.preventDefault());
  addEventListener("drop", (event) => {
    if (!isFile(event)) return;
    event.preventDefault();
    textOf(event.dataTransfer.files[0]).then((text) => text !== undefined && dropped(text)).catch(() => {});
  });
}

let late;

/** What only the late module's parts are styled by. */
function styles(name) {
  const link = document.createElement("link");
  Object.assign(link, { rel: "stylesheet", href: new URL(`${name}.css`, document.baseURI).href });
  return new Promise((resolve) => {
    link.onload = link.onerror = resolve;
    document.head.append(link);
  });
}

/** A component of the late module: fetched with the first of them. */
export async function mountLate(host, given, say) {
  late ??= import(new URL("late/pyvarium_late.js", document.baseURI).href).then(async (module) => {
    await Promise.all([module.default(), ...["inside", "time", "desk"].map(styles)]);
    return module;
  });
  try {
    return (await late).mount(host, given, say);
  } catch (error) {
    // The next one tries again.
    late = undefined;
    throw error;
  }
}

export const updateLate = (mounted, given) => mounted.update(given);
// Not from within the module's own event.
export const unmountLate = (mounted) => void setTimeout(() => mounted.unmount());

// The late module's desk asks the machine through the page: two modules, one window.
export const onAsked = (asked) => addEventListener("askmachine", ({ detail: [number, command, text] }) => asked(number, command, text));
export const sayToDesk = (number, answer) => void dispatchEvent(new CustomEvent("machinesaid", { detail: [number, answer] }));
export const branched = (answer) => answer?.Branched?.step;

// What the browser keeps (see static/boot.js): read at once, written behind. The theme is needed before anything can be read.
const kept = () => globalThis.pyvariumKept ?? (globalThis.pyvariumKept = { values: new Map() });
const write = (act) => {
  try {
    act(kept().database?.transaction("kept", "readwrite").objectStore("kept"));
  } catch {
    // A browser that refuses only forgets.
  }
};
const old = (act) => {
  try {
    act(localStorage);
  } catch {
    // The same.
  }
};
export const keptGet = (name) => kept().values.get(name);
export function keptSet(name, value) {
  kept().values.set(name, value);
  write((store) => store?.put(value, name));
  if (name === "theme" || !kept().database) old((store) => store.setItem(`pyvarium.${name}`, value));
}
export function keptRemove(name) {
  kept().values.delete(name);
  write((store) => store?.delete(name));
  old((store) => store.removeItem(`pyvarium.${name}`));
}
export const keptAll = () => JSON.stringify(Object.fromEntries(kept().values), null, 1);

let editor;

export async function openEditor(host, text, label, changed) {
  editor ??= await import(new URL("editor.js", document.baseURI).href);
  return editor.create(host, text, label, changed);
}

export const replaceText = (view, text) => editor.replace(view, text);
export const markEditor = (view, just, next) => editor.mark(view, just, next);
export const faultEditor = (view, at) => editor.showFault(view, at);
export const focusEditor = (view) => editor.focus(view);
