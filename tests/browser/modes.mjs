// Script against REPL: the same text, read in two ways, answers differently, as in CPython.
import assert from "node:assert/strict";
import { answer, ended, lessons, openCode, openLesson, output, run } from "./page.mjs";

const last = async (page) => {
  await page.keyboard.press("End");
  await page.waitForFunction(() => document.querySelector(".page").dataset.step === document.querySelector(".slider input").max);
  return (await output(page)).stdout;
};

export const tests = [
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
