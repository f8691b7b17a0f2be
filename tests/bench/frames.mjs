// Frames while a program plays and while the slider is dragged, with few and many objects, at full speed and at a quarter of
// it: how long each frame took. `frames(browser, server)` answers rows for the table of `page.mjs`; alone: `node frames.mjs --dist DIR`.
import { dirname, join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { browser, fresh, table } from "./common.mjs";
import { serve } from "../browser/serve.mjs";

const MILLIS = 2500;

/** So many lists, in rows that are short enough not to be folded, and a loop that changes them. */
function program(n) {
  const rows = Math.ceil(n / 16);
  const row = `[${Array.from({ length: 15 }, (_, i) => `[${i}]`).join(", ")}]`;
  return `${Array.from({ length: rows }, (_, i) => `r${i} = ${row}\n`).join("")}total = 0\nfor k in range(400):\n    total += k\n    r0[4] = [k]\n`;
}

const share = (sorted, part) => sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * part))];

async function measured(chromium, server, n, slower) {
  const { page, close } = await fresh(chromium);
  await page.goto(`${server.origin}/#v=1&mode=script&code=${encodeURIComponent(program(n))}`);
  await page.waitForSelector(".listing .line");
  await page.click(".bar .run");
  await page.waitForFunction(() => document.querySelector(".page").dataset.run === "ended", null, { timeout: 180_000 });
  const session = await page.context().newCDPSession(page);
  await session.send("Emulation.setCPUThrottlingRate", { rate: slower });
  const found = await page.evaluate(async (millis) => {
    const input = document.querySelector(".slider input");
    const last = Number(input.max);
    const seek = (to) => {
      input.value = String(to);
      input.dispatchEvent(new InputEvent("input", { bubbles: true }));
    };
    const watch = async (each) => {
      const frames = [];
      let before = performance.now();
      const end = before + millis;
      while (before < end) {
        const now = await new Promise(requestAnimationFrame);
        frames.push(now - before);
        before = now;
        each(frames.length);
      }
      return frames.slice(2).sort((a, b) => a - b);
    };
    const rest = () => new Promise((done) => setTimeout(done, 800));
    seek(Math.floor(last * 0.5));
    await rest();
    const speed = document.querySelector(".speed select");
    speed.selectedIndex = speed.options.length - 1;
    speed.dispatchEvent(new Event("change", { bubbles: true }));
    const play = () => document.body.dispatchEvent(new KeyboardEvent("keydown", { key: "p", bubbles: true }));
    play();
    const playing = await watch(() => {});
    play();
    await rest();
    const dragging = await watch((i) => seek(Math.floor(last * (0.5 + 0.45 * Math.abs(Math.sin(i / 20))))));
    return { playing, dragging, cards: document.querySelectorAll(".stage [data-card]").length };
  }, MILLIS);
  await close();
  return found;
}

export async function frames(chromium, server) {
  const rows = [];
  for (const n of [50, 500, 5000]) {
    for (const slower of [1, 4]) {
      const { playing, dragging, cards } = await measured(chromium, server, n, slower);
      const say = (all) => `${share(all, 0.5).toFixed(1)} / ${share(all, 0.99).toFixed(1)} ms`;
      const how = slower > 1 ? `, CPU ${slower} times slower` : "";
      rows.push([`frames while playing, ${n} objects (${cards} cards)${how}, median / 99 %`, say(playing), "16.7 ms", ""]);
      rows.push([`frames while dragging, ${n} objects (${cards} cards)${how}, median / 99 %`, say(dragging), "16.7 ms", ""]);
    }
  }
  return rows;
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const here = dirname(fileURLToPath(import.meta.url));
  const { values: args } = parseArgs({ options: { dist: { type: "string", default: join(here, "../../dist") } } });
  const server = await serve(resolve(args.dist));
  const chromium = await browser();
  console.log(table(["what", "measured", "budget", ""], await frames(chromium, server)));
  await chromium.close();
  await server.close();
  process.exit(0);
}
