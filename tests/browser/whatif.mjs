// What if: a value is changed at a moment and the program goes on from there; expressions are watched and leave no trace.
import assert from "node:assert/strict";
import { ended, moving, openCode, output, quiet, run, seek, shoot, step, toEnd } from "./page.mjs";

const PROGRAM = `def total(n):
    s = 0
    for i in range(n):
        s += i
    return s

x = 3
print("x is", x)
print(total(x))
`;

async function toLine(page, line) {
  await page.locator(`.listing .number[data-line="${line}"]`).click({ modifiers: ["Shift"] });
  await page.waitForFunction((line) => Number(document.querySelector(".listing .next-line .number")?.dataset.line) === line, line);
}

const stdout = async (page) => (await output(page)).stdout;

export const tests = [
  {
    name: "a value is changed at a moment, and the program goes on from there",
    async run({ page: newPage, site, out }) {
      const page = await newPage();
      await openCode(page, site, PROGRAM);
      await run(page);
      await toLine(page, 8);
      const { step: at } = await step(page);
      await page.keyboard.press("h");
      await page.waitForSelector(".what-if");
      await page.keyboard.type("x = ");
      await page.keyboard.press("Enter");
      await page.waitForSelector(".what-if .fault:has-text('SyntaxError')");
      await shoot(page, out, "what-if");
      await page.fill(".what-if input", "x = 5");
      await page.keyboard.press("Enter");
      await page.waitForSelector(".branch:has-text('x = 5')");
      await ended(page);
      assert.ok((await step(page)).step > at, "the page shows the moment at which it has run");
      assert.match(await page.locator(".globals").textContent(), /x5/);
      await shoot(page, out, "what-if-branched");
      await toEnd(page);
      assert.equal(await stdout(page), "x is 5\n10\n");
      // Before it, all is as it was.
      await seek(page, at);
      assert.match(await page.locator(".globals").textContent(), /x3/);
      await page.click(".branches button");
      await ended(page);
      await toEnd(page);
      assert.equal(await stdout(page), "x is 3\n3\n");
      assert.equal(await page.locator(".branch").count(), 0);
      quiet(page);
    },
  },
  {
    name: "a name that is pressed twice is to name something else, in a function too",
    async run({ page: newPage, site }) {
      const page = await newPage();
      await openCode(page, site, PROGRAM);
      await run(page);
      await toLine(page, 4);
      await page.locator(".frame:not(.globals) .slot-name:text-is('s')").dblclick();
      await page.waitForSelector(".what-if");
      assert.equal(await page.inputValue(".what-if input"), "s = 0");
      await page.keyboard.type("100");
      await page.click(".what-if .primary");
      await page.waitForSelector(".branch:has-text('s = 100')");
      await ended(page);
      await toEnd(page);
      assert.equal(await stdout(page), "x is 3\n103\n");
      await page.keyboard.press("h");
      await page.fill(".what-if input", "x = 1");
      await page.keyboard.press("Enter");
      await page.waitForSelector(".what-if .fault:has-text('nothing of the program runs')");
      await page.keyboard.press("Escape");
      await page.waitForFunction(() => !document.querySelector(".what-if"));
      quiet(page);
    },
  },
  {
    name: "watched expressions stand beside the names and leave no trace",
    async run({ page: newPage, site, out }) {
      const page = await newPage();
      await openCode(page, site, PROGRAM);
      await run(page);
      await toLine(page, 4);
      await page.keyboard.press("w");
      await page.waitForSelector(".watches input:focus");
      for (const text of ["s * 10 + i", "print('never')", "nothing", "1 +"]) {
        await page.keyboard.type(text);
        await page.keyboard.press("Enter");
      }
      const value = (n, text) => page.waitForFunction(([n, text]) => document.querySelectorAll(".watch-value")[n]?.textContent.includes(text), [n, text]);
      await value(0, "0");
      await value(1, "None");
      await value(2, "raises NameError");
      await value(3, "SyntaxError");
      await page.keyboard.press("Escape");
      await moving(page, () => page.keyboard.press("ArrowRight"));
      await moving(page, () => page.keyboard.press("ArrowRight"));
      await value(0, "1");
      await moving(page, () => page.keyboard.press("ArrowRight"));
      await moving(page, () => page.keyboard.press("ArrowRight"));
      await value(0, "12");
      await shoot(page, out, "watches");
      await toEnd(page);
      assert.equal(await stdout(page), "x is 3\n3\n", "what was watched wrote nothing");
      for (let n = 4; n > 0; n -= 1) await page.locator(".watch button").first().click();
      await page.waitForFunction(() => !document.querySelector(".watch"));
      quiet(page);
    },
  },
  {
    name: "a line is edited, and the program goes on in the new text from the moment that is shown",
    async run({ page: newPage, site, out }) {
      const page = await newPage();
      await openCode(page, site, PROGRAM);
      await run(page);
      await toLine(page, 4);
      const { step: at } = await step(page);
      const edit = async (text) => {
        await page.keyboard.press("e");
        await page.waitForSelector(".cm-content");
        await page.locator(".cm-content").fill(text);
        await page.keyboard.press("Escape");
        await page.waitForSelector(".notice:has-text('was edited')");
      };
      await edit(PROGRAM.replace("s += i", "s += 10 * i"));
      await page.click(".notice button:text-is('Go on from this moment')");
      await page.waitForSelector(".branch:has-text('the new text')");
      await ended(page);
      await shoot(page, out, "what-if-edited");
      assert.equal((await step(page)).step, at, "the page stays where it was");
      assert.equal(await page.locator(".notice:has-text('was edited')").count(), 0);
      await toEnd(page);
      assert.equal(await stdout(page), "x is 3\n30\n");
      // What cannot be carried over is refused in words.
      await seek(page, at);
      await edit(PROGRAM.replace("print(total(x))", "print(total(x), 1)"));
      await page.click(".notice button:text-is('Go on from this moment')");
      await page.waitForSelector(".desk-panel:has-text('<module> stands was changed too much')");
      await page.keyboard.press("Escape");
      quiet(page);
    },
  },
];
