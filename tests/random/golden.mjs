// Asks the reference for every random program and writes seeds.txt: a line a seed, with a fingerprint of what it
// printed and its exit. PYVARIUM_RANDOM names the file with the programs, a NUL behind each
// (`cargo xtask golden random` writes it).
import { readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { runAll } from "../oracle/run.mjs";

const file = process.env.PYVARIUM_RANDOM;
if (!file) throw new Error("PYVARIUM_RANDOM names no file: run `cargo xtask golden random`");
const programs = readFileSync(file, "utf8").split("\0").slice(0, -1);
const lines = new Array(programs.length);
const jobs = programs.map((source, seed) => ({ source, seed, file: `seed ${seed}` })).filter(({ source }) => source);
await runAll(jobs, ({ seed }, { stdout, stderr, exit }) => {
  lines[seed] = `${seed} ${fingerprint(`${stdout}\0${stderr}\0${exit}`)}`;
});
writeFileSync(join(dirname(fileURLToPath(import.meta.url)), "seeds.txt"), lines.filter(Boolean).map((line) => `${line}\n`).join(""));

/// FNV-1a of 64 bits over the UTF-8 bytes, in hexadecimal.
function fingerprint(text) {
  let hash = 0xcbf29ce484222325n;
  for (const byte of Buffer.from(text, "utf8")) hash = BigInt.asUintN(64, (hash ^ BigInt(byte)) * 0x100000001b3n);
  return hash.toString(16).padStart(16, "0");
}
