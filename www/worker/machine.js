// The machine's worker: one Session, commands in, replies out, strictly alternating.
// A trap ends it: the page is told, throws this worker away and makes a new one.
// Files of CPython's library are fetched here; the page is never asked for them.
import init, { Session } from "./pyvarium_worker.js";

// A host may have unpacked a .gz on the way.
async function file(key) {
  const answer = await fetch(new URL(`../lib/${key}.gz`, self.location.href));
  if (!answer.ok) throw new Error(`lib/${key}.gz: ${answer.status}`);
  const bytes = new Uint8Array(await answer.arrayBuffer());
  if (bytes[0] !== 0x1f || bytes[1] !== 0x8b) return bytes;
  const plain = new Response(bytes).body.pipeThrough(new DecompressionStream("gzip"));
  return new Uint8Array(await new Response(plain).arrayBuffer());
}

const library = file("start").catch(() => new Uint8Array());
const ready = init().then(async () => new Session(await library));

async function answered(session, command) {
  let reply = session.handle(command);
  for (let key; (key = reply?.Ask?.File?.key) !== undefined; ) {
    let answer;
    try {
      answer = { File: await file(key) };
    } catch (error) {
      answer = { NoFile: { why: `the library's file ${key} could not be fetched: ${error.message}` } };
    }
    reply = session.handle({ Answer: answer });
  }
  return reply;
}

onmessage = async ({ data }) => {
  try {
    postMessage(await answered(await ready, data));
  } catch (error) {
    postMessage({ Died: String(error) });
    close();
  }
};
