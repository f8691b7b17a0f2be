// The inside of objects and frames fills the stage, follows the steps, leads from one to another and back.
import assert from "node:assert/strict";
import { moving, openCode, quiet, run, shoot } from "./page.mjs";

const PROGRAM = `d = {"one": 1, "two": 2, "three": 3}
d["four"] = 4
del d["two"]
d["five"] = 5
d["six"] = 6
s = {1, 9, 17}
s.discard(9)
t = 17 in s
items = [1, 2]
items.append(3)
items.insert(0, "x")
class Point:
    def __init__(self, x):
        self.x = x
    @property
    def double(self):
        return self.x * 2
class Deep(Point):
    pass
p = Deep(5)
q = p.double
big = 2 ** 70
f = 0.1
def outer(a):
    def inner():
        return a
    return inner
fn = outer(d)
def gen():
    for i in range(2):
        yield i
g = gen()
next(g)
try:
    try:
        1 / 0
    except ZeroDivisionError as e:
        raise ValueError("bad") from e
except ValueError as e2:
    kept = e2
print("end")
`;

/** Looks into the card whose type or name this is. */
async function enter(page, name) {
  const card = page.locator(".stage article.card").filter({ has: page.locator(`.type:text-is("${name}"), .card-name:text-is("${name}")`) }).first();
  await card.scrollIntoViewIfNeeded();
  await card.hover({ position: { x: 30, y: 10 } });
  await card.locator(".enter").click();
  await page.waitForSelector(".inside");
}

/** A block as text, a line a row, box or stop. */
async function block(page, title) {
  await page.waitForSelector(`.inside [data-block="${title}"]`);
  return page.$eval(`.inside [data-block="${title}"]`, (root) => {
    const words = (node) => node.textContent.replace(/\s+/g, " ").trim();
    const cells = (row) => [...row.children].map(words).join(" | ");
    return [...root.querySelectorAll(".note, tbody tr, .box, .place, .stop, .bit-group")].map((n) => (n.matches(".note") ? words(n) : cells(n)));
  });
}

const told = (page) => page.$eval(".inside", (e) => e.dataset.step);

/** A step with the inside open: done when the inside tells of the same moment. */
async function stepping(page, key) {
  const before = await told(page);
  await moving(page, () => page.keyboard.press(key));
  await page.waitForFunction((old) => document.querySelector(".inside")?.dataset.step !== old, before);
}

