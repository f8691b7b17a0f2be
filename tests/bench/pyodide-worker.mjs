// CPython itself beside us: Pyodide in a worker of the same browser. A message is a program's text; the answer the
// shortest of its runs. Unit: milliseconds.
import { loadPyodide } from "/pyodide/pyodide.mjs";

const ready = loadPyodide({ indexURL: "/pyodide/", stdout: () => {}, stderr: () => {} });

onmessage = async ({ data: { source, runs } }) => {
  const pyodide = await ready;
  const code = pyodide.globals.get("compile")(source, "main.py", "exec");
  const millis = [];
  for (let run = 0; run < runs; run += 1) {
    const names = pyodide.toPy({ __name__: "__main__" });
    const exec = pyodide.globals.get("exec");
    const began = performance.now();
    exec(code, names);
    millis.push(performance.now() - began);
    names.destroy();
    exec.destroy();
  }
  code.destroy();
  postMessage(Math.min(...millis));
};
