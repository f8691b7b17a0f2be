// Everything that can be done is listed with its key; programs come and go as files and as short links.
import assert from "node:assert/strict";
import { moving, open, openCode, openLesson, output, quiet, run, step, toEnd } from "./page.mjs";

const PROGRAM = `def fib(n):
    if n < 2:
        return n
    return fib(n - 1) + fib(n - 2)

numbers = [fib(i) for i in range(8)]
print(numbers)
`;

export const tests = [
  {
    name: "the palette finds and does",
    async run({ page: newPage, site, out }) {
      const page = await newPage();
      await openCode(page, site, PROGRAM);
      await page.keyboard.press("Control+k");
      await page.waitForSelector(".palette");
      const rows = await page.locator(".palette li").count();
      assert.ok(rows >= 25, `${rows} actions`);
      assert.ok(await page.locator(".palette kbd").count() >= 20, "with their keys");
      await page.screenshot({ path: `${out}/palette.png` });
      await page.keyboard.type("run the pro");
      assert.equal(await page.locator(".palette li").count(), 1);
      await page.keyboard.press("Enter");
      await page.waitForFunction(() => document.querySelector(".page")?.dataset.run === "ended");
      await page.keyboard.press("?");
      await page.waitForSelector(".palette");
      await page.keyboard.press("ArrowDown");
      await moving(page, () => page.keyboard.press("Enter"));
      assert.ok((await step(page)).step > 0, "the second row goes one step forward");
      await page.click("button:text-is('Actions')");
      await page.keyboard.press("Escape");
      await page.waitForFunction(() => !document.querySelector(".palette"));
      quiet(page);
    },
  },
  {
    name: "a short program makes a short link, which brings it back",
    async run({ context, site }) {
      const made = await context({ permissions: ["clipboard-read", "clipboard-write"] });
      const page = await made.newPage();
      await openCode(page, site, PROGRAM);
      await run(page);
      await page.click("button:text-is('Share')");
      await page.waitForSelector("button:text-is('Copied')");
      const link = await page.evaluate(() => navigator.clipboard.readText());
      assert.ok(link.includes("&z="), link);
      assert.ok(link.length < 300, `${link.length} characters`);
      const other = await made.newPage();
      await open(other, link);
      await other.waitForSelector(".listing .line", { state: "attached" });
      await run(other);
      await toEnd(other);
      assert.equal((await output(other)).stdout, "[0, 1, 1, 2, 3, 5, 8, 13]\n");
    },
  },
  {
    name: "a file is saved, opened and dropped",
    async run({ page: newPage, site }) {
      const page = await newPage();
      await openLesson(page, site, "mutable-default");
      const [saved] = await Promise.all([page.waitForEvent("download"), page.keyboard.press("Control+s")]);
      assert.equal(saved.suggestedFilename(), "mutable_default.py");
      const [chooser] = await Promise.all([page.waitForEvent("filechooser"), page.keyboard.press("Control+o")]);
      await chooser.setFiles({ name: "mine.py", mimeType: "text/x-python", buffer: Buffer.from("print('opened')\n") });
      await page.waitForSelector(".listing .line:has-text('opened')");
      await run(page);
      await toEnd(page);
      assert.equal((await output(page)).stdout, "opened\n");
      await page.evaluate(() => {
        const data = new DataTransfer();
        data.items.add(new File(["print('dropped')\n"], "other.py", { type: "text/x-python" }));
        document.body.dispatchEvent(new DragEvent("drop", { dataTransfer: data, bubbles: true, cancelable: true }));
      });
      await page.waitForSelector(".listing .line:has-text('dropped')");
      quiet(page);
    },
  },
];
