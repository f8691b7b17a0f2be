// Breakpoints in the past and the future, looking for something in time, bookmarks, and the sizes of a step.
import assert from "node:assert/strict";
import { moving, openCode, quiet, run, seek, shoot, step, toEnd } from "./page.mjs";

const PROGRAM = `def add(a, b):
    total = a + b
    return total

x = 0
for i in range(4):
    x = add(x, i)
    print("x is", x)
try:
    [][1]
except IndexError:
    y = "done"
`;

const line = (page) => page.$eval(".listing .next-line .number", (n) => Number(n.textContent));
const number = (page, n) => page.locator(`.listing .number[data-line="${n}"]`);
const sentence = (page) => page.locator(".sentence").textContent();

async function look(page, kind, text, button) {
  if (!(await page.locator(".search").count())) await page.keyboard.press("/");
  await page.selectOption(".search select", { label: kind });
  await page.fill(".search input", text);
  await moving(page, () => page.click(`.search .${button}`));
}

export const tests = [
  {
    name: "a breakpoint on a line, forward and back",
    async run({ page: newPage, site, out }) {
      const page = await newPage();
      await openCode(page, site, PROGRAM);
      await run(page);
      await number(page, 3).click();
      await page.waitForSelector(".listing .stop-here");
      const seen = [];
      for (let i = 0; i < 4; i += 1) {
        await moving(page, () => page.keyboard.press("n"));
        assert.equal(await line(page), 3);
        seen.push((await step(page)).step);
      }
      assert.deepEqual(seen, [...seen].sort((a, b) => a - b), "each is later than the one before");
      await page.keyboard.press("n");
      await page.waitForSelector(".notice:has-text('Nothing of that happens after this moment')");
      await moving(page, () => page.keyboard.press("Shift+N"));
      assert.equal((await step(page)).step, seen[2], "back to the one before");
      // Run to a line without a breakpoint, and back to it.
      await moving(page, () => number(page, 8).click({ modifiers: ["Shift"] }));
      assert.equal(await line(page), 8);
      await moving(page, () => number(page, 8).click({ modifiers: ["Alt"] }));
      assert.equal(await line(page), 8);
      assert.ok((await step(page)).step < seen[2]);
      await shoot(page, out, "breakpoints");
      await number(page, 3).click();
      assert.equal(await page.locator(".listing .stop-here").count(), 0, "cleared");
      quiet(page);
    },
  },
  {
    name: "a breakpoint on an instruction",
    async run({ page: newPage, site }) {
      const page = await newPage();
      await openCode(page, site, PROGRAM);
      await run(page);
      await seek(page, 2);
      const row = page.locator(".instruction", { hasText: "FOR_ITER" });
      const offset = row.locator(".i-offset");
      await offset.click();
      await page.waitForSelector(".bytecode .stop-here");
      for (let i = 0; i < 3; i += 1) {
        await moving(page, () => page.keyboard.press("n"));
        assert.equal(await page.locator(".instruction.next .i-name").textContent(), "FOR_ITER");
      }
    },
  },
  {
    name: "calls, exceptions, names, values, output, births: later and earlier",
    async run({ page: newPage, site, out }) {
      const page = await newPage();
      await openCode(page, site, PROGRAM);
      await run(page);
      await look(page, "is called", "add", "later");
      assert.match(await sentence(page), /a frame for add is pushed/);
      const first = (await step(page)).step;
      await look(page, "is called", "add", "later");
      await look(page, "is called", "add", "earlier");
      assert.equal((await step(page)).step, first);
      await look(page, "is raised", "IndexError", "later");
      assert.match(await sentence(page), /IndexError: list index out of range is raised/);
      await look(page, "changes", "x", "earlier");
      assert.match(await sentence(page), /x now names 6/);
      await look(page, "has a value", "x == 1", "earlier");
      assert.match(await sentence(page), /x now names 1/);
      await look(page, "is written", "x is 3", "later");
      assert.match(await page.locator(".output pre").textContent(), /x is 3\n?$/);
      await look(page, "is made (class)", "IndexError", "later");
      await look(page, "changes", "total", "earlier");
      assert.match(await sentence(page), /total/);
      await shoot(page, out, "search");
      await page.fill(".search input", "nowhere");
      await page.click(".search .later");
      await page.waitForSelector(".notice:has-text('Nothing of that happens after this moment')");
      await page.click(".search .keep");
      await page.waitForSelector(".search .mark:has-text('nowhere changes')");
      await page.locator(".search .mark:has-text('nowhere') button >> nth=2").click();
      assert.equal(await page.locator(".search .mark").count(), 0);
      await page.keyboard.press("Escape");
      await page.waitForFunction(() => !document.querySelector(".search"));
      quiet(page);
    },
  },
  {
    name: "a bookmark is gone back to",
    async run({ page: newPage, site }) {
      const page = await newPage();
      await openCode(page, site, PROGRAM);
      await run(page);
      await seek(page, 20);
      await page.keyboard.press("m");
      await page.waitForSelector(".profile .mark-bookmark", { state: "attached" });
      await toEnd(page);
      await page.keyboard.press("/");
      await moving(page, () => page.click(".search .bookmark .mark-name"));
      assert.equal((await step(page)).step, 20);
      await page.locator(".search .bookmark button >> nth=1").click();
      await page.waitForFunction(() => !document.querySelector(".search .bookmark"));
    },
  },
  {
    name: "a step is a call, a line, an expression, an instruction",
    async run({ page: newPage, site }) {
      const page = await newPage();
      await openCode(page, site, PROGRAM);
      await run(page);
      const walk = async () => {
        const seen = [];
        for (let { step: at, last } = await step(page); at < last && seen.length < 400; { step: at, last } = await step(page)) {
          await moving(page, () => page.keyboard.press("ArrowRight"));
          seen.push((await step(page)).step);
        }
        return seen;
      };
      const back = async (seen) => {
        for (const want of [...seen].reverse().slice(1, 8)) {
          await moving(page, () => page.keyboard.press("ArrowLeft"));
          assert.equal((await step(page)).step, want, "back by the same stops");
        }
      };
      const counts = {};
      for (const [key, name] of [["v", "call"], ["z", "line"], ["x", "expression"]]) {
        await page.keyboard.press(key);
        await page.waitForFunction((name) => document.querySelector(".page").dataset.zoom === name, name);
        if ((await step(page)).step > 0) await moving(page, () => page.keyboard.press("Home"));
        const seen = await walk();
        counts[name] = seen.length;
        if (name !== "line") await back(seen);
      }
      const { last } = await step(page);
      assert.ok(counts.call < counts.line && counts.line < counts.expression && counts.expression < last, JSON.stringify({ ...counts, last }));
    },
  },
];
