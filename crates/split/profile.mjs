// Which functions of the machine a first step needs: those that run while the lessons' programs are recorded and their
// first steps looked at. `node profile.mjs WATCHED --bound FOLDER --dist DIR --lessons DIR > NUMBERS`
import { readFileSync, readdirSync } from "node:fs";
import { join, resolve } from "node:path";
import { pathToFileURL } from "node:url";
import { parseArgs } from "node:util";
import { gunzipSync } from "node:zlib";

const { values: args, positionals: [watched] } = parseArgs({
  allowPositionals: true,
  options: { bound: { type: "string" }, dist: { type: "string" }, lessons: { type: "string" } },
});
const ran = new Set();
const Instance = WebAssembly.Instance;
WebAssembly.Instance = function (module, imports) {
  return new Instance(module, { ...imports, split: { ran: (number) => ran.add(number), load: () => {} } });
};
WebAssembly.Instance.prototype = Instance.prototype;
const load = async (folder, name, wasm) => {
  const module = await import(pathToFileURL(join(resolve(folder), `${name}.js`)));
  module.initSync({ module: readFileSync(wasm ?? join(folder, `${name}_bg.wasm`)) });
  return module;
};
const machine = await load(args.bound, "pyvarium_worker", watched);
const compiler = await load(join(args.dist, "compiler"), "pyvarium_compile_worker");
const file = (key) => gunzipSync(readFileSync(join(args.dist, "lib", `${key}.gz`)));

function record(session, source) {
  const { ok, error, warnings } = compiler.compile(source, "main.py", "exec");
  if (error) return;
  const limits = { n_steps: 200_000, memory_bytes: 512 << 20 };
  // All that the page says, and no less: reading it takes functions too.
  const program = { source, filename: "main.py", mode: "Script", units: [{ marshal: ok, warnings }], files: [], open_library: false, limits };
  let reply = session.handle({ Load: program });
  while (!reply.Ended) {
    const key = reply.Ask?.File?.key;
    if (key !== undefined) reply = session.handle({ Answer: { File: file(key) } });
    else if (reply.Ask) reply = session.handle({ Answer: "EndOfInput" });
    else if (reply.Refused) return;
    else reply = session.handle({ Run: { slice_millis: 50 } });
  }
  session.handle({ Timeline: { n_columns: 600 } });
  for (let step = 0; step < Math.min(reply.Ended.n_shown, 300); step += 1) session.handle({ Go: { how: { ToShown: step }, zoom: "Instruction" } });
  for (const zoom of ["Line", "Instruction"]) {
    for (const how of ["First", "Forward", "Forward", "Over", "Out", "Back", "OverBack", { To: reply.Ended.n_steps >> 1 }, "Back", "Last"]) session.handle({ Go: { how, zoom } });
  }
}

const session = new machine.Session(file("start"));
for (const entry of readdirSync(args.lessons, { withFileTypes: true }).filter((e) => e.isDirectory())) {
  const folder = join(args.lessons, entry.name);
  for (const name of readdirSync(folder).filter((n) => n.endsWith(".py"))) record(session, readFileSync(join(folder, name), "utf8"));
}
console.log([...ran].sort((a, b) => a - b).join("\n"));
