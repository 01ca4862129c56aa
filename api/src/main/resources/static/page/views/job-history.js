// Attempts, and every event but points and log lines.

import { all, get, query } from "../api.js";
import { h, replace } from "../dom.js";
import { time, workers } from "../format.js";
import { Table } from "../table.js";
import { badge } from "../widgets.js";

const TYPES = ["job.queued", "job.running", "job.retry-wait", "job.pause-requested", "job.paused", "job.cancel-requested", "job.succeeded", "job.failed",
  "job.cancelled", "attempt.started", "attempt.suspect", "attempt.readopted", "attempt.lost", "note", "checkpoint", "checkpoint.unusable", "artifact"];

export function historyTab({ id, signal, listen }) {
  return {
    id: "history", title: "Attempts and events",
    show: async (panel) => {
      const attempts = new Table(null, {
        caption: "Attempts", key: (one) => one.attempt, empty: "No attempts yet.",
        columns: [
          { id: "attempt", title: "Attempt", number: true, cell: (one) => String(one.attempt) },
          { id: "state", title: "State", cell: (one) => badge(one.state) },
          { id: "worker", title: "Worker", cell: (one) => workers(one) },
          { id: "engine", title: "Engine", cell: (one) => one.engine === null ? "–" : `${one.engine}, ${one.threads} threads` },
          { id: "resumed", title: "Resumed from", cell: (one) => one.resumedCheckpoint === null ? "the beginning" : `checkpoint ${one.resumedCheckpoint}, step ${one.resumedStep}` },
          { id: "failure", title: "Failure", cell: (one) => one.failure ?? "–" },
          { id: "started", title: "Started", cell: (one) => time(one.startedAt) },
          { id: "ended", title: "Ended", cell: (one) => time(one.endedAt) },
        ],
      });
      const events = new Table(null, {
        caption: "Events", key: (event) => event.seq, version: () => 0, empty: "No events.",
        columns: [
          { id: "seq", title: "Number", number: true, cell: (event) => String(event.seq) },
          { id: "time", title: "Time", cell: (event) => time(event.time) },
          { id: "type", title: "Event", cell: (event) => event.type },
          { id: "attempt", title: "Attempt", number: true, cell: (event) => String(event.attempt) },
          { id: "details", title: "Details", cell: details },
        ],
      });
      replace(panel, h("h2", null, "Attempts"), attempts.element, h("h2", null, "Events"), events.element);
      const known = new Map();
      const add = (list) => {
        list.forEach((event) => known.set(event.seq, event));
        events.set([...known.values()].sort((a, b) => b.seq - a.seq));
      };
      const readAttempts = async () => attempts.set((await all(`jobs/${id}/attempts`, "attempts", { signal })).toReversed());
      listen((list) => {
        const own = list.filter((event) => TYPES.includes(event.type));
        if (own.length === 0) return;
        add(own);
        readAttempts().catch(() => signal.aborted);
      });
      await readAttempts();
      let after = 0;
      while (after !== null) {
        const page = await get(`jobs/${id}/events${query({ type: TYPES, after, limit: 1000 })}`, signal);
        add(page.events);
        after = page.nextAfter;
      }
    },
  };
}

function details({ seq, type, attempt, time: _, ...rest }) {
  return Object.entries(rest).map(([name, value]) => h("div", null, `${name}: ${typeof value === "object" ? JSON.stringify(value) : value}`));
}
