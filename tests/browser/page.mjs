// The page as a test uses it: opening lessons, answering, moving, and reading what is drawn as text.
import assert from "node:assert/strict";
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const here = dirname(fileURLToPath(import.meta.url));
const LESSONS = join(here, "../../lessons");

/** Folder, slug, and golden output of every lesson, in order. */
export function lessons() {
  const folders = readdirSync(LESSONS).filter((name) => /^\d\d-/.test(name)).sort();
  return folders.map((folder) => {
    const read = (name) => (existsSync(join(LESSONS, folder, name)) ? readFileSync(join(LESSONS, folder, name), "utf8") : "");
    return { folder, slug: folder.slice(3), out: read("program.out"), err: read("program.err"), replOut: read("program.repl.out") };
  });
}

export async function open(page, address) {
  await page.goto(address);
  await page.waitForSelector(".transport");
}

export async function openLesson(page, origin, slug) {
  await open(page, `${origin}/#v=1&lesson=${slug}`);
  await page.waitForSelector(".stage-inner .globals");
}

/** Opens the page with a program of one's own. */
export async function openCode(page, origin, code, mode = "script") {
  await open(page, `${origin}/#v=1&mode=${mode}&code=${encodeURIComponent(code)}`);
  await page.waitForSelector(".listing .line", { state: "attached" });
}

export async function answer(page) {
  const choice = page.locator(".question .choice").first();
  if (await choice.count()) {
    await choice.click();
    await page.waitForSelector(".question .reason");
  }
}

/** Runs and waits until the recording has come to an end and the first picture is there. */
export async function run(page) {
  await page.click(".bar .run");
  await ended(page);
}

export async function ended(page, timeout = 60_000) {
  await page.waitForFunction(() => document.querySelector(".page")?.dataset.run === "ended", null, { timeout });
}

/** Step shown and steps recorded. */
export async function step(page) {
  return page.$eval(".slider input", (input) => ({ step: Number(input.value), last: Number(input.max) }));
}

/** Does `act` and waits until another moment is drawn. */
export async function moving(page, act) {
  const before = await page.$eval(".page", (e) => e.dataset.step);
  await act();
  await page.waitForFunction((old) => document.querySelector(".page").dataset.step !== old, before);
}

export async function seek(page, to) {
  if ((await step(page)).step === to) return;
  await moving(page, () => page.$eval(".slider input", (input, value) => {
    input.value = String(value);
    input.dispatchEvent(new InputEvent("input", { bubbles: true }));
  }, to));
}

/** To the end of the program, and from there to that of the interpreter. */
export async function toEnd(page) {
  for (const left of [1, 0]) {
    await page.keyboard.press("End");
    await page.waitForFunction((left) => document.querySelector(".slider input").max - document.querySelector(".page").dataset.step <= left, left);
  }
}

/** The other zoom, and the words of the same moment at it. */
export async function zoom(page) {
  const old = await page.$eval(".page", (e) => e.dataset.zoom);
  await page.keyboard.press("z");
  await page.waitForFunction((old) => { const { zoom, told } = document.querySelector(".page").dataset; return zoom !== old && told === zoom; }, old);
}

/** Presses `key` until the moment no longer changes or `until(step)` holds. Returns the steps seen. */
export async function walk(page, key, until) {
  const seen = [(await step(page)).step];
  for (;;) {
    const { step: at, last } = await step(page);
    if (until?.(at) || (key === "ArrowRight" && at >= last) || (key === "ArrowLeft" && at === 0)) return seen;
    await moving(page, () => page.keyboard.press(key));
    seen.push((await step(page)).step);
  }
}

/** What the output pane says. */
export async function output(page) {
  return page.$$eval(".output pre span", (spans) => {
    const text = { stdout: "", stderr: "", stdin: "" };
    for (const span of spans) for (const name of Object.keys(text)) if (span.classList.contains(name)) text[name] += span.textContent;
    return text;
  });
}

/** The stage as text: frames, globals, cards; cards are numbered in the order of their birth. */
export async function drawn(page) {
  return page.evaluate(() => {
    const cards = [...document.querySelectorAll(".stage [data-card]")].sort((a, b) => a.dataset.card - b.dataset.card);
    const counts = new Map();
    const names = new Map();
    for (const card of cards) {
      const type = card.querySelector(".type").textContent;
      counts.set(type, (counts.get(type) ?? 0) + 1);
      names.set(card.dataset.card, `${type}#${counts.get(type)}`);
    }
    const text = (node) => {
      if (node.nodeType === Node.TEXT_NODE) return node.data;
      if (node.nodeType !== Node.ELEMENT_NODE || node.matches(".index, .visit, title")) return "";
      if (node.matches(".dot")) return `${node.dataset.kind === "borrowed" ? "~>" : "->"} ${names.get(node.dataset.to) ?? "?"} `;
      return [...node.childNodes].map(text).join(node.matches("tr, .facts, .cells, .stack") ? " " : "");
    };
    const line = (node) => text(node).replace(/\s+/g, " ").trim();
    const lines = (root) => [...root.querySelectorAll("tr, .stack, .text, .empty, .fact, .state, .cells, .cell-slot, .facts, .bits, .suspended > .frame-line")]
      .filter((node) => !node.parentElement.closest("tr, .stack, .cells, .facts")).map((node) => `    ${line(node)}`);
    const all = [];
    for (const frame of document.querySelectorAll(".frame")) {
      all.push(`${frame.querySelector("header").textContent.replace(/\s+/g, " ").trim()}${frame.classList.contains("running") ? " *" : ""}`, ...lines(frame));
    }
    for (const card of cards) all.push(`${names.get(card.dataset.card)} count ${card.querySelector(".count").textContent}`, ...lines(card.querySelector(".parts")));
    const just = document.querySelector(".instruction.just .i-name")?.textContent;
    const next = document.querySelector(".instruction.next .i-name")?.textContent;
    all.push(`just ${just ?? "-"}, next ${next ?? "-"}`, document.querySelector(".sentence").textContent);
    return all.map((l) => l.trimEnd()).join("\n").replace(/0x[0-9a-f]{6,}/g, "0x…");
  });
}

/** Where each card stands on the stage, in CSS pixels, by birth order. */
export async function places(page) {
  return page.evaluate(() => {
    const origin = document.querySelector(".stage-inner").getBoundingClientRect();
    const cards = [...document.querySelectorAll(".stage [data-card]")].sort((a, b) => a.dataset.card - b.dataset.card);
    return cards.map((card) => {
      const rect = card.getBoundingClientRect();
      return `${card.dataset.card} at ${Math.round(rect.left - origin.left)},${Math.round(rect.top - origin.top)}`;
    }).join("\n");
  });
}

/** Compares with `snapshots/<name>.txt`, or writes it when blessed. */
export function snapshot(name, text, bless) {
  const file = join(here, "snapshots", `${name}.txt`);
  if (bless) {
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, text);
    return;
  }
  assert.ok(existsSync(file), `${file} is not there: look at the picture, then run with --bless`);
  assert.equal(text, readFileSync(file, "utf8"), `what is drawn differs from ${name}.txt`);
}

export async function shoot(page, out, name) {
  mkdirSync(out, { recursive: true });
  // Arrows glide and cards fade in: the picture is taken when they have come to rest.
  await page.waitForTimeout(350);
  await page.screenshot({ path: join(out, `${name}.png`) });
}

export function quiet(page) {
  assert.deepEqual(page.complaints, [], "the page complained");
}
