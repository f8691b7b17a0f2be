// The machine's worker: one Session, commands in, replies out, strictly alternating.
// A trap ends it: the page is told, throws this worker away and makes a new one.
import init, { Session } from "./pyvarium_worker.js";

const ready = init().then(() => new Session());

onmessage = async ({ data }) => {
  try {
    const session = await ready;
    postMessage(session.handle(data));
  } catch (error) {
    postMessage({ Died: String(error) });
    close();
  }
};
