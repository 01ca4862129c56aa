// The list of sweeps.

import { all } from "../api.js";
import { h, replace } from "../dom.js";
import { ago, time } from "../format.js";
import { link } from "../router.js";
import { Table } from "../table.js";
import { badge, heading, poll, progressBar } from "../widgets.js";

export async function show({ main, signal }) {
  const table = new Table("sweeps", {
    caption: "Sweeps", key: (sweep) => sweep.id, empty: "No sweeps. Submit one with “New job”, from an example sweep, or with the command line.",
    columns: [
      { id: "name", title: "Name", fixed: true, value: (sweep) => sweep.name, cell: (sweep) => h("span", { class: "name" }, h("a", { href: link(["sweeps", sweep.id]) }, sweep.name), h("span", { class: "id" }, sweep.id)) },
      { id: "state", title: "State", value: (sweep) => sweep.state, cell: (sweep) => badge(sweep.state) },
      { id: "progress", title: "Progress", number: true, value: (sweep) => sweep.percent, cell: (sweep) => progressBar(sweep.percent, `Progress of ${sweep.name}`) },
      { id: "runs", title: "Runs", number: true, value: (sweep) => sweep.runs, cell: (sweep) => `${sweep.counts.SUCCEEDED + sweep.counts.FAILED + sweep.counts.CANCELLED}/${sweep.runs}` },
      { id: "configurations", title: "Configurations", number: true, value: (sweep) => sweep.configurations, cell: (sweep) => String(sweep.configurations) },
      { id: "objective", title: "Objective", value: (sweep) => sweep.objective.series, cell: (sweep) => `${sweep.objective.goal} ${sweep.objective.series} (${sweep.objective.value})` },
      { id: "owner", title: "Owner", value: (sweep) => sweep.owner, cell: (sweep) => sweep.owner },
      { id: "created", title: "Submitted", value: (sweep) => sweep.createdAt, cell: (sweep) => h("time", { datetime: sweep.createdAt, title: time(sweep.createdAt) }, ago(sweep.createdAt)) },
    ],
  });
  replace(main, heading("Sweeps"), table.element);
  poll(3, signal, async () => table.set(await all("sweeps", "sweeps", { signal })));
}
