// Programs of several files, and the files that a program writes.
import assert from "node:assert/strict";
import { ended, moving, openCode, openLesson, answer, quiet, run, shoot, toEnd } from "./page.mjs";

const PHONE = { viewport: { width: 390, height: 844 }, isMobile: true, hasTouch: true, deviceScaleFactor: 2 };

const SHOP = `from shop.cart import Cart

cart = Cart("ann")
cart.add("tea", 3)
print(cart.total())
# file: shop/__init__.py
# file: shop/cart.py
class Cart:
    def __init__(self, owner):
        self.owner = owner
        self.items = {}

    def add(self, name, price):
        self.items[name] = price

    def total(self):
        return sum(self.items.values())
`;

const tabs = (page) => page.$$eval(".file-row [role=tab]", (all) => all.map((e) => e.firstChild.textContent + (e.getAttribute("aria-selected") === "true" ? " *" : "")));
const nextLine = (page) => page.$eval(".listing .next-line", (e) => `${e.querySelector(".number").textContent} ${e.querySelector("code").textContent.trim()}`);

/** Forward until the tab with this name is shown. */
async function until(page, name) {
  for (let i = 0; i < 40; i += 1) {
    if ((await tabs(page)).includes(`${name} *`) && await page.locator(".listing .next-line").count()) return;
    await moving(page, () => page.keyboard.press("ArrowRight"));
  }
  assert.fail(`no line of ${name} runs`);
}

async function editor(page) {
  await page.waitForFunction(() => document.querySelector(".editor")?.shadowRoot?.querySelector(".cm-content"));
}

/** Types into the editor in place of all that is there. */
async function type(page, text) {
  await editor(page);
  await page.evaluate(() => document.querySelector(".editor").shadowRoot.querySelector(".cm-content").focus());
  await page.keyboard.press("Control+a");
  await page.keyboard.insertText(text);
}

const wrote = `import os
import struct

os.makedirs("data/raw")
with open("data/names.txt", "w") as f:
    for name in ["ann", "bob"]:
        f.write(name + "\\n")
with open("data/raw/pairs.bin", "wb") as f:
    f.write(struct.pack("<3H", 1, 2, 65535))
with open("data/names.txt", "a") as f:
    f.write("cleo\\n")
os.remove("data/raw/pairs.bin")
print(open("data/names.txt").read())
`;

