// A plain static server, as dumb as the dumbest host: no special headers, no rewriting beyond
// `index.html` of a folder. `prefix` serves the same files under a sub-path.
import { createReadStream, statSync } from "node:fs";
import { createServer } from "node:http";
import { extname, join, normalize } from "node:path";

const TYPES = {
  ".html": "text/html; charset=utf-8", ".js": "text/javascript", ".mjs": "text/javascript", ".css": "text/css", ".json": "application/json",
  ".wasm": "application/wasm", ".svg": "image/svg+xml", ".txt": "text/plain; charset=utf-8", ".png": "image/png", ".py": "text/plain; charset=utf-8",
};

/** Resolves to {origin, requests, close}. `requests`: path and bytes of everything that was sent. `mounts`: other folders by the
 * path under which they are served. */
export async function serve(root, prefix = "", mounts = {}) {
  const requests = [];
  const server = createServer((request, response) => {
    const path = decodeURIComponent(new URL(request.url, "http://x").pathname);
    if (!path.startsWith(`${prefix}/`)) return response.writeHead(404).end();
    const [mount, folder] = Object.entries(mounts).find(([start]) => path.startsWith(start)) ?? [`${prefix}/`, root];
    let file = join(folder, normalize(path.slice(mount.length)));
    try {
      if (statSync(file).isDirectory()) file = join(file, "index.html");
      const { size } = statSync(file);
      requests.push({ path, size });
      response.writeHead(200, { "content-type": TYPES[extname(file)] ?? "application/octet-stream", "content-length": size });
      createReadStream(file).pipe(response);
    } catch {
      response.writeHead(404, { "content-type": "text/plain" }).end("not there");
    }
  });
  await new Promise((done) => server.listen(0, "127.0.0.1", done));
  const close = () => new Promise((done) => {
    server.closeAllConnections();
    server.close(done);
  });
  return { origin: `http://127.0.0.1:${server.address().port}`, requests, close };
}
