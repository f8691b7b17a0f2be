// The faithful run of a program as a real script, by the reference: CPython 3.14 as the npm package pyodide.
// It is not a playground: nothing of the page's own stays in the interpreter, and what it prints is taken as bytes.
//
//   node tests/oracle/run.mjs file.py...        writes X.out, X.err (if any), X.exit (if not 0) beside each X.py
//   node tests/oracle/run.mjs --print file.py   shows them instead
//   node tests/oracle/run.mjs --repl file.py    as one input of the REPL (so is every X.repl.py)
//
// PYVARIUM_PYODIDE names another pyodide.mjs, PYVARIUM_ORACLE_JOBS another number of processes (2).
//
// Not to be taken from here, for the reference is a 32-bit build: getsizeof, sys.maxsize, hash() of str and float,
// the order of sets of strings, id values, threads.
import { spawn } from "node:child_process";
import { readFileSync, writeFileSync, rmSync } from "node:fs";
import { fileURLToPath } from "node:url";

const HERE = fileURLToPath(import.meta.url);
const PYODIDE = process.env.PYVARIUM_PYODIDE ?? "/opt/oracle/node_modules/pyodide/pyodide.mjs";
const ENV = { PYTHONHASHSEED: "0", PYTHONINSPECT: "", HOME: "/home/pyodide" };
const FOLDER = "/home/pyodide/";
const LIMIT_MS = 60_000;

// Run inside the interpreter before the program: what a plain `python main.py` would not have is taken away.
const CLEAN = `
def clean():
    import sys, gc, builtins
    sys.meta_path[:] = [f for f in sys.meta_path if getattr(f, "__module__", "").startswith("_frozen")]
    sys.excepthook = sys.__excepthook__
    sys.displayhook = sys.__displayhook__
    sys.path[0] = "${FOLDER.slice(0, -1)}"
    events = sys.modules.get("asyncio.events")
    if events:
        events._event_loop_policy = None
        events._set_running_loop(None)
    keep = """sys builtins _frozen_importlib _imp _thread _warnings _weakref _io marshal posix
        _frozen_importlib_external time zipimport _codecs codecs encodings.aliases encodings encodings.utf_8 _signal
        _abc abc io __main__ _stat stat _collections_abc genericpath posixpath os.path os _sitebuiltins site""".split()
    for name in list(sys.modules):
        if name not in keep:
            del sys.modules[name]
    # The page holds on to its __main__; the program's own must die at the end, as its last reference goes.
    main = type(sys)("__main__")
    main.__loader__ = builtins.__loader__
    main.__builtins__ = builtins
    sys.modules["__main__"] = main
    sys.path_importer_cache.clear()
    for name in ("_", "last_exc", "last_type", "last_value", "last_traceback"):
        vars(builtins).pop(name, None)
        vars(sys).pop(name, None)
    for _ in range(3):
        gc.collect()
clean()
`;

// The whole program is one input of the REPL, as a paste is: CPython's own console class parses it, makes a code
// object of each statement and compiles the last one in 'single' mode, so that its value is displayed.
// The namespace is that of a fresh __main__, as `python` without a file has it.
const REPL = `
def start():
    import sys, types
    from _pyrepl.console import InteractiveColoredConsole
    main = types.ModuleType("__main__")
    main.__builtins__ = __builtins__
    sys.modules["__main__"] = main
    return InteractiveColoredConsole(main.__dict__)
start().push(SOURCE, filename="<python-input-0>", _symbol="single")
`;

const isChild = process.argv[2] === "--child";
if (isChild) await child(process.argv[3]);
else if (process.argv[1] === HERE) await main(process.argv.slice(2));

async function main(args) {
  const flags = new Set(args.filter((arg) => arg.startsWith("--")));
  const jobs = args.filter((arg) => !arg.startsWith("--")).map((file) => ({
    file,
    source: readFileSync(file, "utf8"),
    repl: flags.has("--repl") || file.endsWith(".repl.py"),
  }));
  await runAll(jobs, (job, done) => {
    if (flags.has("--print")) {
      process.stdout.write(done.stdout);
      process.stderr.write(done.stderr);
      if (done.exit) console.error(`exit ${done.exit}`);
    } else writeGolden(job.file, done);
  });
}

/// Writes the goldens beside a program; an empty stderr and an exit of 0 have no file.
export function writeGolden(file, { stdout, stderr, exit }) {
  const stem = file.replace(/\.py$/, "");
  writeFileSync(`${stem}.out`, stdout);
  if (stderr) writeFileSync(`${stem}.err`, stderr);
  else rmSync(`${stem}.err`, { force: true });
  if (exit) writeFileSync(`${stem}.exit`, `${exit}\n`);
  else rmSync(`${stem}.exit`, { force: true });
}

