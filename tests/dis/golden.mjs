// Writes the goldens of this folder with CPython 3.14 (pyodide in Node): `<name>.txt` is what `dis.dis` prints of
// the fixture, `<name>.code.txt` every field of its code objects. `repl__*.py` is cut as 3.14's REPL cuts an input.
// Run: cargo xtask golden
import { readFileSync, readdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const here = dirname(fileURLToPath(import.meta.url));
const path = process.env.PYVARIUM_PYODIDE ?? "/opt/oracle/node_modules/pyodide/pyodide.mjs";
const { loadPyodide } = await import(path);
const py = await loadPyodide({ args: ["main.py"], env: { PYTHONHASHSEED: "0" } });

py.runPython(`
import ast, dis, io, re

def codes_of(source, name):
    if not name.startswith("repl__"):
        return [compile(source, name + ".py", "exec", dont_inherit=True)]
    body = ast.parse(source).body
    last = body[-1]
    return [
        compile(ast.Interactive([s]) if s is last else ast.Module([s]), "<python-input-0>",
                "single" if s is last else "exec", dont_inherit=True)
        for s in body
    ]

def tidy(text):
    return re.sub(r"at 0x[0-9a-f]+, file", "at 0x..., file", text)

def text_of(code):
    out = io.StringIO()
    dis.dis(code, file=out)
    return out.getvalue()

def walk(code):
    yield code
    for const in code.co_consts:
        if hasattr(const, "co_code"):
            yield from walk(const)

def fields_of(code):
    lines = []
    for co in walk(code):
        lines += [
            dis.code_info(co),
            f"Qualified name:    {co.co_qualname}",
            f"First line:        {co.co_firstlineno}",
            f"Code:              {co.co_code.hex()}",
            f"Line table:        {co.co_linetable.hex()}",
            f"Exception table:   {co.co_exceptiontable.hex()}",
            "",
        ]
    return "\\n".join(lines)

def goldens(source, name):
    codes = codes_of(source, name)
    return tidy("----\\n".join(map(text_of, codes))), tidy("----\\n".join(map(fields_of, codes)))
`);

const goldens = py.globals.get("goldens");
const names = readdirSync(here).filter((f) => f.endsWith(".py")).map((f) => f.slice(0, -3)).sort();
for (const name of names) {
  const [text, fields] = goldens(readFileSync(join(here, name + ".py"), "utf8"), name).toJs();
  writeFileSync(join(here, name + ".txt"), text);
  writeFileSync(join(here, name + ".code.txt"), fields);
}
console.log(`tests/dis: ${names.length} fixtures`);
