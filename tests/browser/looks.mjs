// Pictures for people: dark, phone, embed, open cards. Nothing is compared here but what must hold anywhere.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { answer, moving, openLesson, places, quiet, run, shoot } from "./page.mjs";

/** Budget, as gzip, page's wasm and the lesson included. */
const FIRST_PICTURE_BYTES = 350 * 1024;

const PHONE = { viewport: { width: 390, height: 844 }, isMobile: true, hasTouch: true, deviceScaleFactor: 2 };

const look = (slug, kind, options, moment, then = async () => {}) => ({
  name: `${slug}, ${kind}`,
  async run({ page: newPage, site, out }) {
    const page = await newPage(options);
    await openLesson(page, site, slug);
    await answer(page);
    await run(page);
    await moving(page, () => page.locator(".lesson .moment").nth(moment).click());
    await then(page);
    await shoot(page, out, `look-${slug}-${kind}`);
    quiet(page);
  },
});

const openAll = async (page) => {
  await page.$$eval(".card-open[aria-expanded=false]", (all) => all.forEach((button) => button.click()));
};

export const tests = [
  look("mutable-default", "dark", { colorScheme: "dark" }, 2),
  look("closures-in-a-loop", "dark", { colorScheme: "dark" }, 1),
  look("generators", "dark", { colorScheme: "dark" }, 2),
  look("mutable-default", "phone", PHONE, 2),
  look("bad-hash", "phone", PHONE, 1),
  look("generators", "phone-dark", { ...PHONE, colorScheme: "dark" }, 2),
  look("bad-hash", "open", {}, 2, openAll),
  look("strings", "ints-as-objects", {}, 0, async (page) => {
    await page.click("text=ints as objects");
    await openAll(page);
  }),
  {
    name: "few bytes before the first picture",
    async run({ page: newPage, site, server, dist }) {
      const page = await newPage();
      const from = server.requests.length;
      await openLesson(page, site, "mutable-default");
      const sent = server.requests.slice(from).map((r) => (r.path === "/" ? "/index.html" : r.path));
      assert.deepEqual(sent.filter((path) => /\/(worker|compiler|editor|late)/.test(path)), [], "neither machine nor editor nor late module before they are needed");
      const bytes = sent.map((path) => gzipSync(readFileSync(join(dist, path)), { level: 9 }).length).reduce((a, b) => a + b, 0);
      console.log(`      ${sent.length} files, ${Math.round(bytes / 1024)} KB as gzip`);
      assert.ok(bytes <= FIRST_PICTURE_BYTES, `${bytes} bytes as gzip`);
    },
  },
  {
    name: "a card never jumps",
    async run({ page: newPage, site }) {
      const page = await newPage();
      await openLesson(page, site, "closures-in-a-loop");
      await answer(page);
      await run(page);
      const stood = new Map();
      await page.keyboard.press("z");
      for (let i = 0; i < 150; i += 1) {
        await moving(page, () => page.keyboard.press("ArrowRight"));
        for (const line of (await places(page)).split("\n").filter(Boolean)) {
          const [serial, at] = line.split(" at ");
          const [x, y] = at.split(",").map(Number);
          const [x0, y0] = stood.get(serial) ?? [x, y];
          assert.ok(Math.abs(x - x0) <= 1 && Math.abs(y - y0) <= 1, `card ${serial} moved at step ${i + 1}: ${x0},${y0} to ${x},${y}`);
          stood.set(serial, [x0, y0]);
        }
      }
    },
  },
  {
    name: "who wants less motion gets cuts",
    async run({ page: newPage, site }) {
      const page = await newPage({ reducedMotion: "reduce" });
      await openLesson(page, site, "mutable-default");
      await answer(page);
      await run(page);
      await moving(page, () => page.locator(".lesson .moment").nth(1).click());
      const moving_ = await page.evaluate(() => document.getAnimations().length);
      assert.equal(moving_, 0);
      const paths = () => page.$$eval(".arrow", (all) => all.map((a) => a.getAttribute("d")).join());
      const first = await paths();
      await page.waitForTimeout(300);
      assert.equal(await paths(), first);
    },
  },
];
