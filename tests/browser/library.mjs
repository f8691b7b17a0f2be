// Programs that import CPython's library: stepped over, or looked into.
import assert from "node:assert/strict";
import { moving, openCode, quiet, run, shoot, step, toEnd } from "./page.mjs";

const PHONE = { viewport: { width: 390, height: 844 }, isMobile: true, hasTouch: true, deviceScaleFactor: 2 };

const POINTS = `from collections import Counter, namedtuple
from dataclasses import dataclass, field
import re

@dataclass
class Point:
    x: int
    y: int = 0
    tags: list = field(default_factory=list)

p = Point(1, tags=["a"])
print(p)
words = Counter(re.findall(r"\\w+", "to be or not to be"))
print(words.most_common(1))
`;

const DEEP = `import copy

a = [[1], 2]
b = copy.deepcopy(a)
print(b)
`;

const line = (page) => page.$eval(".listing .next-line .number", (e) => Number(e.textContent)).catch(() => 0);

async function toLine(page, n) {
  for (let i = 0; i < 80 && (await line(page)) !== n; i += 1) await moving(page, () => page.keyboard.press("ArrowRight"));
  assert.equal(await line(page), n);
}

export const tests = [
  {
    name: "stepped over: time is the program's own",
    async run({ page: newPage, site, out }) {
      for (const [name, options] of [["light", {}], ["dark", { colorScheme: "dark" }], ["phone", PHONE]]) {
        const page = await newPage(options);
        await openCode(page, site, POINTS);
        await run(page);
        const { last } = await step(page);
        assert.ok(last < 400, `${last} steps`);
        const seen = [];
        for (let i = 0; i < 14; i += 1) {
          await moving(page, () => page.keyboard.press("ArrowRight"));
          seen.push(await line(page));
        }
        assert.deepEqual(seen.slice(0, 3), [1, 2, 3]);
        await shoot(page, out, `library-closed-${name}`);
        await toEnd(page);
        assert.match(await page.textContent(".pane-output"), /Point\(x=1, y=0, tags=\['a'\]\)/);
        assert.match(await page.textContent(".pane-output"), /\[\('to', 2\)\]/);
        // Every moment of the slider lies in the program.
        await page.keyboard.press("Home");
        for (const part of [0.1, 0.3, 0.5, 0.8]) {
          await page.$eval(".slider input", (input, value) => { input.value = String(value); input.dispatchEvent(new InputEvent("input", { bubbles: true })); }, Math.round(last * part));
          await page.waitForTimeout(200);
          assert.equal(await page.locator(".file-tab.of-library").count(), 0);
        }
        quiet(page);
      }
    },
  },
  {
    name: "a call of the library is told in the program's words",
    async run({ page: newPage, site }) {
      const page = await newPage();
      await openCode(page, site, DEEP);
      await run(page);
      await toLine(page, 5);
      const said = await page.textContent(".sentence");
      assert.doesNotMatch(said, /names? y|`y`/);
      assert.match(said, /\bb\b/);
    },
  },
  {
    name: "opened: its source stands in a tab of its own",
    async run({ page: newPage, site, out }) {
      for (const [name, options] of [["light", {}], ["dark", { colorScheme: "dark" }], ["phone", PHONE]]) {
        const page = await newPage(options);
        await openCode(page, site, DEEP);
        await run(page);
        const closed = (await step(page)).last;
        await toLine(page, 4);
        await page.keyboard.press("l");
        await page.waitForFunction((closed) => Number(document.querySelector(".slider input").max) > closed, closed);
        assert.equal(await page.$eval("button.library", (e) => e.getAttribute("aria-pressed")), "true");
        if (name === "phone") await page.click(".tabs [role=tab]:has-text('Code')");
        await moving(page, () => page.keyboard.press("ArrowRight"));
        await page.waitForSelector(".listing.of-library .next-line");
        assert.match(await page.textContent(".file-tab.of-library"), /copy\.py/);
        assert.match(await page.textContent(".listing"), /def deepcopy/);
        assert.match(await page.textContent(".frame.running .frame-line"), /copy\.py:\d+/);
        const seen = await page.$eval(".listing .next-line", (row) => {
          const [a, b] = [row.getBoundingClientRect(), row.closest("pre").getBoundingClientRect()];
          return a.top >= b.top && a.bottom <= b.bottom;
        });
        assert.ok(seen, "the marked line is in sight");
        await shoot(page, out, `library-open-${name}`);
        await page.keyboard.press("e");
        await page.waitForTimeout(200);
        assert.equal(await page.locator(".editor").count(), 0, "read only");
        // Closed in the midst of it: the page stands at the call.
        await page.keyboard.press("l");
        await page.waitForFunction((closed) => Number(document.querySelector(".slider input").max) === closed, closed);
        await page.waitForFunction(() => !document.querySelector(".listing.of-library"));
        assert.equal(await page.locator(".frame-line:has-text('copy.py')").count(), 0);
        await toLine(page, 5);
        quiet(page);
      }
    },
  },
  {
    name: "frames of the library are folded under what they call",
    async run({ page: newPage, site, out }) {
      const page = await newPage();
      await openCode(page, site, "from functools import cached_property\n\nclass C:\n    @cached_property\n    def p(self):\n        return 1\n\nprint(C().p)\n");
      await run(page);
      await toLine(page, 6);
      assert.match(await page.textContent(".frame-gap"), /1 frame of the library/);
      await shoot(page, out, "library-folded");
      quiet(page);
    },
  },
  {
    name: "a card says where attributes lie",
    async run({ page: newPage, site, out }) {
      const page = await newPage();
      await openCode(page, site, "class P:\n    def __init__(self, x):\n        self.x = x\n\na = P(1)\nb = P(2)\nb.y = 3\nd = a.__dict__\nprint(d)\n");
      await run(page);
      await toLine(page, 8);
      await page.$$eval(".card.f-instance .card-open, .card.f-class .card-open", (all) => all.forEach((button) => button.click()));
      await page.waitForSelector(".card.open .facts");
      const cards = await page.$$eval(".card.f-instance .facts", (all) => all.map((e) => e.textContent));
      assert.deepEqual(cards, Array(2).fill("attributesinline, behind the headerkeysshared by P: x, y"));
      assert.match(await page.textContent(".card.f-class .facts"), /x, y \(2 of 30 places\)/);
      await toLine(page, 9);
      const after = await page.$$eval(".card.f-instance .facts", (all) => all.map((e) => e.textContent));
      assert.deepEqual(after, ["attributesin a dict", "attributesinline, behind the headerkeysshared by P: x, y"]);
      await shoot(page, out, "cards-attributes");
      await moving(page, () => page.keyboard.press("ArrowLeft"));
      assert.match(await page.textContent(".card.f-instance .facts"), /inline/);
      quiet(page);
    },
  },
];
