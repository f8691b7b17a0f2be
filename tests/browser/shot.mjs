// The picture at the head of the README: `node shot.mjs --dist DIR --out FILE`.
import { parseArgs } from "node:util";
import { chromium } from "playwright-core";
import { answer, moving, openLesson, run } from "./page.mjs";
import { serve } from "./serve.mjs";

const { values: args } = parseArgs({ options: { dist: { type: "string" }, out: { type: "string" } } });
const browser = await chromium.launch({ executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium", headless: true, args: ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run"] });
const site = await serve(args.dist);
const page = await (await browser.newContext({ viewport: { width: 1280, height: 760 }, serviceWorkers: "block" })).newPage();
await openLesson(page, site.origin, "mutable-default");
await answer(page);
await run(page);
await moving(page, () => page.locator(".lesson .moment").nth(2).click());
await page.waitForTimeout(800);
await page.screenshot({ path: args.out });
await browser.close();
await site.close();
