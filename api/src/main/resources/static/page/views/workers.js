// Workers: what they have, what they hold, and draining them.

import { all, post } from "../api.js";
import { h, replace } from "../dom.js";
import { ago, time } from "../format.js";
import { Table } from "../table.js";
import { action, badge, heading, jobLink, poll } from "../widgets.js";

export async function show({ main, signal, caller }) {
  const isAdmin = caller.scopes.includes("admin");
  const table = new Table("workers", {
    caption: "Workers", key: (worker) => worker.name, empty: "No workers are connected. Start one with “backspike worker --api URL”.",
    columns: [
      { id: "name", title: "Name", fixed: true, value: (worker) => worker.name, cell: (worker) => worker.name },
      { id: "state", title: "State", value: (worker) => worker.state, cell: (worker) => badge(worker.state) },
      { id: "device", title: "Device", value: (worker) => worker.device, cell: (worker) => worker.device },
      { id: "threads", title: "Threads", number: true, value: (worker) => worker.threads, cell: (worker) => String(worker.threads) },
      { id: "load", title: "Load", number: true, value: load, cell: (worker) => `${worker.holds.length} of ${worker.holds.length + worker.freeSlots} attempts` },
      { id: "holds", title: "Holds", cell: (worker) => worker.holds.length === 0 ? "–" : worker.holds.map((attempt) => h("div", null, jobLink(attempt.jobId), ` attempt ${attempt.number}`)) },
      { id: "seen", title: "Seen", value: (worker) => worker.seenAt, cell: (worker) => h("time", { datetime: worker.seenAt, title: time(worker.seenAt) }, ago(worker.seenAt)) },
      { id: "connected", title: "Connected", value: (worker) => worker.connectedAt, cell: (worker) => h("time", { datetime: worker.connectedAt, title: time(worker.connectedAt) }, ago(worker.connectedAt)) },
      ...(isAdmin ? [{ id: "actions", title: "Actions", fixed: true, cell: actions }] : []),
    ],
  });
  const read = async () => table.set(await all("workers", "workers", { signal }));
  replace(main, heading("Workers"), table.element);
  poll(2, signal, read);

  function actions(worker) {
    const path = `workers/${encodeURIComponent(worker.name)}`;
    const change = (verb, body) => async () => {
      await post(`${path}:${verb}`, body);
      await read();
    };
    return h("span", { class: "actions" }, worker.state === "DRAINING" || worker.state === "DRAINED"
      ? action("Undrain", change("undrain"), { label: `Undrain ${worker.name}` })
      : [action("Drain", change("drain", {}), { label: `Drain ${worker.name}` }),
         worker.holds.length > 0 && action("Drain, hand back", change("drain", { handBack: true }), { label: `Drain ${worker.name} and hand its attempts back` })]);
  }
}

function load(worker) {
  const slots = worker.holds.length + worker.freeSlots;
  return slots === 0 ? 0 : worker.holds.length / slots;
}
