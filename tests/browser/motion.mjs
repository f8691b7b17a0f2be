// Motion says what happened: values travel, calls and returns carry them, exceptions unwind, what is freed falls apart, the
// collector is seen at work. Whoever wants less motion gets none.
import assert from "node:assert/strict";
import { moving, openCode, quiet, run, seek, shoot, step, toEnd, zoom } from "./page.mjs";

const PROGRAM = `class Box:
    pass

def add(a, b):
    c = [a, b]
    return c

x = [1]
y = add(x, [2])
z = x
y = None
box = Box()
box.me = box
box = None

def fail():
    raise ValueError("no")

def outer():
    fail()

try:
    outer()
except ValueError:
    pass
import gc
gc.collect()
`;

/** Everything that is put on the layer of motion from now on. */
async function record(page) {
  await page.evaluate(() => {
    globalThis.seen = [];
    new MutationObserver((all) => {
      for (const change of all) for (const node of change.addedNodes) if (node.parentElement?.classList.contains("flights")) seen.push({ kind: node.dataset.kind, text: node.textContent });
    }).observe(document.querySelector(".stage"), { childList: true, subtree: true });
  });
}

/** Steps on until the sentence fits, slowly enough that motion is shown; what moved with the last step. */
async function until(page, words) {
  for (let i = 0; i < 200; i += 1) {
    await page.waitForTimeout(170);
    await page.evaluate(() => { seen.length = 0; });
    await moving(page, () => page.keyboard.press("ArrowRight"));
    await page.waitForTimeout(60);
    if (words.test(await page.locator(".sentence").textContent())) return page.evaluate(() => [...seen]);
  }
  throw new Error(`no moment is told as ${words}`);
}

async function begin(page, site, from) {
  await openCode(page, site, PROGRAM);
  await run(page);
  await zoom(page);
  await page.waitForSelector(".stage-tools");
  await seek(page, from);
  await record(page);
}

const kinds = (seen) => [...new Set(seen.map((s) => s.kind))].sort().join(" ");

export const tests = [
  {
    name: "values travel: to the stack, into a call, out of it, to a name",
    async run({ page: newPage, site, out }) {
      const page = await newPage();
      await begin(page, site, 20);
      assert.match(kinds(await until(page, /pushes a list \[1\]/)), /load/);
      const called = await until(page, /a frame for add is pushed/);
      assert.equal(called.filter((s) => s.kind === "argument").length, 2, JSON.stringify(called));
      await shoot(page, out, "motion-call");
      assert.match(kinds(await until(page, /c now names/)), /bind/);
      const returned = await until(page, /add returns/);
      assert.match(kinds(returned), /result/);
      assert.match(kinds(returned), /return/);
      assert.match(kinds(await until(page, /y now names/)), /bind/);
      quiet(page);
    },
  },
  {
    name: "what is freed falls apart; the collector's visits are seen",
    async run({ page: newPage, site, out }) {
      const page = await newPage();
      await begin(page, site, 38);
      assert.match(kinds(await until(page, /y now names None/)), /fall/);
      const collected = await until(page, /calls gc.collect/);
      assert.match(kinds(collected), /fall.*visit/);
      await page.screenshot({ path: `${out}/motion-collector.png` });
      quiet(page);
    },
  },
  {
    name: "an exception leaves frame after frame, and its row of the table is lit",
    async run({ page: newPage, site, out }) {
      const page = await newPage();
      await begin(page, site, 60);
      const seen = await until(page, /RAISE_VARARGS raises/);
      assert.equal(seen.filter((s) => s.kind === "unwind").length, 2, JSON.stringify(seen));
      const row = await page.locator(".handler.lit").textContent();
      assert.match(row, /^\d+ to \d+ → \d+ \[0\]/);
      await page.screenshot({ path: `${out}/motion-unwind.png` });
      quiet(page);
    },
  },
  {
    name: "motion follows the rate of play, and is cut for who wants less of it",
    async run({ page: newPage, site }) {
      const page = await newPage();
      await begin(page, site, 20);
      const pace = () => page.evaluate(() => Number(document.documentElement.style.getPropertyValue("--pace") || 1));
      assert.equal(await pace(), 1);
      await page.selectOption(".speed select", { label: "fast" });
      await moving(page, () => page.keyboard.press("p"));
      await page.waitForFunction(() => Number(document.documentElement.style.getPropertyValue("--pace")) === 0.5);
      const calm = await newPage({ reducedMotion: "reduce" });
      await begin(calm, site, 20);
      const called = await until(calm, /a frame for add is pushed/);
      assert.deepEqual(called, []);
    },
  },
];
