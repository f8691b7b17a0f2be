// Makes every golden below tests/python and lessons again, by the reference (see run.mjs).
// It says which files changed; unchanged ones are not written, so that build tools see no new dates.
// Run: cargo xtask golden [part of a path]...   or   node tests/oracle/golden.mjs [part of a path]...
import { existsSync, readFileSync, readdirSync } from "node:fs";
import { dirname, join, relative } from "node:path";
import { fileURLToPath } from "node:url";
import { runAll, writeGolden } from "./run.mjs";

const root = join(dirname(fileURLToPath(import.meta.url)), "..", "..");
const parts = process.argv.slice(2);

function programs(folder) {
  if (!existsSync(folder)) return [];
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) return programs(path);
    return entry.name.endsWith(".py") ? [path] : [];
  }).sort();
}

const old = (file) => (existsSync(file) ? readFileSync(file, "utf8") : "");
const jobs = [...programs(join(root, "tests", "python")), ...programs(join(root, "lessons"))]
  .filter((file) => parts.length === 0 || parts.some((part) => file.includes(part)))
  .map((file) => ({ file, source: readFileSync(file, "utf8"), repl: file.endsWith(".repl.py") }));

let n_changed = 0;
await runAll(jobs, (job, done) => {
  const stem = job.file.replace(/\.py$/, "");
  const exit = done.exit ? `${done.exit}\n` : "";
  if (existsSync(`${stem}.out`) && old(`${stem}.out`) === done.stdout && old(`${stem}.err`) === done.stderr
    && old(`${stem}.exit`) === exit) return;
  n_changed += 1;
  writeGolden(job.file, done);
  console.log(`  ${relative(root, stem)}`);
});
console.log(`tests/oracle: ${jobs.length} programs, ${n_changed} goldens changed`);
