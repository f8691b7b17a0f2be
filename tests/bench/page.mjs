// How fast the page is, in Chromium: `node page.mjs --dist DIR --native FILE`. The machine's worker is spoken to as the page does.
// `--pyodide` is its npm package's folder: the same programs run in it, in the same browser. `--only kernels`: nothing else.
// `--native` is the native figures, lines of `program steps M/s-stepped M/s-recorded MB-a-million seek-ms`.
import { readFileSync, readdirSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { LESSON, browser, fresh, median, table } from "./common.mjs";
import { frames } from "./frames.mjs";
import { serve } from "../browser/serve.mjs";

const here = dirname(fileURLToPath(import.meta.url));
const { values: args } = parseArgs({ options: {
  dist: { type: "string", default: join(here, "../../dist") },
  native: { type: "string" },
  pyodide: { type: "string" },
  only: { type: "string" },
} });
const N_STEPS = 10_000_000;

const server = await serve(resolve(args.dist), "", args.pyodide ? { "/pyodide/": resolve(args.pyodide), "/bench/": here } : {});
const chromium = await browser();
const rows = [];
const row = (what, figure, budget, compared) => rows.push([what, figure, budget, compared]);

// Opening, five times with an empty cache.
const opened = [];
for (let i = 0; i < (args.only ? 0 : 5); i += 1) {
  const { page, close } = await fresh(chromium);
  await page.addInitScript(() => {
    const seen = () => {
      if (!document.querySelector(".stage-inner .globals")) return requestAnimationFrame(seen);
      requestAnimationFrame(() => { window.firstPicture = performance.now(); });
    };
    requestAnimationFrame(seen);
  });
  await page.goto(`${server.origin}/#v=1&lesson=${LESSON}`);
  opened.push(await page.waitForFunction(() => window.firstPicture).then((handle) => handle.jsonValue()));
  await close();
}
if (!args.only) row("page opened to first picture, empty cache", `${median(opened).toFixed(0)} ms`, "250 ms", "Pyodide prints its first line after 3,200 ms, MicroPython after 110 ms");

// From the click on Run to the first step that is drawn, the wasm of machine and compiler still to come.
if (!args.only) {
  const { page, close } = await fresh(chromium);
  await page.goto(`${server.origin}/#v=1&lesson=${LESSON}`);
  await page.locator(".question .choice").first().click();
  const millis = await page.evaluate(async () => {
    const began = performance.now();
    document.querySelector(".bar .run").click();
    while (!["surveying", "ended"].includes(document.querySelector(".page").dataset.run)) await new Promise(requestAnimationFrame);
    return performance.now() - began;
  });
  row("click on Run to the first drawn step", `${millis.toFixed(0)} ms`, "-", "machine loaded, program recorded");
  await close();
}

// Recording and seeking, one program after the other, in the built worker.
const folder = join(here, "../speed");
const programs = readdirSync(folder).filter((f) => f.endsWith(".py")).sort().map((f) => [f.slice(0, -3), readFileSync(join(folder, f), "utf8")]);
const { page } = await fresh(chromium);
await page.goto(`${server.origin}/credits.txt`);
const measured = [];
for (const [name, source] of programs) {
  measured.push({ name, ...await page.evaluate(measure, { source, n_steps: N_STEPS, origin: server.origin, with_pyodide: Boolean(args.pyodide) }) });
}

async function measure({ source, n_steps, origin, with_pyodide }) {
  const worker = (path) => {
    const made = new Worker(`${origin}/${path}`, { type: "module" });
    const ask = (question) => new Promise((answered, failed) => {
      made.onmessage = ({ data }) => (data.Died ? failed(new Error(data.Died)) : answered(data));
      made.onerror = (e) => failed(new Error(e.message));
      made.postMessage(question);
    });
    return { ask, end: () => made.terminate() };
  };
  const compiler = worker("compiler/compiler.js");
  const { units, error } = await compiler.ask({ Program: { source, filename: "main.py", mode: "Script" } });
  compiler.end();
  if (error) throw new Error(error.msg);
  const machine = worker("worker/machine.js");
  // A browser runs wasm slowly at first and compiles it well meanwhile: the first run is measured apart.
  const perSecond = [];
  const millis = [];
  let n;
  for (let run = 0; run < 5; run += 1) {
    await machine.ask({ Load: { source, filename: "main.py", mode: "Script", units, limits: { n_steps, memory_bytes: 1 << 30 } } });
    const began = performance.now();
    let reply;
    do reply = await machine.ask({ Run: { slice_millis: 50 } }); while (!reply.Ended && !reply.Ask);
    n = reply.Ended.n_steps;
    millis.push(performance.now() - began);
    perSecond.push(n / (millis.at(-1) / 1000));
  }
  // The same without recording.
  const bare = [];
  for (let run = 0; run < 3; run += 1) {
    const began = performance.now();
    await machine.ask({ Measure: { n_steps } });
    bare.push(performance.now() - began);
  }
  const seeks = [];
  let random = 12345;
  for (let i = 0; i < 100; i += 1) {
    random = (random * 1103515245 + 12345) % 2147483648;
    const from = performance.now();
    await machine.ask({ Go: { how: { To: Math.floor((random / 2147483648) * n) }, zoom: "Instruction" } });
    seeks.push(performance.now() - from);
  }
  machine.end();
  seeks.sort((a, b) => a - b);
  let pyodide;
  if (with_pyodide) {
    const other = worker("bench/pyodide-worker.mjs");
    pyodide = await other.ask({ source, runs: 5 });
    other.end();
  }
  return {
    n, pyodide, cold: perSecond[0], perSecond: Math.max(...perSecond.slice(1)), median: seeks[50], slowest: seeks[99],
    recorded: Math.min(...millis.slice(1)), bare: Math.min(...bare),
  };
}

const native = new Map();
if (args.native) {
  for (const line of readFileSync(args.native, "utf8").split("\n")) {
    const [name, , stepped, recorded, memory, seek] = line.trim().split(/\s+/);
    if (Number(recorded) > 0) native.set(name, { stepped: Number(stepped), recorded: Number(recorded), memory: Number(memory), seek: Number(seek) });
  }
}
const mean = (numbers) => Math.exp(numbers.reduce((sum, n) => sum + Math.log(n), 0) / numbers.length);
console.log(table(
  ["program", "steps", "wasm M/s", "its first run", "native M/s", "native, not recorded", "wasm/native", "seek and view: median ms", "slowest ms", "native MB a M steps", "native seek ms"],
  measured.map(({ name, n, cold, perSecond, median, slowest }) => {
    const other = native.get(name);
    return [name, String(n), (perSecond / 1e6).toFixed(1), (cold / 1e6).toFixed(1), other?.recorded.toFixed(1) ?? "-", other?.stepped.toFixed(1) ?? "-", other ? (perSecond / 1e6 / other.recorded).toFixed(2) : "-",
      median.toFixed(1), slowest.toFixed(1), other?.memory.toFixed(1) ?? "-", other?.seek.toFixed(1) ?? "-"];
  }),
));
const kernels = measured.filter((m) => m.pyodide);
if (kernels.length > 0) {
  const times = (a, b) => (a / b).toFixed(1);
  console.log(`\n${table(
    ["kernel", "steps", "recorded ms", "bare ms", "Pyodide ms", "recorded/Pyodide", "bare/Pyodide"],
    kernels.map((m) => [m.name, String(m.n), m.recorded.toFixed(0), m.bare.toFixed(0), m.pyodide.toFixed(1), times(m.recorded, m.pyodide), times(m.bare, m.pyodide)]),
  )}`);
  row("the kernels against Pyodide 314 in the same browser, recorded", `${mean(kernels.map((m) => m.recorded / m.pyodide)).toFixed(1)} times`, "3 times", `not recorded: ${mean(kernels.map((m) => m.bare / m.pyodide)).toFixed(1)} times`);
}
row("recording in wasm, Chromium, geometric mean", `${(mean(measured.map((m) => m.perSecond)) / 1e6).toFixed(1)} M instructions/s`, "25 M", "Pyodide with a full snapshot a step: 0.006 to 0.056 M");
row("the same, first run of a fresh worker", `${(mean(measured.map((m) => m.cold)) / 1e6).toFixed(1)} M instructions/s`, "-", "the browser compiles meanwhile");
if (native.size > 0) {
  const all = [...native.values()];
  row("recording, native, geometric mean", `${mean(all.map((n) => n.recorded)).toFixed(1)} M instructions/s`, "-", `not recorded: ${mean(all.map((n) => n.stepped)).toFixed(1)} M`);
  row("memory of 1 M recorded steps, native, largest", `${Math.max(...all.map((n) => n.memory)).toFixed(0)} MB`, "30 MB", "Pyodide with a snapshot a step: 300 to 6,000 MB");
}
row("seek in up to 10 M steps, view and transfer included, slowest of 1,700", `${Math.max(...measured.map((m) => m.slowest)).toFixed(0)} ms`, "50 ms", `median ${median(measured.map((m) => m.median)).toFixed(1)} ms`);

// One step forward, key to frame, with 500 cards on stage.
if (!args.only) {
  const { page, close } = await fresh(chromium);
  // Lists short enough not to be folded, each held by a name.
  const row15 = `[${Array.from({ length: 15 }, (_, i) => `[${i}]`).join(", ")}]`;
  const code = `${Array.from({ length: 32 }, (_, i) => `r${i} = ${row15}\n`).join("")}total = 0\nfor k in range(100):\n    total += k\n    r3[4] = [k]\n`;
  await page.goto(`${server.origin}/#v=1&mode=script&code=${encodeURIComponent(code)}`);
  await page.waitForSelector(".listing .line");
  await page.click(".bar .run");
  await page.waitForFunction(() => document.querySelector(".page").dataset.run === "ended", null, { timeout: 120_000 });
  const figures = await page.evaluate(async () => {
    const at = () => Number(document.querySelector(".page").dataset.step);
    const input = document.querySelector(".slider input");
    const to = Math.floor(Number(input.max) * 0.9);
    input.value = String(to);
    input.dispatchEvent(new InputEvent("input", { bubbles: true }));
    while (at() !== to) await new Promise(requestAnimationFrame);
    await new Promise((done) => setTimeout(done, 1000));
    const whole = [];
    const changed = [];
    for (let i = 0; i < 40; i += 1) {
      const before = at();
      let began = 0;
      const drawn = new Promise((done) => {
        const observer = new MutationObserver(() => {
          if (at() === before) return;
          observer.disconnect();
          changed.push(performance.now() - began);
          const channel = new MessageChannel();
          // The frame after the change has been laid out and painted when this message comes.
          requestAnimationFrame(() => { channel.port1.onmessage = () => done(performance.now()); channel.port2.postMessage(0); });
        });
        observer.observe(document.querySelector(".page"), { attributes: true, attributeFilter: ["data-step"] });
      });
      began = performance.now();
      document.body.dispatchEvent(new KeyboardEvent("keydown", { key: "ArrowRight", bubbles: true }));
      whole.push(await drawn - began);
      await new Promise((done) => setTimeout(done, 60));
    }
    return { whole, changed, cards: document.querySelectorAll(".stage [data-card]").length };
  });
  row(`one step forward, key to painted frame, ${figures.cards} cards on stage`, `${median(figures.whole).toFixed(1)} ms`, "-", "a frame at 60 a second is 16.7 ms");
  row("of that: machine, message and page's script, until the page is changed", `${median(figures.changed).toFixed(1)} ms`, "8 ms", "the rest is layout, paint and waiting for the frame");
  await close();
}
if (!args.only) rows.push(...await frames(chromium, server));
await chromium.close();
await server.close();
console.log(`\n${table(["what", "measured", "budget", "compared with"], rows)}`);
