// What leaves the page: the picture as SVG and PNG, steps as a GIF and as slides, a step as Markdown, a printed page.
import assert from "node:assert/strict";
import { readFileSync, writeFileSync } from "node:fs";
import { moving, openCode, run, shoot } from "./page.mjs";

const PROGRAM = `names = ["a", "b"]
again = names
again.append(["c"])
print(names)
`;

async function begin(made, site) {
  const page = await made.newPage();
  await openCode(page, site, PROGRAM);
  await run(page);
  await page.locator('.listing .number[data-line="3"]').click({ modifiers: ["Shift"] });
  await page.waitForFunction(() => document.querySelector(".listing .next-line .number")?.dataset.line === "3");
  return page;
}

const closed = (page) => page.waitForFunction(() => !document.querySelector(".export"));
const ask = async (page, label) => {
  await page.keyboard.press("d");
  await page.waitForSelector(".export");
  const [download] = await Promise.all([page.waitForEvent("download", { timeout: 60_000 }), page.click(`.export button:text-is('${label}')`)]);
  await closed(page);
  return { name: download.suggestedFilename(), bytes: readFileSync(await download.path()) };
};

export const tests = [
  {
    name: "the picture as SVG and as PNG",
    async run({ context, site, out }) {
      const made = await context();
      const page = await begin(made, site);
      const svg = await ask(page, "SVG");
      assert.equal(svg.name, "pyvarium.svg");
      const text = svg.bytes.toString("utf8");
      writeFileSync(`${out}/export.svg`, text);
      for (const word of ["globals", "names", "again", "list", "<path", "now names"]) assert.ok(text.includes(word), `no ${word} in it`);
      assert.doesNotMatch(text, /foreignObject|class=|NaN/);
      const png = await ask(page, "PNG");
      assert.deepEqual([...png.bytes.subarray(0, 4)], [0x89, 0x50, 0x4e, 0x47]);
      writeFileSync(`${out}/export.png`, png.bytes);
      // Another program reads the SVG as it is.
      const other = await made.newPage();
      await other.goto(`data:image/svg+xml;charset=utf-8,${encodeURIComponent(text)}`);
      await other.screenshot({ path: `${out}/export-svg.png` });
    },
  },
  {
    name: "steps as slides and as a GIF, a step as Markdown",
    millis: 120_000,
    async run({ context, site, out }) {
      const made = await context({ permissions: ["clipboard-read", "clipboard-write"] });
      const page = await begin(made, site);
      await page.keyboard.press("d");
      await page.waitForSelector(".export");
      await shoot(page, out, "export");
      await page.fill("#export-steps", "2");
      const [download] = await Promise.all([page.waitForEvent("download"), page.click(".export button:text-is('Slides')")]);
      const html = readFileSync(await download.path(), "utf8");
      assert.equal((html.match(/<section/g) ?? []).length, 3);
      assert.doesNotMatch(html, /https?:\/\/(?!www\.w3\.org)/, "it needs nothing from elsewhere");
      const slides = await made.newPage();
      writeFileSync(`${out}/slides.html`, html);
      await slides.goto(`file://${out}/slides.html`);
      await slides.keyboard.press("ArrowRight");
      assert.equal(await slides.locator("nav span").textContent(), "2 / 3");
      assert.ok(await slides.locator("section.shown svg text").count() > 5);
      await slides.screenshot({ path: `${out}/slides.png` });
      await slides.close();
      await closed(page);
      await moving(page, () => page.keyboard.press("Home"));
      await moving(page, () => page.keyboard.press("ArrowRight"));
      await page.keyboard.press("d");
      await page.fill("#export-steps", "2");
      const [moved] = await Promise.all([page.waitForEvent("download", { timeout: 90_000 }), page.click(".export button:text-is('GIF')")]);
      const gif = readFileSync(await moved.path());
      writeFileSync(`${out}/export.gif`, gif);
      assert.equal(gif.subarray(0, 6).toString("latin1"), "GIF89a");
      let frames = 0;
      for (let i = 0; i + 2 < gif.length; i += 1) if (gif[i] === 0x21 && gif[i + 1] === 0xf9 && gif[i + 2] === 4) frames += 1;
      assert.ok(frames >= 3, `${frames} frames`);
      await closed(page);
      await page.keyboard.press("d");
      await page.click(".export button:text-is('Markdown')");
      await page.waitForFunction(() => !document.querySelector(".export"));
      const markdown = await page.evaluate(() => navigator.clipboard.readText());
      assert.match(markdown, /### Step .*```python.*► +\d+ .*\| globals \| `names` \| → list/s);
    },
  },
  {
    name: "a printed page is clean",
    async run({ context, site, out }) {
      const made = await context();
      const page = await begin(made, site);
      await page.emulateMedia({ media: "print" });
      for (const gone of [".bar", "footer", ".stage-tools"]) assert.equal(await page.locator(gone).first().isVisible(), false, gone);
      for (const there of [".pane-source", ".stage-inner .globals", ".sentence"]) assert.equal(await page.locator(there).first().isVisible(), true, there);
      await page.screenshot({ path: `${out}/print.png`, fullPage: true });
    },
  },
];
