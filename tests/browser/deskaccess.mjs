// The desk's parts for everyone: checked with axe, light and dark and in high contrast, on a phone, by keys only.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { openCode, quiet, run, shoot } from "./page.mjs";

const AXE = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
const PHONE = { viewport: { width: 390, height: 844 }, isMobile: true, hasTouch: true, deviceScaleFactor: 2 };

async function check(page, what) {
  // Two runs side by side have two stages of one name.
  await page.evaluate(AXE);
  const { violations } = await page.evaluate(() => globalThis.axe.run(document, { resultTypes: ["violations"], rules: { "landmark-unique": { enabled: false } } }));
  assert.deepEqual(violations.map((v) => `${v.id}: ${v.nodes.map((n) => `${n.target} ${n.any[0]?.message ?? ""}`).slice(0, 3).join(", ")}`), [], what);
}

const fits = async (page, what) => {
  const wide = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
  assert.ok(wide <= 0, `${what}: ${wide} px wider than the screen`);
};

const PANELS = [
  ["h", ".what-if", "what-if"],
  ["d", ".export", "export"],
  ["q", ".growth", "growth"],
];

const test = (name, options, theme) => ({
  name: `the desk, ${name}`,
  async run({ page: newPage, site, out }) {
    const page = await newPage({ ...options });
    await openCode(page, site, "n = 3\nclass Node:\n    pass\na = Node()\na.next = Node()\nfor i in range(n):\n    a.i = i\n");
    if (theme) for (let i = 0; i < theme; i += 1) await page.keyboard.press("t");
    await run(page);
    await page.locator(".transport .control[aria-label=forward]").click();
    await page.locator(".transport .control[aria-label=forward]").click();
    await page.keyboard.press("w");
    await page.waitForSelector(".watches input:focus");
    await page.keyboard.type("n + 1");
    await page.keyboard.press("Enter");
    await page.waitForFunction(() => document.querySelector(".watch-value")?.textContent === "4");
    await page.keyboard.press("Escape");
    await check(page, "stage");
    await fits(page, "stage");
    await shoot(page, out, `desk-stage-${name}`);
    for (const [key, selector, what] of PANELS) {
      await page.keyboard.press(key);
      await page.waitForSelector(selector);
      await page.waitForTimeout(200);
      await check(page, what);
      await fits(page, what);
      await shoot(page, out, `desk-${what}-${name}`);
      await page.keyboard.press("Escape");
      await page.waitForFunction((s) => !document.querySelector(s), selector);
    }
    await page.keyboard.press("j");
    await page.waitForSelector(".choose-beside");
    await check(page, "beside");
    await page.click(".choose-beside button:has-text('REPL')");
    await page.waitForSelector(".verdict p, .verdict.same", { timeout: 30_000 });
    await page.waitForTimeout(500);
    await check(page, "beside, running");
    await fits(page, "beside");
    await shoot(page, out, `desk-beside-${name}`);
    await page.keyboard.press("j");
    quiet(page);
  },
});

export const tests = [test("light", {}), test("dark", { colorScheme: "dark" }), test("phone", PHONE), test("contrast", {}, 3)];
