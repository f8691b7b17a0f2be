// The built site in a real Chromium: `node run.mjs --dist DIR [--out DIR] [--only PART] [--bless]`.
//
// Tests run one after the other, each in a browser context of its own. `--only` takes those whose
// name contains PART; `--bless` writes the snapshots that a test would compare. $CHROMIUM names the
// browser (default /usr/bin/chromium).
import { mkdirSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { chromium } from "playwright-core";
import { serve } from "./serve.mjs";

const here = dirname(fileURLToPath(import.meta.url));
const FILES = ["lessons", "modes", "keyboard", "offline", "origins", "bad_input", "files", "running", "library", "inside", "time", "palette", "stage", "motion", "whatif", "whole", "export", "beside", "kept", "deskaccess", "access", "looks"];
const FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking", "--disable-component-update", "--disable-sync"];
const TEST_MILLIS = 180_000;

const { values: args } = parseArgs({
  options: {
    dist: { type: "string", default: join(here, "../../dist") },
    out: { type: "string", default: join(here, "../../test-output") },
    only: { type: "string", default: "" },
    bless: { type: "boolean", default: false },
  },
});
const dist = resolve(args.dist);
const out = resolve(args.out);
mkdirSync(out, { recursive: true });

const browser = await chromium.launch({ executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium", headless: true, args: FLAGS });
const site = await serve(dist);
const nested = await serve(dist, "/a/sub/path");
let passed = 0;
const failed = [];

for (const file of FILES) {
  const { tests } = await import(`./${file}.mjs`);
  for (const test of tests) {
    const name = `${file}: ${test.name}`;
    if (!name.includes(args.only)) continue;
    const began = Date.now();
    const opened = [];
    const context = async (options = {}) => {
      const made = await browser.newContext({ viewport: { width: 1440, height: 900 }, serviceWorkers: "block", ...options });
      made.setDefaultTimeout(20_000);
      opened.push(made);
      return made;
    };
    const page = async (options) => {
      const made = await (await context(options)).newPage();
      watch(made, name);
      return made;
    };
    try {
      const work = test.run({ context, page, site: site.origin, nested: `${nested.origin}/a/sub/path`, server: site, dist, out, bless: args.bless, serve });
      await Promise.race([work, late(test.millis ?? TEST_MILLIS)]);
      passed += 1;
      console.log(`ok    ${name} (${((Date.now() - began) / 1000).toFixed(1)} s)`);
    } catch (error) {
      failed.push(name);
      const shot = join(out, `failed-${name.replace(/[^a-z0-9]+/gi, "-")}.png`);
      await opened.at(-1)?.pages().at(-1)?.screenshot({ path: shot }).catch(() => {});
      console.log(`FAIL  ${name}\n${String(error.stack ?? error).split("\n").slice(0, 30).map((l) => `      ${l}`).join("\n")}`);
    }
    for (const made of opened) await made.close().catch(() => {});
  }
}
await Promise.race([browser.close(), late(5000).catch(() => {})]);
await Promise.race([Promise.all([site.close(), nested.close()]), late(2000).catch(() => {})]);
console.log(`${passed} passed, ${failed.length} failed`);
process.exit(failed.length === 0 && passed > 0 ? 0 : 1);

/** What the page complains of fails a test that asks with `assertQuiet`. */
function watch(page) {
  page.complaints = [];
  page.on("pageerror", (error) => page.complaints.push(String(error)));
  page.on("console", (message) => {
    if (message.type() === "error") page.complaints.push(message.text());
  });
}

function late(millis) {
  return new Promise((_, reject) => setTimeout(() => reject(new Error(`took longer than ${millis / 1000} s`)), millis).unref());
}
