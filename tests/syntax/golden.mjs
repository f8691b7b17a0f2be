// Writes `golden.txt`: what CPython 3.14 (pyodide in Node) says of each program of `cases.txt`, a line a program.
// Run: cargo xtask golden
import { readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const here = dirname(fileURLToPath(import.meta.url));
const path = process.env.PYVARIUM_PYODIDE ?? "/opt/oracle/node_modules/pyodide/pyodide.mjs";
const { loadPyodide } = await import(path);
const py = await loadPyodide({ args: ["main.py"], env: { PYTHONHASHSEED: "0" } });

py.runPython(`
import warnings
warnings.simplefilter("ignore")

def answer(source):
    try:
        compile(source, "m.py", "exec", dont_inherit=True)
    except SyntaxError as e:
        return f"{type(e).__name__}: {e.msg} @ {e.lineno}:{e.offset}-{e.end_lineno}:{e.end_offset}"
    return "ok"
`);

const answer = py.globals.get("answer");
const cases = readFileSync(join(here, "cases.txt"), "utf8").split("===\n");
writeFileSync(join(here, "golden.txt"), cases.map((source) => answer(source) + "\n").join(""));
console.log(`tests/syntax: ${cases.length} programs`);
