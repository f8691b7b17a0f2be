// Script against REPL: the same text, read in two ways, answers differently, as in CPython.
import assert from "node:assert/strict";
import { answer, drawn, ended, lessons, moving, open, openCode, openLesson, output, run, toEnd, zoom } from "./page.mjs";

const last = async (page) => {
  await toEnd(page);
  return (await output(page)).stdout;
};

export const tests = [
  {
    name: "a link restores place, zoom and open cards",
    async run({ page: newPage, site }) {
      const page = await newPage();
      await openLesson(page, site, "mutable-default");
      await answer(page);
      await run(page);
      await moving(page, () => page.locator(".lesson .moment").nth(2).click());
      await zoom(page);
      await page.locator(".stage .card-open").last().click();
      const seen = async (page) => `${await drawn(page)}\n${await page.$$eval(".stage .card.open", (all) => all.map((e) => e.dataset.card).join())}`;
      const before = await seen(page);
      assert.match(before, /\n\d+$/, "a card is open");
      await page.click(".bar button:has-text('Share')");
      const link = await page.evaluate(() => location.href);
      const other = await newPage();
      await open(other, link);
      await answer(other);
      await ended(other);
      await other.waitForFunction((step) => document.querySelector(".page").dataset.step === step, await page.$eval(".page", (e) => e.dataset.step));
      assert.equal(await seen(other), before);
      assert.equal(await other.$eval(".page", (e) => e.dataset.zoom), "instruction");
    },
  },
  {
    name: "lesson 02 answers differently",
    async run({ page: newPage, site }) {
      const lesson = lessons().find((l) => l.slug === "small-integers");
      const page = await newPage();
      await openLesson(page, site, lesson.slug);
      await answer(page);
      await run(page);
      assert.equal(await last(page), lesson.out);
      await page.click(".mode button:has-text('REPL')");
      await run(page);
      assert.equal(await last(page), lesson.replOut);
      assert.notEqual(lesson.out, lesson.replOut);
    },
  },
  {
    name: "one text of one's own, read both ways",
    async run({ page: newPage, site }) {
      const page = await newPage();
      await openCode(page, site, "a = 257\nb = 257\nprint(a is b)\n");
      await run(page);
      assert.equal(await last(page), "True\n");
      await page.click(".mode button:has-text('REPL')");
      await run(page);
      assert.equal(await last(page), "False\n");
      await page.click(".mode button:has-text('script')");
      await run(page);
      assert.equal(await last(page), "True\n");
    },
  },
  {
    name: "input() is asked for and answered",
    async run({ page: newPage, site }) {
      const page = await newPage();
      await openCode(page, site, "name = input('who? ')\nprint('hello', name)\n");
      await page.click(".bar .run");
      await page.fill(".input input", "world");
      await page.click(".input button[type=submit]");
      await ended(page);
      assert.match(await last(page), /hello world\n$/);
    },
  },
];
