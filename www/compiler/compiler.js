// The compiler's worker: a CompileRequest in, a CompileReply out, in order. It never runs Python.
import init, { compile, compileInteractive, compileText } from "./pyvarium_compile_worker.js";

const ready = init();

function fromProgram({ source, filename, mode }) {
  if (mode !== "Repl") return reply(compile(source, filename, "exec"));
  const done = compileInteractive(source, filename);
  const units = done.codes.map((marshal, i) => ({ marshal, warnings: done.code_warnings[i] ?? "" }));
  if (units.length > 0) units[0].warnings = done.warnings + units[0].warnings;
  return { units, error: done.error ?? null };
}

function fromText({ source, filename, mode }) {
  return reply(compileText(source, filename, mode));
}

function reply(done) {
  if (done.error) return { units: [], error: done.error };
  return { units: [{ marshal: done.ok, warnings: done.warnings }], error: null };
}

onmessage = async ({ data }) => {
  try {
    await ready;
    postMessage(data.Program ? fromProgram(data.Program) : fromText(data.Text));
  } catch (error) {
    postMessage({ Died: String(error) });
    close();
  }
};
