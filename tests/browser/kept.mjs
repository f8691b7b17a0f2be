// What the browser keeps, a first visit's tour, the high contrast theme, the reference of instructions, and curves of growth.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { answer, moving, open, openCode, openLesson, quiet, run, seek, shoot, zoom } from "./page.mjs";

export const tests = [
  {
    name: "a first visit is offered a tour, by keys",
    async run({ page: newPage, site, out }) {
      const page = await newPage();
      await openLesson(page, site, "mutable-default");
      await page.click(".offer button:text-is('Take the tour')");
      await page.waitForSelector(".tour");
      await shoot(page, out, "tour-1");
      for (let i = 2; i <= 6; i += 1) {
        await page.keyboard.press("Enter");
        await page.waitForSelector(`.tour .said:text-is('${i} of 6')`);
      }
      await page.keyboard.press("ArrowLeft");
      await page.waitForSelector(".tour .said:text-is('5 of 6')");
      await shoot(page, out, "tour-5");
      await page.keyboard.press("Escape");
      await page.waitForFunction(() => !document.querySelector(".tour"));
      assert.equal(await page.locator(".offer").count(), 0);
      await page.reload();
      await page.waitForSelector(".stage-inner .globals");
      await page.waitForTimeout(300);
      assert.equal(await page.locator(".offer").count(), 0, "only on the first visit");
      quiet(page);
    },
  },
  {
    name: "texts, answers and choices are kept, go into a file and come back",
    async run({ context, site, out }) {
      const made = await context();
      const page = await made.newPage();
      await openLesson(page, site, "mutable-default");
      await answer(page);
      await page.keyboard.press("t");
      await page.waitForSelector("html[data-theme=light]");
      await page.waitForTimeout(300);
      const kept = await page.evaluate(() => new Promise((resolve) => {
        const opening = indexedDB.open("pyvarium", 1);
        opening.onsuccess = () => {
          const all = opening.result.transaction("kept").objectStore("kept").getAllKeys();
          all.onsuccess = () => resolve(all.result);
        };
      }));
      assert.ok(kept.includes("done.mutable-default") && kept.includes("theme"), String(kept));
      await page.keyboard.press("Control+k");
      await page.waitForSelector(".palette");
      await page.keyboard.type("what the browser keeps");
      await page.keyboard.press("Enter");
      await page.waitForSelector(".backup");
      const [saved] = await Promise.all([page.waitForEvent("download"), page.click(".backup button:text-is('Save as a file')")]);
      const file = await saved.path();
      assert.equal(JSON.parse(readFileSync(file, "utf8")).theme, "light");
      // In another browser.
      const other = await (await context()).newPage();
      await openLesson(other, site, "scopes");
      await other.keyboard.press("Control+k");
      await other.waitForSelector(".palette");
      await other.keyboard.type("what the browser keeps");
      await other.keyboard.press("Enter");
      const [chooser] = await Promise.all([other.waitForEvent("filechooser"), other.click(".backup button:text-is('Bring back from a file')")]);
      await chooser.setFiles({ name: "pyvarium.json", mimeType: "application/json", buffer: readFileSync(file) });
      await other.waitForSelector("html[data-theme=light]");
      await other.waitForFunction(() => [...document.querySelectorAll(".bar option")].some((o) => o.textContent.includes("✓")));
      await shoot(other, out, "kept");
    },
  },
  {
    name: "who names nothing finds what they left",
    async run({ context, site }) {
      const made = await context();
      const page = await made.newPage();
      await openCode(page, site, "print('mine')\n");
      await page.click("button:text-is('Share')");
      await page.waitForTimeout(300);
      const again = await made.newPage();
      await open(again, site);
      await again.waitForSelector(".listing .line:has-text('mine')", { state: "attached" });
    },
  },
  {
    name: "high contrast",
    async run({ page: newPage, site, out }) {
      const page = await newPage();
      await openLesson(page, site, "mutable-default");
      await answer(page);
      await run(page);
      for (let i = 0; i < 3; i += 1) await page.keyboard.press("t");
      await page.waitForSelector("html[data-theme=contrast]");
      await moving(page, () => page.locator(".lesson .moment").nth(1).click());
      await shoot(page, out, "contrast");
      await page.reload();
      await page.waitForSelector("html[data-theme=contrast]");
      quiet(page);
    },
  },
  {
    name: "a sentence about an instruction leads to its reference",
    async run({ page: newPage, site }) {
      const page = await newPage();
      await openCode(page, site, "x = [1, 2]\n");
      await run(page);
      await zoom(page);
      await seek(page, 3);
      const link = page.locator(".sentence .opname");
      const name = await link.textContent();
      assert.match(await link.getAttribute("href"), new RegExp(`lessons/opcodes\\.html#${name}$`));
    },
  },
  {
    name: "a program is run for many sizes",
    millis: 120_000,
    async run({ page: newPage, site, out }) {
      const page = await newPage();
      await openCode(page, site, "n = 100\nxs = []\nfor i in range(n):\n    for j in range(n):\n        xs.append(j)\n");
      await page.keyboard.press("q");
      await page.click(".growth .primary");
      await page.waitForSelector(".growth .said:has-text('with the square of n')", { timeout: 60_000 });
      assert.ok(await page.locator(".plot circle").count() >= 4);
      await shoot(page, out, "growth");
      await page.keyboard.press("Escape");
      await page.waitForFunction(() => !document.querySelector(".growth"));
      quiet(page);
    },
  },
];
