// Writes `golden.txt`: what CPython 3.14 (pyodide in Node) says of each program of `cases.txt`, a line a program;
// and for each `warnings_*.py` what it prints on stderr while compiling.
// Run: cargo xtask golden
import { readFileSync, readdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const here = dirname(fileURLToPath(import.meta.url));
const path = process.env.PYVARIUM_PYODIDE ?? "/opt/oracle/node_modules/pyodide/pyodide.mjs";
const { loadPyodide } = await import(path);
const py = await loadPyodide({ args: ["main.py"], env: { PYTHONHASHSEED: "0" } });

py.runPython(`
import warnings

def told(source, name):
    with warnings.catch_warnings(record=True) as all:
        warnings.simplefilter("default")
        compile(source, name, "exec", dont_inherit=True)
    lines = source.split("\\n")
    return "".join(warnings.formatwarning(w.message, w.category, w.filename, w.lineno, lines[w.lineno - 1]) for w in all)

def answer(source):
    warnings.simplefilter("ignore")
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

const told = py.globals.get("told");
for (const name of readdirSync(here).filter((f) => f.startsWith("warnings_") && f.endsWith(".py"))) {
  writeFileSync(join(here, name.replace(/py$/, "txt")), told(readFileSync(join(here, name), "utf8"), name));
}
