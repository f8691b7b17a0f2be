// Writes the variations of the sixteen programs with what CPython 3.14 prints of each: one file a family.
// Deterministic: the seed is the family's place and the variation's number. Run: cargo xtask golden
//
// Form of a file: for each program the lines `#### NN` and the source, `#### stdout`, `#### stderr` (if any) and
// `#### exit N` (if not 0), each followed by its text to the character (an output that ends without a newline gets
// one, and its head says `no newline`).
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { runAll } from "../oracle/run.mjs";
import { families } from "./families.mjs";
import { Random, nest } from "./random.mjs";

const N_VARIATIONS = 15;
const here = dirname(fileURLToPath(import.meta.url));

const jobs = [];
Object.entries(families).forEach(([family, make], place) => {
  for (let number = 0; number < N_VARIATIONS; number++) {
    const random = new Random(1 + place * 1000 + number);
    for (let warm = 0; warm < 8; warm++) random.next();
    const source = nest(random, `${make(random).join("\n")}\n`);
    jobs.push({ file: `${family} ${number}`, family, number, source });
  }
});
const results = new Map();
await runAll(jobs, (job, done) => results.set(job, done));

const section = (head, text) =>
  text.endsWith("\n") || text === "" ? `#### ${head}\n${text}` : `#### ${head} no newline\n${text}\n`;
let n_changed = 0;
for (const family of Object.keys(families)) {
  let text = "";
  for (const job of jobs.filter((each) => each.family === family)) {
    const { stdout, stderr, exit } = results.get(job);
    text += section(String(job.number).padStart(2, "0"), job.source) + section("stdout", stdout);
    if (stderr) text += section("stderr", stderr);
    if (exit) text += `#### exit ${exit}\n`;
  }
  const file = join(here, `${family}.txt`);
  if (existsSync(file) && readFileSync(file, "utf8") === text) continue;
  n_changed += 1;
  writeFileSync(file, text);
}
console.log(`tests/variations: ${jobs.length} programs, ${n_changed} of ${Object.keys(families).length} files changed`);
