// No mouse: a lesson is answered, run, and gone through; where the focus is can always be seen.
import assert from "node:assert/strict";
import { ended, moving, openLesson, step } from "./page.mjs";

/** Tab until the focused element matches. */
async function tabTo(page, selector, back = false) {
  for (let i = 0; i < 80; i += 1) {
    if (await page.evaluate((s) => document.activeElement?.matches(s) ?? false, selector)) return;
    await page.keyboard.press(back ? "Shift+Tab" : "Tab");
    const seen = await page.evaluate(() => {
      const focused = document.activeElement;
      if (!focused || focused === document.body) return true;
      const style = getComputedStyle(focused);
      return style.outlineStyle !== "none" && parseFloat(style.outlineWidth) >= 1;
    });
    assert.ok(seen, `the focus cannot be seen on ${await page.evaluate(() => document.activeElement.outerHTML.slice(0, 120))}`);
  }
  assert.fail(`Tab does not come to ${selector}`);
}

export const tests = [
  {
    name: "a lesson by keys alone",
    async run({ page: newPage, site }) {
      const page = await newPage();
      await openLesson(page, site, "mutable-default");
      await tabTo(page, ".choice");
      await page.keyboard.press("Enter");
      await page.waitForSelector(".question .reason");
      await page.evaluate(() => document.activeElement?.blur());
      await page.keyboard.press("r");
      await ended(page);
      const at = async () => (await step(page)).step;
      const press = async (key) => {
        await moving(page, () => page.keyboard.press(key));
        return at();
      };
      await press("ArrowRight");
      const line = await press("ArrowRight");
      assert.ok(line > 1, "a line is several instructions");
      await press("ArrowLeft");
      assert.equal(await press("ArrowLeft"), 0);
      await page.keyboard.press("z");
      assert.equal(await press("ArrowRight"), 1, "zoomed in, a step is one instruction");
      await page.keyboard.press("z");
      const over = await press("End");
      const end = await press("End");
      assert.equal(end, (await step(page)).last);
      assert.equal(over, end - 1, "first the end of the program, then that of the interpreter");
      await page.keyboard.press("ArrowRight");
      await page.waitForTimeout(100);
      assert.equal(await at(), end, "nothing wraps at the end");
      assert.equal(await press("Home"), 0);
      // Into the call of line 5, out of it again; then over the call of line 6.
      const depth = () => page.locator(".frame:not(.globals)").count();
      for (let i = 0; i < 10 && (await depth()) < 2; i += 1) await press("ArrowRight");
      assert.equal(await depth(), 2);
      await press("o");
      assert.equal(await depth(), 1);
      const line6 = await press("ArrowDown");
      const line7 = await press("ArrowDown");
      assert.ok(line7 > line6 && (await depth()) === 1, "over never stops inside the call");
      await press("ArrowUp");
      // The slider by its own keys.
      await tabTo(page, ".slider input");
      const before = await at();
      assert.notEqual(await press("ArrowRight"), before);
      // Play and pause.
      await page.keyboard.press("Home");
      await page.waitForFunction(() => document.querySelector(".page").dataset.step === "0");
      await page.keyboard.press("p");
      await page.waitForFunction(() => Number(document.querySelector(".page").dataset.step) > 0);
      await page.keyboard.press("p");
      await page.waitForSelector("[aria-label=play]");
    },
  },
  {
    name: "the program is edited and run from the keyboard",
    async run({ page: newPage, site }) {
      const page = await newPage();
      await openLesson(page, site, "mutable-default");
      await page.keyboard.press("e");
      await page.waitForFunction(() => document.querySelector(".editor")?.shadowRoot?.querySelector(".cm-content"));
      await page.keyboard.press("Control+A");
      await page.keyboard.type("x = 'typed'\nprint(x)");
      await page.keyboard.press("Control+Enter");
      await ended(page);
      await page.keyboard.press("Escape");
      await page.waitForSelector(".listing");
      await page.keyboard.press("End");
      await page.waitForSelector(".output .stdout:has-text('typed')");
    },
  },
  {
    name: "panes fold and resize, and stay so",
    async run({ page: newPage, site }) {
      const page = await newPage();
      await openLesson(page, site, "mutable-default");
      const width = () => page.$eval(".pane-stage", (e) => Math.round(e.getBoundingClientRect().width));
      const before = await width();
      await page.focus(".splitter.left");
      for (let i = 0; i < 3; i += 1) await page.keyboard.press("ArrowLeft");
      const wider = await width();
      assert.ok(wider > before + 40, `${before} to ${wider}`);
      await page.click(".pane-lesson .fold");
      await page.click(".pane-output .fold");
      assert.ok(!(await page.isVisible(".lesson")));
      await page.reload();
      await page.waitForSelector(".fold-lesson.fold-output");
      assert.ok(!(await page.isVisible(".lesson")) && !(await page.isVisible(".output")));
      await page.click(".pane-lesson .fold");
      assert.equal(await width(), wider);
    },
  },
];
