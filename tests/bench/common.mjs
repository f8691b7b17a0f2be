// What the measurements share: a browser, a way to open a lesson, and a table.
import { createRequire } from "node:module";
import { fileURLToPath } from "node:url";

// playwright-core is installed beside the browser tests.
const { chromium } = createRequire(fileURLToPath(new URL("../browser/run.mjs", import.meta.url)))("playwright-core");

const FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking", "--disable-component-update", "--disable-sync"];

export function browser() {
  return chromium.launch({ executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium", headless: true, args: FLAGS });
}

/** A page with an empty cache and no service worker. */
export async function fresh(chromium) {
  const context = await chromium.newContext({ viewport: { width: 1440, height: 900 }, serviceWorkers: "block" });
  const page = await context.newPage();
  return { page, close: () => context.close() };
}

export const LESSON = "mutable-default";

/** Opens a lesson and runs it: what was asked for before the first picture, and before the first step. */
export async function first(chromium, server) {
  const { page, close } = await fresh(chromium);
  const from = server.requests.length;
  const asked = () => [...new Set(server.requests.slice(from).map(({ path }) => (path === "/" ? "index.html" : path.slice(1))))];
  await page.goto(`${server.origin}/#v=1&lesson=${LESSON}`);
  await page.waitForSelector(".stage-inner .globals");
  const beforePicture = asked();
  await page.locator(".question .choice").first().click();
  await page.click(".bar .run");
  await page.waitForFunction(() => ["surveying", "ended"].includes(document.querySelector(".page").dataset.run));
  await page.keyboard.press("ArrowRight");
  await page.waitForFunction(() => Number(document.querySelector(".page").dataset.step) > 0);
  // The late module and its styles are fetched once the recording is there: a step can be taken without them.
  const beforeStep = asked().filter((path) => !/^(late\/|(inside|time|desk)\.css)/.test(path));
  await close();
  return { beforePicture, beforeStep };
}

export function table(head, rows) {
  const all = [head, ...rows];
  const widths = head.map((_, i) => Math.max(...all.map((row) => (row[i] ?? "").length)));
  const line = (row) => `| ${widths.map((w, i) => (i === 0 ? (row[i] ?? "").padEnd(w) : (row[i] ?? "").padStart(w))).join(" | ")} |`;
  return [line(head), `|${widths.map((w, i) => (i === 0 ? "-".repeat(w + 2) : `${"-".repeat(w + 1)}:`)).join("|")}|`, ...rows.map(line)].join("\n");
}

export const median = (numbers) => [...numbers].sort((a, b) => a - b)[numbers.length >> 1];
