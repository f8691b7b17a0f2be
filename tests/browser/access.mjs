// axe-core finds nothing serious on any page, light, dark or as narrow as a phone.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { answer, moving, openCode, openLesson, run } from "./page.mjs";

const axe = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
const PHONE = { viewport: { width: 390, height: 844 }, isMobile: true, hasTouch: true };

/** The page's policy forbids injected scripts, so axe is run past it by the browser's debugger. */
async function check(page, where) {
  // Colours are judged when nothing fades in any more.
  await page.waitForTimeout(350);
  await page.evaluate(axe);
  const found = await page.evaluate(async () => {
    const { violations } = await window.axe.run(document, { resultTypes: ["violations"] });
    return violations.filter((v) => v.impact === "serious" || v.impact === "critical")
      .map((v) => `${v.id}: ${v.nodes.slice(0, 4).map((n) => `${n.html.slice(0, 140)} ${n.any.map((a) => a.message).join(" ").slice(0, 200)}`).join(" | ")}`);
  });
  assert.deepEqual(found, [], where);
}

const played = (name, options, slug = "bad-hash") => ({
  name,
  async run({ page: newPage, site }) {
    const page = await newPage(options);
    await openLesson(page, site, slug);
    await check(page, "before the run");
    await answer(page);
    await check(page, "the question answered");
    await run(page);
    await moving(page, () => page.locator(".lesson .moment").last().click());
    await page.waitForTimeout(400);
    await check(page, "at a moment");
    await page.$$eval(".card-open", (all) => all.forEach((button) => button.click()));
    await page.waitForTimeout(400);
    await check(page, "every card open");
  },
});

const looked = (name, options) => ({
  name,
  async run({ page: newPage, site }) {
    const page = await newPage(options);
    await openCode(page, site, "d = {'a': 1, 'b': [2]}\nd['c'] = 3\nclass A:\n    def f(self): pass\na = A()\na.x = d\n");
    await run(page);
    await moving(page, () => page.keyboard.press("End"));
    for (const type of ["dict", "A"]) {
      await page.locator(".stage article.card").filter({ has: page.locator(`.type:text-is("${type}")`) }).first().locator(".enter").focus();
      await page.keyboard.press("Enter");
      await page.waitForSelector(".inside .inside-block");
      await check(page, `inside of ${type}`);
      await page.keyboard.press("Escape");
      await page.waitForSelector(".stage .globals");
    }
    await page.keyboard.press("k");
    await page.keyboard.press("b");
    await page.keyboard.press("m");
    await page.keyboard.press("/");
    await page.waitForSelector(".search .mark");
    await check(page, "the panel of time, and costs");
    await page.keyboard.press("Escape");
    await page.keyboard.press("Control+k");
    await page.waitForSelector(".palette li");
    await check(page, "the palette");
  },
});

export const tests = [
  played("main page, light", { colorScheme: "light" }),
  played("main page, dark", { colorScheme: "dark" }),
  played("main page, phone", PHONE),
  looked("insides, panel of time, palette, light", { colorScheme: "light" }),
  looked("insides, panel of time, palette, dark", { colorScheme: "dark" }),
  {
    name: "phone, every tab",
    async run({ page: newPage, site }) {
      const page = await newPage(PHONE);
      await openLesson(page, site, "mutable-default");
      for (const tab of await page.locator(".tabs [role=tab]").all()) {
        await tab.click();
        await check(page, await tab.textContent());
      }
      const wide = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
      assert.ok(wide <= 0, `the page is ${wide} pixels too wide`);
    },
  },
  {
    name: "the editor",
    async run({ page: newPage, site }) {
      const page = await newPage();
      await openLesson(page, site, "mutable-default");
      await page.keyboard.press("e");
      await page.waitForFunction(() => document.querySelector(".editor")?.shadowRoot?.querySelector(".cm-content"));
      await check(page, "editing");
    },
  },
  {
    name: "embed",
    async run({ page: newPage, site }) {
      for (const colorScheme of ["light", "dark"]) {
        const page = await newPage({ colorScheme, viewport: { width: 860, height: 420 } });
        await page.goto(`${site}/embed.html#v=1&code=${encodeURIComponent("a = [1]\nb = a\n")}`);
        await page.waitForSelector(".page[data-run=ended]");
        await page.waitForTimeout(300);
        await check(page, colorScheme);
      }
    },
  },
  {
    name: "example page",
    async run({ page: newPage, site }) {
      for (const colorScheme of ["light", "dark"]) {
        const page = await newPage({ colorScheme });
        await page.goto(`${site}/example.html`);
        await page.waitForTimeout(1500);
        await check(page, colorScheme);
      }
    },
  },
];
