// <pyvarium-snippet>: shows the Python text between its tags as a picture in time.
//
// The machine runs in a frame on Pyvarium's own origin, so the page around needs no special headers
// and shares nothing with it but the text. Without script the reader sees that text, in a <pre>.
//
//   <pyvarium-snippet mode="script" height="420"><pre>
//   a = [1]
//   b = a
//   </pre></pyvarium-snippet>
//   <script type="module" src="https://.../pyvarium-snippet.js"></script>
//
// A browser takes a module from another origin only if that host allows it (GitHub Pages, jsDelivr and
// unpkg do). From a host that does not, serve this file yourself and name embed.html in `src`.
//
// Attributes: mode ("script", "repl"), at ("2.1": before line 2 runs for the first time), height (CSS
// pixels), src (another embed.html; default: the one beside this file).

let home = new URL("embed.html", import.meta.url);

/** Where embed.html is, when it does not lie beside this file (a bundler moved it). */
export function setHome(url) {
  home = new URL(url, document.baseURI);
}

export class PyvariumSnippet extends HTMLElement {
  #frame;
  #heard = (event) => {
    if (event.source === this.#frame?.contentWindow && event.data?.pyvarium === 1 && event.data.ready) this.#tell();
  };

  connectedCallback() {
    if (this.#frame) return;
    const root = this.shadowRoot ?? this.attachShadow({ mode: "open" });
    const style = new CSSStyleSheet();
    style.replaceSync(":host { display: block } iframe { display: block; width: 100%; border: 1px solid #8c95a2; border-radius: 8px }");
    root.adoptedStyleSheets = [style];
    const frame = document.createElement("iframe");
    const url = new URL(this.getAttribute("src") ?? home, document.baseURI);
    const at = this.getAttribute("at");
    url.hash = at ? `v=1&at=${encodeURIComponent(at)}` : "v=1";
    frame.src = url.href;
    frame.title = this.getAttribute("title") ?? "Python program, step by step";
    frame.height = this.getAttribute("height") ?? "420";
    frame.loading = "lazy";
    this.#frame = frame;
    addEventListener("message", this.#heard);
    root.replaceChildren(frame);
  }

  disconnectedCallback() {
    removeEventListener("message", this.#heard);
    this.#frame?.remove();
    this.#frame = undefined;
  }

  /** The program: the element's text, without the blank line that markup puts around it. */
  get code() {
    return this.textContent.replace(/^\s*\n/, "").trimEnd() + "\n";
  }

  #tell() {
    // The frame's origin is known: nobody else can read the program.
    const target = new URL(this.#frame.src).origin;
    this.#frame.contentWindow.postMessage({ pyvarium: 1, code: this.code, mode: this.getAttribute("mode") ?? "script" }, target);
  }
}

if (!customElements.get("pyvarium-snippet")) customElements.define("pyvarium-snippet", PyvariumSnippet);
