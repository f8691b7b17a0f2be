// The machine's worker: one Session, commands in, replies out, strictly alternating.
// A trap ends it: the page is told, throws this worker away and makes a new one.
// Files of CPython's library are fetched here; the page is never asked for them. So is the module's other half, behind the
// first picture, or at once where a function of it is called before.
import init, { Session } from "./pyvarium_worker.js";

/** How long the first picture has the network to itself. Unit: ms. */
const REST_DELAY = 500;

// A host may have unpacked a .gz on the way.
async function file(key) {
  const answer = await fetch(new URL(`../lib/${key}.gz`, self.location.href));
  if (!answer.ok) throw new Error(`lib/${key}.gz: ${answer.status}`);
  const bytes = new Uint8Array(await answer.arrayBuffer());
  if (bytes[0] !== 0x1f || bytes[1] !== 0x8b) return bytes;
  const plain = new Response(bytes).body.pipeThrough(new DecompressionStream("gzip"));
  return new Uint8Array(await new Response(plain).arrayBuffer());
}

const restUrl = new URL("./pyvarium_worker_rest.wasm", self.location.href);
let rest;
let isOnTheWay = false;
function restSoon() {
  if (isOnTheWay) return;
  isOnTheWay = true;
  setTimeout(async () => {
    // What cannot be had now is asked for again when it is called.
    const answer = await fetch(restUrl).catch(() => undefined);
    if (answer?.ok) rest ??= await WebAssembly.compileStreaming(answer).catch(() => undefined);
  }, REST_DELAY);
}

// Called from within the module, which cannot wait.
globalThis.loadRest = (first) => {
  if (rest) return void new WebAssembly.Instance(rest, { first });
  const request = new XMLHttpRequest();
  request.open("GET", restUrl, false);
  request.responseType = "arraybuffer";
  request.send();
  if (request.status !== 200) throw new Error(`the machine's other half could not be fetched: ${request.status}`);
  isOnTheWay = true;
  new WebAssembly.Instance(new WebAssembly.Module(request.response), { first });
};

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
    const reply = await answered(await ready, data);
    postMessage(reply);
    if (reply.View) restSoon();
  } catch (error) {
    postMessage({ Died: String(error) });
    close();
  }
};
