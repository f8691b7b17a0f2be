// The stage under a hand: chains and trees as people draw them, cards that are dragged and stay, the ground pushed about,
// larger and smaller, the map, and what changes kept in sight. Places are given for good.
import assert from "node:assert/strict";
import { moving, open, openCode, places, quiet, run, seek, shoot, step, toEnd } from "./page.mjs";

const CHAINS = `class Node:
    def __init__(self, value, next=None):
        self.value = value
        self.next = next

head = None
for v in [3, 2, 1, 0]:
    head = Node(v, head)

class Tree:
    def __init__(self, key, left=None, right=None):
        self.key = key
        self.left = left
        self.right = right

root = Tree(4, Tree(2, Tree(1), Tree(3)), Tree(6, Tree(5), Tree(7)))
print(root.key)
`;

const LISTS = `a = [1, 2]
b = [a, a]
c = {"a": a}
for i in range(30):
    b.append([i])
`;

/** Rectangles of all cards, with what a name or an attribute calls them. */
const cards = (page) => page.$$eval(".stage .card", (all) => all.map((card) => {
  const { x, y, width, height } = card.getBoundingClientRect();
  return { serial: card.dataset.card, text: card.textContent, x, y, width, height };
}));
const card = (page, text) => page.locator(".stage .card", { hasText: text }).first();
const box = async (locator) => {
  const { x, y, width, height } = await locator.boundingBox();
  return { x, y, width, height };
};
const zoomOf = (page) => page.$eval(".stage-inner", (e) => Number(e.style.zoom || 1));
const tools = (page) => page.waitForSelector(".stage-tools");

async function drag(page, locator, dx, dy) {
  const { x, y } = await box(locator.locator("header .type"));
  await page.mouse.move(x + 6, y + 8);
  await page.mouse.down();
  await page.mouse.move(x + 6 + dx / 2, y + 8 + dy / 2, { steps: 3 });
  await page.mouse.move(x + 6 + dx, y + 8 + dy, { steps: 3 });
  await page.mouse.up();
}

