// The compiler's worker: a CompileRequest in, a CompileReply out, in order. It never runs Python.
// The names of `\N{...}` are in a larger module, which is loaded for a text that has one.
import init, * as small from "./pyvarium_compile_worker.js";

const ready = init().then(() => small);
let whole;

function fitting(source) {
  if (!source.includes("\\N{")) return ready;
  whole ??= import("./names/pyvarium_compile_worker.js").then(async (module) => {
    await module.default();
    return module;
  });
  return whole;
}

function fromProgram(compiler, { source, filename, mode }) {
  if (mode !== "Repl") return reply(compiler.compile(source, filename, "exec"));
  const done = compiler.compileInteractive(source, filename);
  const units = done.codes.map((marshal, i) => ({ marshal, warnings: done.code_warnings[i] ?? "" }));
  if (units.length > 0) units[0].warnings = done.warnings + units[0].warnings;
  return { units, error: done.error ?? null };
}

function fromText(compiler, { source, filename, mode }) {
  return reply(compiler.compileText(source, filename, mode));
}

function reply(done) {
  if (done.error) return { units: [], error: done.error };
  return { units: [{ marshal: done.ok, warnings: done.warnings }], error: null };
}

// Answers come in the order of the questions, though a module may have to be fetched for one of them.
let last = Promise.resolve();

onmessage = ({ data }) => {
  last = last.then(async () => {
    try {
      const compiler = await fitting((data.Program ?? data.Text).source);
      postMessage(data.Program ? fromProgram(compiler, data.Program) : fromText(compiler, data.Text));
    } catch (error) {
      postMessage({ Died: String(error) });
      close();
    }
  });
};
