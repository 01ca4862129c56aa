// Server-sent events read with fetch, since EventSource cannot send a token. A lost connection is resumed after the
// last event received.

import { ApiProblem, send } from "./api.js";

const FIRST_DELAY = 500;
const LONGEST_DELAY = 30_000;
/** The service sends a comment every 15 s at the latest; a connection that is silent for longer is dead. */
const SILENCE = 45_000;

/**
 * Follows events until the service has no more or the signal aborts.
 *
 * @param after the number of the last event known
 * @param onEvents receives arrays of events, in order
 * @param onState receives "live", "waiting" (for the next try to connect) or "ended"
 */
export async function follow(path, { after, onEvents, onState, signal }) {
  let last = after;
  let delay = FIRST_DELAY;
  while (!signal.aborted) {
    try {
      const ended = await connect(path, last, signal, (events) => {
        last = events.at(-1).seq;
        delay = FIRST_DELAY;
        onEvents(events);
      }, onState);
      if (ended) {
        onState("ended");
        return;
      }
    } catch (e) {
      if (signal.aborted) return;
      if (e instanceof ApiProblem && e.status >= 400 && e.status < 500 && e.status !== 408 && e.status !== 429) throw e;
    }
    onState("waiting");
    // The jitter keeps the pages of many people from returning all at once.
    await sleep(delay * (0.75 + Math.random() / 2), signal);
    delay = Math.min(2 * delay, LONGEST_DELAY);
  }
}

/** True if there will be no more events. */
async function connect(path, last, signal, onEvents, onState) {
  const watch = new AbortController();
  const either = AbortSignal.any([signal, watch.signal]);
  let alarm = setTimeout(() => watch.abort(), SILENCE);
  try {
    const headers = last > 0 ? { "Last-Event-ID": String(last) } : {};
    const response = await send(path, { accept: "text/event-stream", headers, signal: either });
    if (response.status === 204) return true;
    onState("live");
    const reader = response.body.pipeThrough(new TextDecoderStream()).getReader();
    const parser = new Parser();
    for (;;) {
      const { done, value } = await reader.read();
      if (done) return false;
      clearTimeout(alarm);
      alarm = setTimeout(() => watch.abort(), SILENCE);
      const events = parser.take(value);
      if (events.length > 0) onEvents(events);
    }
  } finally {
    clearTimeout(alarm);
  }
}

/** Cuts the text of a stream into events; each is JSON with its number. */
export class Parser {
  #rest = "";

  take(text) {
    this.#rest += text;
    const blocks = this.#rest.split("\n\n");
    this.#rest = blocks.pop();
    const events = [];
    for (const block of blocks) {
      const data = block.split("\n").filter((line) => line.startsWith("data:")).map((line) => line.slice(5)).join("\n");
      if (data !== "") events.push(JSON.parse(data));
    }
    return events;
  }
}

function sleep(ms, signal) {
  return new Promise((resolve) => {
    const timer = setTimeout(resolve, ms);
    signal.addEventListener("abort", () => (clearTimeout(timer), resolve()), { once: true });
  });
}
