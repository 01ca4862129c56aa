// The audit log, for admins: who has changed what, or tried to.

import { get, query } from "../api.js";
import { h, replace } from "../dom.js";
import { time } from "../format.js";
import { note } from "../router.js";
import { Table } from "../table.js";
import { action, heading, labelled } from "../widgets.js";

export async function show({ main, place, signal }) {
  const entries = [];
  let next = null;
  const actor = h("input", { type: "search", maxlength: 200, value: place.query.get("actor") ?? "" });
  const table = new Table(null, {
    caption: "Audit log", key: (entry) => entry.id, empty: "No entries.",
    columns: [
      { id: "time", title: "Time", value: (entry) => entry.time, cell: (entry) => time(entry.time) },
      { id: "actor", title: "Actor", value: (entry) => entry.actor, cell: (entry) => entry.actor },
      { id: "method", title: "Method", cell: (entry) => entry.method },
      { id: "target", title: "Target", value: (entry) => entry.target, cell: (entry) => h("code", null, entry.target) },
      { id: "status", title: "Status", number: true, value: (entry) => entry.status, cell: (entry) => String(entry.status) },
      { id: "address", title: "Address", cell: (entry) => entry.remoteAddress },
    ],
  });
  const more = action("Older entries", () => read());
  const form = h("form", { class: "filter", onsubmit: async (event) => {
    event.preventDefault();
    entries.length = 0;
    next = null;
    note(["audit"], { actor: actor.value.trim() });
    await read();
  } }, labelled("Actor", actor), h("button", null, "Show"));
  replace(main, heading("Audit log"), form, table.element, h("div", { class: "pager" }, more));
  await read();

  async function read() {
    const page = await get(`audit${query({ actor: actor.value.trim(), pageToken: next, limit: 100 })}`, signal);
    entries.push(...page.entries);
    next = page.nextPageToken;
    more.hidden = next === null;
    table.set(entries);
  }
}
