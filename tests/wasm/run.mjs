// The two wasm modules of a built site in Node, without a browser: every program of `tests/python` and of the lessons
// comes out as the reference's golden says, and no source makes either module trap.
// `node run.mjs --dist DIR`
import { existsSync, readFileSync, readdirSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { parseArgs } from "node:util";
import { gunzipSync } from "node:zlib";

const here = dirname(fileURLToPath(import.meta.url));
const { values: args } = parseArgs({ options: { dist: { type: "string", default: join(here, "../../dist") }, only: { type: "string", default: "" } } });
const dist = resolve(args.dist);
// The machine's module comes in two halves; the second is called for from within.
globalThis.loadRest = (first) => new WebAssembly.Instance(new WebAssembly.Module(readFileSync(join(dist, "worker", "pyvarium_worker_rest.wasm"))), { first });
const load = async (folder, name) => {
  const module = await import(pathToFileURL(join(dist, folder, `${name}.js`)));
  module.initSync({ module: readFileSync(join(dist, folder, `${name}_bg.wasm`)) });
  return module;
};
const machine = await load("worker", "pyvarium_worker");
const small = await load("compiler", "pyvarium_compile_worker");
const whole = await load("compiler/names", "pyvarium_compile_worker");
/** As the page chooses. */
const compilerFor = (source) => (source.includes("\\N{") ? whole : small);

const libraryFile = (key) => gunzipSync(readFileSync(join(dist, "lib", `${key}.gz`)));
const start = libraryFile("start");

const MAX_STEPS = 3_000_000;
let passed = 0;
const failed = [];

function check(name, test) {
  if (!name.includes(args.only)) return;
  try {
    test();
    passed += 1;
  } catch (error) {
    session = undefined;
    failed.push(name);
    console.log(`FAIL  ${name}: ${String(error.message ?? error).slice(0, 600)}`);
  }
}

function same(what, is, should) {
  if (is === should) return;
  const at = [...should].findIndex((c, i) => is[i] !== c);
  const from = Math.max(0, (at < 0 ? should.length : at) - 40);
  throw new Error(`${what} differs: ${JSON.stringify(is.slice(from, from + 120))} where ${JSON.stringify(should.slice(from, from + 120))} was expected`);
}

/** Units of a program, and the error that ends it. */
function compile(source, interactive) {
  if (!interactive) {
    const done = compilerFor(source).compile(source, "main.py", "exec");
    return done.error ? { units: [], error: done.error } : { units: [{ marshal: done.ok, warnings: done.warnings }], error: null };
  }
  const done = compilerFor(source).compileInteractive(source, "<python-input-0>");
  const units = done.codes.map((marshal, i) => ({ marshal, warnings: done.code_warnings[i] ?? "" }));
  if (units.length > 0) units[0].warnings = done.warnings + units[0].warnings;
  return { units, error: done.error ?? null };
}

/** A program of several files: the main one, then each further one behind a line `# file: name.py`. */
function splitFiles(text) {
  const [main, ...rest] = text.split(/^# file: (\S+)\n/m);
  const files = [];
  for (let i = 0; i < rest.length; i += 2) files.push({ name: rest[i], text: rest[i + 1] });
  return { main, files };
}

/** One for many programs, as in the page: its start is gone through once. */
let session;
let n_runs = 0;
function freshSession() {
  if (n_runs++ % 100 === 0 || !session) {
    session?.free();
    session = new machine.Session(start);
  }
  return session;
}

/** Runs to the end: what was written and how it ended. */
function run(text, interactive = false, n_steps = MAX_STEPS) {
  const { main: source, files } = splitFiles(text);
  const { units, error } = compile(source, interactive);
  if (error && units.length === 0) return { refused: error };
  const session = freshSession();
  const program = { source, files, filename: interactive ? "<python-input-0>" : "main.py", mode: interactive ? "Repl" : "Script", units, limits: { n_steps, memory_bytes: 512 * 1024 * 1024 } };
  let reply = session.handle({ Load: program });
  while (!reply.Ended) {
    if (reply.Refused) throw new Error(`refused: ${reply.Refused.why}`);
    if (reply.Ask?.Compile) {
      const asked = reply.Ask.Compile;
      const done = compilerFor(asked.source).compileText(asked.source, asked.filename, asked.mode);
      reply = session.handle({ Answer: done.error ? { Refused: done.error } : { Compiled: { marshal: done.ok, warnings: done.warnings } } });
    } else if (reply.Ask?.File) {
      reply = session.handle({ Answer: { File: libraryFile(reply.Ask.File.key) } });
    } else {
      reply = session.handle(reply.Ask ? { Answer: reply.Ask === "Breakpoint" ? "GoOn" : "EndOfInput" } : { Run: { slice_millis: 1000 } });
    }
  }
  const whole = session.handle({ Go: { how: { To: reply.Ended.n_steps }, zoom: "Instruction" } }).View.Whole;
  const written = { stdout: "", stderr: "" };
  for (const { stream, text } of whole.output) written[stream.toLowerCase()] = (written[stream.toLowerCase()] ?? "") + text;
  // The goldens name files by their place in the script's folder, and addresses not at all.
  for (const stream of ["stdout", "stderr"]) written[stream] = written[stream].replaceAll("/home/pyvarium/", "").replace(/at 0x[0-9a-f]+/g, "at 0x...");
  return { outcome: reply.Ended.outcome, ...written };
}

const known = new Set(readFileSync(join(here, "../python/known.txt"), "utf8").split("\n").map((line) => line.split(": ")[0]));

function folder(path, prefix) {
  for (const file of readdirSync(path).filter((f) => f.endsWith(".py")).sort()) {
    const golden = (ending) => (existsSync(join(path, file.replace(/py$/, ending))) ? readFileSync(join(path, file.replace(/py$/, ending)), "utf8") : "");
    const name = prefix + file.replace(/\.py$/, "");
    if (!existsSync(join(path, file.replace(/py$/, "out"))) || known.has(name)) continue;
    check(name, () => {
      const done = run(readFileSync(join(path, file), "utf8"), file.endsWith(".repl.py"));
      // What the compiler refuses the page shows in its editor; the traceback's text is the native tests' affair.
      if (done.refused) return same("stdout", "", golden("out"));
      same("stdout", done.stdout, golden("out"));
      if (!file.endsWith(".repl.py")) same("stderr", done.stderr, golden("err"));
      same("outcome", JSON.stringify(done.outcome), JSON.stringify({ Exited: { code: Number(golden("exit").trim() || 0) } }));
    });
  }
}
folder(join(here, "../python"), "");
const lessons = join(here, "../../lessons");
for (const entry of readdirSync(lessons, { withFileTypes: true })) {
  if (entry.isDirectory()) folder(join(lessons, entry.name), `lesson ${entry.name} `);
}

/** Must come to an end of some kind: code that runs, or an error in words. */
function survives(name, source, expected = /./, n_steps = MAX_STEPS) {
  check(`survives ${name}`, () => {
    const done = run(source, false, n_steps);
    const said = done.refused ? `${done.refused.kind}: ${done.refused.msg}` : `${done.stdout}${done.stderr}${JSON.stringify(done.outcome)}`;
    if (!expected.test(said)) throw new Error(`it said ${said.slice(0, 300)}`);
  });
}
const nested = (open, inside, close, n) => `x = ${open.repeat(n)}${inside}${close.repeat(n)}\n`;
for (const n of [100, 199, 200, 201, 1_000, 10_000, 100_000]) {
  survives(`${n} parentheses`, nested("(", "1", ")", n));
  survives(`${n} brackets`, nested("[", "", "]", n));
  survives(`${n} braces`, nested("{1: ", "1", "}", n));
  survives(`${n} parentheses never closed`, `x = ${"(".repeat(n)}`);
  survives(`${n} minus signs`, nested("-", "1", "", n));
  survives(`${n} nots`, nested("not ", "1", "", n));
  survives(`${n} lambdas`, nested("lambda: ", "1", "", n));
  survives(`${n} attributes`, nested("", "x.y", ".y", n));
  survives(`${n} subscripts`, nested("", "x", "[0]", n));
  survives(`${n} calls`, nested("", "f", "()", n));
  survives(`${n} powers`, nested("1 ** ", "1", "", n));
  survives(`${n} terms`, nested("1 + ", "1", "", n));
  survives(`${n} conditions`, nested("1 if 1 else ", "1", "", n));
  survives(`${n} comparisons`, nested("1 < ", "1", "", n));
  survives(`${n} elifs`, `if 0: pass\n${"elif 0: pass\n".repeat(n)}`);
  survives(`${n} statements`, "x = 1\n".repeat(n));
  survives(`${n} assignments in one`, `${"x = ".repeat(n)}1\n`);
  survives(`${n} f-strings`, nested('f"{', "1", '}"', n));
}
for (const n of [10, 19, 20, 21, 99, 100, 101, 1_000, 3_000]) {
  const indented = (word) => Array.from({ length: n }, (_, i) => `${" ".repeat(i)}${word}:\n`).join("") + `${" ".repeat(n)}pass\n`;
  for (const word of ["if 1", "while 0", "try", "def f()", "class A", "with x"]) survives(`${n} times ${word}`, indented(word));
}
survives("a hundred thousand terms of names", `x = 1\ny = ${Array(100_000).fill("x").join(" + ")}\nprint(y)\n`);
survives("recursion without an end", "def f(n):\n    return f(n + 1)\nf(0)\n", /RecursionError: maximum recursion depth exceeded/);
survives("a list of a billion", "x = [0] * 10**9\n", /MemoryError|MemoryLimit/);
survives("a power of powers", "x = 10 ** 10 ** 10\n", /WorkLimit|MemoryError|MemoryLimit/);
survives("a chain of 200,000 objects", "x = None\nfor i in range(200000):\n    x = [x]\nx = None\nprint('freed')\n", /freed/, 3_000_000);
survives("repr of a deep list", "x = []\nfor i in range(20000):\n    x = [x]\nrepr(x)\n", /RecursionError|StepLimit/);
survives("an endless loop", "while True:\n    pass\n", /StepLimit/);
survives("exec of 10,000 parentheses", "exec('(' * 10000)\n", /Error/);

console.log(`${passed} passed, ${failed.length} failed`);
process.exit(failed.length === 0 && passed > 0 ? 0 : 1);
