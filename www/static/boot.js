// Starts the page. A file of its own because the Content-Security-Policy allows no inline script.
import init from "../pyvarium-www.js";

// Before the first paint: a stored choice of theme must not flash the other one.
try {
  const theme = localStorage.getItem("pyvarium.theme");
  if (theme === "light" || theme === "dark") document.documentElement.dataset.theme = theme;
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

init({ module_or_path: new URL("../pyvarium-www_bg.wasm", import.meta.url) });

if ("serviceWorker" in navigator && window === window.top) {
  navigator.serviceWorker.register(new URL("../sw.js", import.meta.url)).catch(() => {});
}
