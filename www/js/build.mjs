// Bundles the editor: CodeMirror 6 as one static module, fetched only when somebody wants to type.
import { build } from "esbuild";

await build({
  entryPoints: ["js/editor.js"],
  bundle: true,
  format: "esm",
  target: "es2022",
  minify: true,
  legalComments: "linked",
  outfile: "generated/editor.js",
});
