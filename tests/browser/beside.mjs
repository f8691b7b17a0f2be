// Two runs side by side: they move together, and where they first differ is marked.
import assert from "node:assert/strict";
import { moving, openCode, quiet, run, seek, shoot, step, toEnd } from "./page.mjs";

const verdict = (page, text) => page.waitForFunction((text) => document.querySelector(".verdict")?.textContent.includes(text), text, { timeout: 30_000 });

export const tests = [
  {
    name: "a script and the same text at the prompt: where two names stop being one object",
    async run({ page: newPage, site, out }) {
      const page = await newPage();
      await openCode(page, site, "a = 1000\nb = 1000\nprint(a == b)\nprint(a is b)\n");
      await run(page);
      await page.keyboard.press("j");
      await page.waitForSelector(".pane-beside");
      await shoot(page, out, "beside-choose");
      await page.click(".choose-beside button:has-text('REPL')");
      await verdict(page, "after line 2 the two are not the same");
      await page.click(".verdict button");
      await page.waitForFunction(() => document.querySelector(".verdict").textContent.includes("these differ: a, b"));
      assert.equal(await page.locator(".pane-stage tr.differs").count(), 2);
      assert.equal(await page.locator(".pane-beside tr.differs").count(), 2);
      await shoot(page, out, "beside");
      await toEnd(page);
      await page.waitForFunction(() => /False/.test(document.querySelector(".pane-beside .output").textContent));
      assert.match(await page.locator(".pane-output .output").textContent(), /True\s*True/);
      await page.keyboard.press("j");
      await page.waitForFunction(() => !document.querySelector(".pane-beside"));
      assert.equal(await page.locator("tr.differs").count(), 0);
      quiet(page);
    },
  },
  {
    name: "a broken program and its mended text",
    async run({ page: newPage, site }) {
      const page = await newPage();
      await openCode(page, site, "def add(x, to=[]):\n    to.append(x)\n    return to\n\nadd(1)\nprint(add(2))\n");
      await run(page);
      await page.keyboard.press("j");
      await page.fill("#beside-text", "def add(x, to=None):\n    to = [] if to is None else to\n    to.append(x)\n    return to\n\nadd(1)\nprint(add(2))\n");
      await page.click(".choose-beside .primary");
      await verdict(page, "First difference: here comes line 1");
      // The page moves, and the other with it.
      await page.locator('.pane-source .listing .number[data-line="6"]').click({ modifiers: ["Shift"] });
      await page.waitForFunction(() => document.querySelector(".pane-beside .next-line .number")?.dataset.line === "7");
      await page.click(".pane-beside button:text-is('Close')");
      await page.waitForFunction(() => !document.querySelector(".pane-beside"));
      quiet(page);
    },
  },
  {
    name: "two runs that do the same",
    async run({ page: newPage, site }) {
      const page = await newPage();
      await openCode(page, site, "xs = [1, 2]\nfor x in xs:\n    print(x)\n");
      await run(page);
      await page.keyboard.press("j");
      await page.click(".choose-beside .primary");
      await verdict(page, "do the same from their first line to their end");
    },
  },
];