export const tests = [
  {
    name: "a dict, step by step",
    async run({ page: newPage, site, out }) {
      const page = await newPage();
      await openCode(page, site, PROGRAM);
      await run(page);
      for (let i = 0; i < 2; i += 1) await moving(page, () => page.keyboard.press("ArrowRight"));
      await enter(page, "dict");
      const places = async () => (await page.locator(".inside .place").allTextContents()).length;
      assert.equal(await places(), 8);
      assert.equal(await page.locator(".inside .arrow").count(), 3, "an arrow for each key");
      await stepping(page, "ArrowRight");
      assert.equal(await page.locator(".inside .arrow").count(), 4, "the inside follows the steps");
      assert.equal(await page.locator(".inside tr.changed").count(), 1);
      assert.equal((await block(page, "Look-up"))[0].startsWith("'four' is looked for"), true);
      await stepping(page, "ArrowRight");
      assert.ok((await block(page, "Index table and entries")).some((l) => l.includes("tombstone")), "what the deletion left");
      const probes = await page.locator(".inside .place .visit").count();
      assert.ok(probes >= 1, "the places of the look-up are numbered");
      await shoot(page, out, "inside-dict");
      await stepping(page, "ArrowRight");
      await stepping(page, "ArrowRight");
      assert.ok((await block(page, "Rebuilt"))[0].includes("from 8 places to 16"), "the table has grown");
      assert.equal(await places(), 16);
      await stepping(page, "ArrowLeft");
      assert.equal(await places(), 8, "and back");
      await page.keyboard.press("Escape");
      await page.waitForSelector(".stage .globals");
      assert.equal(await page.locator(".inside").count(), 0);
      quiet(page);
    },
  },
  {
    name: "every kind, by its button and by its key",
    async run({ page: newPage, site, out }) {
      const page = await newPage();
      await openCode(page, site, PROGRAM);
      await run(page);
      await moving(page, () => page.keyboard.press("End"));
      const kinds = {
        set: ["Table", "Where the hashes lead"],
        list: ["ob_item", "Growth"],
        Deep: ["MRO", "Where names are found"],
        inner: ["Closure", "Parts"],
        generator: ["State", "Its frame: localsplus", "Its frame: value stack"],
        ValueError: ["Chain", "Traceback"],
      };
      for (const [name, blocks] of Object.entries(kinds)) {
        await enter(page, name);
        for (const title of blocks) assert.ok((await block(page, title)).length > 0, `${name}: ${title}`);
        await block(page, "Who holds it");
        await block(page, "The object's head");
        await shoot(page, out, `inside-${name}`);
        await page.click(".inside .leave");
        await page.waitForSelector(".stage .globals");
      }
      // Small immutables are objects, too: pressed, then looked into.
      await page.click(`.globals [data-inline]:text-is("0.1")`);
      await enter(page, "float");
      assert.ok((await block(page, "Value")).some((l) => l.includes("0.1000000000000000055511151231257827021181583404541015625")));
      await page.keyboard.press("Escape");
      await page.locator(".frame:not(.globals) .frame-name, .card .type:text-is('set')").first().hover();
      await page.keyboard.press("i");
      await page.waitForSelector(".inside");
      quiet(page);
    },
  },
  {
    name: "one leads to another, and back",
    async run({ page: newPage, site }) {
      const page = await newPage();
      await openCode(page, site, PROGRAM);
      await run(page);
      await moving(page, () => page.keyboard.press("End"));
      await enter(page, "inner");
      const first = await page.$eval(".inside", (e) => e.dataset.inside);
      await page.locator(`.inside [data-block="Closure"] .held`).first().click();
      await page.waitForFunction((old) => document.querySelector(".inside")?.dataset.inside !== old, first);
      await block(page, "Content");
      assert.ok((await block(page, "Who holds it")).length > 0);
      await page.keyboard.press("Backspace");
      await page.waitForFunction((old) => document.querySelector(".inside")?.dataset.inside === old, first);
      await block(page, "Closure");
      quiet(page);
    },
  },
  {
    name: "when it changed, back and on",
    async run({ page: newPage, site }) {
      const page = await newPage();
      await openCode(page, site, PROGRAM);
      await run(page);
      await moving(page, () => page.keyboard.press("End"));
      await enter(page, "list");
      const before = await told(page);
      await moving(page, () => page.click(".inside .changes button >> nth=0"));
      await page.waitForFunction((old) => document.querySelector(".inside")?.dataset.step !== old, before);
      assert.equal(await page.locator(".sentence").textContent(), "list.insert is called on the list that items names with 0 and 'x'. It has 4 items now.");
      await moving(page, () => page.click(".inside .changes button >> nth=0"));
      assert.match(await page.locator(".sentence").textContent(), /list\.append/);
      await moving(page, () => page.click(".inside .changes button >> nth=1"));
      assert.match(await page.locator(".sentence").textContent(), /list\.insert/);
      quiet(page);
    },
  },
  {
    name: "an attribute's look-up is walked",
    async run({ page: newPage, site, out }) {
      const page = await newPage();
      await openCode(page, site, "class A:\n    @property\n    def f(self): return 1\nclass B(A): pass\nb = B()\nb.g = 1\nb.f\n");
      await run(page);
      await moving(page, () => page.keyboard.press("End"));
      await enter(page, "B");
      const walk = async () => (await page.locator(`[data-block="Attribute look-up"]`).count()) > 0;
      // Back by instructions to the look-up.
      await page.keyboard.press("z");
      for (let i = 0; i < 30 && !(await walk()); i += 1) {
        await stepping(page, "ArrowLeft");
        await page.waitForTimeout(30);
      }
      assert.ok(await walk(), "the walk is told where it was made");
      const stops = await block(page, "Attribute look-up");
      assert.ok(stops.some((s) => s.includes("data descriptor")), stops.join("\n"));
      await shoot(page, out, "inside-look-up");
    },
  },
  {
    name: "on a phone nothing is wider than the screen",
    async run({ page: newPage, site, out }) {
      const page = await newPage({ viewport: { width: 390, height: 844 }, isMobile: true, hasTouch: true, colorScheme: "dark" });
      await openCode(page, site, PROGRAM);
      await page.tap(".bar .run");
      await page.waitForFunction(() => document.querySelector(".page")?.dataset.run === "ended");
      await page.locator(".control[aria-label='last']").tap();
      await page.waitForSelector(".card .card-open");
      await page.locator(".card", { hasText: "dict" }).first().locator(".card-open").tap();
      await page.locator(".card.open .enter").first().tap();
      await page.waitForSelector(".inside");
      await shoot(page, out, "inside-phone");
      const wide = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
      assert.ok(wide <= 0, `the page is ${wide} pixels too wide`);
      await page.locator(".inside .leave").tap();
      await page.waitForSelector(".stage .globals");
    },
  },
];