/// Runs every job ({ source, repl }) and hands (job, { stdout, stderr, exit }) to `each`, in any order.
export async function runAll(jobs, each) {
  const queue = [...jobs];
  const failures = [];
  const worker = () => new Promise((resolve) => {
    let proc, timer, job;
    const next = () => {
      clearTimeout(timer);
      job = queue.shift();
      if (!job) {
        proc?.removeAllListeners("exit");
        proc?.kill();
        resolve();
        return;
      }
      if (!proc) start();
      timer = setTimeout(() => proc.kill("SIGKILL"), LIMIT_MS);
      proc.send({ source: job.source, repl: job.repl ?? false });
    };
    const start = () => {
      // CPython counts on a deep C stack (nested containers, long chains): node needs leave for one.
      const raise = 'ulimit -s 1000000 2>/dev/null || ulimit -s "$(ulimit -H -s)"; exec "$@"';
      const command = [process.execPath, "--stack-size=900000", HERE, "--child", PYODIDE];
      proc = spawn("/bin/sh", ["-c", raise, "sh", ...command], { stdio: ["inherit", "inherit", "inherit", "ipc"] });
      proc.on("message", (done) => {
        if (done.broken) failures.push(`${job.file}: ${done.broken}`);
        else each(job, done);
        next();
      });
      proc.on("exit", (code, signal) => {
        failures.push(`${job.file}: the reference ended with ${code ?? signal}`);
        proc = undefined;
        next();
      });
    };
    next();
  });
  const n_jobs = Number(process.env.PYVARIUM_ORACLE_JOBS ?? 2);
  await Promise.all(Array.from({ length: Math.min(n_jobs, jobs.length) }, worker));
  if (failures.length > 0) throw new Error(failures.map((text) => text.slice(0, 300)).join("\n"));
}

/// One process of the reference: boots once, then each program starts from the same picture of its memory.
async function child(pyodidePath) {
  const { loadPyodide } = await import(pyodidePath);
  compileOnce();
  const booted = await loadPyodide({ args: ["main.py"], env: ENV, _makeSnapshot: true });
  const snapshot = booted.makeMemorySnapshot();
  process.on("message", async ({ source, repl }) => {
    try {
      process.send(await runOne(loadPyodide, snapshot, source, repl));
    } catch (error) {
      process.send({ broken: String(error?.stack ?? error) });
    }
  });
}

/// Every program gets an instance of its own; the code of the interpreter is compiled once.
function compileOnce() {
  const instantiate = WebAssembly.instantiate;
  const modules = new Map();
  WebAssembly.instantiate = async (source, imports) => {
    const size = source.byteLength;
    if (!(size > 1_000_000)) return instantiate(source, imports);
    if (!modules.has(size)) modules.set(size, await WebAssembly.compile(source));
    const module = modules.get(size);
    return { module, instance: await instantiate(module, imports) };
  };
}

async function runOne(loadPyodide, snapshot, source, repl) {
  const py = await loadPyodide({ args: ["main.py"], env: ENV, _loadSnapshot: snapshot });
  const stdout = [], stderr = [];
  const into = (bytes) => ({ write: (buffer) => (bytes.push(Buffer.from(buffer)), buffer.length) });
  const [main, files] = splitFiles(source);
  py.FS.writeFile(`${FOLDER}main.py`, repl ? replDriver(main) : main);
  for (const [name, text] of files) {
    py.FS.mkdirTree(FOLDER + name.split("/").slice(0, -1).join("/"));
    py.FS.writeFile(FOLDER + name, text);
  }
  py.FS.chdir(FOLDER);
  py.setStdout(into(stdout));
  py.setStderr(into(stderr));
  py.runPython(CLEAN);
  let exit;
  try {
    exit = py._module._run_main();
    const status = py._module._Py_FinalizeEx();
    if (status < 0) exit = 120;
  } catch (error) {
    if (typeof error?.status !== "number") throw error;
    exit = error.status;
  }
  // Addresses inside messages differ from run to run of a program that was touched: they are written 0x...
  const text = (chunks) => Buffer.concat(chunks).toString("utf8").replaceAll(FOLDER, "")
    .replaceAll("/lib/python314.zip/", "/usr/local/lib/python3.14/")
    .replace(/\bat 0x[0-9a-f]+/g, "at 0x...");
  return { stdout: text(stdout), stderr: text(stderr), exit };
}

/// A program of several files: the main one, then each further one behind a line `# file: name.py`.
function splitFiles(source) {
  const [main, ...rest] = source.split(/^# file: (\S+)\n/m);
  const files = [];
  for (let i = 0; i < rest.length; i += 2) files.push([rest[i], rest[i + 1]]);
  return [main, files];
}

function replDriver(source) {
  return REPL.replace("SOURCE", () => pythonString(source));
}

function pythonString(text) {
  return JSON.stringify(text).replace(/[\u{10000}-\u{10ffff}]/gu, (char) =>
    `\\U${char.codePointAt(0).toString(16).padStart(8, "0")}`);
}
