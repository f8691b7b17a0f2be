// Starts the page. A file of its own because the Content-Security-Policy allows no inline script.
import init from "../pyvarium-www.js";

// Before the first paint: a stored choice of theme must not flash the other one.
try {
  const theme = localStorage.getItem("pyvarium.theme");
  if (["light", "dark", "contrast"].includes(theme)) document.documentElement.dataset.theme = theme;
  else if (matchMedia("(prefers-contrast: more)").matches) document.documentElement.dataset.theme = "contrast";
} catch {
  // Storage may be closed to us (a sandboxed frame): the system's theme serves.
}

// The lesson that the address names is fetched while the page's own code still is.
const slug = new URLSearchParams(location.hash.slice(1)).get("lesson");
if (slug && /^[a-z0-9-]+$/.test(slug) && document.documentElement.className !== "embed") {
  const link = document.createElement("link");
  Object.assign(link, { rel: "preload", as: "fetch", crossOrigin: "anonymous", href: `lessons/${slug}/lesson.json` });
  document.head.append(link);
}

// What the browser keeps for the person is read while the page's code is fetched: the page then finds it at once (`kept` in glue.js).
// A browser that refuses a database keeps nothing for longer than the page lives.
const kept = new Map();
globalThis.pyvariumKept = { values: kept };
const settled = (request) => new Promise((resolve, reject) => Object.assign(request, { onsuccess: () => resolve(request.result), onerror: () => reject(request.error) }));

async function read() {
  const opening = indexedDB.open("pyvarium", 1);
  opening.onupgradeneeded = () => opening.result.createObjectStore("kept");
  const database = await settled(opening);
  const store = database.transaction("kept").objectStore("kept");
  const [names, values] = await Promise.all([settled(store.getAllKeys()), settled(store.getAll())]);
  names.forEach((name, i) => kept.set(name, values[i]));
  globalThis.pyvariumKept.database = database;
}

// Earlier versions kept it elsewhere.
function readOld() {
  for (let i = 0; i < localStorage.length; i += 1) {
    const name = localStorage.key(i);
    if (name.startsWith("pyvarium.") && !kept.has(name.slice(9))) kept.set(name.slice(9), localStorage.getItem(name));
  }
}

const code = fetch(new URL("../pyvarium-www_bg.wasm", import.meta.url));
const late = new Promise((resolve) => setTimeout(resolve, 400));
await Promise.race([read().catch(() => {}), late]);
try {
  readOld();
} catch {
  // Closed to us.
}
init({ module_or_path: code });

if ("serviceWorker" in navigator && window === window.top) {
  navigator.serviceWorker.register(new URL("../sw.js", import.meta.url)).catch(() => {});
}
