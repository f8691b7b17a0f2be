// What the built site weighs, and what of it a reader waits for: `node size.mjs --dist DIR`. What is waited for is not listed
// by hand: a browser with an empty cache opens a lesson, and the server notes what it asks for.
import { readFileSync, readdirSync, statSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { brotliCompressSync, gzipSync } from "node:zlib";
import { browser, first, table } from "./common.mjs";
import { serve } from "../browser/serve.mjs";

const here = dirname(fileURLToPath(import.meta.url));
const { values: args } = parseArgs({ options: { dist: { type: "string", default: join(here, "../../dist") } } });
const dist = resolve(args.dist);
const KB = 1024;
/** Unit: bytes as gzip. */
const BUDGETS = { picture: 350 * KB, step: 1200 * KB };

const weights = new Map();
function weigh(path) {
  if (!weights.has(path)) {
    const bytes = readFileSync(join(dist, path));
    weights.set(path, [bytes.length, gzipSync(bytes, { level: 9 }).length, brotliCompressSync(bytes).length]);
  }
  return weights.get(path);
}
const sum = (paths) => paths.map(weigh).reduce((a, b) => a.map((x, i) => x + b[i]), [0, 0, 0]);
const kb = (bytes) => (bytes / KB).toFixed(bytes < 10 * KB ? 1 : 0);

function below(folder) {
  return readdirSync(join(dist, folder), { withFileTypes: true }).flatMap((e) => {
    const path = folder ? `${folder}/${e.name}` : e.name;
    return e.isDirectory() ? below(path) : [path];
  });
}
const all = below("").filter((path) => statSync(join(dist, path)).isFile());
const group = (path) => {
  if (path.startsWith("lessons/")) return "lessons";
  if (path.startsWith("worker/")) return "the machine";
  if (path.startsWith("compiler/")) return path.includes("names") ? "compiler with names" : "the compiler";
  if (path.startsWith("editor")) return "the editor";
  if (/\.(png|txt)$/.test(path)) return "credits and pictures";
  return "the page";
};
const groups = new Map();
for (const path of all) groups.set(group(path), [...(groups.get(group(path)) ?? []), path]);
const rows = [...groups].map(([name, paths]) => [name, ...sum(paths).map(kb), String(paths.length)]);
rows.push(["all of it", ...sum(all).map(kb), String(all.length)]);
console.log(table(["part", "raw KB", "gzip KB", "brotli KB", "files"], rows));

const server = await serve(dist);
const chromium = await browser();
const { beforePicture, beforeStep } = await first(chromium, server);
await chromium.close();
await server.close();
let over = 0;
const waited = [["first picture", beforePicture, BUDGETS.picture], ["first step", beforeStep, BUDGETS.step]].map(([name, paths, budget]) => {
  const [raw, gzip, brotli] = sum(paths);
  over += gzip > budget ? 1 : 0;
  return [`before the ${name}`, kb(raw), kb(gzip), kb(brotli), String(paths.length), kb(budget), gzip > budget ? "OVER" : "kept"];
});
console.log(`\n${table(["a lesson, empty cache", "raw KB", "gzip KB", "brotli KB", "files", "budget (gzip KB)", ""], waited)}`);
process.exit(over ? 1 : 0);
