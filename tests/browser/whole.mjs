// Insides that are nobody's: the memory and the modules. And a breakpoint on an attribute, a slot, an item.
import assert from "node:assert/strict";
import { moving, openCode, quiet, run, shoot } from "./page.mjs";

const PROGRAM = `class Box:
    pass

box = Box()
box.items = [1]
old = (1, [2])
del old
new = (3, [4])
for i in range(3):
    box.items = [i]
    new[1][0] = i * 1000
import math
print(math.pi)
`;

const toLine = async (page, line) => {
  await page.locator(`.listing .number[data-line="${line}"]`).click({ modifiers: ["Shift"] });
  await page.waitForFunction((line) => Number(document.querySelector(".listing .next-line .number")?.dataset.line) === line, line);
};

export const tests = [
  {
    name: "memory: free lists, pools, an address that is used again",
    async run({ page: newPage, site, out }) {
      const page = await newPage();
      await openCode(page, site, PROGRAM);
      await run(page);
      await toLine(page, 9);
      await page.keyboard.press("y");
      await page.waitForSelector(".inside:has-text('pools and free lists')");
      const blocks = () => page.$$eval(".inside-block h3", (all) => all.map((h) => h.textContent));
      assert.ok((await blocks()).includes("Size classes"));
      assert.ok((await blocks()).some((b) => b.startsWith("Pool at")), String(await blocks()));
      await shoot(page, out, "memory");
      await moving(page, () => page.keyboard.press("ArrowLeft"));
      await page.waitForFunction((step) => document.querySelector(".inside")?.dataset.step !== step, "0");
      await page.keyboard.press("Escape");
      await page.waitForSelector(".stage-inner");
      // Memory found by its name, too; and on a phone's width.
      await page.keyboard.press("Control+k");
      await page.keyboard.type("pools, free lists");
      await page.keyboard.press("Enter");
      await page.waitForSelector(".inside:has-text('pools and free lists')");
      quiet(page);
    },
  },
  {
    name: "modules: sys.modules, and whom an import asks",
    async run({ page: newPage, site, out }) {
      const page = await newPage({ colorScheme: "dark" });
      await openCode(page, site, PROGRAM);
      await run(page);
      await toLine(page, 13);
      await page.keyboard.press("u");
      await page.waitForSelector(".inside:has-text('sys.modules and the finders')");
      const walk = await page.locator(".walk").textContent();
      assert.match(walk, /sys\.modules.*BuiltinImporter.*FrozenImporter.*PathFinder.*ModuleNotFoundError/s);
      assert.match(await page.locator("tr.lit").allTextContents().then((t) => t.join("\n")), /math/);
      await shoot(page, out, "modules");
      quiet(page);
    },
  },
  {
    name: "a breakpoint on an attribute and on an item",
    async run({ page: newPage, site }) {
      const page = await newPage();
      await openCode(page, site, PROGRAM);
      await run(page);
      await page.keyboard.press("/");
      await page.selectOption(".search select", { label: "changes" });
      await page.fill(".search input", "box.items");
      const line = () => page.$eval(".listing .just-line .number", (n) => Number(n.dataset.line));
      await moving(page, () => page.click(".search .later"));
      assert.equal(await line(), 5);
      await moving(page, () => page.click(".search .later"));
      assert.equal(await line(), 10);
      await page.fill(".search input", "new[1][0]");
      await moving(page, () => page.click(".search .later"));
      assert.equal(await line(), 11);
      await page.click(".search .keep");
      await page.waitForSelector(".search .mark:has-text('new[1][0] changes')");
      await page.keyboard.press("Escape");
      await moving(page, () => page.keyboard.press("n"));
      assert.equal(await line(), 11);
      quiet(page);
    },
  },
];
