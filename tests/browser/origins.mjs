// A blog on one origin, Pyvarium on another: <pyvarium-snippet> shows its own text, and it steps.
import assert from "node:assert/strict";
import { mkdtempSync, cpSync, mkdirSync, writeFileSync, readFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { shoot } from "./page.mjs";

/**
 * The example page as a blog would have it: its own copy of the script (a module of another origin
 * would need a header from there), the machine elsewhere.
 */
function blog(dist, site) {
  const root = mkdtempSync(join(tmpdir(), "pyvarium-blog-"));
  mkdirSync(join(root, "static"));
  cpSync(join(dist, "static/icon.svg"), join(root, "static/icon.svg"));
  cpSync(join(dist, "static/example.css"), join(root, "static/example.css"));
  cpSync(join(dist, "pyvarium-snippet.js"), join(root, "pyvarium-snippet.js"));
  const html = readFileSync(join(dist, "example.html"), "utf8")
    .replaceAll("<pyvarium-snippet ", `<pyvarium-snippet src="${site}/embed.html" `)
    .replace("frame-src 'self'", `frame-src ${site}`);
  writeFileSync(join(root, "index.html"), html);
  return root;
}

async function plays(page) {
  const handle = await page.waitForSelector("pyvarium-snippet");
  await handle.scrollIntoViewIfNeeded();
  const frame = await page.waitForFunction(() => document.querySelector("pyvarium-snippet").shadowRoot?.querySelector("iframe")?.src);
  assert.ok(await frame.jsonValue());
  const inner = await waitForFrame(page);
  await inner.waitForSelector(".page[data-run=ended]", { timeout: 60_000 });
  await inner.waitForSelector(".card");
  assert.match(await inner.textContent(".listing"), /b\.append\(3\)/);
  const at = () => inner.$eval(".page", (e) => Number(e.dataset.step));
  // The picture speaks before any click: it stands at the end.
  await inner.waitForFunction(() => Number(document.querySelector(".page").dataset.step) > 0);
  const end = await at();
  await inner.click("[aria-label=back]");
  await inner.waitForFunction((old) => Number(document.querySelector(".page").dataset.step) < old, end);
  const before = await at();
  await inner.click("[aria-label=forward]");
  await inner.waitForFunction((old) => Number(document.querySelector(".page").dataset.step) > old, before);
  return inner;
}

async function waitForFrame(page) {
  for (let i = 0; i < 100; i += 1) {
    const frame = page.frames().find((f) => f.url().includes("embed.html"));
    if (frame && (await frame.$(".transport"))) return frame;
    await page.waitForTimeout(100);
  }
  throw new Error("the frame did not come");
}

export const tests = [
  {
    name: "a snippet in a page of another origin",
    async run({ page: newPage, site, dist, serve, out }) {
      const other = await serve(blog(dist, site));
      assert.notEqual(new URL(other.origin).port, new URL(site).port);
      const page = await newPage({ viewport: { width: 1000, height: 900 } });
      try {
        await page.goto(`${other.origin}/`);
        const inner = await plays(page);
        assert.equal(new URL(inner.url()).origin, site);
        await shoot(page, out, "embed-in-a-blog");
        assert.deepEqual(page.complaints, []);
      } finally {
        await other.close();
      }
    },
  },
  {
    name: "the example page of the site itself, under a sub-path",
    async run({ page: newPage, nested }) {
      const page = await newPage();
      await page.goto(`${nested}/example.html`);
      await plays(page);
      assert.deepEqual(page.complaints, []);
    },
  },
  {
    name: "without script the reader sees the program",
    async run({ context, site }) {
      const page = await (await context({ javaScriptEnabled: false })).newPage();
      await page.goto(`${site}/example.html`);
      assert.ok(await page.isVisible("pyvarium-snippet pre"));
    },
  },
];