export const tests = [
  {
    name: "a linked list is a row, a tree is a tree",
    async run({ page: newPage, site, out }) {
      const page = await newPage({ viewport: { width: 2000, height: 1100 } });
      await openCode(page, site, CHAINS);
      await run(page);
      await moving(page, () => page.keyboard.press("End"));
      await page.waitForTimeout(400);
      const all = await cards(page);
      const nodes = all.filter((c) => /Node/.test(c.text) && /value/.test(c.text)).sort((a, b) => a.x - b.x);
      assert.equal(nodes.length, 4);
      assert.ok(nodes.every((n) => Math.abs(n.y - nodes[0].y) < 2), "all of the list at one height");
      assert.ok(nodes.slice(1).every((n, i) => n.x > nodes[i].x + nodes[i].width), "one behind the other");
      const tree = (key) => all.find((c) => new RegExp(`Tree.*key${key}left`).test(c.text.replace(/\s/g, "")));
      const [root, two, six, one, three, five, seven] = [4, 2, 6, 1, 3, 5, 7].map(tree);
      assert.ok(root && two && seven, all.map((c) => c.text).join("\n"));
      assert.ok(two.x === six.x && two.x > root.x && one.x === seven.x && one.x > two.x, `a level is a column: ${JSON.stringify({ root, two, six, one, seven })}`);
      assert.ok(Math.abs(root.y - two.y) < 2 && Math.abs(two.y - one.y) < 2 && Math.abs(six.y - five.y) < 2, "the first child at its parent's height");
      assert.ok(one.y < three.y && three.y < five.y && five.y < seven.y, "in order");
      await shoot(page, out, "stage-chains");
      quiet(page);
    },
  },
  {
    name: "a card is dragged, by hand and by key, and stays there in time and in a link",
    async run({ context, site, out }) {
      const made = await context({ permissions: ["clipboard-read", "clipboard-write"] });
      const page = await made.newPage();
      await openCode(page, site, LISTS);
      await run(page);
      await seek(page, 60);
      await tools(page);
      await page.waitForTimeout(400);
      const dict = card(page, "dict");
      const before = await box(dict);
      const arrows = () => page.$$eval(".arrow", (all) => all.map((a) => a.getAttribute("d")).join(" "));
      const drawn = await arrows();
      await drag(page, dict, 120, 90);
      await page.waitForTimeout(300);
      const after = await box(dict);
      assert.ok(Math.abs(after.x - before.x - 120) <= 3 && Math.abs(after.y - before.y - 90) <= 3, JSON.stringify({ before, after }));
      assert.notEqual(await arrows(), drawn, "its arrows came with it");
      assert.equal(await dict.locator("[aria-expanded=true]").count(), 0, "what was dragged was not pressed");
      await shoot(page, out, "stage-dragged");
      await moving(page, () => page.keyboard.press("ArrowRight"));
      await moving(page, () => page.keyboard.press("Home"));
      await seek(page, 60);
      await page.waitForTimeout(300);
      const again = await box(dict);
      assert.ok(Math.abs(again.x - after.x) < 2 && Math.abs(again.y - after.y) < 2, "it stays");
      await dict.locator(".card-open").focus();
      await page.keyboard.press("Shift+ArrowRight");
      await page.waitForFunction((x) => [...document.querySelectorAll(".card")].find((c) => /dict/.test(c.textContent)).getBoundingClientRect().x > x + 5, again.x);
      const moved = await box(dict);
      await page.click("button:text-is('Share')");
      await page.waitForSelector("button:text-is('Copied')");
      const link = await page.evaluate(() => navigator.clipboard.readText());
      assert.match(link, /&moved=\d+\.-?\d+\.-?\d+/);
      const other = await made.newPage();
      await open(other, link);
      await run(other);
      await seek(other, 60);
      await other.waitForTimeout(400);
      const there = await box(card(other, "dict"));
      assert.ok(Math.abs(there.x - moved.x) < 3 && Math.abs(there.y - moved.y) < 3, JSON.stringify({ there, moved }));
      // Back to their places, from the palette.
      await page.keyboard.press("Control+k");
      await page.keyboard.type("moved cards back");
      await page.keyboard.press("Enter");
      await page.waitForFunction((x) => Math.abs([...document.querySelectorAll(".card")].find((c) => /dict/.test(c.textContent)).getBoundingClientRect().x - x) < 3, before.x);
    },
  },
  {
    name: "the ground is pushed about, drawn larger and smaller, fitted; the map shows where",
    async run({ page: newPage, site, out }) {
      const page = await newPage();
      await openCode(page, site, LISTS);
      await run(page);
      await toEnd(page);
      await moving(page, () => page.keyboard.press("ArrowLeft"));
      await tools(page);
      await page.waitForSelector(".map.shown rect.seen");
      const scroll = () => page.$eval(".stage", (e) => [e.scrollLeft, e.scrollTop]);
      await page.$eval(".stage", (e) => e.scrollTo(0, 0));
      const stage = await box(page.locator(".stage"));
      await page.mouse.move(stage.x + 140, stage.y + stage.height - 60);
      await page.mouse.down();
      await page.mouse.move(stage.x + 140, stage.y + stage.height - 260, { steps: 4 });
      await page.mouse.up();
      assert.ok((await scroll())[1] > 150, `pushed: ${await scroll()}`);
      await shoot(page, out, "stage-map");
      const map = await box(page.locator(".map"));
      await page.mouse.click(map.x + 10, map.y + 4);
      assert.ok((await scroll())[1] < 20, `by the map: ${await scroll()}`);
      const first = await zoomOf(page);
      await page.keyboard.press("+");
      await page.waitForFunction((z) => Number(document.querySelector(".stage-inner").style.zoom) > z * 1.15, first);
      await page.keyboard.press("-");
      await page.keyboard.press("-");
      await page.waitForFunction((z) => Number(document.querySelector(".stage-inner").style.zoom) < z * 0.9, first);
      await page.mouse.move(stage.x + 300, stage.y + 200);
      await page.keyboard.down("Control");
      await page.mouse.wheel(0, -200);
      await page.keyboard.up("Control");
      await page.waitForFunction((z) => Number(document.querySelector(".stage-inner").style.zoom) > z, first);
      // A step does not undo what the person has chosen.
      const chosen = await zoomOf(page);
      await moving(page, () => page.keyboard.press("ArrowLeft"));
      assert.equal(await zoomOf(page), chosen);
      await page.keyboard.press("f");
      await page.waitForFunction(() => !document.querySelector(".map.shown"));
      assert.deepEqual(await scroll(), [0, 0]);
      await shoot(page, out, "stage-fitted");
      await page.keyboard.press("0");
      await page.waitForFunction((z) => Number(document.querySelector(".stage-inner").style.zoom) === z, first);
      quiet(page);
    },
  },
  {
    name: "what changes is kept in sight, unless one says not",
    async run({ page: newPage, site }) {
      const page = await newPage({ viewport: { width: 1200, height: 560 } });
      const names = Array.from({ length: 26 }, (_, i) => `a${i} = [${i}]`).join("\n");
      await openCode(page, site, `${names}\na25.append(1)\na0.append(2)\n`);
      await run(page);
      await tools(page);
      await moving(page, () => page.keyboard.press("End"));
      await page.$eval(".stage", (e) => e.scrollTo(0, 0));
      await moving(page, () => page.keyboard.press("ArrowLeft"));
      await page.waitForFunction(() => document.querySelector(".stage").scrollTop > 50);
      await page.keyboard.press("Shift+F");
      await page.waitForSelector(".stage-tools [data-wish=follow][aria-pressed=false]");
      await moving(page, () => page.keyboard.press("ArrowRight"));
      await page.$eval(".stage", (e) => e.scrollTo(0, 0));
      await moving(page, () => page.keyboard.press("ArrowLeft"));
      await page.waitForTimeout(400);
      assert.equal(await page.$eval(".stage", (e) => e.scrollTop), 0);
    },
  },
  {
    name: "a longer recording moves nothing",
    async run({ page: newPage, site }) {
      const page = await newPage();
      const code = "kept = []\nfor i in range(20000):\n    kept.append([i])\n    if len(kept) > 8:\n        kept = [kept]\n";
      await openCode(page, site, code);
      await page.selectOption(".bar .limit select", { index: 0 });
      await run(page);
      await page.waitForSelector(".notice:has-text('Stopped at the limit')");
      await seek(page, 800);
      const before = await places(page);
      assert.ok(before.split("\n").length > 4, before);
      await page.click(".notice button:text-is('Go on')");
      await page.waitForFunction(() => Number(document.querySelector(".slider input").max) > 150_000 && document.querySelector(".page").dataset.run === "ended", null, { timeout: 90_000 });
      await seek(page, 800);
      assert.equal(await places(page), before);
    },
  },
];
