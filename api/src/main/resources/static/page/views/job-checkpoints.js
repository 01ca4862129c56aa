// Checkpoints: what is kept, downloads, pins, and a retry from one of them.

import { download, get, post } from "../api.js";
import { h, replace } from "../dom.js";
import { ago, bytes, metric, time } from "../format.js";
import { Table } from "../table.js";
import { action, badge, poll } from "../widgets.js";

export function checkpointTab({ id, signal, current }, caller) {
  return {
    id: "checkpoints", title: "Checkpoints",
    show: (panel) => {
      const mayChange = () => caller.scopes.includes("admin") || caller.name === current().owner;
      const table = new Table(null, {
        caption: "Checkpoints", key: (one) => one.number, version: (one) => `${one.state} ${one.pinned} ${current().state}`,
        empty: "No checkpoints. One is saved after an epoch, at most every 30 s.",
        columns: [
          { id: "number", title: "Number", number: true, cell: (one) => String(one.number) },
          { id: "epoch", title: "Epoch", number: true, cell: (one) => String(one.epoch) },
          { id: "step", title: "Step", number: true, cell: (one) => String(one.step) },
          { id: "attempt", title: "Attempt", number: true, cell: (one) => String(one.attempt) },
          { id: "state", title: "State", cell: (one) => badge(one.state) },
          { id: "values", title: "Values", cell: (one) => Object.entries(one.values).filter(([name]) => /loss|accuracy/i.test(name)).map(([name, value]) => h("div", null, `${name} ${metric(name, value)}`)) },
          { id: "size", title: "Size", number: true, cell: (one) => bytes(one.bytes) },
          { id: "stored", title: "Stored", cell: (one) => h("time", { datetime: one.storedAt, title: time(one.storedAt) }, ago(one.storedAt)) },
          { id: "actions", title: "Actions", cell: (one) => h("span", { class: "actions" },
            action("Download", () => download(`jobs/${id}/checkpoints/${one.number}/content`, `${id}-${one.number}.safetensors`), { label: `Download checkpoint ${one.number}` }),
            mayChange() && action(one.pinned ? "Unpin" : "Pin", async () => {
              await post(`jobs/${id}/checkpoints/${one.number}:${one.pinned ? "unpin" : "pin"}`);
              await read();
            }, { label: `${one.pinned ? "Unpin" : "Pin"} checkpoint ${one.number}` }),
            mayChange() && ["FAILED", "CANCELLED"].includes(current().state) && action("Retry from here", () => post(`jobs/${id}:retry`, { fromCheckpoint: one.number }))) },
        ],
      });
      replace(panel, table.element);
      const read = async () => table.set((await get(`jobs/${id}/checkpoints`, signal)).checkpoints.toReversed());
      poll(3, signal, () => (panel.hidden && panel.firstChild.dataset.read ? undefined : read().then(() => (panel.firstChild.dataset.read = "yes"))));
    },
  };
}
