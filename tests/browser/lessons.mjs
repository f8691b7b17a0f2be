// Every lesson from its question to its end and back: what it writes is CPython's own output, and
// what is drawn at its marked moments is the same however one comes there.
import assert from "node:assert/strict";
import { answer, drawn, lessons, moving, openLesson, output, places, quiet, run, seek, shoot, snapshot, step, walk, zoom } from "./page.mjs";

export const tests = lessons().map((lesson) => ({
  name: lesson.slug,
  async run({ page: newPage, site, out, bless }) {
    const page = await newPage();
    await openLesson(page, site, lesson.slug);
    assert.ok(await page.locator(".bar .run").isDisabled(), "the question stands before the run");
    await shoot(page, out, `${lesson.folder}-1-start`);
    await answer(page);
    await run(page);
    assert.equal((await step(page)).step, 0);

    // Forward to the end by lines, and all of the output with it.
    const forward = await walk(page, "ArrowRight");
    const said = await output(page);
    assert.equal(said.stdout, lesson.out);
    assert.equal(said.stderr, lesson.err);
    await shoot(page, out, `${lesson.folder}-3-end`);
    const end = await drawn(page);

    // The marked moments, come to by their links.
    const moments = page.locator(".lesson .moment");
    const marked = [];
    for (let i = 0; i < await moments.count(); i += 1) {
      await page.keyboard.press("Home");
      await page.waitForFunction(() => document.querySelector(".page").dataset.step === "0");
      await moving(page, () => moments.nth(i).click());
      marked.push({ title: await moments.nth(i).textContent(), at: (await step(page)).step, drawn: await drawn(page), places: await places(page) });
      if (i === (await moments.count() >> 1)) await shoot(page, out, `${lesson.folder}-2-middle`);
    }
    assert.ok(marked.length > 0, "a lesson has moments");

    // Back from the end to the first by lines: the same steps the other way round.
    // The end of the program first, then that of the interpreter.
    for (const end of forward.slice(-2)) {
      await page.keyboard.press("End");
      await page.waitForFunction((at) => document.querySelector(".page").dataset.step === String(at), end);
    }
    assert.equal(await drawn(page), end);
    const back = await walk(page, "ArrowLeft");
    assert.deepEqual(back.toReversed(), forward, "back goes where forward came from");

    // Each moment again: by the slider, by one step forward, by one step back.
    for (const moment of marked) {
      await seek(page, moment.at);
      assert.equal(await drawn(page), moment.drawn, `${moment.title}: by seeking`);
      assert.equal(await places(page), moment.places, `${moment.title}: places by seeking`);
    }
    await zoom(page);
    for (const moment of marked) {
      for (const [from, key] of [[moment.at - 1, "ArrowRight"], [moment.at + 1, "ArrowLeft"]]) {
        if (from < 0 || from > forward.at(-1)) continue;
        await seek(page, from);
        await walk(page, key, (at) => at === moment.at);
        await zoom(page);
        assert.equal(await drawn(page), moment.drawn, `${moment.title}: by ${key}`);
        assert.equal(await places(page), moment.places, `${moment.title}: places by ${key}`);
        await zoom(page);
      }
    }
    quiet(page);
    snapshot(lesson.slug, marked.map((m) => `== ${m.title}\n${m.drawn}\n`).join("\n"), bless);
  },
}));