export const tests = [
  {
    name: "each file has a tab, and the running line's is shown",
    async run({ page: newPage, site, out }) {
      const page = await newPage();
      await openCode(page, site, SHOP);
      assert.deepEqual(await tabs(page), ["main.py *", "shop/__init__.py", "shop/cart.py"]);
      assert.doesNotMatch(await page.textContent(".listing"), /# file/);
      await run(page);
      await until(page, "shop/cart.py");
      assert.match(await nextLine(page), /^1 class Cart/);
      await moving(page, () => page.keyboard.press("ArrowDown"));
      await moving(page, () => page.keyboard.press("ArrowDown"));
      await until(page, "main.py");
      for (let i = 0; i < 20 && !/self.items\[name\]/.test(await nextLine(page)); i += 1) await moving(page, () => page.keyboard.press("ArrowRight"));
      assert.equal(await nextLine(page), "7 self.items[name] = price");
      assert.match(await page.textContent(".frame.running .frame-line"), /cart.py:7/);
      await shoot(page, out, "files-tabs");
      // Another tab for a look: no line is marked there; the next step comes back.
      await page.click(".file-tab:has-text('main.py')");
      assert.equal(await page.locator(".listing .next-line").count(), 0);
      await moving(page, () => page.keyboard.press("ArrowLeft"));
      assert.equal(await nextLine(page), '4 cart.add("tea", 3)');
      await moving(page, () => page.keyboard.press("ArrowRight"));
      assert.ok((await tabs(page)).includes("shop/cart.py *"));
      // A link to a moment in another file.
      await page.click(".bar button:has-text('Share')");
      const link = await page.evaluate(() => location.href);
      assert.match(link, /at=2:7\.1/);
      const step = await page.$eval(".page", (e) => e.dataset.step);
      const other = await newPage();
      await other.goto(link);
      await ended(other);
      await other.waitForFunction((step) => document.querySelector(".page").dataset.step === step, step);
      assert.equal(await nextLine(other), "7 self.items[name] = price");
      quiet(page);
    },
  },
  {
    name: "files are added, named, edited and taken away, and a reload keeps them",
    async run({ page: newPage, site, out }) {
      const page = await newPage();
      await openCode(page, site, "import numbers_\nprint(numbers_.x)\n");
      await page.click(".pane-source button:has-text('+ file')");
      assert.equal(await page.$eval(".file-name input", (e) => e.value), "module.py");
      // A name that cannot be is said to be none.
      await page.fill(".file-name input", "main.py");
      assert.match(await page.textContent(".file-fault"), /taken/);
      await page.fill(".file-name input", "a b.py");
      assert.match(await page.textContent(".file-fault"), /shop\/cart\.py/);
      await page.screenshot({ path: `${out}/files-name.png` });
      await page.fill(".file-name input", "numbers_.py");
      await page.keyboard.press("Enter");
      assert.deepEqual(await tabs(page), ["main.py", "numbers_.py *"]);
      await type(page, "x = 41\n");
      await page.click(".file-tab:has-text('main.py')");
      await type(page, "import numbers_\nprint(numbers_.x + 1)\n");
      await page.click(".pane-source button:has-text('Done')");
      await run(page);
      await toEnd(page);
      assert.match(await page.textContent(".output .stdout"), /^42\n$/);
      await page.waitForFunction(() => decodeURIComponent(location.hash).includes("# file: numbers_.py\nx = 41"));
      await page.reload();
      await page.waitForSelector(".file-tab");
      assert.deepEqual(await tabs(page), ["main.py *", "numbers_.py"]);
      // Another name: the program no longer finds it.
      await page.dblclick(".file-tab:has-text('numbers_.py')");
      await page.fill(".file-name input", "elsewhere.py");
      await page.keyboard.press("Enter");
      await run(page);
      await toEnd(page);
      assert.match(await page.textContent(".output .stderr"), /ModuleNotFoundError: No module named 'numbers_'/);
      // A file with text goes at the second press.
      await page.click(".file-tab:has-text('elsewhere.py')");
      await page.click(".pane-source .tools button:has-text('Remove')");
      assert.equal((await tabs(page)).length, 2);
      await page.click(".pane-source .tools button:has-text('Remove for good?')");
      assert.equal(await page.locator(".file-tabs").count(), 0);
      await page.waitForFunction(() => !location.hash.includes("elsewhere"));
      quiet(page);
    },
  },
  {
    name: "a lesson with a further file keeps it",
    async run({ page: newPage, site }) {
      const page = await newPage();
      await openLesson(page, site, "mutable-default");
      await page.click(".pane-source button:has-text('+ file')");
      await page.fill(".file-name input", "mine.py");
      await page.keyboard.press("Enter");
      await type(page, "y = 1\n");
      await page.waitForTimeout(100);
      await page.reload();
      await page.waitForSelector(".file-tab");
      assert.deepEqual(await tabs(page), ["main.py *", "mine.py"]);
      await page.click(".pane-source button:has-text('Restore')");
      assert.equal(await page.locator(".file-tabs").count(), 0);
    },
  },
  {
    name: "what the program writes is shown, at each moment",
    async run({ page: newPage, site, out }) {
      for (const [name, options] of [["light", {}], ["dark", { colorScheme: "dark" }], ["phone", PHONE]]) {
        const page = await newPage(options);
        await openCode(page, site, wrote);
        await run(page);
        assert.equal(await page.locator(".files").count(), 0, "no panel before there are files");
        const line = async () => Number((await page.$eval(".listing .next-line .number", (e) => e.textContent).catch(() => "0")));
        const to = async (n) => {
          for (let i = 0; i < 40 && (await line()) !== n; i += 1) await moving(page, () => page.keyboard.press("ArrowRight"));
          assert.equal(await line(), n);
        };
        await to(8);
        if (name === "phone") await page.click(".tabs [role=tab]:has-text('Output')");
        assert.match(await page.textContent(".files"), /data\/.*names\.txt/);
        assert.equal(await page.textContent(".file-content"), "ann\nbob\n");
        await to(10);
        assert.match(await page.textContent(".file-content"), /^0000 {2}01 00 02 00 ff ff +\.{6}/);
        assert.equal(await page.locator(".file.written, .file.made").count(), 1, "one file is marked");
        await shoot(page, out, `files-panel-${name}`);
        await to(13);
        assert.match(await page.textContent(".file.removed"), /pairs\.bin.*removed/);
        await page.click(".file-open:has-text('names.txt')");
        assert.equal(await page.textContent(".file-content"), "ann\nbob\ncleo\n");
        for (let i = 0; i < 20 && (await line()) !== 8; i += 1) await moving(page, () => page.keyboard.press("ArrowLeft"));
        assert.equal(await page.textContent(".file-content"), "ann\nbob\n", "back in time");
        const wide = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
        assert.ok(wide <= 0, `the page is ${wide} pixels too wide`);
        quiet(page);
      }
    },
  },
  {
    name: "tabs on a phone",
    async run({ page: newPage, site, out }) {
      const page = await newPage(PHONE);
      await openCode(page, site, SHOP);
      await run(page);
      await page.click(".tabs [role=tab]:has-text('Code')");
      await until(page, "shop/cart.py");
      await shoot(page, out, "files-tabs-phone");
      const wide = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
      assert.ok(wide <= 0, `the page is ${wide} pixels too wide`);
    },
  },
];
