// Writes `library.txt`, `dis.txt` and `nested.txt`: a line a program with one hash a code object, as CPython 3.14 (pyodide in Node)
// compiles every file of its library, every snippet of `tests/dis` and every nested random program.
// PYVARIUM_NESTED names the file with the random programs, a NUL behind each (`cargo xtask golden code` writes it).
// With file names as arguments it prints the fields of each code object of these instead, a NUL behind each file.
import { readFileSync, readdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const here = dirname(fileURLToPath(import.meta.url));
const path = process.env.PYVARIUM_PYODIDE ?? "/opt/oracle/node_modules/pyodide/pyodide.mjs";
const { loadPyodide } = await import(path);
const py = await loadPyodide({ args: ["main.py"], env: { PYTHONHASHSEED: "0" } });

py.runPython(`
import struct, sys, types, warnings, zipfile
warnings.simplefilter("ignore")
sys.set_int_max_str_digits(0)

def plain(data):
    return "".join(chr(b) if 32 <= b < 127 and b != 92 else "\\\\x%02x" % b for b in data)

def text(value):
    return "s'" + plain(value.encode("utf-8", "surrogatepass")) + "'"

def constant(value):
    match value:
        case None | True | False: return str(value)
        case types.EllipsisType(): return "Ellipsis"
        case types.CodeType(): return "code " + value.co_qualname
        case int(): return "i" + hex(value)
        case float(): return "f" + ("nan" if value != value else struct.pack(">d", value).hex())
        case complex(): return "c" + struct.pack(">dd", value.real, value.imag).hex()
        case str(): return text(value)
        case bytes(): return "b'" + plain(value) + "'"
        case tuple(): return "(" + ", ".join(map(constant, value)) + ")"
        case frozenset(): return "frozenset(" + ", ".join(sorted(map(constant, value))) + ")"
        case slice(): return "slice(" + ", ".join(map(constant, (value.start, value.stop, value.step))) + ")"
    raise TypeError(value)

def fields(code, out):
    texts = lambda values: ", ".join(map(text, values))
    out.append("\\n".join([
        "qualname " + text(code.co_qualname), "name " + text(code.co_name),
        f"counts {code.co_argcount} {code.co_posonlyargcount} {code.co_kwonlyargcount}",
        f"flags {code.co_flags:#x}",
        "names " + texts(code.co_names), "varnames " + texts(code.co_varnames),
        "cellvars " + texts(code.co_cellvars), "freevars " + texts(code.co_freevars),
        "consts " + ", ".join(map(constant, code.co_consts)),
        "code " + code.co_code.hex(), f"stacksize {code.co_stacksize}", f"firstlineno {code.co_firstlineno}",
        "exceptiontable " + code.co_exceptiontable.hex(), "linetable " + code.co_linetable.hex(),
    ]) + "\\n")
    for value in code.co_consts:
        if isinstance(value, types.CodeType):
            fields(value, out)

def dump(source):
    try:
        code = compile(source, "m.py", "exec", dont_inherit=True)
    except BaseException as e:
        return ["error " + type(e).__name__ + ": " + str(e) + "\\n"]
    out = []
    fields(code, out)
    return out

def library():
    archive = zipfile.ZipFile(next(p for p in sys.path if p.endswith(".zip")))
    return {name: archive.read(name) for name in sorted(archive.namelist()) if name.endswith(".py")}
`);

const dump = py.globals.get("dump");
const read = py.runPython(`lambda: open("/source", "rb").read()`);
function bytes(file) {
  py.FS.writeFile("/source", readFileSync(file));
  return read();
}
function codes(source) {
  const list = dump(source);
  const texts = list.toJs();
  list.destroy();
  return texts;
}

/// What py_compile writes of a file, in hexadecimal.
const PYC = `
import py_compile, os
def made(name, source):
    with open(name, "wb") as f:
        f.write(source)
    os.utime(name, (1700000000, 1700000000))
    py_compile.compile(name, cfile=name + "c", doraise=True)
    with open(name + "c", "rb") as f:
        return f.read().hex()
made
`;

/// FNV-1a of 32 bits over the UTF-8 bytes, in hexadecimal.
function hash(text) {
  let h = 0x811c9dc5;
  for (const byte of Buffer.from(text, "utf8")) h = Math.imul(h ^ byte, 0x01000193);
  return (h >>> 0).toString(16).padStart(8, "0");
}

/// An error of CPython's stands as the word `error`: what is wrong is measured elsewhere.
function line(name, source) {
  const texts = codes(source);
  return `${name} ${texts[0].startsWith("error ") ? "error" : texts.map(hash).join(" ")}\n`;
}

if (process.argv.length > 2) {
  for (const file of process.argv.slice(2)) {
    process.stdout.write(codes(bytes(file)).join("") + "\0");
  }
} else {
  const dis = join(here, "..", "dis");
  const snippets = readdirSync(dis).filter((f) => f.endsWith(".py") && !f.startsWith("repl__")).sort();
  writeFileSync(join(here, "dis.txt"), snippets.map((f) => line(f, bytes(join(dis, f)))).join(""));
  const made = py.runPython(PYC);
  writeFileSync(join(here, "pyc.txt"), snippets.map((f) => `${f} ${hash(made(f, bytes(join(dis, f))))}\n`).join(""));
  if (!process.env.PYVARIUM_NESTED) throw new Error("PYVARIUM_NESTED names no file: run `cargo xtask golden code`");
  const programs = readFileSync(process.env.PYVARIUM_NESTED, "utf8").split("\0").slice(0, -1);
  writeFileSync(join(here, "nested.txt"), programs.map((source, seed) => line(seed, source)).join(""));
  const library = py.globals.get("library")();
  writeFileSync(join(here, "library.txt"), [...library.keys()].map((name) => line(name, library.get(name))).join(""));
  console.log(`tests/code: ${snippets.length} snippets, ${programs.length} random programs, ${library.length} files`);
}
