// After the first visit the network may be cut: the page, its lessons and its machine are all there.
import assert from "node:assert/strict";
import { answer, lessons, openLesson, output, run, toEnd } from "./page.mjs";

async function cut(newContext, address) {
  const context = await newContext({ serviceWorkers: "allow" });
  const page = await context.newPage();
  await openLesson(page, address, "mutable-default");
  await page.evaluate(() => navigator.serviceWorker.ready);
  await page.waitForFunction(() => navigator.serviceWorker.controller !== null);
  await context.setOffline(true);
  await page.reload();
  await page.waitForSelector(".transport");
  await openLesson(page, address, "small-integers");
  await answer(page);
  await run(page);
  await toEnd(page);
  assert.equal((await output(page)).stdout, lessons().find((l) => l.slug === "small-integers").out);
  // The editor is fetched on demand, and is there too.
  await page.keyboard.press("e");
  await page.waitForFunction(() => document.querySelector(".editor")?.shadowRoot?.querySelector(".cm-content"));
  await page.goto(`${address}/embed.html#v=1&code=${encodeURIComponent("a = 1\n")}`);
  await page.waitForSelector(".embedded .transport");
}

export const tests = [
  { name: "reload and another lesson without a network", run: ({ context, site }) => cut(context, site) },
  { name: "the same under a sub-path", run: ({ context, nested }) => cut(context, nested) },
];
